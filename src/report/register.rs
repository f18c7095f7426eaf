//! `register`: what each client is licensed and shipped, by month; `flows`: what goes on each lane, by month.

use super::data::{Body, Cell, Data, Field, Kind, QUANTILES, quantiles};
use crate::experiment::{BookedAnswer, RunAnswer};

/// Columns of a quantity of a month, in the unit of the material and in tonnes.
fn quantities() -> Vec<Field> {
    let mut columns = vec![
        Field::new("unit", Kind::Text, "", "unit of the quantities"),
        Field::new("mean", Kind::Number, "as unit", "mean of the trials"),
    ];
    columns.extend(quantiles("as unit"));
    columns.push(Field::new(
        "mean_tonnes",
        Kind::Number,
        "t",
        "mean of the trials; empty for what is counted in pieces",
    ));
    let tonnes = |(name, about)| Field::new(format!("{name}_tonnes"), Kind::Number, "t", about);
    columns.extend(QUANTILES.map(tonnes));
    columns
}

/// The cells of these columns for each month.
fn months<'a>(
    booked: &'a BookedAnswer,
    unit: &'a str,
    tonnes: Option<f64>,
) -> impl Iterator<Item = (jiff::civil::Date, Vec<Cell<'a>>)> {
    let bands = &booked.bands;
    booked.months.iter().enumerate().map(move |(at, month)| {
        let series = [&booked.mean, &bands.p05, &bands.p25, &bands.p50, &bands.p75, &bands.p95];
        let mut cells = vec![Cell::text(unit)];
        cells.extend(series.map(|values| Cell::Number(values[at])));
        cells.extend(series.map(|values| Cell::number(tonnes.map(|tonnes| values[at] * tonnes))));
        (*month, cells)
    })
}

fn named(key: &'static str, title: &'static str, about: &'static str) -> [Field; 2] {
    [Field::new(key, Kind::Text, "", about), Field::new(title, Kind::Text, "", "its name for people")]
}

/// The register of exports.
pub(super) fn clients(answer: &RunAnswer) -> Data<'_> {
    let mut columns = vec![Field::new("month", Kind::Month, "", "the month, as its first day")];
    columns.extend(named("exporter", "exporter_title", "key of the exporting site"));
    columns.extend(named("client", "client_title", "key of the site to which it exports"));
    columns.push(Field::new("destination", Kind::Text, "", "country of the client"));
    columns.extend(named("material", "material_title", "key of the material"));
    columns.push(Field::new(
        "measure",
        Kind::Text,
        "",
        "what is counted: quantities applied for (first filings), licensed (by licences of their own), shipped, held at \
         the border",
    ));
    columns.extend(quantities());
    let mut rows = Vec::new();
    for client in &answer.register {
        for booked in &client.measures {
            for (month, cells) in months(booked, &client.unit, client.tonnes_per_unit) {
                let mut row = vec![
                    Cell::Date(month),
                    Cell::text(&client.exporter),
                    Cell::text(&client.exporter_title),
                    Cell::text(&client.client),
                    Cell::text(&client.client_title),
                    Cell::text(&client.destination),
                    Cell::text(&client.material),
                    Cell::text(&client.material_title),
                    Cell::text(&booked.measure),
                ];
                row.extend(cells);
                rows.push(row);
            }
        }
    }
    Data {
        name: "register",
        title: "Register",
        about: "What each client is licensed and shipped, by month, as quantiles",
        columns,
        rows: Body::Held(rows),
    }
}

/// What is shipped on each lane.
pub(super) fn flows(answer: &RunAnswer) -> Data<'_> {
    let mut columns = vec![
        Field::new("month", Kind::Month, "", "the month, as its first day"),
        Field::new("lane", Kind::Text, "", "key of the lane in the scenario"),
    ];
    columns.extend(named("from", "from_title", "key of the supplying site"));
    columns.push(Field::new("origin", Kind::Text, "", "country of the supplier"));
    columns.extend(named("to", "to_title", "key of the receiving site"));
    columns.push(Field::new("destination", Kind::Text, "", "country of the buyer"));
    columns.extend(named("material", "material_title", "key of the material"));
    columns.extend(quantities());
    let mut rows = Vec::new();
    for flow in &answer.flows {
        for (month, cells) in months(&flow.shipped, &flow.unit, flow.tonnes_per_unit) {
            let mut row = vec![
                Cell::Date(month),
                Cell::text(&flow.lane),
                Cell::text(&flow.from),
                Cell::text(&flow.from_title),
                Cell::text(&flow.origin),
                Cell::text(&flow.to),
                Cell::text(&flow.to_title),
                Cell::text(&flow.destination),
                Cell::text(&flow.material),
                Cell::text(&flow.material_title),
            ];
            row.extend(cells);
            rows.push(row);
        }
    }
    Data {
        name: "flows",
        title: "Flows",
        about: "What is shipped on each lane, by month, as quantiles",
        columns,
        rows: Body::Held(rows),
    }
}
