//! Step 4: production. Trials whose line simply runs are handled together; the others one by one.

use super::state::{Block, Lanes};
use crate::model::FRACTION_BITS;

const MASK: i64 = (1 << FRACTION_BITS) - 1;

impl<const W: usize> Block<'_, W> {
    /// Production of all sites on a day.
    #[inline(always)]
    pub fn produce(&mut self, day: u32) {
        for site in 0..self.sites.len() {
            let model = &self.model.sites[site];
            if model.unlimited {
                continue;
            }
            if model.line.catch_up.is_some() {
                self.write_off(site, day);
            }
            if model.working[day as usize] {
                self.produce_site(site, day);
            }
            self.record_stock(site);
        }
    }

    #[inline(always)]
    fn produce_site(&mut self, site: usize, day: u32) {
        let plan = self.plan(site, day);
        if plan.iter().all(|p| *p == 0) {
            return;
        }
        self.needs(site, &plan);
        let model = &self.model.sites[site];
        let state = &mut self.sites[site];
        // All bits set where the line simply runs, 0 where it does not.
        let mut runs = [0; W];
        for w in 0..W {
            runs[w] = -i64::from((state.down[w] | state.owed[w]) == 0);
        }
        for (index, need) in model.inputs.clone().zip(&self.need) {
            let stock = &self.inputs[index].stock;
            for w in 0..W {
                runs[w] &= -i64::from(stock[w] >= need[w]);
            }
        }
        let mut all = -1;
        for w in 0..W {
            all &= runs[w];
        }
        for (index, need) in model.inputs.clone().zip(&self.need) {
            let input = &mut self.inputs[index];
            for w in 0..W {
                input.stock[w] -= need[w] & runs[w];
            }
            if input.whole.is_none() {
                for w in 0..W {
                    let carry = (plan[w] * input.per_output[w] + input.carry[w]) & MASK;
                    input.carry[w] = (carry & runs[w]) | (input.carry[w] & !runs[w]);
                }
            }
            if self.recording.audit {
                for w in 0..W {
                    input.used[w] += need[w] & runs[w];
                }
            }
        }
        if model.sales.is_none() {
            for w in 0..W {
                state.output[w] += plan[w] & runs[w];
            }
        }
        if all == 0 {
            for w in 0..W {
                if runs[w] == 0 && plan[w] > 0 {
                    self.troubled_day(site, w, plan[w], day);
                }
            }
        }
        self.sites[site].previous_day = day;
    }

    /// What a site plans to make today, in ticks.
    #[inline(always)]
    fn plan(&mut self, site: usize, day: u32) -> Lanes<W> {
        let model = &self.model.sites[site];
        let state = &mut self.sites[site];
        let mut plan = [0; W];
        match &model.sales {
            Some(sales) => {
                if let Some(certain) = &sales.certain {
                    plan = [certain[day as usize]; W];
                } else {
                    for w in 0..W {
                        let total = state.rate[w] + state.plan_carry[w];
                        state.plan_carry[w] = total & MASK;
                        plan[w] = (total >> FRACTION_BITS).min(state.capacity[w]);
                    }
                }
                for w in 0..W {
                    state.outcome.planned[w] += plan[w];
                }
            }
            None => {
                for w in 0..W {
                    let open = state.backlog[w] + state.target[w] - state.output[w];
                    plan[w] = open.max(0).min(state.capacity[w]);
                }
            }
        }
        plan
    }

    /// What the plan needs of each input, in ticks, into the scratch.
    #[inline(always)]
    fn needs(&mut self, site: usize, plan: &Lanes<W>) {
        for (index, need) in self.model.sites[site].inputs.clone().zip(&mut self.need) {
            let input = &self.inputs[index];
            if let Some(whole) = input.whole {
                if self.model.sites[site].sales.as_ref().is_some_and(|s| s.certain.is_some()) {
                    *need = [plan[0] * whole; W];
                } else {
                    for w in 0..W {
                        need[w] = plan[w] * whole;
                    }
                }
            } else {
                for w in 0..W {
                    need[w] = (plan[w] * input.per_output[w] + input.carry[w]) >> FRACTION_BITS;
                }
            }
        }
    }

    /// Lowest stocks, and stock days where they cost money.
    #[inline(always)]
    fn record_stock(&mut self, site: usize) {
        let model = &self.model.sites[site];
        let costs = self.model.numbers.certain(model.holding) != Some(0.0);
        for index in model.inputs.clone() {
            let input = &mut self.inputs[index];
            for w in 0..W {
                input.lowest[w] = input.lowest[w].min(input.stock[w]);
            }
            if costs {
                for w in 0..W {
                    input.stock_days[w] += input.stock[w];
                }
            }
        }
    }

    /// Lost output whose time to be made good has passed is lost for good.
    #[inline(always)]
    fn write_off(&mut self, site: usize, day: u32) {
        let state = &mut self.sites[site];
        let slot = day as usize % state.owed_by_day.len();
        for w in 0..W {
            let late = std::mem::take(&mut state.owed_by_day[slot][w]);
            state.owed[w] -= late;
            state.outcome.lost[w] += late;
        }
    }
}
