//! What differs between each alternative and the base, on a terminal.

use std::fmt::Write as _;

use comfy_table::{Cell, Color};

use super::super::columns::{Column, GAP, Layout, bold, grid, paragraph};
use super::super::measures::{change, unit_of, value};
use super::super::words::{share, thousands, whole};
use super::table::{FEW, MIDDLE, currency};
use crate::experiment::{Alternative, CompareAnswer, Difference, OutcomeDifference, Quantity, RankBy, Unit, Verdict};

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
const OF_LINES: [Quantity; 2] = [Quantity::PHalt, Quantity::Loss];

pub(in crate::report) fn unit(row: &OutcomeDifference) -> Unit {
    match &row.threshold {
        Some(_) => Unit::Share,
        None => unit_of(&row.outcome),
    }
}

/// Green where the alternative is better, red where it is worse.
fn coloured(text: String, verdict: Verdict) -> Cell {
    let cell = Cell::new(text);
    match verdict {
        Verdict::Better => cell.fg(Color::Green),
        Verdict::Worse => cell.fg(Color::Red),
        _ => cell,
    }
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

/// The outcome with its unit.
pub(in crate::report) fn label(row: &OutcomeDifference) -> String {
    match unit(row) {
        Unit::Money | Unit::Output => format!("{}, {}", row.title, row.unit),
        Unit::Days if !row.title.ends_with("ays") => format!("{}, days", row.title),
        Unit::Days | Unit::Share => row.title.clone(),
    }
}

pub(super) fn differences(text: &mut String, answer: &CompareAnswer, alternative: &Alternative, layout: Layout) {
    let rows = shown(answer, alternative);
    let each = || rows.iter().copied();
    let wide = layout.width >= MIDDLE;
    let change = |row: &OutcomeDifference| {
        let words = change(unit(row), &row.difference.difference);
        let words = if wide { words } else { words.replacen(" (", "\n(", 1) };
        coloured(words, row.difference.verdict)
    };
    let mut columns = vec![
        Column::new("Outcome", false, each().map(|row| Cell::new(label(row)))),
        Column::new("Base", true, each().map(|row| Cell::new(value(unit(row), &row.difference.base)))),
        Column::new("Here", true, each().map(|row| Cell::new(value(unit(row), &row.difference.alternative)))),
        Column::new("Difference (95 %)", true, each().map(change)),
    ];
    if wide {
        let trials = |row: &OutcomeDifference| Cell::new(better_equal_worse(&row.difference));
        let pairing = |row: &OutcomeDifference| Cell::new(pairing(&row.difference));
        columns.push(Column::new("Trials better,\nequal, worse, %", true, each().map(trials)));
        columns.push(Column::new("Pairing", true, each().map(pairing)));
    }
    text.push('\n');
    paragraph(text, &bold(&alternative.title, layout), layout);
    let _ = writeln!(text, "{}", grid(&columns, GAP, layout));
    let left = answer.lines.iter().filter(|line| {
        let of_line = |row: &&OutcomeDifference| row.site.as_ref() == Some(&line.site) && row.threshold.is_none();
        let differs = alternative.differences.iter().filter(of_line).any(|row| row.difference.verdict != Verdict::Same);
        line.manufacturer && differs && !rows.iter().any(of_line)
    });
    match left.count() {
        0 => {}
        1 => paragraph(text, "Another manufacturer differs little; see differences.csv.", layout),
        n => paragraph(text, &format!("{n} other manufacturers differ less; see differences.csv."), layout),
    }
}

/// "14 / 86 / 0": whole per cent.
fn better_equal_worse(difference: &Difference) -> String {
    let percent = |share_of: f64| share(share_of).replace("\u{a0}%", "").replace('\u{a0}', "");
    difference.trials.map_or("–".to_owned(), |trials| {
        [trials.better, trials.equal, trials.worse].map(|chance| percent(chance.share)).join(" / ")
    })
}

/// How many times as many trials independent runs would take.
fn pairing(difference: &Difference) -> String {
    match difference.variance_reduction {
        Some(factor) if factor >= 9.95 => format!("× {}", whole(factor)),
        Some(factor) => format!("× {factor:.1}"),
        None => "–".to_owned(),
    }
}

/// Many alternatives: one row each.
pub(super) fn overview(text: &mut String, answer: &CompareAnswer, layout: Layout) {
    let cell = |alternative: &Alternative, by: RankBy| {
        let fits = |row: &&OutcomeDifference| row.site.is_none() && row.outcome == by.quantity().name();
        alternative.differences.iter().find(fits).map_or_else(
            || Cell::new("–"),
            |row| {
                let words = change(unit(row), &row.difference.difference);
                let words = if layout.width >= MIDDLE { words } else { words.replacen(" (", "\n(", 1) };
                coloured(words, row.difference.verdict)
            },
        )
    };
    let each = || answer.alternatives.iter();
    let money = currency(answer);
    let columns = [
        Column::new("Alternative", false, each().map(|a| Cell::new(&a.title))),
        Column::new(&format!("Expected cost,\n{money}"), true, each().map(|a| cell(a, RankBy::Cost))),
        Column::new("Any manufacturer\nhalts", true, each().map(|a| cell(a, RankBy::Halt))),
        Column::new(&format!("Worst 5 %,\n{money}"), true, each().map(|a| cell(a, RankBy::Cvar))),
    ];
    let _ = write!(text, "\nDifference from the base (95 %)\n{}\n\n", grid(&columns, GAP, layout));
    let words = "Each line, halt days, loss, fill rate, lowest cover, and in how many trials each alternative is better: \
                 differences.csv.";
    paragraph(text, words, layout);
}

/// What cannot be told with so many trials, and how many would do.
pub(super) fn undecided(text: &mut String, answer: &CompareAnswer, layout: Layout) {
    let n = thousands(answer.run.trials);
    let mut said = false;
    for alternative in &answer.alternatives {
        let few = answer.alternatives.len() <= FEW;
        let rows = shown(answer, alternative);
        let rows = rows.into_iter().filter(|row| {
            few || (row.site.is_none() && RankBy::ALL.iter().any(|by| by.quantity().name() == row.outcome))
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
            text.push('\n');
            let words = format!(
                "{}: not distinguishable from the base with {n} trials: {}.",
                alternative.title,
                unclear.join("; ")
            );
            paragraph(text, &words, layout);
            said = true;
        }
    }
    if answer.alternatives.len() <= FEW {
        text.push('\n');
        let words = "Pairing: how many times as many trials independent runs would take for intervals as narrow.";
        paragraph(text, words, layout);
    }
    if said {
        paragraph(text, "Further trials: --trials.", layout);
    }
}

/// Two digits are enough for advice.
fn two_digits(n: u64) -> u64 {
    let mut unit = 1;
    while n / unit >= 100 {
        unit *= 10;
    }
    n.div_ceil(unit) * unit
}
