//! A part of a scenario, put together of the cells of a row; where each of its fields comes from.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::book::{Book, Row, Spot};
use super::super::cells::{self, Wrong};
use super::super::grid::Found;
use super::Fields;
use super::plans::Steps;
use crate::reading::Locale;

/// Cells by the dotted path of what came from them.
#[derive(Default)]
pub(crate) struct Places(HashMap<String, Spot>);

impl Places {
    pub(crate) fn note(&mut self, path: impl Into<String>, spot: Spot) {
        self.0.entry(plain_path(&path.into())).or_insert(spot);
    }

    /// The cell of a field, or of what it is part of.
    pub(crate) fn find(&self, field: &str) -> Option<Spot> {
        let field = plain_path(field);
        let mut path = field.as_str();
        loop {
            if let Some(spot) = self.0.get(path) {
                return Some(*spot);
            }
            path = &path[..path.rfind('.')?];
        }
    }
}

/// A name of nothing but digits is written as the place in a list is.
fn plain_path(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

/// Puts a row's cells into an object, field by field.
pub(super) struct Part<'a> {
    pub book: &'a mut Book,
    pub places: &'a mut Places,
    pub row: &'a Row,
    pub path: String,
    pub fields: Fields,
}

impl<'a> Part<'a> {
    pub(super) fn new(book: &'a mut Book, places: &'a mut Places, row: &'a Row, path: String) -> Self {
        places.note(path.clone(), (row.sheet, row.at, 0));
        Self { book, places, row, path, fields: Fields::new() }
    }

    /// A cell that is written as it is.
    pub(super) fn plain(&mut self, field: &str, column: &str) {
        self.places.note(format!("{}.{field}", self.path), self.row.spot(column));
        if let Some(value) = self.book.value(self.row, column) {
            self.fields.insert(field.to_owned(), value);
        }
    }

    /// A number, with the source of its row.
    pub(super) fn number(&mut self, field: &str, column: &str) {
        self.places.note(format!("{}.{field}", self.path), self.row.spot(column));
        if let Some(value) = self.book.value(self.row, column) {
            let value = self.sourced(value);
            self.fields.insert(field.to_owned(), value);
        }
    }

    /// A number below a field of its own, such as `{"days_of_cover": …}`.
    pub(super) fn level(&mut self, field: &str, column: &str, counted: &str) {
        self.places.note(format!("{}.{field}", self.path), self.row.spot(column));
        if let Some(value) = self.book.value(self.row, column) {
            let value = self.sourced(value);
            self.fields.insert(field.to_owned(), json!({ counted: value }));
        }
    }

    /// A number, or a level counted so, that may change on dates: the cell holds until the first of the steps.
    pub(super) fn scheduled(&mut self, (field, column): (&str, &str), counted: Option<&str>, steps: &Steps) {
        if steps.rows.is_empty() {
            return match counted {
                Some(counted) => self.level(field, column, counted),
                None => self.number(field, column),
            };
        }
        let [on, new] = steps.columns;
        let path = format!("{}.{field}", self.path);
        self.places.note(path.clone(), self.row.spot(column));
        let mut list: Vec<(String, Value)> = Vec::new();
        if let (Some(value), Some(start)) = (self.book.value(self.row, column), &steps.start) {
            let value = self.sourced(value);
            list.push((start.clone(), json!({"from": start, "value": value})));
        }
        let mut dated: Vec<(String, &Row)> = Vec::new();
        for row in &steps.rows {
            let step = self.beside(row, path.clone());
            let from = step.book.words(row, on);
            step.book.value(row, new);
            dated.extend(from.map(|from| (from, row)));
        }
        dated.sort_by(|a, b| a.0.cmp(&b.0));
        for (from, row) in dated {
            let inside = counted.map_or_else(|| path.clone(), |counted| format!("{path}.{counted}"));
            let mut step = self.beside(row, format!("{inside}.{}", list.len()));
            step.places.note(format!("{}.from", step.path), row.spot(on));
            step.places.note(format!("{}.value", step.path), row.spot(new));
            let value = step.book.value(row, new).map(|value| step.sourced(value));
            match (value, list.last()) {
                (_, Some((before, _))) if *before == from => {
                    let text = format!("there are two values for {from}: a date has one");
                    self.book.wrong(row, on, text);
                }
                (Some(value), _) => list.push((from.clone(), json!({"from": from, "value": value}))),
                (None, _) => {}
            }
        }
        let list: Value = list.into_iter().map(|(_, step)| step).collect();
        self.fields.insert(field.to_owned(), counted.map_or_else(|| list.clone(), |counted| json!({ counted: list })));
    }

