//! What a run answers: plain data, ready to be shown, charted and written.
//!
//! Every interval is a 95 % interval. Money is in units of the scenario's currency, output in the unit of what
//! the line makes, time in days, shares from 0 to 1. Days count from 0, the start; dates are calendar days.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::closures::ClosureAnswer;
use super::costs::CostTable;
use super::known::{self, Word};

use super::desks::{FlowBands, OfficeAnswer, RegimeAnswer, WaitAnswer};
use super::first::FirstToHalt;
use super::network::NetworkAnswer;
use super::quotas::QuotaAnswer;
use super::raw_materials::RawMaterialsAnswer;
use super::register::{ClientAnswer, LaneFlowAnswer};
use super::sectors::SectorAnswer;
use super::sweep::Measured;
use super::traced::MissingFrom;
use super::watched::WatchedAnswer;
use crate::engine::SiteOutcome;

/// Confidence of every interval of an answer.
pub(crate) const CONFIDENCE: f64 = 0.95;

/// A number and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Estimate<T = f64> {
    /// The estimate.
    pub value: T,
    /// Lower end of its interval; nothing where the trials are too few to bound it.
    pub low: Option<T>,
    /// Upper end of its interval; nothing where the trials are too few to bound it.
    pub high: Option<T>,
}

/// A chance: the share of trials, with its Wilson interval.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Chance {
    /// Trials in which it happened.
    pub trials: u64,
    /// Share of all trials.
    pub share: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The answer of a run of one scenario.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RunAnswer {
    /// What was simulated.
    pub scenario: ScenarioFacts,
    /// How it was simulated.
    pub run: RunFacts,
    /// Chance that any manufacturer halts within the horizon.
    pub any_manufacturer_halts: Chance,
    /// Trials in which any manufacturer has halted by the end of each day of the horizon.
    pub trials_any_halted_by_day: Vec<u64>,
    /// Which line is the first to halt.
    pub first_to_halt: FirstToHalt,
    /// Chances that trials lie beyond thresholds, in the order in which they were asked for.
    pub thresholds: Vec<ThresholdAnswer>,
    /// Loss of all lines together.
    pub total_loss: Loss,
    /// What everything costs, by line and kind.
    pub costs: CostTable,
    /// Lines: sites with inputs, in the order of the file.
    pub lines: Vec<LineAnswer>,
    /// Manufacturers by sector, in the order in which the file first names the sectors.
    pub sectors: Vec<SectorAnswer>,
    /// Who supplies whom.
    pub network: NetworkAnswer,
    /// Strategic raw materials of the European Union: where they come from, who uses them, what has been done; nothing
    /// where no line uses any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_materials: Option<RawMaterialsAnswer>,
    /// Cover and output of manufacturers over time, in the order of the file.
    pub bands: Vec<BandAnswer>,
    /// Licences, by authority and month.
    pub authorities: Vec<AuthorityAnswer>,
    /// The register of exports, client by client; empty where none is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub register: Vec<ClientAnswer>,
    /// What is shipped on each lane by month; empty where no register is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<LaneFlowAnswer>,
    /// Dated events of policy, by date.
    pub events: Vec<EventAnswer>,
    /// Names of the levers that were not pulled: what could be compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub idle_levers: Vec<String>,
    /// When sites and desks are planned to be closed for longer than a long weekend.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<ClosureAnswer>,
    /// Faults that the audit found; the first few.
    pub faults: Vec<String>,
    /// Outcomes by trial and, within a trial, by line; empty when not kept.
    #[serde(skip)]
    pub outcomes: Vec<SiteOutcome>,
}

impl RunAnswer {
    /// A line by the key of its site.
    #[must_use]
    pub fn line(&self, site: &str) -> Option<&LineAnswer> {
        self.lines.iter().find(|line| line.site == site)
    }

    /// The outcomes of each trial, one a line in the order of the lines; none if they were not kept.
    pub fn trials(&self) -> impl Iterator<Item = &[SiteOutcome]> {
        self.outcomes.chunks_exact(self.lines.len().max(1))
    }
}

