//! The network: who makes what, who delivers it, and that goods do not run in circles.

use std::collections::HashMap;

use super::super::network::{Input, Lane};
use super::super::number::Number;
use super::super::words;
use super::context::Context;

/// Checks sites, inputs and lanes.
pub(crate) fn check(ctx: &Context) {
    for (name, site) in &ctx.scenario.sites {
        if site.sells() && site.inputs.is_empty() && ctx.names(&["sites", name, "inputs"]).is_empty() {
            let text = "a manufacturer (a site with sales) needs at least one input: without any, nothing can stop it";
            ctx.error_at_key(&["sites", name], text);
        }
        for (material, i) in &site.inputs {
            input(ctx, &["sites", name, "inputs", material], i);
        }
    }
    for (name, material) in &ctx.scenario.materials {
        let sum: f64 = material.elements.values().filter_map(Number::value).sum();
        if sum > 1.0 + 1e-9 && ctx.is_sound(&["materials", name, "elements"]) {
            let text = format!("the shares of the elements sum to {}, allowed at most 1", words::number(sum));
            ctx.error_at_key(&["materials", name, "elements"], text);
        }
    }
    let mut known = HashMap::new();
    for (name, l) in &ctx.scenario.lanes {
        lane(ctx, name, l);
        let kind = (l.authority.as_deref(), l.grey.is_some(), l.transport);
        if let Some(first) = known.insert(((&l.from, &l.to, ctx.scenario.carried(l)), kind), name) {
            let text = format!(
                "the lanes \"{first}\" and \"{name}\" both lead from \"{}\" to \"{}\", and differ in neither \"authority\" \
                 nor \"grey\" nor \"transport\"; make one lane of them, or say in which they do",
                l.from, l.to
            );
            ctx.error_at_key(&["lanes", name], text);
        }
    }
    share_or_rank(ctx);
    circles(ctx);
}

fn input(ctx: &Context, base: &[&str], input: &Input) {
    let at = |field: &'static str| [base, &[field]].concat();
    if input.yield_share.as_ref().and_then(Number::value) == Some(0.0) {
        ctx.error(&at("yield"), "a yield of 0 leaves nothing: it must be above 0");
    }
    if input.maximum_order.as_ref().and_then(Number::value) == Some(0.0) {
        ctx.error(&at("maximum_order"), "with a largest order of 0 nothing is ever ordered");
    }
}

fn lane(ctx: &Context, name: &str, lane: &Lane) {
    let at = |field: &'static str| ["lanes", name, field];
    let sites = &ctx.scenario.sites;
    let both = sites.contains_key(&lane.to) && lane.from != lane.to;
    let made: Vec<&str> =
        sites.get(&lane.from).iter().flat_map(|from| from.products()).map(|product| product.makes()).collect();
    let known = !made.is_empty() && made.iter().all(|makes| ctx.scenario.materials.contains_key(*makes));
    if known && both {
        carries(ctx, name, lane, &made);
        let inputs = ctx.names(&["sites", &lane.to, "inputs"]);
        let fit = |makes: &&str| lane.material.as_ref().is_none_or(|m| m == makes) && inputs.contains(*makes);
        if !made.iter().any(fit) && lane.material.as_deref().is_none_or(|m| made.contains(&m)) {
            let makes = lane.material.as_deref().map_or(made, |material| vec![material]);
            let text = format!(
                "\"{}\" makes {}, which is no input of \"{}\" ({})",
                lane.from,
                words::list(makes.into_iter(), "and").replace('`', "\""),
                lane.to,
                if inputs.is_empty() {
                    "it has no inputs".to_owned()
                } else {
                    format!("its inputs: {}", words::list(inputs, "and"))
                }
            );
            ctx.error(&at("from"), text);
        }
    }
    if lane.share.is_some() && lane.rank.is_some() {
        ctx.error_at_key(&at("rank"), "a lane has either \"share\" or \"rank\", not both");
    }
    if lane.reroute_after_days.is_some() && lane.rank.is_none() {
        let text = "\"reroute_after_days\" needs \"rank\": only ranked lanes have a next one to turn to";
        ctx.error_at_key(&at("reroute_after_days"), text);
    }
    if let Some(licence) = &lane.general_licence {
        if lane.authority.is_none() {
            let text = "a general licence needs \"authority\": nothing on this lane is licensed";
            ctx.error_at_key(&at("general_licence"), text);
        }
        if licence.renew_before_days >= licence.valid_days {
            let text = format!(
                "the renewal is applied for {} days before expiry, but the licence is valid for only {} days",
                licence.renew_before_days, licence.valid_days
            );
            ctx.error(&["lanes", name, "general_licence", "renew_before_days"], text);
        }
    }
}

