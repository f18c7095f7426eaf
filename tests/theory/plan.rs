//! One meaning of the plan: the same change of demand gives the same answer by whichever way it is asked.
//!
//! A plant needs 100 parts a day, holds 2,400 and orders each day up to 24 days of need; a part ordered on day t is
//! received on day t + 21. As planned it never stops: what is on order and in stock covers 24 days, and 21 are needed.
//!
//! At 120 a day the stock lasts 20 days. Nothing is used on day 20, so that nothing is ordered on it. If the level
//! stays at 2,400 parts, that is all of 20 days on order and none in stock: the plant stops again whenever the gap
//! comes in, on days 20, 41, 62 and 83. If the level follows, it is 2,880 parts: the first order is 600 instead of 120,
//! and the spare 480 fill every later gap. It stops on day 20 alone.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use linestop::inside::model::compile;
use linestop::inside::scenario::{Loaded, Setting, from_value, load};
use serde_json::{Value, json};

use crate::run;

/// Days of the horizon: day 83 is the last.
const DAYS: u32 = 84;
/// Halt days at 120 a day where the plan stays, and where it follows.
const STAYS: u32 = 4;
const FOLLOWS: u32 = 1;

fn firm(plan: &str) -> Value {
    json!({
        "title": "Plant", "currency": "EUR", "start": "2026-01-05", "horizon_days": DAYS,
        "parameters": { "demand": { "value": 100, "plan": plan, "low": 50, "high": 150 } },
        "materials": { "part": { "unit": "piece", "elements": { "Dy": 0.01 } }, "pump": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": [], "desk": { "review_work_days": 1 },
            "initial_regime": "open", "regimes": { "open": {} }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "parts", "makes": "part" },
            "plant": {
                "country": "DE", "sector": "pumps", "makes": "pump",
                "sales": { "per_working_day": { "parameter": "demand" }, "margin_per_unit": 10 },
                "inputs": { "part": {
                    "per_unit": 1, "opening_stock": { "days_of_cover": 24 },
                    "ordering": { "base_stock": { "order_up_to": { "days_of_cover": 24 }, "review_every_days": 1 } }
                } }
            }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": 20 } }
    })
}

/// Halt days of the plant by trial.
fn halts(loaded: &Loaded, trials: u64) -> Vec<u32> {
    let model = compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"));
    let plant = model.lines().iter().position(|line| model.sites[*line].name == "plant").expect("the plant");
    let lines = model.lines().len();
    run(&model, trials).outcomes.chunks(lines).map(|trial| u32::from(trial[plant].halt_days)).collect()
}

fn write(folder: &Path, name: &str, scenario: &Value) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, scenario.to_string()).unwrap();
    path
}

