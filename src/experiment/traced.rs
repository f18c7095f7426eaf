//! Halt days and losses by what was missing: the loss of a line is shared over its halt days, each halt day over the
//! parts that were missing on it. Sums are exact to the cent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::known::{self, Word};
use crate::engine::{Block, MILLI, Place, Root, STANDS, SiteOutcome};
use crate::model::{Model, Sourcing, User};

/// What a line was missing, to what it is traced, and what that cost.
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
    /// Where it stood or, where its supplier was short of an input, where that stood: at the root.
    #[serde(deserialize_with = "known::word")]
    pub place: Word,
    /// What was missing in the end.
    pub root: MissingRoot,
    /// Mean halt days, over all trials.
    pub halt_days: f64,
    /// Share of all halt days of the line.
    pub share: f64,
    /// Expected loss of these halt days, in the scenario's currency.
    pub stake: f64,
}

impl MissingFrom {
    /// Whether it was followed up beyond the line's own orders, to what a supplier was short of.
    #[must_use]
    pub fn is_further_up(&self) -> bool {
        self.lane != self.root.lane
    }
}

/// To what missing material is traced: the line's own input, or that of a supplier, by which the line was kept waiting.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct MissingRoot {
    /// Key of the site that awaited it: that of the line, or a supplier further up.
    pub site: String,
    /// Its name for people.
    pub site_title: String,
    /// Key of the input that it was short of.
    pub material: String,
    /// Its name for people.
    pub title: String,
    /// Key of the lane on which that was to come; nothing where no order covered it.
    pub lane: Option<String>,
    /// Key of the supplier at the other end of the lane.
    pub supplier: Option<String>,
    /// Its name for people.
    pub supplier_title: Option<String>,
    /// Key of the authority that licenses the lane; nothing if none does.
    pub authority: Option<String>,
    /// Its name for people.
    pub authority_title: Option<String>,
    /// The office at which the application stood, for people, where it passes several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
}

impl MissingRoot {
    /// What a root is called.
    pub(super) fn of(model: &Model, root: &Root) -> Self {
        let input = &model.inputs[root.input()];
        let (site, site_title) = model.whole(input.site);
        let material = &model.materials[input.material];
        let lane = root.lane().map(|lane| &model.lanes[lane]);
        let supplier = lane.map(|lane| model.whole(lane.from));
        let authority = lane.and_then(|lane| lane.authority).map(|a| &model.authorities[a]);
        Self {
            site: site.to_owned(),
            site_title: site_title.to_owned(),
            material: material.name.clone(),
            title: material.title.clone(),
            lane: lane.map(|lane| lane.name.clone()),
            supplier: supplier.map(|(key, _)| key.to_owned()),
            supplier_title: supplier.map(|(_, title)| title.to_owned()),
            authority: authority.map(|authority| authority.name.clone()),
            authority_title: authority.map(|authority| authority.title.clone()),
            office: authority.and_then(|authority| authority.office_title(root.office()?)),
        }
    }
}

/// Thousandths of halt days, and the hundredths of the currency that they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
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
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct TracedTally {
    /// Covered by a line's own open orders: by cell of line and lane, and place.
    lanes: Vec<[Traced; STANDS]>,
    /// Denied or never ordered: by cell of line and input.
    nowhere: Vec<Traced>,
    /// What stands further up than a line's own orders: by site, and root.
    further: BTreeMap<(usize, Root), Traced>,
    /// Thousandths of halt days on which a line's own orders stood in offices, by site and root; they are among those
    /// of its lanes too.
    offices: BTreeMap<(usize, Root), u64>,
    /// Hundredths of the currency by lane: the loss of halt days on which something was to come over it that stands
    /// further up.
    passing: Vec<i128>,
}

