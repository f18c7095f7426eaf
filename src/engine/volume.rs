//! The rule against stockpiling: what a buyer is granted of a material within a rolling window has a limit. The
//! excess of an order waits until there is room for it, and what expires unused is given back.

use std::collections::{HashMap, VecDeque};

use super::orders::Stage;
use super::state::Block;
use crate::model::{Model, VolumeRule, whole_ticks};

/// What buyers have been granted of their materials, and what waits, by account and trial. An account is that of one
/// buyer and material with one authority.
#[derive(Debug)]
pub struct Volume {
    /// The account of each lane; nothing where no authority has such a rule.
    account: Vec<usize>,
    /// Day and ticks of grants, a day once.
    grants: Vec<Vec<(u32, i64)>>,
    /// Orders that wait in the order of their decisions, and whether a part of them was granted.
    waiting: Vec<VecDeque<(u32, bool)>>,
    /// Orders may be waiting.
    any_waiting: bool,
    width: usize,
}

impl Volume {
    /// Room for the accounts of a model, where any regime has such a rule.
    #[must_use]
    pub fn new(model: &Model, width: usize) -> Self {
        let mut accounts = HashMap::new();
        let mut account = Vec::new();
        if model.has_volume_rules() {
            for lane in &model.lanes {
                let next = accounts.len();
                account.push(*accounts.entry((lane.input, lane.authority)).or_insert(next));
            }
        }
        let count = accounts.len() * width;
        Self {
            account,
            grants: vec![Vec::new(); count],
            waiting: vec![VecDeque::new(); count],
            any_waiting: false,
            width,
        }
    }

    /// Forgets all grants and all that waits.
    pub fn clear(&mut self) {
        self.grants.iter_mut().for_each(Vec::clear);
        self.waiting.iter_mut().for_each(VecDeque::clear);
        self.any_waiting = false;
    }

    /// Whether any regime has such a rule.
    #[must_use]
    pub fn is_used(&self) -> bool {
        !self.account.is_empty()
    }

    /// The account of a lane in a trial.
    fn of(&self, lane: usize, w: usize) -> usize {
        self.account[lane] * self.width + w
    }

    /// What has room under a rule with such a limit on a day.
    fn room(&mut self, account: usize, (window, limit): (u32, i64), day: u32) -> i64 {
        let grants = &mut self.grants[account];
        grants.retain(|(granted, _)| granted.saturating_add(window) > day);
        limit - grants.iter().map(|(_, ticks)| ticks).sum::<i64>()
    }

    /// So many ticks are granted on a day.
    fn grant(&mut self, account: usize, day: u32, ticks: i64) {
        match self.grants[account].last_mut() {
            Some((last, granted)) if *last == day => *granted += ticks,
            _ => self.grants[account].push((day, ticks)),
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

impl<const W: usize> Block<'_, W> {
    /// Whether an order can be granted whole under a rule today. If not, what has room is granted and the excess
    /// waits; behind others that wait, all of it does.
    #[inline(never)]
    pub fn within_volume(&mut self, rule: VolumeRule, id: u32, day: u32) -> bool {
        let (group, w) = self.pool.member(id);
        let account = self.volume.of(group.lane as usize, w);
        let first = self.volume.waiting[account].is_empty();
        let granted = if first { self.grant_within(rule, id, day, false) } else { Granted::Nothing };
        if granted == Granted::Whole {
            return true;
        }
        self.pool.member_mut(id).0.stage[w] = Stage::OverVolume;
        self.volume.waiting[account].push_back((id, first));
        self.volume.any_waiting = true;
        false
    }

    /// Grants what a rule allows of an order today; a part leaves at once.
    fn grant_within(&mut self, rule: VolumeRule, id: u32, day: u32, is_excess: bool) -> Granted {
        let (group, w) = self.pool.member(id);
        let (lane, quantity) = (group.lane as usize, group.quantity[w]);
        let need = self.model.inputs[self.model.lanes[lane].input].nominal_need * f64::from(rule.window);
        let limit = whole_ticks(self.values.of(rule.multiple)[w] * need);
        let account = self.volume.of(lane, w);
        let room = self.volume.room(account, (rule.window, limit), day);
        let granted = granted(quantity, room, limit, is_excess);
        match granted {
            Granted::Whole => self.volume.grant(account, day, quantity),
            Granted::Part(part) => {
                self.volume.grant(account, day, part);
                let part = self.split_off(id, part, day);
                self.send_off(part, day);
            }
            Granted::Nothing => {}
        }
        granted
    }

    /// What waits under rules against stockpiling is granted where there is room by now, first come, first served.
    #[inline(always)]
    pub fn grant_what_waits(&mut self, day: u32) {
        if self.volume.any_waiting {
            self.grant_waiting(day);
        }
    }

    #[inline(never)]
    fn grant_waiting(&mut self, day: u32) {
        self.volume.any_waiting = false;
        for account in 0..self.volume.waiting.len() {
            while let Some((id, is_excess)) = self.volume.waiting[account].front().copied() {
                if !self.goes_on(id, is_excess, day) {
                    // A part of it may have been granted; what is left is an excess.
                    self.volume.any_waiting = true;
                    break;
                }
                self.volume.waiting[account].pop_front();
            }
        }
    }

    /// Whether the first order that waits in an account does so no more; in a freeze it waits on.
    fn goes_on(&mut self, id: u32, is_excess: bool, day: u32) -> bool {
        let (group, w) = self.pool.member_mut(id);
        if group.stage[w] == Stage::Cancelled {
            group.drop_cancelled(w);
            return true;
        }
        let lane = group.lane as usize;
        let Some(a) = self.model.lanes[lane].authority else { return true };
        let regime = usize::from(self.desks[a].regime[day as usize][w]);
        if self.desks[a].by_regime[regime].speed[w] <= 0.0 {
            return false;
        }
        let rule = self.model.authorities[a].regimes[regime].volume_rule;
        match rule.map_or(Granted::Whole, |rule| self.grant_within(rule, id, day, is_excess)) {
            Granted::Whole => {
                self.send_off(id, day);
                true
            }
            granted => {
                let account = self.volume.of(lane, w);
                if let (Granted::Part(_), Some(first)) = (granted, self.volume.waiting[account].front_mut()) {
                    first.1 = true;
                }
                false
            }
        }
    }

    /// A licence that has expired is given back.
    pub fn refund(&mut self, id: u32) {
        if !self.volume.is_used() {
            return;
        }
        let (group, w) = self.pool.member(id);
        let lane = group.lane as usize;
        let quantity = group.quantity[w];
        let valid = self.model.lanes[lane].authority.map_or(0, |a| self.model.authorities[a].licence_valid);
        let granted = u32::from(group.expires[w]).saturating_sub(valid);
        let account = self.volume.of(lane, w);
        if let Some((_, ticks)) = self.volume.grants[account].iter_mut().find(|(day, _)| *day == granted) {
            *ticks -= quantity.min(*ticks);
        }
    }
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
        let mut volume = Volume {
            account: vec![0],
            grants: vec![Vec::new()],
            waiting: vec![VecDeque::new()],
            any_waiting: false,
            width: 1,
        };
        volume.grant(0, 10, 30);
        volume.grant(0, 10, 10);
        volume.grant(0, 20, 60);
        let mut room = |day| volume.room(0, (30, 100), day);
        assert_eq!([20, 39, 40, 49, 50].map(&mut room), [0, 0, 40, 40, 100]);
    }
}
