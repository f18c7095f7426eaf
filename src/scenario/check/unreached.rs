//! Policy that is legal but looks like a mistake: regimes never reached or never left, rules that never fit.

use std::collections::HashSet;

use super::super::lever::Action;
use super::super::network::StockLevel;
use super::super::number::Number;
use super::super::policy::{Authority, Rule};
use super::context::Context;
use super::need::value;

/// Warns of regimes, events and rules without effect.
pub(crate) fn check(ctx: &Context) {
    of_nothing(ctx);
    let groups = &ctx.scenario.groups;
    for (name, authority) in &ctx.scenario.authorities {
        let reached = reached(ctx, authority);
        for (key, regime) in &authority.regimes {
            let base = ["authorities", name, "regimes", key];
            if !reached.contains(key.as_str()) {
                ctx.warn(&base, format!("the regime \"{key}\" is never reached: nothing leads to it"));
                continue;
            }
            let others = authority.events.values().any(|e| e.enter.as_ref().is_some_and(|r| r != key));
            if regime.lasts_days.is_none() && authority.regimes.len() > 1 && !others {
                let text = format!(
                    "the regime \"{key}\" never ends: it has no \"lasts_days\" and no event enters another one"
                );
                ctx.warn(&base, text);
            }
            if regime.lasts_days.is_none() && !regime.then.is_empty() {
                let text = "\"then\" has no effect without \"lasts_days\": the regime lasts until an event ends it";
                ctx.warn(&[&base[..], &["then"]].concat(), text);
            }
            let hidden = (1..regime.rules.len()).find(|i| {
                let before = &regime.rules[..*i];
                given(&regime.rules[*i]).all(|what| before.iter().any(|r| r.fits_all() && given(r).any(|w| w == what)))
            });
            if let Some(i) = hidden.map(|i| i.to_string()) {
                let path = [&base[..], &["rules", &i]].concat();
                ctx.warn(&path, "this rule is never reached: the one before it fits every application");
            }
            destinations(
                ctx,
                &base,
                regime.shut_to.iter().enumerate().map(|(i, c)| (vec!["shut_to".into(), i.to_string()], c)),
            );
            destinations(
                ctx,
                &base,
                regime.rules.iter().enumerate().flat_map(|(i, rule)| {
                    let path =
                        move |j: usize| vec!["rules".into(), i.to_string(), "destinations".into(), j.to_string()];
                    let countries = rule.destinations.iter().enumerate().filter(|(_, c)| !groups.contains_key(*c));
                    countries.map(move |(j, c)| (path(j), c))
                }),
            );
        }
        for (key, event) in &authority.events {
            let first_day = event.window.is_none() && event.first() == ctx.scenario.start && !event.restart;
            if first_day && event.enter.as_ref() == Some(&authority.initial_regime) {
                let text = format!(
                    "on the first day \"{}\" is in force already; entering it does nothing",
                    authority.initial_regime
                );
                ctx.warn(&["authorities", name, "events", key, "enter"], text);
            }
        }
    }
}

/// Warns of offices that never decide, and of general licences under which nothing can be shipped.
fn of_nothing(ctx: &Context) {
    let scenario = ctx.scenario;
    let nothing = |level: &StockLevel| match level {
        StockLevel::DaysOfCover(days) => days.value() == Some(0.0),
        StockLevel::Quantity(quantity) => quantity.value() == Some(0.0),
    };
    let licence = |path: &[&str]| {
        ctx.warn(&[path, &["quantity"]].concat(), "a general licence for 0 has no effect: nothing is shipped under it");
    };
    for (name, authority) in &scenario.authorities {
        for (i, office) in authority.offices.iter().enumerate() {
            if office.capacity.as_ref().and_then(Number::value) == Some(0.0) {
                let text =
                    format!("\"{}\" never decides: with a capacity of 0 no application comes through", office.name);
                ctx.warn(&["authorities", name, "offices", &i.to_string(), "capacity"], text);
            }
        }
        let idle = authority.general_licences.iter().filter(|(_, of)| of.in_force.is_none());
        for (key, _) in idle.filter(|(_, of)| of.quantity.value() == Some(0.0)) {
            licence(&["authorities", name, "general_licences", key]);
        }
    }
    for (name, lane) in &scenario.lanes {
        let idle = lane.general_licence.as_ref().filter(|of| of.in_force.is_none() && nothing(&of.quantity));
        if idle.is_some() {
            licence(&["lanes", name, "general_licence"]);
        }
    }
    for (name, lever) in &scenario.levers {
        if matches!(&lever.action, Action::GeneralLicence { quantity, .. } if nothing(quantity)) {
            licence(&["levers", name, "action", "general_licence"]);
        }
    }
}

/// What a rule gives: shares, speed, priority, extra work.
fn given(rule: &Rule) -> impl Iterator<Item = usize> {
    let given =
        [rule.gives_shares(), rule.review_speed.is_some(), rule.priority.is_some(), rule.extra_work_days.is_some()];
    (0..given.len()).filter(move |i| given[*i])
}

/// Countries in a rule to which no lane of the network leads.
fn destinations<'a>(ctx: &Context, base: &[&str], codes: impl Iterator<Item = (Vec<String>, &'a String)>) {
    for (rest, code) in codes.filter(|(_, c)| *c != "*") {
        if !ctx.index.has_country(code) {
            let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
            ctx.warn(&[base, &rest].concat(), format!("no site is in {code}: this has no effect"));
        }
    }
}

fn reached<'a>(ctx: &Context, authority: &'a Authority) -> HashSet<&'a str> {
    let entered = authority
        .events
        .values()
        .filter(|e| value(ctx, e.chance.as_ref(), 1.0) > 0.0)
        .filter_map(|e| e.enter.as_deref());
    let mut open: Vec<&str> = entered.chain([authority.initial_regime.as_str()]).collect();
    let mut reached = HashSet::new();
    while let Some(name) = open.pop() {
        let Some(regime) = authority.regimes.get(name) else { continue };
        if reached.insert(name) && regime.lasts_days.is_some() {
            open.extend(regime.then.iter().filter(|(_, p)| p.value() != Some(0.0)).map(|(n, _)| n.as_str()));
        }
    }
    reached
}
