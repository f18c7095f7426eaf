//! Deadlines as tables: a row for each part and way, and one for each day that was tried.

use jiff::civil::Date;

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::shown::{News, Table, Told, by_date, none, number, words};
use super::super::words::{fine_share, share};
use super::words::{part, parts, way, what, when};
use crate::experiment::{DeadlineAnswer, DeadlineRow, WayKind, When};

fn kind(row: &DeadlineRow) -> &'static str {
    match row.way.kind {
        WayKind::Usual => "usual",
        WayKind::SecondSource => "second_source",
        WayKind::Freight => "freight",
        WayKind::GeneralLicence => "general_licence",
    }
}

/// "p80" of a chance of 0.8.
fn name(chance: f64) -> String {
    format!("p{}", format!("{:.1}", chance * 100.0).trim_end_matches('0').trim_end_matches('.').replace('.', "_"))
}

/// `deadline.csv`.
pub(super) fn deadlines(answer: &DeadlineAnswer) -> Data<'_> {
    let mut columns = Fields::<&DeadlineRow>::new();
    columns.named(["site", "site_title"], "key of the line", |row| (&row.site, &row.site_title));
    columns.named(["material", "material_title"], "key of the part", |row| (&row.material, &row.material_title));
    columns.text("what", "order, or application that is handed in", |row| what(&row.way));
    columns.text("way", "usual, second_source, freight or general_licence", |row| kind(row));
    columns.text("lane", "key of the lane", |row| &row.way.lane);
    columns.text("supplier", "name of the supplier", |row| &row.way.supplier);
    columns.text("lever", "key of the lever that opens the way", |row| row.way.lever.as_deref().unwrap_or_default());
    columns.date("first_day", "first day on which it can be done", |row| row.standing.first);
    columns.chance("if_on_first_day", "share of trials", "without a halt because of the part, if done then", |row| {
        Some(row.standing.left)
    });
    columns.chance(
        "without_order",
        "share of trials",
        "without a halt because of the part, if nothing is ordered",
        |row| Some(row.without_order),
    );
    for (at, chance) in answer.chances.iter().enumerate() {
        let name = name(*chance);
        columns.text(&name, "\"by\" a day, \"too_late\", or \"no_need\"", move |row| {
            row.standing.when.get(at).map_or("", When::word)
        });
        columns.date(&format!("{name}_day"), "the last day", move |row| row.standing.when.get(at)?.date());
        columns.chance(&format!("{name}_chance"), "share of trials", "on that day", move |row| {
            match row.standing.when.get(at)? {
                When::By { chance, .. } => Some(*chance),
                _ => None,
            }
        });
    }
    columns.table(("deadline", "Deadlines"), "Last days of orders and applications that avoid a halt", &answer.rows)
}

/// `deadline-days.csv`.
pub(super) fn course(answer: &DeadlineAnswer) -> Data<'_> {
    let mut columns = Fields::<(&DeadlineRow, (Date, f64))>::new();
    columns.text("site", "key of the line", |(row, _)| &row.site);
    columns.text("material", "key of the part", |(row, _)| &row.material);
    columns.text("what", "order, or application", |(row, _)| what(&row.way));
    columns.text("lane", "key of the lane", |(row, _)| &row.way.lane);
    columns.text("lever", "key of the lever", |(row, _)| row.way.lever.as_deref().unwrap_or_default());
    columns.date("day", "day that was tried", |(_, (day, _))| Some(day));
    columns.number("chance", "share of trials", "without a halt because of the part", |(_, (_, chance))| Some(chance));
    let rows = answer.rows.iter().flat_map(|row| row.standing.course.iter().map(move |tried| (row, *tried)));
    columns.table(("deadline-days", "Days tried"), "The chance of no halt by the day of order or application", rows)
}

/// The workbook's first table.
pub(super) fn summary(answer: &DeadlineAnswer) -> Data<'_> {
    let about = "Last days of orders and applications that avoid a halt";
    most(answer).table(("summary", "Summary"), about, &answer.rows)
}

/// Ways that a terminal shows.
const MOST: usize = 48;

/// The same as people are shown it.
pub(super) fn shown(answer: &DeadlineAnswer) -> Table {
    most(answer)
        .shown("Last days", |row| &row.site_title, parts(answer).into_iter().flatten())
        .noting("The most pressing part first. --line and --part ask about some.")
        // Behind line, part and way, the lowest chances go first.
        .giving_way((3..answer.chances.len() + 2).rev())
        .on_terminal("deadline.csv", MOST)
}

/// What matters most of a part and a way.
fn most(answer: &DeadlineAnswer) -> Fields<'_, &DeadlineRow> {
    let mut columns = Fields::<&DeadlineRow>::new();
    columns.text("Line", "name of the line", |row| &row.site_title);
    columns.text("Part", "name of the part", |row| &row.material_title);
    columns.show_as("Line and part", |row| words(part(row)));
    columns.text("What", "order, or application that is handed in", |row| what(&row.way));
    columns.text("Supplier", "name of the supplier", |row| &row.way.supplier);
    columns.text("With", "the lever that opens the way", |row| row.way.lever_title.as_deref().unwrap_or_default());
    columns.show_as("Way", |row| words(way(&row.way)));
    for (at, chance) in answer.chances.iter().enumerate().rev() {
        let name = format!("{:.0} %", chance * 100.0);
        columns.date(&format!("By, {name}"), "the last day; empty where there is none", move |row| {
            row.standing.when.get(at)?.date()
        });
        columns.words(&format!("Standing, {name}"), "by that day, too late, or no need", move |row| {
            row.standing.when.get(at).map_or_else(String::new, |when| when.word().replace('_', " "))
        });
        columns.show_as(&format!("Chance {}#", share(*chance)), move |row| {
            row.standing.when.get(at).map_or_else(none, told)
        });
    }
    let about = "without a halt because of the part";
    columns.chance("If on the first day", "share of trials", about, |row| Some(row.standing.left));
    let left = |row: &DeadlineRow| number(fine_share(row.standing.left.share), row.standing.left.share);
    columns.show_as("If on the first day#", left);
    columns
}

/// Until when: what is too late comes before all days, what needs nothing after them.
fn told(found: &When) -> Told {
    match found {
        When::By { date, .. } => number(when(found), by_date(*date)),
        When::TooLate => number(when(found), -1.0).news(News::Bad),
        When::NoNeed => number(when(found), 1e6),
    }
}
