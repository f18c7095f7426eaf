//! The columns of a sheet: which heading is which, what has no place, and units that were changed.

use super::grid::{Found, Grid, cell_name};
use super::layout::{Column, EARLIER_UNITS, Sheet, heading};
use crate::reading::{fold, some};
use crate::scenario::words::nearest;

/// Where the columns of a sheet are.
#[derive(Debug, Default)]
pub(super) struct Headings {
    /// The row that holds them.
    pub row: usize,
    /// For each column of the layout, where it is.
    pub places: Vec<Option<usize>>,
    /// What is wrong, with row and column.
    pub problems: Vec<(usize, usize, String)>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// Whether something stands in a row.
pub(super) fn filled(row: &[Found]) -> bool {
    row.iter().any(|cell| *cell != Found::Nothing)
}

/// Finds the headings: the first row that has something in it. Nothing if no row has.
pub(super) fn find(sheet: &Sheet, grid: &Grid) -> Option<Headings> {
    let row = grid.rows.iter().position(|row| filled(row))?;
    let mut found = Headings { row, places: vec![None; sheet.columns.len()], ..Headings::default() };
    let mut strange = Vec::new();
    for (at, cell) in grid.rows[row].iter().enumerate() {
        if *cell == Found::Nothing {
            continue;
        }
        let text = cell.shown();
        let (name, unit) = parts(&text);
        match sheet.columns.iter().position(|known| fold(known.name) == fold(name)) {
            Some(known) if found.places[known].is_some() => {
                found.problems.push((row, at, format!("there are two columns “{name}”")));
            }
            Some(known) => {
                found.places[known] = Some(at);
                if let Some(wrong) = unit.and_then(|unit| other_unit(&sheet.columns[known], unit)) {
                    found.problems.push((row, at, wrong));
                }
            }
            None => strange.push((at, name.to_owned())),
        }
    }
    let absent = |column: &&Column| {
        let at = sheet.columns.iter().position(|known| known.name == column.name);
        at.is_some_and(|at| found.places[at].is_none())
    };
    let missing: Vec<&Column> = sheet.columns.iter().filter(absent).collect();
    let needed = missing.iter().any(|column| column.needed);
    for (at, name) in strange {
        // What is like a column that is not there is that column, misspelt.
        match nearest(&name, missing.iter().map(|column| column.name)) {
            Some(meant) => {
                let text = format!("“{name}” is no column of this sheet; did you mean “{meant}”?");
                found.problems.push((row, at, text));
            }
            None if needed => {
                let other = "; take it out, or put it on a sheet of your own";
                found.problems.push((row, at, format!("“{name}” is no column of this sheet{other}")));
            }
            None => {
                let place = cell_name(row, at);
                found.notes.push(format!("{place}: “{name}” is no column of this sheet and was left out"));
            }
        }
    }
    for column in missing.iter().filter(|column| column.needed) {
        found.problems.push((row, 0, format!("the column “{}” is missing", column.name)));
    }
    Some(found)
}

/// The name in a heading, and the unit in brackets behind it.
fn parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once(['(', '[']) {
        Some((name, unit)) => (name.trim(), Some(unit.trim().trim_end_matches([')', ']']).trim())),
        None => (text.trim(), None),
    }
}

/// What is told of a heading whose unit was changed. Only numbers have units; words in other brackets are remarks.
fn other_unit(column: &Column, unit: &str) -> Option<String> {
    let earlier = EARLIER_UNITS.iter().any(|(name, before)| *name == column.name && fold(before) == fold(unit));
    let changed = column.allowed.counts() && fold(unit) != fold(column.unit) && !earlier;
    changed.then(|| {
        format!(
            "the unit was changed to “{unit}”; the numbers of this column are read as “{}”: convert them and put the heading back",
            heading(column)
        )
    })
}

/// Cells below no heading, told once.
pub(super) fn without_heading(grid: &Grid, headings: &Headings) -> Option<String> {
    let titles = &grid.rows[headings.row];
    let nameless = |column: &usize| titles.get(*column).is_none_or(|title| *title == Found::Nothing);
    let rows = grid.rows.iter().enumerate().skip(headings.row + 1);
    let cells: Vec<String> = rows
        .flat_map(|(row, cells)| {
            let filled = (0..cells.len()).filter(|column| cells[*column] != Found::Nothing);
            filled.filter(nameless).map(move |column| cell_name(row, column)).collect::<Vec<_>>()
        })
        .collect();
    let verb = if cells.len() == 1 { "has" } else { "have" };
    (!cells.is_empty()).then(|| {
        format!(
            "{} {verb} no heading and {} left out",
            some("cell", &cells),
            if cells.len() == 1 { "was" } else { "were" }
        )
    })
}
