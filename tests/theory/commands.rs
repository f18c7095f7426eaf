//! Known answers, met by the commands: what a user is told is what theory says.
//!
//! On the daily grid: an order of day 0 is filed on day 1, and what is granted on a day is received on the next, so
//! that a stock S halts when the licence takes longer than S − 2 days, rounded up.

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

use crate::distributions::erfc;

/// Runs a command on a scenario and returns its words.
fn linestop(folder: &Path, scenario: &Value, arguments: &[&str]) -> String {
    std::fs::write(folder.join("case.json"), scenario.to_string()).unwrap();
    let mut command = Command::cargo_bin("linestop").unwrap();
    let output = command.current_dir(folder).args(arguments).arg("--no-charts").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().replace('\n', " ")
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {}", row[column]))
}

/// One unit a day; one order for all that is needed, on day 0, with a wait of this distribution.
fn one_order(distribution: &Value, denied: f64) -> Value {
    json!({
        "title": "One licence", "currency": "EUR", "start": "2025-04-04", "horizon_days": 365,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": { "review_work_days": distribution },
            "initial_regime": "open", "regimes": { "open": { "denied_share": denied } }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": {
                "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                "inputs": { "magnet": {
                    "per_unit": 1, "opening_stock": { "quantity": 30 },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": 5000 }, "review_every_days": 366 } }
                } }
            }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": 1 } }
    })
}

const TRIALS: f64 = 4_000.0;

/// Sizes to 5 % and holds the answer against the chance of a halt with a stock.
fn sized(scenario: &Value, halts: impl Fn(f64) -> f64) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["size", "case.json", "--target", "P(halt) <= 5%", "--trials", "4000"];
    let words = linestop(folder.path(), scenario, &arguments);
    assert!(words.contains("one pass, exact for every stock") && words.contains("confirmed"), "{words}");
    let row = rows(&folder.path().join("output/size-case/sizing.csv")).remove(0);
    assert_eq!((row["verdict"].as_str(), row["bound_from"].as_str()), ("confirmed", "rank"));
    assert!(number(&row, "outcome_bound") <= 0.05);
    // The estimate is the least stock with a chance of at most 5 %, within 4.5 standard errors of that chance.
    let (estimate, hold) = (number(&row, "by_estimate_quantity"), number(&row, "hold_quantity"));
    let error = 4.5 * (0.05 * 0.95 / TRIALS).sqrt();
    assert!(halts(estimate) <= 0.05 + error && halts(estimate - 1.0) >= 0.05 - error, "{estimate}");
    // The margin for the number of trials is 1.645 standard errors of the chance.
    let margin = 1.645 * (0.05 * 0.95 / TRIALS).sqrt();
    assert!(halts(hold) <= 0.05 - margin + error && halts(hold - 1.0) >= 0.05 - margin - error, "{hold}");
    for (column, stock) in [("outcome_found", hold), ("outcome_fresh", hold), ("outcome_today", 30.0)] {
        let (found, exact) = (number(&row, column), halts(stock));
        let error = 4.5 * (exact * (1.0 - exact) / TRIALS).sqrt();
        assert!((found - exact).abs() <= error, "{column} with {stock}: {found} against {exact}");
    }
    hold
}

/// Exponential wait with a mean of 20 days: 59.9 days for 5 % in continuous time (case FP-01), 60 + 2 on the grid.
#[test]
fn the_stock_for_one_licence_is_the_quantile_of_its_wait() {
    let exponential = |stock: f64| (-(stock - 2.0) / 20.0).exp();
    let hold = sized(&one_order(&json!({ "exponential": { "mean": 20 } }), 0.0), exponential);
    assert!((62.0..=68.0).contains(&hold), "{hold}");
    // Lognormal, median 25, σ = 0.8: 93.2 days (case FP-02).
    let p90 = 25.0 * (0.8_f64 * 1.281_551_565_544_600_4).exp();
    let lognormal = |stock: f64| 0.5 * erfc(((stock - 2.0) / 25.0).ln() / 0.8 / 2_f64.sqrt());
    let hold = sized(&one_order(&json!({ "lognormal": { "median": 25, "p90": p90 } }), 0.0), lognormal);
    assert!((96.0..=108.0).contains(&hold), "{hold}");
}

/// Half of the order on either of two lanes, each with its own licence. Where a half lasts to the end, the shorter of
/// two waits decides; where both are needed, the longer one counts 50 days later.
#[test]
fn an_order_split_over_two_lanes_waits_for_the_shorter_or_the_longer_licence() {
    let wait = json!({ "exponential": { "mean": 20 } });
    let two = |half: u32, days: u32| {
        let mut scenario = one_order(&wait, 0.0);
        scenario["horizon_days"] = json!(days);
        let input = &mut scenario["sites"]["plant"]["inputs"]["magnet"];
        input["ordering"]["base_stock"]["order_up_to"] = json!({ "quantity": 30 + 2 * half });
        scenario["sites"]["mill"] = scenario["sites"]["works"].clone();
        let mut sea = scenario["lanes"]["sea"].clone();
        sea["share"] = json!(0.5);
        let mut air = sea.clone();
        air["from"] = json!("mill");
        scenario["lanes"] = json!({ "sea": sea, "air": air });
        scenario
    };
    let within = |days: f64| if days <= 0.0 { 0.0 } else { 1.0 - (-days / 20.0).exp() };
    sized(&two(2500, 365), |stock| (1.0 - within(stock - 2.0)).powi(2));
    let both = |stock: f64| {
        let (first, last) = (within(stock - 2.0), within(stock - 2.0 + 50.0));
        1.0 - (2.0 * first * last - first * first)
    };
    sized(&two(50, 120), both);
}

