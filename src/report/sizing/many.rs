//! Of many parts those to buy: plant by plant, the largest orders first.

use super::super::words::{counted, money, thousands};
use super::words::{Row, inputs, ordered, reached, value_of};
use crate::experiment::size::{SizeAnswer, SizedInput, SizedLine};

/// So many parts are few: all of them are shown.
const FEW: usize = 30;
/// Of more, so many orders are shown one by one at most, those of the highest value.
pub(super) const MOST: usize = 24;

/// A plant that needs more of some parts.
pub(super) struct Plant<'a> {
    pub line: &'a SizedLine,
    /// The parts to buy, by the value of the order. Those without a price come first: nobody knows what they cost.
    pub ordered: Vec<&'a SizedInput>,
}

impl<'a> Plant<'a> {
    fn of(line: &'a SizedLine) -> Self {
        let mut ordered: Vec<&SizedInput> = ordered(line).collect();
        ordered.sort_by(|a, b| price(b).total_cmp(&price(a)));
        Self { line, ordered }
    }
}

fn price(input: &SizedInput) -> f64 {
    input.extra.money.unwrap_or(f64::INFINITY)
}

/// The plants that need more, by the value of their orders; nothing where parts are so few that all are shown.
pub(super) fn plants(answer: &SizeAnswer) -> Option<Vec<Plant<'_>>> {
    if inputs(answer).count() <= FEW {
        return None;
    }
    let mut plants: Vec<Plant> = answer.lines.iter().filter(|line| line.feasible).map(Plant::of).collect();
    plants.retain(|plant| !plant.ordered.is_empty());
    let sum = |plant: &Plant| plant.ordered.iter().map(|input| price(input)).sum::<f64>();
    plants.sort_by(|a, b| sum(b).total_cmp(&sum(a)));
    Some(plants)
}

/// The largest orders, as rows for other tables.
pub(super) fn largest<'a>(plants: &[Plant<'a>], most: usize) -> Vec<Row<'a>> {
    let of_plant = |plant: &Plant<'a>| plant.ordered.iter().map(|input| (plant.line, *input)).collect::<Vec<_>>();
    let mut orders: Vec<Row> = plants.iter().flat_map(of_plant).collect();
    orders.sort_by(|a, b| price(b.1).total_cmp(&price(a.1)));
    orders.truncate(most);
    orders
}

/// How many parts are to be bought, and of how many today's stock is enough.
pub(super) fn rest(answer: &SizeAnswer, plants: &[Plant]) -> String {
    let all = inputs(answer).count();
    let (ordered, enough): (Vec<_>, Vec<_>) = reached(answer).partition(|(_, input)| input.extra.quantity > 0.0);
    let words = format!("{} of {} are to be bought", thousands(ordered.len() as u64), counted(all as u64, "part"));
    let shown: f64 = largest(plants, MOST).iter().map(|(_, input)| value_of(&input.extra)).sum();
    let all: f64 = ordered.iter().map(|(_, input)| value_of(&input.extra)).sum();
    let left = if ordered.len() > MOST {
        let left = money(all - shown, &answer.scenario.currency);
        format!("; the {MOST} largest orders are shown, the others are worth {left}")
    } else {
        String::new()
    };
    let enough = match enough.len() {
        0 => String::new(),
        1 => "; of one, today’s stock is enough".to_owned(),
        enough => format!("; of {}, today’s stock is enough", thousands(enough as u64)),
    };
    format!("{words}{left}{enough}. All are in sizing.csv.")
}
