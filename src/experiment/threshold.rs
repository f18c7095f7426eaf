//! Thresholds on what a single trial comes to: `P(loss:car_plant > 10 m)`.
//!
//! ```text
//! P( OUTCOME[:SITE] SIDE AMOUNT )     SIDE: >  >=  <  <=
//! AMOUNT: [CURRENCY] NUMBER [k | m | bn | %] [days | CURRENCY | unit of the output]
//! ```
//!
//! A trial lies beyond a threshold or not, so that the share of trials that do is a chance, with the interval of one.
//! What is counted in ticks is held against the threshold in ticks: 10 m is 1,000,000,000 hundredths.

use serde::{Deserialize, Serialize};

use super::known::{self, Word};
use super::measure::Unit;
use crate::reading::{self, Locale};

/// How a trial lies to a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// More than that.
    Above,
    /// That or more.
    AtLeast,
    /// Less than that.
    Below,
    /// That or less.
    AtMost,
}

impl Side {
    const SIGNS: [(&'static str, Self); 4] =
        [(">=", Self::AtLeast), ("<=", Self::AtMost), (">", Self::Above), ("<", Self::Below)];

    /// As it is written on the command line.
    #[must_use]
    pub fn sign(self) -> &'static str {
        Self::SIGNS.iter().find(|(_, side)| *side == self).map_or("", |(sign, _)| sign)
    }

    /// As it is said: "above", "at least".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::AtLeast => "at least",
            Self::Below => "below",
            Self::AtMost => "at most",
        }
    }

    /// Whether more of what is measured brings a trial beyond the threshold.
    #[must_use]
    pub fn is_more(self) -> bool {
        matches!(self, Self::Above | Self::AtLeast)
    }
}

/// A threshold, in the unit of what it is a threshold of.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Threshold {
    /// On which side of it trials count.
    pub side: Side,
    /// The amount: a share from 0 to 1, days, the currency, or the unit of the output.
    pub value: f64,
    /// The unit as it was written, if it was.
    pub unit: Option<String>,
}

/// What a chance is the chance of, for people and programs.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Beyond {
    /// The outcome that is held against the threshold.
    #[serde(deserialize_with = "known::word")]
    pub of: Word,
    /// On which side of it trials count.
    pub side: Side,
    /// The threshold.
    pub value: f64,
    /// Its unit.
    pub unit: String,
}

/// A threshold in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    side: Side,
    ticks: i64,
}

/// Relative distance from a whole number of ticks that comes from the binary form of decimals alone.
const ROUNDING: f64 = 1e-9;

impl Threshold {
    /// The same in ticks. `rounded` says that values are rounded to ticks as the threshold is; else no value lies
    /// between two ticks, where the threshold may.
    #[allow(clippy::cast_possible_truncation, reason = "nothing is measured that a 64-bit count cannot hold")]
    pub(super) fn limit(&self, tick: f64, rounded: bool) -> Limit {
        let exact = self.value / tick;
        let nearest = exact.round();
        let limit = |side, ticks: f64| Limit { side, ticks: ticks as i64 };
        if rounded || (exact - nearest).abs() <= ROUNDING * exact.abs().max(1.0) {
            limit(self.side, nearest)
        } else if self.side.is_more() {
            limit(Side::AtLeast, exact.ceil())
        } else {
            limit(Side::AtMost, exact.floor())
        }
    }
}

impl Limit {
    /// Whether a value lies beyond it.
    pub(super) fn holds(self, ticks: i64) -> bool {
        match self.side {
            Side::Above => ticks > self.ticks,
            Side::AtLeast => ticks >= self.ticks,
            Side::Below => ticks < self.ticks,
            Side::AtMost => ticks <= self.ticks,
        }
    }
}

/// What stands between `P(` and `)`, or all of it; nothing if a bracket is open.
pub(super) fn inside(text: &str) -> Option<(&str, bool)> {
    let text = text.trim();
    let opened = text.strip_prefix(['P', 'p']).and_then(|rest| rest.trim_start().strip_prefix('('));
    match opened {
        Some(rest) => Some((rest.trim_end().strip_suffix(')')?.trim(), true)),
        None => Some((text, false)),
    }
}

