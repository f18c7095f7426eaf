//! The rules of the house, held by reading the source: layers, crates kept to one folder, scenarios and documents
//! in step with the program.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folders of `src`, each of which may use only those before it.
const LAYERS: [&str; 11] =
    ["random", "statistics", "reading", "scenario", "model", "engine", "experiment", "case", "chart", "report", "cli"];
/// What may be used where the order alone would allow more.
const NARROWER: [(&str, &[&str]); 2] =
    [("chart", &["chart", "reading"]), ("report", &["report", "statistics", "reading", "experiment", "chart"])];
/// Crates that belong to one folder, as they stand at the head of a path.
const KEPT: [(&str, &str); 10] = [
    ("rayon", "experiment"),
    ("clap", "cli"),
    ("plotters_backend", "chart"),
    ("plotters_svg", "chart"),
    ("minijinja", "report"),
    ("parquet", "report"),
    ("calamine", "scenario"),
    ("unicode_normalization", "reading"),
    ("encoding_rs", "reading"),
    ("zip", "scenario"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a folder with an ending, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{ending} in {}", folder.display());
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A source file: its folder in `src` (empty for those at the top), its name for messages, its text without comments.
struct Source {
    folder: String,
    name: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    files(&src, "rs")
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&src).unwrap();
            let folder = inside.parent().and_then(|p| p.iter().next()).unwrap_or_default();
            let code = read(&path);
            Source {
                folder: folder.to_string_lossy().into_owned(),
                name: inside.display().to_string(),
                code: code
                    .lines()
                    .filter(|l| !l.trim_start().starts_with("//"))
                    .fold(String::new(), |t, l| t + l + "\n"),
            }
        })
        .collect()
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// First steps of all paths that begin with `crate::`; `crate::{a, b::c}` has two.
fn used_folders(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(is_name) {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let mut depth = 0;
        let mut name = String::new();
        let mut heads = true;
        for c in rest.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => heads = true,
                c if is_name(c) && heads && depth <= 1 => {
                    name.push(c);
                    continue;
                }
                _ => {}
            }
            if !name.is_empty() {
                used.insert(std::mem::take(&mut name));
                heads = false;
            }
            if depth <= 0 {
                break;
            }
        }
    }
    used
}

#[test]
fn paths_are_read_in_every_form() {
    let used = |code| used_folders(code).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(used("use crate::model::{Draw, Num};"), "model");
    assert_eq!(used("use crate::{chart::Format, report};"), "chart report");
    assert_eq!(used("let x = crate::random::whole_days(1.0, 1) + mycrate::no();"), "random");
}

