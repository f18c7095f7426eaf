//! A sizing as tables: one row an input, one row a point of a curve.

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::measures::{unit_of, value};
use super::super::shown::{News, Said, Table, Told, number, words};
use super::super::words::amount_of;
use super::words::{Row, figure as with_bound, inputs, part, quantity, value_of, verdict as met};
use crate::experiment::Unit;
use crate::experiment::size::{
    Amount, BoundFrom, BuildUp, CurvePoint, Method, SizeAnswer, SizedInput, SizedLine, TextbookStock, Verdict, Worth,
};

/// Unit of the outcome that decides.
fn unit(answer: &SizeAnswer) -> &str {
    match unit_of(answer.outcome) {
        Unit::Share => "share",
        Unit::Days => "days",
        Unit::Money | Unit::Output => &answer.scenario.currency,
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::OnePass => "one_pass",
        Method::OnePassApproximate => "one_pass_approximate",
        Method::Search => "search",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Confirmed => "confirmed",
        Verdict::Likely => "likely",
        Verdict::Missed => "missed",
        Verdict::NoBound => "no_bound",
    }
}

/// Three columns of an amount of material.
fn amount<'a, T: Copy + 'a>(
    columns: &mut Fields<'a, T>,
    name: &str,
    currency: &str,
    about: &'static str,
    of: impl Fn(T) -> Option<Amount> + Copy + 'a,
) {
    columns.number(&format!("{name}_quantity"), "as unit", about, move |row| of(row).map(|a| a.quantity));
    columns.number(&format!("{name}_days"), "days", "the same in days of planned need", move |row| {
        of(row).map(|a| a.days)
    });
    columns.number(&format!("{name}_value"), currency, "the same at the material's price", move |row| {
        of(row).and_then(|a| a.money)
    });
}

/// `sizing.csv`.
pub(super) fn sizing(answer: &SizeAnswer) -> Data<'_> {
    let (unit, currency) = (unit(answer), answer.scenario.currency.as_str());
    let mut columns = Fields::<Row>::new();
    columns.named(["site", "title"], "key of the site", |(line, _)| (&line.site, &line.title));
    columns.text("sector", "its sector or stage", |(line, _)| &line.sector);
    columns.text("country", "its country", |(line, _)| &line.country);
    columns.named(["material", "material_title"], "key of the material", |(_, input)| (&input.material, &input.title));
    columns.text("unit", "unit of its quantities", |(_, input)| input.unit);
    let about = "price of a unit; empty where there is none, and the material is left out of all money";
    columns.number("price_per_unit", currency, about, |(_, input)| input.price);
    columns.text("method", "how the stock was found", |(line, _)| method(line.method));
    columns.yes("feasible", "whether a stock that was looked at meets the target", |(line, _)| line.feasible);
    let about = "today's stock, or order level if that is decided";
    amount(&mut columns, "today", currency, about, |(_, input)| Some(input.today));
    amount(&mut columns, "hold", currency, "what to hold", |(_, input)| Some(input.hold));
    amount(&mut columns, "extra", currency, "what to order beyond today's", |(_, input)| Some(input.extra));
    let about = "what to hold by the estimate alone, without the margin for the number of trials";
    amount(&mut columns, "by_estimate", currency, about, |(_, input)| input.by_estimate);
    let about = "order-up-to level or reorder point that goes with it";
    amount(&mut columns, "order_level", currency, about, |(_, input)| input.order_level);
    let a_year = format!("{currency} a year");
    columns.number("holding_per_year", &a_year, "cost of holding this stock", |(_, input)| input.holding_per_year);
    columns.number("extra_holding_per_year", &a_year, "the part that the extra stock costs", |(_, input)| {
        input.extra_holding_per_year
    });
    columns.text("outcome", "the outcome that decides", |_| answer.outcome);
    columns.estimate("outcome_today", unit, "with today's stock", |(line, _)| Some(line.today));
    let about = "with the stock of the answer: of the trials from which its bound comes";
    columns.estimate("outcome_with_it", unit, about, |(line, _)| Some(line.figure()));
    let about = "with the stock of the answer, on the trials on which it was found";
    columns.estimate("outcome_found", unit, about, |(line, _)| Some(line.found));
    columns.estimate("outcome_fresh", unit, "the same on fresh trials", |(line, _)| Some(line.fresh.outcome));
    columns.number("outcome_bound", unit, "what it is at most, with confidence", |(line, _)| Some(line.bound.value));
    columns.number("bound_confidence", "share", "confidence of that bound", |(line, _)| Some(line.bound.confidence));
    columns.text("bound_from", "what the bound comes from", |(line, _)| match line.bound.from {
        BoundFrom::Rank => "rank",
        BoundFrom::Fresh => "fresh",
    });
    columns.text("verdict", "whether the stock meets the target", |(line, _)| verdict(line.verdict));
    columns
        .chance("halt_fresh", "share of trials", "chance of a halt on fresh trials", |(line, _)| Some(line.fresh.halt));
    columns.estimate("halt_days_fresh", "working days", "mean halt days on fresh trials", |(line, _)| {
        Some(line.fresh.halt_days)
    });
    columns.estimate("loss_fresh", currency, "expected loss on fresh trials", |(line, _)| Some(line.fresh.loss));
    textbook(&mut columns, currency, "textbook", "the textbook's stock, use varies", |(_, input)| {
        input.textbook.as_ref().map(|book| &book.plain)
    });
    let about = "the textbook's stock, lead times vary too";
    textbook(&mut columns, currency, "textbook_with_lead_times", about, |(_, input)| {
        input.textbook.as_ref().map(|book| &book.with_lead_times)
    });
    building(&mut columns, currency);
    if answer.lines.iter().any(|line| !line.classes.is_empty()) {
        classes(&mut columns);
    }
    columns.table(("sizing", "Sizing"), "What each line is to hold of each material", inputs(answer))
}

