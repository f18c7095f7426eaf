//! What a line is missing: the shortfall of its scarcest input, matched with the open orders for it, place by place and
//! lane by lane.

use super::book::Orders;
use super::facts::Facts;
use super::orders::{Group, Stage};
use super::plant::Plant;
use super::state::{Lanes, MILLI, PLACES};
use crate::model::{FRACTION_BITS, Model};

/// At the supplier with a licence, and without one being needed.
const LICENSED: usize = 4;
const READY: usize = 5;
/// Place of material that was denied or never ordered.
const NOWHERE: usize = PLACES - 1;
/// Places at which an order can stand: all but the last.
pub const STANDS: usize = PLACES - 1;
/// The lane of what no order covers.
const NO_LANE: u32 = u32::MAX;

/// A part of what a line misses on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The input.
    pub input: u32,
    /// The lane of the open orders that cover it.
    lane: u32,
    /// Where they stand.
    pub place: u8,
    /// Thousandths of the day; ticks until all parts are known.
    pub amount: i64,
}

impl Lacking {
    /// The lane of the open orders that cover it; nothing where none does.
    #[must_use]
    pub fn lane(&self) -> Option<usize> {
        (self.lane != NO_LANE).then_some(self.lane as usize)
    }
}

/// Thousandths of halt days by what was missing. Where a line that sells never halts, those of the days on which it made
/// too little.
#[derive(Debug)]
pub struct Traced<const W: usize> {
    /// Covered by open orders: by cell of line and lane, trial and place.
    lanes: Vec<Lanes<W, [u32; STANDS]>>,
    /// Denied or never ordered: by cell of line and input, and trial.
    nowhere: Vec<Lanes<W, u32>>,
    /// Sites of which something is noted.
    noted: Vec<bool>,
}

impl<const W: usize> Traced<W> {
    /// Nothing so far.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self {
            lanes: vec![[[0; STANDS]; W]; model.cells.0],
            nowhere: vec![[0; W]; model.cells.1],
            noted: vec![false; model.sites.len()],
        }
    }
    /// Of a trial, what orders on a lane covered, by place; `lane` is a cell, see [`crate::model::Site::lane_cells`].
    #[must_use]
    pub fn on_lane(&self, lane: usize, w: usize) -> &[u32; STANDS] {
        &self.lanes[lane][w]
    }
    /// Of a trial, what no order for an input covered; `input` is a cell likewise.
    #[must_use]
    pub fn nowhere(&self, input: usize, w: usize) -> u32 {
        self.nowhere[input][w]
    }
    /// Forgets all, before another block of trials.
    pub fn clear(&mut self, model: &Model) {
        for (site, noted) in model.sites.iter().zip(&mut self.noted) {
            if std::mem::take(noted) {
                for input in site.inputs.clone() {
                    self.nowhere[site.input_cells + input] = [0; W];
                    for lane in &model.inputs[input].lanes {
                        self.lanes[site.lane_cells + lane] = [[0; STANDS]; W];
                    }
                }
            }
        }
    }
    /// Counts the parts that a site misses on a day.
    pub fn add(&mut self, model: &Model, (site, w): (usize, usize), parts: &[Lacking]) {
        self.noted[site] = true;
        let site = &model.sites[site];
        for part in parts {
            let amount = part.amount as u32;
            match part.lane() {
                Some(lane) => self.lanes[site.lane_cells + lane][w][usize::from(part.place)] += amount,
                None => self.nowhere[site.input_cells + part.input as usize][w] += amount,
            }
        }
    }
    /// Forgets what was counted of a site in a trial.
    pub fn forget(&mut self, model: &Model, site: usize, w: usize) {
        if self.noted[site] {
            let site = &model.sites[site];
            for input in site.inputs.clone() {
                self.nowhere[site.input_cells + input][w] = 0;
                for lane in &model.inputs[input].lanes {
                    self.lanes[site.lane_cells + lane][w] = [0; STANDS];
                }
            }
        }
    }
}

