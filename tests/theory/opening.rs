//! The first day of a firm that has been running: orders that are under way.
//!
//! What is left of a step is drawn given the time that it has lasted: P(R > k) = S(t₀ + k) / S(t₀), with S the chance
//! that the step lasts longer, written out here for each distribution.

use linestop::inside::engine::Place;
use linestop::inside::experiment::{NamedModel, StepKind, story, trace};
use linestop::inside::statistics::Moments;
use serde_json::{Value, json};

use crate::distributions::{erfc, exponential, quantile};
use crate::known::MOST;
use crate::{model, run};

/// A plant of one line that uses `need` units of one input a day and orders nothing within the horizon, with orders
/// under way on a licensed and on a free lane.
pub(crate) fn plant(horizon: u32, need: u32, opening: u32) -> Value {
    json!({
        "title": "Plant", "currency": "EUR", "start": "2026-03-02", "horizon_days": horizon,
        "materials": {
            "coil": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" }
        },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "desk": { "review_work_days": 6 },
            "initial_regime": "open", "regimes": { "open": {} }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "coils", "makes": "coil" },
            "other": { "country": "JP", "sector": "coils", "makes": "coil" },
            "plant": {
                "country": "DE", "sector": "automotive", "makes": "motor",
                "sales": { "per_working_day": need, "margin_per_unit": 1 },
                "inputs": { "coil": { "per_unit": 1, "opening_stock": { "quantity": opening }, "ordering": {
                    "call_off": { "quantity": { "quantity": 1 }, "first_day": horizon - 1, "every_days": 366 }
                } } }
            }
        },
        "lanes": {
            "licensed": { "from": "works", "to": "plant", "share": 0.5, "authority": "desk", "transit_days": 7 },
            "free": { "from": "other", "to": "plant", "share": 0.5, "transit_days": 12 }
        }
    })
}

/// An order that is open on the first day.
pub(crate) fn order(quantity: u32, placed: &str, stands: Value) -> Value {
    json!({ "quantity": quantity, "placed": placed, "stands": stands })
}

/// Orders in every stage, ten units a day from a stock of 35, worked through by hand:
///
/// - A, shipped on Friday 27 February, is 7 days under way: Friday 6 March, day 4.
/// - B, granted, leaves on day 0: day 7. C, free, at its supplier, leaves on day 0 for 12 days: day 12.
/// - D, filed on Tuesday 24 February: four days of work are done, the fifth and sixth are Monday and Tuesday; granted
///   on Wednesday, day 2, received on day 9.
/// - E, returned on 28 February, is filed again 3 days later, on Tuesday, day 1; six days of work are done on Wednesday
///   of the week after, day 9; received on day 16.
/// - F, in preparation for 4 days since 1 March, is filed on day 3, decided on day 11, received on day 18.
/// - G comes on its date, day 14.
fn every_stage() -> Value {
    let mut scenario = plant(22, 10, 35);
    scenario["authorities"]["desk"]["desk"]["preparation_days"] = json!(4);
    scenario["authorities"]["desk"]["desk"]["correction_days"] = json!(3);
    scenario["lanes"]["licensed"]["open_orders"] = json!({
        "A": order(20, "2026-02-02", json!({ "shipped": { "on": "2026-02-27" } })),
        "B": order(15, "2026-02-03", json!({ "granted": { "on": "2026-02-26", "valid_until": "2026-03-31" } })),
        "D": order(23, "2026-02-20", json!({ "filed": { "on": "2026-02-24" } })),
        "E": order(4, "2026-02-09", json!({ "returned": { "on": "2026-02-28" } })),
        "F": order(50, "2026-03-01", json!({ "preparing": {} })),
        "G": order(10, "2026-02-16", json!({ "due": { "on": "2026-03-16" } })),
    });
    scenario["lanes"]["free"]["open_orders"] =
        json!({ "C": order(15, "2026-02-27", json!({ "at_supplier": { "since": "2026-02-28" } })) });
    scenario
}

const STOCK: [i64; 22] = [25, 15, 5, 5, 15, 5, 5, 10, 0, 13, 3, 3, 8, 8, 8, 8, 2, 2, 42, 32, 22, 12];

