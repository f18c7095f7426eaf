//! Where missing material can stand.

use serde::{Deserialize, Serialize};

/// A place where missing material stands, in the order in which places are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[repr(u8)]
pub enum Place {
    /// The application is being prepared.
    Preparation,
    /// Filed, the review has not begun.
    Queue,
    /// Under review, or ready for a decision.
    Review,
    /// Returned, being corrected.
    Returned,
    /// At the supplier under licence: it is made ready for shipping, waits for its turn, or leaves today.
    Licensed,
    /// The same where no licence is needed.
    Ready,
    /// At a supplier that has what it needs and cannot make more today.
    Capacity,
    /// At the supplier, while the lane is shut.
    Shut,
    /// On the way.
    Transit,
    /// At the border of the supplier's country: its client is not registered, its report is faulty, or it is inspected.
    Inspection,
    /// On no order.
    Nowhere,
}

/// Number of places.
pub const PLACES: usize = 11;

/// Places at which an order can stand: all but the last.
pub(crate) const STANDS: usize = PLACES - 1;

/// Names of the places, in their order.
pub const PLACE_NAMES: [&str; PLACES] = [
    "in preparation",
    "in the queue",
    "under review",
    "returned",
    "licensed, at the supplier",
    "ready, at the supplier",
    "waiting for capacity",
    "at a shut lane",
    "in transit",
    "held at the border",
    "denied or never ordered",
];

impl Place {
    /// All places, in their order.
    pub const ALL: [Self; PLACES] = [
        Self::Preparation,
        Self::Queue,
        Self::Review,
        Self::Returned,
        Self::Licensed,
        Self::Ready,
        Self::Capacity,
        Self::Shut,
        Self::Transit,
        Self::Inspection,
        Self::Nowhere,
    ];
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        PLACE_NAMES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_its_name() {
        assert_eq!(Place::Review.name(), "under review");
        assert_eq!(Place::Transit.name(), "in transit");
        assert!((0..).zip(Place::ALL).all(|(at, place)| place as usize == at));
    }
}
