//! What happens in a story, in words.

use super::super::measures::summed;
use super::super::missing;
use super::super::words::{counted, date, days, money, share, whole};
use super::events::Happening;
use crate::experiment::{
    Cause, ExplainAnswer, HaltStory, InputStory, LeverStory, LineStory, MissingPlace, OrderEnd, OrderStep, OrderStory,
    OutageSpan, PolicyCourse, ServiceStory, Stay, StepKind,
};

/// A quantity with its unit: "16,800 kg", "2.5 t", "1 piece".
pub(super) fn quantity(amount: f64, unit: &str) -> String {
    let round = unit == "pieces" || amount.abs() >= 99.95;
    let number = if round { whole(amount) } else { format!("{amount:.1}") };
    let unit = if unit == "pieces" && number == "1" { "piece" } else { unit };
    format!("{number}\u{a0}{unit}")
}

/// Anything that happens, as one sentence.
pub(in crate::report) fn words(story: &ExplainAnswer, what: &Happening) -> String {
    match *what {
        Happening::Regime(course, stay, before) => regime(course, stay, before),
        Happening::Event(course, event) => {
            let not = if event.happened { "" } else { " does not happen" };
            format!("{}: {}{not}", course.title, event.title)
        }
        Happening::Listed(course, span) => {
            let days = counted(u64::from(span.days), "day");
            format!("{}: {} is on the watch list until {} ({days})", course.title, span.title, date(span.until))
        }
        Happening::LeverStarts(lever) => lever_starts(story, lever),
        Happening::LeverTakesEffect(lever) => format!("the lever \u{201c}{}\u{201d} takes effect", lever.title),
        Happening::InService(service) => format!("{} comes into service", service.title),
        Happening::Outage(service, outage) => outage_of(story, service, outage),
        Happening::Opening(line, input) => format!("{} opens with {}", line.buyer_title(), opening(input)),
        Happening::Step(order, at) => step(story, order, at),
        Happening::Halt(line, halt) => format!("{} {}", line.title, halts(story, line, halt)),
        Happening::RunsAgain(line, halt) => format!("{} {}", line.title, runs_again(story, line, halt)),
        Happening::Lowest(line, input, day) => format!("{}: {}", line.buyer_title(), lowest(input, day)),
    }
}

/// "Ministry: Tightened, after 72 days, as the chain of regimes has it".
pub(super) fn regime(course: &PolicyCourse, stay: &Stay, before: Option<&Stay>) -> String {
    let why = match (&stay.cause, before) {
        (Cause::FirstDay, _) => "in force on the first day".to_owned(),
        (Cause::Event(title), _) => format!("by event: {title}"),
        (Cause::Chain, Some(before)) => {
            format!("of itself, after {} of \u{201c}{}\u{201d}", counted(u64::from(before.days), "day"), before.title)
        }
        (Cause::Chain, None) => "of itself".to_owned(),
    };
    let frozen = if stay.frozen { ": nothing is reviewed or decided" } else { "" };
    format!("{}: \u{201c}{}\u{201d} ({why}){frozen}", course.title, stay.title)
}

/// "the lever “Second source” starts, to take effect 3 Jun; it costs USD 800 k within the horizon".
fn lever_starts(story: &ExplainAnswer, lever: &LeverStory) -> String {
    let effect = match lever.takes_effect {
        date if date == lever.started => "starts and takes effect at once".to_owned(),
        Some(day) if day > story.scenario.end => format!("starts, to take effect after the end, on {}", date(day)),
        Some(day) => format!("starts, to take effect on {}", date(day)),
        None => "starts".to_owned(),
    };
    let cost = if lever.cost > 0.0 {
        format!("; it costs {} within the horizon", money(lever.cost, &story.scenario.currency))
    } else {
        String::new()
    };
    format!("the lever \u{201c}{}\u{201d} {effect}{cost}", lever.title)
}

