//! Levers and the rule against stockpiling, by hand: one line that uses 10 a day, a lane of 5 days, no randomness.

use linestop::inside::experiment::{COST_KINDS, FlowTally, trace};
use linestop::inside::model::Model;
use serde_json::{Value, json};

use crate::{model, run};

/// Stock for 20 days and base stock 200, reviewed daily; from day 30 on nothing can be shipped for 60 days.
fn network(levers: Value) -> Value {
    let mut scenario = json!({
        "title": "Levers", "currency": "EUR", "start": "2025-01-01", "horizon_days": 120,
        "materials": {
            "magnet": { "unit": "piece", "elements": { "Dy": 0.03 }, "price_per_unit": 2 },
            "ferrite": { "unit": "piece", "price_per_unit": 1 }, "motor": { "unit": "piece" }
        },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": { "review_work_days": 0 },
            "initial_regime": "open", "regimes": { "open": {}, "shut": { "shut_to": ["*"] } },
            "events": { "stop": { "date": "2025-01-31", "enter": "shut" }, "go": { "date": "2025-04-01", "enter": "open" } }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "other": { "country": "JP", "sector": "magnets", "makes": "magnet" },
            "ferrites": { "country": "JP", "sector": "magnets", "makes": "ferrite" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 10 }, "inputs": {
                "magnet": { "per_unit": 1, "opening_stock": { "quantity": 200 },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": 200 }, "review_every_days": 1 } } },
                "ferrite": { "per_unit": 0, "opening_stock": { "quantity": 10_000 },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": 10_000 } } } }
            } }
        },
        "lanes": {
            "usual": { "from": "works", "to": "plant", "share": 1, "authority": "desk", "transit_days": 5 },
            "second": { "from": "other", "to": "plant", "share": 0, "transit_days": 5 },
            "ferrite": { "from": "ferrites", "to": "plant", "transit_days": 5 }
        }
    });
    scenario["levers"] = levers;
    scenario
}

fn with(lever: Value) -> Model {
    let mut lever = lever;
    lever["pulled"] = json!(true);
    model(network(json!({ "lever": lever })))
}

/// Halt days, first halt day, and costs by kind of the only line.
fn outcome(model: &Model) -> (u16, u16, Vec<f64>) {
    let row = run(model, 1).outcomes[0];
    (row.halt_days, row.first_halt, row.costs.iter().map(|c| *c as f64 / 100.0).collect())
}

fn cost(costs: &[f64], kind: &str) -> f64 {
    costs[COST_KINDS.iter().position(|k| *k == kind).expect("a kind of cost")]
}

/// Without a lever: what left on day 29 arrives on day 34. Every order is for a day's use and takes 2 days to be
/// filed and decided and 5 to travel, so 70 are on order and 130 in stock; after the arrivals of day 34, at its end
/// 130 are left, 13 days. Day 48 is the first halt; what is released on day 90 arrives on day 95: 47 halt days.
#[test]
fn nothing_helps_without_a_lever() {
    let (days, first, _) = outcome(&model(network(json!({}))));
    assert_eq!((days, first), (47, 48));
}

#[test]
fn more_stock_lasts_so_much_longer() {
    let lever = json!({ "action": { "safety_stock": { "site": "plant", "material": "magnet", "extra": { "quantity": 100 } } },
        "cost": { "once": 500, "per_day": 2 } });
    let (days, first, costs) = outcome(&with(lever));
    assert_eq!((days, first), (37, 58));
    assert_eq!(cost(&costs, "mitigation"), 500.0 + 2.0 * 120.0);
    // Ordering ten days earlier is the same thing said in days.
    let lever = json!({ "action": { "order_earlier": { "site": "plant", "material": "magnet", "days": 10 } } });
    assert_eq!(outcome(&with(lever)).1, 58);
}

