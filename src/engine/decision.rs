//! Decisions of every kind: a file is granted, returned or denied by the regime of the day.

use super::book::Orders;
use super::desk::Desk;
use super::draw::sample;
use super::facts::Facts;
use super::orders::{Kind, Stage};
use super::policy::Policy;
use super::record::Record;
use super::shipping::Shipping;
use crate::random::{Purpose, uniform, whole_days};

/// Chances that an application on a lane is denied today, and that it is denied or returned: those of the regime, of a
/// rule of it, or of a watch list: that of a rule against stockpiling, or else of the authority.
pub(super) fn chances<const W: usize>(
    lane: usize,
    w: usize,
    facts: &Facts<W>,
    policy: &Policy<W>,
    orders: &Orders<W>,
) -> (f64, f64) {
    let Some(a) = facts.model.lanes[lane].authority else { return (0.0, 0.0) };
    let regime = usize::from(policy.of(a).on(facts.day, w));
    let chance = policy.chance(lane, regime);
    let (denied, refused) = (chance.denied[w], chance.refused[w]);
    let authority = &facts.model.authorities[a];
    let watch = authority.regimes[regime].volume_rule.and_then(|rule| rule.watch).or(authority.watch);
    match watch.filter(|_| orders.volume.watched.is_watched(lane, w, facts.day)) {
        None => (denied, refused),
        Some(watch) => {
            let returned = watch.returned.map_or(refused - denied, |num| facts.values.of(num)[w]);
            let denied = watch.denied.map_or(denied, |num| facts.values.of(num)[w]);
            (denied, denied + returned)
        }
    }
}

impl<const W: usize> Desk<W> {
    /// A decision by the regime of the day, whatever it is.
    #[inline(never)]
    pub(super) fn decide_any(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let day = facts.day;
        let (group, w) = orders.pool.member(id);
        let lane = group.lane as usize;
        let (denied, refused) = chances(lane, w, facts, policy, orders);
        let (u, kind) = (group.decision[w], group.kind);
        let waited = group.waited(w, day);
        self.leaves_desk(id, facts, orders, record);
        let flow = record.decided((self.index, lane, w), day, waited);
        if u < denied {
            flow.denied += 1;
            Self::refuse(id, facts, policy, orders, shipping, record);
        } else if u < refused {
            flow.returned += 1;
            self.send_back(id, facts, policy, orders, shipping, record);
        } else {
            flow.granted += 1;
            if kind == Kind::General {
                orders.general.grant(lane, w, facts);
                orders.pool.finish(id);
            } else {
                self.grant(id, facts, policy, orders, shipping, record);
            }
        }
    }

    /// A denied or abandoned order leaves the pipeline; a general licence is applied for anew.
    #[inline(never)]
    fn refuse(
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let (group, w) = orders.pool.member(id);
        if group.kind == Kind::General {
            orders.general.refuse(group.lane as usize, w, facts);
            orders.pool.finish(id);
        } else {
            shipping.close(id, facts, policy, orders, record);
        }
    }

    /// A returned file is corrected and filed again, or abandoned after the last attempt.
    #[inline(never)]
    pub(super) fn send_back(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let authority = &facts.model.authorities[self.index];
        let (group, w) = orders.pool.member_mut(id);
        group.attempt[w] += 1;
        let attempt = group.attempt[w];
        if attempt >= authority.max_attempts {
            Self::refuse(id, facts, policy, orders, shipping, record);
            return;
        }
        let (lane, slot) = (group.lane as usize, group.slot[w]);
        let trial = facts.trial(w);
        let general = group.kind == Kind::General;
        let stream = if general { super::general::stream(facts, lane) } else { &facts.streams.lanes[lane] };
        let (review, preparation) = if general {
            (Purpose::GeneralReview, Purpose::GeneralPreparation)
        } else {
            (Purpose::Review, Purpose::Preparation)
        };
        let [work, decision] = stream.pair(trial, slot, review, attempt, 0);
        group.decision[w] = uniform(decision);
        orders.pool.learn_review(id / W as u32, w, work, facts, policy);
        let correction = &authority.correction;
        let word = if correction.fixed.is_some() { 0 } else { stream.pair(trial, slot, preparation, attempt, 0)[0] };
        let wait = sample(correction, word, facts.values.of(correction.scale)[w]);
        orders.pool.member_mut(id).0.stage[w] = Stage::Returned;
        self.come_due(id, facts.day as usize + whole_days(wait, 1) as usize);
        if !general && facts.model.lanes[lane].in_order {
            shipping.release_in_order((lane, w), facts, policy, orders, record);
        }
    }

    /// A single licence is granted, whole or in part; the order goes to the supplier.
    #[inline(always)]
    fn grant(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let regime = policy.of(self.index).on(facts.day, id as usize % W);
        let regime = &facts.model.authorities[self.index].regimes[usize::from(regime)];
        if regime.granted_fraction.is_some() && !self.grant_part(id, facts, policy, orders, shipping, record) {
            return;
        }
        if let Some(rule) = regime.volume_rule {
            if !self.within_volume((id, rule), facts, policy, orders, shipping, record) {
                return;
            }
        } else {
            let (group, w) = orders.pool.member(id);
            let (lane, quantity) = (group.lane as usize, group.quantity[w]);
            orders.volume.note(lane, w, facts.day, quantity);
            if orders.quotas.is_used() {
                orders.quotas.take(lane, w, quantity, facts.day, facts.model);
            }
        }
        shipping.send_off(id, facts, policy, orders, record);
    }

    /// Cuts an order to the fraction that is granted; false if nothing is left of it.
    #[inline(never)]
    fn grant_part(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) -> bool {
        let (group, w) = orders.pool.member(id);
        let quantity = group.quantity[w];
        let granted = self.granted_ticks(id, facts, policy, orders);
        if granted == 0 {
            shipping.close(id, facts, policy, orders, record);
        } else {
            orders.reduce(facts, id, quantity - granted);
        }
        granted > 0
    }
}
