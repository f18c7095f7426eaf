//! Lanes by hand: their last day, prices by date, orders that ship whole, means of transport that a licence names.

use linestop::inside::experiment::COST_KINDS;
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::pieces::{buyer, first, lane, network, source, stock, waiting};
use crate::{model, run};

/// Ten a day, seven of them from A until 5 January (day 4), the last day on which it takes orders; then B has all. What
/// A was asked for goes on waiting.
#[test]
fn a_lane_takes_orders_until_its_last_day() {
    let closed = || source(json!({ "capacity_per_day": 0 }));
    let sites = json!({ "a": closed(), "b": closed(), "plant": buyer(10, 1) });
    let lanes = |until: Value| {
        json!({ "a": lane("a", "plant", json!({ "share": 0.7, "available_until": until })),
            "b": lane("b", "plant", json!({ "share": 0.3 })) })
    };
    let trace = first(network(20, sites.clone(), lanes(json!("2025-01-05"))));
    let (a, b) = (waiting(&trace, "a"), waiting(&trace, "b"));
    assert_eq!([a[4], a[5], a[6], a[19]], [28.0, 35.0, 35.0, 35.0]);
    assert_eq!([b[5], b[6], b[10], b[19]], [15.0, 25.0, 65.0, 155.0]);
    // By rank the second takes over, and nothing is ordered where no lane is left.
    let ranked = json!({ "a": lane("a", "plant", json!({ "rank": 1, "available_until": "2025-01-05" })),
        "b": lane("b", "plant", json!({ "rank": 2, "available_until": "2025-01-10" })) });
    let trace = first(network(20, sites, ranked));
    assert_eq!(waiting(&trace, "a")[19], 50.0);
    assert_eq!(waiting(&trace, "b")[19], 50.0);
}

/// One a day at 2, from 11 January (day 10) on at 5. An order of day t is received on t + 2, the last within 20 days on
/// day 17: ten at 2, eight at 5, with a duty of a tenth; against a usual price of 3 the second is a premium of 2.
#[test]
fn the_price_is_that_of_the_day_of_the_order() {
    let mut scenario = network(
        20,
        json!({ "works": source(json!({})), "plant": buyer(1, 1) }),
        json!({ "l": lane("works", "plant", json!({ "duty_share": 0.1,
            "price_per_unit": [{ "from": "2025-01-01", "value": 2 }, { "from": "2025-01-11", "value": 5 }] })) }),
    );
    scenario["materials"]["part"]["price_per_unit"] = json!(3);
    let row = run(&model(scenario.clone()), 1).outcomes[0];
    let cost = |kind: &str| row.costs[COST_KINDS.iter().position(|k| *k == kind).expect("a kind")] as f64 / 100.0;
    assert_eq!(cost("purchase"), 10.0 * 2.0 + 8.0 * 3.0);
    assert_eq!(cost("premium"), 8.0 * 2.0);
    assert_eq!(cost("duty"), 0.1 * (20.0 + 40.0));
    // One price for all days, written as a step, is that price.
    scenario["lanes"]["l"]["price_per_unit"] = json!([{ "from": "2025-01-01", "value": 4 }]);
    let steps = run(&model(scenario.clone()), 1).outcomes[0];
    scenario["lanes"]["l"]["price_per_unit"] = json!(4);
    assert_eq!(steps.costs, run(&model(scenario), 1).outcomes[0].costs);
}

/// A maker of 4 a day under licence, and a plant that wants ten at once. Filed on day 1 and granted at once, the order
/// waits from day 1 on, and what is made on a day is received on the next.
fn licensed(whole: bool, other: bool) -> (Vec<f64>, Vec<f64>) {
    let mut sites = json!({ "works": source(json!({ "capacity_per_day": 4 })), "plant": buyer(10, 366) });
    let mut lanes = json!({ "l": lane("works", "plant", json!({ "authority": "desk", "ships_whole": whole })) });
    if other {
        sites["second"] = buyer(10, 366);
        lanes["second"] = lane("works", "second", json!({ "authority": "desk" }));
    }
    let mut scenario = network(30, sites, lanes);
    scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.1 });
    scenario["authorities"] = json!({ "desk": { "country": "CN", "controls": ["Dy"], "calendar": "every_day",
        "desk": { "review_work_days": 0 }, "initial_regime": "open", "regimes": { "open": {} } } });
    let trace = first(scenario);
    (stock(&trace, "plant"), if other { stock(&trace, "second") } else { Vec::new() })
}

