//! From the scenario to the model.

use std::collections::HashMap;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::numbers::{Draw, Num, Numbers, Parameter, Steps};
use super::policy::{Authority, DecisionShares, Event, Regime, element_bit};
use super::{
    GeneralLicence, Input, Lane, Line, Material, Model, NEVER, OrderRule, Ordering, Sales, Site, Sourcing, calendar,
    distribution_of, flow,
};
use crate::random::{Distribution, SamplerCache, name_hash};
use crate::scenario::{self, Expression, Law, Number, Range, Scenario, Schedule, StockLevel};

/// What the compiler cannot make sense of. A checked scenario does not come here.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// A name that nothing bears.
    #[error("{at}: there is no {what} called \"{name}\"")]
    Unknown {
        /// Where it is written.
        at: String,
        /// What kind of thing was meant.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Something is wrong at a place.
    #[error("{at}: {message}")]
    At {
        /// Where.
        at: String,
        /// What.
        message: String,
    },
    /// Something is wrong with a field.
    #[error("{0}")]
    Field(String),
    /// Supply runs in a circle.
    #[error("the supply of \"{0}\" runs in a circle: it needs, through its suppliers, what it makes itself")]
    Cycle(String),
}

/// Bits behind the point of rates and bills of materials in the engine.
pub const FRACTION_BITS: u32 = 24;
/// Largest daily need in ticks that the engine's arithmetic holds with room to spare.
const MOST_TICKS_A_DAY: f64 = 5.0e8;

/// Compiles a scenario.
///
/// # Errors
/// A name that nothing bears, a law that cannot be, a tick too small for the quantities, a circle of supply.
pub fn compile(scenario: &Scenario) -> Result<Model, CompileError> {
    let mut compiler = Compiler::new(scenario)?;
    let materials = compiler.materials()?;
    let authorities = compiler.authorities()?;
    let mut model = Model {
        title: scenario.title.clone(),
        currency: scenario.currency.clone(),
        start: scenario.start,
        days: scenario.horizon_days,
        numbers: Numbers::default(),
        materials,
        authorities,
        sites: Vec::new(),
        inputs: Vec::new(),
        lanes: Vec::new(),
    };
    compiler.sites(&mut model)?;
    compiler.lanes(&mut model)?;
    model.numbers = std::mem::take(&mut compiler.numbers);
    flow::fill(&mut model)?;
    compiler.numbers = std::mem::take(&mut model.numbers);
    compiler.levels(&mut model)?;
    model.numbers = compiler.numbers;
    model.settle();
    Ok(model)
}

struct Compiler<'a> {
    scenario: &'a Scenario,
    numbers: Numbers,
    samplers: SamplerCache,
    parameter: HashMap<&'a str, usize>,
    material: HashMap<&'a str, usize>,
    site: HashMap<&'a str, usize>,
    authority: HashMap<&'a str, usize>,
    site_names: Vec<&'a str>,
    lane_names: Vec<&'a str>,
    authority_names: Vec<&'a str>,
}

fn by_hash<'a, T>(map: &'a IndexMap<String, T>) -> Vec<&'a str> {
    let mut names: Vec<&'a str> = map.keys().map(String::as_str).collect();
    names.sort_by_key(|n| (name_hash(n), *n));
    names
}

fn index<'a>(names: &[&'a str]) -> HashMap<&'a str, usize> {
    names.iter().enumerate().map(|(i, n)| (*n, i)).collect()
}

fn at(parts: &[&str]) -> String {
    parts.join(".")
}

impl<'a> Compiler<'a> {
    fn new(scenario: &'a Scenario) -> Result<Self, CompileError> {
        let mut lane_names = by_hash(&scenario.lanes);
        lane_names.sort_by_key(|n| name_hash(&scenario.lanes[*n].to));
        let site_names = by_hash(&scenario.sites);
        let authority_names = by_hash(&scenario.authorities);
        let mut compiler = Compiler {
            scenario,
            numbers: Numbers::default(),
            samplers: SamplerCache::new(),
            parameter: HashMap::new(),
            material: scenario.materials.keys().enumerate().map(|(i, n)| (n.as_str(), i)).collect(),
            site: index(&site_names),
            authority: index(&authority_names),
            site_names,
            lane_names,
            authority_names,
        };
        for (name, p) in &scenario.parameters {
            let place = at(&["parameters", name, "value"]);
            let law = match &p.value.expression {
                Expression::Value(x) => Law::Fixed(*x),
                Expression::Law(law) => law.clone(),
                Expression::Parameter(_) => {
                    return Err(CompileError::At { at: place, message: "a parameter cannot refer to another".into() });
                }
            };
            let index = compiler.add_parameter(name, &law, &place)?;
            let parameter = &mut compiler.numbers.parameters[index];
            parameter.title = p.title.clone().unwrap_or_else(|| name.clone());
            parameter.unit = p.unit.clone().unwrap_or_default();
            parameter.range = (p.low.unwrap_or(parameter.range.0), p.high.unwrap_or(parameter.range.1));
            compiler.parameter.insert(name, index);
        }
        Ok(compiler)
    }

