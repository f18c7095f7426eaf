//! Quantities in pieces, held against exact counts: rates, shares and short supply come to what they say, within one
//! piece, on every day.
//!
//! Where every order waits (a supplier that makes nothing), its backlog counts what was ordered on its lane; where a
//! buyer uses nothing, its stock counts what it has received. An order of day t is at its supplier on t + 1, and what
//! leaves on t is received on t + 1.

use linestop::inside::experiment::{NamedModel, StepKind, Trace, story, trace};
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::{model, run};

/// A buyer that calls off so many pieces every so many days and uses none of them.
pub(crate) fn buyer(pieces: u32, every: u32) -> Value {
    json!({ "country": "DE", "sector": "buyers", "makes": "good", "sales": { "per_working_day": 0 }, "inputs": { "part": {
        "per_unit": 1, "opening_stock": { "quantity": 0 },
        "ordering": { "call_off": { "quantity": { "quantity": pieces }, "every_days": every } }
    } } })
}

pub(crate) fn source(more: Value) -> Value {
    let mut site = json!({ "country": "CN", "sector": "sources", "makes": "part" });
    more.as_object().expect("fields").iter().for_each(|(key, value)| site[key] = value.clone());
    site
}

pub(crate) fn network(days: u32, sites: Value, lanes: Value) -> Value {
    json!({
        "title": "Pieces", "currency": "EUR", "start": "2025-01-01", "horizon_days": days,
        "materials": { "part": { "unit": "piece" }, "good": { "unit": "piece" } }, "sites": sites, "lanes": lanes
    })
}

pub(crate) fn lane(from: &str, to: &str, more: Value) -> Value {
    let mut lane = json!({ "from": from, "to": to, "transit_days": 1 });
    more.as_object().expect("fields").iter().for_each(|(key, value)| lane[key] = value.clone());
    lane
}

/// The first trial, with the books checked in a few.
pub(crate) fn first(scenario: Value) -> Trace {
    let model = model(scenario);
    run(&model, 3);
    trace(&model, 1, 0)
}

/// Stock of the part at a site, by day.
pub(crate) fn stock(trace: &Trace, site: &str) -> Vec<f64> {
    let course = trace.sites.iter().find(|s| s.site == site).expect("it is there");
    course.inputs[0].stock.clone()
}

/// Orders that wait at a site, by day.
pub(crate) fn waiting(trace: &Trace, site: &str) -> Vec<f64> {
    trace.sites.iter().find(|s| s.site == site).expect("it is there").backlog.clone()
}

/// A plan of a fifth of a piece a day is a whole one on every fifth day, and so is the use of a fifth of a part a
/// piece.
#[test]
fn plans_and_uses_in_pieces_come_to_their_sums() {
    for (sales, per_unit) in [(0.2, 1.0), (0.4, 1.0), (0.7, 1.0), (1.0, 0.2), (1.0, 0.7), (3.0, 0.1)] {
        let mut plant = buyer(1, 366);
        plant["sales"]["per_working_day"] = json!(sales);
        plant["inputs"]["part"]["per_unit"] = json!(per_unit);
        plant["inputs"]["part"]["opening_stock"]["quantity"] = json!(400);
        let sites = json!({ "works": source(json!({})), "plant": plant });
        let left = stock(
            &first(network(366, sites, json!({ "l": lane("works", "plant", json!({ "transit_days": 400 })) }))),
            "plant",
        );
        for day in [5, 10, 50, 365] {
            let used = (10.0 * sales * per_unit * f64::from(day)).round() / 10.0;
            assert_eq!(400.0 - left[day as usize - 1], used.floor(), "{sales} a day of {per_unit} parts, {day} days");
        }
    }
}

