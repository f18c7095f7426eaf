//! What everything costs, as a table that adds up to the cent, and what it leaves out.

use comfy_table::Cell as Shown;

use super::columns::{Column, GAP, Layout, grid};
use super::data::{Cell, Data, Field, Kind};
use super::fields::Fields;
use super::words::{amount_of, share, thousands};
use crate::experiment::{CostSpread, CostTable, LeftOut, RunAnswer, WhyLeftOut};

/// What is left out is named on a terminal up to so many; all of it in the file.
pub(super) const MOST_LEFT_OUT: usize = 6;
/// The kind of a row that sums all kinds.
const TOTAL: &str = "total";

/// A row of the file.
#[derive(Clone, Copy)]
struct Row<'a> {
    site: &'a str,
    title: &'a str,
    kind: &'a str,
    mean: f64,
    spread: Option<&'a CostSpread>,
    left_out: &'a [LeftOut],
}

/// `costs`: a row for each line and kind, each line, each kind, and for everything.
pub(super) fn table(answer: &RunAnswer) -> Data<'_> {
    let costs = &answer.costs;
    let currency = &answer.scenario.currency;
    let mut rows: Vec<Row> = Vec::new();
    for line in &costs.lines {
        let row = |kind, mean, spread| Row {
            site: &line.site,
            title: &line.title,
            kind,
            mean,
            spread,
            left_out: &costs.left_out,
        };
        rows.extend(line.kinds.iter().map(|(kind, mean)| row(kind, *mean, None)));
        rows.push(row(TOTAL, line.total.mean, Some(&line.total)));
    }
    let all = costs.kinds.iter().map(|row| (row.kind, &row.spread)).chain([(TOTAL, &costs.total)]);
    rows.extend(all.map(|(kind, spread)| Row {
        site: "",
        title: "all lines",
        kind,
        mean: spread.mean,
        spread: Some(spread),
        left_out: &costs.left_out,
    }));
    let mut columns = Fields::<Row>::new();
    columns.text("site", "key of the line; empty for all lines together", |row| row.site);
    columns.text("title", "its name", |row| row.title);
    columns.text("kind", "kind of cost; `total` is the sum of all kinds", |row| row.kind);
    let mean = "mean over all futures, in whole cents that add up: kinds to their total, lines to all lines";
    columns.number("mean", currency, mean, |row| Some(row.mean));
    let spread = |row: Row<'_>| row.spread.copied().unwrap_or_default();
    columns.number("mean_low", currency, "lower end of its 95 % interval", move |row| spread(row).low);
    columns.number("mean_high", currency, "upper end of its 95 % interval", move |row| spread(row).high);
    let median = "half of the futures cost less; empty where outcomes were not kept, and for a kind of one line";
    columns.number("p50", currency, median, move |row| spread(row).p50);
    columns.number("p95", currency, "one future in twenty costs more; likewise", move |row| spread(row).p95);
    let about = "what is missing from it, and why; empty where nothing is";
    columns.add(Field::new("left_out", Kind::Text, "", about), |row| Cell::text(without(&row)));
    columns.table(("costs", "Costs"), "What everything costs, by line and kind, and what that leaves out", rows)
}

/// What is left out of a row of the file.
fn without(row: &Row) -> String {
    let of_line = |left: &&LeftOut| {
        let same = left.site == row.site || row.site.split_once('.').is_some_and(|(site, _)| site == left.site);
        row.site.is_empty() || same
    };
    let of_kind = |left: &&LeftOut| row.kind == TOTAL || row.kind == left.kind;
    let found: Vec<String> = row.left_out.iter().filter(of_line).filter(of_kind).map(|left| one(left)).collect();
    found.join("; ")
}

/// "purchase of Magnet at Car plant (no price)".
fn one(left: &LeftOut) -> String {
    let at = if left.why == WhyLeftOut::PaidElsewhere { "paid by" } else { "at" };
    format!("{} of {} {at} {} ({})", left.kind, left.what, left.site_title, left.why.words())
}

