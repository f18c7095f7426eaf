//! Levers: what can be done ahead of a disruption or in it, what it costs and when it starts.
//!
//! A lever does nothing until it is pulled: by `"pulled": true`, in this file or in one that extends it, or on the
//! command line by name. So one file holds all the choices, and comparisons pull them one by one.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::network::StockLevel;
use super::number::{Days, Draw, Factor, Money, Number, Quantity, Share};

/// A mitigation.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lever {
    /// Name for tables and charts (default: the key).
    pub title: Option<String>,
    /// What it does.
    pub action: Action,
    /// When it starts (default: the first day).
    pub start: Option<Start>,
    /// Days from the start until it takes effect: qualification, building, permits (default 0).
    pub lead_days: Option<Number<Days>>,
    /// What it costs.
    #[serde(default)]
    pub cost: LeverCost,
    /// Whether it is pulled (default: no).
    #[serde(default)]
    pub pulled: bool,
}

/// When a lever starts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[allow(clippy::large_enum_variant, reason = "a scenario has few of them, and they are read once")]
pub enum Start {
    /// On a date.
    On(Date),
    /// In the morning on which the stock of an input has fallen below some days of planned need, for the first time.
    CoverBelow {
        /// The site.
        site: String,
        /// The material.
        material: String,
        /// Days of planned need.
        days: Number<Days>,
    },
    /// On the day on which a regime comes into force, for the first time from the first day on.
    RegimeEntered {
        /// The authority.
        authority: String,
        /// The regime.
        regime: String,
    },
}

/// What a lever costs, beyond what it buys.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeverCost {
    /// Once, when it starts (default 0).
    pub once: Option<Number<Money>>,
    /// On each day from the start to the end of the horizon (default 0).
    pub per_day: Option<Number<Money>>,
    /// The site that pays (default: the one that it is for).
    pub paid_by: Option<String>,
}

/// What a lever does.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// More safety stock: the order-up-to level or the reorder point is raised. The stock is built by ordering, as
    /// fast as licences and the volume rule allow.
    SafetyStock {
        /// The site.
        site: String,
        /// The material.
        material: String,
        /// How much more.
        extra: StockLevel,
    },
    /// Ordering earlier: every order is brought forward by some days of planned need.
    OrderEarlier {
        /// The site.
        site: String,
        /// The material.
        material: String,
        /// How many days earlier.
        days: Number<Days>,
    },
    /// A second source: a lane that has no share yet gets one; the others of that input share the rest as before.
    SecondSource {
        /// The lane, with share 0.
        lane: String,
        /// Its share of the buyer's orders.
        share: Number<Share>,
    },
    /// A general licence for a lane is applied for.
    GeneralLicence {
        /// The lane.
        lane: String,
        /// Quantity that may be shipped under it.
        quantity: StockLevel,
        /// Validity from the grant, in days (default 365).
        #[serde(default = "super::network::a_year")]
        #[schemars(range(min = 1, max = 3660))]
        valid_days: u32,
        /// The renewal is applied for this many days before expiry (default 90).
        #[serde(default = "super::network::renewal_lead")]
        renew_before_days: u32,
        /// Preparation of the application (default: the desk's first preparation).
        preparation_days: Option<Draw<Days>>,
    },
    /// Expedited freight: orders that leave from then on are under way for a shorter time, at a price.
    ExpeditedFreight {
        /// The lanes.
        lanes: Vec<String>,
        /// Scale of their transit times.
        transit_scale: Number<Factor>,
        /// Extra price of each unit received from then on (default 0).
        extra_price_per_unit: Option<Number<Money>>,
    },
    /// Substitution: another input of the site takes over a share of the need.
    Substitution {
        /// The site.
        site: String,
        /// The material that is replaced.
        material: String,
        /// The input that replaces it; its `per_unit` can be 0 before.
        by: String,
        /// Units of it for each unit that it replaces (default 1).
        ratio: Option<Number<Factor>>,
        /// Share of the need that it takes over (default 1).
        share: Option<Number<Share>>,
    },
    /// Thrifting: less of an input goes into each unit of output.
    Thrifting {
        /// The site.
        site: String,
        /// The material.
        material: String,
        /// Share of it that is saved.
        saved_share: Number<Share>,
    },
    /// Recycling: a stream of recovered material reaches the site every day, without any licence.
    Recycling {
        /// The site.
        site: String,
        /// The material.
        material: String,
        /// Quantity a day.
        quantity_per_day: Number<Quantity>,
        /// Price of a unit (default: the material's).
        price_per_unit: Option<Number<Money>>,
    },
    /// A state stockpile is released to a site, evenly over some days.
    StockpileRelease {
        /// The site.
        site: String,
        /// The material.
        material: String,
        /// Quantity in all.
        quantity: StockLevel,
        /// Days over which it is handed out (default 30).
        #[serde(default = "a_month")]
        #[schemars(range(min = 1, max = 3660))]
        over_days: u32,
        /// Price of a unit (default: the material's).
        price_per_unit: Option<Number<Money>>,
    },
    /// A supplier serves the customers first that earn the highest margin with a unit of the material.
    HighestMarginFirst {
        /// The supplier.
        site: String,
    },
}

fn a_month() -> u32 {
    30
}
