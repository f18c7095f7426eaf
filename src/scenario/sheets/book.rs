//! Sheets as they were found, held against those that are asked for: rows with their cells, and all that is wrong.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::cells::{self, Wrong};
use super::grid::{Found, Grid, cell_name, column_name};
use super::headings::{self, filled};
use super::layout::{Allowed, Column, Presence, SHEETS, Sheet};
use crate::reading::{self, Locale, fold};
use crate::scenario::words::nearest;

/// A place, in the order in which problems are told: sheet, row, column; rows and columns count from 0.
pub(super) type Spot = (usize, usize, usize);

/// So many cells of a column with the same cause are told one by one.
const ONE_BY_ONE: usize = 3;
/// Digits of a whole number that a workbook keeps.
const KEPT: f64 = 1e15;

/// A row that has something in it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Which sheet, as in [`SHEETS`].
    pub sheet: usize,
    /// Which row.
    pub at: usize,
    /// Its cells, as the sheet's columns; each with its column, if the sheet has that.
    cells: Vec<(Found, Option<usize>)>,
}

/// All rows, the names that they give, and what is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Book {
    rows: Vec<Vec<Row>>,
    shown: Vec<String>,
    locale: Locale,
    /// Sheets that are not there, and the ones that they may be called instead.
    missing: HashMap<&'static str, String>,
    /// Of Materials, Sites and Licences.
    names: HashMap<&'static str, Names>,
    problems: Vec<(Spot, Wrong)>,
    /// Sheets whose fields semicolons separate, and the columns of them that were told of for it.
    semicolons: HashSet<usize>,
    doubted: HashSet<(usize, usize)>,
    notes: Vec<String>,
}

/// Names that a sheet gives.
#[derive(Debug, Default)]
struct Names {
    /// As they are written, with their keys in the scenario.
    list: Vec<(String, String)>,
    /// Where each stands in the list, by the name as names are compared.
    places: HashMap<String, usize>,
}

impl Names {
    fn find(&self, name: &str) -> Option<&(String, String)> {
        self.places.get(&fold(name)).map(|at| &self.list[*at])
    }
}

impl Book {
    /// Finds the sheets and their columns. Numbers and dates are written as the sheet Scenario says, or else as
    /// `locale`.
    pub(super) fn new(grids: Vec<Grid>, locale: Locale) -> Self {
        let mut book = Self { locale, ..Self::default() };
        let mut grids: Vec<Option<Grid>> = grids.into_iter().map(Some).collect();
        for (at, sheet) in SHEETS.iter().enumerate() {
            let is_it = |grid: &Option<Grid>| grid.as_ref().is_some_and(|grid| reading::same(&grid.name, sheet.name));
            let grid = grids.iter_mut().find(|grid| is_it(grid)).and_then(Option::take);
            book.shown.push(grid.as_ref().map_or_else(|| sheet.name.to_owned(), |grid| grid.shown.clone()));
            if grid.is_none() {
                let strange = |grid: &&Grid| !SHEETS.iter().any(|known| reading::same(known.name, &grid.name));
                let meant = nearest(sheet.name, grids.iter().flatten().filter(strange).map(|grid| grid.name.as_str()))
                    .map_or(String::new(), |name| format!("; is it the one called “{name}”?"));
                let words = format!("there is no sheet “{}”{meant}", sheet.name);
                if sheet.presence != Presence::Optional || !meant.is_empty() {
                    book.problems.push(((at, 0, 0), words.clone().into()));
                }
                book.missing.insert(sheet.name, words);
            }
            let rows = grid.map_or_else(Vec::new, |grid| book.rows_of(at, sheet, grid));
            book.rows.push(rows);
        }
        book.find_locale();
        for sheet in ["Materials", "Sites", "Licences"] {
            book.collect_names(sheet);
        }
        book
    }

