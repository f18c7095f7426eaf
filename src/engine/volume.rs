//! The rule against stockpiling: what a buyer is granted of a material within a rolling window has a limit. The
//! excess of an order waits until there is room for it, and what expires unused is given back.

use super::orders::Stage;
use super::state::Block;
use crate::model::{VolumeRule, whole_ticks};

/// Grants of the past by input and trial: day and ticks.
#[derive(Debug, Default)]
pub struct Volume {
    grants: Vec<Vec<(u32, i64)>>,
    width: usize,
}

impl Volume {
    /// Room for the inputs of a model, where any regime has such a rule.
    #[must_use]
    pub fn new(used: bool, inputs: usize, width: usize) -> Self {
        Self { grants: vec![Vec::new(); if used { inputs * width } else { 0 }], width }
    }

    /// Forgets all grants.
    pub fn clear(&mut self) {
        self.grants.iter_mut().for_each(Vec::clear);
    }

    fn of(&mut self, input: usize, w: usize) -> &mut Vec<(u32, i64)> {
        &mut self.grants[input * self.width + w]
    }
}

/// The day on which `wanted` ticks, or the whole limit if that is less, have room under a limit.
fn day_with_room(grants: &[(u32, i64)], window: u32, limit: i64, wanted: i64) -> Option<u32> {
    let mut room = limit - grants.iter().map(|(_, ticks)| ticks).sum::<i64>();
    for (day, ticks) in grants {
        room += ticks;
        if room >= wanted.min(limit) {
            return Some(day.saturating_add(window));
        }
    }
    None
}

impl<const W: usize> Block<'_, W> {
    /// Whether an order can be granted whole under a rule. If not, what has room is granted and the excess waits.
    #[inline(never)]
    pub fn within_volume(&mut self, rule: VolumeRule, id: u32, day: u32) -> bool {
        let (group, w) = self.pool.member(id);
        let (lane, quantity) = (group.lane as usize, group.quantity[w]);
        let input = self.model.lanes[lane].input;
        let need = self.model.inputs[input].nominal_need * f64::from(rule.window);
        let limit = whole_ticks(self.values.of(rule.multiple)[w] * need);
        let grants = self.volume.of(input, w);
        grants.retain(|(granted, _)| granted.saturating_add(rule.window) > day);
        let room = limit - grants.iter().map(|(_, ticks)| ticks).sum::<i64>();
        if room > 0 {
            grants.push((day, quantity.min(room)));
        }
        if quantity <= room {
            return true;
        }
        let excess = quantity - room.max(0);
        let again = day_with_room(grants, rule.window, limit, excess).filter(|_| limit > 0);
        if room > 0 {
            let part = self.split_off(id, room, day);
            self.send_off(part, day);
        }
        self.pool.member_mut(id).0.stage[w] = Stage::OverVolume;
        if let Some(orders) = again.and_then(|day| self.reaching.get_mut(day as usize)) {
            orders.push(id);
        }
        false
    }

    /// There may be room for an excess now; in a freeze it waits on.
    #[inline(never)]
    pub fn grant_excess(&mut self, id: u32, day: u32) {
        let (group, w) = self.pool.member(id);
        let Some(a) = self.model.lanes[group.lane as usize].authority else { return };
        let regime = usize::from(self.desks[a].regime[day as usize][w]);
        if self.desks[a].by_regime[regime].speed[w] <= 0.0 {
            if let Some(orders) = self.reaching.get_mut(day as usize + 1) {
                orders.push(id);
            }
            return;
        }
        let rule = self.model.authorities[a].regimes[regime].volume_rule;
        if rule.is_none_or(|rule| self.within_volume(rule, id, day)) {
            self.send_off(id, day);
        }
    }

    /// A licence that has expired is given back.
    pub fn refund(&mut self, id: u32) {
        if self.volume.grants.is_empty() {
            return;
        }
        let (group, w) = self.pool.member(id);
        let lane = &self.model.lanes[group.lane as usize];
        let (quantity, input) = (group.quantity[w], lane.input);
        let valid = lane.authority.map_or(0, |a| self.model.authorities[a].licence_valid);
        let granted = u32::from(group.expires[w]).saturating_sub(valid);
        if let Some((_, ticks)) = self.volume.of(input, w).iter_mut().find(|(day, _)| *day == granted) {
            *ticks -= quantity.min(*ticks);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_comes_back_with_the_window() {
        let grants = [(10, 40), (20, 60)];
        assert_eq!(day_with_room(&grants, 30, 100, 10), Some(40));
        assert_eq!(day_with_room(&grants, 30, 100, 41), Some(50));
        // More than the limit is never free at once: the rest waits for the whole limit.
        assert_eq!(day_with_room(&grants, 30, 100, 500), Some(50));
    }
}
