//! Columns that say how they are filled: name, unit, meaning and cell stand beside each other. Those that people are
//! shown are marked with their heading: terminal and page draw the same columns that files and workbook have.

use jiff::civil::Date;

use super::data::{Body, Cell, Data, Field, Kind, QUANTILES};
use super::measures::with_interval;
use super::shown::{Table, Told, by_date, none, number, words};
use super::words::{amount_of, amount_with_interval, date, days, fine_share, month, parameter, thousands};
use crate::experiment::{Chance, Estimate, Unit};

/// Columns of a table with a row for each `T`.
pub(super) struct Fields<'a, T> {
    columns: Vec<Field>,
    fills: Vec<Fill<'a, T>>,
    shown: Vec<Shown<'a, T>>,
}

/// How a `T` fills a cell.
type Fill<'a, T> = Box<dyn Fn(T) -> Cell<'a> + 'a>;

/// A column that people are shown.
pub(super) struct Shown<'a, T> {
    /// Ends in `#` for a column of numbers.
    heading: String,
    /// How it is told.
    told: Tell<'a, T>,
    /// Place among those that give way on a narrow terminal, from 1; nothing for one that stays as long as it can.
    yields: Option<u8>,
    /// Letters of a line of words on a terminal, if not as usual.
    wide: Option<usize>,
}

impl<T> Shown<'_, T> {
    /// Gives way where a terminal has no room: the one with the least number first.
    pub(super) fn yields(&mut self, place: u8) {
        self.yields = Some(place);
    }

    /// Has lines of so many letters on a terminal.
    pub(super) fn wide(&mut self, letters: usize) {
        self.wide = Some(letters);
    }
}

/// How a column is told of a `T`, whose cells are at hand.
type Tell<'a, T> = Box<dyn Fn(T, &[Cell<'a>]) -> Told + 'a>;

