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

use super::books::Books;
use super::luck::Luck;
use super::orders::{Group, Kind, Pool, Stage, split};
use super::outlook::days_in;
use super::route::{Chances, Route};
use super::state::{Block, CLASSES, DeskState, Lanes, trials};
use super::supply::Road;
use crate::model::{Authority, Model, take_whole};
use crate::scenario::{DeskLimit, ReviewMode};

/// Files that are to be filed today: key, group, trial or `W` for the whole group.
pub type Filings = Vec<(u64, u32, u32)>;

/// A desk on a day, with all that a file touches.
pub struct AtDesk<'b, const W: usize> {
    pub(super) day: u32,
    works: bool,
    /// Orders may be cancelled while their files wait.
    cancels: bool,
    regime: Lanes<W, u8>,
    pub(super) model: &'b Model,
    pub(super) luck: &'b Luck,
    pub(super) first_trial: u64,
    pub(super) authority: &'b Authority,
    pub(super) routes: &'b [Route],
    pub(super) chances: &'b Chances<W>,
    pub(super) numbers: &'b [Lanes<W, f64>],
    pub(super) pool: &'b mut Pool<W>,
    pub(super) desk: &'b mut DeskState<W>,
    pub(super) books: Books<'b, W>,
}

impl<const W: usize> Block<'_, W> {
    /// The desk of an authority on a day.
    #[inline(always)]
    pub fn at_desk(&mut self, a: usize, day: u32) -> AtDesk<'_, W> {
        let authority = &self.model.authorities[a];
        AtDesk {
            day,
            works: authority.working[day as usize],
            cancels: self.reroutes,
            regime: self.desks[a].regime[day as usize],
            model: self.model,
            luck: self.luck,
            first_trial: self.first_trial,
            authority,
            routes: &self.routes,
            chances: &self.chances,
            numbers: &self.values.numbers,
            pool: &mut self.pool,
            desk: &mut self.desks[a],
            books: Books {
                month: &self.month,
                flows: &mut self.flows[a],
                waits: &mut self.waits,
                road: Road {
                    lanes: &mut self.lanes,
                    arriving: &mut self.arriving,
                    late: &mut self.late,
                    days: self.model.days,
                },
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

    /// Files those that are to be filed today and groups whose applications all are, in the order of their keys.
    #[inline(always)]
    pub fn file_all(&mut self, groups: &[u32], filings: &mut Filings) {
        filings.extend(groups.iter().map(|&g| (self.filing_key(self.pool.group(g)), g, W as u32)));
        let order = |&(key, _, w): &(u64, u32, u32)| (key, (w as usize) < W);
        if !filings.is_sorted_by_key(order) {
            filings.sort_by_key(order);
        }
        for &(_, g, w) in filings.iter() {
            if w as usize == W {
                self.file_group(g);
            } else {
                self.file(g, w as usize);
            }
        }
    }

    /// All applications of a group reach the desk.
    #[inline(always)]
    pub fn file_group(&mut self, g: u32) {
        if self.is_ahead(g) {
            self.file_group_ahead(g);
            return;
        }
        let group = self.pool.group_mut(g);
        let own = u32::from(group.kind != Kind::Background);
        let flow = self.books.flows_on(self.day);
        let mut there = [false; W];
        for w in 0..W {
            there[w] = group.stage[w] == Stage::Preparation;
            group.filed[w] = if there[w] { self.day as u16 } else { group.filed[w] };
        }
        for w in 0..W {
            group.stage[w] = if there[w] { Stage::Queue } else { group.stage[w] };
            flow[w].filed += u32::from(there[w]) & own;
        }
        let mut filed = 0;
        for w in 0..W {
            filed |= u32::from(there[w]) << w;
        }
        self.wait_for_review(g, filed);
    }

    /// A file reaches the desk.
    #[inline(always)]
    fn file(&mut self, g: u32, w: usize) {
        let group = self.pool.group_mut(g);
        group.stage[w] = Stage::Queue;
        group.filed[w] = self.day as u16;
        self.books.flows_on(self.day)[w].filed += 1;
        if self.is_ahead(g) {
            self.file_again_ahead(g, w);
        } else {
            self.wait_for_review(g, 1 << w);
        }
    }

    /// Whether the luck of a group is drawn when it is filed.
    #[inline(always)]
    fn is_ahead(&self, g: u32) -> bool {
        let group = self.pool.group(g);
        group.kind == Kind::Single && self.routes[group.lane as usize].ahead
    }

    /// Filed applications join the queue; or their reviews begin, now where decisions are what is scarce, or on a
    /// day that is known by now.
    #[inline(always)]
    fn wait_for_review(&mut self, g: u32, filed: u32) {
        if let Some(appointments) = &mut self.desk.appointments {
            let mut starts = [0; W];
            for w in trials(filed) {
                starts[w] = u32::from(appointments.make(w, self.day));
            }
            if self.pool.group(g).kind == Kind::Background {
                self.finish(g, filed);
            } else {
                self.begin_reviews(g, filed, &starts);
            }
        } else if self.authority.limit == DeskLimit::DecisionsPerWorkingDay {
            self.begin_reviews(g, filed, &[self.day; W]);
        } else {
            let class = self.priority(self.pool.group(g));
            self.desk.queue[usize::from(class) % CLASSES].push(g, filed);
        }
    }

    /// Files of others of which only the start counts: what becomes of them does not matter.
    fn finish(&mut self, g: u32, files: u32) {
        trials(files).for_each(|w| self.pool.finish(g * W as u32 + w as u32));
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
        let mut left = [0; W];
        for w in 0..W {
            left[w] = self.capacity(w);
        }
        for class in 0..CLASSES {
            if !self.desk.queue[class].is_empty() {
                self.start_class(class, &mut left);
            }
        }
    }

    /// Starts of reviews of one priority. Trials whose files stand in one group start them together.
    #[inline(always)]
    fn start_class(&mut self, class: usize, left: &mut Lanes<W>) {
        let mut free = 0;
        for w in 0..W {
            free |= u32::from(left[w] > 0) << w;
        }
        free &= self.desk.queue[class].trials();
        let mut at = 0;
        while free != 0
            && let Some((place, g, leaving)) = self.desk.queue[class].take(at, free)
        {
            for w in trials(self.start(g, leaving)) {
                left[w] -= 1;
                free &= !(u32::from(left[w] == 0) << w);
            }
            at = place + 1;
        }
        self.desk.queue[class].tidy();
    }

    /// Files of a group leave their queue; returns those of them that take a place, which cancelled ones do not.
    #[inline(always)]
    fn start(&mut self, g: u32, leaving: u32) -> u32 {
        let mut started = leaving;
        if self.cancels {
            started = self.drop_cancelled(g, leaving);
        }
        if self.authority.limit == DeskLimit::Officers {
            for w in 0..W {
                self.desk.busy[w] += i64::from(started >> w & 1);
            }
        } else if self.pool.group(g).kind == Kind::Background {
            self.finish(g, started);
            return started;
        }
        self.begin_reviews(g, started, &[self.day; W]);
        started
    }

    /// Drops cancelled files; returns the others.
    #[inline(never)]
    fn drop_cancelled(&mut self, g: u32, mut files: u32) -> u32 {
        let group = self.pool.group_mut(g);
        for w in trials(files) {
            if group.stage[w] == Stage::Cancelled {
                group.drop_cancelled(w);
                files &= !(1 << w);
            }
        }
        files
    }

    /// Reviews begin today or on a later day: when they will be done follows from the course of policy. Decisions
    /// that are certain by now to be grants of whole orders that leave at once are settled; the other files come
    /// due then.
    #[inline(always)]
    fn begin_reviews(&mut self, g: u32, files: u32, starts: &Lanes<W, u32>) {
        let (group, outlook) = self.pool.group_and_outlook_mut(g);
        let lane = group.lane as usize;
        let route = self.routes.get(lane).filter(|_| group.kind != Kind::Background);
        let scale = &self.numbers[self.authority.work.scale.0 as usize];
        let factor = route.map_or(&[1.0; W], |route| &self.numbers[route.work_factor.0 as usize]);
        let desk = &mut *self.desk;
        let settled = route.filter(|r| r.settled && desk.foresees && group.kind == Kind::Single);
        let mut way = settled.map(|route| (self.books.grants(lane, route, desk.regime.len()), route));
        for w in trials(files) {
            let start = starts[w] as usize;
            group.starts[w] = start as u16;
            let Some(regimes) = desk.regime.get(start) else { continue };
            let done = match self.authority.review {
                ReviewMode::AtRegimeSpeed => desk.day_done(w, starts[w], group.work[w] * scale[w] * factor[w]),
                ReviewMode::FixedAtStart => {
                    let days = days_in(outlook, |outlook| &outlook.review, w, regimes[w]);
                    if days == 0 {
                        // Frozen: the review cannot begin; the file comes back on the next day.
                        desk.come_due(g * W as u32 + w as u32, start + 1);
                        continue;
                    }
                    let working = desk.working_index[start] as usize + usize::from(days);
                    desk.working_day.get(working).map_or(usize::MAX, |day| *day as usize)
                }
            };
            if let Some((grants, route)) = &mut way
                && self.authority.working.get(done) == Some(&true)
            {
                let regime = desk.regime[done][w];
                if group.decision[w] >= self.chances.on(route, usize::from(regime)).bar[w] {
                    let transit = days_in(outlook, |outlook| &outlook.transit, w, regime);
                    grants.book(group, w, (self.day, done), transit);
                    continue;
                }
            }
            group.stage[w] = Stage::Review;
            desk.come_due(g * W as u32 + w as u32, done);
        }
    }

    /// A review is done: the file is decided today where the desk decides, or waits. False where the decision
    /// is an unusual one.
    #[inline(always)]
    fn review_done(&mut self, id: u32) -> bool {
        if self.authority.limit == DeskLimit::DecisionsPerWorkingDay && self.authority.limited {
            self.wait_for_decision(id);
            return true;
        }
        let (g, w) = split::<W>(id);
        if !self.works || self.desk.by_regime[usize::from(self.regime[w])].speed[w] <= 0.0 {
            self.desk.come_due(id, self.day as usize + 1);
            return true;
        }
        if self.authority.limit == DeskLimit::Officers {
            self.desk.busy[w] -= 1;
        }
        self.decide(g, w)
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
            let (g, w) = split::<W>(id);
            if !self.decide(g, w) {
                return Some(id);
            }
        }
        None
    }

    /// The usual decision today: granted whole, and on its way at once. False, and nothing done, if it is another.
    #[inline(always)]
    fn decide(&mut self, g: u32, w: usize) -> bool {
        let regime = self.regime[w];
        let (group, outlook) = self.pool.group_and_outlook_mut(g);
        let lane = group.lane as usize;
        let Some(route) = self.routes.get(lane).filter(|r| r.usual && group.kind == Kind::Single) else {
            return false;
        };
        if group.decision[w] < self.chances.on(route, usize::from(regime)).bar[w] {
            return false;
        }
        let transit = days_in(outlook, |outlook| &outlook.transit, w, regime);
        let mut grants = self.books.grants(lane, route, self.desk.regime.len());
        grants.book(group, w, (self.day, self.day as usize), transit);
        true
    }
}

/// The claim of a file to be decided, the lowest first: priority, day of filing, key among that day's filings.
#[inline(always)]
pub fn claim(priority: u8, filed: u16, key: u64) -> u64 {
    u64::from(priority) << 60 | u64::from(filed) << 44 | (key & ((1 << 44) - 1))
}
