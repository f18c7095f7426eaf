//! Sales that are drawn, wait, or are served from finished goods.
//!
//! On the daily grid the sales of a day are known before its orders; an order of day t is at its supplier on t + 1,
//! leaves on that day and is received n days later, L = 1 + n days after the order. The stock at the end of day t + L
//! is the position after the order of day t less the sales of days t + 1 to t + L.
//!
//! Estimates from n independent trials are accepted within 4.5 standard errors, a false alarm in 147,000.

use std::f64::consts::PI;

use linestop::inside::experiment::{SiteTrace, trace};
use linestop::inside::model::Model;
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::distributions::erfc;
use crate::{model, run};

/// Trials of a test.
const N: u64 = 4_000;
const SEED: u64 = 20_250_404;

/// A plant that turns a part into a good, of a supplier that always has it.
pub(crate) fn plant(days: u32, sales: Value, input: Value, transit: u32, more: Value) -> Value {
    let mut site = json!({ "country": "DE", "sector": "pumps", "makes": "good", "sales": sales,
        "inputs": { "part": input }, "line": { "mode": { "proportional": {} } } });
    more.as_object().expect("fields").iter().for_each(|(key, value)| site[key] = value.clone());
    json!({
        "title": "Sales", "currency": "EUR", "start": "2026-01-01", "horizon_days": days,
        "materials": { "part": { "unit": "piece" }, "good": { "unit": "piece" } },
        "sites": { "works": { "country": "CN", "sector": "sources", "makes": "part" }, "plant": site },
        "lanes": { "l": { "from": "works", "to": "plant", "transit_days": transit } }
    })
}

pub(crate) fn base_stock(level: u32) -> Value {
    json!({ "per_unit": 1, "opening_stock": { "quantity": level },
        "ordering": { "base_stock": { "order_up_to": { "quantity": level }, "review_every_days": 1 } } })
}

pub(crate) fn waits() -> Value {
    json!({ "backordered": {} })
}

/// The plant in a trial.
fn course(model: &Model, trial: u64) -> SiteTrace {
    let trace = trace(model, SEED, trial);
    trace.sites.into_iter().find(|site| site.site == "plant").expect("it is there")
}

fn near(what: &str, values: impl IntoIterator<Item = f64>, exact: f64) {
    let values: Vec<f64> = values.into_iter().collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    assert!((mean - exact).abs() <= 4.5 * error + 1e-12, "{what}: {mean}, not {exact} (± {error})");
}

/// Chances of 0, 1, 2, … added up to those of two independent numbers.
fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            sum[i + j] += x * y;
        }
    }
    sum
}

fn of_days(distribution: &[f64], days: u32) -> Vec<f64> {
    (0..days).fold(vec![1.0], |all, _| sum(&all, distribution))
}

fn poisson(mean: f64, most: usize) -> Vec<f64> {
    let mut distribution = vec![(-mean).exp()];
    (1..=most).for_each(|n| distribution.push(distribution[n - 1] * mean / n as f64));
    distribution
}

/// r = 1.5, p = 0.4: a mean of 2.25 and a variance of 2.5 times that.
fn negative_binomial(most: usize) -> Vec<f64> {
    let (r, p) = (1.5, 0.4_f64);
    let mut distribution = vec![p.powf(r)];
    (1..=most).for_each(|n| distribution.push(distribution[n - 1] * (1.0 - p) * (r + n as f64 - 1.0) / n as f64));
    distribution
}

/// Orders of 1, 3 or 8 with chances 0.5, 0.3 and 0.2, 0.8 of them a day.
fn compound() -> Vec<f64> {
    let size = [0.0, 0.5, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.2];
    let mut distribution = vec![0.0; 1];
    let mut all = vec![1.0];
    for chance in poisson(0.8, 14) {
        distribution.resize(all.len().max(distribution.len()), 0.0);
        all.iter().enumerate().for_each(|(n, x)| distribution[n] += chance * x);
        all = sum(&all, &size);
    }
    distribution
}

