//! What rules of a regime give to some files: a priority, more work, a speed of their own. Files whose speed is 0 stand
//! still while the others go on and keep their turn.

use std::collections::HashSet;

use super::book::Orders;
use super::desk::Desk;
use super::facts::Facts;
use super::orders::Stage;
use super::policy::Policy;
use super::state::{Lanes, trials};
use crate::scenario::DeskLimit;

/// Priority of a lane's files today.
#[inline(always)]
#[must_use]
pub(super) fn priority<const W: usize>(lane: usize, w: usize, facts: &Facts<W>, policy: &Policy<W>) -> u8 {
    let route = &facts.routes[lane];
    if !route.ruled {
        return route.priority;
    }
    let model = &facts.model.lanes[lane];
    let Some(a) = model.authority else { return route.priority };
    let course = policy.of(a);
    model.rules[usize::from(course.on(facts.day, w))].priority.of(course.members[w])
}

/// Work on top of a review of a lane that begins in a regime, nominal working days.
#[inline(always)]
#[must_use]
pub(super) fn extra_work<const W: usize>(
    lane: usize,
    (regime, w): (usize, usize),
    facts: &Facts<W>,
    policy: &Policy<W>,
) -> f64 {
    if !facts.routes[lane].ruled {
        return 0.0;
    }
    let model = &facts.model.lanes[lane];
    let Some(a) = model.authority else { return 0.0 };
    let extra = model.rules[regime].extra_work.of(policy.of(a).members[w]);
    extra.map_or(0.0, |extra| facts.values.of(extra)[w])
}

/// Files that officers have taken up, where they may be put aside or withdrawn.
#[derive(Debug, Default)]
pub(super) struct Taken<const W: usize> {
    files: HashSet<u32>,
}

impl<const W: usize> Taken<W> {
    /// None is under review.
    pub(super) fn clear(&mut self) {
        self.files.clear();
    }

    /// Reviews of some members of a group begin.
    pub(super) fn begin(&mut self, g: u32, started: u32) {
        self.files.extend(trials(started).map(|w| g * W as u32 + w as u32));
    }

    /// A review is over, or its file was withdrawn; false if no officer has it.
    pub(super) fn end(&mut self, id: u32) -> bool {
        self.files.remove(&id)
    }

    /// Files that stand still today, by trial: their officers take up others meanwhile.
    pub(super) fn standing(&self, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>, index: usize) -> Lanes<W> {
        let mut standing = [0; W];
        for id in &self.files {
            let (group, w) = orders.pool.member(*id);
            let pace = facts.routes[group.lane as usize].pace;
            let stands = policy.of(index).speed_at(usize::from(pace), facts.day, w) <= 0.0;
            standing[w] += i64::from(stands && group.stage[w] == Stage::Review);
        }
        standing
    }
}

impl<const W: usize> Desk<W> {
    /// Officers who have put their files aside today, by trial.
    pub(super) fn put_aside(&self, facts: &Facts<W>, policy: &Policy<W>, orders: &Orders<W>) -> Lanes<W> {
        let authority = &facts.model.authorities[self.index];
        if authority.has_paces() && authority.limit == DeskLimit::Officers {
            self.taken.standing(facts, policy, orders, self.index)
        } else {
            [0; W]
        }
    }
}