/// What stands before and after the sign of a side, and the side; nothing without a sign.
pub(super) fn split(text: &str) -> Option<(&str, Side, &str)> {
    let at = text.rfind(['<', '>', '≤', '≥'])?;
    let (before, rest) = text.split_at(at);
    let mark = rest.chars().next()?;
    let after = &rest[mark.len_utf8()..];
    let (after, equal) = after.strip_prefix('=').map_or((after, false), |after| (after, true));
    let side = match (mark, equal) {
        ('>', false) => Side::Above,
        ('>' | '≥', _) => Side::AtLeast,
        ('<', false) => Side::Below,
        _ => Side::AtMost,
    };
    Some((before.trim(), side, after.trim()))
}

/// Reads an amount of something that is counted in a unit.
pub(super) fn threshold(side: Side, text: &str, of: &str, unit: Unit, locale: Locale) -> Result<Threshold, String> {
    let wrong = |why: String| Err(format!("\"{text}\" {why}"));
    let digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '−' | '+');
    let Some(start) = text.find(digit) else { return wrong("has no number".to_owned()) };
    let ahead = text[..start].trim();
    let (number, behind) = reading::measured(text[start..].trim(), locale).map_err(|error| error.to_string())?;
    if !ahead.is_empty() && !behind.is_empty() {
        return wrong(format!("has two units, \"{ahead}\" and \"{behind}\""));
    }
    let written = if ahead.is_empty() { behind } else { ahead };
    let value = number.value;
    if value < 0.0 {
        return wrong(format!("lies below 0, and {of} never does"));
    }
    if number.percent && unit != Unit::Share {
        return wrong(format!("is in per cent, and {of} is no share"));
    }
    let plain = |written: &str| {
        let unit = (!written.is_empty()).then(|| written.to_owned());
        Ok(Threshold { side, value, unit })
    };
    match (unit, written) {
        (Unit::Share, other) if !other.is_empty() => {
            wrong(format!("is in \"{other}\"; {of} is a share, such as 95% or 0.95"))
        }
        (Unit::Share, _) if number.scale.is_some() || value > 1.0 => {
            wrong(format!("is no share; {of} is at most 1, or 100%"))
        }
        (Unit::Days, _) if number.scale.is_some() => {
            wrong(format!("is no number of days; {of} is counted in days, such as 20"))
        }
        (Unit::Share, _) | (Unit::Days, "" | "d" | "day" | "days" | "working days" | "halt days") => plain(""),
        (Unit::Days, other) => wrong(format!("is in \"{other}\"; {of} is counted in days, such as 20")),
        (Unit::Money | Unit::Output, written) => plain(written),
    }
}

/// An amount as it is written in an expression: "10 m", "2.5 k", "1,250", "95%".
pub(super) fn amount(value: f64, unit: Unit) -> String {
    if unit == Unit::Share {
        return format!("{}%", plain(value * 100.0));
    }
    let scales = [("bn", 1e9), ("m", 1e6), ("k", 1e3)];
    let short = |scale: f64| {
        let hundredths = value / scale * 100.0;
        (value >= scale && (hundredths - hundredths.round()).abs() < 1e-9).then(|| plain(value / scale))
    };
    let found = scales.iter().filter(|_| unit != Unit::Days).find_map(|(word, scale)| Some((short(*scale)?, *word)));
    found.map_or_else(|| plain(value), |(number, word)| format!("{number} {word}"))
}