fn loaded(path: &Path, set: &[(&str, f64)]) -> Loaded {
    let set: Vec<_> = set.iter().map(|(name, value)| ((*name).to_owned(), Setting::Number(*value))).collect();
    load(path, &set).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_same_change_of_demand_gives_the_same_answer_by_set_overlay_event_and_draw() {
    let folder = tempfile::tempdir().unwrap();
    for (plan, wanted) in [("stays", STAYS), ("follows", FOLLOWS)] {
        let root = write(folder.path(), "firm.json", &firm(plan));
        assert_eq!(halts(&loaded(&root, &[]), 1), [0], "as planned");
        assert_eq!(halts(&loaded(&root, &[("demand", 120.0)]), 1), [wanted], "{plan}: --set");
        assert_eq!(halts(&loaded(&root, &[("parameters.demand.value", 120.0)]), 1), [wanted], "{plan}: --set by path");

        let value = json!({ "extends": "firm.json", "parameters": { "demand": { "value": 120 } } });
        let overlay = write(folder.path(), "more.json", &value);
        assert_eq!(halts(&loaded(&overlay, &[]), 1), [wanted], "{plan}: overlay");
        let further = write(folder.path(), "further.json", &json!({ "extends": "more.json", "title": "Further" }));
        assert_eq!(halts(&loaded(&further, &[]), 1), [wanted], "{plan}: overlay of an overlay");

        let event = json!({ "date": "2026-01-05", "set": { "demand": 120 } });
        let value = json!({ "extends": "firm.json", "authorities": { "desk": { "events": { "boom": event } } } });
        let event = write(folder.path(), "event.json", &value);
        assert_eq!(halts(&loaded(&event, &[]), 1), [wanted], "{plan}: event on day 0");

        let value = json!({ "extends": "firm.json", "parameters": { "demand": { "value": { "fixed": 120 } } } });
        let draw = write(folder.path(), "draw.json", &value);
        assert_eq!(halts(&loaded(&draw, &[]), 1), [wanted], "{plan}: fixed draw");

        // Drawn from a distribution whose median is what was planned: the trials that draw 120 are those of 120.
        let mut drawn = firm(plan);
        drawn["parameters"]["demand"]["value"] = json!({ "empirical": { "values": [100, 100, 120] } });
        let drawn = write(folder.path(), "drawn.json", &drawn);
        let found = halts(&loaded(&drawn, &[]), 64);
        assert!(found.iter().all(|days| [0, wanted].contains(days)), "{plan}: {found:?}");
        assert!(found.contains(&0) && found.contains(&wanted), "{plan}: {found:?}");
    }
}

#[test]
fn a_sweep_and_an_analysis_of_sensitivity_give_the_same_answer_too() {
    let folder = tempfile::tempdir().unwrap();
    for (plan, wanted) in [("stays", STAYS), ("follows", FOLLOWS)] {
        write(folder.path(), "firm.json", &firm(plan));
        let mut drawn = firm(plan);
        drawn["parameters"]["demand"]["value"] = json!({ "empirical": { "values": [100, 100, 120] } });
        write(folder.path(), "drawn.json", &drawn);
        let linestop = |arguments: &str| {
            let mut command = Command::cargo_bin("linestop").unwrap();
            command.current_dir(folder.path()).args(arguments.split_whitespace()).arg("--no-charts");
            command.assert().success();
        };
        let answer =
            |name: &str| -> Value { serde_json::from_slice(&fs::read(folder.path().join(name)).unwrap()).unwrap() };
        linestop("sweep firm.json --over demand=100..120:2 --of halt_days:plant --trials 2");
        let swept = answer("output/sweep-firm/sweep.json");
        assert_eq!(swept["points"][1]["outcomes"][0]["value"], json!(f64::from(wanted)), "{plan}");
        linestop("sensitivity drawn.json --of halt_days:plant --trials 1000");
        let analysed = answer("output/sensitivity-drawn/sensitivity.json");
        let swing = &analysed["outcomes"][0]["tornado"][0];
        assert_eq!(swing["high"]["value"], json!(120.0));
        assert_eq!(swing["high"]["outcome"]["value"], json!(f64::from(wanted)), "{plan}");
    }
}

#[test]
fn stock_that_was_counted_never_grows_with_demand_in_any_unit() {
    let folder = tempfile::tempdir().unwrap();
    for plan in ["stays", "follows"] {
        let mut counted = firm(plan);
        counted["sites"]["plant"]["inputs"]["part"]["opening_stock"] = json!({ "quantity": 2400 });
        let (days, pieces) =
            (write(folder.path(), "days.json", &firm(plan)), write(folder.path(), "pieces.json", &counted));
        for demand in [100.0, 110.0, 120.0, 150.0] {
            let set = [("demand", demand)];
            assert_eq!(halts(&loaded(&days, &set), 1), halts(&loaded(&pieces, &set), 1), "{plan} {demand}");
        }
    }
}

#[test]
fn the_scenario_as_one_file_tells_the_same_trial_and_keeps_what_was_planned() {
    let folder = tempfile::tempdir().unwrap();
    for (plan, wanted) in [("stays", STAYS), ("follows", FOLLOWS)] {
        let root = write(folder.path(), "firm.json", &firm(plan));
        let merged = loaded(&root, &[("demand", 120.0)]).merged;
        assert_eq!(merged["parameters"]["demand"]["planned"], json!(100));
        assert_eq!(merged["parameters"]["demand"]["value"], json!(120));
        let again = from_value(merged.clone()).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(again.merged, merged);
        assert_eq!(halts(&again, 1), [wanted]);
        // Setting it again, as the command in the manifest does, changes nothing.
        let path = write(folder.path(), "merged.json", &merged);
        assert_eq!(loaded(&path, &[("demand", 120.0)]).merged, merged);
        assert!(loaded(&root, &[("demand", 100.0)]).merged["parameters"]["demand"].get("planned").is_none());
    }
}

#[test]
fn an_overlay_or_set_of_the_sales_plan_itself_is_a_new_plan_by_whichever_way() {
    let folder = tempfile::tempdir().unwrap();
    let mut plain = firm("stays");
    plain["sites"]["plant"]["sales"]["per_working_day"] = json!(100);
    let root = write(folder.path(), "plain.json", &plain);
    let sales = json!({ "plant": { "sales": { "per_working_day": 120 } } });
    let overlay = write(folder.path(), "new.json", &json!({ "extends": "plain.json", "sites": sales }));
    let by_set = loaded(&root, &[("sites.plant.sales.per_working_day", 120.0)]);
    // 24 days of 120 in stock and as the level: 21 are needed.
    assert_eq!((halts(&by_set, 1), halts(&loaded(&overlay, &[]), 1)), (vec![0], vec![0]));
    for told in [&by_set, &loaded(&overlay, &[])] {
        let [note] = &told.plan[..] else { panic!("{:?}", told.plan) };
        assert!(note.message.contains("\"sites.plant.sales.per_working_day\" is 120 here and was 100"), "{note:?}");
        assert!(note.message.contains("a new plan"), "{note:?}");
    }
    assert_eq!(loaded(&root, &[]).plan, []);
}

#[test]
fn every_number_that_moves_the_plan_or_does_not_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let notes = |plan: &str, set: &[(&str, f64)]| -> Vec<String> {
        let root = write(folder.path(), "firm.json", &firm(plan));
        loaded(&root, set).plan.into_iter().map(|note| note.message).collect()
    };
    assert_eq!(notes("stays", &[]), Vec::<String>::new());
    let told = notes("stays", &[("demand", 120.0)]);
    assert!(told.len() == 1 && told[0].contains("\"demand\" is 120 here and was planned with 100"), "{told:?}");
    let told = notes("follows", &[("demand", 120.0)]);
    assert!(told.len() == 1 && told[0].contains("order levels in days follow \"demand\": 120 here"), "{told:?}");
    let told = notes("stays", &[("sites.plant.inputs.part.per_unit", 2.0)]);
    assert!(
        told.len() == 1 && told[0].contains("\"sites.plant.inputs.part.per_unit\" is 2 here and was 1"),
        "{told:?}"
    );
    // What the plan is not made of is not named.
    assert_eq!(notes("stays", &[("sites.plant.sales.margin_per_unit", 20.0)]), Vec::<String>::new());
}

