//! What a page says of a result: sentences, figures, tables. Plain data for the template.

use serde::Serialize;

use super::board::Board;

/// Words and tables of one result.
#[derive(Default, Serialize)]
pub(crate) struct Content {
    /// What was done, in a word: "Risk of halts", "Comparison".
    pub kind: &'static str,
    /// Heading of the result.
    pub title: String,
    /// Title of the scenario.
    pub scenario: String,
    /// Dates, number of trials, seed.
    pub basis: String,
    /// The answer in sentences, the most important first.
    pub answers: Vec<String>,
    /// The few numbers that matter most.
    pub figures: Vec<Figure>,
    /// What can be chosen to be shown alone: the word for it, and the choices.
    pub chooser: Option<Chooser>,
    /// The result in tables.
    pub tables: Vec<Table>,
    /// What drives the result: sentences and tables.
    pub drivers: Vec<String>,
    /// Tables to these.
    pub driver_tables: Vec<Table>,
    /// What a board is told of strategic raw materials.
    pub board: Option<Board>,
    /// How the numbers are to be read.
    pub reading: Vec<String>,
}

/// A number that stands out.
#[derive(Serialize)]
pub(crate) struct Figure {
    /// The number with its unit.
    pub value: String,
    /// Its interval, or nothing.
    pub interval: String,
    /// What it is.
    pub label: String,
}

/// Lines (or alternatives) that can be shown alone, and groups of them.
#[derive(Serialize)]
pub(crate) struct Chooser {
    /// "Line", "Alternative".
    pub what: &'static str,
    /// Name and group of each.
    pub choices: Vec<(String, String)>,
    /// "Sector"; empty if there is nothing to choose.
    pub group: &'static str,
    /// The groups.
    pub groups: Vec<String>,
}

impl Chooser {
    /// A chooser of names with their groups; groups are offered if there are several.
    pub(crate) fn new(what: &'static str, group: &'static str, choices: Vec<(String, String)>) -> Option<Self> {
        let mut groups: Vec<String> = Vec::new();
        for (_, group) in &choices {
            if !group.is_empty() && !groups.contains(group) {
                groups.push(group.clone());
            }
        }
        if groups.len() < 2 {
            groups.clear();
        }
        (choices.len() > 1).then_some(Self { what, choices, group, groups })
    }
}

/// A table that can be sorted.
#[derive(Serialize)]
pub(crate) struct Table {
    /// What it shows.
    pub title: String,
    /// What is to be known of it.
    pub note: String,
    /// Headings; whether the column is of numbers.
    pub columns: Vec<(String, bool)>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Serialize)]
pub(crate) struct Row {
    /// Name of the line (or alternative) that it is about; empty if of all.
    pub line: String,
    /// Cells: what is shown, and the number by which the row is sorted (nothing: by what is shown).
    pub cells: Vec<(String, Option<f64>)>,
}

impl Table {
    /// A table without rows: a title, and headings that end in `#` for columns of numbers.
    pub(crate) fn new(title: &str, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|name| match name.strip_suffix('#') {
            Some(name) => (name.to_owned(), true),
            None => ((*name).to_owned(), false),
        });
        Self { title: title.to_owned(), note: String::new(), columns: columns.collect(), rows: Vec::new() }
    }

    /// With a note below its title.
    pub(crate) fn noting(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }

    /// Adds a row about a line.
    pub(crate) fn row(&mut self, line: &str, cells: Vec<(String, Option<f64>)>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "{}", self.title);
        self.rows.push(Row { line: line.to_owned(), cells });
    }
}

/// With a capital letter at its beginning and a stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let first = letters.next().map_or(String::new(), |first| first.to_uppercase().collect());
    format!("{first}{}.", letters.as_str())
}

/// A cell of words.
pub(super) fn words(text: impl Into<String>) -> (String, Option<f64>) {
    (text.into(), None)
}

/// A cell of a number.
pub(super) fn number(text: impl Into<String>, value: f64) -> (String, Option<f64>) {
    (text.into(), Some(value))
}

/// A number that stands out.
pub(super) fn figure(value: impl Into<String>, interval: impl Into<String>, label: impl Into<String>) -> Figure {
    Figure { value: value.into(), interval: interval.into(), label: label.into() }
}

/// "64.6 % (63.7–65.6)" as the number and its interval in words.
pub(super) fn split(with_interval: &str, value: &str, label: impl Into<String>) -> Figure {
    match with_interval.split_once(" (") {
        Some((head, interval)) => {
            let interval = interval.trim_end_matches(')');
            figure(if value.is_empty() { head } else { value }, format!("95\u{a0}% interval {interval}"), label)
        }
        None => figure(if value.is_empty() { with_interval } else { value }, "", label),
    }
}
