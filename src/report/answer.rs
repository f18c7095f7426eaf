//! An answer as a program shows it: text, JSON, charts, tables as typed columns.

use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::data::Data;
use super::read::{Answer, Found, ReadError, checked};
use super::typed::TypedTable;
use super::{
    Layout, backtest, calibrate, comparison, deadline, diff, lead_times, outcomes, pooled, render_backtest,
    render_calibrate, render_compare, render_deadline, render_diff, render_explain, render_lead_times, render_pooled,
    render_roll, render_run, render_sensitivity, render_size, render_stress, render_survey, render_sweep, roll,
    sensitivity, sizing, story, stress, survey, sweep, tables,
};

/// Nobody stops what is put together in memory.
static ON: AtomicBool = AtomicBool::new(false);

impl Answer {
    /// The same text as its command prints, so many characters wide, without colours.
    #[must_use]
    pub fn text(&self, width: u16) -> String {
        let layout = Layout { width: width.max(40), colour: false };
        match self {
            Self::Run(answer) => render_run(answer, layout),
            Self::Comparison(answer) => render_compare(answer, layout),
            Self::Sizing(answer) => render_size(answer, layout),
            Self::Stress(answer) => render_stress(answer, layout),
            Self::Sweep(answer) => render_sweep(answer, layout),
            Self::Sensitivity(answer) => render_sensitivity(answer, layout),
            Self::Story(answer) => render_explain(answer, None, false, layout),
            Self::Backtest(answer) => render_backtest(answer, layout),
            Self::Pooled(answer) => render_pooled(answer, layout),
            Self::Calibration(answer) => render_calibrate(answer, layout),
            Self::Diff(answer) => render_diff(answer, layout),
            Self::Deadlines(answer) => render_deadline(answer, layout),
            Self::Roll(answer) => render_roll(answer, layout),
            Self::LeadTimes(answer) => render_lead_times(answer, layout),
            Self::Survey(answer) => render_survey(answer, layout),
        }
    }

    /// The same text as `--json` prints.
    ///
    /// # Errors
    /// When a number in it cannot be written as JSON.
    pub fn json(&self) -> serde_json::Result<String> {
        fn text(answer: &impl Serialize) -> serde_json::Result<String> {
            serde_json::to_string_pretty(answer)
        }
        match self {
            Self::Run(answer) => text(answer),
            Self::Comparison(answer) => text(answer),
            Self::Sizing(answer) => text(answer),
            Self::Stress(answer) => text(answer),
            Self::Sweep(answer) => text(answer),
            Self::Sensitivity(answer) => text(answer),
            Self::Story(answer) => text(answer),
            Self::Backtest(answer) => text(answer),
            Self::Pooled(answer) => text(answer),
            Self::Calibration(answer) => text(answer),
            Self::Diff(answer) => text(answer),
            Self::Deadlines(answer) => text(answer),
            Self::Roll(answer) => text(answer),
            Self::LeadTimes(answer) => text(answer),
            Self::Survey(answer) => text(answer),
        }
    }

    /// Names of its tables, which are those of their files without ending.
    #[must_use]
    pub fn tables(&self) -> Vec<&'static str> {
        self.data().iter().map(|data| data.name).collect()
    }

    /// A table as typed columns. Outcomes of single trials are taken out of the answer: they are large, and in memory
    /// once.
    ///
    /// # Errors
    /// None that are known.
    pub fn table(&mut self, name: &str) -> std::io::Result<Option<TypedTable>> {
        match self {
            Self::Run(answer) if name == outcomes::NAME && answer.run.outcomes_kept => {
                Ok(Some(outcomes::taken(answer)?))
            }
            _ => self.data().iter().find(|data| data.name == name).map(TypedTable::of).transpose(),
        }
    }

    fn data(&self) -> Vec<Data<'_>> {
        match self {
            Self::Run(answer) => tables::tables(answer, &ON),
            Self::Comparison(answer) => comparison::rows::tables(answer),
            Self::Sizing(answer) => sizing::tables(answer),
            Self::Stress(answer) => stress::tables(answer),
            Self::Sweep(answer) => sweep::tables(answer),
            Self::Sensitivity(answer) => sensitivity::rows::tables(answer),
            Self::Story(answer) => story::tables(answer),
            Self::Backtest(answer) => backtest::tables(answer),
            Self::Pooled(answer) => pooled::tables(answer),
            Self::Calibration(answer) => calibrate::rows::tables(answer),
            Self::Diff(answer) => diff::tables(answer),
            Self::Deadlines(answer) => deadline::tables(answer),
            Self::Roll(answer) => roll::tables(answer),
            Self::LeadTimes(answer) => lead_times::tables(answer),
            Self::Survey(answer) => survey::tables(answer),
        }
    }
}

impl Found {
    /// A table as typed columns; outcomes of single trials are read from their file.
    ///
    /// # Errors
    /// When that file cannot be read, or is not as linestop wrote it.
    pub fn table(&mut self, name: &str) -> Result<Option<TypedTable>, ReadError> {
        let file = format!("{name}.csv");
        match &self.answer {
            Answer::Run(answer) if name == outcomes::NAME && answer.run.outcomes_kept => {
                let csv = checked(&self.folder, &file, &self.manifest)?;
                let unreadable = |why| ReadError::Unreadable { file: self.folder.join(&file), why };
                outcomes::read_back(answer, &csv).map(Some).map_err(unreadable)
            }
            _ => {
                let refused = |source| ReadError::Refused { file: self.folder.join(&file), source };
                self.answer.table(name).map_err(refused)
            }
        }
    }
}
