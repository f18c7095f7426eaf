//! Deadlines. Of a part of which one unit is needed a day, with a stock of `I` units and nothing on order, an order in the
//! evening of day `t` that is received `L` days later avoids a halt exactly when `t + L ≤ I`. So the deadline at a chance
//! `p` is the greatest `t` with `P(L ≤ I − t) ≥ p`, and the chance on it is `P(L ≤ I − t)`. Preparation and review are
//! exponential here, rounded up to whole days, and the transit is fixed, so `P(L ≤ k)` is a sum of products.

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
    let case = Case::from_value("one", scenario).unwrap_or_else(|error| panic!("{error}"));
    let options = DeadlineOptions { trials: TRIALS, chances: chances.into(), ..DeadlineOptions::default() };
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

/// A second source is ordered from once it is qualified, and needs no licence: a day to leave, and a triangular transit.
#[test]
fn a_second_source_in_closed_form() {
    let answer = asked(scenario(), &[0.5, 0.95]);
    let found = row(&answer, "free", false, Some("japan"));
    let (min, mode, max) = (28.0, 36.0, 60.0);
    let transit = |k: f64| match k {
        k if k <= min => 0.0,
        k if k <= mode => (k - min).powi(2) / ((max - min) * (mode - min)),
        k if k < max => 1.0 - (max - k).powi(2) / ((max - min) * (max - mode)),
        _ => 1.0,
    };
    for (at, p) in [0.5, 0.95].into_iter().enumerate() {
        let exact = |day: u32| transit(f64::from(STOCK) - f64::from(day) - 1.0);
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
