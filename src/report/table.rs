//! The result on a terminal: what a manager reads first.

use comfy_table::{Cell, Color};

use super::at_risk::{AtRisk, FEW_LINES, beyond, by_line, first_to_halt, of_line};
use super::columns::{Column, Layout, WIDE, beside_names, bold, grid, paragraph};
use super::words::{
    amount_of, amount_with_interval, chance, count, counted, date, fine_share, share, thousands, worst,
};
use super::{costs, missing};
use crate::experiment::{AuthorityAnswer, Between, Estimate, LineAnswer, OfficeAnswer, RunAnswer, WhenHalted};

/// Room that names are to have beside the other columns of a wide and of a narrow table.
const NAMES: [u16; 2] = [20, 12];
/// Lines of which it is said what they were missing.
const MOST_MISSING: usize = 4;

/// The result as text.
#[must_use]
pub(crate) fn render(answer: &RunAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let (makers, suppliers) = (AtRisk::makers(answer), AtRisk::suppliers(answer));
    paragraph(&mut text, &bold(&answer.scenario.title, layout), layout);
    paragraph(&mut text, &heading(answer), layout);
    if answer.lines.iter().any(|line| line.when_halted.is_some()) {
        let words = "First halt, halt days and recovery are those of trials in which the line halts.";
        paragraph(&mut text, words, layout);
    }
    if !makers.shown.is_empty() {
        text.push('\n');
        text.push_str(&table(answer, &makers.shown, "Manufacturer", layout));
        text.push('\n');
    }
    if !suppliers.shown.is_empty() {
        text.push_str("\nSuppliers' lines that halted\n");
        text.push_str(&table(answer, &suppliers.shown, "Supplier", layout));
        text.push('\n');
    }
    text.push('\n');
    paragraph(&mut text, &makers.others("manufacturer", "halted"), layout);
    paragraph(&mut text, &suppliers.others("supplier line", "halted"), layout);
    if answer.manufacturers().count() > 1 {
        let any = chance(&answer.any_manufacturer_halts);
        paragraph(&mut text, &format!("Chance that any manufacturer halts: {any}."), layout);
    }
    paragraph(&mut text, &first_to_halt(&answer.first_to_halt), layout);
    let shown = [&makers.shown[..], &suppliers.shown[..]].concat();
    for sentence in beyond(answer, &shown, &by_line(answer)) {
        paragraph(&mut text, &sentence, layout);
    }
    paragraph(&mut text, &standing(&makers.shown), layout);
    paragraph(&mut text, &unmet_sales(&makers.shown), layout);
    paragraph(&mut text, &missing_most(&makers.shown), layout);
    for authority in &answer.authorities {
        paragraph(&mut text, &applications(authority), layout);
    }
    let currency = &answer.scenario.currency;
    let loss = &answer.total_loss;
    let mean = amount_with_interval(&loss.mean);
    let sum = if answer.lines.is_empty() {
        "No site has inputs, so there is no line that could halt.".to_owned()
    } else if loss.mean.value > 0.0 {
        format!("Expected loss of all lines: {currency}\u{a0}{mean}; {}.", worst(&loss.tail, currency))
    } else {
        "No trial has a loss.".to_owned()
    };
    paragraph(&mut text, &sum, layout);
    paragraph(&mut text, &precision(answer), layout);
    if let Some(table) = costs::shown(answer, layout) {
        text.push('\n');
        paragraph(&mut text, &costs::heading(answer), layout);
        text.push_str(&table);
        text.push('\n');
        paragraph(&mut text, &costs::left_out(answer), layout);
    }
    text
}

fn heading(answer: &RunAnswer) -> String {
    let scenario = &answer.scenario;
    format!(
        "Chance of a halt between {} and {} ({}), {}, seed\u{a0}{}",
        date(scenario.start),
        date(scenario.end),
        counted(u64::from(scenario.horizon_days), "day"),
        counted(answer.run.trials, "trial"),
        answer.run.seed
    )
}

/// Who still stood at the end: their times to recover are only known to be longer.
pub(super) fn standing(makers: &[&LineAnswer]) -> String {
    let still = |line: &&LineAnswer| {
        let share_of = line.when_halted.as_ref()?.recovery.not_recovered_share;
        (share_of > 0.0).then(|| format!("{} in {}", line.title, share(share_of)))
    };
    let mut lines: Vec<String> = makers.iter().filter_map(still).collect();
    if lines.is_empty() {
        return String::new();
    }
    let more = lines.len().saturating_sub(FEW_LINES);
    if more > 1 {
        lines.truncate(FEW_LINES);
        lines.push(format!("{more} other lines (lines.csv)"));
    }
    format!("Not recovered by the end, of the trials with a halt: {}.", lines.join(", "))
}

