//! What everything costs: by kind, and by line.

use super::super::content::{Table, number, words};
use super::super::costs::{self, to_the_cent};
use super::super::words::upper_first;
use super::at_risk::MOST_LINES;
use crate::experiment::{CostTable, RunAnswer};

/// The table by kind, and by line where there are several.
pub(super) fn tables(answer: &RunAnswer) -> Vec<Table> {
    let by_kind = costs::shown(answer);
    let several = by_kind.is_some() && answer.costs.lines.len() > 1;
    let by_line = several.then(|| by_line(&answer.costs, &answer.scenario.currency));
    by_kind.into_iter().chain(by_line).collect()
}

/// Lines with their costs by kind, the dearest first.
fn by_line(costs: &CostTable, currency: &str) -> Table {
    let kinds: Vec<&str> = costs.kinds.iter().filter(|row| row.spread.mean > 0.0).map(|row| row.kind).collect();
    let headings: Vec<String> = kinds.iter().map(|kind| format!("{}#", upper_first(kind))).collect();
    let total = format!("Total, {currency}#");
    let mut names = vec!["Line"];
    names.extend(headings.iter().map(String::as_str));
    names.push(&total);
    let mut lines: Vec<_> = costs.lines.iter().filter(|line| line.total.mean > 0.0).collect();
    lines.sort_by(|a, b| b.total.mean.total_cmp(&a.total.mean));
    let note =
        if lines.len() > MOST_LINES { "Means; the lines that cost most. All are in costs.csv." } else { "Means." };
    let mut table = Table::new("What each line costs", &names).noting(note);
    for line in lines.into_iter().take(MOST_LINES) {
        let amounts = kinds.iter().map(|kind| line.kinds.get(kind).copied().unwrap_or(0.0)).chain([line.total.mean]);
        let cell = |x: f64| number(if x > 0.0 { to_the_cent(x) } else { "–".to_owned() }, x);
        table.row(&line.title, std::iter::once(words(&line.title)).chain(amounts.map(cell)).collect());
    }
    table
}
