//! What a cell says: numbers, ranges, shares, dates, names with shares.

use serde_json::{Value, json};

use super::grid::Found;
use super::layout::Allowed;
use crate::reading::{self, Locale, Unreadable};
use crate::scenario::SYMBOLS;
use crate::scenario::words::nearest;

/// What is wrong with a cell. Cells of a column with the same cause are told together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wrong {
    /// What it is told by; nothing if it stands for itself.
    pub cause: &'static str,
    /// In words.
    pub text: String,
}

impl From<String> for Wrong {
    fn from(text: String) -> Self {
        Self { cause: "", text }
    }
}

/// How a locale is declared in sheets.
const DECLARE: &str = "fill in “Locale” on the sheet Scenario, such as de";

/// "found …, allowed: …".
pub(super) fn refuse(found: &Found, allowed: &str) -> Wrong {
    let text = match found {
        Found::Broken(text) => format!("found {text}, allowed: {allowed}"),
        _ => format!("found \"{}\", allowed: {allowed}", found.shown()),
    };
    Wrong { cause: "", text }
}

/// Words that are no number, share or date, or could be two.
fn unreadable(text: &str, error: &Unreadable, allowed: &str) -> Wrong {
    if error.depends_on_locale() {
        return Wrong { cause: error.kind(), text: error.told(DECLARE) };
    }
    let why = match error {
        Unreadable::Nonsense { why, .. } => why.trim_start_matches([':', ';', ' ']),
        _ => "",
    };
    let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
    Wrong { cause: error.kind(), text: format!("found \"{text}\", allowed: {allowed}{why}") }
}

/// A plain number, or the distribution of a range.
pub(super) fn number(found: &Found, allowed: Allowed, locale: Locale) -> Result<Value, Wrong> {
    let (low, high) = match allowed {
        Allowed::Number(low, high) | Allowed::Exact(low, high) | Allowed::Whole(low, high) => (low, high),
        Allowed::Money => (0.0, 1e15),
        _ => (0.0, 1.0),
    };
    let hint = in_words(allowed);
    let checked = |x: f64| {
        let percent = if allowed == Allowed::Share && x > 1.0 { " (with a percent sign)" } else { "" };
        if x >= low && x <= high { Ok(x) } else { Err(refuse(found, &format!("{hint}{percent}"))) }
    };
    let text = match found {
        Found::Number(x) => {
            let x = checked(*x)?;
            let fraction = matches!(allowed, Allowed::Whole(..)) && x.fract() != 0.0;
            return if fraction { Err(refuse(found, &hint)) } else { Ok(plain(x)) };
        }
        Found::Words(text) => text,
        _ => return Err(refuse(found, &hint)),
    };
    let one = |part: &str| {
        let read = match allowed {
            Allowed::Share => reading::share,
            Allowed::Money => reading::amount,
            _ => reading::number,
        };
        read(part, locale).map_err(|error| unreadable(text, &error, &hint)).and_then(checked)
    };
    if matches!(allowed, Allowed::Whole(..)) {
        let x = reading::whole(text, locale).map_err(|error| unreadable(text, &error, &hint))?;
        #[allow(clippy::cast_precision_loss, reason = "what is allowed is far smaller")]
        return checked(x as f64).map(plain);
    }
    if matches!(allowed, Allowed::Exact(..)) {
        return one(text).map(plain);
    }
    let (range, mode) = match text.split_once("mostly") {
        Some((range, mode)) => (range.trim().trim_end_matches(','), Some(one(mode)?)),
        None => (text.as_str(), None),
    };
    let Some((min, max)) = range.split_once(" to ") else {
        let dash = |error: Wrong| {
            if is_dashed(text) { refuse(found, &format!("{hint} (a range is written 40 to 70)")) } else { error }
        };
        return if mode.is_some() { Err(refuse(found, &hint)) } else { one(text).map(plain).map_err(dash) };
    };
    let (min, max) = (one(min)?, one(max)?);
    if min >= max {
        return Err(format!("found \"{text}\", but a range goes from a smaller number to a larger one").into());
    }
    match mode {
        None => Ok(json!({"uniform": {"min": plain(min), "max": plain(max)}})),
        Some(mode) if mode < min || mode > max => {
            Err(format!("found \"{text}\", but what is mostly so must lie within the range").into())
        }
        Some(mode) => Ok(json!({"triangular": {"min": plain(min), "mode": plain(mode), "max": plain(max)}})),
    }
}

