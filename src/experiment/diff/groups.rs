//! Groups of changes, and the orders in which they are put in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::DiffError;
use super::answer::DiffMethod;
use crate::model::{self, Model};
use crate::scenario::{Change, ChangeGroup, Problem, Problems, from_value, with_changes};

/// Up to this many changes are put in in all orders.
pub(super) const MOST_IN_ALL_ORDERS: usize = 6;
/// Most changes whose parts are told.
pub(crate) const MOST_CHANGES: usize = 24;

/// Changes that are put in together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Its name in files.
    pub key: String,
    /// Its name for people.
    pub title: String,
    /// What changes.
    pub changes: Vec<Change>,
}

impl Group {
    /// The move of the first day, with all that it makes history.
    pub(super) fn of_first_day(changes: Vec<Change>) -> Self {
        let kind = ChangeGroup::Horizon;
        Self { key: kind.key().to_owned(), title: kind.title().to_owned(), changes }
    }
}

/// Some of the groups, a bit each.
pub(super) type Variant = u64;

/// All of so many groups.
pub(super) fn all(groups: usize) -> Variant {
    (1 << groups) - 1
}

/// Groups of changes by what they are about, or each changed thing for itself.
pub(super) fn of(changes: Vec<Change>, (old, new): (&Value, &Value), apart: bool) -> Result<Vec<Group>, DiffError> {
    let mut groups: BTreeMap<(ChangeGroup, String), Group> = BTreeMap::new();
    for change in changes {
        let kind = change.group();
        // First day and horizon go together.
        let thing = if apart && kind != ChangeGroup::Horizon { change.thing() } else { String::new() };
        let group = groups.entry((kind, thing.clone())).or_insert_with(|| {
            let (key, title) = match thing.as_str() {
                "" => (kind.key().to_owned(), kind.title().to_owned()),
                thing => (
                    format!("{}:{thing}", kind.key()),
                    format!("{}: {}", kind.title(), change.thing_in_words(old, new)),
                ),
            };
            Group { key, title, changes: Vec::new() }
        });
        group.changes.push(change);
    }
    if groups.len() > MOST_CHANGES {
        return Err(DiffError::TooMany { found: groups.len() });
    }
    Ok(groups.into_values().collect())
}

/// The model of the first scenario with some groups of changes.
pub(super) fn model(old: &Value, groups: &[Group], some: Variant) -> Result<Model, Box<Problems>> {
    let every: Vec<Change> = groups.iter().flat_map(|group| &group.changes).cloned().collect();
    let put = groups.iter().enumerate().filter(|(at, _)| some >> at & 1 == 1).flat_map(|(_, group)| &group.changes);
    let loaded = from_value(with_changes(old, &every, put)).map_err(Box::new)?;
    model::compile(&loaded.scenario).map_err(|error| {
        let problems = vec![Problem::error("", error.to_string())];
        Box::new(Problems { subject: loaded.name.clone().into(), problems })
    })
}

/// Groups of which every variant loads: those that only go together become one. What was done is told.
pub(super) fn that_load(old: &Value, mut groups: Vec<Group>) -> Result<(Vec<Group>, Orders, Vec<String>), DiffError> {
    let mut notes = Vec::new();
    loop {
        let orders = Orders::of(groups.len());
        let whole = all(groups.len());
        let fails = |variant: &&Variant| **variant != 0 && **variant != whole;
        let failing: Vec<(Variant, Box<Problems>)> = orders
            .variants()
            .iter()
            .filter(fails)
            .filter_map(|variant| Some((*variant, model(old, &groups, *variant).err()?)))
            .collect();
        let Some((_, problems)) = failing.first() else { return Ok((groups, orders, notes)) };
        let left = |&(a, b): &(usize, usize)| {
            failing.iter().filter(|(variant, _)| variant >> a & 1 == variant >> b & 1).count()
        };
        let pairs = (0..groups.len()).flat_map(|a| (a + 1..groups.len()).map(move |b| (a, b)));
        let Some((a, b)) = pairs.min_by_key(left) else { return Err(DiffError::Variant(problems.clone())) };
        let why = problems.problems.first().map_or_else(String::new, |problem| format!(": {}", problem.message));
        notes.push(format!("{} and {} only go together{why}", groups[a].title, groups[b].title));
        let other = groups.remove(b);
        let one = &mut groups[a];
        one.key = format!("{}+{}", one.key, other.key);
        one.title = format!("{}, and {}", one.title, other.title);
        one.changes.extend(other.changes);
    }
}

