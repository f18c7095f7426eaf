//! The stock that a line needs: so much that a halt is as unlikely as asked, that least is lost for the money, or
//! that a budget does the most.
//!
//! Where orders do not react to more stock, one simulation in which the lines never run out tells of every stock at
//! once what it is worth (see [`crate::model::NotExact`]). The stock of a line with one input is then an order
//! statistic of what the trials needed, with an exact confidence bound; of several inputs it is the mix that costs
//! least (see `mix`). Elsewhere stocks are tried along the same order of mixes, all lines at once, with common random
//! numbers. What has no proof by rank is confirmed on fresh trials.

mod answer;
mod budget;
mod build;
mod choose;
mod classes;
mod confirm;
mod cost;
mod finish;
mod lead;
mod lines;
mod mix;
mod path;
mod prepare;
mod purchase;
mod raise;
mod requisition;
mod scarce;
mod scope;
mod search;
mod spend;
mod target;
mod textbook;

pub use answer::{
    Amount, Bound, BoundFrom, BuildUp, CurvePoint, Fresh, Method, MissingShare, PartName, SizeAnswer, SizeFacts,
    SizedInput, SizedLine, Skipped, Textbook, TextbookStock, Verdict, What, Worth,
};
pub use budget::{Budget, Gain, Spread};
pub use classes::{PartClass, SizedClass};
pub(crate) use confirm::MOST_TIMES;
pub use mix::cheapest_mix;
pub use requisition::Requisition;
pub(crate) use target::possible;
pub use target::{Lines, SizeMistake, Target};

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::gauge::TrialOutcomes;
use super::measure::{Measure, Quantity};
use super::run::NamedModel;
use super::{Estimate, Plan, Simulated, Stopped, USUAL_SEED, USUAL_TRIALS, Watch, simulate};
use crate::model::{Extra, Model};
use mix::Mixer;
use path::{Need, Path};
use purchase::Purchase;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// A target of each line.
    Target(Target),
    /// A sum of money to be spread over the lines.
    Budget(Budget),
}

/// How to size.
#[derive(Clone, Debug, PartialEq)]
pub struct SizeOptions {
    /// What is asked.
    pub goal: Goal,
    /// What is decided.
    pub what: What,
    /// Lines that are sized.
    pub lines: Lines,
    /// Trials on which the stock is found.
    pub trials: u64,
    /// Further trials on which it is tried; nothing is as many as it is found on.
    pub fresh_trials: Option<u64>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Take one pass also where it is not exact; only for a chance of a halt.
    pub one_pass: bool,
    /// Most stock that is looked at, in days of planned need; nothing is nearly the horizon.
    pub most_days: Option<f64>,
    /// Classes of parts with targets of their own.
    pub classes: Vec<PartClass>,
}

impl Default for SizeOptions {
    /// A chance of a halt of at most 5 % at every manufacturer, by stock on the first day.
    fn default() -> Self {
        Self {
            goal: Goal::Target(Target::default()),
            what: What::Opening,
            lines: Lines::Manufacturers,
            trials: USUAL_TRIALS,
            fresh_trials: None,
            seed: USUAL_SEED,
            one_pass: false,
            most_days: None,
            classes: Vec::new(),
        }
    }
}

