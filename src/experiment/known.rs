//! Reading answers back from files: words that are fixed in the program.

use indexmap::IndexMap;
use serde::de::{Deserialize, Deserializer, Error};

use super::Quantity;
use super::measure::MEANING_OF_CHANCES;
use crate::engine::{COST_KINDS, PLACE_NAMES};
use crate::scenario::{Unit, nearest_name};

/// A word that the program knows: a unit, a place, a kind of cost, the name of an outcome.
pub type Word = &'static str;

fn words() -> impl Iterator<Item = Word> {
    let outcomes = Quantity::all().flat_map(|quantity| [quantity.name(), quantity.title(), quantity.meaning()]);
    let units = [Unit::Kg, Unit::T, Unit::Piece].map(Unit::label);
    units.into_iter().chain(["more", "less", MEANING_OF_CHANCES]).chain(COST_KINDS).chain(PLACE_NAMES).chain(outcomes)
}

fn find<E: Error>(found: &str) -> Result<Word, E> {
    words().find(|word| *word == found).ok_or_else(|| {
        let meant = nearest_name(found, words()).map_or(String::new(), |word| format!(" (did you mean \"{word}\"?)"));
        E::custom(format!("\"{found}\" is not a word of linestop's results{meant}"))
    })
}

/// Reads a word.
pub(super) fn word<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    find(&String::deserialize(from)?)
}

/// Reads several words.
pub(super) fn words_of<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Word>, D::Error> {
    Vec::<String>::deserialize(from)?.iter().map(|found| find(found)).collect()
}

/// Reads values by words.
pub(super) fn by_word<'de, D: Deserializer<'de>, V: Deserialize<'de>>(from: D) -> Result<IndexMap<Word, V>, D::Error> {
    let values: IndexMap<String, V> = IndexMap::deserialize(from)?;
    values.into_iter().map(|(key, value)| Ok((find(&key)?, value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::value::Error as Plain;

    #[test]
    fn only_known_words_are_read() {
        assert_eq!(find::<Plain>("lost margin"), Ok("lost margin"));
        let error = find::<Plain>("lost margn").unwrap_err().to_string();
        assert!(error.contains("did you mean \"lost margin\"?"), "{error}");
    }
}
