//! How long does a decision take, and how many never come? From dated records, some of which are still open.
//!
//! The Kaplan–Meier estimate (*Journal of the American Statistical Association* 53, 1958) takes no distribution for
//! granted; the lognormal distribution with a cure fraction (Boag, *Journal of the Royal Statistical Society* B 11,
//! 1949) does: a share of the files is never granted, the others are granted after a lognormal wait. A file that is
//! still open says that it has waited so long; one that was denied, that it is of the first kind.

use libm::{exp, log, sqrt};

use super::climb::{climb, curvature};
use super::interval::{Interval, normal_multiplier};
use crate::random::special::normal_cdf;

/// What is known of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Record {
    /// Granted after so many days.
    Granted(f64),
    /// Denied: never granted.
    Denied,
    /// Open for so many days.
    Open(f64),
}

/// A step of the Kaplan–Meier estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    /// After so many days.
    pub days: f64,
    /// Share of the files that have been granted by then.
    pub granted: f64,
}

/// Share of the files granted by day, without a distribution. Denied files stay among those that are not granted.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "files are few")]
pub(crate) fn kaplan_meier(records: &[Record]) -> Vec<Step> {
    let mut times: Vec<(f64, bool)> = records
        .iter()
        .filter_map(|record| match record {
            Record::Granted(days) => Some((*days, true)),
            Record::Open(days) => Some((*days, false)),
            Record::Denied => None,
        })
        .collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let denied = records.len() - times.len();
    let (mut steps, mut left, mut at): (Vec<Step>, f64, usize) = (Vec::new(), 1.0, 0);
    while at < times.len() {
        let days = times[at].0;
        let until = times[at..].partition_point(|(other, _)| *other <= days) + at;
        let granted = times[at..until].iter().filter(|(_, granted)| *granted).count();
        if granted > 0 {
            let waiting = times.len() - at + denied;
            left *= 1.0 - granted as f64 / waiting as f64;
            steps.push(Step { days, granted: 1.0 - left });
        }
        at = until;
    }
    steps
}

/// A lognormal wait with a share that is never granted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Median wait of the files that are granted, days.
    pub median: f64,
    /// Standard deviation of the logarithm of the wait.
    pub sigma: f64,
    /// Share of the files that are never granted.
    pub never: f64,
    /// Logarithm of the likelihood.
    pub log_likelihood: f64,
    /// Standard errors of ln median, ln sigma and the logit of `never`; infinite where the records do not tell.
    pub errors: [f64; 3],
    /// Their covariances; not finite where the records do not tell.
    pub covariance: [[f64; 3]; 3],
}

impl Fit {
    /// Share of the files granted by a day.
    #[must_use]
    pub fn granted_by(&self, days: f64) -> f64 {
        if days <= 0.0 { 0.0 } else { (1.0 - self.never) * normal_cdf(log(days / self.median) / self.sigma).lower }
    }
    /// The wait within which nine tenths of the granted files are granted.
    #[must_use]
    pub fn p90(&self) -> f64 {
        self.median * exp(1.281_551_565_544_600_5 * self.sigma)
    }
    /// A distribution that the records allow: three independent standard normal numbers become a median, a nine-in-ten
    /// value and a share that is never granted, as the normal distribution that the estimate tends to has them (on the
    /// scale of ln median, ln sigma and the logit of the share). Nothing where the records do not tell.
    #[must_use]
    pub fn draw(&self, normal: [f64; 3]) -> Option<[f64; 3]> {
        let root = root(&self.covariance)?;
        let moved = |i: usize| (0..=i).map(|j| root[i][j] * normal[j]).sum::<f64>();
        let sigma = self.sigma * exp(moved(1));
        let median = self.median * exp(moved(0));
        let logit = log(self.never / (1.0 - self.never)) + moved(2);
        let drawn = Self { median, sigma, never: share(logit), ..*self };
        Some([drawn.median, drawn.p90(), drawn.never]).filter(|all| all.iter().all(|x| x.is_finite()))
    }
    /// Interval of the median.
    #[must_use]
    pub fn median_interval(&self, confidence: f64) -> Interval {
        let reach = normal_multiplier(confidence) * self.errors[0];
        Interval { low: self.median * exp(-reach), high: self.median * exp(reach) }
    }
    /// Interval of the share that is never granted.
    #[must_use]
    pub fn never_interval(&self, confidence: f64) -> Interval {
        let reach = normal_multiplier(confidence) * self.errors[2];
        let logit = log(self.never / (1.0 - self.never));
        Interval { low: share(logit - reach), high: share(logit + reach) }
    }
}

