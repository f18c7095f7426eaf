//! A block of `W` trials that step through the days together.

use super::book::Orders;
use super::carried::Carried;
use super::desk::Desks;
use super::facts::Facts;
use super::levers::Levers;
use super::ordering::Ordering;
use super::plant::Plant;
use super::policy::Policy;
use super::record::Record;
use super::shipping::Shipping;
use super::streams::Streams;
use crate::model::Model;

/// One number for each trial of a block.
pub(super) type Lanes<const W: usize, T = i64> = [T; W];

/// How a run is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recording {
    /// Days from one band to the next.
    pub band_every: u32,
    /// Check conservation in every trial.
    pub audit: bool,
}

/// A block of trials: what they go by, and the stages of a day, each with its own state.
pub(crate) struct Block<'m, const W: usize> {
    pub(super) facts: Facts<'m, W>,
    pub(super) policy: Policy<W>,
    pub(super) levers: Levers<W>,
    pub(super) orders: Orders<W>,
    pub(super) desks: Desks<W>,
    pub(super) shipping: Shipping<W>,
    pub(super) plant: Plant<W>,
    pub(super) ordering: Ordering<W>,
    pub(super) record: Record<W>,
    pub(super) carried: Carried<W>,
}

impl<'m, const W: usize> Block<'m, W> {
    /// Room for a block of trials of a model.
    #[must_use]
    pub(crate) fn new(model: &'m Model, streams: &'m Streams, recording: Recording) -> Self {
        const { assert!(W <= 32, "trials of a block are bits of a number") };
        Block {
            facts: Facts::new(model, streams, recording.audit),
            policy: Policy::new(model),
            levers: Levers::new(model),
            orders: Orders::new(model),
            desks: Desks::new(model),
            shipping: Shipping::new(model),
            plant: Plant::new(model, recording.audit),
            ordering: Ordering::new(model),
            record: Record::new(model),
            carried: Carried::new(model),
        }
    }

    /// The morning of day 0 for the trials from `first_trial` on.
    #[inline(never)]
    pub(crate) fn begin(&mut self, first_trial: u64) {
        let model = self.facts.model;
        self.facts.open(first_trial);
        self.policy.open(&self.facts);
        self.levers.open(model);
        self.orders.open(model);
        self.desks.open();
        self.shipping.open();
        self.plant.open(&self.facts);
        self.ordering.open(model);
        self.record.open(model);
        self.carried.open();
    }
}

/// The trials of a set of bits, in order.
#[inline(always)]
pub(super) fn trials(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (first < 32).then_some(first as usize)
    })
}

/// Adds numbers trial by trial.
#[inline(always)]
pub(super) fn add<const W: usize>(sum: &mut Lanes<W>, more: &Lanes<W>) {
    for w in 0..W {
        sum[w] += more[w];
    }
}

/// The trials of which a number is not 0, as bits.
#[inline(always)]
pub(super) fn nonzero<const W: usize>(numbers: &Lanes<W>) -> u32 {
    let mut bits = 0_i64;
    for w in 0..W {
        bits |= -i64::from(numbers[w] != 0) & (1 << w);
    }
    bits as u32
}

/// Whether any number is not 0.
#[inline(always)]
pub(super) fn any<const W: usize>(numbers: &Lanes<W>) -> bool {
    let mut bits = 0;
    for w in 0..W {
        bits |= numbers[w];
    }
    bits != 0
}
