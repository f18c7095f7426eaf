//! Sales of a product: the plan, how they vary, what becomes of those that are not met.

use serde_json::{Value, json};

use super::super::book::Row;
use super::super::cells::Wrong;
use super::plans::Plans;
use super::{Fields, Part};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Cells that only one distribution has a use for.
const TERMS: [(&str, &[&str]); 3] =
    [("Spread", &["normal", "gamma"]), ("Variance", &["negative_binomial"]), ("Order sizes", &["compound_poisson"])];

/// The sales of a product, whichever of these names it has on other sheets.
pub(super) fn sales(part: &mut Part, site: &str, names: &[&str], plans: &mut Plans) {
    let (steps, demand) = (plans.take(site, "sales", names), plans.demand(site, names));
    let planned = !part.is_empty("Sales") || !steps.rows.is_empty();
    part.inside("sales", |sales| {
        sales.scheduled(("per_working_day", "Sales"), None, &steps);
        sales.number("margin_per_unit", "Margin");
        sales.number("penalty_per_unit", "Penalty");
        sales.number("late_penalty_per_unit_day", "Late penalty");
        if !planned && !sales.fields.is_empty() {
            let text = "“Sales” is empty, though a margin or a penalty is given";
            sales.book.wrong(sales.row, "Sales", text.to_owned());
        }
        if let Some(row) = demand {
            let mut varied = sales.beside(&row, sales.path.clone());
            vary(&mut varied, &row);
            let fields = varied.fields;
            if !planned {
                let text = "there is no plan to vary: “Sales” of this product is empty";
                sales.book.wrong(&row, "Site", text.to_owned());
            }
            sales.fields.extend(fields);
        }
    });
}

/// How sales vary around the plan.
fn vary(part: &mut Part, row: &Row) {
    for column in ["Site", "Product"] {
        part.book.value(row, column);
    }
    part.places.note(format!("{}.distribution", part.path), row.spot("Distribution"));
    let kind = part.book.words(row, "Distribution");
    let used = |columns: &[&str]| kind.as_deref().is_some_and(|kind| columns.contains(&kind));
    let unused: Vec<&str> = TERMS.iter().filter(|(_, kinds)| !used(kinds)).map(|(column, _)| *column).collect();
    part.refuse(&unused, "this distribution has no use for it");
    if let Some(kind) = &kind
        && let Some(terms) = distribution(part, kind)
    {
        part.fields.insert("distribution".to_owned(), json!({ kind: terms }));
    }
    part.plain("drawn_each", "Drawn each");
    part.plain("autocorrelation", "Carries over");
    part.places.note(format!("{}.unmet", part.path), row.spot("Unmet"));
    match part.book.words(row, "Unmet").as_deref() {
        Some("backordered") => {
            let patience = part.book.value(row, "Patience");
            let terms: Fields = patience.map(|days| ("patience_days".to_owned(), days)).into_iter().collect();
            part.fields.insert("unmet".to_owned(), json!({ "backordered": terms }));
        }
        other => {
            let lost = other.map(|kind| ("unmet".to_owned(), json!(kind)));
            part.fields.extend(lost);
            part.refuse(&["Patience"], "“Patience” is of sales that wait");
        }
    }
    part.places.note(format!("{}.month_factors", part.path), row.spot(MONTHS[0]));
    let factors = MONTHS.map(|month| {
        let at = MONTHS.iter().position(|known| *known == month).unwrap_or(0);
        part.places.note(format!("{}.month_factors.{at}", part.path), row.spot(month));
        part.book.value(row, month)
    });
    if factors.iter().any(Option::is_some) {
        let factors: Vec<Value> = factors.into_iter().map(|factor| factor.unwrap_or_else(|| json!(1))).collect();
        part.fields.insert("month_factors".to_owned(), factors.into());
    }
}

/// The terms of a distribution.
fn distribution(part: &mut Part, kind: &str) -> Option<Value> {
    let Some((column, _)) = TERMS.iter().find(|(_, kinds)| kinds.contains(&kind)) else { return Some(json!({})) };
    part.require(column, "though the distribution needs it");
    if kind == "compound_poisson" {
        let (sizes, weights): (Vec<String>, Vec<f64>) = part.parts(column).into_iter().unzip();
        let wrong = |text: &String| -> Wrong {
            format!("found \"{text}\", allowed: whole units and their share, such as 1 60 %; 5 40 %").into()
        };
        let mut counts = Vec::new();
        for size in &sizes {
            match size.parse::<u32>() {
                Ok(count) if count > 0 => counts.push(count),
                _ => part.book.wrong(part.row, column, wrong(size)),
            }
        }
        return (!counts.is_empty()).then(|| json!({"sizes": counts, "weights": weights}));
    }
    let value = part.book.value(part.row, column)?;
    if value.is_object() {
        part.book.wrong(part.row, column, "a range has no place here; allowed: one number".to_owned());
        return None;
    }
    let term = if kind == "negative_binomial" { "variance_to_mean" } else { "cv" };
    Some(json!({ term: value }))
}
