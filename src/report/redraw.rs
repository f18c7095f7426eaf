//! Charts of a result that was read back: the same as were drawn when it was simulated.

use serde_json::Value;

use super::read::{Answer, Found};
use super::{
    Also, ExplainManifest, backtest_charts, calibration_charts, charts, comparison_charts, deadline_charts,
    diff_charts, lead_time_charts, pooled_charts, roll_charts, sensitivity_charts, sizing_charts, story_charts,
    stress_charts, survey_charts, sweep_charts,
};
use crate::chart::Chart;

impl Found {
    /// All its charts with their names, which are those of their files without ending.
    #[must_use]
    pub fn charts(&self) -> Vec<(String, Chart)> {
        match &self.answer {
            Answer::Story(story) => {
                let options = story_options(&self.manifest.options);
                named(story_charts(story, options.site.as_deref(), options.all))
            }
            answer => answer.charts(),
        }
    }
}

impl Answer {
    /// All its charts with their names; of a story, those of the line that loses most.
    #[must_use]
    pub fn charts(&self) -> Vec<(String, Chart)> {
        match self {
            Self::Run(answer) => named(charts(answer)),
            Self::Comparison(answer) => named(comparison_charts(answer)),
            Self::Sizing(answer) => named(sizing_charts(answer)),
            Self::Stress(answer) => named(stress_charts(answer)),
            Self::Sweep(answer) => named(sweep_charts(answer)),
            Self::Sensitivity(answer) => named(sensitivity_charts(answer)),
            Self::Backtest(answer) => named(backtest_charts(answer)),
            Self::Pooled(answer) => named(pooled_charts(answer)),
            Self::Calibration(answer) => named(calibration_charts(answer)),
            Self::Diff(answer) => named(diff_charts(answer)),
            Self::Deadlines(answer) => named(deadline_charts(answer)),
            Self::Roll(answer) => named(roll_charts(answer)),
            Self::LeadTimes(answer) => named(lead_time_charts(answer)),
            Self::Survey(answer) => named(survey_charts(answer)),
            Self::Story(story) => named(story_charts(story, None, false)),
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
