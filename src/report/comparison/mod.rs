//! A comparison as people and programs read it.

pub(super) mod changes;
mod charts;
mod content;
pub(super) mod regret;
pub(super) mod rows;
pub(super) mod words;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use crate::experiment::CompareAnswer;

/// What marks it on disk.
pub(super) const COMPARE: Kind = Kind { name: "linestop compare", file: "comparison.json" };

impl Study for CompareAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(COMPARE, self.scenarios.first(), (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        rows::tables(self)
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}
