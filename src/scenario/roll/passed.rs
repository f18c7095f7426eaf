//! Dates that have passed and are no policy: looks at stocks, levers, steps of plans and prices.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::facts::{Passed, PassedKind};
use super::{Rolling, tree};
use crate::scenario::{Action, Change, Lever, Ramp, Start, StockLevel, words};

/// Takes all of them to the new first day.
pub(super) fn put(rolling: &mut Rolling) {
    reviews(rolling);
    for (name, lever) in &rolling.scenario.levers {
        take_on(rolling, name, lever);
    }
    let merged = rolling.merged;
    steps(rolling, merged, &mut Vec::new());
    for (name, authority) in &rolling.scenario.authorities {
        let title = |title: &Option<String>, key: &str| title.clone().unwrap_or_else(|| key.replace('_', " "));
        if authority.desk.opening_backlog.is_some() {
            let path = ["authorities", name, "desk", "opening_backlog"];
            rolling.pass(PassedKind::Backlog, &path, title(&authority.title, name), None, "");
        }
        for (i, office) in authority.offices.iter().enumerate().filter(|(_, office)| office.opening_backlog.is_some()) {
            let i = i.to_string();
            let path = ["authorities", name, "offices", &i, "opening_backlog"];
            rolling.pass(PassedKind::Backlog, &path, title(&office.title, &office.name), None, "");
        }
    }
    let scenario = rolling.scenario;
    for (name, site) in &scenario.sites {
        if let Some(of) = &site.ramp {
            ramp(rolling, (name, site.title.as_deref()), of);
        }
    }
}

/// The first day of service after a try of so many days.
fn serves(from: Date, days: f64) -> Date {
    from.saturating_add(i64::from(crate::random::whole_days(days, 1)).days())
}

/// A new source: a qualification that is over for certain makes a first day of service; any other has gone on since.
fn ramp(rolling: &mut Rolling, (name, title): (&str, Option<&str>), ramp: &Ramp) {
    let to = rolling.to;
    if ramp.from >= to {
        return;
    }
    let path = ["sites", name, "ramp"];
    let thing = title.map_or_else(|| name.replace('_', " "), str::to_owned);
    let surely = ramp.fails.as_ref().is_none_or(|fails| fails.value() == Some(0.0));
    let (from, what) = match &ramp.qualification_days {
        None => (ramp.from, "in service"),
        Some(days) => match days.0.value().filter(|_| surely).map(|days| serves(ramp.from, days)) {
            Some(from) if from <= to => {
                tree::put(&mut rolling.tree, &[&path[..], &["from"]].concat(), tree::date(from));
                for field in ["qualification_days", "fails", "after_failure"] {
                    tree::take(&mut rolling.tree, &[&path[..], &[field]].concat());
                }
                (from, "qualified and in service")
            }
            _ => {
                let what = "its qualification has gone on since and is not over; if it is, write the first day of service as \
                            `from`, without `qualification_days`";
                (ramp.from, what)
            }
        },
    };
    rolling.pass(PassedKind::Ramp, &path, thing, Some(from), what);
}

impl Rolling<'_> {
    pub(super) fn pass(&mut self, kind: PassedKind, path: &[&str], thing: String, date: Option<Date>, what: &str) {
        let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
        self.passed.push(Passed { kind, field: words::dotted(&path), thing, date, what: what.to_owned() });
    }

    fn days(&self) -> u32 {
        u32::try_from((self.to - self.scenario.start).get_days()).unwrap_or(0)
    }
}

/// Looks at stocks keep their rhythm: they are counted from the first day.
fn reviews(rolling: &mut Rolling) {
    let (scenario, days) = (rolling.scenario, rolling.days());
    for (site, of) in &scenario.sites {
        for (material, input) in &of.inputs {
            let ((field, first), (_, every)) = (input.ordering.first(), input.ordering.every());
            let every = every.max(1);
            let next = if first >= days { first - days } else { (every - (days - first) % every) % every };
            if next == first {
                continue;
            }
            let path = ["sites", site, "inputs", material, "ordering", input.ordering.kind(), field];
            tree::put(&mut rolling.tree, &path, Value::from(next));
            let (thing, date) =
                (rolling.input_title(site, material), rolling.to.saturating_add(i64::from(next).days()));
            rolling.pass(PassedKind::Review, &path, thing, Some(date), "");
        }
    }
}

