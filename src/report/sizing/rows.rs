//! A sizing as CSV: one row an input, one row a point of a curve.

use std::io::Write;

use csv::Writer;
use jiff::civil::Date;

use crate::experiment::Estimate;
use crate::experiment::size::{Amount, BoundFrom, BuildUp, Method, Sizing, TextbookStock, Verdict};

/// A number in the shortest form that reads back the same; nothing if there is none.
fn text(number: Option<f64>) -> String {
    number.map_or(String::new(), |x| x.to_string())
}

fn three(estimate: &Estimate) -> [String; 3] {
    [text(Some(estimate.value)), text(estimate.low), text(estimate.high)]
}

fn with_ends(name: &str) -> [String; 3] {
    [name.to_owned(), format!("{name}_low"), format!("{name}_high")]
}

fn amount(amount: Option<&Amount>) -> [String; 3] {
    [text(amount.map(|a| a.quantity)), text(amount.map(|a| a.days)), text(amount.map(|a| a.money))]
}

fn amounts(name: &str) -> [String; 3] {
    ["quantity", "days", "value"].map(|what| format!("{name}_{what}"))
}

fn method(method: Method) -> &'static str {
    match method {
        Method::OnePass => "one_pass",
        Method::OnePassApproximate => "one_pass_approximate",
        Method::Search => "search",
    }
}

fn bound_from(from: BoundFrom) -> &'static str {
    match from {
        BoundFrom::Rank => "rank",
        BoundFrom::Fresh => "fresh",
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

/// `sizing.csv`.
pub(super) fn sizing(out: &mut dyn Write, answer: &Sizing) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    let mut header =
        ["site", "title", "sector", "country", "material", "unit", "method", "feasible"].map(str::to_owned).to_vec();
    for name in ["today", "hold", "extra", "by_estimate", "order_level"] {
        header.extend(amounts(name));
    }
    header.extend(["holding_per_year", "extra_holding_per_year", "outcome"].map(str::to_owned));
    for name in ["outcome_today", "outcome_found", "outcome_fresh"] {
        header.extend(with_ends(name));
    }
    header.extend(["outcome_bound", "bound_confidence", "bound_from", "verdict"].map(str::to_owned));
    for name in ["halt_fresh", "halt_days_fresh", "loss_fresh"] {
        header.extend(with_ends(name));
    }
    for name in ["textbook", "textbook_with_lead_times"] {
        header.extend(amounts(name));
        header.push(format!("{name}_runs_out"));
    }
    header.extend(BUILDING.map(str::to_owned));
    csv.write_record(&header)?;
    for line in &answer.lines {
        for input in &line.inputs {
            let mut cells =
                [&line.site, &line.title, &line.sector, &line.country, &input.material].map(Clone::clone).to_vec();
            cells.extend([input.unit, method(line.method)].map(str::to_owned));
            cells.push(line.feasible.to_string());
            cells.extend([&input.today, &input.hold, &input.extra].map(|a| amount(Some(a))).concat());
            cells.extend(amount(input.by_estimate.as_ref()));
            cells.extend(amount(input.order_level.as_ref()));
            cells.extend([text(Some(input.holding_per_year)), text(Some(input.extra_holding_per_year))]);
            cells.push(answer.outcome.to_owned());
            cells.extend([&line.today, &line.found, &line.fresh.outcome].map(three).concat());
            let bound = &line.bound;
            cells.extend([bound.value, bound.confidence].map(|x| x.to_string()));
            cells.extend([bound_from(bound.from), verdict(line.verdict)].map(str::to_owned));
            let halt = &line.fresh.halt;
            cells.extend([halt.share, halt.low, halt.high].map(|x| x.to_string()));
            cells.extend([&line.fresh.halt_days, &line.fresh.loss].map(three).concat());
            let book = input.textbook.as_ref();
            cells.extend(textbook(book.map(|book| &book.plain)));
            cells.extend(textbook(book.map(|book| &book.with_lead_times)));
            cells.extend(building(line.build_up.as_ref()));
            csv.write_record(&cells)?;
        }
    }
    csv.flush()
}

/// Columns of a stock that is built from orders.
const BUILDING: [&str; 14] = [
    "built_median",
    "built_p90",
    "not_built_share",
    "built_median_without_rule",
    "built_p90_without_rule",
    "halt_today_until_built",
    "halt_today_from_then_on",
    "halt_built_until_built",
    "halt_built_from_then_on",
    "halt_there_until_built",
    "halt_there_from_then_on",
    "loss_today",
    "loss_built",
    "loss_there",
];

fn building(build: Option<&BuildUp>) -> Vec<String> {
    let Some(build) = build else { return vec![String::new(); BUILDING.len()] };
    let day = |date: Option<Date>| date.map_or(String::new(), |date| date.to_string());
    let mut cells = vec![
        day(build.complete_median),
        day(build.complete_p90),
        build.incomplete.share.to_string(),
        day(build.without_rule_median),
        day(build.without_rule_p90),
    ];
    let worlds = [&build.today, &build.built, &build.there];
    cells.extend(worlds.iter().flat_map(|world| [world.until.share, world.after.share]).map(|x| x.to_string()));
    cells.extend(worlds.iter().map(|world| world.loss.value.to_string()));
    cells
}

fn textbook(stock: Option<&TextbookStock>) -> [String; 4] {
    let [quantity, days, value] = amount(stock.map(|stock| &stock.hold));
    let runs_out = stock.and_then(|stock| stock.runs_out.as_ref()).map(|chance| chance.share);
    [quantity, days, value, text(runs_out)]
}

/// `curve.csv`.
pub(super) fn curve(out: &mut dyn Write, answer: &Sizing) -> std::io::Result<()> {
    let mut csv = Writer::from_writer(out);
    let mut header = ["site", "point", "material", "unit"].map(str::to_owned).to_vec();
    header.extend(amounts("stock"));
    header.extend(["holding_per_year_of_site", "outcome"].map(str::to_owned));
    header.extend(with_ends("value"));
    header.extend(with_ends("cost"));
    header.extend(["chosen", "today"].map(str::to_owned));
    csv.write_record(&header)?;
    for line in &answer.lines {
        for (at, point) in line.curve.iter().enumerate() {
            for (input, hold) in line.inputs.iter().zip(&point.hold) {
                let mut cells =
                    vec![line.site.clone(), (at + 1).to_string(), input.material.clone(), input.unit.to_owned()];
                cells.extend(amount(Some(hold)));
                cells.extend([point.holding_per_year.to_string(), answer.outcome.to_owned()]);
                cells.extend(three(&point.outcome));
                cells.extend(point.cost.as_ref().map_or([const { String::new() }; 3], three));
                cells.extend([point.chosen.to_string(), point.today.to_string()]);
                csv.write_record(&cells)?;
            }
        }
    }
    csv.flush()
}
