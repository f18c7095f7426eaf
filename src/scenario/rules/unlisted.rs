//! Refusals of goods that no list asks a licence for: where nothing is asked for, nothing can be refused.

use super::super::document::Node;
use super::super::substance::Control;
use super::super::words;
use super::lay::{Placed, entries, held};
use super::pack::Pack;
use super::shipped;

/// What a pack refuses although nothing puts it on the list of its authority, with the packs that would.
pub(super) fn refusal(node: &Node, one: &Placed) -> Option<String> {
    let (refuses, authority) = (one.pack.refuses.as_ref()?, one.authority.as_deref()?);
    if refuses.listed.is_some() && one.with.sites.is_empty() {
        return None;
    }
    let list = list(node, authority);
    let id = &one.pack.id;
    if refuses.substances.is_empty() {
        let text = || format!("\"{id}\" refuses goods on the list of \"{authority}\", and there are none: all ship");
        return list.is_empty().then(text);
    }
    let held = held(node);
    let on = |list: &[Control], name: &String| list.iter().any(|entry| entry.substances().contains(name));
    let missing: Vec<&String> =
        refuses.substances.iter().filter(|name| held.contains(name) && !on(&list, name)).collect();
    if missing.is_empty() {
        return None;
    }
    let lists = |pack: &&Pack| {
        let of_country = pack.authority.country == one.pack.authority.country && pack.instead_of.is_none();
        of_country && missing.iter().any(|name| on(&pack.controls, name))
    };
    let others = shipped::all().iter().filter(lists).map(|pack| pack.id.as_str());
    let others = words::list(others, "or").replace('`', "\"");
    let names = words::list(missing.iter().map(|name| name.as_str()), "and").replace('`', "");
    Some(format!(
        "\"{id}\" refuses goods that hold {names}, but nothing puts {names} on the list of \"{authority}\": where no \
         licence is asked for, none is refused, and all ship; name the pack that lists it as well ({others}), or write \
         it among \"controls\""
    ))
}

/// All that is ever on the list of an authority.
fn list(node: &Node, authority: &str) -> Vec<Control> {
    let at = |path: &[&str]| node.get(&path.iter().map(|step| (*step).to_owned()).collect::<Vec<_>>());
    let own = at(&["authorities", authority, "controls"]);
    let events = at(&["authorities", authority, "events"]).and_then(Node::object);
    let added = events.into_iter().flat_map(|events| events.values());
    let added = added.filter_map(|event| event.object()?.get("add_controls"));
    own.into_iter().chain(added).flat_map(entries).collect()
}
