//! Parameters, conditions and bad trials in plain words.

use super::super::measures::{unit, unit_of};
use super::super::words::{amount_of, lower_first, money, parameter as number, share, short};
use crate::experiment::{Bad, Condition, Estimate, Measured, OutcomeSensitivity, ParameterFacts, Quantity, Unit};

/// "22 days", "1 day", "35 %", "0.44 of normal".
fn value(value: f64, unit: &str, percent: bool) -> String {
    let number = number(value, percent);
    match unit {
        _ if percent => number,
        "" => number,
        "days" if number == "1" => "1\u{a0}day".to_owned(),
        unit => format!("{number}\u{a0}{unit}"),
    }
}

/// The value of a parameter with its unit.
pub(super) fn of_parameter(facts: &ParameterFacts, at: f64) -> String {
    value(short(at), &facts.unit, facts.percent)
}

/// "at least 31 days", "at most 20 %", "between 31 and 60 days".
fn range(condition: &Condition) -> String {
    let shown = |x: f64| value(x, &condition.unit, condition.percent);
    match (condition.from, condition.to) {
        (Some(from), Some(to)) => format!("between {} and {}", number(from, condition.percent), shown(to)),
        (Some(from), None) => format!("at least {}", shown(from)),
        (None, Some(to)) => format!("at most {}", shown(to)),
        (None, None) => "any".to_owned(),
    }
}

/// "Longest freeze: at least 31 days".
pub(super) fn condition(condition: &Condition) -> String {
    format!("{}: {}", condition.title, range(condition))
}

/// Who or what, without the name of the outcome: "Car plant".
fn whose(measured: &Measured) -> Option<&str> {
    measured.site.as_ref().and_then(|_| measured.title.split_once(": ")).map(|(who, _)| who)
}

/// "any manufacturer halts", "Car plant halts", "the loss is above USD 300 m".
pub(super) fn bad(outcome: &OutcomeSensitivity, bad: Bad) -> String {
    let measured = &outcome.measured;
    let (unit, name) = match &measured.threshold {
        Some(beyond) => (unit_of(beyond.of), &beyond.unit),
        None => (unit(measured), &measured.unit),
    };
    let amount = |x: f64| match unit {
        Unit::Share => share(x),
        Unit::Days => value(short(x), "days", false),
        Unit::Money => money(x, name),
        Unit::Output => format!("{} {name}", amount_of(x)),
    };
    let of = measured.threshold.as_ref().and_then(|beyond| Quantity::all().find(|q| q.name() == beyond.of));
    let what = match (whose(measured), of) {
        (Some(who), Some(quantity)) => format!("{who}: {}", lower_first(quantity.title())),
        (Some(_), None) => measured.title.clone(),
        (None, Some(quantity)) => format!("the {}", lower_first(quantity.title())),
        (None, None) => format!("the {}", lower_first(&measured.title)),
    };
    let is = if what.ends_with("days") { "are" } else { "is" };
    match bad {
        Bad::Halts => match whose(measured) {
            Some(who) => format!("{who} halts"),
            None => "any manufacturer halts".to_owned(),
        },
        Bad::Above(x) => format!("{what} {is} above {}", amount(x)),
        Bad::AtLeast(x) => format!("{what} {is} at least {}", amount(x)),
        Bad::Below(x) => format!("{what} {is} below {}", amount(x)),
        Bad::AtMost(x) => format!("{what} {is} at most {}", amount(x)),
    }
}

/// A share of the variance, not below nothing nor above all: "12.3 %".
pub(super) fn part(estimate: &Estimate) -> String {
    format!("{}\u{a0}%", percent(estimate.value, decimals(estimate)))
}

/// The same with its interval: "12.3 % (10.9–13.8)".
pub(super) fn part_with_interval(estimate: &Estimate) -> String {
    let digits = decimals(estimate);
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            format!("{} ({}–{})", part(estimate), percent(low, digits), percent(high, digits))
        }
        _ => part(estimate),
    }
}

fn decimals(estimate: &Estimate) -> usize {
    match estimate.low.zip(estimate.high) {
        Some((low, high)) if high - low < 0.05 => 1,
        _ => 0,
    }
}

fn percent(share: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", 100.0 * share.clamp(0.0, 1.0));
    if text.parse() == Ok(0.0) { "0".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn conditions_read_well() {
        let condition = |from, to, percent| Condition {
            fact: "a".to_owned(),
            title: "Longest freeze".to_owned(),
            unit: "days".to_owned(),
            percent,
            from,
            to,
            quasi_p: 0.0,
            course: Vec::new(),
        };
        let said = [(Some(31.0), None, false), (None, Some(0.2), true), (Some(31.0), Some(60.0), false)]
            .map(|(from, to, percent)| plain(&range(&condition(from, to, percent))));
        assert_eq!(said, ["at least 31 days", "at most 20 %", "between 31 and 60 days"]);
    }

    #[test]
    fn parts_are_never_below_nothing() {
        let estimate = |value: f64, low, high| Estimate { value, low: Some(low), high: Some(high) };
        let said = [(-0.004, -0.02, 0.012), (0.123, 0.11, 0.135), (0.5, 0.3, 0.7)]
            .map(|(value, low, high)| plain(&part_with_interval(&estimate(value, low, high))));
        assert_eq!(said, ["0 % (0–1.2)", "12.3 % (11.0–13.5)", "50 % (30–70)"]);
    }
}
