//! Chances of thresholds and the first line to halt, on lines whose trial is known: stock for so many days, and
//! nothing that comes.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

/// A line that makes ten pieces a day from a part of which it has stock for some days; what it orders comes too late.
fn line(key: &str, stock: &str) -> String {
    format!(
        r#""{key}": {{"title": "Line {key}", "country": "DE", "sector": "cars", "makes": "car_{key}",
        "sales": {{"per_working_day": 10, "margin_per_unit": 0}}, "line": {{"halt_cost_per_day": 1000}},
        "inputs": {{"part": {{"per_unit": 1, "opening_stock": {{"days_of_cover": {stock}}},
          "ordering": {{"base_stock": {{"order_up_to": {{"days_of_cover": 40}}, "review_every_days": 7}}}}}}}}}}"#
    )
}

/// Thirty days of some lines with stock for so many days.
fn scenario(lines: &[(&str, &str)]) -> String {
    let each = |of: &dyn Fn(&str, &str) -> String| {
        lines.iter().map(|(key, stock)| of(key, stock)).collect::<Vec<_>>().join(",\n")
    };
    format!(
        r#"{{"title": "Known", "currency": "EUR", "start": "2025-04-04", "horizon_days": 30,
        "parameters": {{"stock": {{"title": "Stock", "unit": "days", "value": {{"uniform": {{"min": 5, "max": 25}}}}}}}},
        "materials": {{"part": {{"title": "4711-0815", "unit": "piece"}}, {}}},
        "sites": {{"works": {{"country": "CN", "sector": "parts", "makes": "part"}}, {}}},
        "lanes": {{{}}}}}"#,
        each(&|key, _| format!(r#""car_{key}": {{"unit": "piece"}}"#)),
        each(&line),
        each(&|key, _| format!(r#""to_{key}": {{"from": "works", "to": "{key}", "transit_days": 200}}"#)),
    )
}

fn desk(lines: &[(&str, &str)]) -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("known.json"), scenario(lines)).unwrap();
    desk
}

fn linestop(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("linestop").unwrap();
    command.current_dir(folder).env_remove("COLUMNS").args(arguments);
    command
}

fn json(folder: &Path, path: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join(path)).unwrap()).unwrap()
}

/// Stock for 5, 8 and 5 days: of 30 days the lines stand 25, 22 and 25, at EUR 1,000 a day.
const THREE: [(&str, &str); 3] = [("a", "5"), ("b", "8"), ("c", "5")];

#[test]
fn trials_beyond_a_threshold_are_counted_exactly() {
    let desk = desk(&THREE);
    let asked = [
        ("loss:a > 25 k", 0),
        ("loss:a >= EUR 25,000", 10),
        ("P(loss > 72 k)", 0),
        ("P(loss >= 72 k)", 10),
        ("P(halt days < 72 days)", 0),
        ("halt_days <= 72", 10),
        ("longest_halt:b < 23", 10),
        ("longest_halt > 25", 0),
        // 5 of 30 days are made.
        ("fill_rate:a < 17%", 10),
        ("fill_rate:a > 0.17", 0),
    ];
    for kept in ["all", "none"] {
        let mut arguments = vec!["run", "known.json", "--trials", "10", "--no-charts", "--outcomes", kept];
        arguments.extend(asked.iter().flat_map(|(threshold, _)| ["--threshold", threshold]));
        linestop(desk.path(), &arguments)
            .assert()
            .success()
            // The first three are columns of the lines' table.
            .stdout(
                contains("P(loss").and(contains("Line a: chance that the fill rate is below 17\u{a0}%: 100\u{a0}%")),
            );
        let summary = json(desk.path(), "output/known/summary.json");
        let found = summary["thresholds"].as_array().unwrap();
        for ((threshold, trials), row) in asked.iter().zip(found) {
            assert_eq!(row["chance"]["trials"], *trials, "{threshold}");
            assert_eq!(row["unit"], "share");
        }
        assert_eq!(found[0]["outcome"], "P(loss > 25 k)");
        assert_eq!(found[0]["threshold"]["value"], 25_000.0);
        let table = fs::read_to_string(desk.path().join("output/known/thresholds.csv")).unwrap();
        // Those on the network are counted for each line too.
        let networks = asked.iter().filter(|(threshold, _)| !threshold.contains(':')).count();
        assert_eq!(table.lines().count(), 1 + asked.len() + networks * THREE.len());
    }
}

