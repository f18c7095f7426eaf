//! Goods that run in a circle, told by the row that closes it.

use std::collections::{HashMap, HashSet};

use super::book::{Book, Row};

/// Notes every row of the sheet Suppliers whose buyer supplies its supplier, be it through others.
pub(super) fn note(book: &mut Book) {
    let mut buyers: HashMap<String, Vec<String>> = HashMap::new();
    for row in book.rows("Suppliers").to_vec() {
        let end = |column| site(book, &row, column);
        let (Some(from), Some(to)) = (end("From"), end("To")) else { continue };
        if let Some(way) = way(&buyers, &to, &from) {
            let words =
                format!("this row closes a circle: {from} → {}; goods cannot wait for themselves", way.join(" → "));
            book.wrong(&row, "To", words);
        } else {
            buyers.entry(from).or_default().push(to);
        }
    }
}

/// The name of a site as the sheet Sites writes it; nothing if it has none of that name.
fn site(book: &Book, row: &Row, column: &str) -> Option<String> {
    let name = row.found(column).shown();
    book.name_of("Sites", &name)
}

/// The sites on a way from one to another, both ends included.
fn way<'a>(buyers: &'a HashMap<String, Vec<String>>, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let (mut seen, mut open) = (HashSet::from([from]), vec![vec![from]]);
    while let Some(way) = open.pop() {
        let last = *way.last()?;
        if last == to {
            return Some(way);
        }
        for next in buyers.get(last).into_iter().flatten() {
            if seen.insert(next) {
                open.push([&way[..], &[next]].concat());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_found_through_others() {
        let buyers = HashMap::from([
            ("a".to_owned(), vec!["x".to_owned(), "b".to_owned()]),
            ("b".to_owned(), vec!["c".to_owned()]),
        ]);
        assert_eq!(way(&buyers, "a", "c").unwrap(), ["a", "b", "c"]);
        assert_eq!(way(&buyers, "a", "a").unwrap(), ["a"]);
        assert_eq!(way(&buyers, "c", "a"), None);
    }
}
