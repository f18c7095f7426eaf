//! Lanes that a pack shuts: those of exporters that it does not name, and goods that its country may not buy for a use.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::super::document::Node;
use super::super::network::EndUse;
use super::super::words;
use super::PackWith;
use super::conversion::plain;
use super::events::stamped;
use super::lay::under;
use super::pack::{LaneEnd, Pack};
use super::quota::carries;

/// Lays the last day for orders on the lanes that a pack shuts; gives back how many they are.
pub(super) fn shut(node: &mut Node, (pack, with, tree): (&Pack, &PackWith, &Node), facts: &mut Vec<String>) -> usize {
    if pack.bars.is_none() && pack.named_exporters.is_none() {
        return 0;
    }
    if pack.named_exporters.is_some() && with.sites.is_empty() {
        facts.push(format!(
            "lets named exporters alone export; the scenario names none of its sites: say which, {{\"pack\": \"{}\", \
             \"sites\": […]}}",
            pack.id
        ));
        return 0;
    }
    let lanes = lanes(node, pack, &with.sites);
    let Some(last) = pack.in_force.yesterday().ok().filter(|_| !lanes.is_empty()) else {
        facts.push("shuts none of the lanes".to_owned());
        return 0;
    };
    let at = tree.around(if pack.bars.is_some() { "bars" } else { "named_exporters" });
    let mut own = Vec::new();
    for lane in &lanes {
        let path = ["lanes", lane, "available_until"];
        if node.get(&path.map(str::to_owned)).is_some() {
            own.push(lane.as_str());
        }
        under(node, &path, stamped(Node::from_value(json!(last)), at));
    }
    let those = words::list(lanes.iter().map(String::as_str), "and");
    facts.push(format!("takes no orders after {last} on {those}"));
    if !own.is_empty() {
        facts.push(format!("the scenario gives {} a last day of its own", words::list(own.iter().copied(), "and")));
    }
    if let Some(until) = pack.until {
        facts.push(format!("these lanes stay shut after its last day, {until}"));
    }
    lanes.len()
}

/// The lanes that a pack shuts, by name.
fn lanes(node: &Node, pack: &Pack, named: &[String]) -> Vec<String> {
    let lanes = node.get(&["lanes".to_owned()]).and_then(Node::object);
    let text =
        |of: &Node, field: &str| of.object().and_then(|of| of.get(field)).and_then(Node::text).map(str::to_owned);
    let site = |lane: &Node, field: &str| {
        let site = text(lane, field)?;
        let written = node.get(&["sites".to_owned(), site.clone()])?;
        Some((site, text(written, "country")?, end_use(written)))
    };
    let shuts = |lane: &Node| {
        let (from, to, material) = (site(lane, "from")?, site(lane, "to")?, carries(node, lane)?);
        let elements = node.get(&["materials".to_owned(), material, "elements".to_owned()]).and_then(Node::object);
        let holds = |substance: &str| holds(elements, substance);
        Some(pack.shuts((&end(&from), &end(&to)), &holds, named))
    };
    let all = lanes.into_iter().flatten();
    all.filter(|(_, lane)| shuts(lane) == Some(true)).map(|(name, _)| name.clone()).collect()
}

fn end((site, country, end_use): &(String, String, EndUse)) -> LaneEnd<'_> {
    LaneEnd { site, country, end_use: *end_use }
}

fn end_use(site: &Node) -> EndUse {
    let written = site.object().and_then(|fields| fields.get("end_use")).map_or(Value::Null, Node::to_value);
    serde_json::from_value(written).unwrap_or_default()
}

fn holds(elements: Option<&IndexMap<String, Node>>, substance: &str) -> bool {
    elements.and_then(|elements| elements.get(substance)).is_some_and(|share| plain(share) != Some(0.0))
}
