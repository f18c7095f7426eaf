//! A sizing on a terminal, to be pasted into a purchasing request.

use std::fmt::Write as _;

use comfy_table::{Cell, Color};
use jiff::civil::Date;

use super::super::columns::{Column, GAP, Layout, beside_names, bold, grid, paragraph};
use super::super::measures::{value, with_interval};
use super::super::words::{counted, date, fine_share, money, thousands, whole};
use crate::experiment::size::{
    Amount, BoundFrom, BuildUp, Gain, Method, SizedInput, SizedLine, Sizing, Spread, Textbook, Verdict, What,
};
use crate::experiment::{Estimate, Quantity, Unit};

/// From this width on, headings need not be broken often.
const NARROW: u16 = 80;

/// A quantity with its unit: "12,340 kg", "1.25 t".
pub(in crate::report) fn quantity(x: f64, unit: &str) -> String {
    let number = match x.abs() {
        size if size >= 99.5 || size == 0.0 => whole(x.abs()),
        size if size >= 9.95 => format!("{size:.1}"),
        size => format!("{size:.2}"),
    };
    let sign = if x < 0.0 && number.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    format!("{sign}{number}\u{a0}{unit}")
}

pub(in crate::report) fn unit(answer: &Sizing) -> Unit {
    Quantity::all().find(|q| q.name() == answer.outcome).map_or(Unit::Output, Quantity::unit)
}

/// What was asked for, in words.
pub(in crate::report) fn asked(answer: &Sizing) -> String {
    let Some(bound) = answer.bound else {
        return match &answer.budget {
            Some(spread) => format!("a budget of {}", money(spread.money, &answer.scenario.currency)),
            None => "least expected cost".to_owned(),
        };
    };
    let estimate = Estimate { value: bound, low: None, high: None };
    let shown = match unit(answer) {
        // As it was written: "5 %", not "5.0 %".
        Unit::Share => format!("{}\u{a0}%", (bound * 1e6).round() / 1e4),
        Unit::Money => money(bound, &answer.scenario.currency),
        unit => value(unit, &estimate),
    };
    let sign = if more_is_better(answer) { "at least" } else { "at most" };
    format!("{} of {sign} {shown}", article(answer.outcome_title))
}

fn article(title: &str) -> String {
    let title = title.to_lowercase();
    if title.ends_with("days") || title.starts_with("mean") { title } else { format!("a {title}") }
}

/// The sizing as text.
#[must_use]
pub fn render(answer: &Sizing, layout: Layout) -> String {
    let mut text = String::new();
    let facts = &answer.scenario;
    paragraph(&mut text, &bold(&facts.title, layout), layout);
    let what = match answer.what {
        What::Opening => "Stock on the first day",
        What::Target => "Order level to which the stock is built up",
    };
    let head = format!(
        "{what} for {}, {} to {} ({} days). Found on {} futures, tried on {} fresh ones, seed\u{a0}{}.",
        asked(answer),
        date(facts.start),
        date(facts.end),
        facts.horizon_days,
        thousands(answer.run.trials),
        thousands(answer.run.fresh_trials),
        answer.run.seed
    );
    paragraph(&mut text, &head, layout);
    let _ = write!(text, "\n{}\n\n", main_table(answer, layout));
    totals(&mut text, answer, layout);
    infeasible(&mut text, answer, layout);
    if let Some(spread) = &answer.budget {
        budget(&mut text, answer, spread, layout);
    }
    text.push('\n');
    for words in methods(answer) {
        paragraph(&mut text, &words, layout);
    }
    building(&mut text, answer, layout);
    textbook(&mut text, answer, layout);
    for note in &answer.notes {
        text.push('\n');
        paragraph(&mut text, &format!("Note: {note}"), layout);
    }
    text
}

fn rows(answer: &Sizing) -> impl Iterator<Item = (&SizedLine, &SizedInput, bool)> {
    answer.lines.iter().flat_map(|line| line.inputs.iter().enumerate().map(move |(at, input)| (line, input, at == 0)))
}

