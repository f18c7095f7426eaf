//! Orders of a block. An order placed on a lane on a day is one group for all trials of the block: what its
//! members share stands once, what differs stands once a trial, side by side.
//!
//! A member is named by its place: group times `W` plus trial. A pending member stands in at most one list: that
//! of a day on which something happens to it, a queue, a heap, or those that wait at a supplier.

use std::collections::HashMap;

use super::outlook::{Outlook, of_regime};
use super::transport::NamedTransport;
use crate::random::FACTORS;

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Stage {
    /// The application is being prepared.
    Preparation,
    /// Filed, the review has not begun.
    Queue,
    /// Under review, or ready for a decision.
    Review,
    /// Returned, being corrected.
    Returned,
    /// To be granted once the rule against stockpiling leaves room.
    OverVolume,
    /// Licensed, held back until older files on the lane are through.
    HeldBack,
    /// Released, being made ready for shipping or on its way to a supplier.
    Dispatch,
    /// Released, waiting for the registration of its client.
    Registration,
    /// Free to ship, waiting at the supplier.
    Supplier,
    /// It has left its supplier and is held at the border.
    AtBorder,
    /// On the way.
    Transit,
    /// On the way, and lost: nobody knows before it should have come.
    Lost,
    /// Cancelled while it stands in a list; that list drops it.
    Cancelled,
    /// Denied, expired, cancelled, or never there.
    Closed,
}

impl Stage {
    /// Whether what stands there is still to leave its supplier.
    #[must_use]
    pub(crate) fn is_at_home(self) -> bool {
        !matches!(self, Self::AtBorder | Self::Transit | Self::Lost | Self::Cancelled | Self::Closed)
    }
}

/// What a group is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// An order on a lane.
    Single,
    /// A general licence of a lane.
    General,
}

/// The orders of all trials of a block that were placed on a lane on a day.
///
/// What their names' random numbers means for review, decision and transit is looked up when they are placed, for all
/// trials at once; scales that policy may change are applied when they are used.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(crate) struct Group<const W: usize> {
    // What is asked for most often stands in the first cache line.
    /// Where it stands.
    pub stage: [Stage; W],
    /// Day of the decision where it is known ahead: until then the member is under review.
    pub decided: [u16; W],
    /// Day on which the review starts where it is known: until then the member is in the queue.
    pub starts: [u16; W],
    /// The lane.
    pub lane: u32,
    /// Members that are not done, for groups outside the lists of inputs.
    pub members: u32,
    /// Day on which it was placed, negative before the first day.
    pub placed: i16,
    /// What it is.
    pub kind: Kind,
    /// Which it is of all that were placed: what was placed first has the lower number.
    pub serial: u32,
    /// Trials in which an application is prepared when it is placed, as bits.
    pub applying: u32,
    /// Trials in which it needs none, as bits.
    pub free: u32,
    /// The group of the parts that were cut off its members last, and the day of it.
    pub parts: Option<(u32, u16)>,
    /// Day of receipt once shipped; `u32::MAX` while pending; 0 when closed.
    pub open_until: [u32; W],
    /// Ticks still to come; 0 where a trial has no such order.
    pub quantity: [i64; W],
    /// Day of the last filing, negative before the first day.
    pub filed: [i16; W],
    /// Attempts so far, from 0.
    pub attempt: [u8; W],
    /// It has a licence, general or single.
    pub licensed: [bool; W],
    /// Slot of the random numbers.
    pub slot: [u32; W],
    /// Last day on which the licence is valid.
    pub expires: [u16; W],
    /// Shipments so far.
    pub shipments: [u16; W],
    /// Review work before its scale, where it is not tabulated.
    pub work: [f64; W],
    /// Uniform numbers of the decision.
    pub decision: [f64; W],
    /// Transit before its scale, where it is not tabulated.
    pub transit: [f64; W],
}

