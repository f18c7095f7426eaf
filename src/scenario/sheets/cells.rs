//! What a cell says: numbers, ranges, shares, dates, names with shares.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::grid::Found;
use super::layout::Allowed;
use crate::scenario::words::nearest;

const ELEMENTS: [&str; 12] = ["Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y", "Ho", "Er", "Tm", "Eu", "Yb"];

/// What is wrong with a cell.
pub type Wrong = String;

/// "found …, allowed: …".
pub fn refuse(found: &Found, allowed: &str) -> Wrong {
    match found {
        Found::Broken(text) => format!("found {text}, allowed: {allowed}"),
        _ => format!("found \"{}\", allowed: {allowed}", found.shown()),
    }
}

/// A plain number, or the law of a range.
pub fn number(found: &Found, allowed: Allowed) -> Result<Value, Wrong> {
    let (low, high) = match allowed {
        Allowed::Number(low, high) | Allowed::Whole(low, high) => (low, high),
        _ => (0.0, 1.0),
    };
    let share = allowed == Allowed::Share;
    let hint = in_words(allowed);
    let wrong = || {
        let comma = matches!(found, Found::Words(text) if text.contains(',') && !text.contains("mostly"));
        let point = if comma { " (decimals with a point: 0.5)" } else { "" };
        let percent =
            if share && matches!(found, Found::Number(x) if *x > 1.0) { " (with a percent sign)" } else { "" };
        refuse(found, &format!("{hint}{point}{percent}"))
    };
    let checked = |x: f64| (x >= low && x <= high).then_some(x);
    if let Found::Number(x) = found {
        let x = checked(*x).ok_or_else(wrong)?;
        if matches!(allowed, Allowed::Whole(..)) {
            return if x.fract() == 0.0 { Ok(whole(x)) } else { Err(wrong()) };
        }
        return Ok(plain(x));
    }
    let Found::Words(text) = found else { return Err(wrong()) };
    let one = |text: &str| {
        let text = text.trim();
        let (digits, scale) = match text.strip_suffix('%') {
            Some(digits) if share => (digits.trim(), 0.01),
            _ => (text, 1.0),
        };
        // A share of 20 % is 0.2, without the dust of the division.
        let x = digits.parse::<f64>().ok().filter(|x| x.is_finite())?;
        checked(if scale < 1.0 { x / 100.0 } else { x })
    };
    if let Some(x) = one(text) {
        return if matches!(allowed, Allowed::Whole(..)) { number(&Found::Number(x), allowed) } else { Ok(plain(x)) };
    }
    if matches!(allowed, Allowed::Whole(..)) {
        return Err(wrong());
    }
    let (range, mode) = match text.split_once("mostly") {
        Some((range, mode)) => (range.trim().trim_end_matches(','), Some(one(mode).ok_or_else(wrong)?)),
        None => (text.as_str(), None),
    };
    let (min, max) = range.split_once(" to ").ok_or_else(wrong)?;
    let (min, max) = (one(min).ok_or_else(wrong)?, one(max).ok_or_else(wrong)?);
    if min >= max {
        return Err(format!("found \"{text}\", but a range goes from a smaller number to a larger one"));
    }
    match mode {
        None => Ok(json!({"uniform": {"min": plain(min), "max": plain(max)}})),
        Some(mode) if mode < min || mode > max => {
            Err(format!("found \"{text}\", but what is mostly so must lie within the range"))
        }
        Some(mode) => Ok(json!({"triangular": {"min": plain(min), "mode": plain(mode), "max": plain(max)}})),
    }
}

/// Half within the one, nine in ten within the other.
pub fn skewed(median: &Value, p90: Option<&Value>) -> Result<Value, Wrong> {
    let Some(p90) = p90 else { return Ok(median.clone()) };
    match (median.as_f64(), p90.as_f64()) {
        (Some(half), Some(most)) if half > 0.0 && most > half => {
            Ok(json!({"lognormal": {"median": median, "p90": p90}}))
        }
        (Some(half), Some(_)) => Err(format!(
            "found \"{p90}\", allowed: more than the {half} within which half of them lie (and that more than 0)"
        )),
        _ => Err("with a range for the half, this cell stays empty".to_owned()),
    }
}

/// A date.
pub fn day(found: &Found) -> Result<Value, Wrong> {
    let date = match found {
        Found::Date(day) => Some(*day),
        Found::Words(text) => text.parse::<Date>().ok(),
        _ => None,
    };
    date.map(|day| json!(day.to_string())).ok_or_else(|| refuse(found, &in_words(Allowed::Date)))
}

/// One of some words; what a scenario says of it.
pub fn one_of(found: &Found, choices: &[(&'static str, &'static str)]) -> Result<Value, Wrong> {
    let text = found.shown();
    if let Some((_, value)) = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text)) {
        return Ok(json!(value));
    }
    let meant = nearest(&text, choices.iter().map(|(word, _)| *word));
    let meant = meant.map_or(String::new(), |word| format!("; did you mean “{word}”?"));
    Err(format!("{}{meant}", refuse(found, &in_words_of(choices))))
}