/// What became of the applications at one authority.
pub(super) fn applications(authority: &AuthorityAnswer) -> String {
    let filed = authority.a_trial(|month| month.applications);
    if filed <= 0.0 {
        return String::new();
    }
    let told = format!(
        "{}, in a trial on average: {} applications, each attempt counted; {} granted, {} returned, {} denied.",
        authority.title,
        count(filed),
        count(authority.a_trial(|month| month.granted)),
        count(authority.a_trial(|month| month.returned)),
        count(authority.a_trial(|month| month.denied)),
    );
    let days = |office: &OfficeAnswer| Some(format!("{} {} days", office.title, count(office.mean_days?)));
    let offices: Vec<String> = authority.offices.iter().filter_map(days).collect();
    if offices.is_empty() { told } else { format!("{told} In its offices on average: {}.", offices.join(", ")) }
}

pub(super) fn precision(answer: &RunAnswer) -> String {
    let Some(precision) = answer.run.precision else { return String::new() };
    let points = |share: f64| {
        let text = format!("{:.3}", 100.0 * share);
        format!("±\u{a0}{}\u{a0}%", text.trim_end_matches('0').trim_end_matches('.'))
    };
    let (asked, widest) = (points(precision.asked), points(precision.widest));
    let trials = thousands(answer.run.trials);
    if precision.reached {
        format!("Precision {asked} reached with {trials} trials (the widest interval is {widest}).")
    } else {
        format!(
            "Precision {asked} not reached: after {trials} trials, the most allowed, the widest interval is {widest}."
        )
    }
}

fn table(answer: &RunAnswer, lines: &[&LineAnswer], what: &str, layout: Layout) -> String {
    let (columns, gap) = columns(answer, lines, what, layout.width);
    grid(&columns, gap, layout)
}

/// The columns that fit, and the gap between them.
fn columns(answer: &RunAnswer, lines: &[&LineAnswer], what: &str, width: u16) -> (Vec<Column>, u16) {
    let [wide_names, narrow_names] = NAMES;
    if width >= WIDE {
        let columns = wide(answer, lines, what);
        let longest = columns.first().map_or(0, Column::width);
        if beside_names(&columns, 3) + longest.min(wide_names) <= width {
            return (columns, 3);
        }
    }
    let mut columns = narrow(answer, lines, what);
    // What is in the way goes, the least needed first: missing material, recovery, halt days, first halt.
    let asked = by_line(answer).len();
    for least in [6, 4, 3, 2] {
        if beside_names(&columns, 2) + narrow_names > width {
            columns.remove(least + asked);
        }
    }
    (columns, 2)
}

/// The chances of thresholds that were asked for, a column each.
fn thresholds(answer: &RunAnswer, lines: &[&LineAnswer], between: &str) -> Vec<Column> {
    let cell = |outcome: &str, line: &LineAnswer| {
        let told = of_line(answer, outcome, line).map_or("–".to_owned(), chance);
        Cell::new(told.replacen(" (", &format!("{between}("), 1))
    };
    let column = |outcome: &&str| {
        // The sign opens the second line.
        let title = outcome.split_once(' ').map_or((*outcome).to_owned(), |(of, rest)| format!("{of}\n{rest}"));
        Column::new(&format!("{title}\n(95 %)"), false, lines.iter().map(|line| cell(outcome, line)))
    };
    by_line(answer).iter().map(column).collect()
}

fn wide(answer: &RunAnswer, lines: &[&LineAnswer], what: &str) -> Vec<Column> {
    let each = || lines.iter().copied();
    let money = format!("Expected loss,\n{} (95 %)", answer.scenario.currency);
    let mut columns = vec![
        Column::new(what, false, each().map(|line| Cell::new(&line.title))),
        Column::new("Sector", false, each().map(|line| Cell::new(&line.sector))),
        Column::new("Country", false, each().map(|line| Cell::new(&line.country))),
        Column::new("Chance of\na halt (95 %)", false, each().map(|line| risk(chance(&line.halt), line))),
        Column::new("First halt,\nmedian", true, each().map(|line| when_halted(line, first_halt))),
        Column::new("Halt days,\nmedian (P95)", true, each().map(|line| when_halted(line, halt_days))),
        Column::new("Recovered\nafter, days", true, each().map(|line| when_halted(line, recovery))),
        Column::new(&money, true, each().map(|line| Cell::new(loss(line, amount_with_interval)))),
        Column::new("Missing material\nmostly", false, each().map(|line| Cell::new(mostly(line, ", ")))),
    ];
    columns.splice(4..4, thresholds(answer, lines, " "));
    columns
}

