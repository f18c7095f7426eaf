//! The scenarios between the first and the second, and what each counts for in the part of each change.
//!
//! A first day that has moved is put in before all else: what the other changes say, such as an order that was placed
//! since, can only be said from the new first day on. The others are put in after it in all orders.

use serde_json::Value;

use super::answer::DiffMethod;
use super::groups::{self, Group, MOST_CHANGES, Orders, Variant};
use super::{DiffError, Written};
use crate::model::Model;
use crate::scenario::{changes, from_value, roll};

/// A scenario that is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The first.
    Old,
    /// The second.
    New,
    /// One between them, with some of the groups that are put in in all orders.
    With(Variant),
}

/// What lies between two scenarios.
pub(super) struct Between {
    /// What the groups are put into: the first scenario, or what its new first day makes of it.
    base: Value,
    /// Whether the first of the groups is the move of the first day, which is put in before all others.
    moved: bool,
    /// All groups of changes.
    pub groups: Vec<Group>,
    orders: Orders,
    /// What was done to the groups.
    pub notes: Vec<String>,
}

impl Between {
    /// Finds what has changed, in groups that can be put in.
    pub(super) fn of(old: Written, new: Written, apart: bool) -> Result<Self, DiffError> {
        let moved = moved(old.merged, new.merged);
        let base = moved.as_ref().unwrap_or(old.merged);
        let found = groups::of(changes(base, new.merged), (base, new.merged), apart)?;
        let (mut groups, orders, notes) = groups::that_load(base, found)?;
        if let Some(base) = &moved {
            groups.insert(0, Group::of_first_day(changes(old.merged, base)));
        }
        if groups.len() > MOST_CHANGES {
            return Err(DiffError::TooMany { found: groups.len() });
        }
        Ok(Self { base: base.clone(), moved: moved.is_some(), groups, orders, notes })
    }

    /// The groups that are put in in all orders.
    fn free(&self) -> &[Group] {
        &self.groups[usize::from(self.moved)..]
    }

    /// What is simulated, the first scenario first and the second last; by group, how many times each counts in its
    /// part, of [`Between::orders`].
    pub(super) fn variants(&self) -> Vec<(Which, Vec<i64>)> {
        let all = groups::all(self.free().len());
        let count = i64::try_from(self.orders.count()).unwrap_or(i64::MAX);
        let none = vec![0; self.free().len()];
        let with = |first: i64, weights: Vec<i64>| {
            let first = self.moved.then_some(first);
            first.into_iter().chain(weights).collect::<Vec<i64>>()
        };
        let old = self.moved.then(|| (Which::Old, with(-count, none)));
        let of = |variant: &Variant| {
            let which = match *variant {
                some if some == all && (self.moved || some != 0) => Which::New,
                0 if !self.moved => Which::Old,
                some => Which::With(some),
            };
            (which, with(if *variant == 0 { count } else { 0 }, self.orders.weights(*variant)))
        };
        old.into_iter().chain(self.orders.variants().iter().map(of)).collect()
    }

    /// The model of the base with some of the groups.
    pub(super) fn model(&self, variant: Variant) -> Result<Model, DiffError> {
        groups::model(&self.base, self.free(), variant).map_err(DiffError::Variant)
    }

    /// Number of orders of putting groups in.
    pub(super) fn orders(&self) -> u64 {
        self.orders.count()
    }

    /// As the answer says it.
    pub(super) fn method(&self) -> DiffMethod {
        DiffMethod { first_day_first: self.moved, variants: self.variants().len() as u64, ..self.orders.method() }
    }
}

/// The first scenario at the first day of the second, where that is later; nothing where it cannot be taken there.
fn moved(old: &Value, new: &Value) -> Option<Value> {
    let [first, second] = [old, new].map(|tree| from_value(tree.clone()));
    let (first, second) = (first.ok()?, second.ok()?);
    if second.scenario.start <= first.scenario.start {
        return None;
    }
    let tree = roll::moved_to(&first, &second.scenario)?;
    groups::model(&tree, &[], 0).is_ok().then_some(tree)
}
