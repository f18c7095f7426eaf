//! Take-outs: known answers, and the same as what a scenario can say by regimes and events.

use linestop::inside::experiment::{FailureKind, NamedModel, StressOptions, Watch, stress};
use linestop::inside::model::{Model, Outage};
use serde_json::{Value, json};

use crate::{model, run};

/// A plant with `stock` days of need and one supplier, whose orders take a day to reach it and `transit` to arrive.
fn plant(stock: u32, transit: u32) -> Value {
    json!({
        "title": "Plant", "currency": "EUR", "start": "2025-01-01", "horizon_days": 300,
        "materials": { "magnet": { "unit": "piece" }, "motor": { "unit": "piece" } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor",
                "sales": { "per_working_day": 10, "margin_per_unit": 7 },
                // What is used until the first order arrives is there beside the stock.
                "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": 10 * (stock + transit + 1) },
                    "ordering": { "call_off": { "every_days": 1 } } } } }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "transit_days": transit } }
    })
}

fn stressed(model: &Model, from: u32, days: u32) -> linestop::inside::experiment::StressAnswer {
    let named = NamedModel { name: "plant", sha256: "", model };
    let from = Some(model.date(from));
    let options = StressOptions { trials: 40, seed: 1, from, days, freeze_days: (1, 60) };
    stress(named, &options, &Watch::default()).expect("nobody stops it")
}

/// A line with stock S and daily need d whose only supplier fails runs on for what is in transit and S / d days, and
/// stands until the first shipment after the restoration has arrived.
#[test]
fn time_to_survive_is_stock_over_need() {
    for (stock, transit, days) in [(20, 7, 60), (45, 12, 90), (5, 1, 30), (60, 9, 50)] {
        let answer = stressed(&model(plant(stock, transit)), 50, days);
        // Supplier, material, country and lane all come to the same.
        assert_eq!(answer.failures.len(), 1);
        let failure = &answer.failures[0];
        assert_eq!((failure.kind, failure.also.len()), (FailureKind::Supplier, 3));
        let line = &failure.lines[0];
        let stands = days.saturating_sub(stock);
        let (survives, recovers) = ((stands > 0).then_some(stock + transit), (stands > 0).then_some(transit));
        assert_eq!((line.typical.survives_days, line.typical.recovers_days), (survives, recovers));
        assert_eq!(line.typical.halt_days, i32::try_from(stands).unwrap());
        assert!((line.typical.loss - f64::from(stands) * 70.0).abs() < 1e-9);
        // Nothing is uncertain here: every trial is the typical one.
        assert_eq!(line.stopped.trials, if stands > 0 { 40 } else { 0 });
        assert_eq!(line.survives_days.map(|days| days.median), survives.map(f64::from));
        assert!((failure.loss.value - failure.typical_loss).abs() < 1e-9);
    }
}

/// Licences that take 20 working days, every day one; from day 100 on for 60 days the desk or the lane is closed.
fn licensed(regimes: Value, events: Value) -> Model {
    model(json!({
        "title": "Licensed", "currency": "EUR", "start": "2025-01-01", "horizon_days": 400,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "initial_regime": "open", "regimes": regimes, "events": events,
            "desk": { "review_work_days": { "lognormal": { "median": 20, "p90": 45 } }, "background_per_working_day": 2 }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 10 },
                "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "days_of_cover": 50 },
                    "ordering": { "base_stock": { "order_up_to": { "days_of_cover": 90 }, "review_every_days": 7 } } } } }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk",
            "transit_days": { "gamma": { "mean": 12, "cv": 0.3 } } } }
    }))
}

fn open() -> Value {
    json!({ "review_speed": 1, "desk_capacity": 3, "returned_share": 0.2, "denied_share": 0.1 })
}

fn changed(to: &Value) -> Model {
    let events = json!({
        "stop": { "date": "2025-04-11", "enter": "stopped" }, "go": { "date": "2025-06-10", "enter": "open" }
    });
    licensed(json!({ "open": open(), "stopped": to }), events)
}

/// A freeze laid over the course is the regime of a freeze, entered and left by events, trial by trial.
#[test]
fn a_freeze_is_a_frozen_regime() {
    let mut frozen = open();
    frozen["review_speed"] = json!(0);
    let outage = Outage { days: 100..160, frozen: vec![0], ..Outage::default() };
    let laid_over = licensed(json!({ "open": open() }), json!({})).with_outage(&outage);
    let (laid_over, written) = (run(&laid_over, 400), run(&changed(&frozen), 400));
    assert_eq!(laid_over.outcomes, written.outcomes);
    assert!(written.tally.sites[0].halted() > 200);
}

/// A lane out of service is a lane that a regime shuts.
#[test]
fn a_lane_out_of_service_is_shut() {
    let mut shut = open();
    shut["shut_lanes"] = json!(["sea"]);
    let outage = Outage { days: 100..160, lanes: vec![0], ..Outage::default() };
    let out = licensed(json!({ "open": open() }), json!({})).with_outage(&outage);
    let (out, written) = (run(&out, 400), run(&changed(&shut), 400));
    assert_eq!(out.outcomes, written.outcomes);
    assert!(written.tally.sites[0].halted() > 200);
}

/// The deterministic run has no randomness: all trials of it are the same, whatever the seed.
#[test]
fn the_deterministic_run_is_one() {
    let model = licensed(json!({ "open": open() }), json!({})).typical();
    let result = run(&model, 64);
    assert!(result.outcomes.iter().all(|outcome| *outcome == result.outcomes[0]));
}
