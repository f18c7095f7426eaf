//! The licence desk as a queue. A plant without stock files one application: its halt days are those from the filing
//! to the receipt, split among queue and review by what is recorded of missing material.

use linestop::inside::experiment::{SiteOutcome, trace};
use serde_json::{Value, json};

use crate::distributions::{
    Distribution, above, binomial, days, erlang, expected, exponential, mean, poisson, quantile, sum, sum_up_to,
};
use crate::known::{Case, Found, grid};
use crate::{model, run};

/// Days simulated after the day of filing.
const AFTER: u32 = 360;

/// One plant whose only application is filed on a day; what was there until then is used up on the day before.
///
/// A decision on day `d` is received on `d + 1`, so the plant halts from the day of filing to day `d`.
fn one_file(desk: Value, regime: Value, filed: u32) -> Value {
    json!({
        "title": "One file", "currency": "EUR", "start": "2025-01-01", "horizon_days": filed + AFTER,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": desk,
            "initial_regime": "open", "regimes": { "open": regime }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "plant": plant(filed)
        },
        "lanes": { "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": 1 } }
    })
}

fn plant(filed: u32) -> Value {
    json!({
        "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
        "inputs": { "magnet": {
            "per_unit": 1, "opening_stock": { "quantity": filed },
            "ordering": { "base_stock": {
                "order_up_to": { "quantity": 5000 }, "review_every_days": 366, "first_review_day": filed - 1
            } }
        } }
    })
}

/// Days from filing to decision, at most those simulated.
fn sojourn(row: &SiteOutcome) -> i64 {
    i64::from(row.halt_days) - 1
}

/// Days from filing to the start of the review.
fn wait(row: &SiteOutcome) -> i64 {
    i64::from(row.missing[1]) / 1000
}

/// A desk of `c` officers, reviews of `ceil(x)` days with x exponential of this mean, and Poisson arrivals a day.
struct Officers {
    officers: usize,
    mean: f64,
    arrivals: f64,
}

impl Officers {
    fn scenario(&self, filed: u32) -> Value {
        let desk = json!({
            "limit": "officers", "review_work_days": { "exponential": { "mean": self.mean } },
            "background_per_working_day": self.arrivals
        });
        one_file(desk, json!({ "desk_capacity": self.officers }), filed)
    }

    /// A review that is under way ends in the morning with this chance, however long it has lasted.
    fn ends(&self) -> f64 {
        1.0 - (-1.0 / self.mean).exp()
    }

    /// Files at the desk after those of others of day `day` have come, from an empty desk: the officers' reviews end
    /// in the morning, then files come, then free officers take them up.
    fn at_the_desk(&self, day: u32) -> Distribution {
        let most = 600;
        let coming = poisson(self.arrivals, 30);
        let ending: Vec<Distribution> = (0..=self.officers).map(|busy| binomial(busy, self.ends())).collect();
        (0..day).fold(coming.clone(), |files, _| {
            let mut left = vec![0.0; files.len()];
            for (n, p) in files.iter().enumerate() {
                for (ended, q) in ending[n.min(self.officers)].iter().enumerate() {
                    left[n - ended] += p * q;
                }
            }
            while left.last().is_some_and(|p| *p < 1e-18) {
                left.pop();
            }
            sum_up_to(&left, &coming, most)
        })
    }

    /// The wait of a file behind so many: each morning ends a binomial number of reviews until an officer is free.
    fn wait(&self, ahead: &[f64]) -> Distribution {
        let ending = binomial(self.officers, self.ends());
        let mut ahead = ahead.to_vec();
        let mut wait = Vec::new();
        for _ in 0..6 * AFTER {
            wait.push(ahead.iter().take(self.officers).sum());
            let waiting = ahead;
            ahead = vec![0.0; waiting.len()];
            for (n, p) in waiting.iter().enumerate().skip(self.officers) {
                for (ended, q) in ending.iter().enumerate() {
                    ahead[n - ended] += p * q;
                }
            }
        }
        wait
    }
}

