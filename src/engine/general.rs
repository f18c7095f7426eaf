//! General licences: applied for on a date, valid for a time and up to a quantity, renewed ahead of their end.

use super::book::Orders;
use super::desk::Desks;
use super::draw::sample;
use super::facts::Facts;
use super::orders::{Kind, Stage};
use super::policy::Policy;
use super::state::Lanes;
use crate::model::{Model, whole_ticks};
use crate::random::{Purpose, uniform, whole_days};

/// General licences of all lanes.
pub(super) struct General<const W: usize> {
    lanes: Vec<OfLane<W>>,
    /// Whether any lane applies for them.
    any: bool,
}

/// The general licence of a lane, by trial.
#[derive(Clone, Debug)]
struct OfLane<const W: usize> {
    /// What is left of it, ticks.
    balance: Lanes<W>,
    /// Last day of it.
    until: Lanes<W, u32>,
    /// Day on which the next application is prepared.
    next: Lanes<W, u32>,
    /// Applications so far, for their slots.
    count: Lanes<W, u32>,
}

impl<const W: usize> General<W> {
    /// Room for those of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let none = OfLane { balance: [0; W], until: [0; W], next: [u32::MAX; W], count: [0; W] };
        Self { lanes: vec![none; model.lanes.len()], any: model.lanes.iter().any(|l| l.general.is_some()) }
    }

    /// None is granted yet.
    pub(super) fn open(&mut self, model: &Model) {
        for (lane, state) in model.lanes.iter().zip(&mut self.lanes) {
            let next = lane.general.as_ref().map_or(u32::MAX, |general| general.apply);
            *state = OfLane { balance: [0; W], until: [0; W], next: [next; W], count: [0; W] };
        }
    }

    /// A licence is in force on the first day, with so much left and this last day.
    pub(super) fn hold(&mut self, lane: usize, left: Lanes<W>, until: u32) {
        (self.lanes[lane].balance, self.lanes[lane].until) = (left, [until; W]);
    }

    /// An order that waits at its supplier will ship under the lane's licence.
    pub(super) fn count(&mut self, lane: usize, w: usize, ticks: i64) {
        let left = &mut self.lanes[lane].balance[w];
        *left = (*left - ticks).max(0);
    }

    /// Whether any lane applies for general licences.
    #[inline(always)]
    #[must_use]
    pub(super) fn is_used(&self) -> bool {
        self.any
    }

    /// What is left of a lane's licence, in force or not.
    #[must_use]
    pub(super) fn left(&self, lane: usize, w: usize) -> i64 {
        self.lanes[lane].balance[w]
    }

    /// The next application of a lane is prepared on a day.
    pub(super) fn apply_on(&mut self, lane: usize, w: usize, day: u32) {
        self.lanes[lane].next[w] = day;
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
        if let Some(general) = &facts.model.lanes[lane].general {
            let until = facts.day.saturating_add(general.valid);
            let state = &mut self.lanes[lane];
            state.balance[w] = whole_ticks(facts.values.of(general.quantity)[w]);
            state.until[w] = until;
            state.next[w] = until.saturating_sub(general.renew_before).max(facts.day + 1);
        }
    }

    /// An application is denied: the next follows after the renewal lead.
    pub(super) fn refuse(&mut self, lane: usize, w: usize, facts: &Facts<W>) {
        let lead = facts.model.lanes[lane].general.as_ref().map_or(u32::MAX, |g| g.renew_before);
        self.lanes[lane].next[w] = facts.day.saturating_add(lead.max(1));
    }
}

impl<const W: usize> Desks<W> {
    /// Applications for general licences whose day has come.
    #[inline(never)]
    pub(super) fn apply_for_general_licences(&mut self, facts: &Facts<W>, policy: &Policy<W>, orders: &mut Orders<W>) {
        let day = facts.day;
        for (lane, model) in facts.model.lanes.iter().enumerate() {
            let (Some(general), Some(a)) = (&model.general, model.authority) else { continue };
            for w in 0..W {
                let state = &mut orders.general.lanes[lane];
                if state.next[w] != day {
                    continue;
                }
                if day > model.until {
                    // Nothing can be ordered under it.
                    state.next[w] = u32::MAX;
                    continue;
                }
                let slot = state.count[w];
                state.count[w] += 1;
                state.next[w] = u32::MAX;
                let trial = facts.trial(w);
                let stream = &facts.luck.lanes[lane];
                let g = orders.pool.add(Kind::General, lane, day);
                let group = orders.pool.group_mut(g);
                let [work, decision] = stream.pair(trial, slot, Purpose::GeneralReview, 0, 0);
                group.decision[w] = uniform(decision);
                group.slot[w] = slot;
                group.stage[w] = Stage::Preparation;
                group.members = 1;
                orders.pool.learn_review(g, w, work, facts, policy);
                let [word, _] = stream.pair(trial, slot, Purpose::GeneralPreparation, 0, 0);
                let wait = sample(&general.preparation, word, facts.values.of(general.preparation.scale)[w]);
                self.of(a).come_due(g * W as u32 + w as u32, day as usize + whole_days(wait, 1) as usize);
            }
        }
    }
}
