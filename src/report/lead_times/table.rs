//! Lead times on a terminal.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, bold, grid, paragraph};
use super::super::words::{share, whole};
use super::rows::vendors_and_all;
use super::words::{basis, headline, remarks};
use crate::experiment::{LeadTime, LeadTimesAnswer};

/// Vendors that are shown.
const MOST: usize = 24;

/// The lead times as text.
#[must_use]
pub(crate) fn render(answer: &LeadTimesAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&format!("Lead times of {}", answer.file), layout), layout);
    paragraph(&mut text, &format!("{} {}.", basis(answer), headline(answer)), layout);
    let rows: Vec<&LeadTime> = vendors_and_all(answer).collect();
    let shown = &rows[..rows.len().min(MOST)];
    let each = || shown.iter();
    let median = |row: &&LeadTime| {
        let interval = row.median_interval.map_or(String::new(), |i| format!(" ({}–{})", whole(i.low), whole(i.high)));
        Cell::new(format!("{}{interval}", whole(row.median_days)))
    };
    let distribution = |row: &&LeadTime| Cell::new(if row.of_all { "as all" } else { row.family.as_str() });
    let distance = |row: &&LeadTime| Cell::new(share(row.largest_distance));
    let columns = vec![
        Column::new("Vendor", false, each().map(|row| Cell::new(&row.vendor))),
        Column::new("Orders\nreceived", true, each().map(|row| Cell::new(row.received))),
        Column::new("Open", true, each().map(|row| Cell::new(row.open))),
        Column::new("Half within,\ndays (95 %)", true, each().map(median)),
        Column::new("Nine in ten\nwithin, days", true, each().map(|row| Cell::new(whole(row.p90_days)))),
        Column::new("Distribution", false, each().map(distribution)),
        Column::new("Largest\ndistance", true, each().map(distance)),
    ];
    let _ = write!(text, "\n{}\n\n", grid(&columns, GAP, layout));
    if rows.len() > MOST {
        paragraph(&mut text, &format!("{} more are in lead-times.csv.", rows.len() - MOST), layout);
    }
    for sentence in remarks(answer) {
        paragraph(&mut text, &sentence, layout);
    }
    text
}
