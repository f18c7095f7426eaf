//! General licences: applied for on a date, valid for a time and up to a quantity, renewed ahead of their end.

use super::draw::sample;
use super::orders::{Kind, Stage};
use super::state::Block;
use crate::model::whole_ticks;
use crate::random::{Purpose, uniform, whole_days};

impl<const W: usize> Block<'_, W> {
    /// A general licence takes effect.
    #[inline(never)]
    pub fn grant_general(&mut self, id: u32, day: u32) {
        let (group, w) = self.pool.member(id);
        let lane = group.lane as usize;
        if let Some(general) = &self.model.lanes[lane].general {
            let until = day.saturating_add(general.valid);
            let state = &mut self.lanes[lane];
            state.balance[w] = whole_ticks(self.values.of(general.quantity)[w]);
            state.general_until[w] = until;
            state.general_next[w] = until.saturating_sub(general.renew_before).max(day + 1);
        }
        self.pool.finish(id);
    }

    /// Applications for general licences whose day has come.
    #[inline(never)]
    pub fn apply_for_general_licences(&mut self, day: u32) {
        for lane in 0..self.lanes.len() {
            let model = &self.model.lanes[lane];
            let (Some(general), Some(a)) = (&model.general, model.authority) else { continue };
            for w in 0..W {
                if self.lanes[lane].general_next[w] != day {
                    continue;
                }
                let slot = self.lanes[lane].general_count[w];
                self.lanes[lane].general_count[w] += 1;
                self.lanes[lane].general_next[w] = u32::MAX;
                let trial = self.first_trial + w as u64;
                let stream = &self.luck.lanes[lane];
                let g = self.pool.add(Kind::General, lane, day);
                let group = self.pool.group_mut(g);
                let [work, decision] = stream.pair(trial, slot, Purpose::GeneralReview, 0, 0);
                group.decision[w] = uniform(decision);
                group.slot[w] = slot;
                group.stage[w] = Stage::Preparation;
                group.members = 1;
                self.learn_review(g, a, w, work);
                let [word, _] = stream.pair(trial, slot, Purpose::GeneralPreparation, 0, 0);
                let wait = sample(&general.preparation, word, self.values.of(general.preparation.scale)[w]);
                self.desks[a].come_due(g * W as u32 + w as u32, day as usize + whole_days(wait, 1) as usize);
            }
        }
    }

    /// What a general licence still allows on a lane; 0 where there is none in force.
    #[inline(always)]
    #[must_use]
    pub fn general_balance(&self, lane: usize, w: usize, day: u32) -> i64 {
        let state = &self.lanes[lane];
        if state.general_until[w] > 0 && day <= state.general_until[w] { state.balance[w] } else { 0 }
    }
}
