//! The incomplete gamma function and its inverse; the Poisson distribution.

use libm::{exp, lgamma, log, sqrt};

use super::special::{
    Probability, TAU, away_from_zero, deviance, newton, normal_quantile, pow_of_tail, stirling_error,
};

/// The part of ln(xᵃ e⁻ˣ / Γ(a + 1)) that depends on a alone: −ln Γ(a + 1) for small a, and by
/// Stirling's formula for large.
fn gamma_constant(a: f64) -> f64 {
    if a < 16.0 { -lgamma(a + 1.0) } else { -stirling_error(a) - 0.5 * log(TAU * a) }
}

/// xᵃ e⁻ˣ / Γ(a + 1), for x > 0, given [`gamma_constant`].
fn gamma_front(a: f64, x: f64, constant: f64) -> f64 {
    if a < 16.0 { exp(a * log(x) - x + constant) } else { exp(constant - deviance(a, x)) }
}

/// xᵃ e⁻ˣ / Γ(a + 1), for a ≥ 0 and x > 0: the chance of a in a Poisson distribution with mean x.
#[must_use]
pub(crate) fn poisson_probability(a: f64, x: f64) -> f64 {
    gamma_front(a, x, gamma_constant(a))
}

/// Density of the standard gamma distribution with this shape, for x > 0; 0 elsewhere.
#[must_use]
pub(crate) fn gamma_density(shape: f64, x: f64) -> f64 {
    if x <= 0.0 || x == f64::INFINITY {
        return 0.0;
    }
    poisson_probability(shape, x) * (shape / x)
}

/// Regularised incomplete gamma functions P(a, x) and Q(a, x), for shape a > 0.
#[must_use]
pub(crate) fn gamma_cdf(shape: f64, x: f64) -> Probability {
    if x <= 0.0 {
        return Probability::of(0.0);
    }
    if x == f64::INFINITY {
        return Probability::of(1.0);
    }
    gamma_cdf_with(shape, x, poisson_probability(shape, x))
}

/// [`gamma_cdf`] given xᵃ e⁻ˣ / Γ(a + 1): power series below a + 1, Lentz's continued fraction
/// above (DLMF 8.7.1 and 8.9.2).
#[allow(clippy::many_single_char_names, reason = "the symbols of the formula")]
fn gamma_cdf_with(shape: f64, x: f64, front: f64) -> Probability {
    if x < shape + 1.0 {
        let mut term = 1.0;
        let mut sum = 1.0;
        let mut a = shape;
        while term > 1e-17 * sum {
            a += 1.0;
            term *= x / a;
            sum += term;
        }
        return Probability::of(front * sum);
    }
    let mut b = x + 1.0 - shape;
    let mut c = f64::INFINITY;
    let mut d = 1.0 / b;
    let mut product = d;
    let mut i = 0.0;
    loop {
        i += 1.0;
        let a = -i * (i - shape);
        b += 2.0;
        d = 1.0 / away_from_zero(a * d + b);
        c = away_from_zero(b + a / c);
        let factor = c * d;
        product *= factor;
        if (factor - 1.0).abs() <= 1e-16 || i > 100_000.0 {
            return Probability::of_upper(front * shape * product);
        }
    }
}

