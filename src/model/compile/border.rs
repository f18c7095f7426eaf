//! The border: what authorities track and inspect, and which lanes cross it.

use super::{CompileError, Compiler, at};
use crate::model::border::{Border, Grey, Inspection, Tracking};
use crate::model::{Material, Model};
use crate::scenario;

impl Compiler<'_> {
    pub(super) fn tracking(&mut self, a: &scenario::Authority, place: &str) -> Result<Option<Tracking>, CompileError> {
        let Some(tracking) = &a.tracking else { return Ok(None) };
        let field = |f: &str| at(&[place, "tracking", f]);
        Ok(Some(Tracking {
            from: tracking.from.map_or(0, |date| self.day(date)),
            has_begun: tracking.from.is_some_and(|date| date < self.scenario.start),
            registration: self.draw_or(tracking.registration_days.as_ref(), 0.0, &field("registration_days"))?,
            faulty: self.num_or(tracking.faulty_report_share.as_ref(), 0.0, &field("faulty_report_share"))?,
            held: self.draw_or(tracking.faulty_report_days.as_ref(), 0.0, &field("faulty_report_days"))?,
        }))
    }

    pub(super) fn inspection(
        &mut self,
        a: &scenario::Authority,
        place: &str,
    ) -> Result<Option<Inspection>, CompileError> {
        let Some(inspection) = &a.inspection else { return Ok(None) };
        Ok(Some(Inspection {
            from: inspection.from.map_or(0, |date| self.day(date)),
            laboratories: inspection.laboratories,
            days: self.draw(&inspection.days, &at(&[place, "inspection.days"]))?,
        }))
    }

    pub(super) fn grey(&mut self, lane: &scenario::Lane, name: &str) -> Result<Option<Grey>, CompileError> {
        let Some(grey) = &lane.grey else { return Ok(None) };
        let field = |f: &str| at(&["lanes", name, "grey", f]);
        let cut_by = grey.cut_by.as_ref();
        let cut_by = cut_by.map(|by| Self::known(&self.authority, "authority", by, &field("cut_by"))).transpose()?;
        let listed = grey.listed_share.as_ref();
        Ok(Some(Grey {
            cut_by,
            lost: self.num_or(grey.lost_share.as_ref(), 0.0, &field("lost_share"))?,
            listed: listed.map(|share| self.num(share, 1.0, &field("listed_share"))).transpose()?,
        }))
    }

    /// What a lane meets at the border; nothing where it leads out of no country whose authority tracks or inspects.
    pub(super) fn border(
        &mut self,
        model: &mut Model,
        lane: &scenario::Lane,
        (from, to, material): (usize, usize, usize),
    ) -> Result<Option<Border>, CompileError> {
        let mut border = Border::default();
        let (country, abroad) = (model.sites[from].country.clone(), model.sites[to].country.clone());
        for (index, name) in self.authority_names.clone().into_iter().enumerate() {
            let a = &self.scenario.authorities[name];
            if a.country != country || a.country == abroad {
                continue;
            }
            let material = &model.materials[material];
            let of_list = self.listed(name, &material.name);
            let goods = &self.scenario.materials[material.name.as_str()];
            let own = a.tracking.as_ref().map_or(&[][..], |tracking| &tracking.elements);
            let tracked = if own.is_empty() { of_list != 0 } else { own.iter().any(|element| goods.holds(element)) };
            if a.tracking.is_some() && tracked {
                border.listed = own.is_empty().then_some(of_list);
                let client = format!("{name}/{}/{}", lane.from, lane.to);
                let known = model.clients.iter().position(|other| *other == client);
                border.tracked = Some((index, known.unwrap_or(model.clients.len())));
                if known.is_none() {
                    model.clients.push(client);
                }
            }
            if let Some(inspection) = &a.inspection {
                border.inspected = Some((index, self.inspected_shares(inspection, name, material, a)?));
            }
        }
        Ok(Some(border).filter(|border| border.tracked.is_some() || border.inspected.is_some()))
    }

    /// Shares of the shipments of a material that are inspected, by regime.
    fn inspected_shares(
        &mut self,
        inspection: &scenario::Inspection,
        name: &str,
        material: &Material,
        authority: &scenario::Authority,
    ) -> Result<Vec<crate::model::Num>, CompileError> {
        let (share, by_regime) = inspection.shares(&material.name);
        let mut place = at(&["authorities", name, "inspection"]);
        if inspection.materials.contains_key(&material.name) {
            place = at(&[&place, "materials", &material.name]);
        }
        let mut shares = Vec::new();
        for regime in authority.regimes.keys() {
            shares.push(match by_regime.get(regime) {
                Some(own) => self.num(own, 1.0, &at(&[&place, "share_by_regime", regime]))?,
                None => self.num_or(share, 0.0, &at(&[&place, "share"]))?,
            });
        }
        Ok(shares)
    }
}