/// Base stock of what is asked for in L = 5 days, with backorders: on hand (S − D)⁺, owed (D − S)⁺; met on the day is
/// min(D₁, (S − D₄)⁺).
#[test]
fn base_stock_with_backorders() {
    for (distribution, mean, demand, level) in [
        (json!({ "poisson": {} }), 2.5, poisson(2.5, 60), 17),
        (json!({ "negative_binomial": { "variance_to_mean": 2.5 } }), 2.25, negative_binomial(120), 18),
        (json!({ "compound_poisson": { "sizes": [1, 3, 8], "weights": [5, 3, 2] } }), 2.4, compound(), 20),
    ] {
        let sales = json!({ "per_working_day": mean, "distribution": distribution, "unmet": waits() });
        let model = model(plant(20, sales, base_stock(level), 4, json!({})));
        run(&model, 100);
        let courses: Vec<SiteTrace> = (0..N).map(|trial| course(&model, trial)).collect();
        let lead = of_days(&demand, 5);
        let level = level as usize;
        let on_hand: f64 = (0..level).map(|d| lead[d] * (level - d) as f64).sum();
        let owed: f64 = lead.iter().enumerate().skip(level).map(|(d, p)| p * (d - level) as f64).sum();
        let none_owed: f64 = lead[..=level].iter().sum();
        let at = 15;
        near("stock", courses.iter().map(|c| c.inputs[0].stock[at]), on_hand);
        near("owed", courses.iter().map(|c| c.backlog[at]), owed);
        near("nothing owed", courses.iter().map(|c| f64::from(u8::from(c.backlog[at] == 0.0))), none_owed);
        let before = of_days(&demand, 4);
        let met: f64 = before
            .iter()
            .take(level)
            .enumerate()
            .map(|(d, p)| p * demand.iter().enumerate().map(|(x, q)| q * x.min(level - d) as f64).sum::<f64>())
            .sum();
        near("met on the day", courses.iter().map(|c| c.asked[at] - c.unmet[at]), met);
        near("asked for", courses.iter().map(|c| c.asked[at]), mean);
        // Before the first receipt, three days' sales have left the stock.
        let three = of_days(&demand, 3);
        let early: f64 = (0..level).map(|d| three[d] * (level - d) as f64).sum();
        near("early stock", courses.iter().map(|c| c.inputs[0].stock[2]), early);
    }
}

/// Minimum 4 and maximum 12 with sales of 0 to 4, L = 4: the position after each order from the opening 12 on.
#[test]
fn min_max_with_drawn_sales() {
    let distribution = [0.3, 0.3, 0.2, 0.1, 0.1];
    let sales = json!({ "per_working_day": 1.4, "unmet": waits(),
        "distribution": { "empirical": { "values": [0, 1, 2, 3, 4], "weights": [3, 3, 2, 1, 1] } } });
    let mut input = base_stock(12);
    input["ordering"] = json!({ "min_max": { "reorder_at": { "quantity": 4 }, "order_up_to": { "quantity": 12 } } });
    let model = model(plant(20, sales, input, 3, json!({})));
    let courses: Vec<SiteTrace> = (0..N).map(|trial| course(&model, trial)).collect();
    let mut position = vec![0.0; 13];
    position[12] = 1.0;
    let lead = of_days(&distribution, 4);
    for day in 0..14 {
        let mut next = vec![0.0; 13];
        let mut orders = 0.0;
        for (x, p) in position.iter().enumerate() {
            for (d, q) in distribution.iter().enumerate() {
                // From 5 on down 4 at most: at or below 4 it is raised.
                let after = x.saturating_sub(d);
                let raised = if after <= 4 { 12 } else { after };
                orders += if after <= 4 && p * q > 0.0 { p * q } else { 0.0 };
                next[raised] += p * q;
            }
        }
        position = next;
        if [2, 11].contains(&day) {
            let at = day + 4;
            let parts = || {
                position
                    .iter()
                    .enumerate()
                    .flat_map(|(x, p)| lead.iter().enumerate().map(move |(d, q)| (x as f64 - d as f64, p * q)))
            };
            let stock: f64 = parts().filter(|(left, _)| *left > 0.0).map(|(left, p)| left * p).sum();
            let owed: f64 = parts().filter(|(left, _)| *left < 0.0).map(|(_, p)| p).sum();
            near("stock", courses.iter().map(|c| c.inputs[0].stock[at]), stock);
            near("something owed", courses.iter().map(|c| f64::from(u8::from(c.backlog[at] > 0.0))), owed);
        }
        if day == 2 {
            assert!((orders - 0.07).abs() < 1e-12, "{orders}");
        }
    }
}

