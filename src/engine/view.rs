//! What may be seen of a run from outside: the numbers of a day, of every trial of the block. Nothing of it can be
//! changed.

use super::Streams;
use super::halts::Halts;
use super::ledger::Booked;
use super::missing::{Lacking, Root};
use super::orders::{Group, Kind, Stage};
use super::outcome::MonthFlow;
use super::place::STANDS;
use super::state::{Block, Lanes};
use crate::model::{Model, Num};

impl<'m, const W: usize> Block<'m, W> {
    /// Plays the trials from `first_trial` on; what has become of each day is shown at its end.
    pub(crate) fn play(&mut self, first_trial: u64, mut at_end_of_day: impl FnMut(&Self, u32)) {
        self.begin(first_trial);
        for day in 0..self.facts.model.days {
            self.step(day);
            at_end_of_day(self, day);
        }
    }

    /// The model.
    #[must_use]
    pub(crate) fn model(&self) -> &'m Model {
        self.facts.model
    }

    /// The random numbers.
    #[must_use]
    pub(crate) fn streams(&self) -> &'m Streams {
        self.facts.streams
    }

    /// The first trial of the block.
    #[must_use]
    pub(crate) fn first_trial(&self) -> u64 {
        self.facts.first_trial
    }

    /// A number, as it is today.
    #[must_use]
    pub(crate) fn value(&self, num: Num, w: usize) -> f64 {
        self.facts.values.of(num)[w]
    }

    /// Chances that an application on a lane is denied, and that it is denied or returned, by today's regime.
    #[must_use]
    pub(crate) fn refusals(&self, lane: usize, w: usize) -> (f64, f64) {
        super::decision::chances(lane, w, &self.facts, &self.policy, &self.orders)
    }

    /// Ticks granted of a quota of an authority and those that it allowed, by month.
    #[must_use]
    pub(crate) fn quota_by_month(&self, authority: usize, quota: usize) -> [&[Lanes<W>]; 2] {
        self.orders.quotas.by_month(authority, quota)
    }

    /// The number of the office at which an application on a lane is, of an authority with several; the desk is the
    /// last.
    #[must_use]
    pub(crate) fn office_of(&self, lane: usize, id: u32) -> Option<usize> {
        let authority = &self.facts.model.authorities[self.facts.model.lanes[lane].authority?];
        self.orders.pool.office_of(id).filter(|_| !authority.offices.is_empty())
    }

    /// First and last days of a client on a watch list, by its place among those who may be; within the horizon.
    #[must_use]
    pub(crate) fn watched(&self, client: usize, w: usize) -> Vec<(u32, u32)> {
        let end = self.facts.model.days - 1;
        let spans = self.orders.volume.watched.spans(client, w).iter();
        spans.filter(|(first, _)| *first <= end).map(|(first, last)| (*first, (*last).min(end))).collect()
    }

    /// Regimes of an authority by day, those of days to come too: they do not depend on what sites do.
    #[must_use]
    pub(crate) fn regimes(&self, authority: usize) -> &[Lanes<W, u8>] {
        &self.policy.of(authority).regime
    }

    /// First day of service of what is out of service at times, if there is one within the horizon.
    #[must_use]
    pub(crate) fn first_day_of_service(&self, service: usize, w: usize) -> Option<u32> {
        self.facts.services.first_day(service, w)
    }

    /// Its outages within the horizon: first days, and days after the last.
    #[must_use]
    pub(crate) fn outages(&self, service: usize, w: usize) -> Vec<(u32, u32)> {
        self.facts.services.outages(service, w)
    }

    /// Stock of an input, ticks.
    #[must_use]
    pub(crate) fn stock(&self, input: usize, w: usize) -> i64 {
        self.plant.inputs[input].stock[w]
    }

    /// Its stock in the morning of day 0.
    #[must_use]
    pub(crate) fn opening(&self, input: usize, w: usize) -> i64 {
        self.plant.inputs[input].opening[w]
    }

    /// Its lowest stock so far at the end of a day.
    #[must_use]
    pub(crate) fn lowest(&self, input: usize, w: usize) -> i64 {
        self.plant.inputs[input].lowest(w)
    }

    /// What is on order of it.
    #[must_use]
    pub(crate) fn on_order(&self, input: usize, w: usize) -> i64 {
        self.orders.on_order(input)[w]
    }

    /// Output stock of a site, ticks.
    #[must_use]
    pub(crate) fn output(&self, site: usize, w: usize) -> i64 {
        self.plant.output(site, w)
    }

    /// Ticks of released orders, or of sales, that wait at a site.
    #[must_use]
    pub(crate) fn backlog(&self, site: usize, w: usize) -> i64 {
        self.shipping.backlog(site)[w] + self.plant.sales[site].owed[w]
    }

    /// Sales of a site that sells from finished goods: asked for on a day, the latest, and of these not met on it,
    /// ticks.
    #[must_use]
    pub(crate) fn sales(&self, site: usize, w: usize, day: u32) -> [i64; 2] {
        let sales = &self.plant.sales[site];
        if sales.day == day { [sales.asked[w], sales.unmet[w]] } else { [0; 2] }
    }

    /// Halts of a line so far.
    #[must_use]
    pub(crate) fn halts(&self, site: usize, w: usize) -> &Halts {
        &self.record.sites[site].halts[w]
    }

    /// Trials in which a day is a halt day of a line, as bits.
    #[must_use]
    pub(crate) fn halted_on(&self, site: usize, day: u32) -> u32 {
        (0..W).fold(0, |bits, w| bits | u32::from(self.halts(site, w).last == day) << w)
    }

    /// What a line was missing on the latest day on which anything was.
    #[must_use]
    pub(crate) fn lacking(&self, site: usize, w: usize) -> &[Lacking] {
        &self.plant.sites[site].causes[w].parts
    }

    /// Thousandths of halt days of a line on which its own orders of a lane were missing, by place.
    #[must_use]
    pub(crate) fn missing_on_lane(&self, site: usize, lane: usize, w: usize) -> &[u32; STANDS] {
        self.record.traced.on_lane(self.facts.model.sites[site].lane_cells + lane, w)
    }

    /// Thousandths of halt days of a line on which an input was missing that no order covered.
    #[must_use]
    pub(crate) fn missing_nowhere(&self, site: usize, input: usize, w: usize) -> u32 {
        self.record.traced.nowhere(self.facts.model.sites[site].input_cells + input, w)
    }

    /// Thousandths of halt days of a line by roots that are further up than its own orders, in order.
    pub(crate) fn missing_further(&self, site: usize, w: usize) -> impl Iterator<Item = (Root, u32)> {
        self.record.traced.further(site, w)
    }

    /// Thousandths of halt days of a line on which its own orders were missing whose applications are at authorities
    /// with several offices, by root in order.
    pub(crate) fn missing_at_offices(&self, site: usize, w: usize) -> impl Iterator<Item = (Root, u32)> {
        self.record.traced.at_offices(site, w)
    }

    /// Millionths of halt days of a line by lane on which something was to come that stands further up.
    pub(crate) fn passing(&self, site: usize, w: usize) -> impl Iterator<Item = (usize, u64)> {
        self.record.traced.passing(site, w)
    }

    /// Orders of an input of which some trial may still await something, the oldest first: their places, which are
    /// used anew, and what is known of them.
    pub(crate) fn orders_of(&self, input: usize) -> impl Iterator<Item = (u32, &Group<W>)> {
        self.orders.of(input).map(|g| (g, self.orders.pool.group(g)))
    }

    /// Applications for general licences that are open in a trial, likewise.
    pub(crate) fn general_applications(&self, w: usize) -> impl Iterator<Item = (u32, &Group<W>)> {
        let all = if self.orders.general.is_used() { 0..self.orders.pool.len() } else { 0..0 };
        let groups = all.map(|g| (g, self.orders.pool.group(g)));
        groups.filter(move |(_, group)| group.kind == Kind::General && group.stage[w] != Stage::Closed)
    }

    /// What is left of the general licence of a lane, in force or not.
    #[must_use]
    pub(crate) fn general_left(&self, lane: usize, w: usize) -> i64 {
        self.orders.general.left(lane, w, self.facts.model)
    }

    /// Ticks received on a lane within the horizon, those that are on the road too.
    #[must_use]
    pub(crate) fn received(&self, lane: usize) -> &Lanes<W> {
        self.shipping.received(lane)
    }

    /// Flows through an authority by month.
    #[must_use]
    pub(crate) fn flows(&self, authority: usize) -> &[Lanes<W, MonthFlow>] {
        self.record.flows(authority)
    }

    /// What is booked of a lane in the register, by month; nothing where none is kept.
    #[must_use]
    pub(crate) fn booked(&self, lane: usize) -> &[Lanes<W, Booked>] {
        self.record.ledger.as_ref().map_or(&[], |ledger| ledger.of(lane))
    }

    /// The last day so far on which a line had a plan.
    #[must_use]
    pub(crate) fn last_planned(&self, site: usize, w: usize) -> u32 {
        self.plant.previous_day(site, w)
    }

    /// Days on which a lever started and takes effect; nothing if it has not started.
    #[must_use]
    pub(crate) fn lever_course(&self, index: usize, w: usize) -> Option<(u32, u32)> {
        self.levers.course(index, w)
    }

    /// What a lever has cost all sites together, in hundredths of the currency: purchase, expediting, mitigation.
    #[must_use]
    pub(crate) fn lever_cost(&self, index: usize, w: usize) -> [i64; 3] {
        let mut costs = self.levers.cost((index, self.facts.model.days), None, w, &self.facts, &self.shipping);
        costs.iter_mut().zip(self.carried.of_lever(index, w)).for_each(|(cost, carried)| *cost += carried);
        costs
    }

    /// Moves the decisions counted, by lane and then by days waited, to sums.
    pub(crate) fn move_waits_to(&mut self, sums: &mut [u64]) {
        self.record.waits.move_to(sums);
    }

    /// The same of days in each office.
    pub(crate) fn move_offices_to(&mut self, sums: &mut [u64]) {
        self.record.offices.move_to(sums);
    }

    /// Takes the problems that the audit has found.
    pub(crate) fn take_faults(&mut self) -> Vec<String> {
        std::mem::take(&mut self.record.faults)
    }
}
