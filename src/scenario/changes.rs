//! What differs between two scenarios, field by field, and in which group of changes each field belongs.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::document::{Content, Node};
use super::merge::{NUMBER, PROVENANCE, is_named};
use super::plan::plain;
use super::words;

/// Fields that say something to people and nothing to the model.
const WORDS: [&str; 6] = ["title", "description", "source", "assumption", "note", "name"];
/// Fields of the whole file that no trial looks at.
const ASIDE: [&str; 3] = ["$schema", "extends", "observed"];
/// What a level of stock is written as.
const LEVEL: [&str; 2] = ["days_of_cover", "quantity"];
/// Maps of definitions: what is defined and not used moves nothing.
const DEFINITIONS: [&str; 3] = ["parameters", "materials", "calendars"];
/// Longest text of a value.
const LONGEST: usize = 72;

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ChangeGroup {
    /// First day and length of the horizon.
    Horizon,
    /// What is in stock on the first day.
    Stocks,
    /// What is on order, which licences are in force, and how is ordered.
    Orders,
    /// Authorities: desks, regimes, events.
    Policy,
    /// Sales plan and bill of materials.
    Demand,
    /// Parameters.
    Parameters,
    /// Sites, lanes, materials, calendars, levers.
    Network,
}

impl ChangeGroup {
    /// Its name in files.
    #[must_use]
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Horizon => "horizon",
            Self::Stocks => "stocks",
            Self::Orders => "orders",
            Self::Policy => "policy",
            Self::Demand => "demand",
            Self::Parameters => "parameters",
            Self::Network => "network",
        }
    }

    /// Its name for people.
    #[must_use]
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Horizon => "first day and horizon",
            Self::Stocks => "stocks",
            Self::Orders => "orders and licences",
            Self::Policy => "policy",
            Self::Demand => "sales plan and bill of materials",
            Self::Parameters => "parameters",
            Self::Network => "sites and lanes",
        }
    }

    fn of(path: &[String]) -> Self {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        match steps[..] {
            ["start" | "horizon_days", ..] => Self::Horizon,
            ["parameters" | "correlations", ..] => Self::Parameters,
            ["authorities", _, "general_licences" | "eligibility", ..] => Self::Orders,
            ["authorities" | "groups", ..] => Self::Policy,
            ["sites", _, "opening_output_stock", ..]
            | ["sites", _, "inputs", _, "opening_stock" | "extra_stock", ..] => Self::Stocks,
            ["sites", _, "inputs", _, "per_unit" | "yield", ..] | ["sites", _, "sales", ..] => Self::Demand,
            ["sites", _, "inputs", _, _, ..]
            | ["sites", _, "output_stock_target", ..]
            | ["lanes", _, "open_orders" | "general_licence", ..] => Self::Orders,
            _ => Self::Network,
        }
    }
}

/// A field that two scenarios do not say alike.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// The steps to it.
    pub path: Vec<String>,
    /// What the first says; nothing if it has no such field.
    pub before: Option<Value>,
    /// What the second says; nothing if it has no such field.
    pub after: Option<Value>,
}

/// What the second of two scenarios says otherwise than the first; both are merged, as one file would say each.
#[must_use]
pub(crate) fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    compare(&Node::from_value(old.clone()), &Node::from_value(new.clone()), &mut Vec::new(), &mut found);
    found
}

fn compare(old: &Node, new: &Node, path: &mut Vec<String>, found: &mut Vec<Change>) {
    if plain(old) == plain(new) {
        return;
    }
    let (Some(before), Some(after)) = (old.object().filter(|_| !is_one(old, path)), new.object()) else {
        found.push(Change { path: path.clone(), before: Some(old.to_value()), after: Some(new.to_value()) });
        return;
    };
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    let left_out = |key: &str| !is_named(path) && (WORDS.contains(&key) || path.is_empty() && ASIDE.contains(&key));
    let keys: Vec<&String> = keys.filter(|key| !left_out(key)).collect();
    for key in keys {
        path.push(key.clone());
        match (before.get(key), after.get(key)) {
            (Some(old), Some(new)) => compare(old, new, path, found),
            (old, new) if is_named(path) => {
                // Of a map that only one of them has, each entry is a change.
                let none = Node { key: None, span: None, content: Content::Object(IndexMap::new()) };
                compare(old.unwrap_or(&none), new.unwrap_or(&none), path, found);
            }
            (old, new) => {
                let value = |node: Option<&Node>| node.map(Node::to_value);
                found.push(Change { path: path.clone(), before: value(old), after: value(new) });
            }
        }
        path.pop();
    }
}

