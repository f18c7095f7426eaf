//! A new first day in words: what has least stock, and what could not be matched, come first.

use std::fmt::Write as _;

use super::super::words::{counted, date, days, few, horizon, share, thousands};
use crate::experiment::{
    LicenceFate, OrderFate, Passed, PassedKind, RollAnswer, RollList, RollOrigin, RolledLicence, RolledOrder,
    RolledRegime, RolledStock, UnmatchedRow,
};

/// Things that are named in a sentence.
const NAMED: usize = 5;

/// Whose stock it is, and of what: "Car plant, magnets".
pub(super) fn stock(stock: &RolledStock) -> String {
    format!("{}, {}", stock.site_title, stock.material_title)
}

/// Inputs that are needed, the least cover first.
pub(super) fn parts(answer: &RollAnswer) -> Vec<&RolledStock> {
    let mut parts: Vec<&RolledStock> =
        answer.stocks.iter().filter(|stock| stock.input && stock.now.cover_days.is_some()).collect();
    parts.sort_by(|a, b| a.now.cover_days.unwrap_or(0.0).total_cmp(&b.now.cover_days.unwrap_or(0.0)));
    parts
}

/// A quantity with its unit: "1,200 kg"; as many decimals as it has, three at most.
pub(super) fn quantity(x: f64, unit: &str) -> String {
    let text = format!("{:.3}", x.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = decimals.trim_end_matches('0');
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), thousands);
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{whole}{point}{decimals} {unit}")
}

/// Where the new figure of a stock comes from.
pub(super) fn origin(answer: &RollAnswer, origin: &RollOrigin) -> String {
    match origin {
        RollOrigin::Listed { file, line } => format!("{file}, line {line}"),
        RollOrigin::Kept => format!("figure of {}", date(answer.old.start)),
        RollOrigin::Nothing => "no row: nothing".to_owned(),
    }
}

/// A file of a kind, if one was read.
fn file(answer: &RollAnswer, list: RollList) -> Option<&str> {
    answer.files.iter().find(|file| file.list == list).map(|file| file.file.as_str())
}

/// The answer in sentences.
pub(super) fn sentences(answer: &RollAnswer) -> Vec<String> {
    let mut said = vec![headline(answer) + "."];
    said.extend(unmatched(answer));
    said.push(of_stocks(answer));
    said.push(of_orders(answer));
    said.extend(of_licences(answer));
    said.extend(of_regimes(answer));
    said
}

/// What has least stock, as a heading.
pub(super) fn headline(answer: &RollAnswer) -> String {
    let Some(least) = parts(answer).into_iter().next() else {
        return format!("No part has a planned need from {} on", date(answer.new.start));
    };
    let (now, then) = (date(answer.new.start), date(answer.old.start));
    let of = format!("{}, {} days of planned need", stock(least), days(least.now.cover_days.unwrap_or(0.0)));
    let before = days(least.then.cover_days.unwrap_or(0.0));
    if file(answer, RollList::Stocks).is_none() {
        return format!("No stocks of {now} are given, those of {then} stand; least: {of}");
    }
    if least.origin == RollOrigin::Kept {
        return format!("Least stock on {now}, by a figure of {then}: {of}");
    }
    format!("Least stock on {now}: {of}; {before} on {then}")
}

/// Of which day the figures of all stocks are, where none are given: ", figures of 5 Jan 2026".
pub(super) fn figures(answer: &RollAnswer) -> String {
    let old = || format!(", figures of {}", date(answer.old.start));
    file(answer, RollList::Stocks).map_or_else(old, |_| String::new())
}

fn unmatched(answer: &RollAnswer) -> Option<String> {
    let rows = &answer.unmatched;
    let count = match rows.len() {
        0 => return None,
        1 => "One row has no counterpart in the scenario and was left out".to_owned(),
        n => format!("{n} rows have no counterpart in the scenario and were left out"),
    };
    Some(format!("{count}: {}.", few(rows.iter().map(row), NAMED, "; ")))
}

/// A row without a counterpart: "stocks.csv, line 4: the scenario has no …".
pub(super) fn row(row: &UnmatchedRow) -> String {
    let meant = row.nearest.as_ref().map_or(String::new(), |near| format!(", nearest: \"{near}\""));
    format!("{}, line {}: {}{meant}", row.file, row.line, row.why)
}

fn of_stocks(answer: &RollAnswer) -> String {
    let then = date(answer.old.start);
    let inputs: Vec<&RolledStock> = answer.stocks.iter().filter(|stock| stock.input).collect();
    let kept: Vec<&&RolledStock> = inputs.iter().filter(|stock| stock.origin == RollOrigin::Kept).collect();
    let none = inputs.iter().filter(|stock| stock.origin == RollOrigin::Nothing).count();
    let Some(file) = file(answer, RollList::Stocks) else {
        return format!("No stocks were given: all of them are still those of {then}.");
    };
    let listed = inputs.len() - kept.len() - none;
    let mut text = format!("Stocks: {listed} of {} from {file}", counted(inputs.len() as u64, "part"));
    if none > 0 {
        let _ = write!(text, "; {none} without a row are nothing");
    }
    if !kept.is_empty() {
        let names = few(kept.iter().map(|kept| stock(kept)), NAMED, "; ");
        let have = if kept.len() == 1 { "has" } else { "have" };
        let _ = write!(text, "; {} {have} no row and the figure of {then}: {names}", kept.len());
    }
    text + "."
}

