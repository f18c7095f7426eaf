//! The commands as a user sees them: their files, their words, their exit codes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

const SCENARIO: &str = r#"{
  // Licensed magnets go to a motor maker, whose motors go to a car plant; a drone maker buys magnets itself.
  "title": "Small", "currency": "EUR", "start": "2025-04-04", "horizon_days": 120,
  "parameters": {"stock": {"unit": "days", "value": {"uniform": {"min": 10, "max": 40}}}},
  "materials": {
    "magnet": {"unit": "kg", "elements": {"Dy": 0.03}, "price_per_unit": 50},
    "motor": {"unit": "piece"}, "car": {"unit": "piece"}, "drone": {"unit": "piece"}
  },
  "authorities": {
    "desk": {
      "title": "Licence desk", "country": "CN", "controls": ["Dy"],
      "desk": {"review_work_days": {"lognormal": {"median": 20, "p90": 50}}},
      "initial_regime": "licensing",
      "regimes": {"licensing": {"denied_share": 0.2}, "frozen": {"review_speed": 0}},
      "events": {"freeze": {"date": "2025-06-01", "chance": 0.6, "enter": "frozen", "title": "Freeze"}}
    }
  },
  "sites": {
    "magnets": {"country": "CN", "sector": "magnets", "makes": "magnet"},
    "motors": {
      "title": "Motor maker", "country": "DE", "sector": "components", "makes": "motor",
      "output_stock_target": {"quantity": 500},
      "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"days_of_cover": {"parameter": "stock"}},
        "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 60}, "review_every_days": 7}}}}
    },
    "cars": {
      "title": "Car plant", "country": "DE", "sector": "automotive", "makes": "car", "calendar": "monday_to_friday",
      "sales": {"per_working_day": 100, "margin_per_unit": 5000}, "line": {"halt_cost_per_day": 100000},
      "inputs": {"motor": {"per_unit": 1, "opening_stock": {"days_of_cover": 10},
        "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 15}, "review_every_days": 1}}}}
    },
    "drones": {
      "country": "US", "sector": "defence", "end_use": "defence", "makes": "drone",
      "sales": {"per_working_day": 10, "margin_per_unit": 900},
      "inputs": {"magnet": {"per_unit": 0.5, "opening_stock": {"days_of_cover": 30},
        "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 60}, "review_every_days": 14}}}}
    }
  },
  "lanes": {
    "to_motors": {"from": "magnets", "to": "motors", "authority": "desk", "transit_days": 7},
    "to_cars": {"from": "motors", "to": "cars", "transit_days": 2},
    "to_drones": {"from": "magnets", "to": "drones", "authority": "desk", "transit_days": 7}
  }
}"#;

const FILES: [&str; 32] = [
    "bands.csv",
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

/// A folder with scenarios in it, where commands are run.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("small.json", SCENARIO);
        desk.write(
            "frozen.json",
            r#"{"extends": "small.json", "title": "Frozen",
            "authorities": {"desk": {"initial_regime": "frozen"}}}"#,
        );
        desk
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }
    fn linestop(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("linestop").unwrap();
        command.current_dir(self.path()).env_remove("COLUMNS").args(arguments.split_whitespace());
        command
    }
    /// The command fails with exit code 2 and these words, and writes nothing.
    fn refuses(&self, arguments: &str, words: &[&str]) {
        let before = files(self.path());
        let mut assert = self.linestop(arguments).assert().code(2).stdout("");
        for word in words {
            assert = assert.stderr(contains(*word));
        }
        assert!(before == files(self.path()), "something was written");
    }
    fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path().join(path)).unwrap()).unwrap()
    }
}

/// All files below a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            all.extend(files(&entry.path()).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            all.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    all
}

#[test]
fn a_run_writes_its_files_and_says_what_a_manager_needs() {
    let desk = Desk::new();
    desk.linestop("run small.json --trials 200 --audit")
        .assert()
        .success()
        .stdout(contains("Chance of a halt between 4 Apr 2025 and 1 Aug 2025 (120 days), 200 futures"))
        .stdout(contains("Not recovered by the end, of the futures with a halt: "))
        .stdout(contains("Licence desk, in a future on average: ").and(contains(" denied.")))
        .stdout(contains("Car plant").and(contains("Motor maker")).and(contains("Expected loss of all lines: EUR")))
        .stdout(contains("The books balance in every future."))
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
    assert_eq!(manifest["files"], serde_json::json!(FILES));
    assert_eq!(manifest["trials"], 200);
    let outcomes = String::from_utf8_lossy(&written["small/outcomes.csv"]).into_owned();
    assert_eq!(outcomes.lines().count(), 1 + 200 * 3);
    assert!(outcomes.starts_with("trial,site,title,sector,first_halt_date,"));
}

#[test]
fn the_table_fits_its_width() {
    let desk = Desk::new();
    for width in [60, 80, 100, 140] {
        let mut command = desk.linestop("run small.json --trials 50 --no-charts --outcomes none");
        let output = command.env("COLUMNS", width.to_string()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let table = text.lines().filter(|line| !line.starts_with("Written to"));
        let longest = table.map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= width, "{longest} > {width}:\n{text}");
    }
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
    desk.refuses("run rich.json", &["a future can cost up to", "millions of EUR"]);
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
fn a_single_future_of_a_single_day_reads_well() {
    let desk = Desk::new();
    desk.write(
        "day.json",
        r#"{"extends": "small.json", "horizon_days": 1, "authorities": {"desk": {"events": null}}}"#,
    );
    desk.linestop("run day.json --trials 1")
        .assert()
        .success()
        .stdout(contains("(1 day), 1 future, seed").and(contains("No future has a loss.")));
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
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let id = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!desk.path().join("output").exists());
}

const COMPARED: [&str; 14] = [
    "charts/cost-and-risk.png",
    "charts/cost-and-risk.svg",
    "charts/differences.png",
    "charts/differences.svg",
    "charts/regret.png",
    "charts/regret.svg",
    "comparison.json",
    "differences.csv",
    "manifest.json",
    "ranking.csv",
    "regret.csv",
    "scenarios/frozen.json",
    "scenarios/same.json",
    "scenarios/small.json",
];

/// Rows of a CSV file as maps from column to cell.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut csv = csv::Reader::from_path(path).unwrap();
    csv.deserialize().map(Result::unwrap).collect()
}

