//! Step 6: sites review their stock and order.

use super::book::Orders;
use super::facts::Facts;
use super::orders::{Kind, Stage};
use super::plant::Plant;
use super::policy::Policy;
use super::record::Record;
use super::shipping::Shipping;
use super::split::Part;
use super::state::Lanes;
use crate::model::{FRACTION_BITS, Input, Model, OrderRule, Sourcing, whole_ticks};
use crate::random::{Purpose, Stream, uniforms};

/// Most ticks that a backlog is counted as, far beyond what any order may be: 2⁵³.
const MOST_OWED: i64 = 1 << 53;

/// Reviews of stocks, and the orders placed at them.
pub(super) struct Ordering<const W: usize> {
    pub(super) inputs: Vec<Reviewed<W>>,
    /// What each lane's share of its buyer's orders comes to beyond the whole ticks ordered, as [`super::split`]
    /// counts.
    pub(super) lags: Vec<Lanes<W>>,
    /// Orders so far by lane, for ordinal slots.
    ordinal: Vec<Lanes<W, u32>>,
    /// Orders of some lanes are placed anew after a time.
    reroutes: bool,
    /// Scratch for the parts of an order, by lane.
    pub(super) placing: Vec<(usize, Lanes<W>)>,
    /// Scratch for those who share an order.
    pub(super) sharing: Vec<Part>,
    /// Groups of orders placed today.
    placed: Vec<u32>,
}

/// The review of an input's stock, by trial.
#[derive(Debug)]
pub(super) struct Reviewed<const W: usize> {
    /// Day of the next review.
    next: u32,
    /// Order-up-to level, reorder point, maximum or call-off, ticks.
    level: Lanes<W>,
    /// Lot of a reorder point, or smallest order up to a maximum, ticks.
    lot: Lanes<W>,
    /// Ticks ordered so far by fixed call-off, unrounded.
    called: Lanes<W, f64>,
    /// What shares that sum to less than 1 leave unordered, beyond the whole ticks of it.
    pub unasked: Lanes<W>,
}