/// One order that is denied with a chance of 10 %: no stock brings the chance of a halt below that, and it is said why
/// and what would help. Above 10 % a stock does.
#[test]
fn a_denial_is_out_of_reach_of_stock() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = one_order(&json!(40), 0.1);
    let ask = |target: &str| {
        let words = linestop(folder.path(), &scenario, &["size", "case.json", "--target", target, "--trials", "4000"]);
        (words, rows(&folder.path().join("output/size-case/sizing.csv")).remove(0))
    };
    let (words, row) = ask("P(halt) <= 5%");
    assert_eq!(row["feasible"], "no");
    let share = number(&row, "outcome_fresh");
    assert!((share - 0.1).abs() <= 4.5 * (0.1 * 0.9 / TRIALS).sqrt(), "{share}");
    assert!(words.contains("No stock of up to 347 days of need brings plant to"), "{words}");
    assert!(words.contains("was denied or never ordered") && words.contains("a second source"), "{words}");
    // Granted files take 40 days, certainly.
    let (_, row) = ask("P(halt) <= 15%");
    assert_eq!((row["verdict"].as_str(), row["hold_quantity"].as_str()), ("confirmed", "42"));
}

/// Base stock against disruptions, on the daily grid (case SD-01: Snyder and Shen, *Fundamentals of Supply Chain
/// Theory*, example 9.3). A supplier goes down with 4 % a day and comes up with 25 %; what is used on a day is ordered
/// that evening and there on the day after the next, so that a level of S stands on the day after S − 1 days down on
/// end: 5.82 % of days for S = 5, four days of demand beyond that of the day itself.
#[test]
fn base_stock_against_disruptions_stands_as_the_chain_says() {
    let (down, up, days) = (0.04_f64, 0.25_f64, 365_usize);
    // An exponential stay rounded up to days is geometric: P(more than a day) = exp(−1 / mean).
    let stay = |leave: f64| json!({ "exponential": { "mean": -1.0 / (1.0 - leave).ln() } });
    let scenario = |level: u32| {
        json!({
            "title": "Disruptions", "currency": "EUR", "start": "2025-01-01", "horizon_days": days,
            "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
            "authorities": { "supply": {
                "country": "CN", "controls": [], "calendar": "every_day", "desk": { "review_work_days": 0 },
                "initial_regime": "up",
                "regimes": {
                    "up": { "lasts_days": stay(down), "then": { "down": 1 } },
                    "down": { "shut_lanes": ["sea"], "lasts_days": stay(up), "then": { "up": 1 } }
                }
            } },
            "sites": {
                "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
                "plant": {
                    "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                    "inputs": { "magnet": {
                        "per_unit": 1, "opening_stock": { "quantity": level },
                        "ordering": { "base_stock": { "order_up_to": { "quantity": level }, "review_every_days": 1 } }
                    } }
                }
            },
            "lanes": { "sea": { "from": "works", "to": "plant", "authority": "supply", "transit_days": 1 } }
        })
    };
    // Chance of so many days down on end, day by day from an up day 0.
    let halt_days = |level: usize| {
        let mut chance = vec![0.0; days + 1];
        chance[0] = 1.0;
        let mut expected = 0.0;
        for _ in 1..days {
            expected += chance[level - 1..].iter().sum::<f64>();
            let any_down: f64 = chance[1..].iter().sum();
            let mut next = vec![0.0; days + 1];
            next[0] = chance[0] * (1.0 - down) + any_down * up;
            next[1] = chance[0] * down;
            (1..days).for_each(|n| next[n + 1] = chance[n] * (1.0 - up));
            chance = next;
        }
        expected
    };
    // The stationary value of the source, all but the first days.
    let stationary = down / (down + up) * (1.0 - up).powi(3) * days as f64;
    assert!((halt_days(5) / stationary - 1.0).abs() < 0.03 && (stationary / days as f64 - 0.058_189_655).abs() < 1e-8);
    let folder = tempfile::tempdir().unwrap();
    for level in [3, 5] {
        linestop(folder.path(), &scenario(level), &["run", "case.json", "--trials", "2000"]);
        let outcomes = rows(&folder.path().join("output/case/outcomes.csv"));
        let found: Vec<f64> = outcomes.iter().map(|row| number(row, "halt_days")).collect();
        let n = found.len() as f64;
        let mean = found.iter().sum::<f64>() / n;
        let error = (found.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
        let exact = halt_days(level as usize);
        assert!((mean - exact).abs() <= 4.5 * error, "level {level}: {mean} against {exact}, error {error}");
    }
    // Of all days 7.6 % stand with a level of 4 and 5.7 % with 5.
    let arguments = ["size", "case.json", "--target", "fill_rate >= 93.3%", "--trials", "1000"];
    linestop(folder.path(), &scenario(2), &arguments);
    let row = rows(&folder.path().join("output/size-case/sizing.csv")).remove(0);
    assert_eq!((row["verdict"].as_str(), row["hold_quantity"].as_str()), ("confirmed", "5"));
}
