//! What differs between two regulations, or between two days.

use indexmap::IndexMap;
use jiff::civil::Date;

use super::answer::{Asked, Needs, RuleChange, RuleChangeKind, RuleOnDay, RulesDiffAnswer};
use super::{asked, counting, on_day};
use crate::scenario::rules::Pack;

/// One side of a comparison.
#[derive(Clone, Debug)]
pub(crate) enum RulesSide {
    /// A pack.
    Pack(Box<Pack>),
    /// What holds on a day.
    Day(Date),
}

impl RulesSide {
    fn name(&self) -> String {
        match self {
            Self::Pack(pack) => pack.id.clone(),
            Self::Day(date) => date.to_string(),
        }
    }

    /// What it asks for, each thing with how, and the pack that says so.
    fn asks(&self) -> Vec<(Asked, String, String, Option<String>)> {
        let row =
            |pack: &Pack, ask: Asked| (ask, pack.id.clone(), pack.sources.first().cloned().unwrap_or_default(), None);
        match self {
            Self::Pack(pack) => asked(pack).into_iter().map(|ask| row(pack, ask)).collect(),
            Self::Day(date) => {
                let rules = counting(&[]).into_iter().flat_map(|pack| on_day(pack, *date));
                let holding = rules.filter(|rule| rule.state.holds());
                holding.map(|RuleOnDay { asked, pack, source, open, .. }| (asked, pack, source, open)).collect()
            }
        }
    }
}

/// What asks for how much of the same thing.
#[derive(Default)]
struct Side {
    how: Vec<String>,
    packs: Vec<String>,
    source: Option<String>,
}

impl Side {
    fn how(&self) -> Option<String> {
        (!self.how.is_empty()).then(|| self.how.join("; "))
    }
}

/// What the second asks for otherwise than the first.
#[must_use]
pub(crate) fn rules_diff(old: &RulesSide, new: &RulesSide) -> RulesDiffAnswer {
    let mut known: IndexMap<(String, String), [Side; 2]> = IndexMap::new();
    let mut open = Vec::new();
    for (at, side) in [old, new].into_iter().enumerate() {
        for (ask, pack, source, unknown) in side.asks() {
            let key = (ask.what.clone(), whom(&ask));
            let here = &mut known.entry(key).or_default()[at];
            here.how.push(how(&ask));
            here.packs.push(pack.clone());
            here.source.get_or_insert(source);
            if let Some(text) = unknown.filter(|_| at == 1) {
                let text = format!("{pack}: {text}");
                if !open.contains(&text) {
                    open.push(text);
                }
            }
        }
    }
    let mut changes = Vec::new();
    for ((what, whom), [was, is]) in known {
        let (before, now) = (was.how(), is.how());
        if before == now {
            continue;
        }
        let change = match (&before, &now) {
            (None, _) => RuleChangeKind::Added,
            (_, None) => RuleChangeKind::Removed,
            _ => RuleChangeKind::Changed,
        };
        let mut packs = was.packs;
        packs.extend(is.packs.into_iter().filter(|pack| !packs.contains(pack)).collect::<Vec<_>>());
        packs.dedup();
        changes.push(RuleChange { change, what, whom, was: before, is: now, packs, source: is.source.or(was.source) });
    }
    let mut answer = RulesDiffAnswer { old: old.name(), new: new.name(), changes, open };
    if let (RulesSide::Pack(one), RulesSide::Pack(other)) = (old, new) {
        answer.changes.extend(dates(one, other));
    }
    let named: Vec<&str> = answer.changes.iter().flat_map(|c| c.packs.iter().map(String::as_str)).collect();
    answer.open.retain(|text| named.iter().any(|pack| text.starts_with(&format!("{pack}:"))));
    answer
}

/// For whom, with the countries where the words do not say them.
fn whom(ask: &Asked) -> String {
    match ask.destinations.as_slice() {
        [] => ask.whom.clone(),
        _ if ask.whom == "all destinations" => ask.destinations.join(", "),
        countries => format!("{} ({})", ask.whom, countries.join(", ")),
    }
}

/// What is asked, in words.
fn how(ask: &Asked) -> String {
    let needs = match ask.needs {
        Needs::Refused => "refused",
        Needs::Quota => "licence within a quota",
        Needs::Licence => "licence",
        Needs::Watched => "single licences alone, with a report on risk",
        Needs::NamedExporters => "named exporters alone",
        Needs::Barred => "not bought",
        Needs::OutputQuota => "quota",
        Needs::Told => "see its text",
    };
    let with = |text: &Option<String>| text.as_ref().map_or(String::new(), |text| format!(" ({text})"));
    let detail = if matches!(ask.needs, Needs::Quota | Needs::OutputQuota) { with(&ask.detail) } else { String::new() };
    format!("{needs}{}{detail}", with(&ask.threshold))
}

/// Dates of two packs that differ.
fn dates(old: &Pack, new: &Pack) -> Vec<RuleChange> {
    let day = |date: Option<Date>| date.map(|date| date.to_string());
    let pause = |pack: &Pack| pack.suspended.as_ref().map(|p| format!("{} to {}, by {}", p.from, p.until, p.by));
    let rows = [
        ("announced", day(Some(old.announced)), day(Some(new.announced))),
        ("in force from", day(Some(old.in_force)), day(Some(new.in_force))),
        ("until", day(old.until), day(new.until)),
        ("suspended", pause(old), pause(new)),
        ("users and uses", old.end_use.clone(), new.end_use.clone()),
        ("practice", old.practice.clone(), new.practice.clone()),
        (
            "confidence",
            Some(format!("{:?}", old.confidence).to_lowercase()),
            Some(format!("{:?}", new.confidence).to_lowercase()),
        ),
    ];
    let differ = rows.into_iter().filter(|(_, was, is)| was != is);
    let of = |(what, was, is): (&str, Option<String>, Option<String>)| RuleChange {
        change: match (&was, &is) {
            (None, _) => RuleChangeKind::Added,
            (_, None) => RuleChangeKind::Removed,
            _ => RuleChangeKind::Changed,
        },
        what: what.to_owned(),
        whom: "the regulation".to_owned(),
        was,
        is,
        packs: vec![old.id.clone(), new.id.clone()],
        source: new.sources.first().cloned(),
    };
    differ.map(of).collect()
}
