//! When sites and lanes are in service: outages in turn with times up, and sites that must be qualified first.

use super::Model;
use super::numbers::{Draw, Num, Steps};

/// What is in and out of service as one: a site with its lines, or a lane.
#[derive(Clone, Debug)]
pub struct Service {
    /// Key in the scenario.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// The lane, where it is one.
    pub lane: Option<usize>,
    /// Entries of [`super::Model::sites`] that it is; a lane is none.
    pub sites: Vec<usize>,
    /// Its outages.
    pub outages: Option<Renewal>,
    /// Qualification and ramp.
    pub ramp: Option<Ramp>,
}

/// Outages as a renewal process: times up and times down in turn.
#[derive(Clone, Debug)]
pub struct Renewal {
    /// Days up.
    pub up: Draw,
    /// Days down.
    pub down: Draw,
    /// Share of the capacity that is left while it is down.
    pub left: Num,
}

/// Qualification and ramp of a site.
#[derive(Clone, Debug)]
pub struct Ramp {
    /// Day on which the first try begins.
    pub from: u32,
    /// Days before day 0 since which the first try has gone on or, without any, the site has been in service.
    pub spent: u32,
    /// Days of a try; `None` where there is none.
    pub qualification: Option<Draw>,
    /// Chance that a try fails.
    pub fails: Num,
    /// A failed try is followed by another.
    pub again: bool,
    /// Days over which output grows to the capacity.
    pub days: u32,
}

/// A quota on what a site makes in each half-year.
#[derive(Clone, Debug)]
pub struct OutputQuota {
    /// Ticks of a half-year, by the day on which it begins.
    pub per_half_year: Steps,
    /// Ticks that are left on the first day.
    pub left: Num,
}

impl Model {
    /// Whether a half-year begins on a day.
    #[must_use]
    pub fn begins_half_year(&self, day: u32) -> bool {
        let date = self.date(day);
        date.day() == 1 && [1, 7].contains(&date.month())
    }
}
