//! What differs between each alternative and the base.

use super::super::fields::Fields;
use super::super::measures::{self, change, unit_of};
use super::super::shown::{News, Table, Told, number, words};
use super::super::words::thousands;
use super::{currency, ranked_by, rows};
use crate::experiment::{Alternative, CompareAnswer, OutcomeDifference, Quantity, RankBy, Unit, Verdict};

/// Up to this many alternatives are shown with all their outcomes.
const FEW: usize = 4;
/// Lines of an alternative that are shown at most.
const MOST_LINES: usize = 6;
/// A line is shown if its loss differs by this part of the largest difference, or its chance of a halt by this much.
const NOTEWORTHY: f64 = 0.01;
/// Outcomes of the network that are shown.
const SHOWN: [Quantity; 7] = [
    Quantity::PHalt,
    Quantity::HaltDays,
    Quantity::Loss,
    Quantity::Cost,
    Quantity::CvarLoss,
    Quantity::FillRate,
    Quantity::LowestCover,
];
/// Outcomes of a line that are shown.
pub(super) const OF_LINES: [Quantity; 2] = [Quantity::PHalt, Quantity::Loss];

/// In what the outcome is counted.
pub(super) fn unit(row: &OutcomeDifference) -> Unit {
    if row.threshold.is_some() { Unit::Share } else { unit_of(&row.outcome) }
}

/// The outcome with its unit.
pub(super) fn label(row: &OutcomeDifference) -> String {
    measures::label(&row.title, &row.unit, unit(row))
}

/// The difference from the base, and whether it is for the better.
pub(super) fn told(row: &OutcomeDifference) -> Told {
    let found = &row.difference;
    number(change(unit(row), &found.difference), found.difference.value).news(match found.verdict {
        Verdict::Better => News::Good,
        Verdict::Worse => News::Bad,
        _ => News::Plain,
    })
}

/// The rows that are shown of an alternative: the network, then the manufacturers that differ most.
fn shown<'a>(answer: &CompareAnswer, alternative: &'a Alternative) -> Vec<&'a OutcomeDifference> {
    let find = |site: Option<&str>, quantity: Quantity| {
        let fits = |row: &&OutcomeDifference| row.site.as_deref() == site && row.outcome == quantity.name();
        alternative.differences.iter().find(fits)
    };
    let mut rows: Vec<&OutcomeDifference> = SHOWN.into_iter().filter_map(|quantity| find(None, quantity)).collect();
    rows.extend(alternative.differences.iter().filter(|row| row.threshold.is_some()));
    let makers = answer.lines.iter().filter(|line| line.manufacturer);
    let mut lines: Vec<(f64, Vec<&OutcomeDifference>)> = makers
        .map(|line| {
            let rows: Vec<_> = OF_LINES.into_iter().filter_map(|q| find(Some(&line.site), q)).collect();
            let loss = rows.last().map_or(0.0, |row| row.difference.difference.value.abs());
            (loss, rows)
        })
        .collect();
    lines.sort_by(|a, b| b.0.total_cmp(&a.0));
    let most = lines.first().map_or(0.0, |line| line.0);
    lines
        .retain(|(loss, rows)| (*loss >= most * NOTEWORTHY && *loss > 0.0) || rows.iter().any(|row| halts_differ(row)));
    lines.truncate(MOST_LINES);
    rows.extend(lines.into_iter().flat_map(|(_, rows)| rows));
    rows
}

fn halts_differ(row: &OutcomeDifference) -> bool {
    row.outcome == Quantity::PHalt.name() && row.difference.difference.value.abs() >= NOTEWORTHY
}

/// Differences from the base: of few alternatives all that is shown of each, of many a row each.
pub(super) fn from_base(answer: &CompareAnswer) -> Table {
    let table = if are_few(answer) {
        let rows = |of| shown(answer, of).into_iter().map(move |row| (of, row));
        rows::differing("Differences from the base", answer.alternatives.iter().flat_map(rows)).noting(
            "All lines and outcomes are in differences.csv. Pairing: how many times as many trials independent runs would \
             take for intervals as narrow.",
        )
    } else {
        overview(answer)
    };
    table.on_terminal("differences.csv", usize::MAX)
}

pub(super) fn are_few(answer: &CompareAnswer) -> bool {
    answer.alternatives.len() <= FEW
}

/// Many alternatives: one row each.
fn overview(answer: &CompareAnswer) -> Table {
    let money = currency(answer);
    let mut columns = Fields::<&Alternative>::new();
    columns.show_as("Alternative", |alternative| words(&alternative.title));
    for by in RankBy::ALL {
        let heading = match by {
            RankBy::Cost => format!("Expected cost, {money}#"),
            RankBy::Halt => "Any manufacturer halts#".to_owned(),
            RankBy::Cvar => format!("Worst 5 %, {money}#"),
        };
        columns.show_as(&heading, move |alternative| ranked_by(alternative, by).map_or_else(|| number("–", 0.0), told));
    }
    let title = "Difference from the base (95 %)";
    columns.shown(title, |alternative| &alternative.title, &answer.alternatives).giving_way([3]).noting(
        "Each line, halt days, loss, fill rate, lowest cover, and in how many trials each alternative is better: \
         differences.csv.",
    )
}

/// What cannot be told with so many trials, and how many would do.
pub(super) fn undecided(answer: &CompareAnswer) -> Vec<String> {
    let n = thousands(answer.run.trials);
    let mut said = Vec::new();
    for alternative in &answer.alternatives {
        let rows = shown(answer, alternative);
        let rows = rows.into_iter().filter(|row| {
            are_few(answer) || (row.site.is_none() && RankBy::ALL.iter().any(|by| by.quantity().name() == row.outcome))
        });
        let unclear: Vec<String> = rows
            .filter_map(|row| match row.difference.verdict {
                Verdict::NotDistinguishable { more_trials } => {
                    let more = more_trials.filter(|n| *n < 1_000_000_000_000).map_or_else(
                        || "no number would do".to_owned(),
                        |n| format!("about {} more would do", thousands(two_digits(n))),
                    );
                    Some(format!("{} ({more})", label(row)))
                }
                _ => None,
            })
            .collect();
        if !unclear.is_empty() {
            said.push(format!(
                "{}: not distinguishable from the base with {n} trials: {}.",
                alternative.title,
                unclear.join("; ")
            ));
        }
    }
    if !said.is_empty() {
        said.push("--trials plays more.".to_owned());
    }
    said
}

/// Two digits are enough for advice.
fn two_digits(n: u64) -> u64 {
    let mut unit = 1;
    while n / unit >= 100 {
        unit *= 10;
    }
    n.div_ceil(unit) * unit
}
