//! What each change moved. By hand: an order that comes on day `L` to a stock of `S` with a need of `d` a day leaves
//! `(L − floor(S/d))⁺` halt days, and the part of a change is the mean of what it adds over all orders of putting
//! changes in. With one licence of exponential lead time the same holds of chances and means in closed form.

use linestop::Case;
use linestop::inside::experiment::{DiffAnswer, DiffOptions, MovedOutcome, Verdict, Watch};
use serde_json::{Value, json};

use crate::single_licence::{AFTER_FILING, scenario};

const TRIALS: u64 = 100_000;

fn case(name: &str, value: Value) -> Case {
    Case::from_value(name, value).unwrap_or_else(|error| panic!("{error}"))
}

fn diff(old: Value, new: Value, options: DiffOptions) -> DiffAnswer {
    let answer = case("old", old).diff(&case("new", new), &options, &Watch::default());
    answer.unwrap_or_else(|error| panic!("{error}"))
}

fn outcome<'a>(answer: &'a DiffAnswer, name: &str) -> &'a MovedOutcome {
    answer.outcomes.iter().find(|of| of.outcome == name && of.site.is_none()).expect("it is always told")
}

/// Mean of what each of three changes adds, over the six orders.
fn shapley(value: impl Fn([bool; 3]) -> f64) -> [f64; 3] {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let mut parts = [0.0; 3];
    for order in orders {
        let mut on = [false; 3];
        for change in order {
            let before = value(on);
            on[change] = true;
            parts[change] += (value(on) - before) / 6.0;
        }
    }
    parts
}

/// Receipt on day `L`, stock, need a day.
type Known = (u32, f64, f64);
/// Two of them, halt days of both, and parts.
type Figures = ((Known, Known), [f64; 2], [f64; 3]);

fn known((received, stock, need): Known) -> Value {
    json!({
        "title": "One order", "currency": "EUR", "start": "2026-01-05", "horizon_days": 365,
        "materials": { "magnet": { "unit": "kg" }, "motor": { "unit": "piece" } },
        "sites": {
            "works": { "country": "JP", "sector": "magnets", "makes": "magnet" },
            "plant": {
                "country": "DE", "sector": "automotive", "makes": "motor",
                "sales": { "per_working_day": 1, "margin_per_unit": 100 },
                "inputs": { "magnet": {
                    "per_unit": need, "opening_stock": { "quantity": stock },
                    "ordering": { "base_stock": { "order_up_to": { "quantity": 100_000 }, "review_every_days": 366 } }
                } }
            }
        },
        // Placed in the evening of the first day, it leaves on the next.
        "lanes": { "sea": { "from": "works", "to": "plant", "transit_days": received - 1 } }
    })
}

fn halt_days((received, stock, need): Known) -> f64 {
    (f64::from(received) - (stock / need).floor()).max(0.0)
}

#[test]
fn parts_of_three_changes_by_hand() {
    // Changes of orders that do not add up: a floor at no halt, whole days of need.
    let pairs: [(Known, Known); 3] = [
        ((60, 400.0, 10.0), (80, 550.0, 12.5)),
        ((40, 500.0, 10.0), (70, 600.0, 16.0)),
        ((50, 300.0, 7.5), (44, 300.0, 9.0)),
    ];
    for (old, new) in pairs {
        let value = |on: [bool; 3]| {
            let pick = |at: usize, old: f64, new: f64| if on[at] { new } else { old };
            let received = if on[0] { new.0 } else { old.0 };
            halt_days((received, pick(1, old.1, new.1), pick(2, old.2, new.2)))
        };
        let answer = diff(known(old), known(new), DiffOptions { trials: 2, ..DiffOptions::default() });
        for (name, each) in [("halt_days", 1.0), ("loss", 100.0)] {
            let found = outcome(&answer, name);
            let part = |group: &str| {
                found.parts.iter().find(|part| part.group == group).map_or(0.0, |part| part.estimate.value)
            };
            let parts = ["network", "stocks", "demand"].map(part);
            let wanted = shapley(value).map(|days| days * each);
            assert!(parts.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9), "{parts:?} {wanted:?}");
            assert_eq!(
                [found.whole.base.value, found.whole.alternative.value],
                [old, new].map(halt_days).map(|d| d * each)
            );
            assert!((parts.iter().sum::<f64>() - found.whole.difference.value).abs() < 1e-9);
        }
    }
}