/// The kinds that cost anything, and their sum, as a table on a terminal; nothing where nothing costs anything.
pub(super) fn shown(answer: &RunAnswer, layout: Layout) -> Option<String> {
    let costs = &answer.costs;
    let rows = told(costs);
    if rows.is_empty() {
        return None;
    }
    let each = || rows.iter().map(|(kind, spread)| (*kind, *spread));
    let quantile = |x: Option<f64>| Shown::new(x.map_or("–".to_owned(), amount_of));
    let mut columns = vec![
        Column::new("Cost", false, each().map(|(kind, _)| Shown::new(capital(kind)))),
        Column::new("Mean", true, each().map(|(_, spread)| Shown::new(to_the_cent(spread.mean)))),
        Column::new("Of all", true, each().map(|(_, spread)| Shown::new(share(spread.mean / costs.total.mean)))),
    ];
    if costs.total.p50.is_some() {
        columns.push(Column::new("Median", true, each().map(|(_, spread)| quantile(spread.p50))));
        columns.push(Column::new("1 in 20 more", true, each().map(|(_, spread)| quantile(spread.p95))));
    }
    Some(grid(&columns, GAP, layout))
}

/// Kinds that cost anything, and all of them.
pub(super) fn told(costs: &CostTable) -> Vec<(&str, &CostSpread)> {
    let rows = costs.kinds.iter().map(|row| (row.kind, &row.spread)).filter(|(_, spread)| spread.mean > 0.0);
    let mut rows: Vec<(&str, &CostSpread)> = rows.collect();
    if !rows.is_empty() {
        rows.push((TOTAL, &costs.total));
    }
    rows
}

/// What the table on a terminal shows.
pub(super) fn heading(answer: &RunAnswer) -> String {
    let lines = if answer.lines.len() > 1 { " of all lines" } else { "" };
    format!("Costs{lines} within the horizon, {}, mean of all futures:", answer.scenario.currency)
}

/// What is not in the table, in sentences; nothing where all is.
pub(super) fn left_out(answer: &RunAnswer, most: usize) -> String {
    let costs = &answer.costs;
    let mut said = Vec::new();
    if !costs.left_out.is_empty() {
        let named: Vec<String> = costs.left_out.iter().take(most).map(|left| one(left)).collect();
        let more = match costs.left_out.len().saturating_sub(most) {
            0 => String::new(),
            n => format!("; and {} more (costs.csv)", thousands(n as u64)),
        };
        said.push(format!("Left out, though it costs something: {}{more}.", named.join("; ")));
    }
    if !costs.not_given.is_empty() && !told(costs).is_empty() {
        said.push(format!("Nothing is given for {}.", costs.not_given.join(", ")));
    }
    said.join(" ")
}

/// "1,234,567.89".
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "costs are never negative; `as` saturates")]
pub(super) fn to_the_cent(amount: f64) -> String {
    let cents = (amount * 100.0).round() as u64;
    format!("{}.{:02}", thousands(cents / 100), cents % 100)
}

pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_to_the_cent() {
        assert_eq!([0.0, 0.07, 1_234.5, 12_345_678.9].map(to_the_cent), ["0.00", "0.07", "1,234.50", "12,345,678.90"]);
        assert_eq!(capital("lost margin"), "Lost margin");
    }

    #[test]
    fn what_is_left_out_is_named_with_its_reason() {
        let left = LeftOut {
            kind: "purchase",
            what: "Coil".to_owned(),
            site: "plant".to_owned(),
            site_title: "Plant".to_owned(),
            why: WhyLeftOut::NoPrice,
        };
        assert_eq!(one(&left), "purchase of Coil at Plant (no price)");
        let row =
            |site, kind| Row { site, title: "", kind, mean: 0.0, spread: None, left_out: std::slice::from_ref(&left) };
        let told = |site, kind| !without(&row(site, kind)).is_empty();
        assert!(told("plant", "purchase") && told("plant.cars", TOTAL) && told("", "purchase"));
        assert!(!told("plant", "duty") && !told("planter", "purchase"));
    }
}
