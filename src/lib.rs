//! linestop
pub mod random;
pub mod statistics;
pub mod scenario;
pub mod model;
pub mod engine;
pub mod experiment;
pub mod chart;
