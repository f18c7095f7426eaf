//! Whole numbers of things asked for: Poisson, compound Poisson and negative binomial, as tables of their chances.
//!
//! Panjer's recursion (ASTIN Bulletin 12, 1981), begun at any scale and made to sum to 1 at the end, so that means of
//! thousands do not underflow.

/// Where a sum is scaled down, so that it never overflows.
const TOO_LARGE: f64 = 1e200;
/// Chances below this share of the sum so far end a table, once the mean is passed.
const NEGLIGIBLE: f64 = 1e-18;

/// Chances of 0, 1, 2, … added up.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts(Vec<f64>);

impl Counts {
    /// Poisson with a mean, at least 0.
    #[must_use]
    pub fn poisson(mean: f64) -> Self {
        Self::compound(mean, &[(1, 1.0)])
    }

    /// As many orders as Poisson has them, each of a size with its chance; with a mean of the sum. Sizes are at least
    /// 1, and chances sum to 1.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "sizes are small")]
    pub fn compound(mean: f64, sizes: &[(usize, f64)]) -> Self {
        let mean_size: f64 = sizes.iter().map(|(size, chance)| *size as f64 * chance).sum();
        let orders = mean / mean_size;
        let gap = sizes.iter().map(|(size, _)| *size).max().unwrap_or(1);
        Self::recursion(mean, gap, |n, chances| {
            let term = |(size, chance): &(usize, f64)| {
                let before = n.checked_sub(*size).map_or(0.0, |rest| chances[rest]);
                *size as f64 * chance * before
            };
            orders / n as f64 * sizes.iter().map(term).sum::<f64>()
        })
    }

    /// Negative binomial with a mean, and a variance that is a multiple of it, above 1.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2⁵³")]
    pub fn negative_binomial(mean: f64, variance_to_mean: f64) -> Self {
        let p = 1.0 / variance_to_mean;
        let shape = mean * p / (1.0 - p);
        Self::recursion(mean, 1, |n, chances| (1.0 - p) * (shape + n as f64 - 1.0) / n as f64 * chances[n - 1])
    }

    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2⁵³")]
    fn recursion(mean: f64, gap: usize, next: impl Fn(usize, &[f64]) -> f64) -> Self {
        if mean <= 0.0 {
            return Self(vec![1.0]);
        }
        let mut chances = vec![1.0];
        let mut sum = 1.0;
        // Sizes that are no neighbours leave gaps without any chance.
        let mut small = 0;
        while small < 16 + gap || (chances.len() as f64) < mean {
            let chance = next(chances.len(), &chances);
            chances.push(chance);
            sum += chance;
            small = if chance < NEGLIGIBLE * sum { small + 1 } else { 0 };
            if sum > TOO_LARGE {
                for chance in &mut chances {
                    *chance /= TOO_LARGE;
                }
                sum /= TOO_LARGE;
            }
        }
        let mut total = 0.0;
        for chance in &mut chances {
            total += *chance / sum;
            *chance = total;
        }
        Self(chances)
    }

    /// The smallest number whose cumulative chance reaches `u`.
    #[must_use]
    pub fn quantile(&self, u: f64) -> usize {
        self.0.partition_point(|upto| *upto < u).min(self.0.len() - 1)
    }
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
mod tests {
    use super::*;

    fn moments(counts: &Counts) -> (f64, f64) {
        let mut before = 0.0;
        let mut sums = (0.0, 0.0);
        for (n, upto) in counts.0.iter().enumerate() {
            let chance = upto - before;
            before = *upto;
            sums = (sums.0 + chance * n as f64, sums.1 + chance * (n * n) as f64);
        }
        (sums.0, sums.1 - sums.0 * sums.0)
    }

    #[test]
    fn means_and_variances_are_those_of_the_distributions() {
        for mean in [1e-3, 0.8, 2.5, 50.0, 4000.0] {
            let sizes = [(1, 0.5), (3, 0.3), (8, 0.2)];
            // E[size] = 3, E[size²] = 16: a variance of 16/3 of the mean.
            for (counts, ratio) in [
                (Counts::poisson(mean), 1.0),
                (Counts::negative_binomial(mean, 2.5), 2.5),
                (Counts::compound(mean, &sizes), 16.0 / 3.0),
            ] {
                let (m, v) = moments(&counts);
                assert!((m / mean - 1.0).abs() < 1e-9, "{m}, not {mean}");
                assert!((v / mean - ratio).abs() < 1e-6 * ratio, "{v}, not {ratio} of {mean}");
            }
        }
    }

    #[test]
    fn chances_are_those_of_the_distributions() {
        let poisson = Counts::poisson(2.5);
        assert!((poisson.0[0] - (-2.5_f64).exp()).abs() < 1e-15);
        assert!((poisson.0[1] - 3.5 * (-2.5_f64).exp()).abs() < 1e-15);
        // r = 1.5, p = 0.4: p^r, and r (1 − p) p^r more.
        let binomial = Counts::negative_binomial(2.25, 2.5);
        let none = 0.4_f64.powf(1.5);
        assert!((binomial.0[0] - none).abs() < 1e-15 && (binomial.0[1] - 1.9 * none).abs() < 1e-15);
        assert_eq!(
            [0.0, 1e-9, 0.08, 0.09, 1.0 - 1e-16].map(|u| poisson.quantile(u)).map(|n| n.min(20)),
            [0, 0, 0, 1, 20]
        );
        assert_eq!(Counts::poisson(0.0).quantile(0.9), 0);
    }
}
