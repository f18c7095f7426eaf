//! The rule against stockpiling: what a buyer is granted of a material within a rolling window has a limit. The
//! excess of an order waits until there is room for it, and what expires unused is given back.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use super::book::Orders;
use super::desk::{Desk, claim_of};
use super::facts::Facts;
use super::orders::{Group, Stage};
use super::policy::Policy;
use super::record::Record;
use super::shipping::Shipping;
use super::watched::Watched;
use crate::model::{Model, VolumeRule, whole_ticks};

/// What buyers have been granted of their materials, by account and trial. An account is that of one buyer and material
/// with one authority.
#[derive(Debug)]
pub(super) struct Volume {
    /// The account of each lane; nothing where no authority has such a rule.
    account: Vec<usize>,
    /// Day and ticks of grants, under whatever regime, as far as the longest window of any rule goes back.
    grants: Vec<Vec<(i32, i64)>>,
    /// Days of that window.
    longest: u32,
    /// Who is on watch lists.
    pub watched: Watched,
    width: usize,
}

/// Orders that wait for room at a desk, by account and trial.
#[derive(Debug)]
pub(super) struct Excess {
    /// In the order of their decisions.
    waiting: Vec<VecDeque<u32>>,
    /// Orders may be waiting.
    any: bool,
}

/// The account of each lane where any regime has such a rule, and how many there are.
fn accounts(model: &Model) -> (Vec<usize>, usize) {
    let mut accounts = HashMap::new();
    let mut account = Vec::new();
    if model.has_volume_rules() {
        for lane in &model.lanes {
            let next = accounts.len();
            account.push(*accounts.entry((lane.input, lane.authority)).or_insert(next));
        }
    }
    (account, accounts.len())
}

impl Excess {
    /// Room for the accounts of a model.
    #[must_use]
    pub(super) fn new(model: &Model, width: usize) -> Self {
        Self { waiting: vec![VecDeque::new(); accounts(model).1 * width], any: false }
    }

    /// Nothing waits.
    pub(super) fn clear(&mut self) {
        self.waiting.iter_mut().for_each(VecDeque::clear);
        self.any = false;
    }
}

impl Volume {
    /// Room for the accounts of a model, where any regime has such a rule.
    #[must_use]
    pub(super) fn new(model: &Model, width: usize) -> Self {
        let (account, count) = accounts(model);
        let regimes = model.authorities.iter().flat_map(|authority| &authority.regimes);
        let longest = regimes.filter_map(|regime| Some(regime.volume_rule?.window)).max().unwrap_or(0);
        let watched = Watched::new(model, width);
        Self { account, grants: vec![Vec::new(); count * width], longest, watched, width }
    }

    /// Forgets all grants and watches nobody.
    pub(super) fn clear(&mut self) {
        self.grants.iter_mut().for_each(Vec::clear);
        self.watched.clear();
    }

    /// Whether any regime has such a rule.
    #[must_use]
    pub(super) fn is_used(&self) -> bool {
        !self.account.is_empty()
    }

    /// The account of a lane in a trial.
    fn of(&self, lane: usize, w: usize) -> usize {
        self.account[lane] * self.width + w
    }

    /// What has room under a rule with such a limit on a day.
    fn room(&mut self, account: usize, (window, limit): (u32, i64), day: u32) -> i64 {
        let within = |days: u32, granted: i32| i64::from(granted) + i64::from(days) > i64::from(day);
        let longest = self.longest;
        let grants = &mut self.grants[account];
        grants.retain(|(granted, _)| within(longest, *granted));
        limit - grants.iter().filter(|(granted, _)| within(window, *granted)).map(|(_, ticks)| ticks).sum::<i64>()
    }

    /// So many ticks are granted on a day.
    fn grant(&mut self, account: usize, day: i32, ticks: i64) {
        match self.grants[account].last_mut() {
            Some((last, granted)) if *last == day => *granted += ticks,
            _ => self.grants[account].push((day, ticks)),
        }
    }

    /// So many ticks are granted on a lane on a day on which no rule limits them: later ones count them.
    pub(super) fn note(&mut self, lane: usize, w: usize, day: u32, ticks: i64) {
        if self.is_used() {
            self.grant(self.of(lane, w), day as i32, ticks);
        }
    }

