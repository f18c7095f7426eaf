//! What a result says: heading, sentences, figures, tables. Plain data, which the terminal draws here and the page by its
//! template.

use serde::Serialize;

use super::columns::{Layout, bold, paragraph};
use super::run::Board;
use super::words::upper_first;

pub(super) use super::shown::{Said, Table, number, words};

/// Words and tables of one result.
#[derive(Default, Serialize)]
pub(super) struct Content {
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
    /// What must be known to read the numbers, wherever they are shown.
    pub notes: Vec<String>,
    /// How the numbers are to be read, where there is room for it.
    pub reading: Vec<String>,
}

impl Content {
    /// As text on a terminal: the answer first, then the tables that have a file for what has no room here.
    pub(super) fn draw(&self, layout: Layout) -> String {
        let mut text = String::new();
        paragraph(&mut text, &bold(&self.title, layout), layout);
        paragraph(&mut text, &self.basis, layout);
        sentences(&mut text, &self.answers, layout);
        for table in &self.tables {
            table.draw(&mut text, layout);
        }
        sentences(&mut text, &self.drivers, layout);
        for table in &self.driver_tables {
            table.draw(&mut text, layout);
        }
        sentences(&mut text, &self.notes, layout);
        text
    }
}

/// A group of sentences, each on a line of its own.
fn sentences(text: &mut String, said: &[String], layout: Layout) {
    if !said.is_empty() {
        text.push('\n');
    }
    for sentence in said {
        paragraph(text, sentence, layout);
    }
}

/// A number that stands out.
#[derive(Serialize)]
pub(super) struct Figure {
    /// The number with its unit.
    pub value: String,
    /// Its interval, or nothing.
    pub interval: String,
    /// What it is.
    pub label: String,
}

/// Lines (or alternatives) that can be shown alone, and groups of them.
#[derive(Serialize)]
pub(super) struct Chooser {
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
    pub(super) fn new(what: &'static str, group: &'static str, choices: Vec<(String, String)>) -> Option<Self> {
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

/// With a capital letter at its beginning and a stop at its end.
pub(super) fn sentence(text: &str) -> String {
    format!("{}.", upper_first(text.trim_end_matches('.')))
}

/// A number that stands out.
pub(super) fn figure(value: impl Into<String>, interval: impl Into<String>, label: impl Into<String>) -> Figure {
    Figure { value: value.into(), interval: interval.into(), label: label.into() }
}

/// "64.6 % (63.7–65.6)" as a number that stands out, with its interval in words; `before` stands before the number.
pub(super) fn split(before: &str, said: &Said, label: impl Into<String>) -> Figure {
    let interval = if said.bracket.is_empty() { String::new() } else { format!("95\u{a0}% interval {}", said.bracket) };
    figure(format!("{before}{}", said.head), interval, label)
}
