//! Files of others at a desk: they wait, are reviewed and decided like any, and take its time. They are counted, not
//! followed: what is kept of them does not grow with their number.

use super::desk::{CLASSES, Desk, claim, in_order};
use super::draw::by_distribution;
use super::facts::Facts;
use super::policy::Course;
use super::state::Lanes;
use crate::model::{Authority, NEVER, fixed_point, take_whole};
use crate::random::{Purpose, few_days, uniform};
use crate::scenario::{Arrivals, DeskLimit, ReviewMode};

/// From so many files a day on, those that are ready on one day are counted together.
const MANY: u32 = 64;

impl<const W: usize> Desk<W> {
    /// Files of others whose review is done today are ready for a decision.
    fn others_due(&mut self, day: u32) {
        let others = &mut self.others;
        let Some(due) = others.due.get_mut(day as usize) else { return };
        let mut due = std::mem::take(due);
        for (filed, w, files) in due.drain(..) {
            let w = usize::from(w);
            others.ready[usize::from(filed)][w] += files;
            others.days[usize::from(filed) / 64][w] |= 1 << (filed % 64);
        }
        others.due[day as usize] = due;
    }

    /// The opening backlog on day 0 and the arrivals of a working day.
    #[inline(always)]
    pub(super) fn background(&mut self, works: bool, facts: &Facts<W>, course: &Course<W>) {
        let authority = &facts.model.authorities[self.index];
        self.others_due(facts.day);
        if !self.others.frozen.is_empty() {
            self.begin_frozen(facts, course);
        }
        if facts.day == 0 {
            let mut backlog = [0; W];
            for w in 0..W {
                backlog[w] = facts.ticks(authority.backlog, w);
            }
            self.arrivals(&backlog, Purpose::OpeningBacklog, facts, course);
        }
        if !works {
            return;
        }
        let Some(mean) = authority.background.on(facts.day).map(|n| *facts.values.of(n)) else { return };
        let stream = &facts.streams.background[self.index];
        let [words, _] = stream.pairs::<W>(facts.first_trial, facts.day, Purpose::BackgroundArrivals, 0, 0);
        let mut count = [0; W];
        for w in 0..W {
            count[w] = match authority.arrivals {
                Arrivals::Even => take_whole(&mut self.arrivals_carry[w], fixed_point(mean[w])),
                Arrivals::Poisson => self.counts[w].count(uniform(words[w]), mean[w]),
            };
        }
        self.arrivals(&count, Purpose::BackgroundWork, facts, course);
    }

    /// So many files of others are filed.
    #[inline(always)]
    fn arrivals(&mut self, count: &Lanes<W>, purpose: Purpose, facts: &Facts<W>, course: &Course<W>) {
        let day = facts.day;
        let authority = &facts.model.authorities[self.index];
        // Where only starts are limited, nothing is drawn of a file.
        let most = if authority.limit == DeskLimit::StartsPerWorkingDay { i64::from(u32::MAX) } else { MOST_FILES };
        let mut files = [0; W];
        for w in 0..W {
            files[w] = count[w].clamp(0, most) as u32;
        }
        if authority.limit != DeskLimit::DecisionsPerWorkingDay {
            if let Some(appointments) = &mut self.appointments {
                for w in 0..W {
                    appointments.make_many(w, day, files[w], authority, course);
                }
            } else {
                let class = usize::from(authority.background_priority);
                let batch = self.others.add_batch(purpose, day, files);
                self.queue[class % CLASSES].push_batch(batch, &files);
            }
            return;
        }
        if authority.review == ReviewMode::FixedAtStart {
            for w in 0..W {
                if files[w] > 0 && course.speed(day, w) <= 0.0 {
                    self.others.frozen.push((purpose, day as u16, w as u8, std::mem::take(&mut files[w])));
                }
            }
        }
        let most = files.iter().copied().max().unwrap_or(0);
        for pair in 0..most.div_ceil(2) {
            self.review_others(&files, (purpose, pair as u16), most > MANY, facts, course);
        }
        if most > MANY {
            self.others.count_coming(day);
        }
    }

