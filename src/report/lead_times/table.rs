//! Lead times on a terminal.

use super::super::columns::{Layout, bold, paragraph};
use super::rows;
use super::words::{basis, headline, remarks};
use crate::experiment::LeadTimesAnswer;

/// Vendors that are shown.
const MOST: usize = 24;

/// The lead times as text.
#[must_use]
pub(crate) fn render(answer: &LeadTimesAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&format!("Lead times of {}", answer.file), layout), layout);
    paragraph(&mut text, &format!("{} {}.", basis(answer), headline(answer)), layout);
    rows::shown(answer).draw(&mut text, MOST, "lead-times.csv", layout);
    text.push('\n');
    for sentence in remarks(answer) {
        paragraph(&mut text, &sentence, layout);
    }
    text
}
