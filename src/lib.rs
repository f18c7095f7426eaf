//! linestop
pub mod chart;
pub mod engine;
pub mod experiment;
pub mod model;
pub mod random;
pub mod scenario;
pub mod statistics;
