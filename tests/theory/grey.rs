//! Grey supply by hand: its share of orders, what is lost of it and paid, and what a crackdown strikes off.

use linestop::inside::experiment::{COST_KINDS, StepKind};
use serde_json::{Value, json};

use crate::border::{authority, near, one_order_each, orders, steps};
use crate::pieces::{buyer, first, lane, network, source, stock};
use crate::{model, run};

/// 50 pieces every seventh day, a fifth of them grey, until a crackdown on day 60. The tenth order, of day 63, goes
/// whole to the other lane.
fn two_lanes(policy: Value) -> Value {
    let grey = json!({ "share": 0.2, "transit_days": 9, "price_per_unit": 46.0 * 1.6,
        "grey": { "cut_by": "customs", "lost_share": 0.1 } });
    let mut scenario = network(
        120,
        json!({ "works": source(json!({})), "mine": source(json!({})), "plant": buyer(50, 7) }),
        json!({ "grey": lane("mine", "plant", grey),
            "other": lane("works", "plant", json!({ "share": 0.8, "transit_days": 12 })) }),
    );
    scenario["materials"]["part"]["price_per_unit"] = json!(46);
    scenario["authorities"] = json!({ "customs": authority(policy) });
    scenario
}

/// Nine shipments of ten leave on the grey lane, each lost with a chance of a tenth: 81 pieces are received in the
/// mean, and all 90 are paid, at 1.6 times the price. The other lane has 9 · 40 + 7 · 50 = 710. It comes to the same
/// whether an event cracks down by itself or by a regime that it enters.
#[test]
fn what_is_lost_is_paid_and_a_crackdown_ends_it() {
    let by_event = json!({ "events": { "raids": { "date": "2025-03-02", "crackdown": true } } });
    let by_regime = json!({ "regimes": { "usual": {}, "raids": { "crackdown": true } },
        "events": { "raids": { "date": "2025-03-02", "enter": "raids" } } });
    let trials = 100_000;
    let found = [by_event, by_regime].map(|policy| {
        let model = model(two_lanes(policy));
        let result = run(&model, trials);
        let received = |name: &str| {
            let at = model.lanes.iter().position(|lane| lane.name == name).expect("a lane");
            result.tally.received[at] as f64 / trials as f64
        };
        assert_eq!(received("other"), 710.0);
        // Of nine each lost with a chance of a tenth, ten pieces: a standard deviation of nine pieces.
        let error = 9.0 / (trials as f64).sqrt();
        assert!((received("grey") - 81.0).abs() <= crate::known::MOST * error, "{} ± {error}", received("grey"));
        for row in &result.outcomes {
            let cost =
                |kind: &str| row.costs[COST_KINDS.iter().position(|k| *k == kind).expect("a kind")] as f64 / 100.0;
            assert_eq!((cost("purchase"), cost("premium")), (800.0 * 46.0, 90.0 * 46.0 * 0.6));
        }
        result.outcomes
    });
    assert_eq!(found[0], found[1]);
}

/// A licensed and a grey lane from one works to one plant are what lanes from two works are: a lane has a name, and
/// random numbers, of its own. Two that differ in nothing are refused.
#[test]
fn two_lanes_may_join_the_same_sites() {
    let policy = json!({ "events": { "raids": { "date": "2025-03-02", "crackdown": true } } });
    let apart = two_lanes(policy);
    let mut together = apart.clone();
    together["lanes"]["grey"]["from"] = json!("works");
    together["sites"].as_object_mut().expect("sites").remove("mine");
    assert_eq!(run(&model(together.clone()), 500).outcomes, run(&model(apart), 500).outcomes);
    together["lanes"]["grey"].as_object_mut().expect("a lane").remove("grey");
    let told = linestop::inside::scenario::from_value(together).expect_err("they are alike").to_string();
    assert!(told.contains("both lead from \"works\" to \"plant\", and differ in neither"), "{told}");
}

