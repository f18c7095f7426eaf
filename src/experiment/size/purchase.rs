//! What more stock of an input costs, and in which amounts it is sold.

use crate::model::{Input, Model, OrderRule, whole_ticks};

/// How an input is bought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Purchase {
    /// Money for a tick; nothing where the material has no price.
    pub price: Option<f64>,
    /// Orders are multiples of so many ticks, at least 1.
    lot: i64,
    /// Smallest order, ticks.
    minimum: i64,
}

impl Purchase {
    /// Of an input of a model, numbers at their medians.
    pub fn of(model: &Model, input: &Input) -> Self {
        let ticks = |num| whole_ticks(model.numbers.median(num));
        let material = &model.materials[input.material];
        let lot = match input.ordering.rule {
            OrderRule::ReorderPoint { lot, .. } => input.lot.or(Some(lot)),
            _ => input.lot,
        };
        // Any lane will do: the one with the smallest order is asked.
        let lanes = input.lanes.iter().map(|lane| model.lanes[*lane].minimum_lot.map_or(0, ticks));
        Self {
            price: material.priced.then(|| model.numbers.median(input.holding_price) * material.tick),
            lot: lot.map_or(1, ticks).max(1),
            minimum: input.minimum.map_or(0, ticks).max(lanes.min().unwrap_or(0)),
        }
    }

    /// In any amount, at a price.
    #[cfg(test)]
    pub fn plain(price: f64) -> Self {
        Self { price: Some(price), lot: 1, minimum: 0 }
    }

    /// The least that can be bought of at least so many ticks; what is spare stays as it is.
    pub fn up(&self, ticks: i64) -> i64 {
        if ticks <= 0 { ticks } else { whole_lots(ticks.max(self.minimum) + self.lot - 1, self.lot) }
    }

    /// The most that can be bought of at most so many ticks.
    pub fn down(&self, ticks: i64) -> i64 {
        let lots = whole_lots(ticks.max(0), self.lot);
        if lots < self.minimum { 0 } else { lots }
    }

    /// Money for so many ticks more than today's; nothing is paid for less.
    pub fn money(&self, ticks: i64) -> f64 {
        self.price.unwrap_or(0.0) * ticks.max(0) as f64
    }
}

fn whole_lots(ticks: i64, lot: i64) -> i64 {
    ticks / lot * lot
}

/// Money for ticks of several inputs.
pub(super) fn money(purchases: &[Purchase], ticks: &[i64]) -> f64 {
    purchases.iter().zip(ticks).map(|(purchase, ticks)| purchase.money(*ticks)).sum()
}

/// Money for a day of each input, for the mix: of a material without a price as much as of the others' mean, of a free
/// one next to nothing, so that it is not piled up.
pub(super) fn day_prices(purchases: &[Purchase], day: &[f64]) -> Vec<f64> {
    let of = |(purchase, day): (&Purchase, &f64)| purchase.price.map(|price| price * day);
    let known: Vec<Option<f64>> = purchases.iter().zip(day).map(of).collect();
    let above: Vec<f64> = known.iter().flatten().copied().filter(|money| *money > 0.0).collect();
    let mean = if above.is_empty() { 1.0 } else { above.iter().sum::<f64>() / above.len() as f64 };
    known.into_iter().map(|money| money.map_or(mean, |money| money.max(mean / 1_000.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lots of 20 and at least 50: 60 is the smallest order.
    #[test]
    fn orders_are_whole_lots_of_at_least_the_minimum() {
        let bought = Purchase { price: Some(2.0), lot: 20, minimum: 50 };
        assert_eq!([-5, 0, 1, 50, 60, 61].map(|ticks| bought.up(ticks)), [-5, 0, 60, 60, 60, 80]);
        assert_eq!([-5, 0, 59, 60, 79, 80].map(|ticks| bought.down(ticks)), [0, 0, 0, 60, 60, 80]);
        assert!((money(&[bought, Purchase::plain(1.0)], &[60, -7]) - 120.0).abs() < 1e-12);
    }

    #[test]
    fn a_part_without_a_price_is_as_dear_as_the_mean() {
        let none = Purchase { price: None, ..Purchase::plain(0.0) };
        assert_eq!(
            day_prices(&[Purchase::plain(1.0), none, Purchase::plain(3.0)], &[10.0, 5.0, 10.0]),
            [10.0, 20.0, 30.0]
        );
        assert_eq!(day_prices(&[none, none], &[10.0, 5.0]), [1.0, 1.0]);
        assert_eq!(day_prices(&[Purchase::plain(0.0), Purchase::plain(2.0)], &[1.0, 1.0]), [0.002, 2.0]);
    }
}
