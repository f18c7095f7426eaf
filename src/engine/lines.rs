//! What production looks up of every site every day, side by side.

use super::plant::Plant;
use crate::model::{Model, Site};

/// A plan that differs from trial to trial.
pub(super) const UNCERTAIN: i64 = i64::MIN;

/// A site as production sees it from day to day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// The only input, where it goes in whole ticks and those are the same in every trial.
    pub single: Option<(u32, i64)>,
    /// Trials in which the line is halted or owes output, as bits.
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
    /// What production asks of a site: whether its plan is certain, and its only input, if it has just one that goes in
    /// `whole` ticks.
    #[must_use]
    pub(super) fn new(site: &Site, whole: impl Fn(usize) -> Option<i64>) -> Self {
        let starts_at_once = site.line.restart_days == 0 && !site.line.has_restart_cover;
        let makes_up = site.makes_to_stock() || site.line.catch_up.is_some();
        let only = site.inputs.start;
        let single = if site.inputs.len() == 1 { whole(only).map(|whole| (only as u32, whole)) } else { None };
        Self {
            single,
            troubled: 0,
            previous_day: u32::MAX,
            certain: site.sales.as_ref().is_some_and(|s| s.certain.is_some()),
            simple: site.line.all_or_nothing && starts_at_once && !makes_up,
            planned: 0,
            planned_in_band: 0,
        }
    }

    /// Before the first day.
    pub(super) fn open(&mut self) {
        (self.troubled, self.previous_day) = (0, u32::MAX);
        (self.planned, self.planned_in_band) = (0, 0);
    }
}

/// Plans by day and site: ticks where they are the same in every trial, [`UNCERTAIN`] where they are not, 0 on days
/// without any.
#[must_use]
pub(super) fn plans(model: &Model) -> Vec<i64> {
    let on = |site: &Site, day: usize| match site.sales.as_ref().and_then(|s| s.certain.as_ref()) {
        // Lines that share their inputs are run together.
        _ if site.unlimited || site.works.is_some() || !site.working[day] => 0,
        Some(certain) => certain[day],
        None => UNCERTAIN,
    };
    (0..model.days as usize).flat_map(|day| model.sites.iter().map(move |site| on(site, day))).collect()
}

impl<const W: usize> Plant<W> {
    /// Marks whether a line is halted or owes output in a trial.
    #[inline(always)]
    pub(super) fn mark_trouble(&mut self, site: usize, w: usize) {
        let state = &self.sites[site];
        let troubled = u32::from((state.down[w] | state.owed[w]) != 0);
        let line = &mut self.lines[site];
        line.troubled = line.troubled & !(1 << w) | troubled << w;
    }
}
