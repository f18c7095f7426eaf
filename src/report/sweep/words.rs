//! A sweep in words: parameters with their units, how points were simulated, what changes over them.

use super::super::measures::{change, shown, unit};
use super::super::words::{path_end, setting};
use super::{estimate, found};
use crate::experiment::{AxisFacts, Estimate, Measured, Setting, SweepAnswer, SweepMethod, Unit};

/// Letters of a dotted path that are shown.
const PATH: usize = 32;

/// The parameter.
pub(super) fn axis_name(axis: &AxisFacts) -> String {
    path_end(&axis.title, PATH)
}

/// The parameter with its unit.
pub(super) fn axis_label(axis: &AxisFacts) -> String {
    let title = axis_name(axis);
    if axis.unit.is_empty() || axis.percent { title } else { format!("{title}, {}", axis.unit) }
}

/// A value of the parameter with its unit: "60 days", "35 %".
pub(super) fn at_axis(axis: &AxisFacts, value: &Setting) -> String {
    let text = setting(value, axis.percent);
    if axis.unit.is_empty() || axis.percent { text } else { format!("{text} {}", axis.unit) }
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
    let Some(found) = found(last, at) else { return String::new() };
    let unit = unit(measured);
    let money = if unit == Unit::Money { format!("{}\u{a0}", measured.unit) } else { String::new() };
    let days = if unit == Unit::Days { " days" } else { "" };
    let changed = if found.from_first.value == 0.0 && found.from_first.low == found.from_first.high {
        "no change in any trial".to_owned()
    } else {
        format!("{money}{}{days}", change(unit, &found.from_first))
    };
    let [first, last] = [setting(&first.values[0], axis.percent), at_axis(axis, &last.values[0])];
    format!("{}, from {first} to {last}: {changed}.", measured.title)
}

/// How well an outcome is known at the point at which it is known least: "0.4 points"; nothing if there is no interval.
pub(super) fn within(answer: &SweepAnswer, measured: &Measured, at: usize) -> Option<String> {
    let halves = answer.points.iter().filter_map(|point| {
        let estimate = estimate(point, at)?;
        Some((estimate.high? - estimate.low?) / 2.0)
    });
    let widest = Estimate { value: halves.fold(0.0, f64::max), low: None, high: None };
    (widest.value > 0.0).then(|| match unit(measured) {
        Unit::Share => format!("{:.1}\u{a0}points", widest.value * 100.0),
        _ => shown(measured, widest),
    })
}
