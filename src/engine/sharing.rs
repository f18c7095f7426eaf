//! Lines that share inputs or hours: when there is not enough for the plans of all on a day, who gets what.
//!
//! A day on which all plans of a works can be made is done for all trials together. Otherwise its lines take their
//! turns, trial by trial: for its turn the stock is a line's own, but for what is set aside for others. By margin and
//! by rank each finds what those before it have left; pro rata each has its share. Who makes good what it owes comes
//! after all plans.

use std::cmp::Reverse;

use super::book::Orders;
use super::facts::Facts;
use super::line::can_run;
use super::plant::{InputState, Plant};
use super::produce::{add_where, carry_over, stop_where_short, take, trouble_free, unmarked};
use super::record::Record;
use super::shipping::Shipping;
use super::state::{Lanes, any, trials};
use super::sums::divided;
use crate::model::{FRACTION_BITS, HAIR, Model, fixed_point};
use crate::scenario::ShortInputs;

/// Hours that a plan may exceed what there is by rounding.
const A_HAIR_OF_HOURS: f64 = 1e-9;

/// What a line needs of an input that others use too, by trial.
#[derive(Clone, Debug)]
struct Use<const W: usize> {
    /// Ticks per tick of output, fixed point.
    per_output: Lanes<W>,
    /// Fraction of a tick carried by the use.
    carry: Lanes<W>,
}

/// What lines need of shared inputs.
#[derive(Debug)]
pub(super) struct Sharing<const W: usize> {
    /// By works, line and input.
    uses: Vec<Vec<Vec<Use<W>>>>,
    /// Hours left of the day before, on which a piece did not fit: it has been begun. By works.
    begun: Vec<Lanes<W, f64>>,
    /// Scratch for the plans of a works' lines.
    plans: Vec<Lanes<W>>,
}

/// What the lines of a works share today in a trial.
struct Day<'d, 'm, const W: usize> {
    facts: &'d Facts<'m, W>,
    works: usize,
    w: usize,
    /// Hours that there are, where hours are shared.
    hours: Option<f64>,
    /// Whether a piece has been begun the day before.
    begun: bool,
}

/// Most that one line may take: ticks of each input, and hours.
struct Allowance {
    ticks: Vec<i64>,
    hours: f64,
}

impl<const W: usize> Day<'_, '_, W> {
    /// Hours that some output of a line takes.
    fn hours_of(&self, line: usize, output: i64) -> f64 {
        output as f64 * self.facts.values.of(self.facts.model.works[self.works].lines[line].hours)[self.w]
    }

    /// Most output of a line that fits into some hours.
    fn fit(&self, line: usize, hours: f64) -> i64 {
        let each = self.hours_of(line, 1);
        if each > 0.0 { (hours.max(0.0) / each + A_HAIR_OF_HOURS) as i64 } else { i64::MAX }
    }
}

impl<const W: usize> Sharing<W> {
    /// Of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let none = Use { per_output: [0; W], carry: [HAIR; W] };
        let of_line = |line: &crate::model::WorksLine| vec![none.clone(); model.sites[line.site].inputs.len()];
        Self {
            uses: model.works.iter().map(|works| works.lines.iter().map(of_line).collect()).collect(),
            begun: vec![[0.0; W]; model.works.len()],
            plans: Vec::new(),
        }
    }

    /// Hours that there are today, where hours are shared, with those of a piece that has been begun.
    fn hours(&self, works: usize, w: usize, facts: &Facts<W>) -> Option<f64> {
        let steps = facts.model.works[works].hours.as_ref()?;
        let of_day = steps.on(facts.day).map_or(0.0, |hours| facts.values.of(hours)[w]);
        Some(of_day + self.begun[works][w])
    }

    /// Nothing is carried yet.
    pub(super) fn open(&mut self) {
        self.begun.fill([0.0; W]);
        self.uses.iter_mut().flatten().flatten().for_each(|of| of.carry = [HAIR; W]);
    }

    /// Numbers have changed: turns what lines need into ticks.
    pub(super) fn follow(&mut self, facts: &Facts<W>) {
        for (works, uses) in facts.model.works.iter().zip(&mut self.uses) {
            for (at, (line, uses)) in works.lines.iter().zip(uses).enumerate() {
                let inputs = &facts.model.inputs[facts.model.sites[line.site].inputs.clone()];
                for (of, input) in uses.iter_mut().zip(inputs) {
                    of.per_output = facts.values.of(input.users[at].per_output).map(fixed_point);
                }
            }
        }
    }
}

