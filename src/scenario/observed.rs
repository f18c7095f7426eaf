//! What can be observed of the world that a scenario describes: one monthly series, against which forecasts are held.

use std::path::Path;

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number::{Number, Share};
use super::words;

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
    /// Unit of the values (default: t).
    #[serde(default)]
    pub unit: SeriesUnit,
    /// A CSV file with a column `month`, relative to the scenario.
    pub csv: Option<String>,
    /// Its column of values (default: `tonnes`, or `kg`).
    pub column: Option<String>,
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
    /// Twelve factors, January first, by which the months of a calm year differ (default: all 1).
    #[serde(default)]
    pub month_factors: Vec<f64>,
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
}

impl SeriesUnit {
    /// Its sign.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::T => "t",
            Self::Kg => "kg",
        }
    }
    /// Milligrams in it.
    #[must_use]
    pub fn milligrams(self) -> f64 {
        match self {
            Self::T => 1e9,
            Self::Kg => 1e6,
        }
    }
    /// Headings of a column of such values.
    fn headings(self) -> [&'static str; 2] {
        match self {
            Self::T => ["tonnes", "t"],
            Self::Kg => ["kg", "kilograms"],
        }
    }
}

/// The first day of a month written as 2025-04, or as a day in it.
#[must_use]
pub fn parse_month(text: &str) -> Option<Date> {
    let text = text.trim();
    let whole = if text.len() == 7 { format!("{text}-01") } else { text.to_owned() };
    whole.parse::<Date>().ok().filter(|_| whole.len() == 10).map(Date::first_of_month)
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
}

impl Observed {
    /// Where the series stands in a CSV file.
    #[must_use]
    pub fn columns(&self) -> SeriesColumns<'_> {
        SeriesColumns { unit: self.unit, column: self.column.as_deref(), rows: &self.rows }
    }
}

/// Reads a monthly series from the text of a CSV file; `path` is for messages.
///
/// # Errors
/// All that is wrong with it, each with its line and column.
pub fn read_series(path: &Path, text: &str, columns: SeriesColumns) -> Result<Vec<(Date, f64)>, Vec<String>> {
    let shown = path.display();
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let headings: Vec<String> = match reader.headers() {
        Ok(row) => row.iter().map(str::to_owned).collect(),
        Err(error) => return Err(vec![format!("{shown} cannot be read: {error}")]),
    };
    let at = |heading: &str| headings.iter().position(|h| h == heading);
    let missing = |heading: &str, more: &str| {
        let nearest = words::nearest(heading, headings.iter().map(String::as_str));
        let meant = nearest.map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default();
        let found = words::list(headings.iter().map(String::as_str), "and");
        vec![format!("{shown}, line 1: there is no column \"{heading}\"{more}{meant} Its columns: {found}")]
    };
    let Some(month_at) = at("month") else { return Err(missing("month", ", the month as in 2025-04")) };
    let value_at = match columns.column {
        Some(heading) => at(heading).ok_or(heading),
        None => columns.unit.headings().into_iter().find_map(at).ok_or(columns.unit.headings()[0]),
    };
    let value_at = match value_at {
        Ok(found) => found,
        Err(heading) => {
            let other = if columns.unit == SeriesUnit::T { SeriesUnit::Kg } else { SeriesUnit::T };
            let differs = other.headings().into_iter().find(|h| columns.column.is_none() && at(h).is_some());
            let more = differs.map(|h| {
                let (unit, column) = (columns.unit.sign(), h);
                format!(": units differ, the scenario counts in {unit} and the file has a column \"{column}\"")
            });
            return Err(missing(heading, &more.unwrap_or_default()));
        }
    };
    let unit_at = at("unit");
    let filters: Vec<(usize, &str)> =
        columns.rows.iter().filter_map(|(heading, value)| Some((at(heading)?, value.as_str()))).collect();
    let (mut found, mut problems): (Vec<(Date, f64, u64)>, Vec<String>) = (Vec::new(), Vec::new());
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                problems.push(format!("{shown} cannot be read: {error}"));
                break;
            }
        };
        let cell = |i: usize| row.get(i).unwrap_or_default();
        if filters.iter().any(|(i, wanted)| cell(*i) != *wanted) || cell(value_at).is_empty() {
            continue;
        }
        let line = row.position().map_or(0, csv::Position::line);
        let mut tell = |heading: &str, text: String| {
            problems.push(format!("{shown}, line {line}, column \"{heading}\": {text}"));
        };
        let month = parse_month(cell(month_at));
        if month.is_none() {
            tell("month", format!("\"{}\" is not a month; write it as in 2025-04", cell(month_at)));
        }
        let value = cell(value_at).parse::<f64>().ok().filter(|x| x.is_finite());
        match value {
            None => tell(&headings[value_at], format!("\"{}\" is not a number", cell(value_at))),
            Some(x) if x < 0.0 => tell(&headings[value_at], format!("{x} is below 0; exports cannot be")),
            Some(_) => {}
        }
        if let Some(i) = unit_at.filter(|i| !columns.unit.headings().contains(&cell(*i))) {
            let unit = columns.unit.sign();
            tell("unit", format!("units differ: the scenario counts in {unit}, here it is \"{}\"", cell(i)));
        }
        let (Some(month), Some(value)) = (month, value) else { continue };
        match found.iter().find(|(other, ..)| *other == month) {
            Some((.., first)) => {
                tell("month", format!("{} stands in line {first} already", month.strftime("%Y-%m")));
            }
            None => found.push((month, value, line)),
        }
    }
    if found.is_empty() && problems.is_empty() {
        let which: Vec<String> = columns.rows.iter().map(|(k, v)| format!("{k} = {v}")).collect();
        let rows = if which.is_empty() { String::new() } else { format!(" with {}", which.join(", ")) };
        problems.push(format!("{shown} has no rows{rows} with a value in column \"{}\"", headings[value_at]));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    found.sort_by_key(|(month, ..)| *month);
    Ok(found.into_iter().map(|(month, value, _)| (month, value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str, unit: SeriesUnit) -> Result<Vec<(Date, f64)>, String> {
        let rows = IndexMap::from([("destination".to_owned(), "World".to_owned())]);
        let columns = SeriesColumns { unit, column: None, rows: &rows };
        read_series(Path::new("a.csv"), text, columns).map_err(|problems| problems.join("\n"))
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
            ("month,tonnes\n2025-04,2,3\n", "cannot be read"),
        ] {
            let error = read(text, SeriesUnit::T).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
