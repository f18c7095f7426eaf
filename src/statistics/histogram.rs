//! Counts between edges that are declared before the run.
//!
//! Edges never adapt to the data, so that histograms merge by addition, whatever the order. A
//! quantile from a histogram is an exact bracket: the quantile of the sample lies in it for sure.

use std::sync::Arc;

use libm::{log10, pow};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::quantile::index_in_counts;

/// What is wrong with declared edges, or with a merge.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum EdgesError {
    /// Linear bins without width or number.
    #[error("linear edges need a width of at least 1 and at least one bin within 64-bit range")]
    Linear,
    /// Logarithmic edges in the wrong order.
    #[error("logarithmic edges need 0 < first < last and at least one bin per decade")]
    Logarithmic,
    /// Listed edges that do not rise.
    #[error("listed edges must be at least two, each greater than the one before")]
    Listed,
    /// Histograms over different edges do not merge.
    #[error("histograms over different edges cannot be merged")]
    Different,
}

/// The edges of a histogram's bins, in whole ticks. A bin holds its lower edge and not its upper
/// one. One more bin on either side takes what lies outside.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Edges {
    spacing: Spacing,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
enum Spacing {
    Linear { low: i64, width: i64, bins: usize },
    Listed(Vec<i64>),
}

/// Where a value lies: at least `low` and less than `high`; none where there is no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bracket {
    /// The value is at least this.
    pub low: Option<i64>,
    /// The value is less than this.
    pub high: Option<i64>,
}

impl Edges {
    /// `bins` bins of the same `width`, from `low` on.
    ///
    /// # Errors
    /// If there is no bin, the width is less than 1, or the last edge exceeds 64 bits.
    pub fn linear(low: i64, width: i64, bins: usize) -> Result<Self, EdgesError> {
        let last =
            i64::try_from(bins).ok().and_then(|bins| bins.checked_mul(width)).and_then(|reach| reach.checked_add(low));
        if width < 1 || bins == 0 || last.is_none() {
            return Err(EdgesError::Linear);
        }
        Ok(Self { spacing: Spacing::Linear { low, width, bins } })
    }

    /// Edges from `first` to `last` in equal ratios, `per_decade` to each factor of ten, rounded to
    /// whole ticks; edges that round to the same tick are one.
    ///
    /// # Errors
    /// If not 0 < `first` < `last`, or `per_decade` is 0.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "edges are rounded"
    )]
    pub fn logarithmic(first: i64, last: i64, per_decade: u32) -> Result<Self, EdgesError> {
        if first <= 0 || last <= first || per_decade == 0 {
            return Err(EdgesError::Logarithmic);
        }
        let steps = log10(last as f64 / first as f64) * f64::from(per_decade);
        let mut edges = vec![first];
        for step in 1..steps.ceil() as u32 {
            let factor = pow(10.0, f64::from(step) / f64::from(per_decade));
            let edge = (first as f64 * factor).round() as i64;
            if edge > edges[edges.len() - 1] && edge < last {
                edges.push(edge);
            }
        }
        edges.push(last);
        Self::listed(edges)
    }

    /// These edges.
    ///
    /// # Errors
    /// If there are fewer than two, or they do not rise.
    pub fn listed(edges: Vec<i64>) -> Result<Self, EdgesError> {
        if edges.len() < 2 || edges.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(EdgesError::Listed);
        }
        Ok(Self { spacing: Spacing::Listed(edges) })
    }

    /// Number of bins with the two outer ones.
    #[must_use]
    pub fn bins(&self) -> usize {
        match &self.spacing {
            Spacing::Linear { bins, .. } => bins + 2,
            Spacing::Listed(edges) => edges.len() + 1,
        }
    }

    /// The bin of a value: 0 below the first edge, `bins() - 1` from the last edge on.
    #[must_use]
    #[inline]
    pub fn bin(&self, value: i64) -> usize {
        match &self.spacing {
            Spacing::Linear { low, width, bins } => {
                if value < *low {
                    return 0;
                }
                let index = value.abs_diff(*low) / width.unsigned_abs();
                usize::try_from(index).map_or(bins + 1, |index| index.min(*bins) + 1)
            }
            Spacing::Listed(edges) => edges.partition_point(|&edge| edge <= value),
        }
    }

    /// Where the values of a bin lie.
    #[must_use]
    pub fn bracket(&self, bin: usize) -> Bracket {
        let edge = |index: usize| match &self.spacing {
            Spacing::Linear { low, width, bins } => {
                let steps = i64::try_from(index).ok()?;
                (index <= *bins).then_some(low + steps * width)
            }
            Spacing::Listed(edges) => edges.get(index).copied(),
        };
        Bracket { low: bin.checked_sub(1).and_then(edge), high: edge(bin) }
    }
}

