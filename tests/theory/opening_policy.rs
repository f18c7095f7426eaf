//! The first day of a firm that has been running: files at desks with limits, licences and regimes in force.

use linestop::inside::experiment::{NamedModel, RunOptions, Trials, Watch, run as run_all, trace};
use serde_json::{Value, json};

use crate::distributions::{binomial, exponential, lognormal};
use crate::known::MOST;
use crate::opening::{near, order};
use crate::{model, run};

/// Plants with an application each at one desk, filed so many days before the first day: of a stock of two days, the
/// line of a plant stands from day 2 to the day of the decision, after a transit of a day.
fn at_one_desk(desk: &Value, regime: &Value, filed: &[u32]) -> Value {
    let mut scenario = json!({
        "title": "Desk", "currency": "EUR", "start": "2026-03-02", "horizon_days": 120,
        "materials": { "coil": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": desk,
            "initial_regime": "open", "regimes": { "open": regime }
        } },
        "sites": { "works": { "country": "CN", "sector": "coils", "makes": "coil" } },
        "lanes": {}
    });
    for (i, days) in filed.iter().enumerate() {
        let on = jiff::civil::date(2026, 3, 2).saturating_sub(jiff::Span::new().days(i64::from(*days))).to_string();
        let plant = format!("plant_{i}");
        scenario["sites"][&plant] = json!({
            "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
            "inputs": { "coil": { "per_unit": 1, "opening_stock": { "quantity": 2 }, "ordering": {
                "call_off": { "quantity": { "quantity": 1 }, "first_day": 119, "every_days": 366 }
            } } }
        });
        scenario["lanes"][format!("lane_{i}")] = json!({
            "from": "works", "to": plant, "authority": "desk", "transit_days": 1,
            "open_orders": { "PO": order(1000, "2026-02-01", json!({ "filed": { "on": on } })) }
        });
    }
    scenario
}

/// Days of decision by plant, of every trial.
fn decided(scenario: Value, trials: u64) -> Vec<Vec<i64>> {
    let model = model(scenario);
    let result = run(&model, trials);
    let plants = model.lines().len();
    let of = |plant: usize| result.outcomes.iter().skip(plant).step_by(plants).map(|o| i64::from(o.halt_days) + 1);
    (0..plants).map(|plant| of(plant).collect()).collect()
}

/// Mean day of the decision of a file with so many before it: on each day from day 1 on a review that is not done is
/// done with chance q, whatever it has taken (its distribution has no memory), and the earliest filed of those that are
/// ready is decided. A chain over how many of the files before it are not ready, and how many are ready.
fn mean_day(before: usize, q: f64) -> f64 {
    // By files before it that are not ready, by those that are, by whether it is ready.
    let mut chance = vec![vec![[0.0; 2]; before + 1]; before + 1];
    chance[before][0][0] = 1.0;
    let mut mean = 0.0;
    for day in 1..2000 {
        let mut next = vec![vec![[0.0; 2]; before + 1]; before + 1];
        for (waiting, by_ready) in chance.iter().enumerate() {
            for (ready, by_own) in by_ready.iter().enumerate() {
                for (own, p) in by_own.iter().enumerate().filter(|(_, p)| **p > 0.0) {
                    for (done, share) in binomial(waiting, q).iter().enumerate() {
                        for (now, q) in if own == 1 { vec![(1, 1.0)] } else { vec![(0, 1.0 - q), (1, q)] } {
                            let p = p * share * q;
                            match ready + done {
                                0 if now == 1 => mean += p * f64::from(day),
                                0 => next[waiting][0][now] += p,
                                there => next[waiting - done][there - 1][now] += p,
                            }
                        }
                    }
                }
            }
        }
        chance = next;
    }
    mean
}