/// Quantile of the standard gamma distribution with this shape.
///
/// Newton's method on the logarithm of the smaller tail, which is nearly linear there, kept within
/// a bracket. Values below the smallest number (tiny shapes) are 0.
#[must_use]
pub(crate) fn gamma_quantile(shape: f64, probability: Probability) -> f64 {
    let Probability { lower: p, upper: q } = probability;
    if p <= 0.0 {
        return 0.0;
    }
    if q <= 0.0 {
        return f64::INFINITY;
    }
    // P(a, x) < xᵃ / Γ(a + 1), so this is below the quantile and close to it in the lower tail.
    let floor = pow_of_tail(p, lgamma(shape + 1.0), shape);
    if floor < 1e-290 {
        return floor;
    }
    let z = normal_quantile(probability);
    let cube = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * sqrt(shape));
    let wilson_hilferty = shape * cube * cube * cube;
    let start = if shape < 1.0 && q < 0.5 {
        // Q(a, x) ≈ x^(a−1) e⁻ˣ / Γ(a)
        let x = -log(q) - lgamma(shape);
        if x > 1.0 { x + (shape - 1.0) * log(x) } else { floor }
    } else {
        wilson_hilferty
    };
    let start = if start > floor { start } else { floor };
    let constant = gamma_constant(shape);
    newton(start, 0.0, f64::INFINITY, probability, &|x| {
        let front = gamma_front(shape, x, constant);
        (gamma_cdf_with(shape, x, front), front * (shape / x))
    })
}

#[cfg(test)]
#[allow(clippy::excessive_precision, reason = "expected values are given as computed")]
mod tests {
    use super::*;
    use crate::random::agreement::{AT, close};

    /// Computed with 40 digits by bisection of the regularised incomplete gamma function.
    #[test]
    fn gamma_quantiles_agree_with_high_precision() {
        let cases = [
            (
                0.01,
                [
                    0.0, // 1.55e-1626
                    5.660_738_147_061_974_4e-301,
                    2.917_417_191_745_868_6e-53,
                    0.047_137_958_431_590_337,
                    28.778_516_948_644_557,
                ],
            ),
            (
                0.3,
                [
                    4.549_898_456_780_907_1e-55,
                    6.972_699_096_783_344_7e-11,
                    0.012_726_657_769_948_701,
                    1.900_263_642_838_825_3,
                    33.169_553_612_604_871,
                ],
            ),
            (
                2.5,
                [
                    5.086_073_595_556_627_8e-7,
                    0.105_106_301_314_609_58,
                    1.499_954_066_379_953_1,
                    6.416_250_997_015_013,
                    42.097_516_118_260_656,
                ],
            ),
            (
                100.0,
                [
                    38.050_007_180_055_562,
                    71.921_397_495_000_407,
                    94.524_299_358_880_718,
                    120.528_947_753_155_46,
                    205.443_845_495_304_49,
                ],
            ),
            (
                10_000.0,
                [
                    9_193.207_554_300_571_3,
                    9_693.824_385_823_725_9,
                    9_947.319_262_019_583_6,
                    10_196.941_824_999_883,
                    10_843.221_779_893_306,
                ],
            ),
        ];
        for (shape, expected) in cases {
            for (u, expected) in AT.into_iter().zip(expected) {
                close(gamma_quantile(shape, Probability::of(u)), expected, 1e-12);
            }
        }
    }

    /// A gamma distribution with whole shape is a sum of exponential stages (Erlang): closed form.
    #[test]
    fn the_erlang_distribution_has_its_closed_form() {
        for y in [0.01, 0.5, 4.0, 45.0 / 8.0, 30.0] {
            let mut term = libm::exp(-y);
            let mut upper = 0.0;
            for j in 0..4 {
                upper += term;
                term *= y / f64::from(j + 1);
            }
            close(gamma_cdf(4.0, y).upper, upper, 1e-13);
        }
        // P(L > 45) for four stages of 8 days each.
        close(gamma_cdf(4.0, 45.0 / 8.0).upper, 0.187_932_228_881_507, 1e-13);
    }

    #[test]
    fn ends_are_limits() {
        for shape in [0.01, 1.0, 1e6] {
            assert_eq!(gamma_cdf(shape, 0.0), Probability::of(0.0));
            assert_eq!(gamma_cdf(shape, f64::INFINITY), Probability::of(1.0));
            assert!(gamma_quantile(shape, Probability::of(0.0)) <= 0.0);
            assert!(gamma_quantile(shape, Probability::of(1.0)).is_infinite());
        }
        close(poisson_probability(0.0, 4.0), libm::exp(-4.0), 1e-15);
    }
}
