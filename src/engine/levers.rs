//! Levers: in each trial they start by their date or trigger, and take effect after their lead.

use super::book::Orders;
use super::costs::hundredths;
use super::facts::Facts;
use super::plant::Plant;
use super::policy::Policy;
use super::shipping::Shipping;
use super::state::Lanes;
use crate::model::{Effect, HAIR, Lever, Model, Start, fixed_point, take_whole};
use crate::random::whole_days;

/// Not yet.
const NEVER: u32 = u32::MAX;

/// State of a lever, by trial.
#[derive(Clone, Debug)]
pub(super) struct LeverState<const W: usize> {
    /// Day on which it started.
    started: Lanes<W, u32>,
    /// Day on which it takes effect.
    takes_effect: Lanes<W, u32>,
    /// Shipped on the lane of each effect before it took effect, ticks.
    received_before: Vec<Lanes<W>>,
    /// Ticks streamed by each effect so far.
    streamed: Vec<Lanes<W>>,
    /// Fraction of a tick that a stream carries.
    carry: Vec<Lanes<W>>,
}

impl<const W: usize> LeverState<W> {
    /// A lever that has not started.
    #[must_use]
    pub(super) fn new(lever: &Lever) -> Self {
        let none = vec![[0; W]; lever.effects.len()];
        Self {
            started: [NEVER; W],
            takes_effect: [NEVER; W],
            received_before: none.clone(),
            streamed: none,
            carry: vec![[HAIR; W]; lever.effects.len()],
        }
    }
}

/// Levers that are pulled.
pub(super) struct Levers<const W: usize> {
    levers: Vec<LeverState<W>>,
}

impl<const W: usize> Levers<W> {
    /// The levers of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        Self { levers: model.levers.iter().map(LeverState::new).collect() }
    }

    /// None has started.
    pub(super) fn open(&mut self, model: &Model) {
        if !self.levers.is_empty() {
            *self = Self::new(model);
        }
    }

    /// Levers start and take effect in the morning of a day, after the course of policy.
    #[inline(always)]
    pub(super) fn pull(
        &mut self,
        facts: &mut Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        plant: &mut Plant<W>,
    ) {
        if !self.levers.is_empty() {
            self.pull_all(facts, policy, orders, shipping, plant);
        }
    }

    #[inline(never)]
    fn pull_all(
        &mut self,
        facts: &mut Facts<W>,
        policy: &Policy<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
        plant: &mut Plant<W>,
    ) {
        let model = facts.model;
        // All of them look at the morning's stock before any changes it.
        for (lever, state) in model.levers.iter().zip(&mut self.levers) {
            state.start(lever, facts, policy, plant);
        }
        for (lever, state) in model.levers.iter().zip(&mut self.levers) {
            for w in 0..W {
                if state.takes_effect[w] == facts.day {
                    state.take_effect(lever, w, facts, orders, shipping);
                }
            }
            state.stream(lever, facts, plant);
        }
    }

    /// Days on which a lever started and takes effect; nothing if it has not started.
    #[must_use]
    pub(super) fn course(&self, index: usize, w: usize) -> Option<(u32, u32)> {
        let state = &self.levers[index];
        (state.started[w] != NEVER).then(|| (state.started[w], state.takes_effect[w]))
    }

    /// What levers have cost a site up to a morning, in hundredths of the currency: purchase, expediting, mitigation.
    #[must_use]
    pub(super) fn costs(
        &self,
        (site, until): (usize, u32),
        w: usize,
        facts: &Facts<W>,
        shipping: &Shipping<W>,
    ) -> [i64; 3] {
        let mut all = [0; 3];
        for index in 0..self.levers.len() {
            let one = self.cost((index, until), Some(site), w, facts, shipping);
            all.iter_mut().zip(one).for_each(|(all, one)| *all += one);
        }
        all
    }

    /// The same of one lever; what it has cost all sites together, if none is named.
    #[must_use]
    pub(super) fn cost(
        &self,
        (index, until): (usize, u32),
        site: Option<usize>,
        w: usize,
        facts: &Facts<W>,
        shipping: &Shipping<W>,
    ) -> [i64; 3] {
        let model = facts.model;
        let [mut purchase, mut expediting, mut mitigation] = [0; 3];
        let (lever, state) = (&model.levers[index], &self.levers[index]);
        let value = |num| facts.values.of(num)[w];
        let pays = |payer: usize| site.is_none_or(|site| model.whole(site) == model.whole(payer));
        // What is for a works is shared among its lines.
        let equally = |amount| site.map_or(amount, |site| model.charged_equally(site, amount));
        let charged = |input, amount| site.map_or(amount, |site| model.charged(site, input, amount));
        if pays(lever.payer) && state.started[w] != NEVER {
            let days = until - state.started[w];
            mitigation += equally(hundredths(value(lever.once) + value(lever.per_day) * f64::from(days)));
        }
        let tick = |input: usize| model.materials[model.inputs[input].material].tick;
        for (e, effect) in lever.effects.iter().enumerate() {
            match *effect {
                Effect::Stream { input, price, .. } if pays(model.inputs[input].site) => {
                    let amount = state.streamed[e][w] as f64 * tick(input) * value(price);
                    purchase += charged(input, hundredths(amount));
                }
                Effect::ExtraPrice(lane, price) if pays(model.lanes[lane].to) && state.takes_effect[w] < until => {
                    let before = state.received_before[e][w] + shipping.as_before(lane, w, state.takes_effect[w]);
                    let received = shipping.received(lane)[w] - before;
                    let input = model.lanes[lane].input;
                    expediting += charged(input, hundredths(received as f64 * tick(input) * value(price)));
                }
                _ => {}
            }
        }
        [purchase, expediting, mitigation]
    }
}

