//! What is under way on the first day. Days before it are negative.

use super::Model;
use super::numbers::{Draw, Num};

/// An order that was placed before the first day.
#[derive(Clone, Debug)]
pub struct OpenOrder {
    /// Key in the scenario.
    pub name: String,
    /// Its lane.
    pub lane: usize,
    /// Day on which it was placed.
    pub placed: i16,
    /// Slot of its random numbers.
    pub slot: u32,
    /// What is still to come, in ticks.
    pub quantity: Num,
    /// Where it stands on the morning of day 0.
    pub stands: Stands,
}

/// Where an open order stands.
#[derive(Clone, Debug)]
pub enum Stands {
    /// Its application is prepared since a day.
    Preparing(i16),
    /// Its application is at the desk.
    Filed {
        /// Day of filing.
        on: i16,
        /// Attempts before this one.
        attempt: u8,
        /// Working days of the desk from the filing to day 0 by regime, in order of time.
        worked: Vec<(u8, u32)>,
    },
    /// Its application was returned and is corrected.
    Returned {
        /// Day of the return.
        on: i16,
        /// Attempts so far.
        attempt: u8,
    },
    /// It has its licence and waits at the supplier.
    Granted {
        /// Day of the grant.
        on: i16,
        /// Last day of the licence.
        until: u16,
    },
    /// It waits at the supplier since a day and needs no licence of its own.
    AtSupplier {
        /// The day.
        since: i16,
        /// Whether it will ship under the lane's general licence.
        general: bool,
    },
    /// It is on its way.
    Shipped {
        /// The day on which it left.
        on: i16,
        /// The regime on that day.
        regime: u8,
    },
    /// It comes on a promised day, or later.
    Due {
        /// The promised day.
        on: i16,
        /// Days later than promised.
        delay: Draw,
    },
}

/// Set in the slots of open orders, whose random numbers are not those of any day.
pub(super) const OPENING: u32 = 1 << 30;

impl Model {
    /// Days that an application can wait within the horizon, open ones since their filing.
    #[must_use]
    pub fn wait_days(&self) -> usize {
        let waited = |order: &OpenOrder| match order.stands {
            Stands::Filed { on, .. } => usize::from(on.unsigned_abs()),
            _ => 0,
        };
        self.days as usize + self.opening.iter().map(waited).max().unwrap_or(0)
    }
}

impl Draw {
    /// A value that is known to lie above what was spent: the value at F(spent) + u (1 − F(spent)), scaled. What has
    /// lasted longer than the distribution allows is spent.
    #[must_use]
    pub fn beyond(&self, spent: f64, scale: f64, u: f64) -> f64 {
        let left = if scale > 0.0 { self.distribution.survival(spent / scale) } else { 0.0 };
        if left < NOTHING_LEFT {
            return spent;
        }
        let value = self.fixed.unwrap_or_else(|| self.sampler.at(1.0 - left * (1.0 - u)));
        (value * scale).max(spent)
    }
}

/// A step that lasts longer with a smaller chance has lasted longer than its distribution allows.
pub(super) const NOTHING_LEFT: f64 = 1e-9;
