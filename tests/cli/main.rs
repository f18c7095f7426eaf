//! The commands as a user sees them: their files, their words, their exit codes.

mod compare;
mod explain;
mod mistakes;
mod monday;
mod observed;
mod others;
mod run;
mod sensitivity;
mod shards;
mod size;
mod stress;
mod sweep;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
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
    /// No line that a command prints is longer than the terminal is wide, but that of the files written.
    fn fits(&self, arguments: &str) {
        for width in [60, 80, 100, 140] {
            let mut command = self.linestop(arguments);
            let output = command.env("COLUMNS", width.to_string()).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let text = String::from_utf8(output.stdout).unwrap();
            let table = text.lines().filter(|line| !line.starts_with("Written to"));
            let longest = table.map(|line| line.chars().count()).max().unwrap();
            assert!(longest <= width, "{longest} > {width}:\n{text}");
        }
    }
    /// The command writes the same files into the folders `one` and `two` on one thread and on two.
    fn same_on_any_threads(&self, arguments: &str) {
        self.linestop(&format!("{arguments} --threads 1 --out one")).assert().success();
        self.linestop(&format!("{arguments} --threads 2 --out two")).assert().success();
        assert!(files(&self.path().join("one")) == files(&self.path().join("two")), "threads matter");
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

/// Rows of a CSV file as maps from column to cell.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut csv = csv::Reader::from_path(path).unwrap();
    csv.deserialize().map(Result::unwrap).collect()
}
