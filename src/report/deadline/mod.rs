//! Deadlines as people and programs read them.

mod charts;
mod content;
mod rows;
mod words;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use crate::experiment::DeadlineAnswer;

/// What marks it on disk.
pub(super) const DEADLINE: Kind = Kind { name: "linestop deadline", file: "deadline.json" };

impl Study for DeadlineAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(DEADLINE, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        vec![rows::deadlines(self), rows::course(self)]
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}
