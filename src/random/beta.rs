//! The incomplete beta function and its inverse; the binomial distribution.

use libm::{exp, lgamma, log, sqrt};

use super::special::{
    Probability, TAU, away_from_zero, deviance, newton, normal_quantile, pow_of_tail, stirling_error,
};

/// The part of xᵃ (1 − x)ᵇ / B(a, b) that depends on a and b alone, by Stirling's formula.
fn beta_constant(a: f64, b: f64) -> f64 {
    let n = a + b;
    let corrections = stirling_error(n) - stirling_error(a) - stirling_error(b);
    sqrt(a * (b / n) / TAU) * exp(corrections)
}

/// xᵃ (1 − x)ᵇ / B(a, b), with x and y = 1 − x both positive, given [`beta_constant`].
#[allow(clippy::many_single_char_names, reason = "the symbols of the formula")]
fn beta_front(a: f64, b: f64, x: f64, y: f64, constant: f64) -> f64 {
    let n = a + b;
    constant * exp(-deviance(a, n * x) - deviance(b, n * y))
}

/// Density of the beta distribution on [0, 1] at x, with y = 1 − x given too; 0 at the ends.
#[must_use]
pub(crate) fn beta_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    beta_front(a, b, x, y, beta_constant(a, b)) / (x * y)
}

/// Regularised incomplete beta function Iₓ(a, b), both sides, with y = 1 − x given too.
#[must_use]
pub(crate) fn beta_cdf(a: f64, b: f64, x: f64, y: f64) -> Probability {
    if x <= 0.0 {
        return Probability::of(0.0);
    }
    if y <= 0.0 {
        return Probability::of(1.0);
    }
    beta_cdf_with(a, b, x, y, beta_front(a, b, x, y, beta_constant(a, b)))
}

/// [`beta_cdf`] given xᵃ (1 − x)ᵇ / B(a, b), from the side where the fraction converges quickly.
fn beta_cdf_with(a: f64, b: f64, x: f64, y: f64, front: f64) -> Probability {
    if x > (a + 1.0) / (a + b + 2.0) {
        Probability::of(front / b * fraction(b, a, y)).reversed()
    } else {
        Probability::of(front / a * fraction(a, b, x))
    }
}

/// The continued fraction DLMF 8.17.22, by Lentz's method.
#[allow(clippy::many_single_char_names, reason = "the symbols of the formula")]
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    let mut m = 0.0;
    loop {
        m += 1.0;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut factor = 1.0;
        for coefficient in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + coefficient * d);
            c = away_from_zero(1.0 + coefficient / c);
            factor = c * d;
            product *= factor;
        }
        if (factor - 1.0).abs() <= 1e-16 || m > 100_000.0 {
            return product;
        }
    }
}

/// Quantile of the beta distribution on [0, 1], as x and 1 − x, each without loss of digits where small.
#[must_use]
pub(crate) fn beta_quantile(a: f64, b: f64, probability: Probability) -> (f64, f64) {
    if probability.lower <= 0.0 {
        return (0.0, 1.0);
    }
    if probability.upper <= 0.0 {
        return (1.0, 0.0);
    }
    let mean = a / (a + b);
    let at_mean = beta_cdf(a, b, mean, b / (a + b));
    let below =
        if probability.lower < 0.5 { probability.lower <= at_mean.lower } else { probability.upper >= at_mean.upper };
    if below {
        let x = beta_quantile_below(a, b, mean, probability);
        (x, 1.0 - x)
    } else {
        let y = beta_quantile_below(b, a, b / (a + b), probability.reversed());
        (1.0 - y, y)
    }
}

