//! Policy up to the new first day: events that have happened or not, and the regimes that were in force.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::facts::{Passed, PassedKind};
use super::{OpenEvent, Rolling, tree};
use crate::scenario::{Authority, Event, Expression, Window, name_list, nearest_name, words};

/// The regime in which an authority is on the new first day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RegimeFact {
    /// Key of the authority.
    pub authority: String,
    /// Key of the regime.
    pub regime: String,
    /// Since when.
    pub since: Date,
    /// Whether it was stated for the new first day.
    pub stated: bool,
}

/// Takes all authorities to the new first day.
pub(super) fn put(rolling: &mut Rolling) -> Vec<RegimeFact> {
    unknown_names(rolling);
    let scenario = rolling.scenario;
    scenario
        .authorities
        .iter()
        .filter_map(|(name, authority)| {
            let happened = events(rolling, name, authority);
            regime(rolling, name, authority, &happened)
        })
        .collect()
}

/// Names of events, authorities and regimes that nothing bears.
fn unknown_names(rolling: &mut Rolling) {
    let (scenario, options, to) = (rolling.scenario, rolling.options, rolling.to);
    let all = || scenario.authorities.iter().flat_map(|(name, of)| of.events.keys().map(move |event| (name, event)));
    for (said, _) in &options.happened {
        if !all().any(|(authority, event)| is_called(said, authority, event)) {
            let known: Vec<&str> = all().map(|(_, event)| event.as_str()).collect();
            rolling.unknown("--happened", "event", said, &known);
        }
    }
    for stated in &options.regimes {
        let Some(authority) = scenario.authorities.get(&stated.authority) else {
            let known: Vec<&str> = scenario.authorities.keys().map(String::as_str).collect();
            rolling.unknown("--regime", "authority", &stated.authority, &known);
            continue;
        };
        if !authority.regimes.contains_key(&stated.regime) {
            let known: Vec<&str> = authority.regimes.keys().map(String::as_str).collect();
            rolling.unknown("--regime", "regime", &stated.regime, &known);
        }
        let from = stated.from.unwrap_or(to);
        if from < scenario.start || from > to {
            let text = format!("--regime: {from} does not lie between {} and {to}", scenario.start);
            rolling.mistakes.push(text);
        }
    }
}

fn is_called(said: &str, authority: &str, event: &str) -> bool {
    said == event || said.split_once('.') == Some((authority, event))
}

/// Events before the new first day, and whether they have happened. Those whose chance is open must be stated.
fn events<'a>(rolling: &mut Rolling<'a>, name: &str, authority: &'a Authority) -> IndexMap<&'a str, (&'a Event, bool)> {
    let (start, to) = (rolling.scenario.start, rolling.to);
    let mut known = authority.past_events(start);
    let mut passed: Vec<(&String, &Event)> =
        authority.events.iter().filter(|(_, event)| event.first() >= start && event.first() < to).collect();
    passed.sort_by_key(|(_, event)| event.first());
    for (key, event) in passed {
        let was = |other: &Option<String>| other.as_ref().map(|o| known.get(o.as_str()).is_some_and(|(_, was)| *was));
        let possible = was(&event.only_if) != Some(false) && was(&event.unless) != Some(true);
        let stated = rolling.options.happened.iter().rev().find(|(said, _)| is_called(said, name, key));
        let certain =
            event.chance.as_ref().is_none_or(|chance| matches!(chance.expression, Expression::Value(x) if x >= 1.0));
        if let Some(window) = event.window
            && !in_window(rolling, (name, key), (event, window), stated.map(|(_, stated)| *stated && possible))
        {
            continue;
        }
        let happened = match (possible, stated) {
            (false, _) => false,
            (true, Some((_, stated))) => *stated,
            (true, None) if certain && event.window.is_none() => true,
            (true, None) => {
                let field = words::dotted(&["authorities", name, "events", key].map(str::to_owned));
                rolling.open_events.push(OpenEvent { field, name: key.clone(), when: open(event) });
                true
            }
        };
        if !certain || !happened {
            tree::put(&mut rolling.tree, &["authorities", name, "events", key, "happened"], Value::from(happened));
        }
        rolling.passed.push(Passed {
            kind: if happened { PassedKind::Happened } else { PassedKind::DidNotHappen },
            field: words::dotted(&["authorities", name, "events", key].map(str::to_owned)),
            thing: event.title.clone().unwrap_or_else(|| key.replace('_', " ")),
            date: Some(event.first()),
            what: String::new(),
        });
        known.insert(key.as_str(), (event, happened));
    }
    known
}

/// When an event was to happen that may not have.
fn open(event: &Event) -> String {
    if event.window.is_some() {
        format!("on some day of {}", event.when())
    } else {
        format!("on {} with a chance", event.when())
    }
}