/// One day, 50 asked for on average, 55 in stock: a proportional line loses (D − 55)⁺, an all-or-nothing line D where D
/// is above 55.
#[test]
fn lost_sales_of_one_day() {
    let distribution = poisson(50.0, 200);
    for (mode, exact) in [
        (
            json!({ "proportional": {} }),
            distribution.iter().enumerate().skip(55).map(|(d, p)| p * (d - 55) as f64).sum::<f64>(),
        ),
        (json!("all_or_nothing"), distribution.iter().enumerate().skip(56).map(|(d, p)| p * d as f64).sum()),
    ] {
        let sales = json!({ "per_working_day": 50, "distribution": { "poisson": {} } });
        let model = model(plant(1, sales, base_stock(55), 3, json!({ "line": { "mode": mode } })));
        let found = run(&model, 20_000);
        near("lost", found.outcomes.iter().map(|row| row.lost as f64), exact);
    }
}

/// Base stock of one with sales of 0 or 1, lost where nothing is there. A sale of day t is ordered on t and received on
/// t + 2 before sales: day t + 1 is without stock, and what is asked for on it is lost.
#[test]
fn what_is_lost_is_never_ordered_for() {
    let p = 0.3;
    let sales =
        json!({ "per_working_day": p, "distribution": { "empirical": { "values": [0, 1], "weights": [7, 3] } } });
    let model = model(plant(120, sales, base_stock(1), 1, json!({})));
    let mut stocked = vec![1.0];
    let mut lost = 0.0;
    for day in 0..120 {
        let today: f64 = stocked[day];
        lost += (1.0 - today) * p;
        let sold = |t: usize| stocked[t] * p;
        // In stock tomorrow: what was and was not sold, and what was sold yesterday.
        let back = if day > 0 { sold(day - 1) } else { 0.0 };
        stocked.push(today * (1.0 - p) + back);
    }
    near("lost", run(&model, N).outcomes.iter().map(|row| row.lost as f64), lost);
}

/// By hand: 100 a day, capacity 140, finished goods of 300, inputs for five days and no more before day 11. The line
/// stands on days 5 to 10; the finished goods last for three of these.
#[test]
fn finished_goods_between_line_and_sales() {
    let scenario = |unmet: Value| {
        let input = json!({ "per_unit": 1, "opening_stock": { "quantity": 500 },
            "ordering": { "call_off": { "quantity": { "quantity": 100_000 }, "every_days": 366 } } });
        let more = json!({ "line": { "mode": "all_or_nothing" }, "capacity_per_day": 140,
            "output_stock_target": { "quantity": 300 } });
        plant(32, json!({ "per_working_day": 100, "unmet": unmet, "margin_per_unit": 2 }), input, 10, more)
    };
    let line = |from: f64, step: f64, days: usize| (0..days).map(move |k| from + step * k as f64);
    let none = |days| line(0.0, 0.0, days);
    let first = || line(300.0, 0.0, 5).chain([200.0, 100.0, 0.0]);
    let all = |parts: Vec<f64>| -> Vec<f64> { parts.into_iter().chain(std::iter::repeat(300.0)).take(32).collect() };
    for (unmet, lost, goods, owed, unmet_days) in [
        (
            json!("lost"),
            300,
            first().chain(none(3)).chain(line(40.0, 40.0, 7)).collect::<Vec<_>>(),
            vec![0.0; 32],
            8..11,
        ),
        (
            waits(),
            0,
            first().chain(none(10)).chain(line(20.0, 40.0, 7)).collect(),
            none(8).chain([100.0, 200.0, 300.0]).chain(line(260.0, -40.0, 7)).chain(none(14)).collect(),
            8..18,
        ),
        (
            json!({ "backordered": { "patience_days": 1 } }),
            200,
            first().chain(none(5)).chain(line(20.0, 40.0, 7)).collect(),
            none(8).chain([100.0, 100.0, 100.0, 60.0, 20.0]).chain(none(19)).collect(),
            8..13,
        ),
    ] {
        let model = model(scenario(unmet));
        let row = run(&model, 3).outcomes[0];
        assert_eq!((row.lost, row.planned, row.halt_days, row.first_halt), (lost, 3200, 6, 5));
        assert_eq!(row.loss(), lost * 200);
        let course = course(&model, 0);
        assert_eq!(course.output_stock, all(goods));
        assert_eq!(course.backlog, owed);
        let days: Vec<usize> = (0..32).filter(|day| course.halted[*day]).collect();
        assert_eq!(days, (5..11).collect::<Vec<_>>());
        let short: Vec<usize> = (0..32).filter(|day| course.unmet[*day] > 0.0).collect();
        assert_eq!(short, unmet_days.collect::<Vec<_>>());
        let (unmet, waiting) = (course.unmet.iter().sum::<f64>(), course.backlog.iter().filter(|x| **x > 0.0).count());
        assert_eq!((row.unmet as f64, usize::from(row.unmet_days)), (unmet, short.len()));
        assert_eq!(usize::from(row.waiting_days), waiting);
    }
}

