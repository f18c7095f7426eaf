//! Forecasts made with only what was known on a day, held against what came.
//!
//! Of the scenario's events those count that could be known on the day; of the observed months those that had been
//! published. Every trial is weighted by how likely it made these months; the forecast is what the weighted trials
//! do afterwards, with the noise of the series on top.

mod answer;
mod pool;
mod pooled;
mod rivals;
mod score;

pub(crate) use answer::CONTROL_BANDS;
pub use answer::{
    BacktestAnswer, BacktestOptions, Coverage, Forecast, ForecastMonth, LineForecast, Part, RivalScore, Scored, Scores,
    Skill, UnknownEvent,
};
pub use pooled::{GroupScores, PooledAnswer, PooledRival, PooledScores};
pub(crate) use pooled::{RIVALS, backtest_all};

use jiff::civil::Date;

use super::answer::ScenarioFacts;
use super::compare::StudyFacts;
use super::run::NamedModel;
use super::series::{Months, Trials, effective, known_today, month_after, months_between, resample, tempered};
use super::{NO_DAY, Plan, Stopped, Watch};
use crate::model::{Model, Observed};
use crate::random::{Domain, Purpose, Stream, uniform};
use crate::statistics::Ensemble;

/// So many trials' worth is to be left when they are weighted: with fewer, a band hangs on single ones.
const LEAST_TRIALS: f64 = 250.0;
/// At most this share of the trials is asked for.
const LEAST_SHARE: f64 = 0.1;

/// Why there is no backtest.
#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    /// Something that was asked for cannot be.
    #[error("{0}")]
    Impossible(String),
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Forecasts as of each date and scores what can be scored. What was known on a date is found from the months that are
/// known today: those of the scenario, and over them those of the options.
///
/// # Errors
/// A date outside the scenario; nothing to hold it against; when [`Watch::stop`] was set.
pub(crate) fn backtest(
    named: NamedModel,
    options: &BacktestOptions,
    watch: &Watch,
) -> Result<BacktestAnswer, BacktestError> {
    let model = named.model;
    let Some(observed) = &model.observed else {
        return Err(BacktestError::Impossible(
            "the scenario has several authorities and does not say which of them is observed; add \"observed\": \
             {\"authority\": …}"
                .to_owned(),
        ));
    };
    let seen = &known_today(observed, &options.observed);
    let dates = options.dates();
    if dates.is_empty() {
        return Err(BacktestError::Impossible("a backtest needs the date of a forecast".to_owned()));
    }
    let check = |date: &Date| check(model, observed, seen, *date, options.horizon_months).err();
    let mut wrong: Vec<String> = dates.iter().filter_map(check).map(|error| error.to_string()).collect();
    wrong.dedup();
    if !wrong.is_empty() {
        return Err(BacktestError::Impossible(wrong.join("\n")));
    }
    let mut forecasts = Vec::new();
    let mut known: Option<Known> = None;
    for date in &dates {
        // What is known of policy changes on few dates only; in between, the same trials are weighted.
        let (now, unknown) = known_on(model, *date);
        let same = known.take().filter(|known| known.unknown == unknown);
        let then = match same {
            Some(then) => then,
            None => Known { trials: simulated(&now, observed, options, watch)?, model: now, unknown },
        };
        forecasts.push(forecast(&then, observed, seen, *date, options));
        known = Some(then);
    }
    let scores = score::summary(&forecasts);
    let seen = seen.iter().map(|(month, value)| (*month, *value)).collect();
    Ok(BacktestAnswer {
        scenario: ScenarioFacts::of(&named),
        run: StudyFacts::new(options.seed, options.trials),
        series: observed.title.clone(),
        unit: observed.unit.sign().to_owned(),
        published_day: observed.published_day,
        seen,
        forecasts,
        scores,
    })
}

/// How many times the trials are simulated for these dates: once for all dates of which the same events are known.
#[must_use]
pub(crate) fn simulations(model: &Model, dates: &[Date]) -> usize {
    let mut unknown: Vec<Vec<UnknownEvent>> = dates.iter().map(|date| known_on(model, *date).1).collect();
    unknown.dedup();
    unknown.len()
}

/// The trials of what is known of policy.
struct Known {
    model: Model,
    unknown: Vec<UnknownEvent>,
    trials: Trials,
}

fn simulated(model: &Model, observed: &Observed, options: &BacktestOptions, watch: &Watch) -> Result<Trials, Stopped> {
    let plan = Plan { outcomes: true, ..Plan::of(model, options.trials, options.seed) };
    Trials::simulate(model, observed, &plan, watch)
}

/// First day after the horizon.
fn end(model: &Model) -> Date {
    model.date(model.days)
}

fn check(model: &Model, observed: &Observed, seen: &Months, as_of: Date, horizon: u32) -> Result<(), BacktestError> {
    let wrong = |text: String| Err(BacktestError::Impossible(text));
    if as_of < model.start {
        return wrong(format!("{as_of} is before the scenario's start, {}", model.start));
    }
    if as_of >= end(model) {
        return wrong(format!("{as_of} is after the scenario's last day, {}", model.date(model.days - 1)));
    }
    let last = last_month(as_of, horizon);
    if month_after(last, 1) > end(model) {
        let possible = months_between(as_of, end(model));
        return wrong(format!(
            "{horizon} months from {as_of} lead beyond the scenario's last day, {}; with this horizon, {possible} are \
             possible (or raise \"horizon_days\")",
            model.date(model.days - 1)
        ));
    }
    let inside = |month: &Date| *month >= observed.from && month_after(*month, 1) <= end(model);
    if !seen.is_empty() && !seen.keys().any(inside) {
        return wrong(format!(
            "none of the observed months ({} to {}) lies within the scenario, which is held against months from {} on",
            words(*seen.keys().next().unwrap_or(&as_of)),
            words(*seen.keys().next_back().unwrap_or(&as_of)),
            words(observed.from),
        ));
    }
    Ok(())
}

