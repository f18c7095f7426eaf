//! Quotas of licences by calendar month, and the watch list of a rule against stockpiling.

use linestop::inside::experiment::{NamedModel, StepKind, story};
use serde_json::{Value, json};

use crate::register::answer;
use crate::{model, run};

/// Plants that order once at one desk, each on a day and so many pieces; a review takes a day, and every day is worked.
fn orders(desk: &Value, authority: &Value, orders: &[(u32, u32)]) -> Value {
    let mut scenario = json!({
        "title": "Quota", "currency": "EUR", "start": "2026-02-28", "horizon_days": 125,
        "parameters": { "more": { "value": 100 } },
        "materials": { "magnet": { "unit": "kg", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": { "review_work_days": 1 },
            "initial_regime": "open", "regimes": { "open": {} }
        } },
        "sites": { "works": { "country": "CN", "sector": "magnets", "makes": "magnet" } },
        "lanes": {}
    });
    for (part, more) in [("", authority), ("desk", desk)] {
        let of = &mut scenario["authorities"]["desk"];
        let of = if part.is_empty() { of } else { &mut of[part] };
        more.as_object().expect("an object").iter().for_each(|(key, value)| of[key] = value.clone());
    }
    for (i, (day, quantity)) in orders.iter().enumerate() {
        let plant = format!("plant_{i}");
        scenario["sites"][&plant] = json!({
            "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 0 },
            "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": 0 }, "ordering": {
                "call_off": { "quantity": { "quantity": quantity }, "first_day": day, "every_days": 366 }
            } } }
        });
        scenario["lanes"][format!("lane_{i}")] =
            json!({ "from": "works", "to": plant, "authority": "desk", "transit_days": 1 });
    }
    scenario
}

/// Day of the grant by order; an empty text where there is none.
fn granted(scenario: Value, count: usize) -> Vec<String> {
    let model = model(scenario);
    let story = story(&NamedModel { name: "quota", sha256: "", model: &model }, 1, 0);
    let of = |i: usize| {
        let order = story.orders.iter().find(|order| order.lane == format!("lane_{i}")).expect("an order");
        let step = order.steps.iter().find(|step| step.kind == StepKind::Granted);
        step.map_or(String::new(), |step| step.date.to_string()[5..].to_owned())
    };
    (0..count).map(of).collect()
}

/// Files that are ready on 2, 3, 4, 5, 22 and 23 March, 6 April and 3 May; 100 may be granted a month. In March 60 and
/// 30 fit, 50 and 20 do not and go first on 1 April; 40 does not fit beside them then, 30 does on 6 April; 120 never
/// does.
const FILES: [(u32, u32); 8] = [(0, 60), (1, 50), (2, 30), (3, 20), (20, 40), (21, 120), (35, 30), (62, 90)];
const EXPECTED: [&str; 8] = ["03-02", "04-01", "03-04", "04-01", "05-01", "", "04-06", "06-01"];

#[test]
fn files_that_do_not_fit_are_passed_over() {
    let quota = json!({ "quotas": { "magnet": 100 } });
    // A decision a day is more than is ever asked for; of those passed over none is used up.
    let limited = json!({ "quotas": { "magnet": 100 }, "regimes": { "open": { "desk_capacity": 2 } } });
    let officers = json!({ "quotas": { "magnet": 100 }, "regimes": { "open": { "desk_capacity": 1 } } });
    for (desk, authority) in [
        (json!({}), &quota),
        (json!({ "limit": "starts_per_working_day" }), &limited),
        (json!({}), &limited),
        (json!({ "limit": "officers" }), &officers),
    ] {
        let scenario = orders(&desk, authority, &FILES);
        assert_eq!(granted(scenario.clone(), FILES.len()), EXPECTED, "{desk} {authority}");
        let result = run(&model(scenario), 1);
        let months = &result.tally.flows[0];
        let kilograms = months.iter().map(|month| month.licensed.mean() / 1e6).collect::<Vec<_>>();
        assert_eq!(kilograms, [0.0, 90.0, 100.0, 40.0, 90.0, 0.0]);
    }
}

