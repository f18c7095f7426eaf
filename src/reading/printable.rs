//! Characters that are shown, and those that act instead.

/// Whether a character is shown as itself wherever it is written: not one that controls a terminal, nor one that turns
/// the direction of the text around it, so that it reads as something else.
#[must_use]
pub(crate) fn is_printable(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::is_printable;

    #[test]
    fn what_acts_instead_of_being_shown_is_known() {
        for letter in ['\u{1b}', '\u{9b}', '\u{7f}', '\r', '\u{202e}', '\u{2066}', '\u{2028}'] {
            assert!(!is_printable(letter), "{letter:?}");
        }
        assert!("Zürich, 東京, دبي, a\u{a0}b – 5 %".chars().all(is_printable));
    }
}
