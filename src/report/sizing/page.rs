//! The page of a sizing: what each line should hold, and what that is worth.

use super::super::measures::{value, with_interval};
use super::super::page::content::{Chooser, Content, Figure, figure, sentence};
use super::super::shown::{News, Said, Table, number, words};
use super::super::words::{counted, date, fine_share, money, thousands};
use super::requisition::{due, exact, told};
use super::words::{
    asked, classes, figure as with_bound, inputs, left_out, methods, part, quantity, skipped, unit, value_of, verdict,
};
use crate::experiment::size::{Amount, BuildUp, SizeAnswer, SizedInput, SizedLine, Verdict, What};

/// Parts of a line that are told in a sentence.
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
    for line in &answer.lines {
        drivers.extend(line.build_up.as_ref().map(|build| built(line, build)));
    }
    drivers.extend(answer.notes.iter().map(|note| sentence(note)));
    drivers.extend(skipped(answer));
    Content {
        kind: "Stock",
        title: format!("{}: stock for {}", facts.title, asked(answer)),
        scenario: facts.title.clone(),
        basis: format!(
            "{what}; {} to {} ({}); found on {}, tried on {} fresh ones; seed {}",
            date(facts.start),
            date(facts.end),
            counted(u64::from(facts.horizon_days), "day"),
            counted(answer.run.trials, "trial"),
            thousands(answer.run.fresh_trials),
            answer.run.seed
        ),
        answers: answers(answer),
        figures: figures(answer),
        chooser: Chooser::new("Line", "Sector", choices),
        tables: [Some(stocks(answer)), orders(answer)].into_iter().flatten().collect(),
        drivers,
        driver_tables: textbook(inputs(answer)).into_iter().collect(),
        board: None,
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
    }
}

/// When a stock is there that is built from orders, and what that leaves open until then.
fn built(line: &SizedLine, build: &BuildUp) -> String {
    let when = match (build.complete_median, build.complete_p90) {
        (None, _) => "is not complete within the horizon in most trials".to_owned(),
        (Some(median), None) => format!("is complete by {} in half of the trials", date(median)),
        (Some(median), Some(late)) => {
            format!("is complete by {} in half of the trials, by {} in nine of ten", date(median), date(late))
        }
    };
    format!(
        "Built from orders from the first day on, the stock of {} {when}; until then the chance of a halt is {}, \
         with today’s stock {} (of {} trials).",
        line.title,
        fine_share(build.built.until.share),
        fine_share(build.today.until.share),
        thousands(build.trials)
    )
}

fn answers(answer: &SizeAnswer) -> Vec<String> {
    let (unit, currency) = (unit(answer), &answer.scenario.currency);
    let mut said = Vec::new();
    let reached = || inputs(answer).filter(|(line, _)| line.feasible);
    let orders: f64 = reached().map(|(_, input)| value_of(&input.extra).max(0.0)).sum();
    let holding: f64 = reached().map(|(_, input)| input.extra_holding_per_year.unwrap_or(0.0).max(0.0)).sum();
    if orders > 0.0 {
        let hold = if holding > 0.0 {
            format!(", and {} a year to hold them", money(holding, currency))
        } else {
            String::new()
        };
        said.push(format!("Orders beyond today’s stock for {}: {}{hold}.", asked(answer), money(orders, currency)));
    }
    said.extend(told(answer));
    said.extend(left_out(answer));
    said.extend(classes(answer));
    for line in &answer.lines {
        if !line.feasible {
            said.push(format!(
                "{}: no stock of up to {:.0} days of need brings {}; the best that was found is {}. What would help: {}.",
                line.title,
                answer.run.most_days,
                asked(answer),
                with_interval(unit, &line.found),
                line.help.join("; ")
            ));
            continue;
        }
        let (mark, verdict) = match verdict(line) {
            "" => ("95\u{a0}% interval ", String::new()),
            word => ("95\u{a0}% sure: ", format!("; {word}")),
        };
        said.push(format!(
            "{}: {}. {} then {}, today {}{verdict}.",
            line.title,
            held(line),
            answer.outcome_title,
            with_bound(answer, line).explained("", mark),
            value(unit, &line.today)
        ));
    }
    said
}

