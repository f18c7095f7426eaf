//! One number a trial: what an outcome becomes before it is estimated or compared.
//!
//! A mean is the mean of the values of the trials. The mean of the worst trials and a ratio are not, but near
//! the estimate they behave like one: each trial has a number (its *influence value*) whose mean is the estimate
//! and whose spread gives its standard error. So every quantity has one kind of interval, and the difference of
//! two scenarios on the same trials is the mean of the differences, whatever the quantity.

use serde::{Deserialize, Serialize};

use super::answer::{CONFIDENCE, Chance, Estimate};
use super::measure::{Quantity, Unit};
use super::summarise::{chance, mean};
use crate::statistics::{Moments, Paired, Verdict as Known, proportion};

/// Ticks in a whole share, for shares that are no counts.
pub(super) const SHARE_TICKS: f64 = (1_i64 << 40) as f64;

/// A quantity of one scenario, trial by trial, in whole ticks.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Sample {
    nature: Nature,
    /// Mean: the estimate. Spread: its error.
    linear: Vec<i64>,
    single: Single,
    /// Size of a tick.
    tick: f64,
}

/// What is to be known of the quantity.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
struct Nature {
    /// Whether each trial has it or not.
    chance: bool,
    /// The most that it can be.
    most: f64,
    more_is_better: bool,
}

impl Nature {
    fn of(quantity: Quantity) -> Self {
        // No share exceeds the whole.
        let most = if quantity.unit() == Unit::Share { 1.0 } else { f64::INFINITY };
        Self { chance: quantity == Quantity::PHalt, most, more_is_better: quantity.more_is_better() }
    }
}

/// The values of single trials.
#[derive(Clone, Debug, Deserialize, Serialize)]
enum Single {
    /// The same numbers.
    Same,
    /// Other numbers.
    Other(Vec<i64>),
    /// There are none: the quantity is about many trials at once.
    None,
}

impl Sample {
    /// A quantity that is the mean of its values.
    pub(super) fn of_values(quantity: Quantity, values: Vec<i64>, tick: f64) -> Self {
        Self { nature: Nature::of(quantity), linear: values, single: Single::Same, tick }
    }
    /// A quantity of the worst trials.
    pub(super) fn of_tail(quantity: Quantity, linear: Vec<i64>, tick: f64) -> Self {
        Self { nature: Nature::of(quantity), linear, single: Single::None, tick }
    }
    /// A ratio of sums.
    pub(super) fn of_ratio(quantity: Quantity, linear: Vec<i64>, single: Vec<i64>, tick: f64) -> Self {
        Self { nature: Nature::of(quantity), linear, single: Single::Other(single), tick }
    }

    /// A chance: what happens in a trial or does not.
    pub(super) fn of_chance(happens: impl Iterator<Item = bool>, more_is_better: bool) -> Self {
        let nature = Nature { chance: true, most: 1.0, more_is_better };
        Self { nature, linear: happens.map(i64::from).collect(), single: Single::Same, tick: 1.0 }
    }

    /// Number of trials.
    #[must_use]
    pub fn trials(&self) -> u64 {
        self.linear.len() as u64
    }
    /// Numbers by trial, in ticks: their mean is the estimate.
    pub(super) fn ticks(&self) -> &[i64] {
        &self.linear
    }
    /// Size of a tick.
    pub(super) fn tick(&self) -> f64 {
        self.tick
    }
    /// The values of single trials, where there are such.
    fn singles(&self) -> Option<&[i64]> {
        match &self.single {
            Single::Same => Some(&self.linear),
            Single::Other(values) => Some(values),
            Single::None => None,
        }
    }

    /// The same in the unit of the quantity.
    pub(super) fn single_values(&self) -> Option<Vec<f64>> {
        Some(self.singles()?.iter().map(|ticks| *ticks as f64 * self.tick).collect())
    }

