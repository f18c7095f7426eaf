//! How long a file's review and an order's transit will take in each regime, in whole days.
//!
//! The regime in force when a review starts or a licence is granted is not known when an order is placed; but
//! there are few regimes, so the days in each of them are looked up at once, for all trials together. Where
//! scales differ among trials there is no table, and the days are worked out.

use std::ops::Range;

use super::draw::{all_by_distribution, by_distribution};
use super::facts::Facts;
use super::orders::Pool;
use super::policy::Policy;
use super::ruled::extra_work;
use super::state::Lanes;
use crate::random::{FACTORS, few_days};
use crate::scenario::ReviewMode;

/// The days of a group in four regimes by trial, sixteen bits each, those of the first regime lowest.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Outlook<const W: usize> {
    /// Working days of a review that starts under the regime; 0 where none can start.
    pub review: Lanes<W, u64>,
    /// Days of a transit that starts under the regime.
    pub transit: Lanes<W, u64>,
}

impl<const W: usize> Outlook<W> {
    /// Nothing begins.
    pub(super) const NONE: Self = Self { review: [0; W], transit: [0; W] };
}

/// The days of one regime among those of four.
#[inline(always)]
#[must_use]
pub(super) fn of_regime(days: u64, regime: u8) -> u16 {
    (days >> (16 * (usize::from(regime) % FACTORS))) as u16
}

/// Some days of a member under a regime.
#[inline(always)]
pub(super) fn days_in<const W: usize>(
    outlook: &[Outlook<W>],
    days: impl Fn(&Outlook<W>) -> &Lanes<W, u64>,
    w: usize,
    regime: u8,
) -> u16 {
    // Up to four regimes are the rule.
    let part = if outlook.len() == 1 { 0 } else { usize::from(regime) / FACTORS };
    of_regime(days(&outlook[part])[w], regime)
}

/// Sets the days of one regime among those of four.
#[inline(always)]
fn set_regime(days: &mut u64, regime: usize, to: u16) {
    let shift = 16 * (regime % FACTORS);
    *days = *days & !(0xFFFF << shift) | u64::from(to) << shift;
}

/// A review of a member takes so many working days, whatever the regime.
pub(super) fn settle_review<const W: usize>(outlook: &mut [Outlook<W>], w: usize, days: u16) {
    for outlook in outlook {
        outlook.review[w] = u64::from(days) * 0x0001_0001_0001_0001;
    }
}

impl<const W: usize> Pool<W> {
    /// Looks up the reviews that the words of all members stand for.
    #[inline(always)]
    pub(super) fn learn_reviews(&mut self, g: u32, words: &[u64; W], facts: &Facts<W>, policy: &Policy<W>) {
        let (group, outlook) = self.group_and_outlook_mut(g);
        let lane = &facts.model.lanes[group.lane as usize];
        if let Some(tables) = &lane.review_days {
            for (table, outlook) in tables.iter().zip(outlook) {
                outlook.review = table.all_days(words);
            }
        } else if let Some(a) = lane.authority {
            group.work = all_by_distribution(&facts.model.authorities[a].work, words);
            self.work_out_reviews(g, a, 0..W, facts, policy);
        }
    }

    /// Looks up the review that the word of one member stands for.
    pub(super) fn learn_review(&mut self, g: u32, w: usize, word: u64, facts: &Facts<W>, policy: &Policy<W>) {
        let (group, outlook) = self.group_and_outlook_mut(g);
        let lane = &facts.model.lanes[group.lane as usize];
        if let Some(tables) = &lane.review_days {
            for (table, outlook) in tables.iter().zip(outlook) {
                outlook.review[w] = table.days(word);
            }
        } else if let Some(a) = lane.authority {
            group.work[w] = by_distribution(&facts.model.authorities[a].work, word);
            self.work_out_reviews(g, a, w..w + 1, facts, policy);
        }
    }

