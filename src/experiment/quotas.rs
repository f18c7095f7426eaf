//! How much of each quota is licensed by month.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::{Estimate, FiveBands};
use super::summarise::amount;
use crate::model::{Authority, Model};
use crate::statistics::{Moments, quantile};

/// Trials by ticks under a quota in a month.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct QuotaMonth {
    licensed: Counts,
    /// At its end.
    allowed: Counts,
}

/// Trials by ticks.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Counts(BTreeMap<i64, u64>);

/// A quota of an authority by month.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct QuotaAnswer {
    /// Key of the material.
    pub material: String,
    /// Name for people.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// First day of each month.
    pub months: Vec<Date>,
    /// The quota at the end of each month, before what regimes make of it: median of the trials.
    pub quota: Vec<f64>,
    /// Licensed in the month: means over trials.
    pub licensed: Vec<Estimate>,
    /// The same as quantiles over trials.
    pub bands: FiveBands,
}

impl QuotaMonth {
    /// Counts a trial.
    pub(super) fn add(&mut self, licensed: i64, allowed: i64) {
        *self.licensed.0.entry(licensed).or_default() += 1;
        *self.allowed.0.entry(allowed).or_default() += 1;
    }

    /// Counts all that another has counted.
    pub(super) fn merge(&mut self, other: &Self) {
        self.licensed.merge(&other.licensed);
        self.allowed.merge(&other.allowed);
    }
}

impl Counts {
    fn merge(&mut self, other: &Self) {
        for (ticks, trials) in &other.0 {
            *self.0.entry(*ticks).or_default() += trials;
        }
    }

    fn moments(&self) -> Moments {
        let mut moments = Moments::new();
        self.0.iter().for_each(|(ticks, trials)| moments.add_times(*ticks, *trials));
        moments
    }

    fn quantile(&self, p: f64) -> i64 {
        let counts: Vec<u64> = self.0.values().copied().collect();
        let at = quantile::index_in_counts(&counts, p).unwrap_or(0);
        self.0.keys().nth(at).copied().unwrap_or(0)
    }
}

/// What was licensed under the quotas of an authority; `sums` are theirs, by month.
#[allow(clippy::cast_precision_loss, reason = "a quantity is a rounded number")]
pub(super) fn answers(model: &Model, authority: &Authority, sums: &[Vec<QuotaMonth>]) -> Vec<QuotaAnswer> {
    let first = model.start.first_of_month();
    let of = |(quota, sums): (&crate::model::Quota, &Vec<QuotaMonth>)| {
        let material = &model.materials[quota.material];
        let months: Vec<Date> =
            (0_i32..).zip(sums).map(|(m, _)| first.saturating_add(jiff::Span::new().months(m))).collect();
        let series = |p: f64| sums.iter().map(|month| month.licensed.quantile(p) as f64 * material.tick).collect();
        QuotaAnswer {
            material: material.name.clone(),
            title: material.title.clone(),
            unit: material.unit.label().to_owned(),
            quota: sums.iter().map(|month| month.allowed.quantile(0.5) as f64 * material.tick).collect(),
            licensed: sums.iter().map(|month| amount(&month.licensed.moments(), material.tick)).collect(),
            bands: FiveBands {
                p05: series(0.05),
                p25: series(0.25),
                p50: series(0.5),
                p75: series(0.75),
                p95: series(0.95),
            },
            months,
        }
    };
    authority.quotas.iter().zip(sums).map(of).collect()
}
