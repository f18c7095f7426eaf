//! The register of exports by hand: what is booked of a few orders, in which month, and that it adds up.

use linestop::inside::experiment::{NamedModel, RunAnswer, RunOptions, Trials, Watch, run};
use serde_json::{Value, json};

use crate::border::authority;
use crate::model;
use crate::pieces::{buyer, lane, network, source};

pub(crate) fn answer(scenario: Value, trials: u64) -> RunAnswer {
    let model = model(scenario);
    let named = NamedModel { name: "register", sha256: "", model: &model };
    let options = RunOptions { trials: Trials::Fixed(trials), audit: true, ..RunOptions::default() };
    let answer = run(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0);
    assert_eq!(answer.faults, Vec::<String>::new());
    answer
}

/// Mean of a measure by month, of the client of a key.
fn booked(answer: &RunAnswer, client: &str, measure: &str) -> Vec<f64> {
    let client = answer.register.iter().find(|c| c.client == client).expect("a client");
    client.measures.iter().find(|m| m.measure == measure).expect("a measure").mean.clone()
}

/// 10 kg are ordered on 1 and 31 January and 2 March and filed a day later; a licence takes 20 days, the laboratory 5
/// for each shipment. The first is licensed and held on 22 January and leaves on the 27th; the second, ordered in
/// January, is filed on 1 February, licensed on the 21st and leaves on the 26th. What is grey or stays in the country
/// is not in the register, but goes on its lane.
fn two_orders(register: bool) -> Value {
    let mut sites =
        json!({ "works": source(json!({})), "plant": buyer(10, 30), "home": buyer(4, 366), "hidden": buyer(7, 366) });
    sites["home"]["country"] = json!("CN");
    let licensed = json!({ "authority": "customs", "transit_days": 3 });
    let grey = json!({ "grey": {} });
    let lanes = json!({ "sea": lane("works", "plant", licensed), "land": lane("works", "home", json!({})),
        "night": lane("works", "hidden", grey) });
    let mut scenario = network(90, sites, lanes);
    scenario["materials"]["part"] = json!({ "unit": "kg", "tick": 0.5, "elements": { "Dy": 0.03 } });
    let inspection = json!({ "share": 1, "laboratories": 1, "days": 5 });
    let mut customs = authority(json!({ "controls": ["Dy"], "inspection": inspection }));
    customs["desk"] = json!({ "review_work_days": 20 });
    if register {
        scenario["register"] = json!(true);
    }
    scenario["authorities"] = json!({ "customs": customs });
    scenario
}

#[test]
fn entries_are_booked_in_the_month_of_their_day() {
    let kept = answer(two_orders(true), 50);
    assert_eq!(kept.register.len(), 1);
    let of = |measure: &str| booked(&kept, "plant", measure)[..3].to_vec();
    assert_eq!(of("applied"), [10.0, 10.0, 10.0]);
    assert_eq!(of("licensed"), [10.0, 10.0, 10.0]);
    assert_eq!(of("held"), [10.0, 10.0, 10.0]);
    assert_eq!(of("shipped"), [10.0, 10.0, 10.0]);
    let client = &kept.register[0];
    assert_eq!((client.unit.as_str(), client.destination.as_str()), ("kg", "DE"));
    assert!((client.tonnes_per_unit.expect("a mass") - 0.001).abs() < 1e-15);
    let shipped = &client.measures.iter().find(|m| m.measure == "shipped").expect("it is told").bands;
    assert_eq!((&shipped.p05[..3], &shipped.p95[..3]), (&[10.0; 3][..], &[10.0; 3][..]));
    let flows: Vec<(&str, f64)> =
        kept.flows.iter().map(|flow| (flow.lane.as_str(), flow.shipped.mean.iter().sum())).collect();
    let flow = |lane: &str| flows.iter().find(|(name, _)| *name == lane).expect("a lane").1;
    assert_eq!((flow("sea"), flow("land"), flow("night")), (30.0, 4.0, 7.0));
    // Where none is asked for, and nobody tracks, there is none, and nothing else changes.
    let without = answer(two_orders(false), 50);
    assert!(without.register.is_empty() && without.flows.is_empty());
    assert_eq!(without.outcomes, kept.outcomes);
    let mut tracked = two_orders(false);
    tracked["authorities"]["customs"]["tracking"] = json!({});
    assert_eq!(answer(tracked, 50).register, kept.register);
}

