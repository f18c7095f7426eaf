//! Strategic raw materials: where they come from by the planned flows, worked out by hand.

use linestop::{Case, RunAnswer, RunOptions, Trials, Watch};
use serde_json::{Value, json};

/// A mine in Myanmar and one in China feed a magnet maker in China, 30 and 70 %; magnets of China and Japan, 80 and
/// 20 %, go into motors, and motors into 10 cars a day. A sum of all other buyers takes magnets of Japan.
fn chain(more: &Value) -> RunAnswer {
    let buys = |material: &str, per_unit: f64, stock: f64| {
        json!({ material: { "per_unit": per_unit, "opening_stock": { "quantity": stock },
            "ordering": { "base_stock": { "order_up_to": { "quantity": 2.0 * stock }, "review_every_days": 7 } } } })
    };
    let mut scenario = json!({
        "title": "Chain", "currency": "EUR", "start": "2026-01-01", "horizon_days": 100,
        "materials": { "oxide": { "unit": "kg", "elements": { "Dy": 0.8 } },
            "magnet": { "unit": "kg", "elements": { "Dy": 0.04, "Nd": 0.3, "Y": 0.01 } },
            "motor": { "unit": "piece" }, "car": { "unit": "piece" }, "other": { "unit": "piece" } },
        "authorities": { "desk": { "country": "CN", "controls": ["Dy"], "desk": { "review_work_days": 5 },
            "initial_regime": "open", "regimes": { "open": {} } } },
        "sites": {
            "mine_mm": { "country": "MM", "sector": "mine", "makes": "oxide" },
            "mine_cn": { "country": "CN", "sector": "mine", "makes": "oxide" },
            "magnets_cn": { "country": "CN", "sector": "magnets", "makes": "magnet", "inputs": buys("oxide", 0.1, 500.0) },
            "magnets_jp": { "country": "JP", "sector": "magnets", "makes": "magnet" },
            "motors": { "country": "DE", "sector": "motors", "makes": "motor", "inputs": buys("magnet", 2.0, 1000.0) },
            "cars": { "country": "DE", "sector": "automotive", "makes": "car", "inputs": buys("motor", 1.0, 150.0),
                "sales": { "per_working_day": 10, "margin_per_unit": 100 } },
            "all_others": { "country": "KR", "sector": "automotive", "makes": "other", "aggregate": true,
                "inputs": buys("magnet", 1.0, 9000.0), "sales": { "per_working_day": 500, "margin_per_unit": 1 } }
        },
        "lanes": {
            "ore": { "from": "mine_mm", "to": "magnets_cn", "share": 0.3, "transit_days": 5 },
            "clay": { "from": "mine_cn", "to": "magnets_cn", "share": 0.7, "transit_days": 5 },
            "sea": { "from": "magnets_cn", "to": "motors", "authority": "desk", "share": 0.8, "transit_days": 30 },
            "air": { "from": "magnets_jp", "to": "motors", "share": 0.2, "transit_days": 9 },
            "to_cars": { "from": "motors", "to": "cars", "transit_days": 2 },
            "rest": { "from": "magnets_jp", "to": "all_others", "transit_days": 9 }
        }
    });
    for (path, value) in more.as_object().into_iter().flatten() {
        *scenario.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value.clone();
    }
    let case = Case::from_value("chain", scenario).unwrap_or_else(|error| panic!("{error}"));
    let options = RunOptions { trials: Trials::Fixed(50), ..RunOptions::default() };
    case.run(&options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_planned_flow_is_followed_from_the_mine_to_the_line() {
    let answer = chain(&json!({}));
    let found = answer.raw_materials.expect("strategic raw materials");
    // Y is on lists of export controls, not on that of strategic raw materials.
    let names: Vec<&str> = found.materials.iter().map(|material| material.substance.as_str()).collect();
    assert_eq!(names, ["Nd", "Dy"]);
    let dy = &found.materials[1];
    assert_eq!(dy.listed_as, "rare earth for permanent magnets");
    let stages: Vec<&str> = dy.stages.iter().map(|stage| stage.material.as_str()).collect();
    assert_eq!(stages, ["oxide", "magnet"]);
    let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9 * wanted, "{found}, not {wanted}");
    // 10 cars a day for 100 days, 2 kg of magnets each, 4 % Dy: 80 kg; of it 80 % from China.
    near(dy.stages[1].planned_tonnes.expect("a mass"), 0.08);
    let countries = |at: usize| dy.stages[at].countries.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>();
    assert_eq!((countries(0), countries(1)), (vec!["CN", "MM"], vec!["CN", "JP"]));
    near(dy.stages[0].countries[1].1, 0.3);
    near(dy.stages[1].countries[0].1, 0.8);
    // 1,600 kg of magnets of China take 160 kg of oxide, 80 % Dy.
    near(dy.stages[0].planned_tonnes.expect("a mass"), 0.128);
    // The sum of other buyers is nobody's line, and its magnets are in no flow.
    let lines: Vec<&str> = found.lines.iter().map(|line| line.site.as_str()).collect();
    assert_eq!(lines, ["cars"]);
    assert_eq!(found.unmapped, Vec::<String>::new());
}

#[test]
fn what_has_been_done_is_named() {
    let answer = chain(&json!({}));
    let found = answer.raw_materials.expect("strategic raw materials");
    let parts: Vec<(&str, &str)> = found.parts.iter().map(|p| (p.material.as_str(), p.site.as_str())).collect();
    assert_eq!(parts, [("magnet", "motors"), ("oxide", "magnets_cn")]);
    let magnets = &found.parts[0];
    // 1,000 kg against 20 kg a day.
    assert!((magnets.opening_days.expect("a need") - 50.0).abs() < 1e-9);
    assert_eq!(magnets.suppliers.len(), 2);
    assert_eq!((magnets.licensed_lanes, magnets.general_licences), (1, 0));
    let general = json!({ "from": "magnets_cn", "to": "motors", "authority": "desk", "share": 0.8, "transit_days": 30,
        "general_licence": { "apply_on": "2026-01-05", "quantity": { "quantity": 5000 } } });
    let answer = chain(&json!({ "/lanes/sea": general }));
    assert_eq!(answer.raw_materials.expect("strategic raw materials").parts[0].general_licences, 1);
}

#[test]
fn a_scenario_without_them_says_nothing() {
    let none = json!({ "/materials/magnet/elements": { "Y": 0.01 }, "/materials/oxide/elements": { "Y": 0.8 },
        "/authorities/desk/controls": ["Y"] });
    assert!(chain(&none).raw_materials.is_none());
    // Where the oxide is not said to hold any, the map begins with magnets.
    let later = chain(&json!({ "/materials/oxide/elements": {} })).raw_materials.expect("of magnets");
    assert_eq!(later.materials[1].stages.len(), 1);
}
