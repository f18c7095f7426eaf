//! What a plant buys for what it sells: bills of materials, down to what is not made there.

use std::collections::{BTreeMap, HashMap, HashSet};

use indexmap::IndexMap;

use super::facts::{Facts, Need};
use super::fields::Field;
use super::rows::{Row, Rows};

/// A purchased part of a product: how much goes into a unit, and the row that says so.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Quantity in a unit of the product.
    pub quantity: f64,
    /// A row of the bill of materials.
    pub row: Row,
}

/// What a plant makes and sells, each with its purchased parts.
pub(super) type Products = IndexMap<String, IndexMap<String, Part>>;

/// Products with their parts, by plant. Names are as they are compared.
pub(super) fn needs(facts: &Facts, rows: &mut Rows) -> IndexMap<String, Products> {
    let mut plants: IndexMap<String, Products> = IndexMap::new();
    let mut circles: BTreeMap<usize, Row> = BTreeMap::new();
    for [plant, product] in facts.sales.keys() {
        let mut known = HashMap::new();
        let found = explode(facts, (plant, product), &mut HashSet::new(), &mut known, &mut circles);
        if found.is_empty() && circles.is_empty() {
            without_parts(facts, plant, product, rows);
        }
        plants.entry(plant.clone()).or_default().insert(product.clone(), found);
    }
    for row in circles.values() {
        let text = "this bill of materials runs in a circle: the component holds its own product".to_owned();
        rows.complain(row, Field::Component, "circle", text);
    }
    plants
}

/// A product of which nobody says what goes into it.
fn without_parts(facts: &Facts, plant: &str, product: &str, rows: &mut Rows) {
    let sale = &facts.sales[&[plant.to_owned(), product.to_owned()]];
    let text = "no bill of materials says what goes into it at its plant, so that nothing could stop it: add that, or take it out of the plan";
    match (&sale.row, sale.steps.first()) {
        (Some(row), _) => rows.complain(row, Field::Product, "no parts", text.to_owned()),
        (None, Some((_, said))) => rows.wrong.push(format!("{}: {text}", said.source)),
        (None, None) => {}
    }
}

/// The rows of a bill of materials; those of the plant go before those of all.
fn bom<'a>(facts: &'a Facts, plant: &str, product: &str) -> Option<&'a Vec<Need>> {
    let own = facts.bom.get(&[plant.to_owned(), product.to_owned()]);
    own.or_else(|| facts.bom.get(&[String::new(), product.to_owned()]))
}

fn explode<'a>(
    facts: &'a Facts,
    (plant, product): (&'a str, &'a str),
    above: &mut HashSet<&'a str>,
    known: &mut HashMap<&'a str, IndexMap<String, Part>>,
    circles: &mut BTreeMap<usize, Row>,
) -> IndexMap<String, Part> {
    if let Some(found) = known.get(product) {
        return found.clone();
    }
    let mut parts: IndexMap<String, Part> = IndexMap::new();
    above.insert(product);
    for need in bom(facts, plant, product).into_iter().flatten() {
        let mut add = |component: &str, quantity: f64| {
            let part = parts.entry(component.to_owned());
            part.or_insert_with(|| Part { quantity: 0.0, row: need.row.clone() }).quantity += quantity;
        };
        if above.contains(need.component.as_str()) {
            circles.insert(need.row.line, need.row.clone());
        } else if bom(facts, plant, &need.component).is_some() {
            for (component, part) in explode(facts, (plant, &need.component), above, known, circles) {
                add(&component, part.quantity * need.quantity);
            }
        } else {
            add(&need.component, need.quantity);
        }
    }
    above.remove(product);
    known.insert(product, parts.clone());
    parts
}
