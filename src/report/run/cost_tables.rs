//! What everything costs: by kind, and by line.

use super::super::content::{Table, number, words};
use super::super::costs::{left_out, to_the_cent, told};
use super::super::words::{amount_of, share, upper_first};
use super::at_risk::MOST_LINES;
use crate::experiment::{CostTable, RunAnswer};

/// The table by kind, and by line where there are several.
pub(super) fn tables(answer: &RunAnswer) -> Vec<Table> {
    let several = answer.costs.lines.len() > 1;
    let by_line = |_: &Table| by_line(&answer.costs, &answer.scenario.currency);
    let by_kind = by_kind(answer);
    let by_line = by_kind.as_ref().filter(|_| several).map(by_line);
    by_kind.into_iter().chain(by_line).collect()
}

/// The kinds that cost anything, and their sum; nothing where nothing costs anything.
fn by_kind(answer: &RunAnswer) -> Option<Table> {
    let costs = &answer.costs;
    let rows = told(costs);
    if rows.is_empty() {
        return None;
    }
    let currency = &answer.scenario.currency;
    let mean = format!("Mean of all trials, {currency}#");
    let note = format!("Rows add up to the total to the cent. {}", left_out(answer));
    let headings =
        ["Cost", &mean, "Of all#", "95 % interval of the mean#", "Median#", "One trial in twenty costs more than#"];
    let mut table = Table::new("What it costs, all lines together", &headings)
        .noting(note.trim_end())
        .giving_way([3, 4])
        .on_terminal("costs.csv", usize::MAX);
    for (kind, spread) in &rows {
        let interval = match (spread.low, spread.high) {
            (Some(low), Some(high)) => format!("{}–{}", amount_of(low), amount_of(high)),
            _ => "–".to_owned(),
        };
        let quantile = |x: Option<f64>| number(x.map_or("–".to_owned(), amount_of), x.unwrap_or(-1.0));
        table.row(
            "",
            vec![
                words(upper_first(kind)),
                number(to_the_cent(spread.mean), spread.mean),
                number(share(spread.mean / costs.total.mean), spread.mean / costs.total.mean),
                number(interval, spread.high.unwrap_or(-1.0)),
                quantile(spread.p50),
                quantile(spread.p95),
            ],
        );
    }
    Some(table)
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
