//! Distributions of whole days, written out: what the engine draws by inversion is here summed, folded and stepped.

/// Chances of 0, 1, 2, … days.
pub(crate) type Distribution = Vec<f64>;

/// The distribution of `ceil(x)`, at least 1, from `P(x > k)`, for days up to `most`; what is left lies on `most + 1`.
pub(crate) fn days(above: impl Fn(u32) -> f64, most: u32) -> Distribution {
    let mut distribution = vec![0.0; most as usize + 2];
    distribution[1] = 1.0 - above(1);
    for day in 2..=most {
        distribution[day as usize] = above(day - 1) - above(day);
    }
    distribution[most as usize + 1] = above(most);
    distribution
}

/// `P(x > k)` of the exponential distribution.
pub(crate) fn exponential(mean: f64) -> impl Fn(u32) -> f64 {
    move |k| (-f64::from(k) / mean).exp()
}

/// `P(x > k)` of the gamma distribution with a whole shape.
pub(crate) fn erlang(stages: u32, scale: f64) -> impl Fn(u32) -> f64 {
    move |k| {
        let y = f64::from(k) / scale;
        let mut term = (-y).exp();
        (1..=stages).fold(0.0, |sum, j| {
            let sum = sum + term;
            term *= y / f64::from(j);
            sum
        })
    }
}

/// `P(x > k)` of the gamma distribution with shape 2.5: Γ(2.5, y) / Γ(2.5) = erfc(√y) + e^−y √y (2 + 4y/3) / √π.
pub(crate) fn gamma_two_and_a_half(scale: f64) -> impl Fn(u32) -> f64 {
    move |k| {
        let y = f64::from(k) / scale;
        erfc(y.sqrt()) + (-y).exp() * y.sqrt() * (2.0 + 4.0 * y / 3.0) / std::f64::consts::PI.sqrt()
    }
}

/// `P(x > k)` of the lognormal distribution.
pub(crate) fn lognormal(median: f64, sigma: f64) -> impl Fn(u32) -> f64 {
    move |k| {
        if k == 0 { 1.0 } else { 0.5 * erfc((f64::from(k) / median).ln() / sigma / std::f64::consts::SQRT_2) }
    }
}

/// Chances of 0, 1, … `most` events.
pub(crate) fn poisson(mean: f64, most: usize) -> Distribution {
    let mut distribution = vec![(-mean).exp()];
    for k in 1..=most {
        distribution.push(distribution[k - 1] * mean / k as f64);
    }
    distribution
}

/// Chances of 0, 1, … `n` successes.
pub(crate) fn binomial(n: usize, p: f64) -> Distribution {
    (0..n).fold(vec![1.0], |distribution, _| sum(&distribution, &[1.0 - p, p]))
}

/// The distribution of the sum of two independent numbers.
pub(crate) fn sum(a: &[f64], b: &[f64]) -> Distribution {
    let mut distribution = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate().filter(|(_, x)| **x > 0.0) {
        for (j, y) in b.iter().enumerate() {
            distribution[i + j] += x * y;
        }
    }
    distribution
}

/// The same, with all beyond `most` put on it.
pub(crate) fn sum_up_to(a: &[f64], b: &[f64], most: usize) -> Distribution {
    let mut distribution = sum(a, b);
    if distribution.len() > most + 1 {
        let beyond: f64 = distribution.drain(most + 1..).sum();
        distribution[most] += beyond;
    }
    distribution
}

/// Mean of a function of the number.
pub(crate) fn expected(distribution: &[f64], of: impl Fn(usize) -> f64) -> f64 {
    distribution.iter().enumerate().map(|(k, p)| p * of(k)).sum()
}

/// Mean.
pub(crate) fn mean(distribution: &[f64]) -> f64 {
    expected(distribution, |k| k as f64)
}

/// Variance.
pub(crate) fn variance(distribution: &[f64]) -> f64 {
    let mean = mean(distribution);
    expected(distribution, |k| (k as f64 - mean).powi(2))
}

/// The chance of more than `k`.
pub(crate) fn above(distribution: &[f64], k: usize) -> f64 {
    distribution[(k + 1).min(distribution.len())..].iter().sum()
}

/// The smallest number that is not exceeded with a chance of `level`.
pub(crate) fn quantile(distribution: &[f64], level: f64) -> f64 {
    (0..distribution.len())
        .find(|k| above(distribution, *k) <= 1.0 - level + 1e-12)
        .expect("the distribution has an end") as f64
}

/// Complementary error function by its continued fraction and series (Abramowitz & Stegun 7.1.5, 7.1.14).
pub(crate) fn erfc(x: f64) -> f64 {
    let z = x.abs();
    let value = if z < 2.0 {
        let (mut term, mut sum) = (z, z);
        for n in 1..100 {
            term *= -z * z / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        1.0 - sum * 2.0 / std::f64::consts::PI.sqrt()
    } else {
        let fraction = (1..200).rev().fold(0.0, |f, k| f64::from(k) / 2.0 / (z + f));
        (-z * z).exp() / std::f64::consts::PI.sqrt() / (z + fraction)
    };
    if x < 0.0 { 2.0 - value } else { value }
}

/// The chain of two states, open and closed, day by day: chances to leave each.
#[derive(Clone, Copy)]
pub(crate) struct TwoStates {
    /// From open to closed.
    pub closes: f64,
    /// From closed to open.
    pub opens: f64,
}

impl TwoStates {
    /// Stays of `ceil(x)` days with x exponential.
    pub(crate) fn of_means(open: f64, closed: f64) -> Self {
        Self { closes: 1.0 - (-1.0 / open).exp(), opens: 1.0 - (-1.0 / closed).exp() }
    }
    /// Means of the exponential distributions that give the chain.
    pub(crate) fn means(self) -> [f64; 2] {
        [self.closes, self.opens].map(|p| -1.0 / (-p).ln_1p())
    }
    /// The chance to be closed so many days after being open.
    pub(crate) fn closed_after(self, days: u32) -> f64 {
        let both = self.closes + self.opens;
        self.closes / both * (1.0 - (1.0 - both).powi(days as i32))
    }
}
