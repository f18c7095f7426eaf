//! What is seen of licence desks: the regime in force by day, applications by month, and how long they wait.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::FiveBands;
use super::quotas::QuotaMonth;
use crate::engine::MonthFlow;
use crate::model::{Authority, Lane, Model, Num, Regime};
use crate::statistics::{Counts, quantile};

/// Sums of one authority's desk.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DeskTally {
    /// Trials by regime and day.
    pub regimes: Vec<Vec<u64>>,
    /// Trials by number of applications, by month.
    pub months: Vec<MonthCounts>,
    /// Trials by what is licensed under each quota, by month.
    pub quotas: Vec<Vec<QuotaMonth>>,
    /// Applications at the desk on the first day.
    open_files: i64,
}

/// Trials by number of applications in one month.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct MonthCounts {
    /// Filed, each attempt counted.
    pub filed: Counts,
    /// Granted.
    pub granted: Counts,
    /// Returned for more papers.
    pub returned: Counts,
    /// Denied.
    pub denied: Counts,
    /// At the desk at the end of the month: filed, neither decided nor withdrawn.
    pub pending: Counts,
}

/// A regime, and how likely it is in force on each day.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RegimeAnswer {
    /// Key.
    pub regime: String,
    /// Name for people.
    pub title: String,
    /// How far it lets exports through: reviews by speed and capacity of the desk, times the share of decisions that
    /// grant, parameters at their medians, mean over the lanes that the authority licenses. The less, the more severe;
    /// 0 is a freeze.
    #[serde(default)]
    pub openness: f64,
    /// Trials in which it is in force, by day of the horizon.
    pub trials_by_day: Vec<u64>,
}

/// Numbers of applications in a trial by month: quantiles over trials. Exact up to 127; above that each is the lower
/// edge of a bin no wider than 1/64 of it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct FlowBands {
    /// First day of each month.
    pub months: Vec<Date>,
    /// Filed, each attempt counted.
    pub applications: FiveBands,
    /// Granted.
    pub granted: FiveBands,
    /// Returned for more papers.
    pub returned: FiveBands,
    /// Denied.
    pub denied: FiveBands,
    /// At the desk at the end of the month: filed, neither decided nor withdrawn.
    pub pending: FiveBands,
}

/// How long applications for a material wait at an authority, from each filing to its decision. Applications that
/// are not decided within the horizon are not counted.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WaitAnswer {
    /// Key of the material.
    pub material: String,
    /// Name for people.
    pub title: String,
    /// Decisions, in all trials together.
    pub decisions: u64,
    /// Half of the decisions come within so many days.
    pub median_days: u32,
    /// Nine in ten decisions come within so many days.
    pub p90_days: u32,
    /// Decisions by days waited, from 0.
    pub decisions_by_day: Vec<u64>,
}

/// How long applications are in an office, from the day on which they come to it to that on which they leave it, to the
/// next one, back to the buyer or decided.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OfficeAnswer {
    /// Its name; "desk" is the last one, which decides.
    pub office: String,
    /// Name for people.
    pub title: String,
    /// Files that have left it, in all trials together.
    pub files: u64,
    /// Mean days there.
    pub mean_days: Option<f64>,
    /// Half of the files leave it within so many days.
    pub median_days: Option<u32>,
    /// Nine in ten leave it within so many days.
    pub p90_days: Option<u32>,
    /// Files by days there, from 0.
    pub files_by_day: Vec<u64>,
}

impl DeskTally {
    /// Nothing summed yet.
    #[must_use]
    pub fn new(authority: &Authority, days: usize, months: usize) -> Self {
        Self {
            regimes: vec![vec![0; days]; authority.regimes.len()],
            months: vec![MonthCounts::default(); months],
            quotas: vec![vec![QuotaMonth::default(); months]; authority.quotas.len()],
            open_files: authority.open_files.into(),
        }
    }

    /// Adds the regimes of the first `live` trials of a block.
    pub fn add_regimes<const W: usize>(&mut self, regime: &[[u8; W]], live: usize) {
        for (key, by_day) in (0_u8..).zip(&mut self.regimes) {
            for (sum, today) in by_day.iter_mut().zip(regime) {
                // At most 32 trials: the sum fits. A whole block is counted without looking at its length.
                let there = |now: &u8| u8::from(*now == key);
                let trials: u8 =
                    if live == W { today.iter().map(there).sum() } else { today[..live].iter().map(there).sum() };
                *sum += u64::from(trials);
            }
        }
    }

    /// Adds the months of one trial.
    pub fn add_flows<const W: usize>(&mut self, flows: &[[MonthFlow; W]], w: usize) {
        let mut pending = self.open_files;
        for (counts, flow) in self.months.iter_mut().zip(flows) {
            let flow = &flow[w];
            pending += i64::from(flow.filed) - i64::from(flow.decided()) - i64::from(flow.withdrawn);
            counts.filed.add(flow.filed.into());
            counts.granted.add(flow.granted.into());
            counts.returned.add(flow.returned.into());
            counts.denied.add(flow.denied.into());
            counts.pending.add(pending);
        }
    }

    /// Adds what one trial has licensed under a quota, and what that allowed, by month.
    pub fn add_quota<const W: usize>(&mut self, quota: usize, [granted, allowed]: [&[[i64; W]]; 2], w: usize) {
        let months = self.quotas[quota].iter_mut().zip(granted.iter().zip(allowed));
        months.for_each(|(month, (granted, allowed))| month.add(granted[w], allowed[w]));
    }

