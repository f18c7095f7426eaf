//! Ordering by hand: a supplier that makes nothing, so that its backlog counts what was ordered. An order of day t is
//! at its supplier on t + 1.

use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::pieces::{buyer, first, lane, network, source, waiting};

/// A plant that uses so many parts a day, with so many on hand and a way of ordering.
fn ordered(daily: u32, stock: u32, ordering: Value) -> Vec<f64> {
    let mut plant = buyer(1, 1);
    plant["sales"]["per_working_day"] = json!(daily);
    plant["inputs"]["part"]["opening_stock"]["quantity"] = json!(stock);
    plant["inputs"]["part"]["ordering"] = ordering;
    let sites = json!({ "works": source(json!({ "capacity_per_day": 0 })), "plant": plant });
    waiting(&first(network(30, sites, json!({ "l": lane("works", "plant", json!({})) }))), "works")
}

fn min_max(reorder_at: u32, order_up_to: u32, every: u32) -> Value {
    json!({ "min_max": { "reorder_at": { "quantity": reorder_at }, "order_up_to": { "quantity": order_up_to },
        "review_every_days": every } })
}

/// Stock 20 and nothing on order: of 3 a day, 8 are left on day 3, at or below 10, and 12 are ordered. Of 5 a day, 10
/// are left on day 1, which is at the minimum: 10 are ordered, and again on day 3, once these 20 are down to 10.
#[test]
fn min_max_orders_at_or_below_the_minimum_up_to_the_maximum() {
    let by_three = ordered(3, 20, min_max(10, 20, 1));
    assert_eq!(by_three[..6], [0.0, 0.0, 0.0, 0.0, 12.0, 12.0]);
    let by_five = ordered(5, 20, min_max(10, 20, 1));
    assert_eq!(by_five[..6], [0.0, 0.0, 10.0, 10.0, 20.0, 20.0]);
    // Reviewed on days 0, 4, 8: on day 4 5 are left.
    assert_eq!(ordered(3, 20, min_max(10, 20, 4))[..6], [0.0, 0.0, 0.0, 0.0, 0.0, 15.0]);
    // An order is at least the gap between the two, and a reorder point with lots of the gap orders no more than that.
    let lots = json!({ "reorder_point": { "reorder_at": { "quantity": 10 }, "order_quantity": { "quantity": 10 } } });
    assert_eq!(ordered(3, 20, lots)[4], 10.0);
}

/// At or below 100 up to 300, looked at once: what is ordered at a position, alone, and in lots of 64 that are at least
/// 220, rounded up beyond the maximum.
#[test]
fn min_max_orders_in_whole_lots_of_at_least_the_minimum() {
    let order = |position: u32, limits: &Value| {
        let mut plant = buyer(1, 366);
        plant["inputs"]["part"]["opening_stock"]["quantity"] = json!(position);
        plant["inputs"]["part"]["ordering"] = min_max(100, 300, 366);
        limits
            .as_object()
            .expect("fields")
            .iter()
            .for_each(|(key, value)| plant["inputs"]["part"][key] = value.clone());
        let sites = json!({ "works": source(json!({ "capacity_per_day": 0 })), "plant": plant });
        waiting(&first(network(10, sites, json!({ "l": lane("works", "plant", json!({})) }))), "works")[9]
    };
    let positions = [0, 50, 99, 100, 101, 300];
    assert_eq!(positions.map(|at| order(at, &json!({}))), [300.0, 250.0, 201.0, 200.0, 0.0, 0.0]);
    let limits = json!({ "minimum_order": 220, "lot": 64 });
    assert_eq!(positions.map(|at| order(at, &limits)), [320.0, 256.0, 256.0, 256.0, 0.0, 0.0]);
}

/// From 11 January (day 10) on other levels hold; those of a base stock are looked at on days 0, 7 and 14.
#[test]
fn levels_of_ordering_change_on_dates() {
    let steps = |first: u32, then: u32| json!({ "quantity": [{ "from": "2024-12-01", "value": first }, { "from": "2025-01-11", "value": then }] });
    let base = ordered(0, 0, json!({ "base_stock": { "order_up_to": steps(20, 35) } }));
    assert_eq!([base[1], base[14], base[15]], [20.0, 20.0, 35.0]);
    let calls = ordered(0, 0, json!({ "call_off": { "quantity": steps(2, 5), "every_days": 5 } }));
    assert_eq!([calls[1], calls[6], calls[11], calls[16]], [2.0, 4.0, 9.0, 14.0]);
    let point = ordered(0, 9, json!({ "reorder_point": { "reorder_at": steps(8, 9), "order_quantity": steps(3, 4) } }));
    assert_eq!([point[10], point[11]], [0.0, 4.0]);
    let both = ordered(0, 9, json!({ "min_max": { "reorder_at": steps(8, 9), "order_up_to": steps(12, 30) } }));
    assert_eq!([both[10], both[11]], [0.0, 21.0]);
    // Of 2 a day, planned, 10 days are 20; 1,000 are there at first.
    let days =
        json!({ "days_of_cover": [{ "from": "2025-01-01", "value": 10 }, { "from": "2025-01-11", "value": 500 }] });
    let cover = ordered(2, 100, json!({ "base_stock": { "order_up_to": days, "review_every_days": 1 } }));
    assert_eq!([cover[10], cover[11]], [0.0, 1000.0 - (100.0 - 22.0)]);
}

#[test]
fn levels_that_cannot_be_are_told() {
    let told = |ordering: Value| {
        let mut plant = buyer(1, 1);
        plant["inputs"]["part"]["ordering"] = ordering;
        let scenario = network(
            30,
            json!({ "works": source(json!({})), "plant": plant }),
            json!({ "l": lane("works", "plant", json!({})) }),
        );
        from_value(scenario).map_or_else(|problems| problems.to_string(), |_| String::new())
    };
    let wrong = told(min_max(20, 20, 1));
    assert!(wrong.contains("\"order_up_to\", 20, must be above \"reorder_at\", 20"), "{wrong}");
    let late = json!([{ "from": "2025-01-10", "value": 5 }, { "from": "2025-01-05", "value": 2 }]);
    let wrong = told(json!({ "base_stock": { "order_up_to": { "quantity": late } } }));
    assert!(wrong.contains("before 2025-01-10 this level is 0"), "{wrong}");
    assert!(wrong.contains("2025-01-05 comes after 2025-01-10"), "{wrong}");
    let steps = |low: u32, high: u32| json!({ "quantity": [{ "from": "2025-01-01", "value": low }, { "from": "2025-01-20", "value": high }] });
    let wrong = told(json!({ "min_max": { "reorder_at": steps(5, 15), "order_up_to": steps(10, 12) } }));
    assert!(wrong.contains("\"order_up_to\", 12, must be above \"reorder_at\", 15 from 2025-01-20 on"), "{wrong}");
    assert_eq!(told(min_max(19, 20, 1)), "");
}
