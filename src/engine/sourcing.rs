//! Who gets an order: lanes by their shares or by rank, and what happens to orders that wait too long.

use super::book::Orders;
use super::facts::Facts;
use super::ordering::{Ordering, any_positive};
use super::orders::Stage;
use super::policy::Policy;
use super::record::Record;
use super::shipping::Shipping;
use super::split::{self, ONE, Part};
use super::state::Lanes;
use crate::model::{Lane, Num, Sourcing, whole_ticks};

/// Set in the slot of an order that was placed anew, so that its random numbers are not those of the day's own order.
const REROUTED: u32 = 1 << 31;

impl<const W: usize> Ordering<W> {
    /// Splits an order among lanes that exist on the day, by their shares of all orders so far.
    #[inline(always)]
    pub(super) fn order_by_share(
        &mut self,
        input: usize,
        lanes: &[(usize, Num)],
        quantity: &Lanes<W>,
        facts: &Facts<W>,
        policy: &Policy<W>,
    ) {
        if let [(lane, share)] = lanes
            && facts.model.lanes[*lane].grey.is_none()
            && facts.model.numbers.certain(*share).is_some_and(|s| s >= 1.0)
        {
            if facts.model.lanes[*lane].takes_orders(facts.day) {
                if facts.model.lanes[*lane].qualifies.is_none() {
                    self.placing.push((*lane, *quantity));
                    return;
                }
                let mut quantity = *quantity;
                (0..W).filter(|w| !is_qualified(facts, *lane, *w)).for_each(|w| quantity[w] = 0);
                self.put(*lane, &quantity);
            }
            return;
        }
        self.order_by_shares(input, lanes, quantity, facts, policy);
    }

    #[inline(never)]
    fn order_by_shares(
        &mut self,
        input: usize,
        lanes: &[(usize, Num)],
        quantity: &Lanes<W>,
        facts: &Facts<W>,
        policy: &Policy<W>,
    ) {
        let open: Vec<_> = lanes.iter().filter(|(lane, _)| facts.model.lanes[*lane].takes_orders(facts.day)).collect();
        let is_plain = |lane: &Lane| lane.grey.is_none() && lane.qualifies.is_none();
        let plain = open.iter().all(|(lane, _)| is_plain(&facts.model.lanes[*lane]));
        let mut placed = vec![[0; W]; open.len()];
        let mut parts = std::mem::take(&mut self.sharing);
        for w in 0..W {
            let share = |num| facts.values.of(num)[w];
            let written: f64 = lanes.iter().map(|(_, s)| share(*s)).sum();
            let there = |lane: usize| plain || !policy.is_cut(facts, lane, w) && is_qualified(facts, lane, w);
            let left = || open.iter().enumerate().filter(|(_, (lane, _))| there(*lane));
            let sum: f64 = left().map(|(_, (_, s))| share(*s)).sum();
            if sum <= 0.0 || quantity[w] <= 0 {
                continue;
            }
            // Lanes that do not exist yet, or no more, or are cut, leave their shares to the others.
            let scale = written / sum;
            parts.clear();
            for (_, (lane, num)) in left() {
                parts.push(Part::new(split::share(share(*num) * scale), self.lags[*lane][w], i64::MAX));
            }
            let asked = parts.len();
            let unasked = &mut self.inputs[input].unasked[w];
            let times = whole_orders(&mut parts, written, *unasked);
            split::split(quantity[w], times, &mut parts);
            for ((at, (lane, _)), part) in left().zip(&parts) {
                self.lags[*lane][w] = part.lag;
                placed[at][w] = part.gets;
            }
            *unasked = parts.get(asked).map_or(*unasked, |rest| rest.lag);
        }
        self.sharing = parts;
        for ((lane, _), placed) in open.iter().zip(&placed) {
            self.put(*lane, placed);
        }
    }

    /// An order goes whole to the first lane that is open.
    #[inline(never)]
    pub(super) fn order_by_rank(&mut self, lanes: &[usize], quantity: &Lanes<W>, facts: &Facts<W>, policy: &Policy<W>) {
        let mut left = *quantity;
        for lane in lanes {
            let mut part = [0; W];
            for w in 0..W {
                if left[w] > 0 && is_open(facts, policy, *lane, w) {
                    part[w] = std::mem::take(&mut left[w]);
                }
            }
            self.put(*lane, &part);
        }
    }

