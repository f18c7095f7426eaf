//! Calendars: names, circles, and days before others; years of which nothing is known.

use std::collections::HashSet;

use super::super::calendar::{self, COUNTRIES};
use super::super::network::{Calendar, DaysNamed};
use super::context::Context;

/// Calendars of the program that no file can replace.
const FIXED: [&str; 2] = ["every_day", "monday_to_friday"];

/// Checks what calendars say.
pub(crate) fn check(ctx: &Context) {
    let known = names(ctx);
    for name in ctx.names(&["calendars"]).iter().filter(|name| FIXED.contains(name)) {
        ctx.error_at_key(&["calendars", name], format!("the calendar \"{name}\" exists already; choose another name"));
    }
    for (name, calendar) in &ctx.scenario.calendars {
        let based_on = ["calendars", name, "based_on"];
        let missing = calendar.working_days.is_none() && !ctx.is_written(&["calendars", name, "working_days"]);
        match &calendar.based_on {
            None if missing && !ctx.is_written(&based_on) => {
                let text = format!(
                    "the calendar \"{name}\" has neither \"working_days\" nor a calendar that it is \"based_on\""
                );
                ctx.error_at_key(&["calendars", name], text);
            }
            Some(other) if ctx.must_know(&based_on, false, "calendar", other, &known) && in_circle(ctx, name) => {
                ctx.error(&based_on, format!("\"{name}\" is based on itself"));
            }
            _ => {}
        }
        for (field, days) in [("holidays", &calendar.holidays), ("extra_working_days", &calendar.extra_working_days)] {
            in_order(ctx, ["calendars", name, field], days);
        }
    }
}

/// Names of all calendars, those of the file first.
pub(crate) fn names<'c>(ctx: &'c Context) -> indexmap::IndexSet<&'c str> {
    let mut names = ctx.names(&["calendars"]);
    names.retain(|name| !FIXED.contains(name));
    names.extend(calendar::shipped().keys());
    names
}

fn in_order(ctx: &Context, [calendars, name, field]: [&str; 3], days: &[DaysNamed]) {
    for (i, days) in days.iter().enumerate().filter(|(_, days)| days.last() < days.from) {
        let text = format!("the last day ({}) is before the first ({})", days.last(), days.from);
        ctx.error(&[calendars, name, field, &i.to_string(), "to"], text);
    }
}

/// Whether a calendar is, by what it is based on, based on itself.
fn in_circle(ctx: &Context, name: &str) -> bool {
    let calendars = &ctx.scenario.calendars;
    let base = |of: &str| calendars.get(of).and_then(|c| c.based_on.as_deref());
    // The calendar of a country can be changed under its own name.
    let own = |of: &str| base(of) == Some(of) && calendar::shipped().contains_key(of);
    let mut at = name;
    for _ in 0..=calendars.len() {
        match base(at).filter(|_| !own(at)) {
            None => return false,
            Some(next) if next == name => return true,
            Some(next) => at = next,
        }
    }
    false
}

/// Warns of calendars that nothing uses, that never work at a desk, or of which too little is known.
pub(crate) fn suspicious(ctx: &Context) {
    let scenario = ctx.scenario;
    let calendars = &scenario.calendars;
    let of_sites = scenario.sites.values().map(|s| &s.calendar);
    let of_desks = || scenario.authorities.values().map(|a| &a.calendar);
    let of_others = calendars.values().map(|c| &c.based_on);
    let used: HashSet<&String> = of_sites.chain(of_desks()).chain(of_others).flatten().collect();
    for name in calendars.keys() {
        if !used.contains(name) {
            ctx.warn(&["calendars", name], format!("the calendar \"{name}\" is not used"));
        } else if of_desks().flatten().any(|desk| desk == name)
            && let layers = calendar::layers(calendars, name)
            && calendar::week(&layers).is_empty()
            && layers.iter().all(|calendar| calendar.extra_working_days.is_empty())
        {
            ctx.warn(&["calendars", name, "working_days"], "a licence desk with this calendar never works".to_owned());
        }
    }
    let written = |name: &str| calendars.get(name).is_some_and(|c| c.based_on.as_deref() != Some(name));
    for country in COUNTRIES.iter().filter(|c| !written(c.name) && used.iter().any(|name| *name == c.name)) {
        unknown_years(ctx, country);
    }
}

/// A note where the horizon leaves the years for which the calendar of a country is complete.
fn unknown_years(ctx: &Context, country: &calendar::Country) {
    let (first, last) = country.known;
    let Some(end) = ctx.last_day().filter(|end| ctx.scenario.start < first || *end > last) else { return };
    let before = if ctx.scenario.start < first { "; before that it is Monday to Friday" } else { "" };
    let after = if end > last { format!("; after that {}", country.after) } else { String::new() };
    let text = format!("the calendar \"{}\" is known from {first} to {last}{before}{after}", country.name);
    let scenario = ctx.scenario;
    let is_it = |calendar: &Option<String>| calendar.as_deref() == Some(country.name);
    let site = scenario.sites.iter().find(|(_, s)| is_it(&s.calendar)).map(|(name, _)| ["sites", name, "calendar"]);
    let desk = scenario.authorities.iter().find(|(_, a)| is_it(&a.calendar));
    let desk = desk.map(|(name, _)| ["authorities", name, "calendar"]);
    // Who has named days after the years that are known has thought of them.
    let thought_of = |c: &Calendar| {
        let mut own = c.holidays.iter().chain(&c.extra_working_days);
        ctx.scenario.start >= first && own.any(|days| days.from > last && days.from <= end)
    };
    let base = scenario.calendars.iter().find(|(_, c)| is_it(&c.based_on) && !thought_of(c));
    let base = base.map(|(name, _)| ["calendars", name, "based_on"]);
    if let Some(path) = site.or(desk).or(base) {
        ctx.warn(&path, text);
    }
}
