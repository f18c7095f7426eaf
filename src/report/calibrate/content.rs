//! The page of a calibration: what the data say of each parameter, what they do not, and how far to trust the fit.

use super::super::content::{Content, Figure, figure};
use super::super::shown::{Table, number};
use super::super::words::{counted, days, month, parameter, percent_points, share, thousands, whole};
use super::{FEW, LITTLE, calibrated_name, entered, of_waits, rows, three};
use crate::experiment::{CalibrateAnswer, Calibrated};

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
        driver_tables: waits(answer).into_iter().collect(),
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

fn shown(x: f64) -> String {
    parameter(three(x), false)
}

fn with_unit(x: f64, unit: &str) -> String {
    if unit.is_empty() { shown(x) } else { format!("{}\u{a0}{unit}", shown(x)) }
}

fn answers(answer: &CalibrateAnswer) -> Vec<String> {
    let mut told: Vec<&Calibrated> = answer.parameters.iter().filter(|p| p.learned() >= LITTLE).collect();
    told.sort_by(|a, b| b.learned().total_cmp(&a.learned()));
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
    let mut told: Vec<&Calibrated> = answer.parameters.iter().collect();
    told.sort_by(|a, b| b.learned().total_cmp(&a.learned()));
    let mut shown_here: Vec<Figure> = told
        .iter()
        .take(2)
        .filter(|p| p.learned() >= LITTLE)
        .map(|p| {
            let interval = format!("nine in ten draws: {} to {}", shown(p.posterior.p05), shown(p.posterior.p95));
            figure(with_unit(p.posterior.median, &p.unit), interval, p.title.clone())
        })
        .collect();
    let reached = answer.summaries.iter().filter(|s| s.reached()).count();
    shown_here.push(figure(format!("{reached} of {}", answer.summaries.len()), "", "summaries that are reached"));
    shown_here.push(figure(
        whole(answer.effective),
        format!("of {} kept", counted(answer.kept as u64, "trial")),
        "trials of equal weight that the fit is worth",
    ));
    shown_here
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

fn waits(answer: &CalibrateAnswer) -> Option<Table> {
    let fit = answer.waits.as_ref()?;
    let columns = [
        "Days from filing#",
        "Granted by then, without a distribution (Kaplan–Meier)#",
        "Granted by then, fitted distribution#",
    ];
    let note = format!("Their largest distance is {} points.", percent_points(fit.largest_distance));
    let mut table = Table::new("Waits in the licence records", &columns).noting(&note);
    for [day, counted, fitted] in &fit.curve {
        let cells = [days(*day), share(*counted), share(*fitted)].into_iter().zip([day, counted, fitted]);
        table.row("", cells.map(|(text, value)| number(text, *value)).collect());
    }
    Some(table)
}
