//! What a line is missing: the shortfall of its scarcest input, matched with the open orders for it, place by place and
//! lane by lane. What waits for the output of a supplier is followed up when all sites have produced, see
//! [`super::roots`].

use serde::{Deserialize, Serialize};

use super::book::Orders;
use super::facts::Facts;
use super::orders::{Group, Stage};
use super::place::{PLACES, Place};
use super::plant::Plant;
use super::record::Record;
use super::sums::Rounding;
use crate::model::{FRACTION_BITS, Model};

/// Thousandths in which a halt day is split among places.
pub(crate) const MILLI: u32 = 1000;
/// The lane of what no order covers.
const NO_LANE: u32 = u32::MAX;

/// To what a part of a halt day is traced: an input of the line itself or of a supplier further up, the lane of that
/// input's orders, and where these stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub(crate) struct Root {
    own: u32,
    input: u32,
    lane: u32,
    place: Place,
    /// One more than the number of the office at which they are, where an authority has several; else 0.
    office: u8,
}

impl Root {
    /// Orders of a line's own that stand at a place on a lane.
    #[must_use]
    pub(crate) fn on_lane(input: u32, lane: u32, place: Place) -> Self {
        Self { own: lane, input, lane, place, office: 0 }
    }
    /// An input that no order covers.
    #[must_use]
    pub(crate) fn nowhere(input: u32) -> Self {
        Self { own: NO_LANE, input, lane: NO_LANE, place: Place::Nowhere, office: 0 }
    }
    /// The same as the root of what a line awaits on a lane of its own.
    #[must_use]
    pub(crate) fn behind(self, own: u32) -> Self {
        Self { own, ..self }
    }
    /// The same at another place.
    #[must_use]
    pub(crate) fn standing(self, place: Place) -> Self {
        Self { place, office: 0, ..self }
    }
    /// The same with applications at an office, the desk being the last; nothing is none.
    #[must_use]
    pub(crate) fn at_office(self, office: Option<usize>) -> Self {
        Self { office: office.map_or(0, |number| number as u8 + 1), ..self }
    }
    /// The number of the office, where an authority has several.
    #[must_use]
    pub(crate) fn office(&self) -> Option<usize> {
        usize::from(self.office).checked_sub(1)
    }
    /// The lane on which the line awaits it; nothing where no order of its own covers it.
    #[must_use]
    pub(crate) fn own(&self) -> Option<usize> {
        (self.own != NO_LANE).then_some(self.own as usize)
    }
    /// The input of the line that is missing.
    #[must_use]
    pub(crate) fn own_input(&self, model: &Model) -> usize {
        self.own().map_or(self.input as usize, |lane| model.lanes[lane].input)
    }
    /// The input that is missing in the end.
    #[must_use]
    pub(crate) fn input(&self) -> usize {
        self.input as usize
    }
    /// The lane of the orders that cover it; nothing where none does.
    #[must_use]
    pub(crate) fn lane(&self) -> Option<usize> {
        (self.lane != NO_LANE).then_some(self.lane as usize)
    }
    /// Where they stand.
    #[must_use]
    pub(crate) fn place(&self) -> Place {
        self.place
    }
    /// Whether it is further up than the line's own orders.
    #[must_use]
    pub(crate) fn is_further_up(&self) -> bool {
        self.own != self.lane
    }
}

/// A part of what a line misses on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lacking {
    /// To what it is traced.
    pub root: Root,
    /// It waits for the output of its supplier, and may be traced further.
    pub waits: bool,
    /// Thousandths of the day.
    pub amount: i64,
}

/// What a line was missing on a day.
#[derive(Clone, Debug, Default)]
pub(super) struct Cause {
    /// Its parts; they sum to the day.
    pub parts: Vec<Lacking>,
    /// Millionths of the day by lane on which something was to come that stands further up.
    pub passing: Vec<(u32, u32)>,
}

impl Cause {
    /// Nothing.
    pub(super) fn clear(&mut self) {
        self.parts.clear();
        self.passing.clear();
    }
    /// What was found of a shortfall, in thousandths of the day by place; those of a place are split among its parts.
    fn set(&mut self, found: &[((Root, bool), i64)], shortfall: i64) {
        self.clear();
        if let [((root, waits), _)] = found {
            self.parts.push(Lacking { root: *root, waits: *waits, amount: MILLI.into() });
            return;
        }
        let mut ticks = [0; PLACES];
        for ((root, _), amount) in found {
            ticks[root.place as usize] += amount;
        }
        let mut of_day = Rounding::default();
        let thousandths = ticks.map(|part| if part == 0 { 0 } else { of_day.next(part, shortfall, MILLI.into()) });
        let mut of_place = [Rounding::default(); PLACES];
        for ((root, waits), amount) in found {
            let place = root.place as usize;
            let amount = of_place[place].next(*amount, ticks[place], thousandths[place]);
            self.parts.push(Lacking { root: *root, waits: *waits, amount });
        }
    }
    /// Whether a part of it may be traced further.
    #[must_use]
    pub(super) fn waits(&self) -> bool {
        self.parts.iter().any(|part| part.waits)
    }
}

