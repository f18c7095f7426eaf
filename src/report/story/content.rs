//! The page of a story: one trial, told day by day.

use super::super::content::{Chooser, Content, Table, figure, number, words};
use super::super::words::{counted, date, horizon, money, thousands};
use super::events::{Happening, happenings};
use super::{rows, steps};
use crate::experiment::{ExplainAnswer, LineStory, Pick};

/// The words and tables of a story.
pub(crate) fn content(story: &ExplainAnswer) -> Content {
    let scenario = &story.scenario;
    let currency = &scenario.currency;
    let choices = story.lines.iter().map(|line| (line.title.clone(), line.sector.clone())).collect();
    let why = story.picked.as_ref().map_or(String::new(), |picked| {
        let which = match picked.told {
            Pick::Median => "the one in the middle by loss",
            Pick::P95 => "a bad one: one in twenty loses more",
            Pick::Worst => "the one that loses most",
        };
        format!(", {which} of {}", thousands(picked.trials))
    });
    let stood: u32 = story.lines.iter().filter(|line| line.manufacturer).map(|line| line.halt_days).sum();
    Content {
        kind: "One trial",
        title: format!("{}: one trial, told", scenario.title),
        scenario: scenario.title.clone(),
        basis: format!("Trial {} of seed {}{why}; {}", thousands(story.trial), story.seed, horizon(scenario)),
        answers: story.lines.iter().filter(|line| !line.halts.is_empty()).map(|line| halted(line, currency)).collect(),
        figures: vec![
            figure(money(story.loss, currency), "", "loss of all lines in this trial"),
            figure(counted(u64::from(stood), "halt day"), "", "of all manufacturers together"),
        ],
        chooser: Chooser::new("Line", "Sector", choices),
        tables: vec![course(story)],
        drivers: Vec::new(),
        driver_tables: rows::portraits(story).into_iter().chain([rows::drawn_shown(story)]).collect(),
        reading: vec![
            "This is one course of events among many, told to show how a halt comes about. It is no forecast."
                .to_owned(),
        ],
        ..Content::default()
    }
}

fn halted(line: &LineStory, currency: &str) -> String {
    let halts: Vec<String> = line
        .halts
        .iter()
        .map(|halt| {
            let until = if halt.runs_again.is_some() { date(halt.until) } else { "the last day".to_owned() };
            format!("from {} to {until} ({})", date(halt.from), counted(u64::from(halt.halt_days), "working day"))
        })
        .collect();
    format!("{} is halted {}; it loses {}.", line.title, halts.join(", "), money(line.loss, currency))
}

/// Everything that happens, by date.
fn course(story: &ExplainAnswer) -> Table {
    let mut table = Table::new("What happens, day by day", &["Date", "What", "In words"]);
    for (day, what) in happenings(story) {
        let line = match what {
            Happening::Opening(line, _)
            | Happening::Halt(line, _)
            | Happening::RunsAgain(line, _)
            | Happening::Lowest(line, ..) => line.title.as_str(),
            Happening::Step(order, _) => {
                story.lines.iter().find(|line| line.buyer() == order.site).map_or("", |line| line.buyer_title())
            }
            Happening::Regime(..)
            | Happening::Event(..)
            | Happening::Listed(..)
            | Happening::InService(_)
            | Happening::Outage(..)
            | Happening::LeverStarts(_)
            | Happening::LeverTakesEffect(_) => "",
        };
        let at = f64::from((day - story.scenario.start).get_days());
        table.row(
            line,
            vec![number(date(day), at), words(what.kind().replace('_', " ")), words(steps::words(story, &what))],
        );
    }
    table
}
