//! Nominal flows: what each site makes and needs a day when nothing is disturbed.
//!
//! They are worked out twice, with parameters as they were planned and at their medians: what is planned decides what a
//! day of cover is, what turns out decides how much can be at stake. Where the plan follows parameters, needs are also
//! kept as sums of products of these.

use super::numbers::{Binding, Need};
use super::{CompileError, Model, NEVER, Num, Sourcing};

/// Flows in ticks per calendar day, means over the horizon.
pub(super) struct Flows {
    /// What is made, by site.
    pub outputs: Vec<f64>,
    /// What is needed, by input.
    pub needs: Vec<f64>,
    /// Needs that follow parameters, by input: index into those of the numbers.
    pub following: Vec<Option<u32>>,
    /// The same of what sites make.
    pub following_outputs: Vec<Option<u32>>,
}

/// Fills in planned outputs and needs, and margins along the chain, from the manufacturers up. Gives the flows with
/// parameters at their medians.
///
/// # Errors
/// A cycle of supply.
pub(super) fn fill(model: &mut Model) -> Result<Flows, CompileError> {
    let order = downstream_first(model)?;
    let (outputs, needs) = flows(model, &order, &|num| model.numbers.planned(num));
    for (site, output) in model.sites.iter_mut().zip(outputs) {
        site.nominal_output = output;
    }
    for (input, need) in model.inputs.iter_mut().zip(needs) {
        input.nominal_need = need;
    }
    margins(model, &order);
    let (outputs, needs) = flows(model, &order, &|num| model.numbers.median(num));
    let mut flows =
        Flows { following: vec![None; needs.len()], following_outputs: vec![None; outputs.len()], outputs, needs };
    if model.numbers.plan_follows() {
        follow(model, &order, &mut flows);
    }
    Ok(flows)
}

/// Outputs by site and needs by input, with numbers as given.
fn flows(model: &Model, order: &[usize], value: &dyn Fn(Num) -> f64) -> (Vec<f64>, Vec<f64>) {
    let mut outputs: Vec<f64> = (0..model.sites.len()).map(|site| mean_plan(model, site, value)).collect();
    let mut needs = vec![0.0; model.inputs.len()];
    for site in order {
        for input in model.sites[*site].inputs.clone() {
            let Some(per_output) = model.per_output(input, *site) else { continue };
            let need = outputs[*site] * value(per_output);
            needs[input] += need;
            for (lane, share) in suppliers(model, input) {
                outputs[model.lanes[lane].from] += need * share.map_or(1.0, value);
            }
        }
    }
    (outputs, needs)
}

/// Lanes that deliver an input when nothing is disturbed, with their shares; nothing is all of it.
fn suppliers(model: &Model, input: usize) -> Vec<(usize, Option<Num>)> {
    match &model.inputs[input].sourcing {
        Sourcing::Shares(lanes) => lanes.iter().map(|(lane, share)| (*lane, Some(*share))).collect(),
        Sourcing::Ranked(lanes) => lanes.iter().take(1).map(|lane| (*lane, None)).collect(),
    }
}

/// What a manufacturer plans a calendar day.
fn mean_plan(model: &Model, site: usize, value: &dyn Fn(Num) -> f64) -> f64 {
    let site = &model.sites[site];
    let Some(sales) = &site.sales else { return 0.0 };
    let planned = |day: usize| sales.plan.on(u32::try_from(day).unwrap_or(NEVER)).map_or(0.0, value);
    let total: f64 = (0..site.working.len()).filter(|day| site.working[*day]).map(planned).sum();
    total / f64::from(model.days)
}

/// Fills in what a tick earns on each lane.
fn margins(model: &mut Model, order: &[usize]) {
    for site in order {
        let margin = model.margin(*site);
        for input in model.sites[*site].inputs.clone() {
            let per_output = model.per_output(input, *site).map_or(0.0, |n| model.numbers.median(n));
            for lane in model.inputs[input].lanes.clone() {
                // Of several lines, the one that earns most on it.
                let earned = if per_output > 0.0 { margin / per_output } else { 0.0 };
                model.lanes[lane].margin_per_tick = model.lanes[lane].margin_per_tick.max(earned);
            }
        }
    }
}

/// A sum of products of the parameters that the plan follows.
type Sum = Vec<(f64, Vec<u32>)>;

