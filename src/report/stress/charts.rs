//! Charts of a stress test. Each title states the finding in words, each footnote what it rests on.

use super::super::words::{counted, date, money, share, thousands};
use super::{title, worst};
use crate::chart::{Caption, Chart, ExposureRow, Exposures, FreezeCurve, FreezeCurves};
use crate::experiment::{FailureAnswer, FreezeSeries, StressAnswer};

/// Failures that are shown.
const MOST: usize = 24;
/// File names of the charts of freezes, by authority.
const FREEZES: [&str; 8] =
    ["freeze", "freeze-2", "freeze-3", "freeze-4", "freeze-5", "freeze-6", "freeze-7", "freeze-8"];

/// The charts of a stress test with the names of their files, without ending.
#[must_use]
pub fn charts(answer: &StressAnswer) -> Vec<(&'static str, Chart)> {
    let mut charts = vec![("exposure", Chart::Exposures(exposures(answer)))];
    let freezes = FREEZES.into_iter().zip(&answer.freezes);
    charts.extend(freezes.map(|(name, series)| (name, Chart::Freezes(curves(answer, series)))));
    charts
}

fn footnote(answer: &StressAnswer, note: &str) -> String {
    format!(
        "{} trials of each · seed {} · linestop {} · scenario {} ({}) · {note}",
        thousands(answer.run.trials),
        answer.run.seed,
        answer.run.linestop,
        answer.scenario.name,
        answer.scenario.sha256.get(..8).unwrap_or_default()
    )
}

fn exposures(answer: &StressAnswer) -> Exposures {
    let run = &answer.run;
    let found = answer.failures.first().filter(|failure| failure.loss.value > 0.0).map_or_else(
        || "No single failure costs anything".to_owned(),
        |first| {
            let loss = money(first.loss.value, &answer.scenario.currency);
            format!("What hurts most if it fails for {}: {}, {loss}", counted(u64::from(run.days), "day"), first.title)
        },
    );
    let left = answer.failures.len().saturating_sub(MOST);
    let left = if left > 0 { format!(" · {left} lesser failures are in stress.csv") } else { String::new() };
    let note = format!("days: medians of the futures in which the line is stopped{left}");
    Exposures {
        caption: Caption {
            title: found,
            subtitle: format!(
                "Single failures from {} to {}: how long the line hit worst runs on, and when it has recovered · {} days",
                date(run.failed),
                date(run.restored),
                answer.scenario.horizon_days
            ),
            footnote: footnote(answer, &note),
        },
        currency: answer.scenario.currency.clone(),
        days: f64::from(run.days),
        rows: answer.failures.iter().take(MOST).map(|failure| row(answer, failure)).collect(),
    }
}

fn row(answer: &StressAnswer, failure: &FailureAnswer) -> ExposureRow {
    let hit = worst(failure).filter(|line| line.stopped.trials > 0);
    ExposureRow {
        name: failure.title.clone(),
        detail: hit.map_or_else(String::new, |line| {
            format!("{}, stopped in {} of futures", title(answer, &line.site), share(line.stopped.share))
        }),
        survives: hit.and_then(|line| line.survives_days).map(|days| days.median),
        recovers: hit.and_then(|line| line.recovers_days).map(|days| days.median),
        loss: [failure.loss_range.p05, failure.loss.value, failure.loss_range.p95],
    }
}

fn curves(answer: &StressAnswer, series: &FreezeSeries) -> FreezeCurves {
    let halves = series.shortest.iter().filter_map(|row| Some((row.half_of_futures_days?, &row.site)));
    let found = halves.min_by_key(|(days, _)| *days).map_or_else(
        || format!("No freeze of up to {} days stops any line in half of the futures", answer.run.freeze_days.1),
        |(days, site)| {
            format!(
                "A freeze of {} stops {} in half of the futures",
                counted(u64::from(days), "day"),
                title(answer, site)
            )
        },
    );
    let curve = |line: usize| FreezeCurve {
        name: answer.lines[line].title.clone(),
        stopped: series.sampled.iter().map(|sampled| sampled.stopped[line].share).collect(),
        typical: series.shortest[line].typical_days.map(f64::from),
    };
    FreezeCurves {
        caption: Caption {
            title: found,
            subtitle: format!("{} decides nothing from {} on", series.title, date(answer.run.failed)),
            footnote: footnote(
                answer,
                "stopped: the line stands on a day on which it would have run without the freeze · dots: shortest freeze that \
                 stops the line in the typical course",
            ),
        },
        days: series.sampled.iter().map(|sampled| f64::from(sampled.days)).collect(),
        curves: (0..answer.lines.len()).map(curve).collect(),
    }
}
