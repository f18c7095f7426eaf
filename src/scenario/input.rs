//! Files as they are read: each once, within bounds, with the hash of the very bytes that were read.

use std::fs::{self, File};
use std::io::{ErrorKind, IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::problem::Problem;
use super::words;

/// Most bytes of a scenario and of what it names.
pub(crate) const MOST_BYTES: u64 = 64 << 20;
/// What stands for standard input where a file is named.
const STANDARD_INPUT: &str = "-";
/// What standard input is called in messages and results.
const STDIN: &str = "stdin";

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ReadFile {
    /// The file as it was named.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Files of a scenario, each read once however often it is named.
#[derive(Default)]
pub(crate) struct Inputs {
    read: Vec<(ReadFile, Rc<[u8]>)>,
}

impl Inputs {
    /// The bytes of a file, or why there are none.
    pub(crate) fn bytes(&mut self, path: &Path) -> Result<Rc<[u8]>, Box<Problem>> {
        if let Some((_, known)) = self.read.iter().find(|(file, _)| file.path == known_as(path)) {
            return Ok(Rc::clone(known));
        }
        let bytes: Rc<[u8]> = read(path, MOST_BYTES)?.into();
        let file = ReadFile { path: known_as(path).to_owned(), sha256: sha256(&bytes) };
        self.read.push((file, Rc::clone(&bytes)));
        Ok(bytes)
    }

    /// The text of a file, or why there is none.
    pub(crate) fn text(&mut self, path: &Path) -> Result<String, Box<Problem>> {
        let bytes = self.bytes(path)?;
        text(path, bytes.to_vec())
    }

    /// A text that stands for a file.
    pub(crate) fn given(&mut self, path: &Path, text: &str) {
        if self.read.iter().any(|(file, _)| file.path == path) {
            return;
        }
        let file = ReadFile { path: path.to_owned(), sha256: sha256(text.as_bytes()) };
        self.read.push((file, text.as_bytes().into()));
    }

    /// What was read, in order.
    pub(crate) fn files(self) -> Vec<ReadFile> {
        self.read.into_iter().map(|(file, _)| file).collect()
    }
}

/// SHA-256 of bytes, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
#[must_use]
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).collect()
}

/// The path under which people and results know a file: `-` is standard input.
#[must_use]
pub(crate) fn known_as(path: &Path) -> &Path {
    if path == Path::new(STANDARD_INPUT) { Path::new(STDIN) } else { path }
}

/// The bytes of a file, of a pipe, or of standard input for `-`; not more of them than `most`.
///
/// # Errors
/// What is no file or pipe, what is larger, and what the system refuses.
pub(crate) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Box<Problem>> {
    let shown = path.display();
    if path == Path::new(STANDARD_INPUT) {
        let input = std::io::stdin();
        if input.is_terminal() {
            return refuse("standard input is a terminal: lead a file or the output of a command into it".to_owned());
        }
        return bounded(input.lock(), STDIN, most);
    }
    let facts = match fs::metadata(path) {
        Ok(facts) => facts,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(Box::new(missing(path))),
        Err(error) => return Err(refused(path, &error)),
    };
    if facts.is_dir() {
        return refuse(format!("{shown} is a folder; a file is needed"));
    }
    if is_device(facts.file_type()) {
        return refuse(format!("{shown} is a device; a file or a pipe is needed"));
    }
    if facts.len() > most {
        return refuse(too_large(&shown, most));
    }
    match File::open(path) {
        Ok(file) => bounded(file, &shown.to_string(), most),
        Err(error) => Err(refused(path, &error)),
    }
}

/// Reads to the end, but no further than is allowed: a pipe does not say how long it is.
fn bounded(file: impl Read, shown: &str, most: u64) -> Result<Vec<u8>, Box<Problem>> {
    let mut bytes = Vec::new();
    match file.take(most + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > most => refuse(too_large(&shown, most)),
        Ok(_) => Ok(bytes),
        Err(error) => refuse(format!("{shown} cannot be read: {error}")),
    }
}

fn refuse<T>(text: String) -> Result<T, Box<Problem>> {
    Err(Box::new(Problem::error("", text)))
}

fn refused(path: &Path, error: &std::io::Error) -> Box<Problem> {
    let shown = path.display();
    let text = if error.kind() == ErrorKind::PermissionDenied {
        format!("{shown} cannot be read: you do not have the permission")
    } else {
        format!("{shown} cannot be read: {error}")
    };
    Box::new(Problem::error("", text))
}

fn too_large(shown: &dyn std::fmt::Display, most: u64) -> String {
    format!("{shown} is larger than {} MB, the most that is read", most >> 20)
}

#[cfg(unix)]
fn is_device(kind: fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: fs::FileType) -> bool {
    false
}

/// Bytes as text.
///
/// # Errors
/// Another encoding than UTF-8, by its name where it can be told.
pub(crate) fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Box<Problem>> {
    let shown = known_as(path).display();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if error.as_bytes().starts_with(&[0xFF, 0xFE]) || error.as_bytes().starts_with(&[0xFE, 0xFF]) => {
            refuse(format!("{shown} is saved as UTF-16; save it as UTF-8"))
        }
        Err(error) => {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|b| *b == b'\n').count();
            refuse(format!("{shown} is not text in UTF-8 (line {line}); save it as UTF-8"))
        }
    }
}

fn missing(path: &Path) -> Problem {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let problem = Problem::error("", format!("there is no file {}", path.display()));
    let Ok(entries) = fs::read_dir(folder) else {
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
