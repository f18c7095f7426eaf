//! Of many parts those to buy: plant by plant, the largest orders first.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, beside_names, grid};
use super::super::measures::{value, with_interval};
use super::super::shown::coloured;
use super::super::words::{counted, money, thousands};
use super::page;
use super::table::{Row, title, worth};
use super::words::{inputs, part, quantity, sure, unit, value_of, verdict};
use crate::experiment::size::{SizeAnswer, SizedInput, SizedLine};

/// So many parts are few: all of them are shown.
const FEW: usize = 30;
/// Of more, so many orders are shown one by one at most, those of the highest value.
const MOST: usize = 24;
/// Of so many plants at most.
const MOST_PLANTS: usize = 12;

/// Names may be broken from this width on.
const NAMES: u16 = 24;

/// A plant that needs more of some parts.
pub(super) struct Plant<'a> {
    pub line: &'a SizedLine,
    /// The parts to buy, by the value of the order. Those without a price come first: nobody knows what they cost.
    ordered: Vec<&'a SizedInput>,
    /// So many of these are shown one by one.
    shown: usize,
}

impl<'a> Plant<'a> {
    fn of(line: &'a SizedLine) -> Self {
        let mut ordered: Vec<&SizedInput> = line.inputs.iter().filter(|input| input.extra.quantity > 0.0).collect();
        ordered.sort_by(|a, b| price(b).total_cmp(&price(a)));
        Self { line, ordered, shown: 0 }
    }
}

/// A row of the table.
enum Shown<'a> {
    Plant(&'a Plant<'a>),
    Part(&'a SizedInput),
    More(&'a [&'a SizedInput]),
}

/// Whether parts are too many to be shown all.
pub(super) fn are_many(answer: &SizeAnswer) -> bool {
    inputs(answer).count() > FEW
}

fn price(input: &SizedInput) -> f64 {
    input.extra.money.unwrap_or(f64::INFINITY)
}

/// The plants that need more, by the value of their orders.
pub(super) fn plants(answer: &SizeAnswer) -> Vec<Plant<'_>> {
    let mut plants: Vec<Plant> = answer.lines.iter().filter(|line| line.feasible).map(Plant::of).collect();
    plants.retain(|plant| !plant.ordered.is_empty());
    let sum = |plant: &Plant| plant.ordered.iter().map(|input| price(input)).sum::<f64>();
    plants.sort_by(|a, b| sum(b).total_cmp(&sum(a)));
    let of_plant = |(at, plant): (usize, &Plant)| plant.ordered.iter().map(|p| (price(p), at)).collect::<Vec<_>>();
    let mut orders: Vec<(f64, usize)> = plants.iter().take(MOST_PLANTS).enumerate().flat_map(of_plant).collect();
    orders.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, at) in orders.into_iter().take(MOST) {
        plants[at].shown += 1;
    }
    plants
}

/// The largest orders, as rows for other tables.
pub(super) fn largest<'a>(plants: &[Plant<'a>], most: usize) -> Vec<Row<'a>> {
    let of_plant = |plant: &Plant<'a>| plant.ordered.iter().map(|input| (plant.line, *input)).collect::<Vec<_>>();
    let mut orders: Vec<Row> = plants.iter().flat_map(of_plant).collect();
    orders.sort_by(|a, b| price(b.1).total_cmp(&price(a.1)));
    orders.truncate(most);
    orders
}

