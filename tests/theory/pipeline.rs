//! What is on order where lead times are uncertain and orders may overtake each other, and what that does to a stock.
//!
//! Demand that differs from day to day is not a thing that a scenario can say of sales. A supplier has it where its
//! customer orders 64 a day under a licence that grants a drawn part of it: k of 64 with Poisson's chance of k. So the
//! warehouse below owes `Poisson(λ)` units anew every day, from day 2 on, serves them late where it must, and orders
//! by its own policy.

use linestop::inside::experiment::{Trace, trace};
use linestop::inside::model::Model;
use serde_json::{Value, json};

use crate::distributions::{
    Distribution, above, days, expected, exponential, gamma_two_and_a_half, mean, poisson, sum, variance,
};
use crate::known::{Case, Found, grid};
use crate::model;

/// What the warehouse's customer can order at most in a day.
const MOST: usize = 64;
const SEED: u64 = 20_250_404;

/// A source, a warehouse with Poisson demand, and `supply`: the lane between them.
fn warehouse(demand: f64, opening: u32, ordering: Value, supply: Value, horizon: u32, review: Value) -> Model {
    let shares: Vec<f64> = (0..=MOST).map(|k| k as f64 / MOST as f64).collect();
    let granted = json!({ "empirical": { "values": shares, "weights": poisson(demand, MOST) } });
    model(json!({
        "title": "Warehouse", "currency": "EUR", "start": "2025-01-01", "horizon_days": horizon,
        "materials": {
            "part": { "unit": "piece", "elements": { "Gd": 0.1 } }, "good": { "unit": "piece", "elements": { "Dy": 0.03 } },
            "sold": { "unit": "piece" }
        },
        "authorities": {
            "portions": {
                "country": "DE", "controls": ["Dy"], "calendar": "every_day", "desk": { "review_work_days": 0 },
                "initial_regime": "open", "regimes": { "open": { "granted_fraction": granted } }
            },
            "desk": {
                "country": "CN", "controls": ["Gd"], "calendar": "every_day", "desk": { "review_work_days": review },
                "initial_regime": "open", "regimes": { "open": {} }
            }
        },
        "sites": {
            "source": { "country": "CN", "sector": "stage", "makes": "part" },
            "warehouse": { "country": "DE", "sector": "stage", "makes": "good", "inputs": { "part": {
                "per_unit": 1, "opening_stock": { "quantity": opening }, "ordering": ordering
            } } },
            "market": { "country": "US", "sector": "market", "makes": "sold", "sales": { "per_working_day": 1 }, "inputs": { "good": {
                "per_unit": 1, "opening_stock": { "quantity": 0 },
                "ordering": { "call_off": { "quantity": { "quantity": MOST }, "every_days": 1 } }
            } } }
        },
        "lanes": {
            "supply": supply,
            "demand": { "from": "warehouse", "to": "market", "transit_days": 1, "authority": "portions" }
        }
    }))
}

/// Stock, orders that wait, and what is on order at the warehouse at the end of a day.
fn state(trace: &Trace, day: usize) -> [i64; 3] {
    let site = trace.sites.iter().find(|s| s.site == "warehouse").expect("the warehouse");
    [site.inputs[0].stock[day], site.backlog[day], site.inputs[0].on_order[day]].map(|x| x as i64)
}

fn states(model: &Model, trials: u64, day: usize) -> Vec<[i64; 3]> {
    (0..trials).map(|trial| state(&trace(model, SEED, trial), day)).collect()
}

