//! What an analyst writes, as plain data. A scenario file is JSON with comments; it can extend another.
//!
//! Everything is named by its key: a what-if overlay names what it changes and nothing else. Durations end in
//! `_days`, money is in the file's currency, quantities are in the material's unit, dates are ISO.

pub(crate) mod border;
pub(crate) mod distribution;
pub(crate) mod input;
pub(crate) mod lever;
pub mod load;
pub(crate) mod network;
pub(crate) mod number;
pub(crate) mod observed;
pub(crate) mod opening;
pub(crate) mod policy;
pub(crate) mod problem;
pub(crate) mod products;
pub(crate) mod roll;
pub(crate) mod rules;
pub(crate) mod sales;
pub(crate) mod schedule;
pub mod schema;
#[cfg(feature = "sheets")]
pub(crate) mod sheets;

pub(crate) mod calendar;
mod changes;
mod check;
mod correlation;
mod document;
mod known;
mod merge;
mod names;
mod observations;
pub(crate) mod origin;
mod overrides;
mod pair;
mod plan;
#[cfg(any(feature = "cli", feature = "sheets"))]
mod print;
mod service;
mod setting;
mod substance;
mod units;
mod words;

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use border::Inspection;
pub(crate) use changes::{Change, ChangeGroup, changes, with_changes};
pub(crate) use correlation::Correlation;
pub(crate) use correlation::Scores;
pub(crate) use distribution::{Distribution, Empirical};
pub(crate) use input::hexadecimal;
pub use input::{ReadFile, sha256};
pub(crate) use known::AS_OF;
pub(crate) use lever::{Action, Lever, Start};
pub(crate) use load::Document;
pub use load::{Loaded, from_value, load, load_str};
pub(crate) use network::{
    Allocation, Calendar, DaysNamed, EndUse, GeneralLicence, Input, Lane, Line, LineMode, Material, OrderLevel,
    Ordering, ShortInputs, Site, StockLevel, Transport, Unit, Weekday,
};
pub(crate) use number::{Draw, Expression, Number, Range};
pub(crate) use observed::DECLARE;
pub(crate) use observed::{Counted, Observed, SeriesColumns, SeriesUnit, parse_month, read_series};
pub(crate) use opening::{OpenOrder, Pipeline, Stands};
pub(crate) use pair::{Eligibility, PairLicence};
pub(crate) use policy::{Arrivals, Authority, DeskLimit, Event, Hold, Regime, ReviewMode, Rule, WatchList, Window};
#[cfg(any(feature = "cli", feature = "sheets"))]
pub(crate) use print::text as printed;
pub use problem::{Place, Problem, Problems, Severity};
pub(crate) use products::{Product, ProductName};
pub(crate) use sales::{DrawnEach, Sales, SalesDistribution, Unmet};
pub(crate) use schedule::{Schedule, Step};
pub(crate) use service::{AfterFailure, OutputQuota, Ramp};
pub(crate) use setting::Measured;
pub use setting::Setting;
pub(crate) use substance::Control;
#[cfg(feature = "sheets")]
pub(crate) use substance::SYMBOLS;
pub(crate) use units::same_unit;
pub(crate) use words::thousands;
pub(crate) use words::{list as name_list, nearest as nearest_name};

/// A scenario: a supply network, the policy over it, and what is uncertain.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The JSON Schema, for editors; linestop does not read it.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// Another scenario file, relative to this one; what is written here overrides it.
    pub extends: Option<String>,
    /// Name for tables and charts.
    pub title: String,
    /// What the scenario is about.
    pub description: Option<String>,
    /// The reason of all numbers that say neither where they come from nor why they were assumed.
    pub assumption: Option<String>,
    /// Currency of all money in the file (ISO 4217).
    pub currency: String,
    /// What a unit of other currencies (ISO 4217) costs in that of the file: where lanes are paid in them.
    #[serde(default)]
    pub exchange_rates: IndexMap<String, Schedule<number::ExchangeRate>>,
    /// First day.
    pub start: Date,
    /// Number of days simulated; every chance of a halt is stated for this horizon.
    #[schemars(range(min = 1, max = 3660))]
    pub horizon_days: u32,
    /// What is not known: drawn once a trial, named, referred to by fields.
    #[serde(default)]
    pub parameters: IndexMap<String, Parameter>,
    /// Parameters that turn out high, or low, together.
    #[serde(default)]
    pub correlations: Vec<Correlation>,
    /// Materials by name.
    pub materials: IndexMap<String, Material>,
    /// Calendars by name.
    #[serde(default)]
    pub calendars: IndexMap<String, Calendar>,
    /// Authorities by name.
    #[serde(default)]
    pub authorities: IndexMap<String, Authority>,
    /// Rule packs: regulations that are laid beneath the scenario, by name, by the path of a file, or with what the
    /// scenario says of them. What the scenario writes itself wins over them.
    #[serde(default)]
    pub rules: Vec<rules::PackUse>,
    /// Groups of sites and countries by name: rules of a regime and events of an authority name them.
    #[serde(default)]
    pub groups: IndexMap<String, Group>,
    /// Sites by name.
    pub sites: IndexMap<String, Site>,
    /// Lanes by name.
    #[serde(default)]
    pub lanes: IndexMap<String, Lane>,
    /// What can be done, by name: each does nothing until it is pulled.
    #[serde(default)]
    pub levers: IndexMap<String, Lever>,
    /// Keeps the register of exports even where nobody tracks them: what each client is licensed and shipped, and what
    /// goes on each lane, by month (default: where an authority has `tracking`).
    #[serde(default)]
    pub register: bool,
    /// What can be observed of this world: a monthly series for `backtest` and `calibrate`.
    pub observed: Option<Observed>,
}

/// Sites and countries that are treated alike: a list of entities, a block of states, the makers of a sector. A site
/// belongs to it that is named, or whose country is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Name for tables and charts (default: the key).
    pub title: Option<String>,
    /// Sites.
    #[serde(default)]
    pub sites: Vec<String>,
    /// Countries, two capital letters (ISO 3166).
    #[serde(default)]
    pub countries: Vec<String>,
}

/// An uncertain number: one value a trial.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name for tables and charts (default: the key).
    pub title: Option<String>,
    /// Its unit, for tables and charts.
    pub unit: Option<String>,
    /// Its value: a plain number or a distribution, drawn once a trial.
    pub value: Number<number::Real>,
    /// Low end shown and swept (default: the 10 % quantile).
    pub low: Option<f64>,
    /// High end shown and swept (default: the 90 % quantile).
    pub high: Option<f64>,
    /// Whether order levels in days follow it where it turns out otherwise than planned (default: they stay).
    #[serde(default)]
    pub plan: PlanRule,
    /// What the firm planned with; its median counts (default: `value`, as the first file of `extends` says it).
    pub planned: Option<Number<number::Real>>,
}

/// What a parameter that turns out otherwise does to the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanRule {
    /// Nothing: the firm goes on ordering as it planned.
    #[default]
    Stays,
    /// Order levels in days go with it.
    Follows,
}
