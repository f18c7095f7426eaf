//! A calibration as tables: joint draws, waits, parameters before and after, summaries of the months.

use super::super::data::{Body, Cell, Data, Field, Kind};
use super::super::fields::Fields;
use super::super::shown::{Said, Table, Told, number, words};
use super::super::words::{parameter, share};
use super::three;
use crate::experiment::{CalibrateAnswer, Calibrated, FiveNumbers, SummaryFit};

/// All tables that are files.
pub(in super::super) fn tables(answer: &CalibrateAnswer) -> Vec<Data<'_>> {
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
    let waits = answer.waits.as_ref()?;
    let mut columns = Fields::<[f64; 3]>::new();
    columns.number("days", "days", "from filing to grant", |row| Some(row[0]));
    let unit = "share of files";
    columns.number("granted_kaplan_meier", unit, "granted by then, by Kaplan and Meier", |row| Some(row[1]));
    columns.number("granted_fit", unit, "granted by then, by the fit", |row| Some(row[2]));
    Some(columns.table(("waits", "Waits"), "Files granted by days since filing", waits.curve.iter().copied()))
}

/// Takes one of the numbers.
type Pick = fn(&FiveNumbers) -> f64;

const QUANTILES: [(&str, Pick); 5] =
    [("P5", |n| n.p05), ("P25", |n| n.p25), ("median", |n| n.median), ("P75", |n| n.p75), ("P95", |n| n.p95)];

/// Columns of the quantiles of something.
fn five<'a, T: Copy + 'a>(
    columns: &mut Fields<'a, T>,
    name: &str,
    unit: &str,
    about: &'static str,
    of: impl Fn(T) -> FiveNumbers + Copy + 'a,
) {
    for (quantile, pick) in QUANTILES {
        columns.number(&format!("{name}, {quantile}"), unit, about, move |row| Some(pick(&of(row))));
    }
}

/// Parameters before and after the fit.
pub(super) fn summary(answer: &CalibrateAnswer) -> Data<'_> {
    parameters().table(("summary", "Summary"), "Parameters before and after the fit", &answer.parameters)
}

/// The parameters, and how the summaries fit, as people are shown them.
pub(super) fn shown(answer: &CalibrateAnswer) -> [Table; 2] {
    let parameters = parameters().shown("Parameters before and after", |_| "", &answer.parameters);
    let summaries = summary_columns().shown("The months in five numbers", |_| "", &answer.summaries);
    [parameters.giving_way([4, 1]), summaries.giving_way([1, 5])]
        .map(|table| table.on_terminal("calibration.json", usize::MAX))
}

/// Median, and between which nine in ten lie.
fn range(numbers: &FiveNumbers) -> Told {
    let shown = |x: f64| parameter(three(x), false);
    let range = format!("{}–{}", shown(numbers.p05), shown(numbers.p95));
    number(Said::with(shown(numbers.median), range), numbers.median)
}

fn parameters<'a>() -> Fields<'a, &'a Calibrated> {
    let mut columns = Fields::<&Calibrated>::new();
    columns.text("Parameter", "what is not known", |p| &p.title);
    columns.show("Parameter");
    columns.text("Unit", "its unit", |p| &p.unit);
    columns.show_as("Unit", |p| words(&p.unit));
    five(&mut columns, "Before", "as unit", "quantile of what the scenario assumes", |p| p.prior);
    columns.show_as("Before: median (5–95 %)#", |p| range(&p.prior));
    five(&mut columns, "After", "as unit", "quantile of what the months or records leave", |p| p.posterior);
    columns.show_as("After: median (5–95 %)#", |p| range(&p.posterior));
    columns.show_as("Mean after#", |p| number(parameter(three(p.posterior.mean), false), p.posterior.mean));
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
    columns.show("What it is");
    columns.number("Observed", "", "as observed", |fit| Some(fit.observed));
    columns.show_as("Observed#", |fit| number(parameter(three(fit.observed), false), fit.observed));
    five(&mut columns, "All trials", "", "quantile over all trials", |fit| fit.prior);
    columns.show_as("All trials: median (5–95 %)#", |fit| range(&fit.prior));
    five(&mut columns, "Kept trials", "", "quantile over those that were kept", |fit| fit.kept);
    columns.show_as("Kept: median (5–95 %)#", |fit| range(&fit.kept));
    let about = "whether what was observed lies among the middle nine tenths of those kept";
    columns.yes("Reached", about, SummaryFit::reached);
    columns.show("Reached");
    columns
}

/// The months that were fitted to.
pub(super) fn observed(answer: &CalibrateAnswer) -> Data<'_> {
    let mut columns = Fields::<(jiff::civil::Date, f64)>::new();
    columns.add(Field::new("Month", Kind::Month, "", "the month"), |(month, _)| Cell::Date(month));
    let about = "what was observed, the factors of months taken out";
    columns.number("Observed", &answer.unit, about, |(_, value)| Some(value));
    columns.table(("observed", "Observed"), "The months that were fitted to", answer.months.iter().copied())
}
