//! Lead times of vendors: from dates of orders to lanes of a scenario.

use std::fs;
use std::path::Path;

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use crate::linestop;

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn receipts_become_distributions_by_vendor_and_lanes_take_them() {
    let desk = tempfile::tempdir().unwrap();
    let firm = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/firm-today");
    let receipts = firm.join("receipts.csv");
    let exports =
        ["import", firm.join("exporte-de").to_str().unwrap(), "--out", "firm.json", "--mapping"].map(str::to_owned);
    let mapping = firm.join("exporte-de/mapping.json").to_str().unwrap().to_owned();
    linestop(desk.path()).args(exports).arg(mapping).assert().success();
    let ask = |more: &[&str]| {
        let usual = ["calibrate", "--lead-times", receipts.to_str().unwrap(), "--as-of", "2026-03-02", "--no-charts"];
        linestop(desk.path()).args([&usual, more].concat()).assert()
    };
    ask(&[]).success().stdout(contains("378 orders received, 39 open on 2026-03-02").and(contains("transit.json")));
    let folder = desk.path().join("output/lead-times-receipts");
    let transit = read(&folder.join("transit.json"));
    let own = &transit["Schwarzwald Präzision GmbH"]["transit_days"];
    assert!(own["source"].as_str().unwrap().starts_with("receipts.csv: "), "{own}");
    // The same folder is written again, with lanes of a scenario.
    ask(&["firm.json"])
        .success()
        .stdout(contains("linestop run output/lead-times-receipts/firm-lead-times.json"))
        .stderr(contains("lanes with a licence keep their transit"));
    let over = read(&folder.join("firm-lead-times.json"));
    let lanes = over["lanes"].as_object().unwrap();
    assert!(
        lanes.keys().all(|lane| !lane.starts_with("vendor_100210"))
            && lanes.keys().any(|lane| lane.starts_with("vendor_100402"))
    );
    let made = folder.join("firm-lead-times.json");
    linestop(desk.path()).args(["check", made.to_str().unwrap()]).assert().success();
    linestop(desk.path()).args(["run", made.to_str().unwrap(), "--trials", "50", "--no-charts"]).assert().success();
    let rows = csv::Reader::from_path(folder.join("lead-times.csv")).unwrap().into_records().count();
    assert_eq!(rows, 9, "eight vendors, and all of them");
}

#[test]
fn mistakes_with_lead_times_are_told() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("o.csv"), "vendor;ordered;received\nA;01.02.2026;\nA;31.02.2026;01.03.2026\n").unwrap();
    let ask = |more: &[&str]| linestop(desk.path()).args([&["calibrate"], more].concat()).assert().code(2);
    ask(&["--lead-times", "o.csv"]).stderr(contains("--as-of"));
    ask(&["--lead-times", "o.csv", "--as-of", "2026-03-02", "--fit", "x"]).stderr(contains("--fit"));
    ask(&[]).stderr(contains("SCENARIO"));
    ask(&["--lead-times", "o.csv", "--as-of", "2026-03-02"])
        .stderr(contains("o.csv, line 2, column \"ordered\"").and(contains("nothing was written")));
    ask(&["--lead-times", "o.csv", "--as-of", "2026-03-02", "--locale", "de"])
        .stderr(contains("line 3, column \"ordered\": \"31.02.2026\" is not a date"));
    assert!(!desk.path().join("output").exists());
}
