//! Hashes of everything that is counted: a hash that moves is a change of values, to be said in the changelog.

use std::fmt::Write;
use std::fs;

use sha2::{Digest, Sha256};

use crate::folder::{Folder, name_of};

/// Scenarios with the levers that are pulled, and how many trials.
const RUNS: [(&str, &str); 8] = [
    ("scenarios/quickstart.json", ""),
    ("scenarios/stockpile-rule.json", ""),
    ("scenarios/levers.json", ""),
    (
        "scenarios/levers.json",
        "--lever more_stock+earlier+second_source+general_licence+air_freight+ferrite+thrifting+recycling+stockpile+margin_first",
    ),
    ("scenarios/2025-controls.json", ""),
    ("scenarios/world-magnet-exports.json", ""),
    ("tests/properties/everything.json", ""),
    ("benches/workloads/r1.json", ""),
];

#[test]
fn the_same_seed_gives_the_same_bits() {
    let mut said = String::new();
    for (scenario, levers) in RUNS {
        let folder = Folder::new();
        folder.linestop(&format!("run {scenario} --trials 192 --no-charts --audit --out here {levers}"), 100);
        let pulled = if levers.is_empty() { "" } else { ", all levers pulled" };
        writeln!(said, "{scenario}{pulled}").unwrap();
        for file in folder.files(&format!("here/{}", folder.only("here")), "csv") {
            let hash = Sha256::digest(fs::read(&file).unwrap());
            let head: String = hash.iter().take(8).fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
            writeln!(said, "  {head}  {}", name_of(&file)).unwrap();
        }
    }
    insta::assert_snapshot!(said);
}
