//! Who delivers what to which plant, and what is open of it.

use std::collections::HashMap;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::build::{Placed, number, said};
use super::facts::{Facts, Order, Said, Vendor};
use super::fields::Field;
use super::mapping::Mapping;
use super::needs::Products;
use super::rows::Rows;
use crate::reading::fold;

/// A lane: who delivers, and what.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// Days from an order to its receipt.
    pub lead_time: Option<Said>,
    quota: Option<f64>,
    minimum: Option<Said>,
    open: f64,
}

/// Lanes by plant and material, and then by vendor. Names are as they are compared.
pub(super) type Lanes = IndexMap<[String; 2], IndexMap<String, Lane>>;

/// All lanes of what is bought. What is ordered of a material that no product needs is left out.
pub(super) fn lanes(facts: &mut Facts, plants: &IndexMap<String, Products>, rows: &mut Rows) -> Lanes {
    let mut lanes: Lanes = IndexMap::new();
    for (plant, products) in plants {
        for material in products.values().flat_map(IndexMap::keys) {
            lanes.entry([plant.clone(), material.clone()]).or_default();
        }
    }
    for ([plant, material], stock) in &facts.stock {
        let Some(lane) = lanes.get_mut(&[plant.clone(), material.clone()]) else { continue };
        if let Some(vendor) = &stock.vendor {
            lane.entry(fold(vendor)).or_default().lead_time = stock.settings.get(&Field::LeadTimeDays).cloned();
            if !facts.vendors.contains_key(&fold(vendor)) {
                unknown(rows, &stock.row, vendor);
            }
        }
    }
    for source in &facts.sources {
        let put = |lane: &mut IndexMap<String, Lane>| {
            let own = lane.entry(source.vendor.clone()).or_default();
            own.lead_time = source.lead_time.clone().or_else(|| own.lead_time.take());
            own.quota = own.quota.or(source.quota);
            own.minimum = own.minimum.take().or_else(|| source.minimum.clone());
        };
        if source.plant.is_empty() {
            lanes.iter_mut().filter(|([_, material], _)| *material == source.material).for_each(|(_, lane)| put(lane));
        } else if let Some(lane) = lanes.get_mut(&[source.plant.clone(), source.material.clone()]) {
            put(lane);
        }
    }
    let mut kept = Vec::new();
    for order in std::mem::take(&mut facts.orders) {
        let [vendor, material, plant] = &order.ends;
        let Some(lane) = lanes.get_mut(&[plant.clone(), material.clone()]) else {
            rows.leave_out(&order.row, not_needed(plants, plant));
            continue;
        };
        if !facts.vendors.contains_key(vendor) {
            let number = order.row.words(Field::Vendor).unwrap_or_default();
            unknown(rows, &order.row, &number);
            continue;
        }
        lane.entry(vendor.clone()).or_default().open += order.quantity;
        kept.push(order);
    }
    facts.orders = kept;
    lanes
}

/// Why a material has no place at a plant.
pub(super) fn not_needed(plants: &IndexMap<String, Products>, plant: &str) -> &'static str {
    if plants.contains_key(plant) {
        "nothing that its plant sells needs this material"
    } else {
        "nothing is planned to be sold at its plant"
    }
}

fn unknown(rows: &mut Rows, row: &super::rows::Row, vendor: &str) {
    let text = format!("“{vendor}” is not among the vendors, so that nobody knows its country");
    rows.complain(row, Field::Vendor, "vendor", text);
}

impl Lane {
    /// Days from shipping to receipt: the lead time of the lane, of its vendor, or as assumed. The wait for a licence,
    /// if it needs one, comes on top.
    fn transit(&self, vendor: &Vendor, mapping: &Mapping, licensed: bool) -> Value {
        let waits = mapping.assume.licence_days;
        let held = licensed && mapping.assume.lead_times_hold_licence && waits > 0.0;
        match self.said(vendor) {
            Some(found) if held => json!({
                "value": number((found.value - waits).max(1.0)),
                "source": format!("{}, without {waits} days for the licence", found.source)
            }),
            Some(found) => json!({"value": number(found.value.max(1.0)), "source": found.source}),
            None => json!({
                "value": number(mapping.assume.lead_time_days.max(1.0)),
                "assumption": "no export says the lead time"
            }),
        }
    }

