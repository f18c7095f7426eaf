//! All that can be wrong with a scenario, told at once: first its form, then its meaning, then what is suspicious.

mod expected;
mod shape;

use serde_json::Value;

use super::document::{Node, Source};
use super::problem::Problem;
use super::{Scenario, schema, words};

/// Checks a merged scenario; the scenario, if enough of it can be read.
pub(crate) fn check(written: &Node, sources: &[Source], problems: &mut Vec<Problem>) -> Option<Scenario> {
    let mut tree = written.clone();
    let form = shape::check(&mut tree, &schema::complete_schema(), sources);
    problems.extend(form.problems);
    if !form.usable {
        return None;
    }
    read(&tree, sources, problems)
}

/// The last step, after which nothing of JSON remains. The form is known to be right, so that a failure here means
/// that schema and types differ.
fn read(tree: &Node, sources: &[Source], problems: &mut Vec<Problem>) -> Option<Scenario> {
    let value: Value = tree.to_value();
    match serde_path_to_error::deserialize::<_, Scenario>(value) {
        Ok(scenario) => Some(scenario),
        Err(error) => {
            let path: Vec<String> = error.path().to_string().split('.').map(str::to_owned).collect();
            let place = tree.get(&path).and_then(|n| n.span).and_then(|s| s.place(sources));
            problems
                .push(Problem::error(words::dotted(&path), "this cannot be read as the field it stands for").at(place));
            None
        }
    }
}
