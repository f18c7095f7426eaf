//! What is the same in every trial, worked out once: the engine asks for it at every step.

use super::ticks::{Daily, HAIR, fixed_point};
use super::{Lane, Model, Numbers, Site, Steps};

impl Model {
    /// Fills in what follows from the rest of the model.
    pub(super) fn settle(&mut self) {
        for site in &mut self.sites {
            settle_plan(site, &self.numbers, self.days);
        }
        for lane in &mut self.lanes {
            settle_lane(lane, &self.sites);
        }
        self.tabulate_days();
    }
}

/// The plan of a manufacturer, with cumulative rounding to whole ticks.
fn settle_plan(site: &mut Site, numbers: &Numbers, days: u32) {
    // What lines that share make is not told by their own plan alone.
    let alone = site.works.is_none();
    let Some(sales) = site.sales.as_mut().filter(|sales| alone && !sales.from_stock) else { return };
    let steps = [Some(&sales.plan), site.capacity.as_ref()];
    let certain = steps.iter().flatten().all(|s| s.0.iter().all(|(_, n)| numbers.certain(*n).is_some()));
    if !certain {
        return;
    }
    let mut carry = HAIR;
    sales.certain = Some(
        (0..days)
            .map(|day| {
                if !site.working[day as usize] {
                    return 0;
                }
                let rate = sales.plan.on(day).map_or(0.0, |n| numbers.median(n));
                let capacity = |steps: &Steps| steps.on(day).map_or(0.0, |n| numbers.median(n));
                let most = site.capacity.as_ref().map_or(Daily::UNLIMITED, |steps| Daily::new(capacity(steps)));
                most.planned(&mut carry, fixed_point(rate))
            })
            .collect(),
    );
}

/// Whether a released order leaves at once.
fn settle_lane(lane: &mut Lane, sites: &[Site]) {
    let from = &sites[lane.from];
    let always_there = from.unlimited && from.working.iter().all(|works| *works);
    lane.prompt = always_there && lane.dispatch.fixed == Some(0.0) && !lane.in_order && !lane.ever_shut;
    // What may be held at the border, or lost, leaves shipment by shipment.
    lane.prompt &= lane.border.is_none() && lane.grey.is_none();
    // What is bought at each price, and what travels as its licence says, is counted order by order.
    lane.prompt &= lane.later_terms.is_empty() && !lane.licence_names_transport && !lane.may_be_held;
}
