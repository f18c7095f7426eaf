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
    /// Its distribution.
    pub distribution: Distribution,
    /// The distribution as a table.
    pub sampler: Sampler,
    /// Whose random numbers draw it: its own name, or what it shares with parameters that are drawn together.
    pub stream: String,
    /// Where it hangs together with others: the parameters whose normal scores its own is made of, with their weights;
    /// empty where it is its own alone.
    pub mixed: Vec<(usize, f64)>,
    /// Value at its median.
    pub median: f64,
    /// Value that the firm planned with.
    pub planned: f64,
    /// Whether order levels in days follow it where it turns out otherwise.
    pub follows: bool,
    /// Low and high end shown and swept.
    pub range: (f64, f64),
    /// Numbers that follow it.
    pub bound: Vec<Num>,
}

/// Parameters that a number is a product of, at most: an amount and a rate that are each scaled.
const MOST_PARAMETERS: usize = 4;
/// Parameters of a constant.
const NONE: [Option<u32>; MOST_PARAMETERS] = [None; MOST_PARAMETERS];

/// What a number is: a constant times up to four parameters, times a need where the plan follows parameters.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The constant.
    pub factor: f64,
    /// The parameters.
    pub parameters: [Option<u32>; MOST_PARAMETERS],
    /// Index into [`Numbers::needs`].
    pub need: Option<u32>,
}

/// A need that follows parameters: a sum of products of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Need(pub Vec<(f64, Vec<u32>)>);

/// All numbers and parameters of a model.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// By index of [`Num`].
    pub bindings: Vec<Binding>,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// Numbers that a lever changes, in order.
    pub pulled: Vec<Num>,
    /// Needs that follow parameters.
    pub needs: Vec<Need>,
}

impl Need {
    /// The need, given the parameters.
    #[must_use]
    pub fn value(&self, parameter: impl Fn(usize) -> f64) -> f64 {
        let term = |(factor, of): &(f64, Vec<u32>)| of.iter().fold(*factor, |x, p| x * parameter(*p as usize));
        self.0.iter().map(term).sum()
    }
}

/// Parameters of a number, those beyond the fourth left out.
fn of(parameters: &[u32]) -> [Option<u32>; MOST_PARAMETERS] {
    std::array::from_fn(|at| parameters.get(at).copied())
}

impl Binding {
    /// The product of two.
    fn times(&self, by: &Self) -> Self {
        let parameters: Vec<u32> = self.parameters.iter().chain(&by.parameters).flatten().copied().collect();
        debug_assert!(parameters.len() <= MOST_PARAMETERS && (self.need.is_none() || by.need.is_none()));
        Self { factor: self.factor * by.factor, parameters: of(&parameters), need: self.need.or(by.need) }
    }
    /// The value, given the parameters', but for a need.
    fn product(&self, parameter: impl Fn(usize) -> f64) -> f64 {
        self.parameters.iter().flatten().fold(self.factor, |product, p| product * parameter(*p as usize))
    }
}

impl Numbers {
    /// A constant.
    pub fn constant(&mut self, value: f64) -> Num {
        self.push(Binding { factor: value, parameters: NONE, need: None })
    }
    /// `factor` times a parameter.
    pub fn bound(&mut self, parameter: usize, factor: f64) -> Num {
        self.push(Binding { factor, parameters: of(&[index(parameter)]), need: None })
    }
    /// A number that follows at most one parameter, times another parameter.
    pub fn product(&mut self, num: Num, parameter: usize) -> Num {
        let rate = Binding { factor: 1.0, parameters: of(&[index(parameter)]), need: None };
        self.push(self.bindings[num.0 as usize].times(&rate))
    }
    /// One number times another, neither of them a need.
    pub fn multiplied(&mut self, num: Num, by: Num) -> Num {
        let by = self.bindings[by.0 as usize];
        self.push(self.bindings[num.0 as usize].times(&by))
    }
    /// A number times a constant.
    pub fn times(&mut self, num: Num, factor: f64) -> Num {
        let binding = self.bindings[num.0 as usize];
        self.push(Binding { factor: binding.factor * factor, ..binding })
    }
    /// A number times a need that follows parameters, by its index.
    pub fn times_need(&mut self, num: Num, need: u32) -> Num {
        self.push(Binding { need: Some(need), ..self.bindings[num.0 as usize] })
    }
    fn push(&mut self, binding: Binding) -> Num {
        let num = Num(index(self.bindings.len()));
        let needs = binding.need.iter().flat_map(|need| &self.needs[*need as usize].0).flat_map(|(_, of)| of);
        for parameter in binding.parameters.iter().flatten().chain(needs) {
            let bound = &mut self.parameters[*parameter as usize].bound;
            if bound.last() != Some(&num) {
                bound.push(num);
            }
        }
        self.bindings.push(binding);
        num
    }
    /// Its value, given the parameters'.
    #[inline]
    #[must_use]
    pub fn at(&self, num: Num, parameter: impl Fn(usize) -> f64) -> f64 {
        let binding = &self.bindings[num.0 as usize];
        let product = binding.product(&parameter);
        binding.need.map_or(product, |need| product * self.needs[need as usize].value(&parameter))
    }
    /// Its value with parameters as given.
    #[must_use]
    pub fn value(&self, num: Num, parameters: &[f64]) -> f64 {
        self.at(num, |p| parameters[p])
    }
    /// Its value with parameters at their medians.
    #[must_use]
    pub fn median(&self, num: Num) -> f64 {
        self.at(num, |p| self.parameters[p].median)
    }
    /// Its value with parameters as they were planned.
    #[must_use]
    pub fn planned(&self, num: Num) -> f64 {
        self.at(num, |p| self.parameters[p].planned)
    }
    /// Whether the plan follows any parameter.
    #[must_use]
    pub fn plan_follows(&self) -> bool {
        self.parameters.iter().any(|p| p.follows)
    }
    /// Its value where it is the same in every trial, on every day.
    #[must_use]
    pub fn certain(&self, num: Num) -> Option<f64> {
        let binding = self.bindings[num.0 as usize];
        let constant = binding.parameters == NONE && binding.need.is_none() && self.pulled.binary_search(&num).is_err();
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

/// A value drawn anew at every use: a distribution times a number.
#[derive(Clone, Debug)]
pub struct Draw {
    /// The distribution.
    pub distribution: Distribution,
    /// The distribution as a table.
    pub sampler: Sampler,
    /// Its scale.
    pub scale: Num,
    /// The distribution's value where it has only one.
    pub fixed: Option<f64>,
}
