//! Events that come on some day of a window.

use linestop::inside::experiment::trace;
use linestop::inside::model::Model;
use serde_json::{Value, json};

use crate::opening::near;
use crate::{model, run};

/// Each estimate is accepted within 4.5 standard errors, a false alarm in 147,000. A share of 0.01 has an error of
/// 0.0003.
const TRIALS: u64 = 100_000;
/// Days of the window, days for which the lane is shut, stock in the evening, days of transit.
const WINDOW: std::ops::RangeInclusive<i64> = 10..=69;
const SHUT: i64 = 35;
const STOCK: i64 = 20;
const TRANSIT: i64 = 5;
const HORIZON: i64 = 90;
const CHANCE: f64 = 0.6;

/// A line that uses one a day and gets one a day, on a lane that an event shuts for 35 days.
fn plant(when: &Value) -> Model {
    model(scenario(when))
}

fn scenario(when: &Value) -> Value {
    let mut event = json!({ "chance": CHANCE, "enter": "shut" });
    for (key, value) in when.as_object().expect("fields of an event") {
        event[key] = value.clone();
    }
    json!({
        "title": "Window", "currency": "EUR", "start": "2025-01-01", "horizon_days": HORIZON,
        "materials": { "magnet": { "unit": "piece" }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "desk": { "review_work_days": 1 }, "initial_regime": "open", "events": { "stop": event },
            "regimes": { "open": {}, "shut": { "shut_lanes": ["sea"], "lasts_days": SHUT, "then": { "open": 1 } } }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": STOCK + TRANSIT + 1 },
                    "ordering": { "call_off": { "every_days": 1, "quantity": { "quantity": 1 } } } } } }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": TRANSIT } }
    })
}

/// What is shipped on days e to e + 34 is missing on days e + 5 to e + 39; the stock lasts 20 of them.
fn halt_days(event: i64) -> i64 {
    let (first, last) = (event + TRANSIT + STOCK, event + SHUT + TRANSIT - 1);
    (last.min(HORIZON - 1) - first + 1).max(0)
}

#[test]
fn each_day_of_a_window_is_as_likely_as_any_other() {
    let model = plant(&json!({ "window": { "from": "2025-01-11", "to": "2025-03-11" } }));
    let found: Vec<i64> = run(&model, TRIALS).outcomes.iter().map(|o| i64::from(o.halt_days)).collect();
    let day = CHANCE / 60.0;
    // Until day 50 all 15 days are within the horizon, from day 65 on none.
    assert_eq!((halt_days(10), halt_days(40), halt_days(64), halt_days(69)), (15, 15, 1, 0));
    near("halts", found.iter().map(|days| i64::from(*days > 0)), 0.55);
    near("halt days", found.iter().copied(), 7.2);
    for days in 0..=15 {
        let exact = WINDOW.filter(|event| halt_days(*event) == days).count() as f64 * day;
        let exact = if days == 0 { exact + 1.0 - CHANCE } else { exact };
        near(&format!("{days} halt days"), found.iter().map(|found| i64::from(*found == days)), exact);
    }
}

#[test]
fn it_has_come_by_a_day_with_the_share_of_the_window_that_is_over() {
    const TRACES: u64 = 20_000;
    let model = plant(&json!({ "window": { "from": "2025-01-11", "to": "2025-03-11" } }));
    let first_shut: Vec<Option<usize>> = (0..TRACES)
        .map(|trial| {
            let (_, days) = trace(&model, 20_250_404, trial).regimes.into_iter().next().expect("an authority");
            let first = days.iter().position(|regime| regime == "shut");
            let shut = days.iter().filter(|regime| *regime == "shut").count();
            assert_eq!(shut, first.map_or(0, |first| 35.min(90 - first)));
            first
        })
        .collect();
    near("days shut", first_shut.iter().map(|first| first.map_or(0, |first| 35.min(90 - first as i64))), 19.95);
    for (by, exact) in [(10, 0.01), (40, 0.31), (69, 0.6)] {
        let come = first_shut.iter().map(|first| i64::from(first.is_some_and(|first| first <= by)));
        near(&format!("by day {by}"), come, exact);
    }
    assert!(first_shut.iter().all(|first| first.is_none_or(|first| (10..=69).contains(&first))));
}

/// The deterministic run takes the middle of a window, day 40, in its turn with what comes before and after.
#[test]
fn in_the_deterministic_run_the_middle_of_a_window_has_its_turn() {
    let model = plant(&json!({ "window": { "from": "2025-01-11", "to": "2025-03-11" } })).typical();
    // There the regime stays until an event changes it: what leaves from day 40 on is missing from day 45 on, and the
    // stock lasts 20 days, so that the line is halted on days 65 to 89.
    assert_eq!(run(&model, 1).outcomes[0].halt_days, 25);
    let with = |day: &str| {
        let mut scenario = scenario(&json!({ "window": { "from": "2025-01-11", "to": "2025-03-11" } }));
        scenario["authorities"]["desk"]["events"]["talks"] = json!({ "date": day, "enter": "open" });
        run(&crate::model(scenario).typical(), 1).outcomes[0].halt_days
    };
    // Opened again after 15 days, the lane lacks less than the stock covers; on an open lane talks change nothing.
    assert_eq!([with("2025-02-25"), with("2025-01-21")], [0, 25]);
}

/// Whether it happens is the same random number with a window as with a date.
#[test]
fn a_window_of_one_day_is_a_date() {
    for day in ["2025-01-11", "2025-02-10", "2025-03-06"] {
        let dated = run(&plant(&json!({ "date": day })), 400);
        let window = run(&plant(&json!({ "window": { "from": day, "to": day } })), 400);
        assert!(dated.outcomes == window.outcomes);
        assert!(dated.outcomes.iter().any(|o| o.halt_days > 0) && dated.outcomes.iter().any(|o| o.halt_days == 0));
    }
}

/// An event that depends on another is taken after it, and in the order of the file on one day, whatever day is drawn.
#[test]
fn events_of_drawn_days_come_in_order() {
    let scenario = |events: Value| {
        model(json!({
            "title": "Order", "currency": "EUR", "start": "2025-01-01", "horizon_days": 60,
            "materials": { "magnet": { "unit": "piece" } },
            "authorities": { "desk": {
                "country": "CN", "desk": { "review_work_days": 1 }, "initial_regime": "open", "events": events,
                "regimes": { "open": {}, "slow": { "review_speed": 0.5 }, "shut": { "review_speed": 0 } }
            } },
            "sites": { "works": { "country": "CN", "sector": "magnets", "makes": "magnet" } },
            "lanes": {}
        }))
    };
    let model = scenario(json!({
        "late": { "window": { "from": "2025-01-10", "to": "2025-01-20" }, "enter": "slow" },
        "early": { "window": { "from": "2025-01-05", "to": "2025-01-15" }, "enter": "shut" },
        "end": { "date": "2025-01-20", "enter": "open", "only_if": "late" }
    }));
    let mut both = [0; 2];
    for trial in 0..400 {
        let (_, days) = trace(&model, 20_250_404, trial).regimes.into_iter().next().expect("an authority");
        // "end" is the last in the file, so that it holds on its day.
        assert!(days[19..].iter().all(|regime| regime == "open"), "{days:?}");
        let first = |name: &str| days.iter().position(|regime| regime == name);
        if let (Some(slow), Some(shut)) = (first("slow"), first("shut")) {
            both[usize::from(slow > shut)] += 1;
        }
    }
    assert!(both.iter().all(|count| *count > 10), "{both:?}");
}
