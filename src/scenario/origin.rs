//! Goods made elsewhere that hold controlled substances of an authority's country: what they hold, by the planned
//! flows, and which lanes between other countries need its licence for it.

use std::collections::HashMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::check::distributions::typical;
use super::network::{Lane, Material, Unit};
use super::policy::Authority;
use super::products::ProductName;
use super::{Number, Scenario};

/// From a date on, goods made elsewhere that hold more than a share of controlled substances of the authority's country
/// need its licence on lanes between other countries.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginRule {
    /// The first day on which it holds.
    pub from: Date,
    /// Day from which the rule could be known, for forecasts as of an earlier date (default: its first day).
    pub known_from: Option<Date>,
    /// Share of the mass of the goods; those that hold more need the licence. 0.001 is 0.1 %.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub above_share: f64,
}

/// A lane between other countries whose goods hold substances of an authority's country.
#[derive(Clone, Debug)]
pub(crate) struct Held<'a> {
    /// Key of the lane.
    pub lane: &'a str,
    /// Key of the authority.
    pub authority: &'a str,
    /// Share of the mass; or the material of which a piece has no mass, which must be known for it.
    pub share: Result<f64, &'a str>,
    /// Whether it is above the limit.
    pub above: bool,
}

/// Lanes under rules of origin that hold anything of the authority's country.
pub(crate) fn held(scenario: &Scenario) -> Vec<Held<'_>> {
    let mut found = Vec::new();
    let mut authorities: Vec<(&String, &Authority)> = scenario.authorities.iter().collect();
    authorities.sort_unstable_by_key(|(name, _)| *name);
    for (name, authority) in authorities {
        let Some(rule) = &authority.origin else { continue };
        let mut contents = Contents::new(scenario, authority);
        for (key, lane) in &scenario.lanes {
            let taken = found.iter().any(|held: &Held| held.lane == key && held.above);
            let own = lane.authority.as_deref().is_none_or(|other| other == name);
            if taken || !own || !is_between_others(scenario, authority, lane) {
                continue;
            }
            let Some(product) = maker(scenario, lane) else { continue };
            let share = contents.share(product, 0);
            if share != Ok(0.0) {
                // Shares as they are written may sum to the limit but for rounding.
                let above = share.is_ok_and(|share| share > rule.above_share * (1.0 + 1e-12) + 1e-15);
                found.push(Held { lane: key, authority: name, share, above });
            }
        }
    }
    found
}

/// Whether a lane leads from one country to another, neither of them the authority's.
fn is_between_others(scenario: &Scenario, authority: &Authority, lane: &Lane) -> bool {
    let country = |site: &str| scenario.sites.get(site).map(|site| site.country.as_str());
    let (from, to) = (country(&lane.from), country(&lane.to));
    from.is_some()
        && to.is_some()
        && from != to
        && [from, to].iter().all(|side| *side != Some(authority.country.as_str()))
}

/// The product that a lane carries.
fn maker<'a>(scenario: &'a Scenario, lane: &'a Lane) -> Option<ProductName<'a>> {
    let material = scenario.carried(lane)?;
    let (name, site) = scenario.sites.get_key_value(&lane.from)?;
    site.products().find(|product| product.makes() == material).map(|product| product.name(name))
}

/// Mass of a unit of a material, kg; nothing for pieces of which none is written.
pub(crate) fn mass(scenario: &Scenario, material: &Material) -> Option<f64> {
    match material.unit {
        Unit::Kg => Some(1.0),
        Unit::T => Some(1000.0),
        Unit::Piece => material.mass_kg.as_ref().map(|mass| typical(mass, scenario)),
    }
}

/// Substances that a material holds, with their shares of its mass at typical values.
pub(crate) fn contents(scenario: &Scenario, material: &Material) -> Vec<(String, f64)> {
    material.elements.iter().map(|(name, share)| (name.clone(), typical(share, scenario))).collect()
}

/// What products hold of the substances of an authority's country.
struct Contents<'a> {
    scenario: &'a Scenario,
    authority: &'a Authority,
    /// Substances that are ever on its list.
    substances: Vec<&'a String>,
    known: HashMap<ProductName<'a>, Result<f64, &'a str>>,
}

impl<'a> Contents<'a> {
    fn new(scenario: &'a Scenario, authority: &'a Authority) -> Self {
        let mut substances: Vec<&String> =
            authority.list().into_iter().flat_map(super::substance::Control::substances).collect();
        substances.sort_unstable();
        substances.dedup();
        Self { scenario, authority, substances, known: HashMap::new() }
    }

    /// Share of the mass of a product that is controlled substances of the country. What is made there holds what its
    /// material does; what is made elsewhere, what comes in with its inputs, by the planned shares of their lanes.
    fn share(&mut self, name: ProductName<'a>, depth: usize) -> Result<f64, &'a str> {
        if let Some(known) = self.known.get(&name) {
            return *known;
        }
        let share = self.worked_out(name, depth);
        self.known.insert(name, share);
        share
    }

    fn worked_out(&mut self, name: ProductName<'a>, depth: usize) -> Result<f64, &'a str> {
        let scenario = self.scenario;
        let Some((site, product)) =
            scenario.sites.get(name.site).and_then(|site| Some((site, site.product(name.line)?)))
        else {
            return Ok(0.0);
        };
        let Some((makes, material)) = scenario.materials.get_key_value(product.makes()) else { return Ok(0.0) };
        if site.country == self.authority.country {
            let share = |substance: &&String| material.elements.get(*substance).map_or(0.0, |n| typical(n, scenario));
            return Ok(self.substances.iter().map(share).sum());
        }
        if depth > scenario.sites.len() {
            return Ok(0.0);
        }
        let mut content = 0.0;
        for input in site.inputs.keys() {
            let Some((per_unit, _)) = product.per_unit(input) else { continue };
            let held = self.held_by(name.site, input, depth)?;
            if held > 0.0 {
                let (name, of) = scenario.materials.get_key_value(input).ok_or(input.as_str())?;
                content += typical(per_unit, scenario) * mass(scenario, of).ok_or(name.as_str())? * held;
            }
        }
        if content > 0.0 { Ok(content / mass(scenario, material).ok_or(makes.as_str())?) } else { Ok(0.0) }
    }

    /// Share of the mass of an input, over its lanes.
    fn held_by(&mut self, site: &str, input: &str, depth: usize) -> Result<f64, &'a str> {
        let scenario = self.scenario;
        let carries = |lane: &&Lane| lane.to == site && scenario.carried(lane) == Some(input);
        let mut lanes: Vec<&Lane> = scenario.lanes.values().filter(carries).collect();
        if let Some(first) = lanes.iter().filter_map(|lane| lane.rank).min() {
            lanes.retain(|lane| lane.rank == Some(first));
        }
        let share = |lane: &Lane| lane.share.as_ref().map_or(1.0, |share: &Number<_>| typical(share, scenario));
        let all: f64 = lanes.iter().map(|lane| share(lane)).sum();
        let mut held = 0.0;
        for lane in lanes.into_iter().filter(|lane| share(lane) > 0.0) {
            if let Some(product) = maker(scenario, lane) {
                held += share(lane) / all * self.share(product, depth + 1)?;
            }
        }
        Ok(held)
    }
}
