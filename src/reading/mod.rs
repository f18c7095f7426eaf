//! What people write, read strictly: numbers, dates, names. What could mean two things is refused with both of them
//! named, or read as a declared [`Locale`] writes it; nothing is guessed.
//!
//! Every option, every cell of a sheet and every field of a CSV file goes through here, so that the same text means the
//! same everywhere.

mod countries;
mod currencies;
mod date;
mod locale;
mod name;
mod number;
mod printable;
mod table;

pub(crate) use countries::{countries_like, country_name, country_named, is_country};
pub(crate) use currencies::{currencies, is_currency};
pub(crate) use date::{date, month};
pub use locale::Locale;
pub(crate) use name::{composed, find, fold, same, tidy};
pub(crate) use number::{amount, measured, number, share, value, whole};
pub(crate) use printable::is_printable;
pub(crate) use table::{Complaints, Table, Text, comma_in_doubt, some};

/// Why something cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreadable {
    /// Nothing is written.
    #[error("nothing is written; {needed} is needed")]
    Empty {
        /// What was to be written.
        needed: &'static str,
    },
    /// It is nothing of the kind.
    #[error("\"{text}\" is not {needed}{why}")]
    Nonsense {
        /// What was written.
        text: String,
        /// What was to be written.
        needed: &'static str,
        /// What is wrong with it, if more can be said; begins with a colon or semicolon.
        why: String,
    },
    /// It could mean two things.
    #[error("\"{text}\" can be read as {} or as {}; write {} or {}", readings[0], readings[1], write[0], write[1])]
    Ambiguous {
        /// What was written.
        text: String,
        /// What it could mean, in words.
        readings: [String; 2],
        /// How each is written.
        write: [String; 2],
    },
    /// It means something only as others write it.
    #[error("\"{text}\" is {reading}; write {write}")]
    Foreign {
        /// What was written.
        text: String,
        /// What it means, and where.
        reading: String,
        /// How it is written.
        write: String,
    },
}

impl Unreadable {
    /// Its kind: what is of one kind has one cause.
    #[must_use]
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "empty",
            Self::Nonsense { .. } => "nonsense",
            Self::Ambiguous { .. } | Self::Foreign { .. } => "locale",
        }
    }

    /// Whether declaring a locale could help.
    #[must_use]
    pub(crate) fn depends_on_locale(&self) -> bool {
        matches!(self, Self::Ambiguous { .. } | Self::Foreign { .. })
    }

    /// In words; `declare` says how a locale is declared where this was written, and is added where that could help.
    #[must_use]
    pub(crate) fn told(&self, declare: &str) -> String {
        if self.depends_on_locale() { format!("{self}, or {declare}") } else { self.to_string() }
    }
}

/// Long texts are cut, and control characters left out, where a message quotes them.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let shown = |c: char| if is_printable(c) { c } else { '\u{FFFD}' };
    let mut cut: String = text.chars().take(LONGEST).map(shown).collect();
    if text.chars().nth(LONGEST).is_some() {
        cut.push('…');
    }
    cut
}
