//! What standard output and standard error are connected to.

use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::PathBuf;

use comfy_table::Table;
use serde::Serialize;
use serde_json::json;

use super::Failure;
use crate::reading::is_printable;
use crate::report::{Layout, Undrawn};

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
    let text = shown(text, std::io::stdout().is_terminal() && colour_allowed());
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
    print(&format!("{}\n", escaped(&text)))
}

/// JSON that a terminal shows and does nothing else with: it says the same.
fn escaped(json: &str) -> Cow<'_, str> {
    if json.chars().all(|c| c == '\n' || is_printable(c)) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || is_printable(c) {
            text.push(c);
        } else {
            // Outside of texts JSON has none of these.
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        }
    }
    Cow::Owned(text)
}

/// Text that a terminal shows and does nothing else with, but for colours where these are wanted.
fn shown(text: &str, colour: bool) -> Cow<'_, str> {
    let fine = |c: char| matches!(c, '\n' | '\t') || is_printable(c);
    if text.chars().all(fine) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let style = if colour { style(rest) } else { 0 };
        if style > 0 {
            shown.push_str(&rest[..style]);
        } else {
            shown.push(if fine(c) { c } else { '\u{fffd}' });
        }
        rest = &rest[style.max(c.len_utf8())..];
    }
    Cow::Owned(shown)
}

/// Length of the colour or type with which a text begins; 0 if it begins otherwise.
fn style(text: &str) -> usize {
    let Some(codes) = text.strip_prefix("\u{1b}[") else { return 0 };
    let end = codes.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(codes.len());
    if codes[end..].starts_with('m') { text.len() - codes.len() + end + 1 } else { 0 }
}

/// Says what was written: in words, or as JSON.
///
/// # Errors
/// When the system refuses.
pub(super) fn written(json: bool, files: &[PathBuf], words: &str) -> Result<(), Failure> {
    // A path need not be Unicode.
    let files: Vec<Cow<str>> = files.iter().map(|file| file.to_string_lossy()).collect();
    if json { print_json(&json!({"written": files})) } else { print(words) }
}

/// Prints to standard error.
pub(super) fn tell(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", shown(text, colour_on_stderr()));
}

/// Says which charts could not be drawn.
pub(super) fn tell_undrawn(charts: &[Undrawn]) {
    for Undrawn { chart, why } in charts {
        tell(&format!("warning: the chart {chart} cannot be drawn: {why}; all else is written"));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_reach_the_terminal_and_only_where_wanted() {
        let text = "\u{1b}[1;31mred\u{1b}[0m\t\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}5n\u{202e}\r\n";
        let end = "\t\u{fffd}[2J\u{fffd}]0;x\u{fffd}\u{fffd}5n\u{fffd}\u{fffd}\n";
        assert_eq!(shown(text, true), format!("\u{1b}[1;31mred\u{1b}[0m{end}"));
        assert_eq!(shown(text, false), format!("\u{fffd}[1;31mred\u{fffd}[0m{end}"));
    }

    #[test]
    fn json_on_a_terminal_says_the_same() {
        let value = json!({"title": "a\u{1b}\u{9b}\u{202e}b"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let shown = escaped(&text);
        assert!(shown.contains("a\\u001b\\u009b\\u202eb"), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
