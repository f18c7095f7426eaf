//! A run as people and programs read it.

mod at_risk;
mod board;
mod content;
mod lines;
mod tables;
mod words;

pub(super) use at_risk::{FEW_LINES, MOST_LINES};
pub(super) use board::Board;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use super::{bands, charts, costs, desks, missing, outcomes, register};
use crate::experiment::RunAnswer;

/// What marks it on disk.
pub(super) const RUN: Kind = Kind { name: "linestop run", file: "summary.json" };

impl Study for RunAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(RUN, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn content(&self, assumed: Option<&Assumptions>) -> Content {
        content::content(self, assumed)
    }

    fn summary(&self) -> Data<'_> {
        lines::summary(self)
    }

    fn more(&self) -> Vec<Data<'_>> {
        vec![lines::exceedance(self)]
    }

    fn tables<'a>(&'a self, stop: &'a AtomicBool) -> Vec<Data<'a>> {
        let mut tables = vec![lines::lines(self), lines::first(self)];
        if !self.thresholds.is_empty() {
            tables.push(lines::thresholds(self));
        }
        tables.extend([
            bands::table(self),
            desks::halted(self),
            desks::licences(self),
            desks::bands(self),
            desks::waits(self),
        ]);
        if self.authorities.iter().any(|authority| !authority.offices.is_empty()) {
            tables.push(desks::offices(self));
        }
        if self.authorities.iter().any(|authority| !authority.quotas.is_empty()) {
            tables.push(desks::quotas(self));
        }
        if self.authorities.iter().any(|authority| !authority.watched.is_empty()) {
            tables.push(desks::watched(self));
        }
        tables.extend([desks::regimes(self), desks::network(self), missing::table(self), costs::table(self)]);
        if !self.register.is_empty() {
            tables.push(register::clients(self));
        }
        if !self.flows.is_empty() {
            tables.push(register::flows(self));
        }
        if self.run.outcomes_kept {
            tables.push(outcomes::table(self, stop));
        }
        tables
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}
