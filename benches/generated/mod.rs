//! A network of any size, to see how the cost of a trial grows: one licence desk, a magnet maker for every ten plants,
//! a lane for every plant.

use serde_json::{Map, Value, json};

/// A scenario of `plants` plants over a year, as the text of a file.
pub(crate) fn network(plants: usize) -> String {
    let makers = (plants / 10).max(1);
    let (mut sites, mut lanes) = (Map::new(), Map::new());
    for maker in 0..makers {
        sites.insert(format!("maker_{maker}"), json!({"country": "CN", "sector": "magnets", "makes": "magnet"}));
    }
    for plant in 0..plants {
        sites.insert(format!("plant_{plant}"), a_plant());
        let from = format!("maker_{}", plant % makers);
        let transit = json!({"triangular": {"min": 5, "mode": 9, "max": 20}});
        let lane =
            json!({"from": from, "to": format!("plant_{plant}"), "authority": "office", "transit_days": transit});
        lanes.insert(format!("lane_{plant}"), lane);
    }
    json!({
        "title": format!("A network of {plants} plants"),
        "assumption": "made up, to measure",
        "currency": "EUR",
        "start": "2026-01-05",
        "horizon_days": 365,
        "materials": {
            "magnet": {"unit": "kg", "elements": {"Dy": 0.03}, "price_per_unit": 46},
            "pump": {"unit": "piece"},
        },
        "authorities": {"office": office(plants)},
        "sites": sites,
        "lanes": lanes,
    })
    .to_string()
}

fn a_plant() -> Value {
    json!({
        "country": "DE", "sector": "pumps", "makes": "pump", "calendar": "monday_to_friday",
        "sales": {"per_working_day": 100, "margin_per_unit": 60},
        "inputs": {"magnet": {
            "per_unit": 1,
            "opening_stock": {"days_of_cover": 50},
            "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 110}, "review_every_days": 14}},
        }},
    })
}

/// A desk that decides about as many files as are filed, whatever the number of plants.
#[allow(clippy::cast_precision_loss, reason = "plants are far below 2^53")]
fn office(plants: usize) -> Value {
    json!({
        "country": "CN", "controls": ["Dy"],
        "desk": {
            "review_work_days": {"lognormal": {"median": 15, "p90": 42}},
            "preparation_days": {"triangular": {"min": 4, "mode": 8, "max": 20}},
            "background_per_working_day": 4,
        },
        "initial_regime": "open",
        "regimes": {
            "open": {
                "desk_capacity": plants as f64 * 0.1 + 6.0, "returned_share": 0.1,
                "lasts_days": {"lognormal": {"median": 60, "p90": 180}}, "then": {"frozen": 1},
            },
            "frozen": {
                "review_speed": 0, "desk_capacity": 0,
                "lasts_days": {"uniform": {"min": 20, "max": 60}}, "then": {"open": 1},
            },
        },
    })
}
