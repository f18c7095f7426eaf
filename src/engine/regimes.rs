//! What each regime means for a desk, by trial: looked up when a number changes, not file by file.

use super::state::Lanes;
use super::values::Values;
use crate::model::{Authority, Model, Regime, fixed_point, whole_ticks};
use crate::scenario::DeskLimit;

/// Numbers of one regime of an authority.
#[derive(Clone, Debug)]
pub(super) struct RegimeNumbers<const W: usize> {
    /// Nominal working days of work in one working day.
    pub speed: Lanes<W, f64>,
    /// Files or officers a working day, in fixed point where a fraction is carried over; 0 in a freeze of all;
    /// `i64::MAX` is no limit.
    pub capacity: Lanes<W>,
    /// Scale of transit times.
    pub transit_scale: Lanes<W, f64>,
}

impl<const W: usize> RegimeNumbers<W> {
    /// Nothing looked up yet.
    #[must_use]
    pub(super) fn new() -> Self {
        Self { speed: [0.0; W], capacity: [0; W], transit_scale: [0.0; W] }
    }

    /// Looks up what a regime means.
    #[inline(always)]
    pub(super) fn follow<'a>(
        &mut self,
        authority: &Authority,
        regime: &Regime,
        paces: &(impl Iterator<Item = &'a Lanes<W, f64>> + Clone),
        values: &Values<W>,
    ) {
        self.speed = *values.of(regime.speed);
        self.transit_scale = *values.of(regime.transit_scale);
        let capacity = regime.capacity.map(|num| values.of(num));
        for w in 0..W {
            self.capacity[w] = match capacity {
                _ if self.speed[w] <= 0.0 && paces.clone().all(|pace| pace[w] <= 0.0) => 0,
                None => i64::MAX,
                Some(capacity) if authority.capacity.whole => whole_ticks(capacity[w]),
                Some(capacity) => fixed_point(capacity[w]),
            };
        }
    }
}

/// Whether the decision of a file is known when its review starts: the desk decides as soon as the review is
/// done, every grant is whole, and neither an event nor a lever changes a number or a group meanwhile.
#[must_use]
pub(super) fn foresees(model: &Model, a: usize) -> bool {
    let authority = &model.authorities[a];
    let at_once = match authority.limit {
        DeskLimit::StartsPerWorkingDay => true,
        DeskLimit::DecisionsPerWorkingDay => !authority.capacity.limited,
        DeskLimit::Officers => false,
    };
    let settled = model.authorities.iter().flat_map(|a| &a.events).all(|event| event.set.is_empty());
    at_once && settled && !authority.changes_groups() && model.numbers.pulled.is_empty()
}

/// Whether the day on which a review starts is known when the file is filed: so many start a working day, in the
/// order of filing, and none is withdrawn.
#[must_use]
pub(super) fn appoints(model: &Model, a: usize) -> bool {
    let authority = &model.authorities[a];
    let lanes = || model.lanes.iter().filter(|lane| lane.authority == Some(a));
    let background = authority.has_background.then_some(authority.background_priority);
    let mut priorities = lanes().map(|lane| lane.priority).chain(background);
    let first = priorities.next();
    let one_class = priorities.all(|priority| Some(priority) == first);
    let starts = authority.limit == DeskLimit::StartsPerWorkingDay && authority.capacity.whole;
    let alike = authority.offices.is_empty() && !authority.has_paces() && lanes().all(|lane| !lane.ruled);
    starts && alike && one_class && foresees(model, a) && model.lanes.iter().all(|lane| lane.reroute_after.is_none())
}
