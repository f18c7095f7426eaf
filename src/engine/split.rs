//! Whole ticks split among those who share them, remainders carried.
//!
//! Each has a lag: what its share of all so far comes to beyond what it has had. A split gives everybody the whole
//! ticks that are due to it; of those that are left, one each goes to whose lag would be the first to reach a whole
//! tick. With constant shares that keeps all lags below one tick either way, however large the amounts: among all that
//! may have a tick early, the earliest deadline goes first, which meets all deadlines if they can be met, and here they
//! can (Baruah, Cohen, Plaxton and Varvel 1996, "Proportionate progress").

use std::cmp::Ordering;

/// Bits behind the point of shares and lags.
const BITS: u32 = 44;
/// A whole, as a share; a tick, as a lag.
pub(super) const ONE: i64 = 1 << BITS;

/// One of those who share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Its share of the amount.
    pub share: i64,
    /// What it was short of when this began.
    pub lag: i64,
    /// Most that it takes, ticks.
    pub most: i64,
    /// What it gets, ticks.
    pub gets: i64,
}

impl Part {
    /// With a share, and a lag from before.
    #[must_use]
    pub(super) fn new(share: i64, lag: i64, most: i64) -> Self {
        Self { share, lag, most, gets: 0 }
    }

    /// What it is due beyond what it gets, once the amount is split.
    fn short_of(&self, amount: i64) -> i128 {
        self.due(amount) - (i128::from(self.gets) << BITS)
    }

    fn due(&self, amount: i64) -> i128 {
        i128::from(amount) * i128::from(self.share) + i128::from(self.lag)
    }

    /// How much more is split until its lag reaches a tick.
    fn deadline(&self, amount: i64) -> f64 {
        let left = i128::from(ONE) - self.short_of(amount);
        // It seldom needs more than 64 bits, of which the conversion is the same and fast.
        let left = i64::try_from(left).map_or_else(|_| left as f64, |left| left as f64);
        if self.share > 0 { left / self.share as f64 } else { f64::INFINITY }
    }
}

/// A share in fixed point.
#[must_use]
pub(super) fn share(of_one: f64) -> i64 {
    crate::model::whole_ticks(of_one.max(0.0) * ONE as f64)
}

/// Makes shares that sum to a whole number but for rounding sum to it exactly: the largest takes the difference.
pub(super) fn exactly(parts: &mut [Part], whole: i64) {
    let sum: i64 = parts.iter().map(|part| part.share).sum();
    if let Some(largest) = parts.iter_mut().max_by_key(|part| part.share) {
        largest.share += whole - sum;
    }
}

/// Splits an amount, `times` over, among parts whose shares sum to `times`; lags are carried on.
pub(super) fn split(amount: i64, times: i64, parts: &mut [Part]) {
    let mut left = amount * times;
    for part in parts.iter_mut() {
        part.gets = ((part.due(amount) >> BITS) as i64).clamp(0, part.most);
        left -= part.gets;
    }
    while left != 0 {
        let moved = one_each(amount, left, parts);
        if moved == 0 {
            break;
        }
        left -= moved;
    }
    for part in parts.iter_mut() {
        part.lag = part.short_of(amount) as i64;
    }
}

/// Gives one tick each to those who have to have one first, or takes one each from those who can best do without;
/// returns how many.
fn one_each(amount: i64, left: i64, parts: &mut [Part]) -> i64 {
    let most = usize::try_from(left.unsigned_abs()).unwrap_or(usize::MAX);
    let chosen = if left > 0 {
        // Who is due nothing gets something only where nobody is due anything.
        let can = |part: &Part| part.gets < part.most;
        let any_due = parts.iter().any(|part| can(part) && part.short_of(amount) > 0);
        let gets = |part: &Part| can(part) && (!any_due || part.short_of(amount) > 0);
        first(most, parts, gets, |part| part.deadline(amount), f64::total_cmp)
    } else {
        first(most, parts, |part| part.gets > 0, |part| part.short_of(amount), i128::cmp)
    };
    for at in &chosen {
        parts[*at].gets += left.signum();
    }
    left.signum() * chosen.len() as i64
}

