//! Sites: sources, works in between, manufacturers; their inputs, lines and sales.

use serde_json::{Map, Value, json};

use super::{COUNTRIES, Choices, date, past, set, steps};

pub(super) fn source(c: &mut Choices, makes: &str, horizon: u32) -> Value {
    let mut site = json!({ "country": c.pick(&COUNTRIES), "sector": "mines", "makes": makes });
    if c.chance(35) {
        let low = if c.chance(30) { 0.3 } else { 20.0 };
        set(&mut site, "capacity_per_day", steps(c, low, 20.0 * low, horizon));
        set(&mut site, "allocation", json!(c.pick(&["pro_rata", "by_rank", "by_margin"])));
        if c.chance(40) {
            set(&mut site, "opening_output_stock", json!({ "quantity": c.whole(0, 500) }));
        }
    }
    if c.chance(25) {
        set(&mut site, "calendar", json!("week"));
    }
    site
}

fn input(c: &mut Choices, horizon: u32) -> Value {
    let (cover, first) = (c.level(0.0, 60.0), c.of(horizon.min(20) as usize));
    let ordering = match c.of(7) {
        0 | 1 => json!({ "base_stock": {
            "order_up_to": c.level(10.0, 90.0), "review_every_days": c.whole(2, 21), "first_review_day": first
        } }),
        2 => json!({ "reorder_point": {
            "reorder_at": c.level(5.0, 60.0), "order_quantity": { "days_of_cover": c.number(2.0, 30.0) }, "review_every_days": c.whole(1, 5)
        } }),
        3 => json!({ "call_off": { "every_days": c.whole(2, 14), "first_day": first } }),
        5 => {
            let low = c.number(5.0, 40.0);
            let later = json!([{ "from": date(0), "value": low }, { "from": date(c.whole(1, horizon - 1)), "value": low / 2.0 }]);
            json!({ "min_max": {
                "reorder_at": { "days_of_cover": later }, "order_up_to": { "days_of_cover": low + c.number(2.0, 40.0) },
                "review_every_days": c.whole(1, 9)
            } })
        }
        6 => json!({ "base_stock": { "order_up_to": { "days_of_cover": steps(c, 10.0, 90.0, horizon) } } }),
        _ => {
            json!({ "call_off": { "quantity": { "days_of_cover": c.number(3.0, 12.0) }, "every_days": c.whole(2, 14) } })
        }
    };
    let mut input = json!({ "per_unit": c.number(0.25, 4.0), "opening_stock": cover, "ordering": ordering });
    if c.chance(15) {
        set(&mut input, "pipeline", json!("steady"));
    }
    if c.chance(20) {
        set(&mut input, "yield", json!(c.number(0.6, 1.0)));
    }
    if c.chance(15) {
        set(&mut input, "minimum_order", json!(c.number(1.0, 60.0)));
    }
    if c.chance(15) {
        set(&mut input, "lot", json!(c.number(1.0, 40.0)));
    }
    if c.chance(15) {
        // A lot always lies between the smallest orders and this.
        set(&mut input, "maximum_order", json!(c.number(140.0, 900.0)));
    }
    input
}

/// Orders that are open on the first day, on a lane with a desk or without.
pub(super) fn open_orders(c: &mut Choices, licensed: bool) -> Value {
    let mut orders = json!({});
    for number in 0..c.of(4) {
        let (since, before) = (c.whole(0, 60), c.whole(0, 60));
        let attempt = json!({ "on": past(since), "attempt": 1 });
        let stands = match c.of(if licensed { 7 } else { 3 }) {
            0 => json!({ "shipped": { "on": past(since) } }),
            1 => json!({ "due": { "on": date(c.whole(0, 40)), "delay_days": c.days(0.0, 20.0) } }),
            2 if licensed => json!({ "granted": { "on": past(since), "valid_until": date(c.whole(0, 90)) } }),
            2 => json!({ "at_supplier": { "since": past(since) } }),
            3 => json!({ "preparing": { "since": past(since) } }),
            4 => json!({ "due": { "on": past(since), "delay_days": c.days(1.0, 20.0) } }),
            _ => json!({ "filed": attempt }),
        };
        let order = json!({ "quantity": c.whole(1, 400), "placed": past(since + before), "stands": stands });
        set(&mut orders, &format!("PO {number}"), order);
    }
    orders
}

fn line(c: &mut Choices) -> Value {
    let mut line = json!({});
    match c.of(4) {
        1 => set(&mut line, "mode", json!("all_or_nothing")),
        2 => set(&mut line, "mode", json!({ "proportional": {} })),
        3 => set(&mut line, "mode", json!({ "proportional": { "halt_below_share": c.number(0.0, 0.9) } })),
        _ => {}
    }
    if c.chance(25) {
        set(&mut line, "restart_days", json!(c.whole(0, 5)));
    }
    if c.chance(25) {
        set(&mut line, "restart_cover_days", json!(c.number(0.0, 8.0)));
    }
    line
}

