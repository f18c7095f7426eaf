//! Step 3, and the way of an order from its release to its receipt; what is short is shared in `short`.

use std::collections::HashMap;

use super::book::Orders;
use super::border::Border;
use super::draw::sample;
use super::facts::Facts;
use super::grey::Grey;
use super::ledger::Entry;
use super::orders::{Group, Stage};
use super::plant::Plant;
use super::policy::Policy;
use super::record::Record;
use super::short::Claim;
use super::split::Part;
use super::state::{Lanes, any, trials};
use crate::model::Model;
use crate::random::{Purpose, whole_days};

/// Days in the ring of arrivals.
const RING: u32 = 128;

/// Orders at their suppliers and on the road.
pub(super) struct Shipping<const W: usize> {
    /// Suppliers, by site.
    pub(super) suppliers: Vec<Supplier<W>>,
    /// Trials in which orders wait at a supplier, as bits, by site.
    pub(super) waits: Vec<u32>,
    /// What each lane falls short of its share of a short supply, beyond the whole ticks shipped, as [`super::split`]
    /// counts.
    pub(super) lags: Vec<Lanes<W>>,
    /// Lanes that release orders in the order of their filing.
    pub(super) in_order: Vec<usize>,
    /// Scratch for those who share what is short.
    pub(super) sharing: Vec<Part>,
    /// Orders that reach their supplier on a day, or are ready to be shipped.
    reaching: Vec<Vec<u32>>,
    /// Number of inputs.
    inputs: usize,
    /// Ticks that arrive, by day in a ring and, within a day, by input. What is received is taken out, so that nothing
    /// is left at the end of a run.
    arriving: Vec<Lanes<W>>,
    /// Shipments that arrive beyond the ring: day, input, trial, ticks.
    late: Vec<(u32, u32, u8, i64)>,
    /// Ticks that arrive within the horizon, by lane.
    received: Vec<Lanes<W>>,
    /// Those of them that were ordered on each of a lane's later terms.
    on_later_terms: Vec<Vec<Lanes<W>>>,
    /// Those of them whose licence of their own names the means of transport, by lane and trial.
    named: HashMap<(usize, usize), Vec<NamedTransport>>,
    /// What is held at borders; nothing where no lane crosses one that holds anything.
    pub(super) border: Option<Box<Border<W>>>,
    /// Grey supply; nothing where there is none.
    pub(super) grey: Option<Box<Grey<W>>>,
    /// Ticks that suppliers have set aside for orders that ship only whole, by lane; empty where no lane has such.
    pub(super) aside: Vec<Lanes<W>>,
}

/// What was shipped under a licence that names the means of transport.
#[derive(Debug)]
struct NamedTransport {
    /// Day on which it was ordered.
    placed: i32,
    /// Day on which it left.
    shipped: u32,
    /// Ticks.
    quantity: i64,
}

/// Released orders that wait at a site, by trial.
#[derive(Debug)]
pub(super) struct Supplier<const W: usize> {
    /// The orders.
    pub waiting: Vec<Vec<Claim>>,
    /// The last day on which the licences of all of them are valid, or one before it.
    pub expires: Lanes<W, u16>,
    /// Their ticks.
    pub backlog: Lanes<W>,
    /// Trials in which a lever lets it serve the highest margin first, as bits.
    pub by_margin: u32,
}

