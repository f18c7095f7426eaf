//! If export licences for a controlled material stall: which production lines stop, when, for how long, at what
//! cost, and what would have prevented it.
pub mod case;
pub mod chart;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod model;
pub mod random;
pub mod reading;
pub mod report;
pub mod scenario;
pub mod statistics;

pub use case::{Case, Error};
pub use experiment::{RunOptions, Watch};