/// Whether it is two numbers with a dash between them.
fn is_dashed(text: &str) -> bool {
    let ends = text.split_once(['-', '–', '—']);
    ends.is_some_and(|(low, high)| [low, high].iter().all(|end| end.trim().starts_with(|c: char| c.is_ascii_digit())))
}

/// Half within the one, nine in ten within the other.
pub(super) fn skewed(median: &Value, p90: Option<&Value>) -> Result<Value, Wrong> {
    let Some(p90) = p90 else { return Ok(median.clone()) };
    match (median.as_f64(), p90.as_f64()) {
        (Some(half), Some(most)) if half > 0.0 && most > half => {
            Ok(json!({"lognormal": {"median": median, "p90": p90}}))
        }
        (Some(half), Some(_)) => Err(format!(
            "found \"{p90}\", allowed: more than the {half} within which half of them lie (and that more than 0)"
        )
        .into()),
        _ => Err("with a range for the half, this cell stays empty".to_owned().into()),
    }
}

/// A date.
pub(super) fn day(found: &Found, locale: Locale) -> Result<Value, Wrong> {
    let allowed = in_words(Allowed::Date);
    match found {
        Found::Date(day) => Ok(json!(day.to_string())),
        Found::Words(text) => {
            let day = reading::date(text, locale).map_err(|error| unreadable(text, &error, &allowed))?;
            Ok(json!(day.to_string()))
        }
        Found::Number(_) => Err(refuse(found, &format!("{allowed} (a number; give the cell the format of a date)"))),
        _ => Err(refuse(found, &allowed)),
    }
}

/// One of some words; what a scenario says of it.
pub(super) fn one_of(found: &Found, choices: &[(&'static str, &'static str)]) -> Result<Value, Wrong> {
    let text = found.shown();
    if let Some((_, value)) = choices.iter().find(|(word, _)| reading::same(word, &text)) {
        return Ok(json!(value));
    }
    let meant = nearest(&text, choices.iter().map(|(word, _)| *word));
    let meant = meant.map_or(String::new(), |word| format!("; did you mean “{word}”?"));
    let wrong = refuse(found, &in_words_of(choices));
    Err(Wrong { text: format!("{}{meant}", wrong.text), ..wrong })
}

/// Capital letters: a country or a currency.
pub(super) fn capitals(found: &Found, allowed: Allowed) -> Result<Value, Wrong> {
    let text = found.shown();
    let letters = if allowed == Allowed::Country { 2 } else { 3 };
    let right = text.len() == letters && text.bytes().all(|b| b.is_ascii_uppercase());
    if right { Ok(json!(text)) } else { Err(refuse(found, &in_words(allowed))) }
}

/// A list of chemical symbols, or names of substances.
pub(super) fn elements(found: &Found) -> Result<Value, Wrong> {
    let text = found.shown();
    let symbols = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    symbols.map(element).collect::<Result<Vec<String>, Wrong>>().map(|list| json!(list))
}

/// A substance that is under control: a chemical symbol, or a name of three letters or more.
pub(super) fn element(text: &str) -> Result<String, Wrong> {
    if let Some(symbol) = SYMBOLS.into_iter().find(|symbol| symbol.eq_ignore_ascii_case(text)) {
        return Ok(symbol.to_owned());
    }
    if text.chars().count() > 2 && text.chars().any(char::is_alphabetic) {
        return Ok(text.to_lowercase());
    }
    Err(format!("found \"{text}\", allowed: a chemical symbol (such as Dy, Tb) or a name (such as graphite)").into())
}

/// Materials with quantities: "Magnet 0.2; Rotor 1".
pub(super) fn needs(found: &Found, locale: Locale) -> Result<Vec<(String, f64)>, Wrong> {
    let text = found.shown();
    let allowed = in_words(Allowed::Needs);
    let one = |part: &str| {
        let (name, number) = part.trim().rsplit_once(char::is_whitespace).ok_or_else(|| refuse(found, &allowed))?;
        let x = reading::number(number, locale).map_err(|error| unreadable(&text, &error, &allowed))?;
        if (0.0..=1e15).contains(&x) { Ok((reading::tidy(name), x)) } else { Err(refuse(found, &allowed)) }
    };
    text.split(';').filter(|part| !part.trim().is_empty()).map(one).collect()
}

