//! The border: registrations, faulty reports and inspections with their laboratories, held against distributions of
//! whole days.
//!
//! A plant whose stock lasts until its only order would come halts for as long as that order is held. Statistical tests
//! accept 4.5 standard errors; trials are so many that a fault of 1 % of the value lies outside.

use std::collections::BTreeMap;

use linestop::inside::engine::PLACE_NAMES;
use linestop::inside::experiment::{NamedModel, OrderStory, SiteOutcome, StepKind, story};
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::distributions::{Distribution, above, days, expected, exponential, lognormal, mean, sum_up_to};
use crate::known::MOST;
use crate::pieces::{buyer, first, lane, network, source, stock};
use crate::{model, run};

/// Mean of numbers within 4.5 of its standard errors, which are within `fault` of the exact value.
pub(crate) fn near(what: &str, values: impl Iterator<Item = f64> + Clone, exact: f64, fault: f64) {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let variance = values.map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    assert!((mean - exact).abs() <= MOST * error, "{what}: {mean} ± {error}, exact {exact}");
    assert!(error <= fault * exact, "{what}: too few trials: {error} of {exact}");
}

fn held_days(rows: &[SiteOutcome]) -> impl Iterator<Item = f64> + Clone {
    rows.iter().map(|row| f64::from(row.halt_days))
}

/// The authority of a country without a list: whatever it tracks or inspects needs no licence.
pub(crate) fn authority(border: Value) -> Value {
    let mut authority = json!({ "country": "CN", "calendar": "every_day", "desk": { "review_work_days": 0 },
        "initial_regime": "usual", "regimes": { "usual": {} } });
    border.as_object().expect("fields").iter().for_each(|(key, value)| authority[key] = value.clone());
    authority
}

/// Plants with one order each, the k-th placed on day `every` · k: its stock lasts until that would come after
/// `transit` days, so that its halt days are those for which the order is held.
pub(crate) fn one_order_each(plants: u32, every: u32, transit: u32, horizon: u32, border: Value) -> Value {
    let (mut sites, mut lanes) = (json!({ "works": source(json!({})) }), json!({}));
    for k in 0..plants {
        let name = format!("plant{k}");
        sites[&name] = json!({
            "country": "DE", "sector": "plants", "makes": "good", "sales": { "per_working_day": 1 },
            "inputs": { "part": { "per_unit": 1, "opening_stock": { "quantity": every * k + 1 + transit },
                "ordering": { "base_stock": { "order_up_to": { "quantity": 5000 }, "review_every_days": 366,
                    "first_review_day": every * k } } } }
        });
        lanes[&name] = lane("works", &name, json!({ "transit_days": transit }));
    }
    let mut scenario = network(horizon, sites, lanes);
    scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.03 });
    scenario["authorities"] = json!({ "customs": authority(border) });
    scenario
}

/// One order of day 0 that would leave on day 1: it leaves on max(1, K) + G, K exponential and G lognormal with a
/// chance, each rounded up. Of a stock until day 21 the halt days are those beyond: E = E[max(K, 1)] + p E[G] − 1.
#[test]
fn the_first_order_waits_for_a_registration_and_a_faulty_report() {
    let (k, p, [median, p90]) = (12.0, 0.15, [10.0_f64, 25.0]);
    let tracking = json!({ "tracking": { "elements": ["Dy"], "registration_days": { "exponential": { "mean": k } },
        "faulty_report_share": p, "faulty_report_days": { "lognormal": { "median": median, "p90": p90 } } } });
    let scenario = one_order_each(1, 1, 20, 100, tracking);
    let rows = run(&model(scenario), 650_000).outcomes;
    let sigma = (p90 / median).ln() / 1.281_551_565_544_6;
    let held: Distribution = days(lognormal(median, sigma), 400)
        .iter()
        .enumerate()
        .map(|(g, q)| q * p + if g == 0 { 1.0 - p } else { 0.0 })
        .collect();
    let leaves = sum_up_to(&days(exponential(k), 400), &held, 800);
    // Seen until day 99.
    let within = expected(&leaves, |day| (day as f64 + 20.0).min(100.0));
    near("day of arrival", held_days(&rows).map(|halt| halt + 21.0), within, 0.01 / MOST);
    let late = held_days(&rows).map(|halt| f64::from(u8::from(halt > 19.0)));
    near("P(it arrives after day 40)", late, above(&leaves, 20), 0.01 / MOST);
    assert!((mean(&leaves) + 20.0 - 34.5188).abs() < 1e-4 && (above(&leaves, 20) - 0.243_170).abs() < 1e-6);
}

