//! What the firm planned with, and what turns out otherwise.
//!
//! The planned need is what was believed when stocks were set: sales plans and needs per unit as they are written, with
//! every parameter at the median of its value in the first file of an `extends` chain. A later file or `--set` that
//! gives a parameter another value says how it turns out; what was planned is kept beside it, under `planned`, so that
//! one file says both. What rewrites a sales plan, a need per unit or a share itself is a new plan.

use std::collections::HashSet;

use serde_json::Value;

use super::document::{Content, Node, Source};
use super::merge::{NUMBER, PROVENANCE};
use super::problem::Problem;
use super::words;

/// Changes of the plan that are told one by one.
const TOLD: usize = 8;

/// Keeps what was planned of every parameter whose value is no longer what it was before.
pub(crate) fn remember(before: &Node, after: &mut Node) {
    let (Some(old), Some(new)) = (parameters(before), after.object_mut().and_then(|root| root.get_mut("parameters")))
    else {
        return;
    };
    for (name, old) in old {
        let Some(planned) = old.object().and_then(|fields| fields.get("value")) else { continue };
        let Some(fields) = new.object_mut().and_then(|all| all.get_mut(name)).and_then(Node::object_mut) else {
            continue;
        };
        if !fields.contains_key("planned") && fields.get("value").is_some_and(|now| !same(now, planned)) {
            fields.insert("planned".to_owned(), planned.clone());
        }
    }
}

/// What is to be said of the plan.
#[derive(Default)]
pub(crate) struct Notes {
    /// What is not as it was planned: said wherever the scenario is used.
    pub told: Vec<Problem>,
    /// What the plan rests on: said where the scenario is checked.
    pub quiet: Vec<Problem>,
}

/// Names every number that moves the planned need, or that the planned need does not follow. `first` is what the first
/// file of the chain says.
pub(crate) fn notes(first: &Node, node: &Node, sources: &[Source]) -> Notes {
    let mut notes = Notes::default();
    let used = used(node);
    for (name, parameter) in parameters(node).into_iter().flatten().filter(|(name, _)| used.contains(name.as_str())) {
        let Some(fields) = parameter.object() else { continue };
        let Some(value) = fields.get("value") else { continue };
        let follows = fields.get("plan").and_then(Node::text) == Some("follows");
        let field = format!("parameters.{name}.value");
        let place = value.key.or(value.span).and_then(|span| span.place(sources));
        let say = |text: String| Problem::note(field.clone(), text).at(place.clone());
        match fields.get("planned").filter(|planned| !same(planned, value)) {
            Some(planned) if follows => notes.told.push(say(format!(
                "order levels in days follow \"{name}\": {} here, planned with {}; opening stocks stay as counted",
                shown(value),
                shown(planned)
            ))),
            Some(planned) => notes.told.push(say(format!(
                "\"{name}\" is {} here and was planned with {}: stocks and order levels in days stay as planned; with \
                 \"plan\": \"follows\" on the parameter, order levels follow it",
                shown(value),
                shown(planned)
            ))),
            None if plain(value).is_number() => {}
            None => {
                let what = if follows { "order levels in days follow it" } else { "what is drawn does not move it" };
                notes.quiet.push(say(format!("the planned need is taken at the median of \"{name}\"; {what}")));
            }
        }
    }
    let rewritten: Vec<Problem> = rewritten(first, node, sources).collect();
    let more = rewritten.len().saturating_sub(TOLD);
    notes.told.extend(rewritten.into_iter().take(TOLD));
    if more > 0 {
        notes.told.push(Problem::note("", format!("{more} more numbers of the plan are new")));
    }
    notes
}

/// Fields of the plan that the first file of the chain says otherwise.
fn rewritten<'a>(first: &'a Node, node: &'a Node, sources: &'a [Source]) -> impl Iterator<Item = Problem> + 'a {
    of_plan(first).into_iter().filter_map(move |path| {
        let (before, now) = (first.get(&path)?, node.get(&path)?);
        if same(before, now) {
            return None;
        }
        let field = words::dotted(&path);
        let text = format!(
            "\"{field}\" is {} here and was {}: a new plan; the planned need, and with it order levels and stocks in \
             days of cover, go by it",
            shown(now),
            shown(before)
        );
        Some(Problem::note(field, text).at(now.key.or(now.span).and_then(|span| span.place(sources))))
    })
}

