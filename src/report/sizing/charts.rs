//! The chart of a sizing: stock against what it is worth.

use super::super::captions::Played;
use super::super::measures::{three, unit_of, value};
use super::super::words::{counted, money, thousands, upper_first, whole};
use super::words::{asked, ordered, quantity, value_of};
use crate::chart::{Chart, StockPanel, StockRisk, StockUnit};
use crate::experiment::size::{BoundFrom, CurvePoint, SizeAnswer, SizeFacts, SizedInput, SizedLine, What};
use crate::experiment::{Estimate, Unit};

/// Of more lines than this, each has a small panel.
const SMALL_PANELS: usize = 4;

/// The charts of a sizing with the names of their files, without ending.
pub(crate) fn charts(answer: &SizeAnswer) -> Vec<(&'static str, Chart)> {
    vec![("stock-and-risk", Chart::StockRisk(stock(answer)))]
}

fn stock(answer: &SizeAnswer) -> StockRisk {
    let facts = &answer.scenario;
    let what = match answer.what {
        What::Opening => "stock on the first day, days of planned need",
        What::Target => "order level, days of planned need",
    };
    let unit = match unit_of(answer.outcome) {
        Unit::Share => StockUnit::Share,
        Unit::Days => StockUnit::Days,
        Unit::Money => StockUnit::Money(facts.currency.clone()),
        Unit::Output => StockUnit::Plain,
    };
    let costly = answer.lines.iter().flat_map(|line| &line.curve).any(|point| point.cost.is_some());
    let fresh = answer.lines.iter().any(|line| line.feasible && line.bound.from == BoundFrom::Fresh);
    let SizeFacts { linestop, seed, trials, fresh_trials, .. } = &answer.run;
    let trials = format!("{} and {} fresh ones", counted(*trials, "trial"), thousands(*fresh_trials));
    let shown = format!("{}{} by stock", answer.outcome_title, if costly { ", and expected cost," } else { "" });
    let on_fresh = if fresh { "; the proposed stock on the fresh trials" } else { "" };
    let note = format!("each point with its own interval{on_fresh}");
    StockRisk {
        caption: Played { trials, seed: *seed, linestop, scenario: facts }.caption(finding(answer), &shown, &note),
        across: across(answer, what),
        unit,
        target: answer.bound,
        currency: facts.currency.clone(),
        panels: answer.lines.iter().map(|line| panel(answer, line)).collect(),
    }
}

/// Whether the stocks of a line are told by money: no days are common to several parts.
fn by_money(line: &SizedLine) -> bool {
    line.inputs.len() > 1 && line.curve.iter().all(|point| point.paid.is_some())
}

/// What stands across the panels.
fn across(answer: &SizeAnswer, what: &str) -> String {
    let paid = answer.lines.iter().filter(|line| by_money(line)).count();
    match paid {
        0 => format!("across: {what}"),
        all if all == answer.lines.len() => "across: money for orders beyond today’s stock".to_owned(),
        _ => format!("across: {what}; of several parts, money for orders beyond today’s stock"),
    }
}

/// The input whose stock changes most stands for the line.
fn leading(line: &SizedLine) -> usize {
    let extra = |at: &usize| line.inputs.get(*at).map_or(0.0, |input| input.extra.days.abs());
    (0..line.inputs.len()).max_by(|a, b| extra(a).total_cmp(&extra(b)).then(b.cmp(a))).unwrap_or(0)
}

fn panel(answer: &SizeAnswer, line: &SizedLine) -> StockPanel {
    let at = leading(line);
    let paid = by_money(line);
    let stock = |p: &CurvePoint| match p.paid {
        Some(money) if paid => money,
        _ => p.hold.get(at).map_or(0.0, |amount| amount.days),
    };
    let point = |p: &CurvePoint, outcome: &Estimate| {
        let [value, low, high] = three(outcome);
        (stock(p), [low, value, high])
    };
    let chosen = line.curve.iter().find(|point| point.chosen && line.feasible);
    let today = line.curve.iter().find(|point| point.today);
    let rising = |mut points: Vec<(f64, [f64; 3])>| {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    };
    StockPanel {
        name: line.title.clone(),
        part: shown_part(line, at),
        detail: detail(answer, line, at),
        weight: order_value(line),
        paid,
        points: rising(line.curve.iter().map(|p| point(p, &p.outcome)).collect()),
        costs: rising(line.curve.iter().filter_map(|p| Some(point(p, p.cost.as_ref()?))).collect()),
        today: today.map(|p| (stock(p), p.outcome.value)),
        chosen: chosen.map(|p| point(p, &line.figure())),
    }
}

