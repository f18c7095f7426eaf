//! The open orders of an input, by age.

use std::collections::VecDeque;

use super::orders::Pool;
use super::state::Lanes;

/// The groups of an input of which some trial still awaits a part, and closed ones among them, by age.
#[derive(Debug)]
pub struct OpenOrders<const W: usize> {
    groups: VecDeque<u32>,
    /// Groups that have left the front so far.
    left: u32,
    /// Groups that are closed in a trial before the first that is open, those that have left included, when
    /// somebody last looked.
    closed: Lanes<W, u32>,
}

impl<const W: usize> OpenOrders<W> {
    /// No orders.
    #[must_use]
    pub fn new() -> Self {
        Self { groups: VecDeque::new(), left: 0, closed: [0; W] }
    }

    /// Forgets all orders; room is kept.
    pub fn clear(&mut self) {
        self.groups.clear();
        self.left = 0;
        self.closed = [0; W];
    }

    /// All groups, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.groups.iter().copied()
    }
}

impl<const W: usize> Pool<W> {
    /// Appends a group to the open orders of its input, dropping those at the front that are closed.
    #[inline(always)]
    pub fn open(&mut self, orders: &mut OpenOrders<W>, g: u32, day: u32) {
        while let Some(&oldest) = orders.groups.front()
            && self.group(oldest).is_closed(day)
        {
            orders.groups.pop_front();
            orders.left += 1;
            self.free(oldest);
        }
        orders.groups.push_back(g);
    }

    /// Groups of which a trial may await something after the receipts of a day, from the first of which it does.
    #[inline(always)]
    pub fn awaited<'o>(
        &self,
        orders: &'o mut OpenOrders<W>,
        w: usize,
        day: u32,
    ) -> impl Iterator<Item = u32> + use<'o, W> {
        // What is closed stays closed.
        let mut first = orders.closed[w].saturating_sub(orders.left) as usize;
        while let Some(&g) = orders.groups.get(first)
            && self.group(g).open_until[w] <= day
        {
            first += 1;
        }
        orders.closed[w] = orders.left + first as u32;
        orders.groups.range(first..).copied()
    }
}