    fn rows_of(&mut self, at: usize, sheet: &Sheet, mut grid: Grid) -> Vec<Row> {
        let Some(headings) = headings::find(sheet, &grid) else {
            if sheet.presence == Presence::Filled {
                let text = "the sheet is empty; its first row is to hold the headings".to_owned();
                self.problems.push(((at, 0, 0), text.into()));
            }
            return Vec::new();
        };
        for (row, column, text) in &headings.problems {
            self.problems.push(((at, *row, *column), text.clone().into()));
        }
        let notes = [grid.notes.clone(), fill_merged(&mut grid, headings.row)].concat();
        let notes = notes.into_iter().chain(headings::without_heading(&grid, &headings));
        if grid.semicolons {
            self.semicolons.insert(at);
        }
        let shown = &self.shown[at];
        self.notes.extend(notes.map(|note| format!("{shown}: {note}")));
        self.notes.extend(headings.notes.iter().map(|note| format!("{shown}!{note}")));
        let remark = |place: usize| matches!(sheet.columns[place].name, "Source" | "Reason");
        let mut rows = Vec::new();
        for (row, cells) in grid.rows.iter_mut().enumerate().skip(headings.row + 1) {
            let mut take =
                |column: usize| cells.get_mut(column).map_or(Found::Nothing, |c| std::mem::replace(c, Found::Nothing));
            let cells: Vec<(Found, Option<usize>)> =
                headings.places.iter().map(|place| (place.map_or(Found::Nothing, &mut take), *place)).collect();
            let says: Vec<usize> = (0..cells.len()).filter(|column| cells[*column].0 != Found::Nothing).collect();
            if says.is_empty() {
                continue;
            }
            if at > 0 && says.iter().all(|column| remark(*column)) {
                self.notes.push(format!("{shown}: row {} holds nothing but a remark and was left out", row + 1));
                continue;
            }
            rows.push(Row { sheet: at, at: row, cells });
        }
        if rows.is_empty() && sheet.presence == Presence::Filled {
            let text = "nothing is filled in; at least one row is needed".to_owned();
            self.problems.push(((at, headings.row + 1, 0), text.into()));
        }
        rows
    }

    /// Takes over the locale that the sheet Scenario declares.
    fn find_locale(&mut self) {
        let Some(row) = self.rows("Scenario").first().cloned() else { return };
        let said = row.found("Locale").shown();
        if said.is_empty() {
            return;
        }
        match Locale::named(&said) {
            Ok(own) if self.locale.name().is_some_and(|other| Some(other) != own.name()) => {
                let other = self.locale.name().unwrap_or_default();
                self.wrong(
                    &row,
                    "Locale",
                    format!("found \"{said}\", but --locale says {other}; leave out one of them"),
                );
            }
            Ok(own) => self.locale = own,
            Err(error) => self.wrong(&row, "Locale", error.to_string()),
        }
    }

    /// Names of the first column of a sheet, with the keys that a scenario gives them.
    fn collect_names(&mut self, sheet: &'static str) {
        let (mut names, mut keys) = (Names::default(), HashSet::new());
        let mut firsts: Vec<Spot> = Vec::new();
        for row in self.rows(sheet).to_vec() {
            let (found, column) = &row.cells[0];
            let (name, spot) = (found.shown(), (row.sheet, row.at, column.unwrap_or(0)));
            if name.is_empty() {
                continue;
            }
            if matches!(found, Found::Number(x) if x.abs() >= KEPT) {
                let text =
                    "a number of more than 15 digits, of which workbooks keep 15; give the cell the format of a text";
                self.problems.push((spot, format!("found {name}, {text} and write it again").into()));
            }
            if let Some(first) = names.places.get(&fold(&name)) {
                let first = self.place(firsts[*first]);
                let words = format!("“{name}” stands in {first} already; a name belongs to one row");
                self.problems.push((spot, words.into()));
                continue;
            }
            let mut key = key(&name);
            while !keys.insert(key.clone()) {
                key.push('_');
            }
            names.places.insert(fold(&name), names.list.len());
            names.list.push((name, key));
            firsts.push(spot);
        }
        self.names.insert(sheet, names);
    }

