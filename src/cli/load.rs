//! The scenarios of a command: all their problems are told before anything runs.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::memory::Kept;
use super::{Failure, alternatives, terminal};
use crate::case::Case;
use crate::experiment::{RunAnswer, ScenarioFacts, register_bytes};
use crate::report::{Again, InputFile, Of, Source, Sources};
use crate::scenario::{Problem, Problems, ReadFile, Setting};

/// Loads one scenario, or tells all its problems.
pub(super) fn load(path: &Path, set: &[(String, Setting)]) -> Result<Case, Failure> {
    Case::load_with(path, set).map_err(|problems| told(&problems))
}

/// Loads all scenarios, or tells all their problems.
pub(super) fn load_all(files: &[PathBuf], set: &[(String, Setting)]) -> Result<Vec<Case>, Failure> {
    if let [only] = files {
        return Ok(vec![load(only, set)?]);
    }
    let mut cases = Vec::new();
    let mut wrong = 0;
    for path in files {
        match Case::load_with(path, set) {
            Ok(case) => cases.push(case),
            Err(problems) => {
                wrong += 1;
                told(&problems);
            }
        }
    }
    if wrong > 0 {
        return Err(Failure::Mistake(format!("{wrong} of {} scenarios have errors; nothing was run", files.len())));
    }
    let mut names: HashMap<String, &PathBuf> = HashMap::new();
    for (path, case) in files.iter().zip(&cases) {
        // Some file systems do not tell capitals apart.
        if let Some(other) = names.insert(case.name().to_lowercase(), path) {
            return Err(Failure::Mistake(format!(
                "{} and {} would both be called \"{}\" in the results: rename one of them",
                other.display(),
                path.display(),
                case.name()
            )));
        }
    }
    Ok(cases)
}

/// The problems of a scenario, told.
pub(super) fn told(problems: &Problems) -> Failure {
    terminal::tell(&format!("{}\n", problems.render(terminal::colour_on_stderr())));
    Failure::Mistake("the scenario has errors; nothing was run".to_owned())
}

/// Two files that would both be called the same in the results.
pub(super) fn of_one_name(cases: &[Case]) -> Option<(&Path, &Path)> {
    let mut known: HashMap<String, &Path> = HashMap::new();
    cases.iter().find_map(|case| {
        let (path, name, _) = case.origin();
        let first = known.insert(name.to_lowercase(), path)?;
        (first != path).then_some((first, path))
    })
}

/// What is kept of all scenarios together.
pub(super) fn kept(cases: &[&Case]) -> Kept {
    let models = || cases.iter().map(|case| case.model());
    Kept { lines: models().map(|model| model.lines().len()).sum(), register: models().map(register_bytes).sum() }
}

/// Warnings, and what is not as it was planned, one line each.
pub(super) fn tell_warnings(case: &Case) {
    tell("warning", case.warnings(), case.name());
    tell("note", &case.loaded().plan, case.name());
}

/// Problems, one line each.
fn tell(kind: &str, problems: &[Problem], name: &str) {
    for problem in problems {
        let place = match &problem.place {
            Some(place) => format!("{}:{}", place.file.display(), place.line),
            None => name.to_owned(),
        };
        terminal::tell(&format!("{kind}: {place}: {}", problem.message));
    }
}

/// All files that scenarios were read from.
pub(super) fn read_from(cases: &[Case]) -> Vec<PathBuf> {
    cases.iter().flat_map(|case| case.inputs().iter().map(|file| file.path.clone())).collect()
}

/// What a manifest says of files that were read.
pub(super) fn inputs(files: &[ReadFile]) -> Vec<InputFile> {
    files.iter().map(input).collect()
}

/// What a manifest says of a file that was read.
pub(super) fn input(file: &ReadFile) -> InputFile {
    let name = file.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    InputFile { name, sha256: file.sha256.clone() }
}

/// What the manifest of a result of several scenarios says of them.
pub(super) fn sources(cases: &[Case]) -> Sources {
    let source = |case: &Case| Source {
        name: case.name().to_owned(),
        sha256: case.fingerprint().to_owned(),
        inputs: inputs(case.inputs()),
    };
    let again = again(&cases.iter().collect::<Vec<_>>(), cases);
    Sources { of: Of::Several { scenarios: cases.iter().map(source).collect() }, others: Vec::new(), again }
}

/// What the manifest of a run says of its scenario, one of those that the command was given.
pub(super) fn source(answer: &RunAnswer, inputs: Vec<InputFile>, again: Again) -> Sources {
    let ScenarioFacts { name: scenario, sha256: scenario_sha256, .. } = answer.scenario.clone();
    Sources { of: Of::One { scenario, scenario_sha256, inputs }, others: Vec::new(), again }
}

/// What it takes to do the command again for some of the scenarios that it was given: it then reads them as they are
/// written into the folder of the result.
pub(super) fn again(some: &[&Case], all: &[Case]) -> Again {
    let mut scenarios: Vec<(String, Value)> = Vec::new();
    for (_, name, merged) in some.iter().map(|case| case.origin()) {
        if scenarios.iter().all(|(known, _)| known != name) {
            scenarios.push((name.to_owned(), merged.clone()));
        }
    }
    let given: Vec<(&Path, Option<&str>)> = all
        .iter()
        .map(|case| {
            let (path, name, _) = case.origin();
            let kept = scenarios.iter().any(|(known, _)| known == name);
            (path, kept.then_some(name))
        })
        .collect();
    Again { command: command(super::words::all().into_iter().skip(1), &given), scenarios }
}

/// The words of the command line without what changes nothing (`--out`, `--results`, `--shard`, `--threads`,
/// `--overwrite`), with the scenarios as they lie in the folder of the result, and without those that do not. Of a path
/// that is not Unicode, what can be told.
fn command(mut words: impl Iterator<Item = OsString>, given: &[(&Path, Option<&str>)]) -> Vec<String> {
    const WITHOUT: [&str; 4] = ["--out", "--results", "--shard", "--threads"];
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
        let words = "run a/one.json two.json --shard 3/16 --trials 50,000 --out here --overwrite --threads=3 --set x=1 --out=there";
        let given = [(Path::new("a/one.json"), Some("one")), (Path::new("two.json"), None)];
        let said = command(words.split(' ').map(OsString::from), &given).join(" ");
        assert_eq!(said, "linestop run scenarios/one.json --trials 50,000 --set x=1");
    }
}
