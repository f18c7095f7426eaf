//! Outages, and sites that must be qualified first.

use jiff::civil::{Date, date};

use super::super::network::Site;
use super::super::number::{Draw, Expression, Number, Quantity};
use super::super::schedule::Schedule;
use super::super::service::{OutputQuota, Ramp};
use super::super::words;
use super::context::Context;
use super::dates;
use super::distributions::reach;

/// Checks when sites and lanes are in service.
pub(crate) fn check(ctx: &Context) {
    for (name, site) in &ctx.scenario.sites {
        let base = ["sites", name];
        let given = [
            ("outages", site.outages.is_some()),
            ("ramp", site.ramp.is_some()),
            ("output_quota", site.output_quota.is_some()),
        ];
        for (field, _) in given.iter().filter(|(_, given)| *given && site.sells()) {
            let text = format!(
                "\"{field}\" is of sites that make for others: this one has \"sales\"; let it buy what it makes from a \
                 site without"
            );
            ctx.error_at_key(&[&base[..], &[field]].concat(), text);
        }
        if let Some(outages) = &site.outages {
            lasts(ctx, &[&base[..], &["outages", "up_days"]].concat(), &outages.up_days);
            lasts(ctx, &[&base[..], &["outages", "down_days"]].concat(), &outages.down_days);
            if let Some(left) = outages.capacity_left.as_ref().filter(|left| left.value() != Some(0.0)) {
                needs_capacity(
                    ctx,
                    (name, site),
                    &[&base[..], &["outages", "capacity_left"]].concat(),
                    "a share of it can be left",
                );
                one_is_no_outage(ctx, &[&base[..], &["outages", "capacity_left"]].concat(), left);
            }
        }
        if let Some(quota) = &site.output_quota {
            output_quota(ctx, name, site, quota);
        }
        if let Some(of) = &site.ramp {
            ramp(ctx, name, site, of);
        }
    }
    for (name, lane) in &ctx.scenario.lanes {
        if let Some(outages) = &lane.outages {
            lasts(ctx, &["lanes", name, "outages", "up_days"], &outages.up_days);
            lasts(ctx, &["lanes", name, "outages", "down_days"], &outages.down_days);
        }
    }
}

/// Days that are all 0 are no time: they are taken as one.
fn lasts<R: super::super::Range>(ctx: &Context, path: &[&str], days: &Draw<R>) {
    if reach(&days.0.expression, ctx).1 <= 0.0 {
        ctx.error(path, "it lasts a day at least: allowed is more than 0 days");
    }
}

fn one_is_no_outage<R: super::super::Range>(ctx: &Context, path: &[&str], left: &Number<R>) {
    if left.value() == Some(1.0) {
        ctx.warn(path, "all of the capacity is left: these outages have no effect");
    }
}

/// What is a share of the capacity needs one.
fn needs_capacity(ctx: &Context, (name, site): (&str, &Site), path: &[&str], why: &str) {
    if !site.lines.is_empty() {
        ctx.error(path, format!("with \"lines\", all of them stand still: only without \"lines\" {why}"));
    } else if !ctx.is_written(&["sites", name, "capacity_per_day"]) {
        ctx.error(path, format!("this site has no \"capacity_per_day\": only with one {why}"));
    }
}

fn output_quota(ctx: &Context, name: &str, site: &Site, quota: &OutputQuota) {
    let path = ["sites", name, "output_quota"];
    if !site.lines.is_empty() {
        ctx.error_at_key(&path, "with \"lines\" there is no quota on what a site makes: write a site for each of them");
    }
    if let (Some(left), Schedule::Constant(whole)) = (&quota.left, &quota.per_half_year)
        && let (Some(left), Some(whole)) = (left.value(), whole.value())
        && left > whole
        && ctx.is_sound(&path)
    {
        let text = format!("{} are left of a quota of {}", words::number(left), words::number(whole));
        ctx.error(&[&path[..], &["left"]].concat(), text);
    }
    if let Some(last) = ctx.last_day() {
        let material = ctx.scenario.materials.get(site.makes.as_deref().unwrap_or_default());
        let span = format!("the horizon runs from {} to {last}", ctx.scenario.start);
        let path = [&path[..], &["per_half_year"]].concat();
        dates::steps(ctx, &path, &quota.per_half_year, material, last, &span);
        within_half_years(ctx, &path, &quota.per_half_year);
    }
}

/// Warns of steps on days on which no half-year begins: each half-year has what holds on its first day.
fn within_half_years(ctx: &Context, path: &[&str], quota: &Schedule<Quantity>) {
    let Schedule::Steps(steps) = quota else { return };
    let begins = |day: Date| day.day() == 1 && [1, 7].contains(&day.month());
    for (i, step) in steps.iter().enumerate().filter(|(_, step)| step.from > ctx.scenario.start && !begins(step.from)) {
        let next = if step.from.month() < 7 { date(step.from.year(), 7, 1) } else { date(step.from.year() + 1, 1, 1) };
        let text =
            format!("a quota is of a whole half-year: this step has no effect before the next one, from {next} on");
        ctx.warn(&[path, &[&i.to_string(), "from"]].concat(), text);
    }
}

fn ramp(ctx: &Context, name: &str, site: &Site, ramp: &Ramp) {
    let at = |field: &'static str| ["sites", name, "ramp", field];
    let start = ctx.scenario.start;
    if let Some(last) = ctx.last_day().filter(|last| ramp.from > *last) {
        let text = format!("{} is after the end: the horizon runs from {start} to {last}", ramp.from);
        ctx.error(&at("from"), text);
    }
    if ramp.ramp_days > 1 {
        needs_capacity(ctx, (name, site), &at("ramp_days"), "output can grow to it");
    }
    if let Some(days) = &ramp.qualification_days {
        lasts(ctx, &at("qualification_days"), days);
    }
    if let Some(fails) = ramp.fails.as_ref().filter(|fails| fails.value() != Some(0.0)) {
        if !ctx.is_written(&at("qualification_days")) {
            ctx.error(&at("fails"), "nothing can fail without \"qualification_days\": the time that a try takes");
        } else if matches!(fails.expression, Expression::Value(x) if x >= 1.0) {
            ctx.warn(&at("fails"), "every try fails: this site never comes into service");
        }
    }
}
