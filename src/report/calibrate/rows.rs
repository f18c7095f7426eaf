//! A calibration as tables: joint draws, waits, parameters before and after, summaries of the months.

use super::super::data::{Body, Cell, Data, Field, Kind};
use super::super::fields::Fields;
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
    let mut columns = Fields::<&Calibrated>::new();
    columns.text("Parameter", "what is not known", |p| &p.title);
    columns.text("Unit", "its unit", |p| &p.unit);
    five(&mut columns, "Before", "as unit", "quantile of what the scenario assumes", |p| p.prior);
    five(&mut columns, "After", "as unit", "quantile of what the months or records leave", |p| p.posterior);
    let about = "1 − width of the middle nine tenths after / before; about 0 is nothing learned";
    columns.number("Narrower by", "share", about, |p| Some(p.learned()));
    columns.text("Fitted to", "what told of it", |p| if p.from_records { "records" } else { "months" });
    columns.table(("summary", "Summary"), "Parameters before and after the fit", &answer.parameters)
}

/// How the summaries of the months fit.
pub(super) fn summaries(answer: &CalibrateAnswer) -> Data<'_> {
    let mut columns = Fields::<&SummaryFit>::new();
    columns.text("Summary", "its name", |fit| &fit.name);
    columns.text("Meaning", "what it is", |fit| &fit.meaning);
    columns.number("Observed", "", "as observed", |fit| Some(fit.observed));
    five(&mut columns, "All trials", "", "quantile over all trials", |fit| fit.prior);
    five(&mut columns, "Kept trials", "", "quantile over those that were kept", |fit| fit.kept);
    let about = "whether what was observed lies among the middle nine tenths of those kept";
    columns.yes("Reached", about, SummaryFit::reached);
    columns.table(("summaries", "Summaries"), "What the fit goes by", &answer.summaries)
}

/// The months that were fitted to.
pub(super) fn observed(answer: &CalibrateAnswer) -> Data<'_> {
    let mut columns = Fields::<(jiff::civil::Date, f64)>::new();
    columns.add(Field::new("Month", Kind::Month, "", "the month"), |(month, _)| Cell::Date(month));
    let about = "what was observed, the factors of months taken out";
    columns.number("Observed", &answer.unit, about, |(_, value)| Some(value));
    columns.table(("observed", "Observed"), "The months that were fitted to", answer.months.iter().copied())
}