    /// A part of this one, of the same row; left out if nothing is in it.
    pub(super) fn inside(&mut self, field: &str, fill: impl FnOnce(&mut Part)) {
        let mut part = Part::new(self.book, self.places, self.row, format!("{}.{field}", self.path));
        fill(&mut part);
        let fields = part.fields;
        if !fields.is_empty() {
            self.fields.insert(field.to_owned(), fields.into());
        }
    }

    /// A part that another row says.
    pub(super) fn beside<'b>(&'b mut self, row: &'b Row, path: String) -> Part<'b> {
        Part::new(self.book, self.places, row, path)
    }

    /// Whether a cell is empty.
    pub(super) fn is_empty(&self, column: &str) -> bool {
        *self.row.found(column) == Found::Nothing
    }

    /// Refuses cells that have no place here.
    pub(super) fn refuse(&mut self, columns: &[&str], why: &str) {
        for column in columns {
            if !self.is_empty(column) {
                self.book.wrong(self.row, column, format!("{why}; leave “{column}” empty"));
            }
        }
    }

    /// Refuses a row whose cell is empty, though what it says needs it.
    pub(super) fn require(&mut self, column: &str, why: &str) {
        if self.is_empty(column) {
            self.book.wrong(self.row, column, format!("“{column}” is empty, {why}"));
        }
    }

    /// Half within the one column, nine in ten within the other.
    pub(super) fn skewed(&mut self, field: &str, half: &str, long: &str) {
        self.places.note(format!("{}.{field}", self.path), self.row.spot(half));
        let (median, p90) = (self.book.value(self.row, half), self.book.value(self.row, long));
        match median {
            Some(median) => match cells::skewed(&median, p90.as_ref()) {
                Ok(distribution) => {
                    let distribution = self.sourced(distribution);
                    self.fields.insert(field.to_owned(), distribution);
                }
                Err(wrong) => self.book.wrong(self.row, long, wrong),
            },
            None if p90.is_some() && *self.row.found(half) == Found::Nothing => {
                self.book.wrong(self.row, half, format!("“{half}” is empty, though “{long}” is not"));
            }
            None => {}
        }
    }

    /// A number with the source or the reason of its row.
    pub(super) fn sourced(&mut self, value: Value) -> Value {
        let said = [("source", "Source"), ("assumption", "Reason")];
        let said = said.map(|(field, column)| (field, self.book.words(self.row, column)));
        if said.iter().all(|(_, words)| words.is_none()) {
            return value;
        }
        let mut fields = match value {
            Value::Object(fields) => fields,
            plain => Fields::from_iter([("value".to_owned(), plain)]),
        };
        for (field, words) in said {
            if let Some(words) = words {
                fields.insert(field.to_owned(), words.into());
            }
        }
        Value::Object(fields)
    }

    /// Names with shares of a cell.
    pub(super) fn parts(&mut self, column: &str) -> Vec<(String, f64)> {
        self.pairs(column, cells::parts)
    }

    /// Names with quantities of a cell.
    pub(super) fn needs(&mut self, column: &str) -> Vec<(String, f64)> {
        self.pairs(column, cells::needs)
    }

    fn pairs(
        &mut self,
        column: &str,
        read: impl Fn(&Found, Locale) -> Result<Vec<(String, f64)>, Wrong>,
    ) -> Vec<(String, f64)> {
        if self.is_empty(column) {
            return Vec::new();
        }
        match read(self.row.found(column), self.book.locale()) {
            Ok(parts) => parts,
            Err(wrong) => {
                self.book.wrong(self.row, column, wrong);
                Vec::new()
            }
        }
    }
}
