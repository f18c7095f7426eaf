//! Files of others at a desk: they wait, are reviewed and decided like any, and take its time.

use super::draw::{all_by_law, uniforms};
use super::orders::{Kind, Stage};
use super::state::Block;
use crate::model::{fixed_point, take_whole, whole_ticks};
use crate::random::{Distribution, Purpose, uniform};
use crate::scenario::{Arrivals, DeskLimit};

impl<const W: usize> Block<'_, W> {
    /// The opening backlog on day 0 and the arrivals of a working day.
    pub fn background(&mut self, a: usize, day: u32, works: bool) {
        let authority = &self.model.authorities[a];
        if day == 0 {
            let backlog = self.values.of(authority.backlog).map(whole_ticks);
            for ordinal in 0..backlog.iter().copied().max().unwrap_or(0) {
                let there = backlog.map(|n| ordinal < n);
                self.background_files(a, &there, day, (Purpose::OpeningBacklog, ordinal as u32, 0));
            }
        }
        if !works {
            return;
        }
        let Some(mean) = authority.background.on(day).map(|n| *self.values.of(n)) else { return };
        let [words, _] = self.luck.background[a].pairs::<W>(self.first_trial, day, Purpose::BackgroundArrivals, 0, 0);
        let mut count = [0; W];
        for w in 0..W {
            count[w] = match authority.arrivals {
                Arrivals::Even => take_whole(&mut self.desks[a].arrivals_carry[w], fixed_point(mean[w])),
                Arrivals::Poisson if mean[w] <= 0.0 => 0,
                Arrivals::Poisson => poisson(uniform(words[w]), mean[w]),
            };
        }
        for index in 0..count.iter().copied().max().unwrap_or(0) {
            let there = count.map(|n| index < n);
            self.background_files(a, &there, day, (Purpose::BackgroundWork, day, index as u16));
        }
    }

    /// The file of one name in all trials in which it is there.
    fn background_files(&mut self, a: usize, there: &[bool; W], day: u32, (purpose, slot, index): (Purpose, u32, u16)) {
        let g = self.pool.add(Kind::Background, a, day);
        let group = self.pool.group_mut(g);
        // Starts need no work of others' files.
        if self.model.authorities[a].limit != DeskLimit::StartsPerWorkingDay {
            let [work, decision] = self.luck.background[a].pairs::<W>(self.first_trial, slot, purpose, 0, index);
            group.work = all_by_law(&self.model.authorities[a].work, &work);
            group.decision = uniforms(&decision);
            self.look_ahead(a, g, 0..W);
        }
        let group = self.pool.group_mut(g);
        for w in 0..W {
            if there[w] {
                group.stage[w] = Stage::Preparation;
                group.members += 1;
            }
        }
        let mut at_desk = self.at_desk(a, day);
        for w in 0..W {
            if there[w] {
                at_desk.file(g, w);
            }
        }
    }
}

/// Poisson count by inversion: the smallest count whose cumulative chance reaches `u`.
fn poisson(u: f64, mean: f64) -> i64 {
    if mean > 500.0 {
        return Distribution::poisson(mean).map_or(0, |law| law.quantile(u) as i64);
    }
    let mut chance = libm::exp(-mean);
    let mut cumulative = chance;
    let mut count = 0;
    while cumulative < u && count < 10_000 {
        count += 1;
        chance *= mean / f64::from(count);
        cumulative += chance;
    }
    i64::from(count)
}
