//! How good was a forecast? Scores of a forecast distribution against the one value that came.
//!
//! - The continuous ranked probability score, CRPS = ∫ (F(x) − 1{x ≥ y})² dx, in the unit of the value: the smaller the
//!   better, and for a forecast without spread the absolute error (Gneiting and Raftery, *Journal of the American
//!   Statistical Association* 102, 2007). Closed forms: Jordan, Krüger and Lerch, *Journal of Statistical Software*
//!   90(12), 2019.
//! - The probability integral transform, the forecast's chance of at most the value that came: uniform from 0 to 1
//!   where forecasts are right. For values that can tie it is randomised (Czado, Gneiting and Held, *Biometrics* 65,
//!   2009).

use super::Interval;

/// Values of equally likely trials, rising.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ensemble {
    values: Vec<f64>,
}

impl Ensemble {
    /// From values in any order.
    ///
    /// # Panics
    /// Without a value, or where one is not a number.
    #[must_use]
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        assert!(!values.is_empty() && values.iter().all(|x| !x.is_nan()), "an ensemble needs numbers");
        values.sort_by(f64::total_cmp);
        Self { values }
    }

    /// The values, rising.
    #[must_use]
    pub(crate) fn values(&self) -> &[f64] {
        &self.values
    }

    /// The smallest value that at least a share `p` of the ensemble does not exceed.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "a rank within a vector")]
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        let rank = super::quantile::rank(self.values.len() as u64, p);
        self.values[(rank.max(1) - 1) as usize]
    }

    /// The central band that holds this share of the ensemble: for 0.8 its 10 % and 90 % quantiles.
    #[must_use]
    pub(crate) fn band(&self, share: f64) -> Interval {
        let tail = 0.5 * (1.0 - share);
        Interval { low: self.quantile(tail), high: self.quantile(1.0 - tail) }
    }

    /// CRPS at `y` that an endless ensemble from the same distribution would have, in expectation: pairs of a value
    /// with itself do not count (Ferro, *Quarterly Journal of the Royal Meteorological Society* 140, 2014). An ensemble
    /// of one value has its absolute error.
    #[must_use]
    pub(crate) fn fair_crps(&self, y: f64) -> f64 {
        let n = self.size();
        if self.values.len() < 2 {
            return self.distance(y);
        }
        self.distance(y) - self.pairs() / (n * (n - 1.0))
    }

    /// CRPS at `y` of the ensemble as it is, its values being all that can come: mean |x − y| − ½ mean |x − x′|.
    #[must_use]
    pub(crate) fn crps(&self, y: f64) -> f64 {
        let n = self.size();
        self.distance(y) - self.pairs() / (n * n)
    }

    /// Shares of the ensemble below `y`, and at most `y`: the ends between which the transform of `y` lies.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "sizes of ensembles are far below 2⁵³")]
    pub(crate) fn transform(&self, y: f64) -> Interval {
        let share = |count: usize| count as f64 / self.size();
        Interval {
            low: share(self.values.partition_point(|x| *x < y)),
            high: share(self.values.partition_point(|x| *x <= y)),
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "sizes of ensembles are far below 2⁵³")]
    fn size(&self) -> f64 {
        self.values.len() as f64
    }

    fn distance(&self, y: f64) -> f64 {
        self.values.iter().map(|x| (x - y).abs()).sum::<f64>() / self.size()
    }

    /// Sum of x′ − x over all pairs x ≤ x′. Each gap between neighbours counts once for every pair around it.
    #[allow(clippy::cast_precision_loss, reason = "sizes of ensembles are far below 2⁵³")]
    fn pairs(&self) -> f64 {
        let n = self.values.len();
        let gap = |(at, pair): (usize, &[f64])| (pair[1] - pair[0]) * ((at + 1) as f64) * ((n - at - 1) as f64);
        self.values.windows(2).enumerate().map(gap).sum()
    }
}

/// The randomised transform: a point of the interval, `u` from 0 to 1 being drawn uniformly. Of a right forecast it is
/// uniform, ties or not.
#[must_use]
pub(crate) fn randomised(transform: Interval, u: f64) -> f64 {
    transform.low + u * (transform.high - transform.low)
}

