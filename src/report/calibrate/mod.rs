//! A calibration as people and programs read it: what was learned, and a scenario that draws from it.

mod charts;
mod content;
mod rows;

use serde_json::{Map, json};

use super::study::{Assumptions, AtomicBool, Charts, Content, Data, Facts, Kind, Study, Value, named};
use crate::experiment::{CalibrateAnswer, Calibrated};

/// What marks it on disk.
pub(super) const CALIBRATE: Kind = Kind { name: "linestop calibrate", file: "calibration.json" };
/// File of the joint draws.
const DRAWS: &str = "posterior.csv";

impl Study for CalibrateAnswer {
    fn facts(&self) -> Facts<'_> {
        Facts::of(CALIBRATE, &self.scenario, (self.run.seed, self.run.trials))
    }

    fn content(&self, _: Option<&Assumptions>) -> Content {
        content::content(self)
    }

    fn summary(&self) -> Data<'_> {
        rows::summary(self)
    }

    fn more(&self) -> Vec<Data<'_>> {
        vec![rows::summaries(self), rows::observed(self)]
    }

    fn tables<'a>(&'a self, _: &'a AtomicBool) -> Vec<Data<'a>> {
        rows::tables(self)
    }

    fn charts(&self, _: &Value) -> Charts {
        named(charts::charts(self))
    }
}

/// File name of the fitted scenario.
pub(crate) fn calibrated_name(answer: &CalibrateAnswer) -> String {
    format!("{}-calibrated.json", answer.scenario.name)
}

/// The scenario with the fitted parameters as joint draws.
pub(crate) fn calibrated(answer: &CalibrateAnswer, extends: &str) -> Value {
    let reason = format!(
        "fitted to {} months of \"{}\" by rejection with regression adjustment: {} of {} trials kept",
        answer.months.len(),
        answer.series,
        answer.kept,
        answer.run.trials
    );
    let records = "fitted to dated licence records by maximum likelihood; draws of the normal distribution that the estimate tends to";
    let parameter = |p: &Calibrated| {
        json!({
            "value": {
                "empirical": {"csv": DRAWS, "column": p.name, "together": "posterior"},
                "assumption": if p.from_records { records } else { &reason },
            }
        })
    };
    let parameters: Map<String, Value> = answer
        .parameters
        .iter()
        .map(|p| {
            let mut value = parameter(p);
            value["low"] = json!(p.posterior.p05);
            value["high"] = json!(p.posterior.p95);
            (p.name.clone(), value)
        })
        .collect();
    json!({
        "extends": extends,
        "title": format!("{}, calibrated", answer.scenario.title),
        "parameters": parameters,
    })
}
