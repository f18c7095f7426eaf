//! Results appear whole or not at all.
//!
//! Everything is first written into a hidden folder inside the output folder. Only when all of it is there and on the
//! disk, each result changes places with the older one of its name, at once where the system can do that; then the
//! hidden folder goes, older results with it. Whatever fails, or whenever the user stops, the older results stay as
//! they were.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::ReportError;
use super::hidden::{Hidden, NEW, OLD, exchange, sync_all, sync_folder};
use super::manifest::{NAME, is_ours};
use super::replace::{Replace, refuse};
use super::seal;
use crate::experiment::Summing;

/// Where results go: folders of these names in the output folder.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    out: PathBuf,
    names: Vec<String>,
    replace: Replace,
}

impl Target {
    /// Checks that results of these names may be written.
    ///
    /// # Errors
    /// When something is in the way; it is not touched.
    pub(crate) fn new(out: &Path, names: Vec<String>, replace: Replace) -> Result<Self, ReportError> {
        let target = Self { out: out.to_owned(), names, replace };
        for name in &target.names {
            target.check(name)?;
        }
        Ok(target)
    }

    /// Opens it for writing: a hidden folder inside the output folder, which is made if it does not exist.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn open(self) -> Result<Staging, ReportError> {
        let missing = self.out.ancestors().filter(|a| !a.as_os_str().is_empty() && !a.exists());
        let created = Created(missing.map(Path::to_owned).collect());
        fs::create_dir_all(&self.out).map_err(ReportError::write(&self.out))?;
        let hidden = Hidden::new(&self.out).map_err(ReportError::write(&self.out))?;
        Ok(Staging { hidden, created, target: self, names: Vec::new() })
    }

    fn check(&self, name: &str) -> Result<(), ReportError> {
        for folder in self.out.ancestors().filter(|a| !a.as_os_str().is_empty()) {
            if folder.exists() && !folder.is_dir() {
                return refuse(format!("{} is a file; --out needs a folder", folder.display()));
            }
        }
        let place = self.out.join(name);
        let Ok(facts) = fs::symlink_metadata(&place) else { return Ok(()) };
        let shown = place.display();
        let instead = "move it, choose another --out, or replace it with --overwrite";
        if !facts.is_dir() {
            let what = if facts.is_symlink() { "a symbolic link" } else { "a file" };
            self.replace.never(&place)?;
            return self.unless_asked(format!("{shown} is {what}, not a result of linestop; {instead}"));
        }
        let found = entries(&place).map_err(ReportError::write(&place))?;
        for file in [String::new()].iter().chain(&found) {
            self.replace.never(&place.join(file))?;
        }
        let Some(first) = found.first() else { return Ok(()) };
        let Some(written) = Written::of(&place) else {
            return self.unless_asked(format!(
                "{shown} is not empty and was not written by linestop (it has no {NAME} of linestop): it holds {first}; \
                 {instead}"
            ));
        };
        if let Some(why) = written.edited {
            return self.unless_asked(format!("{shown} {why}; {instead}"));
        }
        for file in &found {
            match written.sums.get(file) {
                // A chart, page or manual that was drawn into the folder later, and that nobody has edited.
                None if fs::read(place.join(file)).is_ok_and(|bytes| seal::is_whole(&bytes)) => {}
                None => {
                    return self
                        .unless_asked(format!("{shown} also holds {file}, which linestop did not write; {instead}"));
                }
                Some(sum) if sum.is_empty() => {}
                Some(sum) if *sum == sum_of(&place.join(file)).map_err(ReportError::write(&place.join(file)))? => {}
                Some(_) => {
                    return self.unless_asked(format!(
                        "{shown} holds {file}, which has been edited since linestop wrote it; {instead}"
                    ));
                }
            }
        }
        Ok(())
    }

    fn unless_asked(&self, message: String) -> Result<(), ReportError> {
        if self.replace.overwrite { Ok(()) } else { refuse(message) }
    }
}

/// Files that the manifest of a folder lists.
struct Written {
    /// Sums by file; none of the manifest itself, which has a seal.
    sums: BTreeMap<String, String>,
    /// Why it cannot be told that nobody has edited them.
    edited: Option<String>,
}

impl Written {
    /// Of a folder; nothing if there is no manifest of linestop.
    fn of(folder: &Path) -> Option<Self> {
        let path = folder.join(NAME);
        let bytes = path.is_file().then(|| fs::read(path).ok())??;
        let manifest: Value = serde_json::from_slice(&bytes).ok()?;
        if !manifest["kind"].as_str().is_some_and(is_ours) {
            return None;
        }
        let sum = |file: &str| manifest["sha256"][file].as_str().unwrap_or_default().to_owned();
        let files = manifest["files"].as_array()?.iter().filter_map(Value::as_str);
        let sums: BTreeMap<String, String> = files.map(|file| (file.to_owned(), sum(file))).collect();
        let unknown = sums.iter().any(|(file, sum)| sum.is_empty() && file != NAME);
        let edited = if !seal::is_sealed(&bytes) || unknown {
            let by = manifest["linestop"].as_str().unwrap_or("another version");
            Some(format!("was written by linestop {by}, after which it cannot be told whether somebody has edited it"))
        } else if !seal::is_whole(&bytes) {
            Some(format!("holds {NAME}, which has been edited since linestop wrote it"))
        } else {
            None
        };
        Some(Self { sums, edited })
    }
}

