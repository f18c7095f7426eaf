//! linestop
#![allow(missing_docs)]
pub mod scenario;
