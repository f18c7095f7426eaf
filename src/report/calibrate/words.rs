//! What a calibration says in words that page and scenario share.

use super::super::words::{percent_points, share, whole};
use crate::experiment::{CalibrateAnswer, WaitFit};
use crate::statistics::Interval;

/// Effective trials below which the fit is said to be coarse.
pub(in crate::report) const FEW: f64 = 100.0;
/// Parameters whose ranges shrink by less are said not to be told by the months.
pub(in crate::report) const LITTLE: f64 = 0.1;

/// Three significant digits.
pub(in crate::report) fn three(x: f64) -> f64 {
    format!("{x:.2e}").parse().unwrap_or(x)
}

/// What of the records enters the scenario that is written, in words.
pub(in crate::report) fn entered(answer: &CalibrateAnswer) -> String {
    let titles: Vec<&str> = answer.parameters.iter().filter(|p| p.from_records).map(|p| p.title.as_str()).collect();
    if titles.is_empty() {
        "The records set no parameter: name those that should take their fit with --wait-median, --wait-p90 and --never."
            .to_owned()
    } else {
        format!(
            "Set by the records: {}. The months were not asked about these; their draws stand beside those of the \
             others in posterior.csv.",
            titles.join("; ")
        )
    }
}

/// A distance between shares: "1 point", "2.5 points".
fn points(share: f64) -> String {
    let number = percent_points(share);
    if number == "1" { "1 point".to_owned() } else { format!("{number} points") }
}

/// The fit of waits in words.
pub(in crate::report) fn of_waits(waits: &WaitFit) -> String {
    let [granted, denied, open] = waits.files;
    #[allow(clippy::cast_precision_loss, reason = "records are far fewer than 2⁵³")]
    let not_granted = share((denied + open) as f64 / (granted + denied + open).max(1) as f64);
    let interval = |of: Option<Interval>, show: fn(f64) -> String| {
        of.map_or(String::new(), |Interval { low, high }| format!(" ({}–{})", show(low), show(high)))
    };
    format!(
        "Records: {granted} granted, {denied} denied, {open} open. Of all files {not_granted} are not granted by the last day known. \
         Wait of the files that are granted: median {} days{}, nine in ten within {} days. The fit expects no grant of {} \
         of all files{}{}. The distribution lies within {} of Kaplan and Meier's estimate.",
        whole(waits.median_days),
        interval(waits.median_interval, whole),
        whole(waits.p90_days),
        share(waits.never),
        interval(waits.never_interval, percent_points),
        if open > 0 { "; those that are open may still be granted" } else { "" },
        points(waits.largest_distance)
    )
}
