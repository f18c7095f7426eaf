//! A shortfall matched with the open orders for an input: the oldest first, those of one day in proportion.

use super::book::Orders;
use super::orders::{Group, Pool};
use super::place::Place;
use super::sharing::in_proportion;

/// An order that may cover a part of a shortfall.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// The group.
    group: u32,
    /// Where it stands, and whether it waits for the output of its supplier.
    stands: (Place, bool),
    /// Ticks of it that stand for nothing else.
    ticks: i64,
}

/// What is left to be matched with orders.
struct Left {
    /// Ticks that stand for something else, before what is short.
    taken: i64,
    /// Ticks that are short.
    short: i64,
}

impl<const W: usize> Orders<W> {
    /// Matches what a trial is `short` of with the open orders of an input; of these the first `taken` ticks stand for
    /// something else. Says of each order that covers a part where it stands, and returns what none covers.
    pub(super) fn cover(
        &mut self,
        (input, w): (usize, usize),
        day: u32,
        (taken, short): (i64, i64),
        mut with: impl FnMut(&Group<W>, (Place, bool), i64),
    ) -> i64 {
        let mut of_a_day = std::mem::take(&mut self.of_a_day);
        let mut left = Left { taken, short };
        let (pool, in_order, awaited) = self.awaited(input, w, day);
        if in_order {
            left.cover(pool, (w, day), awaited, &mut of_a_day, &mut with);
        } else {
            // Parts that were cut off an order stand behind those that were placed since.
            let mut by_age: Vec<u32> = awaited.filter(|g| pool.group(*g).open_until[w] > day).collect();
            by_age.sort_by_key(|g| pool.group(*g).placed);
            left.cover(pool, (w, day), by_age.into_iter(), &mut of_a_day, &mut with);
        }
        self.of_a_day = of_a_day;
        left.short
    }
}

impl Left {
    fn cover<const W: usize>(
        &mut self,
        pool: &Pool<W>,
        (w, day): (usize, u32),
        by_age: impl Iterator<Item = u32>,
        of_a_day: &mut Vec<Match>,
        with: &mut impl FnMut(&Group<W>, (Place, bool), i64),
    ) {
        of_a_day.clear();
        let mut placed = i16::MIN;
        for g in by_age {
            let group = pool.group(g);
            if group.open_until[w] <= day {
                continue;
            }
            let Some(stands) = group.stands(w, day) else { continue };
            if group.placed != placed {
                self.cover_a_day(pool, of_a_day, with);
                if self.short == 0 {
                    return;
                }
                placed = group.placed;
            }
            of_a_day.push(Match { group: g, stands, ticks: group.quantity[w] });
        }
        self.cover_a_day(pool, of_a_day, with);
    }

    /// Takes what is left from the orders of a day, in proportion where they are more.
    fn cover_a_day<const W: usize>(
        &mut self,
        pool: &Pool<W>,
        of_a_day: &mut Vec<Match>,
        with: &mut impl FnMut(&Group<W>, (Place, bool), i64),
    ) {
        take(of_a_day, &mut self.taken, |_, _| {});
        take(of_a_day, &mut self.short, |order, ticks| with(pool.group(order.group), order.stands, ticks));
        of_a_day.clear();
    }
}

/// Takes an amount from orders, as far as they go: in proportion, in whole ticks, the largest remainders rounded up. The
/// amount becomes what is left of it.
fn take(orders: &mut [Match], amount: &mut i64, mut with: impl FnMut(&Match, i64)) {
    let all: i64 = orders.iter().map(|order| order.ticks).sum();
    if *amount == 0 || all == 0 {
        return;
    }
    if *amount >= all {
        for order in orders {
            with(order, order.ticks);
            order.ticks = 0;
        }
        *amount -= all;
        return;
    }
    if let [only] = orders {
        with(only, *amount);
        only.ticks -= std::mem::take(amount);
        return;
    }
    let ticks: Vec<i64> = orders.iter().map(|order| order.ticks).collect();
    for (order, part) in orders.iter_mut().zip(in_proportion(*amount, &ticks)) {
        with(order, part);
        order.ticks -= part;
    }
    *amount = 0;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(ticks: i64) -> Match {
        Match { group: 0, stands: (Place::Transit, false), ticks }
    }

    /// 12 of 20 and 40 that are ordered on a day: 4 and 8; then 6 more of the 16 and 32 that are left: 2 and 4.
    #[test]
    fn what_stands_for_something_else_is_taken_first() {
        let mut orders = [order(20), order(40)];
        let (mut first, mut then) = (12, 6);
        take(&mut orders, &mut first, |_, _| {});
        let mut found = Vec::new();
        take(&mut orders, &mut then, |_, ticks| found.push(ticks));
        assert_eq!((first, then, found), (0, 0, vec![2, 4]));
        let (mut more, mut none) = (50, 0);
        take(&mut orders, &mut more, |_, _| {});
        take(&mut orders, &mut none, |_, _| panic!("nothing is asked for"));
        assert_eq!(more, 8);
    }
}
