//! A diff as tables: a row for each outcome and group of changes, and one for each field that changed.

use super::super::data::Data;
use super::super::fields::Fields;
use super::words::{ranked, title};
use crate::experiment::{ChangeFacts, DiffAnswer, GroupFacts, MovedOutcome, MovedPart};

/// `diff.csv`.
pub(super) fn parts(answer: &DiffAnswer) -> Data<'_> {
    let mut columns = Fields::<(&MovedOutcome, &MovedPart)>::new();
    columns.text("outcome", "name of the outcome", |(of, _)| &of.outcome);
    columns.text("site", "key of the line; empty for the whole network", |(of, _)| of.site.as_deref().unwrap_or(""));
    columns.text("title", "site and outcome for people", |(of, _)| &of.title);
    columns.text("unit", "unit of the amounts that follow", |(of, _)| &of.unit);
    let unit = "as unit";
    columns.estimate("old", unit, "the outcome of the first scenario", |(of, _)| Some(of.whole.base));
    columns.estimate("new", unit, "the outcome of the second", |(of, _)| Some(of.whole.alternative));
    let about = "the second less the first, on the same trials";
    columns.estimate("difference", unit, about, |(of, _)| Some(of.whole.difference));
    columns.text("change", "name of the group of changes", |(_, part)| &part.group);
    columns.text("change_title", "the same for people", |(_, part)| title(answer, part));
    let about = "its part in the difference; parts sum to the difference";
    columns.estimate("part", unit, about, |(_, part)| Some(part.estimate));
    columns.number("standard_error", unit, "of the part", |(_, part)| part.standard_error);
    columns.text(
        "verdict",
        "whether it made the outcome better, worse, moved nothing, or cannot be told",
        |(_, part)| part.verdict.word(),
    );
    let rows = answer.outcomes.iter().flat_map(|of| of.parts.iter().map(move |part| (of, part)));
    columns.table(("diff", "Parts"), "How much each group of changes moved each outcome", rows)
}

/// `changes.csv`.
pub(super) fn changes(answer: &DiffAnswer) -> Data<'_> {
    let mut columns = Fields::<(&GroupFacts, &ChangeFacts)>::new();
    columns.text("change", "name of the group of changes", |(group, _)| &group.group);
    columns.text("thing", "what the field belongs to", |(_, change)| &change.thing);
    columns.text("what", "the field in words; empty for the thing itself", |(_, change)| &change.what);
    columns.date("date", "day of an event, an order, a licence", |(_, change)| change.date);
    columns.text("before", "what the first scenario says; empty if it has no such field", |(_, change)| {
        change.before.as_deref().unwrap_or("")
    });
    columns.text("after", "what the second says; empty if it has no such field", |(_, change)| {
        change.after.as_deref().unwrap_or("")
    });
    columns.text("field", "its path in the scenario", |(_, change)| &change.field);
    let rows = answer.groups.iter().flat_map(|group| group.changes.iter().map(move |change| (group, change)));
    columns.table(("changes", "Changes"), "What the second scenario says otherwise than the first", rows)
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