/// Twelve shipments to clients that are registered at once: each report is faulty for itself.
#[test]
fn faulty_reports_hold_their_shipments_one_by_one() {
    let (p, [median, p90], m) = (0.15, [10.0_f64, 25.0], 12);
    let tracking = json!({ "tracking": { "elements": ["Dy"], "faulty_report_share": p,
        "faulty_report_days": { "lognormal": { "median": median, "p90": p90 } } } });
    let rows = run(&model(one_order_each(m, 1, 6, 200, tracking)), 120_000).outcomes;
    let trials: Vec<Vec<f64>> = rows.chunks(m as usize).map(|trial| held_days(trial).collect()).collect();
    let held = days(lognormal(median, (p90 / median).ln() / 1.281_551_565_544_6), 400);
    near("days held", trials.iter().map(|t| t.iter().sum()), f64::from(m) * p * mean(&held), 0.003);
    for longest in [0, 15, 40] {
        let exact = 1.0 - (1.0 - p * above(&held, longest)).powi(m as i32);
        let found = trials.iter().map(|t| f64::from(u8::from(t.iter().any(|days| *days > longest as f64))));
        near(&format!("P(one is held for more than {longest} days)"), found, exact, 0.015);
    }
}

/// A registration of 25 days: orders of days 0, 7, 14 and 21 leave together on day 25, that of day 28 on day 29. Where
/// tracking begins on day 10 only, orders of days 0 and 7 have left by then, and those of 14 to 35 wait until day 39.
#[test]
fn later_orders_wait_for_the_same_registration() {
    let arrivals = |more: Value| {
        let mut tracking = json!({ "registration_days": 25 });
        more.as_object().expect("fields").iter().for_each(|(key, value)| tracking[key] = value.clone());
        let sites = json!({ "works": source(json!({})), "plant": buyer(10, 7) });
        let mut scenario = network(60, sites, json!({ "l": lane("works", "plant", json!({ "transit_days": 3 })) }));
        scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.03 });
        let mut customs = authority(json!({ "tracking": tracking, "controls": [] }));
        customs["controls"] = json!(if tracking["elements"].is_null() { vec!["Dy"] } else { vec![] });
        scenario["authorities"] = json!({ "customs": customs });
        stock(&first(scenario), "plant")
    };
    for elements in [json!({ "elements": ["Dy"] }), json!({})] {
        let there = arrivals(elements);
        assert_eq!([27, 28, 31, 32].map(|day| there[day]), [0.0, 40.0, 40.0, 50.0]);
    }
    let there = arrivals(json!({ "elements": ["Dy"], "from": "2025-01-11" }));
    assert_eq!([4, 11, 41, 42, 45, 46].map(|day| there[day]), [10.0, 20.0, 20.0, 60.0, 60.0, 70.0]);
    // What is not tracked goes on.
    let there = arrivals(json!({ "elements": ["Tb"] }));
    assert_eq!([4, 11, 18].map(|day| there[day]), [10.0, 20.0, 30.0]);
}

/// What the workloads of laboratories come to, consignment by consignment `every` days apart: the distribution of the
/// days for which each is held (Lindley; of several laboratories Kiefer and Wolfowitz).
fn holds(
    laboratories: usize,
    share: f64,
    every: u32,
    distribution: &[(u32, f64)],
    consignments: u32,
) -> Vec<BTreeMap<u32, f64>> {
    let mut loads = BTreeMap::from([(vec![0; laboratories], 1.0)]);
    (0..consignments)
        .map(|_| {
            let (mut held, mut next) = (BTreeMap::new(), BTreeMap::new());
            for (load, chance) in &loads {
                let none = [(0, 1.0 - share)];
                for (days, q) in none.into_iter().chain(distribution.iter().map(|(days, q)| (*days, q * share))) {
                    let mut after = load.clone();
                    if days > 0 {
                        *held.entry(after[0] + days).or_insert(0.0) += chance * q;
                        after[0] += days;
                    } else {
                        *held.entry(0).or_insert(0.0) += chance * q;
                    }
                    after.iter_mut().for_each(|days| *days = days.saturating_sub(every));
                    after.sort_unstable();
                    *next.entry(after).or_insert(0.0) += chance * q;
                }
            }
            loads = next;
            held
        })
        .collect()
}

