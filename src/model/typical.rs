//! The deterministic run: one trial without randomness, in which everything goes as it usually does.

use super::{Draw, Model};
use crate::random::{Distribution, SamplerCache};
use crate::scenario::Arrivals;

impl Model {
    /// The same model without randomness; every trial of it is the same.
    ///
    /// Parameters and durations are at their medians; files of others arrive evenly. An application is denied or
    /// returned where that is likelier than not, and an event happens where that is at least as likely as not, in the
    /// middle of its window. There are no outages. No stay
    /// in a regime ends by itself: the one of the first day stays in force until an event changes it.
    #[must_use]
    pub fn typical(&self) -> Self {
        let mut model = self.clone();
        let mut samplers = SamplerCache::new();
        for parameter in &mut model.numbers.parameters {
            if let Ok(distribution) = Distribution::fixed(parameter.median) {
                parameter.sampler = samplers.sampler(&distribution);
                parameter.distribution = distribution;
            }
        }
        for lane in &mut model.lanes {
            let general = lane.general.iter_mut().map(|general| &mut general.preparation);
            let first = lane.first_preparation.iter_mut();
            let always = [&mut lane.transit, &mut lane.dispatch, &mut lane.preparation];
            general.chain(first).chain(always).for_each(|draw| settle(draw, &mut samplers));
        }
        for pair in &mut model.pairs {
            settle(&mut pair.preparation, &mut samplers);
            let eligible = model.numbers.median(pair.eligible) >= 0.5;
            pair.eligible = model.numbers.constant(if eligible { 1.0 } else { 0.0 });
        }
        for service in &mut model.services {
            service.outages = None;
            if let Some(ramp) = &mut service.ramp {
                ramp.qualification.iter_mut().for_each(|draw| settle(draw, &mut samplers));
                let fails = model.numbers.median(ramp.fails) > 0.5;
                ramp.fails = model.numbers.constant(if fails { 1.0 } else { 0.0 });
            }
        }
        for a in 0..model.authorities.len() {
            model.settle_policy(a, &mut samplers);
            model.settle_border(a, &mut samplers);
        }
        model.tabulate_days();
        model
    }

    fn settle_policy(&mut self, a: usize, samplers: &mut SamplerCache) {
        let (never, surely) = (self.numbers.constant(0.0), self.numbers.constant(1.0));
        let numbers = &self.numbers;
        let likelier_than_not = |num| if numbers.median(num) > 0.5 { surely } else { never };
        for rules in self.lanes.iter_mut().filter(|lane| lane.authority == Some(a)).flat_map(|l| &mut l.rules) {
            let listed = rules.shares.first.iter_mut().map(|(_, shares)| shares);
            for shares in listed.chain([&mut rules.shares.usual]) {
                shares.denied = likelier_than_not(shares.denied);
                shares.returned = likelier_than_not(shares.returned);
            }
        }
        let policy = &mut self.authorities[a];
        policy.arrivals = Arrivals::Even;
        settle(&mut policy.work, samplers);
        settle(&mut policy.correction, samplers);
        for office in &mut policy.offices {
            settle(&mut office.work, samplers);
            office.returned = likelier_than_not(office.returned);
        }
        let usual = policy.work.fixed.unwrap_or(0.0);
        policy.others_work.fill(usual);
        for regime in &mut policy.regimes {
            regime.granted_fraction.iter_mut().for_each(|draw| settle(draw, samplers));
            regime.lasts = None;
            regime.then.clear();
        }
        for event in &mut policy.events {
            event.chance = if numbers.median(event.chance) >= 0.5 { surely } else { never };
            if let Some((days, _)) = &mut event.hold {
                settle(days, samplers);
            }
            event.day += event.days / 2;
            event.days = 1;
        }
    }
}

impl Model {
    /// A shipment is held, or lost, where that is likelier than not.
    fn settle_border(&mut self, a: usize, samplers: &mut SamplerCache) {
        let (never, surely) = (self.numbers.constant(0.0), self.numbers.constant(1.0));
        let numbers = &self.numbers;
        let likelier_than_not = |num| if numbers.median(num) > 0.5 { surely } else { never };
        for grey in self.lanes.iter_mut().filter_map(|lane| lane.grey.as_mut()) {
            grey.lost = likelier_than_not(grey.lost);
        }
        for border in self.lanes.iter_mut().filter_map(|lane| lane.border.as_mut()) {
            let of_authority = border.inspected.as_mut().filter(|(inspects, _)| *inspects == a);
            let shares = of_authority.into_iter().flat_map(|(_, shares)| shares);
            shares.for_each(|share| *share = likelier_than_not(*share));
        }
        let authority = &mut self.authorities[a];
        if let Some(tracking) = &mut authority.tracking {
            tracking.faulty = likelier_than_not(tracking.faulty);
            settle(&mut tracking.registration, samplers);
            settle(&mut tracking.held, samplers);
        }
        if let Some(inspection) = &mut authority.inspection {
            settle(&mut inspection.days, samplers);
        }
    }
}

/// Fixes a draw at its median.
fn settle(draw: &mut Draw, samplers: &mut SamplerCache) {
    let median = draw.distribution.quantile(0.5);
    if let Ok(distribution) = Distribution::fixed(median) {
        draw.sampler = samplers.sampler(&distribution);
        draw.distribution = distribution;
        draw.fixed = Some(median);
    }
}
