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

/// Whole days of a drawn duration, at least 1.
#[inline(always)]
fn days(x: f64) -> u16 {
    let x = x.max(0.0).min(MOST_DAYS);
    let floor = x as i32;
    let days = floor + i32::from(x > f64::from(floor));
    days.max(1) as u16
}

impl<const W: usize> Block<'_, W> {
    /// Works out the days of some members of a group at a desk.
    #[inline(always)]
    pub fn look_ahead(&mut self, a: usize, g: u32, members: Range<usize>) {
        let desk = &self.desks[a];
        let (group, outlook) = self.pool.group_and_outlook(g);
        let route = self.routes.get(group.lane as usize).filter(|_| group.kind != Kind::Background);
        let work = *self.values.of(self.model.authorities[a].work.scale);
        let factor = route.map_or([1.0; W], |route| *self.values.of(route.work_factor));
        for (regime, outlook) in desk.by_regime.iter().zip(outlook.iter_mut()) {
            for w in members.clone() {
                let review = days(group.work[w] * work[w] * factor[w] / regime.speed[w]);
                outlook.review[w] = if regime.speed[w] > 0.0 { review } else { 0 };
            }
        }
        let Some(route) = route.filter(|r| r.prompt && desk.whole_grants && group.kind == Kind::Single) else {
            outlook.iter_mut().for_each(|outlook| outlook.transit = [0; W]);
            return;
        };
        let scale = *self.values.of(route.transit_scale);
        for (r, (regime, outlook)) in desk.by_regime.iter().zip(outlook).enumerate() {
            let [_, refused] = self.chances.on(route, r);
            for w in members.clone() {
                let transit = days(group.transit[w] * (scale[w] * regime.transit_scale[w]));
                let granted = (group.decision[w] >= refused[w]) & (regime.speed[w] > 0.0);
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