#[test]
fn a_comparison_writes_its_files_and_says_what_differs() {
    let desk = Desk::new();
    desk.write("same.json", r#"{"extends": "small.json", "title": "Nothing changed"}"#);
    desk.linestop("compare small.json frozen.json same.json --trials 300")
        .assert()
        .success()
        .stdout(contains("compared with 2 alternatives on the same 300 futures, 4 Apr 2025 to 1 Aug 2025 (120 days)"))
        .stdout(contains("Ranking by expected cost").and(contains("Car plant: loss, EUR")))
        .stdout(contains("Equally good, and best in policy as written: Small; Nothing changed."))
        .stdout(contains("Written to output/compare-small: comparison.json, differences.csv, ranking.csv, regret.csv"))
        .stdout(contains("\u{1b}").not());
    let written = files(&desk.path().join("output"));
    let wanted: Vec<String> = COMPARED.iter().map(|name| format!("compare-small/{name}")).collect();
    assert_eq!(written.keys().cloned().collect::<Vec<_>>(), wanted);
    let manifest = desk.json("output/compare-small/manifest.json");
    assert_eq!((&manifest["kind"], &manifest["trials"]), (&Value::from("linestop compare"), &Value::from(300)));
    assert_eq!(manifest["files"], serde_json::json!(COMPARED));
    assert_eq!(manifest["scenarios"][1]["name"], "frozen");
    let differences = rows(&desk.path().join("output/compare-small/differences.csv"));
    let of = |name: &str| differences.iter().filter(|row| row["alternative"] == name).collect::<Vec<_>>();
    assert!(of("same").iter().all(|row| row["verdict"] == "same" && row["difference"] == "0"));
    assert_eq!(of("same").len(), of("frozen").len());
    let frozen = of("frozen");
    let row = |outcome: &str, site: &str| {
        *frozen
            .iter()
            .find(|row| row["outcome"] == outcome && row["site"] == site)
            .unwrap_or_else(|| panic!("{outcome}"))
    };
    assert_eq!(row("halt_days", "cars")["verdict"], "worse");
    assert_eq!((row("lost_output", "cars")["unit"].as_str(), row("loss", "")["unit"].as_str()), ("pieces", "EUR"));
    // The motor maker sells nothing at the market, and the network has no output of its own.
    let has = |outcome: &str, site: &str| frozen.iter().any(|row| row["outcome"] == outcome && row["site"] == site);
    assert!(has("p_halt", "motors") && !has("lost_margin", "motors") && !has("lost_output", ""));
    // A second comparison replaces the first.
    desk.linestop("compare small.json same.json --trials 50 --no-regret --no-charts").assert().success();
    assert!(!desk.path().join("output/compare-small/regret.csv").exists());
}

/// Stock that nobody needs as long as licences come, and that saves a plant in a freeze: likely policy decides against it,
/// a freeze without odds for it, and odds by their size.
#[test]
fn the_worlds_that_count_decide_which_choice_is_named() {
    let desk = Desk::new();
    let plant = r#"{"title": "As it is", "currency": "EUR", "start": "2025-01-01", "horizon_days": 200,
      "materials": {"magnet": {"unit": "piece", "price_per_unit": 1000, "elements": {"Dy": 0.03}}, "motor": {"unit": "piece"}},
      "authorities": {"desk": {"country": "CN", "controls": ["Dy"], "desk": {"review_work_days": 5},
        "initial_regime": "open", "regimes": {"open": {"title": "Open"}, "frozen": {"title": "Frozen", "review_speed": 0}}}},
      "sites": {
        "works": {"country": "CN", "sector": "magnets", "makes": "magnet"},
        "plant": {"country": "DE", "sector": "automotive", "makes": "motor", "holding_cost_share_per_year": 0.2,
          "sales": {"per_working_day": 10, "margin_per_unit": 200},
          "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"days_of_cover": 60},
            "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 60}}}}}}},
      "lanes": {"sea": {"from": "works", "to": "plant", "authority": "desk", "transit_days": 10}}}"#;
    desk.write("plant.json", plant);
    let stock = r#"{"extends": "plant.json", "title": "More stock",
      "sites": {"plant": {"inputs": {"magnet": {"opening_stock": {"days_of_cover": 160}}}}}}"#;
    desk.write("stock.json", stock);
    let compare = |worlds: &str| {
        let words = format!("compare plant.json stock.json --trials 20 --no-charts {worlds}");
        let done = desk.linestop(&words).assert().success();
        let text = String::from_utf8_lossy(&done.get_output().stdout).replace('\n', " ");
        (desk.json("output/compare-plant/comparison.json")["regret"].clone(), text)
    };
    let (regret, text) = compare("");
    assert_eq!((&regret["least_bad"], &regret["decided_by"]), (&Value::from("plant"), &Value::from("one_world")));
    assert_eq!(regret["worlds"].as_array().unwrap().iter().filter(|world| world["counts"] == true).count(), 1);
    assert!(text.contains("With policy as written, As it is costs least."), "{text}");
    assert!(text.contains("Not counted, where another would cost less: always Frozen: More stock"), "{text}");
    let (regret, text) = compare("--world policy --world frozen");
    assert_eq!((&regret["least_bad"], &regret["decided_by"]), (&Value::from("stock"), &Value::from("worst_regret")));
    assert!(text.contains("Least worst regret: More stock"), "{text}");
    assert!(text.contains("What decides: without “Always Frozen” it would be As it is."), "{text}");
    for (odds, named) in
        [("policy=999,frozen=1", "plant"), ("policy=1,frozen=1", "stock"), ("policy=1,frozen=0", "plant")]
    {
        let (regret, _) = compare(&format!("--worlds {odds}"));
        assert_eq!(regret["least_bad"], named, "{odds}");
    }
}

#[test]
fn a_comparison_agrees_with_runs_of_its_scenarios() {
    let desk = Desk::new();
    desk.linestop("compare small.json frozen.json --trials 300 --no-charts --rank cvar").assert().success();
    desk.linestop("run small.json frozen.json --trials 300 --no-charts").assert().success();
    let differences = rows(&desk.path().join("output/compare-small/differences.csv"));
    let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let near = |found: f64, wanted: &Value| {
        let wanted = wanted.as_f64().unwrap();
        assert!((found - wanted).abs() <= 1e-9 * wanted.abs(), "{found} {wanted}");
    };
    for (name, column) in [("small", "base"), ("frozen", "value")] {
        let summary = desk.json(&format!("output/{name}/summary.json"));
        let cars = summary["lines"].as_array().unwrap().iter().find(|line| line["site"] == "cars").unwrap();
        for (outcome, site, wanted) in [
            ("p_halt", "", &summary["any_manufacturer_halts"]["share"]),
            ("p_halt", "cars", &cars["halt"]["share"]),
            ("halt_days", "cars", &cars["halt_days"]["mean"]["value"]),
            ("lost_output", "cars", &cars["output"]["lost"]["value"]),
            ("lost_margin", "cars", &cars["costs"]["lost margin"]["value"]),
            ("fill_rate", "cars", &cars["output"]["fill_rate"]["value"]),
            ("loss", "", &summary["total_loss"]["mean"]["value"]),
            ("cvar_loss", "", &summary["total_loss"]["tail"]["exact"]["cvar95"]["value"]),
            ("cvar_loss", "cars", &cars["loss"]["tail"]["exact"]["cvar95"]["value"]),
        ] {
            let row = differences.iter().find(|row| row["outcome"] == outcome && row["site"] == site).unwrap();
            near(number(row, column), wanted);
            let end = format!("{column}_high");
            if (outcome, site) == ("cvar_loss", "") {
                near(number(row, &end), &summary["total_loss"]["tail"]["exact"]["cvar95"]["high"]);
            }
        }
        let costs: f64 = summary["lines"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|line| line["costs"].as_object().unwrap())
            .map(|(_, cost)| cost["value"].as_f64().unwrap())
            .sum();
        let row = differences.iter().find(|row| row["outcome"] == "total_cost" && row["site"].is_empty()).unwrap();
        near(number(row, column), &Value::from(costs));
    }
    let ranking = rows(&desk.path().join("output/compare-small/ranking.csv"));
    assert_eq!(ranking.iter().map(|row| row["rank_cvar_loss"].as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(ranking[0]["cvar_loss_eur_behind_best"], "0");
    // Held in its first regime, which no event ends, the frozen scenario is itself; in each world one is best.
    let regret = rows(&desk.path().join("output/compare-small/regret.csv"));
    let worlds: Vec<&str> = regret.iter().map(|row| row["world"].as_str()).collect();
    assert_eq!(worlds, ["as_written", "as_written", "desk:licensing", "desk:licensing", "desk:frozen", "desk:frozen"]);
    assert!(regret.iter().all(|row| number(row, "regret_eur") >= 0.0));
    assert_eq!(regret[2]["cost_eur"], regret[3]["cost_eur"]);
    assert_eq!(regret[4]["regret_eur"], "0");
}

#[test]
fn a_comparison_does_not_depend_on_threads_and_fits_its_width() {
    let desk = Desk::new();
    desk.linestop("compare small.json frozen.json --trials 600 --threads 1 --out one").assert().success();
    desk.linestop("compare small.json frozen.json --trials 600 --threads 2 --out two").assert().success();
    assert!(files(&desk.path().join("one")) == files(&desk.path().join("two")), "threads matter");
    for name in ["a", "b", "c", "d"] {
        desk.write(&format!("{name}.json"), r#"{"extends": "small.json", "title": "An alternative with a long name"}"#);
    }
    for alternatives in ["frozen.json", "frozen.json a.json b.json c.json d.json"] {
        for width in [60, 80, 100, 140] {
            let mut command = desk.linestop(&format!("compare small.json {alternatives} --trials 50 --no-charts"));
            let output = command.env("COLUMNS", width.to_string()).output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let table = text.lines().filter(|line| !line.starts_with("Written to"));
            let longest = table.map(|line| line.chars().count()).max().unwrap();
            assert!(longest <= width, "{longest} > {width}:\n{text}");
        }
    }
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let desk = Desk::new();
    desk.write("dollars.json", r#"{"extends": "small.json", "currency": "USD"}"#);
    desk.write("later.json", r#"{"extends": "small.json", "start": "2025-05-01", "horizon_days": 90}"#);
    let reasons =
        ["currency is USD, that of the base small is EUR", "first day", "horizon is 90 days", "nothing was run"];
    desk.refuses("compare small.json dollars.json later.json --trials 50", &reasons);
    desk.refuses("compare small.json", &["ALTERNATIVE"]);
    desk.refuses("compare small.json small.json", &["both be called"]);
    desk.refuses("compare small.json frozen.json --trials 50 --regret-trials 100", &["more than the 50 futures"]);
    let worlds = |worlds: &str, says: &[&str]| {
        desk.refuses(&format!("compare small.json frozen.json --trials 50 {worlds}"), says);
    };
    worlds(
        "--world frozn",
        &["no world \"frozn\" (did you mean \"frozen\"?)", "policy", "licensing", "nothing was run"],
    );
    worlds("--world policy=2 --world frozen", &["to all, or to none"]);
    worlds("--worlds policy=0,frozen=0", &["odds of 0"]);
    worlds("--world frozen=-1", &["0 or more"]);
    worlds("--world frozen --world desk:frozen", &["twice"]);
    worlds("--world frozen --no-regret", &["cannot be used with"]);
    desk.refuses("compare small.json frozen.json --trials 1000000000", &["of memory are free", "or fewer"]);
    // Another manufacturer is said, not refused.
    desk.write("more.json", r#"{"extends": "small.json", "sites": {"drones": null}, "lanes": {"to_drones": null}}"#);
    desk.linestop("compare small.json more.json --trials 50 --no-charts")
        .assert()
        .success()
        .stdout(contains("lacks a manufacturer of the base: `drones`"));
}

const SIZED: [&str; 7] = [
    "charts/stock-and-risk.png",
    "charts/stock-and-risk.svg",
    "curve.csv",
    "manifest.json",
    "scenarios/small.json",
    "sizing.csv",
    "sizing.json",
];

#[test]
fn a_sizing_writes_its_files_and_says_what_to_order() {
    let desk = Desk::new();
    desk.linestop("size small.json --target P(halt)<=20% --trials 400")
        .assert()
        .success()
        .stdout(contains("a chance of a halt of at most 20\u{a0}%, 4 Apr 2025 to 1 Aug 2025"))
        .stdout(contains("Found on 400 trials, tried on").and(contains("one pass, exact for every stock")))
        .stdout(contains("Orders beyond today’s stock: EUR").and(contains("The textbook’s stock")))
        .stdout(contains("Written to output/size-small: sizing.json, sizing.csv, curve.csv, manifest.json, charts"))
        .stdout(contains("\u{1b}").not());
    let folder = desk.path().join("output/size-small");
    assert_eq!(files(&folder).keys().cloned().collect::<Vec<_>>(), SIZED);
    let manifest = desk.json("output/size-small/manifest.json");
    assert_eq!(manifest["kind"], "linestop size");
    assert_eq!(manifest["options"]["target"], "p_halt <= 0.2");
    assert_eq!(manifest["options"]["lines"], serde_json::json!(["cars", "drones"]));
    assert_eq!(manifest["files"], serde_json::json!(SIZED));

    // With today's stock it says what a run says, on the same futures.
    desk.linestop("run small.json --trials 400 --no-charts").assert().success();
    let summary = desk.json("output/small/summary.json");
    let sized = rows(&folder.join("sizing.csv"));
    let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    assert_eq!(sized.len(), 2);
    for row in &sized {
        let lines = summary["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["site"] == row["site"].as_str()).unwrap();
        let (today, share) = (number(row, "outcome_today"), line["halt"]["share"].as_f64().unwrap());
        assert!((today - share).abs() < 1e-12, "{today} is not {share}");
        assert!(number(row, "outcome_found") <= 0.2 && number(row, "outcome_fresh") < 0.25, "{row:?}");
        let more = number(row, "hold_quantity") - number(row, "today_quantity");
        assert!((more - number(row, "extra_quantity")).abs() < 1e-6);
    }
    let curve = rows(&folder.join("curve.csv"));
    for row in &sized {
        let own: Vec<_> = curve.iter().filter(|point| point["site"] == row["site"]).collect();
        assert!(
            own.windows(2).all(|pair| number(pair[0], "value") >= number(pair[1], "value")),
            "more stock is better"
        );
        let chosen: Vec<_> = own.iter().filter(|point| point["chosen"] == "yes").collect();
        assert_eq!(chosen.len(), 1);
        assert_eq!(chosen[0]["stock_quantity"], row["hold_quantity"]);
        assert_eq!(own.iter().filter(|point| point["today"] == "yes").count(), 1);
    }
}

#[test]
fn a_sizing_answers_what_else_can_be_asked() {
    let desk = Desk::new();
    let priced = r#"{"extends": "small.json", "title": "Small", "materials": {"motor": {"price_per_unit": 800}}}"#;
    desk.write("priced.json", priced);
    for (arguments, says) in [
        ("--target fill_rate>=95% --site drones", "one pass tells when a line runs out, not what follows"),
        ("--target least_cost --sector automotive", "least cost then means the most stock"),
        ("--target p_halt<=5% --what target", "No order level raised by up to 114 days"),
        ("--target p_halt<=20% --site drones --most-days 31", "No stock of up to 31 days"),
        ("--budget 1e5 --avoid risk", "are spent where they do the most"),
    ] {
        let asked = format!("size priced.json {arguments} --trials 100 --fresh-trials 50 --no-charts");
        desk.linestop(&asked)
            .assert()
            .success()
            .stdout(predicate::function(|text: &str| text.replace('\n', " ").contains(says)));
    }
    desk.linestop("size small.json --target p_halt<=20% --trials 300 --threads 1 --out one").assert().success();
    desk.linestop("size small.json --target p_halt<=20% --trials 300 --threads 2 --out two").assert().success();
    assert!(files(&desk.path().join("one")) == files(&desk.path().join("two")), "threads matter");
}

/// What is sized is confirmed, by rank or by fresh futures, and says when it would be built.
#[test]
fn a_sizing_is_confirmed_and_says_when_the_stock_is_built() {
    let desk = Desk::new();
    desk.write(
        "ruled.json",
        r#"{"extends": "small.json", "title": "Ruled", "sites": {"others": {
            "country": "FR", "sector": "everybody else", "aggregate": true, "makes": "drone",
            "sales": {"per_working_day": 10},
            "inputs": {"magnet": {"per_unit": 0.5, "opening_stock": {"days_of_cover": 30},
                "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 60}, "review_every_days": 14}}}}}},
          "lanes": {"to_others": {"from": "magnets", "to": "others", "authority": "desk", "transit_days": 7}},
          "authorities": {"desk": {"regimes": {
            "licensing": {"volume_rule": {"multiple_of_need": 1.3, "window_days": 30}}}}}}"#,
    );
    desk.linestop("size ruled.json --target P(halt)<=20% --trials 400 --no-charts")
        .assert()
        .success()
        .stdout(contains("Confirmed: the target is met with 95 % confidence").and(contains("not confirmed").not()))
        .stdout(contains("built from orders").and(contains("rule against stockpiling of Licence desk")));
    let sized = rows(&desk.path().join("output/size-ruled/sizing.csv"));
    assert_eq!(sized.iter().map(|row| row["site"].as_str()).collect::<Vec<_>>(), ["cars", "drones"]);
    for row in &sized {
        assert_eq!(row["verdict"], "confirmed", "{row:?}");
        assert!(row["outcome_bound"].parse::<f64>().unwrap() <= 0.2);
    }
    let drones = &sized[1];
    let day = |column: &str| if drones[column].is_empty() { "beyond" } else { drones[column].as_str() };
    assert!(day("built_median_without_rule") <= day("built_median"), "{drones:?}");
    desk.linestop("size ruled.json --target P(halt)<=20% --trials 100 --site others --no-charts").assert().success();
}

/// A part without a price is named wherever money is summed, and a line that needs nothing is skipped with a note.
#[test]
fn what_has_no_price_and_what_needs_nothing_are_named() {
    let desk = Desk::new();
    desk.write(
        "idle.json",
        r#"{"extends": "small.json", "title": "Idle", "sites": {"planes": {
            "title": "Plane plant", "country": "FR", "sector": "aviation", "makes": "drone",
            "sales": {"per_working_day": 0},
            "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"quantity": 0},
                "ordering": {"base_stock": {"order_up_to": {"quantity": 0}, "review_every_days": 7}}}}}},
          "lanes": {"to_planes": {"from": "magnets", "to": "planes", "authority": "desk", "transit_days": 7}}}"#,
    );
    let flat = |text: &str| text.replace(['\n', '\u{a0}'], " ");
    desk.linestop("size idle.json --target P(halt)<=20% --trials 200 --no-charts").assert().success().stdout(
        predicate::function(move |text: &str| {
            let text = flat(text);
            text.contains("1 part without a price (price_per_unit): motor (motor at Car plant")
                && text.contains("no price")
                && text.contains("Skipped, as nothing is needed: Plane plant (nothing is planned of what it makes).")
        }),
    );
    let sizing = desk.json("output/size-idle/sizing.json");
    assert_eq!(sizing["without_price"][0]["material"], "motor");
    assert_eq!(sizing["skipped"][0]["site"], "planes");
    assert_eq!(sizing["lines"][0]["inputs"][0]["extra"]["money"], Value::Null);
    let sized = rows(&desk.path().join("output/size-idle/sizing.csv"));
    let cells = |row: usize| [&sized[row]["price_per_unit"], &sized[row]["extra_value"]].map(String::is_empty);
    assert_eq!((sized.len(), cells(0), cells(1)), (2, [true, true], [false, false]));
    desk.linestop("report output/size-idle --out page.html").assert().success();
    let page = fs::read_to_string(desk.path().join("page.html")).unwrap();
    assert!(page.contains("Left out of all money: 1 part without a price") && page.contains("Skipped, as nothing"));
    desk.refuses("size idle.json --target P(halt)<=20% --site planes", &["nothing is planned", "Plane plant"]);
}

/// Of many parts the terminal shows those to buy, the dearest order first, with numbers and titles, and says where the
/// others are.
#[test]
fn of_many_parts_those_to_buy_are_shown_by_value() {
    let desk = Desk::new();
    let part = |at: usize| {
        let days = if at.is_multiple_of(2) { 5 } else { 80 };
        let price = 1 + at;
        (
            format!(r#""part{at:02}": {{"title": "4711-{at:02}", "unit": "piece", "price_per_unit": {price}}}"#),
            format!(r#""works{at:02}": {{"country": "CN", "sector": "parts", "makes": "part{at:02}"}}"#),
            format!(
                r#""part{at:02}": {{"per_unit": 1, "opening_stock": {{"quantity": {days}}}, "ordering": {{"base_stock":
                    {{"order_up_to": {{"quantity": {days}}}, "review_every_days": 1}}}}}}"#
            ),
            format!(r#""lane{at:02}": {{"from": "works{at:02}", "to": "plant", "transit_days": 20}}"#),
        )
    };
    let parts: Vec<_> = (0..100).map(part).collect();
    let list = |of: fn(&(String, String, String, String)) -> &String| {
        parts.iter().map(of).cloned().collect::<Vec<_>>().join(",")
    };
    desk.write(
        "many.json",
        &format!(
            r#"{{"title": "Many", "currency": "EUR", "start": "2025-04-04", "horizon_days": 60,
            "materials": {{"motor": {{"unit": "piece"}}, {}}},
            "sites": {{"plant": {{"country": "DE", "sector": "automotive", "makes": "motor",
                "sales": {{"per_working_day": 1, "margin_per_unit": 1}}, "inputs": {{{}}}}}, {}}},
            "lanes": {{{}}}}}"#,
            list(|part| &part.0),
            list(|part| &part.2),
            list(|part| &part.1),
            list(|part| &part.3)
        ),
    );
    let assert = desk.linestop("size many.json --target P(halt)<=5% --trials 60 --no-charts").assert().success();
    let text = String::from_utf8(assert.get_output().stdout.clone()).unwrap().replace('\u{a0}', " ");
    let flat = text.replace('\n', " ");
    let said = "50 of 100 parts are to be bought; the 24 largest orders are shown, the others are worth EUR";
    assert!(flat.contains(said), "{text}");
    assert!(flat.contains("; of 50, today’s stock is enough. All are in sizing.csv."), "{text}");
    assert!(flat.contains("50 of 100 parts to buy") && flat.contains("26 more parts"), "{text}");
    assert!(text.lines().count() < 100, "{text}");
    let at = |name: &str| text.find(name).unwrap_or(usize::MAX);
    assert!(at("4711-98 (part98)") < at("4711-96 (part96)") && at("4711-52 (part52)") < usize::MAX, "{text}");
    assert!(!text.contains("4711-50 (part50)") && !text.contains("4711-99"), "{text}");
    assert_eq!(rows(&desk.path().join("output/size-many/sizing.csv")).len(), 100);
}

#[test]
fn what_cannot_be_sized_is_refused() {
    let desk = Desk::new();
    desk.refuses("size small.json", &["--target or --budget is needed", "p_halt       <= 5%", "least cost"]);
    desk.refuses("size small.json --target p_hlat<=5%", &["did you mean \"p_halt\"?", "cvar_loss"]);
    desk.refuses("size small.json --target p_halt>=5%", &["must be bounded by <="]);
    desk.refuses("size small.json --target p_halt<=5% --site car", &["no line \"car\"", "did you mean \"cars\"?"]);
    let two = ["no line \"car\" (did you mean \"cars\"?)", "no line \"drone\" (did you mean \"drones\"?)"];
    desk.refuses("size small.json --target p_halt<=5% --site car,drone --site cars", &two);
    let few = ["too few trials: at least 299 for this target (ln 0.05 / ln 0.99), found 100; use --trials 299"];
    desk.refuses("size small.json --target p_halt<=1% --trials 100", &few);
    desk.refuses("size small.json --target p_halt<=5% --sector wind", &["no line is of the sector \"wind\""]);
    desk.refuses("size small.json --budget 1e6 --what target", &["leave out --what target"]);
    desk.refuses("size small.json --budget -5", &["a sum of money above 0"]);
    // The motors have no price: no sum of money can be weighed, and the parts are named.
    let unpriced = ["one part has no price_per_unit", "materials.motor (motor, at Car plant)"];
    desk.refuses("size small.json --budget 1e6", &unpriced);
    desk.refuses("size small.json --target least_cost", &unpriced);
}

#[test]
fn a_sweep_writes_its_files_and_its_points_are_runs() {
    let desk = Desk::new();
    desk.linestop("sweep small.json --over stock=10..40:4 --of p_halt --of loss:cars --trials 200")
        .assert()
        .success()
        .stdout(contains("4 points, each on the same 200 futures, 4 Apr 2025 to 1 Aug 2025 (120 days), seed\u{a0}1"))
        .stdout(contains("Car plant: loss, from 10 to 40 days: EUR\u{a0}−"))
        .stdout(contains("Written to output/sweep-small: sweep.json, sweep.csv, manifest.json, charts"));
    let written = files(&desk.path().join("output/sweep-small"));
    let wanted = [
        "charts/loss-cars.png",
        "charts/loss-cars.svg",
        "charts/p_halt.png",
        "charts/p_halt.svg",
        "manifest.json",
        "scenarios/small.json",
        "sweep.csv",
        "sweep.json",
    ];
    assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), wanted);
    let manifest = desk.json("output/sweep-small/manifest.json");
    assert_eq!((&manifest["kind"], &manifest["trials"]), (&Value::from("linestop sweep"), &Value::from(200)));
    assert_eq!(manifest["options"]["outcomes"], serde_json::json!(["p_halt", "loss:cars"]));
    let points = rows(&desk.path().join("output/sweep-small/sweep.csv"));
    assert_eq!(
        points.iter().map(|row| row["stock"].as_str()).collect::<Vec<_>>(),
        ["10", "10", "20", "20", "30", "30", "40", "40"]
    );
    // A point is the run with the same values.
    desk.linestop("run small.json --set stock=30 --trials 200 --no-charts").assert().success();
    let summary = desk.json("output/small/summary.json");
    let cars = summary["lines"].as_array().unwrap().iter().find(|line| line["site"] == "cars").unwrap();
    for (row, wanted) in [(4, &summary["any_manufacturer_halts"]["share"]), (5, &cars["loss"]["mean"]["value"])] {
        let (found, wanted) = (points[row]["value"].parse::<f64>().unwrap(), wanted.as_f64().unwrap());
        assert!((found - wanted).abs() <= 1e-9 * wanted, "{found} {wanted}");
    }
    let change = |row: usize| points[row]["from_first"].parse::<f64>().unwrap();
    assert!(change(1) == 0.0 && change(7) < change(3) && change(3) < 0.0, "more stock loses less");
}