/// "an outage of Works begins: 6 days, until 12 Mar 2026".
fn outage_of(story: &ExplainAnswer, service: &ServiceStory, outage: &OutageSpan) -> String {
    let what = if service.is_lane { "the lane " } else { "" };
    let title = format!("{what}{}", service.title);
    if outage.until >= story.scenario.end {
        return format!("an outage of {title} begins; it lasts beyond the end");
    }
    let days = counted(u64::from(outage.days), "day");
    format!("an outage of {title} begins: {days}, until {}", date(outage.until))
}

pub(super) fn opening(input: &InputStory) -> String {
    let stock = quantity(input.opening_stock, input.unit);
    if input.cover_days.is_empty() {
        return format!("{stock} of {}", input.title);
    }
    format!("{stock} of {}, {} days of need", input.title, days(input.opening_stock / input.need_per_day))
}

pub(super) fn lowest(input: &InputStory, day: usize) -> String {
    let stock = input.stock.get(day).copied().unwrap_or(0.0);
    let cover = input.cover_days.get(day).map_or(String::new(), |cover| format!(", {} days of need", days(*cover)));
    format!("lowest stock of {}: {}{cover}", input.title, quantity(stock, input.unit))
}

fn step(story: &ExplainAnswer, order: &OrderStory, at: usize) -> String {
    let Some(step) = order.steps.get(at) else { return String::new() };
    let title = |key: &str| {
        story.lines.iter().find(|line| line.buyer() == key).map_or(key.to_owned(), |l| l.buyer_title().to_owned())
    };
    let named = order.name.as_ref().map_or(String::new(), |name| format!(" \u{201c}{name}\u{201d}"));
    let what = if order.general_licence {
        format!("general licence of {} for {}", title(&order.site), supplied(story, order))
    } else {
        let amount = quantity(step.quantity, order.unit);
        format!("{}'s order{named} of {amount} of {}", title(&order.site), supplied(story, order))
    };
    format!("{what}: {}", step_words(step))
}

/// "granted after 37 days".
fn step_words(step: &OrderStep) -> String {
    let after = counted(u64::from(step.days), "day");
    match step.kind {
        StepKind::Ordered => "placed".to_owned(),
        StepKind::Filed => format!("filed{} after {after} of preparation", office(" at ", step)),
        StepKind::PassedOn => format!("passed on{} after {after}", office(" to ", step)),
        StepKind::ReviewBegun => format!("review begins after {after} in the queue"),
        StepKind::Returned => format!("returned after {after}"),
        StepKind::Granted => format!("granted after {after}"),
        StepKind::OverVolume => format!("approved after {after}, but beyond the rule against stockpiling: it waits"),
        StepKind::Denied => format!("denied after {after}"),
        StepKind::GivenUp => format!("returned for the last time after {after} and given up"),
        StepKind::GrantedNothing => format!("granted for next to nothing after {after}"),
        StepKind::Cancelled => format!("cancelled after {after}"),
        StepKind::Expired => format!("licence expired unused after {after}"),
        StepKind::Unregistered => format!("ready after {after}, but its client is not registered yet: it waits"),
        StepKind::HeldAtBorder => "held at the border".to_owned(),
        StepKind::Shipped => "shipped".to_owned(),
        StepKind::Held => format!("held after {after} on the way"),
        StepKind::Received => format!("received after {after} on the way"),
        StepKind::Lost => format!("lost: it should have come after {after} on the way"),
    }
}

/// " at Province", where an application passes several offices.
fn office(at: &str, step: &OrderStep) -> String {
    step.office.as_ref().map_or(String::new(), |office| format!("{at}{office}"))
}

/// Parts in which an order is shipped that are told one by one, at most.
const MOST_PARTS: usize = 2;