fn main_table(answer: &Sizing, layout: Layout) -> String {
    let currency = &answer.scenario.currency;
    let each = || rows(answer);
    let unit = unit(answer);
    // What is out of reach is not to be ordered.
    let if_reached = |line: &SizedLine, text: String| Cell::new(if line.feasible { text } else { "–".to_owned() });
    let stock =
        |amount: &Amount, unit: &str| format!("{}\n{:.0}\u{a0}days", quantity(amount.quantity, unit), amount.days);
    // What today's stock has more than is asked for is no order.
    let extra = |input: &SizedInput| {
        let amount = &input.extra;
        if amount.quantity <= 0.0 {
            let spare = -amount.days;
            return if spare < 0.5 { "none".to_owned() } else { format!("none\n({spare:.0}\u{a0}days\u{a0}spare)") };
        }
        format!("+{}\n+{:.0}\u{a0}days", quantity(amount.quantity, input.unit), amount.days)
    };
    let both = |more: f64, all: f64| format!("{}\n{}", worth(more.max(0.0)), worth(all));
    let name = |line: &SizedLine, input: &SizedInput| format!("{}\n{}", line.title, input.title);
    let once = |first: bool, text: String| Cell::new(if first { text } else { String::new() });
    let after = |line: &SizedLine| with_interval(unit, &line.fresh.outcome).replacen(" (", "\n(", 1);
    let sure = |line: &SizedLine| match (line.feasible, line.verdict) {
        (_, Verdict::NoBound) => String::new(),
        (false, _) => "out of reach".to_owned(),
        _ => value(unit, &Estimate { value: line.bound.value, low: None, high: None }),
    };
    let mut columns = vec![
        Column::new("Line\nmaterial", false, each().map(|(line, input, _)| Cell::new(name(line, input)))),
        Column::new("Today", true, each().map(|(_, input, _)| Cell::new(stock(&input.today, input.unit)))),
        Column::new("Order\nmore", true, each().map(|(line, input, _)| if_reached(line, extra(input)))),
        Column::new("Hold", true, each().map(|(line, input, _)| if_reached(line, stock(&input.hold, input.unit)))),
    ];
    if each().any(|(_, input, _)| input.hold.money > 0.0) {
        let cells = each().map(|(l, input, _)| if_reached(l, both(input.extra.money, input.hold.money)));
        let narrow = layout.width < NARROW;
        let head = if narrow { "Value of\nmore and\nall, " } else { "Value of more\nand all, " };
        columns.push(Column::new(&format!("{head}{currency}"), true, cells));
    }
    if each().any(|(_, input, _)| input.holding_per_year > 0.0) {
        let cost = |input: &SizedInput| both(input.extra_holding_per_year, input.holding_per_year);
        let cells = each().map(|(line, input, _)| if_reached(line, cost(input)));
        columns.push(Column::new("Holding it\na year", true, cells));
    }
    let today = |(line, _, first): (&SizedLine, &SizedInput, bool)| once(first, value(unit, &line.today));
    columns.push(Column::new(&format!("{}\ntoday", title(answer)), true, each().map(today)));
    columns.push(Column::new("with it\n(95 %)", true, each().map(|(line, _, first)| once(first, after(line)))));
    if answer.bound.is_some() {
        let head = format!("{},\n95 % sure", if more_is_better(answer) { "At least" } else { "At most" });
        columns.push(Column::new(&head, true, each().map(|(line, _, first)| judged(line, first, sure(line)))));
    }
    if beside_names(&columns, GAP) > layout.width {
        // Today's stock is what is held less what is ordered.
        columns.remove(1);
    }
    let gap = if beside_names(&columns, GAP) > layout.width { 1 } else { GAP };
    grid(&columns, gap, layout)
}

/// Money without its currency; nothing where there is none.
fn worth(x: f64) -> String {
    if x.abs() > 0.0 { money(x, "").trim().to_owned() } else { "–".to_owned() }
}

fn title(answer: &Sizing) -> &'static str {
    match answer.outcome {
        "p_halt" => "P(halt)",
        "cvar_loss" => "Worst 5 %",
        _ => answer.outcome_title,
    }
}

