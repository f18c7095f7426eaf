//! `linestop import --mapping`: a scenario from exports of an ERP system, read as a mapping file says. Where there is
//! no such file yet, it is written with a guess.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::import::{Arguments, refuse, told, written};
use super::options::declared;
use super::{Failure, terminal};
use crate::case::read_bytes;
use crate::report::{Replace, list_csv, write_files};
use crate::scenario::sheets::exports::{self, LeftOut};

/// Writes the mapping, or reads it and writes the scenario.
pub(super) fn exports(arguments: &Arguments, mapping: &Path) -> Result<(), Failure> {
    let Arguments { sheets, out, overwrite, json, .. } = arguments;
    let files = exports::files(sheets).or_else(|mistakes| refuse(sheets, &mistakes, *json, ""))?;
    let replace = overwrite.replace([files, vec![mapping.to_owned()]].concat());
    replace.check(out)?;
    if !mapping.exists() {
        return guess(arguments, mapping);
    }
    let (bytes, _) = read_bytes(mapping).map_err(Failure::Mistake)?;
    let shown = mapping.display().to_string();
    let made = exports::import(sheets, &shown, &bytes).or_else(|mistakes| refuse(sheets, &mistakes, *json, ""))?;
    told(&made.warnings, &made.notes);
    let beside = left_out_file(out);
    let list = (beside.clone(), left_out_csv(&made.left_out));
    write_files(&[(out.clone(), made.text.into_bytes()), list], &replace)?;
    if *json {
        let rows = made.left_out.iter().map(|row| json!({"file": row.table, "line": row.line, "why": row.why}));
        return terminal::print_json(&json!({
            "written": [out.to_string_lossy(), beside.to_string_lossy()],
            "warnings": made.warnings,
            "notes": made.notes,
            "left_out": rows.collect::<Vec<_>>(),
        }));
    }
    let mut text = String::new();
    if !made.left_out.is_empty() {
        let rows = if made.left_out.len() == 1 { "1 row was" } else { &format!("{} rows were", made.left_out.len()) };
        let _ = writeln!(text, "{rows} left out ({}):", beside.display());
        for line in exports::left_out_in_words(&made.left_out) {
            let _ = writeln!(text, "  {line}");
        }
    }
    terminal::print(&(text + &written(out, &made.loaded.scenario)))
}

/// Writes what the exports seem to be.
fn guess(arguments: &Arguments, mapping: &Path) -> Result<(), Failure> {
    let Arguments { sheets, json, .. } = arguments;
    let guessed = exports::guess(sheets, declared()).or_else(|mistakes| refuse(sheets, &mistakes, *json, ""))?;
    let (text, guess) = guessed;
    let replace = Replace { overwrite: false, inputs: Vec::new() };
    write_files(&[(mapping.to_owned(), text.into_bytes())], &replace)?;
    if *json {
        let written = [mapping.to_string_lossy()];
        return terminal::print_json(&json!({"written": written, "found": guess.found, "open": guess.open}));
    }
    let mut words =
        format!("{}\n\nWritten to {}: look whether each column is right", guess.found.join("\n"), mapping.display());
    if guess.open.is_empty() {
        words.push_str(".\n");
    } else {
        let _ = writeln!(words, ", and fill in\n  {}", guess.open.join("\n  "));
    }
    words.push_str("Then run the same command again.\n");
    terminal::print(&words)
}

/// The list beside the scenario.
fn left_out_file(out: &Path) -> PathBuf {
    let name = out.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    out.with_file_name(format!("{name}-left-out.csv"))
}

fn left_out_csv(left_out: &[LeftOut]) -> Vec<u8> {
    let row = |row: &LeftOut| vec![row.table.clone(), row.line.to_string(), row.why.clone()];
    list_csv(&["file", "line", "why"], &left_out.iter().map(row).collect::<Vec<_>>())
}
