//! Regimes: chains whose stays are `ceil(x)` days with x exponential. Day by day they are chains with the chances of
//! leaving 1 − e^(−1/mean), which are stepped here; a stay lasts a day at least.

use std::collections::BTreeMap;

use linestop::inside::experiment::trace;
use linestop::inside::model::Model;
use serde_json::{Value, json};

use crate::distributions::{TwoStates, above, mean, variance};
use crate::known::{Case, Found, grid};
use crate::{model, run};

const YEAR: usize = 365;
const TRIALS: u64 = 4_000;

/// An authority whose closed regime shuts everything.
fn authority(open_mean: f64, closed_mean: f64) -> Value {
    json!({
        "country": "CN", "desk": { "review_work_days": 1 }, "initial_regime": "open",
        "regimes": {
            "open": { "lasts_days": { "exponential": { "mean": open_mean } }, "then": { "closed": 1 } },
            "closed": { "shut_to": ["*"], "lasts_days": { "exponential": { "mean": closed_mean } }, "then": { "open": 1 } }
        }
    })
}

/// A plant that uses one a day and orders daily up to `cover` days more than what is always on its way.
fn plant(authorities: &Value, days: usize, cover: u32) -> Model {
    let lanes: serde_json::Map<String, Value> = authorities
        .as_object()
        .expect("authorities")
        .keys()
        .enumerate()
        .map(|(rank, name)| {
            let lane = json!({ "from": format!("works_{name}"), "to": "plant", "rank": rank, "transit_days": 1, "authority": name });
            (name.clone(), lane)
        })
        .collect();
    let mut sites: serde_json::Map<String, Value> = lanes
        .keys()
        .map(|name| (format!("works_{name}"), json!({ "country": "CN", "sector": "magnets", "makes": "magnet" })))
        .collect();
    let level = json!({ "quantity": cover + 2 });
    sites.insert(
        "plant".to_owned(),
        json!({ "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 }, "inputs": { "magnet": {
            "per_unit": 1, "opening_stock": level, "ordering": { "base_stock": { "order_up_to": level, "review_every_days": 1 } }
        } } }),
    );
    model(json!({
        "title": "Regimes", "currency": "EUR", "start": "2025-01-01", "horizon_days": days,
        "materials": { "magnet": { "unit": "piece" }, "motor": { "unit": "piece" } },
        "authorities": authorities, "sites": sites, "lanes": lanes
    }))
}

/// The regime of each authority by day, as the place of its name among `names`; one trial after the other.
fn courses(model: &Model, names: &[&str], trials: u64) -> Vec<Vec<Vec<u8>>> {
    let place = |name: &String| names.iter().position(|n| n == name).expect("a regime") as u8;
    let course = |trial| trace(model, 20_250_404, trial).regimes;
    let of = |(_, days): (String, Vec<String>)| days.iter().map(place).collect();
    (0..trials).map(|trial| course(trial).into_iter().map(of).collect()).collect()
}

/// The distribution of the number of closed days among days 0 to T − 1, open on day 0.
fn closed_days(chain: TwoStates, days: usize) -> Vec<f64> {
    let (mut open, mut closed) = (vec![0.0; days + 1], vec![0.0; days + 1]);
    open[0] = 1.0;
    for _ in 1..days {
        let mut next = (vec![0.0; days + 1], vec![0.0; days + 1]);
        for n in 0..days {
            next.0[n] += open[n] * (1.0 - chain.closes) + closed[n] * chain.opens;
            next.1[n + 1] += open[n] * chain.closes + closed[n] * (1.0 - chain.opens);
        }
        (open, closed) = next;
    }
    open.iter().zip(closed).map(|(a, b)| a + b).collect()
}

/// open for 300 days, closed for 40 on average.
#[test]
fn r_01_time_closed_in_a_year() {
    let case = Case::new("R-01", "Takács 1957; here the chain of two states");
    let chain = TwoStates::of_means(300.0, 40.0);
    let closed: Vec<Vec<u8>> =
        courses(&plant(&json!({ "gate": authority(300.0, 40.0) }), YEAR, 0), &["open", "closed"], TRIALS)
            .into_iter()
            .map(|mut authorities| authorities.remove(0))
            .collect();
    let found = Found::share(closed.iter().map(|days| days[90] == 1));
    case.near("P(closed on day 90)", found, grid(chain.closed_after(90)).textbook(0.108_460_980_470_453));
    let distribution = closed_days(chain, YEAR);
    let total: Vec<i64> = closed.iter().map(|days| days.iter().map(|d| i64::from(*d)).sum()).collect();
    let found = Found::mean(total.iter().copied());
    case.near("E[closed days in a year]", found, grid(mean(&distribution)).textbook(38.789_061_289_316_2));
    let found = Found::share(total.iter().map(|days| *days == 0));
    case.near("P(never closed)", found, grid(distribution[0]).textbook(0.296_215_909_471_95));
    let found = Found::share(total.iter().map(|days| *days > 60));
    case.near("P(closed for more than 60 days)", found, grid(above(&distribution, 60)).textbook(0.256_535_149_876_103));
    let values: Vec<f64> = total.iter().map(|days| *days as f64).collect();
    let exact = grid(variance(&distribution)).textbook(46.632_975_384_871_4_f64.powi(2));
    case.near("Var[closed days], days²", Found::variance(&values), exact);
    let closures = closed.iter().map(|days| days.windows(2).filter(|d| d[0] < d[1]).count() as i64);
    let exact = (0..YEAR as u32 - 1).map(|day| (1.0 - chain.closed_after(day)) * chain.closes).sum();
    case.near("E[closures]", Found::mean(closures), grid(exact).textbook(1.087_369_795_702_28));
}