/// How many values lie between which edges.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Histogram {
    #[serde(with = "shared")]
    edges: Arc<Edges>,
    counts: Vec<u64>,
}

/// Edges by themselves: histograms that are read back share them no more.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Edges;

    pub(super) fn serialize<S: Serializer>(edges: &Arc<Edges>, to: S) -> Result<S::Ok, S::Error> {
        edges.as_ref().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Edges>, D::Error> {
        Edges::deserialize(from).map(Arc::new)
    }
}

impl Histogram {
    /// Without values. Histograms may share their edges.
    #[must_use]
    pub fn new(edges: Arc<Edges>) -> Self {
        Self { counts: vec![0; edges.bins()], edges }
    }

    /// Counts a value.
    #[inline]
    pub fn add(&mut self, value: i64) {
        self.counts[self.edges.bin(value)] += 1;
    }

    /// Counts all that `other` has counted.
    ///
    /// # Errors
    /// If the edges differ.
    pub fn merge(&mut self, other: &Self) -> Result<(), EdgesError> {
        if self.edges != other.edges {
            return Err(EdgesError::Different);
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        Ok(())
    }

    /// The edges.
    #[must_use]
    pub fn edges(&self) -> &Edges {
        &self.edges
    }

    /// Values per bin, the outer bins first and last.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Number of values.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Where the p-quantile of the sample lies, for sure; none without values.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<Bracket> {
        index_in_counts(&self.counts, p).map(|bin| self.edges.bracket(bin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::quantile;
    use proptest::prelude::*;

    fn bracket(low: Option<i64>, high: Option<i64>) -> Bracket {
        Bracket { low, high }
    }

    #[test]
    fn a_bin_holds_its_lower_edge() {
        let edges = Edges::linear(-10, 5, 4).unwrap();
        let bins = [-11, -10, -6, -5, 9, 10, i64::MAX, i64::MIN].map(|value| edges.bin(value));
        assert_eq!(bins, [0, 1, 1, 2, 4, 5, 5, 0]);
        assert_eq!(edges.bracket(0), bracket(None, Some(-10)));
        assert_eq!(edges.bracket(1), bracket(Some(-10), Some(-5)));
        assert_eq!(edges.bracket(5), bracket(Some(10), None));
    }

    #[test]
    fn logarithmic_edges_are_round_ticks() {
        let edges = Edges::logarithmic(1, 1000, 3).unwrap();
        let expected = Edges::listed(vec![1, 2, 5, 10, 22, 46, 100, 215, 464, 1000]);
        assert_eq!(Ok(edges), expected);
        // 1.26, 1.58, … round to the same ticks.
        let edges = Edges::logarithmic(1, 5, 10).unwrap();
        assert_eq!(Ok(edges), Edges::listed(vec![1, 2, 3, 4, 5]));
    }

    #[test]
    fn wrong_edges_are_refused() {
        assert_eq!(Edges::linear(0, 0, 5), Err(EdgesError::Linear));
        assert_eq!(Edges::linear(i64::MAX - 3, 1, 5), Err(EdgesError::Linear));
        assert_eq!(Edges::logarithmic(0, 5, 3), Err(EdgesError::Logarithmic));
        assert_eq!(Edges::listed(vec![1, 1]), Err(EdgesError::Listed));
        let mut one = Histogram::new(Arc::new(Edges::linear(0, 1, 5).unwrap()));
        let other = Histogram::new(Arc::new(Edges::linear(0, 1, 6).unwrap()));
        assert_eq!(one.merge(&other), Err(EdgesError::Different));
        assert_eq!(one.quantile(0.5), None);
    }

    proptest! {
        #[test]
        fn the_bracket_holds_the_quantile(
            mut values in prop::collection::vec(-30_i64..1_300, 1..80),
            p in 0.0..=1.0,
            logarithmic in any::<bool>(),
            cut in 0_usize..80,
        ) {
            let edges = if logarithmic {
                Edges::logarithmic(1, 1_000, 5)
            } else {
                Edges::linear(-10, 37, 30)
            };
            let edges = Arc::new(edges.unwrap());
            let count = |values: &[i64]| {
                let mut histogram = Histogram::new(Arc::clone(&edges));
                for &value in values {
                    histogram.add(value);
                }
                histogram
            };
            let cut = cut.min(values.len());
            let mut merged = count(&values[cut..]);
            merged.merge(&count(&values[..cut])).unwrap();
            prop_assert_eq!(&merged, &count(&values));
            prop_assert_eq!(merged.total(), values.len() as u64);

            values.sort_unstable();
            let exact = quantile::of_sorted(&values, p).unwrap();
            let Bracket { low, high } = merged.quantile(p).unwrap();
            prop_assert!(low.is_none_or(|low| low <= exact));
            prop_assert!(high.is_none_or(|high| exact < high));
        }
    }
}
