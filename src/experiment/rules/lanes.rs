//! What lanes of a scenario need on a day.

use indexmap::IndexSet;
use jiff::civil::Date;

use super::answer::{LaneNeeds, LaneOnDay};
use crate::scenario::rules::{LaidPack, LaneEnd, Pack, State};
use crate::scenario::{Lane, Material, Scenario, Site, origin};

/// A reason why a lane needs something.
struct Reason<'a> {
    verdict: LaneNeeds,
    what: String,
    pack: &'a Pack,
}

/// The lanes that lead from one country to another, to a country if one is asked for; those that need most first.
pub(super) fn lanes(
    scenario: &Scenario,
    laid: &[LaidPack],
    packs: &[&Pack],
    (date, destination): (Date, Option<&str>),
) -> Vec<LaneOnDay> {
    // A scenario may say that a rule does not hold again after its suspension.
    let stays_away = |pack: &Pack| {
        let laid = laid.iter().any(|l| l.pack.id == pack.id && !l.resumes);
        laid && pack.again().is_some_and(|day| day <= date)
    };
    let holds = |pack: &&Pack| pack.holds(date) && !stays_away(pack);
    let holding: Vec<&Pack> = packs.iter().copied().filter(holds).collect();
    let held = origin::held(scenario);
    let mut found = Vec::new();
    for (key, lane) in &scenario.lanes {
        let ends = (scenario.sites.get(&lane.from), scenario.sites.get(&lane.to));
        let (Some(from), Some(to)) = ends else { continue };
        let material = scenario.carried(lane).and_then(|name| scenario.materials.get_key_value(name));
        let Some((name, material)) = material else { continue };
        if from.country == to.country || destination.is_some_and(|country| to.country != country) {
            continue;
        }
        let mut reasons =
            if lane.grey.is_some() { Vec::new() } else { reasons((lane, from, to, material), laid, &holding) };
        if reasons.is_empty() && lane.grey.is_none() {
            let above = held.iter().find(|held| held.lane == key && held.above);
            reasons.extend(above.and_then(|held| by_origin(scenario, held, (date, &holding, laid))));
        }
        let usual = if lane.grey.is_some() { LaneNeeds::Grey } else { LaneNeeds::Free };
        let verdict = reasons.iter().map(|reason| reason.verdict).min().unwrap_or(usual);
        let those: Vec<&Reason> = reasons.iter().filter(|reason| reason.verdict == verdict).collect();
        let mut packs: Vec<String> = those.iter().map(|reason| reason.pack.id.clone()).collect();
        packs.dedup();
        let named = |pack: &String| laid.iter().any(|l| l.pack.id == *pack);
        found.push(LaneOnDay {
            lane: key.clone(),
            material: material.title.clone().unwrap_or_else(|| name.clone()),
            exporter: title(&lane.from, from),
            from: from.country.clone(),
            buyer: title(&lane.to, to),
            to: to.country.clone(),
            end_use: to.end_use.label().to_owned(),
            verdict,
            because: those.iter().map(|reason| reason.what.clone()).collect::<IndexSet<_>>().into_iter().collect(),
            since: those.iter().map(|reason| since(reason.pack, date)).min(),
            // One of the packs that ask for the same is enough.
            simulated: packs.is_empty() || packs.iter().any(named),
            open: those.iter().any(|reason| reason.pack.state(date) == State::Open),
            packs,
        });
    }
    found.sort_by_key(|lane| lane.verdict);
    found
}

fn title(key: &str, site: &Site) -> String {
    site.title.clone().unwrap_or_else(|| key.to_owned())
}

/// Since when a pack holds.
fn since(pack: &Pack, date: Date) -> Date {
    pack.again().filter(|day| *day <= date).unwrap_or(pack.in_force)
}

/// Why goods that leave the country of an authority need something.
fn reasons<'a>(
    (lane, from, to, material): (&Lane, &Site, &Site, &Material),
    laid: &[LaidPack],
    holding: &[&'a Pack],
) -> Vec<Reason<'a>> {
    let mut found: Vec<Reason> = Vec::new();
    let own = || holding.iter().filter(|pack| pack.authority.country == from.country);
    for pack in own() {
        for entry in pack.controls.iter().filter(|entry| entry.covers(material)) {
            let verdict = if pack.quota.is_some() { LaneNeeds::Quota } else { LaneNeeds::Licence };
            found.push(Reason { verdict, what: entry.to_string(), pack });
        }
    }
    let on_a_list = !found.is_empty();
    let ends = [(&lane.from, from), (&lane.to, to)];
    let [first, last] = ends.map(|(name, of)| LaneEnd { site: name, country: &of.country, end_use: of.end_use });
    for pack in holding {
        let named = laid.iter().find(|l| l.pack.id == pack.id).map_or(&[][..], |l| &l.sites);
        if pack.shuts((&first, &last), &|substance| material.holds(substance), named) {
            found.push(Reason { verdict: LaneNeeds::Refused, what: pack.title.clone(), pack });
        }
    }
    // What is on no list needs no application that could be refused.
    if !on_a_list {
        return found;
    }
    for pack in own() {
        let Some(refuses) = &pack.refuses else { continue };
        let of: Vec<&str> = refuses.substances.iter().map(String::as_str).filter(|s| material.holds(s)).collect();
        let goods = refuses.substances.is_empty() || !of.is_empty();
        let place = refuses.destinations.is_empty() || refuses.destinations.contains(&to.country);
        let end_use = refuses.end_use.is_none_or(|end_use| end_use == to.end_use);
        let sites = || laid.iter().filter(|l| l.pack.id == pack.id).flat_map(|l| &l.sites);
        let listed = refuses.listed.is_none() || sites().any(|site| *site == lane.to);
        if goods && place && end_use && listed {
            let what = if of.is_empty() { pack.title.clone() } else { of.join(", ") };
            found.push(Reason { verdict: LaneNeeds::Refused, what, pack });
        }
    }
    found
}

/// Why goods made elsewhere need a licence: the rule of origin of a pack that the scenario names.
fn by_origin<'a>(
    scenario: &Scenario,
    held: &origin::Held,
    (date, holding, laid): (Date, &[&'a Pack], &[LaidPack]),
) -> Option<Reason<'a>> {
    let begun = scenario.authorities.get(held.authority)?.origin.as_ref().is_some_and(|rule| rule.from <= date);
    let of = |pack: &&&Pack| {
        pack.origin.is_some()
            && laid.iter().any(|l| l.pack.id == pack.id && l.authority.as_deref() == Some(held.authority))
    };
    let pack = holding.iter().find(of).filter(|_| begun)?;
    let share = held.share.unwrap_or(0.0) * 100.0;
    Some(Reason { verdict: LaneNeeds::Licence, what: format!("{share:.2} % of its mass by origin"), pack })
}
