//! A backtest of several series as people and programs read it.

mod charts;
mod content;
mod rows;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use crate::experiment::PooledAnswer;

/// What marks it on disk.
pub(super) const POOLED: Kind = Kind { name: "linestop backtest of several series", file: "pooled.json" };

impl Study for PooledAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(POOLED, self.series.first().map(|series| &series.scenario), (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        vec![rows::scores(self), rows::forecasts(self), rows::reliability(self)]
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}
