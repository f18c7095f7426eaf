//! Authorities: chances that add up, events that do something, dates within the horizon.

use super::super::number::{Files, Number};
use super::super::policy::{Authority, DeskLimit, Event, Regime};
use super::super::problem::Problem;
use super::super::schedule::Schedule;
use super::super::words;
use super::context::{Context, owned};
use super::laws;

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
        same_day(ctx, name, authority);
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
    if authority.desk.limit != DeskLimit::StartsPerWorkingDay {
        let base = ["authorities", name, "desk"];
        if let Some(backlog) = &authority.desk.opening_backlog {
            few_enough(ctx, &[&base[..], &["opening_backlog"]].concat(), backlog);
        }
        let path = [&base[..], &["background_per_working_day"]].concat();
        match &authority.desk.background_per_working_day {
            None => {}
            Some(Schedule::Constant(number)) => few_enough(ctx, &path, number),
            Some(Schedule::Steps(steps)) => {
                for (i, step) in steps.iter().enumerate() {
                    few_enough(ctx, &[&path[..], &[&i.to_string(), "value"]].concat(), &step.value);
                }
            }
        }
    }
}

/// Most files of others on a day whose work is drawn one by one.
const MOST_FILES: f64 = 100_000.0;

fn few_enough(ctx: &Context, path: &[&str], files: &Number<Files>) {
    let (_, most) = laws::reach(&files.expression, ctx);
    if most > MOST_FILES {
        let found = words::number(most);
        let text = format!("up to {found} files of others on a day are too many: the work of each of them is drawn");
        let allowed = format!("at most {}, or the limit \"starts_per_working_day\"", words::number(MOST_FILES));
        let problem = Problem::error(words::dotted(&owned(path)), text).found(found).allowed(allowed);
        ctx.tell_at(problem, &owned(path), false);
    }
}

/// Notes events of one day of which the later one in the file undoes something of the earlier one.
fn same_day(ctx: &Context, name: &str, authority: &Authority) {
    for (i, (key, event)) in authority.events.iter().enumerate() {
        for (other, later) in authority.events.iter().skip(i + 1).filter(|(_, later)| later.date == event.date) {
            let excluded = later.unless.as_ref() == Some(key)
                || (event.only_if.is_some() && event.only_if == later.unless)
                || (event.unless.is_some() && event.unless == later.only_if);
            if excluded {
                continue;
            }
            let Some(what) = conflict(event, later) else { continue };
            let text = format!(
                "\"{key}\" and \"{other}\" are on the same day, {}, and {what}: where both happen, \"{other}\" holds, \
                 which is written later",
                event.date
            );
            let path = owned(&["authorities", name, "events", other]);
            ctx.tell_at(Problem::note(words::dotted(&path), text), &path, true);
        }
    }
}

/// What two events of one day set differently.
fn conflict(event: &Event, later: &Event) -> Option<String> {
    if let (Some(one), Some(two)) = (&event.enter, &later.enter)
        && one != two
    {
        return Some(format!("enter \"{one}\" and \"{two}\""));
    }
    #[allow(clippy::float_cmp, reason = "values as they are written are the same or not")]
    let other = event.set.iter().find(|(p, x)| later.set.get(*p).is_some_and(|y| y != *x));
    if let Some((parameter, _)) = other {
        return Some(format!("set \"{parameter}\" to different values"));
    }
    if let (Some(one), Some(two)) = (event.crackdown, later.crackdown)
        && one != two
    {
        return Some("begin a crackdown and end it".to_owned());
    }
    let both =
        |add: &Event, remove: &Event| add.add_controls.iter().find(|e| remove.remove_controls.contains(e)).copied();
    let element = both(event, later).or_else(|| both(later, event))?;
    Some(format!("put {element:?} on the list and take it off"))
}

fn regime(ctx: &Context, base: &[&str], regime: &Regime) {
    outcomes(ctx, base, regime.returned_share.as_ref(), regime.denied_share.as_ref());
    for (i, rule) in regime.rules.iter().enumerate() {
        let i = i.to_string();
        outcomes(ctx, &[base, &["rules", &i]].concat(), rule.returned_share.as_ref(), rule.denied_share.as_ref());
    }
    if let Some(list) = regime.volume_rule.as_ref().and_then(|rule| rule.watch_list.as_ref()) {
        let path = [base, &["volume_rule", "watch_list"]].concat();
        outcomes(ctx, &path, list.returned_share.as_ref(), list.denied_share.as_ref());
        if list.returned_share.is_none() && list.denied_share.is_none() {
            ctx.warn(&path, "the watch list changes nothing: it has neither \"denied_share\" nor \"returned_share\"");
        }
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
        && event.remove_controls.is_empty()
        && event.add_to_groups.is_empty()
        && event.take_from_groups.is_empty()
        && event.crackdown.is_none();
    if nothing {
        let text = "this event does nothing: it needs \"enter\", \"set\", \"add_controls\", \"remove_controls\", \
                    \"add_to_groups\", \"take_from_groups\" or \"crackdown\"";
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
