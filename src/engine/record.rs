//! What is kept of a day: halts and lost output of each line, what was missing, flows through the desks, waits.

use super::halts::Halts;
use super::ledger::{Entry, Ledger};
use super::missing::Cause;
use super::orders::Group;
use super::outcome::MonthFlow;
use super::state::{Lanes, trials};
use super::traced::Traced;
use super::waits::Waits;
use crate::model::Model;

/// What is kept of the trials so far.
pub(super) struct Record<const W: usize> {
    /// Outcomes of sites.
    pub sites: Vec<SiteOutcomes<W>>,
    /// Halt days by what was missing.
    pub traced: Traced<W>,
    /// Days from filing to decision.
    pub waits: Waits,
    /// The register of exports, where one is kept.
    pub ledger: Option<Ledger<W>>,
    /// Days in each office, where files pass several.
    pub offices: Waits,
    /// Problems found by the audit.
    pub faults: Vec<String>,
    /// Month of each day, from 0.
    month: Vec<u16>,
    /// Flows through the desks by authority, month and trial.
    flows: Vec<Vec<Lanes<W, MonthFlow>>>,
}

/// Outcomes of a site so far, by trial.
#[derive(Debug)]
pub(super) struct SiteOutcomes<const W: usize> {
    /// Halts.
    pub halts: Lanes<W, Halts>,
    /// Ticks planned up to the last band, where trials differ in their plans.
    pub planned: Lanes<W>,
    /// Ticks lost for good.
    pub lost: Lanes<W>,
    /// Ticks made good.
    pub made_good: Lanes<W>,
    /// Ticks planned and not made since the last band.
    pub short_in_band: Lanes<W>,
    /// Ticks planned since the last band, where trials differ in their plans.
    pub planned_in_band: Lanes<W>,
    /// Sales that were not met on their day.
    pub unmet: Unmet<W>,
}

/// Sales of a line with finished goods that were not met on their day, by trial.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unmet<const W: usize> {
    /// Their ticks.
    pub ticks: Lanes<W>,
    /// Days with such sales.
    pub days: Lanes<W, u16>,
    /// Working days at whose end sales wait.
    pub waiting: Lanes<W, u16>,
}

impl<const W: usize> Unmet<W> {
    /// Counts a day, at the end of which some ticks are owed.
    pub(super) fn count(&mut self, unmet: &Lanes<W>, owed: &Lanes<W>) {
        for w in 0..W {
            self.ticks[w] += unmet[w];
            self.days[w] += u16::from(unmet[w] > 0);
            self.waiting[w] += u16::from(owed[w] > 0);
        }
    }
}

impl<const W: usize> Record<W> {
    /// Room for what is kept of a model's trials.
    #[must_use]
    pub(super) fn new(model: &Model) -> Self {
        let months = model.months();
        Self {
            sites: model.sites.iter().map(|_| SiteOutcomes::new()).collect(),
            traced: Traced::new(model),
            waits: Waits::new(model.lanes.len(), model.wait_days()),
            ledger: Ledger::new(model),
            offices: Waits::new(super::offices::counted(model), model.wait_days()),
            faults: Vec::new(),
            month: model.month_of_day(),
            flows: model.authorities.iter().map(|_| vec![[MonthFlow::default(); W]; months]).collect(),
        }
    }

    /// Nothing has happened yet. Waits are counted on over blocks.
    #[inline(always)]
    pub(super) fn open(&mut self, model: &Model) {
        self.sites.iter_mut().for_each(|site| *site = SiteOutcomes::new());
        self.traced.clear(model);
        if let Some(ledger) = &mut self.ledger {
            ledger.clear();
        }
        for flow in self.flows.iter_mut().flatten() {
            *flow = [MonthFlow::default(); W];
        }
    }

    /// Books what a line was missing on a day, by its places too where it halted.
    pub(super) fn blame(&mut self, model: &Model, (site, w): (usize, usize), halted: bool, cause: &Cause) {
        if halted {
            self.sites[site].halts[w].blame(&cause.parts);
        }
        self.traced.add(model, (site, w), cause);
    }

    /// Books ticks of a lane on a day, where a register is kept.
    #[inline(always)]
    pub(super) fn book(&mut self, entry: Entry, (lane, w): (usize, usize), day: u32, ticks: i64) {
        if let Some(ledger) = &mut self.ledger
            && let Some(month) = self.month.get(day as usize)
        {
            ledger.book(entry, (lane, w), *month, ticks);
        }
    }

    /// Books members of a group on a day, where a register is kept.
    #[inline(always)]
    pub(super) fn book_all(&mut self, entry: Entry, group: &Group<W>, members: u32, day: u32) {
        if let Some(ledger) = &mut self.ledger {
            ledger.book_all(entry, group, members, self.month[day as usize]);
        }
    }

    /// Flows through an authority in the month of a day.
    #[inline(always)]
    pub(super) fn flows_on(&mut self, authority: usize, day: u32) -> &mut Lanes<W, MonthFlow> {
        &mut self.flows[authority][usize::from(self.month[day as usize])]
    }

    /// An application on a lane is decided on a day, so many days after its filing; what is to be counted with it.
    #[inline(always)]
    pub(super) fn decided(
        &mut self,
        (authority, lane, w): (usize, usize, usize),
        day: u32,
        waited: u32,
    ) -> &mut MonthFlow {
        self.waits.decided(lane, w, waited);
        let flow = &mut self.flows_on(authority, day)[w];
        flow.waited += waited;
        flow
    }

    /// Members of a group are granted whole and leave their supplier, each on the day of its decision.
    #[inline(always)]
    pub(super) fn grant(&mut self, authority: usize, group: &Group<W>, granted: u32, milligrams: i64) {
        if let Some(ledger) = &mut self.ledger {
            for w in trials(granted) {
                let month = self.month[usize::from(group.decided[w])];
                for entry in [Entry::Licensed, Entry::Shipped, Entry::ShippedUnderLicence] {
                    ledger.book(entry, (group.lane as usize, w), month, group.quantity[w]);
                }
            }
        }
        let flows = &mut self.flows[authority];
        let mut waits = self.waits.of(group.lane as usize);
        for w in trials(granted) {
            let waited = group.waited(w, u32::from(group.decided[w]));
            flows[usize::from(self.month[usize::from(group.decided[w])])][w]
                .grant(waited, group.quantity[w] * milligrams);
            waits.decided(w, waited);
        }
    }

    /// Flows through an authority by month.
    #[must_use]
    pub(super) fn flows(&self, authority: usize) -> &[Lanes<W, MonthFlow>] {
        &self.flows[authority]
    }
}

impl<const W: usize> SiteOutcomes<W> {
    fn new() -> Self {
        Self {
            halts: [Halts::NONE; W],
            planned: [0; W],
            lost: [0; W],
            made_good: [0; W],
            short_in_band: [0; W],
            planned_in_band: [0; W],
            unmet: Unmet { ticks: [0; W], days: [0; W], waiting: [0; W] },
        }
    }
}