    fn add_parameter(&mut self, name: &str, law: &Law, place: &str) -> Result<usize, CompileError> {
        let law = located(distribution_of(law), place)?;
        self.numbers.parameters.push(Parameter {
            name: name.to_owned(),
            title: name.to_owned(),
            unit: String::new(),
            sampler: self.samplers.sampler(&law),
            median: law.quantile(0.5),
            range: (law.quantile(0.1), law.quantile(0.9)),
            law,
            bound: Vec::new(),
        });
        Ok(self.numbers.parameters.len() - 1)
    }

    fn known<T: Copy>(map: &HashMap<&str, T>, what: &'static str, name: &str, place: &str) -> Result<T, CompileError> {
        map.get(name).copied().ok_or_else(|| CompileError::Unknown { at: place.into(), what, name: name.into() })
    }

    fn num<R: Range>(&mut self, number: &Number<R>, factor: f64, place: &str) -> Result<Num, CompileError> {
        match &number.expression {
            Expression::Value(x) => Ok(self.numbers.constant(x * factor)),
            Expression::Parameter(name) => {
                let parameter = Self::known(&self.parameter, "parameter", name, place)?;
                Ok(self.numbers.bound(parameter, factor))
            }
            Expression::Law(Law::Scaled { law, by }) if by.value().is_none() => {
                let scale = self.num(by, factor, &at(&[place, "scaled.by"]))?;
                let parameter = self.add_parameter(place, law, place)?;
                Ok(self.numbers.product(scale, parameter))
            }
            Expression::Law(law) => {
                let parameter = self.add_parameter(place, law, place)?;
                Ok(self.numbers.bound(parameter, factor))
            }
        }
    }

    fn num_or<R: Range>(&mut self, number: Option<&Number<R>>, default: f64, place: &str) -> Result<Num, CompileError> {
        match number {
            Some(number) => self.num(number, 1.0, place),
            None => Ok(self.numbers.constant(default)),
        }
    }

    fn draw<R: Range>(&mut self, draw: &scenario::Draw<R>, place: &str) -> Result<Draw, CompileError> {
        let (law, scale) = match &draw.0.expression {
            Expression::Value(x) => (Law::Fixed(*x), self.numbers.constant(1.0)),
            Expression::Parameter(name) => {
                let parameter = Self::known(&self.parameter, "parameter", name, place)?;
                (Law::Fixed(1.0), self.numbers.bound(parameter, 1.0))
            }
            Expression::Law(Law::Scaled { law, by }) => {
                let scale = self.num(by, 1.0, &at(&[place, "scaled.by"]))?;
                ((**law).clone(), scale)
            }
            Expression::Law(law) => (law.clone(), self.numbers.constant(1.0)),
        };
        let law: Distribution = located(distribution_of(&law), place)?;
        Ok(Draw { sampler: self.samplers.sampler(&law), fixed: law.is_fixed(), law, scale })
    }

    fn draw_or<R: Range>(
        &mut self,
        draw: Option<&scenario::Draw<R>>,
        default: f64,
        place: &str,
    ) -> Result<Draw, CompileError> {
        match draw {
            Some(draw) => self.draw(draw, place),
            None => self.draw(&scenario::Draw(Number::<R>::plain(default)), place),
        }
    }

    fn day(&self, date: Date) -> u32 {
        let span = (date - self.scenario.start).get_days();
        u32::try_from(span).unwrap_or(0)
    }

