//! Names are the same whatever their capitals, their width and their blanks: two keys that are alike are a mistake, and
//! what refers to a name is written as the name is.

use std::collections::HashMap;

use super::document::{Content, Node, Source};
use super::merge::NAMED;
use super::problem::Problem;
use crate::reading::fold;

/// References by name: where they stand, and what they name.
const REFERENCES: [(&[&str], &str); 41] = [
    (&["sites", "*", "makes"], "materials"),
    (&["sites", "*", "calendar"], "calendars"),
    (&["lanes", "*", "from"], "sites"),
    (&["lanes", "*", "to"], "sites"),
    (&["lanes", "*", "authority"], "authorities"),
    (&["lanes", "*", "grey", "cut_by"], "authorities"),
    (&["lanes", "*", "currency"], "exchange_rates"),
    (&["authorities", "*", "calendar"], "calendars"),
    (&["authorities", "*", "regimes", "*", "shut_lanes", "*"], "lanes"),
    (&["authorities", "*", "general_licences", "*", "exporter"], "sites"),
    (&["authorities", "*", "general_licences", "*", "customer"], "sites"),
    (&["authorities", "*", "events", "*", "hold", "lanes", "*"], "lanes"),
    (&["levers", "*", "start", "cover_below", "site"], "sites"),
    (&["levers", "*", "start", "cover_below", "material"], "materials"),
    (&["levers", "*", "start", "regime_entered", "authority"], "authorities"),
    (&["levers", "*", "cost", "paid_by"], "sites"),
    (&["levers", "*", "action", "*", "site"], "sites"),
    (&["levers", "*", "action", "*", "material"], "materials"),
    (&["levers", "*", "action", "*", "by"], "materials"),
    (&["levers", "*", "action", "*", "lane"], "lanes"),
    (&["levers", "*", "action", "*", "lanes", "*"], "lanes"),
    (&["observed", "authority"], "authorities"),
    (&["observed", "materials", "*"], "materials"),
    (&["calendars", "*", "based_on"], "calendars"),
    (&["correlations", "*", "between", "*"], "parameters"),
    (&["groups", "*", "sites", "*"], "sites"),
    (&["authorities", "*", "regimes", "*", "rules", "*", "buyers", "*"], "sites"),
    (&["authorities", "*", "regimes", "*", "rules", "*", "buyers", "*"], "groups"),
    (&["authorities", "*", "regimes", "*", "rules", "*", "exporters", "*"], "sites"),
    (&["authorities", "*", "regimes", "*", "rules", "*", "exporters", "*"], "groups"),
    (&["authorities", "*", "regimes", "*", "rules", "*", "destinations", "*"], "groups"),
    (&["authorities", "*", "eligibility", "*", "exporters", "*"], "sites"),
    (&["authorities", "*", "eligibility", "*", "exporters", "*"], "groups"),
    (&["authorities", "*", "eligibility", "*", "customers", "*"], "sites"),
    (&["authorities", "*", "eligibility", "*", "customers", "*"], "groups"),
    (&["authorities", "*", "eligibility", "*", "destinations", "*"], "groups"),
    (&["authorities", "*", "events", "*", "add_to_groups", "*", "*"], "sites"),
    (&["authorities", "*", "events", "*", "take_from_groups", "*", "*"], "sites"),
    (&["authorities", "*", "offices", "*", "calendar"], "calendars"),
    (&["rules", "*", "authority"], "authorities"),
    (&["rules", "*", "sites", "*"], "sites"),
];
/// The same below an authority.
const OF_AUTHORITY: [(&[&str], &str); 4] = [
    (&["initial_regime"], "regimes"),
    (&["events", "*", "enter"], "regimes"),
    (&["events", "*", "only_if"], "events"),
    (&["events", "*", "unless"], "events"),
];
/// Keys that name something.
const KEYS: [(&[&str], &str); 8] = [
    (&["sites", "*", "inputs"], "materials"),
    (&["authorities", "*", "quotas"], "materials"),
    (&["authorities", "*", "events", "*", "set"], "parameters"),
    (&["authorities", "*", "events", "*", "add_to_groups"], "groups"),
    (&["authorities", "*", "events", "*", "take_from_groups"], "groups"),
    (&["authorities", "*", "inspection", "materials"], "materials"),
    (&["rules", "*", "share_of_output"], "sites"),
    (&["rules", "*", "share_of_quota"], "materials"),
];

/// Names by what they are when they are folded; nothing for those that are alike.
#[derive(Default)]
struct Names {
    written: indexmap::IndexSet<String>,
    folded: HashMap<String, Option<String>>,
}