/// Eight files, one decision a day. Exact: 3.528 for the first, 4.287 for the fourth, 7.237 for the last.
#[test]
fn open_files_are_decided_in_the_order_of_their_filing() {
    let desk = json!({ "limit": "decisions_per_working_day", "review_work_days": { "exponential": { "mean": 3 } } });
    let filed: Vec<u32> = (1..=8).rev().collect();
    let days = decided(at_one_desk(&desk, &json!({ "desk_capacity": 1 }), &filed), 40_000);
    let q = 1.0 - (-1_f64 / 3.0).exp();
    for file in [0, 3, 7] {
        near(&format!("file {file}"), days[file].iter().copied(), mean_day(file, q));
    }
}

/// Six days of work, filed 5 and 2 days before: ready on days 1 and 4. Four files of others are filed on the first day,
/// and take nobody's turn. A slower desk of one decision in three days decides on days 2 and 5.
#[test]
fn open_files_come_before_those_of_the_first_day() {
    let desk = json!({ "limit": "decisions_per_working_day", "review_work_days": 6, "opening_backlog": 4 });
    let days = decided(at_one_desk(&desk, &json!({ "desk_capacity": 1 }), &[5, 2]), 32);
    assert!(days[0].iter().all(|day| *day == 1) && days[1].iter().all(|day| *day == 4));
}

/// Where starts or officers are scarce, open files stand in the queue with all their work to do, the earliest first:
/// one start a day, two days of review, so decided on days 2 and 3 in the order of filing; one officer takes the second
/// file up when the first is decided, on day 2, and decides it on day 4. Others that are filed on the first day come
/// after.
#[test]
fn open_files_wait_for_their_review_in_the_order_of_their_filing() {
    for (limit, expected) in [("starts_per_working_day", [3, 2]), ("officers", [4, 2])] {
        let desk = json!({ "limit": limit, "review_work_days": 2, "opening_backlog": 3 });
        for review in ["at_regime_speed", "fixed_at_start"] {
            let mut desk = desk.clone();
            desk["review"] = json!(review);
            let days = decided(at_one_desk(&desk, &json!({ "desk_capacity": 1 }), &[2, 5]), 32);
            for (plant, day) in expected.iter().enumerate() {
                assert!(days[plant].iter().all(|d| d == day), "{limit}, {review}: {:?}", days[plant]);
            }
        }
    }
}

/// A review of 6 working days that was fixed when it began 4 working days ago has 2 left, whatever the regime since.
#[test]
fn a_review_fixed_at_its_start_goes_on() {
    let desk = json!({ "review_work_days": 6, "review": "fixed_at_start" });
    let mut scenario = at_one_desk(&desk, &json!({ "review_speed": 1 }), &[4, 9]);
    scenario["authorities"]["desk"]["regimes"]["slow"] = json!({ "review_speed": 0.1 });
    scenario["authorities"]["desk"]["initial_regime"] = json!("slow");
    scenario["authorities"]["desk"]["regime_history"] =
        json!([{ "from": "2026-01-01", "regime": "open" }, { "from": "2026-02-28", "regime": "slow" }]);
    let days = decided(scenario, 32);
    assert!(days[0].iter().all(|day| *day == 2), "{:?}", days[0]);
    // What has taken longer than it can is decided on the next working day.
    assert!(days[1].iter().all(|day| *day == 1), "{:?}", days[1]);
}