    /// Two files, where only decisions are limited: the days on which they are ready are all that is kept.
    #[inline(always)]
    fn review_others(
        &mut self,
        files: &Lanes<W, u32>,
        (purpose, pair): (Purpose, u16),
        many: bool,
        facts: &Facts<W>,
        course: &Course<W>,
    ) {
        let day = facts.day;
        let words = facts.streams.background[self.index].pairs::<W>(facts.first_trial, day, purpose, 0, pair);
        let authority = &facts.model.authorities[self.index];
        let scale = facts.values.of(authority.work.scale);
        for (ordinal, words) in (2 * u32::from(pair)..).zip(&words) {
            for w in 0..W {
                if ordinal < files[w] {
                    let work = authority.others_work[(words[w] >> 52) as usize];
                    let done = Self::others_done(authority, course, (w, day), (work, scale[w]));
                    if many {
                        self.others.coming.get_mut(done).into_iter().for_each(|coming| coming[w] += 1);
                    } else if let Some(due) = self.others.due.get_mut(done) {
                        due.push((day as u16, w as u8, 1));
                    }
                }
            }
        }
    }

    /// Reviews that were kept from beginning by a freeze begin where it is over.
    #[inline(never)]
    fn begin_frozen(&mut self, facts: &Facts<W>, course: &Course<W>) {
        let day = facts.day;
        let authority = &facts.model.authorities[self.index];
        let mut frozen = std::mem::take(&mut self.others.frozen);
        frozen.retain(|&(purpose, filed, w, files)| {
            let w = usize::from(w);
            if course.speed(day, w) <= 0.0 {
                return true;
            }
            let scale = facts.values.of(authority.work.scale)[w];
            for ordinal in 0..files {
                let pair = (ordinal / 2) as u16;
                let stream = &facts.streams.background[self.index];
                let words = stream.pair(facts.trial(w), u32::from(filed), purpose, 0, pair);
                let work = authority.others_work[(words[ordinal as usize % 2] >> 52) as usize];
                let done = Self::others_done(authority, course, (w, day), (work, scale));
                self.others.coming.get_mut(done).into_iter().for_each(|coming| coming[w] += 1);
            }
            self.others.count_coming(u32::from(filed));
            false
        });
        self.others.frozen = frozen;
    }

    /// Officers whose files of others are decided today are free; where the desk does not decide, tomorrow.
    #[inline(always)]
    pub(super) fn others_decided(&mut self, day: u32, works: bool, course: &Course<W>) {
        for w in 0..W {
            let done = std::mem::take(&mut self.others.coming[day as usize][w]);
            if works && course.speed(day, w) > 0.0 {
                self.busy[w] -= i64::from(done);
            } else if let Some(tomorrow) = self.others.coming.get_mut(day as usize + 1) {
                tomorrow[w] += done;
            }
        }
    }

    /// The day on which the review of a file of others is done that begins on a day, of such work and scale.
    #[inline(always)]
    fn others_done(
        authority: &Authority,
        course: &Course<W>,
        (w, start): (usize, u32),
        (work, scale): (f64, f64),
    ) -> usize {
        let done = match authority.review {
            ReviewMode::AtRegimeSpeed => course.day_done((0, w), start, work * scale, authority),
            ReviewMode::FixedAtStart => {
                let days = few_days(work * (scale / course.speed(start, w)));
                authority.working_days.after(start as usize, days.into()).unwrap_or(NEVER)
            }
        };
        done as usize
    }

    /// Reviews of files of a batch begin in a trial, as many as there is room for; returns how many.
    pub(super) fn start_others(
        &mut self,
        (batch, w): (u32, usize),
        most: i64,
        facts: &Facts<W>,
        course: &Course<W>,
    ) -> u32 {
        let authority = &facts.model.authorities[self.index];
        let batch = &mut self.others.batches[batch as usize];
        let files = most.clamp(0, i64::from(batch.left[w])) as u32;
        let (purpose, filed, first) = (batch.purpose, batch.day, batch.begun[w]);
        batch.left[w] -= files;
        batch.begun[w] += files;
        if authority.limit != DeskLimit::Officers {
            // What becomes of them does not matter.
            return files;
        }
        self.busy[w] += i64::from(files);
        let scale = facts.values.of(authority.work.scale)[w];
        for ordinal in first..first + files {
            let stream = &facts.streams.background[self.index];
            let words = stream.pair(facts.trial(w), filed, purpose, 0, (ordinal / 2) as u16);
            let work = by_distribution(&authority.work, words[ordinal as usize % 2]);
            let done = Self::others_done(authority, course, (w, facts.day), (work, scale));
            self.others.coming.get_mut(done).into_iter().for_each(|coming| coming[w] += 1);
        }
        files
    }
}

