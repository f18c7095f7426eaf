//! The scenario by its names, looked up once, so that checks stay linear in the number of sites.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::super::Scenario;
use super::super::document::Node;
use super::super::network::Lane;
use super::shape::NumberAt;

/// A lane with its name.
pub(crate) type Named<'a> = (&'a str, &'a Lane);

/// What is asked again and again.
pub(crate) struct Index<'a> {
    from: HashMap<&'a str, Vec<Named<'a>>>,
    /// By buyer and material.
    inputs: IndexMap<&'a str, IndexMap<&'a str, Vec<Named<'a>>>>,
    uses: HashMap<&'a str, Vec<&'a NumberAt>>,
    materials: HashSet<&'a str>,
    countries: HashSet<&'a str>,
}

impl<'a> Index<'a> {
    /// Of a scenario, the tree it was read from, and its numbers.
    pub(crate) fn new(scenario: &'a Scenario, tree: &'a Node, numbers: &'a [NumberAt]) -> Self {
        let mut index = Self {
            from: HashMap::new(),
            inputs: IndexMap::new(),
            uses: HashMap::new(),
            materials: HashSet::new(),
            countries: HashSet::new(),
        };
        for site in scenario.sites.values() {
            index.materials.extend(site.products().map(|product| product.makes()));
            index.materials.extend(site.inputs.keys().map(String::as_str));
            index.countries.insert(&site.country);
        }
        for (name, lane) in &scenario.lanes {
            index.from.entry(&lane.from).or_default().push((name, lane));
            if let Some(material) = scenario.carried(lane) {
                let inputs = index.inputs.entry(&lane.to).or_default();
                inputs.entry(material).or_default().push((name, lane));
            }
        }
        for at in numbers {
            let node = tree.get(&at.path).and_then(Node::object).and_then(|fields| fields.get("parameter"));
            if let Some(parameter) = node.and_then(Node::text) {
                index.uses.entry(parameter).or_default().push(at);
            }
        }
        index
    }

    /// The lanes that lead from a site.
    pub(crate) fn from(&self, site: &str) -> &[Named<'a>] {
        self.from.get(site).map_or(&[], Vec::as_slice)
    }

    /// The lanes that deliver a material to a site.
    pub(crate) fn to(&self, site: &str, material: &str) -> &[Named<'a>] {
        self.inputs.get(site).and_then(|inputs| inputs.get(material)).map_or(&[], Vec::as_slice)
    }

    /// Every site and material that a lane delivers, with these lanes.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = ((&'a str, &'a str), &[Named<'a>])> {
        self.inputs
            .iter()
            .flat_map(|(site, inputs)| inputs.iter().map(|(input, lanes)| ((*site, *input), lanes.as_slice())))
    }

    /// The numbers that refer to a parameter.
    pub(crate) fn uses(&self, parameter: &str) -> &[&'a NumberAt] {
        self.uses.get(parameter).map_or(&[], Vec::as_slice)
    }

    /// Whether a site makes a material or takes it in.
    pub(crate) fn has_material(&self, material: &str) -> bool {
        self.materials.contains(material)
    }

    /// Whether a site is in a country.
    pub(crate) fn has_country(&self, code: &str) -> bool {
        self.countries.contains(code)
    }
}
