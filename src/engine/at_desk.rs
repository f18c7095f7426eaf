//! Reviews at a desk, and the usual decision: granted whole, and on its way at once. What is unusual (a denial, a
//! return, a part, a general licence, an order that cannot leave at once) is decided in [`super::decision`].

use std::cmp::Reverse;

use super::book::Orders;
use super::desk::{CLASSES, Desk, claim_of};
use super::facts::Facts;
use super::orders::{Group, Kind, Stage, split};
use super::outlook::days_in;
use super::policy::Policy;
use super::queue::Waiting;
use super::record::Record;
use super::ruled::extra_work;
use super::shipping::Shipping;
use super::state::{Lanes, trials};
use crate::model::{FRACTION_BITS, NEVER};
use crate::scenario::{DeskLimit, ReviewMode};

impl<const W: usize> Desk<W> {
    /// Starts of reviews, as many as there are starts or free officers.
    #[inline(always)]
    pub(super) fn start_reviews(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let mut left = [0; W];
        let aside = self.put_aside(facts, policy, orders);
        for w in 0..W {
            left[w] = self.capacity(w, aside[w], facts, policy.of(self.index));
        }
        for class in 0..CLASSES {
            if !self.queue[class].is_empty() {
                self.start_class((class, &mut left), facts, policy, orders, shipping, record);
            }
        }
    }

    /// Starts of reviews of one priority. Trials whose files stand in one group start them together.
    #[inline(always)]
    fn start_class(
        &mut self,
        (class, left): (usize, &mut Lanes<W>),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let mut free = 0;
        for w in 0..W {
            free |= u32::from(left[w] > 0) << w;
        }
        free &= self.queue[class].trials();
        let paces = facts.model.authorities[self.index].has_paces();
        let mut at = 0;
        while free != 0
            && let Some((place, waiting, mut leaving)) = self.queue[class].next(at, free)
        {
            if paces {
                // Files that stand still keep their turn.
                let pace = match waiting {
                    Waiting::Group(g) => facts.routes[orders.pool.group(g).lane as usize].pace,
                    Waiting::Others(_) => 0,
                };
                leaving &= policy.of(self.index).going(usize::from(pace), facts.day);
            }
            match waiting {
                Waiting::Group(g) => {
                    self.queue[class].leave(place, leaving);
                    for w in trials(self.start((g, leaving), facts, policy, orders, shipping, record)) {
                        left[w] -= 1;
                        free &= !(u32::from(left[w] == 0) << w);
                    }
                }
                Waiting::Others(batch) => {
                    for w in trials(leaving) {
                        let files = self.start_others((batch, w), left[w], facts, policy.of(self.index));
                        self.queue[class].leave_batch(place, w, files, self.others.are_through(batch, w));
                        left[w] -= i64::from(files);
                        free &= !(u32::from(left[w] == 0) << w);
                    }
                }
            }
            at = place + 1;
        }
        self.queue[class].tidy();
    }

    /// Files of a group leave their queue; returns those of them that take a place, which cancelled ones do not.
    #[inline(always)]
    fn start(
        &mut self,
        (g, leaving): (u32, u32),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) -> u32 {
        let group = orders.pool.group_mut(g);
        let started = if self.cancels { drop_cancelled(group, leaving) } else { leaving };
        for w in trials(started) {
            group.starts[w] = facts.day as u16;
        }
        if facts.model.authorities[self.index].limit == DeskLimit::Officers {
            for w in 0..W {
                self.busy[w] += i64::from(started >> w & 1);
            }
            if self.cancels || facts.model.authorities[self.index].has_paces() {
                self.taken.begin(g, started);
            }
        }
        self.begin_reviews((g, started), facts, policy, orders, shipping, record);
        started
    }

