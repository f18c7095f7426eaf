//! What the checks of meaning share: the scenario, the names in it, and where things are written.

use std::cell::RefCell;

use indexmap::IndexSet;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::super::document::{Content, Node, Source};
use super::super::number::Expression;
use super::super::problem::{Place, Problem, Severity};
use super::super::{Scenario, words};
use super::distributions::Parameters;
use super::index::Index;
use super::shape::NumberAt;

/// Everything a check needs.
pub(crate) struct Context<'a> {
    /// The scenario, without what is wrong in form.
    pub scenario: &'a Scenario,
    /// The tree it was read from, with places.
    pub tree: &'a Node,
    /// The tree as it was written, with what is wrong in form: its names exist.
    pub written: &'a Node,
    /// The texts.
    pub sources: &'a [Source],
    /// Every number.
    pub numbers: &'a [NumberAt],
    /// Where something stands in for what is wrong in form.
    pub stand_ins: &'a [Vec<String>],
    /// The scenario by its names.
    pub index: Index<'a>,
    /// What was found so far.
    pub problems: RefCell<Vec<Problem>>,
}

/// Problems up to which the nearest name is looked for, so that a file full of wrong names is checked in linear time.
const MOST_HINTS: usize = 100;

impl Context<'_> {
    /// An error at a field; what is written there is marked.
    pub(crate) fn error(&self, path: &[&str], message: impl Into<String>) {
        let path = owned(path);
        self.tell_at(Problem::error(words::dotted(&path), message), &path, false);
    }

    /// An error about a name or an object as a whole: its key is marked.
    pub(crate) fn error_at_key(&self, path: &[&str], message: impl Into<String>) {
        let path = owned(path);
        self.tell_at(Problem::error(words::dotted(&path), message), &path, true);
    }

    /// A warning at a field.
    pub(crate) fn warn(&self, path: &[&str], message: impl Into<String>) {
        let path = owned(path);
        self.tell_at(Problem::warning(words::dotted(&path), message), &path, true);
    }

    /// A problem that is complete but for its place. What is wrong with a value that stands in for another is nobody's
    /// mistake; its name is the analyst's.
    pub(crate) fn tell_at(&self, problem: Problem, path: &[String], key: bool) {
        let of_name = key && problem.severity == Severity::Error;
        if of_name || !self.stand_ins.iter().any(|other| path.starts_with(other)) {
            self.problems.borrow_mut().push(problem.at(self.place(path, key)));
        }
    }

    /// An error where `name` is not among `valid`; `kind` says in words what it should name.
    pub(crate) fn must_know(
        &self,
        path: &[&str],
        at_key: bool,
        kind: &str,
        name: &str,
        valid: &IndexSet<&str>,
    ) -> bool {
        if valid.contains(name) {
            return true;
        }
        let path = owned(path);
        let told = self.problems.borrow().len() < MOST_HINTS;
        let nearest = if told { words::nearest(name, valid.iter().copied()) } else { None };
        let problem = Problem::error(words::dotted(&path), format!("unknown {kind} \"{name}\""))
            .nearest(nearest)
            .found(format!("\"{name}\""))
            .allowed(if valid.is_empty() {
                format!("there is no {kind} yet")
            } else {
                words::list(valid.iter().copied(), "or")
            });
        self.tell_at(problem, &path, at_key);
        false
    }

    /// The names under a path, as they were written or meant.
    pub(crate) fn names(&self, path: &[&str]) -> IndexSet<&str> {
        let path = owned(path);
        // A misspelt key is put right in the tree, so that names below it are found there only.
        let written = [self.written, self.tree].into_iter().filter_map(|tree| tree.get(&path)?.object());
        written.flat_map(|fields| fields.keys().map(String::as_str)).collect()
    }

    /// Whether something was written in a field, rightly or wrongly.
    pub(crate) fn is_written(&self, path: &[&str]) -> bool {
        let path = owned(path);
        // A field below a misspelt one stands in the tree under the name that was meant.
        let found = self.written.get(&path).or_else(|| self.tree.get(&path));
        found.is_some_and(|n| n.object().is_none_or(|fields| !fields.is_empty()))
    }

    /// Whether all that is written below a path is right in form: only then it can be held against something else.
    pub(crate) fn is_sound(&self, path: &[&str]) -> bool {
        let path = owned(path);
        !self.stand_ins.iter().any(|other| other.starts_with(&path))
    }

    /// The last day simulated, if there is one in the calendar.
    pub(crate) fn last_day(&self) -> Option<Date> {
        self.scenario.start.checked_add(i64::from(self.scenario.horizon_days.saturating_sub(1)).days()).ok()
    }

    /// Where a field is written; where it is not, the object that should hold it.
    fn place(&self, path: &[String], key: bool) -> Option<Place> {
        let (node, exact) = (0..=path.len()).rev().find_map(|n| Some((self.tree.get(&path[..n])?, n == path.len())))?;
        let whole = !exact || key || !matches!(node.content, Content::Scalar(_));
        let span = if whole { node.key.or(node.span) } else { node.span.or(node.key) };
        span.and_then(|s| s.place(self.sources))
    }
}

impl Parameters for Context<'_> {
    fn expression(&self, name: &str) -> Option<&Expression> {
        self.scenario.expression(name)
    }
}

impl Parameters for Scenario {
    fn expression(&self, name: &str) -> Option<&Expression> {
        self.parameters.get(name).map(|p| &p.value.expression)
    }
}

/// A path as the tree takes it.
pub(crate) fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(|s| (*s).to_owned()).collect()
}
