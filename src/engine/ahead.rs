//! Files of which the whole way is known when they are filed.
//!
//! Where a desk tells the day on which a review starts, and a decision is made as soon as it is done, nothing but
//! the course of policy and the file's own random numbers says when it will be decided, how, and when the order
//! arrives. So the random numbers of all trials are drawn on the day of filing, and looked up under the two regimes
//! that matter.

use super::book::Orders;
use super::desk::Desk;
use super::facts::Facts;
use super::ledger::Entry;
use super::ordering::words;
use super::orders::{Group, Stage};
use super::outlook::of_regime;
use super::policy::{Course, Policy};
use super::record::Record;
use super::shipping::Shipping;
use super::state::trials;
use crate::model::{Authority, Lane, Model};
use crate::random::{DayTable, FACTORS, Purpose, uniform, uniforms, whole_days};

/// The tables of reviews and transits of a lane, if one of each holds all regimes.
pub(super) fn tables(lane: &Lane) -> Option<(&DayTable, &DayTable)> {
    match (lane.review_days.as_deref(), lane.transit_days.as_deref()) {
        (Some([review]), Some([transit])) => Some((review, transit)),
        _ => None,
    }
}

/// Whether random numbers of a lane's orders may be drawn as late as on the day of filing: all trials file on that day,
/// and what was drawn is looked up in tables.
#[must_use]
pub(super) fn drawn_when_filed(model: &Model, lane: &Lane) -> bool {
    let appoints = lane.authority.is_some_and(|a| super::regimes::appoints(model, a));
    let together = lane.certain_preparation && lane.first_preparation.is_none();
    appoints && together && lane.general.is_none() && !lane.may_be_held && lane.pair.is_none() && tables(lane).is_some()
}

/// No day of any horizon.
const NEVER: u32 = u32::MAX;

impl<const W: usize> Desk<W> {
    /// A file is filed, with the days of its review by regime: the review is appointed, and the day of the decision
    /// returned; `NEVER` if there is none within the horizon.
    #[inline(always)]
    fn appoint(
        &mut self,
        group: &mut Group<W>,
        w: usize,
        (today, authority, course): (u32, &Authority, &Course<W>),
        review: impl Fn(u8) -> u16,
    ) -> u32 {
        let Some(appointments) = &mut self.appointments else { return NEVER };
        let start = appointments.make(w, today, authority, course);
        group.starts[w] = start;
        let start = usize::from(start);
        let Some(at_start) = course.regime.get(start) else { return NEVER };
        group.stage[w] = Stage::Review;
        authority.working_days.after(start, review(at_start[w]).into()).unwrap_or(NEVER)
    }

    /// All applications of a group are filed: draws their random numbers and settles what can be.
    #[inline(always)]
    pub(super) fn file_group_ahead(
        &mut self,
        g: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let lane = orders.pool.group(g).lane as usize;
        let (Some((reviews, transits)), route) = (tables(&facts.model.lanes[lane]), &facts.routes[lane]) else {
            return;
        };
        let slots = &orders.pool.group(g).slot;
        let mut drawn = [[[0; W]; 2]; 2];
        // One loop, so that the generator stands in the code once.
        for (drawn, purpose) in drawn.iter_mut().zip([Purpose::Review, Purpose::Shipment]) {
            *drawn = words(&facts.streams.lanes[lane], facts.first_trial, slots, route.ordinal, purpose);
        }
        let [[review, decision], [transit, _]] = &drawn;
        let decisions = uniforms(decision);
        let (authority, course) = (&facts.model.authorities[self.index], policy.of(self.index));
        let (group, outlook) = orders.pool.group_and_outlook_mut(g);
        let files = group.applying;
        let filed = record.flows_on(self.index, facts.day);
        for w in trials(files) {
            filed[w].filed += 1;
        }
        record.book_all(Entry::Applied, group, files, facts.day);
        group.filed = [facts.day as i16; W];
        let mut done = [NEVER; W];
        for w in trials(files) {
            group.stage[w] = Stage::Queue;
            let of_today = (facts.day, authority, course);
            done[w] = self.appoint(group, w, of_today, |regime| reviews.days_under(regime, review[w]));
        }
        let bars = policy.bars(lane);
        let (mut granted, mut refused) = (0, 0);
        for w in trials(files) {
            let Some(regime) = course.regime.get(done[w] as usize) else { continue };
            if decisions[w] >= bars[usize::from(regime[w]) % FACTORS][w] {
                group.grant_whole(w, done[w], transits.days_under(regime[w], transit[w]));
                granted |= 1 << w;
            } else {
                outlook[0].transit[w] = transits.days(transit[w]);
                refused |= 1 << w;
            }
        }
        self.book_grants(group, granted, facts, shipping, record);
        for w in trials(refused) {
            self.refuse_ahead((g, w), (done[w], decisions[w]), facts, policy, orders, record);
        }
    }

