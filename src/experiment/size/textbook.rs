//! The textbook's safety stock, from what was simulated.

use super::answer::{Textbook, TextbookStock};
use super::lead::{Course, TRIALS};
use super::lines::amount;
use super::{Goal, Line, Study};
use crate::statistics::normal_multiplier;

impl Study<'_> {
    /// The textbook's stock: need of the mean lead time and z times the standard deviation of the need.
    pub(super) fn textbook(&self, line: &Line, at: usize, course: &Course) -> Option<Textbook> {
        let chance = match &self.options.goal {
            Goal::Target(target) => target.halt_chance()?,
            Goal::Budget(_) => return None,
        };
        let model = self.model();
        let index = line.path.inputs[at];
        let input = &model.inputs[index];
        let tick = model.materials[input.material].tick;
        let lead = course.lead_days.mean()?;
        let (lead_sd, used, used_sd) = (course.lead_days.deviation(), course.used.mean()?, course.deviation_of_a_day());
        // Two-sided confidence 1 − 2α has the quantile of 1 − α.
        let z = if chance < 0.5 { normal_multiplier(1.0 - 2.0 * chance) } else { 0.0 };
        let opening = model.median_stock(index);
        let stock = |safety: f64| {
            let ticks = used * lead + safety;
            let runs_out = line.need.as_ref().map(|need| {
                let more = &need.more[at];
                let enough = more.partition_point(|m| *m as f64 <= ticks - opening);
                crate::experiment::summarise::chance((more.len() - enough) as u64, more.len() as u64)
            });
            TextbookStock { safety: safety * tick, hold: amount(model, input, ticks), runs_out }
        };
        Some(Textbook {
            z,
            trials: TRIALS.min(self.options.trials),
            mean_lead_days: lead,
            sd_lead_days: lead_sd,
            mean_use: used * tick,
            sd_use: used_sd * tick,
            plain: stock(z * used_sd * lead.sqrt()),
            with_lead_times: stock(z * (lead * used_sd * used_sd + used * used * lead_sd * lead_sd).sqrt()),
        })
    }
}
