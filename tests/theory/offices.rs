//! Offices in series: an application passes one after the other before it comes to the desk, and leaves each in the
//! morning.

use linestop::answers::OrderStep;
use linestop::inside::experiment::{
    NamedModel, OrderStory, RunOptions, StepKind, Trials, Watch, run as run_all, story,
};
use serde_json::{Value, json};

use crate::distributions::{above, days, erlang, exponential, mean, quantile, sum};
use crate::known::MOST;
use crate::opening::near;
use crate::{model, run};

/// Days simulated.
const DAYS: u32 = 360;
const TRIALS: u64 = 60_000;

/// So many plants with one application each, filed on day 1 at a province; the ministry behind it decides. Both work
/// every day. Of a stock of one day a plant halts from day 1 to the day of the decision, after a transit of a day.
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
    let distribution = sum(&days(exponential(8.0), 300), &days(erlang(3, 6.0), 300));
    near("E[days]", found.iter().copied(), mean(&distribution));
    near("P(more than 35 days)", found.iter().map(|days| i64::from(*days > 35)), above(&distribution, 35));
    let level =
        found.iter().filter(|days| **days as f64 <= quantile(&distribution, 0.95)).count() as f64 / TRIALS as f64;
    assert!((0.95 - 0.004..1.0).contains(&level), "{level}");
}

/// Chance by day that the k-th of some files has left the second of two officers: on each morning a review that is
/// under way ends with a chance that is the same however long it has lasted.
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

