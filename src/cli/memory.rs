//! Is there room for a simulation? Asked before the run, not found out during it.

use std::fs;
use std::path::Path;

use sysinfo::System;

use super::Failure;
use crate::experiment::{SiteOutcome, Trials};
use crate::report::thousands;

/// Share of the available memory that a run may take.
const SHARE: f64 = 0.8;
/// Bytes that any command takes.
const ANY: f64 = 40e6;
/// Bytes that a thread takes, and those of its sums for each line.
const THREAD: f64 = 8e6;
const LINE: f64 = 120e3;
/// Address space that a thread sets aside, used or not.
const THREAD_SPACE: f64 = 72e6;

/// Memory that can be had.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Room {
    bytes: f64,
    kind: Kind,
}

/// What limits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// What is free.
    Free,
    /// The limit of a container or another group of processes.
    Group,
    /// The limit of the address space, `ulimit -v`.
    Space,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::Free => "of memory are free",
            Self::Group => "of memory are free within the limit of this container (its control group)",
            Self::Space => "of address space are free within the limit of this process (ulimit -v)",
        }
    }
}

/// What is kept of scenarios.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Kept {
    /// Their lines.
    pub lines: usize,
    /// Bytes of their registers of exports, of one thread.
    pub register: f64,
}

impl Kept {
    /// With so many lines more.
    pub(super) fn and_lines(self, more: usize) -> Self {
        Self { lines: self.lines + more, ..self }
    }
}

/// Checks that a command can run at all.
pub(super) fn check_start() -> Result<(), Failure> {
    for room in rooms() {
        if room.bytes < ANY {
            return Err(Failure::Mistake(format!(
                "linestop needs at least {}, and {} {}",
                size(ANY),
                size(room.bytes),
                room.kind.words()
            )));
        }
    }
    Ok(())
}

/// Checks that `trials` of what is kept, all scenarios together, fit into memory; without trials, the sums alone are
/// kept. `without` is what else can be given up.
pub(super) fn check(
    trials: Option<Trials>,
    kept: Kept,
    threads: Option<u16>,
    without: Option<&str>,
) -> Result<(), Failure> {
    let threads = threads.map_or_else(processors, usize::from);
    rooms().into_iter().try_for_each(|room| fits(trials, kept, threads, without, room))
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an estimate")]
fn fits(
    trials: Option<Trials>,
    Kept { lines, register }: Kept,
    threads: usize,
    without: Option<&str>,
    room: Room,
) -> Result<(), Failure> {
    let words = room.kind.words();
    let space = if room.kind == Kind::Space { THREAD_SPACE } else { 0.0 };
    // Each thread has sums of its own, and so has their total.
    let of_sums = LINE * lines as f64 + register;
    let sums = ANY + threads as f64 * (THREAD + space + of_sums) + of_sums;
    let free = room.bytes * SHARE - sums;
    if free < 0.0 {
        let fewer = if threads > 1 { "Try fewer --threads, or raise the limit." } else { "Raise the limit." };
        let books = if register > 0.1 * sums { " and the register of exports" } else { "" };
        return Err(Failure::Mistake(format!(
            "a simulation of {lines} lines{books} with {threads} threads needs about {}, and {} {words}.\n{fewer}",
            size(sums / SHARE),
            size(room.bytes),
        )));
    }
    let Some(trials) = trials else { return Ok(()) };
    let most = trials.at_most();
    // An outcome, and its loss while losses are sorted; a run in rounds holds old and new rounds for a moment.
    let rounds = if matches!(trials, Trials::UntilPrecise(_)) { 1.5 } else { 1.0 };
    let each = (size_of::<SiteOutcome>() as f64 * rounds * lines as f64) + 16.0;
    let needed = each * most as f64;
    if needed <= free {
        return Ok(());
    }
    let possible = thousands(round_down((free / each) as u64));
    let instead = match trials {
        Trials::Fixed(_) => format!("--trials {possible} or fewer"),
        Trials::UntilPrecise(_) => format!("a coarser --precision, or --trials {possible} or fewer"),
    };
    let advice = match without {
        Some(without) => format!("Either {without}, or {instead}."),
        None => format!("Try {instead}."),
    };
    Err(Failure::Mistake(format!(
        "the outcomes of {} trials of {lines} lines need up to {}, and {} {words}.\n{advice}",
        thousands(most),
        size(needed),
        size(room.bytes),
    )))
}

fn size(bytes: f64) -> String {
    match bytes {
        b if b < 1e9 => format!("{:.0} MB", b / 1e6),
        b if b < 1e10 => format!("{:.1} GB", b / 1e9),
        b => format!("{:.0} GB", b / 1e9),
    }
}

/// Two digits are enough for advice.
fn round_down(n: u64) -> u64 {
    let mut unit = 1;
    while n / unit >= 100 {
        unit *= 10;
    }
    n / unit * unit
}

/// Bytes that can be taken without swapping and within all limits, as far as they are known.
#[allow(clippy::cast_precision_loss, reason = "an estimate")]
fn rooms() -> Vec<Room> {
    let mut system = System::new();
    system.refresh_memory();
    let free = Some(system.available_memory()).filter(|bytes| *bytes > 0);
    let group = own_groups().into_iter().filter_map(|(root, own, names)| headroom(Path::new(root), &own, names)).min();
    let known = [(Kind::Free, free), (Kind::Group, group), (Kind::Space, address_space())];
    known.into_iter().filter_map(|(kind, bytes)| Some(Room { bytes: bytes? as f64, kind })).collect()
}

/// Files of a control group: its limit, what is used, and how its statistics name what can be given back at once.
type Names = [&'static str; 3];
const VERSION_2: Names = ["memory.max", "memory.current", "inactive_file"];
const VERSION_1: Names = ["memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"];

/// The control groups of memory of this process: where they are mounted, their paths there, their files.
fn own_groups() -> Vec<(&'static str, String, Names)> {
    groups_in(&fs::read_to_string("/proc/self/cgroup").unwrap_or_default())
}

fn groups_in(text: &str) -> Vec<(&'static str, String, Names)> {
    let group = |line: &str| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next()?, parts.next()?.trim_start_matches('/').to_owned());
        match controllers {
            "" => Some(("/sys/fs/cgroup", path, VERSION_2)),
            some if some.split(',').any(|name| name == "memory") => Some(("/sys/fs/cgroup/memory", path, VERSION_1)),
            _ => None,
        }
    };
    text.lines().filter_map(group).collect()
}

