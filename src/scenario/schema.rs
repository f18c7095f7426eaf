//! The JSON Schema of scenario files: editors complete and explain with it, the loader checks with it.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::Scenario;
use super::rules::Pack;

/// The schema of a scenario file (draft 2020-12).
///
/// A file without `extends` must be complete. A file with `extends` states only what it changes: nothing is
/// required in it, and `null` takes a key of the base away.
#[must_use]
pub fn scenario_schema() -> Value {
    let mut complete = complete_schema();
    let description = complete.get("description").cloned().unwrap_or_default();
    let Some(mut defs) = complete.as_object_mut().and_then(|o| o.remove("$defs")).and_then(|d| d.as_object().cloned())
    else {
        return complete;
    };
    let mut root = complete.as_object().cloned().unwrap_or_default();
    root.remove("$schema");
    root.remove("title");
    defs.insert("Scenario".to_owned(), Value::Object(root));
    let overlays: Vec<(String, Value)> = defs
        .iter()
        .filter(|(name, _)| !is_leaf(name, &defs))
        .map(|(name, schema)| (format!("{name}Change"), as_change(schema, &defs)))
        .collect();
    defs.extend(overlays);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "linestop scenario",
        "description": description,
        "type": "object",
        "if": { "required": ["extends"] },
        "then": { "$ref": "#/$defs/ScenarioChange" },
        "else": { "$ref": "#/$defs/Scenario" },
        "$defs": defs,
    })
}

/// The schema of a scenario after `extends`: what must hold of the whole.
pub(crate) fn complete_schema() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Scenario>().to_value()
}

/// The schema of a rule pack.
pub(crate) fn pack_schema() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Pack>().to_value()
}

/// Whether a definition is the same in a file that changes another: it holds no object.
fn is_leaf(name: &str, defs: &Map<String, Value>) -> bool {
    fn holds_object(schema: &Value, defs: &Map<String, Value>, seen: &mut Vec<String>) -> bool {
        match schema {
            Value::Object(fields) => {
                if fields.get("type").is_some_and(|t| t == "object") {
                    return true;
                }
                if let Some(target) = fields.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next()) {
                    if seen.iter().any(|s| s == target) {
                        return false;
                    }
                    seen.push(target.to_owned());
                    return defs.get(target).is_some_and(|t| holds_object(t, defs, seen));
                }
                fields.values().any(|v| holds_object(v, defs, seen))
            }
            Value::Array(items) => items.iter().any(|v| holds_object(v, defs, seen)),
            _ => false,
        }
    }
    defs.get(name).is_none_or(|schema| !holds_object(schema, defs, &mut vec![name.to_owned()]))
}

/// A definition as it is in a file that changes another: nothing required, `null` takes away. Entries of lists
/// stay complete, because a list replaces the base's.
fn as_change(schema: &Value, defs: &Map<String, Value>) -> Value {
    match schema {
        Value::Object(fields) => {
            let mut out = Map::new();
            for (key, value) in fields {
                match key.as_str() {
                    "required" => {}
                    "items" | "default" | "enum" | "const" => {
                        out.insert(key.clone(), value.clone());
                    }
                    "$ref" => {
                        let name = value.as_str().and_then(|r| r.rsplit('/').next()).unwrap_or_default();
                        let changed =
                            if is_leaf(name, defs) { value.clone() } else { json!(format!("#/$defs/{name}Change")) };
                        out.insert(key.clone(), changed);
                    }
                    "oneOf" if value.as_array().is_some_and(|a| a.iter().all(only_required)) => {}
                    "oneOf" => {
                        // Without their required keys, alternatives told by their key overlap.
                        out.insert("anyOf".to_owned(), as_change(value, defs));
                    }
                    "properties" => {
                        let properties = value.as_object().into_iter().flatten();
                        let changed = properties.map(|(k, v)| (k.clone(), or_null(as_change(v, defs))));
                        out.insert(key.clone(), Value::Object(changed.collect()));
                    }
                    "additionalProperties" if value.is_object() => {
                        out.insert(key.clone(), or_null(as_change(value, defs)));
                    }
                    _ => {
                        out.insert(key.clone(), as_change(value, defs));
                    }
                }
            }
            Value::Object(out)
        }
        Value::Array(items) => Value::Array(items.iter().map(|v| as_change(v, defs)).collect()),
        other => other.clone(),
    }
}

fn only_required(schema: &Value) -> bool {
    schema.as_object().is_some_and(|o| o.len() == 1 && o.contains_key("required"))
}

fn or_null(schema: Value) -> Value {
    let nullable = match &schema["type"] {
        Value::Array(types) => types.iter().any(|t| t == "null"),
        _ => schema["anyOf"].as_array().is_some_and(|a| a.iter().any(|x| x["type"] == "null")),
    };
    if nullable {
        return schema;
    }
    let mut outer = Map::new();
    let mut inner = schema;
    for word in ["description", "default"] {
        if let Some(text) = inner.as_object_mut().and_then(|o| o.remove(word)) {
            outer.insert(word.to_owned(), text);
        }
    }
    outer.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
    Value::Object(outer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::merge::NAMED;

    /// Paths of all objects whose keys are names: those with a rule for keys that are not written out.
    fn named(schema: &Value, defs: &Map<String, Value>, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
        if path.len() > 8 {
            return; // distributions within distributions
        }
        if let Some(target) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
            named(&defs[target], defs, path, found);
        }
        for word in ["anyOf", "oneOf"] {
            for part in schema[word].as_array().into_iter().flatten() {
                named(part, defs, path, found);
            }
        }
        if schema["additionalProperties"].is_object() {
            found.push(path.clone());
            path.push("*".to_owned());
            named(&schema["additionalProperties"], defs, path, found);
            path.pop();
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            path.push(name.clone());
            named(property, defs, path, found);
            path.pop();
        }
    }

    #[test]
    fn the_merge_knows_every_object_whose_keys_are_names() {
        let schema = complete_schema();
        let defs = schema["$defs"].as_object().cloned().unwrap_or_default();
        let mut found = Vec::new();
        named(&schema, &defs, &mut Vec::new(), &mut found);
        let mut wanted: Vec<Vec<String>> = NAMED.iter().map(|p| p.iter().map(|s| (*s).to_owned()).collect()).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_file_that_extends_another_may_be_incomplete_and_take_away() {
        let schema = scenario_schema();
        let change = &schema["$defs"]["SiteChange"];
        assert!(change.get("required").is_none());
        assert_eq!(change["properties"]["calendar"]["type"], json!(["string", "null"]));
        assert_eq!(change["properties"]["country"]["anyOf"][1], json!({ "type": "null" }));
        assert_eq!(schema["$defs"]["Site"]["required"], json!(["country", "sector"]));
    }

    #[test]
    fn fields_explain_themselves() {
        let schema = scenario_schema();
        let lane = &schema["$defs"]["Lane"]["properties"];
        assert_eq!(lane["desk_priority"]["default"], 1);
        assert_eq!(lane["desk_priority"]["maximum"], 3);
        assert_eq!(lane["transit_days"]["description"], "Days from shipping to receipt, at least 1.");
        assert_eq!(schema["$defs"]["DaysDraw"]["anyOf"][0]["title"], "0 to 36500 (days)");
        assert_eq!(schema["$defs"]["Site"]["properties"]["allocation"]["default"], "pro_rata");
    }
}
