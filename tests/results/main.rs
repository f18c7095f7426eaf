//! Results read back from disk: charts and pages without a new simulation, and what stands against it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use tempfile::TempDir;

/// A folder with one result of each command in it, under `output`.
struct Desk(TempDir);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

const QUICK: &str = "scenarios/quickstart.json";

/// Commands with the folder of their result and their charts.
const COMMANDS: [(&str, &str); 10] = [
    ("run Q --trials 120", "quickstart"),
    ("compare Q T --trials 120 --regret-trials 60", "compare-quickstart"),
    ("size Q --trials 120 --target p_halt<=0.2", "size-quickstart"),
    ("stress Q --trials 40 --freeze-days 30..35", "stress-quickstart"),
    ("sweep Q --trials 60 --over car_stock=60..90:3", "sweep-quickstart"),
    ("explain Q --trials 60", "explain-quickstart"),
    ("sensitivity Q --trials 200", "sensitivity-quickstart"),
    ("backtest W --trials 100 --as-of 2025-06-01 --as-of 2025-07-01", "backtest-world-magnet-exports"),
    ("calibrate W --trials 600 --keep 10%", "calibrate-world-magnet-exports"),
    ("backtest W D --trials 100 --as-of 2025-06-01..2025-07-01", "backtest-pooled"),
];

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With the results of some of the commands.
    fn with(some: &[usize]) -> Self {
        let desk = Self::new();
        for at in some {
            desk.linestop(COMMANDS[*at].0).assert().success();
        }
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn linestop(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("linestop").unwrap();
        let quick = root().join(QUICK);
        let truce = root().join("scenarios/quickstart-truce.json");
        let world = root().join("scenarios/world-magnet-exports.json");
        let terbium = root().join("scenarios/series/terbium.json");
        let words = arguments.split_whitespace().map(|word| match word {
            "Q" => quick.display().to_string(),
            "T" => truce.display().to_string(),
            "W" => world.display().to_string(),
            "D" => terbium.display().to_string(),
            _ => word.to_owned(),
        });
        command.current_dir(self.path()).env_remove("COLUMNS").args(words);
        command
    }

    fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The command fails with exit code 2 and these words, and writes nothing new.
    fn refuses(&self, arguments: &str, words: &[&str]) {
        let count =
            || fs::read_dir(self.path()).unwrap().count() + fs::read_dir(self.path().join("output")).unwrap().count();
        let before = count();
        let mut assert = self.linestop(arguments).assert().code(2).stdout("");
        for word in words {
            assert = assert.stderr(contains(*word));
        }
        assert_eq!(before, count(), "something was written");
    }
}

#[test]
fn every_chart_is_redrawn_to_the_byte_and_every_result_makes_a_page() {
    let desk = Desk::with(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let mut folders = Vec::new();
    for (_, name) in COMMANDS {
        for format in ["svg", "png"] {
            desk.linestop(&format!("chart all output/{name} --out again --format {format}")).assert().success();
        }
        let mut charts = 0;
        for entry in fs::read_dir(desk.path().join("output").join(name).join("charts")).unwrap() {
            let file = entry.unwrap().file_name().into_string().unwrap();
            let drawn = desk.read(&format!("output/{name}/charts/{file}"));
            assert!(drawn == desk.read(&format!("again/{name}-{file}")), "{name}/{file} differs when redrawn");
            charts += 1;
        }
        assert!(charts >= 2, "{name} has charts");
        desk.linestop(&format!("report output/{name}"))
            .assert()
            .success()
            .stdout(contains(format!("output/{name}.html")));
        let page = String::from_utf8(desk.read(&format!("output/{name}.html"))).unwrap();
        well_made(&page, name);
        assert_eq!(page.matches("<svg ").count(), charts / 2, "{name}");
        folders.push(format!("output/{name}"));
    }
    desk.linestop(&format!("report {} --out all.html", folders.join(" "))).assert().success();
    let page = String::from_utf8(desk.read("all.html")).unwrap();
    well_made(&page, "all");
    assert_eq!(page.matches("<article ").count(), COMMANDS.len());
}

/// One heading of the first rank, none left out, every id once, nothing from elsewhere.
fn well_made(page: &str, name: &str) {
    assert_eq!(page.matches("<h1").count(), 1, "{name}");
    assert!(page.contains("<html lang=\"en\">"), "{name}");
    let ranks: Vec<u32> =
        page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10)).collect();
    assert!(ranks.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: ranks of headings {ranks:?}");
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{name}: an id is there twice");
    assert_eq!(page.matches("<svg ").count(), page.matches("<desc ").count(), "{name}");
    for foreign in [" src=\"http", "url(http", "<link", "@import", "fetch("] {
        assert!(!page.contains(foreign), "{name} asks for {foreign}");
    }
    for said in ["The answer", "What it rests on", "What is not modelled", "How to get the same numbers again"] {
        assert!(page.contains(said), "{name} says {said}");
    }
    assert!(!page.contains("NaN") && !page.contains("undefined"), "{name}");
}