/// officers, Poisson arrivals and exponential reviews. On the grid the number at the desk is a chain: from day to
/// day a binomial number of reviews ends and a Poisson number of files comes. Stepped here from the empty desk of the
/// first day to the day of the filing, it gives the wait and the sojourn of a file of that day. (One day here is a
/// tenth of the textbook's unit of time; on the grid reviews take half a day more, which raises the load.)
fn queue(id: &'static str, part: &'static str, desk: &Officers, textbook: [f64; 3]) {
    let case = Case::new(id, "Erlang 1917; here the chain of files at the desk, day by day").part(part);
    let filed = 800;
    let rows = run(&model(desk.scenario(filed)), 15_000).outcomes;
    let waits = desk.wait(&desk.at_the_desk(filed));
    let whole = sum(&waits, &days(exponential(desk.mean), 6 * AFTER));
    let none = 1.0 - waits[0];
    case.near("P(wait > 0)", Found::share(rows.iter().map(|row| wait(row) > 0)), grid(none).textbook(textbook[0]));
    let within = |distribution: &Distribution| expected(distribution, |k| k.min(AFTER as usize - 1) as f64);
    case.near("E[wait], days", Found::mean(rows.iter().map(wait)), grid(within(&waits)).textbook(textbook[1]));
    case.near("E[sojourn], days", Found::mean(rows.iter().map(sojourn)), grid(within(&whole)).textbook(textbook[2]));
    for most in [10, 100] {
        let found = Found::share(rows.iter().map(|row| sojourn(row) > most));
        case.near(&format!("P(sojourn > {most} days)"), found, grid(above(&whole, most as usize)));
    }
    let mut sorted: Vec<i64> = rows.iter().map(sojourn).collect();
    sorted.sort_unstable();
    case.quantile("q0.95 of the sojourn, days", &sorted, 0.95, grid(quantile(&whole, 0.95)));
}

#[test]
fn q_01_one_officer() {
    queue("Q-01", "M/M/1: ", &Officers { officers: 1, mean: 10.0, arrivals: 0.08 }, [0.8, 40.0, 50.0]);
}

#[test]
fn q_01_five_officers() {
    let (c, each) = (0.554_112_554_112_554, 10.0);
    queue("Q-01", "M/M/5: ", &Officers { officers: 5, mean: each, arrivals: 0.4 }, [c, c * each, (c + 1.0) * each]);
}

/// OP-04: a file every 10 days, one officer, reviews of `ceil(x)` days, x exponential of mean 8: the wait of a file is
/// that of the one before plus its review less 10 days, if that is above 0 (Lindley), stepped from the first file on.
/// In continuous time σ = P(wait > 0) solves σ = e^(−10 (1 − σ) / 8).
#[test]
fn op_04_periodic_filings_and_one_officer() {
    let case = Case::new("OP-04", "D/M/1; here Lindley's recursion");
    let (every, file) = (10, 60);
    let mut scenario = one_file(
        json!({ "limit": "officers", "review_work_days": { "exponential": { "mean": 8 } } }),
        json!({ "desk_capacity": 1 }),
        1,
    );
    scenario["horizon_days"] = json!(every * file + AFTER);
    scenario["sites"]["plant"]["inputs"]["magnet"]["ordering"] =
        json!({ "call_off": { "quantity": { "quantity": 1 }, "every_days": every } });
    let model = model(scenario);
    // The officer takes files in turn, so the file of day 10 n + 1 is decided on the day before n + 1 are received.
    let sojourns: Vec<i64> = (0..4_000)
        .map(|trial| {
            let course = trace(&model, 20_250_404, trial);
            let plant = course.sites.iter().find(|s| s.site == "plant").expect("the plant");
            let received = |day: usize| (day as u32 / every + 1) as usize - plant.inputs[0].on_order[day] as usize;
            let placed = (every * file) as usize;
            let arrives = (placed..plant.inputs[0].on_order.len()).find(|day| received(*day) > file as usize);
            arrives.map_or(AFTER as i64, |day| day as i64 - placed as i64 - 2)
        })
        .collect();
    let review = days(exponential(8.0), 2 * AFTER);
    let wait = (0..file).fold(vec![1.0], |wait: Distribution, _| {
        let late = sum_up_to(&wait, &review, 2 * AFTER as usize);
        let mut next = vec![late[..=every as usize].iter().sum()];
        next.extend_from_slice(&late[every as usize + 1..]);
        next
    });
    let whole = sum(&wait, &review);
    let found = Found::mean(sojourns.iter().copied());
    case.near("E[sojourn], days", found, grid(mean(&whole)).textbook(21.541_846_719_359_2));
    let found = Found::share(sojourns.iter().map(|days| *days > 30));
    case.near("P(sojourn > 30 days)", found, grid(above(&whole, 30)).textbook(0.248_419_044_511_355));
    let mut sorted = sojourns;
    sorted.sort_unstable();
    let exact = grid(quantile(&whole, 0.95)).textbook(64.533_605_449_137_5);
    case.quantile("q0.95 of the sojourn, days", &sorted, 0.95, exact);
}