/// Orders of putting groups in, as what each variant counts for in each group's part.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    groups: usize,
    count: u64,
    /// By variant: how many times more orders have it just behind each group than just before it.
    weights: BTreeMap<Variant, Vec<i64>>,
    variants: Vec<Variant>,
}

impl Orders {
    /// All orders of a few groups; of many, each rotation of their order and its reverse, in which each group has every
    /// place equally often.
    fn of(groups: usize) -> Self {
        let mut orders = Self { groups, count: 0, weights: BTreeMap::new(), variants: Vec::new() };
        let plain: Vec<usize> = (0..groups).collect();
        if groups <= MOST_IN_ALL_ORDERS {
            orders.each(&mut Vec::new(), &plain);
        } else {
            for turn in 0..groups {
                let mut order = plain.clone();
                order.rotate_left(turn);
                orders.add(&order);
                order.reverse();
                orders.add(&order);
            }
        }
        orders.variants = orders.weights.keys().copied().collect();
        orders
    }

    fn each(&mut self, first: &mut Vec<usize>, left: &[usize]) {
        if left.is_empty() {
            self.add(&first.clone());
        }
        for group in left {
            first.push(*group);
            let rest: Vec<usize> = left.iter().copied().filter(|other| other != group).collect();
            self.each(first, &rest);
            first.pop();
        }
    }

    fn add(&mut self, order: &[usize]) {
        self.count += 1;
        let mut variant = 0;
        let none = vec![0; self.groups];
        self.weights.entry(variant).or_insert_with(|| none.clone());
        for group in order {
            self.weights.entry(variant).or_insert_with(|| none.clone())[*group] -= 1;
            variant |= 1 << group;
            self.weights.entry(variant).or_insert_with(|| none.clone())[*group] += 1;
        }
    }

    /// Variants, the first scenario first and the second last.
    pub(super) fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// By group: how many times a variant counts in its part, of [`Orders::count`].
    pub(super) fn weights(&self, variant: Variant) -> Vec<i64> {
        self.weights.get(&variant).cloned().unwrap_or_default()
    }

    /// Number of orders.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// As the answer says it.
    pub(super) fn method(&self) -> DiffMethod {
        DiffMethod {
            first_day_first: false,
            all_orders: self.groups <= MOST_IN_ALL_ORDERS,
            orders: self.count,
            variants: self.variants.len() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of a function of variants.
    fn parts(groups: usize, value: impl Fn(Variant) -> i64) -> Vec<f64> {
        let orders = Orders::of(groups);
        let mut sums = vec![0; groups];
        for variant in orders.variants() {
            for (sum, times) in sums.iter_mut().zip(orders.weights(*variant)) {
                *sum += times * value(*variant);
            }
        }
        sums.into_iter().map(|sum| sum as f64 / orders.count() as f64).collect()
    }

    #[test]
    fn five_groups_take_no_more_than_thirty_five_runs_and_many_few_a_group() {
        let runs = [0, 1, 2, 5, 6, 7, 12].map(|groups| Orders::of(groups).variants().len());
        assert_eq!(runs, [1, 2, 4, 32, 64, 44, 134]);
        assert_eq!([5, 7].map(|groups| Orders::of(groups).count()), [120, 14]);
    }

    /// Two gloves of the left hand and one of the right make one pair: the right one is worth 2/3, each left one 1/6.
    #[test]
    fn gloves() {
        let pair = |variant: Variant| i64::from(variant & 1 == 1 && variant & 0b110 != 0);
        let found = parts(3, pair);
        let wanted = [2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];
        assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
    }

    /// What adds up has the same parts in every order; what does nothing has none; parts sum to the whole.
    #[test]
    fn parts_sum_to_the_whole_in_all_orders_and_in_some() {
        for groups in [4, 9] {
            let sum = |variant: Variant| {
                (0_i64..).zip(0..groups).filter(|(_, at)| variant >> at & 1 == 1).map(|(n, _)| n * 3).sum()
            };
            let found = parts(groups, sum);
            assert!(found.iter().enumerate().all(|(at, part)| (part - at as f64 * 3.0).abs() < 1e-12), "{found:?}");
            let product = |variant: Variant| i64::from(variant.count_ones()).pow(2);
            let total: f64 = parts(groups, product).iter().sum();
            assert!((total - (groups * groups) as f64).abs() < 1e-9, "{total}");
        }
    }
}
