//! What a desk does, counted by hand: nothing here is uncertain.

use linestop::inside::experiment::trace;
use linestop::inside::model::Model;
use serde_json::{Value, json};

use crate::{model, run};

/// A plant that uses and orders a piece a day; what it orders on a day is filed on the next.
fn plant() -> Value {
    json!({
        "country": "DE", "sector": "automotive", "makes": "motor", "sales": { "per_working_day": 1 },
        "inputs": { "magnet": {
            "per_unit": 1, "opening_stock": { "quantity": 1000 },
            "ordering": { "call_off": { "quantity": { "quantity": 1 }, "every_days": 1 } }
        } }
    })
}

/// So many plants at a desk that works every day.
fn plants(count: usize, days: u32, desk: Value, regimes: Value) -> Value {
    let mut scenario = json!({
        "title": "Counts", "currency": "EUR", "start": "2026-01-01", "horizon_days": days,
        "materials": { "magnet": { "unit": "piece", "elements": { "Dy": 0.03 } }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": desk,
            "initial_regime": "open", "regimes": regimes
        } },
        "sites": { "works": { "country": "CN", "sector": "magnets", "makes": "magnet" } },
        "lanes": {}
    });
    for n in 0..count {
        let name = format!("plant{n}");
        scenario["sites"][&name] = plant();
        scenario["lanes"][&name] = json!({ "from": "works", "to": name, "authority": "desk", "transit_days": 1 });
    }
    scenario
}

/// Applications filed and granted in each month of a scenario in which nothing is uncertain.
fn counts(model: &Model) -> Vec<(f64, f64)> {
    let result = run(model, 3);
    result.tally.flows[0].iter().map(|month| (month.filed.mean(), month.granted.mean())).collect()
}

fn granted(scenario: Value) -> f64 {
    counts(&model(scenario)).iter().map(|(_, granted)| granted).sum()
}

const LIMITS: [&str; 3] = ["decisions_per_working_day", "starts_per_working_day", "officers"];

/// A desk with more files than it can handle, on 364 days: those after the first file came that leave time for its
/// review of a day and its decision.
fn saturated(limit: &str, regimes: Value) -> Value {
    let work = i32::from(limit != "decisions_per_working_day");
    plants(4, 366, json!({ "limit": limit, "review_work_days": work }), regimes)
}

#[test]
fn a_fraction_of_a_file_a_day_is_carried_whatever_limits_the_desk() {
    for limit in LIMITS {
        for (capacity, expected) in [(0.4, 146.0), (0.9, 328.0), (1.5, 546.0), (2.0, 728.0), (2.25, 819.0)] {
            let granted = granted(saturated(limit, json!({ "open": { "desk_capacity": capacity } })));
            assert_eq!(granted, expected, "{capacity} by {limit}");
        }
    }
}

#[test]
fn a_fraction_is_carried_over_a_change_of_regime_and_over_a_freeze() {
    let regimes = json!({
        "open": { "desk_capacity": 0.4 }, "busy": { "desk_capacity": 0.9 },
        "frozen": { "review_speed": 0, "desk_capacity": 5 }
    });
    for limit in LIMITS {
        // Day 100 is 11 April.
        let mut changed = saturated(limit, regimes.clone());
        changed["authorities"]["desk"]["events"] = json!({ "more": { "date": "2026-04-11", "enter": "busy" } });
        // With decisions from day 2 to 365; with starts from day 1 to 364, in time to be decided: 40 days' fractions
        // and those of 266 or 265 days.
        let expected = if limit == "decisions_per_working_day" { 279.0 } else { 278.0 };
        assert_eq!(granted(changed), expected, "{limit}");
        let mut frozen = saturated(limit, regimes.clone());
        frozen["authorities"]["desk"]["events"] = json!({
            "stop": { "date": "2026-04-11", "enter": "frozen" }, "go": { "date": "2026-05-31", "enter": "open" }
        });
        // 50 days less, of 366 or 365.
        assert_eq!(granted(frozen), 126.0, "{limit}");
    }
}