/// Everything that a base stock of `cover + 2` goes through, trial by trial of the regimes, each with its chance: the
/// reference is stepped day by day in the order of model.md, not run by the engine.
struct Reference {
    any: f64,
    halts: f64,
    halt_days: f64,
}

fn reference(chain: TwoStates, level: i64, days: usize) -> Reference {
    // Closed, stock, ordered today, waiting at the supplier, shipped today, halted today, halted ever.
    type State = (bool, i64, i64, i64, i64, bool, bool);
    let mut states: BTreeMap<State, f64> = BTreeMap::new();
    let mut result = Reference { any: 0.0, halts: 0.0, halt_days: 0.0 };
    let step = |(closed, stock, ordered, waiting, shipped, before, ever): State| -> State {
        let stock = stock + shipped;
        let waiting = waiting + ordered;
        let shipped = if closed { 0 } else { waiting };
        let waiting = waiting - shipped;
        let halted = stock == 0;
        let _ = before;
        let stock = if halted { 0 } else { stock - 1 };
        (closed, stock, level - stock - waiting - shipped, waiting, shipped, halted, ever || halted)
    };
    states.insert(step((false, level, 0, 0, 0, false, false)), 1.0);
    for day in 0..days {
        for ((.., halted, _), p) in &states {
            result.halt_days += if *halted { *p } else { 0.0 };
        }
        if day + 1 == days {
            break;
        }
        let mut next: BTreeMap<State, f64> = BTreeMap::new();
        for (state, p) in states {
            let leaves = if state.0 { chain.opens } else { chain.closes };
            for (closed, chance) in [(state.0, 1.0 - leaves), (!state.0, leaves)] {
                let after = step((closed, state.1, state.2, state.3, state.4, state.5, state.6));
                result.halts += if after.5 && !state.5 { p * chance } else { 0.0 };
                *next.entry(after).or_default() += p * chance;
            }
        }
        states = next;
    }
    result.any = states.iter().filter(|(state, _)| state.6).map(|(_, p)| p).sum();
    result
}

/// the headline number. Stock for 30 days; a closure that lasts longer halts the line until it is over. After a
/// re-opening the stock is whole again the next morning.
#[test]
fn r_02_closures_longer_than_the_stock() {
    let case = Case::new("R-02", "delay equation; here all courses of the regime, day by day");
    let chain = TwoStates::of_means(300.0, 40.0);
    for (days, name, textbook) in
        [(YEAR, "a year", 0.402_930_520_943_158), (2 * YEAR, "two years", 0.659_474_721_578_492)]
    {
        let rows = run(&plant(&json!({ "gate": authority(300.0, 40.0) }), days, 30), 20_000).outcomes;
        let exact = reference(chain, 32, days);
        let found = Found::share(rows.iter().map(|row| row.halt_days > 0));
        case.near(&format!("P(halt within {name})"), found, grid(exact.any).textbook(textbook));
        if days == YEAR {
            let found = Found::mean(rows.iter().map(|row| i64::from(row.halts)));
            case.near("E[halts in a year]", found, grid(exact.halts).textbook(0.471_957_437_683_241));
            let found = Found::mean(rows.iter().map(|row| i64::from(row.halt_days)));
            case.near("E[halt days in a year]", found, grid(exact.halt_days).textbook(16.655_563_863_267_5));
        }
    }
}

