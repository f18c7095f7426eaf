//! Stocks under drawn sales, by their chains day by day: random transits with sales that wait and that are lost,
//! reorder points, minimum and maximum, the stock of least cost.
//!
//! An order of day t is at its supplier on t + 1 and is received n days later. Money does the counting: with a price of
//! 365 and a share of 1 a year a piece costs 1.00 for each evening on which it is in stock, a late piece costs what is
//! asked for each evening on which it is owed. So a run over many trials is held against sums over all days, from the
//! first on, and the long run of the same chain against the values of the textbooks.

use linestop::inside::experiment::{CostKind, NamedModel, RunOptions, SiteOutcome, Trials, Watch};
use serde_json::{Value, json};

use crate::distributions::{Distribution, above, expected, exponential, poisson, sum_up_to};
use crate::known::MOST;
use crate::opening::near;
use crate::sales::{base_stock, plant, waits};
use crate::{model, run};

/// A close value of a textbook.
fn is(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-8 * wanted.abs().max(1.0), "{found}, not {wanted}");
}

/// The mean is within 4.5 standard errors, which are at most a hundredth of it in all.
fn near_enough(what: &str, found: &[i64], exact: f64) {
    near(what, found.iter().copied(), exact);
    let n = found.len() as f64;
    let mean = found.iter().sum::<i64>() as f64 / n;
    let variance = found.iter().map(|x| (*x as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let sees = MOST * (variance / n).sqrt() / exact;
    assert!(sees < 0.0105, "{what}: a fault of {:.1} % would not be seen", sees * 100.0);
}

/// A piece in stock costs a euro an evening, a piece owed costs another.
fn by_the_evening(mut scenario: Value, late: f64) -> Value {
    scenario["materials"]["part"]["price_per_unit"] = json!(365);
    scenario["sites"]["plant"]["holding_cost_share_per_year"] = json!(1);
    scenario["sites"]["plant"]["sales"]["late_penalty_per_unit_day"] = json!(late);
    scenario
}

fn outcomes(scenario: Value, trials: u64) -> Vec<SiteOutcome> {
    run(&model(scenario), trials).outcomes
}

fn cents(rows: &[SiteOutcome], kind: CostKind) -> Vec<i64> {
    rows.iter().map(|row| row.of(kind)).collect()
}

/// r = 1.5, p = 0.4.
fn negative_binomial(most: usize) -> Distribution {
    let (r, p) = (1.5, 0.4_f64);
    let mut distribution = vec![p.powf(r)];
    (1..=most).for_each(|n| distribution.push(distribution[n - 1] * (1.0 - p) * (r + n as f64 - 1.0) / n as f64));
    distribution
}

/// Orders of 1, 3 or 8 with chances 0.5, 0.3 and 0.2, 0.8 of them a day.
fn compound(most: usize) -> Distribution {
    let size = [0.0, 0.5, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.2];
    let (mut distribution, mut all) = (vec![0.0; most + 1], vec![1.0]);
    for chance in poisson(0.8, 20) {
        all.iter().enumerate().for_each(|(n, x)| distribution[n.min(most)] += chance * x);
        all = sum_up_to(&all, &size, most);
    }
    distribution
}

/// Base stock, sales wait, transits of exponential length with a mean of 5 days, rounded up, drawn for each day's
/// order: orders may overtake. The order of j days ago is still under way with chance 1 for j = 0 and 1, else exp(−(j −
/// 1) / 5), all of it or nothing. What is under way at the end of day t is the sum over j = 0 … t.
#[test]
fn random_transits_with_sales_that_wait() {
    const DAYS: usize = 90;
    for (distribution, mean, demand, level, [stock, met]) in [
        (json!({ "poisson": {} }), 2.5, poisson(2.5, 40), 20, [4.648_645_124_091_958, 0.781_265_376_483_410_2]),
        (
            json!({ "negative_binomial": { "variance_to_mean": 2.5 } }),
            2.25,
            negative_binomial(100),
            24,
            [9.807_751_342_021_604, 0.908_281_119_739_409_8],
        ),
        (
            json!({ "compound_poisson": { "sizes": [1, 3, 8], "weights": [5, 3, 2] } }),
            2.4,
            compound(120),
            26,
            [11.408_402_837_222_281, 0.861_155_936_556_946_8],
        ),
    ] {
        let mut under_way = vec![1.0];
        let (mut evenings, mut waiting, mut last) = (0.0, 0.0, [0.0; 2]);
        for age in 0..DAYS {
            let still = if age < 2 { 1.0 } else { exponential(5.0)(age as u32 - 1) };
            let mut of_day: Distribution = demand.iter().map(|p| p * still).collect();
            of_day[0] += 1.0 - still;
            under_way = sum_up_to(&under_way, &of_day, 300);
            let left = (0..=level).map(|x| under_way[x] * (level - x) as f64).sum();
            let owes = above(&under_way, level);
            evenings += left;
            waiting += owes;
            last = [left, 1.0 - owes];
        }
        assert!((last[0] - stock).abs() < 1e-6 && (last[1] - met).abs() < 1e-6, "{distribution}: {last:?}");
        let sales = json!({ "per_working_day": mean, "distribution": distribution, "unmet": waits() });
        let mut scenario = plant(DAYS as u32, sales, base_stock(level as u32), 1, json!({}));
        scenario["lanes"]["l"]["transit_days"] = json!({ "exponential": { "mean": 5 } });
        let rows = outcomes(by_the_evening(scenario, 0.0), 40_000);
        near_enough("stock", &cents(&rows, CostKind::Holding), evenings * 100.0);
        let days: Vec<i64> = rows.iter().map(|row| i64::from(row.waiting_days)).collect();
        near("days with sales that wait", days, waiting);
    }
}

/// Base stock of three, one piece asked for with chance 0.3 a day, lost if none is there; transits of exponential
/// length with a mean of 6 days, rounded up. The chain of pieces under way before today's, and of today's.
#[test]
fn random_transits_with_sales_that_are_lost() {
    const DAYS: usize = 400;
    let (p, base, arrives) = (0.3, 3_usize, 1.0 - (-1.0_f64 / 6.0).exp());
    let mut chain = vec![[0.0; 2]; base + 1];
    chain[0][0] = 1.0;
    // Lost on a day, and in stock in the evening.
    let mut day = || {
        let mut next = vec![[0.0; 2]; base + 1];
        let (mut lost, mut stock) = (0.0, 0.0);
        for (old, by_new) in chain.iter().enumerate() {
            for (new, chance) in by_new.iter().enumerate() {
                for (come, share) in crate::distributions::binomial(old, arrives).iter().enumerate() {
                    let (now, chance) = (old - come + new, chance * share);
                    if now > base || chance == 0.0 {
                        continue;
                    }
                    let sold = if now < base { p } else { 0.0 };
                    lost += chance * (p - sold);
                    stock += chance * ((base - now) as f64 - sold);
                    next[now][1] += chance * sold;
                    next[now][0] += chance * (1.0 - sold);
                }
            }
        }
        chain = next;
        [lost, stock]
    };
    let days: Vec<[f64; 2]> = (0..4_000).map(|_| day()).collect();
    is(days[10][0], 0.045_981_468_668_782_29);
    is(days[3_999][0] / p, 0.188_877_571_387_420_98);
    is(days[3_999][1], 1.171_596_422_466_876_2);
    let sales =
        json!({ "per_working_day": p, "distribution": { "empirical": { "values": [0, 1], "weights": [7, 3] } } });
    let mut scenario = plant(DAYS as u32, sales, base_stock(3), 1, json!({}));
    scenario["lanes"]["l"]["transit_days"] = json!({ "exponential": { "mean": 6 } });
    let rows = outcomes(by_the_evening(scenario.clone(), 0.0), 30_000);
    let until = |days_of: usize, what: usize| days[..days_of].iter().map(|day| day[what]).sum::<f64>();
    near_enough("lost", &rows.iter().map(|row| row.lost).collect::<Vec<_>>(), until(DAYS, 0));
    near_enough("stock", &cents(&rows, CostKind::Holding), until(DAYS, 1) * 100.0);
    // What is lost at once never waits, and is all that is not met.
    assert!(rows.iter().all(|row| row.unmet == row.lost && row.waiting_days == 0));
    assert!(rows.iter().all(|row| i64::from(row.unmet_days) == row.lost));
    scenario["horizon_days"] = json!(11);
    let early = outcomes(scenario, 200_000);
    near("lost at first", early.iter().map(|row| row.lost), until(11, 0));
}

/// Base stock of four, Poisson sales of 0.8 a day, lost where nothing is there, a transit of 2 days: what was sold on a
/// day is back three days later. The chain of what was sold on the last two days.
#[test]
fn a_fixed_lead_time_with_sales_that_are_lost() {
    const DAYS: usize = 400;
    let (base, distribution) = (4_usize, poisson(0.8, 60));
    let mut chain = vec![vec![0.0; base + 1]; base + 1];
    chain[0][0] = 1.0;
    let mut day = || {
        let mut next = vec![vec![0.0; base + 1]; base + 1];
        let (mut lost, mut stock) = (0.0, 0.0);
        for (yesterday, by_before) in chain.iter().enumerate() {
            for (before, chance) in by_before.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
                let there = base - yesterday - before;
                for (asked, share) in distribution.iter().enumerate() {
                    let (sold, chance) = (asked.min(there), chance * share);
                    lost += chance * (asked - sold) as f64;
                    stock += chance * (there - sold) as f64;
                    next[sold][yesterday] += chance;
                }
            }
        }
        chain = next;
        [lost, stock]
    };
    let days: Vec<[f64; 2]> = (0..2_000).map(|_| day()).collect();
    is(days[1_999][0] / 0.8, 0.101_305_284_038_956_29);
    is(days[1_999][1], 1.843_132_681_693_495);
    let sales = json!({ "per_working_day": 0.8, "distribution": { "poisson": {} } });
    let rows = outcomes(by_the_evening(plant(DAYS as u32, sales, base_stock(4), 2, json!({})), 0.0), 20_000);
    let all = |what: usize| days[..DAYS].iter().map(|day| day[what]).sum::<f64>();
    near_enough("lost", &rows.iter().map(|row| row.lost).collect::<Vec<_>>(), all(0));
    near_enough("stock", &cents(&rows, CostKind::Holding), all(1) * 100.0);
}

/// One day, Poisson sales of 50, a margin of 9 lost with a piece that is short and 1 paid for one that is left: least
/// cost where P(D ≤ y) first reaches 9 / 10, with 59.
#[test]
fn the_stock_of_least_cost() {
    let distribution = poisson(50.0, 200);
    let best = (0..200).find(|y| above(&distribution, *y) <= 0.1 + 1e-12).expect("there is one");
    assert_eq!(best, 59);
    let cost = |stock: usize| {
        let sales = json!({ "per_working_day": 50, "distribution": { "poisson": {} }, "margin_per_unit": 9 });
        let rows = outcomes(by_the_evening(plant(1, sales, base_stock(stock as u32), 3, json!({})), 0.0), 400_000);
        let costs: Vec<i64> = rows.iter().map(SiteOutcome::cost).collect();
        let exact = expected(&distribution, |d| stock.saturating_sub(d) as f64 + 9.0 * d.saturating_sub(stock) as f64);
        near_enough(&format!("cost of {stock}"), &costs, exact * 100.0);
        costs.iter().sum::<i64>()
    };
    let [less, least, more] = [56, best, 62].map(cost);
    assert!(least < less && least < more, "{less} {least} {more}");
}

/// Lots of 5 at or below 3, Poisson sales of 1.5 a day that wait, a lead time of two days. The position after the order
/// is uniform from 4 to 8 in the long run, and what is in stock or owed two days later is that less Poisson sales of 3:
/// 20 a piece and evening, 150 a late one, 100 a lot cost 107.92 a day.
#[test]
fn a_reorder_point_with_lots() {
    const DAYS: usize = 200;
    let (point, lot, distribution, lead) = (3_usize, 5_usize, poisson(1.5, 40), poisson(3.0, 60));
    let after = |position: usize, asked: usize| {
        let left = position as i64 - asked as i64;
        let lots = if left > point as i64 { 0 } else { (point as i64 - left) / lot as i64 + 1 };
        ((left + lots * lot as i64) as usize, lots as f64)
    };
    let left =
        |position: usize, distribution: &Distribution| expected(distribution, |d| position.saturating_sub(d) as f64);
    let owed =
        |position: usize, distribution: &Distribution| expected(distribution, |d| d.saturating_sub(position) as f64);
    let mut positions = vec![0.0; point + lot + 1];
    positions[point + lot] = 1.0;
    let mut days: Vec<(Vec<f64>, f64)> = Vec::new();
    for _ in 0..4_000 {
        let mut next = vec![0.0; point + lot + 1];
        let mut ordered = 0.0;
        for (position, chance) in positions.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
            for (asked, share) in distribution.iter().enumerate() {
                let (to, lots) = after(position, asked);
                next[to] += chance * share;
                ordered += chance * share * lots;
            }
        }
        positions = next;
        days.push((positions.clone(), ordered));
    }
    let of = |positions: &[f64], what: &dyn Fn(usize) -> f64| expected(positions, what);
    let (long, lots) = days.last().expect("a day");
    let [stock, late] = [of(long, &|y| left(y, &lead)), of(long, &|y| owed(y, &lead))];
    is(stock, 3.105_432_827_253_82);
    is(late, 0.105_432_827_253_822);
    is(100.0 * lots + 20.0 * stock + 150.0 * late, 107.923_580_633_15);
    let mut input = base_stock((point + lot) as u32);
    input["ordering"] =
        json!({ "reorder_point": { "reorder_at": { "quantity": point }, "order_quantity": { "quantity": lot } } });
    let sales = json!({ "per_working_day": 1.5, "distribution": { "poisson": {} }, "unmet": waits() });
    let mut scenario = by_the_evening(plant(DAYS as u32, sales, input, 1, json!({})), 150.0);
    // A lot of five for 100, and a piece held for 20 an evening.
    scenario["materials"]["part"]["price_per_unit"] = json!(20);
    scenario["sites"]["plant"]["holding_cost_share_per_year"] = json!(365);
    let rows = outcomes(scenario, 40_000);
    let first = [poisson(1.5, 40), poisson(3.0, 60)];
    let evenings = |what: &dyn Fn(usize, &Distribution) -> f64| {
        let early: f64 = first.iter().map(|distribution| what(point + lot, distribution)).sum();
        early + days[..DAYS - 2].iter().map(|(positions, _)| of(positions, &|y| what(y, &lead))).sum::<f64>()
    };
    near_enough("stock", &cents(&rows, CostKind::Holding), evenings(&left) * 2_000.0);
    near("owed", cents(&rows, CostKind::Penalties), evenings(&owed) * 15_000.0);
    let received: f64 = days[..DAYS - 2].iter().map(|(_, lots)| lots).sum();
    near_enough("lots", &cents(&rows, CostKind::Purchase), received * 10_000.0);
    let all = evenings(&left) * 2_000.0 + evenings(&owed) * 15_000.0 + received * 10_000.0;
    near_enough("cost", &rows.iter().map(SiteOutcome::cost).collect::<Vec<_>>(), all);
}

