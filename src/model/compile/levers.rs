//! Levers that are pulled: what they name becomes the numbers that they change.

use super::levels::Planned;
use super::{CompileError, Compiler, at, by_hash};
use crate::model::lever::{Effect, Lever, Start};
use crate::model::numbers::Num;
use crate::model::{GeneralLicence, Model, NEVER, Sourcing, User};
use crate::scenario::{self, Action};

impl Compiler<'_> {
    /// Levers, once levels and lanes are there; in the order of their names' hashes, so that what two of them make of
    /// one number does not depend on the order of the file.
    pub(super) fn levers(&mut self, model: &mut Model) -> Result<(), CompileError> {
        let levers = &self.scenario.levers;
        let title = |name: &str| levers[name].title.clone().unwrap_or_else(|| super::in_words(name));
        model.idle_levers = levers.iter().filter(|(_, lever)| !lever.pulled).map(|(name, _)| title(name)).collect();
        for name in by_hash(levers) {
            let lever = &levers[name];
            if !lever.pulled {
                continue;
            }
            let place = at(&["levers", name]);
            let (effects, serves) = self.effects(model, &lever.action, &at(&[&place, "action"]))?;
            let payer = match &lever.cost.paid_by {
                None => serves,
                Some(site) => Self::known(&self.site, "site", site, &at(&[&place, "cost.paid_by"]))?,
            };
            let start = self.start(model, lever.start.as_ref(), &at(&[&place, "start"]))?;
            model.levers.push(Lever {
                name: name.to_owned(),
                title: title(name),
                start,
                lead: self.num_or(lever.lead_days.as_ref(), 0.0, &at(&[&place, "lead_days"]))?,
                payer,
                once: self.num_or(lever.cost.once.as_ref(), 0.0, &at(&[&place, "cost.once"]))?,
                per_day: self.num_or(lever.cost.per_day.as_ref(), 0.0, &at(&[&place, "cost.per_day"]))?,
                effects,
            });
        }
        self.numbers.pulled = model.levers.iter().flat_map(|l| &l.effects).filter_map(Effect::changes).collect();
        self.numbers.pulled.sort_unstable();
        self.numbers.pulled.dedup();
        Ok(())
    }

    fn start(&mut self, model: &Model, start: Option<&scenario::Start>, place: &str) -> Result<Start, CompileError> {
        Ok(match start {
            None => Start::On(0),
            Some(scenario::Start::On(date)) => Start::On(self.day(*date)),
            Some(scenario::Start::CoverBelow { site, material, days }) => {
                let input = self.input(model, site, material, place)?;
                let need = model.inputs[input].nominal_need;
                Start::StockBelow(input, self.num(days, need, &at(&[place, "cover_below.days"]))?)
            }
            Some(scenario::Start::RegimeEntered { authority, regime }) => {
                let index = Self::known(&self.authority, "authority", authority, place)?;
                let regimes = &self.scenario.authorities[authority.as_str()].regimes;
                let regime = regimes.get_index_of(regime.as_str()).and_then(|r| u8::try_from(r).ok());
                let regime = regime.ok_or_else(|| CompileError::Unknown {
                    at: place.into(),
                    what: "regime",
                    name: authority.clone(),
                })?;
                Start::RegimeEntered(index, regime)
            }
        })
    }

    fn input(&self, model: &Model, site: &str, material: &str, place: &str) -> Result<usize, CompileError> {
        let s = Self::known(&self.site, "site", site, place)?;
        let m = Self::known(&self.material, "material", material, place)?;
        model.sites[s].inputs.clone().find(|i| model.inputs[*i].material == m).ok_or_else(|| CompileError::At {
            at: place.into(),
            message: format!("\"{site}\" does not use \"{material}\""),
        })
    }

    fn lane(&self, name: &str, place: &str) -> Result<usize, CompileError> {
        self.lane_names.iter().position(|l| *l == name).ok_or_else(|| CompileError::Unknown {
            at: place.into(),
            what: "lane",
            name: name.into(),
        })
    }

    /// What an action does, and the site that it is for.
    fn effects(
        &mut self,
        model: &mut Model,
        action: &Action,
        place: &str,
    ) -> Result<(Vec<Effect>, usize), CompileError> {
        let field = |kind: &str, field: &str| at(&[place, kind, field]);
        let ticks = |model: &Model, input: usize| 1.0 / model.materials[model.inputs[input].material].tick;
        let (effects, site) = match action {
            Action::SafetyStock { site, material, extra } => {
                let input = self.input(model, site, material, place)?;
                let (planned, tick) = (Planned::of(&model.inputs[input]), 1.0 / ticks(model, input));
                let extra = self.level(extra, planned, tick, &field("safety_stock", "extra"))?;
                (raise(model, input, extra, place)?, model.inputs[input].site)
            }
            Action::OrderEarlier { site, material, days } => {
                let input = self.input(model, site, material, place)?;
                let planned = Planned::of(&model.inputs[input]);
                let days = self.days(days, planned, &field("order_earlier", "days"))?;
                (raise(model, input, days, place)?, model.inputs[input].site)
            }
            Action::SecondSource { lane, share } => {
                let lane = self.lane(lane, place)?;
                let share = self.num(share, 1.0, &field("second_source", "share"))?;
                let Sourcing::Shares(lanes) = &model.inputs[model.lanes[lane].input].sourcing else {
                    return Err(CompileError::At { at: place.into(), message: "a ranked lane has no share".into() });
                };
                let effect = |(l, num): &(usize, Num)| {
                    if *l == lane { Effect::Add(*num, share) } else { Effect::Shrink(*num, share) }
                };
                (lanes.iter().map(effect).collect(), model.lanes[lane].to)
            }
            Action::GeneralLicence { lane, .. } => {
                let index = self.lane(lane, place)?;
                self.general_licence_by_lever(model, index, action, place)?;
                (vec![Effect::GeneralLicence(index)], model.lanes[index].to)
            }
            Action::ExpeditedFreight { lanes, transit_scale, extra_price_per_unit } => {
                let scale = self.num(transit_scale, 1.0, &field("expedited_freight", "transit_scale"))?;
                let price = field("expedited_freight", "extra_price_per_unit");
                let price = self.num_or(extra_price_per_unit.as_ref(), 0.0, &price)?;
                let lanes = lanes.iter().map(|l| self.lane(l, place)).collect::<Result<Vec<_>, _>>()?;
                let of_lane =
                    |l: &usize| [Effect::Multiply(model.lanes[*l].transit.scale, scale), Effect::ExtraPrice(*l, price)];
                (lanes.iter().flat_map(of_lane).collect(), lanes.first().map_or(0, |l| model.lanes[*l].to))
            }
            Action::Substitution { site, material, by, ratio, share } => {
                let (old, new) = (self.input(model, site, material, place)?, self.input(model, site, by, place)?);
                let share = self.num_or(share.as_ref(), 1.0, &field("substitution", "share"))?;
                let mut effects = Vec::new();
                for (before, after) in model.inputs[old].users.iter().zip(&model.inputs[new].users) {
                    let per_output = self.numbers.median(before.per_output);
                    let factor = self.numbers.median(share) * per_output * ticks(model, new) / ticks(model, old);
                    let more = match ratio {
                        None => self.numbers.constant(factor),
                        Some(ratio) => self.num(ratio, factor, &field("substitution", "ratio"))?,
                    };
                    effects.push(Effect::Shrink(before.per_output, share));
                    effects.push(Effect::Add(after.per_output, more));
                }
                (effects, model.inputs[old].site)
            }
            Action::Thrifting { site, material, saved_share } => {
                let input = self.input(model, site, material, place)?;
                let saved = self.num(saved_share, 1.0, &field("thrifting", "saved_share"))?;
                let of_user = |user: &User| Effect::Shrink(user.per_output, saved);
                (model.inputs[input].users.iter().map(of_user).collect(), model.inputs[input].site)
            }
            Action::Recycling { site, material, quantity_per_day, price_per_unit } => {
                let input = self.input(model, site, material, place)?;
                let per_day = ticks(model, input);
                let quantity = self.num(quantity_per_day, per_day, &field("recycling", "quantity_per_day"))?;
                let price = self.price(model, input, price_per_unit.as_ref(), &field("recycling", "price_per_unit"))?;
                (vec![Effect::Stream { input, ticks: quantity, days: NEVER, price }], model.inputs[input].site)
            }
            Action::StockpileRelease { site, material, quantity, over_days, price_per_unit } => {
                let input = self.input(model, site, material, place)?;
                let days = f64::from(*over_days);
                let need = model.inputs[input].nominal_need / days;
                let (planned, tick) = (Planned { need, following: None }, days / ticks(model, input));
                let quantity = self.level(quantity, planned, tick, &field("stockpile_release", "quantity"))?;
                let price = field("stockpile_release", "price_per_unit");
                let price = self.price(model, input, price_per_unit.as_ref(), &price)?;
                let stream = Effect::Stream { input, ticks: quantity, days: *over_days, price };
                (vec![stream], model.inputs[input].site)
            }
            Action::HighestMarginFirst { site } => {
                let site = Self::known(&self.site, "site", site, place)?;
                (model.together_with(site).into_iter().map(Effect::HighestMarginFirst).collect(), site)
            }
        };
        Ok((effects, site))
    }

    fn price(
        &mut self,
        model: &Model,
        input: usize,
        price: Option<&scenario::Number<scenario::number::Money>>,
        place: &str,
    ) -> Result<Num, CompileError> {
        match price {
            None => Ok(model.materials[model.inputs[input].material].price),
            Some(price) => self.num(price, 1.0, place),
        }
    }

    /// A general licence that waits until its lever takes effect.
    fn general_licence_by_lever(
        &mut self,
        model: &mut Model,
        lane: usize,
        action: &Action,
        place: &str,
    ) -> Result<(), CompileError> {
        let Action::GeneralLicence { quantity, valid_days, renew_before_days, preparation_days, .. } = action else {
            return Ok(());
        };
        let field = |f: &str| at(&[place, "general_licence", f]);
        let written = &self.scenario.lanes[model.lanes[lane].name.as_str()];
        let desk = written.authority.as_ref().map(|a| &self.scenario.authorities[a.as_str()].desk);
        let usual = written.first_preparation_days.as_ref().or(desk.and_then(|d| d.first_preparation_days.as_ref()));
        let usual = usual.or(written.preparation_days.as_ref()).or(desk.and_then(|d| d.preparation_days.as_ref()));
        let input = &model.inputs[model.lanes[lane].input];
        let (planned, tick) = (Planned::of(input), model.materials[input.material].tick);
        model.lanes[lane].general = Some(GeneralLicence {
            apply: NEVER,
            in_force: model.lanes[lane].general.as_ref().and_then(|general| general.in_force),
            quantity: self.level(quantity, planned, tick, &field("quantity"))?,
            valid: *valid_days,
            renew_before: *renew_before_days,
            preparation: self.draw_or(preparation_days.as_ref().or(usual), 0.0, &field("preparation_days"))?,
        });
        Ok(())
    }
}

/// The levels of an input's ordering grow, whenever they are in force.
fn raise(model: &Model, input: usize, by: Num, place: &str) -> Result<Vec<Effect>, CompileError> {
    let rules = model.inputs[input].ordering.rules();
    let mut levels: Vec<Num> = rules.flat_map(|rule| rule.levels()).collect();
    levels.sort_unstable();
    levels.dedup();
    if levels.is_empty() {
        return Err(CompileError::At { at: place.into(), message: "a fixed call-off has no level to raise".into() });
    }
    Ok(levels.into_iter().map(|level| Effect::Add(level, by)).collect())
}
