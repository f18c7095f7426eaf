//! The book of orders: all that was placed and is still to come, what is on order of each input, and what permits it
//! beside single licences.

use super::facts::Facts;
use super::general::General;
use super::matching::Match;
use super::open::OpenOrders;
use super::orders::{Kind, Pool, Stage};
use super::policy::Policy;
use super::quotas::Quotas;
use super::state::{Lanes, add};
use super::volume::Volume;
use crate::model::Model;
use crate::random::Purpose;

/// The book of orders.
pub(super) struct Orders<const W: usize> {
    /// All orders.
    pub pool: Pool<W>,
    /// General licences, by lane.
    pub general: General<W>,
    /// Grants under rules against stockpiling.
    pub volume: Volume,
    /// Grants under quotas.
    pub quotas: Quotas<W>,
    /// Open orders by input.
    inputs: Vec<OnOrder<W>>,
    /// Scratch for the orders of a day that may cover a shortfall.
    of_a_day: Vec<Match>,
}

/// Open orders of an input.
#[derive(Debug)]
struct OnOrder<const W: usize> {
    /// Ticks on order.
    ticks: Lanes<W>,
    /// Orders by age.
    open: OpenOrders<W>,
}

impl<const W: usize> Orders<W> {
    /// An empty book.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        Self {
            pool: Pool::new(model.authorities.iter().map(|a| a.regimes.len()).max().unwrap_or(0)),
            general: General::new(model),
            volume: Volume::new(model, W),
            quotas: Quotas::new(model),
            inputs: model.inputs.iter().map(|_| OnOrder { ticks: [0; W], open: OpenOrders::new() }).collect(),
            of_a_day: Vec::new(),
        }
    }

    /// Empties the book.
    pub(super) fn open(&mut self, model: &Model) {
        self.pool.clear();
        self.general.open(model);
        self.volume.clear();
        self.quotas.clear();
        for input in &mut self.inputs {
            input.ticks = [0; W];
            input.open.clear();
        }
    }

    /// Ticks on order of an input.
    #[inline(always)]
    #[must_use]
    pub(super) fn on_order(&self, input: usize) -> &Lanes<W> {
        &self.inputs[input].ticks
    }

    /// A group of orders for an input is placed.
    #[inline(always)]
    pub(super) fn place(&mut self, input: usize, g: u32, day: u32) {
        let own = &mut self.inputs[input];
        add(&mut own.ticks, &self.pool.group(g).quantity);
        self.pool.open(&mut own.open, g, day);
    }

    /// What arrives of an input is on order no more.
    #[inline(always)]
    pub(super) fn receive(&mut self, input: usize, arriving: &Lanes<W>) {
        let ticks = &mut self.inputs[input].ticks;
        for w in 0..W {
            ticks[w] -= arriving[w];
        }
    }

    /// Groups of an input of which some trial may still await something, by age.
    pub(super) fn of(&self, input: usize) -> impl Iterator<Item = u32> {
        self.inputs[input].open.iter()
    }

    /// All orders; the groups of an input of which a trial may await something after the receipts of a day, the oldest
    /// first, each after the day on which it was placed; and room for those of one day.
    #[inline(always)]
    pub(super) fn awaited(
        &mut self,
        input: usize,
        w: usize,
        day: u32,
    ) -> (&Pool<W>, impl Iterator<Item = (i16, u32)>, &mut Vec<Match>) {
        (&self.pool, self.pool.awaited(&mut self.inputs[input].open, w, day), &mut self.of_a_day)
    }

    /// An order is done without a receipt; it stands in no list. Returns its lane.
    pub(super) fn close(&mut self, facts: &Facts<W>, id: u32) -> usize {
        let (group, w) = self.pool.member_mut(id);
        group.stage[w] = Stage::Closed;
        group.open_until[w] = 0;
        let (lane, quantity) = (group.lane as usize, group.quantity[w]);
        self.inputs[facts.model.lanes[lane].input].ticks[w] -= quantity;
        lane
    }

    /// A part of an order is done.
    pub(super) fn reduce(&mut self, facts: &Facts<W>, id: u32, quantity: i64) {
        let (group, w) = self.pool.member_mut(id);
        group.quantity[w] -= quantity;
        let lane = group.lane as usize;
        self.inputs[facts.model.lanes[lane].input].ticks[w] -= quantity;
    }

    /// Cuts a part off an order: an order of its own that keeps the transit; the rest draws anew. Parts of one
    /// order that are cut off on a day are a group, whatever the trial.
    pub(super) fn split_off(&mut self, id: u32, quantity: i64, facts: &Facts<W>, policy: &Policy<W>) -> u32 {
        let from = id / W as u32;
        let part = self.parts(from, id as usize % W, facts);
        let (group, w) = self.pool.member_mut(id);
        let lane = group.lane as usize;
        group.quantity[w] -= quantity;
        group.shipments[w] += 1;
        let (slot, filed) = (group.slot[w], group.filed[w]);
        let (licensed, shipments) = (group.licensed[w], group.shipments[w]);
        self.pool.copy_transit(from, part, w);
        let [word, _] = facts.streams.lanes[lane].pair(facts.trial(w), slot, Purpose::Shipment, 0, shipments);
        self.pool.learn_transit(from, w, word, facts, policy);
        let group = self.pool.group_mut(part);
        group.quantity[w] = quantity;
        group.slot[w] = slot;
        group.filed[w] = filed;
        group.licensed[w] = licensed;
        group.open_until[w] = u32::MAX;
        let placed = group.placed;
        self.inputs[facts.model.lanes[lane].input].open.look_from(placed, w);
        part * W as u32 + w as u32
    }

    /// The group for a part that is cut off a member of a group today.
    fn parts(&mut self, from: u32, w: usize, facts: &Facts<W>) -> u32 {
        let day = facts.day;
        let group = self.pool.group(from);
        let (lane, placed) = (group.lane as usize, group.placed);
        if let Some((parts, on)) = group.parts
            && u32::from(on) == day
            && self.pool.group(parts).open_until[w] == 0
        {
            return parts;
        }
        let parts = self.pool.add_placed(Kind::Single, lane, placed, day);
        if facts.model.lanes[lane].licence_names_transport {
            self.pool.keep_transport(from, parts);
        }
        self.pool.group_mut(from).parts = Some((parts, day as u16));
        self.pool.open(&mut self.inputs[facts.model.lanes[lane].input].open, parts, day);
        parts
    }
}