/// To twelve digits, without trailing zeros, but so that the digits behind the point cannot be thousands.
fn plain(x: f64) -> String {
    let short: f64 = format!("{x:.11e}").parse().unwrap_or(x);
    let text = short.to_string();
    if reading::number(&text, Locale::UNDECLARED).is_ok() { text } else { format!("{text}0") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, unit: Unit) -> Result<(f64, Option<String>), String> {
        threshold(Side::Above, text, "it", unit, Locale::UNDECLARED).map(|found| (found.value, found.unit))
    }

    #[test]
    fn amounts_are_read_with_their_units() {
        for (text, value) in [
            ("10 m", 1e7),
            ("10m", 1e7),
            ("2.5 bn", 2.5e9),
            ("250k", 250e3),
            ("1,250,000", 1_250_000.0),
            ("1e6", 1e6),
            ("0", 0.0),
        ] {
            assert_eq!(read(text, Unit::Money), Ok((value, None)), "{text}");
        }
        for text in ["EUR 10 m", "10 m EUR", "10m EUR"] {
            assert_eq!(read(text, Unit::Money), Ok((1e7, Some("EUR".to_owned()))), "{text}");
        }
        assert_eq!(read("20 days", Unit::Days), Ok((20.0, None)));
        assert_eq!(read("7%", Unit::Share), Ok((0.07, None)));
        assert_eq!(read("0.95", Unit::Share), Ok((0.95, None)));
        assert_eq!(read("500 t", Unit::Output), Ok((500.0, Some("t".to_owned()))));
    }

    #[test]
    fn amounts_that_could_be_two_things_are_refused() {
        for (text, unit, says) in [
            ("ten", Unit::Money, "has no number"),
            ("10.000", Unit::Money, "can be read as"),
            ("2,5 m", Unit::Money, "2.5"),
            ("10%", Unit::Money, "no share"),
            ("-3", Unit::Days, "below 0"),
            ("20 m", Unit::Days, "counted in days"),
            ("3 weeks", Unit::Days, "counted in days"),
            ("95", Unit::Share, "at most 1, or 100%"),
            ("95 days", Unit::Share, "is a share"),
            ("EUR 10 m USD", Unit::Money, "two units"),
        ] {
            let error = read(text, unit).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn a_threshold_is_held_against_ticks_exactly() {
        let limit = |side, value, tick| Threshold { side, value, unit: None }.limit(tick, false);
        // EUR 0.29 are 29 hundredths, though 0.29 / 0.01 is 28.999999999999996.
        let above = limit(Side::Above, 0.29, 0.01);
        assert_eq!([28, 29, 30].map(|ticks| above.holds(ticks)), [false, false, true]);
        assert!(limit(Side::AtLeast, 0.29, 0.01).holds(29));
        assert!(limit(Side::AtMost, 0.29, 0.01).holds(29) && !limit(Side::Below, 0.29, 0.01).holds(29));
        // Half a hundredth lies between two.
        assert_eq!([28, 29, 30].map(|ticks| limit(Side::Above, 0.285, 0.01).holds(ticks)), [false, true, true]);
        assert_eq!([28, 29, 30].map(|ticks| limit(Side::Below, 0.285, 0.01).holds(ticks)), [true, false, false]);
        assert_eq!([28, 29].map(|ticks| limit(Side::AtMost, 0.285, 0.01).holds(ticks)), [true, false]);
        assert!(
            limit(Side::Above, 1e7, 0.01).holds(1_000_000_001) && !limit(Side::Above, 1e7, 0.01).holds(1_000_000_000)
        );
    }

    #[test]
    fn amounts_are_written_as_they_are_read() {
        let shown = [1e7, 2.5e9, 12_500.0, 12_345.0, 7.5, 999.0].map(|x| amount(x, Unit::Money));
        assert_eq!(shown, ["10 m", "2.5 bn", "12.5 k", "12345", "7.5", "999"]);
        assert_eq!(amount(0.07, Unit::Share), "7%");
        assert_eq!(amount(2_000.0, Unit::Days), "2000");
        for x in [1e7, 2.5e9, 12_345.0, 7.5, 7.125] {
            assert_eq!(read(&amount(x, Unit::Money), Unit::Money).map(|found| found.0), Ok(x));
        }
    }
}
