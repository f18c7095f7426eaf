//! Nominal flows: what each site makes and needs a day when nothing is disturbed.

use super::{CompileError, Lane, Model, Sourcing};

/// Fills in planned outputs, needs, and margins along the chain, from the manufacturers up.
///
/// # Errors
/// A cycle of supply.
pub(super) fn fill(model: &mut Model) -> Result<(), CompileError> {
    let delivering = by(model, |lane| lane.input, model.inputs.len());
    for site in downstream_first(model)? {
        let output = model.sites[site].nominal_output;
        let margin = unit_margin(model, site);
        for input in model.sites[site].inputs.clone() {
            let per_output = model.numbers.median(model.inputs[input].per_output);
            let need = output * per_output;
            model.inputs[input].nominal_need = need;
            let lanes: Vec<(usize, f64)> = match &model.inputs[input].sourcing {
                Sourcing::Shares(lanes) => lanes.iter().map(|(l, n)| (*l, model.numbers.median(*n))).collect(),
                Sourcing::Ranked(lanes) => lanes.iter().take(1).map(|l| (*l, 1.0)).collect(),
            };
            for (lane, share) in lanes {
                let supplier = model.lanes[lane].from;
                model.sites[supplier].nominal_output += need * share;
            }
            for lane in &delivering[input] {
                model.lanes[*lane].margin_per_tick = if per_output > 0.0 { margin / per_output } else { 0.0 };
            }
        }
    }
    Ok(())
}

/// Margin that one tick of a site's output earns: its own sales, or the best customer's.
fn unit_margin(model: &Model, site: usize) -> f64 {
    match &model.sites[site].sales {
        Some(sales) => model.numbers.median(sales.margin) * model.materials[model.sites[site].makes].tick,
        None => model.sites[site].customers.iter().map(|l| model.lanes[*l].margin_per_tick).fold(0.0, f64::max),
    }
}

/// Lanes by one of their ends, of which there are `count`, each in the order of the model.
fn by(model: &Model, end: impl Fn(&Lane) -> usize, count: usize) -> Vec<Vec<usize>> {
    let mut lanes = vec![Vec::new(); count];
    for (at, lane) in model.lanes.iter().enumerate() {
        lanes[end(lane)].push(at);
    }
    lanes
}

/// Sites in an order in which every buyer comes before its suppliers.
fn downstream_first(model: &Model) -> Result<Vec<usize>, CompileError> {
    let mut waiting: Vec<usize> = model.sites.iter().map(|s| s.customers.len()).collect();
    let mut order: Vec<usize> = (0..model.sites.len()).filter(|s| waiting[*s] == 0).collect();
    let to = by(model, |lane| lane.to, model.sites.len());
    let mut next = 0;
    while let Some(&site) = order.get(next) {
        next += 1;
        for from in to[site].iter().map(|lane| model.lanes[*lane].from) {
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
