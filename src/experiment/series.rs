//! The observed monthly series of a scenario: in every trial, and as it was published.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::simulate::simulate_series;
use super::stray::{Drift, Stray};
use super::{Plan, Simulated, Stopped, Watch};
use crate::engine::Streams;
use crate::model::{Model, Observed};
use crate::random::special::{Probability, normal_quantile};
use crate::random::{Domain, Purpose, Stream, uniform};

/// Values by month, the month as its first day.
pub type Months = BTreeMap<Date, f64>;

/// All months that are known today: those that the scenario brings, and over them others.
pub(super) fn known_today(observed: &Observed, others: &Months) -> Months {
    observed.values.iter().copied().chain(others.iter().map(|(month, value)| (*month, *value))).collect()
}

/// Trials with their series and what they drew.
#[derive(Clone, Debug)]
pub(super) struct Trials {
    /// Tallies and outcomes.
    pub simulated: Simulated,
    /// Months of the horizon, by their first day; the last may be cut off by the end.
    pub months: Vec<Date>,
    /// Values in the series' unit by trial and month, as simulated: without factors of months and without noise.
    values: Vec<f64>,
    /// What the simulation does not explain, by trial.
    strays: Vec<Stray>,
    seed: u64,
}

/// The least that a month is counted as, in ticks of a thousandth of what was observed: its logarithm must exist.
const LEAST: f64 = 1e-3;

impl Trials {
    /// Simulates the trials of a plan.
    pub(super) fn simulate(model: &Model, observed: &Observed, plan: &Plan, watch: &Watch) -> Result<Self, Stopped> {
        let (simulated, series) = simulate_series(model, observed, plan, watch)?;
        let first = model.start.first_of_month();
        let months = (0_i32..).take(model.months()).map(|m| first.saturating_add(jiff::Span::new().months(m)));
        let streams = Streams::new(model, plan.seed);
        let strays = (0..plan.trials).map(|t| Stray::of(model, observed, &drawn(model, &streams, t))).collect();
        Ok(Self {
            simulated,
            months: months.collect(),
            values: series.iter().map(|mg| *mg as f64 / observed.unit.milligrams()).collect(),
            strays,
            seed: plan.seed,
        })
    }

    /// Number of trials.
    pub(super) fn count(&self) -> usize {
        self.strays.len()
    }

    /// What a trial gives for a month, the calm year's pattern taken into account; nothing outside the horizon.
    pub(super) fn value(&self, observed: &Observed, trial: usize, month: Date) -> Option<f64> {
        let at = self.months.binary_search(&month).ok()?;
        Some(self.values[trial * self.months.len() + at] * observed.factor(month))
    }

    /// The months from the first to `last` with what the simulation does not explain, drawn for this trial: drift that
    /// goes from month to month, and noise.
    pub(super) fn noisy(&self, observed: &Observed, trial: usize, last: Date) -> Months {
        let stray = self.strays[trial];
        let mut drift = None;
        let mut made = Months::new();
        for month in self.months.iter().copied().filter(|month| *month <= last) {
            let Some(value) = self.value(observed, trial, month) else { continue };
            let [noise, anew] = self.normals(trial as u64, month);
            let now = stray.wandered(drift, anew);
            drift = Some(now);
            made.insert(month, moved(value, now + stray.noise * noise, observed.offset));
        }
        made
    }

    /// What a trial, drawn once more as this `member` of an ensemble, gives for a month when the months of `path` have
    /// said what they say of its drift.
    pub(super) fn forecast(
        &self,
        observed: &Observed,
        (trial, member): (usize, u64),
        month: Date,
        drift: Drift,
    ) -> Option<f64> {
        let value = self.value(observed, trial, month)?;
        let [z, _] = self.normals(member, month);
        Some(moved(value, drift.mean + self.strays[trial].spread(drift) * z, observed.offset))
    }

    /// Two standard normal draws of a member and a month.
    fn normals(&self, member: u64, month: Date) -> [f64; 2] {
        let stream = Stream::new(self.seed, Domain::Procedure, "noise of the observed series");
        let slot = u32::try_from(i32::from(month.year()) * 12 + i32::from(month.month())).unwrap_or(0);
        let words = stream.pair(member, slot, Purpose::Resampling, 0, 0);
        words.map(|word| normal_quantile(Probability::of(uniform(word))))
    }

    /// Logarithm of how likely a trial made these observations, but for a constant.
    pub(super) fn log_likelihood(&self, observed: &Observed, trial: usize, known: &Months) -> f64 {
        self.through(observed, trial, known, &[]).0
    }

    /// What the known months say of the drift of a trial in each of these months, which rise. Of a month that is known,
    /// it is what is known with it.
    pub(super) fn drifts(&self, observed: &Observed, trial: usize, known: &Months, months: &[Date]) -> Vec<Drift> {
        self.through(observed, trial, known, months).1
    }

