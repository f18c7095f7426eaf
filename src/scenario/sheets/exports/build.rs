//! From what the exports say to a scenario.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::super::build::Places;
use super::facts::{Facts, Said, Sale, Stock};
use super::fields::{Field, Kind};
use super::lanes::{Lanes, authority, made, written};
use super::mapping::{Mapping, Plant};
use super::needs::{Part, Products};
use super::rows::{Row, Rows};
use super::units::unit_key;
use crate::reading::fold;

/// Rows by the field of the scenario that came from them.
pub(super) struct Placed<'a> {
    /// Their places: table and line.
    pub places: Places,
    rows: &'a Rows,
}

impl<'a> Placed<'a> {
    /// None yet.
    pub(super) fn new(rows: &'a Rows) -> Self {
        Self { places: Places::default(), rows }
    }

    /// A field came from a row.
    pub(super) fn note(&mut self, path: String, row: &Row) {
        self.places.note(path, (row.table, row.line, 0));
    }

    /// Where a row stands.
    pub(super) fn words(&self, row: &Row) -> String {
        self.rows.place(row)
    }
}

/// A number as people write it.
pub(super) fn number(x: f64) -> Value {
    let rounded = (x * 1e9).round() / 1e9;
    super::super::cells::plain(if rounded > 0.0 { rounded } else { x })
}

/// A number with its source.
pub(super) fn said(said: &Said) -> Value {
    json!({"value": number(said.value), "source": said.source})
}

/// The scenario.
pub(super) fn scenario(
    facts: &Facts,
    (plants, lanes): (&IndexMap<String, Products>, &Lanes),
    (mapping, shown): (&Mapping, &str),
    start: Option<Date>,
    placed: &mut Placed,
) -> Value {
    let makes = made(lanes);
    let mut sites = Map::new();
    for (vendor, materials) in makes.iter().filter_map(|(number, made)| Some((facts.vendors.get(number)?, made))) {
        sites.insert(facts.names.vendor(vendor), source(facts, vendor, materials));
    }
    for (plant, products) in plants {
        let Some((code, said)) = mapping.plants.iter().find(|(code, _)| fold(code) == *plant) else { continue };
        let own = facts.names.plant(plant);
        let path = format!("sites.{own}");
        let site = Site { facts, mapping, lanes, plant, products, path };
        sites.insert(own, site.written((code, said), start, placed));
    }
    let mut scenario = json!({
        "title": mapping.title,
        "description": "Imported from exports of an ERP system",
        "assumption": format!("as {shown} says, or follows from the exports"),
        "currency": mapping.currency,
        "start": mapping.start,
        "horizon_days": mapping.horizon_days,
        "materials": materials(facts, plants, lanes),
    });
    let lanes = written(facts, lanes, mapping, start, placed);
    if let Value::Object(fields) = &mut scenario {
        if !mapping.authorities.is_empty() {
            fields.insert("authorities".to_owned(), mapping.authorities.clone().into());
        }
        fields.insert("sites".to_owned(), sites.into());
        fields.insert("lanes".to_owned(), lanes.into());
    }
    scenario
}

fn materials(facts: &Facts, plants: &IndexMap<String, Products>, lanes: &Lanes) -> Value {
    let products = plants.values().flat_map(IndexMap::keys);
    let bought = lanes.keys().map(|[_, material]| material);
    let mut all = Map::new();
    for number in bought.chain(products) {
        let Some(material) = facts.materials.get(number) else { continue };
        let mut fields = Map::new();
        if !material.title.is_empty() {
            fields.insert("title".to_owned(), material.title.clone().into());
        }
        fields.insert("unit".to_owned(), unit_key(facts.unit(number)).into());
        if !material.elements.is_empty() {
            let elements: Map<String, Value> =
                material.elements.iter().map(|(symbol, share)| (symbol.clone(), json!(share))).collect();
            fields.insert("elements".to_owned(), elements.into());
        }
        if let Some(price) = &material.price {
            fields.insert("price_per_unit".to_owned(), said(price));
        }
        all.insert(material.key.clone(), fields.into());
    }
    all.into()
}

/// A vendor: a source of all that it delivers.
fn source(facts: &Facts, vendor: &super::facts::Vendor, materials: &[String]) -> Value {
    let title = if vendor.name.is_empty() { &vendor.number } else { &vendor.name };
    let known = facts.names.said_of(vendor).cloned().unwrap_or_default();
    let sector = if known.sector.is_empty() { "supplier" } else { &known.sector };
    let mut site = json!({"title": title, "country": vendor.country, "sector": sector});
    if !known.calendar.is_empty() {
        site["calendar"] = known.calendar.clone().into();
    }
    if let [only] = materials {
        site["makes"] = facts.materials[only].key.clone().into();
        return site;
    }
    let line = |material: &String| {
        let own = &facts.materials[material].key;
        let named = known.lines.iter().find(|(number, _)| fold(number) == *material);
        (named.map_or(own, |(_, name)| name).clone(), json!({ "makes": own }))
    };
    site["lines"] = Value::Object(materials.iter().map(line).collect());
    site
}

