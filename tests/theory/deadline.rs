//! Deadlines. Of a part of which one unit is needed a day, with a stock of `I` units and nothing on order, an order in
//! the evening of day `t` that is received `L` days later avoids a halt exactly when `t + L ≤ I`. So the deadline at a
//! chance `p` is the greatest `t` with `P(L ≤ I − t) ≥ p`, and the chance on it is `P(L ≤ I − t)`. Preparation and
//! review are exponential here, rounded up to whole days, and the transit is fixed, so `P(L ≤ k)` is a sum of products.

use linestop::Case;
use linestop::inside::experiment::{DeadlineAnswer, DeadlineOptions, DeadlineRow, Watch, When};
use serde_json::{Value, json};

const TRIALS: u64 = 40_000;
/// Units in stock on the first day.
const STOCK: u32 = 120;
/// Means of preparation and review, and the transit.
const PREPARATION: f64 = 6.0;
const REVIEW: f64 = 25.0;
const TRANSIT: u32 = 30;

fn scenario() -> Value {
    json!({
        "title": "One part", "currency": "EUR", "start": "2026-01-05", "horizon_days": 365,
        "materials": {
            "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "steel": { "unit": "piece" }, "motor": { "unit": "piece" }
        },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day",
            "desk": {
                "review_work_days": { "exponential": { "mean": REVIEW } },
                "preparation_days": { "exponential": { "mean": PREPARATION } }
            },
            "initial_regime": "open", "regimes": { "open": {}, "frozen": { "review_speed": 0 } }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "magnets", "makes": "magnet" },
            "japan": { "country": "JP", "sector": "magnets", "makes": "magnet" },
            "mill": { "country": "DE", "sector": "steel", "makes": "steel" },
            "plant": {
                "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
                "inputs": {
                    "magnet": {
                        "per_unit": 1, "opening_stock": { "quantity": STOCK },
                        "ordering": { "base_stock": { "order_up_to": { "quantity": 200 } } }
                    },
                    // It runs out soon: what other parts do says nothing of this one.
                    "steel": {
                        "per_unit": 1, "opening_stock": { "quantity": 9 },
                        "ordering": { "base_stock": { "order_up_to": { "quantity": 9 } } }
                    }
                }
            }
        },
        "lanes": {
            "sea": { "from": "works", "to": "plant", "authority": "desk", "transit_days": TRANSIT },
            "free": { "from": "japan", "to": "plant", "transit_days": { "triangular": { "min": 28, "mode": 36, "max": 60 } }, "share": 0 },
            "road": { "from": "mill", "to": "plant", "transit_days": 4 }
        },
        "levers": {
            "japan": { "title": "Japan", "action": { "second_source": { "lane": "free", "share": 0.5 } }, "lead_days": 10 },
            "air": {
                "title": "Air freight",
                "action": { "expedited_freight": { "lanes": ["sea"], "transit_scale": 0.1 } }
            }
        }
    })
}

fn asked(scenario: Value, chances: &[f64]) -> DeadlineAnswer {
    asked_of(TRIALS, scenario, chances)
}

fn asked_of(trials: u64, scenario: Value, chances: &[f64]) -> DeadlineAnswer {
    let case = Case::from_value("one", scenario).unwrap_or_else(|error| panic!("{error}"));
    let options = DeadlineOptions { trials, chances: chances.into(), ..DeadlineOptions::default() };
    case.deadline(&options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn row<'a>(answer: &'a DeadlineAnswer, lane: &str, files: bool, lever: Option<&str>) -> &'a DeadlineRow {
    let fits = |row: &&DeadlineRow| row.way.lane == lane && row.way.files == files && row.way.lever.as_deref() == lever;
    answer.rows.iter().find(fits).unwrap_or_else(|| panic!("there is no {lane}, {lever:?}"))
}

/// P(X = k) of an exponential time, rounded up.
fn exactly(mean: f64, k: u32) -> f64 {
    if k == 0 { 0.0 } else { (-(f64::from(k) - 1.0) / mean).exp() - (-f64::from(k) / mean).exp() }
}

/// P(review + transit ≤ k).
fn reviewed(transit: u32, k: u32) -> f64 {
    k.checked_sub(transit).map_or(0.0, |days| 1.0 - (-f64::from(days) / REVIEW).exp())
}