/// What is sure, and whether that meets the target.
fn judged(line: &SizedLine, first: bool, bound: String) -> Cell {
    if !first {
        return Cell::new("");
    }
    match (line.feasible, line.verdict) {
        (_, Verdict::NoBound) => Cell::new(bound),
        (false, _) => Cell::new(bound).fg(Color::Red),
        (_, Verdict::Confirmed) => Cell::new(format!("{bound}\nconfirmed")).fg(Color::Green),
        (_, Verdict::Likely) => Cell::new(format!("{bound}\nlikely")).fg(Color::Yellow),
        (_, Verdict::Missed) => Cell::new(format!("{bound}\nnot confirmed")).fg(Color::Yellow),
    }
}

fn more_is_better(answer: &Sizing) -> bool {
    Quantity::all().any(|q| q.name() == answer.outcome && q.more_is_better())
}

fn totals(text: &mut String, answer: &Sizing, layout: Layout) {
    let currency = &answer.scenario.currency;
    let reached = || rows(answer).filter(|(line, _, _)| line.feasible);
    let sum = |of: fn(&SizedInput) -> f64| reached().map(|(_, input, _)| of(input)).sum::<f64>();
    let (orders, spared) = (sum(|input| input.extra.money.max(0.0)), sum(|input| (-input.extra.money).max(0.0)));
    if orders > 0.0 {
        let holding = sum(|input| input.extra_holding_per_year.max(0.0));
        let hold = if holding > 0.0 {
            format!(", and {} a year to hold them", money(holding, currency))
        } else {
            String::new()
        };
        paragraph(text, &format!("Orders beyond today’s stock: {}{hold}.", money(orders, currency)), layout);
    }
    if spared > 0.0 {
        paragraph(text, &format!("Stock that is spare by this target is worth {}.", money(spared, currency)), layout);
    }
    if answer.what == What::Opening && reached().any(|(_, input, _)| input.order_level.is_some()) {
        let words = "Order levels (order-up-to, reorder point) move by as much as the stock; sizing.csv has them.";
        paragraph(text, words, layout);
    }
    if answer.bound.is_some() {
        sureness(text, answer, layout);
    }
}

/// What "confirmed" means here, and what to do about what is not.
fn sureness(text: &mut String, answer: &Sizing, layout: Layout) {
    let by = |from: BoundFrom| answer.lines.iter().any(|line| line.feasible && line.bound.from == from);
    let mut words = Vec::new();
    if by(BoundFrom::Rank) {
        words.push(
            "by the rank of the stock among what the futures of one pass needed (fresh futures did not refute it)"
                .to_owned(),
        );
    }
    if by(BoundFrom::Fresh) {
        let bound = if answer.outcome == "p_halt" { " (Clopper and Pearson’s bound)" } else { "" };
        let looks = match answer.run.looks {
            1 => String::new(),
            looks => format!(
                "; stocks were raised until they did, at look {looks}, and the 5 % of doubt is shared out over the looks"
            ),
        };
        words.push(format!("by fresh futures{bound}{looks}"));
    }
    if !words.is_empty() {
        let words = format!("Confirmed: the target is met with 95 % confidence, {}.", words.join("; otherwise "));
        paragraph(text, &words, layout);
    }
    let open = |line: &&SizedLine| line.feasible && line.verdict != Verdict::Confirmed;
    let open: Vec<&str> = answer.lines.iter().filter(open).map(|line| line.title.as_str()).collect();
    if !open.is_empty() {
        let words = format!(
            "Not confirmed: {}. More futures decide it: --trials {}.",
            open.join(", "),
            thousands(answer.run.trials * 4)
        );
        paragraph(text, &words, layout);
    }
}

fn infeasible(text: &mut String, answer: &Sizing, layout: Layout) {
    let unit = unit(answer);
    for line in answer.lines.iter().filter(|line| !line.feasible) {
        text.push('\n');
        let what = match answer.what {
            What::Opening => "No stock of",
            What::Target => "No order level raised by",
        };
        let words = format!(
            "{what} up to {:.0} days of need brings {} to {}: the best that was found is {}. What would help: {}.",
            answer.run.most_days,
            line.title,
            asked(answer),
            with_interval(unit, &line.found),
            line.help.join("; ")
        );
        paragraph(text, &words, layout);
    }
}