/// 5,000 pieces are ordered on day 0, so that there is always something to make: `days` working days make ⌊c · days⌋.
#[test]
fn a_capacity_in_pieces_comes_to_its_sum() {
    let received = |capacity: Value| {
        let sites = json!({ "works": source(json!({ "capacity_per_day": capacity })), "plant": buyer(5_000, 366) });
        stock(&first(network(366, sites, json!({ "l": lane("works", "plant", json!({})) }))), "plant")
    };
    // Made on days 1 to 364, received a day later.
    for (capacity, made) in [(0.4, 145.0), (0.9, 327.0), (1.5, 546.0), (2.0, 728.0), (0.2, 72.0)] {
        let received = received(json!(capacity));
        assert_eq!(received[365], made, "{capacity} a day");
        for (day, received) in received.iter().enumerate().take(366).skip(2) {
            let sum = capacity * (day - 1) as f64;
            assert!((0.0..1.0 + 1e-3).contains(&(sum - received + 1e-3)), "{capacity} a day, day {day}");
        }
    }
    // The remainder outlives a change of season: 99 days of 0.3, then 100 of 0.35, are 29.7 + 35 = 64.7.
    let seasons = json!([{ "from": "2025-01-01", "value": 0.3 }, { "from": "2025-04-11", "value": 0.35 }]);
    assert_eq!(received(seasons)[200], 64.0);
}

/// One order of 3 pieces a week, and a capacity of 1.5 a day: what a day off or a day without orders had room for does
/// not pile up, so that an order takes two days, one more if the half piece begun was used before.
#[test]
fn room_that_nobody_uses_is_gone() {
    let sites = json!({ "works": source(json!({ "capacity_per_day": 1.5 })), "plant": buyer(3, 7) });
    let received = stock(&first(network(60, sites, json!({ "l": lane("works", "plant", json!({})) }))), "plant");
    for week in 0..8 {
        assert_eq!([1, 2, 3].map(|day| received[7 * week + day] - 3.0 * week as f64), [0.0, 1.0, 3.0], "week {week}");
    }
}

/// A line whose capacity is a fraction of a piece makes it, and catches up within it.
#[test]
fn a_line_makes_and_makes_good_fractions_of_a_piece() {
    let outcome = |per_day: f64, capacity: f64, share: f64, opening: u32, horizon: u32| {
        let mut plant = buyer(1, 366);
        plant["sales"] = json!({ "per_working_day": per_day });
        plant["capacity_per_day"] = json!(capacity);
        plant["line"] = json!({ "catch_up": { "share_above_plan": share, "within_days": 3_000 } });
        plant["inputs"]["part"]["opening_stock"] = json!({ "quantity": opening });
        plant["inputs"]["part"]["ordering"]["call_off"] =
            json!({ "quantity": { "quantity": 10_000 }, "every_days": 366, "first_day": 3 });
        let sites = json!({ "works": source(json!({})), "plant": plant });
        let result = run(&model(network(horizon, sites, json!({ "l": lane("works", "plant", json!({})) }))), 1);
        result.outcomes[0]
    };
    // 0.2 a day are sold: 73 in a year, or 72 as the plan is rounded down; a capacity of 0.3 is enough for them.
    let all = outcome(0.2, 0.3, 0.0, 100, 366);
    assert!((72..=73).contains(&all.planned) && all.lost == 0, "{all:?}");
    // 2.5 of 4 can be made: 250 in 100 days.
    assert_eq!(outcome(4.0, 2.5, 0.0, 9_000, 100).planned, 250);
    // No stock on days 0 to 4 (ordered on day 3, received on day 5): 20 are lost. A fifth of 4 is 0.8 a day: on days 5
    // to 14, 8 are made good.
    let eight = outcome(4.0, 9.0, 0.2, 0, 15);
    assert_eq!((eight.made_good, eight.lost), (8, 12));
    // The share allows 2 a day, the capacity 0.5 beside a plan of 4: 5 in ten days.
    let five = outcome(4.0, 4.5, 0.5, 0, 15);
    assert_eq!((five.made_good, five.lost), (5, 15));
}

