//! Outages in turn with times up, and sources that must be qualified first.

use linestop::inside::experiment::{NamedModel, story, trace};
use linestop::inside::model::Model;
use serde_json::{Value, json};

use crate::opening::near;
use crate::{model, run};

/// Each estimate is accepted within 4.5 standard errors, a false alarm in 147,000.
const TRIALS: u64 = 20_000;

/// A works that makes as much as it can, for its stock.
fn works(days: u32, capacity: u32, service: &Value) -> Model {
    works_from("2025-01-01", days, capacity, service)
}

/// The same from another day on.
fn works_from(start: &str, days: u32, capacity: u32, service: &Value) -> Model {
    let mut works = json!({
        "country": "CN", "sector": "magnets", "makes": "magnet", "capacity_per_day": capacity,
        "opening_output_stock": { "quantity": 0 }, "output_stock_target": { "quantity": 1e9 }
    });
    for (key, value) in service.as_object().expect("fields of a site") {
        works[key] = value.clone();
    }
    model(json!({
        "title": "Works", "currency": "EUR", "start": start, "horizon_days": days,
        "materials": { "magnet": { "unit": "kg", "tick": 0.001 } }, "sites": { "works": works }, "lanes": {}
    }))
}

/// What the works makes on each day of a trial, kg.
fn made(model: &Model, trial: u64) -> Vec<f64> {
    let stock = &trace(model, 20_250_404, trial).sites[0].output_stock;
    let before = std::iter::once(&0.0).chain(stock);
    stock.iter().zip(before).map(|(now, before)| now - before).collect()
}

/// The chance to be up on each day, and the chance that an outage begins on it. Times up are geometric, with the chance
/// `q` to end each morning.
fn renewals(q: f64, down: &[(usize, f64)], days: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut up, mut begins) = (vec![0.0; days], vec![0.0; days]);
    up[0] = 1.0;
    for day in 1..days {
        begins[day] = q * up[day - 1];
        let ends = down.iter().filter(|(length, _)| *length < day).map(|(length, p)| p * begins[day - length]);
        up[day] = (1.0 - q) * up[day - 1] + ends.sum::<f64>();
    }
    (up, begins)
}

#[test]
fn outages_are_a_renewal_process() {
    let q = 1.0 - (-1.0_f64 / 30.0).exp();
    let fixed = json!(6);
    let mixed = json!({ "empirical": { "values": [3, 7, 20], "weights": [0.5, 0.3, 0.2] } });
    for (distribution, down, long_run, capacity) in [
        (fixed, &[(6, 1.0)][..], 0.835_628_947_337, 17_570.489_427_6),
        (mixed, &[(3, 0.5), (7, 0.3), (20, 0.2)], 0.800_539_476_293, 17_092.237_206_6),
    ] {
        let (up, begins) = renewals(q, down, 200);
        let mean: f64 = down.iter().map(|(days, p)| *days as f64 * p).sum();
        assert!((1.0 / (1.0 + q * mean) - long_run).abs() < 1e-9 && (up[199] - long_run).abs() < 1e-6);
        let exact: f64 = up.iter().map(|up| 100.0 * (0.25 + 0.75 * up)).sum();
        assert!((exact - capacity).abs() < 1e-6, "{exact}");
        let outages = json!({ "outages": {
            "up_days": { "exponential": { "mean": 30 } }, "down_days": distribution, "capacity_left": 0.25
        } });
        let model = works(200, 100, &outages);
        let made: Vec<Vec<f64>> = (0..TRIALS).map(|trial| made(&model, trial)).collect();
        let is_up = |made: &f64| (made - 100.0).abs() < 1e-6;
        assert!(made.iter().flatten().all(|made| is_up(made) || (made - 25.0).abs() < 1e-6));
        assert!(made.iter().all(|made| is_up(&made[0])));
        for day in [1, 20, 60, 199] {
            near(&format!("up on day {day}"), made.iter().map(|made| i64::from(is_up(&made[day]))), up[day]);
        }
        let all = made.iter().map(|made| made.iter().sum::<f64>().round() as i64);
        near("made in all", all, exact);
        let outages = |made: &Vec<f64>| made.windows(2).filter(|days| is_up(&days[0]) && !is_up(&days[1])).count();
        near("outages", made.iter().map(|made| outages(made) as i64), begins[1..].iter().sum());
    }
}