#[test]
fn a_trigger_waits_for_its_day_and_its_lead() {
    // The stock falls below 8 days (80) on the evening of day 39 or 40; the lever comes too late for the shut lane.
    let lever = json!({ "action": { "safety_stock": { "site": "plant", "material": "magnet", "extra": { "quantity": 100 } } },
        "start": { "cover_below": { "site": "plant", "material": "magnet", "days": 8 } } });
    assert_eq!(outcome(&with(lever)).1, 48);
    // A stockpile of 30 days, released over 10 days from day 30 + 20 on, ends the halt of day 48 on day 50.
    let lever = json!({ "action": { "stockpile_release": { "site": "plant", "material": "magnet", "quantity": { "quantity": 300 },
        "over_days": 10, "price_per_unit": 3 } }, "start": { "regime_entered": { "authority": "desk", "regime": "shut" } }, "lead_days": 20 });
    let (days, first, costs) = outcome(&with(lever));
    assert_eq!((days, first), (17, 48));
    assert!(cost(&costs, "purchase") >= 900.0);
}

#[test]
fn a_second_source_takes_its_share() {
    let lever = json!({ "action": { "second_source": { "lane": "second", "share": 0.5 } } });
    let model = with(lever);
    // Half of every order keeps coming: the line lives on less and halts every other day at the end.
    let (days, first, _) = outcome(&model);
    assert!(first > 48 && days < 30, "{days} halt days from {first}");
    let all = json!({ "action": { "second_source": { "lane": "second", "share": 1 } } });
    assert_eq!(outcome(&with(all)).0, 0);
}

#[test]
fn less_and_other_material_last_longer() {
    // Saving a fifth, 130 pieces at the end of day 34 and 7 fewer on the way last for 16 days instead of 13.
    let thrift = json!({ "action": { "thrifting": { "site": "plant", "material": "magnet", "saved_share": 0.2 } } });
    let substitute = json!({ "action": { "substitution": { "site": "plant", "material": "magnet", "by": "ferrite", "ratio": 2, "share": 0.2 } } });
    let (thrift, substitute) = (with(thrift), with(substitute));
    assert_eq!(outcome(&thrift).1, outcome(&substitute).1);
    assert!(outcome(&thrift).1 > 48);
    let course = trace(&substitute, 1, 0);
    let ferrite = &course.sites.iter().find(|s| s.site == "plant").expect("the plant").inputs[1];
    // 10 a day, a fifth of it replaced, two for one: 4 a day, to within the tick that is carried over.
    assert!((ferrite.stock[4] - (10_000.0 - 5.0 * 4.0)).abs() <= 1.0, "{}", ferrite.stock[4]);
}

#[test]
fn recycling_covers_what_it_yields() {
    let lever = |quantity: f64| json!({ "action": { "recycling": { "site": "plant", "material": "magnet", "quantity_per_day": quantity } } });
    assert_eq!(outcome(&with(lever(10.0))).0, 0);
    let (some, none) = (outcome(&with(lever(2.5))), outcome(&with(lever(0.0))));
    assert!(some.0 < none.0 && none.0 == 47);
}

#[test]
fn expedited_freight_travels_faster_at_a_price() {
    // From day 10 on a transit takes 2 days instead of 5: three days more are in stock when the lane is shut.
    let lever = json!({ "action": { "expedited_freight": { "lanes": ["usual"], "transit_scale": 0.4, "extra_price_per_unit": 1 } },
        "start": { "on": "2025-01-11" } });
    let (days, first, costs) = outcome(&with(lever));
    assert_eq!((days, first), (44, 48));
    // 20 days of orders leave between day 10 and day 29, and what waited from day 90 on.
    assert!(cost(&costs, "expediting") > 200.0);
}

#[test]
fn a_general_licence_is_applied_for_when_pulled() {
    let lever = json!({ "action": { "general_licence": { "lane": "usual", "quantity": { "quantity": 100_000 }, "preparation_days": 3 } } });
    let pulled = with(lever);
    let filed = |model: &Model| run(model, 1).tally.flows[0].iter().map(|m| m.filed.mean()).sum::<f64>();
    // Only the orders of the first days need licences of their own.
    assert!(filed(&pulled) < 10.0 && filed(&model(network(json!({})))) > 50.0);
}

