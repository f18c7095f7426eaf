//! Scenarios in, an answer out.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "trials, days and bins are counted in ranges that fit; see the engine"
)]

mod simulate;
mod tally;
mod trace;

pub use simulate::{Plan, Simulated, Stopped, Watch, simulate, simulate_in_blocks};
pub use tally::{FlowTally, MoneyTally, SiteTally, Tally, cover_widths};
pub use trace::{InputTrace, SiteTrace, Trace, trace};
