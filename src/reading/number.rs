//! Numbers: a mark before decimals, thousands in groups of three with one kind of mark, per cent, thousands and
//! millions as words.

use super::locale::{Decimal, Locale};
use super::{Unreadable, quoted};

/// A number as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written {
    /// Its value; 5 % is 0.05, 10 m is 10,000,000.
    pub value: f64,
    /// Whether it is in per cent.
    pub percent: bool,
    /// The word for thousands or millions behind it.
    pub scale: Option<&'static str>,
    /// The digits before and after the decimal mark, and the power of ten by which they count.
    digits: (String, String),
    power: i32,
    negative: bool,
}

/// Words behind a number, and their powers of ten. “Billion” and “t” are missing: not all languages mean the same.
const SCALES: [(&str, i32); 13] = [
    ("k", 3),
    ("thousand", 3),
    ("tsd", 3),
    ("m", 6),
    ("mn", 6),
    ("mio", 6),
    ("mln", 6),
    ("million", 6),
    ("millions", 6),
    ("bn", 9),
    ("mrd", 9),
    ("mia", 9),
    ("tn", 12),
];

const NUMBER: &str = "a number";
/// Longer than any number that people write.
const LONGEST: usize = 400;

/// A plain number: no per cent, no millions.
///
/// # Errors
/// What it could mean, or why it is none.
pub(crate) fn number(text: &str, locale: Locale) -> Result<f64, Unreadable> {
    let written = value(text, locale)?;
    plain(text, &written, NUMBER)?;
    if let Some(scale) = written.scale {
        let why = format!(": “{scale}” stands behind money and counts only; write {}", written.plainly());
        return Err(nonsense(text, "a plain number", &why));
    }
    Ok(written.value)
}

/// A sum of money or a count: 2.5e6, 2.5 m, 100 k, 2,500,000.
///
/// # Errors
/// What it could mean, or why it is none.
pub(crate) fn amount(text: &str, locale: Locale) -> Result<f64, Unreadable> {
    let written = value(text, locale)?;
    plain(text, &written, NUMBER)?;
    Ok(written.value)
}

/// A share: 5 % and 0.05 are the same. Whether it lies between 0 and 1 is for who asked.
///
/// # Errors
/// What it could mean, or why it is none.
pub(crate) fn share(text: &str, locale: Locale) -> Result<f64, Unreadable> {
    let written = value(text, locale)?;
    match written.scale {
        None => Ok(written.value),
        Some(scale) => Err(nonsense(text, "a share", &format!(": “{scale}” stands behind money and counts only"))),
    }
}

/// A whole number of 0 or more, exactly.
///
/// # Errors
/// What it could mean, or why it is none; a fraction, a sign, or more than 2⁶⁴ − 1.
pub(crate) fn whole(text: &str, locale: Locale) -> Result<u64, Unreadable> {
    const WHOLE: &str = "a whole number";
    let written = value(text, locale).map_err(|error| match error {
        Unreadable::Nonsense { text, why, .. } => Unreadable::Nonsense { text, needed: WHOLE, why },
        other => other,
    })?;
    plain(text, &written, WHOLE)?;
    if written.negative && written.value != 0.0 {
        return Err(nonsense(text, WHOLE, " of 0 or more"));
    }
    let (whole, fraction) = (&written.digits.0, written.digits.1.trim_end_matches('0'));
    let after = i64::from(written.power) - i64::try_from(fraction.len()).unwrap_or(i64::MAX);
    let all = format!("{whole}{fraction}");
    let all = all.trim_start_matches('0');
    let zeros = all.len() - all.trim_end_matches('0').len();
    let kept = match usize::try_from(after) {
        _ if all.is_empty() => "0".to_owned(),
        Ok(more) if more <= 20 => format!("{all}{}", "0".repeat(more)),
        Ok(_) => return Err(nonsense(text, WHOLE, ": it is too large")),
        Err(_) if usize::try_from(-after).is_ok_and(|less| less <= zeros && less < all.len()) => {
            let less = usize::try_from(-after).unwrap_or(0);
            all[..all.len() - less].to_owned()
        }
        Err(_) => return Err(nonsense(text, WHOLE, "")),
    };
    kept.parse().map_err(|_| nonsense(text, WHOLE, ": it is too large"))
}

/// Words behind a number that may name its unit: "working days", "t a day".
const MOST_WORDS: usize = 5;

/// A number of any kind, and the unit that stands behind it; nothing where there is none.
///
/// # Errors
/// What the number could mean, or why it is none.
pub(crate) fn measured(text: &str, locale: Locale) -> Result<(Written, &str), Unreadable> {
    let whole = match value(text, locale) {
        Ok(number) => return Ok((number, "")),
        Err(error) if error.depends_on_locale() => return Err(error),
        Err(error) => error,
    };
    let mut rest = text;
    for _ in 0..MOST_WORDS {
        rest = rest.trim_end_matches(char::is_alphabetic).trim_end();
        match value(rest, locale) {
            Ok(number) => return Ok((number, text[rest.len()..].trim())),
            Err(error) if error.depends_on_locale() => return Err(error),
            Err(_) => {}
        }
    }
    Err(whole)
}

