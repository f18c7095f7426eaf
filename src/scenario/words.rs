//! Small help with wording: the nearest name, lists, values as they are written.

use serde_json::Value;

use super::document::{Content, Node};
use crate::reading::{fold, tidy};

/// The valid name that was probably meant, if one is near enough.
pub(crate) fn nearest<'a>(name: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(name);
    valid
        .into_iter()
        // What looks the same tells nobody what is wrong.
        .filter(|candidate| tidy(candidate) != tidy(name) || *candidate == name)
        .map(|candidate| {
            let other = fold(candidate);
            let mut score = strsim::jaro_winkler(&folded, &other);
            if other.chars().count() < 3 {
                return (candidate, if folded == other { 1.0 } else { 0.0 });
            }
            let edits = strsim::damerau_levenshtein(&folded, &other);
            if edits <= 2 && edits * 3 <= other.chars().count().max(3) {
                score = score.max(0.95 - 0.02 * if edits == 2 { 1.0 } else { 0.0 });
            }
            if other.len() > 3 && (folded.contains(&other) || other.contains(&folded)) && folded.len() > 3 {
                score = score.max(0.86);
            }
            (candidate, score)
        })
        .filter(|(_, score)| *score >= 0.85)
        .fold(
            None,
            |best: Option<(&str, f64)>, next| if best.is_some_and(|b| b.1 >= next.1) { best } else { Some(next) },
        )
        .map(|(candidate, _)| candidate)
}

/// 12,345.
#[must_use]
pub(crate) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Names in backticks: `` `a`, `b` or `c` ``; long lists are cut.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    const SHOWN: usize = 24;
    let mut others = names.into_iter();
    let mut names: Vec<String> = others.by_ref().take(SHOWN).map(|n| format!("`{n}`")).collect();
    let more = others.count();
    if more > 0 {
        return format!("{}, … ({more} more)", names.join(", "));
    }
    match names.pop() {
        None => "none".to_owned(),
        Some(only) if names.is_empty() => only,
        Some(end) => format!("{} {last} {end}", names.join(", ")),
    }
}

/// What was found, as a person would say it.
pub(crate) fn found(node: &Node) -> String {
    match &node.content {
        Content::Array(_) => "a list".to_owned(),
        Content::Object(_) => "an object { … }".to_owned(),
        Content::Scalar(Value::String(text)) => format!("the text \"{}\"", shortened(text)),
        Content::Scalar(Value::Null) => "null".to_owned(),
        Content::Scalar(other) => other.to_string(),
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(LONGEST - 1).collect();
    cut.push('…');
    cut
}

/// A number as people read it: no more digits than it needs.
pub(crate) fn number(x: f64) -> String {
    if x == 0.0 || (x.abs() >= 1e-4 && x.abs() < 1e7) {
        let text = format!("{x:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{x:e}")
    }
}

/// A rough number: three digits are enough.
pub(crate) fn about(x: f64) -> String {
    let size = x.abs();
    if size >= 100.0 { number(x.round()) } else { number((x * 10.0).round() / 10.0) }
}

/// A path as people write it: `a.b[2].c`.
pub(crate) fn dotted(path: &[String]) -> String {
    let mut text = String::new();
    for step in path {
        if step.parse::<usize>().is_ok() && !text.is_empty() {
            text.push('[');
            text.push_str(step);
            text.push(']');
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(step);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_its_name_and_nonsense_none() {
        let names = ["opening_stock", "ordering", "lot", "yield", "motor_plant_de"];
        assert_eq!(nearest("opening_stok", names), Some("opening_stock"));
        assert_eq!(nearest("Lot", names), Some("lot"));
        assert_eq!(nearest("yeild", names), Some("yield"));
        assert_eq!(nearest("motor_plant", names), Some("motor_plant_de"));
        assert_eq!(nearest("colour", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("MU\u{308}LLER", ["Müller"]), Some("Müller"));
        assert_eq!(nearest("Mu\u{308}ller", ["Müller"]), None);
    }

    #[test]
    fn numbers_lists_and_paths_read_well() {
        assert_eq!([number(0.3), number(1e9), number(1200.0), number(-0.25)], ["0.3", "1e9", "1200", "-0.25"]);
        assert_eq!(list(["a", "b", "c"], "or"), "`a`, `b` or `c`");
        let path: Vec<String> = ["sites", "a", "steps", "2", "value"].map(str::to_owned).into();
        assert_eq!(dotted(&path), "sites.a.steps[2].value");
    }
}
