//! A story on a terminal: about a page for a year.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::super::columns::{Layout, bold, paragraph};
use super::super::content::sentence;
use super::super::words::{amount_of, counted, date, days, few, horizon, money, thousands, upper_first};
use super::events::{Happening, day_of, happenings, is_stock_of};
use super::most::{openings, telling};
use super::steps::{from_whom, halts, life, lowest, opening, ordered, quantity, regime, runs_again, words};
use super::{rows, told};
use crate::experiment::{ExplainAnswer, InputStory, LeverStory, LineStory, OrderEnd, OrderStory, StepKind};

/// Other lines that are told in a sentence, at most.
const MOST_OTHERS: usize = 6;
/// Parameters that are told.
const MOST_PARAMETERS: usize = 6;
/// Width of the dates.
const DATES: usize = 13;

/// The story as text. `site` is the line that was asked for; `all` tells every line with every order.
pub(crate) fn render(story: &ExplainAnswer, site: Option<&str>, all: bool, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&story.scenario.title, layout), layout);
    let facts = &story.scenario;
    let words = format!("Trial {} with seed {}, {}", thousands(story.trial), story.seed, horizon(facts));
    paragraph(&mut text, &words, layout);
    if let Some(table) = rows::portraits(story) {
        table.draw(&mut text, layout);
    }
    drawn(&mut text, story, layout);
    let told = told(story, site, all);
    for line in &told {
        one_line(&mut text, story, line, all, layout);
    }
    if all {
        rows::register_shown(story).draw(&mut text, layout);
    }
    others(&mut text, story, &told, layout);
    text
}

fn drawn(text: &mut String, story: &ExplainAnswer, layout: Layout) {
    let one = |parameter: &crate::experiment::DrawnParameter| {
        let unit = if parameter.unit == "share" { String::new() } else { format!(" {}", parameter.unit) };
        format!("{} {}{unit}", parameter.title, days(parameter.value)).trim_end().to_owned()
    };
    if !story.parameters.is_empty() {
        text.push('\n');
        let all = few(story.parameters.iter().map(one), MOST_PARAMETERS, "; ");
        paragraph(text, &format!("What turned out (all in story.json): {all}."), layout);
    }
}

/// The story of one line, by date.
fn one_line(text: &mut String, story: &ExplainAnswer, line: &LineStory, all: bool, layout: Layout) {
    text.push('\n');
    paragraph(
        text,
        &bold(&format!("{} ({}, {}): {}", line.title, line.sector, line.country, balance(story, line)), layout),
        layout,
    );
    let orders: Vec<&OrderStory> = story.orders.iter().filter(|order| line.uses(order)).collect();
    let telling = if all { orders.clone() } else { telling(line, &orders) };
    let is_told = |order: &OrderStory| telling.iter().any(|other| other.number == order.number);
    let licensed_by = |authority: &str| {
        orders.iter().any(|order| order.authority.as_deref() == Some(authority)) || story.policy.len() == 1
    };
    // Levers of other lines are told with those; a supplier's concern everybody.
    let concerns =
        |lever: &LeverStory| lever.site == line.buyer() || !story.lines.iter().any(|other| other.buyer() == lever.site);
    let openings = openings(line, &telling);
    let says = |day: Date, what: &Happening| {
        Some(match *what {
            Happening::Regime(course, stay, before) if licensed_by(&course.authority) => {
                let cover = if before.is_some() { stock_on(story, line, day) } else { String::new() };
                format!("{}.{cover}", regime(course, stay, before))
            }
            Happening::Event(course, event) if licensed_by(&course.authority) && (event.happened || all) => {
                sentence(&words(story, what))
            }
            Happening::Listed(course, _) if licensed_by(&course.authority) => sentence(&words(story, what)),
            Happening::LeverStarts(lever) | Happening::LeverTakesEffect(lever) if concerns(lever) => {
                sentence(&words(story, what))
            }
            Happening::InService(_) | Happening::Outage(..) => sentence(&words(story, what)),
            Happening::Opening(other, input)
                if is_stock_of(line, (other, input)) && (all || openings.contains(&&*input.material)) =>
            {
                format!("Opens with {}.", opening(input))
            }
            Happening::Step(order, 0) if is_told(order) => {
                let what = if order.general_licence {
                    format!("Applies for a general licence for {}", from_whom(story, order))
                } else {
                    format!("Orders {}", ordered(story, order))
                };
                format!("{what}: {}.", life(story, order))
            }
            Happening::Halt(other, halt) if other.site == line.site => {
                bold(&upper_first(&halts(story, line, halt)), layout)
            }
            Happening::RunsAgain(other, halt) if other.site == line.site => upper_first(&runs_again(story, line, halt)),
            Happening::Lowest(other, input, at) if is_stock_of(line, (other, input)) && line.halts.is_empty() => {
                sentence(&lowest(input, at))
            }
            _ => return None,
        })
    };
    for (day, what) in happenings(story) {
        if let Some(words) = says(day, &what) {
            dated(text, day, &words, layout);
        }
        if let Happening::Halt(other, halt) = what
            && other.site == line.site
            && halt.runs_again.is_none()
        {
            let after = counted(u64::from(halt.halt_days), "halt day");
            dated(text, story.scenario.end, &format!("Still halted at the end, after {after}."), layout);
        }
    }
    if !all {
        other_openings(text, line, &openings, layout);
    }
    let idle: Vec<&str> =
        story.levers.iter().filter(|l| concerns(l) && l.started.is_none()).map(|l| l.title.as_str()).collect();
    if !idle.is_empty() {
        paragraph(text, &format!("Levers that never start in this trial: {}.", idle.join(", ")), layout);
    }
    costs(text, story, line, layout);
    let rest: Vec<&OrderStory> = orders.into_iter().filter(|order| !is_told(order)).collect();
    rest_of_orders(text, &rest, telling.is_empty(), layout);
}