    /// Reviews begin today or on a later day: when they will be done follows from the course of policy. Decisions
    /// that are certain by now to be grants of whole orders that leave at once are settled; the other files come
    /// due then.
    #[inline(always)]
    pub(super) fn begin_reviews(
        &mut self,
        (g, files): (u32, u32),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let authority = &facts.model.authorities[self.index];
        let course = policy.of(self.index);
        let (group, outlook) = orders.pool.group_and_outlook_mut(g);
        let lane = group.lane as usize;
        let route = &facts.routes[lane];
        let scale = facts.values.of(authority.work.scale);
        let factor = facts.values.of(route.work_factor);
        let settled = route.settled && self.foresees && group.kind == Kind::Single;
        let mut granted = 0;
        for w in trials(files) {
            let start = usize::from(group.starts[w]);
            let Some(regimes) = course.regime.get(start) else { continue };
            let done = match authority.review {
                ReviewMode::AtRegimeSpeed => {
                    let work = group.work[w] * scale[w] * factor[w];
                    let extra = extra_work(lane, (usize::from(regimes[w]), w), facts, policy);
                    course.day_done((usize::from(route.pace), w), start as u32, work + extra, authority)
                }
                ReviewMode::FixedAtStart => {
                    let days = days_in(outlook, |outlook| &outlook.review, w, regimes[w]);
                    if days == 0 {
                        // Frozen: the review cannot begin; the file stays in the queue and is looked at again on the
                        // next day.
                        self.come_due(g * W as u32 + w as u32, start + 1);
                        continue;
                    }
                    authority.working_days.after(start, days.into()).unwrap_or(NEVER)
                }
            } as usize;
            if settled && authority.working.get(done) == Some(&true) {
                let regime = course.regime[done][w];
                if group.decision[w] >= policy.chance(lane, usize::from(regime)).bar[w] {
                    let transit = days_in(outlook, |outlook| &outlook.transit, w, regime);
                    group.grant_whole(w, done as u32, transit);
                    granted |= 1 << w;
                    continue;
                }
            }
            group.stage[w] = Stage::Review;
            self.come_due(g * W as u32 + w as u32, done);
        }
        self.book_grants(group, granted, facts, shipping, record);
    }

    /// A review is done: the file is decided today where the desk decides, or waits.
    #[inline(always)]
    pub(super) fn review_done(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let authority = &facts.model.authorities[self.index];
        let (g, w) = split::<W>(id);
        if authority.limit == DeskLimit::DecisionsPerWorkingDay && authority.capacity.limited {
            // It waits for its turn.
            let (key, serial) = claim_of(id, facts, policy, orders);
            self.ready[w].push(Reverse((key, serial, id)));
            return;
        }
        let pace = usize::from(facts.routes[orders.pool.group(g).lane as usize].pace);
        if !authority.working[facts.day as usize] || policy.of(self.index).speed_at(pace, facts.day, w) <= 0.0 {
            self.wait_a_day(id, facts, policy, orders);
            return;
        }
        let quotas = !authority.quotas.is_empty();
        let beyond = quotas && self.is_beyond_quota(id, facts, policy, orders);
        // An officer is free of a file that is ready and does not fit.
        let leaves = if beyond { self.no_room.put(id) } else { !self.no_room.take(id) };
        if authority.limit == DeskLimit::Officers && leaves {
            self.busy[w] -= 1;
            self.taken.end(id);
        }
        if beyond {
            self.wait_a_day(id, facts, policy, orders);
            return;
        }
        if !self.claims.is_empty() {
            self.claims.remove(&id);
        }
        self.decide((g, w), facts, policy, orders, shipping, record);
    }

    /// A ready file is looked at again tomorrow, in its turn.
    #[inline(never)]
    fn wait_a_day(&mut self, id: u32, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) {
        if orders.volume.is_used() || orders.quotas.is_used() {
            self.claims.entry(id).or_insert_with(|| claim_of(id, facts, policy, orders));
        }
        self.come_due(id, facts.day as usize + 1);
    }

    /// Decisions of ready files, as many as the desk makes in a day.
    #[inline(always)]
    pub(super) fn decide_ready(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let paces = facts.model.authorities[self.index].has_paces();
        let quotas = !facts.model.authorities[self.index].quotas.is_empty();
        for w in 0..W {
            // The fraction of a file is carried whether or not a file waits.
            let mut left = self.capacity(w, 0, facts, policy.of(self.index));
            let others_go = !paces || policy.of(self.index).speed(facts.day, w) > 0.0;
            while left > 0 {
                let own = self.ready[w].peek().map(|Reverse((key, ..))| *key);
                left -= if others_go { self.others.decide(w, left, own) } else { 0 };
                if left == 0 {
                    break;
                }
                let Some(file) = self.ready[w].pop() else { break };
                let Reverse((.., id)) = file;
                let group = orders.pool.member_mut(id).0;
                if group.stage[w] == Stage::Cancelled {
                    group.drop_cancelled(w);
                    continue;
                }
                if paces {
                    let pace = usize::from(facts.routes[group.lane as usize].pace);
                    if policy.of(self.index).speed_at(pace, facts.day, w) <= 0.0 {
                        self.passed_over.push(file);
                        continue;
                    }
                }
                if quotas && self.is_beyond_quota(id, facts, policy, orders) {
                    self.passed_over.push(file);
                    continue;
                }
                left -= 1;
                self.decide(split::<W>(id), facts, policy, orders, shipping, record);
            }
            self.ready[w].extend(self.passed_over.drain(..));
        }
    }

