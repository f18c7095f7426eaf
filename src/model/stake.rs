//! Money at stake: more than the sums over trials can hold is refused beforehand.

use super::flow::Flows;
use super::{CompileError, Model};

/// Most money of a trial that is counted exactly, in the scenario's currency: squares of it in hundredths, summed
/// over a million trials, fit into 127 bits.
const MOST_MONEY: f64 = 1e14;

/// Checks that what a trial can cost, parameters at their medians, can be counted.
///
/// # Errors
/// Too much money.
pub(super) fn check(model: &Model, flows: &Flows) -> Result<(), CompileError> {
    let most = losses(model, flows) + purchases(model, flows);
    if most <= MOST_MONEY {
        return Ok(());
    }
    Err(CompileError::At {
        at: "currency".into(),
        message: format!(
            "a trial can cost up to {most:.1e} {0}, more than can be counted ({MOST_MONEY:.0e}): look for a price, \
             margin or cost that is too large, or state all money in thousands or millions of {0}",
            model.currency
        ),
    })
}

/// Every day of every line lost.
fn losses(model: &Model, flows: &Flows) -> f64 {
    let median = |n| model.numbers.median(n);
    let days = f64::from(model.days);
    let of_site = |(site, output): (&super::Site, &f64)| {
        let made = output * days * model.materials[site.makes].tick;
        let late = |sales: &super::Sales| median(sales.late_penalty) * days;
        let each = site.sales.as_ref().map_or(0.0, |sales| median(sales.margin) + median(sales.penalty) + late(sales));
        made * each + days * median(site.line.halt_cost)
    };
    model.sites.iter().zip(&flows.outputs).map(of_site).sum()
}

/// All needs bought at the price of the dearest lane.
fn purchases(model: &Model, flows: &Flows) -> f64 {
    let median = |n| model.numbers.median(n);
    let of_input = |(input, need): (&super::Input, &f64)| {
        let paid = |lane: &usize| {
            let lane = &model.lanes[*lane];
            let of = |terms: super::Terms| median(terms.price) * (1.0 + median(lane.duty)) + median(terms.freight);
            lane.all_terms().map(of).fold(0.0, f64::max)
        };
        let dearest = input.lanes.iter().map(paid).fold(0.0, f64::max);
        need * f64::from(model.days) * model.materials[input.material].tick * dearest
    };
    model.inputs.iter().zip(&flows.needs).map(of_input).sum()
}
