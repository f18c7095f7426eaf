//! What an analyst writes of the border: which exports an authority tracks, and which shipments it inspects.

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::number::{Days, Draw, Number, Share};

/// Exports that are tracked: exporters register each client before the first shipment and report every shipment.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tracking {
    /// First day of it (default: the first day).
    pub from: Option<Date>,
    /// What is tracked: materials that hold one of these elements (default: the authority's list of the day).
    #[serde(default)]
    pub elements: Vec<String>,
    /// Days from the first order of a client to the end of its registration; nothing leaves for it before (default 0).
    pub registration_days: Option<Draw<Days>>,
    /// Share of reports that are faulty (default 0).
    pub faulty_report_share: Option<Number<Share>>,
    /// Days for which a shipment with a faulty report is held before it leaves (default 0).
    pub faulty_report_days: Option<Draw<Days>>,
}

/// Shipments that are inspected at the border when they leave, licensed or not.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inspection {
    /// First day of it (default: the first day).
    pub from: Option<Date>,
    /// Share of shipments that are inspected (default 0).
    pub share: Option<Number<Share>>,
    /// The same while one of these regimes is in force, by regime.
    #[serde(default)]
    pub share_by_regime: IndexMap<String, Number<Share>>,
    /// Other shares for some materials, by material; they hold in place of those above.
    #[serde(default)]
    pub materials: IndexMap<String, InspectedMaterial>,
    /// Laboratories, each busy with one consignment until it is done (default: no limit).
    #[schemars(range(min = 1, max = 1000))]
    pub laboratories: Option<u32>,
    /// Working days of the authority's calendar that an inspection takes, at least one.
    pub days: Draw<Days>,
}

/// Shares of the shipments of one material that are inspected.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectedMaterial {
    /// Share of shipments that are inspected (default 0).
    pub share: Option<Number<Share>>,
    /// The same while one of these regimes is in force, by regime.
    #[serde(default)]
    pub share_by_regime: IndexMap<String, Number<Share>>,
}

impl Inspection {
    /// Shares as they hold for a material: otherwise, and by regime.
    pub(crate) fn shares(&self, material: &str) -> (Option<&Number<Share>>, &IndexMap<String, Number<Share>>) {
        match self.materials.get(material) {
            Some(own) => (own.share.as_ref(), &own.share_by_regime),
            None => (self.share.as_ref(), &self.share_by_regime),
        }
    }
}
