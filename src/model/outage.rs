//! Outages: a part of the network stands still between two days, to ask how long lines survive that.

use std::ops::Range;

use super::Model;

/// What stands still, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outage {
    /// From the first of these days on, until the day after the last.
    pub days: Range<u32>,
    /// Lanes on which nothing leaves. Orders are still placed and reviewed, and wait at the supplier; on ranked lanes
    /// they go to the next rank.
    pub lanes: Vec<usize>,
    /// Sites that make nothing; a source without capacity ships nothing.
    pub sites: Vec<usize>,
    /// Authorities that review and decide nothing; what they have licensed before still ships.
    pub frozen: Vec<usize>,
}

/// A freeze laid over whatever regime is in force. Each regime has a twin that differs in its speed alone: it is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// From the first of these days on, until the day after the last.
    pub days: Range<u32>,
    /// Index of the twin of the first regime; the others follow in order.
    pub first_twin: u8,
}

/// A model as it is under any of some outages. What is costly is made once for all of them: tables of days depend on
/// which authorities are frozen, not on when.
#[derive(Clone, Debug)]
pub(crate) struct Outages<'a> {
    model: &'a Model,
    /// The model with twins of regimes, by the authorities that are frozen; no day of it is.
    frozen: Vec<(Vec<usize>, Model)>,
}

impl<'a> Outages<'a> {
    /// Of a model, for these outages.
    #[must_use]
    pub(crate) fn new(model: &'a Model, outages: &[Outage]) -> Self {
        let mut frozen: Vec<(Vec<usize>, Model)> = Vec::new();
        for outage in outages.iter().filter(|outage| !outage.frozen.is_empty()) {
            if frozen.iter().all(|(known, _)| *known != outage.frozen) {
                frozen.push((outage.frozen.clone(), model.with_twins(&outage.frozen)));
            }
        }
        Self { model, frozen }
    }

    /// The model with one of the outages. Policy takes its course as it would without, and every order has the same
    /// random numbers.
    #[must_use]
    pub(crate) fn model(&self, outage: &Outage) -> Model {
        let known = self.frozen.iter().find(|(known, _)| *known == outage.frozen).map(|(_, model)| model);
        let mut model = match known {
            Some(model) => model.clone(),
            None => self.model.with_twins(&outage.frozen),
        };
        for lane in &outage.lanes {
            let lane = &mut model.lanes[*lane];
            lane.out = outage.days.clone();
            lane.ever_shut = true;
            lane.prompt = false;
        }
        for site in &outage.sites {
            let site = &mut model.sites[*site];
            let until = (outage.days.end as usize).min(site.working.len());
            site.working[(outage.days.start as usize).min(until)..until].fill(false);
        }
        for lane in model.lanes.iter_mut().filter(|lane| outage.sites.contains(&lane.from)) {
            lane.prompt = false;
        }
        for authority in &outage.frozen {
            if let Some(freeze) = &mut model.authorities[*authority].freeze {
                freeze.days = outage.days.clone();
            }
        }
        model
    }
}

impl Model {
    /// The same model with an outage; see [`Outages`] for many.
    #[must_use]
    pub fn with_outage(&self, outage: &Outage) -> Self {
        Outages { model: self, frozen: Vec::new() }.model(outage)
    }

    /// The same model in which some authorities can be frozen.
    fn with_twins(&self, authorities: &[usize]) -> Self {
        let mut model = self.clone();
        for authority in authorities {
            model.add_twins(*authority);
        }
        if !authorities.is_empty() {
            model.tabulate_days();
        }
        model
    }

    fn add_twins(&mut self, authority: usize) {
        let stopped = self.numbers.constant(0.0);
        let policy = &mut self.authorities[authority];
        let Ok(first_twin) = u8::try_from(policy.regimes.len()) else { return };
        let twins: Vec<_> =
            policy.regimes.iter().map(|regime| super::Regime { speed: stopped, ..regime.clone() }).collect();
        policy.regimes.extend(twins);
        policy.freeze = Some(Freeze { days: 0..0, first_twin });
        for pace in &mut policy.paces {
            pace.resize(2 * pace.len(), super::Ruled::usual(stopped));
        }
        for lane in self.lanes.iter_mut().filter(|lane| lane.authority == Some(authority)) {
            lane.rules.extend_from_within(..);
            lane.shut.extend_from_within(..);
        }
        let borders = self.lanes.iter_mut().filter_map(|lane| lane.border.as_mut());
        for (inspects, shares) in borders.filter_map(|border| border.inspected.as_mut()) {
            if *inspects == authority {
                shares.extend_from_within(..);
            }
        }
    }
}
