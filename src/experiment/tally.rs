//! What is summed over trials: integers only, so that merging is addition and no order of it matters.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::costs::CostTally;
use super::desks::DeskTally;
use super::first::FirstTally;
use super::register::RegisterTally;
use super::sectors::sectors;
use super::traced::TracedTally;
use super::watched::WatchedTally;
use crate::engine::{Bands, COST_KINDS, MonthFlow, PLACES, SiteOutcome, band_days, cover_bin_days};
use crate::model::Model;
use crate::statistics::{Edges, Histogram, Moments, Ratio};

/// Sums over the trials of one scenario.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Tally {
    /// Trials so far.
    pub trials: u64,
    /// By line, in the order of [`Model::lines`].
    pub sites: Vec<SiteTally>,
    /// Loss of all lines together, hundredths of the currency.
    pub loss: MoneyTally,
    /// Costs of all lines together.
    pub costs: CostTally,
    /// Trials in which any manufacturer halted.
    pub any_halt: u64,
    /// Which line was the first to halt.
    pub first: FirstTally,
    /// Trials beyond each threshold that is counted.
    pub beyond: Vec<u64>,
    /// By manufacturer, in the order of the model.
    pub bands: Vec<Bands>,
    /// By authority and month.
    pub flows: Vec<Vec<FlowTally>>,
    /// By authority.
    pub desks: Vec<DeskTally>,
    /// Decisions by lane and, within a lane, by days from filing to decision.
    pub waits: Vec<u64>,
    /// Files by office and, within one, by days there.
    pub offices: Vec<u64>,
    /// Ticks received, by lane.
    pub received: Vec<i128>,
    /// The register of exports, where one is kept.
    pub register: Option<RegisterTally>,
    /// Days on watch lists, where there are any.
    pub watched: Option<WatchedTally>,
    /// Halt days and losses by what was missing.
    pub traced: TracedTally,
    /// Trials by day of the first halt of any manufacturer, by sector.
    pub sectors: Vec<Vec<u64>>,
    /// Trials by day of the first halt of any manufacturer at all.
    pub first_halt: Vec<u64>,
    /// Faults that the audit found, the first few.
    pub faults: Vec<String>,
}

/// Sums over the trials of one line.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SiteTally {
    /// Trials by day of the first halt.
    pub first_halt: Vec<u64>,
    /// Trials by number of halt days.
    pub halt_days: Vec<u64>,
    /// Trials by halt days of the longest halt.
    pub longest_halt: Vec<u64>,
    /// Trials by days to recovery, of those that halted and recovered within the horizon.
    pub recovery: Vec<u64>,
    /// Trials by days so far, of those that halted and had not recovered by the horizon.
    pub censored: Vec<u64>,
    /// Number of halts.
    pub halts: Moments,
    /// Trials by lowest cover in whole days, the last bin being all above.
    pub lowest_cover: Vec<u64>,
    /// Lost output over planned output, ticks.
    pub lost: Ratio,
    /// Ticks made good.
    pub made_good: Moments,
    /// Ticks of sales not met on their day over ticks asked for.
    pub unmet: Ratio,
    /// Days with such sales, and working days at whose end sales wait.
    pub unmet_days: [Moments; 2],
    /// Loss, hundredths of the currency.
    pub loss: MoneyTally,
    /// Costs by kind, hundredths of the currency.
    pub costs: [Moments; COST_KINDS.len()],
    /// Costs of all kinds.
    pub cost: Moments,
    /// Thousandths of halt days by place of the missing material.
    pub missing: [Moments; PLACES],
}

/// Sums and a histogram of money.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct MoneyTally {
    /// Sums.
    pub moments: Moments,
    /// Histogram with logarithmic bins, fixed before the run.
    pub histogram: Histogram,
}

/// Sums of one month's flows through an authority.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct FlowTally {
    /// Applications filed.
    pub filed: Moments,
    /// Granted.
    pub granted: Moments,
    /// Returned.
    pub returned: Moments,
    /// Denied.
    pub denied: Moments,
    /// Days waited, over decisions.
    pub wait: Ratio,
    /// Milligrams licensed.
    pub licensed: Moments,
    /// Milligrams shipped under licence.
    pub shipped: Moments,
    /// Milligrams shipped that needed no licence.
    pub shipped_free: Moments,
}

