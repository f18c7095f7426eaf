//! Scenarios from sheets: what buyers fill in, as a workbook or a folder of CSV files, becomes a scenario.
//!
//! Each number remembers its cell, so that whatever is wrong, here or in the checks that every scenario undergoes, is
//! told by sheet and cell.

mod book;
mod build;
mod cells;
mod circles;
pub(crate) mod exports;
mod grid;
mod headings;
pub(crate) mod layout;
mod template;
mod workbook;

use std::path::Path;

use super::load::{Loaded, from_value};
use super::printed;
use super::problem::{Problem, Severity};
use crate::reading::{Locale, same};
pub use template::{template, template_files};

use book::Book;
use build::{Built, Places};

/// What became of some sheets.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The scenario as text: JSON, a line for what belongs together.
    pub text: String,
    /// The scenario as it was checked.
    pub loaded: Loaded,
    /// What is legal but suspicious, with its cell.
    pub warnings: Vec<String>,
    /// What is good to know about how the sheets were read: what was left out, merged cells, letters of old files.
    pub notes: Vec<String>,
}

/// Reads a workbook or a folder of CSV files as a scenario. Numbers and dates that are words are written as the sheet
/// Scenario says, or else as `locale`.
///
/// # Errors
/// Everything that is wrong, a line each, by sheet and cell; many cells with one cause are one line.
pub fn import(path: &Path, locale: Locale) -> Result<Imported, Vec<String>> {
    let wanted = |name: &str| layout::SHEETS.iter().any(|sheet| same(sheet.name, name));
    let mut book = Book::new(grid::read(path, &wanted)?, locale);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Built { scenario, places } = build::scenario(&mut book, &name);
    circles::note(&mut book);
    if book.has_problems() {
        return Err(book.told());
    }
    match from_value(scenario.clone()) {
        Ok(loaded) => {
            let warnings = loaded.warnings.iter().map(|problem| placed(problem, &places, &book, &name)).collect();
            Ok(Imported { text: printed(&scenario), loaded, warnings, notes: book.notes() })
        }
        Err(problems) => {
            let errors = problems.problems.iter().filter(|problem| problem.severity == Severity::Error);
            let mut unplaced = Vec::new();
            for problem in errors {
                match places.find(&problem.field) {
                    Some(spot) => book.wrong_at(spot, in_words(problem)),
                    None => unplaced.push(format!("{name}: {}", in_words(problem))),
                }
            }
            Err([book.told(), unplaced].concat())
        }
    }
}

fn placed(problem: &Problem, places: &Places, book: &Book, name: &str) -> String {
    let place = places.find(&problem.field).map_or(name.to_owned(), |spot| book.place(spot));
    format!("{place}: {}", in_words(problem))
}

fn in_words(problem: &Problem) -> String {
    match &problem.allowed {
        Some(allowed) if !problem.message.contains(allowed) => format!("{}; allowed: {allowed}", problem.message),
        _ => problem.message.clone(),
    }
}
