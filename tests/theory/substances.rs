//! Lists of substances: what goods hold, and more than how much.

use linestop::inside::experiment::{NamedModel, StepKind, story};
use linestop::inside::model::Model;
use serde_json::{Map, Value, json};

use crate::model;

/// A plant that orders ten of each part on the first day, and again on day 30, on lanes of one authority.
fn parts(contents: &Value, authority: &Value) -> Model {
    let names: Vec<&String> = contents.as_object().expect("parts").keys().collect();
    let each = |of: &dyn Fn(&str) -> Value| names.iter().map(|name| ((*name).clone(), of(name))).collect::<Map<_, _>>();
    let mut materials = each(&|name| json!({ "unit": "piece", "elements": contents[name] }));
    materials.insert("motor".to_owned(), json!({ "unit": "piece" }));
    let mut sites: Map<String, Value> = names
        .iter()
        .map(|name| (format!("works_{name}"), json!({ "country": "CN", "sector": "parts", "makes": name })))
        .collect();
    let inputs = each(&|_| {
        json!({ "per_unit": 1, "opening_stock": { "quantity": 99 },
            "ordering": { "call_off": { "every_days": 30, "quantity": { "quantity": 10 } } } })
    });
    sites.insert(
        "plant".to_owned(),
        json!({ "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 }, "inputs": inputs }),
    );
    let lane =
        |name: &str| json!({ "from": format!("works_{name}"), "to": "plant", "authority": "desk", "transit_days": 5 });
    let mut desk = json!({ "country": "CN", "desk": { "review_work_days": 3 }, "initial_regime": "open", "regimes": { "open": {} } });
    for (key, value) in authority.as_object().expect("fields of an authority") {
        desk[key] = value.clone();
    }
    model(json!({
        "title": "Parts", "currency": "EUR", "start": "2025-01-01", "horizon_days": 60,
        "materials": materials, "authorities": { "desk": desk }, "sites": sites, "lanes": each(&lane)
    }))
}

/// Parts whose order of a day needs a licence.
fn controlled(model: &Model, day: u32) -> Vec<String> {
    let orders = story(&NamedModel { name: "parts", sha256: "", model }, 1, 0).orders;
    let of_day = orders.iter().filter(|order| order.steps[0].date == model.date(day));
    let filed = of_day.filter(|order| order.steps.iter().any(|step| step.kind == StepKind::Filed));
    let mut lanes: Vec<String> = filed.map(|order| order.lane.clone()).collect();
    lanes.sort();
    lanes
}

/// Above a share of one substance or of a sum, strictly: what holds just the share is free.
#[test]
fn goods_are_controlled_above_a_share() {
    let contents = json!({
        "a": { "Dy": 0.0006, "Tb": 0.0004 }, "b": { "Dy": 0.0006, "Tb": 0.0005 }, "c": { "Sm": 0.001 },
        "d": { "Sm": 0.0011 }, "e": { "Nd": 0.3 }, "f": { "Ga": 1e-6 }, "g": { "Dy": 0.0009, "Sm": 0.0009 }
    });
    let list = json!({ "controls": [
        { "sum_of": ["Dy", "Tb"], "above_share": 0.001 }, { "sum_of": ["Sm"], "above_share": 0.001 },
        { "sum_of": ["Ga"], "above_share": 0 }
    ] });
    let model = parts(&contents, &list);
    assert_eq!(controlled(&model, 0), ["b", "d", "f"]);
    assert_eq!(controlled(&model, 30), ["b", "d", "f"]);
}

/// Any symbol and any name may be on a list; events put them on it and take them off, entry by entry.
#[test]
fn lists_hold_any_substance() {
    let contents = json!({
        "alloy": { "Ga": 0.2, "Sb": 0.01 }, "anode": { "graphite": 0.95 }, "drill": { "W": 0.9, "Co": 0.06 },
        "none": { "Co": 0, "graphite": 0 }, "steel": { "Co": 0.05 }
    });
    let above = |share: f64| json!({ "sum_of": ["Co"], "above_share": share });
    let list = json!({
        "controls": ["graphite", "Co", above(0.055)],
        "events": {
            "more": { "date": "2025-01-20", "add_controls": ["Sb", "W"], "remove_controls": ["graphite", "Co"] },
            "never": { "date": "2025-01-21", "chance": 0, "add_controls": ["Ge", "Ga"] }
        }
    });
    let model = parts(&contents, &list);
    assert_eq!(controlled(&model, 0), ["anode", "drill", "steel"]);
    assert_eq!(controlled(&model, 30), ["alloy", "drill"]);
}
