//! Lanes, each a row of the sheet Suppliers, with what is under way on them.

use std::collections::HashSet;

use super::super::book::{Book, Row, key};
use super::money::Prices;
use super::{Fields, Part, Places, first_day};
use crate::reading::fold;

/// A lane as other sheets find it.
#[derive(Debug)]
pub(super) struct Lane {
    /// Its key in the scenario.
    pub key: String,
    /// The sites at its ends, as names are compared.
    ends: [String; 2],
    /// What it carries, if that is known; as names are compared.
    material: String,
}

/// All lanes.
pub(super) fn lanes(book: &mut Book, places: &mut Places, start: Option<&str>) -> Fields {
    let rows = book.rows("Suppliers").to_vec();
    let known = named(book, &rows);
    let prices = Prices::of(book, &known, start);
    let mut lanes = Fields::new();
    for (row, lane) in rows.iter().zip(&known) {
        let mut part = Part::new(book, places, row, format!("lanes.{}", lane.key));
        fill(&mut part);
        prices.put(&mut part, &lane.key);
        let fields = part.fields;
        lanes.insert(lane.key.clone(), fields.into());
    }
    first_day::open_orders(book, places, &known, &mut lanes);
    first_day::licences(book, places, &known, &mut lanes);
    lanes
}

/// The lanes of some rows, as other sheets find them.
fn named(book: &Book, rows: &[Row]) -> Vec<Lane> {
    let mut known: Vec<Lane> = Vec::new();
    let mut keys = HashSet::new();
    for row in rows {
        let [from, to, material] = ["From", "To", "Material"].map(|column| row.found(column).shown());
        let mut own = format!("{}_to_{}", key(&from), key(&to));
        if !material.is_empty() {
            own = format!("{own}_{}", key(&material));
        }
        while !keys.insert(own.clone()) {
            own.push_str("_again");
        }
        let carried = if material.is_empty() { only_product(book, &from) } else { material };
        known.push(Lane { key: own, ends: [fold(&from), fold(&to)], material: fold(&carried) });
    }
    known
}

/// What a site makes according to the sheet Sites; nothing if it makes several.
fn only_product(book: &Book, site: &str) -> String {
    let row = book.rows("Sites").iter().find(|row| crate::reading::same(&row.found("Site").shown(), site));
    row.map(|row| row.found("Makes").shown()).unwrap_or_default()
}

fn fill(part: &mut Part) {
    for (field, column) in [
        ("from", "From"),
        ("to", "To"),
        ("material", "Material"),
        ("authority", "Licensed by"),
        ("currency", "Currency"),
        ("transport", "Transport"),
    ] {
        part.plain(field, column);
    }
    for (field, column) in [("share", "Share"), ("transit_days", "Transit"), ("dispatch_days", "Dispatch")] {
        part.number(field, column);
    }
    for (field, column) in [
        ("rank", "Rank"),
        ("reroute_after_days", "Order anew"),
        ("available_from", "Available from"),
        ("available_until", "Available until"),
        ("customer_rank", "Customer rank"),
    ] {
        part.plain(field, column);
    }
    for (field, column) in [("duty_share", "Duty"), ("minimum_lot", "Minimum order")] {
        part.number(field, column);
    }
}

/// The lane that a row of another sheet means by its cells From, To and Material.
pub(super) fn meant<'a>(book: &mut Book, lanes: &'a [Lane], row: &Row) -> Option<&'a Lane> {
    // Each is looked at, so that all that is wrong is told.
    let right = ["From", "To", "Material"].map(|column| {
        let empty = row.found(column).shown().is_empty();
        book.value(row, column).is_some() || (empty && column == "Material")
    });
    if right.contains(&false) {
        return None;
    }
    let [from, to, material] = ["From", "To", "Material"].map(|column| row.found(column).shown());
    let ends = [&from, &to].map(|end| fold(end));
    let mut found: Vec<&Lane> = lanes.iter().filter(|lane| lane.ends == ends).collect();
    if found.is_empty() {
        book.wrong(row, "From", format!("the sheet Suppliers has no row from “{from}” to “{to}”"));
        return None;
    }
    if !material.is_empty() {
        let alone = found.len() == 1;
        found.retain(|lane| lane.material == fold(&material) || (lane.material.is_empty() && alone));
    }
    match found[..] {
        [only] => return Some(only),
        [] => {
            let text = format!("no row of the sheet Suppliers from “{from}” to “{to}” has the material “{material}”");
            book.wrong(row, "Material", text);
        }
        _ => {
            let text = format!("the sheet Suppliers has several rows from “{from}” to “{to}”; which material is it?");
            book.wrong(row, "Material", text);
        }
    }
    None
}
