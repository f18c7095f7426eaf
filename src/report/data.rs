//! Tables of a result as plain, typed data: CSV, Parquet and workbook are written from the same ones.

use std::io::Write;

use csv::Writer;
use jiff::civil::Date;

/// A table of a result.
pub(super) struct Data<'a> {
    /// Name of its files, without ending.
    pub name: &'static str,
    /// What it holds, in a sentence.
    pub about: &'static str,
    /// Its columns.
    pub columns: Vec<Field>,
    /// Its rows, as long as there are columns.
    pub rows: Vec<Vec<Cell<'a>>>,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its name.
    pub name: String,
    /// What its cells are.
    pub kind: Kind,
    /// Unit of its numbers; empty if they have none.
    pub unit: String,
    /// What it says.
    pub about: &'static str,
}

/// What the cells of a column are; each may also be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words.
    Text,
    /// A day.
    Date,
    /// A month, as its first day.
    Month,
    /// A count.
    Whole,
    /// Any number.
    Number,
    /// Yes or no.
    Yes,
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// There is nothing to say.
    Empty,
    /// Words.
    Text(&'a str),
    /// A day, or the first day of a month.
    Date(Date),
    /// A count.
    Whole(i64),
    /// Any number.
    Number(f64),
    /// Yes or no.
    Yes(bool),
}

impl Field {
    /// A column; `unit` may be empty.
    pub fn new(name: impl Into<String>, kind: Kind, unit: &str, about: &'static str) -> Self {
        Self { name: name.into(), kind, unit: unit.to_owned(), about }
    }
}

impl<'a> Cell<'a> {
    /// A count.
    pub fn count(n: u64) -> Self {
        Self::Whole(i64::try_from(n).unwrap_or(i64::MAX))
    }
    /// A number, if there is one.
    pub fn number(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, Self::Number)
    }
    /// A count, if there is one.
    pub fn days(n: Option<u32>) -> Self {
        n.map_or(Self::Empty, |n| Self::Whole(i64::from(n)))
    }
    /// Words, if there are any.
    pub fn words(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }

    /// As CSV has it.
    fn text(&self, kind: Kind) -> String {
        match *self {
            Self::Empty => String::new(),
            Self::Text(text) => text.to_owned(),
            Self::Date(date) if kind == Kind::Month => date.strftime("%Y-%m").to_string(),
            Self::Date(date) => date.to_string(),
            Self::Whole(n) => n.to_string(),
            Self::Number(x) => x.to_string(),
            Self::Yes(yes) => if yes { "yes" } else { "no" }.to_owned(),
        }
    }
}

impl Data<'_> {
    /// Writes it as CSV.
    pub fn csv(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut csv = Writer::from_writer(out);
        csv.write_record(self.columns.iter().map(|column| &column.name))?;
        for row in &self.rows {
            debug_assert_eq!(row.len(), self.columns.len(), "{}", self.name);
            csv.write_record(row.iter().zip(&self.columns).map(|(cell, column)| cell.text(column.kind)))?;
        }
        csv.flush()
    }
}

/// Columns of five quantiles over trials.
pub(super) fn quantiles(unit: &str) -> [Field; 5] {
    [
        ("p5", "5 % of the trials are below"),
        ("p25", "25 % of the trials are below"),
        ("p50", "half of the trials are below"),
        ("p75", "75 % of the trials are below"),
        ("p95", "95 % of the trials are below"),
    ]
    .map(|(name, about)| Field::new(name, Kind::Number, unit, about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_as_csv() {
        let data = Data {
            name: "t",
            about: "",
            columns: vec![
                Field::new("site", Kind::Text, "", ""),
                Field::new("day", Kind::Date, "", ""),
                Field::new("month", Kind::Month, "", ""),
                Field::new("n", Kind::Whole, "", ""),
                Field::new("x", Kind::Number, "kg", ""),
                Field::new("ok", Kind::Yes, "", ""),
            ],
            rows: vec![
                vec![
                    Cell::Text("a, b"),
                    Cell::Date(jiff::civil::date(2026, 3, 2)),
                    Cell::Date(jiff::civil::date(2026, 3, 1)),
                    Cell::Whole(-3),
                    Cell::Number(0.25),
                    Cell::Yes(false),
                ],
                vec![Cell::Empty; 6],
            ],
        };
        let mut out = Vec::new();
        data.csv(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "site,day,month,n,x,ok\n\"a, b\",2026-03-02,2026-03,-3,0.25,no\n,,,,,\n");
    }
}