/// The quantile where it is known not to exceed the mean.
fn beta_quantile_below(a: f64, b: f64, mean: f64, probability: Probability) -> f64 {
    let ln_beta = lgamma(a) + lgamma(b) - lgamma(a + b);
    // Iₓ(a, b) ≈ xᵃ / (a B(a, b)) for small x
    let small = pow_of_tail(probability.lower, log(a) + ln_beta, a);
    if small < 1e-290 {
        return small;
    }
    let spread = sqrt(mean * (1.0 - mean) / (a + b + 1.0));
    let bell = mean + spread * normal_quantile(probability);
    let start = if small < 0.5 * mean || bell <= 0.0 { small } else { bell };
    let start = if start < mean { start } else { 0.999 * mean };
    let constant = beta_constant(a, b);
    // The root may be the mean itself, so the bracket ends a little above.
    newton(start, 0.0, 0.5 * (mean + 1.0), probability, &|x| {
        let y = 1.0 - x;
        let front = beta_front(a, b, x, y, constant);
        (beta_cdf_with(a, b, x, y, front), front / (x * y))
    })
}

/// P(N ≤ k) for a binomial N of n trials with chance p, both sides.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2⁵³")]
pub(crate) fn binomial_cdf(k: u64, n: u64, p: f64) -> Probability {
    if k >= n {
        return Probability::of(1.0);
    }
    beta_cdf((n - k) as f64, k as f64 + 1.0, 1.0 - p, p)
}

#[cfg(test)]
#[allow(clippy::excessive_precision, reason = "expected values are given as computed")]
mod tests {
    use super::*;
    use crate::random::agreement::{AT, close};

    /// Computed with 40 digits by bisection of the regularised incomplete beta function.
    #[test]
    fn quantiles_agree_with_high_precision() {
        let cases = [
            (
                0.5,
                0.5,
                [
                    7.603_266_662_125_618_7e-33,
                    2.467_399_070_916_944_2e-6,
                    0.206_107_373_853_763_42,
                    0.998_458_666_866_563_99,
                    1.0,
                ],
            ),
            (
                2.0,
                30.0,
                [
                    3.455_124_030_329_544_1e-10,
                    0.001_487_686_136_942_393_9,
                    0.035_345_494_577_619_857,
                    0.167_021_116_230_227_74,
                    0.735_300_996_348_600_39,
                ],
            ),
            (
                1.5,
                4.5,
                [
                    3.712_384_582_653_191_8e-12,
                    0.002_560_295_666_917_047_1,
                    0.139_552_940_702_244_62,
                    0.628_626_400_631_994_24,
                    0.999_769_423_031_736_38,
                ],
            ),
            (
                0.05,
                3.0,
                [
                    0.0, // 1.78e-326
                    2.300_047_000_664_847_7e-61,
                    8.019_768_003_607_475_5e-12,
                    0.199_440_319_215_244_33,
                    0.999_981_639_653_284_94,
                ],
            ),
            (
                300.0,
                700.0,
                [
                    0.190_538_481_674_493_67,
                    0.256_449_198_800_501_88,
                    0.292_303_749_620_376_68,
                    0.328_759_368_852_069_53,
                    0.425_849_556_371_171_2,
                ],
            ),
        ];
        for (a, b, expected) in cases {
            for (u, expected) in AT.into_iter().zip(expected) {
                let (x, y) = beta_quantile(a, b, Probability::of(u));
                close(x, expected, 1e-12);
                close(x + y, 1.0, 1e-15);
                let (y, x) = beta_quantile(b, a, Probability::of_upper(u));
                close(x, expected, 1e-12);
                close(x + y, 1.0, 1e-15);
            }
        }
    }

    #[test]
    fn the_binomial_distribution_sums_its_terms() {
        // 10 choose k, p = 0.3
        let mut term = 0.7_f64.powi(10);
        let mut upto = 0.0;
        for k in 0..10_u32 {
            upto += term;
            let cdf = binomial_cdf(u64::from(k), 10, 0.3);
            close(cdf.lower, upto, 1e-13);
            close(cdf.lower + cdf.upper, 1.0, 1e-15);
            term *= f64::from(10 - k) / f64::from(k + 1) * 0.3 / 0.7;
        }
        assert_eq!(binomial_cdf(10, 10, 0.3), Probability::of(1.0));
    }
}
