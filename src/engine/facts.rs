//! What every stage looks up: the model, the random numbers, the day, and the numbers in force on it. Policy and levers
//! alone change any of it.

use super::route::{Route, routes};
use super::service::Services;
use super::streams::Streams;
use super::values::Values;
use crate::model::{Model, Num, whole_ticks};

/// What every stage looks up.
pub(super) struct Facts<'m, const W: usize> {
    /// The model.
    pub model: &'m Model,
    /// The streams of random numbers.
    pub streams: &'m Streams,
    /// What files look up of lanes.
    pub routes: Vec<Route>,
    /// First trial of the block.
    pub first_trial: u64,
    /// Today.
    pub day: u32,
    /// Conservation is checked in every trial.
    pub audit: bool,
    /// Numbers by trial.
    pub values: Values<W>,
    /// When sites and lanes are in service.
    pub services: Services<W>,
}

impl<'m, const W: usize> Facts<'m, W> {
    /// Facts of no trials yet.
    #[must_use]
    pub(super) fn new(model: &'m Model, streams: &'m Streams, audit: bool) -> Self {
        let (values, services) = (Values::new(model), Services::new(model));
        Self { model, streams, routes: routes(model), first_trial: 0, day: 0, audit, values, services }
    }

    /// The morning of day 0 for the trials from `first_trial` on.
    pub(super) fn open(&mut self, first_trial: u64) {
        (self.first_trial, self.day) = (first_trial, 0);
        self.values.release(self.model);
        self.values.draw(self.model, self.streams, first_trial);
        self.services.open(self.model, self.streams, &self.values, first_trial);
    }

    /// The number of a trial of the block.
    #[inline(always)]
    #[must_use]
    pub(super) fn trial(&self, w: usize) -> u64 {
        self.first_trial + w as u64
    }

    /// Ticks of a number, rounded, by trial.
    #[inline(always)]
    #[must_use]
    pub(super) fn ticks(&self, num: Num, w: usize) -> i64 {
        whole_ticks(self.values.of(num)[w])
    }
}
