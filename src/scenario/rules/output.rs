//! Quotas of output that a pack tells, laid on the sites that the scenario says have a part of them.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::super::document::Node;
use super::super::number::{Number, Quantity, Share};
use super::super::words;
use super::conversion::{unit, units_per_mass};
use super::events::stamped;
use super::lay::{days, site, under};
use super::pack::Pack;
use super::{OutputShare, PackWith};

/// Lays the quotas of sites; gives back how many they are.
///
/// # Errors
/// What is not known of one, in words.
pub(super) fn quotas(
    node: &mut Node,
    (pack, with, tree): (&Pack, &PackWith, &Node),
    facts: &mut Vec<String>,
) -> Result<usize, String> {
    if pack.output_quotas.is_empty() && with.share_of_output.is_empty() {
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
        let name =
            site(node, name).ok_or_else(|| format!("there is no site for a part of the quotas of \"{}\"", pack.id))?;
        let (per_tonne, unit) = units(node, &name).map_err(|why| {
            format!("the part of \"{name}\" in the quotas of \"{}\" cannot be counted: {why}", pack.id)
        })?;
        let steps = steps(pack, part, (start, last))?;
        if let Some((from, tonnes)) = steps.first() {
            let first = words::about(tonnes * per_tonne);
            facts.push(format!("lets \"{name}\" make {first} {unit} in the half-year from {from} on"));
        }
        let written: Vec<Value> = steps
            .iter()
            .map(|(from, tonnes)| json!({ "from": (*from).max(start), "value": tonnes * per_tonne }))
            .collect();
        let quota = json!({ "per_half_year": written });
        let quota = stamped(Node::from_value(quota), tree.around("output_quotas"));
        under(node, &["sites", &name, "output_quota"], quota);
    }
    Ok(with.share_of_output.len())
}

/// Half-years of the run and what a site may make in each, in tonnes.
fn steps(pack: &Pack, part: &OutputShare, (start, last): (Date, Date)) -> Result<Vec<(Date, f64)>, String> {
    let plain = |share: &Number<Share>| share.value();
    let share = plain(&part.share).ok_or_else(|| format!("a share of \"{}\" must be a plain number", part.stage))?;
    let stages = || pack.output_quotas.iter().map(|quota| quota.stage.as_str());
    if !stages().any(|stage| stage == part.stage) {
        let mut known: Vec<&str> = stages().collect();
        known.dedup();
        let known = words::list(known, "or");
        return Err(format!("\"{}\" has no quota of \"{}\", allowed: {known}", pack.id, part.stage));
    }
    let otherwise = part.tonnes_if_unpublished.as_ref().and_then(Number::<Quantity>::value);
    let mut steps = Vec::new();
    let mut half = half_year(start);
    while half <= last {
        let tonnes = pack.output_in_half_year(&part.stage, half).or(otherwise).ok_or_else(|| {
            format!(
                "\"{}\" knows no quota of \"{}\" for the half-year from {half} on: say \"tonnes_if_unpublished\", \
                 those of the whole country",
                pack.id, part.stage
            )
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
