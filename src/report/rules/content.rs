//! Regulations on a terminal.

use std::fmt::Write as _;

use super::super::columns::{Layout, bold, hanging, paragraph};
use super::super::content::{Content, Table};
use super::super::words::{counted, upper_first};
use super::rows::{diff_shown, lanes_shown, list_shown, rules_shown};
use super::words::{confidence, force, needs, state, whom};
use crate::experiment::{
    LaneNeeds, Needs, RegulationFacts, RuleOnDay, RulesAtAnswer, RulesDiffAnswer, RulesListAnswer, ScenarioRules, State,
};

/// All packs as a table.
pub(crate) fn render_list(answer: &RulesListAnswer, layout: Layout) -> String {
    let all = &answer.regulations;
    let told = all.iter().filter(|facts| !facts.laid).count();
    let named = all.iter().filter(|facts| facts.asks.iter().any(|asked| asked.needs == Needs::Licence));
    let note = format!(
        "{}. A scenario names those that hold in it: \"rules\": [\"{}\"]. {told} are told alone: they are no licence, quota \
         or list of an authority. `linestop rules show PACK` says all of one.",
        counted(all.len() as u64, "pack"),
        named.max_by_key(|facts| facts.asks.len()).map_or("", |facts| &facts.pack),
    );
    let title = "Rule packs that come with linestop".to_owned();
    Content { title, tables: vec![list_shown(answer)], notes: vec![note], ..Content::default() }.draw(layout)
}

/// One pack, all of it.
pub(crate) fn render_one(facts: &RegulationFacts, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&format!("{}: {}, {}", facts.pack, facts.number, facts.title), layout), layout);
    let mut line = |name: &str, words: &str| {
        let [first, others] = [0, 2];
        text.push_str(&hanging(&format!("{name}: {words}"), [first, others], layout.width));
        text.push('\n');
    };
    line("Authority", &format!("{} ({})", facts.authority, facts.country));
    line("Announced", &facts.announced.to_string());
    line("In force", &force(facts).replace("\nnot ", ", suspended "));
    if let Some((_, _, by)) = &facts.suspended {
        line("Suspended by", by);
    }
    for asked in &facts.asks {
        let detail = asked.detail.as_ref().map_or(String::new(), |detail| format!(" ({detail})"));
        let days = asked.days.map_or(String::new(), |(from, until)| match until {
            Some(until) => format!(", {from} to {until}"),
            None => format!(", from {from}"),
        });
        line(needs(asked.needs), &format!("{}; {}{detail}{days}", asked.what, whom(asked)));
    }
    for item in &facts.items {
        let mut words = item.goods.clone();
        for (name, part) in [("threshold", &item.threshold), ("entry", &item.entry)] {
            words.extend(part.iter().map(|part| format!("; {name}: {part}")));
        }
        if !item.codes.is_empty() {
            let _ = write!(words, "; codes: {}", item.codes.join(", "));
        }
        line("Goods", &words);
    }
    let more = [
        ("Users and uses", &facts.end_use),
        ("Practice", &facts.practice),
        ("Not found", &facts.open),
        ("Assumed", &facts.date_assumed),
        ("Note", &facts.note),
    ];
    for (name, words) in more {
        if let Some(words) = words {
            line(name, words);
        }
    }
    for source in &facts.sources {
        line("Source", source);
    }
    line("Confidence", confidence(facts.confidence));
    text
}

