//! A survey in classes as people and programs read it: by group, with what is pasted into a scenario.

mod charts;
mod content;
mod rows;

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use super::words::date;
use crate::experiment::SurveyAnswer;

/// What marks it on disk.
pub(super) const SURVEY: Kind = Kind { name: "linestop calibrate --survey", file: "survey.json" };
/// File of what can be pasted into a desk.
pub(crate) const REVIEW: &str = "review.json";

impl Study for SurveyAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts { kind: SURVEY, scenario: None, seed: 0, trials: 0, start: self.as_of, horizon_days: 0 }
    }

    fn span(&self) -> Vec<(&'static str, String)> {
        vec![("Day of the survey", date(self.as_of))]
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        vec![rows::survey(self), rows::classes(self)]
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}