impl SizeOptions {
    /// Trials on which the stock that was found is tried; at least 1.
    #[must_use]
    pub fn fresh_trials(&self) -> u64 {
        self.fresh_trials.unwrap_or(self.trials).max(1)
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SizeError {
    /// The question cannot be answered.
    #[error(transparent)]
    Mistake(#[from] SizeMistake),
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Share of the horizon that the most stock covers, unless asked otherwise: one that lasts to the end of the horizon
/// is no answer, as it needs no supplies at all.
const MOST_OF_HORIZON: f64 = 0.95;
/// Even steps of a grid of stocks that are simulated.
const COARSE: usize = 3;
/// The same for least cost and budgets, and for curves that need no simulation.
const FINE: usize = 12;
/// Ever closer positions towards the end of a grid; no more than even ones.
const TAIL: usize = 5;
/// The same where one pass says about where the answer lies.
const SHORT_TAIL: usize = 1;

/// What is known while a line is being sized.
struct Line {
    /// The line; of several that share their inputs the first, which stands for all.
    site: usize,
    reasons: Vec<String>,
    method: Method,
    path: Path,
    /// How each input is bought.
    purchases: Vec<Purchase>,
    /// What one pass says; nothing of order levels alone.
    need: Option<Need>,
    /// Finds mixes of its inputs; nothing of order levels alone.
    mixer: Option<Mixer>,
    /// Classes of its parts.
    classes: Vec<classes::Wanted>,
    /// First position that keeps their targets on the trials on which stocks are found.
    least: usize,
    /// Last position that is looked at.
    limit: usize,
    chosen: usize,
    /// By the estimate alone.
    by_estimate: Option<usize>,
    feasible: bool,
    /// One pass proves that the chosen stock meets the target.
    proven: bool,
    /// Today's stock is the answer, wherever the chosen position is.
    as_today: bool,
    /// A stock of the answer that lies on no position, and its outcome.
    own: Option<Own>,
    /// What each input has at least beyond today's stock, for the classes of its parts; nothing where none was raised.
    floor: Vec<i64>,
    today: Option<Estimate>,
    /// Position and outcome of stocks that were simulated.
    tried: Vec<(usize, Estimate)>,
    /// Position and expected cost of stocks that were simulated.
    costs: Vec<(usize, Estimate)>,
    /// Expected cost of today's stock.
    cost_today: Option<Estimate>,
}

/// A stock that lies beside the path.
#[derive(Clone, Debug)]
struct Own {
    /// More than today's, by input.
    ticks: Vec<i64>,
    outcome: Estimate,
}

/// More stock of inputs than today.
type More = Vec<(usize, Extra)>;

/// What stocks bring, by line, on the trials on which stocks are found.
#[derive(Clone, Debug)]
struct Brought {
    outcomes: Vec<Estimate>,
    /// Expected costs; nothing where nothing costs anything.
    costs: Option<Vec<Estimate>>,
}

/// A sizing under way.
struct Study<'a> {
    named: NamedModel<'a>,
    options: &'a SizeOptions,
    quantity: Quantity,
    watch: &'a Watch,
    simulated: AtomicU64,
    /// Lines that are sized by themselves, though others share their inputs.
    alone: Vec<usize>,
    /// Stocks that were simulated on the trials on which stocks are found: none is simulated twice.
    seen: Mutex<Vec<(More, Brought)>>,
}

/// Sizes the stock of lines, all in the current thread pool.
///
/// # Errors
/// A question that cannot be answered of this model; when [`Watch::stop`] was set.
pub fn size(named: NamedModel, options: &SizeOptions, watch: &Watch) -> Result<SizeAnswer, SizeError> {
    let quantity = match &options.goal {
        Goal::Target(target) => target.quantity(),
        Goal::Budget(Budget { gain: Gain::Loss, .. }) => Quantity::Loss,
        Goal::Budget(Budget { gain: Gain::Risk, .. }) => Quantity::PHalt,
    };
    let study = Study::new(named, options, quantity, watch);
    let (sites, skipped) = study.check()?;
    let mut lines = study.prepare(&sites)?;
    let budget = match &options.goal {
        Goal::Target(Target::LeastCost) => {
            study.least(&mut lines)?;
            None
        }
        Goal::Target(target) => {
            study.choose(&mut lines, target)?;
            None
        }
        Goal::Budget(budget) => Some(study.spend(&mut lines, *budget)?),
    };
    study.finish(&mut lines, budget, skipped)
}

/// Whether a question can be answered of a model, before anything is simulated.
///
/// # Errors
/// Why it cannot: all reasons at once.
pub(crate) fn check_size(named: NamedModel, options: &SizeOptions) -> Result<(), SizeMistake> {
    let watch = Watch::default();
    Study::new(named, options, Quantity::PHalt, &watch).check().map(|_| ())
}

impl<'a> Study<'a> {
    fn new(named: NamedModel<'a>, options: &'a SizeOptions, quantity: Quantity, watch: &'a Watch) -> Self {
        // What is wrong with the lines that are asked for is told where the question is checked.
        let meant = options.lines.find(named.model).unwrap_or_default();
        let alone = scope::alone(named.model, &meant);
        Self { named, options, quantity, watch, simulated: AtomicU64::new(0), alone, seen: Mutex::default() }
    }

    fn model(&self) -> &Model {
        self.named.model
    }

    /// Takes note of trials that were simulated.
    fn count(&self, trials: u64) {
        self.simulated.fetch_add(trials, Ordering::Relaxed);
    }

    fn most_days(&self) -> f64 {
        self.options.most_days.unwrap_or(MOST_OF_HORIZON * f64::from(self.model().days))
    }

    fn plan(&self, first_trial: u64, trials: u64) -> Plan {
        let seed = self.options.seed;
        Plan { first_trial, trials, seed, outcomes: true, band_every: self.model().days, audit: false }
    }

    /// Simulates with more stock.
    fn simulate(&self, extra: &[(usize, Extra)], plan: &Plan) -> Result<Simulated, Stopped> {
        self.count(plan.trials);
        let more = self.model().with_extra(extra);
        Ok(simulate(&[&more], plan, self.watch)?.remove(0))
    }

    /// The outcome of each line in a simulation.
    fn outcomes(&self, lines: &[Line], simulated: &Simulated) -> Vec<Estimate> {
        self.measured(self.quantity, lines, simulated)
    }

    fn measured(&self, quantity: Quantity, lines: &[Line], simulated: &Simulated) -> Vec<Estimate> {
        let trials = TrialOutcomes::new(self.model(), &simulated.outcomes);
        let of_line = |line: &Line| {
            let measure = Measure::of_line(quantity, self.name_of(line.site).0);
            let nothing = Estimate { value: 0.0, low: None, high: None };
            trials.sample(&measure).map_or(nothing, |sample| sample.estimate())
        };
        lines.iter().map(of_line).collect()
    }

    /// What stocks bring on the trials on which stocks are found.
    fn brought(&self, lines: &[Line], mut more: More) -> Result<Brought, Stopped> {
        more.retain(|(_, extra)| *extra != Extra::default());
        let known = |seen: &[(More, Brought)]| seen.iter().find(|(other, _)| *other == more).map(|(_, b)| b.clone());
        if let Some(known) = self.seen.lock().ok().and_then(|seen| known(&seen)) {
            return Ok(known);
        }
        let simulated = self.simulate(&more, &self.plan(0, self.options.trials))?;
        let brought = Brought { outcomes: self.outcomes(lines, &simulated), costs: self.costs(lines, &simulated) };
        if let Ok(mut seen) = self.seen.lock() {
            seen.push((more, brought.clone()));
        }
        Ok(brought)
    }

    /// Tries all lines at positions.
    fn try_at(&self, lines: &mut [Line], positions: &[usize]) -> Result<(), Stopped> {
        let more = lines.iter().zip(positions).flat_map(|(line, at)| line.path.extra(*at)).collect();
        let Brought { outcomes, costs } = self.brought(lines, more)?;
        for ((line, at), outcome) in lines.iter_mut().zip(positions).zip(outcomes) {
            learn(&mut line.tried, *at, outcome);
        }
        cost::learn_costs(lines, Some(positions), costs);
        Ok(())
    }

    /// Tries today's stocks, where one pass does not tell.
    fn try_today(&self, lines: &mut [Line]) -> Result<(), Stopped> {
        if lines.iter().all(|line| line.today.is_some()) {
            return Ok(());
        }
        let Brought { outcomes, costs } = self.brought(lines, More::new())?;
        for (line, outcome) in lines.iter_mut().zip(outcomes) {
            line.today = line.today.or(Some(outcome));
        }
        cost::learn_costs(lines, None, costs);
        Ok(())
    }

    /// Tries a grid of stocks, all lines at once, from the least to the most: even ones, and so many towards the end.
    fn try_grid(&self, lines: &mut [Line], even: usize, tail: usize) -> Result<(), Stopped> {
        self.try_today(lines)?;
        let grids: Vec<Vec<usize>> = lines.iter().map(|line| line.grid(even, tail)).collect();
        let longest = grids.iter().map(Vec::len).max().unwrap_or(0);
        for step in 0..longest {
            // Shorter grids wait at their end.
            let at = |grid: &Vec<usize>| grid[step.min(grid.len() - 1)];
            self.try_at(lines, &grids.iter().map(at).collect::<Vec<_>>())?;
        }
        Ok(())
    }
}

/// Takes note of what a position brought.
fn learn(known: &mut Vec<(usize, Estimate)>, position: usize, found: Estimate) {
    match known.iter_mut().find(|(at, _)| *at == position) {
        Some(known) => known.1 = found,
        None => known.push((position, found)),
    }
}
