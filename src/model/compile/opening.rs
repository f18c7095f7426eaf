//! The first day: orders under way, licences in force, the regimes before it.

use std::collections::HashMap;

use jiff::ToSpan as _;

use super::{CompileError, Compiler, at};
use crate::model::opening::{OPENING, OpenOrder, Stands};
use crate::model::{Model, NEVER};
use crate::random::name_hash;
use crate::scenario::{self, GeneralLicence};

impl Compiler<'_> {
    /// Day on which the next general licence is applied for.
    pub(super) fn next_application(&self, licence: &GeneralLicence) -> u32 {
        match (licence.apply_on, &licence.in_force) {
            (Some(date), _) => self.day(date),
            (None, Some(held)) if held.renewed => self.day(held.until).saturating_sub(licence.renew_before_days),
            (None, _) => NEVER,
        }
    }

    /// The regimes before the first day: those that are listed, and those that events have brought.
    pub(super) fn history(
        &self,
        authority: &scenario::Authority,
        regimes: &HashMap<&str, u8>,
        place: &str,
    ) -> Result<Vec<(i16, u8)>, CompileError> {
        let mut history = Vec::new();
        for from in &authority.regime_history {
            let regime = Self::known(regimes, "regime", &from.regime, &at(&[place, "regime_history"]))?;
            history.push((self.past_day(from.from), regime, true));
        }
        for (name, (event, happened)) in authority.past_events(self.scenario.start) {
            if let Some(entered) = event.enter.as_ref().filter(|_| happened) {
                let place = at(&[place, "events", name, "enter"]);
                let regime = Self::known(regimes, "regime", entered, &place)?;
                history.push((self.past_day(event.first()), regime, event.restart));
            }
        }
        history.sort_by_key(|(from, ..)| *from);
        // To enter the regime in force changes nothing, unless it says so.
        history.dedup_by(|(_, regime, restart), (_, before, _)| regime == before && !*restart);
        Ok(history.into_iter().map(|(from, regime, _)| (from, regime)).collect())
    }

    /// Orders under way on the first day.
    pub(super) fn opening(&mut self, model: &mut Model) -> Result<(), CompileError> {
        for lane in 0..model.lanes.len() {
            let name = model.lanes[lane].name.clone();
            let mut orders: Vec<_> = self.scenario.lanes[name.as_str()].open_orders.iter().collect();
            orders.sort_by_key(|(order, _)| (name_hash(order), *order));
            let mut before = None;
            for (order, written) in orders {
                // Two names of a lane whose hashes are alike in these bits are told apart by their order.
                let hash = u32::try_from(name_hash(order) >> 34).unwrap_or(0);
                let slot = before.map_or(hash, |slot: u32| hash.max(slot + 1));
                before = Some(slot);
                let place = at(&["lanes", &name, "open_orders", order]);
                let open = self.open_order(model, lane, (order, written), OPENING | slot, &place)?;
                model.opening.push(open);
            }
        }
        self.steady(model)?;
        model.opening.sort_by_key(|order| (order.placed, order.lane, order.slot));
        for order in &model.opening {
            if let (Stands::Filed { .. }, Some(a)) = (&order.stands, model.lanes[order.lane].authority) {
                model.authorities[a].open_files += 1;
            }
        }
        Ok(())
    }

    fn open_order(
        &mut self,
        model: &Model,
        lane: usize,
        (name, written): (&str, &scenario::OpenOrder),
        slot: u32,
        place: &str,
    ) -> Result<OpenOrder, CompileError> {
        let material = model.inputs[model.lanes[lane].input].material;
        let quantity = self.num(&written.quantity, 1.0 / model.materials[material].tick, &at(&[place, "quantity"]))?;
        let placed = self.past_day(written.placed);
        let stands = match &written.stands {
            scenario::Stands::Preparing { since } => Stands::Preparing(since.map_or(placed, |d| self.past_day(d))),
            scenario::Stands::Filed { on, attempt } => {
                let on = self.past_day(*on);
                Stands::Filed { on, attempt: attempts(attempt - 1), worked: self.worked(model, lane, on)? }
            }
            scenario::Stands::Returned { on, attempt } => {
                Stands::Returned { on: self.past_day(*on), attempt: attempts(*attempt) }
            }
            scenario::Stands::Granted { on, valid_until } => {
                let valid = model.lanes[lane].authority.map_or(0, |a| model.authorities[a].licence_valid);
                let until = valid_until.unwrap_or_else(|| on.saturating_add(i64::from(valid).days()));
                let until = u16::try_from(self.day(until)).unwrap_or(u16::MAX);
                Stands::Granted { on: self.past_day(*on), until }
            }
            scenario::Stands::AtSupplier { since } => {
                let since = since.map_or((placed + 1).min(0), |d| self.past_day(d));
                Stands::AtSupplier { since, general: Self::is_held(model, lane) }
            }
            scenario::Stands::Shipped { on } => {
                let on = self.past_day(*on);
                let regime = model.lanes[lane].authority.map_or(0, |a| model.authorities[a].before(on));
                Stands::Shipped { on, regime }
            }
            scenario::Stands::Due { on, delay_days } => {
                let delay = self.draw_or(delay_days.as_ref(), 0.0, &at(&[place, "stands.due.delay_days"]))?;
                Stands::Due { on: self.past_day(*on), delay }
            }
        };
        Ok(OpenOrder { name: name.to_owned(), lane, placed, slot, quantity, stands })
    }

    /// Whether a general licence is in force on a lane whose goods need one.
    fn is_held(model: &Model, lane: usize) -> bool {
        model.needs_licence(lane) && model.general_in_force(lane)
    }

    /// Working days of a lane's desk from a day to the first, by regime.
    pub(super) fn worked(&self, model: &Model, lane: usize, from: i16) -> Result<Vec<(u8, u32)>, CompileError> {
        let Some(a) = model.lanes[lane].authority else { return Ok(Vec::new()) };
        let authority = &model.authorities[a];
        let place = at(&["authorities", &authority.name, "calendar"]);
        let written = &self.scenario.authorities[authority.name.as_str()];
        let name = written.calendar.as_deref().unwrap_or("monday_to_friday");
        let first = self.scenario.start.saturating_add(i64::from(from).days());
        let working = self.working_from(first, u32::from(from.unsigned_abs()), name, &place)?;
        let mut worked: Vec<(u8, u32)> = Vec::new();
        for (day, _) in (from..0).zip(working).filter(|(_, works)| *works) {
            let regime = authority.before(day);
            match worked.last_mut() {
                Some((last, days)) if *last == regime => *days += 1,
                _ => worked.push((regime, 1)),
            }
        }
        Ok(worked)
    }
}

/// Attempts of an application.
fn attempts(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}
