//! Halt days and losses by what was missing: the loss of a line is shared over its halt days, each halt day over the parts
//! that were missing on it. Sums are exact to the cent.

use serde::{Deserialize, Serialize};

use super::known::{self, Word};
use crate::engine::{Block, MILLI, PLACE_NAMES, PLACES, STANDS, SiteOutcome};
use crate::model::{Model, Sourcing, User};

/// What a line was missing, where it stood, and what that cost.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct MissingFrom {
    /// Key of the input.
    pub material: String,
    /// Its name for people.
    pub title: String,
    /// Key of the lane on which it was to come; nothing where no order covered it.
    pub lane: Option<String>,
    /// Key of the supplier at the other end of the lane.
    pub supplier: Option<String>,
    /// Its name for people.
    pub supplier_title: Option<String>,
    /// Where it stood.
    #[serde(deserialize_with = "known::word")]
    pub place: Word,
    /// Mean halt days, over all trials.
    pub halt_days: f64,
    /// Share of all halt days of the line.
    pub share: f64,
    /// Expected loss of these halt days, in the scenario's currency.
    pub stake: f64,
}

/// Thousandths of halt days, and the hundredths of the currency that they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traced {
    /// Thousandths of halt days.
    pub thousandths: u64,
    /// Hundredths of the currency.
    pub cents: i128,
}

impl Traced {
    fn add(&mut self, other: Self) {
        self.thousandths += other.thousandths;
        self.cents += other.cents;
    }
}

/// Sums over trials.
#[derive(Clone, Debug)]
pub struct TracedTally {
    /// Covered by open orders: by cell of line and lane, and place.
    lanes: Vec<[Traced; STANDS]>,
    /// Denied or never ordered: by cell of line and input.
    nowhere: Vec<Traced>,
}

impl TracedTally {
    pub(super) fn new(model: &Model) -> Self {
        let none = Traced::default();
        Self { lanes: vec![[none; STANDS]; model.cells.0], nowhere: vec![none; model.cells.1] }
    }

