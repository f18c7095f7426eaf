//! A diff as tables: a row for each outcome and group of changes, and one for each field that changed.

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::measures::{change, value};
use super::super::shown::{Table, Told, number, words};
use super::words::{label, name, ranked, title, told_parts, unit};
use crate::experiment::{ChangeFacts, DiffAnswer, Estimate, GroupFacts, MovedOutcome, MovedPart};

/// `diff.csv`.
pub(super) fn parts(answer: &DiffAnswer) -> Data<'_> {
    let rows = answer.outcomes.iter().flat_map(|of| of.parts.iter().map(move |part| (of, part)));
    let about = "How much each group of changes moved each outcome";
    part_columns(answer).table(("diff", "Parts"), about, rows)
}

/// Every part of every line, as people are shown it.
pub(super) fn by_line<'a>(answer: &'a DiffAnswer, lines: &[&'a MovedOutcome]) -> Table {
    let rows = lines.iter().flat_map(|of| told_parts(of).into_iter().map(move |part| (*of, part)));
    part_columns(answer).shown("Parts, line by line", |_| "", rows)
}

/// An outcome as it is, in the words of its unit.
pub(super) fn amount(of: &MovedOutcome, found: &Estimate) -> Told {
    number(value(unit(of), found), found.value)
}

/// By how much it was moved.
pub(super) fn moved(of: &MovedOutcome, by: &Estimate) -> Told {
    number(change(unit(of), by), by.value)
}

fn part_columns(answer: &DiffAnswer) -> Fields<'_, (&MovedOutcome, &MovedPart)> {
    let mut columns = Fields::<(&MovedOutcome, &MovedPart)>::new();
    columns.text("outcome", "name of the outcome", |(of, _)| &of.outcome);
    columns.text("site", "key of the line; empty for the whole network", |(of, _)| of.site.as_deref().unwrap_or(""));
    columns.text("title", "site and outcome for people", |(of, _)| &of.title);
    columns.text("unit", "unit of the amounts that follow", |(of, _)| &of.unit);
    columns.show_as("Outcome", |(of, _)| words(label(of)));
    let unit = "as unit";
    columns.estimate("old", unit, "the outcome of the first scenario", |(of, _)| Some(of.whole.base));
    columns.show_as("Before#", |(of, _)| amount(of, &of.whole.base));
    columns.estimate("new", unit, "the outcome of the second", |(of, _)| Some(of.whole.alternative));
    columns.show_as("After#", |(of, _)| amount(of, &of.whole.alternative));
    let about = "the second less the first, on the same trials";
    columns.estimate("difference", unit, about, |(of, _)| Some(of.whole.difference));
    columns.show_as("Difference (95 %)#", |(of, _)| moved(of, &of.whole.difference));
    columns.text("change", "name of the group of changes", |(_, part)| &part.group);
    columns.text("change_title", "the same for people", |(_, part)| title(answer, part));
    columns.show_as("What changed", |(of, part)| words(name(answer, of, part)));
    let about = "its part in the difference; parts sum to the difference";
    columns.estimate("part", unit, about, |(_, part)| Some(part.estimate));
    columns.show_as("Its part (95 %)#", |(of, part)| moved(of, &part.estimate));
    columns.number("standard_error", unit, "of the part", |(_, part)| part.standard_error);
    let about = "whether it made the outcome better, worse, moved nothing, or cannot be told";
    columns.text("verdict", about, |(_, part)| part.verdict.word());
    columns
}

/// A group of changes, and one of its fields.
type Changed<'a> = (&'a GroupFacts, &'a ChangeFacts);

/// `changes.csv`.
pub(super) fn changes(answer: &DiffAnswer) -> Data<'_> {
    let about = "What the second scenario says otherwise than the first";
    change_columns().table(("changes", "Changes"), about, all_changed(answer))
}

/// Fields that changed, on a terminal.
const MOST_CHANGES: usize = 24;

/// The same as people are shown it.
pub(super) fn changed(answer: &DiffAnswer) -> Table {
    change_columns().shown("What changed", |_| "", all_changed(answer)).on_terminal("changes.csv", MOST_CHANGES)
}

fn all_changed(answer: &DiffAnswer) -> impl Iterator<Item = Changed<'_>> {
    answer.groups.iter().flat_map(|group| group.changes.iter().map(move |change| (group, change)))
}

fn change_columns<'a>() -> Fields<'a, Changed<'a>> {
    let mut columns = Fields::<Changed>::new();
    columns.text("change", "name of the group of changes", |(group, _)| &group.group);
    columns.text("thing", "what the field belongs to", |(_, change)| &change.thing);
    columns.text("what", "the field in words; empty for the thing itself", |(_, change)| &change.what);
    columns.show_as("What", |(_, change)| words(named(change)));
    columns.show_as("From and to", |(_, change)| words(from_to(change)));
    columns.date("date", "day of an event, an order, a licence", |(_, change)| change.date);
    columns.show("Date").yields(1);
    columns.show_as("Group", |(group, _)| words(&group.title)).yields(2);
    let about = "what the first scenario says; empty if it has no such field";
    columns.text("before", about, |(_, change)| change.before.as_deref().unwrap_or_default());
    let about = "what the second says; empty if it has no such field";
    columns.text("after", about, |(_, change)| change.after.as_deref().unwrap_or_default());
    columns.text("field", "its path in the scenario", |(_, change)| &change.field);
    columns
}

/// What a field was and is: "30 days of cover → 45 days of cover", "new: …", "gone".
fn from_to(change: &ChangeFacts) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, Some(after)) => format!("new: {after}"),
        (Some(before), None) => format!("gone: {before}"),
        (None, None) => String::new(),
    }
}

/// Thing and field: "Car plant, magnets: opening stock".
fn named(change: &ChangeFacts) -> String {
    if change.what.is_empty() { change.thing.clone() } else { format!("{}: {}", change.thing, change.what) }
}

/// A row for each group of changes, the one that moved the chance of a halt most first.
pub(super) fn summary(answer: &DiffAnswer) -> Data<'_> {
    let network: Vec<&MovedOutcome> = answer.outcomes.iter().filter(|outcome| outcome.site.is_none()).collect();
    let mut columns = Fields::<&MovedPart>::new();
    columns.text("What changed", "group of changes", |part| title(answer, part));
    for outcome in network.clone() {
        let about = "part in the difference; parts sum to it";
        columns.estimate(&outcome.title, &outcome.unit, about, |part| {
            outcome.parts.iter().find(|other| other.group == part.group).map(|part| part.estimate)
        });
    }
    let rows = network.first().map_or_else(Vec::new, |outcome| ranked(outcome));
    columns.table(("summary", "Summary"), "What changed, and how much it moved the answer", rows)
}