    /// A decision today; the usual one is a grant of the whole order, which leaves at once.
    #[inline(always)]
    fn decide(
        &mut self,
        (g, w): (u32, usize),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let regime = policy.of(self.index).on(facts.day, w);
        let (group, outlook) = orders.pool.group_and_outlook_mut(g);
        let lane = group.lane as usize;
        let route = &facts.routes[lane];
        let usual = route.usual && group.kind == Kind::Single;
        if usual && group.decision[w] >= policy.chance(lane, usize::from(regime)).bar[w] {
            let transit = days_in(outlook, |outlook| &outlook.transit, w, regime);
            group.grant_whole(w, facts.day, transit);
            self.book_grants(group, 1 << w, facts, shipping, record);
        } else {
            self.decide_any(g * W as u32 + w as u32, facts, policy, orders, shipping, record);
        }
    }

    /// Books members of a group that are granted whole, today or later, and leave their supplier at once.
    #[inline(always)]
    pub(super) fn book_grants(
        &self,
        group: &Group<W>,
        granted: u32,
        facts: &Facts<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        if granted != 0 {
            let route = &facts.routes[group.lane as usize];
            record.grant(self.index, group, granted, route.milligrams);
            shipping.arrive_all(group, granted, route.input as usize, facts.day);
        }
    }
}

/// Drops cancelled files of a group; returns the others.
#[inline(always)]
fn drop_cancelled<const W: usize>(group: &mut Group<W>, mut files: u32) -> u32 {
    for w in trials(files) {
        if group.stage[w] == Stage::Cancelled {
            group.drop_cancelled(w);
            files &= !(1 << w);
        }
    }
    files
}

/// Officers who can take up a file today, of a number in fixed point, when so many files are being worked on.
///
/// The last officer is there for a fraction of the time. A file that is taken up is worked on every day, whoever has
/// it; so the days of the last officer are counted: each day earns the fraction, and each day on which more files
/// are worked on than there are whole officers costs one. The last officer takes up a file when a whole day is there.
/// A day for which there is no file is lost.
pub(super) fn free_officers(days: &mut i64, officers: i64, busy: i64) -> i64 {
    const DAY: i64 = 1 << FRACTION_BITS;
    let (whole, fraction) = (officers >> FRACTION_BITS, officers & (DAY - 1));
    *days += fraction;
    if busy > whole {
        *days -= if fraction > 0 { DAY } else { 0 };
    }
    if *days < DAY {
        return (whole - busy).max(0);
    }
    *days -= DAY;
    (whole + 1 - busy).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixed_point;

    /// Files taken up by so many officers in so many days, each worked on for as many days, with files always waiting.
    fn taken_up(officers: f64, work: usize, days: usize) -> i64 {
        let (mut carry, mut ends) = (0, vec![0; days + work]);
        let (mut busy, mut taken) = (0, 0);
        for day in 0..days {
            busy -= ends[day];
            let free = free_officers(&mut carry, fixed_point(officers), busy);
            busy += free;
            taken += free;
            ends[day + work] = free;
        }
        taken
    }

    #[test]
    fn a_fraction_of_an_officer_does_that_fraction_of_the_work() {
        for (officers, work, days, expected) in
            [(0.5, 1, 364, 182), (1.5, 1, 364, 546), (0.25, 4, 1600, 100), (1.75, 4, 1600, 700), (2.5, 10, 4000, 1000)]
        {
            let taken = taken_up(officers, work, days);
            // The first day of a file of the last officer comes before the days that it costs.
            assert!((expected..=expected + 3).contains(&taken), "{officers} officers, {work} days: {taken}");
        }
        assert_eq!([0.4, 0.9].map(|officers| taken_up(officers, 1, 364)), [145, 327]);
        assert_eq!([1.0, 3.0].map(|officers| taken_up(officers, 7, 700)), [100, 300]);
    }
}
