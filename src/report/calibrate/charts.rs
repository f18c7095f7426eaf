//! Charts of a calibration: parameters before and after, and how the summaries fit.

use super::super::words::{counted, thousands, whole};
use crate::chart::{Caption, Chart, RangeRow, Ranges};
use crate::experiment::{CalibrateAnswer, Calibrated, FiveNumbers, SummaryFit};

/// The charts of a calibration with the names of their files, without ending.
#[must_use]
pub(crate) fn charts(answer: &CalibrateAnswer) -> Vec<(&'static str, Chart)> {
    vec![("parameters", Chart::Ranges(parameters(answer))), ("summaries", Chart::Ranges(summaries(answer)))]
}

fn caption(answer: &CalibrateAnswer, title: String, subtitle: &str) -> Caption {
    let (scenario, run) = (&answer.scenario, &answer.run);
    Caption {
        title,
        subtitle: format!(
            "{} · {subtitle} · {} of {}",
            scenario.title,
            counted(answer.months.len() as u64, "month"),
            answer.series
        ),
        footnote: format!(
            "{} of {} trials kept, as telling as {} of equal weight · seed {} · linestop {} · {} ({})",
            thousands(answer.kept as u64),
            thousands(run.trials),
            whole(answer.effective),
            run.seed,
            run.linestop,
            scenario.name,
            scenario.sha256.get(..8).unwrap_or_default(),
        ),
    }
}

fn five(n: &FiveNumbers) -> [f64; 5] {
    [n.p05, n.p25, n.median, n.p75, n.p95]
}

fn parameters(answer: &CalibrateAnswer) -> Ranges {
    let most = answer.parameters.iter().max_by(|a, b| a.learned().total_cmp(&b.learned()));
    let title = match most {
        Some(p) if p.learned() > 0.1 => format!("What the months tell most of: {}", p.title),
        _ => "The months tell little of these parameters".to_owned(),
    };
    let row = |p: &Calibrated| RangeRow {
        name: p.title.clone(),
        detail: p.unit.clone(),
        before: five(&p.prior),
        after: five(&p.posterior),
        mark: None,
    };
    Ranges {
        caption: caption(answer, title, "parameters before and after the fit"),
        names: ["Before".to_owned(), "After".to_owned()],
        mark: String::new(),
        rows: answer.parameters.iter().map(row).collect(),
    }
}

fn summaries(answer: &CalibrateAnswer) -> Ranges {
    let missed = answer.summaries.iter().filter(|s| !s.reached()).count();
    let title = match missed {
        0 => "The trials kept reach everything that was observed".to_owned(),
        n => format!("{n} of {} summaries are out of the scenario's reach", answer.summaries.len()),
    };
    let row = |s: &SummaryFit| RangeRow {
        name: s.name.clone(),
        detail: s.meaning.clone(),
        before: five(&s.prior),
        after: five(&s.kept),
        mark: Some(s.observed),
    };
    Ranges {
        caption: caption(answer, title, "summaries of the months"),
        names: ["All trials".to_owned(), "Kept".to_owned()],
        mark: "observed".to_owned(),
        rows: answer.summaries.iter().map(row).collect(),
    }
}
