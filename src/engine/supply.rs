//! Step 3, and the way of an order from its release to its receipt; what is short is shared in `short`.

use super::draw::sample;
use super::orders::{Kind, Stage};
use super::state::{Block, LaneState, Lanes, RING};
use crate::model::whole_ticks;
use crate::random::{Purpose, whole_days};

/// Shipments on their way to all inputs.
pub struct Road<'b, const W: usize> {
    /// Lanes.
    pub lanes: &'b mut [LaneState<W>],
    /// Ticks that arrive, by input and by day in a ring.
    pub arriving: &'b mut [Lanes<W>],
    /// Shipments that arrive beyond the ring.
    pub late: &'b mut Vec<Late>,
    /// Days of the horizon.
    pub days: u32,
}

/// A shipment that arrives beyond the ring: day, input, trial, ticks.
pub type Late = (u32, u32, u8, i64);

impl<const W: usize> Road<'_, W> {
    /// The road of one lane to an input.
    #[inline(always)]
    pub fn of(&mut self, lane: usize, input: usize) -> RoadOf<'_, W> {
        RoadOf {
            received: &mut self.lanes[lane].received,
            arriving: &mut self.arriving.as_chunks_mut::<{ RING as usize }>().0[input],
            late: self.late,
            input,
            days: self.days,
        }
    }
}

/// Shipments of one lane on their way to an input.
pub struct RoadOf<'r, const W: usize> {
    received: &'r mut Lanes<W>,
    /// By day in a ring.
    arriving: &'r mut [Lanes<W>; RING as usize],
    late: &'r mut Vec<Late>,
    input: usize,
    days: u32,
}

impl<const W: usize> RoadOf<'_, W> {
    /// A shipment will be received in so many days, on a day.
    #[inline(always)]
    pub fn arrive(&mut self, w: usize, quantity: i64, (ahead, arrival): (u32, u32)) {
        if arrival >= self.days {
            return;
        }
        self.received[w] += quantity;
        if ahead < RING - 1 {
            self.arriving[(arrival % RING) as usize][w] += quantity;
        } else {
            self.late.push((arrival, self.input as u32, w as u8, quantity));
        }
    }
}

