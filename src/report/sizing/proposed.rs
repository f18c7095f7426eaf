//! The scenario with the stocks of the answer, as a file that extends what was sized.

use serde_json::{Map, Value, json};

use super::super::manifest::SCENARIOS;
use super::words::reached;
use crate::experiment::size::{SizeAnswer, What};

/// The file, in the folder of the result.
pub(crate) const PROPOSED: &str = "proposed.json";

/// The overlay; `base` is the name of what was sized. What is ordered lies on top of today's stock, whatever that is, and
/// order levels are higher by as much; where order levels alone were decided, levers raise them.
pub(crate) fn proposed(answer: &SizeAnswer, base: &str) -> Value {
    let ordered = reached(answer).filter(|(_, input)| input.extra.quantity > 0.0);
    let mut overlay = json!({
        "extends": format!("{SCENARIOS}/{base}.json"),
        "title": format!("{}, with the stock that is proposed", answer.scenario.title),
        "description": format!("The stock that linestop size proposes for {}, on top of today's.", answer.target),
    });
    let mut parts = Map::new();
    for (line, input) in ordered {
        // The stock lies at the site, also where one of its lines is sized by itself.
        let site = line.site.split_once('.').map_or(line.site.as_str(), |(site, _)| site);
        match answer.what {
            What::Opening => {
                let parts_of_site = parts.entry(site).or_insert_with(|| json!({ "inputs": {} }));
                parts_of_site["inputs"][&input.material] = json!({ "extra_stock": input.extra.quantity });
            }
            What::Target => {
                let extra = json!({ "quantity": input.extra.quantity });
                let action = json!({ "safety_stock": { "site": site, "material": input.material, "extra": extra } });
                let title = format!("Higher order level: {} at {}", input.title, line.title);
                let lever = json!({ "title": title, "action": action, "pulled": true });
                parts.insert(format!("proposed_{site}_{}", input.material), lever);
            }
        }
    }
    overlay[if answer.what == What::Opening { "sites" } else { "levers" }] = Value::Object(parts);
    overlay
}
