//! The page of a sweep: how outcomes depend on parameters.

use super::super::content::{Content, Figure, figure};
use super::super::measures::{change, unit, value, with_interval};
use super::super::shown::{Table, number, words};
use super::super::words::{counted, horizon, setting};
use super::words::{axis_label, axis_name, course, label, method};
use crate::experiment::{AtPoint, AxisFacts, Design, Estimate, Setting, SweepAnswer, SweepPoint, Unit};

/// Points of a design that are listed at either end.
const ENDS: usize = 6;

/// The words and tables of a sweep.
pub(crate) fn content(answer: &SweepAnswer) -> Content {
    let (scenario, run) = (&answer.scenario, &answer.run);
    let names: Vec<String> = answer.axes.iter().map(axis_name).collect();
    Content {
        kind: "Dependence",
        title: format!("{}: what depends on {}", scenario.title, list(&names)),
        scenario: scenario.title.clone(),
        basis: format!(
            "{}, each on the same {}; {}; seed {}",
            counted(answer.points.len() as u64, "point"),
            counted(run.trials, "trial"),
            horizon(scenario),
            run.seed
        ),
        answers: answers(answer),
        figures: figures(answer),
        tables: tables(answer),
        notes: vec![method(answer)],
        reading: vec![
            "All points meet the same random numbers, so that the change from one to the next is known better than each by \
             itself. Intervals are of each point alone."
                .to_owned(),
        ],
        ..Content::default()
    }
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("“{only}”"),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(|name| format!("“{name}”")).collect();
            format!("{} and “{last}”", most.join(", "))
        }
    }
}

/// "60 days", "35 %".
fn shown(axis: &AxisFacts, x: &Setting) -> String {
    let text = setting(x, axis.percent);
    if axis.unit.is_empty() || axis.percent { text } else { format!("{text} {}", axis.unit) }
}

fn found(point: &SweepPoint, at: usize) -> Option<AtPoint> {
    point.outcomes.get(at).copied().flatten()
}

/// Points with the least and the most of an outcome.
fn ends(answer: &SweepAnswer, at: usize) -> Option<(&SweepPoint, &SweepPoint)> {
    let told = || answer.points.iter().filter(|point| found(point, at).is_some());
    let value = |point: &&SweepPoint| found(point, at).map_or(0.0, |found| found.estimate.value);
    let least = told().min_by(|a, b| value(a).total_cmp(&value(b)))?;
    let most = told().max_by(|a, b| value(a).total_cmp(&value(b)))?;
    Some((least, most))
}

fn place(answer: &SweepAnswer, point: &SweepPoint) -> String {
    let parts: Vec<String> = answer
        .axes
        .iter()
        .zip(&point.values)
        .map(|(axis, x)| format!("“{}” {}", axis_name(axis), shown(axis, x)))
        .collect();
    parts.join(", ")
}

fn answers(answer: &SweepAnswer) -> Vec<String> {
    let mut said = Vec::new();
    for (at, measured) in answer.outcomes.iter().enumerate() {
        let Some((least, most)) = ends(answer, at) else { continue };
        let (Some(low), Some(high)) = (found(least, at), found(most, at)) else { continue };
        let unit = unit(measured);
        said.push(format!(
            "{}: least with {}, at {}; most with {}, at {}.",
            label(measured),
            place(answer, least),
            with_interval(unit, &low.estimate).in_words(),
            place(answer, most),
            with_interval(unit, &high.estimate).in_words(),
        ));
    }
    if let [axis] = &answer.axes[..] {
        said.extend(answer.outcomes.iter().enumerate().map(|(at, measured)| course(answer, axis, measured, at)));
    }
    said
}

/// Points along one parameter, a grid over two, else the points at either end; then all points.
fn tables(answer: &SweepAnswer) -> Vec<Table> {
    let all = points(answer, &answer.points.iter().collect::<Vec<_>>());
    match (&answer.design, answer.axes.len()) {
        (Design::Grid(_), 1) => vec![all.on_terminal(FILE, usize::MAX)],
        (Design::Grid(counts), 2) => {
            let width = counts.get(1).copied().unwrap_or(1).max(1);
            (0..answer.outcomes.len()).map(|at| matrix(answer, width, at)).chain([all]).collect()
        }
        _ => vec![extremes(answer), all],
    }
}