#[test]
fn sweeps_of_two_and_more_parameters_fit_their_width_and_do_not_depend_on_threads() {
    let desk = Desk::new();
    let path = "sites.cars.inputs.motor.ordering.base_stock.order_up_to.days_of_cover";
    let grid = format!("sweep small.json --over stock=10..40:3 --over {path}=12..30:12 --of fill_rate --trials 60");
    let three = format!(
        "sweep small.json --over stock=10..40 --over {path}=12..30:log --over \
        authorities.desk.regimes.licensing.denied_share=5..40% --points 8 --trials 60 --of cost --of lowest_cover:cars"
    );
    for arguments in [grid, format!("{three} --design latin"), format!("{three} --design sobol")] {
        for width in [60, 80, 100, 140] {
            let mut command = desk.linestop(&format!("{arguments} --no-charts --out narrow"));
            let output = command.env("COLUMNS", width.to_string()).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let text = String::from_utf8(output.stdout).unwrap();
            let table = text.lines().filter(|line| !line.starts_with("Written to"));
            let longest = table.map(|line| line.chars().count()).max().unwrap();
            assert!(longest <= width, "{longest} > {width}:\n{text}");
        }
        desk.linestop(&format!("{arguments} --threads 1 --out one")).assert().success();
        desk.linestop(&format!("{arguments} --threads 2 --out two")).assert().success();
        assert!(files(&desk.path().join("one")) == files(&desk.path().join("two")), "threads matter");
    }
    let points = rows(&desk.path().join("one/sweep-small/sweep.csv"));
    assert_eq!(points.len(), 16);
    let share =
        |row: &BTreeMap<String, String>| row["authorities.desk.regimes.licensing.denied_share"].parse::<f64>().unwrap();
    assert!(points.iter().all(|row| (0.05..=0.4).contains(&share(row))));
}

