//! Step 5: suppliers serve the orders that wait, and share what is short.
//!
//! Under `pro_rata` a day's supply is shared among buyers, in proportion to what their waiting orders ask for; each
//! buyer's oldest order comes first, so that few orders are shipped in parts.

use super::book::Orders;
use super::facts::Facts;
use super::orders::{Group, Stage};
use super::plant::Plant;
use super::policy::Policy;
use super::record::Record;
use super::shipping::Shipping;
use super::split::{ONE, Part, exactly, split};
use super::state::{Lanes, trials};
use crate::model::Lane;
use crate::scenario::Allocation;

/// An order that waits at a supplier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    /// Its lane, which stands for the buyer; lanes stand in the order of their buyers' hashes.
    pub(super) lane: u32,
    /// Day on which it was placed.
    placed: i16,
    /// Last day of its licence, which tells apart what was granted of one order on different days.
    pub(super) expires: u16,
    /// Slot of its random numbers, which tells it from others of that day.
    slot: u32,
    /// Its place among all orders.
    pub(super) id: u32,
    /// Ticks.
    pub(super) quantity: i64,
    /// What leaves of them today.
    leaves: i64,
    /// It ships in one piece or not at all.
    whole: bool,
}

impl Claim {
    /// Of a member of a group.
    #[must_use]
    pub(super) fn of<const W: usize>(id: u32, (group, w): (&Group<W>, usize), lane: &Lane) -> Self {
        Self {
            lane: group.lane,
            placed: group.placed,
            expires: group.expires[w],
            slot: group.slot[w],
            id,
            quantity: group.quantity[w],
            leaves: 0,
            whole: lane.ships_whole && group.licensed[w],
        }
    }

    /// Age; then what has a name, never the place in the file or among the orders.
    fn age(&self) -> (i16, u32, u32, u16, i64) {
        (self.placed, self.lane, self.slot, self.expires, self.quantity)
    }
}

impl<const W: usize> Shipping<W> {
    /// Step 5: suppliers with waiting orders ship what they can.
    #[inline(always)]
    pub(super) fn serve(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        plant: &mut Plant<W>,
        record: &mut Record<W>,
    ) {
        if !self.in_order.is_empty() {
            self.strike_off_held_back(facts, policy, orders, record);
        }
        for site in 0..self.waits.len() {
            for w in trials(std::mem::take(&mut self.waits[site])) {
                self.serve_trial((site, w), facts, policy, orders, plant, record);
            }
        }
    }

    /// Serves the orders that wait at a site in a trial.
    #[inline(never)]
    fn serve_trial(
        &mut self,
        (site, w): (usize, usize),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        plant: &mut Plant<W>,
        record: &mut Record<W>,
    ) {
        let mut waiting = std::mem::take(&mut self.suppliers[site].waiting[w]);
        if u32::from(self.suppliers[site].expires[w]) < facts.day {
            self.strike_off((site, w), &mut waiting, facts, policy, orders, record);
        }
        let from = &facts.model.sites[site];
        let gives = from.unlimited || plant.output(site, w) > 0 || !self.aside.is_empty();
        if gives && from.ships_on(facts.day) {
            self.serve_claims((site, w), &mut waiting, facts, policy, orders, plant, record);
        }
        // An order that ran out may have released others, which wait by now.
        waiting.append(&mut self.suppliers[site].waiting[w]);
        self.waits[site] |= u32::from(!waiting.is_empty()) << w;
        self.suppliers[site].waiting[w] = waiting;
    }

    /// Closes waiting orders whose licences have run out.
    #[inline(never)]
    fn strike_off(
        &mut self,
        (site, w): (usize, usize),
        waiting: &mut Vec<Claim>,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        waiting.retain(|claim| {
            let valid = u32::from(claim.expires) >= facts.day;
            if !valid {
                self.suppliers[site].backlog[w] -= claim.quantity;
                self.expire(claim.id, facts, policy, orders, record);
            }
            valid
        });
        let supplier = &mut self.suppliers[site];
        let all = waiting.iter().chain(&supplier.waiting[w]);
        supplier.expires[w] = all.map(|claim| claim.expires).min().unwrap_or(u16::MAX);
    }

    /// Closes orders whose licences have run out while they were held back for their turn.
    #[inline(never)]
    fn strike_off_held_back(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        for at in 0..self.in_order.len() {
            let lane = self.in_order[at];
            let mut expired = Vec::new();
            for g in orders.of(facts.model.lanes[lane].input) {
                let group = orders.pool.group(g);
                let held = |w: &usize| group.stage[*w] == Stage::HeldBack && u32::from(group.expires[*w]) < facts.day;
                if group.lane as usize == lane {
                    expired.extend((0..W).filter(held).map(|w| g * W as u32 + w as u32));
                }
            }
            for id in expired {
                self.expire(id, facts, policy, orders, record);
            }
        }
    }

