//! Charts of a calibration: parameters before and after, and how the summaries fit.

use super::super::captions::Played;
use super::super::words::{counted, thousands, whole};
use super::content::told;
use super::rows::five;
use crate::chart::{Caption, Chart, RangeRow, Ranges};
use crate::experiment::{CalibrateAnswer, Calibrated, SummaryFit};

/// The charts of a calibration with the names of their files, without ending.
pub(crate) fn charts(answer: &CalibrateAnswer) -> Vec<(&'static str, Chart)> {
    vec![("parameters", Chart::Ranges(parameters(answer))), ("summaries", Chart::Ranges(summaries(answer)))]
}

fn caption(answer: &CalibrateAnswer, title: String, subtitle: &str) -> Caption {
    let [kept, all, worth] = [thousands(answer.kept as u64), thousands(answer.run.trials), whole(answer.effective)];
    let played = Played {
        trials: format!("{kept} of {all} trials kept, as telling as {worth} of equal weight"),
        seed: answer.run.seed,
        linestop: &answer.run.linestop,
        scenario: &answer.scenario,
    };
    let months = counted(answer.months.len() as u64, "month");
    let subtitle = format!("{} · {subtitle} · {months} of {}", answer.scenario.title, answer.series);
    Caption { title, subtitle, footnote: played.footnote("") }
}

fn parameters(answer: &CalibrateAnswer) -> Ranges {
    let title = told(answer).first().map_or_else(
        || "The months tell little of these parameters".to_owned(),
        |most| format!("What the months tell most of: {}", most.title),
    );
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
