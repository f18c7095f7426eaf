//! Hidden folders, beside what is to be written: files are put together there and then take their places at once.
//!
//! Each is held by a lock that the system gives up with its process. So those of dead processes are known whenever the
//! next one is made, and swept up; an older result that stood aside in one goes back to its place first.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

const PREFIX: &str = ".linestop-";
const LOCK: &str = "lock";
/// Within a hidden folder: what is about to be put in its place.
pub(super) const NEW: &str = "new";
/// Within a hidden folder: older results that stand aside.
pub(super) const OLD: &str = "old";
/// A folder without a lock is one that is being made or removed, or one of an older version.
const PATIENCE: Duration = Duration::from_mins(1);

/// A hidden folder of this process. Dropped, it is gone.
#[derive(Debug)]
pub(super) struct Hidden {
    // Given up before the folder is removed.
    _lock: File,
    folder: TempDir,
}

impl Hidden {
    /// Makes one inside a folder, after sweeping up there.
    pub(super) fn new(inside: &Path) -> io::Result<Self> {
        sweep(inside);
        loop {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(inside)?;
            let path = folder.path().join(LOCK);
            let lock = File::create_new(&path)?;
            // Where the system has no locks, nobody sweeps either. Whoever swept in between took the folder along.
            if matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) || !path.exists() {
                continue;
            }
            for part in [NEW, OLD] {
                fs::create_dir(folder.path().join(part))?;
            }
            return Ok(Self { _lock: lock, folder });
        }
    }

    /// A path in one of its parts.
    pub(super) fn path(&self, part: &str, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(part).join(name)
    }
}

/// Removes the hidden folders of dead processes. What cannot be removed stays: it is only in the way of the eye.
fn sweep(inside: &Path) {
    let entries = fs::read_dir(inside).into_iter().flatten().flatten();
    let hidden = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    for folder in hidden.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()) {
        // Held until the folder is gone.
        let lock = File::open(folder.join(LOCK));
        let dead = match &lock {
            Ok(lock) => lock.try_lock().is_ok(),
            Err(_) => is_old(&folder),
        };
        if dead {
            put_back(&folder.join(OLD), inside);
            remove(&folder);
        }
    }
}

/// Removes a hidden folder, its lock last: whoever dies on the way leaves one that is known to be dead.
fn remove(folder: &Path) {
    for part in [NEW, OLD] {
        let _ = fs::remove_dir_all(folder.join(part));
    }
    let _ = fs::remove_dir_all(folder);
}

impl Drop for Hidden {
    fn drop(&mut self) {
        remove(self.folder.path());
    }
}

fn is_old(folder: &Path) -> bool {
    let changed = fs::metadata(folder).and_then(|facts| facts.modified());
    changed.ok().and_then(|at| at.elapsed().ok()).is_some_and(|age| age > PATIENCE)
}

/// Older results whose places are empty go back to them.
fn put_back(aside: &Path, places: &Path) {
    for entry in fs::read_dir(aside).into_iter().flatten().flatten() {
        let place = places.join(entry.file_name());
        if fs::symlink_metadata(&place).is_err() {
            let _ = fs::rename(entry.path(), place);
        }
    }
}

/// Makes sure that a file or a folder with all that is in it is on the disk.
pub(super) fn sync_all(path: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(path)?.file_type();
    if kind.is_dir() {
        for entry in fs::read_dir(path)? {
            sync_all(&entry?.path())?;
        }
        sync_folder(path);
    } else if kind.is_file() {
        // Some systems sync only what is open for writing.
        File::options().append(true).open(path)?.sync_all()?;
    }
    Ok(())
}

/// Makes sure that the names in a folder are on the disk, where the system can: not all file systems sync folders.
pub(super) fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(path) {
        let _ = folder.sync_all();
    }
}

/// Lets two paths change their names at once, so that neither is missing for a moment; an error of kind
/// [`io::ErrorKind::Unsupported`] where the system cannot.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    match system_exchange(one, other) {
        // What systems and file systems say that do not have it.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Err(io::ErrorKind::Unsupported.into())
        }
        done => done,
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn system_exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn system_exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(inside: &Path) -> Vec<String> {
        let names = fs::read_dir(inside).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(PREFIX)).collect()
    }

    #[test]
    fn folders_of_dead_processes_are_swept_up_and_those_of_living_ones_stay() {
        let home = tempfile::tempdir().unwrap();
        // Of a dead process: its lock is there and nobody holds it. An older result stands aside in it.
        let dead = home.path().join(".linestop-dead");
        fs::create_dir_all(dead.join(OLD).join("result")).unwrap();
        fs::write(dead.join(OLD).join("result/summary.json"), "older").unwrap();
        fs::write(dead.join(LOCK), "").unwrap();
        // One that is just being made has no lock yet.
        fs::create_dir(home.path().join(".linestop-young")).unwrap();
        let living = Hidden::new(home.path()).unwrap();
        let other = Hidden::new(home.path()).unwrap();
        assert!(!dead.exists());
        assert_eq!(fs::read_to_string(home.path().join("result/summary.json")).unwrap(), "older");
        assert_eq!(hidden(home.path()).len(), 3);
        assert!(living.path(NEW, "").is_dir() && other.path(OLD, "").is_dir());
        drop((living, other));
        assert_eq!(hidden(home.path()), [".linestop-young"]);
    }

    #[test]
    fn what_stands_aside_never_replaces_what_is_in_place() {
        let home = tempfile::tempdir().unwrap();
        let dead = home.path().join(".linestop-dead");
        fs::create_dir_all(dead.join(OLD)).unwrap();
        fs::write(dead.join(OLD).join("a"), "older").unwrap();
        fs::write(dead.join(LOCK), "").unwrap();
        fs::write(home.path().join("a"), "newer").unwrap();
        Hidden::new(home.path()).unwrap();
        assert_eq!(fs::read_to_string(home.path().join("a")).unwrap(), "newer");
    }

    #[test]
    fn an_exchange_leaves_both_or_says_that_the_system_cannot() {
        let home = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| home.path().join(name));
        fs::create_dir(&one).unwrap();
        fs::write(&other, "file").unwrap();
        match exchange(&one, &other) {
            Ok(()) => assert!(one.is_file() && other.is_dir()),
            Err(error) => {
                assert_eq!(error.kind(), io::ErrorKind::Unsupported);
                assert!(one.is_dir() && other.is_file());
            }
        }
    }
}
