//! Values of outcomes and parameters on axes: their unit, their labels, their range.

use super::axis::{Days, day_label};
use super::number::{NBSP, count, money_in, money_scale, number, percent, round_ticks, three_digits};
use jiff::civil::Date;
use serde::Serialize;

/// In what values are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Shares from 0 to 1, shown in per cent.
    Share,
    /// Money of an ISO 4217 currency.
    Money(String),
    /// Numbers of something, such as "days"; without a unit if empty.
    Number(String),
    /// Days since 1 January 1970, shown as dates.
    Date,
    /// Numbers of nothing in particular.
    #[default]
    Plain,
}

/// A named axis.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AxisName {
    /// What is on it.
    pub title: String,
    /// In what it is counted.
    pub unit: Unit,
    /// Whether equal distances are equal ratios.
    pub log: bool,
}

impl Unit {
    /// The value, with its unit, on the scale of the largest one around.
    pub(super) fn label(&self, value: f64, largest: f64) -> String {
        match self {
            Self::Share if largest < 0.02 => format!("{}{NBSP}%", number(value * 100.0, 2)),
            Self::Share if largest < 0.2 => format!("{}{NBSP}%", number(value * 100.0, 1)),
            Self::Share => percent(value),
            Self::Money(currency) => money_in(value, currency, money_scale(largest)),
            Self::Number(unit) if !unit.is_empty() => format!("{}{NBSP}{unit}", plain(value, largest)),
            Self::Date => day_label(date_at(value)),
            Self::Number(_) | Self::Plain => plain(value, largest),
        }
    }
    /// The value by itself.
    pub(super) fn exact(&self, value: f64) -> String {
        match self {
            Self::Share => format!("{}{NBSP}%", number(value * 100.0, 1)),
            _ => self.label(value, value.abs()),
        }
    }
    /// The value as a tick: without the name of a unit.
    pub(super) fn tick(&self, value: f64, largest: f64) -> String {
        match self {
            Self::Number(_) => plain(value, largest),
            _ => self.label(value, largest),
        }
    }
}

/// The day from which days are counted.
const DAY_0: Date = jiff::civil::date(1970, 1, 1);

/// The date so many days after the first of January 1970.
fn date_at(days: f64) -> Date {
    let days = days.round().clamp(-4e6, 4e6);
    DAY_0.saturating_add(jiff::Span::new().days(whole(days)))
}

#[allow(clippy::cast_possible_truncation, reason = "rounded, and far below what an integer holds")]
fn whole(x: f64) -> i64 {
    x as i64
}

/// Dates between two at which a year, a month or a week begins, at most `most` intervals.
fn dates(low: f64, high: f64, most: usize) -> Vec<f64> {
    let ends = [date_at(low), date_at(high)];
    let Some(days) = Days::of(&ends) else { return vec![low, high] };
    // As wide as so many labels are.
    let ticks = days.ticks(count(most) * 58.0);
    let ticks: Vec<f64> = ticks.into_iter().map(|(date, _)| days.offset(date) + low.round()).collect();
    if ticks.len() > 1 { ticks } else { vec![low, high] }
}

/// Digits as the largest number around deserves them.
fn plain(value: f64, largest: f64) -> String {
    if largest >= 1e6 {
        let (scale, word) = money_scale(largest);
        return format!("{}{NBSP}{word}", three_digits(value / scale));
    }
    if largest < 0.1 && value != 0.0 { trimmed(value) } else { three_digits(value) }
}

