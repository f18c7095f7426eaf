//! What happens at the border of the first authority, and beside it.

use serde_json::{Value, json};

use super::{Choices, ELEMENTS, date, set};

/// Grey supply, and who cracks down on it.
pub(super) fn grey(c: &mut Choices, s: &mut Value, authority: &str, horizon: u32) {
    let (mut any, listed) = (false, c.chance(50));
    for (_, lane) in s["lanes"].as_object_mut().expect("lanes") {
        if lane.get("authority").is_none() && lane.get("open_orders").is_none() && c.chance(15) {
            set(lane, "grey", json!({ "cut_by": authority, "lost_share": c.number(0.0, 0.5) }));
            if listed {
                set(&mut lane["grey"], "listed_share", json!(c.number(0.2, 1.0)));
            }
            any = true;
        }
    }
    if any && listed {
        let list = json!({ "days": c.whole(1, 90), "denied_share": c.number(0.0, 0.7), "returned_share": 0.2 });
        set(&mut s["authorities"][authority], "watch_list", list);
    }
    if any && c.chance(60) {
        let (from, until) = (c.whole(1, horizon / 2), c.whole(horizon / 2, horizon - 1));
        let events = json!({ "raids": { "date": date(from), "crackdown": true, "chance": 0.5 },
            "no_raids": { "date": date(until), "crackdown": false } });
        for (name, event) in events.as_object().expect("events") {
            s["authorities"][authority]["events"][name] = event.clone();
        }
    }
    if any && c.chance(30) {
        set(&mut s["authorities"][authority]["regimes"]["first"], "crackdown", json!(true));
    }
}

/// What the first authority tracks and inspects at the border of its country.
pub(super) fn border(c: &mut Choices, authority: &mut Value, horizon: u32) {
    if c.chance(35) {
        let mut tracking = json!({ "registration_days": c.days(0.0, 20.0), "faulty_report_share": c.number(0.0, 0.5),
            "faulty_report_days": c.days(0.0, 20.0) });
        if c.chance(50) {
            set(&mut tracking, "from", json!(date(c.whole(1, horizon - 1))));
        }
        if c.chance(50) {
            set(&mut tracking, "elements", json!(ELEMENTS[..=c.of(3)]));
        }
        set(authority, "tracking", tracking);
    }
    if c.chance(35) {
        let mut inspection = json!({ "share": c.number(0.0, 1.0), "days": c.days(0.0, 12.0) });
        if c.chance(50) {
            set(&mut inspection, "share_by_regime", json!({ "first": c.number(0.0, 1.0) }));
        }
        if c.chance(60) {
            set(&mut inspection, "laboratories", json!(c.whole(1, 4)));
        }
        set(authority, "inspection", inspection);
    }
}
