//! A scenario with a new first day: plain data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::experiment::ScenarioFacts;
use crate::scenario::roll::{LicenceFate, LicenceLeft, OrderFate, Passed, RollOrigin, RolledFile, UnmatchedRow};

/// A scenario with a new first day, and where everything in it comes from.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RollAnswer {
    /// Version of linestop.
    pub linestop: String,
    /// The scenario as it was.
    pub old: ScenarioFacts,
    /// The scenario as it is.
    pub new: ScenarioFacts,
    /// Files that were read.
    pub files: Vec<RolledFile>,
    /// Stocks of inputs and of what sites make, in the order of the scenario.
    pub stocks: Vec<RolledStock>,
    /// Orders that are or were under way; those that are worked out (`"pipeline": "steady"`) are no list.
    pub orders: Vec<RolledOrder>,
    /// General licences that are or were in force or applied for.
    pub licences: Vec<RolledLicence>,
    /// The regime of each authority on the new first day.
    pub regimes: Vec<RolledRegime>,
    /// Dates that have passed, and what they became.
    pub passed: Vec<Passed>,
    /// Rows of the files that are about nothing in the scenario.
    pub unmatched: Vec<UnmatchedRow>,
    /// What is good to know, and what the new scenario is warned of.
    pub notes: Vec<String>,
    /// The new scenario, as a file says it.
    pub scenario: Value,
}

/// A stock, on the old first day and on the new one.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RolledStock {
    /// Key of the site.
    pub site: String,
    /// Its name for people.
    pub site_title: String,
    /// Key of the line, where the site has several and this is what one of them makes.
    pub line: Option<String>,
    /// Key of the material.
    pub material: String,
    /// Its name for people.
    pub material_title: String,
    /// Whether it is an input; otherwise it is what the site makes.
    pub input: bool,
    /// Unit of quantities.
    pub unit: String,
    /// On the old first day.
    pub then: StockOn,
    /// On the new first day.
    pub now: StockOn,
    /// Where the new figure comes from.
    pub origin: RollOrigin,
}

/// A stock on a first day, with uncertain numbers at their medians.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct StockOn {
    /// What is there, in the material's unit.
    pub stock: f64,
    /// What is under way to it.
    pub on_order: f64,
    /// Planned need a calendar day: the mean over the horizon.
    pub need_per_day: f64,
    /// What is there in days of planned need; nothing where nothing is needed.
    pub cover_days: Option<f64>,
}

impl StockOn {
    /// What is under way in days of planned need.
    #[must_use]
    pub fn on_order_days(&self) -> Option<f64> {
        (self.need_per_day > 0.0).then(|| self.on_order / self.need_per_day)
    }
}

/// An order that is or was under way.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RolledOrder {
    /// Name of the order.
    pub order: String,
    /// Key of the lane.
    pub lane: String,
    /// Name of the supplier, for people.
    pub supplier: String,
    /// Name of the buyer, for people.
    pub buyer: String,
    /// Name of the material, for people.
    pub material: String,
    /// What is still to come of it, at the median where it is uncertain.
    pub quantity: f64,
    /// Unit of the quantity.
    pub unit: String,
    /// Day on which it was placed.
    pub placed: Date,
    /// Where it stands, by the keys of a scenario; of an order that has gone, where it stood.
    pub stands: String,
    /// The day since which it stands there, or on which it is due.
    pub day: Option<Date>,
    /// Where it stood on the old first day, if it was under way.
    pub before: Option<String>,
    /// What became of it.
    pub fate: OrderFate,
    /// Line of its row.
    pub line: Option<u64>,
}

/// What became of a general licence.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RolledLicence {
    /// Key of the lane.
    pub lane: String,
    /// Name of the supplier, for people.
    pub supplier: String,
    /// Name of the buyer, for people.
    pub buyer: String,
    /// What became of it.
    pub fate: LicenceFate,
    /// What is left of it.
    pub left: Option<LicenceLeft>,
    /// Its last day; of one that was not granted, the day of its application.
    pub until: Option<Date>,
    /// Line of its row.
    pub line: Option<u64>,
}

/// The regime of an authority on the new first day.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RolledRegime {
    /// Key of the authority.
    pub authority: String,
    /// Its name for people.
    pub authority_title: String,
    /// Key of the regime.
    pub regime: String,
    /// Its name for people.
    pub regime_title: String,
    /// Since when it is in force.
    pub since: Date,
    /// Whether it was stated for the new first day.
    pub stated: bool,
    /// Chance that it lasts until the new first day, by the scenario; nothing where only an event ends it, and where it
    /// was stated.
    pub lasts: Option<f64>,
}
