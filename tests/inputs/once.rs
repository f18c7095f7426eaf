//! Each input is read once: what was read is what is simulated and what the manifest names.

use std::fs::{self, File};

use linestop::inside::scenario::sha256;

use super::{Desk, SCENARIO, bytes};

/// The inputs of a manifest: names and hashes.
fn inputs(desk: &Desk, manifest: &str) -> Vec<(String, String)> {
    let manifest = desk.json(manifest);
    let list = manifest.get("inputs").or_else(|| manifest["scenarios"][0].get("inputs")).expect("inputs");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|file| (text(&file["name"]), text(&file["sha256"]))).collect()
}

#[test]
fn standard_input_is_a_scenario_like_any_other() {
    let desk = Desk::new();
    let words = desk.says(&["run", "plant.json", "--trials", "10", "--no-charts"]);
    let mut command = desk.linestop(&["run", "-", "--trials", "10", "--no-charts"]);
    let output = command.write_stdin(SCENARIO).assert().success().get_output().clone();
    let piped = String::from_utf8(output.stdout).unwrap();
    assert_eq!(piped.replace("output/stdin", "output/plant"), words);
    let named = vec![("stdin".to_owned(), sha256(SCENARIO.as_bytes()))];
    assert_eq!(inputs(&desk, "output/stdin/manifest.json"), named);
    // Every point of a sweep comes from the same bytes.
    let sweep = ["sweep", "-", "--over", "transit=5..7:3", "--trials", "10", "--no-charts", "--of", "halt_days"];
    desk.linestop(&sweep).write_stdin(SCENARIO).assert().success();
    assert_eq!(inputs(&desk, "output/sweep-stdin/manifest.json"), named);
    let command = desk.json("output/sweep-stdin/manifest.json")["command"].clone();
    assert_eq!(command[2], "scenarios/stdin.json");
    assert_eq!(desk.json("output/sweep-stdin/sweep.json")["points"].as_array().unwrap().len(), 3);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_once_whatever_is_asked_of_it() {
    for arguments in [
        vec!["run", "pipe.json"],
        vec!["sweep", "pipe.json", "--over", "transit=5..7:3", "--of", "halt_days"],
        vec!["compare", "pipe.json", "--alternative", "Slow: transit=9", "--no-regret"],
    ] {
        let desk = Desk::new();
        let pipe = desk.path("pipe.json");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let writer = std::thread::spawn(move || fs::write(pipe, SCENARIO).unwrap());
        let rest = ["--trials", "10", "--no-charts", "--out", "out"];
        desk.linestop(&[&arguments[..], &rest].concat()).assert().success();
        writer.join().unwrap();
        let folder = fs::read_dir(desk.path("out")).unwrap().next().unwrap().unwrap().file_name();
        let manifest = format!("out/{}/manifest.json", folder.to_string_lossy());
        assert_eq!(inputs(&desk, &manifest), [("pipe.json".to_owned(), sha256(SCENARIO.as_bytes()))]);
    }
}

#[test]
fn every_file_that_a_scenario_names_is_among_the_inputs() {
    let desk = Desk::new();
    desk.write("days.csv", "days\n4\n5\n9\n");
    desk.write(
        "over.json",
        r#"{"extends": "plant.json", "parameters": {"transit": {"value": {"empirical": {"csv": "days.csv", "column": "days"}}}}}"#,
    );
    desk.says(&["run", "over.json", "--trials", "10", "--no-charts"]);
    let of = |name: &str| (name.to_owned(), sha256(&bytes(&desk.path(name))));
    assert_eq!(inputs(&desk, "output/over/manifest.json"), ["over.json", "plant.json", "days.csv"].map(of));
}

#[test]
fn a_file_beyond_all_bounds_and_a_folder_are_refused() {
    let desk = Desk::new();
    File::create(desk.path("large.json")).unwrap().set_len((64 << 20) + 1).unwrap();
    let told = desk.refuses(&["run", "large.json"]);
    assert!(told.contains("large.json is larger than 64 MB, the most that is read"), "{told}");
    assert!(desk.refuses(&["run", "."]).contains(". is a folder; a file is needed"));
}

#[cfg(unix)]
#[test]
fn a_device_is_refused() {
    let desk = Desk::new();
    desk.write("zero.json", r#"{"extends": "/dev/zero"}"#);
    let csv = r#"{"extends": "plant.json", "parameters": {"transit": {"value": {"empirical": {"csv": "/dev/zero", "column": "x"}}}}}"#;
    desk.write("csv.json", csv);
    for file in ["/dev/zero", "zero.json", "csv.json"] {
        let told = desk.refuses(&["run", file]);
        assert!(told.contains("/dev/zero is a device; a file or a pipe is needed"), "{told}");
    }
}