/// A plant as it is put together.
struct Site<'a> {
    facts: &'a Facts,
    mapping: &'a Mapping,
    lanes: &'a Lanes,
    plant: &'a str,
    products: &'a Products,
    path: String,
}

impl Site<'_> {
    fn written(&self, (code, said): (&str, &Plant), start: Option<Date>, placed: &mut Placed) -> Value {
        let title = if said.title.is_empty() { format!("Plant {code}") } else { said.title.clone() };
        let mut site = Map::new();
        site.insert("title".to_owned(), title.into());
        site.insert("country".to_owned(), said.country.clone().into());
        site.insert("sector".to_owned(), said.sector.clone().into());
        site.insert("calendar".to_owned(), said.calendar.clone().into());
        let several = self.products.len() > 1;
        let mut lines = Map::new();
        for (product, parts) in self.products {
            let material = &self.facts.materials[product];
            let sale = &self.facts.sales[&[self.plant.to_owned(), product.clone()]];
            let path = if several { format!("{}.lines.{}", self.path, material.key) } else { self.path.clone() };
            if let Some(row) = &sale.row {
                placed.note(path, row);
            }
            let sales = sales(sale, start, self.mapping);
            if several {
                let needs: Map<String, Value> = parts
                    .iter()
                    .map(|(part, need)| {
                        (self.facts.materials[part].key.clone(), json!({"per_unit": per_unit(need, placed)}))
                    })
                    .collect();
                let mut line = json!({"makes": material.key, "inputs": needs, "sales": sales});
                if !material.title.is_empty() {
                    line["title"] = material.title.clone().into();
                }
                lines.insert(material.key.clone(), line);
            } else {
                site.insert("makes".to_owned(), material.key.clone().into());
                site.insert("sales".to_owned(), sales);
            }
        }
        let mut inputs = Map::new();
        let mut bought: IndexMap<&String, Vec<(&String, &Part)>> = IndexMap::new();
        for (product, parts) in self.products {
            for (part, need) in parts {
                bought.entry(part).or_default().push((product, need));
            }
        }
        for (part, uses) in &bought {
            let own = &self.facts.materials[*part].key;
            let stock = self.facts.stock.get(&[self.plant.to_owned(), (*part).clone()]);
            placed.note(format!("{}.inputs.{own}", self.path), stock.map_or(&uses[0].1.row, |stock| &stock.row));
            let mut input = Map::new();
            if let (false, Some((_, need))) = (several, uses.first()) {
                input.insert("per_unit".to_owned(), per_unit(need, placed));
            }
            self.input(&mut input, part, (uses, stock), placed);
            inputs.insert(own.clone(), input.into());
        }
        site.insert("inputs".to_owned(), inputs.into());
        if several {
            site.insert("lines".to_owned(), lines.into());
        }
        site.into()
    }

    /// Stock and ordering of a purchased part.
    fn input(
        &self,
        input: &mut Map<String, Value>,
        part: &str,
        (uses, stock): (&[(&String, &Part)], Option<&Stock>),
        placed: &Placed,
    ) {
        let opening = match stock {
            Some(stock) => json!({"value": number(stock.quantity.max(0.0)), "source": placed.words(&stock.row)}),
            None => json!({"value": 0, "assumption": "the stock list has no row for it"}),
        };
        input.insert("opening_stock".to_owned(), json!({ "quantity": opening }));
        let need: f64 = uses.iter().map(|(product, need)| self.daily(product) * need.quantity).sum();
        input.insert("ordering".to_owned(), self.ordering(part, need, stock));
        let setting = |field| stock.and_then(|stock| stock.settings.get(&field));
        for (name, field) in [("minimum_order", Field::MinimumOrder), ("lot", Field::LotMultiple)] {
            if let Some(found) = setting(field) {
                input.insert(name.to_owned(), said(found));
            }
        }
    }

    /// Planned sales of a product on a calendar day, five of seven being worked.
    fn daily(&self, product: &str) -> f64 {
        let steps = &self.facts.sales[&[self.plant.to_owned(), product.to_owned()]].steps;
        let count = u32::try_from(steps.len().max(1)).unwrap_or(1);
        steps.iter().map(|(_, said)| said.value).sum::<f64>() / f64::from(count) * 5.0 / 7.0
    }

    fn ordering(&self, part: &str, need: f64, stock: Option<&Stock>) -> Value {
        let assume = &self.mapping.assume;
        let setting = |field| stock.and_then(|stock| stock.settings.get(&field));
        let review = f64::from(assume.review_every_days);
        match (setting(Field::ReorderPoint), setting(Field::MaximumStock), setting(Field::FixedLot)) {
            (Some(at), Some(most), _) if most.value > at.value => json!({"min_max": {
                "reorder_at": {"quantity": said(at)}, "order_up_to": {"quantity": said(most)}
            }}),
            (Some(at), _, Some(lot)) => json!({"reorder_point": {
                "reorder_at": {"quantity": said(at)}, "order_quantity": {"quantity": said(lot)}
            }}),
            (Some(at), ..) => {
                let up_to = at.value + (need * review).max(1.0);
                json!({"min_max": {
                    "reorder_at": {"quantity": said(at)},
                    "order_up_to": {"quantity": {"value": number(up_to), "assumption": "the reorder point and the need until the next review"}}
                }})
            }
            _ => {
                let safety = setting(Field::SafetyStock).filter(|_| need > 0.0);
                let beyond = safety.map_or(assume.safety_days, |safety| safety.value / need);
                let (lead_time, licensed) = self.lead_time(part);
                let days = (lead_time + review + beyond).ceil();
                let licence = if licensed { ", the usual wait for a licence" } else { "" };
                let safety = if safety.is_some() { "stock in days of need" } else { "days of the mapping" };
                let why = format!("lead time{licence}, review, and the safety {safety}");
                json!({"base_stock": {
                    "order_up_to": {"days_of_cover": {"value": number(days), "assumption": why}},
                    "review_every_days": assume.review_every_days
                }})
            }
        }
    }

    /// The longest lead time of a part's vendors, with the wait for a licence; whether any of them needs one.
    fn lead_time(&self, part: &str) -> (f64, bool) {
        let lanes = self.lanes.get(&[self.plant.to_owned(), part.to_owned()]);
        let (mut longest, mut any) = (0.0_f64, false);
        for (number, lane) in lanes.into_iter().flatten() {
            let Some(vendor) = self.facts.vendors.get(number) else { continue };
            let licensed = authority(self.facts, self.mapping, vendor, self.plant, part).is_some();
            longest = longest.max(lane.days(vendor, self.mapping, licensed));
            any |= licensed;
        }
        (longest, any)
    }
}

