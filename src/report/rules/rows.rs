//! Regulations as CSV.

use jiff::civil::Date;

use super::super::data::list_csv;
use super::words::{change, confidence, needs, state, verdict, whom};
use crate::experiment::{RegulationFacts, RuleOnDay, RulesAtAnswer, RulesDiffAnswer, RulesListAnswer};

fn day(date: Option<Date>) -> String {
    date.map_or(String::new(), |date| date.to_string())
}

fn words(words: Option<&String>) -> String {
    words.cloned().unwrap_or_default()
}

/// All packs: a row for each.
#[must_use]
pub(crate) fn list_rows_csv(answer: &RulesListAnswer) -> Vec<u8> {
    let row = |facts: &RegulationFacts| {
        let pause = facts.suspended.as_ref();
        let mut what: Vec<&str> = facts.asks.iter().map(|asked| asked.what.as_str()).collect();
        what.dedup();
        vec![
            facts.pack.clone(),
            facts.number.clone(),
            facts.title.clone(),
            facts.authority.clone(),
            facts.country.clone(),
            facts.announced.to_string(),
            facts.in_force.to_string(),
            day(facts.until),
            day(pause.map(|pause| pause.0)),
            day(pause.map(|pause| pause.1)),
            what.join("; "),
            words(facts.open.as_ref()),
            facts.sources.first().cloned().unwrap_or_default(),
            confidence(facts.confidence).to_owned(),
        ]
    };
    let headings = [
        "pack",
        "number",
        "title",
        "authority",
        "country",
        "announced",
        "in_force",
        "until",
        "suspended_from",
        "suspended_until",
        "what",
        "not_found",
        "source",
        "confidence",
    ];
    list_csv(&headings, &answer.regulations.iter().map(row).collect::<Vec<_>>())
}

/// One pack: a row for each of its goods.
#[must_use]
pub(crate) fn one_csv(facts: &RegulationFacts) -> Vec<u8> {
    let rows: Vec<Vec<String>> = facts
        .items
        .iter()
        .map(|item| {
            vec![
                facts.pack.clone(),
                item.goods.clone(),
                item.substances.join("; "),
                words(item.threshold.as_ref()),
                words(item.entry.as_ref()),
                item.codes.join("; "),
            ]
        })
        .collect();
    list_csv(&["pack", "goods", "substances", "threshold", "entry", "codes"], &rows)
}

/// What holds on a day: a row for each rule, or for each lane of a scenario.
#[must_use]
pub(crate) fn at_csv(answer: &RulesAtAnswer) -> Vec<u8> {
    if let Some(scenario) = &answer.scenario {
        let rows: Vec<Vec<String>> = scenario
            .lanes
            .iter()
            .map(|lane| {
                vec![
                    lane.lane.clone(),
                    lane.material.clone(),
                    lane.exporter.clone(),
                    lane.from.clone(),
                    lane.buyer.clone(),
                    lane.to.clone(),
                    lane.end_use.clone(),
                    verdict(lane.verdict).to_owned(),
                    lane.because.join("; "),
                    day(lane.since),
                    lane.packs.join("; "),
                    lane.simulated.to_string(),
                ]
            })
            .collect();
        let headings = [
            "lane",
            "material",
            "exporter",
            "from",
            "buyer",
            "to",
            "end_use",
            "needs",
            "for",
            "since",
            "packs",
            "simulated",
        ];
        return list_csv(&headings, &rows);
    }
    let row = |rule: &RuleOnDay| {
        vec![
            rule.country.clone(),
            rule.asked.what.clone(),
            needs(rule.asked.needs).to_owned(),
            words(rule.asked.threshold.as_ref()),
            whom(&rule.asked),
            state(rule.state).to_owned(),
            rule.since.to_string(),
            day(rule.until),
            words(rule.asked.detail.as_ref()),
            rule.pack.clone(),
            rule.number.clone(),
            rule.source.clone(),
            confidence(rule.confidence).to_owned(),
        ]
    };
    let headings = [
        "country",
        "what",
        "asks_for",
        "threshold",
        "for",
        "state",
        "since",
        "until",
        "detail",
        "pack",
        "number",
        "source",
        "confidence",
    ];
    let rows: Vec<Vec<String>> = answer.in_force.iter().chain(&answer.not_in_force).map(row).collect();
    list_csv(&headings, &rows)
}

/// What differs: a row for each change.
#[must_use]
pub(crate) fn diff_csv(answer: &RulesDiffAnswer) -> Vec<u8> {
    let rows: Vec<Vec<String>> = answer
        .changes
        .iter()
        .map(|row| {
            vec![
                row.what.clone(),
                change(row.change).to_owned(),
                row.whom.clone(),
                words(row.was.as_ref()),
                words(row.is.as_ref()),
                row.packs.join("; "),
                words(row.source.as_ref()),
            ]
        })
        .collect();
    list_csv(&["what", "change", "for", "was", "is", "packs", "source"], &rows)
}
