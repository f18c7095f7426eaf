//! Working calendars: what ships with the program, held against counts that others published.

use jiff::civil::Date;
use linestop::inside::experiment::{NamedModel, StepKind, story};
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::model;

/// A buyer of one part from China, under licence, that orders on the first day only: the order is filed on the next.
fn licensed(start: &str, days: u32, work_days: u32) -> Value {
    json!({
        "title": "Counting working days", "currency": "EUR", "start": start, "horizon_days": days,
        "materials": { "part": { "unit": "piece", "elements": { "Dy": 0.1 } }, "good": { "unit": "piece" } },
        "authorities": { "desk": {
            "country": "CN", "controls": ["Dy"], "calendar": "china", "initial_regime": "open",
            "desk": { "review_work_days": work_days }, "regimes": { "open": {} }
        } },
        "sites": {
            "works": { "country": "CN", "sector": "sources", "makes": "part" },
            "plant": { "country": "DE", "sector": "buyers", "makes": "good", "sales": { "per_working_day": 0 },
                "inputs": { "part": { "per_unit": 1, "opening_stock": { "quantity": 0 },
                    "ordering": { "call_off": { "quantity": { "quantity": 1 }, "every_days": 366 } } } } }
        },
        "lanes": { "l": { "from": "works", "to": "plant", "transit_days": 1, "authority": "desk" } }
    })
}

/// The days on which the first order is filed and granted.
fn filed_and_granted(scenario: Value) -> (Date, Date) {
    let model = model(scenario);
    let story = story(&NamedModel { name: "calendar", sha256: "", model: &model }, 1, 0);
    let steps = &story.orders[0].steps;
    let date = |kind| steps.iter().find(|step| step.kind == kind).expect("the step is taken").date;
    (date(StepKind::Filed), date(StepKind::Granted))
}

/// The 10th and the 45th working day of China after a day, as the arrangements of holidays of the State Council for
/// 2025 and 2026 make them (make-up days such as 27 April, 28 September and 11 October 2025 are worked).
const COUNTED: [(&str, &str, &str); 10] = [
    ("2025-04-04", "2025-04-18", "2025-06-11"),
    ("2025-04-07", "2025-04-21", "2025-06-12"),
    ("2025-05-12", "2025-05-26", "2025-07-15"),
    ("2025-06-09", "2025-06-23", "2025-08-11"),
    ("2025-09-01", "2025-09-15", "2025-11-07"),
    ("2025-10-09", "2025-10-22", "2025-12-10"),
    ("2025-12-02", "2025-12-16", "2026-02-04"),
    ("2026-01-06", "2026-01-20", "2026-03-16"),
    ("2026-02-24", "2026-03-09", "2026-04-28"),
    ("2026-06-22", "2026-07-06", "2026-08-24"),
];

/// A review of n working days that is filed in the morning of a working day is decided in the morning of the n-th
/// working day after it; filed on a day off, a day later than that, since work begins on the next working day.
#[test]
fn licences_count_the_working_days_of_china() {
    for (filed, tenth, forty_fifth) in COUNTED {
        let on_day_off = u32::from(filed == "2025-04-04");
        for (work, end) in [(10, tenth), (45, forty_fifth)] {
            let before = filed.parse::<Date>().expect("a date").yesterday().expect("a date").to_string();
            let (day, granted) = filed_and_granted(licensed(&before, 100, work));
            assert_eq!(day.to_string(), filed);
            if on_day_off == 0 {
                assert_eq!(granted.to_string(), end, "{work} days from {filed}");
            } else {
                // One day of work less ends on it.
                let (_, granted) = filed_and_granted(licensed(&before, 100, work - 1));
                assert_eq!(granted.to_string(), end, "{work} days from {filed}");
            }
        }
    }
}