/// What holds on a day as tables.
pub(crate) fn render_at(answer: &RulesAtAnswer, layout: Layout) -> String {
    let scenario = answer.scenario.as_ref();
    let of = scenario.map_or_else(|| "Regulations".to_owned(), |of| format!("{}: regulations", of.title));
    let to = answer.destination.as_ref().map_or(String::new(), |country| format!(" for {country}"));
    let not_yet = |wanted: State| {
        let rules: Vec<RuleOnDay> = answer.not_in_force.iter().filter(|rule| rule.state == wanted).cloned().collect();
        (!rules.is_empty()).then(|| rules_shown(&upper_first(state(wanted)), &rules))
    };
    let mut tables: Vec<Table> = scenario.map(lanes).into_iter().collect();
    tables.push(rules_shown("In force", &answer.in_force));
    tables.extend([State::Announced, State::Suspended].into_iter().filter_map(not_yet));
    let more = "Thresholds, customs codes and sources: `linestop rules show PACK`, or --json. No legal advice: the texts of \
                the authorities hold.";
    let content = Content {
        title: format!("{of} on {}{to}", answer.date),
        basis: scenario.map_or_else(String::new, counts),
        tables,
        notes: open(answer).into_iter().chain([more.to_owned()]).collect(),
        ..Content::default()
    };
    content.draw(layout)
}

/// What was not found of what holds, each once.
fn open(answer: &RulesAtAnswer) -> Vec<String> {
    let mut said: Vec<(&str, State, Vec<&str>)> = Vec::new();
    for rule in &answer.in_force {
        let Some(words) = rule.open.as_deref() else { continue };
        match said.iter_mut().find(|(known, state, _)| *known == words && *state == rule.state) {
            Some((_, _, packs)) if packs.contains(&rule.pack.as_str()) => {}
            Some((_, _, packs)) => packs.push(&rule.pack),
            None => said.push((words, rule.state, vec![&rule.pack])),
        }
    }
    let sentence = |(words, state, packs): (&str, State, Vec<&str>)| {
        let alone = if state == State::Open { "in force by the text alone. " } else { "" };
        format!("{}: {alone}{words}", packs.join(", "))
    };
    said.into_iter().map(sentence).collect()
}

/// How many lanes of a scenario need what.
fn counts(scenario: &ScenarioRules) -> String {
    let of = |wanted: &[LaneNeeds]| scenario.lanes.iter().filter(|lane| wanted.contains(&lane.verdict)).count();
    format!(
        "{} between countries: {} refused, {} with a licence, {} free.",
        counted(scenario.lanes.len() as u64, "lane"),
        of(&[LaneNeeds::Refused]),
        of(&[LaneNeeds::Licence, LaneNeeds::Quota]),
        of(&[LaneNeeds::Free]),
    )
}

/// What lanes of a scenario need, and by which packs it is not simulated.
fn lanes(scenario: &ScenarioRules) -> Table {
    let asked = scenario.lanes.iter().filter(|lane| !lane.simulated).flat_map(|lane| &lane.packs);
    let mut others: Vec<&str> = asked.filter(|pack| !scenario.named.contains(pack)).map(String::as_str).collect();
    others.sort_unstable();
    others.dedup();
    let them = others.join(", ");
    let note = format!("Not named by the scenario, so not simulated unless it says the same itself: {them}.");
    lanes_shown(scenario).noting(if them.is_empty() { "" } else { &note })
}

/// What differs as a table.
pub(crate) fn render_rules_diff(answer: &RulesDiffAnswer, layout: Layout) -> String {
    let title = format!("From {} to {}", answer.old, answer.new);
    let content = if answer.changes.is_empty() {
        Content { title, basis: "Nothing differs.".to_owned(), ..Content::default() }
    } else {
        Content { title, tables: vec![diff_shown(answer)], notes: answer.open.clone(), ..Content::default() }
    };
    content.draw(layout)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::experiment::{RulesSide, rules_at, rules_diff, rules_list};

    #[test]
    fn eighty_letters_are_room_for_all_columns() {
        let layout = Layout { width: 80, colour: false };
        let days = [date(2025, 4, 4), date(2025, 12, 1), date(2026, 11, 29)];
        let mut told = vec![render_list(&rules_list(), layout)];
        told.extend(days.map(|day| render_at(&rules_at(day, None, None), layout)));
        let [first, .., last] = days.map(RulesSide::Day);
        told.push(render_rules_diff(&rules_diff(&first, &last), layout));
        for text in told {
            assert!(!text.contains("no room here"), "{text}");
        }
    }
}
