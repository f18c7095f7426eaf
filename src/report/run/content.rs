//! What a run says: which lines stop, when, for how long, at what cost, and why.

use super::super::assumptions::Assumptions;
use super::super::content::{Chooser, Content, Figure, figure, split};
use super::super::measures::summed;
use super::super::missing::{self, part_and_supplier};
use super::super::words::{amount_with_interval, between, chance, counted, date, horizon, money, share, worst};
use super::at_risk::{AtRisk, beyond, by_line, first_to_halt};
use super::board::board;
use super::tables::{driver_tables, tables};
use super::words::{applications, precision, standing, unmet_sales};
use crate::experiment::{Chance, LineAnswer, MissingFrom, RunAnswer, Tail};

/// Levers that are named as remedies, at most.
const MOST_LEVERS: usize = 3;

/// The words and tables of a run.
pub(in crate::report) fn content(answer: &RunAnswer, assumptions: Option<&Assumptions>) -> Content {
    let AtRisk { shown: makers, .. } = AtRisk::makers(answer);
    let choices = makers.iter().map(|line| (line.title.clone(), line.sector.clone())).collect();
    Content {
        kind: "Risk of halts",
        title: answer.scenario.title.clone(),
        scenario: answer.scenario.title.clone(),
        basis: basis(answer),
        answers: answers(answer, &makers),
        figures: figures(answer, &makers),
        chooser: Chooser::new("Line", "Sector", choices),
        tables: tables(answer, &makers),
        drivers: drivers(answer),
        driver_tables: driver_tables(answer, &makers),
        board: board(answer, assumptions),
        notes: notes(answer),
        reading: vec![
            "A trial is one possible course of the horizon, played day by day: regimes, licence files, orders, ships \
             and production. A chance is the share of trials in which something happens."
                .to_owned(),
            "A 95 % interval says how far the number could move if more trials were played. It says nothing of the \
             assumptions: these are listed below."
                .to_owned(),
        ],
    }
}

fn notes(answer: &RunAnswer) -> Vec<String> {
    let mut notes = Vec::new();
    if answer.lines.iter().any(|line| line.when_halted.is_some()) {
        notes.push(
            "First halt, halt days and recovery describe only the trials in which the line halts; halt days are \
             working days within the horizon, all halts together. A recovery given as a range is only known to lie \
             within it, because some lines are still halted on the last day."
                .to_owned(),
        );
    }
    if answer.total_loss.mean.value > 0.0 {
        notes.push(
            "Expected loss is the mean over all trials, those without a halt included: lost margin, cost of halt \
             days and penalties."
                .to_owned(),
        );
    }
    if answer.run.audited {
        notes.push("The books balance in every trial.".to_owned());
    }
    notes
}

fn basis(answer: &RunAnswer) -> String {
    let scenario = &answer.scenario;
    format!("{}; {}; seed {}", horizon(scenario), counted(answer.run.trials, "trial"), answer.run.seed)
}

/// "64.6 % of trials (95 % interval 63.7–65.6)".
fn of_trials(halt: &Chance) -> String {
    chance(halt).explained(" of trials", "95\u{a0}% interval ")
}

/// Why the line most at risk halts, and what to ask next for a remedy.
fn cause_and_remedy(answer: &RunAnswer, line: &LineAnswer) -> Option<String> {
    let (what, of_days) = missing::first(line)?;
    let levers = &answer.idle_levers;
    let remedy = match levers.as_slice() {
        [] => "“linestop size” says how much stock would prevent it.".to_owned(),
        [only] => format!("“linestop compare” says what the lever of this scenario would prevent: {only}."),
        several => format!(
            "“linestop compare” says what each of the {} levers of this scenario would prevent, such as {}.",
            several.len(),
            several[..several.len().min(MOST_LEVERS)].join("; ")
        ),
    };
    Some(format!("On {} of its halt days it lacks {what}. {remedy}", share(of_days)))
}

