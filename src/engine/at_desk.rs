//! A file's usual way through a desk: filed, queued, reviewed, granted whole, shipped at once.
//!
//! Hundreds of files a trial go this way, so everything that they touch on a day is put at hand once. What is
//! unusual (a denial, a return, a part, a general licence, an order that cannot leave at once) is left to
//! [`Block`].
//!
//! The course of policy does not depend on flows and is laid out for all days, and a file's luck is that of its
//! name. So where a desk decides as soon as a review is done, the decision is known when the review starts, and a
//! grant is settled then: the file need not be looked at again.

use std::cmp::Reverse;

use super::orders::{Group, Kind, Pool, Stage, split};
use super::outcome::MonthFlow;
use super::route::Route;
use super::state::{Block, CLASSES, DeskState, Lanes};
use super::supply::Road;
use crate::model::{Authority, take_whole};
use crate::scenario::{DeskLimit, ReviewMode};

/// Files that are to be filed today: key, group, trial or `W` for the whole group.
pub type Filings = Vec<(u64, u32, u32)>;

/// A desk on a day, with all that a file touches.
pub struct AtDesk<'b, const W: usize> {
    day: u32,
    works: bool,
    regime: Lanes<W, u8>,
    /// Working days of the desk before today.
    working_before: usize,
    authority: &'b Authority,
    routes: &'b [Route],
    numbers: &'b [Lanes<W, f64>],
    pool: &'b mut Pool<W>,
    desk: &'b mut DeskState<W>,
    month: &'b [u16],
    flows: &'b mut [MonthFlow<W>],
    road: Road<'b, W>,
}

impl<const W: usize> Block<'_, W> {
    /// The desk of an authority on a day.
    #[inline(always)]
    pub fn at_desk(&mut self, a: usize, day: u32) -> AtDesk<'_, W> {
        let authority = &self.model.authorities[a];
        AtDesk {
            day,
            works: authority.working[day as usize],
            regime: self.desks[a].regime[day as usize],
            working_before: self.desks[a].working_index[day as usize] as usize,
            authority,
            routes: &self.routes,
            numbers: &self.values.numbers,
            pool: &mut self.pool,
            desk: &mut self.desks[a],
            month: &self.month,
            flows: &mut self.flows[a],
            road: Road {
                lanes: &mut self.lanes,
                arriving: &mut self.arriving,
                late: &mut self.late,
                inputs: self.inputs.len(),
                days: self.model.days,
            },
        }
    }
}

