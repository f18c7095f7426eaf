//! Dates within the horizon and in order; counts that the simulation can hold.

use jiff::civil::Date;

use super::super::network::{Material, StockLevel, Unit};
use super::super::number::{Number, Range};
use super::super::policy::Event;
use super::super::schedule::Schedule;
use super::super::words;
use super::context::Context;

/// Largest number of ticks of any quantity: up to here a decimal number counts whole ticks exactly (2^53).
pub(crate) const MOST_TICKS: f64 = 9_007_199_254_740_992.0;

/// Checks dates, steps, review days and numbers of ticks.
pub(crate) fn check(ctx: &Context) {
    let scenario = ctx.scenario;
    let Some(last) = ctx.last_day() else {
        ctx.error(
            &["start"],
            format!("{} days from {} lead beyond the year 9999", scenario.horizon_days, scenario.start),
        );
        return;
    };
    let span = format!("the horizon runs from {} to {last}", scenario.start);
    for (name, authority) in &scenario.authorities {
        for (key, event) in &authority.events {
            when(ctx, &["authorities", name, "events", key], event, (last, &span));
        }
        for (material, quota) in &authority.quotas {
            let counted = scenario.materials.get(material);
            steps(ctx, &["authorities", name, "quotas", material], quota, counted, last, &span);
        }
        let desk = (vec!["desk".to_owned()], &authority.desk.background_per_working_day);
        let offices = authority.offices.iter().enumerate();
        let offices = offices.map(|(i, o)| (vec!["offices".to_owned(), i.to_string()], &o.background_per_working_day));
        for (of, files) in std::iter::once(desk).chain(offices) {
            let of: Vec<&str> = of.iter().map(String::as_str).collect();
            let path = [&["authorities", name][..], &of, &["background_per_working_day"]].concat();
            if let Some(files) = files {
                steps(ctx, &path, files, None, last, &span);
            }
        }
    }
    for (code, rates) in &scenario.exchange_rates {
        let without = "has no rate: the first must hold from the start on";
        from_the_start(ctx, &["exchange_rates", code], rates, without, (last, &span));
    }
    for (name, lane) in &scenario.lanes {
        if let Some(from) = lane.available_from.filter(|d| *d > last) {
            let text = format!("this lane is available only from {from}, after the end: {span}");
            ctx.error(&["lanes", name, "available_from"], text);
        }
        if let (Some(from), Some(until)) = (lane.available_from, lane.available_until)
            && until < from
        {
            let text = format!("the last day for orders ({until}) is before the first ({from})");
            ctx.error(&["lanes", name, "available_until"], text);
        }
        let free = "would be free: the first price must hold from the start on";
        if let Some(prices) = &lane.price_per_unit {
            from_the_start(ctx, &["lanes", name, "price_per_unit"], prices, free, (last, &span));
        }
        if let Some(freight) = &lane.freight_per_unit {
            from_the_start(ctx, &["lanes", name, "freight_per_unit"], freight, free, (last, &span));
        }
        if let Some(licence) = &lane.general_licence {
            let path = ["lanes", name, "general_licence", "apply_on"];
            if let Some(day) = licence.apply_on.filter(|day| *day < scenario.start || *day > last) {
                ctx.error(&path, format!("{day} is outside the horizon: {span}"));
            }
        }
    }
    for (name, site) in &scenario.sites {
        for product in site.products() {
            let made = scenario.materials.get(product.makes());
            let of = product.name(name);
            let at = |field: &[&'static str]| [&of.path()[..], field].concat();
            if let Some(schedule) = product.capacity() {
                steps(ctx, &at(&["capacity_per_day"]), schedule, made, last, &span);
            }
            if let Some(sales) = product.sales() {
                steps(ctx, &at(&["sales", "per_working_day"]), &sales.per_working_day, made, last, &span);
            }
        }
        if !site.lines.is_empty() {
            if let Some(hours) = &site.hours_per_day {
                steps(ctx, &["sites", name, "hours_per_day"], hours, None, last, &span);
            }
            if let Some(shared) = &site.capacity_per_day {
                steps(ctx, &["sites", name, "capacity_per_day"], shared, None, last, &span);
            }
        }
        for (input, i) in &site.inputs {
            let material = scenario.materials.get(input);
            let base = ["sites", name, "inputs", input];
            stock(ctx, &[&base[..], &["opening_stock"]].concat(), &i.opening_stock, material);
        }
    }
}

/// Checks that an event has a day or a window, within the horizon.
fn when(ctx: &Context, base: &[&str], event: &Event, (last, span): (Date, &str)) {
    let at = |rest: &[&'static str]| [base, rest].concat();
    match (event.date, event.window) {
        (None, None) if ctx.is_written(&at(&["date"])) || ctx.is_written(&at(&["window"])) => {}
        (None, None) => {
            let text = "this event has no day: give it a \"date\", or a \"window\" with \"from\" and \"to\"";
            ctx.error_at_key(base, text);
        }
        (Some(_), Some(_)) => {
            let text = "an event has a \"date\" or a \"window\", not both";
            ctx.error_at_key(&at(&["window"]), text);
        }
        (Some(date), None) if date > last => ctx.error(&at(&["date"]), format!("{date} is after the end: {span}")),
        (Some(_), None) => {}
        (None, Some(window)) => {
            let start = ctx.scenario.start;
            if window.to < window.from {
                let text = format!("the window ends on {}, before it begins ({})", window.to, window.from);
                ctx.error(&at(&["window", "to"]), text);
            } else if window.from < start {
                let text = format!(
                    "the window begins on {}, before the start ({start}): what has happened has a \"date\"; what may \
                     still come has a window from {start} on",
                    window.from
                );
                ctx.error(&at(&["window", "from"]), text);
            } else if window.from > last {
                ctx.error(&at(&["window", "from"]), format!("{} is after the end: {span}", window.from));
            }
        }
    }
}

/// Checks a schedule of money by the day of an order, which must say something of every day.
fn from_the_start<R: Range>(
    ctx: &Context,
    path: &[&str],
    schedule: &Schedule<R>,
    otherwise: &str,
    (last, span): (Date, &str),
) {
    steps(ctx, path, schedule, None, last, span);
    if let Schedule::Steps(steps) = schedule
        && let Some(first) = steps.first().filter(|step| step.from > ctx.scenario.start)
    {
        let text = format!("what is ordered before {} {otherwise} ({})", first.from, ctx.scenario.start);
        ctx.error(&[path, &["0", "from"]].concat(), text);
    }
}

/// Checks the dates and the counts of a schedule.
pub(crate) fn steps<R: Range>(
    ctx: &Context,
    path: &[&str],
    schedule: &Schedule<R>,
    material: Option<&Material>,
    last: Date,
    span: &str,
) {
    let steps = match schedule {
        Schedule::Constant(number) => return ticks(ctx, path, number, material),
        Schedule::Steps(steps) => steps,
    };
    for (i, step) in steps.iter().enumerate() {
        let index = i.to_string();
        let at = [path, &[index.as_str(), "from"]].concat();
        if let Some(before) = i.checked_sub(1).and_then(|j| steps.get(j)).filter(|b| b.from >= step.from) {
            ctx.error(&at, format!("steps must be in order of date: {} comes after {}", step.from, before.from));
        }
        if step.from > last {
            ctx.error(&at, format!("{} is after the end: {span}", step.from));
        }
        ticks(ctx, &[path, &[index.as_str(), "value"]].concat(), &step.value, material);
    }
}

fn stock(ctx: &Context, path: &[&str], level: &StockLevel, material: Option<&Material>) {
    if let StockLevel::Quantity(number) = level {
        ticks(ctx, &[path, &["quantity"]].concat(), number, material);
    }
}

/// The tick of a material.
pub(crate) fn tick(material: &Material) -> f64 {
    material.tick.unwrap_or(if material.unit == Unit::Piece { 1.0 } else { 0.001 })
}

pub(crate) fn ticks<R: Range>(ctx: &Context, path: &[&str], number: &Number<R>, material: Option<&Material>) {
    if let (Some(x), Some(material)) = (number.value(), material)
        && x / tick(material) > MOST_TICKS
    {
        let text = format!(
            "{} {} are too many ticks of {}: at most {:.0e} are allowed; choose a larger tick for the material",
            words::number(x),
            material.unit.label(),
            words::number(tick(material)),
            MOST_TICKS * tick(material)
        );
        ctx.error(path, text);
    }
}
