//! General licences: applied for on a date, valid for a time and up to a quantity, renewed ahead of their end.

use super::book::Orders;
use super::desk::Desks;
use super::draw::sample;
use super::facts::Facts;
use super::orders::{Kind, Stage};
use super::pairs::{Pairs, times};
use super::policy::Policy;
use super::state::Lanes;
use crate::model::{Draw, Model, NEVER, whole_ticks};
use crate::random::{Purpose, Stream, uniform, whole_days};

/// General licences of all lanes.
pub(super) struct General<const W: usize> {
    lanes: Vec<OfLane<W>>,
    /// Whether any lane or pair applies for them.
    any: bool,
    /// Those of pairs.
    pub(super) pairs: Pairs<W>,
}

/// The general licence of a lane, by trial.
#[derive(Clone, Debug)]
struct OfLane<const W: usize> {
    /// What is left of it, ticks.
    balance: Lanes<W>,
    /// Last day of it.
    until: Lanes<W, u32>,
    applications: Applications<W>,
}

/// Applications for a general licence, by trial.
#[derive(Clone, Debug)]
pub(super) struct Applications<const W: usize> {
    /// Day on which the next one is prepared; `NEVER` if none is.
    pub next: Lanes<W, u32>,
    /// Those so far, for their slots.
    count: Lanes<W, u32>,
}

impl<const W: usize> Applications<W> {
    /// The first of them is prepared on a day.
    #[must_use]
    pub(super) fn from(day: u32) -> Self {
        Self { next: [day; W], count: [0; W] }
    }

    /// The slot of the one that is prepared on a day, if there is one.
    pub(super) fn on(&mut self, day: u32, w: usize) -> Option<u32> {
        if self.next[w] != day {
            return None;
        }
        let slot = self.count[w];
        self.count[w] += 1;
        self.next[w] = NEVER;
        Some(slot)
    }
}

impl<const W: usize> OfLane<W> {
    /// None is in force; the first application is prepared on a day.
    fn from(day: u32) -> Self {
        Self { balance: [0; W], until: [0; W], applications: Applications::from(day) }
    }
}

impl<const W: usize> General<W> {
    /// Room for those of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let any = model.lanes.iter().any(|l| l.general.is_some()) || !model.pairs.is_empty();
        Self { lanes: vec![OfLane::from(NEVER); model.lanes.len()], any, pairs: Pairs::new(model) }
    }

    /// None is granted yet.
    pub(super) fn open(&mut self, model: &Model) {
        self.pairs.open();
        for (lane, state) in model.lanes.iter().zip(&mut self.lanes) {
            *state = OfLane::from(lane.general.as_ref().map_or(NEVER, |general| general.apply));
        }
    }

    /// A licence is in force on the first day, with so much left and this last day.
    pub(super) fn hold(&mut self, lane: usize, left: Lanes<W>, until: u32) {
        (self.lanes[lane].balance, self.lanes[lane].until) = (left, [until; W]);
    }

    /// An order that waits at its supplier will ship under the licence of the lane, or of its pair.
    pub(super) fn count(&mut self, lane: usize, w: usize, ticks: i64, model: &Model) {
        if let Some(pair) = model.lanes[lane].pair {
            self.pairs.count(pair, w, ticks.saturating_mul(times(&model.pairs[pair], lane)));
            return;
        }
        let left = &mut self.lanes[lane].balance[w];
        *left = (*left - ticks).max(0);
    }

    /// Whether any lane or pair applies for general licences.
    #[inline(always)]
    #[must_use]
    pub(super) fn is_used(&self) -> bool {
        self.any
    }

    /// What is left of the licence of a lane, or of its pair, in force or not.
    #[must_use]
    pub(super) fn left(&self, lane: usize, w: usize, model: &Model) -> i64 {
        if let Some(pair) = model.lanes[lane].pair {
            return self.pairs.left(pair, w) / times(&model.pairs[pair], lane).max(1);
        }
        self.lanes[lane].balance[w]
    }

    /// The next application of a lane is prepared on a day.
    pub(super) fn apply_on(&mut self, lane: usize, w: usize, day: u32) {
        self.lanes[lane].applications.next[w] = day;
    }

    /// Takes some ticks from a lane's licence that is in force on a day; false, and nothing taken, if it does not cover
    /// them.
    #[inline(always)]
    pub(super) fn take(&mut self, lane: usize, w: usize, ticks: i64, day: u32) -> bool {
        let state = &mut self.lanes[lane];
        let balance = if day <= state.until[w] { state.balance[w] } else { 0 };
        let covered = balance >= ticks;
        if covered {
            state.balance[w] -= ticks;
        }
        covered
    }

    /// An application is granted; the next follows ahead of the end of the licence.
    pub(super) fn grant(&mut self, lane: usize, w: usize, facts: &Facts<W>) {
        if let Some(pair) = facts.model.lanes[lane].pair {
            self.pairs.grant(pair, w, facts);
        }
        if let Some(general) = &facts.model.lanes[lane].general {
            let until = facts.day.saturating_add(general.valid);
            let state = &mut self.lanes[lane];
            state.balance[w] = whole_ticks(facts.values.of(general.quantity)[w]);
            state.until[w] = until;
            state.applications.next[w] = until.saturating_sub(general.renew_before).max(facts.day + 1);
        }
    }

    /// An application is denied: the next follows after the renewal lead.
    pub(super) fn refuse(&mut self, lane: usize, w: usize, facts: &Facts<W>) {
        if let Some(pair) = facts.model.lanes[lane].pair {
            self.pairs.refuse(pair, w, facts);
            return;
        }
        let lead = facts.model.lanes[lane].general.as_ref().map_or(u32::MAX, |g| g.renew_before);
        self.lanes[lane].applications.next[w] = facts.day.saturating_add(lead.max(1));
    }
}

