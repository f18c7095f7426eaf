//! What a trial costs each line, by kind, counted at its end.

use super::state::Block;
use crate::model::{Model, Sales, whole_ticks};
use crate::scenario::Transport;

/// A kind of cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CostKind {
    /// Goods received, at the lane's price up to that of the material.
    Purchase,
    /// What is above that price.
    Premium,
    /// Duty.
    Duty,
    /// Freight, by means that the lane does not name.
    Freight,
    /// Freight of ships.
    FreightBySea,
    /// Freight of lorries and trains.
    FreightByLand,
    /// Freight of aircraft.
    FreightByAir,
    /// Extra freight of levers.
    Expediting,
    /// Holding of inputs.
    Holding,
    /// Holding of what was made.
    HoldingOutput,
    /// Halt days.
    Halts,
    /// Margin of output never made.
    LostMargin,
    /// Penalties on output never made, or late.
    Penalties,
    /// Levers.
    Mitigation,
}

/// Names of the kinds of cost, in the order of [`SiteOutcome::costs`](super::SiteOutcome::costs).
pub const COST_KINDS: [&str; 14] = [
    "purchase",
    "premium",
    "duty",
    "freight",
    "freight by sea",
    "freight by land",
    "freight by air",
    "expediting",
    "holding",
    "holding of finished goods",
    "halts",
    "lost margin",
    "penalties",
    "mitigation",
];

/// Those of them that a halt causes: their sum is the loss.
pub const LOSS_KINDS: std::ops::Range<usize> = 10..13;

impl CostKind {
    /// All kinds, in order.
    pub const ALL: [Self; COST_KINDS.len()] = [
        Self::Purchase,
        Self::Premium,
        Self::Duty,
        Self::Freight,
        Self::FreightBySea,
        Self::FreightByLand,
        Self::FreightByAir,
        Self::Expediting,
        Self::Holding,
        Self::HoldingOutput,
        Self::Halts,
        Self::LostMargin,
        Self::Penalties,
        Self::Mitigation,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        COST_KINDS[self as usize]
    }

    /// That of freight by some means.
    #[must_use]
    pub fn freight(by: Option<Transport>) -> Self {
        match by {
            None => Self::Freight,
            Some(Transport::Sea) => Self::FreightBySea,
            Some(Transport::Land) => Self::FreightByLand,
            Some(Transport::Air) => Self::FreightByAir,
        }
    }

    /// Whether it is told only where a scenario has such costs.
    #[must_use]
    pub fn is_optional(self) -> bool {
        use CostKind::{Freight, FreightByAir, FreightByLand, FreightBySea, HoldingOutput};
        matches!(self, Freight | FreightBySea | FreightByLand | FreightByAir | HoldingOutput)
    }
}

/// Costs in hundredths of the currency, by kind.
pub(super) type Costs = [i64; COST_KINDS.len()];

impl<const W: usize> Block<'_, W> {
    /// What a trial costs a line, given the ticks of output that it never made.
    pub(super) fn all_costs(&self, site: usize, w: usize, lost: i64) -> Costs {
        let mut costs = self.costs(site, w, lost, self.facts.model.days);
        if self.carried.is_used() {
            costs.iter_mut().zip(self.carried.of_site(site, w)).for_each(|(cost, carried)| *cost += carried);
        }
        costs
    }

    /// What it has cost up to a morning, all of it at the prices now in force. Each term is rounded, so that sums do
    /// not depend on the order of lanes and levers.
    pub(super) fn costs(&self, site: usize, w: usize, lost: i64, until: u32) -> Costs {
        let mut costs = [0; COST_KINDS.len()];
        let mut add = |kind: CostKind, amount: i64| costs[kind as usize] += amount;
        let model = &self.facts.model.sites[site];
        let value = |num| self.facts.values.of(num)[w];
        for index in model.inputs.clone() {
            self.bought(site, index, w, &mut add);
            let input = &self.facts.model.inputs[index];
            let stock = self.plant.inputs[index].stock_days[w] as f64 * self.facts.model.materials[input.material].tick;
            let held = hundredths(stock * value(input.holding_price) * value(model.holding) / 365.0);
            add(CostKind::Holding, self.facts.model.charged(site, index, held));
        }
        let product = &self.facts.model.materials[model.makes];
        let state = &self.plant.sites[site];
        if state.output_days[w] != 0 {
            let made = state.output_days[w] as f64 * product.tick;
            add(CostKind::HoldingOutput, hundredths(made * value(product.price) * value(model.holding) / 365.0));
        }
        let halt_days = f64::from(self.record.sites[site].halts[w].days);
        add(CostKind::Halts, hundredths(halt_days * value(model.line.halt_cost)));
        if let Some(Sales { margin, penalty, late_penalty, .. }) = &model.sales {
            let of = |amount, ticks: i64| match ticks {
                0 => 0,
                ticks => hundredths(value(amount) * (ticks as f64 * product.tick)),
            };
            add(CostKind::LostMargin, of(*margin, lost));
            add(CostKind::Penalties, of(*penalty, lost) + of(*late_penalty, state.late_days[w]));
        }
        let [streams, expediting, mitigation] = self.levers.costs((site, until), w, &self.facts, &self.shipping);
        add(CostKind::Purchase, streams);
        add(CostKind::Expediting, expediting);
        add(CostKind::Mitigation, mitigation);
        costs
    }

    /// What an input was bought for, lane by lane, on the terms of the days of the orders.
    fn bought(&self, site: usize, index: usize, w: usize, add: &mut impl FnMut(CostKind, i64)) {
        let model: &Model = self.facts.model;
        let value = |num| self.facts.values.of(num)[w];
        let charged = |amount| model.charged(site, index, hundredths(amount));
        let input = &model.inputs[index];
        let tick = model.materials[input.material].tick;
        for &at in &input.lanes {
            let lane = &model.lanes[at];
            let later = self.shipping.on_later_terms(at).iter().map(|ticks| ticks[w]);
            // What is lost on the way is paid.
            let paid = self.shipping.received(at)[w] + self.shipping.lost_on_the_way(at, w);
            let first = paid - later.clone().sum::<i64>();
            let reference = lane.reference_price.map_or(f64::INFINITY, value);
            let on_terms = std::iter::once(first).chain(later).zip(lane.all_terms());
            for (ticks, terms) in on_terms.filter(|(ticks, _)| *ticks != 0) {
                let quantity = ticks as f64 * tick;
                let price = value(terms.price);
                add(CostKind::Purchase, charged(quantity * price.min(reference)));
                add(CostKind::Premium, charged(quantity * (price - reference).max(0.0)));
                add(CostKind::Duty, charged(quantity * (price * value(lane.duty))));
                add(CostKind::freight(lane.transport), charged(quantity * value(terms.freight)));
            }
        }
    }
}

/// An amount of the currency in whole hundredths.
#[must_use]
pub(super) fn hundredths(amount: f64) -> i64 {
    whole_ticks(amount * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_their_names_stand_in_one_order() {
        assert!(CostKind::ALL.iter().enumerate().all(|(at, kind)| *kind as usize == at));
        let loss = CostKind::ALL.map(CostKind::name)[LOSS_KINDS].to_vec();
        assert_eq!(loss, ["halts", "lost margin", "penalties"]);
        let named = [CostKind::HoldingOutput, CostKind::FreightByAir, CostKind::Mitigation].map(CostKind::name);
        assert_eq!(named, ["holding of finished goods", "freight by air", "mitigation"]);
    }
}
