//! The chart of costs: where a scenario has prices, what everything costs by kind.

use super::super::words::{money, upper_first};
use super::caption;
use crate::chart::{CostGroup, CostKindRow, CostKinds, CostRange};
use crate::experiment::{CostSpread, RunAnswer};

/// What goods cost at the usual price of the material.
const PURCHASE: &str = "purchase";
/// What halts cost: the chart of losses tells it by itself.
const LOSSES: [&str; 3] = ["halts", "lost margin", "penalties"];

/// Whether there is more to tell than losses.
pub(super) fn tell_more(answer: &RunAnswer) -> bool {
    answer.costs.kinds.iter().any(|row| row.spread.mean > 0.0 && !LOSSES.contains(&row.kind))
}

/// Costs of all lines together.
pub(super) fn costs(answer: &RunAnswer) -> CostKinds {
    let costs = &answer.costs;
    let range = |spread: &CostSpread| CostRange { mean: spread.mean, p50: spread.p50, p95: spread.p95 };
    let given = || costs.kinds.iter().filter(|row| row.spread.mean > 0.0);
    let goods = given().find(|row| row.kind == PURCHASE).map(|row| range(&row.spread));
    let mut rows: Vec<CostKindRow> = given()
        .filter(|row| row.kind != PURCHASE)
        .map(|row| CostKindRow { name: upper_first(row.kind), group: group(row.kind), amount: range(&row.spread) })
        .collect();
    rows.sort_by(|a, b| b.amount.mean.total_cmp(&a.amount.mean));
    let left = if costs.left_out.is_empty() { "" } else { "; what is left out is in costs.csv" };
    let lines = if answer.lines.len() > 1 { "all lines" } else { "the line" };
    CostKinds {
        caption: caption(
            answer,
            finding(answer, goods, &rows),
            &format!("costs of {lines} by kind"),
            &format!("kinds add up to the total{left}"),
        ),
        currency: answer.scenario.currency.clone(),
        total: range(&costs.total),
        goods,
        rows,
    }
}

fn group(kind: &str) -> CostGroup {
    match kind {
        "holding" | "holding of finished goods" => CostGroup::Stock,
        "mitigation" => CostGroup::Levers,
        kind if LOSSES.contains(&kind) => CostGroup::Halts,
        _ => CostGroup::Supply,
    }
}

/// What a group is paid for.
fn words(group: CostGroup) -> &'static str {
    match group {
        CostGroup::Supply => "premiums, duty and freight",
        CostGroup::Stock => "holding stock",
        CostGroup::Levers => "levers",
        CostGroup::Halts => "halts",
    }
}

fn finding(answer: &RunAnswer, goods: Option<CostRange>, rows: &[CostKindRow]) -> String {
    let shown = |amount: f64| money(amount, &answer.scenario.currency);
    let all = answer.costs.total.mean;
    match (goods, rows) {
        (None, []) => "Nothing costs anything".to_owned(),
        (Some(goods), []) => format!("All that is paid for is goods at their usual price, {}", shown(goods.mean)),
        (None, [most, ..]) => {
            format!("{} is the largest cost: {} of {}", most.name, shown(most.amount.mean), shown(all))
        }
        (Some(goods), [first, ..]) => {
            let of = |group: Option<CostGroup>| -> f64 {
                rows.iter().filter(|row| group.is_none_or(|group| row.group == group)).map(|row| row.amount.mean).sum()
            };
            let beyond = of(None);
            let largest = rows.iter().map(|row| row.group).max_by(|a, b| of(Some(*a)).total_cmp(&of(Some(*b))));
            let group = largest.unwrap_or(first.group);
            let part = match of(Some(group)) / beyond {
                share if share > 0.995 => "all of it",
                share if share > 0.5 => "most of it",
                _ => "the largest part",
            };
            format!("On top of goods for {} come {}, {part} for {}", shown(goods.mean), shown(beyond), words(group))
        }
    }
}