#[test]
fn orders_in_every_stage_arrive_as_they_do_by_hand() {
    let model = model(every_stage());
    let course = trace(&model, 1, 0);
    let plant = course.sites.iter().find(|site| site.site == "plant").expect("the plant");
    let whole = |x: &f64| *x as i64;
    assert_eq!(plant.inputs[0].stock.iter().map(whole).collect::<Vec<_>>(), STOCK);
    let halted: Vec<usize> = (0..22).filter(|day| plant.halted[*day]).collect();
    assert_eq!(halted, [3, 6, 11, 13, 15, 17]);
    // 25 in stock and 137 on order.
    assert_eq!(plant.inputs[0].stock[0] + plant.inputs[0].on_order[0], 162.0);
    let result = run(&model, 64);
    assert!(result.outcomes.iter().all(|o| o.halt_days == 6));
}

/// On day 11 seven of ten are missing: four stand on the order E, placed on 9 February, and three of the ten of G,
/// placed on 16 February. All that is missing on halt days is under way by then; with G on the lane that needs no
/// licence, that lane has three sevenths of a day of the six.
#[test]
fn what_is_missing_is_split_over_the_oldest_open_orders() {
    let mut scenario = every_stage();
    let lanes = &mut scenario["lanes"];
    let due = lanes["licensed"]["open_orders"].as_object_mut().expect("orders").remove("G").expect("it is there");
    lanes["free"]["open_orders"]["G"] = due;
    let model = model(scenario);
    let story = story(&NamedModel { name: "plant", sha256: "", model: &model }, 1, 0);
    let plant = story.lines.iter().find(|line| line.site == "plant").expect("the plant");
    let halts: Vec<Vec<(Option<&str>, &str, f64)>> = plant
        .halts
        .iter()
        .map(|halt| halt.missing_from.iter().map(|part| (part.lane.as_deref(), part.place, part.halt_days)).collect())
        .collect();
    let wanted = |day: usize| -> Vec<(&str, f64)> {
        if day == 11 { vec![("licensed", 4.0 / 7.0), ("free", 3.0 / 7.0)] } else { vec![("licensed", 1.0)] }
    };
    for (day, found) in [3, 6, 11, 13, 15, 17].into_iter().zip(&halts) {
        let wanted = wanted(day);
        assert_eq!(found.len(), wanted.len(), "day {day}: {found:?}");
        for ((lane, place, days), (on, share)) in found.iter().zip(wanted) {
            // Days are split in thousandths.
            assert!(*lane == Some(on) && *place == "in transit" && (days - share).abs() < 1e-3, "day {day}: {found:?}");
        }
    }
    let result = run(&model, 64);
    assert!(
        result
            .outcomes
            .iter()
            .all(|o| o.missing.iter().sum::<u32>() == 6_000 && o.missing[Place::Transit as usize] == 6_000)
    );
}

/// A story names the orders. Halts begin on days 3, 6, 11, 13, 15 and 17, while the orders A, B, E (three times) and F
/// are the oldest that are open.
#[test]
fn a_story_tells_of_open_orders() {
    let model = model(every_stage());
    let story = story(&NamedModel { name: "plant", sha256: "", model: &model }, 1, 0);
    let received = |name: &str| {
        let order = story.orders.iter().find(|order| order.name.as_deref() == Some(name)).expect("an open order");
        let date = order.last(StepKind::Received).expect("it is received").date;
        (date - model.start).get_days()
    };
    assert_eq!(["A", "B", "C", "D", "E", "F", "G"].map(received), [4, 7, 12, 9, 16, 18, 14]);
    let plant = story.lines.iter().find(|line| line.site == "plant").expect("the plant");
    let oldest = plant.halts.iter().map(|halt| halt.oldest_open_order.expect("an order is open"));
    let names: Vec<&str> = oldest.map(|order| story.orders[order].name.as_deref().expect("it has a name")).collect();
    assert_eq!(names, ["A", "B", "E", "E", "E", "F"]);
}

/// The mean of whole numbers is within 4.5 standard errors of the exact value: a false alarm in 1 of 147,000.
pub(crate) fn near(what: &str, found: impl IntoIterator<Item = i64>, exact: f64) {
    let moments: Moments = found.into_iter().collect();
    let (mean, error) = (moments.mean(), moments.standard_error());
    assert!((mean - exact).abs() <= MOST * error, "{what}: {mean} ± {error}, exact {exact}");
}

const TRIALS: u64 = 40_000;

/// Halt days of the plant in every trial.
fn halt_days(scenario: Value, trials: u64) -> Vec<i64> {
    run(&model(scenario), trials).outcomes.iter().map(|o| i64::from(o.halt_days)).collect()
}