impl Names {
    fn of(node: &Node, path: &[&str]) -> Self {
        let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
        let mut names = Self::default();
        for name in node.get(&path).and_then(Node::object).into_iter().flat_map(|fields| fields.keys()) {
            names.written.insert(name.clone());
            names.folded.entry(fold(name)).and_modify(|known| *known = None).or_insert_with(|| Some(name.clone()));
        }
        names
    }

    /// The name as it is written, where it is written otherwise here.
    fn meant(&self, text: &str) -> Option<&String> {
        if self.written.contains(text) { None } else { self.folded.get(&fold(text))?.as_ref() }
    }
}

/// Keys that differ in capitals, width and blanks only, each told with both places.
pub(crate) fn alike(node: &Node, sources: &[Source], problems: &mut Vec<Problem>) {
    for pattern in NAMED.iter().filter(|pattern| pattern[0] != "observed") {
        let mut found = Vec::new();
        gather(node, pattern, &mut found);
        for fields in found.iter().filter_map(|node| node.object()).filter(|fields| fields.len() > 1) {
            let mut known: HashMap<String, (&String, &Node)> = HashMap::new();
            for (name, node) in fields {
                let Some((first, at)) = known.insert(fold(name), (name, node)) else { continue };
                let place = |node: &Node| node.key.and_then(|key| key.place(sources));
                let there = place(at).map_or(String::new(), |place| {
                    format!(" ({}:{}:{})", place.file.display(), place.line, place.column)
                });
                let text = format!(
                    "\"{name}\" is the same name as \"{first}\"{there}: they differ in capitals, width or blanks only; \
                     rename one of them"
                );
                problems.push(Problem::error("", text).at(place(node)));
            }
        }
    }
}

fn gather<'a>(node: &'a Node, pattern: &[&str], found: &mut Vec<&'a Node>) {
    let Some((step, rest)) = pattern.split_first() else {
        found.push(node);
        return;
    };
    match &node.content {
        Content::Object(fields) if *step == "*" => fields.values().for_each(|node| gather(node, rest, found)),
        Content::Object(fields) => fields.get(*step).into_iter().for_each(|node| gather(node, rest, found)),
        _ => {}
    }
}

/// Writes every reference as the name that it means is written.
pub(crate) fn settle(root: &mut Node) {
    let sections =
        ["materials", "calendars", "sites", "lanes", "authorities", "parameters", "exchange_rates", "groups"];
    let names: HashMap<&str, Names> = sections.map(|section| (section, Names::of(root, &[section]))).into();
    for (pattern, section) in REFERENCES {
        visit(root, pattern, &mut |node| put(node, &names[section]));
    }
    for (pattern, section) in KEYS {
        visit(root, pattern, &mut |node| rename(node, &names[section]));
    }
    parameters(root, &names["parameters"]);
    let mut regimes: HashMap<String, Names> = HashMap::new();
    for name in &names["authorities"].written {
        let here = |section| Names::of(root, &["authorities", name, section]);
        let own = HashMap::from([("regimes", here("regimes")), ("events", here("events"))]);
        for (pattern, section) in OF_AUTHORITY {
            visit(root, &[&["authorities", name.as_str()], pattern].concat(), &mut |node| put(node, &own[section]));
        }
        let then = ["authorities", name.as_str(), "regimes", "*", "then"];
        visit(root, &then, &mut |node| rename(node, &own["regimes"]));
        regimes
            .extend(own.into_iter().filter(|(section, _)| *section == "regimes").map(|(_, own)| (name.clone(), own)));
    }
    visit(root, &["levers", "*", "start", "regime_entered"], &mut |node| {
        let of = node.object().and_then(|fields| regimes.get(fields.get("authority")?.text()?));
        if let (Some(names), Some(regime)) = (of, node.object_mut().and_then(|fields| fields.get_mut("regime"))) {
            put(regime, names);
        }
    });
}

/// Everything below a node where a pattern leads; `*` is any key or entry.
fn visit(node: &mut Node, pattern: &[&str], each: &mut dyn FnMut(&mut Node)) {
    let Some((step, rest)) = pattern.split_first() else { return each(node) };
    match &mut node.content {
        Content::Array(items) if *step == "*" => items.iter_mut().for_each(|item| visit(item, rest, each)),
        Content::Object(fields) if *step == "*" => fields.values_mut().for_each(|node| visit(node, rest, each)),
        Content::Object(fields) => fields.get_mut(*step).into_iter().for_each(|node| visit(node, rest, each)),
        _ => {}
    }
}

