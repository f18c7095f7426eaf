//! What an authority may have besides a desk and regimes: groups and rules for some, quotas, a watch list, offices.

use serde_json::{Value, json};

use super::{Choices, date, set};

/// Adds some of it to the authorities of a scenario.
pub(super) fn add(c: &mut Choices, s: &mut Value, horizon: u32) {
    let sites: Vec<String> = s["sites"].as_object().expect("sites").keys().cloned().collect();
    let materials: Vec<String> = s["materials"].as_object().expect("materials").keys().cloned().collect();
    let names: Vec<String> = s["authorities"].as_object().expect("authorities").keys().cloned().collect();
    let listed = json!([sites[c.of(sites.len())]]);
    set(s, "groups", json!({ "listed": { "sites": listed }, "allies": { "countries": ["US", "JP"] } }));
    for name in &names {
        let authority = &mut s["authorities"][name];
        if c.chance(30) {
            let quota = json!({ &materials[c.of(materials.len())]: c.whole(20, 900) });
            set(authority, "quotas", quota);
        }
        if c.chance(30) {
            let office = |c: &mut Choices, name: &str| {
                let mut office = json!({
                    "name": name, "review_work_days": c.days(0.0, 9.0), "review": c.pick(&["at_regime_speed", "fixed_at_start"]),
                    "limit": c.pick(&["decisions_per_working_day", "starts_per_working_day", "officers"]),
                    "returned_share": c.number(0.0, 0.3)
                });
                if c.chance(60) {
                    set(&mut office, "capacity", json!(c.number(0.3, 3.0)));
                    if c.chance(40) {
                        set(&mut office, "background_per_working_day", json!(c.number(0.0, 2.0)));
                        set(&mut office, "opening_backlog", json!(c.whole(0, 20)));
                        set(&mut office, "background_priority", json!(c.whole(0, 3)));
                        set(&mut office, "background_arrivals", json!(c.pick(&["poisson", "even"])));
                    }
                }
                office
            };
            let mut offices = vec![office(c, "town")];
            if c.chance(40) {
                offices.push(office(c, "province"));
            }
            set(authority, "offices", json!(offices));
        }
        for regime in ["first", "second"] {
            if authority["regimes"].get(regime).is_some() {
                of_regime(c, &mut authority["regimes"][regime], &sites);
            }
        }
        if c.chance(35) {
            let member = c.pick(&["DE", "US", sites[0].as_str()]).to_owned();
            let joins = json!({
                "date": date(c.whole(1, horizon / 2)), "chance": c.number(0.3, 1.0),
                "add_to_groups": { "listed": [member] }, "take_from_groups": { "allies": ["JP"] }
            });
            let leaves =
                json!({ "date": date(c.whole(horizon / 2, horizon - 1)), "take_from_groups": { "listed": [member] } });
            if authority.get("events").is_none() {
                set(authority, "events", json!({}));
            }
            set(&mut authority["events"], "joins", joins);
            set(&mut authority["events"], "leaves", leaves);
        }
    }
}

fn of_regime(c: &mut Choices, regime: &mut Value, sites: &[String]) {
    if c.chance(25) {
        set(regime, "quota_factor", json!(c.number(0.2, 2.0)));
    }
    if regime.get("volume_rule").is_some() && c.chance(60) {
        let list = json!({ "days": c.whole(1, 60), "denied_share": c.number(0.0, 0.7), "returned_share": 0.2 });
        set(&mut regime["volume_rule"], "watch_list", list);
    }
    if c.chance(40) {
        let speed = if c.chance(50) { 0.0 } else { c.number(0.3, 2.0) };
        let mut rules = regime.get("rules").cloned().unwrap_or(json!([]));
        let own = rules.as_array_mut().expect("rules");
        own.push(json!({ "buyers": ["listed"], "review_speed": speed }));
        own.push(json!({ "destinations": ["allies", "DE"], "priority": c.whole(0, 3), "extra_work_days": c.number(0.0, 9.0) }));
        own.push(json!({ "exporters": [sites[c.of(sites.len())]], "buyers": ["allies"], "denied_share": c.number(0.0, 0.5) }));
        set(regime, "rules", rules);
    }
}
