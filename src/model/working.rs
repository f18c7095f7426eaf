//! Working days of a desk, counted.

/// The working days of a desk within the horizon, to count from any day.
#[derive(Clone, Debug)]
pub struct WorkingDays {
    /// How many there are before each day, and before the end of the horizon.
    before: Vec<u32>,
    /// The days themselves, rising.
    days: Vec<u32>,
}

impl WorkingDays {
    /// Of a desk that works on the days that are true.
    #[must_use]
    pub fn new(working: &[bool]) -> Self {
        let (mut before, mut days) = (vec![0], Vec::new());
        let mut count = 0;
        for (day, works) in (0..).zip(working) {
            if *works {
                days.push(day);
                count += 1;
            }
            before.push(count);
        }
        Self { before, days }
    }

    /// Working days before a day of the horizon, or before its end.
    #[inline]
    #[must_use]
    pub fn before(&self, day: u32) -> u32 {
        self.before[day as usize]
    }

    /// The working day that has `count` others before it, from a day on, that day included; nothing beyond the horizon.
    #[inline]
    #[must_use]
    pub fn after(&self, day: usize, count: u32) -> Option<u32> {
        self.days.get(*self.before.get(day)? as usize + count as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_are_counted_from_any_day() {
        let days = WorkingDays::new(&[false, true, true, false, true]);
        assert_eq!((0..=5).map(|day| days.before(day)).collect::<Vec<_>>(), [0, 0, 1, 2, 2, 3]);
        assert_eq!([days.after(0, 0), days.after(1, 0), days.after(2, 1)], [Some(1), Some(1), Some(4)]);
        assert_eq!([days.after(4, 1), days.after(5, 0), days.after(6, 0)], [None, None, None]);
    }
}