impl<const W: usize> Ordering<W> {
    /// Room for the reviews of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let reviewed = |_| Reviewed { next: 0, level: [0; W], lot: [1; W], called: [0.0; W], unasked: [0; W] };
        Self {
            inputs: model.inputs.iter().map(reviewed).collect(),
            lags: vec![[0; W]; model.lanes.len()],
            ordinal: vec![[0; W]; model.lanes.len()],
            reroutes: model.lanes.iter().any(|l| l.reroute_after.is_some()),
            placing: Vec::new(),
            sharing: Vec::new(),
            placed: Vec::new(),
        }
    }

    /// Nothing is ordered yet.
    pub(super) fn open(&mut self, model: &Model) {
        for (input, state) in model.inputs.iter().zip(&mut self.inputs) {
            state.next = input.ordering.first;
            state.called = [0.0; W];
            state.unasked = [0; W];
        }
        self.lags.fill([0; W]);
        self.ordinal.fill([0; W]);
    }

    /// Numbers have changed: turns levels and lots into ticks.
    pub(super) fn follow(&mut self, facts: &Facts<W>) {
        for (input, state) in facts.model.inputs.iter().zip(&mut self.inputs) {
            state.follow(input, facts);
        }
    }

    /// Groups of orders placed today.
    #[inline(always)]
    #[must_use]
    pub(super) fn placed(&self) -> &[u32] {
        &self.placed
    }

    /// Reviews of all inputs that fall on a day.
    #[inline(always)]
    pub(super) fn order(
        &mut self,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        plant: &Plant<W>,
        record: &mut Record<W>,
    ) {
        self.placed.clear();
        for (index, input) in facts.model.inputs.iter().enumerate() {
            if self.reroutes {
                self.reroute(index, facts, policy, orders, shipping, record);
            }
            let state = &mut self.inputs[index];
            if facts.day != state.next {
                continue;
            }
            state.next = facts.day.saturating_add(input.ordering.every);
            if !input.ordering.later.is_empty() {
                state.follow(input, facts);
            }
            let mut quantity = self.wanted(index, facts, orders, shipping, plant);
            if input.minimum.is_some() || input.maximum.is_some() || input.lot.is_some() {
                for w in 0..W {
                    quantity[w] = within_limits(facts, index, w, quantity[w]);
                }
            }
            if !any_positive(&quantity) {
                continue;
            }
            self.placing.clear();
            match &input.sourcing {
                Sourcing::Shares(lanes) => self.order_by_share(index, lanes, &quantity, facts, policy),
                Sourcing::Ranked(lanes) => self.order_by_rank(lanes, &quantity, facts, policy),
            }
            let placing = std::mem::take(&mut self.placing);
            for (lane, part) in &placing {
                self.place(*lane, part, facts.day, facts, policy, orders);
            }
            self.placing = placing;
        }
    }

    /// What the policy asks for, by trial; not above 0 where it asks for nothing.
    #[inline(always)]
    fn wanted(
        &mut self,
        index: usize,
        facts: &Facts<W>,
        orders: &Orders<W>,
        shipping: &Shipping<W>,
        plant: &Plant<W>,
    ) -> Lanes<W> {
        let owed = owed(index, facts, shipping, plant);
        let (stock, on_order) = (&plant.inputs[index].stock, orders.on_order(index));
        let state = &mut self.inputs[index];
        let mut quantity = [0; W];
        match facts.model.inputs[index].ordering.on(facts.day) {
            OrderRule::BaseStock(_) => {
                for w in 0..W {
                    quantity[w] = state.level[w] - stock[w] - on_order[w] + owed[w];
                }
            }
            OrderRule::ReorderPoint { .. } => {
                for w in 0..W {
                    let short = state.level[w] - stock[w] - on_order[w] + owed[w];
                    quantity[w] = if short >= 0 { (short / state.lot[w] + 1) * state.lot[w] } else { 0 };
                }
            }
            OrderRule::MinMax { .. } => {
                for w in 0..W {
                    let short = state.level[w] - stock[w] - on_order[w] + owed[w];
                    quantity[w] = if short >= state.lot[w] { short } else { 0 };
                }
            }
            OrderRule::CallOff(level) => {
                let level = facts.values.of(level);
                for w in 0..W {
                    let before = whole_ticks(state.called[w]);
                    state.called[w] += level[w];
                    quantity[w] = whole_ticks(state.called[w]) - before;
                }
            }
        }
        quantity
    }

    /// Places orders on a lane, one a trial that asks for any.
    #[inline(always)]
    pub(super) fn place(
        &mut self,
        index: usize,
        quantity: &Lanes<W>,
        slot: u32,
        facts: &Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
    ) {
        let lane = &facts.model.lanes[index];
        let mut ordered = [0; W];
        for w in 0..W {
            ordered[w] = quantity[w].max(0);
        }
        if let Some(least) = lane.minimum_lot {
            for w in 0..W {
                let lots = |ticks| in_lots(ticks, lot(facts, lane.input, w));
                let least = if ordered[w] > 0 { lots(facts.ticks(least, w)) } else { 0 };
                ordered[w] = ordered[w].max(least);
            }
        }
        let route = &facts.routes[index];
        let mut slots = [slot; W];
        if route.ordinal {
            slots = self.ordinal[index];
            for w in 0..W {
                self.ordinal[index][w] += u32::from(ordered[w] > 0);
            }
        }
        let g = orders.pool.add(Kind::Single, index, facts.day);
        let group = orders.pool.group_mut(g);
        group.quantity = ordered;
        group.slot = slots;
        for w in 0..W {
            group.open_until[w] = if ordered[w] > 0 { u32::MAX } else { 0 };
        }
        orders.license(g, index, facts, policy);
        if lane.licence_names_transport {
            orders.pool.name_transport(g, facts);
        }
        if !(route.ahead && orders.pool.group(g).free == 0) {
            orders.draw(g, index, facts, policy);
        }
        orders.place(lane.input, g, facts.day);
        self.placed.push(g);
    }
}

impl<const W: usize> Reviewed<W> {
    /// Turns the level and the lot of today into ticks.
    #[inline(never)]
    fn follow(&mut self, input: &Input, facts: &Facts<W>) {
        let ticks = |num| facts.values.of(num).map(whole_ticks);
        let raised = |num| ticks(num).map(|x| x + input.extra.level);
        match input.ordering.on(facts.day) {
            OrderRule::CallOff(level) => self.level = ticks(level),
            OrderRule::BaseStock(level) => self.level = raised(level),
            OrderRule::ReorderPoint { point, lot } => {
                self.level = raised(point);
                self.lot = ticks(lot).map(|x| x.max(1));
            }
            OrderRule::MinMax { point, up_to } => {
                self.level = raised(up_to);
                let point = raised(point);
                for w in 0..W {
                    self.lot[w] = (self.level[w] - point[w]).max(1);
                }
            }
        }
    }
}

/// A quantity within the smallest and the largest order, in whole lots. Where no lot lies between them, the
/// smallest order stands.
fn within_limits<const W: usize>(facts: &Facts<W>, index: usize, w: usize, quantity: i64) -> i64 {
    if quantity <= 0 {
        return 0;
    }
    let input = &facts.model.inputs[index];
    let least = input.minimum.map_or(0, |minimum| facts.ticks(minimum, w));
    let lot = lot(facts, index, w);
    let lots = in_lots(quantity.max(least), lot);
    match input.maximum {
        None => lots,
        Some(maximum) => lots.min(facts.ticks(maximum, w) / lot * lot).max(in_lots(least, lot)),
    }
}

