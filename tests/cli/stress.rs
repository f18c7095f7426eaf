//! `stress`.

use super::*;

/// N-01 of the known answers: A stops for 60 days, B holds 12 days of stock behind 7 days of transit, C 15 behind 5.
const CHAIN: &str = r#"{
  "title": "Chain", "currency": "EUR", "start": "2025-01-01", "horizon_days": 150,
  "materials": {"oxide": {"unit": "piece"}, "magnet": {"unit": "piece"}, "motor": {"unit": "piece"}},
  "sites": {
    "a": {"country": "CN", "sector": "separation", "makes": "oxide", "capacity_per_day": 1},
    "b": {"country": "DE", "sector": "magnets", "makes": "magnet", "capacity_per_day": 1,
      "inputs": {"oxide": {"per_unit": 1, "opening_stock": {"quantity": 19}, "ordering": {"call_off": {"every_days": 1}}}}},
    "c": {"country": "DE", "sector": "automotive", "makes": "motor", "sales": {"per_working_day": 1, "margin_per_unit": 10},
      "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"quantity": 21}, "ordering": {"call_off": {"every_days": 1}}}}}
  },
  "lanes": {"ab": {"from": "a", "to": "b", "transit_days": 7}, "bc": {"from": "b", "to": "c", "transit_days": 5}}
}"#;

#[test]
fn a_stress_test_finds_the_known_time_to_survive() {
    let desk = Desk::new();
    desk.write("chain.json", CHAIN);
    // Pipelines are full on the thirtieth day.
    desk.linestop("stress chain.json --from 2025-01-31 --days 60 --trials 20 --no-charts").assert().success();
    let rows = rows(&desk.path().join("output/stress-chain/stress.csv"));
    let row = |failure: &str| rows.iter().find(|row| row["failure"] == failure && row["site"] == "c").unwrap();
    // C survives for 7 + 12 + 5 + 15 days and stands until 72 days after the failure, for 33 days.
    let a = row("a");
    let cells = ["typical_days_to_survive", "typical_days_to_recover", "typical_halt_days", "typical_loss_eur"];
    assert_eq!(cells.map(|column| a[column].as_str()), ["39", "12", "33", "330"]);
    let medians = ["days_to_survive_median", "days_to_recover_median", "stopped", "halt_days"];
    assert_eq!(medians.map(|column| a[column].as_str()), ["39", "12", "1", "33"]);
    // Without B, C has what is in transit and in stock, and waits for its transit afterwards.
    let b = row("b");
    assert_eq!(cells.map(|column| b[column].as_str())[..2], ["20", "5"]);
}

/// A plant with 18 days of stock beyond what is under way, behind a desk that decides within days.
const FROZEN: &str = r#"{
  "title": "Frozen", "currency": "EUR", "start": "2025-01-01", "horizon_days": 150,
  "materials": {"magnet": {"unit": "piece", "elements": {"Dy": 0.03}}, "motor": {"unit": "piece"}},
  "authorities": {"desk": {"title": "Desk", "country": "CN", "controls": ["Dy"], "calendar": "every_day",
    "desk": {"review_work_days": 1}, "initial_regime": "open", "regimes": {"open": {}}}},
  "sites": {
    "works": {"country": "CN", "sector": "magnets", "makes": "magnet"},
    "plant": {"title": "Plant", "country": "DE", "sector": "automotive", "makes": "motor", "sales": {"per_working_day": 1},
      "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"quantity": 30}, "ordering": {"call_off": {"every_days": 1}}}}}
  },
  "lanes": {"sea": {"from": "works", "to": "plant", "authority": "desk", "transit_days": 10}}
}"#;

