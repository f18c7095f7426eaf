//! The stock that lines need, as people and programs read it.

mod charts;
mod content;
mod many;
mod proposed;
mod requisition;
mod rows;
mod tables;
mod totals;
mod words;

pub(crate) use proposed::{PROPOSED, proposed};

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use crate::experiment::size::SizeAnswer;

/// What marks it on disk.
pub(super) const SIZE: Kind = Kind { name: "linestop size", file: "sizing.json" };

impl Study for SizeAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(SIZE, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        vec![requisition::requisition(self), rows::sizing(self), rows::curve(self)]
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}
