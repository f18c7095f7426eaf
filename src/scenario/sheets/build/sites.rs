//! Sites: what they make, sell and hold.

use serde_json::Value;

use super::super::book::key;
use super::super::cells;
use super::plans::Plans;
use super::{ByName, Fields, Part, sales, stocks};
use crate::reading::fold;

/// Cells of the sheet Sites that the sheet Products says for each product.
const OF_PRODUCTS: [&str; 11] = [
    "Makes",
    "Sales",
    "Margin",
    "Penalty",
    "Late penalty",
    "Halt cost",
    "Halt cost an hour",
    "Running hours",
    "Restart",
    "Finished goods",
    "Goods target",
];

/// A site with its inputs and what it makes.
pub(super) fn site(part: &mut Part, inputs: &ByName, products: &ByName, plans: &mut Plans) {
    let own = part.row.found("Site").shown();
    for (field, column) in [
        ("country", "Country"),
        ("sector", "Sector"),
        ("end_use", "End use"),
        ("makes", "Makes"),
        ("calendar", "Works"),
        ("short_inputs", "Short inputs"),
        ("allocation", "Shares out"),
    ] {
        part.plain(field, column);
    }
    let makes = part.row.found("Makes").shown();
    part.scheduled(("capacity_per_day", "Capacity"), None, &plans.take(&own, "capacity", &["", &makes]));
    part.number("holding_cost_share_per_year", "Holding cost");
    let products = products.get(&fold(&own)).map_or(&[][..], Vec::as_slice);
    let several = !products.is_empty();
    let held = stocks::inputs(part, inputs.get(&fold(&own)).map_or(&[][..], Vec::as_slice), several, plans);
    if several {
        part.scheduled(("hours_per_day", "Hours"), None, &plans.take(&own, "hours", &[""]));
        let why = format!("the sheet Products has rows for “{own}” and says this of each");
        part.refuse(&OF_PRODUCTS, &why);
        let mut lines = Fields::new();
        for row in products {
            let named = ["Line", "Product"].map(|column| row.found(column).shown());
            let name = named.iter().find(|name| !name.is_empty()).cloned().unwrap_or_default();
            let path = format!("{}.lines.{}", part.path, key(&name));
            let mut line = part.beside(row, path);
            line.book.value(row, "Site");
            line.plain("title", "Line");
            product_line(&mut line, &own, &held.yields, plans);
            let fields = line.fields;
            if lines.insert(key(&name), fields.into()).is_some() && !name.is_empty() {
                let text = format!("there are two rows “{name}” for “{own}”; give each a “Line” of its own");
                part.book.wrong(row, "Product", text);
            }
        }
        part.fields.insert("lines".to_owned(), lines.into());
    } else {
        part.refuse(&["Hours", "Short inputs"], &format!("“{own}” makes one thing, which has no use for it"));
        let allowed = "allowed: a name of the sheet Materials; or rows of the sheet Products, if it makes several";
        part.require("Makes", allowed);
        product(part, &own, &["", &makes], plans);
    }
    if !held.inputs.is_empty() {
        part.fields.insert("inputs".to_owned(), held.inputs.into());
    }
}

/// What holds of a product, be it the only one of its site or one of several.
fn product(part: &mut Part, site: &str, names: &[&str], plans: &mut Plans) {
    sales::sales(part, site, names, plans);
    part.inside("line", |line| {
        line.plain("restart_days", "Restart");
        line.number("halt_cost_per_day", "Halt cost");
        line.number("halt_cost_per_hour", "Halt cost an hour");
        line.plain("running_hours_per_day", "Running hours");
    });
    part.level("opening_output_stock", "Finished goods", "quantity");
    part.level("output_stock_target", "Goods target", "days_of_cover");
}

/// One of several products.
fn product_line(line: &mut Part, site: &str, yields: &[(String, Value)], plans: &mut Plans) {
    line.plain("makes", "Product");
    let makes = line.row.found("Product").shown();
    line.scheduled(("capacity_per_day", "Capacity"), None, &plans.take(site, "capacity", &[&makes]));
    product(line, site, &[&makes], plans);
    line.number("hours_per_unit", "Hours");
    line.plain("rank", "Rank");
    let mut inputs = Fields::new();
    for (name, quantity) in line.needs("Needs") {
        let Some(material) = line.book.key_of("Materials", &name) else {
            let text = line.book.unknown("Materials", &name);
            line.book.wrong(line.row, "Needs", text);
            continue;
        };
        let path = format!("{}.inputs.{material}", line.path);
        line.places.note(path, line.row.spot("Needs"));
        let per_unit = line.sourced(cells::plain(quantity));
        let mut input = Fields::from_iter([("per_unit".to_owned(), per_unit)]);
        if let Some((_, share)) = yields.iter().find(|(known, _)| *known == material) {
            input.insert("yield".to_owned(), share.clone());
        }
        if inputs.insert(material, input.into()).is_some() {
            line.book.wrong(line.row, "Needs", format!("“{name}” stands there twice"));
        }
    }
    if !inputs.is_empty() {
        line.fields.insert("inputs".to_owned(), inputs.into());
    }
}
