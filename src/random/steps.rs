//! Discrete distributions: finitely many values with their cumulative probabilities.

/// A discrete distribution, with a guide for quick look-up. Values rise strictly, and so do cumulative
/// probabilities; the last of these is 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps {
    values: Vec<f64>,
    cumulative: Vec<f64>,
    /// `guide[j]` is the index of the quantile at j / (`guide.len()` − 1).
    guide: Vec<u32>,
}

impl Steps {
    /// From values with weights of positive sum, in any order; equal values are joined and those
    /// without weight left out.
    pub(super) fn new(mut weighted: Vec<(f64, f64)>) -> Self {
        weighted.retain(|&(_, weight)| weight > 0.0);
        weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = weighted.iter().map(|&(_, weight)| weight).sum();
        let mut values: Vec<f64> = Vec::new();
        let mut cumulative: Vec<f64> = Vec::new();
        let mut sum = 0.0;
        for (value, weight) in weighted {
            sum += weight;
            let upto = sum / total;
            #[allow(clippy::float_cmp, reason = "joins identical values only")]
            if values.last() == Some(&value) {
                if let Some(last) = cumulative.last_mut() {
                    *last = upto;
                }
            } else if cumulative.last().is_none_or(|&last| last < upto) {
                values.push(value);
                cumulative.push(upto);
            }
        }
        Self::with(values, cumulative)
    }

    /// From strictly rising values, each with its cumulative probability.
    pub(super) fn from_cumulative(pairs: Vec<(f64, f64)>) -> Self {
        let (values, cumulative) = pairs.into_iter().unzip();
        Self::with(values, cumulative)
    }

    fn with(values: Vec<f64>, mut cumulative: Vec<f64>) -> Self {
        if let Some(last) = cumulative.last_mut() {
            *last = 1.0;
        }
        let guide = guide(&cumulative);
        Self { values, cumulative, guide }
    }

    /// The smallest value whose cumulative probability reaches `u`, for u ≤ 1.
    #[inline]
    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.values[self.index(u)]
    }

    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a cell's number is small and not negative"
    )]
    fn index(&self, u: f64) -> usize {
        let cells = self.guide.len() - 1;
        let cell = ((u * cells as f64) as usize).min(cells - 1);
        let first = self.guide[cell] as usize;
        let last = self.guide[cell + 1] as usize;
        if last - first > 8 {
            return first + self.cumulative[first..last].partition_point(|&upto| upto < u);
        }
        let mut index = first;
        while index < last && self.cumulative[index] < u {
            index += 1;
        }
        index
    }

    /// P(X ≤ x).
    pub(super) fn upto(&self, x: f64) -> f64 {
        self.before(self.values.partition_point(|&value| value <= x))
    }

    /// P(X < x).
    pub(super) fn below(&self, x: f64) -> f64 {
        self.before(self.values.partition_point(|&value| value < x))
    }

    fn before(&self, index: usize) -> f64 {
        if index == 0 { 0.0 } else { self.cumulative[index - 1] }
    }

    /// E[X; X ≤ x].
    pub(super) fn partial_mean(&self, x: f64) -> f64 {
        self.weighted().take_while(|&(value, _)| value <= x).map(|(value, weight)| value * weight).sum()
    }

    /// Values and their probabilities, rising.
    pub(super) fn weighted(&self) -> impl Iterator<Item = (f64, f64)> {
        let before = std::iter::once(0.0).chain(self.cumulative.iter().copied());
        let weights = self.cumulative.iter().zip(before);
        let weights = weights.map(|(upto, before)| upto - before);
        self.values.iter().copied().zip(weights)
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// The distribution of every value through a strictly rising function.
    pub(super) fn mapped(&self, function: impl Fn(f64) -> f64) -> Self {
        Self { values: self.values.iter().map(|&value| function(value)).collect(), ..self.clone() }
    }
}

/// A guide of a power of two of cells, up to 2¹⁶: so many more than values that most cells hold no
/// step.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "indices of values in memory are far below 2³²"
)]
fn guide(cumulative: &[f64]) -> Vec<u32> {
    let cells = (8 * cumulative.len()).next_power_of_two().clamp(256, 1 << 16);
    let mut index = 0;
    (0..=cells)
        .map(|cell| {
            let u = cell as f64 / cells as f64;
            while cumulative.get(index).is_some_and(|&upto| upto < u) {
                index += 1;
            }
            index as u32
        })
        .collect()
}
