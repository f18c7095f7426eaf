//! Numbers of a model: constants and bindings to parameters, in one table that the engine evaluates by trial.

use crate::random::{Distribution, Sampler};

/// A number of the model: an index into [`Numbers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Num(pub u32);

/// A parameter: drawn once a trial.
#[derive(Clone, Debug)]
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
    /// Whose luck draws it: its own name, or what it shares with parameters that are drawn together.
    pub luck: String,
    /// Value at its median.
    pub median: f64,
    /// Low and high end shown and swept.
    pub range: (f64, f64),
    /// Numbers that follow it.
    pub bound: Vec<Num>,
}

/// What a number is: a constant times up to two parameters.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The constant.
    pub factor: f64,
    /// The parameters.
    pub parameters: [Option<u32>; 2],
}

/// All numbers and parameters of a model.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// By index of [`Num`].
    pub bindings: Vec<Binding>,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// Numbers that a lever changes, in order.
    pub pulled: Vec<Num>,
}

impl Binding {
    /// The value, given the parameters'.
    #[must_use]
    pub fn value(&self, parameter: impl Fn(usize) -> f64) -> f64 {
        self.parameters.iter().flatten().fold(self.factor, |product, p| product * parameter(*p as usize))
    }
}

impl Numbers {
    /// A constant.
    pub fn constant(&mut self, value: f64) -> Num {
        self.push(Binding { factor: value, parameters: [None, None] })
    }
    /// `factor` times a parameter.
    pub fn bound(&mut self, parameter: usize, factor: f64) -> Num {
        self.push(Binding { factor, parameters: [Some(index(parameter)), None] })
    }
    /// A number that follows at most one parameter, times another parameter.
    pub fn product(&mut self, num: Num, parameter: usize) -> Num {
        let Binding { factor, parameters: [first, _] } = self.bindings[num.0 as usize];
        self.push(Binding { factor, parameters: [first, Some(index(parameter))] })
    }
    fn push(&mut self, binding: Binding) -> Num {
        let num = Num(index(self.bindings.len()));
        for parameter in binding.parameters.into_iter().flatten() {
            self.parameters[parameter as usize].bound.push(num);
        }
        self.bindings.push(binding);
        num
    }
    /// Its value with parameters as given.
    #[must_use]
    pub fn value(&self, num: Num, parameters: &[f64]) -> f64 {
        self.bindings[num.0 as usize].value(|p| parameters[p])
    }
    /// Its value with parameters at their medians.
    #[must_use]
    pub fn median(&self, num: Num) -> f64 {
        self.bindings[num.0 as usize].value(|p| self.parameters[p].median)
    }
    /// Its value where it is the same in every trial, on every day.
    #[must_use]
    pub fn certain(&self, num: Num) -> Option<f64> {
        let binding = self.bindings[num.0 as usize];
        let constant = binding.parameters == [None, None] && self.pulled.binary_search(&num).is_err();
        constant.then_some(binding.factor)
    }
}

fn index(i: usize) -> u32 {
    u32::try_from(i).expect("fewer than 2^32 of them")
}

/// A number that changes on days, in order; before the first day it is 0.
#[derive(Clone, Debug)]
pub struct Steps(pub Vec<(u32, Num)>);

impl Steps {
    /// The number in force on a day.
    #[must_use]
    pub fn on(&self, day: u32) -> Option<Num> {
        self.0.iter().rev().find(|(from, _)| *from <= day).map(|(_, num)| *num)
    }
}

/// A value drawn anew at every use: a law times a number.
#[derive(Clone, Debug)]
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
