//! Appointments at a desk that starts so many reviews a working day.
//!
//! Where files are reviewed in the order in which they are filed, and the course of policy tells how many reviews
//! start on each day, a file gets the day of its start when it is filed: there is no queue to be kept.

use super::regimes::RegimeNumbers;
use super::state::{Lanes, trials};
use crate::model::Authority;

/// The next start that is free, by trial.
#[derive(Debug)]
pub struct Appointments<const W: usize> {
    /// By day: the first day from then on with any starts; the end of the horizon if there is none.
    open: Vec<Lanes<W, u16>>,
    /// Day of the latest appointment.
    day: Lanes<W, u16>,
    /// Appointments on that day.
    taken: Lanes<W>,
}

impl<const W: usize> Appointments<W> {
    /// Room for a horizon of so many days.
    #[must_use]
    pub fn new(days: usize) -> Self {
        Self { open: vec![[days as u16; W]; days + 1], day: [0; W], taken: [0; W] }
    }

    /// No appointment is made yet; finds the days that have any starts.
    pub fn lay_out(&mut self, authority: &Authority, regime: &[Lanes<W, u8>], numbers: &[RegimeNumbers<W>]) {
        self.day = [0; W];
        self.taken = [0; W];
        let mut next = self.open[regime.len()];
        for (day, regime) in regime.iter().enumerate().rev() {
            if authority.working[day] {
                for w in 0..W {
                    next[w] = if numbers[usize::from(regime[w])].capacity[w] > 0 { day as u16 } else { next[w] };
                }
            }
            self.open[day] = next;
        }
    }

    /// The days on which the reviews of files that are filed today will start; the end of the horizon if they
    /// will not.
    #[inline(always)]
    pub fn make(
        &mut self,
        filed: u32,
        today: u32,
        regime: &[Lanes<W, u8>],
        numbers: &[RegimeNumbers<W>],
    ) -> Lanes<W, u32> {
        let last = regime.len() - 1;
        let mut starts = [0; W];
        for w in trials(filed) {
            let latest = self.day[w];
            let mut day = self.open[usize::from(latest).max(today as usize)][w];
            let mut taken = if day == latest { self.taken[w] } else { 0 };
            let on = usize::from(day).min(last);
            if taken >= numbers[usize::from(regime[on][w])].capacity[w] {
                day = self.open[on + 1][w];
                taken = 0;
            }
            self.day[w] = day;
            self.taken[w] = taken + 1;
            starts[w] = u32::from(day);
        }
        starts
    }
}