impl<const W: usize> Plant<W> {
    /// What output of all users of an input needs of it, where several share it.
    #[inline(always)]
    pub(super) fn needed_by_all(&self, model: &Model, input: usize, output: impl Fn(usize) -> Lanes<W>) -> [i128; W] {
        let mut needed = [0; W];
        for (line, user) in model.inputs[input].users.iter().enumerate() {
            let output = output(user.site);
            let Some((works, _)) = model.sites[user.site].works.filter(|_| any(&output)) else { continue };
            let per_output = &self.sharing.uses[works][line][input - model.sites[user.site].inputs.start].per_output;
            for w in 0..W {
                needed[w] += (i128::from(output[w]) * i128::from(per_output[w])) >> FRACTION_BITS;
            }
        }
        needed
    }

    /// A day of all works.
    pub(super) fn produce_shared(
        &mut self,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        shipping: &Shipping<W>,
        record: &mut Record<W>,
    ) {
        for works in 0..facts.model.works.len() {
            self.run_works(works, facts, orders, shipping, record);
        }
    }

    /// A day of one works.
    #[inline(never)]
    fn run_works(
        &mut self,
        works: usize,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        shipping: &Shipping<W>,
        record: &mut Record<W>,
    ) {
        let (model, day) = (facts.model, facts.day);
        let lines = &model.works[works].lines;
        if !model.sites[lines[0].site].working[day as usize] {
            return;
        }
        let mut plans = std::mem::take(&mut self.sharing.plans);
        plans.clear();
        for line in lines {
            let unlimited = model.sites[line.site].unlimited;
            plans.push(if unlimited {
                [0; W]
            } else if model.sites[line.site].sells_from_stock() {
                self.plan_from_stock(line.site, facts, record)
            } else {
                self.plan(line.site, facts, shipping, record)
            });
        }
        if plans.iter().any(any) {
            let stopped = self.run_together(works, &plans, facts);
            for w in trials(stopped) {
                if plans.iter().any(|plan| plan[w] > 0) {
                    let hours = self.sharing.hours(works, w, facts);
                    let begun = std::mem::take(&mut self.sharing.begun[works][w]) > 0.0;
                    let of = Day { facts, works, w, hours, begun };
                    self.take_turns(&of, &mut plans, orders, record);
                }
            }
            for (line, plan) in lines.iter().zip(&plans) {
                let previous_day = &mut self.sites[line.site].previous_day;
                for w in 0..W {
                    previous_day[w] = if plan[w] > 0 { day } else { previous_day[w] };
                }
            }
        }
        for line in lines.iter().filter(|line| model.sites[line.site].sells_from_stock()) {
            self.sell(line.site, facts, record);
        }
        self.sharing.plans = plans;
    }

    /// Makes all plans in the trials in which nothing is short and no line halts or owes anything; returns the others,
    /// as bits.
    fn run_together(&mut self, works: usize, plans: &[Lanes<W>], facts: &Facts<W>) -> u32 {
        let model = facts.model;
        let lines = &model.works[works].lines;
        let troubled = lines.iter().fold(0, |bits, line| bits | self.lines[line.site].troubled);
        let mut runs = trouble_free(troubled);
        if model.works[works].hours.is_some() {
            let mut needed = [0.0; W];
            for (line, plan) in lines.iter().zip(plans) {
                let each = facts.values.of(line.hours);
                for w in 0..W {
                    needed[w] += plan[w] as f64 * each[w];
                }
            }
            for w in 0..W {
                let most = self.sharing.hours(works, w, facts).unwrap_or(f64::INFINITY);
                if self.sharing.begun[works][w] > 0.0 || needed[w] > most + A_HAIR_OF_HOURS {
                    runs[w] = 0;
                }
            }
        }
        let uses = &mut self.sharing.uses[works];
        let inputs = &mut self.inputs[model.sites[lines[0].site].inputs.clone()];
        for (at, (input, need)) in inputs.iter().zip(&mut self.need).enumerate() {
            *need = [0; W];
            for (plan, of) in plans.iter().zip(uses.iter().map(|uses| &uses[at])) {
                for w in 0..W {
                    need[w] += (plan[w] * of.per_output[w] + of.carry[w]) >> FRACTION_BITS;
                }
            }
            stop_where_short(&mut runs, &input.stock, need);
        }
        for (input, need) in inputs.iter_mut().zip(&self.need) {
            take(&mut input.stock, need, &runs);
            if facts.audit {
                add_where(&mut input.used, need, &runs);
            }
        }
        for ((line, plan), uses) in lines.iter().zip(plans).zip(uses) {
            for of in uses {
                carry_over(&mut of.carry, &of.per_output, plan, &runs);
            }
            if model.sites[line.site].makes_to_stock() {
                add_where(&mut self.sites[line.site].output, plan, &runs);
            }
        }
        unmarked(&runs)
    }

