//! Watch lists by hand: whom a crackdown on grey supply puts on one, for how long, and what becomes of its files.

use linestop::answers::WatchedAnswer;
use linestop::inside::experiment::{NamedModel, RunOptions, StepKind, Trials, Watch, run, story};
use linestop::inside::scenario::from_value;
use serde_json::{Value, json};

use crate::border::authority;
use crate::known::MOST;
use crate::model;
use crate::pieces::{buyer, lane, network, source};

/// Two plants call off 10 pieces every fifth day, half of them on grey lanes; what is licensed is decided a day after
/// its filing. On day 20 a crackdown begins and ends on day 40; the next begins on day 60. The idle plant calls off its
/// first pieces on day 50.
fn raided(listed: f64, days: u32) -> Value {
    let mut idle = buyer(10, 5);
    idle["inputs"]["part"]["ordering"]["call_off"]["first_day"] = json!(50);
    let sites = json!({ "works": source(json!({})), "mine": source(json!({})), "plant": buyer(10, 5), "idle": idle });
    let licensed = json!({ "share": 0.5, "authority": "customs" });
    let grey = json!({ "share": 0.5, "grey": { "cut_by": "customs", "listed_share": listed } });
    let lanes = json!({ "a": lane("works", "plant", licensed.clone()), "b": lane("mine", "plant", grey.clone()),
        "c": lane("works", "idle", licensed), "d": lane("mine", "idle", grey) });
    let mut scenario = network(100, sites, lanes);
    scenario["materials"]["part"]["elements"] = json!({ "Dy": 0.03 });
    let event = |date: &str, on: bool| json!({ "date": date, "crackdown": on });
    scenario["authorities"] = json!({ "customs": authority(json!({
        "controls": ["Dy"], "watch_list": { "days": days, "denied_share": 1 },
        "events": { "raid": event("2025-01-21", true), "over": event("2025-02-10", false), "again": event("2025-03-02", true) }
    })) });
    scenario
}

fn watched(scenario: Value, trials: u64) -> Vec<WatchedAnswer> {
    let model = model(scenario);
    let named = NamedModel { name: "watched", sha256: "", model: &model };
    let options = RunOptions { trials: Trials::Fixed(trials), audit: true, ..RunOptions::default() };
    let answer = run(&[named], &options, &Watch::default()).expect("nobody stops it").remove(0);
    assert_eq!(answer.faults, Vec::<String>::new());
    answer.authorities[0].watched.clone()
}

/// Surely listed, the plant is on the list from day 21 to day 35 and from day 61 to day 75, and all that is filed on
/// these days is denied. The idle plant has bought nothing on the side before the first crackdown; from day 50 on it
/// has.
#[test]
fn a_crackdown_puts_who_bought_on_the_side_on_the_list() {
    let model = model(raided(1.0, 15));
    let story = story(&NamedModel { name: "watched", sha256: "", model: &model }, 1, 0);
    let day = |date: jiff::civil::Date| (date - model.start).get_days();
    let spans: Vec<(&str, i32, i32)> =
        story.policy[0].watched.iter().map(|span| (span.client.as_str(), day(span.from), day(span.until))).collect();
    let mut by_hand = [("plant", 21, 35), ("plant", 61, 75), ("idle", 61, 75)];
    let mut found = spans;
    found.sort_unstable();
    by_hand.sort_unstable();
    assert_eq!(found, by_hand);
    let denied = |lane: &str| -> Vec<i32> {
        let steps = story.orders.iter().filter(|order| order.lane == lane).flat_map(|order| &order.steps);
        steps.filter(|step| step.kind == StepKind::Denied).map(|step| day(step.date)).collect()
    };
    // Called off on days 0, 5, 10, …, filed on the next day and decided on the morning after that.
    assert_eq!(denied("a"), [22, 27, 32, 62, 67, 72]);
    assert_eq!(denied("c"), [62, 67, 72]);
    let all = watched(raided(1.0, 15), 20);
    let mean = |client: &str| all.iter().find(|of| of.client == client).expect("a client").days.value;
    assert_eq!((mean("plant"), mean("idle")), (30.0, 15.0));
}

/// With a chance of 0.3 each, drawn crackdown by crackdown: 0.51 of the trials are ever listed, for 2 · 0.3 · 15 days
/// in the mean, whose variance is 2 · 0.3 · 0.7 · 15². A list of 60 days runs on, and is not begun twice.
#[test]
fn each_crackdown_is_a_draw_of_its_own() {
    let trials = 40_000_u32;
    let all = watched(raided(0.3, 15), trials.into());
    let plant = all.iter().find(|of| of.client == "plant").expect("a client");
    let within = |what: &str, found: f64, exact: f64, sd: f64| {
        let error = sd / f64::from(trials).sqrt();
        assert!((found - exact).abs() <= MOST * error, "{what}: {found} ± {error}, exact {exact}");
    };
    within("ever listed", plant.listed.share, 0.51, (0.51_f64 * 0.49).sqrt());
    within("days", plant.days.value, 9.0, (0.42_f64).sqrt() * 15.0);
    // From day 21 to day 80, then to the end of day 99 in 0.3 · 0.3 of the trials; from day 61 in 0.7 · 0.3.
    let long = watched(raided(0.3, 60), trials.into());
    let days = long.iter().find(|of| of.client == "plant").expect("a client").days.value;
    let (first, both, second) = (0.3 * 0.7, 0.3 * 0.3, 0.7 * 0.3);
    let exact = first * 60.0 + both * 79.0 + second * 39.0;
    let square = first * 3600.0 + both * 6241.0 + second * 1521.0;
    within("days of a long list", days, exact, (square - exact * exact).sqrt());
}

#[test]
fn a_list_that_cannot_be_is_told() {
    let told = |change: &dyn Fn(&mut Value)| {
        let mut scenario = raided(0.5, 15);
        change(&mut scenario);
        from_value(scenario).map_or_else(
            |problems| problems.to_string(),
            |loaded| loaded.warnings.iter().map(|w| w.message.clone() + "\n").collect(),
        )
    };
    let text = told(&|s| drop(s["authorities"]["customs"].as_object_mut().expect("fields").remove("watch_list")));
    assert!(text.contains("\"customs\" has no \"watch_list\" on which a crackdown could put the buyer"), "{text}");
    let text = told(&|s| s["lanes"]["b"]["grey"] = json!({ "listed_share": 0.5 }));
    assert!(text.contains("it names no \"cut_by\""), "{text}");
    let text = told(&|s| {
        for lane in ["b", "d"] {
            s["lanes"][lane]["grey"] = json!({ "cut_by": "customs" });
        }
    });
    assert!(text.contains("nobody is put on this list"), "{text}");
    let text = told(&|s| s["authorities"]["customs"]["watch_list"]["returned_share"] = json!(0.5));
    assert!(text.contains("returned and denied shares sum to 1.5"), "{text}");
}