    fn steps<R: Range>(&mut self, s: &Schedule<R>, factor: f64, place: &str) -> Result<Steps, CompileError> {
        match s {
            Schedule::Constant(n) => Ok(Steps(vec![(0, self.num(n, factor, place)?)])),
            Schedule::Steps(steps) => {
                let mut result = Vec::new();
                for (i, step) in steps.iter().enumerate() {
                    let num = self.num(&step.value, factor, &format!("{place}[{i}].value"))?;
                    result.push((self.day(step.from), num));
                }
                Ok(Steps(result))
            }
        }
    }

    fn working(&self, name: Option<&str>, default: &str, place: &str) -> Result<Vec<bool>, CompileError> {
        let name = name.unwrap_or(default);
        let calendar = self.scenario.calendars.get(name).cloned().or_else(|| calendar::builtin(name));
        let calendar =
            calendar.ok_or_else(|| CompileError::Unknown { at: place.into(), what: "calendar", name: name.into() })?;
        Ok(calendar::working_days(&calendar, self.scenario.start, self.scenario.horizon_days))
    }

    fn materials(&mut self) -> Result<Vec<Material>, CompileError> {
        let scenario = self.scenario;
        let mut materials = Vec::new();
        for (name, m) in &scenario.materials {
            let default_tick = if m.unit == scenario::Unit::Piece { 1.0 } else { 0.001 };
            materials.push(Material {
                name: name.clone(),
                title: m.title.clone().unwrap_or_else(|| name.clone()),
                unit: m.unit,
                tick: m.tick.unwrap_or(default_tick),
                elements: m
                    .elements
                    .iter()
                    .filter(|(_, share)| share.value() != Some(0.0))
                    .fold(0, |bits, (e, _)| bits | element_bit(*e)),
                price: self.num_or(m.price_per_unit.as_ref(), 0.0, &at(&["materials", name, "price_per_unit"]))?,
            });
        }
        Ok(materials)
    }

    fn authorities(&mut self) -> Result<Vec<Authority>, CompileError> {
        self.authority_names.clone().into_iter().map(|name| self.compile_authority(name)).collect()
    }

    fn compile_authority(&mut self, name: &str) -> Result<Authority, CompileError> {
        let scenario = self.scenario;
        let a = &scenario.authorities[name];
        let place = at(&["authorities", name]);
        let regimes: HashMap<&str, u8> =
            a.regimes.keys().enumerate().map(|(i, n)| (n.as_str(), u8::try_from(i).unwrap_or(u8::MAX))).collect();
        let desk = &a.desk;
        let field = |f: &str| format!("{place}.desk.{f}");
        let mut events: Vec<(usize, Event)> = Vec::new();
        for (i, (event, e)) in a.events.iter().enumerate() {
            events.push((i, self.compile_event(a, event, e, &regimes, &at(&[&place, "events", event]))?));
        }
        events.sort_by_key(|(i, e)| (e.day, *i));
        let position: HashMap<usize, usize> = events.iter().enumerate().map(|(now, (was, _))| (*was, now)).collect();
        let events = events
            .into_iter()
            .map(|(_, mut e)| {
                e.condition.iter_mut().for_each(|c| c.0 = position[&c.0]);
                e
            })
            .collect();
        let mut compiled = Vec::new();
        for (regime, r) in &a.regimes {
            compiled.push(self.compile_regime(regime, r, &regimes, &at(&[&place, "regimes", regime]))?);
        }
        Ok(Authority {
            name: name.to_owned(),
            title: a.title.clone().unwrap_or_else(|| name.to_owned()),
            controls: a.controls.iter().fold(0, |bits, e| bits | element_bit(*e)),
            working: self.working(a.calendar.as_deref(), "monday_to_friday", &at(&[&place, "calendar"]))?,
            initial: Self::known(&regimes, "regime", &a.initial_regime, &at(&[&place, "initial_regime"]))?,
            regimes: compiled,
            events,
            limit: desk.limit,
            others_work: {
                let law = self.draw(&desk.review_work_days, &field("review_work_days"))?.law;
                let cells = 4096;
                (0..cells).map(|i| law.quantile((f64::from(i) + 0.5) / f64::from(cells))).collect()
            },
            work: self.draw(&desk.review_work_days, &field("review_work_days"))?,
            review: desk.review,
            correction: self.draw_or(desk.correction_days.as_ref(), 0.0, &field("correction_days"))?,
            max_attempts: u8::try_from(desk.max_attempts).unwrap_or(u8::MAX),
            backlog: self.num_or(desk.opening_backlog.as_ref(), 0.0, &field("opening_backlog"))?,
            background: match &desk.background_per_working_day {
                Some(schedule) => self.steps(schedule, 1.0, &field("background_per_working_day"))?,
                None => Steps(Vec::new()),
            },
            arrivals: desk.background_arrivals,
            whole_capacity: a.regimes.values().all(|r| {
                let whole = |n: &Number<_>| n.value().is_some_and(|x| x.fract() == 0.0);
                desk.limit == scenario::DeskLimit::Officers || r.desk_capacity.as_ref().is_none_or(whole)
            }),
            limited: a.regimes.values().any(|r| r.desk_capacity.is_some()),
            has_background: desk.opening_backlog.is_some() || desk.background_per_working_day.is_some(),
            background_priority: u8::try_from(desk.background_priority).unwrap_or(u8::MAX),
            background_rank: u32::try_from(
                2 * self.lane_names.iter().filter(|l| name_hash(&scenario.lanes[**l].to) < name_hash(name)).count(),
            )
            .unwrap_or(u32::MAX),
            licence_valid: desk.licence_valid_days,
        })
    }

