//! A result as a workbook: numbers are numbers, dates are dates, each table has its heading frozen and filters on.
//!
//! Whatever the command: its answer in sentences above a table, its charts, its tables a sheet each, what it assumes,
//! what columns mean, what it came from. The same result gives the same bytes: the workbook's date of creation is the
//! first day of the scenario.

mod look;
mod sheet;

use std::collections::HashSet;
use std::time::SystemTime;

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::ReportError;
use super::assumptions::{self, Assumption, Assumptions};
use super::data::{Cell, Data, Field, Kind};
use super::fields::Fields;
use super::manifest::Manifest;
use super::page::not_modelled;
use super::read::command_line;
use super::study::Study;
use super::words::{lower_first, thousands};
use crate::experiment::ScenarioFacts;
use look::in_words;
use sheet::{Styles, charts, page, table};

/// A chart as a picture, two dots to the pixel.
pub(super) struct Picture {
    /// Its title, which says what it shows to who does not see it.
    pub title: String,
    /// The bytes of a PNG.
    pub png: Vec<u8>,
}

/// Rows that a sheet can have, its heading included.
const MOST_ROWS: usize = 1 << 20;

/// The workbook of a result; `tables` are those that are files too.
///
/// # Errors
/// What does not fit into a workbook.
pub(super) fn of(
    study: &dyn Study,
    tables: &[Data],
    pictures: &[Picture],
    manifest: &Manifest,
) -> Result<Vec<u8>, XlsxError> {
    let mut file = Workbook::new();
    let (words, summary, more) = (study.content(None), study.summary(), study.more());
    file.set_properties(&created(&words.title, manifest.start)?);
    let styles = Styles::new();
    let sentences = [&[words.basis][..], &words.answers].concat();
    page(file.add_worksheet(), &styles, "Summary", &words.title, &sentences, &summary)?;

    if !pictures.is_empty() {
        charts(file.add_worksheet(), "Charts", pictures)?;
    }
    let fits = |data: &&Data| data.held().is_some_and(|rows| rows.len() < MOST_ROWS);
    let sheets: Vec<&Data> = more.iter().chain(tables).filter(fits).collect();
    for data in &sheets {
        table(file.add_worksheet(), &styles, data.title, data)?;
    }
    let scenarios = &manifest.scenarios.again.scenarios;
    let assumed: Vec<Assumptions> = scenarios.iter().map(|(name, scenario)| assumptions::of(name, scenario)).collect();
    table(file.add_worksheet(), &styles, "Assumptions", &assumption_rows(&assumed))?;
    table(file.add_worksheet(), &styles, "Columns", &column_rows(&summary, &sheets))?;
    let facts = facts(study.facts().scenario, manifest, tables);
    let mut columns = Fields::<&(&str, Cell)>::new();
    columns.text("What", "", |(what, _)| what);
    columns.add(Field::new("Value", Kind::Text, "", ""), |(_, value)| value.clone());
    let about = columns.table(("about", "About"), "What this came from", &facts);
    table(file.add_worksheet(), &styles, about.title, &about)?;
    file.save_to_buffer()
}

/// Whether a workbook can be put together now: the library that does it takes no time before 1970.
///
/// # Errors
/// When the clock of the system stands before 1970.
pub(crate) fn check_clock() -> Result<(), ReportError> {
    if SystemTime::now() >= SystemTime::UNIX_EPOCH {
        return Ok(());
    }
    let message = "the clock of this computer stands before 1970, and no workbook can be written then; set the clock";
    Err(ReportError::Target { message: message.to_owned() })
}

/// Title, author and a date of creation that does not depend on the clock.
fn created(title: &str, day: Date) -> Result<DocProperties, XlsxError> {
    let [month, day_of_month] = [day.month(), day.day()].map(i8::unsigned_abs);
    let at = ExcelDateTime::from_ymd(day.year().unsigned_abs(), month, day_of_month)?;
    let author = concat!("linestop ", env!("CARGO_PKG_VERSION"));
    Ok(DocProperties::new().set_title(title).set_author(author).set_creation_datetime(&at))
}

/// A number, as such where a workbook can hold all its digits.
fn exact(n: u64) -> Cell<'static> {
    const MOST: u64 = 1 << 53;
    if n <= MOST { Cell::count(n) } else { Cell::text(n.to_string()) }
}

