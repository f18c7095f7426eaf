//! Quotas of exports that a pack sets, counted in the goods of a scenario.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::json;

use super::super::document::Node;
use super::super::number::Number;
use super::super::problem::Problem;
use super::conversion::{NO_QUOTA, amount, unit, units_per_tonne};
use super::events::{QuotaSwitch, stamped};
use super::lay::{Placed, under};

/// Quotas of the goods that hold the substance of a pack's quota, each a parameter that its dates set.
pub(super) fn quota(
    node: &mut Node,
    (one, authority): (&Placed, &str),
    facts: &mut Vec<String>,
) -> Result<Vec<QuotaSwitch>, Box<Problem>> {
    let Some(quota) = &one.pack.quota else { return Ok(Vec::new()) };
    let substance = quota.substance.as_str();
    let materials = carried(node, authority, substance);
    let shares: IndexMap<String, f64> = if one.with.share_of_quota.is_empty() {
        match materials.as_slice() {
            [] => {
                facts.push(format!("its quota counts for nothing: no lane of the authority carries {substance}"));
                return Ok(Vec::new());
            }
            [only] => IndexMap::from([(only.clone(), 1.0)]),
            several => {
                let text = format!(
                    "the quota of \"{}\" is for {} materials ({}): say what part is for each, {{\"pack\": \"{0}\", \
                     \"share_of_quota\": {{…}}}}",
                    one.pack.id,
                    several.len(),
                    several.join(", ")
                );
                return Err(Box::new(Problem::error("", text)));
            }
        }
    } else {
        let of = |(name, share): (&String, &Number<_>)| {
            let text = format!("the share of \"{name}\" must be a plain number");
            let problem = || Box::new(Problem::error(format!("share_of_quota.{name}"), text));
            Ok((name.clone(), share.value().ok_or_else(problem)?))
        };
        one.with.share_of_quota.iter().map(of).collect::<Result<_, Box<Problem>>>()?
    };
    let at = one.tree.around("quota");
    let mut switches = Vec::new();
    for (name, share) in shares {
        let Some(material) = node.get(&["materials".to_owned(), name.clone()]) else { continue };
        let per_tonne = units_per_tonne(material, substance).map_err(|why| {
            let text = format!("the quota of \"{}\" cannot be counted in \"{name}\": {why}", one.pack.id);
            Problem::error(format!("share_of_quota.{name}"), text)
        })?;
        let unit = unit(material).to_owned();
        let parameter = format!("{} {name}", one.pack.id);
        let unlimited = NO_QUOTA * per_tonne;
        let value = json!({
            "title": format!("Quota of {name} by {}", one.pack.number), "unit": format!("{unit} a month"),
            "value": { "value": unlimited, "assumption": "no quota is in force: more than is ever exported" }
        });
        under(node, &["parameters", &parameter], stamped(Node::from_value(value), at));
        let refers = json!({ "parameter": parameter });
        under(node, &["authorities", authority, "quotas", &name], stamped(Node::from_value(refers), at));
        let steps: Vec<(Date, f64)> =
            quota.tonnes_per_month.iter().map(|step| (step.from, step.tonnes * share * per_tonne)).collect();
        if let Some((from, first)) = steps.first() {
            let first = amount(*first, &unit);
            facts.push(format!("sets a quota of {first} of \"{name}\" a month from {from}"));
        }
        switches.push(QuotaSwitch { parameter, steps, none: unlimited });
    }
    Ok(switches)
}

/// Materials that hold a substance and travel on lanes of an authority.
fn carried(node: &Node, authority: &str, substance: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for lane in node.get(&["lanes".to_owned()]).and_then(Node::object).into_iter().flat_map(|lanes| lanes.values()) {
        let of = lane.object().and_then(|fields| fields.get("authority")).and_then(Node::text);
        let Some(material) = carries(node, lane).filter(|_| of == Some(authority)) else { continue };
        let holds = node.get(&["materials", &material, "elements", substance].map(str::to_owned)).is_some();
        if holds && !found.contains(&material) {
            found.push(material);
        }
    }
    found
}

/// What a lane carries: its material, or the one that its supplier makes.
pub(super) fn carries(node: &Node, lane: &Node) -> Option<String> {
    let fields = lane.object()?;
    let made = || {
        let from = fields.get("from").and_then(Node::text)?;
        node.get(&["sites", from, "makes"].map(str::to_owned)).and_then(Node::text)
    };
    fields.get("material").and_then(Node::text).or_else(made).map(str::to_owned)
}
