//! The tables of a sizing: what lines hold of parts, plants with many parts, orders, how stock is built, the textbook.

use jiff::civil::Date;

use super::super::measures::value;
use super::super::shown::{News, Said, Table, by_date, number, words};
use super::super::words::{counted, date, fine_share, money, thousands};
use super::many::{self, Plant, Row};
use super::requisition::{due, exact};
use super::words::{figure as with_bound, inputs, part, quantity, unit, value_of, verdict};
use crate::experiment::Unit;
use crate::experiment::size::{Amount, BuildUp, SizeAnswer, SizedLine, Verdict};

/// The file with all of it.
const FILE: &str = "sizing.csv";
/// Of many parts, so many orders stand in the tables below that of the stocks, the largest.
const LARGEST: usize = 6;

/// What is held and ordered; of many parts, the plants and their largest orders come first.
pub(super) fn tables(answer: &SizeAnswer, plants: Option<&[Plant]>) -> Vec<Table> {
    let all = stocks(answer, "Stock by line and material", inputs(answer));
    if answer.lines.is_empty() {
        return Vec::new();
    }
    let mut tables = if let Some(plants) = plants {
        let shown = stocks(answer, "The largest orders", many::largest(plants, many::MOST).into_iter());
        let shown = [by_plant(answer, plants), shown].map(|table| table.on_terminal(FILE, many::MOST));
        shown.into_iter().filter(|table| !table.rows.is_empty()).chain([all]).collect()
    } else {
        vec![all.on_terminal(FILE, usize::MAX)]
    };
    tables.extend(orders(answer));
    tables
}

/// How stock is built from orders, and what the textbook would hold.
pub(super) fn beside(answer: &SizeAnswer, plants: Option<&[Plant]>) -> Vec<Table> {
    let (lines, parts): (Vec<&SizedLine>, Vec<Row>) = match plants {
        Some(plants) => (plants.iter().map(|plant| plant.line).take(LARGEST).collect(), many::largest(plants, LARGEST)),
        None => (answer.lines.iter().collect(), inputs(answer).collect()),
    };
    [building(answer, &lines), textbook(&parts)].into_iter().flatten().collect()
}

/// Money without its currency.
fn worth(x: Option<f64>) -> String {
    match x {
        Some(x) if x.abs() > 0.0 => money(x, "").trim().to_owned(),
        Some(_) => "–".to_owned(),
        None => "no price".to_owned(),
    }
}

