//! What a run says of its lines, as tables: for people, and with all numbers.

use std::cmp::Reverse;

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::missing;
use super::super::shown::{News, Said, Table, Told, by_date, none, number, words};
use super::super::words::{chance as of_chance, date, share};
use super::at_risk::{MOST_LINES, by_line, of_line};
use super::words::recovery as back;
use crate::experiment::{Chance, LineAnswer, Loss, RunAnswer, Tail, ThresholdAnswer, WhenHalted};

type Columns<'a> = Fields<'a, &'a LineAnswer>;

/// The manufacturers, those most at risk first.
pub(super) fn summary(answer: &RunAnswer) -> Data<'_> {
    let mut makers: Vec<&LineAnswer> = answer.manufacturers().collect();
    makers.sort_by_key(|line| Reverse(line.halt.trials));
    most(answer).table(("summary", "Summary"), "Manufacturers, those most at risk first", makers)
}

/// Lines with their chances, days and losses, as people are shown them.
pub(super) fn shown<'a>(title: &str, answer: &'a RunAnswer, lines: &[&'a LineAnswer]) -> Table {
    most(answer).shown(title, |line| &line.title, lines.iter().copied()).on_terminal("lines.csv", usize::MAX)
}

/// What matters most of a line.
fn most(answer: &RunAnswer) -> Columns<'_> {
    let currency = &answer.scenario.currency;
    let mut columns = Columns::new();
    columns.text("Manufacturer", "name of the site", |line| &line.title);
    columns.show("Line");
    columns.text("Sector", "its sector", |line| &line.sector);
    columns.text("Country", "its country", |line| &line.country);
    columns.show_as("Sector, country", |line| words(format!("{}, {}", line.sector, line.country))).yields(1);
    chance(&mut columns);
    let at_risk = |line: &LineAnswer| number(of_chance(&line.halt), line.halt.share).news(risk(line.halt.share));
    columns.show_as("Chance of a halt (95 %)#", at_risk);
    for outcome in by_line(answer) {
        columns.show_as(&format!("{outcome} (95 %)#"), move |line| {
            of_line(answer, outcome, line).map_or_else(none, |found| number(of_chance(found), found.share))
        });
    }
    halts(&mut columns);
    let back = |halted: &WhenHalted| number(back(halted), f64::from(halted.recovery.median_days.at_least));
    columns.show_as("First halt, median#", first_halt).yields(6);
    columns.show_as("Halt days: median (1 in 20 longer)#", halt_length).yields(5);
    columns.show_as("Back after, days#", move |line| halted(line).map_or_else(none, back)).yields(4);
    let lowest = |line: &LineAnswer| {
        line.lowest_cover.as_ref().map_or_else(none, |cover| {
            let (median, low) = (cover.median_days.value, cover.p05_days.value);
            number(Said::with(median.to_string(), low.to_string()), f64::from(median))
        })
    };
    columns.show_as("Lowest stock, days: median (1 in 20 less)#", lowest).yields(2);
    loss(&mut columns, currency);
    columns.show(&format!("Expected loss, {currency} (95 %)"));
    columns.text("Missing material mostly", "where most of it stood on halt days", |line| {
        missing::mostly(line).map_or("", |(_, place, _)| place)
    });
    let about = "the part that this is, of a line with several inputs";
    columns.text("Missing part", about, |line| missing::mostly(line).and_then(|(part, ..)| part).unwrap_or_default());
    columns.number("Of halt days", "share of halt days", "how much of it stood there", |line| {
        missing::mostly(line).map(|(.., share)| share)
    });
    let mostly = |line: &LineAnswer| match missing::mostly(line) {
        None => words("–"),
        Some((part, place, of_it)) => {
            let part = part.map_or(String::new(), |part| format!("{part}: "));
            words(format!("{part}{place}, {}", share(of_it)))
        }
    };
    columns.show_as("Missing material mostly", mostly).yields(3);
    columns
}

/// The median of its first halts.
pub(super) fn first_halt(line: &LineAnswer) -> Told {
    halted(line).map_or_else(none, |halted| {
        let day = halted.first_halt.median.value;
        number(date(day), by_date(day))
    })
}

