//! A calibration as tables: joint draws, waits, parameters before and after, summaries of the months.

use super::super::data::{Body, Cell, Data, Field, Kind};
use super::super::fields::Fields;
use super::super::shown::{Said, Table, number, words};
use super::super::words::{parameter, percent_points, share, short};
use crate::experiment::{CalibrateAnswer, Calibrated, FiveNumbers, SummaryFit};

/// All tables that are files.
pub(super) fn tables(answer: &CalibrateAnswer) -> Vec<Data<'_>> {
    std::iter::once(draws(answer)).chain(waits(answer)).collect()
}

/// `posterior.csv`: the joint draws, one row each.
fn draws(answer: &CalibrateAnswer) -> Data<'_> {
    let column = |p: &Calibrated| Field::new(p.name.as_str(), Kind::Number, &p.unit, p.title.clone());
    let rows = answer.draws.iter().map(|row| row.iter().map(|x| Cell::Number(*x)).collect());
    Data {
        name: "posterior",
        title: "Posterior",
        about: "Joint draws of the parameters after the fit: each row belongs together",
        columns: answer.parameters.iter().map(column).collect(),
        rows: Body::Held(rows.collect()),
    }
}

/// `waits.csv`, if there were records.
fn waits(answer: &CalibrateAnswer) -> Option<Data<'_>> {
    let curve = &answer.waits.as_ref()?.curve;
    Some(wait_columns().table(("waits", "Waits"), "Files granted by days since filing", curve))
}

/// The same as people are shown it.
pub(super) fn waits_shown(answer: &CalibrateAnswer) -> Option<Table> {
    let waits = answer.waits.as_ref()?;
    let note = format!("Their largest distance is {} points.", percent_points(waits.largest_distance));
    Some(wait_columns().shown("Waits in the licence records", |_| "", &waits.curve).noting(&note))
}

fn wait_columns<'a>() -> Fields<'a, &'a [f64; 3]> {
    let mut columns = Fields::<&[f64; 3]>::new();
    columns.number("days", "days", "from filing to grant", |row| Some(row[0]));
    columns.show("Days from filing");
    let unit = "share of files";
    columns.number("granted_kaplan_meier", unit, "granted by then, by Kaplan and Meier", |row| Some(row[1]));
    columns.show("Granted by then, without a distribution (Kaplan–Meier)");
    columns.number("granted_fit", unit, "granted by then, by the fit", |row| Some(row[2]));
    columns.show("Granted by then, fitted distribution");
    columns
}

/// Quantiles of something in the order of their columns.
pub(super) fn five(n: &FiveNumbers) -> [f64; 5] {
    [n.p05, n.p25, n.median, n.p75, n.p95]
}

/// Columns of the quantiles of something; people are shown the median, and between which nine in ten lie.
fn quantiles<'a, T: Copy + 'a>(
    columns: &mut Fields<'a, T>,
    name: &str,
    unit: &str,
    about: &'static str,
    of: impl Fn(T) -> FiveNumbers + Copy + 'a,
) {
    for (at, quantile) in ["P5", "P25", "median", "P75", "P95"].into_iter().enumerate() {
        columns.number(&format!("{name}, {quantile}"), unit, about, move |row| Some(five(&of(row))[at]));
    }
    columns.show_as(&format!("{name}: median (5–95 %)#"), move |row| {
        let numbers = of(row);
        let range = format!("{}–{}", digits(numbers.p05), digits(numbers.p95));
        number(Said::with(digits(numbers.median), range), numbers.median)
    });
}

/// A number in three digits.
pub(super) fn digits(x: f64) -> String {
    parameter(short(x), false)
}

/// Parameters before and after the fit.
pub(super) fn summary(answer: &CalibrateAnswer) -> Data<'_> {
    parameters().table(("summary", "Summary"), "Parameters before and after the fit", &answer.parameters)
}

/// The parameters, and how the summaries fit, as people are shown them.
pub(super) fn shown(answer: &CalibrateAnswer) -> [Table; 2] {
    let parameters = parameters().shown("Parameters before and after", |_| "", &answer.parameters);
    let summaries = summary_columns().shown("The months in five numbers", |_| "", &answer.summaries);
    [parameters, summaries].map(|table| table.on_terminal("calibration.json", usize::MAX))
}

fn parameters<'a>() -> Fields<'a, &'a Calibrated> {
    let mut columns = Fields::<&Calibrated>::new();
    columns.text("Parameter", "what is not known", |p| &p.title);
    columns.show("Parameter");
    columns.text("Unit", "its unit", |p| &p.unit);
    columns.show_as("Unit", |p| words(&p.unit)).yields(2);
    quantiles(&mut columns, "Before", "as unit", "quantile of what the scenario assumes", |p| p.prior);
    quantiles(&mut columns, "After", "as unit", "quantile of what the months or records leave", |p| p.posterior);
    columns.show_as("Mean after#", |p| number(digits(p.posterior.mean), p.posterior.mean)).yields(1);
    let about = "1 − width of the middle nine tenths after / before; about 0 is nothing learned";
    columns.number("Narrower by", "share", about, |p| Some(p.learned()));
    columns.show_as("Narrower by#", |p| {
        let learned = p.learned();
        number(if learned < 0.005 { "–".to_owned() } else { share(learned) }, learned)
    });
    columns.text("Fitted to", "what told of it", |p| if p.from_records { "records" } else { "months" });
    columns
}

/// How the summaries of the months fit.
pub(super) fn summaries(answer: &CalibrateAnswer) -> Data<'_> {
    summary_columns().table(("summaries", "Summaries"), "What the fit goes by", &answer.summaries)
}

fn summary_columns<'a>() -> Fields<'a, &'a SummaryFit> {
    let mut columns = Fields::<&SummaryFit>::new();
    columns.text("Summary", "its name", |fit| &fit.name);
    columns.show("Summary");
    columns.text("Meaning", "what it is", |fit| &fit.meaning);
    columns.show("What it is").yields(1);
    columns.number("Observed", "", "as observed", |fit| Some(fit.observed));
    columns.show_as("Observed#", |fit| number(digits(fit.observed), fit.observed));
    quantiles(&mut columns, "All trials", "", "quantile over all trials", |fit| fit.prior);
    quantiles(&mut columns, "Kept trials", "", "quantile over those that were kept", |fit| fit.kept);
    let about = "whether what was observed lies among the middle nine tenths of those kept";
    columns.yes("Reached", about, SummaryFit::reached);
    columns.show("Reached").yields(2);
    columns
}

/// The months that were fitted to.
pub(super) fn observed(answer: &CalibrateAnswer) -> Data<'_> {
    let mut columns = Fields::<(jiff::civil::Date, f64)>::new();
    columns.month("Month", "the month", |(month, _)| month);
    let about = "what was observed, the factors of months taken out";
    columns.number("Observed", &answer.unit, about, |(_, value)| Some(value));
    columns.table(("observed", "Observed"), "The months that were fitted to", answer.months.iter().copied())
}