impl<'a, T: Copy + 'a> Fields<'a, T> {
    /// No columns yet.
    pub(super) fn new() -> Self {
        Self { columns: Vec::new(), fills: Vec::new(), shown: Vec::new() }
    }

    /// A column of any kind.
    pub(super) fn add(&mut self, field: Field, fill: impl Fn(T) -> Cell<'a> + 'a) {
        self.columns.push(field);
        self.fills.push(Box::new(fill));
    }

    /// A column of words.
    pub(super) fn text(&mut self, name: &str, about: &'static str, of: impl Fn(T) -> &'a str + 'a) {
        self.add(Field::new(name, Kind::Text, "", about), move |row| Cell::text(of(row)));
    }

    /// A column of words that are put together.
    pub(super) fn words(&mut self, name: &str, about: &'static str, of: impl Fn(T) -> String + 'a) {
        self.add(Field::new(name, Kind::Text, "", about), move |row| Cell::text(of(row)));
    }

    /// The key of a thing, and its name for people.
    pub(super) fn named(
        &mut self,
        [key, title]: [&str; 2],
        about: &'static str,
        of: impl Fn(T) -> (&'a str, &'a str) + Copy + 'a,
    ) {
        self.text(key, about, move |row| of(row).0);
        self.text(title, "its name for people", move |row| of(row).1);
    }

    /// A column of yes and no.
    pub(super) fn yes(&mut self, name: &str, about: &'static str, of: impl Fn(T) -> bool + 'a) {
        self.add(Field::new(name, Kind::Yes, "", about), move |row| Cell::Yes(of(row)));
    }

    /// A column of days.
    pub(super) fn date(&mut self, name: &str, about: &'static str, of: impl Fn(T) -> Option<Date> + 'a) {
        self.add(Field::new(name, Kind::Date, "", about), move |row| Cell::date(of(row)));
    }

    /// A column of months.
    pub(super) fn month(&mut self, name: &str, about: &'static str, of: impl Fn(T) -> Date + 'a) {
        self.add(Field::new(name, Kind::Month, "", about), move |row| Cell::Date(of(row)));
    }

    /// A column of counts.
    pub(super) fn whole<N: TryInto<i64>>(
        &mut self,
        name: &str,
        unit: &str,
        about: &'static str,
        of: impl Fn(T) -> Option<N> + 'a,
    ) {
        let fill = move |row| of(row).and_then(|n| n.try_into().ok()).map_or(Cell::Empty, Cell::Whole);
        self.add(Field::new(name, Kind::Whole, unit, about), fill);
    }

    /// A column of numbers.
    pub(super) fn number(&mut self, name: &str, unit: &str, about: &'static str, of: impl Fn(T) -> Option<f64> + 'a) {
        self.add(Field::new(name, Kind::Number, unit, about), move |row| Cell::number(of(row)));
    }

    /// A number, and the two ends of its 95 % interval.
    pub(super) fn estimate(
        &mut self,
        name: &str,
        unit: &str,
        about: &'static str,
        of: impl Fn(T) -> Option<Estimate> + Copy + 'a,
    ) {
        self.number(name, unit, about, move |row| of(row).map(|found| found.value));
        let [low, high] = ends(name);
        self.number(&low, unit, "lower end of its 95 % interval", move |row| of(row).and_then(|found| found.low));
        self.number(&high, unit, "upper end of its 95 % interval", move |row| of(row).and_then(|found| found.high));
    }

    /// A chance, and the two ends of its 95 % interval.
    pub(super) fn chance(
        &mut self,
        name: &str,
        unit: &str,
        about: &'static str,
        of: impl Fn(T) -> Option<Chance> + Copy + 'a,
    ) {
        self.estimate(name, unit, about, move |row| {
            of(row).map(|Chance { share, low, high, .. }| Estimate { value: share, low: Some(low), high: Some(high) })
        });
    }

    /// Five quantiles over trials.
    pub(super) fn quantiles(&mut self, unit: &str, of: impl Fn(T) -> [Option<f64>; 5] + Copy + 'a) {
        for (at, (name, about)) in QUANTILES.into_iter().enumerate() {
            self.number(name, unit, about, move |row| of(row)[at]);
        }
    }

    /// Shows people the last column under a heading; where it is the upper end of an interval, the value with it.
    pub(super) fn show(&mut self, heading: &str) -> &mut Shown<'a, T> {
        let last = self.columns.len() - 1;
        let ends = [(1, "low"), (0, "high")];
        let is_end = |(back, end): &(usize, &str)| last >= *back && self.columns[last - back].name.ends_with(end);
        let first = if last >= 2 && ends.iter().all(is_end) { last - 2 } else { last };
        let (kind, unit) = (self.columns[first].kind, self.columns[first].unit.clone());
        let numbers = if matches!(kind, Kind::Text | Kind::Yes) { "" } else { "#" };
        let told = move |_: T, cells: &[Cell<'a>]| told(kind, &cells[first..=last], &unit);
        self.shown_as(format!("{heading}{numbers}"), Box::new(told))
    }

    /// Shows people what no single column says; the heading ends in `#` where it is a number.
    pub(super) fn show_as(&mut self, heading: &str, told: impl Fn(T) -> Told + 'a) -> &mut Shown<'a, T> {
        self.shown_as(heading.to_owned(), Box::new(move |row, _| told(row)))
    }

    fn shown_as(&mut self, heading: String, told: Tell<'a, T>) -> &mut Shown<'a, T> {
        self.shown.push(Shown { heading, told, yields: None, wide: None });
        let last = self.shown.len() - 1;
        &mut self.shown[last]
    }

    /// What people are shown of some rows; `about` names the line (or alternative) of a row.
    pub(super) fn shown<S: AsRef<str>>(
        self,
        title: &str,
        about: impl Fn(T) -> S,
        rows: impl IntoIterator<Item = T>,
    ) -> Table {
        let headings: Vec<&str> = self.shown.iter().map(|column| column.heading.as_str()).collect();
        let mut table = Table::new(title, &headings);
        for row in rows {
            let cells: Vec<Cell> = self.fills.iter().map(|fill| fill(row)).collect();
            table.row(about(row).as_ref(), self.shown.iter().map(|column| (column.told)(row, &cells)).collect());
        }
        let mut least: Vec<usize> = (0..self.shown.len()).filter(|at| self.shown[*at].yields.is_some()).collect();
        least.sort_by_key(|at| self.shown[*at].yields);
        table.giving_way(least).wide(self.shown.iter().map(|column| column.wide))
    }

    /// The columns under the names that files have: "`first_halt_median`" for "First halt, median".
    pub(super) fn in_snake_case(mut self) -> Self {
        for column in &mut self.columns {
            let plain = column.name.to_lowercase().replace('%', "percent");
            let words: Vec<&str> =
                plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            column.name = words.join("_");
            column.unit = match column.unit.strip_prefix("as ") {
                Some(name) => format!("as {}", name.replace(' ', "_")),
                None => std::mem::take(&mut column.unit),
            };
        }
        self
    }

    /// The table of some rows.
    pub(super) fn table(
        self,
        (name, title): (&'static str, &'static str),
        about: &'static str,
        rows: impl IntoIterator<Item = T>,
    ) -> Data<'a> {
        let rows = rows.into_iter().map(|row| self.fills.iter().map(|fill| fill(row)).collect());
        Data { name, title, about, rows: Body::Held(rows.collect()), columns: self.columns }
    }
}

