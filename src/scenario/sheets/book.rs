//! Sheets as they were found, held against those that are asked for: rows with their cells, and all that is wrong.

use std::collections::HashMap;

use serde_json::Value;

use super::cells;
use super::grid::{Found, Grid, cell_name};
use super::layout::{Allowed, Column, SHEETS, Sheet};
use crate::scenario::words::nearest;

/// A place, in the order in which problems are told: sheet, row, column; rows and columns count from 0.
pub type Spot = (usize, usize, usize);

/// A row that has something in it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which sheet, as in [`SHEETS`].
    pub sheet: usize,
    /// Which row.
    pub at: usize,
    /// Its cells, as the sheet's columns; each with its column, if the sheet has that.
    cells: Vec<(Found, Option<usize>)>,
}

/// All rows, the names that they give, and what is wrong so far.
#[derive(Debug, Default)]
pub struct Book {
    rows: Vec<Vec<Row>>,
    shown: Vec<String>,
    /// Sheets that are not there, and the ones that they may be called instead.
    missing: HashMap<&'static str, String>,
    /// Of Materials, Sites and Licences: names in small letters, and their keys in the scenario.
    names: HashMap<&'static str, Vec<(String, String)>>,
    problems: Vec<(Spot, String)>,
}

impl Book {
    /// Finds the sheets and their columns.
    pub fn new(grids: &[Grid]) -> Self {
        let mut book = Self::default();
        for (at, sheet) in SHEETS.iter().enumerate() {
            let grid = grids.iter().find(|grid| grid.name.trim().eq_ignore_ascii_case(sheet.name));
            book.shown.push(grid.map_or_else(|| sheet.name.to_owned(), |grid| grid.shown.clone()));
            let rows = grid.map_or_else(Vec::new, |grid| book.rows_of(at, sheet, grid));
            if grid.is_none() {
                let meant = nearest(sheet.name, grids.iter().map(|grid| grid.name.as_str()))
                    .map_or(String::new(), |name| format!("; is it the one called “{name}”?"));
                let words = format!("there is no sheet “{}”{meant}", sheet.name);
                if sheet.needed {
                    book.problems.push(((at, 0, 0), words.clone()));
                }
                book.missing.insert(sheet.name, words);
            }
            book.rows.push(rows);
        }
        for sheet in ["Materials", "Sites", "Licences"] {
            book.collect_names(sheet);
        }
        book
    }

    fn rows_of(&mut self, at: usize, sheet: &Sheet, grid: &Grid) -> Vec<Row> {
        let filled = |row: &Vec<Found>| row.iter().any(|cell| *cell != Found::Nothing);
        let Some(heading) = grid.rows.iter().position(filled) else {
            self.problems.push(((at, 0, 0), "the sheet is empty; its first row is to hold the headings".to_owned()));
            return Vec::new();
        };
        let mut places: Vec<Option<usize>> = vec![None; sheet.columns.len()];
        for (column, cell) in grid.rows[heading].iter().enumerate() {
            if *cell == Found::Nothing {
                continue;
            }
            let text = cell.shown();
            let name = text.split('(').next().unwrap_or_default().trim();
            let spot = (at, heading, column);
            match sheet.columns.iter().position(|known| known.name.eq_ignore_ascii_case(name)) {
                Some(known) if places[known].is_some() => {
                    self.problems.push((spot, format!("there are two columns “{name}”")));
                }
                Some(known) => places[known] = Some(column),
                None => {
                    let meant = nearest(name, sheet.columns.iter().map(|column| column.name));
                    let other = "; take it out, or put it on a sheet of your own".to_owned();
                    let meant = meant.map_or(other, |name| format!("; did you mean “{name}”?"));
                    self.problems.push((spot, format!("“{name}” is no column of this sheet{meant}")));
                }
            }
        }
        for (column, place) in sheet.columns.iter().zip(&places) {
            if column.needed && place.is_none() {
                self.problems.push(((at, heading, 0), format!("the column “{}” is missing", column.name)));
            }
        }
        let rows: Vec<Row> = grid
            .rows
            .iter()
            .enumerate()
            .skip(heading + 1)
            .filter(|(_, cells)| filled(cells))
            .map(|(row, cells)| {
                let cell = |place: &Option<usize>| match place {
                    Some(column) => (cells.get(*column).cloned().unwrap_or(Found::Nothing), Some(*column)),
                    None => (Found::Nothing, None),
                };
                Row { sheet: at, at: row, cells: places.iter().map(cell).collect() }
            })
            .collect();
        if rows.is_empty() && sheet.needed {
            self.problems.push(((at, heading + 1, 0), "nothing is filled in; at least one row is needed".to_owned()));
        }
        rows
    }

