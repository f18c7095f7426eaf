//! From a file to a scenario: read, follow `extends`, apply overrides, check.
//!
//! Reading and the rest are apart: a [`Document`] is read once and can be made into scenarios any number of times, each
//! with other values.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::document::{self, Content, Node, Source, Span};
use super::input::{Inputs, ReadFile, known_as};
use super::problem::{Place, Problem, Problems, Severity};
use super::rules::{self, LaidPack, Laying};
use super::setting::Setting;
use super::{Scenario, check, merge, names, observations, overrides, plan, words};

/// A scenario that can be used.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The name: the file's, without its ending.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// The scenario as one file would say it: after `extends` and overrides, values from CSV files written out.
    pub merged: Value,
    /// The files that were read: the scenario, what it extends, and the CSV files that they name.
    pub files: Vec<ReadFile>,
    /// What is legal but suspicious.
    pub warnings: Vec<Problem>,
    /// What is not as it was planned: every number that moves the planned need, or that it does not follow.
    pub plan: Vec<Problem>,
    /// What is good to know; only `check` shows it.
    pub notes: Vec<Problem>,
    /// Rule packs that were laid beneath it.
    pub packs: Vec<LaidPack>,
}

/// A scenario as it was read, with all files that belong to it, parsed and laid over each other.
#[derive(Clone, Debug)]
pub struct Document {
    path: PathBuf,
    sources: Vec<Source>,
    problems: Vec<Problem>,
    node: Option<Node>,
    /// What the first file of an `extends` chain says; nothing where there is but one.
    first: Option<Node>,
    /// Where something stands in for what could not be parsed.
    unread: HashSet<Spot>,
    laying: Laying,
    files: Vec<ReadFile>,
}

/// Loads a scenario file. `overrides` are pairs of a parameter's name, or the dotted path of a number or a date, and
/// its value.
///
/// # Errors
/// All problems of the file and of those it extends, errors and warnings.
pub fn load(path: &Path, overrides: &[(String, Setting)]) -> Result<Loaded, Problems> {
    Document::read(path).with(overrides)
}

/// Loads a scenario from text as if it stood in the file `path`.
///
/// # Errors
/// As [`load`].
pub fn load_str(path: &Path, text: &str, overrides: &[(String, Setting)]) -> Result<Loaded, Problems> {
    Document::of_text(path, text).with(overrides)
}

/// Takes a scenario that a program has put together; `extends` is not followed.
///
/// # Errors
/// All problems, without places.
pub fn from_value(value: Value) -> Result<Loaded, Problems> {
    Document::of_value(value).with(&[])
}

#[derive(Default)]
struct Loader {
    inputs: Inputs,
    sources: Vec<Source>,
    problems: Vec<Problem>,
    first: Option<Node>,
}

impl Loader {
    /// Parses a file and lays it over what it extends. `opened` are the files that led here.
    fn document(&mut self, path: &Path, text: String, opened: &mut Vec<PathBuf>) -> Option<Node> {
        let index = self.sources.len();
        let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
        self.sources.push(Source::new(path.to_owned(), text));
        let node = document::parse(&self.sources[index], index, &mut self.problems)?;
        names::alike(&node, &self.sources, &mut self.problems);
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
            match self.inputs.text(&base_path) {
                Ok(text) => self.document(&base_path, text, opened),
                Err(problem) => {
                    let problem = Problem { field: "extends".to_owned(), ..*problem };
                    self.tell(span, problem);
                    None
                }
            }
        };
        let before = base?;
        let mut merged = before.clone();
        merge::merge(&mut merged, node);
        plan::remember(&before, &mut merged);
        self.first.get_or_insert(before);
        Some(merged)
    }

    fn tell(&mut self, span: Option<Span>, problem: Problem) {
        self.problems.push(problem.at(span.and_then(|s| s.place(&self.sources))));
    }

    /// Reads what else the scenario names.
    fn finish(mut self, path: &Path, mut node: Option<Node>) -> Document {
        if let Some(node) = node.as_ref().filter(|_| self.sources.is_empty()) {
            names::alike(node, &self.sources, &mut self.problems);
        }
        let unread = self.problems.iter().filter_map(spot).collect();
        let mut laying = Laying::default();
        if let Some(node) = &mut node {
            names::settle(node);
            if let Content::Object(fields) = &mut node.content {
                fields.shift_remove("extends");
                fields.shift_remove("$schema");
            }
            laying = rules::lay(node, (&mut self.sources, &mut self.inputs, &mut self.problems));
            observations::read_in(node, &self.sources, &mut self.inputs, &mut self.problems);
        }
        if let Some(first) = &mut self.first {
            names::settle(first);
            // What is wrong has been told.
            observations::read_in(first, &self.sources, &mut self.inputs, &mut Vec::new());
        }
        Document {
            path: path.to_owned(),
            sources: self.sources,
            problems: self.problems,
            node,
            first: self.first,
            unread,
            laying,
            files: self.inputs.files(),
        }
    }
}

