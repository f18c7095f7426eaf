//! What is wrong with a scenario: where it is written, what was found, what is allowed, and what was probably meant.

use std::fmt;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

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
    /// The line itself.
    pub source_line: String,
    /// First byte of what is meant, within the line.
    #[serde(skip)]
    pub start: usize,
    /// Number of bytes of what is meant, within the line.
    #[serde(skip)]
    pub length: usize,
}

impl Place {
    /// The place of a byte range of a text; a range over several lines is cut at the end of its first line.
    #[must_use]
    pub fn new(file: &Path, text: &str, start: usize, end: usize) -> Self {
        let start = floor_char(text, start);
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let rest = &text[line_start..];
        let source_line = rest.split('\n').next().unwrap_or(rest).trim_end_matches('\r').to_owned();
        let within = (start - line_start).min(source_line.len());
        let length = end.saturating_sub(start).min(source_line.len() - within);
        Self {
            file: file.to_owned(),
            line: text[..line_start].matches('\n').count() + 1,
            column: source_line[..within].chars().count() + 1,
            source_line,
            start: within,
            length,
        }
    }
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
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
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
    /// The problems as text for people; see [`render`].
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
pub fn render(problems: &[Problem], subject: &Path, colour: bool) -> String {
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
            Snippet::source(place.source_line.as_str())
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

/// The number of problems in words: `3 errors, 1 warning`.
#[must_use]
pub fn count(problems: &[Problem]) -> String {
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