/// Thirty units are called off every 14 days under a licence for 80 that are left until day 42. The first two go under
/// it (received 6 days later); the third is larger than the 20 left and needs its own: 4 days of preparation, 10 of
/// review, 5 of transit. On its last day an order of 8 still uses the licence; then nothing does.
#[test]
fn a_licence_in_force_ends_with_its_balance_or_on_its_last_day() {
    let plant = |site: &str, quantity: u32, every: u32, first: u32| {
        let mut scenario = at_one_desk(&json!({ "review_work_days": 10, "preparation_days": 4 }), &json!({}), &[]);
        scenario["horizon_days"] = json!(98);
        scenario["sites"][site] = json!({
            "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
            "inputs": { "coil": { "per_unit": 1, "opening_stock": { "quantity": 1000 }, "ordering": {
                "call_off": { "quantity": { "quantity": quantity }, "first_day": first, "every_days": every }
            } } }
        });
        scenario["lanes"]["lane"] = json!({
            "from": "works", "to": site, "authority": "desk", "transit_days": 5,
            "general_licence": {
                "quantity": { "quantity": 500 },
                "in_force": { "left": { "quantity": 80 }, "until": "2026-04-13", "renewed": false }
            }
        });
        scenario
    };
    let received = |scenario: Value| {
        let course = trace(&model(scenario), 1, 0);
        let plant = course.sites.iter().find(|site| site.site == "plant").expect("the plant");
        let stock = &plant.inputs[0].stock;
        let days = (0..stock.len()).filter_map(|day| {
            let before = if day == 0 { 1000.0 } else { stock[day - 1] };
            let came = stock[day] - before + 1.0;
            (came > 0.0).then_some((day, came as i64))
        });
        days.collect::<Vec<_>>()
    };
    let thirty = [(6, 30), (20, 30), (47, 30), (61, 30), (75, 30), (89, 30)];
    assert_eq!(received(plant("plant", 30, 14, 0)), thirty);
    // An order of 8 on the last day goes under it, one of the day after does not.
    assert_eq!(received(plant("plant", 8, 366, 42)), [(48, 8)]);
    assert_eq!(received(plant("plant", 8, 366, 43)), [(43 + 19, 8)]);
    // An open order at the supplier ships under it, and 25 are left of 80: 30 go to a licence of their own.
    let mut scenario = plant("plant", 30, 366, 0);
    scenario["lanes"]["lane"]["open_orders"] = json!({ "PO": order(55, "2026-03-01", json!({ "at_supplier": {} })) });
    assert_eq!(received(scenario), [(5, 55), (19, 30)]);
    // Renewed 90 days before its end, it would be applied for on the first day: filed on day 4, granted on day 14, in
    // time for the third order.
    let mut scenario = plant("plant", 30, 14, 0);
    scenario["lanes"]["lane"]["general_licence"]["in_force"]["renewed"] = json!(true);
    assert_eq!(received(scenario)[2], (34, 30));
}

