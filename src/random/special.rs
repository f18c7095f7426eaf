//! Special functions, in portable arithmetic: `libm` for logarithm and exponential, and nothing
//! fused or reordered. Relative errors are about 10⁻¹⁴ unless said otherwise.

use libm::{erfc, exp, lgamma, log, log1p, pow, sqrt};

const SQRT_2: f64 = std::f64::consts::SQRT_2;
/// ln √(2π)
const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_7;
const TAU: f64 = std::f64::consts::TAU;

/// A probability known from both sides: `lower` + `upper` = 1. Whichever of the two is small is
/// small without loss of digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probability {
    /// P(X ≤ x).
    pub lower: f64,
    /// P(X > x).
    pub upper: f64,
}

impl Probability {
    /// From a lower probability `u`, limited to [0, 1].
    #[must_use]
    pub fn of(u: f64) -> Self {
        let lower = u.clamp(0.0, 1.0);
        Self {
            lower,
            upper: 1.0 - lower,
        }
    }

    /// From an upper probability, limited to [0, 1].
    #[must_use]
    pub fn of_upper(q: f64) -> Self {
        Self::of(q).reversed()
    }

    /// The two sides exchanged.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            lower: self.upper,
            upper: self.lower,
        }
    }
}

/// Density of the standard normal law.
#[must_use]
pub fn normal_density(z: f64) -> f64 {
    exp(-0.5 * z * z) / sqrt(TAU)
}

/// Distribution function of the standard normal law, both sides.
#[must_use]
pub fn normal_cdf(z: f64) -> Probability {
    Probability {
        lower: 0.5 * erfc(-z / SQRT_2),
        upper: 0.5 * erfc(z / SQRT_2),
    }
}

/// Quantile of the standard normal law: Wichura, Algorithm AS 241 (Applied Statistics 37, 1988),
/// function PPND16, about 10⁻¹⁶ relative. Infinite at 0 and 1.
#[must_use]
pub fn normal_quantile(probability: Probability) -> f64 {
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
        if r <= 5.0 {
            ratio(&MIDDLE, r - 1.6)
        } else {
            ratio(&TAIL, r - 5.0)
        }
    } else {
        f64::INFINITY
    };
    if q < 0.0 { -magnitude } else { magnitude }
}

/// The error of Stirling's formula: ln Γ(a + 1) − (a + ½) ln a + a − ln √(2π), for a > 0.
fn stirling_error(a: f64) -> f64 {
    if a < 16.0 {
        return lgamma(a + 1.0) - (a + 0.5) * log(a) + a - LN_SQRT_TAU;
    }
    let r = 1.0 / (a * a);
    let series = 1.0 / 360.0 - r * (1.0 / 1_260.0 - r * (1.0 / 1_680.0 - r * (1.0 / 1_188.0)));
    (1.0 / 12.0 - r * series) / a
}

/// The deviance a ln(a/x) + x − a without cancellation near x = a: Loader, *Fast and accurate
/// computation of binomial probabilities* (2000).
fn deviance(a: f64, x: f64) -> f64 {
    let v = (a - x) / (a + x);
    if v.abs() < 0.1 {
        let mut sum = (a - x) * v;
        let mut term = 2.0 * a * v;
        let mut odd = 1.0;
        loop {
            term *= v * v;
            odd += 2.0;
            let next = sum + term / odd;
            #[allow(
                clippy::float_cmp,
                reason = "stop when a term no longer changes the sum"
            )]
            if next == sum {
                return sum;
            }
            sum = next;
        }
    }
    a * log(a / x) + x - a
}

/// xᵃ e⁻ˣ / Γ(a + 1), for a ≥ 0 and x ≥ 0: the chance of a in a Poisson law with mean x.
#[must_use]
pub fn poisson_probability(a: f64, x: f64) -> f64 {
    if x <= 0.0 || x == f64::INFINITY {
        0.0
    } else if a < 16.0 {
        exp(a * log(x) - x - lgamma(a + 1.0))
    } else {
        exp(-stirling_error(a) - deviance(a, x)) / sqrt(TAU * a)
    }
}

/// Density of the standard gamma law with this shape, for x > 0.
#[must_use]
pub fn gamma_density(shape: f64, x: f64) -> f64 {
    poisson_probability(shape, x) * (shape / x)
}

