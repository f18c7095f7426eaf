//! Packs laid beneath a scenario: what it writes itself wins over them.

use std::fmt::Write as _;
use std::path::Path;

use indexmap::IndexMap;
use jiff::Span as Days;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::super::document::{Content, Node, Source};
use super::super::input::Inputs;
use super::super::merge;
use super::super::problem::Problem;
use super::super::substance::{Control, SYMBOLS};
use super::super::words;
use super::conversion::plain;
use super::events::{Switch, events, stamped};
use super::find::{Found, find};
use super::pack::Pack;
use super::said::{exclude_each_other, idle, unknown_names};
use super::{LaidPack, PackUse, PackWith, output, quota, shut, unlisted};
use crate::reading;

/// What was laid beneath a scenario.
#[derive(Clone, Debug, Default)]
pub(crate) struct Laying {
    /// The packs.
    pub packs: Vec<LaidPack>,
    /// Events of packs that the scenario does not write itself, by authority.
    events: Vec<(String, String)>,
}

/// A pack that was found for an authority.
pub(super) struct Placed {
    pub pack: Pack,
    pub tree: Node,
    pub with: PackWith,
    /// The authority that it is laid beneath; none for a rule that is no licence.
    pub authority: Option<String>,
    /// Where the scenario names it, and how that field is called.
    entry: Node,
    field: String,
    /// The first source that is a pack; those before it are the scenario's own.
    first_source: usize,
}

/// Lays the packs that a scenario names beneath it.
pub(crate) fn lay(
    node: &mut Node,
    (sources, inputs, problems): (&mut Vec<Source>, &mut Inputs, &mut Vec<Problem>),
) -> Laying {
    let first_source = sources.len();
    let mut placed: Vec<Placed> = Vec::new();
    for (field, entry, with) in uses(node) {
        let unknown = unknown_names(node, (&field, &entry));
        let names_are_known = unknown.is_empty();
        problems
            .extend(unknown.into_iter().map(|(problem, span)| problem.at(span.and_then(|span| span.place(sources)))));
        let Some(with) = with else { continue };
        let span = entry.span;
        let beside = span.and_then(|span| sources.get(span.source)).and_then(|source| source.path.parent());
        let beside = beside.unwrap_or(Path::new("")).to_owned();
        let place = span.and_then(|span| span.place(sources));
        let found = match find(&with.pack, &beside, (sources, inputs, problems)) {
            Ok(Some(Found { pack, tree })) if names_are_known => {
                pick(node, &pack, &with).map(|authority| (pack, tree, authority))
            }
            Ok(_) => continue,
            Err(problem) => Err(problem),
        };
        match found {
            Ok((pack, tree, authority)) => {
                for (part, why) in idle(&pack, &with) {
                    let text = format!("\"{part}\" has no effect: \"{}\" {why}", pack.id);
                    let place = entry.around(part).key.and_then(|key| key.place(sources));
                    problems.push(Problem::warning(format!("{field}.{part}"), text).at(place));
                }
                let same = || placed.iter().filter(|p| p.authority == authority);
                if same().any(|p| p.pack.id == pack.id) {
                    let text = format!("the pack \"{}\" is laid{} twice", pack.id, beneath_whom(authority.as_deref()));
                    problems.push(Problem::error(field, text).at(place));
                } else if let Some(other) = same().find(|p| exclude_each_other(&p.pack, &pack)) {
                    let there = other.entry.span.and_then(|span| span.place(sources)).map_or(String::new(), |place| {
                        format!(" ({}:{}:{})", place.file.display(), place.line, place.column)
                    });
                    let text = format!(
                        "\"{}\" and \"{}\"{there} are one regulation, and one stands for the other: name one of the two",
                        pack.id, other.pack.id
                    );
                    problems.push(Problem::error(field, text).at(place));
                } else {
                    placed.push(Placed { pack, tree, with, authority, entry, field, first_source });
                }
            }
            Err(problem) => problems.push(Problem { field, ..*problem }.at(place)),
        }
    }
    let mut laying = Laying::default();
    for at in 0..placed.len() {
        let mut said = Vec::new();
        beneath(node, &placed, at, &mut laying, &mut said);
        let one = &placed[at];
        for problem in said {
            let at = one.entry.around(&problem.field);
            let place = at.span.or(at.key).and_then(|span| span.place(sources));
            let field = format!("{}{}{}", one.field, if problem.field.is_empty() { "" } else { "." }, problem.field);
            problems.push(Problem { field, ..problem }.at(place));
        }
    }
    for one in &placed {
        if let Some(text) = unlisted::refusal(node, one) {
            let place = one.entry.span.and_then(|span| span.place(sources));
            problems.push(Problem::warning(one.field.as_str(), text).at(place));
        }
    }
    laying.packs = placed
        .into_iter()
        .map(|one| LaidPack {
            resumes: one.with.resumes.unwrap_or(true),
            pack: one.pack,
            authority: one.authority,
            sites: one.with.sites,
        })
        .collect();
    laying
}