/// A number of any kind: who asks looks whether it is in per cent, or in millions.
///
/// # Errors
/// What it could mean, or why it is none.
pub(crate) fn value(text: &str, locale: Locale) -> Result<Written, Unreadable> {
    let plain = simplified(text.trim());
    if plain.is_empty() {
        return Err(Unreadable::Empty { needed: NUMBER });
    }
    let wrong = |why: &str| Err(nonsense(text, NUMBER, why));
    if plain.len() > LONGEST {
        return wrong(": it is too long");
    }
    let (rest, percent) = match plain.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (plain.as_str(), false),
    };
    let Some((rest, scale)) = scaled(rest) else { return wrong(hint(&plain)) };
    if percent && scale.is_some() {
        return wrong("");
    }
    let Some((rest, negative)) = signed(rest) else { return wrong(hint(&plain)) };
    let Some((mantissa, exponent)) = exponent(rest) else { return wrong(hint(&plain)) };
    let grouped = exponent.is_none();
    let point = digits(mantissa, Decimal::Point, grouped);
    let comma = digits(mantissa, Decimal::Comma, grouped);
    let power = exponent.unwrap_or(0) + scale.map_or(0, |(_, power)| power) - if percent { 2 } else { 0 };
    let written = |digits: (String, String)| {
        let sign = if negative { "-" } else { "" };
        let value: f64 = format!("{sign}{}.{}e{power}", digits.0, digits.1).parse().unwrap_or(f64::NAN);
        Written { value, percent, scale: scale.map(|(word, _)| word), digits, power, negative }
    };
    let mark = |decimal| written_with(mantissa, decimal);
    let chosen = match (locale.is_declared(), locale.decimal(), point, comma) {
        (_, _, None, None) => return wrong(hint(&plain)),
        (true, Decimal::Point, Some(own), _) | (true, Decimal::Comma, _, Some(own)) | (false, _, Some(own), None) => {
            own
        }
        // The same either way, or thousands with a comma.
        (false, _, Some(own), Some(other)) if own == other || mantissa.contains(',') => own,
        (false, _, Some(own), Some(other)) => {
            let (own, other) = (written(own).plainly(), written(other).plainly());
            let readings =
                [format!("{own} (the point before decimals)"), format!("{other} (the point between thousands)")];
            return Err(Unreadable::Ambiguous { text: quoted(text), readings, write: [own, other] });
        }
        (_, _, _, Some(other)) => return Err(foreign(text, mark(Decimal::Comma), &written(other), locale, &written)),
        (_, _, Some(other), None) => {
            return Err(foreign(text, mark(Decimal::Point), &written(other), locale, &written));
        }
    };
    let found = written(chosen);
    let nothing = found.digits.0.bytes().chain(found.digits.1.bytes()).all(|digit| digit == b'0');
    match found.value {
        x if !x.is_finite() => wrong(": it is too large"),
        x if x == 0.0 && !nothing => wrong(": it is too small"),
        _ => Ok(found),
    }
}

/// The mark that stands in it only once and alone, with the digits without it.
fn written_with(mantissa: &str, decimal: Decimal) -> Option<(char, String)> {
    let mark = mark(decimal);
    let marks: Vec<char> = mantissa.chars().filter(|c| !c.is_ascii_digit()).collect();
    let alone = marks == [mark] && !mantissa.starts_with(mark);
    alone.then(|| (mark, mantissa.replace(mark, "").trim_start_matches('0').to_owned())).filter(|(_, d)| !d.is_empty())
}

/// What means something only where another mark stands before decimals.
fn foreign(
    text: &str,
    alone: Option<(char, String)>,
    reading: &Written,
    locale: Locale,
    written: &dyn Fn((String, String)) -> Written,
) -> Unreadable {
    let own = |x: &Written| {
        let plain = x.plainly();
        if locale.decimal() == Decimal::Comma { plain.replace('.', ",") } else { plain }
    };
    let is_point = match &alone {
        Some((mark, _)) => *mark == '.',
        None => locale.decimal() == Decimal::Comma,
    };
    let word = if is_point { "point" } else { "comma" };
    match alone {
        Some((_, without)) => {
            let other = written((without, String::new()));
            let readings = [
                format!("{} (the {word} before decimals)", reading.plainly()),
                format!("{} (the {word} between thousands)", other.plainly()),
            ];
            Unreadable::Ambiguous { text: quoted(text), readings, write: [own(reading), own(&other)] }
        }
        None => Unreadable::Foreign {
            text: quoted(text),
            reading: format!("{} where a {word} stands before decimals", reading.plainly()),
            write: own(reading),
        },
    }
}

