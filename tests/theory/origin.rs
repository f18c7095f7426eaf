//! Goods made elsewhere that hold controlled substances of an authority's country.

use linestop::inside::experiment::{NamedModel, StepKind, story};
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::model;

/// Metal from China, alloy, magnets, motors and pumps of other countries, each of two or three suppliers: by mass the
/// alloy holds 0.6 · 0.03 of it, magnets 0.7 · 0.018 + 0.2 · 0.03, motors of 4 kg 0.15 · 0.0186 / 4, pumps half of
/// that. What yields lose is not in the product.
fn chain(rule: &Value, pieces: bool) -> Value {
    let input = |per_unit: f64, yields: f64| {
        json!({ "per_unit": per_unit, "yield": yields, "opening_stock": { "days_of_cover": 60 },
            "ordering": { "base_stock": { "order_up_to": { "days_of_cover": 90 } } } })
    };
    let source = |country: &str, makes: &str| json!({ "country": country, "sector": "source", "makes": makes });
    let lane = |from: &str, to: &str, share: f64| json!({ "from": from, "to": to, "share": share, "transit_days": 5 });
    // A motor of 4 kg with 0.15 kg of magnets, as a piece or by its mass.
    let motor = if pieces { json!({ "unit": "piece", "mass_kg": 4 }) } else { json!({ "unit": "kg" }) };
    json!({
        "title": "Chain", "currency": "EUR", "start": "2025-01-01", "horizon_days": 120,
        "materials": {
            "metal": { "unit": "kg", "elements": { "Dy": 1 } }, "alloy": { "unit": "kg", "elements": { "Dy": 0.03 } },
            "magnet": { "unit": "kg" }, "motor": motor, "pump": { "unit": "kg" }, "car": { "unit": "piece" }
        },
        "authorities": { "desk": { "country": "CN", "controls": ["Dy"], "desk": { "review_work_days": 9 },
            "initial_regime": "open", "regimes": { "open": {} }, "origin": rule } },
        "sites": {
            "metal_cn": source("CN", "metal"), "metal_au": source("AU", "metal"), "alloy_cn": source("CN", "alloy"),
            "alloy_us": source("US", "alloy"), "motor_us": source("US", "motor"),
            "alloy_jp": { "country": "JP", "sector": "alloy", "makes": "alloy", "inputs": { "metal": input(0.03, 0.95) } },
            "magnet_vn": { "country": "VN", "sector": "magnets", "makes": "magnet", "inputs": { "alloy": input(1.0, 0.8) } },
            "motor_de": { "country": "DE", "sector": "motors", "makes": "motor",
                "inputs": { "magnet": input(if pieces { 0.15 } else { 0.0375 }, 1.0) } },
            "pump_fr": { "country": "FR", "sector": "pumps", "makes": "pump",
                "inputs": { "motor": input(if pieces { 0.25 } else { 1.0 }, 1.0) } },
            "car_es": { "country": "ES", "sector": "automotive", "makes": "car", "sales": { "per_working_day": 100 },
                "inputs": { "pump": input(1.0, 1.0) } }
        },
        "lanes": {
            "metal": lane("metal_cn", "alloy_jp", 0.6), "other_metal": lane("metal_au", "alloy_jp", 0.4),
            "alloy": lane("alloy_jp", "magnet_vn", 0.7), "alloy_of_china": lane("alloy_cn", "magnet_vn", 0.2),
            "other_alloy": lane("alloy_us", "magnet_vn", 0.1), "magnet": lane("magnet_vn", "motor_de", 1.0),
            "motor": lane("motor_de", "pump_fr", 0.5), "other_motor": lane("motor_us", "pump_fr", 0.5),
            "pump": lane("pump_fr", "car_es", 1.0)
        }
    })
}

/// Lanes on which an order that is placed on a day or later is filed.
fn licensed(scenario: &Value, from: u32) -> Vec<String> {
    let model = model(scenario.clone());
    let orders = story(&NamedModel { name: "chain", sha256: "", model: &model }, 1, 0).orders;
    let late = orders.iter().filter(|order| order.steps[0].date >= model.date(from));
    let filed = late.filter(|order| order.steps.iter().any(|step| step.kind == StepKind::Filed));
    let mut lanes: Vec<String> = filed.map(|order| order.lane.clone()).collect();
    lanes.sort();
    lanes.dedup();
    lanes
}

/// Which lanes need the licence at a limit just below and at each of the exact shares, and only from the date on.
#[test]
fn content_follows_the_planned_flows() {
    let shares = [("alloy", 0.018), ("magnet", 0.0186), ("motor", 0.000_697_5), ("pump", 0.000_348_75)];
    for pieces in [false, true] {
        for (lane, share) in shares {
            for (limit, above) in [(share * (1.0 - 1e-9), true), (share, false)] {
                let rule = json!({ "from": "2025-02-01", "above_share": limit });
                let found = licensed(&chain(&rule, pieces), 31);
                assert_eq!(found.contains(&lane.to_owned()), above, "{lane} at {limit}: {found:?}");
                let wanted: Vec<&str> =
                    shares.iter().filter(|(_, other)| *other > limit * (1.0 + 1e-12)).map(|(lane, _)| *lane).collect();
                assert_eq!(found, wanted);
            }
        }
    }
}

#[test]
fn a_rule_of_origin_holds_from_its_date_on() {
    let rule = |from: &str| json!({ "from": from, "above_share": 0.001 });
    let early = licensed(&chain(&rule("2024-12-01"), false), 0);
    assert_eq!(early, ["alloy", "magnet"]);
    let late = model(chain(&rule("2025-02-01"), false));
    let orders = story(&NamedModel { name: "chain", sha256: "", model: &late }, 1, 0).orders;
    // What is ordered on the last days is filed beyond the horizon.
    let in_time = orders.iter().filter(|order| order.steps[0].date < late.date(110));
    for order in in_time.filter(|order| order.lane == "magnet") {
        let filed = order.steps.iter().any(|step| step.kind == StepKind::Filed);
        assert_eq!(filed, order.steps[0].date >= late.date(31), "{:?}", order.steps[0].date);
    }
}

/// A note tells the lanes; a piece without a mass is asked for.
#[test]
fn a_note_tells_shares_and_a_missing_mass_is_an_error() {
    let rule = json!({ "from": "2025-02-01", "above_share": 0.001 });
    let loaded = from_value(chain(&rule, true)).unwrap_or_else(|problems| panic!("{problems}"));
    let note = loaded.notes.iter().find(|note| note.field == "authorities.desk.origin").expect("a note");
    let told = "magnet (1.86 %); lanes below the limit: motor (0.06";
    assert!(note.message.contains("alloy (1.80 %), ") && note.message.contains(told), "{}", note.message);
    let mut without = chain(&rule, true);
    without["materials"]["motor"].as_object_mut().expect("a material").remove("mass_kg");
    let problems = from_value(without).expect_err("the mass is missing").problems;
    assert!(problems.iter().any(|problem| problem.field == "materials.motor.mass_kg"), "{problems:?}");
}
