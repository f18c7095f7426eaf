//! Reads and compiles the scenarios of a command; tells all their problems before anything runs.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::{Failure, alternatives, terminal};
use crate::experiment::{NamedModel, fingerprint};
use crate::model::{self, Model};
use crate::report::{Again, InputFile, ScenarioSource, Sources};
use crate::scenario::{Document, Loaded, Problem, Problems, ReadFile, Setting, input, sha256};

/// A scenario, ready to be simulated.
pub(super) struct Ready {
    /// As it was loaded.
    pub loaded: Loaded,
    /// As it is simulated.
    pub model: Model,
    /// Fingerprint of what it says.
    pub sha256: String,
    /// As it was read: it can be made into scenarios with other values.
    pub document: Arc<Document>,
    /// What was read, before any lever was pulled.
    pub origin: Origin,
}

/// A scenario as it was named and read.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The path, as it was given.
    path: PathBuf,
    /// Its name.
    name: String,
    /// After `extends` and overrides.
    merged: Value,
}

/// Loads and compiles one scenario.
pub(super) fn load_one(path: &Path, set: &[(String, Setting)]) -> Result<Ready, Problems> {
    ready(path, Document::read(path), set)
}

/// A scenario of what was read.
fn ready(path: &Path, document: Document, set: &[(String, Setting)]) -> Result<Ready, Problems> {
    let loaded = document.with(set)?;
    let model = compile(path, &loaded)?;
    let sha256 = fingerprint(&loaded.merged);
    let origin = Origin { path: path.to_owned(), name: loaded.name.clone(), merged: loaded.merged.clone() };
    Ok(Ready { loaded, model, sha256, document: Arc::new(document), origin })
}

/// The model of a loaded scenario.
pub(super) fn compile(path: &Path, loaded: &Loaded) -> Result<Model, Problems> {
    model::compile(&loaded.scenario)
        .map_err(|error| Problems { subject: path.to_owned(), problems: vec![Problem::error("", error.to_string())] })
}

/// Loads and compiles all scenarios, or tells all their problems.
pub(super) fn load_all(files: &[PathBuf], set: &[(String, Setting)]) -> Result<Vec<Ready>, Failure> {
    let mut ready = Vec::new();
    let mut wrong = 0;
    for path in files {
        match load_one(path, set) {
            Ok(scenario) => ready.push((path, scenario)),
            Err(problems) => {
                wrong += 1;
                terminal::tell(&format!("{}\n", problems.render(terminal::colour_on_stderr())));
            }
        }
    }
    if wrong > 0 {
        let what = match files.len() {
            1 => "the scenario has errors".to_owned(),
            all => format!("{wrong} of {all} scenarios have errors"),
        };
        return Err(Failure::Mistake(format!("{what}; nothing was run")));
    }
    let mut names: HashMap<String, &PathBuf> = HashMap::new();
    for (path, scenario) in &ready {
        let name = &scenario.loaded.name;
        // Some file systems do not tell capitals apart.
        if let Some(other) = names.insert(name.to_lowercase(), path) {
            return Err(Failure::Mistake(format!(
                "{} and {} would both be called \"{name}\" in the results: rename one of them",
                other.display(),
                path.display()
            )));
        }
    }
    Ok(ready.into_iter().map(|(_, scenario)| scenario).collect())
}

/// Two files that would both be called the same in the results.
pub(super) fn of_one_name(scenarios: &[Ready]) -> Option<(&Path, &Path)> {
    let mut known: HashMap<String, &Path> = HashMap::new();
    scenarios.iter().find_map(|Ready { origin, .. }| {
        let first = known.insert(origin.name.to_lowercase(), &origin.path)?;
        (first != origin.path).then_some((first, origin.path.as_path()))
    })
}

/// The same for an experiment.
pub(super) fn named(scenario: &Ready) -> NamedModel<'_> {
    NamedModel { name: &scenario.loaded.name, sha256: &scenario.sha256, model: &scenario.model }
}

/// Warnings, and what is not as it was planned, one line each.
pub(super) fn tell_warnings(scenario: &Ready) {
    tell("warning", &scenario.loaded.warnings, &scenario.loaded.name);
    tell("note", &scenario.loaded.plan, &scenario.loaded.name);
}

