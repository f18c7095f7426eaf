//! Which parameters could have made what was observed? Rejection with regression adjustment.
//!
//! Of many simulated sets of parameters those are kept whose summaries lie nearest to the observed ones; each weighs
//! the more the nearer it is, and is moved along a local straight line to where its summaries would be the observed
//! ones (Beaumont, Zhang and Balding, *Genetics* 162, 2002).

use super::quantile;

/// What is kept of the simulated sets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Accepted {
    /// Which sets, by number, rising.
    pub chosen: Vec<usize>,
    /// Epanechnikov weights of these, from 0 to 1.
    pub weights: Vec<f64>,
    /// Their parameters, moved to the observed summaries.
    pub adjusted: Vec<Vec<f64>>,
}

/// Keeps the `keep` sets of parameters nearest to `observed`. `parameters` and `summaries` have one row a set;
/// distances are measured in median absolute deviations of each summary. A summary that never varies does not count.
#[must_use]
pub(crate) fn accept(parameters: &[Vec<f64>], summaries: &[Vec<f64>], observed: &[f64], keep: usize) -> Accepted {
    let scales = scales(summaries, observed.len());
    let standard = |row: &[f64]| -> Vec<f64> {
        row.iter().zip(observed).zip(&scales).filter_map(|((x, seen), scale)| scale.map(|s| (x - seen) / s)).collect()
    };
    let deviations: Vec<Vec<f64>> = summaries.iter().map(|row| standard(row)).collect();
    let distance = |row: &Vec<f64>| row.iter().map(|x| x * x).sum::<f64>().sqrt();
    let distances: Vec<f64> = deviations.iter().map(distance).collect();
    let mut order: Vec<usize> = (0..distances.len()).collect();
    order.sort_by(|a, b| distances[*a].total_cmp(&distances[*b]).then(a.cmp(b)));
    // The first one left out bounds the kernel.
    let reach = order.get(keep).or(order.last()).map_or(0.0, |at| distances[*at]);
    order.truncate(keep);
    order.sort_unstable();
    let weight = |at: &usize| {
        let share = if reach > 0.0 { distances[*at] / reach } else { 0.0 };
        (1.0 - share * share).max(1e-9)
    };
    let weights: Vec<f64> = order.iter().map(weight).collect();
    let rows: Vec<&[f64]> = order.iter().map(|at| deviations[*at].as_slice()).collect();
    let mut adjusted: Vec<Vec<f64>> = order.iter().map(|at| parameters[*at].clone()).collect();
    let count = parameters.first().map_or(0, Vec::len);
    for p in 0..count {
        let values: Vec<f64> = adjusted.iter().map(|row| row[p]).collect();
        let slopes = slopes(&rows, &values, &weights);
        for (row, deviation) in adjusted.iter_mut().zip(&rows) {
            row[p] -= deviation.iter().zip(&slopes).map(|(x, b)| x * b).sum::<f64>();
        }
    }
    Accepted { chosen: order, weights, adjusted }
}

/// Median absolute deviation of each summary; nothing for one that does not vary.
fn scales(summaries: &[Vec<f64>], count: usize) -> Vec<Option<f64>> {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        quantile::of_sorted(&values, 0.5).unwrap_or(0.0)
    };
    let scale = |s: usize| {
        let values: Vec<f64> = summaries.iter().map(|row| row[s]).collect();
        let median = middle(values.clone());
        let mad = middle(values.iter().map(|x| (x - median).abs()).collect());
        // Where most values are the same, the range still tells.
        let range = values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
            - values.iter().copied().fold(f64::INFINITY, f64::min);
        Some(if mad > 0.0 { mad } else { range / 4.0 }).filter(|s| *s > 0.0)
    };
    (0..count).map(scale).collect()
}