#[test]
fn an_order_that_ships_whole_waits_until_all_of_it_is_there() {
    let arrivals = |stock: &[f64]| -> Vec<f64> {
        let before = std::iter::once(&0.0).chain(stock);
        stock.iter().zip(before).map(|(now, before)| now - before).filter(|x| *x > 0.0).collect()
    };
    assert_eq!(arrivals(&licensed(false, false).0), [4.0, 4.0, 2.0]);
    let (whole, _) = licensed(true, false);
    assert_eq!(arrivals(&whole), [10.0]);
    // It comes when the last of its parts would have come.
    assert_eq!(whole.iter().position(|x| *x > 0.0), licensed(false, false).0.iter().position(|x| *x == 10.0));
    // Of two in equal need each is set aside half of what is made: the other has 2 a day, this one ten after five days.
    let (whole, other) = licensed(true, true);
    assert_eq!(arrivals(&whole), [10.0]);
    assert_eq!(arrivals(&other), [2.0; 5]);
    assert_eq!(whole.iter().position(|x| *x > 0.0), other.iter().position(|x| *x == 10.0));
}

/// An order of day 0 under review for 20 days; from day 10 on goods fly, in 5 days instead of 10. Where the licence
/// names the means of transport, only orders placed from then on do.
#[test]
fn a_licence_may_name_the_means_of_transport() {
    let arrivals = |named: bool| {
        let mut scenario = network(
            80,
            json!({ "works": source(json!({})), "plant": buyer(1, 20) }),
            json!({ "l": lane("works", "plant", json!({ "transit_days": 10, "authority": "desk", "licence_names_transport": named })) }),
        );
        scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.1 });
        scenario["authorities"] = json!({ "desk": { "country": "CN", "controls": ["Dy"], "calendar": "every_day",
            "desk": { "review_work_days": 20 }, "initial_regime": "open", "regimes": { "open": {} } } });
        scenario["levers"] = json!({ "air": { "pulled": true, "start": { "on": "2025-01-11" },
            "action": { "expedited_freight": { "lanes": ["l"], "transit_scale": 0.5 } } } });
        let stock = stock(&first(scenario), "plant");
        let come = |count: f64| stock.iter().position(|x| *x == count).expect("it comes");
        [come(1.0), come(2.0)]
    };
    let [usual, next] = arrivals(false);
    assert_eq!(arrivals(true), [usual + 5, next]);
    assert_eq!(next, usual + 20);
}

#[test]
fn lanes_that_cannot_be_are_told() {
    let told = |more: Value| {
        let sites = json!({ "works": source(json!({})), "plant": buyer(1, 1) });
        let loaded = from_value(network(30, sites, json!({ "l": lane("works", "plant", more) })));
        loaded.map_or_else(
            |problems| problems.to_string(),
            |loaded| loaded.warnings.iter().map(|w| w.message.clone() + "\n").collect(),
        )
    };
    let wrong = told(json!({ "available_from": "2025-01-10", "available_until": "2025-01-09",
        "price_per_unit": [{ "from": "2025-01-03", "value": 1 }] }));
    assert!(wrong.contains("the last day for orders (2025-01-09) is before the first (2025-01-10)"), "{wrong}");
    assert!(wrong.contains("what is ordered before 2025-01-03 would be free"), "{wrong}");
    let ends = told(json!({ "available_until": "2025-01-09", "ships_whole": true, "licence_names_transport": true }));
    assert!(ends.contains("nothing of \"part\" can be ordered for \"plant\" after 2025-01-09"), "{ends}");
    assert!(ends.contains("\"ships_whole\" has no effect without \"authority\""), "{ends}");
    assert!(ends.contains("\"licence_names_transport\" has no effect without \"authority\""), "{ends}");
}
