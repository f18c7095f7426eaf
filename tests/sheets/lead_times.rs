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

/// As every result: tables as Parquet, a workbook, a page and charts from the folder alone.
#[test]
fn lead_times_have_every_form() {
    let desk = tempfile::tempdir().unwrap();
    let receipts = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/firm-today/receipts.csv");
    let asked = ["--as-of", "2026-03-02", "--xlsx", "--parquet"];
    linestop(desk.path())
        .args(["calibrate", "--lead-times", receipts.to_str().unwrap()])
        .args(asked)
        .assert()
        .success()
        .stdout(contains("each table as .parquet, lead-times-receipts.xlsx, manifest.json, charts"));
    let folder = desk.path().join("output/lead-times-receipts");
    let manifest = read(&folder.join("manifest.json"));
    assert_eq!([0, 1, 2].map(|at| &manifest["command"][at]), ["linestop", "calibrate", "--lead-times"]);
    assert_eq!(manifest["options"]["orders"]["name"], "receipts.csv");
    // The same rows in all forms.
    let parquet = fs::File::open(folder.join("lead-times.parquet")).unwrap();
    let file = parquet::file::reader::SerializedFileReader::new(parquet).unwrap();
    let vendors: Vec<String> = parquet::file::reader::FileReader::get_row_iter(&file, None)
        .unwrap()
        .map(|row| row.unwrap().get_column_iter().next().unwrap().1.to_string())
        .collect();
    assert_eq!(vendors.len(), 9);
    let bytes = fs::read(folder.join("lead-times-receipts.xlsx")).unwrap();
    let sheet = crate::sheet(&bytes, "Lead times");
    assert_eq!((sheet.len(), sheet[0][0].to_string().as_str()), (10, "Vendor"));
    let named: Vec<String> = sheet[1..].iter().map(|row| format!("\"{}\"", row[0])).collect();
    assert_eq!(named, vendors);
    let about = crate::sheet(&bytes, "About");
    assert!(about.iter().any(|row| row[1].to_string().starts_with("receipts.csv (SHA-256 ")), "{about:?}");
    assert!(about.iter().all(|row| !["Trials", "First day", "Currency"].contains(&row[0].to_string().as_str())));
    // From the folder alone.
    linestop(desk.path()).args(["report", "output/lead-times-receipts"]).assert().success();
    let page = fs::read_to_string(desk.path().join("output/lead-times-receipts.html")).unwrap();
    for words in [
        "Lead times of receipts.csv",
        "Half of all orders are received within",
        "Nine in ten within, days",
        "2 Mar 2026",
    ] {
        assert!(page.contains(words), "{words}");
    }
    linestop(desk.path())
        .args(["chart", "list", "output/lead-times-receipts"])
        .assert()
        .success()
        .stdout(contains("lead-times").and(contains("Half of all orders")));
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
