//! What is given on the command line, and how inputs are read: once.

mod alternatives;
mod dates;
mod once;
mod packs;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A plant that needs 10 parts a day and has 100; one order a day, 5 days on the way unless a licence is asked for. The
/// authority freezes on a date: from then on nothing is licensed.
const SCENARIO: &str = r#"{
  "title": "Plant", "currency": "EUR", "start": "2026-01-05", "horizon_days": 100,
  "parameters": {"transit": {"title": "Transit", "unit": "days", "value": 5, "low": 1, "high": 30}},
  "materials": {"part": {"unit": "piece", "elements": {"Dy": 0.01}, "price_per_unit": 1}, "pump": {"unit": "piece"}},
  "authorities": {"desk": {
    "country": "CN", "controls": ["Dy"], "calendar": "every_day", "desk": {"review_work_days": 1},
    "initial_regime": "open", "regimes": {"open": {}, "frozen": {"review_speed": 0}},
    "events": {"freeze": {"date": "2026-02-04", "enter": "frozen", "title": "Freeze"}}
  }},
  "sites": {
    "works": {"country": "CN", "sector": "parts", "makes": "part"},
    "plant": {
      "country": "DE", "sector": "pumps", "makes": "pump",
      "sales": {"per_working_day": 10, "margin_per_unit": 5},
      "inputs": {"part": {"per_unit": 1, "opening_stock": {"quantity": 100},
        "ordering": {"base_stock": {"order_up_to": {"quantity": 100}, "review_every_days": 1}}}}
    }
  },
  "lanes": {"sea": {"from": "works", "to": "plant", "authority": "desk", "transit_days": {"parameter": "transit"}}},
  "levers": {"more": {"title": "More stock", "action": {"safety_stock": {"site": "plant", "material": "part", "extra": {"quantity": 50}}}}}
}"#;

/// A folder with the scenario in it, where commands are run.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("plant.json", SCENARIO);
        desk
    }
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }
    fn linestop(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("linestop").unwrap();
        command.current_dir(self.0.path()).env_remove("COLUMNS").args(arguments);
        command.timeout(std::time::Duration::from_mins(10));
        command
    }
    /// What a command says that succeeds.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.linestop(arguments).assert().success().get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    }
    /// What a command says that is refused and writes nothing.
    fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.linestop(arguments).assert().code(2).get_output().clone();
        assert!(!self.path("output").exists(), "something was written");
        String::from_utf8(output.stderr).unwrap()
    }
    fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))).unwrap()
    }
    fn rows(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(self.path(name)).unwrap();
        reader.deserialize().map(Result::unwrap).collect()
    }
}

fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
