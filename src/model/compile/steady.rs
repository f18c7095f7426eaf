//! The pipeline that an ordering policy leaves when it has always run: orders before the first day, each where medians
//! put it.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "days of a few years, and ticks that the engine counts"
)]

use jiff::ToSpan as _;

use super::{CompileError, Compiler, at};
use crate::model::opening::{OPENING, OpenOrder, Stands};
use crate::model::{Draw, Input, Model, Num, OrderRule, Sourcing};
use crate::random::whole_days;
use crate::scenario::Pipeline;
use crate::scenario::number::Days;

/// No order is older, in days.
const OLDEST: i32 = 3_000;

/// The way of an order through a lane, by medians. Days before the first are negative.
struct Way {
    filed: Option<i32>,
    granted: Option<i32>,
    shipped: i32,
    received: i32,
}

impl Compiler<'_> {
    /// Orders of all inputs whose pipeline is steady.
    pub(super) fn steady(&mut self, model: &mut Model) -> Result<(), CompileError> {
        for index in 0..model.inputs.len() {
            let input = &model.inputs[index];
            let (site, material) = (model.whole(input.site).0, &model.materials[input.material].name);
            if self.scenario.sites[site].inputs[material.as_str()].pipeline != Pipeline::Steady {
                continue;
            }
            for (lane, share) in self.used(model, index) {
                let past = self.desk_days(model, lane)?;
                let lot = self.lot_of(&model.inputs[index]);
                let (mut asked, mut given) = (0.0, 0.0);
                for (day, quantity) in self.orders(&model.inputs[index]) {
                    let way = self.way(model, lane, day, past.as_deref());
                    if way.received < 0 {
                        break;
                    }
                    // In whole lots, as many as all orders together come to.
                    asked += quantity * share;
                    let ticks = (asked / lot).round() * lot - given;
                    given += ticks;
                    if ticks > 0.0 {
                        let order = self.steady_order(model, lane, (day, ticks), &way)?;
                        model.opening.push(order);
                    }
                }
            }
        }
        Ok(())
    }

    /// Lanes that get orders when nothing is disturbed, with their shares.
    fn used(&self, model: &Model, index: usize) -> Vec<(usize, f64)> {
        let there = |lane: &usize| {
            let lane = &model.lanes[*lane];
            let shut = lane.authority.is_some_and(|a| lane.shut[usize::from(model.authorities[a].initial)]);
            lane.available == 0 && !shut
        };
        match &model.inputs[index].sourcing {
            Sourcing::Ranked(lanes) => {
                lanes.iter().find(|lane| there(lane)).map(|lane| (*lane, 1.0)).into_iter().collect()
            }
            Sourcing::Shares(lanes) => {
                let shares: Vec<_> = lanes.iter().map(|(lane, share)| (*lane, self.numbers.planned(*share))).collect();
                let open = |lane: &usize| model.lanes[*lane].available == 0;
                let written: f64 = shares.iter().map(|(_, share)| share).sum();
                let left: f64 = shares.iter().filter(|(lane, _)| open(lane)).map(|(_, share)| share).sum();
                let scale = if left > 0.0 { written / left } else { 0.0 };
                shares.into_iter().filter(|(lane, _)| open(lane)).map(|(lane, share)| (lane, share * scale)).collect()
            }
        }
    }

    /// The lot of an input in ticks.
    fn lot_of(&self, input: &Input) -> f64 {
        input.lot.map_or(1.0, |lot| self.numbers.planned(lot).round().max(1.0))
    }

    /// Days and ticks of the orders before the first day, the latest first.
    fn orders(&self, input: &Input) -> Vec<(i32, f64)> {
        let need = input.nominal_need;
        let ordering = &input.ordering;
        let every = f64::from(ordering.every);
        if need <= 0.0 {
            return Vec::new();
        }
        let by_review = |quantity: f64| -> Vec<(i32, f64)> {
            let days = (1..).map(|k| ordering.first as i32 - k * ordering.every as i32);
            days.skip_while(|day| *day >= 0).take_while(|day| *day > -OLDEST).map(|day| (day, quantity)).collect()
        };
        match ordering.rule {
            OrderRule::BaseStock(_) => by_review(need * every),
            OrderRule::CallOff(quantity) => by_review(self.numbers.planned(quantity)),
            OrderRule::ReorderPoint { point, lot } => self.lots(input, point, self.numbers.planned(lot)),
            OrderRule::MinMax { point, up_to } => {
                self.lots(input, point, self.numbers.planned(up_to) - self.numbers.planned(point))
            }
        }
    }

    /// The orders of a policy that orders so many ticks whenever the position has come down to a point, by the position
    /// on the eve of the first day. Reviewed on every day, it lies above the point, and says how much was used since
    /// the last order.
    fn lots(&self, input: &Input, point: Num, lot: f64) -> Vec<(i32, f64)> {
        if lot <= 0.0 {
            return Vec::new();
        }
        let stock = self.numbers.planned(input.opening) + input.extra.opening as f64;
        let used = (self.numbers.planned(point) + input.extra.level as f64 + lot - stock).rem_euclid(lot);
        let days = (0..).map(|k| -1 - ((used + f64::from(k) * lot) / input.nominal_need) as i32);
        days.take_while(|day| *day > -OLDEST).map(|day| (day, lot)).collect()
    }

    /// Working days of a lane's desk from so long before the first day on as there may be orders, and through as many
    /// days after it.
    fn desk_days(&self, model: &Model, lane: usize) -> Result<Option<Vec<bool>>, CompileError> {
        let Some(a) = model.lanes[lane].authority else { return Ok(None) };
        let name = &model.authorities[a].name;
        let written = &self.scenario.authorities[name.as_str()];
        let place = at(&["authorities", name, "calendar"]);
        let calendar = written.calendar.as_deref().unwrap_or("monday_to_friday");
        let first = self.scenario.start.saturating_sub(i64::from(OLDEST).days());
        Ok(Some(self.working_from(first, 2 * OLDEST.unsigned_abs(), calendar, &place)?))
    }

    /// The median of a drawn number, whole days.
    fn median_days(&self, draw: &Draw, scale: f64, least: u32) -> i32 {
        whole_days(draw.distribution.quantile(0.5) * self.numbers.median(draw.scale) * scale, least) as i32
    }

    /// The way of an order that is placed on a day.
    fn way(&self, model: &Model, index: usize, placed: i32, desk: Option<&[bool]>) -> Way {
        let lane = &model.lanes[index];
        let authority = lane.authority.map(|a| &model.authorities[a]);
        let listed = authority.is_some_and(|a| a.controls & lane.listed != 0);
        let held = model.general_in_force(index);
        let transit_scale =
            authority.map_or(1.0, |a| self.numbers.median(a.regimes[usize::from(a.initial)].transit_scale));
        let (mut filed, mut granted) = (None, None);
        let mut free = placed + 1;
        if let (Some(authority), Some(desk), true) = (authority, desk, listed && !held) {
            let on = placed + self.median_days(&lane.preparation, 1.0, 1);
            let pace = &authority.paces[lane.pace][usize::from(authority.initial)];
            let speed = self.numbers.median(pace.of(authority.members));
            // Nothing would ever be decided in a freeze: as at the usual speed.
            let factor = self.numbers.median(lane.work_factor) / if speed > 0.0 { speed } else { 1.0 };
            let offices: i32 = authority.offices.iter().map(|o| self.median_days(&o.work, factor, 1)).sum();
            let days = offices + self.median_days(&authority.work, factor, 1);
            let working = (on..).zip(&desk[(on + OLDEST) as usize..]).filter(|(_, works)| **works).map(|(day, _)| day);
            let decided = working.skip(days as usize).find(|day| *day > on).unwrap_or(OLDEST);
            (filed, granted, free) = (Some(on), Some(decided), decided);
        }
        let shipped = free + self.median_days(&lane.dispatch, 1.0, 0);
        let received = shipped + self.median_days(&lane.transit, transit_scale, 1);
        Way { filed, granted, shipped, received }
    }

    /// The order where its way has led it by the first day. A step that ends on that day is over.
    fn steady_order(
        &mut self,
        model: &Model,
        index: usize,
        (placed, ticks): (i32, f64),
        way: &Way,
    ) -> Result<OpenOrder, CompileError> {
        let lane = &model.lanes[index];
        let day = |day: i32| day as i16;
        let stands = match (way.filed, way.granted) {
            _ if way.received == 0 => Stands::Due { on: 0, delay: self.draw_or::<Days>(None, 0.0, "")? },
            _ if way.shipped < 0 => {
                let regime = lane.authority.map_or(0, |a| model.authorities[a].before(day(way.shipped)));
                Stands::Shipped { on: day(way.shipped), regime }
            }
            (_, Some(granted)) if granted <= 0 => {
                let valid = lane.authority.map_or(0, |a| model.authorities[a].licence_valid as i32);
                Stands::Granted { on: day(granted), until: (granted + valid).clamp(0, 65_535) as u16 }
            }
            (Some(filed), _) if filed <= 0 => {
                Stands::Filed { on: day(filed), attempt: 0, worked: self.worked(model, index, day(filed))? }
            }
            (Some(_), _) => Stands::Preparing(day(placed)),
            (None, _) => {
                let listed = lane.authority.is_some_and(|a| model.authorities[a].controls & lane.listed != 0);
                Stands::AtSupplier { since: day((placed + 1).min(0)), general: listed }
            }
        };
        let name = format!("steady, {}", model.past_date(placed));
        let slot = OPENING | placed.unsigned_abs();
        Ok(OpenOrder { name, lane: index, placed: day(placed), slot, quantity: self.numbers.constant(ticks), stands })
    }
}
