//! What a trial yields: one row a site, flows through each authority by month, and bands over time.

use serde::{Deserialize, Serialize};

use super::costs::{CostKind, Costs, LOSS_KINDS};
use super::place::PLACES;
use super::record::SiteOutcomes;
use super::state::{Block, add, nonzero, trials};
use crate::model::{Model, OrderRule};

/// No day.
pub(crate) const NO_DAY: u16 = u16::MAX;

/// Outcome of one site in one trial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct SiteOutcome {
    /// Ticks of output planned.
    pub planned: i64,
    /// Ticks never made.
    pub lost: i64,
    /// Ticks lost first and made good later.
    pub made_good: i64,
    /// Ticks of sales not met on their day, of a line with finished goods.
    pub unmet: i64,
    /// Costs in hundredths of the currency, in the order of `COST_KINDS`.
    pub costs: Costs,
    /// Thousandths of halt days by place of the missing material.
    pub missing: [u32; PLACES],
    /// Lowest end-of-day cover, hundredths of a day; `u32::MAX` without inputs.
    pub lowest_cover: u32,
    /// Day of the first halt; `NO_DAY` is none.
    pub first_halt: u16,
    /// Halt days.
    pub halt_days: u16,
    /// Number of halts.
    pub halts: u16,
    /// Halt days of the longest halt.
    pub longest_halt: u16,
    /// Days on which some sales of the day were not met, of a line with finished goods.
    pub unmet_days: u16,
    /// Working days at whose end sales wait.
    pub waiting_days: u16,
    /// Days from the first halt to the end of the last.
    pub recovery: u16,
    /// The line was still halted on its last working day: the recovery is at least that long.
    pub censored: bool,
}

impl SiteOutcome {
    /// Days from the first day to the first halt, if there is one.
    #[must_use]
    pub fn first_halt_day(&self) -> Option<u32> {
        (self.first_halt != NO_DAY).then_some(u32::from(self.first_halt))
    }
    /// What the halts cost, in hundredths of the currency.
    #[must_use]
    pub fn loss(&self) -> i64 {
        self.costs[LOSS_KINDS].iter().sum()
    }
    /// A kind of cost, in hundredths of the currency.
    #[must_use]
    pub fn of(&self, kind: CostKind) -> i64 {
        self.costs[kind as usize]
    }
    /// All costs, in hundredths of the currency.
    #[must_use]
    pub fn cost(&self) -> i64 {
        self.costs.iter().sum()
    }
}

/// Flows through an authority in a month, in one trial.
#[derive(Clone, Copy, Debug, Default)]
pub struct MonthFlow {
    /// Applications filed, attempts counted one by one.
    pub filed: u32,
    /// Granted.
    pub granted: u32,
    /// Returned.
    pub returned: u32,
    /// Denied.
    pub denied: u32,
    /// Withdrawn: the order was placed elsewhere before the decision.
    pub withdrawn: u32,
    /// Days from filing to the decision, summed over decisions.
    pub waited: u32,
    /// Milligrams licensed.
    pub licensed: i64,
    /// Milligrams shipped under licence.
    pub shipped: i64,
    /// Milligrams shipped on its lanes that needed no licence.
    pub shipped_free: i64,
}

impl MonthFlow {
    /// An order of so many milligrams is granted whole, so many days after its filing, and shipped.
    #[inline(always)]
    pub fn grant(&mut self, waited: u32, weight: i64) {
        self.waited += waited;
        self.granted += 1;
        self.licensed += weight;
        self.shipped += weight;
    }

    /// Decisions of any kind.
    #[must_use]
    pub fn decided(&self) -> u32 {
        self.granted + self.returned + self.denied
    }
}

/// Bins of a cover histogram.
pub(super) const COVER_BINS: usize = 128;
/// Bins of an output histogram: each 5 % of the plan, from 0; the last is 150 % and more.
pub(super) const OUTPUT_BINS: usize = 31;