fn sum_of(file: &Path) -> io::Result<String> {
    let mut summing = Summing::new(io::sink());
    io::copy(&mut fs::File::open(file)?, &mut summing)?;
    Ok(summing.finish().0)
}

/// Files in a folder, those in its folders as `folder/file`.
fn entries(folder: &Path) -> io::Result<Vec<String>> {
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
pub(crate) struct Staging {
    // Removed before `created`.
    hidden: Hidden,
    created: Created,
    target: Target,
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

/// How a result took its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Placed {
    /// There was nothing.
    Alone,
    /// It has changed places with the older one.
    Exchanged,
    /// The older one stands aside.
    Aside,
}

impl Staging {
    /// An empty folder for a result.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn folder(&mut self, name: &str) -> Result<PathBuf, ReportError> {
        let path = self.hidden.path(NEW, name);
        fs::create_dir(&path).map_err(ReportError::write(&path))?;
        self.names.push(name.to_owned());
        Ok(path)
    }

    /// Puts all results in their places and returns these. If one cannot be, none is.
    ///
    /// # Errors
    /// When something is in the way by now, or the system refuses.
    pub(crate) fn install(mut self) -> Result<Vec<PathBuf>, ReportError> {
        let out = &self.target.out;
        for name in &self.names {
            self.target.check(name)?;
            self.keep_others(name)?;
        }
        let new = self.hidden.path(NEW, "");
        sync_all(&new).map_err(ReportError::write(out))?;
        let mut placed = Vec::new();
        for name in &self.names {
            match self.place(name) {
                Ok(how) => placed.push((name, how)),
                Err(error) => {
                    for (earlier, how) in placed {
                        self.take_back(earlier, how);
                    }
                    return Err(error);
                }
            }
        }
        sync_folder(out);
        self.created.0.iter().filter_map(|folder| folder.parent()).for_each(sync_folder);
        self.created.0.clear();
        Ok(self.names.iter().map(|name| self.target.out.join(name)).collect())
    }

    /// What linestop did not write stays in the folder, also where that is replaced.
    fn keep_others(&self, name: &str) -> Result<(), ReportError> {
        let (old, new) = (self.target.out.join(name), self.hidden.path(NEW, name));
        if !fs::symlink_metadata(&old).is_ok_and(|facts| facts.is_dir()) {
            return Ok(());
        }
        let written = Written::of(&old).map(|written| written.sums).unwrap_or_default();
        for file in entries(&old).map_err(ReportError::write(&old))? {
            let (from, to) = (old.join(&file), new.join(&file));
            if written.contains_key(&file) || to.exists() {
                continue;
            }
            let keep = || {
                fs::create_dir_all(to.parent().unwrap_or(&new))?;
                fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(|_| ()))
            };
            keep().map_err(ReportError::write(&from))?;
        }
        Ok(())
    }

    fn place(&self, name: &str) -> Result<Placed, ReportError> {
        let (new, place, aside) = self.places(name);
        let refused = |source| ReportError::Write { path: place.clone(), source };
        if fs::symlink_metadata(&place).is_err() {
            return fs::rename(&new, &place).map(|()| Placed::Alone).map_err(refused);
        }
        match exchange(&new, &place) {
            Ok(()) => return Ok(Placed::Exchanged),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(error) => return Err(refused(error)),
        }
        fs::rename(&place, &aside).map_err(refused)?;
        fs::rename(&new, &place).map(|()| Placed::Aside).map_err(|error| {
            let _ = fs::rename(&aside, &place);
            refused(error)
        })
    }

    fn take_back(&self, name: &str, how: Placed) {
        let (new, place, aside) = self.places(name);
        if how == Placed::Exchanged {
            let _ = exchange(&new, &place);
            return;
        }
        let _ = fs::rename(&place, new);
        if how == Placed::Aside {
            let _ = fs::rename(aside, place);
        }
    }

    /// Where a result is put together, where it goes, and where an older one stands aside.
    fn places(&self, name: &str) -> (PathBuf, PathBuf, PathBuf) {
        (self.hidden.path(NEW, name), self.target.out.join(name), self.hidden.path(OLD, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::sha256;

    fn target(out: &Path, name: &str, overwrite: bool) -> Result<Target, ReportError> {
        Target::new(out, vec![name.to_owned()], Replace { overwrite, inputs: Vec::new() })
    }

    fn refused(out: &Path, name: &str) -> String {
        target(out, name, false).unwrap_err().to_string()
    }

    /// A result on its way; its chart says `text`.
    fn stage_as(out: &Path, name: &str, text: &str, overwrite: bool) -> Staging {
        let mut staging = target(out, name, overwrite).unwrap().open().unwrap();
        let folder = staging.folder(name).unwrap();
        let manifest = format!(
            "{{\n  \"kind\": \"linestop run\", \"linestop\": \"x\", \"files\": [\"{NAME}\", \"charts/a.svg\"],\n  \
             \"sha256\": {{\"charts/a.svg\": \"{}\"}}\n}}\n",
            sha256(text.as_bytes())
        );
        fs::write(folder.join(NAME), seal::sealed(manifest.into_bytes())).unwrap();
        fs::create_dir(folder.join("charts")).unwrap();
        fs::write(folder.join("charts/a.svg"), text).unwrap();
        staging
    }

    fn stage(out: &Path, name: &str) -> Staging {
        stage_as(out, name, name, false)
    }

    #[test]
    fn a_result_replaces_an_older_one_and_leaves_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("deep/output");
        for text in ["older", "newer"] {
            assert_eq!(stage_as(&out, "a", text, false).install().unwrap(), [out.join("a")]);
            assert_eq!(entries(&out).unwrap(), ["a/charts/a.svg", "a/manifest.json"]);
            assert_eq!(fs::read_to_string(out.join("a/charts/a.svg")).unwrap(), text);
        }
    }

    #[test]
    fn a_dropped_result_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        drop(stage(&home.path().join("deep/output"), "a"));
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn own_charts_that_were_drawn_into_a_result_are_no_files_of_others() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        stage(out, "a").install().unwrap();
        let chart = out.join("a/a-loss.svg");
        fs::write(&chart, seal::sealed(b"<svg></svg>".to_vec())).unwrap();
        stage(out, "a").install().unwrap();
        assert!(chart.exists());
        fs::write(&chart, "<svg></svg>").unwrap();
        assert!(refused(out, "a").contains("which linestop did not write"));
    }

    #[test]
    fn what_others_wrote_or_edited_is_only_replaced_when_asked_for() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        stage(out, "a").install().unwrap();
        fs::write(out.join("a/notes.txt"), "mine").unwrap();
        assert!(refused(out, "a").contains("notes.txt"));
        fs::create_dir(out.join("b")).unwrap();
        fs::write(out.join("b/data.csv"), "mine").unwrap();
        fs::write(out.join("c"), "mine").unwrap();
        assert!(refused(out, "b").contains("not written by linestop"));
        assert!(refused(out, "c").contains("is a file"));
        assert!(refused(&out.join("c"), "x").contains("needs a folder"));

        // Asked for, the result is there, and what linestop did not write is kept beside it.
        stage_as(out, "a", "newer", true).install().unwrap();
        assert_eq!(entries(&out.join("a")).unwrap(), ["charts/a.svg", "manifest.json", "notes.txt"]);
        assert_eq!(fs::read_to_string(out.join("a/charts/a.svg")).unwrap(), "newer");
        assert_eq!(fs::read_to_string(out.join("a/notes.txt")).unwrap(), "mine");
    }

    #[test]
    fn an_edited_file_and_an_edited_manifest_are_noticed() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        stage(out, "a").install().unwrap();
        fs::write(out.join("a/charts/a.svg"), "edited").unwrap();
        assert!(refused(out, "a").contains("charts/a.svg, which has been edited"));
        stage_as(out, "a", "a", true).install().unwrap();
        let manifest = fs::read_to_string(out.join("a").join(NAME)).unwrap();
        fs::write(out.join("a").join(NAME), manifest.replace("\"x\"", "\"y\"")).unwrap();
        assert!(refused(out, "a").contains("manifest.json, which has been edited"));
        // One that tells no sums is of a version that cannot be held against it.
        let older = "{\n  \"kind\": \"linestop run\", \"linestop\": \"0.1.0\", \"files\": [\"manifest.json\"]\n}\n";
        fs::write(out.join("a").join(NAME), older).unwrap();
        assert!(refused(out, "a").contains("written by linestop 0.1.0"));
    }

    #[test]
    fn what_is_read_is_never_replaced() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        stage(out, "a").install().unwrap();
        let replace = Replace { overwrite: true, inputs: vec![out.join("a/charts/../charts/a.svg")] };
        let error = Target::new(out, vec!["a".to_owned()], replace).unwrap_err().to_string();
        assert!(error.contains("is never replaced"), "{error}");
    }

    #[test]
    fn several_results_are_put_in_place_together_or_not_at_all() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        stage(out, "a").install().unwrap();
        let mut staging = stage_as(out, "a", "newer", false);
        staging.folder("b").unwrap();
        fs::write(out.join("b"), "mine").unwrap();
        staging.install().unwrap_err();
        assert_eq!(fs::read_to_string(out.join("a/charts/a.svg")).unwrap(), "a");
        assert_eq!(entries(out).unwrap(), ["a/charts/a.svg", "a/manifest.json", "b"]);
    }

    #[test]
    fn results_in_place_are_taken_back_when_a_later_one_cannot_be_placed() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        stage(out, "a").install().unwrap();
        let staging = stage_as(out, "a", "newer", false);
        let how = staging.place("a").unwrap();
        assert_eq!(fs::read_to_string(out.join("a/charts/a.svg")).unwrap(), "newer");
        staging.take_back("a", how);
        assert_eq!(fs::read_to_string(out.join("a/charts/a.svg")).unwrap(), "a");
    }
}