fn textbook<'a>(
    columns: &mut Fields<'a, Row<'a>>,
    currency: &str,
    name: &str,
    about: &'static str,
    of: impl Fn(Row<'a>) -> Option<&'a TextbookStock> + Copy + 'a,
) {
    amount(columns, name, currency, about, move |row| of(row).map(|stock| stock.hold));
    let about = "chance that the material runs out with that stock";
    columns.number(&format!("{name}_runs_out"), "share of trials", about, move |row| {
        of(row)?.runs_out.as_ref().map(|chance| chance.share)
    });
}

/// Columns of the class of a part: the first that names it.
fn classes<'a>(columns: &mut Fields<'a, Row<'a>>) {
    let of = |(line, input): Row<'a>| line.classes.iter().find(|class| class.parts.contains(&input.material));
    let share = "share of trials";
    columns.text("class", "class of parts with a target of its own", move |row| {
        of(row).map_or("", |class| class.name.as_str())
    });
    columns.number("class_target", share, "the chance that is allowed for any of its parts to run out", move |row| {
        Some(of(row)?.target)
    });
    columns.chance("class_runs_out", share, "the chance on fresh trials", move |row| Some(of(row)?.runs_out));
    columns.number("class_bound", share, "what it is at most, with confidence", move |row| Some(of(row)?.bound.value));
    columns.text("class_verdict", "whether its target is met", move |row| {
        of(row).map_or("", |class| verdict(class.verdict))
    });
}

/// Takes one of the worlds.
type Of = fn(&BuildUp) -> &Worth;

/// Columns of a stock that is built from orders.
fn building<'a>(columns: &mut Fields<'a, Row<'a>>, currency: &str) {
    let build = |(line, _): Row<'a>| -> Option<&'a BuildUp> { line.build_up.as_ref() };
    let about = "day by which a stock built from orders is there in half of the trials";
    columns.date("built_median", about, move |row| build(row)?.complete_median);
    columns.date("built_p90", "the same in nine of ten", move |row| build(row)?.complete_p90);
    let share = "share of trials";
    columns.number("not_built_share", share, "in which it is not there within the horizon", move |row| {
        Some(build(row)?.incomplete.share)
    });
    columns.date("built_median_without_rule", "without rules against stockpiling", move |row| {
        build(row)?.without_rule_median
    });
    columns.date("built_p90_without_rule", "the same in nine of ten", move |row| build(row)?.without_rule_p90);
    let worlds: [(&str, Of); 3] = [("today", |b| &b.today), ("built", |b| &b.built), ("there", |b| &b.there)];
    for (name, of) in worlds {
        let about = "chance of a halt until a stock built from orders is complete";
        columns.number(&format!("halt_{name}_until_built"), share, about, move |row| Some(of(build(row)?).until.share));
        columns.number(&format!("halt_{name}_from_then_on"), share, "the same from then on", move |row| {
            Some(of(build(row)?).after.share)
        });
    }
    for (name, of) in worlds {
        let about = "expected loss: with today's stock, with one built from orders, with one there on the first day";
        columns.number(&format!("loss_{name}"), currency, about, move |row| Some(of(build(row)?).loss.value));
    }
}

