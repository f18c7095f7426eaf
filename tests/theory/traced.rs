//! What a line was missing and what that cost, by part, lane and place, worked out by hand.

use linestop::inside::experiment::{MissingFrom, NamedModel, RunAnswer, RunOptions, Trials, Watch, run};
use serde_json::{Value, json};

use crate::model;

/// A plant that makes 10 motors a day, each of one coil and one core and worth EUR 7, for 20 days. Coils last 5 days
/// and are ordered once, cores last for ever.
fn plant() -> Value {
    json!({
        "title": "Plant", "currency": "EUR", "start": "2025-01-01", "horizon_days": 20,
        "materials": {
            "coil": { "title": "Coil", "unit": "piece" }, "core": { "unit": "piece" }, "motor": { "unit": "piece" }
        },
        "sites": {
            "winder": { "title": "Winder", "country": "CN", "sector": "coils", "makes": "coil" },
            "other": { "country": "JP", "sector": "coils", "makes": "coil" },
            "press": { "country": "DE", "sector": "cores", "makes": "core" },
            "plant": { "country": "DE", "sector": "automotive", "makes": "motor",
                "sales": { "per_working_day": 10, "margin_per_unit": 7 },
                "inputs": {
                    "coil": { "per_unit": 1, "opening_stock": { "quantity": 50 },
                        "ordering": { "base_stock": { "order_up_to": { "quantity": 200 }, "review_every_days": 100 } } },
                    "core": { "per_unit": 1, "opening_stock": { "quantity": 1000 },
                        "ordering": { "base_stock": { "order_up_to": { "quantity": 1000 }, "review_every_days": 7 } } }
                } }
        },
        "lanes": {
            "coils": { "from": "winder", "to": "plant", "transit_days": 9 },
            "cores": { "from": "press", "to": "plant", "transit_days": 9 }
        }
    })
}

fn answer(scenario: Value) -> RunAnswer {
    let model = model(scenario);
    let named = NamedModel { name: "plant", sha256: "", model: &model };
    let options = RunOptions { trials: Trials::Fixed(40), audit: true, ..RunOptions::default() };
    let answer = run(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0);
    assert_eq!(answer.faults, Vec::<String>::new());
    answer
}

/// Lane, place, halt days, loss.
fn parts(answer: &RunAnswer) -> Vec<(Option<&str>, &str, f64, f64)> {
    let plant = answer.lines.iter().find(|line| line.site == "plant").expect("the plant is a line");
    let part = |part: &'_ MissingFrom| (part.halt_days, part.stake);
    plant.missing_from.iter().map(|p| (p.lane.as_deref(), p.place, part(p).0, part(p).1)).collect()
}

fn stake(answer: &RunAnswer, lane: &str) -> f64 {
    answer.network.lanes.iter().find(|link| link.lane == lane).expect("the lane exists").stake
}

/// The 150 coils of day 0 reach their supplier on day 1 and the plant on day 10: it stands on days 5 to 9, at 70 a day.
#[test]
fn a_part_that_never_ran_out_has_nothing_at_stake() {
    let answer = answer(plant());
    assert_eq!(parts(&answer), [(Some("coils"), "in transit", 5.0, 350.0)]);
    assert_eq!((stake(&answer, "coils"), stake(&answer, "cores")), (350.0, 0.0));
    let part = &answer.lines[0].missing_from[0];
    assert_eq!((part.title.as_str(), part.supplier_title.as_deref(), part.share), ("Coil", Some("Winder"), 1.0));
}

/// Nothing is ordered within 20 days: days 5 to 19, 1,050 lost. It is charged to the two lanes as 2 to 1.
#[test]
fn what_was_never_ordered_is_charged_to_the_lanes_that_were_to_bring_it() {
    let mut scenario = plant();
    scenario["sites"]["plant"]["inputs"]["coil"]["ordering"]["base_stock"]["first_review_day"] = json!(19);
    scenario["lanes"]["coils"]["share"] = json!(0.666_666_666_666_666_6);
    scenario["lanes"]["more"] =
        json!({ "from": "other", "to": "plant", "transit_days": 9, "share": 0.333_333_333_333_333_3 });
    let answer = answer(scenario);
    assert_eq!(parts(&answer), [(None, "denied or never ordered", 15.0, 1050.0)]);
    assert_eq!((stake(&answer, "coils"), stake(&answer, "more"), stake(&answer, "cores")), (700.0, 350.0, 0.0));
}

/// Of the 150 coils the supplier makes 1 a day, which is 50 days on its way. On day t, t − 1 are on their way and 151 −
/// t are still to be made: of 10 that are short, rounded to whole coils, all until day 16, then 9.
#[test]
fn goods_that_are_still_to_be_made_wait_for_a_capacity() {
    let mut scenario = plant();
    scenario["sites"]["winder"]["capacity_per_day"] = json!(1);
    scenario["lanes"]["coils"]["transit_days"] = json!(50);
    let (capacity, transit) = ("waiting for capacity", "in transit");
    assert_eq!(
        parts(&answer(scenario)),
        [(Some("coils"), capacity, 14.7, 1029.0), (Some("coils"), transit, 0.3, 21.0)]
    );
}

/// The 150 coils are made ready for 50 days. Under licence they are licensed, without one they are ready.
#[test]
fn goods_at_a_supplier_are_ready_where_they_need_no_licence() {
    let mut scenario = plant();
    scenario["lanes"]["coils"]["dispatch_days"] = json!(50);
    assert_eq!(parts(&answer(scenario.clone())), [(Some("coils"), "ready, at the supplier", 15.0, 1050.0)]);
    scenario["materials"]["coil"]["elements"] = json!({ "Dy": 0.03 });
    scenario["lanes"]["coils"]["authority"] = json!("desk");
    scenario["authorities"] = json!({ "desk": {
        "country": "CN", "controls": ["Dy"], "calendar": "every_day", "initial_regime": "open",
        "desk": { "review_work_days": 1 }, "regimes": { "open": {} }
    } });
    assert_eq!(parts(&answer(scenario)), [(Some("coils"), "licensed, at the supplier", 15.0, 1050.0)]);
}

/// A line that follows its scarcest input: 5 coils a day come on each day from day 2 on, the stock of 20 lasts two
/// days. It makes half of its plan on 18 days, and never halts: EUR 35 a day are at stake on the way.
#[test]
fn a_line_that_makes_too_little_and_never_halts_shares_its_loss_over_such_days() {
    let mut scenario = plant();
    let plant = &mut scenario["sites"]["plant"];
    plant["line"] = json!({ "mode": { "proportional": {} } });
    plant["inputs"]["coil"]["opening_stock"]["quantity"] = json!(20);
    plant["inputs"]["coil"]["ordering"] = json!({ "call_off": { "quantity": { "quantity": 5 }, "every_days": 1 } });
    scenario["lanes"]["coils"]["transit_days"] = json!(1);
    let answer = answer(scenario);
    assert_eq!(answer.lines[0].halt.trials, 0);
    assert_eq!(parts(&answer), [(Some("coils"), "in transit", 0.0, 630.0)]);
    assert_eq!(stake(&answer, "coils"), 630.0);
}
