//! The mix over the parts of one line, by money.
//!
//! One simulation in which the line never runs out says by trial and part how much stock beyond today's would have
//! sufficed. For any mix the line halts in the trials in which some part needs more than it has: exact on these trials,
//! for every mix at once. Where losses count, a trial is as bad as its part that is shortest, in days: while the line
//! stands still for one part it uses none of the others. A line that makes its whole plan or nothing stands for whole
//! days, so that stock which is less than a day's use beyond what some trial needs buys nothing.
//!
//! From plenty, the part is lowered, again and again, that saves most money for what is newly lost
//! ([`Mixer::descend`]): this marginal order is the chain of mixes along which stocks are sought and raised. At the
//! mix that is wanted, stock of one part is given up for what its money buys elsewhere, until no such change pays
//! ([`Mixer::exchange`]). Where all mixes can be looked at, they are ([`Mixer::best_of_all`]). Every stock on the way
//! is one that can be bought: whole lots, and no less than the smallest order.

mod chain;
mod descend;
mod every;
mod exchange;

use super::purchase::{Purchase, day_prices};

/// What counts as lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harm {
    /// Trials in which the line halts.
    Halts,
    /// Days for which its shortest part is missing, summed over trials.
    Days,
    /// The same in whole days: the line makes its whole plan or nothing.
    WholeDays,
}

/// What trials needed of a part, and how it is bought.
#[derive(Clone, Debug)]
struct Part {
    /// Ticks beyond today's stock that are needed, by trial.
    need: Vec<i64>,
    /// Trials by falling need.
    order: Vec<u32>,
    /// Ticks of a day's use.
    day: f64,
    /// Money for a tick.
    price: f64,
    purchase: Purchase,
}

/// Parts that may run out together in so many trials at most.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Class {
    /// The parts, by their places in the mix.
    pub parts: Vec<usize>,
    /// Trials in which one of them may run out.
    pub most: u64,
}

/// What the parts of a line needed.
#[derive(Clone, Debug)]
pub(super) struct Mixer {
    parts: Vec<Part>,
    harm: Harm,
    classes: Vec<Class>,
    /// A shortage of less than this part of a day is one of rounding only.
    hair: f64,
}

/// Stocks beyond today's, in ticks by part.
pub(super) type Mix = Vec<i64>;

/// Less than this part of a day is missing by rounding only.
const HAIR: f64 = 1e-6;
/// Where a day's use is no whole number of ticks, it is rounded day by day: so many ticks make no day.
const ROUNDED: f64 = 2.0;
/// That is never more than this part of a day.
const MOST_ROUNDED: f64 = 0.05;

impl Mixer {
    /// From needs by part and trial, how each part is bought, and the ticks of a day's use of each.
    pub(super) fn new(need: Vec<Vec<i64>>, purchases: &[Purchase], day: &[f64], harm: Harm) -> Self {
        let prices = day_prices(purchases, day);
        let part = |(at, need): (usize, Vec<i64>)| {
            let mut order: Vec<u32> = (0..need.len() as u32).collect();
            order.sort_by_key(|i| (std::cmp::Reverse(need[*i as usize]), *i));
            Part { order, need, day: day[at], price: prices[at] / day[at], purchase: purchases[at].clone() }
        };
        let rounding =
            |day: &f64| if (day - day.round()).abs() > HAIR { (ROUNDED / day).min(MOST_ROUNDED) } else { HAIR };
        let hair = day.iter().map(rounding).fold(HAIR, f64::max);
        Self { parts: need.into_iter().enumerate().map(part).collect(), harm, classes: Vec::new(), hair }
    }

    /// With classes of parts that have limits of their own.
    pub(super) fn with_classes(mut self, classes: Vec<Class>) -> Self {
        self.classes = classes;
        self
    }

    /// Whether any class has a limit of its own.
    pub(super) fn has_classes(&self) -> bool {
        !self.classes.is_empty()
    }

    fn trials(&self) -> usize {
        self.parts.first().map_or(0, |part| part.need.len())
    }

    /// Nothing beyond today's stock.
    pub(super) fn nothing(&self) -> Mix {
        vec![0; self.parts.len()]
    }

    /// The mix that is enough in every trial.
    pub(super) fn plenty(&self) -> Mix {
        self.parts.iter().map(|part| part.level(0, 0)).collect()
    }

