//! `explain`.

use super::*;

const TOLD: [&str; 6] =
    ["charts/trial.png", "charts/trial.svg", "manifest.json", "scenarios/small.json", "story.csv", "story.json"];

#[test]
fn a_story_is_of_a_trial_of_the_run() {
    let desk = Desk::new();
    desk.linestop("run small.json --trials 300 --no-charts").assert().success();
    desk.linestop("explain small.json --trials 300 --pick worst")
        .assert()
        .success()
        .stdout(contains("Of 300 trials, ranked by the loss of all lines:").and(contains("worst (told here)")))
        .stdout(contains("Opens with").and(contains("Stands: too little")).and(contains("Other lines:")))
        .stdout(contains("Written to output/explain-small: story.json, story.csv, manifest.json, charts"))
        .stdout(contains("\u{1b}").not());
    let written = files(&desk.path().join("output/explain-small"));
    assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), TOLD);
    let story = desk.json("output/explain-small/story.json");
    let trial = story["trial"].to_string();
    assert_eq!(desk.json("output/explain-small/manifest.json")["options"]["trial"], story["trial"]);
    // The worst trial of the run, line by line as the run has it.
    let outcomes = rows(&desk.path().join("output/small/outcomes.csv"));
    let mut losses: BTreeMap<&str, f64> = BTreeMap::new();
    for row in &outcomes {
        *losses.entry(&row["trial"]).or_default() += row["loss_eur"].parse::<f64>().unwrap();
    }
    let most = losses.values().copied().fold(0.0, f64::max);
    assert!(most > 0.0 && (losses[trial.as_str()] - most).abs() < 1e-6);
    for line in story["lines"].as_array().unwrap() {
        let row = outcomes.iter().find(|row| row["trial"] == trial && line["site"] == row["site"]).unwrap();
        assert_eq!(line["halt_days"].to_string(), row["halt_days"]);
        let first = line["halts"].get(0).map_or("", |halt| halt["from"].as_str().unwrap());
        assert_eq!(first, row["first_halt_date"]);
    }
    // The same trial by its number; and told about another line.
    desk.linestop(&format!("explain small.json --trial {trial} --out again --no-charts")).assert().success();
    assert_eq!(desk.json("again/explain-small/story.json")["orders"], story["orders"]);
    desk.linestop(&format!("explain small.json --trial {trial} --site drones --json --out other"))
        .assert()
        .success()
        .stdout(predicates::str::starts_with("{"));
    let events = rows(&desk.path().join("output/explain-small/story.csv"));
    assert!(events.is_sorted_by_key(|row| row["date"].clone()));
    assert!(
        ["regime", "opening_stock", "ordered", "filed", "granted", "received", "halt"]
            .iter()
            .all(|kind| events.iter().any(|row| row["event"] == *kind))
    );
}

#[test]
fn a_story_fits_its_width_and_mistakes_are_told() {
    let desk = Desk::new();
    desk.fits("explain small.json --trials 100 --pick p95 --no-charts");
    fs::remove_dir_all(desk.path().join("output")).unwrap();
    desk.refuses("explain small.json --site carz", &["no line \"carz\" (did you mean \"cars\"?)", "drones"]);
    desk.refuses("explain small.json --trial 3 --pick worst", &["--trial", "--pick", "cannot be used with"]);
    desk.refuses("explain small.json --trial -1", &["whole number", "outcomes.csv"]);
}

/// A stock that two lines share is told once, with the site; each of them tells it in words.
#[test]
fn a_shared_stock_is_told_once() {
    let desk = Desk::new();
    let line = |makes: &str| {
        format!(
            r#"{{"makes": "{makes}", "inputs": {{"magnet": {{"per_unit": 1}}}}, "sales": {{"per_working_day": 5}}}}"#
        )
    };
    let text = format!(
        r#"{{"title": "Works", "currency": "EUR", "start": "2025-01-01", "horizon_days": 30,
        "materials": {{"magnet": {{"unit": "piece"}}, "motor": {{"unit": "piece"}}, "pump": {{"unit": "piece"}}}},
        "sites": {{
          "source": {{"country": "CN", "sector": "magnets", "makes": "magnet"}},
          "works": {{"country": "DE", "sector": "motors", "inputs": {{"magnet": {{"opening_stock": {{"quantity": 300}},
            "ordering": {{"base_stock": {{"order_up_to": {{"quantity": 400}}}}}}}}}},
            "lines": {{"a": {}, "b": {}}}}}
        }},
        "lanes": {{"l": {{"from": "source", "to": "works", "transit_days": 3}}}}}}"#,
        line("motor"),
        line("pump")
    );
    desk.write("works.json", &text);
    desk.linestop("explain works.json --trials 10 --no-charts --xlsx").assert().success();
    let events = rows(&desk.path().join("output/explain-works/story.csv"));
    for kind in ["opening_stock", "lowest_stock"] {
        let sites: Vec<&str> = events.iter().filter(|row| row["event"] == kind).map(|row| &*row["site"]).collect();
        assert_eq!(sites, ["works"], "{kind}");
    }
    for (line, out) in [("a", "one"), ("b", "two")] {
        desk.linestop(&format!("explain works.json --trials 10 --no-charts --site works.{line} --out {out}"))
            .assert()
            .success()
            .stdout(contains("Opens with").and(contains("300")));
    }
}
