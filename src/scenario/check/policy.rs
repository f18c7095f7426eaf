//! Authorities: chances that add up, events that do something, dates within the horizon.

use super::super::number::Number;
use super::super::policy::{Authority, Event, Regime};
use super::super::words;
use super::context::Context;

/// Checks regimes, decision rules and events.
pub(crate) fn check(ctx: &Context) {
    for (name, authority) in &ctx.scenario.authorities {
        if authority.regimes.is_empty() {
            ctx.error_at_key(&["authorities", name, "regimes"], "an authority needs at least one regime");
        }
        for (key, r) in &authority.regimes {
            regime(ctx, &["authorities", name, "regimes", key], r);
        }
        for (key, e) in &authority.events {
            event(ctx, &["authorities", name, "events", key], e);
        }
        desk(ctx, name, authority);
    }
}

fn desk(ctx: &Context, name: &str, authority: &Authority) {
    let mut seen = Vec::new();
    for (i, element) in authority.controls.iter().enumerate() {
        if seen.contains(element) {
            let text = format!("{element:?} is on the list twice");
            ctx.error(&["authorities", name, "controls", &i.to_string()], text);
        }
        seen.push(*element);
    }
}

fn regime(ctx: &Context, base: &[&str], regime: &Regime) {
    outcomes(ctx, base, regime.returned_share.as_ref(), regime.denied_share.as_ref());
    for (i, rule) in regime.rules.iter().enumerate() {
        let i = i.to_string();
        outcomes(ctx, &[base, &["rules", &i]].concat(), rule.returned_share.as_ref(), rule.denied_share.as_ref());
    }
    let path = [base, &["then"]].concat();
    if regime.lasts_days.is_some() && regime.then.is_empty() && !ctx.is_written(&path) {
        let text = "this regime ends after `lasts_days`, but nothing says what follows: \"then\" is missing";
        ctx.error_at_key(&[base, &["lasts_days"]].concat(), text);
    }
    if regime.then.is_empty() {
        return;
    }
    let plain: Vec<f64> = regime.then.values().filter_map(Number::value).collect();
    let sum: f64 = plain.iter().sum();
    if plain.len() == regime.then.len() {
        if (sum - 1.0).abs() > 1e-9 {
            let text = format!("the chances of what follows must sum to 1, found {}", words::number(sum));
            ctx.error_at_key(&path, text);
        }
    } else if sum > 1.0 + 1e-9 {
        let text =
            format!("the chances of what follows must sum to 1; the plain numbers alone sum to {}", words::number(sum));
        ctx.error_at_key(&path, text);
    }
}

fn outcomes<R: super::super::Range>(
    ctx: &Context,
    base: &[&str],
    returned: Option<&Number<R>>,
    denied: Option<&Number<R>>,
) {
    if let (Some(returned), Some(denied)) = (returned.and_then(Number::value), denied.and_then(Number::value))
        && returned + denied > 1.0 + 1e-9
    {
        let text = format!(
            "returned and denied shares sum to {}, allowed at most 1 (what remains is granted)",
            words::number(returned + denied)
        );
        ctx.error(&[base, &["denied_share"]].concat(), text);
    }
}

fn event(ctx: &Context, base: &[&str], event: &Event) {
    let nothing = event.enter.is_none()
        && event.set.is_empty()
        && event.add_controls.is_empty()
        && event.remove_controls.is_empty();
    if nothing {
        let text = "this event does nothing: it needs \"enter\", \"set\", \"add_controls\" or \"remove_controls\"";
        ctx.error_at_key(base, text);
    }
    for (i, element) in event.remove_controls.iter().enumerate() {
        if event.add_controls.contains(element) {
            let i = i.to_string();
            let path = [base, &["remove_controls", &i]].concat();
            ctx.error(&path, format!("{element:?} is put on the list and taken off by the same event"));
        }
    }
    if event.only_if.is_some() && event.only_if == event.unless {
        let path = [base, &["unless"]].concat();
        ctx.error(&path, "this event never happens: \"only_if\" and \"unless\" name the same event");
    }
    if event.restart && event.enter.is_none() {
        ctx.warn(&[base, &["restart"]].concat(), "\"restart\" has no effect without \"enter\"");
    }
}
