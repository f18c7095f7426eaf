//! Is there room for the outcomes of all trials? Asked before the run, not found out during it.

use sysinfo::System;

use super::Failure;
use crate::experiment::{SiteOutcome, Trials};
use crate::report::thousands;

/// Share of the available memory that a run may take.
const SHARE: f64 = 0.8;

/// Checks that `trials` of this many lines, all scenarios together, fit into memory. `without` is what else can be
/// given up.
pub(super) fn check(trials: Trials, lines: usize, without: Option<&str>) -> Result<(), Failure> {
    match available() {
        Some(available) => fits(trials, lines, without, available),
        None => Ok(()),
    }
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an estimate")]
fn fits(trials: Trials, lines: usize, without: Option<&str>, available: u64) -> Result<(), Failure> {
    let most = trials.at_most();
    // An outcome, and its loss while losses are sorted; a run in rounds holds old and new rounds for a moment.
    let rounds = if matches!(trials, Trials::UntilPrecise(_)) { 1.5 } else { 1.0 };
    let each = (size_of::<SiteOutcome>() as f64 * rounds * lines as f64) + 16.0;
    let needed = each * most as f64;
    let free = available as f64 * SHARE;
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
        "the outcomes of {} trials of {lines} lines need up to {}, and {} of memory are free.\n\
         {advice}",
        thousands(most),
        gigabytes(needed),
        gigabytes(available as f64),
    )))
}

fn gigabytes(bytes: f64) -> String {
    let size = bytes / 1e9;
    if size < 10.0 { format!("{size:.1} GB") } else { format!("{size:.0} GB") }
}

/// Two digits are enough for advice.
fn round_down(n: u64) -> u64 {
    let mut unit = 1;
    while n / unit >= 100 {
        unit *= 10;
    }
    n / unit * unit
}

/// Bytes that can be taken without swapping, within the limits of a container; nothing if not known.
fn available() -> Option<u64> {
    let mut system = System::new();
    system.refresh_memory();
    let free = system.available_memory();
    let limit = system.cgroup_limits().map_or(u64::MAX, |limits| limits.free_memory);
    Some(free.min(limit)).filter(|bytes| *bytes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_trials_are_refused_with_advice() {
        assert!(fits(Trials::Fixed(10_000), 12, None, 1 << 30).is_ok());
        let refused = |without| fits(Trials::Fixed(10_000_000), 12, without, 1 << 30).unwrap_err().to_string();
        let error = refused(Some("--outcomes none"));
        assert!(error.contains("--outcomes none") && error.contains("--trials 520,000 or fewer"), "{error}");
        assert!(refused(None).contains("Try --trials 520,000 or fewer"));
        assert_eq!([99, 100, 12_345].map(round_down), [99, 100, 12_000]);
    }
}
