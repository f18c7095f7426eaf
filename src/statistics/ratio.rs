//! The ratio of two sums, such as units lost over units demanded.

use serde::{Deserialize, Serialize};

use super::interval::{Interval, normal_multiplier};

/// Numerators and denominators of independent trials, in whole ticks.
///
/// The estimate is the ratio of the means, its standard error that of the delta method (Cochran,
/// *Sampling Techniques*, 1977, chapter 6). It has a bias of order 1 / n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// Number of trials.
    pub count: u64,
    /// Sum of numerators.
    pub above: i128,
    /// Sum of denominators.
    pub below: i128,
    /// Sum of squared numerators.
    pub above_squared: i128,
    /// Sum of squared denominators.
    pub below_squared: i128,
    /// Sum of products.
    pub product: i128,
}

impl Ratio {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a trial.
    pub fn add(&mut self, above: i64, below: i64) {
        let (above, below) = (i128::from(above), i128::from(below));
        self.count += 1;
        self.above += above;
        self.below += below;
        self.above_squared += above * above;
        self.below_squared += below * below;
        self.product += above * below;
    }

    /// Counts all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.above += other.above;
        self.below += other.below;
        self.above_squared += other.above_squared;
        self.below_squared += other.below_squared;
        self.product += other.product;
    }

    /// Sum of numerators over sum of denominators; not a number if both are 0.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a ratio is a rounded number")]
    pub fn value(&self) -> f64 {
        self.above as f64 / self.below as f64
    }

    /// √(Σe² / ((n − 1) n)) / mean denominator, where e = numerator − ratio · denominator; infinite
    /// for fewer than two trials.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "an error is a rounded number")]
    pub fn standard_error(&self) -> f64 {
        if self.count < 2 {
            return f64::INFINITY;
        }
        let ratio = self.value();
        let squares =
            self.above_squared as f64 - 2.0 * ratio * self.product as f64 + ratio * ratio * self.below_squared as f64;
        let n = self.count as f64;
        (squares.max(0.0) * n / (n - 1.0)).sqrt() / (self.below as f64).abs()
    }

    /// The normal interval for the ratio.
    #[must_use]
    pub fn interval(&self, confidence: f64) -> Interval {
        Interval::around(self.value(), normal_multiplier(confidence) * self.standard_error())
    }
}

/// The jackknife's ratio, freed of the bias of order 1 / n, and its standard error, from pairs of
/// numerator and denominator; not numbers for fewer than two pairs.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "a ratio is a rounded number")]
pub fn jackknife(pairs: &[(i64, i64)]) -> (f64, f64) {
    if pairs.len() < 2 {
        return (f64::NAN, f64::NAN);
    }
    let n = pairs.len() as f64;
    let mut all = Ratio::new();
    for &(above, below) in pairs {
        all.add(above, below);
    }
    let without =
        |&(above, below): &(i64, i64)| (all.above - i128::from(above)) as f64 / (all.below - i128::from(below)) as f64;
    let mean = pairs.iter().map(without).sum::<f64>() / n;
    let spread: f64 = pairs.iter().map(|pair| (without(pair) - mean) * (without(pair) - mean)).sum();
    (n * all.value() - (n - 1.0) * mean, ((n - 1.0) / n * spread).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: [i64; 8] = [0, 3, 0, 12, 5, 0, 7, 1];
    const DEMAND: [i64; 8] = [40, 52, 38, 61, 47, 45, 55, 42];

    /// 28/380 = 7/95, with the delta method's error, and the jackknife's.
    #[test]
    fn eight_pairs_by_hand() {
        let pairs: Vec<(i64, i64)> = SHORT.into_iter().zip(DEMAND).collect();
        let mut ratio = Ratio::new();
        for &(above, below) in &pairs {
            ratio.add(above, below);
        }
        assert!((ratio.value() - 7.0 / 95.0).abs() < 1e-16);
        assert!((ratio.standard_error() - 0.028_129_769_631_958_9).abs() < 1e-12);
        let (value, error) = jackknife(&pairs);
        assert!((value - 0.075_193_538_238_126_9).abs() < 1e-12, "{value}");
        assert!((error - 0.028_705_079_566_687_3).abs() < 1e-12, "{error}");
    }

    #[test]
    fn merging_is_adding() {
        let mut whole = Ratio::new();
        let (mut left, mut right) = (Ratio::new(), Ratio::new());
        for (i, (above, below)) in SHORT.into_iter().zip(DEMAND).enumerate() {
            whole.add(above, below);
            if i % 3 == 0 { &mut left } else { &mut right }.add(above, below);
        }
        right.merge(&left);
        assert_eq!(whole, right);
        assert!(Ratio::new().standard_error().is_infinite());
        assert!(Ratio::new().value().is_nan());
    }
}
