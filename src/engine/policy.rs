//! The course of policy, and what it means on a day: regimes, lists, speeds, chances. Regimes do not depend on flows,
//! so a trial's whole course is laid out first.

use super::dated::Dated;
use super::facts::Facts;
use super::regimes::RegimeNumbers;
use super::route::{Chance, Chances};
use super::state::Lanes;
use super::streams::Streams;
use super::values::Values;
use super::work::Work;
use crate::model::{Authority, Freeze, Model, NEVER, Num, Ruled};
use crate::random::{FACTORS, Purpose, uniform};
use crate::scenario::ReviewMode;

/// One working day of review work in the engine's unit.
pub(super) const WORK_UNIT: f64 = 1e6;

/// The course of policy of all authorities, by trial.
pub(super) struct Policy<const W: usize> {
    courses: Vec<Course<W>>,
    /// Chances of decisions.
    chances: Chances<W>,
    /// Changes of parameters and lists in order of day.
    changes: Vec<Change>,
    /// The next of them.
    next: usize,
    /// What events of today hold.
    held: Vec<Held>,
}

/// Goods under way that an event of today holds in a trial.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// The trial of the block.
    pub trial: usize,
    /// The authority.
    pub authority: usize,
    /// Its event.
    pub event: usize,
    /// Days for which it holds them.
    pub days: u32,
}

/// The course of one authority, by trial.
#[derive(Debug)]
pub(super) struct Course<const W: usize> {
    /// Regime by day.
    pub regime: Vec<Lanes<W, u8>>,
    /// Numbers by regime.
    pub numbers: Vec<RegimeNumbers<W>>,
    /// Entries on the list, as bits.
    pub controls: Lanes<W, u64>,
    /// A crackdown on grey supply is on, by an event.
    crackdown: Lanes<W, bool>,
    /// Members of groups that belong by now, as bits.
    pub members: Lanes<W, u64>,
    /// Speeds that rules give, by pace from the second on, and by regime.
    paces: Vec<Vec<Lanes<W, f64>>>,
    /// Review work by pace and trial, where speeds change reviews under way: at the desk, then at each office.
    work: Vec<Work>,
    /// The next day on which a speed of reviews changes in some trial.
    next_speed: u32,
}

/// A change on a day that the course of policy brings to one trial.
#[derive(Clone, Copy, Debug)]
struct Change {
    day: u32,
    trial: u8,
    what: Changed,
}

/// What changes.
#[derive(Clone, Copy, Debug)]
enum Changed {
    /// A parameter is set.
    Parameter(usize, f64),
    /// An authority's list.
    Controls(usize, u64),
    /// Goods under way are held: an authority, its event, days.
    Held(usize, usize, u32),
    /// A crackdown of an authority begins or ends.
    Crackdown(usize, bool),
    /// Who belongs to groups, as an authority sees it.
    Members(usize, u64),
}

impl<const W: usize> Course<W> {
    fn new(authority: &Authority, days: usize) -> Self {
        Self {
            regime: vec![[0; W]; days],
            numbers: vec![RegimeNumbers::new(); authority.regimes.len()],
            controls: [0; W],
            crackdown: [false; W],
            members: [0; W],
            paces: vec![vec![[0.0; W]; authority.regimes.len()]; authority.paces.len() - 1],
            work: vec![Work::default(); W * authority.paces.len() * (1 + authority.offices.len())],
            next_speed: 0,
        }
    }

    /// Speeds of reviews change today in some trials.
    #[inline(never)]
    fn change_speeds(&mut self, day: u32) {
        self.next_speed = self.work.iter_mut().map(|work| work.go_to(day)).fold(NEVER, u32::min);
    }

    /// The regime of a trial on a day.
    #[inline(always)]
    #[must_use]
    pub(super) fn on(&self, day: u32, w: usize) -> u8 {
        self.regime[day as usize][w]
    }

    /// The first day after `day`, which is today or later, on whose morning `work` nominal working days at a pace,
    /// begun on `day`, are done; `NEVER` if that is beyond the horizon.
    #[inline(always)]
    #[must_use]
    pub(super) fn day_done(&self, (pace, w): (usize, usize), day: u32, work: f64, authority: &Authority) -> u32 {
        self.work[pace * W + w].day_done(day, work, &authority.working_days)
    }