/// Twenty plants that file on the same day; per trial the day after filing on which each is decided, in order.
fn backlog(work: Value, officers: Option<u32>) -> Vec<Vec<i64>> {
    let regime = officers.map_or(json!({}), |n| json!({ "desk_capacity": n }));
    let mut scenario = one_file(json!({ "limit": "officers", "review_work_days": work }), regime, 1);
    let sites = scenario["sites"].as_object_mut().expect("sites");
    sites.remove("plant");
    (1..=20).for_each(|n| {
        sites.insert(format!("plant{n}"), plant(1));
    });
    scenario["lanes"] = (1..=20)
        .map(|n| {
            let lane = json!({ "from": "works", "to": format!("plant{n}"), "authority": "desk", "transit_days": 1 });
            (format!("lane{n}"), lane)
        })
        .collect::<serde_json::Map<_, _>>()
        .into();
    let result = run(&model(scenario), 20_000);
    let mut decided: Vec<Vec<i64>> =
        result.outcomes.chunks_exact(20).map(|rows| rows.iter().map(sojourn).collect()).collect();
    decided.iter_mut().for_each(|days| days.sort_unstable());
    decided
}

/// twenty files and three officers, no others. On the grid a binomial number of the reviews under way ends each
/// morning: the chain of files left, stepped.
#[test]
fn q_03_a_backlog_is_cleared() {
    let case = Case::new("Q-03", "hypoexponential distribution; here the chain of files left");
    let left = |officers: usize, day: u32| {
        let ends = 1.0 - (-1.0_f64 / 5.0).exp();
        let mut start = vec![0.0; 21];
        start[20] = 1.0;
        (0..day).fold(start, |files: Distribution, _| {
            let mut left = vec![0.0; 21];
            for (n, p) in files.iter().enumerate() {
                for (ended, q) in binomial(n.min(officers), ends).iter().enumerate() {
                    left[n - ended] += p * q;
                }
            }
            left
        })
    };
    // The chance that so many are decided by a day, for each day, gives the distribution of the day.
    let day_of = |officers: usize, decided: usize| -> Distribution {
        let by: Vec<f64> = (0..400).map(|day| left(officers, day)[..=20 - decided].iter().sum()).collect();
        std::iter::once(by[0]).chain(by.windows(2).map(|w| w[1] - w[0])).collect()
    };
    let work = json!({ "exponential": { "mean": 5 } });
    for (officers, part, textbook) in [
        (3, "3 officers: ", [37.5, 0.909_797_502_563_139]),
        (20, "all at once: ", [17.988_697_28, 0.999_092_392_917_282]),
    ] {
        let decided = backlog(work.clone(), (officers < 20).then_some(officers as u32));
        let clear = day_of(officers, 20);
        let found = Found::mean(decided.iter().map(|days| days[19]));
        case.near(&format!("{part}E[day cleared]"), found, grid(mean(&clear)).textbook(textbook[0]));
        let found = Found::share(decided.iter().map(|days| days[19] <= 50));
        let by = 1.0 - above(&clear, 50);
        case.near(&format!("{part}P(cleared by day 50)"), found, grid(by).textbook(textbook[1]));
        if officers == 3 {
            let values: Vec<f64> = decided.iter().map(|days| days[19] as f64).collect();
            let exact = grid(crate::distributions::variance(&clear)).textbook(81.25);
            case.near(&format!("{part}Var[day cleared]"), Found::variance(&values), exact);
            let found = Found::mean(decided.iter().map(|days| days[9]));
            let exact = grid(mean(&day_of(3, 10))).textbook(50.0 / 3.0);
            case.near(&format!("{part}E[day of decision 10]"), found, exact);
        }
    }
    let certain = backlog(json!(5), Some(3));
    assert!(certain.iter().all(|days| *days == certain[0]));
    case.equal("reviews of exactly 5 days: day cleared", certain[0][19] as f64, 35.0);
}

/// A file that is returned with a chance of 30 % each time; after `attempts` it is dropped.
fn resubmitted(work: &Value, correction: u32, attempts: u32) -> Vec<SiteOutcome> {
    let desk = json!({ "review_work_days": work, "correction_days": correction, "max_attempts": attempts });
    run(&model(one_file(desk, json!({ "returned_share": 0.3 }), 1)), 30_000).outcomes
}

