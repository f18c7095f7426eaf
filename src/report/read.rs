//! Results read back from their folders, so that charts and reports need no new simulation.
//!
//! A folder is read whole or not at all: its manifest says what it is and what it must hold, sums of the files tell
//! whether they are as linestop wrote them.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use super::answer::{Answer, kind_of, parse};
use super::manifest::{self, NAME, SCENARIOS};
use super::study::Kind;
use crate::experiment::{Setting, sha256};

/// A result as it lies on disk.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its folder.
    pub folder: PathBuf,
    /// Name of the folder.
    pub name: String,
    /// What it came from.
    pub manifest: FoundManifest,
    /// What it says.
    pub answer: Answer,
    /// Scenarios that it was made of, by name, as one file would say each.
    pub scenarios: Vec<(String, Value)>,
}

/// What every manifest says.
#[derive(Clone, Debug, Deserialize)]
pub struct FoundManifest {
    /// "linestop" and the command.
    pub kind: String,
    /// Version of linestop.
    pub linestop: String,
    /// The command, word by word, for someone who stands in the folder.
    pub command: Vec<String>,
    /// Values given on the command line.
    pub set: Vec<(String, Setting)>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// First day.
    pub start: Date,
    /// Number of days.
    pub horizon_days: u32,
    /// Options of the command.
    pub options: Value,
    /// Files of the result.
    pub files: Vec<String>,
    /// SHA-256 of those that are read back.
    pub sha256: IndexMap<String, String>,
}

/// Why a folder cannot be read as a result.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such folder.
    #[error("there is no folder {}{}", .0.display(), results_nearby(.0))]
    Missing(PathBuf),
    /// It is something else.
    #[error("{} is not a result of linestop: {why}{}", folder.display(), results_nearby(folder))]
    NotAResult {
        /// The folder.
        folder: PathBuf,
        /// What speaks against it.
        why: String,
    },
    /// Another version of linestop wrote it.
    #[error(
        "{} was written by linestop {found}; this is linestop {}, which may count otherwise. Simulate again, in that \
         folder:\n  {again}",
        folder.display(),
        env!("CARGO_PKG_VERSION")
    )]
    Version {
        /// The folder.
        folder: PathBuf,
        /// The version that wrote it.
        found: String,
        /// The command that makes it anew.
        again: String,
    },
    /// A file is not there any more.
    #[error("{} is missing, though {NAME} beside it lists it; copy the whole folder, or run the command again", .0.display())]
    FileMissing(PathBuf),
    /// A file has been changed.
    #[error(
        "{} is not as linestop wrote it (its SHA-256 differs from that in {NAME}); figures of a report must be those \
         of the simulation: restore the file, or run the command again",
        .0.display()
    )]
    Changed(PathBuf),
    /// A file does not say what it should.
    #[error("{} cannot be understood: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong, and where.
        why: String,
    },
    /// The system refused.
    #[error("{} cannot be read: {source}", file.display())]
    Refused {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl Found {
    /// All its files.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.manifest.files.iter().map(|file| self.folder.join(file))
    }
}

