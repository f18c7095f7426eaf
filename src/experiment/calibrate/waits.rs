//! Dated licence records: filed, decided or still open, outcome.

use std::path::Path;

use jiff::civil::Date;

use super::answer::WaitFit;
use crate::experiment::CONFIDENCE;
use crate::statistics::Interval;
use crate::statistics::waits::{Record, fit, kaplan_meier};

/// All that is wrong with a file of records, each with its line and column.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct RecordError(pub Vec<String>);

/// Reads dated records: a CSV file with the columns `filed`, `decided` (empty while open) and `outcome` (granted, denied
/// or pending). Open files have waited until `until`.
///
/// # Errors
/// All that is wrong, each with its line and column.
pub fn read_records(path: &Path, text: &str, until: Date) -> Result<WaitFit, RecordError> {
    let shown = path.display();
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let headings = reader.headers().cloned().map_err(|e| RecordError(vec![format!("{shown} cannot be read: {e}")]))?;
    let find = |heading: &str| {
        headings.iter().position(|h| h == heading).ok_or_else(|| {
            let found: Vec<&str> = headings.iter().collect();
            RecordError(vec![format!(
                "{shown}, line 1: there is no column \"{heading}\"; its columns are {}",
                found.join(", ")
            )])
        })
    };
    let (filed_at, decided_at, outcome_at) = (find("filed")?, find("decided")?, find("outcome")?);
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                problems.push(format!("{shown} cannot be read: {error}"));
                break;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        match record(&row, (filed_at, decided_at, outcome_at), until) {
            Ok(record) => records.push(record),
            Err((column, text)) => problems.push(format!("{shown}, line {line}, column \"{column}\": {text}")),
        }
    }
    if !problems.is_empty() {
        return Err(RecordError(problems));
    }
    wait_fit(&records).ok_or_else(|| {
        RecordError(vec![format!("{shown} has fewer than two different waits of granted files; nothing can be fitted")])
    })
}

fn record(
    row: &csv::StringRecord,
    (filed_at, decided_at, outcome_at): (usize, usize, usize),
    until: Date,
) -> Result<Record, (&'static str, String)> {
    let cell = |i: usize| row.get(i).unwrap_or_default();
    let date = |column: &'static str, i: usize| {
        cell(i).parse::<Date>().map_err(|_| (column, format!("\"{}\" is not a date, as in 2025-06-04", cell(i))))
    };
    let filed = date("filed", filed_at)?;
    let days = |to: Date| f64::from((to - filed).get_days());
    let before = |column: &'static str, to: Date| (column, format!("{to} is before the filing, {filed}"));
    let decided =
        || date("decided", decided_at).and_then(|d| if d < filed { Err(before("decided", d)) } else { Ok(d) });
    match cell(outcome_at) {
        "granted" => Ok(Record::Granted(days(decided()?))),
        "denied" => decided().map(|_| Record::Denied),
        "pending" if !cell(decided_at).is_empty() => {
            Err(("decided", format!("the file is pending, yet decided on {}", cell(decided_at))))
        }
        "pending" if until < filed => {
            Err(("filed", format!("{filed} is after {until}, until which open files waited")))
        }
        "pending" => Ok(Record::Open(days(until))),
        other => Err(("outcome", format!("\"{other}\" is not an outcome: granted, denied or pending"))),
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
        law: Some(found),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str) -> Result<WaitFit, RecordError> {
        read_records(Path::new("r.csv"), text, date(2025, 9, 30))
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
    fn mistakes_are_told_with_line_and_column() {
        let head = "filed,decided,outcome\n";
        for (row, says) in [
            ("2025-04-31,2025-05-10,granted", "line 2, column \"filed\": \"2025-04-31\" is not a date"),
            ("2025-04-10,,granted", "column \"decided\": \"\" is not a date"),
            ("2025-04-10,2025-04-01,denied", "2025-04-01 is before the filing"),
            ("2025-04-10,2025-05-01,pending", "pending, yet decided"),
            ("2025-10-10,,pending", "after 2025-09-30"),
            ("2025-04-10,2025-05-01,approved", "column \"outcome\": \"approved\" is not an outcome"),
        ] {
            let error = read(&format!("{head}{row}\n")).unwrap_err().to_string();
            assert!(error.contains(says), "{row}: {error}");
        }
        assert!(read("filed,outcome\n").unwrap_err().to_string().contains("no column \"decided\""));
    }
}