/// Five files at two officers in a row. The chain of files in both offices, stepped day by day, gives the day on which
/// the first, third and fifth are decided.
#[test]
fn two_officers_in_a_row() {
    let office = json!({ "limit": "officers", "capacity": 1, "review_work_days": { "exponential": { "mean": 3 } } });
    let desk = json!({ "limit": "officers", "review_work_days": { "exponential": { "mean": 4 } } });
    let found = waits(plants(5, office, desk, json!({ "desk_capacity": 1 })), 5, TRIALS);
    for (k, stated, by_20) in [(1, 8.048_538, 0.973_848), (3, 19.215_058, 0.627_940), (5, 29.446_156, 0.155_092)] {
        let distribution = tandem(5, 3.0, 4.0, k, 350);
        let exact: f64 = distribution.iter().map(|done| 1.0 - done).sum();
        assert!(
            (exact - stated).abs() < 1e-5 && (distribution[20] - by_20).abs() < 1e-5,
            "{k}: {exact}, {}",
            distribution[20]
        );
        near(&format!("file {k}: E[day]"), found.iter().map(|days| days[k - 1]), exact);
        near(
            &format!("file {k}: P(by day 20)"),
            found.iter().map(|days| i64::from(days[k - 1] <= 20)),
            distribution[20],
        );
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

/// An office keeps its own calendar, and a freeze stops it too. From Thursday 2 January: three working days end on
/// Tuesday 7 January, two days at the desk on Thursday. Frozen from 4 to 13 January, one day of work is left on Tuesday
/// 14.
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

/// One file a plant, filed on day 1, three days each with one officer of the province and two at the ministry: the
/// story names the office to which a file comes and where it stands. The second of two waits until day 4 and is with
/// the ministry on day 7; at the end of day 5 it is still at the province.
#[test]
fn a_story_names_the_office() {
    let office = json!({ "limit": "officers", "capacity": 1, "review_work_days": 3, "title": "Province" });
    let told = |days: u32| {
        let mut scenario = plants(2, office.clone(), json!({ "review_work_days": 2 }), json!({}));
        scenario["horizon_days"] = json!(days);
        scenario["authorities"]["ministry"]["title"] = json!("Ministry");
        let model = model(scenario);
        story(&NamedModel { name: "offices", sha256: "", model: &model }, 1, 0).orders
    };
    let days = |order: &OrderStory| {
        let first = order.steps[0].date;
        let step = |step: &OrderStep| ((step.date - first).get_days(), step.kind, step.office.clone());
        order.steps.iter().map(step).collect::<Vec<_>>()
    };
    let at = |office: &str| Some(office.to_owned());
    let whole = told(30);
    let mut lives: Vec<_> = whole.iter().map(days).collect();
    lives.sort_by_key(|life| life.iter().map(|step| step.0).collect::<Vec<_>>());
    assert_eq!(lives[0][1], (1, StepKind::Filed, at("Province")));
    assert!(lives[0].contains(&(4, StepKind::PassedOn, at("Ministry"))), "{lives:?}");
    assert!(lives[0].contains(&(6, StepKind::Granted, None)), "{lives:?}");
    assert!(lives[1].contains(&(7, StepKind::PassedOn, at("Ministry"))), "{lives:?}");
    assert!(lives[1].contains(&(9, StepKind::Granted, None)), "{lives:?}");
    let mut stand: Vec<Option<String>> = told(6).into_iter().map(|order| order.office).collect();
    stand.sort_unstable();
    assert_eq!(stand, [at("Ministry"), at("Province")]);
}

/// One file, filed on day 1, at the province until day 4 and at the ministry until day 6: of the six halt days from day
/// 1 on, on which it is missing before the goods are received on day 7, three are at the province, two at the ministry,
/// and one is on the way. What the run tells sums to all of them.
#[test]
fn missing_material_is_told_by_office() {
    let office = json!({ "review_work_days": 3, "title": "Province" });
    let mut scenario = plants(1, office, json!({ "review_work_days": 2 }), json!({}));
    scenario["authorities"]["ministry"]["title"] = json!("Ministry");
    let model = model(scenario);
    let named = NamedModel { name: "offices", sha256: "", model: &model };
    let options = RunOptions { trials: Trials::Fixed(10), audit: true, ..RunOptions::default() };
    let answer = run_all(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0);
    let line = &answer.lines[0];
    let days = |place: &str, office: Option<&str>| -> f64 {
        let parts =
            line.missing_from.iter().filter(|part| part.place == place && part.root.office.as_deref() == office);
        parts.map(|part| part.halt_days).sum()
    };
    assert_eq!(days("under review", Some("Province")) + days("in the queue", Some("Province")), 3.0);
    assert_eq!(days("under review", Some("Ministry")) + days("in the queue", Some("Ministry")), 2.0);
    assert_eq!(days("in transit", None), 1.0);
    assert_eq!(line.missing_from.iter().map(|part| part.halt_days).sum::<f64>(), 6.0);
    let told = story(&NamedModel { name: "offices", sha256: "", model: &model }, 1, 0);
    let offices: Vec<_> =
        told.lines[0].halts[0].missing_from.iter().filter_map(|part| part.root.office.clone()).collect();
    assert!(offices.contains(&"Province".to_owned()) && offices.contains(&"Ministry".to_owned()), "{offices:?}");
}

/// Files of others at an office with one officer and works of three days: four that wait at the start are before the
/// plant's file, which is filed on day 1 and begun on day 12, after them; two more a day, of a lower priority, come
/// behind it. Passed on after 14 days, it is decided by a desk of two days. Where four leave each day, a backlog of ten
/// keeps it until day 3, the second working day after its review of a day.
#[test]
fn files_of_others_take_the_time_of_an_office() {
    let days = |office: Value| waits(plants(1, office, json!({ "review_work_days": 2 }), json!({})), 1, 8)[0][0];
    let officers = |backlog: u32, daily: u32, priority: u32| {
        json!({ "limit": "officers", "capacity": 1, "review_work_days": 3, "opening_backlog": backlog,
            "background_per_working_day": daily, "background_arrivals": "even", "background_priority": priority })
    };
    let alone = days(officers(0, 0, 1));
    assert_eq!(alone, 5);
    assert_eq!(days(officers(4, 0, 1)) - alone, 11);
    assert_eq!(days(officers(4, 2, 3)) - alone, 2);
    let limited = |backlog: u32, capacity: u32| {
        json!({ "limit": "decisions_per_working_day", "capacity": capacity, "review_work_days": 1,
            "opening_backlog": backlog })
    };
    assert_eq!(days(limited(0, 4)), 3);
    // Ten are ready on day 1: four leave on each of days 1 and 2, two on day 3 before the plant's.
    assert_eq!(days(limited(10, 4)), 4);
    let starts =
        json!({ "limit": "starts_per_working_day", "capacity": 2, "review_work_days": 1, "opening_backlog": 9 });
    // Two are begun on each day from day 0 on: the plant's, the tenth, on day 4.
    assert_eq!(days(starts), 6);
}

/// An officer of a province whose reviews take one day and to whom others come as Poisson 0.6 a working day, a year
/// before: the wait of the M/D/1 queue in days is as good as stationary, and the plant's file waits no longer than one
/// of theirs.
#[test]
fn others_come_at_random_and_wait_in_line() {
    let office = |mean: f64| json!({ "limit": "officers", "capacity": 1, "review_work_days": 1, "background_per_working_day": mean });
    let mean = |office: Value| {
        let mut scenario = plants(1, office, json!({ "review_work_days": 1 }), json!({}));
        scenario["sites"]["plant_0"]["inputs"]["magnet"]["opening_stock"]["quantity"] = json!(201);
        scenario["sites"]["plant_0"]["inputs"]["magnet"]["ordering"]["call_off"]["first_day"] = json!(200);
        let found = waits(scenario, 1, 20_000);
        found.iter().map(|days| days[0] as f64).sum::<f64>() / 20_000.0
    };
    let alone = mean(office(0.0));
    // In days: files of a day come before it by name or after; half of its own day's, and what is left of before.
    // Those left in the evening of a day: Lindley's recursion, solved by its generating function, ρ² / (2 (1 − ρ)).
    let (rho, waited) = (0.6_f64, mean(office(0.6)) - alone);
    let left = rho * rho / (2.0 * (1.0 - rho));
    // Those of its own day stand before it or behind it, all of them, by the hash of names; 20,000 trials.
    let off = [left, left + rho].map(|exact| (waited - exact).abs());
    assert!(off[0].min(off[1]) < 0.04, "{waited} {left}");
}
