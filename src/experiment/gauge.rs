//! Outcomes read off trials: one number a trial, or whether it lies beyond a threshold.

use super::measure::{Measure, Quantity};
use super::sample::{SHARE_TICKS, Sample};
use super::threshold::{Limit, Threshold};
use crate::engine::{CostKind, SiteOutcome};
use crate::model::Model;
use crate::statistics::quantile;

/// The worst share of trials that [`Quantity::CvarLoss`] looks at is one in this many.
const WORST_ONE_IN: i64 = 20;

/// Units of the currency in a tick.
const CENT: f64 = 0.01;

/// Positions among [`Model::lines`] of those that the network is judged by: manufacturers, or all lines if nothing
/// sells.
pub(super) fn judged(model: &Model) -> Vec<usize> {
    let lines = model.lines();
    let sells = |line: &usize| model.sites[lines[*line]].sales.is_some();
    let any = (0..lines.len()).any(|line| sells(&line));
    (0..lines.len()).filter(|line| !any || sells(line)).collect()
}

/// How the value of one trial is read off its lines.
#[derive(Clone, Debug)]
pub(super) struct Gauge {
    /// Positions among lines.
    lines: Vec<usize>,
    read: Reading,
    /// Size of a tick of what is read.
    tick: f64,
}

/// What is read of the lines of a trial, in ticks.
#[derive(Clone, Copy, Debug)]
enum Reading {
    /// The sum over lines.
    Sum(fn(&SiteOutcome) -> i64),
    /// The most of any line.
    Most(fn(&SiteOutcome) -> i64),
    /// The least of any line.
    Least(fn(&SiteOutcome) -> i64),
    /// Shares of the plan that are made: the mean of lines that plan anything.
    Made,
}

impl Gauge {
    /// Of a measure, its threshold left aside; nothing if the measure is none of this model.
    fn of(measure: &Measure, model: &Model) -> Option<Self> {
        measure.check(model).ok()?;
        let sites = model.lines();
        let own = match &measure.site {
            Some(name) => {
                let named = model.named(name, &sites);
                (0..sites.len()).filter(|at| named.contains(&sites[*at])).collect()
            }
            None => judged(model),
        };
        // Halts are those of manufacturers; money is that of all lines.
        let all = if measure.site.is_none() { (0..sites.len()).collect() } else { own.clone() };
        let (lines, read, tick) = match measure.quantity {
            Quantity::PHalt => (own, Reading::Most(|row| i64::from(row.halt_days > 0)), 1.0),
            Quantity::HaltDays => (own, Reading::Sum(|row| i64::from(row.halt_days)), 1.0),
            Quantity::LongestHalt => (own, Reading::Most(|row| i64::from(row.longest_halt)), 1.0),
            Quantity::LostOutput => {
                let site = &model.sites[sites[*own.first()?]];
                (own, Reading::Sum(|row| row.lost), model.materials[site.makes].tick)
            }
            Quantity::LostMargin => (all, Reading::Sum(|row| row.of(CostKind::LostMargin)), CENT),
            Quantity::Loss | Quantity::CvarLoss => (all, Reading::Sum(SiteOutcome::loss), CENT),
            Quantity::Cost => (all, Reading::Sum(|row| row.cost() - row.of(CostKind::Purchase)), CENT),
            Quantity::TotalCost => (all, Reading::Sum(SiteOutcome::cost), CENT),
            Quantity::FillRate => (own, Reading::Made, 1.0 / SHARE_TICKS),
            Quantity::LowestCover => {
                let planned = own.into_iter().filter(|line| has_cover(model, sites[*line])).collect();
                (planned, Reading::Least(|row| i64::from(row.lowest_cover)), 0.01)
            }
        };
        (!lines.is_empty()).then_some(Self { lines, read, tick })
    }