/// Bytes that a group of processes and all those it belongs to can still take.
fn headroom(root: &Path, own: &str, [limit, used, reclaimable]: Names) -> Option<u64> {
    let number = |path: &Path| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let of_group = |group: &Path| {
        // "max" is no number, and no limit.
        let limit = number(&group.join(limit))?;
        let statistics = fs::read_to_string(group.join("memory.stat")).unwrap_or_default();
        let reclaimable = statistics.lines().find_map(|line| line.strip_prefix(reclaimable)?.trim().parse().ok());
        let used = number(&group.join(used))?.saturating_sub(reclaimable.unwrap_or(0));
        Some(limit.saturating_sub(used))
    };
    let group = root.join(own);
    group.ancestors().take_while(|path| path.starts_with(root)).filter_map(of_group).min()
}

/// Bytes of address space that this process can still take, if they are limited.
#[cfg(unix)]
fn address_space() -> Option<u64> {
    use rustix::process::{Resource, getrlimit};
    let limit = getrlimit(Resource::As).current?;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let taken = status
        .lines()
        .find_map(|line| line.strip_prefix("VmSize:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    Some(limit.saturating_sub(taken.unwrap_or(0).saturating_mul(1024)))
}

#[cfg(not(unix))]
fn address_space() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: usize) -> Kept {
        Kept { lines, register: 0.0 }
    }

    const GIB: Room = Room { bytes: 1_073_741_824.0, kind: Kind::Free };

    #[test]
    fn too_many_trials_are_refused_with_advice() {
        assert!(fits(Some(Trials::Fixed(10_000)), of(12), 1, None, GIB).is_ok());
        let refused = |without| fits(Some(Trials::Fixed(10_000_000)), of(12), 1, without, GIB).unwrap_err().to_string();
        let error = refused(Some("--outcomes none"));
        assert!(error.contains("--outcomes none") && error.contains("--trials 320,000 or fewer"), "{error}");
        assert!(refused(None).contains("Try --trials 320,000 or fewer"));
        assert_eq!([99, 100, 12_345].map(round_down), [99, 100, 12_000]);
    }

    #[test]
    fn a_limit_that_the_sums_alone_break_is_told_before_the_run() {
        let limited = |bytes, kind| fits(None, of(4), 2, None, Room { bytes, kind });
        assert!(limited(200e6, Kind::Group).is_ok());
        let error = limited(200e6, Kind::Space).unwrap_err().to_string();
        assert!(error.contains("ulimit -v") && error.contains("fewer --threads"), "{error}");
        let error = fits(None, of(10_000), 2, None, GIB).unwrap_err().to_string();
        assert!(error.contains("10000 lines with 2 threads"), "{error}");
    }

    #[test]
    fn a_register_counts_with_every_thread() {
        let with = |register| Kept { lines: 12, register };
        assert!(fits(None, with(200e6), 2, None, GIB).is_ok());
        let error = fits(None, with(200e6), 4, None, GIB).unwrap_err().to_string();
        assert!(error.contains("12 lines and the register of exports with 4 threads needs about 1.3 GB"), "{error}");
        assert!(fits(Some(Trials::Fixed(100_000)), with(200e6), 2, None, GIB).is_err());
    }

    #[test]
    fn the_tightest_control_group_counts_without_what_it_can_give_back() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        for (group, limit, used) in [("", "max", "9000"), ("a", "5000", "1500"), ("a/b", "max", "900"), ("x", "1", "1")]
        {
            write(format!("{group}/memory.max").trim_start_matches('/'), &format!("{limit}\n"));
            write(format!("{group}/memory.current").trim_start_matches('/'), &format!("{used}\n"));
        }
        write("a/memory.stat", "anon 900\ninactive_file 500\n");
        assert_eq!(headroom(root.path(), "a/b", VERSION_2), Some(4000));
        assert_eq!(headroom(root.path(), "", VERSION_2), None);
        assert_eq!(headroom(root.path(), "not/seen/here", VERSION_2), None);
    }

    #[test]
    fn groups_of_both_versions_are_found() {
        let found = groups_in("9:name=systemd:/\n4:cpu,memory:/a/b\n0::/c:d\n");
        let wanted =
            [("/sys/fs/cgroup/memory", "a/b".to_owned(), VERSION_1), ("/sys/fs/cgroup", "c:d".to_owned(), VERSION_2)];
        assert_eq!(found, wanted);
    }
}
