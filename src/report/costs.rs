//! What everything costs, as a table that adds up to the cent, and what it leaves out.

use super::data::Data;
use super::fields::Fields;
use super::run::MOST_LINES;
use super::shown::{Table, number, words};
use super::words::{amount_of, share, thousands, upper_first};
use crate::experiment::{CostSpread, CostTable, LeftOut, LineCosts, RunAnswer, WhyLeftOut};

/// What is left out is named up to so many; all of it is in `summary.json`.
const MOST_LEFT_OUT: usize = 6;
/// The kind of a row that sums all kinds.
const TOTAL: &str = "total";

/// A line (empty for all of them), a kind of cost, what it comes to, and what is left out of it.
#[derive(Clone, Copy)]
struct Row<'a> {
    site: &'a str,
    title: &'a str,
    kind: &'a str,
    spread: CostSpread,
    left_out: &'a [LeftOut],
}

/// All lines together, by kind.
fn of_all(costs: &CostTable) -> impl Iterator<Item = Row<'_>> {
    let kinds = costs.kinds.iter().map(|row| (row.kind, row.spread)).chain([(TOTAL, costs.total)]);
    kinds.map(|(kind, spread)| Row { site: "", title: "all lines", kind, spread, left_out: &costs.left_out })
}

/// `costs`: a row for each line and kind, each line, each kind, and for everything.
pub(super) fn table(answer: &RunAnswer) -> Data<'_> {
    let costs = &answer.costs;
    let lines = costs.lines.iter().flat_map(|line| {
        let (site, title, left_out) = (line.site.as_str(), line.title.as_str(), &costs.left_out[..]);
        let mean = |mean| CostSpread { mean, ..CostSpread::default() };
        let kinds = line.kinds.iter().map(move |(kind, cost)| (*kind, mean(*cost))).chain([(TOTAL, line.total)]);
        kinds.map(move |(kind, spread)| Row { site, title, kind, spread, left_out })
    });
    let about = "What everything costs, by line and kind, and what that leaves out";
    columns(answer).table(("costs", "Costs"), about, lines.chain(of_all(costs)))
}

/// The kinds that cost anything, and their sum, as people are shown them; nothing where nothing costs anything.
pub(super) fn shown(answer: &RunAnswer) -> Option<Table> {
    let rows = of_all(&answer.costs).filter(|row| row.spread.mean > 0.0);
    let note = format!("Rows add up to the total to the cent. {}", left_out(answer));
    let table = columns(answer).shown("What it costs, all lines together", |_| "", rows);
    (!table.rows.is_empty()).then(|| table.noting(note.trim_end()).on_terminal("costs.csv", usize::MAX))
}

/// Lines with their costs by kind, the dearest first, as people are shown them.
pub(super) fn by_line(answer: &RunAnswer) -> Table {
    let (costs, currency) = (&answer.costs, &answer.scenario.currency);
    let cell = |x: f64| number(if x > 0.0 { to_the_cent(x) } else { "–".to_owned() }, x);
    let mut columns = Fields::<&LineCosts>::new();
    columns.show_as("Line", |line| words(&line.title));
    for row in costs.kinds.iter().filter(|row| row.spread.mean > 0.0) {
        let of = |line: &LineCosts| line.kinds.get(row.kind).copied().unwrap_or(0.0);
        columns.show_as(&format!("{}#", upper_first(row.kind)), move |line| cell(of(line)));
    }
    columns.show_as(&format!("Total, {currency}#"), move |line| cell(line.total.mean));
    let mut lines: Vec<&LineCosts> = costs.lines.iter().filter(|line| line.total.mean > 0.0).collect();
    lines.sort_by(|a, b| b.total.mean.total_cmp(&a.total.mean));
    let most = lines.len() > MOST_LINES;
    let note = if most { "Means; the lines that cost most. All are in costs.csv." } else { "Means." };
    columns.shown("What each line costs", |line| &line.title, lines.into_iter().take(MOST_LINES)).noting(note)
}

