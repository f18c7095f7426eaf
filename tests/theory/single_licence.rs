//! One licence: stock `I0` days, one application on day 0 with lead time `L`. The line halts on day `k` exactly
//! when `k >= I0` and `L > k`, so that on the daily grid `P(halt) = P(L > I0)` and
//! `E[halt days] = Σ_{k = I0}^{T-1} P(L > k)` for a horizon of `T` days after filing. `P(L > k)` is written out for
//! each law here; the engine draws by inversion, so that the two ways do not meet. Cases FP-01 to FP-06.

use linestop::statistics::{quantile, tail};
use serde_json::{Value, json};

use crate::{model, run};

/// Days simulated after the day of filing.
pub(crate) const AFTER_FILING: u32 = 363;

/// The order is placed on day 0, filed on day 1, and what is granted on a day is received on the next: two days
/// more of stock make up for both.
pub(crate) fn scenario(law: &Value, cover: u32) -> Value {
    json!({
        "title": "One licence", "currency": "EUR", "start": "2025-04-04", "horizon_days": AFTER_FILING + 2,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day",
            "desk": { "review_work_days": law }, "initial_regime": "open", "regimes": { "open": {} }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": {
                "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                "inputs": { "magnet": {
                    "per_unit": 1, "opening_stock": { "quantity": cover + 2 },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": 5000 }, "review_every_days": 366 } }
                } }
            }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": 1 } }
    })
}

/// `above(k)` is P(L > k).
fn check(law: Value, cover: u32, above: impl Fn(u32) -> f64) {
    let trials = 100_000;
    let result = run(&model(scenario(&law, cover)), trials);
    let n = trials as f64;
    let near = |what: &str, estimate: f64, error: f64, exact: f64| {
        // Where every trial agrees, the error is 0 and the value must be the exact one.
        let z = if estimate == exact { 0.0 } else { (estimate - exact) / error };
        assert!(z.abs() <= 4.5, "{law} {what}: {estimate} against {exact}, {z:.1} standard errors");
    };
    let site = &result.tally.sites[0];
    let p = site.halted() as f64 / n;
    let exact = above(cover);
    near("P(halt)", p, (exact * (1.0 - exact) / n).sqrt(), exact);

    let mut days: Vec<i64> = result.outcomes.iter().map(|o| i64::from(o.halt_days)).collect();
    let moments: linestop::statistics::Moments = days.iter().copied().collect();
    let exact: f64 = (cover..AFTER_FILING).map(&above).sum();
    near("E[halt days]", moments.mean(), moments.standard_error(), exact);

    // Quantiles of (min(ceil L, T) − I0)⁺ and the mean beyond them, from the grid's own distribution.
    days.sort_unstable();
    let over = |h: u32| if cover + h >= AFTER_FILING { 0.0 } else { above(cover + h) };
    for level in [0.5, 0.95, 0.99] {
        let exact = (0..=AFTER_FILING).find(|h| over(*h) <= 1.0 - level + 1e-12).map_or(0, i64::from);
        let ranks = quantile::order_statistic_interval(trials, level, 0.9999);
        let at = |rank: Option<u64>| rank.map(|r| days[r as usize - 1]);
        assert!(at(ranks.low).is_none_or(|low| low <= exact), "{law} q{level}: {exact} below {:?}", at(ranks.low));
        assert!(at(ranks.high).is_none_or(|high| high >= exact), "{law} q{level}: {exact} above {:?}", at(ranks.high));
        let beyond: f64 = (exact as u32..AFTER_FILING).map(over).sum();
        let cvar = tail::of_sorted(&days, level).expect("there are trials");
        near(&format!("CVaR{level}"), cvar.mean, cvar.standard_error, exact as f64 + beyond / (1.0 - level));
    }
}

