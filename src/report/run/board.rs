//! The section of a run's page for a board: strategic raw materials, where they come from, what a disruption does, what
//! has been done, how sure that is, what is not known.

use serde::Serialize;

use super::super::assumptions::Assumptions;
use super::super::content::{Table, number, words};
use super::super::fields::Fields;
use super::super::words::{amount_of, amount_with_interval, chance, counted, date, days, few, share, whole};
use super::lines::{first_halt, halt_length};
use crate::experiment::{LineAnswer, RawMaterialsAnswer, RawStage, RunAnswer, StrategicPart, UsingLine};
use crate::reading::country_name;

/// What a page says to a board.
#[derive(Serialize)]
pub(in crate::report) struct Board {
    /// The most important in sentences.
    pub answers: Vec<String>,
    /// Where it comes from, what a disruption does, what has been done.
    pub tables: Vec<Table>,
    /// How sure it is.
    pub confidence: Vec<String>,
    /// What is not known.
    pub unknown: Vec<String>,
    /// The duty, and where it is written.
    pub duty: &'static str,
    /// The address of its text.
    pub address: &'static str,
}

const DUTY: &str = "Regulation (EU) 2024/1252 (Critical Raw Materials Act), article 24, in short: a large company that uses \
                    strategic raw materials for the technologies named there assesses their supply at least every three \
                    years, to the extent that it can get the information: where they are extracted, processed or \
                    recycled, what could affect their supply, and how vulnerable it is to a disruption. Where it finds \
                    significant vulnerabilities, it takes efforts to mitigate them, and looks at other sources and at \
                    substitutes. It may present a report to its board; a Member State may require it to. Member States \
                    determine which companies are meant. An amendment was proposed on 3 December 2025; what became of \
                    it is not known here. Which materials are strategic: annex I, section 1. This section is a \
                    contribution to such an assessment, made from one run of one scenario; it is no legal advice.";
/// Share of one third country that the Act aims at not to exceed (article 5, for the Union as a whole).
const AIM: f64 = 0.65;
/// Goods that a sentence names.
const MOST_NAMED: usize = 5;
/// Rows of a table that people read.
const MOST_ROWS: usize = 24;
const ADDRESS: &str = "http://data.europa.eu/eli/reg/2024/1252/oj";

/// The section; nothing where no line uses a strategic raw material.
pub(super) fn board(answer: &RunAnswer, assumptions: Option<&Assumptions>) -> Option<Board> {
    let found = answer.raw_materials.as_ref()?;
    let mut lines: Vec<(&UsingLine, &LineAnswer)> =
        found.lines.iter().filter_map(|using| Some((using, answer.line(&using.site)?))).collect();
    lines.sort_by(|a, b| b.1.halt.share.total_cmp(&a.1.halt.share));
    Some(Board {
        answers: answers(answer, found, &lines),
        tables: vec![origins(found), disruptions(answer, &lines), done(found)],
        confidence: confidence(answer, &lines, assumptions),
        unknown: unknown(found),
        duty: DUTY,
        address: ADDRESS,
    })
}

fn country(code: &str) -> String {
    country_name(code).unwrap_or(code).to_owned()
}

/// Goods that hold raw materials, each once, with the symbols of what they hold.
fn goods(found: &RawMaterialsAnswer) -> Vec<(&RawStage, Vec<&str>)> {
    let mut goods: Vec<(&RawStage, Vec<&str>)> = Vec::new();
    for material in &found.materials {
        for stage in &material.stages {
            match goods.iter_mut().find(|(known, _)| known.material == stage.material) {
                Some((_, symbols)) => symbols.push(&material.substance),
                None => goods.push((stage, vec![&material.substance])),
            }
        }
    }
    goods
}

fn answers(answer: &RunAnswer, found: &RawMaterialsAnswer, lines: &[(&UsingLine, &LineAnswer)]) -> Vec<String> {
    let mut said = Vec::new();
    let names: Vec<&str> = found.materials.iter().map(|material| material.substance.as_str()).collect();
    let makers = answer.manufacturers().count();
    said.push(format!(
        "{} of {} depend on strategic raw materials: {}.",
        lines.len(),
        counted(makers as u64, "line"),
        names.join(", ")
    ));
    let mut dependent: Vec<(&RawStage, &(String, f64))> =
        goods(found).into_iter().filter_map(|(stage, _)| Some((stage, stage.countries.first()?))).collect();
    dependent.retain(|(_, (_, part))| *part > AIM);
    dependent.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
    if !dependent.is_empty() {
        let stages = dependent
            .iter()
            .map(|(stage, (code, part))| format!("{} ({} {})", stage.title, country(code), share(*part)));
        said.push(format!(
            "More than {} of the planned flow comes from one country for {}. No more than that from one third country, \
             at each stage, is what the Act aims at for the Union by 2030.",
            share(AIM),
            few(stages, MOST_NAMED, ", ")
        ));
    }
    if let Some((_, line)) = lines.first() {
        let length = line.when_halted.as_ref().map_or(String::new(), |halted| {
            format!(
                " If it halts, half of the halts add up to {} or more, one in twenty to {} or more.",
                counted(u64::from(halted.halt_days.median.value), "working day"),
                halted.halt_days.p95.value
            )
        });
        said.push(format!(
            "Most at risk among them is {}: it halts in {} of trials until {}.{length}",
            line.title,
            chance(&line.halt).in_words(),
            date(answer.scenario.end)
        ));
    }
    let stake: f64 = lines.iter().map(|(using, _)| using.stake).sum();
    let all = answer.total_loss.mean.value;
    if stake > 0.0 {
        said.push(format!(
            "Halts that are traced to goods that hold them are expected to cost {}\u{a0}{}, {} of the expected loss of all \
             lines.",
            answer.scenario.currency,
            amount_of(stake),
            share(stake / all)
        ));
    }
    let alone = found.parts.iter().filter(|part| part.suppliers.len() < 2).count();
    let levers = match found.levers.as_slice() {
        [] => "No lever is pulled in this scenario".to_owned(),
        pulled => format!("Levers pulled: {}", pulled.join("; ")),
    };
    said.push(format!(
        "{levers}. Of {} that hold such materials, {alone} have one supplier in use.",
        counted(found.parts.len() as u64, "purchased part"),
    ));
    said
}