#[test]
fn every_folder_uses_only_those_before_it() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| !s.folder.is_empty()) {
        let place = LAYERS.iter().position(|l| *l == source.folder);
        let place = place.unwrap_or_else(|| panic!("{}: the folder is not in the list of layers", source.name));
        let narrower = NARROWER.iter().find(|(folder, _)| *folder == source.folder).map(|(_, allowed)| *allowed);
        for used in used_folders(&source.code) {
            let allowed = narrower.unwrap_or(&LAYERS[..=place]);
            if !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses crate::{used}; allowed: {}", source.name, allowed.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_crate_stays_in_its_folder() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, folder) in KEPT {
            let used = source.code.match_indices(name).any(|(at, _)| {
                !source.code[..at].ends_with(is_name) && source.code[at + name.len()..].starts_with("::")
            });
            if used && source.folder != folder {
                wrong.push(format!("{} uses {name}, which belongs to src/{folder}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_left_for_later() {
    let unfinished = ["todo!", "unimplemented!"];
    for source in sources() {
        for word in unfinished {
            assert!(!source.code.contains(word), "{} holds {word}", source.name);
        }
    }
}

fn scenarios() -> Vec<PathBuf> {
    // A mapping of exports is no scenario, and what lies over an imported one is none without it: tests/sheets has
    // both.
    let mut found = files(&root().join("scenarios"), "json");
    found.retain(|path| !path.ends_with("mapping.json") && !path.ends_with("firm-today/today.json"));
    found
}

#[test]
fn every_scenario_loads_and_compiles() {
    let mut wrong = Vec::new();
    for path in scenarios().into_iter().chain(files(&root().join("docs/examples"), "json")) {
        match linestop::inside::scenario::load(&path, &[]) {
            Ok(loaded) => {
                if let Err(error) = linestop::inside::model::compile(&loaded.scenario) {
                    wrong.push(format!("{}: {error}", path.display()));
                }
            }
            Err(problems) => wrong.push(problems.render(false)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_number_of_a_scenario_has_a_source_or_a_reason() {
    for path in scenarios() {
        let loaded = linestop::inside::scenario::load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let bare = loaded.notes.iter().find(|note| note.message.contains("neither"));
        assert!(bare.is_none(), "{}: {bare:?}", path.display());
    }
}

#[test]
fn the_firm_of_today_is_what_its_page_says() {
    let path = root().join("scenarios/firm-today.json");
    let loaded = linestop::inside::scenario::load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let scenario = &loaded.scenario;
    let parts: BTreeSet<&String> = scenario.sites.values().flat_map(|site| site.inputs.keys()).collect();
    assert_eq!(parts.len(), 40, "{parts:?}");
    let orders: Vec<_> = scenario.lanes.values().flat_map(|lane| lane.open_orders.values()).collect();
    let stages: HashSet<_> = orders.iter().map(|order| std::mem::discriminant(&order.stands)).collect();
    assert_eq!(stages.len(), 7, "orders stand in every stage");
    let page = read(&root().join("docs/firm-today.md"));
    for said in ["forty parts".to_owned(), format!("| open orders | {}, in every stage", orders.len())] {
        assert!(page.contains(&said), "docs/firm-today.md does not say \"{said}\"");
    }
}

/// README and what lies in docs/.
fn documents() -> Vec<(PathBuf, String)> {
    let mut paths = files(&root().join("docs"), "md");
    paths.extend([root().join("README.md"), root().join("CHANGELOG.md")]);
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

fn help(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_linestop")).args(arguments).output().unwrap();
    assert!(output.status.success(), "linestop {}", arguments.join(" "));
    String::from_utf8(output.stdout).unwrap()
}

/// Commands that `linestop --help` names.
fn commands() -> BTreeSet<String> {
    let text = help(&["--help"]);
    let list = text.split("Commands:").nth(1).expect("a list of commands");
    list.lines()
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect()
}

/// What follows the name of the program in a fenced block: the words of each command line.
fn calls(text: &str) -> Vec<Vec<String>> {
    let mut calls = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            let line = line.strip_prefix("$ ").unwrap_or(line);
            let rest = line.strip_prefix("linestop ").or_else(|| line.strip_prefix("cargo run --release -- "));
            calls.extend(rest.map(|rest| rest.split_whitespace().map(str::to_owned).collect()));
        }
    }
    calls
}

#[test]
fn documents_call_the_program_as_it_is() {
    let commands = commands();
    let mut shown = BTreeSet::new();
    for (path, text) in documents() {
        for call in calls(&text) {
            let command = call.first().cloned().unwrap_or_default();
            if command.starts_with('-') {
                continue;
            }
            assert!(commands.contains(&command), "{}: there is no `linestop {command}`", path.display());
            let options = help(&[&command, "--help"]);
            for word in call.iter().filter(|word| word.starts_with("--")) {
                let option = word.split('=').next().unwrap_or(word);
                assert!(options.contains(option), "{}: `linestop {command}` has no {option}", path.display());
            }
            shown.insert(command);
        }
    }
    assert_eq!(shown, commands, "README and docs show every command");
}

#[test]
fn documents_know_every_scenario() {
    let readme = read(&root().join("README.md"));
    for path in scenarios() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(readme.contains(&name), "README.md does not mention scenarios/{name}");
        assert!(read(&root().join("scenarios/README.md")).contains(&name), "scenarios/README.md lacks {name}");
    }
    for (path, text) in documents() {
        for (at, _) in text.match_indices("scenarios/") {
            let named: String = text[at..].chars().take_while(|c| is_name(*c) || "/-.".contains(*c)).collect();
            if Path::new(&named).extension().is_some_and(|e| e == "json") {
                assert!(root().join(&named).exists(), "{} names {named}, which does not exist", path.display());
            }
        }
    }
}

#[test]
fn links_lead_to_files() {
    let mut seen = 0;
    for (path, text) in documents() {
        for (at, _) in text.match_indices("](") {
            let target: String = text[at + 2..].chars().take_while(|c| *c != ')').collect();
            let file = target.split('#').next().unwrap_or_default();
            if file.is_empty() || file.starts_with("http") {
                continue;
            }
            seen += 1;
            let there = path.parent().unwrap().join(file).exists();
            assert!(there, "{} links to {target}, which does not exist", path.display());
        }
    }
    assert!(seen > 0, "no link was read");
}

#[test]
fn the_scenario_in_the_docs_loads() {
    let text = read(&root().join("docs/scenario-format.md"));
    let mut blocks = text.split("```jsonc\n").skip(1).filter_map(|rest| rest.split("```").next());
    let whole = blocks.find(|block| block.contains("\"horizon_days\"")).expect("a whole scenario");
    let loaded = linestop::inside::scenario::load_str(&root().join("docs/example.json"), whole, &[]);
    let loaded = loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    linestop::inside::model::compile(&loaded.scenario).unwrap();
}

#[test]
fn the_committed_schema_is_the_programs() {
    let committed = read(&root().join("schema/scenario.schema.json"));
    assert!(committed == help(&["schema"]), "run `just schema`: schema/scenario.schema.json is out of date");
    let packs = read(&root().join("schema/rules.schema.json"));
    assert!(packs == help(&["schema", "--rules"]), "run `just schema`: schema/rules.schema.json is out of date");
}
