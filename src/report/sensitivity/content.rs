//! The page of an analysis of sensitivity: what matters, what is randomness, when things go wrong.

use super::super::content::{Content, Figure, figure};
use super::super::measures::{unit, value, with_interval};
use super::super::words::{chance, counted, horizon, thousands, upper_first};
use super::phrases::{bad, condition, part, part_with_interval};
use super::{known, rows, title};
use crate::experiment::{Discovery, Found, OutcomeSensitivity, SensitivityAnswer, Unit};

/// The words and tables of an analysis.
pub(crate) fn content(answer: &SensitivityAnswer) -> Content {
    let (scenario, run) = (&answer.scenario, &answer.run);
    Content {
        kind: "What matters",
        title: format!("{}: what matters", scenario.title),
        scenario: scenario.title.clone(),
        basis: format!(
            "{}; {}; the same {} in every run, {} in all; seed {}",
            counted(answer.parameters.len() as u64, "uncertain parameter"),
            horizon(scenario),
            counted(run.trials, "trial"),
            thousands(answer.simulated),
            run.seed
        ),
        answers: answer.outcomes.iter().flat_map(|outcome| answers(answer, outcome)).collect(),
        figures: answer.outcomes.first().map_or_else(Vec::new, figures),
        tables: answer.outcomes.iter().map(|outcome| rows::shown(answer, outcome)).collect(),
        drivers: answer.outcomes.iter().map(|outcome| beyond(answer, outcome)).collect(),
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

fn answers(answer: &SensitivityAnswer, outcome: &OutcomeSensitivity) -> Vec<String> {
    let of = unit(&outcome.measured);
    let mut said = Vec::new();
    let most = outcome.tornado.first().filter(|swing| known(swing));
    said.push(match most {
        Some(swing) => format!(
            "{}: {}. It depends most on “{}”, with {} at its P10 and {} at its P90.",
            outcome.measured.title,
            base(outcome),
            title(answer, &swing.parameter),
            with_interval(of, &swing.low.outcome),
            with_interval(of, &swing.high.outcome),
        ),
        None => format!(
            "{}: {}. No parameter makes a difference that can be told apart.",
            outcome.measured.title,
            base(outcome)
        ),
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

/// The outcome with all that is uncertain: "USD 87.3 m (84.0–90.6)".
fn base(outcome: &OutcomeSensitivity) -> String {
    in_unit(outcome, &with_interval(unit(&outcome.measured), &outcome.base).to_string())
}

/// An amount with the currency in front of it, or its unit behind it.
fn in_unit(outcome: &OutcomeSensitivity, amount: &str) -> String {
    let name = &outcome.measured.unit;
    match unit(&outcome.measured) {
        Unit::Money => format!("{name}\u{a0}{amount}"),
        Unit::Days | Unit::Output => format!("{amount} {name}"),
        Unit::Share => amount.to_owned(),
    }
}

/// What the parameters do beyond the table: by how much they move the outcome together, or why nobody can say.
fn beyond(answer: &SensitivityAnswer, outcome: &OutcomeSensitivity) -> String {
    let what = &outcome.measured.title;
    let Some(variance) = &outcome.variance else { return format!("{what}: {}", without_variance(outcome)) };
    let varies = &variance.expected_varies_by;
    if variance.parameters.low.is_none_or(|low| low <= 0.0) {
        return format!(
            "{what}: what the parameters bring by themselves cannot be told from nothing with so few trials."
        );
    }
    let by = match unit(&outcome.measured) {
        Unit::Share => format!("{:.1}\u{a0}points", varies.value * 100.0),
        of => in_unit(outcome, &value(of, varies)),
    };
    let most = variance.shares.first().filter(|_| variance.shares.len() > 1);
    let most = most.and_then(|share| Some((share, share.of_parameters.as_ref()?))).map(|(share, of)| {
        let name = title(answer, &share.parameter);
        format!("; “{name}” brings {} of what they bring by themselves", part_with_interval(of))
    });
    format!(
        "{what}: as the parameters vary, its expected value varies by ±\u{a0}{by} (one standard deviation){}.",
        most.unwrap_or_default()
    )
}

fn without_variance(outcome: &OutcomeSensitivity) -> &'static str {
    if outcome.discovery.is_none() {
        "an outcome of the worst trials is about many trials at once: shares of a variance and conditions are those \
         of single trials; ask for them with --of loss."
    } else {
        "it is the same in every trial, so there is no variance to share out."
    }
}

/// Under which conditions trials are bad.
fn when(outcome: &OutcomeSensitivity, discovery: &Discovery) -> String {
    let what = bad(outcome, discovery.bad);
    let judged = format!(
        "{} looked at in {}, judged on {} others",
        counted(discovery.facts.len() as u64, "fact"),
        counted(discovery.learned_from, "trial"),
        thousands(discovery.judged_on)
    );
    match &discovery.found {
        Found::Conditions(found) => {
            let conditions: Vec<String> = found.conditions.iter().map(|one| format!("“{}”", condition(one))).collect();
            format!(
                "{} in {} of the trials with {}, against {} of the others; such are {} of all trials, and {} of \
                 those in which {what} ({judged}).",
                upper_first(&what),
                chance(&found.inside),
                conditions.join(" and "),
                chance(&found.elsewhere),
                chance(&found.support),
                chance(&found.coverage),
            )
        }
        Found::Nothing => format!(
            "No conditions were found under which {what} clearly more often than elsewhere, in {} of all trials ({judged}).",
            chance(&discovery.share)
        ),
        Found::TooFew { needed } => format!(
            "No conditions were looked for: {what} in {} of trials, and at least {needed} of either kind are needed \
             among {}.",
            chance(&discovery.share),
            counted(discovery.learned_from, "trial")
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
