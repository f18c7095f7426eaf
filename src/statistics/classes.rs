//! How long does something take, when a survey only says between which days? From numbers by class.
//!
//! Who ended between two days is known to have ended there (interval-censored), who has not ended by the last day is
//! known to last longer (right-censored). The distributions are fitted by maximum likelihood of these classes (Lawless,
//! *Statistical Models and Methods for Lifetime Data*, 2003, section 3.7); the life table takes none for granted.

use libm::{log, sqrt};

use super::durations::{FAMILIES, Family, Fit, likeliest};
use crate::random::Distribution;

/// A class of days: more than `from`, at most `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Class {
    /// It is longer than so many days.
    pub from: f64,
    /// It is at most so many days; infinite where there is no end.
    pub to: f64,
    /// How many ended in it.
    pub ended: f64,
    /// How many had not ended before it and were looked at until its end.
    pub waiting: f64,
}

impl Class {
    /// Chance to end in it, of those that come to it.
    fn chance(&self, distribution: &Distribution) -> f64 {
        self.share(distribution) / distribution.survival(self.from)
    }

    /// Share of all that ends in it, by a distribution.
    #[must_use]
    pub(crate) fn share(&self, distribution: &Distribution) -> f64 {
        if self.to.is_infinite() {
            distribution.survival(self.from)
        } else if distribution.cdf(self.from) < 0.5 {
            distribution.cdf(self.to) - distribution.cdf(self.from)
        } else {
            distribution.survival(self.from) - distribution.survival(self.to)
        }
    }
}

/// Classes in the order of their days, from what ended in each and from what has not ended after so many days.
#[must_use]
pub(crate) fn classes(ended: &[(f64, f64, f64)], open: &[(f64, f64)]) -> Vec<Class> {
    let waiting = |at: usize, (_, to, _): (f64, f64, f64)| {
        let later: f64 = ended[at..].iter().map(|class| class.2).sum();
        later + open.iter().filter(|(days, _)| *days >= to).map(|(_, many)| many).sum::<f64>()
    };
    let class = |(at, class): (usize, &(f64, f64, f64))| {
        let (from, to, many) = *class;
        Class { from, to, ended: many, waiting: waiting(at, *class) }
    };
    ended.iter().enumerate().map(class).collect()
}

/// Share of all that ends in each class, without a distribution (the life table, which is Kaplan and Meier's estimate
/// at the ends of classes).
#[must_use]
pub(crate) fn observed(classes: &[Class]) -> Vec<f64> {
    let mut left = 1.0;
    let mut shares = Vec::new();
    for class in classes {
        let share = if class.waiting > 0.0 { left * class.ended / class.waiting } else { 0.0 };
        shares.push(share);
        left -= share;
    }
    shares
}

/// Ends of classes by which some have ended and some have not: a distribution can have no more terms.
#[must_use]
pub(crate) fn ends_within(classes: &[Class]) -> usize {
    let mut ended = 0.0;
    let within = observed(classes).into_iter().filter(|share| {
        ended += share;
        ended > 1e-9 && ended < 1.0 - 1e-9
    });
    within.count()
}

/// The distributions that the classes allow, the best by Akaike's criterion first. None if all ended in one class.
#[must_use]
pub(crate) fn fits(classes: &[Class]) -> Vec<Fit> {
    let ends = ends_within(classes);
    let start = start(classes);
    let families = FAMILIES.into_iter().chain([Family::Exponential]).filter(|family| family.terms() <= ends);
    let mut fits: Vec<Fit> = families
        .filter_map(|family| likeliest(family, start, |distribution| log_likelihood(classes, distribution)))
        .collect();
    // What differs by rounding alone is alike.
    let rounded = |fit: &Fit| (fit.aic() * 1e5).round();
    fits.sort_by(|a, b| rounded(a).total_cmp(&rounded(b)));
    fits
}

/// Logarithms of a location and a spread to begin with: of the middles of classes.
fn start(classes: &[Class]) -> [f64; 2] {
    let shares = observed(classes);
    let rest = 1.0 - shares.iter().sum::<f64>();
    let last = classes.iter().map(|class| if class.to.is_finite() { class.to } else { class.from }).fold(1.0, f64::max);
    let middle = |class: &Class| {
        let to = if class.to.is_finite() { class.to } else { 2.0 * class.from.max(1.0) };
        log((0.5 * (class.from + to)).max(0.5))
    };
    let points = || classes.iter().map(middle).zip(shares.iter().copied()).chain([(log(1.5 * last), rest.max(0.0))]);
    let mean: f64 = points().map(|(x, share)| x * share).sum();
    let variance: f64 = points().map(|(x, share)| (x - mean) * (x - mean) * share).sum();
    [mean, 0.5 * log(variance.max(0.01))]
}

