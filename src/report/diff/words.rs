//! A diff in sentences: what moved the answer most comes first.

use super::super::measures::{self, change, unit_of, value};
use super::super::words::{counted, date, horizon, thousands};
use crate::experiment::{DiffAnswer, Estimate, MovedOutcome, MovedPart, TIME_BETWEEN, Unit, Verdict};

/// In what an outcome is counted.
pub(super) fn unit(outcome: &MovedOutcome) -> Unit {
    unit_of(&outcome.outcome)
}

/// The outcome with its unit.
pub(super) fn label(outcome: &MovedOutcome) -> String {
    measures::label(&outcome.title, &outcome.unit, unit(outcome))
}

/// The title of a group.
pub(super) fn title<'a>(answer: &'a DiffAnswer, part: &'a MovedPart) -> &'a str {
    if part.group == TIME_BETWEEN {
        return "the time between (first day, stocks, orders and licences)";
    }
    answer.groups.iter().find(|group| group.group == part.group).map_or(&part.group, |group| &group.title)
}

/// Its parts, the greatest first.
pub(super) fn ranked(outcome: &MovedOutcome) -> Vec<&MovedPart> {
    let mut parts: Vec<&MovedPart> = outcome.parts.iter().collect();
    parts.sort_by(|a, b| b.estimate.value.abs().total_cmp(&a.estimate.value.abs()));
    parts
}

/// Its parts, the greatest first; those that say how the firm stands on its first day are one, where they hang
/// together.
fn leading(outcome: &MovedOutcome) -> Vec<&MovedPart> {
    let Some(between) = &outcome.time_between else { return ranked(outcome) };
    let others = outcome.parts.iter().filter(|part| !part.is_of_the_first_day());
    let mut parts: Vec<&MovedPart> = others.chain([between]).collect();
    parts.sort_by(|a, b| b.estimate.value.abs().total_cmp(&a.estimate.value.abs()));
    parts
}

/// The same, and below what is one its parts.
pub(super) fn told_parts(outcome: &MovedOutcome) -> Vec<&MovedPart> {
    let inner = || ranked(outcome).into_iter().filter(|part| part.is_of_the_first_day());
    let with_inner = leading(outcome).into_iter().flat_map(|part| {
        let below = (part.group == TIME_BETWEEN).then(inner);
        std::iter::once(part).chain(below.into_iter().flatten())
    });
    with_inner.collect()
}

/// The same with names.
pub(super) fn named_parts<'a>(answer: &DiffAnswer, outcome: &'a MovedOutcome) -> Vec<(String, &'a MovedPart)> {
    told_parts(outcome).into_iter().map(|part| (name(answer, outcome, part), part)).collect()
}

/// The title of a part; of one that is below what is one, with words before it.
pub(super) fn name(answer: &DiffAnswer, outcome: &MovedOutcome, part: &MovedPart) -> String {
    let inner = outcome.time_between.is_some() && part.group != TIME_BETWEEN && part.is_of_the_first_day();
    format!("{}{}", if inner { "of it: " } else { "" }, title(answer, part))
}

/// The part of a group in an outcome.
pub(super) fn part_of<'a>(outcome: &'a MovedOutcome, group: &str) -> Option<&'a MovedPart> {
    outcome.parts.iter().chain(&outcome.time_between).find(|part| part.group == group)
}

/// The outcome that the first sentence is about: the chance of any halt, if something surely moved it, or else what was
/// moved for sure, or at all.
pub(super) fn main(answer: &DiffAnswer) -> Option<&MovedOutcome> {
    let network = || answer.outcomes.iter().filter(|outcome| outcome.site.is_none());
    let moved = |outcome: &&MovedOutcome| outcome.parts.iter().any(|part| part.verdict != Verdict::Same);
    let surely = |outcome: &&MovedOutcome| {
        let sure = |part: &MovedPart| !matches!(part.verdict, Verdict::Same | Verdict::NotDistinguishable { .. });
        leading(outcome).first().is_some_and(|part| sure(part))
    };
    network().find(surely).or_else(|| network().find(moved)).or_else(|| network().next())
}

