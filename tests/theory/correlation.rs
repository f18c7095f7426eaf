//! Parameters that hang together: a Gaussian copula by rank correlation ρ, r = 2 sin(π ρ / 6) between normal scores.
//!
//! Estimates from n independent trials are accepted within 4.5 standard errors, a false alarm in 147,000.

use std::f64::consts::{LN_2, PI};

use linestop::inside::engine::Streams;
use linestop::inside::model::Model;
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::distributions::erfc;
use crate::{model, run};

const RHO: f64 = 0.6;
const N: u64 = 40_000;

fn score(rho: f64) -> f64 {
    2.0 * (PI * rho / 6.0).sin()
}

/// One order under a licence: its review takes `work` days, its transit `travel`; stock lasts 61 days.
fn scenario(parameters: Value, correlations: Value) -> Value {
    json!({
        "title": "Correlation", "currency": "EUR", "start": "2025-01-01", "horizon_days": 70,
        "parameters": parameters, "correlations": correlations,
        "materials": { "part": { "unit": "piece", "elements": { "Dy": 0.1 } }, "good": { "unit": "piece" } },
        "authorities": { "desk": { "country": "CN", "controls": ["Dy"], "calendar": "every_day", "initial_regime": "open",
            "desk": { "review_work_days": { "parameter": "work" } }, "regimes": { "open": {} } } },
        "sites": {
            "works": { "country": "CN", "sector": "sources", "makes": "part" },
            "plant": { "country": "DE", "sector": "buyers", "makes": "good", "sales": { "per_working_day": 1 },
                "inputs": { "part": { "per_unit": 1, "opening_stock": { "quantity": 61 },
                    "ordering": { "call_off": { "quantity": { "quantity": 1000 }, "every_days": 366 } } } } }
        },
        "lanes": { "l": { "from": "works", "to": "plant", "transit_days": { "parameter": "travel" }, "authority": "desk" } }
    })
}

fn parameters() -> Value {
    json!({
        "work": { "value": { "exponential": { "mean": 20 } } },
        "travel": { "value": { "lognormal": { "median": 15, "p90": 30 } } },
        "third": { "value": { "triangular": { "min": 0, "mode": 1, "max": 4 } } },
        "alone": { "value": { "uniform": { "min": 0, "max": 1 } } }
    })
}

fn pair(a: &str, b: &str, rho: f64) -> Value {
    json!({ "between": [a, b], "rank_correlation": rho })
}

/// Values of a parameter by trial.
fn values(model: &Model, name: &str) -> Vec<f64> {
    let streams = Streams::new(model, 20_250_404);
    let p = model.numbers.parameters.iter().position(|p| p.name == name).expect("it is there");
    (0..N).map(|trial| streams.value(model, p, trial)).collect()
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    order.into_iter().enumerate().for_each(|(rank, i)| ranks[i] = rank as f64);
    ranks
}

/// Pearson's correlation.
fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (mx, my) = (mean(x), mean(y));
    let product =
        |a: &[f64], ma: f64, b: &[f64], mb: f64| -> f64 { a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum() };
    product(x, mx, y, my) / (product(x, mx, x, mx) * product(y, my, y, my)).sqrt()
}

/// With ρ = 0.6: the correlation of ranks is ρ (its standard error below 1/√n), both are above their medians with a
/// chance of 1/4 + asin(r) / 2π = 0.3560, all of three with 1/8 + (Σ asin r) / 4π = 0.2466.
#[test]
fn ranks_are_correlated_as_said() {
    let all = json!([pair("work", "travel", 0.6), pair("third", "travel", 0.5), pair("work", "third", 0.3)]);
    let model = model(scenario(parameters(), all));
    let [work, travel, third] = ["work", "travel", "third"].map(|name| values(&model, name));
    let error = 1.0 / (N as f64).sqrt();
    for (x, y, rho) in [(&work, &travel, RHO), (&third, &travel, 0.5), (&work, &third, 0.3)] {
        let found = correlation(&ranks(x), &ranks(y));
        assert!((found - rho).abs() < 4.5 * error, "{found}, not {rho}");
    }
    let share = |exact: f64, hits: usize| {
        let found = hits as f64 / N as f64;
        let error = (exact * (1.0 - exact) / N as f64).sqrt();
        assert!((found - exact).abs() < 4.5 * error, "{found}, not {exact}");
    };
    // The medians of the distributions.
    let median_of_third = 4.0 - 6.0_f64.sqrt();
    let above = |i: &usize| work[*i] > 20.0 * LN_2 && travel[*i] > 15.0;
    share(0.25 + score(RHO).asin() / (2.0 * PI), (0..N as usize).filter(above).count());
    let three = 0.125 + (score(0.6).asin() + score(0.5).asin() + score(0.3).asin()) / (4.0 * PI);
    share(three, (0..N as usize).filter(above).filter(|i| third[*i] > median_of_third).count());
    // Each has its own distribution still: the mean of an exponential of 20, whose standard deviation is 20.
    let mean = work.iter().sum::<f64>() / N as f64;
    assert!((mean - 20.0).abs() < 4.5 * 20.0 * error, "{mean}");
}

