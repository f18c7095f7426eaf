//! What a backtest answers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::answer::ScenarioFacts;
use super::super::compare::StudyFacts;
use super::super::series::Months;
use super::super::{USUAL_SEED, USUAL_TRIALS};
use crate::statistics::Interval;

/// Shares of trials that the bands hold.
pub(crate) const CONTROL_BANDS: [f64; 3] = [0.5, 0.8, 0.95];

/// How to backtest.
#[derive(Clone, Debug, PartialEq)]
pub struct BacktestOptions {
    /// Dates of which only what was known is used.
    pub as_of: Vec<Date>,
    /// Months ahead, that of the date being the first.
    pub horizon_months: u32,
    /// Number of trials.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Observed months; they come over those of the scenario.
    pub observed: Months,
}

impl Default for BacktestOptions {
    /// Six months ahead; as of no date yet.
    fn default() -> Self {
        Self { as_of: Vec::new(), horizon_months: 6, trials: USUAL_TRIALS, seed: USUAL_SEED, observed: Months::new() }
    }
}

impl BacktestOptions {
    /// Dates of forecasts, the first first, each once.
    #[must_use]
    pub fn dates(&self) -> Vec<Date> {
        let mut dates = self.as_of.clone();
        dates.sort_unstable();
        dates.dedup();
        dates
    }
}

/// The answer of a backtest.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct BacktestAnswer {
    /// What was simulated.
    pub scenario: ScenarioFacts,
    /// How it was simulated.
    pub run: StudyFacts,
    /// Name of the observed series.
    pub series: String,
    /// Unit of its values.
    pub unit: String,
    /// Day of the next month on which a month is published.
    pub published_day: i8,
    /// All that is known today, by month.
    pub seen: Vec<(Date, f64)>,
    /// By date.
    pub forecasts: Vec<Forecast>,
    /// Over all forecasts that can be scored; nothing if none can.
    pub scores: Option<Scores>,
}

/// A forecast made on a date.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Forecast {
    /// The date.
    pub as_of: Date,
    /// Months with which the trials were weighted.
    pub months_compared: usize,
    /// Latest month that had been published.
    pub latest_published: Option<Date>,
    /// The weighted trials tell as much as so many equally weighted ones.
    pub effective_trials: f64,
    /// Share of their logarithm with which the months weighed: 1 is in full, less where few trials would have been
    /// left.
    pub evidence: f64,
    /// Months of the scenario up to the last forecast.
    pub months: Vec<ForecastMonth>,
    /// Events of the scenario that could not be known on the date, and were left out.
    pub unknown_events: Vec<UnknownEvent>,
    /// Manufacturers.
    pub lines: Vec<LineForecast>,
}

/// An event of the scenario that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct UnknownEvent {
    /// Its day.
    pub date: Date,
    /// The date from which it could be known.
    pub known_from: Date,
    /// What happens.
    pub title: String,
}

/// What was known of a month on the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It had been published: what is shown is the fit.
    Known,
    /// It could have been published, but no value is there.
    Missing,
    /// It was over, or nearly, and had not been published: a forecast.
    NotYetPublished,
    /// It lay ahead: a forecast.
    Ahead,
}

impl Part {
    /// Whether it is a forecast.
    #[must_use]
    pub fn is_forecast(self) -> bool {
        matches!(self, Self::NotYetPublished | Self::Ahead)
    }
    /// As one word for tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Missing => "missing",
            Self::NotYetPublished => "not_yet_published",
            Self::Ahead => "ahead",
        }
    }
}

/// A month of a forecast, in the series' unit.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ForecastMonth {
    /// Its first day.
    pub month: Date,
    /// What was known of it.
    pub part: Part,
    /// Mean.
    pub mean: f64,
    /// Median.
    pub median: f64,
    /// Bands that hold a half, 80 % and 95 % of the trials.
    pub bands: [Interval; 3],
    /// What came, if it is known today.
    pub came: Option<f64>,
    /// How good the forecast was; nothing if it is none, or nothing came yet.
    pub scored: Option<Scored>,
}

/// How good the forecast of a month was.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Scored {
    /// Fair continuous ranked probability score, in the series' unit.
    pub crps: f64,
    /// Randomised probability integral transform.
    pub pit: f64,
    /// Whether each band held what came.
    pub held: [bool; 3],
    /// Absolute error of the median.
    pub median_error: f64,
    /// The latest published value as a forecast.
    pub last_value: Option<RivalScore>,
    /// The value a year before as a forecast, where it had been published.
    pub seasonal: Option<RivalScore>,
}

/// How good a naive forecast of the month was; its spread is that of its errors by then.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct RivalScore {
    /// Absolute error of its value.
    pub error: f64,
    /// Continuous ranked probability score, in the series' unit.
    pub crps: f64,
    /// Whether each band held what came.
    pub held: [bool; 3],
}

/// Scores over months and dates.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Scores {
    /// Forecasts that were scored.
    pub forecasts: usize,
    /// Different months among them: forecasts of one month made on several dates are not independent.
    pub months: usize,
    /// Mean score, in the series' unit.
    pub mean_crps: f64,
    /// Mean absolute error of the medians, in the series' unit.
    pub mean_median_error: f64,
    /// Coverage of the bands.
    pub coverage: Vec<Coverage>,
    /// 1 − mean score / mean score of the latest published value: above 0 is better than that; with how many forecasts.
    pub skill_last_value: Option<Skill>,
    /// The same against the value a year before.
    pub skill_seasonal: Option<Skill>,
    /// Transforms of all forecasts, rising: of right forecasts they lie evenly between 0 and 1.
    pub pits: Vec<f64>,
}

/// Skill against a reference.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Skill {
    /// 1 is perfect, 0 no better than the reference, below 0 worse.
    pub skill: f64,
    /// Forecasts for which the reference exists.
    pub forecasts: usize,
}

/// How often a band held what came.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Coverage {
    /// Share of trials in the band.
    pub band: f64,
    /// Forecasts of which it held what came.
    pub held: u64,
    /// Share of all scored forecasts.
    pub share: f64,
    /// Lower end of Wilson's 95 % interval, as if forecasts were independent.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// What a forecast says of a manufacturer.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LineForecast {
    /// Key of the site.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// Chance that it had halted before the date.
    pub halted_before: f64,
    /// Chance that its first halt falls into the months ahead.
    pub first_halt_ahead: f64,
}