impl<const W: usize> Block<'_, W> {
    /// Step 3: what arrives today joins the stock.
    #[inline(always)]
    pub fn receive(&mut self, day: u32) {
        if !self.late.is_empty() {
            self.draw_near(day);
        }
        for (index, input) in self.inputs.iter_mut().enumerate() {
            let arriving = &mut self.arriving[in_ring(index, day)];
            join(&mut input.stock, &mut input.on_order, arriving);
            if self.recording.audit {
                for w in 0..W {
                    input.received[w] += arriving[w];
                }
            }
            *arriving = [0; W];
        }
    }

    /// Shipments from beyond the ring whose day has come within it.
    fn draw_near(&mut self, today: u32) {
        let arriving = &mut self.arriving;
        self.late.retain(|&(day, input, w, quantity)| {
            let near = day - today < RING;
            if near {
                arriving[in_ring(input as usize, day)][usize::from(w)] += quantity;
            }
            !near
        });
    }

    /// Orders that reach their supplier today, or are ready to be shipped.
    #[inline(always)]
    pub fn reach_suppliers(&mut self, day: u32) {
        let mut orders = std::mem::take(&mut self.reaching[day as usize]);
        for &id in &orders {
            let (group, w) = self.pool.member_mut(id);
            match group.stage[w] {
                Stage::Cancelled => group.drop_cancelled(w),
                Stage::Dispatch => self.ready_to_ship(id, day),
                Stage::OverVolume => self.grant_excess(id, day),
                _ => self.free_to_ship(id, day),
            }
        }
        orders.clear();
        self.reaching[day as usize] = orders;
    }

    /// No permission is missing any more.
    #[inline(never)]
    pub fn free_to_ship(&mut self, id: u32, day: u32) {
        let (group, w) = self.pool.member_mut(id);
        let index = group.lane as usize;
        let lane = &self.model.lanes[index];
        if lane.in_order && group.stage[w] != Stage::HeldBack {
            group.stage[w] = Stage::HeldBack;
            self.release_in_order(index, w, day);
            return;
        }
        if lane.dispatch.fixed == Some(0.0) {
            self.ready_to_ship(id, day);
            return;
        }
        group.stage[w] = Stage::Dispatch;
        let trial = self.first_trial + w as u64;
        let [word, _] = self.luck.lanes[index].pair(trial, group.slot[w], Purpose::Dispatch, 0, 0);
        let wait = whole_days(sample(&lane.dispatch, word, self.values.of(lane.dispatch.scale)[w]), 0);
        if wait == 0 {
            self.ready_to_ship(id, day);
        } else if let Some(orders) = self.reaching.get_mut((day.saturating_add(wait)) as usize) {
            orders.push(id);
        }
    }

    /// Nothing stands between the order and the road but stock and shut lanes.
    #[inline(always)]
    fn ready_to_ship(&mut self, id: u32, day: u32) {
        let (group, w) = self.pool.member_mut(id);
        let lane = group.lane as usize;
        let quantity = group.quantity[w];
        if u32::from(group.expires[w]) < day {
            // The licence ran out while the order was made ready.
            self.refund(id);
            self.close(id, day);
            return;
        }
        group.stage[w] = Stage::Supplier;
        let supplier = self.model.lanes[lane].from;
        let from = &self.model.sites[supplier];
        if from.unlimited && from.ships_on(day) && !self.is_shut(lane, w, day) {
            self.ship(id, day);
        } else {
            let supplier = &mut self.sites[supplier];
            supplier.waiting[w].push(id);
            supplier.backlog[w] += quantity;
            self.any_waiting = true;
        }
    }

    /// Releases licensed orders of a lane that no earlier filing still holds back.
    pub fn release_in_order(&mut self, lane: usize, w: usize, day: u32) {
        let mut earliest = u16::MAX;
        let mut held = Vec::new();
        for g in self.inputs[self.model.lanes[lane].input].open.iter() {
            let group = self.pool.group(g);
            if group.lane as usize == lane {
                match group.stage[w] {
                    Stage::Queue | Stage::Review | Stage::OverVolume => earliest = earliest.min(group.filed[w]),
                    Stage::HeldBack => held.push((group.filed[w], group.placed, g)),
                    _ => {}
                }
            }
        }
        held.sort_unstable();
        for (filed, _, g) in held {
            // One whose licence has run out is closed, which releases those behind it.
            if filed <= earliest && self.pool.group(g).stage[w] == Stage::HeldBack {
                self.free_to_ship(g * W as u32 + w as u32, day);
            }
        }
    }

    /// Whether nothing ships on a lane today.
    #[inline(always)]
    pub fn is_shut(&self, lane: usize, w: usize, day: u32) -> bool {
        let model = &self.model.lanes[lane];
        model.ever_shut
            && (model.out.contains(&day)
                || model.authority.is_some_and(|a| model.shut[usize::from(self.desks[a].regime[day as usize][w])]))
    }

    /// An order leaves its supplier, whole.
    #[inline(always)]
    pub fn ship(&mut self, id: u32, day: u32) {
        let (group, w) = self.pool.member_mut(id);
        let index = group.lane as usize;
        let lane = &self.model.lanes[index];
        let quantity = group.quantity[w];
        let mut regime = 0;
        if let Some(a) = lane.authority {
            let desk = &self.desks[a];
            regime = desk.regime[day as usize][w];
            let flow = &mut self.flows[a][usize::from(self.month[day as usize])][w];
            let shipped = if group.licensed[w] { &mut flow.shipped } else { &mut flow.shipped_free };
            *shipped += lane.milligrams * quantity;
        }
        let transit = self.pool.transit_days(id / W as u32, w, regime);
        let arrival = self.pool.member_mut(id).0.leave(w, transit, day);
        self.road().of(index, lane.input).arrive(w, quantity, (arrival - day, arrival));
    }

    /// The road of all shipments.
    #[inline(always)]
    pub fn road(&mut self) -> Road<'_, W> {
        Road { lanes: &mut self.lanes, arriving: &mut self.arriving, late: &mut self.late, days: self.model.days }
    }

    /// An order leaves the pipeline; it stands in no list.
    pub fn close(&mut self, id: u32, day: u32) {
        let (group, w) = self.pool.member_mut(id);
        group.stage[w] = Stage::Closed;
        group.open_until[w] = 0;
        let (lane, quantity) = (group.lane as usize, group.quantity[w]);
        self.inputs[self.model.lanes[lane].input].on_order[w] -= quantity;
        if self.model.lanes[lane].in_order {
            self.release_in_order(lane, w, day);
        }
    }

    /// A part of an order leaves the pipeline.
    pub fn reduce(&mut self, id: u32, quantity: i64) {
        let (group, w) = self.pool.member_mut(id);
        group.quantity[w] -= quantity;
        let lane = group.lane as usize;
        self.inputs[self.model.lanes[lane].input].on_order[w] -= quantity;
    }

    /// Cuts a part off an order: an order of its own that keeps the transit; the rest draws anew. Parts of one
    /// order that are cut off on a day are a group, whatever the trial.
    pub fn split_off(&mut self, id: u32, quantity: i64, day: u32) -> u32 {
        let from = id / W as u32;
        let part = self.parts(from, id as usize % W, day);
        let (group, w) = self.pool.member_mut(id);
        let lane = group.lane as usize;
        group.quantity[w] -= quantity;
        group.shipments[w] += 1;
        let (slot, filed) = (group.slot[w], group.filed[w]);
        let (licensed, shipments) = (group.licensed[w], group.shipments[w]);
        let trial = self.first_trial + w as u64;
        self.pool.copy_transit(from, part, w);
        let [word, _] = self.luck.lanes[lane].pair(trial, slot, Purpose::Shipment, 0, shipments);
        self.learn_transit(from, w, word);
        let group = self.pool.group_mut(part);
        group.quantity[w] = quantity;
        group.slot[w] = slot;
        group.filed[w] = filed;
        group.licensed[w] = licensed;
        group.open_until[w] = u32::MAX;
        part * W as u32 + w as u32
    }

    /// The group for a part that is cut off a member of a group on a day.
    fn parts(&mut self, from: u32, w: usize, day: u32) -> u32 {
        let group = self.pool.group(from);
        let (lane, placed) = (group.lane as usize, u32::from(group.placed));
        if let Some((parts, on)) = group.parts
            && u32::from(on) == day
            && self.pool.group(parts).open_until[w] == 0
        {
            return parts;
        }
        let parts = self.pool.add(Kind::Single, lane, placed);
        self.pool.group_mut(from).parts = Some((parts, day as u16));
        self.pool.open(&mut self.inputs[self.model.lanes[lane].input].open, parts, day);
        parts
    }

    /// Ticks of a number, rounded, by trial.
    #[inline(always)]
    pub fn ticks(&self, num: crate::model::Num, w: usize) -> i64 {
        whole_ticks(self.values.of(num)[w])
    }
}

/// The place of an input's day in the ring of arrivals.
#[inline(always)]
fn in_ring(input: usize, day: u32) -> usize {
    input * RING as usize + (day % RING) as usize
}

/// What arrives is on order no more.
#[inline(always)]
fn join<const W: usize>(stock: &mut Lanes<W>, on_order: &mut Lanes<W>, arriving: &Lanes<W>) {
    for w in 0..W {
        stock[w] += arriving[w];
    }
    for w in 0..W {
        on_order[w] -= arriving[w];
    }
}
