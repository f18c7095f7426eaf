//! The tables of a run: lines, costs, what lines lacked, policy and licences.

use super::super::content::{Table, number, words};
use super::super::fields::Fields;
use super::super::shown::by_date;
use super::super::words::{date, days, share, upper_first};
use super::super::{costs, desks, missing};
use super::at_risk::AtRisk;
use super::lines;
use crate::experiment::{EventAnswer, LineAnswer, RunAnswer};

/// What comes of it: lines, costs, who halts first, thresholds.
pub(super) fn tables<'a>(answer: &'a RunAnswer, makers: &[&'a LineAnswer]) -> Vec<Table> {
    let suppliers = AtRisk::suppliers(answer);
    let all = AtRisk::makers(answer);
    let mut tables = vec![
        lines::shown("Lines, the one most at risk first", answer, makers).noting(&all.others("manufacturer", "halted")),
    ];
    if !suppliers.shown.is_empty() {
        let note = suppliers.others("supplier line", "halted");
        tables.push(lines::shown("Suppliers’ lines that halted", answer, &suppliers.shown).noting(&note));
    }
    let by_kind = costs::shown(answer);
    let by_line = (by_kind.is_some() && answer.costs.lines.len() > 1).then(|| costs::by_line(answer));
    tables.extend(by_kind.into_iter().chain(by_line));
    if answer.first_to_halt.lines.len() > 1 && answer.any_manufacturer_halts.trials > 0 {
        tables.push(lines::first_shown(answer));
    }
    tables.push(lines::thresholds_shown(answer));
    tables
}

/// What drives it: what lines lacked, from whom, dated events, licences.
pub(super) fn driver_tables(answer: &RunAnswer, makers: &[&LineAnswer]) -> Vec<Table> {
    let mut tables: Vec<Table> = by_place(makers).into_iter().collect();
    if answer.lines.iter().any(|line| !line.missing_from.is_empty()) {
        tables.push(missing::shown(answer));
    }
    if !answer.events.is_empty() {
        tables.push(dated_events(answer));
    }
    tables.extend(desks::licences_shown(answer));
    tables
}

/// Where the missing material stood; nothing where nothing was missing.
fn by_place(makers: &[&LineAnswer]) -> Option<Table> {
    let mut places: Vec<&str> = Vec::new();
    for part in makers.iter().flat_map(|line| &line.missing_material) {
        if part.halt_days.value > 0.0 && !places.contains(&part.place) {
            places.push(part.place);
        }
    }
    if places.is_empty() {
        return None;
    }
    let mut columns = Fields::<&LineAnswer>::new();
    columns.show_as("Line", |line| words(&line.title));
    columns
        .show_as("Mean halt days a trial#", |line| number(days(line.halt_days.mean.value), line.halt_days.mean.value));
    for place in places {
        columns.show_as(&format!("{}#", upper_first(place)), move |line| {
            let part = line.missing_material.iter().find(|part| part.place == place).map_or(0.0, |part| part.share);
            number(if part > 0.0 { share(part) } else { "–".to_owned() }, part)
        });
    }
    let halting = makers.iter().copied().filter(|line| line.halt.trials > 0);
    let table = columns.shown("Halt days by where the missing material stood", |line| &line.title, halting);
    Some(table.noting("Share of the line’s halt days, over all trials."))
}

fn dated_events(answer: &RunAnswer) -> Table {
    let mut table = Table::new("Dated events of policy", &["Date", "Event", "Chance#"]);
    for event in &answer.events {
        let day = number(window(event), by_date(event.date));
        table.row("", vec![day, words(&event.title), number(share(event.chance), event.chance)]);
    }
    table
}

/// The day of an event, or its window.
fn window(event: &EventAnswer) -> String {
    let from = date(event.date);
    event.until.map_or(from.clone(), |until| format!("some day of {from} to {}", date(until)))
}
