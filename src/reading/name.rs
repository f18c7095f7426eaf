//! Names: the same whatever their capitals, their blanks and the way their accents are stored. A name is text, also
//! where it looks like a number.

use unicode_normalization::UnicodeNormalization;

use super::is_printable;

/// A name as it is kept: composed, without blanks around it and without letters that cannot be seen.
#[must_use]
pub(crate) fn tidy(text: &str) -> String {
    let seen = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}');
    let composed: String = text.chars().filter(seen).nfc().collect();
    composed.trim().to_owned()
}

/// A text as it is kept wherever it is shown: letters and their accents as one, no blanks around it, line feeds and
/// tabs as blanks, and nothing that acts instead of being shown.
#[must_use]
pub(crate) fn composed(text: &str) -> String {
    let blank = |c: char| if matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let shown: String = text.chars().map(blank).filter(|c| is_printable(*c)).collect();
    tidy(&shown)
}

/// What two names have in common that are the same: capitals, the width of letters, and the number and kind of blanks
/// do not matter.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.to_ascii_lowercase();
    }
    let blanks = tidy(text).split_whitespace().collect::<Vec<_>>().join(" ");
    // Some letters have capitals of their own, others share them: ẞ and ß, ς and σ are the same only as capitals.
    let letters: String = blanks.nfkc().collect();
    letters.to_lowercase().to_uppercase().to_lowercase().nfkc().collect()
}

/// Whether two names are the same.
#[must_use]
pub(crate) fn same(a: &str, b: &str) -> bool {
    a == b || fold(a) == fold(b)
}

/// The known name that is meant: the very same, or else the only one that is the same but for capitals and blanks.
pub(crate) fn find<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(name);
    let mut alike = Vec::new();
    for candidate in known {
        if candidate == name {
            return Some(candidate);
        }
        if fold(candidate) == folded {
            alike.push(candidate);
        }
    }
    if let [only] = alike[..] { Some(only) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_whatever_their_capitals_blanks_and_accents() {
        for (a, b) in [
            ("Müller Werk", "Mu\u{308}ller Werk"),
            ("müller werk", "MÜLLER WERK"),
            ("Straße 5", "STRASSE 5"),
            ("GROẞE STRASSE", "große Straße"),
            (" Car  plant", "car plant "),
            ("Car\u{a0}plant", "Car plant"),
            ("Car\nplant", "Car plant"),
            ("\u{feff}Site", "site"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("Ａ株式会社", "a株式会社"),
            ("ﾓｰﾀｰ", "モーター"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [("004711", "4711"), ("12E3", "12000"), ("A-1", "A 1"), ("Werk 1", "Werk 2"), ("e", "é")] {
            assert!(!same(a, b), "{a} {b}");
        }
        assert_eq!(tidy(" Mu\u{308}ller\u{200b} "), "Müller");
    }

    #[test]
    fn a_name_is_found_by_its_letters_unless_two_are_alike() {
        let known = ["Pump plant", "pump plant", "Works"];
        assert_eq!(find("pump plant", known), Some("pump plant"));
        assert_eq!(find("PUMP PLANT", known), None);
        assert_eq!(find("works ", known), Some("Works"));
        assert_eq!(find("mill", known), None);
    }
}