fn of_orders(answer: &RollAnswer) -> String {
    let of = |fate: OrderFate| answer.orders.iter().filter(move |order| order.fate == fate);
    let count = |fate: OrderFate| of(fate).count() as u64;
    let steady = answer.passed.iter().filter(|passed| passed.kind == PassedKind::Steady).count() as u64;
    let worked = if steady > 0 {
        format!(" What is under way to {} without a row is worked out anew.", counted(steady, "part"))
    } else {
        String::new()
    };
    let Some(file) = file(answer, RollList::Orders) else {
        let gone = [(OrderFate::Received, "taken as received"), (OrderFate::Expired, "without a licence by now")];
        let gone = gone.map(|(fate, words)| match count(fate) {
            0 => String::new(),
            n => format!(", {n} {words}"),
        });
        return format!(
            "No orders were given: {} of {} {}{}. What was ordered since is not known.",
            counted(count(OrderFate::Carried), "order"),
            date(answer.old.start),
            if count(OrderFate::Carried) == 1 { "goes on" } else { "go on" },
            gone.concat()
        );
    };
    let gone = match count(OrderFate::NotListed) {
        0 => String::new(),
        n => format!("; {n} of {} that it does not list are no longer under way", date(answer.old.start)),
    };
    format!("Orders: {} from {file}{gone}.{worked}", thousands(count(OrderFate::Listed)))
}

fn of_licences(answer: &RollAnswer) -> Option<String> {
    (!answer.licences.is_empty()).then(|| {
        let said = answer.licences.iter().map(|licence| format!("{} ({})", becomes(licence), licence.lane));
        format!("General licences: {}.", few(said, NAMED, "; "))
    })
}

/// What became of a licence.
pub(super) fn becomes(licence: &RolledLicence) -> String {
    let until = licence.until.map_or_else(String::new, date);
    let left = licence.left.as_ref();
    let left =
        left.and_then(|left| Some(quantity(left.amount?, &left.unit))).unwrap_or("an unknown quantity".to_owned());
    match licence.fate {
        LicenceFate::Listed => format!("{left} left until {until}"),
        LicenceFate::Kept => format!("no row: {left} left until {until}, as before"),
        LicenceFate::Ended => format!("ended on {until}, applied for on the first day"),
        LicenceFate::Over => format!("ended on {until}, not renewed"),
        LicenceFate::NotGranted => {
            format!("applied for on {until}, not known to be granted: applied for on the first day")
        }
        LicenceFate::NotListed => "no row: not in force, applied for on the first day".to_owned(),
    }
}

fn of_regimes(answer: &RollAnswer) -> Vec<String> {
    answer.regimes.iter().map(|found| format!("{}: {}.", found.authority_title, regime(found))).collect()
}

/// The regime of an authority, and how sure it is.
pub(super) fn regime(found: &RolledRegime) -> String {
    let since = format!("“{}” is in force since {}", found.regime_title, date(found.since));
    match found.lasts {
        _ if found.stated => format!("{since}, as stated"),
        Some(lasts) if lasts < 0.995 => format!(
            "{since}, as nothing else is stated; the scenario had it last until now with a chance of {} (--regime states \
             another)",
            share(lasts)
        ),
        _ => since,
    }
}

/// What became of an order.
pub(super) fn fate(order: &RolledOrder) -> &'static str {
    match order.fate {
        OrderFate::Listed if order.before.is_some() => "goes on",
        OrderFate::Listed => "new",
        OrderFate::Carried => "goes on from there",
        OrderFate::Received => "taken as received",
        OrderFate::Expired => "licence has ended",
        OrderFate::NotListed => "no longer listed",
    }
}

/// What a date that has passed became.
pub(super) fn became(passed: &Passed) -> String {
    let what = match passed.kind {
        PassedKind::Step => return passed.what.clone(),
        PassedKind::Happened => "happened",
        PassedKind::DidNotHappen => "did not happen",
        PassedKind::Review => "next look at the stock",
        PassedKind::LeverStarted => "pulled and under way",
        PassedKind::LeverWaits => "not pulled by then: from the first day on",
        PassedKind::Steady => "orders under way are worked out anew",
        PassedKind::Ramp => "new source",
        PassedKind::Backlog => "files of others: figure of the old first day",
    };
    if passed.what.is_empty() { what.to_owned() } else { format!("{what}: {}", passed.what) }
}

/// Old and new first day and the horizon.
pub(super) fn basis(answer: &RollAnswer) -> String {
    format!("{}, before: {} to {}", horizon(&answer.new), date(answer.old.start), date(answer.old.end))
}

/// How it is to be read.
pub(super) fn reading() -> String {
    "A figure comes from the row of its file; what has no row keeps the figure of the old first day, and says so. Days of \
     planned need are means over the horizon, so that a shorter horizon can move them."
        .to_owned()
}
