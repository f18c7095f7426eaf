//! A CSV file of today's figures: its columns by their headings, its cells read strictly, its mistakes by line.

use std::path::Path;

use jiff::civil::Date;

use super::facts::{RollList, RolledFile, UnmatchedRow};
use super::names::{Known, Match, nearest};
use crate::reading::{self, Complaints, Locale, Table, fold, same};
use crate::scenario::input::{self, ReadFile};
use crate::scenario::{Material, Unit, sha256, words};

/// How a locale is declared for the file.
const DECLARE: &str = "declare with --locale how the file writes numbers and dates";

/// A column, and other headings under which it is known.
pub(super) struct Column {
    pub name: &'static str,
    pub also: &'static [&'static str],
    pub needed: bool,
}

/// A column that must be there.
pub(super) const fn must(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: true }
}

/// A column that may be there.
pub(super) const fn may(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: false }
}

/// A row with the line on which it begins.
pub(super) struct Row {
    pub line: usize,
    fields: Vec<String>,
}

/// A quantity, as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Amount {
    /// In the unit of the material.
    Quantity(f64),
    /// In days of planned need.
    Cover(f64),
}

/// A file that is read row by row.
pub(super) struct Listing {
    list: RollList,
    table: Table,
    columns: &'static [Column],
    /// Where each column is, and the unit behind its heading.
    places: Vec<Option<(usize, String)>>,
    locale: Locale,
    complaints: Complaints,
    file: ReadFile,
    rows: u64,
    /// Rows that found their place.
    pub taken: u64,
    /// Rows that did not.
    pub unmatched: Vec<UnmatchedRow>,
    /// What is good to know.
    pub notes: Vec<String>,
}

impl Listing {
    /// Reads the headings of a file.
    pub(super) fn read(
        list: RollList,
        path: &Path,
        columns: &'static [Column],
        locale: Locale,
    ) -> Result<Self, Vec<String>> {
        let bytes = input::read(path, input::MOST_BYTES).map_err(|problem| vec![problem.message.clone()])?;
        let shown = input::known_as(path).display().to_string();
        let file = ReadFile { path: input::known_as(path).to_owned(), sha256: sha256(&bytes) };
        let table = Table::read(&shown, &bytes)?;
        let mut wrong = Vec::new();
        let mut places = Vec::new();
        let mut read = vec![false; table.headings().count()];
        for column in columns {
            let named =
                |heading: &str| std::iter::once(&column.name).chain(column.also).any(|name| alike(name, heading));
            let found: Vec<(usize, &str)> =
                table.headings().enumerate().filter(|(_, heading)| named(parts(heading).0)).collect();
            match found[..] {
                [] => places.push(None),
                [(at, heading)] => {
                    read[at] = true;
                    places.push(Some((at, parts(heading).1.to_owned())));
                }
                [(_, one), (_, other), ..] => {
                    wrong.push(format!(
                        "{}: \"{one}\" and \"{other}\" are both the column \"{}\"",
                        table.top(),
                        column.name
                    ));
                    places.push(None);
                }
            }
        }
        let strange: Vec<&str> = table
            .headings()
            .enumerate()
            .filter(|(at, text)| !read[*at] && !text.is_empty())
            .map(|(_, text)| text)
            .collect();
        for column in columns.iter().zip(&places).filter(|(column, place)| column.needed && place.is_none()) {
            let column = column.0.name;
            let meant = words::nearest(column, strange.iter().copied());
            let meant = meant.map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
            let found = words::list(table.headings(), "and");
            wrong.push(format!("{}: there is no column \"{column}\"{meant} Its columns: {found}", table.top()));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut notes = table.notes.clone();
        if !strange.is_empty() {
            notes.push(format!("{shown}: columns that are not read: {}", words::list(strange.iter().copied(), "and")));
        }
        let rows = table.rows.len() as u64;
        let (complaints, unmatched) = (Complaints::default(), Vec::new());
        Ok(Self { list, table, columns, places, locale, complaints, file, rows, taken: 0, unmatched, notes })
    }

    /// The rows.
    pub(super) fn rows(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.table.rows).into_iter().map(|(line, fields)| Row { line, fields }).collect()
    }

    /// What is wrong with its rows, all of it.
    pub(super) fn mistakes(&self) -> Vec<String> {
        self.complaints.told(&self.table)
    }

    /// How messages call the file.
    pub(super) fn shown(&self) -> &str {
        self.table.shown()
    }