    /// Adds another's sums.
    pub fn merge(&mut self, other: &Self) {
        for (sum, more) in self.regimes.iter_mut().flatten().zip(other.regimes.iter().flatten()) {
            *sum += more;
        }
        let quotas = self.quotas.iter_mut().flatten().zip(other.quotas.iter().flatten());
        quotas.for_each(|(sum, more)| sum.merge(more));
        for (counts, more) in self.months.iter_mut().zip(&other.months) {
            counts.filed.merge(&more.filed);
            counts.granted.merge(&more.granted);
            counts.returned.merge(&more.returned);
            counts.denied.merge(&more.denied);
            counts.pending.merge(&more.pending);
        }
    }

    /// How likely each regime is in force, by day.
    pub(super) fn regimes(&self, model: &Model, authority: usize) -> Vec<RegimeAnswer> {
        let of = |(at, (regime, by_day)): (usize, (&Regime, &Vec<u64>))| RegimeAnswer {
            regime: regime.name.clone(),
            title: regime.title.clone(),
            openness: openness(model, authority, at),
            trials_by_day: by_day.clone(),
        };
        model.authorities[authority].regimes.iter().zip(&self.regimes).enumerate().map(of).collect()
    }

    /// Bands of the numbers of applications by month.
    pub(super) fn bands(&self, first_month: Date) -> FlowBands {
        let month =
            |at: usize| first_month.saturating_add(jiff::Span::new().months(i64::try_from(at).unwrap_or(i64::MAX)));
        let five = |what: fn(&MonthCounts) -> &Counts| {
            let series = |p: f64| self.months.iter().map(|month| what(month).quantile(p) as f64).collect();
            FiveBands { p05: series(0.05), p25: series(0.25), p50: series(0.5), p75: series(0.75), p95: series(0.95) }
        };
        FlowBands {
            months: (0..self.months.len()).map(month).collect(),
            applications: five(|month| &month.filed),
            granted: five(|month| &month.granted),
            returned: five(|month| &month.returned),
            denied: five(|month| &month.denied),
            pending: five(|month| &month.pending),
        }
    }
}

/// How far a regime lets exports through.
fn openness(model: &Model, authority: usize, regime: usize) -> f64 {
    let policy = &model.authorities[authority];
    let median = |num: Num| model.numbers.median(num);
    let capacity = |regime: &Regime| regime.capacity.map_or(f64::INFINITY, median);
    let most = policy.regimes.iter().map(capacity).filter(|capacity| capacity.is_finite()).fold(0.0, f64::max);
    let desk = if most > 0.0 { (capacity(&policy.regimes[regime]) / most).min(1.0) } else { 1.0 };
    let of_lane = |lane: &Lane| {
        if lane.shut[regime] {
            return 0.0;
        }
        let shares = lane.rules[regime].shares.usual;
        median(policy.paces[lane.pace][regime].usual) * (1.0 - median(shares.returned) - median(shares.denied)).max(0.0)
    };
    let lanes: Vec<f64> = model.lanes.iter().filter(|lane| lane.authority == Some(authority)).map(of_lane).collect();
    if lanes.is_empty() {
        return desk * median(policy.regimes[regime].speed);
    }
    desk * lanes.iter().sum::<f64>() / lanes.len() as f64
}

/// Waits at an authority by material, in the order of the model; `by_lane` counts decisions by lane and days waited.
pub(super) fn waits(model: &Model, authority: usize, by_lane: &[u64]) -> Vec<WaitAnswer> {
    let days = model.wait_days();
    let mut by_material: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for (lane, counts) in model.lanes.iter().zip(by_lane.chunks(days)) {
        if lane.authority == Some(authority) {
            let material = model.inputs[lane.input].material;
            let sums = by_material.entry(material).or_insert_with(|| vec![0; days]);
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }
    let answer = |(material, mut counts): (usize, Vec<u64>)| {
        let within = |p: f64| quantile::index_in_counts(&counts, p).map(|days| days as u32);
        let (median_days, p90_days) = (within(0.5)?, within(0.9)?);
        let decisions = counts.iter().sum();
        counts.truncate(counts.iter().rposition(|n| *n > 0).map_or(0, |last| last + 1));
        let material = &model.materials[material];
        Some(WaitAnswer {
            material: material.name.clone(),
            title: material.title.clone(),
            decisions,
            median_days,
            p90_days,
            decisions_by_day: counts,
        })
    };
    by_material.into_iter().filter_map(answer).collect()
}

/// Days in each office of an authority whose applications pass several, the desk last; `counts` are by office and days.
pub(super) fn offices(model: &Model, index: usize, counts: &[u64]) -> Vec<OfficeAnswer> {
    let authority = &model.authorities[index];
    if authority.offices.is_empty() {
        return Vec::new();
    }
    let names = authority.offices.iter().map(|office| (office.name.as_str(), office.title.as_str()));
    let all = names.chain([("desk", authority.title.as_str())]);
    let rows = counts.chunks(model.wait_days()).skip(model.first_office(index));
    all.zip(rows).map(|((office, title), days)| office_answer(office, title, days)).collect()
}

#[allow(clippy::cast_precision_loss, reason = "a mean is a rounded number")]
fn office_answer(office: &str, title: &str, days: &[u64]) -> OfficeAnswer {
    let files: u64 = days.iter().sum();
    let sum: u64 = (0..).zip(days).map(|(day, files): (u64, &u64)| day * files).sum();
    let within = |p: f64| quantile::index_in_counts(days, p).map(|days| days as u32);
    OfficeAnswer {
        office: office.to_owned(),
        title: title.to_owned(),
        files,
        mean_days: (files > 0).then(|| sum as f64 / files as f64),
        median_days: within(0.5),
        p90_days: within(0.9),
        files_by_day: days[..days.iter().rposition(|n| *n > 0).map_or(0, |last| last + 1)].to_vec(),
    }
}
