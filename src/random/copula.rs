//! Numbers that hang together: a Gaussian copula, given by rank correlations.
//!
//! Spearman's rank correlation ρ of two numbers, whatever their distributions, is that of their normal scores with a
//! correlation of 2 sin(π ρ / 6) (Pearson 1907; Kruskal 1958).

use super::special::{Probability, normal_cdf, normal_quantile};

/// Smallest uniform number that a table is asked for.
const LEAST: f64 = 1e-16;

/// Correlation of the normal scores of two numbers with a rank correlation.
#[must_use]
pub(crate) fn of_scores(rank: f64) -> f64 {
    2.0 * libm::sin(std::f64::consts::PI * rank / 6.0)
}

/// The lower triangle whose product with its transpose is a matrix.
///
/// # Errors
/// The first row at which the matrix is not positive definite.
pub(crate) fn cholesky(matrix: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, usize> {
    let mut lower: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (i, row) in matrix.iter().enumerate() {
        let mut new: Vec<f64> = Vec::with_capacity(i + 1);
        for j in 0..i {
            let dot: f64 = (0..j).map(|k| new[k] * lower[j][k]).sum();
            new.push((row[j] - dot) / lower[j][j]);
        }
        let rest = row[i] - new.iter().map(|x| x * x).sum::<f64>();
        if rest <= 1e-12 {
            return Err(i);
        }
        new.push(rest.sqrt());
        lower.push(new);
    }
    Ok(lower)
}

/// The uniform number of a sum of normal scores: weights whose squares sum to 1, and independent uniform numbers.
#[must_use]
pub(crate) fn mixed(parts: impl Iterator<Item = (f64, f64)>) -> f64 {
    of_score(parts.map(|(weight, u)| weight * normal_quantile(Probability::of(u))).sum())
}

/// The uniform number of a normal score, above 0 and below 1.
#[must_use]
pub(crate) fn of_score(score: f64) -> f64 {
    normal_cdf(score).lower.clamp(LEAST, 1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_gives_its_matrix_back_or_names_the_row() {
        let matrix = vec![vec![1.0, 0.6, 0.3], vec![0.6, 1.0, 0.5], vec![0.3, 0.5, 1.0]];
        let lower = cholesky(&matrix).expect("it is positive definite");
        for i in 0..3 {
            for j in 0..=i {
                let product: f64 = (0..=j).map(|k| lower[i][k] * lower[j][k]).sum();
                assert!((product - matrix[i][j]).abs() < 1e-15);
            }
        }
        let wrong = vec![vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
        assert_eq!(cholesky(&wrong), Err(2));
        assert_eq!(cholesky(&[vec![1.0, 1.0], vec![1.0, 1.0]]), Err(1));
    }

    #[test]
    fn a_mixture_of_one_is_itself_and_tails_stay_inside() {
        for u in [1e-15, 0.1, 0.5, 0.75, 1.0 - 1e-15] {
            let mixed = mixed([(1.0, u)].into_iter());
            assert!((mixed - u).abs() <= 1e-14, "{u}: {mixed}");
        }
        for u in [1e-300, 1.0] {
            let far = mixed([(0.8, u), (0.6, u)].into_iter());
            assert!(far > 0.0 && far < 1.0, "{far}");
        }
        // 0.6² + 0.8² = 1: equal scores of ±1 give ±1.4.
        let upper = normal_cdf(1.0).lower;
        assert!((mixed([(0.6, upper), (0.8, upper)].into_iter()) - normal_cdf(1.4).lower).abs() < 1e-14);
    }
}