/// Slopes of the weighted straight line through (deviations, value), the intercept left out.
#[allow(clippy::needless_range_loop, reason = "matrices are written by index")]
fn slopes(rows: &[&[f64]], values: &[f64], weights: &[f64]) -> Vec<f64> {
    let width = rows.first().map_or(0, |row| row.len());
    let size = width + 1;
    let mut matrix = vec![vec![0.0; size + 1]; size];
    for ((row, value), weight) in rows.iter().zip(values).zip(weights) {
        let term = |i: usize| if i == 0 { 1.0 } else { row[i - 1] };
        for i in 0..size {
            for j in 0..size {
                matrix[i][j] += weight * term(i) * term(j);
            }
            matrix[i][size] += weight * term(i) * value;
        }
    }
    // A hair of ridge: summaries can move together.
    let total: f64 = weights.iter().sum();
    for i in 1..size {
        matrix[i][i] += 1e-6 * total;
    }
    solve(matrix)[1..].to_vec()
}

/// Solves a square system by elimination with pivots; the last column is the right-hand side.
#[allow(clippy::needless_range_loop, reason = "matrices are written by index")]
fn solve(mut matrix: Vec<Vec<f64>>) -> Vec<f64> {
    let n = matrix.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()));
        matrix.swap(column, pivot.unwrap_or(column));
        if matrix[column][column].abs() < 1e-300 {
            continue;
        }
        for row in 0..n {
            if row == column {
                continue;
            }
            let factor = matrix[row][column] / matrix[column][column];
            for k in column..=n {
                matrix[row][k] -= factor * matrix[column][k];
            }
        }
    }
    (0..n).map(|i| if matrix[i][i].abs() < 1e-300 { 0.0 } else { matrix[i][n] / matrix[i][i] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Distribution, Domain, Purpose, Stream, uniform};

    /// A straight relation is undone exactly: every kept set is moved to the one answer.
    #[test]
    fn a_straight_line_is_followed_to_the_observed_summary() {
        let parameters: Vec<Vec<f64>> = (0..100).map(|i| vec![f64::from(i) / 10.0]).collect();
        let summaries: Vec<Vec<f64>> = parameters.iter().map(|row| vec![3.0 * row[0] + 1.0, 7.0]).collect();
        let found = accept(&parameters, &summaries, &[3.0 * 4.23 + 1.0, 7.0], 20);
        assert_eq!(found.chosen.len(), 20);
        assert!(found.adjusted.iter().all(|row| (row[0] - 4.23).abs() < 1e-4), "{:?}", found.adjusted);
        assert!(found.weights.iter().all(|w| (0.0..=1.0).contains(w)));
    }

    /// A normal mean with a normal prior has a known posterior: prior N(0, 1), one summary N(θ, 0.5), observed 1. The
    /// posterior is N(0.8, 0.447). 20,000 sets, of which 1,000 are kept: mean to 4.5 standard errors of about 0.02.
    #[test]
    fn the_posterior_of_a_normal_mean_is_found() {
        let normal = Distribution::normal(0.0, 1.0).unwrap();
        let stream = Stream::new(3, Domain::Procedure, "normal mean");
        let (mut parameters, mut summaries) = (Vec::new(), Vec::new());
        for at in 0..20_000 {
            let [a, b] = stream.pair(at, 0, Purpose::Resampling, 0, 0).map(uniform);
            let theta = normal.quantile(a);
            parameters.push(vec![theta]);
            summaries.push(vec![theta + 0.5 * normal.quantile(b)]);
        }
        let found = accept(&parameters, &summaries, &[1.0], 1_000);
        let total: f64 = found.weights.iter().sum();
        let each = || found.adjusted.iter().zip(&found.weights);
        let mean = each().map(|(row, w)| row[0] * w).sum::<f64>() / total;
        let variance = each().map(|(row, w)| (row[0] - mean).powi(2) * w).sum::<f64>() / total;
        assert!((mean - 0.8).abs() < 4.5 * 0.02, "{mean}");
        assert!((variance.sqrt() - 0.2_f64.sqrt()).abs() < 0.06, "{}", variance.sqrt());
    }
}
