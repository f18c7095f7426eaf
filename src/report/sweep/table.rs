//! A sweep on a terminal.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, beside_names, bold, broken, grid, paragraph};
use super::super::measures::{change, unit, value};
use super::super::words::{counted, date, path_end, setting};
use super::page;
use crate::experiment::{AxisFacts, Design, Measured, SweepAnswer, SweepMethod, SweepPoint, Unit};

/// Points of a design that are listed at either end.
const ENDS: usize = 6;
/// Letters of a dotted path that are shown.
const PATH: usize = 32;
/// Room that names are to have.
const NAMES: u16 = 12;

/// The sweep as text.
#[must_use]
pub(crate) fn render(answer: &SweepAnswer, layout: Layout) -> String {
    let mut text = String::new();
    head(&mut text, answer, layout);
    match (&answer.design, answer.axes.len()) {
        (Design::Grid(_), 1) => line(&mut text, answer, layout),
        (Design::Grid(counts), 2) => {
            for at in 0..answer.outcomes.len() {
                matrix(&mut text, answer, counts, at, layout);
            }
        }
        _ => extremes(&mut text, answer, layout),
    }
    text
}

fn head(text: &mut String, answer: &SweepAnswer, layout: Layout) {
    let (scenario, run) = (&answer.scenario, &answer.run);
    paragraph(text, &bold(&scenario.title, layout), layout);
    let words = format!(
        "{}, each on the same {}, {} to {} ({}), seed\u{a0}{}",
        counted(answer.points.len() as u64, "point"),
        counted(run.trials, "trial"),
        date(scenario.start),
        date(scenario.end),
        counted(u64::from(scenario.horizon_days), "day"),
        run.seed
    );
    paragraph(text, &words, layout);
    let words = match (answer.method, &answer.not_one_pass) {
        (SweepMethod::OnePass, _) => {
            "One simulation, in which the lines never run out, tells of all points: only stocks differ, order levels \
             move along, and so nothing else reacts."
                .to_owned()
        }
        (SweepMethod::EachPoint, Some(why)) => format!("Every point was simulated: {why}."),
        (SweepMethod::EachPoint, None) => "Every point was simulated.".to_owned(),
    };
    paragraph(text, &words, layout);
}

/// The outcome with its unit.
pub(in crate::report) fn label(measured: &Measured) -> String {
    match unit(measured) {
        Unit::Money | Unit::Output => format!("{}, {}", measured.title, measured.unit),
        Unit::Days if !measured.title.ends_with("ays") => format!("{}, days", measured.title),
        Unit::Days | Unit::Share => measured.title.clone(),
    }
}

/// The parameter with its unit.
pub(in crate::report) fn axis_label(axis: &AxisFacts) -> String {
    let title = path_end(&axis.title, PATH);
    if axis.unit.is_empty() || axis.percent { title } else { format!("{title}, {}", axis.unit) }
}

fn line(text: &mut String, answer: &SweepAnswer, layout: Layout) {
    let axis = &answer.axes[0];
    page::points(answer, &answer.points.iter().collect::<Vec<_>>()).draw(text, usize::MAX, "sweep.csv", layout);
    text.push('\n');
    for (at, measured) in answer.outcomes.iter().enumerate() {
        paragraph(text, &course(answer, axis, measured, at), layout);
    }
}

/// What the outcome does from the first to the last value.
fn course(answer: &SweepAnswer, axis: &AxisFacts, measured: &Measured, at: usize) -> String {
    let (Some(first), Some(last)) = (answer.points.first(), answer.points.last()) else { return String::new() };
    let Some(found) = last.outcomes.get(at).copied().flatten() else { return String::new() };
    let unit = unit(measured);
    let money = if unit == Unit::Money { format!("{}\u{a0}", measured.unit) } else { String::new() };
    let days = if unit == Unit::Days { " days" } else { "" };
    let changed = if found.from_first.value == 0.0 && found.from_first.low == found.from_first.high {
        "no change in any trial".to_owned()
    } else {
        format!("{money}{}{days}", change(unit, &found.from_first))
    };
    let unit_of_axis = if axis.unit.is_empty() || axis.percent { String::new() } else { format!(" {}", axis.unit) };
    format!(
        "{}, from {} to {}{unit_of_axis}: {changed}.",
        measured.title,
        setting(&first.values[0], axis.percent),
        setting(&last.values[0], axis.percent),
    )
}

/// One outcome over two parameters: the first down, the second across.
fn matrix(text: &mut String, answer: &SweepAnswer, counts: &[usize], at: usize, layout: Layout) {
    let (down, across) = (&answer.axes[0], &answer.axes[1]);
    let measured = &answer.outcomes[at];
    let width = counts.get(1).copied().unwrap_or(1).max(1);
    let rows: Vec<&[SweepPoint]> = answer.points.chunks(width).collect();
    let first = |row: &&[SweepPoint]| Cell::new(setting(&row[0].values[0], down.percent));
    let mut columns = vec![Column::new(&broken(&axis_label(down), 24), true, rows.iter().map(first))];
    for column in 0..width {
        let cell = |row: &&[SweepPoint]| {
            let found = row.get(column).and_then(|point| point.outcomes.get(at).copied().flatten());
            Cell::new(found.map_or("–".to_owned(), |found| value(unit(measured), &found.estimate)))
        };
        let header = setting(&answer.points[column].values[1], across.percent);
        columns.push(Column::new(&header, true, rows.iter().map(cell)));
    }
    let all = columns.len();
    // As many as fit, always the last: what lies between is in the file.
    while columns.len() > 3 && beside_names(&columns, GAP) + NAMES > layout.width {
        columns.remove(columns.len() - 2);
    }
    text.push('\n');
    let words = format!("{}; across: {}", label(measured), axis_label(across));
    paragraph(text, &words, layout);
    let _ = writeln!(text, "{}", grid(&columns, GAP, layout));
    if columns.len() < all {
        paragraph(text, "Columns that have no room here are in sweep.csv.", layout);
    }
    let halves = answer.points.iter().filter_map(|point| {
        let estimate = point.outcomes.get(at).copied().flatten()?.estimate;
        Some((estimate.high? - estimate.low?) / 2.0)
    });
    let widest = halves.fold(0.0, f64::max);
    if widest > 0.0 {
        let shown = match unit(measured) {
            Unit::Share => format!("{:.1}\u{a0}points", widest * 100.0),
            of => value(of, &crate::experiment::Estimate { value: widest, low: None, high: None }),
        };
        paragraph(text, &format!("Each is known to within ±\u{a0}{shown} at 95 % or better."), layout);
    }
}

/// The lowest and the highest points by the first outcome.
fn extremes(text: &mut String, answer: &SweepAnswer, layout: Layout) {
    let of = |point: &SweepPoint| point.outcomes.first().copied().flatten().map(|found| found.estimate);
    let mut points: Vec<&SweepPoint> = answer.points.iter().filter(|point| of(point).is_some()).collect();
    let order = |point: &&SweepPoint| of(point).map_or(f64::NAN, |estimate| estimate.value);
    points.sort_by(|a, b| order(a).total_cmp(&order(b)));
    let all = points.len();
    if all > 2 * ENDS {
        points.drain(ENDS..all - ENDS);
    }
    page::points(answer, &points).draw(text, usize::MAX, "sweep.csv", layout);
    text.push('\n');
    if all > points.len() {
        let words = format!(
            "The {ENDS} lowest and the {ENDS} highest of {all} points; all, and all outcomes, are in sweep.csv."
        );
        paragraph(text, &words, layout);
    }
}
