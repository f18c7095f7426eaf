//! Whole ticks: the fixed point in which the engine counts.

/// Bits behind the point of rates and bills of materials in the engine.
pub const FRACTION_BITS: u32 = 24;

/// A rate in fixed point.
#[must_use]
#[inline]
#[allow(clippy::cast_possible_truncation)] // checked ranges; `as` saturates
pub fn fixed_point(x: f64) -> i64 {
    (x * f64::from(1u32 << FRACTION_BITS) + 0.5).floor() as i64
}

/// A quantity in whole ticks, to the nearest.
#[must_use]
#[inline]
#[allow(clippy::cast_possible_truncation)] // checked ranges; `as` saturates
pub fn whole_ticks(x: f64) -> i64 {
    (x + 0.5).floor() as i64
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
    fn quantities_are_rounded_to_the_nearest_tick() {
        assert_eq!([0.4, 0.5, 1.49, 1e6].map(whole_ticks), [0, 1, 1, 1_000_000]);
    }
}