/// Ten plants with one grey order each, of days 0, 7, … 63, of which the last cannot be placed any more: a plant whose
/// order is lost halts.
#[test]
fn shipments_are_lost_one_by_one() {
    let policy = json!({ "events": { "raids": { "date": "2025-03-02", "crackdown": true } } });
    let mut scenario = one_order_each(10, 7, 9, 90, policy);
    for (_, lane) in scenario["lanes"].as_object_mut().expect("lanes") {
        lane["grey"] = json!({ "cut_by": "customs", "lost_share": 0.1 });
    }
    let rows = run(&model(scenario), 60_000).outcomes;
    let lost = |trial: &[linestop::inside::experiment::SiteOutcome]| trial[..9].iter().any(|row| row.halt_days > 0);
    let found = rows.chunks(10).map(|trial| f64::from(u8::from(lost(trial))));
    near("P(at least one is lost)", found, 1.0 - 0.9_f64.powi(9), 0.01);
    assert!(rows.chunks(10).all(|trial| trial[9].halt_days == 90 - 73));
}

/// Everything is lost: an order of day 0 that should come on day 4 is on order until then and ordered anew on that day.
/// A crackdown of days 10 to 19 strikes off what has not left: an order that its supplier has had for a day, and
/// nothing is ordered meanwhile.
#[test]
fn what_is_lost_is_ordered_anew_and_what_has_not_left_is_struck_off() {
    let scenario = |lost: f64, dispatch: u32| {
        let mut plant = buyer(1, 1);
        plant["inputs"]["part"]["ordering"] =
            json!({ "base_stock": { "order_up_to": { "quantity": 10 }, "review_every_days": 1 } });
        let more = json!({ "transit_days": 3, "dispatch_days": dispatch, "grey": { "cut_by": "customs", "lost_share": lost } });
        let sites = json!({ "works": source(json!({})), "plant": plant });
        let mut scenario = network(40, sites, json!({ "l": lane("works", "plant", more) }));
        scenario["authorities"] = json!({ "customs": authority(json!({ "events": {
            "raids": { "date": "2025-01-11", "crackdown": true }, "over": { "date": "2025-01-21", "crackdown": false } } })) });
        scenario
    };
    let all_lost = orders(scenario(1.0, 0));
    let placed: Vec<String> = all_lost.iter().map(|order| order.placed().expect("a day").to_string()).collect();
    assert_eq!(placed[..3], ["2025-01-01", "2025-01-05", "2025-01-09"]);
    assert_eq!(stock(&first(scenario(1.0, 0)), "plant")[39], 0.0);
    // With eleven days of dispatch the first order is struck off on day 10; the next is placed on day 20.
    let struck = orders(scenario(0.0, 11));
    assert_eq!(steps(&struck[0]), [(StepKind::Ordered, 0), (StepKind::Cancelled, 10)]);
    assert_eq!(struck[1].placed().expect("a day").to_string(), "2025-01-21");
    // So is an order of the eve, which would reach its supplier that morning; its supplier serves it no more.
    let mut eve = scenario(0.0, 0);
    eve["sites"]["plant"]["inputs"]["part"]["ordering"]["base_stock"]["first_review_day"] = json!(9);
    eve["sites"]["plant"]["inputs"]["part"]["ordering"]["base_stock"]["review_every_days"] = json!(100);
    assert_eq!(stock(&first(eve.clone()), "plant")[39], 0.0);
    eve["sites"]["works"]["capacity_per_day"] = json!(3);
    assert_eq!(stock(&first(eve), "plant")[39], 0.0);
    // What has left arrives.
    assert_eq!(stock(&first(scenario(0.0, 8)), "plant")[12], 10.0);
}

#[test]
fn grey_supply_that_cannot_be_is_told() {
    let told = |lane_more: Value, policy: Value| {
        let sites = json!({ "works": source(json!({})), "plant": buyer(1, 1) });
        let mut scenario = network(30, sites, json!({ "l": lane("works", "plant", lane_more) }));
        scenario["authorities"] = json!({ "customs": authority(policy) });
        linestop::inside::scenario::from_value(scenario).map_or_else(
            |problems| problems.to_string(),
            |loaded| loaded.warnings.iter().map(|w| w.message.clone() + "\n").collect(),
        )
    };
    let text = told(json!({ "authority": "customs", "grey": { "cut_by": "custms", "lost_share": 2 } }), json!({}));
    for part in
        ["grey supply asks for no licence", "unknown authority \"custms\"", "did you mean \"customs\"", "lost_share"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = told(json!({ "grey": { "cut_by": "customs" } }), json!({}));
    assert!(text.contains("\"customs\" never cracks down on it"), "{text}");
    let text = told(json!({}), json!({ "regimes": { "usual": { "crackdown": true } } }));
    assert!(text.contains("no lane of grey supply is cut by \"customs\""), "{text}");
}
