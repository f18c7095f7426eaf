//! Applications are prepared: an order that needs a licence is filed when that is done.

use super::book::Orders;
use super::desk::{Desk, Desks};
use super::draw::sample;
use super::facts::Facts;
use super::ordering::words;
use super::orders::Stage;
use crate::random::{Purpose, whole_days};

impl<const W: usize> Desks<W> {
    /// Orders placed today are prepared for filing; none is filed before the first one of its lane.
    #[inline(always)]
    pub(super) fn take_in(&mut self, g: u32, facts: &Facts<W>, orders: &Orders<W>) {
        let lane = &facts.model.lanes[orders.pool.group(g).lane as usize];
        let Some(a) = lane.authority else { return };
        if lane.certain_preparation && lane.first_preparation.is_none() {
            let wait = lane.preparation.fixed.unwrap_or(0.0) * facts.values.of(lane.preparation.scale)[0];
            let filed = facts.day as usize + whole_days(wait, 1) as usize;
            if let Some(groups) = self.of(a).filing.get_mut(filed) {
                groups.push(g);
            }
        } else {
            self.of(a).prepare_apart(g, facts, orders);
        }
    }
}

impl<const W: usize> Desk<W> {
    /// Applications of one group take different times.
    #[inline(always)]
    fn prepare_apart(&mut self, g: u32, facts: &Facts<W>, orders: &Orders<W>) {
        let group = orders.pool.group(g);
        let index = group.lane as usize;
        let lane = &facts.model.lanes[index];
        let mut drawn = [[0; W]; 2];
        if !lane.certain_preparation {
            let ordinal = facts.routes[index].ordinal;
            drawn = words(&facts.streams.lanes[index], facts.first_trial, &group.slot, ordinal, Purpose::Preparation);
        }
        for w in 0..W {
            if group.stage[w] != Stage::Preparation {
                continue;
            }
            let first = self.first_filed[index][w];
            let draw = lane.first_preparation.as_ref().filter(|_| first == u32::MAX).unwrap_or(&lane.preparation);
            let wait = whole_days(sample(draw, drawn[0][w], facts.values.of(draw.scale)[w]), 1);
            let mut filed = facts.day.saturating_add(wait);
            if first == u32::MAX {
                self.first_filed[index][w] = filed;
            } else {
                filed = filed.max(first);
            }
            self.come_due(g * W as u32 + w as u32, filed as usize);
        }
    }
}
