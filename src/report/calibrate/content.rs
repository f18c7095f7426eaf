//! The page of a calibration: what the data say of each parameter, what they do not, and how far to trust the fit.

use super::super::content::{Content, Figure, figure};
use super::super::words::{counted, month, percent_points, share, thousands, whole};
use super::calibrated_name;
use super::rows::{self, digits as shown};
use crate::experiment::{CalibrateAnswer, Calibrated, WaitFit};
use crate::statistics::Interval;

/// Effective trials below which the fit is said to be coarse.
const FEW: f64 = 100.0;
/// Parameters whose ranges shrink by less are said not to be told by the months.
const LITTLE: f64 = 0.1;

/// The words and tables of a calibration.
pub(crate) fn content(answer: &CalibrateAnswer) -> Content {
    let (scenario, run) = (&answer.scenario, &answer.run);
    let span = match (answer.months.first(), answer.months.last()) {
        (Some((first, _)), Some((last, _))) => format!(", {} to {}", month(*first), month(*last)),
        _ => String::new(),
    };
    Content {
        kind: "Calibration",
        title: format!("{}: what the data say of what is not known", scenario.title),
        scenario: scenario.title.clone(),
        basis: format!(
            "Fitted to {} of {}{span}; the {} nearest of {}; seed {}",
            counted(answer.months.len() as u64, "month"),
            answer.series,
            counted(answer.kept as u64, "trial"),
            counted(run.trials, "trial"),
            run.seed
        ),
        answers: answers(answer),
        figures: figures(answer),
        tables: rows::shown(answer).into(),
        drivers: diagnostics(answer),
        driver_tables: rows::waits_shown(answer).into_iter().collect(),
        reading: vec![
            "Before: what the scenario says. After: what is left of it once the data are known. Ranges hold nine \
             tenths of the draws; narrower by: how much of the width of that range is gone."
                .to_owned(),
            "Trials are kept whose months resemble the observed ones in five numbers; their parameters are then moved \
             along a straight line to where the five numbers would be the observed ones (Beaumont, Zhang and Balding \
             2002)."
                .to_owned(),
            format!(
                "The fitted parameters hang together. {} draws them together, row by row from posterior.csv; the \
                 ranges here are those of each by itself.",
                calibrated_name(answer)
            ),
            "A fit cannot mend a scenario that lacks something, and what it found holds for the time of these months."
                .to_owned(),
        ],
        ..Content::default()
    }
}

/// Parameters of which the data tell, most first.
pub(super) fn told(answer: &CalibrateAnswer) -> Vec<&Calibrated> {
    let mut told: Vec<&Calibrated> = answer.parameters.iter().filter(|p| p.learned() >= LITTLE).collect();
    told.sort_by(|a, b| b.learned().total_cmp(&a.learned()));
    told
}

fn with_unit(x: f64, unit: &str) -> String {
    if unit.is_empty() { shown(x) } else { format!("{}\u{a0}{unit}", shown(x)) }
}

fn answers(answer: &CalibrateAnswer) -> Vec<String> {
    let told = told(answer);
    let mut said = Vec::new();
    match told.first() {
        Some(most) => said.push(format!(
            "The data tell most of “{}”: {} (nine in ten draws: {} to {}), against {} ({} to {}) before. That is {} \
             narrower.",
            most.title,
            with_unit(most.posterior.median, &most.unit),
            shown(most.posterior.p05),
            shown(most.posterior.p95),
            shown(most.prior.median),
            shown(most.prior.p05),
            shown(most.prior.p95),
            share(most.learned())
        )),
        None => said.push("The data tell next to nothing of any parameter; what was assumed stands.".to_owned()),
    }
    if told.len() > 1 {
        let others: Vec<String> = told[1..]
            .iter()
            .map(|p| {
                format!(
                    "“{}” {} ({} to {})",
                    p.title,
                    with_unit(p.posterior.median, &p.unit),
                    shown(p.posterior.p05),
                    shown(p.posterior.p95)
                )
            })
            .collect();
        said.push(format!("They also tell of {}.", others.join("; ")));
    }
    let untold: Vec<String> = answer
        .parameters
        .iter()
        .filter(|p| !p.from_records && p.learned() < LITTLE)
        .map(|p| format!("“{}”", p.title))
        .collect();
    if !untold.is_empty() && !told.is_empty() {
        said.push(format!("They tell little or nothing of {}: what was assumed there stands.", untold.join("; ")));
    }
    said.push(reach(answer));
    said.extend(answer.waits.as_ref().map(|waits| format!("{} {}", of_waits(waits), entered(answer))));
    said
}

fn reach(answer: &CalibrateAnswer) -> String {
    let missed: Vec<&str> = answer.summaries.iter().filter(|s| !s.reached()).map(|s| s.name.as_str()).collect();
    if missed.is_empty() {
        "Every summary of what was observed lies among those of the trials kept.".to_owned()
    } else {
        format!(
            "Not reached: {}. No values of the parameters give what was observed there; the scenario lacks something, \
             and the fit is to be trusted less.",
            missed.join(", ")
        )
    }
}

fn figures(answer: &CalibrateAnswer) -> Vec<Figure> {
    let mut all: Vec<Figure> = told(answer)
        .into_iter()
        .take(2)
        .map(|p| {
            let interval = format!("nine in ten draws: {} to {}", shown(p.posterior.p05), shown(p.posterior.p95));
            figure(with_unit(p.posterior.median, &p.unit), interval, p.title.clone())
        })
        .collect();
    let reached = answer.summaries.iter().filter(|s| s.reached()).count();
    all.push(figure(format!("{reached} of {}", answer.summaries.len()), "", "summaries that are reached"));
    all.push(figure(
        whole(answer.effective),
        format!("of {} kept", counted(answer.kept as u64, "trial")),
        "trials of equal weight that the fit is worth",
    ));
    all
}

fn diagnostics(answer: &CalibrateAnswer) -> Vec<String> {
    let mut said = vec![format!(
        "{} of {} were kept; they tell as much as {} of equal weight.{}",
        counted(answer.kept as u64, "trial"),
        thousands(answer.run.trials),
        whole(answer.effective),
        if answer.effective < FEW {
            " That is few: the ends of the ranges are coarse; more --trials help."
        } else {
            ""
        }
    )];
    said.push(format!(
        "{} lie before the break; {} after it. What is normal is their mean before it: {} {} a month, seasons taken out.",
        counted(answer.months_before as u64, "month"),
        answer.months.len().saturating_sub(answer.months_before),
        whole(answer.base),
        answer.unit
    ));
    said
}

/// What of the records enters the scenario that is written, in words.
fn entered(answer: &CalibrateAnswer) -> String {
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
fn of_waits(waits: &WaitFit) -> String {
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
