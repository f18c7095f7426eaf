//! Names in lists and the things of a scenario: a thing is known by its key and by its title.

use super::listing::alike;
use crate::scenario::words;

/// What a name is found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Match<'a> {
    /// The key of the thing that is meant.
    One(&'a str),
    /// Keys of several that are called so.
    Several(Vec<&'a str>),
    /// Nothing is.
    None,
}

/// Keys of things, and their titles.
pub(super) type Known<'k, 'a> = &'k [(&'a str, Option<&'a str>)];

/// The thing that is called so: by its key, or else by its title.
pub(super) fn find<'a>(name: &str, known: Known<'_, 'a>) -> Match<'a> {
    if let Some((key, _)) = known.iter().find(|(key, _)| *key == name) {
        return Match::One(key);
    }
    if name.is_empty() {
        return Match::None;
    }
    let by_key: Vec<&str> = known.iter().filter(|(key, _)| alike(key, name)).map(|(key, _)| *key).collect();
    let by_title = known.iter().filter(|(_, title)| title.is_some_and(|title| alike(title, name)));
    let found = if by_key.is_empty() { by_title.map(|(key, _)| *key).collect() } else { by_key };
    match found[..] {
        [] => Match::None,
        [only] => Match::One(only),
        _ => Match::Several(found),
    }
}

/// The key of the thing whose key or title is nearest to a name.
pub(super) fn nearest<'a>(name: &str, known: Known<'_, 'a>) -> Option<&'a str> {
    let names = known.iter().flat_map(|(key, title)| std::iter::once(*key).chain(*title));
    let near = words::nearest(name, names)?;
    known.iter().find(|(key, title)| *key == near || *title == Some(near)).map(|(key, _)| *key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_found_by_key_and_title() {
        let known = [("car_plant", Some("Plant in Bremen")), ("works", Some("Works")), ("mill", Some("works "))];
        assert_eq!(find("Car plant", &known), Match::One("car_plant"));
        assert_eq!(find("plant in bremen", &known), Match::One("car_plant"));
        assert_eq!(find("WORKS", &known), Match::One("works"));
        assert_eq!(find("mil", &known), Match::None);
        assert_eq!(nearest("Plant in Bremn", &known), Some("car_plant"));
        let two = [("a", Some("Mill")), ("b", Some("mill"))];
        assert_eq!(find("mill", &two), Match::Several(vec!["a", "b"]));
    }
}
