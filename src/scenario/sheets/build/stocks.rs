//! Inputs of a site: what it holds and how it orders.

use serde_json::{Value, json};

use super::super::book::Row;
use super::plans::{Plans, Steps};
use super::{Fields, Part};

/// The inputs of a site, and yields that its products are to say.
#[derive(Default)]
pub(super) struct Held {
    /// By material.
    pub inputs: Fields,
    /// By material.
    pub yields: Vec<(String, Value)>,
}

/// All inputs of a site. With several products, each of them says what it needs.
pub(super) fn inputs(site: &mut Part, rows: &[Row], several: bool, plans: &mut Plans) -> Held {
    let mut held = Held::default();
    for row in rows {
        let material = site.book.value(row, "Material").and_then(|key| key.as_str().map(str::to_owned));
        let path = format!("{}.inputs.{}", site.path, material.as_deref().unwrap_or_default());
        // Without a material, the rest of the row is looked at all the same.
        let mut part = site.beside(row, path);
        input(&mut part, several, plans);
        let mut fields = part.fields;
        let Some(material) = material else { continue };
        if several && let Some(share) = fields.remove("yield") {
            held.yields.push((material.clone(), share));
        }
        if held.inputs.insert(material, fields.into()).is_some() {
            site.book.wrong(row, "Material", "there are two rows for this site and material".to_owned());
        }
    }
    held
}

fn input(part: &mut Part, several: bool, plans: &mut Plans) {
    if several {
        part.refuse(&["Need"], "the sheet Products says what each product of this site needs");
    } else {
        part.require("Need", "allowed: a number of 0 or more");
        part.number("per_unit", "Need");
    }
    part.number("yield", "Yield");
    let counted = part.book.words(part.row, "Counted in").unwrap_or_else(|| "days_of_cover".to_owned());
    part.level("opening_stock", "Stock", &counted);
    part.number("extra_stock", "Extra stock");
    part.plain("pipeline", "Under way");
    ordering(part, plans);
    for (field, column) in [("minimum_order", "Minimum order"), ("maximum_order", "Maximum order"), ("lot", "Lot")] {
        part.number(field, column);
    }
}

/// Levels of ordering: field, column, and what they are called on the sheet Plans.
const UP_TO: (&str, &str, &str) = ("order_up_to", "Order up to", "order up to");
const AT: (&str, &str, &str) = ("reorder_at", "Reorder at", "reorder at");
const QUANTITY: (&str, &str, &str) = ("order_quantity", "Order quantity", "order quantity");

fn ordering(part: &mut Part, plans: &mut Plans) {
    let [site, material] = ["Site", "Material"].map(|column| part.row.found(column).shown());
    let levels = [UP_TO, AT, QUANTITY].map(|level| (level, plans.take(&site, level.2, &[&material])));
    let says = |(level, steps): &((&str, &str, &str), Steps)| !part.is_empty(level.1) || !steps.rows.is_empty();
    let [up_to, at, quantity] = levels.each_ref().map(says);
    let said = part.book.words(part.row, "Ordering");
    let kind = match (said.as_deref(), up_to, at, quantity) {
        (Some(kind), ..) => kind,
        (None, true, false, _) => "base_stock",
        (None, true, true, _) => "min_max",
        (None, false, true, _) => "reorder_point",
        (None, false, false, true) => "call_off",
        (None, false, false, false) => {
            let text = "“Order up to” is empty: how much is ordered? Fill it in, or “Reorder at” or “Order quantity”";
            part.book.wrong(part.row, "Order up to", text.to_owned());
            return;
        }
    };
    let (needed, word): (&[&str], &str) = match kind {
        "base_stock" => (&["Order up to"], "order up to"),
        "min_max" => (&["Reorder at", "Order up to"], "minimum and maximum"),
        "reorder_point" => (&["Reorder at", "Order quantity"], "order point"),
        _ => (&[], "call-off"),
    };
    let counted = part.book.words(part.row, "Levels in").unwrap_or_else(|| "days_of_cover".to_owned());
    let mut policy = Part::new(part.book, part.places, part.row, format!("{}.ordering.{kind}", part.path));
    for (level, steps) in &levels {
        let (field, column, _) = *level;
        let optional = kind == "call_off" && column == "Order quantity";
        if needed.contains(&column) || optional {
            if steps.rows.is_empty() && !optional {
                policy.require(column, &format!("which “{word}” needs"));
            }
            let field = if optional { "quantity" } else { field };
            policy.scheduled((field, column), Some(&counted), steps);
        } else {
            policy.refuse(&[column], &format!("“{word}” has no use for it"));
            for row in &steps.rows {
                policy.book.wrong(row, "What", format!("“{word}”, as {material} is ordered, has no such level"));
            }
        }
    }
    let (every, first) =
        if kind == "call_off" { ("every_days", "first_day") } else { ("review_every_days", "first_review_day") };
    policy.plain(every, "Review");
    policy.plain(first, "First review");
    let fields = policy.fields;
    part.fields.insert("ordering".to_owned(), json!({ kind: fields }));
}
