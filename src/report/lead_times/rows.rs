//! Lead times as tables: a row a vendor, and the curves of each.

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::shown::{Table, words};
use crate::experiment::{Estimate, LeadTime, LeadTimesAnswer};
use crate::statistics::Interval;

/// `lead-times.csv`.
pub(super) fn lead_times(answer: &LeadTimesAnswer) -> Data<'_> {
    vendors().table(("lead-times", "Lead times"), ABOUT, vendors_and_all(answer))
}

/// The workbook's first table.
pub(super) fn summary(answer: &LeadTimesAnswer) -> Data<'_> {
    vendors().table(("summary", "Summary"), ABOUT, vendors_and_all(answer))
}

/// What people are shown.
pub(super) fn shown(answer: &LeadTimesAnswer) -> Table {
    vendors().shown("Days from order to receipt", |_| "", vendors_and_all(answer)).on_terminal("lead-times.csv", MOST)
}

/// Vendors that a terminal shows.
const MOST: usize = 24;

const ABOUT: &str = "Days from order to receipt, by vendor";

fn vendors<'a>() -> Fields<'a, &'a LeadTime> {
    let mut columns = Fields::<&LeadTime>::new();
    columns.text("vendor", "the vendor, as the file calls it", |row| &row.vendor);
    columns.show("Vendor");
    columns.whole("received", "orders", "orders that have been received", |row| Some(row.received));
    columns.show("Received");
    columns.whole("open", "orders", "orders that are open", |row| Some(row.open));
    columns.show("Open").yields(3);
    columns.yes("of_all", "whether its own orders were too few, and the distribution is that of all", |row| row.of_all);
    columns.text("distribution", "the family that fits best", |row| &row.family);
    columns.estimate("median", "days", "half are received within so many days", |row| {
        Some(within(row.median_days, row.median_interval))
    });
    columns.show("Half within, days (95\u{a0}%)");
    columns.number("p90", "days", "nine in ten are received within so many days", |row| Some(row.p90_days));
    columns.show("Nine in ten within, days");
    columns.show_as("Distribution", |row| words(if row.of_all { "as all" } else { &row.family })).yields(2);
    let about = "largest distance of the distribution from Kaplan and Meier's estimate";
    columns.number("largest_distance", "share of orders", about, |row| Some(row.largest_distance));
    columns.show("Largest distance").yields(1);
    columns
}

/// Days with the interval that is known of them.
pub(in crate::report) fn within(value: f64, interval: Option<Interval>) -> Estimate {
    Estimate { value, low: interval.map(|of| of.low), high: interval.map(|of| of.high) }
}

/// Vendors, then all of them together.
pub(super) fn vendors_and_all(answer: &LeadTimesAnswer) -> impl Iterator<Item = &LeadTime> {
    let all = (answer.vendors.len() > 1).then_some(&answer.all);
    answer.vendors.iter().chain(all)
}

/// `lead-time-curves.csv`.
pub(super) fn curves(answer: &LeadTimesAnswer) -> Data<'_> {
    let mut columns = Fields::<(&LeadTime, [f64; 3])>::new();
    columns.text("vendor", "the vendor, as the file calls it", |(vendor, _)| &vendor.vendor);
    columns.number("days", "days", "since the order", |(_, row)| Some(row[0]));
    let unit = "share of orders";
    columns.number("received_kaplan_meier", unit, "received by then, by Kaplan and Meier", |(_, row)| Some(row[1]));
    columns.number("received_fit", unit, "received by then, by the distribution", |(_, row)| Some(row[2]));
    let rows = vendors_and_all(answer).flat_map(|vendor| vendor.curve.iter().map(move |row| (vendor, *row)));
    columns.table(("lead-time-curves", "Curves"), "Orders received by days since the order", rows)
}