#[test]
fn a_sweep_of_stock_says_how_it_was_simulated() {
    let desk = Desk::new();
    let sweep = "sweep small.json --over more_stock:drones=0..60:4 --trials 200 --no-charts";
    let of = |of: &str| format!("{sweep} --of {of}");
    desk.linestop(&of("p_halt:drones")).assert().success().stdout(contains("One simulation, in which the lines never"));
    let one = rows(&desk.path().join("output/sweep-small/sweep.csv"));
    desk.linestop(&(of("p_halt:drones") + " --every-point"))
        .assert()
        .success()
        .stdout(contains("Every point was simulated: that was asked for."));
    assert_eq!(one, rows(&desk.path().join("output/sweep-small/sweep.csv")));
    desk.linestop(&of("loss:drones")).assert().success().stdout(contains("Every point was simulated: one simulation"));
    desk.refuses("sweep small.json --over more_stock:drone=0..60", &["no line \"drone\"", "did you mean \"drones\"?"]);
    desk.refuses("sweep small.json --over more_stock:drones=-5..60", &["begins below 0"]);
    desk.refuses("sweep small.json --over stock=10..40 --set stock=20", &["swept and set to 20 at once"]);
}

#[test]
fn a_parameter_set_twice_and_a_number_too_large_are_told_once() {
    let desk = Desk::new();
    desk.refuses("run small.json --set stock=3 --set stock=4", &["\"stock\" is set twice: to 3 and to 4"]);
    desk.write("large.json", &SCENARIO.replace("\"price_per_unit\": 50", "\"price_per_unit\": 1e400"));
    desk.refuses("run large.json", &["`1e400` is too large for a number", "1 error, 3 warnings in large.json"]);
    desk.write("none.json", &SCENARIO.replace("\"per_working_day\": 10,", "\"per_working_day\": 0,"));
    desk.linestop("check none.json").assert().success().stdout(contains("\"drones\" plans nothing"));
}