/// Names with shares: "slow 60 %; eased 40 %".
pub(super) fn parts(found: &Found, locale: Locale) -> Result<Vec<(String, f64)>, Wrong> {
    let text = found.shown();
    let allowed = in_words(Allowed::Parts);
    let one = |part: &str| {
        let part = part.trim();
        // The percent sign may stand apart.
        let digits = part.strip_suffix('%').unwrap_or(part).trim_end();
        let (name, _) = digits.rsplit_once(char::is_whitespace).ok_or_else(|| refuse(found, &allowed))?;
        let share = part[name.len()..].trim();
        let x = reading::share(share, locale).map_err(|error| unreadable(&text, &error, &allowed))?;
        let inside = (0.0..=1.0).contains(&x);
        if inside { Ok((reading::tidy(name), x)) } else { Err(refuse(found, &allowed)) }
    };
    text.split(';').filter(|part| !part.trim().is_empty()).map(one).collect()
}

/// What is allowed, in words.
pub(super) fn in_words(allowed: Allowed) -> String {
    match allowed {
        Allowed::Words => "words".to_owned(),
        Allowed::Name(sheet) => format!("a name of the sheet {sheet}"),
        Allowed::OneOf(choices) => in_words_of(choices),
        Allowed::Needs => "materials with quantities, such as Magnet 0.2; Rotor 1".to_owned(),
        Allowed::Number(low, high) if high >= 1e15 => format!("a number of {low} or more"),
        Allowed::Number(low, high) | Allowed::Exact(low, high) => format!("a number from {low} to {high}"),
        Allowed::Money => "a number of 0 or more".to_owned(),
        Allowed::Share => "a share from 0 % to 100 %, such as 20 %".to_owned(),
        Allowed::Whole(low, high) => format!("a whole number from {low} to {high}"),
        Allowed::Date => "a date, such as 2026-03-02".to_owned(),
        Allowed::Country => "a country as two capital letters, such as DE".to_owned(),
        Allowed::Currency => "a currency as three capital letters, such as EUR".to_owned(),
        Allowed::Parts => "names with shares, such as Dy 3 %; Tb 0.5 %".to_owned(),
        Allowed::Elements => "chemical symbols, such as Dy, Tb".to_owned(),
    }
}

fn in_words_of(choices: &[(&'static str, &'static str)]) -> String {
    let words: Vec<String> = choices.iter().map(|(word, _)| format!("“{word}”")).collect();
    words.join(" or ")
}

/// A number as people write it: without a fraction where there is none.
pub(super) fn plain(x: f64) -> Value {
    if x.fract() == 0.0 && x.abs() < 1e15 { whole(x) } else { json!(x) }
}

