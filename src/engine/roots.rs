//! Missing material followed up to its root: what waits for the output of a supplier that is itself short of an input
//! stands where that supplier's open orders stand, in proportion.
//!
//! A supplier is short where its latest plan was not made whole and it has less of an input than all that it owes
//! needs. Everything that waits there is kept by the same thing, whoever ordered it, so that each supplier is looked at
//! once a day and trial, and only where a line misses what waits there. Supply does not run in circles.

use super::book::Orders;
use super::facts::Facts;
use super::missing::{Cause, Lacking, MILLI, Root, scarcer};
use super::ordering::owed;
use super::place::Place;
use super::plant::Plant;
use super::policy::Policy;
use super::record::Record;
use super::sharing::in_proportion;
use super::shipping::Shipping;
use super::sums::{Rounding, add_up, divided};

/// A whole, as the shares of its parts are counted.
const WHOLE: i64 = 1 << 40;
/// Millionths in a thousandth.
const MICRO: i64 = 1000;

/// What keeps the output of a supplier.
#[derive(Clone, Debug)]
enum Kept {
    /// Nothing: what waits there can leave.
    Nothing,
    /// It makes no more than it can.
    Capacity,
    /// It is short of an input.
    Input(Shares),
}

/// A whole shared among roots.
#[derive(Clone, Debug, Default)]
struct Shares {
    /// Share of each root; they sum to the whole.
    roots: Vec<(Root, i64)>,
    /// Share that was to come over a lane and stands further up.
    passing: Vec<(u32, i64)>,
}

impl Shares {
    /// Adds a share that was to come over a lane and is kept by what others are.
    fn add_behind(&mut self, lane: u32, share: i64, others: &Self) {
        let mut rounding = Rounding::default();
        for (root, part) in &others.roots {
            add_up(&mut self.roots, *root, rounding.next(*part, WHOLE, share));
        }
        add_up(&mut self.passing, lane, share);
        for (lane, part) in &others.passing {
            add_up(&mut self.passing, *lane, divided(*part, share, WHOLE.into()).0);
        }
    }
}

/// A trial on a day, as it stands after production.
struct Evening<'b, 'm, const W: usize> {
    facts: &'b Facts<'m, W>,
    policy: &'b Policy<W>,
    shipping: &'b Shipping<W>,
    plant: &'b Plant<W>,
    w: usize,
    /// What keeps the suppliers that were looked at.
    known: Vec<(usize, Kept)>,
}

impl<const W: usize> Plant<W> {
    /// Traces what lines have missed today, as far as it waits for the output of suppliers, and books it.
    #[inline(always)]
    pub(super) fn trace_further(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &Shipping<W>,
        record: &mut Record<W>,
    ) {
        if !self.untraced.is_empty() {
            self.trace_all(facts, policy, orders, shipping, record);
        }
    }

    #[inline(never)]
    fn trace_all(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &Shipping<W>,
        record: &mut Record<W>,
    ) {
        let mut untraced = std::mem::take(&mut self.untraced);
        untraced.sort_by_key(|(_, w, _)| *w);
        for of_trial in untraced.chunk_by(|a, b| a.1 == b.1) {
            let w = of_trial[0].1;
            let mut known = Vec::new();
            for &(site, _, halted) in of_trial {
                let mut cause = std::mem::take(&mut self.sites[site].causes[w]);
                let mut evening = Evening { facts, policy, shipping, plant: self, w, known };
                evening.trace(&mut cause, orders);
                known = evening.known;
                record.blame(facts.model, (site, w), halted, &cause);
                self.sites[site].causes[w] = cause;
            }
        }
        untraced.clear();
        self.untraced = untraced;
    }
}

impl<const W: usize> Evening<'_, '_, W> {
    /// Puts roots in the place of parts that wait for the output of suppliers.
    fn trace(&mut self, cause: &mut Cause, orders: &mut Orders<W>) {
        let mut parts = Vec::with_capacity(cause.parts.len());
        let mut passing = Vec::new();
        for part in &cause.parts {
            let Some(own) = part.root.lane().filter(|_| part.waits) else {
                parts.push(*part);
                continue;
            };
            let mut shares = Shares::default();
            self.follow(part.root, part.amount * WHOLE, orders, &mut shares);
            let exact: Vec<i64> = shares.roots.iter().map(|(_, share)| *share).collect();
            let amounts = if part.amount == 0 { vec![0; exact.len()] } else { in_proportion(part.amount, &exact) };
            for ((root, _), amount) in shares.roots.iter().zip(amounts) {
                parts.push(Lacking { root: root.behind(own as u32), waits: false, amount });
            }
            shares.passing.iter().for_each(|(lane, share)| add_up(&mut passing, *lane, *share));
        }
        cause.parts = parts;
        let millionths =
            |share: i64| ((i128::from(share) * i128::from(MICRO) + i128::from(WHOLE / 2)) / i128::from(WHOLE)) as u32;
        cause.passing = passing.iter().map(|(lane, share)| (*lane, millionths(*share))).collect();
        debug_assert_eq!(cause.parts.iter().map(|part| part.amount).sum::<i64>(), i64::from(MILLI));
    }

