//! General licences of a pair: an exporter and a customer.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::network::{a_year, renewal_lead};
use super::number::{Days, Draw, Number, Quantity, Share};
use super::opening::yes;

/// A general licence of an exporter for a customer: one yearly quantity for all lanes from the one to the other. Orders
/// within what is left of it need no application of their own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairLicence {
    /// The supplier site.
    pub exporter: String,
    /// The buyer site.
    pub customer: String,
    /// Chance that the pair is eligible at all, drawn once a trial (default: that of the authority's `eligibility`, or
    /// 1).
    pub eligible: Option<Number<Share>>,
    /// Quantity that may be shipped under it from the grant to its anniversary, over all lanes, in the unit of their
    /// goods.
    pub quantity: Number<Quantity>,
    /// Day on which the application is prepared; of a licence in force, that of the next one.
    pub apply_on: Option<Date>,
    /// A licence that is in force at the start (default: none).
    pub in_force: Option<PairInForce>,
    /// Days from the grant to the anniversary, on which a renewal begins (default 365).
    #[serde(default = "a_year")]
    #[schemars(range(min = 1, max = 3660))]
    pub valid_days: u32,
    /// The renewal is applied for this many days before the anniversary (default 90).
    #[serde(default = "renewal_lead")]
    pub renew_before_days: u32,
    /// Preparation of the application (default: the desk's first preparation).
    pub preparation_days: Option<Draw<Days>>,
}

/// How likely pairs are to be eligible for a general licence, by who they are: for a pair that says nothing of it
/// itself, the first that fits.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// Only exporters that are one of these sites or belong to one of these groups (default: any).
    #[serde(default)]
    pub exporters: Vec<String>,
    /// Only customers that are one of these sites or belong to one of these groups (default: any).
    #[serde(default)]
    pub customers: Vec<String>,
    /// Only customers in these countries or groups (default: any).
    #[serde(default)]
    pub destinations: Vec<String>,
    /// Chance that a pair is eligible, drawn for each pair once a trial.
    pub chance: Number<Share>,
}

/// A general licence of a pair that is in force on the first day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairInForce {
    /// What may still be shipped under it; open orders at the supplier take from it.
    pub left: Number<Quantity>,
    /// Its last day, the day before the anniversary: an order placed on it still uses it.
    pub until: Date,
    /// Whether a renewal is applied for, `renew_before_days` before the anniversary (default: yes; an `apply_on` says
    /// when).
    #[serde(default = "yes")]
    pub renewed: bool,
}
