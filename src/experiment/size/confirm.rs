//! The answer tried on fresh trials, and raised until it is confirmed.
//!
//! A stock that one pass finds exactly has its proof already: its rank among the needs of the trials bounds the
//! chance with the confidence asked for, and fresh trials could only refute it. Any other stock was chosen on the
//! trials that it is judged by, and so is judged again on trials that played no part in it. Where those do not
//! confirm it, the stock is raised and tried on further ones. Looking again and again would find chance in the end:
//! look k may err with a chance of δ / (k (k + 1)) only, so that all looks together err with at most δ.

use super::super::{Estimate, Simulated, Stopped};
use super::target::{self, SURE, Target};
use super::{Line, Method, Study};
use crate::statistics::{normal_multiplier, proportion, sequential};

/// Looks at most.
const MOST_LOOKS: u32 = 8;
/// Fresh trials double from look to look, up to so many times the first.
pub(crate) const MOST_TIMES: u64 = 4;
/// What a raised stock has in hand against the noise of the next look, in standard errors.
const IN_HAND: f64 = 1.2;

/// Fresh trials with the stock of the answer.
pub(super) struct Look {
    pub simulated: Simulated,
    /// The outcome that decides, by line.
    pub outcomes: Vec<Estimate>,
    /// In how many trials each class runs out, by line.
    pub classes: Vec<Vec<u64>>,
    /// Which look it was, from 1.
    pub number: u32,
    /// Confidence of its one-sided bounds.
    pub confidence: f64,
}

/// Confidence of the bounds of a look: all of them together err with a chance of at most 5 %.
pub(super) fn confidence(look: u32) -> f64 {
    1.0 - sequential::spending(1.0 - SURE, look)
}

/// How much narrower the next look is than one on so many trials, with what is kept in hand against its noise.
pub(super) fn narrower(look: u32, trials: u64) -> f64 {
    let z = |look: u32| normal_multiplier(2.0 * confidence(look) - 1.0);
    let next = trials * if look < MOST_TIMES.ilog2() + 1 { 2 } else { 1 };
    (trials as f64 / next as f64).sqrt() * (z(look + 1) + IN_HAND) / z(look)
}

impl Study<'_> {
    /// Tries the stocks on fresh trials; those that have no proof yet are raised until they are confirmed, or the
    /// most stock is found wanting.
    pub(super) fn confirm(&self, lines: &mut [Line], target: Option<&Target>) -> Result<Look, Stopped> {
        let mut first = self.options.trials;
        let mut number = 0;
        loop {
            number += 1;
            let times = (1 << (number - 1)).min(MOST_TIMES);
            let trials = self.options.fresh_trials() * times;
            let extra: Vec<_> = lines.iter().flat_map(Line::extra).collect();
            let simulated = self.simulate(&extra, &self.plan(first, trials))?;
            let classes = self.classes_on_fresh(lines, first, trials)?;
            first += trials;
            let outcomes = self.outcomes(lines, &simulated);
            let look = Look { simulated, outcomes, classes, number, confidence: confidence(number) };
            let Some(target) = target else { return Ok(look) };
            let mut again = false;
            for ((line, outcome), counts) in lines.iter_mut().zip(&look.outcomes).zip(&look.classes) {
                let had = line.ticks();
                line.proven &= !self.refutes(target, outcome, trials);
                if !line.proven && line.feasible && !target.is_met(self.bad_end(outcome, look.confidence, trials)) {
                    again |= self.raise(line, target, outcome, (number, trials));
                }
                again |= self.raise_for_classes(line, &had, counts, (number, trials));
            }
            if !again || number >= MOST_LOOKS {
                return Ok(look);
            }
        }
    }

    /// The end of an outcome that counts against it.
    pub(super) fn bad_end(&self, outcome: &Estimate, confidence: f64, trials: u64) -> f64 {
        target::bad_end(self.quantity, outcome, trials, confidence)
    }

    /// Whether trials show that a target is missed.
    fn refutes(&self, target: &Target, outcome: &Estimate, trials: u64) -> bool {
        if target.halt_chance().is_some() {
            let halted = (outcome.value * trials as f64).round() as u64;
            return !target.is_met(proportion::lower_bound(halted, trials, SURE));
        }
        let good = if self.quantity.more_is_better() { outcome.high } else { outcome.low };
        !target.is_met(good.unwrap_or(outcome.value))
    }

    /// Raises a stock to where the next look should confirm it. Returns whether another look is worth it: not at the
    /// most stock, once that is shown to miss the target.
    fn raise(&self, line: &mut Line, target: &Target, outcome: &Estimate, (look, trials): (u32, u64)) -> bool {
        if line.chosen >= line.limit {
            line.feasible = !self.refutes(target, outcome, trials);
            return line.feasible;
        }
        let reach = (self.bad_end(outcome, confidence(look), trials) - outcome.value) * narrower(look, trials);
        let here = self.about(line, line.chosen);
        let enough = |at: usize| target.is_met(outcome.value + self.about(line, at) - here + reach);
        let step = line.path.step();
        let mut at = line.path.after(line.chosen, step);
        // Beyond what any trial needed nothing is known: a step a look.
        while at < line.limit && at <= line.path.sampled() && !enough(at) {
            at = line.path.after(at, step);
        }
        line.chosen = at.min(line.limit);
        true
    }

    /// About what a position brings, on the trials on which stocks were found: what one pass says, or between
    /// neighbours that were simulated.
    fn about(&self, line: &Line, position: usize) -> f64 {
        if let (Some(need), Method::OnePass | Method::OnePassApproximate) = (&line.need, line.method) {
            return need.short_at(position) as f64 / self.options.trials as f64;
        }
        let below = line.tried.iter().filter(|(at, _)| *at <= position).max_by_key(|(at, _)| *at);
        let above = line.tried.iter().filter(|(at, _)| *at >= position).min_by_key(|(at, _)| *at);
        match (below, above) {
            (Some((a, low)), Some((b, high))) if a < b => {
                low.value + (high.value - low.value) * (position - a) as f64 / (b - a) as f64
            }
            (Some((_, only)), _) | (_, Some((_, only))) => only.value,
            (None, None) => 0.0,
        }
    }
}