impl<const W: usize> Desks<W> {
    /// Applications for general licences whose day has come.
    #[inline(never)]
    pub(super) fn apply_for_general_licences(&mut self, facts: &Facts<W>, policy: &Policy<W>, orders: &mut Orders<W>) {
        let day = facts.day;
        for (lane, model) in facts.model.lanes.iter().enumerate() {
            let (Some(general), Some(a)) = (&model.general, model.authority) else { continue };
            if day > model.until {
                // Nothing can be ordered under it.
                continue;
            }
            for w in 0..W {
                if let Some(slot) = orders.general.lanes[lane].applications.on(day, w) {
                    self.apply((lane, a), (w, slot), &general.preparation, facts, policy, orders);
                }
            }
        }
        self.apply_for_pairs(facts, policy, orders);
    }

    /// Applications of pairs, on the lane whose name comes first.
    fn apply_for_pairs(&mut self, facts: &Facts<W>, policy: &Policy<W>, orders: &mut Orders<W>) {
        for (pair, licence) in facts.model.pairs.iter().enumerate() {
            let Some((lane, _)) = licence.lanes.first() else { continue };
            for w in 0..W {
                if let Some(slot) = orders.general.pairs.applies(pair, w, facts.day) {
                    self.apply((*lane, licence.authority), (w, slot), &licence.preparation, facts, policy, orders);
                }
            }
        }
    }

    /// An application for a general licence is prepared.
    fn apply(
        &mut self,
        (lane, authority): (usize, usize),
        (w, slot): (usize, u32),
        preparation: &Draw,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
    ) {
        let trial = facts.trial(w);
        let stream = stream(facts, lane);
        let g = orders.pool.add(Kind::General, lane, facts.day);
        let group = orders.pool.group_mut(g);
        let [work, decision] = stream.pair(trial, slot, Purpose::GeneralReview, 0, 0);
        group.decision[w] = uniform(decision);
        group.slot[w] = slot;
        group.stage[w] = Stage::Preparation;
        group.members = 1;
        orders.pool.learn_review(g, w, work, facts, policy);
        let [word, _] = stream.pair(trial, slot, Purpose::GeneralPreparation, 0, 0);
        let wait = sample(preparation, word, facts.values.of(preparation.scale)[w]);
        self.of(authority).come_due(g * W as u32 + w as u32, facts.day as usize + whole_days(wait, 1) as usize);
    }
}

/// The random numbers of a general licence: those of its lane, or of its pair.
pub(super) fn stream<'m, const W: usize>(facts: &Facts<'m, W>, lane: usize) -> &'m Stream {
    facts.model.lanes[lane].pair.map_or(&facts.streams.lanes[lane], |pair| &facts.streams.pairs[pair])
}