/// Takes an event whose window has begun to the new first day: one that may still come has what is left of its window,
/// and of its chance. Whether it is over.
fn in_window(
    rolling: &mut Rolling,
    (authority, key): (&str, &str),
    (event, window): (&Event, Window),
    stated: Option<bool>,
) -> bool {
    let at = |field: &'static str| ["authorities", authority, "events", key, field];
    let path = ["authorities", authority, "events", key];
    match stated {
        Some(true) => {
            rolling.mistakes.push(format!(
                "--happened {key}=yes does not say on which day of {} it came: write the day into the file, as its \
                 \"date\" in place of the \"window\"",
                event.when()
            ));
            true
        }
        None => true,
        Some(false) if window.to < rolling.to => {
            tree::put(&mut rolling.tree, &at("date"), tree::date(window.to));
            tree::take(&mut rolling.tree, &at("window"));
            true
        }
        Some(false) => {
            tree::put(
                &mut rolling.tree,
                &["authorities", authority, "events", key, "window", "from"],
                tree::date(rolling.to),
            );
            let mut what = format!("has not happened; it can come until {}", window.to);
            if let Some(Expression::Value(chance)) = event.chance.as_ref().map(|chance| &chance.expression) {
                let days = |from: Date, to: Date| f64::from((to - from).get_days());
                let all = days(window.from, window.to) + 1.0;
                let left = days(rolling.to, window.to) + 1.0;
                let rest = chance * left / (all - chance * (all - left));
                tree::put(&mut rolling.tree, &at("chance"), tree::number(rest));
                what = format!("{what}, with a chance of {}", words::number((rest * 1e4).round() / 1e4));
            }
            let thing = event.title.clone().unwrap_or_else(|| key.replace('_', " "));
            rolling.pass(PassedKind::Step, &path, thing, Some(rolling.to), &what);
            false
        }
    }
}

/// The regimes up to the new first day, and the one that is in force on it.
fn regime(
    rolling: &mut Rolling,
    name: &str,
    authority: &Authority,
    happened: &IndexMap<&str, (&Event, bool)>,
) -> Option<RegimeFact> {
    let (start, to) = (rolling.scenario.start, rolling.to);
    let mut listed: Vec<(Date, String, bool)> =
        authority.regime_history.iter().map(|from| (from.from, from.regime.clone(), false)).collect();
    let entered: Vec<(Date, String)> = happened
        .values()
        .filter(|(_, was)| *was)
        .filter_map(|(event, _)| Some((event.first(), event.enter.clone()?)))
        .collect();
    if listed.is_empty() && !entered.iter().any(|(date, _)| *date < start) {
        listed.push((start, authority.initial_regime.clone(), false));
    }
    for stated in rolling.options.regimes.iter().filter(|stated| stated.authority == name) {
        let from = stated.from.unwrap_or(to);
        listed.retain(|(date, ..)| *date != from);
        listed.push((from, stated.regime.clone(), true));
    }
    listed.sort_by_key(|(date, ..)| *date);
    let mut course: Vec<(Date, String, bool)> = listed.clone();
    // An event of a day comes after what was stated for it.
    course.extend(entered.into_iter().map(|(date, regime)| (date, regime, false)));
    course.sort_by_key(|(date, ..)| *date);
    let last = course.last()?.clone();
    // To enter the regime in force changes nothing.
    let begun = course.iter().rev().take_while(|(_, regime, _)| *regime == last.1).last().unwrap_or(&last);
    let lasts = |regime: &str| authority.regimes.get(regime).is_some_and(|regime| regime.lasts_days.is_some());
    if course.len() > 1 || lasts(&last.1) {
        let written: Vec<Value> =
            listed.iter().map(|(from, regime, _)| json!({ "from": tree::date(*from), "regime": regime })).collect();
        tree::put(&mut rolling.tree, &["authorities", name, "regime_history"], Value::from(written));
    }
    tree::put(&mut rolling.tree, &["authorities", name, "initial_regime"], Value::from(last.1.as_str()));
    Some(RegimeFact { authority: name.to_owned(), regime: last.1.clone(), since: begun.0, stated: last.2 })
}

impl Rolling<'_> {
    /// Notes a name that nothing bears.
    fn unknown(&mut self, option: &str, what: &str, name: &str, known: &[&str]) {
        let meant = nearest_name(name, known.iter().copied());
        let meant = meant.map_or(String::new(), |near| format!(" (did you mean \"{near}\"?)"));
        let known = name_list(known.iter().copied(), "and");
        self.mistakes.push(format!("{option}: the scenario has no {what} \"{name}\"{meant}; there are: {known}"));
    }
}
