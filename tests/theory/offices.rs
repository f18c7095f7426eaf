//! Offices in series: an application passes one after the other before it comes to the desk, and leaves each in the
//! morning.

use linestop::inside::experiment::{NamedModel, RunOptions, Trials, Watch, run as run_all};
use serde_json::{Value, json};

use crate::known::MOST;
use crate::laws::{above, days, erlang, exponential, mean, quantile, sum};
use crate::opening::near;
use crate::{model, run};

/// Days simulated.
const DAYS: u32 = 360;
const TRIALS: u64 = 60_000;

/// So many plants with one application each, filed on day 1 at a province; the ministry behind it decides. Both work every
/// day. Of a stock of one day a plant halts from day 1 to the day of the decision, after a transit of a day.
fn plants(count: usize, office: Value, desk: Value, regime: Value) -> Value {
    let mut office = office;
    office["name"] = json!("province");
    let mut scenario = json!({
        "title": "Offices", "currency": "EUR", "start": "2025-01-01", "horizon_days": DAYS,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "ministry": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "offices": [office], "desk": desk,
            "initial_regime": "open", "regimes": { "open": regime }
        } },
        "sites": { "works": { "country": "CN", "sector": "magnets", "makes": "magnet" } },
        "lanes": {}
    });
    for i in 0..count {
        let plant = format!("plant_{i}");
        scenario["sites"][&plant] = json!({
            "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
            "inputs": { "magnet": { "per_unit": 1, "opening_stock": { "quantity": 1 }, "ordering": {
                "call_off": { "quantity": { "quantity": 1000 }, "every_days": 366 }
            } } }
        });
        scenario["lanes"][format!("lane_{i}")] =
            json!({ "from": "works", "to": plant, "authority": "ministry", "transit_days": 1 });
    }
    scenario
}

/// Days from the filing to the decision of each application, the earliest first, trial by trial.
fn waits(scenario: Value, count: usize, trials: u64) -> Vec<Vec<i64>> {
    let result = run(&model(scenario), trials);
    let sorted = |rows: &[linestop::inside::experiment::SiteOutcome]| {
        let mut days: Vec<i64> = rows.iter().map(|row| i64::from(row.halt_days) - 1).collect();
        days.sort_unstable();
        days
    };
    result.outcomes.chunks(count).map(sorted).collect()
}

/// Without limits the days add up, each rounded up to a morning. 60,000 trials, 4.5 standard errors: a false alarm in
/// 147,000 a quantity; a fault of 1 % of the mean is 7 of them.
#[test]
fn the_days_of_two_offices_add_up() {
    let office = json!({ "review_work_days": { "exponential": { "mean": 8 } } });
    let desk = json!({ "review_work_days": { "gamma": { "mean": 18, "cv": (1.0_f64 / 3.0).sqrt() } } });
    let found: Vec<i64> =
        waits(plants(1, office, desk, json!({})), 1, TRIALS).into_iter().map(|trial| trial[0]).collect();
    let law = sum(&days(exponential(8.0), 300), &days(erlang(3, 6.0), 300));
    near("E[days]", found.iter().copied(), mean(&law));
    near("P(more than 35 days)", found.iter().map(|days| i64::from(*days > 35)), above(&law, 35));
    let level = found.iter().filter(|days| **days as f64 <= quantile(&law, 0.95)).count() as f64 / TRIALS as f64;
    assert!((0.95 - 0.004..1.0).contains(&level), "{level}");
}

/// Chance by day that the k-th of some files has left the second of two officers: on each morning a review that is under
/// way ends with a chance that is the same however long it has lasted.
fn tandem(files: usize, first: f64, second: f64, k: usize, most: usize) -> Vec<f64> {
    let ends = |mean: f64| 1.0 - (-1.0 / mean).exp();
    let (p, q) = (ends(first), ends(second));
    // By files that are not through the first office, and by those through both.
    let mut states = vec![vec![0.0; files + 1]; files + 1];
    states[files][0] = 1.0;
    let mut by_day = vec![0.0];
    for _ in 0..most {
        let mut next = vec![vec![0.0; files + 1]; files + 1];
        for (before, by_done) in states.iter().enumerate() {
            for (done, chance) in by_done.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
                let (p, q) = (if before > 0 { p } else { 0.0 }, if files - before > done { q } else { 0.0 });
                for (leaves, x) in [(0, 1.0 - p), (1, p)] {
                    for (ends, y) in [(0, 1.0 - q), (1, q)] {
                        if x * y > 0.0 {
                            next[before - leaves][done + ends] += chance * x * y;
                        }
                    }
                }
            }
        }
        states = next;
        by_day.push(states.iter().map(|by_done| by_done[k..].iter().sum::<f64>()).sum());
    }
    by_day
}