/// Whether an object is one value: a number in its long form, a distribution, a level of stock.
fn is_one(node: &Node, path: &[String]) -> bool {
    let of_value = |key: &str| NUMBER.contains(&key) || PROVENANCE.contains(&key) || LEVEL.contains(&key);
    let parameter = path.len() == 2 && path[0] == "parameters";
    !parameter && !is_named(path) && node.object().is_some_and(|fields| fields.keys().all(|key| of_value(key)))
}

/// The first scenario with some of what the second says otherwise. What either defines is defined: a parameter, a
/// material or a calendar that nothing uses moves nothing.
#[must_use]
pub(crate) fn with_changes<'a>(old: &Value, all: &'a [Change], some: impl IntoIterator<Item = &'a Change>) -> Value {
    let mut tree = old.clone();
    let defines = |change: &&Change| change.path.len() <= 2 && DEFINITIONS.contains(&change.path[0].as_str());
    for change in all.iter().filter(defines).filter(|change| change.before.is_none()).chain(some) {
        let kept = defines(&change) && change.after.is_none();
        if !kept {
            put(&mut tree, &change.path, change.after.as_ref());
        }
    }
    tree
}

fn put(tree: &mut Value, path: &[String], value: Option<&Value>) {
    let Some((last, steps)) = path.split_last() else { return };
    let mut here = tree;
    for step in steps {
        let Some(fields) = here.as_object_mut() else { return };
        here = fields.entry(step.clone()).or_insert_with(|| Value::Object(Map::new()));
    }
    let Some(fields) = here.as_object_mut() else { return };
    match value {
        Some(value) => {
            fields.insert(last.clone(), value.clone());
        }
        None => {
            fields.remove(last);
        }
    }
}

impl Change {
    /// What it is about.
    #[must_use]
    pub(crate) fn group(&self) -> ChangeGroup {
        ChangeGroup::of(&self.path)
    }

    /// How many of its steps name the thing that it belongs to: a parameter, a lane, an input of a site, an event.
    fn owner(&self) -> usize {
        let steps: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match steps[..] {
            ["sites", _, "inputs", _, ..] | ["authorities", _, "events" | "regimes", _, ..] => 4,
            [_] => 1,
            _ => 2,
        }
    }

    /// The thing that it belongs to, as a path.
    #[must_use]
    pub(crate) fn thing(&self) -> String {
        words::dotted(&self.path[..self.owner()])
    }

    /// The path as people write it.
    #[must_use]
    pub(crate) fn field(&self) -> String {
        words::dotted(&self.path)
    }

    /// The thing in words, by titles where it has some: "Car plant, magnets".
    #[must_use]
    pub(crate) fn thing_in_words(&self, old: &Value, new: &Value) -> String {
        let title = |steps: &[&str]| {
            let of = |tree: &Value| {
                let found = steps.iter().try_fold(tree, |tree, step| tree.get(step))?;
                Some(found.get("title")?.as_str()?.to_owned())
            };
            let key = steps.last().map_or_else(String::new, |key| (*key).to_owned());
            of(new).or_else(|| of(old)).unwrap_or(key)
        };
        let steps: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match steps[..] {
            ["start"] => "First day".to_owned(),
            ["horizon_days"] => "Horizon".to_owned(),
            ["sites", site, "inputs", part, ..] => {
                format!("{}, {}", title(&["sites", site]), title(&["materials", part]))
            }
            ["authorities", authority, kind @ ("events" | "regimes"), name, ..] => {
                format!("{}, {}", title(&["authorities", authority]), title(&["authorities", authority, kind, name]))
            }
            ["lanes", lane, ..] => format!("lane {lane}"),
            [kind, name, ..] => title(&[kind, name]),
            _ => self.field(),
        }
    }

    /// The field in words, below the thing: "order up to"; empty for the thing itself.
    #[must_use]
    pub(crate) fn field_in_words(&self) -> String {
        let rest: Vec<String> = self.path[self.owner()..].iter().map(|step| step.replace('_', " ")).collect();
        rest.join(", ")
    }

    /// What the first and the second say, in a few words; nothing where there is no such field.
    #[must_use]
    pub(crate) fn in_words(&self) -> [Option<String>; 2] {
        let days = self.path.last().is_some_and(|last| last.ends_with("_days"));
        let said = |value: &Option<Value>| {
            let value = value.as_ref()?;
            let unit = if days && value.is_number() { " days" } else { "" };
            Some(format!("{}{unit}", shown(&plain(&Node::from_value(value.clone())))))
        };
        [said(&self.before), said(&self.after)]
    }

