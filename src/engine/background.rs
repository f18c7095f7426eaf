//! Files of others at a desk: they wait, are reviewed and decided like any, and take its time.

use super::at_desk::claim;
use super::orders::{Kind, Stage};
use super::state::{Block, Lanes};
use crate::model::{Authority, fixed_point, take_whole};
use crate::random::{Distribution, Purpose, uniform};
use crate::scenario::{Arrivals, DeskLimit};

impl<const W: usize> Block<'_, W> {
    /// Files of others whose review is done today are ready for a decision.
    fn others_due(&mut self, a: usize, day: u32) {
        let others = &mut self.desks[a].others;
        let Some(due) = others.due.get_mut(day as usize) else { return };
        let mut due = std::mem::take(due);
        for (filed, w) in due.drain(..) {
            let w = usize::from(w);
            others.ready[usize::from(filed)][w] += 1;
            others.days[usize::from(filed) / 64][w] |= 1 << (filed % 64);
        }
        others.due[day as usize] = due;
    }

    /// The opening backlog on day 0 and the arrivals of a working day.
    #[inline(always)]
    pub fn background(&mut self, a: usize, day: u32, works: bool) {
        let authority = &self.model.authorities[a];
        self.others_due(a, day);
        if day == 0 {
            let mut backlog = [0; W];
            for w in 0..W {
                backlog[w] = self.ticks(authority.backlog, w);
            }
            self.arrivals(a, &backlog, day, Purpose::OpeningBacklog);
        }
        if !works {
            return;
        }
        let Some(mean) = authority.background.on(day).map(|n| *self.values.of(n)) else { return };
        let [words, _] = self.luck.background[a].pairs::<W>(self.first_trial, day, Purpose::BackgroundArrivals, 0, 0);
        let mut count = [0; W];
        for w in 0..W {
            count[w] = match authority.arrivals {
                Arrivals::Even => take_whole(&mut self.desks[a].arrivals_carry[w], fixed_point(mean[w])),
                Arrivals::Poisson if mean[w] <= 0.0 => 0,
                Arrivals::Poisson => poisson(uniform(words[w]), mean[w]),
            };
        }
        self.arrivals(a, &count, day, Purpose::BackgroundWork);
    }

    /// So many files of others are filed.
    #[inline(always)]
    fn arrivals(&mut self, a: usize, count: &Lanes<W>, day: u32, purpose: Purpose) {
        let mut most = 0;
        for w in 0..W {
            most = most.max(count[w]);
        }
        let most = most.min(2 * i64::from(u16::MAX)) as u32;
        if self.model.authorities[a].limit == DeskLimit::DecisionsPerWorkingDay {
            for pair in 0..most.div_ceil(2) {
                self.review_others(a, count, day, (purpose, day, pair as u16));
            }
        } else {
            for ordinal in 0..most {
                self.background_files(a, count, day, (purpose, ordinal));
            }
        }
    }

    /// Two files, where only decisions are limited: the days on which they are ready are all that is kept.
    #[inline(always)]
    fn review_others(&mut self, a: usize, count: &Lanes<W>, day: u32, (purpose, slot, pair): (Purpose, u32, u16)) {
        let words = self.luck.background[a].pairs::<W>(self.first_trial, slot, purpose, 0, pair);
        let authority = &self.model.authorities[a];
        let scale = self.values.of(authority.work.scale);
        let desk = &mut self.desks[a];
        for (ordinal, words) in (2 * i64::from(pair)..).zip(&words) {
            for w in 0..W {
                if ordinal < count[w] {
                    let work = authority.others_work[(words[w] >> 52) as usize];
                    let done = desk.day_done(w, day, work * scale[w]);
                    if let Some(due) = desk.others.due.get_mut(done) {
                        due.push((day as u16, w as u8));
                    }
                }
            }
        }
    }

    /// The file of one name in all trials in which it is there.
    fn background_files(&mut self, a: usize, count: &Lanes<W>, day: u32, (purpose, ordinal): (Purpose, u32)) {
        let g = self.pool.add(Kind::Background, a, day);
        // Starts need no work of others' files.
        if self.model.authorities[a].limit != DeskLimit::StartsPerWorkingDay {
            let words = self.luck.background[a].pairs::<W>(self.first_trial, day, purpose, 0, (ordinal / 2) as u16);
            self.learn_reviews(g, a, &words[ordinal as usize % 2]);
        }
        let group = self.pool.group_mut(g);
        for w in 0..W {
            if i64::from(ordinal) < count[w] {
                group.stage[w] = Stage::Preparation;
                group.members += 1;
            }
        }
        self.at_desk(a, day).file_group(g);
    }
}

/// Files of others at a desk that is limited by decisions: nothing is told of them but the day of filing.
#[derive(Debug)]
pub struct Others<const W: usize> {
    /// Day of filing and trial of files whose review is done on a day.
    due: Vec<Vec<(u16, u8)>>,
    /// Ready files by day of filing.
    ready: Vec<Lanes<W, u16>>,
    /// Days of filing with ready files, a bit a day, by 64 days.
    days: Vec<Lanes<W, u64>>,
    /// Their priority.
    priority: u8,
    /// Their key among the filings of a day.
    key: u64,
}

impl<const W: usize> Others<W> {
    /// No files.
    #[must_use]
    pub fn new(authority: &Authority, days: usize) -> Self {
        let used = authority.has_background && authority.limit == DeskLimit::DecisionsPerWorkingDay;
        let days = if used { days } else { 0 };
        Self {
            due: vec![Vec::new(); days],
            ready: vec![[0; W]; days],
            days: vec![[0; W]; days.div_ceil(64)],
            priority: authority.background_priority,
            key: u64::from(authority.background_rank) << 16,
        }
    }

    /// Takes all files away.
    pub fn clear(&mut self) {
        self.due.iter_mut().for_each(Vec::clear);
        self.ready.fill([0; W]);
        self.days.fill([0; W]);
    }

    /// Decides up to `most` ready files whose claim comes before `own`; returns how many.
    #[inline(always)]
    pub fn decide(&mut self, w: usize, most: i64, own: Option<u64>) -> i64 {
        let mut left = most;
        for (part, days) in self.days.iter_mut().enumerate() {
            while days[w] != 0 && left > 0 {
                let filed = (part as u32 * 64 + days[w].trailing_zeros()) as u16;
                // Of two files of one day and rank the key's last bits hold the day again.
                if own.is_some_and(|own| own < claim(self.priority, filed, self.key | u64::from(filed))) {
                    return most - left;
                }
                let count = &mut self.ready[usize::from(filed)][w];
                let decided = left.min(i64::from(*count));
                *count -= decided as u16;
                left -= decided;
                if *count == 0 {
                    days[w] &= days[w] - 1;
                }
            }
        }
        most - left
    }
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