/// Poisson sales of 6 a period, raised to 10 at or below 4 before the next: the week is the period, sales are on
/// Mondays, and what is ordered on one is there on the next. One a piece left, 4 a piece owed, 5 an order: 8.034 a
/// period.
#[test]
fn minimum_and_maximum_without_a_lead_time() {
    const WEEKS: usize = 52;
    let (low, high, distribution) = (4_i64, 10_i64, poisson(6.0, 60));
    let mut positions = vec![0.0; high as usize + 1];
    positions[high as usize] = 1.0;
    let mut weeks = Vec::new();
    for _ in 0..2_000 {
        let mut next = vec![0.0; high as usize + 1];
        let [mut left, mut owed, mut orders] = [0.0; 3];
        for (position, chance) in positions.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
            for (asked, share) in distribution.iter().enumerate() {
                let (balance, chance) = (position as i64 - asked as i64, chance * share);
                left += chance * balance.max(0) as f64;
                owed += chance * (-balance).max(0) as f64;
                orders += if balance <= low { chance } else { 0.0 };
                next[if balance <= low { high } else { balance } as usize] += chance;
            }
        }
        positions = next;
        weeks.push([left, owed, orders]);
    }
    let [left, owed, orders] = weeks[1_999];
    is(orders, 0.681_966_441_658_997);
    is(left + 4.0 * owed + 5.0 * orders, 8.034_111_561_471_64);
    let mut input = base_stock(high as u32);
    input["ordering"] = json!({ "min_max": { "reorder_at": { "quantity": low }, "order_up_to": { "quantity": high },
        "review_every_days": 7 } });
    let sales = json!({ "per_working_day": 6, "distribution": { "poisson": {} }, "unmet": waits() });
    let mut scenario = by_the_evening(plant(7 * WEEKS as u32, sales, input, 5, json!({ "calendar": "mondays" })), 4.0);
    scenario["start"] = json!("2026-01-05");
    scenario["calendars"] = json!({ "mondays": { "working_days": ["mon"] } });
    // An application each, so that orders are counted; they are granted on the day of their filing.
    scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.1 });
    scenario["authorities"] = json!({ "desk": { "country": "CN", "controls": ["Dy"], "calendar": "every_day",
        "desk": { "review_work_days": 0 }, "initial_regime": "open", "regimes": { "open": {} } } });
    scenario["lanes"]["l"]["authority"] = json!("desk");
    let model = model(scenario);
    let options =
        RunOptions { trials: Trials::Fixed(30_000), seed: 20_250_404, outcomes: true, ..RunOptions::default() };
    let named = NamedModel { name: "weeks", sha256: "", model: &model };
    let answer =
        linestop::inside::experiment::run(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0);
    let all = |what: usize| weeks[..WEEKS].iter().map(|week| week[what]).sum::<f64>();
    // Seven evenings a week.
    near_enough("left", &cents(&answer.outcomes, CostKind::Holding), all(0) * 700.0);
    near("owed", cents(&answer.outcomes, CostKind::Penalties), all(1) * 2_800.0);
    let filed = answer.authorities[0].a_trial(|month| month.applications);
    // A share near 0.68 of 30,000 trials and 52 weeks: its error is below 0.001.
    assert!((filed - all(2)).abs() < 0.005 * all(2), "{filed}, not {}", all(2));
}
