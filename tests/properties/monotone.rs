//! More stock, faster reviews, a larger desk: never more halts on the same random numbers, where that can be proved.
//!
//! It does not hold in general, and is not asked for in general:
//! - Orders that look at the stock come on other days, with other random numbers, when the stock is larger; a licence
//!   that was granted may be denied then. So stock is varied where orders are called off, whatever else is uncertain.
//! - A line whose plan varies may spend a larger stock on a large day, and then halt on two small ones. So the plan
//!   is the same every working day; then the days run until any day can only be more.
//! - A line that waits for a restart may be the better off for having stopped early.
//! - With returns, denials or quotas by the regime of the day an earlier decision may be a worse one. So the desk
//!   grants everything.
//! - Faster reviews send more and smaller orders, each with its own random numbers: they are compared where lead times
//!   are certain.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::generator::{choices, scenario};
use crate::random::{by_line, cases, compiled, played};

/// A line of a constant plan that calls off its inputs; the rest of the scenario as it is.
fn calls_off(scenario: &mut Value, cover: u32) {
    let plant = &mut scenario["sites"]["plant0"];
    plant["sales"] = json!({ "per_working_day": 12, "margin_per_unit": 5 });
    plant["line"] = json!({ "mode": "all_or_nothing" });
    plant.as_object_mut().expect("a site").remove("capacity_per_day");
    for (_, input) in plant["inputs"].as_object_mut().expect("inputs") {
        input["ordering"] = json!({ "call_off": { "every_days": 5 } });
        input["opening_stock"] = json!({ "days_of_cover": cover });
    }
    // Its stock moves nothing else: no order of it is placed anew, no lever looks at it or changes it.
    for (_, lane) in scenario["lanes"].as_object_mut().expect("lanes") {
        if lane["to"] == "plant0" {
            lane.as_object_mut().expect("a lane").remove("reroute_after_days");
        }
    }
    scenario["levers"].as_object_mut().expect("levers").retain(|_, lever| !lever.to_string().contains("plant0"));
}

/// Halt days of a line, by trial.
fn halt_days(scenario: &Value) -> Vec<u16> {
    let model = compiled(scenario);
    let rows = by_line(&model, &played(&model, 64));
    rows.into_iter()
        .find(|(name, _)| name == "plant0")
        .expect("it is there")
        .1
        .iter()
        .map(|row| row.halt_days)
        .collect()
}

fn never_more(before: &[u16], after: &[u16]) -> Result<(), TestCaseError> {
    for (trial, (before, after)) in before.iter().zip(after).enumerate() {
        prop_assert!(after <= before, "trial {}: {} halt days instead of {}", trial, after, before);
    }
    Ok(())
}

/// One line behind one desk that grants everything; the choices are those of the desk.
fn one_desk(distribution: &Value, limit: &str, capacity: f64, others: f64, speeds: [f64; 2]) -> Value {
    json!({
        "title": "Desk", "currency": "EUR", "start": "2025-03-03", "horizon_days": 250,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "monday_to_friday", "initial_regime": "first",
            "desk": {
                "limit": limit, "review_work_days": distribution, "background_per_working_day": others, "opening_backlog": 5,
                "preparation_days": { "uniform": { "min": 1, "max": 6 } }
            },
            "regimes": {
                "first": { "desk_capacity": capacity, "review_speed": speeds[0], "lasts_days": { "exponential": { "mean": 60 } }, "then": { "second": 1 } },
                "second": { "desk_capacity": capacity, "review_speed": speeds[1], "lasts_days": { "exponential": { "mean": 30 } }, "then": { "first": 1 } }
            }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant0": {
                "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 10 }, "inputs": { "magnet": {
                    "per_unit": 1.5, "opening_stock": { "days_of_cover": 15 }, "ordering": { "call_off": { "every_days": 3 } }
                } }
            }
        },
        "lanes": { "sea": { "from": "works", "to": "plant0", "authority": "desk", "transit_days": 4 } }
    })
}

proptest! {
    #![proptest_config(cases())]

    /// More opening stock of every input of a line that calls off. What it receives does not depend on its stock, and
    /// by induction over days it has run at least as often.
    #[test]
    fn more_opening_stock(choices in choices(), cover in 0_u32..40, more in 1_u32..40) {
        let mut less = scenario(&choices);
        calls_off(&mut less, cover);
        let mut rich = less.clone();
        calls_off(&mut rich, cover + more);
        never_more(&halt_days(&less), &halt_days(&rich))?;
    }

    /// Reviews twice or more as often, base stock, certain lead times, unlimited suppliers: after each review stock and
    /// orders are at the target, so by induction use, orders and receipts up to any day can only be more.
    #[test]
    fn faster_review(every in 1_u32..8, times in 2_u32..5, target in 1.0_f64..40.0, cover in 0.0_f64..40.0, transit in 1_u32..25, inputs in 1_usize..4) {
        let with = |every: u32| {
            let input = json!({ "per_unit": 0.7, "opening_stock": { "days_of_cover": cover },
                "ordering": { "base_stock": { "order_up_to": { "days_of_cover": target }, "review_every_days": every } } });
            let mut scenario = json!({
                "title": "Reviews", "currency": "EUR", "start": "2025-03-03", "horizon_days": 200,
                "materials": { "motor": { "unit": "piece" } },
                "sites": { "plant0": { "country": "DE", "sector": "automotive", "makes": "motor", "calendar": "monday_to_friday",
                    "sales": { "per_working_day": 10 }, "inputs": {} } },
                "lanes": {}
            });
            for i in 0..inputs {
                let (part, works) = (format!("part{i}"), format!("works{i}"));
                scenario["materials"][&part] = json!({ "unit": "kg" });
                scenario["sites"][&works] = json!({ "country": "CN", "sector": "magnets", "makes": part });
                scenario["sites"]["plant0"]["inputs"][&part] = input.clone();
                scenario["lanes"][&works] = json!({ "from": works, "to": "plant0", "transit_days": transit + i as u32 });
            }
            halt_days(&scenario)
        };
        never_more(&with(every * times), &with(every))?;
    }

    /// More capacity of a desk that grants everything, all files of one priority: each file starts, and so is decided,
    /// no later.
    #[test]
    fn more_desk_capacity(
        work in 0.5_f64..25.0,
        limit in 0_usize..3,
        capacity in 1_u32..6,
        more in 1_u32..4,
        others in 0.0_f64..3.0,
        speeds in (0.2_f64..1.5, 0_usize..2),
    ) {
        let limit = ["decisions_per_working_day", "starts_per_working_day", "officers"][limit];
        let speeds = [speeds.0, [0.0, 0.5][speeds.1]];
        let distribution = json!({ "gamma": { "mean": work, "cv": 0.8 } });
        let with = |capacity: u32| halt_days(&one_desk(&distribution, limit, f64::from(capacity), others, speeds));
        never_more(&with(capacity), &with(capacity + more))?;
    }
}