#[test]
fn files_of_others_take_their_part_of_a_fraction() {
    for limit in LIMITS {
        let mut scenario = saturated(limit, json!({ "open": { "desk_capacity": 1.5 } }));
        let desk = &mut scenario["authorities"]["desk"]["desk"];
        desk["background_per_working_day"] = json!(1);
        desk["background_arrivals"] = json!("even");
        desk["background_priority"] = json!(0);
        scenario["lanes"].as_object_mut().unwrap().values_mut().for_each(|lane| lane["desk_priority"] = json!(1));
        assert_eq!(granted(scenario), 546.0 - 364.0, "{limit}");
    }
}

#[test]
fn half_an_officer_works_through_half_as_many_files_whatever_they_take() {
    let decided = |officers: f64, work: u32| {
        let desk = json!({ "limit": "officers", "review_work_days": work });
        granted(plants(4, 1002, desk, json!({ "open": { "desk_capacity": officers } })))
    };
    // On a thousand days one officer handles 1000 files of one day, 200 of five, 50 of twenty.
    for work in [1, 5, 20] {
        let one = f64::from(1000 / work);
        assert!((decided(1.0, work) - one).abs() <= 1.0);
        for officers in [0.4, 0.5, 1.5, 2.9] {
            let found = decided(officers, work);
            assert!((found - officers * one).abs() <= 2.0, "{officers} officers, {work} days: {found}");
        }
    }
}

#[test]
fn a_review_that_cannot_begin_in_a_freeze_is_filed_once() {
    for limit in ["none", LIMITS[0], LIMITS[1], LIMITS[2]] {
        let capacity = |n: u32| if limit == "none" { json!({}) } else { json!({ "desk_capacity": n }) };
        let mut frozen = capacity(100);
        frozen["review_speed"] = json!(0);
        frozen["lasts_days"] = json!(59);
        frozen["then"] = json!({ "free": 1 });
        let of = |review: &str| {
            let mut desk = json!({ "review": review, "review_work_days": 2 });
            if limit != "none" {
                desk["limit"] = json!(limit);
            }
            model(plants(2, 90, desk, json!({ "open": frozen, "free": capacity(100) })))
        };
        // Two files a day from 2 January on. Those of the freeze begin on 1 March and are decided on 3 March; the last
        // ones that are decided by 31 March were filed on 29 March.
        for review in ["at_regime_speed", "fixed_at_start"] {
            let months = counts(&of(review));
            assert_eq!(months, [(60.0, 0.0), (56.0, 0.0), (62.0, 174.0)], "{review}, {limit}");
        }
    }
}

/// Ten files of others wait on the first day, in a freeze of ten days; then the desk handles two a day. The plant's own
/// file comes after them: it is decided on day 16 and received on day 17, until when the plant halts.
#[test]
fn files_of_others_wait_for_the_end_of_a_freeze_too() {
    for limit in LIMITS {
        for review in ["at_regime_speed", "fixed_at_start"] {
            let desk = json!({
                "limit": limit, "review": review, "review_work_days": 1, "opening_backlog": 10, "background_priority": 0
            });
            let regimes = json!({
                "open": { "review_speed": 0, "lasts_days": 10, "then": { "free": 1 } }, "free": { "desk_capacity": 2 }
            });
            let mut scenario = plants(1, 60, desk, regimes);
            let input = &mut scenario["sites"]["plant0"]["inputs"]["magnet"];
            input["opening_stock"] = json!({ "quantity": 0 });
            input["ordering"] =
                json!({ "base_stock": { "order_up_to": { "quantity": 500 }, "review_every_days": 366 } });
            scenario["lanes"]["plant0"]["desk_priority"] = json!(1);
            let result = run(&model(scenario), 40);
            assert!(
                result.outcomes.iter().all(|row| row.halt_days == 17),
                "{limit}, {review}: {:?}",
                result.outcomes[0]
            );
        }
    }
}

/// Pieces received by the end of each day by a plant that orders 200 every ten days and may be granted 450 in any 30:
/// 1.5 times its planned need of ten a day. Orders are decided on the second day, and what is granted is received on
/// the next.
fn received_under_the_rule(change: impl FnOnce(&mut Value)) -> Vec<u32> {
    let ruled = json!({ "volume_rule": { "multiple_of_need": 1.5, "window_days": 30 } });
    let mut scenario = plants(1, 120, json!({ "review_work_days": 1 }), json!({ "open": ruled, "free": {} }));
    scenario["sites"]["plant0"]["sales"]["per_working_day"] = json!(10);
    let input = &mut scenario["sites"]["plant0"]["inputs"]["magnet"];
    input["opening_stock"] = json!({ "quantity": 2000 });
    input["ordering"] = json!({ "call_off": { "quantity": { "quantity": 200 }, "every_days": 10 } });
    change(&mut scenario);
    let course = trace(&model(scenario), 1, 0);
    let plant = course.sites.iter().find(|site| site.site == "plant0").expect("the plant");
    let ordered = |day: usize| 200 * (day as u32 / 10 + 1);
    plant.inputs[0].on_order.iter().enumerate().map(|(day, open)| ordered(day) - *open as u32).collect()
}

