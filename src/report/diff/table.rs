//! A diff on a terminal: what moved the answer most, the parts of each change, and what changed.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, beside_names, bold, grid, paragraph};
use super::super::measures::{change, value};
use super::super::words::{counted, thousands};
use super::rows::listed;
use super::words;
use crate::experiment::{DiffAnswer, MovedOutcome};

/// Fields of a group that are listed.
const LISTED: usize = 8;
/// Room that names are to have.
const NAMES: u16 = 18;
/// Lines that are shown one by one.
const LINES: usize = 6;

/// The diff as text.
#[must_use]
pub(crate) fn render(answer: &DiffAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let heading = format!("{}: what changed since {}", answer.new.title, answer.old.title);
    paragraph(&mut text, &bold(&heading, layout), layout);
    let words = format!(
        "the same {} trials of both, {}, seed\u{a0}{}",
        thousands(answer.run.trials),
        words::days(answer),
        answer.run.seed
    );
    paragraph(&mut text, &words, layout);
    text.push('\n');
    for sentence in words::sentences(answer) {
        paragraph(&mut text, &sentence, layout);
    }
    if answer.groups.is_empty() {
        return text;
    }
    let network: Vec<&MovedOutcome> = answer.outcomes.iter().filter(|outcome| outcome.site.is_none()).collect();
    parts(&mut text, answer, "Parts in the difference, all lines together", &network, layout);
    lines(&mut text, answer, layout);
    paragraph(&mut text, &words::method(answer), layout);
    changed(&mut text, answer, layout);
    for note in &answer.notes {
        text.push('\n');
        paragraph(&mut text, &format!("Note: {note}"), layout);
    }
    text
}

/// Groups down, outcomes across.
fn parts(text: &mut String, answer: &DiffAnswer, heading: &str, outcomes: &[&MovedOutcome], layout: Layout) {
    let Some(first) = outcomes.first() else { return };
    let order = words::named_parts(answer, first);
    let names = ["before", "after", "difference"].into_iter().map(str::to_owned);
    let names: Vec<String> = names.chain(order.iter().map(|(name, _)| name.clone())).collect();
    let mut columns = vec![Column::new("", false, names.iter().map(Cell::new))];
    for outcome in outcomes {
        let of = words::unit(outcome);
        let whole = &outcome.whole;
        let found = order.iter().filter_map(|(_, part)| words::part_of(outcome, &part.group));
        let cells = [value(of, &whole.base), value(of, &whole.alternative), change(of, &whole.difference).to_string()];
        let cells = cells.into_iter().chain(found.map(|part| change(of, &part.estimate).to_string()));
        columns.push(Column::new(&format!("{}\n(95 %)", words::label(outcome)), true, cells.map(Cell::new)));
    }
    let all = columns.len();
    while columns.len() > 2 && beside_names(&columns, GAP) + NAMES > layout.width {
        columns.pop();
    }
    text.push('\n');
    paragraph(text, heading, layout);
    let _ = write!(text, "{}\n\n", grid(&columns, GAP, layout));
    if columns.len() < all {
        paragraph(text, "What has no room here is in diff.csv.", layout);
    }
}

/// The chance of a halt, line by line: lines across, those that moved most.
fn lines(text: &mut String, answer: &DiffAnswer, layout: Layout) {
    let mut lines: Vec<&MovedOutcome> =
        answer.outcomes.iter().filter(|outcome| outcome.site.is_some() && outcome.outcome == "p_halt").collect();
    let moved = |outcome: &&MovedOutcome| outcome.parts.iter().map(|part| part.estimate.value.abs()).sum::<f64>();
    let all = lines.len();
    lines.retain(|line| moved(line) > 0.0);
    if all < 2 || lines.is_empty() {
        return;
    }
    lines.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
    lines.truncate(LINES);
    parts(text, answer, "The same for the lines that moved most", &lines, layout);
}

/// What changed, group by group.
fn changed(text: &mut String, answer: &DiffAnswer, layout: Layout) {
    for group in &answer.groups {
        text.push('\n');
        let heading = format!("{}: {}", group.title, counted(group.changes.len() as u64, "field"));
        paragraph(text, &bold(&heading, layout), layout);
        for line in listed(group, LISTED) {
            paragraph(text, &line, layout);
        }
    }
}
