//! When sites and lanes are in service.

use jiff::civil::Date;

use super::{CompileError, Compiler, at};
use crate::model::Model;
use crate::model::numbers::Draw;
use crate::model::service::{OutputQuota, Ramp, Renewal, Service};
use crate::scenario::{self, AfterFailure, Number};

impl Compiler<'_> {
    /// Gathers outages and ramps of sites and lanes, by the order of the model.
    pub(super) fn services(&mut self, model: &mut Model) -> Result<(), CompileError> {
        for site in 0..model.sites.len() {
            let (name, title) = model.whole(site);
            let s = &self.scenario.sites[name];
            if model.services.iter().any(|service| service.sites.contains(&site)) {
                continue;
            }
            let (outages, ramp) = (s.outages.as_ref(), s.ramp.as_ref());
            if outages.is_none() && ramp.is_none() {
                continue;
            }
            let (name, title) = (name.to_owned(), title.to_owned());
            let place = at(&["sites", &name]);
            let outages = match outages {
                Some(o) => Some(self.renewal((&o.up_days, &o.down_days), o.capacity_left.as_ref(), &place)?),
                None => None,
            };
            let ramp = ramp.map(|ramp| self.ramp(ramp, &at(&[&place, "ramp"]))).transpose()?;
            let index = model.services.len();
            let sites = model.together_with(site);
            for site in &sites {
                model.sites[*site].service = Some(index);
            }
            for lane in model.lanes.iter_mut().filter(|lane| sites.contains(&lane.from)) {
                lane.qualifies = ramp.is_some().then_some(index);
                if model.sites[lane.from].unlimited {
                    lane.services.push(index);
                    lane.ever_shut = true;
                }
            }
            model.services.push(Service { name, title, lane: None, sites, outages, ramp });
        }
        for lane in 0..model.lanes.len() {
            let name = model.lanes[lane].name.clone();
            let Some(o) = &self.scenario.lanes[name.as_str()].outages else { continue };
            let place = at(&["lanes", &name]);
            let outages = Some(self.renewal((&o.up_days, &o.down_days), None, &place)?);
            model.lanes[lane].services.push(model.services.len());
            model.lanes[lane].ever_shut = true;
            let title = super::in_words(&name);
            model.services.push(Service { name, title, lane: Some(lane), sites: Vec::new(), outages, ramp: None });
        }
        Ok(())
    }

    /// Lanes on which events hold goods under way.
    pub(super) fn holds(&self, model: &mut Model) {
        let Model { authorities, lanes, sites, .. } = model;
        for (index, authority) in authorities.iter_mut().enumerate() {
            let written = &self.scenario.authorities[authority.name.as_str()].events;
            for event in &mut authority.events {
                let hold = written.get(event.name.as_str()).and_then(|event| event.hold.as_ref());
                let (Some(hold), Some((_, on))) = (hold, &mut event.hold) else { continue };
                for (at, lane) in lanes
                    .iter_mut()
                    .enumerate()
                    .filter(|(_, lane)| lane.authority == Some(index) && lane.grey.is_none())
                {
                    if hold.holds(&lane.name, &sites[lane.to].country) {
                        lane.may_be_held = true;
                        on.push(at);
                    }
                }
            }
        }
    }

    /// The quota of a site, in ticks; without a word, as much is left of it as of the half-year that is running.
    pub(super) fn output_quota(
        &mut self,
        quota: &scenario::OutputQuota,
        tick: f64,
        place: &str,
    ) -> Result<OutputQuota, CompileError> {
        let per_half_year = self.steps(&quota.per_half_year, 1.0 / tick, &at(&[place, "per_half_year"]))?;
        let left = match &quota.left {
            Some(left) => self.num(left, 1.0 / tick, &at(&[place, "left"]))?,
            None => match per_half_year.on(0) {
                Some(whole) => self.numbers.times(whole, share_left(self.scenario.start)),
                None => self.numbers.constant(0.0),
            },
        };
        Ok(OutputQuota { per_half_year, left })
    }

    fn renewal(
        &mut self,
        (up, down): (&scenario::Draw<scenario::number::Days>, &scenario::Draw<scenario::number::Days>),
        left: Option<&Number<scenario::number::Share>>,
        place: &str,
    ) -> Result<Renewal, CompileError> {
        Ok(Renewal {
            up: self.draw(up, &at(&[place, "outages", "up_days"]))?,
            down: self.draw(down, &at(&[place, "outages", "down_days"]))?,
            left: self.num_or(left, 0.0, &at(&[place, "outages", "capacity_left"]))?,
        })
    }

    fn ramp(&mut self, ramp: &scenario::Ramp, place: &str) -> Result<Ramp, CompileError> {
        let draw = |compiler: &mut Self, days: &scenario::Draw<_>| -> Result<Draw, CompileError> {
            compiler.draw(days, &at(&[place, "qualification_days"]))
        };
        Ok(Ramp {
            from: self.day(ramp.from),
            spent: u32::try_from((self.scenario.start - ramp.from).get_days()).unwrap_or(0),
            qualification: ramp.qualification_days.as_ref().map(|days| draw(self, days)).transpose()?,
            fails: self.num_or(ramp.fails.as_ref(), 0.0, &at(&[place, "fails"]))?,
            again: ramp.after_failure == AfterFailure::TryAgain,
            days: ramp.ramp_days,
        })
    }
}

/// Share of a half-year that is left on the morning of a day.
fn share_left(day: Date) -> f64 {
    let (first, next) = if day.month() < 7 {
        (Date::new(day.year(), 1, 1), Date::new(day.year(), 7, 1))
    } else {
        (Date::new(day.year(), 7, 1), Date::new(day.year() + 1, 1, 1))
    };
    match (first, next) {
        (Ok(first), Ok(next)) => f64::from((next - day).get_days()) / f64::from((next - first).get_days()),
        _ => 1.0,
    }
}
