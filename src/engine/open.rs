//! The open orders of an input, by age.

use super::orders::Pool;
use super::state::Lanes;

/// The groups of an input of which some trial still awaits a part, and closed ones among them, by age.
#[derive(Debug)]
pub(super) struct OpenOrders<const W: usize> {
    groups: Vec<u32>,
    /// Groups before this one have left the list.
    front: usize,
    /// By trial: the first that may be open, when somebody last looked.
    first: Lanes<W, u32>,
    /// Day on which the group was placed that joined last.
    latest: i16,
    /// Whether no group has joined that was placed before one that is there.
    in_order: bool,
}

/// Groups that have left are forgotten when there are so many.
const MANY: usize = 64;

impl<const W: usize> OpenOrders<W> {
    /// No orders.
    #[must_use]
    pub(super) fn new() -> Self {
        Self { groups: Vec::new(), front: 0, first: [0; W], latest: i16::MIN, in_order: true }
    }

    /// Forgets all orders; room is kept.
    pub(super) fn clear(&mut self) {
        self.groups.clear();
        self.front = 0;
        self.first = [0; W];
        (self.latest, self.in_order) = (i16::MIN, true);
    }

    /// Whether groups stand in the order in which they were placed: parts that are cut off an order stand behind those
    /// that have been placed since.
    #[must_use]
    pub(super) fn in_order(&self) -> bool {
        self.in_order
    }

    /// All groups, the oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.groups[self.front..].iter().copied()
    }
}

impl<const W: usize> Pool<W> {
    /// Appends a group to the open orders of its input, dropping those at the front that are closed.
    #[inline(always)]
    pub(super) fn open(&mut self, orders: &mut OpenOrders<W>, g: u32, day: u32) {
        while let Some(&oldest) = orders.groups.get(orders.front)
            && self.group(oldest).is_closed(day)
        {
            orders.front += 1;
            self.free(oldest);
        }
        if orders.front == orders.groups.len() {
            (orders.latest, orders.in_order) = (i16::MIN, true);
        }
        if orders.front >= MANY {
            orders.groups.drain(..orders.front);
            for first in &mut orders.first {
                *first = first.saturating_sub(orders.front as u32);
            }
            orders.front = 0;
        }
        let placed = self.group(g).placed;
        orders.in_order &= orders.latest <= placed;
        orders.latest = placed;
        orders.groups.push(g);
    }

    /// Groups of which a trial may await something after the receipts of a day, from the first of which it does.
    #[inline(always)]
    pub(super) fn awaited<'o>(
        &self,
        orders: &'o mut OpenOrders<W>,
        w: usize,
        day: u32,
    ) -> impl Iterator<Item = u32> + use<'o, W> {
        // What is closed stays closed.
        let mut first = orders.front.max(orders.first[w] as usize);
        while let Some(&g) = orders.groups.get(first)
            && self.group(g).open_until[w] <= day
        {
            first += 1;
        }
        orders.first[w] = first as u32;
        orders.groups[first..].iter().copied()
    }
}