    /// Days from an order to its receipt, the usual wait for a licence included.
    pub(super) fn days(&self, vendor: &Vendor, mapping: &Mapping, licensed: bool) -> f64 {
        let assume = &mapping.assume;
        let waits = if licensed { assume.licence_days } else { 0.0 };
        match self.said(vendor) {
            Some(found) if assume.lead_times_hold_licence => found.value.max(1.0 + waits),
            Some(found) => found.value.max(1.0) + waits,
            None => assume.lead_time_days.max(1.0) + waits,
        }
    }

    fn said<'a>(&'a self, vendor: &'a Vendor) -> Option<&'a Said> {
        self.lead_time.as_ref().or(vendor.lead_time.as_ref())
    }
}

/// The shares of the lanes of a material: by quota, by what is open, or alike.
fn shares(lanes: &IndexMap<String, Lane>) -> (Vec<f64>, &'static str) {
    let quota: Vec<f64> = lanes.values().map(|lane| lane.quota.unwrap_or(0.0)).collect();
    let open: Vec<f64> = lanes.values().map(|lane| lane.open).collect();
    let (weights, why) = if quota.iter().sum::<f64>() > 0.0 {
        (quota, "quotas of the vendors")
    } else if open.iter().all(|open| *open > 0.0) {
        (open, "in proportion to the open orders")
    } else {
        (vec![1.0; lanes.len()], "the same for all: no export says the shares")
    };
    let sum: f64 = weights.iter().sum();
    let mut shares: Vec<f64> = weights.iter().map(|weight| (weight / sum * 1e4).round() / 1e4).collect();
    let rest = 1.0 - shares.iter().sum::<f64>();
    let largest = (0..shares.len()).max_by(|a, b| shares[*a].total_cmp(&shares[*b]));
    if let Some(largest) = largest {
        shares[largest] = ((shares[largest] + rest) * 1e4).round() / 1e4;
    }
    (shares, why)
}

/// The lanes of a scenario with their open orders.
pub(super) fn written(
    facts: &Facts,
    lanes: &Lanes,
    mapping: &Mapping,
    start: Option<Date>,
    placed: &mut Placed,
) -> Map<String, Value> {
    let makes = made(lanes);
    let mut all = Map::new();
    let mut keys: HashMap<[String; 3], String> = HashMap::new();
    for ([plant, material], vendors) in lanes {
        let (shares, why) = shares(vendors);
        for ((number_of, lane), share) in vendors.iter().zip(shares) {
            let Some(vendor) = facts.vendors.get(number_of) else { continue };
            let material_key = &facts.materials[material].key;
            let ends = [facts.names.vendor(vendor), facts.names.plant(plant)];
            let named = [number_of.clone(), material.clone(), plant.clone()];
            let own = facts.names.lane(&named).cloned();
            let own = own.unwrap_or_else(|| format!("{}_to_{}_{material_key}", ends[0], ends[1]));
            let mut fields = Map::new();
            fields.insert("from".to_owned(), ends[0].clone().into());
            fields.insert("to".to_owned(), ends[1].clone().into());
            if makes[number_of].len() > 1 {
                fields.insert("material".to_owned(), material_key.clone().into());
            }
            if vendors.len() > 1 {
                fields.insert("share".to_owned(), json!({"value": number(share), "assumption": why}));
            }
            let authority = authority(facts, mapping, vendor, plant, material);
            fields.insert("transit_days".to_owned(), lane.transit(vendor, mapping, authority.is_some()));
            if let Some(authority) = authority {
                fields.insert("authority".to_owned(), authority.into());
            }
            if let Some(least) = &lane.minimum {
                fields.insert("minimum_lot".to_owned(), said(least));
            }
            if let Some(stock) = facts.stock.get(&[plant.clone(), material.clone()]) {
                placed.note(format!("lanes.{own}"), &stock.row);
            }
            all.insert(own.clone(), fields.into());
            keys.insert(named, own);
        }
    }
    let mut open: HashMap<&String, Map<String, Value>> = HashMap::new();
    for order in &facts.orders {
        let Some(lane) = keys.get(&order.ends) else { continue };
        let orders = open.entry(lane).or_default();
        let name = free_name(orders, &order.name);
        placed.note(format!("lanes.{lane}.open_orders.{name}"), &order.row);
        orders.insert(name, open_order(order, start, placed));
    }
    for (lane, orders) in open {
        if let Some(Value::Object(fields)) = all.get_mut(lane) {
            fields.insert("open_orders".to_owned(), orders.into());
        }
    }
    all
}

