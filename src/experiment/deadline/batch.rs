//! Inputs that are asked about in one simulation, and the simulation.

use std::collections::BTreeSet;

use super::search::Trying;
use crate::experiment::{Plan, Stopped, Watch, simulate, simulate_stocks};
use crate::model::{Model, SingleOrder};

/// Inputs that are asked about together: no line of them supplies another, and no supplier has to share what it makes
/// among the orders for them.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// The inputs that are asked about.
    pub asked: Vec<usize>,
    /// Others of their lines, of which there is plenty.
    plenty: Vec<usize>,
    /// Lines that make what their inputs allow: a part that they lack is seen in their halts. They have one input here
    /// that is asked about.
    proportional: Vec<usize>,
}

/// The lines that use an input and make what their inputs allow.
fn proportional(model: &Model, input: usize) -> Vec<usize> {
    let users = model.inputs[input].users.iter().map(|user| user.site);
    users.filter(|site| !model.sites[*site].line.all_or_nothing && model.uses(*site, input)).collect()
}

/// Suppliers of an input, and theirs, that can make only so much in a day: whoever orders of them is in the way of
/// others. Lines of a plant stand for the first of them.
fn limited_suppliers(model: &Model, input: usize) -> BTreeSet<usize> {
    let of = |lane: &usize| {
        let supplier = model.lanes[*lane].from;
        std::iter::once(supplier).chain(model.suppliers_of(supplier))
    };
    let limited = model.inputs[input].lanes.iter().flat_map(of).filter(|site| !model.sites[*site].unlimited);
    limited.map(|site| model.sites[site].works.map_or(site, |(works, _)| model.works[works].lines[0].site)).collect()
}

/// Inputs in batches.
pub(super) fn batches(model: &Model, inputs: &[usize]) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for input in inputs {
        let site = model.inputs[*input].site;
        let above = model.suppliers_of(site);
        let limited = limited_suppliers(model, *input);
        let apart = |other: &usize| {
            let at = model.inputs[*other].site;
            !above.contains(&at)
                && !model.suppliers_of(at).contains(&site)
                && limited.is_disjoint(&limited_suppliers(model, *other))
        };
        let lines = proportional(model, *input);
        let together = |batch: &&mut Batch| batch.proportional.is_empty() && batch.asked.iter().all(apart);
        match batches.iter_mut().find(together).filter(|_| lines.is_empty()) {
            Some(batch) => batch.asked.push(*input),
            None => batches.push(Batch { asked: vec![*input], plenty: Vec::new(), proportional: lines }),
        }
    }
    for batch in &mut batches {
        let sites: Vec<usize> = batch.asked.iter().map(|input| model.inputs[*input].site).collect();
        for other in sites.into_iter().flat_map(|site| model.sites[site].inputs.clone()) {
            if !batch.asked.contains(&other) && !batch.plenty.contains(&other) {
                batch.plenty.push(other);
            }
        }
    }
    batches
}

/// Plays a batch: trials in which each input that is asked about never runs short.
pub(super) fn play(
    base: &Model,
    batch: &Batch,
    run: &[Trying],
    plan: &Plan,
    watch: &Watch,
) -> Result<Vec<u64>, Stopped> {
    let halting = !batch.proportional.is_empty();
    let order = |input: &usize| SingleOrder {
        input: *input,
        order: run.iter().find(|trying| trying.input == *input).map(|trying| trying.order),
        raised: !(halting && batch.asked.contains(input)),
    };
    let orders: Vec<SingleOrder> = batch.asked.iter().chain(&batch.plenty).map(order).collect();
    let (world, on_top) = base.with_single_orders(&orders);
    let world = world.without_holding_cost();
    if halting {
        return Ok(vec![without_halt(&world, &batch.proportional, plan, watch)?]);
    }
    let (_, rows) = simulate_stocks(&world, &batch.asked, plan, watch)?;
    let mut fine = vec![0; batch.asked.len()];
    for row in rows.chunks_exact(batch.asked.len().max(1)) {
        for ((count, stock), on_top) in fine.iter_mut().zip(row).zip(&on_top) {
            *count += u64::from(stock.lowest >= *on_top);
        }
    }
    Ok(fine)
}

/// Trials in which none of some lines halts.
fn without_halt(world: &Model, lines: &[usize], plan: &Plan, watch: &Watch) -> Result<u64, Stopped> {
    let all = world.lines();
    let places: Vec<usize> = lines.iter().filter_map(|line| all.iter().position(|other| other == line)).collect();
    let plan = Plan { outcomes: true, ..*plan };
    let simulated = simulate(&[world], &plan, watch)?;
    let outcomes = simulated.iter().flat_map(|simulated| simulated.outcomes.chunks_exact(all.len().max(1)));
    Ok(outcomes.filter(|trial| places.iter().all(|place| trial[*place].halt_days == 0)).count() as u64)
}