/// Where raw materials are extracted, processed or recycled.
fn origins(found: &RawMaterialsAnswer) -> Table {
    let tonnes = |stage: &RawStage, symbol: &str| {
        let of = found.materials.iter().find(|material| material.substance == symbol);
        let stage = of.and_then(|of| of.stages.iter().find(|other| other.material == stage.material));
        match stage.and_then(|stage| stage.planned_tonnes) {
            Some(tonnes) => format!("{symbol} {}", amount(tonnes)),
            None => symbol.to_owned(),
        }
    };
    let all = goods(found);
    let mut columns = Fields::<&(&RawStage, Vec<&str>)>::new();
    columns.show_as("Goods, from the source to the line", |(stage, _)| words(&stage.title));
    columns.show_as("Supplied by", |(stage, _)| words(stage.sectors.join(", ")));
    columns.show_as("Raw materials, tonnes planned", |(stage, symbols)| {
        words(symbols.iter().map(|symbol| tonnes(stage, symbol)).collect::<Vec<_>>().join("; "))
    });
    columns.show_as("Countries, share of the planned flow", |(stage, _)| {
        let of = |(code, part): &(String, f64)| format!("{} {}", country(code), share(*part));
        words(stage.countries.iter().map(of).collect::<Vec<_>>().join("; "))
    });
    columns.show_as("Largest share#", |(stage, _)| {
        let largest = stage.countries.first().map_or(0.0, |(_, part)| *part);
        number(share(largest), largest)
    });
    columns.shown("Where they are extracted, processed or recycled", |_| "", &all).noting(
        "Planned flows of this scenario to its lines within the horizon; sums of many other buyers are left out.",
    )
}

/// Tonnes with three digits.
fn amount(tonnes: f64) -> String {
    match tonnes {
        t if t >= 100.0 => whole(t),
        t if t >= 1.0 => format!("{t:.1}"),
        t if t >= 0.001 => format!("{t:.3}"),
        _ => "below 0.001".to_owned(),
    }
}

/// What a disruption does to the lines.
fn disruptions(answer: &RunAnswer, lines: &[(&UsingLine, &LineAnswer)]) -> Table {
    let mut columns = Fields::<&(&UsingLine, &LineAnswer)>::new();
    columns.show_as("Line", |(_, line)| words(&line.title));
    columns.show_as("Raw materials", |(using, _)| words(using.substances.join(", ")));
    columns.show_as("Chance of a halt (95 %)#", |(_, line)| number(chance(&line.halt), line.halt.share));
    columns.show_as("First halt, median#", |(_, line)| first_halt(line));
    columns.show_as("Halt days: median (1 in 20 longer)#", |(_, line)| halt_length(line));
    columns.show_as(&format!("Expected loss, {} (95 %)#", answer.scenario.currency), |(_, line)| {
        number(amount_with_interval(&line.loss.mean), line.loss.mean.value)
    });
    columns.show_as("Of its halt days, traced to these goods#", |(using, line)| match line.halt_days.mean.value {
        mean if mean > 0.0 => number(share(using.halt_days / mean), using.halt_days / mean),
        _ => number("–", 0.0),
    });
    columns
        .shown("What a disruption does, in this run", |(_, line)| &line.title, lines.iter().take(MOST_ROWS))
        .noting(&noted("First halt and halt days describe only the trials in which the line halts.", lines.len()))
}