/// Streams of levers come to their sum: 10 pieces over 3 days are 10.
#[test]
fn what_a_stockpile_gives_is_all_of_it() {
    for (pieces, days) in [(10, 3), (1, 5), (7, 30)] {
        let mut scenario = network(
            40,
            json!({ "works": source(json!({})), "plant": buyer(1, 366) }),
            json!({ "l": lane("works", "plant", json!({ "transit_days": 300 })) }),
        );
        scenario["levers"] = json!({ "release": { "pulled": true, "action": { "stockpile_release": {
            "site": "plant", "material": "part", "quantity": { "quantity": pieces }, "over_days": days
        } } } });
        assert_eq!(stock(&first(scenario), "plant")[39], f64::from(pieces), "{pieces} over {days} days");
    }
}

/// Orders of one buyer, split among lanes by their shares: every lane is within a piece of its share on every day, and
/// together they are what was ordered.
#[test]
fn a_lane_gets_its_share_of_all_orders_within_a_piece() {
    for (shares, pieces) in [
        (vec![0.7, 0.3], 1),
        (vec![0.5, 0.5], 1),
        (vec![0.5, 0.5], 3),
        (vec![0.1, 0.9], 5),
        (vec![0.5, 0.1, 0.4], 1),
        (vec![0.4, 0.3, 0.2, 0.1], 2),
        (vec![0.7], 1),
        (vec![0.25, 0.5], 1),
        (vec![0.9, 0.6], 1),
    ] {
        let mut sites = json!({ "plant": buyer(pieces, 1) });
        let mut lanes = json!({});
        for (i, share) in shares.iter().enumerate() {
            let name = format!("works{i}");
            sites[&name] = source(json!({ "capacity_per_day": 0 }));
            lanes[&name] = lane(&name, "plant", json!({ "share": share }));
        }
        let trace = first(network(200, sites, lanes));
        let ordered: Vec<Vec<f64>> = (0..shares.len()).map(|i| waiting(&trace, &format!("works{i}"))).collect();
        let sum: f64 = shares.iter().sum();
        for day in 1..200 {
            let total = f64::from(pieces) * day as f64;
            let together: f64 = ordered.iter().map(|lane| lane[day]).sum();
            assert!((together - total * sum).abs() < 1.0 - 1e-9 || sum > 1.0, "{shares:?}: {together} on day {day}");
            assert!((sum - 1.0).abs() > 1e-9 || together == total, "{shares:?}: {together} of {total} on day {day}");
            for (lane, share) in ordered.iter().zip(&shares) {
                let off = lane[day] - total * share;
                assert!(off.abs() < 1.0 + 1e-9, "{shares:?}: {off} on day {day}");
            }
        }
    }
}

/// A second lane begins on day 60 with 0.3 of the orders, and a lever gives a third one 0.2 from day 120 on, which
/// shrinks the others to 0.56 and 0.24: every lane keeps within a piece of what its shares have come to.
#[test]
fn shares_that_change_carry_their_remainders() {
    let works = || source(json!({ "capacity_per_day": 0 }));
    let mut scenario = network(
        200,
        json!({ "plant": buyer(1, 1), "a": works(), "b": works(), "c": works() }),
        json!({
            "a": lane("a", "plant", json!({ "share": 0.7 })),
            "b": lane("b", "plant", json!({ "share": 0.3, "available_from": "2025-03-02" })),
            "c": lane("c", "plant", json!({ "share": 0 }))
        }),
    );
    scenario["levers"] = json!({ "third": { "pulled": true, "start": { "on": "2025-05-01" },
        "action": { "second_source": { "lane": "c", "share": 0.2 } } } });
    let trace = first(scenario);
    let [a, b, c] = ["a", "b", "c"].map(|site| waiting(&trace, site));
    let mut due = [0.0; 3];
    for day in 1..200 {
        // The order of the day before is at its supplier.
        let shares = match day - 1 {
            0..60 => [1.0, 0.0, 0.0],
            60..120 => [0.7, 0.3, 0.0],
            _ => [0.56, 0.24, 0.2],
        };
        due.iter_mut().zip(shares).for_each(|(due, share)| *due += share);
        let had = [a[day], b[day], c[day]];
        assert_eq!(had.iter().sum::<f64>(), day as f64);
        assert!(had.iter().zip(due).all(|(had, due)| (had - due).abs() < 1.0 + 1e-9), "day {day}: {had:?} of {due:?}");
    }
}

