//! Named random numbers and the distributions they follow: pure numbers, no domain.
//!
//! - [`philox`]: the counter-based generator underneath, singly and in lockstep over trials.
//! - [`streams`]: a number for every name (seed, trial, entity, purpose, slot), the same in every
//!   scenario and on every machine.
//! - [`distribution`]: the distributions an analyst can fill in, with exact quantile functions.
//! - [`table`]: the same quantiles from a table, at a few nanoseconds a draw.
//! - [`day_table`]: whole days of a drawn duration at a glance.
//! - [`copula`]: numbers that hang together, by rank correlations.
//! - [`counts`]: whole numbers of things asked for.
//! - [`sobol`]: points that fill a cube evenly.
//! - [`special`]: the special functions that these need.
//!
//! Everything is inversion: one uniform number gives one value, and a larger uniform number never
//! gives a smaller value. That is what keeps two scenarios comparable trial by trial. Logarithms,
//! exponentials and powers come from the pure-Rust `libm`, so that results have the same bits on
//! every machine; only `+ - * /`, square root and rounding are left to the hardware.

#[cfg(test)]
pub(crate) mod agreement;
mod beta;
mod cells;
mod checks;
mod compound;
pub(crate) mod copula;
pub(crate) mod counts;
pub(crate) mod day_table;
pub(crate) mod distribution;
mod family;
mod gamma;
pub mod philox;
mod pieces;
pub mod sobol;
pub(crate) mod special;
mod steps;
pub(crate) mod streams;
pub(crate) mod table;

pub(crate) use day_table::{DayTable, FACTORS, few_days};
pub(crate) use distribution::Distribution;
pub(crate) use streams::{Domain, Stream, name_hash, uniforms};
pub use streams::{Purpose, uniform};
pub(crate) use table::{Sampler, SamplerCache, whole_days};
