//! The page of a sweep: how outcomes depend on parameters.

use super::super::measures::{change, unit, value, with_interval};
use super::super::page::content::{Content, Figure, figure};
use super::super::shown::{Table, number, words};
use super::super::words::{counted, date, setting};
use super::table::{axis_label, label};
use crate::experiment::{AtPoint, AxisFacts, Setting, SweepAnswer, SweepPoint};

/// The words and tables of a sweep.
pub(crate) fn content(answer: &SweepAnswer) -> Content {
    let (scenario, run) = (&answer.scenario, &answer.run);
    let names: Vec<&str> = answer.axes.iter().map(|axis| axis.title.as_str()).collect();
    Content {
        kind: "Dependence",
        title: format!("{}: what depends on {}", scenario.title, list(&names)),
        scenario: scenario.title.clone(),
        basis: format!(
            "{}, each on the same {}; {} to {} ({}); seed {}",
            counted(answer.points.len() as u64, "point"),
            counted(run.trials, "trial"),
            date(scenario.start),
            date(scenario.end),
            counted(u64::from(scenario.horizon_days), "day"),
            run.seed
        ),
        answers: answers(answer),
        figures: figures(answer),
        tables: vec![points(answer, &answer.points.iter().collect::<Vec<_>>())],
        reading: vec![
            "All points meet the same random numbers, so that the change from one to the next is known better than each by \
             itself. Intervals are of each point alone."
                .to_owned(),
        ],
        ..Content::default()
    }
}

fn list(names: &[&str]) -> String {
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
    let parts: Vec<String> =
        answer.axes.iter().zip(&point.values).map(|(axis, x)| format!("“{}” {}", axis.title, shown(axis, x))).collect();
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
    said
}

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
pub(super) fn points(answer: &SweepAnswer, shown: &[&SweepPoint]) -> Table {
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
