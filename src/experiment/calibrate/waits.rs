//! Dated licence records: filed, decided or still open, outcome.

use std::path::Path;

use jiff::civil::Date;

use super::answer::WaitFit;
use crate::experiment::CONFIDENCE;
use crate::reading::{self, Complaints, Locale, Table};
use crate::scenario::{DECLARE, name_list};
use crate::statistics::Interval;
use crate::statistics::waits::{Record, fit, kaplan_meier};

/// All that is wrong with a file of records, each with its line and column.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct RecordError(pub Vec<String>);

/// What offices call an outcome, beside our own words.
const OUTCOMES: [(&[&str], Outcome); 3] = [
    (&["granted", "approved", "issued", "licensed", "erteilt", "genehmigt"], Outcome::Granted),
    (&["denied", "rejected", "refused", "declined", "abgelehnt"], Outcome::Denied),
    (&["pending", "open", "under review", "in review", "offen", "in Bearbeitung"], Outcome::Pending),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Granted,
    Denied,
    Pending,
}

/// Dated records and the fit of their waits.
#[derive(Clone, Debug)]
pub struct Records {
    /// The fit.
    pub fit: WaitFit,
    /// What is good to know about how the file was read.
    pub notes: Vec<String>,
}

/// Reads dated records: a CSV file with the columns `filed`, `decided` (empty while open) and `outcome` (granted,
/// denied or pending, or what offices call them). Open files have waited until `until`.
///
/// # Errors
/// All that is wrong, each with its lines and column.
pub fn read_records(path: &Path, bytes: &[u8], until: Date, locale: Locale) -> Result<Records, RecordError> {
    let table = Table::read(&path.display().to_string(), bytes).map_err(RecordError)?;
    let places = columns(&table)?;
    let (mut records, mut complaints) = (Vec::new(), Complaints::default());
    for (line, row) in &table.rows {
        match record(row, places, until, locale) {
            Ok(record) => records.push(record),
            Err((column, cause, text)) => complaints.add(column, cause, *line, text),
        }
    }
    if !complaints.is_empty() {
        return Err(RecordError(complaints.told(&table)));
    }
    let nothing = || {
        let shown = table.shown();
        RecordError(vec![format!("{shown} has fewer than two different waits of granted files; nothing can be fitted")])
    };
    Ok(Records { fit: wait_fit(&records).ok_or_else(nothing)?, notes: table.notes })
}

/// The places of the columns; those that are missing are told together.
fn columns(table: &Table) -> Result<[usize; 3], RecordError> {
    const NEEDED: [&str; 3] = ["filed", "decided", "outcome"];
    let (mut found, mut twice) = ([None; 3], Vec::new());
    for (place, heading) in found.iter_mut().zip(NEEDED) {
        match table.column(heading) {
            Ok(at) => *place = at,
            Err(why) => twice.push(why),
        }
    }
    if !twice.is_empty() {
        return Err(RecordError(twice));
    }
    if let [Some(filed), Some(decided), Some(outcome)] = found {
        return Ok([filed, decided, outcome]);
    }
    let missing: Vec<String> =
        NEEDED.iter().zip(found).filter(|(_, at)| at.is_none()).map(|(name, _)| format!("\"{name}\"")).collect();
    let there = if missing.len() == 1 { "there is no column" } else { "there are no columns" };
    let missing = missing.join(", ");
    let found = name_list(table.headings(), "and");
    Err(RecordError(vec![format!("{}: {there} {missing}; its columns are {found}", table.top())]))
}

/// What is wrong with a row: its column, the cause, and what is told.
type Wrong = (&'static str, &'static str, String);

fn record(row: &[String], places: [usize; 3], until: Date, locale: Locale) -> Result<Record, Wrong> {
    let [filed_at, decided_at, outcome_at] = places;
    let date = |column: &'static str, i: usize| {
        reading::date(&row[i], locale).map_err(|error| (column, error.kind(), error.told(DECLARE)))
    };
    let filed = date("filed", filed_at)?;
    let days = |to: Date| f64::from((to - filed).get_days());
    let decided = || match date("decided", decided_at)? {
        day if day < filed => Err(("decided", "before", format!("{day} is before the filing, {filed}"))),
        day => Ok(day),
    };
    let word = &row[outcome_at];
    let known = OUTCOMES.iter().find(|(words, _)| words.iter().any(|known| reading::same(known, word)));
    match known.map(|(_, outcome)| *outcome) {
        Some(Outcome::Granted) => Ok(Record::Granted(days(decided()?))),
        Some(Outcome::Denied) => decided().map(|_| Record::Denied),
        Some(Outcome::Pending) if !row[decided_at].is_empty() => {
            Err(("decided", "pending", format!("the file is pending, yet decided on {}", row[decided_at])))
        }
        Some(Outcome::Pending) if until < filed => {
            Err(("filed", "after", format!("{filed} is after {until}, until which open files waited")))
        }
        Some(Outcome::Pending) => Ok(Record::Open(days(until))),
        None => Err(("outcome", "word", format!("\"{word}\" is not an outcome: granted, denied or pending"))),
    }
}

