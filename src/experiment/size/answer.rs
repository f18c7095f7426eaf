//! What sizing answers: plain data. Money is in the scenario's currency, quantities in the unit of the material.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::experiment::known::{self, Word};

use super::budget::Spread;
use super::classes::SizedClass;
use super::requisition::Requisition;
use crate::experiment::{Chance, Estimate, ScenarioFacts};

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The stock on the first day, the order level raised by as much.
    Opening,
    /// The order level alone: the stock is built up from orders.
    Target,
}

/// The answer of a sizing.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SizeAnswer {
    /// What was simulated.
    pub scenario: ScenarioFacts,
    /// How it was simulated.
    pub run: SizeFacts,
    /// What was asked for, such as `p_halt <= 0.05`.
    pub target: String,
    /// Name of the outcome that decides.
    #[serde(deserialize_with = "known::word")]
    pub outcome: Word,
    /// Name of it for people.
    #[serde(deserialize_with = "known::word")]
    pub outcome_title: Word,
    /// The bound, if there is one.
    pub bound: Option<f64>,
    /// What is decided.
    pub what: What,
    /// Lines that were sized, in the order of the file.
    pub lines: Vec<SizedLine>,
    /// What is to be ordered, line by line, part by part and source by source.
    #[serde(default)]
    pub requisition: Vec<Requisition>,
    /// How a budget is spread, if one was given.
    pub budget: Option<Spread>,
    /// Lines that were meant, and need nothing.
    pub skipped: Vec<Skipped>,
    /// Parts without a price, whose value is left out of all money.
    pub without_price: Vec<PartName>,
    /// What is good to know.
    pub notes: Vec<String>,
}

impl SizeAnswer {
    /// A line by the key of its site.
    #[must_use]
    pub fn line(&self, site: &str) -> Option<&SizedLine> {
        self.lines.iter().find(|line| line.site == site)
    }
}

/// A line that needs nothing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Skipped {
    /// Key of the site.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// Why.
    pub why: String,
}

/// A part at a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct PartName {
    /// Key of the site.
    pub site: String,
    /// Name of the site for people.
    pub title: String,
    /// Key of the material.
    pub material: String,
    /// Name of the material for people.
    pub material_title: String,
}

/// How a sizing was simulated.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SizeFacts {
    /// Version of linestop.
    pub linestop: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Trials on which the stock was found.
    pub trials: u64,
    /// Further trials on which it was tried last.
    pub fresh_trials: u64,
    /// How often it was tried on fresh trials, raised where they did not confirm it.
    pub looks: u32,
    /// Trials simulated in all.
    pub simulated: u64,
    /// Most stock that was looked at, in days of planned need.
    pub most_days: f64,
}

/// How a stock was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// From one simulation, exactly for every stock.
    OnePass,
    /// From one simulation, taking what is not exact for small.
    OnePassApproximate,
    /// By simulation at several stocks on the same trials.
    Search,
}

impl Method {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OnePass => "one pass, exact",
            Self::OnePassApproximate => "one pass, approximate",
            Self::Search => "search",
        }
    }
}

/// Whether the stock meets the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Its bound does: the target is met with 95 % confidence.
    Confirmed,
    /// The estimate on fresh trials does, but the target lies within its uncertainty.
    Likely,
    /// The estimate on fresh trials does not.
    Missed,
    /// There was no bound to meet.
    NoBound,
}

/// What an outcome is at most (at least, where more is better), with confidence.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Bound {
    /// The one-sided bound.
    pub value: f64,
    /// Its confidence. Of fresh trials that were looked at more than once it is higher than what all looks together
    /// have.
    pub confidence: f64,
    /// What it is a bound of.
    pub from: BoundFrom,
    /// Trials that it comes from.
    pub trials: u64,
}

/// Where a bound comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundFrom {
    /// The rank of the stock among what the trials of one pass needed.
    Rank,
    /// Fresh trials.
    Fresh,
}

/// A line and the stock it needs.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SizedLine {
    /// Key of the site.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// Sector or stage.
    pub sector: String,
    /// Country code.
    pub country: String,
    /// How the stock was found.
    pub method: Method,
    /// Why one pass would not be exact; empty where it is.
    pub not_exact: Vec<String>,
    /// Whether a stock that was looked at meets the target.
    pub feasible: bool,
    /// The outcome with today's stock.
    pub today: Estimate,
    /// The outcome with the stock of the answer, on the trials on which it was found.
    pub found: Estimate,
    /// The same on fresh trials.
    pub fresh: Fresh,
    /// What the outcome is at most, with confidence.
    pub bound: Bound,
    /// What that says of the target.
    pub verdict: Verdict,
    /// Its inputs.
    pub inputs: Vec<SizedInput>,
    /// Classes of its parts that have targets of their own.
    #[serde(default)]
    pub classes: Vec<SizedClass>,
    /// Stock against the outcome, in rising order.
    pub curve: Vec<CurvePoint>,
    /// How the stock is built where it is not bought before the first day; nothing where none is to be built.
    pub build_up: Option<BuildUp>,
    /// What would help where no stock does; empty where one does.
    pub help: Vec<String>,
}

impl SizedLine {
    /// The one figure of the outcome with the stock of the answer: of the trials from which its bound comes.
    #[must_use]
    pub fn figure(&self) -> Estimate {
        match self.bound.from {
            BoundFrom::Rank => self.found,
            BoundFrom::Fresh => self.fresh.outcome,
        }
    }
}