/// The fields that the planned need is made of.
fn of_plan(node: &Node) -> Vec<Vec<String>> {
    let path = |steps: &[&str]| steps.iter().map(|step| (*step).to_owned()).collect::<Vec<String>>();
    let mut fields = vec![path(&["start"]), path(&["horizon_days"])];
    for (name, site) in below(node, "sites") {
        fields.push(path(&["sites", name, "calendar"]));
        fields.push(path(&["sites", name, "sales", "per_working_day"]));
        fields.push(path(&["sites", name, "sales", "month_factors"]));
        for (material, _) in below(site, "inputs") {
            fields.extend(["per_unit", "yield"].map(|field| path(&["sites", name, "inputs", material, field])));
        }
        for (line, written) in below(site, "lines") {
            let at = ["sites", name, "lines", line];
            fields.extend(["per_working_day", "month_factors"].map(|of| path(&[&at[..], &["sales", of]].concat())));
            for (material, _) in below(written, "inputs") {
                let of = |field| path(&[&at[..], &["inputs", material, field]].concat());
                fields.extend(["per_unit", "yield"].map(of));
            }
        }
    }
    for (name, _) in below(node, "lanes") {
        fields.extend(["share", "rank"].map(|field| path(&["lanes", name, field])));
    }
    fields.extend(below(node, "calendars").map(|(name, _)| path(&["calendars", name])));
    fields
}

/// The parameters that the planned need is made of.
fn used(node: &Node) -> HashSet<&str> {
    fn gather<'a>(node: &'a Node, found: &mut HashSet<&'a str>) {
        match &node.content {
            Content::Scalar(_) => {}
            Content::Array(items) => items.iter().for_each(|item| gather(item, found)),
            Content::Object(fields) => {
                found.extend(fields.get("parameter").and_then(Node::text));
                fields.values().for_each(|value| gather(value, found));
            }
        }
    }
    let mut found = HashSet::new();
    for path in of_plan(node) {
        if let Some(field) = node.get(&path) {
            gather(field, &mut found);
        }
    }
    found
}

fn parameters(node: &Node) -> Option<&indexmap::IndexMap<String, Node>> {
    node.object()?.get("parameters")?.object()
}

/// What stands below a key, by name.
fn below<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, &'a Node)> + use<'a> {
    let fields = node.object().and_then(|fields| fields.get(key)).and_then(Node::object);
    fields.into_iter().flatten().map(|(name, node)| (name.as_str(), node))
}

/// Whether two fields say the same, wherever they have it from.
fn same(one: &Node, other: &Node) -> bool {
    plain(one) == plain(other)
}

/// What a field says, in one form: without sources, a number in its long form as the number.
pub(super) fn plain(node: &Node) -> Value {
    match &node.content {
        Content::Scalar(Value::Number(n)) => n.as_f64().map_or(Value::Null, Value::from),
        Content::Scalar(value) => value.clone(),
        Content::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Content::Object(fields) => {
            let said: Vec<(&String, &Node)> =
                fields.iter().filter(|(key, _)| !PROVENANCE.contains(&key.as_str())).collect();
            match &said[..] {
                [(key, value)] if *key == "value" => plain(value),
                _ => Value::Object(said.into_iter().map(|(key, value)| (key.clone(), plain(value))).collect()),
            }
        }
    }
}

/// What a field says, in a few words.
fn shown(node: &Node) -> String {
    match plain(node) {
        Value::Number(n) => n.as_f64().map_or_else(|| n.to_string(), words::number),
        Value::String(text) => text,
        Value::Object(fields) => match fields.keys().find(|key| NUMBER.contains(&key.as_str())) {
            Some(key) if key == "parameter" => format!("\"{}\"", fields["parameter"].as_str().unwrap_or_default()),
            Some(distribution) => format!("the median of its {distribution} distribution"),
            None => "other".to_owned(),
        },
        _ => "other".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_planned_is_kept_once_and_only_where_the_value_differs() {
        let first = Node::from_value(json!({ "parameters": {
            "a": { "value": 1 }, "b": { "value": { "value": 2, "source": "x" } }, "c": { "value": 3, "planned": 4 }
        } }));
        let mut second = Node::from_value(json!({ "parameters": {
            "a": { "value": { "fixed": 1.2 } }, "b": { "value": 2.0 }, "c": { "value": 5, "planned": 4 }, "d": { "value": 6 }
        } }));
        remember(&first, &mut second);
        let mut third = second.clone();
        if let Some(a) = third.object_mut().and_then(|r| r.get_mut("parameters")?.object_mut()?.get_mut("a")) {
            *a = Node::from_value(json!({ "value": 9, "planned": 1 }));
        }
        remember(&second, &mut third);
        let said = third.to_value();
        assert_eq!(said["parameters"]["a"], json!({ "value": 9, "planned": 1 }));
        assert_eq!(said["parameters"]["b"], json!({ "value": 2.0 }));
        assert_eq!(said["parameters"]["c"], json!({ "value": 5, "planned": 4 }));
        assert_eq!(said["parameters"]["d"], json!({ "value": 6 }));
    }
}