    /// Adds to shares what keeps an order that waits for the output of its supplier.
    fn follow(&mut self, waiting: Root, share: i64, orders: &mut Orders<W>, into: &mut Shares) {
        let open = |lane: &usize| !self.policy.is_shut(self.facts, *lane, self.w);
        let Some(lane) = waiting.lane().filter(open) else {
            add_up(&mut into.roots, waiting.standing(Place::Shut), share);
            return;
        };
        let at = self.kept(self.facts.model.lanes[lane].from, orders);
        match &self.known[at].1 {
            Kept::Nothing => add_up(&mut into.roots, waiting, share),
            Kept::Capacity => add_up(&mut into.roots, waiting.standing(Place::Capacity), share),
            Kept::Input(others) => into.add_behind(lane as u32, share, others),
        }
    }

    /// What keeps the output of a supplier, by its place among those that are known.
    fn kept(&mut self, site: usize, orders: &mut Orders<W>) -> usize {
        if let Some(at) = self.known.iter().position(|(known, _)| *known == site) {
            return at;
        }
        let kept = match self.short_of(site) {
            Some((input, short)) => Kept::Input(self.shares(input, short, orders)),
            None if self.can_make_no_more(site) => Kept::Capacity,
            None => Kept::Nothing,
        };
        self.known.push((site, kept));
        self.known.len() - 1
    }

    /// Where the open orders of an input stand that cover what a supplier is short of.
    fn shares(&mut self, input: usize, short: i64, orders: &mut Orders<W>) -> Shares {
        let mut found = Vec::new();
        orders.cover((input, self.w), self.facts.day, (0, short), &mut found);
        let (mut shares, mut rounding) = (Shares::default(), Rounding::default());
        for ((root, waits), ticks) in found {
            let share = rounding.next(ticks, short, WHOLE);
            if waits {
                self.follow(root, share, orders, &mut shares);
            } else {
                add_up(&mut shares.roots, root, share);
            }
        }
        shares
    }

    /// The input that a supplier is short of, and how much: what all that it owes needs beyond its stock.
    fn short_of(&self, site: usize) -> Option<(usize, i64)> {
        let (plant, model, w) = (self.plant, self.facts.model, self.w);
        let state = &plant.sites[site];
        let stands_idle = state.capacity[w] == 0 && state.capacity_fraction[w] == 0;
        // Who has made its plan, or has none today and made its latest one, is not kept by an input.
        if stands_idle || state.fell_short[w] != plant.previous_day(site, w) {
            return None;
        }
        let mut binding: Option<(usize, i64, i64)> = None;
        for input in model.used(site) {
            let need = owed(input, self.facts, self.shipping, plant)[w];
            let stock = plant.inputs[input].stock[w];
            if stock < need && binding.is_none_or(|other| scarcer(model, (input, stock, need), other)) {
                binding = Some((input, stock, need));
            }
        }
        binding.map(|(input, stock, need)| (input, need - stock))
    }

    /// Whether a supplier with a capacity has less than what waits on its open lanes.
    fn can_make_no_more(&self, site: usize) -> bool {
        let model = &self.facts.model.sites[site];
        let shares_hours = model.works.is_some_and(|(works, _)| self.facts.model.works[works].hours.is_some());
        let limited = model.capacity.is_some() || model.service.is_some() || model.quota.is_some() || shares_hours;
        if model.unlimited || !limited {
            return false;
        }
        let waiting = self.shipping.suppliers[site].waiting[self.w].iter();
        let open = waiting.filter(|claim| !self.policy.is_shut(self.facts, claim.lane as usize, self.w));
        open.map(|claim| claim.quantity).sum::<i64>() > self.plant.output(site, self.w)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A third of a whole that is itself in thirds: shares sum to what is added, whatever is rounded.
    #[test]
    fn shares_behind_a_lane_sum_to_what_came_over_it() {
        let root = |lane| Root::on_lane(0, lane, Place::Transit);
        let third = WHOLE / 3;
        let others = Shares {
            roots: vec![(root(1), third), (root(2), third), (root(3), WHOLE - 2 * third)],
            passing: vec![(7, third)],
        };
        let mut shares = Shares::default();
        add_up(&mut shares.roots, root(9), WHOLE - third);
        shares.add_behind(8, third, &others);
        assert_eq!(shares.roots.iter().map(|(_, share)| share).sum::<i64>(), WHOLE);
        assert!(shares.roots[1..].iter().all(|(_, share)| (share - WHOLE / 9).abs() <= 1));
        assert_eq!(shares.passing, [(8, third), (7, WHOLE / 9)]);
    }
}
