//! General licences of pairs: who they are for, what they cover, and when.

use super::super::network::Lane;
use super::super::pair::PairLicence;
use super::super::policy::Authority;
use super::super::problem::Problem;
use super::super::words;
use super::context::{Context, owned};

/// Checks the general licences of pairs.
pub(crate) fn check(ctx: &Context) {
    let sites = ctx.names(&["sites"]);
    for (name, authority) in &ctx.scenario.authorities {
        for (key, licence) in &authority.general_licences {
            let base = ["authorities", name, "general_licences", key];
            let at = |field: &'static str| [&base[..], &[field]].concat();
            let exporter = ctx.must_know(&at("exporter"), false, "site", &licence.exporter, &sites);
            let customer = ctx.must_know(&at("customer"), false, "site", &licence.customer, &sites);
            if exporter && customer {
                lanes(ctx, &base, name, licence);
                twice(ctx, &base, authority, licence);
            }
            dates(ctx, &base, licence);
        }
        if !authority.eligibility.is_empty() && authority.general_licences.values().all(|l| l.eligible.is_some()) {
            let text =
                "no general licence of a pair asks for this: each says itself how likely it is, or there is none";
            ctx.warn(&["authorities", name, "eligibility"], text);
        }
    }
}

/// Whether a lane is one of a pair at an authority.
pub(crate) fn is_of(lane: &Lane, authority: &str, licence: &PairLicence) -> bool {
    lane.from == licence.exporter && lane.to == licence.customer && lane.authority.as_deref() == Some(authority)
}

/// The pair has lanes at this authority, with goods of one unit and no licence of their own.
fn lanes(ctx: &Context, base: &[&str; 4], authority: &str, licence: &PairLicence) {
    let lanes: Vec<_> = ctx.scenario.lanes.iter().filter(|(_, lane)| is_of(lane, authority, licence)).collect();
    if lanes.is_empty() {
        let text = format!(
            "no lane with the authority \"{authority}\" leads from \"{}\" to \"{}\"",
            licence.exporter, licence.customer
        );
        let there = ctx.scenario.lanes.values().filter(|lane| lane.authority.as_deref() == Some(authority));
        let mut pairs: Vec<String> = there.map(|lane| format!("{} to {}", lane.from, lane.to)).collect();
        pairs.dedup();
        let path = owned(&[&base[..], &["customer"]].concat());
        let found = format!("{} to {}", licence.exporter, licence.customer);
        let problem = Problem::error(words::dotted(&path), text)
            .nearest(words::nearest(&found, pairs.iter().map(String::as_str)))
            .allowed(words::list(pairs.iter().map(String::as_str), "or"));
        ctx.tell_at(problem, &path, false);
    }
    for (name, _) in lanes.iter().filter(|(_, lane)| lane.general_licence.is_some()) {
        let text = format!("\"{}\" is a general licence for the pair: this lane has no other", base[3]);
        ctx.error_at_key(&["lanes", name, "general_licence"], text);
    }
    let material = |lane: &Lane| ctx.scenario.materials.get(ctx.scenario.carried(lane)?);
    let mut units = lanes.iter().filter_map(|(name, lane)| Some((name, material(lane)?.unit.label())));
    if let Some((first, unit)) = units.next()
        && let Some((other, another)) = units.find(|(_, other)| *other != unit)
    {
        let text = format!(
            "one quantity for goods in {unit} (\"{first}\") and in {another} (\"{other}\"): goods of a pair that share a \
             licence are counted in one unit"
        );
        ctx.error(&[&base[..], &["quantity"]].concat(), text);
    }
}

/// A pair has one licence.
fn twice(ctx: &Context, base: &[&str; 4], authority: &Authority, licence: &PairLicence) {
    let pair = |of: &PairLicence| (of.exporter.clone(), of.customer.clone());
    let first = authority.general_licences.iter().find(|(_, other)| pair(other) == pair(licence));
    if let Some((first, _)) = first.filter(|(first, _)| *first != base[3]) {
        ctx.error_at_key(base, format!("\"{first}\" is a general licence for the same pair already"));
    }
}

fn dates(ctx: &Context, base: &[&str; 4], licence: &PairLicence) {
    let at = |rest: &[&'static str]| [&base[..], rest].concat();
    let (start, Some(last)) = (ctx.scenario.start, ctx.last_day()) else { return };
    if licence.renew_before_days >= licence.valid_days {
        let text = format!(
            "the renewal is applied for {} days before the anniversary, but the licence is valid for only {} days",
            licence.renew_before_days, licence.valid_days
        );
        ctx.error(&at(&["renew_before_days"]), text);
    }
    if let Some(day) = licence.apply_on.filter(|day| *day < start || *day > last) {
        ctx.error(&at(&["apply_on"]), format!("{day} is outside the horizon: it runs from {start} to {last}"));
    }
    let Some(held) = &licence.in_force else {
        if licence.apply_on.is_none() && !ctx.is_written(&at(&["apply_on"])) {
            let text = "the field \"apply_on\" is missing: when is this licence applied for? One that is in force already \
                        says \"in_force\"";
            ctx.error_at_key(base, text);
        }
        return;
    };
    if held.until < start {
        ctx.error(
            &at(&["in_force", "until"]),
            format!("this licence ended on {}, before the start ({start})", held.until),
        );
    }
    if !held.renewed && licence.apply_on.is_some() {
        let text = "\"apply_on\" says when the next licence is applied for: it is renewed";
        ctx.error(&at(&["in_force", "renewed"]), text);
    }
    if licence.eligible.as_ref().is_some_and(|eligible| eligible.value() != Some(1.0)) {
        ctx.error(&at(&["eligible"]), "a licence is in force: the pair is eligible");
    }
}
