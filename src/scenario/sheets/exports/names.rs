//! What things are called in the scenario: as the mapping says, or else after their numbers.
//!
//! Names of their own are worth the trouble where a scenario is kept for long: what is laid over it, levers, and
//! comparisons from month to month go by them.

use std::collections::HashMap;

use super::super::book::key;
use super::facts::{Facts, Vendor};
use super::lanes::Lanes;
use super::mapping::{Mapping, VendorSaid};
use super::rows::Rows;
use crate::reading::fold;
use crate::scenario::words::nearest;

/// Names by what is named, as it is compared.
#[derive(Debug, Default)]
pub(super) struct Names {
    materials: HashMap<String, String>,
    plants: HashMap<String, String>,
    vendors: HashMap<String, VendorSaid>,
    /// By vendor, material and plant.
    lanes: HashMap<[String; 3], String>,
}

impl Names {
    /// What a mapping calls things.
    pub(super) fn of(mapping: &Mapping) -> Self {
        let given = |key: &str| (!key.is_empty()).then(|| key.to_owned());
        let materials = mapping.materials.iter();
        let plants = mapping.plants.iter();
        let lanes = mapping.lanes.iter();
        Self {
            materials: materials.filter_map(|(number, said)| Some((fold(number), given(&said.key)?))).collect(),
            plants: plants.filter_map(|(code, said)| Some((fold(code), given(&said.key)?))).collect(),
            vendors: mapping.vendors.iter().map(|(number, said)| (fold(number), said.clone())).collect(),
            lanes: lanes.map(|(key, said)| (said.ends().map(fold), key.clone())).collect(),
        }
    }

    /// The name of a material that has one.
    pub(super) fn material(&self, number: &str) -> Option<&String> {
        self.materials.get(&fold(number))
    }

    /// The key of a plant's site.
    pub(super) fn plant(&self, plant: &str) -> String {
        self.plants.get(plant).cloned().unwrap_or_else(|| format!("plant_{}", key(plant)))
    }

    /// What the mapping says of a vendor.
    pub(super) fn said_of(&self, vendor: &Vendor) -> Option<&VendorSaid> {
        self.vendors.get(&fold(&vendor.number))
    }

    /// The key of a vendor's site.
    pub(super) fn vendor(&self, vendor: &Vendor) -> String {
        let said = self.said_of(vendor).filter(|said| !said.key.is_empty());
        said.map_or_else(|| format!("vendor_{}", key(&vendor.number)), |said| said.key.clone())
    }

    /// The key of a lane by vendor, material and plant, if it has a name of its own.
    pub(super) fn lane(&self, ends: &[String; 3]) -> Option<&String> {
        self.lanes.get(ends)
    }
}

/// Names of what is in no export, and names that two things share.
pub(super) fn check(facts: &Facts, lanes: &Lanes, (mapping, shown): (&Mapping, &str), rows: &mut Rows) {
    for number in mapping.vendors.keys().filter(|number| !facts.vendors.contains_key(&fold(number))) {
        let known = facts.vendors.values().map(|vendor| vendor.number.as_str());
        let meant = nearest(number, known).map_or(String::new(), |meant| format!("; did you mean “{meant}”?"));
        rows.wrong.push(format!("{shown}, vendors.{number}: no export names this vendor{meant}"));
    }
    for (name, said) in &mapping.lanes {
        let [vendor, material, plant] = said.ends().map(fold);
        let delivered = lanes.get(&[plant, material]).is_some_and(|vendors| vendors.contains_key(&vendor));
        if !delivered {
            let [vendor, material, plant] = said.ends();
            let text = format!("no export says that “{vendor}” delivers “{material}” to “{plant}”");
            rows.wrong.push(format!("{shown}, lanes.{name}: {text}"));
        }
    }
    let own = |key: &str, place: String| (!key.is_empty()).then(|| (fold(key), place));
    let plants = mapping.plants.iter().filter_map(|(code, said)| own(&said.key, format!("plants.{code}")));
    let vendors = mapping.vendors.iter().filter_map(|(number, said)| own(&said.key, format!("vendors.{number}")));
    twice(plants.chain(vendors), shown, rows);
    let materials = mapping.materials.iter();
    twice(materials.filter_map(|(number, said)| own(&said.key, format!("materials.{number}"))), shown, rows);
}

fn twice(names: impl Iterator<Item = (String, String)>, shown: &str, rows: &mut Rows) {
    let mut known: HashMap<String, String> = HashMap::new();
    for (key, place) in names {
        if let Some(first) = known.get(&key) {
            rows.wrong.push(format!("{shown}, {place}.key: “{key}” is the key of {first} already"));
        } else {
            known.insert(key, place);
        }
    }
}