    /// Ships of the orders that wait at a supplier in a trial what its output stock allows; those of shut lanes wait
    /// on.
    fn serve_claims(
        &mut self,
        (site, w): (usize, usize),
        waiting: &mut Vec<Claim>,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        plant: &mut Plant<W>,
        record: &mut Record<W>,
    ) {
        if self.has_border() {
            self.send_to_register((site, w), waiting, facts, policy, orders);
        }
        let mut asked = 0;
        for claim in &mut *waiting {
            claim.leaves = if policy.is_shut(facts, claim.lane as usize, w) { 0 } else { claim.quantity };
            asked += claim.leaves;
        }
        let unlimited = facts.model.sites[site].unlimited;
        let available = if unlimited { asked } else { plant.output(site, w).min(asked) };
        if !self.aside.is_empty() {
            self.keep_aside((site, w), waiting, available < asked, facts);
        }
        if available < asked {
            if available <= 0 {
                return;
            }
            self.share((site, w), waiting, (available, asked), facts);
        }
        let served: i64 = waiting.iter().map(|claim| claim.leaves).sum();
        self.suppliers[site].backlog[w] -= served;
        if !unlimited {
            plant.take_output(site, w, served);
        }
        for claim in waiting.iter_mut().filter(|claim| claim.leaves > 0) {
            let whole = claim.leaves == claim.quantity;
            let leaving = if whole { claim.id } else { orders.split_off(claim.id, claim.leaves, facts, policy) };
            self.ship(leaving, facts, policy, orders, record);
            claim.quantity -= claim.leaves;
        }
        waiting.retain(|claim| claim.quantity > 0);
    }

    /// Orders whose clients are not registered wait for that, not here: tracking may have begun since they came.
    #[inline(never)]
    fn send_to_register(
        &mut self,
        (site, w): (usize, usize),
        waiting: &mut Vec<Claim>,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
    ) {
        waiting.retain(|claim| {
            let tracked = facts.model.lanes[claim.lane as usize].border.is_some();
            let leaves = tracked && self.awaits_registration(claim.id, facts, policy, orders);
            self.suppliers[site].backlog[w] -= if leaves { claim.quantity } else { 0 };
            !leaves
        });
    }

    /// Sets nothing aside any more for those who ask for less, and nothing at all where supply is not shared.
    #[inline(never)]
    fn keep_aside(&mut self, (site, w): (usize, usize), waiting: &[Claim], short: bool, facts: &Facts<W>) {
        let shared = short && self.allocation((site, w), facts) == Allocation::ProRata;
        for lane in &facts.model.sites[site].customers {
            let of_lane = waiting.iter().filter(|claim| claim.lane as usize == *lane);
            let asked = of_lane.map(|claim| claim.leaves).sum();
            let aside = &mut self.aside[*lane][w];
            *aside = if shared { (*aside).min(asked) } else { 0 };
        }
    }

    /// How a site shares what is short in a trial.
    fn allocation(&self, (site, w): (usize, usize), facts: &Facts<W>) -> Allocation {
        let by_margin = self.suppliers[site].by_margin >> w & 1 != 0;
        if by_margin { Allocation::ByMargin } else { facts.model.sites[site].allocation }
    }

    /// Cuts what leaves of the orders that wait at a site in a trial to what there is.
    fn share(
        &mut self,
        (site, w): (usize, usize),
        waiting: &mut [Claim],
        (available, asked): (i64, i64),
        facts: &Facts<W>,
    ) {
        let lanes = &facts.model.lanes;
        match self.allocation((site, w), facts) {
            Allocation::ByMargin => {
                let margin = |claim: &Claim| lanes[claim.lane as usize].margin_per_tick;
                waiting.sort_unstable_by(|a, b| margin(b).total_cmp(&margin(a)).then_with(|| a.age().cmp(&b.age())));
                in_turn(waiting, available);
            }
            Allocation::ByRank => {
                waiting.sort_unstable_by_key(|claim| (lanes[claim.lane as usize].customer_rank, claim.age()));
                in_turn(waiting, available);
            }
            Allocation::ProRata => self.pro_rata(w, waiting, (available, asked)),
        }
    }

    /// Shares what there is among buyers in proportion to what they ask for.
    fn pro_rata(&mut self, w: usize, waiting: &mut [Claim], (available, asked): (i64, i64)) {
        // Most often they stand so from the day before.
        waiting.sort_unstable_by_key(|claim| (claim.lane, claim.age()));
        let of_buyers = |a: &Claim, b: &Claim| a.lane == b.lane;
        let asks = |claims: &&[Claim]| claims[0].leaves > 0;
        self.sharing.clear();
        // What is set aside is shared no more.
        let aside = |aside: &[Lanes<W>], claim: &Claim| aside.get(claim.lane as usize).map_or(0, |aside| aside[w]);
        let buyers = || waiting.chunk_by(of_buyers).filter(asks);
        let kept: i64 = buyers().map(|claims| aside(&self.aside, &claims[0])).sum();
        let (available, asked) = (available - kept, asked - kept);
        for claims in buyers() {
            let wanted = claims.iter().map(|claim| claim.leaves).sum::<i64>() - aside(&self.aside, &claims[0]);
            let share = i128::from(wanted) * i128::from(ONE) / i128::from(asked);
            let lag = self.lags[claims[0].lane as usize][w];
            self.sharing.push(Part::new(share as i64, lag, wanted));
        }
        exactly(&mut self.sharing, ONE);
        split(available, 1, &mut self.sharing);
        let buyers = waiting.chunk_by_mut(of_buyers).filter(|claims| claims[0].leaves > 0);
        for (claims, part) in buyers.zip(&self.sharing) {
            let lane = claims[0].lane as usize;
            self.lags[lane][w] = part.lag;
            let left = in_turn(claims, part.gets + aside(&self.aside, &claims[0]));
            if let Some(aside) = self.aside.get_mut(lane) {
                aside[w] = left;
            }
        }
    }
}

/// Serves claims one after the other as long as there is something; returns what is kept for one that ships only whole.
fn in_turn(claims: &mut [Claim], mut available: i64) -> i64 {
    let mut waits = false;
    for claim in claims {
        waits |= claim.whole && available < claim.leaves;
        claim.leaves = if waits { 0 } else { claim.leaves.min(available) };
        available -= claim.leaves;
    }
    available
}