/// The same by figures: two changes, three changes, and three with a floor at no halt.
#[test]
fn parts_by_figures() {
    let cases: [Figures; 3] = [
        (((60, 400.0, 10.0), (80, 500.0, 10.0)), [20.0, 30.0], [20.0, -10.0, 0.0]),
        (((60, 400.0, 10.0), (80, 550.0, 12.5)), [20.0, 36.0], [20.0, -13.5, 9.5]),
        (((40, 500.0, 10.0), (70, 600.0, 16.0)), [0.0, 33.0], [70.0 / 3.0, -14.0 / 3.0, 43.0 / 3.0]),
    ];
    for ((old, new), days, parts) in cases {
        let answer = diff(known(old), known(new), DiffOptions { trials: 1, ..DiffOptions::default() });
        let found = outcome(&answer, "halt_days");
        assert_eq!([found.whole.base.value, found.whole.alternative.value], days);
        for (group, wanted) in ["network", "stocks", "demand"].into_iter().zip(parts) {
            let part = found.parts.iter().find(|part| part.group == group).map_or(0.0, |part| part.estimate.value);
            assert!((part - wanted).abs() < 1e-9, "{group}: {part} and {wanted}");
        }
    }
}

/// Stock, mean of the licence, transit.
type Licence = (u32, f64, u32);

fn licensed((cover, mean, transit): Licence) -> Value {
    let mut value = scenario(&json!({ "exponential": { "mean": mean } }), cover);
    value["lanes"]["sea"]["transit_days"] = json!(transit);
    value["sites"]["plant"]["sales"]["margin_per_unit"] = json!(2);
    value
}

#[test]
fn parts_of_stock_review_and_transit_in_closed_form() {
    let (old, new): (Licence, Licence) = ((40, 20.0, 8), (52, 34.0, 17));
    let answer = diff(licensed(old), licensed(new), DiffOptions { trials: TRIALS, ..DiffOptions::default() });
    let at = |on: [bool; 3]| {
        let pick = |at: usize| if on[at] { new } else { old };
        (pick(0).0, pick(1).1, pick(2).2)
    };
    // A day of transit is a day of stock less; one is in the scenario already.
    let above = |(_, mean, transit): Licence, k: u32| (-f64::from((k + 1).saturating_sub(transit)) / mean).exp();
    let chance = |case: Licence| above(case, case.0);
    let days = |case: Licence| (case.0..AFTER_FILING).map(|k| above(case, k)).sum::<f64>();
    let of: [(&str, &dyn Fn(Licence) -> f64); 3] =
        [("p_halt", &chance), ("halt_days", &days), ("loss", &|case| 2.0 * days(case))];
    for (name, value) in of {
        let found = outcome(&answer, name);
        let wanted = shapley(|on| value(at(on)));
        for (group, wanted) in ["stocks", "policy", "network"].into_iter().zip(wanted) {
            let part = found.parts.iter().find(|part| part.group == group).expect("it changed");
            let error = part.standard_error.expect("there are many trials");
            let off = (part.estimate.value - wanted).abs() / error;
            assert!(
                off <= crate::known::MOST,
                "{name}, {group}: {} against {wanted}, {off} errors",
                part.estimate.value
            );
        }
        let sum: f64 = found.parts.iter().map(|part| part.estimate.value).sum();
        assert!((sum / found.whole.difference.value - 1.0).abs() < 1e-9, "{name}");
    }
}

