//! What changed and what it moved: plain data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::groups::Group;
use crate::experiment::compare::StudyFacts;
use crate::experiment::sample::{Difference, Verdict};
use crate::experiment::{Estimate, ScenarioFacts};
use crate::scenario::{Change, ChangeGroup};

/// What changed between two scenarios, and how much each group of changes moved the answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DiffAnswer {
    /// How it was simulated.
    pub run: StudyFacts,
    /// The first scenario.
    pub old: ScenarioFacts,
    /// The second.
    pub new: ScenarioFacts,
    /// First and last day that count, where only days that both cover do; nothing if each counts all of its days.
    pub counted: Option<(Date, Date)>,
    /// How parts were averaged.
    pub method: DiffMethod,
    /// Groups of changes.
    pub groups: Vec<GroupFacts>,
    /// How much each moved each outcome, the network's first.
    pub outcomes: Vec<MovedOutcome>,
    /// What is to be known besides.
    pub notes: Vec<String>,
}

/// How parts were averaged over orders of putting changes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct DiffMethod {
    /// Whether the move of the first day was put in before all else, and only the others in several orders.
    #[serde(default)]
    pub first_day_first: bool,
    /// Whether over all orders; otherwise over each rotation and its reverse.
    pub all_orders: bool,
    /// Number of orders.
    pub orders: u64,
    /// Variants that were simulated, the two scenarios among them.
    pub variants: u64,
}

/// A group of changes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct GroupFacts {
    /// Its name in files.
    pub group: String,
    /// Its name for people.
    pub title: String,
    /// What changed, by date where it has one.
    pub changes: Vec<ChangeFacts>,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ChangeFacts {
    /// Its path.
    pub field: String,
    /// What it belongs to, in words.
    pub thing: String,
    /// What it is, in words; empty if it is the thing itself.
    pub what: String,
    /// The day of an event, an order, a licence.
    pub date: Option<Date>,
    /// What the first says; nothing if it has no such field.
    pub before: Option<String>,
    /// What the second says; nothing if it has no such field.
    pub after: Option<String>,
}

/// An outcome, and how much each group of changes moved it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct MovedOutcome {
    /// Its name.
    pub outcome: String,
    /// Key of the line; nothing for the network.
    pub site: Option<String>,
    /// Its name for people.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// The first scenario, the second, and the difference.
    pub whole: Difference,
    /// The part of each group, in their order; they sum to the difference.
    pub parts: Vec<MovedPart>,
    /// What the move of the first day, stocks and orders add together, where that was put in before all else: how the
    /// firm has come through the time between. Nothing elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_between: Option<MovedPart>,
}

/// The name of [`MovedOutcome::time_between`] in place of a group's.
pub(crate) const TIME_BETWEEN: &str = "time_between";

/// How much a group of changes moved an outcome.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct MovedPart {
    /// Name of the group.
    pub group: String,
    /// Mean over orders, with the interval of the paired trials.
    pub estimate: Estimate,
    /// Its standard error; nothing with a single trial.
    pub standard_error: Option<f64>,
    /// What can be said of it.
    pub verdict: Verdict,
}

impl MovedPart {
    /// Whether it is of a group that says how the firm stands on its first day.
    #[must_use]
    pub fn is_of_the_first_day(&self) -> bool {
        is_of_the_first_day(&self.group)
    }
}

/// Whether all that is in a group says how the firm stands on its first day: when that is, stocks, orders and licences.
pub(super) fn is_of_the_first_day(group: &str) -> bool {
    let kinds = [ChangeGroup::Horizon, ChangeGroup::Stocks, ChangeGroup::Orders].map(ChangeGroup::key);
    group.split('+').all(|group| kinds.contains(&group.split(':').next().unwrap_or_default()))
}

impl GroupFacts {
    pub(super) fn of(group: &Group, trees: (&Value, &Value)) -> Self {
        let mut changes: Vec<ChangeFacts> = group.changes.iter().map(|change| ChangeFacts::of(change, trees)).collect();
        // Dated ones first, by date; all others in the order of the file.
        changes.sort_by_key(|change| (change.date.is_none(), change.date));
        Self { group: group.key.clone(), title: group.title.clone(), changes }
    }
}

impl ChangeFacts {
    fn of(change: &Change, (old, new): (&Value, &Value)) -> Self {
        let [before, after] = change.in_words();
        Self {
            field: change.field(),
            thing: change.thing_in_words(old, new),
            what: change.field_in_words(),
            date: change.date(),
            before,
            after,
        }
    }
}