/// As a product of the chances to end in each class, or not to, of those that come to it.
fn log_likelihood(classes: &[Class], distribution: &Distribution) -> f64 {
    let times_log = |many: f64, chance: f64| if many > 0.0 { many * log(chance) } else { 0.0 };
    let term = |class: &Class| {
        let chance = class.chance(distribution);
        times_log(class.ended, chance) + times_log(class.waiting - class.ended, 1.0 - chance)
    };
    let sum: f64 = classes.iter().map(term).sum();
    // Far from the answers, chances are so small that they cannot be divided.
    if sum.is_nan() { f64::NEG_INFINITY } else { sum }
}

/// How far a distribution is from the classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Misfit {
    /// Twice the logarithm of the ratio of likelihoods: of the classes' own shares, and of the distribution.
    pub deviance: f64,
    /// Pearson's χ².
    pub chi_square: f64,
    /// Classes that could differ, less the terms of the distribution.
    pub freedom: usize,
    /// Chance of a deviance at least as large if the distribution is right; nothing without freedom.
    pub chance: Option<f64>,
}

/// How far a distribution is from the classes.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "classes are few")]
pub(crate) fn misfit(classes: &[Class], fit: &Fit) -> Misfit {
    let (mut deviance, mut chi_square, mut counted) = (0.0, 0.0, 0_usize);
    for class in classes.iter().filter(|class| class.to.is_finite() && class.waiting > 0.0) {
        let chance = class.chance(&fit.distribution);
        for (seen, expected) in
            [(class.ended, class.waiting * chance), (class.waiting - class.ended, class.waiting * (1.0 - chance))]
        {
            if seen > 0.0 {
                deviance += 2.0 * seen * log(seen / expected);
            }
            if expected > 0.0 {
                chi_square += (seen - expected) * (seen - expected) / expected;
            }
        }
        counted += 1;
    }
    let freedom = counted.saturating_sub(fit.family.terms());
    // χ² with so many degrees of freedom is a gamma distribution of that mean.
    let distribution =
        (freedom > 0).then(|| Distribution::gamma(freedom as f64, sqrt(2.0 / freedom as f64)).ok()).flatten();
    let deviance = f64::max(deviance, 0.0);
    Misfit { deviance, chi_square, freedom, chance: distribution.map(|distribution| distribution.survival(deviance)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libm::exp;

    use crate::random::{Domain, Purpose, Stream, agreement, uniform};

    /// The exact shares of a distribution between some days, of so many answers.
    fn exact(distribution: &Distribution, ends: &[f64], many: f64) -> Vec<Class> {
        let mut ended = Vec::new();
        let mut from = 0.0;
        for to in ends.iter().copied() {
            ended.push((from, to, many * (distribution.cdf(to) - distribution.cdf(from))));
            from = to;
        }
        ended.push((from, f64::INFINITY, many * distribution.survival(from)));
        classes(&ended, &[])
    }

    /// From the exact shares of a distribution its own terms come back, its family is the best, and nothing is left
    /// over.
    #[test]
    fn the_terms_come_back_from_exact_shares() {
        let ends = [20.0, 30.0, 45.0, 60.0, 90.0, 150.0];
        for (distribution, family, terms) in [
            (Distribution::lognormal(45.0, 90.0), Family::Lognormal, [45.0, 90.0]),
            (Distribution::gamma(50.0, 0.5), Family::Gamma, [50.0, 0.5]),
            (Distribution::weibull(2.0, 60.0), Family::Weibull, [60.0, 2.0]),
            (Distribution::exponential(40.0), Family::Exponential, [40.0, 1.0]),
        ] {
            let classes = exact(&distribution.unwrap(), &ends, 5000.0);
            let found = fits(&classes);
            let own = found.iter().find(|fit| fit.family == family).unwrap();
            agreement::close(own.terms[0], terms[0], 1e-4);
            agreement::close(own.terms[1], terms[1], 1e-4);
            assert_eq!(found[0].family, family);
            let left = misfit(&classes, own);
            assert!(left.deviance < 1e-5 && left.chi_square < 1e-5, "{left:?}");
            assert_eq!(left.freedom, 6 - family.terms());
            assert!(left.chance.unwrap() > 0.999, "{left:?}");
        }
    }

    /// Two classes and an exponential distribution have a closed form: with a share p beyond τ days the mean is τ / −ln
    /// p, and the logarithm of the mean has the error √((1 − p) / (n p)) / −ln p.
    #[test]
    fn an_exponential_distribution_has_a_closed_form() {
        let classes = classes(&[(0.0, 30.0, 75.0), (30.0, f64::INFINITY, 25.0)], &[]);
        let found = fits(&classes);
        assert_eq!(found.iter().map(|fit| fit.family).collect::<Vec<_>>(), [Family::Exponential]);
        agreement::close(found[0].terms[0], 30.0 / log(4.0), 1e-6);
        agreement::close(found[0].median_error, sqrt(0.75 / (100.0 * 0.25)) / log(4.0), 1e-3);
        assert_eq!(misfit(&classes, &found[0]).chance, None);
        // Equal classes with some still open: the geometric distribution's share, ended over all that came to a class.
        let classes = super::classes(&[(0.0, 10.0, 40.0), (10.0, 20.0, 14.0)], &[(10.0, 25.0), (20.0, 21.0)]);
        let found = fits(&classes);
        let memoryless = found.iter().find(|fit| fit.family == Family::Exponential).unwrap();
        agreement::close(1.0 - exp(-10.0 / memoryless.terms[0]), 54.0 / (100.0 + 35.0), 1e-6);
    }

    /// By hand: 40 of 100 end in the first class; 25 of the others are only known to have reached its end, so that 14
    /// of 35 end in the second: 0.6 · 0.4.
    #[test]
    fn the_life_table_by_hand() {
        let classes = classes(&[(0.0, 10.0, 40.0), (10.0, 20.0, 14.0)], &[(10.0, 25.0), (20.0, 21.0)]);
        assert_eq!(classes.iter().map(|class| class.waiting).collect::<Vec<_>>(), [100.0, 35.0]);
        let shares = observed(&classes);
        agreement::close(shares[0], 0.4, 1e-12);
        agreement::close(shares[1], 0.24, 1e-12);
        assert_eq!(ends_within(&classes), 2);
    }

    /// 131 answers in five classes, in each of 40 samples: the 95 % interval of the median holds the truth in 33 or
    /// more (binomial: fewer with a chance of 0.3 %), the deviance is beyond its 95 % point in 7 or fewer (more: 0.3
    /// %).
    #[test]
    fn intervals_cover_and_deviances_are_as_chance_has_them() {
        let distribution = Distribution::lognormal(45.0, 90.0).unwrap();
        let ends = [30.0, 45.0, 60.0, 90.0];
        let (mut held, mut far) = (0, 0);
        for sample in 0..40 {
            let stream = Stream::new(sample, Domain::Procedure, "classes");
            let mut many = [0.0; 5];
            for answer in 0..131 {
                let days = distribution.quantile(uniform(stream.pair(answer, 0, Purpose::Resampling, 0, 0)[0]));
                many[ends.partition_point(|end| *end < days)] += 1.0;
            }
            let from = [0.0, 30.0, 45.0, 60.0, 90.0];
            let to = [30.0, 45.0, 60.0, 90.0, f64::INFINITY];
            let ended: Vec<_> = (0..5).map(|at| (from[at], to[at], many[at])).collect();
            let classes = classes(&ended, &[]);
            let found = fits(&classes);
            let own = found.iter().find(|fit| fit.family == Family::Lognormal).unwrap();
            held += u32::from(own.median_interval(0.95).unwrap().contains(45.0));
            far += u32::from(misfit(&classes, own).chance.unwrap() < 0.05);
        }
        assert!(held >= 33 && far <= 7, "{held} {far}");
    }

    #[test]
    fn one_class_tells_nothing() {
        assert!(fits(&classes(&[(0.0, 30.0, 50.0), (30.0, 60.0, 0.0)], &[])).is_empty());
        assert!(fits(&classes(&[(0.0, 30.0, 0.0), (30.0, f64::INFINITY, 9.0)], &[])).is_empty());
    }
}