    /// The same at an office.
    #[must_use]
    pub(super) fn day_done_at(
        &self,
        (office, pace, w): (usize, usize, usize),
        day: u32,
        work: f64,
        authority: &Authority,
    ) -> u32 {
        let track = (1 + office) * authority.paces.len() + pace;
        self.work[track * W + w].day_done(day, work, &authority.offices[office].working_days)
    }

    /// Nominal working days of work in one working day at the pace of the regime, on a day; 0 in a freeze.
    #[inline(always)]
    #[must_use]
    pub(super) fn speed(&self, day: u32, w: usize) -> f64 {
        self.numbers[usize::from(self.on(day, w))].speed[w]
    }

    /// The same at any pace.
    #[inline(always)]
    #[must_use]
    pub(super) fn speed_at(&self, pace: usize, day: u32, w: usize) -> f64 {
        self.speed_in(pace, usize::from(self.on(day, w)))[w]
    }

    /// The same in a regime, by trial.
    #[inline(always)]
    #[must_use]
    pub(super) fn speed_in(&self, pace: usize, regime: usize) -> &Lanes<W, f64> {
        match pace.checked_sub(1) {
            None => &self.numbers[regime].speed,
            Some(own) => &self.paces[own][regime],
        }
    }

    /// Trials in which files at a pace are reviewed today, as bits.
    #[must_use]
    pub(super) fn going(&self, pace: usize, day: u32) -> u32 {
        (0..W).fold(0, |bits, w| bits | u32::from(self.speed_at(pace, day, w) > 0.0) << w)
    }
}

impl<const W: usize> Policy<W> {
    /// Room for the courses of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let days = model.days as usize;
        Self {
            courses: model.authorities.iter().map(|authority| Course::new(authority, days)).collect(),
            chances: Chances::new(model),
            changes: Vec::new(),
            next: 0,
            held: Vec::new(),
        }
    }

    /// What events of today hold.
    #[inline(always)]
    pub(super) fn held(&self) -> &[Held] {
        &self.held
    }

    /// The course of an authority.
    #[inline(always)]
    #[must_use]
    pub(super) fn of(&self, authority: usize) -> &Course<W> {
        &self.courses[authority]
    }

    /// What decides an application on a lane in a regime.
    #[inline(always)]
    #[must_use]
    pub(super) fn chance(&self, lane: usize, regime: usize) -> &Chance<W> {
        self.chances.on(lane, regime)
    }

    /// Below which a decision on a lane is no grant, by regime; of up to four regimes.
    #[inline(always)]
    #[must_use]
    pub(super) fn bars(&self, lane: usize) -> [&[f64; W]; FACTORS] {
        let mut bars = [&self.chances.on(lane, 0).bar; FACTORS];
        let regimes = self.chances.regimes(lane);
        bars.iter_mut().enumerate().take(regimes).for_each(|(regime, bar)| *bar = &self.chances.on(lane, regime).bar);
        bars
    }

    /// Whether nothing ships on a lane today.
    #[inline(always)]
    #[must_use]
    pub(super) fn is_shut(&self, facts: &Facts<W>, lane: usize, w: usize) -> bool {
        let (model, day) = (&facts.model.lanes[lane], facts.day);
        model.ever_shut
            && (model.out.contains(&day)
                || facts.services.are_out(&model.services, day, w)
                || self.is_shut_by_regime(facts, lane, w))
    }

    /// Whether the regime of its authority shuts a lane today.
    #[inline(always)]
    #[must_use]
    pub(super) fn is_shut_by_regime(&self, facts: &Facts<W>, lane: usize, w: usize) -> bool {
        let model = &facts.model.lanes[lane];
        model.authority.is_some_and(|a| model.shut[usize::from(self.courses[a].on(facts.day, w))])
    }

    /// Whether a lane of grey supply is cut today.
    #[inline(always)]
    #[must_use]
    pub(super) fn is_cut(&self, facts: &Facts<W>, lane: usize, w: usize) -> bool {
        facts.model.lanes[lane].grey.and_then(|grey| grey.cut_by).is_some_and(|a| {
            let regime = usize::from(self.courses[a].on(facts.day, w));
            self.courses[a].crackdown[w] || facts.model.authorities[a].regimes[regime].crackdown
        })
    }

    /// Lays out regimes, changed parameters and lists for all days.
    #[inline(always)]
    pub(super) fn open(&mut self, facts: &Facts<W>) {
        self.changes.clear();
        self.next = 0;
        let model = facts.model;
        for (index, (authority, course)) in model.authorities.iter().zip(&mut self.courses).enumerate() {
            course.controls = [authority.controls; W];
            course.next_speed = 0;
            course.crackdown = [authority.crackdown; W];
            course.members = [authority.members; W];
            for w in 0..W {
                let mut path = Path {
                    model,
                    streams: facts.streams,
                    authority,
                    index,
                    trial: facts.trial(w),
                    w,
                    happened: vec![false; authority.events.len()],
                };
                path.lay_out(&facts.values, course, &mut self.changes);
            }
        }
        self.changes.sort_by_key(|c| c.day);
    }

    /// Parameters that policy sets today, with their trials.
    pub(super) fn sets_today(&self, day: u32) -> impl Iterator<Item = (usize, usize)> {
        let today = self.changes[self.next..].iter().take_while(move |change| change.day == day);
        today.filter_map(|change| match change.what {
            Changed::Parameter(p, _) => Some((usize::from(change.trial), p)),
            _ => None,
        })
    }

    /// Applies what policy changes today.
    #[inline(always)]
    pub(super) fn change_numbers(&mut self, facts: &mut Facts<W>) {
        for course in self.courses.iter_mut().filter(|course| course.next_speed == facts.day) {
            course.change_speeds(facts.day);
        }
        self.held.clear();
        while let Some(change) = self.changes.get(self.next).filter(|c| c.day == facts.day) {
            let w = usize::from(change.trial);
            match change.what {
                Changed::Parameter(p, value) => facts.values.set(facts.model, p, w, value),
                Changed::Controls(authority, list) => self.courses[authority].controls[w] = list,
                Changed::Crackdown(authority, on) => self.courses[authority].crackdown[w] = on,
                Changed::Members(authority, members) => {
                    self.courses[authority].members[w] = members;
                    facts.values.mark_changed();
                }
                Changed::Held(authority, event, days) => self.held.push(Held { trial: w, authority, event, days }),
            }
            self.next += 1;
        }
    }

    /// Numbers have changed: looks up what regimes and decisions mean by them.
    #[inline(always)]
    pub(super) fn follow(&mut self, facts: &Facts<W>) {
        let courses = &self.courses;
        self.chances.follow(&facts.values, |authority, w| courses[authority].members[w]);
        for (authority, course) in facts.model.authorities.iter().zip(&mut self.courses) {
            for (pace, speeds) in authority.paces[1..].iter().zip(&mut course.paces) {
                for (given, speed) in pace.iter().zip(speeds) {
                    for w in 0..W {
                        speed[w] = facts.values.of(given.of(course.members[w]))[w];
                    }
                }
            }
            for (r, (regime, numbers)) in authority.regimes.iter().zip(&mut course.numbers).enumerate() {
                let paces = course.paces.iter().map(|pace| &pace[r]);
                numbers.follow(authority, regime, &paces, &facts.values);
            }
        }
    }
}

