//! What an analyst writes, as plain data. A scenario file is JSON with comments; it can extend another.
//!
//! Everything is named by its key: a what-if overlay names what it changes and nothing else. Durations end in
//! `_days`, money is in the file's currency, quantities are in the material's unit, dates are ISO.

pub mod input;
pub mod law;
pub mod lever;
pub mod load;
pub mod network;
pub mod number;
pub mod observed;
pub mod opening;
pub mod policy;
pub mod problem;
pub mod products;
pub mod roll;
pub mod sales;
pub mod schedule;
pub mod schema;
#[cfg(feature = "sheets")]
pub mod sheets;

pub(crate) mod calendar;
mod changes;
mod check;
mod correlation;
mod document;
mod merge;
mod names;
mod observations;
mod overrides;
mod plan;
#[cfg(any(feature = "cli", feature = "sheets"))]
mod print;
mod setting;
mod units;
mod words;

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use changes::{Change, ChangeGroup, changes, with_changes};
pub use correlation::Correlation;
pub(crate) use correlation::Scores;
pub use input::{ReadFile, hexadecimal, sha256};
pub use law::{Empirical, Law};
pub use lever::{Action, Lever, Start};
pub use load::{Document, Loaded, from_value, load, load_str};
pub use network::{
    Allocation, Calendar, DaysNamed, Element, EndUse, GeneralLicence, Input, Lane, Line, LineMode, Material,
    OrderLevel, Ordering, ShortInputs, Site, StockLevel, Transport, Unit, Weekday,
};
pub use number::{Draw, Expression, Number, Range};
pub(crate) use observed::DECLARE;
pub use observed::{Counted, Observed, SeriesColumns, SeriesUnit, parse_month, read_series};
pub use opening::{OpenOrder, Pipeline, Stands};
pub use policy::{Arrivals, Authority, DeskLimit, Event, Regime, ReviewMode};
#[cfg(any(feature = "cli", feature = "sheets"))]
pub(crate) use print::text as printed;
pub use problem::{Place, Problem, Problems, Severity};
pub use products::{Product, ProductName};
pub use sales::{DrawnEach, Sales, SalesDistribution, Unmet};
pub use schedule::{Schedule, Step};
pub use setting::{Measured, Setting};
pub(crate) use units::same_unit;
pub use words::thousands;
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
    /// Sites by name.
    pub sites: IndexMap<String, Site>,
    /// Lanes by name.
    #[serde(default)]
    pub lanes: IndexMap<String, Lane>,
    /// What can be done, by name: each does nothing until it is pulled.
    #[serde(default)]
    pub levers: IndexMap<String, Lever>,
    /// What can be observed of this world: a monthly series for `backtest` and `calibrate`.
    pub observed: Option<Observed>,
}

/// An uncertain number: one value a trial.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name for tables and charts (default: the key).
    pub title: Option<String>,
    /// Its unit, for tables and charts.
    pub unit: Option<String>,
    /// Its value: a plain number or a law, drawn once a trial.
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
