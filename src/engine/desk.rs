//! Step 2: the licence desk. Files come due, are filed, wait, and are reviewed.
//!
//! A pending file stands in exactly one list: the day on which it comes due, a queue, or the ready heap. The
//! order of decisions is priority, then day of filing, then the hash of the buyer's name.

use std::cmp::Reverse;

use super::orders::{Group, Kind, Stage};
use super::state::Block;
use crate::model::take_whole;
use crate::random::whole_days;
use crate::scenario::{DeskLimit, ReviewMode};

impl<const W: usize> Block<'_, W> {
    /// The desk of every authority on a day.
    #[inline(always)]
    pub fn run_desks(&mut self, day: u32) {
        for a in 0..self.desks.len() {
            self.follow_regimes(a, day);
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
        self.numbers_changed = false;
    }

    /// Files that come due today: finished reviews are decided, filings join the queue in the order of names.
    #[inline(always)]
    fn files_due(&mut self, a: usize, day: u32) {
        let desk = &mut self.desks[a];
        let mut due = std::mem::take(&mut desk.due[day as usize]);
        let mut groups = std::mem::take(&mut desk.filing[day as usize]);
        let mut filings = std::mem::take(&mut self.scratch);
        for &g in &groups {
            filings.push((self.filing_key(a, self.pool.group(g)), g, W as u32));
        }
        for &id in &due {
            let (group, w) = self.pool.member_mut(id);
            match group.stage[w] {
                Stage::Review => self.review_done(a, id, day),
                Stage::Cancelled => group.drop_cancelled(w),
                _ => filings.push((self.filing_key(a, self.pool.member(id).0), id / W as u32, w as u32)),
            }
        }
        if !filings.is_sorted_by_key(|f| f.0) {
            filings.sort_by_key(|f| f.0);
        }
        for &(_, g, w) in &filings {
            if w as usize == W {
                self.file_group(a, g, day);
            } else {
                self.file(a, g, w as usize, day);
            }
        }
        // Their room is kept for the next block.
        due.clear();
        groups.clear();
        filings.clear();
        self.desks[a].due[day as usize] = due;
        self.desks[a].filing[day as usize] = groups;
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

    #[inline(always)]
    fn priority(&self, a: usize, group: &Group<W>) -> u8 {
        match group.kind {
            Kind::Background => self.model.authorities[a].background_priority,
            Kind::Single | Kind::General => self.model.lanes[group.lane as usize].priority,
        }
    }

    /// All applications of a group reach the desk.
    #[inline(always)]
    fn file_group(&mut self, a: usize, g: u32, day: u32) {
        let class = self.priority(a, self.pool.group(g));
        let group = self.pool.group_mut(g);
        let desk = &mut self.desks[a];
        let mut there = [false; W];
        for w in 0..W {
            there[w] = group.stage[w] == Stage::Preparation;
            group.stage[w] = if there[w] { Stage::Queue } else { group.stage[w] };
            group.filed[w] = if there[w] { day as u16 } else { group.filed[w] };
            desk.flow.filed[w] += i64::from(there[w]);
        }
        for w in 0..W {
            if there[w] {
                self.wait_for_review(a, g, w, class, day);
            }
        }
    }

    /// A file reaches the desk.
    #[inline(always)]
    pub fn file(&mut self, a: usize, g: u32, w: usize, day: u32) {
        let class = self.priority(a, self.pool.group(g));
        let group = self.pool.group_mut(g);
        if group.stage[w] != Stage::Queue {
            group.stage[w] = Stage::Queue;
            group.filed[w] = day as u16;
            self.desks[a].flow.filed[w] += i64::from(group.kind != Kind::Background);
        }
        self.wait_for_review(a, g, w, class, day);
    }

    /// A filed application joins the queue, or its review begins at once where decisions are what is scarce.
    #[inline(always)]
    fn wait_for_review(&mut self, a: usize, g: u32, w: usize, class: u8, day: u32) {
        if self.model.authorities[a].limit == DeskLimit::DecisionsPerWorkingDay {
            self.begin_review(a, g, w, day);
        } else {
            let desk = &mut self.desks[a];
            desk.queue[w][usize::from(class) & 3].push(g * W as u32 + w as u32);
            desk.queued[w] += 1;
        }
    }

    /// A review begins: the day on which it will be done follows from the course of policy.
    #[inline(always)]
    fn begin_review(&mut self, a: usize, g: u32, w: usize, day: u32) {
        let authority = &self.model.authorities[a];
        let group = self.pool.group_mut(g);
        let desk = &mut self.desks[a];
        let mut work = group.work[w] * self.values.of(authority.work.scale)[w];
        if group.kind != Kind::Background {
            work *= self.values.of(self.model.lanes[group.lane as usize].work_factor)[w];
        }
        let id = g * W as u32 + w as u32;
        let done = match authority.review {
            ReviewMode::AtRegimeSpeed => desk.day_done(w, day, work),
            ReviewMode::FixedAtStart => {
                let speed = desk.in_force.speed[w];
                if speed <= 0.0 {
                    // Frozen: the review cannot begin; the file comes back tomorrow.
                    desk.come_due(id, day as usize + 1);
                    return;
                }
                let nth = desk.working_index[day as usize] as usize + whole_days(work / speed, 1) as usize;
                desk.working_day.get(nth).map_or(usize::MAX, |d| *d as usize)
            }
        };
        group.stage[w] = Stage::Review;
        desk.come_due(id, done);
    }

    /// A review is done: the file is decided today where the desk decides, or waits.
    #[inline(always)]
    fn review_done(&mut self, a: usize, id: u32, day: u32) {
        let authority = &self.model.authorities[a];
        let (group, w) = self.pool.member(id);
        if authority.limit == DeskLimit::DecisionsPerWorkingDay && authority.limited {
            let key = claim(self.priority(a, group), group.filed[w], self.filing_key(a, group));
            self.desks[a].ready[w].push(Reverse((key, id)));
            return;
        }
        let desk = &mut self.desks[a];
        if !authority.working[day as usize] || desk.in_force.speed[w] <= 0.0 {
            desk.come_due(id, day as usize + 1);
            return;
        }
        if authority.limit == DeskLimit::Officers {
            desk.busy[w] -= 1;
        }
        self.decide(a, id, day);
    }

    /// Whole files that the desk of a trial can handle today; 0 in a freeze.
    #[inline(always)]
    fn capacity_today(&mut self, a: usize, w: usize) -> i64 {
        let authority = &self.model.authorities[a];
        let desk = &mut self.desks[a];
        let capacity = desk.in_force.capacity[w];
        if capacity == 0 || capacity == i64::MAX {
            capacity
        } else if authority.limit == DeskLimit::Officers {
            (capacity - desk.busy[w]).max(0)
        } else if authority.whole_capacity {
            capacity
        } else {
            take_whole(&mut desk.capacity_carry[w], capacity)
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
            let mut left = self.capacity_today(a, w);
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
        let carried = !self.model.authorities[a].whole_capacity;
        for w in 0..W {
            // Where capacity is whole, nothing is carried over a day on which no file waits.
            if self.desks[a].queued[w] == 0 && !carried {
                continue;
            }
            let mut left = self.capacity_today(a, w);
            for class in 0..self.desks[a].classes {
                while left > 0
                    && let Some(id) = self.desks[a].queue[w][class].pop()
                {
                    self.desks[a].queued[w] -= 1;
                    left -= i64::from(self.start_review(a, id, day));
                }
            }
        }
    }

    /// A file leaves its queue; false if it was cancelled.
    #[inline(always)]
    fn start_review(&mut self, a: usize, id: u32, day: u32) -> bool {
        let (group, w) = self.pool.member_mut(id);
        if group.stage[w] == Stage::Cancelled {
            group.drop_cancelled(w);
            return false;
        }
        if self.model.authorities[a].limit == DeskLimit::Officers {
            self.desks[a].busy[w] += 1;
        } else if group.kind == Kind::Background {
            // Only the start counts: what becomes of the file does not matter.
            self.pool.finish(id);
            return true;
        }
        self.begin_review(a, id / W as u32, w, day);
        true
    }
}

/// The claim of a file to be decided, the lowest first: priority, day of filing, key among that day's filings.
#[inline(always)]
pub fn claim(priority: u8, filed: u16, key: u64) -> u64 {
    u64::from(priority) << 60 | u64::from(filed) << 44 | (key & ((1 << 44) - 1))
}
