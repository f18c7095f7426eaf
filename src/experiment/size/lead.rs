//! Lead times, use and build-up, read off some futures day by day.

use super::answer::BuildUp;
use crate::engine::{Block, Luck, Recording};
use crate::model::Model;

/// Futures that are looked at.
pub(super) const FUTURES: u64 = 256;

/// Sums of a number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spread {
    weight: f64,
    sum: f64,
    squares: f64,
}

impl Spread {
    fn add(&mut self, x: f64, weight: f64) {
        self.weight += weight;
        self.sum += weight * x;
        self.squares += weight * x * x;
    }
    /// The mean; nothing of nothing.
    pub fn mean(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
    /// The standard deviation.
    pub fn deviation(&self) -> f64 {
        let mean = self.mean().unwrap_or(0.0);
        if self.weight > 0.0 { (self.squares / self.weight - mean * mean).max(0.0).sqrt() } else { 0.0 }
    }
}

/// What some futures say of an input.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    /// Days from order to receipt, weighted by quantity.
    pub lead_days: Spread,
    /// Ticks used on a calendar day.
    pub used: Spread,
    /// Ticks received so far, by future and day.
    received: Vec<Vec<i64>>,
}

/// Follows inputs through the first futures of a run.
pub(super) fn follow(model: &Model, inputs: &[usize], seed: u64, trials: u64) -> Vec<Course> {
    let luck = Luck::new(model, seed);
    let mut block: Block<1> = Block::new(model, &luck, Recording { band_every: model.days, audit: false });
    let mut courses = vec![Course::default(); inputs.len()];
    for trial in 0..trials.min(FUTURES) {
        block.begin(trial);
        let mut arriving = vec![0; inputs.len()];
        let mut stock: Vec<i64> = inputs.iter().map(|i| block.inputs[*i].stock[0]).collect();
        for course in &mut courses {
            course.received.push(Vec::with_capacity(model.days as usize));
        }
        for day in 0..model.days {
            block.step(day);
            for (at, (index, course)) in inputs.iter().zip(&mut courses).enumerate() {
                let input = &block.inputs[*index];
                course.used.add((stock[at] + arriving[at] - input.stock[0]) as f64, 1.0);
                stock[at] = input.stock[0];
                if let Some(received) = course.received.last_mut() {
                    received.push(received.last().copied().unwrap_or(0) + arriving[at]);
                }
                arriving[at] = 0;
                // Each shipment is seen once: on the eve of its receipt.
                for g in input.open.iter() {
                    let group = block.pool.group(g);
                    if group.open_until[0] == day + 1 && day + 1 < model.days {
                        let quantity = group.quantity[0];
                        arriving[at] += quantity;
                        let lead = f64::from(day + 1 - u32::from(group.placed));
                        course.lead_days.add(lead, quantity as f64);
                    }
                }
            }
        }
    }
    courses
}

impl Course {
    /// How long it takes until so many ticks more than in the same futures of another course have been received.
    pub fn build_up(&self, before: &Self, more: i64) -> BuildUp {
        let futures = self.received.len();
        let reached = |(with, without): (&Vec<i64>, &Vec<i64>)| {
            with.iter().zip(without).position(|(with, without)| with - without >= more)
        };
        let mut days: Vec<u32> =
            self.received.iter().zip(&before.received).filter_map(reached).map(|day| day as u32).collect();
        days.sort_unstable();
        let never = futures - days.len();
        BuildUp {
            futures: futures as u64,
            median_day: days.get(futures.div_ceil(2).max(1) - 1).copied(),
            never_share: never as f64 / futures.max(1) as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stock_is_built_when_so_much_more_has_come() {
        let course = |received: [[i64; 3]; 3]| Course {
            received: received.map(|days| days.to_vec()).to_vec(),
            ..Course::default()
        };
        let (before, with) = (course([[0, 5, 9], [2, 2, 2], [0, 0, 0]]), course([[0, 9, 14], [7, 9, 9], [0, 0, 4]]));
        let build = with.build_up(&before, 5);
        assert_eq!((build.futures, build.median_day), (3, Some(2)));
        assert!((build.never_share - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(with.build_up(&before, 6).median_day, None);
    }
}
