//! Levers: in each trial they start by their date or trigger, and take effect after their lead.

use super::outcome::hundredths;
use super::state::{Block, Lanes};
use crate::model::{Effect, HAIR, Lever, Start, fixed_point, take_whole, whole_ticks};
use crate::random::whole_days;

/// Not yet.
const NEVER: u32 = u32::MAX;

/// State of a lever, by trial.
#[derive(Clone, Debug)]
pub struct LeverState<const W: usize> {
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
    pub fn new(lever: &Lever) -> Self {
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

impl<const W: usize> Block<'_, W> {
    /// The levers of a new block.
    pub fn open_levers(&mut self) {
        self.levers.clear();
        self.levers.extend(self.model.levers.iter().map(LeverState::new));
        self.values.release(self.model);
    }

    /// Levers start and take effect in the morning of a day, after the course of policy.
    #[inline(never)]
    pub fn pull_levers(&mut self, day: u32) {
        // All of them look at the morning's stock before any changes it.
        for index in 0..self.levers.len() {
            self.start_lever(index, day);
        }
        let mut changed = false;
        for index in 0..self.levers.len() {
            for w in 0..W {
                if self.levers[index].takes_effect[w] == day {
                    self.take_effect(index, w, day);
                    changed = true;
                }
            }
            self.stream(index, day);
        }
        if changed {
            self.numbers_changed = true;
            (0..self.sites.len()).for_each(|site| self.follow_values(site, day));
        }
    }

    /// A lever starts in the trials in which its day has come.
    fn start_lever(&mut self, index: usize, day: u32) {
        let lever = &self.model.levers[index];
        for w in 0..W {
            if self.levers[index].started[w] == NEVER && self.starts(lever, w, day) {
                let lead = whole_days(self.values.of(lever.lead)[w], 0);
                self.levers[index].started[w] = day;
                self.levers[index].takes_effect[w] = day.saturating_add(lead);
            }
        }
    }

    fn starts(&self, lever: &Lever, w: usize, day: u32) -> bool {
        match lever.start {
            Start::On(date) => day == date,
            Start::StockBelow(input, level) => self.inputs[input].stock[w] < whole_ticks(self.values.of(level)[w]),
            Start::RegimeEntered(authority, regime) => {
                let course = &self.desks[authority].regime;
                let before = day.checked_sub(1).map(|yesterday| course[yesterday as usize][w]);
                course[day as usize][w] == regime && before != Some(regime)
            }
        }
    }

    fn take_effect(&mut self, index: usize, w: usize, day: u32) {
        for (e, effect) in self.model.levers[index].effects.iter().enumerate() {
            let value = |num| self.values.of(num)[w];
            match *effect {
                Effect::Add(num, more) => self.values.pull(self.model, num, w, 1.0, value(more)),
                Effect::Multiply(num, by) => self.values.pull(self.model, num, w, value(by), 0.0),
                Effect::Shrink(num, share) => self.values.pull(self.model, num, w, 1.0 - value(share), 0.0),
                Effect::GeneralLicence(lane) => self.lanes[lane].general_next[w] = day,
                Effect::ExtraPrice(lane, _) => {
                    self.levers[index].received_before[e][w] = self.lanes[lane].received[w];
                }
                Effect::HighestMarginFirst(site) => self.sites[site].by_margin |= 1 << w,
                Effect::Stream { .. } => {}
            }
        }
    }

    /// What a lever streams to inputs today.
    fn stream(&mut self, index: usize, day: u32) {
        for (e, effect) in self.model.levers[index].effects.iter().enumerate() {
            let Effect::Stream { input, ticks, days, .. } = *effect else { continue };
            for w in 0..W {
                let from = self.levers[index].takes_effect[w];
                if day < from || day - from >= days {
                    continue;
                }
                let rate = fixed_point(self.values.of(ticks)[w]);
                let state = &mut self.levers[index];
                let arrived = take_whole(&mut state.carry[e][w], rate);
                state.streamed[e][w] += arrived;
                self.inputs[input].stock[w] += arrived;
                self.inputs[input].received[w] += arrived;
            }
        }
    }

    /// Days on which a lever started and takes effect; nothing if it has not started.
    #[must_use]
    pub fn lever_course(&self, index: usize, w: usize) -> Option<(u32, u32)> {
        let state = &self.levers[index];
        (state.started[w] != NEVER).then(|| (state.started[w], state.takes_effect[w]))
    }

    /// What levers cost a site, in hundredths of the currency: purchase, expediting, mitigation.
    #[must_use]
    pub fn lever_costs(&self, site: usize, w: usize) -> [i64; 3] {
        let mut all = [0; 3];
        for index in 0..self.levers.len() {
            all.iter_mut().zip(self.lever_cost(index, Some(site), w)).for_each(|(all, one)| *all += one);
        }
        all
    }

    /// The same of one lever; what it costs all sites together, if none is named.
    #[must_use]
    pub fn lever_cost(&self, index: usize, site: Option<usize>, w: usize) -> [i64; 3] {
        let [mut purchase, mut expediting, mut mitigation] = [0; 3];
        let (lever, state) = (&self.model.levers[index], &self.levers[index]);
        let value = |num| self.values.of(num)[w];
        let pays = |payer: usize| site.is_none_or(|site| site == payer);
        if pays(lever.payer) && state.started[w] != NEVER {
            let days = self.model.days - state.started[w];
            mitigation += hundredths(value(lever.once) + value(lever.per_day) * f64::from(days));
        }
        let tick = |input: usize| self.model.materials[self.model.inputs[input].material].tick;
        for (e, effect) in lever.effects.iter().enumerate() {
            match *effect {
                Effect::Stream { input, price, .. } if pays(self.model.inputs[input].site) => {
                    purchase += hundredths(state.streamed[e][w] as f64 * tick(input) * value(price));
                }
                Effect::ExtraPrice(lane, price)
                    if pays(self.model.lanes[lane].to) && state.takes_effect[w] < self.model.days =>
                {
                    let received = self.lanes[lane].received[w] - state.received_before[e][w];
                    expediting += hundredths(received as f64 * tick(self.model.lanes[lane].input) * value(price));
                }
                _ => {}
            }
        }
        [purchase, expediting, mitigation]
    }
}
