//! Hashes of everything that is counted, column by column: a hash that moves is a change of values, to be said in the
//! changelog. A new column is a new line and moves no other.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::folder::{Folder, name_of};

/// Scenarios with the levers that are pulled.
const RUNS: [(&str, &str); 9] = [
    ("scenarios/quickstart.json", ""),
    ("scenarios/stockpile-rule.json", ""),
    ("scenarios/levers.json", ""),
    (
        "scenarios/levers.json",
        "more_stock+earlier+second_source+general_licence+air_freight+ferrite+thrifting+recycling+stockpile+margin_first",
    ),
    ("scenarios/2025-controls.json", ""),
    ("scenarios/world-magnet-exports.json", ""),
    ("scenarios/firm-today.json", ""),
    ("tests/properties/everything.json", ""),
    ("benches/workloads/r1.json", ""),
];

/// The hash of each column of a CSV file, by its heading.
fn columns(text: &str) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut hashes = vec![Sha256::new(); headings.len()];
    for row in reader.records() {
        for (hash, cell) in hashes.iter_mut().zip(&row.unwrap()) {
            hash.update(cell.as_bytes());
            hash.update(b"\n");
        }
    }
    let short =
        |hash: Sha256| hash.finalize().iter().take(6).fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    headings.into_iter().zip(hashes.into_iter().map(short)).collect()
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let mut said = String::new();
    for (scenario, levers) in RUNS {
        let folder = Folder::new();
        let pull = if levers.is_empty() { String::new() } else { format!("--lever {levers}") };
        folder.linestop(&format!("run {scenario} --trials 192 --no-charts --audit --out here {pull}"), 100);
        writeln!(said, "{scenario}{}", if levers.is_empty() { "" } else { ", all levers pulled" }).unwrap();
        for file in folder.files(&format!("here/{}", folder.only("here")), "csv") {
            writeln!(said, "  {}", name_of(&file)).unwrap();
            for (heading, hash) in columns(&std::fs::read_to_string(&file).unwrap()) {
                writeln!(said, "    {hash} {heading}").unwrap();
            }
        }
    }
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!(said) });
}
