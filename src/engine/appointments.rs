//! Appointments at a desk that starts so many reviews a working day.
//!
//! Where files are reviewed in the order in which they are filed, and the course of policy tells how many reviews
//! start on each day, a file gets the day of its start when it is filed: there is no queue to be kept.

use super::regimes::RegimeNumbers;
use super::state::Lanes;
use crate::model::Authority;

/// The next start that is free, by trial.
#[derive(Debug)]
pub struct Appointments<const W: usize> {
    /// By day, and two days beyond the horizon: the next day with any starts.
    next: Vec<Lanes<W, Day>>,
    /// The day that is being filled.
    filling: Lanes<W, Day>,
    /// Starts on a working day by regime.
    starts: Vec<Lanes<W, u16>>,
}

/// A day with starts.
#[derive(Clone, Copy, Debug)]
struct Day {
    /// The day; the end of the horizon if there is none.
    day: u16,
    /// Starts on it that are free. More than 65,535 are not told apart from as many.
    free: u16,
}

impl<const W: usize> Appointments<W> {
    /// Room for a horizon of so many days and so many regimes.
    #[must_use]
    pub fn new(days: usize, regimes: usize) -> Self {
        let beyond = Day { day: days as u16, free: u16::MAX };
        Self { next: vec![[beyond; W]; days + 2], filling: [Day { day: 0, free: 0 }; W], starts: vec![[0; W]; regimes] }
    }

    /// No appointment is made yet; finds the days that have any starts.
    #[inline(always)]
    pub fn lay_out(&mut self, authority: &Authority, regime: &[Lanes<W, u8>], numbers: &[RegimeNumbers<W>]) {
        self.filling = [Day { day: 0, free: 0 }; W];
        for (starts, numbers) in self.starts.iter_mut().zip(numbers) {
            for w in 0..W {
                starts[w] = numbers.capacity[w].clamp(0, i64::from(u16::MAX)) as u16;
            }
        }
        let (mut day_of, mut free) = ([regime.len() as u16; W], [u16::MAX; W]);
        for day in (0..regime.len()).rev() {
            if authority.working[day] {
                let regime = &regime[day];
                for (index, starts) in self.starts.iter().enumerate() {
                    for w in 0..W {
                        // All bits where the day has starts, none where it has not.
                        let any = (u16::from(regime[w] == index as u8) & u16::from(starts[w] > 0)).wrapping_neg();
                        day_of[w] = day as u16 & any | day_of[w] & !any;
                        free[w] = starts[w] & any | free[w] & !any;
                    }
                }
            }
            let next = &mut self.next[day];
            for w in 0..W {
                next[w] = Day { day: day_of[w], free: free[w] };
            }
        }
    }

    /// The day on which the review of a file will start that is filed today in a trial; the end of the horizon if
    /// it will not.
    #[inline(always)]
    pub fn make(&mut self, w: usize, today: u32) -> u16 {
        let filling = &mut self.filling[w];
        let from = filling.day.max(today as u16);
        let next = self.next[usize::from(from)][w];
        let free = if filling.free > 0 && filling.day == from { filling.free } else { next.free };
        *filling = Day { day: next.day + u16::from(free == 1), free: free - 1 };
        next.day
    }

    /// The reviews of so many files of others are appointed that are filed today in a trial.
    pub fn make_many(&mut self, w: usize, today: u32, mut files: u32) {
        let beyond = (self.next.len() - 2) as u16;
        let filling = &mut self.filling[w];
        while files > 0 {
            let from = filling.day.max(today as u16);
            let next = self.next[usize::from(from)][w];
            if next.day >= beyond {
                // None of the rest begins, and nobody's after them.
                *filling = next;
                return;
            }
            let free = if filling.free > 0 && filling.day == from { filling.free } else { next.free };
            let made = files.min(u32::from(free)) as u16;
            *filling = Day { day: next.day + u16::from(free == made), free: free - made };
            files -= u32::from(made);
        }
    }
}