    fn compile_event(
        &mut self,
        authority: &scenario::Authority,
        name: &str,
        e: &scenario::Event,
        regimes: &HashMap<&str, u8>,
        place: &str,
    ) -> Result<Event, CompileError> {
        let bits = |list: &[scenario::Element]| list.iter().fold(0, |bits, e| bits | element_bit(*e));
        let mut condition = Vec::new();
        for (other, happened) in [(&e.only_if, true), (&e.unless, false)] {
            if let Some(other) = other {
                let index = authority.events.get_index_of(other.as_str()).ok_or_else(|| CompileError::Unknown {
                    at: place.into(),
                    what: "event",
                    name: other.clone(),
                })?;
                condition.push((index, happened));
            }
        }
        let mut set = Vec::new();
        for (parameter, value) in &e.set {
            set.push((Self::known(&self.parameter, "parameter", parameter, &at(&[place, "set"]))?, *value));
        }
        Ok(Event {
            name: name.to_owned(),
            title: e.title.clone().unwrap_or_else(|| name.to_owned()),
            day: self.day(e.date),
            chance: self.num_or(e.chance.as_ref(), 1.0, &at(&[place, "chance"]))?,
            enter: e.enter.as_ref().map(|r| Self::known(regimes, "regime", r, &at(&[place, "enter"]))).transpose()?,
            restart: e.restart,
            set,
            add: bits(&e.add_controls),
            remove: bits(&e.remove_controls),
            condition,
        })
    }

    fn compile_regime(
        &mut self,
        name: &str,
        r: &scenario::Regime,
        regimes: &HashMap<&str, u8>,
        place: &str,
    ) -> Result<Regime, CompileError> {
        let field = |f: &str| format!("{place}.{f}");
        let mut then = Vec::new();
        for (next, chance) in &r.then {
            let index = Self::known(regimes, "regime", next, &field("then"))?;
            then.push((index, self.num(chance, 1.0, &format!("{place}.then.{next}"))?));
        }
        let whole = r.granted_fraction.is_none();
        let fraction = self.draw_or(r.granted_fraction.as_ref(), 1.0, &field("granted_fraction"))?;
        Ok(Regime {
            name: name.to_owned(),
            title: r.title.clone().unwrap_or_else(|| name.to_owned()),
            speed: self.num_or(r.review_speed.as_ref(), 1.0, &field("review_speed"))?,
            capacity: r.desk_capacity.as_ref().map(|c| self.num(c, 1.0, &field("desk_capacity"))).transpose()?,
            granted_fraction: (!whole).then_some(fraction),
            transit_scale: self.num_or(r.transit_scale.as_ref(), 1.0, &field("transit_scale"))?,
            lasts: r.lasts_days.as_ref().map(|d| self.draw(d, &field("lasts_days"))).transpose()?,
            then,
        })
    }

