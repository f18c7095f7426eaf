//! Names that must exist, and codes that must have their form.

use indexmap::IndexSet;

use super::context::Context;
use crate::reading::{countries_like, is_country};
use crate::scenario::{Authority, Hold};

/// Checks every reference by name, and the forms of countries and of the currency.
pub(crate) fn check(ctx: &Context) {
    let scenario = ctx.scenario;
    let materials = ctx.names(&["materials"]);
    let sites = ctx.names(&["sites"]);
    let lanes = ctx.names(&["lanes"]);
    let authorities = ctx.names(&["authorities"]);
    let calendars = super::calendars::names(ctx);

    if !is_code(&scenario.currency, 3) {
        let text =
            format!("\"{}\" is not a currency code: three capital letters are needed, as in EUR", scenario.currency);
        ctx.error(&["currency"], text);
    }
    let mut unknown = Vec::new();
    for (name, site) in &scenario.sites {
        country(ctx, &mut unknown, &["sites", name, "country"], &site.country);
        if let Some(makes) = &site.makes {
            ctx.must_know(&["sites", name, "makes"], false, "material", makes, &materials);
        }
        let inputs = ctx.names(&["sites", name, "inputs"]);
        for (key, line) in &site.lines {
            let base = ["sites", name, "lines", key];
            ctx.must_know(&[&base[..], &["makes"]].concat(), false, "material", &line.makes, &materials);
            for input in line.inputs.keys() {
                let path = [&base[..], &["inputs", input]].concat();
                ctx.must_know(&path, true, &format!("input of \"{name}\""), input, &inputs);
            }
        }
        if let Some(calendar) = &site.calendar {
            ctx.must_know(&["sites", name, "calendar"], false, "calendar", calendar, &calendars);
        }
        for input in site.inputs.keys() {
            ctx.must_know(&["sites", name, "inputs", input], true, "material", input, &materials);
        }
    }
    super::groups::check(ctx, &mut unknown);
    for (name, lane) in &scenario.lanes {
        ctx.must_know(&["lanes", name, "from"], false, "site", &lane.from, &sites);
        ctx.must_know(&["lanes", name, "to"], false, "site", &lane.to, &sites);
        if let Some(material) = &lane.material {
            ctx.must_know(&["lanes", name, "material"], false, "material", material, &materials);
        }
        if let Some(authority) = &lane.authority {
            ctx.must_know(&["lanes", name, "authority"], false, "authority", authority, &authorities);
        }
        if let Some(authority) = lane.grey.as_ref().and_then(|grey| grey.cut_by.as_ref()) {
            ctx.must_know(&["lanes", name, "grey", "cut_by"], false, "authority", authority, &authorities);
        }
    }
    for (name, authority) in &scenario.authorities {
        let at = |rest: &[&'static str]| [&["authorities", name.as_str()], rest].concat();
        country(ctx, &mut unknown, &at(&["country"]), &authority.country);
        if let Some(calendar) = &authority.calendar {
            ctx.must_know(&at(&["calendar"]), false, "calendar", calendar, &calendars);
        }
        offices(ctx, name, authority, &calendars);
        for material in authority.quotas.keys() {
            ctx.must_know(&["authorities", name, "quotas", material], true, "material", material, &materials);
        }
        let regimes = ctx.names(&at(&["regimes"]));
        ctx.must_know(&at(&["initial_regime"]), false, "regime", &authority.initial_regime, &regimes);
        for (i, from) in authority.regime_history.iter().enumerate() {
            let i = i.to_string();
            ctx.must_know(
                &at(&["regime_history"]).into_iter().chain([i.as_str(), "regime"]).collect::<Vec<_>>(),
                false,
                "regime",
                &from.regime,
                &regimes,
            );
        }
        for (key, regime) in &authority.regimes {
            let base = ["authorities", name, "regimes", key];
            for next in regime.then.keys() {
                ctx.must_know(&[&base[..], &["then", next]].concat(), true, "regime", next, &regimes);
            }
            for (i, code) in regime.shut_to.iter().enumerate().filter(|(_, code)| *code != "*") {
                country(ctx, &mut unknown, &[&base[..], &["shut_to", &i.to_string()]].concat(), code);
            }
            for (i, lane) in regime.shut_lanes.iter().enumerate() {
                ctx.must_know(&[&base[..], &["shut_lanes", &i.to_string()]].concat(), false, "lane", lane, &lanes);
            }
        }
        let events = ctx.names(&at(&["events"]));
        for (key, event) in &authority.events {
            let base = ["authorities", name, "events", key];
            if let Some(enter) = &event.enter {
                ctx.must_know(&[&base[..], &["enter"]].concat(), false, "regime", enter, &regimes);
            }
            if let Some(hold) = &event.hold {
                held(ctx, &mut unknown, (name, &base), hold);
            }
            for (field, other) in [("only_if", &event.only_if), ("unless", &event.unless)] {
                if let Some(other) = other {
                    let path = [&base[..], &[field]].concat();
                    if ctx.must_know(&path, false, "event", other, &events) {
                        condition(ctx, &path, &authority.events, key, other);
                    }
                }
            }
        }
    }
}

/// Offices have calendars that there are, and names of their own.
fn offices(ctx: &Context, name: &str, authority: &Authority, calendars: &IndexSet<&str>) {
    for (i, office) in authority.offices.iter().enumerate() {
        let i = i.to_string();
        if let Some(calendar) = &office.calendar {
            let path = ["authorities", name, "offices", &i, "calendar"];
            ctx.must_know(&path, false, "calendar", calendar, calendars);
        }
        if authority.offices[..i.parse().unwrap_or(0)].iter().any(|other| other.name == office.name) {
            let text = format!("an office before it is called \"{}\" too", office.name);
            ctx.error(&["authorities", name, "offices", &i, "name"], text);
        }
    }
}

/// Lanes and countries whose goods an event holds.
fn held(ctx: &Context, unknown: &mut Vec<String>, (name, base): (&str, &[&str]), hold: &Hold) {
    let lanes = ctx.names(&["lanes"]);
    for (i, lane) in hold.lanes.iter().enumerate() {
        let i = i.to_string();
        let path = [base, &["hold", "lanes", &i]].concat();
        if ctx.must_know(&path, false, "lane", lane, &lanes) {
            of_authority(ctx, &path, name, lane);
        }
    }
    for (i, code) in hold.destinations.iter().enumerate() {
        let i = i.to_string();
        let path = [base, &["hold", "destinations", &i]].concat();
        country(ctx, unknown, &path, code);
    }
}

/// Goods that an authority holds are on its lanes.
fn of_authority(ctx: &Context, path: &[&str], authority: &str, lane: &str) {
    let own = ctx.scenario.lanes.get(lane).is_none_or(|lane| lane.authority.as_deref() == Some(authority));
    if !own {
        ctx.error(path, format!("goods of \"{lane}\" are not held by \"{authority}\": it is not the lane's authority"));
    }
}

/// An event can depend only on one that comes before it.
fn condition(
    ctx: &Context,
    path: &[&str],
    events: &indexmap::IndexMap<String, super::super::Event>,
    key: &str,
    other: &str,
) {
    if key == other {
        ctx.error(path, "an event cannot be a condition of itself");
        return;
    }
    let (Some((here, _, this)), Some((there, _, that))) = (events.get_full(key), events.get_full(other)) else {
        return;
    };
    if [this, that].iter().any(|event| event.date.is_none() && event.window.is_none()) {
        return;
    }
    let (last, first) = (that.last(), this.first());
    if last > first || (last == first && there > here) {
        let text = format!(
            "\"{other}\" ({}) comes after \"{key}\" ({}); a condition must be an earlier event, or one of the same day that is written before it",
            that.when(),
            this.when()
        );
        ctx.error(path, text);
    }
}

/// Two capital letters, which a country has; one that none has is told once, however often it is written.
pub(super) fn country(ctx: &Context, unknown: &mut Vec<String>, path: &[&str], code: &str) {
    if is_code(code, 2) {
        if !is_country(code) && !unknown.iter().any(|known| known == code) {
            ctx.warn(path, format!("\"{code}\" is the code of no country{}", like(code)));
            unknown.push(code.to_owned());
        }
        return;
    }
    let hint = code.trim().to_uppercase();
    let meant = if is_code(&hint, 2) { format!(" — did you mean \"{hint}\"?") } else { like(code) };
    ctx.error(path, format!("\"{code}\" is not a country code: two capital letters are needed, as in DE{meant}"));
}

/// Which countries may be meant.
fn like(code: &str) -> String {
    let meant: Vec<String> = countries_like(code).iter().map(|(code, name)| format!("\"{code}\" ({name})")).collect();
    if meant.is_empty() { String::new() } else { format!(" — did you mean {}?", meant.join(" or ")) }
}

fn is_code(text: &str, letters: usize) -> bool {
    text.len() == letters && text.bytes().all(|b| b.is_ascii_uppercase())
}
