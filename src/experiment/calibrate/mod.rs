//! Which values of what we do not know could have made the observed months? Rejection with regression adjustment.
//!
//! Every trial draws its parameters and makes a series of months; the trials whose series resembles the observed one in
//! five summaries are kept, and their parameters moved to where the summaries would be the observed ones.

mod answer;
mod lead_times;
mod summaries;
mod survey;
mod waits;

pub use answer::{CalibrateAnswer, CalibrateOptions, Calibrated, FiveNumbers, SummaryFit, WaitFit};
pub use lead_times::{LeadTime, LeadTimeColumns, LeadTimesAnswer, read_lead_times, with_lead_times};
pub(crate) use summaries::SUMMARY_NAMES;
pub use survey::{SurveyAnswer, SurveyClass, SurveyGroup, read_survey};
pub(crate) use survey::{class_name, with_survey};
pub use waits::{RecordError, Records, read_records};

use jiff::civil::Date;
use summaries::Frame;

use super::answer::ScenarioFacts;
use super::compare::StudyFacts;
use super::run::NamedModel;
use super::series::{Months, Trials, drawn, effective, known_today, resample};
use super::{Plan, Stopped, Watch};
use crate::engine::Streams;
use crate::model::{Model, Observed};
use crate::random::{Distribution, Domain, Purpose, Stream, uniform};
use crate::scenario::{name_list, nearest_name};
use crate::statistics::waits::Fit;
use crate::statistics::{Ensemble, abc};