/// Largest whole day of cover that is told apart.
const MOST_COVER: usize = 1000;

impl MoneyTally {
    fn new() -> Self {
        // From 10 to 10^14 units of the currency, 20 bins a decade: brackets of 12 %.
        let edges = Edges::logarithmic(1_000, 10_000_000_000_000_000, 20).expect("fixed edges are valid");
        Self { moments: Moments::new(), histogram: Histogram::new(Arc::new(edges)) }
    }
    /// Adds one trial.
    pub fn add(&mut self, cents: i64) {
        self.moments.add(cents);
        self.histogram.add(cents);
    }
    fn merge(&mut self, other: &Self) {
        self.moments.merge(&other.moments);
        self.histogram.merge(&other.histogram).expect("all money has the same edges");
    }
}

fn add_counts(a: &mut [u64], b: &[u64]) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
}

impl SiteTally {
    fn new(days: usize) -> Self {
        Self {
            first_halt: vec![0; days],
            halt_days: vec![0; days + 1],
            longest_halt: vec![0; days + 1],
            recovery: vec![0; days + 1],
            censored: vec![0; days + 1],
            halts: Moments::new(),
            lowest_cover: vec![0; MOST_COVER + 1],
            lost: Ratio::new(),
            made_good: Moments::new(),
            unmet: Ratio::new(),
            unmet_days: std::array::from_fn(|_| Moments::new()),
            loss: MoneyTally::new(),
            costs: std::array::from_fn(|_| Moments::new()),
            cost: Moments::new(),
            missing: std::array::from_fn(|_| Moments::new()),
        }
    }

    /// Adds one trial.
    pub fn add(&mut self, row: &SiteOutcome) {
        if row.halt_days > 0 {
            self.first_halt[usize::from(row.first_halt)] += 1;
            let counts = if row.censored { &mut self.censored } else { &mut self.recovery };
            counts[usize::from(row.recovery)] += 1;
        }
        self.halt_days[usize::from(row.halt_days)] += 1;
        self.longest_halt[usize::from(row.longest_halt)] += 1;
        self.halts.add(i64::from(row.halts));
        self.lowest_cover[(row.lowest_cover / 100).min(MOST_COVER as u32) as usize] += 1;
        self.lost.add(row.lost, row.planned);
        self.made_good.add(row.made_good);
        self.unmet.add(row.unmet, row.planned);
        self.unmet_days[0].add(row.unmet_days.into());
        self.unmet_days[1].add(row.waiting_days.into());
        self.loss.add(row.loss());
        for (sum, cost) in self.costs.iter_mut().zip(row.costs) {
            sum.add(cost);
        }
        self.cost.add(row.cost());
        for (sum, part) in self.missing.iter_mut().zip(row.missing) {
            sum.add(i64::from(part));
        }
    }

    fn merge(&mut self, other: &Self) {
        add_counts(&mut self.first_halt, &other.first_halt);
        add_counts(&mut self.halt_days, &other.halt_days);
        add_counts(&mut self.longest_halt, &other.longest_halt);
        add_counts(&mut self.recovery, &other.recovery);
        add_counts(&mut self.censored, &other.censored);
        self.halts.merge(&other.halts);
        add_counts(&mut self.lowest_cover, &other.lowest_cover);
        self.lost.merge(&other.lost);
        self.made_good.merge(&other.made_good);
        self.unmet.merge(&other.unmet);
        self.unmet_days.iter_mut().zip(&other.unmet_days).for_each(|(a, b)| a.merge(b));
        self.loss.merge(&other.loss);
        self.costs.iter_mut().zip(&other.costs).for_each(|(a, b)| a.merge(b));
        self.cost.merge(&other.cost);
        self.missing.iter_mut().zip(&other.missing).for_each(|(a, b)| a.merge(b));
    }

    /// Trials in which the line halted.
    #[must_use]
    pub fn halted(&self) -> u64 {
        self.first_halt.iter().sum()
    }
}

