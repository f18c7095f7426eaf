//! A story on a terminal: about a page for a year.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::super::columns::{Column, GAP, Layout, bold, grid, paragraph, shortened};
use super::super::words::{amount_of, counted, date, days, horizon, money, thousands, upper_first};
use super::events::{Happening, day_of, happenings, is_stock_of};
use super::most::{openings, telling};
use super::steps::{
    from_whom, halts, in_service, lever_starts, lever_takes_effect, life, listed, lowest, opening, ordered, outage_of,
    quantity, regime, runs_again,
};
use super::told;
use crate::experiment::{
    ExplainAnswer, InputStory, LeverStory, LineStory, OrderEnd, OrderStory, Pick, Picked, Portrait, StepKind,
};
use comfy_table::Cell;

/// Other lines that are told in a sentence, at most.
const MOST_OTHERS: usize = 6;
/// Parameters that are told.
const MOST_PARAMETERS: usize = 6;
/// From this width on, portraits say which lines halt.
const MIDDLE: u16 = 90;
/// Width of the dates.
const DATES: usize = 13;

/// The story as text. `site` is the line that was asked for; `all` tells every line with every order.
#[must_use]
pub(crate) fn render(story: &ExplainAnswer, site: Option<&str>, all: bool, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&story.scenario.title, layout), layout);
    let facts = &story.scenario;
    let words = format!("Trial {} with seed {}, {}", thousands(story.trial), story.seed, horizon(facts));
    paragraph(&mut text, &words, layout);
    if let Some(picked) = &story.picked {
        portraits(&mut text, story, picked, layout);
    }
    drawn(&mut text, story, layout);
    let told = told(story, site, all);
    for line in &told {
        one_line(&mut text, story, line, all, layout);
    }
    if all {
        register(&mut text, story, layout);
    }
    others(&mut text, story, &told, layout);
    text
}

/// The register of exports, a row for each month of a client.
fn register(text: &mut String, story: &ExplainAnswer, layout: Layout) {
    if story.register.is_empty() {
        return;
    }
    let each = || story.register.iter();
    let who = |entry: &crate::experiment::RegisterEntry| {
        let words = format!("{} to {}, {}", entry.exporter_title, entry.client_title, entry.material_title);
        format!("{} {}", entry.month.strftime("%b %Y"), shortened(&words, usize::from(layout.width).saturating_sub(62)))
    };
    let amount = |quantity: f64, unit: &str| {
        Cell::new(if quantity > 0.0 { super::steps::quantity(quantity, unit) } else { "–".to_owned() })
    };
    let columns = [
        Column::new("Register of exports", false, each().map(|entry| Cell::new(who(entry)))),
        Column::new("Applied", true, each().map(|entry| amount(entry.applied, &entry.unit))),
        Column::new("Licensed", true, each().map(|entry| amount(entry.licensed, &entry.unit))),
        Column::new("Held", true, each().map(|entry| amount(entry.held, &entry.unit))),
        Column::new("Shipped", true, each().map(|entry| amount(entry.shipped, &entry.unit))),
    ];
    text.push('\n');
    text.push_str(&grid(&columns, GAP, layout));
    text.push('\n');
}

/// The trials that were picked, one a row.
fn portraits(text: &mut String, story: &ExplainAnswer, picked: &Picked, layout: Layout) {
    let each = || picked.portraits.iter();
    let name = |portrait: &Portrait| match portrait.pick {
        Pick::Median => "median: half lose no more",
        Pick::P95 => "bad: one in twenty loses more",
        Pick::Worst => "worst",
    };
    let lines = |portrait: &Portrait| {
        let line = |line: &crate::experiment::HaltedLine| {
            let name = shortened(&line.title, usize::from(layout.width).saturating_sub(64));
            format!("{name} {} from {}", counted(u64::from(line.halt_days), "day"), date(line.first_halt))
        };
        let mut shown: Vec<String> = portrait.halted.iter().take(2).map(line).collect();
        match portrait.halted.len() {
            0 => shown.push("no line halts".to_owned()),
            1 | 2 => {}
            n => shown.push(format!("and {} more", n - 2)),
        }
        shown.join("\n")
    };
    let mark = |portrait: &Portrait| if portrait.pick == picked.told { " (told here)" } else { "" };
    let mut columns = vec![
        Column::new("Which trial, by loss", false, each().map(|p| Cell::new(format!("{}{}", name(p), mark(p))))),
        Column::new("Trial", true, each().map(|p| Cell::new(thousands(p.trial)))),
        Column::new(&format!("Loss, {}", story.scenario.currency), true, each().map(|p| Cell::new(amount_of(p.loss)))),
    ];
    if layout.width >= MIDDLE {
        columns.push(Column::new("What halts (halt days)", false, each().map(|p| Cell::new(lines(p)))));
    }
    let of = match &picked.site {
        Some(site) => format!("the loss of {}", title(story, site)),
        None => "the loss of all lines".to_owned(),
    };
    text.push('\n');
    paragraph(text, &format!("Of {} trials, ranked by {of}:", thousands(picked.trials)), layout);
    text.push_str(&grid(&columns, GAP, layout));
    text.push('\n');
}

