//! Numbers of a model: constants and bindings to parameters, in one table that the engine evaluates by trial.

use crate::random::{Distribution, Sampler};

/// A number of the model: an index into [`Numbers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Num(pub u32);

/// A parameter: drawn once a trial.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Unit in words.
    pub unit: String,
    /// Its law.
    pub law: Distribution,
    /// The law as a table.
    pub sampler: Sampler,
    /// Value at its median.
    pub median: f64,
    /// Low and high end shown and swept.
    pub range: (f64, f64),
    /// Numbers that follow it.
    pub bound: Vec<Num>,
}

/// What a number is: `factor · parameter`, or a constant.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The constant, or the factor of the parameter.
    pub factor: f64,
    /// The parameter, if any.
    pub parameter: Option<u32>,
}

/// All numbers and parameters of a model.
#[derive(Debug, Default)]
pub struct Numbers {
    /// By index of [`Num`].
    pub bindings: Vec<Binding>,
    /// The parameters.
    pub parameters: Vec<Parameter>,
}

impl Numbers {
    /// A constant.
    pub fn constant(&mut self, value: f64) -> Num {
        self.push(Binding { factor: value, parameter: None })
    }
    /// `factor` times a parameter.
    pub fn bound(&mut self, parameter: usize, factor: f64) -> Num {
        let index = u32::try_from(parameter).expect("fewer than 2^32 parameters");
        let num = self.push(Binding { factor, parameter: Some(index) });
        self.parameters[parameter].bound.push(num);
        num
    }
    fn push(&mut self, binding: Binding) -> Num {
        self.bindings.push(binding);
        Num(u32::try_from(self.bindings.len() - 1).expect("fewer than 2^32 numbers"))
    }
    /// The same number times a constant.
    pub fn times(&mut self, num: Num, factor: f64) -> Num {
        let binding = self.bindings[num.0 as usize];
        match binding.parameter {
            None => self.constant(binding.factor * factor),
            Some(p) => self.bound(p as usize, binding.factor * factor),
        }
    }
    /// Its value with parameters as given.
    #[must_use]
    pub fn value(&self, num: Num, parameters: &[f64]) -> f64 {
        let binding = self.bindings[num.0 as usize];
        binding.parameter.map_or(binding.factor, |p| binding.factor * parameters[p as usize])
    }
    /// Its value with parameters at their medians.
    #[must_use]
    pub fn median(&self, num: Num) -> f64 {
        let binding = self.bindings[num.0 as usize];
        binding.parameter.map_or(binding.factor, |p| binding.factor * self.parameters[p as usize].median)
    }
    /// Its value where it is the same in every trial.
    #[must_use]
    pub fn certain(&self, num: Num) -> Option<f64> {
        let binding = self.bindings[num.0 as usize];
        binding.parameter.is_none().then_some(binding.factor)
    }
}

/// A number that changes on days, in order; before the first day it is 0.
#[derive(Debug)]
pub struct Steps(pub Vec<(u32, Num)>);

impl Steps {
    /// The number in force on a day.
    #[must_use]
    pub fn on(&self, day: u32) -> Option<Num> {
        self.0.iter().rev().find(|(from, _)| *from <= day).map(|(_, num)| *num)
    }
}

/// A value drawn anew at every use: a law times a number.
#[derive(Debug)]
pub struct Draw {
    /// The law.
    pub law: Distribution,
    /// The law as a table.
    pub sampler: Sampler,
    /// Its scale.
    pub scale: Num,
    /// The law's value where it has only one.
    pub fixed: Option<f64>,
}
