//! Regulations on a terminal.

use std::fmt::Write as _;

use comfy_table::Cell;

use super::super::columns::{Column, GAP, Layout, bold, grid, hanging, paragraph};
use super::super::words::counted;
use super::words::{change, confidence, days, force, needs, state, summary, verdict, whom};
use crate::experiment::{
    LaneNeeds, Needs, RegulationFacts, RuleOnDay, RulesAtAnswer, RulesDiffAnswer, RulesListAnswer, ScenarioRules, State,
};

/// A cell of words, in lines that are no longer than this.
fn cell(words: &str, longest: u16) -> Cell {
    Cell::new(words.lines().map(|line| hanging(line, [0, 2], longest)).collect::<Vec<_>>().join("\n"))
}

/// All packs as a table.
#[must_use]
pub(crate) fn render_list(answer: &RulesListAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let all = &answer.regulations;
    paragraph(&mut text, &bold("Rule packs that come with linestop", layout), layout);
    let columns = vec![
        Column::new("Pack", false, all.iter().map(|facts| Cell::new(&facts.pack))),
        Column::new("Announced", false, all.iter().map(|facts| Cell::new(facts.announced))),
        Column::new("In force", false, all.iter().map(|facts| Cell::new(force(facts)))),
        Column::new("What it asks for", false, all.iter().map(|facts| cell(&summary(facts), 34))),
    ];
    let _ = write!(text, "\n{}\n\n", grid(&columns, GAP, layout));
    let told = all.iter().filter(|facts| !facts.laid).count();
    paragraph(
        &mut text,
        &format!(
            "{}. A scenario names those that hold in it: \"rules\": [\"{}\"]. {told} are told alone: they are no \
             licence, quota or list of an authority. `linestop rules show PACK` says all of one.",
            counted(all.len() as u64, "pack"),
            all.iter()
                .filter(|facts| facts.asks.iter().any(|asked| asked.needs == Needs::Licence))
                .max_by_key(|facts| facts.asks.len())
                .map_or("", |facts| &facts.pack),
        ),
        layout,
    );
    text
}

