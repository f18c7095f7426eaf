//! Conservation, checked tick by tick: what came in is what went out and what is there.

use super::orders::Stage;
use super::state::{Block, MILLI};

impl<const W: usize> Block<'_, W> {
    /// Checks the books of every trial of the block at the end of the horizon.
    pub fn audit(&mut self, live: usize) {
        for w in 0..live {
            let trial = self.first_trial + w as u64;
            for index in 0..self.inputs.len() {
                self.audit_input(index, w, trial);
            }
            for site in 0..self.sites.len() {
                self.audit_site(site, w, trial);
            }
        }
    }

    fn audit_input(&mut self, index: usize, w: usize, trial: u64) {
        let state = &self.inputs[index];
        let model = &self.model.inputs[index];
        let received = state.received[w];
        let name = format!("{}.{}", self.model.sites[model.site].name, self.model.materials[model.material].name);
        let (opening, used, stock) = (state.opening[w], state.used[w], state.stock[w]);
        if opening + received != used + stock || stock < 0 {
            self.faults.push(format!(
                "trial {trial}, {name}: opening {opening} + receipts {received} is not use {used} + closing {stock} (ticks)"
            ));
        }
        let mut open = 0;
        for g in self.inputs[index].open.iter() {
            let group = self.pool.group(g);
            let there = !matches!(group.stage[w], Stage::Closed | Stage::Cancelled);
            if there && group.open_until[w] >= self.model.days {
                open += group.quantity[w];
            }
        }
        let on_order = self.inputs[index].on_order[w];
        if open != on_order {
            self.faults.push(format!("trial {trial}, {name}: open orders {open} are not on order {on_order} (ticks)"));
        }
    }

    fn audit_site(&mut self, site: usize, w: usize, trial: u64) {
        let state = &self.sites[site];
        let name = &self.model.sites[site].name;
        let split: u32 = state.outcome.halts[w].missing.iter().sum();
        if split != MILLI * state.outcome.halts[w].days {
            self.faults.push(format!("trial {trial}, {name}: causes sum to {split} thousandths of halt days"));
        }
        let waiting: i64 = state.waiting[w]
            .iter()
            .map(|id| {
                let (group, w) = self.pool.member(*id);
                group.quantity[w]
            })
            .sum();
        if waiting != state.backlog[w] {
            let backlog = state.backlog[w];
            self.faults.push(format!("trial {trial}, {name}: waiting orders {waiting} are not the backlog {backlog}"));
        }
    }
}
