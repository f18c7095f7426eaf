//! Step 1: the course of policy. Regimes do not depend on flows, so a trial's whole course is laid out first.

use super::luck::Luck;
use super::state::{Block, Change, Changed, DeskState};
use super::values::Values;
use crate::model::{Authority, Freeze, Model, Site};
use crate::random::{Purpose, uniform};
use crate::scenario::ReviewMode;

/// One working day of review work in the engine's unit.
pub const WORK_UNIT: f64 = 1e6;

impl<const W: usize> Block<'_, W> {
    /// Lays out regimes, changed parameters and lists for all days.
    #[inline(always)]
    pub fn lay_out_policy(&mut self) {
        for (index, authority) in self.model.authorities.iter().enumerate() {
            for w in 0..W {
                let mut course = Course {
                    model: self.model,
                    luck: self.luck,
                    authority,
                    index,
                    trial: self.first_trial + w as u64,
                    w,
                    happened: vec![false; authority.events.len()],
                };
                course.run(&self.values, &mut self.desks[index], &mut self.changes);
            }
            if authority.review == ReviewMode::AtRegimeSpeed {
                let desk = &mut self.desks[index];
                desk.work_index.build(&desk.work_done);
            }
        }
        self.changes.sort_by_key(|c| c.day);
    }

    /// Applies what policy changes on a day.
    #[inline(always)]
    pub fn change_numbers(&mut self, day: u32) {
        let first = self.next_change;
        while let Some(change) = self.changes.get(self.next_change).filter(|c| c.day == day) {
            let w = usize::from(change.trial);
            match change.what {
                Changed::Parameter(p, value) => self.values.set(self.model, p, w, value),
                Changed::Controls(authority, list) => self.desks[authority].controls[w] = list,
            }
            self.next_change += 1;
        }
        let changed = self.changes[first..self.next_change].iter().any(|c| matches!(c.what, Changed::Parameter(..)));
        self.numbers_changed |= changed;
        if changed {
            (0..self.sites.len()).for_each(|site| self.follow_values(site, day));
        }
        while let Some(&(from, site)) = self.steps.get(self.next_step).filter(|(from, _)| *from == day) {
            self.follow_values(site, from);
            self.next_step += 1;
        }
    }
}

/// Days after the first on which the plan or the capacity of a site takes a step, in order.
#[must_use]
pub fn steps(model: &Model) -> Vec<(u32, usize)> {
    let of_site = |(site, model): (usize, &Site)| {
        let plan = model.sales.as_ref().map(|s| &s.plan);
        let steps = plan.into_iter().chain(&model.capacity).flat_map(|s| &s.0);
        steps.map(|(from, _)| (*from, site)).filter(|(from, _)| *from > 0).collect::<Vec<_>>()
    };
    let mut steps: Vec<_> = model.sites.iter().enumerate().flat_map(of_site).collect();
    steps.sort_unstable();
    steps
}

/// The course of one authority's policy in one trial.
struct Course<'a> {
    model: &'a Model,
    luck: &'a Luck,
    authority: &'a Authority,
    index: usize,
    trial: u64,
    w: usize,
    happened: Vec<bool>,
}

