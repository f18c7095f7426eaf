//! When sites and lanes are in service: outages in turn with times up, qualification and ramp. They hang on nothing but
//! their own random numbers, so a trial's whole course is laid out first.

use super::draw::sample;
use super::state::Lanes;
use super::streams::Streams;
use super::values::Values;
use crate::model::{Model, NEVER, Service};
use crate::random::{Purpose, Stream, uniform, whole_days};

/// The course of all services, by trial.
#[derive(Debug)]
pub(super) struct Services<const W: usize> {
    courses: Vec<Course<W>>,
}

/// The course of one service, by trial.
#[derive(Debug)]
struct Course<const W: usize> {
    /// Trials in which an outage is on, by day, as bits; nothing where there is none.
    down: Vec<u32>,
    /// Share of the capacity that is left in an outage.
    left: Lanes<W, f64>,
    /// First day of service.
    first: Lanes<W, u32>,
    /// Days over which output grows, and how many of them were over before day 0.
    ramp: u32,
    grown: u32,
    /// Whether anything changes on a day in any trial.
    changes: Vec<bool>,
}

impl<const W: usize> Services<W> {
    /// Room for those of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let days = model.days as usize;
        let course = |service: &Service| Course {
            down: vec![0; if service.outages.is_some() { days } else { 0 }],
            left: [0.0; W],
            first: [0; W],
            ramp: service.ramp.as_ref().map_or(1, |ramp| ramp.days),
            grown: service.ramp.as_ref().filter(|ramp| ramp.qualification.is_none()).map_or(0, |ramp| ramp.spent),
            changes: vec![false; days],
        };
        Self { courses: model.services.iter().map(course).collect() }
    }

    /// Lays out the trials from `first_trial` on.
    #[inline(never)]
    pub(super) fn open(&mut self, model: &Model, streams: &Streams, values: &Values<W>, first_trial: u64) {
        for ((service, course), stream) in model.services.iter().zip(&mut self.courses).zip(&streams.services) {
            course.down.fill(0);
            course.changes.fill(false);
            for w in 0..W {
                course.qualify(service, *stream, values, (first_trial + w as u64, w));
                course.lay_out(service, *stream, values, (first_trial + w as u64, w));
            }
        }
    }

    /// Whether nothing leaves without one of some services on a day.
    #[inline(always)]
    #[must_use]
    pub(super) fn are_out(&self, services: &[usize], day: u32, w: usize) -> bool {
        services.iter().any(|service| self.courses[*service].is_out(day, w))
    }

    /// Whether a service has begun by a day.
    #[inline(always)]
    #[must_use]
    pub(super) fn has_begun(&self, service: usize, day: u32, w: usize) -> bool {
        self.courses[service].first[w] <= day
    }

    /// Whether a service changes on a day in any trial.
    #[must_use]
    pub(super) fn changes(&self, service: usize, day: u32) -> bool {
        self.courses[service].changes[day as usize]
    }

    /// Share of its capacity that a site has on a day.
    #[must_use]
    pub(super) fn share(&self, service: usize, day: u32, w: usize) -> f64 {
        let course = &self.courses[service];
        if course.first[w] > day {
            return 0.0;
        }
        let served = f64::from(day - course.first[w] + course.grown) + 1.0;
        let grown = (served / f64::from(course.ramp)).min(1.0);
        if course.is_down(day, w) { grown * course.left[w] } else { grown }
    }

    /// First day of service in a trial, if there is one.
    #[must_use]
    pub(super) fn first_day(&self, service: usize, w: usize) -> Option<u32> {
        Some(self.courses[service].first[w]).filter(|day| *day != NEVER)
    }

    /// Outages of a trial: first days, and days after the last.
    #[must_use]
    pub(super) fn outages(&self, service: usize, w: usize) -> Vec<(u32, u32)> {
        let mut outages: Vec<(u32, u32)> = Vec::new();
        for (day, down) in (0..).zip(&self.courses[service].down) {
            match outages.last_mut() {
                _ if down >> w & 1 == 0 => {}
                Some((_, until)) if *until == day => *until = day + 1,
                _ => outages.push((day, day + 1)),
            }
        }
        outages
    }
}

impl<const W: usize> Course<W> {
    fn is_down(&self, day: u32, w: usize) -> bool {
        self.down.get(day as usize).is_some_and(|down| down >> w & 1 == 1)
    }

    fn is_out(&self, day: u32, w: usize) -> bool {
        self.first[w] > day || self.is_down(day, w)
    }

    fn change(&mut self, day: u32) {
        if let Some(changes) = self.changes.get_mut(day as usize) {
            *changes = true;
        }
    }

    /// The first day of service: the day after the last try, if it succeeds within the horizon.
    fn qualify(&mut self, service: &Service, stream: Stream, values: &Values<W>, (trial, w): (u64, usize)) {
        let Some(ramp) = &service.ramp else {
            self.first[w] = 0;
            return;
        };
        let mut first = ramp.from;
        if let Some(days) = &ramp.qualification {
            let fails = values.of(ramp.fails)[w];
            for slot in 0.. {
                let [length, result] = stream.pair(trial, slot, Purpose::Qualification, 0, 0);
                let scale = values.of(days.scale)[w];
                // The first try may have gone on since before day 0.
                let spent = if slot == 0 { ramp.spent } else { 0 };
                let takes = if spent == 0 {
                    whole_days(sample(days, length, scale), 1)
                } else {
                    whole_days(days.beyond(f64::from(spent), scale, uniform(length)), spent + 1) - spent
                };
                first = first.saturating_add(takes);
                if first as usize >= self.changes.len() {
                    first = NEVER;
                    break;
                }
                if uniform(result) >= fails {
                    break;
                }
                if !ramp.again {
                    first = NEVER;
                    break;
                }
            }
        }
        self.first[w] = first;
        if first != NEVER {
            (first..first.saturating_add(ramp.days)).for_each(|day| self.change(day));
        }
    }

    /// Times up and down in turn, up on the first day.
    fn lay_out(&mut self, service: &Service, stream: Stream, values: &Values<W>, (trial, w): (u64, usize)) {
        let Some(outages) = &service.outages else { return };
        self.left[w] = values.of(outages.left)[w];
        let days = self.down.len() as u32;
        let mut day = 0;
        for slot in 0.. {
            let [up, down] = stream.pair(trial, slot, Purpose::Outage, 0, 0);
            let begins = day + whole_days(sample(&outages.up, up, values.of(outages.up.scale)[w]), 1).min(days);
            if begins >= days {
                return;
            }
            let length = whole_days(sample(&outages.down, down, values.of(outages.down.scale)[w]), 1);
            day = begins.saturating_add(length).min(days);
            self.down[begins as usize..day as usize].iter_mut().for_each(|bits| *bits |= 1 << w);
            self.change(begins);
            self.change(day);
        }
    }
}