    /// An order had its licence before the first day.
    pub(super) fn granted_before(&mut self, lane: usize, w: usize, day: i16, ticks: i64) {
        if self.is_used() {
            self.grant(self.of(lane, w), i32::from(day), ticks);
        }
    }

    /// A licence that has expired is given back.
    pub(super) fn refund<const W: usize>(&mut self, group: &Group<W>, w: usize, model: &Model) {
        if !self.is_used() {
            return;
        }
        let lane = group.lane as usize;
        let valid = model.lanes[lane].authority.map_or(0, |a| model.authorities[a].licence_valid);
        let granted = i32::from(group.expires[w]) - valid as i32;
        let account = self.of(lane, w);
        if let Some((_, ticks)) = self.grants[account].iter_mut().find(|(day, _)| *day == granted) {
            *ticks -= group.quantity[w].min(*ticks);
        }
    }
}

/// What becomes of an order under a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Granted {
    Whole,
    Part(i64),
    Nothing,
}

/// What is granted of an order where there is room for some ticks under a limit. Of a new one, what has room; of the
/// excess of another, all or nothing, or the whole limit if that is less.
fn granted(quantity: i64, room: i64, limit: i64, is_excess: bool) -> Granted {
    if quantity <= room {
        Granted::Whole
    } else if room > 0 && (!is_excess || room >= limit) {
        Granted::Part(room)
    } else {
        Granted::Nothing
    }
}

impl<const W: usize> Desk<W> {
    /// Whether an order can be granted whole under a rule today. If not, what has room is granted and the excess
    /// waits; behind others that wait, all of it does.
    #[inline(never)]
    pub(super) fn within_volume(
        &mut self,
        (id, rule): (u32, VolumeRule),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) -> bool {
        let (group, w) = orders.pool.member(id);
        let lane = group.lane as usize;
        let account = orders.volume.of(lane, w);
        // What waits for its quota alone is within the rule.
        let watch = rule.watch.filter(|_| self.goes_beyond((id, rule), facts, orders));
        let mut granted = Granted::Nothing;
        if self.excess.waiting[account].is_empty() {
            granted = grant_within((id, rule, false), facts, policy, orders, shipping, record);
        }
        if granted == Granted::Whole {
            return true;
        }
        if let Some(watch) = watch {
            orders.volume.watched.watch(lane, w, facts.day, watch.days);
        }
        orders.pool.member_mut(id).0.stage[w] = Stage::OverVolume;
        self.excess.waiting[account].push_back(id);
        self.excess.any = true;
        false
    }

    /// Whether an order, with what waits before it, goes beyond what a rule still allows its account.
    fn goes_beyond(&self, (id, rule): (u32, VolumeRule), facts: &Facts<W>, orders: &mut Orders<W>) -> bool {
        let (group, w) = orders.pool.member(id);
        let (lane, quantity) = (group.lane as usize, group.quantity[w]);
        let account = orders.volume.of(lane, w);
        let ahead: i64 = self.excess.waiting[account].iter().map(|id| orders.pool.member(*id).0.quantity[w]).sum();
        let limit = limit_of(rule, lane, w, facts);
        ahead + quantity > orders.volume.room(account, (rule.window, limit), facts.day)
    }

    /// What waits under rules against stockpiling is granted where there is room by now, before anything is decided
    /// today: of an account first come, first served; of several, which may share a quota, by priority and filing.
    #[inline(never)]
    pub(super) fn grant_what_waits(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        if !std::mem::take(&mut self.excess.any) {
            return;
        }
        let turn =
            |id: u32, account: usize, orders: &Orders<W>| Reverse((claim_of(id, facts, policy, orders), account));
        let fronts = self.excess.waiting.iter().enumerate();
        let fronts = fronts.filter_map(|(account, waiting)| Some(turn(*waiting.front()?, account, orders)));
        let mut fronts: BinaryHeap<_> = fronts.collect();
        while let Some(Reverse((_, account))) = fronts.pop() {
            let Some(id) = self.excess.waiting[account].front().copied() else { continue };
            if !self.goes_on(id, facts, policy, orders, shipping, record) {
                self.excess.any = true;
                continue;
            }
            self.excess.waiting[account].pop_front();
            fronts.extend(self.excess.waiting[account].front().map(|next| turn(*next, account, orders)));
        }
    }

