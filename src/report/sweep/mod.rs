//! A sweep as people and programs read it.

mod charts;
mod content;
mod rows;
mod words;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value};
use crate::experiment::{AtPoint, Estimate, SweepAnswer, SweepPoint};

/// What marks it on disk.
pub(super) const SWEEP: Kind = Kind { name: "linestop sweep", file: "sweep.json" };

impl Study for SweepAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(SWEEP, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        vec![rows::points(self)]
    }

    fn charts(&self, _: &Value) -> Charts {
        charts::charts(self)
    }
}

/// An outcome at a point, if it can be told.
fn found(point: &SweepPoint, at: usize) -> Option<AtPoint> {
    point.outcomes.get(at).copied().flatten()
}

/// The same without its changes.
fn estimate(point: &SweepPoint, at: usize) -> Option<Estimate> {
    found(point, at).map(|found| found.estimate)
}

/// Points with the least and the most of an outcome, and how much that is.
fn ends(answer: &SweepAnswer, at: usize) -> Option<[(&SweepPoint, Estimate); 2]> {
    let told = || answer.points.iter().filter_map(|point| Some((point, estimate(point, at)?)));
    let least = told().min_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    let most = told().max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    Some([least, most])
}