/// Days to the grant in at most so many rounds of `round` days, with `between` days from a return to the next filing;
/// what is missing to 1 is never granted within them.
fn rounds(round: &Distribution, between: usize, attempts: u32) -> Distribution {
    let gap = [vec![0.0; between], vec![1.0]].concat();
    let (mut distribution, mut until): (Distribution, Distribution) = (vec![0.0; 4 * AFTER as usize], vec![1.0]);
    for attempt in 0..attempts {
        until = sum(&until, round);
        until.truncate(distribution.len());
        until.iter().zip(&mut distribution).for_each(|(p, granted)| *granted += 0.7 * p);
        until = sum(&until, &gap);
        until.truncate(distribution.len());
        until.iter_mut().for_each(|p| *p *= 0.3);
        if attempt > 60 {
            break;
        }
    }
    distribution
}

/// a geometric number of rounds. On the grid each is `ceil` of its distribution, at least a day, and so is a
/// correction.
#[test]
fn q_04_returned_files_are_filed_again() {
    let gamma = json!({ "gamma": { "mean": 20, "cv": 1.0 / 2.0_f64.sqrt() } });
    let round = days(erlang(2, 10.0), 2 * AFTER);
    let cut = |k: usize| k.min(AFTER as usize - 1);
    let source = "geometric sum; here rounds of whole days, folded";

    let case = Case::new("Q-04", source).part("50 attempts: ");
    let rows = resubmitted(&gamma, 7, 50);
    let distribution = rounds(&round, 7, 50);
    case.near(
        "E[L], days",
        Found::mean(rows.iter().map(sojourn)),
        grid(expected(&distribution, |k| cut(k) as f64)).textbook(31.571_428_571_428_6),
    );
    let centre = expected(&distribution, |k| cut(k) as f64);
    let days_taken: Vec<f64> = rows.iter().map(|row| sojourn(row) as f64).collect();
    let exact = grid(expected(&distribution, |k| (cut(k) as f64 - centre).powi(2))).textbook(732.040_816_326_531);
    case.near("Var[L], days²", Found::variance(&days_taken), exact);
    let found = Found::share(rows.iter().map(|row| sojourn(row) > 60));
    case.near("P(L > 60 days)", found, grid(above(&distribution, 60)).textbook(0.128_816_642_770_105));
    let found = Found::mean(rows.iter().map(|row| (sojourn(row) - 45).max(0)));
    let exact = grid(expected(&distribution, |k| cut(k).saturating_sub(45) as f64)).textbook(6.026_130_396_859_39);
    case.near("E[(L − 45)⁺], days", found, exact);
    let mut sorted: Vec<i64> = rows.iter().map(sojourn).collect();
    sorted.sort_unstable();
    let exact = grid(quantile(&distribution, 0.95)).textbook(85.211_301_328_476_7);
    case.quantile("stock for P(halt) ≤ 5 %, days", &sorted, 0.95, exact);

    let case = Case::new("Q-04", source).part("at most 3 attempts: ");
    let rows = resubmitted(&gamma, 7, 3);
    let distribution = rounds(&round, 7, 3);
    let granted: f64 = distribution.iter().sum();
    // A file that is dropped is never received; one that is granted later than the horizon hardly ever happens.
    let never = Found::share(rows.iter().map(|row| row.censored));
    case.near(
        "P(never granted)",
        never,
        grid(1.0 - granted + above(&distribution, AFTER as usize - 2)).textbook(0.027),
    );
    let found = Found::share(rows.iter().map(|row| sojourn(row) > 45));
    case.near("P(L > 45 days)", found, grid(1.0 - granted + above(&distribution, 45)).textbook(0.226_258_422_176_593));
    let taken = || rows.iter().filter(|row| !row.censored).map(sojourn);
    let exact = grid(mean(&distribution) / granted).textbook(29.323_741_007_194_2);
    case.near("E[L, if granted], days", Found::mean(taken()), exact);

    let case = Case::new("Q-04", source).part("exponential rounds: ");
    let rows = resubmitted(&json!({ "exponential": { "mean": 20 } }), 0, 50);
    let distribution = rounds(&days(exponential(20.0), 2 * AFTER), 1, 50);
    let found = Found::share(rows.iter().map(|row| sojourn(row) > 60));
    case.near("P(L > 60 days)", found, grid(above(&distribution, 60)).textbook(0.122_456_428_252_982));
}
