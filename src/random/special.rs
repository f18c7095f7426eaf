//! Special functions, in portable arithmetic: `libm` for logarithm and exponential, and nothing
//! fused or reordered. Relative errors are about 10⁻¹⁴ unless said otherwise.

use libm::{erfc, exp, lgamma, log, log1p, pow, sqrt};

pub(crate) use super::beta::{beta_cdf, beta_density, beta_quantile, binomial_cdf};
pub(crate) use super::gamma::{gamma_cdf, gamma_density, gamma_quantile, poisson_probability};

const SQRT_2: f64 = std::f64::consts::SQRT_2;
/// ln √(2π)
const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_7;
pub(super) const TAU: f64 = std::f64::consts::TAU;

/// A probability known from both sides: `lower` + `upper` = 1. Whichever of the two is small is
/// small without loss of digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Probability {
    /// P(X ≤ x).
    pub lower: f64,
    /// P(X > x).
    pub upper: f64,
}

impl Probability {
    /// From a lower probability `u`, limited to [0, 1].
    #[must_use]
    pub(crate) fn of(u: f64) -> Self {
        let lower = u.clamp(0.0, 1.0);
        Self { lower, upper: 1.0 - lower }
    }

    /// From an upper probability, limited to [0, 1].
    #[must_use]
    pub(crate) fn of_upper(q: f64) -> Self {
        Self::of(q).reversed()
    }

    /// The two sides exchanged.
    #[must_use]
    pub(crate) fn reversed(self) -> Self {
        Self { lower: self.upper, upper: self.lower }
    }
}

/// Density of the standard normal distribution.
#[must_use]
pub(crate) fn normal_density(z: f64) -> f64 {
    exp(-0.5 * z * z) / sqrt(TAU)
}

/// Distribution function of the standard normal distribution, both sides.
#[must_use]
pub(crate) fn normal_cdf(z: f64) -> Probability {
    Probability { lower: 0.5 * erfc(-z / SQRT_2), upper: 0.5 * erfc(z / SQRT_2) }
}

/// Quantile of the standard normal distribution: Wichura, Algorithm AS 241 (Applied Statistics 37, 1988),
/// function PPND16, about 10⁻¹⁶ relative. Infinite at 0 and 1.
#[must_use]
pub(crate) fn normal_quantile(probability: Probability) -> f64 {
    const CENTRE: ([f64; 8], [f64; 8]) = (
        [
            3.387_132_872_796_366_5,
            133.141_667_891_784_38,
            1_971.590_950_306_551_3,
            13_731.693_765_509_46,
            45_921.953_931_549_87,
            67_265.770_927_008_7,
            33_430.575_583_588_13,
            2_509.080_928_730_122_7,
        ],
        [
            1.0,
            42.313_330_701_600_91,
            687.187_007_492_057_9,
            5_394.196_021_424_751,
            21_213.794_301_586_597,
            39_307.895_800_092_71,
            28_729.085_735_721_943,
            5_226.495_278_852_854,
        ],
    );
    const MIDDLE: ([f64; 8], [f64; 8]) = (
        [
            1.423_437_110_749_683_5,
            4.630_337_846_156_546,
            5.769_497_221_460_691,
            3.647_848_324_763_204_5,
            1.270_458_252_452_368_4,
            0.241_780_725_177_450_6,
            0.022_723_844_989_269_184,
            0.000_774_545_014_278_341_4,
        ],
        [
            1.0,
            2.053_191_626_637_759,
            1.676_384_830_183_803_8,
            0.689_767_334_985_1,
            0.148_103_976_427_480_08,
            0.015_198_666_563_616_457,
            0.000_547_593_808_499_534_5,
            1.050_750_071_644_416_9e-09,
        ],
    );
    const TAIL: ([f64; 8], [f64; 8]) = (
        [
            6.657_904_643_501_103,
            5.463_784_911_164_114,
            1.784_826_539_917_291_3,
            0.296_560_571_828_504_87,
            0.026_532_189_526_576_124,
            0.001_242_660_947_388_078_4,
            2.711_555_568_743_487_6e-05,
            2.010_334_399_292_288_1e-07,
        ],
        [
            1.0,
            0.599_832_206_555_888,
            0.136_929_880_922_735_8,
            0.014_875_361_290_850_615,
            0.000_786_869_131_145_613_3,
            1.846_318_317_510_054_8e-05,
            1.421_511_758_316_446e-07,
            2.044_263_103_389_939_7e-15,
        ],
    );
    let ratio = |(above, below): &([f64; 8], [f64; 8]), r: f64| {
        let polynomial = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, &c| sum * r + c);
        polynomial(above) / polynomial(below)
    };
    let Probability { lower, upper } = probability;
    let q = 0.5 * (lower - upper);
    if q.abs() <= 0.425 {
        return q * ratio(&CENTRE, 0.180_625 - q * q);
    }
    let tail = if lower < upper { lower } else { upper };
    let magnitude = if tail > 0.0 {
        let r = sqrt(-log(tail));
        if r <= 5.0 { ratio(&MIDDLE, r - 1.6) } else { ratio(&TAIL, r - 5.0) }
    } else {
        f64::INFINITY
    };
    if q < 0.0 { -magnitude } else { magnitude }
}