fn wait_fit(records: &[Record]) -> Option<WaitFit> {
    let found = fit(records)?;
    let count = |of: fn(&Record) -> bool| records.iter().filter(|r| of(r)).count();
    let steps = kaplan_meier(records);
    let curve: Vec<[f64; 3]> = steps.iter().map(|s| [s.days, s.granted, found.granted_by(s.days)]).collect();
    let told = |of: Interval| Some(of).filter(|of| of.low.is_finite() && of.high.is_finite());
    Some(WaitFit {
        files: [
            count(|r| matches!(r, Record::Granted(_))),
            count(|r| matches!(r, Record::Denied)),
            count(|r| matches!(r, Record::Open(_))),
        ],
        median_days: found.median,
        median_interval: told(found.median_interval(CONFIDENCE)),
        p90_days: found.p90(),
        never: found.never,
        never_interval: told(found.never_interval(CONFIDENCE)),
        largest_distance: curve.iter().map(|[_, a, b]| (a - b).abs()).fold(0.0, f64::max),
        curve,
        distribution: Some(found),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str) -> Result<WaitFit, RecordError> {
        read_in(text, "")
    }

    fn read_in(text: &str, locale: &str) -> Result<WaitFit, RecordError> {
        let locale = Locale::named(locale).unwrap_or_default();
        read_records(Path::new("r.csv"), text.as_bytes(), date(2025, 9, 30), locale).map(|records| records.fit)
    }

    #[test]
    fn records_are_read_and_fitted() {
        let text = "filed,decided,outcome\n2025-04-10,2025-05-10,granted\n2025-04-10,2025-06-09,granted\n\
                    2025-05-01,2025-05-20,denied\n2025-08-31,,pending\n";
        let found = read(text).unwrap();
        assert_eq!(found.files, [2, 1, 1]);
        assert!(found.median_days > 30.0 && found.median_days < 70.0, "{found:?}");
    }

    #[test]
    fn words_of_an_office_and_its_dates_are_read() {
        let plain = "filed,decided,outcome\n2025-04-10,2025-05-10,granted\n2025-04-10,2025-06-09,granted\n\
                     2025-05-01,2025-05-20,denied\n2025-08-31,,pending\n";
        let office = "Filed;Decided;Outcome;File\n10.04.2025;10.05.2025;Granted;1\n10.04.2025;9.6.2025;APPROVED;2\n\
                      01.05.2025;20.05.2025;Rejected;3\n31.08.2025;;Pending ;4\n";
        let (plain, office) = (read(plain).unwrap(), read_in(office, "de").unwrap());
        assert_eq!((plain.files, plain.median_days.to_bits()), (office.files, office.median_days.to_bits()));
    }

    #[test]
    fn many_rows_with_one_fault_are_one_message() {
        let rows = "02.06.2025;05.07.2025;granted\n".repeat(140);
        let RecordError(told) = read(&format!("filed;decided;outcome\n{rows}")).unwrap_err();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("r.csv, lines 2, 3, 4 and 137 more, column \"filed\""), "{told:?}");
        let RecordError(told) = read("ID\tVendor\n1\tx\n").unwrap_err();
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("no columns \"filed\", \"decided\", \"outcome\"; its columns are `ID` and `Vendor`"));
    }

    #[test]
    fn mistakes_are_told_with_line_and_column() {
        let head = "filed,decided,outcome\n";
        for (row, says) in [
            ("2025-04-31,2025-05-10,granted", "line 2, column \"filed\": \"2025-04-31\" is not a date"),
            ("2025-04-10,,granted", "column \"decided\": nothing is written; a date"),
            ("10/04/2025,2025-05-01,granted", "2025-04-10 (the day first) or as 2025-10-04 (the month first)"),
            ("2025-04-10,2025-04-01,denied", "2025-04-01 is before the filing"),
            ("2025-04-10,2025-05-01,pending", "pending, yet decided"),
            ("2025-10-10,,pending", "after 2025-09-30"),
            ("2025-04-10,2025-05-01,withdrawn", "column \"outcome\": \"withdrawn\" is not an outcome"),
        ] {
            let error = read(&format!("{head}{row}\n")).unwrap_err().to_string();
            assert!(error.contains(says), "{row}: {error}");
        }
        assert!(read("filed,outcome\n").unwrap_err().to_string().contains("no column \"decided\""));
    }
}
