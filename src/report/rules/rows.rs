//! Regulations as tables: each one once, for terminals and as CSV.

use super::super::data::Data;
use super::super::fields::Fields;
use super::super::shown::{Table, words};
use super::words::{change, confidence, force, needs, state, summary, verdict, whom};
use crate::experiment::{
    ItemFacts, LaneOnDay, Needs, RegulationFacts, RuleChange, RuleOnDay, RulesAtAnswer, RulesDiffAnswer,
    RulesListAnswer, ScenarioRules,
};

/// All packs: a row for each.
pub(crate) fn list_rows_csv(answer: &RulesListAnswer) -> Vec<u8> {
    csv(&packs().table(("packs", "Rule packs"), "All rule packs", &answer.regulations))
}

/// One pack: a row for each of its goods.
pub(crate) fn one_csv(facts: &RegulationFacts) -> Vec<u8> {
    let mut columns = Fields::new();
    columns.text("pack", "name of the pack", |_| &facts.pack);
    columns.text("goods", "the goods", |item: &ItemFacts| &item.goods);
    columns.words("substances", "by which they are controlled", |item| item.substances.join("; "));
    columns.text("threshold", "from which content, purity or size on", |item| or_nothing(item.threshold.as_ref()));
    columns.text("entry", "of the control list", |item| or_nothing(item.entry.as_ref()));
    columns.words("codes", "customs codes", |item| item.codes.join("; "));
    csv(&columns.table(("goods", "Goods"), "Goods that a pack names", &facts.items))
}

/// What holds on a day: a row for each rule, or for each lane of a scenario.
pub(crate) fn at_csv(answer: &RulesAtAnswer) -> Vec<u8> {
    if let Some(scenario) = &answer.scenario {
        return csv(&lanes().table(("lanes", "Lanes"), "What lanes need on a day", &scenario.lanes));
    }
    let all = answer.in_force.iter().chain(&answer.not_in_force);
    csv(&rules().table(("rules", "Rules"), "What holds on a day", all.map(std::slice::from_ref)))
}

/// What differs: a row for each change.
pub(crate) fn diff_csv(answer: &RulesDiffAnswer) -> Vec<u8> {
    csv(&changes().table(("changes", "Changes"), "What differs", &answer.changes))
}

fn csv(data: &Data) -> Vec<u8> {
    let mut out = Vec::new();
    // A vector takes all that is written.
    let _ = data.csv(&mut out);
    out
}

/// All packs, for a terminal.
pub(super) fn list_shown(answer: &RulesListAnswer) -> Table {
    on_terminal(packs().shown("", |_| "", &answer.regulations))
}

/// Rules on a day, for a terminal: one row for what a pack asks alike.
pub(super) fn rules_shown(title: &str, all: &[RuleOnDay]) -> Table {
    let alike = |a: &RuleOnDay, b: &RuleOnDay| {
        (&a.pack, a.asked.needs, a.state, a.since, a.until, &a.asked.detail)
            == (&b.pack, b.asked.needs, b.state, b.since, b.until, &b.asked.detail)
    };
    let starred = all.iter().any(|rule| rule.asked.threshold.is_some());
    let note = if starred { "* from a content, purity or size on" } else { "" };
    on_terminal(rules().shown(title, |_| "", all.chunk_by(alike)).noting(note))
}

/// Lanes of a scenario, for a terminal.
pub(super) fn lanes_shown(scenario: &ScenarioRules) -> Table {
    on_terminal(lanes().shown("Lanes", |_| "", &scenario.lanes))
}

/// What differs, for a terminal.
pub(super) fn diff_shown(answer: &RulesDiffAnswer) -> Table {
    on_terminal(changes().shown("", |_| "", &answer.changes))
}

fn on_terminal(table: Table) -> Table {
    table.on_terminal("the answer by --json", usize::MAX)
}

fn or_nothing(words: Option<&String>) -> &str {
    words.map_or("", String::as_str)
}

fn packs<'a>() -> Fields<'a, &'a RegulationFacts> {
    let mut columns = Fields::<&RegulationFacts>::new();
    columns.text("pack", "name of the pack", |facts| &facts.pack);
    columns.show("Pack");
    columns.text("number", "number or name of the regulation", |facts| &facts.number);
    columns.text("title", "what it is about", |facts| &facts.title);
    columns.text("authority", "who issued it", |facts| &facts.authority);
    columns.text("country", "country of the authority", |facts| &facts.country);
    columns.date("announced", "day on which it was announced", |facts| Some(facts.announced));
    columns.show_as("Announced", |facts| words(facts.announced.to_string()));
    columns.date("in_force", "first day on which it holds", |facts| Some(facts.in_force));
    columns.date("until", "last day on which it holds", |facts| facts.until);
    let pause = |facts: &RegulationFacts| facts.suspended.as_ref().map(|(from, until, _)| (*from, *until));
    columns.date("suspended_from", "first day of its suspension", move |facts| pause(facts).map(|days| days.0));
    columns.date("suspended_until", "last day of its suspension", move |facts| pause(facts).map(|days| days.1));
    columns.show_as("In force", |facts| words(force(facts))).wide(16);
    columns.words("what", "of what it asks for something", |facts| {
        let mut what: Vec<&str> = facts.asks.iter().map(|asked| asked.what.as_str()).collect();
        what.dedup();
        what.join("; ")
    });
    columns.show_as("What it asks for", |facts| words(summary(facts))).wide(29);
    columns.text("not_found", "what was not found", |facts| or_nothing(facts.open.as_ref()));
    columns.text("source", "the main source", |facts| or_nothing(facts.sources.first()));
    columns.text("confidence", "how sure it is", |facts| confidence(facts.confidence));
    columns
}