/// P(preparation + review + transit ≤ k).
fn ordered(transit: u32, k: u32) -> f64 {
    (1..=k).map(|days| exactly(PREPARATION, days) * reviewed(transit, k - days)).sum()
}

/// The deadline is that of a share of the trials, which lies within 4.5 standard errors of the chance: the day must be
/// one at which the exact chance is that near, and the share on it must be that near to its own.
fn holds(found: &When, p: f64, exact: impl Fn(u32) -> f64, start: jiff::civil::Date) {
    let near = |p: f64| crate::known::MOST * (p * (1.0 - p) / TRIALS as f64).sqrt();
    let When::By { date, chance } = found else { panic!("{found:?} for {p}") };
    let day = u32::try_from((*date - start).get_days()).expect("within the horizon");
    assert!(exact(day) >= p - near(p), "{p}: {} on day {day}", exact(day));
    assert!(exact(day + 1) < p + near(p), "{p}: {} on the day after {day}", exact(day + 1));
    assert!((chance.share - exact(day)).abs() <= near(exact(day)), "{p}: {} against {}", chance.share, exact(day));
}

#[test]
fn orders_and_applications_in_closed_form() {
    let chances = [0.3, 0.6, 0.9];
    let answer = asked(scenario(), &chances);
    let start = answer.scenario.start;
    let left = |day: u32| STOCK - day.min(STOCK);
    for (at, p) in chances.into_iter().enumerate() {
        let when = |lane: &str, files: bool, lever: Option<&str>| row(&answer, lane, files, lever).standing.when[at];
        holds(&when("sea", false, None), p, |day| ordered(TRANSIT, left(day)), start);
        holds(&when("sea", true, None), p, |day| reviewed(TRANSIT, left(day)), start);
        // With a tenth of the transit.
        holds(&when("sea", false, Some("air")), p, |day| ordered(3, left(day)), start);
    }
    // Too late is told with what is left: an order on the first day reaches no more.
    let late = asked(scenario(), &[0.999]);
    let found = row(&late, "sea", false, None);
    assert_eq!(found.standing.when, [When::TooLate]);
    let exact = ordered(TRANSIT, STOCK);
    let error = (exact * (1.0 - exact) / TRIALS as f64).sqrt();
    assert!((found.standing.left.share - exact).abs() <= crate::known::MOST * error, "{}", found.standing.left.share);
    // The steel that is short does not matter to the magnets, nor do they to the steel.
    let steel = row(&late, "road", false, None);
    // Nine days of stock, five from the order to the receipt.
    assert_eq!(steel.standing.when[0].date(), Some(start.saturating_add(jiff::Span::new().days(4))));
}

/// A second source is ordered from once it is qualified, and needs no licence: a day to leave, and a triangular
/// transit.
#[test]
fn a_second_source_in_closed_form() {
    let answer = asked(scenario(), &[0.5, 0.95]);
    let found = row(&answer, "free", false, Some("japan"));
    for (at, p) in [0.5, 0.95].into_iter().enumerate() {
        let exact = |day: u32| triangular([28.0, 36.0, 60.0], f64::from(STOCK) - f64::from(day) - 1.0);
        holds(&found.standing.when[at], p, exact, answer.scenario.start);
    }
    assert_eq!(found.standing.first, Some(answer.scenario.start.saturating_add(jiff::Span::new().days(10))));
    assert_eq!(answer.rows.iter().filter(|row| row.way.lane == "free").count(), 1, "it needs no application");
}

/// A freeze that comes in three of ten trials stops all reviews from day 20 to day 49.
#[test]
fn a_freeze_moves_deadlines() {
    let mut frozen = scenario();
    frozen["authorities"]["desk"]["events"] = json!({
        "freeze": { "date": "2026-01-25", "chance": 0.3, "enter": "frozen" },
        "end": { "date": "2026-02-24", "enter": "open", "only_if": "freeze" }
    });
    let chances = [0.86, 0.89];
    let answer = asked(frozen, &chances);
    let found = row(&answer, "sea", true, None);
    // Work that is left when the freeze begins waits for its end.
    let through = |day: u32| {
        let (by, room) = (STOCK - day.min(STOCK), 20_u32.saturating_sub(day));
        let free = reviewed(TRANSIT, by);
        let days = by.saturating_sub(TRANSIT);
        let held = if day >= 50 { days } else { days.min(room).max(days.saturating_sub(50 - day.max(20))) };
        0.7 * free + 0.3 * (1.0 - (-f64::from(held) / REVIEW).exp())
    };
    for (at, p) in chances.into_iter().enumerate() {
        holds(&found.standing.when[at], p, through, answer.scenario.start);
    }
}