    /// Its name, without its folder.
    pub(super) fn name(&self) -> String {
        let path = &self.file.path;
        path.file_name().map_or_else(|| self.shown().to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// What is told of the file.
    pub(super) fn facts(&self) -> RolledFile {
        let (file, sha256) = (self.name(), self.file.sha256.clone());
        RolledFile { list: self.list, file, sha256, rows: self.rows, taken: self.taken }
    }

    /// Whether it has a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.place(column).is_some()
    }

    fn place(&self, column: &str) -> Option<&(usize, String)> {
        let at = self.columns.iter().position(|known| known.name == column)?;
        self.places[at].as_ref()
    }

    /// The heading of a column, as the file has it.
    pub(super) fn heading(&self, column: &str) -> String {
        let place = self.place(column).and_then(|(at, _)| self.table.headings().nth(*at));
        place.unwrap_or(column).to_owned()
    }

    /// What stands in a cell; nothing where there is no such column.
    pub(super) fn text<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        self.place(column).map_or("", |(at, _)| row.fields[*at].as_str())
    }

    /// Notes what is wrong with a cell.
    pub(super) fn wrong(&mut self, row: &Row, column: &str, cause: &'static str, text: String) {
        self.complaints.add(&self.heading(column), cause, row.line, text);
    }

    /// Notes that a row is about nothing in the scenario.
    pub(super) fn nothing(&mut self, row: &Row, column: &str, why: String, nearest: Option<&str>) {
        self.unmatched.push(UnmatchedRow {
            list: self.list,
            file: self.name(),
            line: row.line as u64,
            column: self.heading(column),
            found: self.text(row, column).to_owned(),
            why,
            nearest: nearest.map(str::to_owned),
        });
    }

    /// The thing of a name; a name that nothing bears is noted, behind words such as "the scenario has no site".
    pub(super) fn named(&mut self, row: &Row, column: &str, lacks: &str, known: Known) -> Option<String> {
        let text = self.text(row, column);
        match super::names::find(text, known) {
            Match::One(key) => Some(key.to_owned()),
            Match::Several(keys) => {
                let keys = words::list(keys, "and");
                self.wrong(
                    row,
                    column,
                    "several",
                    format!("\"{text}\" names several of the scenario: {keys}; write the key"),
                );
                None
            }
            Match::None if text.is_empty() => {
                self.wrong(row, column, "empty", format!("nothing is written; the {column} is needed"));
                None
            }
            Match::None => {
                let near = nearest(text, known).map(str::to_owned);
                self.nothing(row, column, format!("{lacks} \"{text}\""), near.as_deref());
                None
            }
        }
    }

    /// A number that is not negative.
    pub(super) fn number(&mut self, row: &Row, column: &str) -> Option<f64> {
        let text = self.text(row, column);
        match reading::number(text, self.locale) {
            Ok(x) if x < 0.0 => {
                self.wrong(row, column, "negative", format!("{text} is below 0"));
                None
            }
            Ok(x) => {
                self.notes.extend(self.table.doubt(row.line, text, self.locale));
                Some(x)
            }
            Err(error) => {
                self.wrong(row, column, error.kind(), error.told(DECLARE));
                None
            }
        }
    }

    /// A whole number, if one is written; `Err` where it cannot be read.
    pub(super) fn whole(&mut self, row: &Row, column: &str) -> Result<Option<u64>, ()> {
        let text = self.text(row, column);
        if text.is_empty() {
            return Ok(None);
        }
        reading::whole(text, self.locale).map(Some).map_err(|error| {
            self.wrong(row, column, error.kind(), error.told(DECLARE));
        })
    }

    /// A date.
    pub(super) fn date(&mut self, row: &Row, column: &str) -> Option<Date> {
        match reading::date(self.text(row, column), self.locale) {
            Ok(date) => Some(date),
            Err(error) => {
                self.wrong(row, column, error.kind(), error.told(DECLARE));
                None
            }
        }
    }

    /// A date, if one is written; `Err` where it cannot be read.
    pub(super) fn date_if_any(&mut self, row: &Row, column: &str) -> Result<Option<Date>, ()> {
        if self.text(row, column).is_empty() {
            return Ok(None);
        }
        self.date(row, column).map(Some).ok_or(())
    }