impl Course<'_> {
    fn run<const W: usize>(&mut self, values: &Values<W>, desk: &mut DeskState<W>, changes: &mut Vec<Change>) {
        let days = self.model.days;
        let w = self.w;
        let mut parameters: Vec<f64> = values.parameters.iter().map(|p| p[w]).collect();
        let mut list = self.authority.controls;
        let mut regime = self.authority.initial;
        let mut visit = 0;
        let mut leaves = self.stay(regime, visit, 0, &parameters);
        let mut next_event = 0;
        let mut done = 0;
        let speed_of = |regime: u8, parameters: &[f64]| {
            let speed = self.model.numbers.value(self.authority.regimes[usize::from(regime)].speed, parameters);
            crate::model::whole_ticks(speed.max(0.0) * WORK_UNIT)
        };
        let at_speed = self.authority.review == ReviewMode::AtRegimeSpeed;
        let mut day = 0;
        while day < days {
            let mut entered = None;
            while let Some(event) = self.authority.events.get(next_event).filter(|e| e.day == day) {
                let happens = event.condition.iter().all(|(other, wanted)| self.happened[*other] == *wanted)
                    && self.event_happens(next_event, &parameters);
                self.happened[next_event] = happens;
                next_event += 1;
                if !happens {
                    continue;
                }
                for (p, value) in &event.set {
                    parameters[*p] = *value;
                    let what = Changed::Parameter(*p, *value);
                    changes.push(Change { day, trial: w as u8, what });
                }
                if event.add | event.remove != 0 {
                    list = (list | event.add) & !event.remove;
                    changes.push(Change { day, trial: w as u8, what: Changed::Controls(self.index, list) });
                }
                if let Some(target) = event.enter {
                    entered = Some((target, event.restart));
                }
            }
            let before = regime;
            let mut moved = false;
            match entered {
                Some((target, restart)) => {
                    if target != regime || restart {
                        regime = target;
                        moved = true;
                    } else if leaves == day {
                        // The event keeps the regime in force although its stay has run out.
                        moved = true;
                    }
                }
                None if leaves == day => {
                    regime = self.follow(before, visit, &parameters);
                    moved = true;
                }
                None => {}
            }
            if moved {
                visit += 1;
                leaves = self.stay(regime, visit, day, &parameters);
            }
            let speed = speed_of(regime, &parameters);
            // Nothing changes until the stay ends or the next event comes.
            let event = self.authority.events.get(next_event).map_or(days, |e| e.day);
            let until = leaves.min(event).min(days);
            let stay = day as usize..until as usize;
            for today in &mut desk.regime[stay.clone()] {
                today[w] = regime;
            }
            if at_speed {
                for (today, works) in desk.work_done[stay.clone()].iter_mut().zip(&self.authority.working[stay]) {
                    today[w] = done;
                    done += if *works { speed } else { 0 };
                }
            }
            day = until;
        }
        desk.work_done[days as usize][w] = done;
        if let Some(freeze) = &self.authority.freeze {
            self.lay_over(freeze, desk);
        }
    }

    /// Lays a freeze over the course: regimes change as they would without it, and nothing is reviewed meanwhile.
    fn lay_over<const W: usize>(&self, freeze: &Freeze, desk: &mut DeskState<W>) {
        let w = self.w;
        let until = freeze.days.end.min(self.model.days) as usize;
        let first = (freeze.days.start as usize).min(until);
        for today in &mut desk.regime[first..until] {
            today[w] += freeze.first_twin;
        }
        let stopped = desk.work_done[first][w];
        let missed = desk.work_done[until][w] - stopped;
        for done in &mut desk.work_done[first..until] {
            done[w] = stopped;
        }
        for done in &mut desk.work_done[until..] {
            done[w] -= missed;
        }
    }

    fn event_happens(&self, event: usize, parameters: &[f64]) -> bool {
        let chance = self.model.numbers.value(self.authority.events[event].chance, parameters);
        if chance >= 1.0 {
            return true;
        }
        let [word, _] = self.luck.events[self.index][event].pair(self.trial, 0, Purpose::EventHappens, 0, 0);
        uniform(word) < chance
    }

    /// The day on which a stay that begins on `day` ends by itself.
    fn stay(&self, regime: u8, visit: u32, day: u32, parameters: &[f64]) -> u32 {
        let regime = &self.authority.regimes[usize::from(regime)];
        let Some(lasts) = &regime.lasts else { return u32::MAX };
        let [word, _] = self.luck.authorities[self.index].pair(self.trial, visit, Purpose::RegimeStay, 0, 0);
        let length = lasts.sampler.value(word) * self.model.numbers.value(lasts.scale, parameters);
        day.saturating_add(crate::random::whole_days(length, 1))
    }

    /// The regime that follows a stay.
    fn follow(&self, regime: u8, visit: u32, parameters: &[f64]) -> u8 {
        let [word, _] = self.luck.authorities[self.index].pair(self.trial, visit, Purpose::RegimeNext, 0, 0);
        let mut left = uniform(word);
        let then = &self.authority.regimes[usize::from(regime)].then;
        for (next, chance) in then {
            left -= self.model.numbers.value(*chance, parameters);
            if left < 0.0 {
                return *next;
            }
        }
        then.last().map_or(regime, |(next, _)| *next)
    }
}
