//! A value given on the command line: a number or a date.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A value that a parameter, a number or a date of a scenario is set to.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
    /// A number with a unit behind it.
    #[serde(skip_deserializing)]
    Measured(Measured),
}

/// A number with a unit behind it, such as `60%` or `60 days`; in a file it is the number alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The number; 60 % is 0.6.
    pub value: f64,
    /// The unit.
    pub unit: String,
    /// Whether the unit stands for thousands or millions, and the number has them already.
    pub scaled: bool,
    /// As it was written.
    pub written: String,
}

impl Serialize for Measured {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value)
    }
}

/// The day from which dates are counted where they stand among numbers.
const DAY_0: Date = jiff::civil::date(1970, 1, 1);

impl Setting {
    /// The date that lies so many days after 1 January 1970.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "a float is cut to what an integer holds")]
    pub fn date_at(days: f64) -> Self {
        let days = (days.round() as i64).clamp(-4_000_000, 4_000_000);
        Self::Date(DAY_0.saturating_add(jiff::Span::new().days(days)))
    }

    /// The number itself; of a date the days since 1 January 1970.
    #[must_use]
    pub fn number(&self) -> f64 {
        match self {
            Self::Number(x) => *x,
            Self::Measured(Measured { value, .. }) => *value,
            Self::Date(date) => f64::from((*date - DAY_0).get_days()),
        }
    }

    /// The date, if it is one.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }

    /// As a scenario file has it.
    pub(crate) fn json(&self) -> Value {
        match (self, self.number()) {
            (Self::Date(date), _) => Value::from(date.to_string()),
            #[allow(clippy::cast_possible_truncation, reason = "whole and far below 2^63")]
            (_, x) if x.fract() == 0.0 && x.abs() < 1e15 => Value::from(x as i64),
            (_, x) => serde_json::Number::from_f64(x).map_or(Value::Null, Value::Number),
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Number(x) if x.abs() > 1e15 || (*x != 0.0 && x.abs() < 1e-5) => write!(f, "{x:e}"),
            Self::Number(x) => write!(f, "{x}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Measured(Measured { written, .. }) => write!(f, "{written}"),
        }
    }
}

impl From<f64> for Setting {
    fn from(x: f64) -> Self {
        Self::Number(x)
    }
}

impl From<Date> for Setting {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_counted_in_days_and_found_again() {
        for (day, number) in [(date(1970, 1, 1), 0.0), (date(2026, 7, 1), 20635.0), (date(1969, 12, 31), -1.0)] {
            assert!((Setting::Date(day).number() - number).abs() < 1e-9, "{day}");
            assert_eq!(Setting::date_at(number + 0.4), Setting::Date(day));
        }
    }

    #[test]
    fn settings_are_written_and_read_as_plain_values() {
        let text = serde_json::to_string(&[Setting::Number(0.5), Setting::Date(date(2026, 7, 1))]).unwrap();
        assert_eq!(text, r#"[0.5,"2026-07-01"]"#);
        let read: Vec<Setting> = serde_json::from_str(r#"[3, 0.5, "2026-07-01"]"#).unwrap();
        assert_eq!(read, [Setting::Number(3.0), Setting::Number(0.5), Setting::Date(date(2026, 7, 1))]);
    }
}
