//! Deadlines on a terminal: parts down, the most pressing first, chances across.

use std::fmt::Write as _;

use comfy_table::{Cell, Color};

use super::super::columns::{Column, GAP, Layout, bold, grid, hanging, names_width, paragraph};
use super::super::words::{fine_share, share};
use super::words;
use crate::experiment::{DeadlineAnswer, DeadlineRow, When};

/// Room that names are to have.
const NAMES: u16 = 30;
/// Parts that are shown.
const MOST: usize = 24;

/// The deadlines as text.
#[must_use]
pub(crate) fn render(answer: &DeadlineAnswer, layout: Layout) -> String {
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
    let chances: Vec<usize> = (0..answer.chances.len()).rev().collect();
    let plain = vec![0; shown.len()];
    let taken = |columns: &[Column]| columns.iter().map(|column| column.width() + GAP).sum::<u16>();
    let fits = |most: &usize| taken(&figures(answer, &shown, &chances[..*most], &plain)) + NAMES <= layout.width;
    let most = (1..=chances.len()).rev().find(fits).unwrap_or(1).min(chances.len());
    let room = names_width(&figures(answer, &shown, &chances[..most], &plain), GAP, layout);
    let part = |row: &DeadlineRow| hanging(&words::part(row), [0, 0], room);
    // Figures stand beside the first line of the way, which is below the part where that is named; where names stand
    // above, they stand below all of it.
    let beside = room < layout.width;
    let lower = shown.iter().map(|(row, first)| if *first && beside { part(row).lines().count() } else { 0 });
    let lower: Vec<usize> = lower.collect();
    let name = |(row, first): &(&DeadlineRow, bool)| {
        let way = hanging(&words::way(&row.way), [2, 4], room);
        Cell::new(if *first { format!("{}\n{way}", part(row)) } else { way })
    };
    let mut columns = vec![Column::new("Line and part\n  way", false, shown.iter().map(name))];
    columns.extend(figures(answer, &shown, &chances[..most], &lower));
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

/// Columns of some chances, and of acting on the first day, each cell some lines lower.
fn figures(answer: &DeadlineAnswer, shown: &[(&DeadlineRow, bool)], chances: &[usize], lower: &[usize]) -> Vec<Column> {
    let placed = |lines: &usize, words: String| Cell::new(format!("{}{words}", "\n".repeat(*lines)));
    let when = |at: usize, row: &DeadlineRow| row.standing.when.get(at).copied().unwrap_or(When::NoNeed);
    let column = |at: &usize| {
        let cell = |((row, _), lines): (&(&DeadlineRow, bool), &usize)| {
            let when = when(*at, row);
            let cell = placed(lines, words::when(&when));
            if when == When::TooLate { cell.fg(Color::Red) } else { cell }
        };
        let chance = answer.chances.get(*at).map_or(String::new(), |chance| share(*chance));
        Column::new(&format!("{chance}\nchance"), true, shown.iter().zip(lower).map(cell))
    };
    let left = |((row, _), lines): (&(&DeadlineRow, bool), &usize)| placed(lines, fine_share(row.standing.left.share));
    let last = Column::new("If on the\nfirst day", true, shown.iter().zip(lower).map(left));
    chances.iter().map(column).chain([last]).collect()
}