#[test]
fn a_threshold_is_a_column_of_the_lines_and_a_sentence_where_it_says_more() {
    let desk = desk(&THREE);
    // Losses of 25, 22 and 25 k.
    let output =
        linestop(desk.path(), &["run", "known.json", "--trials", "10", "--no-charts", "--threshold", "loss >= 24 k"])
            .assert()
            .success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let heading = text.lines().find(|line| line.contains("P(loss")).unwrap_or_else(|| panic!("{text}"));
    // Columns of numbers end where their headings do.
    let from = heading.find("P(loss").unwrap();
    let to = heading[from..].find("  ").map_or(heading.len(), |length| from + length);
    let end = heading[..to].chars().count();
    let summary = json(desk.path(), "output/known/summary.json");
    let rows = summary["thresholds"].as_array().unwrap();
    assert_eq!(rows.len(), 1 + THREE.len());
    assert!(rows[0]["site"].is_null());
    for row in &rows[1..] {
        // Certain, so that all trials are beyond or none.
        let site = row["site"].as_str().unwrap();
        let loss = summary["lines"].as_array().unwrap().iter().find(|line| line["site"] == site).unwrap();
        let beyond = loss["loss"]["mean"]["value"].as_f64().unwrap() >= 24_000.0;
        assert_eq!(row["chance"]["trials"], if beyond { 10 } else { 0 }, "{site}");
        let row = format!("Line {site}  ");
        let shown = text.lines().find(|line| line.starts_with(&row)).unwrap();
        let until: String = shown.chars().take(end).collect();
        assert_eq!(until.replace('\u{a0}', " ").ends_with("100 %"), beyond, "{shown}");
    }
    assert!(text.contains("Chance that the loss is at least EUR\u{a0}24\u{a0}k"), "{text}");
    assert!(!text.contains("Line a: chance that the loss"), "{text}");
}

#[test]
fn thresholds_that_mean_nothing_are_refused_before_anything_is_run() {
    let desk = desk(&THREE);
    for (threshold, says) in [
        ("los > 3", "did you mean \"loss\"?"),
        ("loss:d > 3", "there is no line \"d\""),
        ("loss > 10.000", "can be read as 10 "),
        ("loss > 10 m USD", "loss is counted in EUR, not in \"USD\""),
        ("halt_days > 2 m", "counted in days"),
        ("halt_days > 10%", "no share"),
        ("fill_rate < 95", "at most 1, or 100%"),
        ("p_halt > 5%", "a chance already"),
        ("loss", "has an amount"),
        ("P(loss > 3", "not closed"),
    ] {
        linestop(desk.path(), &["run", "known.json", "--threshold", threshold]).assert().code(2).stderr(contains(says));
    }
    // All at once.
    linestop(desk.path(), &["run", "known.json", "--threshold", "loss > 2,5 m", "--threshold", "los > 5"])
        .assert()
        .code(2)
        .stderr(contains("can be read as 2.5").and(contains("no outcome \"los\"")));
    assert!(!desk.path().join("output").exists());
}

#[test]
fn a_chance_of_a_threshold_is_swept_compared_and_explained_by_parameters() {
    let desk = desk(&[("a", "{\"parameter\": \"stock\"}")]);
    // 30 days less 10, 20: exactly 20 and 10 halt days.
    linestop(desk.path(), &["sweep", "known.json", "--over", "stock=10..20:2", "--of", "P(halt_days:a > 15)"])
        .args(["--trials", "20"])
        .assert()
        .success();
    let sweep = json(desk.path(), "output/sweep-known/sweep.json");
    let value = |point: usize| sweep["points"][point]["outcomes"][0]["value"].as_f64().unwrap();
    assert!((value(0) - 1.0).abs() < 1e-12 && value(1).abs() < 1e-12);
    assert!(desk.path().join("output/sweep-known/charts/p_halt_days_above_15-a.svg").exists());
    // Stock of 5 to 25 days: at P10 7, at P90 23 days; more than 15 halt days with less than 15 days of stock.
    linestop(desk.path(), &["sensitivity", "known.json", "--of", "P(halt_days:a > 15)", "--trials", "400"])
        .assert()
        .success()
        .stdout(contains("100\u{a0}%").and(contains("halt days are above")));
    let found = json(desk.path(), "output/sensitivity-known/sensitivity.json");
    let swing = found["outcomes"][0]["tornado"][0]["swing"]["value"].as_f64().unwrap();
    assert!((swing + 1.0).abs() < 1e-12, "{swing}");
    linestop(desk.path(), &["sensitivity", "known.json", "--of", "P(loss > 1)", "--threshold", "3"])
        .assert()
        .code(2)
        .stderr(contains("its own threshold"));
    fs::write(desk.path().join("more.json"), scenario(&[("a", "20")])).unwrap();
    linestop(desk.path(), &["compare", "known.json", "more.json", "--of", "P(halt_days:a > 15)", "--no-regret"])
        .args(["--trials", "200", "--no-charts"])
        .assert()
        .success()
        .stdout(contains("chance that").and(contains("points")));
    let compared = json(desk.path(), "output/compare-known/comparison.json");
    let rows = compared["alternatives"][0]["differences"].as_array().unwrap();
    let row = rows.iter().find(|row| row["outcome"] == "P(halt_days > 15)").unwrap();
    assert_eq!((row["site"].as_str(), row["verdict"].as_str()), (Some("a"), Some("better")));
    assert!(row["alternative"]["value"].as_f64().unwrap().abs() < 1e-12);
}

