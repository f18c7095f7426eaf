//! A backtest as people and programs read it.

mod charts;
mod content;
mod rows;

pub(super) use content::{interval, signed};
pub(super) use rows::{Month, ahead, between, held, month_columns, rounded};

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value};
use crate::experiment::BacktestAnswer;

/// What marks it on disk.
pub(super) const BACKTEST: Kind = Kind { name: "linestop backtest", file: "backtest.json" };

impl Study for BacktestAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(BACKTEST, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn more(&self) -> Vec<Data<'_>> {
        vec![rows::coverage(self), rows::observed(self)]
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        vec![rows::months(self)]
    }

    fn charts(&self, _: &Value) -> Charts {
        charts::charts(self)
    }
}
