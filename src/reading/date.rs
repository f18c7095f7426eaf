//! Dates: 2026-03-02. Other ways of writing them are read where a locale says what comes first.

use jiff::civil::Date;

use super::locale::{Locale, Order};
use super::{Unreadable, quoted};

const DATE: &str = "a date, such as 2026-03-02";
const MONTH: &str = "a month, such as 2026-03";

/// A date. A time behind it is left out; a time zone is refused, as it could move the day.
///
/// # Errors
/// What it could mean, or why it is none.
pub(crate) fn date(text: &str, locale: Locale) -> Result<Date, Unreadable> {
    let plain = text.trim();
    if plain.is_empty() {
        return Err(Unreadable::Empty { needed: DATE });
    }
    let (day, time) = match plain.split_once(['T', ' ']) {
        Some((day, time)) if is_time(time.trim()) => (day, true),
        _ => (plain, false),
    };
    if let Some(found) = iso(day) {
        return Ok(found);
    }
    let nonsense = |why: &str| Unreadable::Nonsense { text: quoted(plain), needed: DATE, why: why.to_owned() };
    let Some(parts) = parts(day).filter(|_| !time || day.len() < plain.len()) else { return Err(nonsense("")) };
    match parts {
        Parts::Short => Err(nonsense("; the year needs four digits")),
        Parts::Named(year, month, day) | Parts::Packed(year, month, day) => match made(year, month, day) {
            Some(found) => Err(foreign(plain, found, "")),
            None => Err(nonsense("; there is no such day")),
        },
        Parts::YearFirst(year, month, day) => match made(year, month, day) {
            Some(found) if locale.order() == Some(Order::Year) => Ok(found),
            Some(found) => Err(foreign(plain, found, "")),
            None => Err(nonsense("; there is no such day")),
        },
        Parts::YearLast(first, second, year) => {
            let (by_day, by_month) = (made(year, second, first), made(year, first, second));
            match (locale.order(), by_day, by_month) {
                (Some(Order::Day), Some(found), _) | (Some(Order::Month), _, Some(found)) => Ok(found),
                (Some(Order::Day | Order::Month), ..) | (_, None, None) => Err(nonsense("; there is no such day")),
                (_, Some(a), Some(b)) if a != b => Err(Unreadable::Ambiguous {
                    text: quoted(plain),
                    readings: [format!("{a} (the day first)"), format!("{b} (the month first)")],
                    write: [a.to_string(), b.to_string()],
                }),
                (_, Some(found), None) => Err(foreign(plain, found, " where the day comes first")),
                (_, None, Some(found)) => Err(foreign(plain, found, " where the month comes first")),
                (_, Some(found), Some(_)) => Err(foreign(plain, found, "")),
            }
        }
    }
}

/// The first day of a month written as 2026-03, or as a date in it.
///
/// # Errors
/// What it could mean, or why it is none.
pub(crate) fn month(text: &str, locale: Locale) -> Result<Date, Unreadable> {
    let plain = text.trim();
    if plain.len() == 7
        && let Some(found) = iso(&format!("{plain}-01"))
    {
        return Ok(found);
    }
    date(text, locale).map(Date::first_of_month).map_err(|error| match error {
        Unreadable::Empty { .. } => Unreadable::Empty { needed: MONTH },
        Unreadable::Nonsense { text, why, .. } => Unreadable::Nonsense { text, needed: MONTH, why },
        other => other,
    })
}

fn foreign(text: &str, found: Date, place: &str) -> Unreadable {
    Unreadable::Foreign { text: quoted(text), reading: format!("{found}{place}"), write: found.to_string() }
}

enum Parts {
    /// Year, month, day, with slashes, points or single digits.
    YearFirst(u32, u32, u32),
    /// Two numbers and the year.
    YearLast(u32, u32, u32),
    /// The month is a name.
    Named(u32, u32, u32),
    /// Eight digits without marks.
    Packed(u32, u32, u32),
    /// The year has two digits.
    Short,
}

/// 2026-03-02 and nothing else.
fn iso(text: &str) -> Option<Date> {
    let shape = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    (text.len() == 10 && text.bytes().enumerate().all(shape)).then(|| text.parse().ok())?
}

fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let below = |part: &str, end: u32| part.len() == 2 && digits(part) && part.parse().is_ok_and(|n: u32| n < end);
    let right = parts.iter().zip([24, 60, 60]).all(|(part, end)| below(part, end));
    (2..=3).contains(&parts.len()) && right && digits(fraction)
}

