//! Whole ticks: the fixed point in which the engine counts.

/// Bits behind the point of rates and bills of materials in the engine.
pub const FRACTION_BITS: u32 = 24;

/// A rate in fixed point.
#[must_use]
#[inline]
pub fn fixed_point(x: f64) -> i64 {
    floor(x * f64::from(1u32 << FRACTION_BITS) + 0.5)
}

/// A quantity in whole ticks, to the nearest.
#[must_use]
#[inline]
pub fn whole_ticks(x: f64) -> i64 {
    floor(x + 0.5)
}

/// The largest whole number not above `x`: as `x.floor()`, which is a call on the oldest machines.
#[inline]
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "checked ranges; `as` saturates")]
fn floor(x: f64) -> i64 {
    let towards_zero = x as i64;
    towards_zero.saturating_sub(i64::from(towards_zero as f64 > x))
}

/// Cumulative rounding: adds to the carry and takes the whole part.
#[must_use]
#[inline]
pub fn take_whole(carry: &mut i64, amount: i64) -> i64 {
    *carry += amount;
    let whole = *carry >> FRACTION_BITS;
    *carry &= (1 << FRACTION_BITS) - 1;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cumulative_rounding_loses_nothing() {
        let rate = fixed_point(10.0 / 3.0);
        let mut carry = 0;
        let days: Vec<i64> = (0..6).map(|_| take_whole(&mut carry, rate)).collect();
        assert_eq!(days, [3, 3, 3, 4, 3, 3]);
        assert_eq!((days.iter().sum::<i64>() << FRACTION_BITS) + carry, 6 * rate);
    }

    #[test]
    #[allow(clippy::cast_possible_truncation)]
    fn floors_are_floors() {
        for x in [0.0, 0.5, 1.0, -0.5, -1.0, -1.5, 1e9 + 0.25, -1e9 - 0.25, 9e15, -9e15, 1e300, -1e300, f64::NAN] {
            assert_eq!(floor(x), x.floor() as i64, "{x}");
        }
    }

    #[test]
    fn quantities_are_rounded_to_the_nearest_tick() {
        assert_eq!([0.4, 0.5, 1.49, 1e6].map(whole_ticks), [0, 1, 1, 1_000_000]);
    }
}
