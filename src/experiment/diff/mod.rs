//! What changed between two scenarios, and how much each change moved the answer.
//!
//! Changes are put into the first scenario one after the other, all on common random numbers, until it says what the
//! second says. What a change adds depends on what was put in before, so its part is the mean over orders (Shapley
//! 1953): over all orders of up to [`MOST_IN_ALL_ORDERS`] changes, over every rotation of their order and its reverse
//! beyond. In each order the steps sum to the whole, so the parts do, trial by trial and exactly. A first day that has
//! moved is put in before all else (see `between`).

mod answer;
mod between;
mod groups;
mod variants;

use serde_json::Value;

pub(crate) use answer::TIME_BETWEEN;
pub use answer::{ChangeFacts, DiffAnswer, DiffMethod, GroupFacts, MovedOutcome, MovedPart};
pub(crate) use groups::MOST_CHANGES;

use super::compare::{LineFacts, StudyFacts};
use super::gauge::TrialOutcomes;
use super::measure::{Measure, Quantity};
use super::run::NamedModel;
use super::sample::{Sample, Verdict};
use super::summarise::mean;
use super::{Estimate, Plan, ScenarioFacts, Stopped, Watch};
use crate::scenario::Problems;
use crate::statistics::Moments;
use answer::is_of_the_first_day;
use between::{Between, Which};
use variants::{Window, rows};

/// A scenario with what one file would say of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'a> {
    /// The scenario.
    pub named: NamedModel<'a>,
    /// After `extends` and overrides.
    pub merged: &'a Value,
}

/// How two scenarios are held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiffOptions {
    /// Number of trials of each variant.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Every parameter, lane, input, event for itself instead of in groups.
    pub apart: bool,
    /// Count all days of each, even if they do not begin on the same.
    pub all_days: bool,
}

impl Default for DiffOptions {
    fn default() -> Self {
        Self { trials: 10_000, seed: 1, apart: false, all_days: false }
    }
}

/// Why two scenarios are not held against each other.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// Amounts in two currencies.
    #[error("{old} counts in {old_currency} and {new} in {new_currency}: amounts cannot be compared")]
    Currency {
        /// Name of the first.
        old: String,
        /// Its currency.
        old_currency: String,
        /// Name of the second.
        new: String,
        /// Its currency.
        new_currency: String,
    },
    /// Nothing can halt.
    #[error("{0}: no site has inputs, so that nothing can halt")]
    NoLine(String),
    /// No day is in both.
    #[error("{0} and {1} have no day in common; --all-days counts all days of each")]
    NoCommonDay(String, String),
    /// Too many single changes.
    #[error("{found} changes are too many to be told apart one by one; at most {MOST_CHANGES} are: leave out --apart")]
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// A variant does not load: a fault of what is merged.
    #[error("a variant between the two does not load: {0}")]
    Variant(Box<Problems>),
    /// Someone stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Trials that [`diff`] will simulate, for whoever watches; a few more where first days differ.
///
/// # Errors
/// When the two cannot be held against each other.
pub(crate) fn diff_trials(old: Written, new: Written, options: &DiffOptions) -> Result<u64, DiffError> {
    let between = Between::of(old, new, options.apart)?;
    Ok(options.trials.saturating_mul(between.variants().len() as u64))
}

/// Holds two scenarios against each other: what changed, and how much each change moved the answer.
///
/// # Errors
/// When they have two currencies, no line, or no day in common; when [`Watch::stop`] was set.
pub(crate) fn diff(old: Written, new: Written, options: &DiffOptions, watch: &Watch) -> Result<DiffAnswer, DiffError> {
    check(old, new)?;
    let window = Window::of(old.named.model, new.named.model, options.all_days)
        .ok_or_else(|| DiffError::NoCommonDay(old.named.name.to_owned(), new.named.name.to_owned()))?;
    let between = Between::of(old, new, options.apart)?;
    let groups = &between.groups;
    let mut notes = between.notes.clone();
    let measures = measures(old.named, new.named, &mut notes);
    let plan = Plan {
        first_trial: 0,
        trials: options.trials,
        seed: options.seed,
        outcomes: true,
        band_every: old.named.model.days.max(new.named.model.days),
        audit: false,
    };
    let mut sums = vec![vec![vec![0_i64; options.trials as usize]; groups.len()]; measures.len()];
    let mut ends: [Vec<Sample>; 2] = [Vec::new(), Vec::new()];
    for (which, weights) in between.variants() {
        // The ends are the scenarios themselves, so that they are what `run` says.
        let made;
        let model = match which {
            Which::Old => old.named.model,
            Which::New => new.named.model,
            Which::With(some) => {
                made = between.model(some)?;
                &made
            }
        };
        let rows = rows(model, &window, &plan, watch)?;
        let trials = TrialOutcomes::new(model, &rows);
        let samples: Vec<Sample> = measures.iter().filter_map(|measure| trials.sample(measure)).collect();
        for (sample, sums) in samples.iter().zip(&mut sums) {
            for (group, &times) in weights.iter().enumerate().filter(|(_, times)| **times != 0) {
                sums[group].iter_mut().zip(sample.ticks()).for_each(|(sum, ticks)| *sum += times * ticks);
            }
        }
        match which {
            Which::Old => ends[0] = samples,
            Which::New => ends[1] = samples,
            Which::With(_) => {}
        }
    }
    let [first, last] = ends;
    let last = if groups.is_empty() { first.clone() } else { last };
    let model = new.named.model;
    let outcomes =
        measures.iter().zip(first.iter().zip(&last)).zip(&sums).filter_map(|((measure, (first, last)), sums)| {
            let scale = last.tick() / between.orders() as f64;
            Some(MovedOutcome {
                outcome: measure.name(),
                site: measure.site.clone(),
                title: title(measure, new.named),
                unit: measure.unit(model),
                whole: last.against(first)?,
                parts: groups.iter().zip(sums).map(|(group, sums)| part(&group.key, sums, scale)).collect(),
                time_between: time_between(&between, sums, scale),
            })
        });
    Ok(DiffAnswer {
        run: StudyFacts::new(options.seed, options.trials),
        old: ScenarioFacts::of(&old.named),
        new: ScenarioFacts::of(&new.named),
        counted: window.days(),
        outcomes: outcomes.collect(),
        method: between.method(),
        groups: groups.iter().map(|group| GroupFacts::of(group, (old.merged, new.merged))).collect(),
        notes,
    })
}

