//! Quotas on what sites make in each half-year.

use super::book::Orders;
use super::facts::Facts;
use super::plant::Plant;
use super::record::Record;
use super::shipping::Shipping;
use super::state::{Lanes, any};
use crate::model::Model;

/// What is left of all quotas, by trial.
#[derive(Debug)]
pub(super) struct OutputQuotas<const W: usize> {
    /// Sites with a quota, and ticks that are left of it.
    left: Vec<(usize, Lanes<W>)>,
    /// Days on which a half-year begins, after the first.
    begins: Vec<u32>,
    /// The next of them.
    next: usize,
}

impl<const W: usize> OutputQuotas<W> {
    /// Room for those of a model.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let sites = (0..model.sites.len()).filter(|site| model.sites[*site].quota.is_some());
        let left: Vec<_> = sites.map(|site| (site, [0; W])).collect();
        let begins = if left.is_empty() { 0..0 } else { 1..model.days };
        Self { left, begins: begins.filter(|day| model.begins_half_year(*day)).collect(), next: 0 }
    }

    /// What is left on the first day.
    pub(super) fn open(&mut self, facts: &Facts<W>) {
        self.next = 0;
        for (site, left) in &mut self.left {
            if let Some(quota) = &facts.model.sites[*site].quota {
                *left = std::array::from_fn(|w| facts.ticks(quota.left, w));
            }
        }
    }

    /// A half-year begins: what was left is gone.
    #[inline(always)]
    pub(super) fn turn(&mut self, facts: &Facts<W>) {
        if self.begins.get(self.next) != Some(&facts.day) {
            return;
        }
        self.next += 1;
        for (site, left) in &mut self.left {
            if let Some(quota) = &facts.model.sites[*site].quota {
                let whole = quota.per_half_year.on(facts.day);
                *left = std::array::from_fn(|w| whole.map_or(0, |num| facts.ticks(num, w)));
            }
        }
    }

    /// What is left for a site.
    fn of(&mut self, site: usize) -> Option<&mut Lanes<W>> {
        self.left.iter_mut().find(|(of, _)| *of == site).map(|(_, left)| left)
    }
}

impl<const W: usize> Plant<W> {
    /// A day of a site that makes no more than its quota leaves.
    #[inline(never)]
    pub(super) fn produce_under_quota(
        &mut self,
        site: usize,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
        shipping: &Shipping<W>,
        record: &mut Record<W>,
    ) {
        let mut plan = self.plan(site, facts, shipping, record);
        if let Some(left) = self.quotas.of(site) {
            (0..W).for_each(|w| plan[w] = plan[w].min(left[w]));
        }
        if !any(&plan) {
            return;
        }
        let before = self.sites[site].output;
        self.run_line(site, &plan, facts, orders, record);
        let after = self.sites[site].output;
        if let Some(left) = self.quotas.of(site) {
            (0..W).for_each(|w| left[w] -= after[w] - before[w]);
        }
    }
}
