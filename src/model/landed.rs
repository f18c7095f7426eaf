//! What a unit costs on a lane, and from which lanes an order of a day comes.

use super::{Lane, Model, NEVER, Sourcing};

/// What is paid for a unit until it is there, in the currency of the scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Landed {
    /// Its price.
    pub price: f64,
    /// Duty, share of the price.
    pub duty_share: f64,
    /// Its freight.
    pub freight: f64,
}

impl Landed {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.price * (1.0 + self.duty_share) + self.freight
    }
}

impl Model {
    /// What a unit that is ordered on a day costs on a lane, numbers at their medians.
    #[must_use]
    pub fn landed(&self, lane: &Lane, day: u32) -> Landed {
        let later = lane.later_terms.iter().rev().find(|(from, _)| *from <= day);
        let terms = later.map_or(lane.terms, |(_, terms)| *terms);
        let [price, freight, duty_share] = [terms.price, terms.freight, lane.duty].map(|of| self.numbers.median(of));
        Landed { price, duty_share, freight }
    }

    /// The lanes from which an order of the first day comes, with their shares, which sum to 1: those that take orders
    /// on that day or, where none does, on the first day on which any does. None where no lane ever gets anything.
    #[must_use]
    pub fn sources(&self, input: usize) -> Vec<(usize, f64)> {
        let sourcing = &self.inputs[input].sourcing;
        let lanes: Vec<(usize, f64)> = match sourcing {
            Sourcing::Ranked(lanes) => lanes.iter().map(|lane| (*lane, 1.0)).collect(),
            Sourcing::Shares(lanes) => lanes.iter().map(|(lane, share)| (*lane, self.numbers.median(*share))).collect(),
        };
        let some = || lanes.iter().copied().filter(|(_, share)| *share > 0.0);
        let first = some().map(|(lane, _)| self.lanes[lane].available).min().unwrap_or(NEVER);
        let mut open: Vec<(usize, f64)> = some().filter(|(lane, _)| self.lanes[*lane].takes_orders(first)).collect();
        if matches!(sourcing, Sourcing::Ranked(_)) {
            open.truncate(1);
        }
        let all: f64 = open.iter().map(|(_, share)| share).sum();
        open.into_iter().map(|(lane, share)| (lane, share / all)).collect()
    }

    /// Ticks in stock of an input on the first day, at the median.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "stocks are far below 2⁵³ ticks")]
    pub fn median_stock(&self, input: usize) -> f64 {
        let input = &self.inputs[input];
        self.numbers.median(input.opening) + input.extra.opening as f64
    }

    /// The level that goes with it, at the median; a fixed call-off has none.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "levels are far below 2⁵³ ticks")]
    pub fn median_level(&self, input: usize) -> Option<f64> {
        let input = &self.inputs[input];
        input.ordering.rule.level().map(|level| self.numbers.median(level) + input.extra.level as f64)
    }
}