fn columns(answer: &RunAnswer) -> Fields<'_, Row<'_>> {
    let currency = answer.scenario.currency.as_str();
    let all = answer.costs.total.mean;
    let mut columns = Fields::<Row>::new();
    columns.text("site", "key of the line; empty for all lines together", |row| row.site);
    columns.text("title", "its name", |row| row.title);
    columns.text("kind", "kind of cost; `total` is the sum of all kinds", |row| row.kind);
    columns.show_as("Cost", |row| words(upper_first(row.kind)));
    let about = "mean over all trials, in whole cents that add up: kinds to their total, lines to all lines";
    columns.number("mean", currency, about, |row| Some(row.spread.mean));
    columns.show_as(&format!("Mean of all trials, {currency}#"), |row| {
        number(to_the_cent(row.spread.mean), row.spread.mean)
    });
    columns.show_as("Of all#", move |row| number(share(row.spread.mean / all), row.spread.mean / all));
    let about = "lower end of its 95 % interval; empty for a kind of one line";
    columns.number("mean_low", currency, about, |row| row.spread.low);
    columns.number("mean_high", currency, "upper end of its 95 % interval; likewise", |row| row.spread.high);
    let interval = |row: Row| match (row.spread.low, row.spread.high) {
        (Some(low), Some(high)) => number(format!("{}–{}", amount_of(low), amount_of(high)), high),
        _ => number("–", -1.0),
    };
    columns.show_as("95 % interval of the mean#", interval).yields(1);
    let about = "half of the trials cost less; likewise, and where outcomes were not kept";
    columns.number("p50", currency, about, |row| row.spread.p50);
    columns.show("Median").yields(2);
    columns.number("p95", currency, "one trial in twenty costs more; likewise", |row| row.spread.p95);
    columns.show("One trial in twenty costs more than");
    let about = "what is missing from it, and why; empty where nothing is";
    columns.words("left_out", about, |row| named(&missing(row)));
    columns
}

/// What is left out of a row. What lines of a site share is left out of all of them.
fn missing(row: Row<'_>) -> Vec<&LeftOut> {
    let of_kind = |left: &&LeftOut| row.kind == TOTAL || row.kind == left.kind;
    let at = |site: &str| row.left_out.iter().filter(of_kind).filter(|left| left.site == site).collect::<Vec<_>>();
    match row.site {
        "" => row.left_out.iter().filter(of_kind).collect(),
        site if row.left_out.iter().any(|left| left.site == site) => at(site),
        site => at(site.split_once('.').map_or(site, |(site, _)| site)),
    }
}

/// What is left out, by name, as far as it is few.
fn named(left: &[&LeftOut]) -> String {
    let first: Vec<String> = left.iter().take(MOST_LEFT_OUT).map(|left| one(left)).collect();
    let more = left.len().saturating_sub(MOST_LEFT_OUT);
    let more = if more > 0 { format!("; and {} more", thousands(more as u64)) } else { String::new() };
    first.join("; ") + &more
}

/// "purchase of Magnet at Car plant (no price)".
fn one(left: &LeftOut) -> String {
    let at = if left.why == WhyLeftOut::PaidElsewhere { "paid by" } else { "at" };
    format!("{} of {} {at} {} ({})", left.kind, left.what, left.site_title, left.why.words())
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
    if !costs.not_given.is_empty() && costs.total.mean > 0.0 {
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
        let left_out = std::slice::from_ref(&left);
        let row = |site, kind| Row { site, title: "", kind, spread: CostSpread::default(), left_out };
        let told = |site, kind| !missing(row(site, kind)).is_empty();
        assert!(told("plant", "purchase") && told("plant.line", TOTAL) && told("", TOTAL));
        assert!(!told("plant", "duty") && !told("other", TOTAL));
        let many = vec![&left; 9];
        assert!(named(&many).ends_with("; and 3 more"), "{}", named(&many));
    }
}