fn queue(laboratories: u32, distribution: &[(u32, f64)], expected: [f64; 3]) {
    let (share, every, consignments) = (0.3, 2, 20);
    let values: Vec<u32> = distribution.iter().map(|(days, _)| *days).collect();
    let weights: Vec<f64> = distribution.iter().map(|(_, q)| *q).collect();
    let inspection = json!({ "inspection": { "share": share, "laboratories": laboratories,
        "days": { "empirical": { "values": values, "weights": weights } } } });
    let rows = run(&model(one_order_each(consignments, every, 6, 130, inspection)), 120_000).outcomes;
    let exact = holds(laboratories as usize, share, every, distribution, consignments);
    let sum =
        |of: fn(u32) -> f64| exact.iter().map(move |held| held.iter().map(|(days, q)| of(*days) * q).sum::<f64>());
    let means: Vec<f64> = sum(f64::from).collect();
    for (consignment, expected) in [0, 4, 19].into_iter().zip(expected) {
        assert!((means[consignment] - expected).abs() < 1e-9, "{} is not {expected}", means[consignment]);
    }
    let trials = || rows.chunks(consignments as usize);
    let all = trials().map(|trial| held_days(trial).sum::<f64>());
    near("days held of twenty", all, means.iter().sum(), 0.01 / MOST);
    let long: f64 = sum(|days| f64::from(u8::from(days > 8))).sum();
    let found = trials().map(|trial| trial.iter().filter(|row| row.halt_days > 8).count() as f64);
    if long > 0.0 {
        near("held for more than eight days, of twenty", found, long, 0.02);
    }
    for (at, exact) in [0, 4, 19].map(|at| (at, means[at])) {
        near(
            &format!("days held, consignment {at}"),
            trials().map(|trial| f64::from(trial[at].halt_days)),
            exact,
            0.01,
        );
    }
    // The stock lasts for six days more, those of the transit; a halt after that is told by where the goods are.
    let border = PLACE_NAMES.iter().position(|name| *name == "held at the border").expect("a place");
    let there = |row: &SiteOutcome| 1000 * u32::from(row.halt_days).saturating_sub(6);
    assert!(rows.iter().all(|row| row.missing[border] == there(row)));
}

#[test]
fn one_laboratory_and_inspections_of_four_days() {
    queue(1, &[(4, 1.0)], [1.2, 1.515_54, 1.637_629_142_699_825_5]);
}

#[test]
fn one_laboratory_and_inspections_of_two_to_eight_days() {
    queue(1, &[(2, 0.4), (4, 0.3), (8, 0.3)], [1.32, 1.855_412_16, 2.268_127_609_041_542_8]);
}

#[test]
fn two_laboratories_and_inspections_of_five_to_fifteen_days() {
    queue(2, &[(5, 0.3), (10, 0.4), (15, 0.3)], [3.0, 3.385_463_664, 4.010_200_650_786_955]);
}

/// The orders of the first trial.
pub(crate) fn orders(scenario: Value) -> Vec<OrderStory> {
    let model = model(scenario);
    run(&model, 40);
    story(&NamedModel { name: "border", sha256: "", model: &model }, 1, 0).orders
}

pub(crate) fn steps(order: &OrderStory) -> Vec<(StepKind, u32)> {
    order.steps.iter().map(|step| (step.kind, step.days)).collect()
}

/// A licensed order of Wednesday 1 January is filed on the 2nd, granted on the 3rd, leaves its supplier and is
/// inspected: a regime may say how often, and a material for itself. An authority's days off are the laboratories' too:
/// three days that begin on Friday 3 January end on Wednesday. A lane that is shut meanwhile, until the 20th, holds
/// what is let go.
#[test]
fn shares_go_by_regime_and_material_and_laboratories_have_days_off() {
    let one = |inspection: Value, regimes: Value| {
        let sites = json!({ "works": source(json!({})), "plant": buyer(10, 366) });
        let more = json!({ "transit_days": 3, "authority": "customs" });
        let mut scenario = network(60, sites, json!({ "l": lane("works", "plant", more) }));
        scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.03 });
        let mut customs = authority(json!({ "controls": ["Dy"], "inspection": inspection, "regimes": regimes }));
        customs["calendar"] = json!("monday_to_friday");
        customs["events"] = json!({ "shut": { "date": "2025-01-06", "enter": "shut" },
            "open": { "date": "2025-01-20", "enter": "usual" } });
        scenario["authorities"] = json!({ "customs": customs });
        steps(&orders(scenario)[0])
    };
    let open = json!({ "usual": {}, "shut": {} });
    let held = |days: u32| {
        vec![
            (StepKind::Ordered, 0),
            (StepKind::Filed, 1),
            (StepKind::Granted, 1),
            (StepKind::HeldAtBorder, 0),
            (StepKind::Shipped, days),
            (StepKind::Received, 3),
        ]
    };
    let free = vec![
        (StepKind::Ordered, 0),
        (StepKind::Filed, 1),
        (StepKind::Granted, 1),
        (StepKind::Shipped, 0),
        (StepKind::Received, 3),
    ];
    let three = |more: Value| {
        let mut inspection = json!({ "days": 3 });
        more.as_object().expect("fields").iter().for_each(|(key, value)| inspection[key] = value.clone());
        inspection
    };
    assert_eq!(one(three(json!({ "share": 1 })), open.clone()), held(5));
    assert_eq!(one(three(json!({ "share": 1, "laboratories": 1 })), open.clone()), held(5));
    assert_eq!(one(three(json!({ "share": 0, "share_by_regime": { "usual": 1 } })), open.clone()), held(5));
    assert_eq!(one(three(json!({ "share": 1, "share_by_regime": { "usual": 0 } })), open.clone()), free);
    assert_eq!(one(three(json!({ "share": 0, "materials": { "part": { "share": 1 } } })), open.clone()), held(5));
    assert_eq!(one(three(json!({ "share": 1, "materials": { "part": { "share": 0 } } })), open.clone()), free);
    assert_eq!(one(three(json!({ "share": 1, "from": "2025-01-06" })), open), free);
    let shut = json!({ "usual": {}, "shut": { "shut_to": ["DE"] } });
    assert_eq!(one(three(json!({ "share": 1 })), shut), held(17));
}

