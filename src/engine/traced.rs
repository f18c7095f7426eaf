//! Halt days of each line by what was missing, and where that stood.

use std::collections::BTreeMap;

use super::missing::{Cause, Root};
use super::place::STANDS;
use super::state::Lanes;
use crate::model::Model;

/// Thousandths of halt days by what was missing. Where a line that sells never halts, those of the days on which it
/// made too little.
#[derive(Debug)]
pub(super) struct Traced<const W: usize> {
    /// Covered by a line's own open orders: by cell of line and lane, trial and place.
    lanes: Vec<Lanes<W, [u32; STANDS]>>,
    /// Denied or never ordered: by cell of line and input, and trial.
    nowhere: Vec<Lanes<W, u32>>,
    /// Sites of which something is noted.
    noted: Vec<bool>,
    /// What stands further up than a line's own orders, by site.
    further: Vec<Further<W>>,
}

/// What a line was missing that stands further up.
#[derive(Debug, Default)]
struct Further<const W: usize> {
    /// By root, and trial.
    roots: BTreeMap<Root, Lanes<W, u32>>,
    /// Millionths of halt days by lane on which it was to come, all but the last, and trial.
    passing: BTreeMap<u32, Lanes<W, u64>>,
    /// What a line's own orders at authorities with several offices cover, by root, which has the office, and trial; it
    /// is among what orders on lanes cover too.
    offices: BTreeMap<Root, Lanes<W, u32>>,
}

impl<const W: usize> Traced<W> {
    /// Nothing so far.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        Self {
            lanes: vec![[[0; STANDS]; W]; model.cells.0],
            nowhere: vec![[0; W]; model.cells.1],
            noted: vec![false; model.sites.len()],
            further: model.sites.iter().map(|_| Further::default()).collect(),
        }
    }
    /// Of a trial, what orders on a lane covered, by place; `lane` is a cell, see [`crate::model::Site::lane_cells`].
    #[must_use]
    pub(super) fn on_lane(&self, lane: usize, w: usize) -> &[u32; STANDS] {
        &self.lanes[lane][w]
    }
    /// Of a trial, what no order for an input covered; `input` is a cell likewise.
    #[must_use]
    pub(super) fn nowhere(&self, input: usize, w: usize) -> u32 {
        self.nowhere[input][w]
    }
    /// Of a trial, what a site missed that stands further up, by root in order.
    pub(super) fn further(&self, site: usize, w: usize) -> impl Iterator<Item = (Root, u32)> {
        self.further[site].roots.iter().map(move |(root, of)| (*root, of[w])).filter(|(_, of)| *of > 0)
    }
    /// Of a trial, millionths of a site's halt days by lane on which something was to come that stands further up.
    pub(super) fn passing(&self, site: usize, w: usize) -> impl Iterator<Item = (usize, u64)> {
        self.further[site].passing.iter().map(move |(lane, of)| (*lane as usize, of[w])).filter(|(_, of)| *of > 0)
    }
    /// Of a trial, what a site's own orders at authorities with several offices cover, by root in order.
    pub(super) fn at_offices(&self, site: usize, w: usize) -> impl Iterator<Item = (Root, u32)> {
        self.further[site].offices.iter().map(move |(root, of)| (*root, of[w])).filter(|(_, of)| *of > 0)
    }
    /// Forgets all, before another block of trials.
    pub(super) fn clear(&mut self, model: &Model) {
        for (at, site) in model.sites.iter().enumerate() {
            if std::mem::take(&mut self.noted[at]) {
                self.further[at].roots.clear();
                self.further[at].passing.clear();
                self.further[at].offices.clear();
                for input in site.inputs.clone() {
                    self.nowhere[site.input_cells + input] = [0; W];
                    for lane in &model.inputs[input].lanes {
                        self.lanes[site.lane_cells + lane] = [[0; STANDS]; W];
                    }
                }
            }
        }
    }
    /// Counts what a site misses on a day.
    #[inline(always)]
    pub(super) fn add(&mut self, model: &Model, (site, w): (usize, usize), cause: &Cause) {
        self.noted[site] = true;
        let (of, further) = (&model.sites[site], &mut self.further[site]);
        for part in &cause.parts {
            let (root, amount) = (part.root, part.amount as u32);
            match root.lane() {
                _ if root.is_further_up() => further.roots.entry(root).or_insert([0; W])[w] += amount,
                Some(lane) => {
                    self.lanes[of.lane_cells + lane][w][root.place() as usize] += amount;
                    if root.office().is_some() {
                        further.offices.entry(root).or_insert([0; W])[w] += amount;
                    }
                }
                None => self.nowhere[of.input_cells + root.input()][w] += amount,
            }
        }
        for (lane, millionths) in &cause.passing {
            further.passing.entry(*lane).or_insert([0; W])[w] += u64::from(*millionths);
        }
    }
    /// Forgets what was counted of a site in a trial.
    pub(super) fn forget(&mut self, model: &Model, site: usize, w: usize) {
        if self.noted[site] {
            self.further[site].roots.values_mut().for_each(|of| of[w] = 0);
            self.further[site].passing.values_mut().for_each(|of| of[w] = 0);
            self.further[site].offices.values_mut().for_each(|of| of[w] = 0);
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