    /// Goes through the known months, and looks at the drift in others.
    fn through(&self, observed: &Observed, trial: usize, known: &Months, asked: &[Date]) -> (f64, Vec<Drift>) {
        let stray = self.strays[trial];
        let (mut drift, mut at, mut likely) = (stray.at_first(), None::<Date>, 0.0);
        let mut found = Vec::with_capacity(asked.len());
        let later = |drift, at: Option<Date>, month| match at {
            Some(at) => stray.later(drift, months_between(at, month)),
            None => drift,
        };
        let mut asked = asked.iter().copied().peekable();
        for (month, seen) in known {
            while let Some(before) = asked.next_if(|other| other < month) {
                found.push(later(drift, at, before));
            }
            let Some(value) = self.value(observed, trial, *month) else { continue };
            let difference = difference(*seen, value, observed.offset);
            let (now, log) = stray.seen(later(drift, at, *month), difference);
            (drift, at, likely) = (now, Some(*month), likely + log);
        }
        found.extend(asked.map(|month| later(drift, at, month)));
        (likely, found)
    }
}

/// Logarithm of observed over simulated; both must have one.
fn difference(seen: f64, value: f64, offset: f64) -> f64 {
    let least = (seen * LEAST).max(1e-9);
    libm::log((seen + offset).max(least) / (value + offset).max(least))
}

/// A simulated value moved by a difference.
fn moved(value: f64, difference: f64, offset: f64) -> f64 {
    ((value + offset) * libm::exp(difference) - offset).max(0.0)
}

/// The parameters of a trial as it drew them, before any event.
pub(super) fn drawn(model: &Model, streams: &Streams, trial: u64) -> Vec<f64> {
    (0..model.numbers.parameters.len()).map(|parameter| streams.value(model, parameter, trial)).collect()
}

/// The month `n` months after another; before it where `n` is below 0.
#[must_use]
pub(crate) fn month_after(month: Date, n: i32) -> Date {
    month.first_of_month().saturating_add(jiff::Span::new().months(n))
}

/// Months from one to another.
#[must_use]
pub(super) fn months_between(from: Date, to: Date) -> i32 {
    let number = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    number(to) - number(from)
}

/// Weights from their logarithms: the largest is 1.
pub(super) fn weights(logs: &[f64]) -> Vec<f64> {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logs.iter().map(|log| if most.is_finite() { libm::exp(log - most) } else { 1.0 }).collect()
}

/// Weights of which at least `wanted` trials' worth is left: the logarithms are flattened by a factor up to 1, as
/// little as that takes. The weights and the factor.
pub(super) fn tempered(logs: &[f64], wanted: f64) -> (Vec<f64>, f64) {
    let with = |factor: f64| weights(&logs.iter().map(|log| log * factor).collect::<Vec<_>>());
    let whole = with(1.0);
    if effective(&whole) >= wanted {
        return (whole, 1.0);
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if effective(&with(middle)) >= wanted { low = middle } else { high = middle }
    }
    (with(low), low)
}

/// How many equally weighted trials tell as much: (Σ w)² / Σ w² (Kish 1965).
pub(super) fn effective(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// Draws `count` of the weighted entries, each as often as its weight says to within one (systematic resampling,
/// Kitagawa 1996), in their order. `u` lies between 0 and 1.
pub(super) fn resample(weights: &[f64], count: usize, u: f64) -> Vec<usize> {
    let total: f64 = weights.iter().sum();
    let mut chosen = Vec::with_capacity(count);
    let mut upto = 0.0;
    for (index, weight) in weights.iter().enumerate() {
        upto += weight / total * count as f64;
        while chosen.len() < count && chosen.len() as f64 + u < upto {
            chosen.push(index);
        }
    }
    // Rounding can leave the last one out.
    let last = weights.iter().rposition(|w| *w > 0.0).unwrap_or(0);
    chosen.resize(count, last);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn entries_are_drawn_as_often_as_they_weigh() {
        assert_eq!(resample(&[1.0, 0.0, 3.0], 4, 0.5), [0, 2, 2, 2]);
        assert_eq!(resample(&[0.1, 0.1, 0.1, 0.7], 2, 0.9), [3, 3]);
        assert_eq!(resample(&[1.0; 5], 5, 0.3), [0, 1, 2, 3, 4]);
        for u in [0.0, 0.25, 0.999_999] {
            assert_eq!(resample(&[0.3, 0.3, 0.4], 7, u).len(), 7);
        }
    }

    #[test]
    fn equal_weights_count_in_full_and_a_single_one_once() {
        assert!((effective(&[2.0; 8]) - 8.0).abs() < 1e-12);
        assert!((effective(&[0.0, 5.0, 0.0]) - 1.0).abs() < 1e-12);
        assert_eq!(weights(&[-1e9, -1e9]), [1.0, 1.0]);
    }

    #[test]
    fn evidence_is_flattened_as_little_as_needed() {
        let logs: Vec<f64> = (0..1_000).map(|i| -f64::from(i)).collect();
        let (weights, factor) = tempered(&logs, 100.0);
        assert!(factor > 0.0 && factor < 1.0 && (effective(&weights) - 100.0).abs() < 0.1, "{factor}");
        assert!((tempered(&logs, 1.5).1 - 1.0).abs() < 1e-12);
        assert!((effective(&tempered(&logs, 2_000.0).0) - 1_000.0).abs() < 1.0);
    }

    #[test]
    fn months_are_counted_across_years() {
        assert_eq!(month_after(date(2025, 10, 31), 6), date(2026, 4, 1));
        assert_eq!(month_after(date(2025, 1, 5), -12), date(2024, 1, 1));
        assert_eq!(months_between(date(2024, 11, 30), date(2025, 2, 1)), 3);
    }
}