/// The chance that a trial lies beyond a threshold.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ThresholdAnswer {
    /// What it is the chance of.
    #[serde(flatten)]
    pub measured: Measured,
    /// The chance.
    pub chance: Chance,
}

/// What was simulated.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ScenarioFacts {
    /// Name of the file without its ending.
    pub name: String,
    /// Title.
    pub title: String,
    /// SHA-256 of the scenario after `extends` and overrides, keys sorted.
    pub sha256: String,
    /// Currency of all money.
    pub currency: String,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Number of days: every chance of a halt is stated for them.
    pub horizon_days: u32,
}

/// How it was simulated.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RunFacts {
    /// Version of linestop.
    pub linestop: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// Whether the outcome of every trial was kept: then quantiles of money are exact.
    pub outcomes_kept: bool,
    /// Days from one band to the next.
    pub bands_every_days: u32,
    /// Whether conservation of material was checked in every trial.
    pub audited: bool,
    /// The precision asked for, and what was reached.
    pub precision: Option<PrecisionReached>,
}

/// What a run until precise reached.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct PrecisionReached {
    /// Half-width asked for, of the interval of every manufacturer's chance of a halt.
    pub asked: f64,
    /// Largest half-width at the end.
    pub widest: f64,
    /// Whether that is as asked.
    pub reached: bool,
}

/// The answer for one line.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct LineAnswer {
    /// Key of the site.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// Sector or stage.
    pub sector: String,
    /// Country code.
    pub country: String,
    /// Whether it sells: its halts are what the run is about. Others are suppliers.
    pub manufacturer: bool,
    /// Chance of a halt within the horizon.
    pub halt: Chance,
    /// Halt days, over all trials.
    pub halt_days: Days,
    /// Mean number of halts, over all trials.
    pub halts: Estimate,
    /// What is known of the trials that halted; nothing if none did.
    pub when_halted: Option<WhenHalted>,
    /// Lost output.
    pub output: Output,
    /// Sales not met on their day; nothing for a line that makes what it sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmet_sales: Option<UnmetSales>,
    /// Loss: lost margin, cost of halt days, penalties.
    pub loss: Loss,
    /// Lowest cover, over all trials; nothing for a line whose inputs are not planned.
    pub lowest_cover: Option<LowestCover>,
    /// Mean cost by kind.
    #[serde(deserialize_with = "known::by_word")]
    pub costs: IndexMap<Word, Estimate>,
    /// Mean halt days by place of the missing material, and the share of all halt days.
    pub missing_material: Vec<MissingPart>,
    /// The same by part, lane and place, the most halt days first, with the loss of these halt days; over all it sums
    /// to the loss.
    pub missing_from: Vec<MissingFrom>,
    /// Number of inputs.
    pub inputs: usize,
    /// Trials that have halted by the end of each day of the horizon.
    pub trials_halted_by_day: Vec<u64>,
}

/// A number of days.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Days {
    /// Mean.
    pub mean: Estimate,
    /// Median.
    pub median: Estimate<u32>,
    /// Exceeded in 5 % of trials.
    pub p95: Estimate<u32>,
}

/// What is known of the trials in which a line halted.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WhenHalted {
    /// Date of the first halt.
    pub first_halt: DateQuantiles,
    /// Halt days.
    pub halt_days: Days,
    /// Halt days of the longest halt.
    pub longest_halt_days: Days,
    /// Days from the first halt to the end of the last.
    pub recovery: Recovery,
}

/// Quantiles of a date.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct DateQuantiles {
    /// 5 % of the trials are earlier.
    pub p05: Estimate<Date>,
    /// Median.
    pub median: Estimate<Date>,
    /// 5 % of the trials are later.
    pub p95: Estimate<Date>,
}

/// Time to recover. Where a line still stands at the end of the horizon, it is only known to be longer than the time
/// so far: a quantile lies between that of the times so far and that of the same times without an end.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Recovery {
    /// Median, days.
    pub median_days: Between<u32>,
    /// Exceeded in 5 % of the trials, days.
    pub p95_days: Between<u32>,
    /// Share of the trials in which the line was still halted at the end of the horizon.
    pub not_recovered_share: f64,
}

