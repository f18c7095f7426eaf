//! The page of a sweep: how outcomes depend on parameters.

use super::super::content::{Content, Figure, figure};
use super::super::fields::Fields;
use super::super::measures::{label, unit, value, with_interval};
use super::super::shown::{Table, number, words};
use super::super::words::{counted, horizon, setting};
use super::words::{at_axis, axis_label, axis_name, course, method, within};
use super::{ends, estimate, rows};
use crate::experiment::{Design, Measured, SweepAnswer, SweepPoint};

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

/// The outcome with its unit.
fn titled(measured: &Measured) -> String {
    label(&measured.title, &measured.unit, unit(measured))
}

fn place(answer: &SweepAnswer, point: &SweepPoint) -> String {
    let parts = answer.axes.iter().zip(&point.values);
    parts.map(|(axis, x)| format!("“{}” {}", axis_name(axis), at_axis(axis, x))).collect::<Vec<_>>().join(", ")
}

fn answers(answer: &SweepAnswer) -> Vec<String> {
    let mut said = Vec::new();
    for (at, measured) in answer.outcomes.iter().enumerate() {
        let Some(ends) = ends(answer, at) else { continue };
        let [least, most] = ends.map(|(point, found)| {
            format!("{}, at {}", place(answer, point), with_interval(unit(measured), &found).in_words())
        });
        said.push(format!("{}: least with {least}; most with {most}.", titled(measured)));
    }
    if let [axis] = &answer.axes[..] {
        said.extend(answer.outcomes.iter().enumerate().map(|(at, measured)| course(answer, axis, measured, at)));
    }
    said
}

/// Points along one parameter, a grid over two, else the points at either end; then all points.
fn tables(answer: &SweepAnswer) -> Vec<Table> {
    let all = rows::shown("All points", answer, &answer.points.iter().collect::<Vec<_>>());
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
    let mut columns = Fields::<&[SweepPoint]>::new();
    columns.show_as(&format!("{}#", axis_label(down)), |row| {
        let first = &row[0].values[0];
        number(setting(first, down.percent), first.number())
    });
    for (place, point) in answer.points.iter().take(width).enumerate() {
        columns.show_as(&format!("{}#", setting(&point.values[1], across.percent)), move |row| {
            let found = row.get(place).and_then(|point| estimate(point, at));
            found.map_or_else(|| words("–"), |found| number(value(of, &found), found.value))
        });
    }
    let note = within(answer, measured, at)
        .map_or(String::new(), |most| format!("Each is known to within ±\u{a0}{most} at 95\u{a0}% or better."));
    // The last stays: what lies between gives way.
    columns
        .shown(&format!("{}; across: {}", titled(measured), axis_label(across)), |_| "", answer.points.chunks(width))
        .noting(&note)
        .giving_way((2..width).rev())
        .on_terminal(FILE, usize::MAX)
}

/// The lowest and the highest points by the first outcome.
fn extremes(answer: &SweepAnswer) -> Table {
    let mut told: Vec<&SweepPoint> = answer.points.iter().filter(|point| estimate(point, 0).is_some()).collect();
    let of = |point: &SweepPoint| estimate(point, 0).map_or(f64::NAN, |found| found.value);
    told.sort_by(|a, b| of(a).total_cmp(&of(b)));
    let all = told.len();
    let note = if all > 2 * ENDS {
        told.drain(ENDS..all - ENDS);
        format!("The {ENDS} lowest and the {ENDS} highest of {all} points; all, and all outcomes, are in {FILE}.")
    } else {
        String::new()
    };
    let title = if told.len() == answer.points.len() { "All points" } else { "The lowest and the highest points" };
    rows::shown(title, answer, &told).noting(&note).on_terminal(FILE, usize::MAX)
}

/// The file with all points.
const FILE: &str = "sweep.csv";

fn figures(answer: &SweepAnswer) -> Vec<Figure> {
    let first = answer.outcomes.iter().enumerate().take(3);
    let figures = first.filter_map(|(at, measured)| {
        let [least, most] = ends(answer, at)?.map(|(_, found)| value(unit(measured), &found));
        Some(figure(format!("{least} to {most}"), "", format!("{}, over the points", titled(measured))))
    });
    figures.collect()
}
