//! Rules of a regime for some applications: whom they fit by groups, what they do to speed, priority, work and shares;
//! groups that events change.

use serde_json::{Value, json};

use crate::opening::near;
use crate::{model, run};

/// Days simulated.
const DAYS: u32 = 120;

/// Plants, by country and day of filing, each with one application at a desk that works every day; reviews take 10
/// days. Of a stock that lasts until its filing a plant halts up to the day of the decision, after a transit of a day.
fn plants(desk: &Value, regimes: &Value, events: &Value, filed: &[(&str, u32)]) -> Value {
    let mut authority = json!({
        "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": { "review_work_days": 10 },
        "initial_regime": "open", "regimes": regimes, "events": events
    });
    for (key, value) in desk.as_object().expect("an object") {
        authority["desk"][key] = value.clone();
    }
    let mut scenario = json!({
        "title": "Rules", "currency": "EUR", "start": "2025-01-01", "horizon_days": DAYS,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "groups": { "listed": { "sites": ["plant_0"] }, "allies": { "countries": ["US", "JP"] }, "nobody": {} },
        "authorities": { "desk": authority },
        "sites": { "works": { "country": "CN", "sector": "magnets", "makes": "magnet" } },
        "lanes": {}
    });
    for (i, (country, day)) in filed.iter().enumerate() {
        let plant = format!("plant_{i}");
        scenario["sites"][&plant] = json!({
            "country": country, "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
            "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": day }, "ordering": {
                "call_off": { "quantity": { "quantity": 1000 }, "first_day": day - 1, "every_days": 366 }
            } } }
        });
        scenario["lanes"][format!("lane_{i}")] =
            json!({ "from": "works", "to": plant, "authority": "desk", "transit_days": 1 });
    }
    scenario
}

/// Days of decision by plant in each trial; the last day simulated where nothing is granted.
fn decided(scenario: Value, filed: &[(&str, u32)], trials: u64) -> Vec<Vec<u32>> {
    let model = model(scenario);
    let result = run(&model, trials);
    let names: Vec<&str> = model.lines().iter().map(|line| model.sites[*line].name.as_str()).collect();
    let of = |i: usize, day: u32| {
        let place = names.iter().position(|name| *name == format!("plant_{i}")).expect("a plant");
        result.outcomes.iter().skip(place).step_by(names.len()).map(move |o| day + u32::from(o.halt_days) - 1).collect()
    };
    filed.iter().enumerate().map(|(i, (_, day))| of(i, *day)).collect()
}

/// The same where all trials are alike.
fn days(desk: Value, regimes: Value, events: Value, filed: &[(&str, u32)]) -> Vec<u32> {
    decided(plants(&desk, &regimes, &events, filed), filed, 1).into_iter().map(|trials| trials[0]).collect()
}

/// A regime with one rule, in force from one day to another.
fn between(rule: Value, from: &str, to: &str) -> (Value, Value) {
    let regimes = json!({ "open": {}, "tense": { "rules": [rule] } });
    let events = json!({ "begins": { "date": from, "enter": "tense" }, "ends": { "date": to, "enter": "open" } });
    (regimes, events)
}

/// From day 21 to day 50 nothing of the group is reviewed or decided: what was done until then counts, a file filed
/// meanwhile begins when it is over. The others are decided ten days after their filing, as ever.
#[test]
fn a_freeze_for_a_group_stops_its_files_alone() {
    let filed = [1, 11, 16, 26, 46, 51, 61];
    let expected = [11, 51, 56, 61, 61, 61, 71];
    let both: Vec<(&str, u32)> = ["US", "DE"].iter().flat_map(|country| filed.map(|day| (*country, day))).collect();
    for destination in ["US", "allies"] {
        for limit in [json!({}), json!({ "review": "at_regime_speed", "limit": "starts_per_working_day" })] {
            let rule = json!({ "destinations": [destination], "review_speed": 0 });
            let (regimes, events) = between(rule, "2025-01-22", "2025-02-21");
            let found = days(limit, regimes, events, &both);
            assert_eq!(found[..7], expected);
            assert_eq!(found[7..], filed.map(|day| day + 10));
        }
    }
}

/// One officer has put the file of the group aside, with five days of work done, and does the other one meanwhile; one
/// decision a day passes over what is ready and may not be decided.
#[test]
fn others_go_on_and_keep_their_turn() {
    let rule = json!({ "destinations": ["US"], "review_speed": 0 });
    let with = |desk: Value, from: &str| {
        let (mut regimes, events) = between(rule.clone(), from, "2025-01-31");
        for regime in ["open", "tense"] {
            regimes[regime]["desk_capacity"] = json!(1);
        }
        days(desk, regimes, events, &[("US", 1), ("DE", 2)])
    };
    assert_eq!(with(json!({ "limit": "officers" }), "2025-01-07"), [35, 16]);
    assert_eq!(with(json!({ "review_work_days": 3 }), "2025-01-05"), [30, 5]);
    // A desk that is frozen but for one group works for it alone.
    let regimes = json!({ "open": { "review_speed": 0, "desk_capacity": 1, "rules": [{ "buyers": ["listed"], "review_speed": 2 }] } });
    assert_eq!(days(json!({}), regimes, json!({}), &[("US", 1), ("DE", 1)]), [6, DAYS - 1]);
}