/// Forty days of stock, a licence of twenty days on average and ten days of transit, against fifty, thirty-five and
/// twenty, over 365 days: chances and halt days before and after, and the part of each change, worked out apart.
#[test]
fn parts_of_a_licence_by_figures() {
    // A day of transit is in the stock already.
    let (old, new): (Licence, Licence) = ((40, 20.0, 11), (50, 35.0, 21));
    let long = |of: Licence| {
        let mut value = licensed(of);
        value["horizon_days"] = json!(367);
        value
    };
    let options = DiffOptions { trials: TRIALS, ..DiffOptions::default() };
    let check = |new: Licence, name: &str, whole: [f64; 2], parts: &[(&str, f64)]| {
        let answer = diff(long(old), long(new), options);
        let found = outcome(&answer, name);
        for (estimate, wanted) in [(found.whole.base, whole[0]), (found.whole.alternative, whole[1])] {
            let half = estimate.high.expect("an interval") - estimate.value;
            let error = half / 1.959_963_985;
            assert!(
                (estimate.value - wanted).abs() <= crate::known::MOST * error,
                "{name}: {} {wanted}",
                estimate.value
            );
        }
        for (group, wanted) in parts {
            let part = found.parts.iter().find(|part| part.group == *group).expect("it changed");
            let error = part.standard_error.expect("there are many trials");
            let off = (part.estimate.value - wanted).abs() / error;
            assert!(off <= crate::known::MOST, "{name}, {group}: {} and {wanted}", part.estimate.value);
        }
        assert_eq!(found.parts.len(), parts.len());
    };
    let chance = [0.223_130_160, 0.424_372_846];
    let days = [4.575_097_552, 15.064_387_097];
    let [stocks, policy, network] = ["stocks", "policy", "network"];
    check(new, "p_halt", chance, &[(stocks, -0.117_749_313), (policy, 0.197_563_450), (network, 0.121_428_549)]);
    check(new, "halt_days", days, &[(stocks, -3.379_628_695), (policy, 10.501_268_139), (network, 3.367_650_101)]);
    // Only stock and licence change.
    let fewer = (new.0, new.1, old.2);
    let chance = [chance[0], chance[0] - 0.096_630_583 + 0.192_406_980];
    let days = [days[0], days[0] - 2.772_232_558 + 9.517_679_843];
    check(fewer, "p_halt", chance, &[(stocks, -0.096_630_583), (policy, 0.192_406_980)]);
    check(fewer, "halt_days", days, &[(stocks, -2.772_232_558), (policy, 9.517_679_843)]);
}

#[test]
fn a_scenario_does_not_differ_from_itself_and_what_moves_nothing_has_no_part() {
    let plain = licensed((40, 20.0, 10));
    let same = diff(plain.clone(), plain.clone(), DiffOptions { trials: 500, ..DiffOptions::default() });
    assert!(same.groups.is_empty() && same.method.variants == 1);
    assert!(same.outcomes.iter().all(|of| of.parts.is_empty() && of.whole.verdict == Verdict::Same));
    let mut other = plain.clone();
    other["parameters"] = json!({ "idle": { "value": 3 } });
    other["sites"]["plant"]["inputs"]["magnet"]["opening_stock"]["quantity"] = json!(45);
    let answer = diff(plain, other, DiffOptions { trials: 500, ..DiffOptions::default() });
    let idle = answer.outcomes.iter().flat_map(|of| &of.parts).filter(|part| part.group == "parameters");
    assert!(idle.clone().count() > 0);
    assert!(idle.clone().all(|part| part.verdict == Verdict::Same && part.estimate.value == 0.0));
}

/// Eight changes one by one: the parts are averaged over rotations, and still sum to the whole.
#[test]
fn many_changes_one_by_one_sum_to_the_whole() {
    let old = licensed((40, 20.0, 10));
    let mut new = licensed((50, 30.0, 15));
    for name in ["a", "b", "c", "d", "e"] {
        new["parameters"][name] = json!({ "value": 1 });
    }
    let answer = diff(old, new, DiffOptions { trials: 400, apart: true, ..DiffOptions::default() });
    assert_eq!((answer.groups.len(), answer.method.all_orders, answer.method.orders), (8, false, 16));
    for of in &answer.outcomes {
        let sum: f64 = of.parts.iter().map(|part| part.estimate.value).sum();
        assert!((sum - of.whole.difference.value).abs() < 1e-9, "{}", of.outcome);
    }
}