/// Buyers at a supplier that makes so many a day, and what each has received by day.
fn short(made: f64, buyers: &[(&str, u32, u32)], more: &Value) -> Vec<Vec<f64>> {
    let mut works = json!({ "capacity_per_day": made });
    more.as_object().expect("fields").iter().for_each(|(key, value)| works[key] = value.clone());
    let mut sites = json!({ "works": source(works) });
    let mut lanes = json!({});
    for (name, pieces, every) in buyers {
        sites[*name] = buyer(*pieces, *every);
        lanes[*name] = lane("works", name, json!({}));
    }
    let trace = first(network(366, sites, lanes));
    buyers.iter().map(|(name, ..)| stock(&trace, name)).collect()
}

/// Two buyers order 30 and 20 a day of a supplier that makes 10, or 7: what waits is always 3 to 2, and so is what they
/// get.
#[test]
fn a_short_supply_is_shared_in_proportion_to_what_buyers_ask_for() {
    for made in [10.0, 7.0, 1.0] {
        let got = short(made, &[("large", 30, 1), ("small", 20, 1)], &json!({}));
        for (day, (large, small)) in got[0].iter().zip(&got[1]).enumerate().take(366).skip(2) {
            let all = made * (day - 1) as f64;
            assert_eq!(large + small, all);
            assert!((large - 0.6 * all).abs() <= 1.0, "{made} a day: {large} of {all}");
        }
    }
}

/// Equal needs, ordered daily, weekly and every four weeks: what waits becomes equal as it grows, and so does what they
/// get. The weekly buyer is at most two weeks' orders ahead.
#[test]
fn equal_needs_get_the_same_however_often_they_order() {
    let got = short(5.0, &[("daily", 4, 1), ("weekly", 28, 7)], &json!({}));
    let [daily, weekly] = [got[0][365], got[1][365]];
    assert!(daily + weekly == 1820.0 && (weekly - daily).abs() < 28.0, "{daily} : {weekly}");
    let got = short(1.0, &[("daily", 1, 1), ("monthly", 28, 28)], &json!({}));
    let [daily, monthly] = [got[0][365], got[1][365]];
    assert!(daily + monthly == 364.0 && (monthly - daily).abs() < 60.0, "{daily} : {monthly}");
}

/// A buyer whose lane is shut does not compete, and does not catch up beyond its share of what is short afterwards.
#[test]
fn orders_on_shut_lanes_do_not_compete() {
    let mut scenario = network(
        100,
        json!({ "works": source(json!({ "capacity_per_day": 4 })), "here": buyer(4, 1), "there": buyer(4, 1) }),
        json!({ "here": lane("works", "here", json!({})), "there": lane("works", "there", json!({ "authority": "customs" })) }),
    );
    scenario["authorities"] = json!({ "customs": {
        "country": "CN", "desk": { "review_work_days": 1 }, "initial_regime": "shut",
        "regimes": { "shut": { "shut_lanes": ["there"] }, "open": {} },
        "events": { "opens": { "date": "2025-02-10", "enter": "open" } }
    } });
    let trace = first(scenario);
    let [here, there] = ["here", "there"].map(|site| stock(&trace, site));
    // Day 40 is the first on which the lane is open: until then 39 days of 4, all of them to the other.
    assert_eq!((here[40], there[40]), (156.0, 0.0));
    // Then all that was ordered there waits, and little here: in proportion, the larger part goes there.
    assert!(there[60] - there[40] > here[60] - here[40], "{} {}", there[60], here[60]);
    assert_eq!(here[99] + there[99], 4.0 * 98.0);
}

