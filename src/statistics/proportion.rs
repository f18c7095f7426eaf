//! Intervals for a probability, from k successes in n independent trials.
//!
//! Confidence lies between 0 and 1, and k ≤ n. Without trials an interval is [0, 1].

use crate::random::special::{Probability, beta_quantile};

use super::interval::{Interval, normal_multiplier};

/// Wilson's score interval (*Journal of the American Statistical Association* 22, 1927): close to
/// its nominal coverage on average, also for small counts.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2⁵³")]
pub fn wilson(successes: u64, trials: u64, confidence: f64) -> Interval {
    if trials == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let n = trials as f64;
    let share = successes as f64 / n;
    let z = normal_multiplier(confidence);
    let stretch = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / stretch;
    let variance = share * (1.0 - share) / n + z * z / (4.0 * n * n);
    let reach = z * variance.sqrt() / stretch;
    // At the ends the formula is exact but for rounding.
    Interval {
        low: if successes == 0 { 0.0 } else { centre - reach },
        high: if successes >= trials { 1.0 } else { centre + reach },
    }
}

/// The exact interval of Clopper and Pearson (*Biometrika* 26, 1934): covers with at least the
/// stated confidence, whatever the probability.
#[must_use]
pub fn clopper_pearson(successes: u64, trials: u64, confidence: f64) -> Interval {
    let one_sided = 0.5 + 0.5 * confidence;
    Interval { low: lower_bound(successes, trials, one_sided), high: upper_bound(successes, trials, one_sided) }
}

/// The exact upper bound: the probability is at most this, with at least the stated (one-sided)
/// confidence.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2⁵³")]
pub fn upper_bound(successes: u64, trials: u64, confidence: f64) -> f64 {
    if successes >= trials {
        return 1.0;
    }
    let failures = (trials - successes) as f64;
    let tail = Probability::of_upper(1.0 - confidence);
    beta_quantile(successes as f64 + 1.0, failures, tail).0
}

/// The exact lower bound: the probability is at least this, with at least the stated (one-sided)
/// confidence.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2⁵³")]
pub fn lower_bound(successes: u64, trials: u64, confidence: f64) -> f64 {
    if successes == 0 {
        return 0.0;
    }
    let failures = trials.saturating_sub(successes) as f64;
    let tail = Probability::of(1.0 - confidence);
    beta_quantile(successes as f64, failures + 1.0, tail).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Domain, Purpose, Stream, agreement, uniform};

    #[track_caller]
    fn close(actual: f64, expected: f64) {
        agreement::close(actual, expected, 1e-9);
    }

    /// Newcombe, *Statistics in Medicine* 17 (1998), Table I, to more digits.
    #[test]
    fn agrees_with_published_intervals() {
        let cases = [
            (81, 263, 0.255_288_519_878_274, 0.366_209_576_982_8),
            (15, 148, 0.062_386_399_530_736_3, 0.160_487_241_723_308),
            (0, 20, 0.0, 0.161_125_158_052_819),
            (1, 29, 0.006_113_214_292_762_67, 0.171_755_218_793_203),
        ];
        for (successes, trials, low, high) in cases {
            let interval = wilson(successes, trials, 0.95);
            close(interval.low, low);
            close(interval.high, high);
        }
        let cases = [
            (81, 263, 0.252_736_745_585_271, 0.367_621_922_601_351),
            (15, 148, 0.057_844_010_083_448_6, 0.161_650_490_349_479),
            (0, 20, 0.0, 0.168_433_470_983_085),
            (1, 29, 0.000_872_646_883_579_922, 0.177_644_295_488_723),
        ];
        for (successes, trials, low, high) in cases {
            let interval = clopper_pearson(successes, trials, 0.95);
            close(interval.low, low);
            close(interval.high, high);
            let mirrored = clopper_pearson(trials - successes, trials, 0.95);
            close(1.0 - mirrored.high, low);
        }
    }

    #[test]
    fn ends_and_empty_samples_are_bounded() {
        for interval in [wilson(0, 0, 0.95), clopper_pearson(0, 0, 0.95)] {
            assert_eq!(interval, Interval { low: 0.0, high: 1.0 });
        }
        close(wilson(20, 20, 0.95).low, 1.0 - 0.161_125_158_052_819);
        close(clopper_pearson(20, 20, 0.95).low, 1.0 - 0.168_433_470_983_085);
        // No halt in n trials: the upper bound solves (1 − p)ⁿ = 1 − confidence.
        close(upper_bound(0, 59, 0.95), 1.0 - libm::pow(0.05, 1.0 / 59.0));
    }

    /// 200 seeds of n = 400 trials with chance 0.2231: the number of intervals that hold the truth
    /// is binomial with chance about 0.95, and outside 180 to 198 with chance below 0.3 %.
    #[test]
    fn wilson_covers_as_stated() {
        let chance = 0.223_130_160_148_43;
        let covering = (0..200_u64).filter(|&seed| {
            let stream = Stream::new(seed, Domain::Procedure, "coverage");
            let hits = (0..400)
                .filter(|&trial| {
                    let word = stream.pair(trial, 0, Purpose::Resampling, 0, 0)[0];
                    uniform(word) < chance
                })
                .count();
            wilson(hits as u64, 400, 0.95).contains(chance)
        });
        let covering = covering.count();
        assert!((180..=198).contains(&covering), "{covering} of 200");
    }
}
