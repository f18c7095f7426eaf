//! Regulations: which there are, what holds on a day, what differs.

mod answer;
mod diff;
mod lanes;

use jiff::civil::Date;

pub use answer::{Asked, LaneNeeds, LaneOnDay, Needs, RuleOnDay, RulesAtAnswer, ScenarioRules};
pub(crate) use answer::{ItemFacts, RegulationFacts, RuleChange, RuleChangeKind, RulesDiffAnswer, RulesListAnswer};
pub(crate) use diff::{RulesSide, rules_diff};

use crate::scenario::rules::{self, LaidPack, Pack, State};
use crate::scenario::{Loaded, thousands};

/// All packs that come with the program.
#[must_use]
pub(crate) fn rules_list() -> RulesListAnswer {
    let mut regulations: Vec<RegulationFacts> = rules::all().iter().map(facts).collect();
    regulations.sort_by(|a, b| (a.announced, &a.pack).cmp(&(b.announced, &b.pack)));
    RulesListAnswer { regulations }
}

/// One pack.
#[must_use]
pub(crate) fn facts(pack: &Pack) -> RegulationFacts {
    let item = |item: &rules::Item| ItemFacts {
        goods: item.goods.clone(),
        substances: item.substances.clone(),
        threshold: item.threshold.clone(),
        entry: item.entry.clone(),
        codes: item.codes.clone(),
    };
    RegulationFacts {
        pack: pack.id.clone(),
        number: pack.number.clone(),
        title: pack.title.clone(),
        authority: pack.authority.title.clone(),
        country: pack.authority.country.clone(),
        announced: pack.announced,
        in_force: pack.in_force,
        until: pack.until,
        suspended: pack.suspended.as_ref().map(|pause| (pause.from, pause.until, pause.by.clone())),
        date_assumed: pack.date_assumed.clone(),
        asks: asked(pack),
        items: pack.items.iter().map(item).collect(),
        end_use: pack.end_use.clone(),
        practice: pack.practice.clone(),
        open: pack.open.clone(),
        note: pack.note.clone(),
        sources: pack.sources.clone(),
        confidence: pack.confidence,
        laid: is_laid(pack),
        instead_of: pack.instead_of.clone(),
    }
}

/// Whether a pack changes the simulation of a scenario that names it.
fn is_laid(pack: &Pack) -> bool {
    pack.is_for_an_authority()
        || pack.bars.is_some()
        || pack.named_exporters.is_some()
        || !pack.output_quotas.is_empty()
}

/// What a pack asks for, part by part.
pub(super) fn asked(pack: &Pack) -> Vec<Asked> {
    let everybody = pack.destinations.clone().unwrap_or_else(|| "all destinations".to_owned());
    let usual = |what: String, needs| Asked {
        what,
        needs,
        threshold: None,
        whom: everybody.clone(),
        destinations: Vec::new(),
        detail: None,
        days: None,
        source: None,
        confidence: None,
    };
    let mut asks = Vec::new();
    if let Some(refuses) = &pack.refuses {
        let what = if refuses.substances.is_empty() { ANY.to_owned() } else { refuses.substances.join(", ") };
        let mut ask = usual(what, Needs::Refused);
        ask.destinations.clone_from(&refuses.destinations);
        if let Some(listed) = &refuses.listed {
            ask.whom = format!("{} listed firms", listed.firms);
            ask.destinations = listed.country.iter().cloned().collect();
            ask.detail = Some(listed.who.clone());
        }
        asks.push(ask);
    }
    if let Some(quota) = &pack.quota {
        for (at, step) in quota.tonnes_per_month.iter().enumerate() {
            let next = quota.tonnes_per_month.get(at + 1).and_then(|next| next.from.yesterday().ok());
            let mut ask = usual(quota.substance.clone(), Needs::Quota);
            let derived = step.derived.as_ref().map_or(String::new(), |how| format!(" ({how})"));
            ask.detail = Some(format!("{} t a month for the whole country{derived}", tonnes(step.tonnes)));
            ask.source = Some(step.source.clone());
            ask.days = Some((step.from, next.or(pack.until)));
            asks.push(ask);
        }
    }
    let refused_whole = pack.refuses.as_ref().is_some_and(|r| r.destinations.is_empty() && r.listed.is_none());
    for entry in pack.controls.iter().filter(|_| pack.quota.is_none() && !refused_whole) {
        let mut ask = usual(entry.to_string(), Needs::Licence);
        ask.threshold = thresholds(pack, entry.substances());
        asks.push(ask);
    }
    if let Some(listed) = &pack.watches {
        let mut ask = usual(ANY.to_owned(), Needs::Watched);
        ask.whom = format!("{} listed firms", listed.firms);
        ask.destinations = listed.country.iter().cloned().collect();
        ask.detail = Some(listed.who.clone());
        asks.push(ask);
    }
    if let Some(origin) = &pack.origin {
        let what = format!("goods made elsewhere with substances of {}", pack.authority.country);
        let mut ask = usual(what, Needs::Licence);
        ask.threshold = Some(origin.measured.clone());
        ask.days = origin.from.map(|from| (from, None));
        asks.push(ask);
    }
    if let Some(rule) = &pack.named_exporters {
        let mut ask = usual(rule.substances.join(", "), Needs::NamedExporters);
        ask.detail = Some(rule.who.clone());
        asks.push(ask);
    }
    if let Some(bars) = &pack.bars {
        let use_ = bars.end_use.map_or(String::new(), |end_use| format!(", {} use", end_use.label()));
        let mut ask = usual(bars.substances.join(", "), Needs::Barred);
        ask.whom = format!("{}{use_}: goods made in {}", pack.authority.country, bars.made_in.join(", "));
        ask.destinations = vec![pack.authority.country.clone()];
        asks.push(ask);
    }
    for quota in &pack.output_quotas {
        let mut ask = usual(format!("{}: {}", quota.stage, quota.material), Needs::OutputQuota);
        let known = quota.tonnes.map_or_else(|| "not published".to_owned(), |t| format!("{} t", tonnes(t)));
        let note = quota.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        ask.detail = Some(known + &note);
        ask.source = Some(quota.source.clone());
        ask.confidence = Some(quota.confidence);
        ask.whom.clone_from(&pack.authority.country);
        ask.days = Some((quota.from, Some(quota.until)));
        asks.push(ask);
    }
    if asks.is_empty() {
        let mut ask = usual(pack.title.clone(), Needs::Told);
        ask.detail.clone_from(&pack.end_use);
        asks.push(ask);
    }
    asks
}

