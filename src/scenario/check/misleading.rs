//! What is legal and makes the answer mislead: each cause is told once, with the worst case and the number of others.

use std::collections::HashSet;

use jiff::ToSpan as _;

use super::super::network::{Input, Lane, Ordering};
use super::super::opening::Pipeline;
use super::super::problem::Problem;
use super::super::words::{self, about as shown};
use super::context::{Context, owned};
use super::distributions::typical;
use super::need::{self, Outputs};

/// A stock for more days than this is rather a wrong unit.
const MANY_DAYS: f64 = 1_000.0;
/// Names that are listed at most.
const MOST_NAMES: usize = 6;

/// Warns of pipelines that start empty, of stocks for years, of parts without a price, of goods that leave without the
/// licence that they need.
pub(crate) fn check(ctx: &Context) {
    let outputs = need::planned(ctx);
    nothing_on_order(ctx, &outputs);
    stock_for_years(ctx, &outputs);
    without_price(ctx);
    without_authority(ctx);
}

/// "; so are 3 others", or nothing.
fn and_others(cases: usize, one: &str, many: &str) -> String {
    match cases.saturating_sub(1) {
        0 => String::new(),
        1 => format!("; {one}"),
        n => format!("; {}", many.replace("{}", &n.to_string())),
    }
}

/// An input whose stock ends before anything that is ordered can come.
struct Gap<'a> {
    site: &'a str,
    material: &'a str,
    /// Days that the opening stock lasts.
    lasts: f64,
    /// Days until the first order comes.
    comes: f64,
}

/// Nothing is on order on the first day, and stocks end before the first order comes.
fn nothing_on_order(ctx: &Context, outputs: &Outputs) {
    let mut gaps: Vec<Gap> = Vec::new();
    for (name, site) in &ctx.scenario.sites {
        for (material, input) in &site.inputs {
            let need = need::input(ctx, (name, site), outputs, material);
            let lanes = ctx.index.to(name, material);
            let under_way = input.pipeline == Pipeline::Steady || lanes.iter().any(|(_, l)| !l.open_orders.is_empty());
            if lanes.is_empty() || under_way {
                continue;
            }
            let lasts = need::cover(ctx, &input.opening_stock, need).filter(|_| need > 0.0);
            let Some(lasts) = lasts.filter(|days| *days < f64::from(ctx.scenario.horizon_days)) else { continue };
            let (_, first) = input.ordering.first();
            let level = match &input.ordering {
                Ordering::CallOff { .. } => None,
                other => other.levels().first().map(|(_, level)| *level),
            };
            // A stock above its level has nothing on order in the long run either.
            let above = level.and_then(|level| need::order_cover(ctx, level, need)).is_some_and(|level| level < lasts);
            let comes = f64::from(first) + fastest(ctx, lanes);
            if lasts < comes && !above {
                gaps.push(Gap { site: name, material, lasts, comes });
            }
        }
    }
    // The one that stands longest for want of an order.
    let Some(worst) = gaps.iter().max_by(|a, b| (a.comes - a.lasts).total_cmp(&(b.comes - b.lasts))) else { return };
    let Gap { site, material, lasts, comes } = worst;
    let others = and_others(gaps.len(), "so it is with 1 more input", "so it is with {} more inputs");
    let text = format!(
        "nothing is on order on the first day: the first order of \"{material}\" by \"{site}\" comes after about {} days{}, \
         its stock lasts {}{}{others}; list what is under way in \"open_orders\" of its lanes, say \"pipeline\": \"steady\", \
         or count it into \"opening_stock\"",
        shown(comes.round()),
        on(ctx, *comes),
        shown(lasts.round()),
        on(ctx, *lasts),
    );
    ctx.warn(&["sites", site, "inputs", material, "opening_stock"], text);
}

/// The day so many days after the first: " (2026-05-04)".
#[allow(clippy::cast_possible_truncation)] // days up to the end of the calendar; the cast saturates
fn on(ctx: &Context, days: f64) -> String {
    ctx.scenario
        .start
        .checked_add((days.round() as i64).clamp(0, 1_000_000).days())
        .map_or(String::new(), |d| format!(" ({d})"))
}

/// Days from the first order to its receipt on the fastest of some lanes: those that get a share, or the first rank.
fn fastest(ctx: &Context, lanes: &[(&str, &Lane)]) -> f64 {
    let first_rank = lanes.iter().filter_map(|(_, lane)| lane.rank).min();
    let used = |lane: &Lane| match lane.rank {
        Some(rank) => Some(rank) == first_rank,
        None => lane.share.as_ref().is_none_or(|share| typical(share, ctx) > 0.0),
    };
    let days = lanes.iter().filter(|(_, lane)| used(lane)).map(|(_, lane)| first_lead(ctx, lane));
    days.fold(f64::INFINITY, f64::min)
}

