//! `run`: its files, its words, its table.

use super::*;

const FILES: [&str; 35] = [
    "bands.csv",
    "charts/costs.png",
    "charts/costs.svg",
    "charts/cover.png",
    "charts/cover.svg",
    "charts/halted-by-date.png",
    "charts/halted-by-date.svg",
    "charts/licences.png",
    "charts/licences.svg",
    "charts/loss.png",
    "charts/loss.svg",
    "charts/missing-material.png",
    "charts/missing-material.svg",
    "charts/network.png",
    "charts/network.svg",
    "charts/output.png",
    "charts/output.svg",
    "charts/regimes.png",
    "charts/regimes.svg",
    "charts/waiting-times.png",
    "charts/waiting-times.svg",
    "costs.csv",
    "first.csv",
    "halted.csv",
    "licence-bands.csv",
    "licences.csv",
    "lines.csv",
    "manifest.json",
    "missing.csv",
    "network.csv",
    "outcomes.csv",
    "regimes.csv",
    "scenarios/small.json",
    "summary.json",
    "waits.csv",
];

#[test]
fn a_run_writes_its_files_and_says_what_a_manager_needs() {
    let desk = Desk::new();
    desk.linestop("run small.json --trials 200 --audit")
        .assert()
        .success()
        .stdout(contains("4 Apr 2025 to 1 Aug 2025 (120\u{a0}days); 200 trials; seed 1"))
        .stdout(contains("Not recovered by the end, of the trials with a halt: "))
        .stdout(contains("Licence desk, in a trial on average: ").and(contains(" denied.")))
        .stdout(contains("Car plant").and(contains("Motor maker")).and(contains("Halts are expected to cost EUR")))
        .stdout(contains("The books balance in every trial."))
        .stdout(contains("\u{1b}").not())
        .stderr(contains("warning: small.json:14: the regime \"frozen\" never ends"))
        .stderr(
            contains("small.json:7: \"motor\" has no \"price_per_unit\"")
                .and(contains("nothing is on order on the first day")),
        );
    let written = files(&desk.path().join("output"));
    let wanted: Vec<String> = FILES.iter().map(|name| format!("small/{name}")).collect();
    assert_eq!(written.keys().cloned().collect::<Vec<_>>(), wanted);
    let manifest = desk.json("output/small/manifest.json");
    assert_eq!(manifest["files"], serde_json::json!(FILES.as_slice()));
    assert_eq!(manifest["trials"], 200);
    let outcomes = String::from_utf8_lossy(&written["small/outcomes.csv"]).into_owned();
    assert_eq!(outcomes.lines().count(), 1 + 200 * 3);
    assert!(outcomes.starts_with("trial,site,title,sector,first_halt_date,"));
}

#[test]
fn the_table_fits_its_width() {
    let desk = Desk::new();
    desk.fits("run small.json --trials 50 --no-charts --outcomes none");
}

#[test]
fn summary_and_outcomes_agree() {
    let desk = Desk::new();
    desk.linestop("run small.json --trials 300 --no-charts").assert().success();
    let summary = desk.json("output/small/summary.json");
    let mut rows = csv::Reader::from_path(desk.path().join("output/small/outcomes.csv")).unwrap();
    let header = rows.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|h| h == name).unwrap();
    let (site, days, loss) = (column("site"), column("halt_days"), column("loss_eur"));
    let (mut halted, mut sum) = (0_u64, 0.0);
    for row in rows.records() {
        let row = row.unwrap();
        if &row[site] == "cars" {
            halted += u64::from(&row[days] != "0");
            sum += row[loss].parse::<f64>().unwrap();
        }
    }
    let cars = summary["lines"].as_array().unwrap().iter().find(|line| line["site"] == "cars").unwrap();
    assert!(halted > 0);
    assert_eq!(cars["halt"]["trials"], halted);
    assert_eq!(cars["trials_halted_by_day"][119], halted);
    let mean = cars["loss"]["mean"]["value"].as_f64().unwrap();
    assert!((mean - sum / 300.0).abs() < 1e-6 * mean, "{mean}");
}

