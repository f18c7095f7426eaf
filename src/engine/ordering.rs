//! Step 6: sites review their stock and order.

use super::draw::sample;
use super::orders::{Kind, Stage};
use super::route::Route;
use super::state::{Block, Lanes, add};
use crate::model::whole_ticks;
use crate::model::{FRACTION_BITS, OrderRule, Sourcing};
use crate::random::{Purpose, Stream, uniforms, whole_days};

/// Most ticks that a backlog is counted as, far beyond what any order may be: 2⁵³.
const MOST_OWED: i64 = 1 << 53;

impl<const W: usize> Block<'_, W> {
    /// Reviews of all inputs that fall on a day.
    #[inline(always)]
    pub fn order(&mut self, day: u32) {
        if self.has_general {
            self.apply_for_general_licences(day);
        }
        for index in 0..self.inputs.len() {
            if self.reroutes {
                self.reroute(index, day);
            }
            let state = &mut self.inputs[index];
            if day != state.next_review {
                continue;
            }
            let input = &self.model.inputs[index];
            state.next_review = day.saturating_add(input.ordering.every);
            let mut quantity = self.wanted(index);
            if input.minimum.is_some() || input.maximum.is_some() || input.lot.is_some() {
                for w in 0..W {
                    quantity[w] = self.within_limits(index, w, quantity[w]);
                }
            }
            if !any_positive(&quantity) {
                continue;
            }
            self.placing.clear();
            match &input.sourcing {
                Sourcing::Shares(lanes) => self.order_by_share(lanes, &quantity, day),
                Sourcing::Ranked(lanes) => self.order_by_rank(lanes, &quantity, day),
            }
            let placing = std::mem::take(&mut self.placing);
            for (lane, part) in &placing {
                self.place(*lane, part, day, day);
            }
            self.placing = placing;
        }
    }

    /// What the policy asks for, by trial; not above 0 where it asks for nothing.
    #[inline(always)]
    fn wanted(&mut self, index: usize) -> Lanes<W> {
        let owed = self.owed(index);
        let state = &mut self.inputs[index];
        let mut quantity = [0; W];
        match self.model.inputs[index].ordering.rule {
            OrderRule::BaseStock(_) => {
                for w in 0..W {
                    quantity[w] = state.level[w] - state.stock[w] - state.on_order[w] + owed[w];
                }
            }
            OrderRule::ReorderPoint { .. } => {
                for w in 0..W {
                    let short = state.level[w] - state.stock[w] - state.on_order[w] + owed[w];
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

    /// What orders that wait at the site need of the input: backorders count against the inventory position.
    #[inline(always)]
    fn owed(&self, index: usize) -> Lanes<W> {
        let site = self.model.inputs[index].site;
        let mut owed = [0; W];
        if !self.model.sites[site].customers.is_empty() {
            let (state, input) = (&self.sites[site], &self.inputs[index]);
            for w in 0..W {
                let open = (state.backlog[w] - state.output[w]).max(0);
                let need = (i128::from(open) * i128::from(input.per_output[w])) >> FRACTION_BITS;
                owed[w] = i64::try_from(need).unwrap_or(MOST_OWED).min(MOST_OWED);
            }
        }
        owed
    }

    /// A quantity within the smallest and the largest order, in whole lots. Where no lot lies between them, the
    /// smallest order stands.
    fn within_limits(&self, index: usize, w: usize, quantity: i64) -> i64 {
        if quantity <= 0 {
            return 0;
        }
        let input = &self.model.inputs[index];
        let least = input.minimum.map_or(0, |minimum| self.ticks(minimum, w));
        let lot = self.lot(index, w);
        let lots = in_lots(quantity.max(least), lot);
        match input.maximum {
            None => lots,
            Some(maximum) => lots.min(self.ticks(maximum, w) / lot * lot).max(in_lots(least, lot)),
        }
    }

    /// The lot of an input, in ticks.
    fn lot(&self, index: usize, w: usize) -> i64 {
        self.model.inputs[index].lot.map_or(1, |lot| self.ticks(lot, w).max(1))
    }

    /// Places orders on a lane, one a trial that asks for any. Those under licence go to the desk, the others
    /// to the supplier, tomorrow.
    #[inline(always)]
    pub fn place(&mut self, index: usize, quantity: &Lanes<W>, day: u32, slot: u32) {
        let model = self.model;
        let lane = &model.lanes[index];
        let mut ordered = [0; W];
        for w in 0..W {
            ordered[w] = quantity[w].max(0);
        }
        if let Some(lot) = lane.minimum_lot {
            for w in 0..W {
                let least = if ordered[w] > 0 { in_lots(self.ticks(lot, w), self.lot(lane.input, w)) } else { 0 };
                ordered[w] = ordered[w].max(least);
            }
        }
        let Route { ordinal, ahead, .. } = self.routes[index];
        let mut slots = [slot; W];
        if ordinal {
            slots = self.lanes[index].ordinal;
            for w in 0..W {
                self.lanes[index].ordinal[w] += u32::from(ordered[w] > 0);
            }
        }
        let g = self.pool.add(Kind::Single, index, day);
        let group = self.pool.group_mut(g);
        group.quantity = ordered;
        group.slot = slots;
        for w in 0..W {
            group.open_until[w] = if ordered[w] > 0 { u32::MAX } else { 0 };
        }
        add(&mut self.inputs[lane.input].on_order, &ordered);
        let (licences, free) = self.licences(g, index, day);
        let preparation = if ahead && free == 0 { [0; W] } else { self.draw(g, index, ordinal, licences) };
        if let Some(a) = lane.authority
            && licences > 0
        {
            self.prepare(g, (index, a), &preparation, day);
        }
        self.pool.open(&mut self.inputs[lane.input].open, g, day);
        if free > 0 {
            self.send_to_supplier(g, index, day);
        }
    }

    /// Draws the transits of a group and, where it needs licences, its reviews and decisions; returns the words
    /// of its preparation.
    #[inline(always)]
    fn draw(&mut self, g: u32, index: usize, ordinal: bool, licences: u32) -> [u64; W] {
        let lane = &self.model.lanes[index];
        let mut preparation = [0; W];
        // One loop, so that the generator stands in the code once.
        for purpose in [Purpose::Shipment, Purpose::Review, Purpose::Preparation] {
            let needed = match purpose {
                Purpose::Shipment => lane.transit.fixed.is_none(),
                Purpose::Review => licences > 0,
                _ => licences > 0 && !lane.certain_preparation,
            };
            let mut drawn = [[0; W]; 2];
            let group = self.pool.group_mut(g);
            if needed {
                drawn = words(&self.luck.lanes[index], self.first_trial, &group.slot, ordinal, purpose);
            }
            let [first, second] = &drawn;
            match (purpose, lane.authority) {
                (Purpose::Shipment, _) => self.learn_transits(g, first),
                (Purpose::Review, Some(a)) if needed => {
                    group.decision = uniforms(second);
                    self.learn_reviews(g, a, first);
                }
                _ => preparation = *first,
            }
        }
        preparation
    }

    /// Marks which members need a licence of their own; returns how many do, and how many do not.
    #[inline(always)]
    fn licences(&mut self, g: u32, index: usize, day: u32) -> (u32, u32) {
        let lane = &self.model.lanes[index];
        let group = self.pool.group_mut(g);
        let (mut applying, mut free) = (0, 0);
        let controls = lane.authority.map_or([0; W], |a| self.desks[a].controls);
        for w in 0..W {
            let asks = group.quantity[w] > 0;
            let controlled = controls[w] & lane.elements != 0;
            group.stage[w] = match (asks, controlled) {
                (false, _) => Stage::Closed,
                (true, true) => Stage::Preparation,
                (true, false) => Stage::Supplier,
            };
            applying |= (u32::from(asks) & u32::from(controlled)) << w;
            free += u32::from(asks) & u32::from(!controlled);
        }
        group.applying = applying;
        if lane.general.is_some() {
            for w in 0..W {
                let covered = self.general_balance(index, w, day) >= self.pool.group(g).quantity[w];
                let group = self.pool.group_mut(g);
                if group.stage[w] == Stage::Preparation && covered {
                    self.lanes[index].balance[w] -= group.quantity[w];
                    group.licensed[w] = true;
                    group.stage[w] = Stage::Supplier;
                    group.applying &= !(1 << w);
                    free += 1;
                }
            }
        }
        (self.pool.group(g).applying.count_ones(), free)
    }

    /// Applications are prepared; none is filed before the first one of the lane.
    #[inline(always)]
    fn prepare(&mut self, g: u32, (index, a): (usize, usize), words: &[u64; W], day: u32) {
        let lane = &self.model.lanes[index];
        if lane.certain_preparation && lane.first_preparation.is_none() {
            let wait = lane.preparation.fixed.unwrap_or(0.0) * self.values.of(lane.preparation.scale)[0];
            let filed = day as usize + whole_days(wait, 1) as usize;
            if let Some(groups) = self.desks[a].filing.get_mut(filed) {
                groups.push(g);
            }
            return;
        }
        self.prepare_apart(g, (index, a), words, day);
    }

    /// Applications of one group take different times.
    #[inline(never)]
    fn prepare_apart(&mut self, g: u32, (index, a): (usize, usize), words: &[u64; W], day: u32) {
        let lane = &self.model.lanes[index];
        for w in 0..W {
            if self.pool.group(g).stage[w] != Stage::Preparation {
                continue;
            }
            let first = self.lanes[index].first_filed[w];
            let draw = lane.first_preparation.as_ref().filter(|_| first == u32::MAX).unwrap_or(&lane.preparation);
            let wait = whole_days(sample(draw, words[w], self.values.of(draw.scale)[w]), 1);
            let mut filed = day.saturating_add(wait);
            if first == u32::MAX {
                self.lanes[index].first_filed[w] = filed;
            } else {
                filed = filed.max(first);
            }
            self.desks[a].come_due(g * W as u32 + w as u32, filed as usize);
        }
    }

    /// Members that need no application reach their supplier tomorrow.
    fn send_to_supplier(&mut self, g: u32, index: usize, day: u32) {
        let lane = &self.model.lanes[index];
        let direct = lane.authority.is_none() && lane.prompt;
        for w in 0..W {
            let group = self.pool.group_mut(g);
            if group.stage[w] != Stage::Supplier {
                continue;
            }
            if direct {
                // Nothing can hold it up: it ships tomorrow.
                let quantity = group.quantity[w];
                let transit = self.pool.transit_days(g, w, 0);
                let arrival = self.pool.group_mut(g).leave(w, transit, day + 1);
                self.road().of(index, lane.input).arrive(w, quantity, (arrival - day, arrival));
            } else if let Some(orders) = self.reaching.get_mut(day as usize + 1) {
                orders.push(g * W as u32 + w as u32);
            }
        }
    }
}

/// The random words of a group of orders. Where trials count their own slots, each has its own.
#[inline(always)]
pub fn words<const W: usize>(
    stream: &Stream,
    first_trial: u64,
    slots: &Lanes<W, u32>,
    ordinal: bool,
    purpose: Purpose,
) -> [[u64; W]; 2] {
    if ordinal {
        words_apart(stream, first_trial, slots, purpose)
    } else {
        stream.pairs::<W>(first_trial, slots[0], purpose, 0, 0)
    }
}

#[inline(never)]
fn words_apart<const W: usize>(
    stream: &Stream,
    first_trial: u64,
    slots: &Lanes<W, u32>,
    purpose: Purpose,
) -> [[u64; W]; 2] {
    let mut words = [[0; W]; 2];
    for w in 0..W {
        [words[0][w], words[1][w]] = stream.pair(first_trial + w as u64, slots[w], purpose, 0, 0);
    }
    words
}

/// A quantity, rounded up to whole lots.
fn in_lots(quantity: i64, lot: i64) -> i64 {
    (quantity + lot - 1) / lot * lot
}

/// Whether any trial asks for anything.
#[inline(always)]
pub fn any_positive<const W: usize>(quantity: &Lanes<W>) -> bool {
    let mut most = 0;
    for w in 0..W {
        most = most.max(quantity[w]);
    }
    most > 0
}