/// What lines are to hold of parts.
fn stocks<'a>(answer: &'a SizeAnswer, title: &str, rows: impl Iterator<Item = Row<'a>>) -> Table {
    let (unit, currency) = (unit(answer), &answer.scenario.currency);
    let (today, then) =
        (format!("{}: today#", answer.outcome_title), format!("{}: with it (95 % sure)#", answer.outcome_title));
    let (extra, holding) = (format!("Value of the order, {currency}#"), format!("Holding all a year, {currency}#"));
    let mut table = Table::new(
        title,
        &["Line", "Material", "Today#", "Order more#", "Hold#", &extra, &holding, &today, &then, "Target"],
    )
    .giving_way([2, 6, 5, 4, 7]);
    for (line, input) in rows {
        // What is out of reach is not to be ordered.
        let reached = |said: Said, value: f64| {
            if line.feasible { number(said, value) } else { number("–", f64::MIN) }
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
fn news(line: &SizedLine) -> News {
    match (line.feasible, line.verdict) {
        (false, _) => News::Bad,
        (_, Verdict::Confirmed) => News::Good,
        _ => News::Doubtful,
    }
}

/// Plants with many parts: how many are to be bought, what for, and the risk with them.
fn by_plant(answer: &SizeAnswer, plants: &[Plant]) -> Table {
    let unit = unit(answer);
    let (money, today) =
        (format!("Value of the orders, {}#", answer.scenario.currency), format!("{}: today#", answer.outcome_title));
    let then = format!("{}: with them (95 % sure)#", answer.outcome_title);
    let columns = ["Line", "Parts#", "To buy#", &money, &today, &then, "Target"];
    let mut table = Table::new("Lines that need more", &columns).giving_way([1, 4]);
    for Plant { line, ordered } in plants {
        let sum: f64 = ordered.iter().map(|input| value_of(&input.extra)).sum();
        let count = |n: usize| number(thousands(n as u64), f64::from(u32::try_from(n).unwrap_or(u32::MAX)));
        table.row(
            &line.title,
            vec![
                words(&line.title),
                count(line.inputs.len()),
                count(ordered.len()),
                number(worth((sum > 0.0).then_some(sum)), sum),
                number(value(unit, &line.today), line.today.value),
                number(with_bound(answer, line), line.figure().value),
                words(verdict(line)).news(news(line)),
            ],
        );
    }
    table
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

/// How the stock of lines is built from orders, and the risk until then against the risk afterwards.
fn building(answer: &SizeAnswer, lines: &[&SizedLine]) -> Option<Table> {
    let with: Vec<(&SizedLine, &BuildUp)> =
        lines.iter().filter_map(|line| line.build_up.as_ref().map(|build| (*line, build))).collect();
    let (_, first) = with.first()?;
    let by = |day: Option<Date>| day.map_or("beyond".to_owned(), date);
    // Where money is what decides, the table of stocks has it, of all trials.
    let of_money = unit(answer) == Unit::Money;
    let loss = format!("Expected loss, {}#", answer.scenario.currency);
    let columns = [
        "Line",
        "Stock",
        "Complete by: median (nine in ten)#",
        "Chance of a halt until then#",
        "From then on#",
        if of_money { "" } else { &loss },
    ];
    let columns: Vec<&str> = columns.into_iter().filter(|name| !name.is_empty()).collect();
    let title = "If it is not bought before the first day but built from orders placed from then on";
    let mut table = Table::new(title, &columns).noting(&about_building(answer, &with, first.trials));
    for (line, build) in with {
        let complete = Said::with(by(build.complete_median), by(build.complete_p90));
        let order = build.complete_median.map_or(f64::MAX, by_date);
        for (stock, complete, risk) in [
            ("as today", number("–", f64::MIN), build.today),
            ("built from orders", number(complete, order), build.built),
        ] {
            let mut cells = vec![words(&line.title), words(stock), complete];
            cells.extend([risk.until, risk.after].map(|chance| number(fine_share(chance.share), chance.share)));
            if !of_money {
                cells.push(number(worth(Some(risk.loss.value)), risk.loss.value));
            }
            table.row(&line.title, cells);
        }
    }
    Some(table.giving_way([5]).on_terminal(FILE, usize::MAX))
}

/// What "complete" means, and what is not told by the table.
fn about_building(answer: &SizeAnswer, with: &[(&SizedLine, &BuildUp)], trials: u64) -> String {
    let by = |day: Option<Date>| day.map_or("beyond".to_owned(), date);
    let mut said = vec![format!(
        "Complete: all of it is there, to a day’s need; beyond: not by {}. Both on {} of the fresh trials; the risk with \
         the stock there on the first day is that of the table of stocks.",
        date(answer.scenario.end),
        thousands(trials)
    )];
    let more = answer.lines.iter().filter(|line| line.build_up.is_some()).count() - with.len();
    if more > 0 {
        said.push(format!("The other {} are in {FILE}.", counted(more as u64, "line")));
    }
    let never: Vec<String> = with
        .iter()
        .filter(|(_, build)| build.incomplete.share > 0.0)
        .map(|(line, build)| format!("{} in {}", line.title, fine_share(build.incomplete.share)))
        .collect();
    if !never.is_empty() {
        said.push(format!("Never complete within the horizon: {}.", never.join(", ")));
    }
    said.extend(with.iter().filter(|(_, build)| !build.rules.is_empty()).map(|(line, build)| {
        format!(
            "{} builds under the rule against stockpiling of {}; without the rule it would be complete by {} ({}).",
            line.title,
            build.rules.join(", "),
            by(build.without_rule_median),
            by(build.without_rule_p90)
        )
    }));
    said.join(" ")
}

/// The textbook's stock of some parts, and the chance that it runs out here; nothing where it tells of none.
fn textbook(parts: &[Row]) -> Option<Table> {
    let with: Vec<_> = parts.iter().filter_map(|(line, input)| Some((line, input, input.textbook.as_ref()?))).collect();
    let (_, _, first) = with.first()?;
    let note = format!(
        "Textbook: need of the mean lead time and z σ √L with z = {:.2}; then z √(L σ² + d² σ_L²). L, σ_L: mean and standard \
         deviation of the days from order to receipt, by quantity; d: mean use of a calendar day; σ: standard deviation of a \
         week’s use among trials, by √7, which leaves out days off and all else that the plan knows; all from {} trials in \
         which the lines never stop, of orders received within the horizon. In brackets: the chance that the material runs \
         out with that stock.",
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
    .noting(&note)
    .giving_way([2, 3])
    .on_terminal(FILE, usize::MAX);
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
