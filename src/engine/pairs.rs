//! General licences of pairs: one quantity for all lanes from an exporter to a customer. A renewal that is granted in
//! time begins on the anniversary; without one the licence lapses.

use super::book::Orders;
use super::facts::Facts;
use super::general::Applications;
use super::ordering::Ordering;
use super::orders::Stage;
use super::state::Lanes;
use crate::model::{Model, NEVER, PairLicence, whole_ticks};
use crate::random::{Purpose, uniform};

/// General licences of all pairs.
#[derive(Debug)]
pub(super) struct Pairs<const W: usize> {
    states: Vec<OfPair<W>>,
}

/// The general licence of a pair, by trial.
#[derive(Debug)]
struct OfPair<const W: usize> {
    /// What is left of it.
    balance: Lanes<W>,
    /// Its last day; none where it was never granted.
    until: Lanes<W, Option<u32>>,
    /// A renewal that is granted: the day on which it begins, and its quantity.
    renewal: Lanes<W, Option<(u32, i64)>>,
    applications: Applications<W>,
}

impl<const W: usize> OfPair<W> {
    fn none() -> Self {
        Self { balance: [0; W], until: [None; W], renewal: [None; W], applications: Applications::from(NEVER) }
    }

    /// The licence as it is on a day: a renewal whose day has come has begun.
    fn turn(&mut self, w: usize, day: u32, valid: u32) {
        if let Some((begins, quantity)) = self.renewal[w].filter(|(begins, _)| *begins <= day) {
            self.balance[w] = quantity;
            self.until[w] = Some(begins + valid - 1);
            self.renewal[w] = None;
        }
    }
}

impl<const W: usize> Pairs<W> {
    /// Room for those of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        Self { states: model.pairs.iter().map(|_| OfPair::none()).collect() }
    }

    /// Whether there are any.
    #[inline(always)]
    #[must_use]
    pub(super) fn are_used(&self) -> bool {
        !self.states.is_empty()
    }

    /// None is granted yet.
    pub(super) fn open(&mut self) {
        self.states.iter_mut().for_each(|state| *state = OfPair::none());
    }

    /// The morning of day 0: who is eligible, and what is in force.
    pub(super) fn begin(&mut self, facts: &Facts<W>) {
        for (index, (pair, state)) in facts.model.pairs.iter().zip(&mut self.states).enumerate() {
            for w in 0..W {
                let [word, _] = facts.streams.pairs[index].pair(facts.trial(w), 0, Purpose::Eligible, 0, 0);
                if uniform(word) < facts.values.of(pair.eligible)[w] {
                    state.applications.next[w] = pair.apply;
                }
                if let Some((left, until)) = pair.in_force {
                    state.balance[w] = facts.ticks(left, w);
                    state.until[w] = Some(until);
                }
            }
        }
    }

    /// An application of a pair whose day has come: its slot.
    pub(super) fn applies(&mut self, pair: usize, w: usize, day: u32) -> Option<u32> {
        self.states[pair].applications.on(day, w)
    }

    /// What is left of a licence, or what a renewal that is granted is for.
    #[must_use]
    pub(super) fn left(&self, pair: usize, w: usize) -> i64 {
        let state = &self.states[pair];
        state.renewal[w].map_or(state.balance[w], |(_, quantity)| quantity)
    }

    /// An order that waits at its supplier will ship under the licence.
    pub(super) fn count(&mut self, pair: usize, w: usize, amount: i64) {
        let left = &mut self.states[pair].balance[w];
        *left = (*left - amount).max(0);
    }

    /// Takes some of a licence that is in force on a day; false, and nothing taken, if it does not cover it.
    fn take(&mut self, pair: usize, w: usize, amount: i64, (day, valid): (u32, u32)) -> bool {
        let state = &mut self.states[pair];
        state.turn(w, day, valid);
        let covered = state.until[w].is_some_and(|until| day <= until) && state.balance[w] >= amount;
        if covered {
            state.balance[w] -= amount;
        }
        covered
    }

    /// An application is granted: in force from today on, or, while another is, from its anniversary on.
    pub(super) fn grant(&mut self, pair: usize, w: usize, facts: &Facts<W>) {
        let (licence, state, day) = (&facts.model.pairs[pair], &mut self.states[pair], facts.day);
        state.turn(w, day, licence.valid);
        let quantity = whole_ticks(facts.values.of(licence.quantity)[w]);
        let begins = state.until[w].filter(|until| *until >= day).map_or(day, |until| until + 1);
        state.renewal[w] = Some((begins, quantity));
        state.turn(w, day, licence.valid);
        let anniversary = begins.saturating_add(licence.valid);
        state.applications.next[w] = anniversary.saturating_sub(licence.renew_before).max(day + 1);
    }

    /// An application is denied: the next follows after the renewal lead.
    pub(super) fn refuse(&mut self, pair: usize, w: usize, facts: &Facts<W>) {
        self.states[pair].applications.next[w] = facts.day.saturating_add(facts.model.pairs[pair].renew_before.max(1));
    }
}

/// How much of a pair's licence a tick on a lane takes.
pub(super) fn times(pair: &PairLicence, lane: usize) -> i64 {
    pair.lanes.iter().find(|(of, _)| *of == lane).map_or(1, |(_, times)| *times)
}

impl<const W: usize> Ordering<W> {
    /// Orders of today that a general licence of their pair covers need none of their own: by the names of their lanes,
    /// of one lane as they were placed.
    #[inline(never)]
    pub(super) fn use_pair_licences(&self, facts: &Facts<W>, orders: &mut Orders<W>) {
        let lanes = &facts.model.lanes;
        let lane_of = |orders: &Orders<W>, g: u32| orders.pool.group(g).lane as usize;
        let mut placed: Vec<u32> = self.placed().to_vec();
        placed.retain(|g| lanes[lane_of(orders, *g)].pair.is_some());
        placed.sort_by(|a, b| lanes[lane_of(orders, *a)].name.cmp(&lanes[lane_of(orders, *b)].name));
        for g in placed {
            let lane = lane_of(orders, g);
            let Some(pair) = lanes[lane].pair else { continue };
            let licence = &facts.model.pairs[pair];
            let times = times(licence, lane);
            for w in 0..W {
                let group = orders.pool.group(g);
                let amount = group.quantity[w].saturating_mul(times);
                if group.stage[w] == Stage::Preparation
                    && orders.general.pairs.take(pair, w, amount, (facts.day, licence.valid))
                {
                    let group = orders.pool.group_mut(g);
                    group.licensed[w] = true;
                    group.stage[w] = Stage::Supplier;
                    group.applying &= !(1 << w);
                    group.free |= 1 << w;
                }
            }
        }
    }
}
