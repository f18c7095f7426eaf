//! Sites with one product or several lines: each field stands where it belongs, and what is shared can be shared.

use super::super::network::{ProductLine, ShortInputs, Site};
use super::super::products::Product;
use super::super::words;
use super::context::Context;
use super::distributions::typical;
use super::need;

/// Checks what every site makes.
pub(crate) fn check(ctx: &Context) {
    for (name, site) in &ctx.scenario.sites {
        if site.lines.is_empty() {
            one_product(ctx, name, site);
        } else {
            several(ctx, name, site);
        }
    }
}

/// A site that makes one thing says what, and how much of each input goes into it.
fn one_product(ctx: &Context, name: &str, site: &Site) {
    let of_lines = ctx.names(&["sites", name, "lines"]);
    if site.makes.is_none() && of_lines.is_empty() && !ctx.is_written(&["sites", name, "makes"]) {
        ctx.error_at_key(&["sites", name, "makes"], "the field \"makes\" is missing");
    }
    for (material, input) in &site.inputs {
        let path = ["sites", name, "inputs", material, "per_unit"];
        if input.per_unit.is_none() && of_lines.is_empty() && !ctx.is_written(&path) {
            ctx.error_at_key(&path, "the field \"per_unit\" is missing");
        }
    }
    let needless = [
        ("short_inputs", site.short_inputs.is_some(), "no other line shares an input"),
        ("hours_per_day", site.hours_per_day.is_some(), "a site with one product has \"capacity_per_day\""),
    ];
    for (field, _, why) in needless.iter().filter(|(_, given, _)| *given && of_lines.is_empty()) {
        ctx.error_at_key(&["sites", name, field], format!("\"{field}\" needs \"lines\": {why}"));
    }
}

/// A site with lines leaves to them what is theirs.
fn several(ctx: &Context, name: &str, site: &Site) {
    let line = &site.line;
    let runs = line.mode.is_some()
        || line.restart_days > 0
        || line.restart_cover_days.is_some()
        || line.catch_up.is_some()
        || line.halt_cost_per_day.is_some()
        || line.halt_cost_per_hour.is_some();
    let theirs = [
        ("makes", site.makes.is_some()),
        ("sales", site.sales.is_some()),
        ("line", runs),
        ("opening_output_stock", site.opening_output_stock.is_some()),
        ("output_stock_target", site.output_stock_target.is_some()),
    ];
    for (field, _) in theirs.iter().filter(|(_, given)| *given) {
        let text = format!("with \"lines\", each line has its own \"{field}\"; here it is of no use");
        ctx.error_at_key(&["sites", name, field], text);
    }
    for (material, input) in &site.inputs {
        let theirs = [("per_unit", input.per_unit.is_some()), ("yield", input.yield_share.is_some())];
        for (field, _) in theirs.iter().filter(|(_, given)| *given) {
            let text = format!("with \"lines\", each line says its own \"{field}\" of \"{material}\"");
            ctx.error_at_key(&["sites", name, "inputs", material, field], text);
        }
        if site.lines.values().all(|line| !line.inputs.contains_key(material)) {
            ctx.warn(&["sites", name, "inputs", material], format!("no line of \"{name}\" uses \"{material}\""));
        }
    }
    if site.hours_per_day.is_some() && site.capacity_per_day.is_some() {
        let text = "a site shares \"hours_per_day\" or \"capacity_per_day\" among its lines, not both";
        ctx.error_at_key(&["sites", name, "capacity_per_day"], text);
    }
    one_unit(ctx, name, site);
    for (key, line) in &site.lines {
        product(ctx, (name, site), (key, line));
    }
    all_halt(ctx, name, site);
}

/// A capacity counted in output needs one unit for all that is made.
fn one_unit(ctx: &Context, name: &str, site: &Site) {
    let units = |line: &ProductLine| ctx.scenario.materials.get(&line.makes).map(|material| material.unit.label());
    let mut units: Vec<&str> = site.lines.values().filter_map(units).collect();
    units.dedup();
    if site.capacity_per_day.is_some() && units.len() > 1 {
        let text = format!(
            "lines that share a capacity in output count in one unit; here it is {}: share \"hours_per_day\"",
            words::list(units.iter().copied(), "and")
        );
        ctx.error_at_key(&["sites", name, "capacity_per_day"], text);
    }
}

