//! How headings and numbers look, by what a column is and what it is counted in.

use super::super::data::{Cell, Data, Field, Kind};

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Look {
    /// Words.
    Text,
    /// A day.
    Date,
    /// A month.
    Month,
    /// A number that names something, among words: a seed.
    Plain,
    /// A day among words.
    Day,
    /// A share in per cent, with so many decimals.
    Percent(u8),
    /// Any other number, with so many decimals.
    Decimals(u8),
}

impl Look {
    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let decimals = (0..=4).flat_map(|n| [Self::Percent(n), Self::Decimals(n)]);
        [Self::Text, Self::Date, Self::Month, Self::Plain, Self::Day].into_iter().chain(decimals)
    }

    /// As a workbook writes it down.
    pub(super) fn format(self) -> String {
        let decimals = |n: u8| if n == 0 { String::new() } else { format!(".{}", "0".repeat(usize::from(n))) };
        match self {
            Self::Text => "General".to_owned(),
            Self::Date | Self::Day => "yyyy-mm-dd".to_owned(),
            Self::Month => "yyyy-mm".to_owned(),
            Self::Plain => "0".to_owned(),
            Self::Percent(n) => format!("0{}%", decimals(n)),
            Self::Decimals(n) => format!("#,##0{}", decimals(n)),
        }
    }
}

/// How the cells of a column look; nothing where each row has a unit of its own.
pub(super) fn of_column(data: &Data, at: usize, column: &Field) -> Option<Look> {
    match column.kind {
        Kind::Text | Kind::Yes => Some(Look::Text),
        Kind::Date => Some(Look::Date),
        Kind::Month => Some(Look::Month),
        Kind::Whole => Some(Look::Decimals(0)),
        Kind::Number if units(data, column).is_some() => None,
        Kind::Number => {
            let rows = data.held().unwrap_or_default();
            let values = rows.iter().filter_map(|row| row.get(at)?.value());
            Some(of_number(&column.unit, values))
        }
    }
}

/// How one cell looks.
pub(super) fn of_cell(data: &Data, column: &Field, row: &[Cell], cell: &Cell) -> Look {
    match (column.kind, cell) {
        (Kind::Text, Cell::Date(_)) => Look::Day,
        (Kind::Text, Cell::Whole(_)) => Look::Plain,
        (Kind::Number, _) => {
            let unit = units(data, column).and_then(|at| row.get(at));
            let unit = if let Some(Cell::Text(unit)) = unit { unit } else { "" };
            of_number(unit, cell.value().into_iter())
        }
        _ => Look::Text,
    }
}

/// The column that says the unit of another, row by row.
fn units(data: &Data, column: &Field) -> Option<usize> {
    let name = column.unit.strip_prefix("as ")?;
    data.columns.iter().position(|other| other.name.eq_ignore_ascii_case(name))
}

/// Numbers of one unit have the same decimals: as many as the largest of them needs to be told.
fn of_number(unit: &str, values: impl Iterator<Item = f64>) -> Look {
    let (mut most, mut whole) = (0.0_f64, true);
    for value in values.filter(|value| value.is_finite()) {
        most = most.max(value.abs());
        whole &= value.fract() == 0.0;
    }
    if unit.starts_with("share") || unit.ends_with("share") {
        return Look::Percent(if whole {
            0
        } else if most >= 0.01 {
            1
        } else {
            2
        });
    }
    if whole || most >= 1000.0 || (is_money(unit) && most >= 100.0) {
        return Look::Decimals(0);
    }
    Look::Decimals(match most {
        100.0.. => 1,
        0.1.. => 2,
        _ => 4,
    })
}

/// "EUR", "USD a year".
fn is_money(unit: &str) -> bool {
    currency(unit).is_some()
}

fn currency(unit: &str) -> Option<&str> {
    let first = unit.split(' ').next().unwrap_or_default();
    (first.len() == 3 && first.bytes().all(|b| b.is_ascii_uppercase())).then_some(first)
}

/// The name of a column in words: "`loss_eur_low`" is "Loss, low", of which the unit is EUR.
pub(super) fn in_words(column: &Field) -> String {
    if column.name.contains(' ') || column.name.starts_with(char::is_uppercase) {
        return column.name.clone();
    }
    let unit = currency(&column.unit).unwrap_or_default().to_lowercase();
    let mut words = String::new();
    for part in column.name.split('_').filter(|part| !part.is_empty() && *part != unit) {
        let quantile = part.strip_prefix('p').is_some_and(|rest| rest.parse::<u8>().is_ok());
        let part = if quantile { format!("P{}", part[1..].trim_start_matches('0')) } else { part.to_owned() };
        match (words.is_empty(), part.as_str()) {
            (true, _) => words.extend(part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1))),
            (false, "low" | "high") => words = format!("{words}, {part}"),
            (false, _) => words = format!("{words} {part}"),
        }
    }
    words
}

/// Name and unit, below each other; a name that ends in the unit says it already.
pub(super) fn heading(column: &Field) -> String {
    let (name, unit) = (in_words(column), column.unit.replace('_', " "));
    let said = name.to_lowercase().ends_with(&unit.to_lowercase());
    if said { name } else { format!("{name}\n({unit})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(name: &str, unit: &str) -> Field {
        Field::new(name, Kind::Number, unit, "")
    }

    #[test]
    fn headings_are_words_with_units() {
        let said = |name: &str, unit: &str| heading(&number(name, unit));
        assert_eq!(said("loss_eur_low", "EUR"), "Loss, low\n(EUR)");
        assert_eq!(said("days_to_survive_p05", "days"), "Days to survive P5\n(days)");
        assert_eq!(said("planned_output", "as output_unit"), "Planned output\n(as output unit)");
        assert_eq!(said("Chance, high", "share of trials"), "Chance, high\n(share of trials)");
        assert_eq!(said("halt_days", "days"), "Halt days");
        assert_eq!(said("site", ""), "Site");
    }

    #[test]
    fn numbers_have_the_decimals_that_they_need() {
        let look = |unit: &str, values: &[f64]| of_number(unit, values.iter().copied());
        assert_eq!(look("share of trials", &[0.0, 0.123]), Look::Percent(1));
        assert_eq!(look("share", &[0.002]), Look::Percent(2));
        assert_eq!(look("EUR", &[0.0, 1234.56]), Look::Decimals(0));
        assert_eq!(look("EUR a year", &[12.5]), Look::Decimals(2));
        assert_eq!(look("days", &[3.0, 84.0]), Look::Decimals(0));
        assert_eq!(look("", &[0.000_3]), Look::Decimals(4));
        assert_eq!(look("kg", &[f64::INFINITY, 150.5]), Look::Decimals(1));
    }

    #[test]
    fn a_row_can_have_a_unit_of_its_own() {
        let columns = vec![Field::new("unit", Kind::Text, "", ""), number("value", "as unit")];
        let rows = vec![vec![Cell::text("share"), Cell::Number(0.5)], vec![Cell::text("EUR"), Cell::Number(4e6)]];
        let data = Data { name: "t", title: "T", about: "", columns, rows: crate::report::data::Body::Held(rows) };
        assert_eq!(of_column(&data, 1, &data.columns[1]), None);
        let rows = data.held().unwrap();
        let look = |row: &[Cell]| of_cell(&data, &data.columns[1], row, &row[1]);
        assert_eq!([look(&rows[0]), look(&rows[1])], [Look::Percent(1), Look::Decimals(0)]);
    }
}
