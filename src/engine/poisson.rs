//! Poisson counts, looked up in a table of the latest mean.

use crate::random::Distribution;

/// Above this mean counts are worked out one by one.
const MOST_MEAN: f64 = 500.0;
/// The largest count.
const MOST: usize = 10_000;

/// Cumulative chances of the counts of a mean, as far as they have been asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Poisson {
    mean: f64,
    /// Chance of the last count that is there.
    chance: f64,
    /// Cumulative chances of 0, 1, 2, …
    cumulative: Vec<f64>,
}

impl Poisson {
    /// A count by inversion: the smallest whose cumulative chance reaches `u`.
    #[must_use]
    pub(super) fn count(&mut self, u: f64, mean: f64) -> i64 {
        if mean <= 0.0 {
            return 0;
        }
        if mean > MOST_MEAN {
            return Distribution::poisson(mean).map_or(0, |distribution| distribution.quantile(u) as i64);
        }
        if mean.to_bits() != self.mean.to_bits() {
            (self.mean, self.chance) = (mean, libm::exp(-mean));
            self.cumulative.clear();
            self.cumulative.push(self.chance);
        }
        while self.cumulative.last().is_some_and(|all| *all < u) && self.cumulative.len() <= MOST {
            self.add_count();
        }
        self.cumulative.partition_point(|upto| *upto < u).min(MOST) as i64
    }

    #[inline(never)]
    fn add_count(&mut self) {
        self.chance *= self.mean / self.cumulative.len() as f64;
        let upto = self.cumulative.last().map_or(0.0, |all| all + self.chance);
        self.cumulative.push(upto);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chances of mean 2: 0.1353, 0.2707, 0.2707, 0.1804, …; whatever was asked for before.
    #[test]
    fn counts_do_not_depend_on_what_was_asked_for_before() {
        let mut counts = Poisson::default();
        let two = [0.1, 0.14, 0.4, 0.41, 0.7, 0.99];
        assert_eq!(two.map(|u| counts.count(u, 2.0)), [0, 1, 1, 2, 3, 6]);
        assert_eq!([(0.5, 30.0), (0.5, 600.0), (0.5, 0.0)].map(|(u, mean)| counts.count(u, mean)), [30, 600, 0]);
        assert_eq!(two.map(|u| counts.count(u, 2.0)), [0, 1, 1, 2, 3, 6]);
    }
}
