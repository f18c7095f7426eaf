//! Outcomes in words, each in its unit.

use super::words::{
    amount_difference, amount_of, amount_with_interval, chance, days, days_difference, fine_share, points,
};
use crate::experiment::{Chance, Estimate, Unit};

/// The estimate alone: "64.6 %", "18.2", "54.7 m".
pub(super) fn value(unit: Unit, estimate: &Estimate) -> String {
    match unit {
        Unit::Share => fine_share(estimate.value),
        Unit::Days => days(estimate.value),
        Unit::Money | Unit::Output => amount_of(estimate.value),
    }
}

/// The estimate with its interval: "64.6 % (63.7–65.6)", "18.2 (17.9–18.5)", "54.7 m (52.4–57.0)".
pub(super) fn with_interval(unit: Unit, estimate: &Estimate) -> String {
    match (unit, estimate.low, estimate.high) {
        (Unit::Share, Some(low), Some(high)) => chance(&Chance { trials: 0, share: estimate.value, low, high }),
        (Unit::Days, Some(low), Some(high)) if high > low => {
            format!("{} ({}–{})", days(estimate.value), days(low), days(high))
        }
        (Unit::Share | Unit::Days, ..) => value(unit, estimate),
        (Unit::Money | Unit::Output, ..) => amount_with_interval(estimate),
    }
}

/// A difference with its interval: "−7.5 points (−8.0 to −7.0)", "−27.0 m (−29.1 to −25.0)".
pub(super) fn change(unit: Unit, difference: &Estimate) -> String {
    match unit {
        Unit::Share => points(difference),
        Unit::Days => days_difference(difference),
        Unit::Money | Unit::Output => amount_difference(difference),
    }
}
