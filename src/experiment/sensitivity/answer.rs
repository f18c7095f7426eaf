//! What an analysis of sensitivity answers: plain data, ready to be shown, charted and written.

use serde::{Deserialize, Serialize};

use crate::experiment::answer::{Chance, Estimate, ScenarioFacts};
use crate::experiment::compare::StudyFacts;
use crate::experiment::sweep::Measured;

/// Which uncertain parameters matter, by how much, and under which conditions things go wrong.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SensitivityAnswer {
    /// What was simulated.
    pub scenario: ScenarioFacts,
    /// How it was simulated.
    pub run: StudyFacts,
    /// Trials simulated, all runs together.
    pub simulated: u64,
    /// The uncertain parameters, in the order of the file.
    pub parameters: Vec<ParameterFacts>,
    /// The outcomes, in the order in which they were asked for.
    pub outcomes: Vec<OutcomeSensitivity>,
    /// Facts about the trials that were searched for conditions.
    #[serde(skip)]
    pub facts: Vec<Fact>,
}

/// A number that each trial has: a parameter as it was drawn, or how policy went.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Name of the parameter, or what it is.
    pub key: String,
    /// Name for people.
    pub title: String,
    /// Its unit in words; empty if not known.
    pub unit: String,
    /// Whether its values are shares, read in per cent.
    pub percent: bool,
    /// Whether it is a whole number.
    pub whole: bool,
    /// By trial.
    pub values: Vec<f64>,
}

/// An uncertain parameter, for people.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ParameterFacts {
    /// Name, or path of the number that has a distribution in its place.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Its unit in words; empty if not known.
    pub unit: String,
    /// Whether its values are shares, read in per cent.
    pub percent: bool,
    /// One value in ten is lower.
    pub p10: f64,
    /// Half are lower.
    pub median: f64,
    /// One value in ten is higher.
    pub p90: f64,
}

/// How one outcome depends on the parameters.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct OutcomeSensitivity {
    /// The outcome.
    #[serde(flatten)]
    pub measured: Measured,
    /// As the scenario is written.
    pub base: Estimate,
    /// Each parameter held at its 10 % and at its 90 % quantile, the greatest swing first.
    pub tornado: Vec<Swing>,
    /// Shares of the variance between trials; nothing for an outcome that single trials do not have, or that is
    /// the same in all of them.
    pub variance: Option<Variance>,
    /// Under which conditions the outcome is bad; nothing for an outcome that single trials do not have.
    pub discovery: Option<Discovery>,
    /// The outcome of the trials that were searched for conditions, by trial; empty where they have none.
    #[serde(skip)]
    pub values: Vec<f64>,
}

/// A parameter held at either end, everything else as in the base, trial by trial.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Swing {
    /// Name of the parameter.
    pub parameter: String,
    /// At the 10 % quantile.
    pub low: AtEnd,
    /// At the 90 % quantile.
    pub high: AtEnd,
    /// Outcome at the high end − outcome at the low end.
    pub swing: Estimate,
}

/// A parameter held at a value.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AtEnd {
    /// The value.
    pub value: f64,
    /// The outcome there.
    pub outcome: Estimate,
    /// Difference from the base, with the interval of the paired trials.
    pub change: Estimate,
}

/// Where the variance between trials comes from. Shares are of the whole variance; estimates of what is nothing
/// scatter around 0, so that they can be a little below.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Variance {
    /// Standard deviation of the outcome between trials.
    pub standard_deviation: f64,
    /// Share that would go if all parameters were known: what they do by themselves, all together.
    pub parameters: Estimate,
    /// Share that would go if all other randomness were known.
    pub other_randomness: Estimate,
    /// The rest: what parameters and randomness do only together.
    pub together: Estimate,
    /// Standard deviation of the expected outcome as the parameters vary.
    pub expected_varies_by: Estimate,
    /// By parameter, the greatest share first.
    pub shares: Vec<VarianceShare>,
    /// Bootstrap replicates behind the intervals.
    pub replicates: u64,
}

/// The part of one parameter in the variance.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct VarianceShare {
    /// Name of the parameter.
    pub parameter: String,
    /// First-order index: the share that would go if this parameter alone were known.
    pub first: Estimate,
    /// Total index: the share that would stay if all else were known, all other randomness included.
    pub total: Estimate,
    /// First-order index as a share of what all parameters do by themselves; nothing where that is not clearly above
    /// nothing.
    pub of_parameters: Option<Estimate>,
}

/// What a bad trial is.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bad {
    /// The line halts; of the network: any manufacturer does.
    Halts,
    /// The outcome is above this.
    Above(f64),
    /// It is at least this.
    AtLeast(f64),
    /// It is below this.
    Below(f64),
    /// It is at most this.
    AtMost(f64),
}

/// The search for conditions under which trials are bad.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Discovery {
    /// What a bad trial is.
    pub bad: Bad,
    /// Bad trials among those on which conditions are judged.
    pub share: Chance,
    /// Trials in which conditions were looked for.
    pub learned_from: u64,
    /// Other trials on which they are judged.
    pub judged_on: u64,
    /// Facts about each trial that were looked at.
    pub facts: Vec<String>,
    /// What was found.
    pub found: Found,
}

/// Outcome of the search.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Conditions.
    Conditions(Conditions),
    /// No condition holds on other trials than those in which it was looked for.
    Nothing,
    /// Fewer than so many trials are bad, or good, among those in which conditions were looked for.
    TooFew {
        /// Needed of either.
        needed: u64,
    },
}

/// Conditions under which trials are bad far more often than elsewhere.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Conditions {
    /// All of them hold; the one without which most would be lost comes first.
    pub conditions: Vec<Condition>,
    /// Density: bad ones among the trials in which they hold.
    pub inside: Chance,
    /// Bad ones among the others.
    pub elsewhere: Chance,
    /// Coverage: of the bad trials, those in which they hold.
    pub coverage: Chance,
    /// Support: of all trials, those in which they hold.
    pub support: Chance,
}

/// A condition: a fact about a trial lies in a range.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Condition {
    /// Name of the parameter, or key of the fact.
    pub fact: String,
    /// Name for people.
    pub title: String,
    /// Its unit in words; empty if not known.
    pub unit: String,
    /// Whether its values are shares, read in per cent.
    pub percent: bool,
    /// At least this.
    pub from: Option<f64>,
    /// At most this.
    pub to: Option<f64>,
    /// Chance of as many bad trials inside if this condition picked trials at random.
    pub quasi_p: f64,
    /// How often trials are bad by the value of the fact, over all trials that were looked at.
    pub course: Vec<CourseBin>,
}

/// Trials with similar values of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct CourseBin {
    /// Lowest value.
    pub from: f64,
    /// Highest value.
    pub to: f64,
    /// Half of the values are at most this.
    pub median: f64,
    /// Bad ones among them.
    pub bad: Chance,
}
