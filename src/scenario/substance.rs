//! Substances: what goods hold, and what of it puts them on a list.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::network::Material;
use super::number::Number;
use super::words;

/// Chemical symbols. Any other name is one that the file gives.
pub(crate) const SYMBOLS: [&str; 118] = [
    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "Ar", "K", "Ca",
    "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Kr", "Rb", "Sr", "Y",
    "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te", "I", "Xe", "Cs", "Ba", "La", "Ce",
    "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Hf", "Ta", "W", "Re", "Os", "Ir",
    "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn", "Fr", "Ra", "Ac", "Th", "Pa", "U", "Np", "Pu", "Am", "Cm",
    "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr", "Rf", "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc",
    "Lv", "Ts", "Og",
];

/// An entry of a list of controlled goods: whatever holds a substance, or more than a share of some.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Control {
    /// Goods that hold this substance: a chemical symbol, or a name that the file gives.
    Holds(String),
    /// Goods that hold more than a share of one substance, or of several together.
    Above(ContentAbove),
}

/// Goods that hold more than a share of some substances.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentAbove {
    /// The substances: their shares of the mass are added up.
    #[schemars(length(min = 1))]
    pub sum_of: Vec<String>,
    /// The share: goods that hold more than this are controlled; 0.001 is 0.1 %.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub above_share: f64,
}

/// A sum is the same in whatever order its substances are named.
impl PartialEq for ContentAbove {
    #[allow(clippy::float_cmp, reason = "values as they are written are the same or not")]
    fn eq(&self, other: &Self) -> bool {
        let within = |one: &Self, two: &Self| one.sum_of.iter().all(|name| two.sum_of.contains(name));
        self.above_share == other.above_share && within(self, other) && within(other, self)
    }
}

impl Control {
    /// The substances that it speaks of.
    pub(crate) fn substances(&self) -> &[String] {
        match self {
            Self::Holds(name) => std::slice::from_ref(name),
            Self::Above(above) => &above.sum_of,
        }
    }

    /// Whether a material falls under it.
    pub(crate) fn covers(&self, material: &Material) -> bool {
        match self {
            Self::Holds(name) => material.holds(name),
            Self::Above(ContentAbove { sum_of, above_share }) => {
                let share = |name: &String| material.elements.get(name).and_then(Number::value).unwrap_or(0.0);
                let content: f64 = sum_of.iter().map(share).sum();
                // Decimal shares that sum to the limit are not above it.
                content > above_share + 1e-12
            }
        }
    }
}

impl fmt::Display for Control {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Holds(name) => f.write_str(name),
            Self::Above(above) => {
                let share = words::number(above.above_share * 100.0);
                write!(f, "{} above {share} %", above.sum_of.join(" + "))
            }
        }
    }
}

impl Material {
    /// Whether it holds any of a substance.
    pub(crate) fn holds(&self, substance: &str) -> bool {
        self.elements.get(substance).is_some_and(|share| share.value() != Some(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_the_same_in_whatever_order_its_substances_are_named() {
        let above = |sum_of: &[&str], above_share: f64| {
            let sum_of = sum_of.iter().map(|name| (*name).to_owned()).collect();
            Control::Above(ContentAbove { sum_of, above_share })
        };
        assert_eq!(above(&["Tb", "Dy"], 0.01), above(&["Dy", "Tb"], 0.01));
        assert_ne!(above(&["Tb", "Dy"], 0.01), above(&["Dy", "Tb"], 0.02));
        assert_ne!(above(&["Tb", "Dy"], 0.01), above(&["Dy"], 0.01));
        assert_ne!(above(&["Dy"], 0.01), Control::Holds("Dy".to_owned()));
    }
}
