//! What is paid when an event changes what is paid, by hand: what came before stays as it was.
//!
//! A plant makes ten pieces a day of ten parts, with stock for the first three days. An order of day t is taken in by
//! its supplier on that evening, leaves on t + 1 and is received two days later: the ten of each of the days 0 to 16
//! are received within 20 days.

use linestop::inside::experiment::{CostKind, SiteOutcome};
use serde_json::{Value, json};

use crate::{model, run};

/// The plant, with parameters that an event of 11 January (day 10) may set.
fn plant() -> Value {
    json!({
        "title": "Repriced", "currency": "EUR", "start": "2026-01-01", "horizon_days": 20,
        "materials": { "part": { "unit": "piece" }, "good": { "unit": "piece" } },
        "parameters": { "rate": { "value": 0.9 }, "price": { "value": 34 }, "margin": { "value": 4 },
            "halt": { "value": 100 }, "rent": { "value": 10 }, "fee": { "value": 1000 } },
        "sites": {
            "works": { "country": "CN", "sector": "parts", "makes": "part" },
            "plant": { "country": "DE", "sector": "goods", "makes": "good", "sales": { "per_working_day": 10 },
                "inputs": { "part": { "per_unit": 1, "opening_stock": { "quantity": 30 },
                    "ordering": { "call_off": { "quantity": { "quantity": 10 }, "every_days": 1 } } } } }
        },
        "lanes": { "l": { "from": "works", "to": "plant", "transit_days": 2 } },
        "authorities": { "desk": { "country": "CN", "controls": [], "desk": { "review_work_days": 1 },
            "initial_regime": "open", "regimes": { "open": {} }, "events": {} } }
    })
}

fn with_event(mut scenario: Value, date: &str, set: Value) -> Value {
    scenario["authorities"]["desk"]["events"][format!("on {date}")] = json!({ "date": date, "set": set });
    scenario
}

fn rows(scenario: Value, trials: u64) -> Vec<SiteOutcome> {
    run(&model(scenario), trials).outcomes
}

fn in_dollars() -> Value {
    let mut scenario = plant();
    scenario["exchange_rates"] = json!({ "USD": { "parameter": "rate" } });
    scenario["lanes"]["l"]["currency"] = json!("USD");
    scenario["lanes"]["l"]["price_per_unit"] = json!(4);
    scenario
}

/// Fifty parts are taken in before day 5 at 4 × 0.9 = 3.60; of the others sixty before day 11 at 3.20, sixty at 4 ×
/// 0.7.
#[test]
fn goods_are_paid_at_the_rate_of_the_day_on_which_they_are_taken_in() {
    let fallen = with_event(in_dollars(), "2026-01-06", json!({ "rate": 0.8 }));
    assert_eq!(rows(fallen.clone(), 1)[0].of(CostKind::Purchase), 50 * 360 + 120 * 320);
    let twice = with_event(fallen, "2026-01-12", json!({ "rate": 0.7 }));
    assert_eq!(rows(twice, 1)[0].of(CostKind::Purchase), 50 * 360 + 60 * 320 + 60 * 280);
    // On the first morning there is nothing to keep.
    let at_once = with_event(in_dollars(), "2026-01-01", json!({ "rate": 0.8 }));
    assert_eq!(rows(at_once, 1)[0].of(CostKind::Purchase), 170 * 320);
}

/// An event that may come changes the trials in which it comes, and no other.
#[test]
fn each_trial_keeps_its_own_prices() {
    let mut scenario = with_event(in_dollars(), "2026-01-06", json!({ "rate": 0.8 }));
    scenario["authorities"]["desk"]["events"]["on 2026-01-06"]["chance"] = json!(0.5);
    let paid: Vec<i64> = rows(scenario, 70).iter().map(|row| row.of(CostKind::Purchase)).collect();
    let [fallen, usual] = [50 * 360 + 120 * 320, 170 * 360];
    assert!(paid.iter().all(|cents| [fallen, usual].contains(cents)), "{paid:?}");
    // The chance that 70 trials are all alike is 2 in 2^70.
    assert!(paid.contains(&fallen) && paid.contains(&usual));
}

