//! What is wrong with a scenario: where it is written, what was found, what is allowed, and what was probably meant.

use std::fmt;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::reading::is_printable;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// Legal but suspicious.
    Warning,
    /// For information.
    Note,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file as it was named, or `--set` for a value given on the command line.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line itself; of a very long one, what is around the place.
    pub source_line: String,
    /// First byte of what is meant, within `source_line`.
    #[serde(skip)]
    pub start: usize,
    /// Number of bytes of what is meant, within `source_line`.
    #[serde(skip)]
    pub length: usize,
}

/// Where the lines of a text begin: found once, however many places of it are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// Of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }
}

/// Lines longer than this many bytes are shown in part: a whole scenario can stand on one line.
const LONG: usize = 400;
/// What is shown of a long line before and behind the place.
const AROUND: usize = 120;

impl Place {
    /// The place of a byte range of a text; a range over several lines is cut at the end of its first line.
    #[must_use]
    pub fn new(file: &Path, text: &str, start: usize, end: usize) -> Self {
        Self::within(file, text, &Lines::of(text), start, end)
    }

    /// The same, of a text whose lines are known.
    #[must_use]
    pub fn within(file: &Path, text: &str, lines: &Lines, start: usize, end: usize) -> Self {
        let start = floor_char(text, start);
        let line = lines.0.partition_point(|begin| *begin <= start).max(1);
        let line_start = lines.0[line - 1];
        let line_end = lines.0.get(line).map_or(text.len(), |next| next - 1);
        let whole = text[line_start..line_end].trim_end_matches('\r');
        let within = (start - line_start).min(whole.len());
        let length = end.saturating_sub(start).min(whole.len() - within);
        let column = whole[..within].chars().count() + 1;
        let (source_line, start, length) = part(whole, within, length);
        Self { file: file.to_owned(), line, column, source_line, start, length }
    }
}

/// A line, or of a very long one what is around a place, and where that place is in it.
fn part(line: &str, start: usize, length: usize) -> (String, usize, usize) {
    if line.len() <= LONG {
        return (line.to_owned(), start, length);
    }
    let length = floor_char(line, start + length.min(AROUND)) - start;
    let from = floor_char(line, start.saturating_sub(AROUND));
    let to = floor_char(line, start + length + AROUND);
    let (before, behind) = (if from > 0 { "…" } else { "" }, if to < line.len() { "…" } else { "" });
    (format!("{before}{}{behind}", &line[from..to]), before.len() + start - from, length)
}

fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// One problem of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line, with the probable meaning where there is one.
    pub message: String,
    /// The field, as a dotted path; empty for the file as a whole.
    pub field: String,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<String>,
    /// The nearest valid name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// Where it is written; nothing for a scenario that was not read from a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Problem {
    fn new(severity: Severity, field: impl Into<String>, message: impl Into<String>) -> Self {
        let message = printable(&message.into());
        Self { severity, message, field: field.into(), found: None, allowed: None, nearest: None, place: None }
    }
    /// An error.
    #[must_use]
    pub fn error(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, field, message)
    }
    /// A warning.
    #[must_use]
    pub fn warning(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, field, message)
    }
    /// A note.
    #[must_use]
    pub fn note(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, field, message)
    }
    /// Says what was found.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(printable(&found.into()));
        self
    }
    /// Says what is allowed.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(printable(&allowed.into()));
        self
    }
    /// Says which valid name is nearest, and asks in the message whether it was meant.
    #[must_use]
    pub fn nearest(mut self, nearest: Option<&str>) -> Self {
        if let Some(name) = nearest {
            let _ = write!(self.message, " — did you mean \"{}\"?", printable(name));
            self.nearest = Some(name.to_owned());
        }
        self
    }
    /// Says where it is written.
    #[must_use]
    pub fn at(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }
}

/// Control characters of a file must not reach the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if is_printable(c) { c } else { '\u{FFFD}' }).collect()
}

/// All problems of a scenario, by file and line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct Problems {
    /// The scenario that was to be loaded.
    pub subject: PathBuf,
    /// The problems, errors and warnings.
    pub problems: Vec<Problem>,
}

