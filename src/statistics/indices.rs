//! Which of many uncertain inputs brings the spread: variance-based indices after Sobol'.
//!
//! A value is a function of groups of independent inputs. The *first-order* index of a group is the share of the
//! variance that would go, on average, if the group alone were known; its *total* index is the share that would
//! stay if all others were known: it counts what the group does by itself and in interplay.
//!
//! Estimators of Jansen (*Computer Physics Communications* 117, 1999), recommended by Puy et al. (*International
//! Journal for Uncertainty Quantification* 12, 2022). With A and B two independent values and `A_B` the value with
//! the group as in B and all else as in A:
//!
//! - variance: V = mean (A − B)² / 2,
//! - first order: S = 1 − mean (B − `A_B`)² / 2V,
//! - total: T = mean (A − `A_B`)² / 2V.
//!
//! V is taken from the same pairs as the other two, so that what they have in common cancels: where a group does
//! little, `A_B` hardly differs from A, and S is known far better than from an independent estimate of V.
//! Intervals are the percentiles of a bootstrap over pairs.

use rand::Rng as _;

use super::quantile;
use crate::random::{Domain, Purpose, Stream};

/// Values of all runs, pair by pair.
#[derive(Clone, Debug)]
pub(crate) struct Runs {
    /// A.
    pub a: Vec<f64>,
    /// B.
    pub b: Vec<f64>,
    /// `A_B` of each group.
    pub swapped: Vec<Vec<f64>>,
}

/// Indices of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Indices {
    /// First order.
    pub first: f64,
    /// Total.
    pub total: f64,
}

/// What pairs say of the variance and of every group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shares {
    /// The variance, mean (A − B)² / 2.
    pub variance: f64,
    /// Indices by group; not numbers if nothing varies.
    pub groups: Vec<Indices>,
}

/// Squared differences, pair by pair: what every estimate is a ratio of means of.
#[derive(Clone, Debug)]
pub(crate) struct Squares {
    /// (A − B)².
    both: Vec<f64>,
    /// (B − `A_B`)² and (A − `A_B`)² of each group.
    groups: Vec<[Vec<f64>; 2]>,
}

impl Squares {
    /// Of runs of equal lengths.
    #[must_use]
    pub(crate) fn of(runs: &Runs) -> Self {
        let between = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).collect();
        let group = |swapped: &Vec<f64>| [between(&runs.b, swapped), between(&runs.a, swapped)];
        Self { both: between(&runs.a, &runs.b), groups: runs.swapped.iter().map(group).collect() }
    }

    /// The estimates.
    #[must_use]
    pub(crate) fn shares(&self) -> Shares {
        self.weighted(&vec![1.0; self.both.len()])
    }

    /// The same from as many pairs, drawn anew with replacement; the seed and the number of the replicate decide.
    #[must_use]
    pub(crate) fn resampled(&self, seed: u64, replicate: u64) -> Shares {
        self.weighted(&weights(self.both.len(), seed, replicate))
    }

    #[allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2⁵³")]
    fn weighted(&self, weights: &[f64]) -> Shares {
        let sum = |squares: &[f64]| squares.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>();
        let both = sum(&self.both);
        let indices = |[b, a]: &[Vec<f64>; 2]| Indices { first: 1.0 - sum(b) / both, total: sum(a) / both };
        Shares { variance: both / (2.0 * self.both.len() as f64), groups: self.groups.iter().map(indices).collect() }
    }
}

fn weights(pairs: usize, seed: u64, replicate: u64) -> Vec<f64> {
    let mut words = Stream::new(seed, Domain::Procedure, "indices").sequence(replicate, Purpose::Resampling);
    let mut weights = vec![0.0; pairs];
    for _ in 0..pairs {
        // The upper half of word × pairs is even over the pairs to 2⁻⁶⁴.
        let at = (u128::from(words.next_u64()) * pairs as u128) >> 64;
        weights[usize::try_from(at).unwrap_or(0)] += 1.0;
    }
    weights
}

