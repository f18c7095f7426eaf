//! Ordering: levels and quantities by date, and their days.

use jiff::civil::Date;

use super::super::network::{Input, Material, OrderLevel, Ordering};
use super::super::number::{Number, Range};
use super::super::problem::Problem;
use super::super::schedule::Schedule;
use super::super::words;
use super::context::{Context, owned};
use super::dates;
use super::distributions::typical;
use super::lots::is_certain;

/// Checks the ordering of all inputs.
pub(crate) fn check(ctx: &Context) {
    let Some(last) = ctx.last_day() else { return };
    let span = format!("the horizon runs from {} to {last}", ctx.scenario.start);
    for (name, site) in &ctx.scenario.sites {
        for (material, input) in &site.inputs {
            let base = ["sites", name, "inputs", material, "ordering", input.ordering.kind()];
            let counted = ctx.scenario.materials.get(material);
            first_day(ctx, &base, input);
            for (field, level) in input.ordering.levels() {
                quantity(ctx, &base, &input.ordering, field, level);
                match level {
                    OrderLevel::DaysOfCover(days) => {
                        by_date(ctx, &[&base[..], &[field, "days_of_cover"]].concat(), days, None, (last, &span));
                    }
                    OrderLevel::Quantity(ticks) => {
                        by_date(ctx, &[&base[..], &[field, "quantity"]].concat(), ticks, counted, (last, &span));
                    }
                }
            }
            if let Ordering::MinMax { reorder_at, order_up_to, .. } = &input.ordering {
                in_order(ctx, &base, reorder_at, order_up_to);
            }
        }
    }
}

fn first_day(ctx: &Context, base: &[&str], input: &Input) {
    let (field, first) = input.ordering.first();
    if first >= ctx.scenario.horizon_days {
        let text = format!("day {first} is after the end: the last day is day {}", ctx.scenario.horizon_days - 1);
        ctx.error(&[base, &[field]].concat(), text);
    }
}

/// A quantity of nothing orders nothing.
fn quantity(ctx: &Context, base: &[&str], ordering: &Ordering, field: &str, level: &OrderLevel) {
    let is_quantity = matches!(
        (ordering, field),
        (Ordering::ReorderPoint { .. }, "order_quantity") | (Ordering::CallOff { .. }, "quantity")
    );
    let plain = match level {
        OrderLevel::DaysOfCover(Schedule::Constant(days)) => days.value(),
        OrderLevel::Quantity(Schedule::Constant(quantity)) => quantity.value(),
        _ => None,
    };
    if is_quantity && plain == Some(0.0) {
        ctx.error(&[base, &[field]].concat(), "a quantity of 0 orders nothing: it must be above 0");
    }
}

/// Steps in order, and none missing on the first day: a level of nothing is hardly meant.
fn by_date<R: Range>(
    ctx: &Context,
    path: &[&str],
    schedule: &Schedule<R>,
    material: Option<&Material>,
    (last, span): (Date, &str),
) {
    dates::steps(ctx, path, schedule, material, last, span);
    if let Schedule::Steps(steps) = schedule
        && let Some(first) = steps.first().filter(|step| step.from > ctx.scenario.start)
    {
        let text = format!(
            "before {} this level is 0, and nothing is ordered: its first step must hold from the start on ({})",
            first.from, ctx.scenario.start
        );
        ctx.error(&[path, &["0", "from"]].concat(), text);
    }
}

/// The maximum must be above the minimum, on every day; in different units they cannot be compared.
fn in_order(ctx: &Context, base: &[&str], low: &OrderLevel, high: &OrderLevel) {
    if !ctx.is_sound(base) {
        return;
    }
    let problem = match (low, high) {
        (OrderLevel::DaysOfCover(low), OrderLevel::DaysOfCover(high)) => not_above(ctx, low, high),
        (OrderLevel::Quantity(low), OrderLevel::Quantity(high)) => not_above(ctx, low, high),
        _ => None,
    };
    let Some((low, high, from, certain)) = problem else { return };
    let on = if from > ctx.scenario.start { format!(" from {from} on") } else { String::new() };
    let text = format!(
        "\"order_up_to\", {}, must be above \"reorder_at\", {}{on}: at or below the one, stock is raised to the other",
        words::about(high),
        words::about(low)
    );
    let path = owned(&[base, &["order_up_to"]].concat());
    let field = words::dotted(&path);
    let problem =
        if certain { Problem::error(field, text) } else { Problem::warning(field, format!("typically {text}")) };
    ctx.tell_at(problem, &path, false);
}

/// The first day from which one schedule is not above another, typically; and whether that is certain.
fn not_above<R: Range>(ctx: &Context, low: &Schedule<R>, high: &Schedule<R>) -> Option<(f64, f64, Date, bool)> {
    let mut dates: Vec<Date> = [low, high].into_iter().flat_map(dates_of).collect();
    dates.push(ctx.scenario.start);
    dates.sort_unstable();
    dates.into_iter().filter(|date| *date >= ctx.scenario.start).find_map(|date| {
        let (low, high) = (on(low, date)?, on(high, date)?);
        let (at, up_to) = (typical(low, ctx), typical(high, ctx));
        let certain = is_certain(ctx, &low.expression) && is_certain(ctx, &high.expression);
        (up_to <= at).then_some((at, up_to, date, certain))
    })
}

fn dates_of<R>(schedule: &Schedule<R>) -> Vec<Date> {
    match schedule {
        Schedule::Constant(_) => Vec::new(),
        Schedule::Steps(steps) => steps.iter().map(|step| step.from).collect(),
    }
}

/// The number of a schedule on a day.
fn on<R>(schedule: &Schedule<R>, date: Date) -> Option<&Number<R>> {
    match schedule {
        Schedule::Constant(number) => Some(number),
        Schedule::Steps(steps) => steps.iter().rev().find(|step| step.from <= date).map(|step| &step.value),
    }
}
