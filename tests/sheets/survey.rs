//! A survey in classes: from shares to the desk of a scenario.

use std::fs;
use std::path::Path;

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use crate::linestop;

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

const ANSWERS: &str = "what,from_days,to_days,share,respondents\n,0,30,25 %,120\n,31,60,35 %,\n,61,90,15 %,\ndenied,,,5 %,\n\
                       pending,90,,20 %,\n";

#[test]
fn answers_become_a_distribution_and_a_desk_takes_it() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("answers.csv"), ANSWERS).unwrap();
    let quickstart = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/quickstart.json");
    let ask = |more: &[&str]| {
        let usual = ["calibrate", "--survey", "answers.csv", "--as-of", "2025-11-24", "--no-charts"];
        linestop(desk.path()).args([&usual, more].concat()).assert()
    };
    ask(&[]).success().stdout(contains("120 answers in classes of calendar days").and(contains("review.json")));
    let folder = desk.path().join("output/survey-answers");
    let answer = read(&folder.join("survey.json"));
    let group = &answer["groups"][0];
    assert_eq!(group["classes"].as_array().unwrap().len(), 3);
    assert!((group["denied_share"].as_f64().unwrap() - 5.0 / 80.0).abs() < 1e-12);
    assert_eq!(read(&folder.join("review.json"))["all"]["denied_share"]["value"], 0.0625);
    ask(&[quickstart.to_str().unwrap()])
        .success()
        .stderr(contains("the working days of the desk in one"))
        .stdout(contains("linestop run output/survey-answers/quickstart-survey.json"));
    let over = read(&folder.join("quickstart-survey.json"));
    let (name, authority) = over["authorities"].as_object().unwrap().iter().next().unwrap();
    let distribution = &authority["desk"]["review_work_days"];
    assert!(
        distribution["source"].as_str().unwrap().starts_with("answers.csv: 120 answers in classes"),
        "{name}: {distribution}"
    );
    // Seven calendar days are five days of a desk that works from Monday to Friday, holidays aside.
    let family = group["family"].as_str().unwrap();
    let term = if family == "lognormal" {
        "median"
    } else if family == "weibull" {
        "scale"
    } else {
        "mean"
    };
    let scale = |distribution: &Value| distribution[family][term].as_f64().unwrap();
    let factor = scale(distribution) / scale(&group["days"]);
    assert!((0.6..0.72).contains(&factor), "{factor}");
    let made = folder.join("quickstart-survey.json");
    linestop(desk.path()).args(["check", made.to_str().unwrap()]).assert().success();
    linestop(desk.path()).args(["run", made.to_str().unwrap(), "--trials", "50", "--no-charts"]).assert().success();
}

/// As every result: tables as Parquet, a workbook, a page and a chart from the folder alone.
#[test]
fn a_survey_has_every_form() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("answers.csv"), ANSWERS).unwrap();
    linestop(desk.path())
        .args(["calibrate", "--survey", "answers.csv", "--as-of", "2025-11-24", "--xlsx", "--parquet"])
        .assert()
        .success()
        .stdout(contains("each table as .parquet, survey-answers.xlsx, manifest.json, charts"));
    let folder = desk.path().join("output/survey-answers");
    let manifest = read(&folder.join("manifest.json"));
    assert_eq!([0, 1, 2].map(|at| &manifest["command"][at]), ["linestop", "calibrate", "--survey"]);
    let rows = csv::Reader::from_path(folder.join("survey-classes.csv")).unwrap().into_records().count();
    let bytes = fs::read(folder.join("survey-answers.xlsx")).unwrap();
    assert_eq!((rows, crate::sheet(&bytes, "Classes").len()), (3, 4));
    assert!(folder.join("survey-classes.parquet").is_file() && folder.join("charts/survey.svg").is_file());
    linestop(desk.path()).args(["report", "output/survey-answers"]).assert().success();
    let page = fs::read_to_string(desk.path().join("output/survey-answers.html")).unwrap();
    for words in ["Survey answers.csv", "Half of all applications are decided within", "31 to 60 days", "24 Nov 2025"] {
        assert!(page.contains(words), "{words}");
    }
    linestop(desk.path())
        .args(["chart", "list", "output/survey-answers"])
        .assert()
        .success()
        .stdout(contains("survey").and(contains("Half of all applications")));
}

#[test]
fn mistakes_with_a_survey_are_told() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("s.csv"), "from_days,to_days,share,respondents\n0,30,34,100\n45,,66 %,\n").unwrap();
    let ask = |more: &[&str]| linestop(desk.path()).args([&["calibrate"], more].concat()).assert().code(2);
    ask(&["--survey", "s.csv"]).stderr(contains("--as-of"));
    ask(&["--survey", "s.csv", "--as-of", "2025-11-24", "--records", "s.csv"]).stderr(contains("--records"));
    ask(&["--survey", "s.csv", "--as-of", "2025-11-24"])
        .stderr(contains("s.csv, line 2, column \"share\"").and(contains("write 34 % or 0.34")))
        .stderr(contains("nothing was written"));
    assert!(!desk.path().join("output").exists());
}