    /// Whether the first order that waits in an account does so no more; in a freeze it waits on.
    fn goes_on(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) -> bool {
        let (group, w) = orders.pool.member_mut(id);
        if group.stage[w] == Stage::Cancelled {
            group.drop_cancelled(w);
            return true;
        }
        let (lane, quantity) = (group.lane as usize, group.quantity[w]);
        let course = policy.of(self.index);
        let pace = usize::from(facts.routes[lane].pace);
        if course.speed_at(pace, facts.day, w) <= 0.0 {
            return false;
        }
        let regime = usize::from(course.on(facts.day, w));
        let rule = facts.model.authorities[self.index].regimes[regime].volume_rule;
        let granted = match rule {
            Some(rule) => grant_within((id, rule, true), facts, policy, orders, shipping, record),
            None if orders.quotas.room(lane, w, facts, policy).is_some_and(|room| quantity > room) => Granted::Nothing,
            None => {
                orders.volume.note(lane, w, facts.day, quantity);
                orders.quotas.take(lane, w, quantity, facts.day, facts.model);
                Granted::Whole
            }
        };
        if granted == Granted::Whole {
            shipping.send_off(id, facts, policy, orders, record);
        }
        granted == Granted::Whole
    }
}

/// What a rule allows within its window on a lane.
fn limit_of<const W: usize>(rule: VolumeRule, lane: usize, w: usize, facts: &Facts<W>) -> i64 {
    let need = facts.model.inputs[facts.model.lanes[lane].input].nominal_need * f64::from(rule.window);
    whole_ticks(facts.values.of(rule.multiple)[w] * need)
}

/// Grants what a rule allows of an order today; a part leaves at once.
fn grant_within<const W: usize>(
    (id, rule, is_excess): (u32, VolumeRule, bool),
    facts: &Facts<W>,
    policy: &Policy<W>,
    orders: &mut Orders<W>,
    shipping: &mut Shipping<W>,
    record: &mut Record<W>,
) -> Granted {
    let (group, w) = orders.pool.member(id);
    let (lane, quantity) = (group.lane as usize, group.quantity[w]);
    let limit = limit_of(rule, lane, w, facts);
    let account = orders.volume.of(lane, w);
    let room = orders.volume.room(account, (rule.window, limit), facts.day);
    let mut granted = granted(quantity, room, limit, is_excess);
    let ticks = match granted {
        Granted::Whole => quantity,
        Granted::Part(part) => part,
        Granted::Nothing => 0,
    };
    if orders.quotas.is_used() {
        if orders.quotas.room(lane, w, facts, policy).is_some_and(|room| ticks > room) {
            granted = Granted::Nothing;
        } else {
            orders.quotas.take(lane, w, ticks, facts.day, facts.model);
        }
    }
    match granted {
        Granted::Whole => orders.volume.grant(account, facts.day as i32, quantity),
        Granted::Part(part) => {
            orders.volume.grant(account, facts.day as i32, part);
            let part = orders.split_off(id, part, facts, policy);
            shipping.send_off(part, facts, policy, orders, record);
        }
        Granted::Nothing => {}
    }
    granted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excess_is_granted_whole_or_by_the_whole_limit() {
        assert_eq!(granted(10, 10, 100, true), Granted::Whole);
        assert_eq!(granted(41, 40, 100, false), Granted::Part(40));
        assert_eq!(granted(41, 40, 100, true), Granted::Nothing);
        // More than the limit is never free at once: the rest waits for the whole limit.
        assert_eq!(granted(500, 100, 100, true), Granted::Part(100));
        assert_eq!([-5, 0].map(|room| granted(1, room, 100, false)), [Granted::Nothing; 2]);
    }

    #[test]
    fn room_comes_back_with_the_window() {
        let mut volume =
            Volume { account: vec![0], grants: vec![Vec::new()], longest: 60, watched: Watched::default(), width: 1 };
        volume.grant(0, 10, 30);
        volume.grant(0, 10, 10);
        volume.grant(0, 20, 60);
        let mut room = |day| volume.room(0, (30, 100), day);
        assert_eq!([20, 39, 40, 49, 50].map(&mut room), [0, 0, 40, 40, 100]);
        // A rule with a longer window still counts what another one has forgotten.
        assert_eq!(volume.room(0, (60, 100), 50), 0);
        assert_eq!(volume.room(0, (60, 100), 70), 40);
    }
}
