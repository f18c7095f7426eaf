//! Money: currencies and their rates, duties, what a halt and a late sale cost.

use indexmap::IndexSet;

use super::super::network::{Lane, Line};
use super::super::problem::Problem;
use super::super::products::ProductName;
use super::super::sales::Unmet;
use super::super::words;
use super::context::{Context, owned};
use super::distributions::typical;
use crate::reading::{currencies, is_currency};

/// A duty from here on is rather a number of per cent.
const HIGH_DUTY: f64 = 1.0;
/// What is written for a currency that has another code.
const MEANT: [(&str, &str); 5] = [("RMB", "CNY"), ("YUAN", "CNY"), ("YEN", "JPY"), ("STG", "GBP"), ("UKP", "GBP")];

/// Checks currencies, and costs of halts that are given twice or in half.
pub(crate) fn check(ctx: &Context) {
    let own = ctx.scenario.currency.as_str();
    for code in ctx.scenario.exchange_rates.keys() {
        let path = ["exchange_rates", code.as_str()];
        if code == own {
            let text = format!("{own} is the currency of the file: a unit of it costs 1; leave it out");
            ctx.error_at_key(&path, text);
        } else if !is_currency(code) {
            unknown(ctx, &path, true, code);
        }
    }
    for (name, lane) in &ctx.scenario.lanes {
        currency(ctx, name, lane);
    }
    for (of, product) in ctx.scenario.products() {
        halts(ctx, of, product.running());
    }
}

/// The currency of a lane must have a rate.
fn currency(ctx: &Context, name: &str, lane: &Lane) {
    let Some(code) = lane.currency.as_deref() else { return };
    let path = ["lanes", name, "currency"];
    if code == ctx.scenario.currency || ctx.names(&["exchange_rates"]).contains(code) {
        if lane.price_per_unit.is_none() && lane.freight_per_unit.is_none() {
            let text = format!(
                "nothing on this lane is in {code}: prices of materials are in {}; give the lane a \"price_per_unit\" \
                 or leave the currency out",
                ctx.scenario.currency
            );
            ctx.error(&path, text);
        }
    } else if is_currency(code) {
        let text = format!(
            "no exchange rate for {code}: write what a unit of it costs in {}, as in \"exchange_rates\": {{\"{code}\": 0.9}}",
            ctx.scenario.currency
        );
        ctx.error(&path, text);
    } else {
        unknown(ctx, &path, false, code);
    }
}

/// A code that no currency has.
fn unknown(ctx: &Context, path: &[&str], at_key: bool, code: &str) {
    let capitals = code.trim().to_uppercase();
    let rates = ctx.scenario.exchange_rates.keys().map(String::as_str).filter(|code| is_currency(code));
    let used: IndexSet<&str> = rates.chain([ctx.scenario.currency.as_str()]).collect();
    let meant = MEANT.iter().find(|(written, _)| *written == capitals).map(|(_, meant)| *meant);
    // Those that the scenario knows are likelier to be meant than any other.
    let nearest = meant
        .or_else(|| is_currency(&capitals).then_some(capitals.as_str()))
        .or_else(|| words::nearest(&capitals, used))
        .or_else(|| words::nearest(&capitals, currencies()));
    let problem = Problem::error(words::dotted(&owned(path)), format!("\"{code}\" is no currency"))
        .nearest(nearest)
        .found(format!("\"{code}\""))
        .allowed("a code of three capital letters (ISO 4217), such as USD");
    ctx.tell_at(problem, &owned(path), at_key);
}

/// What a halt costs: by the day or by the hour.
fn halts(ctx: &Context, of: ProductName, line: &Line) {
    let at = |field: &'static str| [&of.path()[..], &["line", field]].concat();
    if line.halt_cost_per_hour.is_none() {
        return;
    }
    if line.halt_cost_per_day.is_some() {
        let text = "a halt costs \"halt_cost_per_day\" or \"halt_cost_per_hour\", not both";
        ctx.error(&at("halt_cost_per_hour"), text);
    }
    if line.running_hours_per_day.is_none() && !ctx.is_written(&at("running_hours_per_day")) {
        let text = "\"halt_cost_per_hour\" needs \"running_hours_per_day\": for how many hours of a working day the \
                    line should run";
        ctx.error(&at("halt_cost_per_hour"), text);
    }
}

/// Warns of money that is never counted, and of numbers that look like another unit.
pub(crate) fn suspicious(ctx: &Context) {
    for (name, lane) in &ctx.scenario.lanes {
        if let Some(duty) = lane.duty_share.as_ref().map(|duty| typical(duty, ctx)).filter(|duty| *duty >= HIGH_DUTY) {
            let text = format!(
                "a duty of {} is {} % of the price: a share is meant, and 25 % are 0.25",
                words::number(duty),
                words::number(duty * 100.0)
            );
            ctx.warn(&["lanes", name, "duty_share"], text);
        }
        if lane.transport.is_some() && lane.freight_per_unit.is_none() {
            let text = "\"transport\" says by what means freight is paid, and this lane has no \"freight_per_unit\"";
            ctx.warn(&["lanes", name, "transport"], text);
        }
    }
    for code in ctx.scenario.exchange_rates.keys() {
        if !ctx.scenario.lanes.values().any(|lane| lane.currency.as_ref() == Some(code)) {
            ctx.warn(&["exchange_rates", code], format!("no lane is paid in {code}"));
        }
    }
    for (of, product) in ctx.scenario.products() {
        let line = product.running();
        if line.running_hours_per_day.is_some() && line.halt_cost_per_hour.is_none() {
            let text = "\"running_hours_per_day\" counts only with \"halt_cost_per_hour\"";
            ctx.warn(&[&of.path()[..], &["line", "running_hours_per_day"]].concat(), text);
        }
        let never_late = |unmet: Unmet| unmet == Unmet::Lost && line.catch_up.is_none();
        if let Some(sales) = product.sales().filter(|sales| never_late(sales.unmet))
            && sales.late_penalty_per_unit_day.is_some()
        {
            let text = "nothing is ever late here: sales that are not met are lost; let them wait (\"unmet\"), or give \
                        the line a \"catch_up\"";
            ctx.warn(&[&of.path()[..], &["sales", "late_penalty_per_unit_day"]].concat(), text);
        }
    }
}
