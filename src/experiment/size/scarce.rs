//! Where no trial loses anything, the spread of the trials says nothing of what the next one may lose.
//!
//! A mean of nothing has an interval of nothing, and would prove any target. What is known is that a halt is no
//! likelier than 1 − δ^(1/n), and that it can cost no more than a line that is halted from the first day to the last.

use super::answer::{Fresh, SizedLine, Verdict};
use super::target::{SURE, WORST};
use super::{Goal, Line, Study, Target, confirm};
use crate::experiment::measure::Quantity;
use crate::model::Model;
use crate::scenario::thousands;
use crate::statistics::{proportion, quantile};

/// A mean of which no trial shows any.
pub(super) struct Scarce {
    quantity: Quantity,
    /// The most that a halt can cost, in the unit of the quantity.
    most: f64,
}

impl Scarce {
    /// What the outcome is at most (at least, where more is better), with a confidence.
    pub(super) fn bound(&self, confidence: f64, trials: u64) -> f64 {
        let chance = proportion::upper_bound(0, trials, confidence);
        match self.quantity {
            Quantity::FillRate => 1.0 - chance,
            Quantity::CvarLoss => self.most * (chance / WORST).min(1.0),
            _ => self.most * chance,
        }
    }

    /// The fewest trials, none of which loses anything, that show a target.
    fn fewest(&self, value: f64, confidence: f64) -> u64 {
        let chance = match self.quantity {
            Quantity::FillRate => 1.0 - value,
            Quantity::CvarLoss => value * WORST / self.most,
            _ => value / self.most,
        };
        if chance >= 1.0 { 1 } else { quantile::wilks_size(1.0 - chance.max(1e-9), confidence, 1) }
    }
}

impl Study<'_> {
    /// The bounds of a mean where no fresh trial of a line halts; nothing where some do, or the outcome is another.
    pub(super) fn nothing_lost(&self, line: &Line, fresh: &Fresh) -> Option<Scarce> {
        let bounded = matches!(self.options.goal, Goal::Target(Target::Bound { .. }));
        if !bounded || fresh.halt.trials > 0 {
            return None;
        }
        let most = most_harm(self.model(), &self.lines_of(line.site), self.quantity)?;
        (most > 0.0).then_some(Scarce { quantity: self.quantity, most })
    }

    /// How many trials it would take, where none of the fresh ones halts and that is too few.
    pub(super) fn scarce(&self, line: &Line, answer: &SizedLine) -> Option<String> {
        let Goal::Target(Target::Bound { value, .. }) = &self.options.goal else { return None };
        let scarce = self.nothing_lost(line, &answer.fresh).filter(|_| answer.verdict != Verdict::Confirmed)?;
        let fewest = scarce.fewest(*value, confirm::confidence(1).max(SURE));
        Some(format!(
            "{}: none of {} fresh trials halts; too few trials: at least {} for this target, as a halt could last to the \
             end (--fresh-trials {fewest}).",
            answer.title,
            thousands(answer.bound.trials),
            thousands(fewest)
        ))
    }
}

/// What lines lose that are halted from the first day to the last.
fn most_harm(model: &Model, lines: &[usize], quantity: Quantity) -> Option<f64> {
    let each = lines.iter().map(|site| most_harm_of(model, *site, quantity));
    let each: Vec<f64> = each.collect::<Option<_>>()?;
    Some(if quantity == Quantity::FillRate { 1.0 } else { each.iter().sum() })
}

/// The same of one line, numbers at their medians.
fn most_harm_of(model: &Model, site: usize, quantity: Quantity) -> Option<f64> {
    let facts = &model.sites[site];
    let planned: f64 = model.planned_by_day(site).iter().sum::<f64>() * model.materials[facts.makes].tick;
    let days = facts.working.iter().filter(|working| **working).count() as f64;
    let median = |num| model.numbers.median(num);
    let margin = facts.sales.as_ref().map_or(0.0, |sales| median(sales.margin));
    let penalty = facts.sales.as_ref().map_or(0.0, |sales| median(sales.penalty));
    match quantity {
        Quantity::FillRate => Some(1.0),
        Quantity::HaltDays => Some(days),
        Quantity::LostOutput => Some(planned),
        Quantity::LostMargin => Some(planned * margin),
        Quantity::Loss | Quantity::CvarLoss => {
            // What is late is so for the whole horizon at most.
            let late = facts.sales.as_ref().map_or(0.0, |sales| median(sales.late_penalty)) * f64::from(model.days);
            Some(planned * (margin + penalty + late) + days * median(facts.line.halt_cost))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 − 0.05^(1/59) = 4.95 %: of 200 days, 9.9 are the most that 59 trials without a halt show.
    #[test]
    fn trials_that_lose_nothing_bound_what_is_lost() {
        let days = Scarce { quantity: Quantity::HaltDays, most: 200.0 };
        assert!((days.bound(0.95, 59) - 200.0 * (1.0 - 0.05_f64.powf(1.0 / 59.0))).abs() < 1e-6);
        assert_eq!(days.fewest(10.0, 0.95), 59);
        let worst = Scarce { quantity: Quantity::CvarLoss, most: 200.0 };
        assert!((worst.bound(0.95, 2_000) - 20.0 * days.bound(0.95, 2_000)).abs() < 1e-9);
        let rate = Scarce { quantity: Quantity::FillRate, most: 1.0 };
        assert_eq!(rate.fewest(0.95, 0.95), 59);
    }
}