impl Problems {
    /// The number of errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|p| p.severity == Severity::Error).count()
    }
    /// The problems as text for people; see `render`.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        render(&self.problems, &self.subject, colour)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// The problems as text for people: each with its source line and a caret, then the count. Colour codes only
/// where asked for.
#[must_use]
pub(crate) fn render(problems: &[Problem], subject: &Path, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for problem in problems {
        text.push_str(&renderer.render(&[group(problem)]));
        text.push_str("\n\n");
    }
    let _ = write!(text, "{} in {}", count(problems), subject.display());
    text
}

fn group(problem: &Problem) -> Group<'_> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(problem.message.as_str()));
    if let Some(place) = &problem.place {
        let span = place.start..place.start + place.length.max(usize::from(place.start < place.source_line.len()));
        let span = span.start..floor_char(&place.source_line, span.end).max(span.start);
        group = group.element(
            Snippet::source(shown_line(&place.source_line))
                .line_start(place.line)
                .path(place.file.display().to_string())
                .annotation(AnnotationKind::Primary.span(span)),
        );
    }
    let field = (!problem.field.is_empty()).then_some(problem.field.as_str());
    for (name, text) in [("field", field), ("allowed", problem.allowed.as_deref())] {
        if let Some(text) = text {
            group = group.element(Level::NOTE.with_name(name).message(printable(text)));
        }
    }
    group
}

/// A line of a file as the terminal may have it: as many bytes, so that what is marked stays marked.
fn shown_line(line: &str) -> String {
    let shown = |c: char| if c == '\t' || is_printable(c) { c.to_string() } else { "?".repeat(c.len_utf8()) };
    line.chars().map(shown).collect()
}

/// The number of problems in words: `3 errors, 1 warning`.
#[must_use]
pub(crate) fn count(problems: &[Problem]) -> String {
    let of = |severity| problems.iter().filter(|p| p.severity == severity).count();
    let words: Vec<String> =
        [(of(Severity::Error), "error"), (of(Severity::Warning), "warning"), (of(Severity::Note), "note")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{n} {word}{}", if n == 1 { "" } else { "s" }))
            .collect();
    if words.is_empty() { "no problems".to_owned() } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_and_stays_on_its_line() {
        let place = Place::new(Path::new("a.json"), "{\n  \"é\": [\r\n 1]}", 4, 100);
        assert_eq!((place.line, place.column, place.source_line.as_str()), (2, 3, "  \"é\": ["));
        assert_eq!(place.start + place.length, place.source_line.len());
        let end = Place::new(Path::new("a.json"), "", 10, 20);
        assert_eq!((end.line, end.column), (1, 1));
    }

    #[test]
    fn of_a_very_long_line_only_what_is_around_the_place_is_kept() {
        let text = format!("{{\"x\": 1, {}\"ü\": 2}}", "\"ö\": 3, ".repeat(1000));
        let at = text.find("\"ü\"").unwrap();
        let place = Place::new(Path::new("a.json"), &text, at, at + 4);
        assert_eq!((place.line, place.column), (1, text[..at].chars().count() + 1));
        assert_eq!(&place.source_line[place.start..place.start + place.length], "\"ü\"");
        assert!(place.source_line.len() < 2 * LONG && place.source_line.starts_with('…'), "{}", place.source_line);
        assert!(place.source_line.ends_with("\"ü\": 2}"), "{}", place.source_line);
    }

    #[test]
    fn a_problem_is_shown_with_its_line_a_caret_and_the_count() {
        let text = "{\n  \"opening_stok\": 3\n}";
        let problem = Problem::error("sites.plant", "unknown field \"opening_stok\"")
            .nearest(Some("opening_stock"))
            .allowed("`opening_stock`")
            .at(Some(Place::new(Path::new("x.json"), text, 4, 18)));
        let shown = render(&[problem], Path::new("x.json"), false);
        let wanted = r#"error: unknown field "opening_stok" — did you mean "opening_stock"?
 --> x.json:2:3
  |
2 |   "opening_stok": 3
  |   ^^^^^^^^^^^^^^
  |
  = field: sites.plant
  = allowed: `opening_stock`

1 error in x.json"#;
        assert_eq!(shown, wanted);
    }
}
