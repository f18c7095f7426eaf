//! Regret: what each choice costs more than the best one, in every world that policy may turn out to be.
//!
//! A *world* is the policy as written, or one authority held in one of its regimes throughout
//! ([`Model::held`](crate::model::Model::held)). In each the choices meet the same trials. The regret of a choice
//! in a world is its expected cost less that of the best choice there (Savage, *Journal of the American
//! Statistical Association* 46, 1951).
//!
//! Which choice is named is decided by the worlds that count: the policy as written, which has its own odds, unless
//! others are asked for. With odds the mean regret decides, without them the worst. Worlds that nobody asked for are
//! listed and decide nothing.

use serde::{Deserialize, Serialize};

use super::answer::Estimate;
use super::compare::Compared;
use super::run::NamedModel;
use super::sample::Sample;
use super::worlds::{Counted, Held, Worlds};

/// A table of regret.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Regret {
    /// The worlds, the policy as written first.
    pub worlds: Vec<World>,
    /// One row a scenario, the base first.
    pub choices: Vec<Choice>,
    /// How the worlds that count decide.
    pub decided_by: Decision,
    /// Name of the choice that they decide for; none of the others costs less in all of them.
    pub least_bad: String,
    /// Worlds without which it would be another one.
    pub deciding: Vec<Deciding>,
}

/// How worlds decide between choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// One world counts: least regret there.
    OneWorld,
    /// All have odds: least mean regret.
    MeanRegret,
    /// None has odds: least worst regret.
    WorstRegret,
}

/// A world that decides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Deciding {
    /// Its name.
    pub world: String,
    /// Name of the choice that the others would decide for.
    pub without_it: String,
}

/// A course of policy.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct World {
    /// `as_written`, or `AUTHORITY:REGIME`.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Key of the authority that is held in one regime.
    pub authority: Option<String>,
    /// Key of that regime.
    pub regime: Option<String>,
    /// Whether it counts; others are only listed.
    pub counts: bool,
    /// Its probability among those that count, if they have odds.
    pub odds: Option<f64>,
    /// Number of trials.
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
    /// Name of the world in which it is regretted most, of those that count.
    pub worst_world: String,
    /// The regret there.
    pub worst: Estimate,
    /// Mean regret by the odds of the worlds that count; nothing without odds. Its interval allows for any dependence
    /// between worlds.
    pub mean: Option<Estimate>,
    /// Whether it is the choice that the worlds decide for.
    pub least_bad: bool,
    /// Name of a choice that costs no more in any world that counts, and less in one.
    pub beaten_by: Option<String>,
}

/// How a choice does in a world.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct InWorld {
    /// Expected cost of the network.
    pub cost: Estimate,
    /// Chance that any manufacturer halts.
    pub p_halt: Estimate,
    /// Expected cost above that of the best choice, with the interval of the paired trials.
    pub regret: Estimate,
}

