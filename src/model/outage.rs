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

impl Model {
    /// The same model with an outage. Policy takes its course as it would without, and every order has the same luck.
    #[must_use]
    pub fn with_outage(&self, outage: &Outage) -> Self {
        let mut model = self.clone();
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
            model.freeze(*authority, &outage.days);
        }
        if !outage.frozen.is_empty() {
            model.tabulate_days();
        }
        model
    }

    fn freeze(&mut self, authority: usize, days: &Range<u32>) {
        let stopped = self.numbers.constant(0.0);
        let policy = &mut self.authorities[authority];
        let Ok(first_twin) = u8::try_from(policy.regimes.len()) else { return };
        let twins: Vec<_> =
            policy.regimes.iter().map(|regime| super::Regime { speed: stopped, ..regime.clone() }).collect();
        policy.regimes.extend(twins);
        policy.freeze = Some(Freeze { days: days.clone(), first_twin });
        for lane in self.lanes.iter_mut().filter(|lane| lane.authority == Some(authority)) {
            lane.decisions.extend_from_within(..);
            lane.shut.extend_from_within(..);
        }
    }
}