    /// The value of a trial, of which there is a row by line.
    fn read(&self, trial: &[SiteOutcome]) -> i64 {
        let rows = || self.lines.iter().map(|line| &trial[*line]);
        match self.read {
            Reading::Sum(of) => rows().map(of).sum(),
            Reading::Most(of) => rows().map(of).max().unwrap_or(0),
            Reading::Least(of) => rows().map(of).min().unwrap_or(0),
            Reading::Made => {
                let planned = || rows().filter(|row| row.planned > 0);
                let made: f64 = planned().map(|row| 1.0 - row.lost as f64 / row.planned as f64).sum();
                let lines = planned().count();
                let share = if lines == 0 { 1.0 } else { made / lines as f64 };
                (share * SHARE_TICKS).round() as i64
            }
        }
    }

    fn limit(&self, threshold: &Threshold) -> Limit {
        threshold.limit(self.tick, matches!(self.read, Reading::Made))
    }
}

/// Whether a trial lies beyond a threshold, ready to be asked trial by trial.
#[derive(Clone, Debug)]
pub(super) struct Crossing {
    gauge: Gauge,
    limit: Limit,
}

impl Crossing {
    /// Of a measure with a threshold; nothing if it has none, or is none of this model.
    pub(super) fn of(measure: &Measure, model: &Model) -> Option<Self> {
        let gauge = Gauge::of(measure, model)?;
        let limit = gauge.limit(measure.threshold.as_ref()?);
        Some(Self { gauge, limit })
    }
    /// Whether this trial does.
    pub(super) fn holds(&self, trial: &[SiteOutcome]) -> bool {
        self.limit.holds(self.gauge.read(trial))
    }
}

/// The kept outcomes of a simulation, trial by trial.
#[derive(Clone, Debug)]
pub struct TrialOutcomes<'a> {
    model: &'a Model,
    lines: usize,
    outcomes: &'a [SiteOutcome],
}

impl<'a> TrialOutcomes<'a> {
    /// Outcomes by trial and, within a trial, by line in the order of [`Model::lines`].
    #[must_use]
    pub fn new(model: &'a Model, outcomes: &'a [SiteOutcome]) -> Self {
        Self { model, lines: model.lines().len().max(1), outcomes }
    }

    /// One number a trial; nothing if the measure is none of this model.
    #[must_use]
    pub fn sample(&self, measure: &Measure) -> Option<Sample> {
        let gauge = Gauge::of(measure, self.model)?;
        let quantity = measure.quantity;
        let values: Vec<i64> = self.outcomes.chunks_exact(self.lines).map(|trial| gauge.read(trial)).collect();
        if let Some(threshold) = &measure.threshold {
            let limit = gauge.limit(threshold);
            return Some(Sample::of_chance(
                values.into_iter().map(|ticks| limit.holds(ticks)),
                measure.more_is_better(),
            ));
        }
        match quantity {
            Quantity::CvarLoss => Some(Sample::of_tail(quantity, worst(&values), gauge.tick)),
            Quantity::FillRate => self.fill_rate(&gauge.lines, values),
            _ => Some(Sample::of_values(quantity, values, gauge.tick)),
        }
    }

    /// Of each line, 1 − Σ lost / Σ planned; the mean of them. The number of a trial is the linear part of the
    /// delta method, (1 − R) − (lost − R planned) / mean planned.
    fn fill_rate(&self, lines: &[usize], single: Vec<i64>) -> Option<Sample> {
        let trials = single.len();
        let mut linear = vec![0.0; trials];
        let mut planned_lines = 0.0;
        for line in lines {
            let rows = || self.outcomes.iter().skip(*line).step_by(self.lines);
            let planned: i128 = rows().map(|row| i128::from(row.planned)).sum();
            let lost: i128 = rows().map(|row| i128::from(row.lost)).sum();
            if planned <= 0 {
                continue;
            }
            planned_lines += 1.0;
            let (ratio, mean) = (lost as f64 / planned as f64, planned as f64 / trials as f64);
            for (linear, row) in linear.iter_mut().zip(rows()) {
                let (lost, planned) = (row.lost as f64, row.planned as f64);
                *linear += (1.0 - ratio) - (lost - ratio * planned) / mean;
            }
        }
        let linear = linear.into_iter().map(|x| (x / planned_lines * SHARE_TICKS).round() as i64).collect();
        (planned_lines > 0.0).then(|| Sample::of_ratio(Quantity::FillRate, linear, single, 1.0 / SHARE_TICKS))
    }
}