/// All choices in all worlds. Nothing if there is but the policy as written.
pub(super) fn regret(
    scenarios: &[NamedModel],
    worlds: &Worlds,
    as_written: &Compared,
    in_worlds: &[Compared],
) -> Option<Regret> {
    if in_worlds.is_empty() {
        return None;
    }
    let written = ("as_written".to_owned(), "Policy as written".to_owned());
    let mut columns = vec![Column::new(scenarios, written, None, worlds.written, as_written)];
    for (Held { authority, regime, title, counts }, found) in worlds.held.iter().zip(in_worlds) {
        let names = (format!("{authority}:{regime}"), title.clone());
        columns.push(Column::new(scenarios, names, Some((authority, regime)), *counts, found));
    }
    Some(table(scenarios, &columns))
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
        Counted { counts, odds }: Counted,
        found: &Compared,
    ) -> Self {
        let costs: Vec<Estimate> = found.cost.iter().map(Sample::estimate).collect();
        let best = (0..costs.len()).min_by(|a, b| costs[*a].value.total_cmp(&costs[*b].value)).unwrap_or(0);
        let regrets = found.cost.iter().map(|cost| {
            let Estimate { value, low, high } = cost.minus(&found.cost[best]);
            // The best is whoever costs least: nobody is better than it.
            Estimate { value, low: low.map(|x| x.max(0.0)), high }
        });
        let halts = found.halt.iter().map(Sample::estimate);
        Self {
            world: World {
                name,
                title,
                authority: held.map(|(authority, _)| authority.clone()),
                regime: held.map(|(_, regime)| regime.clone()),
                counts,
                odds: odds.filter(|_| counts),
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

    fn regret(&self, choice: usize) -> f64 {
        self.choices[choice].regret.value
    }
}

/// How some worlds decide.
fn decision(worlds: &[&Column]) -> Decision {
    match worlds {
        [_] => Decision::OneWorld,
        [first, ..] if first.world.odds.is_some() => Decision::MeanRegret,
        _ => Decision::WorstRegret,
    }
}

/// Whether a choice costs no more than another in any of some worlds, and less in one.
fn beats(worlds: &[&Column], one: usize, other: usize) -> bool {
    let less = |world: &&Column| world.regret(one) < world.regret(other);
    worlds.iter().all(|world| world.regret(one) <= world.regret(other)) && worlds.iter().any(less)
}

/// The choice that some worlds decide for, of so many. Of equals one that no other beats, then the first.
fn decide(worlds: &[&Column], choices: usize) -> usize {
    let by = decision(worlds);
    let criterion = |choice: usize| -> f64 {
        let regrets = worlds.iter().map(|world| (world.regret(choice), world.world.odds.unwrap_or(1.0)));
        match by {
            Decision::MeanRegret => regrets.map(|(regret, odds)| regret * odds).sum(),
            Decision::OneWorld | Decision::WorstRegret => regrets.map(|(regret, _)| regret).fold(0.0, f64::max),
        }
    };
    let beaten = |choice: usize| (0..choices).any(|other| beats(worlds, other, choice));
    let order = |a: &usize, b: &usize| criterion(*a).total_cmp(&criterion(*b)).then(beaten(*a).cmp(&beaten(*b)));
    (0..choices).min_by(order).expect("the base is always there")
}

fn table(scenarios: &[NamedModel], columns: &[Column]) -> Regret {
    let counted: Vec<&Column> = columns.iter().filter(|column| column.world.counts).collect();
    let all = scenarios.len();
    let least = decide(&counted, all);
    let deciding = |left_out: &&Column| {
        let others: Vec<&Column> =
            counted.iter().copied().filter(|other| other.world.name != left_out.world.name).collect();
        let other = (!others.is_empty()).then(|| decide(&others, all)).filter(|other| *other != least)?;
        Some(Deciding { world: left_out.world.name.clone(), without_it: scenarios[other].name.to_owned() })
    };
    let worst = |at: usize| {
        let regrets = counted.iter().map(|column| (column.choices[at].regret, &column.world));
        regrets.max_by(|a, b| a.0.value.total_cmp(&b.0.value)).expect("a world counts")
    };
    let mean = |at: usize| {
        (decision(&counted) == Decision::MeanRegret).then(|| {
            let sum = |of: fn(&Estimate) -> Option<f64>| -> Option<f64> {
                counted.iter().map(|c| Some(of(&c.choices[at].regret)? * c.world.odds?)).sum()
            };
            Estimate { value: sum(|e| Some(e.value)).unwrap_or(0.0), low: sum(|e| e.low), high: sum(|e| e.high) }
        })
    };
    let choices = scenarios.iter().enumerate().map(|(at, named)| Choice {
        scenario: named.name.to_owned(),
        title: named.model.title.clone(),
        worlds: columns.iter().map(|column| column.choices[at]).collect(),
        worst_world: worst(at).1.name.clone(),
        worst: worst(at).0,
        mean: mean(at),
        least_bad: at == least,
        beaten_by: (0..all).find(|other| beats(&counted, *other, at)).map(|other| scenarios[other].name.to_owned()),
    });
    Regret {
        choices: choices.collect(),
        decided_by: decision(&counted),
        least_bad: scenarios[least].name.to_owned(),
        deciding: counted.iter().filter_map(deciding).collect(),
        worlds: columns.iter().map(|column| column.world.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A world in which the choices cost so much.
    fn world(name: &str, odds: Option<f64>, costs: &[f64]) -> Column {
        let best = costs.iter().copied().fold(f64::INFINITY, f64::min);
        let sure = |value: f64| Estimate { value, low: None, high: None };
        let there = |cost: &f64| InWorld { cost: sure(*cost), p_halt: sure(0.0), regret: sure(cost - best) };
        let world = World {
            name: name.to_owned(),
            title: String::new(),
            authority: None,
            regime: None,
            counts: true,
            odds,
            trials: 1,
            best: String::new(),
        };
        Column { world, choices: costs.iter().map(there).collect() }
    }

    /// Regrets of three choices: 0 1 4 if likely, 40 0 30 if frozen. Alone, the likely world takes the first; without
    /// odds the worst regrets are 40, 1 and 30; at odds of 99 to 1 the means are 0.4, 0.99 and 4.26.
    #[test]
    fn worlds_that_count_decide() {
        let likely = |odds| world("likely", odds, &[10.0, 11.0, 14.0]);
        let frozen = |odds| world("frozen", odds, &[140.0, 100.0, 130.0]);
        assert_eq!(decide(&[&likely(None)], 3), 0);
        assert_eq!(decide(&[&likely(None), &frozen(None)], 3), 1);
        assert_eq!(decide(&[&likely(Some(0.99)), &frozen(Some(0.01))], 3), 0);
        assert_eq!(decide(&[&likely(Some(0.9)), &frozen(Some(0.1))], 3), 1);
        let (likely, frozen) = (likely(None), frozen(None));
        assert!(beats(&[&likely, &frozen], 1, 2) && !beats(&[&likely, &frozen], 1, 0));
    }

    /// The same worst regret: the choice that another beats elsewhere is not taken, though it stands first.
    #[test]
    fn a_beaten_choice_is_never_taken() {
        let (one, other) = (world("one", None, &[5.0, 5.0, 0.0]), world("other", None, &[3.0, 2.0, 9.0]));
        assert_eq!(decide(&[&one, &other], 3), 1);
        assert!(beats(&[&one, &other], 1, 0));
    }
}