/// What has been done about parts that hold them.
fn done(found: &RawMaterialsAnswer) -> Table {
    // Those whose stock lasts least come first.
    let mut parts: Vec<&StrategicPart> = found.parts.iter().collect();
    parts.sort_by(|a, b| a.opening_days.unwrap_or(f64::MAX).total_cmp(&b.opening_days.unwrap_or(f64::MAX)));
    let supplier = |(name, code, of): &(String, String, f64)| match country(code) {
        there if name.contains(&there) => format!("{name} {}", share(*of)),
        there => format!("{name} ({there}) {}", share(*of)),
    };
    let mut columns = Fields::<&StrategicPart>::new();
    columns.show_as("Part", |part| words(&part.title));
    columns.show_as("Bought by", |part| words(&part.site_title));
    columns.show_as("Raw materials", |part| words(part.substances.join(", ")));
    columns.show_as("Suppliers in use, planned share", move |part| {
        words(part.suppliers.iter().map(supplier).collect::<Vec<_>>().join("; "))
    });
    columns.show_as("Stock on the first day, days#", |part| {
        part.opening_days.map_or_else(|| number("–", -1.0), |cover| number(days(cover), cover))
    });
    columns.show_as("General licence", |part| words(licence(part)));
    let note = "A stock is what is on hand, in days of planned need; what is under way comes on top.";
    let shown = parts.iter().copied().take(MOST_ROWS);
    columns.shown("What has been done", |_| "", shown).noting(&noted(note, parts.len()))
}

/// A note, with how many rows there are beyond those that are shown.
fn noted(note: &str, rows: usize) -> String {
    match rows.saturating_sub(MOST_ROWS) {
        0 => note.to_owned(),
        more => format!("{note} {more} more are in summary.json."),
    }
}

fn licence(part: &StrategicPart) -> String {
    match (part.licensed_lanes, part.general_licences) {
        (0, 0) => "none needed".to_owned(),
        (_, 0) => "none: single licences".to_owned(),
        (lanes, general) if general >= lanes => "in force or applied for".to_owned(),
        (lanes, general) => format!("on {general} of {lanes} lanes"),
    }
}

fn confidence(
    answer: &RunAnswer,
    lines: &[(&UsingLine, &LineAnswer)],
    assumptions: Option<&Assumptions>,
) -> Vec<String> {
    let widest = lines.iter().map(|(_, line)| (line.halt.high - line.halt.low) / 2.0).fold(0.0, f64::max);
    let mut said = vec![format!(
        "{}, seed {}: each chance of a halt above is known to within {:.1} percentage points or better (95\u{a0}% \
         interval). That says how far more trials could move it, and nothing of the assumptions.",
        counted(answer.run.trials, "trial"),
        answer.run.seed,
        100.0 * widest
    )];
    if let Some(of) = assumptions {
        let all = of.sourced + of.reasoned;
        let general =
            if of.general.is_empty() { String::new() } else { format!(" All other numbers are {}.", of.general) };
        if all > 0 {
            said.push(format!(
                "{} say where they come from: {} with a source ({}), {} as an assumption with its reason.{general}",
                counted(all as u64, "number"),
                of.sourced,
                share(part(of.sourced, all)),
                of.reasoned
            ));
        } else if !general.is_empty() {
            said.push(format!("No number names a source.{general}"));
        }
        if !of.unknown.is_empty() {
            said.push(format!(
                "{} of them are not known and differ from trial to trial: they are listed under “What it rests on”.",
                of.unknown.len()
            ));
        }
    }
    let authorities: Vec<&str> = answer.authorities.iter().map(|authority| authority.title.as_str()).collect();
    if !authorities.is_empty() {
        said.push(format!(
            "What could affect supply is in the run as far as the scenario says it: export licences of {}, with {}; reviews, \
             transit, capacities and outages as they are drawn.",
            authorities.join(", "),
            counted(answer.events.len() as u64, "dated event")
        ));
    }
    said
}

#[allow(clippy::cast_precision_loss, reason = "numbers of a scenario are few")]
fn part(of: usize, all: usize) -> f64 {
    of as f64 / all as f64
}

fn unknown(found: &RawMaterialsAnswer) -> Vec<String> {
    let mut said = Vec::new();
    let mut first: Vec<(String, Vec<&str>)> = Vec::new();
    for material in &found.materials {
        let Some(stage) = material.stages.first() else {
            said.push(format!("Who supplies {} the scenario does not say.", material.substance));
            continue;
        };
        let begins = format!("{} ({})", stage.title, stage.sectors.join(", "));
        match first.iter_mut().find(|(known, _)| *known == begins) {
            Some((_, symbols)) => symbols.push(&material.substance),
            None => first.push((begins, vec![&material.substance])),
        }
    }
    for (begins, symbols) in first {
        said.push(format!(
            "The map of {} begins with {begins}. What lies before it, and whether any of it is recycled, the scenario does \
             not say.",
            symbols.join(", ")
        ));
    }
    if !found.unmapped.is_empty() {
        said.push(format!(
            "What these parts hold the scenario does not say, so they are on no map: {}.",
            found.unmapped.join(", ")
        ));
    }
    let tied = found
        .parts
        .iter()
        .filter(|part| part.suppliers.len() > 1 && part.suppliers.iter().all(|s| s.1 == part.suppliers[0].1));
    let tied: Vec<&str> = tied.map(|part| part.title.as_str()).collect();
    if !tied.is_empty() {
        said.push(format!("Second sources in the same country may fail together: {}.", tied.join(", ")));
    }
    said
}
