//! The page of a backtest of several series: whether its bands hold what they should, and whether it beats its rivals.

#![allow(clippy::cast_precision_loss, reason = "counts of forecasts are small")]

use super::super::backtest::{interval, signed};
use super::super::content::{Content, Figure, Table, figure, number, words};
use super::super::fields::Fields;
use super::super::words::{counted, date, percent_points, share};
use super::rows::{self, held_of, of_a_month};
use crate::experiment::{BacktestAnswer, Coverage, Forecast, PooledAnswer, PooledRival, PooledScores};

/// How intervals are to be taken.
const INTERVALS: &str = "Intervals are Wilson’s, as if forecasts were independent. Forecasts of one month from several dates, and of one \
     month of several series, go wrong together: the true ones are wider.";

/// The words and tables of a backtest of several series.
pub(crate) fn content(answer: &PooledAnswer) -> Content {
    let titles: Vec<&str> = answer.series.iter().map(|series| series.scenario.title.as_str()).collect();
    Content {
        kind: "Backtest",
        title: headline(answer),
        scenario: titles.join("; "),
        basis: format!(
            "{} series; up to {} ahead; {} a series and state of knowledge; seed {}",
            answer.series.len(),
            counted(u64::from(answer.horizon_months), "month"),
            counted(answer.run.trials, "trial"),
            answer.run.seed
        ),
        answers: answer.pooled.as_ref().map_or_else(unscored, |scores| answers(answer, scores)),
        figures: answer.pooled.as_ref().map_or_else(Vec::new, figures),
        tables: tables(answer),
        driver_tables: vec![dates(answer)],
        notes: vec![INTERVALS.to_owned()],
        reading: reading(),
        ..Content::default()
    }
}

fn unscored() -> Vec<String> {
    vec!["No forecast month has been observed.".to_owned()]
}

/// The finding.
pub(super) fn headline(answer: &PooledAnswer) -> String {
    held_by(answer, "50, 80 and 95", |scores| [0, 1, 2].map(|at| scores.coverage.get(at)))
}

/// What three bands held.
pub(super) fn held_by(answer: &PooledAnswer, bands: &str, of: fn(&PooledScores) -> [Option<&Coverage>; 3]) -> String {
    let Some(scores) = &answer.pooled else { return "No forecast can be scored yet".to_owned() };
    let [half, most, nearly_all] = of(scores).map(|held| held.map_or(String::new(), |held| share(held.share)));
    let all = counted(scores.forecasts as u64, "forecast");
    format!("Bands of {bands}\u{a0}% held {half}, {most} and {nearly_all} of {all}")
}

/// What was scored.
fn scored(answer: &PooledAnswer, scores: &PooledScores) -> String {
    format!(
        "Scored: {} of {} of {}. Mean score (fair CRPS) {} of a mean month; the median was {} of it off on average.",
        counted(scores.forecasts as u64, "forecast"),
        counted(scores.months as u64, "different month"),
        if answer.by_series.len() == 1 {
            "one series".to_owned()
        } else {
            format!("{} series", answer.by_series.len())
        },
        of_a_month(scores.crps),
        of_a_month(scores.error)
    )
}

/// What a rival did on the forecasts for which it exists.
fn against(rival: &PooledRival) -> String {
    let (Some(own), Some(crps)) = (rival.own_crps, rival.crps) else {
        return format!("No forecast can be held against the {}.", rival.name);
    };
    let bands: Vec<String> = rival.coverage.iter().map(|c| percent_points(c.share)).collect();
    format!(
        "Against the {}: {} where it scores {}, a skill of {} ({}). Its bands of 50, 80 and 95\u{a0}% held {}\u{a0}%.",
        rival.name,
        of_a_month(own),
        of_a_month(crps),
        rival.skill.map_or("–".to_owned(), signed),
        counted(rival.forecasts as u64, "forecast"),
        bands.join(", ")
    )
}

fn answers(answer: &PooledAnswer, scores: &PooledScores) -> Vec<String> {
    let bands: Vec<String> = scores
        .coverage
        .iter()
        .map(|c| format!("the band of {} held {}", share(c.band), held_of(c, scores.forecasts)))
        .collect();
    let mut said =
        vec![scored(answer, scores), format!("Coverage, with its 95\u{a0}% interval: {}.", bands.join("; "))];
    said.extend(scores.rivals.iter().map(against));
    said
}

fn figures(scores: &PooledScores) -> Vec<Figure> {
    let mut shown: Vec<Figure> = scores
        .coverage
        .iter()
        .map(|c| {
            figure(
                share(c.share),
                format!("95\u{a0}% interval {}", interval(c.low, c.high)),
                format!("held by bands of {}", share(c.band)),
            )
        })
        .collect();
    for rival in &scores.rivals {
        shown.extend(rival.skill.map(|skill| {
            let over = format!("over {}", counted(rival.forecasts as u64, "forecast"));
            figure(signed(skill), over, format!("skill against the {}", rival.name))
        }));
    }
    shown
}

fn tables(answer: &PooledAnswer) -> Vec<Table> {
    if answer.pooled.is_none() {
        return Vec::new();
    }
    rows::shown(answer).into_iter().chain([rows::forecasts_shown(answer)]).collect()
}

fn dates(answer: &PooledAnswer) -> Table {
    let end = |forecast: Option<&Forecast>| words(forecast.map_or("–".to_owned(), |forecast| date(forecast.as_of)));
    let count = |n: usize| number(n.to_string(), n as f64);
    let mut columns = Fields::<&BacktestAnswer>::new();
    columns.show_as("Series", |series| words(&series.scenario.title));
    columns.show_as("Observed", |series| words(&series.series)).yields(1);
    columns.show_as("Dates#", move |series| count(series.forecasts.len()));
    columns.show_as("From", move |series| end(series.forecasts.first()));
    columns.show_as("To", move |series| end(series.forecasts.last()));
    columns.show_as("Months known today#", move |series| count(series.seen.len())).yields(2);
    columns.shown("What was forecast when", |_| "", &answer.series).on_terminal("forecasts.csv", usize::MAX)
}

fn reading() -> Vec<String> {
    vec![
        "A forecast uses what was known on its date and nothing else: events that had been announced, and months that \
         had been published."
            .to_owned(),
        "Score: fair continuous ranked probability score (CRPS) over the mean month of the series; 0 is perfect. Skill: \
         1 − mean score / mean score of a naive forecast that has the spread of its own errors by then, on the same months \
         and dates."
            .to_owned(),
        "Of right forecasts a band of 80 % holds four in five, and what came falls into each tenth of the forecast about \
         as often."
            .to_owned(),
        "No program can check whether the scenarios themselves were written without knowing what came."
            .to_owned(),
    ]
}