/// The median of its halt days, and what one trial in twenty exceeds.
pub(super) fn halt_length(line: &LineAnswer) -> Told {
    halted(line).map_or_else(none, |halted| {
        let days = &halted.halt_days;
        number(Said::with(days.median.value.to_string(), days.p95.value.to_string()), f64::from(days.median.value))
    })
}

/// Bad from one half on, doubtful from one in ten.
fn risk(share: f64) -> News {
    match share {
        share if share >= 0.5 => News::Bad,
        share if share >= 0.1 => News::Doubtful,
        _ => News::Plain,
    }
}

/// Every line with all its numbers.
pub(super) fn lines(answer: &RunAnswer) -> Data<'_> {
    let currency = &answer.scenario.currency;
    let mut columns = Columns::new();
    columns.text("site", "key of the site in the scenario", |line| &line.site);
    columns.text("title", "its name for people", |line| &line.title);
    columns.text("role", "manufacturer if it sells, else supplier", |line| {
        if line.manufacturer { "manufacturer" } else { "supplier" }
    });
    columns.text("sector", "its sector or stage", |line| &line.sector);
    columns.text("country", "its country", |line| &line.country);
    chance(&mut columns);
    let about = "no other line halts before it; days on which several halt first are counted for each";
    let first = |line: &LineAnswer| answer.first_to_halt.line(&line.site);
    columns.chance("First to halt", "share of trials", about, move |line| first(line).map(|found| found.first));
    let about = "the same without days on which several halt first";
    columns.chance("First to halt alone", "share of trials", about, move |line| first(line).map(|found| found.alone));
    halts(&mut columns);
    recovery(&mut columns);
    output(&mut columns);
    if answer.lines.iter().any(|line| line.unmet_sales.is_some()) {
        unmet(&mut columns);
    }
    loss(&mut columns, currency);
    tail(&mut columns, currency);
    for kind in answer.costs.kinds.iter().map(|row| row.kind) {
        let part = if Loss::kinds().contains(&kind) { "Part of the loss" } else { "Other cost" };
        columns.number(&format!("{part}: {kind}"), currency, "mean of all trials", move |line| {
            line.costs.get(kind).map(|cost| cost.value)
        });
    }
    columns.in_snake_case().table(("lines", "Lines"), "Every line with all its numbers", &answer.lines)
}

/// A line, or what stands for several or none; its chance to be the first, and that by itself.
type First<'a> = (&'a str, &'a str, Chance, Option<Chance>);

fn all_first(answer: &RunAnswer) -> impl Iterator<Item = First<'_>> {
    let first = &answer.first_to_halt;
    let lines = first.lines.iter().map(|line| (line.site.as_str(), line.title.as_str(), line.first, Some(line.alone)));
    let others = [("several lines on the same day", first.several), ("no line", first.none)];
    lines.chain(others.map(|(title, chance)| ("", title, chance, None)))
}

fn first_columns<'a>() -> Fields<'a, First<'a>> {
    let mut columns = Fields::<First>::new();
    columns.named(["site", "title"], "key of the site in the scenario", |row| (row.0, row.1));
    columns.show("Line");
    columns.whole("trials", "trials", "in which no other line halts before it", |row| Some(row.2.trials));
    let about = "the same as a share; days on which several halt first are counted for each";
    columns.chance("first", "share of trials", about, |row| Some(row.2));
    columns.show("First to halt (95 %)");
    columns.chance("alone", "share of trials", "in which it is the first by itself", |row| row.3);
    columns.show("Alone (95 %)");
    columns
}

/// Which line is the first to halt.
pub(super) fn first(answer: &RunAnswer) -> Data<'_> {
    first_columns().table(("first", "First to halt"), "Which line is the first to halt", all_first(answer))
}

