//! Scenario files: what loads, what is refused, and in which words.

use std::path::Path;

use linestop::scenario::{load, schema};

#[test]
fn the_small_scenario_loads() {
    let loaded = load(Path::new("tests/loading/magnets.json"), &[]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(loaded.name, "magnets");
    assert_eq!(loaded.scenario.sites.len(), 2);
    assert!(loaded.merged.get("$schema").is_none());
    println!("{}", serde_json::to_string_pretty(&schema::scenario_schema()).unwrap());
}