/// What the tests ask of the days that are left of a step.
fn asks_of_the_rest(what: &str, left: &[i64], above: impl Fn(u32) -> f64, spent: u32) {
    let still = |k: u32| above(spent + k) / above(spent);
    for day in [1, 3, 15] {
        near(
            &format!("{what}: P(over by day {day})"),
            left.iter().map(|r| i64::from(*r <= day)),
            1.0 - still(day as u32),
        );
    }
    let mean: f64 = (0..350).map(still).sum();
    near(&format!("{what}: E[days left]"), left.iter().copied(), mean);
    let distribution: Vec<f64> = (0..350).map(|k| if k == 0 { 0.0 } else { still(k - 1) - still(k) }).collect();
    let (mut sorted, exact) = (left.to_vec(), quantile(&distribution, 0.9));
    sorted.sort_unstable();
    let at = |level: f64| sorted[(level * sorted.len() as f64) as usize] as f64;
    assert!(at(0.89) <= exact && exact <= at(0.91), "{what}: 0.9 quantile {exact}, found {}", at(0.9));
}

type Survival = Box<dyn Fn(u32) -> f64>;

fn steps() -> Vec<(&'static str, Value, Survival)> {
    let weibull =
        |scale: f64, shape: f64| -> Survival { Box::new(move |k| (-(f64::from(k) / scale).powf(shape)).exp()) };
    let lognormal = |median: f64, p90: f64| -> Survival {
        let sigma = (p90 / median).ln() / 1.281_551_565_544_600_4;
        Box::new(move |k| if k == 0 { 1.0 } else { 0.5 * erfc((f64::from(k) / median).ln() / sigma / 2_f64.sqrt()) })
    };
    vec![
        ("exponential", json!({ "exponential": { "mean": 20 } }), Box::new(exponential(20.0))),
        ("rising rate", json!({ "weibull": { "scale": 24, "shape": 1.6 } }), weibull(24.0, 1.6)),
        ("falling rate", json!({ "weibull": { "scale": 20, "shape": 0.7 } }), weibull(20.0, 0.7)),
        ("lognormal", json!({ "lognormal": { "median": 20, "p90": 40 } }), lognormal(20.0, 40.0)),
    ]
}

/// One order of enough units is 12 days on its way, of a stock of one day: the line is halted from day 1 to the day before
/// its receipt, R days after day 0. P(R > k) = S(12 + k) / S(12): of the exponential transit P(R > 15) = e^(-15/20).
#[test]
fn what_is_left_of_a_transit_is_drawn_given_the_time_on_the_way() {
    for (what, distribution, above) in steps() {
        let mut scenario = plant(365, 1, 1);
        scenario["lanes"]["free"]["transit_days"] = distribution;
        let shipped = json!({ "shipped": { "on": "2026-02-18" } });
        scenario["lanes"]["free"]["open_orders"] = json!({ "PO 1": order(1000, "2026-02-10", shipped) });
        let left: Vec<i64> = halt_days(scenario, TRIALS).iter().map(|halted| halted + 1).collect();
        asks_of_the_rest(what, &left, above, 12);
    }
}

/// The same of a preparation of which 12 days are over, with 10 days of review at a desk that works every day and 15 of
/// transit behind it: received on day R + 25, of a stock of 26 days. Fixed steps: 20 days leave 8, 10 days are over and
/// end on day 1.
#[test]
fn what_is_left_of_a_preparation_is_drawn_given_the_time_it_has_taken() {
    let preparing = |distribution: Value| {
        let mut scenario = plant(365, 1, 26);
        scenario["authorities"]["desk"]["calendar"] = json!("every_day");
        scenario["authorities"]["desk"]["desk"] = json!({ "review_work_days": 10, "preparation_days": distribution });
        scenario["lanes"]["licensed"]["transit_days"] = json!(15);
        let since = json!({ "preparing": { "since": "2026-02-18" } });
        scenario["lanes"]["licensed"]["open_orders"] = json!({ "PO 1": order(1000, "2026-02-18", since) });
        scenario
    };
    for (what, distribution, above) in steps() {
        let left: Vec<i64> = halt_days(preparing(distribution), TRIALS).iter().map(|halted| halted + 1).collect();
        asks_of_the_rest(what, &left, above, 12);
    }
    assert!(halt_days(preparing(json!(20)), 32).iter().all(|halted| *halted == 7));
    assert!(halt_days(preparing(json!(10)), 32).iter().all(|halted| *halted == 0));
}