/// Stories and stress tests of a scenario with levers, under a rule against stockpiling.
#[test]
fn levers_and_the_rule_against_stockpiling_are_told() {
    let desk = Desk::new();
    desk.write(
        "levers.json",
        r#"{"extends": "small.json", "title": "Levers", "horizon_days": 200,
          "authorities": {"desk": {"regimes": {
            "licensing": {"denied_share": 0, "volume_rule": {"multiple_of_need": 1.2, "window_days": 30}}}}},
          "levers": {
            "more": {"title": "Sixty days more", "cost": {"once": 5000},
              "action": {"safety_stock": {"site": "drones", "material": "magnet", "extra": {"days_of_cover": 60}}},
              "start": {"on": "2025-04-10"}},
            "less": {"title": "Smaller magnets", "lead_days": 30,
              "action": {"thrifting": {"site": "drones", "material": "magnet", "saved_share": 0.1}}},
            "later": {"title": "Air freight at last", "start": {"regime_entered": {"authority": "desk", "regime": "frozen"}},
              "action": {"expedited_freight": {"lanes": ["to_drones"], "transit_scale": 0.5, "extra_price_per_unit": 1}}}
          }}"#,
    );
    let said = |words: &'static str| predicate::function(move |text: &str| text.replace('\n', " ").contains(words));
    desk.linestop("explain levers.json --lever more+less+later --trial 3 --site drones --no-charts")
        .assert()
        .success()
        .stdout(contains("10 Apr 2025  The lever “Sixty days more” starts and takes effect at once; it costs"))
        .stdout(contains("The lever “Smaller magnets” starts, to take effect on 4 May 2025"))
        .stdout(contains(" 4 May 2025  The lever “Smaller magnets” takes effect."))
        .stdout(contains("held by the rule against").and(contains("Levers that never start")));
    let story = desk.json("output/explain-levers+more+less+later/story.json");
    let levers = story["levers"].as_array().unwrap();
    assert_eq!(levers.len(), 3);
    let started = |date: &str| levers.iter().find(|lever| lever["started"] == date).expect("a lever starts then");
    assert_eq!(levers[0]["started"], "2025-04-04");
    assert_eq!(started("2025-04-10")["cost"], 5000.0);
    assert_eq!(levers[2]["started"], Value::Null);
    let held = |order: &Value| order["steps"].as_array().unwrap().iter().any(|step| step["kind"] == "over_volume");
    assert!(story["orders"].as_array().unwrap().iter().any(held));
    let told = rows(&desk.path().join("output/explain-levers+more+less+later/story.csv"));
    assert!(told.iter().any(|row| row["event"] == "lever_starts" && row["site"] == "drones"));
    // With more stock the drone maker survives longer.
    let survives = |arguments: &str| {
        desk.linestop(&format!("stress levers.json --trials 32 --from 2025-08-01 --no-charts {arguments}"))
            .assert()
            .success()
            .stdout(said("What hurts each line most"));
        let name = if arguments.is_empty() { "stress-levers" } else { "stress-levers+more" };
        desk.json(&format!("output/{name}/stress.json"))
    };
    let (without, with) = (survives(""), survives("--lever more"));
    assert_ne!(without["failures"], with["failures"]);
}

#[test]
fn what_cannot_be_swept_is_refused() {
    let desk = Desk::new();
    let over = "sweep small.json --over stock=10..40:3 --trials 20";
    desk.refuses(&format!("{over} --of p_hlat"), &["no outcome \"p_hlat\"", "did you mean \"p_halt\"?", "fill_rate"]);
    desk.refuses(&format!("{over} --of loss:car"), &["no line \"car\"", "did you mean \"cars\"?", "`drones`"]);
    desk.refuses(&format!("{over} --of lost_output"), &["different outputs do not add up"]);
    desk.refuses(&format!("{over} --of lost_margin:motors"), &["does not sell"]);
    desk.refuses("sweep small.json --over stokc=10..40:3", &["stokc", "did you mean \"stock\"?", "nothing was run"]);
    desk.refuses("sweep small.json --over stock=40..10", &["below the high end"]);
    desk.refuses("sweep small.json --over stock=-40..10", &["error", "nothing was run"]);
    desk.refuses(&format!("{over} --over stock=1..2"), &["swept twice"]);
    let path = "sites.cars.inputs.motor.ordering.base_stock.order_up_to.days_of_cover=12..30";
    let three = format!("{over} --over {path} --over sites.cars.line.halt_cost_per_day=1..9");
    desk.refuses(&three, &["full grid of 3 parameters", "--design latin"]);
    desk.refuses(&format!("{three} --design sobol"), &["number of values of stock is for grids"]);
    desk.refuses(&format!("{over} --points 9"), &["--points is for"]);
    desk.refuses("sweep small.json", &["--over"]);
    desk.linestop("sweep small.json --over stock=1..2 --of help")
        .assert()
        .success()
        .stdout(contains("lowest_cover").and(contains(":SITE")));
}

