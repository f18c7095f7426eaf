//! Files of which the whole way is known when they are filed.
//!
//! Where a desk tells the day on which a review starts, and a decision is made as soon as it is done, nothing but
//! the course of policy and the file's own luck says when it will be decided, how, and when the order arrives. So
//! the luck of all trials is drawn on the day of filing, and looked up under the two regimes that matter.

use super::appointments::Appointments;
use super::at_desk::AtDesk;
use super::books::Grants;
use super::ordering::words;
use super::orders::{Group, Pool, Stage};
use super::outlook::of_regime;
use super::state::{DeskState, Lanes, trials};
use crate::model::{Lane, Model};
use crate::random::{DayTable, FACTORS, Purpose, uniform, uniforms, whole_days};

/// The tables of reviews and transits of a lane, if one of each holds all regimes.
pub fn tables(lane: &Lane) -> Option<(&DayTable, &DayTable)> {
    match (lane.review_days.as_deref(), lane.transit_days.as_deref()) {
        (Some([review]), Some([transit])) => Some((review, transit)),
        _ => None,
    }
}

/// Whether luck of a lane's orders may be drawn as late as on the day of filing: all trials file on that day, and
/// what was drawn is looked up in tables.
#[must_use]
pub fn drawn_when_filed(model: &Model, lane: &Lane) -> bool {
    let appoints = lane.authority.is_some_and(|a| super::regimes::appoints(model, a));
    let together = lane.certain_preparation && lane.first_preparation.is_none();
    appoints && together && lane.general.is_none() && tables(lane).is_some()
}

/// What files of a lane look up at their desk.
struct Ahead<'a, const W: usize> {
    today: u32,
    appointments: &'a mut Appointments<W>,
    regime: &'a [Lanes<W, u8>],
    working_index: &'a [u32],
    working_day: &'a [u32],
    /// Below it a decision is no grant, by regime.
    bars: [&'a [f64; W]; FACTORS],
    grants: Grants<'a, W>,
}

impl<const W: usize> Ahead<'_, W> {
    /// A file is filed, with the days of its review by regime: the review is appointed, and the day of the decision
    /// returned; `NEVER` if there is none within the horizon.
    #[inline(always)]
    fn appoint(&mut self, group: &mut Group<W>, w: usize, review: impl Fn(u8) -> u16) -> u32 {
        let start = self.appointments.make(w, self.today);
        group.starts[w] = start;
        let start = usize::from(start);
        let (Some(at_start), Some(&index)) = (self.regime.get(start), self.working_index.get(start)) else {
            return NEVER;
        };
        group.stage[w] = Stage::Review;
        let done = index as usize + usize::from(review(at_start[w]));
        self.working_day.get(done).map_or(NEVER, |day| *day)
    }

    /// A file is granted on the day of its decision, if it will be, with the days of its transit by regime. False
    /// where the decision is another one; nothing happens if there is none within the horizon.
    #[inline(always)]
    fn grant(&mut self, group: &mut Group<W>, w: usize, done: u32, decision: f64, transit: impl Fn(u8) -> u16) -> bool {
        let Some(regime) = self.regime.get(done as usize) else { return true };
        let granted = decision >= self.bars[usize::from(regime[w]) % FACTORS][w];
        if granted {
            self.grants.book(group, w, (self.today, done as usize), transit(regime[w]));
        }
        granted
    }
}

/// No day of any horizon.
const NEVER: u32 = u32::MAX;

