//! One order of an input, on one day, and nothing else: to ask until when an order avoids that the input runs short.

use super::numbers::Draw;
use super::opening::{OpenOrder, Stands};
use super::{Extra, Model, OrderRule, Ordering, Sourcing};

/// Days of need that an input has on top while it is asked about, as a multiple of the horizon: its line never halts,
/// so that it goes on using what it plans to use, and whether it would have run short is seen in the stock.
const ON_TOP: f64 = 4.0;
/// Ticks that any order fits into.
const ANY: f64 = 1e15;

/// What is ordered of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SingleOrder {
    /// The input.
    pub input: usize,
    /// The order; nothing is ordered at all without one.
    pub order: Option<OnDay>,
    /// Whether its stock is raised, so that its line never halts because of it.
    pub raised: bool,
}

/// An order of ample size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnDay {
    /// The lane.
    pub lane: usize,
    /// The day in whose evening it is placed, or on which its application is handed in.
    pub day: u32,
    /// Its application is handed in on the day, without any preparation: it was ordered on the eve.
    pub files: bool,
}

impl Model {
    /// The same model in which of some inputs nothing is ordered but one order of ample size each. What their stocks
    /// are raised by is returned, in ticks: where the stock falls below that, the input runs short. The order's random
    /// numbers are those of the first order on its lane, whatever its day.
    #[must_use]
    pub fn with_single_orders(&self, orders: &[SingleOrder]) -> (Self, Vec<i64>) {
        let mut model = self.clone();
        let raised = orders.iter().map(|order| model.order_once(order)).collect();
        (model, raised)
    }

    #[allow(clippy::cast_possible_truncation, reason = "needs of a horizon are checked when the model is compiled")]
    fn order_once(&mut self, single: &SingleOrder) -> i64 {
        let days = f64::from(self.days);
        let input = &self.inputs[single.input];
        let need = (input.nominal_need * days).ceil() + 1.0;
        let on_top = if single.raised { ON_TOP * need } else { 0.0 };
        let coming = self.opening.iter().filter(|order| self.lanes[order.lane].input == single.input);
        let coming: f64 = coming.map(|order| self.numbers.median(order.quantity)).sum();
        // Not below any stock and what is under way, so that a review finds something to order on that day.
        let stock = 2.0 * (self.numbers.median(input.opening) + coming);
        let point = self.numbers.constant(on_top + stock + need);
        let lot = self.numbers.constant(2.0 * need);
        let whole = self.numbers.constant(1.0);
        let any = self.numbers.constant(ANY);
        let input = &mut self.inputs[single.input];
        let opening = on_top as i64;
        input.extra = Extra { opening: input.extra.opening + opening, level: 0 };
        (input.minimum, input.maximum, input.lot) = (None, None, None);
        // What is handed in on the first day was ordered before it.
        let before = single.order.is_some_and(|order| order.files && order.day == 0);
        let first = single.order.filter(|_| !before).map_or(u32::MAX, |order| order.day - u32::from(order.files));
        input.ordering =
            Ordering { every: u32::MAX, first, rule: OrderRule::ReorderPoint { point, lot }, later: Vec::new() };
        if let Some(order) = single.order {
            input.sourcing = Sourcing::Shares(vec![(order.lane, whole)]);
            let lane = &mut self.lanes[order.lane];
            lane.minimum_lot = None;
            if let Some(general) = &mut lane.general {
                // An order of any size fits into what a general licence allows.
                general.quantity = any;
            }
            if let Some(pair) = lane.pair {
                self.pairs[pair].quantity = any;
            }
            if order.files {
                lane.preparation = Draw { scale: whole, fixed: Some(1.0), ..lane.preparation.clone() };
                lane.first_preparation = None;
                lane.certain_preparation = true;
            }
            if before {
                self.hand_in(order.lane, lot);
            }
        }
        opening
    }

    /// An application on the morning of the first day, with the random numbers of the first order on its lane.
    fn hand_in(&mut self, lane: usize, quantity: super::Num) {
        let stands = Stands::Filed { on: 0, attempt: 0, worked: Vec::new() };
        // What is under way is in order of the days on which it was placed.
        let stands_at = self.opening.partition_point(|order| order.placed <= -1);
        self.opening.insert(stands_at, OpenOrder { name: String::new(), lane, placed: -1, slot: 0, quantity, stands });
        if let Some(authority) = self.lanes[lane].authority {
            self.authorities[authority].open_files += 1;
        }
    }

    /// Whether goods of a lane need a licence on some day as the list stands on the first.
    #[must_use]
    pub fn needs_licence(&self, lane: usize) -> bool {
        let lane = &self.lanes[lane];
        lane.authority.is_some_and(|a| self.authorities[a].controls & lane.listed != 0)
    }

    /// Lines without which another cannot go on: those that supply it, directly or through others.
    #[must_use]
    pub fn suppliers_of(&self, line: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open = vec![line];
        while let Some(site) = open.pop() {
            for input in self.sites[site].inputs.clone() {
                for lane in &self.inputs[input].lanes {
                    let from = self.lanes[*lane].from;
                    if !found.contains(&from) {
                        found.push(from);
                        open.push(from);
                    }
                }
            }
        }
        found
    }
}