/// The first `most` of some parts by a key, of equal ones those that stand first; in any order.
fn first<K>(
    most: usize,
    parts: &[Part],
    among: impl Fn(&Part) -> bool,
    key: impl Fn(&Part) -> K,
    order: impl Fn(&K, &K) -> Ordering,
) -> Vec<usize> {
    let among = parts.iter().enumerate().filter(|(_, part)| among(part));
    let mut keyed: Vec<(K, usize)> = among.map(|(at, part)| (key(part), at)).collect();
    if most < keyed.len() {
        keyed.select_nth_unstable_by(most, |a, b| order(&a.0, &b.0).then(a.1.cmp(&b.1)));
        keyed.truncate(most);
    }
    keyed.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Splits amounts by constant shares; what each has had after every one of them.
    fn run(shares: &[f64], amounts: impl Iterator<Item = i64>) -> Vec<Vec<i64>> {
        let mut parts: Vec<Part> = shares.iter().map(|s| Part::new(share(*s), 0, i64::MAX)).collect();
        exactly(&mut parts, ONE);
        let mut had = vec![0; shares.len()];
        let step = |amount: i64| {
            split(amount, 1, &mut parts);
            assert_eq!(parts.iter().map(|p| p.gets).sum::<i64>(), amount);
            assert!(parts.iter().all(|p| p.gets >= 0));
            had.iter_mut().zip(&parts).for_each(|(had, part)| *had += part.gets);
            had.clone()
        };
        amounts.map(step).collect()
    }

    fn within_a_tick(shares: &[f64], amounts: &[i64]) {
        let mut total = 0;
        for (had, amount) in run(shares, amounts.iter().copied()).iter().zip(amounts) {
            total += amount;
            for (had, share) in had.iter().zip(shares) {
                let off = *had as f64 - total as f64 * share;
                assert!(off.abs() < 1.0 + 1e-6, "{shares:?}, {amounts:?}: {off}");
            }
        }
    }

    #[test]
    fn single_pieces_come_to_their_shares() {
        let last = |shares: &[f64], amount: i64, times: usize| {
            run(shares, std::iter::repeat_n(amount, times)).pop().unwrap_or_default()
        };
        assert_eq!(last(&[0.7, 0.3], 1, 100), [70, 30]);
        assert_eq!(last(&[0.5, 0.5], 3, 100), [150, 150]);
        assert_eq!(last(&[0.1, 0.9], 5, 100), [50, 450]);
        assert_eq!(last(&[0.5, 0.1, 0.4], 1, 10), [5, 1, 4]);
    }

    #[test]
    fn every_share_is_kept_within_a_tick_at_all_times() {
        let mut state = 9_u64;
        let mut next = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        for _ in 0..400 {
            let weights: Vec<f64> = (0..2 + next(7)).map(|_| (1 + next(60)) as f64).collect();
            let sum: f64 = weights.iter().sum();
            let shares: Vec<f64> = weights.iter().map(|x| x / sum).collect();
            let largest = [1, 2, 5, 40, 1_000_000][next(5) as usize];
            let amounts: Vec<i64> = (0..120).map(|_| 1 + next(largest).cast_signed()).collect();
            within_a_tick(&shares, &amounts);
        }
    }

    #[test]
    fn nobody_gets_more_than_he_takes() {
        let mut parts = [Part::new(ONE / 2, ONE - 1, 3), Part::new(ONE / 2, 1 - ONE, 9)];
        split(6, 1, &mut parts);
        assert_eq!(parts.map(|p| p.gets), [3, 3]);
    }

    #[test]
    fn a_share_of_nothing_gets_nothing() {
        let mut parts = [Part::new(0, ONE / 2, i64::MAX), Part::new(ONE, -ONE / 2, i64::MAX)];
        split(1, 1, &mut parts);
        assert_eq!(parts.map(|p| (p.gets, p.lag)), [(0, ONE / 2), (1, -ONE / 2)]);
    }
}