/// A qualification of 90 days that fails in three of ten tries, from day 30 on; then 5 kg a day, at once or over 60
/// days.
#[test]
fn a_source_is_qualified_and_ramps_up() {
    const DAYS: usize = 365;
    for (again, ramp, service, output) in
        [(true, 1, 0.973, 1_040.725), (true, 60, 0.973, 897.207_5), (false, 1, 0.7, 857.5)]
    {
        let after = if again { "try_again" } else { "never" };
        let source = json!({ "ramp": {
            "from": "2025-01-31", "qualification_days": 90, "fails": 0.3, "after_failure": after, "ramp_days": ramp
        } });
        let model = works(DAYS as u32, 5, &source);
        let made: Vec<Vec<f64>> = (0..TRIALS).map(|trial| made(&model, trial)).collect();
        // By hand: day of service 30 + 90 k with the chance 0.7 · 0.3^(k − 1).
        let tries = if again { 3 } else { 1 };
        let exact = |of: &dyn Fn(usize) -> f64| -> f64 {
            (1..=tries).map(|k| 0.7 * 0.3_f64.powi(k - 1) * of(30 + 90 * k as usize)).sum()
        };
        let grown = |day: usize| (day..DAYS).map(|t| 5.0 * (((t - day) as f64 + 1.0) / f64::from(ramp)).min(1.0)).sum();
        assert!((exact(&|_| 1.0) - service).abs() < 1e-12 && (exact(&grown) - output).abs() < 1e-9);
        near("in service", made.iter().map(|made| i64::from(made[DAYS - 1] > 0.0)), service);
        let grams = made.iter().map(|made| (made.iter().sum::<f64>() * 1e3).round() as i64);
        near("made, in grams", grams, output * 1e3);
        let mut first = made.iter().filter_map(|made| made.iter().position(|made| *made > 0.0));
        assert!(first.all(|day| [120, 210, 300].contains(&day)));
        // The first days of a ramp are whole shares of the capacity.
        let ramped = made.iter().find(|made| made[120] > 0.0).expect("most are in service after one try");
        for j in 0..5_u8 {
            let share = ((f64::from(j) + 1.0) / f64::from(ramp)).min(1.0);
            assert!((ramped[120 + usize::from(j)] - 5.0 * share).abs() <= 0.001_1, "{ramped:?}");
        }
    }
}

/// Of an exponential try nothing is known from the 40 days that it has gone on: so many days are left as of a new one.
/// A uniform one of 50 to 150 days, 90 days old, ends on any of the 60 days that are left. In service for 10 days of a
/// ramp of 20, a works has 11 twentieths of its capacity on the first day.
#[test]
fn a_qualification_may_have_begun_before_the_first_day() {
    let first = |from: &str, distribution: Value| {
        let model = works(200, 5, &json!({ "ramp": { "from": from, "qualification_days": distribution } }));
        let day = |trial: u64| made(&model, trial).iter().position(|made| *made > 0.0);
        (0..TRIALS).map(|trial| day(trial).map_or(200, |day| day as i64)).collect::<Vec<_>>()
    };
    let exponential = json!({ "exponential": { "mean": 30 } });
    // E[min(⌈X⌉, 200)] = (1 − q²⁰⁰) / (1 − q) with q = exp(−1/30).
    let q = (-1.0_f64 / 30.0).exp();
    let exact = (1.0 - q.powi(200)) / (1.0 - q);
    near("an old exponential try", first("2024-11-22", exponential.clone()), exact);
    near("a new one", first("2025-01-01", exponential), exact);
    let uniform = first("2024-10-03", json!({ "uniform": { "min": 50, "max": 150 } }));
    assert!(uniform.iter().all(|day| (1..=60).contains(day)));
    near("what is left of a uniform try", uniform, 30.5);
    let model = works(30, 5, &json!({ "ramp": { "from": "2024-12-22", "ramp_days": 20 } }));
    let made = made(&model, 0);
    let share = |day: u32| 5.0 * (f64::from(day + 11) / 20.0).min(1.0);
    assert!((0..30).zip(&made).all(|(day, made)| (made - share(day)).abs() <= 0.001_1), "{made:?}");
}

