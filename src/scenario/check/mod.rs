//! All that can be wrong with a scenario, told at once: first its form, then its meaning, then what is suspicious.

mod border;
mod calendars;
mod context;
mod correlation;
mod dates;
pub(super) mod distributions;
pub(super) mod expected;
mod groups;
mod index;
mod levers;
mod lots;
mod misleading;
mod money;
mod need;
mod network;
mod numbers;
mod observed;
mod opening;
mod ordering;
mod origin;
mod pairs;
mod policy;
mod products;
mod quotas;
mod references;
mod sales;
mod service;
pub(super) mod shape;
mod substances;
mod suspicious;
mod together;
mod unreached;

use std::cell::RefCell;

use serde_json::Value;

use super::document::{Node, Source};
use super::problem::{Problem, Severity};
use super::{Scenario, merge, schema, words};

/// Checks a merged scenario; the scenario, if enough of it can be read.
pub(crate) fn check(written: &Node, sources: &[Source], problems: &mut Vec<Problem>) -> Option<Scenario> {
    let mut tree = written.clone();
    let form = shape::check(&mut tree, &schema::complete_schema(), sources);
    problems.extend(form.problems);
    // What is suspicious can follow from an error; it is told once there is none.
    let right_so_far = problems.iter().all(|p| p.severity != Severity::Error);
    if !form.usable {
        return None;
    }
    let scenario = read(&tree, sources, problems)?;
    let ctx = context::Context {
        scenario: &scenario,
        tree: &tree,
        written,
        sources,
        numbers: &form.numbers,
        stand_ins: &form.stand_ins,
        index: index::Index::new(&scenario, &tree, &form.numbers),
        problems: RefCell::new(Vec::new()),
    };
    calendars::check(&ctx);
    references::check(&ctx);
    numbers::check(&ctx);
    products::check(&ctx);
    network::check(&ctx);
    ordering::check(&ctx);
    sales::check(&ctx);
    service::check(&ctx);
    lots::check(&ctx);
    levers::check(&ctx);
    money::check(&ctx);
    observed::check(&ctx);
    together::check(&ctx);
    correlation::check(&ctx);
    policy::check(&ctx);
    border::check(&ctx);
    border::grey(&ctx);
    pairs::check(&ctx);
    origin::check(&ctx);
    substances::check(&ctx);
    dates::check(&ctx);
    opening::check(&ctx);
    let meaning_is_right = ctx.problems.borrow().iter().all(|p| p.severity != Severity::Error);
    if right_so_far && meaning_is_right {
        suspicious::check(&ctx);
        misleading::check(&ctx);
        unreached::check(&ctx);
        quotas::check(&ctx);
        correlation::suspicious(&ctx);
        sales::suspicious(&ctx);
        money::suspicious(&ctx);
        border::suspicious(&ctx);
        provenance(&ctx);
    }
    problems.append(&mut ctx.problems.into_inner());
    Some(scenario)
}

/// One note on all numbers that say neither where they come from nor why they were assumed. A scenario can say it
/// for all of them.
fn provenance(ctx: &context::Context) {
    let bare = |at: &&shape::NumberAt| {
        let node = ctx.tree.get(&at.path);
        let refers = node.and_then(Node::object).is_some_and(|f| f.contains_key("parameter"));
        // A value below another number's distribution, or inside an event, speaks with the whole.
        let inner = at.path.iter().any(|step| step == "scaled");
        let told = |path: &[String]| {
            let fields = ctx.tree.get(path).and_then(Node::object);
            fields.is_some_and(|f| merge::PROVENANCE.iter().take(2).any(|k| f.contains_key(*k)))
        };
        // What was planned has its reason where it was written.
        let kept = at.path.len() == 3 && at.path[2] == "planned";
        let by_event = at.path.len() > 3 && at.path[2] == "events" && told(&at.path[..4]);
        !refers && !inner && !kept && !told(&at.path) && !by_event
    };
    let (all, found) = (ctx.numbers.len(), ctx.numbers.iter().filter(bare).collect::<Vec<_>>());
    let Some(first) = found.first() else { return };
    let count = found.len();
    if let Some(reason) = &ctx.scenario.assumption {
        let text = format!("{count} of {all} numbers rest on the assumption of the whole scenario: {reason}");
        ctx.tell_at(Problem::note("assumption", text), &["assumption".to_owned()], false);
        return;
    }
    let text = match count {
        1 => format!("1 of {all} numbers has neither \"source\" nor \"assumption\""),
        _ => format!("{count} of {all} numbers have neither \"source\" nor \"assumption\"; the first one is here"),
    };
    ctx.tell_at(Problem::note(words::dotted(&first.path), text), &first.path, false);
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
