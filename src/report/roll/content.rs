//! The page of a new first day.

use jiff::civil::Date;

use super::super::content::{Content, Figure, figure, sentence};
use super::super::shown::{News, Table, Told, number, words};
use super::super::words::{date, days};
use super::words::{
    basis, became, becomes, fate, headline, origin, parts, quantity, reading, row, sentences, stands, stock,
};
use crate::experiment::{Passed, PassedKind, RollAnswer, RollOrigin};

/// Rows of each table that a terminal shows.
const MOST: usize = 24;

/// The words and tables of a new first day.
pub(crate) fn content(answer: &RollAnswer) -> Content {
    let tables = [stocks(answer), orders(answer), licences(answer), history(answer), unmatched(answer)];
    Content {
        kind: "New first day",
        title: format!("{}: from {} on", answer.new.title, date(answer.new.start)),
        scenario: answer.new.title.clone(),
        basis: basis(answer),
        answers: sentences(answer),
        figures: figures(answer),
        tables: tables.into_iter().flatten().collect(),
        drivers: answer.notes.iter().map(|note| sentence(note)).collect(),
        reading: vec![reading()],
        ..Content::default()
    }
}

fn figures(answer: &RollAnswer) -> Vec<Figure> {
    let least = parts(answer).into_iter().take(3).map(|part| {
        let before = format!("{} then", days(part.then.cover_days.unwrap_or(0.0)));
        let label = format!("{}, {}", stock(part), origin(answer, &part.origin));
        figure(format!("{} days", days(part.now.cover_days.unwrap_or(0.0))), before, label)
    });
    let least: Vec<Figure> = least.collect();
    if least.is_empty() { vec![figure(headline(answer), "", "")] } else { least }
}

fn stocks(answer: &RollAnswer) -> Option<Table> {
    let columns = ["Site", "Part", "Days then#", "Days now#", "Days under way#", "In stock#", "From"];
    let mut table =
        Table::new("Stocks then and now", &columns).giving_way([5, 4, 2]).on_terminal("roll-stocks.csv", MOST);
    for part in parts(answer) {
        let cover = |cover: Option<f64>| number(cover.map_or("–".to_owned(), days), cover.unwrap_or(0.0));
        let news = if matches!(part.origin, RollOrigin::Listed { .. }) { News::Plain } else { News::Bad };
        table.row(
            &part.site_title,
            vec![
                words(&part.site_title),
                words(&part.material_title),
                cover(part.then.cover_days),
                cover(part.now.cover_days),
                cover(part.now.on_order_days()),
                number(quantity(part.now.stock, &part.unit), part.now.stock),
                words(origin(answer, &part.origin)).news(news),
            ],
        );
    }
    (!table.rows.is_empty()).then_some(table)
}

fn orders(answer: &RollAnswer) -> Option<Table> {
    let columns = ["Order", "Supplier", "Buyer", "Material", "Quantity#", "Placed#", "Stands", "On#", "Becomes"];
    let mut table = Table::new("Orders", &columns).giving_way([5, 2, 1, 3]).on_terminal("roll-orders.csv", MOST);
    for order in &answer.orders {
        table.row(
            &order.buyer,
            vec![
                words(&order.order),
                words(&order.supplier),
                words(&order.buyer),
                words(&order.material),
                number(quantity(order.quantity, &order.unit), order.quantity),
                day(answer, Some(order.placed)),
                words(stands(&order.stands)),
                day(answer, order.day),
                words(fate(order)),
            ],
        );
    }
    (!answer.orders.is_empty()).then_some(table)
}

/// A day, sorted by date.
fn day(answer: &RollAnswer, day: Option<Date>) -> Told {
    let since = day.map_or(f64::MAX, |day| f64::from((day - answer.new.start).get_days()));
    number(day.map_or("–".to_owned(), date), since)
}

fn licences(answer: &RollAnswer) -> Option<Table> {
    let mut table = Table::new("General licences", &["Supplier", "Buyer", "Lane", "What became of it"]);
    for licence in &answer.licences {
        let cells = [&licence.supplier, &licence.buyer, &licence.lane].map(words);
        let last = words(becomes(licence));
        table.row("", cells.into_iter().chain([last]).collect());
    }
    (!answer.licences.is_empty()).then_some(table)
}

fn history(answer: &RollAnswer) -> Option<Table> {
    // What goes on as it was is for who checks it.
    let quiet = |passed: &&Passed| matches!(passed.kind, PassedKind::Review | PassedKind::Steady);
    let (quiet, told): (Vec<_>, Vec<_>) = answer.passed.iter().partition(quiet);
    let mut table = Table::new("History, and what hangs on the first day", &["What", "Date#", "What became of it"])
        .on_terminal("roll-history.csv", told.len().min(MOST));
    for passed in told.into_iter().chain(quiet) {
        table.row("", vec![words(&passed.thing), day(answer, passed.date), words(became(passed))]);
    }
    (!answer.passed.is_empty()).then_some(table)
}

fn unmatched(answer: &RollAnswer) -> Option<Table> {
    let mut table = Table::new("Rows left out", &["Row", "Nearest name"]);
    for left in &answer.unmatched {
        let nearest = left.nearest.clone().unwrap_or_else(|| "–".to_owned());
        table.row("", vec![words(row(left)), words(nearest)]);
    }
    (!answer.unmatched.is_empty()).then_some(table)
}