/// `curve.csv`.
pub(super) fn curve(answer: &SizeAnswer) -> Data<'_> {
    type Point<'a> = (&'a SizedLine, usize, &'a CurvePoint, &'a SizedInput, Amount);
    let (unit, currency) = (unit(answer), answer.scenario.currency.as_str());
    let mut columns = Fields::<Point>::new();
    columns.named(["site", "title"], "key of the site", |(line, ..)| (&line.site, &line.title));
    columns.whole("point", "", "number of the point, from the least stock on", |(_, at, ..)| Some(at + 1));
    let about = "key of the material";
    columns.named(["material", "material_title"], about, |(.., input, _)| (&input.material, &input.title));
    columns.text("unit", "unit of its quantities", |(.., input, _)| input.unit);
    amount(&mut columns, "stock", currency, "stock at that point", |(.., hold)| Some(hold));
    let about = "what is paid for all orders of that point; empty where a part has no price";
    columns.number("paid_by_site", currency, about, |(_, _, point, ..)| point.paid);
    let a_year = format!("{currency} a year");
    columns.number("holding_per_year_of_site", &a_year, "cost of holding all stocks of that point", |(_, _, p, ..)| {
        Some(p.holding_per_year)
    });
    columns.text("outcome", "the outcome that decides", |_| answer.outcome);
    columns.estimate("value", unit, "the outcome with that stock", |(_, _, point, ..)| Some(point.outcome));
    let about = "expected cost of halts, premium prices and holding; empty where the point was not simulated";
    columns.estimate("cost", currency, about, |(_, _, point, ..)| point.cost);
    columns.yes("chosen", "whether it is the stock of the answer", |(_, _, point, ..)| point.chosen);
    columns.yes("today", "whether it is today's stock", |(_, _, point, ..)| point.today);
    let rows = answer.lines.iter().flat_map(|line| {
        line.curve.iter().enumerate().flat_map(move |(at, point)| {
            line.inputs.iter().zip(&point.hold).map(move |(input, hold)| (line, at, point, input, *hold))
        })
    });
    columns.table(("curve", "Curve"), "Stock against what it is worth, line by line", rows)
}

/// What to hold, line by line, as a buyer asks for it.
pub(super) fn summary(answer: &SizeAnswer) -> Data<'_> {
    most(answer).table(("summary", "Summary"), "What each line is to hold", inputs(answer))
}

/// The same of some parts, as people are shown it.
pub(super) fn stocks<'a>(answer: &'a SizeAnswer, title: &str, rows: impl IntoIterator<Item = Row<'a>>) -> Table {
    most(answer).shown(title, |(line, _)| &line.title, rows)
}