fn in_kilograms(mut scenario: Value) -> Value {
    for material in ["part", "good"] {
        scenario["materials"][material] = json!({ "unit": "kg" });
    }
    scenario
}

/// Normal sales of 100 ± 20 with φ = 0.6: those of L = 8 days have a variance of sd² (L + 2 Σ (L − k) φᵏ), and 920 do
/// not suffice with the chance of the normal distribution above 120 / √variance, from the first days on.
#[test]
fn sales_remember() {
    let (phi, days) = (0.6_f64, 8);
    let sales = json!({ "per_working_day": 100, "distribution": { "normal": { "cv": 0.2 } }, "autocorrelation": phi,
        "unmet": waits() });
    let model = model(in_kilograms(plant(9, sales, base_stock(920), 7, json!({}))));
    let totals: Vec<f64> = (0..N).map(|trial| course(&model, trial).asked[..days].iter().sum()).collect();
    let paths: f64 = (1..days).map(|k| (days - k) as f64 * phi.powi(k as i32)).sum();
    let variance = 400.0 * (days as f64 + 2.0 * paths);
    assert!((variance - 9850.38848).abs() < 1e-5);
    near("mean", totals.iter().copied(), 800.0);
    near("variance", totals.iter().map(|x| (x - 800.0).powi(2)), variance);
    let owed = 0.5 * erfc(120.0 / variance.sqrt() / std::f64::consts::SQRT_2);
    near("something owed", (0..N).map(|trial| f64::from(u8::from(course(&model, trial).backlog[7] > 0.0))), owed);
}

/// Gamma sales, φ = 0.6, Monday to Friday: a Friday and the Monday after are both above the median with a chance of
/// 1/4 + asin(φ) / 2π, a Friday and the Tuesday with that of φ². 1 January 2026 is a Thursday.
#[test]
fn memory_runs_over_working_days() {
    let sales = json!({ "per_working_day": 100, "distribution": { "gamma": { "cv": 0.5 } }, "autocorrelation": 0.6 });
    let scenario = in_kilograms(plant(8, sales, base_stock(5000), 3, json!({ "calendar": "monday_to_friday" })));
    let model = model(scenario);
    let asked: Vec<Vec<f64>> = (0..N).map(|trial| course(&model, trial).asked).collect();
    let mut friday: Vec<f64> = asked.iter().map(|days| days[1]).collect();
    near("mean", friday.iter().copied(), 100.0);
    near("variance", friday.iter().map(|x| (x - 100.0).powi(2)), 2500.0);
    assert!(asked.iter().all(|days| days[2] == 0.0 && days[3] == 0.0));
    friday.sort_by(f64::total_cmp);
    // The median of the gamma distribution of shape 4 and scale 25.
    let median = 25.0 * 3.672_060_748_850_9;
    for (other, phi) in [(4, 0.6_f64), (5, 0.36)] {
        let both = |days: &Vec<f64>| f64::from(u8::from(days[1] > median && days[other] > median));
        near("both above", asked.iter().map(both), 0.25 + phi.asin() / (2.0 * PI));
    }
}