/// A maker of 4 a day and an order of ten: three shipments, each inspected for itself, two days in one laboratory. They
/// leave their supplier on days 1, 2 and 3 and the laboratory on days 3, 5 and 7.
#[test]
fn parts_of_an_order_are_inspected_one_by_one() {
    let sites = json!({ "works": source(json!({ "capacity_per_day": 4 })), "plant": buyer(10, 366) });
    let mut scenario = network(60, sites, json!({ "l": lane("works", "plant", json!({})) }));
    scenario["authorities"] =
        json!({ "customs": authority(json!({ "inspection": { "share": 1, "laboratories": 1, "days": 2 } })) });
    let there = stock(&first(scenario), "plant");
    assert_eq!([3, 4, 5, 6, 7, 8].map(|day| there[day]), [0.0, 4.0, 4.0, 8.0, 8.0, 10.0]);
}

#[test]
fn borders_that_cannot_be_are_told_all_at_once() {
    let told = |customs: Value, others: Value| {
        let sites = json!({ "works": source(json!({})), "plant": buyer(1, 1) });
        let mut scenario = network(30, sites, json!({ "l": lane("works", "plant", json!({})) }));
        scenario["authorities"] = json!({ "customs": authority(customs), "others": authority(others) });
        from_value(scenario).map_or_else(
            |problems| problems.to_string(),
            |loaded| loaded.warnings.iter().map(|w| w.message.clone() + "\n").collect(),
        )
    };
    let text = told(
        json!({ "tracking": { "from": "2026-01-01", "elements": ["Dy", "Dy"] },
            "inspection": { "days": 2, "share_by_regime": { "usuall": 0.1 }, "materials": { "prt": { "share": 1 }, "part": {} } } }),
        json!({ "inspection": { "days": 1 } }),
    );
    for part in [
        "it begins on 2026-01-01, after the end",
        "Dy is on the list twice",
        "unknown regime \"usuall\"",
        "did you mean \"usual\"",
        "unknown material \"prt\"",
        "did you mean \"part\"",
        "it says no share",
        "\"customs\" has inspection at the border of CN already",
        "nothing is inspected",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = told(
        json!({ "tracking": { "faulty_report_share": 0.1 } }),
        json!({ "country": "JP", "inspection": { "days": 1, "share": 1 } }),
    );
    assert!(text.contains("\"faulty_report_share\" has no effect without \"faulty_report_days\""), "{text}");
    assert!(text.contains("no lane leads out of JP"), "{text}");
}

/// Tracking begins on day 20 and a registration takes 14 days. An order that has its licence since day 2 and waits at its
/// supplier, because the lane is shut until day 25, leaves on day 34 all the same.
#[test]
fn an_order_that_waits_at_its_supplier_is_registered_too() {
    let mut sites = json!({ "works": source(json!({})), "plant": buyer(10, 366) });
    sites["plant"]["inputs"]["part"]["opening_stock"] = json!({ "quantity": 200 });
    let lanes = json!({ "sea": lane("works", "plant", json!({ "authority": "customs", "transit_days": 4 })) });
    let mut scenario = network(60, sites, lanes);
    scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.03 });
    let start: jiff::civil::Date = scenario["start"].as_str().expect("a date").parse().expect("a date");
    let on = |day: i32| start.saturating_add(jiff::Span::new().days(day)).to_string();
    let mut customs = authority(json!({
        "controls": ["Dy"], "tracking": { "from": on(20), "registration_days": 14 },
        "initial_regime": "shut", "regimes": { "shut": { "shut_to": ["DE"] }, "usual": {} },
        "events": { "opens": { "date": on(25), "enter": "usual" } }
    }));
    customs["desk"] = json!({ "review_work_days": 1 });
    scenario["authorities"] = json!({ "customs": customs });
    let model = model(scenario);
    let story = story(&NamedModel { name: "tracked", sha256: "", model: &model }, 1, 0);
    let shipped: Vec<i32> = (story.orders[0].steps.iter())
        .filter(|step| step.kind == StepKind::Shipped)
        .map(|step| (step.date - model.start).get_days())
        .collect();
    assert_eq!(shipped, [34]);
}
