//! Columns that say how they are filled: name, unit, meaning and cell stand beside each other.

use jiff::civil::Date;

use super::data::{Body, Cell, Data, Field, Kind};
use crate::experiment::{Chance, Estimate};

/// Columns of a table with a row for each `T`.
pub(super) struct Fields<'a, T> {
    columns: Vec<Field>,
    fills: Vec<Fill<'a, T>>,
}

/// How a `T` fills a cell.
type Fill<'a, T> = Box<dyn Fn(T) -> Cell<'a> + 'a>;

impl<'a, T: Copy + 'a> Fields<'a, T> {
    /// No columns yet.
    pub(super) fn new() -> Self {
        Self { columns: Vec::new(), fills: Vec::new() }
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

    /// A column of yes and no.
    pub(super) fn yes(&mut self, name: &str, about: &'static str, of: impl Fn(T) -> bool + 'a) {
        self.add(Field::new(name, Kind::Yes, "", about), move |row| Cell::Yes(of(row)));
    }

    /// A column of days.
    pub(super) fn date(&mut self, name: &str, about: &'static str, of: impl Fn(T) -> Option<Date> + 'a) {
        self.add(Field::new(name, Kind::Date, "", about), move |row| Cell::date(of(row)));
    }

    /// A column of counts.
    pub(super) fn whole(&mut self, name: &str, unit: &str, about: &'static str, of: impl Fn(T) -> Option<i64> + 'a) {
        let fill = move |row| of(row).map_or(Cell::Empty, Cell::Whole);
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
        columns.number("Loss, worst 5 %", "as output unit", "", |x: f64| Some(x));
        let data = columns.in_snake_case().table(("t", "T"), "", [1.0]);
        assert_eq!(
            (data.columns[0].name.as_str(), data.columns[0].unit.as_str()),
            ("loss_worst_5_percent", "as output_unit")
        );
    }
}