    /// The rows of a sheet.
    pub(super) fn rows(&self, sheet: &str) -> &[Row] {
        let at = SHEETS.iter().position(|known| known.name == sheet);
        at.and_then(|at| self.rows.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The rows of a sheet by what stands in their first cell, as names are compared.
    pub(super) fn rows_by_name(&self, sheet: &str) -> HashMap<String, Vec<Row>> {
        let mut rows: HashMap<String, Vec<Row>> = HashMap::new();
        for row in self.rows(sheet) {
            rows.entry(fold(&row.cells[0].0.shown())).or_default().push(row.clone());
        }
        rows
    }

    /// How numbers and dates are written.
    pub(super) fn locale(&self) -> Locale {
        self.locale
    }

    /// The key of a name of a sheet.
    pub(super) fn key_of(&self, sheet: &str, name: &str) -> Option<String> {
        self.names.get(sheet)?.find(name).map(|(_, key)| key.clone())
    }

    /// A name of a sheet as it is written there, if it is.
    pub(super) fn name_of(&self, sheet: &str, name: &str) -> Option<String> {
        self.names.get(sheet)?.find(name).map(|(known, _)| known.clone())
    }

    /// What is to be said of a sheet that is not there.
    pub(super) fn missing(&self, sheet: &str) -> Option<&str> {
        self.missing.get(sheet).map(String::as_str)
    }

    /// The value of a cell; nothing if it is empty or wrong, which is noted.
    pub(super) fn value(&mut self, row: &Row, name: &str) -> Option<Value> {
        let (column, found, spot) = row.cell(name)?;
        if *found == Found::Nothing {
            if column.needed && row.has(name) {
                let allowed = cells::in_words(column.allowed);
                let text = format!("“{}” is empty, allowed: {allowed}", column.name);
                self.problems.push((spot, Wrong { cause: "empty", text }));
            }
            return None;
        }
        match self.read(found, column.allowed) {
            Ok(value) => {
                self.doubt(found, column.allowed, spot);
                Some(value)
            }
            Err(wrong) => {
                self.problems.push((spot, wrong));
                None
            }
        }
    }

    /// Tells once for each column of a comma that may stand before decimals.
    fn doubt(&mut self, found: &Found, allowed: Allowed, spot: Spot) {
        let Found::Words(text) = found else { return };
        // The comma of a range stands before its most likely value.
        let comma = text.split_once("mostly").map_or(text.as_str(), |(range, _)| range.trim_end_matches([',', ' ']));
        let doubtful = allowed.counts()
            && comma.contains(',')
            && self.semicolons.contains(&spot.0)
            && self.locale.name().is_none();
        if doubtful && self.doubted.insert((spot.0, spot.2)) {
            let place = self.place(spot);
            self.notes.push(format!("{place}: {}", reading::comma_in_doubt(text)));
        }
    }

    fn read(&self, found: &Found, allowed: Allowed) -> Result<Value, Wrong> {
        match allowed {
            Allowed::Words | Allowed::Parts | Allowed::Needs => match found {
                Found::Broken(_) => Err(cells::refuse(found, &cells::in_words(allowed))),
                _ => Ok(Value::from(found.shown())),
            },
            Allowed::Name(sheet) => {
                let name = found.shown();
                self.key_of(sheet, &name).map(Value::from).ok_or_else(|| self.unknown(sheet, &name).into())
            }
            Allowed::OneOf(choices) => cells::one_of(found, choices),
            Allowed::Date => cells::day(found, self.locale),
            Allowed::Country | Allowed::Currency => cells::capitals(found, allowed),
            Allowed::Elements => cells::elements(found),
            Allowed::Number(..) | Allowed::Exact(..) | Allowed::Money | Allowed::Share | Allowed::Whole(..) => {
                cells::number(found, allowed, self.locale)
            }
        }
    }

    /// What is to be said of a name that no row of a sheet has.
    pub(super) fn unknown(&self, sheet: &str, name: &str) -> String {
        let names = self.names.get(sheet).map_or(&[][..], |names| names.list.as_slice());
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
    pub(super) fn words(&mut self, row: &Row, name: &str) -> Option<String> {
        self.value(row, name)?.as_str().map(str::to_owned)
    }

    /// Notes what is wrong with a cell.
    pub(super) fn wrong(&mut self, row: &Row, name: &str, wrong: impl Into<Wrong>) {
        self.problems.push((row.spot(name), wrong.into()));
    }

    /// Notes what is wrong at a place that is known otherwise.
    pub(super) fn wrong_at(&mut self, spot: Spot, message: String) {
        self.problems.push((spot, message.into()));
    }

    /// Whether something is wrong.
    pub(super) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// What is good to know about how the sheets were read.
    pub(super) fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    /// A place as spreadsheets name it.
    pub(super) fn place(&self, (sheet, row, column): Spot) -> String {
        let shown = self.shown.get(sheet).map_or("", String::as_str);
        format!("{shown}!{}", cell_name(row, column))
    }

    /// All that is wrong, by sheet, row and column; many cells of a column with the same cause are told together.
    pub(super) fn told(mut self) -> Vec<String> {
        let mut problems = std::mem::take(&mut self.problems);
        problems.sort();
        problems.dedup();
        let mut groups: Vec<Vec<&(Spot, Wrong)>> = Vec::new();
        let mut places: HashMap<(usize, usize, &str, &str), usize> = HashMap::new();
        for problem in &problems {
            let ((sheet, _, column), wrong) = problem;
            // Where there is no cause, the same words are the same cause.
            let words = if wrong.cause.is_empty() { wrong.text.as_str() } else { "" };
            let at = *places.entry((*sheet, *column, wrong.cause, words)).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[at].push(problem);
        }
        let alike = |group: &[&(Spot, Wrong)]| group.iter().all(|(_, wrong)| wrong.text == group[0].1.text);
        let (few, many): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.len() == 1 || (group.len() <= ONE_BY_ONE && !alike(group)));
        let mut told: Vec<(Spot, String)> = few
            .into_iter()
            .flatten()
            .map(|(spot, wrong)| (*spot, format!("{}: {}", self.place(*spot), wrong.text)))
            .collect();
        told.extend(many.iter().map(|group| (group[0].0, self.together(group, alike(group)))));
        told.sort();
        told.into_iter().map(|(_, text)| text).collect()
    }

    /// "Stocks!D2 and rows 5, 7, 9 and 3 more: …".
    fn together(&self, group: &[&(Spot, Wrong)], alike: bool) -> String {
        let (spot, wrong) = group[0];
        let rows: Vec<usize> = group[1..].iter().map(|((_, row, _), _)| row + 1).collect();
        let like = if alike { "" } else { " (and others like it)" };
        let rows = reading::some("row", &rows);
        format!("{} and {rows} of column {}: {}{like}", self.place(*spot), column_name(spot.2), wrong.text)
    }
}

/// Fills cells that are one with the first downwards, so that a name that was merged over several rows counts for each.
pub(super) fn fill_merged(grid: &mut Grid, headings: usize) -> Vec<String> {
    let mut notes = Vec::new();
    for [(top, left), (bottom, right)] in std::mem::take(&mut grid.merged) {
        let value = grid.rows.get(top).and_then(|row| row.get(left)).cloned().unwrap_or(Found::Nothing);
        if top <= headings || value == Found::Nothing {
            continue;
        }
        let name = format!("{}:{}", cell_name(top, left), cell_name(bottom, right));
        if bottom > top {
            let last = bottom.min(grid.rows.len().saturating_sub(1));
            for row in grid.rows[top + 1..=last.max(top)].iter_mut().filter(|row| filled(row)) {
                if row.len() <= left {
                    row.resize(left + 1, Found::Nothing);
                }
                row[left] = value.clone();
            }
            notes.push(format!("the cells {name} are merged; “{}” counts for each of their rows", value.shown()));
        }
        if right > left {
            let column = column_name(left);
            notes.push(format!("the cells {name} are merged; “{}” counts for column {column} alone", value.shown()));
        }
    }
    notes
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
    pub(super) fn spot(&self, name: &str) -> Spot {
        self.cell(name).map_or((self.sheet, self.at, 0), |(.., spot)| spot)
    }

    /// What stands in a cell.
    pub(super) fn found(&self, name: &str) -> &Found {
        self.cell(name).map_or(&Found::Nothing, |(_, found, _)| found)
    }
}

/// The key that a scenario gives a name: small letters, digits and underscores.
pub(super) fn key(name: &str) -> String {
    let mut key = String::new();
    for letter in reading::tidy(name).to_lowercase().chars() {
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
            ["Car plant", "Magnets (China)", "  ", "Öl & Gas", "004711", "12E3"].map(key),
            ["car_plant", "magnets_china", "unnamed", "öl_gas", "004711", "12e3"]
        );
    }
}
