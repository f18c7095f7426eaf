//! Dates can be set and swept.
//!
//! The plant has 100 parts in stock and on order together, and uses 10 a day. An order of day t is filed on t + 1, and
//! licensed on t + 2 unless the authority is frozen by then. A freeze from day f on lets pass what was ordered up to
//! day f − 3: of 10 parts a day on days 0 to f − 3. So 100 + 10 (f − 2) parts are there to be used, which last f + 8
//! days; the plant is halted for the other 100 − (f + 8) days.

use super::Desk;

const LAST: f64 = 100.0;

fn halt_days(freeze: f64) -> f64 {
    LAST - (freeze + 8.0)
}

#[test]
#[allow(clippy::float_cmp, reason = "whole days")]
fn a_date_can_be_set_by_its_path() {
    let desk = Desk::new();
    let run = ["run", "plant.json", "--trials", "3", "--no-charts"];
    // Day 30 as written, day 40 as set.
    for (set, freeze) in [(None, 30.0), (Some("authorities.desk.events.freeze.date=2026-02-14"), 40.0)] {
        let more = set.map_or(vec![], |set| vec!["--set", set]);
        desk.says(&[&run[..], &more].concat());
        let row = desk.rows("output/plant/outcomes.csv").remove(0);
        assert_eq!(row["halt_days"].parse::<f64>().unwrap(), halt_days(freeze), "{set:?}");
    }
    let manifest = desk.json("output/plant/manifest.json");
    assert_eq!(manifest["set"], serde_json::json!([["authorities.desk.events.freeze.date", "2026-02-14"]]));
    // A date that is not written yet: no order before day 20, and the stock of 100 lasts 10 days.
    desk.says(&[&run[..], &["--set", "lanes.sea.available_from=2026-01-25"]].concat());
    let row = desk.rows("output/plant/outcomes.csv").remove(0);
    assert_eq!(row["first_halt_date"], "2026-01-15", "{row:?}");
}

#[test]
#[allow(clippy::float_cmp, reason = "whole days")]
fn a_date_can_be_swept_and_is_shown_as_one() {
    let desk = Desk::new();
    let over = "authorities.desk.events.freeze.date=2026-02-04..2026-02-24:3";
    let words = desk.says(&["sweep", "plant.json", "--over", over, "--of", "halt_days:plant", "--trials", "2"]);
    let rows = desk.rows("output/sweep-plant/sweep.csv");
    for (row, (date, freeze)) in rows.iter().zip([("2026-02-04", 30.0), ("2026-02-14", 40.0), ("2026-02-24", 50.0)]) {
        assert_eq!(row["authorities.desk.events.freeze.date"], date);
        assert_eq!(row["value"].parse::<f64>().unwrap(), halt_days(freeze), "{date}");
        assert!(words.contains(date), "{words}");
    }
    assert_eq!(rows.len(), 3);
    let answer = desk.json("output/sweep-plant/sweep.json");
    assert_eq!(answer["points"][1]["values"], serde_json::json!(["2026-02-14"]));
    let chart = std::fs::read_dir(desk.path("output/sweep-plant/charts")).unwrap().flatten().map(|f| f.path());
    let chart = chart.into_iter().find(|path| path.extension().is_some_and(|e| e == "svg")).expect("a chart");
    let drawn = std::fs::read_to_string(chart).unwrap();
    // Ticks stand a week apart.
    for tick in ["4 Feb 2026", "11 Feb 2026", "18 Feb 2026"].map(|tick| tick.replace(' ', "\u{a0}")) {
        assert!(drawn.contains(&tick), "no {tick} on the axis");
    }
    // What was written can be read back.
    desk.says(&["report", "output/sweep-plant"]);
}

#[test]
fn what_is_no_date_where_one_is_needed_is_refused_with_both_readings_or_the_nearest_path() {
    let desk = Desk::new();
    let told = |value: &str| desk.refuses(&["run", "plant.json", "--set", value]);
    let two = told("lanes.sea.available_from=1.2.2026");
    assert!(two.contains("2026-02-01 (the day first) or as 2026-01-02 (the month first)"), "{two}");
    let number = told("authorities.desk.events.freeze.date=5");
    assert!(number.contains("\"date\" cannot be 5") && number.contains("a date such as"), "{number}");
    let date = told("transit=2026-02-01");
    assert!(date.contains("cannot be the text \"2026-02-01\"") && date.contains("a number"), "{date}");
    let near = told("lanes.sea.available_form=2026-02-01");
    assert!(near.contains("available_from"), "{near}");
    let near = told("authorities.desk.events.freze.date=2026-02-01");
    assert!(near.contains("did you mean \"freeze\""), "{near}");
    let swept = desk.refuses(&["sweep", "plant.json", "--over", "transit=2026-02-01..2026-03-01"]);
    assert!(swept.contains("cannot be the text"), "{swept}");
    let swept = desk.refuses(&["sweep", "plant.json", "--over", "lanes.sea.available_from=2026-02-01..60"]);
    assert!(swept.contains("one end is a date and the other is not"), "{swept}");
}