/// What matters most of a line's stock of a part.
fn most(answer: &SizeAnswer) -> Fields<'_, Row<'_>> {
    let (unit, currency) = (unit(answer), answer.scenario.currency.as_str());
    let mut columns = Fields::<Row>::new();
    columns.text("Line", "name of the site", |(line, _)| &line.title);
    columns.show("Line");
    columns.text("Part", "key of the material", |(_, input)| &input.material);
    columns.text("Material", "name of the material", |(_, input)| &input.title);
    columns.show_as("Material", |(_, input)| words(part(input)));
    columns.text("Unit", "unit of the material", |(_, input)| input.unit);
    let about = "today's stock, or order level if that is decided";
    columns.number("Today", "as unit", about, |(_, input)| Some(input.today.quantity));
    columns.number("Today in days", "days", "the same in days of planned need", |(_, input)| Some(input.today.days));
    columns.show_as("Today#", |(_, input)| number(stock(&input.today, input.unit), input.today.days)).yields(1);
    let about = "beyond today's; below 0 where less would do";
    columns.number("Order more", "as unit", about, |row| Some(within_reach(row)?.extra.quantity));
    columns.show_as("Order more#", |row| told_of(row, |input| number(order(input), input.extra.days)));
    let hold = |input: &SizedInput| number(stock(&input.hold, input.unit), input.hold.quantity);
    columns.show_as("Hold#", move |row| told_of(row, hold)).yields(4);
    columns.number("Value of that order", currency, "at the material's price", |row| within_reach(row)?.extra.money);
    if inputs(answer).any(|(_, input)| value_of(&input.hold) > 0.0) {
        let heading = format!("Value of the order, {currency}#");
        columns.show_as(&heading, |row| told_of(row, |input| worth(input.extra.money))).yields(3);
    }
    let about = "the stock that meets the target; empty if none does";
    columns.number("Hold", "as unit", about, |row| Some(within_reach(row)?.hold.quantity));
    let about = "the same in days of planned need";
    columns.number("Hold in days", "days", about, |row| Some(within_reach(row)?.hold.days));
    let a_year = format!("{currency} a year");
    columns.number("Holding it", &a_year, "cost of holding all of it", |row| within_reach(row)?.holding_per_year);
    if inputs(answer).any(|(_, input)| input.holding_per_year.unwrap_or(0.0) > 0.0) {
        let heading = format!("Holding all a year, {currency}#");
        columns.show_as(&heading, |row| told_of(row, |input| worth(input.holding_per_year))).yields(2);
    }
    let name = answer.outcome_title;
    columns.estimate(&format!("{name}, today"), unit, "with today's stock", |(line, _)| Some(line.today));
    let about = "of the trials from which its bound comes";
    columns.estimate(&format!("{name}, then"), unit, about, |(line, _)| Some(line.figure()));
    if answer.bound.is_some() {
        let about = "at most (at least, where more is better) with 95 % confidence";
        columns.number(&format!("{name}, sure"), unit, about, |(line, _)| Some(line.bound.value));
    }
    let about = "confirmed with 95 % confidence, likely, not confirmed, or out of reach of any stock";
    columns.text("Target", about, |(line, _)| met(line));
    show_outcome(&mut columns, answer, "with it", |(line, _)| line);
    columns
}

/// What is out of reach is not to be ordered.
fn within_reach((line, input): Row<'_>) -> Option<&SizedInput> {
    line.feasible.then_some(input)
}

fn told_of(row: Row, told: impl Fn(&SizedInput) -> Told) -> Told {
    within_reach(row).map_or_else(|| number("–", f64::MIN), told)
}

fn stock(amount: &Amount, unit: &str) -> Said {
    Said::with(quantity(amount.quantity, unit), format!("{:.0}\u{a0}days", amount.days))
}

fn order(input: &SizedInput) -> Said {
    match &input.extra {
        more if more.quantity > 0.0 => {
            Said::with(format!("+{}", quantity(more.quantity, input.unit)), format!("+{:.0}\u{a0}days", more.days))
        }
        // What today's stock has more than is asked for is no order.
        more if more.days <= -0.5 => Said::with("none", format!("{:.0}\u{a0}days spare", -more.days)),
        _ => "none".into(),
    }
}

/// Money without its currency.
pub(super) fn worth(money: Option<f64>) -> Told {
    let said = match money {
        Some(x) if x.abs() > 0.0 => amount_of(x),
        Some(_) => "–".to_owned(),
        None => "no price".to_owned(),
    };
    number(said, money.unwrap_or(0.0))
}

/// Shows people the outcome today and with the stock, and whether that meets the target.
pub(super) fn show_outcome<'a, T: Copy + 'a>(
    columns: &mut Fields<'a, T>,
    answer: &'a SizeAnswer,
    with: &str,
    of: impl Fn(T) -> &'a SizedLine + Copy + 'a,
) {
    let (unit, name) = (unit_of(answer.outcome), answer.outcome_title);
    let today = move |row| number(value(unit, &of(row).today), of(row).today.value);
    columns.show_as(&format!("{name}: today#"), today).yields(5);
    let then = move |row| number(with_bound(answer, of(row)), of(row).figure().value);
    columns.show_as(&format!("{name}: {with} (95 % sure)#"), then);
    columns.show_as("Target", move |row| words(met(of(row))).news(news(of(row))));
}

/// Whether what is sure meets the target.
fn news(line: &SizedLine) -> News {
    match (line.feasible, line.verdict) {
        (false, _) => News::Bad,
        (_, Verdict::Confirmed) => News::Good,
        _ => News::Doubtful,
    }
}
