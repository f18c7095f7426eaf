//! How options are read: numbers, shares, sums of money, dates, all by the one strict reader.

use std::ffi::OsString;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;

use crate::reading::{self, Locale, Unreadable};
use crate::report::thousands;

/// How numbers and dates are written on this command line: what stands behind `--locale`.
pub(super) fn declared() -> Locale {
    declared_in(super::words::all())
}

fn declared_in(words: impl IntoIterator<Item = OsString>) -> Locale {
    let mut words = words.into_iter().map(|word| word.to_string_lossy().into_owned());
    let mut found = Locale::default();
    while let Some(word) = words.next() {
        let name = match word.strip_prefix("--locale") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        // What is no locale is told by the option itself.
        found = name.and_then(|name| Locale::named(&name).ok()).unwrap_or(found);
    }
    found
}

/// A locale by its name.
pub(super) fn parse_locale(text: &str) -> Result<Locale, String> {
    Locale::named(text).map_err(|error| error.to_string())
}

/// What is wrong with an option; how a locale is declared is added where that could help.
pub(super) fn told(error: &Unreadable) -> String {
    match declared().name() {
        Some(_) => error.to_string(),
        None => error.told("declare with --locale how numbers and dates are written, as in --locale de"),
    }
}

/// A whole number.
pub(super) fn parse_whole(text: &str) -> Result<u64, String> {
    reading::whole(text, declared()).map_err(|error| told(&error))
}

/// A whole number from `least` to `most`.
pub(super) fn between<T: Copy + Into<u64> + TryFrom<u64> + Send + Sync + 'static>(
    least: T,
    most: T,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static {
    move |text| {
        let (least, most) = (least.into(), most.into());
        let range = || format!("a whole number from {} to {} is needed", thousands(least), thousands(most));
        let found = parse_whole(text).map_err(|why| format!("{why}; {}", range()))?;
        if (least..=most).contains(&found) { T::try_from(found).map_err(|_| range()) } else { Err(range()) }
    }
}

/// A sum of money above 0.
pub(super) fn parse_money(text: &str) -> Result<f64, String> {
    const NEEDED: &str = "a sum of money above 0 is needed, such as 20e6, 20 m or 20,000,000";
    match reading::amount(text, declared()) {
        Ok(x) if x > 0.0 && x <= 1e15 => Ok(x),
        Ok(_) => Err(NEEDED.to_owned()),
        Err(error) => Err(format!("{}; {NEEDED}", told(&error))),
    }
}

/// A number of days above 0.
pub(super) fn parse_days(text: &str) -> Result<f64, String> {
    const NEEDED: &str = "a number of days above 0 is needed, such as 180";
    match reading::number(text, declared()) {
        Ok(x) if x > 0.0 && x <= 36_500.0 => Ok(x),
        Ok(_) => Err(NEEDED.to_owned()),
        Err(error) => Err(format!("{}; {NEEDED}", told(&error))),
    }
}

/// A share; which values are possible is for the option.
pub(super) fn parse_share(text: &str) -> Result<f64, String> {
    reading::share(text, declared()).map_err(|error| told(&error))
}

/// A date.
pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    reading::date(text, declared()).map_err(|error| told(&error))
}

/// The first day of a month.
pub(super) fn parse_month(text: &str) -> Result<Date, String> {
    reading::month(text, declared()).map_err(|error| told(&error))
}

/// A name, composed as scenarios are when they are loaded.
#[allow(clippy::unnecessary_wraps, reason = "a reader of options may fail")]
pub(super) fn parse_name(text: &str) -> Result<String, String> {
    Ok(reading::tidy(text))
}

/// A word that can be chosen, what it means, and what it stands for.
pub(super) type Choice<T> = (&'static str, &'static str, T);

/// One of some words.
pub(super) fn one_of<T: Clone + Send + Sync>(all: &'static [Choice<T>]) -> impl TypedValueParser<Value = T> {
    let words = all.iter().map(|(word, about, _)| PossibleValue::new(*word).help(*about));
    PossibleValuesParser::new(words).try_map(|found| {
        let choice = all.iter().find(|(word, ..)| *word == found);
        choice.map(|(.., chosen)| chosen.clone()).ok_or("it is none of the words")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_is_found_in_both_forms() {
        let of = |words: &str| declared_in(words.split(' ').map(OsString::from)).name();
        assert_eq!(of("run a.json --locale de --trials 5"), Some("de"));
        assert_eq!(of("--locale=ch run a.json"), Some("ch"));
        assert_eq!(of("run a.json --locale"), None);
        assert_eq!(of("run a.json --locales de"), None);
    }

    #[test]
    fn options_say_what_is_needed_and_both_readings() {
        assert_eq!(between(1_u32, 3660)("1,000"), Ok(1000));
        for text in ["0", "3661", "1e9", "x", "1.5", "-1"] {
            let error = between(1_u32, 3660)(text).unwrap_err();
            assert!(error.contains("a whole number from 1 to 3,660 is needed"), "{error}");
        }
        assert!(between(1_u16, 9)("2,5").unwrap_err().contains("2.5 (the comma before decimals) or as 25"));
        assert_eq!((parse_money("2.5 m"), parse_money("20,000,000")), (Ok(2.5e6), Ok(2e7)));
        assert!(["0", "-5", "1e16", "many"].iter().all(|text| parse_money(text).unwrap_err().contains("sum of money")));
        for (text, says) in [("2,5e6", "25e6"), ("10.000", "10000"), ("1.500 m", "1500 m")] {
            let error = parse_money(text).unwrap_err();
            assert!(error.contains(&format!("or as {says} (")) && error.contains("--locale de"), "{error}");
        }
        assert!(parse_days("2,5").unwrap_err().contains("25 (the comma between thousands)"));
        assert!(parse_date("03/04/2026").unwrap_err().contains("2026-03-04 (the month first)"));
        assert_eq!(parse_name("Mu\u{308}ller"), Ok("M\u{fc}ller".to_owned()));
    }
}
