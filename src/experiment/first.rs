//! Which line is the first to halt.
//!
//! Days are the finest that a trial is told in. Where several lines halt on the same first day, each of them is among
//! the first; how often it is the only one is counted beside that. So the shares of the lines that are first alone,
//! of several at once and of none add up to all trials.

use serde::{Deserialize, Serialize};

use super::answer::Chance;
use super::summarise::chance;
use crate::engine::{NO_DAY, SiteOutcome};
use crate::model::Model;

/// Trials by the line that is the first to halt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct FirstTally {
    /// Trials in which no line halts.
    pub none: u64,
    /// Trials in which several lines halt on the first day with a halt.
    pub several: u64,
    /// By line, in the order of [`Model::lines`]: trials in which it alone is the first.
    pub alone: Vec<u64>,
    /// By line: trials in which it is one of several.
    pub among: Vec<u64>,
}

impl FirstTally {
    pub(super) fn new(lines: usize) -> Self {
        Self { none: 0, several: 0, alone: vec![0; lines], among: vec![0; lines] }
    }

    /// Adds one trial: a row by line, of which some are judged.
    pub fn add(&mut self, trial: &[SiteOutcome], judged: &[usize]) {
        let day = |line: &usize| trial[*line].first_halt;
        let first = judged.iter().map(day).min().unwrap_or(NO_DAY);
        if first == NO_DAY {
            self.none += 1;
            return;
        }
        let several = judged.iter().filter(|line| day(line) == first).count() > 1;
        self.several += u64::from(several);
        let counts = if several { &mut self.among } else { &mut self.alone };
        judged.iter().filter(|line| day(line) == first).for_each(|line| counts[*line] += 1);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.none += other.none;
        self.several += other.several;
        self.alone.iter_mut().zip(&other.alone).for_each(|(a, b)| *a += b);
        self.among.iter_mut().zip(&other.among).for_each(|(a, b)| *a += b);
    }
}

/// Which line is the first to halt: manufacturers, or all lines where nothing sells.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct FirstToHalt {
    /// The lines, the one that is most often the first at the head.
    pub lines: Vec<FirstLine>,
    /// Chance that several lines halt on the first day with a halt.
    pub several: Chance,
    /// Chance that none of the lines halts.
    pub none: Chance,
}

/// How often a line is the first to halt.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct FirstLine {
    /// Key of the site.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// Chance that no other line halts before it, days on which it halts together with others included.
    pub first: Chance,
    /// Chance that it is the first by itself.
    pub alone: Chance,
}

impl FirstToHalt {
    pub(super) fn of(model: &Model, judged: &[usize], tally: &FirstTally, trials: u64) -> Self {
        let sites = model.lines();
        let line = |at: &usize| {
            let site = &model.sites[sites[*at]];
            FirstLine {
                site: site.name.clone(),
                title: site.title.clone(),
                first: chance(tally.alone[*at] + tally.among[*at], trials),
                alone: chance(tally.alone[*at], trials),
            }
        };
        let mut lines: Vec<FirstLine> = judged.iter().map(line).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.first.trials));
        Self { lines, several: chance(tally.several, trials), none: chance(tally.none, trials) }
    }

    /// What it says of a line.
    #[must_use]
    pub fn line(&self, site: &str) -> Option<&FirstLine> {
        self.lines.iter().find(|line| line.site == site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three lines, the last a supplier that is not judged: first halts by trial on the days given.
    #[test]
    fn lines_that_halt_on_the_same_first_day_are_each_among_the_first() {
        let trials = [[3, 5, 1], [5, 3, 1], [4, 4, 1], [NO_DAY, 9, 1], [NO_DAY, NO_DAY, 0], [2, 8, NO_DAY]];
        let mut tally = FirstTally::new(3);
        let mut halves = [FirstTally::new(3), FirstTally::new(3)];
        for (at, days) in trials.into_iter().enumerate() {
            let trial = days.map(|first_halt| SiteOutcome { first_halt, ..SiteOutcome::default() });
            tally.add(&trial, &[0, 1]);
            halves[at % 2].add(&trial, &[0, 1]);
        }
        let wanted = FirstTally { none: 1, several: 1, alone: vec![2, 2, 0], among: vec![1, 1, 0] };
        assert_eq!(tally, wanted);
        let [mut sum, other] = halves;
        sum.merge(&other);
        assert_eq!(sum, wanted);
        assert_eq!(tally.alone.iter().sum::<u64>() + tally.several + tally.none, trials.len() as u64);
    }
}