impl<const W: usize> LeverState<W> {
    /// The lever starts in the trials in which its day has come.
    fn start(&mut self, lever: &Lever, facts: &Facts<W>, policy: &Policy<W>, plant: &Plant<W>) {
        for w in 0..W {
            if self.started[w] == NEVER && starts(lever, w, facts, policy, plant) {
                let lead = whole_days(facts.values.of(lever.lead)[w], 0);
                self.started[w] = facts.day;
                self.takes_effect[w] = facts.day.saturating_add(lead);
            }
        }
    }

    fn take_effect(
        &mut self,
        lever: &Lever,
        w: usize,
        facts: &mut Facts<W>,
        orders: &mut Orders<W>,
        shipping: &mut Shipping<W>,
    ) {
        let (model, day) = (facts.model, facts.day);
        for (e, effect) in lever.effects.iter().enumerate() {
            let values = &mut facts.values;
            let value = |num| values.of(num)[w];
            match *effect {
                Effect::Add(num, more) => {
                    let more = value(more);
                    values.pull(model, num, w, 1.0, more);
                }
                Effect::Multiply(num, by) => {
                    let by = value(by);
                    values.pull(model, num, w, by, 0.0);
                }
                Effect::Shrink(num, share) => {
                    let left = 1.0 - value(share);
                    values.pull(model, num, w, left, 0.0);
                }
                Effect::GeneralLicence(lane) => orders.general.apply_on(lane, w, day),
                Effect::ExtraPrice(lane, _) => self.received_before[e][w] = shipping.received(lane)[w],
                Effect::HighestMarginFirst(site) => shipping.serve_by_margin(site, w),
                Effect::Stream { .. } => {}
            }
        }
    }

    /// What the lever streams to inputs today.
    fn stream(&mut self, lever: &Lever, facts: &Facts<W>, plant: &mut Plant<W>) {
        for (e, effect) in lever.effects.iter().enumerate() {
            let Effect::Stream { input, ticks, days, .. } = *effect else { continue };
            for w in 0..W {
                let from = self.takes_effect[w];
                if facts.day < from || facts.day - from >= days {
                    continue;
                }
                let rate = fixed_point(facts.values.of(ticks)[w]);
                let arrived = take_whole(&mut self.carry[e][w], rate);
                self.streamed[e][w] += arrived;
                plant.inputs[input].receive_one(w, arrived);
            }
        }
    }
}

/// Whether the day of a lever has come in a trial.
fn starts<const W: usize>(lever: &Lever, w: usize, facts: &Facts<W>, policy: &Policy<W>, plant: &Plant<W>) -> bool {
    let day = facts.day;
    match lever.start {
        Start::On(date) => day == date,
        Start::StockBelow(input, level) => plant.inputs[input].stock[w] < facts.ticks(level, w),
        Start::RegimeEntered(authority, regime) => {
            let course = policy.of(authority);
            let before = day.checked_sub(1).map(|yesterday| course.on(yesterday, w));
            course.on(day, w) == regime && before != Some(regime)
        }
    }
}
