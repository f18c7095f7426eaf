//! The register of exports: what each client is licensed and shipped, and what goes on each lane, by month.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::FiveBands;
use super::series::month_after;
use crate::engine::{Block, Booked, ENTRIES, Entry, WIDTH};
use crate::model::{Lane, Model};
use crate::statistics::{Moments, quantile};

/// What is told of a client, by the name of the measure.
const MEASURES: [(&str, Entry); 4] =
    [("applied", Entry::Applied), ("licensed", Entry::Licensed), ("shipped", Entry::Shipped), ("held", Entry::Held)];

/// Sums over trials of the register of one scenario.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RegisterTally {
    months: usize,
    accounts: Vec<Account>,
    /// By account, month and measure.
    cells: Vec<[Cell; MEASURES.len()]>,
    /// What is shipped, by lane and month.
    shipped: Vec<Cell>,
}

/// An exporter, a client and a material, with the lanes between them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct Account {
    from: usize,
    to: usize,
    material: usize,
    lanes: Vec<usize>,
}

/// Ticks of a month, over trials.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Cell {
    moments: Moments,
    counts: Rounded,
}

/// Trials by quantity, to three digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
struct Rounded(BTreeMap<i64, u64>);

impl Rounded {
    fn add(&mut self, ticks: i64) {
        *self.0.entry(three_digits(ticks)).or_default() += 1;
    }
    fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(ticks, trials)| *self.0.entry(*ticks).or_default() += trials);
    }
    fn quantile(&self, p: f64) -> i64 {
        let rank = quantile::rank(self.0.values().sum(), p);
        let mut upto = 0;
        let found = self.0.iter().find(|(_, trials)| {
            upto += **trials;
            upto >= rank
        });
        found.map_or(0, |(ticks, _)| *ticks)
    }
}

/// A quantity to three digits.
fn three_digits(ticks: i64) -> i64 {
    let mut unit = 1;
    while ticks / unit >= 1000 {
        unit *= 10;
    }
    (ticks + unit / 2) / unit * unit
}

impl Cell {
    fn add(&mut self, ticks: i64) {
        self.moments.add(ticks);
        self.counts.add(ticks);
    }
    fn merge(&mut self, other: &Self) {
        self.moments.merge(&other.moments);
        self.counts.merge(&other.counts);
    }
}

/// An exporter and a client in the register, with one material.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ClientAnswer {
    /// Key of the exporter.
    pub exporter: String,
    /// Its name for people.
    pub exporter_title: String,
    /// Key of the client.
    pub client: String,
    /// Its name for people.
    pub client_title: String,
    /// The client's country.
    pub destination: String,
    /// Key of the material.
    pub material: String,
    /// Its name for people.
    pub material_title: String,
    /// Unit of quantities.
    pub unit: String,
    /// Tonnes in a unit; nothing where the material is counted in pieces.
    pub tonnes_per_unit: Option<f64>,
    /// What is applied for, licensed, shipped and held, by month.
    pub measures: Vec<BookedAnswer>,
}

/// Quantities by month, over trials; quantiles to three digits.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct BookedAnswer {
    /// What is counted: `applied`, `licensed`, `shipped`, `held`.
    pub measure: String,
    /// First day of each month.
    pub months: Vec<Date>,
    /// Mean of the trials.
    pub mean: Vec<f64>,
    /// Quantiles over trials.
    pub bands: FiveBands,
}

/// What of one trial is in the register: a month of a client with one material.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RegisterEntry {
    /// First day of the month.
    pub month: Date,
    /// Key of the exporter.
    pub exporter: String,
    /// Its name for people.
    pub exporter_title: String,
    /// Key of the client.
    pub client: String,
    /// Its name for people.
    pub client_title: String,
    /// Key of the material.
    pub material: String,
    /// Its name for people.
    pub material_title: String,
    /// Unit of quantities.
    pub unit: String,
    /// Applied for: filed for the first time.
    pub applied: f64,
    /// Licensed.
    pub licensed: f64,
    /// Shipped.
    pub shipped: f64,
    /// Held at the border.
    pub held: f64,
}

/// What is shipped on a lane, by month.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LaneFlowAnswer {
    /// Key of the lane.
    pub lane: String,
    /// Key of the supplier.
    pub from: String,
    /// Its name for people.
    pub from_title: String,
    /// Its country.
    pub origin: String,
    /// Key of the buyer.
    pub to: String,
    /// Its name for people.
    pub to_title: String,
    /// Its country.
    pub destination: String,
    /// Key of the material.
    pub material: String,
    /// Its name for people.
    pub material_title: String,
    /// Unit of quantities.
    pub unit: String,
    /// Tonnes in a unit; nothing where the material is counted in pieces.
    pub tonnes_per_unit: Option<f64>,
    /// What leaves its supplier's country, or its supplier, in the month.
    pub shipped: BookedAnswer,
}

