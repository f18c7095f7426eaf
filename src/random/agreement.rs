//! How tests hold values against those computed elsewhere with more digits.

/// Lower probabilities at which quantiles are compared; the last is 1 − 2⁻⁵³.
pub(crate) const AT: [f64; 5] = [0.25 * f64::EPSILON, 0.001, 0.3, 0.975, 1.0 - 0.5 * f64::EPSILON];

/// Asserts that a value agrees with the expected one to within a share of it.
#[track_caller]
pub(crate) fn close(actual: f64, expected: f64, tolerance: f64) {
    let error = (actual - expected).abs();
    assert!(error <= tolerance * expected.abs(), "{actual:e} is not {expected:e}");
}