#[test]
fn the_command_of_a_folder_gives_its_numbers_again() {
    for (at, file) in [(0, "summary.json"), (1, "comparison.json"), (4, "sweep.json")] {
        let desk = Desk::with(&[at]);
        let folder = format!("output/{}", COMMANDS[at].1);
        let manifest: serde_json::Value =
            serde_json::from_slice(&desk.read(&format!("{folder}/manifest.json"))).unwrap();
        let words: Vec<&str> =
            manifest["command"].as_array().unwrap().iter().filter_map(|word| word.as_str()).collect();
        assert_eq!(words[0], "linestop");
        let mut again = Command::cargo_bin("linestop").unwrap();
        let out = desk.path().join("again");
        again.current_dir(desk.path().join(&folder)).args(&words[1..]).arg("--out").arg(&out).assert().success();
        let name = COMMANDS[at].1;
        assert!(desk.read(&format!("{folder}/{file}")) == desk.read(&format!("again/{name}/{file}")), "{name}");
    }
}

#[test]
fn a_chart_is_drawn_in_the_size_asked_for_and_kinds_are_told() {
    let desk = Desk::with(&[0]);
    desk.linestop("chart loss output/quickstart --size 1200x700").assert().success();
    let png = desk.read("output/quickstart-loss.png");
    assert_eq!(png[16..24], [0, 0, 9, 96, 0, 0, 5, 120], "2,400 by 1,400 dots");
    desk.linestop("chart list output/quickstart")
        .assert()
        .success()
        .stdout(contains("halted-by-date").and(contains("missing-material")));
    desk.refuses("chart los output/quickstart", &["has no chart \"los\" (did you mean \"loss\"?)", "halted-by-date"]);
    desk.refuses("chart loss output/quickstart --size wide", &["such as 1600x900"]);
    desk.refuses("chart loss output/quickstart --size 20x20", &["a page of at least"]);
}

#[test]
fn what_is_no_whole_result_is_refused() {
    let desk = Desk::with(&[0]);
    fs::create_dir(desk.path().join("empty")).unwrap();
    desk.refuses(
        "report output/quickstar",
        &["there is no folder output/quickstar", "results nearby: output/quickstart"],
    );
    desk.refuses("report empty", &["empty is not a result of linestop: it holds no manifest.json"]);
    desk.refuses("report output/quickstart --out empty", &["--out needs a file"]);
    let folder = desk.path().join("output/quickstart");
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let summary = fs::read_to_string(folder.join("summary.json")).unwrap();

    let version = format!("\"linestop\": \"{}\"", env!("CARGO_PKG_VERSION"));
    fs::write(folder.join("manifest.json"), manifest.replace(&version, "\"linestop\": \"0.0.1\"")).unwrap();
    desk.refuses(
        "report output/quickstart",
        &["was written by linestop 0.0.1", "linestop run scenarios/quickstart.json"],
    );
    fs::write(folder.join("manifest.json"), manifest.replace("linestop run\"", "linestop dream\"")).unwrap();
    desk.refuses("chart loss output/quickstart", &["it is of \"linestop dream\""]);
    fs::write(folder.join("manifest.json"), &manifest[..100]).unwrap();
    desk.refuses("report output/quickstart", &["manifest.json cannot be understood", "line"]);
    fs::write(folder.join("manifest.json"), &manifest).unwrap();

    fs::write(folder.join("summary.json"), summary.replacen("\"share\": 0.", "\"share\": 0.1", 1)).unwrap();
    desk.refuses("report output/quickstart", &["summary.json is not as linestop wrote it"]);
    fs::remove_file(folder.join("bands.csv")).unwrap();
    desk.refuses("report output/quickstart", &["bands.csv is missing"]);
}

#[test]
fn a_page_says_the_figures_of_the_summary_with_their_intervals() {
    let desk = Desk::with(&[0]);
    desk.linestop("report output/quickstart").assert().success();
    let page = String::from_utf8(desk.read("output/quickstart.html")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&desk.read("output/quickstart/summary.json")).unwrap();
    let lines = summary["lines"].as_array().unwrap();
    let cars = lines.iter().find(|line| line["site"] == "car_plant").unwrap();
    let percent = |name: &str| 100.0 * cars["halt"][name].as_f64().unwrap();
    // 120 trials: the interval is so wide that whole per cent are said.
    let said = format!("{:.0}\u{a0}% ({:.0}–{:.0})", percent("share"), percent("low"), percent("high"));
    assert!(page.contains(&said), "{said}");
    assert!(page.contains("5 Jan 2026 to 4 Jan 2027 (365\u{a0}days); 120 trials; seed 1"));
    assert!(page.contains("illustrative, of the right order of magnitude"));
    assert!(page.replace("&#x2f;", "/").contains("linestop run scenarios/quickstart.json --trials 120"));
}
