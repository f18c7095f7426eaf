//! Materials and sites: what is made, on which line, from which inputs. Stock levels follow in `levels`.

use std::collections::HashMap;
use std::ops::Range;

use super::{CompileError, Compiler, at};
use crate::model::numbers::Num;
use crate::model::{Extra, Input, Line, Material, Model, OrderRule, Ordering, Site, Sourcing, User, Works, WorksLine};
use crate::scenario::{self, Number, Product, ProductName};

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
                price: self.num_or(m.price_per_unit.as_ref(), 0.0, &at(&["materials", name, "price_per_unit"]))?,
                priced: m.price_per_unit.is_some(),
                contents: scenario::origin::contents(scenario, m),
                kg: scenario::origin::mass(scenario, m),
            });
        }
        Ok(materials)
    }

    pub(super) fn sites(&mut self, model: &mut Model) -> Result<(), CompileError> {
        let positions: HashMap<ProductName, usize> =
            self.scenario.products().enumerate().map(|(at, (name, _))| (name, at)).collect();
        for of in self.products.clone() {
            let s = &self.scenario.sites[of.site];
            let Some(product) = s.product(of.line) else { continue };
            let (place, own) = (at(&["sites", of.site]), at(&of.path()));
            let index = model.sites.len();
            let makes = Self::known(&self.material, "material", product.makes(), &at(&[&own, "makes"]))?;
            let out_tick = model.materials[makes].tick;
            let works = of.line.is_some().then(|| self.works(model, of)).transpose()?;
            let inputs = self.inputs(model, s, works, &place)?;
            for input in inputs.clone() {
                let per_output = self.per_output(model, product, input, out_tick, &own)?;
                model.inputs[input].users.push(User { site: index, per_output });
            }
            let working = self.working(s.calendar.as_deref(), "every_day", &at(&[&place, "calendar"]))?;
            let capacity = product.capacity();
            let capacity =
                capacity.map(|c| self.steps(c, 1.0 / out_tick, &at(&[&own, "capacity_per_day"]))).transpose()?;
            let sales = product.sales().map(|sales| self.compile_sales(product, sales, out_tick, &own)).transpose()?;
            let quota = s.output_quota.as_ref();
            let quota = quota.map(|q| self.output_quota(q, out_tick, &at(&[&place, "output_quota"]))).transpose()?;
            let limited =
                capacity.is_some() || quota.is_some() || works.is_some_and(|works| model.works[works].hours.is_some());
            let site = Site {
                name: of.key(),
                title: title(of, s, &model.materials[makes].title),
                country: s.country.clone(),
                sector: s.sector.clone(),
                end_use: s.end_use,
                makes,
                inputs,
                works: None,
                lane_cells: 0,
                input_cells: 0,
                unlimited: s.inputs.is_empty() && !limited,
                capacity,
                quota,
                service: None,
                opening_output: Num(0),
                output_target: Num(0),
                allocation: s.allocation,
                line: self.compile_line(product.running(), sales.is_some(), &at(&[&own, "line"]))?,
                holding: self.num_or(
                    s.holding_cost_share_per_year.as_ref(),
                    0.0,
                    &at(&[&place, "holding_cost_share_per_year"]),
                )?,
                aggregate: s.aggregate,
                nominal_output: 0.0,
                sales,
                working,
                closures: self.closures(s.calendar.as_deref(), "every_day"),
                customers: Vec::new(),
                position: positions.get(&of).copied().unwrap_or(usize::MAX),
            };
            model.sites.push(site);
            if let Some(works) = works {
                self.join(model, index, works, product, &own)?;
            }
        }
        Ok(())
    }

    /// The works of a line, made with the first of them.
    fn works(&mut self, model: &mut Model, of: ProductName) -> Result<usize, CompileError> {
        if let Some(known) = model.works.iter().position(|works| works.name == of.site) {
            return Ok(known);
        }
        let s = &self.scenario.sites[of.site];
        let place = |field: &str| at(&["sites", of.site, field]);
        let hours = match (&s.hours_per_day, &s.capacity_per_day) {
            (Some(hours), _) => Some(self.steps(hours, 1.0, &place("hours_per_day"))?),
            (None, Some(output)) => Some(self.steps(output, 1.0, &place("capacity_per_day"))?),
            (None, None) => None,
        };
        model.works.push(Works {
            name: of.site.to_owned(),
            title: s.title.clone().unwrap_or_else(|| super::in_words(of.site)),
            lines: Vec::new(),
            short: s.short_inputs.unwrap_or_default(),
            hours,
            orders: Vec::new(),
        });
        Ok(model.works.len() - 1)
    }

    /// A line joins its works.
    fn join(
        &mut self,
        model: &mut Model,
        site: usize,
        works: usize,
        product: Product,
        own: &str,
    ) -> Result<(), CompileError> {
        let Some(line) = product.line() else { return Ok(()) };
        let tick = model.materials[model.sites[site].makes].tick;
        let shares_output = self.scenario.sites[model.works[works].name.as_str()].hours_per_day.is_none();
        let hours = match &line.hours_per_unit {
            // Where lines share a capacity, a unit of output takes one of it.
            _ if shares_output => self.numbers.constant(tick),
            None => self.numbers.constant(0.0),
            Some(hours) => self.num(hours, tick, &at(&[own, "hours_per_unit"]))?,
        };
        model.sites[site].works = Some((works, model.works[works].lines.len()));
        model.works[works].lines.push(WorksLine { site, rank: line.rank, hours, from: Vec::new() });
        Ok(())
    }

    /// The inputs of a site; those of a works are there already after its first line.
    fn inputs(
        &mut self,
        model: &mut Model,
        site: &scenario::Site,
        works: Option<usize>,
        place: &str,
    ) -> Result<Range<usize>, CompileError> {
        if let Some(line) = works.and_then(|works| model.works[works].lines.first()) {
            return Ok(model.sites[line.site].inputs.clone());
        }
        let first = model.inputs.len();
        for (material, input) in &site.inputs {
            let place = at(&[place, "inputs", material]);
            let index = Self::known(&self.material, "material", material, &place)?;
            let compiled = self.compile_input(model, input, index, &place)?;
            model.inputs.push(compiled);
        }
        Ok(first..model.inputs.len())
    }

    /// Ticks of an input that go into a tick of a product, yield included.
    fn per_output(
        &mut self,
        model: &Model,
        product: Product,
        input: usize,
        out_tick: f64,
        own: &str,
    ) -> Result<Num, CompileError> {
        let material = &model.materials[model.inputs[input].material];
        let Some((per_unit, yields)) = product.per_unit(&material.name) else { return Ok(self.numbers.constant(0.0)) };
        let place = at(&[own, "inputs", &material.name]);
        let yields = match yields {
            None => 1.0,
            Some(n) => n.value().filter(|y| *y > 0.0).ok_or_else(|| CompileError::At {
                at: at(&[&place, "yield"]),
                message: "the yield must be a plain number above 0".into(),
            })?,
        };
        let in_ticks = 1.0 / material.tick;
        self.num(per_unit, out_tick * in_ticks / yields, &at(&[&place, "per_unit"]))
    }

    fn compile_input(
        &mut self,
        model: &Model,
        input: &scenario::Input,
        material: usize,
        place: &str,
    ) -> Result<Input, CompileError> {
        let tick = model.materials[material].tick;
        let in_ticks = 1.0 / tick;
        let mut limit = |n: Option<&Number<scenario::number::Quantity>>, f: &str| {
            n.map(|n| self.num(n, in_ticks, &at(&[place, f]))).transpose()
        };
        let minimum = limit(input.minimum_order.as_ref(), "minimum_order")?;
        let maximum = limit(input.maximum_order.as_ref(), "maximum_order")?;
        let lot = input.lot.as_ref().map(|n| self.num(n, in_ticks, &at(&[place, "lot"]))).transpose()?;
        Ok(Input {
            site: model.sites.len(),
            users: Vec::new(),
            material,
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
            halt_cost: match (&line.halt_cost_per_hour, line.running_hours_per_day) {
                (Some(hour), Some(hours)) => self.num(hour, hours, &at(&[place, "halt_cost_per_hour"]))?,
                _ => self.num_or(line.halt_cost_per_day.as_ref(), 0.0, &at(&[place, "halt_cost_per_day"]))?,
            },
        })
    }
}

/// Name for people: what is written; of a line, that of its site with what it makes, or with its own where another
/// makes the same.
fn title(of: ProductName, site: &scenario::Site, makes: &str) -> String {
    let whole = || site.title.clone().unwrap_or_else(|| super::in_words(of.site));
    let Some((name, line)) = of.line.and_then(|name| site.lines.get_key_value(name)) else { return whole() };
    let alone = site.lines.values().filter(|other| other.makes == line.makes).count() == 1;
    let own = if alone { makes.to_owned() } else { super::in_words(name) };
    line.title.clone().unwrap_or_else(|| format!("{}: {own}", whole()))
}