/// Numbers whose mean is the mean of the worst twentieth, q + 20 (x − q)⁺ with q the 95 % quantile, and whose
/// spread is that of its error (Rockafellar and Uryasev, 2002; see [`crate::statistics::tail`]).
fn worst(losses: &[i64]) -> Vec<i64> {
    if losses.is_empty() {
        return Vec::new();
    }
    let p = 1.0 - 1.0 / WORST_ONE_IN as f64;
    let rank = quantile::rank(losses.len() as u64, p) as usize;
    let mut sorted = losses.to_vec();
    let (_, q, _) = sorted.select_nth_unstable(rank - 1);
    let q = *q;
    losses.iter().map(|x| q + WORST_ONE_IN * (x - q).max(0)).collect()
}

/// Whether anything is planned of the inputs of a site.
pub(super) fn has_cover(model: &Model, site: usize) -> bool {
    model.inputs[model.sites[site].inputs.clone()].iter().any(|input| input.nominal_need > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::threshold::Side;
    use crate::statistics::tail;

    /// Two lines, three trials: losses 4 and 3, 6 and 0, 0 and 5 hundredths; halt days 2 and 3, 7 and 0, 0 and 1.
    #[test]
    fn a_trial_is_read_off_its_lines_by_hand() {
        let row = |loss: i64, halt_days: u16, planned: i64, lost: i64, cover: u32| {
            let mut row = SiteOutcome {
                halt_days,
                longest_halt: halt_days,
                planned,
                lost,
                lowest_cover: cover,
                ..Default::default()
            };
            row.costs[CostKind::LostMargin as usize] = loss;
            row
        };
        let trials = [
            [row(4, 2, 10, 5, 300), row(3, 3, 20, 5, 200)],
            [row(6, 7, 10, 10, 0), row(0, 0, 0, 0, 900)],
            [row(0, 0, 10, 0, 700), row(5, 1, 20, 20, 100)],
        ];
        let read = |read: Reading| {
            let gauge = Gauge { lines: vec![0, 1], read, tick: 1.0 };
            trials.each_ref().map(|trial| gauge.read(trial))
        };
        assert_eq!(read(Reading::Sum(SiteOutcome::loss)), [7, 6, 5]);
        assert_eq!(read(Reading::Most(|row| i64::from(row.longest_halt))), [3, 7, 1]);
        assert_eq!(read(Reading::Least(|row| i64::from(row.lowest_cover))), [200, 0, 100]);
        // Halves of the plans of 10 and 3/4 of 20; none of 10, nothing planned; all and none.
        let shares = [0.625, 0.0, 0.5].map(|share: f64| (share * SHARE_TICKS) as i64);
        assert_eq!(read(Reading::Made), shares);
        let gauge = Gauge { lines: vec![0, 1], read: Reading::Made, tick: 1.0 / SHARE_TICKS };
        let limit = gauge.limit(&Threshold { side: Side::Below, value: 0.625, unit: None });
        assert_eq!(trials.each_ref().map(|trial| limit.holds(gauge.read(trial))), [false, true, true]);
    }

    /// The mean and spread of the numbers are the tail mean and its standard error, to rounding.
    #[test]
    fn worst_trials_agree_with_the_tail_mean() {
        let losses: Vec<i64> = (0..2_000_i64).map(|i| (i * 7_919 % 2_000) * (i * 31 % 97)).collect();
        let mut sorted = losses.clone();
        sorted.sort_unstable();
        let wanted = tail::of_sorted(&sorted, 0.95).unwrap();
        let found: crate::statistics::Moments = worst(&losses).into_iter().collect();
        assert!((found.mean() / wanted.mean - 1.0).abs() < 1e-12);
        assert!((found.standard_error() / wanted.standard_error - 1.0).abs() < 1e-12);
    }
}