/// A lever that has started goes on from where it is; one that was to start and was not pulled can start now.
fn take_on(rolling: &mut Rolling, name: &str, lever: &Lever) {
    let (start, to) = (rolling.scenario.start, rolling.to);
    let began = match &lever.start {
        None if lever.pulled => start,
        Some(Start::On(day)) => *day,
        _ => return,
    };
    if began >= to {
        return;
    }
    let thing = lever.title.clone().unwrap_or_else(|| name.replace('_', " "));
    tree::put(&mut rolling.tree, &["levers", name, "start"], json!({ "on": tree::date(to) }));
    if !lever.pulled {
        rolling.pass(PassedKind::LeverWaits, &["levers", name], thing, Some(began), "");
        return;
    }
    let spent = f64::from((to - began).get_days());
    let mut what: Vec<String> = Vec::new();
    let lead = match &lever.lead_days {
        None => 0.0,
        Some(lead) => lead.value().unwrap_or_else(|| {
            what.push("its lead is uncertain and counts anew".to_owned());
            f64::INFINITY
        }),
    };
    if lead.is_finite() && lead > 0.0 {
        let left = (lead.ceil() - spent).max(0.0);
        tree::put(&mut rolling.tree, &["levers", name, "lead_days"], tree::number(left));
        what.push(if left > 0.0 {
            format!("{left} days of its lead are left")
        } else {
            "it has taken effect".to_owned()
        });
    }
    if lever.cost.once.is_some() {
        tree::take(&mut rolling.tree, &["levers", name, "cost", "once"]);
        what.push("what it costs once is paid".to_owned());
    }
    match &lever.action {
        Action::StockpileRelease { quantity, over_days, .. } if lead.is_finite() => {
            what.push(released(rolling, name, quantity, *over_days, spent - lead.ceil()));
        }
        Action::GeneralLicence { .. } => what.push("its licence is applied for anew".to_owned()),
        _ => {}
    }
    what.retain(|said| !said.is_empty());
    rolling.pass(PassedKind::LeverStarted, &["levers", name], thing, Some(began), &what.join("; "));
}

/// What is left of a release that has gone on for some days.
fn released(rolling: &mut Rolling, name: &str, quantity: &StockLevel, over: u32, gone: f64) -> String {
    if gone <= 0.0 {
        return String::new();
    }
    let left = f64::from(over) - gone;
    if left <= 0.0 {
        tree::put(&mut rolling.tree, &["levers", name, "pulled"], Value::from(false));
        return "its release is over: it is no longer pulled".to_owned();
    }
    let (key, value) = match quantity {
        StockLevel::Quantity(x) => ("quantity", x.value()),
        StockLevel::DaysOfCover(x) => ("days_of_cover", x.value()),
    };
    let Some(value) = value else {
        return "its quantity is uncertain, and all of it is released anew".to_owned();
    };
    let base = ["levers", name, "action", "stockpile_release"];
    let rest = json!({ key: tree::number(value * left / f64::from(over)) });
    tree::put(&mut rolling.tree, &[&base[..], &["quantity"]].concat(), rest);
    tree::put(&mut rolling.tree, &[&base[..], &["over_days"]].concat(), tree::number(left));
    format!("{left} of {over} days of its release are left")
}

/// Steps of schedules between the old first day and the new one: they hold as they are written.
fn steps(rolling: &mut Rolling, value: &Value, path: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for item in items {
                let from = item.get("from").and_then(Value::as_str).and_then(|from| from.parse::<Date>().ok());
                let Some((from, new)) = from.zip(item.get("value")) else { continue };
                if from <= rolling.scenario.start || from >= rolling.to {
                    continue;
                }
                let change = Change { path: path.clone(), before: None, after: Some(new.clone()) };
                let [_, said] = change.in_words();
                let what = format!("{} {}", change.field_in_words(), said.unwrap_or_default());
                let thing = change.thing_in_words(rolling.merged, rolling.merged);
                let field = change.field();
                rolling.passed.push(Passed { kind: PassedKind::Step, field, thing, date: Some(from), what });
            }
        }
        Value::Object(fields) => {
            for (key, below) in fields {
                path.push(key.clone());
                steps(rolling, below, path);
                path.pop();
            }
        }
        _ => {}
    }
}
