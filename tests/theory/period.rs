//! One period: a stock is there, a demand comes; what is left costs something, what is short costs more.

use linestop::inside::experiment::{CostKind, SiteOutcome};
use serde_json::{Value, json};

use crate::distributions::{expected, poisson};
use crate::known::{Case, Found, grid};
use crate::{model, run};

/// A line that makes as much of one day's demand as the stock allows, with 180 a unit left and 700 a unit short: the
/// case's costs times 1,000, since amounts are rounded to hundredths.
fn day_of_sales(demand: &Value, stock: f64) -> Vec<SiteOutcome> {
    run(
        &model(json!({
            "title": "One day", "currency": "EUR", "start": "2025-01-01", "horizon_days": 1,
            "materials": {
                "paper": { "unit": "kg", "tick": 0.0001, "price_per_unit": 180.0 * 365.0 }, "sold": { "unit": "kg", "tick": 0.0001 }
            },
            "sites": {
                "mill": { "country": "DE", "sector": "paper", "makes": "paper" },
                "shop": {
                    "country": "DE", "sector": "shops", "makes": "sold", "holding_cost_share_per_year": 1,
                    "sales": { "per_working_day": demand, "penalty_per_unit": 700 }, "line": { "mode": { "proportional": {} } },
                    "inputs": { "paper": { "per_unit": 1, "opening_stock": { "quantity": stock },
                        "ordering": { "call_off": { "quantity": { "quantity": 1 }, "every_days": 7 } } } }
                }
            },
            "lanes": { "road": { "from": "mill", "to": "shop", "transit_days": 1 } }
        })),
        100_000,
    )
    .outcomes
}

fn cost(rows: &[SiteOutcome]) -> Found {
    Found::mean(rows.iter().map(|row| row.of(CostKind::Holding) + row.of(CostKind::Penalties))).times(1e-5)
}

/// OP-07: the newsvendor. Holding and penalty of one day are h E[(S − D)⁺] + p E[(D − S)⁺], least where
/// P(D ≤ S) = p / (p + h); on the same random numbers a little more or less than the best stock costs more.
fn newsvendor(part: &'static str, distribution: Value, best: f64, least: f64, step: f64) {
    let case = Case::new("OP-07", "Snyder & Shen 2019, §4.3; stockpyl").part(part);
    let rows = day_of_sales(&distribution, best);
    case.near(&format!("least cost, S* = {best:.2}"), cost(&rows), grid(least).textbook(least));
    let total = |rows: &[SiteOutcome]| {
        rows.iter().map(|row| row.of(CostKind::Holding) + row.of(CostKind::Penalties)).sum::<i64>()
    };
    for other in [best - step, best + step] {
        assert!(total(&day_of_sales(&distribution, other)) > total(&rows), "{part}{other}");
    }
}

#[test]
fn op_07_normal_demand() {
    let distribution = json!({ "normal": { "mean": 50, "sd": 8 } });
    newsvendor("normal demand: ", distribution, 56.603_955_927_433_9, 1.997_605_193_176_64, 2.0);
}

#[test]
fn op_07_lognormal_demand() {
    let median = 3.8_f64.exp();
    let p90 = median * (0.35 * 1.281_551_565_544_600_4_f64).exp();
    let distribution = json!({ "lognormal": { "median": median, "p90": p90 } });
    newsvendor("lognormal demand: ", distribution, 59.675_590_761_574_3, 4.712_133_315_975_7, 3.0);
}

/// Poisson's distribution as observed values with its chances as weights.
#[test]
fn op_07_poisson_demand() {
    let chances = poisson(50.0, 160);
    let values: Vec<usize> = (0..=160).collect();
    let distribution = json!({ "empirical": { "values": values, "weights": chances } });
    let least = 1.797_235_211_809_18;
    let sum = expected(&chances, |d| 0.18 * (56.0 - d as f64).max(0.0) + 0.7 * (d as f64 - 56.0).max(0.0));
    assert!((sum - least).abs() < 1e-9);
    newsvendor("Poisson demand: ", distribution, 56.0, least, 2.0);
}

/// SD-03 (c): 1,500,000 are needed on one day; an order arrives with an error that is uniform between ± 500,000.
/// Ordered S, the cost h E[(S + Y − d)⁺] + p E[(d − S − Y)⁺] with h = 15 and p = 75 is least at S* = 1,833,333. A
/// uniform error is a granted fraction, uniform from (S − u) / (S + u) to 1, of an order of S + u.
#[test]
fn sd_03_an_order_of_uncertain_yield() {
    let case = Case::new("SD-03", "Snyder & Shen 2019, §9.3; stockpyl").part("additive yield: ");
    let (demand, error) = (1_500_000.0, 500_000.0);
    let cost = |ordered: f64| {
        let least = (ordered - error) / (ordered + error);
        let rows = run(
            &model(json!({
                "title": "Yield", "currency": "EUR", "start": "2025-01-01", "horizon_days": 4,
                "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 }, "price_per_unit": 15 * 365 }, "motor": { "unit": "piece" } },
                "authorities": { "desk": {
                    "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": { "review_work_days": 0 },
                    "initial_regime": "open",
                    "regimes": { "open": { "granted_fraction": { "uniform": { "min": least, "max": 1 } } } }
                } },
                "sites": {
                    "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
                    // Ordered on day 0, received on day 3, the day of the sale.
                    "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "holding_cost_share_per_year": 1,
                        "sales": { "per_working_day": [{ "from": "2025-01-04", "value": demand }], "penalty_per_unit": 75 },
                        "line": { "mode": { "proportional": {} } },
                        "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": 0 },
                            "ordering": { "call_off": { "quantity": { "quantity": ordered + error }, "every_days": 100 } } } } }
                },
                "lanes": { "sea": { "from": "works", "to": "plant", "transit_days": 1, "authority": "desk" } }
            })),
            100_000,
        );
        Found::mean(rows.outcomes.iter().map(|row| row.of(CostKind::Holding) + row.of(CostKind::Penalties))).times(0.01)
    };
    let exact = |ordered: f64| {
        // Mean of the positive part of a uniform number from `low` to `high` around 0.
        let above = |high: f64| high * high / (4.0 * error);
        15.0 * above(ordered + error - demand) + 75.0 * above(demand - ordered + error)
    };
    let best: f64 = 5_500_000.0 / 3.0;
    assert!((exact(best) - 6_250_000.0).abs() < 1e-3);
    case.near("least cost, S* = 1,833,333", cost(best.round()), grid(exact(best)).textbook(6_250_000.0));
    case.near("cost of ordering 1,700,000", cost(1_700_000.0), grid(exact(1_700_000.0)));
}