impl<const W: usize> AtDesk<'_, W> {
    /// What files of a lane look up, and the orders.
    #[inline(always)]
    fn ahead(&mut self, lane: usize) -> Option<(Ahead<'_, W>, &mut Pool<W>)> {
        let route = &self.routes[lane];
        let DeskState { appointments, regime, by_regime, working_index, working_day, .. } = &mut *self.desk;
        let chances = self.chances;
        let mut bars = [&chances.on(route, 0).bar; FACTORS];
        for (regime, bar) in bars.iter_mut().enumerate().take(by_regime.len()) {
            *bar = &chances.on(route, regime).bar;
        }
        let grants = self.books.grants(lane, route, regime.len());
        let appointments = appointments.as_mut()?;
        // All are as long as the horizon, so that a day need be looked at only once.
        let working_index = &working_index[..regime.len()];
        let ahead = Ahead { today: self.day, appointments, regime, working_index, working_day, bars, grants };
        Some((ahead, &mut *self.pool))
    }

    /// All applications of a group are filed: draws their luck and settles what can be.
    #[inline(always)]
    pub fn file_group_ahead(&mut self, g: u32) {
        let lane = self.pool.group(g).lane as usize;
        let (Some((reviews, transits)), ordinal) = (tables(&self.model.lanes[lane]), self.routes[lane].ordinal) else {
            return;
        };
        let slots = &self.pool.group(g).slot;
        let mut drawn = [[[0; W]; 2]; 2];
        // One loop, so that the generator stands in the code once.
        for (drawn, purpose) in drawn.iter_mut().zip([Purpose::Review, Purpose::Shipment]) {
            *drawn = words(&self.luck.lanes[lane], self.first_trial, slots, ordinal, purpose);
        }
        let [[review, decision], [transit, _]] = &drawn;
        let decisions = uniforms(decision);
        let filed = self.books.flows_on(self.day);
        let files = self.pool.group(g).applying;
        let day = self.day as u16;
        for w in trials(files) {
            filed[w].filed += 1;
        }
        let Some((mut ahead, pool)) = self.ahead(lane) else { return };
        let (group, outlook) = pool.group_and_outlook_mut(g);
        group.filed = [day; W];
        let mut done = [NEVER; W];
        for w in trials(files) {
            group.stage[w] = Stage::Queue;
            done[w] = ahead.appoint(group, w, |regime| reviews.days_under(regime, review[w]));
        }
        let mut refused = 0;
        for w in trials(files) {
            let days = |regime| transits.days_under(regime, transit[w]);
            if !ahead.grant(group, w, done[w], decisions[w], days) {
                outlook[0].transit[w] = transits.days(transit[w]);
                refused |= 1 << w;
            }
        }
        for w in trials(refused) {
            self.refuse_ahead(g, w, done[w], decisions[w]);
        }
    }

    /// A file is filed again, with luck that is known by now.
    #[inline(always)]
    pub fn file_again_ahead(&mut self, g: u32, w: usize) {
        let lane = self.pool.group(g).lane as usize;
        let Some((mut ahead, pool)) = self.ahead(lane) else { return };
        let (group, outlook) = pool.group_and_outlook_mut(g);
        let decision = group.decision[w];
        let (review, transit) = (outlook[0].review[w], outlook[0].transit[w]);
        let done = ahead.appoint(group, w, |regime| of_regime(review, regime));
        if !ahead.grant(group, w, done, decision, |regime| of_regime(transit, regime)) {
            self.refuse_ahead(g, w, done, decision);
        }
    }

    /// A file will not be granted on the day of its decision: if it will be returned, it is filed again when it is
    /// corrected; else it comes due on that day.
    #[inline(always)]
    fn refuse_ahead(&mut self, g: u32, w: usize, done: u32, decision: f64) {
        let id = g * W as u32 + w as u32;
        let group = self.pool.group(g);
        let (lane, slot, attempt) = (group.lane as usize, group.slot[w], group.attempt[w] + 1);
        let waited = done - u32::from(group.filed[w]);
        let regime = usize::from(self.desk.regime[done as usize][w]);
        let chance = self.chances.on(&self.routes[lane], regime);
        let decides = self.desk.by_regime[regime].speed[w] > 0.0;
        if !decides || decision < chance.denied[w] || attempt >= self.authority.max_attempts {
            self.pool.group_mut(g).decision[w] = decision;
            self.desk.come_due(id, done as usize);
            return;
        }
        let flow = &mut self.books.flows_on(done)[w];
        flow.waited += waited;
        flow.returned += 1;
        self.books.waits.decided(lane, w, waited);
        let trial = self.first_trial + w as u64;
        let stream = &self.luck.lanes[lane];
        let [review, decision] = stream.pair(trial, slot, Purpose::Review, attempt, 0);
        let correction = &self.authority.correction;
        let wait = correction.fixed.unwrap_or_else(|| {
            let [word, _] = stream.pair(trial, slot, Purpose::Preparation, attempt, 0);
            correction.sampler.value(word)
        });
        let wait = whole_days(wait * self.numbers[correction.scale.0 as usize][w], 1);
        let (group, outlook) = self.pool.group_and_outlook_mut(g);
        group.decided[w] = done as u16;
        group.attempt[w] = attempt;
        group.stage[w] = Stage::Returned;
        group.decision[w] = uniform(decision);
        if let Some((reviews, _)) = tables(&self.model.lanes[lane]) {
            outlook[0].review[w] = reviews.days(review);
        }
        self.desk.come_due(id, done as usize + wait as usize);
    }
}
