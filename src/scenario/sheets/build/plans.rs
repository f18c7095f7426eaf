//! Rows that belong to a product or an input of a site: how sales vary, and what changes on dates.

use std::collections::HashMap;

use super::super::book::{Book, Row};
use super::super::grid::Found;
use crate::reading::fold;

/// What changes on dates, for one field.
#[derive(Debug)]
pub(super) struct Steps {
    /// A row for each date.
    pub rows: Vec<Row>,
    /// The first day, if it is known.
    pub start: Option<String>,
    /// The columns of date and value.
    pub columns: [&'static str; 2],
}

/// Rows of the sheets Demand and Plans that nothing has taken yet. Names are as they are compared.
#[derive(Debug, Default)]
pub(super) struct Plans {
    start: Option<String>,
    /// By site, what changes, and material or product.
    steps: HashMap<(String, String, String), Vec<Row>>,
    /// By site and product.
    demand: HashMap<(String, String), Row>,
}

impl Plans {
    /// All rows of the two sheets.
    pub(super) fn of(book: &mut Book, start: Option<String>) -> Self {
        let mut plans = Self { start, ..Self::default() };
        let name = |row: &Row, column: &str| fold(&row.found(column).shown());
        for row in book.rows("Plans") {
            let key = (name(row, "Site"), name(row, "What"), name(row, "Material"));
            plans.steps.entry(key).or_default().push(row.clone());
        }
        for row in book.rows("Demand").to_vec() {
            let key = (name(&row, "Site"), name(&row, "Product"));
            if plans.demand.contains_key(&key) {
                book.wrong(&row, "Site", "there are two rows for this product".to_owned());
                continue;
            }
            plans.demand.insert(key, row);
        }
        plans
    }

    /// Takes what changes of one thing, whichever of these names it stands under.
    pub(super) fn take(&mut self, site: &str, what: &str, names: &[&str]) -> Steps {
        let mut rows = Vec::new();
        for name in names {
            rows.extend(self.steps.remove(&(fold(site), what.to_owned(), fold(name))).into_iter().flatten());
        }
        Steps { rows, start: self.start.clone(), columns: ["From", "Value"] }
    }

    /// Takes how the sales of a product vary, whichever of these names it stands under.
    pub(super) fn demand(&mut self, site: &str, names: &[&str]) -> Option<Row> {
        names.iter().find_map(|name| self.demand.remove(&(fold(site), fold(name))))
    }

    /// Tells of rows that nothing has taken, though their site is known.
    pub(super) fn left(self, book: &mut Book) {
        let steps = self.steps.into_values().flatten().map(|row| (row, "Material"));
        let demand = self.demand.into_values().map(|row| (row, "Product"));
        for (row, column) in steps.chain(demand) {
            let site = row.found("Site").shown();
            // What is wrong with single cells is told of them.
            let known = book.value(&row, "Site").is_some()
                & (book.value(&row, column).is_some() || *row.found(column) == Found::Nothing)
                & (column == "Product" || book.value(&row, "What").is_some());
            if !known {
                continue;
            }
            let name = row.found(column).shown();
            let text = match (name.is_empty(), row.found("What").shown().as_str()) {
                (true, "order up to" | "reorder at" | "order quantity") => {
                    format!("“{column}” is empty; which material of “{site}” is ordered so?")
                }
                (true, _) => format!("“{column}” is empty, though “{site}” makes several, or none that is sold"),
                (false, "order up to" | "reorder at" | "order quantity") => {
                    format!("“{name}” has no row for “{site}” on the sheet Stocks, or is not ordered so there")
                }
                (false, _) => format!("“{site}” does not make “{name}”"),
            };
            book.wrong(&row, column, text);
        }
    }
}
