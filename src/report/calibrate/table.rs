//! A calibration on a terminal.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, bold, grid, paragraph};
use super::super::words::{counted, month, parameter, percent_points, share, whole};
use crate::experiment::{Calibrated, Calibration, FiveNumbers, SummaryFit, WaitFit};

/// Effective futures below which the fit is said to be coarse.
const FEW: f64 = 100.0;
/// Parameters whose ranges shrink by less are said not to be told by the months.
const LITTLE: f64 = 0.1;

/// The calibration as text.
#[must_use]
pub fn render(answer: &Calibration, layout: Layout) -> String {
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
        counted(answer.kept as u64, "future"),
        counted(answer.run.trials, "future"),
        whole(answer.effective),
        answer.run.seed
    );
    paragraph(&mut text, &words, layout);
    parameters(&mut text, answer, layout);
    summaries(&mut text, answer, layout);
    if let Some(waits) = &answer.waits {
        text.push('\n');
        paragraph(&mut text, &of_waits(waits), layout);
    }
    text
}

fn range(numbers: &FiveNumbers) -> String {
    let shown = |x: f64| parameter(x, false);
    format!("{} ({}–{})", shown(three(numbers.median)), shown(three(numbers.p05)), shown(three(numbers.p95)))
}

/// Three significant digits.
fn three(x: f64) -> f64 {
    format!("{x:.2e}").parse().unwrap_or(x)
}

fn parameters(text: &mut String, answer: &Calibration, layout: Layout) {
    let each = || answer.parameters.iter();
    let name = |p: &Calibrated| {
        Cell::new(if p.unit.is_empty() { p.title.clone() } else { format!("{}, {}", p.title, p.unit) })
    };
    let columns = vec![
        Column::new("Parameter", false, each().map(name)),
        Column::new("Before,\nmedian (5–95 %)", true, each().map(|p| Cell::new(range(&p.prior)))),
        Column::new("After,\nmedian (5–95 %)", true, each().map(|p| Cell::new(range(&p.posterior)))),
        Column::new("Narrower\nby", true, each().map(|p| Cell::new(narrower(p)))),
    ];
    let _ = write!(text, "\n{}\n\n", grid(&columns, GAP, layout));
    let untold: Vec<&str> = each().filter(|p| p.learned() < LITTLE).map(|p| p.title.as_str()).collect();
    if !untold.is_empty() {
        let words =
            format!("The months tell little or nothing of: {}. What you assumed there stands.", untold.join("; "));
        paragraph(text, &words, layout);
    }
    if answer.effective < FEW {
        paragraph(text, "Few futures were kept: the ends of the ranges are coarse; more with --trials.", layout);
    }
}

fn narrower(p: &Calibrated) -> String {
    let learned = p.learned();
    if learned < 0.005 { "–".to_owned() } else { share(learned) }
}

fn summaries(text: &mut String, answer: &Calibration, layout: Layout) {
    let each = || answer.summaries.iter();
    let shown = |x: f64| parameter(three(x), false);
    let columns = vec![
        Column::new("Summary", false, each().map(|s| Cell::new(s.name))),
        Column::new("Observed", true, each().map(|s| Cell::new(shown(s.observed)))),
        Column::new("All futures,\nmedian (5–95 %)", true, each().map(|s| Cell::new(range(&s.prior)))),
        Column::new("Kept futures,\nmedian (5–95 %)", true, each().map(|s| Cell::new(range(&s.kept)))),
    ];
    let _ = write!(text, "\n{}\n\n", grid(&columns, GAP, layout));
    let missed: Vec<&SummaryFit> = each().filter(|s| !s.reached()).collect();
    if missed.is_empty() {
        paragraph(text, "Every summary of what was observed lies among those of the futures kept.", layout);
    } else {
        let names: Vec<&str> = missed.iter().map(|s| s.name).collect();
        let words = format!(
            "Not reached: {}. No values of the parameters give what was observed there; the scenario lacks something, \
             and the fit is to be trusted less.",
            names.join(", ")
        );
        paragraph(text, &words, layout);
    }
}

/// The fit of waits in words.
fn of_waits(waits: &WaitFit) -> String {
    let [granted, denied, open] = waits.files;
    let [median, low, high] = waits.median_days;
    let [never, never_low, never_high] = waits.never;
    let interval = |low: f64, high: f64, show: fn(f64) -> String| {
        if low.is_finite() && high.is_finite() { format!(" ({}–{})", show(low), show(high)) } else { String::new() }
    };
    format!(
        "Records: {granted} granted, {denied} denied, {open} open. Wait of the files that are granted: median {} days{}, \
         nine in ten within {} days; {} of all files are never granted{}. The law lies within {} points of Kaplan and \
         Meier's estimate.",
        whole(median),
        interval(low, high, whole),
        whole(waits.p90_days),
        share(never),
        interval(never_low, never_high, percent_points),
        percent_points(waits.largest_distance)
    )
}
