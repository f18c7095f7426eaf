//! Rough sizes of a scenario, for warnings only: what is needed a day, how long deliveries take.

use std::collections::HashMap;

use super::super::network::{Lane, LineMode, Site, StockLevel};
use super::super::number::{Number, Range};
use super::super::schedule::Schedule;
use super::context::Context;
use super::laws::typical;

/// Planned need, by site: output units a calendar day, as far as it can be told.
pub(crate) fn outputs<'a>(ctx: &'a Context) -> HashMap<&'a str, f64> {
    let mut known = HashMap::new();
    for site in ctx.scenario.sites.keys() {
        output(ctx, site, &mut known, 0);
    }
    known
}

fn output<'a>(ctx: &'a Context, name: &'a str, known: &mut HashMap<&'a str, f64>, depth: usize) -> f64 {
    if let Some(x) = known.get(name) {
        return *x;
    }
    let scenario = ctx.scenario;
    let Some(site) = scenario.sites.get(name).filter(|_| depth <= scenario.sites.len()) else { return 0.0 };
    let total = match &site.sales {
        Some(sales) => largest(ctx, &sales.per_working_day) * working_share(ctx, site.calendar.as_deref(), "every_day"),
        None => ctx
            .index
            .from(name)
            .iter()
            .map(|(_, lane)| {
                let buyer = scenario.sites.get(&lane.to).and_then(|b| b.inputs.get(&site.makes));
                let per_output = buyer.map_or(0.0, |i| {
                    let yields = i.yield_share.as_ref().map_or(1.0, |y| typical(y, ctx));
                    typical(&i.per_unit, ctx) / yields.max(1e-9)
                });
                output(ctx, &lane.to, known, depth + 1) * per_output * share(ctx, lane)
            })
            .sum(),
    };
    known.insert(name, total);
    total
}

/// The share of a lane in its input's orders when nothing is disturbed.
fn share(ctx: &Context, lane: &Lane) -> f64 {
    let Some(rank) = lane.rank else { return lane.share.as_ref().map_or(1.0, |s| typical(s, ctx)) };
    let makes = ctx.scenario.sites.get(&lane.from).map_or("", |s| s.makes.as_str());
    let better = ctx.index.to(&lane.to, makes).iter().any(|(_, other)| other.rank.is_some_and(|r| r < rank));
    if better { 0.0 } else { 1.0 }
}

/// The largest typical value of a schedule.
pub(crate) fn largest<R: Range>(ctx: &Context, schedule: &Schedule<R>) -> f64 {
    match schedule {
        Schedule::Constant(x) => typical(x, ctx),
        Schedule::Steps(steps) => steps.iter().map(|s| typical(&s.value, ctx)).fold(0.0, f64::max),
    }
}

/// The share of days that are worked, holidays aside.
#[allow(clippy::cast_precision_loss)] // at most 7
pub(crate) fn working_share(ctx: &Context, calendar: Option<&str>, default: &str) -> f64 {
    match calendar.unwrap_or(default) {
        "every_day" => 1.0,
        "monday_to_friday" => 5.0 / 7.0,
        name => ctx.scenario.calendars.get(name).map_or(1.0, |c| {
            let mut days: Vec<u8> = c.working_days.iter().map(|d| *d as u8).collect();
            days.sort_unstable();
            days.dedup();
            days.len() as f64 / 7.0
        }),
    }
}

/// Need of an input, in its unit a calendar day.
pub(crate) fn input(ctx: &Context, site: &Site, output_per_day: f64, material: &str) -> f64 {
    site.inputs.get(material).map_or(0.0, |i| {
        let yields = i.yield_share.as_ref().map_or(1.0, |y| typical(y, ctx));
        output_per_day * typical(&i.per_unit, ctx) / yields.max(1e-9)
    })
}

/// A stock in days of the need.
pub(crate) fn cover(ctx: &Context, level: &StockLevel, need_per_day: f64) -> Option<f64> {
    match level {
        StockLevel::DaysOfCover(days) => Some(typical(days, ctx)),
        StockLevel::Quantity(q) => (need_per_day > 0.0).then(|| typical(q, ctx) / need_per_day),
    }
}

/// Whether the goods of a lane ever hold an element on the list of its authority; nothing where it has none.
pub(crate) fn licensed(ctx: &Context, lane: &Lane) -> Option<bool> {
    let authority = ctx.scenario.authorities.get(lane.authority.as_ref()?)?;
    let material = ctx.scenario.materials.get(&ctx.scenario.sites.get(&lane.from)?.makes)?;
    let added = authority.events.values().flat_map(|e| &e.add_controls);
    let listed: Vec<_> = authority.controls.iter().chain(added).collect();
    Some(material.elements.iter().any(|(e, share)| listed.contains(&e) && share.value() != Some(0.0)))
}

/// Days from order to receipt in the longest lane of an input, with a licence at the nominal speed of review.
pub(crate) fn lead_time(ctx: &Context, site: &str, material: &str) -> Option<(String, f64)> {
    let lanes = ctx.index.to(site, material);
    let days = |n: &Option<super::super::Draw<super::super::number::Days>>| n.as_ref().map(|d| typical(&d.0, ctx));
    lanes
        .iter()
        .map(|(name, lane)| {
            let mut total = typical(&lane.transit_days.0, ctx).max(1.0);
            let authority = lane.authority.as_ref().and_then(|a| ctx.scenario.authorities.get(a));
            if let Some(authority) = authority.filter(|_| licensed(ctx, lane) == Some(true)) {
                let worked = working_share(ctx, authority.calendar.as_deref(), "monday_to_friday").max(1e-9);
                total += typical(&authority.desk.review_work_days.0, ctx) / worked;
                total += days(&lane.preparation_days).or(days(&authority.desk.preparation_days)).unwrap_or(0.0);
            }
            ((*name).to_owned(), total)
        })
        .fold(
            None,
            |best: Option<(String, f64)>, next| {
                if best.as_ref().is_some_and(|b| b.1 >= next.1) { best } else { Some(next) }
            },
        )
}

/// Whether a line stops when one input is short of a day's plan.
pub(crate) fn all_or_nothing(site: &Site) -> bool {
    match &site.line.mode {
        Some(LineMode::AllOrNothing) => true,
        Some(LineMode::Proportional { .. }) => false,
        None => site.sales.is_some(),
    }
}

/// The plain value of a number, or a typical one.
pub(crate) fn value<R>(ctx: &Context, number: Option<&Number<R>>, default: f64) -> f64 {
    number.map_or(default, |n| typical(n, ctx))
}