impl<const W: usize> Shipping<W> {
    /// Room for the shipments of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let supplier =
            |_| Supplier { waiting: vec![Vec::new(); W], expires: [u16::MAX; W], backlog: [0; W], by_margin: 0 };
        Self {
            suppliers: model.sites.iter().map(supplier).collect(),
            waits: vec![0; model.sites.len()],
            lags: vec![[0; W]; model.lanes.len()],
            in_order: (0..model.lanes.len()).filter(|l| model.lanes[*l].in_order).collect(),
            sharing: Vec::new(),
            reaching: vec![Vec::new(); model.days as usize],
            inputs: model.inputs.len(),
            arriving: vec![[0; W]; RING as usize * model.inputs.len()],
            late: Vec::new(),
            received: vec![[0; W]; model.lanes.len()],
            on_later_terms: model.lanes.iter().map(|lane| vec![[0; W]; lane.later_terms.len()]).collect(),
            named: HashMap::new(),
            border: Border::new(model),
            grey: Grey::new(model),
            aside: if model.lanes.iter().any(|l| l.ships_whole) { vec![[0; W]; model.lanes.len()] } else { Vec::new() },
        }
    }

    /// Nothing waits and nothing is on the road.
    pub(super) fn open(&mut self) {
        for supplier in &mut self.suppliers {
            supplier.waiting.iter_mut().for_each(Vec::clear);
            (supplier.expires, supplier.backlog, supplier.by_margin) = ([u16::MAX; W], [0; W], 0);
        }
        self.waits.fill(0);
        self.lags.fill([0; W]);
        self.reaching.iter_mut().for_each(Vec::clear);
        self.late.clear();
        self.received.fill([0; W]);
        self.on_later_terms.iter_mut().for_each(|ticks| ticks.fill([0; W]));
        self.named.clear();
        if let Some(border) = &mut self.border {
            border.open();
        }
        if let Some(grey) = &mut self.grey {
            grey.open();
        }
        self.aside.fill([0; W]);
    }

    /// Whether any lane crosses a border that may hold what is shipped.
    #[inline(always)]
    #[must_use]
    pub(super) fn has_border(&self) -> bool {
        self.border.is_some()
    }

    /// Whether there is any grey supply.
    #[inline(always)]
    #[must_use]
    pub(super) fn has_grey(&self) -> bool {
        self.grey.is_some()
    }

    /// Ticks of released orders that wait at a site.
    #[inline(always)]
    #[must_use]
    pub(super) fn backlog(&self, site: usize) -> &Lanes<W> {
        &self.suppliers[site].backlog
    }

    /// Ticks that arrive on a lane within the horizon, those that are on the road too.
    #[must_use]
    pub(super) fn received(&self, lane: usize) -> &Lanes<W> {
        &self.received[lane]
    }

    /// Those of them that were ordered on each of its later terms.
    #[must_use]
    pub(super) fn on_later_terms(&self, lane: usize) -> &[Lanes<W>] {
        &self.on_later_terms[lane]
    }

    /// Ticks that arrive within the horizon and left on a day or later, but travel as was usual before it: their
    /// licence says so.
    #[must_use]
    pub(super) fn as_before(&self, lane: usize, w: usize, day: u32) -> i64 {
        let named = self.named.get(&(lane, w)).into_iter().flatten();
        let before = named.filter(|named| named.shipped >= day && named.placed < day as i32);
        before.map(|named| named.quantity).sum()
    }

    /// From now on a site serves the highest margin first in a trial.
    pub(super) fn serve_by_margin(&mut self, site: usize, w: usize) {
        self.suppliers[site].by_margin |= 1 << w;
    }

    /// Step 3: what arrives today joins the stock.
    #[inline(always)]
    pub(super) fn receive(&mut self, facts: &Facts<W>, orders: &mut Orders<W>, plant: &mut Plant<W>) {
        if !self.late.is_empty() {
            self.draw_near(facts.day);
        }
        let today = in_ring(self.inputs, 0, facts.day);
        let arriving = &mut self.arriving[today..];
        for (index, (input, arriving)) in plant.inputs.iter_mut().zip(arriving).enumerate() {
            if any(arriving) {
                orders.receive(index, arriving);
                input.receive(arriving, facts.audit);
                *arriving = [0; W];
            }
        }
    }

    /// Shipments from beyond the ring whose day has come within it.
    fn draw_near(&mut self, today: u32) {
        let (arriving, inputs) = (&mut self.arriving, self.inputs);
        self.late.retain(|&(day, input, w, quantity)| {
            let near = day - today < RING;
            if near {
                arriving[in_ring(inputs, input as usize, day)][usize::from(w)] += quantity;
            }
            !near
        });
    }

    /// A shipment on a lane is received in so many days, on a day, as a part of an input.
    #[inline(always)]
    pub(super) fn arrive(
        &mut self,
        (lane, input): (usize, usize),
        w: usize,
        quantity: i64,
        (ahead, arrival): (u32, u32),
    ) {
        if arrival as usize >= self.reaching.len() {
            return;
        }
        self.received[lane][w] += quantity;
        if ahead < RING - 1 {
            self.arriving[in_ring(self.inputs, input, arrival)][w] += quantity;
        } else {
            self.late.push((arrival, input as u32, w as u8, quantity));
        }
    }

    /// A shipment that was to arrive on a day within the horizon does not.
    pub(super) fn call_back(&mut self, (lane, input): (usize, usize), w: usize, quantity: i64, arrival: u32) {
        self.received[lane][w] -= quantity;
        let entry = (arrival, input as u32, w as u8, quantity);
        match self.late.iter().position(|late| *late == entry) {
            Some(at) => {
                self.late.swap_remove(at);
            }
            None => self.arriving[in_ring(self.inputs, input, arrival)][w] -= quantity,
        }
    }

    /// What does not arrive within the horizon is not counted at the price and by the transport of its order.
    pub(super) fn is_not_paid(&mut self, (lane, w): (usize, usize), placed: i32, quantity: i64, model: &Model) {
        let terms = &model.lanes[lane].later_terms;
        if let Some(terms) = terms.iter().rposition(|(from, _)| *from as i32 <= placed) {
            self.on_later_terms[lane][terms][w] -= quantity;
        }
        if let Some(named) = self.named.get_mut(&(lane, w))
            && let Some(at) = named.iter().position(|named| named.placed == placed && named.quantity == quantity)
        {
            named.swap_remove(at);
        }
    }

    /// Shipments of members of a group are received as a part of an input, each on the day that is noted with it.
    #[inline(always)]
    pub(super) fn arrive_all(&mut self, group: &Group<W>, members: u32, input: usize, today: u32) {
        let days = self.reaching.len() as u32;
        let received = &mut self.received[group.lane as usize];
        let (arriving, inputs) = (&mut self.arriving, self.inputs);
        for w in trials(members) {
            let (arrival, quantity) = (group.open_until[w], group.quantity[w]);
            if arrival >= days {
                continue;
            }
            received[w] += quantity;
            if arrival - today < RING - 1 {
                arriving[in_ring(inputs, input, arrival)][w] += quantity;
            } else {
                self.late.push((arrival, input as u32, w as u8, quantity));
            }
        }
    }

    /// Orders placed today that need no application: they reach their supplier tomorrow.
    pub(super) fn take_in(&mut self, g: u32, facts: &Facts<W>, orders: &mut Orders<W>, record: &mut Record<W>) {
        let index = orders.pool.group(g).lane as usize;
        let (lane, day) = (&facts.model.lanes[index], facts.day);
        let direct = lane.authority.is_none() && lane.prompt;
        for w in 0..W {
            let group = orders.pool.group_mut(g);
            if group.stage[w] != Stage::Supplier {
                continue;
            }
            if direct {
                // Nothing can hold it up: it ships tomorrow.
                let quantity = group.quantity[w];
                let transit = orders.pool.transit_days(g, w, 0);
                let arrival = orders.pool.group_mut(g).leave(w, transit, day + 1);
                self.arrive((index, lane.input), w, quantity, (arrival - day, arrival));
                record.book(Entry::Shipped, (index, w), day + 1, quantity);
            } else {
                self.come_up(g * W as u32 + w as u32, day + 1);
            }
        }
    }

    /// An order reaches its supplier, or is ready to be shipped, on a day.
    #[inline(always)]
    pub(super) fn come_up(&mut self, id: u32, day: u32) {
        if let Some(orders) = self.reaching.get_mut(day as usize) {
            orders.push(id);
        }
    }

    /// Orders that reach their supplier today, or are ready to be shipped.
    #[inline(always)]
    pub(super) fn reach_suppliers(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let mut reaching = std::mem::take(&mut self.reaching[facts.day as usize]);
        for &id in &reaching {
            let (group, w) = orders.pool.member_mut(id);
            match group.stage[w] {
                Stage::Cancelled => group.drop_cancelled(w),
                Stage::Dispatch | Stage::Registration => self.ready_to_ship(id, facts, policy, orders, record),
                _ => self.free_to_ship(id, facts, policy, orders, record),
            }
        }
        reaching.clear();
        self.reaching[facts.day as usize] = reaching;
    }

    /// A granted order goes to the supplier.
    #[inline(always)]
    pub(super) fn send_off(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let (group, w) = orders.pool.member_mut(id);
        let lane = &facts.model.lanes[group.lane as usize];
        let Some(a) = lane.authority else { return };
        group.grant(w, facts.day, facts.model.authorities[a].licence_valid);
        record.flows_on(a, facts.day)[w].licensed += group.quantity[w] * lane.milligrams;
        record.book(Entry::Licensed, (group.lane as usize, w), facts.day, group.quantity[w]);
        if lane.prompt {
            self.ship(id, facts, policy, orders, record);
        } else {
            self.free_to_ship(id, facts, policy, orders, record);
        }
    }

    /// No permission is missing any more.
    #[inline(never)]
    pub(super) fn free_to_ship(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let (group, w) = orders.pool.member_mut(id);
        let index = group.lane as usize;
        let lane = &facts.model.lanes[index];
        if lane.in_order && group.stage[w] != Stage::HeldBack {
            group.stage[w] = Stage::HeldBack;
            self.release_in_order((index, w), facts, policy, orders, record);
            return;
        }
        if lane.dispatch.fixed == Some(0.0) {
            self.ready_to_ship(id, facts, policy, orders, record);
            return;
        }
        group.stage[w] = Stage::Dispatch;
        let [word, _] = facts.streams.lanes[index].pair(facts.trial(w), group.slot[w], Purpose::Dispatch, 0, 0);
        let wait = whole_days(sample(&lane.dispatch, word, facts.values.of(lane.dispatch.scale)[w]), 0);
        if wait == 0 {
            self.ready_to_ship(id, facts, policy, orders, record);
        } else {
            self.come_up(id, facts.day.saturating_add(wait));
        }
    }

    /// Nothing stands between the order and the road but stock and shut lanes.
    #[inline(always)]
    fn ready_to_ship(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let (group, w) = orders.pool.member_mut(id);
        let lane = group.lane as usize;
        if u32::from(group.expires[w]) < facts.day {
            // The licence ran out while the order was made ready.
            self.expire(id, facts, policy, orders, record);
            return;
        }
        if facts.model.lanes[lane].border.is_some() && self.awaits_registration(id, facts, policy, orders) {
            return;
        }
        orders.pool.member_mut(id).0.stage[w] = Stage::Supplier;
        let site = facts.model.lanes[lane].from;
        let from = &facts.model.sites[site];
        if from.unlimited && from.ships_on(facts.day) && !policy.is_shut(facts, lane, w) {
            self.ship(id, facts, policy, orders, record);
        } else {
            let claim = Claim::of(id, orders.pool.member(id), &facts.model.lanes[lane]);
            let supplier = &mut self.suppliers[site];
            supplier.waiting[w].push(claim);
            supplier.expires[w] = supplier.expires[w].min(claim.expires);
            supplier.backlog[w] += claim.quantity;
            self.waits[site] |= 1 << w;
        }
    }

    /// Releases licensed orders of a lane that no earlier filing still holds back.
    pub(super) fn release_in_order(
        &mut self,
        (lane, w): (usize, usize),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let mut earliest = i16::MAX;
        let mut held = Vec::new();
        for g in orders.of(facts.model.lanes[lane].input) {
            let group = orders.pool.group(g);
            if group.lane as usize == lane {
                match group.stage[w] {
                    Stage::Queue | Stage::Review | Stage::OverVolume => earliest = earliest.min(group.filed[w]),
                    // Parts of one order go by what is theirs, never by their place among all orders.
                    Stage::HeldBack => {
                        let own = (group.slot[w], group.expires[w], group.quantity[w]);
                        held.push((group.filed[w], group.placed, own, g));
                    }
                    _ => {}
                }
            }
        }
        held.sort_unstable();
        for (filed, _, _, g) in held {
            // One whose licence has run out is closed, which releases those behind it.
            if filed <= earliest && orders.pool.group(g).stage[w] == Stage::HeldBack {
                self.free_to_ship(g * W as u32 + w as u32, facts, policy, orders, record);
            }
        }
    }

    /// An order leaves its supplier, whole; it may be held at the border.
    #[inline(always)]
    pub(super) fn ship(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let crosses = self.has_border() && facts.model.lanes[orders.pool.member(id).0.lane as usize].border.is_some();
        if crosses && self.is_held(id, facts, policy, orders) {
            let (group, w) = orders.pool.member(id);
            record.book(Entry::Held, (group.lane as usize, w), facts.day, group.quantity[w]);
        } else {
            self.depart(id, facts, policy, orders, record);
        }
    }

    /// A shipment is on its way.
    #[inline(always)]
    pub(super) fn depart(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let (group, w) = orders.pool.member_mut(id);
        let index = group.lane as usize;
        let (lane, day) = (&facts.model.lanes[index], facts.day);
        let quantity = group.quantity[w];
        let mut regime = 0;
        if let Some(a) = lane.authority {
            regime = policy.of(a).on(day, w);
            let flow = &mut record.flows_on(a, day)[w];
            let shipped = if group.licensed[w] { &mut flow.shipped } else { &mut flow.shipped_free };
            *shipped += lane.milligrams * quantity;
        }
        record.book(Entry::Shipped, (index, w), day, quantity);
        if group.licensed[w] {
            record.book(Entry::ShippedUnderLicence, (index, w), day, quantity);
        }
        let placed = i32::from(group.placed);
        let transit = orders.pool.transit_days(id / W as u32, w, regime);
        let arrival = orders.pool.member_mut(id).0.leave(w, transit, day);
        if lane.grey.is_some() && self.is_lost(id, facts, orders) {
            self.lose(id, orders);
        } else {
            self.arrive((index, lane.input), w, quantity, (arrival - day, arrival));
        }
        if arrival >= facts.model.days {
            return;
        }
        // The terms are those of the day of the order.
        if let Some(terms) = lane.later_terms.iter().rposition(|(from, _)| *from as i32 <= placed) {
            self.on_later_terms[index][terms][w] += quantity;
        }
        if lane.licence_names_transport && orders.pool.names_transport(id) {
            self.named.entry((index, w)).or_default().push(NamedTransport { placed, shipped: day, quantity });
        }
    }

    /// An order leaves the pipeline; it stands in no list. Those that it held back are released.
    pub(super) fn close(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let lane = orders.close(facts, id);
        if facts.model.lanes[lane].in_order {
            self.release_in_order((lane, id as usize % W), facts, policy, orders, record);
        }
    }

    /// A licence has run out before the order left: it is given back.
    pub(super) fn expire(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let (group, w) = orders.pool.member(id);
        orders.volume.refund(group, w, facts.model);
        self.close(id, facts, policy, orders, record);
    }

    /// An order leaves before it has been shipped; false if it does not wait at its supplier yet.
    pub(super) fn withdraw(&mut self, supplier: usize, w: usize, id: u32) -> bool {
        let supplier = &mut self.suppliers[supplier];
        let Some(at) = supplier.waiting[w].iter().position(|claim| claim.id == id) else { return false };
        supplier.backlog[w] -= supplier.waiting[w].remove(at).quantity;
        true
    }
}

/// The place of an input's day in the ring of arrivals, of so many inputs. What arrives on a day lies together, as all
/// of it is read on that day.
#[inline(always)]
fn in_ring(inputs: usize, input: usize, day: u32) -> usize {
    (day % RING) as usize * inputs + input
}
