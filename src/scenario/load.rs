//! From a file to a scenario: read, follow `extends`, apply overrides, check.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::document::{self, Content, Node, Source, Span};
use super::problem::{Problem, Problems};
use super::{Scenario, check, merge, observations, overrides, words};

/// A scenario that can be used.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The name: the file's, without its ending.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// The scenario as one file would say it: after `extends` and overrides, values from CSV files written out.
    pub merged: Value,
    /// The files that were read: the scenario, what it extends, and so on.
    pub files: Vec<PathBuf>,
    /// What is legal but suspicious.
    pub warnings: Vec<Problem>,
    /// What is good to know; only `check` shows it.
    pub notes: Vec<Problem>,
}

/// Loads a scenario file. `overrides` are pairs of a parameter's name, or the dotted path of a number, and its value.
///
/// # Errors
/// All problems of the file and of those it extends, errors and warnings.
pub fn load(path: &Path, overrides: &[(String, f64)]) -> Result<Loaded, Problems> {
    let mut loader = Loader::default();
    let node = match read(path) {
        Ok(text) => loader.document(path, text, &mut Vec::new()),
        Err(problem) => {
            loader.problems.push(*problem);
            None
        }
    };
    loader.finish(path, node, overrides)
}

/// Loads a scenario from text as if it stood in the file `path`.
///
/// # Errors
/// As [`load`].
pub fn load_str(path: &Path, text: &str, overrides: &[(String, f64)]) -> Result<Loaded, Problems> {
    let mut loader = Loader::default();
    let node = loader.document(path, text.to_owned(), &mut Vec::new());
    loader.finish(path, node, overrides)
}

/// Takes a scenario that a program has put together; `extends` is not followed.
///
/// # Errors
/// All problems, without places.
pub fn from_value(value: Value) -> Result<Loaded, Problems> {
    Loader::default().finish(Path::new("scenario"), Some(Node::from_value(value).without_nulls()), &[])
}

#[derive(Default)]
struct Loader {
    sources: Vec<Source>,
    problems: Vec<Problem>,
}

impl Loader {
    /// Parses a file and lays it over what it extends. `opened` are the files that led here.
    fn document(&mut self, path: &Path, text: String, opened: &mut Vec<PathBuf>) -> Option<Node> {
        let index = self.sources.len();
        let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
        self.sources.push(Source::new(path.to_owned(), text));
        let node = document::parse(&self.sources[index], index, &mut self.problems)?;
        let Some(fields) = node.object() else {
            let message = format!("a scenario is an object {{ … }}, found {}", words::found(&node));
            self.tell(node.span, Problem::error("", message));
            return None;
        };
        let Some(extends) = fields.get("extends").filter(|n| !n.is_null()) else { return Some(node.without_nulls()) };
        let Some(name) = extends.text() else {
            let message = format!("\"extends\" is {}, allowed: the path of a scenario file", words::found(extends));
            self.tell(extends.span, Problem::error("extends", message).allowed("the path of a scenario file"));
            return None;
        };
        let span = extends.span;
        let base_path = tidy(&path.parent().unwrap_or(Path::new("")).join(name));
        opened.push(identity(path));
        let base = if opened.contains(&identity(&base_path)) {
            let message = format!("\"extends\" leads in a circle: {} extends itself", base_path.display());
            self.tell(span, Problem::error("extends", message));
            None
        } else {
            match read(&base_path) {
                Ok(text) => self.document(&base_path, text, opened),
                Err(problem) => {
                    let problem = Problem { field: "extends".to_owned(), ..*problem };
                    self.tell(span, problem);
                    None
                }
            }
        };
        let mut base = base?;
        merge::merge(&mut base, node);
        Some(base)
    }

    fn tell(&mut self, span: Option<Span>, problem: Problem) {
        self.problems.push(problem.at(span.and_then(|s| s.place(&self.sources))));
    }

    fn finish(mut self, path: &Path, node: Option<Node>, overrides: &[(String, f64)]) -> Result<Loaded, Problems> {
        let files: Vec<PathBuf> = self.sources.iter().map(|s| s.path.clone()).collect();
        let mut scenario = None;
        let mut merged = Value::Null;
        if let Some(mut node) = node {
            if let Content::Object(fields) = &mut node.content {
                fields.shift_remove("extends");
                fields.shift_remove("$schema");
            }
            let unread: HashSet<_> = self.problems.iter().filter_map(spot).collect();
            overrides::apply(&mut node, overrides, &mut self.sources, &mut self.problems);
            observations::read_in(&mut node, &self.sources, &mut self.problems);
            merged = node.to_value();
            scenario = check::check(&node, &self.sources, &mut self.problems);
            // Something stands in for what could not be read: what is wrong with that is nobody's mistake.
            let mut told = HashSet::new();
            self.problems.retain(|problem| match spot(problem) {
                Some(spot) if unread.contains(&spot) => told.insert(spot),
                _ => true,
            });
        }
        let order = |p: &Problem| {
            let place = p.place.as_ref();
            let file = place.and_then(|x| self.sources.iter().position(|s| s.path == x.file));
            (file, place.map(|x| (x.line, x.column)), p.severity)
        };
        self.problems.sort_by_key(order);
        let (notes, problems): (Vec<_>, Vec<_>) =
            self.problems.into_iter().partition(|p| p.severity == super::problem::Severity::Note);
        let problems = Problems { subject: path.to_owned(), problems };
        match scenario {
            Some(scenario) if problems.errors() == 0 => {
                let name = path.file_stem().map_or_else(|| "scenario".into(), |s| s.to_string_lossy()).into_owned();
                Ok(Loaded { name, scenario, merged, files, warnings: problems.problems, notes })
            }
            _ => Err(problems),
        }
    }
}

/// Where a problem is.
fn spot(problem: &Problem) -> Option<(PathBuf, usize, usize)> {
    problem.place.as_ref().map(|place| (place.file.clone(), place.line, place.column))
}

/// The text of a file, or why there is none.
pub(crate) fn read(path: &Path) -> Result<String, Box<Problem>> {
    let shown = path.display();
    let problem = |text: String| Err(Box::new(Problem::error("", text)));
    if path.is_dir() {
        return problem(format!("{shown} is a folder; a file is needed"));
    }
    match std::fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(error)
                if error.as_bytes().starts_with(&[0xFF, 0xFE]) || error.as_bytes().starts_with(&[0xFE, 0xFF]) =>
            {
                problem(format!("{shown} is saved as UTF-16; save it as UTF-8"))
            }
            Err(error) => {
                let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|b| *b == b'\n').count();
                problem(format!("{shown} is not text in UTF-8 (line {line}); save it as UTF-8"))
            }
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Box::new(missing(path))),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            problem(format!("{shown} cannot be read: you do not have the permission"))
        }
        Err(error) => problem(format!("{shown} cannot be read: {error}")),
    }
}

fn missing(path: &Path) -> Problem {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let problem = Problem::error("", format!("there is no file {}", path.display()));
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Problem::error(
            "",
            format!("there is no file {}: there is no folder {}", path.display(), folder.display()),
        );
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|e| e.path().is_file())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let wanted = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let meant = words::nearest(&wanted, names.iter().map(String::as_str))
        .map(|name| path.with_file_name(name).to_string_lossy().into_owned());
    problem.nearest(meant.as_deref())
}

/// Takes `..` and `.` out of a path, for messages.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

fn identity(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