/// How much better a score is than that of a reference: 1 is perfect, 0 no better, below 0 worse. Nothing where the
/// reference is perfect.
#[must_use]
pub(crate) fn skill(score: f64, reference: f64) -> Option<f64> {
    (reference > 0.0).then(|| 1.0 - score / reference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::special::{normal_cdf, normal_density};
    use libm::{exp, log, sqrt};

    /// 1 / √π: the expected distance of two standard normal values is twice this.
    const ONE_OVER_ROOT_PI: f64 = 0.564_189_583_547_756_3;

    /// CRPS of the normal distribution with this mean and standard deviation (above 0) at `y`.
    fn crps_normal(mean: f64, sd: f64, y: f64) -> f64 {
        let z = (y - mean) / sd;
        let cdf = normal_cdf(z);
        sd * (z * (cdf.lower - cdf.upper) + 2.0 * normal_density(z) - ONE_OVER_ROOT_PI)
    }

    /// CRPS of the exponential distribution with this mean (above 0) at `y`.
    fn crps_exponential(mean: f64, y: f64) -> f64 {
        let missed = if y > 0.0 { y - 2.0 * mean * (1.0 - exp(-y / mean)) } else { -y };
        missed + 0.5 * mean
    }

    /// CRPS at `y` of the lognormal distribution whose logarithm is normal with mean `mu` and standard deviation
    /// `sigma` (above 0).
    fn crps_lognormal(mu: f64, sigma: f64, y: f64) -> f64 {
        let mean = exp(mu + 0.5 * sigma * sigma);
        let spread = normal_cdf(sigma / core::f64::consts::SQRT_2).lower;
        if y <= 0.0 {
            return mean - y - 2.0 * mean * (spread - 0.5);
        }
        let z = (log(y) - mu) / sigma;
        let below = normal_cdf(z);
        y * (below.lower - below.upper) - 2.0 * mean * (normal_cdf(z - sigma).lower + spread - 1.0)
    }

    use crate::random::{Distribution, Domain, Purpose, Stream, agreement, uniform};

    #[track_caller]
    fn close(actual: f64, expected: f64) {
        agreement::close(actual, expected, 1e-9);
    }

    /// Values by the closed forms of Gneiting and Raftery (2007) and Jordan, Krüger and Lerch (2019), each confirmed by
    /// integrating (F(x) − 1{x ≥ y})² numerically.
    #[test]
    fn closed_forms_agree_with_known_values() {
        close(crps_normal(10.0, 3.0, 13.5), 2.167_715_830_660_42);
        close(crps_normal(0.0, 1.0, 0.0), 0.233_694_977_255_109);
        close(crps_exponential(20.0, 35.0), 11.950_957_738_017_8);
        // To the digits to which form and integral agree.
        close(crps_lognormal(3.2, 0.8, 40.0), 8.943_554_525_685_1);
    }

    /// Where nothing negative can come, a negative value is farther off by its distance.
    #[test]
    fn below_the_support_the_score_grows_with_the_distance() {
        close(crps_exponential(20.0, -5.0), crps_exponential(20.0, 0.0) + 5.0);
        close(crps_lognormal(3.2, 0.8, -5.0), crps_lognormal(3.2, 0.8, 1e-300) + 5.0);
    }

    /// Six values by hand: mean distance from 9 is 4.5, the fifteen distances sum to 109.
    #[test]
    fn an_ensemble_by_hand() {
        let ensemble = Ensemble::new(vec![21.0, 3.0, 8.0, 5.0, 13.0, 8.0]);
        close(ensemble.crps(9.0), 1.5);
        close(ensemble.fair_crps(9.0), 0.866_666_666_666_667);
        let transform = ensemble.transform(8.0);
        close(transform.low, 2.0 / 6.0);
        close(transform.high, 4.0 / 6.0);
        close(randomised(transform, 0.25), 2.5 / 6.0);
        assert_eq!(ensemble.band(0.5), Interval { low: 5.0, high: 13.0 });
        close(Ensemble::new(vec![4.0]).fair_crps(7.0), 3.0);
    }

    /// The transform of a count of 9 under a Poisson forecast with mean 6.5 lies between F(8) and F(9); an ensemble of
    /// its quantiles at 100,000 equal steps has them to a step.
    #[test]
    fn the_transform_of_a_count_lies_between_two_cumulative_chances() {
        let distribution = Distribution::poisson(6.5).unwrap();
        close(distribution.cdf(8.0), 0.791_573_033_190_778);
        close(distribution.cdf(9.0), 0.877_384_049_289_82);
        let n = 100_000;
        let ensemble =
            Ensemble::new((0..n).map(|i| distribution.quantile((f64::from(i) + 0.5) / f64::from(n))).collect());
        let transform = ensemble.transform(9.0);
        assert!(
            (transform.low - distribution.cdf(8.0)).abs() < 1.1e-5
                && (transform.high - distribution.cdf(9.0)).abs() < 1.1e-5
        );
    }

    /// An ensemble of quantiles has nearly the score of its distribution.
    #[test]
    fn a_large_ensemble_scores_as_its_distribution() {
        let n = 20_000;
        let at = |distribution: &Distribution| {
            Ensemble::new((0..n).map(|i| distribution.quantile((f64::from(i) + 0.5) / f64::from(n))).collect())
        };
        let normal = at(&Distribution::normal(10.0, 3.0).unwrap());
        agreement::close(normal.crps(13.5), crps_normal(10.0, 3.0, 13.5), 1e-4);
        let skewed = at(&Distribution::lognormal_sigma(exp(3.2), 0.8).unwrap());
        agreement::close(skewed.crps(40.0), crps_lognormal(3.2, 0.8, 40.0), 1e-3);
        let waits = at(&Distribution::exponential(20.0).unwrap());
        agreement::close(waits.crps(35.0), crps_exponential(20.0, 35.0), 1e-3);
    }

    /// Fair means right in expectation at any size: 4,000 ensembles of three standard normal values, each held against
    /// one more, score 1/√π on average as a perfect forecast does. The mean's standard error is about 0.011; 4.5 of it
    /// is passed by chance once in 150,000.
    #[test]
    fn small_ensembles_of_a_right_forecast_score_fairly() {
        let distribution = Distribution::normal(0.0, 1.0).unwrap();
        let stream = Stream::new(1, Domain::Procedure, "fair score");
        let draw =
            |at: u64, slot: u32| distribution.quantile(uniform(stream.pair(at, slot, Purpose::Resampling, 0, 0)[0]));
        let scores: Vec<f64> = (0..4_000)
            .map(|at| Ensemble::new((0..3).map(|slot| draw(at, slot)).collect()).fair_crps(draw(at, 3)))
            .collect();
        let n = 4_000.0;
        let mean = scores.iter().sum::<f64>() / n;
        let error = sqrt(scores.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (n - 1.0) / n);
        assert!((mean - 0.564_189_583_547_756).abs() < 4.5 * error, "{mean} ± {error}");
    }

    /// Counts from the distribution that forecasts them: 20,000 randomised transforms fall evenly into ten bins. The
    /// statistic is chi-squared with nine degrees of freedom, above 33.7 once in 10,000.
    #[test]
    fn randomised_transforms_of_a_right_forecast_are_even() {
        let distribution = Distribution::poisson(2.0).unwrap();
        let stream = Stream::new(1, Domain::Procedure, "even transforms");
        let mut bins = [0_u32; 10];
        for at in 0..20_000 {
            let [count, point] = stream.pair(at, 0, Purpose::Resampling, 0, 0).map(uniform);
            let count = distribution.quantile(count);
            let below = if count > 0.0 { distribution.cdf(count - 1.0) } else { 0.0 };
            let pit = randomised(Interval { low: below, high: distribution.cdf(count) }, point);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 9")]
            let bin = (pit * 10.0) as usize;
            bins[bin.min(9)] += 1;
        }
        let statistic: f64 = bins.iter().map(|n| (f64::from(*n) - 2_000.0).powi(2) / 2_000.0).sum();
        assert!(statistic < 33.7, "{statistic} {bins:?}");
    }

    #[test]
    fn skill_is_against_a_reference() {
        assert_eq!([skill(1.0, 2.0), skill(2.0, 2.0), skill(3.0, 2.0)], [Some(0.5), Some(0.0), Some(-0.5)]);
        assert_eq!(skill(1.0, 0.0), None);
    }
}