/// One outcome over two parameters: the first down, the second across.
fn matrix(answer: &SweepAnswer, width: usize, at: usize) -> Table {
    let (down, across) = (&answer.axes[0], &answer.axes[1]);
    let measured = &answer.outcomes[at];
    let of = unit(measured);
    let columns =
        answer.points.iter().take(width).map(|point| format!("{}#", setting(&point.values[1], across.percent)));
    let columns: Vec<String> = std::iter::once(format!("{}#", axis_label(down))).chain(columns).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let halves = answer.points.iter().filter_map(|point| {
        let estimate = found(point, at)?.estimate;
        Some((estimate.high? - estimate.low?) / 2.0)
    });
    let widest = halves.fold(0.0, f64::max);
    let note = match of {
        _ if widest <= 0.0 => String::new(),
        Unit::Share => {
            format!("Each is known to within ±\u{a0}{:.1}\u{a0}points at 95\u{a0}% or better.", widest * 100.0)
        }
        of => {
            let widest = value(of, &Estimate { value: widest, low: None, high: None });
            format!("Each is known to within ±\u{a0}{widest} at 95\u{a0}% or better.")
        }
    };
    // The last stays: what lies between gives way.
    let mut table = Table::new(&format!("{}; across: {}", label(measured), axis_label(across)), &columns)
        .noting(&note)
        .giving_way((2..width).rev())
        .on_terminal(FILE, usize::MAX);
    for row in answer.points.chunks(width) {
        let cells = row.iter().map(|point| {
            found(point, at)
                .map_or_else(|| words("–"), |found| number(value(of, &found.estimate), found.estimate.value))
        });
        let first = &row[0].values[0];
        table.row("", std::iter::once(number(setting(first, down.percent), first.number())).chain(cells).collect());
    }
    table
}

/// The lowest and the highest points by the first outcome.
fn extremes(answer: &SweepAnswer) -> Table {
    let of = |point: &&SweepPoint| found(point, 0).map_or(f64::NAN, |found| found.estimate.value);
    let mut shown: Vec<&SweepPoint> = answer.points.iter().filter(|point| found(point, 0).is_some()).collect();
    shown.sort_by(|a, b| of(a).total_cmp(&of(b)));
    let all = shown.len();
    let note = if all > 2 * ENDS {
        shown.drain(ENDS..all - ENDS);
        format!("The {ENDS} lowest and the {ENDS} highest of {all} points; all, and all outcomes, are in {FILE}.")
    } else {
        String::new()
    };
    points(answer, &shown).noting(&note).on_terminal(FILE, usize::MAX)
}

/// The file with all points.
const FILE: &str = "sweep.csv";

fn figures(answer: &SweepAnswer) -> Vec<Figure> {
    let mut shown_figures = Vec::new();
    for (at, measured) in answer.outcomes.iter().enumerate().take(3) {
        let Some((least, most)) = ends(answer, at) else { continue };
        let (Some(low), Some(high)) = (found(least, at), found(most, at)) else { continue };
        let unit = unit(measured);
        let range = format!("{} to {}", value(unit, &low.estimate), value(unit, &high.estimate));
        shown_figures.push(figure(range, "", format!("{}, over the points", label(measured))));
    }
    shown_figures
}

/// Points with all their outcomes; what changes from one to the next only where they stand in a row.
fn points(answer: &SweepAnswer, shown: &[&SweepPoint]) -> Table {
    let mut columns: Vec<String> = answer.axes.iter().map(|axis| format!("{}#", axis_label(axis))).collect();
    let single = answer.axes.len() == 1;
    for measured in &answer.outcomes {
        columns.push(format!("{} (95 %)#", label(measured)));
        if single {
            columns.push("Change from the value before#".to_owned());
        }
    }
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    // Later outcomes go first, then the last axes.
    let axes = answer.axes.len();
    let least = (axes + 1..columns.len()).rev().chain((1..axes).rev());
    let title = if shown.len() == answer.points.len() { "All points" } else { "The lowest and the highest points" };
    let mut table = Table::new(title, &columns).giving_way(least);
    for point in shown {
        let mut cells: Vec<_> =
            answer.axes.iter().zip(&point.values).map(|(a, x)| number(setting(x, a.percent), x.number())).collect();
        for (at, measured) in answer.outcomes.iter().enumerate() {
            let unit = unit(measured);
            let told = found(point, at);
            cells.push(
                told.map_or_else(
                    || words("–"),
                    |told| number(with_interval(unit, &told.estimate), told.estimate.value),
                ),
            );
            if single {
                let step = told.and_then(|told| told.from_previous);
                cells.push(step.map_or_else(|| words("–"), |step| number(change(unit, &step), step.value)));
            }
        }
        table.row("", cells);
    }
    table
}
