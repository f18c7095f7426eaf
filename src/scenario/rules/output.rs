//! Quotas of output that a pack tells, laid on the sites that the scenario says have a part of them.

use indexmap::IndexSet;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::super::document::Node;
use super::super::number::{Number, Quantity};
use super::super::problem::Problem;
use super::super::words;
use super::conversion::{amount, unit, units_per_mass};
use super::events::stamped;
use super::lay::{days, under};
use super::pack::Pack;
use super::{OutputShare, PackWith};

/// Lays the quotas of sites; gives back how many they are.
///
/// # Errors
/// What is not known of one.
pub(super) fn quotas(
    node: &mut Node,
    (pack, with, tree): (&Pack, &PackWith, &Node),
    facts: &mut Vec<String>,
) -> Result<usize, Box<Problem>> {
    if pack.output_quotas.is_empty() {
        return Ok(0);
    }
    if with.share_of_output.is_empty() {
        facts.push(format!(
            "has quotas of output, of which no source says which site has which part: say it, {{\"pack\": \"{}\", \
             \"share_of_output\": {{…}}}}",
            pack.id
        ));
        return Ok(0);
    }
    let Some((start, last)) = days(node) else { return Ok(0) };
    for (name, part) in &with.share_of_output {
        let at = format!("share_of_output.{name}");
        let (per_tonne, unit) = units(node, name).map_err(|why| {
            let text = format!("the part of \"{name}\" in the quotas of \"{}\" cannot be counted: {why}", pack.id);
            Problem::error(at.as_str(), text)
        })?;
        let steps = steps(pack, part, &at, (start, last))?;
        if let Some((from, tonnes)) = steps.first() {
            let first = amount(tonnes * per_tonne, &unit);
            facts.push(format!("lets \"{name}\" make {first} in the half-year from {from} on"));
        }
        let written: Vec<Value> = steps
            .iter()
            .map(|(from, tonnes)| json!({ "from": (*from).max(start), "value": tonnes * per_tonne }))
            .collect();
        let quota = json!({ "per_half_year": written });
        let quota = stamped(Node::from_value(quota), tree.around("output_quotas"));
        under(node, &["sites", name, "output_quota"], quota);
    }
    Ok(with.share_of_output.len())
}

/// Half-years of the run and what a site may make in each, in tonnes.
fn steps(
    pack: &Pack,
    part: &OutputShare,
    at: &str,
    (start, last): (Date, Date),
) -> Result<Vec<(Date, f64)>, Box<Problem>> {
    let error = |field: &str, text: String| Problem::error(format!("{at}{field}"), text);
    let share = part.share.value();
    let share =
        share.ok_or_else(|| error(".share", format!("a share of \"{}\" must be a plain number", part.stage)))?;
    let stages: IndexSet<&str> = pack.output_quotas.iter().map(|quota| quota.stage.as_str()).collect();
    if !stages.contains(part.stage.as_str()) {
        let problem = error(".stage", format!("\"{}\" has no quota of \"{}\"", pack.id, part.stage));
        let problem = problem.nearest(words::nearest(&part.stage, stages.iter().copied()));
        return Err(Box::new(problem.found(format!("\"{}\"", part.stage)).allowed(words::list(stages, "or"))));
    }
    let otherwise = part.tonnes_if_unpublished.as_ref().and_then(Number::<Quantity>::value);
    let mut steps = Vec::new();
    let mut half = half_year(start);
    while half <= last {
        let tonnes = pack.output_in_half_year(&part.stage, half).or(otherwise).ok_or_else(|| {
            let text = format!(
                "\"{}\" knows no quota of \"{}\" for the half-year from {half} on: say \"tonnes_if_unpublished\", \
                 those of the whole country",
                pack.id, part.stage
            );
            error("", text)
        })?;
        steps.push((half, tonnes * share));
        let Ok(next) = half.checked_add(6.months()) else { break };
        half = next;
    }
    Ok(steps)
}

/// The first day of the half-year of a day.
fn half_year(day: Date) -> Date {
    date(day.year(), if day.month() < 7 { 1 } else { 7 }, 1)
}

/// Units of what a site makes in a tonne, and the unit.
fn units(node: &Node, site: &str) -> Result<(f64, String), String> {
    let at = |path: &[&str]| node.get(&path.iter().map(|step| (*step).to_owned()).collect::<Vec<_>>());
    let makes = at(&["sites", site, "makes"]).and_then(Node::text);
    let makes = makes.ok_or_else(|| "it makes no single material".to_owned())?;
    let material = at(&["materials", makes]).ok_or_else(|| format!("there is no material \"{makes}\""))?;
    Ok((units_per_mass(material)?, unit(material).to_owned()))
}
