//! Lanes, each a row of the sheet Suppliers, with what is under way on them.

use super::super::book::{Book, Row, key};
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
pub(super) fn lanes(book: &mut Book, places: &mut Places) -> Fields {
    let mut lanes = Fields::new();
    let mut known = Vec::new();
    for row in book.rows("Suppliers").to_vec() {
        let [from, to, material] = ["From", "To", "Material"].map(|column| row.found(column).shown());
        let mut own = format!("{}_to_{}", key(&from), key(&to));
        if !material.is_empty() {
            own = format!("{own}_{}", key(&material));
        }
        while lanes.contains_key(&own) {
            own.push_str("_again");
        }
        let carried = if material.is_empty() { only_product(book, &from) } else { material };
        let mut part = Part::new(book, places, &row, format!("lanes.{own}"));
        lane(&mut part);
        let fields = part.fields;
        lanes.insert(own.clone(), fields.into());
        known.push(Lane { key: own, ends: [fold(&from), fold(&to)], material: fold(&carried) });
    }
    first_day::open_orders(book, places, &known, &mut lanes);
    first_day::licences(book, places, &known, &mut lanes);
    lanes
}

/// What a site makes according to the sheet Sites; nothing if it makes several.
fn only_product(book: &Book, site: &str) -> String {
    let row = book.rows("Sites").iter().find(|row| crate::reading::same(&row.found("Site").shown(), site));
    row.map(|row| row.found("Makes").shown()).unwrap_or_default()
}

fn lane(part: &mut Part) {
    for (field, column) in [("from", "From"), ("to", "To"), ("material", "Material"), ("authority", "Licensed by")] {
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
    for (field, column) in [("price_per_unit", "Price"), ("duty_share", "Duty"), ("minimum_lot", "Minimum order")] {
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