fn title<'a>(story: &'a ExplainAnswer, site: &'a str) -> &'a str {
    let line = story.lines.iter().find(|line| line.site == site).map(|line| line.title.as_str());
    let works = || story.lines.iter().find(|line| line.buyer() == site).map(LineStory::buyer_title);
    line.or_else(works).unwrap_or(site)
}

fn drawn(text: &mut String, story: &ExplainAnswer, layout: Layout) {
    let one = |parameter: &crate::experiment::DrawnParameter| {
        let unit = if parameter.unit == "share" { String::new() } else { format!(" {}", parameter.unit) };
        format!("{} {}{unit}", parameter.title, days(parameter.value)).trim_end().to_owned()
    };
    let mut shown: Vec<String> = story.parameters.iter().take(MOST_PARAMETERS).map(one).collect();
    if story.parameters.len() > MOST_PARAMETERS {
        shown.push(format!("{} more in story.json", story.parameters.len() - MOST_PARAMETERS));
    }
    if !shown.is_empty() {
        text.push('\n');
        paragraph(text, &format!("What turned out: {}.", shown.join("; ")), layout);
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
    for (day, what) in happenings(story) {
        match what {
            Happening::Opening(other, input)
                if is_stock_of(line, (other, input)) && !all && !openings.contains(&&*input.material) => {}
            Happening::Regime(course, stay, before) if licensed_by(&course.authority) => {
                let cover = if before.is_some() { stock_on(story, line, day) } else { String::new() };
                dated(text, day, &format!("{}.{cover}", regime(course, stay, before)), layout);
            }
            Happening::Event(course, event) if licensed_by(&course.authority) && (event.happened || all) => {
                let not = if event.happened { "" } else { " (does not happen)" };
                dated(text, day, &format!("{}: {}{not}.", course.title, event.title), layout);
            }
            Happening::Listed(course, span) if licensed_by(&course.authority) => {
                dated(text, day, &format!("{}.", upper_first(&listed(course, span))), layout);
            }
            Happening::LeverStarts(lever) if concerns(lever) => {
                dated(text, day, &format!("{}.", upper_first(&lever_starts(story, lever))), layout);
            }
            Happening::LeverTakesEffect(lever) if concerns(lever) => {
                dated(text, day, &format!("{}.", upper_first(&lever_takes_effect(lever))), layout);
            }
            Happening::InService(service) => {
                dated(text, day, &format!("{}.", upper_first(&in_service(service))), layout);
            }
            Happening::Outage(service, outage) => {
                dated(text, day, &format!("{}.", upper_first(&outage_of(story, service, outage))), layout);
            }
            Happening::Opening(other, input) if is_stock_of(line, (other, input)) => {
                dated(text, day, &format!("Opens with {}.", opening(input)), layout);
            }
            Happening::Step(order, 0) if is_told(order) => {
                let what = if order.general_licence {
                    format!("Applies for a general licence for {}", from_whom(story, order))
                } else {
                    format!("Orders {}", ordered(story, order))
                };
                dated(text, day, &format!("{what}: {}.", life(story, order)), layout);
            }
            Happening::Halt(other, halt) if other.site == line.site => {
                dated(text, day, &bold(&upper_first(&halts(story, line, halt)), layout), layout);
                if halt.runs_again.is_none() {
                    let words =
                        format!("Still stands at the end, after {}.", counted(u64::from(halt.halt_days), "halt day"));
                    dated(text, story.scenario.end, &words, layout);
                }
            }
            Happening::RunsAgain(other, halt) if other.site == line.site => {
                dated(text, day, &upper_first(&runs_again(story, line, halt)), layout);
            }
            Happening::Lowest(other, input, at) if is_stock_of(line, (other, input)) && line.halts.is_empty() => {
                dated(text, day, &format!("{}.", upper_first(&lowest(input, at))), layout);
            }
            _ => {}
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
        let n = if orders.len() == 1 { format!("1 {other}order") } else { format!("{} {other}orders", orders.len()) };
        let mut received: Vec<u32> = orders
            .iter()
            .filter(|order| order.end == OrderEnd::Received)
            .map(|order| order.steps.iter().map(|step| step.days).sum())
            .collect();
        received.sort_unstable();
        let back = orders.iter().filter(|order| order.last(StepKind::Returned).is_some()).count();
        let held = orders.iter().filter(|order| order.last(StepKind::OverVolume).is_some()).count();
        let border = orders.iter().filter(|order| order.last(StepKind::HeldAtBorder).is_some()).count();
        let failed = orders.iter().filter(|order| order.end == OrderEnd::Failed).count();
        let open =
            orders.len() - received.len() - failed - orders.iter().filter(|o| o.end == OrderEnd::Granted).count();
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
            (back, "returned at least once"),
            (held, "held by the rule against stockpiling"),
            (border, "held at the border"),
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