/// Nothing comes: the line is halted on days 3 to 19, for 100 and 10 × 4 a day until day 9, for 150 and 10 × 1 after.
#[test]
fn halts_cost_what_they_cost_on_their_day() {
    let mut scenario = plant();
    scenario["lanes"]["l"]["transit_days"] = json!(100);
    let plant = &mut scenario["sites"]["plant"];
    plant["sales"]["margin_per_unit"] = json!({ "parameter": "margin" });
    plant["line"] = json!({ "halt_cost_per_day": { "parameter": "halt" } });
    let row = rows(with_event(scenario, "2026-01-11", json!({ "margin": 1, "halt": 150 })), 1)[0];
    assert_eq!(row.of(CostKind::Halts), 100 * (7 * 100 + 10 * 150));
    assert_eq!(row.of(CostKind::LostMargin), 100 * (70 * 4 + 100));
    assert_eq!(row.loss(), 100 * (7 * 140 + 10 * 160));
}

/// Thirty pieces are missed on days 0 to 2 and made good from day 3 on, of which 20 a day come: what was owed when the
/// margin rose was never lost.
#[test]
fn what_is_made_good_later_is_not_lost_at_the_old_margin() {
    let mut scenario = plant();
    let plant = &mut scenario["sites"]["plant"];
    plant["inputs"]["part"]["opening_stock"]["quantity"] = json!(0);
    plant["inputs"]["part"]["ordering"]["call_off"]["quantity"]["quantity"] = json!(20);
    plant["sales"]["margin_per_unit"] = json!({ "parameter": "margin" });
    plant["line"] = json!({ "catch_up": { "share_above_plan": 1, "within_days": 100 } });
    let row = rows(with_event(scenario, "2026-01-03", json!({ "margin": 10 })), 1)[0];
    assert_eq!((row.made_good, row.of(CostKind::LostMargin)), (30, 0));
}

/// Stock at the ends of days 0 and 1 is 20 and 10 parts, of 34.00 and then 68.00, at 73 % a year.
#[test]
fn stock_is_held_at_the_value_of_its_day() {
    let mut scenario = plant();
    scenario["lanes"]["l"]["transit_days"] = json!(100);
    scenario["materials"]["part"]["price_per_unit"] = json!({ "parameter": "price" });
    scenario["sites"]["plant"]["holding_cost_share_per_year"] = json!(0.73);
    let row = rows(with_event(scenario, "2026-01-02", json!({ "price": 68 })), 1)[0];
    assert_eq!(row.of(CostKind::Holding), 20 * 34 / 5 + 10 * 68 / 5);
}

/// A lever that starts on day 2 costs 1,000 then, not what the fee is later, ten a day on days 2 to 9 and thirty after.
/// From its start on, goods cost half a euro more: of the orders of days 2 to 16, nine are taken in before day 11, when
/// that rises to one.
#[test]
fn a_lever_costs_what_it_costs_on_its_days() {
    let mut scenario = plant();
    scenario["parameters"]["extra"] = json!({ "value": 0.5 });
    scenario["levers"] = json!({ "air": { "pulled": true, "start": { "on": "2026-01-03" },
        "cost": { "once": { "parameter": "fee" }, "per_day": { "parameter": "rent" }, "paid_by": "plant" },
        "action": { "expedited_freight":
            { "lanes": ["l"], "transit_scale": 1, "extra_price_per_unit": { "parameter": "extra" } } } } });
    let dearer = with_event(scenario, "2026-01-11", json!({ "fee": 5000, "rent": 30 }));
    let row = rows(with_event(dearer, "2026-01-12", json!({ "extra": 1 })), 1)[0];
    assert_eq!(row.of(CostKind::Mitigation), 100 * (1000 + 8 * 10 + 10 * 30));
    assert_eq!(row.of(CostKind::Expediting), 9 * 10 * 50 + 6 * 10 * 100);
}

/// An event that sets what is set already changes nothing, to the cent.
#[test]
fn an_event_that_changes_nothing_costs_nothing() {
    let alike = with_event(in_dollars(), "2026-01-06", json!({ "rate": 0.9 }));
    assert_eq!(rows(alike, 40), rows(in_dollars(), 40));
}
