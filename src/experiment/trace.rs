//! One trial, day by day: the end-of-day state of every site.

use crate::engine::{Block, Recording, Streams};
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
    /// Released orders, or sales, that wait at the end of each day.
    pub backlog: Vec<f64>,
    /// Sales asked for on each day, where the site sells from finished goods; else 0.
    pub asked: Vec<f64>,
    /// Of these, not met on the day.
    pub unmet: Vec<f64>,
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

/// Plays one trial again and shows it at the end of every day, and once more when it is over.
pub(super) fn replay<T>(
    model: &Model,
    seed: u64,
    trial: u64,
    at_end_of_day: impl FnMut(&Block<'_, 1>, u32),
    at_the_end: impl FnOnce(&Block<'_, 1>) -> T,
) -> T {
    let streams = Streams::new(model, seed);
    let mut block: Block<1> = Block::new(model, &streams, Recording { band_every: model.days, audit: false });
    block.play(trial, at_end_of_day);
    at_the_end(&block)
}

/// Replays one trial.
#[must_use]
pub fn trace(model: &Model, seed: u64, trial: u64) -> Trace {
    let mut order: Vec<usize> = (0..model.sites.len()).collect();
    order.sort_by_key(|s| model.sites[*s].position);
    let mut sites: Vec<SiteTrace> = order.iter().map(|s| empty(model, *s)).collect();
    let record = |block: &Block<'_, 1>, day: u32| {
        for (site, trace) in order.iter().zip(&mut sites) {
            let tick = model.materials[model.sites[*site].makes].tick;
            trace.output_stock.push(block.output(*site, 0) as f64 * tick);
            trace.backlog.push(block.backlog(*site, 0) as f64 * tick);
            let [asked, unmet] = block.sales(*site, 0, day);
            trace.asked.push(asked as f64 * tick);
            trace.unmet.push(unmet as f64 * tick);
            trace.halted.push(block.halts(*site, 0).last == day);
            for (index, input) in model.used(*site).zip(&mut trace.inputs) {
                let tick = model.materials[model.inputs[index].material].tick;
                input.stock.push(block.stock(index, 0) as f64 * tick);
                input.on_order.push(block.on_order(index, 0) as f64 * tick);
            }
        }
    };
    let regimes = replay(model, seed, trial, record, |block| {
        let names = model.authorities.iter().enumerate().map(|(a, authority)| {
            let name = |r: &[u8; 1]| authority.regimes[usize::from(r[0])].name.clone();
            (authority.name.clone(), block.regimes(a).iter().map(name).collect())
        });
        names.collect()
    });
    Trace { sites, regimes }
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
        asked: Vec::new(),
        unmet: Vec::new(),
        halted: Vec::new(),
        inputs: model.used(site).map(input).collect(),
    }
}
