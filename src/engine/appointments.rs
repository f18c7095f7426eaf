//! Appointments at a desk that starts so many reviews a working day.
//!
//! Where files are reviewed in the order in which they are filed, and the course of policy tells how many reviews
//! start on each day, a file gets the day of its start when it is filed: there is no queue to be kept.

use super::policy::Course;
use super::state::Lanes;
use crate::model::{Authority, NEVER};

/// The next start that is free, by trial.
#[derive(Debug)]
pub(super) struct Appointments<const W: usize> {
    cursors: Lanes<W, Cursor>,
}

/// A day that is being filled.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    /// The day; the end of the horizon if there is none, [`NEVER`] before the first appointment.
    day: u32,
    /// Starts on it that are free.
    free: i64,
}

impl<const W: usize> Appointments<W> {
    /// No appointment is made yet.
    pub(super) const NONE: Self = Self { cursors: [Cursor { day: NEVER, free: 0 }; W] };

    /// The day on which the review of a file will start that is filed today in a trial; the end of the horizon if
    /// it will not.
    #[inline(always)]
    pub(super) fn make(&mut self, w: usize, today: u32, authority: &Authority, course: &Course<W>) -> u16 {
        let cursor = self.next(w, today, authority, course);
        cursor.free -= 1;
        cursor.day as u16
    }

    /// The reviews of so many files of others are appointed that are filed today in a trial.
    pub(super) fn make_many(&mut self, w: usize, today: u32, files: u32, authority: &Authority, course: &Course<W>) {
        let mut left = i64::from(files);
        while left > 0 {
            let cursor = self.next(w, today, authority, course);
            let made = left.min(cursor.free);
            cursor.free -= made;
            left -= made;
        }
    }

    /// The first day from today on with a start that is free.
    #[inline(always)]
    fn next(&mut self, w: usize, today: u32, authority: &Authority, course: &Course<W>) -> &mut Cursor {
        let on = |day: u32| match authority.working.get(day as usize) {
            None => i64::MAX,
            Some(false) => 0,
            Some(true) => course.numbers[usize::from(course.on(day, w))].capacity[w],
        };
        let cursor = &mut self.cursors[w];
        if cursor.day < today || cursor.day == NEVER {
            *cursor = Cursor { day: today, free: on(today) };
        }
        while cursor.free <= 0 {
            cursor.day += 1;
            cursor.free = on(cursor.day);
        }
        cursor
    }
}
