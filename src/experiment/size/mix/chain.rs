//! Mixes in rising order, along which stocks are sought and raised.

use super::{Harm, Mix, Mixer};

/// A large step of a chain is cut into so many at most.
const CUTS: f64 = 8.0;

impl Mixer {
    /// The chain of mixes from plenty down to nothing more than today, through `through`, in rising order.
    pub(crate) fn chain(&self, through: Option<&Mix>) -> Vec<Mix> {
        let nothing = self.nothing();
        let mut chain: Vec<Mix> = Vec::new();
        match through {
            Some(through) => {
                self.down(&mut chain, self.plenty(), through);
                // Below it, nothing is met any more, nor are the limits of classes.
                self.without_classes().down(&mut chain, through.clone(), &nothing);
            }
            None => self.without_classes().down(&mut chain, self.plenty(), &nothing),
        }
        chain.reverse();
        chain.dedup();
        chain
    }

    fn without_classes(&self) -> Self {
        Self { classes: Vec::new(), ..self.clone() }
    }

    /// Adds the mixes on the way down to a chain: as fine as needed, large steps cut into smaller ones.
    fn down(&self, chain: &mut Vec<Mix>, mut mix: Mix, floor: &[i64]) {
        let all = self.money(&mix).max(f64::MIN_POSITIVE);
        let mut last: Option<(Mix, f64, f64)> = None;
        let mut end = None;
        self.descend(&mut mix, floor, f64::INFINITY, |mix, money, lost| {
            let far = |(_, paid, then): &(Mix, f64, f64)| {
                ((paid - money) / all * 400.0).max((lost - then) / (then * 0.02 + 1e-9))
            };
            let steps = last.as_ref().map_or(1.0, far);
            if steps >= 1.0 {
                if let Some((from, ..)) = &last {
                    self.cut(chain, from, mix, steps);
                }
                chain.push(mix.to_vec());
                last = Some((mix.to_vec(), money, lost));
                end = None;
            } else {
                end = Some(mix.to_vec());
            }
            false
        });
        chain.extend(end);
    }

    /// Adds mixes between two; where whole days count, none between is worth more than the lower one.
    fn cut(&self, chain: &mut Vec<Mix>, from: &[i64], to: &[i64], steps: f64) {
        let cuts = if self.harm == Harm::WholeDays { 1 } else { steps.min(CUTS).floor() as i64 };
        for at in 1..cuts {
            chain.push(from.iter().zip(to).map(|(a, b)| a + (b - a) * at / cuts).collect());
        }
    }
}