/// With draws everywhere and several lanes, what the authority counts is what the register sums to, month by month: all
/// that is shipped on its lanes, under licence or not.
#[test]
fn the_register_adds_up_to_what_the_authority_counts() {
    let (mut sites, mut lanes) = (json!({ "works": source(json!({ "capacity_per_day": 9 })) }), json!({}));
    for (name, pieces, every) in [("one", 30, 11), ("two", 25, 7), ("three", 9, 5)] {
        sites[name] = buyer(pieces, every);
        lanes[name] = lane(
            "works",
            name,
            json!({ "authority": "customs", "transit_days": { "uniform": { "min": 2, "max": 30 } } }),
        );
    }
    let mut scenario = network(200, sites, lanes);
    scenario["materials"]["part"] = json!({ "unit": "kg", "tick": 0.1, "elements": { "Dy": 0.03 } });
    let inspection = json!({ "share": 0.4, "laboratories": 2, "days": { "uniform": { "min": 1, "max": 12 } } });
    let tracking = json!({ "registration_days": { "exponential": { "mean": 9 } }, "faulty_report_share": 0.2,
        "faulty_report_days": { "exponential": { "mean": 8 } } });
    let mut customs = authority(json!({ "controls": ["Dy"], "inspection": inspection, "tracking": tracking,
        "regimes": { "usual": { "denied_share": 0.1, "returned_share": 0.2,
            "granted_fraction": { "uniform": { "min": 0.5, "max": 1 } } } } }));
    customs["desk"] = json!({ "review_work_days": { "exponential": { "mean": 12 } } });
    scenario["authorities"] = json!({ "customs": customs });
    let answer = answer(scenario, 300);
    let months = &answer.authorities[0].months;
    for (at, month) in months.iter().enumerate() {
        let sum = |measure: &str| ["one", "two", "three"].iter().map(|c| booked(&answer, c, measure)[at]).sum::<f64>();
        let counted = month.shipped_under_licence_tonnes.value + month.shipped_free_tonnes.value;
        assert!((sum("shipped") / 1000.0 - counted).abs() < 1e-9, "{at}: {} {counted}", sum("shipped"));
        assert!((sum("licensed") / 1000.0 - month.licensed_tonnes.value).abs() < 1e-9);
    }
    assert!(answer.register.iter().all(|client| client.a_trial("held") > 0.0 && client.a_trial("shipped") > 0.0));
    for client in &answer.register {
        assert!(client.a_trial("applied") > client.a_trial("licensed"));
        assert!(client.a_trial("held") < client.a_trial("applied"));
    }
}

/// Ten pieces of 2 kg a licence are 20 kg, in the register, on the lane and at the desk.
#[test]
fn pieces_with_a_mass_have_tonnes() {
    let mut scenario = two_orders(true);
    scenario["materials"]["part"] = json!({ "unit": "piece", "mass_kg": 2, "elements": { "Dy": 0.03 } });
    let kept = answer(scenario, 5);
    assert_eq!(kept.register[0].tonnes_per_unit, Some(0.002));
    assert!(kept.flows.iter().all(|flow| flow.tonnes_per_unit == Some(0.002)));
    let licensed: Vec<f64> = kept.authorities[0].months.iter().map(|month| month.licensed_tonnes.value).collect();
    assert!(licensed[..3].iter().all(|tonnes| (tonnes - 0.02).abs() < 1e-12), "{licensed:?}");
}
