//! A backtest as tables: one row a date and month; how often bands held; what was observed.

use super::super::data::{Cell, Data, Field, Kind};
use super::super::fields::Fields;
use crate::experiment::{BacktestAnswer, CONTROL_BANDS, Coverage, Forecast, ForecastMonth, Scored};

type Month<'a> = (&'a Forecast, &'a ForecastMonth);

fn all(answer: &BacktestAnswer) -> impl Iterator<Item = Month<'_>> {
    answer.forecasts.iter().flat_map(|forecast| forecast.months.iter().map(move |month| (forecast, month)))
}

/// `backtest.csv`: one row a date and month.
pub(super) fn months(answer: &BacktestAnswer) -> Data<'_> {
    let unit = answer.unit.as_str();
    let mut columns = Fields::<Month>::new();
    columns.date("as_of", "the date of which only what was known is used", |(forecast, _)| Some(forecast.as_of));
    columns.add(Field::new("month", Kind::Month, "", "the month, as its first day"), |(_, m)| Cell::Date(m.month));
    let about = "known by then, missing, not yet published, or ahead; the last two are forecasts";
    columns.text("what", about, |(_, month)| month.part.word());
    columns.text("unit", "unit of the numbers", |_| &answer.unit);
    columns.number("observed", unit, "what came, if it is known today", |(_, month)| month.came);
    columns.number("mean", unit, "mean of the trials", |(_, month)| Some(month.mean));
    columns.number("median", unit, "half of the trials are below", |(_, month)| Some(month.median));
    for (at, band) in CONTROL_BANDS.iter().enumerate() {
        let percent = format!("{:.0}", band * 100.0);
        let name = format!("band{percent}");
        let about = "lower end of the band that holds so many per cent of the trials";
        columns.number(&format!("{name}_low"), unit, about, move |(_, month)| Some(month.bands[at].low));
        columns.number(&format!("{name}_high"), unit, "its upper end", move |(_, month)| Some(month.bands[at].high));
    }
    let scored = |(_, month): Month<'_>| -> Option<Scored> { month.scored };
    let about = "fair continuous ranked probability score; less is better";
    columns.number("crps", unit, about, move |row| Some(scored(row)?.crps));
    let about = "share of the trials below what came, ties at random";
    columns.number("pit", "share", about, move |row| Some(scored(row)?.pit));
    columns.number("median_error", unit, "distance of the median", move |row| Some(scored(row)?.median_error));
    let about = "distance of the latest published value";
    columns.number("last_value_error", unit, about, move |row| Some(scored(row)?.last_value?.error));
    let about = "score of the latest published value with the spread of its past errors";
    columns.number("last_value_crps", unit, about, move |row| Some(scored(row)?.last_value?.crps));
    let about = "distance of the value a year before";
    columns.number("seasonal_error", unit, about, move |row| Some(scored(row)?.seasonal?.error));
    let about = "score of the value a year before with the spread of its past errors";
    columns.number("seasonal_crps", unit, about, move |row| Some(scored(row)?.seasonal?.crps));
    columns.table(("backtest", "Backtest"), "The series month by month, as seen on each date", all(answer))
}

/// The forecasts alone.
pub(super) fn summary(answer: &BacktestAnswer) -> Data<'_> {
    let unit = answer.unit.as_str();
    let mut columns = Fields::<Month>::new();
    columns.date("As of", "the date of which only what was known is used", |(forecast, _)| Some(forecast.as_of));
    columns.add(Field::new("Month", Kind::Month, "", "the month"), |(_, month)| Cell::Date(month.month));
    columns.number("Median", unit, "half of the trials are below", |(_, month)| Some(month.median));
    for (at, band) in CONTROL_BANDS.iter().enumerate() {
        let name = format!("Band of {:.0} %", band * 100.0);
        let about = "holds so many per cent of the trials; its lower end";
        columns.number(&format!("{name}, low"), unit, about, move |(_, month)| Some(month.bands[at].low));
        columns.number(&format!("{name}, high"), unit, "its upper end", move |(_, month)| Some(month.bands[at].high));
    }
    columns.number("Came", unit, "what was observed; empty if it is not known yet", |(_, month)| month.came);
    let about = "the narrowest band that held it";
    columns.text("Where it came", about, |(_, month)| match month.scored.map(|scored| scored.held) {
        None => "",
        Some([true, ..]) => "in the band of 50 %",
        Some([_, true, _]) => "in the band of 80 %",
        Some([.., true]) => "in the band of 95 %",
        Some(_) => "outside",
    });
    let about = "fair continuous ranked probability score; less is better";
    columns.number("Score", unit, about, |(_, month)| Some(month.scored?.crps));
    let ahead = all(answer).filter(|(_, month)| month.part.is_forecast());
    columns.table(("summary", "Summary"), "Forecasts, and what came", ahead)
}

/// How often each band held what came.
pub(super) fn coverage(answer: &BacktestAnswer) -> Data<'_> {
    let mut columns = Fields::<(&Coverage, usize)>::new();
    columns.number("Band", "share of trials", "what the band holds of the trials", |(row, _)| Some(row.band));
    columns.whole("Held", "forecasts", "of which it held what came", |(row, _)| i64::try_from(row.held).ok());
    columns.whole("Scored", "forecasts", "all that could be scored", |(_, n)| i64::try_from(n).ok());
    columns.number("Coverage", "share of forecasts", "the first of the second", |(row, _)| Some(row.share));
    let about = "lower end of its 95 % interval, as if forecasts were independent";
    columns.number("Coverage, low", "share of forecasts", about, |(row, _)| Some(row.low));
    columns.number("Coverage, high", "share of forecasts", "its upper end", |(row, _)| Some(row.high));
    let scores = answer.scores.iter();
    let rows = scores.flat_map(|scores| scores.coverage.iter().map(|row| (row, scores.forecasts)));
    columns.table(("coverage", "Coverage"), "How often each band held what came", rows)
}

/// What is known of the series today.
pub(super) fn observed(answer: &BacktestAnswer) -> Data<'_> {
    let mut columns = Fields::<(jiff::civil::Date, f64)>::new();
    columns.add(Field::new("Month", Kind::Month, "", "the month"), |(month, _)| Cell::Date(month));
    columns.number("Observed", &answer.unit, "what was observed", |(_, value)| Some(value));
    columns.table(("observed", "Observed"), "All months that are known today", answer.seen.iter().copied())
}
