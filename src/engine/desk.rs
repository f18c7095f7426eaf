//! Step 2: the licence desk. Files come due, are filed, wait, are reviewed and decided.
//!
//! A file stands in exactly one list: the day on which it comes due, a queue, or the ready heap. The order of
//! decisions is priority, then day of filing, then the hash of the buyer's name.

use std::cmp::Reverse;

use super::orders::{Kind, NONE, Order, Stage};
use super::policy::WORK_UNIT;
use super::state::Block;
use crate::model::{fixed_point, take_whole, whole_ticks};
use crate::model::Draw;
use crate::random::{Distribution, Purpose, uniform, whole_days};
use crate::scenario::{Arrivals, DeskLimit, ReviewMode};

impl<const W: usize> Block<'_, W> {
    /// The desk of every authority on a day.
    #[inline(always)]
    pub fn run_desks(&mut self, day: u32) {
        for a in 0..self.desks.len() {
            let authority = &self.model.authorities[a];
            if day == 0 && authority.has_background {
                self.open_backlog(a);
            }
            self.files_due(a, day);
            if authority.has_background && authority.working[day as usize] {
                self.background_arrivals(a, day);
            }
            if authority.working[day as usize] {
                match authority.limit {
                    DeskLimit::DecisionsPerWorkingDay => self.decide_ready(a, day),
                    DeskLimit::StartsPerWorkingDay | DeskLimit::Officers => self.start_reviews(a, day),
                }
            }
        }
    }

    /// Files that come due today: filings join the queue in the order of names, finished reviews are decided.
    fn files_due(&mut self, a: usize, day: u32) {
        let mut list = std::mem::replace(&mut self.desks[a].due[day as usize], super::orders::List::EMPTY);
        if list.head == NONE {
            return;
        }
        let mut filings = std::mem::take(&mut self.scratch);
        filings.clear();
        while let Some(id) = self.pool.pop(&mut list) {
            match self.pool.get(id).stage {
                Stage::Preparation | Stage::Returned | Stage::Queue => {
                    filings.push((self.filing_key(a, id), id));
                }
                Stage::Review => self.review_done(a, id, day),
                _ => self.pool.get_mut(id).stage = Stage::Closed,
            }
        }
        if !filings.is_sorted_by_key(|f| f.0) {
            filings.sort_by_key(|f| f.0);
        }
        for (_, id) in &filings {
            self.file(a, *id, day);
        }
        self.scratch = filings;
    }

    /// Ties among files of one day: hash of the buyer's name, then lane, then age.
    #[inline]
    fn filing_key(&self, a: usize, id: u32) -> u64 {
        let order = self.pool.get(id);
        let rank = match order.kind {
            Kind::Background => self.model.authorities[a].background_rank,
            Kind::Single | Kind::General => self.model.lanes[order.lane as usize].tie_rank,
        };
        u64::from(rank) << 16 | u64::from(order.placed)
    }

    fn priority(&self, a: usize, order: &Order) -> u8 {
        match order.kind {
            Kind::Background => self.model.authorities[a].background_priority,
            Kind::Single | Kind::General => self.model.lanes[order.lane as usize].priority,
        }
    }

    /// A file reaches the desk.
    #[inline]
    fn file(&mut self, a: usize, id: u32, day: u32) {
        let first_filing = self.pool.get(id).stage != Stage::Queue;
        if first_filing {
            self.pool.get_mut(id).filed = day as u16;
            let order = *self.pool.get(id);
            if order.kind != Kind::Background {
                let month = usize::from(self.month[day as usize]);
                self.flows[a][month].filed[usize::from(order.trial)] += 1;
            }
        }
        if self.model.authorities[a].limit == DeskLimit::DecisionsPerWorkingDay {
            self.begin_review(a, id, day);
        } else {
            self.pool.get_mut(id).stage = Stage::Queue;
            let order = self.pool.get(id);
            let w = usize::from(order.trial);
            let class = usize::from(self.priority(a, order));
            let desk = &mut self.desks[a];
            desk.queued[w] += 1;
            self.pool.push(&mut desk.queue[class][w], id);
        }
    }

    /// A review begins: the day on which it will be done follows from the course of policy.
    #[inline]
    fn begin_review(&mut self, a: usize, id: u32, day: u32) {
        let authority = &self.model.authorities[a];
        let order = self.pool.get(id);
        let w = usize::from(order.trial);
        let desk = &self.desks[a];
        let mut work = sample(&authority.work, order.work_word, self.values.of(authority.work.scale)[w]);
        if order.kind != Kind::Background {
            work *= self.values.of(self.model.lanes[order.lane as usize].work_factor)[w];
        }
        let done = match authority.review {
            ReviewMode::AtRegimeSpeed => {
                let target = desk.work_done[day as usize][w] + whole_ticks(work * WORK_UNIT);
                let first = day as usize + 1;
                let later = &desk.work_done[first..];
                first + later.partition_point(|done| done[w] < target)
            }
            ReviewMode::FixedAtStart => {
                let regime = usize::from(desk.regime[day as usize][w]);
                let speed = self.values.of(authority.regimes[regime].speed)[w];
                if speed <= 0.0 {
                    // Frozen: the review cannot begin; the file comes back tomorrow.
                    self.pool.get_mut(id).stage = Stage::Queue;
                    self.come_due(a, id, day as usize + 1);
                    return;
                }
                let length = whole_days(work / speed, 1);
                let nth = desk.working_index[day as usize] as usize + length as usize;
                desk.working_day.get(nth).map_or(usize::MAX, |d| *d as usize)
            }
        };
        self.pool.get_mut(id).stage = Stage::Review;
        self.come_due(a, id, done);
    }

    #[inline]
    fn come_due(&mut self, a: usize, id: u32, day: usize) {
        if day < self.model.days as usize {
            self.pool.push(&mut self.desks[a].due[day], id);
        }
    }

    /// A review is done: the file is decided today where the desk decides, or waits.
    #[inline]
    fn review_done(&mut self, a: usize, id: u32, day: u32) {
        let authority = &self.model.authorities[a];
        let order = self.pool.get(id);
        let w = usize::from(order.trial);
        let regime = usize::from(self.desks[a].regime[day as usize][w]);
        if authority.limit == DeskLimit::DecisionsPerWorkingDay {
            if authority.regimes.iter().any(|r| r.capacity.is_some()) || order.kind == Kind::Background {
                let key = u64::from(self.priority(a, order)) << 60
                    | u64::from(order.filed) << 44
                    | (self.filing_key(a, id) & ((1 << 44) - 1));
                self.desks[a].ready[w].push(Reverse((key, id)));
                return;
            }
        }
        if !authority.working[day as usize] || self.values.of(authority.regimes[regime].speed)[w] <= 0.0 {
            self.come_due(a, id, day as usize + 1);
            return;
        }
        if authority.limit == DeskLimit::Officers {
            self.desks[a].busy[w] -= 1;
        }
        self.decide(a, id, day);
    }

    /// Whole files that the desk of a trial can handle today; `None` is no limit, 0 in a freeze.
    #[inline]
    fn capacity_today(&mut self, a: usize, w: usize, day: u32) -> Option<i64> {
        let regime = &self.model.authorities[a].regimes[usize::from(self.desks[a].regime[day as usize][w])];
        if self.values.of(regime.speed)[w] <= 0.0 {
            return Some(0);
        }
        let capacity = self.values.of(regime.capacity?)[w];
        let desk = &mut self.desks[a];
        if self.model.authorities[a].limit == DeskLimit::Officers {
            return Some((whole_ticks(capacity) - desk.busy[w]).max(0));
        }
        Some(take_whole(&mut desk.capacity_carry[w], fixed_point(capacity)))
    }

    /// Decisions of ready files, as many as the desk makes in a day.
    fn decide_ready(&mut self, a: usize, day: u32) {
        for w in 0..W {
            if self.desks[a].ready[w].is_empty() {
                // The fraction of a file is carried whether or not a file waits.
                self.capacity_today(a, w, day);
                continue;
            }
            let mut left = self.capacity_today(a, w, day).unwrap_or(i64::MAX);
            while left > 0 {
                let Some(Reverse((_, id))) = self.desks[a].ready[w].pop() else { break };
                if self.pool.get(id).stage == Stage::Cancelled {
                    self.pool.get_mut(id).stage = Stage::Closed;
                    continue;
                }
                left -= 1;
                self.decide(a, id, day);
            }
        }
    }

    /// Starts of reviews, as many as there are starts or free officers.
    #[inline]
    fn start_reviews(&mut self, a: usize, day: u32) {
        for w in 0..W {
            let capacity = self.capacity_today(a, w, day);
            if self.desks[a].queued[w] == 0 {
                continue;
            }
            let mut left = capacity.unwrap_or(i64::MAX);
            for class in 0..4 {
                while left > 0 {
                    let mut list = self.desks[a].queue[class][w];
                    let Some(id) = self.pool.pop(&mut list) else { break };
                    let desk = &mut self.desks[a];
                    desk.queue[class][w] = list;
                    desk.queued[w] -= 1;
                    let order = self.pool.get_mut(id);
                    if order.stage == Stage::Cancelled {
                        order.stage = Stage::Closed;
                        continue;
                    }
                    left -= 1;
                    let officers = self.model.authorities[a].limit == DeskLimit::Officers;
                    if officers {
                        desk.busy[w] += 1;
                    } else if self.pool.get(id).kind == Kind::Background {
                        // Only the start counts: what becomes of the file does not matter.
                        self.pool.release(id);
                        continue;
                    }
                    self.begin_review(a, id, day);
                }
            }
        }
    }

    /// A decision by the regime of the day.
    #[inline]
    fn decide(&mut self, a: usize, id: u32, day: u32) {
        let order = *self.pool.get(id);
        if order.kind == Kind::Background {
            self.pool.release(id);
            return;
        }
        let w = usize::from(order.trial);
        let regime = usize::from(self.desks[a].regime[day as usize][w]);
        let lane = &self.model.lanes[order.lane as usize];
        let shares = lane.decisions[regime];
        let u = uniform(order.decision_word);
        let denied = self.values.of(shares.denied)[w];
        let month = usize::from(self.month[day as usize]);
        let flow = &mut self.flows[a][month];
        flow.waited[w] += i64::from(day - u32::from(order.filed));
        if u < denied {
            flow.denied[w] += 1;
            self.refuse(id, day);
        } else if u < denied + self.values.of(shares.returned)[w] {
            flow.returned[w] += 1;
            self.send_back(a, id, day);
        } else {
            flow.granted[w] += 1;
            match order.kind {
                Kind::General => self.grant_general(id, day),
                _ => self.grant(a, id, regime, day),
            }
        }
    }

    /// A denied or abandoned order leaves the pipeline.
    fn refuse(&mut self, id: u32, day: u32) {
        let order = *self.pool.get(id);
        if order.kind == Kind::General {
            // Applied for anew after the renewal lead.
            let lane = order.lane as usize;
            let w = usize::from(order.trial);
            let lead = self.model.lanes[lane].general.as_ref().map_or(u32::MAX, |g| g.renew_before);
            self.lanes[lane].general_next[w] = day.saturating_add(lead.max(1));
            self.pool.release(id);
        } else {
            self.close(id, day);
        }
    }

    /// A returned file is corrected and filed again, or abandoned after the last attempt.
    fn send_back(&mut self, a: usize, id: u32, day: u32) {
        let authority = &self.model.authorities[a];
        let mut order = *self.pool.get(id);
        order.attempt += 1;
        if order.attempt >= authority.max_attempts {
            self.refuse(id, day);
            return;
        }
        let w = usize::from(order.trial);
        let trial = self.first_trial + w as u64;
        let stream = &self.luck.lanes[order.lane as usize];
        let general = order.kind == Kind::General;
        let review = if general { Purpose::GeneralReview } else { Purpose::Review };
        [order.work_word, order.decision_word] = stream.pair(trial, order.slot, review, order.attempt, 0);
        let correction = if authority.correction.fixed.is_some() {
            sample(&authority.correction, 0, self.values.of(authority.correction.scale)[w])
        } else {
            let purpose = if general { Purpose::GeneralPreparation } else { Purpose::Preparation };
            let [word, _] = stream.pair(trial, order.slot, purpose, order.attempt, 0);
            sample(&authority.correction, word, self.values.of(authority.correction.scale)[w])
        };
        order.stage = Stage::Returned;
        *self.pool.get_mut(id) = order;
        self.come_due(a, id, day as usize + whole_days(correction, 1) as usize);
        if !general && self.model.lanes[order.lane as usize].in_order {
            self.release_in_order(order.lane as usize, w, day);
        }
    }

    /// A single licence is granted, whole or in part; the order goes to the supplier.
    #[inline]
    fn grant(&mut self, a: usize, id: u32, regime: usize, day: u32) {
        let authority = &self.model.authorities[a];
        if let Some(fraction) = &authority.regimes[regime].granted_fraction {
            let order = *self.pool.get(id);
            let w = usize::from(order.trial);
            let trial = self.first_trial + w as u64;
            let stream = &self.luck.lanes[order.lane as usize];
            let [_, word] = stream.pair(trial, order.slot, Purpose::Preparation, order.attempt, 0);
            let share = sample(fraction, word, self.values.of(fraction.scale)[w]).clamp(0.0, 1.0);
            let granted = ((order.quantity as f64) * share).floor() as i64;
            if granted == 0 {
                self.close(id, day);
                return;
            }
            self.reduce(id, order.quantity - granted);
        }
        let valid = authority.licence_valid;
        let order = self.pool.get_mut(id);
        order.expires = day.saturating_add(valid).min(u32::from(u16::MAX)) as u16;
        order.licensed = true;
        let order = *order;
        let month = usize::from(self.month[day as usize]);
        let weight = self.model.milligrams(order.lane as usize);
        self.flows[a][month].licensed[usize::from(order.trial)] += order.quantity * weight;
        self.free_to_ship(id, day);
    }

    /// A general licence takes effect.
    fn grant_general(&mut self, id: u32, day: u32) {
        let order = *self.pool.get(id);
        let lane = order.lane as usize;
        let w = usize::from(order.trial);
        if let Some(general) = &self.model.lanes[lane].general {
            let until = day.saturating_add(general.valid);
            self.lanes[lane].balance[w] = whole_ticks(self.values.of(general.quantity)[w]);
            self.lanes[lane].general_until[w] = until;
            self.lanes[lane].general_next[w] = until.saturating_sub(general.renew_before).max(day + 1);
        }
        self.pool.release(id);
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
                let [work_word, decision_word] = stream.pair(trial, slot, Purpose::GeneralReview, 0, 0);
                let [word, _] = stream.pair(trial, slot, Purpose::GeneralPreparation, 0, 0);
                let wait = sample(&general.preparation, word, self.values.of(general.preparation.scale)[w]);
                let id = self.pool.add(Order {
                    work_word,
                    decision_word,
                    lane: lane as u32,
                    slot,
                    placed: day as u16,
                    trial: w as u8,
                    kind: Kind::General,
                    ..Order::blank()
                });
                self.come_due(a, id, day as usize + whole_days(wait, 1) as usize);
            }
        }
    }

    /// Files of others that wait when the simulation starts.
    fn open_backlog(&mut self, a: usize) {
        let count = self.values.of(self.model.authorities[a].backlog).map(whole_ticks);
        for w in 0..W {
            for ordinal in 0..count[w] as u32 {
                self.background_file(a, w, 0, Purpose::OpeningBacklog, ordinal, 0);
            }
        }
    }

    /// Files of others that arrive on a working day.
    fn background_arrivals(&mut self, a: usize, day: u32) {
        let authority = &self.model.authorities[a];
        let Some(mean) = authority.background.on(day).map(|n| *self.values.of(n)) else { return };
        let [words, _] =
            self.luck.background[a].pairs::<W>(self.first_trial, day, Purpose::BackgroundArrivals, 0, 0);
        for w in 0..W {
            let count = match authority.arrivals {
                Arrivals::Even => take_whole(&mut self.desks[a].arrivals_carry[w], fixed_point(mean[w])),
                Arrivals::Poisson if mean[w] <= 0.0 => 0,
                Arrivals::Poisson => poisson(uniform(words[w]), mean[w]),
            };
            for index in 0..count as u32 {
                self.background_file(a, w, day, Purpose::BackgroundWork, day, index);
            }
        }
    }

    fn background_file(&mut self, a: usize, w: usize, day: u32, purpose: Purpose, slot: u32, index: u32) {
        let trial = self.first_trial + w as u64;
        // Starts need no work of others' files.
        let work_word = if self.model.authorities[a].limit == DeskLimit::StartsPerWorkingDay {
            0
        } else {
            self.luck.background[a].pair(trial, slot, purpose, 0, index as u16)[0]
        };
        let id = self.pool.add(Order {
            work_word,
            lane: a as u32,
            slot,
            placed: day as u16,
            filed: day as u16,
            trial: w as u8,
            kind: Kind::Background,
            ..Order::blank()
        });
        self.file(a, id, day);
    }
}

/// A drawn value: the law at a word, times its scale.
#[inline]
pub fn sample(draw: &Draw, word: u64, scale: f64) -> f64 {
    draw.fixed.unwrap_or_else(|| draw.sampler.value(word)) * scale
}

/// Poisson count by inversion: the smallest count whose cumulative chance reaches `u`.
fn poisson(u: f64, mean: f64) -> i64 {
    if mean > 500.0 {
        return Distribution::poisson(mean).map_or(0, |law| law.quantile(u) as i64);
    }
    let mut chance = libm::exp(-mean);
    let mut cumulative = chance;
    let mut count = 0;
    while cumulative < u && count < 10_000 {
        count += 1;
        chance *= mean / f64::from(count);
        cumulative += chance;
    }
    i64::from(count)
}
