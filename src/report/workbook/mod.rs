//! A result as a workbook: numbers are numbers, dates are dates, each table has its heading frozen and filters on.
//!
//! The same result gives the same bytes: the workbook's date of creation is the first day of the scenario.

mod lines;
mod sheet;

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::assumptions::{self, Assumptions};
use super::data::{Cell, Data, Field, Kind};
use super::manifest::Manifest;
use super::page::run_in_words;
use super::read::command_line;
use super::tables::tables;
use super::words::{date, thousands};
use crate::experiment::RunAnswer;
use sheet::{Styles, page, table};

/// Names of the sheets of the tables that are also files.
const SHEETS: [(&str, &str); 7] = [
    ("bands", "Cover and output"),
    ("halted", "Halted by date"),
    ("licences", "Licences"),
    ("licence-bands", "Applications"),
    ("waits", "Waiting times"),
    ("regimes", "Regimes"),
    ("network", "Lanes"),
];

/// Rows that a sheet can have, its heading included.
const MOST_ROWS: usize = 1 << 20;

/// The workbook of a run.
///
/// # Errors
/// What does not fit into a workbook.
pub(super) fn of_run(answer: &RunAnswer, manifest: &Manifest) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&created(&answer.scenario.title, answer.scenario.start)?);
    let styles = Styles::new();

    let summary = lines::summary(answer);
    let mut all = vec![("Lines", lines::lines(answer))];
    all.push(("Missing material", lines::missing(answer)));
    all.push(("Loss", lines::loss(answer)));
    for data in tables(answer) {
        let name = SHEETS.iter().find(|(table, _)| *table == data.name).map_or(data.name, |(_, sheet)| *sheet);
        all.push((name, data));
    }
    let (long, all): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, data)| data.rows.len() >= MOST_ROWS);
    let too_long: Vec<String> =
        long.iter().map(|(_, data)| format!("{}.csv is too long for a sheet and is not here", data.name)).collect();

    let words = run_in_words(answer);
    page(
        book.add_worksheet(),
        &styles,
        "Summary",
        &words.title,
        &[&[words.basis][..], &words.answers].concat(),
        &summary,
    )?;
    for (name, data) in &all {
        table(book.add_worksheet(), &styles, name, data)?;
    }

    let assumed: Vec<Assumptions> =
        manifest.again.scenarios.iter().map(|(name, scenario)| assumptions::of(name, scenario)).collect();
    table(book.add_worksheet(), &styles, "Assumptions", &assumption_rows(&assumed))?;
    let read_back: Vec<(&str, &Data)> = all.iter().map(|(name, data)| (*name, data)).collect();
    table(book.add_worksheet(), &styles, "Columns", &column_rows(&read_back))?;
    let facts = facts(answer, manifest, &too_long);
    let rows = facts.iter().map(|(what, value)| vec![Cell::Text(what), fact(value)]).collect();
    let columns = vec![Field::new("what", Kind::Text, "", ""), Field::new("value", Kind::Text, "", "")];
    let about = Data { name: "about", about: "What this came from", columns, rows };
    table(book.add_worksheet(), &styles, "About", &about)?;
    book.save_to_buffer()
}

/// Title, author and a date of creation that does not depend on the clock.
fn created(title: &str, day: Date) -> Result<DocProperties, XlsxError> {
    let [month, day_of_month] = [day.month(), day.day()].map(i8::unsigned_abs);
    let at = ExcelDateTime::from_ymd(day.year().unsigned_abs(), month, day_of_month)?;
    let author = concat!("linestop ", env!("CARGO_PKG_VERSION"));
    Ok(DocProperties::new().set_title(title).set_author(author).set_creation_datetime(&at))
}

/// A fact, as a number where it is one.
fn fact(value: &str) -> Cell<'_> {
    value.parse::<i64>().map_or(Cell::Text(value), Cell::Whole)
}