/// Keeps every need that follows parameters as what it is of them; the others are as planned.
fn follow(model: &mut Model, order: &[usize], flows: &mut Flows) {
    let mut outputs: Vec<Sum> = (0..model.sites.len()).map(|site| plan_of(model, site)).collect();
    let mut needs = vec![Sum::new(); model.inputs.len()];
    for site in order {
        for input in model.sites[*site].inputs.clone() {
            let Some(per_output) = model.per_output(input, *site) else { continue };
            let need = times(&outputs[*site], &product(model, per_output));
            for (lane, share) in suppliers(model, input) {
                let factor = share.map_or((1.0, Vec::new()), |share| product(model, share));
                let more = times(&need, &factor);
                for term in more {
                    add(&mut outputs[model.lanes[lane].from], term);
                }
            }
            for term in need {
                add(&mut needs[input], term);
            }
        }
    }
    for (input, need) in needs.into_iter().enumerate() {
        flows.following[input] = keep(&mut model.numbers.needs, need);
    }
    for (site, output) in outputs.into_iter().enumerate() {
        flows.following_outputs[site] = keep(&mut model.numbers.needs, output);
    }
}

fn keep(needs: &mut Vec<Need>, sum: Sum) -> Option<u32> {
    if sum.iter().all(|(_, of)| of.is_empty()) {
        return None;
    }
    needs.push(Need(sum));
    u32::try_from(needs.len() - 1).ok()
}

/// The plan of a manufacturer a calendar day.
fn plan_of(model: &Model, site: usize) -> Sum {
    let mut sum = Sum::new();
    let site = &model.sites[site];
    let Some(sales) = &site.sales else { return sum };
    for (at, (from, num)) in sales.plan.0.iter().enumerate() {
        let until = sales.plan.0.get(at + 1).map_or(model.days, |(next, _)| *next);
        let days = (*from..until.min(model.days)).filter(|day| site.working[*day as usize]).count();
        let (factor, of) = product(model, *num);
        let days = f64::from(u32::try_from(days).unwrap_or(NEVER));
        add(&mut sum, (factor * days / f64::from(model.days), of));
    }
    sum
}

/// A number as a constant times parameters that the plan follows; others are as planned.
fn product(model: &Model, num: Num) -> (f64, Vec<u32>) {
    let Binding { mut factor, parameters, .. } = model.numbers.bindings[num.0 as usize];
    let mut of = Vec::new();
    for index in parameters.into_iter().flatten() {
        let parameter = &model.numbers.parameters[index as usize];
        if parameter.follows {
            of.push(index);
        } else {
            factor *= parameter.planned;
        }
    }
    (factor, of)
}

fn times(sum: &Sum, (factor, of): &(f64, Vec<u32>)) -> Sum {
    let mut product = Sum::new();
    for (each, already) in sum {
        let mut all = [already.as_slice(), of.as_slice()].concat();
        all.sort_unstable();
        add(&mut product, (each * factor, all));
    }
    product
}

fn add(sum: &mut Sum, (factor, of): (f64, Vec<u32>)) {
    match sum.iter_mut().find(|(_, same)| *same == of) {
        Some((total, _)) => *total += factor,
        None => sum.push((factor, of)),
    }
}

/// Sites in an order in which every buyer, with all its lines, comes before its suppliers.
fn downstream_first(model: &Model) -> Result<Vec<usize>, CompileError> {
    let buyers = |lane: &usize| model.inputs[model.lanes[*lane].input].users.len();
    let mut waiting: Vec<usize> = model.sites.iter().map(|s| s.customers.iter().map(buyers).sum()).collect();
    let mut order: Vec<usize> = (0..model.sites.len()).filter(|s| waiting[*s] == 0).collect();
    let mut next = 0;
    while let Some(&site) = order.get(next) {
        next += 1;
        let mut lanes: Vec<usize> =
            model.sites[site].inputs.clone().flat_map(|input| model.inputs[input].lanes.iter().copied()).collect();
        lanes.sort_unstable();
        for from in lanes.into_iter().map(|lane| model.lanes[lane].from) {
            waiting[from] -= 1;
            if waiting[from] == 0 {
                order.push(from);
            }
        }
    }
    match waiting.iter().position(|w| *w > 0) {
        None => Ok(order),
        Some(site) => Err(CompileError::Cycle(model.sites[site].name.clone())),
    }
}