/// Why there is no calibration.
#[derive(Debug, thiserror::Error)]
pub enum CalibrateError {
    /// Something that was asked for cannot be.
    #[error("{0}")]
    Impossible(String),
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Months after the break that are needed.
const LEAST_AFTER: usize = 3;
/// Trials that are kept at least: fewer tell nothing.
const LEAST_KEPT: usize = 50;

/// Fits the parameters to the observed months.
///
/// # Errors
/// A parameter that does not exist or is certain; too few months; too few trials; when [`Watch::stop`] was set.
pub(crate) fn calibrate(
    named: NamedModel,
    options: &CalibrateOptions,
    watch: &Watch,
) -> Result<CalibrateAnswer, CalibrateError> {
    let model = named.model;
    let Some(observed) = &model.observed else {
        let text = "the scenario has several authorities and does not say which of them is observed; add \"observed\": \
                    {\"authority\": …}";
        return Err(CalibrateError::Impossible(text.to_owned()));
    };
    let mut seen = known_today(observed, &options.observed);
    seen.retain(|month, _| options.until.is_none_or(|until| *month <= until));
    let seen = &seen;
    let told = of_records(model, options)?;
    let mut fitted = fitted(model, &options.fit)?;
    fitted.retain(|p| told.iter().all(|(other, _)| other != p));
    if fitted.is_empty() {
        let text = "the records set every uncertain parameter; none is left to fit to the months";
        return Err(CalibrateError::Impossible(text.to_owned()));
    }
    let (frame, values) = frame(model, observed, seen)?;
    let plan = Plan::of(model, options.trials, options.seed);
    let trials = Trials::simulate(model, observed, &plan, watch)?;
    let keep = (trials.count() as f64 * options.keep).round() as usize;
    if keep < LEAST_KEPT {
        return Err(CalibrateError::Impossible(format!(
            "{keep} of {} trials would be kept, and {LEAST_KEPT} are needed at least; more with --trials or --keep",
            trials.count()
        )));
    }
    let streams = Streams::new(model, options.seed);
    let priors = drawn_before(model, &streams, &fitted, options.trials);
    let series: Vec<Vec<f64>> = (0..trials.count()).map(|t| plain(&trials, observed, &frame, t)).collect();
    let simulated: Vec<Vec<f64>> = series.iter().map(|row| frame.summaries(row).to_vec()).collect();
    let wanted = frame.summaries(&values);
    let posterior = posterior(model, &fitted, &priors, &simulated, &wanted, keep);

    let stream = Stream::new(options.seed, Domain::Procedure, "calibrate");
    let u = uniform(stream.pair(0, 0, Purpose::Resampling, 0, 0)[0]);
    let rows = resample(&posterior.weights, options.rows, u);
    let mut draws: Vec<Vec<f64>> = rows.iter().map(|row| posterior.adjusted[*row].clone()).collect();
    if let Some(distribution) = options.waits.as_ref().and_then(|waits| waits.distribution).filter(|_| !told.is_empty())
    {
        add_waits(model, &distribution, &told, stream, &mut draws)?;
    }
    // The columns of the draws: what the months tell of, then what the records do.
    let columns: Vec<usize> = fitted.iter().copied().chain(told.iter().map(|(p, _)| *p)).collect();
    let priors: Vec<Vec<f64>> =
        if told.is_empty() { priors } else { drawn_before(model, &streams, &columns, options.trials) };
    let parameters = columns.iter().enumerate().map(|(at, p)| {
        let parameter = &model.numbers.parameters[*p];
        Calibrated {
            name: parameter.name.clone(),
            title: parameter.title.clone(),
            unit: parameter.unit.clone(),
            prior: FiveNumbers::of(priors.iter().map(|row| row[at]).collect()),
            posterior: FiveNumbers::of(draws.iter().map(|row| row[at]).collect()),
            from_records: at >= fitted.len(),
        }
    });
    let parameters: Vec<Calibrated> = parameters.collect();
    let kept = resample(&posterior.weights, posterior.chosen.len(), u);
    let fits = SUMMARY_NAMES.iter().enumerate().map(|(s, (name, meaning))| SummaryFit {
        name: (*name).to_owned(),
        meaning: (*meaning).to_owned(),
        observed: wanted[s],
        prior: FiveNumbers::of(simulated.iter().map(|row| row[s]).collect()),
        kept: FiveNumbers::of(kept.iter().map(|k| simulated[posterior.chosen[*k]][s]).collect()),
    });
    Ok(CalibrateAnswer {
        scenario: ScenarioFacts::of(&named),
        run: StudyFacts::new(options.seed, options.trials),
        series: observed.title.clone(),
        unit: observed.unit.sign().to_owned(),
        months: frame.months.iter().copied().zip(values.iter().copied()).collect(),
        months_before: frame.before,
        base: frame.base,
        kept: posterior.chosen.len(),
        effective: effective(&posterior.weights),
        parameters,
        summaries: fits.collect(),
        waits: options.waits.clone(),
        prior_draws: priors,
        draws,
    })
}

/// Draws of some parameters before the fit, by trial.
fn drawn_before(model: &Model, streams: &Streams, which: &[usize], trials: u64) -> Vec<Vec<f64>> {
    let some = |t: u64| {
        let all = drawn(model, streams, t);
        which.iter().map(|p| all[*p]).collect()
    };
    (0..trials).map(some).collect()
}

/// Parameters that the records set, and to which of their three numbers.
fn of_records(model: &Model, options: &CalibrateOptions) -> Result<Vec<(usize, usize)>, CalibrateError> {
    let mut told: Vec<(usize, usize)> = Vec::new();
    for (number, name) in options.from_records.iter().enumerate() {
        let Some(name) = name else { continue };
        let [at] = fitted(model, std::slice::from_ref(name))?[..] else { continue };
        if told.iter().any(|(other, _)| *other == at) {
            return Err(CalibrateError::Impossible(format!("\"{name}\" cannot be two things of the records at once")));
        }
        if options.fit.contains(name) {
            let text = format!("\"{name}\" is set by the records; it cannot be fitted to the months as well");
            return Err(CalibrateError::Impossible(text));
        }
        told.push((at, number));
    }
    Ok(told)
}

/// Times a draw of the records is tried that leaves the distributions of the parameters.
const TRIES: u32 = 200;

/// Adds a draw of the records to each joint draw. A draw outside of the parameters' distributions is drawn again.
fn add_waits(
    model: &Model,
    distribution: &Fit,
    told: &[(usize, usize)],
    stream: Stream,
    draws: &mut [Vec<f64>],
) -> Result<(), CalibrateError> {
    let impossible = |text: &str| Err(CalibrateError::Impossible(text.to_owned()));
    let Ok(normal) = Distribution::normal(0.0, 1.0) else { return impossible("no normal distribution") };
    for (row, draw) in (1_u32..).zip(draws) {
        let mut found = None;
        for attempt in 0..TRIES {
            let pair = |k: u32| stream.pair(u64::from(row), 3 * attempt + k, Purpose::Resampling, 0, 0)[0];
            let Some(numbers) = distribution.draw([0, 1, 2].map(|k| normal.quantile(uniform(pair(k))))) else {
                return impossible(
                    "the records are too few to say how sure their fit is: no draws can be made of them. Leave out \
                     --wait-median, --wait-p90 and --never, or bring more files",
                );
            };
            let values: Vec<f64> = told.iter().map(|(_, number)| numbers[*number]).collect();
            let inside = |(x, (p, _)): (&f64, &(usize, usize))| {
                let (low, high) = model.numbers.parameters[*p].distribution.support();
                low <= *x && *x <= high
            };
            if values.iter().zip(told).all(inside) {
                found = Some(values);
                break;
            }
        }
        let Some(values) = found else {
            return impossible(
                "what the records say lies outside of the distributions of the parameters that are to take it; make these wider",
            );
        };
        draw.extend(values);
    }
    Ok(())
}

/// A trial's months, noise in and factors of months out.
fn plain(trials: &Trials, observed: &Observed, frame: &Frame, trial: usize) -> Vec<f64> {
    let Some(last) = frame.months.iter().max() else { return Vec::new() };
    let made = trials.noisy(observed, trial, *last);
    let value = |month: &Date| made.get(month).map(|x| x / observed.factor(*month));
    frame.months.iter().filter_map(value).collect()
}

/// Keeps the nearest trials and moves their parameters, each on a scale on which it stays within its distribution.
fn posterior(
    model: &Model,
    fitted: &[usize],
    priors: &[Vec<f64>],
    simulated: &[Vec<f64>],
    wanted: &[f64],
    keep: usize,
) -> abc::Accepted {
    let supports: Vec<(f64, f64)> =
        fitted.iter().map(|p| model.numbers.parameters[*p].distribution.support()).collect();
    let each = |row: &[f64], f: &dyn Fn(f64, (f64, f64)) -> f64| -> Vec<f64> {
        row.iter().zip(&supports).map(|(x, support)| f(*x, *support)).collect()
    };
    let free: Vec<Vec<f64>> = priors.iter().map(|row| each(row, &unbound)).collect();
    let mut found = abc::accept(&free, simulated, wanted, keep);
    found.adjusted = found.adjusted.iter().map(|row| each(row, &bind)).collect();
    found
}

/// A value within its support, on a scale without ends.
fn unbound(x: f64, (low, high): (f64, f64)) -> f64 {
    if low.is_finite() && high.is_finite() {
        let share = ((x - low) / (high - low)).clamp(1e-6, 1.0 - 1e-6);
        libm::log(share / (1.0 - share))
    } else if low.is_finite() {
        libm::log((x - low).max(1e-12))
    } else {
        x
    }
}

/// The way back.
fn bind(x: f64, (low, high): (f64, f64)) -> f64 {
    if low.is_finite() && high.is_finite() {
        low + (high - low) / (1.0 + libm::exp(-x))
    } else if low.is_finite() {
        low + libm::exp(x.min(700.0))
    } else {
        x
    }
}

/// The parameters to fit: those that are named, or all that the scenario names and does not know.
fn fitted(model: &Model, names: &[String]) -> Result<Vec<usize>, CalibrateError> {
    let all = &model.numbers.parameters;
    let uncertain = |p: &usize| !all[*p].name.contains('.') && all[*p].distribution.is_fixed().is_none();
    let open: Vec<usize> = (0..all.len()).filter(uncertain).collect();
    let known: Vec<&str> = open.iter().map(|p| all[*p].name.as_str()).collect();
    if open.is_empty() {
        return Err(CalibrateError::Impossible("the scenario has no uncertain parameters to fit".to_owned()));
    }
    if names.is_empty() {
        return Ok(open);
    }
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for name in names {
        if let Some(at) = known.iter().position(|k| k == name) {
            found.push(open[at]);
            continue;
        }
        if all.iter().any(|p| p.name == *name) {
            wrong.push(format!("\"{name}\" is certain; there is nothing to fit"));
            continue;
        }
        let meant = nearest_name(name, known.iter().copied()).map(|n| format!("; did you mean \"{n}\"?"));
        wrong.push(format!(
            "there is no parameter \"{name}\"{} It can be {}",
            meant.unwrap_or_else(|| ".".to_owned()),
            name_list(known.iter().copied(), "or")
        ));
    }
    if !wrong.is_empty() {
        return Err(CalibrateError::Impossible(wrong.join("\n")));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The months that are summarised, with their observed values, factors taken out. The break is the first day on which
/// an event changes the regime or the list.
fn frame(model: &Model, observed: &Observed, seen: &Months) -> Result<(Frame, Vec<f64>), CalibrateError> {
    let end = model.date(model.days);
    let inside = |month: Date| month >= observed.from && super::month_after(month, 1) <= end;
    let events = &model.authorities[observed.authority].events;
    let first = events.iter().filter(|e| e.enter.is_some() || e.add | e.remove != 0).map(|e| e.day).min();
    let broken = model.date(first.unwrap_or(0)).first_of_month();
    let rows: Vec<(Date, f64)> =
        seen.iter().filter(|(m, _)| inside(**m)).map(|(m, x)| (*m, x / observed.factor(*m))).collect();
    let before: Vec<f64> = rows.iter().filter(|(m, _)| *m < broken).map(|(_, x)| *x).collect();
    let after = rows.len() - before.len();
    if after < LEAST_AFTER {
        return Err(CalibrateError::Impossible(format!(
            "{after} observed months lie within the scenario from {} on; {LEAST_AFTER} are needed at least",
            broken.strftime("%Y-%m")
        )));
    }
    // Without months of its own before the break, the year before it stands for them.
    let year_before: Vec<f64> = seen
        .iter()
        .filter(|(m, _)| **m < broken && **m >= super::month_after(broken, -12))
        .map(|(m, x)| x / observed.factor(*m))
        .collect();
    let normal = if before.is_empty() { &year_before } else { &before };
    if normal.is_empty() {
        return Err(CalibrateError::Impossible(format!(
            "no month before {} is observed, so that nothing says what is normal",
            broken.strftime("%Y-%m")
        )));
    }
    let base = normal.iter().sum::<f64>() / normal.len() as f64;
    let frame = Frame { months: rows.iter().map(|(m, _)| *m).collect(), before: before.len(), base };
    Ok((frame, rows.iter().map(|(_, x)| *x).collect()))
}

impl FiveNumbers {
    fn of(values: Vec<f64>) -> Self {
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let ensemble = Ensemble::new(values);
        let at = |p: f64| ensemble.quantile(p);
        Self { p05: at(0.05), p25: at(0.25), median: at(0.5), p75: at(0.75), p95: at(0.95), mean }
    }
}

#[cfg(test)]
mod tests;
