//! A sizing on a terminal, to be pasted into a purchasing request.

use std::fmt::Write as _;

use super::super::columns::{Layout, bold, paragraph};
use super::super::words::{date, money, thousands};
use super::details::{building, textbook};
use super::totals::{budget, infeasible, totals};
use super::words::{asked, inputs, methods, skipped};
use super::{many, page};
use crate::experiment::size::{SizeAnswer, SizedInput, SizedLine, What};

/// From this width on, days stand in one line.
pub(super) const NARROW: u16 = 80;
/// Of many parts, the tables below that of the stocks have so many lines and orders, the largest.
const LARGEST: usize = 6;

/// A row: line and input.
pub(super) type Row<'a> = (&'a SizedLine, &'a SizedInput);

/// The sizing as text.
#[must_use]
pub(crate) fn render(answer: &SizeAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let facts = &answer.scenario;
    paragraph(&mut text, &bold(&facts.title, layout), layout);
    let what = match answer.what {
        What::Opening => "Stock on the first day",
        What::Target => "Order level to which the stock is built up",
    };
    let head = format!(
        "{what} for {}, {} to {} ({} days). Found on {} trials, tried on {} fresh ones, seed\u{a0}{}.",
        asked(answer),
        date(facts.start),
        date(facts.end),
        facts.horizon_days,
        thousands(answer.run.trials),
        thousands(answer.run.fresh_trials),
        answer.run.seed
    );
    paragraph(&mut text, &head, layout);
    let plants = if many::are_many(answer) { Some(many::plants(answer)) } else { None };
    match &plants {
        Some(plants) if plants.is_empty() => {}
        Some(plants) => {
            let _ = write!(text, "\n{}\n", many::table(answer, plants, layout));
        }
        None if answer.lines.is_empty() => {}
        None => page::stocks(answer).draw(&mut text, usize::MAX, "sizing.csv", layout),
    }
    text.push('\n');
    if let Some(plants) = &plants {
        paragraph(&mut text, &many::rest(answer, plants), layout);
    }
    totals(&mut text, answer, layout);
    infeasible(&mut text, answer, layout);
    if let Some(spread) = &answer.budget {
        budget(&mut text, answer, spread, layout);
    }
    text.push('\n');
    for words in methods(answer) {
        paragraph(&mut text, &words, layout);
    }
    match &plants {
        None => {
            building(&mut text, answer, &answer.lines.iter().collect::<Vec<_>>(), layout);
            textbook(&mut text, &inputs(answer).collect::<Vec<_>>(), layout);
        }
        Some(plants) => {
            let lines: Vec<&SizedLine> = plants.iter().map(|plant| plant.line).take(LARGEST).collect();
            building(&mut text, answer, &lines, layout);
            textbook(&mut text, &many::largest(plants, LARGEST), layout);
        }
    }
    for note in answer.notes.iter().cloned().chain(skipped(answer)) {
        text.push('\n');
        paragraph(&mut text, &format!("Note: {note}"), layout);
    }
    text
}

/// Money without its currency; nothing where there is none.
pub(super) fn worth(x: f64) -> String {
    if x.abs() > 0.0 { money(x, "").trim().to_owned() } else { "–".to_owned() }
}

pub(super) fn title(answer: &SizeAnswer) -> &'static str {
    match answer.outcome {
        "p_halt" => "P(halt)",
        "cvar_loss" => "Worst 5 %",
        _ => answer.outcome_title,
    }
}
