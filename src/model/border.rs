//! The border of a country: what its authority tracks and inspects, and what that means for a lane.

use super::numbers::{Draw, Num};

/// Exports that are tracked.
#[derive(Clone, Debug)]
pub struct Tracking {
    /// First day of it.
    pub from: u32,
    /// It began before the first day: clients with orders under way are registered.
    pub has_begun: bool,
    /// Days of a registration.
    pub registration: Draw,
    /// Share of reports that are faulty.
    pub faulty: Num,
    /// Days for which a shipment with a faulty report is held.
    pub held: Draw,
}

/// Shipments that are inspected.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// First day of it.
    pub from: u32,
    /// Laboratories; `None` is no limit.
    pub laboratories: Option<u32>,
    /// Working days of an inspection.
    pub days: Draw,
}

/// What a lane meets at the border.
#[derive(Clone, Debug, Default)]
pub struct Border {
    /// The authority that tracks exports, and the exporter with its client in [`super::Model::clients`].
    pub tracked: Option<(usize, usize)>,
    /// Entries of that authority's list that its goods fall under, as bits: it is tracked while one of them is on the
    /// list. Nothing where what is tracked does not go by the list.
    pub listed: Option<u64>,
    /// The authority that inspects shipments, and the shares that it inspects by its regimes.
    pub inspected: Option<(usize, Vec<Num>)>,
}

/// Supply without a licence.
#[derive(Clone, Copy, Debug)]
pub struct Grey {
    /// The authority whose crackdowns cut it.
    pub cut_by: Option<usize>,
    /// Share of shipments that are lost.
    pub lost: Num,
    /// Chance that a crackdown puts the buyer on a watch list; nothing is none.
    pub listed: Option<Num>,
}
