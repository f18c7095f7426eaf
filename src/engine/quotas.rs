//! Quotas of export licences by calendar month and material, without carry-over. A ready file that does not fit is
//! passed over, without a decision, and looked at again every day.

use std::collections::HashSet;

use super::book::Orders;
use super::decision::chances;
use super::desk::Desk;
use super::draw::sample;
use super::facts::Facts;
use super::orders::Kind;
use super::policy::Policy;
use super::state::Lanes;
use crate::model::{Model, whole_ticks};
use crate::random::Purpose;

/// What has been granted of each quota, by trial.
#[derive(Debug)]
pub(super) struct Quotas<const W: usize> {
    /// First quota of each authority among all.
    first: Vec<usize>,
    /// Ticks granted, by quota and month.
    granted: Vec<Vec<Lanes<W>>>,
    /// Ticks allowed at the end of the month, before what regimes make of it, by quota and month.
    allowed: Vec<Vec<Lanes<W>>>,
    /// Month of each day, from 0.
    month: Vec<u16>,
}

impl<const W: usize> Quotas<W> {
    /// Room for those of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let mut first = Vec::new();
        let mut all = 0;
        for authority in &model.authorities {
            first.push(all);
            all += authority.quotas.len();
        }
        let months = if all > 0 { model.months() } else { 0 };
        let none = vec![vec![[0; W]; months]; all];
        Self { first, granted: none.clone(), allowed: none, month: model.month_of_day() }
    }

    /// Whether there is any.
    #[must_use]
    pub(super) fn is_used(&self) -> bool {
        !self.granted.is_empty()
    }

    /// Nothing is granted yet.
    pub(super) fn clear(&mut self) {
        self.granted.iter_mut().flatten().for_each(|month| *month = [0; W]);
    }

    /// Looks up what is allowed today: of the days of a month the last one stays.
    #[inline(never)]
    pub(super) fn look(&mut self, facts: &Facts<W>) {
        let month = usize::from(self.month[facts.day as usize]);
        let quotas = facts.model.authorities.iter().flat_map(|authority| &authority.quotas);
        for (quota, allowed) in quotas.zip(&mut self.allowed) {
            allowed[month] = quota.a_month.on(facts.day).map_or([0; W], |num| facts.values.of(num).map(whole_ticks));
        }
    }

    /// The quota of a lane among all.
    fn of(&self, lane: usize, model: &Model) -> Option<usize> {
        let lane = &model.lanes[lane];
        Some(self.first[lane.authority?] + lane.quota?)
    }

    /// What a lane's quota still allows today; nothing where it has none.
    #[must_use]
    pub(super) fn room(&self, lane: usize, w: usize, facts: &Facts<W>, policy: &Policy<W>) -> Option<i64> {
        let granted = &self.granted[self.of(lane, facts.model)?];
        let a = facts.model.lanes[lane].authority?;
        let authority = &facts.model.authorities[a];
        let quota = &authority.quotas[facts.model.lanes[lane].quota?];
        let regime = &authority.regimes[usize::from(policy.of(a).on(facts.day, w))];
        let allowed = quota.a_month.on(facts.day).map_or(0.0, |num| facts.values.of(num)[w]);
        let allowed = whole_ticks(allowed * facts.values.of(regime.quota_factor)[w]);
        Some(allowed - granted[usize::from(self.month[facts.day as usize])][w])
    }

    /// So much is granted on a lane on a day.
    pub(super) fn take(&mut self, lane: usize, w: usize, ticks: i64, day: u32, model: &Model) {
        if let Some(quota) = self.of(lane, model) {
            self.granted[quota][usize::from(self.month[day as usize])][w] += ticks;
        }
    }

    /// Ticks granted of a quota of an authority and those that it allowed, by month.
    #[must_use]
    pub(super) fn by_month(&self, authority: usize, quota: usize) -> [&[Lanes<W>]; 2] {
        let at = self.first[authority] + quota;
        [&self.granted[at], &self.allowed[at]]
    }
}

/// Files that are ready and did not fit: their officers are free.
#[derive(Debug, Default)]
pub(super) struct NoRoom(HashSet<u32>);

impl NoRoom {
    /// None waits.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// A file is passed over; true on its first day.
    pub(super) fn put(&mut self, id: u32) -> bool {
        self.0.insert(id)
    }

    /// A file is passed over no more; true if it was.
    pub(super) fn take(&mut self, id: u32) -> bool {
        !self.0.is_empty() && self.0.remove(&id)
    }
}

impl<const W: usize> Desk<W> {
    /// Whether a ready file would be granted today and does not fit into what is left of its quota.
    #[inline(never)]
    pub(super) fn is_beyond_quota(&self, id: u32, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) -> bool {
        let (group, w) = orders.pool.member(id);
        let lane = group.lane as usize;
        if group.kind == Kind::General {
            return false;
        }
        let Some(room) = orders.quotas.room(lane, w, facts, policy) else { return false };
        let regime = &facts.model.authorities[self.index].regimes[usize::from(policy.of(self.index).on(facts.day, w))];
        // What a rule against stockpiling leaves over waits under that rule.
        let whole = regime.volume_rule.is_none();
        let (_, refused) = chances(lane, w, facts, policy, orders);
        whole && group.decision[w] >= refused && self.granted_ticks(id, facts, policy, orders) > room
    }

    /// The ticks that a grant today would allow of an order.
    pub(super) fn granted_ticks(&self, id: u32, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) -> i64 {
        let (group, w) = orders.pool.member(id);
        let regime = policy.of(self.index).on(facts.day, w);
        let regime = &facts.model.authorities[self.index].regimes[usize::from(regime)];
        let quantity = group.quantity[w];
        let Some(fraction) = &regime.granted_fraction else { return quantity };
        let stream = &facts.streams.lanes[group.lane as usize];
        let [_, word] = stream.pair(facts.trial(w), group.slot[w], Purpose::Preparation, group.attempt[w], 0);
        let share = sample(fraction, word, facts.values.of(fraction.scale)[w]).clamp(0.0, 1.0);
        (quantity as f64 * share).floor() as i64
    }
}