#[test]
fn what_lasts_needs_no_order_and_names_are_checked() {
    let mut plenty = scenario();
    plenty["sites"]["plant"]["inputs"]["magnet"]["opening_stock"]["quantity"] = json!(400);
    let answer = asked(plenty.clone(), &[0.95]);
    assert_eq!(row(&answer, "sea", false, None).standing.when, [When::NoNeed]);
    let case = Case::from_value("one", plenty).unwrap_or_else(|error| panic!("{error}"));
    for (lines, parts, says) in
        [(vec!["plnt"], vec![], "did you mean \"plant\"?"), (vec![], vec!["copper"], "`magnet`")]
    {
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        let options = DeadlineOptions { lines: owned(lines), parts: owned(parts), ..DeadlineOptions::default() };
        let error = case.deadline(&options, &Watch::default()).expect_err("there is no such thing");
        assert!(error.to_string().contains(says), "{error}");
    }
}

/// P(X ≤ x) of the triangular distribution.
fn triangular([min, mode, max]: [f64; 3], x: f64) -> f64 {
    match x {
        x if x <= min => 0.0,
        x if x <= mode => (x - min).powi(2) / ((max - min) * (mode - min)),
        x if x < max => 1.0 - (max - x).powi(2) / ((max - min) * (max - mode)),
        _ => 1.0,
    }
}

/// A triangular preparation, a lognormal review with a median of 30 and a P90 of 60 working days, a triangular transit:
/// the distribution of the whole lead time is the convolution of the three, each rounded up.
mod lead_times {
    use super::*;
    use crate::distributions::{above, days, lognormal, sum};

    const PREPARATION: [f64; 3] = [3.0, 6.0, 15.0];
    const TRANSIT: [f64; 3] = [28.0, 36.0, 60.0];

    fn scenario() -> Value {
        let distribution =
            |[min, mode, max]: [f64; 3]| json!({ "triangular": { "min": min, "mode": mode, "max": max } });
        let mut value = super::scenario();
        value["authorities"]["desk"]["desk"] = json!({
            "review_work_days": { "lognormal": { "median": 30, "p90": 60 } }, "preparation_days": distribution(PREPARATION)
        });
        value["lanes"]["sea"]["transit_days"] = distribution(TRANSIT);
        value["lanes"]["free"]["transit_days"] = distribution(TRANSIT);
        value["levers"] = json!({ "japan": { "action": { "second_source": { "lane": "free", "share": 0.5 } } } });
        value
    }

    /// P(order to receipt ≤ k), P(filing to receipt ≤ k), P(order without licence ≤ k).
    fn received() -> [impl Fn(u32) -> f64; 3] {
        const MOST: u32 = 200;
        let sigma = (60.0_f64 / 30.0).ln() / 1.281_551_565_544_600_4;
        let triangle = |distribution: [f64; 3]| days(move |k| 1.0 - triangular(distribution, f64::from(k)), MOST);
        let (prepared, reviewed, sent) = (triangle(PREPARATION), days(lognormal(30.0, sigma), MOST), triangle(TRANSIT));
        let filed = sum(&reviewed, &sent);
        // Without a licence it leaves on the day after the order.
        let free = sum(&[0.0, 1.0], &sent);
        [sum(&prepared, &filed), filed, free].map(|distribution| move |k: u32| 1.0 - above(&distribution, k as usize))
    }