/// Complementary error function by its continued fraction and series (Abramowitz & Stegun 7.1.5, 7.1.14).
pub fn erfc(x: f64) -> f64 {
    let z = x.abs();
    let value = if z < 2.0 {
        let (mut term, mut sum) = (z, z);
        for n in 1..100 {
            term *= -z * z / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        1.0 - sum * 2.0 / std::f64::consts::PI.sqrt()
    } else {
        let fraction = (1..200).rev().fold(0.0, |f, k| f64::from(k) / 2.0 / (z + f));
        (-z * z).exp() / std::f64::consts::PI.sqrt() / (z + fraction)
    };
    if x < 0.0 { 2.0 - value } else { value }
}

/// Numerical integral by Simpson's rule.
fn integral(f: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let n = 4000;
    let h = (to - from) / f64::from(n);
    let weight = |i: i32| {
        if i == 0 || i == n {
            1.0
        } else if i % 2 == 1 {
            4.0
        } else {
            2.0
        }
    };
    (0..=n).map(|i| weight(i) * f(from + f64::from(i) * h)).sum::<f64>() * h / 3.0
}

#[test]
fn fp_01_exponential() {
    check(json!({ "exponential": { "mean": 20 } }), 30, |k| (-f64::from(k) / 20.0).exp());
}

#[test]
fn fp_02_lognormal() {
    // Median 25 and σ = 0.8: p90 = 25 · e^(0.8 · 1.2815515655446004).
    let p90 = 25.0 * (0.8 * 1.281_551_565_544_600_4_f64).exp();
    let law = json!({ "lognormal": { "median": 25, "p90": p90 } });
    check(law, 40, |k| 0.5 * erfc((f64::from(k) / 25.0).ln() / 0.8 / std::f64::consts::SQRT_2));
}

#[test]
fn fp_03_gamma() {
    // Shape 2.5 and scale 12: mean 30, cv 1/√2.5; Γ(2.5) = 3√π/4.
    let normal = 3.0 * std::f64::consts::PI.sqrt() / 4.0;
    let density = |x: f64| (x / 12.0).powf(1.5) * (-x / 12.0).exp() / 12.0 / normal;
    let law = json!({ "gamma": { "mean": 30, "cv": 1.0 / 2.5f64.sqrt() } });
    check(law, 45, |k| integral(density, f64::from(k), f64::from(k) + 600.0));
}

#[test]
fn fp_03_erlang() {
    // Four review stages of 8 days each, as one law: Σ_{j<4} e^-y y^j / j!, y = k/8.
    check(json!({ "gamma": { "mean": 32, "cv": 0.5 } }), 45, |k| {
        let y = f64::from(k) / 8.0;
        (-y).exp() * (1.0 + y + y * y / 2.0 + y * y * y / 6.0)
    });
}

#[test]
fn fp_05_uniform() {
    check(json!({ "uniform": { "min": 10, "max": 60 } }), 45, |k| ((60.0 - f64::from(k)) / 50.0).clamp(0.0, 1.0));
}

#[test]
fn fp_05_triangular() {
    check(json!({ "triangular": { "min": 10, "mode": 20, "max": 90 } }), 45, |k| {
        let left = (90.0 - f64::from(k)).max(0.0);
        left * left / (80.0 * 70.0)
    });
}

#[test]
fn fp_05_pert() {
    // Beta(1.5, 4.5) on 10 to 90.
    let density = |u: f64| u.sqrt() * (1.0 - u).powf(3.5);
    let whole = integral(|v| 2.0 * v * density(v * v), 0.0, 1.0);
    let law = json!({ "pert": { "min": 10, "mode": 20, "max": 90 } });
    check(law, 45, |k| {
        let u = (f64::from(k) - 10.0) / 80.0;
        if u >= 1.0 { 0.0 } else { integral(|v| 2.0 * v * density(v * v), u.sqrt(), 1.0) / whole }
    });
}

#[test]
fn fp_06_empirical() {
    let days = [12, 15, 18, 21, 21, 28, 35, 35, 60, 140];
    let law = json!({ "empirical": { "values": days } });
    check(law, 35, |k| days.iter().filter(|d| **d > k).count() as f64 / 10.0);
}