    fn sites(&mut self, model: &mut Model) -> Result<(), CompileError> {
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
            let sales = s.sales.as_ref().map(|sales| self.compile_sales(sales, out_tick, &place)).transpose()?;
            let site = Site {
                name: name.to_owned(),
                title: s.title.clone().unwrap_or_else(|| name.to_owned()),
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
                nominal_output: sales.as_ref().map_or(0.0, |s| self.mean_plan(s, &working)),
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
            nominal_need: 0.0,
            ordering: Ordering { every: 1, first: 0, rule: OrderRule::BaseStock(Num(0)) },
            minimum,
            maximum,
            lot,
            sourcing: Sourcing::Ranked(Vec::new()),
            lanes: Vec::new(),
            holding_price: model.materials[material].price,
        })
    }

    fn compile_sales(&mut self, sales: &scenario::Sales, out_tick: f64, place: &str) -> Result<Sales, CompileError> {
        let place = at(&[place, "sales"]);
        Ok(Sales {
            plan: self.steps(&sales.per_working_day, 1.0 / out_tick, &at(&[&place, "per_working_day"]))?,
            certain: None,
            margin: self.num_or(sales.margin_per_unit.as_ref(), 0.0, &at(&[&place, "margin_per_unit"]))?,
            penalty: self.num_or(sales.penalty_per_unit.as_ref(), 0.0, &at(&[&place, "penalty_per_unit"]))?,
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

    fn mean_plan(&self, sales: &Sales, working: &[bool]) -> f64 {
        let planned = |day: usize| sales.plan.on(day_number(day)).map_or(0.0, |n| self.numbers.median(n));
        let total: f64 = (0..working.len()).filter(|d| working[*d]).map(planned).sum();
        total / f64::from(self.scenario.horizon_days)
    }

    fn lanes(&mut self, model: &mut Model) -> Result<(), CompileError> {
        for (rank, name) in self.lane_names.clone().into_iter().enumerate() {
            let l = &self.scenario.lanes[name];
            let place = at(&["lanes", name]);
            let from = Self::known(&self.site, "site", &l.from, &at(&[&place, "from"]))?;
            let to = Self::known(&self.site, "site", &l.to, &at(&[&place, "to"]))?;
            let material = model.sites[from].makes;
            let input = model.sites[to].inputs.clone().find(|i| model.inputs[*i].material == material);
            let input = input.ok_or_else(|| CompileError::At {
                at: place.clone(),
                message: format!("\"{}\" does not use \"{}\"", l.to, model.materials[material].name),
            })?;
            let lane = self.compile_lane(model, l, rank, (from, to, input), &place)?;
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

    fn compile_lane(
        &mut self,
        model: &Model,
        l: &scenario::Lane,
        rank: usize,
        (from, to, input): (usize, usize, usize),
        place: &str,
    ) -> Result<Lane, CompileError> {
        let field = |f: &str| format!("{place}.{f}");
        let material = &model.materials[model.inputs[input].material];
        let authority = l
            .authority
            .as_ref()
            .map(|a| Self::known(&self.authority, "authority", a, &field("authority")))
            .transpose()?;
        let desk = l.authority.as_ref().map(|a| &self.scenario.authorities[a.as_str()].desk);
        let preparation = l.preparation_days.as_ref().or(desk.and_then(|d| d.preparation_days.as_ref()));
        let first = l.first_preparation_days.as_ref().or(desk.and_then(|d| d.first_preparation_days.as_ref()));
        let general = match &l.general_licence {
            None => None,
            Some(g) => Some(GeneralLicence {
                apply: self.day(g.apply_on),
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
        let (decisions, shut) = match authority {
            None => (Vec::new(), Vec::new()),
            Some(a) => self.decisions(a, l, (from, to), model)?,
        };
        let reference_price = material.price;
        let preparation = self.draw_or(preparation, 0.0, &field("preparation_days"))?;
        let first_preparation = first.map(|d| self.draw(d, &field("first_preparation_days"))).transpose()?;
        let certain = |d: &Draw| d.fixed.is_some() && self.numbers.certain(d.scale).is_some();
        let certain_preparation = certain(&preparation) && first_preparation.as_ref().is_none_or(certain);
        Ok(Lane {
            name: place.trim_start_matches("lanes.").to_owned(),
            from,
            to,
            input,
            tie_rank: u32::try_from(2 * rank + 1).unwrap_or(u32::MAX),
            transit: self.draw(&l.transit_days, &field("transit_days"))?,
            transit_days: None,
            review_days: None,
            dispatch: self.draw_or(l.dispatch_days.as_ref(), 0.0, &field("dispatch_days"))?,
            authority,
            available: l.available_from.map_or(0, |d| self.day(d)),
            price: l
                .price_per_unit
                .as_ref()
                .map_or(Ok(reference_price), |p| self.num(p, 1.0, &field("price_per_unit")))?,
            reference_price,
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
            reroute_after: l.reroute_after_days,
            general,
            decisions,
            ever_shut: shut.iter().any(|s| *s),
            shut,
            elements: material.elements,
            milligrams: milligrams(material),
            certain_preparation,
            prompt: false,
        })
    }

    /// Decision shares and shut lanes by regime, as they hold for one lane.
    fn decisions(
        &mut self,
        authority: usize,
        lane: &scenario::Lane,
        (from, to): (usize, usize),
        model: &Model,
    ) -> Result<(Vec<DecisionShares>, Vec<bool>), CompileError> {
        let authority = self.authority_names[authority];
        let scenario = self.scenario;
        let buyer = &model.sites[to];
        let elements = model.materials[model.sites[from].makes].elements;
        let lane_name = scenario.lanes.iter().find(|(_, l)| std::ptr::eq(*l, lane)).map_or("", |(n, _)| n.as_str());
        let mut shares = Vec::new();
        let mut shut = Vec::new();
        for (name, r) in &scenario.authorities[authority].regimes {
            let place = at(&["authorities", authority, "regimes", name]);
            let rule = r.rules.iter().enumerate().find(|(_, rule)| {
                rule.end_use.is_none_or(|e| e == buyer.end_use)
                    && (rule.destinations.is_empty() || rule.destinations.contains(&buyer.country))
                    && (rule.elements.is_empty() || rule.elements.iter().any(|e| elements & element_bit(*e) != 0))
            });
            let (returned, denied, place) = match rule {
                Some((i, rule)) => (&rule.returned_share, &rule.denied_share, format!("{place}.rules[{i}]")),
                None => (&r.returned_share, &r.denied_share, place),
            };
            shares.push(DecisionShares {
                returned: self.num_or(returned.as_ref(), 0.0, &at(&[&place, "returned_share"]))?,
                denied: self.num_or(denied.as_ref(), 0.0, &at(&[&place, "denied_share"]))?,
            });
            shut.push(
                r.shut_to.iter().any(|c| c == "*" || *c == buyer.country)
                    || r.shut_lanes.iter().any(|l| l == lane_name),
            );
        }
        Ok((shares, shut))
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

    /// Stock levels, once the nominal flows are known.
    fn levels(&mut self, model: &mut Model) -> Result<(), CompileError> {
        let scenario = self.scenario;
        for site in 0..model.sites.len() {
            let name = model.sites[site].name.clone();
            let s = &scenario.sites[name.as_str()];
            let place = at(&["sites", &name]);
            let made = model.sites[site].nominal_output;
            let tick = model.materials[model.sites[site].makes].tick;
            let target = self.level_or(s.output_stock_target.as_ref(), made, tick, &place, "output_stock_target")?;
            model.sites[site].output_target = target;
            model.sites[site].opening_output = match &s.opening_output_stock {
                None => target,
                Some(level) => self.level(level, made, tick, &at(&[&place, "opening_output_stock"]))?,
            };
            for input in model.sites[site].inputs.clone() {
                let material = &model.materials[model.inputs[input].material];
                let place = at(&[&place, "inputs", &material.name]);
                let written = &s.inputs[material.name.as_str()];
                let need = model.inputs[input].nominal_need;
                if need > MOST_TICKS_A_DAY {
                    return Err(CompileError::At {
                        at: format!("materials.{}.tick", material.name),
                        message: format!(
                            "a tick of {} {} is too small: {name} needs {need:.3e} of them a day, allowed {MOST_TICKS_A_DAY:.0e}",
                            material.tick,
                            material.unit.label()
                        ),
                    });
                }
                let tick = material.tick;
                model.inputs[input].opening =
                    self.level(&written.opening_stock, need, tick, &at(&[&place, "opening_stock"]))?;
                model.inputs[input].ordering = self.ordering(&written.ordering, need, tick, &place)?;
            }
        }
        for lane in 0..model.lanes.len() {
            let name = model.lanes[lane].name.clone();
            let input = &model.inputs[model.lanes[lane].input];
            let (need, tick) = (input.nominal_need, model.materials[input.material].tick);
            if let Some(written) = &scenario.lanes[name.as_str()].general_licence {
                let place = at(&["lanes", &name, "general_licence.quantity"]);
                let quantity = self.level(&written.quantity, need, tick, &place)?;
                if let Some(general) = &mut model.lanes[lane].general {
                    general.quantity = quantity;
                }
            }
        }
        Ok(())
    }

    fn level(&mut self, level: &StockLevel, need: f64, tick: f64, place: &str) -> Result<Num, CompileError> {
        match level {
            StockLevel::DaysOfCover(n) => self.num(n, need, &at(&[place, "days_of_cover"])),
            StockLevel::Quantity(n) => self.num(n, 1.0 / tick, &at(&[place, "quantity"])),
        }
    }

    fn level_or(
        &mut self,
        level: Option<&StockLevel>,
        need: f64,
        tick: f64,
        place: &str,
        field: &str,
    ) -> Result<Num, CompileError> {
        match level {
            None => Ok(self.numbers.constant(0.0)),
            Some(level) => self.level(level, need, tick, &at(&[place, field])),
        }
    }

    fn ordering(
        &mut self,
        ordering: &scenario::Ordering,
        need: f64,
        tick: f64,
        place: &str,
    ) -> Result<Ordering, CompileError> {
        let place = at(&[place, "ordering"]);
        Ok(match ordering {
            scenario::Ordering::BaseStock { order_up_to, review_every_days, first_review_day } => Ordering {
                every: *review_every_days,
                first: *first_review_day,
                rule: OrderRule::BaseStock(self.level(
                    order_up_to,
                    need,
                    tick,
                    &at(&[&place, "base_stock.order_up_to"]),
                )?),
            },
            scenario::Ordering::ReorderPoint { reorder_at, order_quantity, review_every_days, first_review_day } => {
                Ordering {
                    every: *review_every_days,
                    first: *first_review_day,
                    rule: OrderRule::ReorderPoint {
                        point: self.level(reorder_at, need, tick, &at(&[&place, "reorder_point.reorder_at"]))?,
                        lot: self.level(order_quantity, need, tick, &at(&[&place, "reorder_point.order_quantity"]))?,
                    },
                }
            }
            scenario::Ordering::CallOff { quantity, every_days, first_day } => Ordering {
                every: *every_days,
                first: *first_day,
                rule: OrderRule::CallOff(match quantity {
                    Some(level) => self.level(level, need, tick, &at(&[&place, "call_off.quantity"]))?,
                    None => self.numbers.constant(need * f64::from(*every_days)),
                }),
            },
        })
    }
}

fn located<T>(result: Result<T, CompileError>, place: &str) -> Result<T, CompileError> {
    result.map_err(|e| match e {
        CompileError::Field(message) => CompileError::At { at: place.into(), message },
        other => other,
    })
}

/// Milligrams in a tick; 0 where the material is counted in pieces.
fn milligrams(material: &Material) -> i64 {
    let milligrams = match material.unit {
        scenario::Unit::Kg => 1e6,
        scenario::Unit::T => 1e9,
        scenario::Unit::Piece => 0.0,
    };
    whole_ticks(material.tick * milligrams)
}

fn day_number(day: usize) -> u32 {
    u32::try_from(day).unwrap_or(NEVER)
}

/// A rate in fixed point.
#[must_use]
#[inline]
#[allow(clippy::cast_possible_truncation)] // checked ranges; `as` saturates
pub fn fixed_point(x: f64) -> i64 {
    (x * f64::from(1u32 << FRACTION_BITS) + 0.5).floor() as i64
}

/// A quantity in whole ticks, to the nearest.
#[must_use]
#[inline]
#[allow(clippy::cast_possible_truncation)] // checked ranges; `as` saturates
pub fn whole_ticks(x: f64) -> i64 {
    (x + 0.5).floor() as i64
}

/// Cumulative rounding: adds to the carry and takes the whole part.
#[must_use]
#[inline]
pub fn take_whole(carry: &mut i64, amount: i64) -> i64 {
    *carry += amount;
    let whole = *carry >> FRACTION_BITS;
    *carry &= (1 << FRACTION_BITS) - 1;
    whole
}
