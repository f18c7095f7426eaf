//! What a kind of result says of itself, once. Terminal, page, workbook and files only draw it.

use jiff::civil::Date;

use super::words::{date, thousands};
use crate::experiment::ScenarioFacts;

// What a kind needs to say it.
pub(super) use super::assumptions::Assumptions;
pub(super) use super::columns::Layout;
pub(super) use super::content::Content;
pub(super) use super::data::Data;
pub(super) use crate::chart::Chart;
pub(super) use serde_json::Value;
pub(super) use std::sync::atomic::AtomicBool;

/// Charts with the names of their files, without ending.
pub(super) type Charts = Vec<(String, Chart)>;

/// A kind of result: what marks it on disk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// What its manifest calls it: "linestop" and the command.
    pub name: &'static str,
    /// The file with its answer.
    pub file: &'static str,
}

/// What a result is of, and how it was simulated.
pub(super) struct Facts<'a> {
    /// Its kind.
    pub kind: Kind,
    /// The scenario; of several, the base; nothing where the result is of none.
    pub scenario: Option<&'a ScenarioFacts>,
    /// Seed of all random numbers; 0 where nothing is simulated.
    pub seed: u64,
    /// Number of trials; 0 where nothing is simulated.
    pub trials: u64,
    /// The first day that it is about.
    pub start: Date,
    /// Number of days.
    pub horizon_days: u32,
}

impl<'a> Facts<'a> {
    /// Of trials of a scenario.
    pub(super) fn of(kind: Kind, scenario: impl Into<Option<&'a ScenarioFacts>>, (seed, trials): (u64, u64)) -> Self {
        let scenario = scenario.into();
        let (start, horizon_days) = scenario.map_or((Date::ZERO, 0), |facts| (facts.start, facts.horizon_days));
        Self { kind, scenario, seed, trials, start, horizon_days }
    }
}

/// A result that can be shown. `asked` are the options of its command, as the manifest has them; of an answer that is
/// in no folder, nothing.
pub(super) trait Study {
    /// What it is of.
    fn facts(&self) -> Facts<'_>;

    /// Its time, as a page names it.
    fn span(&self) -> Vec<(&'static str, String)> {
        let facts = self.facts();
        let days = thousands(u64::from(facts.horizon_days));
        vec![("First day", date(facts.start)), ("Horizon", format!("{days} days"))]
    }

    /// As text on a terminal.
    fn text(&self, _asked: &Value, layout: Layout) -> String {
        self.content(None).draw(layout)
    }

    /// Words and tables for people; with what the scenario assumes, where that is at hand.
    fn content(&self, assumed: Option<&Assumptions>) -> Content;

    /// The answer as a table: the first sheet of a workbook.
    fn summary(&self) -> Data<'_>;

    /// Tables that a workbook has before those of the files.
    fn more(&self) -> Vec<Data<'_>> {
        Vec::new()
    }

    /// Tables that are files, in the order in which they are told. To hand out one that is not held stops when asked
    /// to.
    fn tables<'a>(&'a self, stop: &'a AtomicBool) -> Vec<Data<'a>>;

    /// Its charts.
    fn charts(&self, asked: &Value) -> Charts;
}

/// Charts of one name: the first has no number.
pub(super) fn numbered(name: &str, charts: impl IntoIterator<Item = Chart>) -> impl Iterator<Item = (String, Chart)> {
    let named = move |at: usize| if at == 1 { name.to_owned() } else { format!("{name}-{at}") };
    (1..).map(named).zip(charts)
}

/// Charts of fixed names.
pub(super) fn named(charts: Vec<(&'static str, Chart)>) -> Charts {
    charts.into_iter().map(|(name, chart)| (name.to_owned(), chart)).collect()
}