impl<const W: usize> AtDesk<'_, W> {
    /// Handles files that come due today, collecting those that are filed; returns how many until one takes an
    /// unusual way.
    #[inline(always)]
    pub fn files_due(&mut self, due: &[u32], filings: &mut Filings) -> usize {
        for (done, &id) in due.iter().enumerate() {
            let (group, w) = self.pool.member_mut(id);
            match group.stage[w] {
                Stage::Review => {
                    if !self.review_done(id) {
                        return done;
                    }
                }
                Stage::Cancelled => group.drop_cancelled(w),
                _ => filings.push((self.filing_key(self.pool.member(id).0), id / W as u32, w as u32)),
            }
        }
        due.len()
    }

    /// Ties among files of one day: hash of the buyer's name, then lane, then age.
    #[inline(always)]
    fn filing_key(&self, group: &Group<W>) -> u64 {
        let rank = match group.kind {
            Kind::Background => self.authority.background_rank,
            Kind::Single | Kind::General => self.routes[group.lane as usize].tie_rank,
        };
        u64::from(rank) << 16 | u64::from(group.placed)
    }

    #[inline(always)]
    fn priority(&self, group: &Group<W>) -> u8 {
        match group.kind {
            Kind::Background => self.authority.background_priority,
            Kind::Single | Kind::General => self.routes[group.lane as usize].priority,
        }
    }

    /// Collects a group whose applications are all filed today.
    #[inline(always)]
    pub fn collect(&self, g: u32, filings: &mut Filings) {
        filings.push((self.filing_key(self.pool.group(g)), g, W as u32));
    }

    /// Files are filed, in order.
    #[inline(always)]
    pub fn file_all(&mut self, filings: &Filings) {
        for &(_, g, w) in filings {
            if w as usize == W {
                self.file_group(g);
            } else {
                self.file(g, w as usize);
            }
        }
    }

    /// All applications of a group reach the desk.
    #[inline(always)]
    fn file_group(&mut self, g: u32) {
        let class = self.priority(self.pool.group(g));
        let group = self.pool.group_mut(g);
        let flow = &mut self.flows[usize::from(self.month[self.day as usize])];
        let mut there = [false; W];
        for w in 0..W {
            there[w] = group.stage[w] == Stage::Preparation;
            group.filed[w] = if there[w] { self.day as u16 } else { group.filed[w] };
        }
        for w in 0..W {
            group.stage[w] = if there[w] { Stage::Queue } else { group.stage[w] };
            flow.filed[w] += i64::from(there[w]);
        }
        for w in 0..W {
            if there[w] {
                self.wait_for_review(g, w, class);
            }
        }
    }

    /// A file reaches the desk.
    #[inline(always)]
    pub fn file(&mut self, g: u32, w: usize) {
        let class = self.priority(self.pool.group(g));
        let group = self.pool.group_mut(g);
        if group.stage[w] != Stage::Queue {
            group.stage[w] = Stage::Queue;
            group.filed[w] = self.day as u16;
            let flow = &mut self.flows[usize::from(self.month[self.day as usize])];
            flow.filed[w] += i64::from(group.kind != Kind::Background);
        }
        self.wait_for_review(g, w, class);
    }

    /// A filed application joins the queue, or its review begins at once where decisions are what is scarce.
    #[inline(always)]
    fn wait_for_review(&mut self, g: u32, w: usize, class: u8) {
        let id = g * W as u32 + w as u32;
        if self.authority.limit == DeskLimit::DecisionsPerWorkingDay {
            self.begin_review(id);
        } else {
            self.desk.queue[usize::from(class) % CLASSES][w].push(id);
            self.desk.queued[w] += 1;
        }
    }

    /// Whole files that the desk of a trial can handle today; 0 in a freeze.
    #[inline(always)]
    pub fn capacity(&mut self, w: usize) -> i64 {
        let desk = &mut *self.desk;
        let capacity = desk.by_regime[usize::from(self.regime[w])].capacity[w];
        if capacity == 0 || capacity == i64::MAX {
            capacity
        } else if self.authority.limit == DeskLimit::Officers {
            (capacity - desk.busy[w]).max(0)
        } else if self.authority.whole_capacity {
            capacity
        } else {
            take_whole(&mut desk.capacity_carry[w], capacity)
        }
    }

    /// Starts of reviews, as many as there are starts or free officers.
    #[inline(always)]
    pub fn start_reviews(&mut self) {
        let carried = !self.authority.whole_capacity;
        for w in 0..W {
            // Where capacity is whole, nothing is carried over a day on which no file waits.
            if self.desk.queued[w] == 0 && !carried {
                continue;
            }
            let mut left = self.capacity(w);
            for i in 0..self.desk.classes.len() {
                let class = self.desk.classes[i] % CLASSES;
                while left > 0
                    && let Some(id) = self.desk.queue[class][w].pop()
                {
                    self.desk.queued[w] -= 1;
                    left -= i64::from(self.start_review(id));
                }
            }
        }
    }

    /// A file leaves its queue; false if it was cancelled.
    #[inline(always)]
    fn start_review(&mut self, id: u32) -> bool {
        let (group, w) = self.pool.member_mut(id);
        if group.stage[w] == Stage::Cancelled {
            group.drop_cancelled(w);
            return false;
        }
        if self.authority.limit == DeskLimit::Officers {
            self.desk.busy[w] += 1;
        } else if group.kind == Kind::Background {
            // Only the start counts: what becomes of the file does not matter.
            self.pool.finish(id);
            return true;
        }
        self.begin_review(id);
        true
    }

    /// A review begins: the day on which it will be done follows from the course of policy.
    #[inline(always)]
    fn begin_review(&mut self, id: u32) {
        let (g, w) = split::<W>(id);
        let done = match self.authority.review {
            ReviewMode::AtRegimeSpeed => self.done_at_regime_speed(g, w),
            ReviewMode::FixedAtStart => {
                let days = self.pool.outlook(g, self.regime[w]).review[w];
                if days == 0 {
                    // Frozen: the review cannot begin; the file comes back tomorrow.
                    self.desk.come_due(id, self.day as usize + 1);
                    return;
                }
                let nth = self.working_before + usize::from(days);
                self.desk.working_day.get(nth).map_or(usize::MAX, |day| *day as usize)
            }
        };
        self.pool.group_mut(g).stage[w] = Stage::Review;
        if !self.foresee(id, done) {
            self.desk.come_due(id, done);
        }
    }

    /// The day on which a review that begins today will be done, at the speeds of the regimes until then.
    #[inline(always)]
    fn done_at_regime_speed(&self, g: u32, w: usize) -> usize {
        let group = self.pool.group(g);
        let mut work = group.work[w] * self.numbers[self.authority.work.scale.0 as usize][w];
        if group.kind != Kind::Background {
            work *= self.numbers[self.routes[group.lane as usize].work_factor.0 as usize][w];
        }
        self.desk.day_done(w, self.day, work)
    }

    /// Settles a decision that is certain by now to be the usual one, on the day on which the review will be
    /// done; false if it is not.
    #[inline(always)]
    fn foresee(&mut self, id: u32, done: usize) -> bool {
        self.desk.foresees
            && self.authority.working.get(done) == Some(&true)
            && self.routes[self.pool.group(split::<W>(id).0).lane as usize].settled
            && self.decide(id, done as u32)
    }

    /// A review is done: the file is decided today where the desk decides, or waits. False where the decision
    /// is an unusual one.
    #[inline(always)]
    fn review_done(&mut self, id: u32) -> bool {
        if self.authority.limit == DeskLimit::DecisionsPerWorkingDay && self.authority.limited {
            self.wait_for_decision(id);
            return true;
        }
        let w = split::<W>(id).1;
        if !self.works || self.desk.by_regime[usize::from(self.regime[w])].speed[w] <= 0.0 {
            self.desk.come_due(id, self.day as usize + 1);
            return true;
        }
        if self.authority.limit == DeskLimit::Officers {
            self.desk.busy[w] -= 1;
        }
        self.decide(id, self.day)
    }

    /// A file whose review is done waits for its turn.
    #[inline(always)]
    fn wait_for_decision(&mut self, id: u32) {
        let (group, w) = self.pool.member(id);
        let key = claim(self.priority(group), group.filed[w], self.filing_key(group));
        self.desk.ready[w].push(Reverse((key, id)));
    }

    /// Decides files that are ready, as long as any decisions are left; returns the first that takes an unusual
    /// way.
    #[inline(always)]
    pub fn decide_ready(&mut self, w: usize, left: &mut i64) -> Option<u32> {
        while *left > 0 {
            let own = self.desk.ready[w].peek().map(|Reverse((key, _))| *key);
            *left -= self.desk.others.decide(w, *left, own);
            if *left == 0 {
                break;
            }
            let Reverse((_, id)) = self.desk.ready[w].pop()?;
            let group = self.pool.member_mut(id).0;
            if group.stage[w] == Stage::Cancelled {
                group.drop_cancelled(w);
                continue;
            }
            *left -= 1;
            if !self.decide(id, self.day) {
                return Some(id);
            }
        }
        None
    }

    /// The usual decision on a day: granted whole, and on its way at once. False, and nothing done, if it is
    /// another.
    #[inline(always)]
    fn decide(&mut self, id: u32, day: u32) -> bool {
        let (g, w) = split::<W>(id);
        let transit = self.pool.outlook(g, self.desk.regime[day as usize][w]).transit[w];
        if transit == 0 {
            return false;
        }
        let group = self.pool.group_mut(g);
        let route = &self.routes[group.lane as usize];
        let weight = group.quantity[w] * route.milligrams;
        let flow = &mut self.flows[usize::from(self.month[day as usize])];
        flow.waited[w] += i64::from(day - u32::from(group.filed[w]));
        flow.granted[w] += 1;
        flow.licensed[w] += weight;
        flow.shipped[w] += weight;
        let arrival = day + u32::from(transit);
        group.stage[w] = Stage::Transit;
        group.open_until[w] = arrival;
        group.decided[w] = day as u16;
        let way = (group.lane as usize, route.input as usize);
        self.road.arrive(way, w, group.quantity[w], (arrival - self.day, arrival));
        true
    }
}

/// The claim of a file to be decided, the lowest first: priority, day of filing, key among that day's filings.
#[inline(always)]
pub fn claim(priority: u8, filed: u16, key: u64) -> u64 {
    u64::from(priority) << 60 | u64::from(filed) << 44 | (key & ((1 << 44) - 1))
}