/// A rule that gives speed alone keeps the shares of the regime; one that gives nothing exempts from them, and so does
/// the share that one leaves out. Each thing is given by the first rule that fits and gives it.
#[test]
fn shares_speed_priority_and_work_are_given_apart() {
    let denying = |rules: Value| json!({ "open": { "denied_share": 1, "rules": rules } });
    let found = |rules: Value| days(json!({}), denying(rules), json!({}), &[("US", 1), ("DE", 1)]);
    let never = DAYS - 1;
    assert_eq!(found(json!([{ "buyers": ["listed"], "review_speed": 2 }])), [never, never]);
    assert_eq!(found(json!([{ "buyers": ["listed"] }])), [11, never]);
    assert_eq!(found(json!([{ "buyers": ["listed"], "returned_share": 0 }])), [11, never]);
    assert_eq!(found(json!([{ "exporters": ["works"], "extra_work_days": 5 }, { "denied_share": 0 }])), [16, 16]);
    let rules =
        json!([{ "buyers": ["listed"], "review_speed": 2 }, { "destinations": ["allies"], "returned_share": 0 }]);
    assert_eq!(found(rules), [6, never]);
    assert_eq!(found(json!([{ "buyers": ["nobody"], "review_speed": 2 }, { "denied_share": 0 }])), [11, 11]);
    let first = |site: &str| {
        let regimes = json!({ "open": { "desk_capacity": 1, "rules": [{ "buyers": [site], "priority": 0 }] } });
        days(json!({}), regimes, json!({}), &[("US", 1), ("DE", 1)])
    };
    assert_eq!([first("plant_0"), first("plant_1")], [vec![11, 12], vec![12, 11]]);
    let fixed = json!([{ "buyers": ["listed"], "review_speed": 2, "extra_work_days": 3 }]);
    let regimes = json!({ "open": { "rules": fixed } });
    assert_eq!(days(json!({ "review": "fixed_at_start" }), regimes, json!({}), &[("US", 1), ("DE", 1)]), [8, 11]);
}

/// Events put a buyer on the list and take it off; what is decided on a day goes by the list of that day, and a review
/// goes on at the speed of each day.
#[test]
fn events_change_who_belongs_to_a_group() {
    let events = json!({
        "joins": { "date": "2025-01-16", "add_to_groups": { "nobody": ["plant_1", "JP"] } },
        "leaves": { "date": "2025-02-05", "take_from_groups": { "nobody": ["plant_1"] } }
    });
    let filed = [("DE", 1), ("DE", 10), ("JP", 10), ("JP", 40)];
    let frozen = json!({ "open": { "rules": [{ "buyers": ["nobody"], "review_speed": 0 }] } });
    assert_eq!(days(json!({}), frozen, events.clone(), &filed), [11, 40, DAYS - 1, DAYS - 1]);
    let denied = json!({ "open": { "rules": [{ "buyers": ["nobody"], "denied_share": 1 }] } });
    assert_eq!(days(json!({}), denied, events, &filed), [11, DAYS - 1, DAYS - 1, DAYS - 1]);
}

/// An event puts the buyer on the list with a chance of one half; from then on six decisions of ten deny. What is
/// decided a day before goes by the list of before. 40,000 trials, 4.5 standard errors: a false alarm in 147,000.
#[test]
fn a_list_that_comes_with_a_chance() {
    let regimes = json!({ "open": { "rules": [{ "buyers": ["nobody"], "denied_share": 0.6 }] } });
    let events = json!({ "joins": { "date": "2025-01-21", "chance": 0.5, "add_to_groups": { "nobody": ["DE"] } } });
    let filed = [("DE", 9), ("DE", 10)];
    let found = decided(plants(&json!({}), &regimes, &events, &filed), &filed, 40_000);
    assert!(found[0].iter().all(|day| *day == 19));
    near("P(denied)", found[1].iter().map(|day| i64::from(*day == DAYS - 1)), 0.3);
}

/// An order that is placed elsewhere withdraws its file; the officer who has it is free when its review would have been
/// done, on day 51, and takes up the next one.
#[test]
fn the_officer_of_a_withdrawn_file_is_free_again() {
    let desk = json!({ "limit": "officers", "review_work_days": 50 });
    let filed = [("US", 1), ("DE", 2)];
    let mut scenario = plants(&desk, &json!({ "open": { "desk_capacity": 1 } }), &json!({}), &filed);
    let lane = &mut scenario["lanes"]["lane_0"];
    (lane["rank"], lane["reroute_after_days"]) = (json!(0), json!(10));
    scenario["sites"]["other"] = scenario["sites"]["works"].clone();
    scenario["lanes"]["other"] = json!({ "from": "other", "to": "plant_0", "rank": 1, "transit_days": 1 });
    assert_eq!(decided(scenario, &filed, 1)[1], [101]);
}
