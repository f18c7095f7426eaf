//! Lead times as people and programs read them: by vendor, with what is pasted into a scenario.

mod charts;
mod content;
mod rows;

pub(super) use rows::within;

use serde_json::{Map, json};

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use super::words::date;
use crate::experiment::{LeadTime, LeadTimesAnswer};

/// What marks it on disk.
pub(super) const LEAD_TIMES: Kind = Kind { name: "linestop calibrate --lead-times", file: "lead-times.json" };
/// File of what can be pasted into lanes.
pub(crate) const TRANSIT: &str = "transit.json";

impl Study for LeadTimesAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts {
            kind: LEAD_TIMES,
            scenario: None,
            seed: 0,
            trials: 0,
            start: self.since,
            horizon_days: u32::try_from((self.until - self.since).get_days()).unwrap_or(0),
        }
    }

    fn span(&self) -> Vec<(&'static str, String)> {
        vec![("Orders", format!("{} to {}", date(self.since), date(self.until)))]
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        vec![rows::lead_times(self), rows::curves(self)]
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}

/// What can be pasted into the lanes of each vendor.
pub(crate) fn snippets(answer: &LeadTimesAnswer) -> Value {
    let one = |vendor: &LeadTime| {
        let mut transit = vendor.transit_days.clone();
        transit["source"] = vendor.source(answer).into();
        (vendor.vendor.clone(), json!({ "transit_days": transit }))
    };
    Value::Object(answer.vendors.iter().map(one).collect::<Map<_, _>>())
}