#[test]
fn an_analysis_of_sensitivity_writes_its_files_and_says_what_matters() {
    let desk = Desk::new();
    desk.linestop("sensitivity small.json --of p_halt --of loss:cars --trials 400")
        .assert()
        .success()
        .stdout(contains("1 uncertain parameter; 4 Apr 2025 to 1 Aug 2025 (120 days)"))
        .stdout(contains("the same 400 futures in\nevery run, 2,000 in all, seed\u{a0}1"))
        .stdout(contains("Chance that any manufacturer halts: "))
        .stdout(contains("Car plant: loss: EUR\u{a0}"))
        .stdout(contains("Of the variance between futures, the parameters bring"))
        .stdout(contains(
            "Written to output/sensitivity-small: sensitivity.json, tornado.csv, variance.csv, conditions.csv, \
             futures.csv, manifest.json, charts",
        ));
    let folder = desk.path().join("output/sensitivity-small");
    let written = files(&folder);
    for name in ["sensitivity.json", "manifest.json", "charts/tornado-p_halt.svg", "charts/variance-loss-cars.png"] {
        assert!(written.contains_key(name), "{name} is missing");
    }
    let manifest = desk.json("output/sensitivity-small/manifest.json");
    assert_eq!(manifest["kind"], "linestop sensitivity");
    let listed: Vec<&str> = manifest["files"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(listed, written.keys().map(String::as_str).collect::<Vec<_>>());

    // An end of the tornado is the run with the parameter set, since no other number follows from it.
    let swings = rows(&folder.join("tornado.csv"));
    assert_eq!(swings.len(), 2);
    assert_eq!((swings[0]["p10"].as_str(), swings[0]["p90"].as_str()), ("13", "37"));
    for (at, value) in [("at_p10", "13"), ("at_p90", "37")] {
        desk.linestop(&format!("run small.json --set stock={value} --trials 400 --no-charts")).assert().success();
        let wanted = desk.json("output/small/summary.json")["any_manufacturer_halts"]["share"].as_f64().unwrap();
        assert!((swings[0][at].parse::<f64>().unwrap() - wanted).abs() < 1e-9, "{at}");
    }
    assert!(swings[0]["swing"].parse::<f64>().unwrap() < 0.0, "more stock halts less");
    let shares = rows(&folder.join("variance.csv"));
    let sources: Vec<&str> = shares.iter().map(|row| row["source"].as_str()).collect();
    assert_eq!(sources, ["all_parameters", "other_luck", "stock", "all_parameters", "other_luck", "stock"]);
    // With one parameter, one is all.
    assert_eq!(shares[0]["first_order"], shares[2]["first_order"]);
    let found = &desk.json("output/sensitivity-small/sensitivity.json")["outcomes"][1]["discovery"];
    assert!(found["bad"]["above"].as_f64().unwrap() > 0.0, "{found}");
    assert_eq!((found["learned_from"].as_u64(), found["judged_on"].as_u64()), (Some(200), Some(200)));
}

#[test]
fn an_analysis_of_sensitivity_fits_its_width_and_does_not_depend_on_threads() {
    let desk = Desk::new();
    let asked = "sensitivity small.json --of halt_days:cars --threshold 5 --trials 300";
    for width in [60, 80, 100, 140] {
        let mut command = desk.linestop(&format!("{asked} --no-charts --out narrow"));
        let output = command.env("COLUMNS", width.to_string()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let table = text.lines().filter(|line| !line.starts_with("Written to"));
        let longest = table.map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= width, "{longest} > {width}:\n{text}");
    }
    desk.linestop(&format!("{asked} --threads 1 --out one")).assert().success();
    desk.linestop(&format!("{asked} --threads 2 --out two")).assert().success();
    assert!(files(&desk.path().join("one")) == files(&desk.path().join("two")), "threads matter");
}

#[test]
fn what_cannot_be_asked_for_its_sensitivity_is_refused() {
    let desk = Desk::new();
    let asked = "sensitivity small.json --trials 300";
    desk.refuses(&format!("{asked} --of p_hlat"), &["no outcome \"p_hlat\"", "did you mean \"p_halt\"?"]);
    desk.refuses(&format!("{asked} --of loss:car"), &["no line \"car\"", "did you mean \"cars\"?"]);
    desk.refuses(
        &format!("{asked} --set stock=20"),
        &["small says of no number that it is uncertain", "one value each: stock", "\"triangular\"", "linestop sweep"],
    );
    desk.refuses("sensitivity small.json --trials 50", &["50 futures are too few", "--trials 200 or more"]);
    desk.refuses(&format!("{asked} --threshold 5"), &["p_halt needs no --threshold", "halt_days"]);
    desk.refuses(&format!("{asked} --of fill_rate --threshold 95"), &["at most 1", "--threshold 95%"]);
    desk.refuses(&format!("{asked} --of loss --of cost --threshold 5"), &["--threshold is for one outcome"]);
    desk.refuses(&format!("{asked} --of loss --threshold much"), &["a number is needed"]);
}

#[test]
fn check_tells_problems_as_text_and_as_json() {
    let desk = Desk::new();
    desk.write("broken.json", &SCENARIO.replace("\"makes\": \"drone\"", "\"makez\": \"drone\""));
    desk.linestop("check small.json").assert().success().stdout(contains("3 lines"));
    desk.linestop("check broken.json").assert().code(2).stdout(contains("makez"));
    let output = desk.linestop("check small.json broken.json --json").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&checked[0]["usable"], &checked[1]["usable"]), (&Value::Bool(true), &Value::Bool(false)));
    assert!(checked[1]["problems"][0]["place"]["line"].as_u64().unwrap() > 30);
}

#[test]
fn every_study_is_printed_as_json_for_programs() {
    let desk = Desk::new();
    for (arguments, file) in [
        ("run small.json", "output/small/summary.json"),
        ("compare small.json frozen.json --no-regret", "output/compare-small/comparison.json"),
        ("sweep small.json --over stock=10..40:2", "output/sweep-small/sweep.json"),
        ("stress small.json --freeze-days 10..11", "output/stress-small/stress.json"),
        ("explain small.json", "output/explain-small/story.json"),
    ] {
        let output = desk.linestop(&format!("{arguments} --trials 20 --no-charts --json")).output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        let mut printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        if let Value::Array(scenarios) = &mut printed {
            printed = scenarios.remove(0);
        }
        assert_eq!(printed, desk.json(file), "{arguments}");
    }
}

#[test]
fn shells_complete_and_pages_tell_every_command() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        desk.linestop(&format!("completions {shell}")).assert().success().stdout(contains("precision"));
    }
    desk.refuses("completions tcsh", &["tcsh", "bash"]);
    desk.linestop("manual man/man1").assert().success().stdout(contains("man/man1"));
    let run = fs::read_to_string(desk.path().join("man/man1/linestop-run.1")).unwrap();
    assert!(run.contains("precision") && run.contains("linestop run scenarios/quickstart.json"), "{run}");
    let page = fs::read_to_string(desk.path().join("man/man1/linestop.1")).unwrap();
    assert!(page.contains("linestop\\-size") && page.contains("linestop\\-report"), "{page}");
    fs::write(desk.path().join("taken"), "mine").unwrap();
    desk.linestop("manual taken").assert().code(2).stderr(contains("taken"));
    assert_eq!(fs::read_to_string(desk.path().join("taken")).unwrap(), "mine");
}

#[test]
fn schema_and_help_are_printed() {
    let desk = Desk::new();
    let output = desk.linestop("schema").output().unwrap();
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(schema["title"], "linestop scenario");
    desk.linestop("run --help").assert().success().stdout(contains("Examples:").and(contains("--precision")));
    desk.linestop("--help").assert().success().stdout(contains("linestop check"));
}

