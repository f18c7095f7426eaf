//! Lead times and use, read off some futures day by day.

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
        for day in 0..model.days {
            block.step(day);
            for (at, (index, course)) in inputs.iter().zip(&mut courses).enumerate() {
                let input = &block.inputs[*index];
                course.used.add((stock[at] + arriving[at] - input.stock[0]) as f64, 1.0);
                stock[at] = input.stock[0];
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