/// The middle part of replicates that holds this share of them; nothing without finite ones.
#[must_use]
pub(crate) fn percentile_interval(replicates: impl Iterator<Item = f64>, confidence: f64) -> Option<(f64, f64)> {
    let mut sorted: Vec<f64> = replicates.filter(|x| x.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let out = (1.0 - confidence) / 2.0;
    Some((quantile::of_sorted(&sorted, out)?, quantile::of_sorted(&sorted, 1.0 - out)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::uniform;
    use std::f64::consts::PI;

    /// A and B from independent points of the unit cube, and one run with each coordinate of B.
    fn runs(d: usize, pairs: u64, seed: u64, value: impl Fn(&[f64]) -> f64) -> Runs {
        let streams: Vec<Stream> =
            (0..d).map(|i| Stream::new(seed, Domain::Procedure, &format!("coordinate {i}"))).collect();
        let point = |trial: u64| -> Vec<f64> {
            streams.iter().map(|s| uniform(s.pair(trial, 0, Purpose::Resampling, 0, 0)[0])).collect()
        };
        let all = |of: &dyn Fn(u64) -> f64| (0..pairs).map(of).collect::<Vec<f64>>();
        let swapped = |i: usize| {
            all(&|trial| {
                let mut at = point(trial);
                at[i] = point(trial + pairs)[i];
                value(&at)
            })
        };
        Runs {
            a: all(&|trial| value(&point(trial))),
            b: all(&|trial| value(&point(trial + pairs))),
            swapped: (0..d).map(swapped).collect(),
        }
    }

    /// Ishigami and Homma (ISUMA 1990) with a = 7, b = 0.1; exact indices in Saltelli, Chan and Scott,
    /// *Sensitivity Analysis* (2000), section 2.9: V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2, V₁ = (1 + bπ⁴/5)²/2,
    /// V₂ = a²/8, V₁₃ = 8b²π⁸/225. The third input does nothing by itself.
    const ISHIGAMI: [[f64; 2]; 3] = [
        [0.313_905_191_147_811, 0.557_588_855_209_959],
        [0.442_411_144_790_041, 0.442_411_144_790_041],
        [0.0, 0.243_683_664_062_148],
    ];
    const ISHIGAMI_VARIANCE: f64 = 13.844_587_940_719_3;

    fn ishigami(u: &[f64]) -> f64 {
        let x = [0, 1, 2].map(|i| (2.0 * u[i] - 1.0) * PI);
        let (first, second) = (libm::sin(x[0]), libm::sin(x[1]));
        first + 7.0 * second * second + 0.1 * x[2] * x[2] * x[2] * x[2] * first
    }

    /// Sobol' g-function, ∏ (|4u − 2| + a)/(1 + a) with a = 0, 1, 4.5, 9, 99 (Saltelli and Sobol', *Reliability
    /// Engineering & System Safety* 50, 1995): Vᵢ = 1/(3(1 + aᵢ)²), V = ∏(1 + Vᵢ) − 1.
    const G: [[f64; 2]; 5] = [
        [0.716_417_723_443_192, 0.787_313_292_582_394],
        [0.179_104_430_860_798, 0.242_250_243_871_506],
        [0.023_683_230_527_047_7, 0.034_324_285_235_199_7],
        [0.007_164_177_234_431_92, 0.010_462_635_117_374],
        [7.164_177_234_431_92e-5, 1.049_716_066_240_98e-4],
    ];
    const G_VARIANCE: f64 = 0.465_277_899_227_97;

    fn g(u: &[f64]) -> f64 {
        let a = [0.0, 1.0, 4.5, 9.0, 99.0];
        u.iter().zip(a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
    }

    /// Every index within 4.5 standard errors of the exact one, those of 200 replicates (uncertain by 5 %).
    #[track_caller]
    fn agrees(runs: &Runs, variance: f64, exact: &[[f64; 2]]) {
        let squares = Squares::of(runs);
        let shares = squares.shares();
        assert!((shares.variance / variance - 1.0).abs() < 0.02, "{}", shares.variance);
        let replicates: Vec<Vec<Indices>> = (0..200).map(|replicate| squares.resampled(1, replicate).groups).collect();
        for (at, (found, exact)) in shares.groups.iter().zip(exact).enumerate() {
            for (which, of) in [|i: &Indices| i.first, |i: &Indices| i.total].iter().enumerate() {
                let each = || replicates.iter().map(|all| of(&all[at]));
                let mean = each().sum::<f64>() / 200.0;
                let error = (each().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 199.0).sqrt();
                let off = of(found) - exact[which];
                assert!(off.abs() <= 4.5 * error, "group {at}, index {which}: off by {off}, error {error}");
                assert!(error < 0.02, "group {at}, index {which}: {error} is no error to speak of");
            }
        }
    }

    #[test]
    fn ishigami_agrees_with_the_exact_indices() {
        agrees(&runs(3, 20_000, 7, ishigami), ISHIGAMI_VARIANCE, &ISHIGAMI);
    }

    #[test]
    fn the_g_function_agrees_with_the_exact_indices() {
        agrees(&runs(5, 20_000, 7, g), G_VARIANCE, &G);
    }

    /// Of 200 seeds the number of intervals that hold the exact index is binomial, outside 180 to 198 with a chance
    /// below 0.3 % each if they cover as stated.
    #[test]
    fn intervals_cover_as_stated() {
        let mut covering = [[0; 2]; 3];
        for seed in 0..200 {
            let squares = Squares::of(&runs(3, 500, seed, ishigami));
            let replicates: Vec<Vec<Indices>> =
                (0..300).map(|replicate| squares.resampled(seed, replicate).groups).collect();
            for (at, (exact, count)) in ISHIGAMI.iter().zip(&mut covering).enumerate() {
                for (which, of) in [|i: &Indices| i.first, |i: &Indices| i.total].iter().enumerate() {
                    let interval = percentile_interval(replicates.iter().map(|all| of(&all[at])), 0.95);
                    let (low, high) = interval.expect("there are replicates");
                    count[which] += u32::from(low <= exact[which] && exact[which] <= high);
                }
            }
        }
        assert!(covering.iter().flatten().all(|n| (180..=198).contains(n)), "{covering:?} of 200");
    }

    /// A group that does nothing has exactly no index, whatever the random numbers; so has everything if nothing
    /// varies.
    #[test]
    fn what_does_nothing_has_no_index() {
        let squares = Squares::of(&runs(2, 50, 3, |u| u[0]));
        for found in [squares.shares().groups, squares.resampled(1, 5).groups] {
            assert_eq!(found[1], Indices { first: 0.0, total: 0.0 });
            assert!((found[0].first - 1.0).abs() < 1e-12 && (found[0].total - 1.0).abs() < 1e-12);
        }
        let still = Squares::of(&runs(1, 50, 3, |_| 4.0)).shares();
        assert!(still.variance == 0.0 && still.groups[0].first.is_nan());
        assert_eq!(percentile_interval([f64::NAN].into_iter(), 0.95), None);
    }
}