impl<const W: usize> Group<W> {
    /// Room for a group.
    #[must_use]
    fn new() -> Self {
        Self {
            quantity: [0; W],
            work: [0.0; W],
            decision: [0.0; W],
            transit: [0.0; W],
            open_until: [0; W],
            slot: [0; W],
            filed: [0; W],
            expires: [0; W],
            decided: [0; W],
            starts: [0; W],
            shipments: [0; W],
            stage: [Stage::Closed; W],
            attempt: [0; W],
            licensed: [false; W],
            lane: 0,
            members: 0,
            placed: 0,
            kind: Kind::Single,
            serial: 0,
            applying: 0,
            free: 0,
            parts: None,
        }
    }
    /// Makes it a group without members again, in its place.
    #[inline(always)]
    fn reset(&mut self, kind: Kind, lane: usize, day: u32, serial: u32) {
        self.serial = serial;
        self.quantity = [0; W];
        self.open_until = [0; W];
        self.slot = [day; W];
        self.filed = [day as i16; W];
        self.expires = [u16::MAX; W];
        self.decided = [0; W];
        self.starts = [0; W];
        self.shipments = [0; W];
        self.stage = [Stage::Closed; W];
        self.attempt = [0; W];
        self.licensed = [false; W];
        self.lane = lane as u32;
        self.members = 0;
        self.placed = day as i16;
        self.kind = kind;
        self.applying = 0;
        self.free = 0;
        self.parts = None;
    }
    /// Whether nothing of it is still to come after the receipts of a day.
    #[inline(always)]
    #[must_use]
    pub(crate) fn is_closed(&self, day: u32) -> bool {
        let mut open = false;
        for until in self.open_until {
            open |= until > day;
        }
        !open
    }
    /// A member's application is granted.
    #[inline(always)]
    pub(crate) fn grant(&mut self, w: usize, day: u32, valid: u32) {
        self.expires[w] = day.saturating_add(valid).min(u32::from(u16::MAX)) as u16;
        self.licensed[w] = true;
    }
    /// Days that a member's application has waited on a day.
    #[inline(always)]
    #[must_use]
    pub(crate) fn waited(&self, w: usize, day: u32) -> u32 {
        (day as i32 - i32::from(self.filed[w])) as u32
    }
    /// Where a member stands at the end of a day.
    #[inline(always)]
    #[must_use]
    pub(crate) fn stage_on(&self, w: usize, day: u32) -> Stage {
        // A review, a decision, and what follows may be settled ahead.
        match self.stage[w] {
            Stage::Review | Stage::Returned | Stage::Transit if day < u32::from(self.starts[w]) => Stage::Queue,
            Stage::Returned | Stage::Transit if day < u32::from(self.decided[w]) => Stage::Review,
            stage => stage,
        }
    }
    /// A member leaves its supplier for a transit of so many days; returns the day of receipt.
    #[inline(always)]
    pub(crate) fn leave(&mut self, w: usize, transit: u16, day: u32) -> u32 {
        let arrival = day + u32::from(transit);
        self.stage[w] = Stage::Transit;
        self.open_until[w] = arrival;
        arrival
    }
    /// A member's application is granted on a day, today or later, and it leaves its supplier at once.
    #[inline(always)]
    pub(crate) fn grant_whole(&mut self, w: usize, day: u32, transit: u16) {
        self.decided[w] = day as u16;
        self.leave(w, transit, day);
    }
    /// A member is dropped from the list in which it stood when it was cancelled.
    pub(crate) fn drop_cancelled(&mut self, w: usize) {
        self.stage[w] = Stage::Closed;
        self.open_until[w] = 0;
    }
}

/// All groups of a block.
#[derive(Debug)]
pub(super) struct Pool<const W: usize> {
    groups: Vec<Group<W>>,
    /// By group, and by four regimes.
    outlook: Vec<Outlook<W>>,
    /// Outlooks of a group.
    parts: usize,
    free: Vec<u32>,
    /// Groups placed so far.
    placed: u32,
    /// Means of transport that licences name.
    pub(super) named_transport: NamedTransport<W>,
    /// Files at authorities with several offices: the day on which each came to where it is now, and the number of the
    /// office; the desk is the last.
    pub(super) offices: HashMap<u32, (u32, usize)>,
}

/// Group and trial of a member.
#[inline(always)]
#[must_use]
pub(super) fn split<const W: usize>(id: u32) -> (u32, usize) {
    (id / W as u32, id as usize % W)
}