fn facts(answer: &RunAnswer, manifest: &Manifest, too_long: &[String]) -> Vec<(&'static str, String)> {
    let (scenario, run) = (&answer.scenario, &answer.run);
    let mut facts = vec![
        ("Scenario", scenario.title.clone()),
        ("Futures", run.trials.to_string()),
        ("Seed of all random numbers", run.seed.to_string()),
        ("First day", date(scenario.start)),
        ("Last day", date(scenario.end)),
        ("Horizon, days", scenario.horizon_days.to_string()),
        ("Currency", scenario.currency.clone()),
        ("Program", format!("linestop {}", run.linestop)),
        ("SHA-256 of the scenario", scenario.sha256.clone()),
        (
            "Get the same numbers again",
            format!(
                "in the folder of the result, with linestop {}: {}",
                run.linestop,
                command_line(manifest.again.command.iter().map(String::as_str))
            ),
        ),
        (
            "Intervals",
            format!(
                "All are 95 % intervals. They say how far a number could move if more than {} futures were played; \
                 nothing of the assumptions.",
                thousands(run.trials)
            ),
        ),
        (
            "Single futures",
            if run.outcomes_kept {
                "One row for each future and line is in outcomes.csv beside this workbook.".to_owned()
            } else {
                "Outcomes of single futures were not kept (--outcomes none).".to_owned()
            },
        ),
    ];
    facts.extend(manifest.inputs.iter().map(|file| ("Read", format!("{} (SHA-256 {})", file.name, file.sha256))));
    facts.extend(manifest.set.iter().map(|(name, value)| ("Set on the command line", format!("{name}={value}"))));
    facts.extend(too_long.iter().map(|said| ("Left out", said.clone())));
    facts.extend(super::page::not_modelled().into_iter().map(|item| ("Not modelled", item)));
    facts
}

/// Every number of which the scenario says where it comes from, as report pages list them.
fn assumption_rows(assumed: &[Assumptions]) -> Data<'_> {
    let columns = [
        ("of", "what it is a number of; empty for a parameter: what nobody knows, drawn anew in each future"),
        ("what", "which number"),
        ("value", "the value, or the law that it is drawn from"),
        ("basis", "whether the scenario gives a source or a reason"),
        ("source or reason", "where it comes from, or why it is assumed"),
    ];
    let columns = columns.map(|(name, about)| Field::new(name, Kind::Text, "", about)).to_vec();
    let mut rows = Vec::new();
    for scenario in assumed {
        for (group, found) in [("parameter", &scenario.unknown), ("", &scenario.given)] {
            for found in found {
                let of = if found.of.is_empty() { group } else { &found.of };
                let general = found.reason.is_empty() && !scenario.general.is_empty();
                rows.push(vec![
                    Cell::Text(of),
                    Cell::Text(&found.what),
                    Cell::Text(&found.value),
                    Cell::Text(if general { "assumption" } else { found.kind }),
                    Cell::Text(if general { &scenario.general } else { &found.reason }),
                ]);
            }
        }
        if !scenario.general.is_empty() {
            rows.push(vec![
                Cell::Text("all other numbers"),
                Cell::Empty,
                Cell::Empty,
                Cell::Text("assumption"),
                Cell::Text(&scenario.general),
            ]);
        }
    }
    Data { name: "assumptions", about: "What the scenario rests on", columns, rows }
}

/// What every column of every sheet means.
fn column_rows<'a>(sheets: &[(&'a str, &'a Data<'a>)]) -> Data<'a> {
    let columns = ["sheet", "what it holds", "column", "unit", "meaning"];
    let columns = columns.map(|name| Field::new(name, Kind::Text, "", "")).to_vec();
    let rows = sheets.iter().flat_map(|(sheet, data)| {
        data.columns.iter().map(|column| {
            let words = [*sheet, data.about, &column.name, &column.unit, column.about];
            words.map(Cell::Text).to_vec()
        })
    });
    Data { name: "columns", about: "What every column means", columns, rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_a_name_for_people() {
        let names: Vec<&str> = SHEETS.iter().map(|(_, sheet)| *sheet).collect();
        assert!(names.iter().all(|name| name.len() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\'])));
    }

    #[test]
    fn whole_numbers_of_facts_stay_numbers() {
        assert_eq!(fact("10000"), Cell::Whole(10_000));
        assert_eq!(fact("5 Jan 2026"), Cell::Text("5 Jan 2026"));
    }
}