impl ClientAnswer {
    /// Mean quantity of a trial, over all months.
    #[must_use]
    pub fn a_trial(&self, measure: &str) -> f64 {
        self.measures.iter().filter(|m| m.measure == measure).flat_map(|m| &m.mean).sum()
    }
}

/// Quantities of a month that are told apart, at most: three digits of each power of ten that turns up.
const APART: usize = 2_000;
/// Bytes of a quantity in the tree of those that have turned up, with its share of the nodes.
const QUANTITY: usize = 24;

/// Bytes that the register of a model takes in a thread at most: what is booked in a block of trials, and its sums.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "an estimate")]
pub(crate) fn register_bytes(model: &Model) -> f64 {
    let of_lanes = model.months() * model.lanes.len();
    let booked = if model.books_lanes { size_of::<[Booked; WIDTH]>() * of_lanes } else { 0 };
    let cells = model.months() * accounts(model).len() * MEASURES.len() + of_lanes;
    let summed = if model.keeps_register { cells * (size_of::<Cell>() + APART * QUANTITY) } else { 0 };
    (booked + summed) as f64
}

/// Whether a lane is in the register: it leaves the country of an authority, not in secret.
fn is_registered(model: &Model, lane: &Lane) -> bool {
    let country = &model.sites[lane.from].country;
    let kept = model.authorities.iter().any(|authority| authority.country == *country);
    kept && *country != model.sites[lane.to].country && lane.grey.is_none()
}

fn accounts(model: &Model) -> Vec<Account> {
    let mut accounts: Vec<Account> = Vec::new();
    for (at, lane) in model.lanes.iter().enumerate().filter(|(_, lane)| is_registered(model, lane)) {
        let material = model.inputs[lane.input].material;
        let key = |account: &Account| {
            let same = |a: usize, b: usize| model.whole(a).0 == model.whole(b).0;
            same(account.from, lane.from) && same(account.to, lane.to) && account.material == material
        };
        match accounts.iter_mut().find(|account| key(account)) {
            Some(account) => account.lanes.push(at),
            None => accounts.push(Account { from: lane.from, to: lane.to, material, lanes: vec![at] }),
        }
    }
    accounts.sort_by_key(|a| (model.sites[a.from].position, model.sites[a.to].position, a.material));
    accounts
}

impl RegisterTally {
    /// Nothing summed yet; nothing at all where no register is kept.
    #[must_use]
    pub(super) fn new(model: &Model) -> Option<Self> {
        let (months, accounts) = (model.months(), accounts(model));
        model.keeps_register.then(|| Self {
            months,
            cells: vec![std::array::from_fn(|_| Cell::default()); months * accounts.len()],
            shipped: vec![Cell::default(); months * model.lanes.len()],
            accounts,
        })
    }

    /// Adds a trial of a block.
    pub(super) fn add<const W: usize>(&mut self, block: &Block<'_, W>, w: usize) {
        for (account, cells) in self.accounts.iter().zip(self.cells.chunks_mut(self.months)) {
            for (month, cells) in cells.iter_mut().enumerate() {
                let mut sum: Booked = [0; ENTRIES];
                for lane in &account.lanes {
                    sum.iter_mut().zip(block.booked(*lane)[month][w]).for_each(|(sum, ticks)| *sum += ticks);
                }
                cells.iter_mut().zip(MEASURES).for_each(|(cell, (_, entry))| cell.add(sum[entry as usize]));
            }
        }
        for (lane, cells) in self.shipped.chunks_mut(self.months).enumerate() {
            for (cell, booked) in cells.iter_mut().zip(block.booked(lane)) {
                cell.add(booked[w][Entry::Shipped as usize]);
            }
        }
    }

    /// Adds another's sums.
    pub(super) fn merge(&mut self, other: &Self) {
        let both = self.cells.iter_mut().flatten().zip(other.cells.iter().flatten());
        both.for_each(|(a, b)| a.merge(b));
        self.shipped.iter_mut().zip(&other.shipped).for_each(|(a, b)| a.merge(b));
    }

    /// The register, client by client.
    pub(super) fn clients(&self, model: &Model) -> Vec<ClientAnswer> {
        let answer = |(account, cells): (&Account, &[[Cell; MEASURES.len()]])| {
            let material = &model.materials[account.material];
            let measures = MEASURES
                .iter()
                .enumerate()
                .map(|(at, (measure, _))| booked(model, measure, material.tick, &cells.iter().map(|cells| &cells[at])));
            let ((exporter, exporter_title), (client, client_title)) =
                (model.whole(account.from), model.whole(account.to));
            ClientAnswer {
                exporter: exporter.to_owned(),
                exporter_title: exporter_title.to_owned(),
                client: client.to_owned(),
                client_title: client_title.to_owned(),
                destination: model.sites[account.to].country.clone(),
                material: material.name.clone(),
                material_title: material.title.clone(),
                unit: material.unit.label().to_owned(),
                tonnes_per_unit: tonnes(model, account.lanes[0]),
                measures: measures.collect(),
            }
        };
        self.accounts.iter().zip(self.cells.chunks(self.months)).map(answer).collect()
    }

