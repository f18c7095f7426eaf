//! A backtest as tables: one row a date and month; how often bands held; what was observed.

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::shown::{Table, Told, none, number, words};
use super::super::words::{date, share, whole};
use crate::experiment::{BacktestAnswer, CONTROL_BANDS, Chance, Coverage, Forecast, ForecastMonth, Part, Scored};
use crate::statistics::Interval;

/// Rows that a terminal shows.
pub(super) const MOST: usize = 48;

/// A month as a series was forecast on a date.
pub(in crate::report) type Month<'a> = (&'a BacktestAnswer, &'a Forecast, &'a ForecastMonth);

fn all(series: &BacktestAnswer) -> impl Iterator<Item = Month<'_>> {
    series.forecasts.iter().flat_map(move |forecast| forecast.months.iter().map(move |month| (series, forecast, month)))
}

/// Those months that are forecasts.
pub(in crate::report) fn ahead(series: &BacktestAnswer) -> impl Iterator<Item = Month<'_>> {
    all(series).filter(|(.., month)| month.part.is_forecast())
}

/// `backtest.csv`: one row a date and month.
pub(super) fn months(answer: &BacktestAnswer) -> Data<'_> {
    let about = "The series month by month, as seen on each date";
    month_columns(Some(&answer.unit)).table(("backtest", "Backtest"), about, all(answer))
}

/// Columns of months by date: of one series, whose unit is given, or the most important ones of several.
pub(in crate::report) fn month_columns<'a>(of_one: Option<&str>) -> Fields<'a, Month<'a>> {
    let (alone, unit) = (of_one.is_some(), of_one.unwrap_or("in the unit"));
    let mut columns = Fields::<Month>::new();
    if !alone {
        columns.text("scenario", "name of the scenario", |(series, ..)| &series.scenario.name);
    }
    columns.date("as_of", "the date of which only what was known is used", |(_, forecast, _)| Some(forecast.as_of));
    columns.month("month", "the month, as its first day", |(.., month)| month.month);
    if alone {
        let about = "known by then, missing, not yet published, or ahead; the last two are forecasts";
        columns.text("what", about, |(.., month)| month.part.word());
    }
    columns.text("unit", "unit of the numbers", |(series, ..)| &series.unit);
    columns.number("observed", unit, "what came, if it is known today", |(.., month)| month.came);
    if alone {
        columns.number("mean", unit, "mean of the trials", |(.., month)| Some(month.mean));
    }
    columns.number("median", unit, "half of the trials are below", |(.., month)| Some(month.median));
    bands(&mut columns, unit, |percent, end| format!("band{percent:.0}_{end}"));
    let scored = |(.., month): Month<'_>| -> Option<Scored> { month.scored };
    let about = "fair continuous ranked probability score; less is better";
    columns.number("crps", unit, about, move |row| Some(scored(row)?.crps));
    let about = "share of the trials below what came, ties at random";
    columns.number("pit", "share", about, move |row| Some(scored(row)?.pit));
    if alone {
        columns.number("median_error", unit, "distance of the median", move |row| Some(scored(row)?.median_error));
    }
    let last = move |row| scored(row)?.last_value;
    let seasonal = move |row| scored(row)?.seasonal;
    if alone {
        let about = "distance of the latest published value";
        columns.number("last_value_error", unit, about, move |row| Some(last(row)?.error));
    }
    let about = "score of the latest published value with the spread of its past errors";
    columns.number("last_value_crps", unit, about, move |row| Some(last(row)?.crps));
    if alone {
        columns.number("seasonal_error", unit, "distance of the value a year before", move |row| {
            Some(seasonal(row)?.error)
        });
    }
    let about = "score of the value a year before with the spread of its past errors";
    columns.number("seasonal_crps", unit, about, move |row| Some(seasonal(row)?.crps));
    columns
}

/// Both ends of each band, under names that are made of its per cent and of the end.
fn bands<'a>(columns: &mut Fields<'a, Month<'a>>, unit: &str, name: fn(f64, &str) -> String) {
    for (at, band) in CONTROL_BANDS.into_iter().enumerate() {
        let about = "lower end of the band that holds so many per cent of the trials";
        columns.number(&name(100.0 * band, "low"), unit, about, move |(.., month)| Some(month.bands[at].low));
        columns
            .number(&name(100.0 * band, "high"), unit, "its upper end", move |(.., month)| Some(month.bands[at].high));
    }
}

/// The forecasts alone.
pub(super) fn summary(answer: &BacktestAnswer) -> Data<'_> {
    forecasts(&answer.unit).table(("summary", "Summary"), "Forecasts, and what came", ahead(answer))
}

/// The same as people are shown them.
pub(super) fn shown(answer: &BacktestAnswer) -> Table {
    forecasts(&answer.unit)
        .shown("Month by month", |(_, forecast, _)| date(forecast.as_of), ahead(answer))
        .noting("Bands hold for each month by itself.")
        .on_terminal("backtest.csv", MOST)
}