    /// Names of the first column of a sheet, with the keys that a scenario gives them.
    fn collect_names(&mut self, sheet: &'static str) {
        let mut names: Vec<(String, String)> = Vec::new();
        let mut firsts: HashMap<String, Spot> = HashMap::new();
        for row in self.rows(sheet) {
            let (found, column) = &row.cells[0];
            let (name, spot) = (found.shown(), (row.sheet, row.at, column.unwrap_or(0)));
            let folded = name.to_lowercase();
            if name.is_empty() {
                continue;
            }
            if let Some(first) = firsts.get(&folded) {
                let words = format!("“{name}” stands in {} already; a name belongs to one row", self.place(*first));
                self.problems.push((spot, words));
                continue;
            }
            firsts.insert(folded, spot);
            let mut key = key(&name);
            while names.iter().any(|(_, known)| *known == key) {
                key.push('_');
            }
            names.push((name, key));
        }
        self.names.insert(sheet, names);
    }

    /// The rows of a sheet.
    pub fn rows(&self, sheet: &str) -> Vec<Row> {
        let at = SHEETS.iter().position(|known| known.name == sheet);
        at.and_then(|at| self.rows.get(at)).cloned().unwrap_or_default()
    }

    /// The key of a name of a sheet.
    pub fn key_of(&self, sheet: &str, name: &str) -> Option<String> {
        let names = self.names.get(sheet)?;
        names.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, key)| key.clone())
    }

    /// A name of a sheet as it is written there, if it is.
    pub fn name_of(&self, sheet: &str, name: &str) -> Option<String> {
        let names = self.names.get(sheet)?;
        names.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(known, _)| known.clone())
    }

    /// What is to be said of a sheet that is not there.
    pub fn missing(&self, sheet: &str) -> Option<&str> {
        self.missing.get(sheet).map(String::as_str)
    }

    /// The value of a cell; nothing if it is empty or wrong, which is noted.
    pub fn value(&mut self, row: &Row, name: &str) -> Option<Value> {
        let (column, found, spot) = row.cell(name)?;
        if *found == Found::Nothing {
            if column.needed && row.has(name) {
                let allowed = cells::in_words(column.allowed);
                self.problems.push((spot, format!("“{}” is empty, allowed: {allowed}", column.name)));
            }
            return None;
        }
        match self.read(found, column.allowed) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.problems.push((spot, wrong));
                None
            }
        }
    }

    fn read(&self, found: &Found, allowed: Allowed) -> Result<Value, String> {
        match allowed {
            Allowed::Words | Allowed::Parts => match found {
                Found::Broken(_) => Err(cells::refuse(found, &cells::in_words(allowed))),
                _ => Ok(Value::from(found.shown())),
            },
            Allowed::Name(sheet) => {
                let name = found.shown();
                self.key_of(sheet, &name).map(Value::from).ok_or_else(|| self.unknown(sheet, &name))
            }
            Allowed::OneOf(choices) => cells::one_of(found, choices),
            Allowed::Number(..) | Allowed::Share | Allowed::Whole(..) => cells::number(found, allowed),
            Allowed::Date => cells::day(found),
            Allowed::Country | Allowed::Currency => cells::capitals(found, allowed),
            Allowed::Elements => cells::elements(found),
        }
    }

    fn unknown(&self, sheet: &str, name: &str) -> String {
        let names = self.names.get(sheet).map_or(&[][..], Vec::as_slice);
        match nearest(name, names.iter().map(|(known, _)| known.as_str())) {
            Some(meant) => format!("no row of the sheet {sheet} is called “{name}”; did you mean “{meant}”?"),
            None if names.is_empty() && self.missing.contains_key(sheet) => {
                format!("“{name}” is not known: {}", self.missing[sheet])
            }
            None if names.is_empty() => format!("no row of the sheet {sheet} is called “{name}”; it has no names yet"),
            None => {
                let mut known: Vec<String> = names.iter().take(8).map(|(known, _)| format!("“{known}”")).collect();
                if names.len() > known.len() {
                    known.push("…".to_owned());
                }
                format!("no row of the sheet {sheet} is called “{name}”, allowed: {}", known.join(", "))
            }
        }
    }

    /// The words of a cell, if there are any.
    pub fn words(&mut self, row: &Row, name: &str) -> Option<String> {
        self.value(row, name)?.as_str().map(str::to_owned)
    }

    /// Notes what is wrong with a cell.
    pub fn wrong(&mut self, row: &Row, name: &str, message: impl Into<String>) {
        self.problems.push((row.spot(name), message.into()));
    }

    /// Notes what is wrong at a place that is known otherwise.
    pub fn wrong_at(&mut self, spot: Spot, message: String) {
        self.problems.push((spot, message));
    }

    /// Whether something is wrong.
    pub fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// A place as spreadsheets name it.
    pub fn place(&self, (sheet, row, column): Spot) -> String {
        let shown = self.shown.get(sheet).map_or("", String::as_str);
        format!("{shown}!{}", cell_name(row, column))
    }

    /// All that is wrong, by sheet, row and column.
    pub fn told(mut self) -> Vec<String> {
        let mut problems = std::mem::take(&mut self.problems);
        problems.sort();
        problems.dedup();
        problems.into_iter().map(|(spot, text)| format!("{}: {text}", self.place(spot))).collect()
    }
}