/// Takes out what packs say of days after the end.
pub(crate) fn prune(node: &mut Node, laying: &Laying) {
    let days = node.get(&["horizon_days".to_owned()]).and_then(plain);
    let start = node.get(&["start".to_owned()]).and_then(Node::text).and_then(|text| text.parse::<Date>().ok());
    #[allow(clippy::cast_possible_truncation, reason = "days of a horizon are few")]
    let Some(end) =
        start.zip(days).and_then(|(start, days)| start.checked_add(Days::new().try_days(days as i64).ok()?).ok())
    else {
        return;
    };
    for (authority, event) in &laying.events {
        let path = ["authorities", authority.as_str(), "events"].map(str::to_owned);
        let Some(events) = get_mut(node, &path).and_then(Node::object_mut) else { continue };
        let day = events.get(event).and_then(Node::object).and_then(|fields| fields.get("date")?.text()?.parse().ok());
        if day.is_some_and(|day: Date| day >= end) {
            events.shift_remove(event);
        }
    }
}

/// The packs that a scenario names, with their fields; what has another form is told with the form of the scenario.
fn uses(node: &Node) -> Vec<(String, Node, Option<PackWith>)> {
    let Some(Content::Array(entries)) = node.get(&["rules".to_owned()]).map(|rules| &rules.content) else {
        return Vec::new();
    };
    let read = |(i, entry): (usize, &Node)| {
        let written = serde_json::from_value(entry.to_value()).ok().map(PackUse::with);
        (format!("rules[{i}]"), entry.clone(), written)
    };
    entries.iter().enumerate().map(read).collect()
}

/// The authority beneath which a pack is laid; none if it is no rule of licences.
fn pick(node: &Node, pack: &Pack, with: &PackWith) -> Result<Option<String>, Box<Problem>> {
    let authorities = node.get(&["authorities".to_owned()]).and_then(Node::object);
    let issuer = &pack.authority;
    if with.authority.is_some() {
        return Ok(with.authority.clone());
    }
    if !pack.is_for_an_authority() {
        return Ok(None);
    }
    let country = |of: &Node| of.object().and_then(|f| f.get("country")).and_then(Node::text).map(str::to_owned);
    let own: Vec<&str> = authorities
        .into_iter()
        .flatten()
        .filter(|(_, of)| country(of).as_deref() == Some(&issuer.country))
        .map(|(name, _)| name.as_str())
        .collect();
    match own.as_slice() {
        [only] => Ok(Some((*only).to_owned())),
        [] => {
            let text = format!(
                "the pack \"{}\" is of {} ({}), and no authority of the scenario is of {}",
                pack.id, issuer.title, issuer.country, issuer.country
            );
            Err(Box::new(Problem::error("", text).allowed(
                "an authority of that country in the scenario, or its name here: {\"pack\": …, \"authority\": …}",
            )))
        }
        _ => {
            let text = format!("the pack \"{}\" fits {} authorities of {}", pack.id, own.len(), issuer.country);
            let allowed = words::list(own.iter().copied(), "or");
            Err(Box::new(Problem::error("", text).allowed(format!("\"authority\": one of {allowed}"))))
        }
    }
}

