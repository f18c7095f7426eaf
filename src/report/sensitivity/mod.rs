//! What matters, as people and programs read it.

mod charts;
mod page;
pub(super) mod phrases;
pub(super) mod rows;
mod table;

pub(super) use table::known;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Layout, Study, Value};
use crate::experiment::{ParameterFacts, SensitivityAnswer};

/// What marks it on disk.
pub(super) const SENSITIVITY: Kind = Kind { name: "linestop sensitivity", file: "sensitivity.json" };

impl Study for SensitivityAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(SENSITIVITY, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn text(&self, _: &Value, layout: Layout) -> String {
        table::render(self, layout)
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        page::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn more(&self) -> Vec<Data<'_>> {
        vec![rows::courses(self)]
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        rows::tables(self)
    }

    fn charts(&self, _: &Value) -> Charts {
        charts::charts(self)
    }
}

/// Facts of a parameter by its name.
pub(super) fn parameter<'a>(answer: &'a SensitivityAnswer, name: &str) -> Option<&'a ParameterFacts> {
    answer.parameters.iter().find(|parameter| parameter.name == name)
}
