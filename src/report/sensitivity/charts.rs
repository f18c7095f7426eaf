//! Charts of what matters: tornado, shares of the variance, conditions.

use super::super::captions::{Played, left_out};
use super::super::measures::{axis, file_name, three};
use super::super::words::{few, share, thousands, upper_first};
use super::phrases::{bad, condition, of_parameter, part};
use super::{known, parameter, title};
use crate::chart::{
    AxisName, Caption, Chart, ConditionPanel, ConditionsChart, Tornado, TornadoEnd, TornadoRow, Unit, VarianceRow,
    VarianceShares,
};
use crate::experiment::{
    AtEnd, Chance, Condition, Conditions, Discovery, Found, OutcomeSensitivity, SensitivityAnswer, StudyFacts, Swing,
    Variance,
};

/// Parameters that are shown.
const MOST: usize = 20;
/// A parameter that does less than this share of the most is not drawn.
const LEAST: f64 = 0.01;

/// The charts, up to three an outcome, with the names of their files, without ending.
pub(crate) fn charts(answer: &SensitivityAnswer) -> Vec<(String, Chart)> {
    let mut charts = Vec::new();
    for outcome in &answer.outcomes {
        let name = file_name(&outcome.measured);
        charts.push((format!("tornado-{name}"), Chart::Tornado(tornado(answer, outcome))));
        if let Some(variance) = &outcome.variance {
            charts.push((format!("variance-{name}"), Chart::Variance(shares(answer, outcome, variance))));
        }
        if let Some(Discovery { found: Found::Conditions(found), .. }) = &outcome.discovery {
            charts.push((format!("conditions-{name}"), Chart::Conditions(conditions(answer, outcome, found))));
        }
    }
    charts
}

fn caption(answer: &SensitivityAnswer, title: String, subtitle: &str, note: &str) -> Caption {
    let StudyFacts { trials, seed, linestop } = &answer.run;
    let trials = format!("the same {} trials in every run", thousands(*trials));
    Played { trials, seed: *seed, linestop, scenario: &answer.scenario }.caption(title, subtitle, note)
}

/// The first rows, those that do less than a hundredth of the most left out.
fn shown<T>(rows: &[T], size: impl Fn(&T) -> f64) -> Vec<&T> {
    let most = rows.iter().map(&size).fold(0.0, f64::max);
    let some: Vec<&T> = rows.iter().filter(|row| size(row) >= LEAST * most).take(MOST).collect();
    if some.len() < 2 { rows.iter().take(MOST).collect() } else { some }
}

fn tornado(answer: &SensitivityAnswer, outcome: &OutcomeSensitivity) -> Tornado {
    let end = |swing: &Swing, end: &AtEnd| TornadoEnd {
        at: parameter(answer, &swing.parameter).map_or(String::new(), |facts| of_parameter(facts, end.value)),
        value: end.outcome.value,
        // As the difference from the base is known.
        low: outcome.base.value + end.change.low.unwrap_or(end.change.value),
        high: outcome.base.value + end.change.high.unwrap_or(end.change.value),
    };
    let row = |swing: &Swing| TornadoRow {
        name: title(answer, &swing.parameter).to_owned(),
        known: known(swing),
        ends: [end(swing, &swing.low), end(swing, &swing.high)],
    };
    let rows = shown(&outcome.tornado, |swing| swing.swing.value.abs());
    let found = outcome.tornado.first().filter(|swing| known(swing)).map_or_else(
        || format!("{}: no parameter makes a difference that can be told", outcome.measured.title),
        |first| {
            let named = |swing: &Swing| format!("“{}”", title(answer, &swing.parameter));
            let second = outcome.tornado.get(1).filter(|second| known(second) && alike(first, second));
            let (how, and) =
                second.map_or(("most", String::new()), |s| ("about equally", format!(" and {}", named(s))));
            format!("{} depends {how} on {}{and}", outcome.measured.title, named(first))
        },
    );
    let note = format!(
        "bars end at the outcome with one parameter held, all else as drawn; whiskers: 95 % intervals of the paired \
         differences from the scenario as written{}",
        left_out(outcome.tornado.len(), rows.len(), "lesser parameter", "tornado.csv")
    );
    Tornado {
        caption: caption(answer, found, "each uncertain parameter at its P10 and P90", &note),
        outcome: axis(&outcome.measured),
        base: outcome.base.value,
        rows: rows.into_iter().map(row).collect(),
    }
}

/// Whether the estimate of one of two swings lies within the interval of the other, whichever way they go.
fn alike(more: &Swing, less: &Swing) -> bool {
    let [more, less] = [more, less].map(|swing| three(&swing.swing).map(f64::abs));
    more[1].min(more[2]) <= less[0] || more[0] <= less[1].max(less[2])
}

fn shares(answer: &SensitivityAnswer, outcome: &OutcomeSensitivity, variance: &Variance) -> VarianceShares {
    let found = format!(
        "{}: the parameters bring {} of the differences between trials",
        outcome.measured.title,
        part(&variance.parameters)
    );
    let mut shares: Vec<_> = variance.shares.iter().collect();
    shares.sort_by(|a, b| b.total.value.total_cmp(&a.total.value));
    let rows = shown(&shares, |share| share.total.value);
    let note = format!(
        "bars: 95 % intervals by bootstrap; estimates by Jansen{}",
        left_out(variance.shares.len(), rows.len(), "lesser parameter", "variance.csv")
    );
    VarianceShares {
        caption: caption(answer, found, "share of the variance by where it comes from", &note),
        parts: [variance.parameters.value, variance.together.value, variance.other_randomness.value],
        rows: rows
            .into_iter()
            .map(|share| VarianceRow {
                name: title(answer, &share.parameter).to_owned(),
                first: three(&share.first),
                total: three(&share.total),
            })
            .collect(),
    }
}

fn conditions(answer: &SensitivityAnswer, outcome: &OutcomeSensitivity, found: &Conditions) -> ConditionsChart {
    let of_chance = |chance: &Chance| [chance.share, chance.low, chance.high];
    let panel = |one: &Condition| ConditionPanel {
        words: condition(one),
        axis: AxisName {
            title: one.title.clone(),
            unit: if one.percent { Unit::Share } else { Unit::Number(one.unit.clone()) },
            log: false,
        },
        from: one.from,
        to: one.to,
        points: one.course.iter().map(|bin| [bin.median, bin.bad.share, bin.bad.low, bin.bad.high]).collect(),
    };
    let what = outcome.discovery.as_ref().map_or(String::new(), |discovery| bad(outcome, discovery.bad));
    let finding = format!(
        "{} in {} of trials with {}, in {} of the others",
        upper_first(&what),
        share(found.inside.share),
        few(found.conditions.iter().map(|one| format!("“{}”", condition(one))), 2, " and "),
        share(found.elsewhere.share)
    );
    let judged = outcome.discovery.as_ref().map_or(0, |discovery| discovery.judged_on);
    let note = format!(
        "bad: {what} · conditions are looked for in one half of the trials; the two bars are of the other half ({}) with \
         95 % intervals · shaded: where the condition holds",
        thousands(judged)
    );
    let subtitle = format!(
        "these are {} of all trials, and {} of the bad ones",
        share(found.support.share),
        share(found.coverage.share)
    );
    ConditionsChart {
        caption: caption(answer, finding, &subtitle, &note),
        inside: of_chance(&found.inside),
        elsewhere: of_chance(&found.elsewhere),
        panels: found.conditions.iter().map(panel).collect(),
    }
}