/// Two months: the second begins 30 days later with 30 days less in stock and the order under way as one to come. Only
/// days of both count, so that what is seen of them is the same.
#[test]
fn two_months_are_counted_on_the_days_of_both() {
    let old = known((60, 400.0, 10.0));
    let mut new = known((31, 100.0, 10.0));
    new["start"] = json!("2026-02-04");
    let answer = diff(old.clone(), new.clone(), DiffOptions { trials: 2, ..DiffOptions::default() });
    let (from, to) = answer.counted.expect("they begin on two days");
    assert_eq!([from.to_string(), to.to_string()], ["2026-02-04", "2027-01-04"]);
    let found = outcome(&answer, "halt_days");
    // Halted from day 40 to 59 of the first, which is from day 10 to 29; the second is halted from day 10 to 30.
    assert_eq!([found.whole.base.value, found.whole.alternative.value], [20.0, 21.0]);
    // A stock of 35 days halts on the first day that counts; one of 20 days has halted before, and those days do not
    // count.
    new["sites"]["plant"]["inputs"]["magnet"]["opening_stock"]["quantity"] = json!(0);
    let mut short = old.clone();
    short["sites"]["plant"]["inputs"]["magnet"]["opening_stock"]["quantity"] = json!(200);
    let answer = diff(short, new, DiffOptions { trials: 2, ..DiffOptions::default() });
    assert_eq!(outcome(&answer, "halt_days").whole.base.value, 30.0);
}

/// A first day that moves by 30 days is a change of its own, put in before the others. Of the first, halted from day 20
/// to 59, 30 halt days lie within the second's days. At the new first day its 20 days of stock are there once more and
/// its order is placed once more: 40 halt days. From there on, 10 days of stock instead of 20, and an order that takes
/// 31 days instead of 60, are put in in both orders: 40, 50, 11 and 21 halt days.
#[test]
fn a_moved_first_day_is_put_in_before_all_else() {
    let monthly = |of: Known| {
        let mut value = known(of);
        // Thirty days on, the day for looking at the stock has come again.
        value["sites"]["plant"]["inputs"]["magnet"]["ordering"]["base_stock"]["review_every_days"] = json!(30);
        value
    };
    let (old, mut new) = (monthly((60, 200.0, 10.0)), monthly((31, 100.0, 10.0)));
    new["start"] = json!("2026-02-04");
    let answer = diff(old.clone(), new.clone(), DiffOptions { trials: 2, ..DiffOptions::default() });
    let groups: Vec<&str> = answer.groups.iter().map(|group| group.group.as_str()).collect();
    assert_eq!(groups, ["horizon", "stocks", "network"]);
    assert_eq!((answer.method.first_day_first, answer.method.orders, answer.method.variants), (true, 2, 5));
    let found = outcome(&answer, "halt_days");
    assert_eq!([found.whole.base.value, found.whole.alternative.value], [30.0, 21.0]);
    let parts: Vec<f64> = found.parts.iter().map(|part| part.estimate.value).collect();
    assert_eq!(parts, [10.0, 10.0, -29.0]);
    // First day and stocks together: how the firm has come through the time between.
    let between = found.time_between.as_ref().expect("the first day has moved");
    assert_eq!((between.estimate.value, between.is_of_the_first_day()), (20.0, false));
    // An order that was placed since cannot be said of the first day of the first; it no longer ties groups together.
    new["lanes"]["sea"]["open_orders"] =
        json!({ "since": { "quantity": 500, "placed": "2026-01-20", "stands": { "due": { "on": "2026-02-10" } } } });
    let answer = diff(old.clone(), new.clone(), DiffOptions { trials: 2, ..DiffOptions::default() });
    let groups: Vec<&str> = answer.groups.iter().map(|group| group.group.as_str()).collect();
    assert_eq!(groups, ["horizon", "stocks", "orders", "network"]);
    for of in &answer.outcomes {
        let sum: f64 = of.parts.iter().map(|part| part.estimate.value).sum();
        assert!((sum - of.whole.difference.value).abs() < 1e-9, "{}", of.outcome);
    }
    // With nothing but a later first day, that is all of it.
    let mut later = old.clone();
    later["start"] = json!("2026-02-04");
    let answer = diff(old, later, DiffOptions { trials: 2, ..DiffOptions::default() });
    assert_eq!((answer.groups.len(), answer.method.variants), (1, 2));
    assert!(answer.outcomes.iter().all(|of| of.time_between.is_none()));
    assert_eq!(outcome(&answer, "halt_days").parts[0].estimate.value, 10.0);
}
