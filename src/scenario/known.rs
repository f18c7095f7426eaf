//! A scenario as of a date: what was not known then never happens.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::document::Node;
use super::problem::Problem;
use super::setting::Setting;

/// What stands for the date among values that are set.
pub(crate) const AS_OF: &str = "--as-of";

/// Takes a scenario as of a date. Events that become known later get no chance, so that those that depend on them still
/// find them; those before the first day have not happened. A rule of origin that becomes known later is none.
pub(super) fn forget(node: &mut Node, as_of: &Setting, problems: &mut Vec<Problem>) {
    let Some(as_of) = as_of.date() else {
        problems.push(Problem::error("", format!("\"{AS_OF}\" takes a date, such as 2026-01-31, not {as_of}")));
        return;
    };
    let start = date_at(node, &["start"]);
    let Some(authorities) = node.object_mut().and_then(|fields| fields.get_mut("authorities")) else { return };
    for (name, authority) in authorities.object_mut().into_iter().flatten() {
        let begins = date_at(authority, &["origin", "known_from"]).or_else(|| date_at(authority, &["origin", "from"]));
        let Some(fields) = authority.object_mut() else { continue };
        if begins.is_some_and(|from| from > as_of) {
            fields.shift_remove("origin");
            tell(problems, format!("authorities.{name}.origin"), as_of, &format!("the rule of origin of \"{name}\""));
        }
        let events = fields.get_mut("events").and_then(Node::object_mut);
        for (key, event) in events.into_iter().flatten() {
            let day = date_at(event, &["date"]).or_else(|| date_at(event, &["window", "from"]));
            let known = date_at(event, &["known_from"]).or(day);
            let Some(known) = known.filter(|known| *known > as_of) else { continue };
            let Some(fields) = event.object_mut() else { continue };
            if day.zip(start).is_some_and(|(day, start)| day < start) {
                fields.insert("happened".to_owned(), Node::from_value(Value::from(false)));
            } else {
                let why = format!("not known on {as_of}: it becomes known on {known}");
                fields.insert("chance".to_owned(), Node::from_value(json!({ "value": 0, "note": why })));
            }
            tell(problems, format!("authorities.{name}.events.{key}"), as_of, &format!("the event \"{key}\""));
        }
    }
}

fn tell(problems: &mut Vec<Problem>, field: String, as_of: Date, what: &str) {
    problems.push(Problem::note(field, format!("{what} is not known on {as_of}: it never happens")));
}

/// The date at the end of a path.
fn date_at(node: &Node, path: &[&str]) -> Option<Date> {
    let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
    node.get(&path)?.text()?.parse().ok()
}