/// Lays one pack beneath the scenario.
fn beneath(node: &mut Node, placed: &[Placed], at: usize, laying: &mut Laying, said: &mut Vec<Problem>) {
    let one = &placed[at];
    let pack = &one.pack;
    let mut facts = vec![dates(pack)];
    let of_licences = match &one.authority {
        Some(authority) => licences(node, (placed, one, authority), (laying, said), &mut facts),
        None => false,
    };
    let with = (pack, &one.with, &one.tree);
    let mut of_trade = 0;
    of_trade += shut::shut(node, with, &mut facts);
    match output::quotas(node, with, &mut facts) {
        Ok(laid) => of_trade += laid,
        Err(problem) => said.push(*problem),
    }
    if !of_licences && of_trade == 0 {
        facts.push("nothing of it can be laid beneath this scenario".to_owned());
    }
    let whom = one.authority.as_ref().map_or(String::new(), |authority| format!(", for \"{authority}\""));
    said.push(Problem::note("", format!("{} ({}){whom}: {}", pack.id, pack.number, facts.join("; "))));
}

fn beneath_whom(authority: Option<&str>) -> String {
    authority.map_or(String::new(), |authority| format!(" beneath \"{authority}\""))
}

/// Lays what a pack asks of an authority; whether it was anything.
fn licences(
    node: &mut Node,
    (placed, one, authority): (&[Placed], &Placed, &str),
    (laying, said): (&mut Laying, &mut Vec<Problem>),
    facts: &mut Vec<String>,
) -> bool {
    let pack = &one.pack;
    let held = held(node);
    let known = |name: &String| SYMBOLS.contains(&name.as_str()) || held.contains(name);
    let mut switch = Switch::default();
    let mut idle: Vec<String> = Vec::new();
    if let Content::Array(entries) = &one.tree.around("controls").content {
        for (entry, written) in pack.controls.iter().zip(entries) {
            if entry.substances().iter().all(known) {
                switch.controls.push(written.clone());
            } else {
                idle.push(entry.to_string());
            }
        }
    }
    if !switch.controls.is_empty() {
        let list: Vec<String> = pack.controls.iter().map(ToString::to_string).filter(|e| !idle.contains(e)).collect();
        facts.push(format!("puts {} on the list", list.join(", ")));
    }
    if !idle.is_empty() {
        facts.push(format!("no material holds {}", idle.join(", ")));
    }
    refusal(node, (one, authority), &known, &mut switch, facts);
    match quota::quota(node, (one, authority), facts) {
        Ok(quotas) => switch.quotas = quotas,
        Err(problem) => said.push(*problem),
    }
    origin(node, (one, authority), facts);
    if pack.watches.is_some() {
        facts.push(watch_list(node, one));
        if !one.with.sites.is_empty() {
            switch.members.clone_from(&one.with.sites);
        }
    }
    let own = own_controls(node, authority);
    let others = |entry: &Node, day: Date| {
        let Some(entry) = control(entry) else { return false };
        let same =
            |other: &&Placed| other.authority == one.authority && other.pack.id != pack.id && other.pack.holds(day);
        own.contains(&entry) || placed.iter().filter(same).any(|other| other.pack.controls.contains(&entry))
    };
    let written = events(pack, &one.tree, &switch, (&others, one.with.resumes.unwrap_or(true)));
    let laid = !written.is_empty() || pack.origin.is_some();
    open_end(node, (one, authority), &written, said);
    let path = ["authorities", authority, "events"];
    let own = get_mut(node, &path.map(str::to_owned)).and_then(|events| events.object_mut().cloned());
    let fresh = written
        .keys()
        .filter(|key| own.as_ref().is_none_or(|own| reading::find(key, own.keys().map(String::as_str)).is_none()));
    laying.events.extend(fresh.map(|key| (authority.to_owned(), key.clone())));
    under(node, &path, object(written));
    laid
}

/// When a pack holds, in words.
fn dates(pack: &Pack) -> String {
    let mut text = match (&pack.suspended, pack.until) {
        (Some(pause), _) if pack.never_held_before() => {
            format!("due on {}, suspended from {} to {} before it held", pack.in_force, pause.from, pause.until)
        }
        (Some(pause), _) => {
            format!("in force from {}, suspended from {} to {}", pack.in_force, pause.from, pause.until)
        }
        (None, Some(until)) => format!("in force from {} to {until}", pack.in_force),
        (None, None) => format!("in force from {}", pack.in_force),
    };
    if pack.announced < pack.in_force {
        let _ = write!(text, ", announced on {}", pack.announced);
    }
    text
}

