//! Charts of a result that was read back: the same as were drawn when it was simulated.

use serde_json::Value;

use super::read::{Answer, Found};
use super::{
    Also, ExplainManifest, backtest_charts, calibration_charts, charts, comparison_charts, deadline_charts,
    diff_charts, lead_time_charts, pooled_charts, roll_charts, sensitivity_charts, sizing_charts, story_charts,
    stress_charts, sweep_charts,
};
use crate::chart::Chart;

impl Found {
    /// All its charts with their names, which are those of their files without ending.
    #[must_use]
    pub fn charts(&self) -> Vec<(String, Chart)> {
        match &self.answer {
            Answer::Run(answer) => named(charts(answer)),
            Answer::Comparison(answer) => named(comparison_charts(answer)),
            Answer::Sizing(answer) => named(sizing_charts(answer)),
            Answer::Stress(answer) => named(stress_charts(answer)),
            Answer::Sweep(answer) => named(sweep_charts(answer)),
            Answer::Sensitivity(answer) => named(sensitivity_charts(answer)),
            Answer::Backtest(answer) => named(backtest_charts(answer)),
            Answer::Pooled(answer) => named(pooled_charts(answer)),
            Answer::Calibration(answer) => named(calibration_charts(answer)),
            Answer::Diff(answer) => named(diff_charts(answer)),
            Answer::Deadlines(answer) => named(deadline_charts(answer)),
            Answer::Roll(answer) => named(roll_charts(answer)),
            Answer::LeadTimes(answer) => named(lead_time_charts(answer)),
            Answer::Story(story) => {
                let options = story_options(&self.manifest.options);
                named(story_charts(story, options.site.as_deref(), options.all))
            }
        }
    }
}

/// What was asked of a story; of a manifest that does not say it, nothing.
pub(super) fn story_options(options: &Value) -> ExplainManifest {
    serde_json::from_value(options.clone()).unwrap_or(ExplainManifest {
        trial: 0,
        pick: None,
        site: None,
        all: false,
        also: Also { charts: true, parquet: false, xlsx: false },
    })
}

fn named(charts: Vec<(impl Into<String>, Chart)>) -> Vec<(String, Chart)> {
    charts.into_iter().map(|(name, chart)| (name.into(), chart)).collect()
}
