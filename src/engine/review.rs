//! Step 6: sites review their stock and order.

use super::desk::sample;
use super::orders::{NONE, Order, Stage};
use super::state::{Block, Lanes};
use crate::model::whole_ticks;
use crate::model::{OrderRule, Sourcing};
use crate::random::{Purpose, whole_days};

/// Set in the slot of an order that was placed anew, so that its luck is not that of the day's own order.
const REROUTED: u32 = 1 << 31;

impl<const W: usize> Block<'_, W> {
    /// Reviews of all inputs that fall on a day.
    #[inline(always)]
    pub fn review(&mut self, day: u32) {
        self.apply_for_general_licences(day);
        for index in 0..self.inputs.len() {
            let input = &self.model.inputs[index];
            if let Sourcing::Ranked(lanes) = &input.sourcing {
                self.reroute(index, lanes, day);
            }
            let ordering = &input.ordering;
            if day < ordering.first || (day - ordering.first) % ordering.every != 0 {
                continue;
            }
            let mut quantity = self.wanted(index);
            if input.minimum.is_some() || input.maximum.is_some() || input.lot.is_some() {
                for w in 0..W {
                    quantity[w] = self.within_limits(index, w, quantity[w]);
                }
            }
            if quantity.iter().all(|q| *q <= 0) {
                continue;
            }
            match &input.sourcing {
                Sourcing::Shares(lanes) => self.order_by_share(lanes, &quantity, day),
                Sourcing::Ranked(lanes) => self.order_by_rank(lanes, &quantity, day),
            }
        }
    }

    /// What the policy asks for, by trial; not above 0 where it asks for nothing.
    #[inline(always)]
    fn wanted(&mut self, index: usize) -> Lanes<W> {
        let state = &mut self.inputs[index];
        let mut quantity = [0; W];
        match self.model.inputs[index].ordering.rule {
            OrderRule::BaseStock(_) => {
                for w in 0..W {
                    quantity[w] = state.level[w] - state.stock[w] - state.on_order[w];
                }
            }
            OrderRule::ReorderPoint { .. } => {
                for w in 0..W {
                    let short = state.level[w] - state.stock[w] - state.on_order[w];
                    quantity[w] = if short >= 0 { (short / state.lot[w] + 1) * state.lot[w] } else { 0 };
                }
            }
            OrderRule::CallOff(level) => {
                let level = self.values.of(level);
                for w in 0..W {
                    let before = whole_ticks(state.called[w]);
                    state.called[w] += level[w];
                    quantity[w] = whole_ticks(state.called[w]) - before;
                }
            }
        }
        quantity
    }

    fn within_limits(&self, index: usize, w: usize, quantity: i64) -> i64 {
        if quantity <= 0 {
            return 0;
        }
        let input = &self.model.inputs[index];
        let mut quantity = quantity;
        if let Some(minimum) = input.minimum {
            quantity = quantity.max(self.ticks(minimum, w));
        }
        let lot = input.lot.map_or(1, |lot| self.ticks(lot, w).max(1));
        quantity = (quantity + lot - 1) / lot * lot;
        if let Some(maximum) = input.maximum {
            quantity = quantity.min(self.ticks(maximum, w) / lot * lot);
        }
        quantity
    }

    /// Splits an order among lanes that exist by now, by cumulative rounding of their shares.
    #[inline(always)]
    fn order_by_share(&mut self, lanes: &[(usize, crate::model::Num)], quantity: &Lanes<W>, day: u32) {
        if let [(lane, share)] = lanes
            && self.model.numbers.certain(*share).is_some_and(|s| s >= 1.0)
        {
            if day >= self.model.lanes[*lane].available {
                self.place(*lane, quantity, day, day);
            }
            return;
        }
        let open = |lane: &usize| day >= self.model.lanes[*lane].available;
        let mut parts = vec![[0; W]; lanes.len()];
        for w in 0..W {
            let share = |num| self.values.of(num)[w];
            let written: f64 = lanes.iter().map(|(_, s)| share(*s)).sum();
            let there: f64 = lanes.iter().filter(|(l, _)| open(l)).map(|(_, s)| share(*s)).sum();
            if there <= 0.0 || quantity[w] <= 0 {
                continue;
            }
            // Lanes that do not exist yet leave their shares to the others.
            let scale = written / there;
            let (mut cumulative, mut taken) = (0.0, 0);
            for ((lane, num), part) in lanes.iter().zip(&mut parts).filter(|((l, _), _)| open(l)) {
                let _ = lane;
                cumulative += share(*num) * scale;
                let upto = if (cumulative - 1.0).abs() < 1e-9 {
                    quantity[w]
                } else {
                    whole_ticks(quantity[w] as f64 * cumulative)
                };
                part[w] = upto - taken;
                taken = upto;
            }
        }
        for ((lane, _), part) in lanes.iter().zip(&parts) {
            self.place(*lane, part, day, day);
        }
    }

    /// An order goes whole to the first lane that is open.
    fn order_by_rank(&mut self, lanes: &[usize], quantity: &Lanes<W>, day: u32) {
        let mut left = *quantity;
        for lane in lanes {
            let mut part = [0; W];
            for w in 0..W {
                if left[w] > 0 && self.is_open(*lane, w, day) {
                    part[w] = std::mem::take(&mut left[w]);
                }
            }
            self.place(*lane, &part, day, day);
        }
    }

    fn is_open(&self, lane: usize, w: usize, day: u32) -> bool {
        day >= self.model.lanes[lane].available && !self.is_shut(lane, w, day)
    }

    /// Orders of ranked lanes that have waited too long are cancelled and placed with the next open rank.
    fn reroute(&mut self, index: usize, lanes: &[usize], day: u32) {
        if lanes.iter().all(|l| self.model.lanes[*l].reroute_after.is_none()) {
            return;
        }
        for w in 0..W {
            let mut id = self.inputs[index].open[w].head;
            let mut moved = Vec::new();
            while id != NONE {
                let order = *self.pool.get(id);
                let lane = &self.model.lanes[order.lane as usize];
                let waits =
                    !matches!(order.stage, Stage::Transit | Stage::Cancelled | Stage::Closed) && order.quantity > 0;
                let late = lane.reroute_after.is_some_and(|after| day - u32::from(order.placed) >= after);
                if waits && late {
                    let rank = lanes.iter().position(|l| *l == order.lane as usize).unwrap_or(0);
                    if let Some(next) = lanes[rank + 1..].iter().find(|l| self.is_open(**l, w, day)) {
                        moved.push((id, *next));
                    }
                }
                id = order.younger;
            }
            for (id, next) in moved {
                let order = *self.pool.get(id);
                let supplier = self.model.lanes[order.lane as usize].from;
                if order.stage == Stage::Supplier {
                    self.sites[supplier].waiting[w].retain(|o| *o != id);
                    self.sites[supplier].backlog[w] -= order.quantity;
                }
                self.close(id, day);
                if !matches!(order.stage, Stage::Supplier | Stage::HeldBack) {
                    self.pool.get_mut(id).stage = Stage::Cancelled;
                }
                let mut part = [0; W];
                part[w] = order.quantity;
                self.place(next, &part, day, REROUTED | day);
            }
        }
    }

    /// Places orders on a lane, one a trial that asks for any. Those under licence go to the desk, the others
    /// to the supplier, tomorrow.
    #[inline(always)]
    pub fn place(&mut self, index: usize, quantity: &Lanes<W>, day: u32, slot: u32) {
        if quantity.iter().all(|q| *q <= 0) {
            return;
        }
        let lane = &self.model.lanes[index];
        let stream = &self.luck.lanes[index];
        let ordinal = matches!(self.model.inputs[lane.input].ordering.rule, OrderRule::ReorderPoint { .. });
        let words = |purpose| {
            if ordinal {
                let mut words = [[0; W]; 2];
                for w in (0..W).filter(|w| quantity[*w] > 0) {
                    let slot = self.lanes[index].ordinal[w];
                    let pair = stream.pair(self.first_trial + w as u64, slot, purpose, 0, 0);
                    [words[0][w], words[1][w]] = pair;
                }
                words
            } else {
                stream.pairs::<W>(self.first_trial, slot, purpose, 0, 0)
            }
        };
        let transit = if lane.transit.fixed.is_some() { [0; W] } else { words(Purpose::Shipment)[0] };
        let licensable = lane.authority.is_some() && (0..W).any(|w| self.needs_licence(index, w));
        let review = if licensable { words(Purpose::Review) } else { [[0; W]; 2] };
        let certain = lane.preparation.fixed.is_some()
            && lane.first_preparation.as_ref().is_none_or(|d| d.fixed.is_some());
        let preparation = if licensable && !certain { words(Purpose::Preparation)[0] } else { [0; W] };
        for w in 0..W {
            if quantity[w] <= 0 {
                continue;
            }
            let lot = lane.minimum_lot.map_or(0, |lot| self.ticks(lot, w));
            let quantity = quantity[w].max(lot);
            let slot = if ordinal { self.lanes[index].ordinal[w] } else { slot };
            self.lanes[index].ordinal[w] += 1;
            let mut order = Order {
                quantity,
                work_word: review[0][w],
                decision_word: review[1][w],
                transit_word: transit[w],
                lane: index as u32,
                slot,
                placed: day as u16,
                trial: w as u8,
                ..Order::blank()
            };
            let mut licence = licensable && self.needs_licence(index, w);
            if licence && lane.general.is_some() && self.general_balance(index, w, day) >= quantity {
                self.lanes[index].balance[w] -= quantity;
                order.licensed = true;
                licence = false;
            }
            if !licence {
                order.stage = Stage::Supplier;
            }
            let id = self.pool.add(order);
            self.inputs[lane.input].on_order[w] += quantity;
            self.pool.open(&mut self.inputs[lane.input].open[w], id);
            if !licence {
                self.send_to_supplier(id, index, w, day);
                continue;
            }
            let first = !std::mem::replace(&mut self.lanes[index].applied[w], true);
            let draw = lane.first_preparation.as_ref().filter(|_| first).unwrap_or(&lane.preparation);
            let wait = whole_days(sample(draw, preparation[w], self.values.of(draw.scale)[w]), 1);
            let filed = day as usize + wait as usize;
            if let Some(a) = lane.authority
                && filed < self.model.days as usize
            {
                self.pool.push(&mut self.desks[a].due[filed], id);
            }
        }
    }

    /// An order that needs no application reaches its supplier tomorrow.
    #[inline]
    fn send_to_supplier(&mut self, id: u32, index: usize, w: usize, day: u32) {
        let lane = &self.model.lanes[index];
        if lane.authority.is_none() && self.model.sites[lane.from].unlimited {
            // Nothing can hold it up: it ships tomorrow.
            let order = self.pool.get_mut(id);
            order.stage = Stage::Transit;
            let scale = self.values.of(lane.transit.scale)[w];
            let transit = whole_days(sample(&lane.transit, order.transit_word, scale), 1);
            self.lanes[index].shipped[w] += order.quantity;
            self.arrive(id, day.saturating_add(1).saturating_add(transit));
        } else if day + 1 < self.model.days {
            self.pool.push(&mut self.reaching[day as usize + 1], id);
        }
    }
}