    /// What is shipped, lane by lane.
    pub(super) fn flows(&self, model: &Model) -> Vec<LaneFlowAnswer> {
        let mut order: Vec<usize> = (0..model.lanes.len()).collect();
        order.sort_by_key(|l| {
            let lane = &model.lanes[*l];
            (model.sites[lane.from].position, model.sites[lane.to].position, &lane.name)
        });
        let answer = |l: usize| {
            let lane = &model.lanes[l];
            let material = &model.materials[model.inputs[lane.input].material];
            let ((from, from_title), (to, to_title)) = (model.whole(lane.from), model.whole(lane.to));
            let cells = self.shipped[l * self.months..(l + 1) * self.months].iter();
            LaneFlowAnswer {
                lane: lane.name.clone(),
                from: from.to_owned(),
                from_title: from_title.to_owned(),
                origin: model.sites[lane.from].country.clone(),
                to: to.to_owned(),
                to_title: to_title.to_owned(),
                destination: model.sites[lane.to].country.clone(),
                material: material.name.clone(),
                material_title: material.title.clone(),
                unit: material.unit.label().to_owned(),
                tonnes_per_unit: tonnes(model, l),
                shipped: booked(model, "shipped", material.tick, &cells),
            }
        };
        order.into_iter().map(answer).collect()
    }
}

/// The register of one trial, by month; months in which nothing happens are left out.
pub(super) fn of_trial<const W: usize>(block: &Block<'_, W>, w: usize) -> Vec<RegisterEntry> {
    let model = block.model();
    let Some(mut tally) = RegisterTally::new(model) else { return Vec::new() };
    tally.add(block, w);
    let mut entries = Vec::new();
    for client in tally.clients(model) {
        let of = |measure: &str| client.measures.iter().find(|m| m.measure == measure);
        for (at, month) in of("applied").into_iter().flat_map(|applied| applied.months.iter().enumerate()) {
            let [applied, licensed, shipped, held] =
                MEASURES.map(|(measure, _)| of(measure).and_then(|m| m.mean.get(at)).copied().unwrap_or(0.0));
            if applied + licensed + shipped + held > 0.0 {
                entries.push(RegisterEntry {
                    month: *month,
                    exporter: client.exporter.clone(),
                    exporter_title: client.exporter_title.clone(),
                    client: client.client.clone(),
                    client_title: client.client_title.clone(),
                    material: client.material.clone(),
                    material_title: client.material_title.clone(),
                    unit: client.unit.clone(),
                    applied,
                    licensed,
                    shipped,
                    held,
                });
            }
        }
    }
    entries.sort_by_key(|entry| entry.month);
    entries
}

/// Tonnes in a unit of what a lane carries.
fn tonnes(model: &Model, lane: usize) -> Option<f64> {
    model.materials[model.inputs[model.lanes[lane].input].material].kg.map(|kg| kg / 1000.0)
}

fn booked<'a>(
    model: &Model,
    measure: &str,
    tick: f64,
    cells: &(impl Iterator<Item = &'a Cell> + Clone),
) -> BookedAnswer {
    let first = model.start.first_of_month();
    let months = (0_i32..).map(|month| month_after(first, month)).take(cells.clone().count());
    let series = |p: f64| cells.clone().map(|cell| cell.counts.quantile(p) as f64 * tick).collect();
    BookedAnswer {
        measure: measure.to_owned(),
        months: months.collect(),
        mean: cells.clone().map(|cell| cell.moments.mean() * tick).collect(),
        bands: FiveBands {
            p05: series(0.05),
            p25: series(0.25),
            p50: series(0.5),
            p75: series(0.75),
            p95: series(0.95),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_told_to_three_digits() {
        let (mut first, mut second) = (Rounded::default(), Rounded::default());
        for ticks in [12_000_000, 12_004_999, 999, 0] {
            first.add(ticks);
        }
        for ticks in [12_049_999, 12_050_000] {
            second.add(ticks);
        }
        first.merge(&second);
        assert_eq!([0.01, 0.3, 0.5, 0.8, 1.0].map(|p| first.quantile(p)), [0, 999, 12_000_000, 12_000_000, 12_100_000]);
        assert_eq!(Rounded::default().quantile(0.5), 0);
    }
}