fn share(logit: f64) -> f64 {
    1.0 / (1.0 + exp(-logit))
}

/// How often the top is looked for.
const ROUNDS: usize = 6;
/// Least days of a wait: a decision on the day of filing took half a day.
const LEAST: f64 = 0.5;

/// The likeliest lognormal distribution with a cure fraction. Nothing without two different waits of granted files.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "files are few")]
pub(crate) fn fit(records: &[Record]) -> Option<Fit> {
    let waits: Vec<f64> = records
        .iter()
        .filter_map(|r| if let Record::Granted(days) = r { Some(log(days.max(LEAST))) } else { None })
        .collect();
    let n = waits.len() as f64;
    let mean = waits.iter().sum::<f64>() / n;
    let variance = waits.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    if waits.len() < 2 || variance <= 0.0 {
        return None;
    }
    let likelihood = |x: &[f64; 3]| log_likelihood(records, x);
    let rest = (records.len() - waits.len()) as f64;
    let start = [mean, 0.5 * log(variance), log((0.5 * rest + 0.5) / (n + 0.5 * rest + 0.5))];
    let best = climb(&likelihood, start, ROUNDS);
    let never = share(best[2]);
    let covariance = covariance(&likelihood, &best);
    Some(Fit {
        median: exp(best[0]),
        sigma: exp(best[1]),
        never,
        log_likelihood: likelihood(&best),
        errors: std::array::from_fn(|i| {
            let variance = covariance[i][i];
            if variance.is_finite() && variance > 0.0 { sqrt(variance) } else { f64::INFINITY }
        }),
        covariance,
    })
}

/// The lower triangular root of a covariance (Cholesky); nothing if it is none.
fn root(of: &[[f64; 3]; 3]) -> Option<[[f64; 3]; 3]> {
    let mut root = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..=i {
            let rest = of[i][j] - (0..j).map(|k| root[i][k] * root[j][k]).sum::<f64>();
            root[i][j] = if i == j { sqrt(rest) } else { rest / root[j][j] };
            if !root[i][j].is_finite() || (i == j && rest <= 0.0) {
                return None;
            }
        }
    }
    Some(root)
}

/// Of ln median, ln sigma and the logit of the share that is never granted. These are kept from running away where
/// records do not bound them.
fn log_likelihood(records: &[Record], [mu, ln_sigma, logit]: &[f64; 3]) -> f64 {
    if ln_sigma.abs() > 6.0 || logit.abs() > 14.0 || mu.abs() > 20.0 {
        return f64::NEG_INFINITY;
    }
    let (sigma, never) = (exp(*ln_sigma), share(*logit));
    let z = |days: f64| (log(days.max(LEAST)) - mu) / sigma;
    let term = |record: &Record| match record {
        Record::Granted(days) => log(1.0 - never) - 0.5 * z(*days) * z(*days) - ln_sigma - log(days.max(LEAST)),
        Record::Denied => log(never),
        Record::Open(days) if *days <= 0.0 => 0.0,
        Record::Open(days) => log(never + (1.0 - never) * normal_cdf(z(*days)).upper),
    };
    records.iter().map(term).sum()
}

