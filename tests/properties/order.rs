//! Neither the order of the keys of a file nor the width of a block decides anything, also where many files tie.

use linestop::inside::experiment::{Plan, Watch, simulate_in_blocks};
use linestop::inside::model::{Model, compile};
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use super::{everything, of_site, one, plan};

/// The keys of all objects in the opposite order, and rotated by some places; lists stay.
fn turned(value: &Value, by: usize) -> Value {
    match value {
        Value::Object(fields) => {
            let mut entries: Vec<_> = fields.iter().map(|(key, value)| (key.clone(), turned(value, by))).collect();
            entries.reverse();
            let places = if entries.is_empty() { 0 } else { by % entries.len() };
            entries.rotate_left(places);
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(items) => items.iter().map(|item| turned(item, by)).collect(),
        plain => plain.clone(),
    }
}

fn compiled(scenario: Value) -> Model {
    let loaded = from_value(scenario).unwrap_or_else(|p| panic!("{p}"));
    compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"))
}

fn assert_same(straight: &Model, other: &Model, plan: &Plan) {
    let (a, b) = (one(straight, plan), one(other, plan));
    for line in straight.lines() {
        let name = &straight.sites[line].name;
        assert_eq!(of_site(straight, &a, name), of_site(other, &b, name), "{name}");
    }
    assert_eq!(format!("{:?}", a.tally.flows), format!("{:?}", b.tally.flows));
    assert_eq!(a.tally.waits, b.tally.waits);
}

#[test]
fn the_order_of_no_key_matters_anywhere() {
    let straight = everything(|_| {});
    for by in [0, 1, 2] {
        assert_same(&straight, &everything(|scenario| *scenario = turned(scenario, by)), &plan(300));
    }
}

/// Three buyers that order every day over several lanes from one desk, which decides or starts little: many files of
/// one buyer and one day, general licences, returns, orders placed anew, files of others.
fn ties(limit: &str, capacity: Value) -> Value {
    let ordering = json!({ "call_off": { "quantity": { "quantity": 7 }, "every_days": 1 } });
    let plant = json!({
        "country": "DE", "sector": "automotive", "makes": "motor",
        "sales": { "per_working_day": 6, "margin_per_unit": 10 },
        "inputs": {
            "magnet": { "per_unit": 1, "opening_stock": { "quantity": 20 }, "ordering": ordering },
            "alloy": { "per_unit": 1, "opening_stock": { "quantity": 20 }, "ordering": ordering }
        }
    });
    let lane = |from: &str, to: &str| json!({ "from": from, "to": to, "authority": "desk", "transit_days": { "uniform": { "min": 1, "max": 9 } } });
    let mut lanes = json!({});
    for plant in ["a", "b", "c"] {
        for material in ["magnet", "alloy"] {
            for source in ["one", "two", "three"] {
                let name = format!("{source}_{material}_{plant}");
                lanes[&name] = lane(&format!("{material}_{source}"), plant);
                if plant == "b" {
                    let rank = ["one", "two", "three"].iter().position(|s| *s == source).unwrap();
                    lanes[&name]["rank"] = json!(rank + 1);
                    lanes[&name]["reroute_after_days"] = json!(3);
                } else {
                    lanes[&name]["share"] = json!(if source == "one" { 0.4 } else { 0.3 });
                }
            }
        }
    }
    lanes["one_magnet_a"]["general_licence"] =
        json!({ "apply_on": "2026-01-20", "quantity": { "quantity": 30 }, "valid_days": 40, "renew_before_days": 10 });
    let source = |makes: &str| json!({ "country": "CN", "sector": "works", "makes": makes });
    let mut sites = json!({ "a": plant, "b": plant, "c": plant });
    for material in ["magnet", "alloy"] {
        for name in ["one", "two", "three"] {
            sites[format!("{material}_{name}")] = source(material);
        }
    }
    sites["magnet_three"]["capacity_per_day"] = json!(5);
    let mut open = json!({ "returned_share": 0.3, "denied_share": 0.1, "lasts_days": { "exponential": { "mean": 30 } },
        "volume_rule": { "multiple_of_need": 1.1, "window_days": 20 },
        "then": { "shut": 0.4, "frozen": 0.3, "slow": 0.3 } });
    open["desk_capacity"] = capacity.clone();
    json!({
        "title": "Ties", "currency": "EUR", "start": "2026-01-01", "horizon_days": 150,
        "materials": {
            "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "alloy": { "unit": "piece", "elements": { "Dy": 0.1 } },
            "motor": { "unit": "piece" }
        },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "initial_regime": "open",
            "desk": {
                "limit": limit, "review_work_days": { "uniform": { "min": 0, "max": 4 } },
                "correction_days": { "uniform": { "min": 0, "max": 3 } },
                "opening_backlog": 6, "background_per_working_day": 1
            },
            "regimes": {
                "open": open,
                "slow": { "review_speed": 0.5, "desk_capacity": capacity, "lasts_days": 20, "then": { "open": 1 } },
                "shut": { "desk_capacity": capacity, "lasts_days": 8, "then": { "open": 0.5, "slow": 0.5 },
                    "shut_lanes": ["two_magnet_b", "two_alloy_b", "three_alloy_b", "three_magnet_b"] },
                "frozen": { "review_speed": 0, "lasts_days": { "uniform": { "min": 3, "max": 25 } }, "then": { "slow": 1 } }
            }
        } },
        "sites": sites, "lanes": lanes
    })
}