/// Parts of an order that go the same way at different times, as one: "shipped in 14 parts, 3 Feb to 9 May". Nothing
/// where they are few.
fn in_parts(order: &OrderStory, kind: StepKind, word: &str) -> Option<String> {
    let steps: Vec<&OrderStep> = order.steps.iter().filter(|step| step.kind == kind).collect();
    let [first, .., last] = steps.as_slice() else { return None };
    (steps.len() > MOST_PARTS).then(|| {
        let days = match short_date(first.date) {
            day if first.date == last.date => format!("on {day}"),
            day => format!("{day} to {}", short_date(last.date)),
        };
        let all: f64 = steps.iter().map(|step| step.quantity).sum();
        format!("{word} in {} parts, {days} ({} together)", steps.len(), quantity(all, order.unit))
    })
}

/// "12,000 kg of magnet from Magnet makers": what is ordered, and of whom. The key of the lane is added where that
/// supplier has several for the same material.
pub(super) fn ordered(story: &ExplainAnswer, order: &OrderStory) -> String {
    let name = order.name.as_ref().map_or(String::new(), |name| format!(" (\u{201c}{name}\u{201d})"));
    format!("{} of {}{name}", quantity(order.quantity, order.unit), from_whom(story, order))
}

/// "magnet from Magnet makers".
fn supplied(story: &ExplainAnswer, order: &OrderStory) -> String {
    let lines = story.lines.iter().filter(|line| line.buyer() == order.site);
    let input = lines.flat_map(|line| &line.inputs).find(|input| input.material == order.material);
    let material = input.map_or(order.material.as_str(), |input| &input.title);
    format!("{material} from {}", order.supplier)
}

/// The same, with the key of the lane where it needs to be told.
pub(super) fn from_whom(story: &ExplainAnswer, order: &OrderStory) -> String {
    let same = |other: &&OrderStory| {
        other.site == order.site && other.supplier == order.supplier && other.material == order.material
    };
    let several = story.orders.iter().filter(same).any(|other| other.lane != order.lane);
    let lane = if several { format!(" ({})", order.lane) } else { String::new() };
    supplied(story, order) + &lane
}

/// The life of an order in one sentence, without its placing: "filed 9 Feb (21 days), granted 20 Apr (70 days), …". An
/// order that goes in many parts is told once, not part by part.
pub(super) fn life(story: &ExplainAnswer, order: &OrderStory) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut placed = order.placed();
    let folded = [(StepKind::Shipped, "shipped"), (StepKind::Received, "received")]
        .map(|(kind, word)| (kind, in_parts(order, kind, word)));
    let mut told = Vec::new();
    for (at, step) in order.steps.iter().enumerate().skip(1) {
        let beyond = step.date > story.scenario.end;
        let after = counted(u64::from(step.days), "day");
        let next = order.steps.get(at + 1).map(|step| step.kind);
        if let Some((kind, Some(words))) = folded.iter().find(|(kind, words)| *kind == step.kind && words.is_some()) {
            if !told.contains(kind) {
                parts.push(words.clone());
                told.push(*kind);
            }
            continue;
        }
        let word = match step.kind {
            StepKind::Ordered => continue,
            // A grant that ships on the day says both.
            StepKind::Granted if folded[0].1.is_some() => "granted",
            StepKind::Granted if next == Some(StepKind::Shipped) && order.steps[at + 1].days == 0 => {
                "granted and shipped"
            }
            StepKind::Shipped if step.days == 0 && order.steps[at - 1].kind == StepKind::Granted => continue,
            StepKind::Filed if parts.is_empty() => "filed",
            StepKind::Filed => "filed again",
            StepKind::PassedOn => "passed on",
            StepKind::ReviewBegun => "review begun",
            StepKind::Returned => "returned",
            StepKind::Granted => "granted",
            StepKind::OverVolume => "held by the rule against stockpiling",
            StepKind::Denied => "denied",
            StepKind::GivenUp => "returned and given up",
            StepKind::GrantedNothing => "granted for nothing",
            StepKind::Cancelled => "cancelled",
            StepKind::Expired => "licence expired",
            StepKind::Unregistered => "ready, its client not registered",
            StepKind::HeldAtBorder => "held at the border",
            StepKind::Shipped => "shipped",
            StepKind::Held => "held on the way",
            StepKind::Received if beyond => "due",
            StepKind::Received => "received",
            StepKind::Lost => "lost, to have come",
        };
        let part = if (step.quantity - order.quantity).abs() > 1e-9 && !order.general_licence {
            format!(", {}", quantity(step.quantity, order.unit))
        } else {
            String::new()
        };
        let office = match step.kind {
            StepKind::Filed => office(" at ", step),
            StepKind::PassedOn => office(" to ", step),
            _ => String::new(),
        };
        parts.push(format!("{word}{office} {} ({after}{part})", short_date(step.date)));
    }
    let total = order.last(StepKind::Received).filter(|step| step.date <= story.scenario.end).zip(placed.take());
    let end = match (order.end, total) {
        (OrderEnd::Received, Some((step, placed))) => {
            format!(": {} in all", counted(u64::from((step.date - placed).get_days().unsigned_abs()), "day"))
        }
        (OrderEnd::InPreparation, _) => "; still in preparation at the end".to_owned(),
        (OrderEnd::InTheQueue, _) => format!("; still in the queue{} at the end", at_office(order)),
        (OrderEnd::UnderReview, _) => format!("; still under review{} at the end", at_office(order)),
        (OrderEnd::OverVolume, _) => "; still held by that rule at the end".to_owned(),
        (OrderEnd::Returned, _) => "; still being corrected at the end".to_owned(),
        (OrderEnd::AtTheBorder, _) => "; still held at the border at the end".to_owned(),
        (OrderEnd::AtTheSupplier, _) => "; still at the supplier at the end".to_owned(),
        _ => String::new(),
    };
    let all = parts.join(", ") + &end;
    all.trim_start_matches("; ").to_owned()
}

