//! Charts of a stress test. Each title states the finding in words, each footnote what it rests on.

use super::super::captions::{Played, left_out};
use super::super::study::{Charts, numbered};
use super::super::words::{counted, date, money, share};
use super::{costliest, title, worst};
use crate::chart::{Caption, Chart, ExposureRow, Exposures, FreezeCurve, FreezeCurves};
use crate::experiment::{FailureAnswer, FreezeSeries, SampledFreeze, StressAnswer, StressFacts};

/// Failures that are shown.
const MOST: usize = 24;
/// The charts of a stress test with the names of their files, without ending.
pub(super) fn charts(answer: &StressAnswer) -> Charts {
    let freezes = answer.freezes.iter().map(|series| Chart::Freezes(curves(answer, series)));
    numbered("exposure", [Chart::Exposures(exposures(answer))]).chain(numbered("freeze", freezes)).collect()
}

fn caption(answer: &StressAnswer, title: String, subtitle: &str, note: &str) -> Caption {
    let StressFacts { linestop, seed, trials, .. } = &answer.run;
    let trials = format!("{} of each", counted(*trials, "trial"));
    Played { trials, seed: *seed, linestop, scenario: &answer.scenario }.caption(title, subtitle, note)
}

fn exposures(answer: &StressAnswer) -> Exposures {
    let run = &answer.run;
    let found = costliest(answer).map_or_else(
        || "No single failure costs anything".to_owned(),
        |first| {
            let loss = money(first.loss.value, &answer.scenario.currency);
            format!("What hurts most if it fails for {}: {}, {loss}", counted(u64::from(run.days), "day"), first.title)
        },
    );
    let left = left_out(answer.failures.len(), MOST, "lesser failure", "stress.csv");
    let note = format!("days: medians of the trials in which the line is stopped{left}");
    let shown = format!(
        "Single failures from {} to {}: how long the line hit worst runs on, and when it has recovered",
        date(run.failed),
        date(run.restored)
    );
    Exposures {
        caption: caption(answer, found, &shown, &note),
        currency: answer.scenario.currency.clone(),
        days: f64::from(run.days),
        rows: answer.failures.iter().take(MOST).map(|failure| row(answer, failure)).collect(),
    }
}

fn row(answer: &StressAnswer, failure: &FailureAnswer) -> ExposureRow {
    let hit = worst(failure);
    ExposureRow {
        name: failure.title.clone(),
        detail: hit.map_or_else(String::new, |line| {
            format!("{}, stopped in {} of trials", title(answer, &line.site), share(line.stopped.share))
        }),
        survives: hit.and_then(|line| line.survives_days).map(|days| days.median),
        recovers: hit.and_then(|line| line.recovers_days).map(|days| f64::from(days.median.at_least)),
        not_over: hit.and_then(|line| line.recovers_days).is_some_and(|days| days.median.at_most.is_none()),
        loss: [failure.loss_range.p05, failure.loss.value, failure.loss_range.p95],
    }
}

fn curves(answer: &StressAnswer, series: &FreezeSeries) -> FreezeCurves {
    let curve = |line: usize| {
        let typical = series.shortest[line].typical_days;
        FreezeCurve {
            name: answer.lines[line].title.clone(),
            stopped: series.sampled.iter().map(|sampled| sampled.stopped[line].share).collect(),
            typical: typical.at_most.map(f64::from),
            typical_or_fewer: typical.at_most != Some(typical.at_least),
        }
    };
    let shown = format!("{} decides nothing from {} on", series.title, date(answer.run.failed));
    let note = "stopped: the line is halted on a day on which it would have run without the freeze · dots: shortest freeze \
                that stops the line in the deterministic run, hollow: so many days or fewer";
    FreezeCurves {
        caption: caption(answer, finding(answer, series), &shown, note),
        days: series.sampled.iter().map(|sampled| f64::from(sampled.days)).collect(),
        curves: (0..answer.lines.len()).map(curve).collect(),
    }
}

/// The shortest length tried that stops a line in at least half of the trials, and in how many it does.
fn finding(answer: &StressAnswer, series: &FreezeSeries) -> String {
    let half = |at: &SampledFreeze| {
        let lines = at.stopped.iter().map(|stopped| stopped.share).enumerate();
        lines.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, of)| *of >= 0.5)
    };
    if let Some((days, (line, of))) = series.sampled.iter().find_map(|at| Some((at.days, half(at)?))) {
        let days = counted(u64::from(days), "day");
        return format!("A freeze of {days} stops {} in {} of trials", answer.lines[line].title, share(of));
    }
    let (shortest, longest) = answer.run.freeze_days;
    let lengths =
        if shortest == longest { counted(u64::from(longest), "day") } else { format!("{shortest} to {longest} days") };
    format!("No freeze of {lengths} stops any line in half of the trials")
}