/// The same of those that ever are, of several at once, of none.
pub(super) fn first_shown(answer: &RunAnswer) -> Table {
    let (lines, others): (Vec<First>, Vec<First>) = all_first(answer).partition(|row| !row.0.is_empty());
    let ever = lines.into_iter().filter(|row| row.2.trials > 0).take(MOST_LINES);
    let shown = first_columns().shown(
        "Which line stops first",
        |row| if row.0.is_empty() { "" } else { row.1 },
        ever.chain(others),
    );
    shown.noting(
        "Where several lines halt first on the same day, each of them is counted; “alone” leaves such trials out.",
    )
}

fn threshold_columns<'a>() -> Fields<'a, &'a ThresholdAnswer> {
    let mut columns = Fields::<&ThresholdAnswer>::new();
    columns.text("outcome", "as it was asked for", |row| &row.measured.outcome);
    columns.text("site", "key of the site; empty for the whole network", |row| {
        row.measured.site.as_deref().unwrap_or_default()
    });
    columns.text("title", "what it is the chance of", |row| &row.measured.title);
    columns.show("What");
    columns.number("threshold", "as threshold_unit", "the amount", |row| Some(row.measured.threshold.as_ref()?.value));
    columns.text("threshold_unit", "its unit", |row| row.measured.threshold.as_ref().map_or("", |beyond| &beyond.unit));
    columns.whole("trials", "trials", "that lie beyond it", |row| Some(row.chance.trials));
    columns.chance("chance", "share of trials", "the same as a share", |row| Some(row.chance));
    columns.show("Chance (95 %)");
    columns
}

/// Chances that trials lie beyond thresholds.
pub(super) fn thresholds(answer: &RunAnswer) -> Data<'_> {
    threshold_columns().table(("thresholds", "Thresholds"), "How likely amounts are exceeded", &answer.thresholds)
}

/// The same of those that the table of lines does not tell.
pub(super) fn thresholds_shown(answer: &RunAnswer) -> Table {
    let told = by_line(answer);
    let others =
        answer.thresholds.iter().filter(|row| row.measured.site.is_none() || !told.contains(&&*row.measured.outcome));
    threshold_columns().shown("Thresholds", |_| "", others)
}

fn chance(columns: &mut Columns) {
    let about = "within the horizon, for at least a working day";
    columns.chance("Chance of a halt", "share of trials", about, |line| Some(line.halt));
}

fn halted(line: &LineAnswer) -> Option<&WhenHalted> {
    line.when_halted.as_ref()
}

/// What is known of trials in which the line halts.
fn halts(columns: &mut Columns) {
    columns.date("First halt, median", "half of the trials with a halt have one by then", move |line| {
        halted(line).map(|when| when.first_halt.median.value)
    });
    let days = "working days";
    columns.whole("Halt days if it halts, median", days, "all halts together; half have as many", move |line| {
        halted(line).map(|when| when.halt_days.median.value)
    });
    columns.whole("Halt days if it halts, P95", days, "exceeded in one in twenty of these trials", move |line| {
        halted(line).map(|when| when.halt_days.p95.value)
    });
}

/// More of these trials, and halt days over all.
fn recovery(columns: &mut Columns) {
    columns.date("First halt, early", "one in twenty of the first halts is earlier", move |line| {
        halted(line).map(|when| when.first_halt.p05.value)
    });
    columns.date("First halt, late", "one in twenty of the first halts is later", move |line| {
        halted(line).map(|when| when.first_halt.p95.value)
    });
    let about = "of the trials in which the line halts";
    columns.whole("Longest halt, median", "working days", about, move |line| {
        halted(line).map(|when| when.longest_halt_days.median.value)
    });
    let about = "median days from the first halt to the end of the last";
    columns.whole("Back after, at least", "days", about, move |line| {
        halted(line).map(|when| when.recovery.median_days.at_least)
    });
    let about = "the same; empty without a bound, because lines are still halted";
    columns.whole("Back after, at most", "days", about, move |line| {
        halted(line).and_then(|when| when.recovery.median_days.at_most)
    });
    columns.number("Not recovered by the end", "share of halted", "trials in which it is still halted", move |line| {
        halted(line).map(|when| when.recovery.not_recovered_share)
    });
    let about = "over all trials, those without a halt too";
    columns.estimate("Halt days, mean", "working days", about, |line| Some(line.halt_days.mean));
}

