//! Outcomes in words, each in its unit.

use super::fields::Fields;
use super::shown::Said;
use super::words::{
    amount_difference, amount_of, amount_with_interval, chance, days, days_difference, fine_share, money, points, share,
};
use crate::chart::{self, AxisName};
use crate::experiment::{Chance, Estimate, Measured, Quantity, Unit};

/// Sums by what they are sums of, the greatest first; equals in the order in which they came.
pub(super) fn summed<K: PartialEq>(parts: impl IntoIterator<Item = (K, f64)>) -> Vec<(K, f64)> {
    let mut sums: Vec<(K, f64)> = Vec::new();
    for (of, part) in parts {
        match sums.iter_mut().find(|(known, _)| *known == of) {
            Some((_, sum)) => *sum += part,
            None => sums.push((of, part)),
        }
    }
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums
}

/// In what an outcome is counted.
pub(super) fn unit(measured: &Measured) -> Unit {
    match &measured.threshold {
        Some(_) => Unit::Share,
        None => unit_of(&measured.outcome),
    }
}

/// In what an outcome of that name is counted.
pub(super) fn unit_of(outcome: &str) -> Unit {
    Quantity::all().find(|quantity| quantity.name() == outcome).map_or(Unit::Output, Quantity::unit)
}

/// The outcome with its unit: "Loss, EUR", "Car plant: lowest cover, days".
pub(super) fn label(title: &str, unit_name: &str, unit: Unit) -> String {
    match unit {
        Unit::Money | Unit::Output => format!("{title}, {unit_name}"),
        Unit::Days if !title.ends_with("ays") => format!("{title}, days"),
        Unit::Days | Unit::Share => title.to_owned(),
    }
}

/// Columns of the outcome that a row is about, by its name, site, title and unit.
pub(super) fn outcome<'a, T: Copy + 'a>(
    columns: &mut Fields<'a, T>,
    title: &str,
    of: impl Fn(T) -> (&'a str, Option<&'a str>, &'a str, &'a str) + Copy + 'a,
) {
    columns.text("outcome", "name of the outcome", move |row| of(row).0);
    columns.text("site", "key of the site; empty for the whole network", move |row| of(row).1.unwrap_or_default());
    columns.text(title, "site and outcome for people", move |row| of(row).2);
    columns.text("unit", "unit of the outcome", move |row| of(row).3);
}

/// An estimate and the ends of its interval; where it has none, they are the estimate itself.
pub(super) fn three(estimate: &Estimate) -> [f64; 3] {
    [estimate.value, estimate.low.unwrap_or(estimate.value), estimate.high.unwrap_or(estimate.value)]
}

/// The outcome as a name of a file, without ending.
pub(super) fn file_name(measured: &Measured) -> String {
    let outcome = match &measured.threshold {
        // "p_loss_above_10m": no signs that a system could take amiss.
        Some(_) => {
            let side = |sign: &str, words: &str| (sign.to_owned(), format!(" {words} "));
            let signs = [side(" >= ", "at least"), side(" <= ", "at most"), side(" > ", "above"), side(" < ", "below")];
            let said =
                signs.iter().fold(measured.outcome.to_lowercase(), |text, (sign, words)| text.replace(sign, words));
            let said = said.replace('%', "pc").replace([')', ' '], " ");
            let parts: Vec<&str> = said.split([' ', '(', '.']).filter(|part| !part.is_empty()).collect();
            parts.join("_")
        }
        None => measured.outcome.clone(),
    };
    match &measured.site {
        Some(site) => format!("{outcome}-{site}"),
        None => outcome,
    }
}

/// The outcome as an axis.
pub(super) fn axis(measured: &Measured) -> AxisName {
    let unit = match unit(measured) {
        Unit::Share => chart::Unit::Share,
        Unit::Money => chart::Unit::Money(measured.unit.clone()),
        Unit::Days | Unit::Output => chart::Unit::Number(measured.unit.clone()),
    };
    AxisName { title: measured.title.clone(), unit, log: false }
}

/// "72 %", "EUR 1.2 m", "18.2 days".
pub(super) fn shown(measured: &Measured, estimate: Estimate) -> String {
    match unit(measured) {
        Unit::Share => share(estimate.value),
        Unit::Money => money(estimate.value, &measured.unit),
        of => format!("{} {}", value(of, &estimate), measured.unit),
    }
}

/// The estimate alone: "64.6 %", "18.2", "54.7 m".
pub(super) fn value(unit: Unit, estimate: &Estimate) -> String {
    match unit {
        Unit::Share => fine_share(estimate.value),
        Unit::Days => days(estimate.value),
        Unit::Money | Unit::Output => amount_of(estimate.value),
    }
}

/// The estimate with its interval: "64.6 % (63.7–65.6)", "18.2 (17.9–18.5)", "54.7 m (52.4–57.0)".
pub(super) fn with_interval(unit: Unit, estimate: &Estimate) -> Said {
    match (unit, estimate.low, estimate.high) {
        (Unit::Share, Some(low), Some(high)) => chance(&Chance { trials: 0, share: estimate.value, low, high }),
        (Unit::Days, Some(low), Some(high)) if high > low => {
            Said::with(days(estimate.value), format!("{}–{}", days(low), days(high)))
        }
        (Unit::Share | Unit::Days, ..) => value(unit, estimate).into(),
        (Unit::Money | Unit::Output, ..) => amount_with_interval(estimate),
    }
}

/// A difference with its interval: "−7.5 points (−8.0 to −7.0)", "−27.0 m (−29.1 to −25.0)".
pub(super) fn change(unit: Unit, difference: &Estimate) -> Said {
    match unit {
        Unit::Share => points(difference),
        Unit::Days => days_difference(difference),
        Unit::Money | Unit::Output => amount_difference(difference),
    }
}