/// OP-01: base stock 14, demand Poisson(0.4) a day, licences that take independent times and may overtake each other:
/// an order placed at the end of day s arrives on `s + 2 + ceil(L)`. What was ordered `a` days ago is still on order
/// with chance p_a = P(L > a − 2), so N = Σ_a Poisson(0.4) · Bernoulli(p_a), folded here. It is not exactly Poisson,
/// since the units of one day share a licence. Stock and backorders are (14 − N)⁺ and (N − 14)⁺. The distribution of L
/// has a mean of 22.5 days, so that an order is on its way for 25 at the ends of days, as in the textbook's case.
fn palm(part: &'static str, distribution: Value, above_days: impl Fn(u32) -> f64, early: bool) {
    let case = Case::new("OP-01", "Palm 1943, Zipkin 2000; here Σ Poisson(λ) · Bernoulli(p_a)").part(part);
    let (lambda, base) = (0.4, 14);
    let ordering = json!({ "base_stock": { "order_up_to": { "quantity": base }, "review_every_days": 1 } });
    let lane = json!({ "from": "source", "to": "warehouse", "transit_days": 1, "authority": "desk" });
    let model = warehouse(lambda, base, ordering, lane, 240, distribution);
    // Demand of day 2 is the first.
    let (trials, age) = (4_000, 200);
    let on_order = |age: u32| {
        (0..=age).fold(vec![1.0], |distribution: Distribution, a| {
            let p = if a <= 2 { 1.0 } else { above_days(a - 2) };
            let mut units: Distribution = poisson(lambda, 12).iter().map(|x| x * p).collect();
            units[0] += 1.0 - p;
            let mut distribution = sum(&distribution, &units);
            distribution.truncate(120);
            distribution
        })
    };
    let distribution = on_order(age);
    let found = states(&model, trials, 2 + age as usize);
    assert!(found.iter().all(|[stock, backlog, on_order]| stock - backlog + on_order == i64::from(base)));
    let base = base as usize;
    let [short, there] = [
        expected(&distribution, |n| n.saturating_sub(base) as f64),
        expected(&distribution, |n| base.saturating_sub(n) as f64),
    ];
    let textbook = |value: f64, continuous: f64| grid(value).textbook(continuous);
    case.near("E[on order]", Found::mean(found.iter().map(|s| s[2])), textbook(mean(&distribution), 10.0));
    case.near(
        "P(10 on order)",
        Found::share(found.iter().map(|s| s[2] == 10)),
        textbook(distribution[10], 0.125_110_035_721_134),
    );
    let served = 1.0 - above(&distribution, base - 1);
    case.near("P(stock > 0)", Found::share(found.iter().map(|s| s[0] > 0)), textbook(served, 0.864_464_422_619_311));
    case.near("E[backorders]", Found::mean(found.iter().map(|s| s[1])), textbook(short, 0.186_937_152_721_61));
    case.near("E[stock]", Found::mean(found.iter().map(|s| s[0])), textbook(there, 4.186_937_152_721_61));
    if early {
        let distribution = on_order(30);
        let found = states(&model, trials, 32);
        let exact = grid(mean(&distribution));
        case.near("after 30 days from a full shelf: E[on order]", Found::mean(found.iter().map(|s| s[2])), exact);
        let exact = grid(1.0 - above(&distribution, base - 1));
        case.near("after 30 days: P(stock > 0)", Found::share(found.iter().map(|s| s[0] > 0)), exact);
        let exact = grid(expected(&distribution, |n| n.saturating_sub(base) as f64));
        case.near("after 30 days: E[backorders]", Found::mean(found.iter().map(|s| s[1])), exact);
    }
}

#[test]
fn op_01_gamma_licences() {
    let distribution = json!({ "gamma": { "mean": 22.5, "cv": 1.0 / 2.5_f64.sqrt() } });
    palm("gamma: ", distribution, gamma_two_and_a_half(9.0), true);
}

/// Another distribution of the same mean: the same number on order, but for the shares of days.
#[test]
fn op_01_uniform_licences() {
    let distribution = json!({ "uniform": { "min": 0, "max": 45 } });
    palm("uniform: ", distribution, |k| (1.0 - f64::from(k) / 45.0).max(0.0), false);
}

/// OP-06: reorder point 3, lots of 5, reviewed daily. The position after a review is uniform on 4 to 8; an order takes
/// 2 days to arrive, so that stock less backorders is the position less Poisson(2 · 1.5): the textbook's own values. (A
/// lot is ordered as often as it takes to lift the position above the reorder point.)
#[test]
fn op_06_reorder_point_and_lot() {
    let case = Case::new("OP-06", "Zipkin 2000; position uniform on r+1 … r+Q").part("(r, Q): ");
    let ordering = json!({ "reorder_point": { "reorder_at": { "quantity": 3 }, "order_quantity": { "quantity": 5 } } });
    let lane = json!({ "from": "source", "to": "warehouse", "transit_days": 1 });
    let model = warehouse(1.5, 8, ordering, lane, 160, json!(0));
    let found = states(&model, 6_000, 150);
    let demand = poisson(3.0, 80);
    let over = |of: &dyn Fn(i64) -> f64| (4..=8).map(|y| expected(&demand, |d| of(y - d as i64))).sum::<f64>() / 5.0;
    let backorders = over(&|net| (-net).max(0) as f64);
    assert!((backorders - 0.105_432_827_253_822).abs() < 1e-12);
    case.near(
        "E[backorders]",
        Found::mean(found.iter().map(|s| s[1])),
        grid(backorders).textbook(0.105_432_827_253_822),
    );
    let stock = over(&|net| net.max(0) as f64);
    case.near("E[stock]", Found::mean(found.iter().map(|s| s[0])), grid(stock).textbook(3.105_432_827_253_82));
    let served = over(&|net| f64::from(net > 0));
    let found_served = Found::share(found.iter().map(|s| s[0] > 0));
    case.near("P(stock > 0)", found_served, grid(served).textbook(0.866_632_830_421_9));
    // A cost of 20 a day on each unit in stock and 150 on each that is owed, without the fixed cost of orders.
    let costs = Found::mean(found.iter().map(|s| 20 * s[0] + 150 * s[1]));
    case.near(
        "holding and backorder cost a day",
        costs,
        grid(20.0 * stock + 150.0 * backorders).textbook(77.923_580_633_15),
    );
}

