//! A backtest of several series as tables: scores by series and by months ahead; every forecast; reliability.

use super::super::data::{Cell, Data, Field, Kind};
use super::super::fields::Fields;
use crate::experiment::{
    BacktestAnswer, CONTROL_BANDS, Coverage, Forecast, ForecastMonth, GroupScores, PooledAnswer, PooledScores, RIVALS,
    Scored,
};

/// A row of scores: by what it is a group, its name, title, unit and scale, and the scores.
#[derive(Clone, Copy)]
struct Row<'a> {
    by: &'static str,
    group: Option<&'a GroupScores>,
    scores: &'a PooledScores,
}

fn all(answer: &PooledAnswer) -> impl Iterator<Item = Row<'_>> {
    let of = |by: &'static str| move |group| Row { by, group: Some(group), scores: &group.scores };
    let pooled = answer.pooled.iter().map(|scores| Row { by: "all", group: None, scores });
    let series = answer.by_series.iter().map(of("series"));
    pooled.chain(series).chain(answer.by_months_ahead.iter().map(of("months ahead")))
}

fn of_rows<'a>(rows: impl Iterator<Item = Row<'a>>, (name, title): (&'static str, &'static str)) -> Data<'a> {
    let mut columns = Fields::<Row>::new();
    columns.text("by", "all forecasts, those of a series, or those of so many months ahead", |row| row.by);
    let name_of = |row: Row<'a>| row.group.map_or("all", |group| group.name.as_str());
    columns.text("name", "the scenario, or months from that of the date", name_of);
    columns.text("title", "for people", |row: Row<'a>| row.group.map_or("All forecasts", |group| group.title.as_str()));
    columns.text("unit", "unit of the series", |row: Row<'a>| row.group.map_or("", |group| group.unit.as_str()));
    columns.number("mean_month", "in the unit", "mean of all months known today", |row| row.group?.scale);
    columns.whole("forecasts", "forecasts", "scored", |row| i64::try_from(row.scores.forecasts).ok());
    columns.whole("months", "months", "different months among them", |row| i64::try_from(row.scores.months).ok());
    let month = "of a mean month";
    columns.number("crps", month, "mean fair continuous ranked probability score", |row| Some(row.scores.crps));
    columns.number("median_error", month, "mean absolute error of the median", |row| Some(row.scores.error));
    for (at, band) in CONTROL_BANDS.iter().enumerate() {
        let name = format!("band{:.0}", band * 100.0);
        let of = move |row: Row<'a>| row.scores.coverage.get(at).copied();
        columns
            .number(&format!("{name}_held"), "share", "forecasts that the band held", move |row| Some(of(row)?.share));
        let about = "lower end of Wilson’s 95 % interval";
        columns.number(&format!("{name}_held_low"), "share", about, move |row| Some(of(row)?.low));
        columns.number(&format!("{name}_held_high"), "share", "its upper end", move |row| Some(of(row)?.high));
    }
    for (at, rival) in RIVALS.iter().enumerate() {
        let name = rival.replace(' ', "_");
        let of = move |row: Row<'a>| row.scores.rivals.get(at);
        let whole = move |row: Row<'a>| i64::try_from(of(row)?.forecasts).ok();
        columns.whole(&format!("{name}_forecasts"), "forecasts", "for which this rival exists", whole);
        columns.number(&format!("{name}_crps"), month, "its mean score", move |row| of(row)?.crps);
        let about = "mean score of the scenario on the same forecasts";
        columns.number(&format!("{name}_own_crps"), month, about, move |row| of(row)?.own_crps);
        columns.number(&format!("{name}_error"), month, "its mean absolute error", move |row| of(row)?.error);
        columns.number(&format!("{name}_skill"), "share", "1 − own score / its score", move |row| of(row)?.skill);
    }
    columns.table((name, title), "Scores of all forecasts, by series and by months ahead", rows)
}

/// `pooled.csv`: one row for all, for each series and for each number of months ahead.
pub(super) fn scores(answer: &PooledAnswer) -> Data<'_> {
    of_rows(all(answer), ("pooled", "Scores"))
}

