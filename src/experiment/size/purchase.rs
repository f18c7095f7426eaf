//! What more stock of an input costs, in which amounts it is sold, and by whom.

use crate::model::{Model, OrderRule, whole_ticks};

/// How an input is bought.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Purchase {
    /// Money for a tick in the mean of its sources, duty paid; nothing where the material has no price.
    pub price: Option<f64>,
    /// Orders are multiples of so many ticks, at least 1.
    pub lot: i64,
    /// Smallest order, ticks.
    pub minimum: i64,
    /// Who delivers it.
    pub sources: Vec<Source>,
}

/// A lane that delivers a share of an order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Source {
    /// The lane.
    pub lane: usize,
    /// Its share.
    pub share: f64,
    /// Money for a tick, duty paid.
    pub price: f64,
    /// Smallest order on it, ticks.
    pub minimum: i64,
}

impl Purchase {
    /// Of an input of a model, numbers at their medians.
    pub(super) fn of(model: &Model, index: usize) -> Self {
        let ticks = |num| whole_ticks(model.numbers.median(num));
        let input = &model.inputs[index];
        let material = &model.materials[input.material];
        let lot = match input.ordering.rule {
            OrderRule::ReorderPoint { lot, .. } => input.lot.or(Some(lot)),
            _ => input.lot,
        };
        let source = |(lane, share): (usize, f64)| {
            let of = &model.lanes[lane];
            let price = model.landed(of, of.available).total() * material.tick;
            Source { lane, share, price, minimum: of.minimum_lot.map_or(0, ticks) }
        };
        let sources: Vec<Source> = model.sources(index).into_iter().map(source).collect();
        let mean = sources.iter().map(|source| source.share * source.price).sum();
        // Nobody delivers it: it is worth what the material is.
        let price = if sources.is_empty() { model.numbers.median(input.holding_price) * material.tick } else { mean };
        // Any source will do: the one with the smallest order is asked.
        let smallest = sources.iter().map(|source| source.minimum).min().unwrap_or(0);
        Self {
            price: material.priced.then_some(price),
            lot: lot.map_or(1, ticks).max(1),
            minimum: input.minimum.map_or(0, ticks).max(smallest),
            sources,
        }
    }

    /// In any amount, at a price.
    pub(super) fn plain(price: f64) -> Self {
        Self { price: Some(price), lot: 1, minimum: 0, sources: Vec::new() }
    }

    /// In lots, from a smallest order on.
    #[cfg(test)]
    pub(super) fn in_lots(price: f64, lot: i64, minimum: i64) -> Self {
        Self { lot, minimum, ..Self::plain(price) }
    }

    /// The least that can be bought of at least so many ticks; what is spare stays as it is.
    pub(super) fn up(&self, ticks: i64) -> i64 {
        if ticks <= 0 { ticks } else { whole_lots(ticks.max(self.minimum) + self.lot - 1, self.lot) }
    }

    /// The most that can be bought of at most so many ticks.
    pub(super) fn down(&self, ticks: i64) -> i64 {
        let lots = whole_lots(ticks.max(0), self.lot);
        if lots < self.minimum { 0 } else { lots }
    }

    /// Money for so many ticks more than today's; nothing is paid for less.
    pub(super) fn money(&self, ticks: i64) -> f64 {
        let Some(price) = self.price else { return 0.0 };
        if self.sources.len() < 2 {
            return price * ticks.max(0) as f64;
        }
        self.split(ticks).iter().zip(&self.sources).map(|(ticks, source)| source.price * *ticks as f64).sum()
    }

    /// So many ticks by source: whole lots by their shares, those that are left to who is furthest behind. Who would
    /// get less than the smallest order on its lane gets nothing, and the one with the largest share gets it instead.
    pub(super) fn split(&self, ticks: i64) -> Vec<i64> {
        let lots = ticks.max(0) / self.lot;
        let due: Vec<f64> = self.sources.iter().map(|source| source.share * lots as f64).collect();
        let mut whole: Vec<i64> = due.iter().map(|due| (due + 1e-9).floor() as i64).collect();
        let mut behind: Vec<usize> = (0..due.len()).collect();
        behind.sort_by(|a, b| (due[*b] - whole[*b] as f64).total_cmp(&(due[*a] - whole[*a] as f64)).then(a.cmp(b)));
        let left = lots - whole.iter().sum::<i64>();
        behind.iter().cycle().take(usize::try_from(left).unwrap_or(0)).for_each(|at| whole[*at] += 1);
        // What is no whole lot goes with the largest.
        let largest = (0..due.len()).max_by(|a, b| due[*a].total_cmp(&due[*b]).then(b.cmp(a)));
        let mut each: Vec<i64> = whole.iter().map(|lots| lots * self.lot).collect();
        if let Some(largest) = largest {
            for (at, (part, source)) in each.iter_mut().zip(&self.sources).enumerate() {
                if at != largest && *part < source.minimum {
                    *part = 0;
                }
            }
            each[largest] += ticks.max(0) - each.iter().sum::<i64>();
        }
        each
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
        let bought = Purchase::in_lots(2.0, 20, 50);
        assert_eq!([-5, 0, 1, 50, 60, 61].map(|ticks| bought.up(ticks)), [-5, 0, 60, 60, 60, 80]);
        assert_eq!([-5, 0, 59, 60, 79, 80].map(|ticks| bought.down(ticks)), [0, 0, 0, 60, 60, 80]);
        assert!((money(&[bought, Purchase::plain(1.0)], &[60, -7]) - 120.0).abs() < 1e-12);
    }

    /// Shares of 70 and 30 %: of 5 lots of 10, 4 and 1 (3.5 and 1.5: the first is as far behind, and comes first). Of
    /// 20, 1.4 and 0.6 are 1 and 1; where the second takes no less than 20, the first gets both.
    #[test]
    fn an_order_is_split_over_its_sources_in_whole_lots() {
        let source = |share: f64, price: f64, minimum: i64| Source { lane: 0, share, price, minimum };
        let split = |minimum: i64| Purchase {
            sources: vec![source(0.7, 1.0, 0), source(0.3, 3.0, minimum)],
            ..Purchase::in_lots(1.6, 10, 0)
        };
        assert_eq!([50, 20, 100, 0, -10].map(|t| split(0).split(t)), [[40, 10], [10, 10], [70, 30], [0, 0], [0, 0]]);
        assert_eq!((split(20).split(20), split(20).split(100)), (vec![20, 0], vec![70, 30]));
        assert!((split(0).money(100) - 160.0).abs() < 1e-9 && (split(0).money(20) - 40.0).abs() < 1e-9);
    }

    #[test]
    fn a_part_without_a_price_is_as_dear_as_the_mean() {
        let none = || Purchase { price: None, ..Purchase::plain(0.0) };
        assert_eq!(
            day_prices(&[Purchase::plain(1.0), none(), Purchase::plain(3.0)], &[10.0, 5.0, 10.0]),
            [10.0, 20.0, 30.0]
        );
        assert_eq!(day_prices(&[none(), none()], &[10.0, 5.0]), [1.0, 1.0]);
        assert_eq!(day_prices(&[Purchase::plain(0.0), Purchase::plain(2.0)], &[1.0, 1.0]), [0.002, 2.0]);
    }
}
