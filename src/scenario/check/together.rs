//! Parameters that are drawn together: as many rows each, and nothing but parameters.

use std::collections::HashMap;

use super::super::distribution::Distribution;
use super::super::document::{Content, Node};
use super::super::number::Expression;
use super::context::{Context, owned};
use crate::scenario::Problem;

/// Checks every `together`.
pub(crate) fn check(ctx: &Context) {
    let mut first: HashMap<&str, (&str, usize)> = HashMap::new();
    for (name, parameter) in &ctx.scenario.parameters {
        let Expression::Distribution(Distribution::Empirical(distribution)) = &parameter.value.expression else {
            continue;
        };
        let Some(group) = distribution.together.as_deref() else { continue };
        let path = ["parameters", name, "value", "empirical", "together"];
        let rows = distribution.values.len();
        let (other, wanted) = *first.entry(group).or_insert((name, rows));
        if wanted != rows {
            let text =
                format!("\"{name}\" has {rows} values and \"{other}\" has {wanted}; drawn together, they need as many");
            ctx.error(&path, text);
        }
        if !distribution.weights.is_empty() {
            ctx.error(&path, "values that are drawn together have no weights; repeat a row to make it likelier");
        }
    }
    let mut found = Vec::new();
    elsewhere(ctx.tree, &mut Vec::new(), &mut found);
    for path in found {
        let text = "only a parameter's own \"value\" can be drawn together with others";
        ctx.tell_at(Problem::error(path.join("."), text), &path, true);
    }
}

/// Every `together` that is not a parameter's.
fn elsewhere(node: &Node, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let Content::Object(fields) = &node.content else {
        if let Content::Array(items) = &node.content {
            for (i, item) in items.iter().enumerate() {
                path.push(i.to_string());
                elsewhere(item, path, found);
                path.pop();
            }
        }
        return;
    };
    for (key, value) in fields {
        path.push(key.clone());
        let of_distribution = key == "together" && path.len() > 1 && path[path.len() - 2] == "empirical";
        let of_parameter =
            path.len() == 5 && path[0] == "parameters" && path[2..] == owned(&["value", "empirical", key]);
        if of_distribution && !of_parameter {
            found.push(path.clone());
        }
        elsewhere(value, path, found);
        path.pop();
    }
}
