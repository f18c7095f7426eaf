//! The page of a new first day.

use jiff::civil::Date;

use super::super::page::content::{Content, Figure, figure, sentence};
use super::super::shown::{News, Table, Told, number, words};
use super::super::words::{date, days};
use super::words::{
    basis, became, becomes, fate, headline, origin, parts, quantity, reading, row, sentences, stands, stock,
};
use crate::experiment::{RollAnswer, RollOrigin};

/// The words and tables of a new first day.
pub(crate) fn content(answer: &RollAnswer) -> Content {
    let mut tables = vec![stocks(answer)];
    tables.extend([orders(answer), licences(answer), history(answer), unmatched(answer)].into_iter().flatten());
    Content {
        kind: "New first day",
        title: format!("{}: from {} on", answer.new.title, date(answer.new.start)),
        scenario: answer.new.title.clone(),
        basis: basis(answer),
        answers: sentences(answer),
        figures: figures(answer),
        tables,
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

pub(super) fn stocks(answer: &RollAnswer) -> Table {
    let columns = ["Site", "Part", "Days then#", "Days now#", "Days under way#", "In stock#", "From"];
    let mut table = Table::new("Stocks then and now", &columns).giving_way([5, 4, 2]);
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
    table
}

pub(super) fn orders(answer: &RollAnswer) -> Option<Table> {
    let columns = ["Order", "Supplier", "Buyer", "Material", "Quantity#", "Placed#", "Stands", "On#", "Becomes"];
    let mut table = Table::new("Orders", &columns).giving_way([5, 2, 1, 3]);
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
    let mut table = Table::new("History, and what hangs on the first day", &["Date", "What", "What became of it"]);
    for passed in &answer.passed {
        let day = passed.date.map_or("–".to_owned(), date);
        table.row("", vec![words(day), words(&passed.thing), words(became(passed))]);
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
