//! Goods under way that an event holds.

use linestop::inside::experiment::{NamedModel, OrderStory, StepKind, story, trace};
use linestop::inside::model::Model;
use serde_json::{Value, json};

use crate::opening::near;
use crate::{model, run};

/// A line that uses one a day and gets one a day, ten days after it is shipped; two are left every evening.
fn plant(hold: &Value, chance: f64, days: u32) -> Model {
    let mut hold = hold.clone();
    let mut event = json!({ "date": "2025-02-10", "chance": chance });
    event["hold"] = hold.take();
    let lane = |to: &str| {
        json!({ "from": "works", "to": to, "authority": "desk", "transit_days": 10,
            "open_orders": { "long": { "quantity": 1, "placed": "2024-12-01", "stands": { "due": { "on": "2025-02-12" } } } } })
    };
    let plant = |country: &str| {
        json!({ "country": country, "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
            "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": 13 },
                "ordering": { "call_off": { "every_days": 1, "quantity": { "quantity": 1 } } } } } })
    };
    model(json!({
        "title": "Held", "currency": "EUR", "start": "2025-01-01", "horizon_days": days,
        "materials": { "magnet": { "unit": "piece" }, "motor": { "unit": "piece" } },
        "authorities": { "desk": { "country": "CN", "desk": { "review_work_days": 1 }, "initial_regime": "open",
            "regimes": { "open": {} }, "events": { "seizure": event } } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant_de": plant("DE"), "plant_us": plant("US")
        },
        "lanes": { "de": lane("plant_de"), "us": lane("plant_us") }
    }))
}

/// Stock at the end of each day.
fn stock(model: &Model, site: &str) -> Vec<f64> {
    let trace = trace(model, 1, 0);
    trace.sites.into_iter().find(|of| of.site == site).expect("a plant").inputs.remove(0).stock
}

/// The event is on day 40. What arrives on days 40 to 49 is under way then, and the order due on day 42: held for 30
/// days it comes on days 70 to 79. What is shipped from day 40 on comes from day 50 on as always.
#[test]
fn what_is_under_way_comes_later() {
    let model = plant(&json!({ "days": 30, "destinations": ["US"] }), 1.0, 120);
    let (held, free) = (stock(&model, "plant_us"), stock(&model, "plant_de"));
    // Without the hold two are left every evening, and three from day 42 on.
    assert!((11..120).all(|day| (free[day] - if day < 42 { 2.0 } else { 3.0 }).abs() < 1e-9), "{free:?}");
    // Two days on stock, eight halts, one a day again from day 50 on; what was held comes on top, and eight stay.
    let wanted = |day: usize| match day {
        0..=39 => 2.0,
        40 => 1.0,
        41..=69 => 0.0,
        70..=71 => f64::from(day as u32 - 69),
        72..=79 => f64::from(day as u32 - 68),
        _ => 11.0,
    };
    assert!((11..120).all(|day| (held[day] - wanted(day)).abs() < 1e-9), "{held:?}");
    let halts = trace(&model, 1, 0).sites.into_iter().find(|of| of.site == "plant_us").expect("a plant").halted;
    assert_eq!(
        halts.iter().enumerate().filter(|(_, halted)| **halted).map(|(day, _)| day).collect::<Vec<_>>(),
        (42..50).collect::<Vec<_>>()
    );
}

/// A story tells which orders were held, and when they come.
#[test]
fn a_story_tells_what_was_held() {
    let model = plant(&json!({ "days": 30, "lanes": ["us"] }), 1.0, 120);
    let orders = story(&NamedModel { name: "held", sha256: "", model: &model }, 1, 0).orders;
    let held = |order: &&OrderStory| order.steps.iter().any(|step| step.kind == StepKind::Held);
    let told: Vec<&OrderStory> = orders.iter().filter(held).collect();
    assert_eq!((told.len(), told.iter().all(|order| order.lane == "us")), (11, true));
    for order in told {
        let [held, received] = &order.steps[order.steps.len() - 2..] else { panic!("{order:?}") };
        assert_eq!((held.kind, held.date), (StepKind::Held, model.date(40)));
        assert_eq!(received.kind, StepKind::Received);
        assert!((70..80).contains(&(received.date - model.date(0)).get_days()));
    }
}

/// With a chance of 0.4 and 15 or 45 days, over a horizon that ends before the longer ones: conserved in every trial,
/// and the eight halts where it happens. 20,000 trials, 4.5 standard errors: a false alarm in 147,000.
#[test]
fn what_is_held_is_conserved() {
    let days = json!({ "empirical": { "values": [15, 45], "weights": [0.5, 0.5] } });
    let model = plant(&json!({ "days": days, "lanes": ["us"] }), 0.4, 80);
    let result = run(&model, 20_000);
    let lines = 2;
    let halts: Vec<i64> = result.outcomes.iter().map(|outcome| i64::from(outcome.halt_days)).collect();
    assert_eq!(halts.len(), 20_000 * lines);
    near("halt days of both lines", halts.chunks(lines).map(|both| both.iter().sum()), 0.4 * 8.0);
}