/// Regularised incomplete gamma functions P(a, x) and Q(a, x), for shape a > 0: power series below
/// a + 1, Lentz's continued fraction above (DLMF 8.7.1 and 8.9.2).
#[must_use]
#[allow(clippy::many_single_char_names, reason = "the symbols of the formula")]
pub fn gamma_cdf(shape: f64, x: f64) -> Probability {
    if x <= 0.0 {
        return Probability::of(0.0);
    }
    let front = poisson_probability(shape, x);
    if x < shape + 1.0 {
        let mut term = 1.0;
        let mut sum = 1.0;
        let mut a = shape;
        while term > 1e-17 * sum {
            a += 1.0;
            term *= x / a;
            sum += term;
        }
        Probability::of(front * sum)
    } else {
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
            // An infinite x gives no number, which ends the loop too.
            let change = (factor - 1.0).abs();
            if change <= 1e-16 || change.is_nan() || i > 100_000.0 {
                break;
            }
        }
        let upper = front * shape * product;
        Probability::of_upper(if upper.is_nan() { 0.0 } else { upper })
    }
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// Quantile of the standard gamma law with this shape.
///
/// Newton's method on the logarithm of the smaller tail, which is nearly linear there, kept within
/// a bracket. Values below the smallest number (tiny shapes) are 0.
#[must_use]
pub fn gamma_quantile(shape: f64, probability: Probability) -> f64 {
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
        if x > 1.0 {
            x + (shape - 1.0) * log(x)
        } else {
            floor
        }
    } else {
        wilson_hilferty
    };
    let start = if start > floor { start } else { floor };
    newton(start, 0.0, f64::INFINITY, probability, &|x| {
        (gamma_cdf(shape, x), gamma_density(shape, x))
    })
}

/// (p · exp(`ln_factor`))^(1 / power)
fn pow_of_tail(p: f64, ln_factor: f64, power: f64) -> f64 {
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
    law: &dyn Fn(f64) -> (Probability, f64),
) -> f64 {
    let mut x = start;
    let mut last = f64::INFINITY;
    for _ in 0..200 {
        let (at, density) = law(x);
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
        let mut next = if target.lower <= target.upper {
            x * exp(step / x)
        } else {
            x + step
        };
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

/// xᵃ (1 − x)ᵇ / B(a, b), with both x and y = 1 − x given.
#[allow(clippy::many_single_char_names, reason = "the symbols of the formula")]
fn beta_front(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    let n = a + b;
    let corrections = stirling_error(n) - stirling_error(a) - stirling_error(b);
    sqrt(a * (b / n) / TAU) * exp(corrections - deviance(a, n * x) - deviance(b, n * y))
}

/// Density of the beta law on [0, 1] at x, with y = 1 − x given too.
#[must_use]
pub fn beta_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    beta_front(a, b, x, y) / (x * y)
}

/// Regularised incomplete beta function Iₓ(a, b), both sides, with y = 1 − x given too:
/// continued fraction DLMF 8.17.22 by Lentz's method.
#[must_use]
pub fn beta_cdf(a: f64, b: f64, x: f64, y: f64) -> Probability {
    if x <= 0.0 {
        return Probability::of(0.0);
    }
    if y <= 0.0 {
        return Probability::of(1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return beta_cdf_below(b, a, y, x).reversed();
    }
    beta_cdf_below(a, b, x, y)
}

#[allow(clippy::many_single_char_names, reason = "the symbols of the formula")]
fn beta_cdf_below(a: f64, b: f64, x: f64, y: f64) -> Probability {
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
            break;
        }
    }
    Probability::of(beta_front(a, b, x, y) * product / a)
}

/// Quantile of the beta law on [0, 1], as x and 1 − x, each without loss of digits where small.
#[must_use]
pub fn beta_quantile(a: f64, b: f64, probability: Probability) -> (f64, f64) {
    if probability.lower <= 0.0 {
        return (0.0, 1.0);
    }
    if probability.upper <= 0.0 {
        return (1.0, 0.0);
    }
    let mean = a / (a + b);
    let at_mean = beta_cdf(a, b, mean, b / (a + b));
    let below = if probability.lower < 0.5 {
        probability.lower <= at_mean.lower
    } else {
        probability.upper >= at_mean.upper
    };
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
    let start = if small < 0.5 * mean || bell <= 0.0 {
        small
    } else {
        bell
    };
    let start = if start < mean { start } else { 0.999 * mean };
    // The root may be the mean itself, so the bracket ends a little above.
    newton(start, 0.0, 0.5 * (mean + 1.0), probability, &|x| {
        (beta_cdf(a, b, x, 1.0 - x), beta_density(a, b, x, 1.0 - x))
    })
}

/// P(N ≤ k) for a binomial N of n trials with chance p, both sides.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    reason = "counts of trials are far below 2⁵³"
)]
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> Probability {
    if k >= n {
        return Probability::of(1.0);
    }
    beta_cdf((n - k) as f64, k as f64 + 1.0, 1.0 - p, p)
}

/// −ln of the upper probability: the quantile of the exponential law with mean 1.
pub(super) fn exponential_quantile(probability: Probability) -> f64 {
    if probability.lower < 0.5 {
        -log1p(-probability.lower)
    } else {
        -log(probability.upper)
    }
}