/// Each buyer's oldest order goes first and is served whole before the next: an order is shipped in as many parts as
/// days it takes, and in one where it fits into what its buyer gets that day.
#[test]
fn the_oldest_order_of_a_buyer_goes_first() {
    let scenario = network(
        60,
        json!({ "works": source(json!({ "capacity_per_day": 10 })), "large": buyer(30, 1), "small": buyer(20, 1) }),
        json!({ "large": lane("works", "large", json!({})), "small": lane("works", "small", json!({})) }),
    );
    let model = model(scenario);
    let story = story(&NamedModel { name: "short", sha256: "", model: &model }, 1, 0);
    for (site, parts) in [("large", 5), ("small", 5)] {
        let orders: Vec<_> = story.orders.iter().filter(|order| order.site == site).collect();
        let shipped = |n: usize| orders[n].steps.iter().filter(|step| step.kind == StepKind::Shipped).count();
        // 6 a day of orders of 30, 4 a day of orders of 20: five days each, one order after the other.
        assert_eq!((0..10).map(shipped).collect::<Vec<_>>(), [parts; 10], "{site}");
        assert_eq!(shipped(12), 0, "{site}");
    }
}

/// By rank the first customer gets all it asks for, and the second what is left; among equal ranks the oldest order
/// first.
#[test]
fn ranks_and_ages_decide_where_nobody_shares() {
    let by_rank = |second: u32| {
        let scenario = network(
            100,
            json!({ "works": source(json!({ "capacity_per_day": 10, "allocation": "by_rank" })), "first": buyer(8, 1), "second": buyer(8, 1) }),
            json!({ "first": lane("works", "first", json!({})), "second": lane("works", "second", json!({ "customer_rank": second })) }),
        );
        let trace = first(scenario);
        [stock(&trace, "first")[99], stock(&trace, "second")[99]]
    };
    assert_eq!(by_rank(1), [784.0, 196.0]);
    // 98 days make 980: 61 days' orders of 8 + 8, and 4 pieces of the next.
    let [a, b] = by_rank(0);
    assert!(a + b == 980.0 && a.max(b) == 492.0, "{a} {b}");
}

/// A source without capacity, closed at weekends and from 10 to 20 January. An order of day t reaches it on t + 1 and
/// leaves on its next working day. 1 January 2025 is a Wednesday.
#[test]
fn nothing_leaves_a_source_on_its_days_off() {
    let received = |calendar: Value| {
        let sites = json!({ "works": source(calendar), "plant": buyer(1, 1) });
        let mut scenario = network(40, sites, json!({ "l": lane("works", "plant", json!({ "transit_days": 2 })) }));
        scenario["calendars"] = json!({ "closed": {
            "working_days": ["mon", "tue", "wed", "thu", "fri"], "holidays": [{ "from": "2025-01-10", "to": "2025-01-20" }]
        } });
        stock(&first(scenario), "plant")
    };
    let works = |day: usize| !matches!((day + 2) % 7, 5 | 6) && !(9..=19).contains(&day);
    let mut arrivals = [0.0; 80];
    for ordered in 0..40 {
        let leaves = (ordered + 1..78).find(|day| works(*day)).expect("a working day");
        arrivals[leaves + 2] += 1.0;
    }
    let wanted: Vec<f64> = (0..40).map(|day| arrivals[..=day].iter().sum()).collect();
    assert_eq!(received(json!({ "calendar": "closed" })), wanted);
    // The orders of Friday to Sunday leave together on Monday the 6th, which is day 5.
    assert_eq!(wanted[7] - wanted[6], 3.0);
    assert_eq!(received(json!({ "calendar": "every_day" })), received(json!({})));
}