impl<const W: usize> Plant<W> {
    /// The day's shortfall of the scarcest input, split among places in thousandths of a day, its parts being noted with
    /// the site; `None` where nothing is short (the line restarts).
    pub fn missing(
        &mut self,
        (site, w): (usize, usize),
        output: i64,
        facts: &Facts<W>,
        orders: &mut Orders<W>,
    ) -> Option<[u32; PLACES]> {
        let day = facts.day;
        let mut binding: Option<(usize, i64, i64)> = None;
        for index in facts.model.sites[site].inputs.clone() {
            let input = &self.inputs[index];
            let need = (output * input.per_output[w] + input.carry[w]) >> FRACTION_BITS;
            let stock = input.stock[w];
            let scarcer =
                binding.is_none_or(|(_, s, n)| i128::from(stock) * i128::from(n) < i128::from(s) * i128::from(need));
            if stock < need && scarcer {
                binding = Some((index, stock, need));
            }
        }
        let (index, stock, need) = binding?;
        let shortfall = need - stock;
        let mut places = [0; PLACES];
        let mut left = shortfall;
        // What stands for another line of the same works today stands for nobody else.
        let mut taken = self.inputs[index].matched;
        let parts = &mut self.sites[site].causes[w];
        parts.clear();
        for group in orders.awaited(index, w, day) {
            if group.open_until[w] > day
                && let Some(place) = group.place(w, day)
            {
                let others = taken.min(group.quantity[w]);
                taken -= others;
                let amount = left.min(group.quantity[w] - others);
                places[place] += amount;
                note(parts, Lacking { input: index as u32, lane: group.lane, place: place as u8, amount });
                left -= amount;
            }
            if left == 0 {
                break;
            }
        }
        if facts.model.sites[site].works.is_some() {
            self.inputs[index].matched += shortfall - left;
        }
        places[NOWHERE] += left;
        note(parts, Lacking { input: index as u32, lane: NO_LANE, place: NOWHERE as u8, amount: left });
        let thousandths = in_thousandths(places, shortfall);
        split(parts, &places, &thousandths);
        Some(thousandths)
    }
}

impl<const W: usize> Group<W> {
    /// Where a member stands on a day, as an index of the places of missing material.
    #[inline(always)]
    fn place(&self, w: usize, day: u32) -> Option<usize> {
        match self.stage_on(w, day) {
            Stage::Preparation => Some(0),
            Stage::Queue => Some(1),
            Stage::Review | Stage::OverVolume => Some(2),
            Stage::Returned => Some(3),
            Stage::HeldBack | Stage::Dispatch | Stage::Supplier => {
                Some(if self.licensed[w] { LICENSED } else { READY })
            }
            Stage::Transit => Some(6),
            Stage::Cancelled | Stage::Closed => None,
        }
    }
}

/// Adds a part to others; orders of a lane that stand at one place are one part.
fn note(parts: &mut Vec<Lacking>, part: Lacking) {
    if part.amount == 0 {
        return;
    }
    match parts.iter_mut().find(|other| (other.lane, other.place) == (part.lane, part.place)) {
        Some(other) => other.amount += part.amount,
        None => parts.push(part),
    }
}

/// Turns ticks into thousandths of the day: those of a place are split among its parts by cumulative rounding.
fn split(parts: &mut [Lacking], ticks: &[i64; PLACES], thousandths: &[u32; PLACES]) {
    let mut sums = [0; PLACES];
    for part in parts {
        let place = usize::from(part.place);
        let before = sums[place];
        sums[place] += part.amount;
        let upto = |sum: i64| sum * i64::from(thousandths[place]) / ticks[place];
        part.amount = upto(sums[place]) - upto(before);
    }
}

/// Parts of a whole in thousandths that sum to 1000, by cumulative rounding.
fn in_thousandths(parts: [i64; PLACES], whole: i64) -> [u32; PLACES] {
    // Most often it all stands in one place.
    if let Some(place) = parts.iter().position(|part| *part == whole) {
        let mut result = [0; PLACES];
        result[place] = MILLI;
        return result;
    }
    // A day's shortfall is far below 2^53 ticks, so that nothing here overflows.
    let (mut sum, mut taken) = (0, 0);
    parts.map(|part| {
        if part == 0 {
            return 0;
        }
        sum += part;
        // The last part needs no division.
        let upto = if sum == whole { MILLI } else { (sum * i64::from(MILLI) / whole) as u32 };
        let result = upto - taken;
        taken = upto;
        result
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_sum_to_a_day() {
        assert_eq!(in_thousandths([1, 1, 1, 0, 0, 0, 0, 0, 0], 3), [333, 333, 334, 0, 0, 0, 0, 0, 0]);
        assert_eq!(in_thousandths([0, 0, 0, 0, 0, 0, 0, 0, 7], 7)[NOWHERE], MILLI);
    }

    /// 7 ticks: 2 and 1 under review on two lanes, 4 on the way. In thousandths of the day 428 and 572; the 428 are
    /// 285 and 143.
    #[test]
    fn thousandths_of_a_place_are_split_among_its_lanes() {
        let mut parts = Vec::new();
        for (lane, place, amount) in [(4, 2, 1), (5, 2, 1), (4, 2, 1), (4, 6, 4), (NO_LANE, 8, 0)] {
            note(&mut parts, Lacking { input: 0, lane, place, amount });
        }
        let places = [0, 0, 3, 0, 0, 0, 4, 0, 0];
        split(&mut parts, &places, &in_thousandths(places, 7));
        let found: Vec<_> = parts.iter().map(|part| (part.lane, part.place, part.amount)).collect();
        assert_eq!(found, [(4, 2, 285), (5, 2, 143), (4, 6, 572)]);
    }
}