#[test]
fn ties_are_decided_by_names_whatever_the_block_and_the_order_of_the_file() {
    let plan = plan(96);
    for (limit, review) in [
        ("decisions_per_working_day", "at_regime_speed"),
        ("decisions_per_working_day", "fixed_at_start"),
        ("starts_per_working_day", "at_regime_speed"),
        ("officers", "at_regime_speed"),
        ("officers", "fixed_at_start"),
    ] {
        for capacity in [json!(4), json!(2.6)] {
            let mut scenario = ties(limit, capacity);
            scenario["authorities"]["desk"]["desk"]["review"] = json!(review);
            let model = compiled(scenario.clone());
            let wide = one(&model, &plan);
            for narrow in [simulate_in_blocks::<1>, simulate_in_blocks::<16>] {
                let narrow = narrow(&[&model], &plan, &Watch::default()).expect("nobody stops it");
                assert_eq!(narrow[0].outcomes, wide.outcomes, "{limit}, {review}");
                assert_eq!(format!("{:?}", narrow[0].tally), format!("{:?}", wide.tally), "{limit}, {review}");
            }
            assert_same(&model, &compiled(turned(&scenario, 1)), &plan);
        }
    }
}

/// Places of all numbers of a value.
fn numbers(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| numbers(value, &format!("{at}/{key}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| numbers(item, &format!("{at}/{i}"), found));
        }
        Value::Number(_) => found.push(at.to_owned()),
        _ => {}
    }
}

/// Whatever number stands in a field, it is refused or the books are in order.
#[test]
fn no_number_however_small_or_large_breaks_the_books() {
    let mut written = Value::Null;
    everything(|scenario| written = scenario.clone());
    let mut places = Vec::new();
    numbers(&written, "", &mut places);
    let (mut refused, mut run) = (0, 0);
    for place in &places {
        for value in [5e-324, 1e-15, 1e-9, 1e-5, 1e6, 1e12, 1e15] {
            let mut scenario = written.clone();
            *scenario.pointer_mut(place).expect("it is there") = json!(value);
            let model = from_value(scenario).ok().and_then(|loaded| compile(&loaded.scenario).ok());
            let Some(model) = model else {
                refused += 1;
                continue;
            };
            run += 1;
            let result = one(&model, &Plan { trials: 2, ..plan(0) });
            for row in &result.outcomes {
                assert!((0..=row.planned).contains(&row.lost), "{place} = {value:e}: {row:?}");
                assert!(row.costs.iter().all(|cost| *cost >= 0), "{place} = {value:e}: {row:?}");
            }
        }
    }
    assert!(refused > 100 && run > 100, "{refused} refused, {run} run");
}