/// The answer in sentences, what moved it most first.
pub(super) fn sentences(answer: &DiffAnswer) -> Vec<String> {
    let mut said = Vec::new();
    let Some(main) = main(answer) else { return said };
    if answer.groups.is_empty() {
        return vec![format!("Nothing has changed: {} and {} say the same.", answer.old.name, answer.new.name)];
    }
    said.push(most(answer, main));
    let others = answer.outcomes.iter().filter(|other| other.site.is_none() && other.outcome != main.outcome);
    said.extend(others.filter(|other| other.whole.verdict != Verdict::Same).map(|other| {
        let of = unit(other);
        format!(
            "{}: {} instead of {}, {}; most of it by {}.",
            label(other),
            value(of, &other.whole.alternative),
            value(of, &other.whole.base),
            change(of, &other.whole.difference),
            leading(other).first().map_or("nothing", |part| title(answer, part)),
        )
    }));
    let idle: Vec<&str> =
        main.parts.iter().filter(|part| moves_nothing(answer, &part.group)).map(|part| title(answer, part)).collect();
    if !idle.is_empty() {
        said.push(format!("What else changed moved nothing in any trial: {}.", idle.join("; ")));
    }
    said
}

fn moves_nothing(answer: &DiffAnswer, group: &str) -> bool {
    let mut parts = answer.outcomes.iter().flat_map(|outcome| &outcome.parts).filter(|part| part.group == group);
    parts.all(|part| part.verdict == Verdict::Same)
}

fn most(answer: &DiffAnswer, main: &MovedOutcome) -> String {
    let of = unit(main);
    let Some(first) = leading(main).into_iter().next() else { return String::new() };
    let what = noun(main);
    let from_to = format!("{} instead of {}", value(of, &main.whole.alternative), value(of, &main.whole.base));
    match first.verdict {
        Verdict::Same => format!("No change moved the answer in any trial: {what} is {from_to}."),
        Verdict::NotDistinguishable { .. } => format!(
            "No change surely moved {what} ({from_to}): by {} trials the greatest part, {}, is {}.",
            thousands(answer.run.trials),
            title(answer, first),
            change(of, &first.estimate)
        ),
        _ => format!(
            "What moved the answer most: {}. Its part in {what} ({from_to}) is {}, of {} in all.",
            title(answer, first),
            change(of, &first.estimate),
            change(of, &Estimate { low: None, high: None, ..main.whole.difference }),
        ),
    }
}

/// How it was done, in a sentence.
pub(super) fn method(answer: &DiffAnswer) -> String {
    let method = &answer.method;
    let orders = match method.orders {
        _ if !method.all_orders => {
            format!("{} of putting them in (each rotation and its reverse)", counted(method.orders, "order"))
        }
        2 => "both orders of putting them in".to_owned(),
        orders => format!("all {} of putting them in", counted(orders, "order")),
    };
    let first = "The first day is moved before all else: the old scenario at the new first day, with the stocks of the old \
                 one and what is left of its orders and licences";
    let of = match (method.first_day_first, method.orders) {
        (false, 1) => "All of the difference is the part of the one change".to_owned(),
        (true, 1) if answer.groups.len() > 1 => format!("{first}. The other change follows"),
        (true, 1) => first.to_owned(),
        (false, _) => format!("The part of a change is what it adds, on average over {orders}"),
        (true, _) => {
            format!("{first}. The part of each other change is what it adds after that, on average over {orders}")
        }
    };
    format!(
        "{of}; {} were played on the same {}. Parts sum to the difference in every trial.",
        counted(method.variants, "variant"),
        counted(answer.run.trials, "trial")
    )
}

/// The days that count, in words.
pub(super) fn days(answer: &DiffAnswer) -> String {
    match answer.counted {
        Some((from, to)) => format!("counted on the days that both cover, {} to {}", date(from), date(to)),
        None if answer.old.start == answer.new.start && answer.old.end == answer.new.end => horizon(&answer.new),
        None => format!("{} against {}", horizon(&answer.old), horizon(&answer.new)),
    }
}

/// The outcome within a sentence.
fn noun(outcome: &MovedOutcome) -> &'static str {
    match unit(outcome) {
        Unit::Share => "the chance of any halt",
        Unit::Days => "the number of halt days",
        Unit::Money | Unit::Output => "the loss",
    }
}

/// The finding as a heading.
pub(super) fn headline(answer: &DiffAnswer) -> String {
    let Some(main) = main(answer).filter(|_| !answer.groups.is_empty()) else {
        return "Nothing has changed".to_owned();
    };
    let Some(first) = leading(main).into_iter().next() else { return "Nothing has changed".to_owned() };
    match first.verdict {
        Verdict::Same => "No change moved the answer".to_owned(),
        Verdict::NotDistinguishable { .. } => "No change surely moved the answer".to_owned(),
        _ => {
            let estimate = Estimate { low: None, high: None, ..first.estimate };
            let moved = change(unit(main), &estimate);
            format!("What moved {} most: {}, {moved}", noun(main), title(answer, first))
        }
    }
}
