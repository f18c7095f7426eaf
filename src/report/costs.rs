//! What everything costs, as a table that adds up to the cent, and what it leaves out.

use std::collections::HashMap;

use super::data::{Body, Cell, Data, Field, Kind};
use super::words::thousands;
use crate::experiment::{CostSpread, CostTable, LeftOut, RunAnswer, WhyLeftOut};

/// What is left out is named up to so many; all of it is in `summary.json`.
const MOST_LEFT_OUT: usize = 6;
/// The kind of a row that sums all kinds.
const TOTAL: &str = "total";

/// `costs`: a row for each line and kind, each line, each kind, and for everything.
pub(super) fn table(answer: &RunAnswer) -> Data<'_> {
    let costs = &answer.costs;
    let mut by_site: HashMap<&str, Vec<&LeftOut>> = HashMap::new();
    for left in &costs.left_out {
        by_site.entry(&left.site).or_default().push(left);
    }
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for line in &costs.lines {
        // What lines of a site share is left out of all of them.
        let site = line.site.split_once('.').map_or(line.site.as_str(), |(site, _)| site);
        let left = by_site.get(line.site.as_str()).or_else(|| by_site.get(site)).map_or(&[][..], Vec::as_slice);
        let mut add = |kind, amounts| rows.push(row((&line.site, &line.title), kind, amounts, left));
        line.kinds.iter().for_each(|(kind, mean)| add(*kind, CostSpread { mean: *mean, ..CostSpread::default() }));
        add(TOTAL, line.total);
    }
    let all: Vec<&LeftOut> = costs.left_out.iter().collect();
    rows.extend(costs.kinds.iter().map(|kind| row(("", "all lines"), kind.kind, kind.spread, &all)));
    rows.push(row(("", "all lines"), TOTAL, costs.total, &all));
    let about = "What everything costs, by line and kind, and what that leaves out";
    Data { name: "costs", title: "Costs", about, columns: columns(&answer.scenario.currency), rows: Body::Held(rows) }
}

fn columns(currency: &str) -> Vec<Field> {
    let text = |name, about| Field::new(name, Kind::Text, "", about);
    let money = |name, about| Field::new(name, Kind::Number, currency, about);
    vec![
        text("site", "key of the line; empty for all lines together"),
        text("title", "its name"),
        text("kind", "kind of cost; `total` is the sum of all kinds"),
        money("mean", "mean over all trials, in whole cents that add up: kinds to their total, lines to all lines"),
        money("mean_low", "lower end of its 95 % interval; empty for a kind of one line"),
        money("mean_high", "upper end of its 95 % interval; likewise"),
        money("p50", "half of the trials cost less; likewise, and where outcomes were not kept"),
        money("p95", "one trial in twenty costs more; likewise"),
        text("left_out", "what is missing from it, and why; empty where nothing is"),
    ]
}

fn row<'a>(
    (site, title): (&'a str, &'a str),
    kind: &'a str,
    amounts: CostSpread,
    left_out: &[&LeftOut],
) -> Vec<Cell<'a>> {
    let CostSpread { mean, low, high, p50, p95 } = amounts;
    let left: Vec<&LeftOut> = left_out.iter().copied().filter(|left| kind == TOTAL || kind == left.kind).collect();
    vec![
        Cell::text(site),
        Cell::text(title),
        Cell::text(kind),
        Cell::Number(mean),
        Cell::number(low),
        Cell::number(high),
        Cell::number(p50),
        Cell::number(p95),
        Cell::text(named(&left)),
    ]
}

/// What is left out, by name, as far as it is few.
fn named(left: &[&LeftOut]) -> String {
    let shown: Vec<String> = left.iter().take(MOST_LEFT_OUT).map(|left| one(left)).collect();
    let more = match left.len().saturating_sub(MOST_LEFT_OUT) {
        0 => String::new(),
        n => format!("; and {} more", thousands(n as u64)),
    };
    shown.join("; ") + &more
}

/// "purchase of Magnet at Car plant (no price)".
fn one(left: &LeftOut) -> String {
    let at = if left.why == WhyLeftOut::PaidElsewhere { "paid by" } else { "at" };
    format!("{} of {} {at} {} ({})", left.kind, left.what, left.site_title, left.why.words())
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

/// What is not in the table, in sentences; nothing where all is.
pub(super) fn left_out(answer: &RunAnswer) -> String {
    let costs = &answer.costs;
    let mut said = Vec::new();
    if !costs.left_out.is_empty() {
        let all: Vec<&LeftOut> = costs.left_out.iter().collect();
        let rest = if all.len() > MOST_LEFT_OUT { " (summary.json)" } else { "" };
        said.push(format!("Left out, though it costs something: {}{rest}.", named(&all)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_to_the_cent() {
        assert_eq!([0.0, 0.07, 1_234.5, 12_345_678.9].map(to_the_cent), ["0.00", "0.07", "1,234.50", "12,345,678.90"]);
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
        let told = |kind| row(("plant", ""), kind, CostSpread::default(), &[&left]).pop() != Some(Cell::Empty);
        assert!(told("purchase") && told(TOTAL) && !told("duty"));
        let many = vec![&left; 9];
        assert!(named(&many).ends_with("; and 3 more"), "{}", named(&many));
    }
}