impl TracedTally {
    pub(super) fn new(model: &Model) -> Self {
        let none = Traced::default();
        Self {
            lanes: vec![[none; STANDS]; model.cells.0],
            nowhere: vec![none; model.cells.1],
            further: BTreeMap::new(),
            offices: BTreeMap::new(),
            passing: vec![0; model.lanes.len()],
        }
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
        let own: i128 = inputs().map(|input| i128::from(on_lanes(input) + block.missing_nowhere(site, input, w))).sum();
        let further: i128 = block.missing_further(site, w).map(|(_, part)| i128::from(part)).sum();
        let mut share = Share { loss: i128::from(loss), whole: own + further, sum: 0, halts: row.halt_days > 0 };
        let (lane_cells, input_cells) = (model.sites[site].lane_cells, model.sites[site].input_cells);
        for input in inputs() {
            for lane in &model.inputs[input].lanes {
                for (sum, part) in self.lanes[lane_cells + lane].iter_mut().zip(block.missing_on_lane(site, *lane, w)) {
                    sum.add(share.of(*part));
                }
            }
            self.nowhere[input_cells + input].add(share.of(block.missing_nowhere(site, input, w)));
        }
        for (root, part) in block.missing_further(site, w) {
            self.further.entry((site, root)).or_default().add(share.of(part));
        }
        for (root, thousandths) in block.missing_at_offices(site, w) {
            *self.offices.entry((site, root)).or_default() += u64::from(thousandths);
        }
        for (lane, millionths) in block.passing(site, w) {
            self.passing[lane] += share.cents_of(millionths);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.lanes.iter_mut().flatten().zip(other.lanes.iter().flatten()).for_each(|(a, b)| a.add(*b));
        self.nowhere.iter_mut().zip(&other.nowhere).for_each(|(a, b)| a.add(*b));
        other.further.iter().for_each(|(at, part)| self.further.entry(*at).or_default().add(*part));
        other.offices.iter().for_each(|(at, part)| *self.offices.entry(*at).or_default() += part);
        self.passing.iter_mut().zip(&other.passing).for_each(|(a, b)| *a += b);
    }

    /// All sums of a site.
    #[must_use]
    pub fn of_site(&self, model: &Model, site: usize) -> Vec<Traced> {
        self.parts(model, site).into_iter().map(|(_, part)| part).collect()
    }

    /// Sums of a site by root, those of which there is anything.
    fn parts(&self, model: &Model, site: usize) -> Vec<(Root, Traced)> {
        let mut parts: Vec<(Root, Traced)> = Vec::new();
        let of = &model.sites[site];
        for input in of.inputs.clone() {
            for lane in &model.inputs[input].lanes {
                for (place, part) in Place::ALL.into_iter().zip(&self.lanes[of.lane_cells + lane]) {
                    let root = Root::on_lane(input as u32, *lane as u32, place);
                    parts.extend(self.by_office((site, root), *part));
                }
            }
            parts.push((Root::nowhere(input as u32), self.nowhere[of.input_cells + input]));
        }
        parts.extend(self.further_of(site).map(|(root, part)| (*root, *part)));
        parts.retain(|(_, part)| *part != Traced::default());
        parts
    }

    /// A sum of a line's own orders at a place, by the office at which they stood, where an authority has several.
    fn by_office(&self, (site, root): (usize, Root), whole: Traced) -> Vec<(Root, Traced)> {
        let from = (site, root.at_office(Some(0)));
        let same = |of: &Root| of.at_office(None) == root;
        let offices: Vec<(Root, u64)> = self
            .offices
            .range(from..)
            .take_while(|((of, found), _)| *of == site && same(found))
            .map(|((_, found), part)| (*found, *part))
            .collect();
        if offices.is_empty() {
            return vec![(root, whole)];
        }
        let weights: Vec<f64> = offices.iter().map(|(_, part)| *part as f64).collect();
        let days = shared(whole.thousandths.into(), &weights);
        let cents = shared(whole.cents, &weights);
        let part = |((root, _), (days, cents)): ((Root, u64), (i128, i128))| {
            (root, Traced { thousandths: u64::try_from(days).unwrap_or(0), cents })
        };
        offices.into_iter().zip(days.into_iter().zip(cents)).map(part).collect()
    }

    fn further_of(&self, site: usize) -> impl Iterator<Item = (&Root, &Traced)> {
        self.further.iter().filter(move |((of, _), _)| *of == site).map(|((_, root), part)| (root, part))
    }

    /// What a site was missing, the most halt days first.
    pub(super) fn missing(&self, model: &Model, site: usize, trials: u64) -> Vec<MissingFrom> {
        let mut parts = self.parts(model, site);
        parts.sort_by(|(_, a), (_, b)| b.thousandths.cmp(&a.thousandths).then(b.cents.cmp(&a.cents)));
        let whole: u64 = parts.iter().map(|(_, part)| part.thousandths).sum();
        let ratio = |part: u64, whole: f64| if whole > 0.0 { part as f64 / whole } else { 0.0 };
        let told = |(root, part): (Root, Traced)| {
            let material = &model.materials[model.inputs[root.own_input(model)].material];
            let supplier = root.own().map(|lane| model.whole(model.lanes[lane].from));
            MissingFrom {
                material: material.name.clone(),
                title: material.title.clone(),
                lane: root.own().map(|lane| model.lanes[lane].name.clone()),
                supplier: supplier.map(|(key, _)| key.to_owned()),
                supplier_title: supplier.map(|(_, title)| title.to_owned()),
                place: root.place().name(),
                root: MissingRoot::of(model, &root),
                halt_days: ratio(part.thousandths, trials as f64 * f64::from(MILLI)),
                share: ratio(part.thousandths, whole as f64),
                stake: money(part.cents, trials),
            }
        };
        parts.into_iter().map(told).collect()
    }

    /// What is at stake on each lane, mean of the trials in units of the currency.
    pub(super) fn stakes(&self, model: &Model, planned: &[f64], trials: u64) -> Vec<Stake> {
        let stood = self.cents_by_root(model, planned);
        let stake = |(stood, passing): (i128, &i128)| Stake {
            here: money(stood, trials),
            through: money(stood + passing, trials),
        };
        stood.into_iter().zip(&self.passing).map(stake).collect()
    }

    /// Hundredths of the currency by lane: the loss of the halt days that are traced to its orders. What no order
    /// covered is charged to the lanes that were to bring it, by the shares planned; it is dropped where there is no
    /// lane.
    fn cents_by_root(&self, model: &Model, planned: &[f64]) -> Vec<i128> {
        let mut cents = vec![0_i128; model.lanes.len()];
        let mut nowhere = vec![0_i128; model.inputs.len()];
        for (lane, of) in model.lanes.iter().enumerate() {
            for user in &model.inputs[of.input].users {
                let places = &self.lanes[model.sites[user.site].lane_cells + lane];
                cents[lane] += places.iter().map(|part| part.cents).sum::<i128>();
            }
        }
        for (index, input) in model.inputs.iter().enumerate() {
            let of = |user: &User| self.nowhere[model.sites[user.site].input_cells + index].cents;
            nowhere[index] = input.users.iter().map(of).sum();
        }
        for ((_, root), part) in &self.further {
            *root.lane().map_or(&mut nowhere[root.input()], |lane| &mut cents[lane]) += part.cents;
        }
        for (input, nowhere) in model.inputs.iter().zip(nowhere) {
            let weights: Vec<f64> = lanes_of(&input.sourcing).map(|lane| planned[lane]).collect();
            for (lane, part) in lanes_of(&input.sourcing).zip(shared(nowhere, &weights)) {
                cents[lane] += part;
            }
        }
        cents
    }
}

/// What is at stake on a lane.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stake {
    /// Loss of the halt days that are traced to it.
    pub here: f64,
    /// The same with those on which something was to come over it that stood further up.
    pub through: f64,
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
    /// Hundredths of the currency that so many millionths of halt days cost, rounded.
    fn cents_of(&self, millionths: u64) -> i128 {
        let whole = self.whole * 1000;
        (self.loss * i128::from(millionths) + whole / 2) / whole.max(1)
    }

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
