//! A sweep as tables: one row a point and outcome, and one a point.

use super::super::data::{Cell, Data, Field, Kind};
use super::super::fields::Fields;
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
    columns.text("outcome", "name of the outcome", |(_, of, _)| &of.outcome);
    columns.text("site", "key of the site; empty for the whole network", |(_, of, _)| {
        of.site.as_deref().unwrap_or_default()
    });
    columns.text("title", "site and outcome for people", |(_, of, _)| &of.title);
    columns.text("unit", "unit of the amounts that follow", |(_, of, _)| &of.unit);
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
    let mut columns = Fields::<&SweepPoint>::new();
    for (at, axis) in answer.axes.iter().enumerate() {
        let field = Field::new(&axis.title, kind(axis), unit(axis), "value at that point");
        columns.add(field, move |point| cell(point.values.get(at)));
    }
    for (at, measured) in answer.outcomes.iter().enumerate() {
        columns.estimate(&measured.title, &measured.unit, measured.meaning, move |point| {
            Some(point.outcomes.get(at).copied().flatten()?.estimate)
        });
    }
    columns.table(("summary", "Summary"), "Outcomes at each point", &answer.points)
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
