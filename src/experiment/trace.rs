//! One trial, day by day: the end-of-day state of every site.

use crate::engine::{Block, Luck, Recording};
use crate::model::Model;

/// The daily course of one trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Sites in the order of the file.
    pub sites: Vec<SiteTrace>,
    /// Regime of each authority by day, as its key.
    pub regimes: Vec<(String, Vec<String>)>,
}

/// The daily course of one site, in the units of its materials.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteTrace {
    /// Key of the site.
    pub site: String,
    /// Output stock at the end of each day.
    pub output_stock: Vec<f64>,
    /// Released orders that wait at the end of each day.
    pub backlog: Vec<f64>,
    /// Whether the day was a halt day.
    pub halted: Vec<bool>,
    /// Its inputs.
    pub inputs: Vec<InputTrace>,
}

/// The daily course of one input, in its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct InputTrace {
    /// Key of the material.
    pub material: String,
    /// Stock on hand at the end of each day.
    pub stock: Vec<f64>,
    /// On order at the end of each day.
    pub on_order: Vec<f64>,
}

/// Replays one trial.
#[must_use]
pub fn trace(model: &Model, seed: u64, trial: u64) -> Trace {
    let luck = Luck::new(model, seed);
    let mut block: Block<1> = Block::new(model, &luck, Recording { band_every: model.days, audit: false });
    block.begin(trial);
    let mut order: Vec<usize> = (0..model.sites.len()).collect();
    order.sort_by_key(|s| model.sites[*s].position);
    let mut sites: Vec<SiteTrace> = order.iter().map(|s| empty(model, *s)).collect();
    for day in 0..model.days {
        block.step(day);
        for (site, trace) in order.iter().zip(&mut sites) {
            let state = &block.sites[*site];
            let tick = model.materials[model.sites[*site].makes].tick;
            trace.output_stock.push(state.output[0] as f64 * tick);
            trace.backlog.push(state.backlog[0] as f64 * tick);
            trace.halted.push(state.outcome.last[0] == day);
            for (index, input) in model.sites[*site].inputs.clone().zip(&mut trace.inputs) {
                let tick = model.materials[model.inputs[index].material].tick;
                input.stock.push(block.inputs[index].stock[0] as f64 * tick);
                input.on_order.push(block.inputs[index].on_order[0] as f64 * tick);
            }
        }
    }
    let regimes = model.authorities.iter().zip(&block.desks).map(|(authority, desk)| {
        let name = |r: &[u8; 1]| authority.regimes[usize::from(r[0])].name.clone();
        (authority.name.clone(), desk.regime.iter().map(name).collect())
    });
    Trace { sites, regimes: regimes.collect() }
}

fn empty(model: &Model, site: usize) -> SiteTrace {
    let input = |index: usize| InputTrace {
        material: model.materials[model.inputs[index].material].name.clone(),
        stock: Vec::new(),
        on_order: Vec::new(),
    };
    SiteTrace {
        site: model.sites[site].name.clone(),
        output_stock: Vec::new(),
        backlog: Vec::new(),
        halted: Vec::new(),
        inputs: model.sites[site].inputs.clone().map(input).collect(),
    }
}
