//! What an analyst writes of the first day: orders that are under way, licences that are in force.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::network::StockLevel;
use super::number::{Days, Draw, Number, PositiveQuantity};

/// An order that was placed before the first day and has not been received.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenOrder {
    /// What is still to come of it, in the material's unit.
    pub quantity: Number<PositiveQuantity>,
    /// Day on which it was placed.
    pub placed: Date,
    /// Where it stands on the morning of the first day.
    pub stands: Stands,
    /// A remark.
    pub note: Option<String>,
}

/// Where an open order stands.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[allow(clippy::large_enum_variant, reason = "a scenario has few of them, and they are read once")]
pub enum Stands {
    /// Its application is being prepared.
    Preparing {
        /// Day on which that began (default: the day on which it was placed).
        since: Option<Date>,
    },
    /// Its application is at the desk.
    Filed {
        /// Day on which it was filed.
        on: Date,
        /// Number of the attempt (default 1).
        #[serde(default = "first")]
        #[schemars(range(min = 1, max = 50))]
        attempt: u32,
    },
    /// Its application was returned and is being corrected.
    Returned {
        /// Day on which it was returned.
        on: Date,
        /// Number of the attempt that was returned (default 1).
        #[serde(default = "first")]
        #[schemars(range(min = 1, max = 50))]
        attempt: u32,
    },
    /// It has its licence and waits at the supplier.
    Granted {
        /// Day on which it was granted.
        on: Date,
        /// Last day on which it can be shipped (default: `licence_valid_days` of the desk after the grant).
        valid_until: Option<Date>,
    },
    /// It waits at the supplier, and needs no licence of its own.
    AtSupplier {
        /// Day on which it reached the supplier (default: the day after it was placed).
        since: Option<Date>,
    },
    /// It is on its way.
    Shipped {
        /// Day on which it left the supplier.
        on: Date,
    },
    /// It comes on a day that was promised.
    Due {
        /// The promised day of receipt.
        on: Date,
        /// Days later than promised (default 0).
        delay_days: Option<Draw<Days>>,
    },
}

fn first() -> u32 {
    1
}

impl Stands {
    /// Its key in a file.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Preparing { .. } => "preparing",
            Self::Filed { .. } => "filed",
            Self::Returned { .. } => "returned",
            Self::Granted { .. } => "granted",
            Self::AtSupplier { .. } => "at_supplier",
            Self::Shipped { .. } => "shipped",
            Self::Due { .. } => "due",
        }
    }

    /// The day since which it stands there, as far as it is written; of what is due, the promised day.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Preparing { since } | Self::AtSupplier { since } => *since,
            Self::Filed { on, .. }
            | Self::Returned { on, .. }
            | Self::Granted { on, .. }
            | Self::Shipped { on }
            | Self::Due { on, .. } => Some(*on),
        }
    }

    /// The attempt of its application, where it has one.
    #[must_use]
    pub fn attempt(&self) -> Option<u32> {
        match self {
            Self::Filed { attempt, .. } | Self::Returned { attempt, .. } => Some(*attempt),
            _ => None,
        }
    }
}

/// A general licence that is in force on the first day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InForce {
    /// What may still be shipped under it; open orders at the supplier take from it.
    pub left: StockLevel,
    /// Its last day: an order placed on it still uses it.
    pub until: Date,
    /// Whether another one is applied for, `renew_before_days` before its last day (default: yes; an `apply_on` says
    /// when).
    #[serde(default = "yes")]
    pub renewed: bool,
}

pub(super) fn yes() -> bool {
    true
}

/// What is under way to an input on the first day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pipeline {
    /// The open orders that its lanes list, and nothing else.
    #[default]
    Listed,
    /// What its ordering policy would have under way if it had always run, with medians.
    Steady,
}