/// A position that comes in parts has several rows.
fn free_name(taken: &Map<String, Value>, name: &str) -> String {
    let parts = (2..).map(|part| format!("{name} ({part})"));
    std::iter::once(name.to_owned()).chain(parts).find(|name| !taken.contains_key(name)).unwrap_or_default()
}

fn open_order(order: &Order, start: Option<Date>, placed: &Placed) -> Value {
    let shipped = order.shipped.filter(|day| start.is_none_or(|start| *day < start));
    let stands = match shipped {
        Some(day) => json!({"shipped": {"on": day.to_string()}}),
        None => json!({"due": {"on": order.due.to_string()}}),
    };
    json!({
        "quantity": {"value": number(order.quantity), "source": placed.words(&order.row)},
        "placed": order.placed.to_string(),
        "stands": stands,
    })
}

/// What each vendor delivers, by vendor.
pub(super) fn made(lanes: &Lanes) -> IndexMap<String, Vec<String>> {
    let mut made: IndexMap<String, Vec<String>> = IndexMap::new();
    for ([_, material], vendors) in lanes {
        for vendor in vendors.keys() {
            let list = made.entry(vendor.clone()).or_default();
            if !list.contains(material) {
                list.push(material.clone());
            }
        }
    }
    made
}

/// The authority that licenses what leaves the vendor's country, if the material holds anything controlled.
pub(super) fn authority(
    facts: &Facts,
    mapping: &Mapping,
    vendor: &Vendor,
    plant: &str,
    material: &str,
) -> Option<String> {
    let held = !facts.materials[material].elements.is_empty();
    let (_, home) = mapping.plants.iter().find(|(code, _)| fold(code) == plant)?;
    let abroad = fold(&home.country) != fold(&vendor.country);
    let of_country = |(_, authority): &(&String, &Value)| {
        authority.get("country").and_then(Value::as_str).is_some_and(|country| fold(country) == fold(&vendor.country))
    };
    (held && abroad).then(|| mapping.authorities.iter().find(of_country).map(|(name, _)| name.clone()))?
}

/// Whether something controlled leaves China for a plant elsewhere, though no authority licenses it.
pub(super) fn is_unlicensed(facts: &Facts, lanes: &Lanes, mapping: &Mapping) -> bool {
    let leaves = |([plant, material], vendors): (&[String; 2], &IndexMap<String, Lane>)| {
        let chinese = |number: &String| facts.vendors.get(number).is_some_and(|vendor| vendor.country == "CN");
        let at_home = mapping.plants.iter().any(|(code, said)| fold(code) == *plant && said.country == "CN");
        !facts.materials[material].elements.is_empty() && !at_home && vendors.keys().any(chinese)
    };
    mapping.authorities.is_empty() && lanes.iter().any(leaves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one() {
        let lane = |quota, open| Lane { quota, open, ..Lane::default() };
        let of = |lanes: Vec<Lane>| shares(&(0..).map(|n: i32| n.to_string()).zip(lanes).collect());
        assert_eq!(of(vec![lane(Some(2.0), 0.0), lane(Some(1.0), 9.0)]).0, [0.6667, 0.3333]);
        assert_eq!(of(vec![lane(None, 1.0), lane(None, 3.0)]).0, [0.25, 0.75]);
        let sum = of(vec![lane(None, 0.0), lane(None, 3.0), lane(None, 3.0)]).0.iter().sum::<f64>();
        assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    }
}