#[test]
fn the_first_line_to_halt_is_told_with_ties_and_merged_exactly() {
    let desk = desk(&THREE);
    let first = |out: &str| {
        let found = json(desk.path(), &format!("{out}/known/summary.json"));
        found["first_to_halt"].clone()
    };
    linestop(desk.path(), &["run", "known.json", "--trials", "600", "--no-charts", "--threads", "1", "--out", "one"])
        .assert()
        .success()
        .stdout(contains("First to halt: Line a in 100\u{a0}%").and(contains("several on the same day")));
    linestop(desk.path(), &["run", "known.json", "--trials", "600", "--no-charts", "--threads", "2", "--out", "two"])
        .assert()
        .success();
    assert_eq!(first("one"), first("two"));
    let found = first("one");
    let counts: Vec<(&str, u64, u64)> = found["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let count = |what: &str| line[what]["trials"].as_u64().unwrap();
            (line["site"].as_str().unwrap(), count("first"), count("alone"))
        })
        .collect();
    // Lines a and c stand from the same day on; line b three days later.
    assert_eq!(counts, [("a", 600, 0), ("c", 600, 0), ("b", 0, 0)]);
    assert_eq!((found["several"]["trials"].as_u64(), found["none"]["trials"].as_u64()), (Some(600), Some(0)));
}

#[test]
fn of_many_lines_those_at_risk_are_told_and_the_others_counted() {
    let keys: Vec<String> = (0..30).map(|at| format!("l{at:02}")).collect();
    // Twenty lines stand, the others have stock for longer than the horizon.
    let lines: Vec<(&str, &str)> =
        keys.iter().enumerate().map(|(at, key)| (key.as_str(), if at < 20 { "5" } else { "40" })).collect();
    let desk = desk(&lines);
    let run = linestop(desk.path(), &["run", "known.json", "--trials", "10"]).output().unwrap();
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(
        text.contains("4 other manufacturers halted no more often, 10 never; all lines are in lines.csv."),
        "{text}"
    );
    assert_eq!(
        text.lines().filter(|line| line.starts_with("Line l") && line[8..].starts_with("  ")).count(),
        16,
        "{text}"
    );
    let table = fs::read_to_string(desk.path().join("output/known/lines.csv")).unwrap();
    assert_eq!(table.lines().count(), 31);
    assert!(table.starts_with("site,title,"));
    linestop(desk.path(), &["report", "output/known"]).assert().success();
    let page = fs::read_to_string(desk.path().join("output/known.html")).unwrap();
    assert!(page.contains("4 other manufacturers halted no more often, 10 never"));
    assert!(page.contains("Which line stops first"));
}

#[test]
fn a_workbook_has_the_charts_that_were_drawn() {
    let desk = desk(&THREE);
    let holds = |name: &str| {
        let bytes = fs::read(desk.path().join("output/known/known.xlsx")).unwrap();
        bytes.windows(name.len()).any(|window| window == name.as_bytes())
    };
    linestop(desk.path(), &["run", "known.json", "--trials", "10", "--xlsx"]).assert().success();
    let charts = fs::read_dir(desk.path().join("output/known/charts")).unwrap();
    let charts = charts.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|e| e == "png")).count();
    assert!(charts > 3);
    assert!(holds("xl/drawings/drawing1.xml") && holds(&format!("xl/media/image{charts}.png")));
    assert!(!holds(&format!("xl/media/image{}.png", charts + 1)));
    linestop(desk.path(), &["run", "known.json", "--trials", "10", "--xlsx", "--no-charts"]).assert().success();
    assert!(!holds("xl/media/image1.png"));
}
