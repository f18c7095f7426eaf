//! Numbers, dates and names as people write them: in options, sheets and CSV files. What could mean two things is
//! refused with both of them, or read as a declared locale writes it.

mod options;
mod sheets;
mod workbooks;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// A plant with one input and a wait of 30 days.
const SCENARIO: &str = r#"{
  "title": "Small", "currency": "EUR", "start": "2026-01-05", "horizon_days": 60, "assumption": "test",
  "parameters": {"stock": {"value": {"uniform": {"min": 20, "max": 40}}}},
  "materials": {"magnet": {"unit": "kg", "price_per_unit": 10}, "car": {"unit": "piece"}},
  "sites": {
    "works": {"country": "CN", "sector": "magnets", "makes": "magnet"},
    "cars": {
      "country": "DE", "sector": "cars", "makes": "car", "sales": {"per_working_day": 10, "margin_per_unit": 5},
      "inputs": {"magnet": {"per_unit": 1, "opening_stock": {"days_of_cover": {"parameter": "stock"}},
        "ordering": {"base_stock": {"order_up_to": {"days_of_cover": 60}}}}}
    }
  },
  "lanes": {"sea": {"from": "works", "to": "cars", "transit_days": 30}}
}"#;

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("small.json", SCENARIO.as_bytes());
        desk
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    fn linestop(&self, words: &[&str]) -> (i32, String, String) {
        let done = Command::cargo_bin("linestop").unwrap().current_dir(self.path()).args(words).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (done.status.code().unwrap_or(-1), text(&done.stdout), text(&done.stderr))
    }
    /// What is told of a mistake; nothing is written.
    #[track_caller]
    fn refused(&self, words: &[&str]) -> String {
        let (code, _, told) = self.linestop(words);
        assert_eq!(code, 2, "{words:?}: {told}");
        assert!(!self.path().join("output").exists(), "{words:?}");
        told
    }
    #[track_caller]
    fn done(&self, words: &[&str]) -> (String, String) {
        let (code, out, told) = self.linestop(words);
        assert_eq!(code, 0, "{words:?}: {told}");
        (out, told)
    }
}
