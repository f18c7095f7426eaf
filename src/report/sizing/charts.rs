//! The chart of a sizing: stock against what it is worth.

use super::super::words::{date, money, thousands};
use super::words::{asked, quantity};
use crate::chart::{Caption, Chart, StockPanel, StockRisk, StockUnit};
use crate::experiment::size::{CurvePoint, SizedLine, Sizing, What};
use crate::experiment::{Estimate, Quantity, Unit};

/// The charts of a sizing with the names of their files, without ending.
#[must_use]
pub fn charts(answer: &Sizing) -> Vec<(&'static str, Chart)> {
    vec![("stock-and-risk", Chart::StockRisk(stock(answer)))]
}

fn stock(answer: &Sizing) -> StockRisk {
    let facts = &answer.scenario;
    let what = match answer.what {
        What::Opening => "stock on the first day, days of planned need",
        What::Target => "order level, days of planned need",
    };
    let unit = match Quantity::all().find(|q| q.name() == answer.outcome).map(Quantity::unit) {
        Some(Unit::Share) => StockUnit::Share,
        Some(Unit::Days) => StockUnit::Days,
        Some(Unit::Money) => StockUnit::Money(facts.currency.clone()),
        _ => StockUnit::Plain,
    };
    let costly = answer.lines.iter().flat_map(|line| &line.curve).any(|point| point.cost.is_some());
    StockRisk {
        caption: Caption {
            title: finding(answer),
            subtitle: format!(
                "{}{} by stock · {} to {} ({}\u{a0}days)",
                answer.outcome_title,
                if costly { ", and expected cost," } else { "" },
                date(facts.start),
                date(facts.end),
                facts.horizon_days
            ),
            footnote: format!(
                "{} trials and {} fresh ones · seed {} · linestop {} · {} ({}) · each point with its own interval",
                thousands(answer.run.trials),
                thousands(answer.run.fresh_trials),
                answer.run.seed,
                answer.run.linestop,
                facts.name,
                facts.sha256.get(..8).unwrap_or_default(),
            ),
        },
        across: format!("across: {what}"),
        unit,
        target: answer.bound,
        currency: facts.currency.clone(),
        panels: answer.lines.iter().map(|line| panel(answer, line)).collect(),
    }
}

/// The input whose stock changes most stands for the line.
fn leading(line: &SizedLine) -> usize {
    let extra = |at: &usize| line.inputs.get(*at).map_or(0.0, |input| input.extra.days.abs());
    (0..line.inputs.len()).max_by(|a, b| extra(a).total_cmp(&extra(b)).then(b.cmp(a))).unwrap_or(0)
}

fn panel(answer: &Sizing, line: &SizedLine) -> StockPanel {
    let at = leading(line);
    let currency = &answer.scenario.currency;
    let detail = line.inputs.get(at).map_or(String::new(), |input| {
        if !line.feasible {
            return format!("{}: out of reach", input.title);
        }
        if input.extra.quantity <= 0.0 {
            return format!("{}: today’s stock is enough", input.title);
        }
        let more = quantity(input.extra.quantity, input.unit);
        let worth = match input.extra.money {
            Some(more) if more > 0.0 => format!(", {}", money(more, currency)),
            Some(_) => String::new(),
            None => ", without a price".to_owned(),
        };
        format!("{}: {more} more{worth}{}", input.title, least_cost(line, at))
    });
    let days = |hold: &[crate::experiment::size::Amount]| hold.get(at).map_or(0.0, |amount| amount.days);
    let end = |x: Option<f64>, value: f64| x.unwrap_or(value);
    let point = |p: &CurvePoint, outcome: &Estimate| {
        (days(&p.hold), [end(outcome.low, outcome.value), outcome.value, end(outcome.high, outcome.value)])
    };
    let mark =
        |is: fn(&CurvePoint) -> bool| line.curve.iter().find(|p| is(p)).map(|p| (days(&p.hold), p.outcome.value));
    StockPanel {
        name: line.title.clone(),
        detail,
        points: line.curve.iter().map(|p| point(p, &p.outcome)).collect(),
        costs: line.curve.iter().filter_map(|p| Some(point(p, p.cost.as_ref()?))).collect(),
        today: mark(|p| p.today),
        chosen: mark(|p| p.chosen).filter(|_| line.feasible),
    }
}

/// "; cost is least at 198 days".
fn least_cost(line: &SizedLine, at: usize) -> String {
    let costs = line.curve.iter().filter_map(|point| Some((point.cost.as_ref()?.value, point.hold.get(at)?.days)));
    let least = costs.min_by(|a, b| a.0.total_cmp(&b.0));
    least.map_or(String::new(), |(_, days)| format!("; cost is least at about {days:.0} days"))
}

fn finding(answer: &Sizing) -> String {
    let lines = answer.lines.len();
    let infeasible = answer.lines.iter().filter(|line| !line.feasible).count();
    let more = |line: &&SizedLine| line.feasible && line.inputs.iter().any(|input| input.extra.quantity > 0.0);
    let more = answer.lines.iter().filter(more).count();
    let asked = asked(answer);
    if lines == 1 {
        let line = &answer.lines[0];
        let input = &line.inputs[leading(line)];
        return if line.feasible {
            format!("{} needs {:.0} days of {} for {asked}", line.title, input.hold.days, input.title)
        } else {
            format!("No stock brings {} to {asked}", line.title)
        };
    }
    let cannot = if infeasible == 0 { String::new() } else { format!("; {infeasible} cannot reach it by stock") };
    format!("{more} of {lines} lines need more stock for {asked}{cannot}")
}