#[test]
fn threads_and_company_do_not_matter() {
    let desk = Desk::new();
    desk.linestop("run small.json --trials 700 --threads 1 --out one").assert().success();
    desk.linestop("run small.json --trials 700 --threads 2 --out two").assert().success();
    desk.linestop("run frozen.json --trials 700 --out one").assert().success();
    desk.linestop("run small.json frozen.json --trials 700 --out both").assert().success();
    let one = files(&desk.path().join("one"));
    let alone: BTreeMap<_, _> = one.clone().into_iter().filter(|(name, _)| name.starts_with("small/")).collect();
    assert!(alone == files(&desk.path().join("two")), "threads matter");
    assert!(one == files(&desk.path().join("both")), "company matters");
}

#[test]
fn a_run_until_precise_equals_a_run_of_as_many_trials() {
    let desk = Desk::new();
    desk.linestop("run small.json --precision 2% --out precise --no-charts")
        .assert()
        .success()
        .stdout(contains("Precision ±\u{a0}2\u{a0}% reached"));
    let precise = desk.json("precise/small/summary.json");
    let trials = precise["run"]["trials"].as_u64().unwrap();
    assert_eq!(trials, 2000);
    for line in precise["lines"].as_array().unwrap().iter().filter(|line| line["manufacturer"] == true) {
        let width = line["halt"]["high"].as_f64().unwrap() - line["halt"]["low"].as_f64().unwrap();
        assert!(width <= 0.04, "{width}");
    }
    desk.linestop("run small.json --trials 2000 --out fixed --no-charts").assert().success();
    for name in ["outcomes.csv", "bands.csv", "licences.csv"] {
        let read = |out: &str| fs::read(desk.path().join(out).join("small").join(name)).unwrap();
        assert!(read("precise") == read("fixed"), "{name}");
    }
}

#[test]
fn without_outcomes_the_rest_is_the_same() {
    let desk = Desk::new();
    desk.linestop("run small.json --trials 300 --no-charts --out all").assert().success();
    desk.linestop("run small.json --trials 300 --no-charts --out none --outcomes none").assert().success();
    assert!(!desk.path().join("none/small/outcomes.csv").exists());
    let (all, none) = (desk.json("all/small/summary.json"), desk.json("none/small/summary.json"));
    for (a, b) in all["lines"].as_array().unwrap().iter().zip(none["lines"].as_array().unwrap()) {
        for field in ["halt", "halt_days", "when_halted", "output", "costs", "missing_material", "lowest_cover"] {
            assert_eq!(a[field], b[field], "{field}");
        }
        assert_eq!(a["loss"]["mean"], b["loss"]["mean"]);
        for quantile in ["p50", "p95", "p99", "cvar95"] {
            let exact = a["loss"]["tail"]["exact"][quantile]["value"].as_f64().unwrap();
            let bracket = &b["loss"]["tail"]["bracketed"][quantile];
            let (low, high) = (bracket["at_least"].as_f64().unwrap(), bracket["at_most"].as_f64().unwrap());
            assert!(low <= exact && exact <= high, "{quantile}: {low} {exact} {high}");
        }
    }
    for name in ["bands.csv", "licences.csv"] {
        let read = |out: &str| fs::read(desk.path().join(out).join("small").join(name)).unwrap();
        assert!(read("all") == read("none"), "{name}");
    }
}