/// "stands for 18 days in 2 halts and loses USD 52.3 m".
fn balance(story: &ExplainAnswer, line: &LineStory) -> String {
    if line.halts.is_empty() {
        return "never halts".to_owned();
    }
    let halts = counted(line.halts.len() as u64, "halt");
    let loss = if line.loss > 0.0 {
        format!(" and loses {}", money(line.loss, &story.scenario.currency))
    } else {
        String::new()
    };
    format!("stands for {} in {halts}{loss}", counted(u64::from(line.halt_days), "working day"))
}

/// Openings that are not told, in one sentence.
fn other_openings(text: &mut String, line: &LineStory, told: &[&str], layout: Layout) {
    let others = line.inputs.iter().filter(|input| !told.contains(&input.material.as_str()));
    let covers: Vec<f64> = others.clone().filter_map(|input| input.cover_days.first().copied()).collect();
    let n = others.count();
    if n == 0 {
        return;
    }
    let least = covers.iter().copied().fold(f64::INFINITY, f64::min);
    let most = covers.iter().copied().fold(0.0, f64::max);
    let range = if covers.is_empty() {
        String::new()
    } else {
        format!(", with {} to {} days of need after the first day", days(least), days(most))
    };
    let words = format!("{} are not told here{range}; all are in story.csv.", counted(n as u64, "other input"));
    paragraph(text, &words, layout);
}

/// " In stock: 41 days of need; on order: 33,000 kg."
fn stock_on(story: &ExplainAnswer, line: &LineStory, day: Date) -> String {
    let day = day_of(story, day);
    let of = |input: &InputStory| {
        let cover = input.cover_days.get(day)?;
        let on_order = input.on_order.get(day)?;
        let stock = if *cover < 0.05 { "none".to_owned() } else { format!("{} days of need", days(*cover)) };
        Some(format!("{} {stock}, on order {}", input.title, quantity(*on_order, input.unit)))
    };
    // Of many inputs the scarcest says most.
    let cover = |input: &&InputStory| input.cover_days.get(day).copied().unwrap_or(f64::INFINITY);
    let scarcest = line.inputs.iter().min_by(|a, b| cover(a).total_cmp(&cover(b)));
    scarcest.and_then(of).map_or(String::new(), |words| format!(" In stock: {words}."))
}

fn costs(text: &mut String, story: &ExplainAnswer, line: &LineStory, layout: Layout) {
    let currency = &story.scenario.currency;
    let mut parts: Vec<String> = Vec::new();
    if line.lost_output > 0.0 || line.made_good_output > 0.0 {
        let lost = quantity(line.lost_output, line.output_unit);
        let again = if line.made_good_output > 0.0 {
            format!(" (and {} made good later)", quantity(line.made_good_output, line.output_unit))
        } else {
            String::new()
        };
        parts.push(format!("Never made: {lost}{again}."));
    }
    let kinds: Vec<String> = line
        .costs
        .iter()
        .filter(|(_, amount)| **amount > 0.0)
        .map(|(kind, amount)| format!("{kind} {}", amount_of(*amount)))
        .collect();
    if !kinds.is_empty() {
        parts.push(format!("Costs, {currency}: {}.", kinds.join(", ")));
    }
    paragraph(text, &parts.join(" "), layout);
}

