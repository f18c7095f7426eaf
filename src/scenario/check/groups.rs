//! Groups of sites and countries, and who is named with them: by rules of a regime, by events of an authority.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::super::problem::Problem;
use super::super::words;
use super::context::{Context, owned};
use super::references::country;
use crate::reading::is_country;

/// Members of groups that the events of one authority may change.
pub(crate) const MOST_CHANGED: usize = 64;

/// Checks every group, and every name in rules and events that may be a group's.
pub(super) fn check(ctx: &Context, unknown: &mut Vec<String>) {
    let sites = ctx.names(&["sites"]);
    let groups = ctx.names(&["groups"]);
    for (name, group) in &ctx.scenario.groups {
        let like = if sites.contains(name.as_str()) { Some("a site") } else { is_country(name).then_some("a country") };
        if let Some(like) = like {
            ctx.error_at_key(
                &["groups", name],
                format!("a group cannot be called like {like}: \"{name}\" would be both"),
            );
        }
        for (i, site) in group.sites.iter().enumerate() {
            ctx.must_know(&["groups", name, "sites", &i.to_string()], false, "site", site, &sites);
        }
        for (i, code) in group.countries.iter().enumerate() {
            country(ctx, unknown, &["groups", name, "countries", &i.to_string()], code);
        }
    }
    unused(ctx);
    let parties: IndexSet<&str> = sites.iter().chain(&groups).copied().collect();
    for (name, authority) in &ctx.scenario.authorities {
        for (key, regime) in &authority.regimes {
            for (i, rule) in regime.rules.iter().enumerate() {
                let i = i.to_string();
                let base = ["authorities", name, "regimes", key, "rules", &i];
                for (field, names) in [("buyers", &rule.buyers), ("exporters", &rule.exporters)] {
                    for (j, party) in names.iter().enumerate() {
                        let j = j.to_string();
                        let path = [&base[..], &[field, &j]].concat();
                        ctx.must_know(&path, false, "site or group", party, &parties);
                    }
                }
                for (j, place) in rule.destinations.iter().enumerate() {
                    destination(ctx, unknown, &[&base[..], &["destinations", &j.to_string()]].concat(), place, &groups);
                }
            }
        }
        for (i, rule) in authority.eligibility.iter().enumerate() {
            let i = i.to_string();
            let base = ["authorities", name, "eligibility", &i];
            for (field, names) in [("customers", &rule.customers), ("exporters", &rule.exporters)] {
                for (j, party) in names.iter().enumerate() {
                    let j = j.to_string();
                    let path = [&base[..], &[field, j.as_str()]].concat();
                    ctx.must_know(&path, false, "site or group", party, &parties);
                }
            }
            for (j, place) in rule.destinations.iter().enumerate() {
                destination(ctx, unknown, &[&base[..], &["destinations", &j.to_string()]].concat(), place, &groups);
            }
        }
        let mut changed = IndexSet::new();
        for (key, event) in &authority.events {
            for (field, lists) in
                [("add_to_groups", &event.add_to_groups), ("take_from_groups", &event.take_from_groups)]
            {
                let base = ["authorities", name, "events", key, field];
                for (group, members) in lists {
                    ctx.must_know(&[&base[..], &[group]].concat(), true, "group", group, &groups);
                    for (i, member) in members.iter().enumerate() {
                        changed.insert((group, member));
                        let i = i.to_string();
                        let path = [&base[..], &[group, &i]].concat();
                        if !sites.contains(member.as_str()) {
                            destination(ctx, unknown, &path, member, &sites);
                        }
                        let twice = event.add_to_groups.get(group).is_some_and(|added| added.contains(member));
                        if field == "take_from_groups" && twice {
                            ctx.error(
                                &path,
                                format!("\"{member}\" is put into the group and taken out by the same event"),
                            );
                        }
                    }
                }
            }
        }
        if changed.len() > MOST_CHANGED {
            let text = format!("its events change {} members of groups, allowed are {MOST_CHANGED}", changed.len());
            ctx.error_at_key(&["authorities", name, "events"], text);
        }
    }
}

/// Warns of groups to which no site belongs at any time, or that nobody asks for.
fn unused(ctx: &Context) {
    let authorities = || ctx.scenario.authorities.values();
    let rules = authorities().flat_map(|a| a.regimes.values()).flat_map(|regime| &regime.rules);
    let asked = rules.flat_map(|rule| rule.buyers.iter().chain(&rule.exporters).chain(&rule.destinations));
    let eligible = authorities().flat_map(|a| &a.eligibility);
    let asked: HashSet<&str> = asked
        .chain(eligible.flat_map(|rule| rule.customers.iter().chain(&rule.exporters).chain(&rule.destinations)))
        .map(String::as_str)
        .collect();
    let joins =
        |group: &String| authorities().flat_map(|a| a.events.values()).any(|e| e.add_to_groups.contains_key(group));
    for (name, group) in &ctx.scenario.groups {
        if !asked.contains(name.as_str()) {
            let text = format!("no rule asks for \"{name}\": this group has no effect");
            let known = ctx.scenario.groups.keys().map(String::as_str).filter(|other| asked.contains(other));
            let path = owned(&["groups", name]);
            let problem = Problem::warning(words::dotted(&path), text).nearest(words::nearest(name, known));
            ctx.tell_at(problem, &path, true);
        } else if group.sites.is_empty()
            && !group.countries.is_empty()
            && !joins(name)
            && !group.countries.iter().any(|code| ctx.index.has_country(code))
        {
            let (is, codes) = (if group.countries.len() == 1 { "is" } else { "are" }, group.countries.join(", "));
            let text = format!("no site belongs to \"{name}\": there {is} none in {codes}");
            ctx.warn(&["groups", name, "countries"], text);
        }
    }
}

/// A country, or else one of some names.
fn destination(ctx: &Context, unknown: &mut Vec<String>, path: &[&str], name: &str, others: &IndexSet<&str>) {
    if others.contains(name) {
        return;
    }
    let like_a_code = name.len() == 2 && name.bytes().all(|b| b.is_ascii_alphabetic());
    let nearest = words::nearest(name, others.iter().copied());
    if like_a_code || nearest.is_none() {
        country(ctx, unknown, path, name);
        return;
    }
    let problem =
        Problem::error(words::dotted(&owned(path)), format!("\"{name}\" is neither a country nor known by name"))
            .nearest(nearest)
            .found(format!("\"{name}\""))
            .allowed(format!("two capital letters, as in DE, or {}", words::list(others.iter().copied(), "or")));
    ctx.tell_at(problem, &owned(path), false);
}
