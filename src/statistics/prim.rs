//! Scenario discovery: a box of simple conditions in which something happens far more often than elsewhere.
//!
//! The patient rule induction method (PRIM) of Friedman and Fisher (*Statistics and Computing* 9, 1999): the box
//! begins with all points and is *peeled*, a small share at a time, from whichever side raises the share of hits
//! most; then it is *pasted*, widened again wherever that lowers it no more. Of the boxes on the way the one is
//! taken whose inside and outside differ most clearly (the highest correlation of being inside with being a hit),
//! which needs no say of a user and works for rare and for frequent hits.
//!
//! A box found on some points is judged on others ([`Region::judge`]): density (share of hits inside), coverage
//! (share of hits that are inside), support (share of points inside), and for each restricted dimension the
//! quasi-p-value of Bryant and Lempert (*Technological Forecasting and Social Change* 77, 2010): the chance of as
//! many hits inside if that restriction picked points at random.

use super::quantile;
use crate::random::special::binomial_cdf;

/// Share of a box's points that a peel or a paste takes, at most where values repeat.
const PATIENCE: f64 = 0.05;
/// A box with a smaller share of all points is not peeled further.
const LEAST_SUPPORT: f64 = 0.03;

/// Points: the values of each dimension, and whether each point is a hit.
#[derive(Clone, Debug)]
pub(crate) struct Points<'a> {
    /// By dimension, then by point.
    pub values: Vec<&'a [f64]>,
    /// By point.
    pub hits: &'a [bool],
}

/// Conditions on dimensions: a point is inside if all its values are, ends included.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Region {
    /// By dimension: from, to; infinite where there is no condition.
    pub ranges: Vec<(f64, f64)>,
}

/// How many points and hits are inside, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Points inside.
    pub points: u64,
    /// Hits inside.
    pub hits: u64,
    /// All points.
    pub all_points: u64,
    /// All hits.
    pub all_hits: u64,
}

