//! The tables of a sizing: what lines hold of parts, plants with many parts, orders, how stock is built, the textbook.

use jiff::civil::Date;

use super::super::fields::Fields;
use super::super::measures::unit_of;
use super::super::shown::{Said, Table, by_date, number, words};
use super::super::words::{counted, date, fine_share, thousands};
use super::many::{self, Plant};
use super::requisition;
use super::rows::{show_outcome, stocks, worth};
use super::words::{Row, inputs, part, value_of};
use crate::experiment::size::{BuildUp, SizeAnswer, SizedLine, Textbook, TextbookStock, Worth};
use crate::experiment::{Chance, Unit};

/// The file with all of it.
const FILE: &str = "sizing.csv";
/// Of many parts, so many orders stand in the tables below that of the stocks, the largest.
const LARGEST: usize = 6;

/// What is held and ordered; of many parts, the plants and their largest orders come first.
pub(super) fn tables(answer: &SizeAnswer, plants: Option<&[Plant]>) -> Vec<Table> {
    let all = stocks(answer, "Stock by line and material", inputs(answer));
    let mut tables = if let Some(plants) = plants {
        let shown = stocks(answer, "The largest orders", many::largest(plants, many::MOST));
        let shown = [by_plant(answer, plants), shown].map(|table| table.on_terminal(FILE, many::MOST));
        shown.into_iter().chain([all]).collect()
    } else {
        vec![all.on_terminal(FILE, usize::MAX)]
    };
    tables.push(requisition::shown(answer));
    tables
}

/// How stock is built from orders, and what the textbook would hold.
pub(super) fn beside(answer: &SizeAnswer, plants: Option<&[Plant]>) -> Vec<Table> {
    let (lines, parts): (Vec<&SizedLine>, Vec<Row>) = match plants {
        Some(plants) => (plants.iter().map(|plant| plant.line).take(LARGEST).collect(), many::largest(plants, LARGEST)),
        None => (answer.lines.iter().collect(), inputs(answer).collect()),
    };
    [building(answer, &lines), textbook(&parts)].into_iter().flatten().collect()
}

/// Plants with many parts: how many are to be bought, what for, and the risk with them.
fn by_plant(answer: &SizeAnswer, plants: &[Plant]) -> Table {
    let count = |n: usize| number(thousands(n as u64), f64::from(u32::try_from(n).unwrap_or(u32::MAX)));
    let mut columns = Fields::<&Plant>::new();
    columns.show_as("Line", |plant| words(&plant.line.title));
    columns.show_as("Parts#", move |plant| count(plant.line.inputs.len())).yields(1);
    columns.show_as("To buy#", move |plant| count(plant.ordered.len()));
    columns.show_as(&format!("Value of the orders, {}#", answer.scenario.currency), |plant| {
        let sum: f64 = plant.ordered.iter().map(|input| value_of(&input.extra)).sum();
        worth((sum > 0.0).then_some(sum))
    });
    show_outcome(&mut columns, answer, "with them", |plant| plant.line);
    columns.shown("Lines that need more", |plant| &plant.line.title, plants)
}

/// How the stock of lines is built from orders, and the risk until then against the risk afterwards.
fn building(answer: &SizeAnswer, lines: &[&SizedLine]) -> Option<Table> {
    let with: Vec<(&SizedLine, &BuildUp)> =
        lines.iter().filter_map(|line| line.build_up.as_ref().map(|build| (*line, build))).collect();
    let (_, first) = with.first()?;
    let complete = |build: &BuildUp| {
        let said = Said::with(by(build.complete_median), by(build.complete_p90));
        number(said, build.complete_median.map_or(f64::MAX, by_date))
    };
    let chance = |chance: Chance| number(fine_share(chance.share), chance.share);
    let mut columns = Fields::<(&SizedLine, Option<&BuildUp>, Worth)>::new();
    columns.show_as("Line", |(line, ..)| words(&line.title));
    columns.show_as("Stock", |(_, built, _)| words(if built.is_some() { "built from orders" } else { "as today" }));
    columns.show_as("Complete by: median (nine in ten)#", move |(_, built, _)| {
        built.map_or_else(|| number("–", f64::MIN), complete)
    });
    columns.show_as("Chance of a halt until then#", move |(.., worth)| chance(worth.until));
    columns.show_as("From then on#", move |(.., worth)| chance(worth.after));
    // Where money is what decides, the table of stocks has it, of all trials.
    if unit_of(answer.outcome) != Unit::Money {
        let loss = format!("Expected loss, {}#", answer.scenario.currency);
        columns.show_as(&loss, |(.., with)| worth(Some(with.loss.value))).yields(1);
    }
    let rows = with.iter().flat_map(|(line, build)| [(*line, None, build.today), (*line, Some(*build), build.built)]);
    let title = "If it is not bought before the first day but built from orders placed from then on";
    let table = columns.shown(title, |(line, ..)| &line.title, rows);
    Some(table.noting(&about_building(answer, &with, first.trials)).on_terminal(FILE, usize::MAX))
}

