//! A new first day on a terminal: stocks, orders, licences, history, and what could not be matched.

use std::fmt::Write as _;

use comfy_table::{Cell, Color};

use super::super::columns::{Column, GAP, Layout, beside_names, bold, grid, paragraph};
use super::super::words::{date, days};
use super::words;
use crate::experiment::{PassedKind, RollAnswer, RollOrigin, RolledOrder, RolledStock};

/// Rows that are shown of each table.
const MOST: usize = 24;
/// Room that names are to have.
const NAMES: u16 = 24;

/// The answer as text.
#[must_use]
pub(crate) fn render(answer: &RollAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&answer.new.title, layout), layout);
    paragraph(&mut text, &words::basis(answer), layout);
    text.push('\n');
    for sentence in words::sentences(answer) {
        paragraph(&mut text, &sentence, layout);
    }
    stocks(&mut text, answer, layout);
    orders(&mut text, answer, layout);
    history(&mut text, answer, layout);
    for note in &answer.notes {
        paragraph(&mut text, &format!("Note: {note}"), layout);
    }
    text
}

fn table(text: &mut String, mut columns: Vec<Column>, layout: Layout) {
    while columns.len() > 3 && beside_names(&columns, GAP) + NAMES > layout.width {
        columns.pop();
    }
    if !text.ends_with("\n\n") {
        text.push('\n');
    }
    let _ = write!(text, "{}\n\n", grid(&columns, GAP, layout));
}

fn more(text: &mut String, all: usize, file: &str, layout: Layout) {
    if all > MOST {
        paragraph(text, &format!("{} more are in {file}.", all - MOST), layout);
    }
}

fn stocks(text: &mut String, answer: &RollAnswer, layout: Layout) {
    let parts = words::parts(answer);
    if parts.is_empty() {
        return;
    }
    let shown: Vec<&RolledStock> = parts.iter().copied().take(MOST).collect();
    let cover = |cover: Option<f64>| Cell::new(cover.map_or("–".to_owned(), days));
    let from = |row: &&RolledStock| {
        let cell = Cell::new(words::origin(answer, &row.origin));
        if matches!(row.origin, RollOrigin::Listed { .. }) { cell } else { cell.fg(Color::Red) }
    };
    let columns = vec![
        Column::new("Site and part", false, shown.iter().map(|row| Cell::new(words::stock(row)))),
        Column::new("Days then", true, shown.iter().map(|row| cover(row.then.cover_days))),
        Column::new("Days now", true, shown.iter().map(|row| cover(row.now.cover_days))),
        Column::new("Under way\ndays", true, shown.iter().map(|row| cover(row.now.on_order_days()))),
        Column::new("From", false, shown.iter().map(from)),
        Column::new("In stock", true, shown.iter().map(|row| Cell::new(words::quantity(row.now.stock, &row.unit)))),
    ];
    table(text, columns, layout);
    more(text, parts.len(), "roll-stocks.csv", layout);
}

fn orders(text: &mut String, answer: &RollAnswer, layout: Layout) {
    if answer.orders.is_empty() {
        return;
    }
    let shown: Vec<&RolledOrder> = answer.orders.iter().take(MOST).collect();
    let name = |row: &&RolledOrder| Cell::new(format!("{} ({})", row.order, row.lane));
    let day = |row: &&RolledOrder| match row.day {
        Some(day) => format!("{} {}", words::stands(&row.stands), date(day)),
        None => words::stands(&row.stands),
    };
    let stood = |row: &&RolledOrder| Cell::new(row.before.as_deref().map_or("–".to_owned(), words::stands));
    let columns = vec![
        Column::new("Order (lane)", false, shown.iter().map(name)),
        Column::new("Quantity", true, shown.iter().map(|row| Cell::new(words::quantity(row.quantity, &row.unit)))),
        Column::new("Stands", false, shown.iter().map(|row| Cell::new(day(row)))),
        Column::new("Becomes", false, shown.iter().map(|row| Cell::new(words::fate(row)))),
        Column::new("Stood", false, shown.iter().map(stood)),
    ];
    table(text, columns, layout);
    more(text, answer.orders.len(), "roll-orders.csv", layout);
}

fn history(text: &mut String, answer: &RollAnswer, layout: Layout) {
    // What goes on as it was is for who checks it.
    let quiet = [PassedKind::Review, PassedKind::Steady];
    let mut passed = answer.passed.iter().filter(|passed| !quiet.contains(&passed.kind)).peekable();
    if passed.peek().is_none() {
        return;
    }
    paragraph(text, &bold("History, and what goes on", layout), layout);
    let all: Vec<String> = passed
        .map(|passed| {
            let day = passed.date.map_or(String::new(), |day| format!("{}  ", date(day)));
            format!("{day}{}: {}", passed.thing, words::became(passed))
        })
        .collect();
    for line in all.iter().take(MOST) {
        paragraph(text, line, layout);
    }
    more(text, all.len(), "roll-history.csv", layout);
    text.push('\n');
}