/// Histograms of cover and output over time of one manufacturer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Bands {
    /// Trials by band and cover bin.
    #[serde(with = "bins")]
    pub cover: Vec<[u32; COVER_BINS]>,
    /// Trials by band and output bin.
    #[serde(with = "bins")]
    pub output: Vec<[u32; OUTPUT_BINS]>,
    /// Bands and trials in which an input has the least cover, by input that the line uses; of inputs with the same the
    /// first one is counted.
    pub least: Vec<u64>,
}

/// Bins one after the other: arrays so long are not read back by themselves.
mod bins {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<const N: usize, S: Serializer>(bands: &[[u32; N]], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(bands.as_flattened())
    }

    pub(super) fn deserialize<'de, const N: usize, D: Deserializer<'de>>(from: D) -> Result<Vec<[u32; N]>, D::Error> {
        let all = Vec::<u32>::deserialize(from)?;
        let bands = all.chunks(N).map(|bins| <[u32; N]>::try_from(bins).map_err(D::Error::custom));
        bands.collect()
    }
}

/// The bin of an output that is the whole plan.
const WHOLE_PLAN: usize = 20;

/// Added to an output, so that a whole plan is not counted as less by a rounding error.
const HAIR: f64 = 1e-9;

/// Counts the first `live` of some values into bins of width 1; the last bin takes all above.
#[inline(always)]
fn count<const BINS: usize, const W: usize>(histogram: &mut [u32; BINS], values: &[f64; W], live: usize) {
    let mut bins = [0_u32; W];
    for w in 0..W {
        bins[w] = values[w].max(0.0).min((BINS - 1) as f64) as u32;
    }
    for bin in &bins[..live] {
        histogram[(*bin as usize).min(BINS - 1)] += 1;
    }
}

/// Days of cover in one bin of a manufacturer's cover histogram.
#[must_use]
pub(crate) fn cover_bin_days(model: &Model, site: usize) -> f64 {
    let most = model
        .used(site)
        .map(|i| {
            let input = &model.inputs[i];
            let level = |rule: OrderRule| match rule {
                OrderRule::CallOff(_) => 0.0,
                rule => rule.most(|num| model.numbers.median(num)),
            };
            let level = input.ordering.rules().map(level).fold(0.0, f64::max);
            level.max(model.numbers.median(input.opening)) / input.nominal_need
        })
        .fold(f64::INFINITY, f64::min);
    let most = if most.is_finite() { most * 1.25 } else { 90.0 };
    // Half-day bins where they suffice, whole days, or more.
    [0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0].into_iter().find(|w| w * 127.0 >= most).unwrap_or(50.0)
}

/// Days on which bands are recorded: the end of each period, and the last day.
#[must_use]
pub(crate) fn band_days(days: u32, every: u32) -> Vec<u32> {
    (0..days).filter(|d| (d + 1) % every == 0 || *d + 1 == days).collect()
}

impl Bands {
    /// Empty histograms.
    #[must_use]
    pub fn new(bands: usize, inputs: usize) -> Self {
        Self { cover: vec![[0; COVER_BINS]; bands], output: vec![[0; OUTPUT_BINS]; bands], least: vec![0; inputs] }
    }
    /// Adds another's counts.
    pub fn merge(&mut self, other: &Self) {
        let add = |a: &mut [u32], b: &[u32]| a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        self.cover.iter_mut().zip(&other.cover).for_each(|(a, b)| add(a, b));
        self.output.iter_mut().zip(&other.output).for_each(|(a, b)| add(a, b));
        self.least.iter_mut().zip(&other.least).for_each(|(a, b)| *a += b);
    }
}

