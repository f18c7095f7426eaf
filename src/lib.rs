//! linestop
pub mod random;
pub mod statistics;
