//! Step 5: suppliers serve the orders that wait, and share what is short.
//!
//! Under `pro_rata` a day's supply is shared among buyers, in proportion to what their waiting orders ask for; each
//! buyer's oldest order comes first, so that few orders are shipped in parts.

use super::book::Orders;
use super::facts::Facts;
use super::orders::Stage;
use super::plant::Plant;
use super::policy::Policy;
use super::record::Record;
use super::shipping::Shipping;
use super::split::{ONE, Part, exactly, split};
use super::state::Lanes;
use crate::model::Lane;
use crate::scenario::Allocation;

/// An order that waits at a supplier and can leave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    /// Its lane, which stands for the buyer; lanes stand in the order of their buyers' hashes.
    lane: u32,
    /// Day on which it was placed.
    placed: i16,
    /// Slot of its random numbers, which tells it from others of that day.
    slot: u32,
    /// Last day of its licence, which tells apart what was granted of one order on different days.
    expires: u16,
    /// Ticks.
    quantity: i64,
    /// It ships in one piece or not at all.
    whole: bool,
    /// Its place among all orders.
    id: u32,
}

impl Claim {
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
        if self.any_waiting {
            self.serve_all(facts, policy, orders, plant, record);
        }
    }

    #[inline(never)]
    fn serve_all(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        plant: &mut Plant<W>,
        record: &mut Record<W>,
    ) {
        self.any_waiting = false;
        for site in 0..self.suppliers.len() {
            for w in 0..W {
                if !self.suppliers[site].waiting[w].is_empty() {
                    self.serve_trial((site, w), facts, policy, orders, plant, record);
                    self.any_waiting |= !self.suppliers[site].waiting[w].is_empty();
                }
            }
        }
    }

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
        waiting.retain(|id| !self.strike_off(*id, facts, policy, orders, record));
        if facts.model.sites[site].ships_on(facts.day) {
            self.claim_all(w, &waiting, facts, policy, orders);
            self.serve_claims((site, w), facts, policy, orders, plant, record);
            waiting.retain(|id| orders.pool.member(*id).0.stage[w] == Stage::Supplier);
        }
        // An order that ran out may have released others, which wait by now.
        waiting.append(&mut self.suppliers[site].waiting[w]);
        self.suppliers[site].waiting[w] = waiting;
    }

    /// Closes a waiting order whose licence has run out; returns whether it has.
    fn strike_off(
        &mut self,
        id: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) -> bool {
        let (group, w) = orders.pool.member(id);
        let expired = u32::from(group.expires[w]) < facts.day;
        if expired {
            self.suppliers[facts.model.lanes[group.lane as usize].from].backlog[w] -= group.quantity[w];
            self.expire(id, facts, policy, orders, record);
        }
        expired
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

    /// Notes what the orders that wait at a supplier in a trial ask for, those of shut lanes left out; the first that
    /// are noted are to be shipped first.
    fn claim_all(&mut self, w: usize, waiting: &[u32], facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) {
        self.claims.clear();
        for id in waiting {
            let group = orders.pool.member(*id).0;
            if !policy.is_shut(facts, group.lane as usize, w) {
                self.claims.push(Claim {
                    lane: group.lane,
                    placed: group.placed,
                    slot: group.slot[w],
                    expires: group.expires[w],
                    quantity: group.quantity[w],
                    whole: facts.model.lanes[group.lane as usize].ships_whole && group.licensed[w],
                    id: *id,
                });
            }
        }
    }

    /// Serves the orders that wait at a supplier in a trial, as far as its output stock goes.
    fn serve_claims(
        &mut self,
        (site, w): (usize, usize),
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        plant: &mut Plant<W>,
        record: &mut Record<W>,
    ) {
        let asked: i64 = self.claims.iter().map(|claim| claim.quantity).sum();
        let unlimited = facts.model.sites[site].unlimited;
        let available = if unlimited { asked } else { plant.output(site, w).min(asked) };
        if !self.aside.is_empty() {
            self.keep_aside((site, w), available < asked, facts);
        }
        if available < asked {
            if available > 0 {
                self.share((site, w), (available, asked), facts);
            } else {
                self.claims.clear();
            }
        }
        let served: i64 = self.claims.iter().map(|claim| claim.quantity).sum();
        self.suppliers[site].backlog[w] -= served;
        if !unlimited {
            plant.take_output(site, w, served);
        }
        for at in 0..self.claims.len() {
            let Claim { id, quantity, .. } = self.claims[at];
            let (group, w) = orders.pool.member(id);
            let whole = quantity == group.quantity[w];
            let leaving = if whole { id } else { orders.split_off(id, quantity, facts, policy) };
            self.ship(leaving, facts, policy, orders, record);
        }
    }

    /// Sets nothing aside any more for those who ask for less, and nothing at all where supply is not shared.
    #[inline(never)]
    fn keep_aside(&mut self, (site, w): (usize, usize), short: bool, facts: &Facts<W>) {
        let shared = short && self.allocation((site, w), facts) == Allocation::ProRata;
        for lane in &facts.model.sites[site].customers {
            let of_lane = self.claims.iter().filter(|claim| claim.lane as usize == *lane);
            let asked = of_lane.map(|claim| claim.quantity).sum();
            let aside = &mut self.aside[*lane][w];
            *aside = if shared { (*aside).min(asked) } else { 0 };
        }
    }

    /// How a site shares what is short in a trial.
    fn allocation(&self, (site, w): (usize, usize), facts: &Facts<W>) -> Allocation {
        let by_margin = self.suppliers[site].by_margin >> w & 1 != 0;
        if by_margin { Allocation::ByMargin } else { facts.model.sites[site].allocation }
    }

    /// Leaves of the claims on a site in a trial what can be served of them, in the order in which they are.
    fn share(&mut self, (site, w): (usize, usize), (available, asked): (i64, i64), facts: &Facts<W>) {
        let lanes = &facts.model.lanes;
        match self.allocation((site, w), facts) {
            Allocation::ByMargin => self.by_margin(lanes, available),
            Allocation::ByRank => {
                self.claims.sort_unstable_by_key(|c| (lanes[c.lane as usize].customer_rank, c.age()));
                in_turn(&mut self.claims, available);
            }
            Allocation::ProRata => self.pro_rata(w, (available, asked)),
        }
        self.claims.retain(|claim| claim.quantity > 0);
    }

    fn by_margin(&mut self, lanes: &[Lane], available: i64) {
        let margin = |claim: &Claim| lanes[claim.lane as usize].margin_per_tick;
        self.claims.sort_unstable_by(|a, b| margin(b).total_cmp(&margin(a)).then(a.age().cmp(&b.age())));
        in_turn(&mut self.claims, available);
    }

    /// Shares what there is among buyers in proportion to what they ask for.
    fn pro_rata(&mut self, w: usize, (available, asked): (i64, i64)) {
        self.claims.sort_unstable_by_key(|claim| (claim.lane, claim.age()));
        let of_buyers = |a: &Claim, b: &Claim| a.lane == b.lane;
        self.sharing.clear();
        // What is set aside is shared no more.
        let aside = |aside: &[Lanes<W>], claim: &Claim| aside.get(claim.lane as usize).map_or(0, |aside| aside[w]);
        let kept: i64 = self.claims.chunk_by(of_buyers).map(|claims| aside(&self.aside, &claims[0])).sum();
        let (available, asked) = (available - kept, asked - kept);
        for claims in self.claims.chunk_by(of_buyers) {
            let wanted = claims.iter().map(|claim| claim.quantity).sum::<i64>() - aside(&self.aside, &claims[0]);
            let share = i128::from(wanted) * i128::from(ONE) / i128::from(asked);
            let lag = self.lags[claims[0].lane as usize][w];
            self.sharing.push(Part::new(share as i64, lag, wanted));
        }
        exactly(&mut self.sharing, ONE);
        split(available, 1, &mut self.sharing);
        for (claims, part) in self.claims.chunk_by_mut(of_buyers).zip(&self.sharing) {
            self.lags[claims[0].lane as usize][w] = part.lag;
            let left = in_turn(claims, part.gets + aside(&self.aside, &claims[0]));
            if let Some(aside) = self.aside.get_mut(claims[0].lane as usize) {
                aside[w] = left;
            }
        }
    }
}

/// Serves claims one after the other as long as there is something; returns what is kept for one that ships only whole.
fn in_turn(claims: &mut [Claim], mut available: i64) -> i64 {
    let mut waits = false;
    for claim in claims {
        waits |= claim.whole && available < claim.quantity;
        claim.quantity = if waits { 0 } else { claim.quantity.min(available) };
        available -= claim.quantity;
    }
    available
}