    /// The estimate with its interval: Wilson's for a chance, normal for all else.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        let moments: Moments = self.linear.iter().copied().collect();
        if self.nature.chance {
            let halted = u64::try_from(moments.sum).unwrap_or(0);
            let interval = proportion::wilson(halted, moments.count, CONFIDENCE);
            return Estimate { value: moments.mean(), low: Some(interval.low), high: Some(interval.high) };
        }
        let Estimate { value, low, high } = mean(&moments, self.tick);
        // Nothing that is measured is negative.
        Estimate { value, low: low.map(|x| x.max(0.0)), high: high.map(|x| x.min(self.nature.most)) }
    }

    fn paired(&self, base: &Self) -> Paired {
        let mut paired = Paired::new();
        base.linear.iter().zip(&self.linear).for_each(|(base, other)| paired.add(*base, *other));
        paired
    }

    /// What it is more than in another scenario, on the same trials.
    #[must_use]
    pub fn minus(&self, base: &Self) -> Estimate {
        mean(&self.paired(base).difference, self.tick)
    }

    /// Whether both are counted in the same ticks, over as many trials.
    #[must_use]
    pub fn is_comparable(&self, base: &Self) -> bool {
        self.tick.to_bits() == base.tick.to_bits() && self.trials() == base.trials()
    }

    /// The difference from a base on the same trials. Nothing if they are not comparable.
    #[must_use]
    pub fn against(&self, base: &Self) -> Option<Difference> {
        if !self.is_comparable(base) {
            return None;
        }
        let paired = self.paired(base);
        let trials = base.singles().zip(self.singles()).map(|(base, own)| {
            let (mut more, mut less) = (0, 0);
            for (base, own) in base.iter().zip(own) {
                more += u64::from(own > base);
                less += u64::from(own < base);
            }
            let all = self.trials();
            let (better, worse) = if self.nature.more_is_better { (more, less) } else { (less, more) };
            Shares { better: chance(better, all), equal: chance(all - more - less, all), worse: chance(worse, all) }
        });
        let reduction = paired.variance_reduction();
        let error = paired.standard_error() * self.tick;
        Some(Difference {
            base: base.estimate(),
            alternative: self.estimate(),
            difference: mean(&paired.difference, self.tick),
            standard_error: error.is_finite().then_some(error),
            variance_reduction: (reduction.is_finite() && paired.difference.sum_of_squares > 0).then_some(reduction),
            verdict: self.verdict(&paired),
            trials,
        })
    }

    fn verdict(&self, paired: &Paired) -> Verdict {
        if paired.difference.sum_of_squares == 0 {
            return Verdict::Same;
        }
        match paired.verdict(CONFIDENCE) {
            Known::NotDistinguishable { more_trials } => Verdict::NotDistinguishable { more_trials },
            Known::Distinguishable if (paired.mean() > 0.0) == self.nature.more_is_better => Verdict::Better,
            Known::Distinguishable => Verdict::Worse,
        }
    }
}

/// How a quantity of an alternative differs from the base, on the same trials.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Difference {
    /// In the base.
    pub base: Estimate,
    /// In the alternative.
    pub alternative: Estimate,
    /// Alternative − base, with the interval of the paired trials.
    pub difference: Estimate,
    /// Paired standard error of the difference; nothing with a single trial.
    pub standard_error: Option<f64>,
    /// How many times as many trials independent runs would take for the same interval; nothing if nothing
    /// differs in any trial.
    pub variance_reduction: Option<f64>,
    /// In how many trials the alternative is better, equal, worse; nothing for a quantity that single trials
    /// do not have.
    pub trials: Option<Shares>,
    /// What can be said of it.
    pub verdict: Verdict,
}

/// Shares of trials by how an alternative does in them.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Shares {
    /// Better than the base.
    pub better: Chance,
    /// Exactly as the base.
    pub equal: Chance,
    /// Worse than the base.
    pub worse: Chance,
}

/// What can be said of a difference at 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The alternative is better.
    Better,
    /// The alternative is worse.
    Worse,
    /// There is no difference in any trial.
    Same,
    /// The interval of the difference holds zero.
    NotDistinguishable {
        /// About so many more trials would tell, if the estimates stay as they are; nothing if no number would.
        more_trials: Option<u64>,
    },
}

impl Verdict {
    /// As one word for tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Same => "same",
            Self::NotDistinguishable { .. } => "not_distinguishable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-12 * b.abs(), "{a} {b}");
    }

    /// Base 0 0 4 0, alternative 0 2 1 0 cents: mean difference −0.0025, better in one, worse in one of four.
    #[test]
    fn a_difference_by_hand() {
        let base = Sample::of_values(Quantity::Loss, vec![0, 0, 4, 0], 0.01);
        let other = Sample::of_values(Quantity::Loss, vec![0, 2, 1, 0], 0.01);
        let found = other.against(&base).unwrap();
        near(found.difference.value, -0.0025);
        // Differences 0 2 −3 0: variance (13 − 1/4) / 3.
        near(found.standard_error.unwrap(), 0.01 * (12.75_f64 / 3.0 / 4.0).sqrt());
        // Variances 4 and 11/12.
        near(found.variance_reduction.unwrap(), (4.0 + 11.0 / 12.0) / (12.75 / 3.0));
        let trials = found.trials.unwrap();
        assert_eq!([trials.better.trials, trials.equal.trials, trials.worse.trials], [1, 2, 1]);
        assert!(matches!(found.verdict, Verdict::NotDistinguishable { more_trials: Some(_) }));
        assert_eq!(base.against(&base).unwrap().verdict, Verdict::Same);
        let coarse = Sample::of_values(Quantity::Loss, vec![0; 4], 1.0);
        assert!(coarse.against(&base).is_none());
    }

    #[test]
    fn more_is_better_or_worse() {
        let sample = |quantity, values: [i64; 6]| Sample::of_values(quantity, values.to_vec(), 1.0);
        for (quantity, verdict) in [(Quantity::LowestCover, Verdict::Better), (Quantity::HaltDays, Verdict::Worse)] {
            let base = sample(quantity, [3, 1, 4, 1, 5, 9]);
            let found = sample(quantity, [5, 2, 6, 3, 7, 10]).against(&base).unwrap();
            assert_eq!(found.verdict, verdict);
        }
    }
}
