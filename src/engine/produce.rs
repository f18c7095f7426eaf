//! Step 4: production. Trials whose line simply runs are handled together; the others one by one.
//!
//! A trial of which the line runs is marked by a mask of all bits, one that does not by 0.

use super::book::Orders;
use super::capacity::MASK;
use super::facts::Facts;
use super::lines::UNCERTAIN;
use super::plant::{InputState, Plant};
use super::record::Record;
use super::shipping::Shipping;
use super::state::{Lanes, add, any, trials};
use crate::model::FRACTION_BITS;

impl<const W: usize> Plant<W> {
    /// Production of all sites on a day.
    #[inline(always)]
    pub(super) fn produce(
        &mut self,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        shipping: &Shipping<W>,
        record: &mut Record<W>,
    ) {
        for i in 0..self.catching_up.len() {
            self.write_off(self.catching_up[i], facts.day, record);
        }
        let first = facts.day as usize * self.lines.len();
        for site in 0..self.lines.len() {
            let plan = self.plans[first + site];
            if plan != 0 {
                self.produce_site((site, plan), facts, orders, shipping, record);
            }
        }
        if !facts.model.works.is_empty() {
            self.produce_shared(facts, orders, shipping, record);
        }
        for i in 0..self.holding.len() {
            for input in &mut self.inputs[facts.model.sites[self.holding[i]].inputs.clone()] {
                add(&mut input.stock_days, &input.stock);
            }
        }
    }

    #[inline(always)]
    fn produce_site(
        &mut self,
        (site, plan): (usize, i64),
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        shipping: &Shipping<W>,
        record: &mut Record<W>,
    ) {
        if plan == UNCERTAIN {
            if facts.model.sites[site].quota.is_some() {
                self.produce_under_quota(site, facts, orders, shipping, record);
                return;
            }
            let from_stock = facts.model.sites[site].sells_from_stock();
            let plan = if from_stock {
                self.plan_from_stock(site, facts, record)
            } else {
                self.plan(site, facts, shipping, record)
            };
            if any(&plan) {
                self.run_line(site, &plan, facts, orders, record);
            }
            if from_stock {
                self.sell(site, facts, record);
            }
            return;
        }
        let line = &mut self.lines[site];
        line.planned_in_band += plan;
        let Some((input, whole)) = line.single else {
            self.run_line(site, &[plan; W], facts, orders, record);
            return;
        };
        let input = &mut self.inputs[input as usize];
        let mut runs = if line.troubled == 0 { [-1; W] } else { trouble_free(line.troubled) };
        use_one(&mut input.stock, plan * whole, &mut runs);
        let stopped = unmarked(&runs);
        if stopped != 0 {
            self.run_troubled((site, stopped), &[plan; W], facts, orders, record);
        }
        self.lines[site].previous_day = facts.day;
    }

    /// The last day before today on which a trial's line had a plan.
    #[inline(always)]
    pub(super) fn previous_day(&self, site: usize, w: usize) -> u32 {
        let line = &self.lines[site];
        if line.certain { line.previous_day } else { self.sites[site].previous_day[w] }
    }

    /// What a site plans to make today, in ticks, where trials differ.
    #[inline(always)]
    pub(super) fn plan(
        &mut self,
        site: usize,
        facts: &Facts<W>,
        shipping: &Shipping<W>,
        record: &mut Record<W>,
    ) -> Lanes<W> {
        let state = &mut self.sites[site];
        if facts.model.sites[site].sales.is_none() {
            return state.plan_owed(shipping.backlog(site));
        }
        let plan = state.plan_sales();
        add(&mut record.sites[site].planned_in_band, &plan);
        plan
    }

    /// One day of a line of any number of inputs.
    #[inline(always)]
    pub(super) fn run_line(
        &mut self,
        site: usize,
        plan: &Lanes<W>,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let model = &facts.model.sites[site];
        let state = &mut self.sites[site];
        let inputs = &mut self.inputs[model.inputs.clone()];
        let mut runs = trouble_free(self.lines[site].troubled);
        for (input, need) in inputs.iter().zip(&mut self.need) {
            *need = input.need(plan);
            stop_where_short(&mut runs, &input.stock, need);
        }
        for (input, need) in inputs.iter_mut().zip(&self.need) {
            if input.whole.is_none() {
                carry_over(&mut input.carry, &input.per_output, plan, &runs);
            }
            take(&mut input.stock, need, &runs);
            if facts.audit {
                add_where(&mut input.used, need, &runs);
            }
        }
        if model.makes_to_stock() {
            add_where(&mut state.output, plan, &runs);
        }
        let stopped = unmarked(&runs);
        if stopped != 0 {
            self.run_troubled((site, stopped), plan, facts, orders, record);
        }
        self.lines[site].previous_day = facts.day;
        let previous_day = &mut self.sites[site].previous_day;
        for w in 0..W {
            previous_day[w] = if plan[w] > 0 { facts.day } else { previous_day[w] };
        }
    }

