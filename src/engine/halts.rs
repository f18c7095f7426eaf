//! The halts of a line in one trial, booked day by day.

use super::state::PLACES;

/// Halts so far.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
pub struct Halts {
    /// Thousandths of halt days by place of the missing material.
    pub missing: [u32; PLACES],
    /// The latest cause of a halt, thousandths by place.
    pub cause: [u32; PLACES],
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
    pub const NONE: Self = Self {
        missing: [0; PLACES],
        cause: [0; PLACES],
        first: u32::MAX,
        last: u32::MAX,
        days: 0,
        count: 0,
        run: 0,
        longest: 0,
    };

    /// Books a halt day after the `previous` day with a plan. Without a new cause the latest goes on.
    #[inline(always)]
    pub fn book(&mut self, day: u32, previous: u32, cause: Option<[u32; PLACES]>) {
        self.cause = cause.unwrap_or(self.cause);
        for place in 0..PLACES {
            self.missing[place] += self.cause[place];
        }
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
    use super::*;

    #[test]
    fn halts_are_runs_of_planned_days() {
        let mut halts = Halts::NONE;
        let in_transit = std::array::from_fn(|place| if place == 6 { 1000 } else { 0 });
        halts.book(3, 2, Some(in_transit));
        halts.book(6, 3, None);
        halts.book(9, 8, None);
        assert_eq!((halts.first, halts.last, halts.days), (3, 9, 3));
        assert_eq!((halts.count, halts.run, halts.longest), (2, 1, 2));
        assert_eq!(halts.missing[6], 3000);
    }
}
