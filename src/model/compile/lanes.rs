//! Lanes: who supplies whom, by which share or rank, and what the authority decides on them.

use super::rules::Rules;
use super::{CompileError, Compiler, at};
use crate::model::numbers::{Draw, Num, Steps};
use crate::model::policy::ORIGIN;
use crate::model::ticks::whole_ticks;
use crate::model::{GeneralLicence, Lane, Material, Model, NEVER, Sourcing, Terms};
use crate::scenario;

impl Compiler<'_> {
    pub(super) fn lanes(&mut self, model: &mut Model) -> Result<(), CompileError> {
        for (rank, name) in self.lane_names.clone().into_iter().enumerate() {
            let l = &self.scenario.lanes[name];
            let place = at(&["lanes", name]);
            let from = Self::known(&self.site, "site", &l.from, &at(&[&place, "from"]))?;
            let to = Self::known(&self.site, "site", &l.to, &at(&[&place, "to"]))?;
            let (from, material) = self.carried(model, from, l, &place)?;
            let input = model.sites[to].inputs.clone().find(|i| model.inputs[*i].material == material);
            let input = input.ok_or_else(|| CompileError::At {
                at: place.clone(),
                message: format!("\"{}\" does not use \"{}\"", l.to, model.materials[material].name),
            })?;
            let mut lane = self.compile_lane(model, name, rank, (from, to, input))?;
            if l.grey.is_none() {
                lane.border = self.border(model, l, (from, to, material))?;
            }
            if let Some(a) = lane.authority {
                lane.pace = self.pace(a, (from, to), model)?;
                lane.ruled |= lane.pace > 0;
            }
            let index = model.lanes.len();
            model.sites[from].customers.push(index);
            model.lanes.push(lane);
        }
        for input in 0..model.inputs.len() {
            model.inputs[input].lanes = (0..model.lanes.len()).filter(|l| model.lanes[*l].input == input).collect();
            model.inputs[input].sourcing = self.sourcing(model, input)?;
        }
        Ok(())
    }

    /// The site that makes what a lane carries, and the material.
    fn carried(
        &self,
        model: &Model,
        from: usize,
        lane: &scenario::Lane,
        place: &str,
    ) -> Result<(usize, usize), CompileError> {
        let unclear =
            || CompileError::At { at: place.into(), message: "it does not say which of several materials".into() };
        let material = self.scenario.carried(lane).ok_or_else(unclear)?;
        let material = Self::known(&self.material, "material", material, place)?;
        let maker = model.together_with(from).into_iter().find(|site| model.sites[*site].makes == material);
        let unknown = || CompileError::At {
            at: place.into(),
            message: format!("\"{}\" does not make \"{}\"", lane.from, model.materials[material].name),
        };
        Ok((maker.ok_or_else(unknown)?, material))
    }

    fn compile_lane(
        &mut self,
        model: &Model,
        name: &str,
        rank: usize,
        (from, to, input): (usize, usize, usize),
    ) -> Result<Lane, CompileError> {
        let l = &self.scenario.lanes[name];
        let field = |f: &str| format!("lanes.{name}.{f}");
        let material = &model.materials[model.inputs[input].material];
        let by_origin = self.origins.get(name).copied();
        let authority = l
            .authority
            .as_deref()
            .or(by_origin)
            .map(|a| Self::known(&self.authority, "authority", a, &field("authority")))
            .transpose()?;
        let desk = authority.map(|a| &self.scenario.authorities[self.authority_names[a]].desk);
        let preparation = l.preparation_days.as_ref().or(desk.and_then(|d| d.preparation_days.as_ref()));
        let first = l.first_preparation_days.as_ref().or(desk.and_then(|d| d.first_preparation_days.as_ref()));
        let general = match &l.general_licence {
            None => None,
            Some(g) => Some(GeneralLicence {
                apply: self.next_application(g),
                in_force: g.in_force.as_ref().map(|f| (Num(0), self.day(f.until))),
                quantity: Num(0),
                valid: g.valid_days,
                renew_before: g.renew_before_days,
                preparation: self.draw_or(
                    g.preparation_days.as_ref().or(first).or(preparation),
                    0.0,
                    &field("general_licence.preparation_days"),
                )?,
            }),
        };
        let ruled = match authority {
            None => Rules::default(),
            Some(a) => self.rules(a, name, (from, to), model)?,
        };
        let (terms, later_terms) = self.terms(l, material, name)?;
        let preparation = self.draw_or(preparation, 0.0, &field("preparation_days"))?;
        let first_preparation = first.map(|d| self.draw(d, &field("first_preparation_days"))).transpose()?;
        let over = l.available_until.is_some_and(|until| until < self.scenario.start);
        let certain = |d: &Draw| d.fixed.is_some() && self.numbers.certain(d.scale).is_some();
        let certain_preparation = certain(&preparation) && first_preparation.as_ref().is_none_or(certain);
        Ok(Lane {
            name: name.to_owned(),
            from,
            to,
            input,
            tie_rank: u32::try_from(2 * rank + 1).unwrap_or(u32::MAX),
            transit: self.draw(&l.transit_days, &field("transit_days"))?,
            transit_days: None,
            review_days: None,
            dispatch: self.draw_or(l.dispatch_days.as_ref(), 0.0, &field("dispatch_days"))?,
            authority,
            available: if over { NEVER } else { l.available_from.map_or(0, |d| self.day(d)) },
            until: l.available_until.map_or(NEVER, |d| self.day(d)),
            terms,
            later_terms,
            reference_price: material.priced.then_some(material.price),
            transport: l.transport,
            duty: self.num_or(l.duty_share.as_ref(), 0.0, &field("duty_share"))?,
            minimum_lot: l
                .minimum_lot
                .as_ref()
                .map(|n| self.num(n, 1.0 / material.tick, &field("minimum_lot")))
                .transpose()?,
            preparation,
            first_preparation,
            work_factor: self.num_or(l.review_work_factor.as_ref(), 1.0, &field("review_work_factor"))?,
            priority: u8::try_from(l.desk_priority.min(3)).unwrap_or(3),
            customer_rank: l.customer_rank,
            margin_per_tick: 0.0,
            in_order: l.in_order,
            ships_whole: l.ships_whole,
            licence_names_transport: l.licence_names_transport,
            reroute_after: l.reroute_after_days,
            general,
            rules: ruled.of_regimes,
            quota: None,
            pair: None,
            services: Vec::new(),
            qualifies: None,
            pace: 0,
            ruled: ruled.ruled,
            ever_shut: ruled.shut.iter().any(|s| *s),
            shut: ruled.shut,
            out: 0..0,
            grey: self.grey(l, name)?,
            border: None,
            listed: match (authority, &l.authority) {
                (Some(a), Some(_)) => self.listed(self.authority_names[a], &material.name),
                _ => 0,
            } | if by_origin.is_some() { ORIGIN } else { 0 },
            milligrams: milligrams(material),
            may_be_held: false,
            certain_preparation,
            prompt: false,
        })
    }

    /// What a unit costs on the first day, and from later days on.
    fn terms(
        &mut self,
        lane: &scenario::Lane,
        material: &Material,
        name: &str,
    ) -> Result<(Terms, Vec<(u32, Terms)>), CompileError> {
        let field = |f: &str| at(&["lanes", name, f]);
        let steps = |compiler: &mut Self, written: &Option<_>, f: &str| {
            written.as_ref().map(|steps| compiler.steps(steps, 1.0, &field(f))).transpose()
        };
        let prices = steps(self, &lane.price_per_unit, "price_per_unit")?;
        let freight = steps(self, &lane.freight_per_unit, "freight_per_unit")?;
        let rates = match lane.currency.as_deref().filter(|code| *code != self.scenario.currency) {
            None => None,
            Some(code) => Some(self.rates(code, &field("currency"))?),
        };
        let written = [&prices, &freight, &rates].into_iter().flatten();
        let mut days: Vec<u32> = written.flat_map(|steps| steps.0.iter().map(|(day, _)| *day)).chain([0]).collect();
        days.sort_unstable();
        days.dedup();
        let nothing = self.numbers.constant(0.0);
        let mut on = |day: u32| {
            let mut of = |steps: &Option<Steps>, otherwise: Num| match (steps, &rates) {
                (None, _) => otherwise,
                (Some(steps), rates) => {
                    let amount = steps.on(day).unwrap_or(nothing);
                    let rate = rates.as_ref().and_then(|rates| rates.on(day));
                    rate.map_or(amount, |rate| self.numbers.multiplied(amount, rate))
                }
            };
            Terms { price: of(&prices, material.price), freight: of(&freight, nothing) }
        };
        let first = on(0);
        let later = days.into_iter().filter(|day| *day > 0).map(|day| (day, on(day))).collect();
        Ok((first, later))
    }

    /// What a unit of a currency costs, compiled once: a rate that is drawn is one parameter, whoever is paid by it.
    fn rates(&mut self, code: &str, place: &str) -> Result<Steps, CompileError> {
        if let Some(known) = self.rates.get(code) {
            return Ok(known.clone());
        }
        let unknown = || CompileError::Unknown { at: place.to_owned(), what: "exchange rate", name: code.to_owned() };
        let (code, rates) = self.scenario.exchange_rates.get_key_value(code).ok_or_else(unknown)?;
        let steps = self.steps(rates, 1.0, &at(&["exchange_rates", code]))?;
        self.rates.insert(code, steps.clone());
        Ok(steps)
    }

    fn sourcing(&mut self, model: &Model, input: usize) -> Result<Sourcing, CompileError> {
        let lanes = model.inputs[input].lanes.clone();
        let written = |l: usize| &self.scenario.lanes[model.lanes[l].name.as_str()];
        if lanes.iter().any(|l| written(*l).rank.is_some()) {
            let mut ranked = lanes;
            ranked.sort_by_key(|l| (written(*l).rank.unwrap_or(u32::MAX), *l));
            return Ok(Sourcing::Ranked(ranked));
        }
        let mut shares = Vec::new();
        for lane in lanes {
            let name = &model.lanes[lane].name;
            let share = self.scenario.lanes[name.as_str()].share.clone();
            shares.push((lane, self.num_or(share.as_ref(), 1.0, &at(&["lanes", name, "share"]))?));
        }
        Ok(Sourcing::Shares(shares))
    }
}

/// Milligrams in a tick; 0 where it is counted in pieces of which no mass is written.
fn milligrams(material: &Material) -> i64 {
    whole_ticks(material.tick * material.kg.unwrap_or(0.0) * 1e6)
}
