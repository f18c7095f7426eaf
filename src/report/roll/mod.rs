//! A scenario with a new first day as people and programs read it.

mod charts;
mod content;
mod rows;
mod words;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use crate::experiment::RollAnswer;

/// What marks it on disk.
pub(super) const ROLL: Kind = Kind { name: "linestop roll", file: "roll.json" };

impl Study for RollAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts {
            kind: ROLL,
            scenario: Some(&self.old),
            seed: 0,
            trials: 0,
            start: self.new.start,
            horizon_days: self.new.horizon_days,
        }
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
