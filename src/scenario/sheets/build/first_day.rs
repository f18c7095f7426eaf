//! What is under way on the first day: open orders, general licences.

use serde_json::{Value, json};

use super::super::book::{Book, Row};
use super::lanes::{Lane, meant};
use super::{Fields, Part, Places};

/// Where an order can stand: its word in a scenario, the field of its date and whether that is needed, and which other
/// cells it has a use for.
struct Stand {
    kind: &'static str,
    date: &'static str,
    needed: bool,
    more: &'static [(&'static str, &'static str)],
}

const STANDS: [Stand; 7] = [
    Stand { kind: "preparing", date: "since", needed: false, more: &[] },
    Stand { kind: "filed", date: "on", needed: true, more: &[("attempt", "Attempt")] },
    Stand { kind: "returned", date: "on", needed: true, more: &[("attempt", "Attempt")] },
    Stand { kind: "granted", date: "on", needed: true, more: &[("valid_until", "Valid until")] },
    Stand { kind: "at_supplier", date: "since", needed: false, more: &[] },
    Stand { kind: "shipped", date: "on", needed: true, more: &[] },
    Stand { kind: "due", date: "on", needed: true, more: &[("delay_days", "Delay")] },
];

/// Puts a part into a lane, below a field.
fn put(lanes: &mut Fields, lane: &str, field: &str, name: Option<&str>, part: Value) -> bool {
    let Some(Value::Object(fields)) = lanes.get_mut(lane) else { return true };
    let Some(name) = name else { return fields.insert(field.to_owned(), part).is_none() };
    let all = fields.entry(field).or_insert_with(|| json!({}));
    all.as_object_mut().is_some_and(|all| all.insert(name.to_owned(), part).is_none())
}

/// Puts each row of the sheet Open orders on its lane.
pub(super) fn open_orders(book: &mut Book, places: &mut Places, known: &[Lane], lanes: &mut Fields) {
    for row in book.rows("Open orders").to_vec() {
        let lane = meant(book, known, &row).map(|lane| lane.key.as_str());
        let order = book.words(&row, "Order").unwrap_or_default();
        // Without a lane, the rest of the row is looked at all the same.
        let path = format!("lanes.{}.open_orders.{order}", lane.unwrap_or_default());
        let mut part = Part::new(book, places, &row, path);
        part.number("quantity", "Quantity");
        part.plain("placed", "Placed");
        if let Some(stands) = stands(&mut part) {
            part.fields.insert("stands".to_owned(), stands);
        }
        part.plain("note", "Note");
        let fields = part.fields;
        if let Some(lane) = lane
            && !put(lanes, lane, "open_orders", Some(&order), fields.into())
        {
            let text = format!("there are two orders “{order}” of this material on this lane");
            book.wrong(&row, "Order", text);
        }
    }
}

fn stands(part: &mut Part) -> Option<Value> {
    let row = part.row;
    let kind = part.book.words(row, "Stands");
    let stand = STANDS.iter().find(|stand| Some(stand.kind) == kind.as_deref());
    let shown = row.found("Stands").shown();
    let Some(stand) = stand else {
        for column in ["Since", "Attempt", "Valid until", "Delay"] {
            part.book.value(row, column);
        }
        return None;
    };
    if stand.needed {
        let date = if stand.kind == "due" { "which is to be the promised day" } else { "which is to be the day of it" };
        part.require("Since", date);
    }
    let used = |column: &&&str| stand.more.iter().all(|(_, own)| *own != **column);
    let others: Vec<&str> = ["Attempt", "Valid until", "Delay"].iter().filter(used).copied().collect();
    part.refuse(&others, &format!("an order that is “{shown}” has no use for it"));
    let mut terms = Part::new(part.book, part.places, row, format!("{}.stands.{}", part.path, stand.kind));
    terms.plain(stand.date, "Since");
    for (field, column) in stand.more {
        if *column == "Delay" { terms.number(field, column) } else { terms.plain(field, column) }
    }
    let terms = terms.fields;
    Some(json!({ stand.kind: terms }))
}

/// Puts each row of the sheet Licences held on its lane.
pub(super) fn licences(book: &mut Book, places: &mut Places, known: &[Lane], lanes: &mut Fields) {
    for row in book.rows("Licences held").to_vec() {
        let lane = meant(book, known, &row).map(|lane| lane.key.as_str());
        let path = format!("lanes.{}.general_licence", lane.unwrap_or_default());
        let mut part = Part::new(book, places, &row, path);
        licence(&mut part, &row);
        let fields = part.fields;
        if let Some(lane) = lane
            && !put(lanes, lane, "general_licence", None, fields.into())
        {
            book.wrong(&row, "From", "there are two general licences for this lane".to_owned());
        }
    }
}

fn licence(part: &mut Part, row: &Row) {
    let counted = part.book.words(row, "Counted in").unwrap_or_else(|| "quantity".to_owned());
    part.level("quantity", "Quantity", &counted);
    for (field, column) in [("apply_on", "Apply on"), ("renew_before_days", "Renew"), ("valid_days", "Valid")] {
        part.plain(field, column);
    }
    let in_force = ["Left", "Last day"].map(|column| !part.is_empty(column));
    match in_force {
        [true, false] => part.require("Last day", "though “Left” is not"),
        [false, true] => part.require("Left", "though “Last day” is not"),
        [false, false] => {
            part.require("Apply on", "though no licence is in force (“Left”, “Last day”)");
            part.refuse(&["Renewed"], "“Renewed” is of a licence in force");
        }
        [true, true] => {}
    }
    part.inside("in_force", |held| {
        held.level("left", "Left", &counted);
        held.plain("until", "Last day");
        match held.book.words(row, "Renewed").as_deref() {
            Some("no") => drop(held.fields.insert("renewed".to_owned(), false.into())),
            Some(_) if !held.is_empty("Left") => drop(held.fields.insert("renewed".to_owned(), true.into())),
            _ => {}
        }
    });
}