/// " of Province", where an application stands in one of several offices at the end.
fn at_office(order: &OrderStory) -> String {
    order.office.as_ref().map_or(String::new(), |office| format!(" of {office}"))
}

/// "3 Feb": within a story the year is known from its neighbours.
pub(super) fn short_date(day: jiff::civil::Date) -> String {
    let long = date(day);
    long.rsplit_once(' ').map_or(long.clone(), |(short, _)| short.replace(' ', "\u{a0}"))
}

/// "stands: out of magnet. …".
pub(super) fn halts(story: &ExplainAnswer, line: &LineStory, halt: &HaltStory) -> String {
    let title = material_title(line, halt);
    let total: f64 = halt.missing.values().sum();
    let mut places: Vec<(&str, f64)> = halt.missing.iter().map(|(place, days)| (*place, *days)).collect();
    places.sort_by(|a, b| b.1.total_cmp(&a.1));
    let where_ = match places.as_slice() {
        [] => String::new(),
        [(place, _)] => format!(" What is missing is {place}."),
        _ => {
            let shares: Vec<String> =
                places.iter().take(3).map(|(place, days)| format!("{place} {}", share(days / total))).collect();
            format!(" Where it is, over the halt: {}.", shares.join(", "))
        }
    };
    let from = shares_of(line, halt);
    let oldest = halt.oldest_open_order.and_then(|number| story.orders.get(number)).map_or(String::new(), |order| {
        let since = order.placed().map_or(String::new(), short_date);
        let stands = stands_on(order, halt.from);
        format!(" The oldest open order, of {since} for {}, {stands}.", quantity(order.quantity, order.unit))
    });
    format!("stands: too little {title}.{where_}{from}{oldest}")
}

