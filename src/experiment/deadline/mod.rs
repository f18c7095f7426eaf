//! Until when an order, or an application, still avoids a halt.
//!
//! Of each part that is asked about nothing is ordered but one order of ample size, on a day, over one lane. The share
//! of trials in which the part never runs short falls, as a rule, the later the day is; the deadline at a chance is the
//! last day up to which that share reaches it, on every day that was tried. All days are tried on the same trials, and
//! the random numbers of the order do not depend on its day. What is in stock and under way counts, and so do desks,
//! regimes and calendars: the engine plays them.
//!
//! A line that makes all or nothing has plenty of all its parts, so that it goes on using what it plans to use; a part
//! runs short on the first day on which its stock falls below what was put on top. A line that makes what its inputs
//! allow has plenty of all others, and a part runs short on the first day on which the line halts: a day of less output
//! than planned is no halt there. Lines that supply one another are asked about apart.

mod answer;
mod batch;
mod search;

pub use answer::{DeadlineAnswer, DeadlineRow, Standing, Way, WayKind, When};

use super::compare::StudyFacts;
use super::gauge::judged;
use super::run::NamedModel;
use super::summarise::chance;
use super::{Plan, ScenarioFacts, Stopped, Watch};
use crate::model::Model;
use crate::scenario::{name_list, nearest_name};
use batch::{Batch, batches, play};
use search::{Asked, Search};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadlineOptions {
    /// Number of trials.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Chances of no halt because of the part, the lowest first.
    pub chances: Vec<f64>,
    /// Keys of the lines; all manufacturers if none is named.
    pub lines: Vec<String>,
    /// Keys of the parts; all if none is named.
    pub parts: Vec<String>,
}

impl Default for DeadlineOptions {
    fn default() -> Self {
        Self { trials: 2_000, seed: 1, chances: vec![0.5, 0.8, 0.95], lines: Vec::new(), parts: Vec::new() }
    }
}

/// A lever that opens a way: pulled on the first day.
#[derive(Clone, Debug)]
pub struct Pulled {
    /// Its key.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What kind of way it opens.
    pub kind: WayKind,
    /// Keys of its lanes.
    pub lanes: Vec<String>,
    /// The scenario with it.
    pub model: Model,
}