/// 400 on working days, Monday to Friday, of 2026, with factors that sell 106,500 in the year.
#[test]
fn factors_of_months_multiply_the_plan() {
    let factors = [1.1, 0.8, 1.0, 1.0, 1.0, 1.05, 0.95, 0.6, 1.1, 1.1, 1.2, 1.3];
    let sales = json!({ "per_working_day": 400, "month_factors": factors });
    let scenario = plant(365, sales, base_stock(1_000_000), 3, json!({ "calendar": "monday_to_friday" }));
    let model = model(scenario);
    let working = [22, 20, 22, 22, 21, 22, 23, 21, 22, 22, 21, 23];
    let planned: f64 = factors.iter().zip(working).map(|(factor, days)| 400.0 * factor * f64::from(days)).sum();
    assert!((planned - 106_500.0).abs() < 1e-9);
    assert_eq!(run(&model, 1).outcomes[0].planned, 106_500);
    assert!((model.inputs[0].nominal_need - 21_300.0 / 73.0).abs() < 1e-9);
    let plant = model.sites.iter().position(|site| site.name == "plant").expect("it is there");
    let by_day = model.planned_by_day(plant);
    assert_eq!(by_day[31..59].iter().sum::<f64>(), 400.0 * 0.8 * 20.0);
}

/// A week of seven days with 3 each, the last two with 6: 27 on average, Poisson, and the days follow the plan.
#[test]
fn a_week_is_drawn_at_once() {
    let plan = json!([{ "from": "2026-01-01", "value": 3 }, { "from": "2026-01-10", "value": 6 }]);
    let sales = json!({ "per_working_day": plan, "distribution": { "poisson": {} }, "drawn_each": "week" });
    let model = model(plant(18, sales, base_stock(5000), 3, json!({})));
    // Day 4 is Monday 5 January.
    let asked: Vec<Vec<f64>> = (0..N).map(|trial| course(&model, trial).asked).collect();
    let week = |days: &Vec<f64>| days[4..11].iter().sum::<f64>();
    near("week", asked.iter().map(week), 27.0);
    near("variance", asked.iter().map(|days| (week(days) - 27.0).powi(2)), 27.0);
    for days in &asked {
        let total = week(days);
        let until: Vec<f64> = (4..11).map(|day| days[4..=day].iter().sum()).collect();
        for (k, until) in until.iter().enumerate() {
            let share = [3.0, 6.0, 9.0, 12.0, 15.0, 21.0, 27.0][k] / 27.0;
            assert!((until - (total * share + 1e-9).floor()).abs() < 1e-9, "{days:?}");
        }
    }
}

/// Two lines that share a stock, with Poisson sales of 1.5 and 1 a day that wait: together they are Poisson with 2.5,
/// so that stock and what is owed in all are those of one line. The sales of one say nothing of those of the other.
#[test]
fn lines_that_share_a_stock_draw_their_own_sales() {
    let (level, at) = (17, 15);
    let line = |makes: &str, mean: f64, margin: u32| {
        json!({ "makes": makes, "inputs": { "part": { "per_unit": 1 } }, "line": { "mode": { "proportional": {} } },
            "sales": { "per_working_day": mean, "margin_per_unit": margin, "distribution": { "poisson": {} },
                "unmet": waits() } })
    };
    let mut scenario = plant(20, json!({}), base_stock(level), 4, json!({}));
    scenario["materials"]["fan"] = json!({ "unit": "piece" });
    let mut input = base_stock(level);
    input.as_object_mut().expect("fields").remove("per_unit");
    for short in ["by_margin", "by_rank", "pro_rata"] {
        scenario["sites"]["plant"] = json!({ "country": "DE", "sector": "pumps", "inputs": { "part": input },
            "short_inputs": short, "lines": { "a": line("good", 1.5, 9), "b": line("fan", 1.0, 4) } });
        let model = model(scenario.clone());
        let rows = run(&model, 20_000).outcomes;
        let traces: Vec<_> = (0..N).map(|trial| trace(&model, SEED, trial)).collect();
        let of = |name: &'static str| {
            traces.iter().map(move |trace| trace.sites.iter().find(|site| site.site == name).expect("a line"))
        };
        let both = || of("plant.a").zip(of("plant.b"));
        assert!(both().all(|(a, b)| a.inputs[0].stock == b.inputs[0].stock));
        let lead = of_days(&poisson(2.5, 60), 5);
        let level = level as usize;
        let on_hand: f64 = (0..level).map(|d| lead[d] * (level - d) as f64).sum();
        let owed: f64 = lead.iter().enumerate().skip(level).map(|(d, p)| p * (d - level) as f64).sum();
        near("stock", of("plant.a").map(|line| line.inputs[0].stock[at]), on_hand);
        near("owed by both", both().map(|(a, b)| a.backlog[at] + b.backlog[at]), owed);
        near("asked of a", of("plant.a").map(|line| line.asked[at]), 1.5);
        near("asked of b", of("plant.b").map(|line| line.asked[at]), 1.0);
        near("asked of both", both().map(|(a, b)| a.asked[at] * b.asked[at]), 1.5);
        let parts = |site: usize| rows.iter().skip(site).step_by(2);
        near("planned", parts(0).map(|row| row.planned as f64), 30.0);
        near("planned", parts(1).map(|row| row.planned as f64), 20.0);
        if short != "pro_rata" {
            // The dearer line goes first, and waits less for its size.
            let waits = |site: usize| parts(site).map(|row| f64::from(row.waiting_days)).sum::<f64>();
            assert!(short == "by_rank" || waits(0) < waits(1), "{} {}", waits(0), waits(1));
        }
    }
}

