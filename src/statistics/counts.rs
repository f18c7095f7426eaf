//! Counts of whole numbers whose range is not known beforehand.

use serde::{Deserialize, Serialize};

use super::quantile;

/// How often whole numbers occurred: exact up to 127, above that in bins no wider than 1/64 of their lower edge.
/// The bins are the same for all, so that counts of any two merge by addition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts(Vec<u64>);

impl Counts {
    /// Counts a number; negative ones count as 0.
    #[inline]
    pub fn add(&mut self, value: i64) {
        let bin = bin(u64::try_from(value).unwrap_or(0));
        if bin >= self.0.len() {
            self.0.resize(bin + 1, 0);
        }
        self.0[bin] += 1;
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a += b);
    }

    /// How many numbers were counted.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// How many of them were 0 or less.
    #[must_use]
    pub fn zeros(&self) -> u64 {
        self.0.first().copied().unwrap_or(0)
    }

    /// The lower edge of the bin in which the p-quantile lies; 0 of nothing.
    #[must_use]
    pub fn quantile(&self, p: f64) -> u64 {
        lower_edge(quantile::index_in_counts(&self.0, p).unwrap_or(0) as u64)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "there are fewer than 4,000 bins")]
fn bin(value: u64) -> usize {
    let shift = u64::from((64 - value.leading_zeros()).saturating_sub(7));
    ((value >> shift) + 64 * shift) as usize
}

fn lower_edge(bin: u64) -> u64 {
    if bin < 128 {
        return bin;
    }
    let shift = bin / 64 - 1;
    (bin - 64 * shift) << shift
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_follow_each_other_and_are_narrow() {
        let mut last = 0;
        for value in 0..100_000_u64 {
            let at = bin(value);
            assert!(at == last || at == last + 1, "{value}");
            last = at;
            let edge = lower_edge(at as u64);
            assert!(edge <= value && value - edge <= edge / 64, "{value} lies in the bin from {edge}");
            assert!(value >= 128 || edge == value);
        }
        assert_eq!(bin(u64::MAX), 127 + 64 * 57);
    }

    #[test]
    fn merging_is_counting_all() {
        let (mut first, mut second, mut all) = (Counts::default(), Counts::default(), Counts::default());
        for value in [3, 3, 500, -1] {
            first.add(value);
            all.add(value);
        }
        for value in [0, 9, 12, 70_000] {
            second.add(value);
            all.add(value);
        }
        let mut one = first.clone();
        one.merge(&second);
        second.merge(&first);
        assert_eq!([&one, &second], [&all, &all]);
        assert_eq!(all.total(), 8);
        assert_eq!([all.quantile(0.0), all.quantile(0.5), all.quantile(1.0)], [0, 3, 69_632]);
        assert_eq!(Counts::default().quantile(0.5), 0);
    }
}