/// The shortest freeze that stops the plant, by the lengths tried.
#[test]
fn thresholds_outside_of_the_lengths_tried_say_so() {
    let desk = Desk::new();
    desk.write("frozen_desk.json", FROZEN);
    let stress = |range: &str| {
        let words = format!("stress frozen_desk.json --from 2025-03-01 --trials 20 --no-charts --freeze-days {range}");
        desk.linestop(&words).assert().success();
        let chart = desk.linestop("chart list output/stress-frozen_desk").assert().success();
        let titles = String::from_utf8_lossy(&chart.get_output().stdout).into_owned();
        let shortest = desk.json("output/stress-frozen_desk/stress.json")["freezes"][0]["shortest"][0].clone();
        (shortest["typical_days"].clone(), shortest["half_of_trials_days"].clone(), titles)
    };
    let (typical, _, _) = stress("1..60");
    let exact = typical["at_least"].as_u64().unwrap();
    assert_eq!(typical["at_most"].as_u64(), Some(exact), "{typical}");
    let between = |at_least: u64, at_most: Option<u64>| serde_json::json!({"at_least": at_least, "at_most": at_most});
    let (typical, half, titles) = stress("40..60");
    assert_eq!((typical, half), (between(1, Some(40)), between(1, Some(40))));
    assert!(titles.contains("A freeze of 40 days stops Plant in 100\u{a0}% of trials"), "{titles}");
    let (typical, half, titles) = stress("40..40");
    assert_eq!((typical, half), (between(1, Some(40)), between(1, Some(40))));
    assert!(titles.contains("A freeze of 40 days stops Plant in 100\u{a0}% of trials"), "{titles}");
    let short = exact - 1;
    let (typical, half, titles) = stress(&format!("1..{short}"));
    assert_eq!((typical, half), (between(exact, None), between(exact, None)));
    assert!(
        titles.contains(&format!("No freeze of 1 to {short} days stops any line in half of the trials")),
        "{titles}"
    );
    for (range, words) in [("40..60", "40 or fewer".to_owned()), ("1..5", "over 5".to_owned())] {
        desk.linestop(&format!(
            "stress frozen_desk.json --from 2025-03-01 --trials 20 --no-charts --freeze-days {range}"
        ))
        .assert()
        .success()
        .stdout(contains(words));
    }
}

#[test]
fn a_stress_test_writes_its_files_and_says_what_hurts_most() {
    let desk = Desk::new();
    desk.linestop("stress small.json --trials 200 --days 60 --freeze-days 5..60")
        .assert()
        .success()
        .stdout(contains("single failures of 60 days\nEach thing fails on 4 Apr 2025 and is restored on 3 Jun 2025;"))
        .stdout(contains("What hurts most: ").and(contains("licence freeze of Licence desk")))
        .stdout(contains("Shortest licence freeze of Licence desk that stops a line"))
        .stdout(contains(
            "Written to output/stress-small: stress.json, stress.csv, freezes.csv, manifest.json, charts",
        ));
    let written = files(&desk.path().join("output/stress-small"));
    let names: Vec<&str> = written.keys().map(String::as_str).collect();
    let wanted = [
        "charts/exposure.png",
        "charts/exposure.svg",
        "charts/freeze.png",
        "charts/freeze.svg",
        "freezes.csv",
        "manifest.json",
        "scenarios/small.json",
        "stress.csv",
        "stress.json",
    ];
    assert_eq!(names, wanted);
    // Threads do not matter.
    desk.linestop("stress small.json --trials 200 --days 60 --freeze-days 5..60 --threads 1 --out one")
        .assert()
        .success();
    assert!(written == files(&desk.path().join("one/stress-small")));
    let answer = desk.json("output/stress-small/stress.json");
    let losses: Vec<f64> =
        answer["failures"].as_array().unwrap().iter().map(|f| f["loss"]["value"].as_f64().unwrap()).collect();
    assert!(losses.len() > 4 && losses.is_sorted_by(|a, b| a >= b) && losses[0] > 0.0);
    // The longer the freeze, the more trials it stops.
    let shares: Vec<f64> = answer["freezes"][0]["sampled"]
        .as_array()
        .unwrap()
        .iter()
        .map(|freeze| freeze["stopped"][0]["share"].as_f64().unwrap())
        .collect();
    assert_eq!(shares.len(), 12);
    assert!(shares[0] < shares[11]);
    assert_eq!(answer["freezes"][0]["typical"].as_array().unwrap().len(), 56);
    desk.refuses("stress small.json --from 2024-01-01", &["is not a day of the scenario", "2025-04-04"]);
    desk.refuses("stress small.json --from soon", &["2026-03-02"]);
    desk.refuses("stress small.json --freeze-days 9", &["1..180"]);
    desk.fits("stress small.json --trials 20 --no-charts --freeze-days 30..30 --out w");
}
