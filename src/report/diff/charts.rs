//! The chart of a diff: each group of changes with its part, what all of them did below.

use super::super::captions::{Played, left_out, marked};
use super::super::measures::three;
use super::super::words::thousands;
use super::words;
use crate::chart::{Caption, Chart, Forest, ForestMark, ForestPanel, ForestRow};
use crate::experiment::{DiffAnswer, Estimate, MovedOutcome, Unit};

/// Groups that are shown.
const MOST: usize = 16;

/// The charts of a diff with the names of their files, without ending.
pub(crate) fn charts(answer: &DiffAnswer) -> Vec<(&'static str, Chart)> {
    vec![("parts", Chart::Forest(parts(answer)))]
}

fn parts(answer: &DiffAnswer) -> Forest {
    // Days have no panel of their own: they go with the loss.
    let shown: Vec<&MovedOutcome> =
        answer.outcomes.iter().filter(|of| of.site.is_none() && words::unit(of) != Unit::Days).collect();
    let order = shown.first().map_or_else(Vec::new, |first| words::named_parts(answer, first));
    let part = |outcome: &MovedOutcome, group: &str| {
        words::part_of(outcome, group).map_or(ForestMark::default(), |part| mark(&part.estimate))
    };
    let row = |name: &str, marks: Vec<ForestMark>| ForestRow { name: name.to_owned(), marks };
    let groups = order
        .iter()
        .take(MOST)
        .map(|(name, of)| row(name, shown.iter().map(|outcome| part(outcome, &of.group)).collect()));
    let whole = row("all changes", shown.iter().map(|outcome| mark(&outcome.whole.difference)).collect());
    let left = left_out(order.len(), MOST, "lesser change", "diff.csv");
    let played = Played {
        trials: format!("the same {} trials of {} variants", thousands(answer.run.trials), answer.method.variants),
        seed: answer.run.seed,
        linestop: &answer.run.linestop,
        scenario: &answer.new,
    };
    let note = format!("before: {} · bars: 95 % intervals; hollow: may be nothing{left}", marked(&answer.old));
    Forest {
        caption: Caption {
            title: words::headline(answer),
            subtitle: format!(
                "What moved the answer from “{}” to “{}” · {}",
                answer.old.title,
                answer.new.title,
                words::days(answer)
            ),
            footnote: played.footnote(&note),
        },
        panels: shown
            .iter()
            .map(|outcome| ForestPanel {
                title: outcome.title.clone(),
                currency: (words::unit(outcome) == Unit::Money).then(|| outcome.unit.clone()),
            })
            .collect(),
        rows: groups.chain(std::iter::once(whole)).collect(),
    }
}

fn mark(estimate: &Estimate) -> ForestMark {
    let [value, low, high] = three(estimate);
    ForestMark { value, low, high }
}
