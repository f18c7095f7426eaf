//! A new first day as tables.

use super::super::data::{Cell, Data, Field, Kind};
use super::super::fields::Fields;
use super::words;
use crate::experiment::{
    LicenceFate, OrderFate, Passed, PassedKind, RollAnswer, RollList, RollOrigin, RolledLicence, RolledOrder,
    RolledStock, StockOn, UnmatchedRow,
};

/// A stock on one of the two first days.
type OnDay = fn(&RolledStock) -> &StockOn;

fn from(origin: &RollOrigin) -> &'static str {
    match origin {
        RollOrigin::Listed { .. } => "listed",
        RollOrigin::Kept => "kept",
        RollOrigin::Nothing => "nothing",
    }
}

fn row_of(origin: &RollOrigin) -> (Option<&str>, Option<u64>) {
    match origin {
        RollOrigin::Listed { file, line } => (Some(file), Some(*line)),
        _ => (None, None),
    }
}

fn whole(line: Option<u64>) -> Option<i64> {
    line.and_then(|line| i64::try_from(line).ok())
}

/// `roll-stocks.csv`.
pub(super) fn stocks(answer: &RollAnswer) -> Data<'_> {
    let mut columns = Fields::<&RolledStock>::new();
    columns.text("site", "key of the site", |row| &row.site);
    columns.text("site_title", "its name", |row| &row.site_title);
    columns.text("line", "key of the line that makes it, where the site has several", |row| {
        row.line.as_deref().unwrap_or("")
    });
    columns.text("material", "key of the material", |row| &row.material);
    columns.text("material_title", "its name", |row| &row.material_title);
    columns.text("stock_of", "input, or output of the site", |row| if row.input { "input" } else { "output" });
    columns.text("unit", "unit of quantities", |row| &row.unit);
    let (then, now): (OnDay, OnDay) = (|row| &row.then, |row| &row.now);
    for (day, of) in [("then", then), ("now", now)] {
        columns
            .number(&format!("stock_{day}"), "as unit", "in stock on that first day", move |row| Some(of(row).stock));
        columns.number(&format!("cover_{day}_days"), "days", "the same in days of planned need", move |row| {
            of(row).cover_days
        });
        columns.number(&format!("on_order_{day}"), "as unit", "under way on that first day", move |row| {
            Some(of(row).on_order)
        });
        columns.number(&format!("need_per_day_{day}"), "as unit", "planned need a calendar day", move |row| {
            Some(of(row).need_per_day)
        });
    }
    columns.text("origin", "listed, kept (the old figure) or nothing", |row| from(&row.origin));
    columns.text("file", "name of the file", |row| row_of(&row.origin).0.unwrap_or(""));
    columns.whole("row", "", "line of the file", |row| whole(row_of(&row.origin).1));
    columns.table(
        ("roll-stocks", "Stocks"),
        "Stocks on the old and on the new first day, and where they come from",
        &answer.stocks,
    )
}

fn fate(order: &RolledOrder) -> &'static str {
    match order.fate {
        OrderFate::Listed => "listed",
        OrderFate::Carried => "carried",
        OrderFate::Received => "received",
        OrderFate::Expired => "expired",
        OrderFate::NotListed => "not_listed",
    }
}

/// `roll-orders.csv`.
pub(super) fn orders(answer: &RollAnswer) -> Data<'_> {
    let mut columns = Fields::<&RolledOrder>::new();
    columns.text("order", "name of the order", |row| &row.order);
    columns.text("lane", "key of the lane", |row| &row.lane);
    columns.text("supplier", "name of the supplier", |row| &row.supplier);
    columns.text("buyer", "name of the buyer", |row| &row.buyer);
    columns.text("material", "name of the material", |row| &row.material);
    columns.number("quantity", "as unit", "what is, or was, still to come", |row| Some(row.quantity));
    columns.text("unit", "unit of the quantity", |row| &row.unit);
    columns.date("placed", "day on which it was placed", |row| Some(row.placed));
    columns.text("stands", "where it stands; of one that has gone, where it stood", |row| &row.stands);
    columns.date("on", "since when it stands there, or when it is due", |row| row.day);
    columns.text("stood", "where it stood on the old first day", |row| row.before.as_deref().unwrap_or(""));
    columns.text("fate", "listed, carried, received, expired or not_listed", |row| fate(row));
    columns.whole("row", "", "line of the file", |row| whole(row.line));
    columns.table(("roll-orders", "Orders"), "Orders that are or were under way", &answer.orders)
}

