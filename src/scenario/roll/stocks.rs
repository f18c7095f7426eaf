//! Today's stocks: of inputs, and of what sites make.

use std::collections::HashMap;
use std::path::Path;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::facts::{RollList, RollOrigin, StockFact};
use super::listing::{Amount, Column, Listing, Row, may, must};
use super::{RollOptions, Unlisted, tree};
use crate::scenario::Scenario;

const COLUMNS: &[Column] = &[
    may("site", &["plant", "buyer"]),
    must("material", &["part"]),
    must("stock", &["quantity", "on_hand", "opening_stock"]),
    may("unit", &[]),
];

/// A place where stock lies: of an input, or of what a site makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place<'a> {
    site: &'a str,
    line: Option<&'a str>,
    material: &'a str,
    input: bool,
}

impl Place<'_> {
    fn path(&self) -> Vec<&str> {
        match (self.input, self.line) {
            (true, _) => vec!["sites", self.site, "inputs", self.material, "opening_stock"],
            (false, Some(line)) => vec!["sites", self.site, "lines", line, "opening_output_stock"],
            (false, None) => vec!["sites", self.site, "opening_output_stock"],
        }
    }
}

/// All places, in the order of the scenario.
fn places(scenario: &Scenario) -> Vec<Place<'_>> {
    let mut all = Vec::new();
    for (site, of) in &scenario.sites {
        let inputs = of.inputs.keys().map(|material| Place { site, line: None, material, input: true });
        all.extend(inputs);
        all.extend(of.products().map(|product| Place {
            site,
            line: product.name(site).line,
            material: product.makes(),
            input: false,
        }));
    }
    all
}

/// Puts the stocks of a list into a scenario. Without a list all figures stay.
pub(super) fn put(
    scenario: &Scenario,
    tree: &mut Value,
    list: Option<&mut Listing>,
    options: &RollOptions,
    to: Date,
) -> Vec<StockFact> {
    let places = places(scenario);
    let mut found: HashMap<Place, (RollOrigin, Amount)> = HashMap::new();
    let listed = list.is_some();
    if let Some(list) = list {
        for row in list.rows() {
            let Some(place) = place(scenario, &places, list, &row) else { continue };
            let of = (place.material, &scenario.materials[place.material]);
            let Some(amount) = list.amount(&row, "stock", of) else { continue };
            if let Some((RollOrigin::Listed { line, .. }, _)) = found.get(&place) {
                let text = format!(
                    "\"{}\" at \"{}\" stands in line {line} already; sum the two in one row",
                    place.material, place.site
                );
                list.wrong(&row, "material", "twice", text);
                continue;
            }
            list.taken += 1;
            let origin = RollOrigin::Listed { file: list.name(), line: row.line as u64 };
            found.insert(place, (origin, amount));
        }
    }
    let mut facts = Vec::new();
    for place in &places {
        let known = tree::get(tree, &place.path()).is_some();
        let (origin, level) = match found.remove(place) {
            Some((origin, amount)) => {
                let level = level(amount, &origin, to);
                (origin, Some(level))
            }
            None if listed && options.unlisted == Unlisted::Nothing && (place.input || known) => {
                (RollOrigin::Nothing, Some(json!({ "quantity": 0 })))
            }
            None => (RollOrigin::Kept, None),
        };
        // Of what a site makes nothing is said where nothing was.
        if place.input || known || level.is_some() {
            let (site, line) = (place.site.to_owned(), place.line.map(str::to_owned));
            let material = place.material.to_owned();
            facts.push(StockFact { site, line, material, input: place.input, origin });
        }
        if let Some(level) = level {
            tree::put(tree, &place.path(), level);
        }
    }
    facts
}

/// A level of stock as a file has it, with its source.
pub(super) fn level(amount: Amount, origin: &RollOrigin, to: Date) -> Value {
    let (key, x) = match amount {
        Amount::Quantity(x) => ("quantity", x),
        Amount::Cover(x) => ("days_of_cover", x),
    };
    let mut value = json!({ "value": tree::number(x) });
    if let RollOrigin::Listed { file, line } = origin {
        value["source"] = Value::from(format!("{file}, line {line}, {to}"));
    }
    let mut level = json!({});
    level[key] = value;
    level
}

/// Where the stock of a row lies.
fn place<'a>(scenario: &'a Scenario, places: &[Place<'a>], list: &mut Listing, row: &Row) -> Option<Place<'a>> {
    let sites: Vec<(&str, Option<&str>)> =
        scenario.sites.iter().map(|(key, site)| (key.as_str(), site.title.as_deref())).collect();
    let site = match list.text(row, "site") {
        "" if !list.has("site") => None,
        _ => Some(list.named(row, "site", "the scenario has no site", &sites)?),
    };
    let here: Vec<&Place> = places.iter().filter(|place| site.as_ref().is_none_or(|site| site == place.site)).collect();
    let title = |place: &&Place<'a>| {
        (place.material, scenario.materials.get(place.material).and_then(|material| material.title.as_deref()))
    };
    let mut known: Vec<(&str, Option<&str>)> = here.iter().map(title).collect();
    known.sort_unstable();
    known.dedup();
    let lacks =
        site.as_ref().map_or("the scenario has no material".to_owned(), |site| format!("\"{site}\" has no material"));
    let material = list.named(row, "material", &lacks, &known)?;
    let at: Vec<&&Place> = here.iter().filter(|place| place.material == material).collect();
    // What several sites use is asked for by its users; what one of them makes as well is that of the users.
    let inputs: Vec<&&Place> = at.iter().copied().filter(|place| place.input).collect();
    let at = if inputs.is_empty() { at } else { inputs };
    if let [only] = at[..] {
        Some(**only)
    } else {
        let sites: Vec<&str> = at.iter().map(|place| place.site).collect();
        let text = format!(
            "\"{material}\" lies at {}; a column \"site\" says where",
            crate::scenario::words::list(sites, "and")
        );
        list.wrong(row, "material", "where", text);
        None
    }
}

/// Reads the list.
pub(super) fn read(path: &Path, options: &RollOptions) -> Result<Listing, Vec<String>> {
    Listing::read(RollList::Stocks, path, COLUMNS, options.locale)
}
