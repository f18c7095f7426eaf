//! What was paid before an event changed what is paid.
//!
//! Costs are counted once, at the end, from quantities and the prices then in force. Where an event sets a parameter
//! that prices follow, what was counted up to that morning stays at the old ones: its cost at the old prices, less its
//! cost at the new ones, is carried to the end.

use super::costs::Costs;
use super::policy::Policy;
use super::state::{Block, Lanes, trials};
use crate::model::{Effect, Model, Num};

/// What a lever costs, by purchase, expediting, mitigation.
type LeverCosts = [i64; 3];

/// What is carried to the end, in hundredths of the currency. Nothing where no event changes what is paid.
pub(super) struct Carried<const W: usize> {
    /// Whether money follows a parameter, by parameter; empty where no event sets one that it follows.
    paid_by: Vec<bool>,
    /// By site.
    sites: Vec<Lanes<W, Costs>>,
    /// By lever.
    levers: Vec<Lanes<W, LeverCosts>>,
}

impl<const W: usize> Carried<W> {
    /// Room for what a model carries.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let paid_by = paid_by(model);
        let (sites, levers) = if paid_by.is_empty() { (0, 0) } else { (model.sites.len(), model.levers.len()) };
        Self { paid_by, sites: vec![[Costs::default(); W]; sites], levers: vec![[LeverCosts::default(); W]; levers] }
    }

    /// Nothing is carried yet.
    pub(super) fn open(&mut self) {
        self.sites.fill([Costs::default(); W]);
        self.levers.fill([LeverCosts::default(); W]);
    }

    /// Whether any event changes what is paid.
    #[inline(always)]
    #[must_use]
    pub(super) fn is_used(&self) -> bool {
        !self.paid_by.is_empty()
    }

    /// What a site has paid beyond its costs at the last prices.
    #[must_use]
    pub(super) fn of_site(&self, site: usize, w: usize) -> Costs {
        self.sites.get(site).map_or(Costs::default(), |carried| carried[w])
    }

    /// The same of a lever.
    #[must_use]
    pub(super) fn of_lever(&self, lever: usize, w: usize) -> LeverCosts {
        self.levers.get(lever).map_or(LeverCosts::default(), |carried| carried[w])
    }

    /// The trials in which policy changes today what is paid, as bits.
    fn moved(&self, policy: &Policy<W>, day: u32) -> u32 {
        policy.sets_today(day).filter(|(_, p)| self.paid_by[*p]).fold(0, |bits, (w, _)| bits | 1 << w)
    }
}

impl<const W: usize> Block<'_, W> {
    /// The morning's changes of numbers by policy; what was paid before stays as it was.
    #[inline(always)]
    pub(super) fn change_numbers(&mut self) {
        let moved = if self.carried.is_used() { self.carried.moved(&self.policy, self.facts.day) } else { 0 };
        if moved != 0 {
            self.carry(moved, 1);
        }
        self.policy.change_numbers(&mut self.facts);
        if moved != 0 {
            self.carry(moved, -1);
        }
    }

    /// Carries what everything has cost up to this morning, at the prices in force now.
    #[inline(never)]
    fn carry(&mut self, moved: u32, sign: i64) {
        let today = self.facts.day;
        for w in trials(moved) {
            for site in 0..self.facts.model.sites.len() {
                // What is owed may still be made good: it is counted as lost when it is.
                let costs = self.costs(site, w, self.record.sites[site].lost[w], today);
                add(&mut self.carried.sites[site][w], costs, sign);
            }
            for lever in 0..self.facts.model.levers.len() {
                let costs = self.levers.cost((lever, today), None, w, &self.facts, &self.shipping);
                add(&mut self.carried.levers[lever][w], costs, sign);
            }
        }
    }
}

fn add<const N: usize>(sum: &mut [i64; N], more: [i64; N], sign: i64) {
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += sign * more);
}

/// Whether money follows a parameter, by parameter; empty where no event sets one that it follows.
fn paid_by(model: &Model) -> Vec<bool> {
    let mut paid = vec![false; model.numbers.bindings.len()];
    for num in money(model) {
        paid[num.0 as usize] = true;
    }
    let parameters = model.numbers.parameters.iter();
    let paid_by: Vec<bool> = parameters.map(|p| p.bound.iter().any(|num| paid[num.0 as usize])).collect();
    let mut events = model.authorities.iter().flat_map(|authority| &authority.events);
    let any = events.any(|event| event.set.iter().any(|(p, _)| paid_by[*p]));
    if any { paid_by } else { Vec::new() }
}

/// The numbers that costs are counted by.
fn money(model: &Model) -> Vec<Num> {
    let mut all = Vec::new();
    for site in &model.sites {
        all.extend([site.holding, site.line.halt_cost]);
        all.extend(site.sales.iter().flat_map(|sales| [sales.margin, sales.penalty, sales.late_penalty]));
    }
    all.extend(model.materials.iter().map(|material| material.price));
    all.extend(model.inputs.iter().map(|input| input.holding_price));
    for lane in &model.lanes {
        all.extend(lane.all_terms().flat_map(|terms| [terms.price, terms.freight]));
        all.push(lane.duty);
        all.extend(lane.reference_price);
    }
    for lever in &model.levers {
        all.extend([lever.once, lever.per_day]);
        all.extend(lever.effects.iter().filter_map(|effect| match effect {
            Effect::ExtraPrice(_, price) | Effect::Stream { price, .. } => Some(*price),
            _ => None,
        }));
    }
    all
}
