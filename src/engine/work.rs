//! Review work under changing speed: on which day is it done?

use super::policy::{Course, WORK_UNIT};
use super::state::Lanes;
use crate::model::whole_ticks;

/// For each whole nominal working day of work since day 0, the first morning on which it is done, by trial.
#[derive(Debug)]
pub struct WorkIndex<const W: usize> {
    first_day: Vec<Vec<u16>>,
}

impl<const W: usize> WorkIndex<W> {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self { first_day: vec![Vec::new(); W] }
    }

    /// Indexes the work done by the morning of each day.
    pub fn build(&mut self, work_done: &[Lanes<W>]) {
        for (w, first_day) in self.first_day.iter_mut().enumerate() {
            first_day.clear();
            let mut next = 0;
            for (day, done) in work_done.iter().enumerate() {
                while next <= done[w] {
                    first_day.push(day as u16);
                    next += WORK_UNIT as i64;
                }
            }
        }
    }
}

impl<const W: usize> Course<W> {
    /// The first day after `day` on whose morning `work` nominal working days, begun on `day`, are done;
    /// beyond the horizon if there is none.
    #[inline(always)]
    pub fn day_done(&self, w: usize, day: u32, work: f64) -> usize {
        let target = self.work_done[day as usize][w] + whole_ticks(work * WORK_UNIT);
        let Some(near) = self.work_index.first_day[w].get((target / WORK_UNIT as i64) as usize) else {
            return self.work_done.len();
        };
        let first = usize::from(*near).max(day as usize + 1);
        let later = self.work_done[first..].iter().position(|done| done[w] >= target);
        later.map_or(self.work_done.len(), |days| first + days)
    }
}
