//! A new first day on a terminal: stocks, orders, licences, history, and what could not be matched.

use super::super::columns::{Layout, bold, paragraph};
use super::super::words::date;
use super::{page, words};
use crate::experiment::{PassedKind, RollAnswer};

/// Rows that are shown of each table.
const MOST: usize = 24;

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
    let stocks = (!words::parts(answer).is_empty()).then(|| (page::stocks(answer), "roll-stocks.csv"));
    let orders = page::orders(answer).map(|table| (table, "roll-orders.csv"));
    for (table, file) in [stocks, orders].into_iter().flatten() {
        table.draw(&mut text, MOST, file, layout);
    }
    text.push('\n');
    history(&mut text, answer, layout);
    for note in &answer.notes {
        paragraph(&mut text, &format!("Note: {note}"), layout);
    }
    text
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
    if all.len() > MOST {
        paragraph(text, &format!("{} more are in roll-history.csv.", all.len() - MOST), layout);
    }
    text.push('\n');
}
