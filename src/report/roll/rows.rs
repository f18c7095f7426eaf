//! A new first day as tables: each one once, for people and for programs.

use serde::Serialize;
use serde_json::Value;

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::shown::{News, Table, number, words};
use super::words::{became, becomes, fate, origin, parts, quantity, row};
use crate::experiment::{
    Passed, PassedKind, RollAnswer, RollOrigin, RolledLicence, RolledOrder, RolledStock, StockOn, UnmatchedRow,
};

/// Rows of each table that a terminal shows.
const MOST: usize = 24;

/// The workbook's first table.
pub(super) fn summary(answer: &RollAnswer) -> Data<'_> {
    let about = "Parts, the least stock in days of need first";
    least(answer).table(("summary", "Summary"), about, parts(answer))
}

/// Tables that are files.
pub(super) fn tables(answer: &RollAnswer) -> Vec<Data<'_>> {
    vec![
        stocks().table(
            ("roll-stocks", "Stocks"),
            "Stocks on the old and on the new first day, and where they come from",
            &answer.stocks,
        ),
        orders().table(("roll-orders", "Orders"), "Orders that are or were under way", &answer.orders),
        licences().table(
            ("roll-licences", "Licences"),
            "General licences in force, ended or applied for",
            &answer.licences,
        ),
        history().table(
            ("roll-history", "History"),
            "Dates that have passed, and what hangs on the first day",
            &answer.passed,
        ),
        unmatched().table(
            ("roll-unmatched", "Rows left out"),
            "Rows of the files that are about nothing in the scenario",
            &answer.unmatched,
        ),
    ]
}

/// Tables for people.
pub(super) fn shown(answer: &RollAnswer) -> Vec<Table> {
    // What goes on as it was is for who checks it.
    let quiet = |passed: &&Passed| matches!(passed.kind, PassedKind::Review | PassedKind::Steady);
    let (quiet, told): (Vec<&Passed>, Vec<&Passed>) = answer.passed.iter().partition(quiet);
    let most = told.len().min(MOST);
    vec![
        least(answer)
            .shown("Stocks then and now", |part| &part.site_title, parts(answer))
            .on_terminal("roll-stocks.csv", MOST),
        orders().shown("Orders", |order| &order.buyer, &answer.orders).on_terminal("roll-orders.csv", MOST),
        licences().shown("General licences", |_| "", &answer.licences),
        history()
            .shown("History, and what hangs on the first day", |_| "", told.into_iter().chain(quiet))
            .on_terminal("roll-history.csv", most),
        unmatched().shown("Rows left out", |_| "", &answer.unmatched),
    ]
}

/// What matters most of a part.
fn least(answer: &RollAnswer) -> Fields<'_, &RolledStock> {
    let mut columns = Fields::<&RolledStock>::new();
    columns.text("Site", "name of the site", |row| &row.site_title);
    columns.show("Site");
    columns.text("Part", "name of the material", |row| &row.material_title);
    columns.show("Part");
    let about = "days of planned need in stock on the old first day";
    columns.number("Cover then", "days", about, |row| row.then.cover_days);
    columns.show("Days then").yields(3);
    columns.number("Cover now", "days", "the same on the new first day", |row| row.now.cover_days);
    columns.show("Days now");
    columns.number("Under way now", "days", "days of planned need that are under way", |row| row.now.on_order_days());
    columns.show("Days under way").yields(2);
    columns.number("In stock now", "as Unit", "quantity on the new first day", |row| Some(row.now.stock));
    columns.show_as("In stock#", |row| number(quantity(row.now.stock, &row.unit), row.now.stock)).yields(1);
    columns.text("Unit", "unit of the quantity", |row| &row.unit);
    columns.words("From", "where the figure comes from", |row| origin(answer, &row.origin));
    columns.show_as("From", |row| {
        let listed = matches!(row.origin, RollOrigin::Listed { .. });
        words(origin(answer, &row.origin)).news(if listed { News::Plain } else { News::Bad })
    });
    columns
}

/// The key of a kind, as JSON has it: "`not_listed`".
fn key(kind: &impl Serialize) -> String {
    match serde_json::to_value(kind) {
        Ok(Value::String(key)) => key,
        Ok(Value::Object(kind)) => kind.into_iter().next().map_or_else(String::new, |(key, _)| key),
        _ => String::new(),
    }
}

/// A stock on one of the two first days.
type OnDay = fn(&RolledStock) -> &StockOn;

fn stocks<'a>() -> Fields<'a, &'a RolledStock> {
    let mut columns = Fields::<&RolledStock>::new();
    columns.named(["site", "site_title"], "key of the site", |row| (&row.site, &row.site_title));
    let about = "key of the line that makes it, where the site has several";
    columns.text("line", about, |row| row.line.as_deref().unwrap_or_default());
    columns.named(["material", "material_title"], "key of the material", |row| (&row.material, &row.material_title));
    columns.text("stock_of", "input, or output of the site", |row| if row.input { "input" } else { "output" });
    columns.text("unit", "unit of quantities", |row| &row.unit);
    let (then, now): (OnDay, OnDay) = (|row| &row.then, |row| &row.now);
    for (day, of) in [("then", then), ("now", now)] {
        let mut number = |name: &str, unit: &str, about: &'static str, pick: fn(&StockOn) -> Option<f64>| {
            columns.number(name, unit, about, move |row| pick(of(row)));
        };
        number(&format!("stock_{day}"), "as unit", "in stock on that first day", |on| Some(on.stock));
        number(&format!("cover_{day}_days"), "days", "the same in days of planned need", |on| on.cover_days);
        number(&format!("on_order_{day}"), "as unit", "under way on that first day", |on| Some(on.on_order));
        number(&format!("need_per_day_{day}"), "as unit", "planned need a calendar day", |on| Some(on.need_per_day));
    }
    columns.words("origin", "listed, kept (the old figure) or nothing", |row| key(&row.origin));
    columns.text("file", "name of the file", |row| match &row.origin {
        RollOrigin::Listed { file, .. } => file.as_str(),
        _ => "",
    });
    columns.whole("row", "", "line of the file", |row| match row.origin {
        RollOrigin::Listed { line, .. } => Some(line),
        _ => None,
    });
    columns
}

