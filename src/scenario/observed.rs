//! What can be observed of the world that a scenario describes: one monthly series, against which forecasts are held.

use std::path::Path;

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number::{Number, Share};
use super::words;
use crate::reading::{self, Complaints, Locale, Table};

/// How a locale is declared for a file that a scenario or an option names.
pub(crate) const DECLARE: &str = "declare how the file writes numbers and dates: \"locale\" beside \"csv\" in the scenario, --locale on the command line";

/// A monthly series that somebody publishes, and what of the simulation it counts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// Name for tables and charts (default: what is counted).
    pub title: Option<String>,
    /// The authority on whose lanes it is counted.
    pub authority: String,
    /// What is counted (default: all that is shipped on these lanes, with a licence or without).
    #[serde(default)]
    pub counts: Counted,
    /// Only what goes to these countries, two capital letters (default: all).
    #[serde(default)]
    pub destinations: Vec<String>,
    /// Only these materials (default: all).
    #[serde(default)]
    pub materials: Vec<String>,
    /// Only materials that hold one of these elements (default: all).
    #[serde(default)]
    pub elements: Vec<String>,
    /// With `elements`: their mass in the goods is counted, not that of the goods (default false).
    #[serde(default)]
    pub content: bool,
    /// Unit of the values (default: t).
    #[serde(default)]
    pub unit: SeriesUnit,
    /// A CSV file with a column `month`, relative to the scenario.
    pub csv: Option<String>,
    /// Its column of values (default: `tonnes`, or `kg`).
    pub column: Option<String>,
    /// How the file writes numbers and dates, such as `de` for 2,5 (default: 2.5).
    pub locale: Option<String>,
    /// Only its rows with these values, such as `{"destination": "World"}`.
    #[serde(default)]
    pub rows: IndexMap<String, String>,
    /// The values by month, as in `{"2025-04": 2626}`, instead of a CSV file.
    #[serde(default)]
    pub months: IndexMap<String, f64>,
    /// First month that is held against the simulation, as in 2024-10 (default: its first whole month).
    pub from: Option<String>,
    /// Day of the next month on which a month's value is published (default 20).
    #[serde(default = "twentieth")]
    #[schemars(range(min = 1, max = 28))]
    pub published_day: u32,
    /// What the simulation does not explain: standard deviation of the logarithm of observed over simulated
    /// (default 0.1). May be a parameter.
    pub noise: Option<Number<Share>>,
    /// What lasts of the difference between observed and simulated (default: nothing does).
    pub drift: Option<Drift>,
    /// Added to observed and simulated values before their logarithms are compared, in the unit of the values
    /// (default 0): with it months of nothing can be weighed, and forecast.
    #[serde(default)]
    pub offset: f64,
    /// Twelve factors, January first, by which the months of a calm year differ (default: all 1).
    #[serde(default)]
    pub month_factors: Vec<f64>,
    /// The day from which all that the scenario assumes could be known (default: its first day). Forecasts before it
    /// are no test: of several scenarios, `backtest` makes none.
    pub known_from: Option<Date>,
}

/// A difference between observed and simulated that lasts, and fades: what is known of the latest months is then known
/// of the next ones.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// Its standard deviation, of the logarithm. May be a parameter.
    pub sd: Number<Share>,
    /// Months after which half of a difference is gone.
    pub half_life_months: f64,
}

fn twentieth() -> u32 {
    20
}

/// What of an authority's lanes is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// All that is shipped.
    #[default]
    Shipped,
    /// What is shipped under a licence.
    ShippedUnderLicence,
    /// What is licensed, by the day of the grant.
    Licensed,
    /// Licences, general ones too, by the day of the grant; their unit is `licences`.
    Licences,
}

/// Unit of an observed series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeriesUnit {
    /// Tonnes.
    #[default]
    T,
    /// Kilograms.
    Kg,
    /// Licences.
    Licences,
}

impl SeriesUnit {
    /// Its sign.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::T => "t",
            Self::Kg => "kg",
            Self::Licences => "licences",
        }
    }
    /// Milligrams in it; of licences one.
    #[must_use]
    pub fn milligrams(self) -> f64 {
        match self {
            Self::T => 1e9,
            Self::Kg => 1e6,
            Self::Licences => 1.0,
        }
    }
    /// Headings of a column of such values.
    fn headings(self) -> [&'static str; 2] {
        match self {
            Self::T => ["tonnes", "t"],
            Self::Kg => ["kg", "kilograms"],
            Self::Licences => ["licences", "granted"],
        }
    }
}

