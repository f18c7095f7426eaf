//! A sweep as people and programs read it.

mod charts;
mod content;
mod rows;
pub(super) mod words;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value};
use crate::experiment::SweepAnswer;

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
