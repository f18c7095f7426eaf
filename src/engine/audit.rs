//! Conservation, checked tick by tick: what came in is what went out and what is there.

use super::missing::MILLI;
use super::orders::Stage;
use super::state::Block;

impl<const W: usize> Block<'_, W> {
    /// Checks the books of every trial of the block at the end of the horizon.
    pub(crate) fn audit(&mut self, live: usize) {
        for w in 0..live {
            let trial = self.facts.trial(w);
            for index in 0..self.facts.model.inputs.len() {
                self.audit_input(index, w, trial);
            }
            for site in 0..self.facts.model.sites.len() {
                self.audit_site(site, w, trial);
            }
        }
    }

    fn audit_input(&mut self, index: usize, w: usize, trial: u64) {
        let state = &self.plant.inputs[index];
        let model = &self.facts.model.inputs[index];
        let received = state.received[w];
        let name =
            format!("{}.{}", self.facts.model.whole(model.site).0, self.facts.model.materials[model.material].name);
        let (opening, used, stock) = (state.opening[w], state.used[w], state.stock[w]);
        if opening + received != used + stock || stock < 0 {
            self.record.faults.push(format!(
                "trial {trial}, {name}: opening {opening} + receipts {received} is not use {used} + closing {stock} (ticks)"
            ));
        }
        let mut open = 0;
        for g in self.orders.of(index) {
            let group = self.orders.pool.group(g);
            let there = !matches!(group.stage[w], Stage::Closed | Stage::Cancelled);
            if there && group.open_until[w] >= self.facts.model.days {
                open += group.quantity[w];
            }
        }
        let on_order = self.orders.on_order(index)[w];
        if open != on_order {
            self.record
                .faults
                .push(format!("trial {trial}, {name}: open orders {open} are not on order {on_order} (ticks)"));
        }
    }

    fn audit_site(&mut self, site: usize, w: usize, trial: u64) {
        let halts = &self.record.sites[site].halts[w];
        let supplier = &self.shipping.suppliers[site];
        let name = &self.facts.model.sites[site].name;
        let split: u32 = halts.missing.iter().sum();
        if split != MILLI * halts.days {
            self.record.faults.push(format!("trial {trial}, {name}: causes sum to {split} thousandths of halt days"));
        }
        let sales = &self.plant.sales[site];
        let ([asked, sold], waits) = (sales.totals.map(|total| total[w]), sales.owed[w]);
        let (lost, goods) = (self.record.sites[site].lost[w], self.plant.output(site, w));
        if self.facts.model.sites[site].sells_from_stock() && (asked != sold + lost + waits || goods < 0) {
            self.record.faults.push(format!(
                "trial {trial}, {name}: {asked} asked for are not {sold} sold + {lost} lost + {waits} waiting (ticks)"
            ));
        }
        let waiting: i64 = supplier.waiting[w].iter().map(|claim| claim.quantity).sum();
        if waiting != supplier.backlog[w] {
            let backlog = supplier.backlog[w];
            self.record
                .faults
                .push(format!("trial {trial}, {name}: waiting orders {waiting} are not the backlog {backlog}"));
        }
    }
}