/// The error of Stirling's formula: ln Γ(a + 1) − (a + ½) ln a + a − ln √(2π), for a > 0.
pub(super) fn stirling_error(a: f64) -> f64 {
    if a < 16.0 {
        return lgamma(a + 1.0) - (a + 0.5) * log(a) + a - LN_SQRT_TAU;
    }
    let r = 1.0 / (a * a);
    let series = 1.0 / 360.0 - r * (1.0 / 1_260.0 - r * (1.0 / 1_680.0 - r * (1.0 / 1_188.0)));
    (1.0 / 12.0 - r * series) / a
}

/// The deviance a ln(a/x) + x − a without cancellation near x = a: Loader, *Fast and accurate
/// computation of binomial probabilities* (2000).
pub(super) fn deviance(a: f64, x: f64) -> f64 {
    let v = (a - x) / (a + x);
    if v.abs() < 0.1 {
        let mut sum = (a - x) * v;
        let mut term = 2.0 * a * v;
        let mut odd = 1.0;
        loop {
            term *= v * v;
            odd += 2.0;
            let next = sum + term / odd;
            #[allow(clippy::float_cmp, reason = "stop when a term no longer changes the sum")]
            if next == sum {
                return sum;
            }
            sum = next;
        }
    }
    a * log(a / x) + x - a
}

pub(super) fn away_from_zero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// (p · exp(`ln_factor`))^(1 / power)
pub(super) fn pow_of_tail(p: f64, ln_factor: f64, power: f64) -> f64 {
    pow(p, 1.0 / power) * exp(ln_factor / power)
}

/// The root x of F(x) = `target` in (`low`, `high`), 0 ≤ low, from `start`, for an increasing F
/// given with its density. Works on the logarithm of the smaller tail: against ln x in the lower
/// tail and against x in the upper one.
pub(super) fn newton(
    start: f64,
    mut low: f64,
    mut high: f64,
    target: Probability,
    distribution: &dyn Fn(f64) -> (Probability, f64),
) -> f64 {
    let mut x = start;
    let mut last = f64::INFINITY;
    for _ in 0..200 {
        let (at, density) = distribution(x);
        let (miss, tail) = if target.lower <= target.upper {
            (log(target.lower / at.lower), at.lower)
        } else {
            (log(at.upper / target.upper), at.upper)
        };
        if miss == 0.0 {
            return x;
        }
        if miss > 0.0 {
            low = x;
        } else {
            high = x;
        }
        let step = miss * tail / density;
        let mut next = if target.lower <= target.upper { x * exp(step / x) } else { x + step };
        if !(next > low && next < high) {
            next = between(low, high);
        }
        let moved = (next - x).abs();
        // Once steps are tiny they are rounding noise when they no longer shrink.
        if moved <= 1e-15 * x || (moved < 1e-12 * x && moved >= last) {
            return next;
        }
        last = moved;
        x = next;
    }
    x
}

/// A point well inside 0 ≤ low < high: the geometric mean where they are far apart.
fn between(low: f64, high: f64) -> f64 {
    if high == f64::INFINITY {
        2.0 * low + 1.0
    } else if low > 0.0 && high > 4.0 * low {
        sqrt(low) * sqrt(high)
    } else if low <= 0.0 {
        0.01 * high
    } else {
        0.5 * (low + high)
    }
}

/// −ln of the upper probability: the quantile of the exponential distribution with mean 1.
pub(super) fn exponential_quantile(probability: Probability) -> f64 {
    if probability.lower < 0.5 { -log1p(-probability.lower) } else { -log(probability.upper) }
}

#[cfg(test)]
#[allow(clippy::excessive_precision, reason = "expected values are given as computed")]
mod tests {
    use super::*;
    use crate::random::agreement::{AT, close};

    /// Computed with 40 digits by bisection of erfc.
    #[test]
    fn normal_quantiles_agree_with_high_precision() {
        let expected = [
            -8.292_361_075_813_595_5,
            -3.090_232_306_167_813_5,
            -0.524_400_512_708_040_82,
            1.959_963_984_540_053_9,
            8.209_536_151_601_386_9,
        ];
        for (u, expected) in AT.into_iter().zip(expected) {
            close(normal_quantile(Probability::of(u)), expected, 1e-15);
            close(normal_quantile(Probability::of_upper(u)), -expected, 1e-15);
        }
        assert!(normal_quantile(Probability::of(0.5)).abs() < f64::MIN_POSITIVE);
        assert!(normal_quantile(Probability::of(1.0)).is_infinite());
    }
}