/// A promised day and a delay: due on day 4 with an exponential delay of 5 days, received on day 4 + ⌈D⌉; due two days
/// before the start, received on day R with P(R > k) = e^(-k/5).
#[test]
fn a_promise_is_kept_or_late() {
    let late = |on: &str| {
        let mut scenario = plant(365, 1, 1);
        let due = json!({ "due": { "on": on, "delay_days": { "exponential": { "mean": 5 } } } });
        scenario["lanes"]["free"]["open_orders"] = json!({ "PO 1": order(1000, "2026-02-10", due) });
        halt_days(scenario, TRIALS).into_iter().map(|halted| halted + 1).collect::<Vec<i64>>()
    };
    let waits = 1.0 / (1.0 - (-1_f64 / 5.0).exp());
    near("due on day 4", late("2026-03-06"), 4.0 + waits);
    near("due before the start", late("2026-02-28"), waits);
}

/// A file of 12 January at a desk that works Monday to Friday, at speed 1, from 2 February on 0.5, from 16 February on
/// 0, from 23 February on 0.4, then 0.8 from the first day (2 March) on and 1.2 from 23 March on: 15 + 5 + 0 + 2 = 22
/// days of work are done. Decided on the first working day d on whose morning the work W is done, given W > 22:
/// P(decided by d) = (F(C(d-1)) - F(22)) / (1 - F(22)). The lognormal has median 25 and 90 % below 50.
#[test]
fn what_is_left_of_a_review_is_drawn_given_the_work_done_at_changing_speed() {
    let mut scenario = plant(365, 1, 21);
    let desk = &mut scenario["authorities"]["desk"];
    desk["desk"]["review_work_days"] = json!({ "lognormal": { "median": 25, "p90": 50 } });
    desk["regimes"] = json!({
        "usual": {}, "half": { "review_speed": 0.5 }, "frozen": { "review_speed": 0 }, "slow": { "review_speed": 0.4 },
        "better": { "review_speed": 0.8 }, "fast": { "review_speed": 1.2 }
    });
    desk["regime_history"] = json!([
        { "from": "2026-01-01", "regime": "usual" }, { "from": "2026-02-02", "regime": "half" },
        { "from": "2026-02-16", "regime": "frozen" }
    ]);
    desk["initial_regime"] = json!("slow");
    // An event before the first day is history too.
    desk["events"] = json!({
        "thaw": { "date": "2026-02-23", "enter": "slow" }, "first": { "date": "2026-03-02", "enter": "better" },
        "later": { "date": "2026-03-23", "enter": "fast" }
    });
    scenario["lanes"]["licensed"]["transit_days"] = json!(20);
    let filed = json!({ "filed": { "on": "2026-01-12" } });
    scenario["lanes"]["licensed"]["open_orders"] = json!({ "PO 1": order(1000, "2026-01-05", filed) });
    let decided: Vec<i64> = halt_days(scenario, TRIALS).iter().map(|halted| halted + 1).collect();

    let sigma = 2_f64.ln() / 1.281_551_565_544_600_4;
    let above = |work: f64| 0.5 * erfc((work / 25.0).ln() / sigma / 2_f64.sqrt());
    // Work done by the evening of a day; day 0 is a Monday.
    let done = |day: u32| {
        let speed = |day: u32| {
            if day % 7 > 4 {
                0.0
            } else if day < 21 {
                0.8
            } else {
                1.2
            }
        };
        22.0 + (0..=day).map(speed).sum::<f64>()
    };
    for day in [7, 14, 28, 50] {
        let exact = 1.0 - above(done(day - 1)) / above(22.0);
        near(&format!("P(decided by day {day})"), decided.iter().map(|d| i64::from(*d <= i64::from(day))), exact);
    }
    assert!(decided.iter().all(|day| *day >= 1));
}

