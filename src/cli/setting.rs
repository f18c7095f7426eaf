//! Values on the command line: numbers and dates that parameters and fields are set to.

use jiff::civil::Date;

use crate::scenario::Setting;

/// A parameter, or the dotted path of a number or a date, and its value: `NAME=VALUE`.
pub(super) fn parse_set(text: &str) -> Result<(String, Setting), String> {
    let example = "write PARAM=VALUE, such as freeze_length=45";
    let (name, value) = text.rsplit_once('=').ok_or_else(|| format!("it has no \"=\"; {example}"))?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() {
        return Err(format!("there is no name before \"=\"; {example}"));
    }
    Ok((name.to_owned(), parse_value(value)?))
}

/// A number or a date.
pub(super) fn parse_value(text: &str) -> Result<Setting, String> {
    if let Some(found) = date_parts(text) {
        return parse_date(text, found).map(Setting::Date);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Setting::Number(number)),
        _ => Err(format!("\"{text}\" is neither a number, such as 0.5, nor a date, such as 2026-07-01")),
    }
}

/// Whether it is written like a date, rightly or not.
pub(super) fn looks_like_date(text: &str) -> bool {
    date_parts(text).is_some()
}

/// The three numbers of what looks like a date, and whether they are parted by dashes.
fn date_parts(text: &str) -> Option<([&str; 3], bool)> {
    let dashes = text.contains('-');
    let parts: Vec<&str> = text.split(if dashes { '-' } else { '/' }).collect();
    let parts = if parts.len() == 1 { text.split('.').collect() } else { parts };
    let parts: [&str; 3] = parts.try_into().ok()?;
    let short = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.iter().all(short).then_some((parts, dashes))
}

/// A date as it is written here: year, month, day. Other orders can be read in two ways.
fn parse_date(text: &str, ([first, second, third], dashes): ([&str; 3], bool)) -> Result<Date, String> {
    let date = |year: &str, month: &str, day: &str| -> Option<Date> {
        let full = year.len() == 4;
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|_| full)
    };
    if let Some(read) = date(first, second, third) {
        if dashes && second.len() == 2 && third.len() == 2 {
            return Ok(read);
        }
        return Err(format!("\"{text}\" is not how a date is written here; write {read}"));
    }
    let readings: Vec<String> = [date(third, second, first), date(third, first, second)]
        .into_iter()
        .flatten()
        .map(|read| read.to_string())
        .collect();
    match &readings[..] {
        [one, other] if one != other => {
            Err(format!("\"{text}\" can be read in two ways; write {one} (day first) or {other} (month first)"))
        }
        [one, ..] => Err(format!("\"{text}\" is not how a date is written here; write {one}")),
        [] => Err(format!("\"{text}\" is no date that there is; a date is written as 2026-07-01")),
    }
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
        assert!(["a", "=1", "a=x", "a=inf"].iter().all(|t| parse_set(t).is_err()));
    }

    #[test]
    fn dates_in_other_orders_are_refused_with_what_they_could_mean() {
        for (text, says) in [
            ("1.7.2026", "2026-07-01 (day first) or 2026-01-07 (month first)"),
            ("01/07/2026", "2026-07-01 (day first) or 2026-01-07 (month first)"),
            ("31.12.2026", "write 2026-12-31"),
            ("2026-7-1", "write 2026-07-01"),
            ("2026/07/01", "write 2026-07-01"),
            ("2026-02-30", "no date that there is"),
            ("1-7-26", "no date that there is"),
        ] {
            let told = parse_value(text).unwrap_err();
            assert!(told.contains(says), "{text}: {told}");
        }
    }
}
