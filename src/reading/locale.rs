//! How a country writes numbers and dates.

/// The mark before decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decimal {
    Point,
    Comma,
}

/// What comes first in a date that is not written as 2026-03-02.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Day,
    Month,
    Year,
}

/// How numbers and dates are written. What is undeclared is written with a decimal point, and dates as 2026-03-02;
/// whatever could also mean something else is then refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Locale(Option<Declared>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Declared {
    name: &'static str,
    decimal: Decimal,
    order: Option<Order>,
}

/// A name that no locale has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no locale that is known; there are {known}", known = known())]
pub struct UnknownLocale(pub String);

/// Names of locales, the first of each for messages; those with the same habits share a row.
const LOCALES: [(&[&str], Decimal, Option<Order>); 9] = [
    (&["en"], Decimal::Point, None),
    (&["en-US", "us"], Decimal::Point, Some(Order::Month)),
    (&["en-GB", "uk", "gb"], Decimal::Point, Some(Order::Day)),
    (&["de", "de-DE", "de-AT", "at"], Decimal::Comma, Some(Order::Day)),
    (&["fr", "fr-FR"], Decimal::Comma, Some(Order::Day)),
    (&["it", "it-IT", "es", "es-ES", "nl", "nl-NL", "pl", "pl-PL"], Decimal::Comma, Some(Order::Day)),
    (&["pt", "pt-PT", "cs", "cs-CZ", "da", "da-DK", "fi", "fi-FI"], Decimal::Comma, Some(Order::Day)),
    (&["ch", "de-CH", "fr-CH", "it-CH"], Decimal::Point, Some(Order::Day)),
    (&["ja", "ja-JP", "zh", "zh-CN", "ko", "ko-KR"], Decimal::Point, Some(Order::Year)),
];

fn known() -> String {
    let names: Vec<&str> = LOCALES.iter().flat_map(|(names, ..)| *names).filter(|n| n.len() < 6).copied().collect();
    names.join(", ")
}

impl Locale {
    /// Nobody said how numbers and dates are written.
    pub const UNDECLARED: Self = Self(None);

    /// The locale of a name, such as `de`, `en-US` or `ch`; capitals do not matter.
    ///
    /// # Errors
    /// If none has it.
    pub fn named(name: &str) -> Result<Self, UnknownLocale> {
        let plain = name.trim().replace('_', "-");
        LOCALES
            .iter()
            .find_map(|(names, decimal, order)| {
                let name = names.iter().find(|known| known.eq_ignore_ascii_case(&plain))?;
                Some(Self(Some(Declared { name, decimal: *decimal, order: *order })))
            })
            .ok_or_else(|| UnknownLocale(super::quoted(name)))
    }

    /// Its name; nothing if none was declared.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.0.map(|declared| declared.name)
    }

    /// This one if it was declared, otherwise another.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }

    pub(super) fn is_declared(self) -> bool {
        self.0.is_some()
    }
    pub(super) fn decimal(self) -> Decimal {
        self.0.map_or(Decimal::Point, |declared| declared.decimal)
    }
    pub(super) fn order(self) -> Option<Order> {
        self.0?.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_found_by_their_names() {
        assert_eq!(Locale::named("DE").unwrap().name(), Some("de"));
        assert_eq!(Locale::named("en_us").unwrap().order(), Some(Order::Month));
        assert_eq!(Locale::named("ch").unwrap().decimal(), Decimal::Point);
        assert_eq!(Locale::default().name(), None);
        let error = Locale::named("xx").unwrap_err().to_string();
        assert!(error.starts_with("\"xx\" is no locale") && error.contains("de, de-DE"), "{error}");
    }
}