/// Five files at two officers in a row. The chain of files in both offices, stepped day by day, gives the day on which the
/// first, third and fifth are decided.
#[test]
fn two_officers_in_a_row() {
    let office = json!({ "limit": "officers", "capacity": 1, "review_work_days": { "exponential": { "mean": 3 } } });
    let desk = json!({ "limit": "officers", "review_work_days": { "exponential": { "mean": 4 } } });
    let found = waits(plants(5, office, desk, json!({ "desk_capacity": 1 })), 5, TRIALS);
    for (k, stated, by_20) in [(1, 8.048_538, 0.973_848), (3, 19.215_058, 0.627_940), (5, 29.446_156, 0.155_092)] {
        let law = tandem(5, 3.0, 4.0, k, 350);
        let exact: f64 = law.iter().map(|done| 1.0 - done).sum();
        assert!((exact - stated).abs() < 1e-5 && (law[20] - by_20).abs() < 1e-5, "{k}: {exact}, {}", law[20]);
        near(&format!("file {k}: E[day]"), found.iter().map(|days| days[k - 1]), exact);
        near(&format!("file {k}: P(by day 20)"), found.iter().map(|days| i64::from(days[k - 1] <= 20)), law[20]);
    }
}

/// Works of three and two days: a file every three days, whatever limits the offices to one at a time; and what the run
/// says of the days in each: 3, 6, 9, 12 and 15 in the first, two in the second.
#[test]
fn fixed_works_flow_like_a_line() {
    let office = json!({ "limit": "officers", "capacity": 1, "review_work_days": 3, "title": "Province" });
    let desk = json!({ "limit": "officers", "review_work_days": 2 });
    let scenario = plants(5, office, desk, json!({ "desk_capacity": 1 }));
    assert_eq!(waits(scenario.clone(), 5, 1), [[5, 8, 11, 14, 17]]);
    let model = model(scenario);
    let named = NamedModel { name: "offices", sha256: "", model: &model };
    let options = RunOptions { trials: Trials::Fixed(32), ..RunOptions::default() };
    let answer = run_all(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0);
    let offices = &answer.authorities[0].offices;
    let told = |i: usize| (offices[i].title.as_str(), offices[i].mean_days, offices[i].median_days, offices[i].files);
    assert_eq!([told(0), told(1)], [("Province", Some(9.0), Some(9), 160), ("ministry", Some(2.0), Some(2), 160)]);
    // One start a day, and two decisions a day, before a desk without a limit.
    let starts = json!({ "limit": "starts_per_working_day", "capacity": 1, "review_work_days": 3 });
    let decisions = json!({ "limit": "decisions_per_working_day", "capacity": 2, "review_work_days": 3 });
    let of = |office: Value| waits(plants(5, office, json!({ "review_work_days": 2 }), json!({})), 5, 1).remove(0);
    assert_eq!([of(starts), of(decisions)], [vec![5, 6, 7, 8, 9], vec![5, 5, 6, 6, 7]]);
}

/// An office keeps its own calendar, and a freeze stops it too. From Thursday 2 January: three working days end on Tuesday
/// 7 January, two days at the desk on Thursday. Frozen from 4 to 13 January, one day of work is left on Tuesday 14.
#[test]
fn an_office_has_its_own_calendar() {
    let office = || json!({ "calendar": "monday_to_friday", "review_work_days": 3 });
    let scenario = plants(1, office(), json!({ "review_work_days": 2 }), json!({}));
    assert_eq!(waits(scenario.clone(), 1, 1), [[7]]);
    let mut frozen = scenario;
    frozen["authorities"]["ministry"]["regimes"]["frozen"] = json!({ "review_speed": 0 });
    frozen["authorities"]["ministry"]["events"] = json!({
        "begins": { "date": "2025-01-04", "enter": "frozen" }, "ends": { "date": "2025-01-14", "enter": "open" }
    });
    // One day of work on 14 January: at the desk on the 15th, decided on the 17th.
    assert_eq!(waits(frozen, 1, 1), [[15]]);
}

/// What the office returns goes back to the buyer for two days, and through both again: 5, 10 or 15 days with three
/// attempts, or never. The desk returns none.
#[test]
fn what_an_office_returns_passes_all_of_them_again() {
    let office = json!({ "review_work_days": 3, "returned_share": 0.3 });
    let desk = json!({ "review_work_days": 2, "correction_days": 2, "max_attempts": 3 });
    let found = waits(plants(1, office, desk, json!({})), 1, TRIALS);
    let never = i64::from(DAYS) - 2;
    for (wait, chance) in [(5, 0.7), (10, 0.21), (15, 0.063), (never, 0.027)] {
        near(&format!("P({wait} days)"), found.iter().map(|days| i64::from(days[0] == wait)), chance);
    }
    assert!(MOST * (0.21_f64 * 0.79 / TRIALS as f64).sqrt() < 0.01);
}
