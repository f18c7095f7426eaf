//! Results appear whole or not at all.
//!
//! Everything is first written into a hidden folder inside the output folder. Only when all of it is there, each
//! older result is renamed aside and the new one renamed into its place; then the hidden folder goes, older
//! results with it. Whatever fails, or whenever the user stops, the older results stay as they were.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::ReportError;
use super::manifest::{NAME, is_ours};

/// Checks that a result of this name may be written: there is none yet, or one that linestop wrote whole.
///
/// # Errors
/// When something else is in the way; it is never touched.
pub fn check_target(out: &Path, name: &str) -> Result<(), ReportError> {
    let refuse = |message: String| Err(ReportError::Target { message });
    for folder in out.ancestors().filter(|a| !a.as_os_str().is_empty()) {
        if folder.exists() && !folder.is_dir() {
            return refuse(format!("{} is a file; --out needs a folder", folder.display()));
        }
    }
    let target = out.join(name);
    if fs::symlink_metadata(&target).is_err() {
        return Ok(());
    }
    let shown = target.display();
    if !target.is_dir() {
        return refuse(format!("{shown} is a file, not a result of linestop; move it, or choose another --out"));
    }
    let found = entries(&target).map_err(ReportError::write(&target))?;
    if found.is_empty() {
        return Ok(());
    }
    let Some(written) = written_files(&target) else {
        return refuse(format!(
            "{shown} is not empty and was not written by linestop (it has no {NAME} of linestop); \
             move it, or choose another --out"
        ));
    };
    match found.iter().find(|file| !written.contains(*file)) {
        None => Ok(()),
        Some(other) => refuse(format!(
            "{shown} also holds {other}, which linestop did not write and would not keep; \
             move it, or choose another --out"
        )),
    }
}

/// Writes one file whole or not at all: beside its place first, then renamed into it. Its folder is made if need be.
///
/// # Errors
/// When the system refuses.
pub fn write_beside(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        if path.is_dir() {
            return Err(std::io::Error::from(std::io::ErrorKind::IsADirectory));
        }
        fs::create_dir_all(folder)?;
        let hidden = tempfile::Builder::new().prefix(".linestop-").tempdir_in(folder)?;
        let beside = hidden.path().join("new");
        fs::write(&beside, bytes)?;
        fs::rename(&beside, path)?;
        Ok(())
    };
    write().map_err(ReportError::write(path))
}