/// What a lane carries must be clear.
fn carries(ctx: &Context, name: &str, lane: &Lane, made: &[&str]) {
    let path = ["lanes", name, "material"];
    if let Some(material) = lane.material.as_deref() {
        let valid = made.iter().copied().collect();
        if !ctx.must_know(&path, false, &format!("product of \"{}\"", lane.from), material, &valid) {
            return;
        }
    }
    let inputs = ctx.names(&["sites", &lane.to, "inputs"]);
    let wanted = |makes: &&str| lane.material.as_deref().is_none_or(|m| m == *makes) && inputs.contains(*makes);
    let fit: Vec<&str> = made.iter().copied().filter(wanted).collect();
    let mut different = fit.clone();
    different.sort_unstable();
    different.dedup();
    if let [first, _, ..] = different.as_slice() {
        let text = format!(
            "\"{}\" makes {}, and \"{}\" uses all of them: say which this lane carries, as in \"material\": \"{first}\"",
            lane.from,
            words::list(different.iter().copied(), "and").replace('`', "\""),
            lane.to,
        );
        ctx.error_at_key(&["lanes", name], text);
    } else if let [material, _, ..] = fit.as_slice() {
        let text =
            format!("two lines of \"{}\" make \"{material}\": what is delivered must be made on one line", lane.from);
        ctx.error_at_key(&["lanes", name], text);
    }
}

/// The lanes of one input are either all ranked or none is.
fn share_or_rank(ctx: &Context) {
    for ((site, material), lanes) in ctx.index.inputs() {
        let Some((ranked, _)) = lanes.iter().find(|(_, l)| l.rank.is_some()) else { continue };
        for (name, lane) in lanes.iter().filter(|(_, l)| l.rank.is_none()) {
            let has = if lane.share.is_some() { "\"share\"" } else { "no \"rank\"" };
            let text = format!(
                "the lanes of \"{material}\" to \"{site}\" mix share and rank: \"{ranked}\" has \"rank\", \"{name}\" has {has}"
            );
            let path: &[&str] = if lane.share.is_some() { &["lanes", name, "share"] } else { &["lanes", name] };
            ctx.error_at_key(path, text);
        }
    }
}

/// Goods must not run in circles: a site would wait for itself.
fn circles(ctx: &Context) {
    let mut state: HashMap<&str, State> = HashMap::new();
    for site in ctx.scenario.sites.keys() {
        if let Some((lane, circle)) = circle_from(ctx, site, &mut state) {
            let text = format!("the lanes run in a circle: {}", circle.join(" → "));
            ctx.error_at_key(&["lanes", lane], text);
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    Done,
}

/// Follows all lanes from a site, depth first; the first lane found that closes a circle, with the sites on it. The
/// trail is a list of its own, so that a chain of any length can be followed.
fn circle_from<'a>(
    ctx: &'a Context,
    site: &'a str,
    state: &mut HashMap<&'a str, State>,
) -> Option<(&'a str, Vec<&'a str>)> {
    if state.contains_key(site) {
        return None;
    }
    state.insert(site, State::Open);
    let mut trail = vec![(site, 0)];
    let mut found = None;
    while let Some((here, next)) = trail.last_mut() {
        let Some((name, lane)) = ctx.index.from(here).get(*next).copied() else {
            state.insert(here, State::Done);
            trail.pop();
            continue;
        };
        *next += 1;
        let to = lane.to.as_str();
        match state.get(to) {
            None => {
                state.insert(to, State::Open);
                trail.push((to, 0));
            }
            Some(State::Open) if found.is_none() => {
                let start = trail.iter().position(|(site, _)| *site == to).unwrap_or(0);
                let circle = trail[start..].iter().map(|(site, _)| *site).chain([to]).collect();
                found = Some((name, circle));
            }
            Some(_) => {}
        }
    }
    found
}