/// Two plants, of which one follows demand: the need of their common supplier is a sum, and only a part of it follows.
#[test]
fn orders_of_a_supplier_follow_the_part_of_its_need_that_follows() {
    let mut chain = firm("follows");
    let level =
        |days: u32| json!({ "base_stock": { "order_up_to": { "days_of_cover": days }, "review_every_days": 1 } });
    let part = |days: u32| json!({ "per_unit": 1, "opening_stock": { "quantity": 900 }, "ordering": level(days) });
    chain["materials"]["ore"] = json!({ "unit": "piece" });
    chain["sites"]["mine"] = json!({ "country": "CN", "sector": "ore", "makes": "ore" });
    chain["sites"]["works"]["inputs"] = json!({ "ore": {
        "per_unit": 2, "opening_stock": { "days_of_cover": 5 }, "ordering": level(7)
    } });
    chain["sites"]["other"] = json!({
        "country": "DE", "sector": "pumps", "makes": "pump", "sales": { "per_working_day": 50 },
        "inputs": { "part": part(10) }
    });
    chain["lanes"]["land"] = json!({ "from": "works", "to": "other", "transit_days": 1 });
    chain["lanes"]["rail"] = json!({ "from": "mine", "to": "works", "transit_days": 1 });
    let loaded = from_value(chain).unwrap_or_else(|problems| panic!("{problems}"));
    let model = compile(&loaded.scenario).unwrap_or_else(|e| panic!("{e}"));
    let works = model.sites.iter().find(|site| site.name == "works").expect("the works");
    let ore = &model.inputs[works.inputs.start];
    assert_eq!(ore.nominal_need, 300.0, "2 of ore for each of 100 + 50 parts");
    let need = &model.numbers.needs[ore.following.expect("it follows") as usize];
    let demand = model.numbers.parameters.iter().position(|p| p.name == "demand").expect("demand");
    let at = |value: f64| need.value(|p| if p == demand { value } else { 0.0 });
    assert_eq!((at(100.0), at(120.0)), (300.0, 340.0));
    let linestop::inside::model::OrderRule::BaseStock(level) = ore.ordering.rule else { panic!("a base stock") };
    assert_eq!(model.numbers.at(level, |p| if p == demand { 120.0 } else { 0.0 }), 7.0 * 340.0);
    assert_eq!(model.numbers.at(ore.opening, |p| if p == demand { 120.0 } else { 0.0 }), 5.0 * 300.0);
}
