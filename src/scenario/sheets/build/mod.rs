//! From rows to a scenario, remembering the cell of everything that is written.

mod first_day;
mod lanes;
mod money;
mod part;
mod plans;
mod policy;
mod sales;
mod sites;
mod stocks;

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::book::{Book, Row};
use super::cells;
use super::layout::SHEETS;

use part::Part;
pub(crate) use part::Places;
use plans::Plans;

type Fields = Map<String, Value>;

/// Rows by the name that they begin with.
type ByName = HashMap<String, Vec<Row>>;

/// A scenario, and where its parts come from.
pub(super) struct Built {
    pub scenario: Value,
    pub places: Places,
}

/// The scenario that the sheets describe; what is wrong with them is noted in the book.
pub(super) fn scenario(book: &mut Book, file: &str) -> Built {
    let mut places = Places::default();
    let mut scenario = frame(book, &mut places, file);
    let start = scenario.get("start").and_then(Value::as_str).map(str::to_owned);
    let materials = each(book, &mut places, ("Materials", "Material", "materials"), material);
    let phases = book.rows_by_name("Policy");
    let authorities =
        each(book, &mut places, ("Licences", "Authority", "authorities"), |part| policy::authority(part, &phases));
    let (stocks, products) = (book.rows_by_name("Stocks"), book.rows_by_name("Products"));
    let mut plans = Plans::of(book, start.clone());
    let sites = each(book, &mut places, ("Sites", "Site", "sites"), |part| {
        sites::site(part, &stocks, &products, &mut plans);
    });
    plans.left(book);
    let rates = money::rates(book, &mut places, start.as_deref());
    let lanes = lanes::lanes(book, &mut places, start.as_deref());
    if !rates.is_empty() {
        scenario.insert("exchange_rates".to_owned(), rates.into());
    }
    scenario.insert("materials".to_owned(), materials.into());
    if !authorities.is_empty() {
        scenario.insert("authorities".to_owned(), authorities.into());
    }
    scenario.insert("sites".to_owned(), sites.into());
    scenario.insert("lanes".to_owned(), lanes.into());
    unused(book);
    Built { scenario: scenario.into(), places }
}

fn frame(book: &mut Book, places: &mut Places, file: &str) -> Fields {
    let rows = book.rows("Scenario").to_vec();
    let Some(row) = rows.first() else { return Fields::new() };
    if let Some(second) = rows.get(1) {
        book.wrong(
            second,
            "Title",
            "the sheet Scenario has one row; a second scenario has sheets of its own".to_owned(),
        );
    }
    let mut part = Part::new(book, places, row, String::new());
    let columns = [
        ("title", "Title"),
        ("assumption", "Reason"),
        ("currency", "Currency"),
        ("start", "First day"),
        ("horizon_days", "Days"),
    ];
    for (field, column) in columns {
        part.plain(field, column);
        part.places.note(field, row.spot(column));
    }
    let mut fields = Fields::new();
    for (field, value) in part.fields {
        let title = field == "title";
        fields.insert(field, value);
        if title {
            fields.insert("description".to_owned(), format!("Imported from {file}").into());
        }
    }
    fields
}

/// A part of the scenario: an entry for each row, named by its first column.
fn each(
    book: &mut Book,
    places: &mut Places,
    (sheet, named, part): (&str, &str, &str),
    mut fill: impl FnMut(&mut Part),
) -> Fields {
    let mut all = Fields::new();
    for row in book.rows(sheet).to_vec() {
        // Without a name, the rest of the row is looked at all the same.
        let name = book.words(&row, named);
        let key = name.as_deref().and_then(|name| book.key_of(sheet, name)).unwrap_or_default();
        let mut filled = Part::new(book, places, &row, format!("{part}.{key}"));
        if let Some(name) = name.filter(|name| *name != key) {
            filled.fields.insert("title".to_owned(), name.into());
        }
        fill(&mut filled);
        all.insert(key, filled.fields.into());
    }
    all
}

fn material(part: &mut Part) {
    part.plain("unit", "Unit");
    part.number("price_per_unit", "Price");
    let column = "Controlled elements";
    let mut elements = Fields::new();
    for (symbol, share) in part.parts(column) {
        match cells::element(&symbol) {
            Ok(symbol) => {
                let share = part.sourced(json!(share));
                elements.insert(symbol, share);
            }
            Err(wrong) => part.book.wrong(part.row, column, wrong),
        }
    }
    part.places.note(format!("{}.elements", part.path), part.row.spot(column));
    if !elements.is_empty() {
        part.fields.insert("elements".to_owned(), elements.into());
    }
}

/// Rows that belong to nothing, because the name they begin with is not known, are looked at as well.
fn unused(book: &mut Book) {
    let belong = [
        ("Stocks", "Site", "Sites"),
        ("Products", "Site", "Sites"),
        ("Demand", "Site", "Sites"),
        ("Plans", "Site", "Sites"),
        ("Policy", "Authority", "Licences"),
    ];
    for (sheet, column, of) in belong {
        for row in book.rows(sheet).to_vec() {
            if book.key_of(of, &row.found(column).shown()).is_none() {
                for column in SHEETS[row.sheet].columns {
                    book.value(&row, column.name);
                }
            }
        }
    }
}