const TOLD: [&str; 6] =
    ["charts/future.png", "charts/future.svg", "manifest.json", "scenarios/small.json", "story.csv", "story.json"];

#[test]
fn a_story_is_of_a_future_of_the_run() {
    let desk = Desk::new();
    desk.linestop("run small.json --trials 300 --no-charts").assert().success();
    desk.linestop("explain small.json --trials 300 --pick worst")
        .assert()
        .success()
        .stdout(contains("Of 300 futures, ranked by the loss of all lines:").and(contains("worst (told here)")))
        .stdout(contains("Opens with").and(contains("Stands: too little")).and(contains("Other lines:")))
        .stdout(contains("Written to output/explain-small: story.json, story.csv, manifest.json, charts"))
        .stdout(contains("\u{1b}").not());
    let written = files(&desk.path().join("output/explain-small"));
    assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), TOLD);
    let story = desk.json("output/explain-small/story.json");
    let trial = story["trial"].to_string();
    assert_eq!(desk.json("output/explain-small/manifest.json")["options"]["trial"], story["trial"]);
    // The worst future of the run, line by line as the run has it.
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
    // The same future by its number; and told about another line.
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
    for width in [60, 100, 140] {
        let mut command = desk.linestop("explain small.json --trials 100 --pick p95 --no-charts");
        let output = command.env("COLUMNS", width.to_string()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("Written to"));
        let longest = lines.map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= width, "{longest} > {width}:\n{text}");
    }
    fs::remove_dir_all(desk.path().join("output")).unwrap();
    desk.refuses("explain small.json --site carz", &["no line \"carz\" (did you mean \"cars\"?)", "drones"]);
    desk.refuses("explain small.json --trial 3 --pick worst", &["--trial", "--pick", "cannot be used with"]);
    desk.refuses("explain small.json --trial -1", &["whole number", "outcomes.csv"]);
}

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
        (shortest["typical_days"].clone(), shortest["half_of_futures_days"].clone(), titles)
    };
    let (typical, _, _) = stress("1..60");
    let exact = typical["at_least"].as_u64().unwrap();
    assert_eq!(typical["at_most"].as_u64(), Some(exact), "{typical}");
    let between = |at_least: u64, at_most: Option<u64>| serde_json::json!({"at_least": at_least, "at_most": at_most});
    let (typical, half, titles) = stress("40..60");
    assert_eq!((typical, half), (between(1, Some(40)), between(1, Some(40))));
    assert!(titles.contains("A freeze of 40 days stops Plant in 100\u{a0}% of futures"), "{titles}");
    let (typical, half, titles) = stress("40..40");
    assert_eq!((typical, half), (between(1, Some(40)), between(1, Some(40))));
    assert!(titles.contains("A freeze of 40 days stops Plant in 100\u{a0}% of futures"), "{titles}");
    let short = exact - 1;
    let (typical, half, titles) = stress(&format!("1..{short}"));
    assert_eq!((typical, half), (between(exact, None), between(exact, None)));
    assert!(
        titles.contains(&format!("No freeze of 1 to {short} days stops any line in half of the futures")),
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
        .stdout(contains("Each thing fails on 4 Apr 2025 and is restored on 3 Jun 2025 (60 days)"))
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
    // The longer the freeze, the more futures it stops.
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
    for width in [60, 80, 100, 140] {
        let mut command = desk.linestop("stress small.json --trials 20 --no-charts --freeze-days 30..30 --out w");
        let output = command.env("COLUMNS", width.to_string()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let longest = text.lines().filter(|l| !l.starts_with("Written")).map(|l| l.chars().count()).max().unwrap();
        assert!(longest <= width, "{longest} > {width}:\n{text}");
    }
}

/// One buyer, one desk that is slow for two months: exports by month.
const FLOW: &str = r#"{
  "title": "Flow", "currency": "EUR", "start": "2024-10-01", "horizon_days": 365,
  "observed": {"title": "Exports", "authority": "desk", "from": "2024-12", "noise": 0.05, "csv": "seen.csv"},
  "parameters": {
    "demand": {"value": {"uniform": {"min": 60, "max": 140}}, "unit": "t a day"},
    "slow": {"value": {"uniform": {"min": 0.05, "max": 0.9}}, "unit": "files a day"}
  },
  "materials": {"magnet": {"unit": "t", "tick": 0.001, "elements": {"Dy": 0.02}}, "use": {"unit": "piece", "tick": 0.001}},
  "authorities": {"desk": {
    "country": "CN", "controls": ["Dy"], "calendar": "every_day",
    "desk": {"review_work_days": 2}, "initial_regime": "fast",
    "regimes": {"fast": {"desk_capacity": 2}, "slow": {"desk_capacity": {"parameter": "slow"}}},
    "events": {
      "freeze": {"date": "2025-02-01", "enter": "slow", "title": "Freeze"},
      "thaw": {"date": "2025-04-15", "enter": "fast", "known_from": "2025-04-01", "title": "Thaw"}
    }
  }},
  "sites": {
    "makers": {"country": "CN", "sector": "magnets", "makes": "magnet"},
    "buyers": {
      "title": "Buyers", "country": "DE", "sector": "all", "makes": "use", "sales": {"per_working_day": {"parameter": "demand"}},
      "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"days_of_cover": 900}, "ordering":
        {"base_stock": {"order_up_to": {"days_of_cover": 900}, "review_every_days": 1}}}}
    }
  },
  "lanes": {"out": {"from": "makers", "to": "buyers", "authority": "desk", "dispatch_days": 3, "transit_days": 9}}
}"#;
const SEEN: &str = "month,tonnes,note\n2024-03,2900,\n2024-12,3100,\n2025-01,3050,x\n2025-02,1100,\n2025-03,900,\n\
                    2025-04,1700,\n2025-05,4800,\n2025-06,3300,\n";

fn flow() -> Desk {
    let desk = Desk::new();
    desk.write("flow.json", FLOW);
    desk.write("seen.csv", SEEN);
    desk
}

#[test]
fn a_backtest_knows_only_what_was_known_and_scores_what_came() {
    let desk = flow();
    desk.linestop("backtest flow.json --as-of 2025-03-21 --horizon-months 4 --trials 600")
        .assert()
        .success()
        .stdout(contains("As of 21 Mar 2025: Feb 2025 was the latest month published"))
        .stdout(contains("Left out, not known by then: Thaw (15 Apr 2025)."))
        .stdout(contains("Scored: 4 months.").and(contains("Coverage")).and(contains("Skill")))
        .stdout(contains("Written to output/backtest-flow: backtest.json, backtest.csv, manifest.json, charts"));
    let written = files(&desk.path().join("output/backtest-flow"));
    let wanted = [
        "backtest.csv",
        "backtest.json",
        "charts/forecast-2025-03-21.png",
        "charts/forecast-2025-03-21.svg",
        "manifest.json",
        "scenarios/flow.json",
    ];
    assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), wanted);
    let months = rows(&desk.path().join("output/backtest-flow/backtest.csv"));
    let what: Vec<(&str, &str)> = months.iter().map(|row| (row["month"].as_str(), row["what"].as_str())).collect();
    assert_eq!(&what[..4], [("2024-12", "known"), ("2025-01", "known"), ("2025-02", "known"), ("2025-03", "ahead")]);
    // Without the thaw, the desk is slow for ever; with it, what waited is shipped.
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    let may =
        |rows: &[BTreeMap<String, String>]| number(rows.iter().find(|r| r["month"] == "2025-05").unwrap(), "median");
    let slow = may(&months);
    desk.linestop("backtest flow.json --as-of 2025-04-02 --horizon-months 3 --trials 600").assert().success();
    let later = rows(&desk.path().join("output/backtest-flow/backtest.csv"));
    assert!(later.iter().any(|row| row["month"] == "2025-03" && row["what"] == "not_yet_published"));
    assert!(may(&later) > 1.5 * slow, "{} {slow}", may(&later));
    // Bands hold each other, and the level is that of the months known.
    for row in &later {
        let ends = ["band95_low", "band80_low", "band50_low", "median", "band50_high", "band80_high", "band95_high"];
        assert!(ends.map(|name| number(row, name)).is_sorted(), "{row:?}");
    }
    assert!((number(&later[1], "median") / 3050.0 - 1.0).abs() < 0.1);
}

