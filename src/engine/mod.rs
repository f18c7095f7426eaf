//! A block of trials, day by day.
//!
//! `W` trials step through the days together; every state is one number a trial, so that what happens daily to
//! every site is done for all of them at once, while what happens seldom (a filing, a decision, a shipment) is
//! done trial by trial. `W = 1` is the plain reading of it and gives the same bits.
//!
//! The order of a day is the order of the files: policy, desk, receipts and shipping (supply), production and
//! the troubled line with what it is missing, ordering, and what is recorded (outcome).

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_lossless,
    clippy::needless_range_loop,
    clippy::inline_always,
    clippy::manual_clamp,
    clippy::trivially_copy_pass_by_ref,
    clippy::struct_excessive_bools,
    clippy::similar_names,
    clippy::many_single_char_names,
    clippy::must_use_candidate,
    clippy::too_many_arguments,
    reason = "indices, days and ticks are range-checked when the model is compiled; loops over trials are written \
              by index so that they vectorise, and inline into one function that is built for the machine at hand; \
              a stage names each other stage that it reads or changes"
)]

mod ahead;
mod appointments;
mod at_desk;
mod audit;
mod background;
mod book;
mod border;
mod capacity;
mod carried;
mod costs;
mod dated;
mod decision;
mod desk;
mod dispatch;
mod draw;
mod facts;
mod general;
mod grey;
mod halts;
mod hold;
mod ledger;
mod levers;
mod line;
mod lines;
mod matching;
mod missing;
mod office_others;
mod offices;
mod open;
mod opening;
mod ordering;
mod orders;
mod outcome;
mod outlook;
mod output_quota;
mod pairs;
mod place;
mod plant;
mod poisson;
mod policy;
mod preparation;
mod produce;
mod queue;
mod quotas;
mod record;
mod regimes;
mod roots;
mod route;
mod ruled;
mod sales;
mod service;
mod sharing;
mod shipments;
mod shipping;
mod short;
mod sourcing;
mod split;
mod state;
mod streams;
mod sums;
mod traced;
mod transport;
mod values;
mod view;
mod volume;
mod waits;
mod watched;
mod work;

pub use costs::{COST_KINDS, CostKind, LOSS_KINDS};
pub(crate) use dated::Dated;
pub(crate) use dispatch::run_block;
pub(crate) use ledger::{Booked, ENTRIES, Entry};
pub(crate) use missing::{MILLI, Root};
pub(crate) use orders::{Group, Kind, Stage};
pub use outcome::SiteOutcome;
pub(crate) use outcome::{Bands, MonthFlow, NO_DAY, band_days, cover_bin_days};
pub(crate) use place::STANDS;
pub use place::{PLACE_NAMES, PLACES, Place};
pub(crate) use state::{Block, Recording};
pub(crate) use streams::Drawn;
pub use streams::Streams;

/// Trials in a block of a normal run.
pub(crate) const WIDTH: usize = 32;

/// Where a block's bands are counted.
#[derive(Debug)]
pub(crate) struct BandSink<'a> {
    /// Day of each band, ascending.
    pub days: &'a [u32],
    /// Days of cover in a bin, by manufacturer.
    pub widths: &'a [f64],
    /// Histograms by manufacturer.
    pub bands: &'a mut [Bands],
}

impl<const W: usize> Block<'_, W> {
    /// Simulates the trials from `first_trial` on, `day_by_day`; the first `live` of them count.
    #[inline(always)]
    fn run(&mut self, first_trial: u64, live: usize, sink: &mut BandSink, day_by_day: impl Fn(&mut Self, u32)) {
        self.begin(first_trial);
        self.record.waits.count_first(live);
        self.record.offices.count_first(live);
        let mut band = 0;
        for day in 0..self.facts.model.days {
            day_by_day(self, day);
            if sink.days.get(band) == Some(&day) {
                self.record_bands(band, live, sink.widths, sink.bands);
                band += 1;
            }
        }
        if self.facts.audit {
            self.audit(live);
        }
    }

    /// One day, for those who look on day by day: not inlined, since it is long.
    #[inline(never)]
    pub(crate) fn step(&mut self, day: u32) {
        self.pass(day);
    }

    /// The order of a day.
    #[inline(always)]
    fn pass(&mut self, day: u32) {
        self.facts.day = day;
        self.change_numbers();
        let Block { facts, policy, levers, orders, desks, shipping, plant, ordering, record, .. } = self;
        levers.pull(facts, policy, orders, shipping, plant);
        if facts.values.have_changed() {
            policy.follow(facts);
            orders.pool.look_ahead_again(facts, policy);
            plant.follow(facts);
            ordering.follow(facts);
        }
        plant.take_steps(facts);
        if facts.day == 0 {
            opening::open(facts, policy, orders, desks, shipping, record);
        }
        if !policy.held().is_empty() {
            shipping.hold(policy.held(), facts, orders);
        }
        if shipping.has_grey() {
            shipping.crack_down(facts, policy, orders, record);
        }
        if shipping.has_border() {
            shipping.open_border(facts, policy, orders, record);
        }
        desks.run(facts, policy, orders, shipping, record);
        shipping.receive(facts, orders, plant);
        if shipping.has_grey() {
            shipping.write_off(facts, orders);
        }
        shipping.reach_suppliers(facts, policy, orders, record);
        plant.produce(facts, orders, shipping, record);
        plant.trace_further(facts, policy, orders, shipping, record);
        shipping.serve(facts, policy, orders, plant, record);
        if shipping.has_border() {
            shipping.inspect(facts, orders);
        }
        plant.close_day();
        if orders.general.is_used() {
            desks.apply_for_general_licences(facts, policy, orders);
        }
        ordering.order(facts, policy, orders, shipping, plant, record);
        if orders.general.pairs.are_used() {
            ordering.use_pair_licences(facts, orders);
        }
        for &g in ordering.placed() {
            if shipping.has_border() {
                shipping.register(g, facts, policy, orders);
            }
            if orders.pool.group(g).applying != 0 {
                desks.take_in(g, facts, orders);
            }
            if orders.pool.group(g).free != 0 {
                shipping.take_in(g, facts, orders, record);
            }
        }
    }
}