/// A cell as people read it, perhaps with the two ends of its interval.
fn told(kind: Kind, cells: &[Cell], unit: &str) -> Told {
    let estimate = |value: f64| {
        let end = |at: usize| cells.get(at).and_then(Cell::value);
        Estimate { value, low: end(1), high: end(2) }
    };
    match &cells[0] {
        Cell::Empty => none(),
        Cell::Text(text) => words(&**text),
        Cell::Yes(yes) => words(if *yes { "yes" } else { "no" }),
        Cell::Date(day) if kind == Kind::Month => number(month(*day), by_date(*day)),
        Cell::Date(day) => number(date(*day), by_date(*day)),
        Cell::Whole(n) => {
            let sign = if *n < 0 { "−" } else { "" };
            number(format!("{sign}{}", thousands(n.unsigned_abs())), cells[0].value().unwrap_or_default())
        }
        cell => {
            let value = cell.value().unwrap_or_default();
            let said = match (unit, estimate(value)) {
                (unit, found) if unit.starts_with("share") && found.low.is_some() => with_interval(Unit::Share, &found),
                (unit, _) if unit.starts_with("share") => fine_share(value).into(),
                ("days" | "working days", found) if found.low.is_some() => with_interval(Unit::Days, &found),
                ("days" | "working days", _) => days(value).into(),
                ("", _) => parameter(value, false).into(),
                (_, found) if found.low.is_some() => amount_with_interval(&found),
                _ => amount_of(value).into(),
            };
            number(said, value)
        }
    }
}

/// "`loss_low`" beside "`loss`"; "Loss, low" beside "Loss".
fn ends(name: &str) -> [String; 2] {
    let between = if name.starts_with(char::is_uppercase) { ", " } else { "_" };
    ["low", "high"].map(|end| format!("{name}{between}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_has_three_columns() {
        let mut columns = Fields::new();
        columns.text("site", "", |(site, _): (&str, Estimate)| site);
        columns.estimate("loss", "EUR", "", |(_, loss)| Some(loss));
        let loss = Estimate { value: 2.0, low: Some(1.5), high: None };
        let data = columns.table(("t", "T"), "", [("plant", loss)]);
        let names: Vec<&str> = data.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["site", "loss", "loss_low", "loss_high"]);
        let row = [Cell::text("plant"), Cell::Number(2.0), Cell::Number(1.5), Cell::Empty];
        assert_eq!(data.held(), Some(&[row.to_vec()][..]));
        assert_eq!(ends("Loss"), ["Loss, low", "Loss, high"]);
        let mut columns = Fields::new();
        columns.text("site", "", |(site, _): (&str, Estimate)| site);
        columns.show("Site");
        columns.estimate("loss", "EUR", "", |(_, loss)| Some(loss));
        columns.show("Loss, EUR (95 %)");
        let loss = Estimate { value: 2e6, low: Some(1.5e6), high: Some(2.5e6) };
        let table = columns.shown("Losses", |(site, _)| site, [("plant", loss)]);
        let shown = serde_json::to_value(&table).unwrap();
        assert_eq!(shown["columns"], serde_json::json!([["Site", false], ["Loss, EUR (95 %)", true]]));
        assert_eq!(shown["rows"][0]["cells"][1], serde_json::json!(["2.00\u{a0}m (1.50–2.50)", 2e6]));
        let mut columns = Fields::new();
        columns.number("Loss, worst 5 %", "as output unit", "", |x: f64| Some(x));
        let data = columns.in_snake_case().table(("t", "T"), "", [1.0]);
        assert_eq!(
            (data.columns[0].name.as_str(), data.columns[0].unit.as_str()),
            ("loss_worst_5_percent", "as output_unit")
        );
    }
}