/// three regimes with the case's rates; stays of mean 1 / (sum of rates), followers in proportion to the rates.
#[test]
fn r_04_three_regimes() {
    let case = Case::new("R-04", "e^(Qt); here the chain of three states");
    let rates = [[0.0, 1.0 / 180.0, 1.0 / 720.0], [1.0 / 90.0, 0.0, 1.0 / 60.0], [1.0 / 365.0, 1.0 / 45.0, 0.0]];
    let names = ["normal", "tightened", "blocked"];
    let mut regimes = serde_json::Map::new();
    for (name, rates) in names.iter().zip(rates) {
        let total: f64 = rates.iter().sum();
        let then: serde_json::Map<String, Value> = names
            .iter()
            .zip(rates)
            .filter(|(_, rate)| *rate > 0.0)
            .map(|(name, rate)| ((*name).to_owned(), json!(rate / total)))
            .collect();
        regimes.insert(
            (*name).to_owned(),
            json!({ "lasts_days": { "exponential": { "mean": 1.0 / total } }, "then": then }),
        );
    }
    let gate = json!({ "gate": { "country": "CN", "desk": { "review_work_days": 1 }, "initial_regime": "normal", "regimes": regimes } });
    let courses = courses(&plant(&gate, YEAR, 30), &names, 12_000);
    let step = |p: [f64; 3], block: bool| {
        let mut next = [0.0; 3];
        for from in 0..3 {
            let total: f64 = rates[from].iter().sum();
            let leaves = if block && from == 2 { 0.0 } else { 1.0 - (-total).exp() };
            next[from] += p[from] * (1.0 - leaves);
            for to in 0..3 {
                next[to] += p[from] * leaves * rates[from][to] / total;
            }
        }
        next
    };
    let course = |block: bool| {
        let mut days = vec![[1.0, 0.0, 0.0]];
        (1..YEAR).for_each(|day| days.push(step(days[day - 1], block)));
        days
    };
    let (free, absorbed) = (course(false), course(true));
    let on_day = [0.559_105_651_788_95, 0.252_976_520_687_435, 0.187_917_827_523_616];
    let in_year = [223.774_762_275_864, 82.225_211_855_266_7, 59.000_025_868_869_1];
    for (i, name) in names.iter().enumerate() {
        let found = Found::share(courses.iter().map(|course| usize::from(course[0][180]) == i));
        case.near(&format!("P({name} on day 180)"), found, grid(free[180][i]).textbook(on_day[i]));
        let days = courses.iter().map(|course| course[0].iter().filter(|r| usize::from(**r) == i).count() as i64);
        let exact = free.iter().map(|p| p[i]).sum();
        case.near(&format!("E[days {name} in a year]"), Found::mean(days), grid(exact).textbook(in_year[i]));
    }
    let found = Found::share(courses.iter().map(|course| course[0].contains(&2)));
    case.near("P(ever blocked within a year)", found, grid(absorbed[YEAR - 1][2]).textbook(0.769_675_749_371_638));
}

/// S-01: two suppliers whose authorities close independently; with no stock a line that may order from either stands
/// on days on which nothing came from both.
#[test]
fn s_01_two_suppliers() {
    let case = Case::new("S-01", "product of two chains; first passage of four states");
    let chains = [TwoStates::of_means(300.0, 40.0), TwoStates::of_means(200.0, 60.0)];
    let both = json!({ "first": authority(300.0, 40.0), "second": authority(200.0, 60.0) });
    let model = plant(&both, YEAR, 0);
    let courses = courses(&model, &["open", "closed"], TRIALS);
    let down: Vec<Vec<bool>> =
        courses.iter().map(|c| c[0].iter().zip(&c[1]).map(|(a, b)| *a == 1 && *b == 1).collect()).collect();
    let chance = |day: u32| chains.iter().map(|chain| chain.closed_after(day)).product::<f64>();
    let found = Found::share(down.iter().map(|days| days[180]));
    case.near("P(both closed on day 180)", found, grid(chance(180)).textbook(0.026_437_595_071_296_8));
    let found = Found::mean(down.iter().map(|days| days.iter().filter(|d| **d).count() as i64));
    let exact = (0..YEAR as u32).map(chance).sum();
    case.near("E[days both closed in a year]", found, grid(exact).textbook(8.241_723_361_283_39));
    // States: both open, the first closed, the second closed; both closed is not left.
    let passed = (1..YEAR).fold([1.0, 0.0, 0.0], |p, _| {
        let [a, b] = chains;
        let open = [1.0 - a.closes, 1.0 - b.closes];
        [
            p[0] * open[0] * open[1] + p[1] * a.opens * open[1] + p[2] * open[0] * b.opens,
            p[0] * a.closes * open[1] + p[1] * (1.0 - a.opens) * open[1] + p[2] * a.closes * b.opens,
            p[0] * open[0] * b.closes + p[1] * a.opens * b.closes + p[2] * open[0] * (1.0 - b.opens),
        ]
    });
    let found = Found::share(down.iter().map(|days| days.contains(&true)));
    let exact = 1.0 - passed.iter().sum::<f64>();
    case.near("P(both closed at least once)", found, grid(exact).textbook(0.295_487_834_627_917));
    // Orders go to whichever supplier is open on their day: without any stock the line is halted where both are closed.
    let spells = Found::mean(down.iter().map(|days| days.windows(2).filter(|d| !d[0] && d[1]).count() as i64));
    let starts = |day: u32| {
        let [a, b] = chains;
        let (p, q) = (a.closed_after(day), b.closed_after(day));
        let next = |closed: f64, chain: TwoStates| closed * (1.0 - chain.opens) + (1.0 - closed) * chain.closes;
        next(p, a) * next(q, b) - p * q * (1.0 - a.opens) * (1.0 - b.opens)
    };
    case.near("E[spells of both closed in a year]", spells, grid((0..YEAR as u32 - 1).map(starts).sum()));
}