/// Ten units a day, reviewed every 7 days up to 250, with 3 days of preparation, 10 of review and 5 of transit: 18 in
/// all. What has always run has two orders of 70 under way on the eve of day 0: that of day -7, filed on day -4, and
/// that of day -14, shipped on day -1. With the 50 on hand that such a firm has, stock goes on as it always went.
#[test]
fn a_steady_pipeline_is_what_a_long_run_leaves() {
    let mut scenario = plant(28, 10, 50);
    scenario["authorities"]["desk"]["calendar"] = json!("every_day");
    scenario["authorities"]["desk"]["desk"] = json!({ "review_work_days": 10, "preparation_days": 3 });
    let lanes = scenario["lanes"].as_object_mut().expect("lanes");
    lanes.remove("free");
    lanes["licensed"] = json!({ "from": "works", "to": "plant", "authority": "desk", "transit_days": 5 });
    let input = &mut scenario["sites"]["plant"]["inputs"]["coil"];
    input["pipeline"] = json!("steady");
    input["ordering"] = json!({ "base_stock": { "order_up_to": { "quantity": 250 }, "review_every_days": 7 } });
    let steady = model(scenario.clone());
    let orders: Vec<String> =
        steady.opening.iter().map(|order| format!("{} {:?}", order.placed, order.stands)).collect();
    assert!(orders.len() == 2 && orders[0].starts_with("-14 Shipped { on: -1"), "{orders:?}");
    assert!(orders[1].starts_with("-7 Filed { on: -4, attempt: 0, worked: [(0, 4)]"), "{orders:?}");
    let stock = |scenario: Value| -> Vec<i64> {
        let course = trace(&model(scenario), 1, 0);
        let plant = course.sites.iter().find(|site| site.site == "plant").expect("the plant");
        plant.inputs[0].stock.iter().map(|x| *x as i64).collect()
    };
    let two_weeks = [40, 30, 20, 10, 70, 60, 50, 40, 30, 20, 10, 70, 60, 50];
    assert_eq!(stock(scenario.clone()), [two_weeks, two_weeks].concat());
    // A reorder point of 190 with lots of 70, looked at daily: with 50 on hand on the eve of day 0 and whole lots on
    // order, the position that it keeps above 190 is 260. So the last order is of day -1, the others of days -8 and
    // -15.
    let input = &mut scenario["sites"]["plant"]["inputs"]["coil"];
    input["ordering"] =
        json!({ "reorder_point": { "reorder_at": { "quantity": 190 }, "order_quantity": { "quantity": 70 } } });
    assert_eq!(stock(scenario), [[40, 30, 20, 80, 70, 60, 50]; 4].concat());
}

/// The same firm with two lines that use six and four a day of one stock: as much is under way, and the stock goes on
/// in the same way, with the base stock and with lots.
#[test]
fn a_steady_pipeline_of_several_lines_is_that_of_their_sum() {
    let mut scenario = plant(28, 10, 50);
    scenario["authorities"]["desk"]["calendar"] = json!("every_day");
    scenario["authorities"]["desk"]["desk"] = json!({ "review_work_days": 10, "preparation_days": 3 });
    scenario["materials"]["pump"] = json!({ "unit": "piece" });
    scenario["lanes"] =
        json!({ "licensed": { "from": "works", "to": "plant", "authority": "desk", "transit_days": 5 } });
    let line = |makes: &str, need: u32| {
        json!({ "makes": makes, "sales": { "per_working_day": need, "margin_per_unit": need },
            "inputs": { "coil": { "per_unit": 1 } } })
    };
    for ordering in [
        json!({ "base_stock": { "order_up_to": { "quantity": 250 }, "review_every_days": 7 } }),
        json!({ "reorder_point": { "reorder_at": { "quantity": 190 }, "order_quantity": { "quantity": 70 } } }),
    ] {
        let input = json!({ "opening_stock": { "quantity": 50 }, "pipeline": "steady", "ordering": ordering });
        scenario["sites"]["plant"] = json!({ "country": "DE", "sector": "automotive", "inputs": { "coil": input },
            "lines": { "motors": line("motor", 6), "pumps": line("pump", 4) } });
        let several = model(scenario.clone());
        let of_lines = trace(&several, 1, 0);
        assert!(run(&several, 8).outcomes.iter().all(|row| row.halt_days == 0 && row.lost == 0));
        let mut input = input;
        input["per_unit"] = json!(1);
        scenario["sites"]["plant"] = json!({ "country": "DE", "sector": "automotive", "makes": "motor",
            "sales": { "per_working_day": 10 }, "inputs": { "coil": input } });
        let single = model(scenario.clone());
        let said = |model: &linestop::inside::model::Model| -> Vec<String> {
            let orders = model.opening.iter();
            let said = orders
                .map(|order| format!("{} {:?} {}", order.placed, order.stands, model.numbers.median(order.quantity)));
            said.collect()
        };
        assert_eq!(said(&several), said(&single));
        assert!(said(&several).len() >= 2);
        let alone = trace(&single, 1, 0);
        let stock = |trace: &linestop::inside::experiment::Trace| {
            trace.sites.iter().find(|site| site.site.starts_with("plant")).expect("a line").inputs[0].stock.clone()
        };
        assert_eq!(stock(&of_lines), stock(&alone));
    }
}
