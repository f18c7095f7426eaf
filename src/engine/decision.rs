//! Decisions of every kind: a file is granted, returned or denied by the regime of the day.

use super::draw::sample;
use super::orders::Kind;
use super::orders::Stage;
use super::state::Block;
use crate::model::Draw;
use crate::random::{Purpose, uniform, whole_days};

impl<const W: usize> Block<'_, W> {
    /// A decision by the regime of the day, whatever it is.
    #[inline(never)]
    pub fn decide(&mut self, a: usize, id: u32, day: u32) {
        let (group, w) = self.pool.member(id);
        let regime = usize::from(self.desks[a].regime[day as usize][w]);
        let route = &self.routes[group.lane as usize];
        let chance = self.chances.on(route, regime);
        let (denied, refused) = (chance.denied[w], chance.refused[w]);
        let u = group.decision[w];
        let flow = &mut self.flows[a][usize::from(self.month[day as usize])][w];
        let waited = day - u32::from(group.filed[w]);
        flow.waited += waited;
        self.waits.decided(group.lane as usize, w, waited);
        if u < denied {
            flow.denied += 1;
            self.refuse(id, day);
        } else if u < refused {
            flow.returned += 1;
            self.send_back(a, id, day);
        } else {
            flow.granted += 1;
            if group.kind == Kind::General {
                self.grant_general(id, day);
            } else {
                self.grant(a, id, regime, day);
            }
        }
    }

    /// A denied or abandoned order leaves the pipeline.
    #[inline(never)]
    fn refuse(&mut self, id: u32, day: u32) {
        let (group, w) = self.pool.member(id);
        if group.kind == Kind::General {
            // Applied for anew after the renewal lead.
            let lane = group.lane as usize;
            let lead = self.model.lanes[lane].general.as_ref().map_or(u32::MAX, |g| g.renew_before);
            self.lanes[lane].general_next[w] = day.saturating_add(lead.max(1));
            self.pool.finish(id);
        } else {
            self.close(id, day);
        }
    }

    /// A returned file is corrected and filed again, or abandoned after the last attempt.
    #[inline(never)]
    fn send_back(&mut self, a: usize, id: u32, day: u32) {
        let authority = &self.model.authorities[a];
        let (group, w) = self.pool.member_mut(id);
        group.attempt[w] += 1;
        let attempt = group.attempt[w];
        if attempt >= authority.max_attempts {
            self.refuse(id, day);
            return;
        }
        let (lane, slot) = (group.lane as usize, group.slot[w]);
        let trial = self.first_trial + w as u64;
        let stream = &self.luck.lanes[lane];
        let general = group.kind == Kind::General;
        let (review, preparation) = if general {
            (Purpose::GeneralReview, Purpose::GeneralPreparation)
        } else {
            (Purpose::Review, Purpose::Preparation)
        };
        let [work, decision] = stream.pair(trial, slot, review, attempt, 0);
        self.pool.member_mut(id).0.decision[w] = uniform(decision);
        self.learn_review(id / W as u32, a, w, work);
        let correction = &authority.correction;
        let word = if correction.fixed.is_some() { 0 } else { stream.pair(trial, slot, preparation, attempt, 0)[0] };
        let wait = sample(correction, word, self.values.of(correction.scale)[w]);
        self.pool.member_mut(id).0.stage[w] = Stage::Returned;
        self.desks[a].come_due(id, day as usize + whole_days(wait, 1) as usize);
        if !general && self.model.lanes[lane].in_order {
            self.release_in_order(lane, w, day);
        }
    }

    /// A single licence is granted, whole or in part; the order goes to the supplier.
    #[inline(always)]
    fn grant(&mut self, a: usize, id: u32, regime: usize, day: u32) {
        let authority = &self.model.authorities[a];
        if let Some(fraction) = &authority.regimes[regime].granted_fraction
            && !self.grant_part(fraction, id, day)
        {
            return;
        }
        if let Some(rule) = authority.regimes[regime].volume_rule
            && !self.within_volume(rule, id, day)
        {
            return;
        }
        self.send_off(id, day);
    }

    /// A granted order goes to the supplier.
    #[inline(always)]
    pub fn send_off(&mut self, id: u32, day: u32) {
        let (group, w) = self.pool.member_mut(id);
        let lane = &self.model.lanes[group.lane as usize];
        let Some(a) = lane.authority else { return };
        group.grant(w, day, self.model.authorities[a].licence_valid);
        self.flows[a][usize::from(self.month[day as usize])][w].licensed += group.quantity[w] * lane.milligrams;
        if lane.prompt {
            self.ship(id, day);
        } else {
            self.free_to_ship(id, day);
        }
    }

    /// Cuts an order to the fraction that is granted; false if nothing is left of it.
    #[inline(never)]
    fn grant_part(&mut self, fraction: &Draw, id: u32, day: u32) -> bool {
        let (group, w) = self.pool.member(id);
        let trial = self.first_trial + w as u64;
        let stream = &self.luck.lanes[group.lane as usize];
        let [_, word] = stream.pair(trial, group.slot[w], Purpose::Preparation, group.attempt[w], 0);
        let share = sample(fraction, word, self.values.of(fraction.scale)[w]).clamp(0.0, 1.0);
        let quantity = group.quantity[w];
        let granted = (quantity as f64 * share).floor() as i64;
        if granted == 0 {
            self.close(id, day);
        } else {
            self.reduce(id, quantity - granted);
        }
        granted > 0
    }
}