/// The first day of a month written as 2025-04, or as a day in it.
#[must_use]
pub(crate) fn parse_month(text: &str) -> Option<Date> {
    reading::month(text, Locale::UNDECLARED).ok()
}

/// Where in a CSV file a series stands.
#[derive(Clone, Copy, Debug)]
pub struct SeriesColumns<'a> {
    /// Unit of the values.
    pub unit: SeriesUnit,
    /// Heading of the values; by default after the unit.
    pub column: Option<&'a str>,
    /// Only rows with these values; a file without such a column has no other rows.
    pub rows: &'a IndexMap<String, String>,
    /// How numbers and dates are written.
    pub locale: Locale,
}

impl Observed {
    /// Whether it counts only some of what goes on the authority's lanes.
    pub(crate) fn is_part(&self) -> bool {
        !(self.destinations.is_empty() && self.materials.is_empty() && self.elements.is_empty())
    }

    /// Where the series stands in a CSV file.
    #[must_use]
    pub fn columns(&self) -> SeriesColumns<'_> {
        let locale = self.locale.as_deref().and_then(|name| Locale::named(name).ok()).unwrap_or_default();
        SeriesColumns { unit: self.unit, column: self.column.as_deref(), rows: &self.rows, locale }
    }
}

/// A monthly series of a CSV file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Series {
    /// First days of months, and the values, in the order of months.
    pub months: Vec<(Date, f64)>,
    /// What is good to know about how the file was read.
    pub notes: Vec<String>,
}