/// A quota changes on a date, by a parameter that an event sets, and by a regime: 40 and 120 fit into 160.
#[test]
fn a_quota_changes_on_dates() {
    let dated = json!({ "quotas": { "magnet": [{ "from": "2026-02-28", "value": 100 }, { "from": "2026-03-23", "value": 250 }] } });
    let set = json!({
        "quotas": { "magnet": { "parameter": "more" } }, "events": { "eased": { "date": "2026-03-23", "set": { "more": 250 } } }
    });
    let eased = json!({
        "quotas": { "magnet": 100 }, "regimes": { "open": {}, "eased": { "quota_factor": 2.5 } },
        "events": { "eased": { "date": "2026-03-23", "enter": "eased" } }
    });
    for authority in [dated, set, eased] {
        let found = granted(orders(&json!({}), &authority, &FILES), FILES.len());
        // On 23 March 160 are left: 50, 20 and 40 of those that wait go; 120 does not fit beside them, and does in
        // April.
        assert_eq!(found, ["03-02", "03-23", "03-04", "03-23", "03-23", "04-01", "04-06", "05-03"], "{authority}");
    }
}

/// The quota of a month is the one at its end, whatever sets it: 100 in February, 250 from 23 March on.
#[test]
fn the_quota_of_a_month_is_the_one_that_an_event_sets() {
    let set = json!({
        "quotas": { "magnet": { "parameter": "more" } }, "events": { "eased": { "date": "2026-03-23", "set": { "more": 250 } } }
    });
    let found = answer(orders(&json!({}), &set, &FILES), 3);
    assert_eq!(found.authorities[0].quotas[0].quota, [100.0, 250.0, 250.0, 250.0, 250.0, 250.0]);
}

/// One fits into 40 a month. Under a rule against stockpiling that never binds, what waits goes by priority and day of
/// filing, as without it; nobody is put on its watch list for want of a quota.
#[test]
fn a_rule_that_never_binds_changes_nothing_of_a_quota() {
    let files = [(0, 30), (9, 30), (8, 30), (7, 30), (6, 30)];
    let rule = json!({ "multiple_of_need": 100, "window_days": 30, "watch_list": { "days": 60, "denied_share": 1 } });
    let first = json!([
        { "buyers": ["plant_2"], "priority": 0 }, { "buyers": ["plant_1", "plant_3", "plant_4"], "priority": 2 }
    ]);
    for rules in [json!([]), first] {
        let found = [json!({ "rules": rules }), json!({ "rules": rules, "volume_rule": rule })].map(|open| {
            let desk = json!({ "quotas": { "magnet": 40 }, "regimes": { "open": open } });
            let mut scenario = orders(&json!({}), &desk, &files);
            for i in 0..files.len() {
                scenario["sites"][format!("plant_{i}")]["sales"]["per_working_day"] = json!(1);
            }
            granted(scenario, files.len())
        });
        let expected = if rules == json!([]) {
            ["03-02", "07-01", "06-01", "05-01", "04-01"]
        } else {
            ["03-02", "07-01", "04-01", "06-01", "05-01"]
        };
        assert_eq!(found, [expected; 2].map(|days| days.map(str::to_owned).to_vec()), "{rules}");
    }
}

/// A file keeps the priority of the day on which it was ready, whether or not decisions have a limit: plant 2 is ready
/// on 7 March, behind all others, plant 1 on 25 March, when nobody is behind any more.
#[test]
fn a_limit_of_decisions_that_never_binds_changes_nothing() {
    let files = [(0, 30), (23, 30), (5, 30)];
    let late = json!([{ "buyers": ["plant_2"], "priority": 3 }]);
    let granted = [json!(null), json!(1000)].map(|capacity| {
        let mut desk = json!({
            "quotas": { "magnet": 40 }, "regimes": { "open": { "rules": late }, "alike": {} },
            "events": { "alike": { "date": "2026-03-20", "enter": "alike" } }
        });
        if !capacity.is_null() {
            for regime in ["open", "alike"] {
                desk["regimes"][regime]["desk_capacity"] = capacity.clone();
            }
        }
        granted(orders(&json!({}), &desk, &files), files.len())
    });
    assert_eq!(granted, [["03-02", "04-01", "05-01"]; 2].map(|days| days.map(str::to_owned).to_vec()));
}

