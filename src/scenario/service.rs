//! What an analyst writes of when a site or a lane is in service: outages, a source that must be qualified first, and a
//! quota on what it makes.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number::{Days, Draw, Number, Quantity, Share};
use super::schedule::Schedule;

/// Outages of a site: it is up and down in turn, from the first day on, on which it is up.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteOutages {
    /// Days from the end of an outage, or the first day, to the next one.
    pub up_days: Draw<Days>,
    /// Days that an outage lasts.
    pub down_days: Draw<Days>,
    /// Share of the capacity that is left meanwhile (default 0).
    pub capacity_left: Option<Number<Share>>,
}

/// Outages of a lane: it is up and down in turn, from the first day on, on which it is up. While it is down nothing
/// leaves on it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaneOutages {
    /// Days from the end of an outage, or the first day, to the next one.
    pub up_days: Draw<Days>,
    /// Days that an outage lasts.
    pub down_days: Draw<Days>,
}

/// A site that makes nothing before it is qualified, and then comes to its capacity by and by.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ramp {
    /// The day on which it is built: its qualification begins. Before the start: it has gone on since and is not over;
    /// without `qualification_days` the site has been in service since then.
    pub from: Date,
    /// Days that a try to qualify it takes (default: it is in service from the first day).
    pub qualification_days: Option<Draw<Days>>,
    /// Chance that a try fails (default 0).
    pub fails: Option<Number<Share>>,
    /// What follows a failed try (default: it is tried anew at once).
    #[serde(default)]
    pub after_failure: AfterFailure,
    /// Days from the first day of service on over which output grows to the capacity, by the same amount each day
    /// (default 1: all of it from the first day on).
    #[serde(default = "at_once")]
    #[schemars(range(min = 1, max = 3660))]
    #[allow(clippy::struct_field_names, reason = "its name in scenarios")]
    pub ramp_days: u32,
}

fn at_once() -> u32 {
    1
}

/// What follows a failed qualification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AfterFailure {
    /// It is tried anew at once, with a time of its own.
    #[default]
    TryAgain,
    /// The site never comes into service.
    Never,
}

/// A quota on what a site makes in each half-year, from 1 January and from 1 July on. What is not used is gone.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputQuota {
    /// Most that it makes in a half-year, in the unit of its output: that of the day on which the half-year begins.
    pub per_half_year: Schedule<Quantity>,
    /// What is left on the first day of the quota of the half-year that is running (default: as much of it as of the
    /// half-year itself).
    pub left: Option<Number<Quantity>>,
}