fn check(old: Written, new: Written) -> Result<(), DiffError> {
    let (before, after) = (old.named.model, new.named.model);
    if let Some(none) = [old.named, new.named].into_iter().find(|named| named.model.lines().is_empty()) {
        return Err(DiffError::NoLine(none.name.to_owned()));
    }
    if before.currency != after.currency {
        return Err(DiffError::Currency {
            old: old.named.name.to_owned(),
            old_currency: before.currency.clone(),
            new: new.named.name.to_owned(),
            new_currency: after.currency.clone(),
        });
    }
    Ok(())
}

/// What is measured: chance of a halt, halt days and loss, of the network and of every line that both have.
fn measures(old: NamedModel, new: NamedModel, notes: &mut Vec<String>) -> Vec<Measure> {
    const MEASURED: [Quantity; 3] = [Quantity::PHalt, Quantity::HaltDays, Quantity::Loss];
    let [before, after] = [old, new].map(LineFacts::all);
    let has = |lines: &[LineFacts], site: &str| lines.iter().any(|line| line.site == site);
    for (lines, others, named) in [(&before, &after, old), (&after, &before, new)] {
        let only = lines.iter().filter(|line| !has(others, &line.site));
        notes.extend(only.map(|line| {
            format!(
                "{} is a line of {} alone: it counts in the sums, and has no parts of its own",
                line.title, named.name
            )
        }));
    }
    let both = after.iter().filter(|line| has(&before, &line.site));
    let of_lines = both.flat_map(|line| MEASURED.map(|quantity| Measure::of_line(quantity, &line.site)));
    MEASURED.map(Measure::network).into_iter().chain(of_lines).collect()
}

/// "Chance of a halt" of the network is that of any manufacturer.
fn title(measure: &Measure, new: NamedModel) -> String {
    match (&measure.site, measure.quantity) {
        (None, Quantity::PHalt) => "Chance of any halt".to_owned(),
        _ => measure.title(new.model),
    }
}

/// The part of the move of the first day together with those of stocks and orders.
fn time_between(between: &Between, sums: &[Vec<i64>], scale: f64) -> Option<MovedPart> {
    let each = || between.groups.iter().zip(sums).filter(|(group, _)| is_of_the_first_day(&group.key));
    if !between.method().first_day_first || each().count() < 2 {
        return None;
    }
    let mut all = vec![0; sums.first().map_or(0, Vec::len)];
    each().for_each(|(_, sums)| all.iter_mut().zip(sums).for_each(|(all, sum)| *all += sum));
    Some(part(TIME_BETWEEN, &all, scale))
}

/// The part of a group, from its sums over all orders.
fn part(group: &str, sums: &[i64], scale: f64) -> MovedPart {
    let moments: Moments = sums.iter().copied().collect();
    let estimate: Estimate = mean(&moments, scale);
    let error = moments.standard_error() * scale;
    let clear = estimate.low.zip(estimate.high).is_some_and(|(low, high)| low > 0.0 || high < 0.0);
    let verdict = match clear {
        _ if moments.sum_of_squares == 0 => Verdict::Same,
        // Less is better, whatever is measured.
        true if estimate.value < 0.0 => Verdict::Better,
        true => Verdict::Worse,
        false => Verdict::NotDistinguishable { more_trials: None },
    };
    MovedPart { group: group.to_owned(), estimate, standard_error: error.is_finite().then_some(error), verdict }
}