/// The part whose stock stands across; of several that are told by money, their number.
fn shown_part(line: &SizedLine, across: usize) -> String {
    let parts = counted(line.inputs.len() as u64, "part");
    line.inputs.get(across).filter(|_| !by_money(line)).map_or(parts, |input| input.title.clone())
}

/// What the proposed stock is and costs. Of several parts all are counted, and it says why the one across is that.
fn detail(answer: &SizeAnswer, line: &SizedLine, across: usize) -> String {
    let Some(input) = line.inputs.get(across) else { return String::new() };
    let parts = line.inputs.len();
    if !line.feasible {
        return "out of reach".to_owned();
    }
    let ordered: Vec<&SizedInput> = ordered(line).collect();
    if ordered.is_empty() {
        return "today’s stock is enough".to_owned();
    }
    let priced: f64 = ordered.iter().map(|input| value_of(&input.extra)).sum();
    let unpriced = ordered.iter().filter(|input| input.extra.money.is_none()).count();
    let worth = if priced > 0.0 { format!(", {}", money(priced, &answer.scenario.currency)) } else { String::new() };
    if parts == 1 {
        let more = quantity(input.extra.quantity, input.unit);
        let worth = if unpriced > 0 { ", without a price" } else { &worth };
        // Where panels are small there is no room for more.
        let cost = if answer.lines.len() > SMALL_PANELS { String::new() } else { least_cost(line, across) };
        return format!("{more} more{worth}{cost}");
    }
    let besides = if unpriced > 0 { format!(", {unpriced} without a price") } else { String::new() };
    let across = if by_money(line) { "" } else { "; across: the part of which most days are added" };
    format!("{} of {} to buy{worth}{besides}{across}", ordered.len(), counted(parts as u64, "part"))
}

/// What the line's orders cost; endless where no stock is enough, and where a part to be ordered has no price: nobody
/// knows what those cost.
fn order_value(line: &SizedLine) -> f64 {
    if !line.feasible {
        return f64::MAX;
    }
    ordered(line).map(|input| input.extra.money.unwrap_or(1e200)).sum()
}

/// "; cost is least at 198 days"; nothing where that is an end of the curve, beyond which it may go on.
fn least_cost(line: &SizedLine, at: usize) -> String {
    let costs = || line.curve.iter().filter_map(|point| Some((point.cost.as_ref()?.value, point.hold.get(at)?.days)));
    let within = |days: f64| costs().any(|(_, other)| other < days) && costs().any(|(_, other)| other > days);
    let least = costs().min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(_, days)| within(*days));
    least.map_or(String::new(), |(_, days)| format!("; cost is least at about {days:.0} days"))
}

fn finding(answer: &SizeAnswer) -> String {
    let lines = answer.lines.len();
    let infeasible = answer.lines.iter().filter(|line| !line.feasible).count();
    let more = answer.lines.iter().filter(|line| line.feasible && ordered(line).next().is_some()).count();
    let asked = asked(answer);
    if lines == 1 {
        let line = &answer.lines[0];
        let input = &line.inputs[leading(line)];
        let paid = money(ordered(line).map(|input| value_of(&input.extra)).sum(), &answer.scenario.currency);
        return if answer.budget.is_some() {
            let unit = unit_of(answer.outcome);
            let [today, then] = [&line.today, &line.figure()].map(|estimate| value(unit, estimate));
            let what = answer.outcome_title.to_lowercase();
            format!("{paid} of stock bring the {what} of {} from {today} to {then}", line.title)
        } else if line.feasible && ordered(line).next().is_none() {
            let [today, would] = [input.today.days, input.hold.days].map(whole);
            if line.inputs.len() == 1 && input.extra.quantity < 0.0 {
                format!(
                    "{}: today’s {today} days of {} are enough for {asked}; {would} would do",
                    line.title, input.title
                )
            } else {
                format!("{}: today’s stock is enough for {asked}", line.title)
            }
        } else if line.feasible && by_money(line) {
            let parts = counted(line.inputs.len() as u64, "part");
            format!("{} needs {paid} more of its {parts} for {asked}", line.title)
        } else if line.feasible {
            format!("{} needs {:.0} days of {} for {asked}", line.title, input.hold.days, input.title)
        } else {
            format!("No stock brings {} to {asked}", line.title)
        };
    }
    if answer.budget.is_some() {
        return upper_first(&format!("{asked} buys more stock for {more} of {lines} lines"));
    }
    let cannot = if infeasible == 0 { String::new() } else { format!("; {infeasible} cannot reach it by stock") };
    format!("{more} of {lines} lines need more stock for {asked}{cannot}")
}
