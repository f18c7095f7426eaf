//! Regret: what each choice costs more than the best one, in every world that policy may turn out to be.
//!
//! A *world* is the policy as written, or one authority held in one of its regimes throughout
//! ([`Model::held`](crate::model::Model::held)). In each the choices meet the same futures. The regret of a choice
//! in a world is its expected cost less that of the best choice there (Savage, *Journal of the American
//! Statistical Association* 46, 1951). The least bad choice is the one whose worst regret is smallest: it needs no
//! opinion on how likely the worlds are.

use serde::{Deserialize, Serialize};

use super::answer::Estimate;
use super::compare::{CompareOptions, Compared};
use super::gauge::Futures;
use super::run::NamedModel;
use super::sample::Sample;
use super::{Plan, Stopped, Watch, simulate};
use crate::model::Model;

/// A table of regret.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Regret {
    /// The worlds, the policy as written first.
    pub worlds: Vec<World>,
    /// One row a scenario, the base first.
    pub choices: Vec<Choice>,
    /// Name of the choice whose worst regret is smallest.
    pub least_bad: String,
}

/// A course of policy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct World {
    /// `as_written`, or `AUTHORITY:REGIME`.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Key of the authority that is held in one regime.
    pub authority: Option<String>,
    /// Key of that regime.
    pub regime: Option<String>,
    /// Number of futures.
    pub trials: u64,
    /// Name of the choice that costs least.
    pub best: String,
}

/// A scenario as a choice.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Choice {
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// How it does in each world, in the order of the worlds.
    pub worlds: Vec<InWorld>,
    /// Name of the world in which it is regretted most.
    pub worst_world: String,
    /// The regret there.
    pub worst: Estimate,
    /// Whether its worst regret is the smallest.
    pub least_bad: bool,
}

/// How a choice does in a world.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct InWorld {
    /// Expected cost of the network.
    pub cost: Estimate,
    /// Chance that any manufacturer halts.
    pub p_halt: Estimate,
    /// Expected cost above that of the best choice, with the interval of the paired futures.
    pub regret: Estimate,
}

/// The worlds besides the policy as written.
#[derive(Debug, Default)]
pub(super) struct Worlds {
    /// Authority and regime by their keys, and the title of the world.
    pub held: Vec<(String, String, String)>,
    /// Worlds that had to be left out.
    pub notes: Vec<String>,
}

impl Worlds {
    /// Each regime of each authority of the base, where every scenario has it. What all scenarios are by
    /// themselves is no other world.
    pub(super) fn of(scenarios: &[NamedModel]) -> Self {
        let mut worlds = Self::default();
        let base = scenarios[0].model;
        for authority in &base.authorities {
            for regime in &authority.regimes {
                let places: Vec<Option<(usize, u8)>> =
                    scenarios.iter().map(|named| place(named.model, &authority.name, &regime.name)).collect();
                if let Some(lacks) = places.iter().position(Option::is_none) {
                    worlds.notes.push(format!(
                        "The regime {} of {} is not in {}: it is left out of the table of regret.",
                        regime.name, authority.name, scenarios[lacks].name
                    ));
                    continue;
                }
                let already = |(named, place): (&NamedModel, Option<(usize, u8)>)| {
                    place.is_some_and(|(a, r)| named.model.authorities[a].initial == r && named.model.is_held(a))
                };
                if scenarios.iter().zip(places).all(already) {
                    continue;
                }
                let of = if base.authorities.len() > 1 { format!(" ({})", authority.title) } else { String::new() };
                let title = format!("Always {}{of}", regime.title);
                worlds.held.push((authority.name.clone(), regime.name.clone(), title));
            }
        }
        worlds
    }
}

fn place(model: &Model, authority: &str, regime: &str) -> Option<(usize, u8)> {
    let a = model.authorities.iter().position(|a| a.name == authority)?;
    let r = model.authorities[a].regimes.iter().position(|r| r.name == regime)?;
    Some((a, u8::try_from(r).ok()?))
}

/// Simulates all choices in all worlds. Nothing if there is but the policy as written.
pub(super) fn regret(
    scenarios: &[NamedModel],
    worlds: &Worlds,
    as_written: &Compared,
    options: &CompareOptions,
    watch: &Watch,
) -> Result<Option<Regret>, Stopped> {
    if worlds.held.is_empty() {
        return Ok(None);
    }
    let written = ("as_written".to_owned(), "Policy as written".to_owned());
    let mut columns = vec![Column::new(scenarios, written, None, as_written)];
    let trials = options.regret_trials.min(options.trials);
    let days = scenarios[0].model.days;
    let plan = Plan { first_trial: 0, trials, seed: options.seed, outcomes: true, band_every: days, audit: false };
    for (authority, regime, title) in &worlds.held {
        let hold = |named: &NamedModel| {
            let place = place(named.model, authority, regime);
            place.map(|(a, r)| named.model.held(a, r))
        };
        let there: Vec<Model> = scenarios.iter().filter_map(hold).collect();
        let models: Vec<&Model> = there.iter().collect();
        let simulated = simulate(&models, &plan, watch)?;
        let futures: Vec<Futures> = there.iter().zip(&simulated).map(|(m, s)| Futures::new(m, &s.outcomes)).collect();
        let names = (format!("{authority}:{regime}"), title.clone());
        columns.push(Column::new(scenarios, names, Some((authority, regime)), &Compared::of(&futures)));
    }
    Ok(Some(table(scenarios, &columns)))
}

/// A world and how each choice does in it.
struct Column {
    world: World,
    choices: Vec<InWorld>,
}

impl Column {
    fn new(
        scenarios: &[NamedModel],
        (name, title): (String, String),
        held: Option<(&String, &String)>,
        found: &Compared,
    ) -> Self {
        let costs: Vec<Estimate> = found.cost.iter().map(Sample::estimate).collect();
        let best = (0..costs.len()).min_by(|a, b| costs[*a].value.total_cmp(&costs[*b].value)).unwrap_or(0);
        let regrets = found.cost.iter().map(|cost| cost.minus(&found.cost[best]));
        let halts = found.halt.iter().map(Sample::estimate);
        Self {
            world: World {
                name,
                title,
                authority: held.map(|(authority, _)| authority.clone()),
                regime: held.map(|(_, regime)| regime.clone()),
                trials: found.cost[best].trials(),
                best: scenarios[best].name.to_owned(),
            },
            choices: costs
                .iter()
                .zip(halts)
                .zip(regrets)
                .map(|((cost, p_halt), regret)| InWorld { cost: *cost, p_halt, regret })
                .collect(),
        }
    }
}

fn table(scenarios: &[NamedModel], columns: &[Column]) -> Regret {
    let worst = |at: usize| {
        let regrets = columns.iter().map(|column| (column.choices[at].regret, &column.world));
        regrets.max_by(|a, b| a.0.value.total_cmp(&b.0.value)).expect("the policy as written is always there")
    };
    let all = 0..scenarios.len();
    let least = all.min_by(|a, b| worst(*a).0.value.total_cmp(&worst(*b).0.value)).expect("the base is always there");
    let choices = scenarios.iter().enumerate().map(|(at, named)| Choice {
        scenario: named.name.to_owned(),
        title: named.model.title.clone(),
        worlds: columns.iter().map(|column| column.choices[at]).collect(),
        worst_world: worst(at).1.name.clone(),
        worst: worst(at).0,
        least_bad: at == least,
    });
    Regret {
        choices: choices.collect(),
        least_bad: scenarios[least].name.to_owned(),
        worlds: columns.iter().map(|column| column.world.clone()).collect(),
    }
}