fn output(columns: &mut Columns) {
    let about = "lowest cover within the horizon, days of planned need";
    columns.whole("Lowest stock, median", "days", about, |line| line.lowest_cover.map(|cover| cover.median_days.value));
    columns.whole("Lowest stock, P5", "days", "one trial in twenty has less", |line| {
        line.lowest_cover.map(|cover| cover.p05_days.value)
    });
    columns.text("Output unit", "unit of the three columns that follow", |line| line.output.unit);
    let unit = "as output unit";
    columns.number("Planned output", unit, "within the horizon", |line| Some(line.output.planned));
    columns.number("Lost output", unit, "never made; mean of all trials", |line| Some(line.output.lost.value));
    columns.number("Made good later", unit, "lost first, then made; mean of all trials", |line| {
        Some(line.output.made_good.value)
    });
    columns.number("Fill rate", "share of plan", "share of the planned output that was made", |line| {
        line.output.fill_rate.map(|rate| rate.value)
    });
}

/// Sales not met on their day, where any line has finished goods.
fn unmet(columns: &mut Columns) {
    let about = "days on which some sales of the day are not met; empty for a line that makes what it sells";
    columns.estimate("Unmet sales days", "working days", about, |line| line.unmet_sales.map(|unmet| unmet.days));
    let about = "days at whose end sales wait; mean of all trials";
    columns
        .estimate("Waiting sales days", "working days", about, |line| line.unmet_sales.map(|unmet| unmet.waiting_days));
    let about = "sales not met on their day: lost, or met later; mean of all trials";
    columns.estimate("Unmet sales", "as output unit", about, |line| line.unmet_sales.map(|unmet| unmet.quantity));
    let about = "share of all sales that is met on its day";
    columns.estimate("Met on the day", "share of sales", about, |line| {
        line.unmet_sales.and_then(|unmet| unmet.met_on_the_day)
    });
}

fn loss(columns: &mut Columns, currency: &str) {
    let about = "mean of all trials: lost margin, halt days, penalties";
    columns.estimate("Expected loss", currency, about, |line| Some(line.loss.mean));
}

fn tail(columns: &mut Columns, currency: &str) {
    let about = "one trial in twenty loses more (value at risk)";
    columns.number("Loss, P95", currency, about, |line| Some(value_at_risk(&line.loss.tail)));
    let about = "mean of the worst twentieth of trials (CVaR)";
    columns.number("Loss, worst 5 %", currency, about, |line| Some(worst_mean(&line.loss.tail)));
}

/// At least this, where only a bracket is known.
fn value_at_risk(tail: &Tail) -> f64 {
    match tail {
        Tail::Exact(quantiles) => quantiles.p95.value,
        Tail::Bracketed(quantiles) => quantiles.p95.at_least,
    }
}

fn worst_mean(tail: &Tail) -> f64 {
    match tail {
        Tail::Exact(quantiles) => quantiles.cvar95.value,
        Tail::Bracketed(quantiles) => quantiles.cvar95.at_least,
    }
}

/// What only a workbook has: how likely larger losses are, of all lines together and of each.
pub(super) fn exceedance(answer: &RunAnswer) -> Data<'_> {
    let mut columns = Fields::<(&str, (f64, f64))>::new();
    columns.text("Of", "all lines together, or a site", |(of, _)| of);
    columns.number("Loss", &answer.scenario.currency, "an amount", |(_, (amount, _))| Some(amount));
    let about = "share of the trials that lose more than this";
    columns.number("Lost more", "share of trials", about, |(_, (_, share))| Some(share));
    let all = [("all lines", &answer.total_loss)];
    let each = answer.lines.iter().map(|line| (line.title.as_str(), &line.loss));
    let rows = all.into_iter().chain(each).flat_map(|(of, loss)| loss.exceedance.iter().map(move |row| (of, *row)));
    columns.table(("loss", "Loss"), "How likely larger losses are", rows)
}
