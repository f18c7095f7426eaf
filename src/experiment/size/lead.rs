//! Lead times and use, read off some trials day by day.

use super::super::simulate::in_chunks;
use super::super::{Stopped, Watch};
use crate::engine::{Block, Recording, Streams};
use crate::model::Model;

/// Trials that are looked at.
pub(super) const TRIALS: u64 = 256;
/// Trials in a chunk of work.
const CHUNK: u64 = 16;

/// Sums of a number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spread {
    weight: f64,
    sum: f64,
    squares: f64,
}

impl Spread {
    fn merge(&mut self, other: &Self) {
        self.weight += other.weight;
        self.sum += other.sum;
        self.squares += other.squares;
    }
    fn add(&mut self, x: f64, weight: f64) {
        self.weight += weight;
        self.sum += weight * x;
        self.squares += weight * x * x;
    }
    /// The mean; nothing of nothing.
    pub(super) fn mean(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
    /// The standard deviation.
    pub(super) fn deviation(&self) -> f64 {
        let mean = self.mean().unwrap_or(0.0);
        if self.weight > 0.0 { (self.squares / self.weight - mean * mean).max(0.0).sqrt() } else { 0.0 }
    }
}

/// What some trials say of an input.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    /// Days from order to receipt, weighted by quantity.
    pub lead_days: Spread,
    /// Ticks used on a calendar day.
    pub used: Spread,
    /// Ticks used in each whole week, among trials.
    pub weeks: Vec<Spread>,
    /// The first day on which more than today's stock is used, in the trials in which there is one.
    first_use: Vec<u32>,
    /// Lane and days from order to receipt, by shipment of an order that was placed within the horizon.
    leads: Vec<(usize, u32)>,
}

/// Days of a week: each has as many days off as the next.
const WEEK: u32 = 7;

impl Course {
    /// The first days on which more than today's stock is used, the earliest first.
    pub(super) fn first_use(&self) -> Vec<u32> {
        let mut days = self.first_use.clone();
        days.sort_unstable();
        days
    }

    /// Days from order to receipt on a lane, the fewest first.
    pub(super) fn leads_on(&self, lane: usize) -> Vec<u32> {
        let mut days: Vec<u32> = self.leads.iter().filter(|(other, _)| *other == lane).map(|(_, days)| *days).collect();
        days.sort_unstable();
        days
    }

    fn merge(&mut self, other: &Self) {
        self.lead_days.merge(&other.lead_days);
        self.used.merge(&other.used);
        self.weeks.iter_mut().zip(&other.weeks).for_each(|(week, other)| week.merge(other));
        self.first_use.extend(&other.first_use);
        self.leads.extend(&other.leads);
    }

    /// Standard deviation of the use of a calendar day: from the variance of each week's use among trials. What is
    /// known beforehand, such as days off and steps of a plan, varies from day to day but not from trial to trial.
    pub(super) fn deviation_of_a_day(&self) -> f64 {
        let variances = self.weeks.iter().map(|week| week.deviation().powi(2));
        let weeks = self.weeks.len().max(1) as f64;
        (variances.sum::<f64>() / weeks / f64::from(WEEK)).sqrt()
    }
}

/// Follows inputs through the first trials of a run, in a model that has so much more of each than today that no line
/// ever runs out.
pub(super) fn follow(
    model: &Model,
    inputs: &[(usize, i64)],
    seed: u64,
    trials: u64,
    watch: &Watch,
) -> Result<Vec<Course>, Stopped> {
    let streams = Streams::new(model, seed);
    let chunks = in_chunks(trials.min(TRIALS), CHUNK, watch, |from, count| {
        let recording = Recording { band_every: model.days, audit: false };
        let mut block: Block<1> = Block::new(model, &streams, recording);
        let weeks = vec![Spread::default(); (model.days / WEEK) as usize];
        let mut courses = vec![Course { weeks, ..Course::default() }; inputs.len()];
        for trial in from..from + count {
            follow_one(model, inputs, &mut block, trial, &mut courses);
        }
        courses
    })?;
    let mut chunks = chunks.into_iter();
    let mut all = chunks.next().unwrap_or_else(|| vec![Course::default(); inputs.len()]);
    for chunk in chunks {
        all.iter_mut().zip(&chunk).for_each(|(course, other)| course.merge(other));
    }
    Ok(all)
}

fn follow_one(model: &Model, inputs: &[(usize, i64)], block: &mut Block<1>, trial: u64, courses: &mut [Course]) {
    let mut arriving = vec![0; inputs.len()];
    let mut this_week = vec![0; inputs.len()];
    let mut within = vec![true; inputs.len()];
    let mut stock: Vec<i64> = Vec::new();
    block.play(trial, |block, day| {
        if day == 0 {
            stock.extend(inputs.iter().map(|(input, _)| block.opening(*input, 0)));
        }
        for (at, ((index, more), course)) in inputs.iter().zip(&mut *courses).enumerate() {
            let now = block.stock(*index, 0);
            let used = stock[at] + arriving[at] - now;
            course.used.add(used as f64, 1.0);
            this_week[at] += used;
            if (day + 1) % WEEK == 0 {
                course.weeks[(day / WEEK) as usize].add(this_week[at] as f64, 1.0);
                this_week[at] = 0;
            }
            if within[at] && now < *more {
                within[at] = false;
                course.first_use.push(day);
            }
            stock[at] = now;
            arriving[at] = 0;
            // Each shipment is seen once: on the eve of its receipt.
            for (_, group) in block.orders_of(*index) {
                if group.open_until[0] == day + 1 && day + 1 < model.days {
                    let quantity = group.quantity[0];
                    arriving[at] += quantity;
                    // How long an order takes that is still open says nothing of those to come.
                    if let Ok(placed) = u32::try_from(group.placed) {
                        let lead = day + 1 - placed;
                        course.lead_days.add(f64::from(lead), quantity as f64);
                        course.leads.push((group.lane as usize, lead));
                    }
                }
            }
        }
    });
}
