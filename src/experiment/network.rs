//! Who supplies whom, how much came on each lane, and what depends on it.

use serde::{Deserialize, Serialize};

use super::Tally;
use super::known::{self, Word};
use crate::model::{Model, Sourcing};

/// Sites and lanes with what a run says of them, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct NetworkAnswer {
    /// All sites, suppliers without inputs included.
    pub sites: Vec<NodeAnswer>,
    /// All lanes.
    pub lanes: Vec<LinkAnswer>,
}

/// A site of the network.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct NodeAnswer {
    /// Key.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// Country code.
    pub country: String,
    /// Sector or stage.
    pub sector: String,
    /// Keys of its lines, where it has several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// Expected loss of the halt days that are traced to lanes from here: what is at stake on this supplier, in the
    /// scenario's currency.
    pub stake: f64,
}

/// A lane of the network.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct LinkAnswer {
    /// Key.
    pub lane: String,
    /// Key of the supplier.
    pub from: String,
    /// Key of the buyer.
    pub to: String,
    /// Key of the material.
    pub material_key: String,
    /// Name of the material, for people.
    pub material: String,
    /// Unit of the quantity.
    #[serde(deserialize_with = "known::word")]
    pub unit: Word,
    /// Key of the authority whose licence it may need.
    pub authority: Option<String>,
    /// Share of the buyer's orders that it is meant to have, parameters at their medians; of ranked lanes the first
    /// has all.
    pub planned_share: f64,
    /// Mean quantity received within the horizon.
    pub received: f64,
    /// The same as a share of the buyer's planned need within the horizon; nothing without a planned need.
    pub received_share_of_need: Option<f64>,
    /// Expected loss of the halt days that are traced to it, of whichever line: what is at stake here, in
    /// the scenario's currency. Over all lanes it sums to the loss of all lines.
    pub stake: f64,
    /// The same with the halt days on which something was to come over it that stood further up. Over the lanes that
    /// bring a line its inputs it sums to the loss of that line, and of those that the line keeps waiting.
    pub stake_through: f64,
    /// Days from filing to decision within which half of its applications are decided; nothing without decisions.
    pub median_wait_days: Option<u32>,
    /// The same for nine in ten.
    pub p90_wait_days: Option<u32>,
}

/// The network of a run with these lines.
pub(super) fn network(model: &Model, tally: &Tally) -> NetworkAnswer {
    let mut sites: Vec<usize> = (0..model.sites.len()).collect();
    sites.sort_by_key(|site| model.sites[*site].position);
    let shares = planned_shares(model);
    let stakes = tally.traced.stakes(model, &shares, tally.trials);
    let days = model.wait_days();
    let link = |l: usize| {
        let lane = &model.lanes[l];
        let input = &model.inputs[lane.input];
        let material = &model.materials[input.material];
        let received = if tally.trials == 0 { 0.0 } else { tally.received[l] as f64 / tally.trials as f64 };
        let need = input.nominal_need * f64::from(model.days);
        let waits = &tally.waits[l * days..(l + 1) * days];
        let within = |p: f64| crate::statistics::quantile::index_in_counts(waits, p).map(|day| day as u32);
        LinkAnswer {
            lane: lane.name.clone(),
            from: model.whole(lane.from).0.to_owned(),
            to: model.whole(lane.to).0.to_owned(),
            material_key: material.name.clone(),
            material: material.title.clone(),
            unit: material.unit.label(),
            authority: lane.authority.map(|a| model.authorities[a].name.clone()),
            planned_share: shares[l],
            received: received * material.tick,
            received_share_of_need: (need > 0.0).then(|| received / need),
            stake: stakes[l].here,
            stake_through: stakes[l].through,
            median_wait_days: within(0.5),
            p90_wait_days: within(0.9),
        }
    };
    let mut order: Vec<usize> = (0..model.lanes.len()).collect();
    order.sort_by_key(|l| {
        let lane = &model.lanes[*l];
        (model.sites[lane.from].position, model.sites[lane.to].position, &lane.name)
    });
    let lanes: Vec<LinkAnswer> = order.into_iter().map(link).collect();
    let mut sites = nodes(model, &sites);
    for site in &mut sites {
        site.stake = lanes.iter().filter(|lane| lane.from == site.site).map(|lane| lane.stake).sum();
    }
    NetworkAnswer { sites, lanes }
}

/// Sites in order; the lines of one stand together for it.
fn nodes(model: &Model, sites: &[usize]) -> Vec<NodeAnswer> {
    let mut nodes: Vec<NodeAnswer> = Vec::new();
    for site in sites {
        let (key, title) = model.whole(*site);
        let facts = &model.sites[*site];
        if let Some(node) = nodes.last_mut().filter(|node| facts.works.is_some() && node.site == key) {
            node.lines.push(facts.name.clone());
            continue;
        }
        nodes.push(NodeAnswer {
            site: key.to_owned(),
            title: title.to_owned(),
            country: facts.country.clone(),
            sector: facts.sector.clone(),
            lines: facts.works.iter().map(|_| facts.name.clone()).collect(),
            stake: 0.0,
        });
    }
    nodes
}

/// The share of its input's orders that each lane is meant to have.
pub(super) fn planned_shares(model: &Model) -> Vec<f64> {
    let mut shares = vec![0.0; model.lanes.len()];
    for input in &model.inputs {
        match &input.sourcing {
            Sourcing::Shares(lanes) => {
                let written: f64 = lanes.iter().map(|(_, share)| model.numbers.median(*share)).sum();
                for (lane, share) in lanes {
                    shares[*lane] = if written > 0.0 { model.numbers.median(*share) / written } else { 0.0 };
                }
            }
            Sourcing::Ranked(lanes) => lanes.first().into_iter().for_each(|lane| shares[*lane] = 1.0),
        }
    }
    shares
}
