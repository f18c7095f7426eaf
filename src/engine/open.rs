//! The open orders of an input, by age.

use super::orders::Pool;
use super::state::Lanes;

/// The groups of an input of which some trial still awaits a part, and closed ones among them, by age.
#[derive(Debug)]
pub(super) struct OpenOrders<const W: usize> {
    /// Day on which each was placed, and the group; those of a day in the order in which they joined.
    groups: Vec<(i16, u32)>,
    /// Groups before this one have left the list.
    front: usize,
    /// By trial: the first that may be open, when somebody last looked.
    first: Lanes<W, u32>,
}

/// Groups that have left are forgotten when there are so many.
const MANY: usize = 64;

impl<const W: usize> OpenOrders<W> {
    /// No orders.
    #[must_use]
    pub(super) fn new() -> Self {
        Self { groups: Vec::new(), front: 0, first: [0; W] }
    }

    /// Forgets all orders; room is kept.
    pub(super) fn clear(&mut self) {
        self.groups.clear();
        self.front = 0;
        self.first = [0; W];
    }

    /// All groups, the oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.groups[self.front..].iter().map(|(_, g)| *g)
    }

    /// Adds a group behind those that were placed before it or with it; most often that is behind all.
    #[inline(always)]
    fn insert(&mut self, placed: i16, g: u32) {
        if self.groups.last().is_none_or(|(latest, _)| *latest <= placed) {
            self.groups.push((placed, g));
        } else {
            self.insert_part(placed, g);
        }
    }

    /// Adds a part that was cut off an order: others have been placed since.
    #[inline(never)]
    fn insert_part(&mut self, placed: i16, g: u32) {
        let at = self.front + self.groups[self.front..].partition_point(|(other, _)| *other <= placed);
        self.groups.insert(at, (placed, g));
        for first in &mut self.first {
            *first += u32::from(*first > at as u32);
        }
    }

    /// A trial awaits something again that was placed on a day.
    pub(super) fn look_from(&mut self, placed: i16, w: usize) {
        let at = self.front + self.groups[self.front..].partition_point(|(other, _)| *other < placed);
        self.first[w] = self.first[w].min(at as u32);
    }
}

impl<const W: usize> Pool<W> {
    /// Adds a group to the open orders of its input, dropping those at the front that are closed.
    #[inline(always)]
    pub(super) fn open(&mut self, orders: &mut OpenOrders<W>, g: u32, day: u32) {
        while let Some(&(_, oldest)) = orders.groups.get(orders.front)
            && self.group(oldest).is_closed(day)
        {
            orders.front += 1;
            self.free(oldest);
        }
        if orders.front >= MANY {
            orders.groups.drain(..orders.front);
            for first in &mut orders.first {
                *first = first.saturating_sub(orders.front as u32);
            }
            orders.front = 0;
        }
        orders.insert(self.group(g).placed, g);
    }

    /// Groups of which a trial may await something after the receipts of a day, from the first of which it does, each
    /// after the day on which it was placed.
    #[inline(always)]
    pub(super) fn awaited<'o>(
        &self,
        orders: &'o mut OpenOrders<W>,
        w: usize,
        day: u32,
    ) -> impl Iterator<Item = (i16, u32)> + use<'o, W> {
        // What is closed stays closed.
        let mut first = orders.front.max(orders.first[w] as usize);
        while let Some(&(_, g)) = orders.groups.get(first)
            && self.group(g).open_until[w] <= day
        {
            first += 1;
        }
        orders.first[w] = first as u32;
        orders.groups[first..].iter().copied()
    }
}