    /// The day of what changed, if it has one: that of an event, an order, a licence, a step of a schedule.
    #[must_use]
    pub(crate) fn date(&self) -> Option<Date> {
        let date = |value: &Value| value.as_str()?.parse().ok();
        let of = |value: &Value| {
            let mut below = ["date", "on", "placed", "from", "until", "apply_on"].iter();
            date(value).or_else(|| below.find_map(|key| date(value.get(key)?)))
        };
        self.after.as_ref().and_then(of).or_else(|| self.before.as_ref().and_then(of))
    }
}

/// A value in a few words.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
        Value::Number(n) => n.as_f64().map_or_else(|| n.to_string(), words::number),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => match fields.iter().next() {
            Some((key, of)) if fields.len() == 1 => match key.as_str() {
                "days_of_cover" => format!("{} days of cover", shown(of)),
                "quantity" => shown(of),
                "parameter" => format!("\"{}\"", shown(of)),
                key if of.is_object() => format!("{} ({})", key.replace('_', " "), listed(of)),
                key => format!("{} {}", key.replace('_', " "), shown(of)),
            },
            _ => listed(value),
        },
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Fields and what they say: "median 30, p90 60".
fn listed(value: &Value) -> String {
    let fields = value.as_object().into_iter().flatten().filter(|(key, _)| !WORDS.contains(&key.as_str()));
    fields.map(|(key, of)| format!("{} {}", key.replace('_', " "), shown(of))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn old() -> Value {
        json!({
            "title": "Old", "start": "2026-01-01",
            "parameters": { "gone": { "value": 1 }, "kept": { "value": { "value": 2, "source": "a" } } },
            "sites": { "plant": {
                "title": "The plant", "makes": "car",
                "inputs": { "magnet": {
                    "per_unit": 2, "opening_stock": { "days_of_cover": 30 },
                    "ordering": { "base_stock": { "order_up_to": { "days_of_cover": 60 } } }
                } }
            } },
            "authorities": { "desk": { "desk": { "review_work_days": { "lognormal": { "median": 30, "p90": 60 } } } } }
        })
    }

    #[test]
    fn nothing_differs_from_itself_nor_by_words_alone() {
        let mut other = old();
        other["title"] = json!("New");
        other["parameters"]["kept"]["value"] = json!(2.0);
        other["sites"]["plant"]["title"] = json!("Plant");
        assert_eq!(changes(&old(), &other), []);
    }

    #[test]
    fn every_field_is_told_once_with_its_group_and_can_be_put_in() {
        let mut new = old();
        new["start"] = json!("2026-02-01");
        new["parameters"] = json!({ "kept": { "value": 2 }, "fresh": { "value": 5 } });
        let magnet = &mut new["sites"]["plant"]["inputs"]["magnet"];
        magnet["opening_stock"] = json!({ "quantity": 500 });
        magnet["ordering"] = json!({ "call_off": {} });
        magnet["per_unit"] = json!(3);
        new["authorities"]["desk"]["desk"]["review_work_days"] = json!({ "fixed": 20 });
        let found = changes(&old(), &new);
        let told: Vec<(String, ChangeGroup)> = found.iter().map(|change| (change.field(), change.group())).collect();
        let input = |field: &str| format!("sites.plant.inputs.magnet.{field}");
        assert_eq!(
            told,
            [
                ("start".to_owned(), ChangeGroup::Horizon),
                ("parameters.gone".to_owned(), ChangeGroup::Parameters),
                ("parameters.fresh".to_owned(), ChangeGroup::Parameters),
                (input("per_unit"), ChangeGroup::Demand),
                (input("opening_stock"), ChangeGroup::Stocks),
                (input("ordering.base_stock"), ChangeGroup::Orders),
                (input("ordering.call_off"), ChangeGroup::Orders),
                ("authorities.desk.desk.review_work_days".to_owned(), ChangeGroup::Policy),
            ]
        );
        let stock = &found[4];
        assert_eq!(stock.thing_in_words(&old(), &new), "The plant, magnet");
        assert_eq!(stock.field_in_words(), "opening stock");
        assert_eq!(stock.in_words(), [Some("30 days of cover".to_owned()), Some("500".to_owned())]);
        assert_eq!(found[7].in_words()[0].as_deref(), Some("lognormal (median 30, p90 60)"));
        assert_eq!(found[0].date(), Some(jiff::civil::date(2026, 2, 1)));
        // All of them make the second, but for a parameter that nothing uses.
        let mut all = with_changes(&old(), &found, &found);
        assert_eq!(all["parameters"]["gone"], json!({ "value": 1 }));
        all["parameters"] = new["parameters"].clone();
        assert_eq!(changes(&all, &new), []);
        // None of them is the first, with what the second defines.
        let none = with_changes(&old(), &found, []);
        assert_eq!(none["parameters"]["fresh"], json!({ "value": 5 }));
        assert_eq!(changes(&old(), &none).len(), 1);
    }
}
