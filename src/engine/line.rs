//! A day on which a line does not simply run: short of an input, stopped, restarting, or catching up.

use super::book::Orders;
use super::capacity::MASK;
use super::facts::Facts;
use super::plant::Plant;
use super::record::Record;
use crate::model::{FRACTION_BITS, Site};

/// A line that waits for material.
const WAITING: i64 = 1;
/// A line that restarts; the rest is the number of days still to go.
const RESTARTING: i64 = 2;

/// Whether a line in this state can make anything on a day on which it has what it needs.
#[must_use]
pub(super) fn can_run(down: i64, restart_days: u32) -> bool {
    match down {
        0 | RESTARTING => true,
        WAITING => restart_days == 0,
        _ => false,
    }
}

impl<const W: usize> Plant<W> {
    /// One site, one trial, one day.
    #[inline(never)]
    pub(super) fn troubled_day(
        &mut self,
        (site, w): (usize, usize),
        plan: i64,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let covered = self.covered(&facts.model.sites[site], site, w);
        if self.run_plan((site, w), (plan, covered), facts, orders, record) == plan {
            self.make_good(facts, (site, w), (plan, i64::MAX), record);
        }
    }

    /// Makes a plan as far as inputs allow; what is `covered` may restart. Returns what is made.
    pub(super) fn run_plan(
        &mut self,
        (site, w): (usize, usize),
        (plan, covered): (i64, bool),
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) -> i64 {
        let model = &facts.model.sites[site];
        // How much else is possible does not matter where it is the whole plan or nothing.
        let possible = if self.has_all_inputs(model, w, plan) {
            plan
        } else if model.line.all_or_nothing {
            0
        } else {
            self.most_output(model, w, plan)
        };
        let ready = possible >= plan && covered;
        let down = self.sites[site].down[w];
        let running = match down {
            0 => true,
            WAITING if !ready => false,
            WAITING if model.line.restart_days == 0 => true,
            WAITING => {
                self.sites[site].down[w] = RESTARTING + i64::from(model.line.restart_days) - 1;
                false
            }
            RESTARTING if ready => true,
            RESTARTING => {
                self.sites[site].down[w] = WAITING;
                false
            }
            _ => {
                self.sites[site].down[w] -= 1;
                false
            }
        };
        let made = if !running || (model.line.all_or_nothing && possible < plan) { 0 } else { possible.min(plan) };
        self.make(facts, (site, w), made);
        if made < plan {
            self.sites[site].fell_short[w] = facts.day;
        }
        if running && made > 0 {
            self.sites[site].down[w] = 0;
        }
        let halted = made == 0 || (made as f64) < model.line.halt_below * plan as f64;
        if !halted && made < plan {
            self.short_day((site, w), plan - made, facts, orders, record);
        }
        if halted {
            self.halt((site, w), plan - made, facts, orders, record);
            if running && (model.line.restart_days > 0 || model.line.has_restart_cover) {
                self.sites[site].down[w] = WAITING;
            }
        }
        if model.makes_to_stock() {
            self.sites[site].output[w] += made;
        } else {
            self.lose((site, w), plan - made, facts.day, record);
        }
        made
    }

    /// A day on which a simple line lacks an input: nothing is made.
    #[inline(never)]
    pub(super) fn halt_day(
        &mut self,
        (site, w): (usize, usize),
        plan: i64,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        self.halt((site, w), plan, facts, orders, record);
        self.lose((site, w), plan, facts.day, record);
    }

    /// Whether the inputs on hand allow some output.
    fn has_all_inputs(&self, site: &Site, w: usize, output: i64) -> bool {
        self.inputs[site.inputs.clone()]
            .iter()
            .all(|input| input.stock[w] >= (output * input.per_output[w] + input.carry[w]) >> FRACTION_BITS)
    }

