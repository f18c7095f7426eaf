//! What production looks up of every site every day, side by side.

use super::state::{Block, InputState};
use crate::model::{Model, Site};

/// A plan that differs from trial to trial.
pub const UNCERTAIN: i64 = i64::MIN;

/// A site as production sees it from day to day.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The only input, where it goes in whole ticks and those are the same in every trial.
    pub single: Option<(u32, i64)>,
    /// Trials in which the line stands or owes output, as bits.
    pub troubled: u32,
    /// Day with a plan before this one, where plans are certain.
    pub previous_day: u32,
    /// The plan is the same in every trial.
    pub certain: bool,
    /// It makes its whole plan or nothing, starts again as soon as it can, and makes up for nothing.
    pub simple: bool,
    /// Ticks planned up to the last band in every trial alike.
    pub planned: i64,
    /// The same since the last band.
    pub planned_in_band: i64,
}

impl Line {
    /// Before the first day.
    pub const NEW: Self = Self {
        single: None,
        troubled: 0,
        previous_day: u32::MAX,
        certain: false,
        simple: false,
        planned: 0,
        planned_in_band: 0,
    };
}

/// Plans by day and site: ticks where they are the same in every trial, [`UNCERTAIN`] where they are not, 0 on days
/// without any.
#[must_use]
pub fn plans(model: &Model) -> Vec<i64> {
    let on = |site: &Site, day: usize| match site.sales.as_ref().and_then(|s| s.certain.as_ref()) {
        _ if site.unlimited || !site.working[day] => 0,
        Some(certain) => certain[day],
        None => UNCERTAIN,
    };
    (0..model.days as usize).flat_map(|day| model.sites.iter().map(move |site| on(site, day))).collect()
}

impl<const W: usize> Block<'_, W> {
    /// Marks whether a line stands or owes output in a trial.
    #[inline(always)]
    pub fn mark_trouble(&mut self, site: usize, w: usize) {
        let state = &self.sites[site];
        let troubled = u32::from((state.down[w] | state.owed[w]) != 0);
        let line = &mut self.lines[site];
        line.troubled = line.troubled & !(1 << w) | troubled << w;
    }

    /// Looks up what production asks of a site: whether its plan is certain, and its only input, if it has just one
    /// that goes in whole ticks.
    pub fn look_at_line(&mut self, site: usize) {
        let inputs = self.model.sites[site].inputs.clone();
        let whole = |input: &InputState<W>| input.whole.filter(|_| !self.recording.audit);
        let model = &self.model.sites[site];
        self.lines[site].certain = model.sales.as_ref().is_some_and(|s| s.certain.is_some());
        let starts_at_once = model.line.restart_days == 0 && !model.line.has_restart_cover;
        let makes_up = model.sales.is_none() || model.line.catch_up.is_some();
        self.lines[site].simple = model.line.all_or_nothing && starts_at_once && !makes_up;
        self.lines[site].single = match &self.inputs[inputs.clone()] {
            [input] => whole(input).map(|whole| (inputs.start as u32, whole)),
            _ => None,
        };
    }
}
