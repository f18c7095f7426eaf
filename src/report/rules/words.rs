//! What is said of regulations, alike in every form.

use std::fmt::Write as _;

use crate::experiment::{Asked, Confidence, LaneNeeds, Needs, RegulationFacts, RuleChangeKind, State};

/// What is asked for, in a word or two.
pub(super) fn needs(needs: Needs) -> &'static str {
    match needs {
        Needs::Refused => "refused",
        Needs::Quota => "licence, quota",
        Needs::Licence => "licence",
        Needs::Watched => "watch list",
        Needs::NamedExporters => "named exporters",
        Needs::Barred => "not bought",
        Needs::OutputQuota => "output quota",
        Needs::Told => "see its text",
    }
}

/// What a lane needs.
pub(super) fn verdict(verdict: LaneNeeds) -> &'static str {
    match verdict {
        LaneNeeds::Refused => "refused",
        LaneNeeds::Quota => "licence, quota",
        LaneNeeds::Licence => "licence",
        LaneNeeds::Free => "free",
        LaneNeeds::Grey => "grey",
    }
}

pub(super) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Reported => "reported",
        Confidence::Derived => "derived",
        Confidence::Estimate => "estimate",
    }
}

pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Unknown => "not announced",
        State::Announced => "announced",
        State::InForce => "in force",
        State::Suspended => "suspended",
        State::Open => "in force by its text",
        State::Ended => "ended",
    }
}

pub(super) fn change(change: RuleChangeKind) -> &'static str {
    match change {
        RuleChangeKind::Added => "new",
        RuleChangeKind::Removed => "gone",
        RuleChangeKind::Changed => "changed",
    }
}

/// For whom something is asked.
pub(super) fn whom(asked: &Asked) -> String {
    match asked.destinations.as_slice() {
        [] => asked.whom.clone(),
        countries if asked.whom == "all destinations" => countries.join(", "),
        countries => format!("{} ({})", asked.whom, countries.join(", ")),
    }
}

/// When a regulation holds.
pub(super) fn force(facts: &RegulationFacts) -> String {
    let mut text = match facts.until {
        Some(until) => format!("{} to {until}", facts.in_force),
        None => format!("{}", facts.in_force),
    };
    if let Some((from, until, _)) = &facts.suspended {
        let _ = write!(text, "\nnot {from} to {until}");
    }
    text
}

/// What regulations ask for, in the order in which it is told.
const KINDS: [Needs; 8] = [
    Needs::Refused,
    Needs::Quota,
    Needs::Licence,
    Needs::Watched,
    Needs::NamedExporters,
    Needs::Barred,
    Needs::OutputQuota,
    Needs::Told,
];

/// What a regulation asks for, shortly.
pub(super) fn summary(facts: &RegulationFacts) -> String {
    let mut parts: Vec<String> = Vec::new();
    for kind in KINDS {
        let of: Vec<&Asked> = facts.asks.iter().filter(|asked| asked.needs == kind).collect();
        if of.is_empty() {
            continue;
        }
        let mut what: Vec<&str> = of.iter().map(|asked| asked.what.as_str()).collect();
        what.dedup();
        parts.push(match kind {
            Needs::Told => "told alone".to_owned(),
            Needs::OutputQuota => "quotas of output".to_owned(),
            Needs::Refused | Needs::Watched | Needs::Barred => format!("{}: {}", needs(kind), whom(of[0])),
            _ => format!("{}: {}", needs(kind), what.join(", ")),
        });
    }
    parts.join("\n")
}