fn forecasts<'a>(unit: &str) -> Fields<'a, Month<'a>> {
    let mut columns = Fields::<Month>::new();
    columns.date("As of", "the date of which only what was known is used", |(_, forecast, _)| Some(forecast.as_of));
    columns.show("Forecast as of");
    columns.month("Month", "the month", |(.., month)| month.month);
    columns.show("Month");
    columns
        .show_as("Known then", |(.., month)| {
            words(if month.part == Part::NotYetPublished { "over, not published" } else { "ahead" })
        })
        .yields(1);
    columns.number("Median", unit, "half of the trials are below", |(.., month)| Some(month.median));
    columns.show_as(&format!("Median, {unit}#"), |(.., month)| rounded(Some(month.median)));
    bands(&mut columns, unit, |percent, end| format!("Band of {percent:.0} %, {end}"));
    columns.show_as(&format!("50 % band, {unit}#"), |(.., month)| between(&month.bands[0])).yields(2);
    columns.show_as(&format!("80 % band, {unit}#"), |(.., month)| between(&month.bands[1])).yields(4);
    columns.show_as(&format!("95 % band, {unit}#"), |(.., month)| between(&month.bands[2]));
    columns.number("Came", unit, "what was observed; empty if it is not known yet", |(.., month)| month.came);
    columns.show_as(&format!("Came, {unit}#"), |(.., month)| rounded(month.came));
    columns.words("Where it came", "the narrowest band that held it", |(.., month)| {
        held_by(month, "in the band of").unwrap_or_default()
    });
    columns.show_as("Where", |(.., month)| {
        words(held_by(month, "in").map_or("not yet".to_owned(), |held| held.replace(" %", "\u{a0}%")))
    });
    let about = "fair continuous ranked probability score; less is better";
    columns.number("Score", unit, about, |(.., month)| Some(month.scored?.crps));
    columns
        .show_as(&format!("Score (CRPS), {unit}#"), |(.., month)| rounded(month.scored.map(|scored| scored.crps)))
        .yields(3);
    columns
}

/// A number without a fraction, if there is one.
pub(in crate::report) fn rounded(x: Option<f64>) -> Told {
    x.map_or_else(none, |x| number(whole(x), x))
}

/// Both ends of a band.
pub(in crate::report) fn between(band: &Interval) -> Told {
    number(format!("{}–{}", whole(band.low), whole(band.high)), band.high - band.low)
}

/// The narrowest band that held what came, behind some words: "in 80 %"; nothing while that is not known.
fn held_by(month: &ForecastMonth, before: &str) -> Option<String> {
    let held = month.scored?.held;
    let narrowest = CONTROL_BANDS.iter().zip(held).find(|(_, held)| *held);
    Some(narrowest.map_or("outside".to_owned(), |(band, _)| format!("{before} {:.0} %", 100.0 * band)))
}

/// How often each band held what came.
pub(super) fn coverage(answer: &BacktestAnswer) -> Data<'_> {
    coverage_columns().table(("coverage", "Coverage"), "How often each band held what came", all_bands(answer))
}

/// The same as people are shown it.
pub(super) fn coverage_shown(answer: &BacktestAnswer) -> Table {
    coverage_columns()
        .shown("How often bands held what came", |_| "", all_bands(answer))
        .noting("Intervals are Wilson’s, as if forecasts were independent; those of one month are not.")
}

/// A band, and how many forecasts were scored.
type Band<'a> = (&'a Coverage, usize);

fn all_bands(answer: &BacktestAnswer) -> impl Iterator<Item = Band<'_>> {
    answer.scores.iter().flat_map(|scores| scores.coverage.iter().map(|row| (row, scores.forecasts)))
}

fn coverage_columns<'a>() -> Fields<'a, Band<'a>> {
    let mut columns = Fields::<Band>::new();
    columns.number("Band", "share of trials", "what the band holds of the trials", |(row, _)| Some(row.band));
    columns.show_as("Band", |(row, _)| number(share(row.band), row.band));
    columns.whole("Held", "forecasts", "of which it held what came", |(row, _)| Some(row.held));
    columns.show("Held");
    columns.whole("Scored", "forecasts", "all that could be scored", |(_, n)| Some(n));
    columns.show("Of");
    let about = "the first of the second; intervals as if forecasts were independent";
    columns.chance("Coverage", "share of forecasts", about, |(row, _)| Some(held(row)));
    columns.show("Share (95 %)");
    columns
}

/// How often a band held what came, as a chance.
pub(in crate::report) fn held(row: &Coverage) -> Chance {
    Chance { trials: row.held, share: row.share, low: row.low, high: row.high }
}

/// What is known of the series today.
pub(super) fn observed(answer: &BacktestAnswer) -> Data<'_> {
    let mut columns = Fields::<(jiff::civil::Date, f64)>::new();
    columns.month("Month", "the month", |(month, _)| month);
    columns.number("Observed", &answer.unit, "what was observed", |(_, value)| Some(value));
    columns.table(("observed", "Observed"), "All months that are known today", answer.seen.iter().copied())
}