/// A desk that starts one review a day and gets two files a day from day 1 on gives each its day when it is filed. On
/// day 20 a lever applies at another desk and changes no number: the day after the last that is given stays the next
/// one. So one file is decided on each of the days 2 to 39, 38 in all, and the others wait.
#[test]
fn a_desk_keeps_its_appointments_when_a_lever_takes_effect() {
    let plant = || {
        json!({ "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
            "calendar": "every_day", "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": 100 },
                "ordering": { "call_off": { "quantity": { "quantity": 1 }, "every_days": 1 } } } } })
    };
    let desk = |desk: Value, capacity: Value| {
        json!({ "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": desk, "initial_regime": "open",
            "regimes": { "open": capacity } })
    };
    let scenario = |pulled: bool| {
        json!({
            "title": "Appointments", "currency": "EUR", "start": "2025-01-01", "horizon_days": 40,
            "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
            "authorities": {
                "desk": desk(json!({ "limit": "starts_per_working_day", "review_work_days": 1, "review": "fixed_at_start" }),
                    json!({ "desk_capacity": 1 })),
                "elsewhere": desk(json!({ "review_work_days": 1 }), json!({}))
            },
            "sites": {
                "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
                "one": plant(), "two": plant(), "three": plant()
            },
            "lanes": {
                "one": { "from": "works", "to": "one", "authority": "desk", "transit_days": 5 },
                "two": { "from": "works", "to": "two", "authority": "desk", "transit_days": 5 },
                "three": { "from": "works", "to": "three", "authority": "elsewhere", "transit_days": 5 }
            },
            "levers": { "licence": {
                "action": { "general_licence": { "lane": "three", "quantity": { "quantity": 1000 } } },
                "start": { "on": "2025-01-21" }, "pulled": pulled
            } }
        })
    };
    let decided = |pulled: bool| {
        let model = model(scenario(pulled));
        let desk = model.authorities.iter().position(|authority| authority.name == "desk").expect("the desk");
        let months = &run(&model, 40).tally.flows[desk];
        let sum = |what: fn(&FlowTally) -> f64| months.iter().map(what).sum::<f64>();
        (sum(|month| month.filed.mean()), sum(|month| month.granted.mean()))
    };
    // Filed on days 1 to 39, two a day.
    assert_eq!(decided(true), (78.0, 38.0));
    assert_eq!(decided(false), (78.0, 38.0));
}

/// A rule of 1.5 times the need of 20 days is 300 pieces: a step of 400 in the target is built up in two windows.
#[test]
fn a_stock_is_built_as_fast_as_the_rule_allows() {
    let scenario = |rule: Value| {
        let mut scenario = network(json!({ "lever": {
            "action": { "safety_stock": { "site": "plant", "material": "magnet", "extra": { "quantity": 400 } } },
            "start": { "on": "2025-02-10" }, "pulled": true
        } }));
        scenario["authorities"]["desk"]["events"] = json!({});
        scenario["authorities"]["desk"]["regimes"]["open"] = rule;
        scenario
    };
    let rule = json!({ "volume_rule": { "multiple_of_need": 1.5, "window_days": 20 } });
    let (free, ruled) = (model(scenario(json!({}))), model(scenario(rule)));
    let stock = |model: &Model| {
        let course = trace(model, 1, 0);
        course.sites.iter().find(|s| s.site == "plant").expect("the plant").inputs[0].stock.clone()
    };
    let full = 530.0;
    let when = |model: &Model| stock(model).iter().position(|s| *s >= full).expect("it is built");
    // Without the rule the step arrives at once: ordered on day 40, filed 41, decided 42, received 47.
    assert_eq!(when(&free), 47);
    assert!(when(&ruled) > 47 + 20, "{}", when(&ruled));
    // In any 20 days no more than 300 are received, and the line never stops.
    let stock = stock(&ruled);
    let received: Vec<f64> = stock.windows(2).map(|s| s[1] - s[0] + 10.0).collect();
    assert!(received[30..].windows(20).all(|w| w.iter().sum::<f64>() <= 300.0 + 1e-9));
    assert_eq!(outcome(&ruled).0, 0);
}
