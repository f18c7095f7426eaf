//! Step 5: suppliers serve the orders that wait, and share what is short.
//!
//! Under `pro_rata` a day's supply is shared among buyers, in proportion to what their waiting orders ask for; each
//! buyer's oldest order comes first, so that few orders are shipped in parts.

use super::orders::Stage;
use super::split::{ONE, Part, exactly, split};
use super::state::Block;
use crate::scenario::Allocation;

/// An order that waits at a supplier and can leave.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Its lane, which stands for the buyer; lanes stand in the order of their buyers' hashes.
    lane: u32,
    /// Day on which it was placed.
    placed: u16,
    /// Slot of its random numbers, which tells it from others of that day.
    slot: u32,
    /// Last day of its licence, which tells apart what was granted of one order on different days.
    expires: u16,
    /// Ticks.
    quantity: i64,
    /// Its place among all orders.
    id: u32,
}

impl Claim {
    /// Age; then what has a name, never the place in the file or among the orders.
    fn age(&self) -> (u16, u32, u32, u16, i64) {
        (self.placed, self.lane, self.slot, self.expires, self.quantity)
    }
}

impl<const W: usize> Block<'_, W> {
    /// Step 5: suppliers with waiting orders ship what they can.
    #[inline(always)]
    pub fn serve(&mut self, day: u32) {
        if !self.in_order.is_empty() {
            self.strike_off_held_back(day);
        }
        if self.any_waiting {
            self.serve_all(day);
        }
    }

    #[inline(never)]
    fn serve_all(&mut self, day: u32) {
        self.any_waiting = false;
        for site in 0..self.sites.len() {
            for w in 0..W {
                if !self.sites[site].waiting[w].is_empty() {
                    self.serve_trial(site, w, day);
                    self.any_waiting |= !self.sites[site].waiting[w].is_empty();
                }
            }
        }
    }

    #[inline(never)]
    fn serve_trial(&mut self, site: usize, w: usize, day: u32) {
        let mut waiting = std::mem::take(&mut self.sites[site].waiting[w]);
        waiting.retain(|id| !self.strike_off(site, *id, day));
        if self.model.sites[site].ships_on(day) {
            self.serve_waiting(site, w, &waiting, day);
            waiting.retain(|id| self.pool.member(*id).0.stage[w] == Stage::Supplier);
        }
        // An order that ran out may have released others, which wait by now.
        waiting.append(&mut self.sites[site].waiting[w]);
        self.sites[site].waiting[w] = waiting;
    }

    /// Closes a waiting order whose licence has run out; returns whether it has.
    fn strike_off(&mut self, site: usize, id: u32, day: u32) -> bool {
        let (group, w) = self.pool.member(id);
        let expired = u32::from(group.expires[w]) < day;
        if expired {
            self.sites[site].backlog[w] -= group.quantity[w];
            self.refund(id);
            self.close(id, day);
        }
        expired
    }

    /// Closes orders whose licences have run out while they were held back for their turn.
    #[inline(never)]
    fn strike_off_held_back(&mut self, day: u32) {
        for at in 0..self.in_order.len() {
            let lane = self.in_order[at];
            let mut expired = Vec::new();
            for g in self.inputs[self.model.lanes[lane].input].open.iter() {
                let group = self.pool.group(g);
                let held = |w: &usize| group.stage[*w] == Stage::HeldBack && u32::from(group.expires[*w]) < day;
                if group.lane as usize == lane {
                    expired.extend((0..W).filter(held).map(|w| g * W as u32 + w as u32));
                }
            }
            for id in expired {
                self.refund(id);
                self.close(id, day);
            }
        }
    }

    /// Serves the orders that wait at a supplier in a trial, as far as its output stock goes.
    fn serve_waiting(&mut self, site: usize, w: usize, waiting: &[u32], day: u32) {
        let mut claims = std::mem::take(&mut self.claims);
        claims.clear();
        claims.extend(waiting.iter().filter_map(|id| self.claim(*id, day)));
        let asked: i64 = claims.iter().map(|claim| claim.quantity).sum();
        let unlimited = self.model.sites[site].unlimited;
        let available = if unlimited { asked } else { self.sites[site].output[w].min(asked) };
        if available == asked {
            for claim in &claims {
                self.ship_part(site, claim.id, claim.quantity, day);
            }
        } else if available > 0 {
            match self.allocation(site, w) {
                Allocation::ProRata => self.pro_rata(site, w, &mut claims, (available, asked), day),
                Allocation::ByRank => {
                    claims.sort_unstable_by_key(|c| (self.model.lanes[c.lane as usize].customer_rank, c.age()));
                    self.in_turn(site, &claims, available, day);
                }
                Allocation::ByMargin => {
                    let margin = |claim: &Claim| self.model.lanes[claim.lane as usize].margin_per_tick;
                    claims.sort_unstable_by(|a, b| margin(b).total_cmp(&margin(a)).then(a.age().cmp(&b.age())));
                    self.in_turn(site, &claims, available, day);
                }
            }
        }
        self.claims = claims;
    }

    /// What a waiting order asks for; nothing where its lane is shut.
    fn claim(&self, id: u32, day: u32) -> Option<Claim> {
        let (group, w) = self.pool.member(id);
        let open = !self.is_shut(group.lane as usize, w, day);
        open.then(|| Claim {
            lane: group.lane,
            placed: group.placed,
            slot: group.slot[w],
            expires: group.expires[w],
            quantity: group.quantity[w],
            id,
        })
    }

    /// How a site shares what is short in a trial.
    fn allocation(&self, site: usize, w: usize) -> Allocation {
        let by_margin = self.sites[site].by_margin >> w & 1 != 0;
        if by_margin { Allocation::ByMargin } else { self.model.sites[site].allocation }
    }

    /// Shares what there is among buyers in proportion to what they ask for.
    fn pro_rata(&mut self, site: usize, w: usize, claims: &mut [Claim], (available, asked): (i64, i64), day: u32) {
        claims.sort_unstable_by_key(|claim| (claim.lane, claim.age()));
        let of_buyers = |a: &Claim, b: &Claim| a.lane == b.lane;
        let mut parts = std::mem::take(&mut self.sharing);
        parts.clear();
        for claims in claims.chunk_by(of_buyers) {
            let wanted: i64 = claims.iter().map(|claim| claim.quantity).sum();
            let share = i128::from(wanted) * i128::from(ONE) / i128::from(asked);
            let lag = self.lanes[claims[0].lane as usize].supply_lag[w];
            parts.push(Part::new(share as i64, lag, wanted));
        }
        exactly(&mut parts, ONE);
        split(available, 1, &mut parts);
        for (claims, part) in claims.chunk_by(of_buyers).zip(&parts) {
            self.lanes[claims[0].lane as usize].supply_lag[w] = part.lag;
            self.in_turn(site, claims, part.gets, day);
        }
        self.sharing = parts;
    }

    /// Ships orders one after the other as long as there is something.
    fn in_turn(&mut self, site: usize, claims: &[Claim], mut available: i64, day: u32) {
        for claim in claims {
            let ships = claim.quantity.min(available);
            if ships == 0 {
                break;
            }
            available -= ships;
            self.ship_part(site, claim.id, ships, day);
        }
    }

    /// Ships a part of an order, or all of it; the rest keeps waiting.
    fn ship_part(&mut self, site: usize, id: u32, shipped: i64, day: u32) {
        let (group, w) = self.pool.member_mut(id);
        self.sites[site].backlog[w] -= shipped;
        if !self.model.sites[site].unlimited {
            self.sites[site].output[w] -= shipped;
        }
        let leaving = if shipped == group.quantity[w] { id } else { self.split_off(id, shipped, day) };
        self.ship(leaving, day);
    }
}
