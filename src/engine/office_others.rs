//! Files of others at an office before the desk: they come, wait, are reviewed and leave like any, and take its time.
//! Unlike those at a desk they are followed one by one, in the same lists as one's own.

use super::desk::{claim, in_order};
use super::draw::by_distribution;
use super::facts::Facts;
use super::poisson::Poisson;
use super::policy::Course;
use super::state::Lanes;
use crate::model::{HAIR, NEVER, Office as OfficeModel, fixed_point, take_whole};
use crate::random::{Purpose, few_days, uniform};
use crate::scenario::{Arrivals, ReviewMode};

/// Numbers of files from here on are those of others.
const OTHERS: u32 = 1 << 31;
/// Most files on a day: a name has room for so many. The check of a scenario keeps well below.
const MOST: i64 = 2 * u16::MAX as i64;

/// A file: its trial, and its name.
#[derive(Clone, Copy, Debug)]
struct File {
    w: u8,
    purpose: Purpose,
    day: u16,
    ordinal: u32,
}

/// Files of others at an office.
#[derive(Debug)]
pub(super) struct OfficeOthers<const W: usize> {
    files: Vec<File>,
    /// Fraction of a file carried by even arrivals.
    carry: Lanes<W>,
    counts: Vec<Poisson>,
}

/// Whether a file is one of others.
#[inline(always)]
pub(super) fn is_other(id: u32) -> bool {
    id >= OTHERS
}

impl<const W: usize> OfficeOthers<W> {
    /// None, at an office.
    #[must_use]
    pub(super) fn new(office: &OfficeModel) -> Self {
        let counts = if office.has_background { W } else { 0 };
        Self { files: Vec::new(), carry: [HAIR; W], counts: (0..counts).map(|_| Poisson::default()).collect() }
    }

    /// None has come yet.
    pub(super) fn clear(&mut self) {
        self.files.clear();
        self.carry = [HAIR; W];
    }

    /// The trial of a file.
    pub(super) fn trial(&self, id: u32) -> usize {
        usize::from(self.files[(id - OTHERS) as usize].w)
    }

    /// The claim of a file among all that wait.
    pub(super) fn claim(&self, id: u32, office: &OfficeModel) -> (u64, u32) {
        let day = self.files[(id - OTHERS) as usize].day as i16;
        let key = u64::from(office.background_rank) << 16 | u64::from(in_order(day));
        (claim(office.background_priority, day, key), id)
    }

    /// Files that come today: the backlog on day 0, and the arrivals of a working day.
    pub(super) fn come(
        &mut self,
        (index, number, works): (usize, usize, bool),
        office: &OfficeModel,
        facts: &Facts<W>,
    ) -> Vec<u32> {
        if !office.has_background || office.capacity.is_none() {
            return Vec::new();
        }
        let first = self.files.len() as u32;
        if facts.day == 0 {
            for w in 0..W {
                self.add(w, Purpose::OpeningBacklog, facts.ticks(office.backlog, w), facts.day);
            }
        }
        if let Some(mean) = office.background.on(facts.day).filter(|_| works).map(|n| *facts.values.of(n)) {
            for w in 0..W {
                let count = match office.arrivals {
                    Arrivals::Even => take_whole(&mut self.carry[w], fixed_point(mean[w])),
                    Arrivals::Poisson => {
                        let stream = &facts.streams.background[index];
                        let place = (Purpose::BackgroundArrivals, attempt(number));
                        let [word, _] = stream.pair(facts.trial(w), facts.day, place.0, place.1, 0);
                        self.counts[w].count(uniform(word), mean[w])
                    }
                };
                self.add(w, Purpose::BackgroundWork, count, facts.day);
            }
        }
        (first..self.files.len() as u32).map(|at| OTHERS + at).collect()
    }

    fn add(&mut self, w: usize, purpose: Purpose, count: i64, day: u32) {
        let file = |ordinal: i64| File { w: w as u8, purpose, day: day as u16, ordinal: ordinal as u32 };
        self.files.extend((0..count.clamp(0, MOST)).map(file));
    }

    /// The day on which the review of a file is done that begins today; nothing where it cannot begin.
    pub(super) fn done(
        &self,
        id: u32,
        (index, number): (usize, usize),
        facts: &Facts<W>,
        course: &Course<W>,
    ) -> Option<u32> {
        let file = self.files[(id - OTHERS) as usize];
        let w = usize::from(file.w);
        let authority = &facts.model.authorities[index];
        let office = &authority.offices[number];
        let stream = &facts.streams.background[index];
        let pair = (file.ordinal / 2) as u16;
        let words = stream.pair(facts.trial(w), u32::from(file.day), file.purpose, attempt(number), pair);
        let work =
            by_distribution(&office.work, words[file.ordinal as usize % 2]) * facts.values.of(office.work.scale)[w];
        match office.review {
            ReviewMode::AtRegimeSpeed => Some(course.day_done_at((number, 0, w), facts.day, work, authority)),
            ReviewMode::FixedAtStart => {
                let speed = course.speed(facts.day, w);
                let days = (speed > 0.0).then(|| few_days(work / speed))?;
                Some(office.working_days.after(facts.day as usize, days.into()).unwrap_or(NEVER))
            }
        }
    }
}

/// Names of files at a desk have no attempt; those at offices have theirs by the number of the office.
fn attempt(number: usize) -> u8 {
    (number as u8).saturating_add(1)
}
