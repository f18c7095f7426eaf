//! Materials and sites: what is made, on which line, from which inputs. Stock levels follow in `levels`.

use super::{CompileError, Compiler, at};
use crate::model::numbers::Num;
use crate::model::policy::element_bit;
use crate::model::{Extra, Input, Line, Material, Model, OrderRule, Ordering, Site, Sourcing};
use crate::scenario::{self, Number};

impl Compiler<'_> {
    pub(super) fn materials(&mut self) -> Result<Vec<Material>, CompileError> {
        let scenario = self.scenario;
        let mut materials = Vec::new();
        for (name, m) in &scenario.materials {
            let default_tick = if m.unit == scenario::Unit::Piece { 1.0 } else { 0.001 };
            materials.push(Material {
                name: name.clone(),
                title: m.title.clone().unwrap_or_else(|| super::in_words(name)),
                unit: m.unit,
                tick: m.tick.unwrap_or(default_tick),
                elements: m
                    .elements
                    .iter()
                    .filter(|(_, share)| share.value() != Some(0.0))
                    .fold(0, |bits, (e, _)| bits | element_bit(*e)),
                price: self.num_or(m.price_per_unit.as_ref(), 0.0, &at(&["materials", name, "price_per_unit"]))?,
                priced: m.price_per_unit.is_some(),
            });
        }
        Ok(materials)
    }

    pub(super) fn sites(&mut self, model: &mut Model) -> Result<(), CompileError> {
        for name in self.site_names.clone() {
            let s = &self.scenario.sites[name];
            let place = at(&["sites", name]);
            let makes = Self::known(&self.material, "material", &s.makes, &at(&[&place, "makes"]))?;
            let out_tick = model.materials[makes].tick;
            let first = model.inputs.len();
            for (material, input) in &s.inputs {
                let place = at(&[&place, "inputs", material]);
                let index = Self::known(&self.material, "material", material, &place)?;
                let compiled = self.compile_input(model, input, index, out_tick, &place)?;
                model.inputs.push(compiled);
            }
            let working = self.working(s.calendar.as_deref(), "every_day", &at(&[&place, "calendar"]))?;
            let capacity = s
                .capacity_per_day
                .as_ref()
                .map(|c| self.steps(c, 1.0 / out_tick, &at(&[&place, "capacity_per_day"])))
                .transpose()?;
            let sales = s.sales.as_ref().map(|sales| self.compile_sales(s, sales, out_tick, &place)).transpose()?;
            let site = Site {
                name: name.to_owned(),
                title: s.title.clone().unwrap_or_else(|| super::in_words(name)),
                country: s.country.clone(),
                sector: s.sector.clone(),
                end_use: s.end_use,
                makes,
                inputs: first..model.inputs.len(),
                unlimited: s.inputs.is_empty() && capacity.is_none(),
                capacity,
                opening_output: Num(0),
                output_target: Num(0),
                allocation: s.allocation,
                line: self.compile_line(&s.line, sales.is_some(), &at(&[&place, "line"]))?,
                holding: self.num_or(
                    s.holding_cost_share_per_year.as_ref(),
                    0.0,
                    &at(&[&place, "holding_cost_share_per_year"]),
                )?,
                aggregate: s.aggregate,
                nominal_output: 0.0,
                sales,
                working,
                customers: Vec::new(),
                position: self.scenario.sites.get_index_of(name).unwrap_or(usize::MAX),
            };
            let index = model.sites.len();
            model.inputs[first..].iter_mut().for_each(|i| i.site = index);
            model.sites.push(site);
        }
        Ok(())
    }

    fn compile_input(
        &mut self,
        model: &Model,
        input: &scenario::Input,
        material: usize,
        out_tick: f64,
        place: &str,
    ) -> Result<Input, CompileError> {
        let tick = model.materials[material].tick;
        let in_ticks = 1.0 / tick;
        let yield_share = match &input.yield_share {
            None => 1.0,
            Some(n) => n.value().filter(|y| *y > 0.0).ok_or_else(|| CompileError::At {
                at: at(&[place, "yield"]),
                message: "the yield must be a plain number above 0".into(),
            })?,
        };
        let mut limit = |n: Option<&Number<scenario::number::Quantity>>, f: &str| {
            n.map(|n| self.num(n, in_ticks, &at(&[place, f]))).transpose()
        };
        let minimum = limit(input.minimum_order.as_ref(), "minimum_order")?;
        let maximum = limit(input.maximum_order.as_ref(), "maximum_order")?;
        let lot = input.lot.as_ref().map(|n| self.num(n, in_ticks, &at(&[place, "lot"]))).transpose()?;
        Ok(Input {
            site: usize::MAX,
            material,
            per_output: self.num(&input.per_unit, out_tick * in_ticks / yield_share, &at(&[place, "per_unit"]))?,
            opening: Num(0),
            extra: Extra::default(),
            nominal_need: 0.0,
            following: None,
            ordering: Ordering { every: 1, first: 0, rule: OrderRule::BaseStock(Num(0)), later: Vec::new() },
            minimum,
            maximum,
            lot,
            sourcing: Sourcing::Ranked(Vec::new()),
            lanes: Vec::new(),
            holding_price: model.materials[material].price,
        })
    }

    fn compile_line(&mut self, line: &scenario::Line, sells: bool, place: &str) -> Result<Line, CompileError> {
        let (all_or_nothing, halt_below) = match &line.mode {
            Some(scenario::LineMode::Proportional { halt_below_share }) => (false, *halt_below_share),
            Some(scenario::LineMode::AllOrNothing) => (true, 0.0),
            None => (sells, 0.0),
        };
        let catch_up = match &line.catch_up {
            None => None,
            Some(c) => {
                let share = self.num(&c.share_above_plan, 1.0, &at(&[place, "catch_up.share_above_plan"]))?;
                Some((share, c.within_days))
            }
        };
        Ok(Line {
            all_or_nothing,
            halt_below,
            restart_days: line.restart_days,
            restart_cover: self.num_or(line.restart_cover_days.as_ref(), 0.0, &at(&[place, "restart_cover_days"]))?,
            has_restart_cover: line.restart_cover_days.is_some(),
            catch_up,
            halt_cost: self.num_or(line.halt_cost_per_day.as_ref(), 0.0, &at(&[place, "halt_cost_per_day"]))?,
        })
    }
}