/// Orders that are not told one by one, in sum.
fn rest_of_orders(text: &mut String, orders: &[&OrderStory], alone: bool, layout: Layout) {
    let (licensed, free): (Vec<&OrderStory>, Vec<&OrderStory>) =
        orders.iter().copied().partition(|order| order.authority.is_some());
    let mut words = Vec::new();
    for (orders, what) in [(licensed, "under licence"), (free, "without a licence")] {
        if orders.is_empty() {
            continue;
        }
        let other = if alone || what == "without a licence" { "" } else { "other " };
        let n = counted(orders.len() as u64, &format!("{other}order"));
        let mut received: Vec<u32> = orders
            .iter()
            .filter(|order| order.end == OrderEnd::Received)
            .map(|order| order.steps.iter().map(|step| step.days).sum())
            .collect();
        received.sort_unstable();
        let passed = |kind| orders.iter().filter(|order| order.last(kind).is_some()).count();
        let ended = |end| orders.iter().filter(|order| order.end == end).count();
        let failed = ended(OrderEnd::Failed);
        let open = orders.len() - received.len() - failed - ended(OrderEnd::Granted);
        let mut parts = Vec::new();
        if let (Some(first), Some(last)) = (received.first(), received.last()) {
            let middle = received[(received.len() - 1) / 2];
            let range = if first == last { String::new() } else { format!(" ({first} to {last})") };
            parts.push(format!(
                "{} received, the median after {}{range}",
                received.len(),
                counted(u64::from(middle), "day")
            ));
        }
        for (count, word) in [
            (passed(StepKind::Returned), "returned at least once"),
            (passed(StepKind::OverVolume), "held by the rule against stockpiling"),
            (passed(StepKind::HeldAtBorder), "held at the border"),
            (failed, "came to nothing"),
            (open, "open at the end"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        }
        words.push(format!("{n} {what}: {}.", parts.join(", ")));
    }
    if !words.is_empty() {
        words.push("--all tells every one.".to_owned());
    }
    paragraph(text, &words.join(" "), layout);
}

/// Lines that the story is not about.
fn others(text: &mut String, story: &ExplainAnswer, told: &[&LineStory], layout: Layout) {
    let rest = || story.lines.iter().filter(|line| told.iter().all(|other| other.site != line.site));
    let mut standing: Vec<&LineStory> = rest().filter(|line| !line.halts.is_empty()).collect();
    standing.sort_by(|a, b| b.loss.total_cmp(&a.loss));
    let quiet: Vec<&LineStory> = rest().filter(|line| line.halts.is_empty()).collect();
    let mut words: Vec<String> = standing
        .iter()
        .take(MOST_OTHERS)
        .map(|line| {
            let since = line.halts.first().map_or(String::new(), |halt| format!(", from {}", date(halt.from)));
            format!("{} {}{since}", line.title, balance(story, line))
        })
        .collect();
    match standing.len().saturating_sub(MOST_OTHERS) {
        0 => {}
        n => words.push(format!("{n} more stand and lose less")),
    }
    match quiet.as_slice() {
        few if few.len() <= 3 => words.extend(few.iter().map(|line| format!("{} never halts", line.title))),
        many => words.push(format!("{} never stand", many.len())),
    }
    if !words.is_empty() {
        text.push('\n');
        paragraph(text, &format!("Other lines: {}. --site SITE tells of one of them.", words.join("; ")), layout);
    }
}

/// A dated entry; further lines stand below the words, not below the date.
fn dated(text: &mut String, day: Date, words: &str, layout: Layout) {
    let mut body = String::new();
    let width = usize::from(layout.width).saturating_sub(DATES).max(20);
    paragraph(&mut body, words, Layout { width: u16::try_from(width).unwrap_or(u16::MAX), ..layout });
    for (at, line) in body.lines().enumerate() {
        let head = if at == 0 { date(day) } else { String::new() };
        let _ = writeln!(text, "{head:>width$}  {line}", width = DATES - 2);
    }
}
