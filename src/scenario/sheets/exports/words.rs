//! Words of exports as they are compared: headings, and what closes a list.

use crate::reading::fold;

/// Letters and digits alone: abbreviations are written with all kinds of marks.
#[must_use]
pub(super) fn bare(text: &str) -> String {
    fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// A heading, whole and without what stands in brackets, as it is compared. Columns of money are no quantities.
#[must_use]
pub(super) fn compared(heading: &str) -> (String, String) {
    let (name, inside) = heading.split_once(['(', '[']).unwrap_or((heading, ""));
    let inside = bare(inside);
    let money = ["wert", "value", "amount"].iter().any(|word| inside.contains(word));
    (bare(heading), if money { String::new() } else { bare(name) })
}

/// Whether a row is a total, or the end of a list, by its first words.
#[must_use]
pub(super) fn is_total(text: &str) -> bool {
    const ENDS: [&str; 13] = [
        "summe",
        "gesamt",
        "zwischensumme",
        "endsumme",
        "ergebnis",
        "total",
        "subtotal",
        "grandtotal",
        "sum",
        "anzahl",
        "ende",
        "endofreport",
        "count",
    ];
    let word = bare(text);
    text.starts_with('*') || ENDS.iter().any(|end| word == *end || (end.len() > 4 && word.starts_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_with_and_without_what_stands_in_brackets() {
        assert_eq!(compared("Best.-Menge (ME)"), ("bestmengeme".to_owned(), "bestmenge".to_owned()));
        assert_eq!(compared("Still to be delivered (value)").1, "");
    }

    #[test]
    fn totals_are_known() {
        assert!(["* ", "Summe Werk 1000", "Grand total:", "TOTAL", "Sum"].iter().all(|text| is_total(text)));
        assert!(!["SUM-100", "Sumpfgas", "Totem", "Endschalter"].iter().any(|text| is_total(text)));
    }
}
