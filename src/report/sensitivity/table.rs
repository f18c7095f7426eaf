//! What matters, on a terminal.

use super::super::columns::{Layout, bold, paragraph};
use super::super::measures::{unit, value, with_interval};
use super::super::words::{chance, counted, date, thousands};
use super::phrases::{bad, condition, part_with_interval, sentence};
use super::{page, parameter};
use crate::experiment::{Discovery, Estimate, Found, OutcomeSensitivity, SensitivityAnswer, Swing, Unit, Variance};

/// Parameters that are listed.
const MOST: usize = 12;

/// The analysis as text.
#[must_use]
pub(crate) fn render(answer: &SensitivityAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let (scenario, run) = (&answer.scenario, &answer.run);
    paragraph(&mut text, &bold(&scenario.title, layout), layout);
    let words = format!(
        "What matters: {}; {} to {} ({}); the same {} in every run, {} in all, seed\u{a0}{}",
        counted(answer.parameters.len() as u64, "uncertain parameter"),
        date(scenario.start),
        date(scenario.end),
        counted(u64::from(scenario.horizon_days), "day"),
        counted(run.trials, "trial"),
        thousands(answer.simulated),
        run.seed
    );
    paragraph(&mut text, &words, layout);
    for outcome in &answer.outcomes {
        text.push('\n');
        let base = with_interval(unit(&outcome.measured), &outcome.base);
        let head = format!("{}: {}{base}", outcome.measured.title, before(outcome));
        paragraph(&mut text, &format!("{}{}", bold(&head, layout), after(outcome)), layout);
        page::tornado(answer, outcome).draw(&mut text, MOST, "tornado.csv", layout);
        text.push('\n');
        match &outcome.variance {
            Some(variance) => shares(&mut text, answer, outcome, variance, layout),
            None => paragraph(&mut text, without_variance(outcome), layout),
        }
        if let Some(discovery) = &outcome.discovery {
            text.push('\n');
            conditions(&mut text, outcome, discovery, layout);
        }
    }
    text
}

/// The currency in front of an amount.
fn before(outcome: &OutcomeSensitivity) -> String {
    if unit(&outcome.measured) == Unit::Money { format!("{}\u{a0}", outcome.measured.unit) } else { String::new() }
}

/// The unit behind an amount.
fn after(outcome: &OutcomeSensitivity) -> String {
    match unit(&outcome.measured) {
        Unit::Days | Unit::Output => format!(" {}", outcome.measured.unit),
        Unit::Share | Unit::Money => String::new(),
    }
}

fn of_name(answer: &SensitivityAnswer, name: &str) -> String {
    parameter(answer, name).map_or(name, |facts| &facts.title).to_owned()
}

/// Whether both ends can be told apart.
pub(in crate::report) fn known(swing: &Swing) -> bool {
    let Estimate { low, high, .. } = swing.swing;
    low.zip(high).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
}

/// Where the variance comes from, in words.
fn shares(
    text: &mut String,
    answer: &SensitivityAnswer,
    outcome: &OutcomeSensitivity,
    variance: &Variance,
    layout: Layout,
) {
    let words = format!(
        "Of the variance between trials, the parameters bring {} by themselves, all other randomness (reviews, returns, \
         regimes, shipments) {} by itself, and both only together {}.",
        part_with_interval(&variance.parameters),
        part_with_interval(&variance.other_randomness),
        part_with_interval(&variance.together),
    );
    paragraph(text, &words, layout);
    let varies = &variance.expected_varies_by;
    if variance.parameters.low.is_some_and(|low| low > 0.0) {
        let by = match unit(&outcome.measured) {
            Unit::Share => format!("{:.1}\u{a0}points", varies.value * 100.0),
            of => format!("{}{}{}", before(outcome), value(of, varies), after(outcome)),
        };
        let words =
            format!("As the parameters vary, what is to be expected varies by ±\u{a0}{by} (one standard deviation)");
        let most = variance.shares.first().filter(|_| variance.shares.len() > 1);
        let most = most.and_then(|share| Some((share, share.of_parameters.as_ref()?))).map(|(share, of)| {
            let name = of_name(answer, &share.parameter);
            format!("; most of all with “{name}”: {} of what they bring by themselves", part_with_interval(of))
        });
        paragraph(text, &format!("{words}{}.", most.unwrap_or_default()), layout);
    } else {
        paragraph(
            text,
            "What the parameters bring by themselves cannot be told from nothing with so few trials.",
            layout,
        );
    }
}

fn without_variance(outcome: &OutcomeSensitivity) -> &'static str {
    if outcome.discovery.is_none() {
        "An outcome of the worst trials is about many trials at once: shares of a variance and conditions are those \
         of single trials; ask for them with --of loss."
    } else {
        "It is the same in every trial, so that there is no variance to share out."
    }
}

fn conditions(text: &mut String, outcome: &OutcomeSensitivity, discovery: &Discovery, layout: Layout) {
    let what = bad(outcome, discovery.bad);
    let judged = format!(
        "{} looked at in {}, judged on {} others",
        counted(discovery.facts.len() as u64, "fact"),
        counted(discovery.learned_from, "trial"),
        thousands(discovery.judged_on)
    );
    match &discovery.found {
        Found::Conditions(found) => {
            let words = format!("{} in {} of the trials in which", sentence(&what), chance(&found.inside));
            paragraph(text, &words, layout);
            let last = found.conditions.len() - 1;
            for (at, one) in found.conditions.iter().enumerate() {
                let and = if at < last { " and" } else { "," };
                paragraph(text, &format!("–\u{a0}{}{and}", condition(one)), layout);
            }
            let words = format!(
                "against {} of the others. Such are {} of all trials, and {} of those in which {what} ({judged}).",
                chance(&found.elsewhere),
                chance(&found.support),
                chance(&found.coverage),
            );
            paragraph(text, &words, layout);
        }
        Found::Nothing => {
            let words = format!(
                "No conditions were found under which {what} clearly more often than elsewhere, in {} of trials ({judged}).",
                chance(&discovery.share)
            );
            paragraph(text, &words, layout);
        }
        Found::TooFew { needed } => {
            let words = format!(
                "No conditions were looked for: {what} in {} of trials, and at least {needed} of either kind are needed \
                 among {}.",
                chance(&discovery.share),
                counted(discovery.learned_from, "trial")
            );
            paragraph(text, &words, layout);
        }
    }
}