/// Working days by year: days from Monday to Friday, less days off on them, plus make-up days.
#[test]
fn shipped_calendars_have_the_working_days_of_their_years() {
    let days = [("2024-01-01", 366), ("2025-01-01", 365), ("2026-01-01", 365), ("2027-01-01", 365)];
    for (name, wanted) in [
        ("china", [262 - 19 + 8, 261 - 18 + 5, 261 - 20 + 7, 0]),
        ("germany", [262 - 9, 261 - 9, 261 - 7, 261 - 5]),
        ("united_states", [262 - 11, 261 - 11, 261 - 11, 261 - 12]),
        ("japan", [262 - 14, 261 - 15, 261 - 17, 261 - 16]),
        ("india", [262 - 15, 261 - 13, 261 - 15, 261 - 11]),
    ] {
        for ((start, horizon), wanted) in days.into_iter().zip(wanted).filter(|(_, wanted)| *wanted > 0) {
            assert_eq!(
                working(json!({}), name, start, horizon).iter().filter(|w| **w).count(),
                wanted,
                "{name} {start}"
            );
        }
    }
}

/// Working days of the plant, by day.
fn working(calendars: Value, name: &str, start: &str, days: u32) -> Vec<bool> {
    let mut scenario = licensed(start, days, 1);
    scenario["calendars"] = calendars;
    scenario["sites"]["plant"]["calendar"] = json!(name);
    let model = model(scenario);
    model.sites.iter().find(|site| site.name == "plant").expect("it is there").working.clone()
}

/// From Thursday 2 to Wednesday 15 January 2025. What a calendar says itself goes before what it is based on; days
/// worked in addition before days off.
#[test]
fn a_calendar_adds_to_the_one_it_is_based_on() {
    let pattern = |calendars: Value| -> String {
        let works = working(calendars, "own", "2025-01-02", 14);
        works.iter().map(|works| if *works { 'x' } else { '.' }).collect()
    };
    let week = json!(["mon", "tue", "wed", "thu", "fri"]);
    let extra = json!({ "own": { "working_days": week, "extra_working_days": [{ "from": "2025-01-04" }] } });
    assert_eq!(pattern(extra), "xxx.xxxxx..xxx");
    let stop = json!({ "own": { "working_days": week, "holidays": [{ "from": "2025-01-06", "to": "2025-01-10" }],
        "extra_working_days": [{ "from": "2025-01-08", "to": "2025-01-09", "name": "stocktaking" }] } });
    assert_eq!(pattern(stop), "xx....xx...xxx");
    // Monday the 13th is off in Japan.
    assert_eq!(pattern(json!({ "own": { "based_on": "japan" } })), "xx..xxxxx...xx");
    let saturdays =
        json!({ "own": { "based_on": "japan", "working_days": ["mon", "tue", "wed", "thu", "fri", "sat"] } });
    assert_eq!(pattern(saturdays), "xxx.xxxxxx..xx");
    let two = json!({ "middle": { "based_on": "japan", "holidays": [{ "from": "2025-01-03" }] },
        "own": { "based_on": "middle", "extra_working_days": [{ "from": "2025-01-13" }] } });
    assert_eq!(pattern(two), "x...xxxxx..xxx");
    // The calendar of a country can be changed under its own name.
    let works = working(
        json!({ "japan": { "based_on": "japan", "holidays": [{ "from": "2025-01-03" }] } }),
        "japan",
        "2025-01-02",
        14,
    );
    assert_eq!(works.iter().filter(|works| **works).count(), 8);
}

/// What is announced of China ends with 2026: from then on the warning says what is missing.
#[test]
fn years_that_nobody_has_announced_are_warned_of() {
    let warnings_of = |scenario: Value| {
        let loaded = from_value(scenario).unwrap_or_else(|problems| panic!("{problems}"));
        loaded.warnings.iter().map(|warning| warning.message.clone()).collect::<Vec<_>>().join("\n")
    };
    let warnings = |start: &str| warnings_of(licensed(start, 60, 10));
    let told = warnings("2026-12-01");
    assert!(
        told.contains(
            "the calendar \"china\" is known from 2024-01-01 to 2026-12-31; after that it has no make-up days"
        ),
        "{told}"
    );
    assert!(!warnings("2026-05-01").contains("is known from"));
    // Who names days of these years has thought of them; days of other years do not count.
    let with_days = |from: &str| {
        let mut scenario = licensed("2026-12-01", 60, 10);
        scenario["calendars"] = json!({ "desk": { "based_on": "china", "holidays": [{ "from": from }] } });
        scenario["authorities"]["desk"]["calendar"] = "desk".into();
        warnings_of(scenario)
    };
    assert!(!with_days("2027-01-11").contains("is known from"));
    assert!(with_days("2026-12-11").contains("is known from"));
}
