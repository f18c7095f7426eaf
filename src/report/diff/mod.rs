//! What changed between two scenarios, as people and programs read it.

mod charts;
mod content;
mod rows;
mod words;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use crate::experiment::DiffAnswer;

/// What marks it on disk.
pub(super) const DIFF: Kind = Kind { name: "linestop diff", file: "diff.json" };

impl Study for DiffAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(DIFF, &self.new, (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        vec![rows::parts(self), rows::changes(self)]
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}
