//! One licence: stock `I0` days, one application on day 0 with lead time `L`. The line halts on day `k` exactly
//! when `k >= I0` and `L > k`, so that on the daily grid `P(halt) = P(L > I0)` and
//! `E[halt days] = Σ_{k = I0}^{T-1} P(L > k)` for a horizon of `T` days after filing. `P(L > k)` is written out for
//! each distribution here; the engine draws by inversion, so that the two ways do not meet. Cases FP-01 to FP-06.

use linestop::inside::statistics::tail;
use serde_json::{Value, json};

use crate::distributions::{erlang, exponential, gamma_two_and_a_half, lognormal};
use crate::known::{Case, Found, grid};
use crate::{model, run};

/// Days simulated after the day of filing.
pub(crate) const AFTER_FILING: u32 = 363;

/// The order is placed on day 0, filed on day 1, and what is granted on a day is received on the next: two days
/// more of stock make up for both.
pub(crate) fn scenario(distribution: &Value, cover: u32) -> Value {
    json!({
        "title": "One licence", "currency": "EUR", "start": "2025-04-04", "horizon_days": AFTER_FILING + 2,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day",
            "desk": { "review_work_days": distribution }, "initial_regime": "open", "regimes": { "open": {} }
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

/// `above(k)` is P(L > k); of the textbook: P(halt), E[halt days], q0.95, CVaR0.95, nothing where it is not stated.
fn check(case: &Case, distribution: Value, cover: u32, above: impl Fn(u32) -> f64, textbook: [f64; 4]) {
    let trials = 100_000;
    let result = run(&model(scenario(&distribution, cover)), trials);
    let n = trials as f64;
    let stated = |exact: f64, value: f64| if value.is_nan() { grid(exact) } else { grid(exact).textbook(value) };
    let p = result.tally.sites[0].halted() as f64 / n;
    let found = Found::new(p, (p * (1.0 - p) / n).sqrt(), trials);
    case.near("P(halt)", found, stated(above(cover), textbook[0]));

    let mut days: Vec<i64> = result.outcomes.iter().map(|o| i64::from(o.halt_days)).collect();
    let exact: f64 = (cover..AFTER_FILING).map(&above).sum();
    case.near("E[halt days]", Found::mean(days.iter().copied()), stated(exact, textbook[1]));
    let halted = days.iter().copied().filter(|days| *days > 0);
    case.near("E[halt days, if halted]", Found::mean(halted), grid(exact / above(cover)));

    // Quantiles of (min(ceil L, T) − I0)⁺ and the mean beyond them, from the grid's own distribution.
    days.sort_unstable();
    let over = |h: u32| if cover + h >= AFTER_FILING { 0.0 } else { above(cover + h) };
    for (level, textbook) in [(0.5, [f64::NAN; 2]), (0.95, [textbook[2], textbook[3]]), (0.99, [f64::NAN; 2])] {
        let exact = (0..=AFTER_FILING).find(|h| over(*h) <= 1.0 - level + 1e-12).map_or(0, i64::from);
        case.quantile(&format!("q{level} of halt days"), &days, level, stated(exact as f64, textbook[0]));
        let beyond: f64 = (exact as u32..AFTER_FILING).map(over).sum();
        let cvar = tail::of_sorted(&days, level).expect("there are trials");
        let found = Found::new(cvar.mean, cvar.standard_error, trials);
        let exact = exact as f64 + beyond / (1.0 - level);
        case.near(&format!("CVaR{level} of halt days"), found, stated(exact, textbook[1]));
    }
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

const NONE: f64 = f64::NAN;

#[test]
fn fp_01_exponential() {
    let case = Case::new("FP-01", "Σ P(L > k), P(L > k) = e^(−k/m)");
    let distribution = json!({ "exponential": { "mean": 20 } });
    let textbook = [0.223_130_160_148_43, 4.462_603_202_968_6, 29.914_645_471_079_8, 49.914_645_471_079_8];
    check(&case, distribution, 30, exponential(20.0), textbook);
}

#[test]
fn fp_02_lognormal() {
    // Median 25 and σ = 0.8: p90 = 25 · e^(0.8 · 1.2815515655446004).
    let case = Case::new("FP-02", "Σ P(L > k), normal distribution of ln L");
    let p90 = 25.0 * (0.8 * 1.281_551_565_544_600_4_f64).exp();
    let distribution = json!({ "lognormal": { "median": 25, "p90": p90 } });
    let textbook = [0.278_432_452_279_826, 8.973_578_322_084_28, 53.201_025_647_209_5, 97.090_510_464_468_8];
    check(&case, distribution, 40, lognormal(25.0, 0.8), textbook);
}

#[test]
fn fp_03_gamma() {
    // Shape 2.5 and scale 12: mean 30, cv 1/√2.5.
    let case = Case::new("FP-03", "Σ P(L > k), Γ(a, k/b) / Γ(a)").part("gamma: ");
    let distribution = json!({ "gamma": { "mean": 30, "cv": 1.0 / 2.5f64.sqrt() } });
    let textbook = [0.186_029_833_602_867, 2.990_764_669_317_37, 21.422_986_161_098_1, 36.344_022_156_383_7];
    check(&case, distribution, 45, gamma_two_and_a_half(12.0), textbook);
}

#[test]
fn fp_03_erlang() {
    // Four review stages of 8 days each, as one distribution.
    let case = Case::new("FP-03", "Σ P(L > k), Σ_{j<4} e^(−y) y^j / j!").part("four stages: ");
    let textbook = [0.187_932_228_881_507, 2.371_061_675_459_84, NONE, NONE];
    check(&case, json!({ "gamma": { "mean": 32, "cv": 0.5 } }), 45, erlang(4, 8.0), textbook);
}

#[test]
fn fp_05_uniform() {
    let case = Case::new("FP-05", "Σ P(L > k), elementary").part("uniform: ");
    let distribution = json!({ "uniform": { "min": 10, "max": 60 } });
    check(&case, distribution, 45, |k| ((60.0 - f64::from(k)) / 50.0).clamp(0.0, 1.0), [0.3, 2.25, 12.5, 13.75]);
}

#[test]
fn fp_05_triangular() {
    let case = Case::new("FP-05", "Σ P(L > k), elementary").part("triangular: ");
    let above = |k: u32| {
        let left = (90.0 - f64::from(k)).max(0.0);
        left * left / (80.0 * 70.0)
    };
    let distribution = json!({ "triangular": { "min": 10, "mode": 20, "max": 90 } });
    let textbook = [0.361_607_142_857_143, 5.424_107_142_857_14, 73.266_799_469_318_5 - 45.0, 33.844_532_979_545_7];
    check(&case, distribution, 45, above, textbook);
}

#[test]
fn fp_05_pert() {
    // Beta(1.5, 4.5) on 10 to 90.
    let case = Case::new("FP-05", "Σ P(L > k), incomplete beta").part("PERT: ");
    let density = |u: f64| u.sqrt() * (1.0 - u).powf(3.5);
    let whole = integral(|v| 2.0 * v * density(v * v), 0.0, 1.0);
    let distribution = json!({ "pert": { "min": 10, "mode": 20, "max": 90 } });
    let above = |k: u32| {
        let u = (f64::from(k) - 10.0) / 80.0;
        if u >= 1.0 { 0.0 } else { integral(|v| 2.0 * v * density(v * v), u.sqrt(), 1.0) / whole }
    };
    let textbook = [0.142_289_078_173_42, 1.238_142_763_093_11, 55.027_568_842_798_3 - 45.0, NONE];
    check(&case, distribution, 45, above, textbook);
}

#[test]
fn fp_06_empirical() {
    let case = Case::new("FP-06", "counted: arrival on the day of need is no halt");
    let days = [12, 15, 18, 21, 21, 28, 35, 35, 60, 140];
    let distribution = json!({ "empirical": { "values": days } });
    let above = |k: u32| days.iter().filter(|d| **d > k).count() as f64 / 10.0;
    check(&case, distribution, 35, above, [0.2, 13.0, NONE, NONE]);
}

/// N-03: three parts, each with its own licence, filed on the same day. A line that stands for one part uses up none of
/// the others, so the halt lasts max_i (L_i − I_i)⁺, and P(more than h halt days) = 1 − Π P(L_i ≤ I_i + h).
#[test]
fn n_03_assembly_of_three_licensed_parts() {
    let case = Case::new("N-03", "1 − Π F_i(I_i + h)");
    let covers = [30, 45, 60];
    let p90 = 25.0 * (0.8 * 1.281_551_565_544_600_4_f64).exp();
    let distributions = [
        json!({ "exponential": { "mean": 20 } }),
        json!({ "gamma": { "mean": 30, "cv": 1.0 / 2.5f64.sqrt() } }),
        json!({ "lognormal": { "median": 25, "p90": p90 } }),
    ];
    let mut whole = scenario(&distributions[0], 0);
    for (i, (distribution, cover)) in distributions.iter().zip(covers).enumerate() {
        let one = scenario(distribution, cover);
        let (part, works, lane) = (format!("part{i}"), format!("works{i}"), format!("lane{i}"));
        whole["materials"][&part] = one["materials"]["magnet"].clone();
        whole["authorities"][format!("desk{i}")] = one["authorities"]["desk"].clone();
        whole["sites"][&works] = one["sites"]["works"].clone();
        whole["sites"][&works]["makes"] = json!(part);
        whole["sites"]["plant"]["inputs"][&part] = one["sites"]["plant"]["inputs"]["magnet"].clone();
        whole["lanes"][&lane] =
            json!({ "from": works, "to": "plant", "authority": format!("desk{i}"), "transit_days": 1 });
    }
    for (map, key) in [("authorities", "desk"), ("sites", "works"), ("lanes", "sea")] {
        whole[map].as_object_mut().expect("a map").remove(key);
    }
    whole["materials"].as_object_mut().expect("a map").remove("magnet");
    whole["sites"]["plant"]["inputs"].as_object_mut().expect("a map").remove("magnet");
    let rows = run(&model(whole), 100_000).outcomes;

    let above: [Box<dyn Fn(u32) -> f64>; 3] =
        [Box::new(exponential(20.0)), Box::new(gamma_two_and_a_half(12.0)), Box::new(lognormal(25.0, 0.8))];
    // What has not come by the horizon counts as coming then.
    let late = |above: &dyn Fn(u32) -> f64, k: u32| if k < AFTER_FILING { above(k) } else { 0.0 };
    let more_than =
        |h: u32| 1.0 - above.iter().zip(covers).map(|(above, cover)| 1.0 - late(above, cover + h)).product::<f64>();
    let halted = Found::share(rows.iter().map(|row| row.halt_days > 0));
    case.near("P(halt)", halted, grid(more_than(0)).textbook(0.454_222_114_894_124));
    let first = |i: usize| above[i](covers[i]) * (0..i).map(|j| 1.0 - above[j](covers[j])).product::<f64>();
    let exact = (0..AFTER_FILING).map(more_than).sum();
    let found = Found::mean(rows.iter().map(|row| i64::from(row.halt_days)));
    case.near("E[halt days]", found, grid(exact).textbook(11.480_778_191_4));
    let mut days: Vec<i64> = rows.iter().map(|row| i64::from(row.halt_days)).collect();
    days.sort_unstable();
    let exact = (0..300).find(|h| more_than(*h) <= 0.05).expect("it falls");
    case.quantile("q0.95 of halt days", &days, 0.95, grid(f64::from(exact)).textbook(53.349_748_502_605_5));
    for (i, textbook) in [0.223_130_160_148_43, 0.144_520_967_038_674, 0.086_570_987_707_021_2].into_iter().enumerate()
    {
        // The day after filing has number 1.
        let day = covers[i] + 2;
        let found = Found::share(rows.iter().map(|row| u32::from(row.first_halt) == day));
        case.near(&format!("P(first halt for part {})", i + 1), found, grid(first(i)).textbook(textbook));
    }
}
