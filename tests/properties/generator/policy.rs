//! Authorities with their regimes, and levers.

use serde_json::{Value, json};

use super::{Choices, ELEMENTS, date, past, set, steps};

fn regime(c: &mut Choices, lanes: &[String]) -> Value {
    let mut regime = json!({});
    if c.chance(40) {
        set(
            &mut regime,
            "review_speed",
            if c.chance(30) { json!({ "parameter": "factor" }) } else { json!(c.number(0.2, 2.0)) },
        );
    }
    if c.chance(40) {
        set(&mut regime, "desk_capacity", json!(c.number(0.3, 6.0)));
    }
    if c.chance(40) {
        set(&mut regime, "returned_share", json!(c.number(0.0, 0.4)));
    }
    if c.chance(40) {
        set(&mut regime, "denied_share", json!(c.number(0.0, 0.4)));
    }
    if c.chance(25) {
        set(&mut regime, "granted_fraction", json!({ "beta": { "alpha": 3, "beta": 1 } }));
    }
    if c.chance(20) {
        set(
            &mut regime,
            "volume_rule",
            json!({ "multiple_of_need": c.number(0.4, 2.0), "window_days": c.whole(10, 90) }),
        );
    }
    if c.chance(25) {
        set(&mut regime, "transit_scale", json!(c.number(0.5, 2.0)));
    }
    if c.chance(20) {
        set(&mut regime, "shut_to", json!([c.pick(&["US", "DE", "*"])]));
    }
    if c.chance(20) {
        set(&mut regime, "shut_lanes", json!([lanes[c.of(lanes.len())]]));
    }
    if c.chance(20) {
        set(
            &mut regime,
            "rules",
            json!([{ "end_use": "defence", "denied_share": 0.5 }, { "destinations": ["JP"], "returned_share": 0.1 }]),
        );
    }
    regime
}

pub(super) fn authority(c: &mut Choices, lanes: &[String], horizon: u32) -> Value {
    let mut desk = json!({
        "review_work_days": c.days(0.0, 25.0),
        "limit": c.pick(&["decisions_per_working_day", "starts_per_working_day", "officers"]),
        "review": c.pick(&["at_regime_speed", "fixed_at_start"]),
        "max_attempts": c.whole(1, 4), "licence_valid_days": c.whole(20, 180)
    });
    for (key, most) in [("preparation_days", 12.0), ("first_preparation_days", 25.0), ("correction_days", 10.0)] {
        if c.chance(35) {
            set(&mut desk, key, c.days(0.0, most));
        }
    }
    if c.chance(40) {
        set(&mut desk, "opening_backlog", json!(c.of(20)));
        set(&mut desk, "background_per_working_day", steps(c, 0.0, 3.0, horizon));
        set(&mut desk, "background_arrivals", json!(c.pick(&["poisson", "even"])));
        set(&mut desk, "background_priority", json!(c.whole(0, 2)));
    }
    let mut regimes = json!({ "first": regime(c, lanes) });
    if c.chance(60) {
        set(&mut regimes, "second", regime(c, lanes));
        let frozen = c.chance(40);
        if frozen {
            set(&mut regimes["second"], "review_speed", json!(0));
        }
        for (name, next) in [("first", "second"), ("second", "first")] {
            set(&mut regimes[name], "lasts_days", c.days(5.0, 90.0));
            set(&mut regimes[name], "then", json!({ next: 1 }));
        }
    }
    let mut authority = json!({
        "country": "CN", "controls": ELEMENTS[..=c.of(3)], "desk": desk, "regimes": regimes, "initial_regime": "first",
        "calendar": c.pick(&["monday_to_friday", "every_day", "week"])
    });
    if c.chance(30) {
        let (early, late) = (c.whole(60, 90), c.whole(0, 50));
        let before = if authority["regimes"].get("second").is_some() { "second" } else { "first" };
        let history = json!([{ "from": past(early), "regime": before }, { "from": past(late), "regime": "first" }]);
        set(&mut authority, "regime_history", history);
    }
    if c.chance(40) {
        let (first, second) = (c.whole(1, horizon / 2), c.whole(horizon / 2, horizon - 1));
        let back = if authority["regimes"].get("second").is_some() { "second" } else { "first" };
        set(
            &mut authority,
            "events",
            json!({
                "turn": { "date": date(first), "enter": back, "chance": c.number(0.3, 1.0), "restart": true, "add_controls": ["Tb"] },
                "return": { "date": date(second), "enter": "first", "only_if": "turn", "set": { "factor": 0.7 }, "remove_controls": ["Gd"] }
            }),
        );
    }
    authority
}

pub(super) fn levers(
    c: &mut Choices,
    s: &mut Value,
    buyers: &[(String, Vec<String>)],
    authorities: &[String],
    horizon: u32,
) {
    for number in 0..c.of(4) {
        let (site, inputs) = &buyers[c.of(buyers.len())];
        let material = &inputs[c.of(inputs.len())];
        let at = json!({ "site": site, "material": material });
        let with = |more: Value| {
            let mut whole = at.clone();
            more.as_object().expect("fields").iter().for_each(|(k, v)| whole[k] = v.clone());
            whole
        };
        let by_base_stock = s["sites"][site]["inputs"][material]["ordering"].get("call_off").is_none();
        let action = match c.of(6) {
            1 if by_base_stock => json!({ "safety_stock": with(json!({ "extra": c.level(2.0, 40.0) })) }),
            2 if by_base_stock => json!({ "order_earlier": with(json!({ "days": c.whole(1, 30) })) }),
            3 => json!({ "thrifting": with(json!({ "saved_share": c.number(0.05, 0.5) })) }),
            4 => {
                json!({ "stockpile_release": with(json!({ "quantity": c.level(1.0, 30.0), "over_days": c.whole(1, 20) })) })
            }
            5 => {
                let lanes: Vec<String> = s["lanes"].as_object().expect("lanes").keys().cloned().collect();
                json!({ "expedited_freight": { "lanes": [lanes[c.of(lanes.len())]], "transit_scale": 0.4, "extra_price_per_unit": 2 } })
            }
            _ => json!({ "recycling": with(json!({ "quantity_per_day": c.number(0.5, 12.0) })) }),
        };
        let start = match c.of(3) {
            1 => json!({ "cover_below": with(json!({ "days": c.number(1.0, 20.0) })) }),
            2 => json!({ "regime_entered": { "authority": authorities[c.of(authorities.len())], "regime": "first" } }),
            _ => json!({ "on": date(c.whole(0, horizon - 1)) }),
        };
        s["levers"][format!("lever{number}")] = json!({
            "action": action, "start": start, "lead_days": c.whole(0, 20), "pulled": true, "cost": { "once": 50, "per_day": 1 }
        });
    }
}
