//! A run as people and programs read it.

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Layout, Study, Value, named};
use super::workbook::lines;
use super::{bands, charts, costs, desks, licences, missing, outcomes, page, quotas, register, table};
use crate::experiment::RunAnswer;

/// What marks it on disk.
pub(super) const RUN: Kind = Kind { name: "linestop run", file: "summary.json" };

impl Study for RunAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(RUN, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn text(&self, _: &Value, layout: Layout) -> String {
        let books = if self.run.audited { "The books balance in every trial.\n" } else { "" };
        table::render(self, layout) + books
    }

    fn content(&self, assumed: Option<&Assumptions>) -> Content {
        page::run::content(self, assumed)
    }

    fn summary(&self) -> Data<'_> {
        lines::summary(self)
    }

    fn more(&self) -> Vec<Data<'_>> {
        lines::more(self)
    }

    fn tables<'a>(&'a self, stop: &'a AtomicBool) -> Vec<Data<'a>> {
        let mut tables = vec![lines::lines(self), lines::first(self)];
        if !self.thresholds.is_empty() {
            tables.push(lines::thresholds(self));
        }
        tables.extend([
            bands::table(self),
            desks::halted(self),
            licences::table(self),
            desks::bands(self),
            desks::waits(self),
        ]);
        if self.authorities.iter().any(|authority| !authority.offices.is_empty()) {
            tables.push(desks::offices(self));
        }
        if self.authorities.iter().any(|authority| !authority.quotas.is_empty()) {
            tables.push(quotas::table(self));
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
