//! What the simulation does not explain of an observed series: noise that is gone a month later, and a drift that
//! lasts.
//!
//! In a trial, the logarithm of observed over simulated is drift + noise. The drift keeps a share of itself from month
//! to month and takes as much anew as keeps its standard deviation; both are normal. So what the known months say of
//! the drift, and how likely the trial made them, is exact (Kalman, *Journal of Basic Engineering* 82, 1960): a trial
//! is not asked to hit its drift by chance.

use crate::model::{Model, Observed};

/// What a trial drew for the difference of its series from what is observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stray {
    /// Standard deviation of the noise.
    pub noise: f64,
    /// Standard deviation of the drift in the long run.
    drift: f64,
    /// Share of the drift that is left after a month.
    left: f64,
}

/// What is known of the drift in a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Drift {
    /// Its mean.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
}

impl Stray {
    /// Of the parameters that a trial drew.
    pub(super) fn of(model: &Model, observed: &Observed, drawn: &[f64]) -> Self {
        let (drift, left) = observed.drift.map_or((0.0, 0.0), |(sd, left)| (model.numbers.value(sd, drawn), left));
        Self { noise: model.numbers.value(observed.noise, drawn), drift, left }
    }

    /// Before anything is known.
    pub(super) fn at_first(self) -> Drift {
        Drift { mean: 0.0, variance: self.drift * self.drift }
    }

    /// So many months later.
    pub(super) fn later(self, known: Drift, months: i32) -> Drift {
        let left = libm::pow(self.left, f64::from(months));
        let anew = (1.0 - left * left) * self.drift * self.drift;
        Drift { mean: left * known.mean, variance: left * left * known.variance + anew }
    }

    /// With the difference of one month, and the logarithm of how likely it was, but for a constant.
    pub(super) fn seen(self, known: Drift, difference: f64) -> (Drift, f64) {
        let noise = self.noise.max(1e-6);
        let variance = known.variance + noise * noise;
        let off = difference - known.mean;
        let gain = known.variance / variance;
        let log = -0.5 * off * off / variance - 0.5 * libm::log(variance);
        (Drift { mean: known.mean + gain * off, variance: (1.0 - gain) * known.variance }, log)
    }

    /// Standard deviation of a month's difference, as far as its drift is known.
    pub(super) fn spread(self, known: Drift) -> f64 {
        libm::sqrt(known.variance + self.noise * self.noise)
    }

    /// The drift of a month after one with another, by two draws of a standard normal.
    pub(super) fn wandered(self, before: Option<f64>, z: f64) -> f64 {
        match before {
            None => self.drift * z,
            Some(before) => self.left * before + libm::sqrt(1.0 - self.left * self.left) * self.drift * z,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRAY: Stray = Stray { noise: 0.3, drift: 0.4, left: 0.5 };

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }

    /// By hand: the prior variance 0.16 meets noise of 0.09, so a difference of 0.5 moves the mean by 0.64 of it.
    #[test]
    fn a_month_is_weighed_against_what_was_known() {
        let (after, log) = STRAY.seen(STRAY.at_first(), 0.5);
        close(after.mean, 0.32);
        close(after.variance, 0.0576);
        close(log, -0.5 * 0.25 / 0.25 - 0.5 * libm::log(0.25));
        let next = STRAY.later(after, 1);
        close(next.mean, 0.16);
        close(next.variance, 0.25 * 0.0576 + 0.75 * 0.16);
        close(STRAY.spread(next), libm::sqrt(next.variance + 0.09));
        close(STRAY.later(after, 60).variance, 0.16);
    }

    /// Two months at once: the likelihood is that of a normal of two dimensions with the covariance of both.
    #[test]
    fn months_one_after_the_other_are_as_likely_as_together() {
        let (y1, y2) = (0.5, -0.2);
        let (after, first) = STRAY.seen(STRAY.at_first(), y1);
        let (_, second) = STRAY.seen(STRAY.later(after, 2), y2);
        let (variance, covariance) = (0.25, 0.25 * 0.16);
        let determinant = variance * variance - covariance * covariance;
        let square = (variance * (y1 * y1 + y2 * y2) - 2.0 * covariance * y1 * y2) / determinant;
        close(first + second, -0.5 * square - 0.5 * libm::log(determinant));
    }

    #[test]
    fn without_drift_months_say_nothing_of_each_other() {
        let plain = Stray { noise: 0.1, drift: 0.0, left: 0.0 };
        let (after, log) = plain.seen(plain.at_first(), 0.2);
        assert_eq!(after, Drift { mean: 0.0, variance: 0.0 });
        close(log, -2.0 - libm::log(0.1));
        close(plain.spread(after), 0.1);
        close(plain.wandered(None, 2.0), 0.0);
    }
}