impl FlowTally {
    /// Adds one trial.
    pub fn add(&mut self, flow: &MonthFlow) {
        self.filed.add(flow.filed.into());
        self.granted.add(flow.granted.into());
        self.returned.add(flow.returned.into());
        self.denied.add(flow.denied.into());
        self.wait.add(flow.waited.into(), flow.decided().into());
        self.licensed.add(flow.licensed);
        self.shipped.add(flow.shipped);
        self.shipped_free.add(flow.shipped_free);
    }

    fn merge(&mut self, other: &Self) {
        self.filed.merge(&other.filed);
        self.granted.merge(&other.granted);
        self.returned.merge(&other.returned);
        self.denied.merge(&other.denied);
        self.wait.merge(&other.wait);
        self.licensed.merge(&other.licensed);
        self.shipped.merge(&other.shipped);
        self.shipped_free.merge(&other.shipped_free);
    }
}

impl Tally {
    /// Nothing summed yet.
    #[must_use]
    pub fn new(model: &Model, band_every: u32) -> Self {
        let days = model.days as usize;
        let bands = band_days(model.days, band_every).len();
        let months = model.months();
        Self {
            trials: 0,
            sites: model.lines().iter().map(|_| SiteTally::new(days)).collect(),
            loss: MoneyTally::new(),
            costs: CostTally::new(),
            any_halt: 0,
            first: FirstTally::new(model.lines().len()),
            beyond: Vec::new(),
            bands: model.manufacturers().map(|(site, _)| Bands::new(bands, model.used(site).count())).collect(),
            flows: model.authorities.iter().map(|_| vec![FlowTally::default(); months]).collect(),
            desks: model.authorities.iter().map(|a| DeskTally::new(a, days, months)).collect(),
            waits: vec![0; model.lanes.len() * model.wait_days()],
            offices: vec![0; model.first_office(model.authorities.len()) * model.wait_days()],
            received: vec![0; model.lanes.len()],
            register: RegisterTally::new(model),
            watched: WatchedTally::new(model),
            traced: TracedTally::new(model),
            sectors: vec![vec![0; days]; sectors(model).0.len()],
            first_halt: vec![0; days],
            faults: Vec::new(),
        }
    }

    /// Adds another's sums.
    pub fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        self.sites.iter_mut().zip(&other.sites).for_each(|(a, b)| a.merge(b));
        self.loss.merge(&other.loss);
        self.costs.merge(&other.costs);
        self.any_halt += other.any_halt;
        self.first.merge(&other.first);
        self.beyond.resize(self.beyond.len().max(other.beyond.len()), 0);
        add_counts(&mut self.beyond, &other.beyond);
        self.bands.iter_mut().zip(&other.bands).for_each(|(a, b)| a.merge(b));
        self.flows.iter_mut().flatten().zip(other.flows.iter().flatten()).for_each(|(a, b)| a.merge(b));
        self.desks.iter_mut().zip(&other.desks).for_each(|(a, b)| a.merge(b));
        add_counts(&mut self.waits, &other.waits);
        add_counts(&mut self.offices, &other.offices);
        self.received.iter_mut().zip(&other.received).for_each(|(a, b)| *a += b);
        if let (Some(register), Some(other)) = (&mut self.register, &other.register) {
            register.merge(other);
        }
        if let (Some(watched), Some(other)) = (&mut self.watched, &other.watched) {
            watched.merge(other);
        }
        self.traced.merge(&other.traced);
        self.sectors.iter_mut().zip(&other.sectors).for_each(|(a, b)| add_counts(a, b));
        add_counts(&mut self.first_halt, &other.first_halt);
        let room = MOST_FAULTS.saturating_sub(self.faults.len());
        self.faults.extend(other.faults.iter().take(room).cloned());
    }
}

/// Faults that are told one by one.
pub(super) const MOST_FAULTS: usize = 20;

/// Days of cover in a bin, by manufacturer.
#[must_use]
pub(crate) fn cover_widths(model: &Model) -> Vec<f64> {
    model.manufacturers().map(|(site, _)| cover_bin_days(model, site)).collect()
}
