//! Deadlines as tables: a row for each part and way, and one for each day that was tried.

use jiff::civil::Date;

use super::super::data::Data;
use super::super::fields::Fields;
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
    told(&mut columns);
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

fn told<'a>(columns: &mut Fields<'a, &'a DeadlineRow>) {
    columns.text("site", "key of the line", |row| &row.site);
    columns.text("site_title", "its name", |row| &row.site_title);
    columns.text("material", "key of the part", |row| &row.material);
    columns.text("material_title", "its name", |row| &row.material_title);
    columns.text("what", "order, or application that is handed in", |row| {
        if row.way.files { "application" } else { "order" }
    });
    columns.text("way", "usual, second_source, freight or general_licence", |row| kind(row));
    columns.text("lane", "key of the lane", |row| &row.way.lane);
    columns.text("supplier", "name of the supplier", |row| &row.way.supplier);
    columns.text("lever", "key of the lever that opens the way", |row| row.way.lever.as_deref().unwrap_or(""));
}

/// `deadline-days.csv`.
pub(super) fn course(answer: &DeadlineAnswer) -> Data<'_> {
    let mut columns = Fields::<(&DeadlineRow, (Date, f64))>::new();
    columns.text("site", "key of the line", |(row, _)| &row.site);
    columns.text("material", "key of the part", |(row, _)| &row.material);
    columns.text("what", "order, or application", |(row, _)| if row.way.files { "application" } else { "order" });
    columns.text("lane", "key of the lane", |(row, _)| &row.way.lane);
    columns.text("lever", "key of the lever", |(row, _)| row.way.lever.as_deref().unwrap_or(""));
    columns.date("day", "day that was tried", |(_, (day, _))| Some(day));
    columns.number("chance", "share of trials", "without a halt because of the part", |(_, (_, chance))| Some(chance));
    let rows = answer.rows.iter().flat_map(|row| row.standing.course.iter().map(move |tried| (row, *tried)));
    columns.table(("deadline-days", "Days tried"), "The chance of no halt by the day of order or application", rows)
}

/// The workbook's first table.
pub(super) fn summary(answer: &DeadlineAnswer) -> Data<'_> {
    let mut columns = Fields::<&DeadlineRow>::new();
    columns.text("Line", "name of the line", |row| &row.site_title);
    columns.text("Part", "name of the part", |row| &row.material_title);
    columns.text("What", "order, or application that is handed in", |row| {
        if row.way.files { "application" } else { "order" }
    });
    columns.text("Supplier", "name of the supplier", |row| &row.way.supplier);
    columns.text("With", "the lever that opens the way", |row| row.way.lever_title.as_deref().unwrap_or(""));
    for (at, chance) in answer.chances.iter().enumerate().rev() {
        let name = format!("{:.0} %", chance * 100.0);
        columns.date(&format!("By, {name}"), "the last day; empty where there is none", move |row| {
            row.standing.when.get(at)?.date()
        });
        columns.text(&format!("Standing, {name}"), "by that day, too late, or no need", move |row| {
            row.standing.when.get(at).map_or("", |when| match when {
                When::By { .. } => "by",
                When::TooLate => "too late",
                When::NoNeed => "no need",
            })
        });
    }
    columns.chance("If on the first day", "share of trials", "without a halt because of the part", |row| {
        Some(row.standing.left)
    });
    columns.table(("summary", "Summary"), "Last days of orders and applications that avoid a halt", &answer.rows)
}
