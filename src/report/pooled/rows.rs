//! A backtest of several series as tables: scores by series and by months ahead; every forecast; reliability.

use super::super::backtest::{Month, ahead, between, held, month_columns, rounded, signed};
use super::super::data::Data;
use super::super::fields::Fields;
use super::super::shown::{Table, by_date, number, words};
use super::super::words::{date, month, percent_points, share, whole};
use crate::experiment::{CONTROL_BANDS, Coverage, GroupScores, PooledAnswer, PooledScores, RIVALS};

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

/// The scores, in groups of which a heading says what they are.
fn groups<'a>(heading: &str) -> Fields<'a, Row<'a>> {
    let mut columns = Fields::<Row>::new();
    columns.text("by", "all forecasts, those of a series, or those of so many months ahead", |row| row.by);
    columns.named(["name", "title"], "the scenario, or months from that of the date", |row| {
        row.group.map_or(("all", "All forecasts"), |group| (&group.name, &group.title))
    });
    columns.show(heading);
    columns.text("unit", "unit of the series", |row| row.group.map_or("", |group| &group.unit));
    columns.number("mean_month", "in the unit", "mean of all months known today", |row| row.group?.scale);
    columns.show_as("Mean month#", |row| {
        let scale =
            row.group.and_then(|group| Some(number(format!("{} {}", whole(group.scale?), group.unit), group.scale?)));
        scale.unwrap_or_else(|| words("–"))
    });
    columns.whole("forecasts", "forecasts", "scored", |row| Some(row.scores.forecasts));
    columns.show("Forecasts");
    columns.whole("months", "months", "different months among them", |row| Some(row.scores.months));
    let month = "of a mean month";
    columns.number("crps", month, "mean fair continuous ranked probability score", |row| Some(row.scores.crps));
    columns.show_as("Score (CRPS), share of a mean month#", |row| number(of_a_month(row.scores.crps), row.scores.crps));
    columns.number("median_error", month, "mean absolute error of the median", |row| Some(row.scores.error));
    for (at, band) in CONTROL_BANDS.iter().enumerate() {
        let percent = percent_points(*band);
        let about = "forecasts that the band held, with Wilson’s 95 % interval";
        columns
            .chance(&format!("band{percent}_held"), "share", about, move |row| row.scores.coverage.get(at).map(held));
        columns.show_as(&format!("{percent} % band held#"), move |row| {
            let found = row.scores.coverage.get(at);
            found.map_or_else(|| number("–", f64::MIN), |c| number(held_of(c, row.scores.forecasts), c.share))
        });
    }
    for (at, rival) in RIVALS.iter().enumerate() {
        let name = rival.replace(' ', "_");
        let of = move |row: Row<'a>| row.scores.rivals.get(at);
        let forecasts = "for which this rival exists";
        columns.whole(&format!("{name}_forecasts"), "forecasts", forecasts, move |row| Some(of(row)?.forecasts));
        columns.number(&format!("{name}_crps"), month, "its mean score", move |row| of(row)?.crps);
        let about = "mean score of the scenario on the same forecasts";
        columns.number(&format!("{name}_own_crps"), month, about, move |row| of(row)?.own_crps);
        columns.number(&format!("{name}_error"), month, "its mean absolute error", move |row| of(row)?.error);
        columns.number(&format!("{name}_skill"), "share", "1 − own score / its score", move |row| of(row)?.skill);
        columns.show_as(&format!("Skill against the {rival}#"), move |row| {
            let skill = of(row).and_then(|rival| rival.skill);
            skill.map_or_else(|| number("–", f64::MIN), |skill| number(signed(skill), skill))
        });
    }
    columns
}

/// "41 of 50 (82 %, 69–90)".
pub(super) fn held_of(coverage: &Coverage, all: usize) -> String {
    let [low, high] = [coverage.low, coverage.high].map(percent_points);
    format!("{} of {all} ({}, {low}–{high})", coverage.held, share(coverage.share))
}