/// What was licensed in the month of the first day, before it, counts.
#[test]
fn licences_of_before_the_first_day_count() {
    let quota = json!({ "quotas": { "magnet": 100 } });
    let mut scenario = orders(&json!({}), &quota, &[(0, 60), (1, 60)]);
    scenario["start"] = json!("2026-03-05");
    let open =
        |on: &str| json!({ "PO": { "quantity": 50, "placed": "2026-02-01", "stands": { "granted": { "on": on } } } });
    scenario["lanes"]["lane_1"]["open_orders"] = open("2026-03-02");
    assert_eq!(granted(scenario.clone(), 1), ["04-01"]);
    scenario["lanes"]["lane_1"]["open_orders"] = open("2026-02-27");
    assert_eq!(granted(scenario, 1), ["03-07"]);
}

/// A client that buys two materials. Of one it orders 200 on day 0 and on a later day, more than the 225 that it may be
/// granted within 90 days; of the other a piece a day. The second order goes beyond, and the client is on the list from
/// the day after the decision.
fn watched(second: u32, denied: f64, days: u32) -> Value {
    let order = |quantity: u32, every: u32| {
        json!({ "per_unit": 1, "opening_stock": { "quantity": 3000 }, "ordering": {
            "call_off": { "quantity": { "quantity": quantity }, "every_days": every } } })
    };
    let rule =
        json!({ "multiple_of_need": 2.5, "window_days": 90, "watch_list": { "days": days, "denied_share": denied } });
    json!({
        "title": "Watch list", "currency": "EUR", "start": "2026-02-28", "horizon_days": 125,
        "materials": {
            "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "oxide": { "unit": "piece", "elements": { "Tb": 0.9 } },
            "motor": { "unit": "piece" }
        },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy", "Tb"], "calendar": "every_day", "desk": { "review_work_days": 1 },
            "initial_regime": "open", "regimes": { "open": { "volume_rule": rule } }
        } },
        "sites": {
            "magnets": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "oxides": { "country": "CN", "sector": "oxides", "makes": "oxide" },
            "plant": {
                "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                "inputs": { "magnet": order(200, second), "oxide": order(1, 1) }
            }
        },
        "lanes": {
            "magnet": { "from": "magnets", "to": "plant", "authority": "desk", "transit_days": 1 },
            "oxide": { "from": "oxides", "to": "plant", "authority": "desk", "transit_days": 1 }
        }
    })
}

/// The second order is decided on day 72. From day 73 to day 102 every decision denies; the excess that waits, 175,
/// goes on day 92, when the first order is older than the window.
#[test]
fn a_client_beyond_the_volume_is_watched() {
    let model = model(watched(70, 1.0, 30));
    let story = story(&NamedModel { name: "watch", sha256: "", model: &model }, 1, 0);
    let days = |kind: StepKind, lane: &str| -> Vec<i32> {
        let of = story.orders.iter().filter(|order| order.lane == lane).flat_map(|order| &order.steps);
        of.filter(|step| step.kind == kind).map(|step| (step.date - model.start).get_days()).collect()
    };
    assert_eq!(days(StepKind::Denied, "oxide"), (73..=102).collect::<Vec<_>>());
    assert_eq!(days(StepKind::OverVolume, "magnet"), [72]);
    let granted = days(StepKind::Granted, "magnet");
    assert_eq!((granted.first(), granted.last()), (Some(&2), Some(&92)));
}

/// Six decisions on the list, three of ten deny. 40,000 trials, 4.5 standard errors: a false alarm in 147,000 a
/// quantity.
#[test]
fn a_watched_client_has_the_chances_of_the_list() {
    let result = run(&model(watched(70, 0.3, 6)), 40_000);
    let denied = &result.tally.flows[0].iter().map(|month| month.denied).collect::<Vec<_>>();
    let mean: f64 = denied.iter().map(linestop::inside::statistics::Moments::mean).sum();
    let error = (6.0_f64 * 0.3 * 0.7 / 40_000.0).sqrt();
    assert!((mean - 1.8).abs() <= 4.5 * error, "{mean} denials, exact 1.8");
    // All six fall into the month of day 73, 12 May.
    let of_month = denied.iter().max_by(|a, b| a.mean().total_cmp(&b.mean())).expect("a month");
    assert!((of_month.variance() - 6.0 * 0.3 * 0.7).abs() < 0.05, "{}", of_month.variance());
}