/// A line with the stock of the answer, on fresh trials.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Fresh {
    /// The outcome that decides.
    pub outcome: Estimate,
    /// Chance of a halt.
    pub halt: Chance,
    /// Mean halt days.
    pub halt_days: Estimate,
    /// Expected loss.
    pub loss: Estimate,
    /// Where the missing material stood on the halt days that are left.
    pub missing_material: Vec<MissingShare>,
}

/// A place where missing material stood.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct MissingShare {
    /// The place.
    #[serde(deserialize_with = "known::word")]
    pub place: Word,
    /// Share of all halt days; 0 if there are none.
    pub share: f64,
}

/// An amount of material.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Amount {
    /// In the material's unit.
    pub quantity: f64,
    /// In days of planned need.
    pub days: f64,
    /// At the material's price; nothing where it has none.
    pub money: Option<f64>,
}

/// An input and the stock it needs.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SizedInput {
    /// Key of the material.
    pub material: String,
    /// Name for people.
    pub title: String,
    /// Its unit.
    #[serde(deserialize_with = "known::word")]
    pub unit: Word,
    /// Today's opening stock, or order level if that is decided; where it is uncertain, its median.
    pub today: Amount,
    /// What to hold.
    pub hold: Amount,
    /// What to order beyond today's; negative where less would do. Its money is what is paid for it: by the prices of
    /// the lanes on which it comes, with duty.
    pub extra: Amount,
    /// Price of a unit; nothing where the scenario gives none.
    pub price: Option<f64>,
    /// What to hold by the estimate alone, without the margin for the number of trials; of one pass and one input only.
    pub by_estimate: Option<Amount>,
    /// Order-up-to level or reorder point that goes with it; nothing for a fixed call-off.
    pub order_level: Option<Amount>,
    /// Cost of holding this stock for a year; nothing without a price.
    pub holding_per_year: Option<f64>,
    /// The part of it that the extra stock costs.
    pub extra_holding_per_year: Option<f64>,
    /// The textbook's stock.
    pub textbook: Option<Textbook>,
}

/// The textbook's safety stock, from what was simulated.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Textbook {
    /// Normal quantile of the service level, one less the chance allowed.
    pub z: f64,
    /// Trials that were looked at.
    pub trials: u64,
    /// Mean days from order to receipt, by quantity, of what was received within the horizon.
    pub mean_lead_days: f64,
    /// Standard deviation of the same.
    pub sd_lead_days: f64,
    /// Mean use a calendar day.
    pub mean_use: f64,
    /// Standard deviation of the use of a calendar day: that of a week's use among trials, divided by √7. Days off and
    /// steps of the plan, which are known beforehand, are not in it.
    pub sd_use: f64,
    /// Need of the mean lead time and z σ √L: use varies, the lead time is the mean.
    pub plain: TextbookStock,
    /// Need of the mean lead time and `z √(L σ² + d² σ_L²)`: lead times vary too.
    pub with_lead_times: TextbookStock,
}

/// A stock by the textbook.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct TextbookStock {
    /// The safety stock alone, in the material's unit.
    pub safety: f64,
    /// What to hold: safety stock and the need of the mean lead time.
    pub hold: Amount,
    /// Chance that the material runs out with that stock, from the curve of this input.
    pub runs_out: Option<Chance>,
}

/// How long the stock takes to be built from orders that are placed from the first day on, and what it is worth until
/// then, on some of the fresh trials.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct BuildUp {
    /// Trials that were looked at.
    pub trials: u64,
    /// Date by which all of it is there in half of the trials; nothing if that is beyond the horizon.
    pub complete_median: Option<Date>,
    /// The same in nine of ten.
    pub complete_p90: Option<Date>,
    /// Chance that it is not complete within the horizon.
    pub incomplete: Chance,
    /// Authorities whose rules against stockpiling bear on it.
    pub rules: Vec<String>,
    /// Date by which it would be there in half of the trials without those rules.
    pub without_rule_median: Option<Date>,
    /// The same in nine of ten.
    pub without_rule_p90: Option<Date>,
    /// With today's stock.
    pub today: Worth,
    /// With the stock that is built from orders.
    pub built: Worth,
    /// With the stock there on the first day.
    pub there: Worth,
}

/// What a stock is worth until another is built, afterwards, and within the whole horizon.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Worth {
    /// Chance of a halt until the stock that is built is complete.
    pub until: Chance,
    /// Chance of a halt from then on.
    pub after: Chance,
    /// Chance of a halt within the horizon.
    pub whole: Chance,
    /// Expected loss within the horizon.
    pub loss: Estimate,
}

/// A point of stock against outcome.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CurvePoint {
    /// What each input holds, in the order of the inputs.
    pub hold: Vec<Amount>,
    /// Money for what is ordered beyond today's stock; nothing where a part has no price.
    pub paid: Option<f64>,
    /// Cost of holding all of it for a year.
    pub holding_per_year: f64,
    /// The outcome with its 95 % interval, of this point alone.
    pub outcome: Estimate,
    /// Expected cost of halts, of premium prices and of holding stock within the horizon, with its 95 % interval; only
    /// where this point was simulated.
    pub cost: Option<Estimate>,
    /// The stock of the answer.
    pub chosen: bool,
    /// Today's stock.
    pub today: bool,
}