/// The course of one authority's policy in one trial.
struct Path<'a> {
    model: &'a Model,
    streams: &'a Streams,
    authority: &'a Authority,
    index: usize,
    trial: u64,
    w: usize,
    happened: Vec<bool>,
}

impl Path<'_> {
    fn lay_out<const W: usize>(&mut self, values: &Values<W>, course: &mut Course<W>, changes: &mut Vec<Change>) {
        let days = self.model.days;
        let w = self.w;
        let mut parameters: Vec<f64> = values.parameters.iter().map(|p| p[w]).collect();
        let mut list = self.authority.controls;
        let mut members = self.authority.members;
        let mut regime = self.authority.initial;
        let mut visit = 0;
        let mut leaves = self.stay(regime, visit, 0, &parameters);
        let dated = Dated::new(self.authority, &self.streams.events[self.index], self.trial);
        let mut next_event = 0;
        let paces = self.authority.paces.len();
        let works = || (w..).step_by(W).take(paces * (1 + self.authority.offices.len()));
        works().for_each(|work| course.work[work].clear());
        let speed_of = |pace: &[Ruled<Num>], regime: u8, members: u64, parameters: &[f64]| {
            let speed = self.model.numbers.value(pace[usize::from(regime)].of(members), parameters);
            crate::model::whole_ticks(speed.max(0.0) * WORK_UNIT)
        };
        let at_speed = self.authority.review == ReviewMode::AtRegimeSpeed || !self.authority.offices.is_empty();
        let mut day = 0;
        while day < days {
            let mut entered = None;
            while let Some((_, index)) = dated.get(next_event).filter(|(comes, _)| *comes == day) {
                let event = &self.authority.events[index];
                let happens = event.condition.iter().all(|(other, wanted)| self.happened[*other] == *wanted)
                    && self.event_happens(index, &parameters);
                self.happened[index] = happens;
                next_event += 1;
                if !happens {
                    continue;
                }
                for (p, value) in &event.set {
                    parameters[*p] = *value;
                    let what = Changed::Parameter(*p, *value);
                    changes.push(Change { day, trial: w as u8, what });
                }
                if let Some((days, _)) = &event.hold {
                    let [word, _] =
                        self.streams.events[self.index][index].pair(self.trial, 0, Purpose::EventHold, 0, 0);
                    let scale = self.model.numbers.value(days.scale, &parameters);
                    let days = crate::random::whole_days(super::draw::sample(days, word, scale), 0);
                    changes.push(Change { day, trial: w as u8, what: Changed::Held(self.index, index, days) });
                }
                if event.add | event.remove != 0 {
                    list = (list | event.add) & !event.remove;
                    changes.push(Change { day, trial: w as u8, what: Changed::Controls(self.index, list) });
                }
                if let Some(on) = event.crackdown {
                    changes.push(Change { day, trial: w as u8, what: Changed::Crackdown(self.index, on) });
                }
                if event.join | event.part != 0 {
                    members = (members | event.join) & !event.part;
                    changes.push(Change { day, trial: w as u8, what: Changed::Members(self.index, members) });
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
            // Nothing changes until the stay ends or the next event comes.
            let event = dated.get(next_event).map_or(days, |(comes, _)| comes);
            let until = leaves.min(event).min(days);
            let stay = day as usize..until as usize;
            for today in &mut course.regime[stay] {
                today[w] = regime;
            }
            if at_speed {
                for (track, work) in works().enumerate() {
                    let speed = speed_of(&self.authority.paces[track % paces], regime, members, &parameters);
                    course.work[work].push(day, speed);
                }
            }
            day = until;
        }
        if let Some(freeze) = &self.authority.freeze {
            self.lay_over(freeze, course);
        }
    }

    /// Lays a freeze over the course: regimes change as they would without it, and nothing is reviewed meanwhile.
    fn lay_over<const W: usize>(&self, freeze: &Freeze, course: &mut Course<W>) {
        let w = self.w;
        let until = freeze.days.end.min(self.model.days) as usize;
        let first = (freeze.days.start as usize).min(until);
        for today in &mut course.regime[first..until] {
            today[w] += freeze.first_twin;
        }
        if self.authority.review == ReviewMode::AtRegimeSpeed || !self.authority.offices.is_empty() {
            for work in course.work.iter_mut().skip(w).step_by(W) {
                work.stop(first as u32..until as u32);
            }
        }
    }

    fn event_happens(&self, event: usize, parameters: &[f64]) -> bool {
        let chance = self.model.numbers.value(self.authority.events[event].chance, parameters);
        if chance >= 1.0 {
            return true;
        }
        let [word, _] = self.streams.events[self.index][event].pair(self.trial, 0, Purpose::EventHappens, 0, 0);
        uniform(word) < chance
    }

    /// The day on which a stay that begins on `day` ends by itself.
    fn stay(&self, regime: u8, visit: u32, day: u32, parameters: &[f64]) -> u32 {
        let regime = &self.authority.regimes[usize::from(regime)];
        let Some(lasts) = &regime.lasts else { return u32::MAX };
        let [word, _] = self.streams.authorities[self.index].pair(self.trial, visit, Purpose::RegimeStay, 0, 0);
        let scale = self.model.numbers.value(lasts.scale, parameters);
        let spent = if visit == 0 { self.authority.spent() } else { 0 };
        if spent > 0 {
            // In force since before the first day: what is left of it.
            let length = lasts.beyond(f64::from(spent), scale, uniform(word));
            return crate::random::whole_days(length, spent + 1) - spent;
        }
        day.saturating_add(crate::random::whole_days(lasts.sampler.value(word) * scale, 1))
    }

    /// The regime that follows a stay.
    fn follow(&self, regime: u8, visit: u32, parameters: &[f64]) -> u8 {
        let [word, _] = self.streams.authorities[self.index].pair(self.trial, visit, Purpose::RegimeNext, 0, 0);
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