/// A plant with two suppliers by shares, or ranks.
fn plant(change: impl FnOnce(&mut Value)) -> Model {
    let mut scenario = json!({
        "title": "Plant", "currency": "EUR", "start": "2025-01-01", "horizon_days": 290,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": { "country": "CN", "desk": { "review_work_days": 1 }, "initial_regime": "open",
            "regimes": { "open": {}, "shut": { "shut_lanes": ["old"] } } } },
        "sites": {
            "old_works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "new_works": { "country": "JP", "sector": "magnets", "makes": "magnet" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 10 },
                "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": 300 },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": 300 }, "review_every_days": 3 } } } } }
        },
        "lanes": {
            "old": { "from": "old_works", "to": "plant", "authority": "desk", "share": 0.7,
                "transit_days": { "triangular": { "min": 8, "mode": 12, "max": 25 } } },
            "new": { "from": "new_works", "to": "plant", "transit_days": 12, "share": 0.3 }
        }
    });
    change(&mut scenario);
    model(scenario)
}

/// An outage of a lane, or of a source without a capacity, is a lane that a regime shuts.
#[test]
fn a_lane_that_is_down_is_shut() {
    let shut = plant(|scenario| {
        scenario["authorities"]["desk"]["events"] = json!({
            "a": { "date": "2025-02-20", "enter": "shut" }, "b": { "date": "2025-05-01", "enter": "open" },
            "c": { "date": "2025-06-20", "enter": "shut" }, "d": { "date": "2025-08-29", "enter": "open" }
        });
    });
    let outages = json!({ "up_days": 50, "down_days": 70 });
    let lane = plant(|scenario| scenario["lanes"]["old"]["outages"] = outages.clone());
    let site = plant(|scenario| scenario["sites"]["old_works"]["outages"] = outages.clone());
    let [shut, lane, site] = [shut, lane, site].map(|model| run(&model, 400));
    assert!(shut.outcomes == lane.outcomes && shut.outcomes == site.outcomes);
    assert!(shut.outcomes.iter().any(|outcome| outcome.halt_days > 10));
}

/// A source takes orders from the evening before its first day of service on, with shares and with ranks.
#[test]
fn nothing_is_ordered_before_a_source_is_qualified() {
    for ranked in [false, true] {
        let rank = |scenario: &mut Value| {
            for (lane, rank) in [("new", 1), ("old", 2)] {
                let lane = scenario["lanes"][lane].as_object_mut().expect("a lane");
                if ranked {
                    lane.remove("share");
                    lane.insert("rank".to_owned(), json!(rank));
                }
            }
        };
        let dated = plant(|scenario| {
            rank(scenario);
            scenario["lanes"]["new"]["available_from"] = json!("2025-04-10");
        });
        let qualified = plant(|scenario| {
            rank(scenario);
            scenario["sites"]["new_works"]["ramp"] = json!({ "from": "2025-03-02", "qualification_days": 40 });
        });
        let never = plant(|scenario| {
            rank(scenario);
            scenario["lanes"]["new"]["available_from"] = json!("2025-10-17");
        });
        let [dated, qualified, never] = [dated, qualified, never].map(|model| run(&model, 200));
        assert!(dated.outcomes == qualified.outcomes && dated.outcomes != never.outcomes);
    }
}

