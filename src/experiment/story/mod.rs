//! One trial, told: replayed day by day, so that a run and its stories speak of the same.

mod answer;
mod lines;
mod orders;
mod pick;
mod policy;

pub use answer::{
    Cause, DatedEvent, DrawnParameter, ExplainAnswer, HaltStory, InputStory, LeverStory, LineStory, MissingPlace,
    OrderEnd, OrderStep, OrderStory, OutageSpan, Picked, PolicyCourse, ServiceStory, Stay, StepKind,
};
pub use pick::{HaltedLine, Pick, Portrait};

use super::answer::ScenarioFacts;
use super::closures::closures;
use super::named_lines::{UnknownLine, line_of};
use super::register::of_trial;
use super::run::NamedModel;
use super::trace::replay;
use super::{Plan, Stopped, USUAL_SEED, USUAL_TRIALS, Watch, simulate};
use crate::model::Model;
use lines::Watched;
use orders::Orders;
use pick::portraits;

/// How to explain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainOptions {
    /// The trial that is told; nothing picks one of all.
    pub trial: Option<u64>,
    /// Which trial is picked.
    pub pick: Pick,
    /// The line by whose loss it is picked; nothing is the loss of all lines.
    pub site: Option<String>,
    /// Number of trials of which one is picked.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
}

impl Default for ExplainOptions {
    fn default() -> Self {
        Self { trial: None, pick: Pick::Median, site: None, trials: USUAL_TRIALS, seed: USUAL_SEED }
    }
}

/// Why there is no story.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// Nothing can halt.
    #[error("no site has inputs, so that nothing can halt and there is nothing to tell")]
    NoLine,
    /// There is no such line.
    #[error(transparent)]
    Line(#[from] UnknownLine),
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl ExplainOptions {
    /// The place of the line that is asked for among the sites.
    ///
    /// # Errors
    /// When there is no such line; when nothing can halt.
    pub fn check(&self, model: &Model) -> Result<Option<usize>, ExplainError> {
        let site = self.site.as_deref().map(|site| line_of(model, site)).transpose()?;
        if model.lines().is_empty() { Err(ExplainError::NoLine) } else { Ok(site) }
    }
}

/// Tells the trial that is asked for, or the one that is picked of all.
///
/// # Errors
/// Those of [`ExplainOptions::check`]; when [`Watch::stop`] was set.
pub(crate) fn explain(
    named: NamedModel,
    options: &ExplainOptions,
    watch: &Watch,
) -> Result<ExplainAnswer, ExplainError> {
    let model = named.model;
    let site = options.check(model)?;
    if let Some(trial) = options.trial {
        return Ok(story(&named, options.seed, trial));
    }
    let ExplainOptions { trials, seed, pick, .. } = *options;
    let plan = Plan { outcomes: true, ..Plan::of(model, trials, seed) };
    let simulated = simulate(&[model], &plan, watch)?;
    let outcomes = simulated.first().map_or(&[][..], |simulated| &simulated.outcomes);
    let portraits = portraits(model, outcomes, site);
    let trial = portraits.iter().find(|portrait| portrait.pick == pick).map_or(0, |portrait| portrait.trial);
    let mut told = story(&named, seed, trial);
    told.picked = Some(Picked { trials, site: options.site.clone(), told: pick, portraits });
    Ok(told)
}

/// Tells one trial: the trial of this number of a run with this seed.
#[must_use]
pub fn story(named: &NamedModel, seed: u64, trial: u64) -> ExplainAnswer {
    let model = named.model;
    let mut orders = Orders::new(model);
    let sites = model.lines();
    let mut watched: Vec<Watched> = sites.iter().map(|site| Watched::new(model, *site)).collect();
    let look = |block: &crate::engine::Block<'_, 1>, day: u32| {
        orders.look(block, day);
        for line in &mut watched {
            line.look(block, day);
        }
    };
    // What is asked when all is over must not be asked of the watchers, which still look.
    let (parameters, policy, (levers, services), block_lines, register) = replay(model, seed, trial, look, |block| {
        let outcomes = sites.iter().map(|site| block.outcome(*site, 0)).collect::<Vec<_>>();
        let register = of_trial(block, 0);
        let pulled = (policy::levers(block), policy::services(block));
        (policy::parameters(block), policy::courses(block), pulled, outcomes, register)
    });
    let orders = orders.told();
    let mut lines: Vec<LineStory> =
        watched.into_iter().zip(&block_lines).map(|(line, outcome)| line.told(outcome)).collect();
    for (line, site) in lines.iter_mut().zip(&sites) {
        lines::name_orders(line, &orders, model.sites[*site].line.restart_days);
    }
    ExplainAnswer {
        scenario: ScenarioFacts::of(named),
        linestop: env!("CARGO_PKG_VERSION").to_owned(),
        seed,
        trial,
        picked: None,
        loss: lines.iter().map(|line| line.loss).sum(),
        parameters,
        policy,
        closures: closures(model),
        levers,
        services,
        lines,
        register,
        orders,
    }
}
