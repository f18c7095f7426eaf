//! The books of the firm of today: from the exports of two ERP systems to the scenario that ships.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::*;
use predicates::str::contains;

use crate::linestop;

fn books() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/firm-today/books")
}

/// The commands of docs/firm-today.md, and what came of every line in every trial.
#[test]
fn the_firm_of_today_is_made_again_from_its_books() {
    let desk = tempfile::tempdir().unwrap();
    let (books, mapping) = (books(), books().join("mapping.json"));
    linestop(desk.path())
        .args(["import", books.to_str().unwrap(), "--mapping", mapping.to_str().unwrap(), "--out", "books.json"])
        .assert()
        .success()
        .stdout(contains("offene_bestellungen.csv, line 4: closed").and(contains("a total")));
    // By themselves they are a firm that can be played, too.
    let few = ["--trials", "20", "--no-charts"];
    linestop(desk.path()).args([&["run", "books.json", "--audit"][..], &few].concat()).assert().success();
    fs::copy(books.parent().unwrap().join("today.json"), desk.path().join("today.json")).unwrap();
    let shipped = books.parent().unwrap().with_extension("json");
    linestop(desk.path()).args([&["run", "today.json"][..], &few].concat()).assert().success();
    linestop(desk.path()).args([&["run", shipped.to_str().unwrap()][..], &few].concat()).assert().success();
    // Sites stand in another order, and so do the rows of each trial.
    let rows = |name: &str| {
        let text = fs::read_to_string(desk.path().join("output").join(name)).unwrap();
        text.lines().map(str::to_owned).collect::<BTreeSet<String>>()
    };
    for table in ["outcomes.csv", "lines.csv", "bands.csv", "waits.csv", "halted.csv"] {
        let (made, shipped) = (rows(&format!("today/{table}")), rows(&format!("firm-today/{table}")));
        let other: Vec<&String> = made.symmetric_difference(&shipped).take(4).collect();
        assert!(other.is_empty(), "{table}: {other:#?}");
    }
}
