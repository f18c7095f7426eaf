//! A folder in which commands are run, with the project's scenarios beside it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of its own; commands find the project's scenarios, tests and benches in it by their usual paths.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["scenarios", "tests", "benches"] {
            std::os::unix::fs::symlink(root().join(name), folder.path().join(name)).unwrap();
        }
        Self(folder)
    }

    /// Runs a command, which must succeed, and gives what it says.
    pub(crate) fn linestop(&self, arguments: &str, columns: u16) -> String {
        let mut command = Command::cargo_bin("linestop").unwrap();
        command.current_dir(self.0.path()).env("COLUMNS", columns.to_string()).args(words(arguments));
        let output = command.assert().success().get_output().stdout.clone();
        String::from_utf8(output).unwrap()
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    pub(crate) fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap_or_else(|error| panic!("{inside}: {error}"))
    }

    /// The name of the only thing in a folder.
    pub(crate) fn only(&self, inside: &str) -> String {
        let mut entries = fs::read_dir(self.path(inside)).unwrap_or_else(|error| panic!("{inside}: {error}"));
        let name = name_of(&entries.next().unwrap().unwrap().path());
        assert!(entries.next().is_none(), "{inside} holds more than {name}");
        name
    }

    /// Files of a folder with an ending, by name.
    pub(crate) fn files(&self, inside: &str, ending: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path(inside)).unwrap_or_else(|error| panic!("{inside}: {error}"));
        let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        found.retain(|path| path.extension().is_some_and(|e| e == ending));
        found.sort();
        found
    }
}

/// The words of a command line: those between double quotes stay together.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// The name of a file without its folder.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
