//! What a file's way through a desk asks of its lane, side by side, and the chances that decide it.

use super::ahead::drawn_when_filed;
use super::values::Values;
use crate::model::{Model, Num, OrderRule};

/// What is looked up of a lane file by file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    /// Milligrams in a tick; 0 where the material is counted in pieces.
    pub milligrams: i64,
    /// Work of its reviews against the desk's usual.
    pub work_factor: Num,
    /// The buyer's input.
    pub input: u32,
    /// Buyer's place among files of one day.
    pub tie_rank: u32,
    /// Priority at the desk.
    pub priority: u8,
    /// A grant is for the whole order, which leaves its supplier on the day.
    pub usual: bool,
    /// Besides, no order is cancelled before.
    pub settled: bool,
    /// Besides, its luck is drawn when it is filed.
    pub ahead: bool,
    /// Slots of its orders are ordinal numbers.
    pub ordinal: bool,
}

/// Chances of decisions by trial, each pair of numbers once.
#[derive(Debug)]
pub(super) struct Chances<const W: usize> {
    /// First of a lane in the next.
    first: Vec<u32>,
    /// Index into the next, by lane and regime.
    set: Vec<u32>,
    /// What decides, by set.
    of_set: Vec<Chance<W>>,
    /// The numbers that they follow: denied, returned, speed of reviews.
    numbers: Vec<[Num; 3]>,
}

/// What decides an application.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chance<const W: usize> {
    /// Chance of a denial.
    pub denied: [f64; W],
    /// Chance of a denial or a return.
    pub refused: [f64; W],
    /// A decision's uniform number below it is no grant: the chance of a denial or a return, or 1 in a freeze.
    pub bar: [f64; W],
}

/// The routes of a model's lanes.
#[must_use]
pub(super) fn routes(model: &Model) -> Vec<Route> {
    let routes = model.lanes.iter().map(|lane| {
        let whole = |a: usize| {
            model.authorities[a].regimes.iter().all(|r| r.granted_fraction.is_none() && r.volume_rule.is_none())
        };
        let usual = lane.prompt && lane.authority.is_some_and(whole);
        let settled = usual && lane.reroute_after.is_none();
        Route {
            milligrams: lane.milligrams,
            work_factor: lane.work_factor,
            input: lane.input as u32,
            tie_rank: lane.tie_rank,
            priority: lane.priority,
            usual,
            settled,
            ahead: settled && drawn_when_filed(model, lane),
            ordinal: matches!(
                model.inputs[lane.input].ordering.rule,
                OrderRule::ReorderPoint { .. } | OrderRule::MinMax { .. }
            ),
        }
    });
    routes.collect()
}

impl<const W: usize> Chances<W> {
    /// Room for the chances on a model's lanes.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let mut chances = Self { first: Vec::new(), set: Vec::new(), of_set: Vec::new(), numbers: Vec::new() };
        for lane in &model.lanes {
            chances.first.push(chances.set.len() as u32);
            let regimes = lane.authority.map_or(&[][..], |a| &model.authorities[a].regimes);
            for (shares, regime) in lane.decisions.iter().zip(regimes) {
                let set = chances.find(model, [shares.denied, shares.returned, regime.speed]);
                chances.set.push(set);
            }
        }
        chances
    }

    /// The set that always has the values of these numbers; a new one if there is none.
    fn find(&mut self, model: &Model, numbers: [Num; 3]) -> u32 {
        let same = |x: Num, y: Num| {
            let (x, y) = (model.numbers.bindings[x.0 as usize], model.numbers.bindings[y.0 as usize]);
            x.factor.to_bits() == y.factor.to_bits() && x.parameters == y.parameters && x.need == y.need
        };
        let all_same = |other: &[Num; 3]| other.iter().zip(numbers).all(|(x, y)| same(*x, y));
        let found = self.numbers.iter().position(all_same);
        let set = found.unwrap_or(self.numbers.len());
        if found.is_none() {
            self.numbers.push(numbers);
            self.of_set.push(Chance { denied: [0.0; W], refused: [0.0; W], bar: [0.0; W] });
        }
        set as u32
    }

    /// Takes over the values of the numbers.
    pub(super) fn follow(&mut self, values: &Values<W>) {
        for (chance, numbers) in self.of_set.iter_mut().zip(&self.numbers) {
            let [denied, returned, speed] = numbers.map(|num| values.of(num));
            for w in 0..W {
                chance.denied[w] = denied[w];
                chance.refused[w] = denied[w] + returned[w];
                chance.bar[w] = if speed[w] > 0.0 { chance.refused[w] } else { 1.0 };
            }
        }
    }

    /// Regimes in which something decides applications on a lane.
    #[inline(always)]
    pub(super) fn regimes(&self, lane: usize) -> usize {
        let end = self.first.get(lane + 1).map_or(self.set.len(), |end| *end as usize);
        end - self.first[lane] as usize
    }

    /// What decides an application on a lane in a regime.
    #[inline(always)]
    pub(super) fn on(&self, lane: usize, regime: usize) -> &Chance<W> {
        &self.of_set[self.set[self.first[lane] as usize + regime] as usize]
    }
}