/// Substances that materials hold.
pub(super) fn held(node: &Node) -> Vec<String> {
    let materials = node.get(&["materials".to_owned()]).and_then(Node::object);
    let elements = materials.into_iter().flatten().filter_map(|(_, m)| m.object()?.get("elements")?.object());
    elements.flat_map(|elements| elements.keys().cloned()).collect()
}

/// The list of an authority on the first day, as the scenario writes it.
fn own_controls(node: &Node, authority: &str) -> Vec<Control> {
    node.get(&["authorities", authority, "controls"].map(str::to_owned)).map_or_else(Vec::new, entries)
}

/// Entries of a list.
pub(super) fn entries(list: &Node) -> Vec<Control> {
    if let Content::Array(entries) = &list.content { entries.iter().filter_map(control).collect() } else { Vec::new() }
}

/// An entry of a list.
pub(super) fn control(entry: &Node) -> Option<Control> {
    serde_json::from_value(entry.to_value()).ok()
}

/// A group of those whom a pack refuses, and a rule of every regime that refuses them. The scenario's own rules come
/// first.
fn refusal(
    node: &mut Node,
    (one, authority): (&Placed, &str),
    known: &dyn Fn(&String) -> bool,
    switch: &mut Switch,
    facts: &mut Vec<String>,
) {
    let Some(refuses) = &one.pack.refuses else { return };
    let substances: Vec<&String> = refuses.substances.iter().filter(|name| known(name)).collect();
    if substances.is_empty() && !refuses.substances.is_empty() {
        facts.push(format!("refuses nothing here: no material holds {}", refuses.substances.join(", ")));
        return;
    }
    let id = one.pack.id.as_str();
    let (field, members) = match &refuses.listed {
        Some(listed) if one.with.sites.is_empty() => {
            facts.push(format!(
                "refuses {} listed firms; the scenario names none of its sites: say which, {{\"pack\": \"{id}\", \
                 \"sites\": […]}}",
                listed.firms
            ));
            return;
        }
        Some(_) => ("buyers", one.with.sites.clone()),
        None if refuses.destinations.is_empty() => ("exporters", vec![one.pack.authority.country.clone()]),
        None => ("destinations", refuses.destinations.clone()),
    };
    let mut rule = json!({ field: [id], "denied_share": { "value": 1, "source": one.pack.sources[0] } });
    if let Some(fields) = rule.as_object_mut() {
        fields.extend(refuses.end_use.map(|end_use| ("end_use".to_owned(), json!(end_use))));
        if !substances.is_empty() {
            fields.insert("elements".to_owned(), json!(substances));
        }
    }
    let at = one.tree.around("refuses");
    let to = if field == "exporters" { "everybody".to_owned() } else { members.join(", ") };
    let use_ = refuses.end_use.map_or(String::new(), |end_use| format!(" for {} use", end_use.label()));
    let of = if substances.is_empty() {
        String::new()
    } else {
        format!(" goods that hold {}", substances.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", "))
    };
    facts.push(format!("refuses {to}{of}{use_}"));
    let group = json!({ "title": format!("{}: {}", one.pack.number, one.pack.title) });
    under(node, &["groups", id], stamped(Node::from_value(group), at));
    let regimes = ["authorities", authority, "regimes"].map(str::to_owned);
    let mut before = Vec::new();
    for (name, regime) in get_mut(node, &regimes).and_then(Node::object_mut).into_iter().flatten() {
        let Some(fields) = regime.object_mut() else { continue };
        let empty = Node { content: Content::Array(Vec::new()), ..stamped(Node::from_value(Value::Null), at) };
        if let Content::Array(rules) = &mut fields.entry("rules".to_owned()).or_insert(empty).content {
            if rules.iter().any(|rule| rule.span.is_none_or(|span| span.source < one.first_source)) {
                before.push(name.clone());
            }
            rules.push(stamped(Node::from_value(rule.clone()), at));
        }
    }
    if !before.is_empty() {
        facts.push(format!("rules that the scenario writes for {} come first", before.join(", ")));
    }
    switch.members = members;
}

