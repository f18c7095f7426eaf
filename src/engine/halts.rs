//! The halts of a line in one trial, booked day by day.

use super::missing::Lacking;
use super::place::PLACES;

/// Halts so far.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
pub(crate) struct Halts {
    /// Thousandths of halt days by place of the missing material.
    pub missing: [u32; PLACES],
    /// First halt day; `u32::MAX` is none.
    pub first: u32,
    /// Last halt day; `u32::MAX` is none.
    pub last: u32,
    /// Halt days.
    pub days: u32,
    /// Halts.
    pub count: u32,
    /// Halt days of the present halt.
    pub run: u32,
    /// Halt days of the longest halt.
    pub longest: u32,
}

impl Halts {
    /// None so far.
    pub(crate) const NONE: Self =
        Self { missing: [0; PLACES], first: u32::MAX, last: u32::MAX, days: 0, count: 0, run: 0, longest: 0 };

    /// Books where the missing material of a halt day stood.
    #[inline(always)]
    pub(crate) fn blame(&mut self, parts: &[Lacking]) {
        for part in parts {
            self.missing[part.root.place() as usize] += part.amount as u32;
        }
    }

    /// Books a halt day after the `previous` day with a plan.
    #[inline(always)]
    pub(crate) fn book(&mut self, day: u32, previous: u32) {
        self.first = self.first.min(day);
        self.days += 1;
        let goes_on = self.last != u32::MAX && self.last == previous;
        self.count += u32::from(!goes_on);
        self.run = if goes_on { self.run + 1 } else { 1 };
        self.last = day;
        self.longest = self.longest.max(self.run);
    }
}

#[cfg(test)]
mod tests {
    use super::super::missing::Root;
    use super::super::place::Place;
    use super::*;

    #[test]
    fn halts_are_runs_of_planned_days() {
        let mut halts = Halts::NONE;
        let in_transit = Lacking { root: Root::on_lane(0, 0, Place::Transit), waits: false, amount: 1000 };
        for (day, previous) in [(3, 2), (6, 3), (9, 8)] {
            halts.book(day, previous);
            halts.blame(&[in_transit]);
        }
        assert_eq!((halts.first, halts.last, halts.days), (3, 9, 3));
        assert_eq!((halts.count, halts.run, halts.longest), (2, 1, 2));
        assert_eq!(halts.missing[Place::Transit as usize], 3000);
    }
}
