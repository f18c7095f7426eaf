//! Whether scenarios can be held against each other, and what to know before doing so.

use super::run::NamedModel;
use crate::scenario::name_list;

/// Why scenarios cannot be held against each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", reasons.join("\n"))]
pub struct Mismatch {
    /// One sentence for each difference that forbids it.
    pub reasons: Vec<String>,
}

/// Refuses scenarios of another currency, start or horizon than the first, and such without lines.
pub(super) fn refuse(scenarios: &[NamedModel]) -> Result<(), Mismatch> {
    let mut reasons = Vec::new();
    let base = scenarios[0];
    for named in scenarios {
        let (own, other) = (named.model, base.model);
        if own.lines().is_empty() {
            reasons.push(format!("{}: no site has inputs, so that nothing can halt", named.name));
        }
        let mut differs = |what: &str, own: String, other: String, why: &str| {
            if own != other {
                reasons.push(format!(
                    "{}: its {what} is {own}, that of the base {} is {other}; {why}",
                    named.name, base.name
                ));
            }
        };
        differs("currency", own.currency.clone(), other.currency.clone(), "amounts cannot be compared");
        let why = "the same trials must be compared";
        differs("first day", own.start.to_string(), other.start.to_string(), why);
        differs("horizon", format!("{} days", own.days), format!("{} days", other.days), why);
    }
    if reasons.is_empty() { Ok(()) } else { Err(Mismatch { reasons }) }
}

/// What differs and does not forbid a comparison: manufacturers that are in one and not in the other.
pub(super) fn notes(scenarios: &[NamedModel]) -> Vec<String> {
    let sold = |named: &NamedModel| {
        let mut sites: Vec<_> = named.model.manufacturers().map(|(_, site)| site).collect();
        sites.sort_by_key(|site| site.position);
        sites.iter().map(|site| site.name.clone()).collect::<Vec<_>>()
    };
    let base = sold(&scenarios[0]);
    let mut notes = Vec::new();
    for named in &scenarios[1..] {
        let own = sold(named);
        for (here, there, words) in [
            (&own, &base, "has a manufacturer that the base has not"),
            (&base, &own, "lacks a manufacturer of the base"),
        ] {
            let only: Vec<&str> = here.iter().filter(|name| !there.contains(name)).map(String::as_str).collect();
            if !only.is_empty() {
                notes.push(format!(
                    "{} {words}: {}. It counts in the sums over the network, and has no difference of its own.",
                    named.name,
                    name_list(only, "and")
                ));
            }
        }
    }
    notes
}