fn product(ctx: &Context, (name, site): (&str, &Site), (key, line): (&str, &ProductLine)) {
    let at = |field: &'static str| ["sites", name, "lines", key, field];
    let taken = format!("{name}.{key}");
    if ctx.scenario.sites.contains_key(&taken) {
        let text =
            format!("the line \"{key}\" of \"{name}\" is called \"{taken}\" in answers, as a site is; rename one");
        ctx.error_at_key(&["sites", name, "lines", key], text);
    }
    if line.sales.is_some() && line.inputs.is_empty() && ctx.names(&at("inputs")).is_empty() {
        let text = "a line with sales needs at least one input: without any, nothing can stop it";
        ctx.error_at_key(&["sites", name, "lines", key], text);
    }
    if line.hours_per_unit.is_some() && !ctx.is_written(&["sites", name, "hours_per_day"]) {
        ctx.error_at_key(&at("hours_per_unit"), "\"hours_per_unit\" needs \"hours_per_day\" of the site");
    }
    for (material, input) in &line.inputs {
        if input.yield_share.as_ref().and_then(super::super::Number::value) == Some(0.0) {
            let path = [&at("inputs")[..], &[material, "yield"]].concat();
            ctx.error(&path, "a yield of 0 leaves nothing: it must be above 0");
        }
    }
    if line.rank > 0 && site.short_inputs != Some(ShortInputs::ByRank) {
        let text = "\"rank\" decides only between lines that earn the same: without \"short_inputs\": \"by_rank\" the \
                    margin goes first";
        let other = "\"rank\" has no effect under \"pro_rata\"";
        let text = if site.short_inputs == Some(ShortInputs::ProRata) { other } else { text };
        ctx.warn(&at("rank"), text);
    }
}

/// Under pro rata every line gets too little, and those that make all or nothing make nothing.
fn all_halt(ctx: &Context, name: &str, site: &Site) {
    let whole: Vec<&str> =
        site.products().filter(Product::all_or_nothing).filter_map(|product| product.name(name).line).collect();
    if site.short_inputs == Some(ShortInputs::ProRata) && whole.len() > 1 {
        let text = format!(
            "when a shared input is short under \"pro_rata\", no line gets its whole plan, and lines that make all or \
             nothing halt together ({}); choose \"by_margin\" or \"by_rank\", or a proportional \"mode\"",
            words::list(whole.into_iter(), "and").replace('`', "\"")
        );
        ctx.warn(&["sites", name, "short_inputs"], text);
    }
}

/// Warns where plans need more of what lines share than there is on a working day.
pub(crate) fn shared_capacity(ctx: &Context, name: &str, site: &Site, outputs: &need::Outputs) {
    if site.lines.is_empty() {
        return;
    }
    let worked = need::working_share(ctx, site.calendar.as_deref(), "every_day").max(1e-9);
    let made = |key: &str| {
        site.product(Some(key)).and_then(|product| outputs.get(&product.name(name)).copied()).unwrap_or(0.0) / worked
    };
    let hours = |line: &ProductLine| line.hours_per_unit.as_ref().map_or(0.0, |hours| typical(hours, ctx));
    let (field, most, needed, unit) = if let Some(schedule) = &site.hours_per_day {
        let needed: f64 = site.lines.iter().map(|(key, line)| made(key) * hours(line)).sum();
        ("hours_per_day", need::largest(ctx, schedule), needed, "hours")
    } else if let Some(schedule) = &site.capacity_per_day {
        let needed: f64 = site.lines.keys().map(|key| made(key)).sum();
        ("capacity_per_day", need::largest(ctx, schedule), needed, "units")
    } else {
        return;
    };
    if most < needed * (1.0 - 1e-9) {
        let text = format!(
            "the lines of \"{name}\" plan {} {unit} a working day of {} that they share: some always make less than they \
             plan",
            words::about(needed),
            words::about(most)
        );
        ctx.warn(&["sites", name, field], text);
    }
}