    /// Most output that the inputs on hand allow, up to `wanted`.
    fn most_output(&self, site: &Site, w: usize, wanted: i64) -> i64 {
        let mut most = wanted;
        for input in &self.inputs[site.inputs.clone()] {
            let (stock, per, carry) = (input.stock[w], input.per_output[w], input.carry[w]);
            if stock >= (wanted * per + carry) >> FRACTION_BITS {
                continue;
            }
            if stock == 0 {
                // Not even the fraction of a tick that rounding would lend.
                return 0;
            }
            // The largest n with (n · per + carry) >> bits <= stock.
            most = most.min(if stock < 1 << (62 - FRACTION_BITS) {
                (((stock + 1) << FRACTION_BITS) - 1 - carry) / per.max(1)
            } else {
                let room = ((i128::from(stock) + 1) << FRACTION_BITS) - 1 - i128::from(carry);
                (room / i128::from(per.max(1))) as i64
            });
        }
        most.max(0)
    }

    /// Whether every input covers what a restart asks for.
    pub(super) fn covered(&self, model: &Site, site: usize, w: usize) -> bool {
        let inputs = &self.inputs[model.inputs.clone()];
        self.sites[site].restart_stock.iter().zip(inputs).all(|(least, input)| input.stock[w] >= least[w])
    }

    /// Takes the inputs of some output.
    fn make(&mut self, facts: &Facts<W>, (site, w): (usize, usize), made: i64) {
        if made == 0 {
            return;
        }
        for input in &mut self.inputs[facts.model.sites[site].inputs.clone()] {
            let total = made * input.per_output[w] + input.carry[w];
            let used = total >> FRACTION_BITS;
            input.carry[w] = total & MASK;
            input.stock[w] -= used;
            if facts.audit {
                input.used[w] += used;
            }
        }
    }

    /// Makes good what is owed on top of a plan that was made, as far as capacity and inputs allow, and at `most` so
    /// much.
    pub(super) fn make_good(
        &mut self,
        facts: &Facts<W>,
        (site, w): (usize, usize),
        (plan, most): (i64, i64),
        record: &mut Record<W>,
    ) -> i64 {
        let state = &mut self.sites[site];
        if state.owed[w] == 0 {
            return 0;
        }
        let wanted = state.owed[w].min(state.most_on_top(w, plan)).min(most);
        let extra = self.most_output(&facts.model.sites[site], w, wanted);
        self.make(facts, (site, w), extra);
        let state = &mut self.sites[site];
        state.owed[w] -= extra;
        record.sites[site].made_good[w] += extra;
        record.sites[site].short_in_band[w] -= extra;
        let mut left = extra;
        let ring = state.owed_by_day.len();
        for back in (1..=ring).rev() {
            if left == 0 {
                break;
            }
            // The oldest first; a slot of a day before the start is empty.
            let slot = (facts.day as usize + ring - back) % ring;
            let taken = left.min(state.owed_by_day[slot][w]);
            state.owed_by_day[slot][w] -= taken;
            left -= taken;
        }
        extra
    }

    /// Books what was planned and not made.
    fn lose(&mut self, (site, w): (usize, usize), short: i64, day: u32, record: &mut Record<W>) {
        let state = &mut self.sites[site];
        let outcome = &mut record.sites[site];
        outcome.short_in_band[w] += short;
        if state.owed_by_day.is_empty() {
            outcome.lost[w] += short;
        } else {
            let slot = day as usize % state.owed_by_day.len();
            state.owed_by_day[slot][w] += short;
            state.owed[w] += short;
        }
    }

    /// A day on which a line makes less than it plans and does not halt: what is missing is noted where such days alone
    /// cost it something.
    fn short_day(
        &mut self,
        (site, w): (usize, usize),
        short: i64,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        let sells = facts.model.sites[site].sales.is_some();
        if sells && record.sites[site].halts[w].days == 0 && self.missing((site, w), short, facts, orders) {
            self.blame((site, w), false, facts, record);
        }
    }

    /// Books a halt day and where the material stands that is missing for `short` ticks of output.
    fn halt(
        &mut self,
        (site, w): (usize, usize),
        short: i64,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        record: &mut Record<W>,
    ) {
        // Where nothing is short, because the line restarts, the latest cause goes on.
        self.missing((site, w), short, facts, orders);
        if record.sites[site].halts[w].days == 0 {
            // Days on which too little was made count only where the line never halts.
            record.traced.forget(facts.model, site, w);
        }
        let previous = self.previous_day(site, w);
        record.sites[site].halts[w].book(facts.day, previous);
        self.blame((site, w), true, facts, record);
    }
}
