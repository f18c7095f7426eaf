//! What is uncertain: outcomes over parameters, and what matters.

use super::super::{
    AxisName, Chart, ConditionPanel, ConditionsChart, Curve, CurvePoint, HeatMap, Scatter, ScatterPoint, Tornado,
    TornadoEnd, TornadoRow, Unit, VarianceRow, VarianceShares,
};
use super::{CHOICES, caption, part, wobble};

fn axis(title: &str, unit: Unit, log: bool) -> AxisName {
    AxisName { title: title.to_owned(), unit, log }
}

/// A falling outcome over one parameter, from `from` on.
pub(in crate::chart) fn curve(points: usize, from: f64, log: bool, unit: Unit, most: f64) -> Chart {
    let point = |at: usize| {
        let part = part(at, points.saturating_sub(1));
        let (x, value) = (from * (1.0 + 9.0 * part), most * (1.0 - 0.8 * part + 0.02 * wobble(at)));
        CurvePoint { at: x, value, low: value * 0.95, high: value * 1.05 }
    };
    Chart::Curve(Curve {
        caption: caption("The chance of a halt falls from 90 % to 18 %", "Chance of a halt over the opening stock"),
        across: axis("Stock of the car plant on the first day", Unit::Number("days".to_owned()), log),
        up: axis("Chance that any manufacturer halts", unit, false),
        points: (0..points).map(point).collect(),
    })
}

/// An outcome over two parameters; a corner cannot be told.
pub(in crate::chart) fn heat(columns: usize, rows: usize, unit: Unit, most: f64) -> Chart {
    let value = |row: usize, column: usize| {
        if row + column == 0 {
            return f64::INFINITY;
        }
        most * (0.1 + 0.5 * part(row, rows) + 0.3 * part(column, columns) * part(row, rows))
    };
    let number = |n: usize| 10.0 + 5.0 * f64::from(u32::try_from(n).unwrap_or(0));
    Chart::HeatMap(HeatMap {
        caption: caption("Loss: between € 20 m and € 180 m", "Loss over the length of a freeze and the stock"),
        across: axis("Stock of the car plant on the first day", Unit::Number("days".to_owned()), false),
        up: axis("Returned share", Unit::Share, false),
        outcome: axis("Loss", unit, false),
        columns: (0..columns).map(number).collect(),
        rows: (0..rows).map(|row| 0.01 * number(row)).collect(),
        values: (0..rows).map(|row| (0..columns).map(|column| value(row, column)).collect()).collect(),
    })
}

/// An outcome against each of several parameters.
pub(in crate::chart) fn scatter(points: usize, parameters: usize) -> Chart {
    let point = |at: usize| {
        let value = 3e7 * (0.2 + wobble(at));
        let at = (0..parameters).map(|p| 0.1 + wobble(at * 3 + p * 17)).collect();
        ScatterPoint { at, value, low: value * 0.9, high: value * 1.1 }
    };
    Chart::Scatter(Scatter {
        caption: caption("Loss: between € 6 m and € 36 m", "All parameters vary together"),
        axes: (0..parameters).map(|p| axis(CHOICES[p % CHOICES.len()], Unit::Plain, p % 2 == 1)).collect(),
        up: axis("Loss", Unit::Money("EUR".to_owned()), false),
        points: (0..points).map(point).collect(),
    })
}

/// Parameters at either end; each fourth does nothing, each fifth has both ends on one side.
pub(in crate::chart) fn tornado(parameters: usize, unit: Unit, most: f64) -> Chart {
    let row = |at: usize| {
        let size = most * 0.4 * (1.0 - part(at, parameters)) * if at % 4 == 3 { 0.0 } else { 1.0 };
        let end = |value: f64, words: &str| TornadoEnd {
            at: words.to_owned(),
            value,
            low: value - most * 0.01,
            high: value + most * 0.01,
        };
        let other = if at % 5 == 2 { 0.6 } else { -0.8 };
        TornadoRow {
            name: CHOICES[at % CHOICES.len()].to_owned(),
            known: at % 4 != 3,
            ends: [
                end(
                    most * 0.5 + size * if at.is_multiple_of(2) { -1.0 } else { 1.0 } * other,
                    "0.45 times the central estimate",
                ),
                end(most * 0.5 - size, "90 days"),
            ],
        }
    };
    Chart::Tornado(Tornado {
        caption: caption("The loss depends most on the stock", "Each uncertain parameter at its P10 and P90"),
        outcome: axis("Loss", unit, false),
        base: most * 0.5,
        rows: (0..parameters).map(row).collect(),
    })
}

/// Shares of a variance, with some estimates below nothing.
pub(in crate::chart) fn variance(parameters: usize, most: f64) -> Chart {
    let row = |at: usize| {
        let first = most * 0.5 * (0.9 - part(at, parameters));
        let total = most * (1.0 - part(at, parameters));
        VarianceRow {
            name: CHOICES[at % CHOICES.len()].to_owned(),
            first: [first, first - 0.02, first + 0.02],
            total: [total, total - 0.01, total + 0.01],
        }
    };
    Chart::Variance(VarianceShares {
        caption: caption("The parameters bring a fifth of the differences", "Share of the variance"),
        parts: [most, 0.3 * (1.0 - most), 0.7 * (1.0 - most)],
        rows: (0..parameters).map(row).collect(),
    })
}

/// Conditions on some facts.
pub(in crate::chart) fn conditions(panels: usize, inside: f64) -> Chart {
    let panel = |at: usize| ConditionPanel {
        words: format!("{}: at least 31 days", CHOICES[at % CHOICES.len()]),
        axis: axis(CHOICES[at % CHOICES.len()], Unit::Number("days".to_owned()), false),
        from: at.is_multiple_of(2).then_some(31.0),
        to: (!at.is_multiple_of(3)).then_some(80.0),
        points: (0..20)
            .map(|point| part(point, 20))
            .map(|x| [100.0 * x, inside * x, inside * x * 0.9, inside * (x * 1.05 + 0.01)])
            .collect(),
    };
    Chart::Conditions(ConditionsChart {
        caption: caption("Car plant halts in 81 % of trials like these", "These are 9 % of all trials"),
        inside: [inside, inside * 0.95, inside * 1.04],
        elsewhere: [inside * 0.1, inside * 0.08, inside * 0.12],
        panels: (0..panels).map(panel).collect(),
    })
}