fn words(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}

/// The last of `horizon` months, the month of the date being the first.
fn last_month(as_of: Date, horizon: u32) -> Date {
    month_after(as_of, i32::try_from(horizon).unwrap_or(i32::MAX) - 1)
}

/// The model with those events only that could be known on a date, and the events that could not.
#[must_use]
pub(super) fn known_on(model: &Model, as_of: Date) -> (Model, Vec<UnknownEvent>) {
    let mut known = model.clone();
    let mut unknown = Vec::new();
    for authority in &mut known.authorities {
        for event in authority.events.iter_mut().filter(|event| event.known_from > as_of) {
            // It never happens; its place in the list stays, so that conditions keep their meaning.
            event.chance = known.numbers.constant(0.0);
            unknown.push(UnknownEvent {
                title: event.title.clone(),
                date: model.date(event.day),
                known_from: event.known_from,
            });
        }
    }
    unknown.sort_by_key(|event| event.date);
    (known, unknown)
}

fn forecast(known: &Known, observed: &Observed, seen: &Months, as_of: Date, options: &BacktestOptions) -> Forecast {
    let Known { model, trials, unknown } = known;
    let published: Months =
        seen.iter().filter(|(month, _)| observed.published(**month) <= as_of).map(|(m, x)| (*m, *x)).collect();
    let compared: Months = published.iter().filter(|(m, _)| **m >= observed.from).map(|(m, x)| (*m, *x)).collect();
    let logs: Vec<f64> = (0..trials.count()).map(|t| trials.log_likelihood(observed, t, &compared)).collect();
    let (weights, evidence) = tempered(&logs, LEAST_TRIALS.min(trials.count() as f64 * LEAST_SHARE));
    let stream = Stream::new(options.seed, Domain::Procedure, "backtest");
    let u = uniform(stream.pair(0, 0, Purpose::Resampling, 0, 0)[0]);
    let members = resample(&weights, trials.count(), u);

    let last = last_month(as_of, options.horizon_months);
    let latest = published.last_key_value().map(|(month, _)| *month);
    let asked: Vec<Date> = trials.months.iter().copied().filter(|m| *m >= observed.from && *m <= last).collect();
    // What the known months say of a trial is the same for all its members.
    let mut drifts = vec![Vec::new(); trials.count()];
    for trial in &members {
        if drifts[*trial].is_empty() {
            drifts[*trial] = trials.drifts(observed, *trial, &compared, &asked);
        }
    }
    let mut months = Vec::new();
    for (at, month) in asked.iter().copied().enumerate() {
        let of = |(k, trial): (u64, &usize)| trials.forecast(observed, (*trial, k), month, drifts[*trial][at]);
        let values: Vec<f64> = (0..).zip(&members).filter_map(of).collect();
        if values.is_empty() {
            continue;
        }
        let ensemble = Ensemble::new(values);
        let part = match (published.contains_key(&month), months_between(as_of, month)) {
            (true, _) => Part::Known,
            // A month that nobody published although it could have been is no forecast.
            (false, _) if observed.published(month) <= as_of => Part::Missing,
            (false, ahead) if ahead < 0 => Part::NotYetPublished,
            _ => Part::Ahead,
        };
        let came = seen.get(&month).copied();
        let rivals = (rivals::last_value(&published, month), rivals::seasonal(&published, month));
        let point =
            uniform(stream.pair(u64::from(month.day_of_year().unsigned_abs()), 1, Purpose::Resampling, 0, 0)[0]);
        months.push(score::month(month, part, &ensemble, came, rivals, point));
    }
    let lines = lines(model, trials, &members, (as_of, month_after(last, 1)));
    Forecast {
        as_of,
        months,
        months_compared: compared.len(),
        latest_published: latest,
        effective_trials: effective(&weights),
        evidence,
        unknown_events: unknown.clone(),
        lines,
    }
}

/// Chance that each manufacturer's first halt lies in the months ahead, and that it had one before.
fn lines(model: &Model, trials: &Trials, members: &[usize], (from, to): (Date, Date)) -> Vec<LineForecast> {
    let sites = model.lines();
    let day = |date: Date| u32::try_from((date - model.start).get_days()).unwrap_or(0);
    let (from, to) = (day(from), day(to));
    let mut found = Vec::new();
    for (at, site) in sites.iter().enumerate().filter(|(_, site)| model.sites[**site].sales.is_some()) {
        let first = members.iter().map(|trial| trials.simulated.outcomes[trial * sites.len() + at].first_halt);
        let first: Vec<u32> = first.map(|day| if day == NO_DAY { u32::MAX } else { u32::from(day) }).collect();
        let before = first.iter().filter(|day| **day < from).count();
        let ahead = first.iter().filter(|day| (from..to).contains(*day)).count();
        let share = |count: usize| count as f64 / members.len().max(1) as f64;
        found.push(LineForecast {
            site: model.sites[*site].name.clone(),
            title: model.sites[*site].title.clone(),
            halted_before: share(before),
            first_halt_ahead: share(ahead),
        });
    }
    found
}