/// Parts and suppliers of what was missing over a halt, where there are several or it is traced further up: the most
/// first.
fn shares_of(line: &LineStory, halt: &HaltStory) -> String {
    let named = |part: &MissingPlace| {
        let title = line.inputs.iter().find(|input| input.material == part.material);
        let title = title.map_or(part.material.as_str(), |input| &input.title);
        let nowhere = if part.root.lane.is_none() { " denied or never ordered" } else { "" };
        (missing::part_of_halt(part, title) + nowhere, part.halt_days)
    };
    let sums = summed(halt.missing_from.iter().map(named));
    let tells = |part: &MissingPlace| part.is_further_up() || part.root.office.is_some();
    if sums.len() < 2 && !halt.missing_from.iter().any(tells) {
        return String::new();
    }
    let whole: f64 = sums.iter().map(|(_, days)| days).sum();
    let parts: Vec<String> =
        sums.iter().take(3).map(|(name, days)| format!("{name} {}", share(days / whole))).collect();
    format!(" Missing over the halt: {}.", parts.join(", "))
}

fn material_title<'a>(line: &'a LineStory, halt: &'a HaltStory) -> &'a str {
    let key = halt.material.as_deref().unwrap_or("material");
    line.inputs.iter().find(|input| input.material == key).map_or(key, |input| &input.title)
}

/// Where an order stands on a day: "has been at the desk for 37 days".
fn stands_on(order: &OrderStory, day: jiff::civil::Date) -> String {
    let Some(step) = order.steps.iter().rev().find(|step| step.date <= day) else { return "is not placed".to_owned() };
    let filed = order.steps.iter().rev().find(|step| step.kind == StepKind::Filed && step.date <= day);
    let came = order.steps.iter().rev().find(|step| step.date <= day && step.office.is_some());
    let at_office = came.map_or(String::new(), |came| format!("has been{}", office(" at ", came)));
    let (from, what) = match step.kind {
        StepKind::Ordered if order.authority.is_some() => (step, "has been in preparation"),
        StepKind::Ordered => (step, "has waited at the supplier"),
        StepKind::Filed | StepKind::ReviewBegun | StepKind::PassedOn => match came {
            Some(came) => (came, at_office.as_str()),
            None => (filed.unwrap_or(step), "has been at the desk"),
        },
        StepKind::Returned => (step, "has been with the buyer again, returned,"),
        StepKind::Granted => (step, "has been licensed and at the supplier"),
        StepKind::Unregistered => (step, "has waited for the registration of its client"),
        StepKind::HeldAtBorder => (step, "has been held at the border"),
        StepKind::Shipped => (step, "has been on its way"),
        StepKind::Held => (step, "has been held on its way"),
        StepKind::Received => return "has come in part".to_owned(),
        _ => return "is through".to_owned(),
    };
    match (day - from.date).get_days().unsigned_abs() {
        0 => format!("{what} since that day"),
        days => format!("{what} for {}", counted(u64::from(days), "day")),
    }
}

/// "runs again after 18 halt days: 9,000 kg have come (order of 3 Feb)".
pub(super) fn runs_again(story: &ExplainAnswer, line: &LineStory, halt: &HaltStory) -> String {
    let after = counted(u64::from(halt.halt_days), "halt day");
    let came: Vec<&OrderStory> = halt.ended_by_orders.iter().filter_map(|number| story.orders.get(*number)).collect();
    let unit = came.first().map_or("", |order| order.unit);
    let within = |step: &&OrderStep| step.kind == StepKind::Received && Some(step.date) <= halt.runs_again;
    let received: f64 =
        came.iter().filter_map(|order| order.steps.iter().rev().find(within)).map(|step| step.quantity).sum();
    let mut days: Vec<jiff::civil::Date> = came.iter().filter_map(|order| order.placed()).collect();
    days.sort_unstable();
    let orders: Vec<String> = days.into_iter().map(short_date).collect();
    let when = match orders.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] => format!("{first} and {second}"),
        [first, .., last] => format!("{first} to {last} ({} orders)", orders.len()),
    };
    let why = if when.is_empty() {
        String::new()
    } else {
        format!(": {} of {} have come, ordered {when}", quantity(received, unit), material_title(line, halt))
    };
    format!("runs again after {after}{why}.")
}