#[test]
fn mistakes_are_told_and_nothing_is_written() {
    let desk = Desk::new();
    desk.write("broken.json", &SCENARIO.replace("\"horizon_days\": 120", "\"horizon_dayz\": 120"));
    desk.write("circle.json", r#"{"extends": "circle.json"}"#);
    fs::create_dir(desk.path().join("other")).unwrap();
    desk.write("other/small.json", SCENARIO);
    desk.refuses("run small.json --trials 0", &["at least 1 trial"]);
    desk.refuses("run small.json --trials 99999999999", &["at most 1,000,000,000"]);
    desk.refuses("run small.json --trials many", &["whole number"]);
    desk.refuses("run small.json --trials 10 --precision 1%", &["--trials", "--precision", "cannot be used with"]);
    desk.refuses("run small.json --precision 70%", &["between 0 and 0.5"]);
    desk.refuses("run small.json --threads 0", &["--threads"]);
    desk.refuses("run small.json --trials -5", &["whole number"]);
    desk.refuses("run small.json --seed -1", &["a whole number from 0 to 18446744073709551615"]);
    desk.refuses("run small.json --set stock", &["PARAM=VALUE"]);
    desk.refuses("run small.json --set stokc=3", &["stokc", "did you mean \"stock\"?", "nothing was run"]);
    desk.refuses("run small.json --trials 1000000000", &["of memory are free", "--outcomes none", "or fewer"]);
    desk.refuses("run missing.json", &["there is no file missing.json"]);
    desk.refuses("run small.json other/small.json", &["both be called", "rename one"]);
    desk.write("rich.json", &SCENARIO.replace("\"margin_per_unit\": 5000", "\"margin_per_unit\": 5e14"));
    desk.refuses("run rich.json", &["a trial can cost up to", "millions of EUR"]);
    let both = ["horizon_dayz", "circle", "2 of 3 scenarios have errors; nothing was run"];
    desk.refuses("run broken.json small.json circle.json", &both);
    desk.refuses("run", &["FILE"]);
}

#[test]
fn an_older_result_survives_and_others_files_are_never_touched() {
    let desk = Desk::new();
    desk.linestop("run small.json --trials 40 --no-charts").assert().success();
    let older = files(&desk.path().join("output"));
    desk.refuses("run small.json --set stock=wrong", &["not a number"]);
    desk.refuses("run small.json --trials 1000000000", &["--outcomes none"]);
    assert!(older == files(&desk.path().join("output")));
    // A newer result replaces it whole: no file of the older one stays.
    desk.linestop("run small.json --trials 40 --no-charts --outcomes none").assert().success();
    assert!(!desk.path().join("output/small/outcomes.csv").exists());
    desk.write("output/small/notes.txt", "mine");
    desk.refuses("run small.json --trials 40", &["notes.txt", "linestop did not write"]);
    fs::create_dir_all(desk.path().join("mine/small")).unwrap();
    desk.write("mine/small/data.csv", "mine");
    desk.refuses("run small.json --trials 40 --out mine", &["was not written by linestop"]);
    desk.refuses("run small.json --trials 40 --out small.json", &["is a file"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_told() {
    let desk = Desk::new();
    for arguments in ["check small.json", "check small.json --json", "schema"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("linestop"));
        let output = command.current_dir(desk.path()).args(arguments.split(' ')).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("standard output cannot be written"), "{arguments}");
    }
}

#[test]
fn a_single_trial_of_a_single_day_reads_well() {
    let desk = Desk::new();
    desk.write(
        "day.json",
        r#"{"extends": "small.json", "horizon_days": 1, "authorities": {"desk": {"events": null}}}"#,
    );
    desk.linestop("run day.json --trials 1")
        .assert()
        .success()
        .stdout(contains("(1\u{a0}day); 1 trial; seed").and(contains("No trial has a loss.")));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    let desk = Desk::new();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("linestop"))
        .current_dir(desk.path())
        .args(["run", "small.json", "--trials", "2000000", "--outcomes", "none"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // The hidden folder appears when the run begins.
    while !desk.path().join("output").exists() {
        assert_eq!(child.try_wait().unwrap(), None, "it stopped before it began");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let id = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!desk.path().join("output").exists());
}