/// Rules on a day: of each row those that a pack asks alike.
fn rules<'a>() -> Fields<'a, &'a [RuleOnDay]> {
    let mut columns = Fields::<&[RuleOnDay]>::new();
    columns.show_as("What it asks for", |alike| words(asks(alike)));
    columns.text("country", "country of the authority", |alike| &alike[0].country);
    columns.text("what", "of what", |alike| &alike[0].asked.what);
    columns.text("asks_for", "what it asks for", |alike| needs(alike[0].asked.needs));
    let about = "from which content, purity or size on";
    columns.text("threshold", about, |alike| or_nothing(alike[0].asked.threshold.as_ref()));
    columns.words("for", "for whom", |alike| whom(&alike[0].asked));
    columns.show("For");
    columns.text("state", "whether it holds", |alike| state(alike[0].state));
    columns.date("since", "since when, or from when on", |alike| Some(alike[0].since));
    columns.date("until", "until when, if that is known", |alike| alike[0].until);
    columns.show_as("Since, until", |alike| {
        let until = alike[0].until.map_or_else(String::new, |until| format!("\n{until}"));
        words(format!("{}{until}", alike[0].since))
    });
    columns.text("detail", "more of it", |alike| or_nothing(alike[0].asked.detail.as_ref()));
    columns.text("pack", "name of the pack", |alike| &alike[0].pack);
    columns.show("Pack");
    columns.text("number", "number or name of the regulation", |alike| &alike[0].number);
    columns.text("source", "the main source", |alike| &alike[0].source);
    columns.text("confidence", "how sure it is", |alike| confidence(alike[0].confidence));
    columns
}

/// "licence: graphite *, Sb".
fn asks(alike: &[RuleOnDay]) -> String {
    let asked = &alike[0].asked;
    let star = |rule: &RuleOnDay| format!("{}{}", rule.asked.what, rule.asked.threshold.as_ref().map_or("", |_| " *"));
    let what: Vec<String> = alike.iter().map(star).collect();
    let detail = match (&asked.detail, asked.needs) {
        (Some(words), Needs::Quota | Needs::OutputQuota) => format!(": {words}"),
        _ => String::new(),
    };
    format!("{}: {}{detail}", needs(asked.needs), what.join(", "))
}

fn lanes<'a>() -> Fields<'a, &'a LaneOnDay> {
    let mut columns = Fields::<&LaneOnDay>::new();
    columns.show_as("Material, buyer, lane", |lane| {
        let end_use = if lane.end_use == "civil" { "" } else { ", defence" };
        words(format!("{} to {} ({}{end_use})\n{}", lane.material, lane.buyer, lane.to, lane.lane))
    });
    columns.text("lane", "key of the lane", |lane| &lane.lane);
    columns.text("material", "name of the material", |lane| &lane.material);
    columns.text("exporter", "name of the exporter", |lane| &lane.exporter);
    columns.text("from", "its country", |lane| &lane.from);
    columns.text("buyer", "name of the buyer", |lane| &lane.buyer);
    columns.text("to", "its country", |lane| &lane.to);
    columns.text("end_use", "end use of the buyer", |lane| &lane.end_use);
    columns.text("needs", "what the lane needs", |lane| verdict(lane.verdict));
    columns.show_as("Needs, since", |lane| {
        let since = lane.since.map_or_else(String::new, |day| format!("\n{day}"));
        words(format!("{}{since}", verdict(lane.verdict)))
    });
    columns.words("for", "substances and entries for which it does", |lane| lane.because.join("; "));
    columns.show_as("For", |lane| words(lane.because.join(", "))).wide(20);
    columns.date("since", "since when", |lane| lane.since);
    columns.words("packs", "packs that say so", |lane| lane.packs.join("; "));
    columns.show_as("Pack", |lane| words(lane.packs.join("\n")));
    let about = "whether the scenario is simulated by all these packs";
    columns.words("simulated", about, |lane| lane.simulated.to_string());
    columns
}

fn changes<'a>() -> Fields<'a, &'a RuleChange> {
    let mut columns = Fields::<&RuleChange>::new();
    columns.text("what", "of what", |row| &row.what);
    columns.text("change", "how it changed", |row| change(row.change));
    columns.text("for", "for whom", |row| &row.whom);
    columns.show_as("What, for whom", |row| words(format!("{}; {}", row.what, row.whom)));
    columns.text("was", "how it was", |row| or_nothing(row.was.as_ref()));
    columns.text("is", "how it is", |row| or_nothing(row.is.as_ref()));
    let was_is = |row: &RuleChange| match (&row.was, &row.is) {
        (Some(was), Some(is)) => words(format!("was: {was}\nis: {is}")),
        (was, is) => words(format!("{}: {}", change(row.change), or_nothing(was.as_ref().or(is.as_ref())))),
    };
    columns.show_as("Was, is", was_is).wide(34);
    columns.words("packs", "packs that say so", |row| row.packs.join("; "));
    columns.show_as("Pack", |row| words(row.packs.join("\n")));
    columns.text("source", "the main source", |row| or_nothing(row.source.as_ref()));
    columns
}
