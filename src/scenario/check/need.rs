//! Rough sizes of a scenario, for warnings only: what is needed a day, how long deliveries take.

use std::collections::HashMap;

use super::super::calendar;
use super::super::network::{Lane, OrderLevel, Site, StockLevel};
use super::super::number::{Expression, Number, Range};
use super::super::policy::Authority;
use super::super::products::{Product, ProductName};
use super::super::sales::Sales;
use super::super::schedule::Schedule;
use super::context::Context;
use super::distributions::{Parameters, typical};

/// Output by product, in its units a calendar day.
pub(crate) type Outputs<'a> = HashMap<ProductName<'a>, f64>;

/// Most that is planned, by product: output units a calendar day of the busiest season, as far as it can be told.
pub(crate) fn busiest<'a>(ctx: &'a Context) -> Outputs<'a> {
    outputs(ctx, &mut |site, sales| {
        let factor = sales.month_factors.map_or(1.0, |factors| factors.into_iter().fold(0.0, f64::max));
        largest(ctx, &sales.per_working_day) * factor * working_share(ctx, site.calendar.as_deref(), "every_day")
    })
}

/// Planned output, by product, as it is counted for days of cover: units a calendar day, the mean over the horizon.
pub(crate) fn planned<'a>(ctx: &'a Context) -> Outputs<'a> {
    let mut calendars = HashMap::new();
    outputs(ctx, &mut |site, sales| {
        let name = site.calendar.as_deref().unwrap_or("every_day");
        let worked = calendars.entry(name).or_insert_with(|| worked_until(ctx, name));
        mean(ctx, &sales.per_working_day, worked) * mean_factor(ctx, sales)
    })
}

/// The mean of the factors of the months over the horizon.
fn mean_factor(ctx: &Context, sales: &Sales) -> f64 {
    let Some(factors) = sales.month_factors else { return 1.0 };
    let days = ctx.scenario.horizon_days;
    let month = |day: u32| ctx.scenario.start.saturating_add(jiff::Span::new().days(i64::from(day))).month();
    (0..days).map(|day| factors[usize::from(month(day).unsigned_abs()) - 1]).sum::<f64>() / f64::from(days)
}

fn outputs<'a>(ctx: &'a Context, plan: &mut Plan<'_, 'a>) -> Outputs<'a> {
    let mut known = HashMap::new();
    for (name, product) in ctx.scenario.products() {
        output(ctx, (name, product), plan, &mut known, 0);
    }
    known
}

/// Parameters as they were planned, where that is not how they turn out.
struct Planned<'c, 'a>(&'c Context<'a>);

impl Parameters for Planned<'_, '_> {
    fn expression(&self, name: &str) -> Option<&Expression> {
        let parameter = self.0.scenario.parameters.get(name)?;
        Some(&parameter.planned.as_ref().unwrap_or(&parameter.value).expression)
    }
}

/// What a site that sells plans, in units a calendar day.
type Plan<'p, 'a> = dyn FnMut(&'a Site, &'a Sales) -> f64 + 'p;

/// Days worked before each day of the horizon, and in all of it.
fn worked_until(ctx: &Context, name: &str) -> Vec<u32> {
    let scenario = ctx.scenario;
    let days = calendar::working_days(&scenario.calendars, name, scenario.start, scenario.horizon_days);
    let days = days.unwrap_or_default();
    let mut sum = 0;
    std::iter::once(0)
        .chain(days.iter().map(|works| {
            sum += u32::from(*works);
            sum
        }))
        .collect()
}

/// The mean of a plan for working days over all days of the horizon.
fn mean<R: Range>(ctx: &Context, schedule: &Schedule<R>, worked: &[u32]) -> f64 {
    let last = worked.len().saturating_sub(1);
    let days_from = |from: usize, to: usize| f64::from(worked[to.min(last)] - worked[from.min(to).min(last)]);
    let total: f64 = match schedule {
        _ if last == 0 => 0.0,
        Schedule::Constant(x) => typical(x, &Planned(ctx)) * days_from(0, last),
        Schedule::Steps(steps) => {
            let day = |i: usize| {
                let from = steps.get(i).map(|step| (step.from - ctx.scenario.start).get_days());
                from.map_or(last, |day| usize::try_from(day).unwrap_or(0))
            };
            (0..steps.len()).map(|i| typical(&steps[i].value, &Planned(ctx)) * days_from(day(i), day(i + 1))).sum()
        }
    };
    total / f64::from(ctx.scenario.horizon_days)
}