    /// One day of the lines of a works in one trial, one after the other: first all plans, then what is made good.
    /// Plans that do not fit into the hours are cut.
    #[inline(never)]
    fn take_turns(&mut self, of: &Day<W>, plans: &mut [Lanes<W>], orders: &mut Orders<W>, record: &mut Record<W>) {
        let model = of.facts.model;
        let works = &of.facts.model.works[of.works];
        let inputs = of.facts.model.sites[works.lines[0].site].inputs.clone();
        let (w, mut hours) = (of.w, of.hours);
        let covered: Vec<bool> =
            works.lines.iter().map(|line| self.covered(&model.sites[line.site], line.site, w)).collect();
        let mut order = works.orders[self.scarcest(of, plans)].clone();
        let shares = (works.short == ShortInputs::ProRata).then(|| self.shares_of(of, plans));
        if shares.is_some() {
            // Who waits to restart looks at what the others leave.
            order.sort_by_key(|line| !self.can_run_today(of, *line));
        }
        let mut made = vec![0; plans.len()];
        let mut all_fit = true;
        for &line in &order {
            let (site, share) = (works.lines[line].site, shares.as_ref().map(|shares| &shares[line]));
            let most = hours.map_or(i64::MAX, |left| of.fit(line, share.map_or(left, |share| share.hours.min(left))));
            all_fit &= most >= plans[line][w];
            let plan = plans[line][w].min(most);
            if !model.sites[site].makes_to_stock() {
                // What does not fit is not planned, as what exceeds a capacity is not.
                record.sites[site].planned_in_band[w] -= plans[line][w] - plan;
            }
            plans[line][w] = plan;
            if plan > 0 {
                self.lend(of, line, share.map(|share| share.ticks.as_slice()));
                made[line] = self.run_plan((site, w), (plan, covered[line]), of.facts, orders, record);
                self.take_back(of, line);
                hours = hours.map(|left| left - of.hours_of(line, made[line]));
            }
        }
        for &line in &order {
            let site = works.lines[line].site;
            if plans[line][w] > 0 && made[line] == plans[line][w] && self.sites[site].owed[w] > 0 {
                let most = hours.map_or(i64::MAX, |left| of.fit(line, left));
                self.lend(of, line, None);
                let extra = self.make_good(of.facts, (site, w), (made[line], most), record);
                self.take_back(of, line);
                hours = hours.map(|left| left - of.hours_of(line, extra));
            }
            self.mark_trouble(site, w);
        }
        if !all_fit || of.begun {
            let largest = (0..plans.len()).map(|line| of.hours_of(line, 1)).fold(0.0, f64::max);
            self.sharing.begun[of.works][w] = hours.unwrap_or(0.0).clamp(0.0, largest);
        }
        self.inputs[inputs].iter_mut().for_each(|input| input.matched = 0);
    }

    fn can_run_today(&self, of: &Day<W>, line: usize) -> bool {
        let site = of.facts.model.works[of.works].lines[line].site;
        can_run(self.sites[site].down[of.w], of.facts.model.sites[site].line.restart_days)
    }

    /// What is scarcest for the plans of a day: an input, counted from the first of the works; hours come after them.
    fn scarcest(&self, of: &Day<W>, plans: &[Lanes<W>]) -> usize {
        let works = &of.facts.model.works[of.works];
        let inputs = &self.inputs[of.facts.model.sites[works.lines[0].site].inputs.clone()];
        let of_input = |(at, input): (usize, &InputState<W>)| {
            let need: i64 = (0..plans.len()).map(|line| self.need_of(of, line, at, plans[line][of.w])).sum();
            ratio(input.stock[of.w] as f64, need as f64)
        };
        let of_hours = |most| ratio(most, (0..plans.len()).map(|line| of.hours_of(line, plans[line][of.w])).sum());
        let ratios = inputs.iter().enumerate().map(of_input).chain(of.hours.map(of_hours));
        let least = ratios.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
        least.map_or(0, |(at, _)| at)
    }