/// The plant halts where review and transit, each rounded up, take more than 60 days (filed on day 1). Given the score
/// z of the review, the logarithm of the transit is normal with mean μ + σ r z and deviation σ √(1 − r²).
#[test]
fn long_reviews_and_long_transits_come_together() {
    let (r, sigma) = (score(RHO), LN_2 / 1.281_551_565_544_600_4);
    let upper = |x: f64| 0.5 * erfc(x / std::f64::consts::SQRT_2);
    let chance = |r: f64| {
        let steps = 200_000;
        let width = 16.0 / f64::from(steps);
        let at = |i: i32| {
            let z = -8.0 + width * (f64::from(i) + 0.5);
            let work = (-20.0 * upper(z).ln()).ceil().max(1.0);
            let left = 60.0 - work;
            let late =
                if left < 1.0 { 1.0 } else { upper(((left / 15.0).ln() / sigma - r * z) / (1.0 - r * r).sqrt()) };
            (-0.5 * z * z).exp() / (2.0 * PI).sqrt() * late * width
        };
        (0..steps).map(at).sum::<f64>()
    };
    for (correlations, r) in [(json!([pair("travel", "work", RHO)]), r), (json!([]), 0.0)] {
        let exact = chance(r);
        let found = run(&model(scenario(parameters(), correlations)), N);
        let found = found.outcomes.iter().filter(|row| row.halt_days > 0).count() as f64 / N as f64;
        let error = (exact * (1.0 - exact) / N as f64).sqrt();
        assert!((found - exact).abs() < 4.5 * error, "{found}, not {exact}");
    }
    // Independent draws understate it.
    assert!((chance(r) - 0.166_581).abs() < 1e-4 && (chance(0.0) - 0.141_587).abs() < 1e-4);
}

/// The same draws whatever the order of the file; those that hang together with none are as they were, and so is the
/// first by name.
#[test]
fn draws_do_not_depend_on_the_order_of_the_file() {
    let all = json!([pair("work", "travel", 0.6), pair("third", "travel", 0.5)]);
    let one = model(scenario(parameters(), all));
    let mut turned = serde_json::Map::new();
    for (name, parameter) in parameters().as_object().expect("fields").iter().rev() {
        turned.insert(name.clone(), parameter.clone());
    }
    let other = model(scenario(turned.into(), json!([pair("travel", "third", 0.5), pair("travel", "work", 0.6)])));
    let plain = model(scenario(parameters(), json!([])));
    for name in ["work", "travel", "third", "alone"] {
        assert_eq!(values(&one, name), values(&other, name), "{name}");
    }
    for name in ["third", "alone"] {
        assert_eq!(values(&one, name), values(&plain, name), "{name}");
    }
    assert_ne!(values(&one, "work"), values(&plain, "work"));
}

#[test]
fn correlations_that_cannot_be_are_told_at_once() {
    let told = |correlations: Value| {
        let loaded = from_value(scenario(parameters(), correlations));
        loaded.map_or_else(|problems| problems.to_string(), |_| String::new())
    };
    let wrong = told(json!([
        pair("work", "travl", 0.5),
        pair("work", "work", 0.2),
        pair("travel", "work", 0.1),
        pair("work", "travel", 0.1)
    ]));
    for part in [
        "unknown parameter \"travl\"",
        "did you mean \"travel\"",
        "\"work\" is correlated with itself",
        "have a correlation already: the one at place 3",
    ] {
        assert!(wrong.contains(part), "{part}: {wrong}");
    }
    assert!(told(json!([pair("third", "alone", 1.5)])).contains("cannot be 1.5"));
    let wrong = told(json!([
        pair("work", "travel", 0.9),
        pair("travel", "third", 0.9),
        pair("work", "third", -0.9),
        pair("alone", "work", 0.0)
    ]));
    let all = "cannot all be at once, given that pairs that are not listed have none: \"work\" and \"travel\" (0.9), \
               \"travel\" and \"third\" (0.9), \"work\" and \"third\" (-0.9)";
    assert!(wrong.contains(all), "{wrong}");
    assert!(!wrong.contains("alone"), "{wrong}");
    assert!(told(json!([pair("work", "travel", 1.0)])).contains("must lie between -1 and 1"));
    assert_eq!(told(json!([pair("work", "travel", -0.99)])), "");
}
