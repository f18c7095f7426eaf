//! What the orders cost, how sure they are, what is out of reach, how a budget is spent.

use super::super::measures::{unit_of, with_interval};
use super::super::words::{money, thousands};
use super::requisition::told;
use super::words::{asked, classes, left_out, reached, sum, value_of};
use crate::experiment::size::{BoundFrom, Gain, SizeAnswer, SizedLine, Spread, Verdict, What};

/// What is to be bought, spared and held, and how sure it is.
pub(super) fn totals(answer: &SizeAnswer) -> Vec<String> {
    let mut said = Vec::new();
    let currency = &answer.scenario.currency;
    let orders = sum(answer, |input| value_of(&input.extra).max(0.0));
    let spared = sum(answer, |input| (-value_of(&input.extra)).max(0.0));
    if orders > 0.0 {
        let hold = match sum(answer, |input| input.extra_holding_per_year.unwrap_or(0.0).max(0.0)) {
            holding if holding > 0.0 => format!(", and {} a year to hold them", money(holding, currency)),
            _ => String::new(),
        };
        said.push(format!("Orders beyond today’s stock for {}: {}{hold}.", asked(answer), money(orders, currency)));
    }
    said.extend(told(answer));
    said.extend(left_out(answer));
    if spared > 0.0 {
        said.push(format!("Stock that is spare by this target is worth {}.", money(spared, currency)));
    }
    if answer.what == What::Opening && reached(answer).any(|(_, input)| input.order_level.is_some()) {
        said.push(
            "Order levels (order-up-to, reorder point) move by as much as the stock; requisition.csv has them."
                .to_owned(),
        );
    }
    if answer.bound.is_some() {
        said.extend(sureness(answer));
    }
    said.extend(classes(answer));
    said
}

/// What "confirmed" means here, and what to do about what is not.
fn sureness(answer: &SizeAnswer) -> Vec<String> {
    let mut said = Vec::new();
    let by = |from: BoundFrom| answer.lines.iter().any(|line| line.feasible && line.bound.from == from);
    let mut words = Vec::new();
    if by(BoundFrom::Rank) {
        words.push(
            "by the rank of the stock among what the trials of one pass needed (fresh trials did not refute it)"
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
        words.push(format!("by fresh trials{bound}{looks}"));
    }
    if !words.is_empty() {
        said.push(format!("Confirmed: the target is met with 95 % confidence, {}.", words.join("; otherwise ")));
    }
    let open = |line: &&SizedLine| line.feasible && line.verdict != Verdict::Confirmed;
    let open: Vec<&str> = answer.lines.iter().filter(open).map(|line| line.title.as_str()).collect();
    if !open.is_empty() {
        said.push(format!(
            "Not confirmed: {}. More trials decide it: --trials {}.",
            open.join(", "),
            thousands(answer.run.trials * 4)
        ));
    }
    said
}

/// What no stock reaches, and what would help.
pub(super) fn infeasible(answer: &SizeAnswer) -> impl Iterator<Item = String> {
    let unit = unit_of(answer.outcome);
    let what = match answer.what {
        What::Opening => "No stock of",
        What::Target => "No order level raised by",
    };
    answer.lines.iter().filter(|line| !line.feasible).map(move |line| {
        format!(
            "{what} up to {:.0} days of need brings {} to {}: the best that was found is {}. What would help: {}.",
            answer.run.most_days,
            line.title,
            asked(answer),
            with_interval(unit, &line.found),
            line.help.join("; ")
        )
    })
}

/// How a budget is spent, what is left of it, and what more would bring.
pub(super) fn budget(answer: &SizeAnswer, spread: &Spread) -> [String; 2] {
    let currency = &answer.scenario.currency;
    let shown = |x: f64| match spread.gain {
        Gain::Loss => money(x, currency),
        Gain::Risk => format!("{x:.2}"),
    };
    let what = match spread.gain {
        Gain::Loss => "expected loss of these lines",
        Gain::Risk => "sum of their chances of a halt",
    };
    let left = spread.money - spread.spent;
    let rest = match &spread.next_site {
        _ if left < 0.005 * spread.money => String::new(),
        Some(_) => format!("; the other {} are less than the next useful order costs", money(left, currency)),
        None => format!("; the other {} would avoid nothing more", money(left, currency)),
    };
    let spent = format!(
        "Of {} for stock, {} are spent where they do the most: on the trials of the curves the {what} falls from {} to {}{rest}.",
        money(spread.money, currency),
        money(spread.spent, currency),
        shown(spread.today),
        shown(spread.after),
    );
    let name = |site: &String| {
        let line = answer.lines.iter().find(|line| line.site == *site);
        line.map_or(site.clone(), |line| line.title.clone())
    };
    let next = match (&spread.next_site, spread.gain) {
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
    [spent, next]
}
