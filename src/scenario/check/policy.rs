//! Authorities: chances that add up, events that do something, dates within the horizon.

use super::super::number::{Files, Number};
use super::super::policy::{Authority, DeskLimit, Event, Regime, WatchList};
use super::super::problem::Problem;
use super::super::schedule::Schedule;
use super::super::words;
use super::context::{Context, owned};
use super::distributions;

/// Checks regimes, decision rules and events.
pub(crate) fn check(ctx: &Context) {
    for (name, authority) in &ctx.scenario.authorities {
        if authority.regimes.is_empty() && !ctx.is_written(&["authorities", name, "regimes"]) {
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
        if let Some(list) = &authority.watch_list {
            watch_list(ctx, &["authorities", name, "watch_list"], list);
            listed(ctx, name, authority);
        }
    }
}

fn desk(ctx: &Context, name: &str, authority: &Authority) {
    let mut seen = Vec::new();
    for (i, entry) in authority.controls.iter().enumerate() {
        if seen.contains(&entry) {
            let text = format!("{entry} is on the list twice");
            ctx.error(&["authorities", name, "controls", &i.to_string()], text);
        }
        seen.push(entry);
    }
    if authority.desk.limit != DeskLimit::StartsPerWorkingDay {
        let desk = &authority.desk;
        let files = (desk.opening_backlog.as_ref(), desk.background_per_working_day.as_ref());
        background(ctx, &["authorities", name, "desk"], files, MOST_FILES);
    }
    for (i, office) in authority.offices.iter().enumerate() {
        let i = i.to_string();
        let base = ["authorities", name, "offices", &i];
        let files = (office.opening_backlog.as_ref(), office.background_per_working_day.as_ref());
        background(ctx, &base, files, MOST_FOLLOWED);
        if office.capacity.is_none() && !ctx.is_written(&[&base[..], &["capacity"]].concat()) {
            let others = "files of others keep nobody waiting";
            for (field, written, why) in [
                ("limit", ctx.is_written(&[&base[..], &["limit"]].concat()), "nothing is limited"),
                ("opening_backlog", files.0.is_some(), others),
                ("background_per_working_day", files.1.is_some(), others),
            ] {
                if written {
                    let text = format!("\"{field}\" has no effect without \"capacity\": {why}");
                    ctx.warn(&[&base[..], &[field]].concat(), text);
                }
            }
        }
    }
}

/// Files of others, at the start and by working day, are not too many.
fn background(
    ctx: &Context,
    base: &[&str],
    (backlog, daily): (Option<&Number<Files>>, Option<&Schedule<Files>>),
    most: f64,
) {
    if let Some(backlog) = backlog {
        few_enough(ctx, &[base, &["opening_backlog"]].concat(), backlog, most);
    }
    let path = [base, &["background_per_working_day"]].concat();
    match daily {
        None => {}
        Some(Schedule::Constant(number)) => few_enough(ctx, &path, number, most),
        Some(Schedule::Steps(steps)) => {
            for (i, step) in steps.iter().enumerate() {
                few_enough(ctx, &[&path[..], &[&i.to_string(), "value"]].concat(), &step.value, most);
            }
        }
    }
}

/// Most files of others on a day whose work is drawn one by one.
const MOST_FILES: f64 = 100_000.0;
/// The same at an office, where each is followed.
const MOST_FOLLOWED: f64 = 1_000.0;

fn few_enough(ctx: &Context, path: &[&str], files: &Number<Files>, allowed: f64) {
    let (_, most) = distributions::reach(&files.expression, ctx);
    if most > allowed {
        let found = words::number(most);
        let text = format!("up to {found} files of others on a day are too many: the work of each of them is drawn");
        let or = if allowed < MOST_FILES { "" } else { ", or the limit \"starts_per_working_day\"" };
        let allowed = format!("at most {}{or}", words::number(allowed));
        let problem = Problem::error(words::dotted(&owned(path)), text).found(found).allowed(allowed);
        ctx.tell_at(problem, &owned(path), false);
    }
}

/// Notes events of one day of which the later one in the file undoes something of the earlier one.
fn same_day(ctx: &Context, name: &str, authority: &Authority) {
    for (i, (key, event)) in authority.events.iter().enumerate() {
        for (other, later) in authority.events.iter().skip(i + 1).filter(|(_, later)| one_day(event, later)) {
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
                event.when()
            );
            let path = owned(&["authorities", name, "events", other]);
            ctx.tell_at(Problem::note(words::dotted(&path), text), &path, true);
        }
    }
}

