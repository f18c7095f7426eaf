//! Where a desk books what becomes of files.

use super::orders::Group;
use super::outcome::MonthFlow;
use super::route::Route;
use super::state::Lanes;
use super::supply::{Road, RoadOf};
use super::waits::{Waits, WaitsOf};

/// The books of a desk.
pub struct Books<'b, const W: usize> {
    /// Month of each day.
    pub month: &'b [u16],
    /// Flows by month.
    pub flows: &'b mut [Lanes<W, MonthFlow>],
    /// Days from filing to decision.
    pub waits: &'b mut Waits,
    /// All shipments.
    pub road: Road<'b, W>,
}

impl<const W: usize> Books<'_, W> {
    /// The flows of a day's month.
    #[inline(always)]
    pub fn flows_on(&mut self, day: u32) -> &mut Lanes<W, MonthFlow> {
        &mut self.flows[usize::from(self.month[day as usize])]
    }

    /// The books of one lane's grants, for as many days.
    #[inline(always)]
    pub fn grants(&mut self, lane: usize, route: &Route, days: usize) -> Grants<'_, W> {
        Grants {
            month: &self.month[..days],
            flows: self.flows,
            waits: self.waits.of(lane),
            road: self.road.of(lane, route.input as usize),
            milligrams: route.milligrams,
        }
    }
}

/// Where grants of one lane are booked.
pub struct Grants<'g, const W: usize> {
    month: &'g [u16],
    flows: &'g mut [Lanes<W, MonthFlow>],
    waits: WaitsOf<'g>,
    road: RoadOf<'g, W>,
    milligrams: i64,
}

impl<const W: usize> Grants<'_, W> {
    /// An order is granted whole on a day, today or later, and leaves its supplier at once.
    #[inline(always)]
    pub fn book(&mut self, group: &mut Group<W>, w: usize, (today, day): (u32, usize), transit: u16) {
        let quantity = group.quantity[w];
        let waited = day as u32 - u32::from(group.filed[w]);
        self.flows[usize::from(self.month[day])][w].grant(waited, quantity * self.milligrams);
        self.waits.decided(w, waited);
        group.decided[w] = day as u16;
        let arrival = group.leave(w, transit, day as u32);
        self.road.arrive(w, quantity, (arrival - today, arrival));
    }
}