fn orders<'a>() -> Fields<'a, &'a RolledOrder> {
    let mut columns = Fields::<&RolledOrder>::new();
    columns.text("order", "name of the order", |row| &row.order);
    columns.show("Order");
    columns.text("lane", "key of the lane", |row| &row.lane);
    columns.text("supplier", "name of the supplier", |row| &row.supplier);
    columns.show("Supplier").yields(3);
    columns.text("buyer", "name of the buyer", |row| &row.buyer);
    columns.show("Buyer").yields(2);
    columns.text("material", "name of the material", |row| &row.material);
    columns.show("Material").yields(4);
    columns.number("quantity", "as unit", "what is, or was, still to come", |row| Some(row.quantity));
    columns.show_as("Quantity#", |row| number(quantity(row.quantity, &row.unit), row.quantity));
    columns.text("unit", "unit of the quantity", |row| &row.unit);
    columns.date("placed", "day on which it was placed", |row| Some(row.placed));
    columns.show("Placed").yields(1);
    columns.text("stands", "where it stands; of one that has gone, where it stood", |row| &row.stands);
    columns.show_as("Stands", |row| words(row.stands.replace('_', " ")));
    columns.date("on", "since when it stands there, or when it is due", |row| row.day);
    columns.show("On");
    columns.text("stood", "where it stood on the old first day", |row| row.before.as_deref().unwrap_or_default());
    columns.words("fate", "listed, carried, received, expired or not_listed", |row| key(&row.fate));
    columns.show_as("Becomes", |row| words(fate(row)));
    columns.whole("row", "", "line of the file", |row| row.line);
    columns
}

fn licences<'a>() -> Fields<'a, &'a RolledLicence> {
    let mut columns = Fields::<&RolledLicence>::new();
    columns.text("lane", "key of the lane", |row| &row.lane);
    columns.text("supplier", "name of the supplier", |row| &row.supplier);
    columns.show("Supplier");
    columns.text("buyer", "name of the buyer", |row| &row.buyer);
    columns.show("Buyer");
    columns.show_as("Lane", |row| words(&row.lane));
    columns.number("left", "as unit", "what is left; empty where it is uncertain", |row| row.left.as_ref()?.amount);
    let about = "unit of the quantity, or days of cover";
    columns.text("unit", about, |row| row.left.as_ref().map_or("", |left| &left.unit));
    columns.date("until", "its last day; of one not granted, the day of its application", |row| row.until);
    columns.words("fate", "listed, kept, ended, over, not_granted or not_listed", |row| key(&row.fate));
    columns.show_as("What became of it", |row| words(becomes(row)));
    columns.whole("row", "", "line of the file", |row| row.line);
    columns
}

fn history<'a>() -> Fields<'a, &'a Passed> {
    let mut columns = Fields::<&Passed>::new();
    columns.words("kind", "what it became", |row| key(&row.kind));
    columns.show_as("What", |row| words(&row.thing));
    columns.date("date", "its day", |row| row.date);
    columns.show("Date");
    columns.text("thing", "what it belongs to", |row| &row.thing);
    columns.text("what", "details", |row| &row.what);
    columns.show_as("What became of it", |row| words(became(row)));
    columns.text("field", "its path in the scenario", |row| &row.field);
    columns
}

fn unmatched<'a>() -> Fields<'a, &'a UnmatchedRow> {
    let mut columns = Fields::<&UnmatchedRow>::new();
    columns.words("list", "stocks, orders or licences", |row| key(&row.list));
    columns.show_as("Row", |left| words(row(left)));
    columns.text("file", "name of the file", |row| &row.file);
    columns.whole("row", "", "line of the file", |row| Some(row.line));
    columns.text("column", "heading of the column", |row| &row.column);
    columns.text("found", "what stands there", |row| &row.found);
    columns.text("why", "why it has no place", |row| &row.why);
    let about = "nearest name that the scenario knows";
    columns.text("nearest", about, |row| row.nearest.as_deref().unwrap_or_default());
    columns.show("Nearest name");
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{LicenceFate, RollList};

    #[test]
    fn kinds_have_the_keys_of_json() {
        let listed = RollOrigin::Listed { file: "stocks.csv".to_owned(), line: 2 };
        assert_eq!([&listed, &RollOrigin::Kept].map(key), ["listed", "kept"]);
        assert_eq!([key(&LicenceFate::NotGranted), key(&RollList::Orders)], ["not_granted", "orders"]);
    }
}
