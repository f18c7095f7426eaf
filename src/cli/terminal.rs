//! What standard output and standard error are connected to.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::PathBuf;

use comfy_table::Table;
use serde::Serialize;
use serde_json::json;

use super::Failure;
use crate::report::Layout;

/// Width of a result that does not go to a terminal.
const PAGE: u16 = 100;

/// How results are laid out: as wide as the terminal, in colour only on one. `COLUMNS` and `NO_COLOR` are heeded.
pub(super) fn layout() -> Layout {
    let asked = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|width| *width >= 40);
    let terminal = std::io::stdout().is_terminal();
    // On a terminal a table knows how wide that is.
    let width = Table::new().width().or(asked).unwrap_or(PAGE);
    Layout { width: width.max(40), colour: terminal && colour_allowed() }
}

/// Whether problems may be shown in colour.
pub(super) fn colour_on_stderr() -> bool {
    std::io::stderr().is_terminal() && colour_allowed()
}

fn colour_allowed() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    !dumb && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Prints to standard output; a reader that has gone away is no error.
///
/// # Errors
/// When the system refuses, such as on a full disk.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Mistake(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints a value as JSON to standard output.
///
/// # Errors
/// When the system refuses.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Fault(format!("the result cannot be written as JSON: {error}")))?;
    print(&format!("{text}\n"))
}

/// Says what was written: in words, or as JSON.
///
/// # Errors
/// When the system refuses.
pub(super) fn written(json: bool, files: &[PathBuf], words: &str) -> Result<(), Failure> {
    if json { print_json(&json!({"written": files})) } else { print(words) }
}

/// Prints to standard error.
pub(super) fn tell(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints notes, each on a line of its own.
pub(super) fn notes(notes: &[String]) {
    for note in notes {
        tell(&format!("note: {note}"));
    }
}

/// Prints an error.
pub(super) fn error(message: Option<&str>) {
    if let Some(message) = message {
        tell(&format!("error: {message}"));
    }
}