pub(super) fn middle(c: &mut Choices, makes: &str, inputs: &[String], horizon: u32) -> Value {
    let inputs: Map<String, Value> = inputs.iter().map(|name| (name.clone(), input(c, horizon))).collect();
    let mut site = json!({
        "country": c.pick(&COUNTRIES), "sector": "works", "makes": makes, "inputs": inputs, "line": line(c),
        "allocation": c.pick(&["pro_rata", "by_rank", "by_margin"])
    });
    if c.chance(40) {
        set(&mut site, "capacity_per_day", steps(c, 10.0, 500.0, horizon));
    }
    if c.chance(30) {
        set(&mut site, "output_stock_target", c.level(0.0, 15.0));
    }
    if c.chance(30) {
        set(&mut site, "opening_output_stock", json!({ "quantity": c.whole(0, 300) }));
    }
    if c.chance(30) {
        set(&mut site, "calendar", json!("week"));
    }
    site
}

pub(super) fn manufacturer(c: &mut Choices, makes: &str, inputs: &[String], horizon: u32) -> Value {
    let inputs: Map<String, Value> = inputs.iter().map(|name| (name.clone(), input(c, horizon))).collect();
    let plan = match c.of(4) {
        3 => json!({ "normal": { "mean": 40, "sd": 5 } }),
        _ => steps(c, 1.0, 60.0, horizon),
    };
    let mut line = line(c);
    let from_stock = c.chance(40);
    if !from_stock && c.chance(40) {
        set(&mut line, "catch_up", json!({ "share_above_plan": c.number(0.0, 0.6), "within_days": c.whole(1, 60) }));
    }
    if c.chance(30) {
        set(&mut line, "halt_cost_per_day", json!(c.number(0.0, 5000.0)));
    }
    let mut site = json!({
        "country": c.pick(&COUNTRIES), "sector": c.pick(&["automotive", "wind", "medical"]), "makes": makes,
        "inputs": inputs, "line": line, "end_use": c.pick(&["civil", "defence"]),
        "sales": { "per_working_day": plan, "margin_per_unit": c.number(0.0, 900.0), "penalty_per_unit": c.number(0.0, 90.0),
            "late_penalty_per_unit_day": c.number(0.0, 2.0) }
    });
    if from_stock {
        drawn_sales(c, &mut site);
    }
    if c.chance(20) {
        let factors: Vec<f64> = (0..12).map(|_| c.number(0.4, 1.5)).collect();
        set(&mut site["sales"], "month_factors", json!(factors));
    }
    if c.chance(40) {
        set(&mut site, "calendar", json!(c.pick(&["week", "monday_to_friday", "germany"])));
    }
    if c.chance(25) {
        set(&mut site, "capacity_per_day", steps(c, 20.0, 90.0, horizon));
    }
    if c.chance(40) {
        set(&mut site, "holding_cost_share_per_year", json!(c.number(0.0, 0.3)));
    }
    site
}

/// Sales that are drawn, wait, or are served from finished goods.
fn drawn_sales(c: &mut Choices, site: &mut Value) {
    let cv = c.number(0.1, 0.9);
    let distribution = match c.of(7) {
        0 => json!({ "normal": { "cv": cv } }),
        1 => json!({ "gamma": { "cv": cv } }),
        2 => json!({ "poisson": {} }),
        3 => json!({ "compound_poisson": { "sizes": [1, 4, 9], "weights": [3, 2, 1] } }),
        4 => json!({ "negative_binomial": { "variance_to_mean": 1.0 + 3.0 * cv } }),
        5 => json!({ "empirical": { "values": [0, 2, 5, 9] } }),
        _ => Value::Null,
    };
    if !distribution.is_null() {
        set(&mut site["sales"], "distribution", distribution);
        if c.chance(30) {
            set(&mut site["sales"], "drawn_each", json!("week"));
        }
        if c.chance(30) {
            set(&mut site["sales"], "autocorrelation", json!(c.number(-0.8, 0.8)));
        }
    }
    match c.of(3) {
        1 => set(&mut site["sales"], "unmet", json!({ "backordered": {} })),
        2 => set(&mut site["sales"], "unmet", json!({ "backordered": { "patience_days": c.whole(1, 30) } })),
        _ => {}
    }
    if c.chance(60) {
        let target = c.level(0.0, 15.0);
        set(site, "output_stock_target", target);
    }
    if c.chance(30) {
        set(site, "opening_output_stock", json!({ "quantity": c.whole(0, 300) }));
    }
}