/// What is beside each other in a wide table is below each other here.
fn narrow(answer: &RunAnswer, lines: &[&LineAnswer], what: &str) -> Vec<Column> {
    let each = || lines.iter().copied();
    let name = |line: &LineAnswer| format!("{}\n{}, {}", line.title, line.sector, line.country);
    let chance = |line: &LineAnswer| chance(&line.halt).replacen(" (", "\n(", 1);
    let money = format!("Expected\nloss,\n{}", answer.scenario.currency);
    let mean = |mean: &Estimate| amount_of(mean.value);
    let place = |line: &LineAnswer| mostly(line, "\n").replacen(", ", ",\n", 1);
    let mut columns = vec![
        Column::new(what, false, each().map(|line| Cell::new(name(line)))),
        Column::new("Chance of\na halt\n(95 %)", false, each().map(|line| risk(chance(line), line))),
        Column::new("First\nhalt,\nmedian", true, each().map(|line| when_halted(line, first_halt))),
        Column::new("Halt\ndays,\n(P95)", true, each().map(|line| when_halted(line, halt_days))),
        Column::new("Back\nafter,\ndays", true, each().map(|line| when_halted(line, recovery))),
        Column::new(&money, true, each().map(|line| Cell::new(loss(line, mean)))),
        Column::new("Missing\nmaterial\nmostly", false, each().map(|line| Cell::new(place(line)))),
    ];
    columns.splice(2..2, thresholds(answer, lines, "\n"));
    columns
}

fn when_halted(line: &LineAnswer, show: fn(&WhenHalted) -> String) -> Cell {
    Cell::new(line.when_halted.as_ref().map_or("–".to_owned(), show))
}

fn first_halt(halted: &WhenHalted) -> String {
    date(halted.first_halt.median.value).replace(' ', "\u{a0}")
}

fn halt_days(halted: &WhenHalted) -> String {
    format!("{}\u{a0}({})", halted.halt_days.median.value, halted.halt_days.p95.value)
}

/// Median days from the first halt to the last: "41", "35–60" or "> 35" where lines are still halted at the end.
pub(super) fn recovery(halted: &WhenHalted) -> String {
    let Between { at_least, at_most } = halted.recovery.median_days;
    match at_most {
        Some(most) if most == at_least => at_least.to_string(),
        Some(most) => format!("{at_least}–{most}"),
        None => format!(">\u{a0}{at_least}"),
    }
}

fn loss(line: &LineAnswer, show: impl Fn(&Estimate) -> String) -> String {
    let mean = &line.loss.mean;
    if mean.value > 0.0 { show(mean) } else { "–".to_owned() }
}

/// The place of most of the missing material, and its share; of a line with several inputs, the part too.
fn mostly(line: &LineAnswer, between: &str) -> String {
    missing::mostly(line).map_or("–".to_owned(), |(part, place, of_it)| {
        let part = part.map_or(String::new(), |part| format!("{part}:{}", if between == "\n" { "\n" } else { " " }));
        format!("{part}{place}{between}{}", share(of_it))
    })
}

/// Sales that lines with finished goods do not meet on their day; nothing where all are met.
pub(super) fn unmet_sales(makers: &[&LineAnswer]) -> String {
    let of = |line: &&LineAnswer| {
        let unmet = line.unmet_sales.filter(|unmet| unmet.quantity.value > 0.0)?;
        let met =
            unmet.met_on_the_day.map_or(String::new(), |met| format!(", {} met on the day", fine_share(met.value)));
        let (units, days) = (count(unmet.quantity.value), count(unmet.days.value));
        Some(format!("{} {units} {} on {days} days{met}", line.title, line.output.unit))
    };
    let lines: Vec<String> = makers.iter().filter_map(of).collect();
    if lines.is_empty() {
        return String::new();
    }
    let more = lines.len().saturating_sub(FEW_LINES);
    let others =
        if more > 0 { format!("; {} in lines.csv", counted(more as u64, "other line")) } else { String::new() };
    let shown = lines.len() - more;
    format!("Sales not met on their day, mean of all trials: {}{others}.", lines[..shown].join("; "))
}

/// What lines were missing most, from whom, and where it stood.
fn missing_most(makers: &[&LineAnswer]) -> String {
    let most = |line: &&LineAnswer| Some(format!("{}: {}", line.title, missing::most(line)?));
    let lines: Vec<String> = makers.iter().filter_map(most).collect();
    if lines.is_empty() {
        return String::new();
    }
    let more = if lines.len() > MOST_MISSING { " Others, and all parts: missing.csv." } else { "" };
    let shown = lines.len().min(MOST_MISSING);
    format!("Missing most on halt days, part and supplier: {}.{more}", lines[..shown].join("; "))
}

/// Red from one half on, yellow from one in ten.
fn risk(text: String, line: &LineAnswer) -> Cell {
    let cell = Cell::new(text);
    match line.halt.share {
        p if p >= 0.5 => cell.fg(Color::Red),
        p if p >= 0.1 => cell.fg(Color::Yellow),
        _ => cell,
    }
}
