//! Which lane a row is about: by its name, or by who delivers what to whom.

use super::listing::{Column, Listing, Row, may};
use crate::scenario::{Lane, Material, Scenario, words};

/// Columns that say it: the lane, or supplier, site and material.
pub(super) const LANE: Column = may("lane", &[]);
/// The supplier.
pub(super) const SUPPLIER: Column = may("supplier", &["from", "vendor"]);
/// The buyer.
pub(super) const SITE: Column = may("site", &["to", "plant", "buyer"]);
/// What is delivered.
pub(super) const MATERIAL: Column = may("material", &["part"]);

/// A lane and what it carries.
pub(super) struct On<'a> {
    pub key: &'a str,
    pub lane: &'a Lane,
    pub material: (&'a str, &'a Material),
}

/// The lane of a row; a row that is about none is noted.
pub(super) fn of_row<'a>(scenario: &'a Scenario, list: &mut Listing, row: &Row) -> Option<On<'a>> {
    if !list.text(row, "lane").is_empty() {
        let known: Vec<(&str, Option<&str>)> = scenario.lanes.keys().map(|key| (key.as_str(), None)).collect();
        let key = list.named(row, "lane", "the scenario has no lane", &known)?;
        return on(scenario, &key);
    }
    if !list.has("supplier") || !list.has("material") {
        let text = "nothing is written; a lane, or supplier, site and material, say what the row is about";
        list.wrong(row, "lane", "empty", text.to_owned());
        return None;
    }
    let title = |key: &str| scenario.sites.get(key).and_then(|site| site.title.as_deref());
    let sites = |of: &dyn Fn(&'a Lane) -> &'a str, some: &[&'a str]| -> Vec<(&'a str, Option<&'a str>)> {
        let mut sites: Vec<&str> = some.iter().map(|lane| of(&scenario.lanes[*lane])).collect();
        sites.sort_unstable();
        sites.dedup();
        sites.into_iter().map(|site| (site, title(site))).collect()
    };
    let mut lanes: Vec<&str> = scenario.lanes.keys().map(String::as_str).collect();
    let supplier = list.named(row, "supplier", "no lane leads from a site", &sites(&|lane| &lane.from, &lanes))?;
    lanes.retain(|lane| scenario.lanes[*lane].from == supplier);
    if !list.text(row, "site").is_empty() {
        let lacks = format!("no lane leads from \"{supplier}\" to a site");
        let site = list.named(row, "site", &lacks, &sites(&|lane| &lane.to, &lanes))?;
        lanes.retain(|lane| scenario.lanes[*lane].to == site);
    }
    let carried = |lane: &&str| scenario.carried(&scenario.lanes[*lane]);
    let mut known: Vec<(&str, Option<&str>)> = lanes
        .iter()
        .filter_map(carried)
        .map(|key| (key, scenario.materials.get(key).and_then(|material| material.title.as_deref())))
        .collect();
    known.sort_unstable();
    known.dedup();
    let lacks = format!("\"{supplier}\" delivers no material");
    let material = list.named(row, "material", &lacks, &known)?;
    lanes.retain(|lane| scenario.carried(&scenario.lanes[*lane]) == Some(material.as_str()));
    if let [only] = lanes[..] {
        on(scenario, only)
    } else {
        let text = format!(
            "\"{supplier}\" delivers \"{material}\" on {}; the column \"lane\", or \"site\", says on which",
            words::list(lanes, "and")
        );
        list.wrong(row, "material", "which", text);
        None
    }
}

fn on<'a>(scenario: &'a Scenario, key: &str) -> Option<On<'a>> {
    let (key, lane) = scenario.lanes.get_key_value(key)?;
    let material = scenario.carried(lane)?;
    Some(On { key, lane, material: (material, scenario.materials.get(material)?) })
}
