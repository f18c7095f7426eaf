//! The page of a backtest: how far forecasts were off, how often their bands held, and how little that proves.

#![allow(clippy::cast_precision_loss, reason = "counts of months and forecasts are small")]

use super::super::content::{Chooser, Content, Figure, Table, figure, number, words};
use super::super::fields::Fields;
use super::super::words::{counted, date, month, percent_points, share, whole};
use super::rows::{self, MOST};
use crate::experiment::{BacktestAnswer, CONFIDENCE, Coverage, Forecast, LineForecast, Scored, Scores, Skill};
use crate::statistics::Interval;
use crate::statistics::proportion::wilson;

/// So many dates are named one by one.
const FEW: usize = 6;

/// The words and tables of a backtest.
pub(crate) fn content(answer: &BacktestAnswer) -> Content {
    let (scenario, run) = (&answer.scenario, &answer.run);
    let dates: Vec<String> = answer.forecasts.iter().map(|forecast| date(forecast.as_of)).collect();
    let choices = dates.iter().map(|as_of| (as_of.clone(), String::new())).collect();
    Content {
        kind: "Backtest",
        title: format!("{}: forecasts against what came", scenario.title),
        scenario: scenario.title.clone(),
        basis: format!(
            "{}, {} a month; forecasts as of {}; {}; seed {}",
            answer.series,
            answer.unit,
            listed(&dates),
            counted(run.trials, "trial"),
            run.seed
        ),
        answers: answer.scores.as_ref().map_or_else(|| unscored(answer), |scores| answers(answer, scores)),
        figures: answer.scores.as_ref().map_or_else(Vec::new, |scores| figures(answer, scores)),
        chooser: Chooser::new("Forecast as of", "", choices),
        tables: tables(answer),
        drivers: drivers(answer),
        driver_tables: vec![weights(answer)],
        reading: reading(answer),
        ..Content::default()
    }
}

/// A few dates by name, of many the first and the last.
fn listed(dates: &[String]) -> String {
    match dates {
        [first, .., last] if dates.len() > FEW => {
            format!("{} dates from {first} to {last}", dates.len())
        }
        _ => dates.join(", "),
    }
}

fn unscored(answer: &BacktestAnswer) -> Vec<String> {
    let latest = answer.seen.last().map_or("none".to_owned(), |(at, _)| month(*at));
    vec![format!(
        "Nothing can be scored yet: no forecast month has been observed (latest observed month: {latest}). What follows \
         is a forecast; run it again with the months that come."
    )]
}

fn scored(answer: &BacktestAnswer) -> impl Iterator<Item = &Scored> {
    answer.forecasts.iter().flat_map(|forecast| forecast.months.iter().filter_map(|m| m.scored.as_ref()))
}

/// In how many forecasts the score is below that of another forecast, and the interval of that share.
fn nearer(answer: &BacktestAnswer, other: fn(&Scored) -> Option<f64>) -> (u64, Interval) {
    let both: Vec<bool> = scored(answer).filter_map(|s| Some(s.crps < other(s)?)).collect();
    let nearer = both.iter().filter(|better| **better).count() as u64;
    (nearer, wilson(nearer, both.len() as u64, CONFIDENCE))
}

/// The 95 % interval of a share: "57–98 %".
pub(in crate::report) fn interval(low: f64, high: f64) -> String {
    format!("{}–{}\u{a0}%", percent_points(low), percent_points(high))
}

/// A skill with its sign: "+12 %", "−3 %".
pub(in crate::report) fn signed(skill: f64) -> String {
    format!("{}{}", if skill < 0.0 { "−" } else { "+" }, share(skill.abs()))
}

fn answers(answer: &BacktestAnswer, scores: &Scores) -> Vec<String> {
    let n = scores.forecasts;
    let which = if answer.forecasts.len() > 1 {
        format!("{} of {}", counted(n as u64, "forecast"), counted(scores.months as u64, "different month"))
    } else {
        counted(n as u64, "month")
    };
    let held = |c: &Coverage| {
        let (band, of) = (share(c.band), interval(c.low, c.high));
        format!("the {band} band held {} of {n} (95\u{a0}% interval of that share: {of})", c.held)
    };
    let bands: Vec<String> = scores.coverage.iter().map(held).collect();
    let least = scored(answer).map(|s| s.crps).fold(f64::INFINITY, f64::min);
    let most = scored(answer).map(|s| s.crps).fold(0.0, f64::max);
    let against = |name: &str, skill: Option<Skill>, other: fn(&Scored) -> Option<f64>| match skill {
        Some(skill) => {
            let (better, of) = nearer(answer, other);
            let (signed, all, of) = (signed(skill.skill), skill.forecasts, interval(of.low, of.high));
            format!("{signed} against {name}, and nearer in {better} of {all} (95\u{a0}% interval {of})")
        }
        None => format!("not known against {name}"),
    };
    let unit = &answer.unit;
    let range = if least < most {
        format!(" ({} to {} from forecast to forecast)", whole(least), whole(most))
    } else {
        String::new()
    };
    let mut said = vec![
        format!("Of {which}, {}.", bands.join("; ")),
        format!(
            "The mean score (fair CRPS) is {} {unit}{range}; the median was {} {unit} off on average.",
            whole(scores.mean_crps),
            whole(scores.mean_median_error),
        ),
        format!(
            "Skill, where 0 is no better and 100\u{a0}% is perfect: {}; {}.",
            against("the latest published value", scores.skill_last_value, |s| s.last_value.map(|rival| rival.crps)),
            against("the value a year before", scores.skill_seasonal, |s| s.seasonal.map(|rival| rival.crps))
        ),
    ];
    said.extend(power(scores));
    said
}