/// Reads a monthly series from the bytes of a CSV file; `path` is for messages.
///
/// # Errors
/// All that is wrong with it, each with its lines and column.
pub(crate) fn read_series(path: &Path, bytes: &[u8], columns: SeriesColumns) -> Result<Series, Vec<String>> {
    let table = Table::read(&path.display().to_string(), bytes)?;
    let at = |heading: &str| table.column(heading).map_err(|why| vec![why]);
    let missing = |heading: &str, more: &str| {
        let nearest = words::nearest(heading, table.headings());
        let meant = nearest.map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default();
        let found = words::list(table.headings(), "and");
        vec![format!("{}: there is no column \"{heading}\"{more}{meant} Its columns: {found}", table.top())]
    };
    let Some(month_at) = at("month")? else { return Err(missing("month", ", the month as in 2025-04")) };
    let headings = columns.column.map_or_else(|| columns.unit.headings().to_vec(), |heading| vec![heading]);
    let found: Result<Vec<Option<usize>>, Vec<String>> = headings.iter().map(|heading| at(heading)).collect();
    let Some(value_at) = found?.into_iter().flatten().next() else {
        let other = if columns.unit == SeriesUnit::T { SeriesUnit::Kg } else { SeriesUnit::T };
        let is_there = |h: &&str| columns.column.is_none() && matches!(table.column(h), Ok(Some(_)));
        let more = other.headings().into_iter().find(is_there).map(|column| {
            let unit = columns.unit.sign();
            format!(": units differ, the scenario counts in {unit} and the file has a column \"{column}\"")
        });
        return Err(missing(headings[0], &more.unwrap_or_default()));
    };
    let unit_at = at("unit")?;
    let mut filters = Vec::new();
    for (heading, value) in columns.rows {
        filters.extend(at(heading)?.map(|at| (at, value.as_str())));
    }
    let wanted = |row: &[String]| filters.iter().all(|(i, value)| reading::same(&row[*i], value));
    let (mut found, mut complaints): (Vec<(Date, f64, usize)>, Complaints) = (Vec::new(), Complaints::default());
    let mut doubt = None;
    let name = |at: usize| table.headings().nth(at).unwrap_or_default().to_owned();
    for (line, row) in table.rows.iter().filter(|(_, row)| wanted(row) && !row[value_at].is_empty()) {
        let mut tell = |at: usize, cause, text| complaints.add(&name(at), cause, *line, text);
        let month = reading::month(&row[month_at], columns.locale);
        let value = reading::number(&row[value_at], columns.locale);
        match &month {
            Err(error) => tell(month_at, error.kind(), error.told(DECLARE)),
            Ok(month) => {
                if let Some((.., first)) = found.iter().find(|(other, ..)| other == month) {
                    let text = format!("{} stands in line {first} already", month.strftime("%Y-%m"));
                    tell(month_at, "twice", text);
                    continue;
                }
            }
        }
        match &value {
            Err(error) => tell(value_at, error.kind(), error.told(DECLARE)),
            Ok(x) if *x < 0.0 => tell(value_at, "negative", format!("{x} is below 0; exports cannot be")),
            Ok(_) => {}
        }
        let other_unit = |i: &usize| !columns.unit.headings().iter().any(|known| reading::same(known, &row[*i]));
        if let Some(i) = unit_at.filter(other_unit) {
            let unit = columns.unit.sign();
            let text = format!("units differ: the scenario counts in {unit}, here it is \"{}\"", row[i]);
            tell(i, "unit", text);
        }
        if let (Ok(month), Ok(value)) = (month, value) {
            found.push((month, value, *line));
            doubt = doubt.or_else(|| table.doubt(*line, &row[value_at], columns.locale));
        }
    }
    if !complaints.is_empty() {
        return Err(complaints.told(&table));
    }
    if found.is_empty() {
        let which: Vec<String> = columns.rows.iter().map(|(k, v)| format!("{k} = {v}")).collect();
        let rows = if which.is_empty() { String::new() } else { format!(" with {}", which.join(", ")) };
        return Err(vec![format!("{} has no rows{rows} with a value in column \"{}\"", table.shown(), name(value_at))]);
    }
    found.sort_by_key(|(month, ..)| *month);
    let months = found.into_iter().map(|(month, value, _)| (month, value)).collect();
    Ok(Series { months, notes: table.notes.into_iter().chain(doubt).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str, unit: SeriesUnit) -> Result<Vec<(Date, f64)>, String> {
        let rows = IndexMap::from([("destination".to_owned(), "World".to_owned())]);
        let columns = SeriesColumns { unit, column: None, rows: &rows, locale: Locale::UNDECLARED };
        let read = read_series(Path::new("a.csv"), text.as_bytes(), columns);
        read.map(|series| series.months).map_err(|problems| problems.join("\n"))
    }

    #[test]
    fn rows_of_one_kind_are_taken_in_order_of_months() {
        let text = "month,destination,tonnes\n2025-05,World,2.5\n2025-05,Japan,1\n2025-04-01,World,7\n2025-06,World,\n";
        let expected = vec![(date(2025, 4, 1), 7.0), (date(2025, 5, 1), 2.5)];
        assert_eq!(read(text, SeriesUnit::T), Ok(expected));
        assert_eq!(read("month,kg\n2025-04,3\n", SeriesUnit::Kg), Ok(vec![(date(2025, 4, 1), 3.0)]));
    }

    #[test]
    fn mistakes_are_told_with_line_and_column() {
        for (text, says) in [
            ("month,destination,tonnes\nMay 2025,World,1\n", "line 2, column \"month\": \"May 2025\" is not a month"),
            ("month,tonnes\n2025-04,1\n2025-13,2\n", "line 3, column \"month\": \"2025-13\""),
            ("month,tonnes\n2025-04,2;5\n", "line 2, column \"tonnes\": \"2;5\" is not a number"),
            ("month,tonnes\n2025-04,-2\n", "below 0"),
            ("month,tonnes\n2025-04,2\n2025-04,3\n", "line 3, column \"month\": 2025-04 stands in line 2 already"),
            ("month,tonnes,unit\n2025-04,2,kg\n", "units differ: the scenario counts in t, here it is \"kg\""),
            ("month,kg\n2025-04,2\n", "units differ, the scenario counts in t and the file has a column \"kg\""),
            ("month,tons\n2025-04,2\n", "no column \"tonnes\"; did you mean \"tons\"?"),
            ("date,tonnes\n2025-04,2\n", "no column \"month\""),
            ("month,destination,tonnes\n2025-04,Japan,2\n", "has no rows with destination = World"),
            ("month,tonnes\n2025-04,2,3\n", "line 2: there are 3 fields below 2 headings"),
            ("month;tonnes\n2025-04;2,5\n", "\"2,5\" can be read as 2.5 (the comma before decimals) or as 25"),
            ("month,tonnes,Tonnes\n2025-04,2,3\n", "two columns are called \"tonnes\""),
            (
                "month,tonnes\nJan,1\nFeb,2\nMar,3\nApr,4\n",
                "lines 2, 3, 4 and 1 more, column \"month\": \"Jan\" is not a month",
            ),
        ] {
            let error = read(text, SeriesUnit::T).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
