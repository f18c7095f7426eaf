//! Several series backtested together.

use serde::{Deserialize, Serialize};

use super::super::compare::StudyFacts;
use super::super::run::NamedModel;
use super::super::series::{known_today, months_between};
use super::super::{Months, Watch};
use super::answer::{BacktestAnswer, BacktestOptions, Coverage};
use super::pool::{Entry, pool};
use super::{BacktestError, backtest, check};

/// Names of the naive forecasts that stand beside.
pub(crate) const RIVALS: [&str; 2] = ["last value", "value a year before"];

/// The answer of a backtest of several series.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PooledAnswer {
    /// How they were simulated.
    pub run: StudyFacts,
    /// Months ahead, that of the date being the first.
    pub horizon_months: u32,
    /// Over all forecasts of all series that can be scored; nothing if none can.
    pub pooled: Option<PooledScores>,
    /// By series, those with a score.
    pub by_series: Vec<GroupScores>,
    /// By months from that of the date.
    pub by_months_ahead: Vec<GroupScores>,
    /// Each series by itself.
    pub series: Vec<BacktestAnswer>,
}

/// Scores of some of the forecasts.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct GroupScores {
    /// Name of the scenario, or the number of months.
    pub name: String,
    /// For people.
    pub title: String,
    /// Unit of the series; empty over several.
    pub unit: String,
    /// Mean of all its months that are known today: a score of 1 is as much; nothing over several series.
    pub scale: Option<f64>,
    /// The scores.
    pub scores: PooledScores,
}

/// Scores of forecasts of several series: errors are shares of the mean month of their series.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PooledScores {
    /// Forecasts that were scored.
    pub forecasts: usize,
    /// Different months of a series among them: forecasts of one month made on several dates are not independent.
    pub months: usize,
    /// Mean score.
    pub crps: f64,
    /// Mean absolute error of the medians.
    pub error: f64,
    /// Coverage of the bands of 50, 80 and 95 %.
    pub coverage: Vec<Coverage>,
    /// Naive forecasts of the same months on the same dates.
    pub rivals: Vec<PooledRival>,
    /// Coverage of bands from 10 to 90 %, by the randomised transforms.
    pub reliability: Vec<Coverage>,
    /// Randomised transforms in each tenth from 0 to 1: of right forecasts about as many in each.
    pub pit_bins: Vec<u64>,
}

/// A naive forecast beside.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PooledRival {
    /// Its name.
    pub name: String,
    /// Forecasts for which it exists.
    pub forecasts: usize,
    /// Mean score of the scenario's forecasts, of these alone.
    pub own_crps: Option<f64>,
    /// Its mean score.
    pub crps: Option<f64>,
    /// Its mean absolute error.
    pub error: Option<f64>,
    /// 1 − mean score of the scenario / its own: above 0 is better than the rival.
    pub skill: Option<f64>,
    /// Coverage of its bands.
    pub coverage: Vec<Coverage>,
}

/// Backtests several scenarios, each on those of the dates that lie within it and after the day from which it could be
/// known, and scores all of it together.
///
/// # Errors
/// Scenarios of which nothing is observed, or for which none of the dates will do: all of them; when [`Watch::stop`]
/// was set.
pub(crate) fn backtest_all(
    models: &[NamedModel],
    options: &BacktestOptions,
    watch: &Watch,
) -> Result<PooledAnswer, BacktestError> {
    let mut wrong = Vec::new();
    let mut asked = Vec::new();
    for named in models {
        match possible(*named, options) {
            Ok(own) => asked.push((*named, own)),
            Err(why) => wrong.push(format!("{}: {why}", named.name)),
        }
    }
    if !wrong.is_empty() {
        return Err(BacktestError::Impossible(wrong.join("\n")));
    }
    let mut series = Vec::new();
    for (named, own) in asked {
        series.push(backtest(named, &own, watch)?);
    }
    Ok(scored(StudyFacts::new(options.seed, options.trials), options.horizon_months, series))
}

/// The options with those dates that will do for a scenario.
pub(super) fn possible(named: NamedModel, options: &BacktestOptions) -> Result<BacktestOptions, String> {
    let Some(observed) = &named.model.observed else {
        return Err("it does not say which series is observed".to_owned());
    };
    let seen = known_today(observed, &Months::new());
    let fits = |date: &jiff::civil::Date| {
        if *date < observed.known_from && observed.known_from > named.model.start {
            return Err(format!("{date} is before {}, from which it could be known", observed.known_from));
        }
        check(named.model, observed, &seen, *date, options.horizon_months).map_err(|error| error.to_string())
    };
    let (mut dates, mut why) = (Vec::new(), None);
    for date in options.dates() {
        match fits(&date) {
            Ok(()) => dates.push(date),
            Err(error) => why = Some(error),
        }
    }
    match why {
        Some(why) if dates.is_empty() => Err(format!("none of the dates will do: {why}")),
        _ => Ok(BacktestOptions { as_of: dates, observed: Months::new(), ..options.clone() }),
    }
}

/// The mean of all months of a series that are known today.
fn scale(answer: &BacktestAnswer) -> f64 {
    let mean = answer.seen.iter().map(|(_, value)| value).sum::<f64>() / answer.seen.len().max(1) as f64;
    if mean > 0.0 { mean } else { 1.0 }
}

fn scored(run: StudyFacts, horizon_months: u32, series: Vec<BacktestAnswer>) -> PooledAnswer {
    let mut entries = Vec::new();
    for (at, answer) in series.iter().enumerate() {
        for forecast in &answer.forecasts {
            entries.extend(forecast.months.iter().filter_map(|m| {
                let ahead = months_between(forecast.as_of, m.month);
                Some(Entry { series: at, month: m.month, ahead, scale: scale(answer), scored: m.scored? })
            }));
        }
    }
    let by_series = series.iter().enumerate().filter_map(|(at, answer)| {
        Some(GroupScores {
            name: answer.scenario.name.clone(),
            title: answer.scenario.title.clone(),
            unit: answer.unit.clone(),
            scale: Some(scale(answer)),
            scores: pool(entries.iter().filter(|entry| entry.series == at))?,
        })
    });
    let mut aheads: Vec<i32> = entries.iter().map(|entry| entry.ahead).collect();
    aheads.sort_unstable();
    aheads.dedup();
    let by_months_ahead = aheads.iter().filter_map(|ahead| {
        Some(GroupScores {
            name: ahead.to_string(),
            title: words(*ahead),
            unit: String::new(),
            scale: None,
            scores: pool(entries.iter().filter(|entry| entry.ahead == *ahead))?,
        })
    });
    PooledAnswer {
        run,
        horizon_months,
        pooled: pool(entries.iter()),
        by_series: by_series.collect(),
        by_months_ahead: by_months_ahead.collect(),
        series,
    }
}

/// How far a month lies from that of the date.
fn words(ahead: i32) -> String {
    match ahead {
        ..=-1 => format!("{} before, not published", counted(-ahead)),
        0 => "the month of the date".to_owned(),
        _ => format!("{} ahead", counted(ahead)),
    }
}

fn counted(n: i32) -> String {
    if n == 1 { "1 month".to_owned() } else { format!("{n} months") }
}
