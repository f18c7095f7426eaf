//! General licences of pairs of an exporter and a customer.

use super::Model;
use super::numbers::{Draw, Num};

/// A general licence of a pair.
#[derive(Clone, Debug)]
pub struct PairLicence {
    /// Key of its authority, and its own.
    pub name: (String, String),
    /// Its authority.
    pub authority: usize,
    /// Its lanes by name, and how much of the licence a tick of their goods takes.
    pub lanes: Vec<(usize, i64)>,
    /// Chance that the pair is eligible.
    pub eligible: Num,
    /// What may be shipped under it from the grant to the anniversary.
    pub quantity: Num,
    /// Day of the first application.
    pub apply: u32,
    /// What is left of one that is in force on the first day, and its last day.
    pub in_force: Option<(Num, u32)>,
    /// Days from the grant to the anniversary.
    pub valid: u32,
    /// The renewal is applied for this many days before the anniversary.
    pub renew_before: u32,
    /// Preparation, days.
    pub preparation: Draw,
}

impl Model {
    /// Whether a general licence covers a lane on the first day: its own, or its pair's.
    #[must_use]
    pub fn general_in_force(&self, lane: usize) -> bool {
        let lane = &self.lanes[lane];
        let own = lane.general.as_ref().is_some_and(|general| general.in_force.is_some());
        own || lane.pair.is_some_and(|pair| self.pairs[pair].in_force.is_some())
    }
}
