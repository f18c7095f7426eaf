//! Deadlines on a terminal: parts down, the most pressing first, chances across.

use std::fmt::Write as _;

use comfy_table::{Cell, Color};

use super::super::columns::{Column, GAP, Layout, beside_names, bold, grid, paragraph};
use super::super::words::{fine_share, share};
use super::words;
use crate::experiment::{DeadlineAnswer, DeadlineRow, When};

/// Room that names are to have.
const NAMES: u16 = 30;
/// Parts that are shown.
const MOST: usize = 24;

/// The deadlines as text.
#[must_use]
pub fn render(answer: &DeadlineAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&answer.scenario.title, layout), layout);
    paragraph(&mut text, &words::basis(answer), layout);
    text.push('\n');
    for sentence in words::sentences(answer) {
        paragraph(&mut text, &sentence, layout);
    }
    let parts = words::parts(answer);
    let shown: Vec<(&DeadlineRow, bool)> =
        parts.iter().take(MOST).flat_map(|part| part.iter().enumerate().map(|(at, row)| (*row, at == 0))).collect();
    if shown.is_empty() {
        return text;
    }
    let name = |(row, first): &(&DeadlineRow, bool)| {
        let way = words::way(&row.way);
        Cell::new(if *first { format!("{}\n  {way}", words::part(row)) } else { format!("  {way}") })
    };
    let mut columns = vec![Column::new("Line and part\n  way", false, shown.iter().map(name))];
    // Cells stand beside the way, which is the second line where the part is named.
    let placed = |first: bool, words: String| if first { format!("\n{words}") } else { words };
    for (at, chance) in answer.chances.iter().enumerate().rev() {
        let cell = |(row, first): &(&DeadlineRow, bool)| {
            let when = row.standing.when.get(at).copied().unwrap_or(When::NoNeed);
            let cell = Cell::new(placed(*first, words::when(&when)));
            if when == When::TooLate { cell.fg(Color::Red) } else { cell }
        };
        columns.push(Column::new(&format!("{}\nchance", share(*chance)), true, shown.iter().map(cell)));
    }
    let left = |(row, first): &(&DeadlineRow, bool)| Cell::new(placed(*first, fine_share(row.standing.left.share)));
    columns.push(Column::new("If on the\nfirst day", true, shown.iter().map(left)));
    while columns.len() > 3 && beside_names(&columns, GAP) + NAMES > layout.width {
        columns.remove(columns.len() - 2);
    }
    let _ = write!(text, "\n{}\n\n", grid(&columns, GAP, layout));
    if parts.len() > MOST {
        let more = parts.len() - MOST;
        paragraph(
            &mut text,
            &format!("{more} more parts are in deadline.csv; --line and --part ask about some."),
            layout,
        );
    }
    paragraph(&mut text, &words::reading(answer), layout);
    text
}