/// Covariances from the curvature at the top; not finite where it is flat.
fn covariance(height: &impl Fn(&[f64; 3]) -> f64, top: &[f64; 3]) -> [[f64; 3]; 3] {
    let m = curvature(height, top);
    // Signs come by themselves where rows and columns go round.
    let minor = |i: usize, j: usize| {
        let (rows, columns) = ([(i + 1) % 3, (i + 2) % 3], [(j + 1) % 3, (j + 2) % 3]);
        let at = |row: usize, column: usize| m[rows[row]][columns[column]];
        at(0, 0) * at(1, 1) - at(0, 1) * at(1, 0)
    };
    let whole = m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    std::array::from_fn(|i| std::array::from_fn(|j| minor(i, j) / whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Distribution, Domain, Purpose, Stream, agreement, uniform};

    /// By hand: grants after 2 and 5 days, one file open for 3 days, one denied. At 2 days four wait, at 5 days two.
    #[test]
    fn kaplan_meier_by_hand() {
        let records = [Record::Granted(5.0), Record::Open(3.0), Record::Denied, Record::Granted(2.0)];
        let steps = kaplan_meier(&records);
        assert_eq!(steps.iter().map(|s| s.days).collect::<Vec<_>>(), [2.0, 5.0]);
        agreement::close(steps[0].granted, 0.25, 1e-12);
        agreement::close(steps[1].granted, 1.0 - 0.75 * 0.5, 1e-12);
    }

    /// With every file decided the likeliest distribution is known: mean and standard deviation of the logarithms, and
    /// the share denied.
    #[test]
    fn without_open_files_the_fit_has_a_closed_form() {
        let waits = [10.0, 20.0, 40.0, 80.0];
        let mut records: Vec<Record> = waits.iter().map(|w| Record::Granted(*w)).collect();
        records.push(Record::Denied);
        let found = fit(&records).unwrap();
        agreement::close(found.median, 800.0_f64.sqrt(), 1e-5);
        // Logarithms stand 1.5, 0.5, −0.5 and −1.5 times ln 2 from their mean.
        agreement::close(found.sigma, 1.25_f64.sqrt() * log(2.0), 1e-5);
        agreement::close(found.never, 0.2, 1e-5);
        agreement::close(found.errors[0], found.sigma / 2.0, 1e-3);
    }

    /// 400 files of which 30 % are never granted and the others after a lognormal wait of median 40 and sigma 0.7,
    /// filed evenly over 200 days and looked at on day 200. In each of 40 samples the distribution is estimated; the 95
    /// % intervals of median and share must hold the truth in 32 or more (binomial: below that with a chance under 0.1
    /// %), and the fit must lie within 0.1 of Kaplan and Meier everywhere.
    #[test]
    fn open_files_are_taken_into_account() {
        let distribution = Distribution::lognormal_sigma(40.0, 0.7).unwrap();
        let (mut medians, mut shares) = (0, 0);
        for sample in 0..40 {
            let stream = Stream::new(sample, Domain::Procedure, "open files");
            let records: Vec<Record> = (0..400)
                .map(|file| {
                    let [kind, wait] = stream.pair(file, 0, Purpose::Resampling, 0, 0).map(uniform);
                    let open_for = 200.0 * uniform(stream.pair(file, 1, Purpose::Resampling, 0, 0)[0]);
                    let wait = distribution.quantile(wait);
                    if kind >= 0.3 && wait <= open_for { Record::Granted(wait) } else { Record::Open(open_for) }
                })
                .collect();
            let found = fit(&records).unwrap();
            medians += u32::from(found.median_interval(0.95).contains(40.0));
            shares += u32::from(found.never_interval(0.95).contains(0.3));
            for step in kaplan_meier(&records) {
                assert!((found.granted_by(step.days) - step.granted).abs() < 0.12, "{sample} {step:?}");
            }
        }
        assert!(medians >= 32 && shares >= 32, "{medians} {shares}");
    }

    /// With every file decided, ln median has variance σ²/n, ln sigma 1/(2n), the logit 1/(N p (1 − p)), and none of
    /// them goes with another; draws have these spreads.
    #[test]
    fn draws_spread_as_the_estimates_do() {
        let mut records: Vec<Record> = [10.0, 20.0, 40.0, 80.0].repeat(10).into_iter().map(Record::Granted).collect();
        records.extend([Record::Denied; 10]);
        let found = fit(&records).unwrap();
        for (error, known) in
            found.errors.iter().zip([found.sigma / 40.0_f64.sqrt(), 1.0 / 80.0_f64.sqrt(), 1.0 / 8.0_f64.sqrt()])
        {
            agreement::close(*error, known, 1e-3);
        }
        let [median, p90, never] = found.draw([0.0; 3]).unwrap();
        agreement::close(median, found.median, 1e-9);
        agreement::close(p90, found.p90(), 1e-9);
        agreement::close(never, 0.2, 1e-5);
        let [median, ..] = found.draw([1.0, 0.0, 0.0]).unwrap();
        agreement::close(log(median / found.median), found.errors[0], 1e-3);
        // Without a denied or open file nothing bounds the share from below.
        let all: Vec<Record> = [10.0, 20.0, 40.0].into_iter().map(Record::Granted).collect();
        assert!(fit(&all).is_none_or(|fit| fit.draw([0.0; 3]).is_none_or(|[_, _, never]| never < 0.01)));
    }

    #[test]
    fn too_few_grants_tell_nothing() {
        assert_eq!(fit(&[Record::Granted(5.0), Record::Open(9.0)]), None);
        assert_eq!(fit(&[]), None);
        assert!(kaplan_meier(&[Record::Denied]).is_empty());
    }
}
