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
    /// Ticks used in each whole week, among trials.
    pub weeks: Vec<Spread>,
}

/// Days of a week: each has as many days off as the next.
const WEEK: u32 = 7;

impl Course {
    /// Standard deviation of the use of a calendar day: from the variance of each week's use among trials. What is known
    /// beforehand, such as days off and steps of a plan, varies from day to day but not from trial to trial.
    pub fn deviation_of_a_day(&self) -> f64 {
        let variances = self.weeks.iter().map(|week| week.deviation().powi(2));
        let weeks = self.weeks.len().max(1) as f64;
        (variances.sum::<f64>() / weeks / f64::from(WEEK)).sqrt()
    }
}

/// Follows inputs through the first futures of a run.
pub(super) fn follow(model: &Model, inputs: &[usize], seed: u64, trials: u64) -> Vec<Course> {
    let luck = Luck::new(model, seed);
    let mut block: Block<1> = Block::new(model, &luck, Recording { band_every: model.days, audit: false });
    let weeks = vec![Spread::default(); (model.days / WEEK) as usize];
    let mut courses = vec![Course { weeks, ..Course::default() }; inputs.len()];
    for trial in 0..trials.min(FUTURES) {
        let mut arriving = vec![0; inputs.len()];
        let mut this_week = vec![0; inputs.len()];
        let mut stock: Vec<i64> = Vec::new();
        block.play(trial, |block, day| {
            if day == 0 {
                stock.extend(inputs.iter().map(|input| block.opening(*input, 0)));
            }
            for (at, (index, course)) in inputs.iter().zip(&mut courses).enumerate() {
                let now = block.stock(*index, 0);
                let used = stock[at] + arriving[at] - now;
                course.used.add(used as f64, 1.0);
                this_week[at] += used;
                if (day + 1) % WEEK == 0 {
                    course.weeks[(day / WEEK) as usize].add(this_week[at] as f64, 1.0);
                    this_week[at] = 0;
                }
                stock[at] = now;
                arriving[at] = 0;
                // Each shipment is seen once: on the eve of its receipt.
                for (_, group) in block.orders_of(*index) {
                    if group.open_until[0] == day + 1 && day + 1 < model.days {
                        let quantity = group.quantity[0];
                        arriving[at] += quantity;
                        if group.placed < 0 {
                            // How long an order takes that is still open says nothing of those to come.
                            continue;
                        }
                        let lead = f64::from(day + 1) - f64::from(group.placed);
                        course.lead_days.add(lead, quantity as f64);
                    }
                }
            }
        });
    }
    courses
}