/// A licence runs from its grant, also while its order is held back for its turn: the day after its last day the order
/// is struck off and can be ordered anew. Two orders are filed on days 1 and 2; the work of the first takes long.
#[test]
fn a_licence_runs_out_while_its_order_is_held_back() {
    let mut scenario = network(
        60,
        json!({ "works": source(json!({})), "plant": buyer(1, 1) }),
        json!({ "l": lane("works", "plant", json!({ "authority": "desk", "in_order": true })) }),
    );
    scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.1 });
    scenario["authorities"] = json!({ "desk": {
        "country": "CN", "controls": ["Dy"], "calendar": "every_day", "initial_regime": "open",
        "desk": { "licence_valid_days": 10, "review_work_days": { "empirical": { "values": [1, 30], "weights": [5, 1] } } },
        "regimes": { "open": {} }
    } });
    let model = model(scenario);
    run(&model, 50);
    let story = story(&NamedModel { name: "held", sha256: "", model: &model }, 1, 3);
    let day_of = |order: &linestop::inside::experiment::OrderStory, kind: StepKind| {
        let step = order.steps.iter().find(|step| step.kind == kind)?;
        Some((step.date - jiff::civil::date(2025, 1, 1)).get_days())
    };
    let expired: Vec<_> = story.orders.iter().filter(|order| day_of(order, StepKind::Expired).is_some()).collect();
    assert!(!expired.is_empty(), "no file takes 30 days");
    for order in expired {
        let days =
            day_of(order, StepKind::Expired).zip(day_of(order, StepKind::Granted)).map(|(end, grant)| end - grant);
        assert_eq!(days, Some(11));
    }
}

fn lots(change: &Value) -> Value {
    let mut plant = buyer(5, 7);
    plant["inputs"]["part"]["ordering"] =
        json!({ "base_stock": { "order_up_to": { "quantity": 100 }, "review_every_days": 366 } });
    change.as_object().expect("fields").iter().for_each(|(key, value)| plant["inputs"]["part"][key] = value.clone());
    let works = source(json!({ "capacity_per_day": 0 }));
    network(10, json!({ "works": works, "plant": plant }), json!({ "l": lane("works", "plant", json!({})) }))
}

#[test]
fn lots_that_fit_between_no_limits_are_refused_with_the_three_numbers() {
    let told = |scenario: Value| from_value(scenario).map_or_else(|problems| problems.to_string(), |_| String::new());
    let wrong = told(lots(&json!({ "lot": 2, "minimum_order": 5, "maximum_order": 5 })));
    assert!(
        wrong.contains("no multiple of \"lot\", 2, lies between \"minimum_order\", 5, and \"maximum_order\", 5"),
        "{wrong}"
    );
    // The same by parameters that are plain numbers.
    let mut by_name = lots(&json!({ "lot": { "parameter": "lot" }, "minimum_order": 5, "maximum_order": 5 }));
    by_name["parameters"] = json!({ "lot": { "value": 4 } });
    assert!(told(by_name).contains("no multiple of \"lot\", 4, lies between"));
    // And by the smallest order of a lane.
    let mut by_lane = lots(&json!({ "lot": 2, "maximum_order": 5 }));
    by_lane["lanes"]["l"]["minimum_lot"] = json!(5);
    assert!(
        told(by_lane).contains("no multiple of \"lot\", 2, lies between \"minimum_lot\", 5, and \"maximum_order\", 5")
    );
    for right in [
        json!({ "lot": 2, "minimum_order": 5, "maximum_order": 6 }),
        json!({ "lot": 5, "minimum_order": 5, "maximum_order": 5 }),
    ] {
        assert_eq!(told(lots(&right)), "", "{right}");
    }
}

/// Where uncertain numbers leave no lot between the limits, the smallest order stands: three lots of 2.
#[test]
fn no_order_is_below_the_smallest() {
    let ordered = |scenario: Value| waiting(&first(scenario), "works")[1];
    let uncertain = json!({ "lot": { "uniform": { "min": 1.6, "max": 2.4 } }, "minimum_order": 5, "maximum_order": 5 });
    assert_eq!(ordered(lots(&uncertain)), 6.0);
    assert_eq!(ordered(lots(&json!({ "lot": 2, "minimum_order": 5, "maximum_order": 7 }))), 6.0);
    // What a lane raises an order to is whole lots too.
    let mut by_lane = lots(&json!({ "lot": 4, "maximum_order": 9 }));
    by_lane["lanes"]["l"]["minimum_lot"] = json!(5);
    assert_eq!(ordered(by_lane), 8.0);
}
