//! Every scenario that comes with the program: it loads, and what it plays keeps its books.

use std::path::{Path, PathBuf};

use linestop::inside::model::compile;
use linestop::inside::scenario::load;

use super::{one, plan};

/// All files of a folder of scenarios and of the folders below.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // What `import` reads is no scenario.
        let of_import = path.ends_with("mapping.json") || path.ends_with("firm-today/today.json");
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "json") && !of_import {
            found.push(path);
        }
    }
}

#[test]
fn every_shipped_scenario_runs_and_keeps_its_books() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"), &mut found);
    found.sort();
    assert!(found.len() > 8, "few scenarios were found: {found:?}");
    for path in found {
        let loaded = load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let model = compile(&loaded.scenario).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let few = plan(12);
        // `one` has material conserved in every trial.
        let result = one(&model, &few);
        let days = loaded.scenario.horizon_days;
        let named = path.display();
        assert!(!model.lines().is_empty(), "{named} has no line");
        for outcome in &result.outcomes {
            assert!(u32::from(outcome.halt_days) <= days, "{named}: {outcome:?}");
            assert!((0..=outcome.planned).contains(&outcome.lost), "{named}: {outcome:?}");
            // Each halt day is one day of missing material, wherever that stood.
            assert_eq!(
                outcome.missing.iter().sum::<u32>(),
                1000 * u32::from(outcome.halt_days),
                "{named}: {outcome:?}"
            );
        }
    }
}