/// One application every 10 days for ever, on a lane: on order at the end of each day.
fn periodic(in_order: bool) -> Model {
    model(json!({
        "title": "Periodic", "currency": "EUR", "start": "2025-01-01", "horizon_days": 900,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day",
            "desk": { "review_work_days": { "exponential": { "mean": 20 } } },
            "initial_regime": "open", "regimes": { "open": {} }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 }, "inputs": { "magnet": {
                "per_unit": 1, "opening_stock": { "quantity": 1000 },
                "ordering": { "call_off": { "quantity": { "quantity": 1 }, "every_days": 10 } }
            } } }
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": 1, "in_order": in_order } }
    }))
}

/// On order at the end of each day, by trial.
fn on_order(model: &Model, trials: u64) -> Vec<Vec<f64>> {
    let course = |trial| trace(model, SEED, trial).sites.into_iter().find(|s| s.site == "plant").expect("the plant");
    (0..trials).map(|trial| course(trial).inputs.swap_remove(0).on_order).collect()
}

/// OP-02 (a): an order of day 10 n arrives on `10 n + 2 + ceil(L)`, so that at the end of day `10 m + 2 + u` the one of
/// k epochs ago is on order with P(L > 10 k + u): exactly the textbook's distribution, up to the first orders 300 days
/// ago.
#[test]
fn op_02_applications_that_overtake() {
    let case = Case::new("OP-02", "convolution of Bernoulli(e^(−kT/m))").part("overtaking: ");
    let courses = on_order(&periodic(false), 4_000);
    let still = exponential(20.0);
    let distribution = |u: u32| {
        (0..=30).fold(vec![1.0], |distribution: Distribution, k| {
            sum(&distribution, &[1.0 - still(10 * k + u), still(10 * k + u)])
        })
    };
    let (at, later) = (distribution(0), distribution(4));
    let count = |day: usize| courses.iter().map(move |course| course[day] as i64);
    case.near("E[N] at an order", Found::mean(count(302)), grid(mean(&at)).textbook(2.541_494_082_536_8));
    let numbers: Vec<f64> = count(302).map(|n| n as f64).collect();
    case.near("Var[N]", Found::variance(&numbers), grid(variance(&at)).textbook(0.959_517_375_667_472));
    for (n, textbook) in [(1, 0.134_859_379_483_222), (2, 0.375_887_077_585_681), (4, 0.128_834_285_701_485)] {
        let found = Found::share(count(302).map(|found| found == n as i64));
        case.near(&format!("P(N = {n})"), found, grid(at[n]).textbook(textbook));
    }
    let found = Found::share(count(302).map(|n| n >= 5));
    case.near("P(N ≥ 5)", found, grid(above(&at, 4)).textbook(0.027_679_166_457_645_2));
    case.near("E[N] four days later", Found::mean(count(306)), grid(mean(&later)).textbook(2.080_799_364_138_59));
}

/// OP-02 (b): released in the order of filing, application n waits D_n = max(L_n, D_{n−1} − 10). In whole days
/// P(D ≤ x) = Π_j P(L ≤ x + 10 j), for whole x the textbook's own.
#[test]
fn op_02_release_in_order() {
    let case = Case::new("OP-02", "P(D ≤ x) = Π_j P(L ≤ x + jT)").part("in order: ");
    let courses = on_order(&periodic(true), 4_000);
    // The order of day 600 is the 61st: it is received once 61 have been.
    let waited: Vec<i64> = courses
        .iter()
        .map(|course| {
            let arrives = (600..course.len()).find(|day| (day / 10 + 1) as f64 - course[*day] >= 61.0);
            arrives.map_or(298, |day| day as i64 - 602)
        })
        .collect();
    let by = |x: u32| (0..=60).map(|j| 1.0 - exponential(20.0)(x + 10 * j)).product::<f64>();
    let found = Found::share(waited.iter().map(|days| *days <= 30));
    case.near("P(D ≤ 30 days)", found, grid(by(30)).textbook(0.542_213_522_633_031));
    let found = Found::share(waited.iter().map(|days| *days > 60));
    case.near("P(D > 60 days)", found, grid(1.0 - by(60)).textbook(0.120_629_529_010_86));
    let exact = (0..298).map(|x| 1.0 - by(x)).sum();
    case.near("E[D], days", Found::mean(waited.iter().copied()), grid(exact).textbook(32.815_992_778_730_8));
    // For contrast, one application by itself.
    let alone = days(exponential(20.0), 400);
    assert!(above(&alone, 60) < 0.05 && 1.0 - by(60) > 0.12);
}