    /// Lines that do not simply run, trial by trial.
    #[inline(never)]
    fn run_troubled(
        &mut self,
        (site, stopped): (usize, u32),
        plan: &Lanes<W>,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let simple = self.lines[site].simple;
        for w in trials(stopped) {
            if plan[w] > 0 {
                if simple {
                    self.halt_day((site, w), plan[w], facts, orders, record);
                } else {
                    self.troubled_day((site, w), plan[w], facts, orders, record);
                    self.mark_trouble(site, w);
                }
            }
        }
    }

    /// Lost output whose time to be made good has passed is lost for good.
    #[inline(always)]
    fn write_off(&mut self, site: usize, day: u32, record: &mut Record<W>) {
        let state = &mut self.sites[site];
        let slot = day as usize % state.owed_by_day.len();
        let late = std::mem::replace(&mut state.owed_by_day[slot], [0; W]);
        for w in 0..W {
            state.owed[w] -= late[w];
        }
        add(&mut record.sites[site].lost, &late);
        if any(&late) {
            (0..W).for_each(|w| self.mark_trouble(site, w));
        }
    }
}

impl<const W: usize> InputState<W> {
    /// What a plan needs of the input, in ticks.
    #[inline(always)]
    fn need(&self, plan: &Lanes<W>) -> Lanes<W> {
        let mut need = [0; W];
        if let Some(whole) = self.whole {
            for w in 0..W {
                need[w] = plan[w] * whole;
            }
        } else {
            for w in 0..W {
                need[w] = (plan[w] * self.per_output[w] + self.carry[w]) >> FRACTION_BITS;
            }
        }
        need
    }
}

/// The trials that are not marked, as bits.
#[inline(always)]
pub(super) fn unmarked<const W: usize>(runs: &Lanes<W>) -> u32 {
    let mut bits = 0_i64;
    for w in 0..W {
        bits |= !runs[w] & (1 << w);
    }
    bits as u32
}

/// Marks the trials that are not in trouble.
#[inline(always)]
pub(super) fn trouble_free<const W: usize>(troubled: u32) -> Lanes<W> {
    let mut runs = [0; W];
    for w in 0..W {
        runs[w] = (i64::from(troubled) >> w & 1) - 1;
    }
    runs
}

/// Takes the same need from the stock of every marked trial that has it, and unmarks the others.
#[inline(always)]
fn use_one<const W: usize>(stock: &mut Lanes<W>, need: i64, runs: &mut Lanes<W>) {
    for w in 0..W {
        runs[w] &= -i64::from(stock[w] >= need);
        stock[w] -= need & runs[w];
    }
}

/// Unmarks trials with less than they need.
#[inline(always)]
pub(super) fn stop_where_short<const W: usize>(runs: &mut Lanes<W>, stock: &Lanes<W>, need: &Lanes<W>) {
    for w in 0..W {
        runs[w] &= -i64::from(stock[w] >= need[w]);
    }
}

/// Takes what marked trials need from their stock.
#[inline(always)]
pub(super) fn take<const W: usize>(stock: &mut Lanes<W>, need: &Lanes<W>, runs: &Lanes<W>) {
    for w in 0..W {
        stock[w] -= need[w] & runs[w];
    }
}

/// The fraction of a tick that marked trials carry over to the next day.
#[inline(always)]
pub(super) fn carry_over<const W: usize>(
    carry: &mut Lanes<W>,
    per_output: &Lanes<W>,
    plan: &Lanes<W>,
    runs: &Lanes<W>,
) {
    for w in 0..W {
        let after = (plan[w] * per_output[w] + carry[w]) & MASK;
        carry[w] = (after & runs[w]) | (carry[w] & !runs[w]);
    }
}

#[inline(always)]
pub(super) fn add_where<const W: usize>(sum: &mut Lanes<W>, more: &Lanes<W>, runs: &Lanes<W>) {
    for w in 0..W {
        sum[w] += more[w] & runs[w];
    }
}
