//! One scenario over another, key by key.
//!
//! - Objects merge: the base's keys keep their order, new keys follow. Lists and plain values replace.
//! - `null` takes a key away.
//! - Alternatives replace each other: where an object can hold one of several (`days_of_cover` or `quantity`; one
//!   ordering policy; a `value`, a `parameter` or a distribution; `share` or `rank`; where an open order stands),
//!   naming one takes the others away. The same alternative merges further: `{"lognormal": {"p90": 90}}` keeps the
//!   base's median.
//! - A number that changes loses the base's `source`, `assumption` and `note`: they spoke of the old number.
//!   The columns of a CSV file and written-out values are alternatives too.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::document::{Content, Node};
use crate::reading::fold;

/// The places where keys are names that the analyst gave; alternatives are not looked for there.
pub(crate) const NAMED: &[&[&str]] = &[
    &["exchange_rates"],
    &["parameters"],
    &["materials"],
    &["materials", "*", "elements"],
    &["calendars"],
    &["authorities"],
    &["authorities", "*", "quotas"],
    &["authorities", "*", "regimes"],
    &["authorities", "*", "general_licences"],
    &["authorities", "*", "regimes", "*", "then"],
    &["authorities", "*", "events"],
    &["authorities", "*", "events", "*", "set"],
    &["authorities", "*", "inspection", "share_by_regime"],
    &["authorities", "*", "inspection", "materials"],
    &["authorities", "*", "inspection", "materials", "*", "share_by_regime"],
    &["authorities", "*", "events", "*", "add_to_groups"],
    &["authorities", "*", "events", "*", "take_from_groups"],
    &["groups"],
    &["sites"],
    &["sites", "*", "inputs"],
    &["sites", "*", "lines"],
    &["sites", "*", "lines", "*", "inputs"],
    &["lanes"],
    &["lanes", "*", "open_orders"],
    &["levers"],
    &["observed", "rows"],
    &["observed", "months"],
];

/// The ways to write a number in an object.
pub(crate) const NUMBER: &[&str] = &[
    "value",
    "parameter",
    "fixed",
    "uniform",
    "triangular",
    "pert",
    "normal",
    "lognormal",
    "gamma",
    "weibull",
    "exponential",
    "beta",
    "empirical",
    "mixture",
    "truncated",
    "scaled",
];
/// Where a number comes from.
pub(crate) const PROVENANCE: &[&str] = &["source", "assumption", "note"];

/// Sets of alternatives; each alternative is the keys that belong to it.
const ALTERNATIVES: &[&[&[&str]]] = &[
    &[&["days_of_cover"], &["quantity"]],
    &[&["base_stock"], &["reorder_point"], &["min_max"], &["call_off"]],
    &[&["share"], &["rank", "reroute_after_days"]],
    &[&["values", "weights"], &["csv", "column", "weight_column"]],
    &[&["months"], &["csv"]],
    &[&["date"], &["window"]],
    &[&["normal"], &["gamma"], &["poisson"], &["compound_poisson"], &["negative_binomial"], &["empirical"]],
    &[&["on"], &["cover_below"], &["regime_entered"]],
    &[&["preparing"], &["filed"], &["returned"], &["granted"], &["at_supplier"], &["shipped"], &["due"]],
    &[
        &["safety_stock"],
        &["order_earlier"],
        &["second_source"],
        &["general_licence"],
        &["expedited_freight"],
        &["substitution"],
        &["thrifting"],
        &["recycling"],
        &["stockpile_release"],
        &["highest_margin_first"],
    ],
];

/// Whether the keys of the object at this path are names that the analyst gave.
pub(crate) fn is_named(path: &[String]) -> bool {
    NAMED.iter().any(|pattern| {
        pattern.len() == path.len() && pattern.iter().zip(path).all(|(want, step)| *want == "*" || want == step)
    })
}

/// Lays `overlay` over `base`.
pub(crate) fn merge(base: &mut Node, overlay: Node) {
    merge_at(base, overlay, &mut Vec::new());
}

/// Lays `overlay` over `base`, which stands at a path of the scenario.
pub(crate) fn merge_below(base: &mut Node, overlay: Node, path: &[&str]) {
    merge_at(base, overlay, &mut path.iter().map(|step| (*step).to_owned()).collect());
}

fn merge_at(base: &mut Node, overlay: Node, path: &mut Vec<String>) {
    let (Content::Object(_), Content::Object(_)) = (&base.content, &overlay.content) else {
        let key = base.key;
        *base = overlay.without_nulls();
        base.key = base.key.or(key);
        return;
    };
    let Content::Object(fields) = overlay.content else { return };
    if !is_named(path) {
        let keys: Vec<&str> = fields.iter().filter(|(_, v)| !v.is_null()).map(|(k, _)| k.as_str()).collect();
        drop_alternatives(base, &keys);
    }
    let Some(target) = base.object_mut() else { return };
    let names = if is_named(path) { known(target, &fields) } else { HashMap::new() };
    for (key, node) in fields {
        let key = names.get(&key).cloned().unwrap_or(key);
        if node.is_null() {
            target.shift_remove(&key);
        } else if let Some(old) = target.get_mut(&key) {
            path.push(key);
            merge_at(old, node, path);
            path.pop();
        } else {
            target.insert(key, node.without_nulls());
        }
    }
}