/// Errors as shares of a mean month, in per cent with a decimal: "12.4 %".
pub(super) fn of_a_month(error: f64) -> String {
    format!("{:.1}\u{a0}%", 100.0 * error)
}

const ABOUT: &str = "Scores of all forecasts, by series and by months ahead";

/// `pooled.csv`: one row for all, for each series and for each number of months ahead.
pub(super) fn scores(answer: &PooledAnswer) -> Data<'_> {
    groups("").table(("pooled", "Scores"), ABOUT, all(answer))
}

/// The scores of all and of each series.
pub(super) fn summary(answer: &PooledAnswer) -> Data<'_> {
    groups("").table(("summary", "Summary"), ABOUT, all(answer).filter(|row| row.by != "months ahead"))
}

/// The scores of each series and of all, and by months ahead, as people are shown them.
pub(super) fn shown(answer: &PooledAnswer) -> [Table; 2] {
    let by = |what: &'static str| all(answer).filter(move |row| row.by == what);
    let series = groups("Series").shown("By series", |_| "", by("series").chain(by("all")));
    let ahead = groups("Month forecast").shown("By months ahead", |_| "", by("months ahead"));
    [series, ahead].map(|table| {
        table
            .noting("Errors are shares of the mean month of a series.")
            .giving_way([1, 4, 2, 6])
            .on_terminal("pooled.csv", usize::MAX)
    })
}

/// `forecasts.csv`: one row a series, date and month that is a forecast.
pub(super) fn forecasts(answer: &PooledAnswer) -> Data<'_> {
    let about = "Every forecast of every series, and what came";
    month_columns(None).table(("forecasts", "Forecasts"), about, answer.series.iter().flat_map(ahead))
}

/// Those that were scored, as people are shown them.
pub(super) fn forecasts_shown(answer: &PooledAnswer) -> Table {
    let scale = |name: &str| answer.by_series.iter().find(|group| group.name == name)?.scale;
    let mut columns = Fields::<Month>::new();
    columns.show_as("Series", |(series, ..)| words(&series.scenario.title));
    columns.show_as("Forecast as of#", |(_, of, _)| number(date(of.as_of), by_date(of.as_of)));
    columns.show_as("Month#", |(.., m)| number(month(m.month), by_date(m.month)));
    columns.show_as("Median#", |(series, _, m)| number(format!("{} {}", whole(m.median), series.unit), m.median));
    columns.show_as("80 % band#", |(.., m)| between(&m.bands[1]));
    columns.show_as("Came#", |(.., m)| rounded(m.came));
    columns.show_as("Score (CRPS), share of a mean month#", move |(series, _, m)| {
        let score = m.scored.map_or(0.0, |scored| scored.crps) / scale(&series.scenario.name).unwrap_or(1.0);
        number(of_a_month(score), score)
    });
    let scored = answer.series.iter().flat_map(ahead).filter(|(.., m)| m.scored.is_some());
    columns.shown("Every forecast that was scored", |_| "", scored)
}

/// `reliability.csv`: how often bands from 10 to 90 % held what came.
pub(super) fn reliability(answer: &PooledAnswer) -> Data<'_> {
    let mut columns = Fields::<(&Coverage, usize)>::new();
    columns.number("band", "share of trials", "what the band holds of the trials", |(row, _)| Some(row.band));
    columns.whole("held", "forecasts", "of which it held what came", |(row, _)| Some(row.held));
    columns.whole("forecasts", "forecasts", "all that were scored", |(_, n)| Some(n));
    columns.number("share", "share of forecasts", "the first of the second", |(row, _)| Some(row.share));
    let about = "lower end of Wilson’s 95 % interval, as if forecasts were independent";
    columns.number("low", "share of forecasts", about, |(row, _)| Some(row.low));
    columns.number("high", "share of forecasts", "its upper end", |(row, _)| Some(row.high));
    let rows = answer.pooled.iter().flat_map(|scores| scores.reliability.iter().map(|row| (row, scores.forecasts)));
    columns.table(("reliability", "Reliability"), "How often bands held what came, over all series", rows)
}