    #[test]
    fn last_days_and_their_chances() {
        let chances = [0.5, 0.8, 0.95];
        let answer = asked(scenario(), &chances);
        let rows = [("sea", false, None), ("sea", true, None), ("free", false, Some("japan"))];
        // The last day, nothing where it has passed, and the chance on it, worked out apart.
        let known = [
            [(Some(38), 0.521_149_201), (Some(20), 0.809_663_598), (None, 0.935_301_979)],
            [(Some(47), 0.511_805_230), (Some(29), 0.806_282_994), (Some(3), 0.952_046_720)],
            [(Some(78), 0.529_947_917), (Some(71), 0.812_5), (Some(65), 0.953_125)],
        ];
        for (((lane, files, lever), exact), known) in rows.into_iter().zip(received()).zip(known) {
            let found = row(&answer, lane, files, lever);
            for ((p, when), (day, chance)) in chances.into_iter().zip(&found.standing.when).zip(known) {
                let on = STOCK - day.unwrap_or(0);
                assert!((exact(on) - chance).abs() < 1e-6, "{lane} {files} {p}: {} and {chance}", exact(on));
                match day {
                    Some(day) => {
                        assert!(exact(STOCK - day) >= p && exact(STOCK - day - 1) < p);
                        holds(when, p, |day| exact(STOCK.saturating_sub(day)), answer.scenario.start);
                    }
                    None => assert_eq!(*when, When::TooLate),
                }
            }
            // Both an order and an application can be the first day's.
            assert_eq!(found.standing.first, Some(answer.scenario.start), "{lane} {files}");
            let left = found.standing.left.share;
            let error = (exact(STOCK) * (1.0 - exact(STOCK)) / TRIALS as f64).sqrt();
            assert!((left - exact(STOCK)).abs() <= crate::known::MOST * error, "{left} and {}", exact(STOCK));
        }
        assert!((received()[1](STOCK) - 0.958_972_790).abs() < 1e-6);
    }

    /// In three of ten trials reviews stop from day 20 to day 49.
    #[test]
    fn a_filing_before_a_freeze() {
        let mut frozen = scenario();
        frozen["levers"] = json!({});
        frozen["authorities"]["desk"]["events"] = json!({
            "freeze": { "date": "2026-01-25", "chance": 0.3, "enter": "frozen" },
            "end": { "date": "2026-02-24", "enter": "open", "only_if": "freeze" }
        });
        let answer = asked(frozen, &[0.5, 0.8]);
        let sigma = (60.0_f64 / 30.0).ln() / 1.281_551_565_544_600_4;
        let review = days(lognormal(30.0, sigma), 200);
        let sent = |k: f64| triangular(TRANSIT, k);
        let exact = |day: u32| {
            let of = |held: bool| -> f64 {
                let one = |(work, p): (usize, &f64)| {
                    // The work of day t + w is done on that day; what is left on day 20 waits for day 50.
                    let done = day + work as u32;
                    let done = match (held, day) {
                        (true, day) if day < 20 && done >= 20 => done + 30,
                        (true, 20..50) => 49 + work as u32,
                        _ => done,
                    };
                    p * sent(f64::from(STOCK.saturating_sub(done)))
                };
                review.iter().enumerate().map(one).sum()
            };
            0.3 * of(true) + 0.7 * of(false)
        };
        assert!((exact(10) - 0.847_352_410).abs() < 1e-4, "{}", exact(10));
        let found = row(&answer, "sea", true, None);
        for (at, (p, day)) in [(0.5, 46), (0.8, 15)].into_iter().enumerate() {
            assert!(exact(day) >= p - 1e-3 && exact(day + 1) < p + 1e-3, "{p}: {} {}", exact(day), exact(day + 1));
            holds(&found.standing.when[at], p, exact, answer.scenario.start);
        }
    }
}