/// Three significant digits.
fn trimmed(value: f64) -> String {
    let decimals = (0..12).find(|d| value.abs() * libm::pow(10.0, f64::from(*d)) >= 99.95).unwrap_or(12);
    let text = number(value, usize::try_from(decimals).unwrap_or(12));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

impl AxisName {
    /// Where a value stands: itself, or its logarithm.
    pub(super) fn place(&self, value: f64) -> f64 {
        if self.log && value > 0.0 { libm::log10(value) } else { value }
    }

    /// Round values between two, at most `most` intervals.
    pub(super) fn ticks(&self, low: f64, high: f64, most: usize) -> Vec<f64> {
        if self.unit == Unit::Date {
            return dates(low, high, most);
        }
        if !self.log || low <= 0.0 {
            return within(round_ticks(low, high, most), low, high);
        }
        let decades = libm::log10(low).floor()..=libm::log10(high).ceil();
        let powers = (0..40).map(|i| decades.start() + f64::from(i)).take_while(|p| p <= decades.end());
        let powers: Vec<f64> = powers.map(|p| libm::pow(10.0, p)).collect();
        let with = |factors: &[f64]| -> Vec<f64> {
            within(powers.iter().flat_map(|p| factors.iter().map(move |f| f * p)).collect(), low, high)
        };
        [with(&[1.0, 2.0, 5.0]), with(&[1.0, 3.0]), with(&[1.0])]
            .into_iter()
            .find(|ticks| ticks.len() <= most + 1)
            .filter(|ticks| ticks.len() > 1)
            .unwrap_or_else(|| vec![low, high])
    }

    /// "Stock on the first day, days".
    pub(super) fn words(&self) -> String {
        match &self.unit {
            Unit::Number(unit) if !unit.is_empty() => format!("{}, {unit}", self.title),
            _ => self.title.clone(),
        }
    }
}

fn within(ticks: Vec<f64>, low: f64, high: f64) -> Vec<f64> {
    let hair = (high - low) * 1e-9;
    ticks.into_iter().filter(|tick| low - hair <= *tick && *tick <= high + hair).collect()
}

/// The range of an axis for values from `low` to `high`: from nothing, unless all are far from it.
pub(super) fn range(low: f64, high: f64, most: f64) -> (f64, f64) {
    if !low.is_finite() || !high.is_finite() {
        return (0.0, 1.0);
    }
    let spread = high - low;
    let bottom = if low >= 0.0 && low < spread * 1.5 { 0.0 } else { low - spread * 0.15 };
    let top = (high + (high - bottom) * 0.06).min(most.max(high));
    if top > bottom { (bottom, top) } else { (bottom.min(0.0), bottom.max(0.0) + 1.0) }
}

/// How many labels of this width fit, with room between them; at least two.
pub(super) fn room(width: f64, label: f64) -> usize {
    (2..=8).rev().find(|n| width / count(*n) >= label + 22.0).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(unit: &Unit, values: &[f64], largest: f64) -> Vec<String> {
        values.iter().map(|v| unit.label(*v, largest).replace(NBSP, " ")).collect()
    }

    #[test]
    fn labels_suit_their_unit_and_size() {
        assert_eq!(labels(&Unit::Share, &[0.0, 0.005, 0.45], 0.9), ["0 %", "0.5 %", "45 %"]);
        assert_eq!(labels(&Unit::Share, &[0.0, 0.005], 0.01), ["0.00 %", "0.50 %"]);
        assert_eq!(labels(&Unit::Money("USD".to_owned()), &[2e7, 1.5e8], 1.5e8), ["$ 20 m", "$ 150 m"]);
        assert_eq!(labels(&Unit::Number("days".to_owned()), &[60.0, 7.5], 60.0), ["60 days", "7.5 days"]);
        assert_eq!(labels(&Unit::Plain, &[0.001_25, 0.01], 0.01), ["0.00125", "0.01"]);
        assert_eq!(labels(&Unit::Plain, &[2.5e6], 3e6), ["2.5 m"]);
    }

    #[test]
    fn dates_are_labelled_where_months_begin() {
        let axis = AxisName { unit: Unit::Date, ..AxisName::default() };
        // 20 April to 1 August 2026.
        let ticks = axis.ticks(20563.0, 20666.0, 6);
        let labels = labels(&axis.unit, &ticks, 20666.0);
        assert_eq!(labels, ["1 May 2026", "1 Jun 2026", "1 Jul 2026", "1 Aug 2026"]);
        assert_eq!(axis.unit.exact(20563.0).replace(NBSP, " "), "20 Apr 2026");
    }

    #[test]
    fn ticks_lie_within_on_either_scale() {
        let linear = AxisName::default();
        assert_eq!(linear.ticks(50.0, 150.0, 5), [60.0, 80.0, 100.0, 120.0, 140.0]);
        let log = AxisName { log: true, ..AxisName::default() };
        let near = |ticks: Vec<f64>, wanted: &[f64]| {
            assert!(ticks.len() == wanted.len() && ticks.iter().zip(wanted).all(|(a, b)| (a / b - 1.0).abs() < 1e-9));
        };
        near(log.ticks(1.0, 100.0, 8), &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]);
        near(log.ticks(1.0, 1e6, 8), &[1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6]);
        near(log.ticks(4.0, 4.5, 8), &[4.0, 4.5]);
    }
}
