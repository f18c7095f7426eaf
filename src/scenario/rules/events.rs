//! What the dates of a pack do: events of its authority.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::super::document::{Content, Node, Span};
use super::pack::Pack;

/// What a pack switches on when it comes into force, and off when it ends or is suspended.
#[derive(Default)]
pub(super) struct Switch {
    /// Entries of the list, as the pack writes them.
    pub controls: Vec<Node>,
    /// Who is refused, by the name of the group.
    pub members: Vec<String>,
    /// The parameter of its quota, with its value by date and that for no quota.
    pub quotas: Vec<QuotaSwitch>,
}

/// A quota by date, as values of a parameter.
pub(super) struct QuotaSwitch {
    pub parameter: String,
    pub steps: Vec<(Date, f64)>,
    pub none: f64,
}

impl Switch {
    /// What an event of the pack does beside the list, as fields of the event.
    fn what(&self, pack: &Pack, does: Does, day: Date) -> Map<String, Value> {
        let mut fields = Map::new();
        let set: Map<String, Value> = self
            .quotas
            .iter()
            .filter_map(|quota| {
                let now = quota.steps.iter().rev().find(|(from, _)| *from <= day).or(quota.steps.first())?;
                let value = if does == Does::GoesOutOfForce { quota.none } else { now.1 };
                Some((quota.parameter.clone(), value.into()))
            })
            .collect();
        if !set.is_empty() {
            fields.insert("set".to_owned(), set.into());
        }
        let field = match does {
            Does::ComesIntoForce => "add_to_groups",
            Does::GoesOutOfForce => "take_from_groups",
            Does::ChangesItsQuota => return fields,
        };
        if !self.members.is_empty() {
            fields.insert(field.to_owned(), json!({ pack.id.as_str(): self.members }));
        }
        fields
    }
}

/// Whether an entry stays on the list although a pack takes it off on a day.
pub(super) type Stays<'a> = dyn Fn(&Node, Date) -> bool + 'a;

/// One event of a pack.
struct Dated<'a> {
    /// What is put behind the name of the pack.
    name: String,
    title: String,
    day: Date,
    /// From when it could be known.
    known: Date,
    source: &'a str,
    /// Field of the pack in which its day is written.
    written: &'static str,
    does: Does,
    /// `only_if` or `unless` the suspension happened.
    condition: Option<&'static str>,
}

/// What an event of a pack does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    ComesIntoForce,
    GoesOutOfForce,
    ChangesItsQuota,
}

/// The events of a pack by name, in order of date.
pub(super) fn events(
    pack: &Pack,
    tree: &Node,
    switch: &Switch,
    (stays, resumes): (&Stays, bool),
) -> IndexMap<String, Node> {
    let suspended = format!("{} {SUSPENDED}", pack.id);
    let mut events = IndexMap::new();
    for dated in course(pack, switch, resumes) {
        let mut said = json!({
            "title": dated.title, "date": dated.day, "known_from": dated.known, "source": dated.source
        });
        let (field, entries) = match dated.does {
            Does::ComesIntoForce => ("add_controls", switch.controls.clone()),
            Does::GoesOutOfForce => {
                let gone = switch.controls.iter().filter(|entry| !stays(entry, dated.day));
                ("remove_controls", gone.cloned().collect())
            }
            Does::ChangesItsQuota => ("add_controls", Vec::new()),
        };
        let what = switch.what(pack, dated.does, dated.day);
        if what.is_empty() && entries.is_empty() {
            continue;
        }
        if let Some(fields) = said.as_object_mut() {
            fields.extend(what);
            let known = dated.condition.filter(|_| events.contains_key(&suspended));
            fields.extend(known.map(|field| (field.to_owned(), json!(suspended))));
        }
        let mut node = stamped(Node::from_value(said), tree.around(dated.written));
        if let (Some(fields), false) = (node.object_mut(), entries.is_empty()) {
            let at = tree.around("controls");
            fields.insert(field.to_owned(), Node { key: at.key, span: at.span, content: Content::Array(entries) });
        }
        events.insert(format!("{} {}", pack.id, dated.name), node);
    }
    events
}

const SUSPENDED: &str = "suspended";

/// The dates of a pack in order.
fn course<'a>(pack: &'a Pack, switch: &Switch, resumes: bool) -> Vec<Dated<'a>> {
    let source = pack.sources.first().map_or("", String::as_str);
    let number = &pack.number;
    let condition = pack.never_held_before().then_some("unless");
    let mut course = vec![Dated {
        name: "in force".to_owned(),
        title: format!("{number} in force: {}", pack.title),
        day: pack.in_force,
        known: pack.announced,
        source,
        written: "in_force",
        does: Does::ComesIntoForce,
        condition,
    }];
    let later = switch.quotas.iter().flat_map(|quota| &quota.steps).filter(|(from, _)| *from > pack.in_force);
    course.extend(later.map(|(from, _)| Dated {
        name: format!("from {from}"),
        title: format!("{number}: quota from {from}"),
        day: *from,
        known: pack.announced,
        source,
        written: "quota",
        does: Does::ChangesItsQuota,
        condition: None,
    }));
    if let Some(pause) = &pack.suspended {
        let of = |name: &str, title, day, written, does, condition| Dated {
            name: name.to_owned(),
            title,
            day,
            known: pause.announced,
            source: pause.source.as_str(),
            written,
            does,
            condition,
        };
        let title = format!("{number} suspended by {} until {}", pause.by, pause.until);
        course.push(of(SUSPENDED, title, pause.from, "suspended.from", Does::GoesOutOfForce, None));
        if let (Some(day), true) = (pack.again(), resumes) {
            let title = format!("{number} holds again: its suspension ran until {}", pause.until);
            course.push(of("resumed", title, day, "suspended.until", Does::ComesIntoForce, Some("only_if")));
        }
    }
    course.extend(pack.over().map(|day| Dated {
        name: "ends".to_owned(),
        title: format!("{number} ends"),
        day,
        known: pack.until_announced.unwrap_or(pack.announced),
        source,
        written: "until",
        does: Does::GoesOutOfForce,
        condition: None,
    }));
    course.sort_by_key(|dated| dated.day);
    course.dedup_by(|later, earlier| later.name == earlier.name);
    course
}

/// A tree that stands where something is written.
pub(super) fn stamped(mut node: Node, at: &Node) -> Node {
    stamp(&mut node, at.key.or(at.span), at.span.or(at.key));
    node
}

fn stamp(node: &mut Node, key: Option<Span>, span: Option<Span>) {
    (node.key, node.span) = (key, span);
    match &mut node.content {
        Content::Scalar(_) => {}
        Content::Array(items) => items.iter_mut().for_each(|item| stamp(item, key, span)),
        Content::Object(fields) => fields.values_mut().for_each(|item| stamp(item, key, span)),
    }
}