/// A line that makes what its inputs allow halts on a day below half of its plan, and not on a day of less than all of
/// it. Nine of ten pieces a day come for sure, so that it never halts; without them it does on the day after its stock
/// ends.
#[test]
fn a_short_day_of_a_proportional_line_is_no_halt() {
    let mut value = scenario();
    value["sites"]["plant"]["line"] = json!({ "mode": { "proportional": { "halt_below_share": 0.5 } } });
    value["sites"]["plant"]["sales"] = json!({ "per_working_day": 10 });
    value["sites"]["plant"]["inputs"] = json!({ "magnet": {
        "per_unit": 1, "opening_stock": { "quantity": 25 }, "ordering": { "base_stock": { "order_up_to": { "quantity": 200 } } }
    } });
    value["lanes"].as_object_mut().expect("lanes").remove("road");
    value["lanes"]["sea"]["transit_days"] = json!(10);
    value["authorities"]["desk"]["desk"] = json!({ "review_work_days": 5 });
    let due = |quantity: u32, day: u32| {
        let on = jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().days(i64::from(day)));
        json!({ "quantity": quantity, "placed": "2026-01-02", "stands": { "due": { "on": on.to_string() } } })
    };
    let orders: serde_json::Map<String, Value> = (2..40).map(|day| (format!("PO-{day}"), due(9, day))).collect();
    value["lanes"]["free"]["open_orders"] = Value::Object(orders);
    let start = jiff::civil::date(2026, 1, 5);
    let on = |day: i64| Some(start.saturating_add(jiff::Span::new().days(day)));
    let answer = asked_of(20, value.clone(), &[0.9]);
    let free = row(&answer, "free", false, Some("japan"));
    assert_eq!(free.standing.when.len(), 1);
    // The last nine pieces come on day 39; on day 40 there is nothing. From the order: preparation 1, review 5, transit
    // 10.
    let sea = row(&answer, "sea", false, None);
    assert_eq!(sea.standing.when[0].date(), on(40 - 16));
    assert_eq!(row(&answer, "sea", true, None).standing.when[0].date(), on(40 - 15));
    // Where half a plan is no halt but 40 % is, the day on which 4 of 10 are left halts.
    value["lanes"]["free"]["open_orders"] = json!({});
    value["sites"]["plant"]["inputs"]["magnet"]["opening_stock"] = json!({ "quantity": 254 });
    assert_eq!(row(&asked_of(20, value.clone(), &[0.9]), "sea", false, None).standing.when[0].date(), on(25 - 16));
    value["sites"]["plant"]["inputs"]["magnet"]["opening_stock"] = json!({ "quantity": 255 });
    assert_eq!(row(&asked_of(20, value, &[0.9]), "sea", false, None).standing.when[0].date(), on(26 - 16));
}

/// Two parts of one supplier that makes so much a day: while a deadline is sought for one, nobody orders the other. An
/// order of ample size for both at once would keep each other waiting.
#[test]
fn parts_of_a_limited_supplier_do_not_stand_in_each_others_way() {
    let plant = |part: &str| {
        json!({
            "country": "DE", "sector": "automotive", "makes": "good", "sales": { "per_working_day": 1 },
            "inputs": { part: {
                "per_unit": 1, "opening_stock": { "quantity": 60 },
                "ordering": { "base_stock": { "order_up_to": { "quantity": 100 } } }
            } }
        })
    };
    let value = json!({
        "title": "Two parts of one mill", "currency": "EUR", "start": "2026-01-05", "horizon_days": 200,
        "materials": { "bar": { "unit": "piece" }, "plate": { "unit": "piece" }, "good": { "unit": "piece" } },
        "sites": {
            "mill": {
                "country": "DE", "sector": "steel", "capacity_per_day": 10,
                "lines": { "bars": { "makes": "bar" }, "plates": { "makes": "plate" } }
            },
            "one": plant("bar"), "two": plant("plate")
        },
        "lanes": {
            "bars": { "from": "mill", "material": "bar", "to": "one", "transit_days": 4 },
            "plates": { "from": "mill", "material": "plate", "to": "two", "transit_days": 4 }
        }
    });
    let case = Case::from_value("mill", value).unwrap_or_else(|error| panic!("{error}"));
    let of = |lines: &[&str]| {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        let options = DeadlineOptions { trials: 20, lines, ..DeadlineOptions::default() };
        case.deadline(&options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"))
    };
    let both = of(&[]);
    assert_eq!(both.rows.len(), 2);
    for (line, lane) in [("one", "bars"), ("two", "plates")] {
        let alone = of(&[line]);
        assert_eq!(row(&both, lane, false, None).standing, row(&alone, lane, false, None).standing);
        assert!(row(&alone, lane, false, None).standing.when[0].date().is_some());
    }
}