/// Capital letters: a country or a currency.
pub fn capitals(found: &Found, allowed: Allowed) -> Result<Value, Wrong> {
    let text = found.shown();
    let letters = if allowed == Allowed::Country { 2 } else { 3 };
    let right = text.len() == letters && text.bytes().all(|b| b.is_ascii_uppercase());
    if right { Ok(json!(text)) } else { Err(refuse(found, &in_words(allowed))) }
}

/// A list of chemical symbols.
pub fn elements(found: &Found) -> Result<Value, Wrong> {
    let text = found.shown();
    let symbols = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    symbols.map(element).collect::<Result<Vec<&str>, Wrong>>().map(|list| json!(list))
}

/// The symbol of an element that is under control.
pub fn element(text: &str) -> Result<&'static str, Wrong> {
    let known = ELEMENTS.into_iter().find(|symbol| symbol.eq_ignore_ascii_case(text));
    known.ok_or_else(|| format!("found \"{text}\", allowed: {} (such as Dy, Tb)", ELEMENTS.join(", ")))
}

/// Names with shares: "slow 60 %; eased 40 %".
pub fn parts(found: &Found) -> Result<Vec<(String, f64)>, Wrong> {
    let text = found.shown();
    let wrong = || refuse(found, &in_words(Allowed::Parts));
    let one = |part: &str| {
        let (name, share) =
            part.rsplit_once(|c: char| c.is_whitespace()).filter(|(_, end)| *end != "%").or_else(|| {
                let part = part.trim_end_matches('%').trim_end();
                part.rsplit_once(|c: char| c.is_whitespace())
            })?;
        let percent = part.trim_end().ends_with('%');
        let x: f64 = share.trim_end_matches('%').parse().ok()?;
        let x = if percent { x / 100.0 } else { x };
        (0.0..=1.0).contains(&x).then(|| (name.trim().to_owned(), x))
    };
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(|p| one(p).ok_or_else(wrong)).collect()
}

/// What is allowed, in words.
pub fn in_words(allowed: Allowed) -> String {
    match allowed {
        Allowed::Words => "words".to_owned(),
        Allowed::Name(sheet) => format!("a name of the sheet {sheet}"),
        Allowed::OneOf(choices) => in_words_of(choices),
        Allowed::Number(low, high) if high >= 1e15 => format!("a number of {low} or more"),
        Allowed::Number(low, high) => format!("a number from {low} to {high}"),
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
fn plain(x: f64) -> Value {
    if x.fract() == 0.0 && x.abs() < 1e15 { whole(x) } else { json!(x) }
}

#[allow(clippy::cast_possible_truncation, reason = "a whole number below 10¹⁵")]
fn whole(x: f64) -> Value {
    json!(x as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::sheets::grid::plain as cell;

    const ANY: Allowed = Allowed::Number(0.0, 1e15);

    #[test]
    fn numbers_and_ranges_are_read() {
        let read = |text: &str, allowed| number(&cell(text), allowed).unwrap().to_string();
        assert_eq!(read("40", ANY), "40");
        assert_eq!(read("0.25", ANY), "0.25");
        assert_eq!(read("40 to 70", ANY), r#"{"uniform":{"min":40,"max":70}}"#);
        assert_eq!(read("28 to 60, mostly 36", ANY), r#"{"triangular":{"min":28,"mode":36,"max":60}}"#);
        assert_eq!(read("20 %", Allowed::Share), "0.2");
        assert_eq!(
            read("5 % to 40 %, mostly 20%", Allowed::Share),
            r#"{"triangular":{"min":0.05,"mode":0.2,"max":0.4}}"#
        );
        assert_eq!(read("14", Allowed::Whole(1.0, 366.0)), "14");
    }

    #[test]
    fn what_is_wrong_is_told_with_what_is_allowed() {
        let told = |text: &str, allowed| number(&cell(text), allowed).unwrap_err();
        assert_eq!(told("-3", ANY), "found \"-3\", allowed: a number of 0 or more");
        assert_eq!(told("0,5", ANY), "found \"0,5\", allowed: a number of 0 or more (decimals with a point: 0.5)");
        assert!(told("20", Allowed::Share).ends_with("such as 20 % (with a percent sign)"));
        assert!(told("70 to 40", ANY).contains("smaller number"));
        assert!(told("40 to 70, mostly 90", ANY).contains("within the range"));
        assert!(told("1.5", Allowed::Whole(1.0, 9.0)).contains("whole number from 1 to 9"));
        assert!(told("a lot", ANY).starts_with("found \"a lot\""));
    }

    #[test]
    fn names_with_shares_are_read() {
        let read = |text: &str| parts(&cell(text)).unwrap();
        assert_eq!(read("slow 60 %; very slow 40%"), [("slow".to_owned(), 0.6), ("very slow".to_owned(), 0.4)]);
        assert_eq!(read("Dy 0.03"), [("Dy".to_owned(), 0.03)]);
        assert!(parts(&cell("slow")).is_err());
        assert!(parts(&cell("slow 130 %")).is_err());
        assert_eq!(elements(&cell("Dy, tb")).unwrap().to_string(), r#"["Dy","Tb"]"#);
        assert!(elements(&cell("Dy, Xx")).unwrap_err().contains("\"Xx\""));
    }
}