/// Problems, one line each.
pub(super) fn tell(kind: &str, problems: &[Problem], name: &str) {
    for problem in problems {
        let place = match &problem.place {
            Some(place) => format!("{}:{}", place.file.display(), place.line),
            None => name.to_owned(),
        };
        terminal::tell(&format!("{kind}: {place}: {}", problem.message));
    }
}

/// All files that scenarios were read from.
pub(super) fn read_from<'a>(scenarios: impl IntoIterator<Item = &'a Ready>) -> Vec<PathBuf> {
    scenarios.into_iter().flat_map(|scenario| scenario.loaded.files.iter().map(|file| file.path.clone())).collect()
}

/// The files that a scenario was read from, with the hashes of what was read.
pub(super) fn inputs(scenario: &Ready) -> Vec<InputFile> {
    let file = |file: &ReadFile| {
        let name = file.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        InputFile { name, sha256: file.sha256.clone() }
    };
    scenario.loaded.files.iter().map(file).collect()
}

/// The text of a file besides the scenarios, and what a manifest says of it.
pub(super) fn read_bytes(path: &Path) -> Result<(Vec<u8>, InputFile), String> {
    let bytes = input::read(path).map_err(|problem| problem.message)?;
    let name = input::known_as(path).file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let file = InputFile { name, sha256: sha256(&bytes) };
    Ok((bytes, file))
}

/// The same with name and fingerprint, for a manifest of several scenarios.
pub(super) fn sources(scenarios: &[Ready]) -> Sources {
    let source = |scenario: &Ready| ScenarioSource {
        name: scenario.loaded.name.clone(),
        sha256: scenario.sha256.clone(),
        inputs: inputs(scenario),
    };
    let again = again(&scenarios.iter().collect::<Vec<_>>(), scenarios);
    Sources { list: scenarios.iter().map(source).collect(), again }
}

/// What it takes to do the command again for some of the scenarios that it was given: it then reads them as they are
/// written into the folder of the result.
pub(super) fn again(some: &[&Ready], all: &[Ready]) -> Again {
    let mut scenarios: Vec<(String, Value)> = Vec::new();
    for Origin { name, merged, .. } in some.iter().map(|scenario| &scenario.origin) {
        if scenarios.iter().all(|(known, _)| known != name) {
            scenarios.push((name.clone(), merged.clone()));
        }
    }
    let given: Vec<(&Path, Option<&str>)> = all
        .iter()
        .map(|Ready { origin, .. }| {
            let kept = scenarios.iter().any(|(name, _)| *name == origin.name);
            (origin.path.as_path(), kept.then_some(origin.name.as_str()))
        })
        .collect();
    Again { command: command(std::env::args_os().skip(1), &given), scenarios }
}

/// The words of the command line without what changes nothing (`--out`, `--threads`, `--overwrite`), with the scenarios
/// as they lie in the folder of the result, and without those that do not. Of a path that is not Unicode, what can be
/// told.
fn command(mut words: impl Iterator<Item = OsString>, given: &[(&Path, Option<&str>)]) -> Vec<String> {
    const WITHOUT: [&str; 2] = ["--out", "--threads"];
    let mut said = vec!["linestop".to_owned()];
    while let Some(written) = words.next() {
        let word = written.to_string_lossy();
        if word == "--overwrite" {
            continue;
        }
        let (flag, value) = word.split_once('=').map_or((&*word, None), |(flag, value)| (flag, Some(value)));
        if WITHOUT.contains(&flag) {
            // The value may be the next word.
            if value.is_none() {
                words.next();
            }
        } else if let Some((_, kept)) = given.iter().find(|(path, _)| *path == Path::new(&written)) {
            said.extend(kept.map(|name| format!("scenarios/{name}.json")));
        } else if flag == "--alternative" {
            // The value may be the next word.
            said.push(flag.to_owned());
            let text =
                value.map_or_else(|| words.next().unwrap_or_default().to_string_lossy().into_owned(), str::to_owned);
            said.push(alternatives::again(&text, given));
        } else {
            said.push(word.into_owned());
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_repeated_in_the_folder_of_its_result() {
        let words = "run a/one.json two.json --trials 50,000 --out here --overwrite --threads=3 --set x=1 --out=there";
        let given = [(Path::new("a/one.json"), Some("one")), (Path::new("two.json"), None)];
        let said = command(words.split(' ').map(OsString::from), &given).join(" ");
        assert_eq!(said, "linestop run scenarios/one.json --trials 50,000 --set x=1");
    }
}
