//! The search for the last day that reaches a chance: a grid of days first, then halving between the last that reaches
//! it and the first that does not.

use std::collections::BTreeMap;

use super::answer::{Standing, WayKind, When};
use super::batch::Batch;
use crate::experiment::summarise::chance;
use crate::model::{Model, OnDay};

/// Days of the grid.
const GRID: u32 = 12;

/// A way to order a part.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Which model: the scenario, or one with a lever.
    pub base: usize,
    /// The input.
    pub input: usize,
    /// The lane.
    pub lane: usize,
    /// What kind of way.
    pub kind: WayKind,
    /// An application is handed in on the day; otherwise an order is placed in its evening.
    pub files: bool,
    /// First day that can be tried.
    pub earliest: u32,
}

impl Asked {
    fn on(&self, day: u32) -> OnDay {
        OnDay { lane: self.lane, day, files: self.files }
    }
}

/// A day that is tried for an input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trying {
    /// Which question.
    asked: usize,
    /// The day.
    day: u32,
    /// The input.
    pub input: usize,
    /// The order.
    pub order: OnDay,
}

/// What is known so far.
#[derive(Debug)]
pub(super) struct Search {
    /// The questions.
    pub asked: Vec<Asked>,
    days: u32,
    chances: Vec<f64>,
    /// By question: trials that are fine, by day.
    known: Vec<BTreeMap<u32, u64>>,
    trials: u64,
}

/// Days to be tried next, by question.
pub(super) struct Round(Vec<(usize, u32)>);

impl Round {
    /// Whether all is known.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In runs: each tries a day for each input of a batch at most.
    pub(super) fn runs(&self, base: usize, batch: &Batch, search: &Search) -> Vec<Vec<Trying>> {
        let mut runs: Vec<Vec<Trying>> = Vec::new();
        for &(at, day) in &self.0 {
            let asked = &search.asked[at];
            if asked.base != base || !batch.asked.contains(&asked.input) {
                continue;
            }
            let trying = Trying { asked: at, day, input: asked.input, order: asked.on(day) };
            match runs.iter_mut().find(|run| run.iter().all(|other| other.input != asked.input)) {
                Some(run) => run.push(trying),
                None => runs.push(vec![trying]),
            }
        }
        runs
    }
}

impl Search {
    /// Nothing is known yet.
    pub(super) fn new(asked: Vec<Asked>, days: u32, chances: Vec<f64>) -> Self {
        let known = vec![BTreeMap::new(); asked.len()];
        Self { asked, days, chances, known, trials: 0 }
    }

    /// Takes what a run has found.
    pub(super) fn learn(&mut self, run: &[Trying], batch: &Batch, fine: &[u64]) {
        for trying in run {
            let at = batch.asked.iter().position(|input| *input == trying.input);
            self.known[trying.asked].insert(trying.day, at.map_or(0, |at| fine[at]));
        }
    }

    /// What to try next.
    pub(super) fn round(&mut self, trials: u64) -> Round {
        self.trials = trials;
        let mut next = Vec::new();
        for (at, asked) in self.asked.iter().enumerate() {
            let (first, last) = (asked.earliest, self.days.saturating_sub(1));
            if first > last {
                continue;
            }
            if self.known[at].is_empty() {
                let mut days: Vec<u32> = (0..=GRID).map(|step| first + (last - first) * step / GRID).collect();
                days.dedup();
                next.extend(days.into_iter().map(|day| (at, day)));
                continue;
            }
            let mut halves: Vec<u32> = self.chances.iter().filter_map(|p| self.between(at, *p)).collect();
            halves.sort_unstable();
            halves.dedup();
            next.extend(halves.into_iter().map(|day| (at, day)));
        }
        Round(next)
    }

    fn reaches(&self, fine: u64, p: f64) -> bool {
        // A share of the trials, not rounded against it.
        fine as f64 >= p * self.trials as f64 - 1e-9
    }

    /// The last day up to which a chance is reached, and the first that was tried and does not.
    fn bracket(&self, at: usize, p: f64) -> (Option<u32>, Option<u32>) {
        let mut last = None;
        for (day, fine) in &self.known[at] {
            if !self.reaches(*fine, p) {
                return (last, Some(*day));
            }
            last = Some(*day);
        }
        (last, None)
    }

    /// The day halfway, if there is one.
    fn between(&self, at: usize, p: f64) -> Option<u32> {
        match self.bracket(at, p) {
            (Some(last), Some(first)) if first - last > 1 => Some(last + (first - last) / 2),
            _ => None,
        }
    }

    /// What is found of a question. `without` is the share of trials that are fine without any order.
    pub(super) fn standing(&self, at: usize, without: f64, model: &Model) -> Standing {
        let known = &self.known[at];
        let told = |day: u32| known.get(&day).map(|fine| chance(*fine, self.trials));
        let one = |p: &f64| {
            if without >= *p {
                return When::NoNeed;
            }
            match self.bracket(at, *p).0 {
                Some(day) => When::By { date: model.date(day), chance: told(day).unwrap_or(chance(0, self.trials)) },
                None => When::TooLate,
            }
        };
        let first = known.iter().next();
        Standing {
            first: first.map(|(day, _)| model.date(*day)),
            left: first.map_or(chance(0, self.trials), |(_, fine)| chance(*fine, self.trials)),
            when: self.chances.iter().map(one).collect(),
            course: known.iter().map(|(day, fine)| (model.date(*day), chance(*fine, self.trials).share)).collect(),
        }
    }
}
