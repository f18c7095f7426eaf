//! Values on the command line: numbers and dates that parameters and fields are set to.

use super::options::{declared, parse_date, told};
use crate::reading;
use crate::scenario::{Measured, Setting};

/// A parameter, or the dotted path of a number or a date, and its value: `NAME=VALUE`.
pub(super) fn parse_set(text: &str) -> Result<(String, Setting), String> {
    let example = "write PARAM=VALUE, such as freeze_length=45";
    let (name, value) = text.rsplit_once('=').ok_or_else(|| format!("it has no \"=\"; {example}"))?;
    let (name, value) = (reading::tidy(name), value.trim());
    if name.is_empty() {
        return Err(format!("there is no name before \"=\"; {example}"));
    }
    Ok((name, parse_value(value)?))
}

/// A number, which may have a unit behind it, or a date.
pub(super) fn parse_value(text: &str) -> Result<Setting, String> {
    if looks_like_date(text) {
        return parse_date(text).map(Setting::Date);
    }
    match reading::measured(text, declared()) {
        Ok((number, unit)) => {
            let (scaled, unit) = match (unit, number.percent, number.scale) {
                ("", true, _) => (false, "%"),
                ("", false, Some(scale)) => (true, scale),
                (unit, ..) => (false, unit),
            };
            let (value, unit, written) = (number.value, unit.to_owned(), text.to_owned());
            if unit.is_empty() {
                return Ok(Setting::Number(value));
            }
            Ok(Setting::Measured(Measured { value, unit, scaled, written }))
        }
        Err(error) => Err(format!("{}; a number, such as 0.5, or a date, such as 2026-07-01, is needed", told(&error))),
    }
}

/// Whether it is written like a date, rightly or not: three numbers with dashes, strokes or points between them, of
/// which no point parts thousands.
pub(super) fn looks_like_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let short = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let groups = text.contains('.') && parts.iter().skip(1).all(|part| part.len() == 3);
    parts.len() == 3 && parts.iter().all(short) && !groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn settings_are_numbers_or_dates() {
        assert_eq!(parse_set("a.b=1e3").unwrap(), ("a.b".to_owned(), Setting::Number(1000.0)));
        let set = parse_set("lanes.sea.available_from = 2026-07-01").unwrap();
        assert_eq!(set, ("lanes.sea.available_from".to_owned(), Setting::Date(date(2026, 7, 1))));
        assert_eq!(parse_value("-3"), Ok(Setting::Number(-3.0)));
        let measured = |value, unit: &str, scaled, written: &str| {
            let (unit, written) = (unit.to_owned(), written.to_owned());
            Ok(Setting::Measured(Measured { value, unit, scaled, written }))
        };
        assert_eq!(parse_value("5 %"), measured(0.05, "%", false, "5 %"));
        assert_eq!(parse_value("60 working days"), measured(60.0, "working days", false, "60 working days"));
        assert_eq!(parse_value("2 m"), measured(2e6, "m", true, "2 m"));
        assert!(["a", "=1", "a=x", "a=inf"].iter().all(|t| parse_set(t).is_err()));
    }

    #[test]
    fn dates_in_other_orders_are_refused_with_what_they_could_mean() {
        for (text, says) in [
            ("1.7.2026", "2026-07-01 (the day first) or as 2026-01-07 (the month first)"),
            ("01/07/2026", "2026-07-01 (the day first) or as 2026-01-07 (the month first)"),
            ("31.12.2026", "write 2026-12-31"),
            ("2026-7-1", "write 2026-07-01"),
            ("2026/07/01", "write 2026-07-01"),
            ("2026-02-30", "there is no such day"),
            ("1-7-26", "the year needs four digits"),
            ("1.500", "1.5 (the point before decimals) or as 1500"),
        ] {
            let told = parse_value(text).unwrap_err();
            assert!(told.contains(says), "{text}: {told}");
        }
    }
}