fn by(day: Option<Date>) -> String {
    day.map_or("beyond".to_owned(), date)
}

/// What "complete" means, and what is not told by the table.
fn about_building(answer: &SizeAnswer, with: &[(&SizedLine, &BuildUp)], trials: u64) -> String {
    let mut said = vec![format!(
        "Complete: all of it is there, to a day’s need; beyond: not by {}. Both on {} of the fresh trials; the risk with \
         the stock there on the first day is that of the table of stocks.",
        date(answer.scenario.end),
        thousands(trials)
    )];
    let more = answer.lines.iter().filter(|line| line.build_up.is_some()).count() - with.len();
    if more > 0 {
        said.push(format!("The other {} are in {FILE}.", counted(more as u64, "line")));
    }
    let never: Vec<String> = with
        .iter()
        .filter(|(_, build)| build.incomplete.share > 0.0)
        .map(|(line, build)| format!("{} in {}", line.title, fine_share(build.incomplete.share)))
        .collect();
    if !never.is_empty() {
        said.push(format!("Never complete within the horizon: {}.", never.join(", ")));
    }
    said.extend(with.iter().filter(|(_, build)| !build.rules.is_empty()).map(|(line, build)| {
        format!(
            "{} builds under the rule against stockpiling of {}; without the rule it would be complete by {} ({}).",
            line.title,
            build.rules.join(", "),
            by(build.without_rule_median),
            by(build.without_rule_p90)
        )
    }));
    said.join(" ")
}

/// The textbook's stock of some parts, and the chance that it runs out here; nothing where it tells of none.
fn textbook(parts: &[Row]) -> Option<Table> {
    let with: Vec<(Row, &Textbook)> = parts.iter().filter_map(|row| Some((*row, row.1.textbook.as_ref()?))).collect();
    let (_, first) = with.first()?;
    let note = format!(
        "Textbook: need of the mean lead time and z σ √L with z = {:.2}; then z √(L σ² + d² σ_L²). L, σ_L: mean and standard \
         deviation of the days from order to receipt, by quantity; d: mean use of a calendar day; σ: standard deviation of a \
         week’s use among trials, by √7, which leaves out days off and all else that the plan knows; all from {} trials in \
         which the lines never stop, of orders received within the horizon. In brackets: the chance that the material runs \
         out with that stock.",
        first.z,
        thousands(first.trials)
    );
    let days = |days: f64, bracket: String| number(Said::with(format!("{days:.0}"), bracket), days);
    let of = move |stock: &TextbookStock| {
        days(stock.hold.days, stock.runs_out.as_ref().map_or(String::new(), |chance| fine_share(chance.share)))
    };
    let lead =
        |book: &Textbook| number(format!("{:.0} ± {:.0}", book.mean_lead_days, book.sd_lead_days), book.mean_lead_days);
    let mut columns = Fields::<(Row, &Textbook)>::new();
    columns.show_as("Line", |((line, _), _)| words(&line.title));
    columns.show_as("Material", |((_, input), _)| words(part(input)));
    columns.show_as("Lead time, days: mean ± standard deviation#", move |(_, book)| lead(book)).yields(1);
    columns.show_as("Textbook, use varies, days#", move |(_, book)| of(&book.plain)).yields(2);
    columns.show_as("Textbook, lead time varies too, days#", move |(_, book)| of(&book.with_lead_times));
    columns.show_as("This answer, days#", move |((_, input), _)| days(input.hold.days, String::new()));
    let table = columns.shown("The textbook’s safety stock beside this answer", |((line, _), _)| &line.title, with);
    Some(table.noting(&note).on_terminal(FILE, usize::MAX))
}