    /// The cheapest mix of which every part is enough in the same number of trials, and that loses at most `most`.
    pub(super) fn equal_share(&self, most: f64) -> Mix {
        let share = |skip: usize| -> Mix { self.parts.iter().map(|part| part.level(skip, 0)).collect() };
        let (mut low, mut high) = (0, self.trials() + 1);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.lost(&share(middle)) <= most && self.meets_classes(&share(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        share(low)
    }

    /// Money for a tick of a part.
    pub(super) fn price(&self, at: usize) -> f64 {
        self.parts[at].price
    }

    /// What a mix costs.
    pub(super) fn money(&self, mix: &[i64]) -> f64 {
        self.parts.iter().zip(mix).map(|(part, ticks)| part.price * (*ticks).max(0) as f64).sum()
    }

    /// What a mix loses.
    pub(super) fn lost(&self, mix: &[i64]) -> f64 {
        self.shortest(mix).iter().map(|days| self.counted(*days)).sum()
    }

    /// Whether a mix keeps the limits of all classes.
    pub(super) fn meets_classes(&self, mix: &[i64]) -> bool {
        self.classes
            .iter()
            .all(|class| self.run_out(class, mix).iter().filter(|out| **out).count() as u64 <= class.most)
    }

    /// Whether one of the parts of a class runs out, by trial.
    fn run_out(&self, class: &Class, mix: &[i64]) -> Vec<bool> {
        let mut out = vec![false; self.trials()];
        for at in &class.parts {
            out.iter_mut().zip(&self.parts[*at].need).for_each(|(out, need)| *out |= *need > mix[*at]);
        }
        out
    }

    /// Days for which the shortest part is missing, by trial.
    fn shortest(&self, mix: &[i64]) -> Vec<f64> {
        let mut short = vec![0.0_f64; self.trials()];
        for (part, ticks) in self.parts.iter().zip(mix) {
            short.iter_mut().zip(&part.need).for_each(|(short, need)| *short = short.max(part.days(need - ticks)));
        }
        short
    }

    /// Days by which a part is raised or lowered at least: where parts of a day count, so small a part of the greatest
    /// need.
    fn grain(&self, at: usize, grains: f64) -> f64 {
        let part = &self.parts[at];
        part.days(part.needed(0).unwrap_or(0).max(1)) / grains
    }

    /// What a shortage of so many days counts for.
    fn counted(&self, days: f64) -> f64 {
        match self.harm {
            Harm::Halts => f64::from(u8::from(days > 0.0)),
            Harm::Days => days,
            Harm::WholeDays => (days - self.hair).ceil().max(0.0),
        }
    }
}

impl Part {
    fn days(&self, ticks: i64) -> f64 {
        ticks as f64 / self.day
    }

    /// The greatest need of all trials but so many.
    fn needed(&self, skip: usize) -> Option<i64> {
        self.order.get(skip).map(|i| self.need[*i as usize])
    }

    /// The least that can be bought and is enough but in so many trials, at least `floor`.
    fn level(&self, skip: usize, floor: i64) -> i64 {
        self.purchase.up(self.needed(skip).unwrap_or(floor).max(floor)).max(floor)
    }

    /// Trials that need more than so much, those of the greatest need first.
    fn beyond(&self, ticks: i64) -> &[u32] {
        &self.order[..self.order.partition_point(|i| self.need[*i as usize] > ticks)]
    }

    /// Ticks of so many days, at least one.
    fn ticks(&self, days: f64) -> i64 {
        ((days * self.day - HAIR).ceil() as i64).max(1)
    }
}

/// The cheapest mix of parts of which none runs out but in `may_halt` trials at most, and the money for it: from what
/// each trial (first index) needs of each part (second), in whole units, and the price of a unit of each part. Small
/// cases are enumerated; of large ones the mix is the best that was found (see `docs/sizing.md`).
///
/// # Panics
/// When trials do not all name as many parts as there are prices.
#[must_use]
pub fn cheapest_mix(needs: &[Vec<i64>], prices: &[f64], may_halt: u64) -> (Vec<i64>, f64) {
    assert!(needs.iter().all(|trial| trial.len() == prices.len()), "as many parts as prices");
    let of_part = |part: usize| needs.iter().map(|trial| trial[part]).collect();
    let purchases: Vec<Purchase> = prices.iter().map(|price| Purchase::plain(*price)).collect();
    let needs = (0..prices.len()).map(of_part).collect();
    let mixer = Mixer::new(needs, &purchases, &vec![1.0; prices.len()], Harm::Halts);
    let mix = mixer.cheapest(&mixer.nothing(), may_halt as f64);
    let money = mix.iter().zip(prices).map(|(units, price)| *units as f64 * price).sum();
    (mix, money)
}

#[cfg(test)]
mod tests;
