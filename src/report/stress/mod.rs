//! A stress test as people and programs read it.

mod charts;
mod content;
mod rows;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value};
use crate::experiment::{Exposure, FailureAnswer, StressAnswer};

/// What marks it on disk.
pub(super) const STRESS: Kind = Kind { name: "linestop stress", file: "stress.json" };

impl Study for StressAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(STRESS, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn more(&self) -> Vec<Data<'_>> {
        vec![rows::shortest(self)]
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        vec![rows::failures(self), rows::freezes(self)]
    }

    fn charts(&self, _: &Value) -> Charts {
        charts::charts(self)
    }
}

/// The failure that costs most, if any costs anything.
fn costliest(answer: &StressAnswer) -> Option<&FailureAnswer> {
    answer.failures.first().filter(|failure| failure.loss.value > 0.0)
}

/// The line that a failure hits worst, by mean loss, then by how often it is stopped; nothing if it stops none.
fn worst(failure: &FailureAnswer) -> Option<&Exposure> {
    let most = failure
        .lines
        .iter()
        .max_by(|a, b| a.loss.value.total_cmp(&b.loss.value).then(a.stopped.share.total_cmp(&b.stopped.share)));
    most.filter(|line| line.stopped.trials > 0)
}

/// Name of a line for people.
fn title<'a>(answer: &'a StressAnswer, site: &'a str) -> &'a str {
    answer.lines.iter().find(|line| line.site == site).map_or(site, |line| &line.title)
}
