//! A monthly series in five numbers: level, depth and length of the trough, recovery, and where it ends.

use jiff::civil::Date;

/// Number of summaries.
pub(super) const SUMMARIES: usize = 5;

/// Names and meanings of the summaries.
pub(crate) const SUMMARY_NAMES: [(&str, &str); SUMMARIES] = [
    ("level", "mean of the months before the break, against the observed one"),
    ("depth", "lowest month after the break, against the mean before"),
    ("length", "months after the break far below the mean before (full below 60 %, none above 90 %)"),
    ("recovery", "months from the break until 90 % of the mean before is reached again"),
    ("end", "mean of the last third of the months after the break, against the mean before"),
];

/// Which months are summarised, and against what.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    /// The months, ascending.
    pub months: Vec<Date>,
    /// How many of them lie before the break.
    pub before: usize,
    /// The mean that all is held against, the months' factors taken out.
    pub base: f64,
}

impl Frame {
    /// Five numbers of values by month, the months' factors taken out. There is a month after the break.
    pub(super) fn summaries(&self, values: &[f64]) -> [f64; SUMMARIES] {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let (before, after) = values.split_at(self.before.min(values.len()));
        let share: Vec<f64> = after.iter().map(|x| x / self.base).collect();
        let level = if before.is_empty() { 1.0 } else { mean(before) / self.base };
        let depth = share.iter().copied().fold(f64::INFINITY, f64::min);
        let length = share.iter().map(|x| ((0.9 - x) / 0.3).clamp(0.0, 1.0)).sum();
        let last = share.len().div_ceil(3);
        let end = mean(&share[share.len() - last..]);
        [level, depth, length, recovery(&share), end]
    }
}

/// Months until nine tenths are reached after the lowest month, a straight line between months; one more than there are
/// where they are not.
fn recovery(share: &[f64]) -> f64 {
    const BACK: f64 = 0.9;
    let lowest = share.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(at, _)| at);
    if share.get(lowest).is_none_or(|x| *x >= BACK) {
        return 0.0;
    }
    let reached = (lowest + 1..share.len()).find(|at| share[*at] >= BACK);
    reached.map_or(share.len() as f64 + 1.0, |at| at as f64 + (BACK - share[at - 1]) / (share[at] - share[at - 1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_numbers_by_hand() {
        let frame = Frame { months: Vec::new(), before: 2, base: 100.0 };
        let [level, depth, length, recovery, end] = frame.summaries(&[90.0, 110.0, 60.0, 20.0, 75.0, 105.0, 95.0]);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        near(level, 1.0);
        near(depth, 0.2);
        // 60 and 20 in full, 75 half.
        near(length, 2.5);
        // Half of the way from 75 to 105, after the third month.
        near(recovery, 3.5);
        near(end, 1.0);
    }

    #[test]
    fn a_series_that_does_not_come_back_says_so() {
        let frame = Frame { months: Vec::new(), before: 0, base: 10.0 };
        assert!((frame.summaries(&[9.5, 4.0, 5.0])[3] - 4.0).abs() < 1e-12);
        assert!(frame.summaries(&[9.5, 9.4, 9.6])[3].abs() < 1e-12);
    }
}