    /// Adds one trial of a site.
    pub(super) fn add<const W: usize>(&mut self, block: &Block<'_, W>, site: usize, w: usize, row: &SiteOutcome) {
        let loss = row.loss();
        if row.halt_days == 0 && loss == 0 {
            return;
        }
        let model = block.model();
        let inputs = || model.sites[site].inputs.clone();
        let on_lanes = |input: usize| {
            model.inputs[input]
                .lanes
                .iter()
                .map(|lane| block.missing_on_lane(site, *lane, w).iter().sum::<u32>())
                .sum::<u32>()
        };
        let whole = inputs().map(|input| i128::from(on_lanes(input) + block.missing_nowhere(site, input, w))).sum();
        let mut share = Share { loss: i128::from(loss), whole, sum: 0, halts: row.halt_days > 0 };
        let (lane_cells, input_cells) = (model.sites[site].lane_cells, model.sites[site].input_cells);
        for input in inputs() {
            for lane in &model.inputs[input].lanes {
                for (sum, part) in self.lanes[lane_cells + lane].iter_mut().zip(block.missing_on_lane(site, *lane, w)) {
                    sum.add(share.of(*part));
                }
            }
            self.nowhere[input_cells + input].add(share.of(block.missing_nowhere(site, input, w)));
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.lanes.iter_mut().flatten().zip(other.lanes.iter().flatten()).for_each(|(a, b)| a.add(*b));
        self.nowhere.iter_mut().zip(&other.nowhere).for_each(|(a, b)| a.add(*b));
    }

    /// All sums of a site.
    #[must_use]
    pub fn of_site(&self, model: &Model, site: usize) -> Vec<Traced> {
        self.parts(model, site).into_iter().map(|(.., part)| part).collect()
    }

    /// Sums of a site by input, lane and place, those of which there is anything.
    fn parts(&self, model: &Model, site: usize) -> Vec<(usize, Option<usize>, usize, Traced)> {
        let mut parts: Vec<(usize, Option<usize>, usize, Traced)> = Vec::new();
        let of = &model.sites[site];
        for input in of.inputs.clone() {
            for lane in &model.inputs[input].lanes {
                let places = self.lanes[of.lane_cells + lane].iter().enumerate();
                parts.extend(places.map(|(place, part)| (input, Some(*lane), place, *part)));
            }
            parts.push((input, None, PLACES - 1, self.nowhere[of.input_cells + input]));
        }
        parts.retain(|(.., part)| *part != Traced::default());
        parts
    }

    /// What a site was missing, the most halt days first.
    pub(super) fn missing(&self, model: &Model, site: usize, trials: u64) -> Vec<MissingFrom> {
        let mut parts = self.parts(model, site);
        parts.sort_by(|a, b| b.3.thousandths.cmp(&a.3.thousandths).then(b.3.cents.cmp(&a.3.cents)));
        let whole: u64 = parts.iter().map(|(.., part)| part.thousandths).sum();
        let ratio = |part: u64, whole: f64| if whole > 0.0 { part as f64 / whole } else { 0.0 };
        let told = |(input, lane, place, part): (usize, Option<usize>, usize, Traced)| {
            let material = &model.materials[model.inputs[input].material];
            let supplier = lane.map(|lane| model.whole(model.lanes[lane].from));
            MissingFrom {
                material: material.name.clone(),
                title: material.title.clone(),
                lane: lane.map(|lane| model.lanes[lane].name.clone()),
                supplier: supplier.map(|(key, _)| key.to_owned()),
                supplier_title: supplier.map(|(_, title)| title.to_owned()),
                place: PLACE_NAMES[place],
                halt_days: ratio(part.thousandths, trials as f64 * f64::from(MILLI)),
                share: ratio(part.thousandths, whole as f64),
                stake: money(part.cents, trials),
            }
        };
        parts.into_iter().map(told).collect()
    }

    /// What is at stake on each lane, mean of the trials in units of the currency: the loss of the halt days on which
    /// its orders were missing. What no order covered is charged to the lanes that were to bring it, by the shares
    /// planned; it is dropped where there is no lane.
    pub(super) fn stakes(&self, model: &Model, planned: &[f64], trials: u64) -> Vec<f64> {
        let mut cents = vec![0_i128; model.lanes.len()];
        for (lane, of) in model.lanes.iter().enumerate() {
            for user in &model.inputs[of.input].users {
                let places = &self.lanes[model.sites[user.site].lane_cells + lane];
                cents[lane] += places.iter().map(|part| part.cents).sum::<i128>();
            }
        }
        for (index, input) in model.inputs.iter().enumerate() {
            let nowhere = |user: &User| self.nowhere[model.sites[user.site].input_cells + index].cents;
            let nowhere = input.users.iter().map(nowhere).sum();
            let weights: Vec<f64> = lanes_of(&input.sourcing).map(|lane| planned[lane]).collect();
            for (lane, part) in lanes_of(&input.sourcing).zip(shared(nowhere, &weights)) {
                cents[lane] += part;
            }
        }
        cents.into_iter().map(|cents| money(cents, trials)).collect()
    }
}

fn money(cents: i128, trials: u64) -> f64 {
    if trials == 0 { 0.0 } else { cents as f64 / trials as f64 / 100.0 }
}

fn lanes_of(sourcing: &Sourcing) -> impl Iterator<Item = usize> {
    let (shares, ranks): (&[_], &[usize]) = match sourcing {
        Sourcing::Shares(lanes) => (lanes, &[]),
        Sourcing::Ranked(lanes) => (&[], lanes),
    };
    shares.iter().map(|(lane, _)| *lane).chain(ranks.iter().copied())
}

/// Splits an amount by weights, by cumulative rounding: the parts sum to it. Without weights all count the same.
fn shared(amount: i128, weights: &[f64]) -> Vec<i128> {
    let whole: f64 = weights.iter().sum();
    let (mut sum, mut taken) = (0.0, 0);
    let last = weights.len().saturating_sub(1);
    let part = |(at, weight): (usize, &f64)| {
        sum += if whole > 0.0 { weight / whole } else { 1.0 / weights.len() as f64 };
        let upto = if at == last { amount } else { (amount as f64 * sum).round() as i128 };
        let part = upto - taken;
        taken = upto;
        part
    };
    weights.iter().enumerate().map(part).collect()
}

/// Shares a loss over thousandths of halt days, by cumulative rounding.
struct Share {
    loss: i128,
    whole: i128,
    sum: i128,
    halts: bool,
}

impl Share {
    fn of(&mut self, thousandths: u32) -> Traced {
        if thousandths == 0 || self.whole == 0 {
            return Traced::default();
        }
        let upto = |sum: i128| self.loss * sum / self.whole;
        let before = upto(self.sum);
        let after = upto(self.sum + i128::from(thousandths));
        self.sum += i128::from(thousandths);
        let thousandths = if self.halts { u64::from(thousandths) } else { 0 };
        Traced { thousandths, cents: after - before }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 cents over three thirds of a day: 33, 33 and 34.
    #[test]
    fn a_loss_is_shared_to_the_cent() {
        let mut share = Share { loss: 100, whole: 999, sum: 0, halts: true };
        assert_eq!([333, 333, 333].map(|part| share.of(part).cents), [33, 33, 34]);
        assert_eq!(shared(100, &[1.0, 1.0, 1.0]), [33, 34, 33]);
        assert_eq!(shared(7, &[0.0, 0.0]), [4, 3]);
        assert_eq!(shared(7, &[0.0, 0.6]), [0, 7]);
        assert!(shared(7, &[]).is_empty());
    }
}
