//! How long a file's review and an order's transit will take in each regime, in whole days.
//!
//! The regime in force when a review starts or a licence is granted is not known when an order is placed; but
//! there are few regimes, so the days in each of them are worked out at once, for all trials together.

use std::ops::Range;

use super::orders::Kind;
use super::state::{Block, Lanes};

/// Most days that are told apart; all above lie beyond any horizon.
const MOST_DAYS: f64 = 65_535.0;

/// The days of a group in one regime, by trial.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Outlook<const W: usize> {
    /// Working days of a review that starts under the regime; 0 where none can start.
    pub review: Lanes<W, u16>,
    /// Days of transit after a grant under the regime; 0 where the file is not granted whole and shipped at once.
    pub transit: Lanes<W, u16>,
}

impl<const W: usize> Outlook<W> {
    /// Nothing begins and nothing is granted.
    pub const NONE: Self = Self { review: [0; W], transit: [0; W] };
}

/// Adding it leaves a number's whole part in the lowest bits, rounded to the nearest.
const TO_BITS: f64 = 4_503_599_627_370_496.0;

/// Whole days of a drawn duration, at least 1, in steps that a compiler vectorises.
#[inline(always)]
fn days(x: f64) -> u16 {
    let x = x.max(0.0).min(MOST_DAYS);
    let nearest = (x + TO_BITS) - TO_BITS;
    let up = if x > nearest { 1.0 } else { 0.0 };
    let days = (nearest + up).max(1.0);
    (days + TO_BITS).to_bits() as u16
}

impl<const W: usize> Block<'_, W> {
    /// Works out the days of some members of a group at a desk.
    #[inline(always)]
    pub fn look_ahead(&mut self, a: usize, g: u32, members: Range<usize>) {
        let desk = &self.desks[a];
        let (group, outlook) = self.pool.group_and_outlook(g);
        let route = self.routes.get(group.lane as usize).filter(|_| group.kind != Kind::Background);
        let scale = self.values.of(self.model.authorities[a].work.scale);
        let factor = route.map_or(&[1.0; W], |route| self.values.of(route.work_factor));
        let mut work = [0.0; W];
        for w in members.clone() {
            work[w] = group.work[w] * scale[w] * factor[w];
        }
        for (regime, outlook) in desk.by_regime.iter().zip(outlook.iter_mut()) {
            for w in members.clone() {
                let review = days(work[w] / regime.speed[w]);
                outlook.review[w] = if regime.speed[w] > 0.0 { review } else { 0 };
            }
        }
        let Some(route) = route.filter(|r| r.prompt && desk.whole_grants && group.kind == Kind::Single) else {
            for outlook in outlook.iter_mut() {
                outlook.transit = [0; W];
            }
            return;
        };
        let scale = self.values.of(route.transit_scale);
        for (r, (regime, outlook)) in desk.by_regime.iter().zip(outlook).enumerate() {
            let [_, refused] = self.chances.on(route, r);
            for w in members.clone() {
                let transit = days(group.transit[w] * (scale[w] * regime.transit_scale[w]));
                let granted = group.decision[w] >= refused[w] && regime.speed[w] > 0.0;
                outlook.transit[w] = if granted { transit } else { 0 };
            }
        }
    }

    /// Works out the days of all groups at desks anew.
    #[inline(never)]
    pub fn look_ahead_again(&mut self) {
        if self.pool.is_empty() {
            return;
        }
        for g in 0..self.pool.len() {
            let group = self.pool.group(g);
            let a = match group.kind {
                Kind::Background => Some(group.lane as usize),
                Kind::Single | Kind::General => self.model.lanes[group.lane as usize].authority,
            };
            if let Some(a) = a {
                self.look_ahead(a, g, 0..W);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::whole_days;

    #[test]
    fn days_are_whole_days() {
        let cases = [0.0, 0.2, 0.5, 1.0, 1.5, 2.5, 3.0, 3.000_001, 17.999_999, 65_534.5, -1.0, f64::NAN, 1e300];
        for x in cases {
            assert_eq!(u32::from(days(x)), whole_days(x, 1).min(65_535), "{x}");
        }
        for i in 0..100_000 {
            let x = f64::from(i) * 0.0625;
            assert_eq!(u32::from(days(x)), whole_days(x, 1), "{x}");
        }
    }
}