fn answers(answer: &RunAnswer, makers: &[&LineAnswer]) -> Vec<String> {
    let mut said = Vec::new();
    let (scenario, currency) = (&answer.scenario, &answer.scenario.currency);
    let horizon = format!("between {} and {}", date(scenario.start), date(scenario.end));
    let of = answer.manufacturers().count();
    match makers.first() {
        Some(line) if line.halt.trials > 0 => {
            let when = line.when_halted.as_ref().map_or(String::new(), |halted| {
                format!(
                    " If it halts, half of the first halts come by {}, and half of the halts add up to {} or more.",
                    date(halted.first_halt.median.value),
                    counted(u64::from(halted.halt_days.median.value), "working day")
                )
            });
            let most = if of > 1 { "is most at risk: it halts" } else { "halts" };
            said.push(format!("{} {most} {horizon} in {}.{when}", line.title, of_trials(&line.halt)));
            said.extend(cause_and_remedy(answer, line));
        }
        _ if of > 0 => {
            said.push(format!("No manufacturer halts {horizon} in any of {}.", counted(answer.run.trials, "trial")));
        }
        _ if answer.lines.is_empty() => {
            said.push("No site has inputs, so there is no line that could halt.".to_owned());
        }
        _ => {}
    }
    if of > 1 && answer.any_manufacturer_halts.trials > 0 {
        let risky = answer.manufacturers().filter(|line| line.halt.share >= 0.5).count();
        let half = match risky {
            0 => "no line halts in half of the trials or more".to_owned(),
            1 => format!("one of {of} lines halts in half of the trials or more"),
            n => format!("{n} of {of} lines halt in half of the trials or more"),
        };
        said.push(format!("At least one manufacturer halts in {}; {half}.", of_trials(&answer.any_manufacturer_halts)));
    }
    let loss = &answer.total_loss;
    if loss.mean.value > 0.0 {
        said.push(format!(
            "Halts are expected to cost {currency}\u{a0}{} within the horizon; {}.",
            amount_with_interval(&loss.mean).in_words(),
            worst(&loss.tail, currency)
        ));
    } else if !answer.lines.is_empty() {
        said.push("No trial has a loss.".to_owned());
    }
    said.extend(beyond(answer, makers, &by_line(answer)));
    said.extend([first_to_halt(&answer.first_to_halt), standing(makers), unmet_sales(makers), precision(answer)]);
    said.retain(|sentence| !sentence.is_empty());
    said
}

fn figures(answer: &RunAnswer, makers: &[&LineAnswer]) -> Vec<Figure> {
    let currency = &answer.scenario.currency;
    let mut shown = Vec::new();
    if answer.manufacturers().count() > 1 {
        shown.push(split("", &chance(&answer.any_manufacturer_halts), "chance that any manufacturer halts"));
    }
    if let Some(line) = makers.first() {
        shown.push(split("", &chance(&line.halt), format!("chance that the line most at risk halts: {}", line.title)));
    }
    let loss = &answer.total_loss;
    let before = format!("{currency}\u{a0}");
    shown.push(split(&before, &amount_with_interval(&loss.mean), "expected loss of all lines"));
    let cvar = match &loss.tail {
        Tail::Exact(q) => money(q.cvar95.value, currency),
        Tail::Bracketed(q) => between(&q.cvar95, currency),
    };
    shown.push(figure(cvar, "", "mean loss in the worst 5\u{a0}% of trials"));
    shown
}

fn drivers(answer: &RunAnswer) -> Vec<String> {
    let mut said = Vec::new();
    let total: f64 = answer.manufacturers().map(|line| line.halt_days.mean.value).sum();
    let parts = answer.manufacturers().flat_map(|line| &line.missing_material);
    let mut places = summed(parts.map(|part| (part.place, part.halt_days.value)));
    places.retain(|(_, days)| *days > total * 0.01);
    if total > 0.0 {
        let parts: Vec<String> =
            places.iter().map(|(place, days)| format!("{place} {}", share(days / total))).collect();
        said.push(format!("Where the missing material stood on halt days, all lines together: {}.", parts.join("; ")));
    }
    let loss = answer.total_loss.mean.value;
    if loss > 0.0 {
        let mut parts: Vec<(&str, f64)> =
            answer.lines.iter().map(|line| (line.title.as_str(), line.loss.mean.value / loss)).collect();
        parts.sort_by(|a, b| b.1.total_cmp(&a.1));
        let most: Vec<String> = parts
            .iter()
            .take(4)
            .filter(|part| part.1 > 0.005)
            .map(|(name, part)| format!("{name} {}", share(*part)))
            .collect();
        said.push(format!("Where the expected loss arises: {}.", most.join("; ")));
    }
    let mut dear: Vec<(&LineAnswer, &MissingFrom)> =
        answer.lines.iter().flat_map(|line| line.missing_from.iter().map(move |part| (line, part))).collect();
    dear.retain(|(_, part)| part.stake > loss * 0.005);
    dear.sort_by(|a, b| b.1.stake.total_cmp(&a.1.stake));
    if !dear.is_empty() {
        let parts: Vec<String> = dear
            .iter()
            .take(3)
            .map(|(line, part)| {
                let what = part_and_supplier(part);
                format!("{what}, {}, at {} {}", part.place, line.title, share(part.stake / loss))
            })
            .collect();
        said.push(format!("What was missing on the halt days behind it: {}.", parts.join("; ")));
    }
    said.extend(answer.authorities.iter().map(applications));
    said.retain(|text| !text.is_empty());
    said
}
