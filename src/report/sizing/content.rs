//! The page of a sizing: what each line should hold, and what that is worth.

use super::super::content::{Chooser, Content, Figure, figure, sentence};
use super::super::measures::{unit_of, value};
use super::super::words::{counted, horizon, money, thousands};
use super::many::{self, Plant};
use super::words::{asked, figure as with_bound, methods, ordered, quantity, skipped, sum, value_of, verdict};
use super::{tables, totals};
use crate::experiment::size::{Amount, SizeAnswer, SizedInput, SizedLine, Verdict, What};

/// Lines that have a sentence each.
const FEW_LINES: usize = 6;
/// Parts of a line that are named in its sentence.
const FEW_PARTS: usize = 3;

/// The words and tables of a sizing.
pub(crate) fn content(answer: &SizeAnswer) -> Content {
    let facts = &answer.scenario;
    let choices = answer.lines.iter().map(|line| (line.title.clone(), line.sector.clone())).collect();
    let what = match answer.what {
        What::Opening => "Stock on the first day",
        What::Target => "Order level",
    };
    let mut drivers = methods(answer);
    drivers.extend(answer.notes.iter().map(|note| sentence(note)));
    drivers.extend(skipped(answer));
    let plants = many::plants(answer);
    let plants = plants.as_deref();
    Content {
        kind: "Stock",
        title: format!("{}: stock for {}", facts.title, asked(answer)),
        scenario: facts.title.clone(),
        basis: format!(
            "{what}; {}; found on {}, tried on {} fresh ones; seed {}",
            horizon(facts),
            counted(answer.run.trials, "trial"),
            thousands(answer.run.fresh_trials),
            answer.run.seed
        ),
        answers: answers(answer, plants),
        figures: figures(answer),
        chooser: Chooser::new("Line", "Sector", choices),
        tables: tables::tables(answer, plants),
        drivers,
        driver_tables: tables::beside(answer, plants),
        reading: vec![
            "A stock is found on one set of trials and tried on another. The figure of the risk with it and its bound come \
             from the same trials: from the fresh ones, or, where the stock is proven by its rank among what the trials \
             needed, from those on which it was found."
                .to_owned(),
            "Confirmed: the bound meets the target with 95 % confidence. Likely: the estimate on fresh trials does, \
             but the target lies within its uncertainty. Not confirmed: the estimate does not."
                .to_owned(),
            "Days are days of planned need of the material at the line.".to_owned(),
        ],
        ..Content::default()
    }
}

fn answers(answer: &SizeAnswer, plants: Option<&[Plant]>) -> Vec<String> {
    let mut said = totals::totals(answer);
    said.extend(plants.map(|plants| many::rest(answer, plants)));
    said.extend(totals::infeasible(answer));
    said.extend(answer.budget.iter().flat_map(|spread| totals::budget(answer, spread)));
    if answer.lines.len() <= FEW_LINES {
        said.extend(answer.lines.iter().filter(|line| line.feasible).map(|line| one_line(answer, line)));
    }
    said
}

/// What a line holds, and its risk with it.
fn one_line(answer: &SizeAnswer, line: &SizedLine) -> String {
    let (mark, verdict) = match verdict(line) {
        "" => ("95\u{a0}% interval ", String::new()),
        word => ("95\u{a0}% sure: ", format!("; {word}")),
    };
    format!(
        "{}: {}. {} then {}, today {}{verdict}.",
        line.title,
        held(line),
        answer.outcome_title,
        with_bound(answer, line).explained("", mark),
        value(unit_of(answer.outcome), &line.today)
    )
}

fn figures(answer: &SizeAnswer) -> Vec<Figure> {
    let currency = &answer.scenario.currency;
    let sum = |of: fn(&SizedInput) -> f64| sum(answer, of);
    let mut shown = vec![figure(
        money(sum(|input| value_of(&input.extra).max(0.0)), currency),
        format!("all that is held: {}", money(sum(|input| value_of(&input.hold)), currency)),
        if answer.without_price.is_empty() {
            "stock to be ordered beyond today’s"
        } else {
            "stock to be ordered beyond today’s, without the parts that have no price"
        },
    )];
    if sum(|input| input.holding_per_year.unwrap_or(0.0)) > 0.0 {
        shown.push(figure(
            money(sum(|input| input.extra_holding_per_year.unwrap_or(0.0).max(0.0)), currency),
            "",
            "cost of holding the extra stock for a year",
        ));
    }
    let met = answer.lines.iter().filter(|line| line.feasible && line.verdict == Verdict::Confirmed).count();
    if answer.bound.is_some() {
        shown.push(figure(
            format!("{met} of {}", answer.lines.len()),
            "",
            "lines for which the target is confirmed with 95\u{a0}% confidence",
        ));
    }
    shown
}

/// What a line holds: part by part where they are few; of many those that are ordered, the dearest first.
fn held(line: &SizedLine) -> String {
    let told = |input: &SizedInput| {
        let than_today = match input.extra.days {
            more if more >= 0.5 => format!(", {more:.0} days more than today"),
            less if less <= -0.5 => format!(", {:.0} days less than today", -less),
            _ if input.extra.quantity > 0.0 => {
                format!(", {} more than today", quantity(input.extra.quantity, input.unit))
            }
            _ => ", as today".to_owned(),
        };
        let Amount { quantity: amount, days, .. } = input.hold;
        format!("{} of {} ({days:.0} days of need){than_today}", quantity(amount, input.unit), input.title)
    };
    if line.inputs.len() <= FEW_PARTS {
        return format!("hold {}", line.inputs.iter().map(told).collect::<Vec<_>>().join("; "));
    }
    let mut ordered: Vec<&SizedInput> = ordered(line).collect();
    ordered.sort_by(|a, b| value_of(&b.extra).total_cmp(&value_of(&a.extra)));
    let enough = line.inputs.len() - ordered.len();
    let mut said: Vec<String> = ordered.iter().take(FEW_PARTS).map(|input| told(input)).collect();
    let more = ordered.len() - said.len();
    if more > 0 {
        said.push(format!("more of {} (table below)", counted(more as u64, "other part")));
    }
    let rest = match enough {
        0 => String::new(),
        1 => "of one part, today’s stock is enough".to_owned(),
        enough => format!("of {enough} parts, today’s stock is enough"),
    };
    match (said.is_empty(), rest.is_empty()) {
        (true, _) => rest,
        (false, true) => format!("hold {}", said.join("; ")),
        (false, false) => format!("hold {}; {rest}", said.join("; ")),
    }
}