fn budget(text: &mut String, answer: &Sizing, spread: &Spread, layout: Layout) {
    let currency = &answer.scenario.currency;
    let shown = |x: f64| match spread.gain {
        Gain::Loss => money(x, currency),
        Gain::Risk => format!("{x:.2}"),
    };
    let what = match spread.gain {
        Gain::Loss => "expected loss of these lines",
        Gain::Risk => "sum of their chances of a halt",
    };
    text.push('\n');
    let words = format!(
        "Of {} for stock, {} are spent where they do the most: the {what} falls from {} to {} on the futures of the curves.",
        money(spread.money, currency),
        money(spread.spent, currency),
        shown(spread.today),
        shown(spread.after),
    );
    paragraph(text, &words, layout);
    let name = |site: &String| {
        let line = answer.lines.iter().find(|line| line.site == *site);
        line.map_or(site.clone(), |line| line.title.clone())
    };
    let words = match (&spread.next_site, spread.gain) {
        (None, _) => "More money would avoid nothing more.".to_owned(),
        (Some(site), Gain::Loss) => format!(
            "The next {currency}\u{a0}1 would go to {} and avoid {currency}\u{a0}{:.2} of expected loss.",
            name(site),
            spread.next
        ),
        (Some(site), Gain::Risk) => format!(
            "The next {currency}\u{a0}1 m would go to {} and avoid {:.2} percentage points of its chance of a halt.",
            name(site),
            spread.next * 1e8
        ),
    };
    paragraph(text, &words, layout);
}

/// How the stocks were found, one sentence a method.
pub(in crate::report) fn methods(answer: &Sizing) -> Vec<String> {
    let mut said = Vec::new();
    for method in [Method::OnePass, Method::OnePassApproximate, Method::Search] {
        let of: Vec<&SizedLine> = answer.lines.iter().filter(|line| line.method == method).collect();
        if of.is_empty() {
            continue;
        }
        let names: Vec<&str> = of.iter().map(|line| line.title.as_str()).collect();
        let mut reasons: Vec<&str> = Vec::new();
        for reason in of.iter().flat_map(|line| &line.not_exact) {
            if !reasons.contains(&reason.as_str()) {
                reasons.push(reason);
            }
        }
        let who = if names.len() == answer.lines.len() && names.len() > 1 {
            "all lines".to_owned()
        } else {
            names.join(", ")
        };
        said.push(match method {
            Method::OnePass => format!(
                "Method, {who}: one pass, exact for every stock; the stock is the least rank among what the futures needed that is enough with 95 % confidence."
            ),
            Method::OnePassApproximate => {
                format!("Method, {who}: one pass, taken as asked although {}.", reasons.join("; "))
            }
            Method::Search => format!("Method, {who}: stocks tried on the same futures, as {}.", reasons.join("; ")),
        });
    }
    said.push(format!("{} simulated in all.", counted(answer.run.simulated, "future")));
    said
}