impl<const W: usize> Block<'_, W> {
    /// Step 7: the state at the end of the day, for bands.
    #[inline(always)]
    pub(crate) fn record_bands(&mut self, band: usize, live: usize, widths: &[f64], bands: &mut [Bands]) {
        let manufacturers = self.facts.model.sites.iter().enumerate().filter(|(_, s)| s.sales.is_some());
        for (((site, model), width), bands) in manufacturers.zip(widths).zip(bands) {
            let several = bands.least.len() > 1;
            let mut cover = [f64::INFINITY; W];
            let mut least = [0; W];
            let used = model.inputs.clone().filter(|index| self.facts.model.uses(site, *index));
            for (at, index) in used.enumerate() {
                let scale = 1.0 / (self.facts.model.inputs[index].nominal_need * width);
                let stock = &self.plant.inputs[index].stock;
                for w in 0..W {
                    let own = stock[w] as f64 * scale;
                    if several && own < cover[w] {
                        least[w] = at;
                    }
                    cover[w] = cover[w].min(own);
                }
            }
            count(&mut bands.cover[band], &cover, live);
            match &mut bands.least[..] {
                [only] => *only += live as u64,
                all => {
                    for (at, _) in least.iter().zip(&cover).take(live).filter(|(_, cover)| cover.is_finite()) {
                        all[*at] += 1;
                    }
                }
            }
            let line = &mut self.plant.lines[site];
            let planned = std::mem::take(&mut line.planned_in_band);
            line.planned += planned;
            let outcome = &mut self.record.sites[site];
            let short = nonzero(&outcome.short_in_band) & (u32::MAX >> (32 - live));
            // Most lines make just what they plan.
            bands.output[band][WHOLE_PLAN] += live as u32 - short.count_ones();
            for w in trials(short) {
                let twentieths = outcome.twentieths_in_band(w, planned);
                bands.output[band][(twentieths as usize).min(OUTPUT_BINS - 1)] += 1;
            }
            if short != 0 {
                outcome.short_in_band = [0; W];
            }
            if model.sales.as_ref().is_some_and(|s| s.certain.is_none()) {
                add(&mut outcome.planned, &outcome.planned_in_band);
                outcome.planned_in_band = [0; W];
            }
        }
    }

    /// The outcome of a site in a trial, at the end of the horizon.
    #[must_use]
    pub(crate) fn outcome(&self, site: usize, w: usize) -> SiteOutcome {
        let state = &self.record.sites[site];
        let line = &self.plant.lines[site];
        let halts = &state.halts[w];
        let halted = halts.days > 0;
        let small = |x: u32| u16::try_from(x).unwrap_or(u16::MAX);
        let lost = state.lost[w] + self.plant.sites[site].owed[w] + self.plant.sales[site].owed[w];
        SiteOutcome {
            planned: state.planned[w] + state.planned_in_band[w] + line.planned + line.planned_in_band,
            lost,
            made_good: state.made_good[w],
            unmet: state.unmet.ticks[w],
            unmet_days: state.unmet.days[w],
            waiting_days: state.unmet.waiting[w],
            costs: self.all_costs(site, w, lost),
            missing: halts.missing,
            lowest_cover: self.lowest_cover(site, w),
            first_halt: if halted { small(halts.first) } else { NO_DAY },
            halt_days: small(halts.days),
            halts: small(halts.count),
            longest_halt: small(halts.longest),
            recovery: if halted { small(halts.last + 1 - halts.first) } else { 0 },
            censored: halted && halts.last == self.plant.previous_day(site, w),
        }
    }

    fn lowest_cover(&self, site: usize, w: usize) -> u32 {
        self.facts
            .model
            .used(site)
            .filter(|i| self.facts.model.inputs[*i].nominal_need > 0.0)
            .map(|i| (self.plant.inputs[i].lowest(w) as f64 / self.facts.model.inputs[i].nominal_need * 100.0) as u32)
            .min()
            .unwrap_or(u32::MAX)
    }
}

impl<const W: usize> SiteOutcomes<W> {
    /// Output of a trial since the last band in twentieths of the plan.
    #[inline(always)]
    fn twentieths_in_band(&self, w: usize, planned_by_all: i64) -> f64 {
        let planned = self.planned_in_band[w] + planned_by_all;
        let made = planned - self.short_in_band[w];
        let share = if planned > 0 { made as f64 / planned as f64 } else { 1.0 };
        share * 20.0 + HAIR
    }
}
