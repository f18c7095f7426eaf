//! Deterministic chains: a disruption travels downstream day by day.

use linestop::inside::experiment::trace;
use serde_json::{Value, json};

use crate::known::Case;
use crate::{model, run};

/// N-01: A supplies B (transit 7 days), B supplies C (5 days); each makes 1 a day and no more. B holds 12 days of
/// stock, C 15. A stops for 60 days. By hand: B halts `l1 + b = 19` days after the stop, for `60 − b = 48` days;
/// C halts `l1 + b + l2 + c = 39` days after it (its time to survive), for `60 − b − c = 33` days.
#[test]
fn n_01_time_to_survive_along_a_chain() {
    // The stop is on day 30, when the pipelines are full; the stocks bridge the days until then: an order takes
    // a day to reach its supplier.
    let result = model(json!({
        "title": "Chain", "currency": "EUR", "start": "2025-01-01", "horizon_days": 150,
        "materials": { "oxide": { "unit": "piece" }, "magnet": { "unit": "piece" }, "motor": { "unit": "piece" } },
        "sites": {
            "a": { "country": "CN", "sector": "separation", "makes": "oxide", "capacity_per_day": [
                { "from": "2025-01-01", "value": 1 }, { "from": "2025-01-31", "value": 0 }, { "from": "2025-04-01", "value": 1 }
            ] },
            "b": { "country": "DE", "sector": "magnets", "makes": "magnet", "capacity_per_day": 1, "inputs": {
                "oxide": { "per_unit": 1, "opening_stock": { "quantity": 12 + 7 }, "ordering": { "call_off": { "every_days": 1 } } }
            } },
            "c": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 }, "inputs": {
                "magnet": { "per_unit": 1, "opening_stock": { "quantity": 15 + 6 }, "ordering": { "call_off": { "every_days": 1 } } }
            } }
        },
        "lanes": {
            "ab": { "from": "a", "to": "b", "transit_days": 7 },
            "bc": { "from": "b", "to": "c", "transit_days": 5 }
        }
    }));
    let stop = 30;
    let halts = |site: &str| -> Vec<u32> {
        let trace = trace(&result, 1, 0);
        let course = trace.sites.iter().find(|s| s.site == site).expect("it is there");
        (0..).zip(&course.halted).filter(|(_, halted)| **halted).map(|(day, _)| day - stop).collect()
    };
    assert_eq!(halts("b"), (19..67).collect::<Vec<_>>());
    assert_eq!(halts("c"), (39..72).collect::<Vec<_>>());
    let case = Case::new("N-01", "by hand: l1 + b, R − b, l1 + b + l2 + c, R − b − c");
    for (site, starts, lasts) in [("b", 19.0, 48.0), ("c", 39.0, 33.0)] {
        let halts = halts(site);
        case.equal(&format!("first halt of {site}, days after the stop"), f64::from(halts[0]), starts);
        case.equal(&format!("halt days of {site}"), halts.len() as f64, lasts);
    }
    let outcome = run(&result, 3);
    let rows: Vec<_> = outcome.outcomes.iter().map(|o| (o.first_halt, o.halt_days, o.halts)).collect();
    assert_eq!(rows, [(30 + 19, 48, 1), (30 + 39, 33, 1)].repeat(3));
}

/// N-04: three stages with local base stocks 20, 25, 30 and lead times 1, 2, 2 periods; 5 a period are asked for;
/// in periods 4 to 15 the link from stage 3 to stage 2 cannot ship. The trace is that of stockpyl's simulator
/// (1.0.2, disruption type "shipment pausing").
///
/// A period is two days here, since an order takes a day to reach its supplier and goods travel at least a day:
/// stage 1 serves period p on day 2p + 2, stage 2 on day 2p + 3, stage 3 on day 2p + 4. The market orders by
/// call-off and its open orders are the backorders.
#[test]
fn n_04_three_stages_with_a_paused_link() {
    let stage = |makes: &str, uses: &str, level: u32| -> Value {
        json!({
            "country": "DE", "sector": "stage", "makes": makes,
            "inputs": { uses: {
                "per_unit": 1, "opening_stock": { "quantity": level },
                "ordering": { "base_stock": { "order_up_to": { "quantity": level }, "review_every_days": 1 } }
            } }
        })
    };
    let model = model(json!({
        "title": "Paused link", "currency": "EUR", "start": "2025-01-01", "horizon_days": 64,
        "materials": {
            "m0": { "unit": "piece" }, "m1": { "unit": "piece" }, "m2": { "unit": "piece" }, "m3": { "unit": "piece" },
            "sold": { "unit": "piece" }
        },
        "authorities": { "customs": {
            "country": "DE", "desk": { "review_work_days": 1 }, "initial_regime": "open",
            "regimes": { "open": {}, "closed": { "shut_lanes": ["l32"] } },
            "events": {
                "stop": { "date": "2025-01-13", "enter": "closed" },
                "go": { "date": "2025-02-06", "enter": "open" }
            }
        } },
        "sites": {
            "source": { "country": "DE", "sector": "stage", "makes": "m3" },
            "stage3": stage("m2", "m3", 30),
            "stage2": stage("m1", "m2", 25),
            "stage1": stage("m0", "m1", 20),
            "market": {
                "country": "DE", "sector": "market", "makes": "sold", "sales": { "per_working_day": 1 },
                "inputs": { "m0": {
                    "per_unit": 1, "opening_stock": { "quantity": 100 },
                    "ordering": { "call_off": { "quantity": { "quantity": 5 }, "every_days": 2, "first_day": 1 } }
                } }
            }
        },
        "lanes": {
            "l03": { "from": "source", "to": "stage3", "transit_days": 3 },
            "l32": { "from": "stage3", "to": "stage2", "transit_days": 3, "authority": "customs" },
            "l21": { "from": "stage2", "to": "stage1", "transit_days": 1 },
            "l10": { "from": "stage1", "to": "market", "transit_days": 1 }
        }
    }));
    let trace = trace(&model, 1, 0);
    let net = |site: &str| -> Vec<i64> {
        let course = trace.sites.iter().find(|s| s.site == site).expect("it is there");
        (0..30).map(|p| 2 * p + 3).map(|d| (course.inputs[0].stock[d] - course.backlog[d]) as i64).collect()
    };
    let stage2 = [
        20, 15, 15, 15, 15, 15, 10, 5, 0, -5, -10, -15, -20, -25, -30, -35, -40, -45, 15, 15, 15, 15, 15, 15, 15, 15,
        15, 15, 15, 15,
    ];
    let stage1 = [
        15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 10, 5, 0, -5, -10, -15, -20, -25, -30, 15, 15, 15, 15, 15, 15, 15, 15,
        15, 15, 15,
    ];
    assert_eq!(net("stage2"), stage2);
    assert_eq!(net("stage1"), stage1);
    let case = Case::new("N-04", "stockpyl 1.0.2, its simulator");
    let differ = |found: &[i64], wanted: &[i64]| found.iter().zip(wanted).filter(|(a, b)| a != b).count() as f64;
    case.equal("periods of 30 in which stage 2 differs", differ(&net("stage2"), &stage2), 0.0);
    case.equal("periods of 30 in which stage 1 differs", differ(&net("stage1"), &stage1), 0.0);
    let owed: i64 = net("stage1").iter().map(|n| (-n).max(0)).sum();
    case.equal("backorder periods at stage 1", owed as f64, 105.0);
}