fn output<'a>(
    ctx: &'a Context,
    (name, product): (ProductName<'a>, Product<'a>),
    plan: &mut Plan<'_, 'a>,
    known: &mut Outputs<'a>,
    depth: usize,
) -> f64 {
    if let Some(x) = known.get(&name) {
        return *x;
    }
    let scenario = ctx.scenario;
    let Some(site) = scenario.sites.get(name.site).filter(|_| depth <= scenario.sites.len()) else { return 0.0 };
    let total = if let Some(sales) = product.sales() {
        plan(site, sales)
    } else {
        let mut total = 0.0;
        for (_, lane) in ctx.index.from(name.site) {
            let Some(buyer) = scenario.sites.get(&lane.to) else { continue };
            if scenario.carried(lane) != Some(product.makes()) {
                continue;
            }
            for user in buyer.products() {
                let per_output = per_output(ctx, user, product.makes(), ctx);
                let made = output(ctx, (user.name(&lane.to), user), plan, known, depth + 1);
                total += made * per_output * share(ctx, lane);
            }
        }
        total
    };
    known.insert(name, total);
    total
}

/// What goes into a unit of a product, yield included.
fn per_output(ctx: &Context, product: Product, material: &str, parameters: &impl Parameters) -> f64 {
    product.per_unit(material).map_or(0.0, |(per_unit, yields)| {
        typical(per_unit, parameters) / yields.map_or(1.0, |y| typical(y, ctx)).max(1e-9)
    })
}

/// The share of a lane in its input's orders when nothing is disturbed.
fn share(ctx: &Context, lane: &Lane) -> f64 {
    let Some(rank) = lane.rank else { return lane.share.as_ref().map_or(1.0, |s| typical(s, ctx)) };
    let makes = ctx.scenario.carried(lane).unwrap_or_default();
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
    let layers = calendar::layers(&ctx.scenario.calendars, calendar.unwrap_or(default));
    if layers.is_empty() {
        return 1.0;
    }
    let mut days: Vec<u8> = calendar::week(&layers).iter().map(|d| *d as u8).collect();
    days.sort_unstable();
    days.dedup();
    days.len() as f64 / 7.0
}

/// Need of an input, in its unit a calendar day: that of all lines of the site.
pub(crate) fn input(ctx: &Context, (name, site): (&str, &Site), outputs: &Outputs, material: &str) -> f64 {
    let of = |product: Product| {
        let made = outputs.get(&product.name(name)).copied().unwrap_or(0.0);
        made * per_output(ctx, product, material, &Planned(ctx))
    };
    site.products().map(of).sum()
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
    listed(ctx, ctx.scenario.authorities.get(lane.authority.as_ref()?)?, lane)
}

/// Whether the goods of a lane ever hold an element on the list of an authority.
pub(crate) fn listed(ctx: &Context, authority: &Authority, lane: &Lane) -> Option<bool> {
    let material = ctx.scenario.materials.get(ctx.scenario.carried(lane)?)?;
    Some(authority.list().iter().any(|entry| entry.covers(material)))
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

/// The plain value of a number, or a typical one.
pub(crate) fn value<R>(ctx: &Context, number: Option<&Number<R>>, default: f64) -> f64 {
    number.map_or(default, |n| typical(n, ctx))
}

/// The largest level of ordering in days of the need.
pub(crate) fn order_cover(ctx: &Context, level: &OrderLevel, need_per_day: f64) -> Option<f64> {
    match level {
        OrderLevel::DaysOfCover(days) => Some(largest(ctx, days)),
        OrderLevel::Quantity(q) => (need_per_day > 0.0).then(|| largest(ctx, q) / need_per_day),
    }
}
