//! Who gets an order: lanes by their shares or by rank, and what happens to orders that wait too long.

use super::ordering::any_positive;
use super::orders::Stage;
use super::split::{self, ONE, Part};
use super::state::{Block, Lanes};
use crate::model::{Num, Sourcing, whole_ticks};

/// Set in the slot of an order that was placed anew, so that its luck is not that of the day's own order.
const REROUTED: u32 = 1 << 31;

impl<const W: usize> Block<'_, W> {
    /// Splits an order among lanes that exist by now, by their shares of all orders so far.
    #[inline(always)]
    pub fn order_by_share(&mut self, lanes: &[(usize, Num)], quantity: &Lanes<W>, day: u32) {
        if let [(lane, share)] = lanes
            && self.model.numbers.certain(*share).is_some_and(|s| s >= 1.0)
        {
            if day >= self.model.lanes[*lane].available {
                self.placing.push((*lane, *quantity));
            }
            return;
        }
        self.order_by_shares(lanes, quantity, day);
    }

    #[inline(never)]
    fn order_by_shares(&mut self, lanes: &[(usize, Num)], quantity: &Lanes<W>, day: u32) {
        let open: Vec<_> = lanes.iter().filter(|(lane, _)| day >= self.model.lanes[*lane].available).collect();
        let mut placed = vec![[0; W]; open.len()];
        let mut parts = std::mem::take(&mut self.sharing);
        for w in 0..W {
            let share = |num| self.values.of(num)[w];
            let written: f64 = lanes.iter().map(|(_, s)| share(*s)).sum();
            let there: f64 = open.iter().map(|(_, s)| share(*s)).sum();
            if there <= 0.0 || quantity[w] <= 0 {
                continue;
            }
            // Lanes that do not exist yet leave their shares to the others.
            let scale = written / there;
            parts.clear();
            for (lane, num) in &open {
                parts.push(Part::new(split::share(share(*num) * scale), self.lanes[*lane].order_lag[w], i64::MAX));
            }
            let input = self.model.lanes[open[0].0].input;
            let unasked = &mut self.inputs[input].unasked[w];
            let times = whole_orders(&mut parts, written, *unasked);
            split::split(quantity[w], times, &mut parts);
            for (((lane, _), part), placed) in open.iter().zip(&parts).zip(&mut placed) {
                self.lanes[*lane].order_lag[w] = part.lag;
                placed[w] = part.gets;
            }
            *unasked = parts.get(open.len()).map_or(*unasked, |rest| rest.lag);
        }
        self.sharing = parts;
        for ((lane, _), placed) in open.iter().zip(&placed) {
            self.put(*lane, placed);
        }
    }

    /// An order goes whole to the first lane that is open.
    #[inline(never)]
    pub fn order_by_rank(&mut self, lanes: &[usize], quantity: &Lanes<W>, day: u32) {
        let mut left = *quantity;
        for lane in lanes {
            let mut part = [0; W];
            for w in 0..W {
                if left[w] > 0 && self.is_open(*lane, w, day) {
                    part[w] = std::mem::take(&mut left[w]);
                }
            }
            self.put(*lane, &part);
        }
    }

    fn is_open(&self, lane: usize, w: usize, day: u32) -> bool {
        day >= self.model.lanes[lane].available && !self.is_shut(lane, w, day)
    }

    /// Orders of ranked lanes that have waited too long are cancelled and placed with the next open rank.
    #[inline(never)]
    pub fn reroute(&mut self, index: usize, day: u32) {
        let Sourcing::Ranked(lanes) = &self.model.inputs[index].sourcing else { return };
        if lanes.iter().all(|l| self.model.lanes[*l].reroute_after.is_none()) {
            return;
        }
        // What moves, before anything does.
        let mut moving = Vec::new();
        for g in self.inputs[index].open.iter() {
            let group = self.pool.group(g);
            let lane = &self.model.lanes[group.lane as usize];
            let late = lane.reroute_after.is_some_and(|after| day - u32::from(group.placed) >= after.max(1));
            if !late {
                continue;
            }
            let rank = lanes.iter().position(|l| *l == group.lane as usize).unwrap_or(0);
            for w in 0..W {
                if !matches!(group.stage[w], Stage::Transit | Stage::Cancelled | Stage::Closed)
                    && let Some(next) = lanes[rank + 1..].iter().find(|l| self.is_open(**l, w, day))
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
                part[*w] += self.cancel(*g, *w, day);
            }
            if any_positive(&part) {
                self.place(next, &part, day, REROUTED | day);
            }
        }
    }

    /// Cancels a member that has not been shipped; returns its ticks.
    fn cancel(&mut self, g: u32, w: usize, day: u32) -> i64 {
        let id = g * W as u32 + w as u32;
        let group = self.pool.group(g);
        let (stage, quantity) = (group.stage[w], group.quantity[w]);
        let lane = &self.model.lanes[group.lane as usize];
        let supplier = lane.from;
        if let Some(a) = lane.authority
            && matches!(stage, Stage::Queue | Stage::Review)
        {
            self.flows[a][usize::from(self.month[day as usize])][w].withdrawn += 1;
        }
        if stage == Stage::Supplier {
            self.sites[supplier].waiting[w].retain(|o| *o != id);
            self.sites[supplier].backlog[w] -= quantity;
        }
        self.close(id, day);
        if !matches!(stage, Stage::Supplier | Stage::HeldBack) {
            // It still stands in a list, which drops it.
            let group = self.pool.group_mut(g);
            group.stage[w] = Stage::Cancelled;
            group.open_until[w] = u32::MAX;
        }
        quantity
    }

    /// Notes a part of an order, if there is any.
    fn put(&mut self, lane: usize, part: &Lanes<W>) {
        if any_positive(part) {
            self.placing.push((lane, *part));
        }
    }
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