/// Whether two events are on the same day for certain.
fn one_day(event: &Event, later: &Event) -> bool {
    event.window.is_none() && later.window.is_none() && event.first() == later.first()
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
        |add: &Event, remove: &Event| add.add_controls.iter().find(|e| remove.remove_controls.contains(e)).cloned();
    let entry = both(event, later).or_else(|| both(later, event))?;
    Some(format!("put {entry} on the list and take it off"))
}

fn regime(ctx: &Context, base: &[&str], regime: &Regime) {
    outcomes(ctx, base, regime.returned_share.as_ref(), regime.denied_share.as_ref());
    for (i, rule) in regime.rules.iter().enumerate() {
        let i = i.to_string();
        outcomes(ctx, &[base, &["rules", &i]].concat(), rule.returned_share.as_ref(), rule.denied_share.as_ref());
    }
    if let Some(list) = regime.volume_rule.as_ref().and_then(|rule| rule.watch_list.as_ref()) {
        watch_list(ctx, &[base, &["volume_rule", "watch_list"]].concat(), list);
    }
    let path = [base, &["then"]].concat();
    if regime.lasts_days.is_some() && regime.then.is_empty() && !ctx.is_written(&path) {
        let text = "this regime ends after `lasts_days`, but nothing says what follows: \"then\" is missing";
        ctx.error_at_key(&[base, &["lasts_days"]].concat(), text);
    }
    if regime.then.is_empty() || !ctx.is_sound(&path) {
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

fn watch_list(ctx: &Context, path: &[&str], list: &WatchList) {
    outcomes(ctx, path, list.returned_share.as_ref(), list.denied_share.as_ref());
    if !["returned_share", "denied_share"].iter().any(|field| ctx.is_written(&[path, &[*field]].concat())) {
        ctx.warn(path, "the watch list changes nothing: it has neither \"denied_share\" nor \"returned_share\"");
    }
}

/// Warns of a list on which nobody is ever put.
fn listed(ctx: &Context, name: &str, authority: &Authority) {
    let mut by_rule = authority.regimes.values().filter_map(|regime| regime.volume_rule.as_ref());
    let by_crackdown = ctx
        .scenario
        .lanes
        .values()
        .filter_map(|lane| lane.grey.as_ref())
        .any(|grey| grey.listed_share.is_some() && grey.cut_by.as_deref() == Some(name));
    if !by_crackdown && !by_rule.any(|rule| rule.watch_list.is_some()) {
        let text = "nobody is put on this list: no grey lane that it cuts has a \"listed_share\", no regime a rule against \
                    stockpiling with a list";
        ctx.warn(&["authorities", name, "watch_list"], text);
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
    const DOES: [&str; 8] =
        ["enter", "set", "hold", "add_controls", "remove_controls", "add_to_groups", "take_from_groups", "crackdown"];
    // What is written wrongly is told for itself.
    if !DOES.iter().any(|field| ctx.is_written(&[base, &[*field]].concat())) {
        let text = "this event does nothing: it needs \"enter\", \"set\", \"hold\", \"add_controls\", \"remove_controls\", \
                    \"add_to_groups\", \"take_from_groups\" or \"crackdown\"";
        ctx.error_at_key(base, text);
    }
    for (i, entry) in event.remove_controls.iter().enumerate() {
        if event.add_controls.contains(entry) {
            let i = i.to_string();
            let path = [base, &["remove_controls", &i]].concat();
            ctx.error(&path, format!("{entry} is put on the list and taken off by the same event"));
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