/// Survival of a stay, its distribution for a scenario.
type Stay = (&'static str, Value, Box<dyn Fn(u32) -> f64>);

/// A lane is shut since 15 days. It opens R days after day 0, P(R > k) = S(15 + k) / S(15), and shuts again after an
/// exponential stay of 60 days on average, and so on: the chance to be shut on a day follows from the days of entry.
#[test]
fn what_is_left_of_a_regime_is_drawn_given_the_time_in_force() {
    const SPENT: u32 = 15;
    let stays: [Stay; 4] = [
        // One in ten longer than twice the median.
        (
            "lognormal",
            json!({ "lognormal": { "median": 45, "p90": 90 } }),
            Box::new(lognormal(45.0, 2_f64.ln() / 1.281_551_565_544_600_4)),
        ),
        (
            "uniform",
            json!({ "uniform": { "min": 20, "max": 60 } }),
            Box::new(|k| ((60.0 - f64::from(k)) / 40.0).clamp(0.0, 1.0)),
        ),
        (
            "weibull",
            json!({ "weibull": { "scale": 50, "shape": 2 } }),
            Box::new(|k| (-(f64::from(k) / 50.0).powi(2)).exp()),
        ),
        ("exponential", json!({ "exponential": { "mean": 40 } }), Box::new(exponential(40.0))),
    ];
    for (what, distribution, above) in stays {
        let mut scenario = at_one_desk(&json!({ "review_work_days": 1 }), &json!({}), &[]);
        scenario["horizon_days"] = json!(180);
        let desk = &mut scenario["authorities"]["desk"];
        desk["controls"] = json!([]);
        desk["initial_regime"] = json!("shut");
        desk["regime_history"] = json!([{ "from": "2026-02-15", "regime": "shut" }]);
        desk["regimes"] = json!({
            "shut": { "shut_to": ["*"], "lasts_days": distribution, "then": { "open": 1 } },
            "open": { "lasts_days": { "exponential": { "mean": 60 } }, "then": { "shut": 1 } }
        });
        scenario["sites"]["plant"] = json!({
            "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
            "inputs": { "coil": { "per_unit": 1, "opening_stock": { "quantity": 6 }, "ordering": {
                "base_stock": { "order_up_to": { "quantity": 1000 }, "review_every_days": 366 }
            } } }
        });
        scenario["lanes"]["lane"] = json!({ "from": "works", "to": "plant", "authority": "desk", "transit_days": 5 });
        // Ordered on day 0, it leaves on the day on which the lane opens: the line is halted from day 6 to day R + 4.
        let model = model(scenario);
        let left: Vec<i64> = run(&model, if what == "lognormal" { 200_000 } else { 40_000 })
            .outcomes
            .iter()
            .map(|o| i64::from(o.halt_days) + 1)
            .collect();
        let still = |k: u32| above(SPENT + k) / above(SPENT);
        for day in [10, 20, 35] {
            near(
                &format!("{what}: P(shut until day {day})"),
                left.iter().map(|r| i64::from(*r > day)),
                still(day as u32),
            );
        }
        let (open, days) = (exponential(60.0), 180_usize);
        let of = |above: &dyn Fn(u32) -> f64, days: usize| above(days as u32 - 1) - above(days as u32);
        let (mut opens, mut shuts) = (vec![0.0; days], vec![0.0; days]);
        for day in 1..days {
            opens[day] = still(day as u32 - 1) - still(day as u32);
            opens[day] += (1..day).map(|e| shuts[e] * of(&above, day - e)).sum::<f64>();
            shuts[day] = (1..day).map(|e| opens[e] * of(&open, day - e)).sum();
        }
        let shut = |day: usize| still(day as u32) + (1..=day).map(|e| shuts[e] * above((day - e) as u32)).sum::<f64>();
        let shut_days: f64 = (0..days).map(shut).sum();
        // With a stock of 40 the line is halted from day 40 to day R + 4.
        let stands: f64 = (40..180).map(|day| still(day - 5)).sum();
        if what == "lognormal" {
            let found = [still(20), shut(30), shut(90), shut(179), shut_days, still(35), stands];
            let stated = [0.693_555_4, 0.601_669_8, 0.462_579_8, 0.465_061_2, 95.420_565_8, 0.431_895_1, 12.280_146_2];
            assert!(found.iter().zip(stated).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?}");
        }
        near(&format!("{what}: E[halt days]"), left.iter().map(|r| (r - 35).max(0)), stands);
        // A fault of 1 % is seen in those of the lognormal distribution.
        let trials = if what == "lognormal" { 300_000 } else { 100_000 };
        let options = RunOptions { trials: Trials::Fixed(trials), seed: 7, outcomes: false, ..RunOptions::default() };
        let named = NamedModel { name: "desk", sha256: "", model: &model };
        let answer = run_all(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0);
        let regime = answer.authorities[0].regimes.iter().find(|regime| regime.regime == "shut").expect("a regime");
        let share = |day: usize| regime.trials_by_day[day] as f64 / trials as f64;
        for day in [30, 90, 179] {
            let (found, exact) = (share(day), shut(day));
            let error = (exact * (1.0 - exact) / trials as f64).sqrt();
            assert!((found - exact).abs() <= MOST * error, "{what}: P(shut on day {day}): {found}, exact {exact}");
            assert!(MOST * error < 0.02 * exact, "{what}, day {day}: a fault of 2 % would not be seen");
        }
        // The standard deviation of a trial is below 60 days: 4.5 standard errors are below 0.9.
        let counted: f64 = (0..days).map(share).sum();
        assert!((counted - shut_days).abs() < 0.9, "{what}: E[shut days]: {counted}, exact {shut_days}");
    }
}
