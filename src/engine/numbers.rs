//! Numbers become ticks: the stocks of the first morning, and the plan, capacity, use and order levels of a day.

use super::state::{Block, any};
use crate::model::{Daily, FRACTION_BITS, HAIR, OrderRule, Steps, fixed_point, whole_ticks};

impl<const W: usize> Block<'_, W> {
    /// The state of a site in the morning of day 0.
    pub fn open_site(&mut self, site: usize) {
        let model = &self.model.sites[site];
        let values = &self.values;
        let state = &mut self.sites[site];
        let ticks = |num| values.of(num).map(whole_ticks);
        state.outcome.reset();
        state.plan_carry = [0; W];
        state.capacity_carry = [HAIR; W];
        state.catch_up_carry = [HAIR; W];
        state.output = ticks(model.opening_output);
        state.backlog = [0; W];
        state.by_margin = 0;
        state.waiting.iter_mut().for_each(Vec::clear);
        state.causes.iter_mut().for_each(Vec::clear);
        self.traced.clear(self.model, site);
        state.down = [0; W];
        state.owed = [0; W];
        state.owed_by_day.iter_mut().for_each(|o| *o = [0; W]);
        state.previous_day = [u32::MAX; W];
        if let Some((share, _)) = model.line.catch_up {
            state.catch_up = *values.of(share);
        }
        state.restart_stock.clear();
        for index in model.inputs.clone() {
            let input = &self.model.inputs[index];
            let state = &mut self.inputs[index];
            state.stock = ticks(input.opening).map(|stock| (stock + input.extra.opening).max(0));
            state.opening = state.stock;
            state.on_order = [0; W];
            state.next_review = input.ordering.first;
            state.carry = [0; W];
            state.lowest = state.stock;
            state.stock_days = [0; W];
            state.called = [0.0; W];
            state.unasked = [0; W];
            state.received = [0; W];
            state.used = [0; W];
            state.open.clear();
            if model.line.has_restart_cover {
                let cover = values.of(model.line.restart_cover);
                self.sites[site].restart_stock.push(cover.map(|c| whole_ticks(c * input.nominal_need)));
            }
        }
        self.follow_values(site, 0);
        self.look_at_line(site);
    }

    /// Turns the numbers in force on a day into ticks: plan, capacity, use and order levels of a site.
    pub fn follow_values(&mut self, site: usize, day: u32) {
        let model = &self.model.sites[site];
        let values = &self.values;
        let state = &mut self.sites[site];
        let on = |steps: &Steps| steps.on(day).map(|n| *values.of(n));
        if let Some(sales) = &model.sales {
            state.rate = on(&sales.plan).map_or([0; W], |v| v.map(fixed_point));
        }
        state.target = values.of(model.output_target).map(whole_ticks);
        if let Some(steps) = &model.capacity {
            let daily = on(steps).map_or([Daily::new(0.0); W], |v| v.map(Daily::new));
            state.capacity = daily.map(|d| d.whole);
            state.capacity_fraction = daily.map(|d| d.fraction);
            state.capacity_has_fraction = any(&state.capacity_fraction);
        }
        for index in model.inputs.clone() {
            let input = &self.model.inputs[index];
            let state = &mut self.inputs[index];
            state.per_output = values.of(input.per_output).map(fixed_point);
            state.whole = self.model.numbers.certain(input.per_output).and_then(|x| {
                let fixed = fixed_point(x);
                (fixed & ((1 << FRACTION_BITS) - 1) == 0).then_some(fixed >> FRACTION_BITS)
            });
            match input.ordering.rule {
                OrderRule::CallOff(level) => state.level = values.of(level).map(whole_ticks),
                OrderRule::BaseStock(level) => {
                    state.level = values.of(level).map(|x| whole_ticks(x) + input.extra.level);
                }
                OrderRule::ReorderPoint { point, lot } => {
                    state.level = values.of(point).map(|x| whole_ticks(x) + input.extra.level);
                    state.lot = values.of(lot).map(|x| whole_ticks(x).max(1));
                }
            }
        }
    }
}