/// Names of the overlay that the base writes with other capitals, width or blanks.
fn known(base: &IndexMap<String, Node>, overlay: &IndexMap<String, Node>) -> HashMap<String, String> {
    let new: Vec<&String> = overlay.keys().filter(|key| !base.contains_key(*key)).collect();
    if new.is_empty() {
        return HashMap::new();
    }
    let folded: HashMap<String, &String> = base.keys().map(|key| (fold(key), key)).collect();
    new.into_iter().filter_map(|key| Some((key.clone(), (*folded.get(&fold(key))?).clone()))).collect()
}

/// Takes out of an object what the coming keys are an alternative to.
pub(crate) fn drop_alternatives(base: &mut Node, coming: &[&str]) {
    let Some(fields) = base.object_mut() else { return };
    if coming.iter().any(|k| NUMBER.contains(k))
        && fields.keys().any(|k| NUMBER.contains(&k.as_str()))
        && is_number(fields)
    {
        fields.retain(|k, _| {
            !PROVENANCE.contains(&k.as_str()) && (!NUMBER.contains(&k.as_str()) || coming.contains(&k.as_str()))
        });
    }
    for set in ALTERNATIVES {
        let named: Vec<_> = set.iter().filter(|keys| keys.iter().any(|k| coming.contains(k))).collect();
        if !named.is_empty() {
            fields.retain(|k, _| {
                named.iter().any(|keys| keys.contains(&k.as_str()))
                    || !set.iter().any(|keys| keys.contains(&k.as_str()))
            });
        }
    }
}

/// Whether an object is a number: nothing in it but one of the ways to write it, and where it comes from.
fn is_number(fields: &IndexMap<String, Node>) -> bool {
    fields.keys().all(|k| NUMBER.contains(&k.as_str()) || PROVENANCE.contains(&k.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn merged(base: Value, overlay: Value) -> String {
        let mut node = Node::from_value(base);
        merge(&mut node, Node::from_value(overlay));
        node.to_value().to_string()
    }

    #[test]
    fn objects_merge_in_the_order_of_the_base_and_null_takes_away() {
        let base = json!({ "sites": { "b": { "x": 1, "y": [1, 2] }, "a": { "x": 2 } }, "title": "old" });
        let overlay = json!({ "title": null, "sites": { "c": { "x": 4 }, "a": { "x": 3 }, "b": { "y": [9] } } });
        assert_eq!(merged(base, overlay), r#"{"sites":{"b":{"x":1,"y":[9]},"a":{"x":3},"c":{"x":4}}}"#);
    }

    #[test]
    fn an_alternative_replaces_the_other_one_whole() {
        for (base, overlay, wanted) in [
            (json!({ "days_of_cover": 30 }), json!({ "quantity": 500 }), json!({ "quantity": 500 })),
            (
                json!({ "lognormal": { "median": 45, "p90": 90 }, "source": "survey" }),
                json!({ "triangular": { "min": 1, "mode": 2, "max": 3 }, "note": "a test" }),
                json!({ "triangular": { "min": 1, "mode": 2, "max": 3 }, "note": "a test" }),
            ),
            (
                json!({ "lognormal": { "median": 45, "p90": 90 }, "source": "survey" }),
                json!({ "lognormal": { "p90": 120 } }),
                json!({ "lognormal": { "median": 45, "p90": 120 } }),
            ),
            (json!({ "value": 3, "note": "old" }), json!({ "parameter": "p" }), json!({ "parameter": "p" })),
            (json!({ "value": 3, "note": "old" }), json!({ "note": "new" }), json!({ "value": 3, "note": "new" })),
            (
                json!({ "base_stock": { "order_up_to": { "days_of_cover": 60 }, "review_every_days": 7 } }),
                json!({ "call_off": {} }),
                json!({ "call_off": {} }),
            ),
            (
                json!({ "from": "a", "rank": 1, "reroute_after_days": 30 }),
                json!({ "share": 0.5 }),
                json!({ "from": "a", "share": 0.5 }),
            ),
            (json!({ "values": [1], "weights": [1] }), json!({ "csv": "a.csv" }), json!({ "csv": "a.csv" })),
            (
                json!({ "filed": { "on": "2026-10-22", "attempt": 2 } }),
                json!({ "granted": { "on": "2026-12-10" } }),
                json!({ "granted": { "on": "2026-12-10" } }),
            ),
            (
                json!({ "title": "t", "value": 3, "low": 1 }),
                json!({ "value": 4 }),
                json!({ "title": "t", "value": 4, "low": 1 }),
            ),
        ] {
            assert_eq!(merged(base, overlay), wanted.to_string());
        }
    }

    #[test]
    fn a_name_is_the_same_in_other_capitals_and_a_field_is_not() {
        let base = json!({ "sites": { "Müller Werk": { "x": 1 }, "b": {} }, "title": "t" });
        let overlay = json!({ "sites": { "MÜLLER  werk": { "x": 2 }, "B": null, "c": {} }, "Title": "u" });
        assert_eq!(merged(base, overlay), r#"{"sites":{"Müller Werk":{"x":2},"c":{}},"title":"t","Title":"u"}"#);
    }

    #[test]
    fn names_that_look_like_distributions_are_left_alone() {
        let base = json!({ "parameters": { "beta": { "value": 1 }, "gamma": { "value": 2 } } });
        let overlay = json!({ "parameters": { "gamma": { "value": 3 } } });
        assert_eq!(merged(base, overlay), r#"{"parameters":{"beta":{"value":1},"gamma":{"value":3}}}"#);
    }
}
