//! Exchange rates, and prices of lanes that change on dates.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::super::book::{Book, Row};
use super::lanes::{Lane, meant};
use super::plans::Steps;
use super::{Fields, Part, Places};

/// What a unit of each currency costs.
pub(super) fn rates(book: &mut Book, places: &mut Places, start: Option<&str>) -> Fields {
    let mut rows: IndexMap<String, Vec<Row>> = IndexMap::new();
    for row in book.rows("Currencies").to_vec() {
        let code = book.words(&row, "Currency").unwrap_or_default();
        rows.entry(code).or_default().push(row);
    }
    let mut all = Fields::new();
    for (code, rows) in rows {
        let dated = |row: &&Row| !row.found("From").shown().is_empty();
        let (dated, undated): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(dated);
        let mut dated: Vec<Row> = dated.into_iter().cloned().collect();
        let base = match (undated[..].first(), holds_at_start(book, &dated, "From", start)) {
            (Some(row), _) => (*row).clone(),
            (None, Some(at)) => dated.remove(at),
            (None, None) => {
                let text =
                    format!("what does a unit of {code} cost before? One row of it has no date, or an earlier one");
                book.wrong(&rows[0], "From", text);
                continue;
            }
        };
        for more in undated.iter().skip(1) {
            book.wrong(more, "From", format!("there are two rates of {code} from the start"));
        }
        let steps = Steps { rows: dated, start: start.map(str::to_owned), columns: ["From", "Rate"] };
        let mut part = Part::new(book, places, &base, "exchange_rates".to_owned());
        part.scheduled((&code, "Rate"), None, &steps);
        all.extend(part.fields);
    }
    all
}

/// The last of some rows whose date is not after the first day.
fn holds_at_start(book: &mut Book, rows: &[Row], column: &str, start: Option<&str>) -> Option<usize> {
    let dates: Vec<_> = rows.iter().map(|row| book.words(row, column)).collect();
    let held = dates.iter().enumerate().filter(|(_, date)| date.as_deref().is_some_and(|date| Some(date) <= start));
    held.max_by(|(_, a), (_, b)| a.cmp(b)).map(|(at, _)| at)
}

/// Rows of the sheet Prices, by lane.
pub(super) struct Prices {
    start: Option<String>,
    rows: HashMap<String, Vec<Row>>,
}

impl Prices {
    /// All of them.
    pub(super) fn of(book: &mut Book, lanes: &[Lane], start: Option<&str>) -> Self {
        let mut rows: HashMap<String, Vec<Row>> = HashMap::new();
        for row in book.rows("Prices").to_vec() {
            let lane = meant(book, lanes, &row).map(|lane| lane.key.clone());
            let new = ["Price", "Freight"].map(|column| row.found(column).shown());
            if new.iter().all(String::is_empty) {
                book.wrong(&row, "Price", "neither a price nor a freight is given".to_owned());
            }
            match lane {
                Some(lane) => rows.entry(lane).or_default().push(row),
                // Without a lane, the rest of the row is looked at all the same.
                None => ["Valid from", "Price", "Freight"].iter().for_each(|column| drop(book.value(&row, column))),
            }
        }
        Self { start: start.map(str::to_owned), rows }
    }

    /// What a lane costs, by date.
    pub(super) fn put(&self, part: &mut Part, lane: &str) {
        let rows = self.rows.get(lane).map_or(&[][..], Vec::as_slice);
        for (field, column) in [("price_per_unit", "Price"), ("freight_per_unit", "Freight")] {
            let new = rows.iter().filter(|row| !row.found(column).shown().is_empty());
            let columns = ["Valid from", column];
            let steps = Steps { rows: new.cloned().collect(), start: self.start.clone(), columns };
            let start = self.start.as_deref();
            if !steps.rows.is_empty()
                && part.is_empty(column)
                && holds_at_start(part.book, &steps.rows, "Valid from", start).is_none()
            {
                part.require(column, "though the sheet Prices changes it: what is paid before?");
            }
            part.scheduled((field, column), None, &steps);
        }
    }
}