fn figures(answer: &SizeAnswer) -> Vec<Figure> {
    let currency = &answer.scenario.currency;
    let reached = || inputs(answer).filter(|(line, _)| line.feasible);
    let sum = |of: fn(&SizedInput) -> f64| reached().map(|(_, input)| of(input)).sum::<f64>();
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

/// What each line is to hold of each part.
pub(super) fn stocks(answer: &SizeAnswer) -> Table {
    let (unit, currency) = (unit(answer), &answer.scenario.currency);
    let (today, then) =
        (format!("{}: today#", answer.outcome_title), format!("{}: with it (95 % sure)#", answer.outcome_title));
    let (extra, holding) = (format!("Value of the order, {currency}#"), format!("Holding all a year, {currency}#"));
    let mut table = Table::new(
        "Stock by line and material",
        &["Line", "Material", "Today#", "Order more#", "Hold#", &extra, &holding, &today, &then, "Target"],
    )
    .giving_way([2, 6, 5, 4, 7]);
    for (line, input) in inputs(answer) {
        // What is out of reach is not to be ordered.
        let reached = |said: Said, value: f64| {
            if line.feasible { number(said, value) } else { number("–", f64::MIN) }
        };
        let worth = |x: Option<f64>| match x {
            Some(x) if x > 0.0 => money(x, "").trim().to_owned(),
            Some(_) => "–".to_owned(),
            None => "no price".to_owned(),
        };
        let stock = |amount: &Amount| {
            Said::with(quantity(amount.quantity, input.unit), format!("{:.0}\u{a0}days", amount.days))
        };
        let more = &input.extra;
        let order = match more {
            more if more.quantity > 0.0 => {
                Said::with(format!("+{}", quantity(more.quantity, input.unit)), format!("+{:.0}\u{a0}days", more.days))
            }
            // What today's stock has more than is asked for is no order.
            more if more.days <= -0.5 => Said::with("none", format!("{:.0}\u{a0}days spare", -more.days)),
            _ => "none".into(),
        };
        table.row(
            &line.title,
            vec![
                words(&line.title),
                words(part(input)),
                number(stock(&input.today), input.today.days),
                reached(order, more.days),
                reached(stock(&input.hold), input.hold.quantity),
                reached(worth(more.money).into(), value_of(more)),
                reached(worth(input.holding_per_year).into(), input.holding_per_year.unwrap_or(0.0)),
                number(value(unit, &line.today), line.today.value),
                number(with_bound(answer, line), line.figure().value),
                words(verdict(line)).news(news(line)),
            ],
        );
    }
    let priced = inputs(answer).any(|(_, input)| value_of(&input.hold) > 0.0);
    let held = inputs(answer).any(|(_, input)| input.holding_per_year.unwrap_or(0.0) > 0.0);
    let empty: Vec<usize> = [(5, priced), (6, held)].into_iter().filter(|(_, any)| !any).map(|(at, _)| at).collect();
    table.without(&empty)
}

/// Whether what is sure meets the target.
pub(super) fn news(line: &SizedLine) -> News {
    match (line.feasible, line.verdict) {
        (false, _) => News::Bad,
        (_, Verdict::Confirmed) => News::Good,
        _ => News::Doubtful,
    }
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
    let mut ordered: Vec<&SizedInput> = line.inputs.iter().filter(|input| input.extra.quantity > 0.0).collect();
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

/// The requisition; nothing without orders.
fn orders(answer: &SizeAnswer) -> Option<Table> {
    let currency = &answer.scenario.currency;
    let (price, amount) =
        (format!("Price of a unit, {currency}#"), format!("Amount with duty and freight, {currency}#"));
    let mut table = Table::new(
        "Purchase requisition",
        &[
            "Part (number)",
            "Plant",
            "Supplier",
            "Quantity#",
            "Lots#",
            &price,
            "Duty#",
            &amount,
            "Order by#",
            "Needed by#",
            "New order level#",
        ],
    )
    .noting(
        "Needed by: one in twenty of the trials that use the stock has begun to. Order by: nine in ten of the orders on the \
         lane are in time then. Quantities are whole lots.",
    );
    let day = |day: Option<jiff::civil::Date>| {
        let since = day.map_or(f64::MAX, |day| f64::from((day - answer.scenario.start).get_days()));
        number(due(day, answer.scenario.start), since)
    };
    for row in &answer.requisition {
        let paid = |x: Option<f64>| x.map_or_else(|| "no price".to_owned(), exact);
        table.row(
            &row.site_title,
            vec![
                words(format!("{} ({})", row.material_title, row.material)),
                words(&row.site_title),
                words(row.supplier_title.as_deref().unwrap_or("nobody delivers it")),
                number(quantity(row.quantity, row.unit), row.quantity),
                match (row.lots, row.lot) {
                    (Some(lots), Some(lot)) => {
                        number(format!("{lots} × {}", quantity(lot, row.unit)), row.quantity / lot)
                    }
                    _ => number("–", 0.0),
                },
                number(paid(row.price), row.price.unwrap_or(0.0)),
                number(if row.duty_share > 0.0 { fine_share(row.duty_share) } else { "–".into() }, row.duty_share),
                number(paid(row.amount), row.amount.unwrap_or(0.0)),
                day(row.order_by),
                day(row.needed_by),
                match row.order_level {
                    Some(level) => number(quantity(level, row.unit), level),
                    None => number("–", f64::MIN),
                },
            ],
        );
    }
    (!answer.requisition.is_empty()).then_some(table)
}

/// The textbook's stock of some parts, and the chance that it runs out here; nothing where it tells of none.
pub(super) fn textbook<'a>(parts: impl Iterator<Item = (&'a SizedLine, &'a SizedInput)>) -> Option<Table> {
    let with: Vec<_> = parts.filter_map(|(line, input)| Some((line, input, input.textbook.as_ref()?))).collect();
    let (_, _, first) = with.first()?;
    let note = format!(
        "The textbook holds the need of the mean lead time and z σ √L, with z = {:.2} and lead times and use as simulated \
         in {} trials. In brackets: the chance that the material runs out with that stock.",
        first.z,
        thousands(first.trials)
    );
    let mut table = Table::new(
        "The textbook’s safety stock beside this answer",
        &[
            "Line",
            "Material",
            "Lead time, days: mean ± standard deviation#",
            "Textbook, use varies, days#",
            "Textbook, lead time varies too, days#",
            "This answer, days#",
        ],
    )
    .noting(&note);
    for (line, input, book) in with {
        let of = |stock: &crate::experiment::size::TextbookStock| {
            let out = stock.runs_out.as_ref().map_or(String::new(), |chance| fine_share(chance.share));
            number(Said::with(format!("{:.0}", stock.hold.days), out), stock.hold.days)
        };
        table.row(
            &line.title,
            vec![
                words(&line.title),
                words(part(input)),
                number(format!("{:.0} ± {:.0}", book.mean_lead_days, book.sd_lead_days), book.mean_lead_days),
                of(&book.plain),
                of(&book.with_lead_times),
                number(format!("{:.0}", input.hold.days), input.hold.days),
            ],
        );
    }
    Some(table)
}