fn put(node: &mut Node, names: &Names) {
    if let Some(meant) = node.text().and_then(|text| names.meant(text)) {
        node.content = Content::Scalar(meant.as_str().into());
    }
}

fn rename(node: &mut Node, names: &Names) {
    let Some(fields) = node.object_mut() else { return };
    if fields.keys().all(|key| names.meant(key).is_none()) {
        return;
    }
    let renamed = std::mem::take(fields).into_iter();
    *fields = renamed.map(|(key, node)| (names.meant(&key).cloned().unwrap_or(key), node)).collect();
}

/// References to parameters: they may stand in place of every number.
fn parameters(node: &mut Node, names: &Names) {
    match &mut node.content {
        Content::Scalar(_) => {}
        Content::Array(items) => items.iter_mut().for_each(|item| parameters(item, names)),
        Content::Object(fields) => {
            for (key, value) in fields {
                match key.as_str() {
                    "parameter" => put(value, names),
                    "observed" => {}
                    _ => parameters(value, names),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_mean_a_name_whatever_its_capitals_width_and_blanks() {
        let mut node = Node::from_value(json!({
            "parameters": { "Freeze": { "value": 1 }, "b": { "value": 1 } },
            "correlations": [{ "between": ["FREEZE", "b"], "rank_correlation": 0.5 }],
            "calendars": { "Own": {}, "other": { "based_on": "OWN" } },
            "materials": { "Magnet": {} },
            "sites": {
                "Müller Werk": { "makes": "MAGNET", "inputs": { "ｍagnet": { "yield": { "parameter": "FREEZE" } } } },
                "b": { "makes": "Magnet" }
            },
            "lanes": { "a": { "from": "MÜLLER  werk", "to": "B", "authority": "Office" } },
            "authorities": { "OFFICE": {
                "initial_regime": "NORMAL", "regimes": { "normal": { "then": { "Tight": 1 } }, "tight": {} },
                "events": { "E1": { "set": { "freeze": 2 } }, "e2": { "enter": "TIGHT", "only_if": "e1", "unless": "E1" } }
            } },
            "levers": { "l": { "start": { "regime_entered": { "authority": "office", "regime": "Tight" } },
                "action": { "expedited_freight": { "lanes": ["A"] } } } }
        }));
        settle(&mut node);
        let said = node.to_value();
        assert_eq!(said["sites"]["Müller Werk"]["makes"], "Magnet");
        assert_eq!(said["sites"]["Müller Werk"]["inputs"]["Magnet"]["yield"]["parameter"], "Freeze");
        assert_eq!((&said["lanes"]["a"]["from"], &said["lanes"]["a"]["to"]), (&json!("Müller Werk"), &json!("b")));
        assert_eq!(said["lanes"]["a"]["authority"], "OFFICE");
        assert_eq!(
            (&said["correlations"][0]["between"], &said["calendars"]["other"]),
            (&json!(["Freeze", "b"]), &json!({"based_on": "Own"}))
        );
        let office = &said["authorities"]["OFFICE"];
        assert_eq!(
            (&office["initial_regime"], &office["regimes"]["normal"]["then"]),
            (&json!("normal"), &json!({"tight": 1}))
        );
        assert_eq!(office["events"]["E1"]["set"], json!({"Freeze": 2}));
        assert_eq!(office["events"]["e2"], json!({"enter": "tight", "only_if": "E1", "unless": "E1"}));
        assert_eq!(said["levers"]["l"]["start"]["regime_entered"], json!({"authority": "OFFICE", "regime": "tight"}));
        assert_eq!(said["levers"]["l"]["action"]["expedited_freight"]["lanes"], json!(["a"]));
    }

    #[test]
    fn keys_that_are_alike_are_told_with_both_places() {
        let text = "{\"sites\": {\"Müller Werk\": {},\n \"MÜLLER  werk\": {}}, \"lanes\": {\"a\": {}, \"ａ\": {}}}";
        let source = Source::new("x.json".into(), text.to_owned());
        let mut problems = Vec::new();
        let node = super::super::document::parse(&source, 0, &mut problems).unwrap();
        alike(&node, &[source], &mut problems);
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("\"Müller Werk\" (x.json:1:12)"), "{told:?}");
        assert_eq!(problems[0].place.as_ref().map(|place| place.line), Some(2));
        assert!(told[1].contains("\"a\" (x.json:2:"), "{told:?}");
    }
}
