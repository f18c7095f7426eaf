//! Step 2: the licence desk. Files come due, are filed, wait, are reviewed and decided.
//!
//! A pending file stands in exactly one list: the day on which it comes due, a queue, or the ready heap. The
//! order of decisions is priority, then day of filing, then the hash of the buyer's name.

use std::cmp::Reverse;

use super::orders::{Group, Kind, List, NONE, Stage};
use super::state::Block;
use crate::model::{Draw, fixed_point, take_whole, whole_ticks};
use crate::random::{Purpose, uniform, whole_days};
use crate::scenario::{DeskLimit, ReviewMode};

impl<const W: usize> Block<'_, W> {
    /// The desk of every authority on a day.
    #[inline(always)]
    pub fn run_desks(&mut self, day: u32) {
        for a in 0..self.desks.len() {
            let authority = &self.model.authorities[a];
            let works = authority.working[day as usize];
            if authority.has_background && (authority.limited || authority.limit != DeskLimit::DecisionsPerWorkingDay) {
                self.background(a, day, works);
            }
            self.files_due(a, day);
            if works {
                match authority.limit {
                    DeskLimit::DecisionsPerWorkingDay => self.decide_ready(a, day),
                    DeskLimit::StartsPerWorkingDay | DeskLimit::Officers => self.start_reviews(a, day),
                }
            }
        }
    }

    /// Files that come due today: finished reviews are decided, filings join the queue in the order of names.
    #[inline(always)]
    fn files_due(&mut self, a: usize, day: u32) {
        let desk = &mut self.desks[a];
        let due = std::mem::replace(&mut desk.due[day as usize], List::EMPTY);
        let filing = std::mem::replace(&mut desk.filing[day as usize], List::EMPTY);
        let mut filings = std::mem::take(&mut self.scratch);
        filings.clear();
        let mut g = filing.head;
        while g != NONE {
            let group = self.pool.group(g);
            filings.push((self.filing_key(a, group), g, W as u32));
            g = group.next_group;
        }
        let mut id = due.head;
        while id != NONE {
            let (group, w) = self.pool.member(id);
            let next = group.next[w];
            match group.stage[w] {
                Stage::Review => self.review_done(a, id, day),
                Stage::Cancelled => self.pool.member_mut(id).0.drop_cancelled(w),
                _ => filings.push((self.filing_key(a, group), id / W as u32, w as u32)),
            }
            id = next;
        }
        if !filings.is_sorted_by_key(|f| f.0) {
            filings.sort_by_key(|f| f.0);
        }
        for &(_, g, w) in &filings {
            if w as usize == W {
                for w in 0..W {
                    if self.pool.group(g).stage[w] == Stage::Preparation {
                        self.file(a, g, w, day);
                    }
                }
            } else {
                self.file(a, g, w as usize, day);
            }
        }
        self.scratch = filings;
    }

    /// Ties among files of one day: hash of the buyer's name, then lane, then age.
    #[inline(always)]
    fn filing_key(&self, a: usize, group: &Group<W>) -> u64 {
        let rank = match group.kind {
            Kind::Background => self.model.authorities[a].background_rank,
            Kind::Single | Kind::General => self.model.lanes[group.lane as usize].tie_rank,
        };
        u64::from(rank) << 16 | u64::from(group.placed)
    }

    fn priority(&self, a: usize, group: &Group<W>) -> u8 {
        match group.kind {
            Kind::Background => self.model.authorities[a].background_priority,
            Kind::Single | Kind::General => self.model.lanes[group.lane as usize].priority,
        }
    }

    /// A file reaches the desk.
    #[inline(always)]
    pub fn file(&mut self, a: usize, g: u32, w: usize, day: u32) {
        let group = self.pool.group_mut(g);
        if group.stage[w] != Stage::Queue {
            group.stage[w] = Stage::Queue;
            group.filed[w] = day as u16;
            if group.kind != Kind::Background {
                self.flows[a][usize::from(self.month[day as usize])].filed[w] += 1;
            }
        }
        if self.model.authorities[a].limit == DeskLimit::DecisionsPerWorkingDay {
            self.begin_review(a, g, w, day);
        } else {
            let class = usize::from(self.priority(a, self.pool.group(g))) & 3;
            let desk = &mut self.desks[a];
            desk.queue[w][class].push_back(g * W as u32 + w as u32);
            desk.queued[w] += 1;
        }
    }

    /// A review begins: the day on which it will be done follows from the course of policy.
    #[inline(always)]
    fn begin_review(&mut self, a: usize, g: u32, w: usize, day: u32) {
        let authority = &self.model.authorities[a];
        let group = self.pool.group_mut(g);
        let desk = &mut self.desks[a];
        let mut work = sample(&authority.work, group.work[w], self.values.of(authority.work.scale)[w]);
        if group.kind != Kind::Background {
            work *= self.values.of(self.model.lanes[group.lane as usize].work_factor)[w];
        }
        let done = match authority.review {
            ReviewMode::AtRegimeSpeed => desk.day_done(w, day, work),
            ReviewMode::FixedAtStart => {
                let regime = usize::from(desk.regime[day as usize][w]);
                let speed = self.values.of(authority.regimes[regime].speed)[w];
                if speed > 0.0 {
                    let nth = desk.working_index[day as usize] as usize + whole_days(work / speed, 1) as usize;
                    desk.working_day.get(nth).map_or(usize::MAX, |d| *d as usize)
                } else {
                    // Frozen: the review cannot begin; the file comes back tomorrow.
                    self.come_due(a, g * W as u32 + w as u32, day as usize + 1);
                    return;
                }
            }
        };
        group.stage[w] = Stage::Review;
        self.come_due(a, g * W as u32 + w as u32, done);
    }

    /// A file comes due on a day; beyond the horizon it stays where it is.
    #[inline(always)]
    pub fn come_due(&mut self, a: usize, id: u32, day: usize) {
        if day < self.model.days as usize {
            self.pool.push(&mut self.desks[a].due[day], id);
        }
    }

    /// A review is done: the file is decided today where the desk decides, or waits.
    #[inline(always)]
    fn review_done(&mut self, a: usize, id: u32, day: u32) {
        let authority = &self.model.authorities[a];
        let (group, w) = self.pool.member(id);
        let regime = &authority.regimes[usize::from(self.desks[a].regime[day as usize][w])];
        if authority.limit == DeskLimit::DecisionsPerWorkingDay && authority.limited {
            let key = claim(self.priority(a, group), group.filed[w], self.filing_key(a, group));
            self.desks[a].ready[w].push(Reverse((key, id)));
            return;
        }
        if !authority.working[day as usize] || self.values.of(regime.speed)[w] <= 0.0 {
            self.come_due(a, id, day as usize + 1);
            return;
        }
        if authority.limit == DeskLimit::Officers {
            self.desks[a].busy[w] -= 1;
        }
        self.decide(a, id, day);
    }

    /// Whole files that the desk of a trial can handle today; 0 in a freeze.
    #[inline(always)]
    fn capacity_today(&mut self, a: usize, w: usize, day: u32) -> i64 {
        let authority = &self.model.authorities[a];
        let desk = &mut self.desks[a];
        let regime = &authority.regimes[usize::from(desk.regime[day as usize][w])];
        if self.values.of(regime.speed)[w] <= 0.0 {
            return 0;
        }
        let Some(capacity) = regime.capacity else { return i64::MAX };
        let capacity = self.values.of(capacity)[w];
        if authority.limit == DeskLimit::Officers {
            (whole_ticks(capacity) - desk.busy[w]).max(0)
        } else {
            take_whole(&mut desk.capacity_carry[w], fixed_point(capacity))
        }
    }

    /// Decisions of ready files, as many as the desk makes in a day.
    #[inline(always)]
    fn decide_ready(&mut self, a: usize, day: u32) {
        if !self.model.authorities[a].limited {
            return;
        }
        for w in 0..W {
            // The fraction of a file is carried whether or not a file waits.
            let mut left = self.capacity_today(a, w, day);
            while left > 0 {
                let desk = &mut self.desks[a];
                let own = desk.ready[w].peek().map(|Reverse((key, _))| *key);
                left -= desk.others.decide(w, left, own);
                if left == 0 || own.is_none() {
                    break;
                }
                let Some(Reverse((_, id))) = desk.ready[w].pop() else { break };
                let group = self.pool.member_mut(id).0;
                if group.stage[w] == Stage::Cancelled {
                    group.drop_cancelled(w);
                    continue;
                }
                left -= 1;
                self.decide(a, id, day);
            }
        }
    }

    /// Starts of reviews, as many as there are starts or free officers.
    #[inline(always)]
    fn start_reviews(&mut self, a: usize, day: u32) {
        let authority = &self.model.authorities[a];
        for w in 0..W {
            // Where capacity is whole, nothing is carried over a day on which no file waits.
            if self.desks[a].queued[w] == 0 && authority.whole_capacity {
                continue;
            }
            let mut left = self.capacity_today(a, w, day);
            for class in 0..4 {
                while left > 0 && self.desks[a].queued[w] > 0 {
                    let Some(id) = self.desks[a].queue[w][class].pop_front() else { break };
                    left -= i64::from(self.start_review(a, id, day));
                }
            }
        }
    }

    /// Takes a file from its queue; false if it was cancelled.
    #[inline(always)]
    fn start_review(&mut self, a: usize, id: u32, day: u32) -> bool {
        let (group, w) = self.pool.member_mut(id);
        let desk = &mut self.desks[a];
        desk.queued[w] -= 1;
        if group.stage[w] == Stage::Cancelled {
            group.drop_cancelled(w);
            return false;
        }
        if self.model.authorities[a].limit == DeskLimit::Officers {
            desk.busy[w] += 1;
        } else if group.kind == Kind::Background {
            // Only the start counts: what becomes of the file does not matter.
            self.pool.finish(id);
            return true;
        }
        self.begin_review(a, id / W as u32, w, day);
        true
    }

    /// A decision by the regime of the day.
    #[inline(always)]
    fn decide(&mut self, a: usize, id: u32, day: u32) {
        let (group, w) = self.pool.member(id);
        if group.kind == Kind::Background {
            self.pool.finish(id);
            return;
        }
        let regime = usize::from(self.desks[a].regime[day as usize][w]);
        let shares = self.model.lanes[group.lane as usize].decisions[regime];
        let u = uniform(group.decision[w]);
        let denied = self.values.of(shares.denied)[w];
        let returned = self.values.of(shares.returned)[w];
        let flow = &mut self.flows[a][usize::from(self.month[day as usize])];
        flow.waited[w] += i64::from(day - u32::from(group.filed[w]));
        if u < denied {
            flow.denied[w] += 1;
            self.refuse(id, day);
        } else if u < denied + returned {
            flow.returned[w] += 1;
            self.send_back(a, id, day);
        } else {
            flow.granted[w] += 1;
            if group.kind == Kind::General {
                self.grant_general(id, day);
            } else {
                self.grant(a, id, regime, day);
            }
        }
    }

    /// A denied or abandoned order leaves the pipeline.
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
        [group.work[w], group.decision[w]] = stream.pair(trial, slot, review, attempt, 0);
        let correction = &authority.correction;
        let word = if correction.fixed.is_some() { 0 } else { stream.pair(trial, slot, preparation, attempt, 0)[0] };
        let wait = sample(correction, word, self.values.of(correction.scale)[w]);
        group.stage[w] = Stage::Returned;
        self.come_due(a, id, day as usize + whole_days(wait, 1) as usize);
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
        let (group, w) = self.pool.member_mut(id);
        group.expires[w] = day.saturating_add(authority.licence_valid).min(u32::from(u16::MAX)) as u16;
        group.licensed[w] = true;
        let weight = self.model.lanes[group.lane as usize].milligrams;
        self.flows[a][usize::from(self.month[day as usize])].licensed[w] += group.quantity[w] * weight;
        self.free_to_ship(id, day);
    }

    /// Cuts an order to the fraction that is granted; false if nothing is left of it.
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

    /// A general licence takes effect.
    fn grant_general(&mut self, id: u32, day: u32) {
        let (group, w) = self.pool.member(id);
        let lane = group.lane as usize;
        if let Some(general) = &self.model.lanes[lane].general {
            let until = day.saturating_add(general.valid);
            let state = &mut self.lanes[lane];
            state.balance[w] = whole_ticks(self.values.of(general.quantity)[w]);
            state.general_until[w] = until;
            state.general_next[w] = until.saturating_sub(general.renew_before).max(day + 1);
        }
        self.pool.finish(id);
    }

    /// Applications for general licences whose day has come.
    pub fn apply_for_general_licences(&mut self, day: u32) {
        for lane in 0..self.lanes.len() {
            let model = &self.model.lanes[lane];
            let (Some(general), Some(a)) = (&model.general, model.authority) else { continue };
            for w in 0..W {
                if self.lanes[lane].general_next[w] != day {
                    continue;
                }
                let slot = self.lanes[lane].general_count[w];
                self.lanes[lane].general_count[w] += 1;
                self.lanes[lane].general_next[w] = u32::MAX;
                let trial = self.first_trial + w as u64;
                let stream = &self.luck.lanes[lane];
                let mut group = Group::empty(Kind::General, lane, day);
                [group.work[w], group.decision[w]] = stream.pair(trial, slot, Purpose::GeneralReview, 0, 0);
                group.slot[w] = slot;
                group.stage[w] = Stage::Preparation;
                group.members = 1;
                let [word, _] = stream.pair(trial, slot, Purpose::GeneralPreparation, 0, 0);
                let wait = sample(&general.preparation, word, self.values.of(general.preparation.scale)[w]);
                let id = self.pool.add(group) * W as u32 + w as u32;
                self.come_due(a, id, day as usize + whole_days(wait, 1) as usize);
            }
        }
    }
}

/// The claim of a file to be decided, the lowest first: priority, day of filing, key among that day's filings.
#[inline(always)]
pub fn claim(priority: u8, filed: u16, key: u64) -> u64 {
    u64::from(priority) << 60 | u64::from(filed) << 44 | (key & ((1 << 44) - 1))
}

/// A drawn value: the law at a word, times its scale.
#[inline(always)]
pub fn sample(draw: &Draw, word: u64, scale: f64) -> f64 {
    match draw.fixed {
        Some(value) => value * scale,
        None => draw.sampler.value(word) * scale,
    }
}