fn facts(scenario: Option<&ScenarioFacts>, manifest: &Manifest, tables: &[Data]) -> Vec<(&'static str, Cell<'static>)> {
    let said = |text: String| Cell::text(text);
    let mut facts = Vec::new();
    facts.extend(scenario.map(|scenario| ("Scenario", said(scenario.title.clone()))));
    // What plays nothing has neither.
    let played = manifest.trials > 0;
    if played {
        facts.push(("Trials", exact(manifest.trials)));
        facts.push(("Seed of all random numbers", exact(manifest.seed)));
    }
    facts.extend(scenario.into_iter().flat_map(|scenario| {
        [
            ("First day", Cell::Date(scenario.start)),
            ("Last day", Cell::Date(scenario.end)),
            ("Horizon, days", Cell::Whole(i64::from(scenario.horizon_days))),
            ("Currency", said(scenario.currency.clone())),
        ]
    }));
    facts.push(("Program", said(format!("linestop {}", manifest.linestop))));
    facts.extend(
        manifest
            .scenarios
            .scenarios()
            .into_iter()
            .map(|(name, sha256)| ("Scenario and its SHA-256", said(format!("{name}: {sha256}")))),
    );
    let again = command_line(manifest.scenarios.again.command.iter().map(String::as_str));
    facts.push((
        "Get the same numbers again",
        said(format!("in the folder of the result, with linestop {}: {again}", manifest.linestop)),
    ));
    facts.extend(played.then(|| (
        "Intervals",
        said(format!(
            "All are 95 % intervals. They say how far a number could move if more than {} were played; nothing of the \
             assumptions.",
            if manifest.trials == 1 { "one trial".to_owned() } else { format!("{} trials", thousands(manifest.trials)) }
        )),
    )));
    let mut read: Vec<String> =
        manifest.scenarios.inputs().map(|file| format!("{} (SHA-256 {})", file.name, file.sha256)).collect();
    let mut seen = HashSet::new();
    read.retain(|file| seen.insert(file.clone()));
    facts.extend(read.into_iter().map(|file| ("Read", said(file))));
    facts.extend(manifest.set.iter().map(|(name, value)| ("Set on the command line", said(format!("{name}={value}")))));
    for data in tables {
        let why = match data.held() {
            None => "it lies beside this workbook".to_owned(),
            Some(rows) if rows.len() >= MOST_ROWS => {
                format!(
                    "its {} rows are too many for a sheet; it lies beside this workbook",
                    thousands(rows.len() as u64)
                )
            }
            Some(_) => continue,
        };
        facts.push(("Not in this workbook", said(format!("{}.csv, {}: {why}", data.name, lower_first(data.about)))));
    }
    facts.extend(not_modelled().into_iter().map(|item| ("Not modelled", said(item))));
    facts
}

/// Every number of which the scenario says where it comes from, as report pages list them.
fn assumption_rows<'a>(assumed: &'a [Assumptions]) -> Data<'a> {
    /// A scenario, and what a number is of, which it is, its value, the basis and the reason.
    type Row<'a> = (&'a str, [&'a str; 5]);
    let mut columns = Fields::<Row>::new();
    // Which scenario needs to be said where there are several.
    if assumed.len() > 1 {
        columns.text("Scenario", "name of the scenario", |row| row.0);
    }
    for (at, (name, about)) in [
        ("Of", "what it is a number of; empty for a parameter: what nobody knows, drawn anew in each trial"),
        ("What", "which number"),
        ("Value", "the value, or the distribution that it is drawn from"),
        ("Basis", "whether the scenario gives a source or a reason"),
        ("Source or reason", "where it comes from, or why it is assumed"),
    ]
    .into_iter()
    .enumerate()
    {
        columns.text(name, about, move |row| row.1[at]);
    }
    let rows = assumed.iter().flat_map(|scenario| {
        let general = scenario.general.as_str();
        let row = move |group: &'static str, found: &'a Assumption| {
            let of = if found.of.is_empty() { group } else { &found.of };
            let (kind, reason) = match &*found.reason {
                "" if !general.is_empty() => ("assumption", general),
                reason => (found.kind, reason),
            };
            (scenario.name.as_str(), [of, &found.what, &found.value, kind, reason])
        };
        let unknown = scenario.unknown.iter().map(move |found| row("parameter", found));
        let given = scenario.given.iter().map(move |found| row("", found));
        let others = (scenario.name.as_str(), ["all other numbers", "", "", "assumption", general]);
        unknown.chain(given).chain((!general.is_empty()).then_some(others))
    });
    columns.table(("assumptions", "Assumptions"), "What the scenario rests on", rows)
}

/// What every column of every sheet means.
fn column_rows<'a>(summary: &'a Data<'a>, sheets: &[&'a Data<'a>]) -> Data<'a> {
    let mut columns = Fields::<(&Data, &Field)>::new();
    columns.text("Sheet", "", |(data, _)| data.title);
    columns.text("What it holds", "", |(data, _)| data.about);
    columns.words("Column", "", |(_, column)| in_words(column));
    columns.text("In files", "", |(_, column)| if in_words(column) == column.name { "" } else { &column.name });
    columns.text("Unit", "", |(_, column)| &column.unit);
    columns.text("Meaning", "", |(_, column)| &column.about);
    let all = std::iter::once(summary).chain(sheets.iter().copied());
    let rows = all.flat_map(|data| data.columns.iter().map(move |column| (data, column)));
    columns.table(("columns", "Columns"), "What every column means", rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_of_facts_stay_numbers_as_long_as_they_are_exact() {
        assert_eq!(exact(10_000), Cell::Whole(10_000));
        assert_eq!(exact(u64::MAX), Cell::text(u64::MAX.to_string()));
    }
}