    /// A file is filed again, with random numbers that are known by now.
    #[inline(always)]
    pub(super) fn file_again_ahead(
        &mut self,
        (g, w): (u32, usize),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let (authority, course) = (&facts.model.authorities[self.index], policy.of(self.index));
        let (group, outlook) = orders.pool.group_and_outlook_mut(g);
        let (lane, decision) = (group.lane as usize, group.decision[w]);
        let (review, transit) = (outlook[0].review[w], outlook[0].transit[w]);
        let of_today = (facts.day, authority, course);
        let done = self.appoint(group, w, of_today, |regime| of_regime(review, regime));
        let Some(regime) = course.regime.get(done as usize) else { return };
        if decision >= policy.chance(lane, usize::from(regime[w])).bar[w] {
            group.grant_whole(w, done, of_regime(transit, regime[w]));
            self.book_grants(group, 1 << w, facts, shipping, record);
        } else {
            self.refuse_ahead((g, w), (done, decision), facts, policy, orders, record);
        }
    }

    /// A file will not be granted on the day of its decision: if it will be returned, it is filed again when it is
    /// corrected; else it comes due on that day.
    #[inline(always)]
    fn refuse_ahead(
        &mut self,
        (g, w): (u32, usize),
        (done, decision): (u32, f64),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let authority = &facts.model.authorities[self.index];
        let id = g * W as u32 + w as u32;
        let group = orders.pool.group(g);
        let (lane, slot, attempt) = (group.lane as usize, group.slot[w], group.attempt[w] + 1);
        let waited = group.waited(w, done);
        let regime = usize::from(policy.of(self.index).on(done, w));
        let chance = policy.chance(lane, regime);
        let decides = policy.of(self.index).numbers[regime].speed[w] > 0.0;
        if !decides || decision < chance.denied[w] || attempt >= authority.max_attempts {
            orders.pool.group_mut(g).decision[w] = decision;
            self.come_due(id, done as usize);
            return;
        }
        record.decided((self.index, lane, w), done, waited).returned += 1;
        let trial = facts.trial(w);
        let stream = &facts.streams.lanes[lane];
        let [review, decision] = stream.pair(trial, slot, Purpose::Review, attempt, 0);
        let correction = &authority.correction;
        let wait = correction.fixed.unwrap_or_else(|| {
            let [word, _] = stream.pair(trial, slot, Purpose::Preparation, attempt, 0);
            correction.sampler.value(word)
        });
        let wait = whole_days(wait * facts.values.of(correction.scale)[w], 1);
        let (group, outlook) = orders.pool.group_and_outlook_mut(g);
        group.decided[w] = done as u16;
        group.attempt[w] = attempt;
        group.stage[w] = Stage::Returned;
        group.decision[w] = uniform(decision);
        if let Some((reviews, _)) = tables(&facts.model.lanes[lane]) {
            outlook[0].review[w] = reviews.days(review);
        }
        self.come_due(id, done as usize + wait as usize);
    }
}
