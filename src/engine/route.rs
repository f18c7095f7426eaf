//! What a file's way through a desk asks of its lane, side by side, and the chances that decide it.

use super::values::Values;
use crate::model::{Model, Num};

/// What is looked up of a lane file by file.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Milligrams in a tick; 0 where the material is counted in pieces.
    pub milligrams: i64,
    /// Scale of the transit.
    pub transit_scale: Num,
    /// Work of its reviews against the desk's usual.
    pub work_factor: Num,
    /// The buyer's input.
    pub input: u32,
    /// First of its chances in [`Chances`], by regime.
    pub chances: u32,
    /// Buyer's place among files of one day.
    pub tie_rank: u32,
    /// Priority at the desk.
    pub priority: u8,
    /// A released order leaves its supplier on the day.
    pub prompt: bool,
    /// Besides, no order is cancelled before.
    pub settled: bool,
}

/// Chances of decisions by trial, each pair of numbers once.
#[derive(Debug)]
pub struct Chances<const W: usize> {
    /// Index into the next, by lane and regime.
    set: Vec<u32>,
    /// Chance of a denial, and of a denial or a return.
    pub of_set: Vec<[[f64; W]; 2]>,
    /// The numbers that they follow: denied and returned.
    numbers: Vec<[Num; 2]>,
}

/// The routes of a model's lanes and the chances on them.
pub fn routes<const W: usize>(model: &Model) -> (Vec<Route>, Chances<W>) {
    let mut chances = Chances { set: Vec::new(), of_set: Vec::new(), numbers: Vec::new() };
    let routes = model.lanes.iter().map(|lane| {
        let first = chances.set.len() as u32;
        for shares in &lane.decisions {
            let set = chances.find(model, [shares.denied, shares.returned]);
            chances.set.push(set);
        }
        Route {
            milligrams: lane.milligrams,
            transit_scale: lane.transit.scale,
            work_factor: lane.work_factor,
            input: lane.input as u32,
            chances: first,
            tie_rank: lane.tie_rank,
            priority: lane.priority,
            prompt: lane.prompt,
            settled: lane.prompt && lane.reroute_after.is_none(),
        }
    });
    (routes.collect(), chances)
}

impl<const W: usize> Chances<W> {
    /// The set that always has the values of these numbers; a new one if there is none.
    fn find(&mut self, model: &Model, numbers: [Num; 2]) -> u32 {
        let same = |x: Num, y: Num| {
            let (x, y) = (model.numbers.bindings[x.0 as usize], model.numbers.bindings[y.0 as usize]);
            x.factor.to_bits() == y.factor.to_bits() && x.parameters == y.parameters
        };
        let found = self.numbers.iter().position(|other| same(other[0], numbers[0]) && same(other[1], numbers[1]));
        let set = found.unwrap_or(self.numbers.len());
        if found.is_none() {
            self.numbers.push(numbers);
            self.of_set.push([[0.0; W]; 2]);
        }
        set as u32
    }

    /// Takes over the values of the numbers.
    pub fn follow(&mut self, values: &Values<W>) {
        for ([denied, refused], numbers) in self.of_set.iter_mut().zip(&self.numbers) {
            *denied = *values.of(numbers[0]);
            let returned = values.of(numbers[1]);
            for w in 0..W {
                refused[w] = denied[w] + returned[w];
            }
        }
    }

    /// Chance of a denial, and of a denial or a return, on a route in a regime.
    #[inline(always)]
    pub fn on(&self, route: &Route, regime: usize) -> &[[f64; W]; 2] {
        &self.of_set[self.set[route.chances as usize + regime] as usize]
    }
}
