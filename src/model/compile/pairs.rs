//! General licences of pairs of an exporter and a customer.

use super::rules::belongs;
use super::{CompileError, Compiler, at};
use crate::model::pair::PairLicence;
use crate::model::{Model, NEVER, Num};
use crate::scenario;

impl Compiler<'_> {
    /// The general licences of pairs, by the order of authorities and of their names.
    pub(super) fn pairs(&mut self, model: &mut Model) -> Result<(), CompileError> {
        let scenario = self.scenario;
        for (index, authority) in self.authority_names.clone().into_iter().enumerate() {
            let a = &scenario.authorities[authority];
            let mut names: Vec<&String> = a.general_licences.keys().collect();
            names.sort_unstable();
            for name in names {
                let licence = &a.general_licences[name];
                let place = at(&["authorities", authority, "general_licences", name]);
                let field = |f: &str| at(&[&place, f]);
                let is_own = |lane: &crate::model::Lane| {
                    let written = &scenario.lanes[lane.name.as_str()];
                    let pair = written.from == licence.exporter && written.to == licence.customer;
                    pair && lane.authority == Some(index)
                };
                let mut lanes: Vec<usize> = (0..model.lanes.len()).filter(|lane| is_own(&model.lanes[*lane])).collect();
                lanes.sort_by(|a, b| model.lanes[*a].name.cmp(&model.lanes[*b].name));
                let ticks: Vec<f64> = lanes
                    .iter()
                    .map(|lane| model.materials[model.inputs[model.lanes[*lane].input].material].tick)
                    .collect();
                let finest = ticks.iter().copied().fold(f64::INFINITY, f64::min);
                let mut counted = Vec::new();
                for (lane, tick) in lanes.into_iter().zip(ticks) {
                    let times = (tick / finest).round();
                    if (tick / finest - times).abs() > 1e-9 * times {
                        let message =
                            format!("ticks of {finest} and {tick} do not fit: one must be a multiple of the other");
                        return Err(CompileError::At { at: field("quantity"), message });
                    }
                    model.lanes[lane].pair = Some(model.pairs.len());
                    counted.push((lane, crate::model::whole_ticks(times)));
                }
                let finest = if finest.is_finite() { finest } else { 1.0 };
                let desk = &a.desk;
                let preparation = licence.preparation_days.as_ref();
                let preparation =
                    preparation.or(desk.first_preparation_days.as_ref()).or(desk.preparation_days.as_ref());
                let in_force = match &licence.in_force {
                    None => None,
                    Some(held) => {
                        Some((self.num(&held.left, 1.0 / finest, &field("in_force.left"))?, self.day(held.until)))
                    }
                };
                let apply = match (licence.apply_on, &licence.in_force) {
                    (Some(date), _) => self.day(date),
                    (None, Some(held)) if held.renewed => {
                        (self.day(held.until) + 1).saturating_sub(licence.renew_before_days)
                    }
                    (None, _) => NEVER,
                };
                model.pairs.push(PairLicence {
                    name: (authority.to_owned(), name.clone()),
                    authority: index,
                    lanes: counted,
                    eligible: self.eligible(index, licence, model, &field("eligible"))?,
                    quantity: self.num(&licence.quantity, 1.0 / finest, &field("quantity"))?,
                    apply,
                    in_force,
                    valid: licence.valid_days,
                    renew_before: licence.renew_before_days,
                    preparation: self.draw_or(preparation, 0.0, &field("preparation_days"))?,
                });
            }
        }
        Ok(())
    }

    /// Chance that a pair is eligible: its own, or that of the first rule of its authority that fits it.
    fn eligible(
        &mut self,
        authority: usize,
        licence: &scenario::PairLicence,
        model: &Model,
        place: &str,
    ) -> Result<Num, CompileError> {
        let name = self.authority_names[authority];
        let written = &self.scenario.authorities[name];
        let members = model.authorities[authority].members;
        let fits = |rule: &scenario::Eligibility| {
            let asks = |names: &[String], site: &str| {
                let country = self.scenario.sites[site].country.as_str();
                belongs(names, (site, country), written, members, &self.scenario.groups)
            };
            asks(&rule.exporters, &licence.exporter)
                && asks(&rule.customers, &licence.customer)
                && asks(&rule.destinations, &licence.customer)
        };
        // One that is in force was granted: the pair is eligible.
        let rules = || written.eligibility.iter().enumerate().filter(|_| licence.in_force.is_none());
        match (&licence.eligible, rules().find(|(_, rule)| fits(rule))) {
            (None, Some((i, rule))) => {
                let place = format!("authorities.{name}.eligibility[{i}].chance");
                self.rule_number(Some(&rule.chance), place)
            }
            (own, _) => self.num_or(own.as_ref(), 1.0, place),
        }
    }
}
