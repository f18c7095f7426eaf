//! Drawn values: a distribution at a random word, times its scale.

use crate::model::Draw;

/// A drawn value: the distribution at a word, times its scale.
#[inline(always)]
pub(super) fn sample(draw: &Draw, word: u64, scale: f64) -> f64 {
    by_distribution(draw, word) * scale
}

/// The distribution at a word, before its scale.
#[inline(always)]
pub(super) fn by_distribution(draw: &Draw, word: u64) -> f64 {
    match draw.fixed {
        Some(value) => value,
        None => draw.sampler.value(word),
    }
}

/// The distribution at the words of all trials, before its scale: the bits of [`by_distribution`].
#[inline(always)]
pub(super) fn all_by_distribution<const W: usize>(draw: &Draw, words: &[u64; W]) -> [f64; W] {
    match draw.fixed {
        Some(value) => [value; W],
        None => draw.sampler.values(words),
    }
}
