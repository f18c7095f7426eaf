//! Days of reviews and transits by regime, tabulated where their scales are the same in every trial.

use std::sync::Arc;

use super::{Draw, Model, Num};
use crate::random::{DayTable, Distribution, FACTORS};
use crate::scenario::ReviewMode;

/// Tables for all regimes of an authority, so many of them to a table.
pub(crate) type DayTables = Arc<[DayTable]>;

impl Model {
    /// Fills in the tables of all lanes; lanes with the same distributions and scales share them.
    pub(super) fn tabulate_days(&mut self) {
        let mut made = Made::default();
        for i in 0..self.lanes.len() {
            let transit = self.transit_factors(i).and_then(|factors| made.tables(&self.lanes[i].transit, factors));
            let review = self.review_factors(i).and_then(|factors| {
                let authority = self.lanes[i].authority?;
                made.tables(&self.authorities[authority].work, factors)
            });
            self.lanes[i].transit_days = transit;
            self.lanes[i].review_days = review;
        }
    }

    /// Scale of the transit by regime; of one regime where nobody licenses the lane.
    fn transit_factors(&self, lane: usize) -> Option<Vec<f64>> {
        let lane = &self.lanes[lane];
        // A transit takes a day at least, even at no scale at all.
        let at_least = |scale: f64| scale.max(f64::MIN_POSITIVE);
        let scale = self.numbers.certain(lane.transit.scale)?;
        match lane.authority {
            None => Some(vec![at_least(scale)]),
            Some(a) => {
                let of_regime = |num: Num| Some(at_least(scale * self.numbers.certain(num)?));
                self.authorities[a].regimes.iter().map(|r| of_regime(r.transit_scale)).collect()
            }
        }
    }

    /// Scale of the review work by regime, over the regime's speed; 0 where nothing is reviewed. `None` where a
    /// review takes as long as it takes.
    fn review_factors(&self, lane: usize) -> Option<Vec<f64>> {
        let lane = &self.lanes[lane];
        let authority = &self.authorities[lane.authority?];
        if authority.review != ReviewMode::FixedAtStart || lane.ruled {
            return None;
        }
        let scale = self.numbers.certain(authority.work.scale)? * self.numbers.certain(lane.work_factor)?;
        let of_speed = |speed: f64| if speed > 0.0 { scale / speed } else { 0.0 };
        authority.regimes.iter().map(|r| self.numbers.certain(r.speed).map(of_speed)).collect()
    }
}

/// Most distributions of which there are tables; those of a distribution take some 70 kB for each few regimes.
const MOST_TABLES: usize = 512;

/// Tables made so far, with what they were made from.
#[derive(Default)]
struct Made(Vec<(Distribution, Vec<f64>, DayTables)>);

impl Made {
    /// The tables of a distribution, unless there are so many already that they would fill the memory: then days are
    /// worked out, which gives the same.
    fn tables(&mut self, draw: &Draw, factors: Vec<f64>) -> Option<DayTables> {
        if let Some((.., tables)) =
            self.0.iter().find(|(distribution, by, _)| *distribution == draw.distribution && *by == factors)
        {
            return Some(Arc::clone(tables));
        }
        if self.0.len() == MOST_TABLES {
            return None;
        }
        let tables: DayTables = factors.chunks(FACTORS).map(|some| DayTable::new(&draw.sampler, some)).collect();
        self.0.push((draw.distribution.clone(), factors, Arc::clone(&tables)));
        Some(tables)
    }
}
