//! What a sizing says wherever it is shown: figures with their bounds, what was asked, what is left out, how it was
//! found.

use super::super::measures::{unit_of, value, with_interval};
use super::super::shown::Said;
use super::super::words::{counted, fine_share, money, whole};
use crate::experiment::size::{
    Amount, BoundFrom, Method, PartName, SizeAnswer, SizedClass, SizedInput, SizedLine, Verdict, What,
};
use crate::experiment::{Estimate, Quantity, Unit};

/// A quantity with its unit: "12,340 kg", "1.25 t".
pub(super) fn quantity(x: f64, unit: &str) -> String {
    let number = match x.abs() {
        size if size >= 99.5 || size == 0.0 => whole(x.abs()),
        size if size >= 9.95 => format!("{size:.1}"),
        size => format!("{size:.2}"),
    };
    let sign = if x < 0.0 && number.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    format!("{sign}{number}\u{a0}{unit}")
}

/// What was asked for, in words.
pub(super) fn asked(answer: &SizeAnswer) -> String {
    let Some(bound) = answer.bound else {
        return match &answer.budget {
            Some(spread) => format!("a budget of {}", money(spread.money, &answer.scenario.currency)),
            None => "least expected cost".to_owned(),
        };
    };
    let estimate = Estimate { value: bound, low: None, high: None };
    let shown = match unit_of(answer.outcome) {
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

fn more_is_better(answer: &SizeAnswer) -> bool {
    Quantity::all().any(|q| q.name() == answer.outcome && q.more_is_better())
}

/// What there is of an amount's value; nothing of a material without a price.
pub(super) fn value_of(amount: &Amount) -> f64 {
    amount.money.unwrap_or(0.0)
}

/// A line and one of its inputs.
pub(super) type Row<'a> = (&'a SizedLine, &'a SizedInput);

/// All lines with their inputs.
pub(super) fn inputs(answer: &SizeAnswer) -> impl Iterator<Item = Row<'_>> {
    answer.lines.iter().flat_map(|line| line.inputs.iter().map(move |input| (line, input)))
}

/// Those of the lines that reach the target.
pub(super) fn reached(answer: &SizeAnswer) -> impl Iterator<Item = Row<'_>> {
    inputs(answer).filter(|(line, _)| line.feasible)
}

/// A sum over these.
pub(super) fn sum(answer: &SizeAnswer, of: impl Fn(&SizedInput) -> f64) -> f64 {
    reached(answer).map(|(_, input)| of(input)).sum()
}

/// The inputs of a line of which more is to be ordered.
pub(super) fn ordered(line: &SizedLine) -> impl Iterator<Item = &SizedInput> {
    line.inputs.iter().filter(|input| input.extra.quantity > 0.0)
}

/// A part by its name and, where that says something else, its number: "4711-0000 (part0000)".
pub(super) fn part(input: &SizedInput) -> String {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    if plain(&input.title) == plain(&input.material) {
        input.title.clone()
    } else {
        format!("{} ({})", input.title, input.material)
    }
}

/// What the bound says of the target.
pub(super) fn verdict(line: &SizedLine) -> &'static str {
    word(line.feasible, line.verdict)
}

fn word(feasible: bool, verdict: Verdict) -> &'static str {
    match (feasible, verdict) {
        (_, Verdict::NoBound) => "",
        (false, _) => "out of reach",
        (_, Verdict::Confirmed) => "confirmed",
        (_, Verdict::Likely) => "likely",
        (_, Verdict::Missed) => "not confirmed",
    }
}

/// The one figure of a line with its bound or, where nothing is bounded, its interval: "4.6 % (≤ 5.0 %)".
pub(super) fn figure(answer: &SizeAnswer, line: &SizedLine) -> Said {
    let unit = unit_of(answer.outcome);
    if line.verdict == Verdict::NoBound {
        return with_interval(unit, &line.figure());
    }
    let sign = if more_is_better(answer) { "≥" } else { "≤" };
    let bound = Estimate { value: line.bound.value, low: None, high: None };
    Said::with(value(unit, &line.figure()), format!("{sign}\u{a0}{}", value(unit, &bound)))
}

