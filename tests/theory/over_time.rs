//! What charts over time rest on, worked out by hand: which part lasts least, how open a regime is, what is closed when.

use linestop::{Case, RunAnswer, RunOptions, Trials, Watch};
use serde_json::{Value, json};

/// A plant that uses one chip and one magnet a day for twenty days: of chips it has ten on the first day and none to
/// come, of magnets one, and all that it wants from day 3 on.
fn answer() -> RunAnswer {
    let stock = |pieces: u32| json!({ "quantity": pieces });
    let call_off = |pieces: u32| json!({ "call_off": { "quantity": stock(pieces), "every_days": 366 } });
    let regime = |speed: Value, capacity: u32, more: Value| {
        let mut regime = json!({ "review_speed": speed, "desk_capacity": capacity });
        regime.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        regime
    };
    let scenario = json!({
        "title": "Over time", "currency": "EUR", "start": "2025-09-21", "horizon_days": 20,
        "calendars": { "with_stop": { "based_on": "every_day", "holidays": [
            { "from": "2025-10-06", "to": "2025-10-10", "name": "Autumn stop" }, { "from": "2025-09-24", "to": "2025-09-27" }
        ] } },
        "materials": { "magnet": { "unit": "piece" }, "chip": { "unit": "piece" }, "motor": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "calendar": "china", "initial_regime": "usual", "desk": { "review_work_days": 0 },
            "regimes": {
                "usual": regime(json!(1), 10, json!({ "returned_share": 0.25, "denied_share": 0.25 })),
                "fast": regime(json!(2), 20, json!({})),
                "frozen": regime(json!(0), 20, json!({})),
                "shut": regime(json!(1), 20, json!({ "shut_to": ["*"] }))
            }
        } },
        "sites": {
            "magnets": { "country": "CN", "sector": "parts", "makes": "magnet" },
            "chips": { "country": "CN", "sector": "parts", "makes": "chip", "calendar": "with_stop" },
            "plant": { "country": "DE", "sector": "motors", "makes": "motor", "sales": { "per_working_day": 1 }, "inputs": {
                "chip": { "per_unit": 1, "opening_stock": stock(10), "ordering": call_off(1) },
                "magnet": { "per_unit": 1, "opening_stock": stock(1), "ordering": call_off(100) }
            } }
        },
        "lanes": {
            "magnets_plant": { "from": "magnets", "to": "plant", "transit_days": 2 },
            "chips_plant": { "from": "chips", "to": "plant", "transit_days": 200, "authority": "desk" }
        }
    });
    let case = Case::from_value("over_time", scenario).unwrap_or_else(|error| panic!("{error}"));
    let options = RunOptions { trials: Trials::Fixed(40), band_every: 1, ..RunOptions::default() };
    case.run(&options, &Watch::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// On days 0, 1 and 2 there are fewer magnets than chips; once a hundred have come, fewer chips.
#[test]
fn the_part_that_lasts_least_is_counted_day_by_day() {
    let bands = &answer().bands[0];
    let least: Vec<(&str, f64)> = bands.least_cover.iter().map(|part| (part.material.as_str(), part.share)).collect();
    let days = bands.cover_days.p50.iter().filter(|cover| **cover < 1.0).count();
    let early = least.iter().find(|(material, _)| *material == "magnet").map_or(0.0, |(_, share)| *share);
    assert_eq!(least[0].0, "chip");
    assert!((least.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12, "{least:?}, {days}");
    assert!((early - 3.0 / 20.0).abs() < 1e-12, "{least:?}");
}

/// Half the capacity and half of the decisions grant; twice the speed; nothing is decided; nothing leaves.
#[test]
fn a_regime_is_as_open_as_its_desk_is_fast_and_its_decisions_grant() {
    let answer = answer();
    let open: Vec<(&str, f64)> =
        answer.authorities[0].regimes.iter().map(|regime| (regime.regime.as_str(), regime.openness)).collect();
    assert_eq!(open, [("usual", 0.25), ("fast", 2.0), ("frozen", 0.0), ("shut", 0.0)]);
}

/// Five days in a row are a closure, four are not; China has National Day off from 1 to 8 October 2025.
#[test]
fn closures_are_told_of_sites_and_desks() {
    let told: Vec<String> = answer()
        .closures
        .iter()
        .map(|closure| format!("{} {:?} {} {}", closure.title, closure.name, closure.from, closure.until))
        .collect();
    let wanted =
        ["chips Some(\"Autumn stop\") 2025-10-06 2025-10-10", "desk Some(\"National Day\") 2025-10-01 2025-10-08"];
    assert_eq!(told, wanted);
}
