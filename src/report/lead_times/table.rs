//! Lead times on a terminal.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, bold, grid, paragraph};
use super::super::words::{counted, share, whole};
use super::rows::vendors_and_all;
use crate::experiment::{LeadTime, LeadTimesAnswer};

/// Vendors that are shown.
const MOST: usize = 24;
/// A distance from Kaplan and Meier beyond which the distribution does not fit.
const FAR: f64 = 0.1;

/// The lead times as text.
#[must_use]
pub(crate) fn render(answer: &LeadTimesAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&format!("Lead times of {}", answer.file), layout), layout);
    let all = &answer.all;
    let words = format!(
        "{} received, {} open on {}: open orders count with the days that they have waited. Half of all orders are \
         received within {} days, nine in ten within {}.",
        counted(all.received as u64, "order"),
        all.open,
        answer.until,
        whole(all.median_days),
        whole(all.p90_days)
    );
    paragraph(&mut text, &words, layout);
    let rows: Vec<&LeadTime> = vendors_and_all(answer).collect();
    let shown = &rows[..rows.len().min(MOST)];
    let each = || shown.iter();
    let median = |row: &&LeadTime| {
        let interval = row.median_interval.map_or(String::new(), |i| format!(" ({}–{})", whole(i.low), whole(i.high)));
        Cell::new(format!("{}{interval}", whole(row.median_days)))
    };
    let law = |row: &&LeadTime| Cell::new(if row.of_all { "as all" } else { row.family.as_str() });
    let distance = |row: &&LeadTime| Cell::new(share(row.largest_distance));
    let columns = vec![
        Column::new("Vendor", false, each().map(|row| Cell::new(&row.vendor))),
        Column::new("Orders\nreceived", true, each().map(|row| Cell::new(row.received))),
        Column::new("Open", true, each().map(|row| Cell::new(row.open))),
        Column::new("Half within,\ndays (95 %)", true, each().map(median)),
        Column::new("Nine in ten\nwithin, days", true, each().map(|row| Cell::new(whole(row.p90_days)))),
        Column::new("Distribution", false, each().map(law)),
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

/// What is to be known of the fits.
fn remarks(answer: &LeadTimesAnswer) -> Vec<String> {
    let names = |of: &dyn Fn(&&LeadTime) -> bool| -> Vec<&str> {
        answer.vendors.iter().filter(of).map(|vendor| vendor.vendor.as_str()).collect()
    };
    let few = names(&|vendor| vendor.of_all);
    let far = names(&|vendor| !vendor.of_all && vendor.largest_distance > FAR);
    let mut remarks = Vec::new();
    if !few.is_empty() {
        remarks.push(format!(
            "Too few orders received for a distribution of their own, so that of all orders is taken: {}",
            listed(&few)
        ));
    }
    if !far.is_empty() {
        let text =
            "The distribution lies more than 10 points from Kaplan and Meier's estimate, which takes none for granted";
        remarks.push(format!("{text}: {}. Look at the chart before using it.", listed(&far)));
    }
    remarks
}

fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}