/// One pack, all of it.
#[must_use]
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
#[must_use]
pub(crate) fn render_at(answer: &RulesAtAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let to = answer.destination.as_ref().map_or(String::new(), |country| format!(" for {country}"));
    if let Some(scenario) = &answer.scenario {
        lanes(&mut text, answer, scenario, layout);
    }
    paragraph(&mut text, &bold(&format!("In force on {}{to}", answer.date), layout), layout);
    let _ = write!(text, "\n{}\n\n", rules(&answer.in_force, false, layout));
    if !answer.not_in_force.is_empty() {
        paragraph(&mut text, &bold(&format!("Announced or suspended on {}{to}", answer.date), layout), layout);
        let _ = write!(text, "\n{}\n\n", rules(&answer.not_in_force, true, layout));
    }
    for sentence in open(answer) {
        paragraph(&mut text, &sentence, layout);
    }
    paragraph(
        &mut text,
        "Thresholds, customs codes and sources: `linestop rules show PACK`, or --json. No legal advice: the texts of the \
         authorities hold.",
        layout,
    );
    text
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

/// One row for what a pack asks alike.
fn rules(rules: &[RuleOnDay], with_state: bool, layout: Layout) -> String {
    let mut rows: Vec<(&RuleOnDay, Vec<String>)> = Vec::new();
    for rule in rules {
        let limit = if rule.asked.threshold.is_some() { " *" } else { "" };
        let what = format!("{}{limit}", rule.asked.what);
        let alike = |other: &RuleOnDay| {
            other.pack == rule.pack
                && other.asked.needs == rule.asked.needs
                && (other.since, other.until, other.state) == (rule.since, rule.until, rule.state)
                && other.asked.detail == rule.asked.detail
        };
        match rows.last_mut().filter(|(other, _)| alike(other)) {
            Some((_, whats)) => whats.push(what),
            None => rows.push((rule, vec![what])),
        }
    }
    let each = || rows.iter();
    let detail = |rule: &RuleOnDay| match (&rule.asked.detail, rule.asked.needs) {
        (Some(words), Needs::Quota | Needs::OutputQuota) => format!(": {words}"),
        _ => String::new(),
    };
    let mut columns = vec![
        Column::new(
            "What",
            false,
            each().map(|(rule, what)| cell(&format!("{}{}", what.join(", "), detail(rule)), 24)),
        ),
        Column::new("Asks for", false, each().map(|(rule, _)| Cell::new(needs(rule.asked.needs)))),
        Column::new("For", false, each().map(|(rule, _)| cell(&whom(&rule.asked), 24))),
        Column::new("Since, until", false, each().map(|(rule, _)| Cell::new(days(rule).replace(" to ", "\n")))),
        Column::new("Pack", false, each().map(|(rule, _)| Cell::new(&rule.pack))),
    ];
    if with_state {
        columns.insert(4, Column::new("State", false, each().map(|(rule, _)| Cell::new(state(rule.state)))));
    }
    let starred = rules.iter().any(|rule| rule.asked.threshold.is_some());
    let note = if starred { "\n* from a content, purity or size on" } else { "" };
    format!("{}{note}", grid(&columns, GAP, layout))
}

/// What lanes of a scenario need.
fn lanes(text: &mut String, answer: &RulesAtAnswer, scenario: &ScenarioRules, layout: Layout) {
    paragraph(text, &bold(&format!("{}: lanes on {}", scenario.title, answer.date), layout), layout);
    let of = |wanted: &[LaneNeeds]| scenario.lanes.iter().filter(|lane| wanted.contains(&lane.verdict)).count();
    let licensed = of(&[LaneNeeds::Licence, LaneNeeds::Quota]);
    paragraph(
        text,
        &format!(
            "{} between countries: {} refused, {licensed} with a licence, {} free.",
            counted(scenario.lanes.len() as u64, "lane"),
            of(&[LaneNeeds::Refused]),
            of(&[LaneNeeds::Free]),
        ),
        layout,
    );
    let each = || scenario.lanes.iter();
    let columns = vec![
        Column::new(
            "Material,\nlane",
            false,
            each().map(|lane| cell(&format!("{}\n{}", lane.material, lane.lane), 24)),
        ),
        Column::new(
            "Buyer",
            false,
            each().map(|lane| {
                let end_use = if lane.end_use == "civil" { "" } else { ", defence" };
                cell(&format!("{} ({}{end_use})", lane.buyer, lane.to), 22)
            }),
        ),
        Column::new(
            "Needs,\nsince",
            false,
            each().map(|lane| {
                let since = lane.since.map_or(String::new(), |day| format!("\n{day}"));
                Cell::new(format!("{}{since}", verdict(lane.verdict)))
            }),
        ),
        Column::new("For", false, each().map(|lane| cell(&lane.because.join(", "), 16))),
        Column::new("Pack", false, each().map(|lane| Cell::new(lane.packs.join("\n")))),
    ];
    let _ = write!(text, "\n{}\n\n", grid(&columns, GAP, layout));
    let mut others: Vec<&str> =
        each().filter(|lane| !lane.simulated).flat_map(|lane| lane.packs.iter().map(String::as_str)).collect();
    others.retain(|pack| !scenario.named.iter().any(|named| named == pack));
    others.sort_unstable();
    others.dedup();
    if !others.is_empty() {
        let them = others.join(", ");
        paragraph(
            text,
            &format!("Not named by the scenario, so not simulated unless it says the same itself: {them}."),
            layout,
        );
    }
    text.push('\n');
}

/// What differs as a table.
#[must_use]
pub(crate) fn render_rules_diff(answer: &RulesDiffAnswer, layout: Layout) -> String {
    let mut text = String::new();
    paragraph(&mut text, &bold(&format!("From {} to {}", answer.old, answer.new), layout), layout);
    if answer.changes.is_empty() {
        paragraph(&mut text, "Nothing differs.", layout);
        return text;
    }
    let each = || answer.changes.iter();
    let words = |words: &Option<String>| cell(words.as_deref().unwrap_or("–"), 24);
    let columns = vec![
        Column::new("What", false, each().map(|row| cell(&row.what, 30))),
        Column::new("", false, each().map(|row| Cell::new(change(row.change)))),
        Column::new("For", false, each().map(|row| cell(&row.whom, 22))),
        Column::new("Was", false, each().map(|row| words(&row.was))),
        Column::new("Is", false, each().map(|row| words(&row.is))),
        Column::new("Pack", false, each().map(|row| Cell::new(row.packs.join("\n")))),
    ];
    let _ = write!(text, "\n{}\n\n", grid(&columns, GAP, layout));
    for sentence in &answer.open {
        paragraph(&mut text, sentence, layout);
    }
    text
}