    /// Yes or no, or nothing; `Err` where it cannot be read.
    pub(super) fn yes(&mut self, row: &Row, column: &str) -> Result<Option<bool>, ()> {
        let text = self.text(row, column);
        match fold(text).as_str() {
            "" => Ok(None),
            "yes" | "y" | "true" | "ja" | "1" | "x" => Ok(Some(true)),
            "no" | "n" | "false" | "nein" | "0" => Ok(Some(false)),
            _ => {
                self.wrong(row, column, "yes", format!("\"{text}\" is neither yes nor no"));
                Err(())
            }
        }
    }

    /// A quantity of a material. Its unit stands in the column `unit`, or behind the heading in brackets; without any
    /// it is the material's.
    pub(super) fn amount(&mut self, row: &Row, column: &str, material: (&str, &Material)) -> Option<Amount> {
        let x = self.number(row, column);
        let written = match self.text(row, "unit") {
            "" => self.place(column).map_or("", |(_, unit)| unit.as_str()).to_owned(),
            unit => unit.to_owned(),
        };
        let Some(measure) = in_unit(&written, material.1.unit) else {
            let at = if self.text(row, "unit").is_empty() { column } else { "unit" };
            let text = format!(
                "units differ: the scenario counts \"{}\" in {}, here it is \"{written}\"; allowed: {}",
                material.0,
                material.1.unit.label(),
                allowed(material.1.unit)
            );
            self.wrong(row, at, "unit", text);
            return None;
        };
        x.map(measure)
    }
}

/// A heading without the unit behind it in brackets, and the unit.
fn parts(heading: &str) -> (&str, &str) {
    match heading.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((name, unit)) if !name.trim().is_empty() => (name.trim(), unit.trim()),
        _ => (heading, ""),
    }
}

/// Whether two words are the same; a line between words is a blank.
pub(super) fn alike(one: &str, other: &str) -> bool {
    same(&one.replace('_', " "), &other.replace('_', " "))
}

const KILOGRAMS: [&str; 4] = ["kg", "kgs", "kilogram", "kilograms"];
const TONNES: [&str; 5] = ["t", "tonne", "tonnes", "metric ton", "metric tons"];
const PIECES: [&str; 9] = ["piece", "pieces", "pc", "pcs", "ea", "each", "st", "stk", "stück"];
const OWN: [&str; 3] = ["", "unit", "units"];
const DAYS: [&str; 6] = ["day", "days", "days of cover", "days of need", "days of planned need", "tage"];

/// How a number in a unit becomes a quantity; nothing where the material is not counted so.
fn in_unit(written: &str, unit: Unit) -> Option<fn(f64) -> Amount> {
    let is = |names: &[&str]| names.iter().any(|name| alike(name, written));
    match unit {
        _ if is(&OWN) => Some(Amount::Quantity),
        _ if is(&DAYS) => Some(Amount::Cover),
        Unit::Kg if is(&KILOGRAMS) => Some(Amount::Quantity),
        Unit::Kg if is(&TONNES) => Some(|x| Amount::Quantity(x * 1000.0)),
        Unit::T if is(&TONNES) => Some(Amount::Quantity),
        Unit::T if is(&KILOGRAMS) => Some(|x| Amount::Quantity(x / 1000.0)),
        Unit::Piece if is(&PIECES) => Some(Amount::Quantity),
        _ => None,
    }
}

fn allowed(unit: Unit) -> &'static str {
    match unit {
        Unit::Kg | Unit::T => "kg, t, days of cover",
        Unit::Piece => "pieces, days of cover",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_the_material_or_days() {
        let read = |unit, of| in_unit(unit, of).map(|amount| amount(2.5));
        assert_eq!(read("t", Unit::Kg), Some(Amount::Quantity(2500.0)));
        assert_eq!(read("KG", Unit::T), Some(Amount::Quantity(0.0025)));
        assert_eq!(read("days_of_cover", Unit::Piece), Some(Amount::Cover(2.5)));
        assert_eq!(read("", Unit::T), Some(Amount::Quantity(2.5)));
        assert_eq!((read("kg", Unit::Piece), read("tons", Unit::Kg)), (None, None));
    }

    #[test]
    fn a_heading_may_have_its_unit_behind_it() {
        assert_eq!(parts("Stock (kg)"), ("Stock", "kg"));
        assert_eq!(parts("Stock"), ("Stock", ""));
        assert_eq!(parts("(kg)"), ("(kg)", ""));
        assert!(alike("days_of_cover", "Days of  cover"));
    }
}
