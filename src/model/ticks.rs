//! Whole ticks: the fixed point in which the engine counts.

/// Bits behind the point of rates and bills of materials in the engine.
pub(crate) const FRACTION_BITS: u32 = 24;

/// A rate in fixed point.
#[must_use]
#[inline]
pub(crate) fn fixed_point(x: f64) -> i64 {
    floor(x * f64::from(1u32 << FRACTION_BITS) + 0.5)
}

/// A quantity in whole ticks, to the nearest.
#[must_use]
#[inline]
pub(crate) fn whole_ticks(x: f64) -> i64 {
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
pub(crate) fn take_whole(carry: &mut i64, amount: i64) -> i64 {
    *carry += amount;
    let whole = *carry >> FRACTION_BITS;
    *carry &= (1 << FRACTION_BITS) - 1;
    whole
}

/// Where a carry starts whose rate must not lose a tick to the rounding of fixed point: half a unit a day, over the
/// longest horizon. So a fifth of a tick a day is a whole one in five days, not in six.
pub(crate) const HAIR: i64 = 1 << 11;

/// Fractions of a tick a day below this make less than half a tick in the longest horizon.
const NO_FRACTION: f64 = 1.0 / 8192.0;

/// So many ticks a day: whole ones, and the fraction of one that is carried from day to day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Daily {
    /// Whole ticks.
    pub whole: i64,
    /// The rest, in fixed point.
    pub fraction: i64,
}

impl Daily {
    /// No limit.
    pub(crate) const UNLIMITED: Self = Self { whole: i64::MAX, fraction: 0 };

    /// So many ticks a day.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "beyond 2⁵³ there is no fraction")]
    pub(crate) fn new(ticks: f64) -> Self {
        let nearest = whole_ticks(ticks);
        if (ticks - nearest as f64).abs() < NO_FRACTION {
            return Self { whole: nearest, fraction: 0 };
        }
        let whole = floor(ticks);
        Self { whole, fraction: fixed_point(ticks - whole as f64) }
    }

    /// Whole ticks of today: the fraction is carried.
    #[must_use]
    #[inline]
    pub(crate) fn today(self, carry: &mut i64) -> i64 {
        self.whole.saturating_add(take_whole(carry, self.fraction))
    }

    /// Ticks that are planned on a day at a rate, within this capacity. A capacity of whole ticks limits the day's
    /// whole ticks; any other limits the rate.
    #[must_use]
    #[inline]
    pub(crate) fn planned(self, carry: &mut i64, rate: i64) -> i64 {
        if self.fraction == 0 {
            return take_whole(carry, rate).min(self.whole);
        }
        let most = self.whole.saturating_mul(1 << FRACTION_BITS).saturating_add(self.fraction);
        take_whole(carry, rate.min(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_of_a_tick_a_day_is_carried() {
        let made = |ticks: f64, days: u32| {
            let mut carry = HAIR;
            (0..days).map(|_| Daily::new(ticks).today(&mut carry)).sum::<i64>()
        };
        assert_eq!([0.4, 0.9, 1.5, 7.0].map(|ticks| made(ticks, 364)), [145, 327, 546, 2548]);
        assert_eq!([4, 5, 3660].map(|days| made(0.2, days)), [0, 1, 732]);
        assert_eq!([2, 3].map(|days| made(1.0 / 3.0, days)), [0, 1]);
    }

    #[test]
    fn whole_ticks_have_no_fraction_however_they_were_worked_out() {
        for (ticks, whole) in [(12.3 / 0.001, 12_300), (0.29 * 100.0, 29), (1e15, 1_000_000_000_000_000), (0.0, 0)] {
            assert_eq!(Daily::new(ticks), Daily { whole, fraction: 0 }, "{ticks}");
        }
        assert_eq!(Daily::new(2.75), Daily { whole: 2, fraction: 3 << 22 });
    }

    #[test]
    fn a_plan_keeps_within_a_capacity_with_a_fraction() {
        let planned = |rate: f64, most: f64, days: u32| {
            let mut carry = 0;
            (0..days).map(|_| Daily::new(most).planned(&mut carry, fixed_point(rate))).collect::<Vec<_>>()
        };
        assert_eq!(planned(10.0, 2.5, 4), [2, 3, 2, 3]);
        assert_eq!(planned(3.5, 3.0, 4), [3, 3, 3, 3]);
        // A quarter a day is within three tenths a day, on whichever day the piece falls due.
        assert_eq!(planned(0.25, 0.3, 8), [0, 0, 0, 1, 0, 0, 0, 1]);
    }

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
