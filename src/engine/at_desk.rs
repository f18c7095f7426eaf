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
use super::queue::Waiting;
use super::route::{Chances, Route};
use super::state::{Block, CLASSES, DeskState, Lanes, trials};
use super::supply::Road;
use crate::model::{Authority, FRACTION_BITS, Model, take_whole};
use crate::random::Stream;
use crate::scenario::{DeskLimit, ReviewMode};

/// Files that are to be filed today: key, number of the group, group, trial or `W` for the whole group.
pub type Filings = Vec<(u64, u32, u32, u32)>;

/// A desk on a day, with all that a file touches.
pub struct AtDesk<'b, const W: usize> {
    pub(super) day: u32,
    works: bool,
    /// Orders may be cancelled while their files wait.
    cancels: bool,
    regime: Lanes<W, u8>,
    pub(super) model: &'b Model,
    pub(super) luck: &'b Luck,
    /// The stream of others' files.
    pub(super) background: &'b Stream,
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
            background: &self.luck.background[a],
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
                // Filed before, in a freeze in which its review cannot begin.
                Stage::Queue => self.begin_reviews(id / W as u32, 1 << w, &[self.day; W]),
                _ => {
                    let group = self.pool.member(id).0;
                    filings.push((self.filing_key(group), group.serial, id / W as u32, w as u32));
                }
            }
        }
        due.len()
    }

    /// Ties among files of one day: hash of the buyer's name, then of the lane's, then age. What was placed on one
    /// lane on one day goes in the order in which it was placed.
    #[inline(always)]
    fn filing_key(&self, group: &Group<W>) -> u64 {
        u64::from(self.routes[group.lane as usize].tie_rank) << 16 | u64::from(group.placed)
    }

    #[inline(always)]
    fn priority(&self, group: &Group<W>) -> u8 {
        self.routes[group.lane as usize].priority
    }

    /// The claim of a file that is filed by now, and its number.
    #[inline(always)]
    pub fn claim(&self, id: u32) -> (u64, u32) {
        let (group, w) = self.pool.member(id);
        (claim(self.priority(group), group.filed[w], self.filing_key(group)), group.serial)
    }

    /// Files those that are to be filed today and groups whose applications all are, in the order of their keys.
    #[inline(always)]
    pub fn file_all(&mut self, groups: &[u32], filings: &mut Filings) {
        filings.extend(groups.iter().map(|&g| {
            let group = self.pool.group(g);
            (self.filing_key(group), group.serial, g, W as u32)
        }));
        let order = |&(key, serial, ..): &(u64, u32, u32, u32)| (key, serial);
        if !filings.is_sorted_by_key(order) {
            filings.sort_by_key(order);
        }
        for &(_, _, g, w) in filings.iter() {
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
        let flow = self.books.flows_on(self.day);
        let mut there = [false; W];
        for w in 0..W {
            there[w] = group.stage[w] == Stage::Preparation;
            group.filed[w] = if there[w] { self.day as u16 } else { group.filed[w] };
        }
        for w in 0..W {
            group.stage[w] = if there[w] { Stage::Queue } else { group.stage[w] };
            flow[w].filed += u32::from(there[w]);
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
            self.begin_reviews(g, filed, &starts);
        } else if self.authority.limit == DeskLimit::DecisionsPerWorkingDay {
            self.begin_reviews(g, filed, &[self.day; W]);
        } else {
            let class = self.priority(self.pool.group(g));
            self.desk.queue[usize::from(class) % CLASSES].push(g, filed);
        }
    }

    /// Whole files that the desk of a trial can handle today; 0 in a freeze.
    #[inline(always)]
    pub fn capacity(&mut self, w: usize) -> i64 {
        let desk = &mut *self.desk;
        let capacity = desk.by_regime[usize::from(self.regime[w])].capacity[w];
        if capacity == 0 || capacity == i64::MAX {
            capacity
        } else {
            match (self.authority.limit, self.authority.whole_capacity) {
                (DeskLimit::Officers, true) => (capacity - desk.busy[w]).max(0),
                (DeskLimit::Officers, false) => free_officers(&mut desk.capacity_carry[w], capacity, desk.busy[w]),
                (_, true) => capacity,
                (_, false) => take_whole(&mut desk.capacity_carry[w], capacity),
            }
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
            && let Some((place, waiting, leaving)) = self.desk.queue[class].next(at, free)
        {
            match waiting {
                Waiting::Group(g) => {
                    self.desk.queue[class].leave(place, leaving);
                    for w in trials(self.start(g, leaving)) {
                        left[w] -= 1;
                        free &= !(u32::from(left[w] == 0) << w);
                    }
                }
                Waiting::Others(batch) => {
                    for w in trials(leaving) {
                        let files = self.start_others(batch, w, left[w]);
                        self.desk.queue[class].leave_batch(place, w, files, self.desk.others.are_through(batch, w));
                        left[w] -= i64::from(files);
                        free &= !(u32::from(left[w] == 0) << w);
                    }
                }
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
        let route = &self.routes[lane];
        let scale = &self.numbers[self.authority.work.scale.0 as usize];
        let factor = &self.numbers[route.work_factor.0 as usize];
        let desk = &mut *self.desk;
        let settled = route.settled && desk.foresees && group.kind == Kind::Single;
        let mut way = settled.then(|| (self.books.grants(lane, route, desk.regime.len()), route));
        for w in trials(files) {
            let start = starts[w] as usize;
            group.starts[w] = start as u16;
            let Some(regimes) = desk.regime.get(start) else { continue };
            let done = match self.authority.review {
                ReviewMode::AtRegimeSpeed => desk.day_done(w, starts[w], group.work[w] * scale[w] * factor[w]),
                ReviewMode::FixedAtStart => {
                    let days = days_in(outlook, |outlook| &outlook.review, w, regimes[w]);
                    if days == 0 {
                        // Frozen: the review cannot begin; the file stays in the queue and is looked at again on the
                        // next day.
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
        let w = id as usize % W;
        let (key, serial) = self.claim(id);
        self.desk.ready[w].push(Reverse((key, serial, id)));
    }

    /// Decides files that are ready, as long as any decisions are left; returns the first that takes an unusual
    /// way.
    #[inline(always)]
    pub fn decide_ready(&mut self, w: usize, left: &mut i64) -> Option<u32> {
        while *left > 0 {
            let own = self.desk.ready[w].peek().map(|Reverse((key, ..))| *key);
            *left -= self.desk.others.decide(w, *left, own);
            if *left == 0 {
                break;
            }
            let Reverse((.., id)) = self.desk.ready[w].pop()?;
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

/// Officers who can take up a file today, of a number in fixed point, when so many files are being worked on.
///
/// The last officer is there for a fraction of the time. A file that is taken up is worked on every day, whoever has
/// it; so the days of the last officer are counted: each day earns the fraction, and each day on which more files
/// are worked on than there are whole officers costs one. The last officer takes up a file when a whole day is there.
/// A day for which there is no file is lost.
fn free_officers(days: &mut i64, officers: i64, busy: i64) -> i64 {
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