/// Reads a folder back.
///
/// # Errors
/// What stands against it; see [`ReadError`].
pub fn read(folder: &Path) -> Result<Found, ReadError> {
    let not = |why: String| ReadError::NotAResult { folder: folder.to_owned(), why };
    if !folder.exists() {
        return Err(ReadError::Missing(folder.to_owned()));
    }
    if !folder.is_dir() {
        return Err(not("it is a file, and a result is a folder".to_owned()));
    }
    let path = folder.join(NAME);
    if !path.exists() {
        return Err(not(format!("it holds no {NAME}")));
    }
    let bytes = bytes_of(&path)?;
    let unreadable = |file: &Path, why: String| ReadError::Unreadable { file: file.to_owned(), why };
    let plain: Value = serde_json::from_slice(&bytes).map_err(|error| unreadable(&path, error.to_string()))?;
    let kind = plain["kind"].as_str().unwrap_or_default();
    if !manifest::is_ours(kind) {
        return Err(not(format!("its {NAME} is not one of linestop")));
    }
    let written_by = plain["linestop"].as_str().unwrap_or("an unknown version");
    if written_by != env!("CARGO_PKG_VERSION") {
        let words = plain["command"].as_array().into_iter().flatten().filter_map(Value::as_str);
        return Err(ReadError::Version {
            folder: folder.to_owned(),
            found: written_by.to_owned(),
            again: command_line(words),
        });
    }
    let Some((Kind { file, .. }, reader)) = kind_of(kind) else {
        return Err(not(format!("it is of \"{kind}\", of which there is neither chart nor report")));
    };
    let manifest: FoundManifest = parse(&bytes).map_err(|why| unreadable(&path, why))?;
    if let Some(missing) = manifest.files.iter().find(|file| !folder.join(file).exists()) {
        return Err(ReadError::FileMissing(folder.join(missing)));
    }
    let answer = checked(folder, file, &manifest)?;
    let answer = reader(&answer).map_err(|why| unreadable(&folder.join(file), why))?;
    let mut scenarios = Vec::new();
    for file in &manifest.files {
        let name = file.strip_prefix(SCENARIOS).and_then(|rest| rest.strip_prefix('/')?.strip_suffix(".json"));
        if let Some(name) = name {
            let scenario = checked(folder, file, &manifest)?;
            scenarios.push((name.to_owned(), parse(&scenario).map_err(|why| unreadable(&folder.join(file), why))?));
        }
    }
    // The base first, as the command has it.
    let place = |name: &str| {
        let path = format!("{SCENARIOS}/{name}.json");
        manifest.command.iter().position(|word| *word == path)
    };
    scenarios.sort_by_key(|(name, _)| place(name));
    let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    Ok(Found { folder: folder.to_owned(), name: name.unwrap_or_default(), manifest, answer, scenarios })
}

/// The bytes of a file, as linestop wrote them.
pub(super) fn checked(folder: &Path, file: &str, manifest: &FoundManifest) -> Result<Vec<u8>, ReadError> {
    let path = folder.join(file);
    let bytes = bytes_of(&path)?;
    match manifest.sha256.get(file) {
        Some(sum) if *sum == sha256(&bytes) => Ok(bytes),
        _ => Err(ReadError::Changed(path)),
    }
}

/// The bytes of a regular file: a device or a pipe in its place could have no end.
fn bytes_of(path: &Path) -> Result<Vec<u8>, ReadError> {
    if path.metadata().is_ok_and(|facts| !facts.is_file()) {
        let source = std::io::Error::other("it is not a regular file");
        return Err(ReadError::Refused { file: path.to_owned(), source });
    }
    std::fs::read(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => ReadError::FileMissing(path.to_owned()),
        _ => ReadError::Refused { file: path.to_owned(), source },
    })
}

/// Words as they are typed into a shell.
pub(super) fn command_line<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:+%".contains(c);
    let quoted = |word: &str| {
        if !word.is_empty() && word.chars().all(plain) {
            word.to_owned()
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        }
    };
    words.map(quoted).collect::<Vec<_>>().join(" ")
}

/// Results in the folder or beside it, for a message.
fn results_nearby(folder: &Path) -> String {
    let parent = folder.parent().filter(|path| !path.as_os_str().is_empty());
    for place in [Some(folder), parent, Some(Path::new("output"))].into_iter().flatten() {
        let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
        let mut found: Vec<String> = entries
            .map(|entry| entry.path())
            .filter(|path| path.join(NAME).is_file() && path != folder)
            .map(|path| path.display().to_string())
            .collect();
        found.sort();
        if !found.is_empty() {
            let more = if found.len() > 6 { ", …" } else { "" };
            found.truncate(6);
            return format!("; results nearby: {}{more}", found.join(", "));
        }
    }
    "; `linestop run SCENARIO` makes one".to_owned()
}