/// What stands for all that is on a list.
const ANY: &str = "all that is on a list";

fn tonnes(tonnes: f64) -> String {
    thousands(tonnes.round() as u64)
}

/// Limits that a pack gives for goods of some substances.
fn thresholds(pack: &Pack, substances: &[String]) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for item in pack.items.iter().filter(|item| item.substances.iter().any(|s| substances.contains(s))) {
        if let Some(limit) = item.threshold.as_ref().filter(|limit| !NO_LIMIT.contains(&limit.as_str())) {
            found.push(format!("{}: {limit}", item.goods));
        }
    }
    (!found.is_empty()).then(|| found.join("; "))
}

/// Words of packs for no limit.
const NO_LIMIT: [&str; 2] = ["the text has none", "any content"];

/// What a pack asks for on a day, and whether it holds.
fn on_day(pack: &Pack, date: Date) -> Vec<RuleOnDay> {
    let state = pack.state(date);
    let since = match state {
        State::InForce | State::Open => pack.again().filter(|day| *day <= date).unwrap_or(pack.in_force),
        State::Suspended => pack.suspended.as_ref().map_or(pack.in_force, |pause| pause.from),
        _ => pack.in_force,
    };
    let until = if state == State::Suspended {
        pack.suspended.as_ref().map(|pause| pause.until)
    } else {
        let next = pack.suspended.as_ref().filter(|pause| pause.announced <= date && pause.from > date);
        next.and_then(|pause| pause.from.yesterday().ok()).or(pack.until.filter(|_| knows_end(pack, date)))
    };
    asked(pack)
        .into_iter()
        .filter(|ask| ask.days.is_none_or(|(_, last)| last.is_none_or(|last| date <= last)))
        .map(|ask| {
            let later = ask.days.filter(|(from, _)| *from > date && state.holds());
            RuleOnDay {
                pack: pack.id.clone(),
                number: pack.number.clone(),
                country: pack.authority.country.clone(),
                state: if later.is_some() { State::Announced } else { state },
                since: ask.days.map_or(since, |(from, _)| from.max(since)),
                until: ask.days.and_then(|(_, last)| last).or(until),
                open: pack.open.clone().filter(|_| state == State::Open || pack.suspended.is_none()),
                source: ask.source.clone().or(pack.sources.first().cloned()).unwrap_or_default(),
                confidence: ask.confidence.unwrap_or(pack.confidence),
                asked: ask,
            }
        })
        .collect()
}

/// Whether the end of a pack was known on a day.
fn knows_end(pack: &Pack, date: Date) -> bool {
    date >= pack.until_announced.unwrap_or(pack.announced)
}

/// Packs that count: those of the program, and those that a scenario names in their place or by a file.
fn counting(laid: &[LaidPack]) -> Vec<&Pack> {
    let named = |id: &str| laid.iter().any(|l| l.pack.id == id);
    let replaced = |id: &str| laid.iter().any(|l| l.pack.instead_of.as_deref() == Some(id));
    let shipped = rules::all().iter().filter(|pack| match &pack.instead_of {
        Some(_) => named(&pack.id),
        None => !replaced(&pack.id) || named(&pack.id),
    });
    let mut packs: Vec<&Pack> = shipped.filter(|pack| !laid.iter().any(|l| l.pack.id == pack.id)).collect();
    packs.extend(laid.iter().map(|l| &l.pack));
    packs.sort_by(|a, b| (a.announced, &a.id).cmp(&(b.announced, &b.id)));
    packs
}

/// What holds on a day, for a country and for the lanes of a scenario.
#[must_use]
pub(crate) fn rules_at(date: Date, destination: Option<&str>, loaded: Option<&Loaded>) -> RulesAtAnswer {
    let laid = loaded.map_or(&[][..], |loaded| &loaded.packs);
    let packs = counting(laid);
    let concerns = |rule: &RuleOnDay| {
        let to = &rule.asked.destinations;
        destination.is_none_or(|country| to.is_empty() || to.iter().any(|one| one == country))
    };
    let rules = packs.iter().flat_map(|pack| on_day(pack, date)).filter(concerns);
    let shown = |rule: &RuleOnDay| !matches!(rule.state, State::Unknown | State::Ended);
    let (in_force, not_in_force) = rules.filter(shown).partition(|rule| rule.state.holds());
    let scenario = loaded.map(|loaded| ScenarioRules {
        title: loaded.scenario.title.clone(),
        named: laid.iter().map(|l| l.pack.id.clone()).collect(),
        lanes: lanes::lanes(&loaded.scenario, laid, &packs, (date, destination)),
    });
    RulesAtAnswer { date, destination: destination.map(str::to_owned), in_force, not_in_force, scenario }
}
