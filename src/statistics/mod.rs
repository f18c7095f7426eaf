//! Accumulators that merge exactly, quantiles and intervals: pure numbers, no domain.
//!
//! Whatever is summed is a whole number (ticks of a quantity, days, counts), and sums are kept in
//! integers wide enough. Merging is integer addition, so that any order, number of threads or
//! cutting into shards gives the same bits.
//!
//! - [`moments`]: count, sum and sum of squares; mean and its interval.
//! - [`proportion`]: intervals for a probability.
//! - [`quantile`]: quantiles without interpolation, their intervals by order statistics.
//! - [`tail`]: the mean beyond a quantile (expected shortfall, `CVaR`).
//! - [`counts`]: counts of whole numbers of any size.
//! - [`histogram`]: counts between edges declared before the run.
//! - [`paired`]: the difference of two scenarios on the same trials.
//! - [`ratio`]: the ratio of two sums.
//! - [`indices`]: which uncertain input brings the spread (Sobol' indices).
//! - [`prim`]: under which conditions something happens (scenario discovery).
//! - [`sequential`]: looking at a run more than once.
//! - [`forecast`]: scores of a forecast against what came.
//! - [`abc`]: which parameters could have made what was observed.
//! - [`durations`]: how long something takes, from records of which some have not ended.
//! - [`waits`]: how long decisions take, from records of which some are still open.

pub(crate) mod abc;
pub(crate) mod classes;
mod climb;
pub(crate) mod counts;
pub(crate) mod durations;
pub(crate) mod forecast;
pub(crate) mod histogram;
pub(crate) mod indices;
mod interval;
pub(crate) mod moments;
pub(crate) mod paired;
pub(crate) mod prim;
pub mod proportion;
pub mod quantile;
pub mod ratio;
pub mod sequential;
pub mod tail;
pub(crate) mod waits;

pub(crate) use counts::Counts;
pub(crate) use forecast::Ensemble;
pub(crate) use histogram::{Edges, Histogram};
pub use interval::Interval;
pub(crate) use interval::normal_multiplier;
pub use moments::Moments;
pub(crate) use paired::{Paired, Verdict};
pub use ratio::Ratio;