    /// Looks up the transits that the words of all members stand for.
    #[inline(always)]
    pub(super) fn learn_transits(&mut self, g: u32, words: &[u64; W], facts: &Facts<W>, policy: &Policy<W>) {
        let (group, outlook) = self.group_and_outlook_mut(g);
        let lane = &facts.model.lanes[group.lane as usize];
        if let Some(tables) = &lane.transit_days {
            for (table, outlook) in tables.iter().zip(outlook) {
                outlook.transit = table.all_days(words);
            }
        } else {
            group.transit = all_by_distribution(&lane.transit, words);
            self.work_out_transits(g, 0..W, facts, policy);
        }
    }

    /// Looks up the transit that the word of one member stands for.
    pub(super) fn learn_transit(&mut self, g: u32, w: usize, word: u64, facts: &Facts<W>, policy: &Policy<W>) {
        let (group, outlook) = self.group_and_outlook_mut(g);
        let lane = &facts.model.lanes[group.lane as usize];
        if let Some(tables) = &lane.transit_days {
            for (table, outlook) in tables.iter().zip(outlook) {
                outlook.transit[w] = table.days(word);
            }
        } else {
            group.transit[w] = by_distribution(&lane.transit, word);
            self.work_out_transits(g, w..w + 1, facts, policy);
        }
    }

    /// Works out the reviews of some members from their work; one at the regimes' speed is not known ahead.
    #[inline(always)]
    fn work_out_reviews(&mut self, g: u32, a: usize, members: Range<usize>, facts: &Facts<W>, policy: &Policy<W>) {
        let authority = &facts.model.authorities[a];
        if authority.review == ReviewMode::AtRegimeSpeed {
            return;
        }
        let (group, outlook) = self.group_and_outlook_mut(g);
        let scale = facts.values.of(authority.work.scale);
        let lane = group.lane as usize;
        let route = &facts.routes[lane];
        let factor = facts.values.of(route.work_factor);
        for r in 0..policy.of(a).numbers.len() {
            let outlook = &mut outlook[r / FACTORS];
            let speeds = policy.of(a).speed_in(usize::from(route.pace), r);
            for w in members.clone() {
                let speed = speeds[w];
                let extra = extra_work(lane, (r, w), facts, policy) / speed;
                let days = few_days(group.work[w] * (scale[w] * factor[w] / speed) + extra);
                set_regime(&mut outlook.review[w], r, if speed > 0.0 { days } else { 0 });
            }
        }
    }

    /// Works out the transits of some members.
    #[inline(always)]
    fn work_out_transits(&mut self, g: u32, members: Range<usize>, facts: &Facts<W>, policy: &Policy<W>) {
        let lane = &facts.model.lanes[self.group(g).lane as usize];
        let scale = facts.values.of(lane.transit.scale);
        let named = lane.licence_names_transport.then(|| self.scales(g, *scale));
        let scale = named.as_ref().unwrap_or(scale);
        let (group, outlook) = self.group_and_outlook_mut(g);
        let Some(a) = lane.authority else {
            for w in members {
                outlook[0].transit[w] = u64::from(few_days(group.transit[w] * scale[w]));
            }
            return;
        };
        for (r, regime) in policy.of(a).numbers.iter().enumerate() {
            let outlook = &mut outlook[r / FACTORS];
            for w in members.clone() {
                let days = few_days(group.transit[w] * (scale[w] * regime.transit_scale[w]));
                set_regime(&mut outlook.transit[w], r, days);
            }
        }
    }

    /// Works out anew the days that are not tabulated, after numbers have changed.
    #[inline(never)]
    pub(super) fn look_ahead_again(&mut self, facts: &Facts<W>, policy: &Policy<W>) {
        if self.is_empty() {
            return;
        }
        for g in 0..self.len() {
            let lane = &facts.model.lanes[self.group(g).lane as usize];
            if lane.transit_days.is_none() {
                self.work_out_transits(g, 0..W, facts, policy);
            }
            if let Some(a) = lane.authority
                && lane.review_days.is_none()
            {
                self.work_out_reviews(g, a, 0..W, facts, policy);
            }
        }
    }
}