/// The lot of an input, in ticks.
fn lot<const W: usize>(facts: &Facts<W>, input: usize, w: usize) -> i64 {
    facts.model.inputs[input].lot.map_or(1, |lot| facts.ticks(lot, w).max(1))
}

impl<const W: usize> Orders<W> {
    /// Draws the transits of a group and, where it needs licences, its reviews and decisions.
    #[inline(always)]
    fn draw(&mut self, g: u32, index: usize, facts: &Facts<W>, policy: &Policy<W>) {
        let lane = &facts.model.lanes[index];
        let licences = self.pool.group(g).applying != 0;
        // One loop, so that the generator stands in the code once.
        for purpose in [Purpose::Shipment, Purpose::Review] {
            let needed = if purpose == Purpose::Shipment { lane.transit.fixed.is_none() } else { licences };
            let mut drawn = [[0; W]; 2];
            if needed {
                let slots = &self.pool.group(g).slot;
                drawn =
                    words(&facts.streams.lanes[index], facts.first_trial, slots, facts.routes[index].ordinal, purpose);
            }
            let [first, second] = &drawn;
            if purpose == Purpose::Shipment {
                self.pool.learn_transits(g, first, facts, policy);
            } else if needed {
                self.pool.group_mut(g).decision = uniforms(second);
                self.pool.learn_reviews(g, first, facts, policy);
            }
        }
    }

    /// Marks which members need a licence of their own, and which do not.
    #[inline(always)]
    fn license(&mut self, g: u32, index: usize, facts: &Facts<W>, policy: &Policy<W>) {
        let lane = &facts.model.lanes[index];
        let group = self.pool.group_mut(g);
        let (mut applying, mut free) = (0, 0);
        let controls = lane.authority.map_or([0; W], |a| policy.of(a).controls);
        for w in 0..W {
            let asks = group.quantity[w] > 0;
            let controlled = controls[w] & lane.listed != 0;
            group.stage[w] = match (asks, controlled) {
                (false, _) => Stage::Closed,
                (true, true) => Stage::Preparation,
                (true, false) => Stage::Supplier,
            };
            applying |= (u32::from(asks) & u32::from(controlled)) << w;
            free |= (u32::from(asks) & u32::from(!controlled)) << w;
        }
        if lane.general.is_some() {
            for w in 0..W {
                if group.stage[w] == Stage::Preparation && self.general.take(index, w, group.quantity[w], facts.day) {
                    group.licensed[w] = true;
                    group.stage[w] = Stage::Supplier;
                    applying &= !(1 << w);
                    free |= 1 << w;
                }
            }
        }
        (group.applying, group.free) = (applying, free);
    }
}

/// What waits at a site beyond its finished goods.
#[inline(always)]
fn open_at<const W: usize>(site: usize, facts: &Facts<W>, shipping: &Shipping<W>, plant: &Plant<W>) -> Lanes<W> {
    let sells = facts.model.sites[site].sells_from_stock();
    let waits = if sells { &plant.sales[site].owed } else { shipping.backlog(site) };
    let goods = plant.outputs(site);
    let mut open = [0; W];
    for w in 0..W {
        open[w] = (waits[w] - goods[w]).max(0);
    }
    open
}

/// What orders that wait at the site need of the input: backorders count against the inventory position.
#[inline(always)]
#[must_use]
pub(super) fn owed<const W: usize>(
    index: usize,
    facts: &Facts<W>,
    shipping: &Shipping<W>,
    plant: &Plant<W>,
) -> Lanes<W> {
    let site = facts.model.inputs[index].site;
    let mut owed = [0; W];
    let open = |site: usize| open_at(site, facts, shipping, plant);
    if facts.model.sites[site].works.is_some() {
        let need = plant.needed_by_all(facts.model, index, open);
        for w in 0..W {
            owed[w] = i64::try_from(need[w]).unwrap_or(MOST_OWED).min(MOST_OWED);
        }
    } else if facts.model.sites[site].sells_from_stock() || !facts.model.sites[site].customers.is_empty() {
        let (open, input) = (open(site), &plant.inputs[index]);
        for w in 0..W {
            let need = (i128::from(open[w]) * i128::from(input.per_output[w])) >> FRACTION_BITS;
            owed[w] = i64::try_from(need).unwrap_or(MOST_OWED).min(MOST_OWED);
        }
    }
    owed
}

/// The random words of a group of orders. Where trials count their own slots, each has its own.
#[inline(always)]
pub(super) fn words<const W: usize>(
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
pub(super) fn any_positive<const W: usize>(quantity: &Lanes<W>) -> bool {
    let mut most = 0;
    for w in 0..W {
        most = most.max(quantity[w]);
    }
    most > 0
}
