//! A calibration on a terminal.

use super::super::columns::{Layout, bold, paragraph};
use super::super::words::{counted, month, percent_points, share, whole};
use super::{page, rows};
use crate::experiment::{CalibrateAnswer, WaitFit};
use crate::statistics::Interval;

/// Effective trials below which the fit is said to be coarse.
pub(in crate::report) const FEW: f64 = 100.0;
/// Parameters whose ranges shrink by less are said not to be told by the months.
pub(in crate::report) const LITTLE: f64 = 0.1;

/// The calibration as text.
#[must_use]
pub(crate) fn render(answer: &CalibrateAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&answer.scenario.title, layout), layout);
    let span = match (answer.months.first(), answer.months.last()) {
        (Some((first, _)), Some((last, _))) => format!("{} to {}", month(*first), month(*last)),
        _ => String::new(),
    };
    let words = format!(
        "Fitted to {}: {} ({span}). Kept: the {} nearest of {}, as telling as {} of equal weight; seed\u{a0}{}.",
        answer.series,
        counted(answer.months.len() as u64, "month"),
        counted(answer.kept as u64, "trial"),
        counted(answer.run.trials, "trial"),
        whole(answer.effective),
        answer.run.seed
    );
    paragraph(&mut text, &words, layout);
    parameters(&mut text, answer, layout);
    summaries(&mut text, answer, layout);
    if let Some(waits) = &answer.waits {
        text.push('\n');
        paragraph(&mut text, &of_waits(waits), layout);
        paragraph(&mut text, &entered(answer), layout);
    }
    text
}

/// Three significant digits.
pub(in crate::report) fn three(x: f64) -> f64 {
    format!("{x:.2e}").parse().unwrap_or(x)
}

fn parameters(text: &mut String, answer: &CalibrateAnswer, layout: Layout) {
    rows::shown(answer)[0].draw(text, usize::MAX, "calibration.json", layout);
    text.push('\n');
    let each = || answer.parameters.iter();
    let untold: Vec<&str> =
        each().filter(|p| !p.from_records && p.learned() < LITTLE).map(|p| p.title.as_str()).collect();
    if !untold.is_empty() {
        let words =
            format!("The months tell little or nothing of: {}. What you assumed there stands.", untold.join("; "));
        paragraph(text, &words, layout);
    }
    if answer.effective < FEW {
        paragraph(text, "Few trials were kept: the ends of the ranges are coarse; more with --trials.", layout);
    }
}

fn summaries(text: &mut String, answer: &CalibrateAnswer, layout: Layout) {
    rows::shown(answer)[1].draw(text, usize::MAX, "calibration.json", layout);
    text.push('\n');
    paragraph(text, &page::reach(answer), layout);
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