fn parts(text: &str) -> Option<Parts> {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if text.len() == 8 && digits(text) {
        let number = |from: usize, to: usize| text[from..to].parse::<u32>().ok();
        return Some(Parts::Packed(number(0, 4)?, number(4, 6)?, number(6, 8)?));
    }
    let parts: Vec<&str> =
        text.split(['/', '.', '-', ' ', ',']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return None };
    let number = |part: &str| (part.len() <= 4 && digits(part)).then(|| part.parse::<u32>().ok())?;
    let short = |part: &str| part.len() < 4;
    if let Some(month) = named_month(second) {
        return Some(if short(third) { Parts::Short } else { Parts::Named(number(third)?, month, number(first)?) });
    }
    if let Some(month) = named_month(first) {
        return Some(if short(third) { Parts::Short } else { Parts::Named(number(third)?, month, number(second)?) });
    }
    let (a, b, c) = (number(first)?, number(second)?, number(third)?);
    match (first.len(), third.len()) {
        (4, 1 | 2) => Some(Parts::YearFirst(a, b, c)),
        (1 | 2, 4) => Some(Parts::YearLast(a, b, c)),
        (1 | 2, 1 | 2) => Some(Parts::Short),
        _ => None,
    }
}

/// A month by its English or German name, or the beginning of it.
fn named_month(word: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "januar", "jänner"],
        &["february", "februar"],
        &["march", "märz", "mrz"],
        &["april"],
        &["may", "mai"],
        &["june", "juni"],
        &["july", "juli"],
        &["august"],
        &["september"],
        &["october", "oktober"],
        &["november"],
        &["december", "dezember"],
    ];
    let word = word.to_lowercase();
    let begins = |name: &&str| name.starts_with(&word);
    let found = MONTHS.iter().position(|names| word.chars().count() >= 3 && names.iter().any(begins))?;
    u32::try_from(found + 1).ok()
}

fn made(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn read(text: &str, name: &str) -> Result<Date, String> {
        let locale = if name.is_empty() { Locale::default() } else { Locale::named(name).unwrap() };
        date(text, locale).map_err(|error| error.to_string())
    }

    #[test]
    fn dates_that_mean_one_day_are_read() {
        let march = day(2026, 3, 2);
        for text in ["2026-03-02", " 2026-03-02 ", "2026-03-02T00:00:00", "2026-03-02 14:30", "2026-03-02 00:00:00.000"]
        {
            assert_eq!(read(text, ""), Ok(march), "{text}");
        }
        for (text, name) in [
            ("02.03.2026", "de"),
            ("2.3.2026", "ch"),
            ("02/03/2026", "en-GB"),
            ("02/03/2026", "fr"),
            ("3/2/2026", "en-US"),
            ("2026/3/2", "ja"),
            ("2026-03-02", "de"),
        ] {
            assert_eq!(read(text, name), Ok(march), "{text} in {name}");
        }
    }

    #[test]
    fn dates_that_depend_on_habits_are_refused_with_their_readings() {
        let error = read("03/04/2026", "").unwrap_err();
        assert!(error.contains("2026-04-03 (the day first) or as 2026-03-04 (the month first)"), "{error}");
        for (text, reading) in [
            ("31.12.2026", "2026-12-31 where the day comes first; write 2026-12-31"),
            ("12/31/2026", "2026-12-31 where the month comes first"),
            ("2026/12/31", "2026-12-31; write 2026-12-31"),
            ("20261231", "2026-12-31; write"),
            ("2-Jun-2026", "2026-06-02; write"),
            ("2. März 2026", "2026-03-02; write"),
            ("June 2, 2026", "2026-06-02; write"),
            ("05.05.2026", "2026-05-05; write"),
        ] {
            let error = read(text, "").unwrap_err();
            assert!(error.contains(&format!("\"{text}\" is {reading}")), "{error}");
        }
        assert!(read("03/04/2026", "en").unwrap_err().contains("the month first"));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2026-02-30",
            "31.02.2026",
            "32/13/2026",
            "2-Jun-06",
            "02.03.26",
            "yesterday",
            "2026",
            "2026-03",
            "46083",
            "2026-03-02T10:00+02:00",
            "2026-3-2-1",
            "2026-W10-1",
            "0000-00-00",
            "2026-03-02 25:00",
            "2026-03-02 at noon",
        ] {
            for name in ["", "de", "en-US"] {
                assert!(read(text, name).is_err(), "{text} in {name}");
            }
        }
        assert!(read("2-Jun-06", "").unwrap_err().contains("four digits"));
        assert!(read("31.02.2026", "de").unwrap_err().contains("no such day"));
    }

    #[test]
    fn months_are_read_as_such_or_as_a_day_in_them() {
        let read = |text| month(text, Locale::default()).map_err(|error| error.to_string());
        assert_eq!(read("2025-04"), Ok(day(2025, 4, 1)));
        assert_eq!(read("2025-04-17"), Ok(day(2025, 4, 1)));
        for text in ["2025-13", "04/2025", "2025-4", "April", "202504"] {
            assert!(read(text).unwrap_err().contains("is not a month"), "{text}");
        }
    }
}
