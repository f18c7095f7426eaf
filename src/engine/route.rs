//! What a file's way through a desk asks of its lane, side by side, and the chances that decide it.

use super::ahead::drawn_when_filed;
use super::values::Values;
use crate::model::{DecisionShares, Model, Num, OrderRule, Ruled};

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
    /// Priority at the desk, where no rule gives another.
    pub priority: u8,
    /// Pace of its reviews among those of its authority.
    pub pace: u16,
    /// Rules give it a speed, a priority or extra work.
    pub ruled: bool,
    /// A grant is for the whole order, which leaves its supplier on the day.
    pub usual: bool,
    /// Besides, no order is cancelled before.
    pub settled: bool,
    /// Besides, its random numbers are drawn when it is filed.
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
    /// The numbers that they follow.
    numbers: Vec<Followed>,
}

/// What chances follow: the numbers of what is denied, of what is returned, and of the speed of reviews.
#[derive(Debug)]
enum Followed {
    /// The same numbers in every trial.
    Usual([Num; 3]),
    /// Those of the rules that fit who belongs to the groups of an authority.
    Ruled(usize, Ruled<DecisionShares>, Ruled<Num>),
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
            let whole = |r: &crate::model::Regime| r.granted_fraction.is_none() && r.volume_rule.is_none();
            model.authorities[a].watch.is_none() && model.authorities[a].regimes.iter().all(whole)
        };
        let direct = lane.authority.is_none_or(|a| model.authorities[a].offices.is_empty());
        let usual = lane.prompt && direct && lane.quota.is_none() && lane.authority.is_some_and(whole);
        let settled = usual && lane.reroute_after.is_none();
        Route {
            milligrams: lane.milligrams,
            work_factor: lane.work_factor,
            input: lane.input as u32,
            tie_rank: lane.tie_rank,
            priority: lane.priority,
            pace: lane.pace as u16,
            ruled: lane.ruled,
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
            for (r, rules) in lane.rules.iter().enumerate() {
                let speed = &model.authorities[lane.authority.unwrap_or(0)].paces[lane.pace][r];
                let set = if rules.shares.first.is_empty() && speed.first.is_empty() {
                    let shares = rules.shares.usual;
                    chances.find(model, [shares.denied, shares.returned, speed.usual])
                } else {
                    let followed = (rules.shares.clone(), speed.clone());
                    chances.add(Followed::Ruled(lane.authority.unwrap_or(0), followed.0, followed.1))
                };
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
        let all_same = |other: &Followed| match other {
            Followed::Usual(other) => other.iter().zip(numbers).all(|(x, y)| same(*x, y)),
            Followed::Ruled(..) => false,
        };
        let found = self.numbers.iter().position(all_same);
        found.map_or_else(|| self.add(Followed::Usual(numbers)), |set| set as u32)
    }

    fn add(&mut self, followed: Followed) -> u32 {
        self.numbers.push(followed);
        self.of_set.push(Chance { denied: [0.0; W], refused: [0.0; W], bar: [0.0; W] });
        (self.numbers.len() - 1) as u32
    }

    /// Takes over the values of the numbers, given who belongs to the groups of an authority in a trial.
    pub(super) fn follow(&mut self, values: &Values<W>, members: impl Fn(usize, usize) -> u64) {
        for (chance, followed) in self.of_set.iter_mut().zip(&self.numbers) {
            let [denied, returned, speed] = match followed {
                Followed::Usual(numbers) => numbers.map(|num| *values.of(num)),
                Followed::Ruled(authority, shares, speed) => {
                    let mut found = [[0.0; W]; 3];
                    for w in 0..W {
                        let members = members(*authority, w);
                        let DecisionShares { denied, returned } = shares.of(members);
                        let numbers = [denied, returned, speed.of(members)];
                        found.iter_mut().zip(numbers).for_each(|(found, num)| found[w] = values.of(num)[w]);
                    }
                    found
                }
            };
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
