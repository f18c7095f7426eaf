//! The page of an analysis of sensitivity: what matters, what is randomness, when things go wrong.

use super::super::measures::{change, unit, value, with_interval};
use super::super::page::content::{Content, Figure, figure};
use super::super::shown::{Said, Table, number, words};
use super::super::words::{chance, counted, date, thousands};
use super::phrases::{bad, condition, of_parameter, part, part_with_interval, sentence as capital};
use super::{known, parameter};
use crate::experiment::{Discovery, Found, OutcomeSensitivity, SensitivityAnswer, Swing, Unit};

/// The words and tables of an analysis.
pub(crate) fn content(answer: &SensitivityAnswer) -> Content {
    let (scenario, run) = (&answer.scenario, &answer.run);
    Content {
        kind: "What matters",
        title: format!("{}: what matters", scenario.title),
        scenario: scenario.title.clone(),
        basis: format!(
            "{}; {} to {} ({}); the same {} in every run, {} in all; seed {}",
            counted(answer.parameters.len() as u64, "uncertain parameter"),
            date(scenario.start),
            date(scenario.end),
            counted(u64::from(scenario.horizon_days), "day"),
            counted(run.trials, "trial"),
            thousands(answer.simulated),
            run.seed
        ),
        answers: answer.outcomes.iter().flat_map(|outcome| answers(answer, outcome)).collect(),
        figures: answer.outcomes.first().map_or_else(Vec::new, figures),
        tables: answer.outcomes.iter().map(|outcome| tornado(answer, outcome)).collect(),
        reading: vec![
            "P10 and P90: the value that a parameter stays below in one trial of ten, and in nine of ten. At each, \
             all trials are played again with the same random numbers; the swing is the difference between the two."
                .to_owned(),
            "Share of the variance: how much of the differences between trials would be gone if the parameter were \
             known (first-order index); with all it does: how much would be left if everything else were (total index)."
                .to_owned(),
            "Conditions are found in one half of the trials and judged on the other.".to_owned(),
        ],
        ..Content::default()
    }
}

fn name(answer: &SensitivityAnswer, key: &str) -> String {
    parameter(answer, key).map_or(key, |facts| &facts.title).to_owned()
}

fn answers(answer: &SensitivityAnswer, outcome: &OutcomeSensitivity) -> Vec<String> {
    let of = unit(&outcome.measured);
    let mut said = Vec::new();
    let most = outcome.tornado.first().filter(|swing| known(swing));
    said.push(match most {
        Some(swing) => format!(
            "{}: most depends on “{}”, with {} at its P10 and {} at its P90.",
            outcome.measured.title,
            name(answer, &swing.parameter),
            with_interval(of, &swing.low.outcome),
            with_interval(of, &swing.high.outcome),
        ),
        None => format!("{}: no parameter makes a difference that can be told apart.", outcome.measured.title),
    });
    said.extend(outcome.discovery.as_ref().map(|discovery| when(outcome, discovery)));
    if let Some(variance) = &outcome.variance {
        said.push(format!(
            "Of the differences between trials, the parameters bring {} by themselves, all other randomness {} by itself, \
             both only together {}.",
            part_with_interval(&variance.parameters),
            part_with_interval(&variance.other_randomness),
            part_with_interval(&variance.together),
        ));
    }
    said
}

/// Under which conditions trials are bad.
fn when(outcome: &OutcomeSensitivity, discovery: &Discovery) -> String {
    let what = bad(outcome, discovery.bad);
    match &discovery.found {
        Found::Conditions(found) => {
            let conditions: Vec<String> = found.conditions.iter().map(|one| format!("“{}”", condition(one))).collect();
            format!(
                "{} in {} of the trials with {}, against {} of the others; such are {} of all trials, and {} of \
                 those in which {what}.",
                capital(&what),
                chance(&found.inside),
                conditions.join(" and "),
                chance(&found.elsewhere),
                chance(&found.support),
                chance(&found.coverage),
            )
        }
        Found::Nothing => format!(
            "No conditions were found under which {what} clearly more often than elsewhere (in {} of all trials).",
            chance(&discovery.share)
        ),
        Found::TooFew { needed } => format!(
            "No conditions were looked for: {what} in {} of trials, and at least {needed} of either kind are needed.",
            chance(&discovery.share)
        ),
    }
}

fn figures(outcome: &OutcomeSensitivity) -> Vec<Figure> {
    let mut shown = vec![figure(
        value(unit(&outcome.measured), &outcome.base),
        "",
        format!("{}, with all that is uncertain", outcome.measured.title),
    )];
    if let Some(variance) = &outcome.variance {
        shown.push(figure(
            part(&variance.parameters),
            "",
            "of the variance between trials is brought by the parameters by themselves",
        ));
        shown.push(figure(part(&variance.other_randomness), "", "is brought by all other randomness by itself"));
    }
    shown
}

pub(super) fn tornado(answer: &SensitivityAnswer, outcome: &OutcomeSensitivity) -> Table {
    let of = unit(&outcome.measured);
    let note = if of == Unit::Money { format!("In {}.", answer.scenario.currency) } else { String::new() };
    let mut table = Table::new(
        &format!("{}: parameters, the most important first", outcome.measured.title),
        &[
            "Parameter",
            "P10 to P90",
            "Outcome at P10 (95 %)#",
            "Outcome at P90 (95 %)#",
            "Swing (95 %)#",
            "Share of the variance#",
            "With all it does#",
        ],
    )
    .noting(&note)
    .giving_way([6, 5, 1]);
    for swing in &outcome.tornado {
        let end = |at: f64| parameter(answer, &swing.parameter).map_or(String::new(), |facts| of_parameter(facts, at));
        let shares = outcome.variance.as_ref().map(|variance| &variance.shares);
        let share = shares.and_then(|all| all.iter().find(|share| share.parameter == swing.parameter));
        let part = |estimate: Option<&_>| match estimate {
            Some(estimate) => words(part_with_interval(estimate)),
            None => words(""),
        };
        table.row(
            "",
            vec![
                words(name(answer, &swing.parameter)),
                words(format!("{} to {}", end(swing.low.value), end(swing.high.value))),
                number(with_interval(of, &swing.low.outcome), swing.low.outcome.value),
                number(with_interval(of, &swing.high.outcome), swing.high.outcome.value),
                number(said_swing(of, swing), swing.swing.value),
                part(share.map(|share| &share.first)),
                part(share.map(|share| &share.total)),
            ],
        );
    }
    table
}

fn said_swing(of: Unit, swing: &Swing) -> Said {
    if known(swing) { change(of, &swing.swing) } else { "not distinguishable".into() }
}
