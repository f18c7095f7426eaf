//! Numbers by trial: parameters drawn, constants spread, quantities turned into ticks.

use super::streams::{Drawn, Streams};
use crate::model::{Model, Num};

/// Values of parameters and numbers for `W` trials.
#[derive(Debug)]
pub(super) struct Values<const W: usize> {
    /// By parameter.
    pub parameters: Vec<[f64; W]>,
    /// By number of the model.
    pub numbers: Vec<[f64; W]>,
    /// What levers have made of the numbers that they change, in the order of those: factor and addition.
    pulled: Vec<[[f64; W]; 2]>,
    /// Some number has changed since [`Values::have_changed`] was asked.
    changed: bool,
}

impl<const W: usize> Values<W> {
    /// Constants filled in; parameters at their medians.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let parameters = model.numbers.parameters.iter().map(|p| [p.median; W]).collect();
        let count = u32::try_from(model.numbers.bindings.len()).unwrap_or(u32::MAX);
        let numbers = (0..count).map(|n| [model.numbers.median(Num(n)); W]).collect();
        Self { parameters, numbers, pulled: vec![[[1.0; W], [0.0; W]]; model.numbers.pulled.len()], changed: true }
    }

    /// Draws the parameters of the trials from `first_trial` on.
    pub(super) fn draw(&mut self, model: &Model, streams: &Streams, first_trial: u64) {
        self.changed = true;
        for (p, parameter) in model.numbers.parameters.iter().enumerate() {
            let first_trial = match streams.drawn[p] {
                Drawn::Own => first_trial,
                Drawn::Ahead(trials) => first_trial + trials,
                Drawn::Held(value) => {
                    (0..W).for_each(|w| self.set(model, p, w, value));
                    continue;
                }
            };
            let drawn = streams.uniforms::<W>(model, p, first_trial);
            for w in 0..W {
                self.set(model, p, w, parameter.sampler.at(drawn[w]));
            }
        }
    }

    /// Sets a parameter of one trial, and with it the numbers that follow it.
    pub(super) fn set(&mut self, model: &Model, parameter: usize, trial: usize, value: f64) {
        self.changed = true;
        self.parameters[parameter][trial] = value;
        for num in &model.numbers.parameters[parameter].bound {
            self.follow(model, *num, trial);
        }
    }

    /// A lever changes a number in a trial: it is multiplied, then something is added.
    pub(super) fn pull(&mut self, model: &Model, num: Num, trial: usize, factor: f64, more: f64) {
        self.changed = true;
        if let Ok(place) = model.numbers.pulled.binary_search(&num) {
            let [factors, additions] = &mut self.pulled[place];
            factors[trial] *= factor;
            additions[trial] = additions[trial] * factor + more;
        }
        self.follow(model, num, trial);
    }

    /// Takes back what levers have changed.
    pub(super) fn release(&mut self, model: &Model) {
        self.pulled.fill([[1.0; W], [0.0; W]]);
        for num in &model.numbers.pulled {
            (0..W).for_each(|trial| self.follow(model, *num, trial));
        }
    }

    /// A number follows its parameters and the levers.
    fn follow(&mut self, model: &Model, num: Num, trial: usize) {
        let mut value = model.numbers.at(num, |p| self.parameters[p][trial]);
        if let Ok(place) = model.numbers.pulled.binary_search(&num) {
            let [factors, additions] = &self.pulled[place];
            value = value * factors[trial] + additions[trial];
        }
        self.numbers[num.0 as usize][trial] = value;
    }

    /// What follows from numbers has changed, though no number has.
    pub(super) fn mark_changed(&mut self) {
        self.changed = true;
    }

    /// Whether any number has changed since this was asked.
    #[inline(always)]
    pub(super) fn have_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// A number by trial.
    #[inline]
    #[must_use]
    pub(super) fn of(&self, num: Num) -> &[f64; W] {
        &self.numbers[num.0 as usize]
    }
}