/// The band of 80 %.
fn eighty(scores: &Scores) -> Option<&Coverage> {
    scores.coverage.iter().find(|c| (c.band - 0.8).abs() < 1e-9)
}

/// What so few months can decide.
fn power(scores: &Scores) -> Option<String> {
    let c = eighty(scores)?;
    let together = if scores.months < scores.forecasts {
        " Forecasts of one month from several dates go wrong together, so that it is even less."
    } else {
        ""
    };
    Some(format!(
        "This proves little: with {}, an 80\u{a0}% band that truly holds anything from {} to {} per cent would look \
         like this.{together} So few months can expose a bad forecast; they cannot tell a good one from a fair one.",
        counted(scores.forecasts as u64, "forecast"),
        percent_points(c.low),
        percent_points(c.high)
    ))
}

fn figures(answer: &BacktestAnswer, scores: &Scores) -> Vec<Figure> {
    let held = |c: &Coverage| {
        let all = format!("95\u{a0}% interval {}", interval(c.low, c.high));
        figure(format!("{} of {}", c.held, scores.forecasts), all, "months held by the 80\u{a0}% band")
    };
    let mut shown: Vec<Figure> = eighty(scores).map(held).into_iter().collect();
    shown.push(figure(
        format!("{} {}", whole(scores.mean_crps), answer.unit),
        format!("median {} {} off", whole(scores.mean_median_error), answer.unit),
        "mean score (CRPS): small is good",
    ));
    for (label, skill) in
        [("the latest value", scores.skill_last_value), ("the value a year before", scores.skill_seasonal)]
    {
        shown.extend(skill.map(|skill| {
            let over = format!("over {}", counted(skill.forecasts as u64, "forecast"));
            figure(signed(skill.skill), over, format!("skill against {label}"))
        }));
    }
    shown
}

fn tables(answer: &BacktestAnswer) -> Vec<Table> {
    vec![rows::shown(answer), rows::coverage_shown(answer), lines(answer)]
}

fn lines(answer: &BacktestAnswer) -> Table {
    let all = answer.forecasts.iter().flat_map(|of| of.lines.iter().map(move |line| (of, line)));
    let rows = all.filter(|(_, line)| line.halted_before + line.first_halt_ahead > 0.0);
    let mut columns = Fields::<(&Forecast, &LineForecast)>::new();
    columns.show_as("Forecast as of", |(forecast, _)| words(date(forecast.as_of)));
    columns.show_as("Line", |(_, line)| words(&line.title));
    columns.show_as("Had halted before#", |(_, line)| number(share(line.halted_before), line.halted_before));
    let ahead = "First halt in the months ahead#";
    columns.show_as(ahead, |(_, line)| number(share(line.first_halt_ahead), line.first_halt_ahead));
    let title = "Lines, as the weighted trials have them";
    columns.shown(title, |(forecast, _)| date(forecast.as_of), rows).on_terminal("backtest.json", MOST)
}

fn drivers(answer: &BacktestAnswer) -> Vec<String> {
    let mut said = Vec::new();
    for forecast in &answer.forecasts {
        if !forecast.unknown_events.is_empty() {
            let names: Vec<String> =
                forecast.unknown_events.iter().map(|e| format!("{} ({})", e.title, date(e.date))).collect();
            said.push(format!("Left out on {}, not known by then: {}.", date(forecast.as_of), names.join("; ")));
        }
    }
    let flattened = answer.forecasts.iter().filter(|forecast| forecast.evidence < 1.0).count();
    if flattened > 0 {
        said.push(format!(
            "In {flattened} of {}, few trials fit all published months. There the months count with part of their \
             weight, as the table says: the bands are wider than they need be, never narrower. More --trials give them \
             more.",
            counted(answer.forecasts.len() as u64, "forecast")
        ));
    }
    said
}

fn weights(answer: &BacktestAnswer) -> Table {
    let mut columns = Fields::<&Forecast>::new();
    columns.show_as("Forecast as of", |of| words(date(of.as_of)));
    columns
        .show_as("Latest month published", |of| words(of.latest_published.map_or("none".to_owned(), month)))
        .yields(1);
    columns
        .show_as("Months used for weighting#", |of| number(of.months_compared.to_string(), of.months_compared as f64));
    columns.show_as("Worth of the weighted trials, trials of equal weight#", |of| {
        number(whole(of.effective_trials), of.effective_trials)
    });
    columns.show_as("Weight of the months#", |of| number(share(of.evidence), of.evidence));
    let title = "What each forecast was made of";
    columns.shown(title, |of| date(of.as_of), &answer.forecasts).on_terminal("backtest.json", MOST)
}

fn reading(answer: &BacktestAnswer) -> Vec<String> {
    vec![
        format!(
            "A forecast uses what was known on its date and nothing else: events that had been announced, and months \
             that had been published, on day {} of the next month.",
            answer.published_day
        ),
        "Trials are weighted by how likely each makes the months known by then; the bands are what the weighted \
         trials do next."
            .to_owned(),
        "Score: fair continuous ranked probability score (CRPS), in the unit of the series; of a forecast without \
         spread it is the absolute error. Skill: 1 − mean score / mean score of a naive forecast, which has the spread of \
         its own errors by then."
            .to_owned(),
        "No program can check whether the scenario itself was written without knowing what came. If it was not, good \
         scores prove nothing; only months that come after it was written do."
            .to_owned(),
    ]
}
