//! Units of exports: their codes, and what each is in a unit of scenarios.

use super::words::bare;
use crate::scenario::Unit;

/// A unit of exports: what it is in a unit of scenarios.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measure {
    /// The unit in which a material of such a kind is counted.
    pub unit: Unit,
    /// How much of that it is.
    pub times: f64,
}

/// Codes of units, as they are compared.
const CODES: [(&[&str], Unit, f64); 12] = [
    (&["kg", "kgm", "kilo", "kilogramm", "kilogram", "kilograms", "kgs"], Unit::Kg, 1.0),
    (&["g", "gr", "grm", "gramm", "gram", "grams"], Unit::Kg, 0.001),
    (&["mg", "milligramm", "milligram"], Unit::Kg, 0.000_001),
    (&["lb", "lbs", "lbr", "pound", "pounds"], Unit::Kg, 0.453_592_37),
    (&["oz", "onz", "ounce", "ounces"], Unit::Kg, 0.028_349_523_125),
    (&["t", "to", "tne", "tonne", "tonnen", "tonnes", "mt"], Unit::T, 1.0),
    (
        &["st", "stk", "stck", "stück", "pc", "pce", "pcs", "piece", "pieces", "ea", "each", "c62", "h87"],
        Unit::Piece,
        1.0,
    ),
    (&["ts", "tsd", "tst", "tsdst", "tausend", "tausendstück", "kpc", "kpcs", "mil", "thousand"], Unit::Piece, 1000.0),
    (&["hu", "hst", "hundert", "hundred", "cen"], Unit::Piece, 100.0),
    (&["dz", "dzn", "dutzend", "dozen"], Unit::Piece, 12.0),
    (&["paa", "paar", "pr", "pair", "pairs"], Unit::Piece, 2.0),
    (&["unit", "units", "einheit"], Unit::Piece, 1.0),
];

/// What a code of a unit means; nothing if it is not known.
#[must_use]
pub(super) fn measure(code: &str) -> Option<Measure> {
    let code = bare(code);
    let (_, unit, times) = CODES.iter().find(|(codes, ..)| codes.contains(&code.as_str()))?;
    Some(Measure { unit: *unit, times: *times })
}

/// A unit as a scenario writes it.
#[must_use]
pub(super) fn unit_key(unit: Unit) -> &'static str {
    match unit {
        Unit::Kg => "kg",
        Unit::T => "t",
        Unit::Piece => "piece",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_known() {
        assert_eq!(measure("TS"), Some(Measure { unit: Unit::Piece, times: 1000.0 }));
        assert_eq!(measure("Lbs."), Some(Measure { unit: Unit::Kg, times: 0.453_592_37 }));
        assert_eq!(measure("M2"), None);
    }
}
