//! Count, sum and sum of squares of whole numbers.

use serde::{Deserialize, Serialize};

use super::interval::{Interval, normal_multiplier};

/// What is needed for a mean and its standard error.
///
/// Values are whole numbers, so results do not depend on the order of adding or merging. Sums are
/// exact as long as the sum of squares stays below 2¹²⁷: a billion values of up to 2⁴⁸ do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moments {
    /// Number of values.
    pub count: u64,
    /// Their sum.
    pub sum: i128,
    /// The sum of their squares.
    pub sum_of_squares: i128,
}

impl Moments {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a value.
    #[inline]
    pub fn add(&mut self, value: i64) {
        self.count += 1;
        // Most of what is counted is nothing.
        if value != 0 {
            let value = i128::from(value);
            self.sum += value;
            self.sum_of_squares += value * value;
        }
    }

    /// Counts a value that occurred `times` times.
    #[inline]
    pub fn add_times(&mut self, value: i64, times: u64) {
        let (value, weight) = (i128::from(value), i128::from(times));
        self.count += times;
        self.sum += value * weight;
        self.sum_of_squares += value * value * weight;
    }

    /// Counts all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.sum_of_squares += other.sum_of_squares;
    }

    /// The mean; not a number without values.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a mean is a rounded number")]
    pub fn mean(&self) -> f64 {
        self.sum as f64 / self.count as f64
    }

    /// The unbiased variance; 0 for fewer than two values.
    ///
    /// (n Σx² − (Σx)²) / (n (n − 1)), in exact integers where they fit 128 bits.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a variance is a rounded number")]
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            return 0.0;
        }
        let n = i128::from(self.count);
        let pairs = self.count as f64 * (self.count - 1) as f64;
        let squares = n.checked_mul(self.sum_of_squares);
        let exact = squares.zip(self.sum.checked_mul(self.sum));
        let numerator = match exact.and_then(|(squares, square)| squares.checked_sub(square)) {
            Some(numerator) => numerator as f64,
            None => self.about_mean() * self.count as f64,
        };
        numerator.max(0.0) / pairs
    }

    /// Σ (x − c)² − n (mean − c)² about the whole number c nearest below the mean, which loses few
    /// digits.
    #[allow(clippy::cast_precision_loss, reason = "a rounded number")]
    fn about_mean(&self) -> f64 {
        let n = i128::from(self.count);
        let centre = self.sum.div_euclid(n);
        let rest = self.sum.rem_euclid(n) as f64;
        // Σ (x − c)² = Σx² − c (2 Σx − n c) = Σx² − c Σx − c (Σx − n c)
        let squares = centre.checked_mul(self.sum).and_then(|product| self.sum_of_squares.checked_sub(product));
        let left = match squares {
            Some(squares) => squares as f64,
            None => self.sum_of_squares as f64 - centre as f64 * self.sum as f64,
        };
        left - centre as f64 * rest - rest * rest / self.count as f64
    }

    /// The standard error of the mean; infinite for fewer than two values.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2⁵³")]
    pub fn standard_error(&self) -> f64 {
        if self.count < 2 {
            return f64::INFINITY;
        }
        (self.variance() / self.count as f64).sqrt()
    }

    /// The normal interval for the mean of the distribution.
    #[must_use]
    pub fn interval(&self, confidence: f64) -> Interval {
        if self.count < 2 {
            return Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
        }
        Interval::around(self.mean(), normal_multiplier(confidence) * self.standard_error())
    }
}

impl FromIterator<i64> for Moments {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Self {
        let mut moments = Self::new();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "samples are small")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_small_sample_by_hand() {
        let moments: Moments = [2, 4, 4, 4, 5, 5, 7, 9].into_iter().collect();
        assert_eq!((moments.count, moments.sum, moments.sum_of_squares), (8, 40, 232));
        assert!((moments.mean() - 5.0).abs() < 1e-15);
        assert!((moments.variance() - 32.0 / 7.0).abs() < 1e-14);
        let interval = moments.interval(0.95);
        let reach = 1.959_963_984_540_054 * (32.0_f64 / 7.0 / 8.0).sqrt();
        assert!((interval.half_width() - reach).abs() < 1e-12);
    }

    #[test]
    fn too_few_values_say_nothing() {
        assert!(Moments::new().mean().is_nan());
        let one: Moments = [3].into_iter().collect();
        assert!(one.variance().abs() < f64::MIN_POSITIVE);
        assert!(one.standard_error().is_infinite());
        assert!(one.interval(0.95).contains(1e300));
    }

    #[test]
    fn a_small_spread_about_a_great_mean_survives() {
        // n Σx² exceeds 128 bits here, so that the second formula is used.
        let great = 1_i64 << 50;
        let mut moments = Moments::new();
        moments.add_times(great, 1 << 24);
        moments.add_times(great + 2, 1 << 24);
        assert!(i128::from(moments.count).checked_mul(moments.sum_of_squares).is_none());
        let n = f64::from(1 << 25);
        assert!((moments.variance() - n / (n - 1.0)).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn cutting_and_order_do_not_matter(
            values in prop::collection::vec(-1_000_000_i64..1_000_000, 2..60),
            cut in 0_usize..60,
        ) {
            let whole: Moments = values.iter().copied().collect();
            let cut = cut.min(values.len());
            let mut merged: Moments = values[cut..].iter().rev().copied().collect();
            merged.merge(&values[..cut].iter().copied().collect());
            prop_assert_eq!(whole, merged);

            let mean = whole.mean();
            let n = values.len() as f64;
            let plain: f64 = values.iter().map(|&x| (x as f64 - mean).powi(2)).sum::<f64>();
            let plain = plain / (n - 1.0);
            prop_assert!((whole.variance() - plain).abs() <= 1e-9 * plain + 1e-9);
        }
    }
}