impl<const W: usize> Plant<W> {
    /// Notes with the site what it is missing of its scarcest input for some output, in thousandths of a day; whether
    /// anything is short (nothing is where a line restarts).
    pub(super) fn missing(
        &mut self,
        (site, w): (usize, usize),
        output: i64,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
    ) -> bool {
        let model = facts.model;
        let mut binding: Option<(usize, i64, i64)> = None;
        for index in model.sites[site].inputs.clone() {
            let input = &self.inputs[index];
            let need = (output * input.per_output[w] + input.carry[w]) >> FRACTION_BITS;
            let stock = input.stock[w];
            if stock < need && binding.is_none_or(|other| scarcer(model, (index, stock, need), other)) {
                binding = Some((index, stock, need));
            }
        }
        let Some((index, stock, need)) = binding else { return false };
        let shortfall = need - stock;
        // What stands for another line of the same works today stands for nobody else.
        let taken = self.inputs[index].matched;
        self.found.clear();
        let covered = orders.cover((index, w), facts.day, (taken, shortfall), &mut self.found);
        if model.sites[site].works.is_some() {
            self.inputs[index].matched += covered;
        }
        self.sites[site].causes[w].set(&self.found, shortfall);
        true
    }

    /// Notes what a line is missing today, or goes on missing; a halt day is booked by its places. What may be traced
    /// further is kept until all sites have produced.
    #[inline(always)]
    pub(super) fn blame(&mut self, (site, w): (usize, usize), halted: bool, facts: &Facts<W>, record: &mut Record<W>) {
        let cause = &self.sites[site].causes[w];
        if cause.waits() {
            self.untraced.push((site, w, halted));
        } else {
            record.blame(facts.model, (site, w), halted, cause);
        }
    }
}

/// Whether an input of which there is so much for a need is scarcer than another; of two alike the first by name.
#[must_use]
pub(super) fn scarcer(model: &Model, one: (usize, i64, i64), other: (usize, i64, i64)) -> bool {
    let (index, stock, need) = one;
    let name = |input: usize| &model.materials[model.inputs[input].material].name;
    let covers = i128::from(stock) * i128::from(other.2);
    let other_covers = i128::from(other.1) * i128::from(need);
    covers < other_covers || covers == other_covers && name(index) < name(other.0)
}

impl<const W: usize> Group<W> {
    /// Where a member stands on a day, and whether it waits for the output of its supplier; nothing if nothing of it is
    /// to come.
    #[inline(always)]
    pub(crate) fn stands(&self, w: usize, day: u32) -> Option<(Place, bool)> {
        let at_supplier = if self.licensed[w] { Place::Licensed } else { Place::Ready };
        match self.stage_on(w, day) {
            Stage::Preparation => Some((Place::Preparation, false)),
            Stage::Queue => Some((Place::Queue, false)),
            Stage::Review | Stage::OverVolume => Some((Place::Review, false)),
            Stage::Returned => Some((Place::Returned, false)),
            Stage::HeldBack | Stage::Dispatch => Some((at_supplier, false)),
            Stage::Supplier => Some((at_supplier, true)),
            Stage::Registration | Stage::AtBorder => Some((Place::Inspection, false)),
            Stage::Transit | Stage::Lost => Some((Place::Transit, false)),
            Stage::Cancelled | Stage::Closed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::matching::Found;
    use super::*;

    fn split(found: &[(u32, Place, i64)], shortfall: i64) -> Vec<(u32, i64)> {
        let found = found.iter().map(|(lane, place, ticks)| ((Root::on_lane(0, *lane, *place), false), *ticks));
        let mut cause = Cause::default();
        cause.set(&found.collect::<Found>(), shortfall);
        cause.parts.iter().map(|part| (part.root.lane, part.amount)).collect()
    }

    #[test]
    fn thousandths_sum_to_a_day() {
        let three = split(&[(1, Place::Preparation, 1), (2, Place::Queue, 1), (3, Place::Review, 1)], 3);
        assert_eq!(three, [(1, 333), (2, 333), (3, 334)]);
        assert_eq!(split(&[(7, Place::Nowhere, 7)], 7), [(7, 1000)]);
    }

    /// 7 ticks: 2 and 1 under review on two lanes, 4 on the way. In thousandths of the day 428 and 572; the 428 are
    /// 285 and 143.
    #[test]
    fn thousandths_of_a_place_are_split_among_its_lanes() {
        let found = [(4, Place::Review, 2), (5, Place::Review, 1), (4, Place::Transit, 4)];
        assert_eq!(split(&found, 7), [(4, 285), (5, 143), (4, 572)]);
    }
}
