//! What is wrong is told once: a value of the wrong kind brings no second error elsewhere.

use linestop::inside::scenario::{Severity, from_value, load_str};
use serde_json::{Value, json};

use crate::EVERYTHING;

/// Every place below a value: paths of keys and indices.
fn places(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(i, value)| (i.to_string(), value)).collect(),
        _ => return,
    };
    for (key, value) in below {
        path.push(key);
        found.push(path.clone());
        places(value, path, found);
        path.pop();
    }
}

fn at<'a>(value: &'a mut Value, path: &[String]) -> &'a mut Value {
    path.iter().fold(value, |value, key| match value {
        Value::Array(list) => &mut list[key.parse::<usize>().expect("an index")],
        other => &mut other[key.as_str()],
    })
}

/// Values that others hang on, by the end of their paths: what hangs on them is told with them.
const HELD_ONTO: [&str; 8] = ["min", "mass_kg", "country", "initial_regime", "authority", "rank", "from", "to"];

/// Errors with one value of the case with everything made wrong: a number, a word, a list or an object by what is none.
#[test]
fn a_value_of_the_wrong_kind_is_told_once() {
    let path = std::path::Path::new("tests/properties/everything.json");
    let whole = load_str(path, EVERYTHING, &[]).unwrap_or_else(|problems| panic!("{problems}")).merged;
    let mut all = Vec::new();
    places(&whole, &mut Vec::new(), &mut all);
    let mut twice = Vec::new();
    let leaves = all.iter().filter(|path| {
        let mut scenario = whole.clone();
        !matches!(at(&mut scenario, path), Value::Object(_) | Value::Array(_))
    });
    for path in leaves.filter(|path| path.last().is_none_or(|last| !HELD_ONTO.contains(&last.as_str()))) {
        let mut scenario = whole.clone();
        let value = at(&mut scenario, path);
        *value = match value {
            Value::Bool(_) | Value::Null => json!("perhaps"),
            Value::String(_) => json!([7]),
            _ => json!("lots"),
        };
        let errors = errors(scenario);
        if errors.len() > 1 {
            twice.push(format!("{}\n    {}", path.join("."), errors.join("\n    ")));
        }
    }
    assert!(twice.is_empty(), "{} of {}:\n{}", twice.len(), all.len(), twice.join("\n"));
}

/// Errors of a scenario that does not load, as `field: message`.
fn errors(scenario: Value) -> Vec<String> {
    let Err(problems) = from_value(scenario) else { return Vec::new() };
    let wrong = problems.problems.iter().filter(|problem| problem.severity == Severity::Error);
    wrong.map(|problem| format!("{}: {}", problem.field, problem.message)).collect()
}

/// A key with its second and third letter swapped.
fn misspelt(key: &str) -> Option<String> {
    let mut letters: Vec<char> = key.chars().collect();
    if letters.len() < 5 || letters[1] == letters[2] {
        return None;
    }
    letters.swap(1, 2);
    Some(letters.into_iter().collect())
}

/// Every field of the case with everything misspelt by itself, whatever lies below it: one error, and it names the
/// field.
#[test]
fn a_misspelt_field_is_told_once() {
    let path = std::path::Path::new("tests/properties/everything.json");
    let whole = load_str(path, EVERYTHING, &[]).unwrap_or_else(|problems| panic!("{problems}")).merged;
    let mut all = Vec::new();
    places(&whole, &mut Vec::new(), &mut all);
    let (mut tried, mut more) = (0, Vec::new());
    for path in &all {
        let Some((last, above)) = path.split_last() else { continue };
        let Some(wrong) = misspelt(last) else { continue };
        let mut scenario = whole.clone();
        let Value::Object(fields) = at(&mut scenario, above) else { continue };
        let swapped = fields.iter().map(|(key, value)| (if key == last { &wrong } else { key }.clone(), value.clone()));
        *fields = swapped.collect();
        let errors = errors(scenario);
        // A name that the analyst chose is no field: it may be written in any way, and what names it is told.
        if !errors.iter().any(|error| error.contains(&format!("unknown field \"{wrong}\""))) {
            continue;
        }
        tried += 1;
        if errors.len() > 1 {
            more.push(format!("{}\n    {}", path.join("."), errors.join("\n    ")));
        }
    }
    assert!(tried > 300, "{tried} of {} are fields", all.len());
    assert!(more.is_empty(), "{} of {tried}:\n{}", more.len(), more.join("\n"));
}