/// Sales that are drawn and finished goods of their own, one line of two beside one that makes what it sells, sharing
/// hours and a stock: books balance, and the other line is as it is without the draw while there is enough for both.
#[test]
fn a_line_with_drawn_sales_beside_one_without() {
    let mut scenario = plant(60, json!({}), base_stock(4_000), 4, json!({}));
    scenario["materials"]["fan"] = json!({ "unit": "piece" });
    let mut input = base_stock(4_000);
    input.as_object_mut().expect("fields").remove("per_unit");
    let fan = json!({ "makes": "fan", "inputs": { "part": { "per_unit": 2 } }, "hours_per_unit": 0.1,
        "sales": { "per_working_day": 20, "margin_per_unit": 3 } });
    let good = json!({ "makes": "good", "inputs": { "part": { "per_unit": 1 } }, "hours_per_unit": 0.1,
        "output_stock_target": { "quantity": 25 },
        "sales": { "per_working_day": 10, "margin_per_unit": 4, "distribution": { "poisson": {} }, "unmet": waits() } });
    scenario["sites"]["plant"] = json!({ "country": "DE", "sector": "pumps", "inputs": { "part": input },
        "hours_per_day": 8, "lines": { "fans": fan, "goods": good } });
    let rows = run(&model(scenario), 2_000).outcomes;
    let [fans, goods] = [0, 1].map(|site| rows.iter().skip(site).step_by(2).collect::<Vec<_>>());
    assert!(fans.iter().all(|row| (row.planned, row.lost, row.halt_days, row.unmet) == (1_200, 0, 0, 0)));
    near("planned", goods.iter().map(|row| row.planned as f64), 600.0);
    // The fans leave hours for 60 a day: what is asked for is made on the day.
    assert!(goods.iter().all(|row| row.unmet == 0 && row.lost == 0));
}

#[test]
fn sales_that_cannot_be_are_told_at_once() {
    let told = |sales: Value, more: Value| {
        let loaded = from_value(plant(30, sales, base_stock(10), 3, more));
        loaded.map_or_else(
            |problems| problems.to_string(),
            |loaded| loaded.warnings.iter().map(|w| w.message.clone() + "\n").collect(),
        )
    };
    let mut factors = vec![1.0; 12];
    factors[3] = -1.0;
    let wrong = told(
        json!({ "per_working_day": 2_000_000, "month_factors": factors,
            "distribution": { "compound_poisson": { "sizes": [1, 2], "weights": [1] } } }),
        json!({ "line": { "catch_up": { "share_above_plan": 0.1, "within_days": 10 } } }),
    );
    for part in [
        "a factor cannot be -1",
        "there are 1 weights for 2 sizes",
        "too many to be counted one by one",
        "\"catch_up\" makes good what was lost",
    ] {
        assert!(wrong.contains(part), "{part}: {wrong}");
    }
    let wrong = told(json!({ "per_working_day": 2, "distribution": { "empirical": { "values": [0, 0] } } }), json!({}));
    assert!(wrong.contains("nothing was ever sold"), "{wrong}");
    let idle = told(json!({ "per_working_day": 2, "autocorrelation": 0.5, "drawn_each": "week" }), json!({}));
    assert!(
        idle.contains("\"autocorrelation\" has no effect") && idle.contains("\"drawn_each\" has no effect"),
        "{idle}"
    );
}
