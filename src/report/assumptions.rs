//! What a scenario assumes, number by number, with its sources: read from the scenario in the folder of the result.

use serde::Serialize;
use serde_json::{Map, Value};

use super::words::parameter;

/// What one scenario rests on.
#[derive(Debug, Default, Serialize)]
pub(super) struct Assumptions {
    /// Name of the scenario's file.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it says of numbers that give no reason of their own.
    pub general: String,
    /// What is not known: one value is drawn in each trial.
    pub unknown: Vec<Assumption>,
    /// Numbers that give their source or the reason for which they are assumed.
    pub given: Vec<Assumption>,
    /// How many of both have a source.
    pub sourced: usize,
    /// How many have a reason instead.
    pub reasoned: usize,
}

/// A number and where it comes from.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Assumption {
    /// What it is a number of.
    pub of: String,
    /// Which number.
    pub what: String,
    /// The value in words.
    pub value: String,
    /// "source", "assumption" or nothing.
    pub kind: &'static str,
    /// The source, or the reason.
    pub reason: String,
}

const PROVENANCE: [&str; 3] = ["source", "assumption", "note"];

/// What a scenario, as one file would say it, assumes.
pub(super) fn of(name: &str, scenario: &Value) -> Assumptions {
    let text = |key: &str| scenario[key].as_str().unwrap_or_default().to_owned();
    let mut found = Assumptions {
        name: name.to_owned(),
        title: text("title"),
        general: text("assumption"),
        ..Assumptions::default()
    };
    for (key, parameter) in scenario["parameters"].as_object().into_iter().flatten() {
        let value = &parameter["value"];
        let unit = parameter["unit"].as_str().unwrap_or_default();
        let (kind, reason) = reason(value.as_object().or(parameter.as_object()));
        found.unknown.push(Assumption {
            of: String::new(),
            what: parameter["title"].as_str().map_or_else(|| spaced(key), str::to_owned),
            value: format!("{} {unit}", in_words(value)).trim().to_owned(),
            kind,
            reason,
        });
    }
    for (key, part) in scenario.as_object().into_iter().flatten() {
        if key != "parameters" {
            walk(part, &[spaced(key)], &mut found.given);
        }
    }
    let of_kind = |kind: &str| found.unknown.iter().chain(&found.given).filter(|row| row.kind == kind).count();
    (found.sourced, found.reasoned) = (of_kind("source"), of_kind("assumption"));
    found
}

/// Collects every number that says where it comes from.
fn walk(value: &Value, place: &[String], found: &mut Vec<Assumption>) {
    match value {
        Value::Object(object) => {
            let (kind, reason) = reason(Some(object));
            if !kind.is_empty() && !is_container(object) {
                let of = place.get(1).cloned().unwrap_or_default();
                let what = place.get(2..).filter(|rest| !rest.is_empty()).map_or(place[0].clone(), |r| r.join(" › "));
                found.push(Assumption { of, what, value: in_words(value), kind, reason });
                return;
            }
            for (key, part) in object {
                let name = part["title"].as_str().map_or_else(|| spaced(key), str::to_owned);
                walk(part, &[place, &[name]].concat(), found);
            }
        }
        Value::Array(parts) => {
            for (at, part) in parts.iter().enumerate() {
                let name = part["title"].as_str().map_or_else(|| format!("{}", at + 1), str::to_owned);
                walk(part, &[place, &[name]].concat(), found);
            }
        }
        _ => {}
    }
}

/// Whether an object holds numbers of its own besides the reason given for all of them.
fn is_container(object: &Map<String, Value>) -> bool {
    let inner = |value: &Value| match value {
        Value::Object(inner) => !reason(Some(inner)).0.is_empty(),
        Value::Array(parts) => parts.iter().any(|part| !reason(part.as_object()).0.is_empty()),
        _ => false,
    };
    object.values().any(inner)
}

fn reason(object: Option<&Map<String, Value>>) -> (&'static str, String) {
    let text = |key: &str| object.and_then(|object| object.get(key)).and_then(Value::as_str);
    let with_note = |reason: &str| match text("note") {
        Some(note) => format!("{reason} ({note})"),
        None => reason.to_owned(),
    };
    match (text("source"), text("assumption")) {
        (Some(source), Some(assumption)) => ("source", with_note(&format!("{source}; {assumption}"))),
        (Some(source), None) => ("source", with_note(source)),
        (None, Some(assumption)) => ("assumption", with_note(assumption)),
        (None, None) => ("", String::new()),
    }
}

/// "`opening_stock`" as words.
fn spaced(key: &str) -> String {
    key.replace('_', " ")
}

/// A number, a distribution or a parameter, in words.
fn in_words(value: &Value) -> String {
    match value {
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |x| parameter(x, false)),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Null => "none".to_owned(),
        Value::Array(parts) if parts.len() > 12 => {
            let first: Vec<String> = parts.iter().take(8).map(in_words).collect();
            format!("{}, … ({} values)", first.join(", "), parts.len())
        }
        Value::Array(parts) => parts.iter().map(in_words).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let parts: Vec<(&String, &Value)> =
                object.iter().filter(|(key, _)| !PROVENANCE.contains(&key.as_str())).collect();
            match parts[..] {
                [(key, inner)] => one(key, inner),
                _ => parts
                    .iter()
                    .map(|(key, inner)| format!("{} {}", spaced(key), in_words(inner)))
                    .collect::<Vec<_>>()
                    .join(", "),
            }
        }
    }
}

fn one(key: &str, inner: &Value) -> String {
    let number = |name: &str| inner.get(name).map(in_words);
    match (key, number("min"), number("mode"), number("max"), number("median"), number("p90")) {
        ("value", ..) => in_words(inner),
        ("parameter", ..) => format!("parameter “{}”", spaced(inner.as_str().unwrap_or_default())),
        ("triangular" | "pert", Some(min), Some(mode), Some(max), ..) => {
            format!("{min} to {max}, most likely {mode}")
        }
        ("uniform", Some(min), None, Some(max), ..) => format!("{min} to {max}, all alike"),
        ("lognormal", .., Some(median), Some(p90)) => {
            format!("median {median}, nine in ten below {p90} (log-normal)")
        }
        _ => format!("{} {}", spaced(key), in_words(inner)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_told_with_their_reasons() {
        let scenario = json!({
            "title": "T", "assumption": "illustrative",
            "parameters": {"speed": {"title": "Speed", "unit": "of normal", "value":
                {"triangular": {"min": 0.3, "mode": 0.5, "max": 0.9}, "assumption": "a guess"}}},
            "sites": {"plant": {"title": "Plant", "inputs": {"magnet": {
                "opening_stock": {"value": 1500, "source": "annual report"},
                "per_unit": 2}}}},
        });
        let found = of("t", &scenario);
        assert_eq!((found.general.as_str(), found.sourced, found.reasoned), ("illustrative", 1, 1));
        let row = |row: &Assumption| format!("{}|{}|{}|{}|{}", row.of, row.what, row.value, row.kind, row.reason);
        assert_eq!(
            found.unknown.iter().map(row).collect::<Vec<_>>(),
            ["|Speed|0.3 to 0.9, most likely 0.5 of normal|assumption|a guess"]
        );
        assert_eq!(
            found.given.iter().map(row).collect::<Vec<_>>(),
            ["Plant|inputs › magnet › opening stock|1,500|source|annual report"]
        );
    }
}