/// The plants with their largest orders.
pub(super) fn table(answer: &SizeAnswer, plants: &[Plant], layout: Layout) -> String {
    let rows: Vec<Shown> = plants.iter().take(MOST_PLANTS).flat_map(rows).collect();
    let unit = unit(answer);
    let of_plant = |of: &dyn Fn(&SizedLine) -> Cell| -> Vec<Cell> {
        let cell = |row: &Shown| if let Shown::Plant(plant) = row { of(plant.line) } else { Cell::new("") };
        rows.iter().map(cell).collect()
    };
    let of_part = |of: &dyn Fn(&SizedInput) -> String| -> Vec<Cell> {
        let cell = |row: &Shown| Cell::new(if let Shown::Part(input) = row { of(input) } else { String::new() });
        rows.iter().map(cell).collect()
    };
    let name = |row: &Shown| match row {
        Shown::Plant(plant) => {
            let all = counted(plant.line.inputs.len() as u64, "part");
            format!("{}\n{} of {all} to buy", plant.line.title, thousands(plant.ordered.len() as u64))
        }
        Shown::Part(input) => format!("  {}", part(input)),
        Shown::More(rest) => format!("  {}", counted(rest.len() as u64, "more part")),
    };
    let sum = |inputs: &[&SizedInput]| match inputs.iter().map(|input| value_of(&input.extra)).sum() {
        0.0 => "no price".to_owned(),
        sum => worth(sum),
    };
    let cost = |row: &Shown| match row {
        Shown::Plant(plant) => sum(&plant.ordered),
        Shown::Part(input) => sum(&[*input]),
        Shown::More(rest) => sum(rest),
    };
    let column = |head: &str, cells: Vec<Cell>| Column::new(head, true, cells.into_iter());
    let mut columns = vec![
        Column::new("Line\n  material", false, rows.iter().map(|row| Cell::new(name(row)))),
        column("Order\nmore", of_part(&|input| format!("+{}", quantity(input.extra.quantity, input.unit)))),
        column("days", of_part(&|input| format!("+{:.0}", input.extra.days))),
        column("Hold,\ndays", of_part(&|input| format!("{:.0}", input.hold.days))),
    ];
    if inputs(answer).any(|(_, input)| value_of(&input.hold) > 0.0) {
        let head = format!("Value of\nmore, {}", answer.scenario.currency);
        columns.push(column(&head, rows.iter().map(|row| Cell::new(cost(row))).collect()));
    }
    let today = of_plant(&|line| Cell::new(value(unit, &line.today)));
    columns.push(column(&format!("{}\ntoday", title(answer)), today));
    if answer.bound.is_some() {
        let with = |line: &SizedLine| Cell::new(format!("{}\n{}", value(unit, &line.figure()), sure(answer, line)));
        columns.push(column("with it,\n95 % sure", of_plant(&with)));
        columns.push(column("Target", of_plant(&|line| coloured(verdict(line), page::news(line)))));
    } else {
        let with = |line: &SizedLine| Cell::new(with_interval(unit, &line.figure()).below());
        columns.push(column("with it\n(95 %)", of_plant(&with)));
    }
    // Names are read beside their numbers rather than above them.
    let names = columns[0].width().min(NAMES);
    if names + beside_names(&columns, GAP) > layout.width {
        // What is held is today's stock with what is ordered.
        columns.remove(3);
    }
    let gap = if names + beside_names(&columns, GAP) > layout.width { 1 } else { GAP };
    grid(&columns, gap, layout)
}

fn rows<'a>(plant: &'a Plant<'a>) -> Vec<Shown<'a>> {
    let (shown, rest) = plant.ordered.split_at(plant.shown);
    let mut rows = vec![Shown::Plant(plant)];
    rows.extend(shown.iter().map(|input| Shown::Part(input)));
    if !shown.is_empty() && !rest.is_empty() {
        rows.push(Shown::More(rest));
    }
    rows
}

/// What is shown, and what is not.
pub(super) fn rest(answer: &SizeAnswer, plants: &[Plant]) -> String {
    let all = inputs(answer).count();
    let ordered: usize = plants.iter().map(|plant| plant.ordered.len()).sum();
    let shown: usize = plants.iter().map(|plant| plant.shown).sum();
    let reached = inputs(answer).filter(|(line, _)| line.feasible).count();
    let mut words = format!("{} of {} are to be bought", thousands(ordered as u64), counted(all as u64, "part"));
    if ordered > shown {
        let left = plants.iter().flat_map(|plant| &plant.ordered[plant.shown..]);
        let left = money(left.map(|input| value_of(&input.extra)).sum(), &answer.scenario.currency);
        let _ = write!(words, "; the {shown} largest orders are shown, the others are worth {left}");
    }
    if plants.len() > MOST_PLANTS {
        let _ = write!(words, "; {} more lines have smaller orders", thousands((plants.len() - MOST_PLANTS) as u64));
    }
    match reached - ordered {
        0 => {}
        1 => words.push_str("; of one, today’s stock is enough"),
        enough => {
            let _ = write!(words, "; of {}, today’s stock is enough", thousands(enough as u64));
        }
    }
    words + ". All are in sizing.csv."
}