    /// What some output of a line needs of an input, in ticks.
    fn need_of(&self, of: &Day<W>, line: usize, at: usize, output: i64) -> i64 {
        let need = &self.sharing.uses[of.works][line][at];
        (output * need.per_output[of.w] + need.carry[of.w]) >> FRACTION_BITS
    }

    /// What each line may take of what is short: its share of the need of all that can run.
    fn shares_of(&self, of: &Day<W>, plans: &[Lanes<W>]) -> Vec<Allowance> {
        let works = &of.facts.model.works[of.works];
        let inputs = of.facts.model.sites[works.lines[0].site].inputs.clone();
        let runs = |line: &usize| self.can_run_today(of, *line);
        let plan = |line: usize| if runs(&line) { plans[line][of.w] } else { 0 };
        let all = || 0..plans.len();
        let mut shares: Vec<Allowance> =
            all().map(|_| Allowance { ticks: vec![i64::MAX; inputs.len()], hours: f64::INFINITY }).collect();
        for (at, input) in self.inputs[inputs].iter().enumerate() {
            let needs: Vec<i64> = all().map(|line| self.need_of(of, line, at, plan(line))).collect();
            if needs.iter().sum::<i64>() > input.stock[of.w] {
                let parts = in_proportion(input.stock[of.w], &needs);
                for line in all().filter(runs) {
                    shares[line].ticks[at] = parts[line];
                }
            }
        }
        if let Some(most) = of.hours {
            let needs: Vec<f64> = all().map(|line| of.hours_of(line, plan(line))).collect();
            let needed: f64 = needs.iter().sum();
            if needed > most + A_HAIR_OF_HOURS {
                for line in all().filter(runs) {
                    shares[line].hours = needs[line] * most / needed;
                }
            }
        }
        shares
    }

    /// Gives the stock to a line for its turn, but for what is set aside.
    fn lend(&mut self, of: &Day<W>, line: usize, most: Option<&[i64]>) {
        let site = of.facts.model.works[of.works].lines[line].site;
        let uses = &self.sharing.uses[of.works][line];
        for (at, input) in self.inputs[of.facts.model.sites[site].inputs.clone()].iter_mut().enumerate() {
            input.per_output[of.w] = uses[at].per_output[of.w];
            input.carry[of.w] = uses[at].carry[of.w];
            input.aside = most.map_or(0, |most| (input.stock[of.w] - most[at]).max(0));
            input.stock[of.w] -= input.aside;
        }
    }

    /// Takes the stock back after its turn.
    fn take_back(&mut self, of: &Day<W>, line: usize) {
        let site = of.facts.model.works[of.works].lines[line].site;
        let uses = &mut self.sharing.uses[of.works][line];
        for (of_line, input) in uses.iter_mut().zip(&mut self.inputs[of.facts.model.sites[site].inputs.clone()]) {
            of_line.carry[of.w] = input.carry[of.w];
            input.stock[of.w] += std::mem::take(&mut input.aside);
        }
    }
}

/// How much of a need there is; what nobody needs is never scarce.
fn ratio(there: f64, need: f64) -> f64 {
    if need > 0.0 { there / need } else { f64::INFINITY }
}

/// Splits a quantity in proportion to needs that exceed it, in whole ticks: those with the largest remainders get one
/// more, of equal ones the first.
#[must_use]
pub(super) fn in_proportion(quantity: i64, needs: &[i64]) -> Vec<i64> {
    let whole = needs.iter().map(|need| i128::from(*need)).sum::<i128>().max(1);
    let mut parts = Vec::with_capacity(needs.len());
    let mut remainders = Vec::with_capacity(needs.len());
    for (at, need) in needs.iter().enumerate() {
        let (part, remainder) = divided(*need, quantity, whole);
        parts.push(part);
        remainders.push((Reverse(remainder), at));
    }
    remainders.sort_unstable();
    let left = quantity - parts.iter().sum::<i64>();
    remainders.iter().take(left.max(0) as usize).for_each(|(_, at)| parts[*at] += 1);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 30 for needs of 20, 24 and 5: 12.24, 14.69 and 3.06, so that the second gets the one that is left.
    #[test]
    fn the_largest_remainder_gets_one_more() {
        assert_eq!(in_proportion(30, &[20, 24, 5]), [12, 15, 3]);
        assert_eq!(in_proportion(29, &[10, 10, 10]), [10, 10, 9]);
        assert_eq!(in_proportion(0, &[3, 4]), [0, 0]);
        assert_eq!(in_proportion(5, &[0, 9]), [0, 5]);
    }
}