impl Document {
    /// Reads a scenario file, what it extends, and the CSV files that they name, each once. `-` is standard input. What
    /// is wrong with them is told by [`Document::with`].
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let mut loader = Loader::default();
        let node = match loader.inputs.text(path) {
            Ok(text) => loader.document(known_as(path), text, &mut Vec::new()),
            Err(problem) => {
                loader.problems.push(*problem);
                None
            }
        };
        loader.finish(known_as(path), node)
    }

    /// A text as if it stood in the file `path`.
    #[must_use]
    pub fn of_text(path: &Path, text: &str) -> Self {
        let mut loader = Loader::default();
        loader.inputs.given(path, text);
        let node = loader.document(path, text.to_owned(), &mut Vec::new());
        loader.finish(path, node)
    }

    /// What a program has put together; `extends` is not followed.
    #[must_use]
    pub fn of_value(value: Value) -> Self {
        Loader::default().finish(Path::new("scenario"), Some(Node::from_value(value).without_nulls()))
    }

    /// Where a field is written, by its dotted path; of one that is not written, the nearest thing around it that is.
    pub(crate) fn place(&self, field: &str) -> Option<Place> {
        let node = self.node.as_ref()?.around(field);
        node.key.or(node.span)?.place(&self.sources)
    }

    /// The scenario with some of its values set.
    ///
    /// # Errors
    /// All problems of the files and the values, errors and warnings.
    pub fn with(&self, overrides: &[(String, Setting)]) -> Result<Loaded, Problems> {
        let mut sources = self.sources.clone();
        let mut problems = self.problems.clone();
        let mut found = None;
        let mut of_plan = plan::Notes::default();
        if let Some(written) = &self.node {
            let mut node = written.clone();
            overrides::apply(&mut node, overrides, &mut sources, &mut problems);
            plan::remember(written, &mut node);
            rules::prune(&mut node, &self.laying);
            let scenario = check::check(&node, &sources, &mut problems);
            // Something stands in for what could not be read: what is wrong with that is nobody's mistake.
            let mut told = HashSet::new();
            problems.retain(|problem| match spot(problem) {
                Some(spot) if self.unread.contains(&spot) => told.insert(spot),
                _ => true,
            });
            of_plan = plan::notes(self.first.as_ref().unwrap_or(written), &node, &sources);
            // What packs say stands in the scenario by now.
            if let Some(fields) = node.object_mut() {
                fields.shift_remove("rules");
            }
            found = scenario.map(|scenario| (scenario, node.to_value()));
        }
        let order = |p: &Problem| {
            let place = p.place.as_ref();
            let file = place.and_then(|x| sources.iter().position(|s| s.path == x.file));
            (file, place.map(|x| (x.line, x.column)), p.severity)
        };
        problems.extend(of_plan.quiet);
        problems.sort_by_key(order);
        let (notes, problems): (Vec<_>, Vec<_>) = problems.into_iter().partition(|p| p.severity == Severity::Note);
        let problems = Problems { subject: self.path.clone(), problems };
        match found {
            Some((scenario, merged)) if problems.errors() == 0 => {
                let name = self.path.file_stem().map_or_else(|| "scenario".into(), |s| s.to_string_lossy());
                Ok(Loaded {
                    name: name.into_owned(),
                    scenario,
                    merged,
                    files: self.files.clone(),
                    warnings: problems.problems,
                    plan: of_plan.told,
                    notes,
                    packs: self.laying.packs.clone(),
                })
            }
            _ => Err(problems),
        }
    }
}

/// File, line and column.
type Spot = (PathBuf, usize, usize);

/// Where a problem is.
fn spot(problem: &Problem) -> Option<Spot> {
    problem.place.as_ref().map(|place| (place.file.clone(), place.line, place.column))
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