/// Sales of a line with finished goods, or with sales that are drawn or wait, that are not met on the day on which they
/// are asked for: some are lost (lost output), others are met later (made good). Means over trials.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct UnmetSales {
    /// Days on which some sales of the day are not met.
    pub days: Estimate,
    /// Working days at whose end sales wait.
    pub waiting_days: Estimate,
    /// Sales not met on their day, in the unit of the output.
    pub quantity: Estimate,
    /// Share of all sales that is met on its day, with a delta-method interval; nothing where nothing is asked for.
    pub met_on_the_day: Option<Estimate>,
}

/// Lost output of a line.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Output {
    /// Unit of all quantities.
    #[serde(deserialize_with = "known::word")]
    pub unit: Word,
    /// The smallest quantity, in that unit.
    pub tick: f64,
    /// Mean output planned.
    pub planned: f64,
    /// Output never made.
    pub lost: Estimate,
    /// Output lost first and made good later.
    pub made_good: Estimate,
    /// Share of the planned output that was made, with a delta-method interval; nothing without a plan.
    pub fill_rate: Option<Estimate>,
}

/// A loss: mean, quantiles and the mean of the worst 5 %.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Loss {
    /// Mean.
    pub mean: Estimate,
    /// Share of trials without loss; nothing where it is not known.
    pub none_share: Option<f64>,
    /// Quantiles.
    pub tail: Tail,
    /// Points of the exceedance curve, rising: an amount, and the share of trials that lose more. Without kept
    /// outcomes the amounts are the edges of a histogram's bins, where the share is exact but for ties.
    pub exceedance: Vec<(f64, f64)>,
}

/// Quantiles of money: exact, or the histogram's bins they lie in.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tail {
    /// From the outcomes of all trials.
    Exact(Quantiles<Estimate>),
    /// From a histogram: each lies between these amounts for sure (sampling error apart).
    Bracketed(Quantiles<Between>),
}

/// Quantiles of money.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Quantiles<T> {
    /// Median.
    pub p50: T,
    /// Exceeded in 5 % of trials: value at risk.
    pub p95: T,
    /// Exceeded in 1 % of trials.
    pub p99: T,
    /// Mean of the worst 5 % of trials: conditional value at risk.
    pub cvar95: T,
    /// Standard error of that mean; nothing where it is not known.
    pub cvar95_standard_error: Option<f64>,
}

/// A number known to lie between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Between<T = f64> {
    /// At least this.
    pub at_least: T,
    /// At most this; nothing if there is no bound.
    pub at_most: Option<T>,
}

/// Lowest cover within the horizon, in whole days rounded down; 1000 is 1000 or more.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct LowestCover {
    /// 5 % of trials have less.
    pub p05_days: Estimate<u32>,
    /// Median.
    pub median_days: Estimate<u32>,
}

/// Halt days that one place of the missing material accounts for.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct MissingPart {
    /// The place.
    #[serde(deserialize_with = "known::word")]
    pub place: Word,
    /// Mean halt days, over all trials.
    pub halt_days: Estimate,
    /// Share of all halt days; 0 if there are none.
    pub share: f64,
}

/// Bands of one manufacturer. Quantiles are pointwise, and each is the lower edge of the histogram bin that it
/// lies in: the value is at least that, and less than the next edge.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct BandAnswer {
    /// Key of the site.
    pub site: String,
    /// The days of the bands.
    pub dates: Vec<Date>,
    /// Width of the bins of cover, days; the last bin is open upwards.
    pub cover_bin_days: f64,
    /// Cover at the end of the day, days: that of the input with the least, which may differ by trial and day.
    pub cover_days: FiveBands,
    /// Which inputs have the least cover, and in what share of bands and trials, those with most first.
    #[serde(default)]
    pub least_cover: Vec<LeastCover>,
    /// Output since the band before, as a share of the plan, in bins of 0.05; 1.5 is 1.5 or more.
    pub output_share: FiveBands,
    /// Unit of the output.
    #[serde(deserialize_with = "known::word")]
    pub output_unit: Word,
    /// Output planned since the band before, in that unit; parameters at their medians where the plan is uncertain.
    pub planned_output: Vec<f64>,
}