/// What is left out of all money, by name; nothing where every part has a price.
pub(super) fn left_out(answer: &SizeAnswer) -> Option<String> {
    let ordered = |part: &PartName| {
        let (_, input) =
            reached(answer).find(|(line, of)| (&line.site, &of.material) == (&part.site, &part.material))?;
        (input.extra.quantity > 0.0).then(|| format!(", +{}", quantity(input.extra.quantity, input.unit)))
    };
    let named = answer.without_price.iter().map(|part| {
        let more = ordered(part).unwrap_or_default();
        format!("{} ({} at {}{more})", part.material_title, part.material, part.title)
    });
    let named: Vec<String> = named.collect();
    let parts = counted(named.len() as u64, "part");
    (!named.is_empty()).then(|| {
        format!(
            "Left out of all money: {parts} without a price (price_per_unit): {}. Of a line's mix they are taken to cost as \
             much for a day as its other parts in the mean.",
            named.join("; ")
        )
    })
}

/// Lines that need nothing.
pub(super) fn skipped(answer: &SizeAnswer) -> Option<String> {
    let named: Vec<String> = answer.skipped.iter().map(|line| format!("{} ({})", line.title, line.why)).collect();
    (!named.is_empty()).then(|| format!("Skipped, as nothing is needed: {}.", named.join("; ")))
}

/// Classes of parts with their targets, and whether those are met.
pub(super) fn classes(answer: &SizeAnswer) -> Vec<String> {
    let told = |line: &SizedLine, class: &SizedClass| {
        let parts = class.parts.join(", ");
        let which = if class.name == parts { parts } else { format!("{} ({parts})", class.name) };
        format!(
            "Class {which} at {}: runs out in {} (≤\u{a0}{}), today in {}; at most {}\u{a0}% is asked: {}.",
            line.title,
            fine_share(class.runs_out.share),
            fine_share(class.bound.value),
            fine_share(class.today.share),
            (class.target * 1e6).round() / 1e4,
            word(line.feasible, class.verdict)
        )
    };
    answer.lines.iter().flat_map(|line| line.classes.iter().map(move |class| told(line, class))).collect()
}

/// How the stocks were found, one sentence a method.
pub(super) fn methods(answer: &SizeAnswer) -> Vec<String> {
    let mut said = Vec::new();
    for method in [Method::OnePass, Method::OnePassApproximate, Method::Search] {
        let of: Vec<&SizedLine> = answer.lines.iter().filter(|line| line.method == method).collect();
        if of.is_empty() {
            continue;
        }
        let mut reasons: Vec<&str> = Vec::new();
        for reason in of.iter().flat_map(|line| &line.not_exact) {
            if !reasons.contains(&reason.as_str()) {
                reasons.push(reason);
            }
        }
        let who = match of.len() {
            all if all == answer.lines.len() && all > 1 => "all lines".to_owned(),
            _ => of.iter().map(|line| line.title.as_str()).collect::<Vec<_>>().join(", "),
        };
        said.push(match method {
            Method::OnePass => format!("Method, {who}: one pass, exact for every stock."),
            Method::OnePassApproximate => {
                format!("Method, {who}: one pass, taken as asked although {}.", reasons.join("; "))
            }
            Method::Search => format!("Method, {who}: stocks tried on the same trials, as {}.", reasons.join("; ")),
        });
    }
    if answer.lines.iter().any(|line| line.bound.from == BoundFrom::Rank) {
        said.push(
            "The stock of a line with one part is the least rank among what the trials needed that is enough with 95 % \
             confidence."
                .to_owned(),
        );
    }
    if answer.what == What::Opening && answer.lines.iter().any(|line| line.inputs.len() > 1) {
        said.push(
            "Parts of one line are mixed by money: from plenty, the part is lowered first that saves most money for the \
             risk it adds; then money is moved between parts until no move pays."
                .to_owned(),
        );
    }
    said.push(format!("{} simulated in all.", counted(answer.run.simulated, "trial")));
    said
}
