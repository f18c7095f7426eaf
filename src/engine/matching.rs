//! A shortfall matched with the open orders for an input: the oldest first, those of one day in proportion.

use super::book::Orders;
use super::missing::Root;
use super::orders::Pool;
use super::place::Place;
use super::sharing::in_proportion;
use super::sums::add_up;

/// An order that may cover a part of a shortfall.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// Its lane.
    lane: u32,
    /// Where it stands.
    place: Place,
    /// The office at which its application is, where an authority has several.
    office: Option<usize>,
    /// It waits there for the output of its supplier.
    waits: bool,
    /// Ticks of it that stand for nothing else.
    ticks: i64,
}

/// Ticks of what is short, by where they stand and whether they wait there for the output of their supplier.
pub(super) type Found = Vec<((Root, bool), i64)>;

impl<const W: usize> Orders<W> {
    /// Finds where that stands which a trial is `short` of: in the open orders of an input, of which the first `taken`
    /// ticks stand for something else, or on no order. Returns how much of it orders cover.
    pub(super) fn cover(
        &mut self,
        (input, w): (usize, usize),
        day: u32,
        (mut taken, short): (i64, i64),
        found: &mut Found,
    ) -> i64 {
        let (pool, awaited, of_a_day) = self.awaited(input, w, day);
        let mut awaited = awaited.peekable();
        let mut left = short;
        while left > 0
            && let Some((placed, g)) = awaited.next()
        {
            let mut first = Match::of(pool, g, w, day);
            let mut orders = first.as_mut_slice();
            if awaited.peek().is_some_and(|(other, _)| *other == placed) {
                of_a_day.clear();
                of_a_day.extend(first);
                while let Some((_, g)) = awaited.next_if(|(other, _)| *other == placed) {
                    of_a_day.extend(Match::of(pool, g, w, day));
                }
                orders = of_a_day;
            }
            take(orders, &mut taken, |_, _| {});
            take(orders, &mut left, |Match { lane, place, waits, office, .. }, ticks| {
                add_up(found, (Root::on_lane(input as u32, *lane, *place).at_office(*office), *waits), ticks);
            });
        }
        if left > 0 {
            found.push(((Root::nowhere(input as u32), false), left));
        }
        short - left
    }
}

impl Match {
    /// An order of a trial, unless nothing of it is to come after the receipts of a day.
    #[inline(always)]
    fn of<const W: usize>(pool: &Pool<W>, g: u32, w: usize, day: u32) -> Option<Self> {
        let group = pool.group(g);
        if group.open_until[w] <= day {
            return None;
        }
        let (place, waits) = group.stands(w, day)?;
        let at_desk = matches!(place, Place::Queue | Place::Review) && !pool.offices.is_empty();
        let office = if at_desk { pool.office_of(g * W as u32 + w as u32) } else { None };
        Some(Self { lane: group.lane, place, office, waits, ticks: group.quantity[w] })
    }
}

/// Takes an amount from orders, as far as they go: in proportion, in whole ticks, the largest remainders rounded up.
/// The amount becomes what is left of it.
// Else it hangs on what else is compiled whether it is part of the loops that call it.
#[inline(always)]
fn take(orders: &mut [Match], amount: &mut i64, mut with: impl FnMut(&Match, i64)) {
    let asked = *amount;
    if asked == 0 {
        return;
    }
    if let [only] = orders {
        let part = only.ticks.min(asked);
        only.ticks -= part;
        *amount -= part;
        if part > 0 {
            with(only, part);
        }
        return;
    }
    let mut give = |order: &mut Match, part: i64| {
        order.ticks -= part;
        *amount -= part;
        if part > 0 {
            with(order, part);
        }
    };
    let most: i64 = orders.iter().map(|order| order.ticks).sum();
    if asked >= most {
        for order in orders {
            give(order, order.ticks);
        }
        return;
    }
    let ticks: Vec<i64> = orders.iter().map(|order| order.ticks).collect();
    for (order, part) in orders.iter_mut().zip(in_proportion(asked, &ticks)) {
        give(order, part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(ticks: i64) -> Match {
        Match { lane: 0, place: Place::Transit, office: None, waits: false, ticks }
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