#[allow(clippy::cast_possible_truncation, reason = "a whole number below 10¹⁵")]
fn whole(x: f64) -> Value {
    json!(x as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Allowed = Allowed::Number(0.0, 1e15);
    const EN: Locale = Locale::UNDECLARED;

    fn cell(text: &str) -> Found {
        Found::words(text)
    }

    #[test]
    fn numbers_and_ranges_are_read() {
        let read = |text: &str, allowed| number(&cell(text), allowed, EN).unwrap().to_string();
        assert_eq!(read("40", ANY), "40");
        assert_eq!(read("0.25", ANY), "0.25");
        assert_eq!(read("250,000", ANY), "250000");
        assert_eq!(read("40 to 70", ANY), r#"{"uniform":{"min":40,"max":70}}"#);
        assert_eq!(read("28 to 60, mostly 36", ANY), r#"{"triangular":{"min":28,"mode":36,"max":60}}"#);
        assert_eq!(read("1,000 to 2,000, mostly 1,500", ANY), r#"{"triangular":{"min":1000,"mode":1500,"max":2000}}"#);
        assert_eq!(read("20 %", Allowed::Share), "0.2");
        assert_eq!(read("7 %", Allowed::Share), "0.07");
        assert_eq!(
            read("5 % to 40 %, mostly 20%", Allowed::Share),
            r#"{"triangular":{"min":0.05,"mode":0.2,"max":0.4}}"#
        );
        assert_eq!(read("14", Allowed::Whole(1.0, 366.0)), "14");
        assert_eq!(read("2.5 m", Allowed::Money), "2500000");
        let de = Locale::named("de").unwrap();
        let read = |text: &str, allowed| number(&cell(text), allowed, de).unwrap().to_string();
        assert_eq!((read("250.000", ANY), read("2,5", ANY)), ("250000".to_owned(), "2.5".to_owned()));
        assert_eq!(read("1,5 to 2,5, mostly 2", ANY), r#"{"triangular":{"min":1.5,"mode":2,"max":2.5}}"#);
        assert_eq!(read("2,5 %", Allowed::Share), "0.025");
    }

    #[test]
    fn what_is_wrong_is_told_with_what_is_allowed() {
        let told = |text: &str, allowed| number(&cell(text), allowed, EN).unwrap_err().text;
        assert_eq!(told("-3", ANY), "found \"-3\", allowed: a number of 0 or more");
        assert_eq!(
            told("250.000", ANY),
            "\"250.000\" can be read as 250 (the point before decimals) or as 250000 (the point between thousands); \
             write 250 or 250000, or fill in “Locale” on the sheet Scenario, such as de"
        );
        assert!(told("0,5", ANY).contains("0.5 (the comma before decimals) or as 5 (the comma between thousands)"));
        assert!(told("20", Allowed::Share).ends_with("such as 20 % (with a percent sign)"));
        assert!(told("70 to 40", ANY).contains("smaller number"));
        assert!(told("40 to 70, mostly 90", ANY).contains("within the range"));
        assert!(told("40, mostly 90", ANY).contains("a number of 0 or more"));
        assert!(told("1.5", Allowed::Whole(1.0, 9.0)).contains("whole number from 1 to 9"));
        assert!(told("a lot", ANY).starts_with("found \"a lot\""));
        assert!(told("10 m", ANY).contains("stands behind money"));
        assert!(told("1 to 2", Allowed::Exact(0.0, 9.0)).ends_with("allowed: a number from 0 to 9"));
        assert!(told("28-60", ANY).ends_with("(a range is written 40 to 70)"));
        let told = |text: &str| day(&cell(text), EN).unwrap_err().text;
        assert!(told("03/04/2026").contains("2026-04-03 (the day first) or as 2026-03-04"));
        assert!(told("2 March").starts_with("found \"2 March\", allowed: a date"));
        assert!(day(&Found::Number(46_083.0), EN).unwrap_err().text.contains("format of a date"));
        assert_eq!(day(&cell("2.3.2026"), Locale::named("de").unwrap()).unwrap(), "2026-03-02");
    }

    #[test]
    fn names_with_shares_are_read() {
        let read = |text: &str| parts(&cell(text), EN).unwrap();
        assert_eq!(read("slow 60 %; very slow 40%"), [("slow".to_owned(), 0.6), ("very slow".to_owned(), 0.4)]);
        assert_eq!(read("Dy 0.03"), [("Dy".to_owned(), 0.03)]);
        let read = |text: &str| needs(&cell(text), EN);
        let wanted = [("Magnet 7".to_owned(), 0.2), ("Rotor".to_owned(), 1.0)];
        assert_eq!(read("Magnet 7 0.2; Rotor 1;").unwrap(), wanted);
        assert!(read("Magnet").is_err() && read("Magnet -1").is_err() && read("Magnet 0,2").is_err());
        for text in ["slow", "slow 130 %", "slow %", "60 %"] {
            assert!(parts(&cell(text), EN).is_err(), "{text}");
        }
        assert!(parts(&cell("Dy 3,5 %"), EN).unwrap_err().text.contains("3.5% (the comma"));
        assert_eq!(parts(&cell("Dy 3,5 %"), Locale::named("de").unwrap()).unwrap(), [("Dy".to_owned(), 0.035)]);
        assert_eq!(elements(&cell("Dy, tb")).unwrap().to_string(), r#"["Dy","Tb"]"#);
        assert!(elements(&cell("Dy, Xx")).unwrap_err().text.contains("\"Xx\""));
    }
}