/// Files that the manifest of a folder lists; nothing if there is no manifest of linestop.
fn written_files(folder: &Path) -> Option<HashSet<String>> {
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join(NAME)).ok()?).ok()?;
    if !manifest["kind"].as_str().is_some_and(is_ours) {
        return None;
    }
    Some(manifest["files"].as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// Files in a folder, those in its folders as `folder/file`.
fn entries(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            names.extend(entries(&entry.path())?.into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Results on their way into the output folder. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    // Removed before `created`.
    hidden: TempDir,
    created: Created,
    out: PathBuf,
    names: Vec<String>,
}

/// Folders that were made for the output, removed again if they stay empty.
#[derive(Debug)]
struct Created(Vec<PathBuf>);

impl Drop for Created {
    fn drop(&mut self) {
        for folder in &self.0 {
            // Only an empty folder can be removed so.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Staging {
    /// Opens a hidden folder inside the output folder, which is made if it does not exist.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(out: &Path) -> Result<Self, ReportError> {
        let missing = out.ancestors().filter(|a| !a.as_os_str().is_empty() && !a.exists());
        let created = Created(missing.map(Path::to_owned).collect());
        fs::create_dir_all(out).map_err(ReportError::write(out))?;
        let hidden = tempfile::Builder::new().prefix(".linestop-").tempdir_in(out).map_err(ReportError::write(out))?;
        for part in ["new", "old"] {
            let path = hidden.path().join(part);
            fs::create_dir(&path).map_err(ReportError::write(&path))?;
        }
        Ok(Self { hidden, created, out: out.to_owned(), names: Vec::new() })
    }

    /// An empty folder for a result.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn folder(&mut self, name: &str) -> Result<PathBuf, ReportError> {
        let path = self.path("new", name);
        fs::create_dir(&path).map_err(ReportError::write(&path))?;
        self.names.push(name.to_owned());
        Ok(path)
    }

    fn path(&self, part: &str, name: &str) -> PathBuf {
        self.hidden.path().join(part).join(name)
    }

    /// Puts all results in their places and returns these. If one cannot be, none is.
    ///
    /// # Errors
    /// When something is in the way by now, or the system refuses.
    pub fn install(mut self) -> Result<Vec<PathBuf>, ReportError> {
        for (done, name) in self.names.iter().enumerate() {
            if let Err(error) = self.install_one(name) {
                for earlier in &self.names[..done] {
                    self.take_back(earlier);
                }
                return Err(error);
            }
        }
        self.created.0.clear();
        Ok(self.names.iter().map(|name| self.out.join(name)).collect())
    }

    fn install_one(&self, name: &str) -> Result<(), ReportError> {
        check_target(&self.out, name)?;
        let target = self.out.join(name);
        let aside = self.path("old", name);
        let replaces = fs::symlink_metadata(&target).is_ok();
        if replaces {
            fs::rename(&target, &aside).map_err(ReportError::write(&target))?;
        }
        fs::rename(self.path("new", name), &target).map_err(|source| {
            if replaces {
                let _ = fs::rename(&aside, &target);
            }
            ReportError::Write { path: target.clone(), source }
        })
    }

    fn take_back(&self, name: &str) {
        let target = self.out.join(name);
        let _ = fs::rename(&target, self.path("new", name));
        let aside = self.path("old", name);
        if fs::symlink_metadata(&aside).is_ok() {
            let _ = fs::rename(aside, target);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"{"kind": "linestop run", "files": ["manifest.json", "charts/a.svg"]}"#;

    fn stage(out: &Path, name: &str) -> Staging {
        let mut staging = Staging::new(out).unwrap();
        let folder = staging.folder(name).unwrap();
        fs::write(folder.join(NAME), MANIFEST).unwrap();
        fs::create_dir(folder.join("charts")).unwrap();
        fs::write(folder.join("charts/a.svg"), name).unwrap();
        staging
    }

    #[test]
    fn a_result_replaces_an_older_one_and_leaves_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("deep/output");
        for _ in 0..2 {
            assert_eq!(stage(&out, "a").install().unwrap(), [out.join("a")]);
            assert_eq!(entries(&out).unwrap(), ["a/charts/a.svg", "a/manifest.json"]);
        }
    }

    #[test]
    fn a_dropped_result_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        drop(stage(&home.path().join("deep/output"), "a"));
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_others_wrote_is_never_touched() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        stage(out, "a").install().unwrap();
        fs::write(out.join("a/notes.txt"), "mine").unwrap();
        let error = stage(out, "a").install().unwrap_err().to_string();
        assert!(error.contains("notes.txt"), "{error}");
        fs::create_dir(out.join("b")).unwrap();
        fs::write(out.join("b/data.csv"), "mine").unwrap();
        fs::write(out.join("c"), "mine").unwrap();
        assert!(check_target(out, "b").unwrap_err().to_string().contains("not written by linestop"));
        assert!(check_target(out, "c").unwrap_err().to_string().contains("is a file"));
        assert!(check_target(&out.join("c"), "x").unwrap_err().to_string().contains("needs a folder"));
    }

    #[test]
    fn several_results_are_put_in_place_together_or_not_at_all() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        stage(out, "a").install().unwrap();
        fs::write(out.join("b"), "mine").unwrap();
        let mut staging = stage(out, "a");
        fs::write(staging.path("new", "a").join("charts/a.svg"), "newer").unwrap();
        staging.folder("b").unwrap();
        staging.install().unwrap_err();
        assert_eq!(fs::read_to_string(out.join("a/charts/a.svg")).unwrap(), "a");
        assert_eq!(entries(out).unwrap(), ["a/charts/a.svg", "a/manifest.json", "b"]);
    }
}
