//! Changes of a scenario as a tree of plain values.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::scenario::setting::Setting;

/// What stands at the end of a path.
pub(super) fn get<'a>(tree: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(tree, |tree, step| tree.get(step))
}

/// Puts a value at the end of a path, with the objects on the way to it.
pub(super) fn put(tree: &mut Value, path: &[&str], value: Value) {
    let Some((last, steps)) = path.split_last() else { return };
    let mut here = tree;
    for step in steps {
        let Some(fields) = here.as_object_mut() else { return };
        here = fields.entry(*step).or_insert_with(|| Value::Object(Map::new()));
    }
    if let Some(fields) = here.as_object_mut() {
        fields.insert((*last).to_owned(), value);
    }
}

/// Takes out what stands at the end of a path.
pub(super) fn take(tree: &mut Value, path: &[&str]) {
    let Some((last, steps)) = path.split_last() else { return };
    let mut here = tree;
    for step in steps {
        let Some(below) = here.get_mut(step) else { return };
        here = below;
    }
    if let Some(fields) = here.as_object_mut() {
        fields.shift_remove(*last);
    }
}

/// A number as a file has it.
pub(super) fn number(x: f64) -> Value {
    Setting::Number(x).json()
}

/// A date as a file has it.
pub(super) fn date(day: Date) -> Value {
    Value::from(day.to_string())
}
