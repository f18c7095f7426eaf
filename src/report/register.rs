//! `register`: what each client is licensed and shipped, by month; `flows`: what goes on each lane, by month.

use super::data::{Data, QUANTILES};
use super::desks::MONTH;
use super::fields::Fields;
use crate::experiment::{BookedAnswer, ClientAnswer, LaneFlowAnswer, RunAnswer};

/// A quantity that is booked by month, its unit, tonnes of one unit, and a month.
#[derive(Clone, Copy)]
struct Booked<'a> {
    all: &'a BookedAnswer,
    unit: &'a str,
    tonnes: Option<f64>,
    at: usize,
}

impl<'a> Booked<'a> {
    /// Each month of what is booked.
    fn months(all: &'a BookedAnswer, unit: &'a str, tonnes: Option<f64>) -> impl Iterator<Item = Self> {
        (0..all.months.len()).map(move |at| Self { all, unit, tonnes, at })
    }

    fn in_tonnes(self, quantity: Option<f64>) -> Option<f64> {
        Some(quantity? * self.tonnes?)
    }
}

/// The column of months.
fn by_month<'a, T: Copy + 'a>(of: impl Fn(T) -> Booked<'a> + 'a) -> Fields<'a, T> {
    let mut columns = Fields::new();
    columns.month("month", MONTH, move |row| of(row).all.months[of(row).at]);
    columns
}

/// Columns of the quantity of a month, in the unit of the material and in tonnes.
fn quantities<'a, T: Copy + 'a>(columns: &mut Fields<'a, T>, of: impl Fn(T) -> Booked<'a> + Copy + 'a) {
    let mean = move |row| of(row).all.mean.get(of(row).at).copied();
    columns.text("unit", "unit of the quantities", move |row| of(row).unit);
    columns.number("mean", "as unit", "mean of the trials", mean);
    columns.quantiles("as unit", move |row| of(row).all.bands.at(of(row).at));
    let about = "mean of the trials; empty for what is counted in pieces";
    columns.number("mean_tonnes", "t", about, move |row| of(row).in_tonnes(mean(row)));
    for (at, (name, about)) in QUANTILES.into_iter().enumerate() {
        let quantile = move |row: Booked| row.in_tonnes(row.all.bands.at(row.at)[at]);
        columns.number(&format!("{name}_tonnes"), "t", about, move |row| quantile(of(row)));
    }
}

/// The register of exports.
pub(super) fn clients(answer: &RunAnswer) -> Data<'_> {
    type Row<'a> = (&'a ClientAnswer, Booked<'a>);
    let mut columns = by_month::<Row>(|(_, booked)| booked);
    let about = "key of the exporting site";
    columns.named(["exporter", "exporter_title"], about, |(row, _)| (&row.exporter, &row.exporter_title));
    let about = "key of the site to which it exports";
    columns.named(["client", "client_title"], about, |(row, _)| (&row.client, &row.client_title));
    columns.text("destination", "country of the client", |(row, _)| &row.destination);
    let about = "key of the material";
    columns.named(["material", "material_title"], about, |(row, _)| (&row.material, &row.material_title));
    let about = "what is counted: quantities applied for (first filings), licensed (by licences of their own), shipped, held at \
                 the border";
    columns.text("measure", about, |(_, booked)| &booked.all.measure);
    quantities(&mut columns, |(_, booked)| booked);
    let rows = answer.register.iter().flat_map(|client| {
        let months = move |all| Booked::months(all, &client.unit, client.tonnes_per_unit);
        client.measures.iter().flat_map(months).map(move |booked| (client, booked))
    });
    let about = "What each client is licensed and shipped, by month, as quantiles";
    columns.table(("register", "Register"), about, rows)
}

/// What is shipped on each lane.
pub(super) fn flows(answer: &RunAnswer) -> Data<'_> {
    type Row<'a> = (&'a LaneFlowAnswer, Booked<'a>);
    let mut columns = by_month::<Row>(|(_, booked)| booked);
    columns.text("lane", "key of the lane in the scenario", |(row, _)| &row.lane);
    columns.named(["from", "from_title"], "key of the supplying site", |(row, _)| (&row.from, &row.from_title));
    columns.text("origin", "country of the supplier", |(row, _)| &row.origin);
    columns.named(["to", "to_title"], "key of the receiving site", |(row, _)| (&row.to, &row.to_title));
    columns.text("destination", "country of the buyer", |(row, _)| &row.destination);
    let about = "key of the material";
    columns.named(["material", "material_title"], about, |(row, _)| (&row.material, &row.material_title));
    quantities(&mut columns, |(_, booked)| booked);
    let rows = answer.flows.iter().flat_map(|flow| {
        Booked::months(&flow.shipped, &flow.unit, flow.tonnes_per_unit).map(move |booked| (flow, booked))
    });
    columns.table(("flows", "Flows"), "What is shipped on each lane, by month, as quantiles", rows)
}
