//! What the regimes in force mean for a desk, by trial: looked up when a regime or a number changes, not file
//! by file.

use super::state::{Block, Lanes};
use crate::model::{fixed_point, whole_ticks};
use crate::scenario::DeskLimit;

/// Numbers of the regimes in force at an authority.
#[derive(Debug)]
pub struct InForce<const W: usize> {
    /// The regime.
    pub regime: Lanes<W, u8>,
    /// Nominal working days of work in one working day.
    pub speed: Lanes<W, f64>,
    /// Files or officers a working day, in fixed point where a fraction is carried over; 0 in a freeze;
    /// `i64::MAX` is no limit.
    pub capacity: Lanes<W>,
    /// Scale of transit times.
    pub transit_scale: Lanes<W, f64>,
}

impl<const W: usize> InForce<W> {
    /// Nothing looked up yet.
    pub fn new() -> Self {
        Self { regime: [0; W], speed: [0.0; W], capacity: [0; W], transit_scale: [0.0; W] }
    }
}

impl<const W: usize> Block<'_, W> {
    /// Brings the chances of decisions up to the day's numbers.
    #[inline(always)]
    pub fn follow_chances(&mut self) {
        if self.numbers_changed {
            self.chances.follow(&self.values);
        }
    }

    /// Brings the numbers in force at an authority up to a day.
    #[inline(always)]
    pub fn follow_regimes(&mut self, a: usize, day: u32) {
        let desk = &self.desks[a];
        if self.numbers_changed || desk.regime[day as usize] != desk.in_force.regime {
            self.look_up_regimes(a, day);
        }
    }

    #[inline(never)]
    fn look_up_regimes(&mut self, a: usize, day: u32) {
        let authority = &self.model.authorities[a];
        let carried = authority.limit != DeskLimit::Officers && !authority.whole_capacity;
        let desk = &mut self.desks[a];
        let now = &mut desk.in_force;
        now.regime = desk.regime[day as usize];
        for w in 0..W {
            let regime = &authority.regimes[usize::from(now.regime[w])];
            now.speed[w] = self.values.of(regime.speed)[w];
            now.transit_scale[w] = self.values.of(regime.transit_scale)[w];
            now.capacity[w] = match regime.capacity {
                _ if now.speed[w] <= 0.0 => 0,
                None => i64::MAX,
                Some(capacity) if carried => fixed_point(self.values.of(capacity)[w]),
                Some(capacity) => whole_ticks(self.values.of(capacity)[w]),
            };
        }
    }
}
