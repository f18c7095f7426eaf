//! Numbers of the shipments of an order, by which what happens to each of them is drawn.

use std::collections::HashMap;

use super::orders::Group;

/// Shipments of each order so far, by lane, trial and slot.
#[derive(Debug, Default)]
pub(super) struct Shipments(HashMap<(u32, u8, u32), u16>);

impl Shipments {
    /// Nothing has been shipped.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The number of the next shipment of an order, from 0.
    pub(super) fn number<const W: usize>(&mut self, group: &Group<W>, w: usize) -> u16 {
        let shipments = self.0.entry((group.lane, w as u8, group.slot[w])).or_default();
        let number = *shipments;
        *shipments += 1;
        number
    }
}
