//! Rules of origin: dates, masses, and a note on the lanes that they reach.

use super::super::network::Unit;
use super::super::origin::{Held, held};
use super::super::problem::Problem;
use super::super::words;
use super::context::{Context, owned};

/// Lanes that a note names at most.
const MOST_LANES: usize = 6;

/// Checks rules of origin.
pub(crate) fn check(ctx: &Context) {
    for (name, material) in ctx.scenario.materials.iter().filter(|(_, material)| material.mass_kg.is_some()) {
        if material.unit != Unit::Piece {
            let text = format!("the mass of a unit of {} is known: \"mass_kg\" is of pieces", material.unit.label());
            ctx.error_at_key(&["materials", name, "mass_kg"], text);
        }
    }
    if ctx.scenario.authorities.values().all(|authority| authority.origin.is_none()) {
        return;
    }
    let found = held(ctx.scenario);
    let mut without: Vec<&str> = Vec::new();
    for (material, lane) in found.iter().filter_map(|held| Some((held.share.err()?, held.lane))) {
        if !without.contains(&material) {
            without.push(material);
            let text = format!(
                "the field \"mass_kg\" is missing: the rule of origin asks what share of the goods of \"{lane}\" is \
                 controlled"
            );
            ctx.error_at_key(&["materials", material, "mass_kg"], text);
        }
    }
    for (name, authority) in &ctx.scenario.authorities {
        let Some(rule) = &authority.origin else { continue };
        let path = ["authorities", name, "origin"];
        if let Some(last) = ctx.last_day().filter(|last| rule.from > *last) {
            let text = format!("{} is after the end: the horizon runs to {last}", rule.from);
            ctx.error(&[&path[..], &["from"]].concat(), text);
        }
        let own: Vec<&Held> = found.iter().filter(|held| held.authority == name && held.share.is_ok()).collect();
        let listed = |above: bool| {
            let lanes: Vec<String> = own.iter().filter(|held| held.above == above).map(|held| shown(held)).collect();
            let more = lanes.len().saturating_sub(MOST_LANES);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let shown = lanes.into_iter().take(MOST_LANES).collect::<Vec<_>>().join(", ");
            if shown.is_empty() { "none".to_owned() } else { format!("{shown}{more}") }
        };
        let text = format!(
            "lanes between other countries whose goods need its licence from {} on, by the share of controlled substances \
             of {} in them: {}; lanes below the limit: {}",
            rule.from,
            authority.country,
            listed(true),
            listed(false)
        );
        let path = owned(&path);
        ctx.tell_at(Problem::note(words::dotted(&path), text), &path, true);
    }
}

/// As "`motors_us` (0.17 %)".
fn shown(held: &Held) -> String {
    let percent = held.share.unwrap_or(0.0) * 100.0;
    let digits = if percent >= 1.0 { 2 } else { 4 };
    format!("{} ({percent:.digits$} %)", held.lane)
}