/// How the stock is built from orders, and the risk until then against the risk afterwards.
fn building(text: &mut String, answer: &Sizing, layout: Layout) {
    let with: Vec<(&SizedLine, &BuildUp)> =
        answer.lines.iter().filter_map(|line| line.build_up.as_ref().map(|build| (line, build))).collect();
    let Some((_, first)) = with.first() else { return };
    let by = |day: Option<Date>| day.map_or("beyond".to_owned(), date);
    let each = || with.iter().flat_map(|(line, build)| [(0, *line, *build), (1, *line, *build), (2, *line, *build)]);
    let of_row = |row: usize, build: &BuildUp| [build.today, build.built, build.there][row];
    let name = |row: usize, line: &SizedLine| match row {
        0 => format!("{}, as today", line.title),
        1 => "  built from orders".to_owned(),
        _ => "  there on the first day".to_owned(),
    };
    let between = if layout.width < NARROW { "\n" } else { " " };
    let complete = |row: usize, build: &BuildUp| match row {
        1 => format!("{}{between}({})", by(build.complete_median), by(build.complete_p90)),
        _ => String::new(),
    };
    let mut columns = vec![
        Column::new("Stock", false, each().map(|(row, line, _)| Cell::new(name(row, line)))),
        Column::new("Complete by,\nmedian (p90)", true, each().map(|(row, _, build)| Cell::new(complete(row, build)))),
        Column::new(
            "P(halt)\nuntil then",
            true,
            each().map(|(r, _, b)| Cell::new(fine_share(of_row(r, b).until.share))),
        ),
        Column::new("from\nthen on", true, each().map(|(r, _, b)| Cell::new(fine_share(of_row(r, b).after.share)))),
        Column::new("in all", true, each().map(|(r, _, b)| Cell::new(fine_share(of_row(r, b).whole.share)))),
    ];
    if each().any(|(row, _, build)| of_row(row, build).loss.value > 0.0) {
        let head = format!("Expected\nloss, {}", answer.scenario.currency);
        columns.push(Column::new(&head, true, each().map(|(r, _, b)| Cell::new(worth(of_row(r, b).loss.value)))));
    }
    text.push('\n');
    paragraph(text, "If it is not bought before the first day but built from orders placed from then on", layout);
    let _ = write!(text, "{}\n\n", grid(&columns, GAP, layout));
    let mut words = format!(
        "Complete: all of it is there, to a day’s need; beyond: not by {}. On {} of the fresh futures.",
        date(answer.scenario.end),
        thousands(first.futures)
    );
    let never: Vec<String> = with
        .iter()
        .filter(|(_, build)| build.incomplete.share > 0.0)
        .map(|(line, build)| format!("{} in {}", line.title, fine_share(build.incomplete.share)))
        .collect();
    if !never.is_empty() {
        let _ = write!(words, " Never complete within the horizon: {}.", never.join(", "));
    }
    paragraph(text, &words, layout);
    for (line, build) in with.iter().filter(|(_, build)| !build.rules.is_empty()) {
        let words = format!(
            "{} builds under the rule against stockpiling of {}; without the rule it would be complete by {} ({}).",
            line.title,
            build.rules.join(", "),
            by(build.without_rule_median),
            by(build.without_rule_p90)
        );
        paragraph(text, &words, layout);
    }
}

fn textbook(text: &mut String, answer: &Sizing, layout: Layout) {
    let with: Vec<(&SizedLine, &SizedInput, &Textbook)> =
        rows(answer).filter_map(|(line, input, _)| input.textbook.as_ref().map(|book| (line, input, book))).collect();
    let Some((_, _, first)) = with.first() else { return };
    let each = || with.iter();
    let of = |stock: &crate::experiment::size::TextbookStock| {
        let runs_out = stock.runs_out.as_ref().map_or("–".to_owned(), |chance| fine_share(chance.share));
        format!("{:.0}\u{a0}days\n{runs_out}", stock.hold.days)
    };
    let need = |line: &SizedLine, input: &SizedInput| {
        let outcome = if line.inputs.len() == 1 { fine_share(line.found.value) } else { String::new() };
        format!("{:.0}\u{a0}days\n{outcome}", input.hold.days)
    };
    let lead = |book: &Textbook| format!("{:.0} ± {:.0}", book.mean_lead_days, book.sd_lead_days);
    let columns = [
        Column::new("Line\nmaterial", false, each().map(|(l, i, _)| Cell::new(format!("{}\n{}", l.title, i.title)))),
        Column::new("Lead time,\ndays", true, each().map(|(_, _, book)| Cell::new(lead(book)))),
        Column::new("Textbook,\nσ of use only", true, each().map(|(_, _, book)| Cell::new(of(&book.plain)))),
        Column::new("Textbook, σ of\nlead time too", true, each().map(|(_, _, b)| Cell::new(of(&b.with_lead_times)))),
        Column::new("This\nanswer", true, each().map(|(l, i, _)| Cell::new(need(l, i)))),
    ];
    text.push('\n');
    paragraph(text, "The textbook’s stock, and the chance that it runs out here", layout);
    let _ = write!(text, "{}\n\n", grid(&columns, GAP, layout));
    let words = format!(
        "Textbook: need of the mean lead time and z σ √L with z = {:.2}; then z √(L σ² + d² σ_L²). L, σ_L: mean and standard deviation of \
         the days from order to receipt, by quantity; d, σ: of the use of a calendar day; all from {} futures in which the \
         lines never stop, of orders received within the horizon.",
        first.z, first.futures
    );
    paragraph(text, &words, layout);
}