impl Row {
    fn cell(&self, name: &str) -> Option<(&'static Column, &Found, Spot)> {
        let at = SHEETS[self.sheet].columns.iter().position(|column| column.name == name)?;
        let (found, column) = &self.cells[at];
        Some((&SHEETS[self.sheet].columns[at], found, (self.sheet, self.at, column.unwrap_or(0))))
    }

    /// Whether the sheet has the column at all: if not, that has been told once.
    fn has(&self, name: &str) -> bool {
        let at = SHEETS[self.sheet].columns.iter().position(|column| column.name == name);
        at.is_some_and(|at| self.cells[at].1.is_some())
    }

    /// The place of a cell.
    pub fn spot(&self, name: &str) -> Spot {
        self.cell(name).map_or((self.sheet, self.at, 0), |(.., spot)| spot)
    }

    /// What stands in a cell.
    pub fn found(&self, name: &str) -> &Found {
        self.cell(name).map_or(&Found::Nothing, |(_, found, _)| found)
    }
}

/// The key that a scenario gives a name: small letters, digits and underscores.
pub fn key(name: &str) -> String {
    let mut key = String::new();
    for letter in name.to_lowercase().chars() {
        if letter.is_alphanumeric() {
            key.push(letter);
        } else if !key.ends_with('_') && !key.is_empty() {
            key.push('_');
        }
    }
    let key = key.trim_end_matches('_').to_owned();
    if key.is_empty() { "unnamed".to_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_keys() {
        assert_eq!(
            ["Car plant", "Magnets (China)", "  ", "Öl & Gas"].map(key),
            ["car_plant", "magnets_china", "unnamed", "öl_gas"]
        );
    }
}