#[test]
fn a_backtest_without_what_came_is_a_forecast() {
    let desk = flow();
    desk.write("new.csv", "month,tonnes\n2025-07,3200\n");
    let ahead = "backtest flow.json --as-of 2025-07-25 --horizon-months 3 --trials 300";
    desk.linestop(ahead)
        .assert()
        .success()
        .stdout(contains("Nothing can be scored yet").and(contains("latest observed month: Jun 2025")));
    let answer = desk.json("output/backtest-flow/backtest.json");
    assert_eq!(answer["forecasts"][0]["latest_published"], "2025-06-01");
    desk.linestop(&format!("{ahead} --observed new.csv --out new"))
        .assert()
        .success()
        .stdout(contains("Scored: 1 month"));
    let manifest = desk.json("new/backtest-flow/manifest.json");
    assert_eq!(manifest["options"]["observed"][0]["name"], "new.csv");
}

#[test]
fn a_backtest_does_not_depend_on_threads() {
    let desk = flow();
    let arguments = "backtest flow.json --as-of 2025-03-21 --as-of 2025-05-21 --horizon-months 2 --trials 700";
    for (threads, out) in [(1, "one"), (2, "two")] {
        desk.linestop(&format!("{arguments} --threads {threads} --out {out}")).assert().success();
    }
    assert!(files(&desk.path().join("one")) == files(&desk.path().join("two")), "threads matter");
    for width in [60, 72, 140] {
        let mut command = desk.linestop(&format!("{arguments} --no-charts"));
        let text = String::from_utf8(command.env("COLUMNS", width.to_string()).output().unwrap().stdout).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("Written to"));
        assert!(lines.map(|line| line.chars().count()).max().unwrap() <= width, "{text}");
    }
}

#[test]
fn what_cannot_be_backtested_is_refused() {
    let desk = flow();
    let base = "backtest flow.json --trials 20";
    desk.refuses(
        &format!("{base} --as-of 2024-09-30"),
        &["before the scenario's start, 2024-10-01", "nothing was run"],
    );
    desk.refuses(&format!("{base} --as-of 2025-10-01"), &["after the scenario's last day"]);
    desk.refuses(&format!("{base} --as-of 2025-06-01"), &["lead beyond", "4 are possible", "horizon_days"]);
    desk.refuses(&format!("{base} --as-of June"), &["\"June\" is not a date, such as"]);
    desk.refuses(base, &["--as-of"]);
    desk.refuses(&format!("{base} --as-of 2025-03-01 --observed none.csv"), &["there is no file none.csv"]);
    for (text, says) in [
        (
            "month,tonnes\n2025-04,1\n2025-17,x\n",
            vec!["bad.csv, line 3, column \"month\"", "line 3, column \"tonnes\""],
        ),
        ("month,kg\n2025-04,1\n", vec!["units differ", "\"kg\""]),
        ("month,tons\n2025-04,1\n", vec!["no column \"tonnes\"", "did you mean \"tons\"?"]),
    ] {
        desk.write("bad.csv", text);
        desk.refuses(&format!("{base} --as-of 2025-03-01 --observed bad.csv"), &says);
    }
    desk.write("old.csv", "month,tonnes\n2023-04,1\n");
    desk.write("plain.json", &FLOW.replace(", \"csv\": \"seen.csv\"", ""));
    desk.refuses(
        "backtest plain.json --as-of 2025-03-01 --observed old.csv",
        &["none of the observed months", "2024-12"],
    );
    desk.write("wrong.json", &FLOW.replace("\"authority\": \"desk\", \"from\"", "\"authority\": \"dekc\", \"from\""));
    desk.refuses("backtest wrong.json --as-of 2025-03-01", &["dekc", "did you mean"]);
    desk.write("seen.csv", "month,tonnes\n2025-04,?\n");
    desk.refuses(&format!("{base} --as-of 2025-03-01"), &["flow.json:3", "line 2, column \"tonnes\""]);
}

/// What `FLOW` ships by month with 100 t a day and 0.3 files a day in the slow regime, by hand: a file of 100 t a day; from
/// five days after the freeze 30 t a day, from five days after the thaw 200 until what waited has gone.
const KNOWN: &str = "month,tonnes,note\n2024-12,3100,\n2025-01,3100,\n2025-02,1190,\n2025-03,930,\n2025-04,2600,\n\
                     2025-05,6200,\n2025-06,4000,\n";

#[test]
fn a_calibration_writes_a_scenario_that_draws_from_it() {
    let desk = flow();
    desk.write("seen.csv", KNOWN);
    desk.linestop("calibrate flow.json --trials 1500 --keep 8% --rows 200 --out fitted")
        .assert()
        .success()
        .stdout(contains(
            "Fitted to Exports: 7 months (Dec 2024 to Jun 2025). Kept: the 120 futures nearest of 1,500 futures",
        ))
        .stdout(contains("recovery").and(contains("Narrower")));
    let folder = desk.path().join("fitted/calibrate-flow");
    let wanted = [
        "calibration.json",
        "charts/parameters.png",
        "charts/parameters.svg",
        "charts/summaries.png",
        "charts/summaries.svg",
        "flow-calibrated.json",
        "manifest.json",
        "posterior.csv",
        "scenarios/flow.json",
    ];
    assert_eq!(files(&folder).keys().map(String::as_str).collect::<Vec<_>>(), wanted);
    let draws = rows(&folder.join("posterior.csv"));
    assert_eq!(draws.len(), 200);
    let mean = |name: &str| draws.iter().map(|row| row[name].parse::<f64>().unwrap()).sum::<f64>() / 200.0;
    // A twentieth and a tenth of the widths before the fit.
    assert!((mean("demand") - 100.0).abs() < 4.0, "{}", mean("demand"));
    assert!((mean("slow") - 0.3).abs() < 0.085, "{}", mean("slow"));
    desk.linestop("run fitted/calibrate-flow/flow-calibrated.json --trials 50 --no-charts").assert().success();
    desk.linestop("check fitted/calibrate-flow/flow-calibrated.json").assert().success();
    desk.linestop("calibrate flow.json --trials 1500 --keep 8% --rows 200 --threads 1 --out again").assert().success();
    assert!(files(&folder) == files(&desk.path().join("again/calibrate-flow")), "threads matter");
}

#[test]
fn licence_records_are_fitted_too_and_mistakes_are_told() {
    let desk = flow();
    let mut records = "filed,decided,outcome\n".to_owned();
    for (day, wait) in (1..=20).zip([20, 25, 30, 35, 40, 45, 50, 55, 60, 90].into_iter().cycle()) {
        let filed = jiff::civil::date(2025, 4, day);
        let decided = filed.saturating_add(jiff::Span::new().days(wait));
        records += &[filed.to_string(), decided.to_string(), "granted\n".to_owned()].join(",");
    }
    records.push_str("2025-04-02,2025-05-02,denied\n2025-06-01,,pending\n");
    desk.write("records.csv", &records);
    let base = "calibrate flow.json --trials 800 --keep 10% --no-charts";
    desk.linestop(&format!("{base} --records records.csv --as-of 2025-09-30"))
        .assert()
        .success()
        .stdout(contains("Records: 20 granted, 1 denied, 1 open.").and(contains("Kaplan")))
        .stdout(
            contains("not granted by the last")
                .and(contains("may still be granted"))
                .and(contains("never granted").not()),
        );
    assert!(desk.path().join("output/calibrate-flow/waits.csv").exists());
    desk.write("records.csv", &records.replace("denied", "withdrawn"));
    desk.refuses(
        &format!("{base} --records records.csv --as-of 2025-09-30 --out no"),
        &["records.csv, line 22, column \"outcome\": \"withdrawn\"", "nothing was run"],
    );
    desk.refuses(&format!("{base} --records records.csv --out no"), &["--as-of"]);
    desk.refuses(&format!("{base} --fit slwo --out no"), &["no parameter \"slwo\"", "did you mean \"slow\"?"]);
    desk.refuses(&format!("{base} --until 2025-03 --out no"), &["2 observed months", "3 are needed"]);
    desk.refuses("calibrate flow.json --keep 70% --out no", &["at most 0.5"]);
    desk.refuses("calibrate flow.json --trials 100 --out no", &["2 of 100 trials would be kept", "--keep"]);
}