/// By hand. Day 22: of the third order 50 have room, 150 wait. Day 32: the first 200 are older than the window; the 150
/// go, and 50 of the fourth order. Day 42: its other 150, and 50 of the fifth. Day 52: there is room for 50 alone, and
/// the 150 of the fifth order wait for all of it; the sixth stands behind them. Day 62: 150, and the sixth waits for
/// all of its room; the seventh stands behind it. Day 72: the sixth. And so on: in any 30 days no more than 450, and
/// nothing of an order before all of the one before it.
#[test]
fn an_excess_over_the_volume_rule_goes_before_later_orders() {
    let received = received_under_the_rule(|_| {});
    let after = [(2, 0), (3, 200), (13, 400), (23, 450), (33, 650), (43, 850), (53, 850), (63, 1000), (73, 1200)];
    let later = [(83, 1200), (93, 1400), (103, 1600), (113, 1600), (119, 1600)];
    for (day, expected) in after.into_iter().chain(later) {
        assert_eq!(received[day], expected, "day {day}");
    }
}

/// Day 50 is 20 February: all five orders that were decided by then go at once, and later ones as they are decided.
#[test]
fn what_waits_under_the_volume_rule_goes_when_the_rule_does() {
    let received = received_under_the_rule(|scenario| {
        scenario["authorities"]["desk"]["events"] = json!({ "end": { "date": "2026-02-20", "enter": "free" } });
    });
    for (day, expected) in [(43, 850), (50, 850), (51, 1000), (53, 1200), (63, 1400), (119, 2400)] {
        assert_eq!(received[day], expected, "day {day}");
    }
}

/// A rule counts what was granted before it held, and what another rule with a shorter window has let go. The third
/// order goes whole on day 22, the rule holds from day 25 on: on day 32 it leaves 50 of the fourth, on day 42 there is
/// room for its other 150 and for 50 of the fifth.
#[test]
fn the_volume_rule_counts_what_was_granted_before_it() {
    let short = json!({ "volume_rule": { "multiple_of_need": 4.5, "window_days": 10 } });
    for before in [json!({}), short] {
        let received = received_under_the_rule(|scenario| {
            let desk = &mut scenario["authorities"]["desk"];
            desk["regimes"]["before"] = before.clone();
            desk["initial_regime"] = json!("before");
            desk["events"] = json!({ "begins": { "date": "2026-01-26", "enter": "open" } });
        });
        for (day, expected) in [(3, 200), (13, 400), (23, 600), (33, 650), (43, 850), (53, 1050)] {
            assert_eq!(received[day], expected, "day {day}, {before}");
        }
    }
}

/// Two lanes of one buyer and material share what the rule allows: it is that of the client, and who was decided first
/// goes first.
#[test]
fn the_volume_rule_is_that_of_the_client_whatever_the_lane() {
    let one = received_under_the_rule(|_| {});
    let two = received_under_the_rule(|scenario| {
        scenario["sites"]["works2"] = scenario["sites"]["works"].clone();
        scenario["lanes"]["plant0"]["share"] = json!(0.5);
        let mut other = scenario["lanes"]["plant0"].clone();
        other["from"] = json!("works2");
        scenario["lanes"]["other"] = other;
    });
    // An excess of 50 or 100 finds room where one of 150 does not; the limit is the same.
    for day in 0..120_usize {
        let window = |received: &[u32]| received[day] - day.checked_sub(30).map_or(0, |before| received[before]);
        assert!(window(&one) <= 450 && window(&two) <= 450, "day {day}");
    }
    for (day, expected) in
        [(33, 650), (43, 850), (53, 900), (63, 1100), (73, 1300), (83, 1300), (93, 1500), (119, 1700)]
    {
        assert_eq!(two[day], expected, "day {day}");
    }
}
