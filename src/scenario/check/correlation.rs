//! Correlations of parameters: names, pairs, and whether all of them can be at once.

use std::collections::HashMap;

use super::super::correlation::{Scores, in_rows};
use super::super::words;
use super::context::Context;
use super::distributions::reach;
use crate::random::copula;

/// Checks the correlations.
pub(crate) fn check(ctx: &Context) {
    let correlations = &ctx.scenario.correlations;
    let known = ctx.names(&["parameters"]);
    let mut seen: HashMap<[&str; 2], usize> = HashMap::new();
    for (i, correlation) in correlations.iter().enumerate() {
        let index = i.to_string();
        let [a, b] = &correlation.between;
        for (side, name) in ["0", "1"].into_iter().zip([a, b]) {
            ctx.must_know(&["correlations", &index, "between", side], false, "parameter", name, &known);
        }
        if a == b {
            ctx.error(&["correlations", &index, "between", "1"], format!("\"{a}\" is correlated with itself"));
        }
        let pair = if a < b { [a.as_str(), b] } else { [b.as_str(), a] };
        if let Some(first) = seen.insert(pair, i) {
            let text = format!("\"{a}\" and \"{b}\" have a correlation already: the one at place {}", first + 1);
            ctx.error(&["correlations", &index, "between"], text);
        }
    }
    if ctx.is_sound(&["correlations"]) {
        definite(ctx);
    }
}

/// The matrix of all correlations must be positive definite: no three may contradict each other.
fn definite(ctx: &Context) {
    let Scores { names, matrix } = Scores::of(&ctx.scenario.correlations, &ctx.scenario.parameters);
    let Err(row) = copula::cholesky(&matrix) else { return };
    // The one that does not fit, and all that hang together with it among those before.
    let mut group = vec![row];
    let mut next = 0;
    while let Some(&at) = group.get(next) {
        next += 1;
        group.extend((0..row).filter(|j| matrix[at][*j] != 0.0).filter(|j| !group.contains(j)).collect::<Vec<_>>());
    }
    let among = |name: &String| group.iter().any(|at| names[*at] == name);
    let pairs: Vec<_> = ctx
        .scenario
        .correlations
        .iter()
        .enumerate()
        .filter(|(_, c)| c.between.iter().all(among) && c.between[0] != c.between[1])
        .collect();
    let shown = |c: &super::super::Correlation| {
        format!("\"{}\" and \"{}\" ({})", c.between[0], c.between[1], words::number(c.rank_correlation))
    };
    let told: Vec<String> = pairs.iter().map(|(_, c)| shown(c)).collect();
    let Some((last, _)) = pairs.last() else { return };
    let index = last.to_string();
    let text = if let [one] = &told[..] {
        format!("the rank correlation of {one} must lie between -1 and 1, the ends apart")
    } else {
        format!(
            "these correlations cannot all be at once, given that pairs that are not listed have none: {}",
            told.join(", ")
        )
    };
    ctx.error(&["correlations", &index, "rank_correlation"], text);
}

/// Warns of correlations that do nothing.
pub(crate) fn suspicious(ctx: &Context) {
    for (i, correlation) in ctx.scenario.correlations.iter().enumerate() {
        let index = i.to_string();
        for (side, name) in ["0", "1"].into_iter().zip(&correlation.between) {
            let Some(parameter) = ctx.scenario.parameters.get(name) else { continue };
            let path = ["correlations", &index, "between", side];
            let (low, high) = reach(&parameter.value.expression, ctx);
            if in_rows(parameter) {
                ctx.warn(&path, format!("\"{name}\" is drawn together with others, row by row: this has no effect"));
            } else if low >= high {
                ctx.warn(&path, format!("\"{name}\" is the same in every trial: this correlation has no effect"));
            }
        }
    }
}