impl Points<'_> {
    fn len(&self) -> usize {
        self.hits.len()
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of points are far below 2⁵³")]
impl Count {
    /// Share of hits among the points inside; nothing of no points is 0.
    #[must_use]
    pub(crate) fn density(&self) -> f64 {
        if self.points == 0 { 0.0 } else { self.hits as f64 / self.points as f64 }
    }

    /// Correlation of being inside with being a hit, −1 to 1; 0 where either is always or never so.
    #[must_use]
    pub(crate) fn correlation(&self) -> f64 {
        let [inside, hits, both, all] =
            [self.points, self.all_hits, self.hits, self.all_points].map(|count| count as f64);
        let spread = inside * (all - inside) * hits * (all - hits);
        if spread > 0.0 { (all * both - inside * hits) / spread.sqrt() } else { 0.0 }
    }
}

impl Region {
    /// Without conditions.
    #[must_use]
    pub(crate) fn whole(dimensions: usize) -> Self {
        Self { ranges: vec![(f64::NEG_INFINITY, f64::INFINITY); dimensions] }
    }

    /// Dimensions that have a condition.
    #[must_use]
    pub(crate) fn restricted(&self) -> Vec<usize> {
        let is = |at: &usize| self.ranges[*at].0.is_finite() || self.ranges[*at].1.is_finite();
        (0..self.ranges.len()).filter(is).collect()
    }

    /// The same without the condition of one dimension.
    #[must_use]
    pub(crate) fn without(&self, dimension: usize) -> Self {
        let mut wider = self.clone();
        wider.ranges[dimension] = (f64::NEG_INFINITY, f64::INFINITY);
        wider
    }

    /// Whether a point is inside.
    #[must_use]
    pub(crate) fn holds(&self, points: &Points, point: usize) -> bool {
        let inside = |(values, (low, high)): (&&[f64], &(f64, f64))| *low <= values[point] && values[point] <= *high;
        points.values.iter().zip(&self.ranges).all(inside)
    }

    /// Counts points and hits inside.
    #[must_use]
    pub(crate) fn judge(&self, points: &Points) -> Count {
        let mut count = Count { all_points: points.len() as u64, ..Count::default() };
        for (point, hit) in points.hits.iter().enumerate() {
            count.all_hits += u64::from(*hit);
            if self.holds(points, point) {
                count.points += 1;
                count.hits += u64::from(*hit);
            }
        }
        count
    }

    /// The quasi-p-value of a restricted dimension: without its condition the box has a share p of hits; this is the
    /// chance of at least as many hits as inside if the condition picked as many points at random.
    #[must_use]
    pub(crate) fn quasi_p(&self, points: &Points, dimension: usize) -> f64 {
        let inside = self.judge(points);
        let p = self.without(dimension).judge(points).density();
        match inside.hits.checked_sub(1) {
            None => 1.0,
            Some(fewer) => binomial_cdf(fewer, inside.points, p).upper,
        }
    }
}

/// The box whose inside and outside differ most clearly, of those on the way of peeling, widened where that costs
/// nothing. Without any hit, or with nothing but hits, it has no condition.
#[must_use]
pub(crate) fn find(points: &Points) -> Region {
    let mut best = Region::whole(points.values.len());
    let mut best_correlation = 0.0;
    let mut current = best.clone();
    let mut inside: Vec<usize> = (0..points.len()).collect();
    while let Some(smaller) = peel(points, &current, &inside) {
        inside.retain(|point| smaller.holds(points, *point));
        current = smaller;
        let correlation = current.judge(points).correlation();
        if correlation > best_correlation {
            best_correlation = correlation;
            best.clone_from(&current);
        }
    }
    paste(points, best)
}

/// Takes conditions away, the one that matters least first, as long as the correlation falls by less than this
/// share of itself or more than `most` are left.
#[must_use]
pub(crate) fn simplify(points: &Points, found: Region, most: usize, share: f64) -> Region {
    let mut current = found;
    loop {
        let now = current.judge(points).correlation();
        let wider = current.restricted().into_iter().map(|dimension| current.without(dimension));
        let scored = wider.map(|wider| (wider.judge(points).correlation(), wider));
        let Some((correlation, wider)) = scored.max_by(|a, b| a.0.total_cmp(&b.0)) else { return current };
        if correlation < now * (1.0 - share) && current.restricted().len() <= most {
            return current;
        }
        if wider.restricted().is_empty() && now > 0.0 {
            return current;
        }
        current = wider;
    }
}

/// The best next peel: the greatest rise of the density for the share of points given up.
#[allow(clippy::cast_precision_loss, reason = "counts of points are far below 2⁵³")]
fn peel(points: &Points, current: &Region, inside: &[usize]) -> Option<Region> {
    let least = (LEAST_SUPPORT * points.len() as f64).max(1.0);
    let hits = inside.iter().filter(|point| points.hits[**point]).count() as f64;
    let all = inside.len() as f64;
    let mut best: Option<(f64, Region)> = None;
    for (dimension, values) in points.values.iter().enumerate() {
        let mut sorted: Vec<f64> = inside.iter().map(|point| values[*point]).collect();
        sorted.sort_by(f64::total_cmp);
        for upper in [false, true] {
            let Some(bound) = inner_bound(&sorted, upper) else { continue };
            let stays = |point: &&usize| if upper { values[**point] <= bound } else { values[**point] >= bound };
            let (mut left, mut left_hits) = (0.0, 0.0);
            for point in inside.iter().filter(stays) {
                left += 1.0;
                left_hits += f64::from(u8::from(points.hits[*point]));
            }
            if left < least || left >= all {
                continue;
            }
            let rise = (left_hits / left - hits / all) / (all - left);
            if rise > best.as_ref().map_or(0.0, |(rise, _)| *rise) {
                let mut smaller = current.clone();
                let (low, high) = smaller.ranges[dimension];
                smaller.ranges[dimension] = if upper { (low, bound) } else { (bound, high) };
                best = Some((rise, smaller));
            }
        }
    }
    best.map(|(_, smaller)| smaller)
}

/// The value at which a peel from one side ends: it takes the patience's share of points, or all that share the
/// outermost value where these are more. Nothing if that would be all.
fn inner_bound(sorted: &[f64], upper: bool) -> Option<f64> {
    let share = quantile::rank(sorted.len() as u64, PATIENCE);
    let taken = usize::try_from(share).unwrap_or(usize::MAX);
    if upper {
        let edge = *sorted.get(sorted.len().checked_sub(taken)?)?;
        sorted.iter().rev().find(|x| **x < edge).copied()
    } else {
        let edge = *sorted.get(taken.checked_sub(1)?)?;
        sorted.iter().find(|x| **x > edge).copied()
    }
}

/// Widens a side at a time, a small share of the box's points each, where the inside and outside then differ more
/// clearly.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of points are far below 2⁵³"
)]
fn paste(points: &Points, found: Region) -> Region {
    let mut current = found;
    loop {
        let now = current.judge(points);
        let step = ((PATIENCE * now.points as f64) as usize).max(1);
        let mut best: Option<(f64, Region)> = None;
        for dimension in current.restricted() {
            let free = current.without(dimension);
            let (low, high) = current.ranges[dimension];
            let values = points.values[dimension];
            let mut beyond: Vec<f64> =
                (0..points.len()).filter(|point| free.holds(points, *point)).map(|point| values[point]).collect();
            beyond.sort_by(f64::total_cmp);
            let first = beyond.partition_point(|x| *x < low);
            let last = beyond.partition_point(|x| *x <= high);
            let mut consider = |range: (f64, f64)| {
                let mut wider = current.clone();
                wider.ranges[dimension] = range;
                let correlation = wider.judge(points).correlation();
                if correlation > best.as_ref().map_or(now.correlation(), |(best, _)| *best) {
                    best = Some((correlation, wider));
                }
            };
            if low.is_finite() && first > 0 {
                let to = first.checked_sub(step).filter(|to| *to > 0);
                consider((to.map_or(f64::NEG_INFINITY, |to| beyond[to]), high));
            }
            if high.is_finite() && last < beyond.len() {
                let to = beyond.get(last + step - 1).filter(|_| last + step < beyond.len());
                consider((low, to.copied().unwrap_or(f64::INFINITY)));
            }
        }
        match best {
            Some((_, wider)) => current = wider,
            None => return current,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Domain, Purpose, Stream, uniform};

    /// Dimensions of uniform numbers, and a last uniform number for chance.
    fn uniforms(dimensions: usize, points: u64, seed: u64) -> (Vec<Vec<f64>>, Vec<f64>) {
        let column = |name: &str| -> Vec<f64> {
            let stream = Stream::new(seed, Domain::Procedure, name);
            (0..points).map(|point| uniform(stream.pair(point, 0, Purpose::Resampling, 0, 0)[0])).collect()
        };
        ((0..dimensions).map(|d| column(&format!("dimension {d}"))).collect(), column("chance"))
    }

    fn points<'a>(columns: &'a [Vec<f64>], hits: &'a [bool]) -> Points<'a> {
        Points { values: columns.iter().map(Vec::as_slice).collect(), hits }
    }

    /// In x₀ > 0.6, x₂ < 0.5 hits come with a chance of 90 %, elsewhere with 10 %.
    #[test]
    fn a_planted_box_is_found() {
        let (mut columns, chance) = uniforms(6, 4_000, 1);
        // Whole days and a fact with two values are no obstacle.
        columns[0].iter_mut().for_each(|x| *x = (*x * 100.0).floor());
        columns[3].iter_mut().for_each(|x| *x = f64::from(u8::from(*x > 0.7)));
        let inside = |point: usize| columns[0][point] >= 60.0 && columns[2][point] < 0.5;
        let hits: Vec<bool> = (0..4_000).map(|point| chance[point] < if inside(point) { 0.9 } else { 0.1 }).collect();
        let points = points(&columns, &hits);
        let found = simplify(&points, find(&points), 4, 0.02);
        assert_eq!(found.restricted(), [0, 2]);
        let ((low, _), (_, high)) = (found.ranges[0], found.ranges[2]);
        assert!((58.0..=62.0).contains(&low) && (0.47..=0.53).contains(&high), "{found:?}");
        let count = found.judge(&points);
        assert!(count.density() > 0.85, "{count:?}");
        assert!(found.quasi_p(&points, 0) < 1e-9 && found.quasi_p(&points, 2) < 1e-9);
    }

    #[test]
    fn counts_by_hand() {
        let columns = [vec![1.0, 2.0, 3.0, 4.0]];
        let hits = [false, false, true, true];
        let points = points(&columns, &hits);
        let found = Region { ranges: vec![(2.0, f64::INFINITY)] };
        let count = found.judge(&points);
        assert_eq!(count, Count { points: 3, hits: 2, all_points: 4, all_hits: 2 });
        assert!((count.density() - 2.0 / 3.0).abs() < 1e-15);
        // Phi of the table 2 1 / 0 1: (2·1 − 1·0) / √(3·1·2·2).
        assert!((count.correlation() - 2.0 / 12.0_f64.sqrt()).abs() < 1e-15);
        // At least 2 hits of 3 with a chance of one half each.
        assert!((found.quasi_p(&points, 0) - 0.5).abs() < 1e-12);
        assert_eq!(find(&points).ranges, [(3.0, f64::INFINITY)]);
    }

    #[test]
    fn without_hits_or_misses_there_is_no_condition() {
        let (columns, _) = uniforms(2, 100, 1);
        for hits in [[true; 100], [false; 100]] {
            assert_eq!(find(&points(&columns, &hits)), Region::whole(2));
        }
        assert_eq!(
            find(&points(&[vec![7.0; 100]], &std::array::from_fn::<_, 100, _>(|i| i % 2 == 0))),
            Region::whole(1)
        );
    }

    /// A side with many equal values is peeled as one.
    #[test]
    fn equal_values_go_together() {
        let sorted = [0.0, 0.0, 0.0, 1.0, 2.0, 2.0];
        assert_eq!([inner_bound(&sorted, false), inner_bound(&sorted, true)], [Some(1.0), Some(1.0)]);
        assert_eq!([inner_bound(&[3.0; 9], false), inner_bound(&[], true)], [None, None]);
    }
}
