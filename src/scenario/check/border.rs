//! The border: what authorities track and inspect.

use indexmap::IndexMap;

use super::super::border::{Inspection, Tracking};
use super::super::number::{Number, Share};
use super::context::Context;

/// Checks what authorities track and inspect.
pub(crate) fn check(ctx: &Context) {
    let mut seen: Vec<(&str, &str, &str)> = Vec::new();
    for (name, authority) in &ctx.scenario.authorities {
        let fields = [("tracking", authority.tracking.is_some()), ("inspection", authority.inspection.is_some())];
        for (field, _) in fields.into_iter().filter(|(_, written)| *written) {
            let country = authority.country.as_str();
            if let Some((_, _, other)) = seen.iter().find(|(f, c, _)| (*f, *c) == (field, country)) {
                let text =
                    format!("\"{other}\" has {field} at the border of {country} already: a country has one border");
                ctx.error_at_key(&["authorities", name, field], text);
            }
            seen.push((field, country, name));
        }
        if let Some(tracking) = &authority.tracking {
            check_tracking(ctx, name, tracking);
        }
        if let Some(inspection) = &authority.inspection {
            check_inspection(ctx, name, inspection);
        }
    }
}

fn check_tracking(ctx: &Context, name: &str, tracking: &Tracking) {
    let base = ["authorities", name, "tracking"];
    begins(ctx, &base, tracking.from);
    for (i, element) in tracking.elements.iter().enumerate() {
        if tracking.elements[..i].contains(element) {
            let i = i.to_string();
            ctx.error(&[&base[..], &["elements", &i]].concat(), format!("{element} is on the list twice"));
        }
    }
    let written = |field: &str| ctx.is_written(&[&base[..], &[field]].concat());
    for [field, needed] in
        [["faulty_report_share", "faulty_report_days"], ["faulty_report_days", "faulty_report_share"]]
    {
        if written(field) && !written(needed) {
            ctx.warn(&[&base[..], &[field]].concat(), format!("\"{field}\" has no effect without \"{needed}\""));
        }
    }
}

fn check_inspection(ctx: &Context, name: &str, inspection: &Inspection) {
    let base = ["authorities", name, "inspection"];
    begins(ctx, &base, inspection.from);
    let says =
        |base: &[&str], fields: &[&'static str]| fields.iter().any(|field| ctx.is_written(&[base, &[*field]].concat()));
    if !says(&base, &["share", "share_by_regime", "materials"]) {
        let text = "nothing is inspected: it needs \"share\", \"share_by_regime\" or \"materials\"";
        ctx.error_at_key(&base, text);
    }
    known_regimes(ctx, name, &base, &inspection.share_by_regime);
    let materials = ctx.names(&["materials"]);
    for (material, own) in &inspection.materials {
        let path = [&base[..], &["materials", material]].concat();
        ctx.must_know(&path, true, "material", material, &materials);
        if !says(&path, &["share", "share_by_regime"]) {
            ctx.error_at_key(&path, "it says no share: it needs \"share\" or \"share_by_regime\" (0 is none)");
        }
        known_regimes(ctx, name, &path, &own.share_by_regime);
    }
}

/// The first day must come within the horizon, or before.
fn begins(ctx: &Context, base: &[&str], from: Option<jiff::civil::Date>) {
    if let (Some(from), Some(last)) = (from, ctx.last_day())
        && from > last
    {
        let start = ctx.scenario.start;
        let text = format!("it begins on {from}, after the end: the horizon runs from {start} to {last}");
        ctx.error(&[base, &["from"]].concat(), text);
    }
}

fn known_regimes(ctx: &Context, name: &str, base: &[&str], shares: &IndexMap<String, Number<Share>>) {
    let regimes = ctx.names(&["authorities", name, "regimes"]);
    for regime in shares.keys() {
        ctx.must_know(&[base, &["share_by_regime", regime]].concat(), true, "regime", regime, &regimes);
    }
}

/// Checks grey supply: it asks for no licence, and somebody can cut it.
pub(crate) fn grey(ctx: &Context) {
    for (name, lane) in &ctx.scenario.lanes {
        let Some(grey) = &lane.grey else { continue };
        for (field, written) in
            [("authority", lane.authority.is_some()), ("general_licence", lane.general_licence.is_some())]
        {
            if written {
                let text = format!("grey supply asks for no licence: leave out \"{field}\", or \"grey\"");
                ctx.error(&["lanes", name, field], text);
            }
        }
        let by = grey.cut_by.as_ref().and_then(|by| ctx.scenario.authorities.get_key_value(by));
        let cut = ctx.is_written(&["lanes", name, "grey", "cut_by"]);
        let listing = |by: &str| ctx.is_written(&["authorities", by, "watch_list"]);
        if grey.listed_share.is_some() && (!cut || by.is_some_and(|(by, _)| !listing(by))) {
            let text = match by {
                Some((by, _)) => format!("\"{by}\" has no \"watch_list\" on which a crackdown could put the buyer"),
                None => "nobody cracks down on this lane: it names no \"cut_by\"".to_owned(),
            };
            ctx.error(&["lanes", name, "grey", "listed_share"], text);
        }
        if let Some((by, authority)) = by {
            let ever = authority.regimes.values().any(|regime| regime.crackdown)
                || authority.events.values().any(|event| event.crackdown == Some(true));
            if !ever {
                let text = format!("\"{by}\" never cracks down on it: no regime or event of it has \"crackdown\"");
                ctx.warn(&["lanes", name, "grey", "cut_by"], text);
            }
        }
    }
    let cut_by = |name: &String| {
        ctx.scenario.lanes.values().any(|l| l.grey.as_ref().is_some_and(|g| g.cut_by.as_ref() == Some(name)))
    };
    for (name, authority) in ctx.scenario.authorities.iter().filter(|(name, _)| !cut_by(name)) {
        let regimes = authority.regimes.iter().filter(|(_, r)| r.crackdown).map(|(key, _)| ("regimes", key));
        let events = authority.events.iter().filter(|(_, e)| e.crackdown.is_some()).map(|(key, _)| ("events", key));
        for (kind, key) in regimes.chain(events) {
            let text = format!("no lane of grey supply is cut by \"{name}\": this has no effect");
            ctx.warn(&["authorities", name, kind, key, "crackdown"], text);
        }
    }
}

/// Warns of a border that nothing crosses.
pub(crate) fn suspicious(ctx: &Context) {
    let country = |site: &str| ctx.scenario.sites.get(site).map(|site| site.country.as_str());
    for (name, authority) in &ctx.scenario.authorities {
        let own = Some(authority.country.as_str());
        let mut leaving = ctx.scenario.lanes.values().filter(|l| country(&l.from) == own && country(&l.to) != own);
        let fields = [("tracking", authority.tracking.is_some()), ("inspection", authority.inspection.is_some())];
        if fields.iter().any(|(_, written)| *written) && leaving.next().is_none() {
            for (field, _) in fields.into_iter().filter(|(_, written)| *written) {
                let text = format!("no lane leads out of {}: this has no effect", authority.country);
                ctx.warn(&["authorities", name, field], text);
            }
        }
    }
}
