//! What may be replaced: one rule for every file and every folder that any command writes.
//!
//! - An earlier result of linestop that nobody has edited may be replaced.
//! - Anything else may be only if that is asked for, with `--overwrite`.
//! - What the command reads is never replaced, and neither is what is protected against writing.
//! - What is no regular file (a pipe, a device) is written to and stays what it is; a symbolic link is followed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::ReportError;
use super::hidden::{Hidden, NEW, sync_folder};
use super::seal;

/// What may be replaced by a command.
#[derive(Clone, Debug, Default)]
pub(crate) struct Replace {
    /// Whether also what linestop did not write, or what has been edited since.
    pub overwrite: bool,
    /// Files that the command reads.
    pub inputs: Vec<PathBuf>,
}

/// Files larger than this are none that linestop writes by themselves, and are not looked into.
const LARGEST: u64 = 1 << 30;

impl Replace {
    /// Checks that a file may be written.
    ///
    /// # Errors
    /// When something is in the way; it is not touched.
    pub(crate) fn check(&self, path: &Path) -> Result<(), ReportError> {
        if is_device(path) {
            return Ok(());
        }
        let (path, shown) = (resolved(path), path.display());
        if let Some(file) = path.ancestors().skip(1).find(|a| !a.as_os_str().is_empty() && a.exists() && !a.is_dir()) {
            return refuse(format!("{shown} cannot be written: {} is a file, not a folder", file.display()));
        }
        let Ok(facts) = fs::metadata(&path) else { return Ok(()) };
        if facts.is_dir() {
            return refuse(format!("{shown} is a folder; a file is needed"));
        }
        self.never(&path)?;
        if self.overwrite {
            return Ok(());
        }
        let bytes = if facts.len() <= LARGEST { fs::read(&path).unwrap_or_default() } else { Vec::new() };
        if seal::is_whole(&bytes) {
            return Ok(());
        }
        let known = if seal::is_sealed(&bytes) { " and has been edited since linestop wrote it" } else { "" };
        refuse(format!(
            "{shown} is there already{known}; nothing was written. Choose another name, or replace it with --overwrite"
        ))
    }

    /// What is not even replaced where that is asked for.
    pub(super) fn never(&self, path: &Path) -> Result<(), ReportError> {
        let shown = path.display();
        if let Some(input) = self.inputs.iter().find(|input| same(input, path)) {
            return refuse(format!(
                "{} is read by this command, and what is read is never replaced; choose another name for the result",
                input.display()
            ));
        }
        if fs::symlink_metadata(path).is_ok_and(|facts| !facts.is_symlink() && facts.permissions().readonly()) {
            return refuse(format!(
                "{shown} is protected against writing; choose another name, or lift the protection"
            ));
        }
        Ok(())
    }
}

pub(super) fn refuse<T>(message: String) -> Result<T, ReportError> {
    Err(ReportError::Target { message })
}

/// Whether there is something that is neither a file nor a folder: a device, a pipe.
fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|facts| !facts.is_file() && !facts.is_dir())
}

/// Whether two paths lead to the same file.
fn same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other || same_file(&one, &other),
        _ => false,
    }
}

/// Whether two names are those of one file: hard links.
#[cfg(unix)]
fn same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let number = |path: &Path| fs::metadata(path).map(|facts| (facts.dev(), facts.ino())).ok();
    number(one).is_some_and(|one| number(other) == Some(one))
}

#[cfg(not(unix))]
fn same_file(_: &Path, _: &Path) -> bool {
    false
}

/// Where a path leads, symbolic links followed as far as they go.
fn resolved(path: &Path) -> PathBuf {
    // As many links as systems follow.
    let mut path = path.to_owned();
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

/// Writes files, all of them or none: each beside its place first, then renamed into it. Their folders are made if need
/// be.
///
/// # Errors
/// When one of them may not be written, or the system refuses.
pub(crate) fn write_files(files: &[(PathBuf, Vec<u8>)], replace: &Replace) -> Result<(), ReportError> {
    for (at, (path, _)) in files.iter().enumerate() {
        replace.check(path)?;
        if files[..at].iter().any(|(earlier, _)| earlier == path) {
            return refuse(format!(
                "two results would both be written to {}; write one of them elsewhere",
                path.display()
            ));
        }
    }
    let mut hidden: BTreeMap<PathBuf, Hidden> = BTreeMap::new();
    let mut ready = Vec::new();
    for (at, (path, bytes)) in files.iter().enumerate() {
        if is_device(path) {
            ready.push(None);
            continue;
        }
        let mut put = || -> io::Result<(PathBuf, PathBuf)> {
            let place = resolved(path);
            let folder = match place.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
                _ => PathBuf::from("."),
            };
            if !hidden.contains_key(&folder) {
                fs::create_dir_all(&folder)?;
                hidden.insert(folder.clone(), Hidden::new(&folder)?);
            }
            let beside = hidden[&folder].path(NEW, at.to_string());
            let mut file = File::create_new(&beside)?;
            file.write_all(bytes)?;
            if let Ok(facts) = fs::metadata(&place) {
                // Who may read it, may still. Where the system cannot, it is as any new file.
                let _ = file.set_permissions(facts.permissions());
            }
            file.sync_all()?;
            Ok((beside, place))
        };
        ready.push(Some(put().map_err(ReportError::write(path))?));
    }
    for ((path, bytes), ready) in files.iter().zip(ready) {
        let placed = match ready {
            Some((beside, place)) => fs::rename(beside, place),
            None => File::options().write(true).open(path).and_then(|mut file| {
                file.write_all(bytes)?;
                file.flush()
            }),
        };
        placed.map_err(ReportError::write(path))?;
    }
    for folder in hidden.keys() {
        sync_folder(folder);
    }
    Ok(())
}
