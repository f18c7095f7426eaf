//! The register of exports: what of each lane was applied for, licensed, shipped and held, month by month.

use super::orders::Group;
use super::state::{Lanes, trials};
use crate::model::Model;

/// What is booked of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Entry {
    /// An application is filed for the first time.
    Applied,
    /// A licence of its own is granted.
    Licensed,
    /// It leaves the country.
    Shipped,
    /// It leaves the country under a licence, single or general.
    ShippedUnderLicence,
    /// It is held at the border.
    Held,
}

/// Kinds of entries.
pub(crate) const ENTRIES: usize = 5;

/// Ticks of a lane in a month, by kind of entry.
pub(crate) type Booked = [i64; ENTRIES];

/// The register, by trial.
pub(super) struct Ledger<const W: usize> {
    months: usize,
    /// By lane, and within a lane by month.
    booked: Vec<Lanes<W, Booked>>,
}

impl<const W: usize> Ledger<W> {
    /// An empty register; nothing where none is kept.
    #[must_use]
    pub(super) fn new(model: &Model) -> Option<Self> {
        let months = model.months();
        let booked = || vec![[[0; ENTRIES]; W]; months * model.lanes.len()];
        model.books_lanes.then(|| Self { months, booked: booked() })
    }

    /// Nothing is booked.
    pub(super) fn clear(&mut self) {
        self.booked.fill([[0; ENTRIES]; W]);
    }

    /// Books ticks of a lane in a month.
    #[inline(never)]
    pub(super) fn book(&mut self, entry: Entry, (lane, w): (usize, usize), month: u16, ticks: i64) {
        self.booked[lane * self.months + usize::from(month)][w][entry as usize] += ticks;
    }

    /// Books members of a group in a month.
    #[inline(never)]
    pub(super) fn book_all(&mut self, entry: Entry, group: &Group<W>, members: u32, month: u16) {
        for w in trials(members) {
            self.book(entry, (group.lane as usize, w), month, group.quantity[w]);
        }
    }

    /// What is booked of a lane, by month.
    #[must_use]
    pub(super) fn of(&self, lane: usize) -> &[Lanes<W, Booked>] {
        &self.booked[lane * self.months..(lane + 1) * self.months]
    }
}
