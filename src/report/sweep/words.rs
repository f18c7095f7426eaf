//! A sweep in words: outcomes and parameters with their units, how points were simulated, what changes over them.

use super::super::measures::{change, unit};
use super::super::words::{path_end, setting};
use crate::experiment::{AxisFacts, Measured, SweepAnswer, SweepMethod, Unit};

/// Letters of a dotted path that are shown.
const PATH: usize = 32;

/// The outcome with its unit.
pub(in crate::report) fn label(measured: &Measured) -> String {
    match unit(measured) {
        Unit::Money | Unit::Output => format!("{}, {}", measured.title, measured.unit),
        Unit::Days if !measured.title.ends_with("ays") => format!("{}, days", measured.title),
        Unit::Days | Unit::Share => measured.title.clone(),
    }
}

/// The parameter.
pub(super) fn axis_name(axis: &AxisFacts) -> String {
    path_end(&axis.title, PATH)
}

/// The parameter with its unit.
pub(in crate::report) fn axis_label(axis: &AxisFacts) -> String {
    let title = axis_name(axis);
    if axis.unit.is_empty() || axis.percent { title } else { format!("{title}, {}", axis.unit) }
}

/// How the points were simulated.
pub(super) fn method(answer: &SweepAnswer) -> String {
    match (answer.method, &answer.not_one_pass) {
        (SweepMethod::OnePass, _) => {
            "All points come from one simulation in which the lines never run out: only stocks differ, order levels move \
             along, and so nothing else reacts."
                .to_owned()
        }
        (SweepMethod::EachPoint, Some(why)) => format!("Every point was simulated: {why}."),
        (SweepMethod::EachPoint, None) => "Every point was simulated.".to_owned(),
    }
}

/// What the outcome does from the first to the last value.
pub(super) fn course(answer: &SweepAnswer, axis: &AxisFacts, measured: &Measured, at: usize) -> String {
    let (Some(first), Some(last)) = (answer.points.first(), answer.points.last()) else { return String::new() };
    let Some(found) = last.outcomes.get(at).copied().flatten() else { return String::new() };
    let unit = unit(measured);
    let money = if unit == Unit::Money { format!("{}\u{a0}", measured.unit) } else { String::new() };
    let days = if unit == Unit::Days { " days" } else { "" };
    let changed = if found.from_first.value == 0.0 && found.from_first.low == found.from_first.high {
        "no change in any trial".to_owned()
    } else {
        format!("{money}{}{days}", change(unit, &found.from_first))
    };
    let unit_of_axis = if axis.unit.is_empty() || axis.percent { String::new() } else { format!(" {}", axis.unit) };
    format!(
        "{}, from {} to {}{unit_of_axis}: {changed}.",
        measured.title,
        setting(&first.values[0], axis.percent),
        setting(&last.values[0], axis.percent),
    )
}
