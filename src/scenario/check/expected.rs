//! What a part of the JSON Schema allows: as its alternatives, and in plain words.

use serde_json::{Map, Value};

use super::super::words;

/// The alternatives of a schema, references followed, nested alternatives flattened.
pub(crate) fn leaves<'a>(schema: &'a Value, defs: &'a Map<String, Value>) -> Vec<&'a Value> {
    let mut out = Vec::new();
    gather(schema, defs, &mut out);
    out
}

fn gather<'a>(schema: &'a Value, defs: &'a Map<String, Value>, out: &mut Vec<&'a Value>) {
    if schema.get("type").is_some() || schema.get("const").is_some() || schema.get("enum").is_some() {
        out.push(schema);
    } else if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next()) {
        if let Some(target) = defs.get(name) {
            gather(target, defs, out);
        }
    } else {
        for word in ["anyOf", "oneOf"] {
            for part in schema.get(word).and_then(Value::as_array).into_iter().flatten() {
                gather(part, defs, out);
            }
        }
    }
}

/// Whether an alternative accepts this kind of value.
pub(crate) fn accepts(leaf: &Value, kind: &str) -> bool {
    match leaf.get("type") {
        Some(Value::String(one)) => one == kind,
        Some(Value::Array(several)) => several.iter().any(|t| t == kind),
        _ => kind == "string" && !choices(leaf).is_empty(),
    }
}

/// The words that an alternative accepts, where it accepts only some.
pub(crate) fn choices(leaf: &Value) -> Vec<&str> {
    let one = leaf.get("const").and_then(Value::as_str);
    let several = leaf.get("enum").and_then(Value::as_array);
    one.into_iter().chain(several.into_iter().flatten().filter_map(Value::as_str)).collect()
}

/// The only key of an alternative that is told by its key, and what stands behind it.
pub(crate) fn property(leaf: &Value) -> Option<(&str, &Value)> {
    let properties = leaf.get("properties")?.as_object()?;
    let (name, schema) = properties.iter().next()?;
    (properties.len() == 1).then_some((name.as_str(), schema))
}

/// The smallest number above 0 that an alternative accepts; 0 where any is.
pub(crate) fn smallest(leaf: &Value) -> f64 {
    let above = leaf.get("anyOf").and_then(|ways| ways.get(1)?.get("minimum")?.as_f64());
    above.unwrap_or(0.0)
}

/// What the alternatives allow, in plain words.
pub(crate) fn expected(leaves: &[&Value]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let named: Vec<&str> = leaves.iter().flat_map(|l| choices(l)).collect();
    let objects: Vec<&&Value> = leaves.iter().filter(|l| accepts(l, "object")).collect();
    for leaf in leaves {
        parts.extend(plain(leaf));
    }
    if !named.is_empty() {
        parts.push(words::list(named.iter().copied(), "or").replace('`', "\""));
    }
    match objects.as_slice() {
        [] => {}
        [only] if named.is_empty() => parts.push(object(only)),
        several => {
            let tags = several.iter().filter_map(|l| property(l).map(|p| p.0));
            let one_of = if several.len() > 1 { "one of " } else { "" };
            parts.push(format!("an object with {one_of}{}", words::list(tags, "or")));
        }
    }
    parts.dedup();
    parts.join(", or ")
}

fn plain(leaf: &Value) -> Option<String> {
    if !choices(leaf).is_empty() {
        return None;
    }
    let bound = |name: &str| leaf.get(name).and_then(Value::as_f64).map(words::number);
    let range = || match (bound("minimum"), bound("maximum")) {
        (Some(low), Some(high)) => format!(", {low} to {high}"),
        (Some(low), None) => format!(", {low} or more"),
        (None, Some(high)) => format!(", {high} or less"),
        (None, None) => String::new(),
    };
    if accepts(leaf, "integer") {
        Some(format!("a whole number{}", range()))
    } else if accepts(leaf, "number") {
        Some(match leaf.get("title").and_then(Value::as_str) {
            Some("any number") => "a number".to_owned(),
            Some(title) => format!("a number, {title}"),
            None => format!("a number{}", range()),
        })
    } else if accepts(leaf, "string") {
        let date = leaf.get("format").and_then(Value::as_str) == Some("date");
        Some(if date { "a date such as \"2026-01-31\"" } else { "text in double quotes" }.to_owned())
    } else if accepts(leaf, "boolean") {
        Some("true or false".to_owned())
    } else if accepts(leaf, "array") {
        let steps =
            leaf.get("items").and_then(|i| i.get("$ref")).and_then(Value::as_str).is_some_and(|r| r.contains("Step"));
        Some(
            if steps {
                "a list of steps { \"from\": date, \"value\": … }"
            } else {
                "a list [ … ] with at least one entry"
            }
            .to_owned(),
        )
        .map(|text| if leaf.get("minItems").is_some() || steps { text } else { "a list [ … ]".to_owned() })
    } else {
        None
    }
}

fn object(leaf: &Value) -> String {
    let known: Vec<&str> = leaf
        .get("properties")
        .and_then(Value::as_object)
        .map(|p| p.keys().map(String::as_str).collect())
        .unwrap_or_default();
    if known.contains(&"parameter") && known.contains(&"lognormal") {
        "an object with one of `value`, `parameter` or a distribution such as `triangular`".to_owned()
    } else if known.is_empty() {
        "an object { \"name\": … }".to_owned()
    } else {
        format!("an object with the fields {}", words::list(known, "and"))
    }
}
