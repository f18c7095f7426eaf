//! A sweep as tables: one row a point and outcome, and one a point.

use super::super::data::{Cell, Data, Field, Kind};
use super::super::fields::Fields;
use super::super::measures::{change, label, outcome, unit as unit_of};
use super::super::shown::{Table, number, words};
use super::super::words::setting;
use super::words::axis_label;
use super::{estimate, found};
use crate::experiment::{AtPoint, AxisFacts, Measured, Setting, SweepAnswer, SweepPoint};

/// A point, an outcome, and what was found of it.
type Told<'a> = (&'a SweepPoint, &'a Measured, Option<AtPoint>);

/// `sweep.csv`.
pub(super) fn points(answer: &SweepAnswer) -> Data<'_> {
    let mut columns = Fields::<Told>::new();
    for (at, axis) in answer.axes.iter().enumerate() {
        let field = Field::new(&axis.name, kind(axis), unit(axis), axis.title.clone());
        columns.add(field, move |(point, ..)| cell(point.values.get(at)));
    }
    outcome(&mut columns, "title", |(_, of, _)| (&of.outcome, of.site.as_deref(), &of.title, &of.unit));
    columns.estimate("value", "as unit", "the outcome at that point", |(.., found)| Some(found?.estimate));
    let about = "difference from the first point, on the same trials";
    columns.estimate("from_first", "as unit", about, |(.., found)| Some(found?.from_first));
    let about = "difference from the point before, on the same trials";
    columns.estimate("from_previous", "as unit", about, |(.., found)| found?.from_previous);
    let rows = answer
        .points
        .iter()
        .flat_map(|point| answer.outcomes.iter().zip(&point.outcomes).map(move |(of, found)| (point, of, *found)));
    columns.table(("sweep", "Sweep"), "Outcomes at each point, all on the same trials", rows)
}

/// One row a point, outcomes beside each other.
pub(super) fn summary(answer: &SweepAnswer) -> Data<'_> {
    by_point(answer).table(("summary", "Summary"), "Outcomes at each point", &answer.points)
}

/// The same of some points, as people are shown it.
pub(super) fn shown<'a>(title: &str, answer: &'a SweepAnswer, points: &[&'a SweepPoint]) -> Table {
    let table = by_point(answer).shown(title, |_| "", points.iter().copied());
    // Later outcomes go first, then the last axes.
    let (axes, all) = (answer.axes.len(), table.columns.len());
    table.giving_way((axes + 1..all).rev().chain((1..axes).rev()))
}

/// Points with all their outcomes; what changes from one to the next only where they stand in a row.
fn by_point(answer: &SweepAnswer) -> Fields<'_, &SweepPoint> {
    let mut columns = Fields::<&SweepPoint>::new();
    for (at, axis) in answer.axes.iter().enumerate() {
        let field = Field::new(&axis.title, kind(axis), unit(axis), "value at that point");
        columns.add(field, move |point| cell(point.values.get(at)));
        columns.show_as(&format!("{}#", axis_label(axis)), move |point| {
            let value = &point.values[at];
            number(setting(value, axis.percent), value.number())
        });
    }
    for (at, measured) in answer.outcomes.iter().enumerate() {
        let of = unit_of(measured);
        columns
            .estimate(&measured.title, &measured.unit, measured.meaning, move |point: &SweepPoint| estimate(point, at));
        columns.show(&format!("{} (95 %)", label(&measured.title, &measured.unit, of)));
        if answer.axes.len() == 1 {
            columns.show_as("Change from the value before#", move |point| {
                let step = found(point, at).and_then(|found| found.from_previous);
                step.map_or_else(|| words("–"), |step| number(change(of, &step), step.value))
            });
        }
    }
    columns
}

fn kind(axis: &AxisFacts) -> Kind {
    if axis.dates() { Kind::Date } else { Kind::Number }
}

fn cell(value: Option<&Setting>) -> Cell<'static> {
    value.map_or(Cell::Empty, |value| value.date().map_or_else(|| Cell::Number(value.number()), Cell::Date))
}

fn unit(axis: &AxisFacts) -> &str {
    if axis.percent { "share" } else { &axis.unit }
}