    /// Orders of ranked lanes that have waited too long are cancelled and placed with the next open rank.
    #[inline(never)]
    pub(super) fn reroute(
        &mut self,
        index: usize,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        record: &mut Record<W>,
    ) {
        let Sourcing::Ranked(lanes) = &facts.model.inputs[index].sourcing else { return };
        if lanes.iter().all(|l| facts.model.lanes[*l].reroute_after.is_none()) {
            return;
        }
        // What moves, before anything does.
        let mut moving = Vec::new();
        for g in orders.of(index) {
            let group = orders.pool.group(g);
            let lane = &facts.model.lanes[group.lane as usize];
            let late = lane
                .reroute_after
                .is_some_and(|after| facts.day as i32 - i32::from(group.placed) >= after.max(1) as i32);
            if !late {
                continue;
            }
            let rank = lanes.iter().position(|l| *l == group.lane as usize).unwrap_or(0);
            for w in 0..W {
                if group.stage[w].is_at_home()
                    && let Some(next) = lanes[rank + 1..].iter().find(|l| is_open(facts, policy, **l, w))
                {
                    moving.push(((group.placed, group.lane, *next), g, w));
                }
            }
        }
        // By age; parts of one order stay one, whatever other trials make of it.
        moving.sort_unstable();
        for moved in moving.chunk_by(|(order, ..), (other, ..)| order == other) {
            let (_, _, next) = moved[0].0;
            let mut part = [0; W];
            for (_, g, w) in moved {
                part[*w] += cancel((*g, *w), facts, policy, orders, shipping, record);
            }
            if any_positive(&part) {
                self.place(next, &part, REROUTED | facts.day, facts, policy, orders);
            }
        }
    }

    /// Notes a part of an order, if there is any.
    fn put(&mut self, lane: usize, part: &Lanes<W>) {
        if any_positive(part) {
            self.placing.push((lane, *part));
        }
    }
}

/// Whether orders can be placed on a lane today, in order of rank.
fn is_open<const W: usize>(facts: &Facts<W>, policy: &Policy<W>, lane: usize, w: usize) -> bool {
    let model = &facts.model.lanes[lane];
    if !model.takes_orders(facts.day) || !is_qualified(facts, lane, w) || policy.is_cut(facts, lane, w) {
        return false;
    }
    // Its supplier comes into service tomorrow.
    let begins = model.qualifies.is_some_and(|service| !facts.services.has_begun(service, facts.day, w));
    if begins { !policy.is_shut_by_regime(facts, lane, w) } else { !policy.is_shut(facts, lane, w) }
}

/// Whether the supplier of a lane is in service by tomorrow, when an order of today reaches it.
#[inline(always)]
fn is_qualified<const W: usize>(facts: &Facts<W>, lane: usize, w: usize) -> bool {
    let service = facts.model.lanes[lane].qualifies;
    service.is_none_or(|service| facts.services.has_begun(service, facts.day + 1, w))
}

/// Cancels a member, unless it has been shipped or closed; returns its ticks.
pub(super) fn cancel<const W: usize>(
    (g, w): (u32, usize),
    facts: &Facts<W>,
    policy: &Policy<W>,
    orders: &mut Orders<W>,
    shipping: &mut Shipping<W>,
    record: &mut Record<W>,
) -> i64 {
    let id = g * W as u32 + w as u32;
    let group = orders.pool.group(g);
    let (stage, quantity) = (group.stage[w], group.quantity[w]);
    if !stage.is_at_home() {
        // One that was held back has been released meanwhile, since an earlier one was cancelled.
        return 0;
    }
    let lane = &facts.model.lanes[group.lane as usize];
    if let Some(a) = lane.authority
        && matches!(stage, Stage::Queue | Stage::Review)
    {
        record.flows_on(a, facts.day)[w].withdrawn += 1;
    }
    let waited = stage == Stage::Supplier && shipping.withdraw(lane.from, w, id);
    shipping.close(id, facts, policy, orders, record);
    if !waited && stage != Stage::HeldBack {
        // It still stands in a list, which drops it.
        let group = orders.pool.group_mut(g);
        group.stage[w] = Stage::Cancelled;
        group.open_until[w] = u32::MAX;
    }
    quantity
}

/// Makes shares that sum to `sum` share out whole orders: where that is not a whole number, what is missing to the next
/// one goes to nobody, with a lag of its own. Returns how many orders are shared out.
fn whole_orders(parts: &mut Vec<Part>, sum: f64, nobody: i64) -> i64 {
    let nearest = whole_ticks(sum);
    if nearest > 0 && (sum - nearest as f64).abs() < 1e-9 {
        split::exactly(parts, nearest * ONE);
        return nearest;
    }
    let times = whole_ticks(sum.ceil());
    let asked: i64 = parts.iter().map(|part| part.share).sum();
    parts.push(Part::new(times * ONE - asked, nobody, i64::MAX));
    times
}