/// How often an input of a line is the one that lasts least.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LeastCover {
    /// Key of the material.
    pub material: String,
    /// Its name for people.
    pub title: String,
    /// Share of the days of the bands, over all trials; where several last as long, the first one counts.
    pub share: f64,
}

/// Five quantiles over time.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct FiveBands {
    /// 5 % of trials are below.
    pub p05: Vec<f64>,
    /// 25 % of trials are below.
    pub p25: Vec<f64>,
    /// Half of the trials are below.
    pub p50: Vec<f64>,
    /// 75 % of trials are below.
    pub p75: Vec<f64>,
    /// 95 % of trials are below.
    pub p95: Vec<f64>,
}

impl FiveBands {
    /// All five, the lowest first.
    #[must_use]
    pub fn series(&self) -> [&[f64]; 5] {
        [&self.p05, &self.p25, &self.p50, &self.p75, &self.p95]
    }

    /// The five quantiles at one place.
    #[must_use]
    pub fn at(&self, place: usize) -> [Option<f64>; 5] {
        self.series().map(|series| series.get(place).copied())
    }
}

/// Licences of one authority.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AuthorityAnswer {
    /// Key.
    pub authority: String,
    /// Name for people.
    pub title: String,
    /// By calendar month.
    pub months: Vec<MonthAnswer>,
    /// Numbers of applications by month, as quantiles over trials.
    pub bands: FlowBands,
    /// How long applications wait, by material.
    pub waits: Vec<WaitAnswer>,
    /// How likely each regime is in force, by day.
    pub regimes: Vec<RegimeAnswer>,
    /// How long applications are in each office, where they pass several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<OfficeAnswer>,
    /// What is licensed under its quotas, by month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<QuotaAnswer>,
    /// How long clients are on its watch list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub watched: Vec<WatchedAnswer>,
}

/// One month at one authority: means over trials. Goods counted in pieces have no tonnes.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct MonthAnswer {
    /// First day of the month.
    pub month: Date,
    /// Applications filed, each attempt counted.
    pub applications: Estimate,
    /// Granted.
    pub granted: Estimate,
    /// Returned for more papers.
    pub returned: Estimate,
    /// Denied.
    pub denied: Estimate,
    /// Days from filing to the decision, over all decisions of the month; nothing without decisions.
    pub mean_wait_days: Option<Estimate>,
    /// Tonnes licensed.
    pub licensed_tonnes: Estimate,
    /// Tonnes shipped under licence.
    pub shipped_under_licence_tonnes: Estimate,
    /// Tonnes shipped on the authority's lanes that needed no licence.
    pub shipped_free_tonnes: Estimate,
}

/// A dated event of policy.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct EventAnswer {
    /// The day, or the first of its window.
    pub date: Date,
    /// The last day of its window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// What happens.
    pub title: String,
    /// How likely it is, parameters at their medians and its conditions taken into account.
    pub chance: f64,
}

impl AuthorityAnswer {
    /// Mean number in a trial, over all months: of applications, of those denied, and so on.
    #[must_use]
    pub fn a_trial(&self, what: impl Fn(&MonthAnswer) -> Estimate) -> f64 {
        self.months.iter().map(|month| what(month).value).sum()
    }
}

impl Loss {
    /// Names of the kinds of cost that it sums.
    #[must_use]
    pub fn kinds() -> &'static [&'static str] {
        &crate::engine::COST_KINDS[crate::engine::LOSS_KINDS]
    }
}

impl RunAnswer {
    /// Lines that sell.
    pub fn manufacturers(&self) -> impl Iterator<Item = &LineAnswer> {
        self.lines.iter().filter(|line| line.manufacturer)
    }
    /// The date of a day of the horizon.
    #[must_use]
    pub fn date(&self, day: u32) -> Date {
        self.scenario.start.saturating_add(jiff::Span::new().days(i64::from(day)))
    }
}