/// What is told of a trial is what happens in it.
#[test]
fn a_story_tells_outages_and_the_first_day_of_service() {
    let model = plant(|scenario| {
        let days =
            json!({ "up_days": { "exponential": { "mean": 40 } }, "down_days": { "uniform": { "min": 2, "max": 9 } } });
        scenario["lanes"]["old"]["outages"] = days.clone();
        scenario["sites"]["new_works"]["outages"] = days;
        scenario["sites"]["new_works"]["ramp"] = json!({ "from": "2025-03-02", "qualification_days": 40 });
    });
    let told = story(&NamedModel { name: "plant", sha256: "", model: &model }, 1, 3);
    let [works, lane] = &told.services[..] else { panic!("a site and a lane") };
    assert_eq!((works.name.as_str(), works.is_lane, works.is_qualified), ("new_works", false, true));
    assert_eq!((lane.name.as_str(), lane.is_lane, lane.is_qualified), ("old", true, false));
    assert_eq!(works.in_service, Some(model.date(100)));
    for service in [works, lane] {
        let (last, others) = service.outages.split_last().expect("there are outages");
        assert!(last.days <= 9 && others.iter().all(|outage| (2..=9).contains(&outage.days)), "{service:?}");
        assert!(service.outages.windows(2).all(|two| two[0].until < two[1].from));
    }
}

/// A quota of 100 kg a half-year at 5 kg a day lasts 20 days; what is left of a half-year is gone.
#[test]
fn a_quota_ends_output_until_the_next_half_year() {
    let total = |model: &Model, from: usize, until: usize| made(model, 0)[from..until].iter().sum::<f64>();
    let quota = json!({ "output_quota": { "per_half_year": 100 } });
    // 1 January is day 0, 1 July day 181, 1 January day 365.
    let model = works(400, 5, &quota);
    let days = made(&model, 0);
    assert!((0..400).all(|day| {
        let works = [0, 181, 365].iter().any(|first| (*first..first + 20).contains(&day));
        (days[day] - if works { 5.0 } else { 0.0 }).abs() < 1e-9
    }));
    // 12 are left on the first day; the second half-year has 2,000, more than can be made.
    let steps = json!([{ "from": "2025-01-01", "value": 100 }, { "from": "2025-07-01", "value": 2000 }]);
    let model = works(400, 5, &json!({ "output_quota": { "per_half_year": steps, "left": 12 } }));
    assert_eq!((total(&model, 0, 181), total(&model, 181, 365), total(&model, 365, 400)), (12.0, 920.0, 175.0));
    // Without a word as much is left of the quota as of the half-year: from 1 April on 91 of 181 days.
    let late = works_from("2025-04-01", 120, 5, &quota);
    assert!((total(&late, 0, 91) - (100_000.0 * 91.0 / 181.0_f64).round() / 1e3).abs() < 1e-9);
    assert!((total(&late, 91, 120) - 100.0).abs() < 1e-9);
}

/// Orders wait for the next half-year, and a source without a capacity makes no more than its quota either.
#[test]
fn orders_wait_for_the_next_quota() {
    let quota = |capacity: Option<u32>| {
        plant(|scenario| {
            scenario["sites"]["old_works"]["output_quota"] = json!({ "per_half_year": 700 });
            scenario["lanes"].as_object_mut().expect("lanes").remove("new");
            scenario["lanes"]["old"]["transit_days"] = json!(10);
            if let Some(capacity) = capacity {
                scenario["sites"]["old_works"]["capacity_per_day"] = json!(capacity);
            }
        })
    };
    for capacity in [None, Some(500)] {
        let trace = trace(&quota(capacity), 1, 0);
        let plant = trace.sites.iter().find(|site| site.site == "plant").expect("a plant");
        // 300 in stock and 700 made are 100 days; what is made on 1 July comes ten days later.
        let halts: Vec<usize> = (0..290).filter(|day| plant.halted[*day]).collect();
        assert_eq!((halts.first(), halts.iter().filter(|day| **day < 191).count()), (Some(&100), 91));
        assert!(!plant.halted[191]);
    }
}
