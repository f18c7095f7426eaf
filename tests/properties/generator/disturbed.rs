//! Choices about what goes wrong on the way: outages, ramps, quotas, goods held, events on some day; licences of pairs.

use serde_json::{Value, json};

use super::{Choices, date, set};

/// Adds them to a scenario.
pub(super) fn disturb(c: &mut Choices, s: &mut Value, horizon: u32) {
    for name in keys(s, "sites") {
        site(c, &mut s["sites"][name], horizon);
    }
    for name in keys(s, "lanes") {
        if c.chance(12) {
            let outages = json!({ "up_days": c.days(5.0, 60.0), "down_days": c.days(1.0, 30.0) });
            set(&mut s["lanes"][name], "outages", outages);
        }
    }
    for name in keys(s, "authorities") {
        events(c, &mut s["authorities"][&name], horizon);
        if c.chance(40) {
            pair(c, s, &name, horizon);
        }
    }
}

fn keys(s: &Value, of: &str) -> Vec<String> {
    s[of].as_object().expect("names").keys().cloned().collect()
}

/// A site that makes for others is not always there, and makes no more than its quota.
fn site(c: &mut Choices, site: &mut Value, horizon: u32) {
    if site.get("sales").is_some() || site.get("lines").is_some() {
        return;
    }
    let limited = site.get("capacity_per_day").is_some();
    if c.chance(20) {
        let mut outages = json!({ "up_days": c.days(5.0, 60.0), "down_days": c.days(1.0, 30.0) });
        if limited && c.chance(50) {
            set(&mut outages, "capacity_left", json!(c.number(0.0, 0.9)));
        }
        set(site, "outages", outages);
    }
    if c.chance(12) {
        let mut ramp = json!({
            "from": date(c.whole(0, horizon / 2)), "qualification_days": c.days(1.0, 40.0), "fails": c.number(0.0, 0.6),
            "after_failure": c.pick(&["try_again", "never"])
        });
        if limited {
            set(&mut ramp, "ramp_days", json!(c.whole(1, 60)));
        }
        set(site, "ramp", ramp);
    }
    if c.chance(12) {
        set(site, "output_quota", json!({ "per_half_year": c.number(50.0, 3000.0) }));
    }
}

/// An event comes on some day, another holds goods under way.
fn events(c: &mut Choices, authority: &mut Value, horizon: u32) {
    let turn = authority.get("events").and_then(|events| events["turn"]["date"].as_str()).map(str::to_owned);
    if let Some(from) = turn.filter(|_| c.chance(50)) {
        let event = authority["events"]["turn"].as_object_mut().expect("an event");
        event.remove("date");
        event.insert("window".to_owned(), json!({ "from": from, "to": date(horizon / 2) }));
    }
    if c.chance(30) {
        let hold = json!({ "days": c.days(0.0, 40.0) });
        let event = json!({ "date": date(c.whole(0, horizon - 1)), "chance": c.number(0.3, 1.0), "hold": hold });
        if authority.get("events").is_none() {
            set(authority, "events", json!({}));
        }
        authority["events"]["border"] = event;
    }
}

/// A general licence for the pair of a lane that has none of its own.
fn pair(c: &mut Choices, s: &mut Value, authority: &str, horizon: u32) {
    let lanes = s["lanes"].as_object().expect("lanes");
    let own = |lane: &&Value| lane["authority"] == json!(authority) && lane.get("general_licence").is_none();
    let all: Vec<&Value> = lanes.values().filter(own).collect();
    if all.is_empty() {
        return;
    }
    let lane = all[c.of(all.len())];
    let mut licence = json!({
        "exporter": lane["from"], "customer": lane["to"], "quantity": c.whole(10, 2000),
        "valid_days": c.whole(30, 120), "renew_before_days": c.whole(1, 25)
    });
    if c.chance(50) {
        set(&mut licence, "in_force", json!({ "left": c.whole(1, 300), "until": date(c.whole(0, horizon)) }));
    } else {
        set(&mut licence, "apply_on", json!(date(c.whole(0, horizon / 2))));
        if c.chance(60) {
            set(&mut licence, "eligible", json!(c.number(0.3, 1.0)));
        } else {
            let rules =
                json!([{ "destinations": ["DE"], "chance": c.number(0.3, 1.0) }, { "chance": c.number(0.0, 1.0) }]);
            set(&mut s["authorities"][authority], "eligibility", rules);
        }
    }
    set(&mut s["authorities"][authority], "general_licences", json!({ "pair": licence }));
}
