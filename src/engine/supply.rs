//! Steps 3 and 5: receipts; suppliers serve released orders from output stock and ship.

use super::desk::sample;
use super::orders::{List, NONE, Order, Stage};
use super::state::Block;
use crate::model::whole_ticks;
use crate::random::{Purpose, whole_days};
use crate::scenario::Allocation;

impl<const W: usize> Block<'_, W> {
    /// Step 3: what arrives today joins the stock.
    #[inline(always)]
    pub fn receive(&mut self, day: u32) {
        let mut list = std::mem::replace(&mut self.arriving[day as usize], List::EMPTY);
        while let Some(id) = self.pool.pop(&mut list) {
            let order = self.pool.get_mut(id);
            order.stage = Stage::Closed;
            let (lane, w, quantity) = (order.lane as usize, usize::from(order.trial), order.quantity);
            let input = &mut self.inputs[self.model.lanes[lane].input];
            input.stock[w] += quantity;
            input.on_order[w] -= quantity;
            self.lanes[lane].received[w] += quantity;
        }
    }

    /// Orders without a licence that reach their supplier today.
    #[inline(always)]
    pub fn reach_suppliers(&mut self, day: u32) {
        let mut list = std::mem::replace(&mut self.reaching[day as usize], List::EMPTY);
        while let Some(id) = self.pool.pop(&mut list) {
            if self.pool.get(id).stage == Stage::Cancelled {
                self.pool.get_mut(id).stage = Stage::Closed;
            } else {
                self.free_to_ship(id, day);
            }
        }
    }

    /// Nothing stands between the order and its supplier any more.
    #[inline]
    pub fn free_to_ship(&mut self, id: u32, day: u32) {
        let order = self.pool.get_mut(id);
        let (lane, w) = (order.lane as usize, usize::from(order.trial));
        if self.model.lanes[lane].in_order && order.stage != Stage::HeldBack {
            order.stage = Stage::HeldBack;
            self.release_in_order(lane, w, day);
            return;
        }
        order.stage = Stage::Supplier;
        let quantity = order.quantity;
        let supplier = self.model.lanes[lane].from;
        if self.model.sites[supplier].unlimited && !self.is_shut(lane, w, day) {
            self.ship(id, day);
        } else {
            self.sites[supplier].waiting[w].push(id);
            self.sites[supplier].backlog[w] += quantity;
        }
    }

    /// Releases licensed orders of a lane that no earlier filing still holds back.
    pub fn release_in_order(&mut self, lane: usize, w: usize, day: u32) {
        let input = self.model.lanes[lane].input;
        let mut earliest = u16::MAX;
        let mut held = Vec::new();
        let mut id = self.inputs[input].open[w].head;
        while id != NONE {
            let order = self.pool.get(id);
            if order.lane as usize == lane {
                match order.stage {
                    Stage::Queue | Stage::Review => earliest = earliest.min(order.filed),
                    Stage::HeldBack => held.push((order.filed, order.placed, id)),
                    _ => {}
                }
            }
            id = order.younger;
        }
        held.sort_unstable();
        for (filed, _, id) in held {
            if filed <= earliest {
                self.free_to_ship(id, day);
            }
        }
    }

    /// Whether nothing ships on a lane today.
    #[inline]
    pub fn is_shut(&self, lane: usize, w: usize, day: u32) -> bool {
        let model = &self.model.lanes[lane];
        model.authority.is_some_and(|a| model.shut[usize::from(self.desks[a].regime[day as usize][w])])
    }

    /// An order leaves its supplier, whole.
    #[inline]
    pub fn ship(&mut self, id: u32, day: u32) {
        let order = self.pool.get_mut(id);
        order.stage = Stage::Transit;
        let order = *order;
        let (index, w) = (order.lane as usize, usize::from(order.trial));
        let lane = &self.model.lanes[index];
        let mut scale = self.values.of(lane.transit.scale)[w];
        if let Some(a) = lane.authority {
            let authority = &self.model.authorities[a];
            let regime = usize::from(self.desks[a].regime[day as usize][w]);
            scale *= self.values.of(authority.regimes[regime].transit_scale)[w];
            let month = usize::from(self.month[day as usize]);
            let weight = self.model.milligrams(index) * order.quantity;
            let flow = &mut self.flows[a][month];
            if order.licensed {
                flow.shipped[w] += weight;
            } else {
                flow.shipped_free[w] += weight;
            }
        }
        self.lanes[index].shipped[w] += order.quantity;
        let transit = whole_days(sample(&lane.transit, order.transit_word, scale), 1);
        self.arrive(id, day.saturating_add(transit));
    }

    #[inline]
    pub fn arrive(&mut self, id: u32, day: u32) {
        if day < self.model.days {
            self.pool.push(&mut self.arriving[day as usize], id);
        }
    }

    /// An order leaves the pipeline; it stands in no list but that of open orders.
    pub fn close(&mut self, id: u32, day: u32) {
        let order = self.pool.get_mut(id);
        order.stage = Stage::Closed;
        let (lane, w, quantity) = (order.lane as usize, usize::from(order.trial), order.quantity);
        self.inputs[self.model.lanes[lane].input].on_order[w] -= quantity;
        if self.model.lanes[lane].in_order {
            self.release_in_order(lane, w, day);
        }
    }

    /// A part of an order leaves the pipeline.
    pub fn reduce(&mut self, id: u32, quantity: i64) {
        let order = self.pool.get_mut(id);
        order.quantity -= quantity;
        let (lane, w) = (order.lane as usize, usize::from(order.trial));
        self.inputs[self.model.lanes[lane].input].on_order[w] -= quantity;
    }

    /// Step 5: suppliers with waiting orders ship what they can.
    #[inline(always)]
    pub fn serve(&mut self, day: u32) {
        for site in 0..self.sites.len() {
            if self.model.sites[site].customers.is_empty() {
                continue;
            }
            for w in 0..W {
                if !self.sites[site].waiting[w].is_empty() {
                    self.serve_trial(site, w, day);
                }
            }
        }
    }

    fn serve_trial(&mut self, site: usize, w: usize, day: u32) {
        let mut waiting = std::mem::take(&mut self.sites[site].waiting[w]);
        waiting.retain(|id| {
            let order = *self.pool.get(*id);
            let expired = u32::from(order.expires) < day;
            if expired {
                self.sites[site].backlog[w] -= order.quantity;
                self.close(*id, day);
            }
            !expired
        });
        let mut candidates: Vec<u32> = waiting
            .iter()
            .copied()
            .filter(|id| !self.is_shut(self.pool.get(*id).lane as usize, w, day))
            .collect();
        let unlimited = self.model.sites[site].unlimited;
        let available = if unlimited { i64::MAX } else { self.sites[site].output[w] };
        let asked: i64 = candidates.iter().map(|id| self.pool.get(*id).quantity).sum();
        if asked <= available {
            for id in &candidates {
                self.ship_part(site, *id, i64::MAX, day);
            }
        } else if available > 0 {
            self.order_by_claim(site, &mut candidates);
            let shares = match self.model.sites[site].allocation {
                Allocation::ProRata => self.pro_rata(&candidates, available, asked),
                Allocation::ByRank | Allocation::ByMargin => self.in_turn(&candidates, available),
            };
            for (id, share) in candidates.iter().zip(shares) {
                if share > 0 {
                    self.ship_part(site, *id, share, day);
                }
            }
        }
        waiting.retain(|id| self.pool.get(*id).stage == Stage::Supplier);
        self.sites[site].waiting[w] = waiting;
    }

    /// Sorts waiting orders by claim: rank or margin where that decides, then age, then the hash of the name.
    fn order_by_claim(&self, site: usize, candidates: &mut [u32]) {
        let allocation = self.model.sites[site].allocation;
        candidates.sort_by(|x, y| {
            let (x, y) = (self.pool.get(*x), self.pool.get(*y));
            let (a, b) = (&self.model.lanes[x.lane as usize], &self.model.lanes[y.lane as usize]);
            let claim = match allocation {
                Allocation::ByRank => a.customer_rank.cmp(&b.customer_rank),
                Allocation::ByMargin => b.margin_per_tick.total_cmp(&a.margin_per_tick),
                Allocation::ProRata => std::cmp::Ordering::Equal,
            };
            claim.then(x.placed.cmp(&y.placed)).then(a.tie_rank.cmp(&b.tie_rank)).then(x.slot.cmp(&y.slot))
        });
    }

    fn in_turn(&self, candidates: &[u32], mut available: i64) -> Vec<i64> {
        candidates
            .iter()
            .map(|id| {
                let share = self.pool.get(*id).quantity.min(available);
                available -= share;
                share
            })
            .collect()
    }

    /// Shares in proportion to the quantities, rounded by largest remainder; ties go to the older claim.
    fn pro_rata(&self, candidates: &[u32], available: i64, asked: i64) -> Vec<i64> {
        let exact = |id: u32| i128::from(available) * i128::from(self.pool.get(id).quantity);
        let mut shares: Vec<i64> = candidates.iter().map(|id| (exact(*id) / i128::from(asked)) as i64).collect();
        let left = available - shares.iter().sum::<i64>();
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(exact(candidates[*i]) % i128::from(asked)));
        for i in order.into_iter().take(left as usize) {
            shares[i] += 1;
        }
        shares
    }

    /// Ships a part of an order, or all of it; the rest keeps waiting.
    fn ship_part(&mut self, site: usize, id: u32, quantity: i64, day: u32) {
        let order = *self.pool.get(id);
        let w = usize::from(order.trial);
        let shipped = quantity.min(order.quantity);
        self.sites[site].backlog[w] -= shipped;
        if !self.model.sites[site].unlimited {
            self.sites[site].output[w] -= shipped;
        }
        if shipped == order.quantity {
            self.ship(id, day);
            return;
        }
        let rest = self.pool.get_mut(id);
        rest.quantity -= shipped;
        rest.shipments += 1;
        let trial = self.first_trial + w as u64;
        let [word, _] =
            self.luck.lanes[order.lane as usize].pair(trial, order.slot, Purpose::Shipment, 0, order.shipments + 1);
        rest.transit_word = word;
        let part = self.pool.add(Order { quantity: shipped, next: NONE, younger: NONE, ..order });
        let input = self.model.lanes[order.lane as usize].input;
        self.pool.open(&mut self.inputs[input].open[w], part);
        self.ship(part, day);
    }

    /// What a general licence still allows on a lane; 0 where there is none in force.
    #[inline]
    pub fn general_balance(&self, lane: usize, w: usize, day: u32) -> i64 {
        let state = &self.lanes[lane];
        if state.general_until[w] > 0 && day <= state.general_until[w] { state.balance[w] } else { 0 }
    }

    /// Whether the material of a lane needs a licence on the day.
    #[inline]
    pub fn needs_licence(&self, lane: usize, w: usize) -> bool {
        let model = &self.model.lanes[lane];
        let elements = self.model.materials[self.model.inputs[model.input].material].elements;
        model.authority.is_some_and(|a| self.desks[a].controls[w] & elements != 0)
    }

    /// Ticks of a number, rounded, by trial.
    #[inline]
    pub fn ticks(&self, num: crate::model::Num, w: usize) -> i64 {
        whole_ticks(self.values.of(num)[w])
    }
}