fn licence_fate(licence: &RolledLicence) -> &'static str {
    match licence.fate {
        LicenceFate::Listed => "listed",
        LicenceFate::Kept => "kept",
        LicenceFate::Ended => "ended",
        LicenceFate::Over => "over",
        LicenceFate::NotGranted => "not_granted",
        LicenceFate::NotListed => "not_listed",
    }
}

/// `roll-licences.csv`.
pub(super) fn licences(answer: &RollAnswer) -> Data<'_> {
    let mut columns = Fields::<&RolledLicence>::new();
    columns.text("lane", "key of the lane", |row| &row.lane);
    columns.text("supplier", "name of the supplier", |row| &row.supplier);
    columns.text("buyer", "name of the buyer", |row| &row.buyer);
    columns.number("left", "as unit", "what is left; empty where it is uncertain", |row| row.left.as_ref()?.amount);
    columns
        .text("unit", "unit of the quantity, or days of cover", |row| row.left.as_ref().map_or("", |left| &left.unit));
    columns.date("until", "its last day; of one not granted, the day of its application", |row| row.until);
    columns.text("fate", "listed, kept, ended, over, not_granted or not_listed", |row| licence_fate(row));
    columns.whole("row", "", "line of the file", |row| whole(row.line));
    columns.table(("roll-licences", "Licences"), "General licences in force, ended or applied for", &answer.licences)
}

fn kind(passed: &Passed) -> &'static str {
    match passed.kind {
        PassedKind::Happened => "happened",
        PassedKind::DidNotHappen => "did_not_happen",
        PassedKind::Step => "step",
        PassedKind::Review => "review",
        PassedKind::LeverStarted => "lever_started",
        PassedKind::LeverWaits => "lever_waits",
        PassedKind::Steady => "steady",
        PassedKind::Ramp => "ramp",
        PassedKind::Backlog => "backlog",
    }
}

/// `roll-history.csv`.
pub(super) fn passed(answer: &RollAnswer) -> Data<'_> {
    let mut columns = Fields::<&Passed>::new();
    columns.text("kind", "what it became", |row| kind(row));
    columns.date("date", "its day", |row| row.date);
    columns.text("thing", "what it belongs to", |row| &row.thing);
    columns.text("what", "details", |row| &row.what);
    columns.text("field", "its path in the scenario", |row| &row.field);
    columns.table(
        ("roll-history", "History"),
        "Dates that have passed, and what hangs on the first day",
        &answer.passed,
    )
}

fn list(list: RollList) -> &'static str {
    match list {
        RollList::Stocks => "stocks",
        RollList::Orders => "orders",
        RollList::Licences => "licences",
    }
}

/// `roll-unmatched.csv`.
pub(super) fn unmatched(answer: &RollAnswer) -> Data<'_> {
    let mut columns = Fields::<&UnmatchedRow>::new();
    columns.text("list", "stocks, orders or licences", |row| list(row.list));
    columns.text("file", "name of the file", |row| &row.file);
    columns.whole("row", "", "line of the file", |row| whole(Some(row.line)));
    columns.text("column", "heading of the column", |row| &row.column);
    columns.text("found", "what stands there", |row| &row.found);
    columns.text("why", "why it has no place", |row| &row.why);
    columns.text("nearest", "nearest name that the scenario knows", |row| row.nearest.as_deref().unwrap_or(""));
    columns.table(
        ("roll-unmatched", "Rows left out"),
        "Rows of the files that are about nothing in the scenario",
        &answer.unmatched,
    )
}

/// The workbook's first table.
pub(super) fn summary(answer: &RollAnswer) -> Data<'_> {
    let mut columns = Fields::<&RolledStock>::new();
    columns.text("Site", "name of the site", |row| &row.site_title);
    columns.text("Part", "name of the material", |row| &row.material_title);
    columns
        .number("Cover then", "days", "days of planned need in stock on the old first day", |row| row.then.cover_days);
    columns.number("Cover now", "days", "the same on the new first day", |row| row.now.cover_days);
    columns.number("Under way now", "days", "days of planned need that are under way", |row| row.now.on_order_days());
    columns.number("In stock now", "as Unit", "quantity on the new first day", |row| Some(row.now.stock));
    columns.text("Unit", "unit of the quantity", |row| &row.unit);
    columns.add(Field::new("From", Kind::Text, "", "where the figure comes from"), |row: &RolledStock| {
        Cell::text(words::origin(answer, &row.origin))
    });
    columns.table(("summary", "Summary"), "Parts, the least stock in days of need first", words::parts(answer))
}
