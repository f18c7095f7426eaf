//! What matters, as people and programs read it.

mod charts;
mod content;
mod phrases;
mod rows;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value};
use crate::experiment::{Estimate, ParameterFacts, SensitivityAnswer, Swing};

/// What marks it on disk.
pub(super) const SENSITIVITY: Kind = Kind { name: "linestop sensitivity", file: "sensitivity.json" };

impl Study for SensitivityAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(SENSITIVITY, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
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

/// Whether both ends can be told apart.
fn known(swing: &Swing) -> bool {
    let Estimate { low, high, .. } = swing.swing;
    low.zip(high).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
}

/// Facts of a parameter by its name.
fn parameter<'a>(answer: &'a SensitivityAnswer, name: &str) -> Option<&'a ParameterFacts> {
    answer.parameters.iter().find(|parameter| parameter.name == name)
}

/// Its name for people.
fn title<'a>(answer: &'a SensitivityAnswer, name: &'a str) -> &'a str {
    parameter(answer, name).map_or(name, |facts| &facts.title)
}