/// The group of a watch list: what it means is for the scenario's own rules to say.
fn watch_list(node: &mut Node, one: &Placed) -> String {
    let id = one.pack.id.as_str();
    let group = json!({ "title": format!("{}: {}", one.pack.number, one.pack.title) });
    let at = one.tree.around("watches");
    under(node, &["groups", id], stamped(Node::from_value(group), at));
    if one.with.sites.is_empty() {
        return format!("keeps the watch list \"{id}\", on which none of the sites is");
    }
    format!(
        "puts {} on the watch list \"{id}\"; how their files fare no source says in figures: a rule of a regime with \
         \"buyers\": [\"{id}\"] does",
        one.with.sites.join(", ")
    )
}

/// The rule of origin of a pack, from the day on which it holds.
fn origin(node: &mut Node, (one, authority): (&Placed, &str), facts: &mut Vec<String>) {
    let Some(rule) = &one.pack.origin else { return };
    let from = rule.from.unwrap_or(one.pack.in_force);
    let paused = one.pack.suspended.as_ref().filter(|pause| pause.from <= from && from <= pause.until);
    let day = if paused.is_some() { one.pack.again() } else { Some(from) };
    let (Some(day), true) = (day, paused.is_none() || one.with.resumes != Some(false)) else {
        facts.push("its rule of origin never holds".to_owned());
        return;
    };
    let known = paused.map_or(one.pack.announced, |pause| pause.announced);
    let said = json!({ "from": day, "known_from": known, "above_share": rule.above_share });
    under(node, &["authorities", authority, "origin"], stamped(Node::from_value(said), one.tree.around("origin")));
    facts.push(format!(
        "its rule of origin holds from {day}, above {} % of the mass (the text: {})",
        words::number(rule.above_share * 100.0),
        rule.measured
    ));
}

/// Warns of a suspension that has run out, where nobody knows what followed and the scenario does not say either.
fn open_end(node: &Node, (one, authority): (&Placed, &str), events: &IndexMap<String, Node>, said: &mut Vec<Problem>) {
    let Some(pause) = one.pack.suspended.as_ref().filter(|pause| pause.after.is_none()) else { return };
    let name = format!("{} resumed", one.pack.id);
    let own = node.get(&["authorities", authority, "events"].map(str::to_owned)).and_then(Node::object);
    let writes = own.is_some_and(|own| reading::find(&name, own.keys().map(String::as_str)).is_some());
    let laid = events.contains_key(&name) || one.pack.origin.is_some();
    let (true, false, Some(day)) = (laid, writes || one.with.resumes.is_some(), one.pack.again()) else { return };
    if days(node).is_some_and(|(_, last)| day > last) {
        return;
    }
    let text = format!(
        "\"{}\" holds again from {day}, by the text of {}: what followed its suspension was not found. Say \"resumes\": \
         true or false, or give the event \"{name}\" a date and a chance of your own",
        one.pack.id, pause.by
    );
    said.push(Problem::warning("", text));
}

/// The first and the last day of a run.
pub(super) fn days(node: &Node) -> Option<(Date, Date)> {
    let start: Date = node.get(&["start".to_owned()])?.text()?.parse().ok()?;
    let days = node.get(&["horizon_days".to_owned()]).and_then(plain)?;
    #[allow(clippy::cast_possible_truncation, reason = "days of a horizon are few")]
    let last = start.checked_add(Days::new().try_days(days as i64 - 1).ok()?).ok()?;
    Some((start, last))
}

/// Lays something beneath what a scenario writes at a path.
pub(super) fn under(node: &mut Node, path: &[&str], below: Node) {
    let Some((last, way)) = path.split_last() else { return };
    let mut here = node;
    for step in way {
        let Some(fields) = here.object_mut() else { return };
        let fresh = Node { content: Content::Object(IndexMap::new()), key: below.key, span: below.span };
        here = fields.entry((*step).to_owned()).or_insert(fresh);
    }
    let Some(fields) = here.object_mut() else { return };
    match fields.get_mut(*last) {
        Some(own) => {
            let over = std::mem::replace(own, below);
            merge::merge_below(own, over, path);
        }
        None => {
            fields.insert((*last).to_owned(), below);
        }
    }
}

fn object(fields: IndexMap<String, Node>) -> Node {
    Node { key: None, span: None, content: Content::Object(fields) }
}

fn get_mut<'a>(node: &'a mut Node, path: &[String]) -> Option<&'a mut Node> {
    path.iter().try_fold(node, |node, step| node.object_mut()?.get_mut(step))
}