impl Written {
    /// As it is written with a decimal point and without thousands, per cent with its sign.
    fn plainly(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let whole = self.digits.0.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let fraction = self.digits.1.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        let power = self.power + if self.percent { 2 } else { 0 };
        let end = match self.scale {
            Some(word) => format!(" {word}"),
            None if power != 0 => format!("e{power}"),
            None => String::new(),
        };
        format!("{sign}{whole}{point}{fraction}{end}{}", if self.percent { "%" } else { "" })
    }
}

fn nonsense(text: &str, needed: &'static str, why: &str) -> Unreadable {
    Unreadable::Nonsense { text: quoted(text.trim()), needed, why: why.to_owned() }
}

fn plain(text: &str, written: &Written, needed: &'static str) -> Result<(), Unreadable> {
    if written.percent { Err(nonsense(text, needed, " without a percent sign")) } else { Ok(()) }
}

/// What people do that is no number here.
fn hint(plain: &str) -> &'static str {
    let digits = plain.bytes().any(|b| b.is_ascii_digit());
    let end = plain.trim_end_matches('.').to_lowercase();
    if plain.starts_with('(') && plain.ends_with(')') && digits {
        ": a number below 0 has a minus sign"
    } else if end.ends_with("billion") && digits {
        ": a billion is not the same in all languages; write bn"
    } else if plain.contains(['€', '$', '£', '¥']) && digits {
        ": it is written without the currency"
    } else if digits && plain.bytes().all(|b| b.is_ascii_digit() || b" .,'_".contains(&b)) {
        ": thousands stand in groups of three, with one kind of mark between them"
    } else {
        ""
    }
}

/// Full-width signs, the many minus signs, blanks and apostrophes become plain ones.
fn simplified(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{2212}' | '\u{2010}' | '\u{2011}' | '\u{2013}' => '-',
            '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\u{200a}' | '\u{3000}' | '\t' => ' ',
            '\u{2019}' | '\u{2bc}' => '\'',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// Takes off a word for thousands or millions; nothing if the word behind is another.
fn scaled(text: &str) -> Option<(&str, Option<(&'static str, i32)>)> {
    let plain = text.strip_suffix('.').filter(|plain| plain.ends_with(char::is_alphabetic)).unwrap_or(text);
    let rest = plain.trim_end_matches(char::is_alphabetic);
    let word = &plain[rest.len()..];
    if word.is_empty() {
        return Some((text, None));
    }
    let found = SCALES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(word))?;
    Some((rest.trim_end(), Some(found)))
}

/// Takes off the sign, which stands in front, or behind as some programs write it.
fn signed(text: &str) -> Option<(&str, bool)> {
    let (rest, negative) = match text.as_bytes().first()? {
        b'-' => (&text[1..], true),
        b'+' => (&text[1..], false),
        _ => match text.strip_suffix('-') {
            Some(rest) => (rest, true),
            None => (text, false),
        },
    };
    let rest = rest.trim();
    (!rest.is_empty() && !rest.starts_with(['-', '+'])).then_some((rest, negative))
}

/// Takes off the power of ten.
fn exponent(text: &str) -> Option<(&str, Option<i32>)> {
    let Some((mantissa, power)) = text.split_once(['e', 'E']) else { return Some((text, None)) };
    let digits = power.trim_start_matches(['+', '-']);
    let plain = power.len() - digits.len() <= 1 && (1..=4).contains(&digits.len());
    if !plain || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((mantissa, Some(power.parse().ok()?)))
}

fn mark(decimal: Decimal) -> char {
    match decimal {
        Decimal::Point => '.',
        Decimal::Comma => ',',
    }
}

/// Digits before and after the decimal mark, without what stands between thousands.
fn digits(text: &str, decimal: Decimal, grouped: bool) -> Option<(String, String)> {
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = match text.split_once(mark(decimal)) {
        Some((whole, fraction)) if all_digits(fraction) => (whole, fraction),
        Some(_) => return None,
        None => (text, ""),
    };
    if all_digits(whole) || (whole.is_empty() && !fraction.is_empty()) {
        return Some((whole.to_owned(), fraction.to_owned()));
    }
    let other = if decimal == Decimal::Point { ',' } else { '.' };
    let between = whole.chars().find(|c| !c.is_ascii_digit())?;
    let mut groups = whole.split(between);
    let first = groups.next()?;
    let right = grouped
        && [other, ' ', '\'', '_'].contains(&between)
        && all_digits(first)
        && first.len() <= 3
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && all_digits(group));
    right.then(|| (whole.replace(between, ""), fraction.to_owned()))
}

#[cfg(test)]
mod tests;