/// Days from the first order on a lane to its receipt, at the speed of review of the first day.
fn first_lead(ctx: &Context, lane: &Lane) -> f64 {
    let days = |n: Option<&super::super::Draw<super::super::number::Days>>| n.map(|d| typical(&d.0, ctx));
    let mut total = typical(&lane.transit_days.0, ctx).max(1.0) + days(lane.dispatch_days.as_ref()).unwrap_or(0.0);
    if let Some(from) = lane.available_from {
        total += f64::from((from - ctx.scenario.start).get_days().max(0));
    }
    let authority = lane.authority.as_ref().and_then(|a| ctx.scenario.authorities.get(a));
    let Some(authority) = authority.filter(|_| need::licensed(ctx, lane) == Some(true)) else { return total + 1.0 };
    let worked = need::working_share(ctx, authority.calendar.as_deref(), "monday_to_friday").max(1e-9);
    let regime = authority.regimes.get(&authority.initial_regime);
    let speed = need::value(ctx, regime.and_then(|r| r.review_speed.as_ref()), 1.0);
    let work =
        typical(&authority.desk.review_work_days.0, ctx) * need::value(ctx, lane.review_work_factor.as_ref(), 1.0);
    total += work / worked / if speed > 0.0 { speed } else { 1.0 };
    let preparation = days(lane.first_preparation_days.as_ref())
        .or(days(authority.desk.first_preparation_days.as_ref()))
        .or(days(lane.preparation_days.as_ref()))
        .or(days(authority.desk.preparation_days.as_ref()));
    total + preparation.unwrap_or(0.0).max(1.0)
}

/// Stocks and order levels for years of need: a quantity, or a need, in another unit.
fn stock_for_years(ctx: &Context, outputs: &Outputs) {
    let mut found: Vec<(f64, Vec<String>, String)> = Vec::new();
    for (name, site) in &ctx.scenario.sites {
        for (material, input) in &site.inputs {
            let need = need::input(ctx, (name, site), outputs, material);
            for (path, what, lasts) in levels(ctx, input, need) {
                if let Some(days) = lasts.filter(|days| *days >= MANY_DAYS) {
                    let path = [&["sites", name, "inputs", material][..], &path].concat();
                    found.push((days, owned(&path), format!("{what} of \"{material}\" at \"{name}\"")));
                }
            }
        }
    }
    let count = found.len();
    let Some((days, path, what)) = found.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)) else { return };
    let others = and_others(count, "1 more level lasts as long", "{} more levels last as long");
    let text = format!(
        "{what} lasts {} days of planned need, {} years: is it, or the need, in another unit?{others}",
        shown(days.round()),
        shown((days / 36.5).round() / 10.0)
    );
    ctx.tell_at(Problem::warning(words::dotted(&path), text), &path, true);
}

/// The levels of an input with their place, their name, and the days of the need that they last.
fn levels(ctx: &Context, input: &Input, need: f64) -> Vec<(Vec<&'static str>, String, Option<f64>)> {
    let opening = (vec!["opening_stock"], "the opening stock".to_owned(), need::cover(ctx, &input.opening_stock, need));
    let of_order = |(field, level)| {
        let path = vec!["ordering", input.ordering.kind(), field];
        (path, format!("\"{field}\""), need::order_cover(ctx, level, need))
    };
    std::iter::once(opening).chain(input.ordering.levels().into_iter().map(of_order)).collect()
}

/// Parts that are bought and have no price: costs leave them out. Where no part has one, the scenario is not about
/// money.
fn without_price(ctx: &Context) {
    let bought: HashSet<&String> = ctx.scenario.sites.values().flat_map(|site| site.inputs.keys()).collect();
    let parts: Vec<_> = ctx.scenario.materials.iter().filter(|(name, _)| bought.contains(name)).collect();
    let free: Vec<&str> =
        parts.iter().filter(|(_, m)| m.price_per_unit.is_none()).map(|(name, _)| name.as_str()).collect();
    let Some(first) = free.first() else { return };
    let named = words::list(free.iter().take(MOST_NAMES).copied(), "and").replace('`', "\"");
    let more = match free.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let (have, them) = if free.len() == 1 { ("has", "it") } else { ("have", "them") };
    let text = format!(
        "{named}{more} {have} no \"price_per_unit\": costs leave {them} out, to hold and, on lanes without a price, to \
         buy; no budget feels the stock of {them}"
    );
    let path = owned(&["materials", first]);
    let all = free.len() == parts.len();
    let problem =
        if all { Problem::note(words::dotted(&path), text) } else { Problem::warning(words::dotted(&path), text) };
    ctx.tell_at(problem, &path, true);
}

/// Goods on an authority's list that leave its country on lanes that it does not license.
fn without_authority(ctx: &Context) {
    let mut found: Vec<(&str, String)> = Vec::new();
    // Grey supply asks for no licence.
    let unlicensed = |lane: &Lane| lane.authority.is_none() && lane.grey.is_none();
    for (name, lane) in ctx.scenario.lanes.iter().filter(|(_, lane)| unlicensed(lane)) {
        let country = |site: &String| ctx.scenario.sites.get(site).map(|site| site.country.as_str());
        let (Some(from), Some(to)) = (country(&lane.from), country(&lane.to)) else { continue };
        let abroad = ctx.scenario.authorities.iter().filter(|(_, a)| a.country == from && from != to);
        for (key, authority) in abroad {
            if need::listed(ctx, authority, lane) == Some(true) {
                let material = ctx.scenario.carried(lane).unwrap_or_default();
                let text = format!(
                    "\"{material}\" from {from} is on the list of \"{key}\", but this lane to {to} names no \"authority\": \
                     its orders go without a licence"
                );
                found.push((name, text));
                break;
            }
        }
    }
    let Some((lane, text)) = found.first() else { return };
    let others = and_others(found.len(), "so do those of 1 more lane", "so do those of {} more lanes");
    ctx.warn(&["lanes", lane], format!("{text}{others}"));
}
