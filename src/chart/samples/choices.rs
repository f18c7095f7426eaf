//! What can be done: differences, regret, stocks.

use super::super::{
    Chart, Forest, ForestMark, ForestPanel, ForestRow, Frontier, FrontierPoint, RegretRow, RegretTable, StockPanel,
    StockRisk, StockUnit,
};
use super::{CHOICES, MAKERS, caption, part, wobble};

/// Differences of some alternatives; each third one is not distinguishable.
pub(in crate::chart) fn forest(alternatives: usize, scale: f64) -> Chart {
    let panel = |title: &str, currency: Option<&str>| ForestPanel {
        title: title.to_owned(),
        currency: currency.map(str::to_owned),
    };
    let mark = |at: usize, scale: f64| {
        let value = scale * (wobble(at) - 0.7);
        let half = if at % 3 == 2 { value.abs() * 1.5 } else { scale * 0.05 };
        ForestMark { value, low: value - half, high: value + half }
    };
    let row = |at: usize| ForestRow {
        name: CHOICES[at % CHOICES.len()].to_owned(),
        marks: vec![mark(at, scale), mark(at + 5, 0.3), mark(at + 9, 4.0 * scale)],
    };
    Chart::Forest(Forest {
        caption: caption("More stock saves most", "Difference from the base"),
        panels: vec![
            panel("Expected cost", Some("EUR")),
            panel("Chance that any manufacturer halts", None),
            panel("Mean loss of the worst 5 %", Some("EUR")),
        ],
        rows: (0..alternatives).map(row).collect(),
    })
}

/// Choices by cost and chance of a halt; `apart` is how far they differ, 0 to 1.
pub(in crate::chart) fn frontier(choices: usize, apart: f64) -> Chart {
    let point = |at: usize| {
        let (cost, halt) = (2e8 * (1.0 + apart * (wobble(at) - 0.5)), 0.4 + apart * 0.5 * (wobble(at * 3) - 0.5));
        FrontierPoint {
            name: CHOICES[at % CHOICES.len()].to_owned(),
            cost: [cost * 0.97, cost, cost * 1.03],
            halt: [halt - 0.01, halt, halt + 0.01],
            efficient: at.is_multiple_of(4),
            base: at == 2,
        }
    };
    Chart::Frontier(Frontier {
        caption: caption("Four of thirteen choices are efficient", "Expected cost and chance of a halt"),
        currency: "EUR".to_owned(),
        points: (0..choices).map(point).collect(),
    })
}

/// Regret of some choices in some worlds.
pub(in crate::chart) fn regret(choices: usize, worlds: usize) -> Chart {
    const WORLDS: [&str; 4] =
        ["Policy as written", "Always frozen", "Always licensing with case-by-case review (MOFCOM)", "Always eased"];
    let row = |at: usize| RegretRow {
        name: CHOICES[at % CHOICES.len()].to_owned(),
        regrets: (0..worlds).map(|w| if w % choices == at { 0.0 } else { 3e8 * wobble(at * 7 + w).powi(4) }).collect(),
        decision: 3e8 * wobble(at * 7).powi(4),
        least_bad: at == 1,
    };
    Chart::Regret(RegretTable {
        caption: caption("Whatever comes, more stock costs little more than the best choice", "Regret"),
        currency: "USD".to_owned(),
        decision: (worlds > 1).then(|| "Worst regret".to_owned()),
        worlds: (0..worlds).map(|w| WORLDS[w % WORLDS.len()].to_owned()).collect(),
        rows: (0..choices).map(row).collect(),
    })
}

/// Stock against risk: each line needs more than the one before.
pub(in crate::chart) fn stock(lines: usize, unit: StockUnit) -> Chart {
    let scale = if unit == StockUnit::Share { 1.0 } else { 3e7 };
    let panel = |index: usize| {
        let (name, sector, _) = MAKERS[index % MAKERS.len()];
        let reach = 30.0 + 25.0 * part(index, lines) + 60.0 * wobble(index);
        let outcome = |days: f64| scale / (1.0 + (days / reach).powi(6));
        let point = |k: u32| {
            let days = 3.0 * reach * f64::from(k) / 30.0;
            let value = outcome(days);
            (days, [value * 0.95, value, value * 1.05])
        };
        let at = |share: f64| (reach * share, outcome(reach * share));
        let (days, value) = at(1.65);
        let cost = |k: f64| {
            let days = 3.0 * reach * k / 30.0;
            let value = outcome(days) / scale * 3e7 + 2e4 * days;
            (days, [value * 0.9, value, value * 1.1])
        };
        StockPanel {
            name: name.to_owned(),
            part: ["Magnets with dysprosium and terbium", "chip", "3 parts", ""][index % 4].to_owned(),
            detail: format!("{sector} · 1,240 kg more, USD 1.2 m; across: the part of which most days are added"),
            weight: wobble(index),
            paid: index % 4 == 2,
            points: (0..=30).map(point).collect(),
            today: Some(at(if index % 3 == 1 { 1.62 } else { 0.7 })),
            chosen: Some((days, [value * 0.9, value * 1.02, value * 1.3])),
            costs: if unit == StockUnit::Plain {
                Vec::new()
            } else {
                (0..=8).map(|k| cost(3.75 * f64::from(k))).collect()
            },
        }
    };
    Chart::StockRisk(StockRisk {
        caption: caption("Most lines need twice their stock", "Chance of a halt within 365 days by stock"),
        across: "Stock on the first day, days of planned need".to_owned(),
        target: (unit == StockUnit::Share).then_some(0.05),
        panels: (0..lines).map(panel).collect(),
        unit,
        currency: "USD".to_owned(),
    })
}