impl<const W: usize> Pool<W> {
    /// An empty pool, for desks of so many regimes.
    #[must_use]
    pub(super) fn new(regimes: usize) -> Self {
        let parts = regimes.div_ceil(FACTORS).max(1);
        Self {
            groups: Vec::new(),
            outlook: Vec::new(),
            parts,
            free: Vec::new(),
            placed: 0,
            named_transport: NamedTransport::new(),
            offices: HashMap::new(),
        }
    }
    /// Empties the pool; its room is kept.
    pub(super) fn clear(&mut self) {
        self.offices.clear();
        self.free.clear();
        self.free.extend((0..self.len()).rev());
        self.placed = 0;
    }
    /// Number of groups, free ones included.
    #[must_use]
    pub(super) fn len(&self) -> u32 {
        self.groups.len() as u32
    }
    /// Whether all groups are free.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.free.len() == self.groups.len()
    }
    /// A group and its outlook, four regimes at a time, to change them.
    #[inline(always)]
    pub(super) fn group_and_outlook_mut(&mut self, g: u32) -> (&mut Group<W>, &mut [Outlook<W>]) {
        let first = g as usize * self.parts;
        (&mut self.groups[g as usize], &mut self.outlook[first..first + self.parts])
    }
    #[inline(always)]
    fn outlook(&self, g: u32, regime: u8) -> &Outlook<W> {
        &self.outlook[g as usize * self.parts + usize::from(regime) / FACTORS]
    }
    /// Days of a member's transit if it starts under a regime, at least 1.
    #[inline(always)]
    #[must_use]
    pub(super) fn transit_days(&self, g: u32, w: usize, regime: u8) -> u16 {
        of_regime(self.outlook(g, regime).transit[w], regime)
    }
    /// Gives a member of a group the transit of the same member of another.
    pub(super) fn copy_transit(&mut self, from: u32, to: u32, w: usize) {
        for part in 0..self.parts {
            let transit = self.outlook[from as usize * self.parts + part].transit[w];
            self.outlook[to as usize * self.parts + part].transit[w] = transit;
        }
        self.groups[to as usize].transit[w] = self.groups[from as usize].transit[w];
    }
    /// Adds a group without members.
    #[inline(always)]
    pub(super) fn add(&mut self, kind: Kind, lane: usize, day: u32) -> u32 {
        let g = if let Some(g) = self.free.pop() { g } else { self.grow() };
        self.groups[g as usize].reset(kind, lane, day, self.placed);
        self.placed += 1;
        g
    }
    /// Adds a group without members that was placed earlier than it is added.
    pub(super) fn add_placed(&mut self, kind: Kind, lane: usize, placed: i16, day: u32) -> u32 {
        let g = self.add(kind, lane, day);
        self.groups[g as usize].placed = placed;
        g
    }
    #[cold]
    #[inline(never)]
    fn grow(&mut self) -> u32 {
        self.groups.push(Group::new());
        self.outlook.resize(self.groups.len() * self.parts, Outlook::NONE);
        (self.groups.len() - 1) as u32
    }
    /// A group.
    #[inline(always)]
    #[must_use]
    pub(super) fn group(&self, g: u32) -> &Group<W> {
        &self.groups[g as usize]
    }
    /// The number of the office at which a member's application is, of an authority with several.
    #[must_use]
    pub(super) fn office_of(&self, id: u32) -> Option<usize> {
        self.offices.get(&id).map(|(_, number)| *number)
    }
    /// A group, to change it.
    #[inline(always)]
    pub(super) fn group_mut(&mut self, g: u32) -> &mut Group<W> {
        &mut self.groups[g as usize]
    }
    /// The group and the trial of a member.
    #[inline(always)]
    #[must_use]
    pub(super) fn member(&self, id: u32) -> (&Group<W>, usize) {
        let (g, w) = split::<W>(id);
        (&self.groups[g as usize], w)
    }
    /// The group and the trial of a member, to change it.
    #[inline(always)]
    pub(super) fn member_mut(&mut self, id: u32) -> (&mut Group<W>, usize) {
        let (g, w) = split::<W>(id);
        (&mut self.groups[g as usize], w)
    }
    /// One member of a group outside the lists of inputs is done; the last one frees the group.
    pub(super) fn finish(&mut self, id: u32) {
        let (g, w) = split::<W>(id);
        let group = &mut self.groups[g as usize];
        group.stage[w] = Stage::Closed;
        group.members -= 1;
        if group.members == 0 {
            self.free.push(g);
        }
    }
    /// Takes back a group of which nothing is still to come.
    #[inline(always)]
    pub(super) fn free(&mut self, g: u32) {
        self.free.push(g);
    }
}