/// The scores of all and of each series.
pub(super) fn summary(answer: &PooledAnswer) -> Data<'_> {
    of_rows(all(answer).filter(|row| row.by != "months ahead"), ("summary", "Summary"))
}

type Month<'a> = (&'a BacktestAnswer, &'a Forecast, &'a ForecastMonth);

/// `forecasts.csv`: one row a series, date and month that is a forecast.
pub(super) fn forecasts(answer: &PooledAnswer) -> Data<'_> {
    let mut columns = Fields::<Month>::new();
    columns.text("scenario", "name of the scenario", |(series, ..)| &series.scenario.name);
    columns.date("as_of", "the date of which only what was known is used", |(_, forecast, _)| Some(forecast.as_of));
    columns.add(Field::new("month", Kind::Month, "", "the month, as its first day"), |(.., m)| Cell::Date(m.month));
    columns.text("unit", "unit of the numbers", |(series, ..)| &series.unit);
    let unit = "in the unit";
    columns.number("observed", unit, "what came, if it is known today", |(.., month)| month.came);
    columns.number("median", unit, "half of the trials are below", |(.., month)| Some(month.median));
    for (at, band) in CONTROL_BANDS.iter().enumerate() {
        let name = format!("band{:.0}", band * 100.0);
        let about = "lower end of the band that holds so many per cent of the trials";
        columns.number(&format!("{name}_low"), unit, about, move |(.., month)| Some(month.bands[at].low));
        columns.number(&format!("{name}_high"), unit, "its upper end", move |(.., month)| Some(month.bands[at].high));
    }
    let scored = |(.., month): Month<'_>| -> Option<Scored> { month.scored };
    columns.number("crps", unit, "fair continuous ranked probability score", move |row| Some(scored(row)?.crps));
    columns.number("pit", "share", "share of the trials below what came, ties at random", move |row| {
        Some(scored(row)?.pit)
    });
    let about = "score of the latest published value with the spread of its past errors";
    columns.number("last_value_crps", unit, about, move |row| Some(scored(row)?.last_value?.crps));
    let about = "score of the value a year before with the spread of its past errors";
    columns.number("seasonal_crps", unit, about, move |row| Some(scored(row)?.seasonal?.crps));
    let rows = answer.series.iter().flat_map(|series| {
        let months = series.forecasts.iter().flat_map(|forecast| forecast.months.iter().map(move |m| (forecast, m)));
        months.filter(|(_, m)| m.part.is_forecast()).map(move |(forecast, m)| (series, forecast, m))
    });
    columns.table(("forecasts", "Forecasts"), "Every forecast of every series, and what came", rows)
}

/// `reliability.csv`: how often bands from 10 to 90 % held what came.
pub(super) fn reliability(answer: &PooledAnswer) -> Data<'_> {
    let mut columns = Fields::<(&Coverage, usize)>::new();
    columns.number("band", "share of trials", "what the band holds of the trials", |(row, _)| Some(row.band));
    columns.whole("held", "forecasts", "of which it held what came", |(row, _)| i64::try_from(row.held).ok());
    columns.whole("forecasts", "forecasts", "all that were scored", |(_, n)| i64::try_from(n).ok());
    columns.number("share", "share of forecasts", "the first of the second", |(row, _)| Some(row.share));
    let about = "lower end of Wilson’s 95 % interval, as if forecasts were independent";
    columns.number("low", "share of forecasts", about, |(row, _)| Some(row.low));
    columns.number("high", "share of forecasts", "its upper end", |(row, _)| Some(row.high));
    let rows = answer.pooled.iter().flat_map(|scores| scores.reliability.iter().map(|row| (row, scores.forecasts)));
    columns.table(("reliability", "Reliability"), "How often bands held what came, over all series", rows)
}
