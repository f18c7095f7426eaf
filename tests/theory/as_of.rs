//! A scenario as of a date: what was not known then never happens.

use jiff::civil::date;
use linestop::{Case, RunOptions, Trials, Watch};
use serde_json::{Value, json};

/// A plant whose lane an announced freeze shuts; what is announced on which day is `events`.
fn plant(events: &Value) -> Case {
    let scenario = json!({
        "title": "Plant", "currency": "EUR", "start": "2025-01-01", "horizon_days": 200,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": { "country": "CN", "desk": { "review_work_days": { "exponential": { "mean": 9 } } },
            "initial_regime": "open", "events": events,
            "regimes": { "open": {}, "shut": { "shut_lanes": ["sea"], "lasts_days": 60, "then": { "open": 1 } } } } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor",
                "sales": { "per_working_day": 10, "margin_per_unit": 7 },
                "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": 300 },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": 300 }, "review_every_days": 3 } } } } }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": 12 } }
    });
    Case::from_value("plant", scenario).unwrap_or_else(|error| panic!("{error}"))
}

/// Chance of a halt and loss of 400 trials.
fn found(case: &Case) -> (f64, f64) {
    let options = RunOptions { trials: Trials::Fixed(400), ..RunOptions::default() };
    let answer = case.run(&options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"));
    (answer.any_manufacturer_halts.share, answer.lines[0].loss.mean.value)
}

/// By its day, by its `known_from`, by the first day of its window; what depends on it is as if it had not happened.
#[test]
fn what_is_not_known_never_happens() {
    let announced = json!({ "date": "2025-03-01", "enter": "shut", "known_from": "2025-02-03" });
    let list = json!({ "date": "2025-01-20", "add_controls": ["Dy"] });
    let spared = json!({ "date": "2025-03-05", "unless": "shut", "enter": "shut", "known_from": "2025-01-05" });
    let all = plant(&json!({ "list": list, "shut": announced, "other": spared }));
    let without = plant(&json!({ "list": list, "other": { "date": "2025-03-05", "enter": "shut" } }));
    let neither = plant(&json!({ "other": { "date": "2025-03-05", "enter": "shut" } }));
    let as_of = |day| found(&all.as_of(day).unwrap_or_else(|error| panic!("{error}")));
    assert_eq!(as_of(date(2025, 2, 3)), found(&all));
    assert_eq!(as_of(date(2025, 2, 2)), found(&without));
    assert_eq!(as_of(date(2025, 1, 19)), found(&neither));
    assert!(found(&all) != found(&without) && found(&without) != found(&neither));
    let window = json!({ "window": { "from": "2025-03-01", "to": "2025-03-20" }, "enter": "shut" });
    let window = plant(&json!({ "shut": window }));
    let none = found(&plant(&json!({})));
    assert_eq!(found(&window.as_of(date(2025, 2, 28)).expect("as of a date")), none);
    assert!(found(&window.as_of(date(2025, 3, 1)).expect("as of a date")) != none);
}

/// What is set and pulled afterwards is set and pulled as of the date, and a note names what is left out.
#[test]
fn a_case_as_of_a_date_stays_so() {
    let shut = json!({ "date": "2025-03-01", "enter": "shut" });
    let early = plant(&json!({ "shut": shut })).as_of(date(2025, 1, 31)).expect("as of a date");
    let set = early.set([("lanes.sea.transit_days", 14.0)]).expect("a lane");
    let never = plant(&json!({})).set([("lanes.sea.transit_days", 14.0)]).expect("a lane");
    assert_eq!(found(&set), found(&never));
    assert_ne!(early.fingerprint(), plant(&json!({ "shut": shut })).fingerprint());
    assert_eq!(early.written()["authorities"]["desk"]["events"]["shut"]["chance"]["value"], json!(0));
}
