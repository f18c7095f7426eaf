//! Every number of the scenario: distributions that cannot be, parameters that are not, values outside the field's
//! range.

use std::fmt::Write as _;

use indexmap::IndexSet;
use serde_json::Value;

use super::super::distribution::Distribution;
use super::super::document::Node;
use super::super::number::Expression;
use super::super::problem::Problem;
use super::super::words;
use super::context::{Context, owned};
use super::distributions;
use super::shape::NumberAt;

/// Checks all numbers, and the ranges and references of parameters.
pub(crate) fn check(ctx: &Context) {
    let known = ctx.names(&["parameters"]);
    for at in ctx.numbers {
        if let Some(expression) = ctx.tree.get(&at.path).and_then(expression) {
            number(ctx, at, &expression, &known);
        }
    }
    let scenario = ctx.scenario;
    for (name, parameter) in &scenario.parameters {
        within_its_uses(ctx, name);
        if let (Some(low), Some(high)) = (parameter.low, parameter.high)
            && low >= high
        {
            let text =
                format!("\"low\" must be below \"high\", found {} and {}", words::number(low), words::number(high));
            ctx.error(&["parameters", name, "low"], text);
        }
        if let Some(planned) = &parameter.planned {
            let (low, high) = distributions::reach(&planned.expression, ctx);
            ctx.index.uses(name).iter().filter(|u| leaves(u, low, high)).take(1).for_each(|u| {
                ctx.error(&["parameters", name, "planned"], outside(name, u, high));
            });
        }
    }
    for (authority, a) in &scenario.authorities {
        for (event, e) in &a.events {
            for (parameter, value) in &e.set {
                let path = ["authorities", authority, "events", event, "set", parameter];
                if ctx.must_know(&path, true, "parameter", parameter, &known) {
                    ctx.index.uses(parameter).iter().filter(|u| leaves(u, *value, *value)).take(1).for_each(|u| {
                        ctx.error(&path, outside(parameter, u, *value));
                    });
                }
            }
        }
    }
}

fn expression(node: &Node) -> Option<Expression> {
    let fields = node.object()?;
    if let Some(name) = fields.get("parameter").and_then(Node::text) {
        return Some(Expression::Parameter(name.to_owned()));
    }
    let (key, value) =
        fields.iter().find(|(k, _)| super::super::merge::NUMBER.contains(&k.as_str()) && *k != "value")?;
    let object = serde_json::Map::from_iter([(key.clone(), value.to_value())]);
    serde_json::from_value::<Distribution>(Value::Object(object)).ok().map(Expression::Distribution)
}

fn number(ctx: &Context, at: &NumberAt, expression: &Expression, known: &IndexSet<&str>) {
    match expression {
        Expression::Value(_) => {}
        Expression::Parameter(name) => {
            let mut path = at.path.clone();
            path.push("parameter".to_owned());
            if at.path.first().is_some_and(|p| p == "parameters") {
                let own = at.path.get(1) == Some(name);
                let what = if own { "itself".to_owned() } else { format!("another parameter, \"{name}\"") };
                let problem = Problem::error(words::dotted(&path), format!("a parameter cannot refer to {what}"))
                    .allowed("a plain number or a distribution");
                ctx.tell_at(problem, &path, false);
                return;
            }
            let steps: Vec<&str> = path.iter().map(String::as_str).collect();
            ctx.must_know(&steps, false, "parameter", name, known);
        }
        Expression::Distribution(distribution) => {
            let mistakes = distributions::mistakes(distribution);
            for (field, message) in &mistakes {
                let path = [at.path.as_slice(), field.as_slice()].concat();
                ctx.tell_at(Problem::error(words::dotted(&path), message.as_str()), &path, false);
            }
            if mistakes.is_empty() {
                range(ctx, at, distribution);
            }
        }
    }
}

/// A distribution must stay within what its field allows.
fn range(ctx: &Context, at: &NumberAt, distribution: &Distribution) {
    let (low, high) = distributions::support(distribution, ctx);
    if !leaves(at, low, high) {
        return;
    }
    if at.is_tiny(high) {
        let mut path = at.path.clone();
        path.push(distributions::name(distribution).to_owned());
        let text = format!(
            "this {} distribution reaches only to {}: too small to count",
            distributions::name(distribution),
            words::number(high)
        );
        let problem = Problem::error(words::dotted(&path), text).allowed(at.allowed_instead_of(high));
        ctx.tell_at(problem, &path, true);
        return;
    }
    let mut path = at.path.clone();
    path.push(distributions::name(distribution).to_owned());
    let message = format!(
        "this {} distribution reaches from {} to {}, beyond what is allowed here: cut it with \"truncated\"",
        distributions::name(distribution),
        words::number(low),
        words::number(high)
    );
    let mut limits = String::new();
    if low < at.low {
        let _ = write!(limits, ", \"min\": {}", words::number(at.low));
    }
    if high > at.high {
        let _ = write!(limits, ", \"max\": {}", words::number(at.high));
    }
    let problem = Problem::error(words::dotted(&path), message)
        .allowed(format!("{}; for example {{ \"truncated\": {{ \"law\": …{limits} }} }}", at.allowed));
    ctx.tell_at(problem, &path, true);
}

/// A parameter must stay within what the fields that refer to it allow; told once, at the parameter.
fn within_its_uses(ctx: &Context, name: &str) {
    let Some(parameter) = ctx.scenario.parameters.get(name) else { return };
    // A parameter that refers to another is told by itself.
    let fields = ctx.index.uses(name).iter().filter(|at| at.path.first().is_none_or(|step| step != "parameters"));
    let Some(at) = fields.copied().find(|at| outside_of(ctx, name, at)) else { return };
    let (low, high) = distributions::reach(&parameter.value.expression, ctx);
    let mut message = outside(name, at, high);
    if matches!(parameter.value.expression, Expression::Distribution(_)) {
        let _ = write!(message, "; its distribution reaches from {} to {}", words::number(low), words::number(high));
    }
    let path = owned(&["parameters", name, "value"]);
    ctx.tell_at(Problem::error(words::dotted(&path), message).allowed(at.allowed_instead_of(high)), &path, false);
}

fn outside_of(ctx: &Context, name: &str, at: &NumberAt) -> bool {
    let Some(parameter) = ctx.scenario.parameters.get(name) else { return false };
    if let Expression::Distribution(distribution) = &parameter.value.expression
        && !distributions::mistakes(distribution).is_empty()
    {
        return false;
    }
    let (low, high) = distributions::reach(&parameter.value.expression, ctx);
    leaves(at, low, high)
}

/// Whether values between two ends leave the range of a field, or are all too small to count.
fn leaves(at: &NumberAt, low: f64, high: f64) -> bool {
    low < at.low || high > at.high || at.is_tiny(high)
}

fn outside(name: &str, at: &NumberAt, high: f64) -> String {
    let allowed = at.allowed_instead_of(high);
    format!("\"{name}\" leaves the range of {}, which uses it and allows {allowed}", words::dotted(&at.path))
}
