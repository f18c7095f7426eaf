//! The mapping file: which table holds what, which column is which, and what no export says. It is written with guesses
//! and corrected by whoever knows the exports.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fields::{Field, Kind};

/// All that a mapping file says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    /// What the scenario is called.
    pub title: String,
    /// Currency of the prices.
    pub currency: String,
    /// The first day: the one that the stock list is of, year first.
    pub start: String,
    /// How many days are played.
    pub horizon_days: u32,
    /// How numbers and dates are written in all tables that say nothing else.
    pub locale: String,
    /// Tables by their file, and sheet.
    pub tables: IndexMap<String, TableMapping>,
    /// Codes of units: what one of them is, such as `1000 piece` or `0.001 kg`.
    #[serde(default)]
    pub units: IndexMap<String, String>,
    /// Plants by their code.
    #[serde(default)]
    pub plants: IndexMap<String, Plant>,
    /// What is planned to be sold, where no table says it.
    #[serde(default)]
    pub products: Vec<Product>,
    /// What no export says of vendors, by their number.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub vendors: IndexMap<String, VendorSaid>,
    /// Names of lanes in the scenario, by name; others are called after vendor, plant and material.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub lanes: IndexMap<String, LaneSaid>,
    /// What no export says of materials, by their number.
    #[serde(default)]
    pub materials: IndexMap<String, Material>,
    /// Authorities as a scenario has them: each licenses what leaves its country for another.
    #[serde(default)]
    pub authorities: Map<String, Value>,
    /// What is assumed where the exports say nothing.
    #[serde(default)]
    pub assume: Assume,
}

/// A table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableMapping {
    /// What it holds.
    pub holds: Kind,
    /// The line, or the row of the sheet, that holds the headings.
    pub headings_line: usize,
    /// The heading of the column for each field; nothing where there is none.
    pub columns: IndexMap<Field, Option<String>>,
    /// What holds for all rows, where no column says it.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fixed: IndexMap<Field, String>,
    /// How its numbers and dates are written, if otherwise than elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Headings that are not looked at: for whoever corrects the guess.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_used: Vec<String>,
}

/// What no export says of a vendor.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct VendorSaid {
    /// Its name in the scenario; after its number if empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Its sector, or stage in the chain.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sector: String,
    /// The days on which it works; every day if empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub calendar: String,
    /// Names of its lines by the number of what each makes, where it makes several; as the material if it has none.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub lines: IndexMap<String, String>,
}

/// Which lane is meant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LaneSaid {
    /// Who delivers.
    pub vendor: String,
    /// What.
    pub material: String,
    /// To which plant.
    pub plant: String,
}

impl LaneSaid {
    /// Vendor, material and plant.
    pub(super) fn ends(&self) -> [&str; 3] {
        [&self.vendor, &self.material, &self.plant]
    }
}

/// A plant of the firm.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plant {
    /// Its name in the scenario; after its code if empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Its name for tables and charts.
    #[serde(default)]
    pub title: String,
    /// Country, two capital letters.
    pub country: String,
    /// Its sector.
    pub sector: String,
    /// The days on which it works.
    pub calendar: String,
}

/// What a plant sells of a product.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_field_names, reason = "the keys of the file")]
pub(crate) struct Product {
    /// The plant.
    pub plant: String,
    /// The product.
    pub product: String,
    /// Units on a working day.
    pub per_working_day: Option<f64>,
    /// What is lost with each that is never made.
    pub margin_per_unit: Option<f64>,
}

/// What no export says of a material.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Material {
    /// Its name in the scenario; after its number if empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Controlled elements, and their share of the mass.
    #[serde(default)]
    pub elements: IndexMap<String, f64>,
    /// What a piece weighs, where the exports count it in pieces and by weight.
    #[serde(default)]
    pub piece_weighs_kg: Option<f64>,
}

/// What is assumed where the exports say nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Assume {
    /// Days from an order to its receipt.
    pub lead_time_days: f64,
    /// Days from one review of a stock to the next.
    pub review_every_days: u32,
    /// Days that a licence usually takes, from the order until it is granted: levels of ordering that are worked out
    /// here cover it. Reorder points and maximum stocks stay as the exports have them.
    pub licence_days: f64,
    /// Whether lead times of what needs a licence hold these days already; then they are taken off.
    pub lead_times_hold_licence: bool,
    /// Days of need that are ordered beyond lead time and review, without a safety stock.
    pub safety_days: f64,
    /// What is lost with each unit that is never made.
    pub margin_per_unit: f64,
}

impl Default for Assume {
    fn default() -> Self {
        Self {
            lead_time_days: 30.0,
            review_every_days: 7,
            licence_days: 60.0,
            lead_times_hold_licence: false,
            safety_days: 14.0,
            margin_per_unit: 0.0,
        }
    }
}

/// Reads a mapping file.
///
/// # Errors
/// Where it is not what it should be.
pub(super) fn read(shown: &str, bytes: &[u8]) -> Result<Mapping, Vec<String>> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read: Result<Mapping, _> = serde_path_to_error::deserialize(&mut reader);
    let mapping = read.map_err(|error| {
        let path = error.path().to_string();
        let inside = if path == "." { String::new() } else { format!(", {path}") };
        vec![format!("{shown}{inside}: {}", error.into_inner())]
    })?;
    reader.end().map_err(|error| vec![format!("{shown}: {error}")])?;
    Ok(mapping)
}

/// The text of a mapping file.
#[must_use]
pub(super) fn text(mapping: &Mapping) -> String {
    crate::scenario::printed(&serde_json::to_value(mapping).unwrap_or_default())
}