fn per_unit(need: &Part, placed: &Placed) -> Value {
    json!({"value": number(need.quantity), "source": placed.words(&need.row)})
}

/// A plan of sales: one number, or steps that begin on dates; what began before the first day holds from it on.
fn sales(sale: &Sale, start: Option<Date>, mapping: &Mapping) -> Value {
    let mut steps: Vec<(Option<Date>, &Said)> = sale.steps.iter().map(|(from, said)| (*from, said)).collect();
    steps.sort_by_key(|(from, _)| *from);
    let begun = steps.iter().rposition(|(from, _)| from.is_none_or(|from| start.is_some_and(|start| from <= start)));
    let steps = &steps[begun.unwrap_or(0)..];
    let plan = match steps {
        [(from, only)] if from.is_none_or(|from| start.is_some_and(|start| from <= start)) => said(only),
        steps => {
            let first = |from: Option<Date>| match (from, start) {
                (Some(from), Some(start)) => Some(from.max(start)),
                (from, start) => from.or(start),
            };
            steps
                .iter()
                .map(|(from, value)| {
                    let from = first(*from).map_or(String::new(), |from| from.to_string());
                    json!({"from": from, "value": said(value)})
                })
                .collect()
        }
    };
    let margin = match &sale.margin {
        Some(margin) => said(margin),
        None => json!({"value": number(mapping.assume.margin_per_unit), "assumption": "no export says the margin"}),
    };
    json!({"per_working_day": plan, "margin_per_unit": margin})
}

/// Rows of the stock list and of bills of materials that have no place in the scenario.
pub(super) fn leave_out(facts: &Facts, plants: &IndexMap<String, Products>, lanes: &Lanes, rows: &mut Rows) {
    for row in rows.kind(Kind::Stock) {
        let [plant, material] =
            [Field::Plant, Field::Material].map(|field| row.words(field).map_or(String::new(), |x| fold(&x)));
        if lanes.contains_key(&[plant.clone(), material.clone()]) {
            continue;
        }
        let made = plants.get(&plant).is_some_and(|products| products.contains_key(&material));
        let assembly = facts.bom.keys().any(|[_, product]| *product == material);
        let why = if assembly && !made {
            "made by the firm itself: assemblies are no stocks of the scenario"
        } else if made {
            "stock of a product: finished goods are filled in by hand"
        } else {
            super::lanes::not_needed(plants, &plant)
        };
        rows.leave_out(&row, why);
    }
    let vendors: Vec<Row> = rows.kind(Kind::Vendors);
    for row in vendors {
        let vendor = row.words(Field::Vendor).map_or(String::new(), |name| fold(&name));
        if facts.vendors.contains_key(&vendor) && lanes.values().all(|lane| !lane.contains_key(&vendor)) {
            rows.leave_out(&row, "a vendor of nothing that is needed");
        }
    }
}