/// Most files of others of which anything is drawn that are filed on a day: a name has room for so many. The check of
/// a scenario keeps well below.
const MOST_FILES: i64 = 2 * u16::MAX as i64;

/// Files of others that wait for their reviews to begin.
#[derive(Debug)]
struct Batch<const W: usize> {
    /// Their names: purpose and day of filing.
    purpose: Purpose,
    day: u32,
    /// Files that wait.
    left: Lanes<W, u32>,
    /// Files whose review has begun.
    begun: Lanes<W, u32>,
}

/// Files of others at a desk: nothing is told of them but how many were filed on a day.
#[derive(Debug)]
pub(super) struct Others<const W: usize> {
    /// Where decisions are limited: day of filing, trial and number of files whose review is done on a day.
    due: Vec<Vec<(u16, u8, u32)>>,
    /// Files whose review is done on a day: with officers all, with decisions those of the filing at hand.
    coming: Vec<Lanes<W, u32>>,
    /// Ready files by day of filing.
    ready: Vec<Lanes<W, u32>>,
    /// Days of filing with ready files, a bit a day, by 64 days.
    days: Vec<Lanes<W, u64>>,
    /// Files that were filed in a freeze and whose review cannot begin: purpose, day of filing, trial, number.
    frozen: Vec<(Purpose, u16, u8, u32)>,
    /// Where starts or officers are limited: files that wait for their review.
    batches: Vec<Batch<W>>,
    /// Their priority.
    priority: u8,
    /// Their key among the filings of a day.
    key: u64,
}

impl<const W: usize> Others<W> {
    /// No files.
    #[must_use]
    pub(super) fn new(authority: &Authority, days: usize) -> Self {
        let decided = authority.limit == DeskLimit::DecisionsPerWorkingDay && authority.has_background;
        let counted = authority.limit != DeskLimit::StartsPerWorkingDay && authority.has_background;
        let among_decided = if decided { days } else { 0 };
        Self {
            due: vec![Vec::new(); among_decided],
            coming: vec![[0; W]; if counted { days } else { 0 }],
            ready: vec![[0; W]; among_decided],
            days: vec![[0; W]; among_decided.div_ceil(64)],
            frozen: Vec::new(),
            batches: Vec::new(),
            priority: authority.background_priority,
            key: u64::from(authority.background_rank) << 16,
        }
    }

    /// Takes all files away.
    pub(super) fn clear(&mut self) {
        self.due.iter_mut().for_each(Vec::clear);
        self.coming.fill([0; W]);
        self.ready.fill([0; W]);
        self.days.fill([0; W]);
        self.frozen.clear();
        self.batches.clear();
    }

    /// Files that wait for their review.
    fn add_batch(&mut self, purpose: Purpose, day: u32, files: Lanes<W, u32>) -> u32 {
        self.batches.push(Batch { purpose, day, left: files, begun: [0; W] });
        self.batches.len() as u32 - 1
    }

    /// Whether no file of a batch waits any more in a trial.
    pub(super) fn are_through(&self, batch: u32, w: usize) -> bool {
        self.batches[batch as usize].left[w] == 0
    }

    /// Files of one day of filing whose reviews have begun come due together.
    fn count_coming(&mut self, filed: u32) {
        for (due, coming) in self.due.iter_mut().zip(&mut self.coming) {
            for w in 0..W {
                if coming[w] > 0 {
                    due.push((filed as u16, w as u8, std::mem::take(&mut coming[w])));
                }
            }
        }
    }

    /// Decides up to `most` ready files whose claim comes before `own`; returns how many.
    #[inline(always)]
    pub(super) fn decide(&mut self, w: usize, most: i64, own: Option<u64>) -> i64 {
        let mut left = most;
        let (priority, key) = (self.priority, self.key);
        // Of two files of one day and rank the key's last bits hold the day again.
        let claim_of = |filed: u16| claim(priority, filed as i16, key | u64::from(in_order(filed as i16)));
        for (part, days) in self.days.iter_mut().enumerate() {
            while days[w] != 0 && left > 0 {
                let filed = (part as u32 * 64 + days[w].trailing_zeros()) as u16;
                if own.is_some_and(|own| own < claim_of(filed)) {
                    return most - left;
                }
                let count = &mut self.ready[usize::from(filed)][w];
                let decided = left.min(i64::from(*count));
                *count -= decided as u32;
                left -= decided;
                if *count == 0 {
                    days[w] &= days[w] - 1;
                }
            }
        }
        most - left
    }
}