/// Why there is no deadline.
#[derive(Debug, thiserror::Error)]
pub enum DeadlineError {
    /// No line has parts.
    #[error("no site has inputs, so that nothing can halt")]
    NoLine,
    /// A name that nothing bears.
    #[error("there is no {what} \"{name}\"{meant}; there are: {known}")]
    Unknown {
        /// "line" or "part".
        what: &'static str,
        /// What was asked for.
        name: String,
        /// What was probably meant, in words.
        meant: String,
        /// All that there are.
        known: String,
    },
    /// Someone stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Looks for mistakes in what is asked.
///
/// # Errors
/// As of [`deadline`].
pub(crate) fn check_deadline(model: &Model, options: &DeadlineOptions) -> Result<(), DeadlineError> {
    inputs(model, options).map(|_| ())
}

/// Looks for the deadlines of all parts that are asked about. `pulled` are levers that open more ways.
///
/// # Errors
/// When there is no such line or part, or none at all; when [`Watch::stop`] was set.
pub(crate) fn deadline(
    named: NamedModel,
    pulled: &[Pulled],
    options: &DeadlineOptions,
    watch: &Watch,
) -> Result<DeadlineAnswer, DeadlineError> {
    let model = named.model;
    let inputs = inputs(model, options)?;
    let plan = Plan::of(model, options.trials, options.seed);
    let batches = batches(model, &inputs);
    let without = Without::of(model, &batches, &plan, watch)?;
    let asked: Vec<Asked> = inputs.iter().flat_map(|input| ways(model, *input, pulled)).collect();
    let mut search = Search::new(asked, without.days, options.chances.clone());
    loop {
        let round = search.round(options.trials);
        if round.is_empty() {
            break;
        }
        for (at, base) in std::iter::once(model).chain(pulled.iter().map(|way| &way.model)).enumerate() {
            let base = base.until(without.days);
            for batch in &batches {
                for run in round.runs(at, batch, &search) {
                    let shares = play(&base, batch, &run, &plan, watch)?;
                    search.learn(&run, batch, &shares);
                }
            }
        }
    }
    let none = |input: usize| {
        let at = without.inputs.iter().position(|other| *other == input);
        at.map_or(0, |at| without.fine[at])
    };
    let rows = search.asked.iter().enumerate().map(|(at, asked)| {
        let fine = chance(none(asked.input), options.trials);
        DeadlineRow::of(model, asked, pulled, fine, search.standing(at, fine.share, model))
    });
    Ok(DeadlineAnswer {
        run: StudyFacts::new(options.seed, options.trials),
        scenario: ScenarioFacts::of(&named),
        chances: options.chances.clone(),
        rows: rows.collect(),
        days_played: without.days,
    })
}

/// Inputs that are asked about, in the order of the file.
fn inputs(model: &Model, options: &DeadlineOptions) -> Result<Vec<usize>, DeadlineError> {
    let lines = model.lines();
    if lines.is_empty() {
        return Err(DeadlineError::NoLine);
    }
    let mut sites: Vec<usize> = Vec::new();
    for name in &options.lines {
        let known = || lines.iter().map(|line| model.sites[*line].name.as_str());
        sites.push(*model.named(name, &lines).first().ok_or_else(|| unknown("line", name, known()))?);
    }
    if sites.is_empty() {
        sites = judged(model).into_iter().map(|at| lines[at]).filter(|site| !model.sites[*site].aggregate).collect();
    }
    let mut all: Vec<usize> = Vec::new();
    for input in sites.iter().flat_map(|site| model.used(*site)) {
        // Lines of one site share their inputs.
        if !all.contains(&input) {
            all.push(input);
        }
    }
    let part = |input: &usize| model.materials[model.inputs[*input].material].name.as_str();
    for name in &options.parts {
        if !all.iter().any(|input| part(input) == name) {
            return Err(unknown("part", name, all.iter().map(part)));
        }
    }
    let wanted = |input: &usize| options.parts.is_empty() || options.parts.iter().any(|name| name == part(input));
    let needed = |input: &usize| model.inputs[*input].nominal_need > 0.0;
    Ok(all.into_iter().filter(|input| wanted(input) && needed(input)).collect())
}

fn unknown<'a>(what: &'static str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> DeadlineError {
    let meant = nearest_name(name, known.clone()).map_or(String::new(), |near| format!(" (did you mean \"{near}\"?)"));
    DeadlineError::Unknown { what, name: name.to_owned(), meant, known: name_list(known, "and") }
}

/// What happens if nothing is ordered.
struct Without {
    /// Days after which no further trial runs short.
    days: u32,
    inputs: Vec<usize>,
    /// Trials in which each never runs short.
    fine: Vec<u64>,
}

impl Without {
    /// Looks how many days must be played: whether a part runs short is known once it has without any order.
    fn of(model: &Model, batches: &[Batch], plan: &Plan, watch: &Watch) -> Result<Self, Stopped> {
        let over = |days: u32| -> Result<Vec<u64>, Stopped> {
            let base = model.until(days);
            let mut fine = Vec::new();
            for batch in batches {
                fine.extend(play(&base, batch, &[], plan, watch)?);
            }
            Ok(fine)
        };
        let fine = over(model.days)?;
        let mut days = model.days;
        for eighths in [1, 2, 3, 4, 6] {
            let fewer = (model.days * eighths / 8).max(1);
            if over(fewer)? == fine {
                days = fewer;
                break;
            }
        }
        Ok(Self { days, inputs: batches.iter().flat_map(|batch| batch.asked.iter().copied()).collect(), fine })
    }
}

/// The ways in which a part can be ordered: each lane that has a share, and what levers open.
fn ways(model: &Model, input: usize, pulled: &[Pulled]) -> Vec<Asked> {
    let days = model.days;
    let used = |lane: usize, of: &Model| match &of.inputs[input].sourcing {
        crate::model::Sourcing::Shares(lanes) => {
            lanes.iter().any(|(other, share)| *other == lane && of.numbers.median(*share) > 0.0)
        }
        crate::model::Sourcing::Ranked(lanes) => lanes.contains(&lane),
    };
    let mut asked = Vec::new();
    let mut add = |base: usize, of: &Model, lane: usize, kind: WayKind, first: u32| {
        for files in [false, true] {
            // What is handed in was ordered on the eve at the latest: before the first day, if the lane was open then
            // and every order needs an application.
            let held = of.general_in_force(lane);
            let earliest = first + u32::from(files && (first > 0 || held));
            if earliest < days && (!files || of.needs_licence(lane)) {
                asked.push(Asked { base, input, lane, kind, files, earliest });
            }
        }
    };
    for lane in model.inputs[input].lanes.iter().copied().filter(|lane| used(*lane, model)) {
        add(0, model, lane, WayKind::Usual, model.lanes[lane].available);
    }
    for (at, way) in pulled.iter().enumerate() {
        let model = &way.model;
        let lanes =
            model.inputs[input].lanes.iter().copied().filter(|lane| way.lanes.contains(&model.lanes[*lane].name));
        for lane in lanes {
            // A second source can be ordered from once it is qualified.
            let lever = model.levers.iter().find(|lever| lever.name == way.name);
            let lead = lever.map_or(0.0, |lever| model.numbers.median(lever.lead)).ceil().max(0.0) as u32;
            let ready = if way.kind == WayKind::SecondSource { lead } else { 0 };
            add(at + 1, model, lane, way.kind, model.lanes[lane].available.max(ready));
        }
    }
    asked
}

impl DeadlineAnswer {
    /// Lines that have a part here, each once.
    #[must_use]
    pub fn lines(&self) -> Vec<&str> {
        let mut lines: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !lines.contains(&row.site_title.as_str()) {
                lines.push(&row.site_title);
            }
        }
        lines
    }
}
