//! One future, told: replayed day by day, so that a run and its stories speak of the same.

mod answer;
mod lines;
mod orders;
mod pick;
mod policy;

pub use answer::{
    Cause, DatedEvent, DrawnParameter, HaltStory, InputStory, LeverStory, LineStory, MissingPlace, OrderEnd, OrderStep,
    OrderStory, Picked, PolicyCourse, Stay, StepKind, Story,
};
pub use pick::{HaltedLine, Pick, Portrait, portraits};

use super::answer::ScenarioFacts;
use super::run::NamedModel;
use super::trace::replay;
use lines::Watched;
use orders::Orders;

/// Tells one future: the trial of this number of a run with this seed.
#[must_use]
pub fn story(named: &NamedModel, seed: u64, trial: u64) -> Story {
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
    let (parameters, policy, levers, block_lines) = replay(model, seed, trial, look, |block| {
        let outcomes = sites.iter().map(|site| block.outcome(*site, 0)).collect::<Vec<_>>();
        (policy::parameters(block), policy::courses(block), policy::levers(block), outcomes)
    });
    let orders = orders.told();
    let mut lines: Vec<LineStory> =
        watched.into_iter().zip(&block_lines).map(|(line, outcome)| line.told(outcome)).collect();
    for (line, site) in lines.iter_mut().zip(&sites) {
        lines::name_orders(line, &orders, model.sites[*site].line.restart_days);
    }
    Story {
        scenario: ScenarioFacts::of(named),
        linestop: env!("CARGO_PKG_VERSION").to_owned(),
        seed,
        trial,
        picked: None,
        loss: lines.iter().map(|line| line.loss).sum(),
        parameters,
        policy,
        levers,
        lines,
        orders,
    }
}
